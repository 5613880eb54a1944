"""The profile of a corridor or of a country, composed as plain data from the store and the agreement table.

    >>> from corridor.evidence.profile import profile
    >>> made = profile("MAR", "ESP")
    >>> [p.id for p in made.panels]
    ['people', 'moves', 'money', 'development', 'agreements', 'regimes', 'necessity']
    >>> all(f.sources and f.kind for f in made.figures())
    True

Everything is computed from what is in the store; what is not there is listed in ``missing`` and is never 0.
Countries are not ranked: each stands beside its own past, pairs stand beside nobody.  Sentences, titles and
names are in the language that is current when the profile is composed (:func:`corridor.i18n.language`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from corridor.evidence.areas import all_areas
from corridor.evidence.profiles.figures import Book, Figure, Gap, Panel, Statement, own_sources, used
from corridor.evidence.profiles.parts import Part
from corridor.evidence.profiles.places import UnknownPlace, place
from corridor.evidence.profiles.words import corridor_name, place_in_sentence, place_name
from corridor.i18n import _, current

if TYPE_CHECKING:
    import polars as pl

    from corridor.evidence.model import Source
    from corridor.evidence.store import Store

__all__ = ["Profile", "UnknownPlace", "profile"]

SAID_FIRST = (
    "people",
    "origin",
    "transit",
    "destination",
    "moves",
    "money",
    "agreements",
    "regimes",
    "necessity",
    "development",
)
"""Order of the findings."""
IN_SHORT = {"people": 3, "money": 3, "regimes": 2}
"""Chosen: findings of a topic that stand in short, where it is more than one."""
FORMAT = "corridor-profile-2"


@dataclass(frozen=True)
class Profile:
    """A profile as plain data.

    ``findings`` are sentences with their figures, the most telling first; ``panels`` are its sections, each with
    sentences, tables, charts and what is missing; ``missing`` is what is not known at all, which is where joint
    research can begin; ``sources`` every source that a figure names, by id; ``language`` that of all its texts.
    """

    origin: str
    destination: str | None
    on: date
    panels: tuple[Panel, ...]
    findings: tuple[Statement, ...]
    missing: tuple[Gap, ...]
    sources: dict[str, Source]
    language: str = "en"

    @property
    def title(self) -> str:
        """The countries by name."""
        if self.destination is None:
            return place_name(self.origin)
        return corridor_name(self.origin, self.destination)

    @property
    def is_empty(self) -> bool:
        """Whether the store has not one figure for it."""
        return not any(f.kind != "model" or "corridor" not in f.sources for f in self.figures())

    @property
    def in_short(self) -> tuple[Statement, ...]:
        """The findings to read first: few of each topic, the sections have the rest."""
        taken: dict[str, int] = {}
        found = []
        for s in self.findings:
            taken[s.topic] = taken.get(s.topic, 0) + 1
            if taken[s.topic] <= IN_SHORT.get(s.topic, 1):
                found.append(s)
        return tuple(found)

    def panel(self, name: str) -> Panel:
        """A panel by its id.

        Raises:
            KeyError: there is none; the message lists those there are.
        """
        for p in self.panels:
            if p.id == name:
                return p
        raise KeyError(f"no panel {name!r}; there are {', '.join(p.id for p in self.panels)}")

    def figures(self) -> list[Figure]:
        """Every figure of the panels and findings."""
        found = [f for p in self.panels for f in p.figures()]
        known = set(found)
        return [*found, *(f for s in self.findings for f in s.figures if f not in known)]

    def kinds_of(self, source: str) -> list[str]:
        """Kinds of the figures that were taken from a source as they are (for Corridor's own: computed with it)."""
        own = source.startswith("corridor")
        found = [f.kind for f in self.figures() if source in f.sources and bool(f.computed) == own]
        return list(dict.fromkeys(found))

    def number_of(self, source: str) -> int:
        """The number of a source in the list of sources, from 1."""
        return list(self.sources).index(source) + 1

    def as_dict(self) -> dict[str, Any]:
        """Plain data, ready for JSON."""
        return {
            "format": FORMAT,
            "language": self.language,
            "title": self.title,
            "origin": _place(self.origin),
            "destination": _place(self.destination) if self.destination else None,
            "on": str(self.on),
            "findings": [s.as_dict() for s in self.findings],
            "panels": [p.as_dict() for p in self.panels],
            "missing": [g.as_dict() for g in self.missing],
            "sources": {k: {n: v for n, v in s.as_dict().items() if v} for k, s in self.sources.items()},
        }

    def to_frame(self) -> pl.DataFrame:
        """Every figure of the panels as a row, with publisher, title, edition and licence of its sources.

        Several sources of one figure stand in one cell, separated by ``; ``.
        """
        import polars as pl

        rows = []
        for p in self.panels:
            for t in p.tables:
                for f in t.figures():
                    row = {"panel": p.id, "table": t.id, **f.as_dict()}
                    row["source_id"] = "; ".join(row.pop("sources"))
                    for name in ("publisher", "title", "edition", "published", "licence", "address"):
                        held = used([[getattr(self.sources[s], name) for s in f.sources]])
                        row[name] = "; ".join(x for x in held if x)
                    rows.append(row)
        return pl.DataFrame(rows, schema=_frame_schema())


def profile(
    origin: str,
    destination: str | None = None,
    *,
    store: Store | None = None,
    on: date | None = None,
    flows: pl.DataFrame | None = None,
) -> Profile:
    """The profile of a pair, or of one country as origin, transit and destination at once.

    Args:
        origin, destination: ISO3 codes (also XKX); the destination is left out for one country.
        store: where the figures are; by default the user's store with the starter pack.
        on: the day on which agreements are looked at; by default today.
        flows: own estimates (as :meth:`corridor.evidence.figures.Corridor.flows` gives them) to show in place
            of the published ones.

    Raises:
        UnknownPlace: a code is none, or the two are the same.
    """
    from corridor.evidence.store import open_store

    one = place(origin)
    other = place(destination) if destination is not None else None
    if one == other:
        said = _("expected two countries, not {code} twice; for one country: corridor profile {code}")
        raise UnknownPlace(said.format(code=one))
    day = on or date.today()
    book = Book(store or open_store())
    parts = _country(book, one, day) if other is None else _pair(book, one, other, day, flows)
    return _composed(one, other, day, parts, book.store)


def _pair(book: Book, one: str, other: str, day: date, flows: pl.DataFrame | None) -> list[Part]:
    from corridor.evidence.profiles import development, law, money, moves, people, regimes

    return [
        people.people(book, one, other, day.year),
        moves.moves(book, one, other, flows),
        money.money(book, one, other),
        development.development(book, (one, other)),
        law.agreements(one, other, day),
        regimes.regimes(book, one, other),
        development.necessity(book, one, day.year),
    ]


def _country(book: Book, one: str, day: date) -> list[Part]:
    from corridor.evidence.profiles import country, development, law, money

    table, charts, said = money.country_money(book, one)
    words = {"country": place_in_sentence(one)}
    lead = said[0].text if said else _("No figure of remittances of {country} is at hand.").format(**words)
    gap = Gap(_("Remittances of {country}").format(**words), _("No figure is at hand."), _(money.ADD_WDI))
    gaps = [] if said else [gap]
    parts: list[Part | None] = [
        country.role(book, one, "origin"),
        country.transit(book, one),
        country.role(book, one, "destination"),
        country.net(book, one),
        Part(Panel("money", _("Remittances"), lead, (table,) if table else (), tuple(charts)), said, gaps),
        development.development(book, (one,)),
        law.country_agreements(one, day),
        *_both_regimes(book, one),
        development.necessity(book, one, day.year),
    ]
    return [p for p in parts if p is not None]


def _both_regimes(book: Book, one: str) -> Iterable[Part | None]:
    from dataclasses import replace

    from corridor.evidence.profiles.regimes import country_regimes

    for side in ("origin", "destination"):
        part = country_regimes(book, one, side)
        if part is not None:
            panel = replace(part.panel, id=f"regimes-{side}")
            part = Part(panel, part.statements, part.gaps if side == "origin" else [])
        yield part


def _composed(one: str, other: str | None, day: date, parts: list[Part], store: Store) -> Profile:
    panels = tuple(_section(p) for p in parts)
    said = [s for p in parts for s in p.statements]
    order = {t: i for i, t in enumerate(SAID_FIRST)}
    findings = tuple(sorted(said, key=lambda s: order.get(s.topic, len(order))))
    missing = tuple(dict.fromkeys(g for p in parts for g in p.gaps))
    ids = used([*(p.sources() for p in panels), *(s.sources for s in findings)])
    own = own_sources()
    sources = {i: own[i] if i in own else store.source(i) for i in ids}
    return Profile(one, other, day, panels, findings, missing, sources, current())


def _section(part: Part) -> Panel:
    """The panel with what is said and missing about it, its charts with the sources of their tables."""
    from dataclasses import replace

    tables = {t.id: t for t in part.panel.tables}
    charts = tuple(
        replace(c, sources=tuple(tables[c.table].cited()), kinds=tuple(tables[c.table].kinds()))
        for c in part.panel.charts
    )
    return replace(part.panel, charts=charts, sentences=tuple(part.statements), missing=tuple(part.gaps))


def _place(code: str) -> dict[str, str]:
    areas = all_areas()
    region = areas[code].region if code in areas else ""
    return {"code": code, "name": place_name(code), "region": region}


def _frame_schema() -> dict[str, Any]:
    import polars as pl

    text = (
        "panel",
        "table",
        "indicator",
        "label",
        "origin",
        "destination",
        "country",
        "sex",
        "period",
        "variant",
    )
    after = ("unit", "kind", "bounds", "flag", "computed", "source_id", "publisher", "title", "edition", "published",
             "licence", "address")  # fmt: skip
    numbers = {
        "year": pl.Int32,
        "year_to": pl.Int32,
        "value": pl.Float64,
        "low": pl.Float64,
        "high": pl.Float64,
    }
    return {**dict.fromkeys(text, pl.String), **numbers, **dict.fromkeys(after, pl.String)}
