"""Arithmetic on the earnings of thousands of careers that the rules of the plan stand on.

The plan leaves the months with the lowest earnings out of the average (CPP s. 48(3), (4)).  All months of a
calendar year carry the same earnings, so a career is a few dozen (earnings, months) pairs and the sum wanted
is over a sorted, weighted list.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from corridor.law import calendar
from corridor.law.numeric import Array, is_exact

# the four lowest bits of a float64 are below one part in 10^14: room for a number of months up to 12
_LOW_BITS = np.uint64(15)


def rows_where(cells: Array) -> Array:
    """Rows of a (rows, lanes) mask in which some lane is true."""
    return np.flatnonzero(cells.any(axis=1))


def earnings_outside(start: Array, end: Array, earnings: Array, low: Array, high: Array) -> Array:
    """Part of each period's earnings received before ``low`` or from ``high`` on.

    Earnings are spread evenly over the months, parts of a month by its days.  Shape (rows, lanes) as the
    periods, which are in the order of time; no rows if no lane has any such day.
    """
    if not ((start[0] < low) & (end[0] > start[0])).any() and not (end.max(axis=0) > high).any():
        return earnings[:0]
    out = np.zeros_like(earnings)
    row, lane = np.nonzero((end > start) & ((start < low) | (end > high)))
    first, after = start[row, lane], end[row, lane]
    exactly = is_exact(earnings)
    whole = calendar.months_between(first, after, exact_path=exactly)
    since = np.clip(low[lane], first, after)
    until = np.clip(high[lane], since, after)
    inside = calendar.months_between(since, until, exact_path=exactly)
    out[row, lane] = earnings[row, lane] * ((whole - inside) / whole)
    return out


def sum_of_lowest_months(year_total: Array, year_months: Array, count: Array) -> Array:
    """Sum of the ``count`` lowest months with earnings.

    Args:
        year_total: earnings of each calendar year, shape (years, lanes), never negative.
        year_months: months over which each year's earnings are spread, whole numbers up to 12, same shape; 0
            where the year has no earnings.
        count: months to take, shape (lanes,), at most the sum of ``year_months``.

    Returns:
        Shape (lanes,): exact fractions if ``year_total`` holds fractions.
    """
    if is_exact(year_total):
        return _exact(year_total, year_months, count)
    lanes = year_total.shape[1]
    some = np.flatnonzero(count > 0)
    if len(some) * 2 > lanes:
        return _lowest(year_total, year_months, count)
    out = np.zeros(lanes)
    if len(some):
        out[some] = _lowest(year_total[:, some], year_months[:, some], count[some])
    return out


def _lowest(year_total: Array, year_months: Array, count: Array) -> Array:
    years, lanes = year_total.shape
    # rows a power of two apart would contend for the same places in the cache when they are turned
    packed = np.empty((years, lanes + 8), dtype="uint64")[:, :lanes]
    np.divide(year_total, np.clip(year_months, 1, 12), out=packed.view("float64"))
    # the bits of a float that is not negative are in the order of its value, and its months ride in the
    # lowest of them, so one sort of integers orders both; taking 1 off sends the zeros to the far end
    packed -= np.uint64(1)
    packed &= ~_LOW_BITS
    packed |= year_months.astype("uint64")
    packed = np.ascontiguousarray(packed.T)
    # of the rows taken only the first and the last year can have fewer than 12 months
    rows = min(int(np.max(count)) // 12 + 3, packed.shape[1])
    packed = np.sort(packed, axis=1)[:, :rows]
    held = (packed & _LOW_BITS).astype("int64")
    value = np.where(held > 0, (packed & ~_LOW_BITS).view("float64"), 0)
    before = np.cumsum(held).reshape(held.shape) - held
    before -= before[:, :1].copy()
    taken = np.clip(count[:, None] - before, 0, held)
    return np.asarray(np.einsum("ly,ly->l", taken, value))


def _exact(year_total: Array, year_months: Array, count: Array) -> Array:
    lanes = year_total.shape[1]
    out = np.empty(lanes, dtype=object)
    for lane in range(lanes):
        left = int(count[lane])
        taken = Fraction(0)
        pairs = [
            (t / int(m), int(m)) for t, m in zip(year_total[:, lane], year_months[:, lane], strict=True) if m
        ]
        for value, months in sorted(pairs):
            taken += value * min(months, max(left, 0))
            left -= months
        out[lane] = taken
    return out
