"""XLSX workbooks as a stream of rows: values and formula marks of each cell, in bounded memory.

Official workbooks are large (one sheet of 300 MB of XML), hold formulas in some totals, and state wrong
dimensions.  This reader goes through the XML once, keeps what a cell holds and whether a formula made it,
and stops with a clear refusal at anything a workbook of figures does not have.  Number formats are not
looked at: a figure that somebody formatted as a date is still the figure.
"""

from __future__ import annotations

import math
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from xml.parsers import expat

from corridor.careers.spreadsheets import check_archive
from corridor.evidence.problems import Unreadable

MAX_SHEET_BYTES = 800_000_000
"""Of one sheet unpacked; the largest official one, remittance prices, has about 300 million."""
MAX_TEXTS = 3_000_000
MAX_TEXT_CHARACTERS = 200_000_000
MAX_ROWS = 1_048_576
MAX_CELLS = 30_000_000
MAX_CELL_TEXT = 40_000
"""Spreadsheets hold at most 32,767 characters in a cell."""
MAX_COLUMN = 16_384
MAX_SHEETS = 200
MAX_TOKEN = 4_000_000
"""Bytes of one tag; more is no workbook and would be held in memory whole."""
BLOCK = 262_144

Value = float | str


@dataclass(frozen=True, slots=True)
class Row:
    """One row that holds something: its number as the user sees it, and its cells by column (first = 1).

    Values are numbers or stripped texts; empty cells are absent.  ``formulas`` are the columns whose value
    a formula made (the value is the one the file keeps beside it, absent if it keeps none); ``errors`` are
    those with an error value such as ``#REF!``.
    """

    number: int
    values: dict[int, Value]
    formulas: frozenset[int] = frozenset()
    errors: frozenset[int] = frozenset()

    def text(self, column: int) -> str:
        """The text of a cell, empty if there is none; a whole number without its decimal point."""
        value = self.values.get(column)
        if isinstance(value, float):
            return str(int(value)) if value.is_integer() else str(value)
        return value or ""


def column_letters(column: int) -> str:
    """The letters of a column number.

    >>> column_letters(1), column_letters(28)
    ('A', 'AB')
    """
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(reference: str) -> int:
    """The column of a cell reference such as ``AB12``; 0 if it has none."""
    number = 0
    for char in reference:
        if not "A" <= char <= "Z":
            break
        number = number * 26 + ord(char) - 64
    return number


class Workbook:
    """An XLSX file whose archive was checked. ``sheets`` are the titles of its sheets, in order."""

    def __init__(self, path: Path, file: str) -> None:
        """Open a workbook.

        Raises:
            Unreadable: it is none, holds macros, has a password, is damaged or would unpack to too much.
        """
        self.path = path
        self.file = file
        try:
            check_archive(path, file)
            with zipfile.ZipFile(path) as archive:
                self._parts = _sheet_parts(archive, file)
                self._texts_part = next(
                    (n for n in archive.namelist() if n.lower() == "xl/sharedstrings.xml"), None
                )
        except _DAMAGE as error:
            raise _damaged(file, error) from None
        self._texts: list[str] | None = None
        self._previews: dict[str, tuple[Row, ...]] = {}

    @property
    def sheets(self) -> tuple[str, ...]:
        """Titles of the sheets."""
        return tuple(self._parts)

    def where(self, sheet: str) -> str:
        """File and sheet, as problems name them."""
        return f"{self.file} [{sheet}]"

    def preview(self, sheet: str, rows: int = 40) -> tuple[Row, ...]:
        """The rows of a sheet that hold something among the first ``rows``."""
        if sheet not in self._previews:
            self._previews[sheet] = tuple(self.rows(sheet, rows))
        return self._previews[sheet]

    def rows(self, sheet: str, to: int = MAX_ROWS) -> Iterator[Row]:
        """All rows of a sheet that hold something, one at a time, up to a row number.

        Raises:
            Unreadable: the sheet is damaged or larger than a sheet can be.
        """
        where = self.where(sheet)
        try:
            with zipfile.ZipFile(self.path) as archive:
                if self._texts is None:
                    self._texts = self._shared_texts(archive)
                part = self._parts[sheet]
                if archive.getinfo(part).file_size > MAX_SHEET_BYTES:
                    size = archive.getinfo(part).file_size
                    raise Unreadable(
                        where, f"the sheet has {size:,} bytes; at most {MAX_SHEET_BYTES:,} are read"
                    )
                with archive.open(part) as stream:
                    yield from _SheetParser(where, self._texts, to).rows(stream)  # type: ignore[arg-type]
        except _DAMAGE as error:
            raise _damaged(where, error) from None

    def _shared_texts(self, archive: zipfile.ZipFile) -> list[str]:
        if self._texts_part is None:
            return []
        parser = _TextsParser(self.file)
        with archive.open(self._texts_part) as stream:
            for _ in _feed(parser.parser, stream, self.file):  # type: ignore[arg-type]
                pass
        return parser.texts


