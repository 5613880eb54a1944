"""Names of countries by ISO3 code, in the reader's language."""

from __future__ import annotations

from functools import cache

from corridor.i18n import N_, _, country_in_words

#: Invented countries of the test bed, and a code that the ISO list does not have.
_INVENTED = {"XAA": N_("Arland (invented)"), "XBB": N_("Borland (invented)"), "XCC": N_("Corland (invented)")}
_OWN_ISO2 = {"XKX": "XK"}
#: English names of countries that the ISO list writes with an inverted comma and the CLDR in its own way.
_STRAIGHT = {"COD": "Democratic Republic of the Congo", "PSE": "State of Palestine"}
#: Countries whose English name takes the article within a sentence.
_WITH_ARTICLE = frozenset(
    {
        "ALA", "ARE", "ATF", "BES", "BHS", "CAF", "CCK", "COD", "COG", "COK", "COM", "CYM", "DOM", "FLK", "FRO",
        "GBR", "GMB", "IMN", "IOT", "MDV", "MHL", "MNP", "NLD", "PHL", "PSE", "RUS", "SLB", "SYC", "TCA", "UMI",
        "USA", "VAT", "VGB", "VIR",
    }
)  # fmt: skip


def country_name(code: str) -> str:
    """The common name of a country in the current language, or the code itself where it has none.

    English names are those of the ISO list, in the order they are spoken; other languages take theirs from the
    Unicode CLDR.

    >>> country_name("PHL"), country_name("COD")
    ('Philippines', 'Democratic Republic of the Congo')
    """
    from corridor.i18n import current

    if code in _INVENTED:
        return _(_INVENTED[code])
    english, iso2 = _english(code)
    return english if current() == "en" else country_in_words(iso2, english)


def country_in_sentence(code: str) -> str:
    """The name of a country as it stands within a sentence: in English some take the article.

    Other languages have the plain name; their messages are written so that no article is needed.

    >>> country_in_sentence("PHL"), country_in_sentence("CAN")
    ('the Philippines', 'Canada')
    """
    from corridor.i18n import current

    name = country_name(code)
    return f"the {name}" if code in _WITH_ARTICLE and current() == "en" else name


def opening(sentence: str) -> str:
    """A sentence whose first word may be the name of a country: with its first letter large.

    >>> opening("the Philippines received more.")
    'The Philippines received more.'
    """
    return f"T{sentence[1:]}" if sentence.startswith("the ") else sentence


@cache
def _english(code: str) -> tuple[str, str]:
    if code in _OWN_ISO2:
        return "Kosovo", _OWN_ISO2[code]
    import pycountry

    found = pycountry.countries.get(alpha_3=code)
    if found is None:
        return code, ""
    name, iso2 = str(getattr(found, "common_name", found.name)), str(found.alpha_2)
    if "," in name:
        from babel import Locale

        name = _STRAIGHT.get(code) or str(Locale.parse("en").territories.get(iso2, name))
    return name, iso2
