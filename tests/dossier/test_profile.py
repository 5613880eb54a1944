"""Profiles as page, workbook, table, data and on the terminal."""

from __future__ import annotations

import io
import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from click.testing import CliRunner
from rich.console import Console

from corridor.cli.main import cli, run_cli
from corridor.dossier.profile_charts import chart_svg, ticks
from corridor.dossier.profile_files import harmless, write_profile
from corridor.dossier.profile_page import profile_html
from corridor.dossier.profile_text import bar, print_profile, spark
from corridor.evidence.profile import Profile, profile
from corridor.evidence.profiles.figures import Chart, Series, Statement
from corridor.evidence.store import Store

DAY = date(2025, 6, 30)
CODES = [("MAR", "ESP"), ("MAR",), ("TCD", "FJI"), ("XKX",), ("ARE", "IND"), ("XKX", "CHE")]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return Store(tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="module")
def made(store: Store) -> Profile:
    return profile("MAR", "ESP", store=store, on=DAY)


class _Ids(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.outside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.ids.append(value)
            if name == "href" and value and value.startswith("#"):
                self.links.append(value[1:])
            if name == "src" or (tag == "link" and name == "href"):
                self.outside.append(value or "")


@pytest.mark.parametrize("codes", CODES)
def test_page_is_whole_and_self_contained(store: Store, codes: tuple[str, ...]) -> None:
    text = profile_html(profile(*codes, store=store, on=DAY))
    seen = _Ids()
    seen.feed(text)
    assert len(seen.ids) == len(set(seen.ids)) and set(seen.links) <= set(seen.ids)
    assert not seen.outside and "<script" not in text
    assert "What is missing" in text and "nan" not in re.sub(r"<[^>]+>", " ", text).lower().split()


def test_charts_are_accessible_and_well_formed(made: Profile) -> None:
    for panel in made.panels:
        for chart in panel.charts:
            for narrow in (False, True):
                root = ET.fromstring(chart_svg(chart, narrow=narrow))
                assert root.get("role") == "img"
                named = (root.get("aria-labelledby") or "").split()
                assert [e.get("id") for e in root if e.get("id")][:2] == named
                assert root[1].text == chart.alt
                width = float((root.get("viewBox") or "").split()[2])
                for e in root.iter():
                    for name in ("x", "x1", "x2", "cx"):
                        if e.get(name) is not None:
                            assert -1 <= float(e.get(name) or 0) <= width + 1


def test_hostile_texts_are_escaped(made: Profile) -> None:
    bad = "<script>alert(1)</script>"
    hostile = replace(made, findings=(Statement(bad, made.findings[0].figures, "people"),))
    assert bad not in profile_html(hostile)
    points = ((2000.0, 1.0, None, None), (2001.0, None, None, None))
    chart = Chart("c", bad, "lines", "persons", (Series(bad, points), Series('"x"', points)), bad, "t")
    assert bad not in chart_svg(chart) and ET.fromstring(chart_svg(chart)) is not None


@pytest.mark.parametrize(
    "points", [((2020.0, 0.0, None, None),), ((2020.0, -5.0, None, None), (2021.0, 5.0, None, None))]
)
def test_charts_of_one_point_zero_and_below(
    points: tuple[tuple[float, float | None, None, None], ...],
) -> None:
    for kind in ("lines", "ranges"):
        chart = Chart("c", "t", kind, "persons", (Series("s", points),), "alt", "t", ("a",))
        assert "nan" not in chart_svg(chart)


def test_ticks_hold_the_values() -> None:
    for low, high in ((0, 1), (0, 785_884), (-47_902, 3), (0, 0), (0, 99.9), (-5, -1)):
        found = ticks(low, high)
        assert found[0] <= low and found[-1] >= high and 2 <= len(found) <= 8


def test_workbook(made: Profile, tmp_path: Path) -> None:
    said = Statement('=HYPERLINK("http://x")', made.findings[0].figures, "people")
    write_profile(replace(made, findings=(said, *made.findings)), tmp_path / "p.xlsx")
    book = openpyxl.load_workbook(tmp_path / "p.xlsx")
    assert {"Findings", "All figures", "Missing", "Sources"} <= set(book.sheetnames)
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert not (isinstance(cell.value, str) and cell.value.lstrip()[:1] in ("=", "+", "-", "@"))
    assert book["All figures"].max_row == made.to_frame().height + 1
    assert book["Findings"]["A5"].value == '\'=HYPERLINK("http://x")'


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t=1", " =1", "\r\n=1", "\x00=1"])
def test_harmless(text: str) -> None:
    assert harmless(text).startswith("'") and "\x00" not in harmless(text)


def test_parquet_and_json(made: Profile, tmp_path: Path) -> None:
    for ending in ("parquet", "json"):
        write_profile(made, tmp_path / f"p.{ending}")
    frame = pl.read_parquet(tmp_path / "p.parquet")
    assert frame.equals(made.to_frame())
    data = json.loads((tmp_path / "p.json").read_text(encoding="utf-8"))
    assert data["origin"]["code"] == "MAR" and data["missing"] and data["findings"][0]["sources"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["p.json", "p.parquet"]


def test_other_endings_are_refused(made: Profile, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="expected a name ending in"):
        write_profile(made, tmp_path / "p.docx")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("codes", CODES)
def test_terminal_fits(store: Store, codes: tuple[str, ...], width: int) -> None:
    out = io.StringIO()
    print_profile(profile(*codes, store=store, on=DAY), Console(file=out, width=width, highlight=False))
    lines = out.getvalue().splitlines()
    assert max(map(len, lines)) <= width
    assert any("What is missing" in line for line in lines)
    heads = [line for line in lines if line.startswith(" Indicator")]
    assert all(line.rstrip().endswith(("before", "became")) for line in heads), heads


def test_little_pictures() -> None:
    assert spark([]) == "" and spark([None, None]) == "" and spark([-1, 1]) == ""
    assert bar(0, 0, 0, 100, 5) == "●    " and bar(100, 100, 100, 100, 5) == "    ●"


def test_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CORRIDOR_DATA", str(tmp_path / "data"))
    run = CliRunner().invoke
    shown = run(cli, ["profile", "MAR", "ESP"])
    assert shown.exit_code == 0 and "785,884" in shown.output
    data = json.loads(run(cli, ["profile", "mar", "--json"]).output)
    assert data["destination"] is None
    nothing = run(cli, ["profile", "TCD", "FJI"])
    assert nothing.exit_code == 0 and "corridor evidence add FILE" in nothing.output
    assert run(cli, ["profile", "MAR", "ESP", "-o", str(tmp_path / "a.html")]).exit_code == 0
    assert (tmp_path / "a.html").stat().st_size > 50_000


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["MRA", "ESP"], "MAR (Morocco)"),
        (["MAR", "Spain"], "ESP (Spain)"),
        (["MAR", "MAR"], "two countries"),
        (["MAR", "ESP", "-o", "x.docx"], ".html"),
        (["MAR", "ESP", "--draws", "10"], "whole stock matrix"),
    ],
)
def test_command_refuses(
    arguments: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("CORRIDOR_DATA", str(tmp_path))
    assert run_cli(["profile", *arguments]) == 2
    assert said in capsys.readouterr().err
