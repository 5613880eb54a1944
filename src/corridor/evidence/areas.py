"""Countries and areas: codes, names and regions, and the translation of publishers' own codes.

The table ``areas.csv`` holds for each ISO 3166-1 alpha-3 code (and the few codes ISO does not have) the M49
number, a short English name, the regions of the United Nations and the World Bank, and the names that the
World Bank uses for it.  Sources: UN Statistics Division (M49), ISO 3166, World Bank; as compiled in
datasets/country-codes (public domain dedication) and the World Bank's country tables.

Figures are joined on codes.  Names are looked up only for files that have no codes, and only whole names.
"""

from __future__ import annotations

import csv
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from corridor.evidence.model import OTHER_ORIGINS, SPECIAL_AREAS, WORLD

UN_OTHERS = (2003,)
"""UN location codes of "Others": origins that are unknown or not stated."""
UN_WORLD = 900
UN_GROUPS_FROM = 900
"""UN location codes from here on are the world and groups of countries, never a country."""
M49_GROUPS = frozenset(
    (
        2,
        5,
        9,
        11,
        13,
        14,
        15,
        17,
        18,
        19,
        21,
        29,
        30,
        34,
        35,
        39,
        53,
        54,
        57,
        61,
        142,
        143,
        145,
        150,
        151,
        154,
    )
) | {155, 199, 202, 419, 432, 722, 747, 778}
"""Numbers of regions in the M49 standard itself (2 Africa, 57 Micronesia the region, 199 least developed)."""

WORLD_BANK_OWN = {
    "KSV": "XKX",
    "ROM": "ROU",
    "ZAR": "COD",
    "TMP": "TLS",
    "WBG": "PSE",
    "ADO": "AND",
    "IMY": "IMN",
}
"""Codes the World Bank used, or uses in some files, where ISO 3166 has another."""


@dataclass(frozen=True, slots=True)
class Area:
    """A country or area.

    ``iso3`` is its code here, ``m49`` the number of the UN Statistics Division.  ``kind`` is ``country`` for
    codes of ISO 3166-1 in force (which include territories), else what :data:`SPECIAL_AREAS` says.
    """

    iso3: str
    m49: int
    name: str
    region: str
    subregion: str
    intermediate: str
    wb_region: str
    wb_names: tuple[str, ...]

    @property
    def kind(self) -> str:
        """``country``, or why it is none."""
        return SPECIAL_AREAS[self.iso3][1] if self.iso3 in SPECIAL_AREAS else "country"


@lru_cache(maxsize=1)
def all_areas() -> dict[str, Area]:
    """All areas by code; the world and groups are not among them."""
    text = (resources.files("corridor.evidence") / "areas.csv").read_text(encoding="utf-8")
    found = {}
    for row in csv.DictReader(text.splitlines()):
        names = tuple(n for n in row["wb_names"].split("|") if n)
        found[row["iso3"]] = Area(
            row["iso3"],
            int(row["m49"]),
            row["name"],
            row["region"],
            row["subregion"],
            row["intermediate"],
            row["wb_region"],
            names,
        )
    return found


@lru_cache(maxsize=1)
def m49_codes() -> dict[int, str]:
    """ISO3 codes by M49 number, with the UN's 900 (world) and 2003 (others)."""
    codes = {area.m49: area.iso3 for area in all_areas().values()}
    return {**codes, 1: WORLD, UN_WORLD: WORLD, **dict.fromkeys(UN_OTHERS, OTHER_ORIGINS)}


def of_m49(number: int) -> str | None:
    """The code of a UN location number; None for groups of countries.

    Raises:
        KeyError: a number that is neither a country here nor in the range of groups.
    """
    code = m49_codes().get(number)
    if code is None and number < UN_GROUPS_FROM and number not in M49_GROUPS:
        raise KeyError(number)
    return code


def of_world_bank(code: str) -> str | None:
    """The code of a World Bank economy, None for the Bank's aggregates; ``WLD`` stays.

    >>> of_world_bank("KSV"), of_world_bank("SSA")
    ('XKX', None)
    """
    own = WORLD_BANK_OWN.get(code, code)
    return own if own in all_areas() or own == WORLD else None


def is_area(code: str) -> bool:
    """Whether the code is one of a country or special area (the world included)."""
    return code in all_areas() or code in SPECIAL_AREAS


def area_name(code: str) -> str:
    """The short English name of a code, or the code itself.

    >>> area_name("XXX")
    'Other or unknown origins'
    """
    if code in all_areas():
        return all_areas()[code].name
    return SPECIAL_AREAS[code][0] if code in SPECIAL_AREAS else code


def plain_name(name: str) -> str:
    """A name without accents, marks of footnotes, case and spare spaces, for comparing whole names.

    >>> plain_name("  Côte d’Ivoire* ")
    "cote d'ivoire"
    """
    flat = unicodedata.normalize("NFKD", name.replace("\u2019", "'"))
    flat = "".join(c for c in flat if not unicodedata.combining(c))
    return " ".join(flat.replace("*", " ").split()).casefold()


@lru_cache(maxsize=1)
def _world_bank_names() -> dict[str, str]:
    return {plain_name(name): area.iso3 for area in all_areas().values() for name in area.wb_names}


def of_world_bank_name(name: str) -> str | None:
    """The code of an economy by the World Bank's whole name for it, or None.

    >>> of_world_bank_name("Egypt, Arab Rep."), of_world_bank_name("Egypt")
    ('EGY', None)
    """
    return _world_bank_names().get(plain_name(name))
