"""What evidence there is: sources and indicators, with licence and years."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from corridor.evidence.catalogue import INDICATORS
from corridor.evidence.shelf import Entry
from corridor.evidence.store import Store, open_store
from corridor.i18n import _
from corridor.workbench.pages import answer
from corridor.workbench.reference.views import Citation, Country, Document, View, area, country

router = APIRouter(tags=["evidence"])

ROWS = 200
"""Chosen: figures shown on a page; the JSON of the same address has as many."""


class SourceLine(View):
    """A source that is at hand, with what it holds."""

    source: Citation
    figures: int
    first_year: int | None
    last_year: int | None
    whole: bool
    from_pack: bool
    added: str
    warnings: tuple[str, ...]


class IndicatorLine(View):
    """An indicator: what is counted, in which unit, by which sources at hand."""

    id: str
    title: str
    unit: str
    about: str
    topic: str
    note: str
    sources: tuple[str, ...]


class DataPage(Document):
    """All evidence at hand."""

    holdings: tuple[SourceLine, ...]
    indicators: tuple[IndicatorLine, ...]


class FigureLine(View):
    """One figure (``value`` None: published as missing)."""

    origin: Country | None
    destination: Country | None
    country: Country | None
    sex: str
    when: str
    variant: str
    value: float | None
    unit: str
    kind: str
    flag: str
    source: str


class IndicatorPage(Document):
    """An indicator with figures; ``total`` are all that answer the question, ``offset`` where these begin."""

    indicator: IndicatorLine
    origin: str
    destination: str
    total: int
    offset: int
    rows: tuple[FigureLine, ...]


@router.get("/data", response_model=DataPage)
def data(request: Request) -> Response:
    """The catalogue of evidence: sources with publisher, edition and licence, and indicators."""
    store = open_store()
    model = DataPage(
        title=_("Data"),
        holdings=tuple(_holding(e) for e in store.entries),
        indicators=tuple(_indicator(store, name) for name in store.indicators()),
        shell=("corridor evidence list", "corridor evidence list --indicators"),
        python="from corridor.evidence import open_store\nopen_store().entries",
        uncertain=(
            _(
                "The pack that comes with Corridor is a selection. To add an official file: corridor evidence add FILE."
            ),
        ),
    )
    return answer(request, model, "data.html")


@router.get("/data/{indicator}", response_model=IndicatorPage)
def one(
    request: Request,
    indicator: str,
    origin: Annotated[
        str, Query(max_length=3, description="ISO3; for a country indicator, the country")
    ] = "",
    destination: Annotated[str, Query(max_length=3)] = "",
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> Response:
    """The figures of an indicator."""
    store = open_store()
    if indicator not in store.indicators():
        raise HTTPException(404, _("No figures are at hand for {name}.").format(name=indicator[:60]))
    line = _indicator(store, indicator)
    asked: dict[str, Any] = {}
    if line.about == "corridor":
        asked = {k: area(v) for k, v in (("origin", origin), ("destination", destination)) if v}
    elif origin:
        asked = {"country": area(origin)}
    frame = store.observations(indicator, **asked)
    rows = frame.slice(offset, ROWS).to_dicts()
    used = sorted({r["source_id"] for r in rows})
    given = "".join(f", {k}={v!r}" for k, v in asked.items())
    model = IndicatorPage(
        title=line.title,
        indicator=line,
        origin=origin.upper(),
        destination=destination.upper(),
        total=len(frame),
        offset=offset,
        rows=tuple(
            FigureLine(
                origin=_place(r["origin"]), destination=_place(r["destination"]), country=_place(r["country"]),
                sex=r["sex"], when=_when(r), variant=r["variant"] or "", value=r["value"], unit=r["unit"],
                kind=r["kind"], flag=r["flag"] or "", source=r["source_id"],
            )
            for r in rows
        ),
        shell=(f"corridor evidence show {indicator}",),
        python=f"from corridor.evidence import open_store\nopen_store().observations({indicator!r}{given})",
        uncertain=(line.note,) if line.note else (),
        sources=tuple(_citation(store.entry(i)) for i in used),
    )  # fmt: skip
    return answer(request, model, "indicator.html")


def _indicator(store: Store, name: str) -> IndicatorLine:
    known = INDICATORS.get(name)
    sources = tuple(store.indicators()[name])
    if known is None:
        own = store.source(sources[0]).as_dict()["indicators"].get(name, {})
        title, unit = str(own.get("title", name)), str(own.get("unit", ""))
        return IndicatorLine(
            id=name, title=title, unit=unit, about="country", topic="", note="", sources=sources
        )
    return IndicatorLine(
        id=name, title=_(known.title), unit=_(known.unit), about=known.shape, topic=_(known.topic),
        note=_(known.note), sources=sources,
    )  # fmt: skip


def _holding(e: Entry) -> SourceLine:
    years = e.indicators.values()
    return SourceLine(
        source=_citation(e), figures=e.rows, first_year=min((a for _n, a, _b in years), default=None),
        last_year=max((b for _n, _a, b in years), default=None), whole=e.source.coverage == "whole",
        from_pack=e.home == "starter", added=e.added[:10], warnings=e.warnings,
    )  # fmt: skip


def _citation(e: Entry) -> Citation:
    s = e.source
    return Citation(
        id=s.source_id, title=s.title, publisher=s.publisher, edition=s.edition, address=s.address,
        licence=s.licence, note=s.notes,
    )  # fmt: skip


def _place(code: str | None) -> Country | None:
    return country(code) if code else None


def _when(row: dict[str, date | str | int | None]) -> str:
    year, last, part = row["year"], row["year_to"], row["period"]
    return f"{year}-{last}" if last and last != year else f"{year} {part or ''}".strip()
