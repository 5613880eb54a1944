"""Make the starter pack from a folder of prepared tables.

    python -m corridor.evidence.starter.make FOLDER

FOLDER holds the tables named in :data:`TABLES` (Parquet; publisher, copy and checks of each are told in the
source below that uses it).  Written beside this file: ``figures.parquet``, all figures in the form of
observations, and ``sources.yaml``, one source for each edition of each publication.  The same tables give the
same files, byte for byte, with the same version of Polars.

What is selected.  The *five* are India, Mexico, Morocco, the Philippines and Tuerkiye (the countries of the
2006 meeting in Bellagio).  *Partners* of each are the countries where most of its emigrants live and those
where most of its immigrants come from, :data:`PARTNERS` each way, by the stock of :data:`PARTNER_YEAR`.  The
pairs are: each of the five with each of its partners, both ways, and with each other; the six Gulf states with
the countries of South Asia, both ways; Zimbabwe and South Africa, both ways.  Figures of one country are kept
for every country in a pair.  Nothing is computed except sums over whole tables (both sexes of women and men,
countries and the world of bilateral stocks, refugees of a country), and that thousands are written as persons.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import yaml

from corridor.evidence.catalogue import INCOME_GROUPS
from corridor.evidence.model import ESTIMATE, MODEL, OBSERVED, WORLD, Kind, Source, as_observations
from corridor.evidence.shelf import hash_of, summary
from corridor.evidence.starter import FIGURES, SOURCES

FIVE = ("IND", "MAR", "MEX", "PHL", "TUR")
GULF = ("ARE", "BHR", "KWT", "OMN", "QAT", "SAU")
SOUTH_ASIA = ("AFG", "BGD", "BTN", "IND", "LKA", "MDV", "NPL", "PAK")
FURTHER = (("ZWE", "ZAF"), ("ZAF", "ZWE"))
PARTNERS = 15
PARTNER_YEAR = 2020
FIRST_YEAR = 1990
LAST_OBSERVED = 2024
"""Later years of some series are projections and are left out."""

WORLD_BANK = "World Bank"
UN_POPULATION = "United Nations, Department of Economic and Social Affairs, Population Division"
WB_TERMS = "CC BY 4.0 (World Bank terms of use for datasets; presumed, the copy does not say)"


@dataclass(frozen=True)
class Part:
    """One publication of the pack: its source, the table it is selected from, and how."""

    source: Source
    table: str
    select: Callable[[pl.DataFrame, Selection], pl.DataFrame]


@dataclass(frozen=True)
class Selection:
    """Which pairs (origin, destination) and countries are in the pack."""

    pairs: frozenset[tuple[str, str]]
    countries: frozenset[str]

    def of_pairs(self, table: pl.DataFrame) -> pl.DataFrame:
        """The rows whose columns ``origin`` and ``destination`` are a pair of the pack."""
        wanted = pl.DataFrame(sorted(self.pairs), schema=["origin", "destination"], orient="row")
        return table.join(wanted, on=["origin", "destination"], how="semi")

    def of_countries(self, table: pl.DataFrame, *more: str) -> pl.DataFrame:
        """The rows whose column ``country`` is in the pack, or one of ``more``."""
        return table.filter(pl.col("country").is_in([*self.countries, *more]))


def choose(stocks: pl.DataFrame) -> Selection:
    """The pairs and countries of the pack, by the bilateral stocks (origin, dest, year, sex, stock)."""
    latest = stocks.filter((pl.col("year") == PARTNER_YEAR) & (pl.col("origin") != "XXX"))
    totals = latest.group_by("origin", "dest").agg(pl.col("stock").sum())
    pairs: set[tuple[str, str]] = set(FURTHER)
    for one in FIVE:
        for side, other in (("origin", "dest"), ("dest", "origin")):
            # Ties are broken by code, so that the choice is the same every time.
            top = totals.filter(pl.col(side) == one).sort(["stock", other], descending=[True, False])
            partners = top[other].head(PARTNERS).to_list()
            pairs.update((one, p) for p in partners)
            pairs.update((p, one) for p in partners)
        pairs.update((one, p) for p in FIVE if p != one)
    for gulf in GULF:
        for south in SOUTH_ASIA:
            pairs.update({(south, gulf), (gulf, south)})
    return Selection(frozenset(pairs), frozenset(code for pair in pairs for code in pair))


def stocks(table: pl.DataFrame, chosen: Selection) -> pl.DataFrame:
    """Bilateral stocks by sex; zero cells are absent in the table and stay absent. Totals of the countries."""
    all_pairs = table.rename({"dest": "destination", "stock": "value"}).with_columns(
        pl.col("value").cast(pl.Int64)
    )
    both = all_pairs.group_by("origin", "destination", "year").agg(pl.col("value").sum())
    rows = pl.concat([all_pairs, both.with_columns(pl.lit("both").alias("sex"))], how="diagonal")
    parts = [chosen.of_pairs(rows).with_columns(pl.lit("stock").alias("indicator"))]
    for side, indicator in (("destination", "immigrant_stock"), ("origin", "emigrant_stock")):
        totals = rows.group_by(pl.col(side).alias("country"), "year", "sex").agg(pl.col("value").sum())
        parts.append(chosen.of_countries(totals).with_columns(pl.lit(indicator).alias("indicator")))
    world = rows.group_by("year", "sex").agg(pl.col("value").sum())
    parts.append(
        world.with_columns(pl.lit(WORLD).alias("country"), pl.lit("immigrant_stock").alias("indicator"))
    )
    return as_observations(pl.concat(parts, how="diagonal"), kind=ESTIMATE)


def stock_totals(table: pl.DataFrame, chosen: Selection) -> pl.DataFrame:
    """Immigrants in and emigrants from a country, and the world's immigrants."""
    names = {"immigrants": "immigrant_stock", "emigrants": "emigrant_stock"}
    every = table.rename({"iso3": "country", "stock": "value"})
    world = every.filter(pl.col("role") == "immigrants").group_by("year", "role").agg(pl.col("value").sum())
    kept = pl.concat(
        [chosen.of_countries(every), world.with_columns(pl.lit(WORLD).alias("country"))], how="diagonal"
    )
    rows = kept.with_columns(pl.col("role").replace_strict(names).alias("indicator")).drop("role")
    return as_observations(rows, kind=ESTIMATE)


