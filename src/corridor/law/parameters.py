"""Dated parameters of the law: values with a source, a validity window and a horizon.

A parameter file stands beside the rules that use it.  Each value holds from a date (or year) to the next one; which date
counts is part of the law, so every parameter names its *selector*.  After ``known_until`` there is no value: a result that
needs one is "cannot tell", never the last value carried on.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from corridor.law import calendar
from corridor.law.numeric import Array


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

    ``selector`` is the name of the rule or input whose date (or year) picks the value, or ``None`` when the parameter never
    depends on a date.  ``is_table`` tells tables (mapping of key to number) from numbers.
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

    @property
    def starts(self) -> Array:
        return np.array([v.start for v in self.values], dtype="int64")

    def at(self, day: date | int) -> Value | None:
        """The value in force on a day (or in a year), ``None`` outside what is known."""
        number = day_of_key(day)
        i = bisect_right([v.start for v in self.values], number) - 1
        if i < 0:
            return None
        value = self.values[i]
        return value if number < value.end else None

    def lookup(self, selected: Array, exact_path: bool) -> tuple[Array, Array]:
        """Values for an array of day numbers: (values, unknown mask), both of the shape of ``selected``.

        Unknown cells hold 1 so that arithmetic stays defined; the mask says that they mean nothing.
        """
        index, unknown = self.version(selected)
        if exact_path:
            table = np.array([v.value for v in self.values] + [Fraction(1)], dtype=object)
        else:
            table = np.array([float(v.value) for v in self.values] + [1.0])
        return table[np.where(unknown, len(self.values), index)], unknown

    def version(self, selected: Array) -> tuple[Array, Array]:
        """Index of the value in force and the mask of days with none."""
        starts = self.starts
        ends = np.array([v.end for v in self.values], dtype="int64")
        index = np.searchsorted(starts, selected, side="right") - 1
        safe = np.maximum(index, 0)
        unknown = (index < 0) | (np.asarray(selected) >= ends[safe])
        return safe, unknown


class Table:
    """A table parameter as a rule sees it: keys looked up lane by lane in the version in force.

    ``at(keys)`` wants a key that is in the table; ``step(keys)`` takes the entry of the greatest key not above.
    A key with no entry makes the lane's result "cannot tell".
    """

    def __init__(
        self, parameter: Parameter, version: Array, exact_path: bool, missing: list[tuple[str, Array]]
    ) -> None:
        self._parameter = parameter
        self._version = version
        self._exact = exact_path
        self._missing = missing

    def at(self, keys: Array) -> Array:
        """The entry of exactly each key."""
        return self._find(keys, exactly=True)

    def step(self, keys: Array) -> Array:
        """The entry of the greatest key that is not above each key."""
        return self._find(keys, exactly=False)

    def _find(self, keys: Array, *, exactly: bool) -> Array:
        keys = np.asarray(keys)
        shape = np.broadcast_shapes(keys.shape, self._version.shape)
        keys = np.broadcast_to(keys, shape)
        version = np.broadcast_to(self._version, shape)
        out = np.empty(shape, dtype=object if self._exact else float)
        missing = np.zeros(shape, dtype=bool)
        for i in np.unique(version):
            here = version == i
            table: Mapping[Fraction, Fraction] = self._parameter.values[i].value
            known = sorted(table)
            as_number = np.array([float(k) for k in known])
            wanted = keys[here].astype(float)
            place = np.searchsorted(as_number, wanted + 1e-9, side="right") - 1
            bad = place < 0
            place = np.maximum(place, 0)
            if exactly:
                bad = bad | (np.abs(as_number[place] - wanted) > 1e-6)
            entries: Array
            if self._exact:
                entries = np.array([table[k] for k in known], dtype=object)
            else:
                entries = np.array([float(table[k]) for k in known])
            found = entries[place]
            out[here] = np.where(bad, Fraction(1) if self._exact else 1.0, found)
            missing[here] = bad
        if missing.any():
            self._missing.append((self._parameter.name, missing))
        return out


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


def read_number(raw: Any) -> Fraction:
    """A number of a law file: written as text so that it is read exactly ("0.6", "1/40")."""
    if isinstance(raw, bool) or isinstance(raw, float) or not isinstance(raw, (int, str)):
        raise ValueError(f'expected a number in quotes such as "599.81" or "1/40", not {raw!r}')
    try:
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
_GRADES = {"official", "secondary", "practitioner", "memory", "invented"}


@lru_cache(maxsize=None)
def read_law_file(path: str) -> LawFile:
    """Read and check one parameter file; every problem in it is reported at once.

    Raises:
        LawDataError: with one line per problem: file, entry, what was expected.
    """
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    raw = yaml.load(Path(path).read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 (a safe loader)
    problems = _Problems(Path(path).name if not path else "/".join(Path(path).parts[-3:]))
    if not isinstance(raw, Mapping):
        problems.add("file", "expected a mapping with sources and parameters")
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
        for unknown in set(entry) - _SOURCE_FIELDS:
            problems.add(f"{where}.{unknown}", f"unknown field; expected one of {sorted(_SOURCE_FIELDS)}")
        texts = {k: _text(v) for k, v in entry.items() if k in _SOURCE_FIELDS}
        if texts.get("grade", "official") not in _GRADES:
            problems.add(f"{where}.grade", f"expected one of {sorted(_GRADES)}, not {texts['grade']!r}")
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
    for unknown in set(entry) - _PARAMETER_FIELDS:
        problems.add(f"{where}.{unknown}", f"unknown field; expected one of {sorted(_PARAMETER_FIELDS)}")
    for needed in ("title", "unit", "article", "known_until", "values"):
        if not entry.get(needed):
            problems.add(f"{where}.{needed}", "missing")
    if len(problems.found) > before:
        return None
    try:
        horizon = _last_day_of_key(entry["known_until"])
    except ValueError as error:
        problems.add(f"{where}.known_until", str(error))
        return None
    values = _read_values(where, entry["values"], horizon, sources, problems)
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
        selector=None if entry.get("selector") in (None, "none") else str(entry["selector"]),
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
        for unknown in set(item) - _VALUE_FIELDS:
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
        following = read[i + 1][0] if i + 1 < len(read) else horizon
        if end is not None and end > following:
            problems.add(f"{where}.values[{i}].to", "later than the next from or than known_until")
        out.append(Value(start, min(end if end is not None else following, horizon), value, source, note))
    if out and out[-1].start >= horizon:
        problems.add(f"{where}.known_until", "earlier than the last value's from")
    return out
