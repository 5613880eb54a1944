"""Random careers over the three invented countries: gaps, overlaps, one-month periods, uncertain earnings and dates."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from corridor import vocabulary
from corridor.careers import Career, InsurancePeriod
from tests.portability.helpers import SCHEMES

COUNTRIES = tuple(SCHEMES)


def random_career(seed: int, *, certain: bool = False, overlap: bool = True) -> Career:
    """A career made from a seed; without ``overlap`` no two periods share a calendar month."""
    chance = random.Random(seed)
    birth = date(chance.randint(1936, 1962), chance.randint(1, 12), chance.randint(1, 28))
    claim = birth.replace(year=birth.year + chance.randint(55, 72)) + timedelta(days=chance.randint(0, 364))
    claim = min(max(claim, date(2000, 1, 1)), date(2029, 12, 31))
    periods: list[InsurancePeriod] = []
    reach = birth.replace(year=birth.year + 16)
    for _ in range(chance.randint(1, 7)):
        back = chance.randint(-1200, 0) if overlap and chance.random() < 0.3 else 0
        start = max(birth, reach + timedelta(days=back + chance.choice([1, 1, 20, 200, 2000])))
        if not overlap:
            start = (start.replace(day=1) + timedelta(days=32)).replace(day=1)
        length = chance.choice([0, 15, 29, 30, 31, 300, 365, 1500, 3000, 5000])
        end = min(start + timedelta(days=length), claim)
        if end < start:
            break
        country = chance.choice(COUNTRIES)
        kind = "residence" if country != "XAA" and chance.random() < 0.3 else "employment"
        periods.append(_period(chance, country, start, end, kind, certain))
        reach = max(reach, end)
    if not periods:
        start = max(birth, claim - timedelta(days=4000))
        periods.append(_period(chance, "XAA", start, claim, "employment", True))
    return Career.build(
        person_id=f"p{seed:06d}",
        birth_date=birth,
        claim_date=claim,
        residence=chance.choice(COUNTRIES),
        nationality=chance.choice([None, "XAA", "XBB", "XCC", ("XAA", "XBB"), ()]),
        sex=chance.choice([None, "female", "male"]),
        periods=_distinct(periods),
        invented=True,
        vocabulary=vocabulary(),
    )


def _period(
    chance: random.Random, country: str, start: date, end: date, kind: str, certain: bool
) -> InsurancePeriod:
    first: Any = start
    last: Any = end
    unsure = not certain and chance.random() < 0.12
    if unsure and (end - start).days > 40:
        first = (start, start + timedelta(days=chance.choice([5, 30, 80])))
    if unsure and chance.random() < 0.5 and (end - start).days > 200:
        last = (end - timedelta(days=chance.choice([1, 40, 100])), end)
    if country != "XAA":
        return InsurancePeriod(country, first, last, kind, scheme=SCHEMES[country])
    low = chance.randint(0, 250_000) / 100
    earnings: Any = low
    if not certain and chance.random() < 0.15:
        earnings = chance.choice([(low, low + chance.randint(1, 900)), "unknown"])
    per = chance.choice(["month", "year", "period"])
    return InsurancePeriod(
        country,
        first,
        last,
        kind,
        earnings,
        "XTS",
        per if earnings != "unknown" else "period",
        scheme=SCHEMES[country],
    )


def _distinct(periods: list[InsurancePeriod]) -> list[InsurancePeriod]:
    """Without a second record of the same scheme, kind and days, which the reader would refuse."""
    seen: dict[tuple[Any, ...], InsurancePeriod] = {}
    for p in periods:
        seen.setdefault((p.scheme, p.kind, p.start, p.end), p)
    return list(seen.values())
