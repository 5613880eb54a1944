"""MAR-CNSS: published examples, boundaries of the law, and rules against the scalar reference."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from corridor.law.parameters import LawDataError
from corridor.schemes import find_scheme
from tests.reference.common import Case, Period
from tests.reference.compare import compare, run_rules
from tests.reference.mar_cnss import add_months, compute

SCHEME = find_scheme("MAR-CNSS")
EXAMPLES = yaml.safe_load((SCHEME.folder / "examples.yaml").read_text(encoding="utf-8"))["examples"]
NAMES = (
    "insured_days", "early_retirement", "pension_age_date", "last_declared_day", "retirement_date",
    "age_reached", "work_ended", "insurance_period_met", "reduced_period", "average_monthly_salary", "rate",
    "full_pension", "reduced_period_pension", "pension", "starts", "refund_right", "refund",
)  # fmt: skip


@pytest.mark.parametrize("example", EXAMPLES, ids=[e["id"] for e in EXAMPLES])
def test_published_example(example: dict[str, Any]) -> None:
    """Every published example through the public interface."""
    found = SCHEME.compute(example["target"], **example["given"])
    expected = example["expect"]
    if isinstance(expected, (bool, date)):
        assert found == expected
    else:
        assert abs(found - Fraction(expected)) <= Fraction(example.get("tolerance", "0"))


def test_folder_is_found_under_its_alias() -> None:
    """The scheme answers to the id used in published collections."""
    assert find_scheme("MA-CNSS") is SCHEME
    assert Path(SCHEME.folder).name == "cnss"


def _period(
    start: date, end: date, monthly: str, count: int | None = None, kind: str = "employment"
) -> Period:
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    return Period(start, end, kind, Fraction(monthly) * months, None if count is None else Fraction(count))


def _both(case: Case) -> dict[str, Any]:
    """The reference's values, after checking that the rules agree."""
    assert compare("MAR-CNSS", compute, [case], NAMES) > 0
    return dict(compute(case))


def test_standard_pension_by_hand() -> None:
    """Twelve full years at 26 days: 3,744 days, two steps, 52 % of the average under the ceiling."""
    case = Case(
        date(1950, 3, 10), date(2010, 5, 3), (_period(date(1998, 4, 1), date(2010, 3, 31), "7000", 3744),)
    )
    found = _both(case)
    # the 96 months before March 2010 begin in March 2002: one under the ceiling of 5,000, 95 under 6,000
    assert found["average_monthly_salary"] == Fraction(5000 + 95 * 6000, 96)
    assert found["rate"] == Fraction(52, 100)
    assert found["starts"] == date(2010, 4, 1)
    assert found["conditions"] == {"age_reached": True, "work_ended": True, "insurance_period_met": True}


@pytest.mark.parametrize(
    ("days", "rate"), [(3240, 50), (3455, 50), (3456, 51), (7559, 69), (7560, 70), (9000, 70)]
)
def test_rate_steps(days: int, rate: int) -> None:
    """Only full periods of 216 days raise the rate; 70 % is reached at 7,560 days."""
    found = SCHEME.compute("rate", insured_days=days, credited_for_amount=0, claim=date(2020, 1, 1))
    assert found == Fraction(rate, 100)


@pytest.mark.parametrize(
    ("days", "amount"),
    [(1320, 600), (1704, 600), (1705, 700), (2088, 700), (2089, 800), (2472, 800), (2473, 900), (2856, 900),
     (2857, 1000), (3239, 1000)],
)  # fmt: skip
def test_brackets(days: int, amount: int) -> None:
    """Each end of each bracket of the reduced-period pension."""
    case = Case(
        date(1964, 2, 1), date(2024, 3, 1), (_period(date(2008, 1, 1), date(2023, 12, 31), "5500", days),)
    )
    assert _both(case)["pension"] == amount


