"""A record line by line, in words: what is stated, what is stated to be none, and what is not stated."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from corridor.countries import country_name
from corridor.i18n import N_, _, date_in_words, in_a_row, isolate, listed, number_in_words
from corridor.partnerships.model import Funding, Partner, Practice, Result, Service, in_language
from corridor.partnerships.vocabulary import (
    DIRECTIONS,
    EVIDENCE,
    FUNDING,
    GENDER_MARKER,
    PARTNER_TYPES,
    PAYERS,
    ROLES,
    SEXES,
    STATUSES,
    THEMES,
    words_of,
)


@dataclass(frozen=True)
class Fact:
    """One line: the field, its label, what people read, and whether that is ``stated``, ``none`` or ``not stated``."""

    field: str
    label: str
    words: str
    state: str

    def as_dict(self) -> dict[str, str]:
        """The line as plain data."""
        return asdict(self)


def facts(p: Practice) -> list[Fact]:
    """The lines of a record. Dates, money and results are there even where they are not stated."""
    return [_fact(p, name, label, shown) for name, label, shown in _LINES]


def _fact(p: Practice, name: str, label: str, shown: Callable[[Any], str]) -> Fact:
    value = getattr(p, name)
    if value is None or (value in ("", (), {}) and name not in _CAN_BE_NONE):
        return Fact(name, _(label), _("not stated"), "not stated")
    if value == ():
        return Fact(name, _(label), _("none"), "none")
    return Fact(name, _(label), shown(value), "stated")


def when_in_words(when: str) -> str:
    """A year, month or day as people write it.

    >>> when_in_words("2010"), when_in_words("2010-05-01")
    ('2010', '1 May 2010')
    """
    if len(when) == 4:
        return when
    if len(when) == 7:
        return date_in_words(date.fromisoformat(f"{when}-01"), "MMMM y")
    return date_in_words(date.fromisoformat(when))


def _coded(codes: Any) -> Callable[[str], str]:
    return lambda code: _(words_of(codes, code))


def _countries(codes: Iterable[str]) -> str:
    return listed([country_name(c) for c in codes])


def _corridors(corridors: Iterable[Any]) -> str:
    rows = [
        _("{origin} to {destination}").format(
            origin=country_name(c.origin), destination=country_name(c.destination)
        )
        for c in corridors
    ]
    return in_a_row(rows)


def _partners(partners: Iterable[Partner]) -> str:
    return in_a_row(_partner(p) for p in partners)


def _partner(p: Partner) -> str:
    name = in_language(p.names) or p.name
    kind = _(words_of(PARTNER_TYPES, p.type)) if p.type else ""
    words = _("{name} ({kind})").format(name=isolate(name), kind=kind) if name and kind else name or kind
    if p.as_printed:
        words = _("{partner}, printed as “{heading}”").format(partner=words, heading=isolate(p.as_printed))
    if p.roles:
        roles = listed([_(ROLES[r]) for r in p.roles])
        words = _("{partner}: {roles}").format(partner=words, roles=roles)
    return words


def _number(value: Decimal | None) -> str:
    return _("not stated") if value is None else isolate(number_in_words(value))


def _funding(rows: Iterable[Funding]) -> str:
    return in_a_row(_money(f) for f in rows)


def _money(f: Funding) -> str:
    if f.amount is not None:
        given = isolate(f"{number_in_words(f.amount)} {f.currency}")
    elif f.hours is not None:
        given = _("{hours} hours of work").format(hours=number_in_words(f.hours))
    else:
        given = _("amount not stated")
    payer = _(PAYERS[f.payer]) if f.payer else _("payer not stated")
    return _("{what} {given} ({payer})").format(what=_(FUNDING[f.what]), given=given, payer=payer)


def _results(rows: Iterable[Result]) -> str:
    return in_a_row(
        _("{indicator} ({sex}): baseline {baseline}, target {target}, reached {actual}").format(
            indicator=in_language(r.indicator),
            sex=_(SEXES[r.sex]) if r.sex else _("sex not stated"),
            baseline=_number(r.baseline),
            target=_number(r.target),
            actual=_number(r.actual),
        )
        for r in rows
    )


def _services(rows: Iterable[Service]) -> str:
    return in_a_row(service_words(s) for s in rows)


def service_words(s: Service) -> str:
    """A service in words: name, papers, languages, interpretation."""
    if s.required_documents is None:
        papers = _("papers needed: not stated")
    elif not s.required_documents:
        papers = _("no papers are asked")
    else:
        papers = _("papers needed: {papers}").format(
            papers=listed([in_language(d) for d in s.required_documents])
        )
    if s.languages is None:
        languages = _("languages not stated")
    else:
        languages = _("languages: {languages}").format(languages=languages_in_words(s.languages))
    if s.interpretation is None:
        interpretation = _("interpretation not stated")
    elif not s.interpretation:
        interpretation = _("no interpretation")
    else:
        names = languages_in_words(s.interpretation)
        interpretation = _("interpretation into {languages}").format(languages=names)
    return _("{name}: {papers}, {languages}, {interpretation}").format(
        name=in_language(s.name), papers=papers, languages=languages, interpretation=interpretation
    )


def languages_in_words(codes: Iterable[str]) -> str:
    """Names of languages in the current language; a code that has none stays."""
    from babel import Locale

    from corridor.i18n import current

    names = Locale.parse(current()).languages
    return listed([names.get(c, names.get(c.split("-")[0], c)) for c in codes]) or _("none")


def _passages(texts: Iterable[Any]) -> str:
    return in_a_row(in_language(t) for t in texts)


def _assessment(a: Any) -> str:
    people = (
        _("number of people not stated")
        if a.people is None
        else _("people: {count}").format(count=number_in_words(a.people))
    )
    return in_a_row([w for w in (in_language(a.said), a.consultation, people) if w])


def _provenance(source: Any) -> str:
    confirmed = when_in_words(source.last_confirmed) if source.last_confirmed else _("not stated")
    return in_a_row(
        [w for w in (in_language(source.source), source.place, source.address) if w]
        + [_("last confirmed: {date}").format(date=confirmed)]
    )


def _titles(rows: Iterable[Any]) -> str:
    return in_a_row(in_language(r.title) for r in rows)


def _reviews(rows: Iterable[Any]) -> str:
    return in_a_row(
        _("{date}, {by}").format(date=when_in_words(r.date), by=r.by or _("reviewer not stated"))
        for r in rows
    )


_LINES: tuple[tuple[str, str, Callable[[Any], str]], ...] = (
    ("example", N_("Example of the NGO paper"), str),
    ("heading", N_("Heading, as printed"), str),
    ("themes", N_("Themes"), lambda v: listed([_(THEMES[t]) for t in v])),
    ("countries", N_("Countries that the source names"), _countries),
    ("corridors", N_("Corridors that the source states"), _corridors),
    ("region", N_("Region"), in_language),
    ("direction", N_("Who leads"), _coded(DIRECTIONS)),
    ("status", N_("Status"), _coded(STATUSES)),
    ("start", N_("Began"), when_in_words),
    ("end", N_("Ended"), when_in_words),
    ("partners", N_("Partners"), _partners),
    ("funding", N_("Money and work given"), _funding),
    ("evidence", N_("Evidence"), _coded(EVIDENCE)),
    ("results", N_("Results"), _results),
    ("failures", N_("What failed"), _passages),
    ("conditions", N_("Needed for it to work elsewhere"), _passages),
    ("risks", N_("Risks"), _passages),
    ("voluntary", N_("Migrants take part of their own will"), lambda v: _("yes") if v else _("no")),
    ("assessment", N_("What the migrants say of it"), _assessment),
    ("services", N_("Services"), _services),
    ("documents", N_("Documents"), _titles),
    ("founding", N_("Founding sentences"), listed),
    ("gcm", N_("Objectives of the Global Compact for Migration"), listed),
    ("sdg", N_("Sustainable Development Goals"), listed),
    ("gender_marker", N_("Equality of women and men"), lambda v: _(GENDER_MARKER[int(v)])),
    ("instruments", N_("Agreements it touches"), listed),
    ("licence", N_("Licence"), str),
    ("provenance", N_("Source"), _provenance),
    ("reviews", N_("Reviews"), _reviews),
    ("notes", N_("How the source was read"), _passages),
)
_CAN_BE_NONE = {
    "corridors", "partners", "funding", "results", "failures", "conditions", "risks", "services", "documents", "reviews", "notes",
}  # fmt: skip
