"""Arithmetic on spans of residence that the rules of the Old Age Security pension stand on.

A career's residence is held as two arrays of day numbers, ``starts`` and ``ends`` (the first day after), of
shape (spans, lanes): in the order of time, apart from each other, empty spans where start equals end.  An
amount of residence is counted in *days of years*: 365 for each whole year, date to date, of each span, plus
the days left over (s. 3(4) rounds the sum down to years).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from corridor.law import calendar
from corridor.law.numeric import Array, floor

YEAR = 365


def merge(start: Array, end: Array, present: Array, not_before: Array) -> tuple[Array, Array]:
    """Spans of the rows of a ledger (in time order; they may overlap or touch), from ``not_before`` on."""
    begin = np.maximum(start, not_before)
    held = present & (end > begin)
    far_past = int(min(begin.min(initial=0), 0)) - 1
    reach = np.maximum.accumulate(np.where(held, end, far_past), axis=0)
    before = np.vstack([np.full((1, *reach.shape[1:]), far_past), reach[:-1]])
    opens = held & (begin > before)
    place = np.cumsum(opens, axis=0) - 1
    height = max(int(place.max(initial=-1)) + 1, 1)
    starts = np.zeros((height, start.shape[-1]), dtype="int64")
    ends = np.zeros_like(starts)
    row, lane = np.nonzero(opens)
    starts[place[row, lane], lane] = begin[row, lane]
    ends[place[row, lane], lane] = begin[row, lane]
    row, lane = np.nonzero(held)
    np.maximum.at(ends, (place[row, lane], lane), end[row, lane])
    return starts, ends


def days_between(starts: Array, ends: Array, low: Array, high: Array) -> Array:
    """Calendar days of residence from ``low`` up to, not including, ``high``."""
    return np.asarray(np.maximum(np.minimum(ends, high) - np.maximum(starts, low), 0).sum(axis=0))


def _split(start: Array, end: Array) -> tuple[Array, Array]:
    """Whole years and days left over of one span; a rest never reaches a year before its anniversary."""
    years = calendar.whole_years(start, end)
    rest = np.minimum(end - calendar.add_years(start, years), YEAR - 1)
    held = end > start
    return np.where(held, years, 0), np.where(held, rest, 0)


def counted(starts: Array, ends: Array, until: Array) -> Array:
    """Residence before ``until`` in days of years."""
    total = np.zeros(starts.shape[-1], dtype="int64")
    for start, end in zip(starts, ends, strict=True):
        years, rest = _split(start, np.maximum(np.minimum(end, until), start))
        total = total + years * YEAR + rest
    return total


def whole_days(quantity: Any) -> Array:
    """A credited quantity as whole days (part of a day does not count)."""
    return np.asarray(floor(quantity)).astype("int64")


def reached_on(starts: Array, ends: Array, years: int, credited: Array, not_before: Array) -> Array:
    """First day before which residence, with ``credited`` days, makes ``years`` years (NEVER if none)."""
    found = np.full(starts.shape[-1], calendar.NEVER, dtype="int64")
    sum_years, sum_days = np.zeros_like(found), np.broadcast_to(credited, found.shape).astype("int64")
    found = np.where(sum_days // YEAR >= years, not_before, found)
    for start, end in zip(starts, ends, strict=True):
        missing = years - sum_years - sum_days // YEAR
        rest = sum_days % YEAR
        short = np.maximum(missing, 1)
        day = np.where(
            rest == 0,
            calendar.add_years(start, short),
            calendar.add_years(start, short - 1) + YEAR - rest,
        )
        inside = (end > start) & (missing > 0) & (day <= end)
        found = np.where(inside, np.minimum(found, day), found)
        more_years, more_days = _split(start, end)
        sum_years, sum_days = sum_years + more_years, sum_days + more_days
    return found


def resident_before(starts: Array, ends: Array, day: Array) -> Array:
    """Whether the day before ``day`` was a day of residence."""
    return np.asarray(((starts < day) & (ends >= day)).any(axis=0))


def next_after_residence(starts: Array, ends: Array, low: Array) -> Array:
    """First day from ``low`` on whose eve was a day of residence (NEVER if none)."""
    day = np.maximum(low, starts + 1)
    return np.asarray(np.where((ends > starts) & (day <= ends), day, calendar.NEVER).min(axis=0))


def right_from(
    starts: Array,
    ends: Array,
    low: Array,
    credited: Array,
    minimum_years: int,
    export_years: int,
    adult: Array,
) -> Array:
    """First day from ``low`` on that meets s. 3(2)(b): ten years and resident on its eve, or twenty years."""
    ten = reached_on(starts, ends, minimum_years, credited, adult)
    twenty = reached_on(starts, ends, export_years, credited, adult)
    at_home = next_after_residence(starts, ends, np.maximum(low, ten))
    return np.minimum(np.maximum(low, twenty), at_home)


def transition_met(
    starts: Array, ends: Array, day: Array, adult: Array, window: int, multiple: int, last_years: int
) -> Array:
    """Whether an approval on ``day`` meets s. 3(1)(b)(iii) by residence or by earlier presence."""
    opens = calendar.add_years(day, -window)
    absent = (day - opens) - days_between(starts, ends, opens, day)
    present = days_between(starts, ends, adult, opens)
    last = calendar.add_years(day, -last_years)
    unbroken = ((starts <= last) & (ends >= day) & (ends > starts)).any(axis=0)
    return np.asarray(unbroken & (present >= multiple * absent))


def transition_from(
    starts: Array,
    ends: Array,
    low: Array,
    high: Array,
    adult: Array,
    window: int,
    multiple: int,
    last_years: int,
) -> Array:
    """First day from ``low`` to ``high`` that meets :func:`transition_met` (NEVER if none).

    While a person stays resident the test, once met, stays met: a bisection in each span finds the day.
    """
    lanes = starts.shape[-1]
    low, high, adult = (np.broadcast_to(a, (lanes,)) for a in (low, high, adult))

    def met(day: Array, of: Array) -> Array:
        return transition_met(starts[:, of], ends[:, of], day, adult[of], window, multiple, last_years)

    found = np.full(lanes, calendar.NEVER, dtype="int64")
    for start, end in zip(starts, ends, strict=True):
        first, last = np.maximum(low, start + 1), np.minimum(high, end)
        of = np.flatnonzero((end > start) & (first <= last) & (found == calendar.NEVER))
        of = of[met(last[of], of)] if len(of) else of
        if not len(of):
            continue
        below, above = first[of] - 1, last[of].copy()  # not met on below (or out of range), met on above
        while (above - below > 1).any():
            middle = (below + above) // 2
            ok = met(middle, of)
            step = above - below > 1
            above = np.where(step & ok, middle, above)
            below = np.where(step & ~ok, middle, below)
        found[of] = above
    return found


def suspended_months(
    starts: Array,
    ends: Array,
    credited: Array,
    export_years: int,
    absence_months: int,
    first: Array,
    last: Array,
) -> Array:
    """Months from ``first`` to ``last`` in which s. 9(3) would suspend payment.

    They lie after the sixth month that follows the month of leaving and before the month of return, where
    residence was below the years for export when the person left.
    """
    lanes = starts.shape[-1]
    total = np.zeros(lanes, dtype="int64")
    so_far = np.broadcast_to(credited, (lanes,)).astype("int64")
    left = np.full(lanes, -1, dtype="int64")
    away = np.zeros(lanes, dtype=bool)

    def overlap(until: Array) -> Array:
        begin, finish = np.maximum(left + absence_months + 1, first), np.minimum(until, last)
        short = away & (so_far < export_years * YEAR)
        return np.where(short, np.maximum(finish - begin + 1, 0), 0)

    for start, end in zip(starts, ends, strict=True):
        held = end > start
        total = total + np.where(held, overlap(calendar.month_of(start) - 1), 0)
        years, rest = _split(start, end)
        so_far = so_far + np.where(held, years * YEAR + rest, 0)
        left = np.where(held, calendar.month_of(end - 1), left)
        away = away | held
    return total + overlap(np.broadcast_to(last, (lanes,)))
