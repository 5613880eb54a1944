"""Calendar arithmetic on arrays of day numbers.

A day is an ``int64`` count of days since 1970-01-01, a month a count of months since 1970-01.  Periods are half-open:
the end is the first day after.  Ages and waiting periods are counted from date to date, as statutes do;
a person born on 29 February reaches an age on 28 February of a common year.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

EPOCH = date(1970, 1, 1).toordinal()
#: A day beyond every real one, for "never".
NEVER = date(9999, 12, 31).toordinal() - EPOCH


def day_number(day: date) -> int:
    """The day number of a date."""
    return day.toordinal() - EPOCH


def to_date(day: int) -> date | None:
    """The date of a day number, ``None`` for :data:`NEVER`."""
    return None if day >= NEVER else date.fromordinal(int(day) + EPOCH)


def month_of(days: Any) -> Array:
    """Month number of each day."""
    return np.asarray(days, dtype="int64").astype("datetime64[D]").astype("datetime64[M]").astype("int64")


def year_of(days: Any) -> Array:
    """Calendar year of each day."""
    return (
        np.asarray(days, dtype="int64").astype("datetime64[D]").astype("datetime64[Y]").astype("int64") + 1970
    )


def first_day(months: Any) -> Array:
    """First day of each month number."""
    return np.asarray(months, dtype="int64").astype("datetime64[M]").astype("datetime64[D]").astype("int64")


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
    return add_months(days, np.asarray(years).astype("int64") * 12)


def whole_months(start: Any, end: Any) -> Array:
    """Completed months from ``start`` to ``end`` (date to date)."""
    start = np.asarray(start, dtype="int64")
    end = np.asarray(end, dtype="int64")
    months = month_of(end) - month_of(start)
    return np.where(add_months(start, months) > end, months - 1, months)


def whole_years(start: Any, end: Any) -> Array:
    """Completed years from ``start`` to ``end`` (date to date)."""
    return whole_months(start, end) // 12


def next_month(days: Any) -> Array:
    """First day of the month after each day."""
    return first_day(month_of(days) + 1)
