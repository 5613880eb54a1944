"""Who lives where and how that changed, by sex."""

from __future__ import annotations

from collections.abc import Sequence

from corridor.evidence.areas import area_name
from corridor.evidence.profiles.figures import (
    Book,
    Cell,
    Chart,
    Figure,
    Gap,
    Panel,
    Series,
    Statement,
    Table,
    computed,
)
from corridor.evidence.profiles.parts import Part
from corridor.evidence.profiles.words import number, percent

SEX_WORDS = {"female": "women", "male": "men", "both": "all"}
ADD_STOCK = (
    "Save 'International Migrant Stock 2020: destination and origin' (xlsx) from the UN Population Division's "
    "site (un.org/development/desa/pd), then: corridor evidence add FILE"
)
ADD_UNHCR = (
    "Save the population table from unhcr.org/refugee-statistics (csv), then: corridor evidence add FILE"
)


def people(book: Book, origin: str, destination: str) -> Part:
    """The panel of a pair: the stock both ways by sex, its weight at both ends, refugees among them."""
    o, d = area_name(origin), area_name(destination)
    tables, charts, said, gaps = [], [], [], []
    there = stock_table(book, origin, destination, "stock")
    back = stock_table(book, destination, origin, "stock-back")
    for table, (a, b) in ((there, (origin, destination)), (back, (destination, origin))):
        if table is None:
            gaps.append(_no_stock(a, b))
            continue
        tables.append(table)
        charts.append(stock_chart(table, area_name(a), area_name(b)))
        said.append(_sentence(book, table, a, b))
        if (weight := _weight(book, a, b)) is not None:
            tables.append(weight[0])
            said.append(weight[1])
    protection = _protection(book, origin, destination)
    if protection is not None:
        tables.append(protection[0])
        said += protection[1]
    lead = said[0].text if there is not None else f"No figure of people from {o} living in {d} is at hand."
    notes = (
        "Mid-year; mostly people born in the origin, in some countries its citizens. Often includes refugees.",
        "Official estimates from censuses, registers and surveys of different years; not the legal status.",
    )
    panel = Panel("people", "Who lives where", lead, tuple(tables), tuple(charts), notes if tables else ())
    if there is not None:
        gaps.append(
            Gap(
                f"People from {o} in {d} after {_last(there)}, by age, legal status, work and years of stay",
                "The stock counts people by country of birth or citizenship and sex, and little more.",
                "Add a newer edition of the International Migrant Stock: corridor evidence add FILE",
                f"The census and register of {d} and the consular records of {o} could be compared, by sex and age.",
            )
        )
    return Part(panel, said, gaps)


def stock_table(book: Book, origin: str, destination: str, table_id: str) -> Table | None:
    """Women, men and all by year, of one source; None if there is no figure."""
    found = {
        (f.year, f.sex): f
        for f in book.figures("stock", "people", origin=origin, destination=destination)
        if f.value is not None
    }
    return _by_sex(table_id, f"People from {area_name(origin)} living in {area_name(destination)}", found)


def total_table(book: Book, indicator: str, country: str, title: str, table_id: str) -> Table | None:
    """Women, men and all by year for one country; years without sexes come from the newer edition."""
    found: dict[tuple[int | None, str], Figure] = {}
    for sexes in (["female", "male", "both"], ["both"]):
        rows = book.figures(indicator, "people", country=country, sex=sexes)
        if sexes == ["both"] or {"female", "male"} <= {f.sex for f in rows}:
            found = {(f.year, f.sex): f for f in rows if f.value is not None}
            break
    if not any(sex != "both" for _, sex in found):
        with_sex = book.figures(indicator, "people", country=country, sex=["female", "male"])
        if with_sex:
            whole = book.figures(
                indicator, "people", country=country, sex="both", source=with_sex[0].sources[0]
            )
            found = {(f.year, f.sex): f for f in (*with_sex, *whole) if f.value is not None}
    return _by_sex(table_id, title, found)


def _by_sex(table_id: str, title: str, found: dict[tuple[int | None, str], Figure]) -> Table | None:
    if not found:
        return None
    rows = []
    for year in sorted({y for y, _ in found if y is not None}):
        women, men, both = (found.get((year, s)) for s in ("female", "male", "both"))
        if both is None and women is not None and men is not None:
            both = computed(
                (women.value or 0) + (men.value or 0), "people", women.unit, [women, men], "women and men together",
                origin=women.origin, destination=women.destination, country=women.country,
            )  # fmt: skip
        share = None
        if women is not None and both is not None and both.value:
            share = computed(
                100 * (women.value or 0) / both.value, "women", "% women", [women, both], "women of all"
            )
        rows.append((str(year), women, men, both, share))
    return Table(table_id, title, ("Year", "Women", "Men", "All", "Women, %"), tuple(rows))


def stock_chart(table: Table, of: str, where: str, *, title: str = "") -> Chart:
    """The lines of a table by sex."""
    series = []
    for at, name in ((1, "Women"), (2, "Men"), (3, "All")):
        points = tuple((float(str(r[0])), _cells(r)[at - 1], None, None) for r in table.rows)
        values = tuple((x, f.value if f is not None else None, low, high) for x, f, low, high in points)
        if any(v[1] is not None for v in values):
            series.append(Series(name, values))
    ends = [series[-1].points[0], series[-1].points[-1]]
    alt = (
        f"Lines by sex, {ends[0][0]:.0f} to {ends[1][0]:.0f}. All: from {number(ends[0][1], 'persons')} to "
        f"{number(ends[1][1], 'persons')}. "
        + " ".join(f"{s.name}: {number(s.points[-1][1], 'persons')} at the end." for s in series[:-1])
    ).strip()
    return Chart(
        f"chart-{table.id}", title or f"People from {of} living in {where}", "lines", "persons", tuple(series), alt,
        table.id,
    )  # fmt: skip


