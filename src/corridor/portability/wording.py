"""Plain words for results: amounts, dates, the one-sentence answer, the reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from corridor.countries import country_name
from corridor.i18n import N_, _, current, in_a_row, isolate, listed, ngettext
from corridor.law import calendar
from corridor.law.parameters import Parameter
from corridor.law.words import (
    counted,
    dates_in_words,
    day_words,
    money,
    month_words,
    number,
    per,
    span_words,
    unit_name,
    unit_text,
)
from corridor.portability.results import ConditionResult, Difference, Entitlement, Status
from corridor.schemes import Scheme, find_scheme
from corridor.schemes.scheme import Fact

__all__ = [
    "amount_words", "cause_text", "change_text", "condition_text", "counted", "dates_in_words", "day_words",
    "deciding_text", "input_title", "kind_words", "many_facts_text", "money", "month_words", "not_claimable_text", "number",
    "one_sentence", "open_text", "per", "refund_text", "short_answer", "span_words", "unit_name", "unit_text",
    "unit_words", "who_pays",
]  # fmt: skip

_KINDS = {
    "employment": N_("employment"),
    "self-employment": N_("self-employment"),
    "voluntary": N_("voluntary insurance"),
    "credited": N_("credited periods"),
    "residence": N_("residence"),
}
_INPUT_TITLES = {
    "birth": N_("date of birth"),
    "claim": N_("date of the claim"),
    "lives_in_country": N_("lives in the country"),
    "national": N_("has the country's nationality"),
    "credited_for_right": N_("foreign periods counted for the right"),
    "credited_for_amount": N_("foreign periods counted in the amount"),
    "export_granted": N_("paid abroad by an agreement"),
    "year_months": N_("insured months of each year"),
    "year_days": N_("insured days of each year"),
    "year_earnings": N_("earnings of each year"),
    "year_count": N_("count on the record for each year"),
    "period_earnings": N_("earnings of each period"),
    "period_count": N_("count on the record for each period"),
    "period_months": N_("months of each period"),
    "period_days": N_("days of each period"),
    "period_contract": N_("contract of each period"),
}


def kind_words(kind: str) -> str:
    """The kind of a period in words, as it stands where it has none."""
    return _(_KINDS[kind]) if kind in _KINDS else kind


def cause_text(scheme: Scheme, cause: str) -> str:
    """What is missing, in words a caseworker can act on."""
    kind, _sep, name = cause.partition(":")
    if kind == "fact":
        if name == "nationality":
            return _("the person's nationality is not stated")
        fact = scheme.facts.get(name)
        code = isolate(f"[{scheme.id}.{name}]")
        what = input_title(name, scheme.facts)
        if fact and fact.values:
            return _("not stated: {what} ({values}) {code}").format(
                what=what, values=", ".join(fact.values), code=code
            )
        return _("not stated: {what} {code}").format(what=what, code=code)
    p = scheme.parameter(name)
    what, article = _(p.title), isolate(p.article)
    if kind == "table":
        return _("{what}: no entry for this case ({article})").format(what=what, article=article)
    return _("{what}: known {when} only ({article})").format(what=what, when=_known_spans(p), article=article)


def _known_spans(p: Parameter) -> str:
    """The stretches of time for which values of a parameter are known, gaps between them left out."""
    spans: list[list[int]] = []
    for value in p.values:
        if spans and value.start <= spans[-1][1]:
            spans[-1][1] = max(spans[-1][1], value.end)
        elif value.start < value.end:
            spans.append([value.start, value.end])
    return listed(
        _("from {first} to {last}").format(
            first=day_words(calendar.to_date(start)), last=day_words(calendar.to_date(end - 1))
        )
        for start, end in spans
    )


def not_claimable_text(scheme: Scheme) -> str:
    """That a claim lies outside the years for which a scheme is modelled."""
    return _("claims before {first} or after {last} are not modelled").format(
        first=day_words(scheme.claims_from), last=day_words(scheme.claims_to)
    )


def many_facts_text(count: int) -> str:
    """That not all combinations of the uncertain facts were tried."""
    return ngettext(
        "{count} fact is open and not every combination was tried: the bounds may be wider",
        "{count} facts are open and not every combination was tried: the bounds may be wider",
        count,
    ).format(count=count)


def open_text(facts: Sequence[str]) -> str:
    """What the record leaves open, so that the result is not exact."""
    return _("the record leaves open: {what}").format(what=in_a_row(dict.fromkeys(facts)))


def deciding_text(facts: Sequence[str]) -> str:
    """What the answer hangs on, where the record leaves it open."""
    return _("it depends on what the record leaves open: {what}").format(what=in_a_row(dict.fromkeys(facts)))


def who_pays(e: Entitlement) -> str:
    """The country and the scheme that a result is about."""
    return _("{country} ({scheme})").format(country=country_name(e.country), scheme=isolate(_(e.scheme_name)))


def amount_words(e: Entitlement) -> str:
    """The amount of an entitlement: one number, bounds, or that it cannot be told."""
    if e.amount is not None:
        return per(e.amount, e.currency, e.frequency)
    if e.amount_low is not None:
        if not e.amount_low and e.amount_high is None:  # "at least nothing" says nothing
            return _("amount cannot be told")
        if e.amount_high is None:
            return _("at least {low}").format(low=per(e.amount_low, e.currency, e.frequency))
        return _("between {low} and {high}").format(
            low=money(e.amount_low, e.currency), high=per(e.amount_high, e.currency, e.frequency)
        )
    return _("amount cannot be told")


def short_answer(e: Entitlement) -> str:
    """The answer in a few words, for a table."""
    match e.status:
        case Status.ENTITLED if e.payable is False:
            return _("{amount} - not paid where the person lives").format(amount=amount_words(e))
        case Status.ENTITLED:
            return amount_words(e)
        case Status.NOT_YET:
            return _("not yet (from {start})").format(start=day_words(e.starts)) if e.starts else _("not yet")
        case Status.NOT_ENTITLED if e.refund_due and e.refund is None:
            return _("no pension; lump sum possible, but how much cannot be told")
        case Status.NOT_ENTITLED if e.refund_due and e.refund is not None:
            return _("no pension; lump sum of {amount} possible").format(amount=money(e.refund, e.currency))
        case Status.NOT_ENTITLED:
            return _("not entitled")
        case Status.CANNOT_TELL:
            return _("cannot tell")
        case Status.NOT_MODELLED:
            return _("not modelled")


def one_sentence(e: Entitlement) -> str:
    """The answer in one sentence that stands alone."""
    who, start, missing = who_pays(e), day_words(e.starts), in_a_row(e.missing)
    match e.status:
        case Status.ENTITLED if e.amount is None and not e.amount_low and e.amount_high is None:
            why = in_a_row(e.missing or e.notes)
            if not why:
                return _("{who} owes a benefit from {start}, but how much cannot be told.").format(
                    who=who, start=start
                )
            return _("{who} owes a benefit from {start}, but how much cannot be told: {why}.").format(
                who=who, start=start, why=why
            )
        case Status.ENTITLED if e.amount == 0:
            return _(
                "{who}: the conditions are met from {start}, but the amount works out at nothing ({amount})."
            ).format(who=who, start=start, amount=amount_words(e))
        case Status.ENTITLED:
            return _owed_sentence(e).format(
                who=who, amount=amount_words(e), start=start, agreement=isolate(e.instrument or "")
            )
        case Status.NOT_YET:
            return _("{who} owes nothing yet; not met: {why}.").format(who=who, why=_reasons(e))
        case Status.NOT_ENTITLED:
            return _("{who} owes no pension; not met: {why}.").format(who=who, why=_reasons(e))
        case Status.CANNOT_TELL:
            return _("{who}: what it owes cannot be told: {why}.").format(who=who, why=missing)
        case Status.NOT_MODELLED if e.scheme == e.country:
            return _("{country}: its pension law is not modelled; what it owes cannot be told.").format(
                country=country_name(e.country)
            )
        case Status.NOT_MODELLED:
            return _("{who}: not modelled; {why}.").format(who=who, why=missing)


def _owed_sentence(e: Entitlement) -> str:
    if e.payable is False and e.instrument:
        return _(
            "{who} owes {amount} from {start}, but does not pay it where the person lives, by the agreement"
            " {agreement}."
        )
    if e.payable is False:
        return _("{who} owes {amount} from {start}, but does not pay it where the person lives.")
    if e.instrument:
        return _("{who} owes {amount} from {start}, by the agreement {agreement}.")
    return _("{who} owes {amount} from {start}.")


def _reasons(e: Entitlement) -> str:
    return in_a_row(
        _("{title} ({article})").format(title=_(c.title), article=isolate(c.article)) for c in e.failed
    )


def condition_text(e: Entitlement, c: ConditionResult) -> str:
    """A condition with what it was tested on: title, article, values."""
    scheme = find_scheme(e.scheme)
    values = in_a_row(
        _value_words(scheme, name, value)
        for name, value in c.values.items()
        if not (name.startswith("credited_") and not value)
    )
    title, article = _(c.title), isolate(c.article)
    if not values:
        return _("{title} ({article})").format(title=title, article=article)
    return _("{title} ({article}): {values}").format(title=title, article=article, values=values)


def _value_words(scheme: Scheme, name: str, value: Any) -> str:
    """A value that a condition was tested on, with its name and unit; the unit not twice."""
    unit = unit_words(scheme, scheme.rules.unit_of(name))
    label = _name_of_value(scheme, name)
    if unit == "month" and isinstance(value, str):
        return _("{name} {value}").format(name=label, value=month_words(value))
    return _("{name} {value}").format(name=label, value=number(value, "" if label.endswith(unit) else unit))


def _name_of_value(scheme: Scheme, name: str) -> str:
    """What a value is called: in English by its short name, else by the title of its rule or figure."""
    if current() != "en" and name in scheme.rules.rules:
        return _(scheme.rules.rules[name].title)
    if current() != "en" and name in scheme.law.parameters:
        return _(scheme.parameter(name).title)
    return input_title(name, scheme.facts)


def unit_words(scheme: Scheme, unit: str) -> str:
    """The unit of a value of a scheme: its own unit and currency by name (in English, as in the data)."""
    return {"native units": f"{scheme.unit}s", "currency": scheme.currency}.get(unit, unit)


def input_title(name: str, facts: Mapping[str, Fact]) -> str:
    """What an input of the rules is called in front of people."""
    if name in facts:
        title = " ".join(facts[name].title.split())
        return _(title).rstrip(".")
    return _(_INPUT_TITLES[name]) if name in _INPUT_TITLES else name.replace("_", " ")


def refund_text(e: Entitlement) -> str | None:
    """What could be taken instead, and what taking it costs."""
    if not e.refund_due:
        return None
    if e.refund is None and e.refund_ends_insurance:
        return _(
            "A lump sum or refund could be taken instead, but how much cannot be told; it wipes out the"
            " insured periods, also for agreements."
        )
    if e.refund is None:
        return _("A lump sum or refund could be taken instead, but how much cannot be told.")
    if e.refund_ends_insurance:
        text = _(
            "A lump sum or refund of {amount} could be taken instead; it wipes out the insured periods, also"
            " for agreements."
        )
    else:
        text = _("A lump sum or refund of {amount} could be taken instead.")
    return text.format(amount=money(e.refund, e.currency))


def change_text(d: Difference) -> str:
    """What the instruments change for one scheme, with the causes."""
    if d.total is None:
        return _("the change cannot be told")
    if d.nothing_changes:
        return _("nothing changes")
    parts = []
    for value, cause in (
        (d.right, _("{amount} (right gained)") if (d.right or 0) > 0 else _("{amount} (right lost)")),
        (d.aggregation, _("{amount} (amount changed by adding periods)")),
        (d.export, _("{amount} (now paid where the person lives)")),
    ):
        if value:
            parts.append(cause.format(amount=per(value, d.currency, d.frequency, signed=True)))
    if d.refund_forgone:
        parts.append(_("refund of {amount} forgone").format(amount=money(d.refund_forgone, d.currency)))
    return in_a_row(parts) if parts else _("nothing changes")
