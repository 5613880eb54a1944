"""ARE-EOSB: published examples, borders of the old and the new law, rules against the reference."""

from __future__ import annotations

import random
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
import yaml

from corridor.law.parameters import LawDataError
from corridor.schemes import find_scheme
from tests.reference.are_eosb import compute
from tests.reference.common import Case, Period
from tests.reference.compare import compare, run_rules
from tests.reference.sau_eosb import add_months
from tests.schemes.test_sau_eosb import random_claim, random_periods, same_in_every_employment

SCHEME = find_scheme("ARE-EOSB")
EXAMPLES = yaml.safe_load((SCHEME.folder / "examples.yaml").read_text(encoding="utf-8"))["examples"]
REASONS = SCHEME.facts["end_reason"].values
ROWS = (
    "service_start", "end_of_service", "last_wage", "service_days", "service_whole_months",
    "service_odd_days", "service_years", "daily_wage", "first_years_award", "later_years_award", "full_award",
    "cap", "resignation_factor", "award",
)  # fmt: skip
TOTALS = (
    "days_of_service", "service_ended", "foreign_worker", "not_insured_at_home", "one_year_served",
    "benefit_kept", "total_award", "starts",
)  # fmt: skip


@pytest.mark.parametrize("example", EXAMPLES, ids=[e["id"] for e in EXAMPLES])
def test_published_example(example: dict[str, Any]) -> None:
    found = SCHEME.compute(example["target"], **example["given"])
    assert abs(found - Fraction(example["expect"])) <= Fraction(example["tolerance"])


def case(
    months: int, end: date, reason: str = "employer_termination", wage: int = 3000, **facts: object
) -> Case:
    """One employment of whole months at one wage."""
    after = end + timedelta(days=1)
    period = Period(add_months(after, -months), end, earnings=Fraction(wage * months))
    return Case(
        birth=date(1975, 5, 1),
        claim=end,
        periods=(period,),
        sex="female",
        nationality=("IND",),
        facts={"end_reason": reason, **facts},
    )


def totals(*cases: Case) -> list[float]:
    _, run = run_rules(cases, "ARE-EOSB")
    assert not run.unknown_of("total_award", len(cases)).any()
    return [float(v) for v in run.values["total_award"]]


OLD, NEW = date(2022, 1, 31), date(2022, 2, 28)


def full(months: int) -> float:
    years = Fraction(months, 12)
    return float(100 * (21 * min(years, Fraction(5)) + 30 * max(years - 5, Fraction(0))))


@pytest.mark.parametrize(
    ("months", "unlimited", "limited"),
    [
        (11, 0, 0),
        (12, Fraction(1, 3), 0),
        (36, Fraction(1, 3), 0),
        (37, Fraction(2, 3), 0),
        (60, Fraction(2, 3), 0),
        (61, 1, 1),
        (130, 1, 1),
    ],
)
def test_old_law_cuts_the_benefit_of_who_leaves(months: int, unlimited: Fraction, limited: Fraction) -> None:
    found = totals(
        case(months, OLD, "resignation", contract="unlimited"),
        case(months, OLD, "resignation", contract="limited"),
        case(months, OLD, "resignation_without_notice", contract="unlimited"),
        case(months, OLD, "resignation_without_notice", contract="limited"),
        case(months, OLD, "dismissal_for_cause"),
        case(months, OLD, "contract_end", contract="limited"),
        case(months, NEW, "resignation"),
        case(months, NEW, "dismissal_for_cause"),
    )
    whole = full(months) if months >= 12 else 0
    expected = [whole * unlimited, whole * limited, 0, whole * limited, 0, whole, whole, whole]
    assert found == pytest.approx([float(e) for e in expected])


def test_the_law_changes_on_2_february_2022() -> None:
    days = (date(2022, 2, 1), date(2022, 2, 2))
    before, after = (
        SCHEME.compute(
            "resignation_factor",
            end_of_service=day,
            end_reason="resignation",
            contract="unlimited",
            service_years=2,
        )
        for day in days
    )
    assert (before, after) == (Fraction(1, 3), 1)


