"""A profile on the terminal, readable at a glance: what is found first, then each subject in a few lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from corridor.evidence.profile import Profile
from corridor.evidence.profiles.figures import Chart, Figure, Panel, Table
from corridor.evidence.profiles.words import dollars, shown

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from corridor.evidence.profiles.figures import Statement

BLOCKS = " ▁▂▃▄▅▆▇█"
ROWS = 7
"""Rows of a table that are shown; the files have all."""
SAID = {"people": 3, "money": 3, "regimes": 2}
"""Findings of a topic that stand at the top, where it is more than one."""
SHORT = {
    "Human Development Index (index 0-1)": "Human Development Index",
    "GNI per person, Atlas method (US$)": "GNI per person, US$",
    "GDP per person, purchasing power parity (int. $)": "GDP per person, PPP $",
    "Life expectancy at birth, women (years)": "Life expectancy, women",
    "Life expectancy at birth, men (years)": "Life expectancy, men",
    "Total fertility (births per woman)": "Births per woman",
    "Gini index of income or consumption (index 0-100)": "Gini index",
    "Women in the labour force (% of women aged 15 and over)": "Women in labour force, %",
    "Men in the labour force (% of men aged 15 and over)": "Men in labour force, %",
    "Unemployment (% of labour force)": "Unemployment, %",
    "Self-employed (% of employment)": "Self-employed, %",
    "Older persons who receive a pension (% of persons above pension age)": "Old with a pension, %",
    "Net official development assistance received (% of GNI)": "Aid received, % of GNI",
    "People living on less than $3.00 a day (% of population)": "On less than $3 a day, %",
    "People covered by at least one social protection benefit (% of population)": "Socially protected, %",
    "Unemployed persons who receive a benefit (% of unemployed)": "Unemployed with benefit, %",
    "Hourly labour cost (constant 2021 PPP $)": "Hourly labour cost, PPP $",
    "Hourly labour cost (2021 PPP $)": "Hourly labour cost, PPP $",
    "Physicians (per 1,000 persons)": "Physicians per 1,000",
    "Internally displaced persons, conflict and violence, end of year (persons)": "Displaced by conflict",
    "Refugees from the country (persons)": "Refugees from the country",
    "Age dependency ratio (% of working-age population)": "Age dependency, %",
    "World Bank income group": "Income group",
    "Population (persons)": "Population",
}
"""Titles for narrow lines; the others stay whole."""
HIDDEN = ("weight", "newer", "protection")
"""Tables whose sentence says it all."""


def print_profile(profile: Profile, console: Console) -> None:
    """Print a profile; it fits 80 columns and uses what is wider."""
    from rich.rule import Rule
    from rich.text import Text

    codes = profile.origin if profile.destination is None else f"{profile.origin} to {profile.destination}"
    console.print(Rule(Text(f"{profile.title} ({codes})", style="bold"), align="left"))
    if profile.is_empty:
        console.print(
            "There is hardly a figure for this. That does not say that there is nothing: see what is missing below."
        )
    for s in _first(profile):
        _bullet(console, s.text, _marks(profile, s.sources))
    for panel in profile.panels:
        _panel(profile, panel, console)
    _missing(profile, console)
    _sources(profile, console)


def spark(values: Sequence[float | None]) -> str:
    """A line of small bars from 0 to the largest; a gap is a point.

    >>> spark([0, 50, None, 100])
    ' ▄·█'
    """
    known = [v for v in values if v is not None]
    top = max(known, default=0)
    if top <= 0 or min(known) < 0:
        return ""
    return "".join("·" if v is None else BLOCKS[round(v / top * 8)] for v in values)


def bar(low: float, value: float, high: float, top: float, width: int) -> str:
    """A range on a line of ``width`` places from 0 to ``top``, with its value marked.

    >>> bar(20, 50, 80, 100, 10)
    '  ━━●━━━  '
    """
    if top <= 0:
        return ""
    last = width - 1
    a, b, c = (min(last, max(0, round(x / top * last))) for x in (low, value, high))
    return "".join("●" if i == b else "━" if a <= i <= c else " " for i in range(width))


def _marks(profile: Profile, sources: Sequence[str]) -> str:
    return "".join(f"[{n}]" for n in sorted({profile.number_of(s) for s in sources}))


def _first(profile: Profile) -> list[Statement]:
    """The findings that are shown: few of each topic, the panels and files have the rest."""
    taken: dict[str, int] = {}
    found = []
    for s in profile.findings:
        taken[s.topic] = taken.get(s.topic, 0) + 1
        if taken[s.topic] <= SAID.get(s.topic, 1):
            found.append(s)
    return found


def _bullet(console: Console, text: str, marks: str) -> None:
    from rich.text import Text

    body = Text(text)
    if marks:
        body.append(f" {marks}", style="dim")
    _item(console, "•", body)


def _item(console: Console, sign: str, body: Text) -> None:
    """A text with a sign before it, its further lines indented alike."""
    from rich.padding import Padding
    from rich.table import Table as Grid
    from rich.text import Text

    line = Grid.grid(padding=(0, 1, 0, 0))
    line.add_column(width=max(len(sign), 1), no_wrap=True)
    line.add_column()
    line.add_row(Text(sign), body)
    console.print(Padding(line, (0, 0, 0, 1)))


def _panel(profile: Profile, panel: Panel, console: Console) -> None:
    from rich.text import Text

    console.print()
    console.print(Text(panel.title, style="bold cyan"))
    shown_tables = [t for t in panel.tables if not t.id.startswith(HIDDEN) and (t.figures() or t.sources)]
    if not shown_tables:
        console.print(Text(f" {panel.lead}"))
    for table in shown_tables:
        chart = next((c for c in panel.charts if c.table == table.id), None)
        if table.id == "agreements":
            _agreements(profile, table, console)
        elif chart is not None and chart.kind == "lines":
            _lines(table, chart, console)
        elif chart is not None and chart.kind == "ranges" and chart.unit == "%":
            _shares(table, console)
        else:
            _grid(table, console, panel.title)
        _foot(profile, table, console)


def _foot(profile: Profile, table: Table, console: Console) -> None:
    from rich.text import Text

    kinds = list(dict.fromkeys(f.kind for f in table.figures()))
    marks = _marks(profile, [*(s for f in table.figures() for s in f.sources), *table.sources])
    said = f"   {', '.join(kinds)} {marks}".rstrip() if kinds else f"   {marks}"
    if said.strip():
        console.print(Text(said, style="dim"))


def _lines(table: Table, chart: Chart, console: Console) -> None:
    """One line a series: bars over time, first and last number."""
    from rich import box
    from rich.table import Table as Grid
    from rich.text import Text

    grid = Grid(
        box=box.SIMPLE_HEAD,
        show_edge=False,
        padding=(0, 1),
        title=table.title,
        title_justify="left",
        title_style="",
    )
    years = (str(table.rows[0][0]), str(table.rows[-1][0]))
    for name, side in (("", "left"), (years[0], "right"), ("over time", "left"), (years[1], "right")):
        grid.add_column(name, justify="left" if side == "left" else "right")
    for at in range(1, len(table.columns)):
        cells = [r[at] if isinstance(r[at], Figure) else None for r in table.rows]
        values = [c.value if isinstance(c, Figure) else None for c in cells]
        if all(v is None for v in values):
            continue
        step = -(-len(values) // max(8, console.width - 56))
        thin = values[::-1][::step][::-1]
        first, last = cells[0], cells[-1]
        ends = [
            _brief(c) if isinstance(c, Figure) else _near(cells, back)
            for c, back in ((first, False), (last, True))
        ]
        grid.add_row(table.columns[at], ends[0], Text(spark(thin), style="cyan"), ends[1])
    console.print(grid)


def _near(cells: Sequence[object], back: bool) -> str:
    order = reversed(cells) if back else iter(cells)
    found = next((c for c in order if isinstance(c, Figure)), None)
    return f"{_brief(found)} ({found.when})" if found is not None else "not known"


def _brief(f: Figure) -> str:
    return dollars(f.value) if f.unit == "current US$" and f.value is not None else shown(f)


def _shares(table: Table, console: Console) -> None:
    from rich.table import Table as Grid
    from rich.text import Text

    width = 20 if console.width < 100 else 34
    grid = Grid.grid(padding=(0, 2, 0, 0))
    grid.add_column(ratio=1)
    grid.add_column(no_wrap=True)
    grid.add_column(justify="right", no_wrap=True)
    for row in table.rows:
        f = row[1]
        if not isinstance(f, Figure) or f.value is None:
            continue
        low, high = f.low if f.low is not None else f.value, f.high if f.high is not None else f.value
        ends = f"{low:.0f}-{high:.0f}%" if round(low) != round(high) else f"{f.value:.0f}%"
        grid.add_row(f" {row[0]}", Text(bar(low, f.value, high, 100, width), style="cyan"), ends)
    console.print(f" {table.title}")
    console.print(grid)


def _grid(table: Table, console: Console, above: str) -> None:
    from rich import box
    from rich.table import Table as Grid

    grid = Grid(
        box=box.SIMPLE_HEAD,
        show_edge=False,
        padding=(0, 1),
        title=table.title if table.title != above else None,
        title_justify="left",
        title_style="",
    )
    with_years = table.id in ("development", "necessity")
    columns = list(range(len(table.columns)))
    if table.id == "moves" and console.width < 150:
        columns = [0, *(i for i in columns if i and ", " not in table.columns[i])]
    if table.id == "necessity":
        columns = columns[1:]
    for i in columns:
        numbers = any(isinstance(r[i], Figure) for r in table.rows)
        name = table.columns[i]
        if table.id in ("development", "necessity") and "years before" in name:
            name = "before" if console.width < 100 else name.split(", ")[-1]
        elif table.id == "development" and console.width < 100 and i:
            name = next((f.country for r in table.rows if isinstance(f := r[i], Figure)), name)
        first = i == columns[0]
        grid.add_column(
            name,
            justify="right" if numbers else "left",
            overflow="fold",
            min_width=25 if first and with_years else None,
        )
    rows = [r for r in table.rows if table.id != "necessity" or r[2] is not None]
    kept = rows if with_years else rows[:ROWS] if table.id.startswith("corridors") else rows[-ROWS:]
    for row in kept:
        grid.add_row(*(_text(row[i], with_years) for i in columns))
    console.print(grid)
    if len(kept) < len(rows):
        from rich.text import Text

        console.print(Text(f"   {len(rows) - len(kept)} more rows in the files (-o)", style="dim"))


def _plain(cell: object) -> str:
    return "-" if cell is None else shown(cell)  # type: ignore[arg-type]


def _text(cell: object, with_year: bool) -> str:
    if isinstance(cell, str):
        return SHORT.get(cell, cell)
    return _with_year(cell) if with_year else _plain(cell)


def _with_year(cell: object) -> str:
    if isinstance(cell, Figure):
        if cell.indicator == "income_group":
            return shown(cell).replace("middle", "mid.")
        large = cell.unit == "persons" and (cell.value or 0) >= 1e6
        size, mark = (1e9, "bn") if (cell.value or 0) >= 1e9 else (1e6, "M")
        text = f"{(cell.value or 0) / size:,.3g}{mark}" if large else shown(cell)
        return f"{text} '{cell.year % 100:02d}" if cell.year else text
    return _plain(cell)


def _agreements(profile: Profile, table: Table, console: Console) -> None:
    from rich.text import Text

    if profile.destination is None:
        names = sorted({str(r[0]).rsplit(" (", 1)[1][:-1] for r in table.rows})
        console.print(Text(f" Bound with {len(names)}: {', '.join(names)}"))
        return
    for row in table.rows:
        cells = [str(c) for c in row]
        head = Text.assemble((cells[0], "bold"), f"  {cells[1]}; {cells[2]}")
        _item(console, "", head)
        sure = cells[6].partition(";")[0]
        model = cells[5] if cells[5].startswith("not") else f"modelled: {cells[5]}"
        _item(console, " ", Text(f"{cells[3]}; {cells[4]}; {model}; confidence {sure}"))


def _missing(profile: Profile, console: Console) -> None:
    from rich.text import Text

    if not profile.missing:
        return
    console.print()
    console.print(Text("What is missing, and where joint research could begin", style="bold cyan"))
    for g in profile.missing:
        _bullet(console, f"{g.what}. {g.together}".rstrip() if g.together else f"{g.what}.", "")
    hows = list(dict.fromkeys(g.how for g in profile.missing if "evidence add" in g.how))
    for how in hows if profile.is_empty else []:
        _item(console, "+", Text(how))
    if hows:
        console.print(
            Text(" To add figures: corridor evidence add FILE (formats: corridor evidence list --formats)")
        )


def _sources(profile: Profile, console: Console) -> None:
    from rich.text import Text

    if not profile.sources:
        return
    console.print()
    console.print(Text("Sources", style="bold cyan"))
    for i, (source_id, s) in enumerate(profile.sources.items(), 1):
        kinds = ", ".join(profile.kinds_of(source_id)).capitalize()
        said = f"{s.publisher}: {s.title}, edition {s.edition}. {f'{kinds}. ' if kinds else ''}{s.licence}."
        _item(console, f"[{i}]", Text(said, style="dim"))
