"""IND-EPS: published examples, boundaries of the law, and rules against the scalar reference."""

from __future__ import annotations

import random
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
import yaml

from corridor.law.parameters import LawDataError
from corridor.schemes import find_scheme
from tests.reference.common import Case, Period
from tests.reference.compare import compare, run_rules
from tests.reference.ind_eps import reference

SCHEME = find_scheme("IND-EPS")
EXAMPLES = yaml.safe_load((SCHEME.folder / "examples.yaml").read_text(encoding="utf-8"))["examples"]
NAMES = (
    "insured_months", "service_months", "past_service_months", "eligible_service_years", "member",
    "minimum_service_met", "pension_age_reached", "starts", "superannuates_on", "years_short_of_58",
    "deferred_years", "exited_on", "pay_at_entry", "pay_at_exit", "average_salary", "pensionable_salary",
    "weightage_months", "pensionable_service_years", "pensionable_service_pension", "actual_service_pension",
    "past_service_benefit", "existing_member_pension_minimum", "full_pension", "early_reduction",
    "deferral_bonus", "pension", "withdrawal_right", "withdrawal_benefit_factor", "withdrawal_wages",
    "withdrawal_benefit",
)  # fmt: skip


@pytest.mark.parametrize("example", EXAMPLES, ids=[e["id"] for e in EXAMPLES])
def test_published_example(example: dict[str, Any]) -> None:
    found = SCHEME.compute(example["target"], **example["given"])
    expected = example["expect"]
    if isinstance(expected, (bool, date)):
        assert found == expected
    elif isinstance(expected, list):
        assert [row[0] if isinstance(row, list) else row for row in found] == [Fraction(e) for e in expected]
    else:
        assert abs(found - Fraction(expected)) <= Fraction(example["tolerance"])


def _job(start: date, end: date, monthly: str) -> tuple[Period, ...]:
    """Rows of one calendar year each, on the same pay for a month."""
    out = []
    while start <= end:
        upto = min(end, date(start.year, 12, 31))
        first = start.year * 12 + start.month + Fraction(start.day - 1, _length(start))
        after = upto + timedelta(days=1)
        last = after.year * 12 + after.month + Fraction(after.day - 1, _length(after))
        out.append(Period(start, upto, earnings=Fraction(monthly) * (last - first)))
        start = after
    return tuple(out)


def _length(day: date) -> int:
    first = day.replace(day=1)
    return ((first + timedelta(days=32)).replace(day=1) - first).days


def _both(case: Case) -> dict[str, Any]:
    """The reference's values, after checking that the rules agree."""
    assert compare("IND-EPS", reference, [case], NAMES, exact_cases=1) > 0
    return reference(case)


def test_rules_and_reference_agree_on_random_careers() -> None:
    assert compare("IND-EPS", reference, _careers(random.Random(1995), 420), NAMES, exact_cases=30) > 8000


def _careers(rng: random.Random, number: int) -> list[Case]:
    cases = []
    for _ in range(number):
        birth = date(rng.randrange(1940, 2000), rng.randrange(1, 13), rng.randrange(1, 29))
        age = rng.choice([45, 49, 50, 50, 51, 53, 55, 57, 58, 58, 58, 59, 60, 61, 63]) + rng.random()
        claim = birth + timedelta(days=int(age * 365.25))
        if not date(2010, 1, 1) <= claim <= date(2026, 11, 30):
            claim = date(rng.randrange(2010, 2027), rng.randrange(1, 12), rng.randrange(1, 29))
        if rng.random() < 0.2:
            claim = date(claim.year, birth.month, birth.day)
        begin = birth + timedelta(days=int(365.25 * rng.uniform(18, 45)))
        pay = rng.uniform(500, 30000) * (0.2 if begin.year < 1995 else 1)
        periods: list[Period] = []
        while begin < claim - timedelta(days=2) and len(periods) < 40:
            length = rng.choice([1, 20, 31, 45, 90, 200, 365, 400, 700, 1500])
            end = min(begin + timedelta(days=length - 1), claim - timedelta(days=1))
            earned = Fraction(round(pay * max((end - begin).days, 1) / 30.4, 2)).limit_denominator(100)
            periods.append(Period(begin, end, earnings=earned))
            pay *= rng.uniform(0.95, 1.25)
            begin = end + timedelta(days=rng.randrange(2, 900) if rng.random() < 0.25 else 1)
            if rng.random() < 0.06:
                break
        cases.append(
            Case(
                birth,
                claim,
                tuple(periods),
                credited_right=Fraction(rng.choice([0, 0, 0, 6, 60, 114, 240])),
                credited_amount=Fraction(rng.choice([0, 0, 0, 12, 60, 240])),
            )
        )
    return cases


