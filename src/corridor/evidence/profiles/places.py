"""Codes a profile can be asked for, and what was probably meant by others."""

from __future__ import annotations

import difflib

from corridor.evidence.areas import all_areas, is_area, plain_name
from corridor.evidence.model import NOT_COUNTRIES, SPECIAL_AREAS
from corridor.evidence.profiles.words import place_name
from corridor.i18n import _, isolate, listed

ABBREVIATIONS = {"UAE": "ARE", "UK": "GBR", "KSA": "SAU", "RSA": "ZAF", "DRC": "COD", "GER": "DEU", "SUI": "CHE",
                 "PHI": "PHL", "NED": "NLD", "KOS": "XKX", "RKS": "XKX", "EIR": "IRL", "KUW": "KWT", "POR": "PRT"}  # fmt: skip
"""Abbreviations in common use that are no ISO 3166 code, for suggestions only."""

SHOWN = 60
"""Characters of a wrong code that a message repeats."""


class UnknownPlace(ValueError):
    """A code that is no country or area; the message says what was expected and what is near."""


def place(text: str) -> str:
    """The ISO3 code of a country or area (also XKX and former states), in capitals.

    Raises:
        UnknownPlace: no such code, or the world and other groups; the message suggests near codes.

    >>> place("mar"), place("XKX")
    ('MAR', 'XKX')
    """
    code = text.strip().upper()
    if is_area(code) and code not in NOT_COUNTRIES:
        return code
    if code in SPECIAL_AREAS:
        said = _("{code} is {name}, not a country: expected an ISO 3166 alpha-3 code such as MAR")
        raise UnknownPlace(said.format(code=isolate(code), name=_(SPECIAL_AREAS[code][0])))
    said = _("expected an ISO 3166 alpha-3 code of a country such as MAR, not {text}.")
    said = said.format(text=isolate(repr(text.strip()[:SHOWN])))
    if near := suggestions(text):
        meant = listed(
            (_("{code} ({country})").format(code=isolate(c), country=place_name(c)) for c in near), style="or"
        )
        said = " ".join((said, _("Did you mean {places}?").format(places=meant)))
    raise UnknownPlace(said)


def suggestions(text: str, most: int = 3) -> list[str]:
    """Codes that may be meant: by alpha-2 code, number, name, or a near spelling."""
    import pycountry

    given = text.strip()
    if not given or len(given) > 80:
        return []
    if given.upper() in ABBREVIATIONS:
        return [ABBREVIATIONS[given.upper()]]
    if len(given) == 2:
        found = pycountry.countries.get(alpha_2=given.upper())
        if found is not None and is_area(found.alpha_3):
            return [str(found.alpha_3)]
    areas = all_areas()
    if given.isdigit():
        return [a.iso3 for a in areas.values() if a.m49 == int(given)][:1]
    names: dict[str, str] = {}
    for area in areas.values():
        for name in (area.name, *area.wb_names):
            names.setdefault(plain_name(name), area.iso3)
    wanted = plain_name(given)
    by_name = [names[wanted]] if wanted in names else []
    if not by_name and len(wanted) > 3:
        by_name = [code for name, code in names.items() if wanted in name]
        by_name = by_name or [names[n] for n in difflib.get_close_matches(wanted, names, n=most, cutoff=0.75)]
    if by_name:
        return list(dict.fromkeys(by_name))[:most]
    if len(given) > 4:
        return []
    return sorted(areas, key=lambda code: (-_likeness(given.upper(), code), code))[:most]


def _likeness(given: str, code: str) -> float:
    """How probably a code was meant: letters in their place count most, swapped letters next, the first double."""
    placed = sum(a == b for a, b in zip(given, code, strict=False))
    swapped = 1.5 if sorted(given) == sorted(code) else 0.0
    return placed + swapped + (given[:1] == code[:1]) + difflib.SequenceMatcher(None, given, code).ratio()
