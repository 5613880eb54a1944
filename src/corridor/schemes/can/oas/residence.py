"""Arithmetic on spans of residence that the rules of the Old Age Security pension stand on.

A career's residence is held as two arrays of day numbers, ``starts`` and ``ends`` (the first day after), of
shape (spans, lanes): in the order of time, apart from each other, empty spans where start equals end.  An
amount of residence is counted in *days of years*: 365 for each whole year, date to date, of each span, plus
the days left over (s. 3(4) rounds the sum down to years).  Most careers have one span or two: each span is
worked on only for the careers that have it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from corridor.law import calendar
from corridor.law.numeric import Array, floor

YEAR = 365


def merge(start: Array, end: Array, present: Array, not_before: Array) -> Array:
    """Spans of the rows of a ledger (in time order; they may overlap or touch), from ``not_before`` on.

    Shape (2, spans, lanes): the first days, and the first days after.
    """
    rows, lanes = start.shape
    if not rows:
        return np.zeros((2, 1, lanes), dtype="int64")
    unbroken, until = _unbroken(start, end, present)
    broken = np.flatnonzero(~unbroken)
    apart = _merge_rows(start[:, broken], end[:, broken], present[:, broken], not_before[broken])
    spans = np.zeros((2, apart.shape[1], lanes), dtype="int64")
    since = np.maximum(start[0], not_before)
    held = unbroken & (until > since)
    spans[0, 0], spans[1, 0] = np.where(held, since, 0), np.where(held, until, 0)
    spans[:, :, broken] = apart
    return spans


def _unbroken(start: Array, end: Array, present: Array) -> tuple[Array, Array]:
    """Lanes whose rows follow each other without a free day, and the first day after the last of them."""
    if present.all():
        return np.asarray((start[1:] <= end[:-1]).all(axis=0)), end.max(axis=0)
    follows = ~present[1:] | ((start[1:] <= end[:-1]) & present[:-1])
    return present[0] & follows.all(axis=0), np.where(present, end, -calendar.NEVER).max(axis=0)


def _merge_rows(start: Array, end: Array, present: Array, not_before: Array) -> Array:
    """Spans of lanes in which residence may have been broken, row by row."""
    rows, lanes = start.shape
    spans = np.zeros((2, rows + 1, lanes), dtype="int64")
    number = np.zeros(lanes, dtype="int64")
    reach = not_before - 1  # first day after the residence of the rows so far
    for row in range(rows) if lanes else ():
        begin = np.maximum(start[row], not_before)
        held = present[row] & (end[row] > begin)
        of = np.flatnonzero(held & (begin > reach))
        spans[1, number[of], of] = reach[of]
        number[of] += 1
        spans[0, number[of], of] = begin[of]
        reach = np.where(held, np.maximum(reach, end[row]), reach)
    spans[1, number, np.arange(lanes)] = reach
    # the place before the first span holds none
    return spans[:, 1 : max(int(number.max(initial=0)), 1) + 1]


def spans_of(starts: Array, ends: Array) -> Iterator[tuple[Any, Array, Array]]:
    """Span by span: the lanes that have it, its first day and its first day after in these."""
    for start, end in zip(starts, ends, strict=True):
        held = end > start
        if held.all():
            yield slice(None), start, end
        elif held.any():
            lanes = np.flatnonzero(held)
            yield lanes, start.take(lanes), end.take(lanes)


def of_lanes(starts: Array, ends: Array, lanes: Array) -> tuple[Array, Array]:
    """The spans of some lanes, no more rows than these lanes have."""
    starts, ends = starts.take(lanes, axis=1), ends.take(lanes, axis=1)
    height = max(int((ends > starts).any(axis=1).sum()), 1)
    return starts[:height], ends[:height]


def days_between(starts: Array, ends: Array, low: Array, high: Array) -> Array:
    """Calendar days of residence from ``low`` up to, not including, ``high``."""
    return np.asarray(np.maximum(np.minimum(ends, high) - np.maximum(starts, low), 0).sum(axis=0))


def _days_of_years(start: Array, end: Array) -> Array:
    """One span in days of years; what is left over never reaches a year before its anniversary."""
    years, rest = calendar.years_and_days(start, end)
    return np.asarray(years * YEAR + np.minimum(rest, YEAR - 1))


def counted(starts: Array, ends: Array, until: Array) -> Array:
    """Residence before ``until`` in days of years."""
    total = np.zeros(starts.shape[-1], dtype="int64")
    for of, start, end in spans_of(starts, ends):
        total[of] += _days_of_years(start, np.maximum(np.minimum(end, until[of]), start))
    return total


def whole_days(quantity: Any) -> Array:
    """A credited quantity as whole days (part of a day does not count)."""
    return np.asarray(floor(quantity)).astype("int64")


def reached_on(starts: Array, ends: Array, years: int, credited: Array, not_before: Array) -> Array:
    """First day before which residence, with ``credited`` days, makes ``years`` years (NEVER if none)."""
    so_far = np.array(np.broadcast_to(credited, starts.shape[-1:]))
    found = np.where(so_far >= years * YEAR, not_before, calendar.NEVER)
    for of, start, end in spans_of(starts, ends):
        held = so_far[of]
        missing, rest = years - held // YEAR, held % YEAR
        # days left over from earlier spans leave a part of a year to be completed, in days
        day = calendar.add_years(start, missing - (rest > 0)) + np.where(rest > 0, YEAR - rest, 0)
        found[of] = np.where((missing > 0) & (day <= end), day, found[of])
        so_far[of] = held + _days_of_years(start, end)
    return found


def resident_before(starts: Array, ends: Array, day: Array) -> Array:
    """Whether the day before ``day`` was a day of residence."""
    return np.asarray(((starts < day) & (ends >= day)).any(axis=0))


def next_after_residence(starts: Array, ends: Array, low: Array) -> Array:
    """First day from ``low`` on whose eve was a day of residence (NEVER if none)."""
    found = np.full(starts.shape[-1], calendar.NEVER, dtype="int64")
    for of, start, end in spans_of(starts, ends):
        day = np.maximum(low[of], start + 1)
        found[of] = np.minimum(found[of], np.where(day <= end, day, calendar.NEVER))
    return found


def right_from(starts: Array, ends: Array, low: Array, ten_years_on: Array, twenty_years_on: Array) -> Array:
    """First day from ``low`` on that meets s. 3(2)(b): ten years and resident on its eve, or twenty years."""
    at_home = next_after_residence(starts, ends, np.maximum(low, ten_years_on))
    return np.minimum(np.maximum(low, twenty_years_on), at_home)


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

    While a person stays resident the test, once met, stays met: where it is met at the end of a span and not
    yet at its beginning, a bisection finds the day.
    """

    def test_for(of: Array) -> Callable[[Array], Array]:
        spans, grown = of_lanes(starts, ends, of), adult[of]
        return lambda day: transition_met(*spans, day, grown, window, multiple, last_years)

    below, found = low.copy(), np.full_like(low, calendar.NEVER)
    for start, end in zip(starts, ends, strict=True):
        first, last = np.maximum(low, start + 1), np.minimum(high, end)
        of = np.flatnonzero((end > start) & (first <= last) & (found == calendar.NEVER))
        of = of[test_for(of)(last[of])] if len(of) else of
        below[of], found[of] = first[of], last[of]
    of = np.flatnonzero(found < calendar.NEVER)
    at_once = test_for(of)(below[of])
    found[of[at_once]] = below[of[at_once]]
    of = of[~at_once]
    met, below, above = test_for(of), below[of], found[of]
    while (above - below > 1).any():  # met on above, not met on below
        middle = (below + above) // 2
        ok = met(middle)
        below, above = np.where(ok, below, middle), np.where(ok, middle, above)
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
    total = np.zeros(starts.shape[-1], dtype="int64")
    throughout = ((starts < calendar.first_day(first + 1)) & (ends > calendar.first_day(last))).any(axis=0)
    away = np.flatnonzero((first <= last) & ~throughout)
    if not len(away):
        return total
    starts, ends = of_lanes(starts, ends, away)
    so_far, first, last = credited[away], first[away], last[away]
    never = calendar.month_of(calendar.NEVER)
    months, left = np.zeros_like(so_far), np.full(len(away), never)

    def suspended(until: Array, of: Any = slice(None)) -> Array:
        begin = np.maximum(left[of] + absence_months + 1, first[of])
        stopped = np.maximum(np.minimum(until, last[of]) - begin + 1, 0)
        return np.where(so_far[of] < export_years * YEAR, stopped, 0)

    for of, start, end in spans_of(starts, ends):
        months[of] += suspended(calendar.month_of(start) - 1, of)
        so_far[of] += _days_of_years(start, end)
        left[of] = calendar.month_of(end - 1)
    total[away] = months + suspended(last)
    return total