def test_days_below_the_law_of_the_retirement_date() -> None:
    """1,320 days open a right for retirements from 2023, not before; 1,319 never do."""
    for birth, days, right in (
        (date(1963, 1, 1), 1320, True),
        (date(1963, 1, 1), 1319, False),
        (date(1962, 12, 31), 3239, False),
        (date(1962, 12, 31), 3240, True),
    ):
        case = Case(birth, date(2023, 3, 1), (_period(date(2000, 1, 1), date(2016, 12, 31), "3000", days),))
        found = _both(case)
        assert found["entitled"] is right, (birth, days)
        assert found["refund_right"] is not right


def test_refund_shares() -> None:
    """Retired before 2023: the employee's contributions; from 2023: the employer's too."""
    period = _period(date(2010, 1, 1), date(2013, 12, 31), "7000", 1200)
    before = _both(Case(date(1960, 1, 1), date(2021, 6, 1), (period,)))
    after = _both(Case(date(1964, 1, 1), date(2024, 6, 1), (period,)))
    months = 48
    assert before["refund"] == Fraction("237.60") * months
    assert after["refund"] == Fraction("713.40") * months
    assert before["refund_right"] and after["refund_right"]


def test_refund_deadlines() -> None:
    """Five years; before August 2016 for those of age before the law began; nothing before August 2014."""
    period = _period(date(2000, 1, 1), date(2003, 12, 31), "2000", 1000)
    for birth, claim, right in (
        (date(1955, 1, 1), date(2020, 1, 1), True),
        (date(1955, 1, 1), date(2020, 1, 2), False),
        (date(1950, 1, 1), date(2016, 7, 31), True),
        (date(1950, 1, 1), date(2016, 8, 1), False),
        (date(1950, 1, 1), date(2014, 7, 31), False),
        (date(1939, 12, 31), date(2015, 1, 1), False),
    ):
        assert _both(Case(birth, claim, (period,)))["refund_right"] is right, (birth, claim)


def test_minimum_follows_the_start_of_the_pension() -> None:
    """600 dirhams until June 2011, 1,000 from July 2011."""
    work = _period(date(1999, 1, 1), date(2010, 12, 31), "900", 3600)
    assert _both(Case(date(1951, 5, 20), date(2011, 5, 20), (work,)))["pension"] == 600
    assert _both(Case(date(1951, 6, 20), date(2011, 6, 20), (work,)))["pension"] == 1000


def test_starts() -> None:
    """Six months to claim without loss; back payment of reduced-period pensions under law 02-24."""
    full = _period(date(2000, 1, 1), date(2014, 12, 31), "3000", 4000)
    few = _period(date(2000, 1, 1), date(2014, 12, 31), "3000", 2000)
    for birth, claim, work, first in (
        (date(1955, 3, 15), date(2015, 9, 15), full, date(2015, 4, 1)),
        (date(1955, 3, 15), date(2015, 9, 16), full, date(2015, 10, 1)),
        (date(1955, 3, 15), date(2014, 12, 31), full, date(2015, 4, 1)),
        (date(1963, 3, 15), date(2026, 4, 30), few, date(2023, 4, 1)),
        (date(1963, 3, 15), date(2026, 5, 1), few, date(2026, 6, 1)),
        (date(1963, 3, 15), date(2026, 4, 30), full, date(2026, 5, 1)),
    ):
        assert _both(Case(birth, claim, (work,)))["starts"] == first, (birth, claim)


def test_early_and_miners() -> None:
    """55 with five years underground, or with the employer's agreement, 3,240 days and 54 recent ones."""
    work = _period(date(2005, 1, 1), date(2019, 12, 31), "4000", 4600)
    stopped = _period(date(2003, 1, 1), date(2018, 12, 31), "4000", 4600)
    few = _period(date(2010, 1, 1), date(2019, 12, 31), "4000", 3100)
    for work_done, facts, entitled in (
        (work, {}, False),
        (work, {"underground_years": 5}, True),
        (work, {"underground_years": "4.9"}, False),
        (work, {"early_retirement_agreement": "yes"}, True),
        (work, {"early_retirement_agreement": "no"}, False),
        (stopped, {"early_retirement_agreement": "yes"}, False),
        (few, {"early_retirement_agreement": "yes"}, False),
    ):
        found = _both(Case(date(1964, 6, 1), date(2020, 1, 2), (work_done,), facts=facts))
        assert found["entitled"] is entitled, facts


