"""The published shares of the regimes against ours on the full stock matrix.

Needs the open data files beside the repository (or in CORRIDOR_SHARED); skipped, saying so, without them.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import polars as pl
import pytest

from corridor.evidence.regimes import CENTRAL, PUBLISHED, REGIMES, classify, compare, ranges, stock_on
from corridor.evidence.regimes.published import GROUPS_DATA_YEAR

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("CORRIDOR_SHARED", ROOT.parent / "shared")) / "data"
FILES = {
    "stock": DATA / "un_desa_ims2020_bilateral.parquet",
    "income": DATA / "wb_income_group_history.parquet",
    "refugees": DATA / "unhcr_population_1951_2025.parquet",
}
ABSENT = [str(path) for path in FILES.values() if not path.exists()]
pytestmark = pytest.mark.skipif(bool(ABSENT), reason=f"open data files are not here: {', '.join(ABSENT)}")


@pytest.fixture(scope="module")
def stock() -> pl.DataFrame:
    return pl.read_parquet(FILES["stock"]).rename({"dest": "destination", "stock": "value"})


@pytest.fixture(scope="module")
def income() -> pl.DataFrame:
    return pl.read_parquet(FILES["income"]).rename(
        {"iso3": "country", "data_year": "year", "income": "group"}
    )


@pytest.fixture(scope="module")
def refugees() -> pl.DataFrame:
    frame = pl.read_parquet(FILES["refugees"])
    return frame.select("origin", "year", destination="asylum", value=pl.col("refugees").cast(pl.Float64))


@pytest.fixture(scope="module")
def compared(stock: pl.DataFrame, income: pl.DataFrame, refugees: pl.DataFrame) -> pl.DataFrame:
    return compare(stock, income=income, refugees=refugees)


def of(compared: pl.DataFrame, year: int, group: str, source: str = "") -> dict[str, dict[str, float]]:
    rows = compared.filter(
        (pl.col("year") == year) & (pl.col("group") == group) & pl.col("source").str.contains(source)
    )
    return {r["regime"]: r for r in rows.iter_rows(named=True)}


def test_published_numbers_add_up_as_in_the_source() -> None:
    table = {p.group: p for p in PUBLISHED if "Table 2" in p.source}
    assert table["L"].migrants == 53_622_241
    assert table["H OECD"].migrants == 28_917_969
    assert table["all"].migrants == 186_515_700, (
        "the source prints ...699: two of its column totals are off by one"
    )
    assert [round(s, 1) for s in table["all"].shares] == [22.8, 54.6, 5.1, 17.5]
    assert [round(s, 1) for s in table["UM"].shares] == [16.3, 49.6, 0.9, 33.3]


def test_world_shares_of_2000_and_2013_lie_within_the_range(compared: pl.DataFrame) -> None:
    world = compared.filter(pl.col("group") == "all")
    assert world.height == 3 * len(REGIMES)
    assert world["inside"].all()


def test_as_listed_the_world_shares_come_within_four_points(compared: pl.DataFrame) -> None:
    """The nearest reading of the papers' method: later lists of agreements on the stock."""
    for row in compared.filter(pl.col("group") == "all").iter_rows(named=True):
        assert abs(row["as_listed"] - row["published"]) < 4, row
    first = of(compared, 2000, "all", "Table 2")["I"]
    assert first["as_listed"] == pytest.approx(21.9, abs=0.5)
    assert of(compared, 2013, "all")["I"]["as_listed"] == pytest.approx(23.7, abs=0.5)


def test_regime_one_by_income_group(compared: pl.DataFrame) -> None:
    for group in ("L", "LM", "UM", "H non-OECD"):
        assert of(compared, 2000, group)["I"]["inside"], group
    outside = compared.filter(~pl.col("inside")).select("group", "regime").rows()
    assert set(outside) == {
        ("L", "III"),
        ("H OECD", "I"),
        ("H OECD", "II"),
        ("H OECD", "III"),
        ("H OECD", "IV"),
    }
    assert compared.filter(~pl.col("inside") & pl.col("why").is_null()).is_empty(), (
        "every difference is explained"
    )
    order = [of(compared, 2000, g)["I"]["as_listed"] for g in ("L", "LM", "UM", "H OECD")]
    assert order == sorted(order), "the poorer the origin, the fewer are covered"


def test_what_is_said_about_the_differences_holds(
    stock: pl.DataFrame, income: pl.DataFrame, compared: pl.DataFrame
) -> None:
    low = of(compared, 2000, "L")["III"]
    assert low["central"] / 100 * low["our_migrants"] == pytest.approx(5_293_338, rel=0.02)
    apart = compare(
        stock, income=income, central=CENTRAL.but(territories="apart"), over={}, lags={2000: (0,)}
    )
    assert of(apart, 2000, "H non-OECD")["I"]["central"] == pytest.approx(6, abs=1)
    assert of(compared, 2000, "H non-OECD")["I"]["central"] == pytest.approx(49, abs=1)
    cis = compare(stock, income=income, central=CENTRAL.but(residence_pays="I"), over={}, lags={2000: (0,)})
    assert of(cis, 2000, "LM")["I"]["central"] == pytest.approx(30, abs=3)
    assert of(compared, 2000, "UM")["I"]["central"] == pytest.approx(7, abs=1)
    gulf = classify(stock_on(stock, 2000)).filter(pl.col("regime") == "III")
    groups = income.filter((pl.col("year") == GROUPS_DATA_YEAR) & (pl.col("group") == "H"))[
        "country"
    ].to_list()
    assert gulf.filter(pl.col("origin").is_in([*groups]))["value"].sum() < 291_000


def test_groups_of_the_data_year_fit_the_published_totals(stock: pl.DataFrame, income: pl.DataFrame) -> None:
    published = {"L": 28.7, "LM": 41.0, "UM": 11.6, "H": 18.6}
    rows = stock.filter((pl.col("year") == 2000) & (pl.col("origin") != "XXX"))

    def distance(year: int) -> float:
        joined = rows.join(income.filter(pl.col("year") == year), left_on="origin", right_on="country")
        sums = dict(joined.group_by("group").agg(pl.col("value").sum()).iter_rows())
        whole = sum(sums.values())
        return sum(abs(100 * sums[g] / whole - share) for g, share in published.items())

    assert min(range(2000, 2008), key=distance) == GROUPS_DATA_YEAR
    assert distance(GROUPS_DATA_YEAR) < 2


def test_by_sex_to_the_latest_year(stock: pl.DataFrame, refugees: pl.DataFrame) -> None:
    begin = time.perf_counter()
    frame = ranges(stock, by=("year", "sex"), refugees=refugees).frame
    assert time.perf_counter() - begin < 20
    assert sorted(frame["year"].unique()) == list(range(1990, 2021, 5))
    assert (frame["low"] <= frame["share"] + 1e-9).all() and (frame["share"] <= frame["high"] + 1e-9).all()
    latest = {
        (r["sex"], r["regime"]): r["share"]
        for r in frame.filter(pl.col("year") == 2020).iter_rows(named=True)
    }
    assert latest["male", "III"] > 2 * latest["female", "III"], "the Gulf takes in men"
    assert latest["female", "I"] > latest["male", "I"]
    for sex in ("female", "male"):
        assert sum(latest[sex, r] for r in REGIMES) == pytest.approx(1)
