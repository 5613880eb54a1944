"""Aggregation: periods of one scheme as periods of another, by the conversion that the agreement states.

Time counts once.  Months in which the scheme itself (or an earlier credit) already has an insured day are
not credited again; days are compared day by day; a calendar year credits what the scheme does not already
have in that year.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from corridor.agreements import CreditRule
from corridor.careers.blocks import Block, Ledger
from corridor.law import calendar
from corridor.law.numeric import Array, floor, maximum, round_to
from corridor.law.rules import Evaluation
from corridor.schemes import Scheme

FULL_YEAR = np.uint16(0xFFF)


@dataclass
class Coverage:
    """What one scheme has in a block, seen by calendar year: arrays of shape (years, lanes).

    ``run`` holds the scheme's own-law values; what no clause asks for is never laid out by year.
    """

    block: Block
    scheme: Scheme
    run: Evaluation

    @property
    def ledger(self) -> Ledger:
        """The scheme's insured periods."""
        return self.block.ledgers[self.scheme.id]

    @cached_property
    def mask(self) -> Array:
        """Months with an insured day, as a bit set."""
        return self.block.by_year(self.scheme.id, "mask")

    @cached_property
    def units(self) -> Array:
        """The scheme's own units."""
        scheme, outputs, by_year = self.scheme, self.scheme.outputs, self.block.by_year
        if outputs.units_by_year:
            units = self.run.values[outputs.units_by_year]
        elif scheme.unit in ("day", "week"):
            days = by_year(scheme.id, "days")
            units = days if scheme.unit == "day" else days / 7
        elif scheme.unit == "year":
            units = self.block.number(by_year(scheme.id, "present").astype("int64"))
        else:
            units = by_year(scheme.id, "months")
        return np.broadcast_to(units, self.mask.shape)

    @cached_property
    def covered(self) -> Array:
        """Years that count as insured."""
        name = self.scheme.outputs.covered_years
        covered = self.run.values[name] if name else self.block.by_year(self.scheme.id, "present")
        return np.broadcast_to(np.asarray(covered, dtype=bool), self.mask.shape)


@dataclass
class Credit:
    """One credit rule applied.

    ``counted`` measured things free of overlap, ``credited`` units of the scheme ``to``.
    """

    rule: CreditRule
    counted: Array
    credited: Array


@dataclass
class Spans:
    """Stretches of days (the end is the first day after) with the lane each lies in and its place in the
    block's years."""

    lane: Array
    year: Array
    start: Array
    end: Array


@dataclass
class _Taken:
    """Time that no further rule may credit: months, whole years, the target's units by year, and days.

    ``units`` is ``None`` where no rule asks for them.
    """

    months: Array
    credited_months: Array
    whole_years: Array
    units: Array | None
    days: list[Spans]


def credit_periods(
    block: Block,
    target: Coverage,
    rules: Iterable[tuple[CreditRule, Array | None]],
    sources: dict[str, Coverage],
) -> list[Credit]:
    """Apply credit rules to a block, in their order; only rules whose source scheme is in the block count.

    Each rule comes with the lanes it is open to (``None``: all of them); in the others it neither credits
    nor takes up time.
    """
    rules = [(rule, lanes) for rule, lanes in rules if rule.source in sources]
    by_day = any(r.measure == "day" for r, _ in rules)
    by_units = any(r.measure == "calendar-year" for r, _ in rules)
    taken = _Taken(
        target.mask.copy(),
        np.zeros_like(target.mask),
        np.zeros(target.mask.shape, dtype=bool),
        target.units if by_units else None,
        [_rows(block, target)] if by_day else [],
    )
    out: list[Credit] = []
    for rule, lanes in rules:
        source = sources[rule.source]
        mask = source.mask
        if rule.outside is not None and rule.outside in sources:
            mask = mask * ~sources[rule.outside].covered
        if lanes is not None:
            mask = mask * lanes
        if rule.from_age is not None:
            mask = mask * ~_years_before(block, rule.from_age)
            _take_before(block, rule.from_age, taken)
        if rule.measure == "calendar-year":
            credit, got = _by_calendar_year(block, rule, source, mask, np.asarray(taken.units))
            months = np.where(got > 0, FULL_YEAR, np.uint16(0))
        else:
            credit, counted = _by_time(block, rule, source, mask, target, taken)
            got = block.number(counted) * _factor(block, rule) if by_units else counted
            months = mask
        out.append(credit)
        if len(out) == len(rules):  # nothing asks any more for what is taken
            break
        taken.months, taken.credited_months = taken.months | months, taken.credited_months | months
        if rule.measure == "calendar-year":
            taken.whole_years = taken.whole_years | (months != 0)
        if taken.units is not None:
            taken.units = taken.units + got
        if by_day:
            taken.days.append(_rows(block, source, mask))
    return out


