"""Search in the registry: in the texts of the records, and in the names of themes and countries in every language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from corridor.countries import country_name
from corridor.i18n import LANGUAGES, _, language
from corridor.partnerships.model import Practice, Texts
from corridor.partnerships.registry import Registry, countries_of
from corridor.partnerships.vocabulary import KINDS, PARTNER_TYPES, THEMES, words_of
from corridor.partnerships.words import Index


@dataclass(frozen=True)
class Hit:
    """A record that holds words of a query: ``share`` of their weight, and the words."""

    practice: Practice
    share: float
    words: tuple[str, ...]


def search(query: str, registry: Registry) -> list[Hit]:
    """The records that hold words of the query, those that hold most first."""
    found = index_of(tuple(registry)).look(query)
    hits = [Hit(registry.practices[key], f.share, f.words) for key, f in found.items()]
    return sorted(hits, key=lambda h: -h.share)


def index_of(practices: tuple[Practice, ...]) -> Index:
    """The index of records."""
    return Index((p.id, " ".join(texts_of(p))) for p in practices)


def texts_of(p: Practice) -> Iterator[str]:
    """Every text of a record that a search looks into."""
    yield from (p.id, p.example, p.heading)
    yield from _every(
        p.title, p.activity, p.region, *(p.conditions or ()), *(p.failures or ()), *(p.risks or ())
    )
    for partner in p.partners or ():
        yield from (partner.name, partner.as_printed)
        yield from _every(partner.names)
        if partner.type:
            yield from _in_all_languages(words_of(PARTNER_TYPES, partner.type))
    for service in p.services or ():
        yield from _every(service.name, service.description, service.eligibility, service.place)
    for result in p.results or ():
        yield from _every(result.indicator)
    yield from _in_all_languages(words_of(KINDS, p.kind))
    for theme in p.themes:
        yield from _in_all_languages(THEMES[theme])
    for country in countries_of(p):
        yield from _names(country)


def _every(*texts: Texts) -> Iterator[str]:
    for by_language in texts:
        yield from by_language.values()


@lru_cache(maxsize=1024)
def _in_all_languages(text: str) -> tuple[str, ...]:
    found = []
    for code in LANGUAGES:
        with language(code):
            found.append(_(text))
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=512)
def _names(country: str) -> tuple[str, ...]:
    found = [country]
    for code in LANGUAGES:
        with language(code):
            found.append(country_name(country))
    return tuple(dict.fromkeys(found))
