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
    first, last = start // PARTS, (end - 1) // PARTS
    months = last - first + 1
    covered = quantity(end - start, earnings) / PARTS
    salary, unstated = divide(earnings * declared, covered), quantity(~counted, earnings)
    stated = divide(count * counted, covered) if counted.any() else earnings * 0

    shared = _shared(first, last)
    cut = shared | (end - start != months * PARTS)
    for change in changes:
        cut |= (first < change) & (change <= last)
    own = _own_months(first, last, declared) if shared.any() else months * declared
    later = np.zeros_like(own)
    for row in range(len(own) - 2, -1, -1):
        np.add(later[row + 1], own[row + 1], out=later[row])

    uncut = (first, months, own, later, salary, stated, stated, unstated)
    cells = np.flatnonzero(cut)
    if not len(cells):
        return np.stack([quantity(field, earnings) for field in uncut])
    lane = cells % cut.shape[1]
    origin, month, until = _cut(start.take(cells), end.take(cells), lane, shared.take(cells), changes)
    cell = cells[origin]
    inside = minimum(end.take(cell), (month + 1) * PARTS) - maximum(start.take(cell), month * PARTS)
    part = quantity(inside, earnings) / PARTS
    paid, days = salary.take(cell) * part, stated.take(cell) * part
    pieces = _Pieces(cell, month, until, declared.take(cell), paid, days, days, unstated.take(cell) * part)
    pieces = pieces.added_up(lane[origin], shared.take(cell))
    later_of = later.take(pieces.cell) + last.take(pieces.cell) + 1 - pieces.until
    return _assemble(uncut, pieces, later_of, emptied=np.flatnonzero(shared))


def _running_maximum(rows: Array) -> Array:
    """Greatest value of each row and those above it; row upon row, along contiguous memory."""
    out = rows.copy()
    for row in range(1, len(out)):
        np.maximum(out[row], out[row - 1], out=out[row])
    return out


def _shared(first: Array, last: Array) -> Array:
    """Rows that have a calendar month in common with another row of the lane; rows are in the order of time."""
    out = np.zeros(first.shape, dtype=bool)
    present = last >= first
    out[:-1] = (last[:-1] >= first[1:]) & present[1:]
    if out.any():
        out[1:] |= (_running_maximum(last)[:-1] >= first[1:]) & present[1:]
    return out


def _own_months(first: Array, last: Array, declared: Array) -> Array:
    """Declared months of each row that no earlier declared row of the lane touches."""
    reach = _running_maximum(where(declared & (last >= first), last, np.iinfo(last.dtype).min))
    fresh = first.copy()
    fresh[1:] = maximum(first[1:], reach[:-1] + 1)
    return np.asarray(maximum(last - fresh + 1, 0) * declared)


def _cut(
    start: Array, end: Array, lane: Array, shared: Array, changes: Sequence[int]
) -> tuple[Array, Array, Array]:
    """Periods cut at part months and changes, and where another of the same months begins or ends.

    Returns, for each piece, the place of its period in the list, its first month and the month after its last.
    """
    first, last = start // PARTS, (end - 1) // PARTS
    january = first - first % 12
    first, after = first - january, last - january + 1
    # bit 0: a stretch begins in January; bit 12: one ends in December
    begins = (1 << first) | (1 << after)
    begins |= where(start % PARTS != 0, 2 << first, 0) | where(end % PARTS != 0, 1 << after >> 1, 0)
    for change in changes:
        begins |= (january == change - change % 12) << (change % 12)
    some = np.flatnonzero(shared)
    if len(some):
        order, group = _in_groups(lane[some] * (january.max() + 1 - january.min()) + january[some])
        joint = np.bitwise_or.reduceat(begins[some][order], group)
        begins[some[order]] = np.repeat(joint, np.diff(np.append(group, len(some))))
    begins &= (1 << after) - (1 << first)
    bits = np.flatnonzero(np.unpackbits(begins.astype("<u2").view("uint8"), bitorder="little").view(bool))
    origin, month = bits >> 4, bits & 15
    until = np.append(month[1:], 0)
    ends_here = np.append(origin[1:] != origin[:-1], True)
    until[ends_here] = after
    return origin, month + january[origin], until + january[origin]


def _in_groups(group: Array, behind: Array | None = None) -> tuple[Array, Array]:
    """Order that puts equal numbers together (in it those with ``behind`` come last), and where each group begins."""
    count = len(group)
    rank = group.astype("int64") * 2 + (0 if behind is None else behind)
    packed = np.sort(rank * count + np.arange(count))
    sorted_group = packed // (2 * count)
    return packed % count, np.flatnonzero(np.append(True, sorted_group[1:] != sorted_group[:-1]))


@dataclass(frozen=True)
class _Pieces:
    """Stretches of the periods that are cut: the cell of the period, the months, and what is in each month."""

    cell: Array
    month: Array
    until: Array
    declared: Array
    salary: Array
    stated: Array
    most: Array
    unstated: Array

    def added_up(self, lane: Array, shared: Array) -> _Pieces:
        """One piece in place of those of the same months: that of the first declared period, with what all of them give."""
        some = np.flatnonzero(shared)
        if not len(some):
            return self
        month = self.month[some] - self.month.min()
        order, group = _in_groups(lane[some] * (month.max() + 1) + month, ~self.declared[some])
        order = some[order]
        into = np.repeat(order[group], np.diff(np.append(group, len(order))))
        gone, into = order[order != into], into[order != into]
        salary, stated, most, unstated = (
            values.copy() for values in (self.salary, self.stated, self.stated, self.unstated)
        )
        np.add.at(salary, into, salary[gone])
        np.add.at(stated, into, stated[gone])
        np.maximum.at(most, into, most[gone])
        np.add.at(unstated, into, unstated[gone])
        kept = np.ones(len(shared), dtype=bool)
        kept[gone] = False
        fields = (self.cell, self.month, self.until, self.declared, salary, stated, most, unstated)
        return _Pieces(*(values[kept] for values in fields))


def _assemble(uncut: Sequence[Array], pieces: _Pieces, later: Array, emptied: Array) -> Array:
    """The array of the record: rows of periods, in them the first piece of each that is cut, further pieces below.

    Cells of ``emptied`` keep nothing but what the pieces put there.
    """
    rows, lanes = uncut[0].shape
    place = pieces.cell.copy()
    further = np.flatnonzero(np.append(False, place[1:] == place[:-1]))
    order, group = _in_groups(place[further] % lanes) if len(further) else (further, further)
    below = np.arange(len(order)) - np.repeat(group, np.diff(np.append(group, len(order))))
    further = further[order]
    lane = place[further] % lanes
    place[further] = (rows + below) * lanes + lane
    height = int(place.max()) // lanes + 1
    months = pieces.until - pieces.month
    cut = (
        pieces.month, months, months * pieces.declared, later, pieces.salary, pieces.stated, pieces.most, pieces.unstated,
    )  # fmt: skip
    like = uncut[-1]
    nothing = quantity(np.zeros(1), like)[0]
    out = np.empty((len(FIELDS), max(height, rows), lanes), dtype=like.dtype)
    for field, whole, piece in zip(out, uncut, cut, strict=True):
        field[:rows] = exact(whole) if is_exact(like) else whole
        field[rows:] = nothing
        flat = field.reshape(-1)
        flat[emptied] = nothing
        flat[place] = quantity(piece, like)
    if is_exact(like):  # an explanation reads in the order of time
        out = np.take_along_axis(out, np.argsort(out[0], axis=0, kind="stable")[None], axis=1)
    return out
