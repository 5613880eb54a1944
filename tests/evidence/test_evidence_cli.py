"""The commands about evidence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from corridor.cli.evidence import evidence
from tests.evidence.material import long_rows, text, workbook


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "store"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(
        evidence, [str(a) for a in arguments], catch_exceptions=False, standalone_mode=True
    )


def test_list_show_add_verify(folder: Path, tmp_path: Path) -> None:
    stock = workbook(tmp_path / "stock.xlsx", Table_1=long_rows())
    listed = json.loads(run("list", "--store", folder, "--json").stdout)
    assert {"undesa-ims-2020-bilateral", "wb-wdi-2026-03"} <= {s["source_id"] for s in listed}
    assert all(s["publisher"] and s["edition"] and s["licence"] for s in listed)
    added = run("add", stock, "--store", folder)
    assert added.exit_code == 0
    assert "added: undesa-ims-2020-bilateral" in added.stdout
    again = json.loads(run("add", stock, "--store", folder, "--json").stdout)
    assert [a["outcome"] for a in again["added"]] == ["unchanged"]
    assert json.loads(run("verify", "--store", folder, "--json").stdout)["problems"] == []
    assert _homes(folder)["undesa-ims-2020-bilateral"] == "user"
    assert "undesa" in run("list", "--store", folder).stdout
    removed = run("remove", "undesa-ims-2020-bilateral", "--store", folder)
    assert removed.exit_code == 0
    assert _homes(folder)["undesa-ims-2020-bilateral"] == "starter"


def _homes(folder: Path) -> dict[str, str]:
    listed = json.loads(run("list", "--store", folder, "--json").stdout)
    return {s["source_id"]: s["home"] for s in listed}


def test_show_figures_with_their_source(folder: Path, tmp_path: Path) -> None:
    shown = run(
        "show", "stock", "--origin", "mar", "--destination", "ESP", "--sex", "female", "--store", folder
    )
    assert "International Migrant Stock 2020" in shown.stdout
    assert "official estimate" in shown.stdout
    rows = json.loads(
        run("show", "stock", "--origin", "MAR", "--destination", "ESP", "--json", "--store", folder).stdout
    )
    assert len(rows) == 21
    assert {"publisher", "edition", "licence", "kind", "year", "value"} <= set(rows[0])
    for ending in ("csv", "parquet", "json"):
        path = tmp_path / f"out.{ending}"
        assert run("show", "stock", "--origin", "MAR", "-o", path, "--store", folder).exit_code == 0
        assert path.stat().st_size > 0
    source = run("show", "undesa-wpp-2024", "--store", folder)
    assert "CC BY 3.0 IGO" in source.stdout


def test_figures_that_are_not_there(folder: Path) -> None:
    found = run("show", "stock", "--origin", "FJI", "--destination", "ISL", "--store", folder)
    assert found.exit_code == 0 or found.return_value == 1
    assert "does not mean that they are zero" in found.output
    unknown = run("show", "stocks", "--store", folder)
    assert unknown.exit_code == 1
    assert "Near: stock" in unknown.output
    assert (
        "is no ISO 3166 alpha-3 code" in run("show", "stock", "--origin", "Morocco", "--store", folder).output
    )


def test_what_is_wrong_with_a_file(folder: Path, tmp_path: Path) -> None:
    rows = long_rows()
    rows[12][9] = rows[14][9] = "x"
    wrong = workbook(tmp_path / "wrong.xlsx", Table_1=rows)
    good = workbook(tmp_path / "good.xlsx", Table_1=long_rows())
    done = run("add", wrong, good, "--store", folder)
    assert done.exit_code == 1
    assert "expected a figure or '..'" in done.output
    assert "added: undesa-ims-2020-bilateral" in done.output
    told = run("add", text(tmp_path / "a.csv", "a,b"), "--json", "--store", folder)
    assert json.loads(told.stdout)["problems"][0]["file"] == "a.csv"
    assert "no format 'x'" in run("add", good, "--format", "x", "--store", folder).output


def test_formats_and_indicators(folder: Path) -> None:
    formats = json.loads(run("list", "--formats", "--json").stdout)
    assert {"undesa-ims", "tidy", "unhcr"} <= {f["format"] for f in formats}
    indicators = json.loads(run("list", "--indicators", "--json", "--store", folder).stdout)
    assert {"indicator", "title", "unit", "sources"} <= set(indicators[0])
