"""The starter pack: complete, cited, small, made the same each time, and equal to what it was selected from."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from corridor.evidence import starter
from corridor.evidence.catalogue import INDICATORS
from corridor.evidence.importers import read
from corridor.evidence.model import KEY_COLUMNS, KINDS, observation_schema
from corridor.evidence.store import Store
from tests.evidence.material import original, shared

FOLDER = Path(starter.__file__).parent


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return Store(tmp_path_factory.mktemp("store"))


def test_it_is_whole_and_small(store: Store) -> None:
    assert store.verify() == []
    assert (FOLDER / starter.FIGURES).stat().st_size < 500_000
    figures = pl.read_parquet(FOLDER / starter.FIGURES)
    assert dict(figures.schema) == observation_schema()
    assert not figures.select(KEY_COLUMNS).is_duplicated().any()
    assert set(figures["indicator"]) <= set(INDICATORS)
    assert set(figures["kind"]) <= set(KINDS)
    for indicator, unit in figures.select("indicator", "unit").unique().rows():
        assert INDICATORS[indicator].unit == unit


def test_every_source_is_cited(store: Store) -> None:
    for e in store.entries:
        source = e.source
        assert source.publisher
        assert source.edition
        assert source.licence
        assert source.address.startswith("https://")
        assert len(source.sha256) == 64
        assert source.coverage == "selection"
        assert "public copy" in source.notes


@pytest.mark.parametrize(
    ("origin", "destination"),
    [("MAR", "ESP"), ("IND", "ARE"), ("MEX", "USA"), ("PHL", "SAU"), ("TUR", "DEU"), ("NPL", "QAT"), ("PAK", "SAU"),
     ("BGD", "OMN"), ("ZWE", "ZAF"), ("ZAF", "ZWE"), ("ESP", "MAR")],
)  # fmt: skip
def test_corridors_that_people_ask_for(store: Store, origin: str, destination: str) -> None:
    found = store.observations("stock", origin=origin, destination=destination)
    assert set(found["sex"]) == {"both", "female", "male"}
    both = found.filter(pl.col("sex") == "both").sort("year")
    parts = found.filter(pl.col("sex") != "both").group_by("year").agg(pl.col("value").sum()).sort("year")
    assert both["value"].to_list() == parts["value"].to_list()
    for country in (origin, destination):
        for indicator in ("immigrant_stock", "emigrant_stock", "population", "income_group"):
            assert not store.observations(indicator, country=country).is_empty()


def test_figures_are_those_of_the_publishers_files(store: Store) -> None:
    matrix = read(original("WB_Bilateral_Remittance_Estimates_2017.xlsx")).observations
    groups = read(original("wb_OGHIST_2025_10_07.xlsx")).observations
    stock = read(original("undesa_pd_2020_ims_stock_by_sex_and_destination.xlsx")).observations
    keys = ["origin", "destination", "country", "sex", "year"]
    for theirs, indicator, source in (
        (matrix, "remittance_bilateral", "wb-bilateral-remittances-2017"),
        (groups, "income_group", "wb-income-history-fy26"),
        (stock, "immigrant_stock", "undesa-ims-2020-bilateral"),
    ):
        ours = store.observations(indicator, source=source)
        both = ours.join(
            theirs.filter(pl.col("indicator") == indicator), on=keys, how="left", nulls_equal=True
        )
        assert both.height == ours.height
        assert both["value_right"].null_count() == 0
        assert both.filter(
            (pl.col("value") - pl.col("value_right")).abs() > 1e-6 * pl.col("value").abs() + 1e-6
        ).is_empty()


def test_the_script_makes_the_same_files(tmp_path: Path) -> None:
    from corridor.evidence.starter import make

    folder = shared("SOURCES.md").parent
    for name in make.TABLES.values():
        shared(name)
    make.make(folder, tmp_path)
    for name in (starter.FIGURES, starter.SOURCES):
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes()
    with pytest.raises(SystemExit, match="missing"):
        make.make(tmp_path, tmp_path)
