"""The work for one person grows in step with the number of periods, and shared time comes out as counted by hand."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from fractions import Fraction
from types import FrameType
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corridor import vocabulary
from corridor.careers import Career, InsurancePeriod
from corridor.careers.rows import _own_time
from corridor.law import calendar
from corridor.law.numeric import exact
from corridor.portability.entitlement import entitlement
from corridor.schemes import find_scheme
from corridor.schemes.phl.sss.record import NO_MONTH, over_runs, runs_from, runs_to


def overlapping(scheme: str, number: int) -> Career:
    """An invented person with many periods, each overlapping the ones around it."""
    law = find_scheme(scheme)
    span = 10_000
    periods = []
    for i in range(number):
        start = date(1990, 1, 1) + timedelta(days=i * span // number)
        periods.append(
            InsurancePeriod(
                country=law.country,
                scheme=scheme,
                kind="employment",
                start=start,
                end=start + timedelta(days=200 + i % 7),
                earnings=3000 + i,
                earnings_per="month",
                currency=law.currency,
            )
        )
    return Career.build(
        person_id="many",
        birth_date=date(1960, 5, 12),
        residence=law.country,
        claim_date=date(2025, 6, 1),
        nationality=law.country,
        periods=periods,
        invented=True,
        vocabulary=vocabulary(),
    )


def calls(career: Career, scheme: str) -> int:
    """Calls of Python functions while a career is worked out and explained: the same on every machine."""
    counted = 0

    def count(_frame: FrameType, event: str, _arg: Any) -> None:
        nonlocal counted
        counted += event == "call"

    sys.setprofile(count)
    try:
        entitlement(career).explain(scheme)
    finally:
        sys.setprofile(None)
    return counted


@pytest.mark.parametrize("scheme", ["PHL-SSS", "IND-EPF"])
def test_twice_the_periods_are_about_twice_the_work(scheme: str) -> None:
    entitlement(overlapping(scheme, 4))  # what is read once
    few, many = (calls(overlapping(scheme, number), scheme) for number in (150, 300))
    assert many < 2.3 * few


RECORDS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 20), st.integers(1, 999)), min_size=1, max_size=12
).map(sorted)


@given(RECORDS, st.booleans())
def test_every_month_gets_what_all_periods_that_touch_it_bring(
    record: list[tuple[int, int, int]], exactly: bool
) -> None:
    first = np.array([[low] for low, _length, _each in record])
    last = np.array([[low + length] for low, length, _each in record])
    each = np.array([[value] for _low, _length, value in record])
    each = exact(each) / 7 if exactly else each.astype(float)
    shared = np.array([True])
    starts, ends = runs_from(first, last, shared), runs_to(first, last, shared)
    found = over_runs(each, starts, first, last, shared)
    for month in range(62):
        run = np.flatnonzero((starts[:, 0] <= month) & (month <= ends[:, 0]) & (starts[:, 0] < NO_MONTH))
        wanted = sum(each[(first <= month) & (month <= last)].tolist(), Fraction(0) if exactly else 0.0)
        assert sum(found[run, 0].tolist()) == wanted


@given(
    st.lists(
        st.tuples(st.integers(0, 2), st.integers(0, 300), st.integers(1, 65), st.integers(0, 1)),
        min_size=1,
        max_size=14,
    )
)
def test_shared_days_and_months_are_counted_once_by_the_stronger_kind(
    record: list[tuple[int, int, int, int]],
) -> None:
    january = int(calendar.day_of(2001))
    record = sorted(record, key=lambda r: (r[3], r[1], r[0]))
    kind = np.array([r[0] for r in record])
    start = np.array([january + r[1] for r in record])
    end = start + np.array([r[2] for r in record])
    end = np.minimum(end, calendar.day_of(2002))
    lane = np.array([r[3] for r in record])
    days, months, mask = _own_time(lane, kind, start, end)
    for who in (0, 1):
        taken: set[int] = set()
        taken_months: set[int] = set()
        rows = [r for r in range(len(record)) if lane[r] == who]
        shared = any(start[a] < end[b] and start[b] < end[a] for a in rows for b in rows if a != b)
        for row in sorted(rows, key=lambda r: (kind[r], start[r]) if shared else (0, start[r])):
            own = set(range(start[row], end[row]))
            touched = set(range(calendar.month_of(start[row]), calendar.month_of(end[row] - 1) + 1))
            assert days[row] == len(own - taken)
            assert months[row] == len(touched - taken_months)
            assert mask[row] == sum(1 << (m % 12) for m in touched - taken_months)
            taken |= own
            taken_months |= touched