def test_the_kind_of_contract_is_asked_only_where_it_matters() -> None:
    asked = case(40, OLD, "resignation")
    _, run = run_rules([asked, case(40, OLD), case(40, NEW, "resignation")], "ARE-EOSB")
    assert [bool(bits) for bits in run.unknown_of("total_award", 3)] == [True, False, False]
    with pytest.raises(LookupError):
        compute(asked)


def test_unpaid_days_can_cost_the_first_year() -> None:
    assert totals(case(12, NEW), case(12, NEW, unpaid_leave_days=1)) == [2100, 0]
    # 36 months less 31 days: two years, ten months and the rest of a month
    assert totals(case(36, date(2023, 12, 31), unpaid_leave_days=31)) == pytest.approx([2100 * 35 / 12])


def test_ceiling_of_two_years_wage() -> None:
    months = 12 * 30
    basic, whole = totals(case(months, NEW), case(months, NEW, total_monthly_wage=3200))
    assert (basic, whole) == (pytest.approx(3000 * 24), pytest.approx(3200 * 24))
    assert totals(case(months, NEW, total_monthly_wage=9000)) == pytest.approx([full(months)])


def test_daily_wage_in_both_practices() -> None:
    month, year = totals(case(24, NEW), case(24, NEW, daily_wage_method="year_365"))
    assert (month, year) == (pytest.approx(4200), pytest.approx(3000 * 12 / 365 * 42))


def test_part_time_share_from_2022() -> None:
    found = totals(case(24, NEW, working_hours_share=50), case(24, OLD, working_hours_share=50))
    assert found == pytest.approx([2100, 4200])


def test_nationals_have_a_pension_in_place_of_the_benefit() -> None:
    _, run = run_rules([case(24, NEW), case(24, NEW, home_scheme="yes")], "ARE-EOSB")
    assert run.values["foreign_worker"].tolist() == [True, True]
    assert run.values["not_insured_at_home"].tolist() == [True, False]
    assert SCHEME.compute("foreign_worker", national=True) is False
    assert SCHEME.compute("covered_by_pension_scheme", national=False) is False


def test_time_of_payment_is_known_for_the_new_law_only() -> None:
    assert SCHEME.compute("payment_due", end_of_service=date(2023, 5, 1)) == date(2023, 5, 15)
    with pytest.raises(LawDataError):
        SCHEME.compute("payment_due", end_of_service=date(2019, 5, 1))


def random_case(rng: random.Random) -> Case:
    periods = random_periods(rng)
    return Case(
        birth=date(rng.randint(1950, 1970), 1, 31),
        claim=random_claim(rng, periods),
        periods=tuple(periods),
        sex=rng.choice(["female", "male"]),
        residence=rng.choice(["ARE", "IND", "PHL"]),
        nationality=(rng.choice(["IND", "ARE", "EGY"]),),
        credited_right=Fraction(rng.choice([0, 0, 500])),
        credited_amount=Fraction(rng.choice([0, 0, 500])),
        facts={
            "end_reason": rng.choice(["resignation", "resignation", "resignation", *REASONS]),
            "contract": rng.choice([None, "limited", "unlimited", "unlimited", "unlimited"]),
            "unpaid_leave_days": rng.choice([None, 0, 15, 400]),
            "total_monthly_wage": rng.choice([None, None, 300, 50_000]),
            "working_hours_share": rng.choice([None, None, 50, 80]),
            "daily_wage_method": rng.choice([None, "month_30", "year_365"]),
            "part_year_method": rng.choice([None, "calendar", "days_365"]),
            "home_scheme": rng.choice([None, "no", "yes"]),
        },
    )


@pytest.fixture(scope="module")
def careers() -> list[Case]:
    rng = random.Random(132)
    return [random_case(rng) for _ in range(1000)]


def test_rules_agree_with_the_reference(careers: list[Case]) -> None:
    assert compare("ARE-EOSB", compute, careers, TOTALS) > 400 * len(TOTALS)


@pytest.mark.parametrize("exact_path", [False, True])
def test_every_employment_agrees_with_the_reference(careers: list[Case], exact_path: bool) -> None:
    part = careers[:40] if exact_path else careers
    seen = same_in_every_employment("ARE-EOSB", compute, part, ROWS, exact_path=exact_path)
    assert exact_path or min(seen[k] for k in ("0", "1/3", "2/3", "1", "unknown")) >= 15, seen
