"""One country as origin, transit and destination at once."""

from __future__ import annotations

from dataclasses import replace

from corridor.countries import opening
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
from corridor.evidence.profiles.moves import ADD_COUNTED
from corridor.evidence.profiles.parts import Part
from corridor.evidence.profiles.people import (
    ADD_STOCK,
    ADD_UNHCR,
    last_of,
    split_words,
    stock_chart,
    total_table,
)
from corridor.evidence.profiles.words import (
    GROUP_NAMES,
    SEX_NAMES,
    group_words,
    number,
    percent,
    place_in_sentence,
    place_name,
    when_words,
)
from corridor.i18n import N_, _, isolate, ngettext

PARTNERS = 15
"""Chosen: how many corridors are listed each way."""
SELECTED = N_("The starter pack holds selected corridors only.")


def role(book: Book, country: str, side: str) -> Part:
    """A country as ``origin`` (its people elsewhere) or ``destination`` (people from elsewhere in it)."""
    name = place_in_sentence(country)
    origin = side == "origin"
    indicator = "emigrant_stock" if origin else "immigrant_stock"
    title = (
        _("People from {country} elsewhere").format(country=name)
        if origin
        else _("People from elsewhere in {country}").format(country=name)
    )
    tables, charts, said, gaps = [], [], [], []
    totals = total_table(book, indicator, country, title, f"total-{side}")
    if totals is not None:
        tables.append(totals)
        charts.append(stock_chart(totals))
        said.append(_total_sentence(totals, name, origin=origin))
        newer = book.latest(indicator, _("people"), country=country)
        shown = {f.year for f in totals.figures()}
        if newer is not None and newer.year not in shown and newer.value is not None:
            table, statement = _newer(book, newer, title, side)
            tables.append(table)
            said.append(statement)
    else:
        gaps.append(Gap(title, _("No figure is at hand."), _(ADD_STOCK)))
    corridors = _corridors(book, country, side)
    if corridors is not None:
        tables.append(corridors[0])
        said += corridors[1]
        gaps += corridors[2]
    said = [replace(s, topic=side) for s in said]
    nothing = (
        _("No figure of people from {country} living elsewhere is at hand.")
        if origin
        else _("No figure of people from elsewhere living in {country} is at hand.")
    )
    lead = said[0].text if said else nothing.format(country=name)
    heading = _("As origin") if origin else _("As destination")
    return Part(Panel(f"as-{side}", heading, lead, tuple(tables), tuple(charts)), said, gaps)


def _total_sentence(table: Table, name: str, *, origin: bool) -> Statement:
    both = last_of(table)
    value = both.value if both is not None else None
    n = round(value or 0)
    if origin:
        text = ngettext(
            "In {year}, {number} person from {country} lived elsewhere.",
            "In {year}, {number} people from {country} lived elsewhere.",
            n,
        )
    else:
        text = ngettext(
            "In {year}, {number} person from elsewhere lived in {country}.",
            "In {year}, {number} people from elsewhere lived in {country}.",
            n,
        )
    more, figures = split_words(table)
    said = text.format(year=str(table.rows[-1][0]), number=number(value, "persons"), country=name)
    return Statement(f"{said} {more}".strip(), tuple(f for f in (both, *figures) if f is not None), "people")


