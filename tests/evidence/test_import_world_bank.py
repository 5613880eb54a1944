"""World Bank files: the originals that are here, and invented files of the layouts of which none is."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from corridor.evidence.importers import read, recognise
from corridor.evidence.problems import EvidenceProblems
from tests.evidence.material import original, rewrite, shared, text, workbook


def value(frame: pl.DataFrame, **where: Any) -> float:
    return frame.filter(pl.col(k) == v for k, v in where.items()).select("value").item()


def said(path: Path, **options: Any) -> str:
    with pytest.raises(EvidenceProblems) as caught:
        read(path, **options)
    return str(caught.value)


# Bilateral remittances, workbook


def test_the_original_matrix_of_2017() -> None:
    path = original("WB_Bilateral_Remittance_Estimates_2017.xlsx")
    assert recognise(path).NAME == "wb-bilateral-remittances"
    found = read(path)
    rows = found.observations
    assert found.sources[0].edition == "April 2018 Version"
    assert set(rows["kind"]) == {"model"}
    # The sender lives in the United States, which is the destination.
    assert value(rows, origin="MEX", destination="USA") == pytest.approx(30_019.187, abs=0.001)
    assert rows.filter(pl.col("origin") == "IND")["value"].sum() == pytest.approx(68_968, abs=1)
    # Four pairs are published as a dash: they are missing, not zero, and the totals contain them.
    missing = rows.filter(pl.col("value").is_null()).select("destination", "origin").rows()
    assert sorted(missing) == [("IND", "PAK"), ("ISR", "LBN"), ("LBN", "ISR"), ("PAK", "IND")]
    assert any("613,465.8" in w.expected and "613,463.8" in w.expected for w in found.warnings)
    table = pl.read_parquet(shared("wb_bilateral_remittances_2017.parquet"))
    assert rows["value"].sum() == pytest.approx(table["usd_m"].sum(), rel=1e-7)


def matrix(*, changed: float = 0, name: str = "Morocco", cell: Any = 5.5) -> list[list[Any]]:
    return [
        ["Bilateral Remittance Estimates for 2019 using Migrant Stocks (millions of US$) (May 2020 Version)"],
        ["receiving (across) / sending (down) ", name, "Spain", "WORLD"],
        [name, 0, 2.25, 2.25],
        ["Spain", cell, 0, 5.5 + changed],
        ["WORLD", 5.5 + changed, 2.25, 7.75 + changed],
        [],
        ["Notes:"],
    ]


def test_a_matrix_of_another_year(tmp_path: Path) -> None:
    rows = read(workbook(tmp_path / "a.xlsx", m=matrix())).observations
    assert value(rows, origin="MAR", destination="ESP", year=2019) == 5.5
    assert rows.height == 2


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        (
            matrix(changed=3),
            "received by MAR, US$ million: the figures add up to 5.5, the file says 8.5",
        ),
        (matrix(name="Maroc"), "no economy has this name"),
        (matrix(cell="=2+3.5"), "holds a formula"),
        (matrix(cell="a lot"), "expected a figure"),
        (matrix(cell=None), "an empty cell"),
        (matrix()[:4], "WORLD"),
    ],
)
def test_what_is_wrong_with_a_matrix(tmp_path: Path, wrong: list[list[Any]], expected: str) -> None:
    assert expected in said(workbook(tmp_path / "a.xlsx", m=wrong))


# Income groups


def test_the_original_history_of_income_groups() -> None:
    path = original("wb_OGHIST_2025_10_07.xlsx")
    assert recognise(path).NAME == "wb-income-history"
    found = read(path)
    assert (found.sources[0].source_id, found.sources[0].edition) == ("wb-income-history-fy26", "FY26")
    rows = found.observations
    counts = rows.filter(pl.col("year") == 2024).group_by("value").len().sort("value")["len"].to_list()
    assert counts == [26, 50, 54, 87]
    # Years by formula are read from the value beside it, and codes of the file from its own list.
    assert value(rows, country="MAR", year=2017) == 2
    assert value(rows, country="YUG", year=1988) == 3
    assert value(rows, country="SCG", year=1995) == 2
    assert rows.filter((pl.col("country") == "YEM") & (pl.col("year") == 1987))["flag"].item() == "LM*"
    table = pl.read_parquet(shared("wb_income_group_history.parquet")).filter(~pl.col("iso3").is_in(["YUG"]))
    both = table.join(
        rows.rename({"country": "iso3", "year": "data_year"}), on=["iso3", "data_year"], how="left"
    )
    assert both.filter(pl.col("income") != pl.col("flag").str.strip_chars("*")).is_empty()
    assert both["flag"].null_count() == 0


def test_the_original_list_of_economies() -> None:
    path = original("wb_CLASS_fy23.xlsx")
    assert recognise(path).NAME == "wb-class"
    found = read(path)
    rows = found.observations
    # The note on incomes of 2022 in this file is that of another year: groups set in July 2022 are for 2021.
    assert set(rows["year"]) == {2021}
    assert found.sources[0].edition == "FY23"
    assert value(rows, country="XKX") == 3
    history = read(original("wb_OGHIST_2025_10_07.xlsx")).observations.filter(pl.col("year") == 2021)
    both = rows.join(history, on="country", how="left")
    assert both.filter(pl.col("value") != pl.col("value_right")).is_empty()


def test_a_group_that_is_none(tmp_path: Path) -> None:
    rows = [["Economy", "Code", "Region", "Income group"], ["Morocco", "MAR", "x", "Middle income"]]
    path = workbook(tmp_path / "CLASS_FY27.xlsx", List=rows)
    assert "expected one of low income" in said(path)
    rows[1][3] = "Lower middle income"
    assert set(read(workbook(tmp_path / "CLASS_FY27.xlsx", List=rows)).observations["year"]) == {2025}
    assert "when its groups were set" in said(workbook(tmp_path / "groups.xlsx", List=rows))


# World Development Indicators


def test_the_original_file_of_one_series() -> None:
    path = original("API_BM.TRF.PWKR.CD.DT_DS2_en_csv_v2.csv")
    assert recognise(path).NAME == "wdi"
    found = read(path)
    source = found.sources[0]
    assert (source.edition, source.series) == ("2021-09-15", "wb-wdi")
    rows = found.observations
    assert set(rows["indicator"]) == {"remittance_paid"}
    assert value(rows, country="ZWE", year=1977) == pytest.approx(40_218_498.23, abs=0.01)
    # Groups of economies are left out; the world is kept apart.
    assert not {"AFE", "SSA", "ARB"} & set(rows["country"])
    assert rows["value"].null_count() == 0


PREAMBLE = ['"Data Source","World Development Indicators",', "", '"Last Updated Date","2025-01-28",', ""]
HEADER = '"Country Name","Country Code","Indicator Name","Indicator Code","2019","2020",'


def archive(path: Path, **members: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name.replace("__", "."), content)
    return path


def test_a_zip_of_one_series(tmp_path: Path) -> None:
    lines = [*PREAMBLE, HEADER, '"Morocco","MAR","Population, total","SP.POP.TOTL","36304408","",',
             '"Kosovo","XKX","Population, total","SP.POP.TOTL","1788891","1790151",',
             '"Arab World","ARB","Population, total","SP.POP.TOTL","1","2",']  # fmt: skip
    path = archive(
        tmp_path / "API_SP.POP.TOTL_DS2_en_csv_v2_1.zip",
        API__csv="\ufeff" + "\n".join(lines),
        Metadata_Country__csv='"Country Code","Region"\n"MAR","x"\n',
    )
    assert recognise(path).NAME == "wdi"
    rows = read(path).observations
    assert rows.select("country", "year", "value").rows() == [
        ("MAR", 2019, 36304408.0),
        ("XKX", 2019, 1788891.0),
        ("XKX", 2020, 1790151.0),
    ]


def test_the_bulk_archive_keeps_the_series_of_the_catalogue(tmp_path: Path) -> None:
    lines = [
        HEADER,
        '"Morocco","MAR","Gini index","SI.POV.GINI","","39.5",',
        '"Morocco","MAR","Poverty headcount ratio at $2.15 a day (2017 PPP)","SI.POV.DDAY","1.4","",',
        '"Morocco","MAR","GDP per capita, PPP (constant 2021 international $)","NY.GDP.PCAP.PP.KD","8500","8000",',
        '"Morocco","MAR","Rural land area (sq. km)","AG.LND.TOTL.RU.K2","1","2",',
    ]
    path = archive(tmp_path / "WDI_CSV_2024_12_16.zip", WDICSV__csv="\n".join(lines), WDICountry__csv="a,b\n")
    found = read(path)
    assert found.sources[0].edition == "2024-12-16"
    assert "2 series that the catalogue" in found.sources[0].notes
    rows = found.observations
    assert set(rows["indicator"]) == {"gini", "gdp_pc_ppp"}
    assert set(rows.filter(pl.col("indicator") == "gdp_pc_ppp")["unit"]) == {"constant 2021 international $"}
    everything = read(path, all_series=True)
    assert "wdi:SI.POV.DDAY" in set(everything.observations["indicator"])
    assert everything.sources[0].indicators["wdi:AG.LND.TOTL.RU.K2"]["unit"] == "sq. km"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('"Morocco","MAR","Population, total","SP.POP.TOTL","many","",', "expected a figure"),
        ('"Morocco","MAR","Population, total"', "expected 7 cells"),
        ('"Nowhere","QQQ","Population, total","SP.POP.TOTL","1","",', "no figure of an economy"),
    ],
)
def test_what_is_wrong_with_a_series(tmp_path: Path, line: str, expected: str) -> None:
    assert expected in said(text(tmp_path / "a.csv", *PREAMBLE, HEADER, line))


# Remittance prices


def test_databank_corridors(tmp_path: Path) -> None:
    header = (
        '"Sending Countries Name","Sending Countries Code","Series Name","Series Code","Receiving Countries  Name",'
        '"Receiving Countries  Code","2020Q2 [YR2020Q2]","2020Q3 [YR2020Q3]"'
    )
    path = tmp_path / "rpw.csv"
    lines = [
        "\ufeff" + header,
        '"Spain","ESP","Average total cost","ATCR.CORR","Morocco","MAR","..","5.25"',
        '"Switzerland","CHE","Average total cost","ATCR.CORR","Kosovo","KSV","6.5","-1.25"',
        "",
        '"Data from database: Remittance Prices Worldwide (Corridors)","","","","","","",""',
        '"Last Updated: 12/07/2020","","","","","","",""',
    ]
    text(path, *lines)
    assert recognise(path).NAME == "rpw-databank"
    found = read(path)
    assert found.sources[0].edition == "2020-12-07"
    rows = found.observations.select("origin", "destination", "year", "period", "value").sort(
        "origin", "period"
    )
    assert rows.rows() == [
        ("MAR", "ESP", 2020, "Q3", 5.25),
        ("XKX", "CHE", 2020, "Q2", 6.5),
        ("XKX", "CHE", 2020, "Q3", -1.25),
    ]


RPW = ["id", "period", "source_code", "source_name", "destination_code", "destination_name", "firm", "transparent",
       "cc1 lcu amount", "cc1 lcu fee", "cc1 fx margin", "cc1 total cost %", "cc2 total cost %", "date"]  # fmt: skip


def rpw(*rows: list[Any]) -> list[list[Any]]:
    return [RPW, *rows]


def service(period: str, transparent: str, cost: Any, five: Any = None, to: str = "MAR") -> list[Any]:
    return [1, period, "ESP", "Spain", to, "Morocco", "A bank", transparent, 200, 6, 1, cost, five, None]


def test_the_full_price_dataset(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "rpw_dataset_2011_2025_q3.xlsx",
        Legend=[["transparent", "what it means"]],
        **{"Dataset (up to Q1 2016)": rpw(service("2016_1Q", "yes", 4))},
        **{
            "Dataset (from Q2 2016)": rpw(
                service("2025_3Q", "Yes", 4, 2.5),
                service("2025_3Q", "yes", "7"),
                service("2025_3Q", "no", 1),
                service("2025_3Q", "yes", None),
            )
        },
    )
    assert recognise(path).NAME == "rpw"
    found = read(path)
    assert found.sources[0].source_id == "wb-rpw-2025-q3"
    rows = found.observations
    main = rows.filter(pl.col("variant").is_null()).sort("year")
    assert main["value"].to_list() == [4, 5.5]
    assert main["flag"].to_list() == ["1 services", "2 services"]
    assert value(rows, variant="US$500") == 2.5
    assert "1 services that are not transparent, 1 without a cost" in found.sources[0].notes
    wrong = {
        "Dataset (from Q2 2016)": rpw(service("2025Q3", "yes", 1), service("2025_3Q", "yes", "x", to="MOR"))
    }
    message = said(workbook(tmp_path / "b.xlsx", **wrong))
    assert "expected a period such as 2020_3Q" in message
    assert "no code of an economy" in message


# Data360

BRE = ["FREQ", "REF_AREA", "REF_AREA_LABEL", "INDICATOR", "INDICATOR_LABEL", "SEX", "AGE", "COMP_BREAKDOWN_1",
       "TIME_PERIOD", "OBS_VALUE", "UNIT_MEASURE", "UNIT_MULT", "OBS_STATUS"]  # fmt: skip


def bre(sender: str, receiver: str, amount: Any, indicator: str = "WB_KNOMAD_BRE") -> list[str]:
    row = [
        "A",
        sender,
        sender,
        indicator,
        "Estimates",
        "_T",
        "_T",
        f"WB_KNOMAD_{receiver}",
        "2021",
        amount,
        "USD",
        "6",
        "A",
    ]
    return [str(cell) for cell in row]


def data360(path: Path, *rows: list[str]) -> Path:
    return text(path, *(",".join(f'"{c}"' for c in row) for row in (BRE, *rows)))


def test_data360_bilateral_remittances(tmp_path: Path) -> None:
    rows = [bre("USA", "MEX", "52595.342546"), bre("USA", "IND", 15808.03), bre("USA", "WLD", "68403.372546"),
            bre("MEX", "USA", 1844.7), bre("MEX", "WLD", 1844.7), bre("WLD", "MEX", 52595.342546)]  # fmt: skip
    path = data360(tmp_path / "WB_KNOMAD_BRE.csv", *rows)
    assert recognise(path).NAME == "data360"
    found = read(path)
    assert found.sources[0].source_id == "wb-bilateral-remittances-2021"
    frame = found.observations
    assert value(frame, destination="USA", origin="MEX") == 52_595.342546
    assert frame.height == 3
    assert not {"WLD"} & {*frame["origin"], *frame["destination"]}
    rows[2] = bre("USA", "WLD", 70000)
    message = said(data360(tmp_path / "b.csv", *rows))
    assert (
        "sent from USA, 2021, US$ million: the figures add up to 68,403.372546, the file says 70,000"
        in message
    )
    # A pair that the Bank does not show leaves the total larger than its parts.
    open_rows = [bre("IND", "NPL", 10), bre("IND", "WLD", 15)]
    assert read(data360(tmp_path / "c.csv", *open_rows)).observations.height == 1


def test_data360_json_pages(tmp_path: Path) -> None:
    records = [
        dict(zip(BRE, bre("USA", "MEX", 5), strict=True)),
        dict(zip(BRE, bre("USA", "WLD", 5), strict=True)),
    ]
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"count": 2, "value": records}), encoding="utf-8")
    assert recognise(path).NAME == "data360"
    assert read(path).observations.height == 1
    path.write_text(json.dumps({"count": 10619, "value": records}), encoding="utf-8")
    assert "2 of 10,619 rows" in said(path)


def test_data360_development_series(tmp_path: Path) -> None:
    row = bre("MAR", "x", 36304408, "WB_WDI_SP_POP_TOTL")
    row[7] = "_Z"
    inflow = bre("MAR", "x", 6700.5, "WB_KNOMAD_MRI")
    rows = read(data360(tmp_path / "a.csv", row, inflow)).observations
    assert value(rows, indicator="population", country="MAR", year=2021) == 36_304_408
    assert value(rows, indicator="remittance_received", country="MAR") == 6_700_500_000


def test_a_formula_in_a_total_counts_with_the_value_beside_it(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", m=matrix())
    rewrite(
        path,
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(
            b'<c r="D4" t="n"><v>5.5</v></c>', b'<c r="D4"><f>SUM(B4:C4)</f><v>5.5</v></c>'
        ),
    )
    assert read(path).observations.height == 2
