"""Corridors and countries: profiles made of evidence."""

from __future__ import annotations

from collections import OrderedDict
from datetime import date
from functools import lru_cache
from threading import Lock
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from markupsafe import Markup
from starlette.exceptions import HTTPException

from corridor.evidence.profile import Profile, UnknownPlace
from corridor.evidence.profiles.figures import Chart, Figure, Statement, Table
from corridor.evidence.profiles.words import shown, unit_words
from corridor.i18n import _, current, in_a_row
from corridor.workbench.errors import Problems
from corridor.workbench.pages import answer
from corridor.workbench.reference.views import (
    Citation,
    Country,
    Day,
    Document,
    Link,
    View,
    area,
    country,
    today,
)

router = APIRouter(tags=["corridors and countries"])

KEPT = 200
"""Chosen: profiles kept ready (a corridor in a language on a day)."""
LONG = 12
"""Chosen: rows beyond which a table is folded."""


class Pair(View):
    """A corridor that has figures, by name; ``modelled`` where an agreement between the two can be computed."""

    origin: Country
    destination: Country
    href: str
    modelled: bool


class CorridorList(Document):
    """The corridors that have figures, and all countries."""

    countries: tuple[Country, ...]
    pairs: tuple[Pair, ...]


class CountryList(Document):
    """All countries."""

    countries: tuple[Link, ...]


class Cell(View):
    """A cell of a table: as it is shown, and the value behind it (``None``: not known, or words)."""

    text: str
    value: float | None = None
    is_number: bool = False
    is_unknown: bool = False
    when: str = ""
    kind: str = ""
    hint: str = ""
    sources: tuple[str, ...] = ()


class Grid(View):
    """A table."""

    id: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str
    kinds: tuple[str, ...]
    sources: tuple[str, ...]
    folded: bool


class Drawing(View):
    """A chart as data, with what is seen on it in words; ``table`` has the same numbers."""

    id: str
    title: str
    kind: str
    unit: str
    alt: str
    table: str
    series: tuple[dict[str, Any], ...]
    categories: tuple[str, ...]


class Section(View):
    """One subject of a profile."""

    id: str
    title: str
    lead: str
    notes: tuple[str, ...]
    tables: tuple[Grid, ...]
    charts: tuple[Drawing, ...]


class Sentence(View):
    """A finding with the kinds of its figures and their sources."""

    text: str
    kinds: tuple[str, ...]
    sources: tuple[str, ...]


class Missing(View):
    """Something that is not known: why, how to add it, and what could be found out together."""

    what: str
    why: str
    how: str
    together: str


class ProfilePage(Document):
    """The profile of a corridor, or of one country as origin, transit and destination at once."""

    origin: Country
    destination: Country | None
    on: date
    empty: bool
    in_short: tuple[Sentence, ...]
    findings: tuple[Sentence, ...]
    sections: tuple[Section, ...]
    missing: tuple[Missing, ...]
    links: tuple[Link, ...]


class Ready:
    """A profile that is ready to be shown: its model, and its charts as SVG by id."""

    def __init__(self, made: Profile) -> None:
        from corridor.dossier.profile_charts import chart_svg

        self.view = _view(made)
        # chart_svg escapes every text itself
        self.charts = {
            c.id: (Markup(chart_svg(c)), Markup(chart_svg(c, narrow=True)))
            for p in made.panels
            for c in p.charts
        }
        self.marks = {s: i for i, s in enumerate(made.sources, 1)}


_ready: OrderedDict[tuple[Any, ...], Ready] = OrderedDict()
_lock = Lock()
"""Profiles are composed one at a time: they are all work and no waiting."""


def ready(origin: str, destination: str | None, on: date) -> Ready:
    """A profile in the current language; kept until the evidence changes."""
    from corridor.evidence.profile import profile
    from corridor.evidence.store import open_store

    stamp = tuple(e.file_sha256 for e in open_store().entries)
    key = (origin, destination, on, current(), stamp)
    with _lock:
        if key not in _ready:
            try:
                _ready[key] = Ready(profile(origin, destination, on=on))
            except UnknownPlace as error:
                raise HTTPException(404, str(error)) from None
            while len(_ready) > KEPT:
                _ready.popitem(last=False)
        _ready.move_to_end(key)
        return _ready[key]


