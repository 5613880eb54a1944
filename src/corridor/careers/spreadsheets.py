"""XLSX workbooks: checked as an archive first, then read row by row without ever being held whole.

True dates and numbers keep their meaning; a number in a date column is not taken for a date, and text that
looks like a number is read with the care a text file gets.
"""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from corridor.careers.problems import Report, Unreadable
from corridor.careers.raw import RawTable, from_lists
from corridor.careers.tables import MAX_COLUMNS, _names
from corridor.i18n import _

MAX_PACKED = 200_000_000
MAX_UNPACKED = 2_000_000_000
MAX_SHARED_TEXT = 400_000_000
MAX_RATIO = 250
RATIO_FROM = 5_000_000
"""Below this many bytes unpacked the ratio is not looked at: small sheets of equal cells pack very well."""
MAX_ROWS = 1_048_576
MAX_BLANK = 10_000

TABLE_SHEETS = ("persons", "periods")
OTHER_SHEETS = ("help", "lists", "notes")


def read_workbook(path: Path, file: str, report: Report) -> list[RawTable]:
    """The tables of a workbook: sheets persons and periods, or its one sheet. Raises :class:`Unreadable`."""
    try:
        check_archive(path, file)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        NotImplementedError,
        RuntimeError,
        ValueError,
    ) as error:
        raise Unreadable(file, _("the workbook is damaged: {why}").format(why=str(error)[:100])) from None
    import openpyxl

    try:
        with warnings.catch_warnings():
            # openpyxl remarks on styles and extensions, which are of no interest here.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(path, read_only=True, data_only=False, keep_links=False)
            try:
                sheets = _sheets(book, file)
                merged = {sheet.title: _merged(path, sheet) for sheet in sheets}
                return [
                    _read_sheet(sheet, f"{file} [{sheet.title}]", merged[sheet.title], report)
                    for sheet in sheets
                ]
            finally:
                book.close()
    except Unreadable:
        raise
    except MemoryError:
        raise Unreadable(
            file, _("the workbook needs more memory than there is; save it as CSV or Parquet")
        ) from None
    # openpyxl raises whatever its parts raise on damaged files: KeyError, TypeError, ParseError, ...
    except Exception as error:
        said = (str(error) or type(error).__name__).splitlines()[0][:100]
        raise Unreadable(
            file, _("the workbook is damaged or not made as XLSX should be: {said}").format(said=said)
        ) from None


def check_archive(path: Path, file: str) -> None:
    """Refuse what is no workbook, or would unpack to more than a workbook should."""
    packed = path.stat().st_size
    if packed > MAX_PACKED:
        raise Unreadable(
            file,
            _("the workbook has {packed} bytes; expected at most {max_packed}: use CSV or Parquet").format(
                packed=format(packed, ","), max_packed=format(MAX_PACKED, ",")
            ),
        )
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        names = {member.filename for member in members}
        if "xl/workbook.bin" in names:
            raise Unreadable(file, _("a binary workbook (.xlsb): save it as .xlsx"))
        if "content.xml" in names and "mimetype" in names:
            raise Unreadable(file, _("an OpenDocument file: save it as .xlsx or CSV"))
        if "xl/workbook.xml" not in names:
            raise Unreadable(
                file, _("an archive that is no XLSX workbook; unpack it and give the file inside")
            )
        if any(name.lower().endswith("vbaproject.bin") for name in names):
            raise Unreadable(file, _("the workbook holds macros; save it as .xlsx without them"))
        if len(members) > 5_000 or len(names) < len(members):
            raise Unreadable(file, _("the workbook has too many parts, or two of one name"))
        unpacked = sum(member.file_size for member in members)
        if unpacked > MAX_UNPACKED:
            said = _("the workbook unpacks to {unpacked} bytes; expected at most {max_unpacked}").format(
                unpacked=format(unpacked, ","), max_unpacked=format(MAX_UNPACKED, ",")
            )
            raise Unreadable(file, said)
        for member in members:
            if member.flag_bits & 0x1:
                raise Unreadable(file, _("the workbook has a password; save it without one"))
            ratio = member.file_size / max(member.compress_size, 1)
            if member.file_size > RATIO_FROM and ratio > MAX_RATIO:
                said = _("{filename} unpacks to {ratio} times its size; expected at most {max_ratio}").format(
                    filename=member.filename, ratio=format(ratio, ",.0f"), max_ratio=MAX_RATIO
                )
                raise Unreadable(file, said)
            if member.filename.endswith("sharedStrings.xml") and member.file_size > MAX_SHARED_TEXT:
                raise Unreadable(
                    file, _("the texts of the workbook are too large; save it as CSV or Parquet")
                )
            if member.filename.endswith((".xml", ".rels")):
                with archive.open(member) as stream:
                    start = stream.read(4_096)
                # No part of a workbook has a document type; it is the door to entity bombs.
                if start.startswith((b"\xff\xfe", b"\xfe\xff")) or re.search(
                    rb"<!(DOCTYPE|ENTITY)", start, re.I
                ):
                    raise Unreadable(
                        file,
                        _("{filename} declares a document type, which XLSX does not have").format(
                            filename=member.filename
                        ),
                    )


