"""Dated parameters of the law: values with a source, a validity window and a horizon.

A parameter file stands beside the rules that use it.  Each value holds from a date (or year) to the next
one; which date counts is part of the law, so every parameter names its *selector*.  After ``known_until``
there is no value: a result that needs one is "cannot tell", never the last value carried on.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np

from corridor.law import calendar
from corridor.law.numeric import Array
from corridor.law.tables import Ladder, Table, lay_ladder
from corridor.law.yamlfile import UnreadableYamlError, load_yaml

__all__ = [
    "LawDataError",
    "LawFile",
    "Parameter",
    "Source",
    "Table",
    "Value",
    "day_of_key",
    "read_law_file",
    "read_number",
]


class LawDataError(ValueError):
    """A law data file is not what it must be; the message names file, entry, field and what was expected."""


@dataclass(frozen=True)
class Source:
    """Where a value was read: title, publisher, address, grade and how far it was read."""

    id: str
    title: str
    publisher: str = ""
    address: str = ""
    grade: str = "official"
    read: str = "yes"
    note: str = ""

    @property
    def unread(self) -> bool:
        """Whether what it says was not read in it, but remembered or inferred."""
        return self.grade == "memory" or self.read == "no"


@dataclass(frozen=True)
class Value:
    """One value of a parameter, from ``start`` (a day number) until the day before ``end``."""

    start: int
    end: int
    value: Any
    source: Source
    note: str = ""


@dataclass(frozen=True)
class Parameter:
    """A dated number, or small table, of the law.

    ``selector`` is the name of the rule or input whose date (or year) picks the value, or ``None`` when the
    parameter never depends on a date.  ``is_table`` tells tables (mapping of key to number) from numbers.
    """

    name: str
    title: str
    unit: str
    article: str
    selector: str | None
    known_until: int
    values: tuple[Value, ...]
    is_table: bool
    needed_where: str | None = None

    @cached_property
    def _starts(self) -> list[int]:
        return [v.start for v in self.values]

    @cached_property
    def starts(self) -> Array:
        """First day of each value."""
        return np.array([v.start for v in self.values], dtype="int64")

    @cached_property
    def ends(self) -> Array:
        """First day after each value."""
        return np.array([v.end for v in self.values], dtype="int64")

    @cached_property
    def _floats(self) -> Array:
        return np.array([float(v.value) for v in self.values] + [1.0])

    @cached_property
    def _fractions(self) -> Array:
        return np.array([v.value for v in self.values] + [Fraction(1)], dtype=object)

    @cached_property
    def undated(self) -> tuple[Any, Any] | None:
        """Float and fraction of a number that no date picks, ``None`` for tables and dated numbers."""
        if self.selector is not None or self.is_table or self.values[-1].start >= self.values[-1].end:
            return None
        return self._floats[-2], self._fractions[-2]

    def covers(self, first: int, last: int) -> bool:
        """Whether a value is known on every day number from ``first`` to ``last``."""
        gaps = any(a.end < b.start for a, b in itertools.pairwise(self.values))
        return not gaps and self.values[0].start <= first and self.values[-1].end > last

    def at(self, day: date | int) -> Value | None:
        """The value in force on a day (or in a year), ``None`` outside what is known."""
        number = day_of_key(day)
        i = bisect_right(self._starts, number) - 1
        if i < 0:
            return None
        value = self.values[i]
        return value if number < value.end else None

    def lookup(
        self, selected: Array, exact_path: bool, span: tuple[int, int] | None = None
    ) -> tuple[Array, Array]:
        """Values for an array of day numbers: (values, unknown mask), both of the shape of ``selected``.

        Unknown cells hold 1 so that arithmetic stays defined; the mask says that they mean nothing.  ``span``:
        the least and the greatest of the days, where that is known.
        """
        days = np.asarray(selected)
        table = self._fractions if exact_path else self._floats
        single = self._in_force_throughout(days, span)
        if single is not None:
            return np.broadcast_to(table[single], days.shape), np.zeros(days.shape, dtype=bool)
        index, unknown = self._version(days)
        return table[np.where(unknown, len(self.values), index)], unknown

    def version(self, selected: Array, span: tuple[int, int] | None = None) -> tuple[Array, Array]:
        """Index of the value in force and the mask of days with none (``span`` as in :meth:`lookup`)."""
        days = np.asarray(selected)
        single = self._in_force_throughout(days, span)
        if single is not None:
            return np.broadcast_to(np.int64(single), days.shape), np.zeros(days.shape, dtype=bool)
        return self._version(days)

    def _version(self, days: Array) -> tuple[Array, Array]:
        index = np.searchsorted(self.starts, days, side="right") - 1
        safe = np.maximum(index, 0)
        return safe, (index < 0) | (days >= self.ends[safe])

    def _in_force_throughout(self, days: Array, span: tuple[int, int] | None) -> int | None:
        """Index of the value that holds on all of ``days``, if one does: no look-up lane by lane then."""
        if not (days.ndim and days.size):
            return None
        first, last = span or (int(days.min()), int(days.max()))
        index = bisect_right(self._starts, first) - 1
        return index if index >= 0 and last < self.values[index].end else None

    @cached_property
    def ladder(self) -> Ladder | None:
        """The entries of a table laid out on even steps, if that is possible."""
        return lay_ladder([v.value for v in self.values])


@dataclass(frozen=True)
class LawFile:
    """A parameter file: the header of a scheme, its sources and its parameters."""

    path: str
    header: Mapping[str, Any]
    sources: Mapping[str, Source]
    parameters: Mapping[str, Parameter]

    def __iter__(self) -> Iterator[Parameter]:
        return iter(self.parameters.values())


@dataclass
class _Problems:
    path: str
    found: list[str] = field(default_factory=list)

    def add(self, where: str, message: str) -> None:
        self.found.append(f"{self.path}: {where}: {message}")

    def stop(self) -> None:
        if self.found:
            raise LawDataError("\n".join(self.found))


def day_of_key(key: Any) -> int:
    """Day number of a YAML date or year (1 January)."""
    if isinstance(key, bool):
        raise ValueError("expected a date (2010-07-01) or a year (2010)")
    if isinstance(key, int) and 1800 <= key <= 9999:
        return calendar.day_number(date(key, 1, 1))
    if isinstance(key, date):
        return calendar.day_number(key)
    raise ValueError(f"expected a date (2010-07-01) or a year (2010), not {key!r}")


def _last_day_of_key(key: Any) -> int:
    """First day number after a YAML date, or after a whole year."""
    if isinstance(key, int) and not isinstance(key, bool):
        return day_of_key(key + 1)
    return day_of_key(key) + 1


_NUMBER = re.compile(r"[+-]?[0-9]{1,30}([./][0-9]{1,30})?")


def read_number(raw: Any) -> Fraction:
    """A number of a law file: written as text so that it is read exactly ("0.6", "1/40")."""
    if isinstance(raw, (bool, float)) or not isinstance(raw, (int, str)):
        raise ValueError(f'expected a number in quotes such as "599.81" or "1/40", not {raw!r}')
    try:
        if isinstance(raw, str) and not _NUMBER.fullmatch(raw.strip()):
            raise ValueError
        return Fraction(raw.strip() if isinstance(raw, str) else raw)
    except (ValueError, ZeroDivisionError):
        raise ValueError(f'expected a number in quotes such as "599.81" or "1/40", not {raw!r}') from None


def _read_value(raw: Any) -> Any:
    if isinstance(raw, Mapping):
        return {read_number(str(k)): read_number(v) for k, v in raw.items()}
    if isinstance(raw, list):
        return {Fraction(i): read_number(v) for i, v in enumerate(raw)}
    return read_number(raw)


_SOURCE_FIELDS = {"title", "publisher", "address", "grade", "read", "note"}
_PARAMETER_FIELDS = {
    "title", "unit", "selector", "article", "known_until", "values", "note", "needed_where",
}  # fmt: skip
_VALUE_FIELDS = {"from", "to", "value", "source", "note"}
GRADES = {"official", "secondary", "practitioner", "memory", "invented"}


@cache
def read_law_file(path: str) -> LawFile:
    """Read and check one parameter file; every problem in it is reported at once.

    Raises:
        LawDataError: with one line per problem: file, entry, what was expected.
    """
    problems = _Problems("/".join(Path(path).parts[-3:]))
    try:
        raw = load_yaml(path)
    except UnreadableYamlError as error:
        raise LawDataError(f"{problems.path}: not readable as YAML: {error}") from None
    if not isinstance(raw, Mapping):
        problems.add("file", "expected a mapping with sources and parameters")
        problems.stop()
    for name in ("sources", "parameters"):
        if not isinstance(raw.get(name) or {}, Mapping):
            problems.add(name, "expected a mapping")
    problems.stop()
    sources = _read_sources(raw.get("sources") or {}, problems)
    parameters = {
        str(name): parameter
        for name, entry in (raw.get("parameters") or {}).items()
        if (parameter := _read_parameter(str(name), entry, sources, problems)) is not None
    }
    problems.stop()
    header = {k: v for k, v in raw.items() if k not in {"sources", "parameters"}}
    return LawFile(path=path, header=header, sources=sources, parameters=parameters)


def _read_sources(raw: Mapping[str, Any], problems: _Problems) -> dict[str, Source]:
    sources: dict[str, Source] = {}
    for key, entry in raw.items():
        where = f"sources.{key}"
        if not isinstance(entry, Mapping) or "title" not in entry:
            problems.add(where, "expected a mapping with at least a title")
            continue
        for unknown in sorted(map(str, set(entry) - _SOURCE_FIELDS)):
            problems.add(f"{where}.{unknown}", f"unknown field; expected one of {sorted(_SOURCE_FIELDS)}")
        texts = {k: _text(v) for k, v in entry.items() if k in _SOURCE_FIELDS}
        if texts.get("grade", "official") not in GRADES:
            problems.add(f"{where}.grade", f"expected one of {sorted(GRADES)}, not {texts['grade']!r}")
        sources[str(key)] = Source(id=str(key), **texts)
    return sources


def _text(value: Any) -> str:
    # YAML reads yes and no as truth values
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value).strip()


def _read_parameter(
    name: str, entry: Any, sources: Mapping[str, Source], problems: _Problems
) -> Parameter | None:
    where = f"parameters.{name}"
    before = len(problems.found)
    if not isinstance(entry, Mapping):
        problems.add(where, "expected a mapping")
        return None
    for unknown in sorted(map(str, set(entry) - _PARAMETER_FIELDS)):
        problems.add(f"{where}.{unknown}", f"unknown field; expected one of {sorted(_PARAMETER_FIELDS)}")
    for needed in ("title", "unit", "article", "known_until", "values"):
        if not entry.get(needed):
            problems.add(f"{where}.{needed}", "missing")
    if "selector" not in entry:
        problems.add(f"{where}.selector", "missing: whose date picks the value (none: no date does)")
    horizon = calendar.NEVER
    if entry.get("known_until"):
        try:
            horizon = _last_day_of_key(entry["known_until"])
        except ValueError as error:
            problems.add(f"{where}.known_until", str(error))
    # the values are read all the same: every problem is reported at once
    values = _read_values(where, entry.get("values") or [], horizon, sources, problems)
    selector = None if entry.get("selector") in (None, "none") else str(entry["selector"])
    if selector is None and len(values) > 1:
        problems.add(f"{where}.selector", "several values and no date that picks one")
    if len(problems.found) > before:
        return None
    tables = {isinstance(v.value, dict) for v in values}
    if len(tables) > 1:
        problems.add(where, "some values are numbers and some are tables")
        return None
    return Parameter(
        name=name,
        title=_text(entry["title"]),
        unit=_text(entry["unit"]),
        article=_text(entry["article"]),
        selector=selector,
        known_until=horizon - 1,
        values=tuple(values),
        is_table=tables == {True},
        needed_where=entry.get("needed_where"),
    )


def _read_values(
    where: str, raw: Any, horizon: int, sources: Mapping[str, Source], problems: _Problems
) -> list[Value]:
    if not isinstance(raw, list):
        problems.add(f"{where}.values", "expected a list of {from, value, source}")
        return []
    read: list[tuple[int, int | None, Any, Source, str]] = []
    for i, item in enumerate(raw):
        here = f"{where}.values[{i}]"
        if not isinstance(item, Mapping) or not {"from", "value", "source"} <= set(item):
            problems.add(here, "expected from, value and source")
            continue
        for unknown in sorted(map(str, set(item) - _VALUE_FIELDS)):
            problems.add(f"{here}.{unknown}", f"unknown field; expected one of {sorted(_VALUE_FIELDS)}")
        try:
            start = day_of_key(item["from"])
            end = _last_day_of_key(item["to"]) if item.get("to") is not None else None
            value = _read_value(item["value"])
        except ValueError as error:
            problems.add(here, str(error))
            continue
        source = sources.get(str(item["source"]))
        if source is None:
            problems.add(f"{here}.source", f"no source {item['source']!r} in this file")
            continue
        read.append((start, end, value, source, _text(item.get("note"))))
    starts = [r[0] for r in read]
    if starts != sorted(set(starts)):
        problems.add(f"{where}.values", "the from dates must rise, each once")
        return []
    out: list[Value] = []
    for i, (start, end, value, source, note) in enumerate(read):
        if end is not None and end <= start:
            problems.add(f"{where}.values[{i}].to", "before its from")
        following = read[i + 1][0] if i + 1 < len(read) else horizon
        if end is not None and end > following:
            problems.add(f"{where}.values[{i}].to", "later than the next from or than known_until")
        out.append(Value(start, min(end if end is not None else following, horizon), value, source, note))
    if out and out[-1].start >= horizon:
        problems.add(f"{where}.known_until", "earlier than the last value's from")
    return out
