"""The view, the workbook, the PDF, the artefacts and the command line."""

from __future__ import annotations

import json
from datetime import date
from io import BytesIO

import openpyxl
import pytest

from corridor.cli.main import run_cli
from corridor.commitments.artefacts import check_artefacts
from corridor.commitments.catalogue import load_catalogue
from corridor.i18n import LANGUAGES, language
from corridor.plan import artefacts, load_plan, plan_view
from corridor.plan.workbook import workbook
from tests.plan.material import BAD, GOOD, good, plan_of

ON = date(2026, 12, 31)


@pytest.mark.parametrize("code", list(LANGUAGES))
@pytest.mark.parametrize("name", [GOOD, BAD])
def test_the_view_is_plain_data_in_every_language(name, code) -> None:
    with language(code):
        view = plan_view(load_plan(name), on=ON)
    assert json.loads(json.dumps(view)) == view
    for section in view["sections"]:
        for block in section["blocks"]:
            if block["is"] == "table":
                assert all(len(row) == len(block["columns"]) for row in block["rows"]), block["title"]


def test_the_workbook_is_the_same_twice_and_computes_nothing() -> None:
    data = good()
    data["title"] = "=cmd|' /C calc'!A0"
    data["measures"][0]["title"] = "+1+1"
    data["measures"][1]["title"] = "@SUM(1)\x00\x0b"
    data["measures"][2]["title"] = "http://example.org/" + "x" * 3000
    view = plan_view(plan_of(data), on=ON)
    first = workbook(view)
    assert workbook(view) == first
    book = openpyxl.load_workbook(BytesIO(first))
    assert book.sheetnames == ["Plan", "Measures", "Results framework", "Warnings", "Review", "Sources"]
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row if c.value is not None]
    assert {c.data_type for c in cells} <= {"s", "n"}
    values = {str(c.value) for c in cells}
    assert "+1+1" in values and data["title"] in values and "not known" in values


def test_the_results_framework_has_the_columns_of_funders() -> None:
    view = plan_view(load_plan(GOOD))
    section = next(s for s in view["sections"] if s["id"] == "framework")
    frame = next(b for b in section["blocks"] if b.get("title") == "Results framework")
    assert {
        "result",
        "indicator",
        "baseline",
        "target",
        "source",
        "means of verification",
        "assumptions",
    } <= set(frame["columns"])
    levels = [row[0].split()[0] for row in frame["rows"]]
    assert levels == sorted(levels, key=["impact", "outcome", "output"].index)


def test_artefacts_count_and_invented_plans_answer_for_nobody() -> None:
    assert artefacts(load_plan(GOOD), "plan.html") == ()
    data = good()
    data["invented"] = False
    found = check_artefacts(artefacts(plan_of(data), "plan.html"), load_catalogue())
    assert {a.kind for a in found} == {"team", "measures", "results-framework", "tags", "warnings", "review"}
    del data["reviews"]
    data["measures"][0]["levels"] = []
    found = check_artefacts(artefacts(plan_of(data), "plan.html"), load_catalogue())
    assert not {"tags", "review"} & {a.kind for a in found}


def test_commands(tmp_path, capsys) -> None:
    file = tmp_path / "mine.yaml"
    assert run_cli(["plan", "new", GOOD, "-o", str(file)]) == 0
    assert run_cli(["plan", "new", BAD, "-o", str(file)]) == 2  # what somebody wrote is not overwritten
    assert run_cli(["plan", "check", str(file)]) == 0
    assert run_cli(["plan", "check", BAD]) == 1
    assert run_cli(["plan", "check", BAD, "--threshold", "finance_share=x"]) == 2
    assert run_cli(["plan", "check", "no-such-plan"]) == 2
    assert run_cli(["plan", "show", str(file), "--language", "ar"]) == 0
    assert run_cli(["plan", "diff", str(file), GOOD]) == 0
    assert run_cli(["plan", "diff", str(file), BAD]) == 1
    assert run_cli(["plan", "review", str(file)]) == 2
    assert (
        run_cli(
            ["plan", "review", str(file), "--on", "2026-12-31", "--before", "nothing", "--after", "nothing"]
        )
        == 2
    )
    capsys.readouterr()
    assert run_cli(["plan", "review", str(file), "--on", "2026-12-31", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["on"] == "2026-12-31"
    file.write_text("id: x\ntitle: [", encoding="utf-8")
    assert run_cli(["plan", "check", str(file), "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["problems"]


@pytest.mark.parametrize("suffix", ["xlsx", "yaml", "pdf"])
def test_export(tmp_path, suffix, capsys) -> None:
    file = tmp_path / f"plan.{suffix}"
    assert run_cli(["plan", "export", GOOD, "-o", str(file), "--on", "2026-12-31"]) == 0
    before = file.read_bytes()
    assert run_cli(["plan", "export", GOOD, "-o", str(file), "--on", "2026-12-31"]) == 0
    assert file.read_bytes() == before
    assert list(tmp_path.iterdir()) == [file]
    assert run_cli(["plan", "export", GOOD, "-o", str(tmp_path / "plan.doc")]) == 2


def test_a_filled_plan_reads_again(tmp_path, capsys) -> None:
    file = tmp_path / "filled.yaml"
    assert run_cli(["plan", "fill", BAD, "-o", str(file), "--store", str(tmp_path / "store"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["filled"][0]["values"]
    assert load_plan(file).indicators[0].baseline is not None
