"""One record of the registry: a project, practice or service, with its partners, money, results and what failed.

Not stated and none are different: a number that is not stated is ``None``, never 0; a list that is not stated is ``None``, and
an empty one says that there are none (``required_documents: []`` means that no papers are asked).  Lists whose docstring
does not say so have no such difference.  Texts carry their language.  Names of persons have no place here: the contact is an
organisation.  Countries are what a source lists; a corridor stands here only where a source says who worked with whom.
"""

# ruff: noqa: RUF009 (``has`` makes a dataclass field)
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from corridor.i18n import N_, _, current
from corridor.partnerships.entries import One, Rows, has, plain_object, read_object
from corridor.partnerships.forms import Code, Codes, Line, Number, Passages, Report, Truth, When, Words
from corridor.partnerships.known import is_country, is_language, is_objective, is_sdg, is_sector, is_sentence
from corridor.partnerships.vocabulary import (
    DIRECTIONS,
    EVIDENCE,
    FUNDING,
    KINDS,
    LEVELS,
    MEASURES,
    PARTNER_TYPES,
    PAYERS,
    ROLES,
    SERVICE_STATUSES,
    SEXES,
    STATUSES,
    THEMES,
)

Texts = Mapping[str, str]
Wrong = list[tuple[str, str]]

_ID = Line(
    r"[a-z0-9][a-z0-9._-]{0,79}", N_("letters a-z, digits, dots and hyphens, such as mar-esp-legal-aid")
)
_URL = Line(r"https?://[^\s<>\"{}|\\^`]{1,1990}", N_("an address that begins with https:// or http://"))
_EMAIL = Line(r"[^@\s,;<>]{1,64}@[^@\s,;<>]{1,180}", N_("an address such as office@example.org"))


@dataclass(frozen=True)
class _Country:
    """The ISO3 code of a country; empty means not stated."""

    default: str = ""

    def read(self, report: Report, where: str, raw: Any) -> str:
        text = Line().read(report, where, raw)
        if text and not is_country(text):
            report.add(where, _("expected the ISO code of a country in three letters, such as PHL"), text)
            return ""
        return text

    def plain(self, value: str) -> str:
        return value


class _Entry:
    """What all entries share."""

    def check(self) -> Wrong:
        """What is wrong with the fields together: name of the field and what was expected."""
        return []


@dataclass(frozen=True, kw_only=True)
class Corridor(_Entry):
    """A corridor as a source states it: who moves from where to where; ``place`` is a region or town."""

    origin: str = has(_Country(), needed=True)
    destination: str = has(_Country(), needed=True)
    place: Texts = has(Words())

    def check(self) -> Wrong:
        """Two different countries."""
        if self.origin == self.destination:
            return [("destination", _("expected another country than the origin"))]
        return []


@dataclass(frozen=True, kw_only=True)
class Partner(_Entry):
    """Who takes part and how.

    ``name`` empty: the source names only the type.  ``as_printed`` keeps the heading of a source as it stands.
    """

    name: str = has(Line())
    names: Texts = has(Words())
    ref: str = has(Line(r"[^\s/&|?]{1,100}", N_("an organisation identifier such as XM-DAC-41122")))
    type: str = has(Code(PARTNER_TYPES))
    roles: tuple[str, ...] = has(
        Codes(ROLES.__contains__, N_("a role such as funding, implementing or migrants consulted"))
    )
    country: str = has(_Country())
    as_printed: str = has(Line())

    def check(self) -> Wrong:
        """At least a name or a type."""
        return [] if self.name or self.names or self.type else [("name", _("expected a name or a type"))]


@dataclass(frozen=True, kw_only=True)
class Funding(_Entry):
    """Money or work that was given: ``payer`` gave ``amount`` in ``currency`` or, in kind, ``hours`` of work."""

    what: str = has(Code(FUNDING), needed=True)
    payer: str = has(Code(PAYERS))
    amount: Decimal | None = has(Number(lowest=0))
    currency: str = has(Line(r"[A-Z]{3}", N_("a currency in three letters, such as EUR")))
    hours: Decimal | None = has(Number(lowest=0))
    start: str = has(When())
    end: str = has(When())
    note: Texts = has(Words())

    def check(self) -> Wrong:
        """An amount has a currency, and money or hours are there."""
        wrong = [("end", _("expected a date after the start"))] if _before(self.end, self.start) else []
        if self.amount is not None and not self.currency:
            wrong.append(("currency", _("missing; an amount has a currency")))
        return wrong