def _newer(book: Book, newer: Figure, title: str, side: str) -> tuple[Table, Statement]:
    """A later edition that has no sexes, beside the one that has."""
    edition = book.store.source(newer.sources[0]).edition
    text = _("A newer edition ({edition}) has {number} for {year}, all sexes together.").format(
        edition=edition, number=number(newer.value, "persons"), year=when_words(newer)
    )
    rows = tuple(
        (when_words(f), f)
        for f in book.figures(
            newer.indicator, _("people"), country=newer.country, sex="both", source=newer.sources[0]
        )
    )
    named = _("{subject}: edition {edition}").format(subject=title, edition=edition)
    table = Table(f"newer-{side}", named, (_("Year"), _(SEX_NAMES["both"])), rows, by_time=True)
    return table, Statement(text, (newer,), "people")


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
        f = Figure(value=r["value"], label=_("people"), unit=r["unit"], kind=r["kind"], sources=(r["source_id"],),
                   indicator="stock", year=year, sex=r["sex"], origin=r["origin"], destination=r["destination"])  # fmt: skip
        cells.setdefault(r[other], {})[r["sex"]] = f
    for by_sex in cells.values():
        if "both" not in by_sex and {"female", "male"} <= set(by_sex):
            women, men = by_sex["female"], by_sex["male"]
            by_sex["both"] = computed(
                (women.value or 0) + (men.value or 0), _("people"), women.unit, [women, men],
                _("women and men together"), origin=women.origin, destination=women.destination,
            )  # fmt: skip
    codes = sorted(
        (c for c in cells if "both" in cells[c]), key=lambda c: (-(cells[c]["both"].value or 0), c)
    )
    if not codes:
        return None
    groups = _groups(book)
    listed = codes[:PARTNERS]
    rows = tuple(
        (_("{country} ({code})").format(country=place_name(c), code=isolate(c)), *(cells[c].get(s) for s in SEX_NAMES),
         _("{group} ({year})").format(group=group_words(groups[c].flag), year=when_words(groups[c]))
         if c in groups else _("not known"))
        for c in listed
    )  # fmt: skip
    whole = book.store.entry(cells[codes[0]]["both"].sources[0]).source.coverage == "whole"
    words = {"country": place_in_sentence(country), "year": year}
    sexes = tuple(_(SEX_NAMES[s]) for s in SEX_NAMES)
    if side == "origin":
        title = _("Where people from {country} live, {year}").format(**words)
        columns = (_("Destination"), *sexes, _("Income group of the destination"))
        gap = _("All corridors of {country} as origin").format(**words)
    else:
        title = _("Where people in {country} come from, {year}").format(**words)
        columns = (_("Origin"), *sexes, _("Income group of the origin"))
        gap = _("All corridors of {country} as destination").format(**words)
    income = tuple(dict.fromkeys(s for c in listed if c in groups for s in groups[c].sources))
    note = _corridors_note(len(codes), len(listed), whole)
    table = Table(f"corridors-{side}", title, columns, rows, note, income, by_time=True)
    gaps = [] if whole else [Gap(gap, _(SELECTED), _(ADD_STOCK))]
    return table, _south(cells, codes, groups, country, side, whole), gaps


def _corridors_note(known: int, listed: int, whole: bool) -> str:
    note = ngettext("{known} corridor at hand.", "{known} corridors at hand.", known).format(known=known)
    if listed < known:
        note = ngettext(
            "{known} corridor at hand, {listed} shown.", "{known} corridors at hand, {listed} shown.", known
        ).format(known=known, listed=listed)
    return note if whole else f"{note} {_(SELECTED)}"


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
        100 * part / total, _("in low- and middle-income countries"), "%",
        [*(groups[c] for c in known), *(cells[c]["both"] for c in known)],
        _("stock with low- and middle-income countries / stock of corridors at hand"), **{side: country},
    )  # fmt: skip
    words = {"country": place_in_sentence(country), "share": percent(part / total), "year": figure.year}
    if side == "origin" and whole:
        text = _("Of people from {country} elsewhere, {share} lived in low- and middle-income countries ({year}; World"
                 " Bank groups).")  # fmt: skip
    elif side == "origin":
        text = _("Of people from {country} elsewhere, of the corridors at hand, {share} lived in low- and middle-income"
                 " countries ({year}; World Bank groups).")  # fmt: skip
    elif whole:
        text = _("Of people from elsewhere in {country}, {share} came from low- and middle-income countries ({year}; World"
                 " Bank groups).")  # fmt: skip
    else:
        text = _("Of people from elsewhere in {country}, of the corridors at hand, {share} came from low- and middle-income"
                 " countries ({year}; World Bank groups).")  # fmt: skip
    return [Statement(text.format(**words), (figure,), "people")]


