"""Tables of records as files: an XLSX workbook, or a folder of CSV files with one file a sheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from corridor.i18n import _
from corridor.partnerships.entries import read_object
from corridor.partnerships.forms import RegistryProblems, Report, tidy
from corridor.partnerships.model import Practice
from corridor.partnerships.tables import (
    MAIN,
    Row,
    Sheet,
    choices,
    plain_of_sheets,
    safe,
    sheets,
    tables_of,
    unsafe,
)

MAX_BYTES = 40_000_000
MAX_ROWS = 200_000
_OTHER_SHEETS = ("help", "lists")


def write_workbook(practices: Iterable[Practice], target: Path) -> None:
    """Records as an XLSX workbook with drop-down lists. Without records it is a template."""
    import xlsxwriter

    tables, words = tables_of(practices), choices()
    book = xlsxwriter.Workbook(
        str(target), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    bold = book.add_format({"bold": True})
    made = {name: book.add_worksheet(name) for name in sheets()}
    help_ = book.add_worksheet("help")
    lists = book.add_worksheet("lists")
    lists.hide()
    used = 0
    for name, columns in sheets().items():
        sheet = made[name]
        sheet.freeze_panes(1, 1)
        for c, column in enumerate(columns):
            sheet.write_string(0, c, column, bold)
            sheet.set_column(c, c, 28 if column in ("title", "activity", "text", "indicator") else 16)
            allowed = words.get(name, {}).get(column)
            if allowed:
                for r, word in enumerate(allowed):
                    lists.write_string(r, used, word)
                area = _area(used, len(allowed))
                sheet.data_validation(1, c, 1000, c, {"validate": "list", "source": area})
                used += 1
        for r, row in enumerate(tables[name], 1):
            for c, column in enumerate(columns):
                if row.get(column):
                    sheet.write_string(r, c, safe(row[column]))
    for r, line in enumerate(help_lines()):
        help_.write_string(r, 0, line)
    help_.set_column(0, 0, 110)
    book.close()


def _area(column: int, count: int) -> str:
    from xlsxwriter.utility import xl_rowcol_to_cell

    first = xl_rowcol_to_cell(0, column, row_abs=True, col_abs=True)
    last = xl_rowcol_to_cell(count - 1, column, row_abs=True, col_abs=True)
    return f"=lists!{first}:{last}"


def help_lines() -> list[str]:
    """How to fill in the template."""
    return [
        _("One row a project or practice in the sheet practices; its id stands in all other sheets too."),
        _("An empty cell means: not stated. The word none means: stated that there is none."),
        _("Several codes in one cell are separated by semicolons, such as: 10; 16."),
        _(
            "Countries are ISO codes in three letters. A corridor stands in the sheet corridors, only if it is known."
        ),
        _("Texts stand in the language of the column language; other languages stand in the sheet texts."),
        _("Dates may be a year, a month or a day: 2010, 2010-05, 2010-05-12."),
        _("Names of persons have no place here: the contact is an organisation."),
        _("required_documents in the sheet services: none means that no papers are asked."),
    ]


def write_csv_folder(practices: Iterable[Practice], folder: Path) -> list[Path]:
    """Records as a folder of CSV files, one a sheet; sheets without rows are left out, but for the first."""
    tables = tables_of(practices)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, columns in sheets().items():
        if not tables[name] and name != MAIN:
            continue
        file = folder / f"{name}.csv"
        # The mark at the beginning makes spreadsheets read the file as UTF-8.
        with file.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(columns)
            writer.writerows([safe(row.get(c, "")) for c in columns] for row in tables[name])
        written.append(file)
    return written


def write_csv_template(folder: Path) -> list[Path]:
    """A folder of empty CSV files, one a sheet, with their headers."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for name, columns in sheets().items():
        files.append(folder / f"{name}.csv")
        files[-1].write_text(",".join(columns) + "\r\n", encoding="utf-8-sig", newline="")
    return files


def read_workbook(path: Path) -> list[Practice]:
    """The records of an XLSX workbook.

    Raises:
        RegistryProblems: everything that is wrong with it.
        OSError: it cannot be opened.
    """
    report = Report(path.name)
    if path.stat().st_size > MAX_BYTES:
        report.add("file", _("has more than {most} bytes").format(most=MAX_BYTES))
        report.finish()
    return _records(_workbook_sheets(path, report), report)


