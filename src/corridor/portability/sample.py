"""Invented people: a few cases to read, and careers in any number for trials and benchmarks."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from corridor.careers import Careers


CASES = Path(__file__).parent.parent / "cases"


def case_names() -> list[str]:
    """Names of the built-in cases of invented people."""
    return sorted(f.stem for f in CASES.glob("*.yaml"))


def case(name: str) -> Careers:
    """A built-in case of an invented person.

    Raises:
        KeyError: no such case; the message lists those there are.
    """
    from corridor.careers import read_careers
    from corridor.portability.words import vocabulary

    if name not in case_names():
        raise KeyError(f"no case is called {name}; there are {', '.join(case_names())}")
    return read_careers(CASES / f"{name}.yaml", vocabulary())


def sample_careers(number: int, *, seed: int = 1, claim_year: int = 2025) -> Careers:
    """Invented careers between the Philippines and Canada: contributions, then residence and work abroad.

    Ages, lengths, wages and the country of residence vary; every person is marked invented.  The same seed
    gives the same people.
    """
    import polars as pl

    from corridor.careers import Careers
    from corridor.portability.words import vocabulary

    rng = np.random.default_rng(seed)
    birth_year = rng.integers(claim_year - 70, claim_year - 60, number)
    ids = [f"invented-{i + 1:07d}" for i in range(number)]
    birth = [
        date(int(y), int(m), int(d))
        for y, m, d in zip(birth_year, rng.integers(1, 13, number), rng.integers(1, 29, number), strict=True)
    ]
    home = np.where(rng.random(number) < 0.6, "CAN", "PHL")
    persons = pl.DataFrame(
        {
            "person_id": ids,
            "birth_date": birth,
            "sex": np.where(rng.random(number) < 0.6, "female", "male"),
            "nationality": ["PHL"] * number,
            "residence": home,
            "claim_date": [date(claim_year, 6, 1)] * number,
            "invented": ["yes"] * number,
        }
    )
    start_work = birth_year + rng.integers(19, 28, number)
    years_home = rng.integers(1, 21, number)
    left = np.minimum(start_work + years_home, claim_year - 3)
    arrived = left + rng.integers(0, 4, number)
    years_abroad = rng.integers(1, 26, number)
    returned = np.minimum(arrived + years_abroad, claim_year - 1)
    wage = rng.lognormal(8.3, 0.5, number).round(0)
    pay = rng.lognormal(10.5, 0.35, number).round(0)
    rows = []
    for i, name in enumerate(ids):
        rows.append(
            _row(name, "PHL", "PHL-SSS", "employment", start_work[i], left[i], float(wage[i]), "month", "PHP")
        )
        if returned[i] > arrived[i]:
            rows.append(
                _row(name, "CAN", "CAN-OAS", "residence", arrived[i], returned[i], None, "period", None)
            )
            rows.append(
                _row(
                    name,
                    "CAN",
                    "CAN-CPP",
                    "employment",
                    arrived[i],
                    returned[i],
                    float(pay[i]),
                    "year",
                    "CAD",
                )
            )
    periods = pl.DataFrame(rows, schema_overrides={"earnings": pl.Float64, "currency": pl.String})
    return Careers.from_frames(persons, periods, vocabulary(), source="invented careers")


def _row(
    person: str,
    country: str,
    scheme: str,
    kind: str,
    first: int,
    last: int,
    earnings: float | None,
    per: str,
    currency: str | None,
) -> dict[str, object]:
    return {
        "person_id": person,
        "country": country,
        "scheme": scheme,
        "kind": kind,
        "start": date(int(first), 2, 1),
        "end": date(int(last), 1, 31),
        "earnings": earnings,
        "earnings_per": per,
        "currency": currency,
    }
