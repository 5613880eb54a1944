"""Under which portability regimes people stand: shares as ranges, by sex, with what they leave open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

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
from corridor.evidence.profiles.words import (
    SEX_NAMES,
    about,
    number,
    place_in_sentence,
    rounded,
    spread,
    when_words,
)
from corridor.i18n import N_, _, in_a_row, ngettext

if TYPE_CHECKING:
    import polars as pl

    from corridor.evidence.regimes import RegimeResult

REGIME_SAID = {
    "I": N_("{share} stand where an agreement lets pension rights be added up or taken along (regime I)"),
    "II": N_("{share} stand where the host's scheme is open to them and no agreement helps (regime II)"),
    "III": N_("{share} live there legally, and its scheme is closed to them (regime III)"),
    "IV": N_("{share} are without legal residence and without access (regime IV)"),
}
REGIME_WORDS = {
    "I": N_("I: an agreement lets pension rights be added up or taken along"),
    "II": N_("II: access in the host country, no agreement"),
    "III": N_("III: legal residence, no access to the host's scheme"),
    "IV": N_("IV: without legal residence, no access"),
}
TITLE = N_("Under which portability regime people stand")


@dataclass(frozen=True)
class Who:
    """Whose regimes a panel is about, in whole sentences."""

    title: str
    sentence: str
    chart: str
    gap: str
    words: dict[str, str]

    def say(self, text: str, **more: object) -> str:
        """One of the sentences, filled in."""
        return text.format(**self.words, **more)


def regimes(book: Book, origin: str, destination: str) -> Part:
    """The panel of a pair: shares of the regimes in the latest year of the stock, as ranges, by sex."""
    from corridor.evidence.regimes import corridor_ranges

    ends = {"origin": place_in_sentence(origin), "destination": place_in_sentence(destination)}
    stock, inputs = stock_rows(book, origin=origin, destination=destination)
    if stock is None:
        gap = Gap(
            _("Portability regimes of people from {origin} in {destination}").format(**ends),
            _("They are computed from the stock, which is missing."),
            _("Add the stock: corridor evidence add FILE"),
        )
        lead = _("Cannot tell: no stock of people from {origin} in {destination} above zero is at hand.")
        return Part(Panel("regimes", _(TITLE), lead.format(**ends)), [], [gap])
    result = corridor_ranges(stock, high_income=high_income(book))
    n = rounded(float(result.frame["value"].sum()))
    who = Who(
        _(TITLE),
        ngettext(
            "Of about {number} person from {origin} in {destination} in {year}, by a model: {parts}.",
            "Of about {number} people from {origin} in {destination} in {year}, by a model: {parts}.",
            n,
        ),
        _("Share of people from {origin} in {destination} by regime, {year}"),
        _("What people from {origin} in {destination} are owed, by sex"),
        ends,
    )
    year = int(stock["year"].max())  # type: ignore[arg-type]
    refugees = book.at("refugees", year, _("refugees"), origin=origin, destination=destination)
    part = _regime_part(result, inputs, who, origin=origin, destination=destination)
    return _with_refugees(part, refugees, _PAIR_REFUGEES, ends)


def country_regimes(book: Book, country: str, side: str) -> Part | None:
    """The same for all known corridors of a country as ``origin`` or ``destination``; None without stocks."""
    from corridor.evidence.regimes import classify, ranges

    stock, inputs = stock_rows(book, **{side: country})
    if stock is None:
        return None
    words = {"country": place_in_sentence(country)}
    if side == "origin":
        who = Who(
            _("Portability regimes of migrants from {country}").format(**words),
            _("Of about {number} migrants from {country} in {year}, by a model: {parts}."),
            _("Share of migrants from {country} by regime, {year}"),
            _("What migrants from {country} are owed, by sex"),
            words,
        )
        indicator, said = "refugees_originating", _ORIGIN_REFUGEES
    else:
        who = Who(
            _("Portability regimes of migrants in {country}").format(**words),
            _("Of about {number} migrants in {country} in {year}, by a model: {parts}."),
            _("Share of migrants in {country} by regime, {year}"),
            _("What migrants in {country} are owed, by sex"),
            words,
        )
        indicator, said = "refugees_hosted", _DESTINATION_REFUGEES
    rich = high_income(book)
    total = ranges(stock, by=("year",), high_income=rich)
    part = _regime_part(
        total, inputs, who, by_sex=classify(stock, high_income=rich), table_id=f"regimes-{side}", **{side: country}
    )  # fmt: skip
    year = int(stock["year"].max())  # type: ignore[arg-type]
    return _with_refugees(part, book.at(indicator, year, _("refugees"), country=country), said, words)


_PAIR_REFUGEES = N_(
    "Refugees, who stand under refugee law, are not taken out of these numbers: {number} from {origin} were counted in"
    " {destination} at the end of {year}."
)
_ORIGIN_REFUGEES = N_(
    "Refugees, who stand under refugee law, are not taken out of these numbers: {number} from {country} were counted"
    " elsewhere at the end of {year}."
)
_DESTINATION_REFUGEES = N_(
    "Refugees, who stand under refugee law, are not taken out of these numbers: {number} were counted in {country} at"
    " the end of {year}."
)


def _with_refugees(part: Part, refugees: Figure | None, text: str, words: dict[str, str]) -> Part:
    """The part with what must stand beside its numbers: how many of the people may be refugees."""
    if refugees is None or not refugees.value:
        said = _(
            "Refugees, if there are any, are not taken out of these numbers: no figure of them is at hand."
        )
        return replace(part, panel=replace(part.panel, notes=(said, *part.panel.notes)))
    said = _(text).format(number=number(refugees.value, "persons"), year=when_words(refugees), **words)
    first, *others = part.statements
    first = replace(first, text=f"{first.text} {said}", figures=(*first.figures, refugees))
    return Part(replace(part.panel, lead=first.text), [first, *others], part.gaps)


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
    who: Who,
    *,
    origin: str = "",
    destination: str = "",
    by_sex: pl.DataFrame | None = None,
    table_id: str = "regimes",
) -> Part:
    import polars as pl

    sources = tuple(used([(OWN_SOURCE, AGREEMENT_SOURCE), inputs]))
    frame = result.frame
    year = int(frame["year"].max())  # type: ignore[arg-type]
    split = by_sex if by_sex is not None else frame
    present = split["sex"].unique().to_list() if "sex" in split.columns else []
    sexes = [s for s in ("female", "male") if s in present]

    def made(regime: str, unit: str, **more: Any) -> Figure:
        return Figure(
            label=_("portability regime"), unit=unit, kind="model", sources=sources, indicator="portability_regime",
            year=year, origin=origin, destination=destination, variant=regime,
            bounds=_("lowest and highest over the switches"), computed=_("stock x regime, see the switches"), **more,
        )  # fmt: skip

    total = float(frame["value"].sum())
    rows: list[tuple[Cell, ...]] = []
    figures: list[Figure] = []
    for regime, words in REGIME_WORDS.items():
        part = frame.filter(pl.col("regime") == regime)
        whole = float(part["value"].sum())
        shares = list(part.iter_rows(named=True))
        # One corridor has the same shares for women and men; totals come with their own range.
        share = made(
            regime, "%", value=100 * whole / total if total else None,
            low=100 * min(r["low"] for r in shares), high=100 * max(r["high"] for r in shares),
        )  # fmt: skip
        each = split.filter(pl.col("regime") == regime)
        cells = [
            made(regime, "persons", value=each.filter(pl.col("sex") == s)["value"].sum(), sex=s)
            for s in sexes
        ]
        rows.append((_(words), share, *cells, made(regime, "persons", value=whole)))
        figures.append(share)
    columns = (_("Regime"), _("Share, % (range)"), *(_(SEX_NAMES[s]) for s in (*sexes, "both")))
    note = _(
        "Shares: central setting, in brackets lowest and highest over every open choice. Persons: central setting."
    )
    title = _("{subject}, {year}").format(subject=who.title, year=year)
    table = Table(table_id, title, columns, tuple(rows), note, by_time=True)
    parts = [_part_words(f) for f in figures if (f.high or 0) > 0]
    text = who.say(who.sentence, number=about(total), year=year, parts=in_a_row(parts))
    gap = Gap(
        who.say(who.gap),
        _("A regime says under what rules somebody stands, not whether she was insured; shares without legal residence"
          " are assumptions, the same for women and men."),
        "",
        _("Institutions could count insured foreigners by sex and years of insurance, and how many benefits are paid"
          " abroad."),
    )  # fmt: skip
    chart = _chart(figures, who, parts, year, table_id)
    said = [Statement(text, tuple(figures), "regimes")]
    return Part(Panel("regimes", who.title, text, (table,), (chart,), result.notes), said, [gap])


def _part_words(f: Figure) -> str:
    return _(REGIME_SAID[f.variant]).format(share=spread((f.low or 0) / 100, (f.high or 0) / 100))


def _chart(figures: Sequence[Figure], who: Who, parts: list[str], year: int, table_id: str) -> Chart:
    points = tuple((float(i), f.value, f.low, f.high) for i, f in enumerate(figures))
    most = max(figures, key=lambda f: f.value or 0)
    said = [_("Marks with their ranges in per cent."), *(f"{p}." for p in parts)]
    return Chart(
        f"chart-{table_id}", _part_words(most), "ranges", "%", (Series(_("Share"), points),), " ".join(said), table_id,
        tuple(_("Regime {number}").format(number=f.variant) for f in figures),
        subject=who.say(who.chart, year=year), short=tuple(f.variant for f in figures),
    )  # fmt: skip
