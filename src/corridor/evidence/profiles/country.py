"""One country as origin, transit and destination at once."""

from __future__ import annotations

from dataclasses import replace

from corridor.evidence.areas import area_name
from corridor.evidence.profiles.figures import (
    Book,
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
from corridor.evidence.profiles.people import ADD_STOCK, ADD_UNHCR, sexes_sentence, stock_chart, total_table
from corridor.evidence.profiles.words import GROUP_NAMES, number, percent

PARTNERS = 15
"""Chosen: how many corridors are listed each way."""


def role(book: Book, country: str, side: str) -> Part:
    """A country as ``origin`` (its people elsewhere) or ``destination`` (people from elsewhere in it)."""
    name = area_name(country)
    origin = side == "origin"
    indicator = "emigrant_stock" if origin else "immigrant_stock"
    where = f"people from {name} lived elsewhere" if origin else f"people from elsewhere lived in {name}"
    title = (
        f"As origin: people from {name} elsewhere"
        if origin
        else f"As destination: people from elsewhere in {name}"
    )
    tables, charts, said, gaps = [], [], [], []
    totals = total_table(book, indicator, country, title, f"total-{side}")
    if totals is not None:
        tables.append(totals)
        charts.append(stock_chart(totals, name, "", title=title))
        said.append(sexes_sentence(totals, where))
        newer = book.latest(indicator, "people", country=country)
        shown = {f.year for f in totals.figures()}
        if newer is not None and newer.year not in shown and newer.value is not None:
            edition = book.store.source(newer.sources[0]).edition
            text = f"A newer edition ({edition}) has {number(newer.value, 'persons')} for {newer.when}, all sexes together."
            tables.append(
                Table(f"newer-{side}", f"{title}: edition {edition}", ("Year", "All"),
                      tuple((f.when, f) for f in book.figures(indicator, "people", country=country,
                            sex="both", source=newer.sources[0]))))  # fmt: skip
            said.append(Statement(text, (newer,), "people"))
    else:
        gaps.append(Gap(title, "No figure is at hand.", ADD_STOCK))
    corridors = _corridors(book, country, side)
    if corridors is not None:
        tables.append(corridors[0])
        said += corridors[1]
        gaps += corridors[2]
    said = [replace(s, topic=side) for s in said]
    lead = said[0].text if said else f"No figure of {where.replace('lived', 'living')} is at hand."
    return Part(
        Panel(f"as-{side}", "As origin" if origin else "As destination", lead, tuple(tables), tuple(charts)),
        said,
        gaps,
    )


def _corridors(book: Book, country: str, side: str) -> tuple[Table, list[Statement], list[Gap]] | None:
    """The corridors at hand of the latest year, largest first, by sex, with the partner's income group."""
    import polars as pl

    other = "destination" if side == "origin" else "origin"
    frame = book.store.observations("stock", **{side: country})  # type: ignore[arg-type]
    frame = frame.filter(pl.col("value").is_not_null())
    if frame.is_empty():
        return None
    year = int(frame["year"].max())  # type: ignore[arg-type]
    frame = frame.filter((pl.col("year") == year) & (pl.col("origin") != pl.col("destination")))
    cells: dict[str, dict[str, Figure]] = {}
    for r in frame.iter_rows(named=True):
        f = Figure(value=r["value"], label="people", unit=r["unit"], kind=r["kind"], sources=(r["source_id"],),
                   indicator="stock", year=year, sex=r["sex"], origin=r["origin"], destination=r["destination"])  # fmt: skip
        cells.setdefault(r[other], {})[r["sex"]] = f
    for by_sex in cells.values():
        if "both" not in by_sex and {"female", "male"} <= set(by_sex):
            women, men = by_sex["female"], by_sex["male"]
            by_sex["both"] = computed((women.value or 0) + (men.value or 0), "people", women.unit, [women, men],
                                      "women and men together", origin=women.origin, destination=women.destination)  # fmt: skip
    codes = sorted(
        (c for c in cells if "both" in cells[c]), key=lambda c: (-(cells[c]["both"].value or 0), c)
    )
    if not codes:
        return None
    groups = _groups(book)
    rows = tuple(
        (f"{area_name(c)} ({c})", cells[c].get("female"), cells[c].get("male"), cells[c]["both"],
         f"{GROUP_NAMES[groups[c].flag]} ({groups[c].when})" if c in groups else "not known")
        for c in codes[:PARTNERS]
    )  # fmt: skip
    source = book.store.entry(cells[codes[0]]["both"].sources[0])
    whole = source.source.coverage == "whole"
    name = area_name(country)
    title = (
        f"Where people from {name} live, {year}"
        if side == "origin"
        else f"Where people in {name} come from, {year}"
    )
    note = f"{len(codes)} corridors at hand" + (f", {len(rows)} shown" if len(rows) < len(codes) else "")
    note += "." if whole else ": the starter pack holds selected corridors only."
    income = tuple(dict.fromkeys(s for c in codes[:PARTNERS] if c in groups for s in groups[c].sources))
    table = Table(f"corridors-{side}", title, (other.capitalize(), "Women", "Men", "All", f"Income group of the {other}"),
                  rows, note, income)  # fmt: skip
    gaps = [] if whole else [
        Gap(f"All corridors of {name} as {side}", "The starter pack holds selected corridors only.", ADD_STOCK)
    ]  # fmt: skip
    return table, _south(cells, codes, groups, country, side, whole), gaps


def _groups(book: Book) -> dict[str, Figure]:
    """The latest income group of every country."""
    return {f.country: f for f in book.figures("income_group") if f.flag in GROUP_NAMES}


def _south(
    cells: dict[str, dict[str, Figure]],
    codes: list[str],
    groups: dict[str, Figure],
    country: str,
    side: str,
    whole: bool,
) -> list[Statement]:
    """The part of the known corridors that is with countries that are not high-income."""
    known = [c for c in codes if c in groups]
    total = sum(cells[c]["both"].value or 0 for c in known)
    if not total:
        return []
    south = [cells[c]["both"] for c in known if groups[c].flag != "H"]
    part = sum(f.value or 0 for f in south)
    figure = computed(
        100 * part / total, "in low- and middle-income countries", "%",
        [*(groups[c] for c in known), *(cells[c]["both"] for c in known)],
        "stock with low- and middle-income countries / stock of corridors at hand", **{side: country},
    )  # fmt: skip
    which = "" if whole else " of the corridors at hand"
    name, share = area_name(country), percent(part / total)
    if side == "origin":
        text = f"Of people from {name} elsewhere{which}, {share} lived in low- and middle-income countries"
    else:
        text = (
            f"Of people from elsewhere in {name}{which}, {share} came from low- and middle-income countries"
        )
    return [Statement(f"{text} ({figure.year}; World Bank groups).", (figure,), "people")]


def transit(book: Book, country: str) -> Part:
    """A country as transit: nobody counts it; people who wait for a decision or for safety are the nearest."""
    name = area_name(country)
    rows, said = [], []
    for indicator, words in (
        ("asylum_seekers_hosted", "Asylum-seekers with a case pending in the country"),
        ("refugees_hosted", "Refugees hosted by the country"),
        ("asylum_seekers_originating", "Asylum-seekers from the country elsewhere"),
        ("refugees_originating", "Refugees from the country elsewhere"),
        ("idps_conflict", "Displaced within the country by conflict"),
    ):
        last = book.latest(indicator, words, country=country)
        if last is None:
            continue
        before = book.latest(indicator, words, country=country, before=(last.year or 0) - 10)
        rows.append((words, last, last.when, before, before.when if before else ""))
        if indicator.endswith("hosted"):
            words = words.replace("the country", name)  # noqa: PLW2901
            said.append(
                Statement(f"{words}, {last.when}: {number(last.value, 'persons')}.", (last,), "transit")
            )
    gaps = [
        Gap(f"People who pass through {name}", "Nobody counts transit; pending asylum cases and refugees are its nearest signs.",
            ADD_UNHCR if not rows else "Counts of your own as a tidy CSV with metadata: corridor evidence add FILE",
            f"Shelters, consulates and associations along the route could count together, with {name} and its neighbours.")
    ]  # fmt: skip
    lead = f"Nobody counts how many people pass through {name}." + (f" {said[0].text}" if said else "")
    table = Table("transit", "Waiting, protected and displaced people", ("Who", "Latest", "Year", "Ten years before", "Year "),
                  tuple(rows))  # fmt: skip
    return Part(Panel("as-transit", "As transit", lead, (table,) if rows else ()), said, gaps)


def net(book: Book, country: str) -> Part | None:
    """Net migration by year."""
    figures = [
        f
        for f in book.figures("net_migration", "net migration", country=country, sex="both")
        if f.value is not None
    ]
    if not figures:
        return None
    name = area_name(country)
    table = Table(
        "net", f"{name}: net migration in the year", ("Year", "Persons"), tuple((f.when, f) for f in figures)
    )
    points = tuple((float(f.year or 0), f.value, None, None) for f in figures)
    last = figures[-1]
    ten = [f for f in figures if (f.year or 0) > (last.year or 0) - 10]
    total = sum(f.value or 0 for f in ten)
    more = "more people left than came" if total < 0 else "more people came than left"
    figure = replace(
        computed(total, "net migration", "persons", ten, "sum over ten years", country=country),
        year=ten[0].year, year_to=last.year, indicator="net_migration",
    )  # fmt: skip
    text = f"From {ten[0].year} to {last.year}, {more} {name}: {number(abs(total), 'persons')} in all." if total else (
        f"From {ten[0].year} to {last.year}, as many came to {name} as left."
    )  # fmt: skip
    text = text.replace(f"left than came {name}", f"left {name} than came").replace(
        f"came than left {name}", f"came to {name} than left"
    )
    chart = Chart("chart-net", f"{name}: net migration in the year", "lines", "persons", (Series("Net", points),),
                  f"A line by year, last {number(last.value, 'persons')} in {last.when}.", "net")  # fmt: skip
    panel = Panel(
        "moves",
        "Movements",
        text,
        (table,),
        (chart,),
        ("Arrivals less departures; an official estimate, not a count.",),
    )
    return Part(panel, [Statement(text, (figure,), "moves")], [])
