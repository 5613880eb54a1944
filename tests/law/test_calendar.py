"""Dates: months, ages and spans from date to date, against the calendar of the standard library."""

from __future__ import annotations

import calendar as standard
from datetime import date, timedelta
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corridor.law import calendar

DAYS = st.dates(date(1850, 1, 1), date(2150, 12, 31))
WIDE = st.dates(date(1600, 1, 1), date(2600, 12, 31))


def day(text: str) -> int:
    return calendar.day_number(date.fromisoformat(text))


@given(WIDE)
def test_day_month_and_year_numbers_are_those_of_the_calendar(d: date) -> None:
    number = calendar.day_number(d)
    assert calendar.to_date(number) == d
    assert int(calendar.year_of(number)) == d.year
    assert int(calendar.month_of(number)) == (d.year - 1970) * 12 + d.month - 1
    assert int(calendar.first_day(calendar.month_of(number))) == calendar.day_number(d.replace(day=1))
    assert int(calendar.month_number(d.year, d.month)) == int(calendar.month_of(number))


@given(st.lists(WIDE, min_size=1, max_size=5))
def test_arrays_give_what_single_days_give(days: list[date]) -> None:
    numbers = np.array([calendar.day_number(d) for d in days])
    assert calendar.year_of(numbers).tolist() == [d.year for d in days]
    assert [calendar.to_date(int(n)) for n in calendar.next_month(numbers)] == [
        (d.replace(day=28) + timedelta(days=7)).replace(day=1) for d in days
    ]


@given(DAYS, st.integers(-600, 600))
def test_months_later_is_the_same_day_or_the_last_of_a_shorter_month(d: date, months: int) -> None:
    year, month = divmod(d.year * 12 + d.month - 1 + months, 12)
    last = standard.monthrange(year, month + 1)[1]
    expected = date(year, month + 1, min(d.day, last))
    assert calendar.to_date(int(calendar.add_months(calendar.day_number(d), months))) == expected


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2000-01-31", 1, "2000-02-29"),
        ("2001-01-31", 1, "2001-02-28"),
        ("2000-01-31", 3, "2000-04-30"),
        ("2000-02-29", 12, "2001-02-28"),
        ("2000-02-29", 48, "2004-02-29"),
        ("2001-02-28", 36, "2004-02-28"),
        ("2000-12-31", -1, "2000-11-30"),
        ("1900-02-28", 12 * 100, "2000-02-28"),
    ],
)
def test_ends_of_months(start: str, months: int, end: str) -> None:
    assert calendar.to_date(int(calendar.add_months(day(start), months))) == date.fromisoformat(end)


@pytest.mark.parametrize(
    ("birth", "on", "age"),
    [
        ("1960-02-29", "2025-02-27", 64),
        ("1960-02-29", "2025-02-28", 65),  # a common year: the day before 1 March
        ("1960-02-29", "2024-02-28", 63),
        ("1960-02-29", "2024-02-29", 64),
        ("1960-05-12", "2025-05-11", 64),
        ("1960-05-12", "2025-05-12", 65),
        ("1960-05-12", "1960-05-12", 0),
    ],
)
def test_an_age_is_reached_on_the_birthday(birth: str, on: str, age: int) -> None:
    assert int(calendar.whole_years(day(birth), day(on))) == age


@given(DAYS, st.integers(0, 100))
def test_an_age_is_reached_on_the_day_that_many_years_later_and_not_before(birth: date, age: int) -> None:
    number = calendar.day_number(birth)
    reached = int(calendar.add_years(number, age))
    assert int(calendar.whole_years(number, reached)) == age
    assert int(calendar.whole_years(number, reached - 1)) == age - 1


@given(WIDE, WIDE)
def test_completed_years_and_what_is_left_over_make_up_the_span(a: date, b: date) -> None:
    start, end = calendar.day_number(a), calendar.day_number(b)
    years, rest = (int(n) for n in calendar.years_and_days(start, end))
    assert years == int(calendar.whole_months(start, end)) // 12
    anniversary = int(calendar.add_months(start, 12 * years))
    assert anniversary + rest == end < int(calendar.add_months(start, 12 * (years + 1)))
    assert int(calendar.add_years(start, years)) == anniversary


@given(DAYS, DAYS)
def test_completed_months_are_the_most_that_fit(a: date, b: date) -> None:
    start, end = sorted((calendar.day_number(a), calendar.day_number(b)))
    months = int(calendar.whole_months(start, end))
    assert int(calendar.add_months(start, months)) <= end < int(calendar.add_months(start, months + 1))


@given(DAYS, DAYS)
def test_months_with_parts_add_up(a: date, b: date) -> None:
    """Spans that follow each other add up to the span of both; a whole calendar month is one."""
    start, end = sorted((calendar.day_number(a), calendar.day_number(b)))
    middle = (start + end) // 2

    def months(x: int, y: int) -> Fraction:
        return calendar.months_between(np.array([x]), np.array([y]), exact_path=True)[0]

    assert months(start, middle) + months(middle, end) == months(start, end)
    quick = calendar.months_between(np.array([start]), np.array([end]), exact_path=False)[0]
    assert abs(quick - float(months(start, end))) < 1e-9
    first = int(calendar.first_day(calendar.month_of(start)))
    assert months(first, int(calendar.next_month(first))) == 1


def test_never_is_no_date() -> None:
    assert calendar.to_date(calendar.NEVER) is None
    assert calendar.to_date(calendar.NEVER - 1) == date(9999, 12, 30)