def flows(table: pl.DataFrame, chosen: Selection) -> pl.DataFrame:
    """Published flow estimates: pseudo-Bayesian for each sex, all six methods for both sexes."""
    kept = chosen.of_pairs(table.rename({"dest": "destination", "year0": "year"}))
    methods = [c for c in table.columns if c not in {"origin", "dest", "year0", "sex"}]
    rows = kept.unpivot(
        on=methods,
        index=["origin", "destination", "year", "sex"],
        variable_name="variant",
        value_name="value",
    )
    # The table writes 0 as null; an estimate of no movement is a figure.
    rows = rows.filter((pl.col("sex") == "total") | (pl.col("variant") == "da_pb_closed")).with_columns(
        pl.col("value").fill_null(0),
        pl.col("sex").replace({"total": "both"}),
        (pl.col("year") + 5).alias("year_to"),
    )
    return as_observations(rows, indicator="flow", kind=MODEL)


def remittances(table: pl.DataFrame, chosen: Selection) -> pl.DataFrame:
    """Bilateral remittances; the sender lives in the destination."""
    kept = chosen.of_pairs(table.rename({"sender": "destination", "receiver": "origin"}))
    return as_observations(kept.rename({"usd_m": "value"}), indicator="remittance_bilateral", kind=MODEL)


def costs(table: pl.DataFrame, chosen: Selection) -> pl.DataFrame:
    """Cost of sending, by quarter."""
    kept = chosen.of_pairs(table.rename({"sender": "destination", "receiver": "origin"}))
    rows = kept.with_columns(pl.format("Q{}", pl.col("quarter")).alias("period")).drop("quarter")
    return as_observations(rows.rename({"cost_pct": "value"}), indicator="remittance_cost", kind=OBSERVED)


def population(table: pl.DataFrame, chosen: Selection) -> pl.DataFrame:
    """Population and vital rates, estimates only (no projected years)."""
    kept = chosen.of_countries(table.rename({"iso3": "country"}))
    kept = kept.filter((pl.col("variant") == "estimate") & (pl.col("year") >= FIRST_YEAR))
    columns = (
        ("pop_male_k", "population", "male", 1000),
        ("pop_female_k", "population", "female", 1000),
        ("births_k", "births", "both", 1000),
        ("deaths_k", "deaths", "both", 1000),
        ("net_migration_k", "net_migration", "both", 1000),
        ("tfr", "fertility", "both", 1),
        ("e0_male", "life_expectancy", "male", 1),
        ("e0_female", "life_expectancy", "female", 1),
        ("e0_both", "life_expectancy", "both", 1),
    )
    with_both = kept.with_columns((pl.col("pop_male_k") + pl.col("pop_female_k")).alias("pop_k"))
    parts = [
        with_both.select(
            "country",
            "year",
            pl.lit(indicator).alias("indicator"),
            pl.lit(sex).alias("sex"),
            # The table is in single precision, which is good for seven digits.
            (pl.col(column).cast(pl.Float64) * factor).round_sig_figs(7 if factor > 1 else 5).alias("value"),
        )
        for column, indicator, sex, factor in (("pop_k", "population", "both", 1000), *columns)
    ]
    return as_observations(pl.concat(parts).drop_nulls("value"), kind=ESTIMATE)


