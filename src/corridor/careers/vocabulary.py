"""The words a careers file may use: countries, schemes, kinds of period and the facts a scheme asks for.

The room knows no law.  Whoever calls it passes a :class:`Vocabulary`, usually the one the scheme registry
fills; the checks and the template take every allowed value from it.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from corridor.careers.problems import Report
from corridor.i18n import _, ngettext
from corridor.i18n import listed as in_a_list

FactType = str | tuple[str, ...]
"""What a fact may be: a tuple of the allowed words, or one of ``FACT_TYPES``."""

FACT_TYPES = ("text", "number", "integer", "date", "yes/no")

UNITS = ("day", "week", "month", "quarter", "year", "contribution")

KINDS = (
    "employment",
    "self-employment",
    "military",
    "voluntary",
    "purchased",
    "credited",
    "residence",
)
"""Kinds of period every rule base has, in the order of strength of :mod:`corridor.careers.blocks`."""


@dataclass(frozen=True)
class SchemeInfo:
    """What the checks need to know of one scheme.

    country: ISO3 code of the country whose scheme it is.
    kinds: kinds of period it accepts, the one that keeps the time when two overlap first.
    currency: ISO 4217 code of the currency of its law today.
    currencies: further accepted currencies, each with the first and last day (``None`` = open) on which it
        was the scheme's; a period may use a currency accepted on any of its days.  Empty: ``currency`` only.
    needs_earnings: whether its rules read earnings; or the kinds of period for which they do.
    unit: native unit of its periods, one of ``UNITS``.
    max_count_per_month: the most units one calendar month can hold (``None`` = only what the days allow).
    facts: facts about a person that the scheme asks for: name -> allowed words, or a type of ``FACT_TYPES``.
    shares_periods_of: schemes whose periods count in this one too; a period is put here only if it says so.
    """

    country: str
    kinds: tuple[str, ...] = ("employment",)
    currency: str = ""
    currencies: Mapping[str, tuple[date | None, date | None]] = field(default_factory=dict)
    needs_earnings: bool | frozenset[str] = True
    unit: str = "month"
    max_count_per_month: int | None = None
    facts: Mapping[str, FactType] = field(default_factory=dict)
    shares_periods_of: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise ValueError(f"unit {self.unit!r}: expected one of {', '.join(UNITS)}")
        for name, allowed in self.facts.items():
            if isinstance(allowed, str) and allowed not in FACT_TYPES:
                raise ValueError(f"fact {name}: type {allowed!r} is none of {', '.join(FACT_TYPES)}")

    def needs_earnings_for(self, kind: str) -> bool:
        """Whether a period of this kind must say its earnings."""
        return self.needs_earnings if isinstance(self.needs_earnings, bool) else kind in self.needs_earnings

    def accepted_currencies(self) -> dict[str, tuple[date | None, date | None]]:
        """Every accepted currency with its first and last day (``None`` = open)."""
        own = {self.currency: (None, None)} if self.currency else {}
        return {**own, **self.currencies}


@dataclass(frozen=True)
class Vocabulary:
    """All words the checks accept.

    schemes: scheme id -> :class:`SchemeInfo`.
    countries: ISO3 codes accepted; ``None`` = every code of ISO 3166-1.  The countries of ``schemes`` always
        belong (so an invented country of a test bed is accepted where its scheme is).
    kinds: kinds of period accepted where no scheme decides (a country whose law is not modelled).
    """

    schemes: Mapping[str, SchemeInfo] = field(default_factory=dict)
    countries: frozenset[str] | None = None
    kinds: tuple[str, ...] = KINDS

    def all_countries(self) -> frozenset[str]:
        """ISO3 codes a file may name."""
        base = iso3_codes() if self.countries is None else frozenset(self.countries)
        return base | {info.country for info in self.schemes.values()}

    def all_kinds(self) -> tuple[str, ...]:
        """Kinds of period a file may name, the general ones first."""
        own = (kind for info in self.schemes.values() for kind in info.kinds)
        return tuple(dict.fromkeys((*self.kinds, *own)))

    def schemes_of(self, country: str, kind: str | None = None) -> tuple[str, ...]:
        """Ids of the country's schemes (that accept ``kind``, if given), in alphabetical order."""
        return tuple(
            sorted(
                name
                for name, info in self.schemes.items()
                if info.country == country
                and (kind is None or (kind in info.kinds and not info.shares_periods_of))
            )
        )

    def fact_columns(self) -> dict[str, FactType]:
        """Column name ``<SCHEME-ID>.<fact>`` -> what it may hold."""
        return {
            f"{name}.{fact}": kind for name, info in self.schemes.items() for fact, kind in info.facts.items()
        }


