"""Where countries stand on the circle of the network picture, and which pair is bound in which years.

Countries keep their place in every year, so that two pictures can be compared: regions of the United Nations
in the order west to east, countries by name within them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from corridor.countries import country_name
from corridor.evidence.areas import all_areas, area_name
from corridor.evidence.network.queries import Network
from corridor.evidence.network.words import METHODS
from corridor.i18n import N_, _, current

FIRST_YEAR, LAST_YEAR = 1950, 2025

_REGIONS: Mapping[str, tuple[str, ...]] = {
    N_("Northern America"): ("Northern America",),
    N_("Caribbean"): ("Caribbean",),
    N_("Central America"): ("Central America",),
    N_("South America"): ("South America",),
    N_("Western Africa"): ("Western Africa",),
    N_("Other Africa south of the Sahara"): ("Middle Africa", "Southern Africa", "Eastern Africa"),
    N_("Northern Africa"): ("Northern Africa",),
    N_("Southern Europe"): ("Southern Europe",),
    N_("Western Europe"): ("Western Europe", "Channel Islands"),
    N_("Northern Europe"): ("Northern Europe",),
    N_("Eastern Europe"): ("Eastern Europe",),
    N_("Western Asia"): ("Western Asia",),
    N_("Central Asia"): ("Central Asia",),
    N_("Southern Asia"): ("Southern Asia",),
    N_("South-eastern Asia"): ("South-eastern Asia",),
    N_("Eastern Asia"): ("Eastern Asia",),
    N_("Oceania"): ("Australia and New Zealand", "Melanesia", "Micronesia", "Polynesia"),
}
_OWN_REGION = {"XKX": "Southern Europe", "GGY": "Northern Europe", "JEY": "Northern Europe"}
_GAP = 1.6
"""Space between regions, in places of a country."""


@dataclass(frozen=True, slots=True)
class Place:
    """A country on the circle; ``angle`` in radians clockwise from the top."""

    code: str
    name: str
    region: str
    angle: float

    def at(self, radius: float) -> tuple[float, float]:
        """Its point at a distance from the centre, y downwards."""
        return radius * math.sin(self.angle), -radius * math.cos(self.angle)


@dataclass(frozen=True, slots=True)
class Span:
    """Years (first and last) in which a pair is bound in one way: method, confidence, instruments."""

    a: str
    b: str
    first: int
    last: int
    method: str
    confidence: str
    instruments: tuple[str, ...]


def places(codes: Iterable[str]) -> dict[str, Place]:
    """Every country on the circle, by code."""
    regions: dict[str, list[str]] = {name: [] for name in _REGIONS}
    for code in codes:
        regions[region_of(code)].append(code)
    used = {name: sorted(members, key=area_name) for name, members in regions.items() if members}
    total = sum(len(m) for m in used.values()) + _GAP * len(used)
    found, position = {}, _GAP / 2
    for region, members in used.items():
        for code in members:
            found[code] = Place(code, _name(code), region, 2 * math.pi * (position + 0.5) / total)
            position += 1
        position += _GAP
    return found


def _name(code: str) -> str:
    name = area_name(code) if current() == "en" else country_name(code)
    return _(area_name(code)) if name == code else name


def region_of(code: str) -> str:
    """The region of the circle that a country stands in."""
    if code in _OWN_REGION:
        return _OWN_REGION[code]
    area = all_areas()[code]
    for region, parts in _REGIONS.items():
        if area.subregion in parts or area.intermediate in parts:
            return region
    raise KeyError(f"{code}: no region of the picture has {area.subregion!r}")


def spans(net: Network, *, confidence: str = "medium") -> list[Span]:
    """The years in which each pair is bound by a bilateral agreement that nothing has overtaken (1 July).

    Below ``confidence`` the spans are there too: their confidence says so.
    """
    by_pair: dict[tuple[str, str], list[tuple[int, str, str, str]]] = {}
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        best: dict[tuple[str, str], tuple[int, str, str]] = {}
        for f in net.counting(date(year, 7, 1), confidence="low"):
            b = f.bond
            if b.kind != "bilateral" or f.standing != "binding" or b.territory:
                continue
            rank = (list(METHODS).index(b.method), b.confidence, b.instrument)
            best[b.a, b.b] = min(best.get((b.a, b.b), rank), rank)
        for pair, (method, sure, instrument) in best.items():
            by_pair.setdefault(pair, []).append((year, list(METHODS)[method], sure, instrument))
    found = []
    for (one, other), years in by_pair.items():
        run: list[tuple[int, str, str, str]] = []
        for entry in years:
            if run and (entry[1:3] != run[-1][1:3] or entry[0] != run[-1][0] + 1):
                found.append(_span(one, other, run))
                run = []
            run.append(entry)
        found.append(_span(one, other, run))
    return found


def _span(a: str, b: str, run: list[tuple[int, str, str, str]]) -> Span:
    return Span(a, b, run[0][0], run[-1][0], run[0][1], run[0][2], tuple(dict.fromkeys(r[3] for r in run)))


@dataclass(frozen=True, slots=True)
class Member:
    """A state's years in one of the families of multilateral instruments."""

    family: str
    code: str
    first: int
    last: int


