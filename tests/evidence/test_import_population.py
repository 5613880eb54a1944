"""UN population prospects and UNHCR files, in their documented layouts with invented figures."""

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from corridor.evidence import areas
from corridor.evidence.importers import read, recognise
from corridor.evidence.problems import EvidenceProblems
from tests.evidence.material import text


def value(frame: pl.DataFrame, **where: Any) -> float:
    return frame.filter(pl.col(k) == v for k, v in where.items()).select("value").item()


def said(path: Path, **options: Any) -> str:
    with pytest.raises(EvidenceProblems) as caught:
        read(path, **options)
    return str(caught.value)


# World Population Prospects

PLACE = "SortOrder,LocID,Notes,ISO3_code,ISO2_code,SDMX_code,LocTypeID,LocTypeName,ParentID,Location,VarID,Variant,Time"
INDICATORS = f"{PLACE},TPopulation1Jan,TPopulation1July,TPopulationMale1July,TPopulationFemale1July,Births,TFR,LEx,NetMigrations"


def place(code: int, year: int, variant: str = "Medium") -> str:
    return f"1,{code},,,,,4,Country/Area,900,Somewhere,2,{variant},{year}"


def indicators(*rows: str) -> list[str]:
    return [INDICATORS, *rows]


ROWS = (
    f"{place(504, 2023)},1,37712.505,18700.5,19012.005,640.1,2.23,75.3,-39.65",
    f"{place(504, 2024)},1,38081.173,18890,19191.173,635,2.2,75.5,-40",
    f"{place(412, 2023)},1,1700.5,,,,,,",
    f"{place(903, 2023)},1,1000000,1,1,1,1,1,1",
    f"{place(57, 2023)},1,500,1,1,1,1,1,1",
)


def test_demographic_indicators(tmp_path: Path) -> None:
    path = text(tmp_path / "WPP2024_Demographic_Indicators_Medium.csv", *indicators(*ROWS))
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert recognise(path).NAME == "undesa-wpp"
    found = read(path)
    assert (found.sources[0].source_id, found.sources[0].edition) == ("undesa-wpp-2024-indicators", "2024")
    rows = found.observations
    # Thousands are written as persons; groups of countries are left out, also those named like countries.
    assert value(rows, country="MAR", year=2023, indicator="population", sex="both") == 37_712_505
    assert value(rows, country="MAR", year=2023, indicator="net_migration") == -39_650
    assert value(rows, country="MAR", year=2023, indicator="fertility") == 2.23
    assert set(rows["country"]) == {"MAR", "XKX"}
    # What lies after the edition's estimates is a projection.
    assert set(rows.filter(pl.col("year") == 2023).select("kind", "variant").rows()) == {
        ("official estimate", None)
    }
    assert set(rows.filter(pl.col("year") == 2024).select("kind", "variant").rows()) == {("model", "Medium")}


@pytest.mark.parametrize("made", ["gz", "zip", "parquet"])
def test_packed_forms_read_the_same(tmp_path: Path, made: str) -> None:
    plain = text(tmp_path / "WPP2024_Demographic_Indicators_Medium.csv", *indicators(*ROWS))
    path = tmp_path / f"WPP2024_x.{made}"
    if made == "gz":
        path.write_bytes(gzip.compress(plain.read_bytes()))
    elif made == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.write(plain, plain.name)
    else:
        pl.read_csv(plain).write_parquet(path)
    assert recognise(path).NAME == "undesa-wpp"
    columns = ["country", "indicator", "sex", "year", "value"]
    assert sorted(read(path).observations.select(columns).rows()) == sorted(
        read(plain).observations.select(columns).rows()
    )


def test_population_by_age(tmp_path: Path) -> None:
    header = f"{PLACE},MidPeriod,AgeGrp,AgeGrpStart,AgeGrpSpan,PopMale,PopFemale,PopTotal"
    rows = [
        f"{place(504, 2020)},2020.5,60-64,60,5,700.5,720.25,1420.75",
        f"{place(504, 2020)},2020.5,100+,100,-1,0.1,0.2,0.3",
    ]
    found = read(text(tmp_path / "WPP2024_PopulationByAge5GroupSex_Medium.csv", header, *rows))
    assert found.sources[0].source_id == "undesa-wpp-2024-population-age5-2020-2020"
    assert value(found.observations, age="60-64", sex="female") == 720_250
    assert value(found.observations, age="100+", sex="male") == 100


def test_life_tables(tmp_path: Path) -> None:
    header = f"{PLACE},MidPeriod,Sex,AgeGrp,AgeGrpStart,AgeGrpSpan,mx,qx"
    rows = [f"{place(504, 2020)},2020.5,{s},{a},{a},{n},{m},0" for s, a, n, m in
            (("Female", 0, 1, 0.0129), ("Male", 0, 1, 0.0152), ("Total", 65, 1, 0.012))]  # fmt: skip
    found = read(text(tmp_path / "WPP2024_Life_Table_Complete_Medium.csv", header, *rows)).observations
    assert value(found, indicator="death_rate", sex="female", age="0") == 0.0129
    assert value(found, indicator="death_rate", sex="both", age="65") == 0.012