def test_foreign_days_open_the_right_and_raise_the_rate() -> None:
    """900 own days and 3,000 foreign: a theoretical pension on 3,900, the average of the own months."""
    own = _period(date(2001, 1, 1), date(2003, 12, 31), "4000", 900)
    alone = Case(date(1952, 1, 1), date(2012, 1, 1), (own,))
    found = _both(alone)
    assert not found["entitled"]
    abroad = Case(
        date(1952, 1, 1),
        date(2012, 1, 1),
        (own,),
        credited_right=Fraction(3000),
        credited_amount=Fraction(3000),
    )
    found = _both(abroad)
    assert found["entitled"]
    assert found["pension"] == Fraction(53, 100) * 4000


def test_unknown_ceiling_is_not_guessed() -> None:
    """Months before 1999 have no known ceiling: an average over them cannot be told, a fixed amount can."""
    old = _period(date(1985, 1, 1), date(1998, 12, 31), "2500", 3500)
    case = Case(date(1952, 1, 1), date(2012, 1, 1), (old,))
    with pytest.raises(LookupError):
        compute(case)
    _, run = run_rules([case], "MAR-CNSS")
    assert run.unknown_of("pension", 1)[0]
    few = _period(date(1985, 1, 1), date(1998, 12, 31), "2500", 2500)
    assert _both(Case(date(1964, 1, 1), date(2024, 1, 1), (few,)))["pension"] == 900
    with pytest.raises(LawDataError):
        SCHEME.compute(
            "early_retirement_premium", pension="1000", age_at_retirement=57, claim=date(2012, 1, 1)
        )


