"""The corridor: who lives where, moves, money, development, regimes; each number with its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor.dossier.chapters.shared import evidence_source, python_date
from corridor.dossier.document import Block, Chapter, Chart, Code, Data, Details, Result, Table, Text
from corridor.dossier.material import Material
from corridor.i18n import _

if TYPE_CHECKING:
    from corridor.evidence.profile import Profile
    from corridor.evidence.profiles.figures import Chart as Drawn
    from corridor.evidence.profiles.figures import Panel
    from corridor.evidence.profiles.figures import Table as Given

#: Rows beyond which a table is folded.
LONG = 8
#: Rows beyond which a folded table is not printed in the PDF: the page and the workbook have it.
ON_PAPER = 16
#: The panel that a chapter of its own shows.
ELSEWHERE = ("agreements",)
#: Findings of each topic that may stand on the first page.
SAID = ("people", "regimes", "money", "necessity")


def chapter(material: Material) -> Chapter:
    """The profile of the pair, panel by panel."""
    made = material.profile
    panels = [p for p in made.panels if p.id not in ELSEWHERE]
    findings = []
    for topic in SAID:
        first = next((s for s in made.findings if s.topic == topic), None)
        if first is not None:
            findings.append(Text(first.text, sources=first.sources))
    if made.is_empty:
        lead = _("There is hardly a figure for this corridor. That does not say that nothing happens in it.")
    else:
        lead = _(
            "Who lives where, who moves, what is sent home, and what makes leaving a choice. Every "
            "number has its source; models are called models."
        )
    return Chapter(
        id="corridor",
        title=_("The corridor"),
        lead=lead,
        blocks=tuple(panel_result(material, p) for p in panels),
        findings=tuple(findings),
        data=(figures(made),),
        sources=tuple(evidence_source(s) for s in made.sources.values()),
    )


def panel_result(material: Material, panel: Panel) -> Result:
    """One panel of the profile as a result."""
    made = material.profile
    charts: dict[str, list[Block]] = {}
    for c in panel.charts:
        charts.setdefault(c.table, []).append(chart_block(c))
    blocks: list[Block] = []
    for t in panel.tables:
        drawn = charts.get(t.id, [])
        blocks += drawn
        table = table_block(t)
        folded = bool(drawn) or len(t.rows) > LONG
        blocks.append(
            Details(_("Numbers: {title}").format(title=t.title), (table,), on_paper=len(t.rows) <= ON_PAPER)
            if folded
            else table
        )
    said = [s.text for s in made.findings if s.topic == panel.id and s.text not in panel.lead]
    questions = panel.id == "necessity"  # its notes are the questions to be answered on the spot
    why = (Details(_("More that the figures say"), tuple(Text(s) for s in said)),) if said else ()
    return Result(
        id=f"corridor-{panel.id}",
        title=panel.title,
        answer=panel.lead,
        comparison=tuple(blocks),
        why=why,
        uncertain=() if questions else tuple(panel.notes),
        next=tuple(panel.notes) if questions else (),
        sources=tuple(panel.sources()),
        code=profile_code(material, panel.id),
    )


def profile_code(material: Material, panel: str) -> Code:
    """How to get a panel again."""
    day = material.order.day
    return Code(
        material.command("profile", *material.pair, "--on", day.isoformat()),
        "from datetime import date\n"
        "from corridor.evidence.profile import profile\n\n"
        f'made = profile("{material.origin}", "{material.destination}", on={python_date(day)})\n'
        f'print(made.panel("{panel}").lead)',
    )


def chart_block(chart: Drawn) -> Chart:
    """A chart of the profile, drawn."""
    from corridor.dossier.profile_charts import chart_svg
    from corridor.evidence.profiles.words import unit_words

    return Chart(
        chart.title, chart.alt, chart_svg(chart), chart_svg(chart, narrow=True), unit_words(chart.unit)
    )


def table_block(table: Given) -> Table:
    """A table of the profile with its figures in words."""
    from corridor.evidence.profiles.figures import Figure
    from corridor.evidence.profiles.words import shown

    rows = tuple(tuple(None if c is None else shown(c) for c in row) for row in table.rows)
    numbers = tuple(i for i in range(len(table.columns)) if any(isinstance(r[i], Figure) for r in table.rows))
    sources = [s for f in table.figures() for s in f.sources]
    return Table(
        table.title,
        table.columns,
        rows,
        numbers,
        table.note,
        tuple(dict.fromkeys([*sources, *table.sources])),
    )


def figures(made: Profile) -> Data:
    """Every figure of the profile as a row."""
    frame = made.to_frame()
    columns = dict.fromkeys(frame.columns, "")
    meanings = {
        "panel": _("part of the profile"),
        "value": _("the figure, in the unit of its row; empty: not known"),
        "low": _("lower bound"),
        "high": _("upper bound"),
        "unit": _("unit of value, low and high"),
        "kind": _("observed, official estimate or model"),
        "bounds": _("what the bounds are"),
        "computed": _("how it was worked out, where Corridor did"),
        "source_id": _("source in the table of sources; several separated by ;"),
    }
    return Data(
        "evidence",
        _("Figures of the corridor"),
        {c: meanings.get(c, c.replace("_", " ")) for c in columns},
        list(frame.iter_rows(named=True)),
        tuple(made.sources),
    )
