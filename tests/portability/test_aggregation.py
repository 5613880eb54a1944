"""Adding periods: conversion, rounding, and time that counts once.  Numbers are worked out by hand."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from corridor import InsurancePeriod, Status
from corridor.agreements import Instrument
from tests.portability.helpers import credited, draft, period, person, under


def adding(*rules: dict[str, Any], parties: str = "XAA XBB XCC") -> Instrument:
    """A draft with exactly these credit rules."""
    return draft(parties, credits=[{"article": "Art. 6", **r} for r in rules])


def test_a_month_that_both_have_counts_once() -> None:
    """Arland January to 15 June, Borland 16 June to December: six months of Borland for Arland, five of Arland for Borland."""
    someone = person(("XAA", "2000-01-01", "2000-06-15"), ("XBB", "2000-06-16", "2000-12-31"))
    assert credited(under(draft(), someone, "XAA-PEN")) == {"XBB-OLD": 6}
    assert credited(under(draft(), someone, "XBB-OLD")) == {"XAA-PEN": Fraction(5 * 13, 3)}


def test_periods_at_the_same_time_add_nothing() -> None:
    someone = person(("XAA", "2000-01-01", "2001-12-31"), ("XBB", "2000-03-01", "2001-05-31"))
    assert credited(under(draft(), someone, "XAA-PEN")) == {"XBB-OLD": 0}


def test_a_period_of_one_day_is_one_month() -> None:
    someone = person(("XAA", "2000-01-01", "2000-12-31"), ("XBB", "1999-05-17", "1999-05-17"))
    assert credited(under(draft(), someone, "XAA-PEN")) == {"XBB-OLD": 1}


def test_a_month_of_two_foreign_states_counts_once() -> None:
    """Borland March to June, Corland May to August: six months."""
    someone = person(
        ("XAA", "1990-01-01", "1990-12-31"),
        ("XBB", "2000-03-01", "2000-06-30"),
        ("XCC", "2000-05-01", "2000-08-31"),
    )
    assert credited(under(draft("XAA XBB XCC"), someone, "XAA-PEN")) == {"XBB-OLD": 4, "XCC-FUND": 2}


# -- rounding --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last_day", "months"),
    [
        ("1990-12-30", 12),  # 364 days, 52 weeks: 52 x 3/13 = 12
        ("1990-12-31", 12),  # 365 days are 52 whole weeks
        ("1991-01-06", 13),  # 371 days, 53 weeks: 12.2, a started month counts
    ],
)
def test_weeks_become_months_rounded_up_by_the_arland_borland_agreement(last_day: str, months: int) -> None:
    someone = person(("XAA", "2000-01-01", "2009-11-30"), ("XBB", "1990-01-01", last_day))
    assert credited(under(["XAA-XBB"], someone, "XAA-PEN")) == {"XBB-OLD": months}


def test_months_become_weeks_rounded_down_by_the_arland_borland_agreement() -> None:
    """85 months x 13/3 = 368.3."""
    someone = person(("XAA", "2000-01-01", "2007-01-31"), ("XBB", "1990-01-01", "1995-12-31"))
    assert credited(under(["XAA-XBB"], someone, "XBB-OLD")) == {"XAA-PEN": 368}


def test_rounding_to_the_nearest_takes_a_half_up() -> None:
    """Three months at 2 for 1.5 months."""
    rule = {"to": "XAA-PEN", "from": "XBB-OLD", "measure": "month", "per": "2", "round": "nearest"}
    someone = person(("XAA", "2000-01-01", "2000-12-31"), ("XBB", "1990-01-01", "1990-03-31"))
    assert credited(under(adding(rule), someone, "XAA-PEN")) == {"XBB-OLD": 2}


def test_units_of_a_year_that_is_shared_count_in_the_share_of_its_free_months() -> None:
    """365 days of 1990, of which January to June are Arland's too: 365/7 x 6/12 = 26.07, 26 whole weeks, 6 months."""
    someone = person(
        ("XAA", "1990-01-01", "1990-06-30"),
        ("XAA", "2000-01-01", "2008-12-31"),
        ("XBB", "1990-01-01", "1990-12-31"),
    )
    assert credited(under(["XAA-XBB"], someone, "XAA-PEN")) == {"XBB-OLD": 6}


