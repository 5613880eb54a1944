"""The United Nations' stocks of 1990-2020 against the published estimates from (older editions of) them.

The published figures rest on another edition of the population figures, so they are near, not equal.  Needs
the open data files beside the repository (or in CORRIDOR_SHARED); skipped, saying so, without them.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from corridor.evidence import flows

ROOT = Path(__file__).parents[3]
DATA = Path(os.environ.get("CORRIDOR_SHARED", ROOT.parent / "shared")) / "data"
FILES = {
    "stocks": DATA / "un_desa_ims2020_bilateral.parquet",
    "events": DATA / "un_wpp2024_country_year.parquet",
    "published": DATA / "abel_cohen_flows_5yr_1990_2020.parquet",
}
ABSENT = [str(path) for path in FILES.values() if not path.exists()]
pytestmark = pytest.mark.skipif(bool(ABSENT), reason=f"open data files are not here: {', '.join(ABSENT)}")
YEARS = list(range(1990, 2021, 5))


@pytest.fixture(scope="module")
def inputs() -> dict[str, Any]:
    stocks = pl.read_parquet(FILES["stocks"]).rename({"dest": "destination", "stock": "value"})
    events = pl.read_parquet(FILES["events"]).rename({"iso3": "country"})

    def thousands(column: str) -> pl.DataFrame:
        return events.select("country", "year", value=1000 * pl.col(column).cast(pl.Float64))

    people = events.select(
        "country", "year", value=1000 * (pl.col("pop_male_k") + pl.col("pop_female_k")).cast(pl.Float64)
    )
    known = (
        people.filter(pl.col("year").is_in(YEARS) & pl.col("value").is_not_null()).group_by("country").len()
    )
    full = set(known.filter(pl.col("len") == len(YEARS))["country"])
    return {
        "stocks": stocks,
        "population": people,
        "births": thousands("births_k"),
        "deaths": thousands("deaths_k"),
        "countries": sorted(full & set(stocks["destination"])),
    }


NEAR = {
    "sd_drop_neg": 0.99,
    "sd_rev_neg": 0.99,
    "mig_rate": 0.99,
    "da_min_open": 0.99,
    "da_min_closed": 0.85,
    "da_pb_closed": 0.94,
}


@pytest.mark.parametrize("method", flows.PUBLISHED)
def test_near_the_published_estimates(inputs: dict[str, Any], method: str) -> None:
    assert len(inputs["countries"]) > 220
    found = flows.estimate_frame(**inputs, method=method, sexes=["both"], absent="zero")
    published = (
        pl.read_parquet(FILES["published"])
        .filter(pl.col("sex") == "total")
        .select(
            "origin",
            pl.col("dest").alias("destination"),
            year=pl.col("year0").cast(pl.Int32),
            theirs=pl.col(method).fill_null(0),
        )
    )
    joined = found.join(published, on=["origin", "destination", "year"])
    for (year,), period in joined.group_by("year"):
        ours, theirs = period["value"].to_numpy(), period["theirs"].to_numpy()
        assert np.corrcoef(ours, theirs)[0, 1] > NEAR[method], (method, year)
        assert ours.sum() == pytest.approx(theirs.sum(), rel=0.3), (method, year)
    assert found["value"].min() >= 0


def test_what_was_changed_is_said(inputs: dict[str, Any]) -> None:
    series = flows.estimate_series(
        **inputs, method="da_min_closed", sexes=["both"], absent="zero", years=[2005, 2010]
    )
    said = " ".join(series.notes)
    assert "ARE has more foreign-born than people" in said
    assert "residents born in" in said
    result = series.results[2005, 2010, "both"]
    assert isinstance(result, flows.Flows)
    assert abs(result.net.sum()) < 1


def test_intervals_for_the_world(inputs: dict[str, Any]) -> None:
    series = flows.estimate_series(**inputs, sexes=["both"], absent="zero", years=[2015, 2020], draws=30)
    found = series.results[2015, 2020, "both"]
    assert isinstance(found, flows.Ensemble)
    assert found.draws == 30
    value, low, high = found["MAR", "ESP"]
    assert low < value < high
    outside = (found.matrix < found.low) | (found.matrix > found.high)
    assert outside.mean() < 0.05
