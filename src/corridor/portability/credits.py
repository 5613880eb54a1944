"""Aggregation: periods of one scheme as periods of another, by the conversion that the agreement states.

Time counts once.  Months in which the scheme itself (or an earlier credit) already has an insured day are not credited again; days are
compared day by day; a calendar year credits what the scheme does not already have in that year.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from corridor.agreements import CreditRule
from corridor.careers.blocks import Block, Ledger
from corridor.law import calendar
from corridor.law.numeric import Array, maximum, round_to
from corridor.law.rules import Evaluation
from corridor.schemes import Scheme

FULL_YEAR = np.uint16(0xFFF)


@dataclass
class Coverage:
    """What one scheme has in a block, seen by calendar year: arrays of shape (years, lanes).

    ``mask``: months with an insured day; ``units``: the scheme's own units; ``covered``: years that count as insured.
    """

    scheme: Scheme
    ledger: Ledger
    mask: Array
    units: Array
    covered: Array


@dataclass
class Credit:
    """One credit rule applied: ``counted`` measured things free of overlap, ``credited`` units of the scheme ``to``."""

    rule: CreditRule
    counted: Array
    credited: Array


def coverage_of(block: Block, scheme: Scheme, run: Evaluation) -> Coverage:
    """A scheme's coverage; ``run`` holds the scheme's own-law values."""
    outputs = scheme.outputs
    mask = block.by_year(scheme.id, "mask")
    if outputs.units_by_year:
        units = run.values[outputs.units_by_year]
    elif scheme.unit in ("day", "week"):
        days = block.by_year(scheme.id, "days")
        units = days if scheme.unit == "day" else days / 7
    elif scheme.unit == "year":
        units = block.number(block.by_year(scheme.id, "present").astype("int64"))
    else:
        units = block.by_year(scheme.id, "months")
    covered = (
        run.values[outputs.covered_years] if outputs.covered_years else block.by_year(scheme.id, "present")
    )
    return Coverage(
        scheme,
        block.ledgers[scheme.id],
        mask,
        np.broadcast_to(units, mask.shape),
        np.broadcast_to(np.asarray(covered, dtype=bool), mask.shape),
    )


def credit_periods(
    block: Block, target: Coverage, rules: Iterable[CreditRule], sources: dict[str, Coverage]
) -> list[Credit]:
    """Apply the credit rules to a block, in their order; only rules whose source scheme is in the block count."""
    taken = target.mask.copy()
    units = target.units
    out: list[Credit] = []
    for rule in rules:
        source = sources.get(rule.source)
        if source is None:
            continue
        mask = source.mask
        if rule.outside is not None and rule.outside in sources:
            mask = np.where(sources[rule.outside].covered, np.uint16(0), mask)
        if rule.measure == "calendar-year":
            credit, got = _by_calendar_year(block, rule, source, mask, units)
            units = units + got
            taken = np.where(got > 0, FULL_YEAR, taken)
        else:
            credit = _by_time(block, rule, source, mask, target, taken)
            taken = taken | mask
        out.append(credit)
    return out


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
    gives = block.number(np.array(1)) * _number(block, rule.gives)
    zero = block.number(np.zeros(1, dtype="int64"))
    got = np.where(counts, maximum(gives - units, zero), zero)
    counted = block.number(np.asarray((got > 0).sum(axis=0)))
    return Credit(rule, counted, got.sum(axis=0)), got


def _by_time(
    block: Block, rule: CreditRule, source: Coverage, mask: Array, target: Coverage, taken: Array
) -> Credit:
    if rule.measure == "month" and rule.whole_month_days:
        # months credited earlier are out; days the scheme itself has in a month are taken off day by day
        free = mask & ~(taken & ~target.mask)
        counted = block.number(_days_of_months(free, block.first_year))
        counted = maximum(
            counted - block.number(_own_days_in(free, target.ledger, block.first_year)), 0 * counted
        )
    elif rule.measure == "month":
        counted = block.number(np.bitwise_count(mask & ~taken).sum(axis=0, dtype="int64"))
    elif rule.measure == "day":
        counted = _free_days(block, source, mask, target)
    else:
        touched = np.bitwise_count(mask).astype("int64")
        free = np.bitwise_count(mask & ~taken).astype("int64")
        share = block.number(free) / block.number(np.maximum(touched, 1))
        counted = (source.units * share).sum(axis=0)
    credited = counted * _number(block, rule.gives) / _number(block, rule.per)
    if rule.round != "none":
        direction: Any = rule.round
        credited = round_to(credited, _number(block, 1), direction)
    return Credit(rule, counted, credited)


def _number(block: Block, value: Any) -> Any:
    return value if block.exact_path else float(value)


def _days_of_months(mask: Array, first_year: int) -> Array:
    """Calendar days of the months in a mask, summed over the years."""
    total = np.zeros(mask.shape[1], dtype="int64")
    first = calendar.month_number(first_year + np.arange(mask.shape[0]), 1)
    for month in range(12):
        length = calendar.first_day(first + month + 1) - calendar.first_day(first + month)
        total += ((mask >> np.uint16(month) & np.uint16(1)).astype("int64") * length[:, None]).sum(axis=0)
    return total


def _touched(start: Array, end: Array) -> Array:
    first = calendar.month_of(start) % 12
    last = calendar.month_of(end - 1) % 12
    return ((1 << (last + 1)) - 1) & ~((1 << first) - 1)


def _own_days_in(mask: Array, ledger: Ledger, first_year: int) -> Array:
    """Days of a ledger that lie in the months of a mask, for each lane."""
    row, lane = np.nonzero(ledger.present)
    start, end = ledger.start[row, lane], ledger.end[row, lane]
    year = ledger.year[row, lane]
    shared = _touched(start, end) & mask[year - first_year, lane]
    hit = np.flatnonzero(shared)
    out = np.zeros(mask.shape[1], dtype="int64")
    if len(hit):
        january = calendar.month_number(year[hit], 1)
        days = np.zeros(len(hit), dtype="int64")
        for month in range(12):
            low, high = calendar.first_day(january + month), calendar.first_day(january + month + 1)
            overlap = np.minimum(end[hit], high) - np.maximum(start[hit], low)
            days += np.where(shared[hit] >> month & 1, np.maximum(overlap, 0), 0)
        np.add.at(out, lane[hit], days)
    return out


def _free_days(block: Block, source: Coverage, mask: Array, target: Coverage) -> Array:
    """Days of the source in the years a mask leaves, without days the target has itself."""
    row, lane = np.nonzero(source.ledger.present)
    year = source.ledger.year[row, lane] - block.first_year
    kept = mask[year, lane] != 0
    row, lane, year = row[kept], lane[kept], year[kept]
    counted = np.zeros(block.lanes, dtype="int64")
    days = (
        source.ledger.days[row, lane].astype("int64") if block.exact_path else source.ledger.days[row, lane]
    )
    shared = np.flatnonzero(mask[year, lane] & target.mask[year, lane])
    overlap = np.zeros(len(row), dtype="int64")
    start, end = source.ledger.start[row[shared], lane[shared]], source.ledger.end[row[shared], lane[shared]]
    for own in range(target.ledger.start.shape[0]):
        low = np.maximum(start, target.ledger.start[own, lane[shared]])
        high = np.minimum(end, target.ledger.end[own, lane[shared]])
        overlap[shared] += np.maximum(high - low, 0)
    np.add.at(counted, lane, np.maximum(days.astype("int64") - overlap, 0))
    return block.number(counted)