def test_salary_under_two_ceilings_and_weightage_at_the_first() -> None:
    # 15 years to August 2014 and 10 after, always above the ceiling
    case = Case(date(1966, 9, 1), date(2024, 9, 1), _job(date(1999, 9, 1), date(2024, 8, 31), "40000"))
    found = _both(case)
    assert found["average_salary"] == 15000
    assert found["weightage_months"] == 24
    assert found["pensionable_service_pension"] == Fraction(6500 * 17 + 15000 * 10, 70)
    assert found["pension"] == 3721


def test_average_of_sixty_months_takes_each_month_at_its_own_ceiling() -> None:
    # exit on 30 June 2018: 14 months at 6,500 and 46 at 13,017 (localcircles.com)
    rows = _job(date(2005, 1, 1), date(2014, 8, 31), "9000") + _job(
        date(2014, 9, 1), date(2018, 6, 30), "13017"
    )
    found = _both(Case(date(1960, 7, 1), date(2018, 7, 1), rows))
    assert found["average_salary"] == Fraction(14 * 6500 + 46 * 13017, 60)


def test_average_of_twelve_months_for_an_exit_before_september_2014() -> None:
    rows = _job(date(2000, 1, 1), date(2013, 2, 28), "3000") + _job(
        date(2013, 3, 1), date(2014, 2, 28), "5000"
    )
    found = _both(Case(date(1956, 3, 1), date(2014, 3, 1), rows))
    assert found["average_salary"] == 5000


def test_a_gap_in_the_span_is_left_out_of_the_average() -> None:
    rows = _job(date(2010, 1, 1), date(2019, 12, 31), "10000") + _job(
        date(2020, 7, 1), date(2020, 12, 31), "14000"
    )
    found = _both(Case(date(1963, 1, 1), date(2021, 1, 1), rows))
    assert found["average_salary"] == Fraction(48 * 10000 + 6 * 14000, 54)


@pytest.mark.parametrize(("end", "met"), [(date(2019, 6, 29), False), (date(2019, 6, 30), True)])
def test_nine_years_and_six_months_open_the_pension(end: date, met: bool) -> None:
    found = _both(Case(date(1961, 8, 1), date(2019, 8, 1), _job(date(2010, 1, 1), end, "10000")))
    assert found["conditions"]["minimum_service_met"] is met
    assert found["withdrawal_right"] is not met