@lru_cache(maxsize=1)
def iso3_codes() -> frozenset[str]:
    """The alpha-3 codes of ISO 3166-1."""
    import pycountry

    return frozenset(country.alpha_3 for country in pycountry.countries)


# Names and codes in common use that the ISO list does not hold as such.
_COMMON_NAMES = {
    "uk": "GBR",
    "great britain": "GBR",
    "england": "GBR",
    "scotland": "GBR",
    "wales": "GBR",
    "el": "GRC",
    "ger": "DEU",
    "turkey": "TUR",
    "turkiye": "TUR",
    "south korea": "KOR",
    "korea": "KOR",
    "north korea": "PRK",
    "russia": "RUS",
    "ivory coast": "CIV",
    "cape verde": "CPV",
    "swaziland": "SWZ",
    "burma": "MMR",
    "holland": "NLD",
    "the netherlands": "NLD",
    "the gambia": "GMB",
    "emirates": "ARE",
    "uae": "ARE",
    "ksa": "SAU",
    "america": "USA",
    "palestine": "PSE",
    "kosovo": "XKX",
    "macedonia": "MKD",
    "east timor": "TLS",
    "rom": "ROU",
    "congo": "COG",
    "dr congo": "COD",
    "drc": "COD",
}


def country_hint(text: str) -> str:
    """What to say about a word that is no accepted ISO3 code: the code meant, if one can be named.

    >>> country_hint("Philippines")
    'expected the ISO3 code, PHL'
    """
    how, what = _country_meant(text)
    if how == "code":
        return _("expected the ISO3 code, {code}").format(code=what)
    if how == "former":
        said = _(
            "{country} is a former country; expected the ISO3 code of the one that keeps its records now"
        )
        return said.format(country=what)
    if how == "near":
        return _("expected an ISO3 country code; did you mean {code}?").format(code=what)
    return _("expected an ISO3 country code, such as PHL or DEU")


@lru_cache(maxsize=4096)
def _country_meant(text: str) -> tuple[str, str]:
    """What a word may mean: a ``code``, the name of a ``former`` country, a code that is ``near``, or nothing."""
    import pycountry

    word = text.strip().casefold()[:80]
    code = _COMMON_NAMES.get(word)
    if code is None:
        try:
            code = str(pycountry.countries.lookup(word).alpha_3)
        except LookupError:
            code = None
    if code is not None:
        return "code", code
    try:
        return "former", str(pycountry.historic_countries.lookup(word).name)
    except LookupError:
        pass
    names = {c.name.casefold(): c.alpha_3 for c in pycountry.countries}
    names.update({c.alpha_3.casefold(): c.alpha_3 for c in pycountry.countries})
    close = difflib.get_close_matches(word, names, n=1, cutoff=0.75)
    return ("near", str(names[close[0]])) if close else ("", "")


def hints_for(words: list[str], known: frozenset[str] | set[str], report: Report) -> dict[str, str]:
    """For every word that is no accepted country code, what to say of it."""
    hints = {}
    for word in words:
        if word not in known:
            hints[word] = (
                _country_message(word, known) if report.may_suggest() else _("expected an ISO3 country code")
            )
    return hints


def _country_message(word: str, known: frozenset[str] | set[str]) -> str:
    if word in iso3_codes():
        return _("a country, but none this rule base accepts")
    said = country_hint(word)
    if word == "NO":
        # Readers that follow YAML 1.1 turn this one into "false"; the user may have met that before.
        said = _("{said} (here it is read as text; some YAML readers take a bare NO for false)").format(
            said=said
        )
    return said


def did_you_mean(said: str, word: str, known: Iterable[str]) -> str:
    """A message with a question for the nearest known word, or as it stands where none is near.

    >>> did_you_mean("no such kind", "employement", ["employment", "residence"])
    'no such kind; did you mean employment?'
    """
    close = nearest(word, known)
    return _("{said}; did you mean {word}?").format(said=said, word=close) if close else said


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """The known word that is nearest to another, or the empty string."""
    by_folded = {name.casefold(): name for name in known}
    close = difflib.get_close_matches(word.strip().casefold()[:80], by_folded, n=1, cutoff=cutoff)
    return by_folded[close[0]] if close else ""


def listed(words: Iterable[str], limit: int = 12) -> str:
    """The words with commas and a last "or", cut after ``limit``.

    >>> listed(["a", "b", "c"])
    'a, b, or c'
    """
    items = list(words)
    if len(items) <= limit:
        return in_a_list(items, "or")
    more = len(items) - limit
    text = ngettext("{words} and {count} more", "{words} and {count} more", more)
    return text.format(words=", ".join(items[:limit]), count=more)
