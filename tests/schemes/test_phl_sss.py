"""Philippine SSS: published examples, the scalar reference, and the rules that examples do not reach."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from corridor.schemes import find_scheme
from tests.reference.common import Case, Period
from tests.reference.compare import compare, run_rules
from tests.reference.phl_sss import phl_sss

SSS = "PHL-SSS"
_FILE = Path(find_scheme(SSS).folder) / "examples.yaml"
EXAMPLES = yaml.safe_load(_FILE.read_text(encoding="utf-8"))["examples"]
NAMES = (
    "contributions",
    "contributions_before_semester",
    "average_monthly_salary_credit",
    "credited_years_of_service",
    "basic_formula",
    "forty_percent_formula",
    "minimum_pension",
    "pension",
    "total_pension",
    "earliest_retirement",
    "pension_from_earliest_retirement",
    "benefit",
    "contributions_reached",
    "age_reached",
    "separated",
    "starts",
    "refund_right",
    "lump_sum",
)


@pytest.mark.parametrize("example", EXAMPLES, ids=[e["id"] for e in EXAMPLES])
def test_published_example(example: dict[str, Any]) -> None:
    found = find_scheme(SSS).compute(example["target"], **example["given"])
    if isinstance(example["expect"], bool):
        assert found is example["expect"]
    else:
        assert abs(found - Fraction(example["expect"])) <= Fraction(example["tolerance"])


def _period(rng: random.Random, start: date, end: date) -> Period:
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    monthly = rng.choice([600, 1240, 2250, 4749, 9750, 15750, 19999, 24999, 34999]) * rng.uniform(0.3, 1.7)
    count = None
    if rng.random() < 0.25:
        count = Fraction(rng.randint(0, months))
    return Period(
        start,
        end,
        kind=rng.choice(["employment", "employment", "self-employment", "voluntary"]),
        earnings=Fraction(round(monthly * months * 100), 100),
        count=count,
    )


def _case(rng: random.Random) -> Case:
    claim = date(2010, 1, 1) + timedelta(days=rng.randint(0, 6200))
    age = rng.choice([58, 60, 60, 61, 63, 65, 65, 66, 70])
    birth = claim - timedelta(days=int(age * 365.25) + rng.randint(0, 364))
    day = max(birth + timedelta(days=365 * rng.randint(17, 45)), date(1957, 9, 1))
    periods = []
    while day < claim and len(periods) < 14:
        length = rng.choice([1, 20, 31, 75, 365, 700, 1500, 4000])
        end = min(day + timedelta(days=rng.randint(0, length)), claim - timedelta(days=rng.choice([0, 0, 1])))
        if end >= day:
            periods.append(_period(rng, day, end))
        day = end + timedelta(days=rng.choice([-60, 1, 1, 15, 200, 1500]))
        day = max(day, date(1957, 9, 1))
        if rng.random() < 0.08:
            break
    credit = Fraction(rng.choice([0, 0, 0, 24, 61, 120, 300]))
    return Case(
        birth=birth,
        claim=claim,
        periods=tuple(periods),
        credited_right=credit,
        credited_amount=credit if rng.random() < 0.6 else Fraction(0),
    )


def test_rules_agree_with_the_reference_on_random_careers() -> None:
    rng = random.Random(8282)
    cases = [c for c in (_case(rng) for _ in range(520)) if c.periods]
    assert len(cases) > 400
    done = compare(SSS, phl_sss, cases, NAMES)
    assert done > 6000
    known = [r for r in map(_reference, cases) if r]
    # the careers must reach every branch, else agreement proves little
    assert sum(r["entitled"] for r in known) > 80
    assert sum(r["refund_right"] for r in known) > 25
    assert sum(r["pension"] == r["basic_formula"] for r in known) > 60
    assert sum(r["pension"] == r["forty_percent_formula"] for r in known) > 40
    assert sum(r["pension"] == r["minimum_pension"] for r in known) > 40
    assert sum(r["benefit"] > r["total_pension"] for r in known) > 10
    assert sum(not r["conditions"]["separated"] for r in known) > 5


def _reference(case: Case) -> dict[str, Any]:
    try:
        return phl_sss(case)
    except LookupError:
        return {}


def _one(case: Case) -> dict[str, Any]:
    _, run = run_rules([case], SSS, exact_path=True)
    return {name: value[..., 0] for name, value in run.values.items() if getattr(value, "ndim", 0)}


def _monthly(start: date, end: date, pay: int, kind: str = "employment", count: int | None = None) -> Period:
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    return Period(start, end, kind, Fraction(pay * months), None if count is None else Fraction(count))


def test_contributions_of_the_semester_of_retirement_do_not_count() -> None:
    # claim in August 2013: the quarter ends in September, the semester runs from April
    case = Case(
        birth=date(1953, 8, 1),
        claim=date(2013, 8, 15),
        periods=(_monthly(date(2003, 5, 1), date(2013, 7, 31), 10000),),
    )
    found = _one(case)
    assert found["contributions"] == 123
    assert found["contributions_before_semester"] == 119
    assert not found["contributions_reached"]
    assert found["refund_right"]


def test_early_starter_with_a_gap_gets_the_higher_minimum() -> None:
    """SSS letter, The Philippine Star, 12 January 2014: 120 contributions, to April 1976 and from April 2011
    to March 2013 at the lowest credit, gave 2,400 from July 2013.  The year of coverage (1967) is assumed."""
    case = Case(
        birth=date(1953, 7, 1),
        claim=date(2013, 7, 1),
        periods=(
            _monthly(date(1967, 5, 1), date(1976, 4, 30), 100, count=96),
            _monthly(date(2011, 4, 1), date(2013, 3, 31), 1000, kind="voluntary"),
        ),
    )
    found = _one(case)
    assert found["contributions_before_semester"] == 120
    assert found["credited_years_of_service"] == 20
    assert found["benefit"] == 2400
    assert found["starts"] == (date(2013, 7, 1) - date(1970, 1, 1)).days


@pytest.mark.parametrize(
    ("month", "pay", "credit"),
    [
        (date(1985, 6, 1), "899.99", 800),
        (date(1985, 6, 1), "5000", 1000),
        (date(1989, 6, 1), "5000", 3000),
        (date(1995, 6, 1), "20000", 8000),
        (date(2001, 6, 1), "20000", 12000),
        (date(2003, 6, 1), "1249.99", 1000),
        (date(2003, 6, 1), "1250", 1500),
        (date(2013, 6, 1), "14750", 15000),
        (date(2019, 3, 1), "20000", 16000),
        (date(2019, 4, 1), "2249", 2000),
        (date(2019, 4, 1), "19750", 20000),
        (date(2021, 1, 1), "500", 3000),
        (date(2025, 1, 1), "5249.99", 5000),
        (date(2025, 1, 1), "5250", 5500),
        (date(2025, 1, 1), "34750", 20000),
    ],
)
def test_salary_credit_by_month(month: date, pay: str, credit: int) -> None:
    assert find_scheme(SSS).compute("monthly_salary_credit", **_one_month(month, pay)) == [credit]


def _one_month(month: date, pay: str) -> dict[str, Any]:
    """What the rules of section 18 read for a record of a single month."""
    return {
        "year": [month.year],
        "paid_from": [month],
        "paid_to": [month],
        "monthly_contributions": [1],
        "monthly_pay": [pay],
    }


def test_contributions_match_the_official_tables() -> None:
    """Totals printed in the schedules, without the employees' compensation contribution."""
    rows = [
        (date(1980, 1, 1), "425", Fraction("35.7")),
        (date(2003, 3, 1), "1000", Fraction(94)),
        (date(2007, 1, 1), "1000", Fraction(104)),
        (date(2014, 1, 1), "16000", Fraction(1760)),
        (date(2019, 4, 1), "25000", Fraction(2400)),
        (date(2021, 1, 1), "3000", Fraction(390)),
        (date(2025, 1, 1), "5000", Fraction(750)),
    ]
    for month, pay, expected in rows:
        assert find_scheme(SSS).compute("lump_sum", **_one_month(month, pay)) == expected


