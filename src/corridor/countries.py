"""Names of countries by ISO3 code, in the reader's language."""

from __future__ import annotations

from functools import cache

from corridor.i18n import N_, _, country_in_words

#: Invented countries of the test bed, and a code that the ISO list does not have.
_INVENTED = {"XAA": N_("Arland (invented)"), "XBB": N_("Borland (invented)"), "XCC": N_("Corland (invented)")}
_OWN_ISO2 = {"XKX": "XK"}


def country_name(code: str) -> str:
    """The common name of a country in the current language, or the code itself where it has none.

    English names are those of the ISO list; other languages take theirs from the Unicode CLDR.
    """
    from corridor.i18n import current

    if code in _INVENTED:
        return _(_INVENTED[code])
    english, iso2 = _english(code)
    return english if current() == "en" else country_in_words(iso2, english)


@cache
def _english(code: str) -> tuple[str, str]:
    if code in _OWN_ISO2:
        return "Kosovo", _OWN_ISO2[code]
    import pycountry

    found = pycountry.countries.get(alpha_3=code)
    if found is None:
        return code, ""
    return str(getattr(found, "common_name", found.name)), str(found.alpha_2)
