"""Charts that can be explored: Vega-Lite for the same points that the drawing and the table show.

The program that draws them is Vega, as the installed package vl-convert carries it; it is written once into the
user's cache and served from here, so that no page asks another machine for it.
"""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from corridor.i18n import _
from corridor.workbench.assets import FOREVER
from corridor.workbench.reference.places import Drawing, ready
from corridor.workbench.reference.views import area, today

router = APIRouter(tags=["corridors and countries"])

PALETTE = ("#0b4f7a", "#c77700", "#1b6b3a", "#a01c1c", "#7a5ea8", "#51606f", "#0b6e75", "#8c6d46")
"""Chosen: colours that can be told apart without red and green, and on white."""
_lock = Lock()


@router.get("/corridors/{pair}/charts/{chart_id}", response_class=JSONResponse)
def of_corridor(pair: str, chart_id: str) -> Response:
    """A chart of a corridor as Vega-Lite."""
    origin, _dash, destination = pair.partition("-")
    return _answer(ready(area(origin), area(destination), today()).view.sections, chart_id)


@router.get("/countries/{code}/charts/{chart_id}", response_class=JSONResponse)
def of_country(code: str, chart_id: str) -> Response:
    """A chart of a country as Vega-Lite."""
    return _answer(ready(area(code), None, today()).view.sections, chart_id)


@router.get("/static/vega.js", include_in_schema=False)
def program(request: Request) -> Response:
    """The program that draws."""
    headers = {"cache-control": FOREVER, "etag": f'"{_version()}"'}
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(status_code=304, headers=headers)
    return Response(bundle(), media_type="text/javascript; charset=utf-8", headers=headers)


@lru_cache(maxsize=1)
def bundle() -> bytes:
    """Vega, Vega-Lite and the embedding as one script; made on first use, then read from the user's cache."""
    path = cache_folder() / f"vega-{_version()}.js"
    with _lock:
        try:
            return path.read_bytes()
        except OSError:
            import vl_convert

            made: bytes = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;").encode()
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                draft = path.with_name(f"{path.name}.{os.getpid()}")
                draft.write_bytes(made)
                draft.replace(path)
            except OSError:
                pass  # a cache that cannot be written costs time, nothing else
            return made


def cache_folder() -> Path:
    """The folder for what can be made again, where the platform keeps such things."""
    home = Path.home()
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "corridor"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local")) / "corridor" / "cache"
    return Path(os.environ.get("XDG_CACHE_HOME", home / ".cache")) / "corridor"


def spec(chart: Drawing) -> dict[str, Any] | None:
    """A chart as Vega-Lite, ``None`` for one that has no numbers to explore (spans of agreements)."""
    makers = {"lines": _lines, "ranges": _ranges}
    return makers[chart.kind](chart) if chart.kind in makers else None


def _answer(sections: Any, chart_id: str) -> Response:
    found = next((c for s in sections for c in s.charts if c.id == chart_id), None)
    made = spec(found) if found is not None else None
    if made is None:
        raise HTTPException(404, _("There is no chart of that name that can be explored."))
    return JSONResponse(made)


def _lines(c: Drawing) -> dict[str, Any]:
    colour = {"field": "series", "type": "nominal", "title": None, "scale": {"range": list(PALETTE)}}
    x = {"field": "x", "type": "quantitative", "title": None, "axis": {"format": "d", "grid": False}}
    x["scale"] = {"zero": False, "nice": False}
    y = {"field": "value", "type": "quantitative", "title": c.unit, "scale": {"zero": True}}
    said = [
        {"field": "series", "title": " "},
        {"field": "x", "title": _("Year"), "format": ".4~r"},
        {"field": "value", "title": c.unit, "format": ",.3~f"},
    ]
    layers: list[dict[str, Any]] = [
        {
            "mark": {"type": "line", "point": {"size": 60}},
            "encoding": {"x": x, "y": y, "color": colour, "tooltip": said},
        }
    ]
    if any(p[2] is not None for s in c.series for p in s["points"]):
        ends = {
            "x": x,
            "y": {**y, "field": "low"},
            "y2": {"field": "high"},
            "color": {**colour, "legend": None},
        }
        layers.insert(0, {"mark": {"type": "area", "opacity": 0.18}, "encoding": ends})
    zoom = {"name": "zoom", "select": {"type": "interval", "encodings": ["x"]}, "bind": "scales"}
    layers[0]["params"] = [zoom]
    return {**_base(c), "layer": layers}


def _ranges(c: Drawing) -> dict[str, Any]:
    y = {
        "field": "x",
        "type": "nominal",
        "sort": list(c.categories),
        "title": None,
        "axis": {"labelLimit": 220},
    }
    colour = {"field": "series", "type": "nominal", "title": None, "scale": {"range": list(PALETTE)}}
    said = [
        {"field": "series", "title": " "},
        {"field": "x", "title": " "},
        {"field": "value", "title": c.unit, "format": ",.3~f"},
        {"field": "low", "title": _("lowest"), "format": ",.3~f"},
        {"field": "high", "title": _("highest"), "format": ",.3~f"},
    ]
    x = {"field": "value", "type": "quantitative", "title": c.unit, "scale": {"zero": True}}
    ends = {"y": y, "x": {**x, "field": "low"}, "x2": {"field": "high"}, "color": colour}
    point = {"y": y, "x": x, "color": colour, "tooltip": said}
    return {**_base(c), "layer": [
        {"mark": {"type": "rule", "strokeWidth": 3}, "encoding": ends},
        {"mark": {"type": "point", "filled": True, "size": 90}, "encoding": point},
    ]}  # fmt: skip


def _base(c: Drawing) -> dict[str, Any]:
    values = [
        {
            "series": s["name"],
            "x": c.categories[int(x)] if c.categories else x,
            "value": v,
            "low": low,
            "high": high,
        }
        for s in c.series
        for x, v, low, high in s["points"]
    ]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "description": c.alt, "width": "container", "height": 300, "data": {"values": values},
        "config": {"font": "sans-serif", "legend": {"orient": "top"}, "view": {"stroke": None}},
    }  # fmt: skip


@lru_cache(maxsize=1)
def _version() -> str:
    return version("vl-convert-python")