@router.get("/corridors", response_model=CorridorList)
def corridors(request: Request, origin: str = "", destination: str = "") -> Response:
    """The corridors that have figures; with an origin and a destination, the way to their profile."""
    if origin or destination:
        problems = [
            (name, _("Choose a country."))
            for name, code in (("origin", origin), ("destination", destination))
            if code.upper() not in _codes()
        ]
        if not problems and origin.upper() == destination.upper():
            problems = [("destination", _("Choose two different countries."))]
        if problems:
            raise Problems(problems)
        return RedirectResponse(f"/corridors/{origin.upper()}-{destination.upper()}", 303)
    model = CorridorList(
        title=_("Understand a corridor"),
        countries=all_countries(),
        pairs=known_pairs(),
        shell=("corridor profile MAR ESP",),
        python="from corridor.evidence.profile import profile\nprofile('MAR', 'ESP')",
        uncertain=(
            _("The list names the corridors whose figures come with Corridor. Others can be asked for, and filled:"
              " corridor evidence add FILE."),
        ),
    )  # fmt: skip
    return answer(request, model, "corridors.html")


@router.get("/corridors/{pair}", response_model=ProfilePage)
def corridor_profile(request: Request, pair: str, on: Day = None) -> Response:
    """The profile of a corridor, such as MAR-ESP, with the agreements as they stand on a day."""
    origin, dash, destination = pair.partition("-")
    if not dash:
        said = _("A corridor is written as two codes: /corridors/MAR-ESP.")
        raise HTTPException(404, said)
    return _show(request, ready(area(origin), area(destination), on or today()))


@router.get("/countries", response_model=CountryList)
def countries(request: Request) -> Response:
    """All countries."""
    found = tuple(Link(title=c.name, href=f"/countries/{c.code}", note=c.code) for c in all_countries())
    model = CountryList(title=_("Countries"), countries=found, shell=("corridor profile MAR",))
    return answer(request, model, "countries.html")


@router.get("/countries/{code}", response_model=ProfilePage)
def country_profile(request: Request, code: str, on: Day = None) -> Response:
    """One country as origin, transit and destination at once."""
    return _show(request, ready(area(code), None, on or today()))


def all_countries() -> tuple[Country, ...]:
    """Every country by name in the current language."""
    return _by_name(current())


@lru_cache(maxsize=8)
def _by_name(language: str) -> tuple[Country, ...]:
    return tuple(sorted((country(c) for c in _codes()), key=lambda c: c.name.casefold()))


def _codes() -> tuple[str, ...]:
    from corridor.evidence.areas import all_areas

    return tuple(code for code, area_ in all_areas().items() if area_.kind == "country")


def known_pairs() -> tuple[Pair, ...]:
    """Corridors with figures of people, or with an agreement that is modelled, by name."""
    from corridor.agreements import all_instruments
    from corridor.evidence.store import open_store

    modelled = {frozenset(i.parties) for i in all_instruments()}
    frame = open_store().observations("stock").select("origin", "destination").unique()
    codes = set(_codes())
    pairs = {(a, b) for a, b in frame.iter_rows() if {a, b} <= codes}
    pairs |= {(a, b) for two in modelled for a in two for b in two if a != b}
    found = [
        Pair(
            origin=country(a), destination=country(b), href=f"/corridors/{a}-{b}",
            modelled=any({a, b} <= parties for parties in modelled),
        )
        for a, b in pairs
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda p: (p.origin.name.casefold(), p.destination.name.casefold())))


def _show(request: Request, made: Ready) -> Response:
    return answer(request, made.view, "profile.html", charts=made.charts, marks=made.marks)