def _workbook_sheets(path: Path, report: Report) -> list[Sheet]:
    import warnings

    import openpyxl

    from corridor.careers.problems import Unreadable
    from corridor.careers.spreadsheets import check_archive

    found = []
    try:
        check_archive(path, path.name)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(path, read_only=True, data_only=False, keep_links=False)
        try:
            for sheet in book.worksheets:
                if sheet.title not in _OTHER_SHEETS:
                    rows = (list(r) for r in sheet.iter_rows(values_only=True, max_col=100))
                    found.append(_sheet(sheet.title, rows, report))
        finally:
            book.close()
    except RegistryProblems:
        raise
    except Unreadable as error:
        report.add("file", str(error))
    except Exception as error:  # openpyxl raises whatever its parts raise on damaged files
        said = (str(error) or type(error).__name__).splitlines()[0][:100]
        report.add("file", _("the workbook is damaged: {why}").format(why=said))
    if report.problems and not found:
        report.finish()
    return found


def read_csv_tables(place: Path) -> list[Practice]:
    """The records of a folder of CSV files, or of ``practices.csv`` and the files beside it.

    Raises:
        RegistryProblems: everything that is wrong with the files.
        OSError: one of them cannot be opened.
    """
    report = Report(place.name)
    if place.is_dir():
        files = {n: place / f"{n}.csv" for n in sheets() if (place / f"{n}.csv").exists()}
    else:
        beside = {n: place.parent / f"{n}.csv" for n in sheets() if n != MAIN} if place.stem == MAIN else {}
        files = {MAIN: place, **{n: f for n, f in beside.items() if f.exists()}}
    found = []
    for name, file in files.items():
        if file.stat().st_size > MAX_BYTES:
            report.add(file.name, _("has more than {most} bytes").format(most=MAX_BYTES))
            continue
        found.append(_sheet(name, _csv_rows(file, report), report))
    return _records(found, report)


def _csv_rows(file: Path, report: Report) -> list[list[str]]:
    content = file.read_bytes()
    try:
        text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        report.add(
            file.name, _("not in UTF-8 (byte {place}); save it as CSV UTF-8").format(place=error.start)
        )
        return []
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    if "\0" in text:
        report.add(file.name, _("holds characters that no text has; is it a CSV file?"))
        return []
    try:
        csv.field_size_limit(max(csv.field_size_limit(), MAX_BYTES))
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        report.add(file.name, _("not readable as CSV: {why}").format(why=error))
        return []


def _sheet(name: str, rows: Iterable[list[Any]], report: Report) -> Sheet:
    columns: list[str] = []
    found: list[tuple[int, Row]] = []
    blank = 0
    for n, cells in enumerate(rows, 1):
        texts = [_cell(c) for c in cells]
        if n == 1:
            while texts and not texts[-1]:
                texts.pop()
            columns = texts
            for column in {c for c in columns if columns.count(c) > 1}:
                report.add(f"{name}, {column[:40]}", _("this column stands twice"), column)
            continue
        if not any(texts):
            blank += 1
            if blank > 1000:
                break
            continue
        if n > MAX_ROWS:
            report.add(name, _("expected at most {count} rows").format(count=MAX_ROWS))
            break
        if any(texts[len(columns) :]):
            report.add(
                _("{sheet}, row {row}").format(sheet=name, row=n), _("has more cells than there are columns")
            )
        found.append((n, dict(zip(columns, texts, strict=False))))
    return Sheet(name, columns, found)


def _cell(value: Any) -> str:
    from datetime import date, datetime

    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        return value.date().isoformat()
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, float) and value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return tidy(unsafe(str(value)))


def _records(found: list[Sheet], report: Report) -> list[Practice]:
    made = []
    for row, plain in plain_of_sheets(found, report):
        where = _("{sheet}, row {row} ({id})").format(sheet=MAIN, row=row, id=plain["id"][:80])
        made.append(read_object(Practice, report, where, plain))
    if not made and not report.problems:
        report.add("file", _("expected at least one record"))
    report.finish()
    return made
