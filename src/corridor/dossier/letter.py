"""The letter to a person: what, from whom, from when, what to bring, what is uncertain, which law.

In plain words.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from corridor.countries import country_name
from corridor.dossier.pages import made_with, render
from corridor.i18n import LANGUAGES, _, current, direction, in_a_row, isolate, language, listed
from corridor.law.numeric import exact
from corridor.portability.display import heading, unstated_facts
from corridor.portability.results import ESTIMATE, Entitlement, Status
from corridor.portability.wording import (
    amount_words,
    condition_text,
    dates_in_words,
    day_words,
    kind_words,
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
_CODE = re.compile(" \u2068?\\[[A-Z]{3}-[A-Z]+\\.\\w+\\]\u2069?")


def letter_html(answer: Answer, office_language: str | None = None) -> str:
    """The letter as one self-contained page, in the current language.

    With another ``office_language`` the same letter follows in the language of the office that receives it.
    """
    parts = [_version(answer)]
    if office_language is not None and office_language != current():
        with language(office_language):
            parts.append(_version(answer))
    return render("letter.html", title=parts[0]["title"], letters=parts)


def _version(answer: Answer) -> dict[str, Any]:
    """The letter in the current language with what a page must say about that language."""
    return {
        **letter_parts(answer),
        "language": current(),
        "direction": direction(),
        "language_name": LANGUAGES[current()],
        "made_with": made_with(),
    }


def letter_parts(answer: Answer) -> dict[str, Any]:
    """What the letter says, in the current language, for the templates of the page and of the PDF."""
    answer = answer.in_current_language()
    names = list(answer.results)
    without, with_ = names[0], names[-1]
    person = answer.career.person
    return {
        "title": _("Your pension rights in more than one country"),
        "today_label": _("Claim date: {day}").format(day=_day(person.claim_date)),
        "about": heading(answer),
        "estimate": _(ESTIMATE),
        "intro": _(
            "You have worked or lived in more than one country. Each country decides by its own law, and by the"
            " agreements it has signed, what it owes you. This letter says what we worked out for each, and why."
        ),
        "items": [_item(answer, e, answer.of(without, e.scheme)) for e in answer.results[with_]],
        "silent": [_plain(one_sentence(e)) for e in answer.silent],
        "words": _words(),
        "record": _record(answer),
        "next_steps": _next_steps(answer, with_),
    }


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
    claim = e.status in (Status.ENTITLED, Status.NOT_YET) or e.refund_due
    uncertain = in_a_row([*e.missing, *_weak(e), *e.notes, *_unstated(answer, e)])
    return {
        "heading": _("{country}: {scheme}").format(
            country=country_name(e.country), scheme=isolate(_(e.scheme_name))
        ),
        "owed": e.status is Status.ENTITLED,
        "answer": short_answer(e),
        "sentence": _sentence(e),
        "reasons": [_plain(condition_text(e, c)) for c in e.failed] + _tried(e),
        "agreement": _agreement(e),
        "without": _without(e, before),
        "instead": refund_text(e),
        "open": _plain(uncertain[:1].upper() + uncertain[1:]),
        "where": _(scheme.claim_where) if claim else "",
        "bring": [_(d) for d in scheme.documents] if claim else [],
        "law": _law(scheme, e),
        "sure": _("How sure: {label}.").format(label=_(VALIDATION_LABELS.get(e.validation, e.validation))),
    }


def _sentence(e: Entitlement) -> str:
    told = e.amount is not None or bool(e.amount_low) or e.amount_high is not None
    match e.status:
        case Status.ENTITLED:
            text = _owed(e.payable) if told else _owed_but_how_much(e.payable)
            return text.format(amount=amount_words(e), start=day_words(e.starts))
        case Status.NOT_YET if e.starts is None:
            return _("It is too early.")
        case Status.NOT_YET:
            return _("It is too early. With the periods you have, you could be paid from {start}.").format(
                start=day_words(e.starts)
            )
        case Status.NOT_ENTITLED:
            return _("We think that no pension is owed to you.")
        case Status.CANNOT_TELL:
            return _("We cannot tell, because something is missing.")
        case Status.NOT_MODELLED:
            return _("We have no rules for this case.")


def _owed(payable: bool | None) -> str:
    """The sentence about a benefit of a known amount, or one within bounds."""
    if payable:
        return _("We think that you are owed {amount} from {start}, and that it is paid where you live.")
    if payable is None:
        return _(
            "We think that you have a right to {amount} from {start}. Whether it is paid where you live now"
            " cannot be told."
        )
    return _(
        "We think that you have a right to {amount} from {start}, but it is not paid in the country where you"
        " live now."
    )


def _owed_but_how_much(payable: bool | None) -> str:
    """The sentence about a benefit of an amount that cannot be told."""
    if payable:
        return _(
            "We think that you are owed a benefit from {start}, and that it is paid where you live. How much"
            " cannot be told."
        )
    if payable is None:
        return _(
            "We think that you have a right to a benefit from {start}. Whether it is paid where you live now"
            " cannot be told. How much cannot be told."
        )
    return _(
        "We think that you have a right to a benefit from {start}, but it is not paid in the country where you"
        " live now. How much cannot be told."
    )


def _tried(e: Entitlement) -> list[str]:
    if e.tried is None:
        return []
    # a draft stands in no registry; the route that was tried carries its title
    title = _(next((r.title for r in e.routes if r.label == e.tried), e.tried))
    return [_("We also tried this agreement; it does not help here: {agreement}.").format(agreement=title)]


def _agreement(e: Entitlement) -> str:
    if e.instrument is None:
        return ""
    sentences = [
        _("This comes from an agreement: {agreement} ({article}).").format(
            agreement=_(e.instrument_title), article=isolate(e.article)
        )
    ]
    if e.credited:
        sentences.append(_("Your periods in the other country were counted."))
    if e.fraction is not None:
        sentences.append(
            _(
                "A full pension is worked out first; you are paid your share of it, {own} out of {all}."
            ).format(own=number(e.numerator), all=number(e.denominator, e.unit))
        )
    return " ".join(sentences)


def _without(e: Entitlement, before: Entitlement) -> str:
    if e.instrument is None or (
        before.status == e.status and before.amount == e.amount and before.payable == e.payable
    ):
        return ""
    return _("Without the agreement the answer would be: {answer}.").format(answer=short_answer(before))


def _unstated(answer: Answer, e: Entitlement) -> list[str]:
    found = unstated_facts(answer, e)
    return [_("not stated, and so counted as none: {what}").format(what=in_a_row(found))] if found else []


def _weak(e: Entitlement) -> list[str]:
    if not e.weak_sources:
        return []
    return [_("we could not read the source of: {what}").format(what=listed(e.weak_sources))]


def _law(scheme: Scheme, e: Entitlement) -> str:
    articles = ", ".join(dict.fromkeys(c.article for c in e.conditions))
    return _("Law: {law}; conditions: {articles}.").format(
        law=isolate(scheme.law_title), articles=isolate(articles)
    )


def _record(answer: Answer) -> dict[str, Any]:
    header = [_("Country"), _("Scheme"), _("Kind"), _("First day"), _("Last day"), _("Earnings")]
    rows = []
    for p in answer.career.periods:
        earnings = "-" if p.earnings is None else _earnings(p)
        scheme = isolate(p.scheme) if p.scheme else "-"
        rows.append(
            [country_name(p.country), scheme, kind_words(p.kind), _range(p.start), _range(p.end), earnings]
        )
    return {"header": header, "rows": rows}


def _earnings(p: InsurancePeriod) -> str:
    low, high = p.earnings if isinstance(p.earnings, tuple) else (p.earnings, p.earnings)
    if low is None or low == "unknown":
        return _("unknown")
    text = money(exact(low), p.currency or "")
    if high != low:
        text = _("{low} to {high}").format(low=text, high=money(exact(high), p.currency or ""))
    per = {"month": _("{amount} a month"), "year": _("{amount} a year"), "period": _("{amount} in all")}
    return per[p.earnings_per].format(amount=text)


def _range(value: Any) -> str:
    return (
        _("{low} to {high}").format(low=_day(value[0]), high=_day(value[1]))
        if isinstance(value, tuple)
        else _day(value)
    )


def _day(value: Any) -> str:
    return _("unknown") if value == "unknown" else dates_in_words(str(value))


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
