"""Names of countries by ISO3 code."""

from __future__ import annotations

from functools import cache

#: Invented countries of the test bed, and a code that the ISO list does not have.
_OWN = {"XAA": "Arland (invented)", "XBB": "Borland (invented)", "XCC": "Corland (invented)", "XKX": "Kosovo"}


@cache
def country_name(code: str) -> str:
    """The common English name of a country, or the code itself where it has none."""
    if code in _OWN:
        return _OWN[code]
    import pycountry

    found = pycountry.countries.get(alpha_3=code)
    return code if found is None else str(getattr(found, "common_name", found.name))