def _cells(row: Sequence[object]) -> tuple[Figure | None, Figure | None, Figure | None]:
    women, men, both = (c if isinstance(c, Figure) else None for c in row[1:4])
    return women, men, both


def _last(table: Table) -> str:
    return str(table.rows[-1][0])


def sexes_sentence(table: Table, where: str) -> Statement:
    """First and last year of a table by sex, as a sentence beginning with the year."""
    women, men, both = _cells(table.rows[-1])
    figures = [f for f in (both, women, men) if f is not None]
    text = f"In {_last(table)}, {number(both.value if both else None, 'persons')} {where}"
    if women is not None and men is not None and both is not None and both.value:
        share = percent((women.value or 0) / both.value)
        text += f": {number(women.value, 'persons')} women ({share}) and {number(men.value, 'persons')} men"
    first_women, _, first = _cells(table.rows[0])
    if first is not None and len(table.rows) > 1:
        figures.append(first)
        text += f". In {table.rows[0][0]} it was {number(first.value, 'persons')}"
        if first_women is not None and first.value:
            figures.append(first_women)
            text += f" ({percent((first_women.value or 0) / first.value)} women)"
    return Statement(f"{text}.", tuple(figures), "people")


def _sentence(book: Book, table: Table, origin: str, destination: str) -> Statement:
    return sexes_sentence(table, f"people from {area_name(origin)} lived in {area_name(destination)}")


def _weight(book: Book, origin: str, destination: str) -> tuple[Table, Statement] | None:
    """The corridor among all emigrants of the one and all immigrants of the other, of the same edition."""
    stock = book.latest("stock", origin=origin, destination=destination)
    if stock is None or not stock.value or stock.year is None:
        return None
    rows: list[tuple[Cell, ...]] = []
    said, figures = [], []
    for indicator, country, words in (
        ("emigrant_stock", origin, f"all migrants from {area_name(origin)}"),
        ("immigrant_stock", destination, f"all migrants in {area_name(destination)}"),
    ):
        whole = book.at(indicator, stock.year, country=country, source=_edition(book, indicator, stock))
        if whole is None or not whole.value:
            continue
        share = computed(
            100 * stock.value / whole.value, f"share of {words}", "%", [stock, whole], f"stock of the corridor / {words}",
            origin=origin, destination=destination,
        )  # fmt: skip
        rows.append((words[0].upper() + words[1:], whole, share))
        figures += [share]
        said.append(f"{percent(stock.value / whole.value)} of {words}")
    if not rows:
        return None
    pair = f"{area_name(origin)} to {area_name(destination)}"
    table = Table(
        f"weight-{origin}-{destination}", f"Weight of {pair} at both ends, {stock.year}",
        ("Whole", "People", "Share, %"), tuple(rows),
    )  # fmt: skip
    text = f"People from {area_name(origin)} in {area_name(destination)} were {' and '.join(said)} ({stock.year})."
    return table, Statement(text, tuple(figures), "people")


def _edition(book: Book, indicator: str, stock: Figure) -> list[str]:
    """Sources of the totals that belong to the edition of the stock."""
    own = book.store.source(stock.sources[0])
    found = [
        e.source_id
        for e in book.store.entries
        if indicator in e.indicators and e.source.series == own.series and e.source.edition == own.edition
    ]
    return found or [own.source_id]


def _protection(book: Book, origin: str, destination: str) -> tuple[Table, list[Statement]] | None:
    rows, said = [], []
    for indicator, word in (
        ("refugees", "refugees"),
        ("asylum_seekers", "asylum-seekers with a case pending"),
    ):
        for a, b in ((origin, destination), (destination, origin)):
            last = book.latest(indicator, word, origin=a, destination=b)
            if last is None:
                continue
            before = book.latest(indicator, word, origin=a, destination=b, before=(last.year or 0) - 10)
            label = f"{word.capitalize()} from {area_name(a)} in {area_name(b)}"
            rows.append((label, last, last.when, before, before.when if before else ""))
            if a == origin and last.value:
                who = "refugees" if indicator == "refugees" else "asylum-seekers"
                waiting = "" if indicator == "refugees" else " and waited for a decision"
                many = f"{number(last.value, 'persons')} {who} from {area_name(a)}"
                text = f"{many} were in {area_name(b)}{waiting} ({last.when})."
                said.append(Statement(text, (last,), "people"))
    if not rows:
        return None
    columns = ("People in need of protection", "Latest", "Year", "Ten years before", "Year ")
    note = "Counts below five are rounded by UNHCR; no figure does not mean none."
    return Table("protection", "Refugees and asylum-seekers", columns, tuple(rows), note), said


def _no_stock(origin: str, destination: str) -> Gap:
    o, d = area_name(origin), area_name(destination)
    return Gap(
        f"People from {o} living in {d}",
        "No figure is at hand. That does not mean that there are none: the United Nations leave out zeros and small"
        " groups, and the starter pack holds selected pairs only.",
        ADD_STOCK,
        f"A census or register of {d} by country of birth, citizenship, sex and age.",
    )
