"""Who lives where and how that changed, by sex."""

from __future__ import annotations

from collections.abc import Sequence

from corridor.evidence.model import WORLD
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
from corridor.evidence.profiles.words import (
    SEX_NAMES,
    corridor_name,
    men_words,
    number,
    percent,
    place_in_sentence,
    when_words,
    women_words,
)
from corridor.i18n import N_, _, listed, ngettext

ADD_STOCK = N_(
    "Save 'International Migrant Stock 2020: destination and origin' (xlsx) from the UN Population Division's "
    "site (un.org/development/desa/pd), then: corridor evidence add FILE"
)
ADD_UNHCR = N_(
    "Save the population table from unhcr.org/refugee-statistics (csv), then: corridor evidence add FILE"
)

RECENT = 5
"""Chosen: years after which a count of refugees is no finding about today any more."""


def people(book: Book, origin: str, destination: str, year: int) -> Part:
    """The panel of a pair: the stock both ways by sex, its weight at both ends, refugees among them.

    ``year`` is the one the profile is made for: what is much older stands in the table and is no finding.
    """
    o, d = place_in_sentence(origin), place_in_sentence(destination)
    tables, charts, said, gaps = [], [], [], []
    there = stock_table(book, origin, destination, "stock")
    back = stock_table(book, destination, origin, "stock-back")
    for table, (a, b) in ((there, (origin, destination)), (back, (destination, origin))):
        if table is None:
            gaps.append(_no_stock(a, b))
            continue
        tables.append(table)
        charts.append(stock_chart(table))
        said.append(_stock_sentence(table, a, b))
        if (weight := _weight(book, a, b)) is not None:
            tables.append(weight[0])
            said.append(weight[1])
    protection = _protection(book, origin, destination, year)
    if protection is not None:
        tables.append(protection[0])
        said += protection[1]
    lead = (
        said[0].text
        if there is not None
        else _("No figure of people from {origin} living in {destination} is at hand.").format(
            origin=o, destination=d
        )
    )
    notes = (
        _("Mid-year; mostly people born in the origin, in some countries its citizens. Often includes refugees."),
        _("Official estimates from censuses, registers and surveys of different years; not the legal status."),
    )  # fmt: skip
    panel = Panel("people", _("Who lives where"), lead, tuple(tables), tuple(charts), notes if tables else ())
    if there is not None:
        gaps.append(
            Gap(
                _("People from {origin} in {destination} after {year}, by age, legal status, work and years of stay").format(
                    origin=o, destination=d, year=_last(there)),
                _("The stock counts people by country of birth or citizenship and sex, and little more."),
                _("Add a newer edition of the International Migrant Stock: corridor evidence add FILE"),
                _("The census and register of {destination} and the consular records of {origin} could be compared,"
                  " by sex and age.").format(origin=o, destination=d),
            )
        )  # fmt: skip
    return Part(panel, said, gaps)


def stock_table(book: Book, origin: str, destination: str, table_id: str) -> Table | None:
    """Women, men and all by year, of one source; None if there is no figure."""
    found = {
        (f.year, f.sex): f
        for f in book.figures("stock", _("people"), origin=origin, destination=destination)
        if f.value is not None
    }
    title = _("People from {origin} living in {destination}").format(
        origin=place_in_sentence(origin), destination=place_in_sentence(destination)
    )
    return _by_sex(table_id, title, found)


def total_table(book: Book, indicator: str, country: str, title: str, table_id: str) -> Table | None:
    """Women, men and all by year for one country; years without sexes come from the newer edition."""
    label = _("people")
    found: dict[tuple[int | None, str], Figure] = {}
    for sexes in (["female", "male", "both"], ["both"]):
        rows = book.figures(indicator, label, country=country, sex=sexes)
        if sexes == ["both"] or {"female", "male"} <= {f.sex for f in rows}:
            found = {(f.year, f.sex): f for f in rows if f.value is not None}
            break
    if all(key[1] == "both" for key in found):
        with_sex = book.figures(indicator, label, country=country, sex=["female", "male"])
        if with_sex:
            whole = book.figures(indicator, label, country=country, sex="both", source=with_sex[0].sources[0])
            found = {(f.year, f.sex): f for f in (*with_sex, *whole) if f.value is not None}
    return _by_sex(table_id, title, found)


def _by_sex(table_id: str, title: str, found: dict[tuple[int | None, str], Figure]) -> Table | None:
    if not found:
        return None
    rows = []
    for year in sorted({key[0] for key in found if key[0] is not None}):
        women, men, both = (found.get((year, s)) for s in ("female", "male", "both"))
        if both is None and women is not None and men is not None:
            both = computed(
                (women.value or 0) + (men.value or 0), _("people"), women.unit, [women, men],
                _("women and men together"),
                origin=women.origin, destination=women.destination, country=women.country,
            )  # fmt: skip
        share = None
        if women is not None and both is not None and both.value:
            share = computed(
                100 * (women.value or 0) / both.value, _("women"), "%", [women, both], _("women of all")
            )
        rows.append((str(year), women, men, both, share))
    columns = (_("Year"), *(_(SEX_NAMES[s]) for s in ("female", "male", "both")), _("Women, %"))
    return Table(table_id, title, columns, tuple(rows), by_time=True)


