"""The trace: every step of one result with value, unit, article, and the parameters with source and
effective date.

A trace is data first: :meth:`Trace.to_dict` is a versioned export (:data:`FORMAT`); text and HTML are views
of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from corridor.law import calendar
from corridor.law.parameters import Parameter
from corridor.law.rules import TIME_UNITS, Evaluation, RuleSet

FORMAT = "corridor.trace/1"


@dataclass(frozen=True)
class ParameterUse:
    """A dated parameter as used.

    The value, since when it holds, until when it is known, and where it was read.
    """

    name: str
    title: str
    value: Any
    unit: str
    article: str
    effective_from: date | None
    known_until: date | None
    source: str
    address: str
    grade: str
    read: str
    note: str = ""
    unread: bool = False


@dataclass(frozen=True)
class Step:
    """One step: what it is, its article, value and unit, and what it read.

    ``rows`` labels the values when there is one for each year or period.
    """

    name: str
    title: str
    article: str
    unit: str
    value: Any
    reads: tuple[str, ...] = ()
    parameters: tuple[ParameterUse, ...] = ()
    kind: str = "value"
    rows: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Trace:
    """The steps that lead to one result.

    ``about`` says whose result it is (scheme, route, person, claim date, labels); ``inputs`` are the values
    taken from the career.
    """

    about: dict[str, Any]
    inputs: tuple[Step, ...]
    steps: tuple[Step, ...]
    coordination: tuple[Step, ...] = ()
    result: dict[str, Any] = field(default_factory=dict)

    def step(self, name: str) -> Step:
        """The step of a name; ``KeyError`` if there is none."""
        for one in (*self.steps, *self.coordination, *self.inputs):
            if one.name == name:
                return one
        raise KeyError(name)

    def to_dict(self) -> dict[str, Any]:
        """The versioned export: plain JSON values, exact fractions as text beside their decimal."""
        return {
            "format": FORMAT,
            "about": plain(self.about),
            "inputs": [_step_dict(s) for s in self.inputs],
            "steps": [_step_dict(s) for s in self.steps],
            "coordination": [_step_dict(s) for s in self.coordination],
            "result": plain(self.result),
        }


def build_steps(
    rules: RuleSet,
    run: Evaluation,
    targets: Iterable[str],
    lane: int,
    row_labels: Mapping[str, Sequence[str]],
) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
    """Inputs and rule steps, in the order they ran, for one lane of a run that kept its values.

    ``row_labels`` has the labels of ``"year"`` and ``"period"`` rows.
    """
    axes = _axes(rules)
    inputs: list[Step] = []
    steps: list[Step] = []
    for name in rules.plan(tuple(targets)):
        if name not in run.values or name in rules.parameters:
            continue
        if np.ndim(run.values[name]) > 2:  # several values a row: the steps that read it show them
            continue
        unit = rules.unit_of(name)
        value, labels = _lane_value(run.values[name], lane, unit, row_labels.get(axes.get(name, ""), ()))
        if name in rules.rules:
            r = rules.rules[name]
            uses = tuple(
                use
                for read in r.inputs
                if read in rules.parameters
                for use in parameter_uses(rules.parameters[read], run, lane)
            )
            steps.append(Step(name, r.title, r.article, unit, value, r.inputs, uses, r.kind, labels))
        else:
            inputs.append(Step(name, name.replace("_", " "), "career", unit, value, rows=labels))
    return tuple(inputs), tuple(steps)


def _axes(rules: RuleSet) -> dict[str, str]:
    """Which values have year rows and which period rows, by what they read (before rows are added up it is
    all that matters)."""
    axes: dict[str, str] = {}
    for name in rules.inputs:
        if name == "year" or name.startswith("year_"):
            axes[name] = "year"
        elif name.startswith("period_"):
            axes[name] = "period"
    for name in rules.plan(tuple(rules.rules)):
        if name not in axes:
            found = {axes[read] for read in rules.reads(name) if read in axes}
            if found:  # a rule that brings year rows to periods answers by period
                axes[name] = "period" if "period" in found else "year"
    return axes


def _lane_value(value: Any, lane: int, unit: str, labels: Sequence[str]) -> tuple[Any, tuple[str, ...]]:
    array = np.asarray(value)
    if array.ndim == 2:
        rows = [plain_item(row[lane if len(row) > lane else 0], unit) for row in array]
        names = tuple(labels) if len(labels) == len(rows) else tuple(str(i + 1) for i in range(len(rows)))
        return rows, names
    if array.ndim == 0:
        return plain_item(array.item(), unit), ()
    return plain_item(array[lane if len(array) > lane else 0], unit), ()


def plain_item(item: Any, unit: str) -> Any:
    """One value out of a run: a date for a day number, a text such as ``2025-06`` for a month number."""
    if isinstance(item, (bool, np.bool_)):
        return bool(item)
    if unit == "date":
        return calendar.to_date(int(item))
    if unit == "month":
        day = calendar.to_date(int(calendar.first_day(int(item))))
        return None if day is None else day.strftime("%Y-%m")
    if unit in TIME_UNITS:
        return int(item)
    if isinstance(item, (float, np.floating)):
        return float(item)
    if isinstance(item, (int, np.integer)):
        return int(item)
    return item


def parameter_uses(p: Parameter, run: Evaluation, lane: int) -> list[ParameterUse]:
    """The values of a parameter that one lane of a run picked, each once."""
    selected = np.asarray(run.selected.get(p.name, 0))
    days = (
        selected[:, lane if selected.shape[1] > lane else 0] if selected.ndim == 2 else selected.reshape(-1)
    )
    if selected.ndim == 1:
        days = days[lane if len(days) > lane else 0 :][:1]
    uses: list[ParameterUse] = []
    seen: set[int] = set()
    for day in days.tolist():
        found = p.values[-1] if p.selector is None else p.at(_as_date(int(day)))
        if found is None or found.start in seen:
            continue
        seen.add(found.start)
        source = found.source
        uses.append(
            ParameterUse(
                name=p.name,
                title=p.title,
                value=found.value,
                unit=p.unit,
                article=p.article,
                effective_from=calendar.to_date(found.start),
                known_until=calendar.to_date(p.known_until),
                source=source.title,
                address=source.address,
                grade=source.grade,
                read=source.read,
                note=found.note or source.note,
                unread=source.unread,
            )
        )
    return uses


def _as_date(day: int) -> date:
    found = calendar.to_date(day)
    return date.max if found is None else found


# -- values as people and machines read them -----------------------------------------------------------------


def plain(value: Any) -> Any:
    """A value as JSON: fractions as ``{"exact": "7/40", "decimal": "0.175"}``, dates as ISO text."""
    if isinstance(value, bool) or value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, Fraction):
        return {"exact": str(value), "decimal": decimal_text(value)}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(plain_key(k)): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    return str(value)


def plain_key(key: Any) -> str:
    """A table key as text."""
    return decimal_text(key) if isinstance(key, Fraction) else str(key)


def decimal_text(value: Fraction | int | float, places: int = 6) -> str:
    """A number as decimal text with at most ``places`` places, no trailing zeros."""
    number = Fraction(value)
    quantum = Decimal(1).scaleb(-places)
    exact = Decimal(number.numerator) / Decimal(number.denominator)
    text = format(exact.quantize(quantum, rounding=ROUND_HALF_EVEN), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _step_dict(step: Step) -> dict[str, Any]:
    out: dict[str, Any] = {
        "name": step.name,
        "title": step.title,
        "article": step.article,
        "unit": step.unit,
        "kind": step.kind,
        "value": plain(step.value),
        "reads": list(step.reads),
        "parameters": [
            {
                "name": u.name,
                "title": u.title,
                "value": plain(u.value),
                "unit": u.unit,
                "article": u.article,
                "effective_from": plain(u.effective_from),
                "known_until": plain(u.known_until),
                "source": {"title": u.source, "address": u.address, "grade": u.grade, "read": u.read},
                "note": u.note,
            }
            for u in step.parameters
        ],
    }
    if step.rows:
        out["rows"] = list(step.rows)
    if step.note:
        out["note"] = step.note
    return out