def test_the_world_is_the_sum_of_countries(tmp_path: Path) -> None:
    codes = [a.m49 for a in areas.all_areas().values() if a.kind == "country"][:230]
    rows = [f"{place(code, 2020)},1,1000.5,500.25,500.25,,,," for code in codes]
    world = f"{place(900, 2020)},1,{1000.5 * 230},{500.25 * 230},{500.25 * 230},,,,"
    assert read(text(tmp_path / "WPP2024_a.csv", *indicators(*rows, world))).observations.height == 231 * 3
    wrong = world.replace(f"{1000.5 * 230}", "230900")
    message = said(text(tmp_path / "WPP2024_b.csv", *indicators(*rows, wrong)))
    assert "the figures add up to 230,115,000, the file says 230,900,000" in message


def test_what_is_wrong_with_population_figures(tmp_path: Path) -> None:
    wrong = ROWS[0].replace("640.1", "many").replace("504", "x504")
    message = said(text(tmp_path / "WPP2024_a.csv", *indicators(wrong, ROWS[0])))
    assert "row 2  Births  'many'  expected a number" in message
    assert "row 2  LocID   'x504'  expected a number" in message
    assert "a figure stands twice" in said(text(tmp_path / "WPP2024_b.csv", *indicators(ROWS[0], ROWS[0])))
    assert "which edition" in said(text(tmp_path / "population.csv", *indicators(*ROWS)))


# UNHCR

FINDER = (
    'Year,"Country of origin","Country of origin (ISO)","Country of asylum","Country of asylum (ISO)",'
    '"Refugees under UNHCR\'s mandate",Asylum-seekers,"Returned refugees","IDPs of concern to UNHCR","Returned IDPss",'
    '"Stateless persons","Others of concern","Other people in need of international protection","Host Community"'
)


def test_the_refugee_data_finder(tmp_path: Path) -> None:
    rows = ['2024,"Syrian Arab Rep.",SYR,Germany,DEU,5,10,0,0,0,0,0,-,0', '2024,"Unknown ",UNK,Egypt,EGY,5,0,0,0,0,0,0,-,0',
            "2024,-,-,Egypt,EGY,877,90,0,0,0,0,0,-,0"]  # fmt: skip
    plain = text(tmp_path / "population.csv", FINDER, *rows)
    path = tmp_path / "query_data.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(plain, "population.csv")
        archive.writestr("footnotes.csv", "a,b\n1,2\n")
    for made in (plain, path):
        assert recognise(made).NAME == "unhcr"
        found = read(made).observations
        assert value(found, indicator="refugees", origin="SYR", destination="DEU") == 5
        assert value(found, indicator="refugees", origin="UNK", destination="EGY") == 5
        # A dash for a country is a total over countries.
        assert value(found, indicator="refugees_hosted", country="EGY") == 877
        # A dash for a count is no figure.
        assert "other_in_need" not in set(found["indicator"])


def test_the_answer_of_the_api(tmp_path: Path) -> None:
    item = {"year": 2024, "coo_id": 184, "coo_name": "Türkiye", "coo": "TUR", "coo_iso": "TUR", "coa_id": 70,
            "coa_name": "Germany", "coa": "GFR", "coa_iso": "DEU", "refugees": 11, "asylum_seekers": "7", "ooc": "0"}  # fmt: skip
    path = tmp_path / "population.json"
    path.write_text(json.dumps({"page": 1, "maxPages": 1, "items": [item]}), encoding="utf-8")
    assert recognise(path).NAME == "unhcr"
    rows = read(path).observations
    assert value(rows, indicator="asylum_seekers", origin="TUR", destination="DEU") == 7
    assert value(rows, indicator="others_of_concern", origin="TUR", destination="DEU") == 0
    path.write_text(json.dumps({"page": 1, "maxPages": 14, "items": [item]}), encoding="utf-8")
    assert "one page of 14" in said(path)


def test_decisions_of_several_procedures_are_added_up(tmp_path: Path) -> None:
    header = "year,coo_iso,coa_iso,procedure_type,dec_level,dec_recognized,dec_total"
    path = text(tmp_path / "asylum.csv", header, "2023,AFG,DEU,G,FI,10,20", "2023,AFG,DEU,G,AR,1,2")
    found = read(path)
    assert value(found.observations, indicator="asylum_decisions") == 22
    assert any("added up" in w.expected for w in found.warnings)
    assert found.sources[0].title.endswith("asylum-decisions")


def test_codes_of_unhcr_are_no_iso_codes(tmp_path: Path) -> None:
    plain = text(tmp_path / "a.csv", "year,coo,coa,refugees", "2024,SYR,ARE,100")
    assert recognise(plain).NAME == "unhcr"
    assert "not ISO codes" in said(plain)
    wrong = text(tmp_path / "b.csv", "year,coo_iso,coa_iso,refugees", "2024,SYR,GFR,100", "x,SYR,DEU,many")
    message = said(wrong)
    assert "not ISO 3166 alpha-3: GFR" in message
    assert "expected a year" in message


def test_unhcr_export_with_lines_above_and_below(tmp_path: Path) -> None:
    path = text(
        tmp_path / "export.csv",
        '"Extracted from the UNHCR Population Statistics Database"',
        "",
        "Year,Country of origin,Country of origin (ISO),Country of asylum,Country of asylum (ISO),Asylum-seekers",
        "2020,Morocco,MAR,Spain,ESP,2000",
        "",
        '"Note: small figures are rounded"',
    )
    found = read(path)
    assert found.observations.select("origin", "destination", "value").rows() == [("MAR", "ESP", 2000.0)]
    assert any("left out, a note" in str(w) for w in found.warnings)
    path.write_text(path.read_text(encoding="utf-8") + "2021,Morocco,MAR\n", encoding="utf-8")
    assert "expected 6 cells, found 3" in said(path)
