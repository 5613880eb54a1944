"""IND-EPF: published examples, a balance worked by hand, and rules against the month-by-month reference."""

from __future__ import annotations

import random
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
import yaml

from corridor.schemes import find_scheme
from tests.reference.common import Case, Period
from tests.reference.compare import compare, run_rules
from tests.reference.ind_epf import reference

SCHEME = find_scheme("IND-EPF")
EXAMPLES = yaml.safe_load((SCHEME.folder / "examples.yaml").read_text(encoding="utf-8"))["examples"]
NAMES = (
    "insured_months", "left_work_on", "payable_from", "starts", "member", "balance_payable",
    "provident_fund_balance",
)  # fmt: skip


@pytest.mark.parametrize("example", EXAMPLES, ids=[e["id"] for e in EXAMPLES])
def test_published_example(example: dict[str, Any]) -> None:
    found = SCHEME.compute(example["target"], **example["given"])
    assert abs(found - Fraction(example["expect"])) <= Fraction(example["tolerance"])


def _both(case: Case) -> dict[str, Any]:
    assert compare("IND-EPF", reference, [case], NAMES, exact_cases=1) > 0
    return reference(case)


def test_rules_and_reference_agree_on_random_careers() -> None:
    assert compare("IND-EPF", reference, _careers(random.Random(1952), 320), NAMES, exact_cases=25) > 1800


def _careers(rng: random.Random, number: int) -> list[Case]:
    cases = []
    for _ in range(number):
        claim = date(rng.randrange(2010, 2027), rng.randrange(1, 13), rng.randrange(1, 29))
        birth = date(rng.randrange(1948, 1995), rng.randrange(1, 13), rng.randrange(1, 29))
        earliest = 1996 if rng.random() < 0.05 else 1998
        begin = date(rng.randrange(earliest, 2020), rng.randrange(1, 13), rng.randrange(1, 29))
        if begin < date(birth.year + 15, 1, 1):
            begin = date(birth.year + 18, 4, 1)
        pay = rng.uniform(2000, 9000 if begin.year < 2010 else 30000)
        periods: list[Period] = []
        while begin < claim - timedelta(days=2) and len(periods) < 45:
            length = rng.choice([1, 20, 31, 90, 200, 365, 400, 700, 1500])
            end = min(begin + timedelta(days=length - 1), claim - timedelta(days=1))
            earned = Fraction(round(pay * max((end - begin).days, 1) / 30.4, 2)).limit_denominator(100)
            periods.append(Period(begin, end, earnings=earned))
            pay *= rng.uniform(0.95, 1.25)
            begin = end + timedelta(days=rng.randrange(2, 900) if rng.random() < 0.2 else 1)
            if rng.random() < 0.03:
                break
        cases.append(Case(birth, claim, tuple(periods), residence=rng.choice(["IND", "CAN"])))
    return cases


def test_one_year_by_hand() -> None:
    # pay of March 2015 to February 2016, credited April to March: 12 x (1,800 + 1,800 - 1,250) = 28,200;
    # interest of 2015-16: 2,350 x (11 + 10 + ... + 1) = 155,100 month-rupees at 8.8 per cent = 1,137
    year = (
        Period(date(2015, 3, 1), date(2015, 12, 31), earnings=Fraction(150000)),
        Period(date(2016, 1, 1), date(2016, 2, 29), earnings=Fraction(30000)),
    )
    found = _both(Case(date(1980, 1, 1), date(2016, 4, 30), year, residence="CAN"))
    assert found["starts"] == date(2016, 4, 30)
    assert found["provident_fund_balance"] == 28200 + 1137
    # three months later: the rate declared last is that of 2015-16
    found = _both(Case(date(1980, 1, 1), date(2016, 7, 15), year, residence="CAN"))
    assert found["provident_fund_balance"] == 29337 + round(29337 * 3 * Fraction("8.8") / 1200)


def test_april_to_june_2000_earned_twelve_per_cent() -> None:
    year = (Period(date(2000, 2, 1), date(2000, 2, 29), earnings=Fraction(5000)),)
    found = _both(Case(date(1946, 1, 1), date(2001, 4, 1), year, residence="IND"))
    credit = 600 + 600 - 417  # 8.33 per cent of 5,000 is 416.5
    assert found["provident_fund_balance"] == credit + round(credit * (3 * 12 + 9 * 11) / Fraction(1200))


def test_balance_is_payable_after_leaving_work() -> None:
    job = (Period(date(2018, 1, 1), date(2018, 12, 31), earnings=Fraction(120000)),)
    young = date(1985, 1, 1)
    waiting = _both(Case(young, date(2019, 2, 28), job, residence="IND"))
    assert not waiting["conditions"]["balance_payable"]
    assert waiting["starts"] == date(2019, 3, 1)
    assert _both(Case(young, date(2019, 3, 1), job, residence="IND"))["entitled"]
    assert _both(Case(young, date(2019, 1, 1), job, residence="DEU"))["entitled"], "leaving India"
    assert _both(Case(date(1964, 1, 1), date(2019, 1, 1), job, residence="IND"))["entitled"], "55 years"
    late = (Period(date(2025, 1, 1), date(2025, 12, 31), earnings=Fraction(120000)),)
    assert _both(Case(young, date(2026, 3, 1), late, residence="IND"))["starts"] == date(2027, 1, 1)


def test_what_the_record_cannot_tell_is_unknown() -> None:
    before = (Period(date(1997, 9, 1), date(1997, 12, 31), earnings=Fraction(12000)),)
    idle = (Period(date(2001, 1, 1), date(2001, 12, 31), earnings=Fraction(60000)),)
    for periods in (before, idle):
        _, run = run_rules([Case(date(1950, 1, 1), date(2012, 1, 1), periods, residence="IND")], "IND-EPF")
        assert run.unknown_of("provident_fund_balance", 1)[0]


def test_who_is_no_member_of_the_pension_fund_keeps_the_whole_contribution() -> None:
    pay = Fraction(15001)
    job = (Period(date(2015, 3, 1), date(2015, 3, 31), earnings=pay),)
    found = _both(Case(date(1980, 1, 1), date(2015, 5, 1), job, residence="CAN"))
    assert found["provident_fund_balance"] == 3600
    less = (Period(date(2015, 3, 1), date(2015, 3, 31), earnings=pay - 1),)
    found = _both(Case(date(1980, 1, 1), date(2015, 5, 1), less, residence="CAN"))
    assert found["provident_fund_balance"] == 3600 - 1250
