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
from corridor.i18n import _
from corridor.law.trace import ParameterUse, Step, Trace
from corridor.law.trace_views import shown_inputs, value_text
from corridor.portability.results import ESTIMATE
from corridor.portability.wording import dates_in_words, month_words, number, one_sentence, short_answer
from corridor.schemes.scheme import VALIDATION_LABELS

if TYPE_CHECKING:
    from corridor.portability.entitlement import Answer
    from corridor.portability.results import Entitlement

#: More values than this of one step stand in a table of their own on a page.
IN_LINE = 4

#: A line of figures longer than this stands once in an explanation.
LONG = 200

_NO_UNIT = (
    "yes/no",
    "date",
    "month",
    "year",
    "text",
    "kind",
    "contract",
    "number",
    "year number",
    "month of the year",
    "",
)


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
            Line(f"{e.scheme_name} [{e.scheme}], {country_name(e.country)}"),
            Line(
                _("Claim on {day}; agreements: {set}").format(day=trace.about["claim_date"], set=e.scenario)
            ),
            Line(f"{_(ESTIMATE)} {_sure(e)}"),
            Line(""),
            Line(one_sentence(e)),
            Line(""),
            Line(_("What the career says")),
            *(Line(f"{s.title} = {value_text(s)}", "  - ", "      ") for s in shown_inputs(trace)),
            Line(""),
            Line(_("Steps of the scheme's law")),
            *_step_lines(trace.steps),
        ]
        if trace.coordination:
            lines += [Line(""), Line(_("Steps of the agreement")), *_step_lines(trace.coordination)]
    return lines


def _step_lines(steps: Iterable[Step]) -> list[Line]:
    lines = []
    seen: dict[str, int] = {}
    for i, step in enumerate(steps, start=1):
        lines.append(Line(f"{step.title} = {value_text(step)}  [{step.article}]", f"  {i}. ", "      "))
        below = _once(parameter_lines(step.parameters), i, seen) + ([step.note] if step.note else [])
        lines += [Line(text, "       - ", "         ") for text in below]
    return lines


def _once(lines: Sequence[str], number_of_step: int, seen: dict[str, int]) -> list[str]:
    """The lines, a long one that an earlier step has already shown by that step's number."""
    out = []
    for line in lines:
        earlier = seen.setdefault(line, number_of_step)
        if earlier != number_of_step and len(line) > LONG:
            title = line.partition(":")[0]
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
                    "name": e.scheme_name,
                    "answer": dates_in_words(short_answer(e)),
                    "sentence": dates_in_words(one_sentence(e)),
                    "sure": _sure(e),
                    "note": trace.about.get("validation_note", ""),
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
    label = VALIDATION_LABELS.get(e.validation, e.validation)
    return _("How sure: {validation} - {label}.").format(validation=e.validation, label=label)


def _step_parts(steps: Sequence[Step]) -> list[dict[str, Any]]:
    parts = [_step_part(s) for s in steps]
    seen: dict[str, int] = {}
    for i, part in enumerate(parts, start=1):
        part["parameters"] = _once(part["parameters"], i, seen)
    return parts


def _step_part(step: Step) -> dict[str, Any]:
    runs = _runs(step)
    unit = "" if step.unit in _NO_UNIT else step.unit
    if isinstance(step.value, list):
        many = len(runs) > IN_LINE
        text = "; ".join(f"{label}: {value}" for label, value in runs) if runs else _("none")
        shown = _("{count} values, see the table").format(count=len(runs)) if many else text
        if runs and not many and unit:
            shown += f" {unit}"
    else:
        many = False
        shown = _one_value(step)
    return {
        "title": step.title,
        "value": shown,
        "article": "" if step.article == "career" else step.article,
        "unit": unit,
        "rows": runs if many else [],
        "parameters": parameter_lines(step.parameters),
        "note": step.note,
    }


def _one_value(step: Step) -> str:
    if isinstance(step.value, str):
        return month_words(step.value) if step.unit == "month" else dates_in_words(step.value)
    return dates_in_words(number(step.value, step.unit))


def _runs(step: Step) -> list[tuple[str, str]]:
    """Labels and values of the rows that hold something, runs of equal values drawn together."""
    if not isinstance(step.value, list):
        return []
    runs: list[tuple[str, str, str]] = []
    for label, value in zip(step.rows, step.value, strict=True):
        if value in (0, False, None, ""):
            continue
        text = number(value, step.unit if step.unit in ("year", "month") else "")
        if runs and runs[-1][2] == text:
            runs[-1] = (runs[-1][0], label, text)
        else:
            runs.append((label, label, text))
    return [
        (
            first
            if first == last
            else f"{first.split(' to ', maxsplit=1)[0]} to {last.rsplit(' to ', maxsplit=1)[-1]}",
            text,
        )
        for first, last, text in runs
    ]


def parameter_lines(uses: Sequence[ParameterUse]) -> list[str]:
    """The figures of the law that a step used, one line a figure, with all its values and their sources."""
    lines = []
    for _name, group in groupby(sorted(uses, key=lambda u: _order(uses, u)), key=lambda u: u.name):
        same = sorted(group, key=lambda u: str(u.effective_from))
        first = same[0]
        yearly = all(
            u.effective_from is not None and u.effective_from.strftime("%m-%d") == "01-01" for u in same
        )
        several = len(same) > 1
        unit = f" {first.unit}" if first.unit not in _NO_UNIT else ""
        values = "; ".join(
            _("{value} since {since}").format(
                value=number(u.value, u.unit if u.unit in _NO_UNIT else "") + ("" if several else unit),
                since=u.effective_from.year if several and yearly and u.effective_from else u.effective_from,
            )
            for u in same
        )
        title = f"{first.title},{unit}" if several and unit else first.title
        sources = "; ".join(dict.fromkeys(_source(u) for u in same))
        lines.append(f"{title}: {values} [{first.article}] - {sources}")
    return lines


def _order(uses: Sequence[ParameterUse], use: ParameterUse) -> int:
    return next(i for i, u in enumerate(uses) if u.name == use.name)


def _source(use: ParameterUse) -> str:
    read = "" if use.read == "yes" else _(", read: {read}").format(read=use.read)
    return f"{use.source} ({use.grade}{read})"
