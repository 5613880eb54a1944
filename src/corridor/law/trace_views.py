"""Values of a trace as people read them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from corridor.i18n import _
from corridor.law.trace import Step, Trace, decimal_text, plain_key

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
    return "; ".join(" to ".join(s) for s in spells)


def value_text(step: Step) -> str:
    """The value of a step with its unit.

    Rows that are empty are left out, runs of equal rows are drawn together.
    """
    unit = (
        ""
        if step.unit in ("yes/no", "date", "month", "year", "text", "kind", "contract")
        else f" {step.unit}"
    )
    if not isinstance(step.value, list):
        return f"{_value(step.value)}{unit}"
    runs: list[tuple[str, str, str]] = []
    for label, value in zip(step.rows, step.value, strict=True):
        if value in (0, False, None, ""):
            continue
        text = _value(value)
        if runs and runs[-1][2] == text:
            runs[-1] = (runs[-1][0], label, text)
        else:
            runs.append((label, label, text))
    if not runs:
        return _("none")
    shown = "; ".join(f"{_span(first, last)}: {text}" for first, last, text in runs[:MOST_ROWS])
    if len(runs) > MOST_ROWS:
        shown += "; " + _("and {count} more rows (all are in the JSON export)").format(
            count=len(runs) - MOST_ROWS
        )
    return shown + unit


def _span(first: str, last: str) -> str:
    if first == last:
        return first
    return f"{first.split(' to ', maxsplit=1)[0]} to {last.rsplit(' to ', maxsplit=1)[-1]}"


def _value(value: Any) -> str:
    if value is None:
        return _("never")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Fraction):
        text = decimal_text(value)
        # a fraction that decimals cannot show is shown as it is
        short = value.denominator != 1 and value.denominator < 10_000 and Fraction(text) != value
        return f"{text} ({value})" if short else text
    if isinstance(value, dict):
        return "{" + ", ".join(f"{plain_key(k)}: {_value(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "; ".join(_value(v) for v in value)
    return str(value)
