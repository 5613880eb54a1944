"""A profile as one self-contained page: charts with a table and words beside each, every number with its source."""

from __future__ import annotations

from typing import Any

from corridor.dossier.pages import render
from corridor.dossier.profile_charts import chart_svg
from corridor.evidence.profile import Profile
from corridor.evidence.profiles.figures import Cell, Chart, Figure, Panel, Table
from corridor.evidence.profiles.words import shown, unit_words

LONG = 20
"""Rows beyond which a table is folded."""
FOLDED = ("stock", "stock-back", "moves", "cost", "net", "total-origin", "total-destination")
"""Tables that stand folded under their chart."""


def profile_html(profile: Profile) -> str:
    """The page; it needs no network and no other file."""
    from corridor.evidence.areas import area_name

    kind = "Country profile: origin, transit and destination at once"
    return render(
        "profile.html",
        title=profile.title,
        kind="Corridor profile" if profile.destination else kind,
        about=f"State of the agreements: {profile.on}. Figures have the years that stand with them.",
        places=[area_name(c) for c in (profile.origin, profile.destination) if c],
        findings=[
            {"text": s.text, "kinds": ", ".join(s.kinds), "marks": _marks(profile, s.sources)}
            for s in profile.findings
        ],
        empty=profile.is_empty,
        panels=[_panel(profile, p) for p in profile.panels],
        missing=[g.as_dict() for g in profile.missing],
        sources=[_source(profile, i) for i in profile.sources],
    )


def _marks(profile: Profile, sources: tuple[str, ...] | list[str]) -> list[int]:
    return sorted({profile.number_of(s) for s in sources})


def _panel(profile: Profile, panel: Panel) -> dict[str, Any]:
    charts: dict[str, list[dict[str, Any]]] = {}
    for c in panel.charts:
        charts.setdefault(c.table, []).append(_chart(c))
    return {
        "id": panel.id,
        "title": panel.title,
        "lead": panel.lead,
        "notes": panel.notes,
        "tables": [{**_table(profile, t), "charts": charts.get(t.id, [])} for t in panel.tables],
    }


def _chart(chart: Chart) -> dict[str, Any]:
    from markupsafe import Markup

    # chart_svg escapes every text itself
    return {
        "title": chart.title, "alt": chart.alt, "unit": unit_words(chart.unit),
        "wide": Markup(chart_svg(chart)), "narrow": Markup(chart_svg(chart, narrow=True)),
    }  # fmt: skip


def _table(profile: Profile, table: Table) -> dict[str, Any]:
    kinds = list(dict.fromkeys(f.kind for f in table.figures()))
    ids = [*(s for f in table.figures() for s in f.sources), *table.sources]
    first = 0 if not table.rows else sum(isinstance(c, str) for c in table.rows[0])
    return {
        "title": table.title,
        "columns": table.columns,
        "rows": [[_cell(profile, c, table) for c in row] for row in table.rows],
        "note": table.note,
        "kinds": ", ".join(kinds),
        "marks": _marks(profile, ids),
        "fold": len(table.rows) > LONG or table.id in FOLDED,
        "words": first > 3,
    }


def _cell(profile: Profile, cell: Cell, table: Table) -> dict[str, Any]:
    if not isinstance(cell, Figure):
        return {"text": shown(cell), "number": False, "hint": "", "year": "", "none": cell is None}
    publishers = "; ".join(
        f"{s.publisher}, {s.title}, {s.edition}" for s in map(profile.sources.__getitem__, cell.sources)
    )
    hint = f"{cell.kind}. {publishers}. {cell.bounds}".strip(" .")
    year = (
        cell.when
        if not str(table.columns[0]).startswith(("Year", "Quarter", "Period")) and "Year" not in table.columns
        else ""
    )
    if table.id.startswith(("regimes", "weight")):
        year = ""
    return {"text": shown(cell), "number": True, "hint": hint, "year": year, "none": cell.value is None}


def _source(profile: Profile, source_id: str) -> dict[str, Any]:
    s = profile.sources[source_id]
    return {
        "number": profile.number_of(source_id), "id": source_id, "publisher": s.publisher, "title": s.title,
        "edition": s.edition, "published": s.published, "licence": s.licence or "not known", "address": s.address,
        "notes": s.notes, "kinds": ", ".join(profile.kinds_of(source_id)),
        "link": s.address if s.address.startswith(("https://", "http://")) else "",
    }  # fmt: skip