WAITING = (
    ("asylum_seekers_hosted", N_("Asylum-seekers with a case pending in {country}"), True),
    ("refugees_hosted", N_("Refugees hosted by {country}"), True),
    ("asylum_seekers_originating", N_("Asylum-seekers from {country} elsewhere"), False),
    ("refugees_originating", N_("Refugees from {country} elsewhere"), False),
    ("idps_conflict", N_("Displaced within {country} by conflict"), False),
)
"""Indicators beside transit: what they are of, and whether people of elsewhere are counted."""


def transit(book: Book, country: str) -> Part:
    """A country as transit: nobody counts it; people who wait for a decision or for safety are the nearest."""
    name = place_in_sentence(country)
    rows, said = [], []
    for indicator, text, from_elsewhere in WAITING:
        words = _(text).format(country=name)
        last = book.latest(indicator, words, country=country)
        if last is None:
            continue
        before = book.latest(indicator, words, country=country, before=(last.year or 0) - 10)
        rows.append((words, last, when_words(last), before, when_words(before) if before else ""))
        if from_elsewhere:
            sentence = _("{who}, {year}: {number}.").format(
                who=words, year=when_words(last), number=number(last.value, "persons")
            )
            said.append(Statement(sentence, (last,), "transit"))
    gaps = [
        Gap(
            _("People who pass through {country}").format(country=name),
            _("Nobody counts transit; pending asylum cases and refugees are its nearest signs."),
            _(ADD_COUNTED) if rows else _(ADD_UNHCR),
            _("Shelters, consulates and associations along the route could count together, with {country} and its"
              " neighbours.").format(country=name),
        )
    ]  # fmt: skip
    lead = _("Nobody counts how many people pass through {country}.").format(country=name)
    lead = f"{lead} {said[0].text}" if said else lead
    columns = (_("Who"), _("Latest"), _("Year"), _("Ten years before"), _("Year of it"))
    title = _("Waiting, protected and displaced people")
    table = Table("transit", title, columns, tuple(rows), by_time=True)
    return Part(Panel("as-transit", _("As transit"), lead, (table,) if rows else ()), said, gaps)


def net(book: Book, country: str) -> Part | None:
    """Net migration by year."""
    figures = [
        f
        for f in book.figures("net_migration", _("net migration"), country=country, sex="both")
        if f.value is not None
    ]
    if not figures:
        return None
    name = place_in_sentence(country)
    title = opening(_("{country}: net migration in the year").format(country=name))
    rows = tuple((when_words(f), f) for f in figures)
    table = Table("net", title, (_("Year"), _("Persons")), rows, by_time=True)
    points = tuple((float(f.year or 0), f.value, None, None) for f in figures)
    last = figures[-1]
    ten = [f for f in figures if (f.year or 0) > (last.year or 0) - 10]
    total = sum(f.value or 0 for f in ten)
    figure = replace(
        computed(total, _("net migration"), "persons", ten, _("sum over ten years"), country=country),
        year=ten[0].year, year_to=last.year, indicator="net_migration",
    )  # fmt: skip
    if total < 0:
        text = _("From {start} to {end}, more people left {country} than came: {number} in all.")
    elif total > 0:
        text = _("From {start} to {end}, more people came to {country} than left: {number} in all.")
    else:
        text = _("From {start} to {end}, as many came to {country} as left.")
    text = text.format(start=ten[0].year, end=last.year, country=name, number=number(abs(total), "persons"))
    alt = _("A line by year, last {number} in {year}.").format(
        number=number(last.value, "persons"), year=when_words(last)
    )
    chart = Chart(
        "chart-net", text, "lines", "persons", (Series(_("Net"), points),), alt, "net", subject=title
    )
    note = _("Arrivals less departures; an official estimate, not a count.")
    panel = Panel("moves", _("Movements"), text, (table,), (chart,), (note,))
    return Part(panel, [Statement(text, (figure,), "moves")], [])