@dataclass(frozen=True, kw_only=True)
class Result(_Entry):
    """One indicator for one sex: baseline, target and actual value, each ``None`` where it is not stated."""

    indicator: Texts = has(Words(), needed=True)
    level: str = has(Code(LEVELS))
    measure: str = has(Code(MEASURES))
    sex: str = has(Code(SEXES))
    baseline: Decimal | None = has(Number())
    baseline_on: str = has(When())
    start: str = has(When())
    end: str = has(When())
    target: Decimal | None = has(Number())
    actual: Decimal | None = has(Number())
    source: Texts = has(Words())

    def check(self) -> Wrong:
        """The period ends after it began."""
        return [("end", _("expected a date after the start"))] if _before(self.end, self.start) else []


@dataclass(frozen=True, kw_only=True)
class Assessment(_Entry):
    """What the migrants themselves say of it: ``consultation`` is its id or address, ``people`` how many took part."""

    consultation: str = has(Line())
    date: str = has(When())
    invited: Decimal | None = has(Number(lowest=0, whole=True))
    people: Decimal | None = has(Number(lowest=0, whole=True))
    women: Decimal | None = has(Number(lowest=0, whole=True))
    said: Texts = has(Words())

    def check(self) -> Wrong:
        """No more women than people, no more people than were invited."""
        wrong = []
        if self.women is not None and self.people is not None and self.women > self.people:
            wrong.append(("women", _("expected no more women than people")))
        if self.people is not None and self.invited is not None and self.people > self.invited:
            wrong.append(("people", _("expected no more people than were invited")))
        return wrong


@dataclass(frozen=True, kw_only=True)
class Document(_Entry):
    """A text about it that can be opened."""

    title: Texts = has(Words(), needed=True)
    address: str = has(_URL)
    format: str = has(Line(r"[a-z]+/[A-Za-z0-9.+-]+", N_("a media type such as application/pdf")))
    languages: tuple[str, ...] = has(Codes(is_language, N_("codes of languages such as en or ar")))
    date: str = has(When())


@dataclass(frozen=True, kw_only=True)
class Service(_Entry):
    """A service that people can use.

    ``required_documents``: ``None`` not stated, empty: no papers are asked.  ``interpretation`` are languages into which
    is interpreted: ``None`` not stated, empty: none.
    """

    name: Texts = has(Words(), needed=True)
    status: str = has(Code(SERVICE_STATUSES))
    description: Texts = has(Words())
    eligibility: Texts = has(Words())
    required_documents: tuple[Texts, ...] | None = has(Passages())
    languages: tuple[str, ...] | None = has(
        Codes(is_language, N_("codes of languages such as en or ar"), True)
    )
    interpretation: tuple[str, ...] | None = has(
        Codes(is_language, N_("codes of languages such as en or ar"), True)
    )
    how: Texts = has(Words())
    fees: Texts = has(Words())
    place: Texts = has(Words())
    country: str = has(_Country())
    address: str = has(_URL)
    email: str = has(_EMAIL)
    telephone: str = has(Line(r"[+0-9 ()./-]{3,40}", N_("a telephone number")))


@dataclass(frozen=True, kw_only=True)
class Contact(_Entry):
    """How the organisation is reached; there is no place for the name of a person."""

    organisation: Texts = has(Words(), needed=True)
    address: str = has(_URL)
    email: str = has(_EMAIL)
    telephone: str = has(Line(r"[+0-9 ()./-]{3,40}", N_("a telephone number")))


@dataclass(frozen=True, kw_only=True)
class Provenance(_Entry):
    """Where the record comes from: the source, its place in it, who reported it, and when it was last confirmed."""

    source: Texts = has(Words(), needed=True)
    address: str = has(_URL)
    place: str = has(Line())
    reported_by: str = has(Line())
    reporter_ref: str = has(Line(r"[^\s/&|?]{1,100}", N_("an organisation identifier such as XM-DAC-41122")))
    reporter_type: str = has(Code(PARTNER_TYPES))
    reported_on: str = has(When())
    last_confirmed: str = has(When())


@dataclass(frozen=True, kw_only=True)
class Review(_Entry):
    """One review of the record: ``by`` is an organisation."""

    date: str = has(When(), needed=True)
    by: str = has(Line())
    migrant_association: bool | None = has(Truth())
    said: Texts = has(Words())


