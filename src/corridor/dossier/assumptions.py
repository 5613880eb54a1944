"""What invented careers assume: wages, growth, ages, a currency rates: chosen numbers, shown beside what uses them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "assumptions.yaml"

LOW, MIDDLE, HIGH = "low", "middle", "high"


@dataclass(frozen=True)
class Pay:
    """Pay assumed in one country: yearly or monthly wages of the reference year, and their growth before it."""

    currency: str
    per: str
    wages: Mapping[str, Fraction]
    growth: Fraction
    claim_age: int
    facts: Mapping[str, str]

    def wage(self, level: str, years_before: int) -> int:
        """The wage some years before the reference year, to three digits, in ``currency`` per ``per``."""
        exact = self.wages[level] / (1 + self.growth) ** max(0, years_before)
        unit = 10 ** max(0, len(str(int(exact))) - 3)
        return max(1, round(exact / unit) * unit)


@dataclass(frozen=True)
class Assumptions:
    """All that invented careers assume.

    ``dollars`` is US dollars for one unit of a currency, and is used only to add up what countries pay.
    """

    claim_date: date
    reference_year: int
    note: str
    countries: Mapping[str, Pay]
    dollars: Mapping[str, Fraction]
    number: int
    seed: int

    def claim_age(self, countries: tuple[str, ...]) -> int:
        """The age of the invented claimants: the highest of the countries that are modelled."""
        return max((self.countries[c].claim_age for c in countries if c in self.countries), default=65)


@lru_cache(maxsize=1)
def assumptions() -> Assumptions:
    """The assumptions that are shipped."""
    import yaml

    raw: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return Assumptions(
        claim_date=raw["claim_date"],
        reference_year=raw["reference_year"],
        note=raw["note"],
        countries={
            code: Pay(
                currency=entry["currency"],
                per=entry["per"],
                wages={level: Fraction(w) for level, w in entry["wages"].items()},
                growth=Fraction(entry["growth"]),
                claim_age=entry["claim_age"],
                facts=entry.get("facts", {}),
            )
            for code, entry in raw["countries"].items()
        },
        dollars={c: Fraction(v) for c, v in raw["dollars"].items()},
        number=raw["population"]["number"],
        seed=raw["population"]["seed"],
    )
