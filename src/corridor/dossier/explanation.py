"""Every step of some results, for people to read: lines of text and the parts of a page.

Figures of the law that change from year to year stand in one line, not one below the other; values that
differ from year to year stand in a table that opens.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from corridor.countries import country_name
from corridor.i18n import N_, _, in_a_row, isolate, ngettext
from corridor.law.trace import ParameterUse, Step, Trace
from corridor.law.trace_views import equal_rows, shown_inputs, value_text
from corridor.law.words import dates_in_words, day_words, number, unit_text
from corridor.portability.display import validation_text
from corridor.portability.results import ESTIMATE
from corridor.portability.wording import one_sentence, short_answer

if TYPE_CHECKING:
    from corridor.portability.entitlement import Answer
    from corridor.portability.results import Entitlement

#: What the words of the data files mean, as they are shown.
_SETS = {"none": N_("none"), "in force": N_("in force"), "draft": N_("draft")}
_GRADES = {
    "official": N_("official"),
    "practitioner": N_("practitioner"),
    "secondary": N_("secondary"),
    "memory": N_("from memory"),
    "invented": N_("invented"),
}
_READ = {"no": N_("no"), "partly": N_("partly"), "yes": N_("yes")}

#: More values than this of one step stand in a table of their own on a page.
IN_LINE = 4

#: A line of figures longer than this stands once in an explanation.
LONG = 200


@dataclass(frozen=True)
class Line:
    """One line of text with what stands before it and before the lines it may be broken into."""

    text: str
    first: str = ""
    rest: str = ""


def explanation_text(answer: Answer, traces: Sequence[Trace]) -> list[Line]:
    """The steps of some results as lines of text."""
    lines: list[Line] = []
    for trace in traces:
        e = _result(answer, trace)
        if lines:
            lines += [Line(""), Line("")]
        lines += [
            Line(
                _("{scheme} [{code}], {country}").format(
                    scheme=_(e.scheme_name), code=e.scheme, country=country_name(e.country)
                )
            ),
            Line(
                _("Claim on {day}; agreements: {set}").format(
                    day=dates_in_words(str(trace.about["claim_date"])),
                    set=_(_SETS.get(e.scenario, e.scenario)),
                )
            ),
            Line(_("{estimate} {sure}").format(estimate=_(ESTIMATE), sure=_sure(e))),
            Line(""),
            Line(dates_in_words(one_sentence(e))),
            Line(""),
            Line(_("What the career says")),
            *(Line(_equation(s), "  - ", "      ") for s in shown_inputs(trace)),
            Line(""),
            Line(_("Steps of the scheme's law")),
            *_step_lines(trace.steps),
        ]
        if trace.coordination:
            lines += [Line(""), Line(_("Steps of the agreement")), *_step_lines(trace.coordination)]
    return lines


def _equation(step: Step) -> str:
    return _("{title} = {value}").format(title=step.title, value=value_text(step))


def _step_lines(steps: Iterable[Step]) -> list[Line]:
    lines = []
    seen: dict[str, int] = {}
    for i, step in enumerate(steps, start=1):
        lines.append(Line(f"{_equation(step)}  {isolate(f'[{step.article}]')}", f"  {i}. ", "      "))
        below = _once(_figures(step.parameters), i, seen) + ([step.note] if step.note else [])
        lines += [Line(text, "       - ", "         ") for text in below]
    return lines


def _once(figures: Sequence[tuple[str, str]], number_of_step: int, seen: dict[str, int]) -> list[str]:
    """The lines, a long one that an earlier step has already shown by that step's number."""
    out = []
    for title, line in figures:
        earlier = seen.setdefault(line, number_of_step)
        if earlier != number_of_step and len(line) > LONG:
            out.append(_("{title}: as in step {number}").format(title=title, number=earlier))
        else:
            out.append(line)
    return out