def _years_before(block: Block, age: int) -> Array:
    """Calendar years that end before a person reaches an age, by year and lane."""
    reached = calendar.year_of(calendar.add_years(block.birth, age)) - block.first_year
    return np.asarray(np.arange(block.years)[:, None] < reached)


def _take_before(block: Block, age: int, taken: _Taken) -> None:
    """Take up the months and days before an age in the calendar year in which it is reached."""
    reached = calendar.add_years(block.birth, age)
    year = calendar.year_of(reached) - block.first_year
    january = calendar.day_of(calendar.year_of(reached))
    lane = np.flatnonzero((year >= 0) & (year < block.years) & (reached > january))
    year, january, reached = year[lane], january[lane], reached[lane]
    before = _touched(january, reached).astype("uint16")
    taken.months[year, lane] |= before
    taken.credited_months[year, lane] |= before
    taken.days.append(Spans(lane, year, january, reached))


def _by_calendar_year(
    block: Block, rule: CreditRule, source: Coverage, mask: Array, units: Array
) -> tuple[Credit, Array]:
    if rule.at_least:
        counts = np.zeros(mask.shape, dtype=bool)
        for option in rule.at_least:
            enough = mask != 0
            if "months" in option:
                enough = enough & (np.bitwise_count(mask) >= int(option["months"]))
            if "units" in option:
                enough = enough & np.asarray(source.units >= _number(block, option["units"]), dtype=bool)
            counts |= enough
    else:
        counts = source.covered & (mask != 0)
    gives = block.number(np.array(1)) * _number(block, rule.gives) / _number(block, rule.per)
    zero = block.zeros((1,))
    got = np.where(counts, maximum(gives - units, zero), zero)
    counted = block.number(np.asarray((got > 0).sum(axis=0)))
    return Credit(rule, counted, _rounded(block, rule, got.sum(axis=0))), got


def _by_time(
    block: Block, rule: CreditRule, source: Coverage, mask: Array, target: Coverage, taken: _Taken
) -> tuple[Credit, Array]:
    """The credit, and what it counts in each year."""
    if rule.measure == "month" and rule.whole_month_days:
        # months credited earlier are out; days the scheme itself has in a month are taken off day by day
        free = mask & ~taken.credited_months
        days = _days_of_months(free, block.first_year)
        shared = free & target.mask
        if shared.any():
            days = days - _own_days_in(shared, _rows(block, target, shared), block)
        by_year = days
    elif rule.measure == "month":
        by_year = np.bitwise_count(mask & ~taken.months)
    elif rule.measure == "day":
        by_year = _free_days(block, source, mask, taken)
    else:
        touched = np.bitwise_count(mask).astype("int64")
        free = np.bitwise_count(mask & ~taken.months).astype("int64")
        share = block.number(free) / block.number(np.maximum(touched, 1))
        by_year = source.units * share
    whole = rule.measure != "unit"  # else parts of a unit are left out
    counted = block.number(by_year.sum(axis=0, dtype="int32")) if whole else floor(by_year.sum(axis=0))
    credited = counted * _number(block, rule.gives) / _number(block, rule.per)
    return Credit(rule, counted, _rounded(block, rule, credited)), by_year


def _rounded(block: Block, rule: CreditRule, credited: Array) -> Array:
    if rule.round == "none":
        return credited
    direction: Any = rule.round
    return np.asarray(round_to(credited, _number(block, 1), direction))


def _factor(block: Block, rule: CreditRule) -> Any:
    """Units that a rule credits for each thing it counts."""
    return _number(block, rule.gives) / _number(block, rule.per)


def _number(block: Block, value: Any) -> Any:
    return value if block.exact_path else float(value)


# -- days
# ---------------------------------------------------------------------------------------------------------


def _rows(block: Block, coverage: Coverage, years: Array | None = None) -> Spans:
    """The rows of a ledger, each of which lies in one calendar year.

    With ``years``, those of years not 0 there.
    """
    ledger = coverage.ledger
    present = ledger.present
    row, lane = np.nonzero(present)
    year = ledger.year[row, lane] - block.first_year
    if years is not None:
        kept = years[year, lane] != 0
        row, lane, year = row[kept], lane[kept], year[kept]
    return Spans(lane, year, ledger.start[row, lane], ledger.end[row, lane])