@pytest.mark.parametrize(("months", "factor"), [(1, "0.08"), (72, "6.07"), (84, "7.13"), (108, "9.33")])
def test_table_d_by_months_meets_the_table_by_years(months: int, factor: str) -> None:
    start = date(2023 - months // 12, 1, 1)
    end = date(2022, 12, 31) if months > 1 else date(2023, 1, 31)
    found = _both(Case(date(1990, 1, 1), date(2025, 1, 1), _job(start, end, "9000")))
    assert found["withdrawal_months"] == months
    assert found["withdrawal_benefit_factor"] == Fraction(factor)


def test_service_is_not_rounded_in_the_amount() -> None:
    found = _both(Case(date(1961, 8, 1), date(2019, 8, 1), _job(date(2010, 1, 1), date(2019, 6, 30), "6000")))
    assert found["pensionable_service_years"] == Fraction(19, 2)


@pytest.mark.parametrize(
    ("months", "weightage"), [(239, 0), (240, 24)], ids=["a month short of twenty years", "twenty years"]
)
def test_weightage_needs_twenty_years(months: int, weightage: int) -> None:
    start = date(1996 + (240 - months) // 12, 1 + (240 - months) % 12, 1)
    rows = _job(start, date(2015, 12, 31), "4000")
    assert _both(Case(date(1958, 1, 1), date(2016, 1, 1), rows))["weightage_months"] == weightage
    early = _both(Case(date(1958, 1, 2), date(2016, 1, 1), rows))
    assert early["weightage_months"] == 0, "an early pension has no weightage"
    assert early["years_short_of_58"] == 1


def test_entrants_above_the_ceiling_since_september_2014_are_not_members() -> None:
    birth, claim = date(1965, 1, 1), date(2026, 1, 1)
    above = _both(Case(birth, claim, _job(date(2014, 9, 1), date(2022, 12, 31), "15001")))
    assert not above["conditions"]["member"]
    assert not above["withdrawal_right"]
    assert _both(Case(birth, claim, _job(date(2014, 9, 1), date(2022, 12, 31), "15000")))["withdrawal_right"]
    before = _both(Case(birth, claim, _job(date(2014, 8, 31), date(2022, 12, 31), "15001")))
    assert before["conditions"]["member"]


def test_service_after_58_counts_only_while_the_pension_is_put_off() -> None:
    rows = _job(date(2004, 1, 1), date(2019, 12, 31), "6000")
    at_58 = _both(Case(date(1960, 1, 1), date(2018, 1, 1), rows[:14]))
    at_60 = _both(Case(date(1960, 1, 1), date(2020, 1, 1), rows))
    assert at_58["service_months"] == 168
    assert at_60["service_months"] == 192
    assert at_60["deferral_bonus"] == Fraction("0.08")
    late = _both(Case(date(1960, 1, 1), date(2022, 6, 1), rows))
    assert late["starts"] == date(2020, 1, 1)
    # no such choice before 25 April 2016: the pension begins at 58 and later work does not count
    old = _both(Case(date(1954, 1, 1), date(2014, 1, 1), _job(date(1998, 1, 1), date(2013, 12, 31), "5000")))
    assert old["starts"] == date(2012, 1, 1)
    assert old["service_months"] == 168


def test_existing_member_has_past_service_and_a_floor() -> None:
    rows = _job(date(1978, 11, 16), date(1995, 11, 15), "2500") + _job(
        date(1995, 11, 16), date(2012, 5, 15), "2000"
    )
    found = _both(Case(date(1954, 5, 16), date(2012, 5, 16), rows))
    assert found["past_service_years"] == 17
    assert found["past_service_benefit"] == Fraction(120) * Fraction("3.560")
    assert found["actual_service_pension"] == 635, "17 years at 2,000 give less"
    assert found["pension"] == 1062
    higher = _job(date(1978, 11, 16), date(1995, 11, 15), "2501") + rows[18:]
    assert _both(Case(date(1954, 5, 16), date(2012, 5, 16), higher))["past_service_benefit"] == Fraction(
        135
    ) * Fraction("3.560")


def test_foreign_months_raise_service_but_not_the_salary() -> None:
    rows = _job(date(2004, 9, 1), date(2019, 8, 31), "12000")
    alone = _both(Case(date(1961, 9, 1), date(2019, 9, 1), rows))
    case = Case(date(1961, 9, 1), date(2019, 9, 1), rows, credited_amount=Fraction(180))
    together = _both(case)
    own = Fraction(10 * 6500 + 5 * 12000, 15)
    assert alone["pensionable_service_pension"] == own * 15 / 70
    assert together["weightage_months"] == 24
    assert together["pensionable_service_pension"] == (own * 30 + 6500 * 2) / 70


def test_withdrawal_after_past_service_cannot_be_told() -> None:
    # eight years of past service and six weeks of actual service: Table A was not read
    case = Case(date(1961, 7, 1), date(2019, 7, 1), _job(date(1988, 1, 1), date(1995, 12, 31), "2400"))
    found = _both(case)
    assert found["withdrawal_right"]
    assert found["withdrawal_benefit"] is None
    _, run = run_rules([case], "IND-EPS")
    assert run.unknown_of("withdrawal_benefit", 1)[0]


def test_beyond_the_horizon_is_unknown() -> None:
    rows = _job(date(2016, 1, 1), date(2022, 12, 31), "9000")
    _, run = run_rules([Case(date(1990, 1, 1), date(2026, 10, 1), rows)], "IND-EPS")
    assert run.unknown_of("withdrawal_benefit", 1)[0], "Table D of the scheme of 2026 was not read"
    assert not run.unknown_of("pension", 1)[0]
    _, run = run_rules(
        [Case(date(1990, 1, 1), date(2025, 10, 1), _job(date(2010, 1, 1), date(2019, 1, 31), "9000"))],
        "IND-EPS",
    )
    assert run.unknown_of("withdrawal_benefit", 1)[0], "109 months: the entry was not found"
    with pytest.raises(LawDataError, match="cannot be known"):
        SCHEME.compute("deferral_bonus", deferred_years="1", claim=date(2026, 8, 1), claims_late=True)