def refugees(table: pl.DataFrame, chosen: Selection) -> pl.DataFrame:
    """Refugees and asylum-seekers by pair, totals of each country, displaced persons within it."""
    recent = table.rename({"asylum": "destination"}).filter(pl.col("year") >= FIRST_YEAR)
    counts = ["refugees", "asylum_seekers"]
    pairs = chosen.of_pairs(recent).unpivot(
        on=counts, index=["origin", "destination", "year"], variable_name="indicator", value_name="value"
    )
    sums: list[pl.DataFrame] = []
    for side, ending in (("destination", "hosted"), ("origin", "originating")):
        total = recent.group_by(side, "year").agg(pl.col(c).cast(pl.Int64).sum() for c in counts)
        for count in counts:
            sums.append(
                chosen.of_countries(
                    total.select(
                        pl.col(side).alias("country"),
                        "year",
                        pl.lit(f"{count}_{ending}").alias("indicator"),
                        pl.col(count).cast(pl.Float64).alias("value"),
                    )
                )
            )
    rows = pl.concat([pairs.with_columns(pl.col("value").cast(pl.Float64)), *sums], how="diagonal")
    return as_observations(rows.filter(pl.col("value") > 0), kind=OBSERVED)


def displaced(table: pl.DataFrame, chosen: Selection) -> pl.DataFrame:
    """Persons displaced within the country by conflict, end of year."""
    kept = chosen.of_countries(table.rename({"iso3": "country", "idps_conflict_stock": "value"}))
    return as_observations(kept, indicator="idps_conflict", kind=ESTIMATE)


def income_groups(table: pl.DataFrame, chosen: Selection) -> pl.DataFrame:
    """Income group of each data year, as 1 to 4 with the World Bank's letters as flag."""
    kept = chosen.of_countries(table.rename({"iso3": "country", "data_year": "year", "income": "flag"}))
    kept = kept.filter(pl.col("flag").is_in(list(INCOME_GROUPS)))
    rows = kept.with_columns(pl.col("flag").replace_strict(INCOME_GROUPS).alias("value"))
    return as_observations(rows, indicator="income_group", kind=OBSERVED)


def indicators(kind: Kind, **names: str) -> Callable[[pl.DataFrame, Selection], pl.DataFrame]:
    """A selection of development series: the table's names and those of the catalogue."""

    def select(table: pl.DataFrame, chosen: Selection) -> pl.DataFrame:
        kept = chosen.of_countries(table.rename({"iso3": "country"})).drop("source")
        kept = kept.filter(
            pl.col("indicator").is_in(list(names)) & pl.col("year").is_between(FIRST_YEAR, LAST_OBSERVED)
        )
        rows = kept.with_columns(
            pl.col("indicator").replace_strict(names),
            # Six significant digits are more than these series are good for.
            pl.col("value").round_sig_figs(6),
        )
        return as_observations(rows.drop_nulls("value"), kind=kind)

    return select


TABLES = {
    "stocks": "un_desa_ims2020_bilateral.parquet",
    "totals": "un_desa_ims2024_totals.parquet",
    "flows": "abel_cohen_flows_5yr_1990_2020.parquet",
    "remittances": "wb_bilateral_remittances_2017.parquet",
    "costs": "rpw_corridor_cost_2011_2020.parquet",
    "population": "un_wpp2024_country_year.parquet",
    "refugees": "unhcr_population_1951_2025.parquet",
    "displaced": "idmc_conflict_idp_stock_1990_2025.parquet",
    "income": "wb_income_group_history.parquet",
    "development": "development_indicators.parquet",
}


def make(folder: Path, to: Path) -> Selection:
    """Write the pack into a folder.

    Raises:
        SystemExit: tables are missing; the message names them all.
    """
    from corridor.evidence.starter.sources import parts

    missing = [name for name in TABLES.values() if not (folder / name).is_file()]
    if missing:
        raise SystemExit(f"{folder}: missing {', '.join(missing)}")
    tables = {key: pl.read_parquet(folder / name) for key, name in TABLES.items()}
    chosen = choose(tables["stocks"])
    rows: list[dict[str, object]] = []
    frames: list[pl.DataFrame] = []
    for part in parts():
        found = part.select(tables[part.table], chosen)
        found = found.with_columns(pl.lit(part.source.source_id).alias("source_id"))
        order = ["indicator", "origin", "destination", "country", "variant", "sex", "year", "period"]
        frames.append(found.sort(order))
        shown = {k: v for k, v in part.source.as_dict().items() if v}
        rows.append(
            {
                "source": {**shown, "sha256": hash_of(folder / TABLES[part.table])},
                "rows": found.height,
                "indicators": {k: list(v) for k, v in summary(found).items()},
            }
        )
    figures = to / FIGURES
    pl.concat(frames).write_parquet(figures, compression="zstd", compression_level=19, statistics=False)
    _write_sources(to / SOURCES, hash_of(figures), rows, chosen)
    return chosen


def _write_sources(path: Path, sha: str, rows: Iterable[dict[str, object]], chosen: Selection) -> None:
    text = yaml.safe_dump(
        {
            "sha256": sha,
            "countries": sorted(chosen.countries),
            "pairs": len(chosen.pairs),
            "sources": list(rows),
        },
        allow_unicode=True,
        sort_keys=False,
        width=110,
    )
    path.write_text(
        f"# Sources of the starter pack. Written by make.py; do not edit by hand.\n{text}", encoding="utf-8"
    )


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    made = make(Path(sys.argv[1]), Path(__file__).parent)
    sys.stdout.write(f"{len(made.countries)} countries, {len(made.pairs)} pairs\n")