def stock_chart(table: Table) -> Chart:
    """The lines of a table by sex."""
    series = []
    for at, sex in enumerate(SEX_NAMES):
        cells = [_cells(r)[at] for r in table.rows]
        if any(c is not None for c in cells):
            points = tuple(
                (float(str(r[0])), c.value if c is not None else None, None, None)
                for r, c in zip(table.rows, cells, strict=True)
            )
            series.append(Series(_(SEX_NAMES[sex]), points))
    whole = [p for p in series[-1].points if p[1] is not None]
    (start, first, *_r), (end, last, *_s) = whole[0], whole[-1]
    numbers = {"subject": table.title, "first": number(first, "persons"), "last": number(last, "persons"),
               "start": f"{start:.0f}", "end": f"{end:.0f}"}  # fmt: skip
    if start == end:
        title = _("{subject}: {last} in {end}").format(**numbers)
    elif (first or 0) < (last or 0):
        title = _("{subject}: up from {first} in {start} to {last} in {end}").format(**numbers)
    elif (first or 0) > (last or 0):
        title = _("{subject}: down from {first} in {start} to {last} in {end}").format(**numbers)
    else:
        title = _("{subject}: {last} in {end}, as many as in {start}").format(**numbers)
    said = [_("Lines over time, {start} to {end}.").format(**numbers)]
    said += [
        _("{series}: {value} in {year}.").format(
            series=s.name, value=number(p[1], "persons"), year=f"{p[0]:.0f}"
        )
        for s in series
        for p in [next(p for p in reversed(s.points) if p[1] is not None)]
    ]
    return Chart(
        f"chart-{table.id}", title, "lines", "persons", tuple(series), " ".join(said), table.id, subject=table.title
    )  # fmt: skip


def _cells(row: Sequence[object]) -> tuple[Figure | None, Figure | None, Figure | None]:
    women, men, both = (c if isinstance(c, Figure) else None for c in row[1:4])
    return women, men, both


def _last(table: Table) -> str:
    return str(table.rows[-1][0])


def split_words(table: Table) -> tuple[str, list[Figure]]:
    """What is said after the number of all in the last year: women and men of it, and the first year.

    Returns sentences of their own, and the figures they use; nothing where neither is known.
    """
    said, figures = [], []
    women, men, both = _cells(table.rows[-1])
    if women is not None and men is not None and both is not None and both.value:
        said.append(
            _("They were {women} ({share}) and {men}.").format(
                women=women_words(women.value or 0),
                men=men_words(men.value or 0),
                share=percent((women.value or 0) / both.value),
            )
        )
        figures += [women, men]
    first_women, _men, first = _cells(table.rows[0])
    if first is not None and len(table.rows) > 1:
        values = {"year": str(table.rows[0][0]), "number": number(first.value, "persons")}
        figures.append(first)
        if first_women is not None and first.value:
            figures.append(first_women)
            share = percent((first_women.value or 0) / first.value)
            text = _("In {year} it was {number} ({share} women).")
            said.append(text.format(share=share, **values))
        else:
            said.append(_("In {year} it was {number}.").format(**values))
    return " ".join(said), figures


def last_of(table: Table) -> Figure | None:
    """The figure of all in the last year of a table by sex."""
    return _cells(table.rows[-1])[2]


def _stock_sentence(table: Table, origin: str, destination: str) -> Statement:
    both = last_of(table)
    n = round(both.value) if both is not None and both.value is not None else 0
    text = ngettext(
        "In {year}, {number} person from {origin} lived in {destination}.",
        "In {year}, {number} people from {origin} lived in {destination}.",
        n,
    ).format(
        year=_last(table), number=number(both.value if both else None, "persons"), origin=place_in_sentence(origin),
        destination=place_in_sentence(destination),
    )  # fmt: skip
    more, figures = split_words(table)
    return Statement(f"{text} {more}".strip(), tuple(f for f in (both, *figures) if f is not None), "people")


def _weight(book: Book, origin: str, destination: str) -> tuple[Table, Statement] | None:
    """The corridor among all emigrants of the one and all immigrants of the other, of the same edition."""
    stock = (
        last_of(table_) if (table_ := stock_table(book, origin, destination, "stock")) is not None else None
    )
    if stock is None or not stock.value or stock.year is None:
        return None
    o, d = place_in_sentence(origin), place_in_sentence(destination)
    rows: list[tuple[Cell, ...]] = []
    said, figures = [], []
    for indicator, country, whole_words, share_words in (
        ("emigrant_stock", origin, _("All migrants from {country}").format(country=o),
         _("{share} of all migrants from {country}")),
        ("immigrant_stock", destination, _("All migrants in {country}").format(country=d),
         _("{share} of all migrants in {country}")),
    ):  # fmt: skip
        whole = book.at(indicator, stock.year, country=country, source=_edition(book, indicator, stock))
        whole = whole or _summed(book, stock, indicator, country)
        if whole is None or not whole.value:
            continue
        share = computed(
            100 * stock.value / whole.value, whole_words, "%", [stock, whole], _("stock of the corridor / the whole"),
            origin=origin, destination=destination,
        )  # fmt: skip
        rows.append((whole_words, whole, share))
        figures += [share]
        said.append(
            share_words.format(share=percent(stock.value / whole.value), country=place_in_sentence(country))
        )
    if not rows:
        return None
    table = Table(
        f"weight-{origin}-{destination}",
        _("Weight of {corridor} at both ends, {year}").format(
            corridor=corridor_name(origin, destination), year=stock.year
        ),
        (_("Whole"), _("People"), _("Share, %")),
        tuple(rows),
        by_time=True,
    )
    text = _("People from {origin} in {destination} were {shares} ({year}).").format(
        origin=o, destination=d, shares=listed(said), year=stock.year
    )
    return table, Statement(text, tuple(figures), "people")


