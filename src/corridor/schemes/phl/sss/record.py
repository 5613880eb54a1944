"""The record as runs of months with equal contributions, and the counts of section 8 on it.

A run lies in one calendar year and no month belongs to two runs of a member.  Arrays have shape (runs, lanes);
absent runs are empty and stand after all others, at :data:`NO_MONTH`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from corridor.careers.blocks import KINDS
from corridor.law import calendar
from corridor.law.numeric import Array, divide, exact, floor, is_exact, maximum, minimum

#: A month after every real one.
NO_MONTH = int(calendar.month_of(calendar.NEVER))


def whole(values: Array) -> Array:
    """Whole numbers of the law (months, years) as integers for dates."""
    return np.asarray(values).astype("int64")


def january_of(year: Array) -> Array:
    """Month number of January of each year."""
    return np.asarray(calendar.month_number(whole(year), 1))


def semester_of(day: Array, semester_months: Array) -> Array:
    """First month of the semester that ends with the quarter of each day, s. 8(o), (p)."""
    month = calendar.month_of(day)
    return np.asarray(month - month % 3 + 3 - whole(semester_months))


# -- runs: where periods share a month, the month is a run of its own ---------------------------------------------


def runs_from(first: Array, last: Array, shared: Array) -> Array:
    """First month of each run: as the periods lie, cut wherever one begins or ends for lanes that share months."""
    return _as_cut(first, first, last, shared, 0)


def runs_to(first: Array, last: Array, shared: Array) -> Array:
    """Last month of each run."""
    return _as_cut(last, first, last, shared, 1)


def _as_cut(periods: Array, first: Array, last: Array, shared: Array, side: int) -> Array:
    if not shared.any():
        return periods
    lanes = np.flatnonzero(shared)
    cut = _cut(first[:, lanes], last[:, lanes])[side]
    out = np.full((max(len(cut), len(periods)), len(shared)), NO_MONTH - side)
    out[: len(periods)] = periods
    out[:, lanes] = NO_MONTH - side
    out[: len(cut), lanes] = cut
    return out


def _cut(first: Array, last: Array) -> tuple[Array, Array]:
    """First and last months between the cuts at which some period is under way."""
    # even where a period has ended, odd where one begins: ends come first
    marks = np.sort(np.concatenate([(last + 1) * 2, first * 2 + 1]), axis=0)
    under_way = np.cumsum(marks % 2 * 2 - 1, axis=0)[:-1]
    month = marks // 2
    run = (under_way > 0) & (month[1:] > month[:-1]) & (month[:-1] < NO_MONTH)
    starts = np.sort(np.where(run, month[:-1], NO_MONTH), axis=0)
    ends = np.sort(np.where(run, month[1:] - 1, NO_MONTH - 1), axis=0)
    most = int(run.sum(axis=0).max())
    return starts[:most], ends[:most]


def over_runs(each: Array, runs: Array, first: Array, last: Array, shared: Array) -> Array:
    """What each month of a run gets from all periods that touch it; ``each``: a month of each period."""
    if not shared.any():
        return each
    lanes = np.flatnonzero(shared)
    starts, first, last = runs[:, lanes], first[:, lanes], last[:, lanes]
    add_up = _exactly if is_exact(each) else _row_by_row
    out = np.zeros(runs.shape, dtype="int64") * each[:1]
    out[: len(each)] = each
    out[:, lanes] = add_up(each[:, lanes], starts, first, last)
    return out


def _exactly(each: Array, starts: Array, first: Array, last: Array) -> Array:
    """Fractions: each period is put in at its first run and taken out after its last, then one running sum."""
    added = exact(np.zeros((len(starts) + 1, starts.shape[1]), dtype="int64"))
    for lane in range(starts.shape[1]):
        enters = np.searchsorted(starts[:, lane], first[:, lane])
        leaves = np.searchsorted(starts[:, lane], last[:, lane], "right")
        np.add.at(added[:, lane], enters, each[:, lane])
        np.subtract.at(added[:, lane], leaves, each[:, lane])
    return np.asarray(np.cumsum(added, axis=0)[:-1])


def _row_by_row(each: Array, starts: Array, first: Array, last: Array) -> Array:
    """Floats: nothing is taken out again, since that would leave rounding errors."""
    # a period's runs stand near its own place: each period that begins while another is under way moves them
    # back by one at most where both begin together, else on by one beginning and two cuts
    under_way = first[1:] <= np.maximum.accumulate(last, axis=0)[:-1]
    overlaps = int(under_way.sum(axis=0).max())
    held = int((starts < NO_MONTH).sum(axis=0).max())
    added = np.zeros(starts.shape, dtype="int64") * each[:1]
    for row in range(len(first)):
        near = slice(max(row - overlaps, 0), min(row + 3 * overlaps + 1, held))
        here = (first[row] <= starts[near]) & (starts[near] <= last[row])
        added[near] += each[row] * here
    return np.asarray(added)


def as_number(yes: Array, like: Array) -> Array:
    """1 where ``yes`` holds, else 0, on the path of ``like``."""
    return np.asarray(exact(yes.astype("int64")) if is_exact(like) else yes.astype(float))


def of_year(contributions: Array, paid_from: Array) -> Array:
    """Contributions of each calendar year, shown at its last run (0 at the year's other runs)."""
    close = paid_from[1:] - paid_from[:-1] < 12
    if not close.any():
        return contributions
    out = contributions.copy()
    for row in np.flatnonzero(close.any(axis=1)) + 1:
        lane = np.flatnonzero(close[row - 1] & (paid_from[row] < NO_MONTH))
        lane = lane[paid_from[row, lane] // 12 == paid_from[row - 1, lane] // 12]
        out[row, lane] += out[row - 1, lane]
        out[row - 1, lane] = out[row - 1, lane] * 0
    return out


# -- counts up to a month, and credits up to a contribution ---------------------------------------------------------


def in_row(values: Array, row: Array) -> Array:
    """The value of one row for each lane."""
    lanes = values.shape[-1]
    return values.take(row * lanes + np.arange(lanes))


def rows_before(rows: Array, limit: Array) -> Array:
    """How many rows of each lane lie below the limit."""
    return (rows < limit).sum(axis=0, dtype="int16").astype("int64")


@dataclass(frozen=True)
class Paid:
    """The contributions of a block: first and last month of each run, part of a contribution a month, running sum."""

    first: Array
    last: Array
    monthly: Array
    so_far: Array

    def before(self, month: Array) -> Array:
        """Contributions for the months before ``month``."""
        row = np.maximum(rows_before(self.first, month) - 1, 0)
        first, last = in_row(self.first, row), in_row(self.last, row)
        later = np.minimum(np.maximum(last + 1 - month, 0), last + 1 - first)
        return np.asarray(in_row(self.so_far, row) - later * in_row(self.monthly, row))

    def month_of(self, number: Array, *, counted: bool) -> Array:
        """Month in which that many contributions are reached; :data:`NO_MONTH` where they never are.

        ``counted``: some counts were stated, so that there are parts of contributions.
        """
        row = rows_before(floor(self.so_far) if counted else self.so_far, number)
        reached = row < len(self.so_far)
        row = np.minimum(row, len(self.so_far) - 1)
        beyond = maximum(in_row(self.so_far, row) - number, 0)
        later = whole(floor(divide(beyond, in_row(self.monthly, row))))
        return np.where(reached, in_row(self.last, row) - later, NO_MONTH)


@dataclass(frozen=True)
class Credits:
    """The salary credits of a block in the order they were paid.

    ``paid`` and ``so_far`` are the running sums of contributions and of their credits; ``credit`` is the credit
    in a run's first month, ``credit_at_end`` in its last, ``newer`` its months in a schedule that began within
    it, ``monthly`` the contributions of a month.
    """

    paid: Array
    so_far: Array
    credit: Array
    credit_at_end: Array
    newer: Array
    monthly: Array

    def of_first(self, number: Array) -> Array:
        """Sum of the first ``number`` salary credits."""
        row = np.minimum(rows_before(self.paid, number), len(self.paid) - 1)
        later = in_row(self.paid, row) - number
        credit = in_row(self.credit, row)
        rise = in_row(self.credit_at_end, row) - credit
        newer = in_row(self.newer, row) * in_row(self.monthly, row)
        return np.asarray(in_row(self.so_far, row) - later * credit - minimum(later, newer) * rise)

    def average(self, number: Array, window: Array) -> Array:
        """Average of the first ``number`` credits, s. 8(m): last ``window`` over ``window``, or all if greater."""
        everything = self.of_first(number)
        last = everything - self.of_first(maximum(number - window, 0))
        return np.asarray(maximum(last / window, divide(everything, number)))


def credited_years(
    paid: Paid,
    credited: Array,
    limit: Array,
    held: Array,
    before: Array,
    from_year: Array,
    needed: Array,
    twelfths_from: Array,
) -> Array:
    """Credited years on the day before ``limit``, s. 8(l), of which ``held`` contributions were paid.

    ``before`` are the covered years before ``from_year``, ``credited`` the runs that end a year with enough
    contributions.  The year of ``limit`` counts with what was paid in it before; from ``twelfths_from``
    contributions count by twelfths.
    """
    january = limit - limit % 12
    first, twelfths = january_of(from_year), january_of(twelfths_from)
    years = (credited & (paid.first < np.minimum(january, twelfths))).sum(axis=0, dtype="int16")
    this_year = (january >= first) & (january < twelfths) & enough(held - paid.before(january), needed)
    years = years + this_year + before
    if (limit <= twelfths).all():
        return years
    return np.asarray(years + maximum(held - paid.before(twelfths), 0) / 12)


def enough(contributions: Array, needed: Array) -> Array:
    """Enough contributions for a credited year.

    A stated count spread over calendar years leaves fractions: the nearest whole contribution decides.
    """
    return np.asarray(contributions >= (needed * 2 - 1) / 2)


def basic_pension(
    average: Array, further: Array, amount: Array, base_rate: Array, increment_rate: Array
) -> Array:
    """First formula of s. 12(a)(1); ``further`` are the credited years beyond ten."""
    return amount + average * base_rate + average * increment_rate * further


def shows(rows: Array, kind: Array, *kinds: str) -> Array:
    """Whether one of ``rows`` is of one of the kinds of period named."""
    found = np.zeros(rows.shape[-1], dtype=bool)
    for row in np.flatnonzero(rows.any(axis=1)):
        for name in kinds:
            found |= rows[row] & (kind[row] == KINDS.index(name))
    return found
