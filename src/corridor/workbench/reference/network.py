"""The network of social security agreements, year by year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from threading import Lock
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from markupsafe import Markup
from starlette.exceptions import HTTPException

from corridor.countries import country_in_sentence
from corridor.evidence.network import KNOWN_UNTIL, completeness
from corridor.evidence.network import network as world
from corridor.i18n import _, current
from corridor.workbench.pages import answer, wants_json
from corridor.workbench.reference.agreements import BondLine, bond_line, cited, horizon
from corridor.workbench.reference.views import Country, Document, area, country

router = APIRouter(tags=["agreements"])

FIRST_YEAR, LAST_YEAR = 1950, 2025
Confidence = Literal["high", "medium", "low"]


class NetworkPage(Document):
    """The network of a year: pairs bound on 1 July."""

    year: int
    country: Country | None
    countries: tuple[Country, ...]
    multilateral: int
    bilateral_only: int
    contributions_only: int
    completeness: str
    bound_to: tuple[BondLine, ...]


@router.get("/network", response_model=NetworkPage)
def network(
    request: Request,
    year: Annotated[int, Query(ge=FIRST_YEAR, le=LAST_YEAR)] = LAST_YEAR,
    country_code: Annotated[str, Query(alias="country", max_length=3)] = "",
    confidence: Confidence = "medium",
) -> Response:
    """The network of social security agreements on 1 July of a year, as numbers and as a picture."""
    code = area(country_code) if country_code else None
    if code is not None and code not in world().countries:
        raise HTTPException(
            404, _("No row of the table names {country}.").format(country=country_in_sentence(code))
        )
    day = date(year, 7, 1)
    pairs = _pairs(confidence)[year]
    bound = [f for r in world().of(code, day, confidence=confidence) for f in r.binding] if code else []
    model = NetworkPage(
        title=_("The network of agreements"),
        year=year,
        country=country(code) if code else None,
        countries=tuple(sorted((country(c) for c in world().countries), key=lambda c: c.name.casefold())),
        multilateral=pairs[0],
        bilateral_only=pairs[1],
        contributions_only=pairs[2],
        completeness=completeness(min(day, KNOWN_UNTIL)).sentence(confidence),
        bound_to=tuple(bond_line(f) for f in bound),
        shell=(f"corridor network --year {year}{f' --country {code}' if code else ''} -o network.svg",),
        python=f"from corridor.evidence.network.picture import network_svg\nnetwork_svg({year}, country={code!r})",
        uncertain=horizon(day),
        sources=cited(f.bond for f in bound),
    )
    picture = "" if wants_json(request) else _picture(year, code, confidence)
    return answer(request, model, "network.html", picture=picture, first=FIRST_YEAR, last=LAST_YEAR)


@lru_cache(maxsize=4)
def _pairs(confidence: str) -> Mapping[int, tuple[int, int, int]]:
    from corridor.evidence.network.layout import bound_pairs

    return bound_pairs(world(), confidence=confidence)


_drawing = Lock()


@lru_cache(maxsize=200)
def _drawn(year: int, code: str | None, confidence: str, _language: str) -> Markup:
    from corridor.evidence.network.picture import network_svg

    # the picture escapes every text itself
    return Markup(network_svg(year, country=code, confidence=confidence))


def _picture(year: int, code: str | None, confidence: str) -> Markup:
    """The picture of a year; drawn one at a time, since drawing is all work and no waiting."""
    with _drawing:
        return _drawn(year, code, confidence, current())