def _summed(book: Book, stock: Figure, indicator: str, country: str) -> Figure | None:
    """All emigrants or immigrants of a country as the sum over the whole matrix that the stock is from."""
    import polars as pl

    if book.store.source(stock.sources[0]).coverage != "whole":
        return None
    here = {"origin" if indicator == "emigrant_stock" else "destination": country}
    rows = book.store.observations(
        "stock", origin=here.get("origin"), destination=here.get("destination"), year=stock.year,
        source=stock.sources[0], aggregates=True,
    )  # fmt: skip
    both = rows.filter(pl.col("sex") == "both")
    rows = both if both.height else rows.filter(pl.col("sex") != "both")
    rows = rows.filter(
        pl.col("value").is_not_null()
        & ~pl.col("origin").is_in([WORLD])
        & ~pl.col("destination").is_in([WORLD])
    )
    if rows.is_empty():
        return None
    return computed(
        float(rows["value"].sum()), _("people"), stock.unit, [stock], _("sum over the whole table"), indicator=indicator,
        country=country,
    )  # fmt: skip


def _edition(book: Book, indicator: str, stock: Figure) -> list[str]:
    """Sources of the totals that belong to the edition of the stock."""
    own = book.store.source(stock.sources[0])
    found = [
        e.source_id
        for e in book.store.entries
        if indicator in e.indicators and e.source.series == own.series and e.source.edition == own.edition
    ]
    return found or [own.source_id]


def _protection(book: Book, origin: str, destination: str, year: int) -> tuple[Table, list[Statement]] | None:
    rows: list[tuple[Cell, ...]] = []
    said = []
    for indicator, label, row in (
        ("refugees", _("refugees"), _("Refugees from {origin} in {destination}")),
        ("asylum_seekers", _("asylum-seekers with a case pending"),
         _("Asylum-seekers from {origin} in {destination}, cases pending")),
    ):  # fmt: skip
        for a, b in ((origin, destination), (destination, origin)):
            last = book.latest(indicator, label, origin=a, destination=b)
            if last is None:
                continue
            before = book.latest(indicator, label, origin=a, destination=b, before=(last.year or 0) - 10)
            ends = {"origin": place_in_sentence(a), "destination": place_in_sentence(b)}
            rows.append(
                (row.format(**ends), last, when_words(last), before, when_words(before) if before else "")
            )
            if a == origin and last.value and (last.year or 0) >= year - RECENT:
                said.append(Statement(_protected(indicator, last, ends), (last,), "people"))
    if not rows:
        return None
    columns = (
        _("People in need of protection"),
        _("Latest"),
        _("Year"),
        _("Ten years before"),
        _("Year of it"),
    )
    note = _("Counts below five are rounded by UNHCR; no figure does not mean none.")
    table = Table("protection", _("Refugees and asylum-seekers"), columns, tuple(rows), note, by_time=True)
    return table, said


def _protected(indicator: str, f: Figure, ends: dict[str, str]) -> str:
    n = round(f.value or 0)
    if indicator == "refugees":
        text = ngettext(
            "{number} refugee from {origin} was in {destination} ({year}).",
            "{number} refugees from {origin} were in {destination} ({year}).",
            n,
        )
    else:
        text = ngettext(
            "{number} asylum-seeker from {origin} was in {destination} and waited for a decision ({year}).",
            "{number} asylum-seekers from {origin} were in {destination} and waited for a decision ({year}).",
            n,
        )
    return text.format(number=number(f.value, "persons"), year=when_words(f), **ends)


def _no_stock(origin: str, destination: str) -> Gap:
    ends = {"origin": place_in_sentence(origin), "destination": place_in_sentence(destination)}
    why = _("No figure is at hand. That does not mean that there are none: the United Nations leave out zeros and small"
            " groups, and the starter pack holds selected pairs only.")  # fmt: skip
    if "XKX" in (origin, destination):
        why = _(
            "The United Nations count people from and in Kosovo with those of Serbia; no figure of its own is at hand."
        )
    return Gap(
        _("People from {origin} living in {destination}").format(**ends),
        why,
        _(ADD_STOCK),
        _("A census or register of {destination} by country of birth, citizenship, sex and age.").format(**ends),
    )  # fmt: skip