_DAMAGE = (
    zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, KeyError, NotImplementedError, OSError, RuntimeError,
    UnicodeError,
)  # fmt: skip


def _damaged(where: str, error: BaseException) -> Unreadable:
    said = str(error).splitlines()[0][:100] if str(error) else type(error).__name__
    return Unreadable(where, f"the workbook is damaged or not made as XLSX should be: {said}")


def _parser(file: str) -> Any:
    """A parser that refuses document types and entities, which XLSX does not have."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*_: Any) -> None:
        raise Unreadable(file, "declares a document type, which XLSX does not have")

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    return parser


def _feed(parser: Any, stream: BinaryIO, file: str) -> Iterator[None]:
    """Feed a stream block by block; yields after each block."""
    fed = 0
    while block := stream.read(BLOCK):
        parser.Parse(block, False)
        fed += len(block)
        if fed - max(parser.CurrentByteIndex, 0) > MAX_TOKEN:
            raise Unreadable(
                file, f"a single tag has more than {MAX_TOKEN:,} bytes; this is no table of figures"
            )
        yield
    parser.Parse(b"", True)
    yield


def _sheet_parts(archive: zipfile.ZipFile, file: str) -> dict[str, str]:
    """Titles of the sheets and the parts of the archive that hold them."""
    targets: dict[str, str] = {}
    titles: list[tuple[str, str]] = []

    def relation(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            targets[attributes.get("Id", "")] = (
                target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            )

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "sheet":
            key = next((v for k, v in attributes.items() if k.rpartition(":")[2] == "id"), "")
            titles.append((attributes.get("name", ""), key))

    handlers: tuple[tuple[str, Callable[[str, dict[str, str]], None]], ...] = (
        ("xl/_rels/workbook.xml.rels", relation),
        ("xl/workbook.xml", sheet),
    )
    for part, handler in handlers:
        if archive.getinfo(part).file_size > MAX_TOKEN:
            raise Unreadable(file, f"{part} is larger than a list of sheets can be")
        parser = _parser(file)
        parser.StartElementHandler = handler
        parser.Parse(archive.read(part), True)
    present = set(archive.namelist())
    parts = {t: targets.get(k, "") for t, k in titles if "worksheets/" in targets.get(k, "")}
    missing = [title for title, part in parts.items() if part not in present]
    if missing:
        raise Unreadable(file, f"the workbook lists sheets it does not hold: {', '.join(missing[:5])}")
    if not parts:
        raise Unreadable(file, "the workbook has no sheet of data")
    if len(parts) > MAX_SHEETS:
        raise Unreadable(file, f"the workbook has {len(parts)} sheets; at most {MAX_SHEETS} are read")
    return parts


class _TextsParser:
    """The shared texts of a workbook; phonetic readings left out."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.texts: list[str] = []
        self._parts: list[str] = []
        self._in_text = False
        self._phonetic = 0
        self._size = 0
        self.parser = _parser(file)
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "si":
            self._parts = []
        elif tag == "rPh":
            self._phonetic += 1
        elif tag == "t":
            self._in_text = self._phonetic == 0

    def _end(self, name: str) -> None:
        tag = name.rpartition(":")[2]
        if tag == "si":
            self.texts.append("".join(self._parts))
            if len(self.texts) > MAX_TEXTS:
                raise Unreadable(self.file, f"the workbook holds more than {MAX_TEXTS:,} texts")
        elif tag == "rPh":
            self._phonetic -= 1
        elif tag == "t":
            self._in_text = False

    def _characters(self, data: str) -> None:
        if self._in_text:
            self._size += len(data)
            if self._size > MAX_TEXT_CHARACTERS:
                raise Unreadable(
                    self.file, "the texts of the workbook are too large to be a table of figures"
                )
            self._parts.append(data)


