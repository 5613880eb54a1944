"""Agreements: those that are modelled, clause by clause, and what the dated table of the world knows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import combinations
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from corridor.agreements import Instrument, all_instruments, find_instrument
from corridor.agreements.instrument import AWARDS, MEASURES, METHODS, PERSONAL_SCOPES, THEORETICAL, Version
from corridor.countries import country_in_sentence
from corridor.evidence.network import KNOWN_UNTIL
from corridor.evidence.network import network as world
from corridor.evidence.network.queries import Finding
from corridor.evidence.network.table import Bond
from corridor.evidence.network.words import CONFIDENCE, DATE_BASES, PERSONS, STANDINGS, branch_words
from corridor.evidence.network.words import METHODS as EFFECTS
from corridor.i18n import _
from corridor.schemes import all_schemes
from corridor.schemes.scheme import VALIDATION_LABELS
from corridor.workbench.pages import answer
from corridor.workbench.reference.places import all_countries
from corridor.workbench.reference.views import (
    Citation,
    Country,
    Day,
    Document,
    Link,
    View,
    amount,
    area,
    citation,
    country,
    today,
)

router = APIRouter(tags=["agreements"])


class AgreementLine(View):
    """A modelled agreement in a list."""

    id: str
    title: str
    parties: tuple[Country, ...]
    since: date
    validation: str
    validation_means: str
    invented: bool


class BondLine(View):
    """A row of the world table: one instrument between two countries, and how it stands on the day."""

    instrument: str
    title: str
    parties: tuple[Country, ...]
    standing: str
    standing_means: str
    counts: bool
    starts: date | None
    ends: date | None
    date_means: str
    effect: str
    persons: str
    branches: str
    confidence: str
    confidence_means: str
    modelled: str | None
    note: str
    sources: tuple[str, ...]


class AgreementList(Document):
    """The modelled agreements, and for the countries that were asked for what the world table knows."""

    on: date
    asked: tuple[Country, ...]
    countries: tuple[Country, ...]
    agreements: tuple[AgreementLine, ...]
    world: tuple[BondLine, ...]


class Clause(View):
    """A clause as data: what it does, in words, its article, and how it was read where that is open."""

    about: str
    what: str
    article: str
    reading: str = ""


class VersionView(View):
    """The clauses between two dates (``ends`` None: no end)."""

    name: str
    starts: date
    ends: date | None
    in_force: bool
    schemes: tuple[Link, ...]
    clauses: tuple[Clause, ...]
    notes: tuple[str, ...]


class AgreementPage(Document):
    """An agreement: its clauses as data if it is modelled, and the rows of the world table."""

    id: str
    on: date
    parties: tuple[Country, ...]
    modelled: bool
    validation: str
    validation_means: str
    validation_note: str
    text: Citation | None
    versions: tuple[VersionView, ...]
    not_modelled: tuple[str, ...]
    assessments: tuple[Link, ...]
    world: tuple[BondLine, ...]


@router.get("/agreements", response_model=AgreementList)
def agreements(
    request: Request,
    country_codes: Annotated[list[str], Query(alias="country", max_length=6)] = [],  # noqa: B006 (never changed)
    on: Day = None,
    invented: bool = False,
) -> Response:
    """The modelled agreements; with ?country=CAN&country=PHL also every instrument between them on a day."""
    codes = list(dict.fromkeys(area(c) for c in country_codes if c))
    day = on or today()
    found = [i for i in all_instruments(invented=invented) if set(codes) <= set(i.parties)]
    rows: list[Finding] = []
    if len(codes) == 1:
        rows = [f for r in world().of(codes[0], day) for f in r.binding]
    for a, b in combinations(codes, 2):
        rows += world().between(a, b, day).findings
    model = AgreementList(
        title=_("Agreements"),
        on=day,
        asked=tuple(country(c) for c in codes),
        countries=all_countries(),
        agreements=tuple(_line(i) for i in found),
        world=tuple(bond_line(f) for f in rows),
        shell=(" ".join(["corridor agreements", *codes, f"--on {day}"]),),
        python="from datetime import date\nfrom corridor.evidence.network import network\n"
        f"network().{_asked(codes)}, date({day.year}, {day.month}, {day.day}))",
        uncertain=horizon(day),
        sources=cited(f.bond for f in rows),
    )
    return answer(request, model, "agreements.html")


@router.get("/agreements/{agreement_id}", response_model=AgreementPage)
def agreement(request: Request, agreement_id: str, on: Day = None) -> Response:
    """One agreement: its clauses with their articles, its versions, and how far it is validated."""
    day = on or today()
    bonds = [b for b in world().bonds if b.instrument == agreement_id.lower()]
    try:
        found: Instrument | None = find_instrument(agreement_id)
    except KeyError as error:
        if not bonds:
            raise HTTPException(404, str(error.args[0])) from None
        found = None
    model = _world_page(bonds, day) if found is None else _page(found, day)
    return answer(request, model, "agreement.html")


def _asked(codes: list[str]) -> str:
    return f"between({codes[0]!r}, {codes[1]!r}" if len(codes) > 1 else f"of({(codes or ['CAN'])[0]!r}"


def horizon(day: date) -> tuple[str, ...]:
    """What the world table cannot say on a day."""
    said = [_("An agreement that the table does not have may exist all the same.")]
    if day > KNOWN_UNTIL:
        said.append(
            _(
                "The table was compiled from what was published up to {day}; later changes are missing."
            ).format(day=KNOWN_UNTIL)
        )
    return tuple(said)


def _line(i: Instrument) -> AgreementLine:
    return AgreementLine(
        id=i.id, title=_(i.title), parties=tuple(country(c) for c in i.parties), since=i.versions[0].starts,
        validation=i.validation, validation_means=_means(i), invented=i.invented,
    )  # fmt: skip


def _means(i: Instrument) -> str:
    return _(VALIDATION_LABELS.get(i.validation, i.validation))


def bond_line(f: Finding) -> BondLine:
    """A finding of the world table."""
    b = f.bond
    return BondLine(
        instrument=b.instrument, title=f"{_(b.title)} ({b.territory})" if b.territory else _(b.title),
        parties=(country(b.a), country(b.b)), standing=f.standing, standing_means=_(STANDINGS[f.standing]),
        counts=f.counts, starts=b.starts, ends=b.ends, date_means=_(DATE_BASES[b.date_basis]),
        effect=_(EFFECTS[b.method]), persons=_(PERSONS[b.persons]), branches=branch_words(b.branches),
        confidence=b.confidence, confidence_means=_(CONFIDENCE[b.confidence]), modelled=f.modelled,
        note=b.note, sources=tuple(world().cite(b.sources)),
    )  # fmt: skip


def cited(bonds: Iterable[Bond]) -> tuple[Citation, ...]:
    """The sources of rows of the world table, each once."""
    found: dict[str, Citation] = {}
    for b in bonds:
        for key in b.sources:
            c = world().source(key)
            found[c.key] = Citation(
                id=c.key, title=c.title, publisher=c.publisher, address=c.address, grade=c.grade
            )
    return tuple(found.values())


def _page(i: Instrument, day: date) -> AgreementPage:
    now = i.version_on(day)
    rows = [f for a, b in combinations(i.parties, 2) for f in world().between(a, b, day).findings]
    rows = [f for f in rows if f.modelled == i.id]
    return AgreementPage(
        title=_(i.title),
        id=i.id,
        on=day,
        parties=tuple(country(c) for c in i.parties),
        modelled=True,
        validation=i.validation,
        validation_means=_means(i),
        validation_note=_(i.validation_note),
        text=citation(i.text),
        versions=tuple(_version(v, v is now) for v in i.versions),
        not_modelled=tuple(_(t) for t in i.not_modelled),
        assessments=_assessments(i.id),
        world=tuple(bond_line(f) for f in rows),
        shell=(f"corridor agreements {' '.join(i.parties)} --on {day}",),
        python=f"from corridor.agreements import find_instrument\nfind_instrument({i.id!r})",
        sources=(citation(i.text), *(citation(s) for s in i.sources.values() if s != i.text)),
    )


def _world_page(bonds: list[Bond], day: date) -> AgreementPage:
    """An agreement that is not modelled: what the world table knows of it."""
    first = bonds[0]
    rows = [f for b in bonds for f in world().between(b.a, b.b, day).findings if f.bond is b]
    parties = sorted({c for b in bonds for c in (b.a, b.b)})
    return AgreementPage(
        title=_(first.title),
        id=first.instrument,
        on=day,
        parties=tuple(country(c) for c in parties),
        modelled=False,
        validation="",
        validation_means="",
        validation_note="",
        text=None,
        versions=(),
        not_modelled=(),
        assessments=_assessments(first.instrument),
        world=tuple(bond_line(f) for f in rows),
        shell=(f"corridor agreements {first.a} {first.b} --on {day}",),
        python=f"from datetime import date\nfrom corridor.evidence.network import network\n"
        f"network().between({first.a!r}, {first.b!r}, date({day.year}, {day.month}, {day.day}))",
        uncertain=(
            _(
                "This agreement is not modelled: nothing is computed with it. That is not the same as no agreement."
            ),
            *horizon(day),
        ),
        sources=cited(bonds),
    )


def _assessments(agreement_id: str) -> tuple[Link, ...]:
    from corridor.commitments import all_coded

    return tuple(
        Link(title=_(c.title), href=f"/instruments/{c.id}")
        for c in all_coded()
        if c.agreement == agreement_id or c.id == agreement_id.lower()
    )


def _version(v: Version, now: bool) -> VersionView:
    known = {s.id: _(s.name) for s in all_schemes(invented=True)}
    return VersionView(
        name=_(v.name), starts=v.starts, ends=v.ends, in_force=now,
        schemes=tuple(
            Link(title=s, href=f"/schemes/{s}" if s in known else "", note=known.get(s, _("not modelled")))
            for s in v.schemes
        ),
        clauses=tuple(_clauses(v)), notes=tuple(_(n) for n in v.notes),
    )  # fmt: skip


def _clauses(v: Version) -> list[Clause]:
    said = [
        Clause(about=_("Schemes covered"), what=", ".join(v.schemes), article=v.schemes_article),
        Clause(
            about=_("Persons covered"),
            what=_(PERSONAL_SCOPES.get(v.personal_scope, v.personal_scope)),
            article=v.personal_scope_article,
        ),
    ]
    if v.equality_article:
        said.append(Clause(about=_("Equality of treatment"), what=_("granted"), article=v.equality_article))
    for c in v.credits:
        counted = _("{measure}: {per} of it give {gives}, rounding: {round}").format(
            measure=_(MEASURES.get(c.measure, c.measure)),
            per=amount(c.per),
            gives=amount(c.gives),
            round=_(c.round),
        )
        about = _("Periods of {source} count for {to}").format(source=c.source, to=c.to)
        said.append(Clause(about=about, what=counted, article=c.article, reading=_(c.reading)))
    for b in v.benefits.values():
        what = "; ".join(_(t) for t in (METHODS[b.method], AWARDS[b.award], THEORETICAL[b.theoretical]))
        about = _("Benefit of {scheme}").format(scheme=b.scheme)
        said.append(Clause(about=about, what=what, article=b.article, reading=_(b.reading)))
    for m in v.minimum_own.values():
        least = m.months if m.months is not None else m.units
        what = (
            _("at least {n} months of its own").format(n=amount(least))
            if m.months is not None
            else _("at least {n} units of its own").format(n=amount(least))
        )
        about = _("Minimum insurance of {country}").format(country=country_in_sentence(m.country))
        said.append(Clause(about=about, what=what, article=m.article))
    said.append(_export(v))
    if v.third_states:
        said.append(
            Clause(about=_("Periods in third states"), what=v.third_states, article=v.third_states_article)
        )
    return said


def _export(v: Version) -> Clause:
    about = _("Payment abroad")
    if v.export is None:
        return Clause(about=about, what=_("no clause"), article="")
    words = {
        "yes": _("between the parties and in third states"),
        "no": _("between the parties"),
        "insured-in-both": _("between the parties; in third states to persons insured in both"),
    }
    what = words[v.export.third_states] if v.export.between_parties else _("not granted")
    return Clause(about=about, what=what, article=v.export.article)