def _view(p: Profile) -> ProfilePage:
    codes = [c for c in (p.origin, p.destination) if c]
    asked = ", ".join(repr(c) for c in codes)
    return ProfilePage(
        title=_("{origin} to {destination}").format(
            origin=country(p.origin).name, destination=country(p.destination).name
        )
        if p.destination
        else country(p.origin).name,
        origin=country(p.origin),
        destination=country(p.destination) if p.destination else None,
        on=p.on,
        empty=p.is_empty,
        in_short=_sentences(p.in_short),
        findings=_sentences(p.findings),
        sections=tuple(
            Section(
                id=s.id, title=s.title, lead=s.lead, notes=s.notes,
                tables=tuple(_grid(p, t) for t in s.tables), charts=tuple(_drawing(c) for c in s.charts),
            )
            for s in p.panels
        ),
        missing=tuple(Missing(what=g.what, why=g.why, how=g.how, together=g.together) for g in p.missing),
        links=_links(p),
        shell=(f"corridor profile {' '.join(codes)} --on {p.on} -o profile.html",),
        python=f"from datetime import date\nfrom corridor.evidence.profile import profile\n"
        f"profile({asked}, on=date({p.on.year}, {p.on.month}, {p.on.day}))",
        uncertain=(_("No ranking of countries is made or meant."),),
        sources=tuple(
            Citation(
                id=i, title=s.title, publisher=s.publisher, edition=s.edition, address=s.address,
                licence=s.licence, note=s.notes, grade=in_a_row(_(k) for k in p.kinds_of(i)),
            )
            for i, s in p.sources.items()
        ),
    )  # fmt: skip


def _sentences(said: tuple[Statement, ...]) -> tuple[Sentence, ...]:
    return tuple(Sentence(text=s.text, kinds=s.kinds, sources=s.sources) for s in said)


def _links(p: Profile) -> tuple[Link, ...]:
    if p.destination is None:
        return (Link(title=_("Agreements of this country"), href=f"/agreements?country={p.origin}"),)
    back = Link(title=_("The other way"), href=f"/corridors/{p.destination}-{p.origin}")
    both = Link(
        title=_("Agreements between the two"), href=f"/agreements?country={p.origin}&country={p.destination}"
    )
    one, other = (Link(title=country(c).name, href=f"/countries/{c}") for c in (p.origin, p.destination))
    dossier = Link(
        title=_("Build the dossier"), href=f"/dossiers/new?origin={p.origin}&destination={p.destination}"
    )
    return (back, both, one, other, dossier)


def _grid(p: Profile, t: Table) -> Grid:
    by_time = getattr(t, "by_time", False)
    return Grid(
        id=t.id, title=t.title, columns=t.columns, note=t.note,
        rows=tuple(tuple(_cell(p, c, by_time) for c in row) for row in t.rows),
        kinds=tuple(dict.fromkeys(f.kind for f in t.figures())),
        sources=tuple(dict.fromkeys([*(s for f in t.figures() for s in f.sources), *t.sources])),
        folded=len(t.rows) > LONG,
    )  # fmt: skip


def _cell(p: Profile, cell: str | Figure | None, by_time: bool) -> Cell:
    if not isinstance(cell, Figure):
        return Cell(text=shown(cell), is_unknown=cell is None)
    read = "; ".join(f"{s.publisher}, {s.title}, {s.edition}" for s in (p.sources[i] for i in cell.sources))
    return Cell(
        text=shown(cell), value=cell.value, is_number=True, is_unknown=cell.value is None,
        when="" if by_time else cell.when, kind=cell.kind, hint=f"{cell.kind}. {read}. {cell.bounds}".strip(" ."),
        sources=cell.sources,
    )  # fmt: skip


def _drawing(c: Chart) -> Drawing:
    series = tuple({"name": s.name, "points": s.points} for s in c.series)
    return Drawing(
        id=c.id, title=c.title, kind=c.kind, unit=unit_words(c.unit), alt=c.alt, table=c.table, series=series,
        categories=c.categories,
    )  # fmt: skip
