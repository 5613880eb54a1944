"""An answer as a person reads it: plain text for terminals and a small table for notebooks."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from corridor.countries import country_in_sentence, country_name
from corridor.i18n import N_, _, in_a_row, isolate
from corridor.portability.results import ESTIMATE, Difference, Entitlement, Status
from corridor.portability.wording import (
    change_text,
    condition_text,
    dates_in_words,
    input_title,
    money,
    number,
    one_sentence,
    refund_text,
    short_answer,
)
from corridor.schemes import find_scheme
from corridor.schemes.scheme import VALIDATION_LABELS

if TYPE_CHECKING:
    from corridor.portability.entitlement import Answer

#: The labels of validation as they are shown; in files they are English.
_LABELS = {
    "validated": N_("validated"),
    "rules-read": N_("rules-read"),
    "secondary": N_("secondary"),
    "invented": N_("invented"),
}


def heading(answer: Answer) -> str:
    """Who the answer is about: invented people are called so."""
    person = answer.career.person
    name = "".join(c for c in _(person.title or person.person_id) if c.isprintable())
    if person.invented and "invented" not in (person.title or "").casefold():
        name = _("{name} (invented)").format(name=name)
    return _("{name}: born {birth}, lives in {home}, claim on {claim}").format(
        name=isolate(name),
        birth=dates_in_words(str(person.birth_date)),
        home=country_in_sentence(person.residence),
        claim=dates_in_words(str(person.claim_date)),
    )


def comparison_rows(answer: Answer) -> tuple[list[str], list[list[str]]]:
    """Header and rows of the comparison.

    One row a scheme, one column a set of instruments, and the last change.
    """
    names = list(answer.results)
    header = [_("Who pays"), _("Scheme"), *(scenario_title(n) for n in names)]
    changes: dict[str, Difference] = {}
    if len(names) > 1:
        header.append(_("What changes"))
        changes = {d.scheme: d for d in answer.differences(names[0], names[-1])}
    rows = []
    for e in answer.results[names[0]]:
        row = [country_name(e.country), f"{isolate(_(e.scheme_name))} {isolate(f'[{e.scheme}]')}"]
        row += [short_answer(answer.of(n, e.scheme)) for n in names]
        if changes:
            row.append(change_text(changes[e.scheme]))
        rows.append(row)
    return header, rows


def scenario_title(name: str) -> str:
    """The heading of a set of instruments: without, in force, with the draft."""
    titles = {
        "none": _("Without an agreement"),
        "in force": _("With the agreements in force"),
        "draft": _("With the draft"),
    }
    return titles.get(name, name)


def why(answer: Answer, e: Entitlement) -> list[str]:
    """The reasons for one result: the sentence, conditions, agreement, what else, how sure."""
    lines = [one_sentence(e)]
    said = in_a_row(e.missing)
    lines += [_("Open: {what}").format(what=condition_text(e, c)) for c in e.conditions if c.holds is None]
    lines += [_("Not met: {what}").format(what=condition_text(e, c)) for c in e.failed]
    if e.instrument and e.instrument_title:
        lines.append(
            _("{agreement}, {version}, {article}").format(
                agreement=_(e.instrument_title), version=_(e.version), article=isolate(e.article)
            )
        )
    if e.tried:
        lines.append(_("Also not with the agreement {agreement}.").format(agreement=isolate(e.tried)))
    unit = find_scheme(e.scheme).unit if e.own_periods is not None else ""
    for c in e.credits:
        if c.credited:
            lines.append(
                _("Periods of {scheme} counted: {credited} ({article})").format(
                    scheme=isolate(c.source), credited=number(c.credited, unit), article=isolate(c.article)
                )
            )
    if e.fraction is not None and e.theoretical is not None:
        lines.append(
            _("Theoretical amount {amount}, paid in the fraction {fraction}").format(
                amount=money(e.theoretical, e.currency),
                fraction=isolate(f"{number(e.numerator)}/{number(e.denominator)}"),
            )
        )
    refund = refund_text(e)
    if refund:
        lines.append(refund)
    if e.weak_sources:
        lines.append(_("Not read in a source, and so not sure: {what}").format(what=in_a_row(e.weak_sources)))
    if said not in lines[0]:
        lines.append(_("Missing: {what}").format(what=said))
    unstated = unstated_facts(answer, e)
    if unstated:
        lines.append(_("Not stated, and so counted as none: {what}").format(what=in_a_row(unstated)))
    lines += [note for note in e.notes if note not in lines[0]]
    return [dates_in_words(line) for line in lines]


def unstated_facts(answer: Answer, e: Entitlement) -> list[str]:
    """Optional numbers of the scheme that the record does not state and that were counted as none."""
    if e.status not in (Status.ENTITLED, Status.NOT_YET) or e.scheme == e.country:
        return []
    stated = answer.career.person.facts
    facts = find_scheme(e.scheme).facts
    return [
        f"{_in_short(input_title(f.name, facts))} {isolate(f'[{e.scheme}.{f.name}]')}"
        for f in facts.values()
        if not f.required and f.kind == "number" and stated.get(f"{e.scheme}.{f.name}") in (None, "")
    ]


def _in_short(title: str) -> str:
    """A title without what it explains in brackets or after a dash."""
    return title.partition(" (")[0].partition(" - ")[0].rstrip(".")


def sure(e: Entitlement) -> str:
    """How far a result can be relied on."""
    return _("{scheme}: {label}").format(scheme=isolate(e.scheme), label=validation_text(e))


def validation_text(e: Entitlement) -> str:
    """The label that says how far a result is validated, and what it means."""
    if e.validation not in VALIDATION_LABELS:
        return e.validation
    return _("{label} - {meaning}").format(
        label=_(_LABELS[e.validation]), meaning=_(VALIDATION_LABELS[e.validation])
    )


def answer_text(answer: Answer) -> str:
    """The answer as plain text (the command line prints the same with colours)."""
    header, rows = comparison_rows(answer)
    widths = [max(len(r[i]) for r in [header, *rows]) for i in range(len(header))]
    lines = [heading(answer), _(ESTIMATE), ""]
    for row in [header, *rows]:
        lines.append("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    lines += ["", *(dates_in_words(one_sentence(e)) for e in answer.silent)]
    return "\n".join(lines).rstrip()


def answer_html(answer: Answer) -> str:
    """The answer as a table for a notebook."""
    header, rows = comparison_rows(answer)
    head = "".join(f"<th>{escape(cell)}</th>" for cell in header)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return (
        f"<p>{escape(heading(answer))}<br><em>{escape(_(ESTIMATE))}</em></p>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )
