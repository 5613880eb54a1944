"""Which codes of countries, languages, sentences and goals there are."""

from __future__ import annotations

import re
from functools import cache

LANGUAGE = r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}"


@cache
def countries() -> frozenset[str]:
    """The ISO3 codes of countries and areas, and those of the invented ones."""
    from corridor.evidence.areas import all_areas

    return frozenset(all_areas()) | {"XAA", "XBB", "XCC"}


def is_country(code: str) -> bool:
    """Whether it is the code of a country."""
    return code in countries()


def is_sentence(code: str) -> bool:
    """Whether it is the id of a founding sentence."""
    from corridor.commitments.catalogue import load_catalogue

    return code in load_catalogue().sentences


def is_objective(code: str) -> bool:
    """Whether it is an objective of the Global Compact for Migration, 1 to 23."""
    return code.isascii() and code.isdigit() and code[0] != "0" and 1 <= int(code[:3]) <= 23


def is_language(code: str) -> bool:
    """Whether it can be the code of a language."""
    return re.fullmatch(LANGUAGE, code) is not None


def is_sdg(code: str) -> bool:
    """Whether it has the shape of a goal, target or indicator of the SDGs."""
    return re.fullmatch(r"([1-9]|1[0-7])(\.[0-9a-z]{1,2}){0,2}", code) is not None


def is_sector(code: str) -> bool:
    """Whether it has the shape of a sector code of the OECD."""
    return len(code) == 5 and code.isascii() and code.isdigit()
