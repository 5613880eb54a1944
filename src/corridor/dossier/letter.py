"""The letter to a person: what, from whom, from when, what to bring, what is uncertain, which law.

In plain words.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from corridor.agreements import find_instrument
from corridor.countries import country_name
from corridor.dossier.pages import render
from corridor.i18n import _
from corridor.law.numeric import exact
from corridor.portability.display import heading, unstated_facts
from corridor.portability.results import ESTIMATE, Entitlement, Status
from corridor.portability.wording import (
    amount_words,
    condition_text,
    dates_in_words,
    day_words,
    money,
    number,
    one_sentence,
    refund_text,
    short_answer,
)
from corridor.schemes import Scheme, find_scheme
from corridor.schemes.scheme import VALIDATION_LABELS

if TYPE_CHECKING:
    from corridor.careers import InsurancePeriod
    from corridor.portability.entitlement import Answer


#: The name of a fact in a careers file, as messages show it.
_CODE = re.compile(r" \[[A-Z]{3}-[A-Z]+\.\w+\]")


def letter_html(answer: Answer) -> str:
    """The letter as one self-contained page."""
    names = list(answer.results)
    without, with_ = names[0], names[-1]
    person = answer.career.person
    return render(
        "letter.html",
        title=_("Your pension rights in more than one country"),
        today_label=_("Claim date: {day}").format(day=_day(person.claim_date)),
        about=dates_in_words(heading(answer)),
        estimate=_(ESTIMATE),
        intro=_(
            "You have worked or lived in more than one country. Each country decides by its own law, and by the"
            " agreements it has signed, what it owes you. This letter says what we worked out for each, and why."
        ),
        items=[_item(answer, e, answer.of(without, e.scheme)) for e in answer.results[with_]],
        silent=[_plain(one_sentence(e)) for e in answer.silent],
        words=_words(),
        record=_record(answer),
        next_steps=_next_steps(answer, with_),
    )


def _words() -> dict[str, str]:
    return {
        "why_not": _("What is not met:"),
        "choice": _("You have a choice:"),
        "uncertain": _("Not certain:"),
        "where": _("Where to claim:"),
        "bring": _("What to bring:"),
        "not_covered": _("What this letter does not cover"),
        "record": _("The periods we counted"),
        "record_note": _("Please check them. A missing or wrong period changes the result."),
        "next": _("What to do next"),
    }


def _plain(text: str) -> str:
    """A text for a person: dates as people write them, no codes of the careers file."""
    return dates_in_words(_CODE.sub("", text).replace("_", " "))


def _item(answer: Answer, e: Entitlement, before: Entitlement) -> dict[str, Any]:
    scheme = find_scheme(e.scheme)
    uncertain = "; ".join([*e.missing, *_weak(e), *e.notes, *_unstated(answer, e)])
    return {
        "heading": f"{country_name(e.country)}: {e.scheme_name}",
        "owed": e.status is Status.ENTITLED,
        "answer": dates_in_words(short_answer(e)),
        "sentence": _sentence(e),
        "reasons": [_plain(condition_text(e, c)) for c in e.failed] + _tried(e),
        "agreement": _agreement(e),
        "without": _without(e, before),
        "instead": refund_text(e),
        "open": _plain(uncertain[:1].upper() + uncertain[1:]),
        "where": scheme.claim_where if e.status in (Status.ENTITLED, Status.NOT_YET) or e.refund_due else "",
        "bring": list(scheme.documents)
        if e.status in (Status.ENTITLED, Status.NOT_YET) or e.refund_due
        else [],
        "law": _law(scheme, e),
        "sure": _("How sure: {label}.").format(label=VALIDATION_LABELS.get(e.validation, e.validation)),
    }


def _sentence(e: Entitlement) -> str:
    start = day_words(e.starts)
    told = e.amount is not None or bool(e.amount_low) or e.amount_high is not None
    amount = amount_words(e) if told else _("a benefit")
    open_amount = "" if told else " " + _("How much cannot be told.")
    match e.status:
        case Status.ENTITLED if e.payable:
            return (
                _(
                    "We think that you are owed {amount} from {start}, and that it is paid where you live."
                ).format(amount=amount, start=start)
                + open_amount
            )
        case Status.ENTITLED if e.payable is None:
            return (
                _(
                    "We think that you have a right to {amount} from {start}. Whether it is paid where you live now"
                    " cannot be told."
                ).format(amount=amount, start=start)
                + open_amount
            )
        case Status.ENTITLED:
            return (
                _(
                    "We think that you have a right to {amount} from {start}, but it is not paid in the country"
                    " where you live now."
                ).format(amount=amount, start=start)
                + open_amount
            )
        case Status.NOT_YET if e.starts is None:
            return _("It is too early.")
        case Status.NOT_YET:
            return _("It is too early. With the periods you have, you could be paid from {start}.").format(
                start=start
            )
        case Status.NOT_ENTITLED:
            return _("We think that no pension is owed to you.")
        case Status.CANNOT_TELL:
            return _("We cannot tell, because something is missing.")
        case Status.NOT_MODELLED:
            return _("We have no rules for this case.")


def _tried(e: Entitlement) -> list[str]:
    if e.tried is None:
        return []
    title = find_instrument(e.tried).title
    return [_("We also tried the {agreement}; it does not help here.").format(agreement=title)]


def _agreement(e: Entitlement) -> str:
    if e.instrument is None:
        return ""
    text = _("This comes from the {agreement} ({article}).").format(
        agreement=e.instrument_title, article=e.article
    )
    if e.credited:
        text += " " + _("Your periods in the other country were counted.")
    if e.fraction is not None:
        text += " " + _(
            "A full pension is worked out first; you are paid your share of it, {own} out of {all} {unit}s."
        ).format(own=number(e.numerator), all=number(e.denominator), unit=e.unit)
    return text


def _without(e: Entitlement, before: Entitlement) -> str:
    if e.instrument is None or (
        before.status == e.status and before.amount == e.amount and before.payable == e.payable
    ):
        return ""
    return _("Without the agreement the answer would be: {answer}.").format(answer=short_answer(before))


def _unstated(answer: Answer, e: Entitlement) -> list[str]:
    found = unstated_facts(answer, e)
    return [_("not stated, and so counted as none: {what}").format(what="; ".join(found))] if found else []


def _weak(e: Entitlement) -> list[str]:
    return (
        [_("we could not read the source of: {what}").format(what=", ".join(e.weak_sources))]
        if e.weak_sources
        else []
    )


def _law(scheme: Scheme, e: Entitlement) -> str:
    articles = ", ".join(dict.fromkeys(c.article for c in e.conditions))
    return _("Law: {law}; conditions: {articles}.").format(law=scheme.law_title, articles=articles)


def _record(answer: Answer) -> dict[str, Any]:
    header = [_("Country"), _("Scheme"), _("Kind"), _("From"), _("To"), _("Earnings")]
    rows = []
    for p in answer.career.periods:
        earnings = "-" if p.earnings is None else _earnings(p)
        rows.append(
            [country_name(p.country), p.scheme or "-", p.kind, _range(p.start), _range(p.end), earnings]
        )
    return {"header": header, "rows": rows}


def _earnings(p: InsurancePeriod) -> str:
    low, high = p.earnings if isinstance(p.earnings, tuple) else (p.earnings, p.earnings)
    if low is None or low == "unknown":
        return _("unknown")
    text = money(exact(low), p.currency or "")
    if high != low:
        text = _("{low} to {high}").format(low=text, high=money(exact(high), p.currency or ""))
    per = {"month": _("a month"), "year": _("a year"), "period": _("in all")}[p.earnings_per]
    return f"{text.strip()} {per}"


def _range(value: Any) -> str:
    return (
        _("{low} to {high}").format(low=_day(value[0]), high=_day(value[1]))
        if isinstance(value, tuple)
        else _day(value)
    )


def _day(value: Any) -> str:
    return dates_in_words(str(value))


def _next_steps(answer: Answer, scenario: str) -> list[str]:
    found = answer.results[scenario]
    steps = [_("Check the list of periods above and correct what is wrong.")]
    if any(e.status is Status.CANNOT_TELL for e in found) or answer.silent:
        steps.append(_("Find the missing facts named above; then the result can be worked out again."))
    if any(e.refund_due for e in found):
        steps.append(
            _(
                "Do not take a refund or lump sum before you have compared it with the pension: it usually cannot be undone."
            )
        )
    if any(e.instrument for e in found):
        steps.append(
            _(
                "Say in your claim that you also worked or lived in the other country: under the agreements one"
                " claim can count in both."
            )
        )
    if any(e.status is Status.ENTITLED for e in found):
        steps.append(_("Claim in time: some pensions are paid back for a few months only."))
    return steps
