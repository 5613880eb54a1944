"""The profile of a corridor or of a country, composed as plain data from the store and the agreement table.

    >>> from corridor.evidence.profile import profile
    >>> made = profile("MAR", "ESP")
    >>> [p.id for p in made.panels]
    ['people', 'moves', 'money', 'development', 'agreements', 'regimes', 'necessity']
    >>> all(f.sources and f.kind for f in made.figures())
    True

Everything is computed from what is in the store; what is not there is listed in ``missing`` and is never 0.
Countries are not ranked: each stands beside its own past, pairs stand beside nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from corridor.evidence.areas import all_areas, area_name
from corridor.evidence.profiles.figures import Book, Figure, Gap, Panel, Statement, own_sources, used
from corridor.evidence.profiles.parts import Part
from corridor.evidence.profiles.places import UnknownPlace, place

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
FORMAT = "corridor-profile-1"


@dataclass(frozen=True)
class Profile:
    """A profile as plain data.

    ``findings`` are sentences with their figures; ``panels`` the tables and charts; ``missing`` what is not
    known, which is where joint research can begin; ``sources`` every source that a figure names, by id.
    """

    origin: str
    destination: str | None
    on: date
    panels: tuple[Panel, ...]
    findings: tuple[Statement, ...]
    missing: tuple[Gap, ...]
    sources: dict[str, Source]

    @property
    def title(self) -> str:
        """The countries by name."""
        if self.destination is None:
            return area_name(self.origin)
        return f"{area_name(self.origin)} to {area_name(self.destination)}"

    @property
    def is_empty(self) -> bool:
        """Whether the store has not one figure for it."""
        return not any(f.kind != "model" or "corridor" not in f.sources for f in self.figures())

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
        return [*found, *(f for s in self.findings for f in s.figures if f not in found)]

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
        raise UnknownPlace(
            f"expected two countries, not {one} twice; for one country: corridor profile {one}"
        )
    day = on or date.today()
    book = Book(store or open_store())
    parts = _country(book, one, day) if other is None else _pair(book, one, other, day, flows)
    return _composed(one, other, day, parts, book.store)


def _pair(book: Book, one: str, other: str, day: date, flows: pl.DataFrame | None) -> list[Part]:
    from corridor.evidence.profiles import development, law, money, moves, people

    return [
        people.people(book, one, other),
        moves.moves(book, one, other, flows),
        money.money(book, one, other),
        development.development(book, (one, other)),
        law.agreements(one, other, day),
        law.regimes(book, one, other),
        development.necessity(book, one, day.year),
    ]


def _country(book: Book, one: str, day: date) -> list[Part]:
    from corridor.evidence.profiles import country, development, law, money

    table, charts, said = money.country_money(book, one)
    name = area_name(one)
    lead = said[0].text if said else f"No figure of remittances of {name} is at hand."
    gap = [] if said else [Gap(f"Remittances of {name}", "No figure is at hand.", money.ADD_WDI)]
    parts: list[Part | None] = [
        country.role(book, one, "origin"),
        country.transit(book, one),
        country.role(book, one, "destination"),
        country.net(book, one),
        Part(Panel("money", "Remittances", lead, (table,) if table else (), tuple(charts)), said, gap),
        development.development(book, (one,)),
        law.country_agreements(one, day),
        *_both_regimes(book, one),
        development.necessity(book, one, day.year),
    ]
    return [p for p in parts if p is not None]


def _both_regimes(book: Book, one: str) -> Iterable[Part | None]:
    from dataclasses import replace

    from corridor.evidence.profiles import law

    for side in ("origin", "destination"):
        part = law.country_regimes(book, one, side)
        if part is not None:
            panel = replace(part.panel, id=f"regimes-{side}")
            part = Part(panel, part.statements, part.gaps if side == "origin" else [])
        yield part


def _composed(one: str, other: str | None, day: date, parts: list[Part], store: Store) -> Profile:
    panels = tuple(p.panel for p in parts)
    said = [s for p in parts for s in p.statements]
    order = {t: i for i, t in enumerate(SAID_FIRST)}
    findings = tuple(sorted(said, key=lambda s: order.get(s.topic, len(order))))
    missing = tuple(dict.fromkeys(g for p in parts for g in p.gaps))
    ids = used([*(p.sources() for p in panels), *(s.sources for s in findings)])
    own = own_sources()
    sources = {i: own[i] if i in own else store.source(i) for i in ids}
    return Profile(one, other, day, panels, findings, missing, sources)


def _place(code: str) -> dict[str, str]:
    areas = all_areas()
    region = areas[code].region if code in areas else ""
    return {"code": code, "name": area_name(code), "region": region}


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