def _random_case(rng: random.Random) -> Case:
    birth = date(rng.randint(1942, 1970), rng.randint(1, 12), rng.randint(1, 28))
    earliest = max(date(2010, 1, 1), add_months(birth, 50 * 12))
    latest = min(date(2026, 12, 31), add_months(birth, 80 * 12))
    claim = earliest + timedelta(rng.randrange((latest - earliest).days + 1))
    periods: list[Period] = []
    day = add_months(claim, -12 * rng.randint(3, 34)) + timedelta(rng.randrange(31))
    while day < claim:
        length = rng.choice([20, 31, 90, 400, 1200, 3000]) + rng.randrange(200)
        end = min(day + timedelta(length), claim)
        kind = rng.choices(["employment", "voluntary", "credited"], [8, 1, 1])[0]
        span = (end - day).days + 1
        monthly = Fraction(rng.randint(80000, 850000), 100)
        earnings = Fraction(0) if kind == "credited" else (monthly * span / 30).limit_denominator(100)
        count = Fraction(rng.randint(1, max(1, span * 26 // 31))) if rng.random() < 0.6 else None
        periods.append(Period(day, end, kind, earnings, count))
        if rng.random() < 0.2:  # a second employer at the same time
            periods.append(Period(day, end, "employment", earnings, count))
        day = end + timedelta(1 + rng.choice([0, 0, 5, 60, 700]))
    facts: dict[str, object] = {}
    if rng.random() < 0.2:
        facts["underground_years"] = rng.choice([0, 4, 5, 12])
    if rng.random() < 0.3:
        facts["early_retirement_agreement"] = rng.choice(["yes", "no"])
    credit = Fraction(rng.choice([0, 0, 312, 1000, 2808]))
    return Case(
        birth,
        claim,
        tuple(periods),
        facts=facts,
        credited_right=credit,
        credited_amount=credit * rng.choice([0, 1]),
    )


def test_rules_agree_with_the_reference_on_random_careers() -> None:
    """600 careers with gaps, overlaps, short periods, uneven salaries, claims at every age from 50 to 80."""
    rng = random.Random(20250501)
    cases = [_random_case(rng) for _ in range(600)]
    seen: Counter[str] = Counter()
    for case in cases:
        try:
            found = compute(case)
        except LookupError:
            seen["unknown"] += 1
            continue
        seen["entitled"] += found["entitled"]
        seen["reduced"] += found["entitled"] and found["reduced_period"]
        seen["early"] += found["entitled"] and found["early_retirement"]
        seen["refund"] += found["refund_right"] and found["refund"] is not None
        seen["steps"] += found["entitled"] and found["rate"] > Fraction(1, 2)
    assert min(seen[k] for k in ("unknown", "entitled", "reduced", "early", "refund", "steps")) >= 5, seen
    assert compare("MAR-CNSS", compute, cases, NAMES, exact_cases=60) > 5000


def _crowded_case(rng: random.Random) -> Case:
    """Short periods of all kinds that begin and end inside months and run into each other."""
    claim = date(rng.randint(2010, 2026), rng.randint(1, 12), rng.randint(1, 28))
    day = add_months(claim, -12 * rng.randint(2, 12)) + timedelta(rng.randrange(31))
    longest = rng.choice([3, 20, 90, 500])
    periods: list[Period] = []
    while day < claim and len(periods) < 25:
        end = day + timedelta(rng.randrange(longest))
        kind = rng.choices(["employment", "voluntary", "credited"], [4, 1, 2])[0]
        days = (end - day).days + 1
        earnings = Fraction(0) if kind == "credited" else Fraction(rng.randint(0, 30000) * days, 100)
        count = Fraction(rng.randint(0, days)) if rng.random() < 0.5 else None
        periods.append(Period(day, end, kind, earnings, count))
        day = (end if rng.random() < 0.5 else day) + timedelta(rng.randrange(1, longest + 5))
    return Case(add_months(claim, -12 * rng.randint(54, 66)), claim, tuple(periods))


def test_periods_that_share_months() -> None:
    """300 careers whose months are covered in part, by several periods, of different kinds."""
    rng = random.Random(45)
    cases = [_crowded_case(rng) for _ in range(300)]
    assert compare("MAR-CNSS", compute, cases, NAMES, exact_cases=60) > 3000


def test_stretches_hold_every_month_once() -> None:
    """A month worked for two employers is one month with both salaries; a change of job inside a month joins both parts."""
    two = (
        _period(date(2010, 1, 1), date(2010, 6, 30), "1000"),
        _period(date(2010, 4, 1), date(2010, 9, 30), "300"),
    )
    moved = (
        Period(date(2010, 1, 1), date(2010, 4, 15), "employment", Fraction(3500)),
        Period(date(2010, 4, 16), date(2010, 6, 30), "employment", Fraction(5000)),
    )
    for periods, months, salaries in (
        (two, [3, 3, 3], [1000, 1300, 300]),
        (moved, [3, 1, 2], [1000, 1500, 2000]),
    ):
        _, run = run_rules([Case(date(1950, 1, 1), date(2012, 1, 1), periods)], "MAR-CNSS", exact_path=True)
        held = run.values["declared_months"][:, 0] > 0
        assert list(run.values["declared_months"][held, 0]) == months
        assert list(run.values["declared_salary"][held, 0]) == salaries


def test_a_person_without_periods_beside_others() -> None:
    """No periods, no days, no pension; the neighbour in the block is not touched by it."""
    work = _period(date(1999, 1, 10), date(2012, 5, 20), "3000")
    cases = [Case(date(1952, 1, 1), date(2013, 1, 1), held) for held in ((), (work,), ())]
    assert compare("MAR-CNSS", compute, cases, NAMES) > 0
    for exact_path in (False, True):
        _, run = run_rules(cases, "MAR-CNSS", exact_path=exact_path)
        assert list(run.values["insured_days"])[::2] == [0, 0]
