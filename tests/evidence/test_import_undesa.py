"""UN Migrant Stock: the original by destination, and the layouts of which no original is here (invented figures)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from corridor.evidence.importers import read, recognise
from corridor.evidence.problems import EvidenceProblems
from tests.evidence.material import (
    YEARS_2020,
    YEARS_2024,
    long_rows,
    original,
    shared,
    single_rows,
    wide_rows,
    workbook,
)

ORIGINAL = "undesa_pd_2020_ims_stock_by_sex_and_destination.xlsx"


def long_file(path: Path, rows: list[list[Any]]) -> Path:
    return workbook(
        path, Table_of_contents=[["International Migrant Stock"]], Table_1=rows, Notes=[["Notes"]]
    )


def value(frame: pl.DataFrame, **where: Any) -> float:
    return frame.filter(pl.col(k) == v for k, v in where.items()).select("value").item()


def said(path: Path, **options: Any) -> str:
    with pytest.raises(EvidenceProblems) as caught:
        read(path, **options)
    return str(caught.value)


def test_the_original_by_destination() -> None:
    path = original(ORIGINAL)
    assert recognise(path).NAME == "undesa-ims"
    found = read(path)
    (source,) = found.sources
    assert (source.source_id, source.edition, source.series) == (
        "undesa-ims-2020-destination",
        "2020",
        "undesa-ims",
    )
    assert source.licence == "CC BY 3.0 IGO"
    rows = found.observations
    world = {"country": "WLD", "indicator": "immigrant_stock", "year": 2020}
    assert value(rows, **world, sex="both") == 280_598_105
    assert value(rows, **world, sex="female") == 134_942_261
    assert value(rows, **{**world, "year": 1990}, sex="both") == 152_986_157
    assert value(rows, country="MEX", indicator="population", year=2020, sex="both") == 128_932_753
    # What is a share or a rate is not kept, and groups of countries are none.
    assert set(rows["indicator"]) == {"immigrant_stock", "population", "refugees_and_asylum_seekers"}
    assert "CHI" in rows["country"].to_list()
    assert (
        rows.filter((pl.col("indicator") == "immigrant_stock") & (pl.col("sex") == "both"))["year"].n_unique()
        == 7
    )
    # Missing is missing: some areas have no figures by sex.
    missing = rows.filter(pl.col("value").is_null() & (pl.col("indicator") == "immigrant_stock"))
    assert {"SSD"} <= set(missing.filter(pl.col("sex") == "both")["country"])
    assert set(missing["sex"]) == {"both", "female", "male"}


@pytest.mark.parametrize(("years", "edition"), [(YEARS_2020, 2020), (YEARS_2024, 2024)])
def test_long_layout(tmp_path: Path, years: tuple[int, ...], edition: int) -> None:
    path = long_file(tmp_path / "stock.xlsx", long_rows(years, edition))
    assert recognise(path).NAME == "undesa-ims-bilateral"
    found = read(path)
    assert found.sources[0].source_id == f"undesa-ims-{edition}-bilateral"
    rows = found.observations
    assert value(rows, origin="MAR", destination="ESP", sex="female", year=1990) == 60
    assert value(rows, origin="MAR", destination="ESP", sex="male", year=years[-1]) == 70 + 10 * (
        len(years) - 1
    )
    assert value(rows, origin="XXX", destination="ESP", sex="both", year=1990) == 9
    assert value(rows, indicator="immigrant_stock", country="ESP", sex="both", year=1990) == 189
    assert value(rows, indicator="emigrant_stock", country="MAR", sex="both", year=1990) == 1030
    assert value(rows, indicator="immigrant_stock", country="WLD", sex="both", year=1990) == 1239
    assert set(rows.filter(pl.col("indicator") == "stock")["origin"]) == {"MAR", "FRA", "ESP", "XXX"}
    assert set(rows.filter(pl.col("origin") == "MAR")["flag"]) == {"B R"}


def test_groups_named_like_countries_are_not_counted(tmp_path: Path) -> None:
    rows = long_rows()
    for code, name in ((913, "Southern Africa"), (954, "Micronesia"), (1636, "Land-locked")):
        copy = list(next(r for r in rows[11:] if r[3] == 724 and r[6] == 504))
        copy[5], copy[6] = name, code
        rows.append(copy)
    found = read(long_file(tmp_path / "stock.xlsx", rows)).observations
    assert not {"ZAF", "FSM"} & set(found["origin"].drop_nulls())


def test_the_full_matrix_written_in_the_long_layout(tmp_path: Path) -> None:
    """No original of this layout is here: the real figures are written in it and read back."""
    from corridor.evidence.areas import m49_codes

    numbers = {iso: number for number, iso in m49_codes().items()}
    table = pl.read_parquet(shared("un_desa_ims2020_bilateral.parquet")).rename({"dest": "destination"})
    table = table.filter(pl.col("year").is_in([1990, 2020])).with_columns(pl.col("stock").cast(pl.Int64))
    world = pl.concat(
        [
            table,
            table.with_columns(pl.lit("WLD").alias("origin")),
            table.with_columns(pl.lit("WLD").alias("destination")),
            table.with_columns(pl.lit("WLD").alias("origin"), pl.lit("WLD").alias("destination")),
        ]
    )
    sums = world.group_by("destination", "origin", "year", "sex").agg(pl.col("stock").sum())
    wide = sums.pivot(
        on=["sex", "year"], index=["destination", "origin"], values="stock", aggregate_function="first"
    )
    column = {c: c.strip("{}").replace('"', "").split(",") for c in wide.columns[2:]}
    named = (
        wide.rename({c: f"{s}{y}" for c, (s, y) in column.items()}).fill_null(0).sort("destination", "origin")
    )
    head = long_rows((1990, 2020))[:11]
    rows = [
        [None, r["destination"], None, numbers[r["destination"]], "B", r["origin"], numbers[r["origin"]],
         r["female1990"] + r["male1990"], r["female2020"] + r["male2020"], r["male1990"], r["male2020"], r["female1990"],
         r["female2020"]]
        for r in named.iter_rows(named=True)
    ]  # fmt: skip
    found = read(long_file(tmp_path / "stock.xlsx", [*head, *rows])).observations
    assert value(found, origin="MEX", destination="USA", year=2020, sex="both") == 10_853_105
    assert value(found, indicator="immigrant_stock", country="WLD", year=2020, sex="both") == 280_598_105
    stock = found.filter(
        (pl.col("indicator") == "stock") & (pl.col("sex") == "both") & (pl.col("year") == 2020)
    )
    assert stock["value"].sum() == 280_598_105


@pytest.mark.parametrize(
    ("to", "of", "what"),
    [
        (724, 504, "destination ESP, both, 2020"),
        (724, 900, "destination ESP, both, 2020"),
        (900, 900, "world, both, 2020"),
    ],
)
def test_a_total_that_does_not_add_up(tmp_path: Path, to: int, of: int, what: str) -> None:
    rows = long_rows()
    changed = next(r for r in rows[11:] if r[3] == to and r[6] == of)
    before = changed[13]
    changed[13] = before + 1000
    message = said(long_file(tmp_path / "stock.xlsx", rows))
    assert what in message
    assert "add up to" in message
    assert "the file says" in message
    if (to, of) == (900, 900):
        assert f"{before:,}, the file says {before + 1000:,}" in message
    found = read(tmp_path / "stock.xlsx", accept_mismatch=True)
    assert any("add up to" in w.expected for w in found.warnings)


def test_women_and_men_that_do_not_make_both(tmp_path: Path) -> None:
    rows = long_rows()
    for row in rows[11:]:
        if row[3] in {724, 900} and row[6] in {504, 900, 903}:
            row[20] += 50
    assert "women and men: the figures add up to 300, the file says 250" in said(
        long_file(tmp_path / "stock.xlsx", rows)
    )


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda rows: rows.append(rows[-1]), "too"),
        (lambda rows: rows[-1].__setitem__(8, "many"), "expected a figure or '..'"),
        (lambda rows: rows[-1].__setitem__(8, -5), "negative"),
        (lambda rows: rows[-1].__setitem__(8, "=1+1"), "formula"),
        (lambda rows: rows[-1].__setitem__(6, 777), "no UN location code"),
        (lambda rows: rows[-1].__setitem__(6, "Morocco"), "expected a UN location code"),
        (lambda rows: rows[10].__setitem__(6, "Location code"), "Location code of origin"),
        (lambda rows: rows.__delitem__(slice(11, None)), "no figure of a destination and an origin"),
        (
            lambda rows: [r.__delitem__(slice(14, None)) for r in rows[10:]] and rows[10].append(1990),
            "three blocks",
        ),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, change: Any, expected: str) -> None:
    rows = long_rows()
    change(rows)
    assert expected in said(long_file(tmp_path / "stock.xlsx", rows))


def test_several_problems_are_told_at_once_with_their_place(tmp_path: Path) -> None:
    rows = long_rows()
    rows[12][9], rows[14][10] = "x", "y"
    with pytest.raises(EvidenceProblems) as caught:
        read(long_file(tmp_path / "stock.xlsx", rows))
    places = [(p.file, p.row, p.column, p.value) for p in caught.value.problems]
    # Rows 13 and 15 of the sheet; one of them is a group of countries, which is not read.
    assert ("stock.xlsx [Table 1]", 15, "K", "y") in places


def test_missing_parts_leave_a_total_open_within_bounds(tmp_path: Path) -> None:
    rows = long_rows()
    spain = next(r for r in rows[11:] if r[3] == 724 and r[6] == 250)
    for block in (14, 21):
        for i in range(7):
            spain[block + i] = ".."
    found = read(long_file(tmp_path / "stock.xlsx", rows))
    missing = found.observations.filter((pl.col("origin") == "FRA") & (pl.col("sex") == "female"))
    assert missing["value"].null_count() == missing.height == 7
    total = next(r for r in rows[11:] if r[3] == 724 and r[6] == 900)
    total[20] += 5_000
    assert "published as missing" in said(long_file(tmp_path / "two.xlsx", rows))


@pytest.mark.parametrize("role", ["destination", "origin"])
def test_tables_of_one_country(tmp_path: Path, role: str) -> None:
    path = workbook(tmp_path / "a.xlsx", Table_1=single_rows(role))
    found = read(path)
    assert found.sources[0].source_id == f"undesa-ims-2024-{role}"
    indicator = "immigrant_stock" if role == "destination" else "emigrant_stock"
    assert set(found.observations["indicator"]) == {indicator}
    assert value(found.observations, country="MAR", sex="female", year=2024) == 47
    rows = single_rows(role)
    rows[-1][6] += 90
    message = said(workbook(tmp_path / "b.xlsx", Table_1=rows))
    assert f"{indicator}, both, 1995, world: the figures add up to 171, the file says 81" in message


def test_a_table_that_does_not_say_what_its_countries_are(tmp_path: Path) -> None:
    rows = single_rows("destination")
    rows[1][4] = "International Migrant Stock 2024"
    rows[2][4] = "Table 1: International migrant stock at mid-year by sex"
    rows[10][1] = "Region, development group, country or area"
    assert "destinations or origins" in said(workbook(tmp_path / "a.xlsx", Table_1=rows))


def test_wide_layout_up_to_2019(tmp_path: Path) -> None:
    tables = {
        "Table_1": wide_rows(2, "both sexes"),
        "Table_2": wide_rows(1, "male"),
        "Table_3": wide_rows(0, "female"),
    }
    path = workbook(tmp_path / "UN_MigrantStockByOriginAndDestination_2019.xlsx", **tables)
    assert recognise(path).NAME == "undesa-ims-bilateral"
    found = read(path)
    assert found.sources[0].source_id == "undesa-ims-2019-bilateral"
    rows = found.observations
    assert value(rows, origin="MAR", destination="ESP", sex="both", year=1990) == 130
    assert value(rows, origin="MAR", destination="ESP", sex="female", year=2019) == 89
    # "Other South" and "Other North" are the other origins together.
    assert value(rows, origin="XXX", destination="ESP", sex="both", year=1990) == 9
    assert value(rows, indicator="immigrant_stock", country="WLD", sex="male", year=1990) == 664
    tables["Table_1"][-2][-1] = 7
    tables["Table_1"][-1][-2] += 100
    message = said(workbook(tmp_path / "b.xlsx", **tables))
    assert "destination FRA, both, 2019" in message
    tables["Table_1"][6][-1] = "Spain and Portugal"
    assert "no row of the file has this name" in said(workbook(tmp_path / "c.xlsx", **tables))


def test_a_workbook_of_the_series_with_another_sheet(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", Notes=[["International Migrant Stock 2024"], ["nothing here"]])
    assert "no sheet holds a table" in said(path)


def test_other_words_in_the_header_and_further_sheets(tmp_path: Path) -> None:
    rows = long_rows(YEARS_2024, 2024)
    for row in rows[10:]:
        # Coverage and data type before the codes, as an inventory of the 2024 workbook tells it.
        row[2], row[3], row[4] = row[4], row[2], row[3]
    rows[10][2:5] = ["Data type of destination", "Coverage of destination", "Location code of destination"]
    regions = [
        ["International Migrant Stock 2024"],
        ["Table 2"],
        ["Index", "Region, country or area", "Location code", "Africa"],
        [1, "WORLD", 900, 5],
    ]
    found = read(workbook(tmp_path / "a.xlsx", Table_1=rows, Table_2=regions)).observations
    assert value(found, origin="MAR", destination="ESP", sex="female", year=2024) == 130
    assert set(found.filter(pl.col("origin") == "MAR")["flag"]) == {"B R"}


def test_totals_of_2019_have_their_years_below_the_header(tmp_path: Path) -> None:
    rows = single_rows("destination", 2019, (1990, 2019))
    names, titles = rows[10], rows[7]
    years = [None] * 5 + names[5:]
    names = [
        "Sort\r\norder",
        "Major area, region, country or area of destination",
        "Notes",
        "Code",
        "Type of data (a)",
        *titles[5:],
    ]
    head = [
        ["POP/DB/MIG/Stock/Rev.2019"],
        ["Table 1 - International migrant stock at mid-year by sex and by area"],
        [],
    ]
    found = read(
        workbook(tmp_path / "UN_MigrantStockTotal_2019.xlsx", Table_1=[*head, names, years, *rows[11:]])
    )
    assert found.sources[0].source_id == "undesa-ims-2019-destination"
    assert value(found.observations, country="MAR", sex="female", year=2019) == 41
