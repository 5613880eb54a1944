"""Calendar arithmetic on arrays of day numbers.

A day is an ``int64`` count of days since 1970-01-01, a month a count of months since 1970-01.  Periods are
half-open: the end is the first day after.  Ages and waiting periods are counted from date to date, as
statutes do; a person born on 29 February reaches an age on 28 February of a common year.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import numpy as np

from corridor.law.numeric import exact

Array = np.ndarray[Any, Any]

EPOCH = date(1970, 1, 1).toordinal()
#: A day beyond every real one, for "never".
NEVER = date(9999, 12, 31).toordinal() - EPOCH
#: Days of 1800 to 2199 have their month and year in a table: careers lie within it, and looking up is the
#: faster way.
_TABLE_FIRST = date(1800, 1, 1).toordinal() - EPOCH
_TABLE_END = date(2200, 1, 1).toordinal() - EPOCH
_TABLE_FIRST_MONTH, _TABLE_END_MONTH = (1800 - 1970) * 12, (2200 - 1970) * 12
#: Places in a year that has its 29 February.
_PLACES = 366


def day_number(day: date) -> int:
    """The day number of a date."""
    return day.toordinal() - EPOCH


def to_date(day: int) -> date | None:
    """The date of a day number, ``None`` for :data:`NEVER`."""
    return None if day >= NEVER else date.fromordinal(int(day) + EPOCH)


def month_of(days: Any) -> Array:
    """Month number of each day."""
    return _looked_up(days, "M")


def year_of(days: Any) -> Array:
    """Calendar year of each day."""
    return _looked_up(days, "Y") + 1970


def _looked_up(days: Any, unit: str) -> Array:
    days = np.asarray(days, dtype="int64")
    if _in_table(days):
        return np.asarray(_table(unit).take(days - _TABLE_FIRST))
    return _converted(days, unit)


def _in_table(days: Array) -> bool:
    return bool(days.size and days.min() >= _TABLE_FIRST and days.max() < _TABLE_END)


@cache
def _table(unit: str) -> Array:
    return _converted(np.arange(_TABLE_FIRST, _TABLE_END), unit)


def _converted(days: Array, unit: str) -> Array:
    return np.asarray(days.astype("datetime64[D]").astype(f"datetime64[{unit}]").astype("int64"))


def first_day(months: Any) -> Array:
    """First day of each month number."""
    months = np.asarray(months, dtype="int64")
    if months.size and months.min() >= _TABLE_FIRST_MONTH and months.max() < _TABLE_END_MONTH:
        return np.asarray(_first_days().take(months - _TABLE_FIRST_MONTH))
    return np.asarray(months.astype("datetime64[M]").astype("datetime64[D]").astype("int64"))


@cache
def _first_days() -> Array:
    months = np.arange(_TABLE_FIRST_MONTH, _TABLE_END_MONTH)
    return months.astype("datetime64[M]").astype("datetime64[D]").astype("int64")


def month_number(year: Any, month: Any) -> Array:
    """Month number of a calendar year and month (1 to 12)."""
    return (np.asarray(year) - 1970) * 12 + np.asarray(month) - 1


def day_of(year: Any, month: int = 1, day: int = 1) -> Array:
    """Day number of the same calendar day in each year (29 February is not asked for)."""
    return first_day(month_number(year, month)) + (day - 1)


def add_months(days: Any, months: Any) -> Array:
    """The same day of the month ``months`` later, or the last day of that month where it is shorter."""
    days = np.asarray(days, dtype="int64")
    start = month_of(days)
    target = start + np.asarray(months).astype("int64")
    first = first_day(target)
    return np.minimum(first + (days - first_day(start)), first_day(target + 1) - 1)


def add_years(days: Any, years: Any) -> Array:
    """The same calendar day ``years`` later."""
    days, years = np.asarray(days, dtype="int64"), np.asarray(years).astype("int64")
    if _in_table(days):
        counted_from, _, day_at = _places_in_years()
        places = counted_from.take(days - _TABLE_FIRST) + years * _PLACES
        if places.size and places.min() >= 0 and places.max() < len(day_at):
            return np.asarray(day_at.take(places))
    return add_months(days, years * 12)


@cache
def _places_in_years() -> tuple[Array, Array, Array]:
    """The tabled days on a calendar whose years all have 366 places: an anniversary is 366 places on.

    For each day the place from which anniversaries are counted and the last place that it reaches (it is one
    more on 28 February of a common year), then for each place the day on which it is reached.
    """
    days = np.arange(_TABLE_FIRST, _TABLE_END)
    month = month_of(days)
    before = np.cumsum([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30]).take(month % 12)
    counted_from = (month - _TABLE_FIRST_MONTH) // 12 * _PLACES + before + days - first_day(month)
    steps = np.diff(counted_from, append=counted_from[-1] + 1)
    reaches = counted_from + steps - 1
    day_at = np.repeat(days, steps)
    return counted_from, reaches, day_at


def whole_months(start: Any, end: Any) -> Array:
    """Completed months from ``start`` to ``end`` (date to date)."""
    start = np.asarray(start, dtype="int64")
    end = np.asarray(end, dtype="int64")
    months = month_of(end) - month_of(start)
    return np.where(add_months(start, months) > end, months - 1, months)


def whole_years(start: Any, end: Any) -> Array:
    """Completed years from ``start`` to ``end`` (date to date)."""
    return years_and_days(start, end)[0]


def years_and_days(start: Any, end: Any) -> tuple[Array, Array]:
    """Completed years from ``start`` to ``end`` (date to date), and the days that are left over."""
    start, end = np.asarray(start, dtype="int64"), np.asarray(end, dtype="int64")
    if _in_table(start) and _in_table(end):
        counted_from, reaches, day_at = _places_in_years()
        begin = counted_from.take(start - _TABLE_FIRST)
        years = np.asarray((reaches.take(end - _TABLE_FIRST) - begin) // _PLACES)
        places = begin + years * _PLACES
        if places.min() >= 0:
            return years, np.asarray(end - day_at.take(places))
    years = whole_months(start, end) // 12
    return years, np.asarray(end - add_months(start, years * 12))


def next_month(days: Any) -> Array:
    """First day of the month after each day."""
    return first_day(month_of(days) + 1)


def months_between(start: Any, end: Any, *, exact_path: bool) -> Array:
    """Months from ``start`` to ``end``, parts of a month counted by the days of that month."""
    return np.asarray(_place_in_months(end, exact_path) - _place_in_months(start, exact_path))


def _place_in_months(day: Any, exact_path: bool) -> Array:
    month = month_of(day)
    first = first_day(month)
    length = first_day(month + 1) - first
    into = np.asarray(day, dtype="int64") - first
    if exact_path:
        return np.asarray(exact(month) + exact(into) / exact(length))
    return np.asarray(month + into / length)
