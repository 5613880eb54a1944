"""Values of a trace as people read them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from corridor.i18n import _, in_a_row, isolate, ngettext
from corridor.law.trace import Step, Trace, decimal_text
from corridor.law.words import dates_in_words, is_counted, month_words, number, span_words, unit_text

#: Rows of one step that a text or page shows.
MOST_ROWS = 60


def shown_inputs(trace: Trace) -> list[Step]:
    """The inputs a person wants to see.

    The insured periods in one line, then what the record says, without scaffolding.
    """
    hidden = {
        "year",
        "period_present",
        "period_counted",
        "year_present",
        "year_counted",
        "period_kind",
        "period_year",
    }
    out: list[Step] = []
    for step in trace.inputs:
        if step.name in ("period_start", "period_end"):
            if not any(s.name == "insured_periods" for s in out):
                out.append(Step("insured_periods", _("insured periods"), "career", "", _spells(step.rows)))
        elif step.name not in hidden and step.value != "":
            out.append(step)
    return out


def _spells(labels: Sequence[str]) -> str:
    """Periods cut at calendar years drawn together again where they follow each other."""
    spells: list[list[str]] = []
    for label in labels:
        if label == "-":
            continue
        first, last = label.split(" to ")
        if (
            spells
            and date.fromisoformat(first).toordinal() == date.fromisoformat(spells[-1][1]).toordinal() + 1
        ):
            spells[-1][1] = last
        else:
            spells.append([first, last])
    return in_a_row(span_words(first, last) for first, last in spells)


def equal_rows(step: Step, *, units: bool = False) -> list[tuple[str, str]]:
    """Labels and values of the rows that hold something, runs of equal values drawn together.

    Dates and years are written as such; with ``units`` every value has its unit beside it.
    """
    runs: list[tuple[str, str, str]] = []
    for label, value in zip(step.rows, step.value, strict=True):
        if value in (0, False, None, ""):
            continue
        text = value_words(value, step.unit if units or step.unit in ("year", "month") else "")
        if runs and runs[-1][2] == text:
            runs[-1] = (runs[-1][0], label, text)
        else:
            runs.append((label, label, text))
    return [(span_words(first, last), text) for first, last, text in runs]


def value_text(step: Step) -> str:
    """The value of a step with its unit.

    Rows that are empty are left out, runs of equal rows are drawn together.
    """
    if not isinstance(step.value, list):
        return value_words(step.value, step.unit)
    # the form of such a unit follows each number, so it cannot stand once at the end
    each = is_counted(step.unit)
    runs = equal_rows(step, units=each)
    if not runs:
        return _("no") if any(value is False for value in step.value) else _("none")
    shown = in_a_row(
        _("{label}: {value}").format(label=label, value=text) for label, text in runs[:MOST_ROWS]
    )
    if len(runs) > MOST_ROWS:
        more = ngettext(
            "{rows}; and {count} more row (all are in the JSON export)",
            "{rows}; and {count} more rows (all are in the JSON export)",
            len(runs) - MOST_ROWS,
        )
        shown = more.format(rows=shown, count=len(runs) - MOST_ROWS)
    unit = "" if each else unit_text(step.unit)
    return _("{values} {unit}").format(values=shown, unit=unit) if unit else shown


def value_words(value: Any, unit: str) -> str:
    """A value as people read it, with its unit; a fraction that decimals cannot show stands beside them."""
    if isinstance(value, str):
        return month_words(value) if unit == "month" else dates_in_words(value)
    if isinstance(value, list):
        return in_a_row(value_words(v, "") for v in value)
    shown = number(value, unit)
    if not isinstance(value, Fraction) or Fraction(decimal_text(value, 4)) == value:
        return shown
    if value.denominator >= 10_000:
        return shown
    return _("{value} ({fraction})").format(value=shown, fraction=isolate(str(value)))