def test_pay_above_the_regular_ceiling_goes_to_the_provident_fund() -> None:
    """Baguio Herald Express: a credit of 25,000 at 14 percent splits into 2,800 and 700 for the fund."""
    given = _one_month(date(2023, 5, 1), "25000")
    assert find_scheme(SSS).compute("lump_sum", **given) == 2800
    assert find_scheme(SSS).compute("provident_fund_contributions", **given) == 700


def test_dependents_pension_is_limited_to_five_children_and_has_a_floor() -> None:
    sss = find_scheme(SSS)
    claim = date(2017, 2, 21)
    assert sss.compute("dependents_pension", pension="8300", dependent_children=6, claim=claim) == 4150
    assert sss.compute("dependents_pension", pension="2400", dependent_children=2, claim=claim) == 500


def test_pension_after_sixty_is_at_least_the_one_at_sixty_with_the_increases() -> None:
    # 20 years of high pay, then five of low voluntary contributions: the average at 65 is lower than at 60
    case = Case(
        birth=date(1960, 10, 1),
        claim=date(2025, 10, 1),
        periods=(
            _monthly(date(2000, 1, 1), date(2019, 12, 31), 15000),
            _monthly(date(2020, 1, 1), date(2025, 6, 30), 3000, kind="voluntary"),
        ),
    )
    found = _one(case)
    assert found["earliest_retirement"] == (date(2020, 10, 1) - date(1970, 1, 1)).days
    assert found["pension_from_earliest_retirement"] > found["total_pension"]
    assert found["benefit"] == round(Fraction(found["pension_from_earliest_retirement"].item()), 2)
    total = found["pension_at_earliest_retirement"] + 1000
    assert found["pension_from_earliest_retirement"] == total * Fraction(11, 10)


