"""Tables, HSDS and the command line: templates, malformed files, exit codes."""

from __future__ import annotations

import json

import openpyxl
import pytest

from corridor.cli.main import run_cli
from corridor.partnerships import Registry, RegistryProblems, practice_from
from corridor.partnerships.hsds import read_hsds, write_hsds
from corridor.partnerships.tablefiles import read_csv_tables, read_workbook, write_workbook
from corridor.partnerships.tables import safe, unsafe
from tests.partnerships.material import shared

SERVICE = {
    "id": "advice",
    "kind": "service",
    "title": {"en": "Advice"},
    "provenance": {"source": {"en": "invented"}},
    "contact": {"organisation": {"en": "Office"}},
    "services": [
        {
            "name": {"en": "Advice", "ar": "مشورة"},
            "required_documents": [],
            "languages": ["ar"],
            "interpretation": [],
        },
        {
            "name": {"en": "Papers"},
            "status": "active",
            "required_documents": [{"en": "passport"}],
            "telephone": "+34 1",
        },
    ],
}


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("CORRIDOR_DATA", str(tmp_path / "data"))


@pytest.mark.parametrize(
    "text", ["=1", "+1 a", "-x", "@a", "\t=1", " =1", "'=1", "''@", "＝1", "tis", "'tis", "-5", "", "\n"]
)
def test_safe_cells(text):
    cell = safe(text)
    assert unsafe(cell) == text
    assert cell[:1] not in "=+@\t＝" or cell == ""


def test_a_workbook_holds_no_formula(tmp_path):
    practice = practice_from(SERVICE | {"title": {"en": "=HYPERLINK(1)"}, "activity": {"en": "@SUM"}})
    write_workbook([practice], tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row if c.value is not None]
    assert all(c.data_type == "s" for c in cells)
    assert not [c.value for c in cells if c.value[0] in "=@+"]
    assert read_workbook(tmp_path / "a.xlsx") == [practice]


def test_a_template_that_somebody_filled_in(tmp_path):
    write_workbook((), tmp_path / "t.xlsx")
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")

    def fill(sheet, **cells):
        header = [c.value for c in book[sheet][1]]
        row = book[sheet].max_row + 1
        for name, value in cells.items():
            book[sheet].cell(row, header.index(name) + 1, value)

    fill(
        "practices",
        id="p1",
        kind="project",
        language="fr",
        title="Conseil",
        start=2010,
        gcm="10; 16",
        voluntary="yes",
        failures="none",
    )
    fill("provenance", id="p1", language="fr", source="notre bureau")
    fill("corridors", id="p1", origin="MAR", destination="FRA")
    fill("funding", id="p1", what="budget", amount=1200.5, currency="EUR")
    fill("texts", id="p1", field="title", language="ar", text="مشورة")
    book.save(tmp_path / "t.xlsx")
    (p,) = read_workbook(tmp_path / "t.xlsx")
    assert p.title == {"fr": "Conseil", "ar": "مشورة"} and p.start == "2010" and p.gcm == ("10", "16")
    assert p.failures == () and p.conditions is None and p.voluntary is True
    assert str(p.funding[0].amount) == "1200.5" and p.corridors[0].destination == "FRA"


def test_problems_of_tables_come_together(tmp_path):
    (tmp_path / "practices.csv").write_text(
        "id,kind,language,title,colour,start\na,projct,en,A,red,2010-99\n,project,en,B,,\na,project,en,C,,\n",
        encoding="utf-8",
    )
    (tmp_path / "partners.csv").write_text("id,number,name\nzz,1,X\na,first,Y\n", encoding="utf-8")
    (tmp_path / "texts.csv").write_text(
        "id,sheet,number,field,language,text\na,practices,,start,en,x\nq,,,,,\n", encoding="utf-8"
    )
    with pytest.raises(RegistryProblems) as raised:
        read_csv_tables(tmp_path)
    said = str(raised.value)
    for part in (
        "colour",
        "row 3, id",
        "stands twice",
        "partners, row 2, id",
        "partners, row 3, number",
        "texts, row 2, field",
        "kind",
        "2010-99",
        "provenance",
    ):
        assert part in said, part


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", b"id\n\xe9\xe9\n", b'id,"kind\n', b"a\0b\n1\n", b"id,id\na,b\n"]
)
def test_malformed_csv(tmp_path, content):
    (tmp_path / "practices.csv").write_bytes(content)
    with pytest.raises(RegistryProblems):
        read_csv_tables(tmp_path / "practices.csv")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"<html>"])
