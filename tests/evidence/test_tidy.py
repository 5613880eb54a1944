"""The plain route: a table with a metadata file beside it, among them the prepared tables of the shared folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from corridor.evidence.importers import read, recognise
from corridor.evidence.problems import EvidenceProblems
from tests.evidence import prepared
from tests.evidence.material import shared, text

SOURCE = {
    "source_id": "moh-2023",
    "publisher": "Ministry",
    "title": "Permits",
    "edition": "2023",
    "licence": "CC BY 4.0",
}
SERIES = {
    "indicator": "stock",
    "value": "persons",
    "columns": {"origin": "from", "destination": "to", "year": "year"},
}
LINES = (
    "from,to,year,who,persons",
    "MAR,ESP,2023,total,100",
    "MAR,FRA,2023-07-01,women,..",
    "IND,ARE,2023,total,",
)


def table(folder: Path, *lines: str, **changed: Any) -> Path:
    metadata = {"source": SOURCE, "kind": "observed", "series": [SERIES], **changed}
    path = text(folder / "permits.csv", *(lines or LINES))
    (folder / "permits.csv.meta.yaml").write_text(yaml.safe_dump(metadata), encoding="utf-8")
    return path


def said(path: Path) -> str:
    with pytest.raises(EvidenceProblems) as caught:
        read(path)
    return str(caught.value)


def test_a_table_with_metadata(tmp_path: Path) -> None:
    words = {"who": {"total": "both", "women": "female"}}
    series = {**SERIES, "columns": {**SERIES["columns"], "sex": "who"}, "words": {"sex": words["who"]}}  # type: ignore[dict-item]
    path = table(tmp_path, series=[series])
    assert recognise(path).NAME == "tidy"
    found = read(path)
    assert found.sources[0].publisher == "Ministry"
    # A mark of a missing figure is a missing figure; an empty cell is none.
    assert found.observations.select(
        "origin", "destination", "year", "sex", "value", "unit", "kind"
    ).rows() == [
        ("MAR", "ESP", 2023, "both", 100.0, "persons", "observed"),
        ("MAR", "FRA", 2023, "female", None, "persons", "observed"),
    ]


def test_own_indicators_numbers_of_the_un_and_thousands(tmp_path: Path) -> None:
    series = {"indicator": "permits", "title": "Permits issued", "unit": "permits", "value": "n", "scale": 1000,
              "columns": {"country": "code", "year": "year", "quarter": "q"}, "codes": "m49"}  # fmt: skip
    path = table(tmp_path, "code,year,q,n", "504,2020,Q3,1.5", "412,2020,4,2", "4,2020,1,3", series=[series])
    found = read(path)
    assert found.sources[0].indicators["permits"] == {"title": "Permits issued", "unit": "permits"}
    assert found.observations.select("country", "period", "value").rows() == [
        ("MAR", "Q3", 1500.0),
        ("XKX", "Q4", 2000.0),
        ("AFG", "Q1", 3000.0),
    ]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"source": {"publisher": "x"}}, "missing: source_id, title, edition"),
        ({"source": {**SOURCE, "licence": ""}}, "say 'not known'"),
        ({"source": None}, "expected a source"),
        ({"kind": "guess"}, "expected one of observed, official estimate, model"),
        ({"series": []}, "expected a list of series"),
        ({"series": ["stock"]}, "expected indicator, value and columns"),
        ({"series": [{**SERIES, "indicator": "stocks"}]}, "near: stock"),
        (
            {"series": [{**SERIES, "value": "people"}]},
            "no column people; it has from, to, year, who, persons",
        ),
        ({"series": [{**SERIES, "columns": {"origin": "from", "destination": "to"}}]}, "column of the year"),
        (
            {"series": [{**SERIES, "columns": {"origin": "from", "year": "year"}}]},
            "origin and destination, or country",
        ),
        (
            {"series": [{**SERIES, "columns": {**SERIES["columns"], "sx": "who"}}]},
            "no column of observations",
        ),  # type: ignore[dict-item]
        (
            {"series": [{**SERIES, "columns": {**SERIES["columns"], "sex": "who"}}]},
            "expected one of both, female, male",
        ),  # type: ignore[dict-item]
        ({"series": [{**SERIES, "scale": "thousand"}]}, "expected a number"),
        ({"series": [{**SERIES, "source": "other"}]}, "source_id of one of the sources"),
        ({"series": [{**SERIES, "codes": "names"}]}, "iso3 or m49"),
        ({"extra": 1}, "unknown; expected one of"),
        ({"series": [{**SERIES, "indicator": "population"}]}, "is about a country"),
    ],
)
def test_what_is_wrong_with_metadata(tmp_path: Path, changed: dict[str, Any], expected: str) -> None:
    assert expected in said(table(tmp_path, **changed))


def test_what_is_wrong_with_a_table(tmp_path: Path) -> None:
    lines = ("from,to,year,who,persons", "Morocco,ESP,2023,a,1", "MAR,ESP,soon,a,2", "MAR,ESP,2020,a,many")
    message = said(table(tmp_path, *lines))
    assert "row 2  from     'Morocco'  expected an ISO 3166 alpha-3 code" in message
    assert "row 3  year     'soon'     expected a year" in message
    assert "row 4  persons  'many'     expected a number" in message
    twice = ("from,to,year,who,persons", "MAR,ESP,2023,a,1", "MAR,ESP,2023,a,2")
    assert "the file gives this figure twice: stock, MAR, ESP, 2023" in said(table(tmp_path, *twice))


def test_a_metadata_file_that_is_no_metadata(tmp_path: Path) -> None:
    path = text(tmp_path / "a.csv", *LINES)
    beside = tmp_path / "a.csv.meta.yaml"
    beside.write_text("a: [1", encoding="utf-8")
    assert "no YAML" in said(path)
    beside.write_text("- 1", encoding="utf-8")
    assert "expected source, kind and series" in said(path)
    levels = "\n".join(f"l{i}: &l{i} [*l{i - 1}, *l{i - 1}, *l{i - 1}, *l{i - 1}]" for i in range(1, 30))
    beside.write_text(f"l0: &l0 lol\n{levels}\nkind: *l29\n", encoding="utf-8")
    assert "holds references" in said(path)


def test_a_table_without_metadata_is_told_what_it_needs(tmp_path: Path) -> None:
    message = said(text(tmp_path / "a.csv", *LINES))
    assert "not recognised: text with the columns from, to, year, who, persons" in message
    assert "a.csv.meta.yaml" in message


FIGURES: dict[str, tuple[int, dict[str, Any], float]] = {
    "un_desa_ims2020_bilateral.parquet": (150_570, {"origin": "MEX", "destination": "USA", "year": 2020, "sex": "male"}, 5_796_774),
    "un_desa_ims2024_totals.parquet": (3_736, {"country": "USA", "year": 2024, "indicator": "immigrant_stock"}, 52_375_047),
    "un_desa_ims2019_by_age_sex_dest.parquet": (51_008, {"country": "ABW", "year": 1990, "sex": "female", "age": "0-4"}, 304),
    "wb_bilateral_remittances_2017.parquet": (11_901, {"origin": "MEX", "destination": "USA"}, 30_019.187),
    "rpw_corridor_cost_2011_2020.parquet": (10_417, {"destination": "USA", "origin": "MEX", "year": 2020, "period": "Q3"}, 4.18),
    "un_wpp2024_country_year.parquet": (248_199, {"country": "JPN", "year": 2023, "indicator": "life_expectancy", "sex": "both"}, 84.71),
    "un_wpp2022_pop_single_age.parquet": (236_000, {"country": "ABW", "year": 1990, "sex": "female", "age": "0"}, 594),
    "un_wpp2024_mx_5x5.parquet": (312_840, {"country": "ABW", "year": 1953, "sex": "male", "age": "0"}, 0.080549),
    "unhcr_population_1951_2025.parquet": (1_111_299, {"origin": "SYR", "destination": "TUR", "year": 2024, "indicator": "refugees"}, 2_901_478),
    "unhcr_asylum_decisions_2000_2025.parquet": (410_890, {"origin": "AFG", "destination": "ALB", "year": 2000, "indicator": "asylum_closed"}, 5),
    "unhcr_solutions_1959_2025.parquet": (23_477, {"origin": "ALB", "destination": "CAN", "year": 1959, "indicator": "resettlement"}, 17),
    "idmc_conflict_idp_stock_1990_2025.parquet": (934, {"country": "UNK", "year": 1990}, 21_300_000),
    "idmc_new_displacements_2008_2023.parquet": (2_320, {"country": "AFG", "year": 2008}, 3_400),
    "gaskin_abel_net_migration_1990_2023.parquet": (15_708, {"country": "DEU", "year": 2022, "indicator": "net_migration"}, 1_380_000),
    "wb_income_group_history.parquet": (7_873, {"country": "AFG", "year": 1987}, 1),
    "development_indicators.parquet": (107_601, {"country": "PHL", "year": 2023, "indicator": "hdi"}, 0.72),
    "abel_cohen_flows_5yr_1990_2020.parquet": (2_262_594, {"origin": "MEX", "destination": "USA", "year": 2015, "sex": "both", "variant": "da_pb_closed"}, 1_635_815),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(FIGURES))
def test_the_prepared_tables(tmp_path: Path, name: str) -> None:
    shared(name)
    folder = shared("SOURCES.md").parent
    rows = read(prepared.prepare(folder, tmp_path, name)).observations
    count, where, expected = FIGURES[name]
    assert rows.height == count
    found = rows.filter(pl.col(k) == v for k, v in where.items())["value"].item()
    assert found == pytest.approx(expected, rel=0.005)


def test_every_prepared_table_has_metadata() -> None:
    assert set(FIGURES) == set(prepared.tables())
