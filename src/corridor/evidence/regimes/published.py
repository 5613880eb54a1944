"""The published shares of the regimes, and how ours stand beside them.

Sources: Holzmann (2016), IZA Journal of Labor Studies 5:17, Table 2 (year 2000, after Avato et al. 2010 and
Holzmann et al. 2005); Holzmann and Wels (2018), IZA Discussion Paper 11481, abstract (2000 and 2013; the 2000
shares of II to IV follow from the changes it states).  The first counts 186.5 million migrants in 2000, the
United Nations (edition 2020) 173.2 million: shares can be compared, numbers cannot.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corridor.evidence.regimes.classify import stock_on
from corridor.evidence.regimes.ranges import ranges
from corridor.evidence.regimes.switches import CENTRAL, RANGE, REGIMES, Switches, origin_groups

if TYPE_CHECKING:
    import polars as pl

    from corridor.evidence.network import Network
    from corridor.evidence.regimes.irregular import IrregularShares


@dataclass(frozen=True, slots=True)
class PublishedShares:
    """Shares of the four regimes in per cent, as published (or derived from published numbers)."""

    source: str
    year: int
    group: str
    shares: tuple[float, float, float, float]
    migrants: int | None = None


_TABLE_2 = "Holzmann 2016, Table 2"
_WELS = "Holzmann and Wels 2018, abstract"

_NUMBERS: Mapping[str, tuple[int, int, int, int]] = {
    "L": (850_985, 36_720_832, 5_293_338, 10_757_086),
    "LM": (11_312_511, 47_224_671, 3_476_163, 14_473_805),
    "UM": (3_521_212, 10_724_671, 189_357, 7_203_975),
    "H non-OECD": (2_063_914, 3_534_415, 192_987, 57_809),
    "H OECD": (24_778_310, 3_658_850, 291_007, 189_802),
}


def _row(group: str, numbers: tuple[int, ...]) -> PublishedShares:
    whole = sum(numbers)
    one, two, three, four = (100 * n / whole for n in numbers)
    return PublishedShares(_TABLE_2, 2000, group, (one, two, three, four), whole)


PUBLISHED: tuple[PublishedShares, ...] = (
    _row("all", tuple(map(sum, zip(*_NUMBERS.values(), strict=True)))),
    *(_row(group, numbers) for group, numbers in _NUMBERS.items()),
    PublishedShares(_WELS, 2000, "all", (21.9, 56.2, 5.0, 16.9)),
    PublishedShares(_WELS, 2013, "all", (23.3, 53.2, 9.4, 14.0)),
)

ROUNDING = 0.05
"""Published shares have one decimal: half of its last digit."""

GROUPS_OF = 2000
"""The year for which shares by income group of the origin are published."""

GROUPS_DATA_YEAR = 2003
"""World Bank data year whose groups fit the published group totals of 2000 (found by trying 2000 to 2007).

With the groups of 2003 the origins of the 2020 edition's stock of 2000 split 29/41/12/18 % into low, lower
middle, upper middle and high, as in the published table (29/41/12/19); with those of 2000 36/32/16/16 %.
"""


LAGS: Mapping[int, tuple[int, ...]] = {2000: (0, 8), 2013: (0, 4)}
"""Years by which the lists of agreements that the papers could use were later than their stocks.