def test_malformed_workbook(tmp_path, content):
    (tmp_path / "a.xlsx").write_bytes(content)
    with pytest.raises(RegistryProblems):
        read_workbook(tmp_path / "a.xlsx")


def test_services_fit_the_hsds_schemas():
    jsonschema = pytest.importorskip("jsonschema")
    page = json.loads(write_hsds([practice_from(SERVICE)]))
    for name, pick in (
        ("service", lambda s: [s]),
        ("organization", lambda s: [s["organization"]]),
        ("language", lambda s: s.get("languages", [])),
        ("required_document", lambda s: s["required_documents"]),
    ):
        schema = json.loads(shared(f"hsds/{name}.json").read_text(encoding="utf-8"))
        parts = {k: v for k, v in schema["properties"].items() if ".json" not in json.dumps(v)}
        check = jsonschema.Draft202012Validator(
            schema | {"properties": parts}, format_checker=jsonschema.FormatChecker()
        )
        for service in page["contents"]:
            for entry in pick(service):
                assert list(check.iter_errors(entry)) == []
    assert page["contents"][0]["required_documents"][0]["document"] == "No papers are asked."


def test_a_service_of_another_directory():
    raw = {
        "id": "ac148810-d857-441c-9679-408f346de14b",
        "name": "Counselling",
        "status": "inactive",
        "organization": {"id": "x", "name": "Helpers", "description": "d"},
        "required_documents": [{"id": "1", "document": "identity card"}],
        "contacts": [{"name": "A Person"}],
    }
    (p,) = read_hsds(json.dumps(raw))
    assert (
        p.services[0].required_documents == ({"und": "identity card"},) and p.services[0].status == "inactive"
    )
    assert p.services[0].languages is None and p.partners[0].name == "Helpers" and "A Person" not in repr(p)


@pytest.mark.parametrize("text", ["", "[]", "{}", "5", "[1]", '{"contents": [{"name": 1}]}', "[" * 100_000])
def test_malformed_hsds(text):
    with pytest.raises(RegistryProblems):
        read_hsds(text)


def test_the_command_line(tmp_path, capsys):
    book = tmp_path / "all.xlsx"
    assert run_cli(["partnerships", "list", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 10
    assert run_cli(["partnerships", "show", "px06", "--language", "fr"]) == 0
    assert run_cli(["partnerships", "show", "px99"]) == 2
    assert run_cli(["partnerships", "match", "--requirement", "ICRMW-20", "--json"]) == 0
    assert run_cli(["partnerships", "match"]) == 2
    assert run_cli(["partnerships", "match", "--text", "x", "--weight", "words"]) == 2
    assert run_cli(["partnerships", "list", "--corridor", "XX", "ESP"]) == 2
    for form in ("iati", "hsds", "jsonld", "csv", "xlsx", "yaml"):
        out = tmp_path / f"all.{form}"
        assert run_cli(["partnerships", "export", "--format", form, "-o", str(out)]) == 0
        capsys.readouterr()
        assert run_cli(["partnerships", "check", str(out)]) == (2 if form == "hsds" else 0)
    assert run_cli(["partnerships", "add", str(book)]) == 2, "the built-in records are there already"
    assert run_cli(["partnerships", "template", str(tmp_path / "t.xlsx")]) == 0
    (tmp_path / "mine.yaml").write_text(json.dumps(SERVICE, ensure_ascii=False), encoding="utf-8")
    assert run_cli(["partnerships", "add", str(tmp_path / "mine.yaml")]) == 0
    assert run_cli(["partnerships", "add", str(tmp_path / "mine.yaml")]) == 2
    assert run_cli(["partnerships", "add", str(tmp_path / "mine.yaml"), "--replace"]) == 0
    capsys.readouterr()
    assert run_cli(["partnerships", "search", "مشورة", "--json"]) == 0
    assert "advice" in {h["id"] for h in json.loads(capsys.readouterr().out)}
    (tmp_path / "bad.yaml").write_text("id: A A\nkind: x\n", encoding="utf-8")
    assert run_cli(["partnerships", "check", str(tmp_path / "bad.yaml"), "--json"]) == 2
    assert len(json.loads(capsys.readouterr().out)["problems"]) >= 4
    assert run_cli(["partnerships", "import", str(tmp_path / "missing.xml")]) == 2
    assert len(Registry.open()) == 10
