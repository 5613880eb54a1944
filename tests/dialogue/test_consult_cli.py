"""Consultations on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from corridor.cli.main import run_cli
from corridor.dialogue.codes import keyed
from corridor.records.database import open_database
from tests.dialogue.held import NAME, crowd, document


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    monkeypatch.setenv("CORRIDOR_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("CORRIDOR_DATABASE", raising=False)

    def call(*arguments: str) -> tuple[int, Any, str]:
        code = run_cli(["consult", *arguments, "--json"])
        said = capsys.readouterr()
        return code, json.loads(said.out) if said.out.strip() else None, said.err

    return call


def test_a_consultation_from_file_to_export(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "spring.yaml"
    file.write_text(yaml.safe_dump(document(), allow_unicode=True), encoding="utf-8")
    assert run("new", str(file))[1] == {"consultation": NAME, "state": "draft"}
    assert run("new", str(file))[0] == 2
    ids = [run("statement", NAME, t)[1]["statement"] for t in ("One.", "Two.", "Three.")]
    issued = run("issue", NAME, "--association", "A (invented)", "--codes", "40")[1]
    assert len(set(issued["codes"])) == 40
    pdf = tmp_path / "codes.pdf"
    run("issue", NAME, "--association", "B (invented)", "--codes", "12", "-o", str(pdf))
    assert pdf.read_bytes().startswith(b"%PDF")
    assert run("issue", NAME, "--association", "B", "--codes", "3")[0] == 2
    assert run("open", NAME)[1]["state"] == "open"
    database = open_database(tmp_path / "data")
    crowd(database, keyed(tmp_path / "data"), issued["codes"][:30], ids)
    database.close()
    code, found, _err = run("results", NAME)
    assert (code, found["at_least"]) == (1, 30)
    paper = tmp_path / "paper.json"
    sheets = [{"sheet": 1, "statements": {"1": "agree"}, "questions": {"first": ["bus"]}}]
    paper.write_text(json.dumps({"slips": [issued["codes"][30]], "sheets": sheets}), encoding="utf-8")
    assert run("enter", NAME, issued["batch"], str(paper))[1]["first"] == 1
    paper.write_text(json.dumps({"sheets": sheets}), encoding="utf-8")
    assert run("enter", NAME, issued["batch"], str(paper))[:2][1]["counted"] == 1
    published = run("close", NAME)[1]
    assert published["counts"]["took_part"] == 31
    assert run("results", NAME)[1] == published
    assert (
        run(
            "reply",
            NAME,
            ids[0],
            "--decision",
            "accepted",
            "--text",
            "Yes.",
            "--owner",
            "M (invented)",
            "--day",
            "2027-01-31",
        )[1]["answered"]
        == 1
    )
    assert run("seal", NAME, "--yes")[1]["state"] == "sealed"
    exported = run("export", NAME)[1]
    assert exported["published"] == published and exported["state"] == "sealed"
    assert {p["id"] for p in exported["priorities"]} >= {f"{NAME}/statement/{s}" for s in ids}
    assert run("list")[1][0]["state"] == "sealed"
    assert run("erase", NAME, "--everything")[0] == 0
    assert run("results", NAME)[0] == 2


def test_bad_input_is_said_with_file_and_field(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text("id: A B\ncorridors: [X]\nopens: soon\n", encoding="utf-8")
    code, _out, err = run("new", str(file))
    assert code == 2
    for field in ("id", "title", "corridors[0]", "opens", "closes"):
        assert f"{file}: {field}: " in err
    file.write_text("{", encoding="utf-8")
    assert run("new", str(file))[0] == 2
    paper = tmp_path / "paper.json"
    paper.write_text("[]", encoding="utf-8")
    assert run("enter", NAME, "x", str(paper))[0] == 2
    assert run("open", "nothing")[0] == 2
    assert run("erase", NAME)[0] == 2