The table for 2000 comes from a paper of 2009 whose regime I for upper-middle-income origins (16 %) is reached
only with the agreements of about 2008, above all the EU enlargement of 2004; with those of 2000 it is 7 %.
"""


WHY: Mapping[tuple[str, str], str] = {
    (
        "all",
        "I",
    ): "Central counts the agreements of the stock's year of at least medium confidence; as_listed counts "
    "those known some years later at any confidence, as the papers' lists do, and comes within a point or two.",
    ("all", "II"): "What is not in regime I by a stricter count is in II.",
    (
        "L",
        "III",
    ): "The same people (5.3 million in the Gulf) over another denominator: 47.8 million from low-income "
    "origins in the 2020 edition, 53.6 million in the paper.",
    ("L", "IV"): "The paper's estimates by host are not published; ours is a band for all hosts but two.",
    (
        "LM",
        "I",
    ): "Moves most: the CIS agreement of 1992 as portability gives 30 %, no agreement before the EU "
    "enlargement of 2007 (Romania, Bulgaria) 7 %.",
    (
        "UM",
        "I",
    ): "Needs the agreements of the EU enlargement of 2004 on the stock of 2000 (Poland, Czechia, Hungary), "
    "or the bilateral agreements it replaced, of which the table knows few.",
    (
        "H non-OECD",
        "I",
    ): "Decided by 1.3 million Puerto Ricans in the United States: with their state 49 %, apart 6 %.",
    (
        "H OECD",
        "I",
    ): "The table lacks agreements that the paper seems to count: Korea with Japan and, before 2001, the "
    "United States, Japan with the United States before 2005, Australia with New Zealand before 2017, Mexico.",
    ("H OECD", "II"): "What is not in regime I for lack of a known agreement is in II.",
    (
        "H OECD",
        "III",
    ): "The paper has 291,000 people from these origins in closed hosts, the 2020 edition 0.06 million "
    "in the Gulf.",
    (
        "H OECD",
        "IV",
    ): "High-income origins get a chosen band of 0 to 3 %; Koreans and Poles in the United States more.",
}
"""Where the published shares and ours differ, and why, as far as it can be told; by group and regime."""


def compare(
    stock: pl.DataFrame,
    *,
    income: pl.DataFrame | None = None,
    refugees: pl.DataFrame | None = None,
    central: Switches = CENTRAL,
    over: Mapping[str, tuple[Any, ...]] = RANGE,
    data_year: int = GROUPS_DATA_YEAR,
    lags: Mapping[int, tuple[int, ...]] = LAGS,
    net: Network | None = None,
    shares: IrregularShares | None = None,
) -> pl.DataFrame:
    """Published shares beside ours, in per cent, for the years 2000 and 2013 and by income group of the origin.

    Args:
        stock: the full stock matrix (columns origin, destination, sex, year, value) with years around 2013.
        income: World Bank groups (columns country, year, group); without them only the totals are compared.
        refugees, central, over, net, shares: as for :func:`~corridor.evidence.regimes.ranges.ranges`.
        data_year: the data year of the groups.
        lags: by year, how much later than the stock the agreements counted may be (part of the range).

    Returns:
        Columns source, year, group, regime, published, central (agreements of the stock's year), as_listed
        (central, agreements of the last lag, every row of the table), low, high, inside (whether the published
        figure lies within the range), our_migrants, why (text of :data:`WHY` where there is one).
    """
    import polars as pl

    high = None if income is None else high_income_by_year(income)
    given: dict[str, Any] = {"high_income": high, "refugees": refugees, "net": net, "shares": shares}
    groups = None if income is None else origin_groups(income, data_year=data_year, oecd_year=2000)
    found: dict[tuple[int, str], tuple[pl.DataFrame, pl.DataFrame]] = {}
    for year, years_later in lags.items():
        rows = stock_on(stock, year)
        wide = {**over, "agreements_lag": years_later}
        listed = central.but(agreements_lag=years_later[-1], confidence="low")
        for by in [(), ("group",)] if year == GROUPS_OF and groups is not None else [()]:
            ours = ranges(rows, by=by, groups=groups if by else None, central=central, over=wide, **given)
            theirs = ranges(rows, by=by, groups=groups if by else None, central=listed, over={}, **given)
            if not by:
                found[year, "all"] = (ours.frame, theirs.frame)
                continue
            for group in ours.frame["group"].unique():
                mine = pl.col("group") == group
                found[year, group] = (ours.frame.filter(mine), theirs.frame.filter(mine))
    table = []
    for p in PUBLISHED:
        if (p.year, p.group) not in found:
            continue
        ours_, theirs_ = found[p.year, p.group]
        migrants = float(ours_["value"].sum())
        for regime, published in zip(REGIMES, p.shares, strict=True):
            r = ours_.row(by_predicate=pl.col("regime") == regime, named=True)
            listed_share = theirs_.row(by_predicate=pl.col("regime") == regime, named=True)["share"]
            low, high_end = 100 * r["low"], 100 * r["high"]
            inside = low - ROUNDING <= published <= high_end + ROUNDING
            table.append(
                (
                    p.source, p.year, p.group, regime, published, 100 * r["share"], 100 * listed_share, low,
                    high_end, inside, migrants, WHY.get((p.group, regime)),
                )
            )  # fmt: skip
    schema = [
        "source", "year", "group", "regime", "published", "central", "as_listed", "low", "high", "inside",
        "our_migrants", "why",
    ]  # fmt: skip
    return pl.DataFrame(table, schema=schema, orient="row")


def high_income_by_year(income: pl.DataFrame) -> dict[int, frozenset[str]]:
    """High-income countries by data year, as :func:`~corridor.evidence.regimes.classify.classify` wants them.

    ``income`` has the columns country, year, group (L, LM, UM, H).
    """
    import polars as pl

    rows = income.filter(pl.col("group") == "H").group_by("year").agg("country")
    return {int(year): frozenset(countries) for year, countries in rows.iter_rows()}