@dataclass(frozen=True, kw_only=True)
class Practice(_Entry):
    """One record of the registry.

    Args:
        id: its name in files and addresses.
        example: number of the NGO paper's example it is (``PX01``), where it is one.
        heading: the heading it stands under in its source, as printed.
        countries: countries that its source lists, in the source's order; they say nothing about pairs.
        corridors: pairs that a source states. ``None`` not stated.
        region: a region in words, where a source names no country.
        failures, conditions, risks: what failed, what must be given for it to work elsewhere, what can go wrong.
        voluntary: whether migrants took part, and paid, of their own will.
        gender_marker: 0, 1 or 2 as in the policy marker of IATI and the OECD.
        sectors: codes of the OECD's development assistance committee, five digits.
        instruments: ids of agreements it touches.
        notes: how the source was read, where it can be read in two ways.
        invented: an invented example.
    """

    id: str = has(_ID, needed=True)
    kind: str = has(Code(KINDS), needed=True)
    title: Texts = has(Words(), needed=True)
    activity: Texts = has(Words())
    example: str = has(Line(r"PX\d\d", N_("the number of an example of the NGO paper, such as PX01")))
    heading: str = has(Line())
    themes: tuple[str, ...] = has(
        Codes(THEMES.__contains__, N_("a theme such as rights, work or portability"))
    )
    status: str = has(Code(STATUSES))
    planned_start: str = has(When())
    start: str = has(When())
    planned_end: str = has(When())
    end: str = has(When())
    countries: tuple[str, ...] = has(
        Codes(is_country, N_("codes of countries in three letters, such as PHL"))
    )
    corridors: tuple[Corridor, ...] | None = has(Rows(Corridor))
    region: Texts = has(Words())
    direction: str = has(Code(DIRECTIONS))
    partners: tuple[Partner, ...] | None = has(Rows(Partner))
    funding: tuple[Funding, ...] | None = has(Rows(Funding))
    evidence: str = has(Code(EVIDENCE))
    evidence_source: Texts = has(Words())
    results: tuple[Result, ...] | None = has(Rows(Result))
    failures: tuple[Texts, ...] | None = has(Passages())
    conditions: tuple[Texts, ...] | None = has(Passages())
    risks: tuple[Texts, ...] | None = has(Passages())
    voluntary: bool | None = has(Truth())
    assessment: Assessment | None = has(One(Assessment))
    documents: tuple[Document, ...] | None = has(Rows(Document))
    services: tuple[Service, ...] | None = has(Rows(Service))
    founding: tuple[str, ...] = has(
        Codes(is_sentence, N_("ids of founding sentences such as N.P.1 or B7.2b"))
    )
    gcm: tuple[str, ...] = has(
        Codes(is_objective, N_("objectives of the Global Compact for Migration, 1 to 23"))
    )
    sdg: tuple[str, ...] = has(
        Codes(is_sdg, N_("goals, targets or indicators of the SDGs such as 10, 10.7 or 10.7.1"))
    )
    gender_marker: Decimal | None = has(Number(lowest=0, highest=2, whole=True))
    sectors: tuple[str, ...] = has(Codes(is_sector, N_("sector codes of five digits, such as 15190")))
    instruments: tuple[str, ...] = has(Codes(bool, N_("ids of agreements")))
    iati_identifier: str = has(Line(r"[^\s/&|?]{1,200}", N_("an IATI identifier without spaces")))
    contact: Contact | None = has(One(Contact))
    licence: str = has(Line())
    provenance: Provenance | None = has(One(Provenance), needed=True)
    reviews: tuple[Review, ...] | None = has(Rows(Review))
    notes: tuple[Texts, ...] | None = has(Passages())
    invented: bool | None = has(Truth())

    def check(self) -> Wrong:
        """Dates follow each other."""
        pairs = (("planned_end", "planned_start"), ("end", "start"))
        return [
            (end, _("expected a date after {field}").format(field=start))
            for end, start in pairs
            if _before(getattr(self, end), getattr(self, start))
        ]

    @property
    def title_words(self) -> str:
        """The title in the current language, or in the first one it has."""
        return in_language(self.title)

    @property
    def activity_words(self) -> str:
        """What is done, in the current language, or in the first one there is."""
        return in_language(self.activity)


def in_language(texts: Texts) -> str:
    """A text in the current language, else in English, else in the first language it has.

    >>> in_language({"fr": "aide", "en": "help"})
    'help'
    """
    for code in (current(), "en"):
        for language, text in texts.items():
            if language.split("-")[0] == code:
                return text
    return next(iter(texts.values()), "")


def practice_from(plain: Any, file: str = "record") -> Practice:
    """A record from plain data, as YAML, JSON or a database row holds it.

    Raises:
        RegistryProblems: everything that is wrong with it.
    """
    report = Report(file)
    made: Practice = read_object(Practice, report, "", plain)
    report.finish()
    return made


def as_plain(practice: Practice) -> dict[str, Any]:
    """A record as plain data that JSON can hold: ``practice_from(as_plain(p)) == p``."""
    return plain_object(practice)


def _before(end: str, start: str) -> bool:
    """Whether a date surely lies before another; a year alone may be any day of it."""
    shared = min(len(end), len(start))
    return bool(end and start) and end[:shared] < start[:shared]