def test_working_member_between_60_and_65_has_no_pension_yet() -> None:
    career = (_monthly(date(1995, 1, 1), date(2020, 1, 31), 12000),)
    young = Case(birth=date(1958, 1, 1), claim=date(2020, 1, 31), periods=career)
    old = Case(birth=date(1955, 1, 31), claim=date(2020, 1, 31), periods=career)
    assert not _one(young)["separated"]
    assert _one(old)["separated"]


def test_theoretical_benefit_on_the_minimum_period() -> None:
    """Canada-Philippines agreement, art. XIII(a): filled up to 120 contributions, ten years count."""
    case = Case(
        birth=date(1955, 1, 1),
        claim=date(2020, 6, 1),
        periods=(_monthly(date(1980, 1, 1), date(1984, 12, 31), 900),),
        credited_right=Fraction(60),
        credited_amount=Fraction(60),
    )
    found = _one(case)
    assert found["contributions_reached"]
    assert found["credited_years_of_service"] == 10
    assert found["pension"] == 1200


def test_theoretical_benefit_needs_no_increase_of_the_years_before_2001() -> None:
    # the earliest day lies before the first known increase, which an agreement's benefit does not use
    case = Case(
        birth=date(1938, 1, 1),
        claim=date(2010, 6, 1),
        periods=(_monthly(date(1980, 1, 1), date(1993, 12, 31), 900),),
        credited_right=Fraction(60),
        credited_amount=Fraction(60),
    )
    assert compare(SSS, phl_sss, [case], ("benefit", "pension_from_earliest_retirement")) == 4
    with pytest.raises(LookupError):
        phl_sss(replace(case, credited_amount=Fraction(0)))


def _years_of_service(first: date, last: date, **given: Any) -> Fraction:
    rows = {"paid_from": [first], "paid_to": [last], "monthly_contributions": [1], "credited_for_amount": 0}
    found = find_scheme(SSS).compute("credited_years_of_service", claim=date(2016, 1, 15), **rows, **given)
    return Fraction(found)


def test_six_contributions_make_a_credited_year_also_after_2001() -> None:
    assert _years_of_service(date(2010, 1, 1), date(2010, 5, 1)) == 0
    assert _years_of_service(date(2010, 1, 1), date(2010, 6, 1)) == 1
    assert _years_of_service(date(2010, 1, 1), date(2010, 12, 1)) == 1


