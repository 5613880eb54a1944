"""Figures with their provenance, and the tables and charts a profile is made of: plain data, no drawing.

A figure that is computed from others has the weakest kind among them (a ratio of an official estimate and a
model is a model) and names the sources of all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from corridor.evidence.model import KINDS, MODEL, Kind, Source

if TYPE_CHECKING:
    from corridor.evidence.store import Store

OWN_SOURCE = "corridor"
"""Source of what Corridor computes with a model of its own."""
AGREEMENT_SOURCE = "corridor-agreements"
"""Source of what is read from the world table of agreements."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with everything that is needed to cite it.

    ``sources`` are ids of sources of the profile; ``low`` and ``high`` bound the value if something does, and
    ``bounds`` says what.  ``computed`` says, where Corridor worked the value out, from what.
    """

    value: float | None
    label: str
    unit: str
    kind: Kind
    sources: tuple[str, ...]
    indicator: str = ""
    year: int | None = None
    year_to: int | None = None
    period: str = ""
    sex: str = "both"
    origin: str = ""
    destination: str = ""
    country: str = ""
    variant: str = ""
    flag: str = ""
    low: float | None = None
    high: float | None = None
    bounds: str = ""
    computed: str = ""

    @property
    def when(self) -> str:
        """The year or years, with the quarter if there is one."""
        if self.year is None:
            return ""
        if self.year_to is not None and self.year_to != self.year:
            return f"{self.year}-{self.year_to}"
        return f"{self.year} {self.period}".strip()

    def as_dict(self) -> dict[str, Any]:
        """Plain data; fields that say nothing are left out, the value never."""
        return {
            k: list(v) if isinstance(v, tuple) else v
            for k, v in asdict(self).items()
            if k == "value" or v not in (None, "")
        }


Cell = str | Figure | None


@dataclass(frozen=True, slots=True)
class Table:
    """A table of figures and words; ``None`` is unknown.

    ``sources`` are those of rows that hold only words.  ``by_time``: a row is a year, a quarter or a period,
    or a column has the year; in other tables each figure is shown with its own.
    """

    id: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    sources: tuple[str, ...] = ()
    by_time: bool = False

    def figures(self) -> list[Figure]:
        """All figures, row by row."""
        return [cell for row in self.rows for cell in row if isinstance(cell, Figure)]

    def as_dict(self) -> dict[str, Any]:
        """Plain data."""
        rows = [[c.as_dict() if isinstance(c, Figure) else c for c in row] for row in self.rows]
        return {
            "id": self.id, "title": self.title, "columns": list(self.columns), "rows": rows, "note": self.note,
            "sources": list(self.sources), "by_time": self.by_time,
        }  # fmt: skip

    def cited(self) -> list[str]:
        """Ids of the sources of its figures and words, in order of use."""
        return list(dict.fromkeys([*(s for f in self.figures() for s in f.sources), *self.sources]))

    def kinds(self) -> list[Kind]:
        """How its figures came about, in order of use."""
        return list(dict.fromkeys(f.kind for f in self.figures()))


@dataclass(frozen=True, slots=True)
class Series:
    """A line of a chart: points (x, y, low, high); a null y is a gap."""

    name: str
    points: tuple[tuple[float, float | None, float | None, float | None], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart as data: everything that is needed to draw it, here or elsewhere.

    ``title`` is what the chart shows found, in a sentence; ``subject`` what is drawn.  ``kind``: ``lines``
    (x a year, with a fraction for quarters), ``ranges`` (x an index of ``categories``; a mark with its bounds)
    or ``spans`` (series of bars from low to high on a line each, y unused; ``styles`` says method, certainty
    and whether it goes on, for each).  ``alt`` says in words what is seen; ``table`` is the id of the table
    with the same numbers.  ``short`` are the categories for narrow drawings.  ``sources`` are ids of sources
    of the profile, ``kinds`` how the figures came about.
    """

    id: str
    title: str
    kind: str
    unit: str
    series: tuple[Series, ...]
    alt: str
    table: str
    categories: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    goal: float | None = None
    goal_label: str = ""
    subject: str = ""
    short: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the values of :attr:`rows`."""
        return ("series", "x", "value", "low", "high")

    @property
    def rows(self) -> tuple[tuple[str | float | None, ...], ...]:
        """Every point as a row; where there are categories, x is the category."""
        return tuple(
            (s.name, self.categories[int(x)] if self.categories else x, *values)
            for s in self.series
            for x, *values in s.points
        )

    def as_dict(self) -> dict[str, Any]:
        """Plain data, with the points as rows too."""
        return {**asdict(self), "columns": list(self.columns), "rows": [list(r) for r in self.rows]}


@dataclass(frozen=True, slots=True)
class Panel:
    """One subject of a profile, a section of its own: everything that is said, shown and missing about it.

    ``lead`` is the line to read first, ``notes`` what must be known to read the rest; ``sentences`` are the
    findings of the subject with their figures, ``missing`` what is not known about it.
    """

    id: str
    title: str
    lead: str
    tables: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()
    notes: tuple[str, ...] = ()
    sentences: tuple[Statement, ...] = ()
    missing: tuple[Gap, ...] = ()

    def figures(self) -> list[Figure]:
        """All figures of the tables."""
        return [f for t in self.tables for f in t.figures()]

    def sources(self) -> list[str]:
        """Ids of the sources used, in order of use."""
        return list(dict.fromkeys(s for t in self.tables for s in t.cited()))

    def as_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "id": self.id, "title": self.title, "lead": self.lead, "notes": list(self.notes),
            "sentences": [s.as_dict() for s in self.sentences], "missing": [g.as_dict() for g in self.missing],
            "tables": [t.as_dict() for t in self.tables], "charts": [c.as_dict() for c in self.charts],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence made from figures, with the figures."""

    text: str
    figures: tuple[Figure, ...] = ()
    topic: str = ""
    cites: tuple[str, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of the sources of its figures and of what it cites besides."""
        return tuple(dict.fromkeys([*(s for f in self.figures for s in f.sources), *self.cites]))

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of its figures, from the strongest."""
        return tuple(k for k in KINDS if any(f.kind == k for f in self.figures))

    def as_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "text": self.text, "topic": self.topic, "kinds": list(self.kinds), "sources": list(self.sources),
            "figures": [f.as_dict() for f in self.figures],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is missing: what, why it matters, how to add it, what could be found out together."""

    what: str
    why: str
    how: str = ""
    together: str = ""

    def as_dict(self) -> dict[str, str]:
        """Plain data."""
        return asdict(self)


@dataclass
class Book:
    """Figures out of a store, as far as a profile needs them; nothing missing is ever made 0."""

    store: Store
    _seen: dict[tuple[Any, ...], list[dict[str, Any]]] = field(default_factory=dict)

    def rows(self, indicator: str, **asked: Any) -> list[dict[str, Any]]:
        """Rows of one source, by year, of the main variant (the one without a name); cached."""
        variants = asked.pop("variants", False)
        key = (indicator, variants, *sorted((k, str(v)) for k, v in asked.items()))
        if key not in self._seen:
            frame = self.store.observations(indicator, **asked)
            found = sorted(
                frame.iter_rows(named=True), key=lambda r: (r["year"], r["period"] or "", r["sex"])
            )
            self._seen[key] = found if variants else [r for r in found if r["variant"] is None]
        return self._seen[key]

    def figures(self, indicator: str, label: str = "", **asked: Any) -> list[Figure]:
        """The rows as figures."""
        return [figure(r, label) for r in self.rows(indicator, **asked)]

    def latest(
        self, indicator: str, label: str = "", *, before: int | None = None, **asked: Any
    ) -> Figure | None:
        """The last figure that has a value (up to the year ``before``)."""
        asked.setdefault("sex", "both")
        for row in reversed(self.rows(indicator, **asked)):
            if row["value"] is not None and (before is None or row["year"] <= before):
                return figure(row, label)
        return None

    def at(self, indicator: str, year: int, label: str = "", **asked: Any) -> Figure | None:
        """The figure of a year, if it has a value."""
        asked.setdefault("sex", "both")
        for row in self.rows(indicator, **asked):
            if row["year"] == year and row["value"] is not None:
                return figure(row, label)
        return None

    def unit(self, indicator: str) -> str:
        """The unit in the catalogue, or nothing."""
        from corridor.evidence.catalogue import INDICATORS

        return INDICATORS[indicator].unit if indicator in INDICATORS else ""


def figure(row: Mapping[str, Any], label: str = "") -> Figure:
    """A row of observations as a figure."""
    return Figure(
        value=row["value"], label=label, unit=row["unit"], kind=row["kind"], sources=(row["source_id"],),
        indicator=row["indicator"], year=row["year"], year_to=row["year_to"], period=row["period"] or "",
        sex=row["sex"], origin=row["origin"] or "", destination=row["destination"] or "",
        country=row["country"] or "", variant=row["variant"] or "", flag=row["flag"] or "",
    )  # fmt: skip


def computed(
    value: float | None, label: str, unit: str, inputs: Sequence[Figure], how: str, **more: Any
) -> Figure:
    """A figure worked out from others: the weakest kind, all sources, and how."""
    kind = KINDS[max((KINDS.index(f.kind) for f in inputs), default=KINDS.index(MODEL))]
    sources = tuple(dict.fromkeys(s for f in inputs for s in f.sources))
    last = inputs[-1] if inputs else None
    fields = {"year": last.year, "sex": "both"} if last else {}
    return Figure(
        value=value, label=label, unit=unit, kind=kind, sources=sources, computed=how, **{**fields, **more}
    )


def relabel(found: Figure, label: str) -> Figure:
    """The figure under another label."""
    return replace(found, label=label)


def own_sources() -> dict[str, Source]:
    """The sources that are Corridor itself."""
    import corridor
    from corridor.evidence.network import KNOWN_UNTIL
    from corridor.i18n import _

    return {
        OWN_SOURCE: Source(
            OWN_SOURCE, "Corridor", _("Own computation from the sources named with it"), corridor.__version__,
            licence=_("Apache-2.0 (software); the licences of the sources apply"), notes=_("A model, not a count."),
        ),
        AGREEMENT_SOURCE: Source(
            AGREEMENT_SOURCE, "Corridor", _("World table of social security agreements"),
            _("known until {day}").format(day=KNOWN_UNTIL), licence="Apache-2.0", published=str(KNOWN_UNTIL),
            notes=_("Every row with its confidence and where it was read: corridor agreements A B."),
        ),
    }  # fmt: skip


def used(parts: Iterable[Sequence[str]]) -> list[str]:
    """Ids in order of first use."""
    return list(dict.fromkeys(s for part in parts for s in part))