class _SheetParser:
    """The rows of one sheet."""

    def __init__(self, where: str, texts: list[str], to: int = MAX_ROWS) -> None:
        self.where = where
        self.texts = texts
        self.to = to
        self.parser = _parser(where)
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self._ready: list[Row] = []
        self._row = 0
        self._rows = 0
        self._cells = 0
        self._column = 0
        self._kind = "n"
        self._parts: list[str] = []
        self._size = 0
        self._phonetic = 0
        self._formula = False
        self._values: dict[int, Value] = {}
        self._formulas: list[int] = []
        self._errors: list[int] = []

    def rows(self, stream: BinaryIO) -> Iterator[Row]:
        """Parse the stream; yields each row that holds something."""
        for _ in _feed(self.parser, stream, self.where):
            if self._ready:
                ready, self._ready = self._ready, []
                yield from (row for row in ready if row.number <= self.to)
            if self._row > self.to:
                return

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2] if ":" in name else name
        if tag == "c":
            self._cells += 1
            self._column = column_number(attributes.get("r", "")) or self._column + 1
            self._kind = attributes.get("t", "n")
            self._parts = []
            self._size = 0
            self._formula = False
            if self._cells > MAX_CELLS:
                raise self._refuse(f"the sheet has more than {MAX_CELLS:,} cells")
            if self._column > MAX_COLUMN:
                raise self._refuse(f"a cell beyond column {column_letters(MAX_COLUMN)}")
        elif tag in {"v", "t"}:
            if not self._phonetic:
                self.parser.CharacterDataHandler = self._characters
        elif tag == "row":
            self._new_row(attributes.get("r", ""))
        elif tag == "f":
            self._formula = True
        elif tag == "rPh":
            self._phonetic += 1

    def _new_row(self, stated: str) -> None:
        self._rows += 1
        number = int(stated) if stated.isascii() and stated.isdigit() and len(stated) < 10 else self._row + 1
        if number > MAX_ROWS or self._rows > MAX_ROWS:
            raise self._refuse(f"more than {MAX_ROWS:,} rows, the most a sheet can have")
        if number <= self._row:
            raise self._refuse(f"row {number} stands after row {self._row}")
        self._row, self._column = number, 0
        self._values, self._formulas, self._errors = {}, [], []

    def _end(self, name: str) -> None:
        tag = name.rpartition(":")[2] if ":" in name else name
        if tag in {"v", "t"}:
            self.parser.CharacterDataHandler = None
        elif tag == "c":
            if self._parts or self._formula:
                self._cell()
        elif tag == "row":
            if self._values or self._formulas or self._errors:
                formulas = frozenset(self._formulas) if self._formulas else frozenset()
                errors = frozenset(self._errors) if self._errors else frozenset()
                self._ready.append(Row(self._row, self._values, formulas, errors))
        elif tag == "rPh":
            self._phonetic -= 1

    def _characters(self, data: str) -> None:
        self._parts.append(data)
        self._size += len(data)
        if self._size > MAX_CELL_TEXT:
            raise self._refuse(f"the cell in row {self._row} has more than {MAX_CELL_TEXT:,} characters")

    def _cell(self) -> None:
        if self._formula:
            self._formulas.append(self._column)
        text = "".join(self._parts)
        if not text:
            return
        kind = self._kind
        if kind == "s":
            place = int(text) if text.strip().isascii() and text.strip().isdigit() else -1
            if not 0 <= place < len(self.texts):
                raise self._refuse(f"the cell in row {self._row} points to a text that is not there")
            text = self.texts[place]
        elif kind == "e":
            self._errors.append(self._column)
            return
        elif kind == "n":
            try:
                value = float(text)
            except ValueError:
                raise self._refuse(f"the cell in row {self._row} is no number: {text[:40]!r}") from None
            if not math.isfinite(value):
                raise self._refuse(f"the cell in row {self._row} is no number: {text[:40]!r}")
            self._values[self._column] = value
            return
        text = text.strip()
        if text:
            self._values[self._column] = text

    def _refuse(self, said: str) -> Unreadable:
        return Unreadable(self.where, said)