def _sheets(book: Any, file: str) -> list[Any]:
    """The sheets to read: those named persons and periods, or the only one there is."""
    sheets = [sheet for sheet in book.worksheets if hasattr(sheet, "iter_rows")]
    named = [sheet for sheet in sheets if sheet.title.strip().casefold() in TABLE_SHEETS]
    if named:
        return named
    others = [sheet for sheet in sheets if sheet.title.strip().casefold() not in OTHER_SHEETS]
    if len(others) == 1:
        return others
    if not others:
        raise Unreadable(file, _("the workbook has no sheet of data"))
    titles = ", ".join(sheet.title for sheet in others[:6])
    raise Unreadable(
        file,
        _("which sheet? ({titles}) name them persons and periods, or leave one sheet").format(titles=titles),
    )


def _merged(path: Path, sheet: Any) -> list[str]:
    """Merged ranges of a sheet, which the row reader does not tell of."""
    part = getattr(sheet, "_worksheet_path", "").lstrip("/")
    found: list[str] = []
    with zipfile.ZipFile(path) as archive, archive.open(part) as stream:
        tail = b""
        while block := stream.read(1_000_000):
            # The overlap keeps a tag whole that falls between two blocks.
            window = tail + block
            found.extend(
                m[1].decode("ascii", "replace")
                for m in re.finditer(rb'<(?:\w+:)?mergeCell [^>]*?ref="([^"]{1,30})"', window)
            )
            tail = window[-100:] if b"mergeCell" not in window[-100:] else b""
    return list(dict.fromkeys(found))[:100]


def _rows(sheet: Any, name: str) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Row numbers and cells of all rows that are not blank."""
    blank = 0
    # Limits of our own: the dimensions a sheet states are often wrong and would cut the data off.
    for number, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS + 1, max_row=MAX_ROWS), start=1):
        if all(
            cell.value is None or (isinstance(cell.value, str) and not cell.value.strip()) for cell in cells
        ):
            blank += 1
            if blank >= MAX_BLANK:
                return
            continue
        blank = 0
        yield number, cells


def _read_sheet(sheet: Any, name: str, merged: list[str], report: Report) -> RawTable:
    rows = _rows(sheet, name)
    header_row, header = next(rows, (1, ()))
    if not header:
        raise Unreadable(name, _("the sheet is empty"))
    texts = ["" if cell.value is None else str(cell.value) for cell in header]
    while texts and not texts[-1].strip():
        texts.pop()
    for cell, text in zip(header, texts, strict=False):
        if text.strip() and not isinstance(cell.value, str):
            report.add(name, _("expected the name of a column in the header"), row=header_row, value=text)
    names = _names(texts, name, header_row, report)
    for area in merged:
        report.add(
            name,
            _("the cells {area} are merged; split them so that each cell holds its own value").format(
                area=area
            ),
            row=_first_row(area),
        )
    lists: list[list[Any]] = [[] for _ in names]
    numbers: list[int] = []
    for number, cells in rows:
        numbers.append(number)
        for i, label in enumerate(names):
            cell = cells[i] if i < len(cells) else None
            lists[i].append(None if cell is None else _value(cell, name, number, label, report))
        for cell in cells[len(names) :]:
            if cell.value is not None and str(cell.value).strip():
                report.add(
                    name, _("a value beyond the last column of the header"), row=number, value=str(cell.value)
                )
    if not numbers:
        raise Unreadable(name, _("the table has a header and no rows"), row=header_row)
    keep: dict[str, list[Any]] = {}
    labels: dict[str, str] = {}
    for i, label in enumerate(names):
        if label is not None:
            key = label.casefold()
            keep[key], labels[key] = lists[i], label
        elif any(value is not None for value in lists[i]):
            report.add(
                name,
                _("column {number} holds values but has no name in the header").format(number=i + 1),
                row=header_row,
            )
    return from_lists(name, keep, labels, numbers, "sniff-local")


def _first_row(area: str) -> int | None:
    found = re.search(r"[0-9]+", area)
    return int(found[0]) if found else None


def _value(cell: Any, file: str, row: int, label: str | None, report: Report) -> Any:
    """A cell's value as Python has it; formulas and error values are reported and become empty."""
    value = cell.value
    if value is None or isinstance(value, int | float | datetime | date):
        return value
    kind = getattr(cell, "data_type", "")
    if kind == "f" or not isinstance(value, str | bool):
        shown = getattr(value, "text", None) or str(value)
        if kind == "f":
            report.add(file, _("holds a formula; paste values instead"), row=row, column=label, value=shown)
        else:
            report.add(
                file,
                _("holds a time or another value that is no date, number or text"),
                row=row,
                column=label,
                value=shown,
            )
        return None
    if kind == "e":
        report.add(
            file, _("holds an error value of the spreadsheet"), row=row, column=label, value=str(value)
        )
        return None
    # Text cells may carry control characters as escapes of the format.
    return re.sub(r"_x[0-9A-Fa-f]{4}_", " ", value) if isinstance(value, str) else value
