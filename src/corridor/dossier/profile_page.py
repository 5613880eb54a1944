"""A profile as one self-contained page in its language: charts with table and words, each number with its source."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from corridor.dossier.pages import render
from corridor.dossier.profile_charts import chart_svg
from corridor.evidence.profile import Profile
from corridor.evidence.profiles.figures import Cell, Chart, Figure, Panel, Statement, Table
from corridor.evidence.profiles.words import kind_words, place_name, shown, unit_words, when_words
from corridor.i18n import _, date_in_words, in_a_row, language

LONG = 20
"""Rows beyond which a table is folded."""
FOLDED = ("stock", "stock-back", "moves", "cost", "net", "total-origin", "total-destination")
"""Tables that stand folded under their chart."""


def profile_html(profile: Profile) -> str:
    """The page, in the language of the profile; it needs no network and no other file."""
    with language(profile.language):
        return _page(profile)


def _page(profile: Profile) -> str:
    one = _("Country profile: origin, transit and destination at once")
    about = _("State of the agreements: {day}. Figures have the years that stand with them.")
    return render(
        "profile.html",
        title=profile.title,
        kind=_("Corridor profile") if profile.destination else one,
        about=about.format(day=date_in_words(profile.on)),
        places=[place_name(c) for c in (profile.origin, profile.destination) if c],
        findings=_sentences(profile, profile.in_short),
        empty=profile.is_empty,
        panels=[_panel(profile, p) for p in profile.panels],
        missing=[g.as_dict() for g in profile.missing],
        sources=[_source(profile, i) for i in profile.sources],
    )


def _marks(profile: Profile, sources: tuple[str, ...] | list[str]) -> list[int]:
    return sorted({profile.number_of(s) for s in sources})


def _sentences(profile: Profile, said: Iterable[Statement]) -> list[dict[str, Any]]:
    return [{"text": s.text, "kinds": kind_words(s.kinds), "marks": _marks(profile, s.sources)} for s in said]


def _panel(profile: Profile, panel: Panel) -> dict[str, Any]:
    charts: dict[str, list[dict[str, Any]]] = {}
    for c in panel.charts:
        charts.setdefault(c.table, []).append(_chart(c))
    return {
        "id": panel.id,
        "title": panel.title,
        "lead": panel.lead,
        "sentences": _sentences(profile, (s for s in panel.sentences if s.text != panel.lead)),
        "notes": panel.notes,
        "tables": [{**_table(profile, t), "charts": charts.get(t.id, [])} for t in panel.tables],
    }


def _chart(chart: Chart) -> dict[str, Any]:
    from markupsafe import Markup

    # chart_svg escapes every text itself
    return {
        "title": chart.title, "subject": "" if chart.subject in chart.title else chart.subject, "alt": chart.alt,
        "unit": "" if chart.kind == "spans" else unit_words(chart.unit), "wide": Markup(chart_svg(chart)),
        "narrow": Markup(chart_svg(chart, narrow=True)),
    }  # fmt: skip


def _table(profile: Profile, table: Table) -> dict[str, Any]:
    first = 0 if not table.rows else sum(isinstance(c, str) for c in table.rows[0])
    return {
        "title": table.title,
        "columns": table.columns,
        "rows": [[_cell(profile, c, table) for c in row] for row in table.rows],
        "note": table.note,
        "kinds": kind_words(table.kinds()),
        "marks": _marks(profile, table.cited()),
        "fold": len(table.rows) > LONG or table.id in FOLDED,
        "words": first > 3,
    }


def _cell(profile: Profile, cell: Cell, table: Table) -> dict[str, Any]:
    if not isinstance(cell, Figure):
        return {"text": shown(cell), "number": False, "hint": "", "year": "", "none": cell is None}
    cited = [profile.sources[s] for s in cell.sources]
    hint = [
        kind_words([cell.kind]),
        in_a_row(f"{s.publisher}, {s.title}, {s.edition}" for s in cited),
        cell.bounds,
    ]
    year = "" if table.by_time else when_words(cell)
    return {
        "text": shown(cell),
        "number": True,
        "hint": ". ".join(h for h in hint if h),
        "year": year,
        "none": cell.value is None,
    }


def _source(profile: Profile, source_id: str) -> dict[str, Any]:
    s = profile.sources[source_id]
    return {
        "number": profile.number_of(source_id), "id": source_id, "publisher": s.publisher, "title": s.title,
        "edition": s.edition, "published": s.published, "licence": s.licence or _("not known"), "address": s.address,
        "notes": _(s.notes), "kinds": kind_words(profile.kinds_of(source_id)),
        "link": s.address if s.address.startswith(("https://", "http://")) else "",
    }  # fmt: skip
