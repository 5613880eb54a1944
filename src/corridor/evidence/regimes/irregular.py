"""Shares of a corridor's migrants without legal residence: what is published, and what is assumed elsewhere.

Nobody counts these people.  The table has the official and academic estimates for the United States and for
Europe, turned into shares of the stock of the United Nations (edition 2020), and for the rest of the world
the bands that are quoted for all migrants.  Between two years the share is interpolated; before the first
and after the last year it is carried, which the result says.  No source gives it by sex: the same share is
used for women and men.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_FILE = Path(__file__).parent / "data" / "irregular.csv"
LEVELS = ("low", "central", "high")

EU_EFTA = frozenset(
    (
        "AUT", "BEL", "BGR", "CYP", "CZE", "DNK", "EST", "FIN", "FRA", "DEU", "GRC", "HRV", "HUN", "IRL",
        "ITA", "LVA", "LTU", "LUX", "MLT", "NLD", "POL", "PRT", "ROU", "SVK", "SVN", "ESP", "SWE", "GBR",
        "CHE", "ISL", "LIE", "NOR",
    )
)  # fmt: skip
"""The area of the European estimates: the 28 members of the EU of 2013-2020 and the EFTA states."""


@dataclass(frozen=True, slots=True)
class IrregularShares:
    """Shares by destination, kind of origin and year: ``{(destination, origin): {year: (low, central, high)}}``.

    Destinations are ISO3 codes, ``EU-EFTA`` and ``*``; origins are ISO3 codes, ``high-income``,
    ``free movement`` and ``*``.  The most telling entry wins: corridor, then kind of origin, then destination.
    """

    table: Mapping[tuple[str, str], Mapping[int, tuple[float, float, float]]]

    def share(
        self,
        origin: str,
        destination: str,
        year: int,
        *,
        high_income: bool = False,
        free_movement: bool = False,
    ) -> tuple[float, float, float]:
        """Low, central and high share of one corridor in a year."""
        place = "EU-EFTA" if destination in EU_EFTA else "*"
        keys = [(destination, origin)]
        if free_movement:
            keys.append(("*", "free movement"))
        if high_income:
            keys.append(("*", "high-income"))
        keys += [(destination, "*"), (place, "*"), ("*", "*")]
        for key in keys:
            if key in self.table:
                return _at(self.table[key], year)
        return (0.0, 0.0, 0.0)

    def carried(self, origin: str, destination: str, year: int) -> bool:
        """Whether the year lies outside the years that the destination's own entry has."""
        place = "EU-EFTA" if destination in EU_EFTA else "*"
        for key in ((destination, origin), (destination, "*"), (place, "*")):
            if key in self.table and key != ("*", "*"):
                years = list(self.table[key])
                return not min(years) <= year <= max(years)
        return False

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, str]]) -> IrregularShares:
        """From rows with destination, origin, year, low, central, high.

        Raises:
            ValueError: a share is not between 0 and 1 or not in order; all rows at fault are named.
        """
        table: dict[tuple[str, str], dict[int, tuple[float, float, float]]] = {}
        problems = []
        for line, row in enumerate(rows, start=2):
            try:
                low, central, high = (float(row[level]) for level in LEVELS)
                year = int(row["year"])
            except (KeyError, ValueError) as error:
                problems.append(f"row {line}: expected a year and the shares {', '.join(LEVELS)}: {error}")
                continue
            if not 0 <= low <= central <= high <= 1:
                problems.append(f"row {line}: expected 0 <= low <= central <= high <= 1")
            table.setdefault((row["destination"], row["origin"]), {})[year] = (low, central, high)
        if problems:
            raise ValueError("irregular shares: " + "\n".join(problems))
        return cls(table)


@lru_cache(maxsize=1)
def irregular_shares() -> IrregularShares:
    """The shares that Corridor carries, each with its source in ``data/irregular.csv``."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        return IrregularShares.from_rows(csv.DictReader(file))


def _at(years: Mapping[int, tuple[float, float, float]], year: int) -> tuple[float, float, float]:
    known = sorted(years)
    if year <= known[0]:
        return years[known[0]]
    if year >= known[-1]:
        return years[known[-1]]
    before = max(y for y in known if y <= year)
    after = min(y for y in known if y >= year)
    if before == after:
        return years[before]
    weight = (year - before) / (after - before)
    low, central, high = (
        (1 - weight) * one + weight * other for one, other in zip(years[before], years[after], strict=True)
    )
    return low, central, high