# -- days ------------------------------------------------------------------------------------------------------

DAYS_OF_ARLAND = {"to": "XBB-OLD", "from": "XAA-PEN", "measure": "day"}
DAYS_OF_CORLAND = {"to": "XBB-OLD", "from": "XCC-FUND", "measure": "day"}


def test_days_are_compared_day_by_day() -> None:
    """January to March 2000 are 91 days, February (29) is Borland's own: 62."""
    someone = person(("XAA", "2000-01-01", "2000-03-31"), ("XBB", "2000-02-01", "2000-02-29"))
    assert credited(under(adding(DAYS_OF_ARLAND), someone, "XBB-OLD")) == {"XAA-PEN": 62}


def test_two_jobs_at_once_are_one_day_each_day() -> None:
    """Arland January to June and April to December: 366 days; Borland has April to June (91)."""
    someone = person(
        ("XAA", "2000-01-01", "2000-06-30"),
        ("XAA", "2000-04-01", "2000-12-31"),
        ("XBB", "2000-04-01", "2000-06-30"),
    )
    assert credited(under(adding(DAYS_OF_ARLAND), someone, "XBB-OLD")) == {"XAA-PEN": 366 - 91}


def test_days_that_the_own_scheme_has_twice_are_taken_off_once() -> None:
    """Borland: work January to March, residence February to April, 121 days in all; Arland the whole leap year."""
    stay = InsurancePeriod("XBB", "2000-02-01", "2000-04-30", "residence", scheme="XBB-OLD")
    someone = person(("XAA", "2000-01-01", "2000-12-31"), ("XBB", "2000-01-01", "2000-03-31"), stay)
    assert credited(under(adding(DAYS_OF_ARLAND), someone, "XBB-OLD")) == {"XAA-PEN": 366 - 121}


def test_a_day_of_two_foreign_states_counts_once() -> None:
    """Arland January to June (182), Corland April to September: July to September add 92."""
    someone = person(
        ("XBB", "1990-01-01", "1990-12-31"),
        ("XAA", "2000-01-01", "2000-06-30"),
        ("XCC", "2000-04-01", "2000-09-30"),
    )
    result = under(adding(DAYS_OF_ARLAND, DAYS_OF_CORLAND), someone, "XBB-OLD")
    assert credited(result) == {"XAA-PEN": 182, "XCC-FUND": 92}


def test_a_month_counts_the_days_it_has_where_the_agreement_says_so() -> None:
    """15 January to 10 March: 31 + 29 + 31 days, of which 11 to 31 March (21) are Borland's own.

    March of Corland is credited already.
    """
    whole = {**DAYS_OF_ARLAND, "measure": "month", "whole_month_days": True}
    also = {**DAYS_OF_CORLAND, "measure": "month", "whole_month_days": True}
    someone = person(
        ("XAA", "2000-01-15", "2000-03-10"),
        ("XBB", "2000-03-11", "2000-04-30"),
        ("XCC", "2000-03-01", "2000-03-31"),
    )
    result = under(adding(whole, also), someone, "XBB-OLD")
    assert credited(result) == {"XAA-PEN": 70, "XCC-FUND": 0}


# -- calendar years --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last_day", "own", "months"),
    [
        ("2000-02-29", None, 0),  # two months of the year do not make it count
        ("2000-03-01", None, 12),
        ("2000-12-31", None, 12),
        ("2000-12-31", ("2000-01-01", "2000-06-30"), 6),  # Corland has six months of that year itself
    ],
)
def test_a_calendar_year_with_three_months_is_twelve_by_the_tri_land_convention(
    last_day: str, own: tuple[str, str] | None, months: int
) -> None:
    held = [("XCC", *own)] if own else []
    someone = person(("XAA", "2000-01-01", last_day), ("XCC", "1990-01-01", "1995-12-31"), *held)
    assert credited(under(["XAA-XBB-XCC"], someone, "XCC-FUND")) == {"XAA-PEN": months}


