"""The record by calendar months, and the counts of section 8 that two dates of retirement share."""

from __future__ import annotations

import numpy as np

from corridor.law import calendar
from corridor.law.numeric import Array, clip, cumulative, divide, exact, is_exact, maximum, total


def months_touched(start: Array, end: Array) -> Array:
    """Calendar months that each row touches (1 where the row is absent)."""
    return np.asarray(np.maximum(calendar.month_of(end - 1) - calendar.month_of(start) + 1, 1))


def by_month(each: Array, months: Array, start: Array, end: Array, present: Array) -> Array:
    """Add ``each`` (rows, lanes) to every calendar month that its row touches: shape (months, lanes)."""
    lanes = each.shape[-1]
    out = np.zeros((len(months), lanes), dtype=float)
    if is_exact(each):
        out = exact(np.zeros((len(months), lanes), dtype="int64"))
    first = calendar.month_of(start) - months[0, 0]
    last = calendar.month_of(end - 1) - months[0, 0]
    for row in range(each.shape[0]):
        for step in range(12):  # a row lies in one calendar year
            lane = np.flatnonzero(present[row] & (first[row] + step <= last[row]))
            if not len(lane):
                break
            out[first[row, lane] + step, lane] += each[row, lane]
    return out


def covers(day: Array, start: Array, end: Array, rows: Array) -> Array:
    """Whether one of ``rows`` covers the day (a row's end is the first day after)."""
    return np.asarray((rows & (start <= day) & (day < end)).any(axis=0))


def semester_of(day: Array, semester_months: Array) -> Array:
    """First month of the semester that ends with the quarter of each day, s. 8(o), (p)."""
    month = calendar.month_of(day)
    return np.asarray(month - month % 3 + 3 - whole(semester_months))


def whole(values: Array) -> Array:
    """Whole numbers of the law (months, years) as integers for dates."""
    return np.asarray(values).astype("int64")


def average_credit(held: Array, credit: Array, window: Array) -> Array:
    """Average salary credit, s. 8(m): last ``window`` credits over ``window``, or all over their number.

    ``held`` (contributions of each month) and ``credit`` have shape (months, lanes).
    """
    later = total(held) - cumulative(held)
    last = clip(window - later, 0, held)
    return np.asarray(maximum(total(last * credit) / window, divide(total(held * credit), total(held))))


def credited_years(
    paid: Array, held: Array, months: Array, from_year: Array, needed: Array, twelfths_from: Array
) -> Array:
    """Credited years, s. 8(l): covered years before ``from_year``, years with enough paid, twelfths.

    ``paid`` is the whole record, ``held`` what was paid before the semester: shape (months, lanes).
    """
    year = months[::12] // 12 + 1970
    by_year = held.reshape(len(year), 12, -1).sum(axis=1)
    covered = paid > 0
    coverage = np.where(covered.any(axis=0), months[covered.argmax(axis=0), 0] // 12 + 1970, whole(from_year))
    before = np.maximum(whole(from_year) - coverage, 0)
    # a stated count spread over calendar years leaves fractions: the nearest whole contribution decides
    enough = by_year * 2 + 1 >= needed * 2
    counted = enough & (year >= from_year) & (year < twelfths_from)
    return total(by_year * (year >= twelfths_from)) / 12 + total(counted) + before


def basic_pension(
    average: Array, further: Array, amount: Array, base_rate: Array, increment_rate: Array
) -> Array:
    """First formula of s. 12(a)(1); ``further`` are the credited years beyond ten."""
    return amount + average * base_rate + average * increment_rate * further
