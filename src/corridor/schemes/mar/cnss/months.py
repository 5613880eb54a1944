"""The record by calendar month: stretches of months that are alike, in place of a grid of months.

Days and salaries are counted by calendar month, but the months of one period are mostly alike.  A stretch is a run of
months of one year with the same days, the same salary and the same terms of contribution in each.  Most periods
are one stretch; the others are cut where a month is covered in part or shared with another period, and
where a ceiling or rate changes inside the year.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from corridor.careers.blocks import KINDS
from corridor.law import calendar
from corridor.law.numeric import Array, divide, exact, is_exact, maximum, minimum, where
from corridor.law.parameters import LawFile

#: Parts of a month: a day of any month is a whole number of them.
PARTS = math.lcm(28, 29, 30, 31)

#: What the record says of each stretch: its first month, its months, how many of them have a declared salary, how many
#: of those come later in the career; and of each of its months: the salary, the days stated, the most that one
#: period states, and the part covered by periods that state none.
FIELDS = MONTH, MONTHS, DECLARED, LATER, SALARY, STATED, MOST, UNSTATED = range(8)

_EMPLOYMENT, _VOLUNTARY = KINDS.index("employment"), KINDS.index("voluntary")
_BEFORE_ALL = np.iinfo("int32").min


def quantity(whole: Array, like: Array) -> Array:
    """Whole numbers as quantities of the same path (fractions or floats) as ``like``."""
    return exact(np.asarray(whole)) if is_exact(like) else np.asarray(whole, dtype=float)


def is_declared(period_kind: Array) -> Array:
    """Which rows are declared periods: employment and voluntary insurance, not credited time."""
    return (period_kind == _EMPLOYMENT) | (period_kind == _VOLUNTARY)


def changes_inside_years(law: LawFile, selector: str) -> tuple[int, ...]:
    """Months other than January in which a parameter picked by ``selector`` takes another value."""
    days = {day for p in law if p.selector == selector for v in p.values for day in (v.start, v.end)}
    months = {int(calendar.month_of(day - 1)) + 1 for day in days}
    return tuple(sorted(month for month in months if month % 12))


@lru_cache(maxsize=8)
def _line(first_year: int, last_year: int) -> Array:
    day = np.arange(int(calendar.day_of(first_year)), int(calendar.day_of(last_year + 1)) + 1)
    month = calendar.month_of(day)
    first = calendar.first_day(month)
    length = calendar.first_day(month + 1) - first
    # rolled so that a day before 1970, a negative number, finds its place from the end
    return np.roll(month * PARTS + (day - first) * (PARTS // length), int(day[0])).astype("int32")


def on_line(days: Array) -> Array:
    """Place of each day on the line of calendar months, in parts of a month."""
    first, last = calendar.year_of([days.min(initial=0), days.max(initial=0)]).tolist()
    return np.asarray(_line(first, last).take(days))


def months_covered(period_start: Array, period_end: Array, like: Array) -> Array:
    """Months covered by each period, parts of a month counted by days."""
    return np.asarray(quantity(on_line(period_end) - on_line(period_start), like) / PARTS)


@dataclass(frozen=True)
class Periods:
    """Periods, or pieces of them, on the line of months, arrays of one shape; the last three: for one whole month."""

    start: Array
    end: Array
    declared: Array
    salary: Array
    stated: Array
    unstated: Array

    @property
    def first(self) -> Array:
        """First month touched."""
        return np.asarray(self.start // PARTS)

    @property
    def last(self) -> Array:
        """Last month touched; the one before the first where a row is empty."""
        return np.asarray((self.end - 1) // PARTS)

    def at(self, place: object) -> Periods:
        """The periods at some places."""
        return Periods(*(getattr(self, name)[place] for name in self.__dataclass_fields__))


def lay_out(
    period_start: Array,
    period_end: Array,
    declared: Array,
    earnings: Array,
    count: Array,
    counted: Array,
    changes: Sequence[int],
) -> Array:
    """The record by stretches: shape (fields, stretches, lanes), see :data:`FIELDS`.

    A period, or the first stretch that it is cut into, stands in the row of the period; further stretches follow below.
    """
    start, end = on_line(period_start), on_line(period_end)
    covered = quantity(end - start, earnings) / PARTS
    periods = Periods(
        start=start,
        end=end,
        declared=declared,
        salary=divide(earnings * declared, covered),
        stated=divide(count * counted, covered),
        unstated=quantity(~counted, earnings),
    )
    first, last = periods.first, periods.last
    months = last - first + 1
    cut = end - start != months * PARTS
    for month in changes:
        cut |= (first < month) & (month <= last)
    shared = _shared(first, last)
    own = months * declared
    if shared.any():
        cut |= shared
        lanes = np.flatnonzero(shared.any(axis=0))
        own[:, lanes] = _own_months(first[:, lanes], last[:, lanes], declared[:, lanes])
    later = np.zeros_like(own)
    for row in range(len(own) - 2, -1, -1):
        np.add(later[row + 1], own[row + 1], out=later[row])
    stated = periods.stated
    uncut = (first, months, own, later, periods.salary, stated, stated, periods.unstated)
    where_cut = np.nonzero(cut)
    if not len(where_cut[0]):
        return np.stack([quantity(field, earnings) for field in uncut])
    at_cut = periods.at(where_cut)
    pieces = _Pieces.of(at_cut, where_cut[1], changes, bool(shared.any()))
    after = later[where_cut][pieces.origin] + at_cut.last[pieces.origin] + 1 - pieces.until
    return _assemble(uncut, where_cut, pieces, after)


def _shared(first: Array, last: Array) -> Array:
    """Rows that have a calendar month in common with another row of the lane; rows are in the order of time."""
    out = np.zeros(first.shape, dtype=bool)
    present = last >= first
    out[:-1] = (last[:-1] >= first[1:]) & present[1:]
    if out.any():
        lanes = np.flatnonzero(out.any(axis=0))
        reach = np.maximum.accumulate(where(present, last, _BEFORE_ALL)[:, lanes], axis=0)
        out[1:, lanes] |= (reach[:-1] >= first[1:, lanes]) & present[1:, lanes]
    return out


def _own_months(first: Array, last: Array, declared: Array) -> Array:
    """Declared months of each row that no earlier declared row of the lane touches."""
    reach = np.maximum.accumulate(where(declared, last, _BEFORE_ALL), axis=0)
    fresh = first.copy()
    fresh[1:] = maximum(first[1:], reach[:-1] + 1)
    return np.asarray(maximum(last - fresh + 1, 0) * declared)


@dataclass(frozen=True)
class _Pieces:
    """Stretches of the periods that are cut: the place of the period in the list of them, months, and amounts of a month."""

    origin: Array
    month: Array
    until: Array
    declared: Array
    salary: Array
    stated: Array
    most: Array
    unstated: Array

    @classmethod
    def of(cls, periods: Periods, lane: Array, changes: Sequence[int], shared: bool) -> _Pieces:
        """Cut periods (one-dimensional) at part months and changes, and where another of the lane begins or ends."""
        first, last = periods.first, periods.last
        january = first - first % 12
        each = np.arange(len(first))
        begins = np.zeros((len(first), 13), dtype=bool)
        begins[each, first - january] = True
        begins[each, first - january + 1] |= periods.start != first * PARTS
        begins[each, last - january] |= periods.end != (last + 1) * PARTS
        begins[each, last - january + 1] = True
        for month in changes:
            begins[:, month % 12] |= january == month - month % 12
        if shared:
            begins = _together(begins, lane, january)
        place = np.arange(12)
        inside = (place >= (first - january)[:, None]) & (place <= (last - january)[:, None])
        origin, month = np.nonzero(begins[:, :12] & inside)
        month = month + january[origin]
        ends_here = np.append(origin[1:] != origin[:-1], True)
        until = where(ends_here, last[origin] + 1, np.append(month[1:], 0))
        of = periods.at(origin)
        covered = minimum(of.end, (month + 1) * PARTS) - maximum(of.start, month * PARTS)
        part = quantity(covered, of.salary) / PARTS
        stated = of.stated * part
        cut = cls(origin, month, until, of.declared, of.salary * part, stated, stated, of.unstated * part)
        return cut._added_up(lane[origin]) if shared else cut

    def _added_up(self, lane: Array) -> _Pieces:
        """One piece in place of those of the same months: that of the first declared period, with what all of them give."""
        order = np.lexsort((~self.declared, self.month, lane))
        lane, month = lane[order], self.month[order]
        group = np.flatnonzero(np.append(True, (lane[1:] != lane[:-1]) | (month[1:] != month[:-1])))
        first = order[group]
        back = np.argsort(first)
        first = first[back]

        def together(join: np.ufunc, values: Array) -> Array:
            return np.asarray(join.reduceat(values[order], group)[back])

        return _Pieces(
            origin=self.origin[first],
            month=self.month[first],
            until=self.until[first],
            declared=self.declared[first],
            salary=together(np.add, self.salary),
            stated=together(np.add, self.stated),
            most=together(np.maximum, self.stated),
            unstated=together(np.add, self.unstated),
        )


def _together(begins: Array, lane: Array, january: Array) -> Array:
    """Months at which a stretch begins, those of all periods of a lane and year put together."""
    order = np.lexsort((january, lane))
    lane, january = lane[order], january[order]
    group = np.flatnonzero(np.append(True, (lane[1:] != lane[:-1]) | (january[1:] != january[:-1])))
    joint = np.logical_or.reduceat(begins[order], group, axis=0)
    out = np.empty_like(begins)
    out[order] = np.repeat(joint, np.diff(np.append(group, len(order))), axis=0)
    return out


def _assemble(uncut: Sequence[Array], where_cut: tuple[Array, Array], pieces: _Pieces, later: Array) -> Array:
    """The array of the record: rows of periods with the pieces of the cut ones, the first in place, others below."""
    rows, lanes = uncut[0].shape
    row, lane = (index[pieces.origin] for index in where_cut)
    further = np.flatnonzero(np.append(False, pieces.origin[1:] == pieces.origin[:-1]))
    further = further[np.argsort(lane[further], kind="stable")]
    of = lane[further]
    begin = np.searchsorted(of, of)
    row[further] = rows + np.arange(len(of)) - begin
    height = int(row.max(initial=rows - 1)) + 1
    months = pieces.until - pieces.month
    cut = (
        pieces.month, months, months * pieces.declared, later, pieces.salary, pieces.stated, pieces.most, pieces.unstated,
    )  # fmt: skip
    like = uncut[-1]
    nothing = quantity(np.zeros(1), like)[0]
    out = np.empty((len(FIELDS), height, lanes), dtype=like.dtype)
    out[:, rows:] = nothing
    for field, whole, piece in zip(out, uncut, cut, strict=True):
        field[:rows] = quantity(whole, like)
        field[where_cut] = nothing
        field[row, lane] = quantity(piece, like)
    if is_exact(like):  # an explanation reads in the order of time
        out = np.take_along_axis(out, np.argsort(out[0], axis=0, kind="stable")[None], axis=1)
    return out