def test_a_calendar_year_that_two_states_give_counts_once() -> None:
    someone = person(
        ("XAA", "2000-01-01", "2000-06-30"),
        ("XBB", "2000-07-01", "2000-12-31"),
        ("XCC", "1990-01-01", "1995-12-31"),
    )
    assert sum(credited(under(["XAA-XBB-XCC"], someone, "XCC-FUND")).values()) == 12


@pytest.mark.parametrize("year_first", [True, False])
def test_a_year_never_gives_more_than_twelve_months_whichever_rule_comes_first(year_first: bool) -> None:
    """Borland by months (six), Arland by calendar year (twelve): twelve in all."""
    year = {"to": "XCC-FUND", "from": "XAA-PEN", "measure": "calendar-year", "gives": "12"}
    month = {"to": "XCC-FUND", "from": "XBB-OLD", "measure": "month"}
    someone = person(
        ("XAA", "2000-07-01", "2000-12-31"),
        ("XBB", "2000-01-01", "2000-06-30"),
        ("XCC", "1990-01-01", "1995-12-31"),
    )
    rules = (year, month) if year_first else (month, year)
    assert sum(credited(under(adding(*rules), someone, "XCC-FUND")).values()) == 12


def test_years_of_another_scheme_of_the_same_country_are_left_out() -> None:
    """``outside``: Arland's years are left out; a stand-in for residence outside the years of contributions."""
    rule = {"to": "XBB-OLD", "from": "XCC-FUND", "measure": "month", "outside": "XAA-PEN"}
    someone = person(
        ("XBB", "1990-01-01", "1990-12-31"),
        ("XAA", "2000-01-01", "2000-01-31"),
        ("XCC", "2000-01-01", "2001-12-31"),
    )
    assert credited(under(adding(rule), someone, "XBB-OLD")) == {"XCC-FUND": 12}


def test_periods_nobody_counts_change_nothing() -> None:
    someone = person(period("XAA", "2000-01-01", "2000-12-31"), ("XBB", "1990-01-01", "1999-12-31"))
    assert under(adding(), someone, "XAA-PEN").status is Status.NOT_ENTITLED


# -- from an age on --------------------------------------------------------------------------------------------


def test_days_before_an_age_are_left_out_where_the_rule_says_so() -> None:
    """Born 16 May 1950: of 1968 the days from 16 May on (230), of 1969 all 365."""
    rule = DAYS_OF_ARLAND | {"from_age": 18}
    someone = person(
        ("XAA", "1966-01-01", "1969-12-31"), ("XBB", "1990-01-01", "1990-12-31"), birth_date="1950-05-16"
    )
    assert credited(under(adding(rule), someone, "XBB-OLD")) == {"XAA-PEN": 230 + 365}


def test_the_month_of_the_age_is_left_out_where_months_count() -> None:
    """Born 16 May 1950: June to December 1968 and all of 1969, 19 months."""
    rule = {"to": "XBB-OLD", "from": "XAA-PEN", "measure": "month", "from_age": 18}
    someone = person(
        ("XAA", "1966-01-01", "1969-12-31"), ("XBB", "1990-01-01", "1990-12-31"), birth_date="1950-05-16"
    )
    assert credited(under(adding(rule), someone, "XBB-OLD")) == {"XAA-PEN": 19}


def test_who_reaches_the_age_on_the_first_of_january_loses_no_day_of_that_year() -> None:
    rule = DAYS_OF_ARLAND | {"from_age": 18}
    someone = person(
        ("XAA", "1967-07-01", "1968-12-31"), ("XBB", "1990-01-01", "1990-12-31"), birth_date="1950-01-01"
    )
    assert credited(under(adding(rule), someone, "XBB-OLD")) == {"XAA-PEN": 366}
