"""CAN-OAS: rules against the scalar reference on random careers."""

from __future__ import annotations

import random
from datetime import date, timedelta
from fractions import Fraction

from tests.reference.can_oas import reference
from tests.reference.common import Case, Period
from tests.reference.compare import compare
from tests.schemes.test_can_oas import NAMES

DAY = timedelta(days=1)


def _any_case(dice: random.Random) -> Case:
    """Anything: gaps, overlaps, single days, claims at every age, credits, records that stop short."""
    claim = date(2010, 1, 1) + dice.randrange(6000) * DAY
    age = dice.choice([60, 64, 65, 65, 66, 67, 68, 70, 72, 75, 76, 80, 90])
    birth = date(claim.year - age, 1, 1) + dice.randrange(365) * DAY
    if dice.random() < 0.05:
        birth = date(birth.year - birth.year % 4, 2, 29)
    periods, day = [], birth + dice.randrange(dice.choice([25, 60]) * 365) * DAY
    for _ in range(dice.randrange(1, 5)):
        last = day + dice.choice([0, dice.randrange(400), dice.randrange(6000), dice.randrange(20000)]) * DAY
        if dice.random() < 0.4:
            last = claim + dice.choice([-1, 0, -dice.randrange(4000)]) * DAY
        last = min(last, claim)
        if last < day:
            break
        periods.append(Period(day, last, "residence"))
        step = [1, dice.randrange(1, 40), dice.randrange(1, 4000), -dice.randrange(300)]
        day = max(last + dice.choice(step) * DAY, birth)
    if not periods:
        periods = [Period(claim - 400 * DAY, claim - DAY, "residence")]
    credited = dice.choice([0, 0, 0, dice.randrange(9000), dice.randrange(2000)])
    return Case(
        birth,
        claim,
        tuple(sorted(periods, key=lambda p: p.start)),
        residence=dice.choice(["CAN", "CAN", "PHL", "USA"]),
        nationality=dice.choice([("CAN",), ("PHL",), ("IND", "CAN")]),
        credited_right=Fraction(credited),
        credited_amount=Fraction(dice.choice([0, 0, 0, credited])),
        facts={
            "start_requested": dice.choice(["claim", "claim", "earliest"]),
            "legal_residence": dice.choice(["yes", "yes", "no"]),
            "immigration_visa_1977": dice.choice(["no", "no", "yes"]),
        },
    )


def _transition_case(dice: random.Random) -> Case:
    """Born 1940 to 1952, with absences of every length before and after 65."""
    birth = date(1940, 1, 1) + dice.randrange(4600) * DAY
    claim = max(date(birth.year + dice.randrange(65, 72), 1, 1), date(2010, 1, 1)) + dice.randrange(365) * DAY
    periods, day = [], date(1960, 1, 1) + dice.randrange(365 * 30) * DAY
    while day < claim:
        stay = dice.choice([dice.randrange(200, 9000), dice.randrange(200, 2500)])
        last = min(day + stay * DAY, claim - dice.choice([1, 1, 1, 100]) * DAY)
        if last < day:
            break
        periods.append(Period(day, last, "residence"))
        gap = dice.choice([dice.randrange(2, 900), dice.randrange(2, 300), dice.randrange(300, 2500)])
        day = last + gap * DAY
    if not periods:
        periods = [Period(date(1976, 2, 29), claim - DAY, "residence")]
    return Case(
        birth,
        claim,
        tuple(periods),
        residence=dice.choice(["CAN", "USA"]),
        nationality=("CAN",),
        credited_right=Fraction(dice.choice([0, 0, 3000])),
        facts={
            "start_requested": dice.choice(["claim", "claim", "earliest"]),
            "legal_residence": "yes",
            "immigration_visa_1977": dice.choice(["no", "yes"]),
        },
    )


def test_rules_against_reference() -> None:
    """Random careers of every kind."""
    dice = random.Random(20130701)
    assert compare("CAN-OAS", reference, [_any_case(dice) for _ in range(400)], NAMES) > 8000


def test_transitional_rule_against_reference() -> None:
    """Random careers under the transitional rule, where the day of the right has to be searched."""
    dice = random.Random(19770701)
    cases = [_transition_case(dice) for _ in range(250)]
    assert compare("CAN-OAS", reference, cases, NAMES) > 5000
    found = [reference(one) for one in cases]
    searched = [f for f in found if f["full_right"] and f["qualifying_years"] < 40]
    assert len(searched) > 40
    assert sum(0 < f["deferral_months"] < 60 for f in searched) > 10
