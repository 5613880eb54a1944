"""Who is bound by which agreement, how far Corridor models it, and under which regimes people stand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from corridor.evidence.areas import area_name
from corridor.evidence.profiles.figures import (
    AGREEMENT_SOURCE,
    OWN_SOURCE,
    Book,
    Cell,
    Chart,
    Figure,
    Gap,
    Panel,
    Series,
    Statement,
    Table,
    used,
)
from corridor.evidence.profiles.parts import Part
from corridor.evidence.profiles.words import about, spread

if TYPE_CHECKING:
    import polars as pl

    from corridor.evidence.network import Finding
    from corridor.evidence.regimes import RegimeResult

FIRST_YEAR = 1950
REGIME_SAID = {
    "I": "stand where an agreement lets pension rights be added up or taken along (regime I)",
    "II": "stand where the host's scheme is open to them and no agreement helps (II)",
    "III": "live there legally, and its scheme is closed to them (III)",
    "IV": "are without legal residence and without access (IV)",
}
REGIME_WORDS = {
    "I": "I: an agreement lets pension rights be added up or taken along",
    "II": "II: access in the host country, no agreement",
    "III": "III: legal residence, no access to the host's scheme",
    "IV": "IV: without legal residence, no access",
}


def agreements(origin: str, destination: str, on: date) -> Part:
    """The panel of a pair: every instrument between the two as it stands on a day, and its place in time."""
    from corridor.evidence.network import KNOWN_UNTIL, network
    from corridor.evidence.network.words import METHODS, PERSONS, STANDINGS

    o, d = area_name(origin), area_name(destination)
    net = network()
    relation = net.between(origin, destination, on)
    rows = []
    for f in relation.findings:
        b = f.bond
        part = f" ({b.territory} only)" if b.territory else ""
        rows.append(
            (
                f"{b.title}{part}",
                STANDINGS[f.standing] if b.method != "declaration" else "a declaration, binds nobody",
                f"{b.starts or 'not known'}{f' to {b.ends}' if b.ends else ''}",
                METHODS[b.method],
                PERSONS[b.persons],
                model_words(f),
                f"{b.confidence}; {'; '.join(net.cite(b.sources))}",
            )
        )
    columns = (
        "Agreement",
        "On the day",
        "In force",
        "What it does",
        "For whom",
        "Modelled",
        "Confidence and source",
    )
    gaps = _agreement_gaps(relation.findings, o, d)
    said = [_bound_sentence(relation.binding, o, d, on)]
    if relation.leads:
        n = len(relation.leads)
        said.append(Statement(
            f"{n} further row{'s' if n > 1 else ''} could not be confirmed and {'do' if n > 1 else 'does'} not count.",
            (), "agreements", (AGREEMENT_SOURCE,)))  # fmt: skip
    notes = [
        f"By Corridor's world table, which has what was published up to {KNOWN_UNTIL}. Where it shows none, one may exist."
    ]
    tables = (
        Table(
            "agreements",
            f"Agreements between {o} and {d}, {on}",
            columns,
            tuple(rows),
            "",
            (AGREEMENT_SOURCE,),
        ),
    )
    charts = (
        (_timeline(relation.findings, o, d, on),) if any(f.bond.starts for f in relation.findings) else ()
    )
    panel = Panel(
        "agreements", "Who is bound by what", said[0].text, tables if rows else (), charts, tuple(notes)
    )
    return Part(panel, said, gaps)


def model_words(finding: Finding) -> str:
    """How far Corridor models an instrument."""
    if not finding.modelled:
        return "not modelled"
    version = f", {finding.version}" if finding.version else ", no version on this day"
    return f"{finding.modelled}{version}; {finding.validation}"


def _bound_sentence(binding: Sequence[Finding], o: str, d: str, on: date) -> Statement:
    if not binding:
        return Statement(
            f"Corridor's table knows no social security agreement in force between {o} and {d} on {on}; one may exist.",
            (), "agreements", (AGREEMENT_SOURCE,),
        )  # fmt: skip
    names = "; ".join(f"{f.bond.title} (since {f.bond.starts})" for f in binding[:4])
    more = f" and {len(binding) - 4} more" if len(binding) > 4 else ""
    modelled = [f.modelled for f in binding if f.modelled]
    models = (
        f"Corridor computes with {', '.join(m for m in modelled if m)}"
        if modelled
        else "Corridor computes with none of them"
    )
    if len(binding) == 1 and not modelled:
        models = "Corridor does not compute with it yet"
    return Statement(
        f"{o} and {d} are bound by {names}{more}. {models}.", (), "agreements", (AGREEMENT_SOURCE,)
    )


def _agreement_gaps(findings: Sequence[Finding], o: str, d: str) -> list[Gap]:
    gaps = []
    if not any(f.counts for f in findings):
        gaps.append(Gap(
            f"Whether {o} and {d} have an agreement on social security", "The table is not complete (ISSA counts more).",
            "Add a row with its source to the agreement table (docs/evidence/agreements-and-regimes.md)",
            f"The ministries of {o} and {d} know; a first step is a joint list of what binds them."))  # fmt: skip
    unread = [f.bond.title for f in findings if f.counts and not f.bond.persons]
    if unread:
        gaps.append(Gap(f"Whom these cover: {'; '.join(unread)}", "The personal scope was not read.",
                        "Read the article on persons and correct the row of the agreement table"))  # fmt: skip
    uncoded = [
        f.bond.title for f in findings if f.counts and not f.modelled and f.bond.method == "coordination"
    ]
    if uncoded:
        gaps.append(Gap(f"What these give a person: {'; '.join(uncoded)}", "Corridor has no model of them yet.",
                        "Write the instrument as a YAML file from its text and check it with worked examples",
                        f"Institutions of {o} and {d} could publish worked examples."))  # fmt: skip
    return gaps


def _timeline(findings: Sequence[Finding], o: str, d: str, on: date) -> Chart:
    dated = [f for f in findings if f.bond.starts is not None]
    series, styles, words = [], [], []
    for f in sorted(dated, key=lambda f: f.bond.starts or date.max):
        b = f.bond
        assert b.starts is not None
        end = b.ends or on
        first, last = b.starts.year + (b.starts.month - 1) / 12, end.year + (end.month - 1) / 12
        series.append(Series(b.title, ((max(first, FIRST_YEAR), None, first, max(last, first)),)))
        sure = "sure" if b.confidence != "low" else "unsure"
        styles.append(f"{b.method} {sure} {'open' if b.ends is None else 'closed'}")
        words.append(f"{b.title}: from {b.starts.year} {f'to {b.ends.year}' if b.ends else 'on'}")
    return Chart("chart-agreements", f"Agreements between {o} and {d} over time", "spans", "year", tuple(series),
                 f"Bars on a line of years. {'; '.join(words)}.", "agreements", styles=tuple(styles))  # fmt: skip


def regimes(book: Book, origin: str, destination: str) -> Part:
    """The panel of a pair: shares of the regimes in the latest year of the stock, as ranges, by sex."""
    from corridor.evidence.regimes import corridor_ranges

    o, d = area_name(origin), area_name(destination)
    stock, inputs = stock_rows(book, origin=origin, destination=destination)
    title = "Under which portability regime people stand"
    if stock is None:
        gap = Gap(f"Portability regimes of people from {o} in {d}", "They are computed from the stock, which is missing.",
                  "Add the stock: corridor evidence add FILE")  # fmt: skip
        return Part(
            Panel(
                "regimes", title, f"Cannot tell: no stock of people from {o} in {d} above zero is at hand."
            ),
            [],
            [gap],
        )
    result = corridor_ranges(stock, high_income=high_income(book))
    return _regime_part(
        result, inputs, f"people from {o} in {d}", title, origin=origin, destination=destination
    )


def stock_rows(book: Book, **asked: str) -> tuple[pl.DataFrame | None, list[str]]:
    """Women and men (or all, where no sexes are known) of the latest year of a stock, and the sources; None if nobody."""
    import polars as pl

    frame = book.store.observations("stock", **asked)  # type: ignore[arg-type]
    frame = frame.filter(pl.col("value").is_not_null())
    frame = frame.filter((pl.col("year") == pl.col("year").max()) & (pl.col("value") > 0))
    if frame.is_empty():
        return None, []
    split = frame.filter(pl.col("sex") != "both")
    pairs = ["origin", "destination"]
    if split.is_empty():
        rows = frame
    elif split.select(pairs).unique().height == frame.select(pairs).unique().height:
        rows = split
    else:
        rows = frame.filter(pl.col("sex") == "both")
    return rows.select("origin", "destination", "sex", "year", "value"), rows["source_id"].unique().to_list()


def high_income(book: Book) -> dict[int, frozenset[str]] | None:
    """High-income countries by data year, if the store has income groups."""
    import polars as pl

    from corridor.evidence.regimes import high_income_by_year

    rows = book.store.observations("income_group")
    if rows.is_empty():
        return None
    return high_income_by_year(rows.select("country", "year", pl.col("flag").alias("group")))


def _regime_part(
    result: RegimeResult,
    inputs: list[str],
    who: str,
    title: str,
    *,
    origin: str = "",
    destination: str = "",
    by_sex: pl.DataFrame | None = None,
) -> Part:
    import polars as pl

    sources = tuple(used([(OWN_SOURCE, AGREEMENT_SOURCE), inputs]))
    frame = result.frame
    year = int(frame["year"].max())  # type: ignore[arg-type]
    split = by_sex if by_sex is not None else frame
    held = split["sex"].unique().to_list() if "sex" in split.columns else []
    sexes = [s for s in ("female", "male") if s in held]

    def made(row: dict[str, Any], unit: str, **more: Any) -> Figure:
        return Figure(
            label="portability regime", unit=unit, kind="model", sources=sources, indicator="portability_regime",
            year=year, origin=origin, destination=destination, variant=str(row["regime"]),
            bounds="lowest and highest over the switches", computed="stock x regime, see the switches", **more,
        )  # fmt: skip

    total = float(frame["value"].sum())
    rows: list[tuple[Cell, ...]] = []
    points, parts, figures = [], [], []
    for i, (regime, words) in enumerate(REGIME_WORDS.items()):
        part = frame.filter(pl.col("regime") == regime)
        whole = float(part["value"].sum())
        shares = list(part.iter_rows(named=True))
        # One corridor has the same shares for women and men; totals come with their own range.
        share = made(
            shares[0], "%", value=100 * whole / total if total else None,
            low=100 * min(r["low"] for r in shares), high=100 * max(r["high"] for r in shares),
        )  # fmt: skip
        each = split.filter(pl.col("regime") == regime)
        cells = [
            made(shares[0], "persons", value=each.filter(pl.col("sex") == s)["value"].sum(), sex=s)
            for s in sexes
        ]
        people = made(shares[0], "persons", value=whole)
        rows.append((words, share, *cells, people))
        points.append((float(i), share.value, share.low, share.high))
        figures.append(share)
        if (share.high or 0) > 0:
            parts.append(f"{spread((share.low or 0) / 100, (share.high or 0) / 100)} {REGIME_SAID[regime]}")
    names = {"female": "Women", "male": "Men"}
    columns = ("Regime", "Share, % (range)", *(names[s] for s in sexes), "All")
    note = "Shares: central setting, in brackets lowest and highest over every open choice. Persons: central setting."
    table = Table("regimes", f"{title}, {year}", columns, tuple(rows), note)
    chart = Chart(
        "chart-regimes", f"Share of {who} by regime, {year}", "ranges", "%", (Series("Share", tuple(points)),),
        f"Marks with their ranges in per cent. {'; '.join(parts)}.", "regimes", tuple(f"Regime {r}" for r in REGIME_WORDS),
    )  # fmt: skip
    text = f"Of {about(total)} {who} in {year}, by a model: {'; '.join(parts)}."
    said = [Statement(text, tuple(figures), "regimes")]
    gap = Gap(
        f"What {who} are owed, by sex", "A regime says under what rules somebody stands, not whether she was insured;"
        " shares without legal residence are assumptions, the same for women and men.", "",
        "Institutions could count insured foreigners by sex and years of insurance, and how many benefits are paid abroad.",
    )  # fmt: skip
    return Part(Panel("regimes", title, text, (table,), (chart,), result.notes), said, [gap])


def country_regimes(book: Book, country: str, side: str) -> Part | None:
    """The same for all known corridors of a country as ``origin`` or ``destination``; None without stocks."""
    from corridor.evidence.regimes import classify, ranges

    stock, inputs = stock_rows(book, **{side: country})
    if stock is None:
        return None
    who = f"migrants from {area_name(country)}" if side == "origin" else f"migrants in {area_name(country)}"
    rich = high_income(book)
    total = ranges(stock, by=("year",), high_income=rich)
    by_sex = classify(stock, high_income=rich)
    title = f"Portability regimes of {who}"
    part = _regime_part(total, inputs, who, title, by_sex=by_sex, **{side: country})
    from dataclasses import replace

    tables = tuple(replace(t, id=f"regimes-{side}") for t in part.panel.tables)
    charts = tuple(replace(c, id=f"chart-regimes-{side}", table=f"regimes-{side}") for c in part.panel.charts)
    return Part(replace(part.panel, tables=tables, charts=charts), part.statements, part.gaps)


def country_agreements(country: str, on: date) -> Part:
    """The panel of a country: with whom it is bound on a day."""
    from corridor.evidence.network import network
    from corridor.evidence.network.words import METHODS

    name = area_name(country)
    rows, leads, modelled = [], 0, 0
    for relation in network().of(country, on):
        other = relation.b if relation.a == country else relation.a
        leads += bool(relation.leads and not relation.binding)
        binding = [f for f in relation.binding if f.standing == "binding"]
        modelled += any(f.modelled for f in binding)
        for f in binding:
            rows.append((f"{area_name(other)} ({other})", f.bond.title, str(f.bond.starts), METHODS[f.bond.method],
                         model_words(f), f.bond.confidence))  # fmt: skip
    partners = len({r[0] for r in rows})
    text = f"By Corridor's table, {name} is bound with {partners} countries on {on}; {modelled} of these are modelled."
    if leads:
        text += f" With {leads} more there is only a row that is not confirmed."
    if not rows:
        text = (
            f"Corridor's table knows no social security agreement of {name} in force on {on}; one may exist."
        )
    columns = ("With", "Agreement", "Since", "What it does", "Modelled", "Confidence")
    table = Table("agreements", f"Agreements of {name}, {on}", columns, tuple(rows), "", (AGREEMENT_SOURCE,))
    panel = Panel("agreements", "Who is bound by what", text, (table,) if rows else ())
    return Part(panel, [Statement(text, (), "agreements", (AGREEMENT_SOURCE,))], [])
