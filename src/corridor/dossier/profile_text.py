"""A profile on the terminal, readable at a glance: what is found first, then each subject in a few lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from corridor.dossier.profile_charts import short
from corridor.evidence.profile import Profile
from corridor.evidence.profiles.development import BACK
from corridor.evidence.profiles.figures import Cell, Chart, Figure, Panel, Table
from corridor.evidence.profiles.words import (
    dollars,
    kind_words,
    shown,
    spread,
    when_words,
)
from corridor.i18n import N_, _, isolate, language, ngettext

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

BLOCKS = " ▁▂▃▄▅▆▇█"
ROWS = 7
"""Rows of a table that are shown; the files have all."""
SHORT = {
    ("hdi", "both"): N_("Human Development Index"),
    ("gni_pc_atlas", "both"): N_("GNI per person, US$"),
    ("gdp_pc_ppp", "both"): N_("GDP per person, PPP $"),
    ("life_expectancy", "female"): N_("Life expectancy, women"),
    ("life_expectancy", "male"): N_("Life expectancy, men"),
    ("fertility", "both"): N_("Births per woman"),
    ("gini", "both"): N_("Gini index"),
    ("lfp_female_15plus", "both"): N_("Women in labour force, %"),
    ("lfp_male_15plus", "both"): N_("Men in labour force, %"),
    ("unemployment_15plus", "both"): N_("Unemployment, %"),
    ("self_employed", "both"): N_("Self-employed, %"),
    ("pension_coverage_old_age", "both"): N_("Old with a pension, %"),
    ("oda_received_gni", "both"): N_("Aid received, % of GNI"),
    ("poverty_300", "both"): N_("On less than $3 a day, %"),
    ("social_protection_any", "both"): N_("Socially protected, %"),
    ("unemployment_benefit_coverage", "both"): N_("Unemployed with benefit, %"),
    ("hourly_labour_cost", "both"): N_("Hourly labour cost, PPP $"),
    ("doctors_per_1000", "both"): N_("Physicians per 1,000"),
    ("idps_conflict", "both"): N_("Displaced by conflict"),
    ("refugees_originating", "both"): N_("Refugees from the country"),
    ("age_dependency", "both"): N_("Age dependency, %"),
    ("income_group", "both"): N_("Income group"),
    ("population", "both"): N_("Population"),
}
"""Titles of (indicator, sex) for narrow lines; the others stay whole."""
GROUPS = {1.0: N_("low"), 2.0: N_("lower mid."), 3.0: N_("upper mid."), 4.0: N_("high")}
"""World Bank income groups in narrow cells."""
HIDDEN = ("weight", "newer", "protection")
"""Tables whose sentence says it all."""


def print_profile(profile: Profile, console: Console) -> None:
    """Print a profile in its language; it fits 80 columns and uses what is wider."""
    with language(profile.language):
        _print(profile, console)


def _print(profile: Profile, console: Console) -> None:
    from rich.rule import Rule
    from rich.text import Text

    codes = "-".join(c for c in (profile.origin, profile.destination) if c)
    title = _("{corridor} ({codes})").format(corridor=profile.title, codes=isolate(codes))
    console.print(Rule(Text(title, style="bold"), align="left"))
    if profile.is_empty:
        console.print(_("There is hardly a figure for this. That does not say that there is nothing: see what is missing"
                        " below."))  # fmt: skip
    for s in profile.in_short:
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

    marks = _marks(profile, table.cited())
    said = f"   {kind_words(table.kinds())} {marks}".rstrip() if table.kinds() else f"   {marks}"
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
    for name, side in (("", "left"), (years[0], "right"), (_("over time"), "left"), (years[1], "right")):
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
    if found is None:
        return _("not known")
    return _("{value} ({year})").format(value=_brief(found), year=when_words(found))


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
        ends = spread(low / 100, high / 100)
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
        columns = [0, *range(1, len(table.columns), 3)]  # all, without women and men
    if table.id == "necessity":
        columns = columns[1:]
    for i in columns:
        numbers = any(isinstance(r[i], Figure) for r in table.rows)
        name = table.columns[i]
        if table.id == "development" and i and i % 2 == 0:
            name = _("before") if console.width < 100 else _("{years} years before").format(years=BACK)
        elif table.id == "necessity" and i == 3 and console.width < 100:
            name = _("before")
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
        grid.add_row(*(_text(row, i, with_years) for i in columns))
    console.print(grid)
    if len(kept) < len(rows):
        from rich.text import Text

        more = len(rows) - len(kept)
        text = ngettext("{number} more row in the files (-o)", "{number} more rows in the files (-o)", more)
        console.print(Text(f"   {text.format(number=more)}", style="dim"))


def _plain(cell: Cell) -> str:
    return "-" if cell is None else shown(cell)


def _text(row: Sequence[Cell], at: int, with_year: bool) -> str:
    cell = row[at]
    if isinstance(cell, str):
        figure = next((c for c in row if isinstance(c, Figure)), None)
        is_label = with_year and at + 1 < len(row) and not isinstance(row[at + 1], str)
        brief = SHORT.get((figure.indicator, figure.sex)) if is_label and figure is not None else None
        return _(brief) if brief else cell
    return _with_year(cell) if with_year else _plain(cell)


def _with_year(cell: Cell) -> str:
    if not isinstance(cell, Figure):
        return _plain(cell)
    if cell.indicator == "income_group" and cell.value is not None:
        return _(GROUPS[cell.value])
    large = cell.unit == "persons" and (cell.value or 0) >= 1e6
    text = short(float(f"{cell.value:.3g}")) if large else shown(cell)
    return f"{text} '{cell.year % 100:02d}" if cell.year else text


def _agreements(profile: Profile, table: Table, console: Console) -> None:
    from rich.text import Text

    if profile.destination is None:
        names = list(dict.fromkeys(str(r[0]) for r in table.rows))
        text = ngettext("Bound with {number}: {countries}", "Bound with {number}: {countries}", len(names))
        console.print(Text(f" {text.format(number=len(names), countries='; '.join(names))}"))
        return
    for row in table.rows:
        title, standing, in_force, method, persons, model, confidence, _read_in = map(str, row)
        _item(console, "", Text.assemble((title, "bold"), f"  {standing}; {in_force}"))
        _item(console, " ", Text(f"{method}; {persons}; {model}; {confidence}"))


def _missing(profile: Profile, console: Console) -> None:
    from rich.text import Text

    if not profile.missing:
        return
    console.print()
    console.print(Text(_("What is missing, and where joint research could begin"), style="bold cyan"))
    for g in profile.missing:
        _bullet(console, f"{g.what}. {g.together}".rstrip() if g.together else f"{g.what}.", "")
    hows = list(dict.fromkeys(g.how for g in profile.missing if "evidence add" in g.how))
    for how in hows if profile.is_empty else []:
        _item(console, "+", Text(how))
    if hows:
        console.print(
            Text(
                " "
                + _("To add figures: corridor evidence add FILE (formats: corridor evidence list --formats)")
            )
        )


def _sources(profile: Profile, console: Console) -> None:
    from rich.text import Text

    if not profile.sources:
        return
    console.print()
    console.print(Text(_("Sources"), style="bold cyan"))
    for i, (source_id, s) in enumerate(profile.sources.items(), 1):
        kinds = kind_words(profile.kinds_of(source_id))
        said = _("{publisher}: {title}, edition {edition}. {kinds}. {licence}.").format(
            publisher=s.publisher, title=s.title, edition=s.edition, kinds=kinds or _("not a figure"),
            licence=s.licence or _("licence not known"),
        )  # fmt: skip
        _item(console, f"[{i}]", Text(said, style="dim"))