def test_the_other_reading_counts_contributions_from_2002_by_twelfths() -> None:
    twelfths = {"credited_by_twelfths_from": 2002}
    assert _years_of_service(date(2010, 1, 1), date(2010, 5, 1), **twelfths) == Fraction(5, 12)
    assert _years_of_service(date(2010, 1, 1), date(2010, 9, 1), **twelfths) == Fraction(9, 12)
    assert _years_of_service(date(2001, 1, 1), date(2001, 6, 1), **twelfths) == 1
    # the semester of a claim in January 2016 begins in October 2015
    assert _years_of_service(date(2015, 2, 1), date(2015, 12, 1), **twelfths) == Fraction(8, 12)


def test_two_jobs_of_a_year_make_one_credited_year() -> None:
    jobs = (
        _monthly(date(2008, 2, 1), date(2008, 4, 30), 9000),
        _monthly(date(2008, 9, 1), date(2008, 11, 30), 15000),
    )
    case = Case(birth=date(1950, 1, 1), claim=date(2014, 6, 1), periods=jobs)
    assert _one(case)["credited_years_of_service"] == 1
    assert _one(replace(case, periods=jobs[:1]))["credited_years_of_service"] == 0


def test_two_jobs_of_a_month_are_one_contribution_on_the_pay_of_both() -> None:
    jobs = (
        Period(date(2008, 2, 1), date(2008, 4, 14), earnings=Fraction(12000)),
        Period(date(2008, 4, 15), date(2008, 5, 31), earnings=Fraction(12000)),
    )
    case = Case(birth=date(1950, 1, 1), claim=date(2014, 6, 1), periods=jobs)
    found = _one(case)
    assert found["contributions"] == 4
    # February and March 4,000 each, April 4,000 + 6,000, May 6,000
    assert found["run_credits"].sum() == 4000 * 2 + 10000 + 6000


def test_a_schedule_that_begins_within_a_year_raises_its_later_months() -> None:
    # 25,000 a month in 2019: credits of 16,000 to March, of 20,000 from April
    case = Case(
        birth=date(1960, 1, 1),
        claim=date(2025, 6, 1),
        periods=(
            _monthly(date(2010, 1, 1), date(2018, 12, 31), 10000),
            _monthly(date(2019, 1, 1), date(2019, 12, 31), 25000),
            _monthly(date(2020, 1, 1), date(2024, 4, 30), 8000),
        ),
    )
    found = _one(case)
    assert found["run_credits"][9] == 3 * 16000 + 9 * 20000
    # the last sixty are 52 of 8,000 and eight of 20,000; all 172 give less
    assert found["average_monthly_salary_credit"] == max(
        Fraction(52 * 8000 + 8 * 20000, 60),
        Fraction(108 * 10000 + 3 * 16000 + 9 * 20000 + 52 * 8000, 172),
    )


def test_years_are_cut_where_the_schedules_change() -> None:
    sss = find_scheme(SSS)
    begins = sss.parameter("new_schedule_month")
    checked = 0
    for parameter in sss.law:
        if parameter.selector == "schedule_from":
            for value in parameter.values:
                first = date(1970, 1, 1) + timedelta(days=value.start)
                in_force = begins.at(first)
                assert first.day == 1
                assert first.month == 1 or (in_force and in_force.value == first.month), parameter.name
                checked += 1
    assert checked > 30


def test_a_stated_count_of_120_reaches_the_minimum_on_floats() -> None:
    # spread over calendar years the count leaves fractions that floats add up to a little less
    cases = [
        Case(
            birth=date(1950, 1, 1),
            claim=date(2014, 6, 1),
            periods=(_monthly(date(1990, 1, day), date(2003, 3, 9 + day), 5000, count=120),),
        )
        for day in range(1, 21)
    ]
    _, run = run_rules(cases, SSS)
    assert run.values["contributions_reached"].all()
    assert not run.values["refund_right"].any()
    assert (run.values["earliest_retirement"] == (date(2010, 1, 1) - date(1970, 1, 1)).days).all()
