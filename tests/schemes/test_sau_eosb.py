"""SAU-EOSB: published examples, the borders of articles 80 to 87, and rules against the scalar reference."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import numpy as np
import polars as pl
import pytest
import yaml

from corridor.careers.building import build_block
from corridor.law import calendar
from corridor.schemes import find_scheme
from tests.reference.common import Case, Period
from tests.reference.compare import compare, run_rules
from tests.reference.sau_eosb import add_months, compute

SCHEME = find_scheme("SAU-EOSB")
EXAMPLES = yaml.safe_load((SCHEME.folder / "examples.yaml").read_text(encoding="utf-8"))["examples"]
REASONS = SCHEME.facts["end_reason"].values
ROWS = (
    "service_start", "end_of_service", "last_wage", "service_days", "service_whole_months",
    "service_odd_days", "service_years", "award_wage", "first_years_award", "later_years_award",
    "full_award", "resignation_factor", "award",
)  # fmt: skip
TOTALS = (
    "days_of_service", "service_ended", "not_dismissed_for_cause", "service_for_resignation_met",
    "total_award", "starts",
)  # fmt: skip


@pytest.mark.parametrize("example", EXAMPLES, ids=[e["id"] for e in EXAMPLES])
def test_published_example(example: dict[str, Any]) -> None:
    found = SCHEME.compute(example["target"], **example["given"])
    assert abs(found - Fraction(example["expect"])) <= Fraction(example["tolerance"])


def case(
    start: date,
    end: date,
    wage: int = 6000,
    reason: str = "employer_termination",
    claim: date | None = None,
    sex: str = "male",
    **facts: object,
) -> Case:
    """One employment at one wage, its total spread over months that may be parts of a month."""
    months = 12 * (end.year - start.year) + end.month - start.month + 1
    assert start.day == (end + timedelta(days=1)).day == 1
    period = Period(start, end, earnings=Fraction(wage * months))
    return Case(
        birth=date(1970, 5, 1),
        claim=claim or end,
        periods=(period,),
        sex=sex,
        nationality=("PHL",),
        facts={"end_reason": reason, **facts},
    )


def totals(*cases: Case) -> list[float]:
    _, run = run_rules(cases, "SAU-EOSB")
    return [float(v) for v in run.values["total_award"]]


@pytest.mark.parametrize(
    ("months", "part"),
    [
        (23, Fraction(0)),
        (24, Fraction(1, 3)),
        (60, Fraction(1, 3)),
        (61, Fraction(2, 3)),
        (119, Fraction(2, 3)),
        (120, Fraction(1)),
        (200, Fraction(1)),
    ],
)
def test_resignation_borders_fall_on_the_anniversary(months: int, part: Fraction) -> None:
    start = date(2008, 3, 1)
    end = add_months(start, months) - timedelta(days=1)
    left, sent = totals(case(start, end, reason="resignation"), case(start, end))
    years = Fraction(months, 12)
    full = 6000 * (min(years, Fraction(5)) / 2 + max(years - 5, Fraction(0)))
    assert sent == pytest.approx(float(full))
    assert left == pytest.approx(float(full * part))


def test_the_reason_decides() -> None:
    start, end = date(2015, 1, 1), date(2021, 12, 31)
    paid = dict(zip(REASONS, totals(*(case(start, end, reason=r) for r in REASONS)), strict=True))
    full = 6000 * 4.5
    assert paid.pop("dismissal_for_cause") == paid.pop("probation") == 0
    # article 87 gives the full award after marriage or a birth to women only
    for reason in ("resignation", "resignation_without_notice", "marriage_or_birth"):
        assert paid.pop(reason) == pytest.approx(full * 2 / 3)
    assert list(paid.values()) == pytest.approx([full] * len(paid))
    assert totals(case(start, end, reason="marriage_or_birth", sex="female")) == pytest.approx([full])


def test_unpaid_leave_counts_for_twenty_days() -> None:
    start, end = date(2021, 1, 1), date(2022, 12, 31)
    none, twenty, fifty = totals(*(case(start, end, unpaid_leave_days=d) for d in (0, 20, 50)))
    assert none == twenty == 6000
    assert fifty == pytest.approx(6000 * (Fraction(23, 12) + Fraction(1, 365)) / 2)


def test_commissions_left_out_by_agreement() -> None:
    given = {"excluded_variable_pay": 1000}
    assert totals(case(date(2021, 1, 1), date(2022, 12, 31), **given)) == [5000]


def test_gap_and_contract_id_part_employments() -> None:
    wage = {
        "earnings": 4000.0,
        "earnings_per": "month",
        "count": None,
        "kind": "employment",
        "scheme": "SAU-EOSB",
    }
    rows = [
        {"person_id": who, "start": a, "end": b, "contract_id": c, **wage}
        for who, a, b, c in [
            ("one", date(2012, 1, 1), date(2015, 12, 31), "a"),
            ("one", date(2016, 1, 1), date(2019, 12, 31), "a"),
            ("gap", date(2012, 1, 1), date(2015, 12, 30), "a"),
            ("gap", date(2016, 1, 1), date(2019, 12, 31), "a"),
            ("two", date(2012, 1, 1), date(2015, 12, 31), "a"),
            ("two", date(2016, 1, 1), date(2019, 12, 31), "b"),
            ("both", date(2012, 1, 1), date(2015, 12, 31), "a"),
            ("both", date(2012, 7, 1), date(2019, 12, 31), "b"),
        ]
    ]
    ids = ["one", "gap", "two", "both"]
    persons = pl.DataFrame(
        {
            "person_id": ids,
            "birth_date": [date(1970, 1, 1)] * 4,
            "sex": ["male"] * 4,
            "nationality": [["IND"]] * 4,
            "residence": ["IND"] * 4,
            "claim_date": [date(2020, 6, 1)] * 4,
            "SAU-EOSB.end_reason": ["contract_end"] * 4,
        }
    )
    block = build_block(
        persons, pl.DataFrame(rows, infer_schema_length=None), {"SAU-EOSB": {"end_reason": "text"}}
    )
    for name in ("unpaid_leave_days", "excluded_variable_pay", "part_year_method"):
        kind = np.zeros(4) if SCHEME.facts[name].kind == "number" else np.array([""] * 4)
        block.facts["SAU-EOSB", name] = (kind, np.ones(4, dtype=bool))
    given = block.inputs("SAU-EOSB", "SAU", SCHEME.rules.inputs)
    run = SCHEME.rules.evaluate(SCHEME.targets, given, lanes=4, keep=True)
    one, gap, two, both = (float(v) for v in run.values["total_award"])
    assert one == pytest.approx(4000 * 5.5)
    assert gap == pytest.approx(4000 * (2 + (3 + 11 / 12 + 30 / 365) / 2))
    assert two == pytest.approx(4000 * 4)
    assert both == pytest.approx(4000 * (2 + 5 + 0))
    assert [int(n) for n in run.values["employment"].sum(axis=0)] == [1, 2, 2, 2]


def test_only_saudis_are_in_the_pension_scheme() -> None:
    assert SCHEME.compute("covered_by_pension_scheme", national=True) is True
    assert SCHEME.compute("covered_by_pension_scheme", national=False) is False


@pytest.mark.parametrize(("start", "insured"), [(date(1987, 2, 1), True), (date(1987, 3, 1), False)])
def test_foreigners_left_the_pension_scheme_in_march_1987(start: date, insured: bool) -> None:
    found = SCHEME.compute(
        "insured_as_foreigner_until_1987", employment=True, national=False, service_start=start
    )
    assert found is insured


def test_time_of_payment() -> None:
    given = {"end_of_service": date(2024, 1, 10)}
    assert SCHEME.compute("payment_due", end_reason="contract_end", **given) == date(2024, 1, 17)
    assert SCHEME.compute("payment_due", end_reason="resignation", **given) == date(2024, 1, 24)


def test_beyond_the_law_that_was_read_nothing_is_known() -> None:
    _, run = run_rules([case(date(2001, 1, 1), date(2005, 12, 31), claim=date(2012, 1, 1))], "SAU-EOSB")
    assert int(run.unknown_of("total_award", 1)[0])


def random_periods(rng: random.Random) -> list[Period]:
    """One to three employments of one to four periods: single days to decades, wages that never repeat."""
    periods: list[Period] = []
    day = date(rng.choice([1999, rng.randint(2004, 2019), rng.randint(2006, 2019)]), rng.randint(1, 12), 1)
    day += timedelta(days=rng.randint(0, 30))
    for employment in range(rng.choice([1, 1, 2, 3])):
        if employment:
            day += timedelta(days=rng.randint(2, 900))
        for _ in range(rng.choice([1, 1, 2, 4])):
            length = rng.choice([rng.randint(1, 40), rng.randint(40, 800), 365 * rng.randint(1, 12)])
            end = day + timedelta(days=length - 1)
            periods.append(Period(day, end, earnings=Fraction(rng.randint(100, 40_000) * length, 30)))
            day = end + timedelta(days=1)
    within = [p for p in periods if p.end <= date(2026, 6, 1)]
    return within or [Period(date(2012, 1, 31), date(2016, 2, 29), earnings=Fraction(777))]


def random_claim(rng: random.Random, periods: list[Period]) -> date:
    later = max(periods[-1].end + timedelta(days=rng.choice([0, 1, 30, 1000])), date(2010, 1, 1))
    return min(later, date(2026, 12, 31))


def random_case(rng: random.Random) -> Case:
    periods = random_periods(rng)
    return Case(
        birth=date(rng.randint(1950, 1970), 1, 31),
        claim=random_claim(rng, periods),
        periods=tuple(periods),
        sex=rng.choice(["female", "male"]),
        residence=rng.choice(["SAU", "IND", "PHL"]),
        nationality=(rng.choice(["IND", "SAU", "EGY"]),),
        credited_right=Fraction(rng.choice([0, 0, 500])),
        credited_amount=Fraction(rng.choice([0, 0, 500])),
        facts={
            "end_reason": rng.choice(["resignation", "resignation", *REASONS]),
            "unpaid_leave_days": rng.choice([None, 0, 15, 21, 400]),
            "excluded_variable_pay": rng.choice([None, 0, 250]),
            "part_year_method": rng.choice([None, "calendar", "days_365"]),
        },
    )


def same_in_every_employment(
    scheme: str, reference: Any, cases: list[Case], rows: tuple[str, ...], *, exact_path: bool
) -> Counter[str]:
    """Hold every value of every employment against the reference; count the factors seen."""
    _, run = run_rules(cases, scheme, exact_path=exact_path)
    seen: Counter[str] = Counter()
    for lane, one in enumerate(cases):
        try:
            awards = reference(one)["awards"]
        except LookupError:
            assert int(run.unknown_of("total_award", len(cases))[lane]), one
            seen["unknown"] += 1
            continue
        assert not int(run.unknown_of("total_award", len(cases))[lane]), one
        closing = np.flatnonzero(run.values["employment"][:, lane])
        assert len(closing) == len(awards), one
        for row, expected in zip(closing, awards, strict=True):
            for name in rows:
                found = np.broadcast_to(run.values[name], run.values["employment"].shape)[row, lane]
                wanted = expected[name]
                if isinstance(wanted, date):
                    assert int(found) == calendar.day_number(wanted), (name, one)
                elif exact_path:
                    assert Fraction(found) == wanted, (name, one)
                else:
                    assert float(found) == pytest.approx(float(wanted), rel=1e-9, abs=1e-9), (name, one)
            seen[str(expected["resignation_factor"])] += 1
    return seen


@pytest.fixture(scope="module")
def careers() -> list[Case]:
    rng = random.Random(84)
    return [random_case(rng) for _ in range(600)]


def test_rules_agree_with_the_reference(careers: list[Case]) -> None:
    assert compare("SAU-EOSB", compute, careers, TOTALS) > 300 * len(TOTALS)


@pytest.mark.parametrize("exact_path", [False, True])
def test_every_employment_agrees_with_the_reference(careers: list[Case], exact_path: bool) -> None:
    part = careers[:40] if exact_path else careers
    seen = same_in_every_employment("SAU-EOSB", compute, part, ROWS, exact_path=exact_path)
    assert exact_path or min(seen[k] for k in ("0", "1/3", "2/3", "1")) >= 20, seen
