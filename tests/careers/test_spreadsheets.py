"""Workbooks: typed cells, sheets, and archives that are not what they should be."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from corridor.careers import read_careers, spreadsheets
from tests.careers.material import FLAT, PERIOD, PERSON, VOCABULARY, problems_of

DATES = ("birth_date", "claim_date", "start", "end")


def typed(row: dict[str, Any]) -> dict[str, Any]:
    return {
        k: date.fromisoformat(v) if k in DATES else float(v) if k == "earnings" else v for k, v in row.items()
    }


def book(path: Path, change: Callable[[Any], None] | None = None, **sheets: list[dict[str, Any]]) -> Path:
    """A workbook with these sheets of rows."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        sheet.append(list(rows[0]))
        for row in rows:
            sheet.append(list(row.values()))
    if change:
        change(made)
    made.save(path)
    return path


def column(sheet: Any, name: str) -> int:
    return [cell.value for cell in sheet[1]].index(name) + 1


def test_one_sheet_and_two_sheets(tmp_path: Path) -> None:
    flat = book(tmp_path / "flat.xlsx", Anything=[typed(FLAT)])
    two = book(tmp_path / "two.xlsx", help=[{"a": 1}], Persons=[typed(PERSON)], periods=[typed(PERIOD)])
    one, both = read_careers(flat, VOCABULARY), read_careers(two, VOCABULARY)
    assert one.persons.equals(both.persons)
    assert one.periods.equals(both.periods)
    assert one.periods["start_low"].to_list() == [date(2001, 1, 1)]


def test_the_1904_date_system(tmp_path: Path) -> None:
    def mac(made: Any) -> None:
        made.epoch = CALENDAR_MAC_1904

    path = book(tmp_path / "mac.xlsx", mac, a=[typed(FLAT)])
    assert read_careers(path, VOCABULARY).periods["start_low"].to_list() == [date(2001, 1, 1)]


def test_wrong_stated_dimensions_do_not_hide_rows(tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx", a=[typed(FLAT), typed({**FLAT, "start": "2010-01-01", "end": "2011-12-31"})]
    )
    rewrite(path, "xl/worksheets/sheet1.xml", spoil_dimension)
    assert read_careers(path, VOCABULARY).periods.height == 2


def spoil_dimension(xml: bytes) -> bytes:
    import re

    found = re.sub(rb'<dimension ref="[^"]+"', b'<dimension ref="A1:B2"', xml)
    assert found != xml
    return found


