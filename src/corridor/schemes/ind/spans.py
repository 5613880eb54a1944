"""Dates and months as the Indian schemes count them, on arrays of day numbers."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from corridor.law import calendar
from corridor.law.numeric import Array, exact, is_exact
from corridor.law.tables import Table

#: How many wage ceilings the lists ``ceiling_from``, ``wage_ceiling`` and ``salary_ceiling`` hold.
CEILINGS = 4


def written_day(written: Any) -> Array:
    """Day number of a date that a parameter holds as YYYYMMDD."""
    number = np.asarray(written).astype("int64")
    month = calendar.month_number(number // 10000, number // 100 % 100)
    return np.asarray(calendar.first_day(month) + number % 100 - 1)


def entry(table: Table, index: int) -> Array:
    """The entry of a list by its place."""
    return table.at(np.array([index]))


def thirtieths(start: Array, end: Array) -> Array:
    """Thirtieths of a month from ``start`` to ``end`` (first day after), every month having thirty."""

    def place(day: Array) -> Array:
        month = calendar.month_of(day)
        return month * 30 + np.minimum(day - calendar.first_day(month), 29)

    return _of_held(start, end, lambda start, end: place(end) - place(start), np.zeros(1, dtype="int64"))


def months_of_pay(start: Array, end: Array, like: Array) -> Array:
    """Calendar months from ``start`` to ``end``, parts of a month by its days, in the kind of ``like``."""

    def exactly(start: Array, end: Array) -> Array:
        # both places over one denominator: one fraction a row
        until, over, length = _in_month(end)
        since, under, width = _in_month(start)
        return _FRACTIONS((until - since) * length * width + over * width - under * length, length * width)

    def roughly(start: Array, end: Array) -> Array:
        until, over, length = _in_month(end)
        since, under, width = _in_month(start)
        return np.asarray(until.astype(float) + over / length - (since.astype(float) + under / width))

    if is_exact(like):
        return _of_held(start, end, exactly, exact(np.zeros(1, dtype="int64")))
    return _of_held(start, end, roughly, np.zeros(1))


_FRACTIONS = np.frompyfunc(Fraction, 2, 1)


def _in_month(day: Array) -> tuple[Array, Array, Array]:
    """The month of each day, the days of it before that day, and how many it has."""
    month = calendar.month_of(day)
    first = calendar.first_day(month)
    return month, day - first, calendar.first_day(month + 1) - first


def _of_held(start: Array, end: Array, length: Callable[[Array, Array], Array], none: Array) -> Array:
    """The length of the rows that hold a day, ``none`` of the others: most rows lie in one of several stretches."""
    start, end = np.broadcast_arrays(start, end)
    held = np.flatnonzero(end > start)
    if len(held) == start.size:
        return np.asarray(length(start, end))
    out = np.repeat(none, start.size)
    out[held] = length(start.take(held), end.take(held))
    return out.reshape(start.shape)


def within(start: Array, end: Array, low: Any, high: Any) -> tuple[Array, Array]:
    """The part of each row from ``low`` to before ``high`` (empty rows where there is none)."""
    begins = np.maximum(start, low)
    return begins, np.maximum(np.minimum(end, high), begins)


def under_ceiling(index: int, ceiling_from: Table) -> tuple[Array, Any]:
    """First day of a wage ceiling and first day after it."""
    after = written_day(entry(ceiling_from, index + 1)) if index + 1 < CEILINGS else calendar.NEVER
    return written_day(entry(ceiling_from, index)), after


def ceiling_on(days: Array, ceiling_from: Table, wage_ceiling: Table) -> Any:
    """The wage ceiling of each day (the first one also before its time)."""
    found: Any = entry(wage_ceiling, 0)
    for i in range(1, CEILINGS):
        found = np.where(days >= written_day(entry(ceiling_from, i)), entry(wage_ceiling, i), found)
    return found