def page_parts(answer: Answer, traces: Sequence[Trace]) -> list[dict[str, Any]]:
    """What the page shows: countries, in each the schemes with their result, inputs and steps."""
    countries = []
    for country, group in groupby(traces, key=lambda t: str(t.about["country"])):
        schemes = []
        for trace in group:
            e = _result(answer, trace)
            schemes.append(
                {
                    "id": e.scheme,
                    "name": _(e.scheme_name),
                    "answer": short_answer(e),
                    "sentence": dates_in_words(one_sentence(e)),
                    "sure": _sure(e),
                    "note": _(trace.about.get("validation_note", "")),
                    "inputs": [_step_part(s) for s in shown_inputs(trace)],
                    "steps": _step_parts(trace.steps),
                    "coordination": _step_parts(trace.coordination),
                }
            )
        countries.append({"code": country, "name": country_name(country), "schemes": schemes})
    return countries


def _result(answer: Answer, trace: Trace) -> Entitlement:
    return answer.of(str(trace.about["instruments"]), str(trace.about["scheme"]))


def _sure(e: Entitlement) -> str:
    return _("How sure: {label}.").format(label=validation_text(e))


def _step_parts(steps: Sequence[Step]) -> list[dict[str, Any]]:
    seen: dict[str, int] = {}
    return [
        _step_part(step) | {"parameters": _once(_figures(step.parameters), i, seen)}
        for i, step in enumerate(steps, start=1)
    ]


def _step_part(step: Step) -> dict[str, Any]:
    runs = equal_rows(step) if isinstance(step.value, list) else []
    many = len(runs) > IN_LINE
    if many:
        shown = ngettext("{count} value, see the table", "{count} values, see the table", len(runs)).format(
            count=len(runs)
        )
    else:
        shown = value_text(step)
    return {
        "title": step.title,
        "value": shown,
        "article": "" if step.article == "career" else step.article,
        "unit": unit_text(step.unit),
        "rows": runs if many else [],
        "parameters": parameter_lines(step.parameters),
        "note": step.note,
    }


def parameter_lines(uses: Sequence[ParameterUse]) -> list[str]:
    """The figures of the law that a step used, one line a figure, with all its values and their sources."""
    return [line for _title, line in _figures(uses)]


def _figures(uses: Sequence[ParameterUse]) -> list[tuple[str, str]]:
    """Title and line of each figure that a step used."""
    found = []
    for _name, group in groupby(sorted(uses, key=lambda u: _order(uses, u)), key=lambda u: u.name):
        same = sorted(group, key=lambda u: str(u.effective_from))
        first = same[0]
        several = len(same) > 1
        yearly = several and all(
            u.effective_from is not None and u.effective_from.strftime("%m-%d") == "01-01" for u in same
        )
        unit = unit_text(first.unit)
        values = in_a_row(
            _("{value} since {since}").format(
                value=number(u.value, "" if several and unit else u.unit),
                since=u.effective_from.year if yearly and u.effective_from else day_words(u.effective_from),
            )
            for u in same
        )
        title = _(first.title)
        if several and unit:
            title = _("{title}, {unit}").format(title=title, unit=unit)
        line = _("{title}: {values} [{article}] - {sources}").format(
            title=title,
            values=values,
            article=isolate(first.article),
            sources=in_a_row(dict.fromkeys(_source(u) for u in same)),
        )
        found.append((title, line))
    return found


def _order(uses: Sequence[ParameterUse], use: ParameterUse) -> int:
    return next(i for i, u in enumerate(uses) if u.name == use.name)


def _source(use: ParameterUse) -> str:
    source, grade = isolate(use.source), _(_GRADES.get(use.grade, use.grade))
    if use.read == "yes":
        return _("{source} ({grade})").format(source=source, grade=grade)
    return _("{source} ({grade}, read: {how_far})").format(
        source=source, grade=grade, how_far=_(_READ.get(use.read, use.read))
    )