def rewrite(path: Path, member: str, change: Callable[[bytes], bytes], **extra: bytes) -> None:
    """Change one part of a workbook's archive, and add others."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[member] = change(parts[member])
    parts.update({name.replace("__", "/"): content for name, content in extra.items()})
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("start", 37622, "2003-01-01"),
        ("start", datetime(2001, 1, 1, 8, 30), "the date alone: 2001-01-01"),
        ("start", time(8, 30), "no date, number or text"),
        ("start", "03/04/2001", "day or month"),
        ("start", "=TODAY()", "formula"),
        ("start", True, "year-month-day"),
        ("earnings", "#DIV/0!", "error value"),
        ("earnings", "1.234", "ambiguous"),
        ("earnings", "1,234", "ambiguous"),
        ("earnings", date(2001, 1, 1), "expected a number"),
        ("earnings", -1.5, "negative"),
        ("earnings", None, "needs earnings"),
        ("country", "Philippines", "PHL"),
    ],
)
def test_cells_that_are_not_read(tmp_path: Path, name: str, value: Any, said: str) -> None:
    def change(made: Any) -> None:
        sheet = made["a"]
        cell = sheet.cell(row=3, column=column(sheet, name))
        cell.number_format = "General"
        cell.value = value

    path = book(
        tmp_path / "a.xlsx",
        change,
        a=[typed(FLAT), typed({**FLAT, "start": "2005-01-01", "end": "2006-12-31"})],
    )
    found = [p for p in problems_of(lambda: read_careers(path, VOCABULARY)) if p.column == name]
    assert [(p.file, p.row) for p in found if said in p.expected] == [("a.xlsx [a]", 3)], found
    assert len(found) == 1


def test_true_numbers_need_no_care_and_text_numbers_get_it(tmp_path: Path) -> None:
    rows = [
        typed({**FLAT, "start": f"{1990 + i}-01-01", "end": f"{1990 + i}-12-31"}) | {"earnings": value}
        for i, value in enumerate([1.234, 1234, "1.234,5", 0.1 + 0.2, "10..20"])
    ]
    found = read_careers(book(tmp_path / "a.xlsx", a=rows), VOCABULARY).periods
    assert [float(v) for v in found["earnings_low"]] == [1.234, 1234, 1234.5, 0.3, 10]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda b: b["a"].merge_cells("A2:A3"), "merged"),
        (lambda b: b["a"].cell(row=1, column=3).__setattr__("value", None), "no name in the header"),
        (lambda b: b["a"].cell(row=1, column=3).__setattr__("value", 12), "name of a column"),
        (lambda b: b["a"].cell(row=2, column=40).__setattr__("value", "x"), "beyond the last column"),
        (lambda b: b["a"].delete_rows(2, 5), "header and no rows"),
        (lambda b: b["a"].delete_rows(1, 5), "the sheet is empty"),
        (lambda b: b.create_sheet("other"), "which sheet?"),
        (lambda b: b["a"].insert_rows(1, 1), None),
        (lambda b: b["a"].cell(row=20_000, column=1).__setattr__("value", "far"), None),
    ],
)
def test_sheets(tmp_path: Path, change: Callable[[Any], None], said: str | None) -> None:
    path = book(tmp_path / "a.xlsx", change, a=[typed(FLAT)])
    if said is None:
        assert read_careers(path, VOCABULARY).periods.height == 1
        return
    found = problems_of(lambda: read_careers(path, VOCABULARY))
    assert any(said in p.expected for p in found), [str(p) for p in found]


def test_archives_that_are_no_workbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def said(path: Path) -> str:
        return " / ".join(p.expected for p in problems_of(lambda: read_careers(path, VOCABULARY)))

    sheet = "xl/worksheets/sheet1.xml"
    path = book(tmp_path / "a.xlsx", a=[typed(FLAT)])
    rewrite(path, sheet, lambda x: x, xl__vbaProject_bin=b"x")
    rewrite(path, sheet, lambda x: x, **{"xl__vbaProject.bin": b"x"})
    assert "macros" in said(path)
    path = book(tmp_path / "b.xlsx", a=[typed(FLAT)])
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>'
    rewrite(path, sheet, lambda x: bomb + x[x.index(b"<worksheet") :])
    assert "document type" in said(path)
    path = book(tmp_path / "c.xlsx", a=[typed(FLAT)])
    rewrite(path, sheet, lambda x: x.replace(b"<sheetData>", b"<sheetData>" + b" " * 30_000_000))
    assert "times its size" in said(path)
    monkeypatch.setattr(spreadsheets, "MAX_UNPACKED", 1000)
    assert "unpacks to" in said(book(tmp_path / "d.xlsx", a=[typed(FLAT)]))
    monkeypatch.setattr(spreadsheets, "MAX_PACKED", 1000)
    assert "expected at most 1,000" in said(tmp_path / "d.xlsx")
    monkeypatch.undo()
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("readme.txt", "hello")
    (tmp_path / "e.xlsx").write_bytes(other.getvalue())
    assert "no XLSX workbook" in said(tmp_path / "e.xlsx")


def test_rows_far_down_and_wide_do_not_hang(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", a=[typed(FLAT)])
    rewrite(
        path,
        "xl/worksheets/sheet1.xml",
        lambda x: x.replace(
            b"</sheetData>",
            b'<row r="999999999"><c r="XFD999999999" t="inlineStr"><is><t>x</t></is></c></row></sheetData>',
        ),
    )
    assert read_careers(path, VOCABULARY).periods.height == 1