def _free_days(block: Block, source: Coverage, mask: Array, taken: _Taken) -> Array:
    """Days of the source, by year and lane, in the years a mask leaves, without days that are taken."""
    # a calendar year credited as a whole leaves no day
    open_years = np.where(taken.whole_years, np.uint16(0), mask)
    shared = (open_years & taken.months) != 0
    out = np.where(
        (open_years != 0) & ~shared, block.by_year(source.scheme.id, "days").astype("int64"), np.int64(0)
    )
    if shared.any():
        out += _days_without(_rows(block, source, shared), taken.days, mask.shape)
    return out


def _days_without(wanted: Spans, taken: list[Spans], shape: tuple[int, int]) -> Array:
    """Days in the union of ``wanted`` and in none of ``taken``, by year and lane.

    A sweep over the first and last days: a stretch counts while a wanted row is open and no taken one is.
    """
    groups = [wanted, *taken]
    cell = np.concatenate([g.year * shape[1] + g.lane for g in groups])
    # taken rows matter in the cells of wanted ones only
    here = np.zeros(shape[0] * shape[1], dtype=bool)
    here[cell[: len(wanted.lane)]] = True
    used = here[cell]
    weight = np.concatenate(
        [np.full(len(g.lane), 1 if i == 0 else 1 << 20, dtype="int64") for i, g in enumerate(groups)]
    )[used]
    cell = np.tile(cell[used], 2)
    day = np.concatenate(
        [np.concatenate([g.start for g in groups])[used], np.concatenate([g.end for g in groups])[used]]
    )
    change = np.concatenate([weight, -weight])
    order = np.lexsort((day, cell))
    cell, day, open_now = cell[order], day[order], np.cumsum(change[order])
    out = np.zeros(shape[0] * shape[1], dtype="int64")
    if len(cell) > 1:
        # every cell ends with nothing open, so no stretch runs on into the next
        counts = (open_now[:-1] > 0) & (open_now[:-1] < 1 << 20)
        np.add.at(out, cell[:-1][counts], (day[1:] - day[:-1])[counts])
    return out.reshape(shape)


@lru_cache(maxsize=1)
def _month_table() -> Array:
    """Days of every set of months (0 to 4095) in a common year (row 0) and in a leap year (row 1)."""
    sets = np.arange(FULL_YEAR + 1)
    table = np.zeros((2, len(sets)), dtype="int16")
    for row, year in enumerate((2001, 2000)):
        first = calendar.first_day(calendar.month_number(year, np.arange(1, 14)))
        for month in range(12):
            table[row] += ((sets >> month & 1) * (first[month + 1] - first[month])).astype("int16")
    return table


def _days_of_months(mask: Array, first_year: int) -> Array:
    """Calendar days of the months in a mask, by year and lane."""
    years = first_year + np.arange(mask.shape[0])
    leap = calendar.day_of(years + 1) - calendar.day_of(years) - 365
    total = np.zeros(mask.shape, dtype="int16")
    for row in np.flatnonzero(mask.any(axis=1)):
        total[row] = _month_table()[leap[row]].take(mask[row])
    return total


def _touched(start: Array, end: Array) -> Array:
    first = calendar.month_of(start) % 12
    last = calendar.month_of(end - 1) % 12
    return ((1 << (last + 1)) - 1) & ~((1 << first) - 1)


def _own_days_in(mask: Array, own: Spans, block: Block) -> Array:
    """Days of a scheme, each once, that lie in the months of a mask, by year and lane."""
    shared = _touched(own.start, own.end) & mask[own.year, own.lane]
    hit = np.flatnonzero(shared)
    pieces: list[Spans] = []
    january = calendar.month_number(own.year[hit] + block.first_year, 1)
    for month in range(12):
        of = np.flatnonzero(shared[hit] >> month & 1)
        low, high = calendar.first_day(january[of] + month), calendar.first_day(january[of] + month + 1)
        rows = hit[of]
        pieces.append(
            Spans(
                own.lane[rows],
                own.year[rows],
                np.maximum(own.start[rows], low),
                np.minimum(own.end[rows], high),
            )
        )
    whole = Spans(
        *(np.concatenate([getattr(p, n) for p in pieces]) for n in ("lane", "year", "start", "end"))
    )
    return _days_without(whole, [], mask.shape)
