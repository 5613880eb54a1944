"""Plain words for results: amounts, dates, the one-sentence answer, the reason."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from corridor.countries import country_name
from corridor.i18n import _
from corridor.law import calendar
from corridor.law.parameters import Parameter
from corridor.law.trace import decimal_text
from corridor.portability.results import ConditionResult, Difference, Entitlement, Status
from corridor.schemes import Scheme, find_scheme
from corridor.schemes.scheme import Fact

#: Countries whose English name takes an article.
_WITH_ARTICLE = frozenset(
    {
        "ARE",
        "BHS",
        "CAF",
        "COD",
        "COG",
        "COM",
        "CZE",
        "DOM",
        "GBR",
        "GMB",
        "MDV",
        "MHL",
        "NLD",
        "PHL",
        "SLB",
        "USA",
    }
)
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_INPUT_TITLES = {
    "birth": "date of birth",
    "claim": "date of the claim",
    "lives_in_country": "lives in the country",
    "national": "has the country's nationality",
    "credited_for_right": "foreign periods counted for the right",
    "credited_for_amount": "foreign periods counted in the amount",
    "export_granted": "paid abroad by an agreement",
    "year_months": "insured months of each year",
    "year_days": "insured days of each year",
    "year_earnings": "earnings of each year",
    "year_count": "count on the record for each year",
    "period_earnings": "earnings of each period",
    "period_count": "count on the record for each period",
    "period_months": "months of each period",
    "period_days": "days of each period",
    "period_contract": "contract of each period",
}
#: Units of numbers that are years or months of the calendar, not amounts of them.
_YEARS = ("year", "month", "year number", "month of the year")
_ISO_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")

_PER = {"month": "{amount} a month", "week": "{amount} a week", "once": "{amount} once"}


def cause_text(scheme: Scheme, cause: str) -> str:
    """What is missing, in words a caseworker can act on."""
    kind, _sep, name = cause.partition(":")
    if kind == "fact":
        if name == "nationality":
            return _("the person's nationality is not stated")
        fact = scheme.facts.get(name)
        title = fact.title if fact else name.replace("_", " ")
        words = f" ({', '.join(fact.values)})" if fact and fact.values else ""
        return _("not stated: {what}").format(what=f"{title.rstrip('.')}{words} [{scheme.id}.{name}]")
    if kind == "table":
        p = scheme.parameter(name)
        return _("{what}: no entry for this case ({article})").format(what=p.title, article=p.article)
    p = scheme.parameter(name)
    return _("{what} is known {when} only ({article})").format(
        what=p.title, when=_known_spans(p), article=p.article
    )


def _known_spans(p: Parameter) -> str:
    """The stretches of time for which values of a parameter are known, gaps between them left out."""
    spans: list[list[int]] = []
    for value in p.values:
        if spans and value.start <= spans[-1][1]:
            spans[-1][1] = max(spans[-1][1], value.end)
        elif value.start < value.end:
            spans.append([value.start, value.end])
    return _(" and ").join(
        _("from {first} to {last}").format(first=calendar.to_date(start), last=calendar.to_date(end - 1))
        for start, end in spans
    )


def many_facts_text(count: int) -> str:
    """That not all combinations of the uncertain facts were tried."""
    return _("{count} facts are open and not every combination was tried: the bounds may be wider").format(
        count=count
    )


def open_text(facts: Sequence[str]) -> str:
    """What the record leaves open, so that the result is not exact."""
    return _("the record leaves open: {what}").format(what="; ".join(facts))


def deciding_text(facts: Sequence[str]) -> str:
    """What the answer hangs on, where the record leaves it open."""
    return _("it depends on what the record leaves open: {what}").format(what="; ".join(facts))


def money(amount: Fraction | float, currency: str) -> str:
    """An amount with two places and grouped thousands: ``PHP 1,400.00``."""
    cents = round(Fraction(amount) * 100)
    whole, rest = divmod(abs(cents), 100)
    sign = "-" if cents < 0 else ""
    return f"{currency} {sign}{whole:,}.{rest:02d}"


def per(amount: Fraction | float, currency: str, frequency: str) -> str:
    """An amount with how often it is paid."""
    return _(_PER[frequency]).format(amount=money(amount, currency))


def number(value: Any, unit: str = "") -> str:
    """A value as people read it: numbers with at most four places and their unit, dates, yes or no."""
    if value is None:
        return _("never")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (Fraction, int, float)):
        plain_unit = "" if unit in (*_YEARS, "", "yes/no", "kind", "contract", "number") else f" {unit}"
        places = 4 if isinstance(value, float) or Fraction(value).denominator != 1 else 0
        text = decimal_text(Fraction(value), places)
        whole, _dot, rest = text.partition(".")
        if unit not in _YEARS and whole.lstrip("-").isdigit():
            whole = f"{int(whole):,}"
        return (f"{whole}.{rest}" if rest else whole) + plain_unit
    if isinstance(value, dict):
        return "; ".join(f"{number(k)}: {number(v)}" for k, v in value.items())
    return str(value)


def day_words(day: date | None) -> str:
    """A date as people write it: ``1 June 2025``."""
    return _("never") if day is None else f"{day.day} {_(_MONTHS[day.month - 1])} {day.year}"


def month_words(text: str) -> str:
    """A month such as 2025-06 as people write it: ``June 2025``."""
    year, _dash, month = text.partition("-")
    return f"{_(_MONTHS[int(month) - 1])} {year}"


def dates_in_words(text: str) -> str:
    """A text with its ISO dates written as people write them."""
    return _ISO_DATE.sub(
        lambda m: day_words(_date_or_none(m.group())) if _date_or_none(m.group()) else m.group(), text
    )


def _date_or_none(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def country_in(code: str) -> str:
    """The name of a country within a sentence: "the Philippines", "Canada"."""
    name = country_name(code)
    return _("the {country}").format(country=name) if code in _WITH_ARTICLE else name


def amount_words(e: Entitlement) -> str:
    """The amount of an entitlement: one number, bounds, or that it cannot be told."""
    if e.amount is not None:
        return per(e.amount, e.currency, e.frequency)
    if e.amount_low is not None:
        low = money(e.amount_low, e.currency)
        if not e.amount_low and e.amount_high is None:  # "at least nothing" says nothing
            return _("amount cannot be told")
        if e.amount_high is None:
            return _("at least {low}").format(low=per(e.amount_low, e.currency, e.frequency))
        return _("between {low} and {high}").format(low=low, high=per(e.amount_high, e.currency, e.frequency))
    return _("amount cannot be told")


def short_answer(e: Entitlement) -> str:
    """The answer in a few words, for a table."""
    match e.status:
        case Status.ENTITLED:
            text = amount_words(e)
            if e.payable is False:
                text += " - " + _("not paid where the person lives")
            return text
        case Status.NOT_YET:
            return _("not yet (from {start})").format(start=e.starts) if e.starts else _("not yet")
        case Status.NOT_ENTITLED:
            return _("no pension; {lump}").format(lump=_lump(e)) if e.refund_due else _("not entitled")
        case Status.CANNOT_TELL:
            return _("cannot tell")
        case Status.NOT_MODELLED:
            return _("not modelled")


def one_sentence(e: Entitlement) -> str:
    """The answer in one sentence that stands alone."""
    who = f"{country_name(e.country)} ({e.scheme_name})"
    match e.status:
        case Status.ENTITLED:
            if e.amount is None and not e.amount_low and e.amount_high is None:
                why = "; ".join(e.missing or e.notes)
                return _("{who} owes a benefit from {start}, but how much cannot be told{why}.").format(
                    who=who, start=e.starts, why=f": {why}" if why else ""
                )
            if e.amount == 0:
                return _(
                    "{who}: the conditions are met from {start}, but the amount works out at nothing"
                    " ({amount})."
                ).format(who=who, start=e.starts, amount=amount_words(e))
            sentence = _("{who} owes {amount} from {start}").format(
                who=who, amount=amount_words(e), start=e.starts
            )
            if e.payable is False:
                sentence += _(", but does not pay it where the person lives")
            if e.instrument:
                sentence += _(", by the agreement {agreement}").format(agreement=e.instrument)
            return sentence + "."
        case Status.NOT_YET:
            return _("{who} owes nothing yet; not met: {why}.").format(who=who, why=_reasons(e))
        case Status.NOT_ENTITLED:
            return _("{who} owes no pension; not met: {why}.").format(who=who, why=_reasons(e))
        case Status.CANNOT_TELL:
            return _("{who}: what it owes cannot be told: {why}.").format(who=who, why="; ".join(e.missing))
        case Status.NOT_MODELLED if e.scheme == e.country:
            return _("{country}: its pension law is not modelled; what it owes cannot be told.").format(
                country=country_name(e.country)
            )
        case Status.NOT_MODELLED:
            return _("{who}: not modelled; {why}.").format(who=who, why="; ".join(e.missing))


def _reasons(e: Entitlement) -> str:
    return "; ".join(f"{c.title} ({c.article})" for c in e.failed)


def condition_text(e: Entitlement, c: ConditionResult) -> str:
    """A condition with what it was tested on: title, article, values."""
    scheme = find_scheme(e.scheme)
    values = ", ".join(
        _value_words(scheme, name, value)
        for name, value in c.values.items()
        if not (name.startswith("credited_") and not value)
    )
    return f"{c.title} ({c.article}){': ' + values if values else ''}"


def _value_words(scheme: Scheme, name: str, value: Any) -> str:
    """A value that a condition was tested on, with its name and unit; the unit not twice."""
    unit = unit_words(scheme, scheme.rules.unit_of(name))
    label = input_title(name, scheme.facts)
    return f"{label} {number(value, '' if label.endswith(unit) else unit)}"


def unit_words(scheme: Scheme, unit: str) -> str:
    """The unit of a value of a scheme in words: its own unit and currency by name."""
    return {"native units": f"{scheme.unit}s", "currency": scheme.currency}.get(unit, unit)


def input_title(name: str, facts: Mapping[str, Fact]) -> str:
    """What an input of the rules is called in front of people."""
    if name in facts:
        return facts[name].title.rstrip(".")
    return _(_INPUT_TITLES[name]) if name in _INPUT_TITLES else name.replace("_", " ")


def _lump(e: Entitlement) -> str:
    if e.refund is None:
        return _("lump sum possible, but how much cannot be told")
    return _("lump sum of {amount} possible").format(amount=money(e.refund, e.currency))


def refund_text(e: Entitlement) -> str | None:
    """What could be taken instead, and what taking it costs."""
    if not e.refund_due:
        return None
    amount = money(e.refund, e.currency) if e.refund is not None else _("an amount that cannot be told")
    text = _("A lump sum or refund of {amount} could be taken instead").format(amount=amount)
    if e.refund_ends_insurance:
        text += _("; it wipes out the insured periods, also for agreements")
    return text + "."


def change_text(d: Difference) -> str:
    """What the instruments change for one scheme, with the causes."""
    if d.total is None:
        return _("the change cannot be told")
    if d.nothing_changes:
        return _("nothing changes")
    parts = []
    for value, cause in (
        (d.right, _("right gained") if (d.right or 0) > 0 else _("right lost")),
        (d.aggregation, _("amount changed by adding periods")),
        (d.export, _("now paid where the person lives")),
    ):
        if value:
            sign = "+" if value > 0 else ""
            parts.append(f"{sign}{per(value, d.currency, d.frequency)} ({cause})")
    if d.refund_forgone:
        parts.append(_("refund of {amount} forgone").format(amount=money(d.refund_forgone, d.currency)))
    return "; ".join(parts) if parts else _("nothing changes")
