"""The laws of the period algebra, against plain sets of days."""

from __future__ import annotations

import doctest
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corridor.careers import spans as algebra
from corridor.careers.spans import (
    Span,
    by_kind,
    calendar_months,
    canonical,
    count_in_unit,
    difference,
    full_months,
    gaps,
    intersection,
    resolve_overlaps,
    split_by_year,
    total_days,
    union,
)

ORIGIN = date(1999, 11, 20)
one_span = st.builds(
    lambda at, length: Span(ORIGIN + timedelta(days=at), ORIGIN + timedelta(days=at + length)),
    st.integers(0, 900),
    st.integers(1, 500),
)
sets = st.lists(one_span, max_size=7)
KINDS = ["employment", "credited", "residence"]
kinded = st.lists(st.tuples(one_span, st.sampled_from(KINDS)), max_size=8)
WORLD = Span(date(1990, 1, 1), date(2010, 1, 1))


def days(spans: object) -> set[date]:
    """All days of the spans, as a set: the plain meaning every function is held to."""
    return {s.start + timedelta(days=i) for s in spans for i in range(s.days)}  # type: ignore[attr-defined]


def is_canonical(spans: tuple[Span, ...]) -> bool:
    return all(a.end < b.start for a, b in pairwise(spans))


def test_examples_in_the_docstrings() -> None:
    result = doctest.testmod(algebra)
    assert result.attempted > 10
    assert result.failed == 0


@given(sets, sets)
def test_operations_mean_the_sets_of_days(a: list[Span], b: list[Span]) -> None:
    for found, meant in (
        (union(a, b), days(a) | days(b)),
        (intersection(a, b), days(a) & days(b)),
        (difference(a, b), days(a) - days(b)),
    ):
        assert days(found) == meant
        assert is_canonical(found)
    assert total_days(a) == len(days(a))


@given(sets, sets, sets)
def test_union_and_intersection_laws(a: list[Span], b: list[Span], c: list[Span]) -> None:
    assert union(a, b) == union(b, a)
    assert intersection(a, b) == intersection(b, a)
    assert union(union(a, b), c) == union(a, union(b, c)) == union(a, b, c)
    assert intersection(intersection(a, b), c) == intersection(a, intersection(b, c))
    assert union(a, a) == canonical(a) == canonical(canonical(a)) == intersection(a, a)
    assert intersection(a, union(b, c)) == union(intersection(a, b), intersection(a, c))


@given(sets, sets)
def test_de_morgan(a: list[Span], b: list[Span]) -> None:
    assert gaps(union(a, b), WORLD) == intersection(gaps(a, WORLD), gaps(b, WORLD))
    assert gaps(intersection(a, b), WORLD) == union(gaps(a, WORLD), gaps(b, WORLD))


@given(sets, sets)
def test_days_add_up(a: list[Span], b: list[Span]) -> None:
    assert total_days(a) + total_days(b) == total_days(union(a, b)) + total_days(intersection(a, b))
    assert total_days(a) == total_days(difference(a, b)) + total_days(intersection(a, b))
    assert total_days(gaps(a, WORLD)) + total_days(a) == WORLD.days


@given(sets)
def test_years_sum_back(a: list[Span]) -> None:
    years = split_by_year(a)
    assert list(years) == sorted(years)
    assert all(s.start.year == s.last.year == year for year, parts in years.items() for s in parts)
    assert union(*years.values()) == canonical(a)
    assert sum(total_days(parts) for parts in years.values()) == total_days(a)


@given(sets)
def test_months_touched_and_full(a: list[Span]) -> None:
    inside = days(a)
    touched = {(d.year, d.month) for d in inside}
    assert calendar_months(a) == tuple(sorted(touched))
    outside = {(d.year, d.month) for d in days([WORLD]) - inside}
    assert full_months(a) == tuple(sorted(touched - outside))
    assert len(full_months(a)) <= len(touched)
    assert len(full_months(a)) * 28 <= total_days(a) <= len(touched) * 31


@given(kinded)
def test_resolution_neither_invents_nor_loses_a_day(periods: list[tuple[Span, str]]) -> None:
    resolved = resolve_overlaps(periods, KINDS)
    assert union([s for s, _ in resolved]) == union([s for s, _ in periods])
    assert sum(s.days for s, _ in resolved) == total_days(s for s, _ in periods)
    owner = {day: kind for span, kind in resolved for day in days([span])}
    for day, kind in owner.items():
        claims = {k for s, k in periods if s.start <= day < s.end}
        assert kind == min(claims, key=KINDS.index)
    for spans in by_kind(resolved).values():
        assert is_canonical(spans)


@given(sets, st.sampled_from(["week", "month", "quarter", "year"]))
def test_counts_in_calendar_units(a: list[Span], unit: str) -> None:
    def name(day: date) -> object:
        return {
            "week": day.isocalendar()[:2],
            "month": (day.year, day.month),
            "quarter": (day.year, (day.month - 1) // 3),
            "year": day.year,
        }[unit]

    inside, outside = days(a), days([WORLD]) - days(a)
    touched = {name(d) for d in inside}
    assert count_in_unit(a, unit, "touched") == len(touched)  # type: ignore[arg-type]
    assert count_in_unit(a, unit, "full") == len(touched - {name(d) for d in outside})  # type: ignore[arg-type]


@given(sets, st.integers(1, 400))
def test_counts_by_days(a: list[Span], size: int) -> None:
    exact = Fraction(total_days(a), size)
    assert count_in_unit(a, "month", "exact", size) == exact
    down, up = (count_in_unit(a, "month", rule, size) for rule in ("down", "up"))  # type: ignore[arg-type]
    assert down <= exact <= up
    assert up - down == (exact.denominator != 1)
    assert abs(count_in_unit(a, "month", "nearest", size) - exact) <= Fraction(1, 2)
    assert count_in_unit(a, "day", "exact") == total_days(a)
    assert count_in_unit(a, "week", "exact") == Fraction(total_days(a), 7)


def test_half_is_rounded_up() -> None:
    assert count_in_unit([Span(date(2001, 1, 1), date(2001, 1, 16))], "month", "nearest", 30) == 1


def test_what_is_refused() -> None:
    with pytest.raises(ValueError, match="end after it starts"):
        Span(date(2001, 1, 1), date(2001, 1, 1))
    with pytest.raises(ValueError, match="no place in the order"):
        resolve_overlaps([(WORLD, "military")], KINDS)
    with pytest.raises(ValueError, match="days_per_unit"):
        count_in_unit([WORLD], "month", "up")
    with pytest.raises(ValueError, match="decade"):
        count_in_unit([WORLD], "decade", "full")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="rounding"):
        count_in_unit([WORLD], "month", "even", 30)  # type: ignore[arg-type]