FAMILIES: Mapping[str, tuple[str, ...]] = {
    N_("EU regulations, with EEA and Switzerland"): (
        "eu-1408", "eu-883", "eea-1408", "eea-883", "ch-eu-1408", "ch-eu-883",
    ),
    N_("EU-UK protocol"): ("eu-uk-tca",),
    N_("Nordic Convention"): ("nordic-1981", "nordic-2003", "nordic-2012"),
    N_("European Convention (ETS 78)"): ("ets-78",),
    N_("Ibero-American Convention"): ("cmiss",),
    "MERCOSUR": ("mercosur",),
    "CARICOM": ("caricom",),
    N_("CIS 1992 (host pays)"): ("cis-1992",),
    N_("Eurasian Economic Union"): ("eaeu",),
    N_("Gulf scheme (Gulf nationals)"): ("gcc",),
}  # fmt: skip
"""Multilateral instruments as they are shown: one ring each outside the circle."""


def members(net: Network) -> list[Member]:
    """The years (1 July) in which each state is in each family, one entry for each unbroken run."""
    found = []
    for family, instruments in FAMILIES.items():
        years: dict[str, set[int]] = {}
        for bond in net.bonds:
            if bond.instrument in instruments:
                for year in range(FIRST_YEAR, LAST_YEAR + 1):
                    if bond.in_force(date(year, 7, 1)):
                        years.setdefault(bond.a, set()).add(year)
                        years.setdefault(bond.b, set()).add(year)
        if family == "EU-UK protocol":
            years = {"GBR": years.get("GBR", set())}
        for code, held in sorted(years.items()):
            for first, last in _runs(sorted(held)):
                found.append(Member(family, code, first, last))
    return found


def _runs(years: list[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for year in years:
        if found and year == found[-1][1] + 1:
            found[-1] = (found[-1][0], year)
        else:
            found.append((year, year))
    return found


def bound_pairs(net: Network, *, confidence: str = "medium") -> dict[int, tuple[int, int, int]]:
    """For each year the pairs bound by multilateral coordination, by a bilateral one only, on contributions only."""
    found = {}
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        kinds: dict[tuple[str, str], int] = {}
        for f in net.counting(date(year, 7, 1), confidence=confidence):
            b = f.bond
            if b.territory or b.method in ("equal-treatment", "declaration"):
                continue
            kind = 2 if b.method == "contributions-only" else 0 if b.kind == "multilateral" else 1
            kinds[b.a, b.b] = min(kinds.get((b.a, b.b), kind), kind)
        values = list(kinds.values())
        found[year] = (values.count(0), values.count(1), values.count(2))
    return found
