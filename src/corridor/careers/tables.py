"""Text tables (CSV and its kin) and Parquet: from bytes to a :class:`RawTable` of text or native columns."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from corridor.careers.columns import CANONICAL_PERIOD_COLUMNS, PERIOD_COLUMNS, PERSON_COLUMNS
from corridor.careers.problems import LIMIT_PER_CHECK, Report, Unreadable, shorten
from corridor.careers.raw import Decimals, RawTable, plain_header
from corridor.i18n import N_, _, listed

if TYPE_CHECKING:
    import polars as pl

DELIMITERS = {",": N_("comma"), ";": N_("semicolon"), "\t": N_("tab"), "|": N_("bar")}
KNOWN = {*PERSON_COLUMNS, *PERIOD_COLUMNS, *CANONICAL_PERIOD_COLUMNS}

NO_HEADER = N_(
    "no header of a careers table; expected column names such as person_id, country, kind, start, end"
)

MAX_LINE = 1_000_000
"""Characters in one line or cell beyond which a text is taken for something else than a table."""
MAX_COLUMNS = 1_000
FAST_FROM = 1_000_000
"""Bytes from which a text without quotation marks takes the columnar reader (same result, faster)."""
CHUNK = 50_000


def decode(data: bytes, file: str, encoding: str | None = None) -> str:
    """Bytes as text: UTF-8 (with or without its mark), UTF-16 with its mark, or the declared encoding.

    Nothing is guessed: a byte that does not fit raises :class:`Unreadable` naming its line and column.
    """
    if encoding is not None:
        try:
            codecs.lookup(encoding)
        except LookupError:
            raise Unreadable(
                file,
                _("no such encoding: {encoding}; expected utf-8, utf-16 or cp1252").format(encoding=encoding),
            ) from None
    elif data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise Unreadable(file, _("the text is UTF-32; save it as UTF-8"))
    elif data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    else:
        encoding = "utf-8-sig"
    try:
        text = data.decode(encoding)
    except LookupError:
        raise Unreadable(
            file,
            _("{encoding} is no encoding of text; expected utf-8, utf-16 or cp1252").format(
                encoding=encoding
            ),
        ) from None
    except UnicodeError as error:
        at = getattr(error, "start", 0)
        before = data[:at]
        # In a two-byte encoding lines cannot be counted by their end bytes; the row is then left out.
        row = before.count(b"\n") + 1 if encoding != "utf-16" else None
        start = before.rfind(b"\n") + 1
        column = len(before[start:].decode("utf-8", "replace")) + 1
        if encoding.startswith("utf"):
            said = _(
                "byte {byte} at character {column} of the line is not {encoding}; save it as UTF-8, or declare"
                " its encoding (Western Windows: cp1252)"
            )
        else:
            said = _("byte {byte} at character {column} of the line is not {encoding}")
        byte = f"0x{data[min(at, len(data) - 1)]:02x}"
        name = encoding.removesuffix("-sig").upper()
        raise Unreadable(file, said.format(byte=byte, column=column, encoding=name), row=row) from None
    if "\x00" in text:
        at = text.index("\x00")
        utf16 = 1 / 3 < data[:400].count(0) / len(data[:400]) < 2 / 3
        said = _("the file holds NUL characters; expected a text file")
        if utf16:
            said = _("the file holds NUL characters; it looks like UTF-16 without its mark: save it as UTF-8")
        raise Unreadable(file, said, row=text.count("\n", 0, at) + 1)
    if not text.strip("\ufeff \t\r\n"):
        raise Unreadable(file, _("the file is empty"))
    return text.removeprefix("\ufeff")


def read_text_table(text: str, file: str, report: Report) -> RawTable:
    """A delimited text as columns of text; row numbers as a spreadsheet would show them (header = 1)."""
    _refuse_long_lines(text, file)
    if len(_junk(text[:20_000])) * 20 > len(text[:20_000]):
        raise Unreadable(
            file, _("this is no text table: it holds control characters; expected CSV, XLSX or Parquet")
        )
    lines = io.StringIO(text, newline="")
    skipped = 0
    delimiter = None
    # Some spreadsheets declare the delimiter in a first line of their own.
    if found := re.match(r"sep=(.)\r?\n", text):
        delimiter, skipped = found[1], 1
        lines.readline()
    header, header_row = _header(lines, file, delimiter, skipped)
    if delimiter is None:
        delimiter = _delimiter(header, file, header_row)
    names = _names(_split(header, delimiter, file, header_row), file, header_row, report)
    decimals: Decimals = "sniff" if delimiter == "," else "sniff-local"
    regular = len(text) >= FAST_FROM and _is_regular(text, delimiter)
    if regular and header_row == 1:
        return _fast(text, file, names, delimiter, decimals)
    return _slow(text, file, names, delimiter, decimals, header_row, skipped, report)


def _junk(text: str) -> list[str]:
    return [ch for ch in text if ch < " " and ch not in "\t\r\n"] + ["\ufffd"] * text.count("\ufffd")


def _refuse_long_lines(text: str, file: str) -> None:
    start, row = 0, 1
    if len(text) <= MAX_LINE:
        return
    # Only lines near the limit matter: jump by the limit and look for an end in between.
    while len(text) - start > MAX_LINE:
        end = max(text.rfind("\n", start, start + MAX_LINE), text.rfind("\r", start, start + MAX_LINE))
        if end < start:
            row += text.count("\n", 0, start)
            raise Unreadable(
                file,
                _("a line of more than {max_line} characters; expected a table or a case file").format(
                    max_line=format(MAX_LINE, ",")
                ),
                row=row,
            )
        start = end + 1


def _header(lines: io.StringIO, file: str, delimiter: str | None, skipped: int) -> tuple[str, int]:
    """The header (which may not be broken over lines) and its row number."""
    for number, line in enumerate(lines, start=1 + skipped):
        if line.strip(" \t\r\n,;|"):
            return line.rstrip("\r\n"), number
    raise Unreadable(file, _("the file is empty"))


def _split(line: str, delimiter: str, file: str, row: int) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True))
    except (csv.Error, StopIteration) as error:
        raise Unreadable(
            file, _("the header cannot be read: {error}").format(error=error), row=row, value=line
        ) from None


def _delimiter(header: str, file: str, row: int) -> str:
    """The delimiter under which the header holds the most known column names."""
    bare = re.sub(r'"[^"]*"', lambda m: "x" * len(m[0]), header)
    scores = {}
    for delimiter in DELIMITERS:
        if delimiter in bare:
            names = [plain_header(part.strip('" ')) for part in header.split(delimiter)]
            scores[delimiter] = sum(name in KNOWN for name in names)
    best = max(scores.values(), default=0)
    winners = [delimiter for delimiter, score in scores.items() if score == best]
    if winners and best == 0:
        raise Unreadable(file, _(NO_HEADER), row=row, value=header)
    if len(winners) > 1:
        found = listed(_(DELIMITERS[d]) for d in winners)
        text = _("the header does not say which sign separates the columns: several would do ({signs})")
        said = text.format(signs=found)
        raise Unreadable(file, said, row=row, value=header)
    if not winners and plain_header(header) not in KNOWN:
        raise Unreadable(file, _(NO_HEADER), row=row, value=header)
    return winners[0] if winners else ","


def _names(cells: Sequence[str], file: str, row: int, report: Report) -> list[str | None]:
    """Column names as written; a column without one is ``None``. Repeated names are reported."""
    if len(cells) > MAX_COLUMNS:
        raise Unreadable(
            file,
            _("the header has {cells} columns; expected at most {max_columns}").format(
                cells=format(len(cells), ","), max_columns=format(MAX_COLUMNS, ",")
            ),
            row=row,
        )
    names: list[str | None] = []
    seen: dict[str, int] = {}
    for number, cell in enumerate(cells, start=1):
        key = plain_header(cell)
        if key and key in seen:
            said = _("the column stands twice in the header (columns {first} and {second})").format(
                first=seen[key], second=number
            )
            report.add(file, said, row=row, column=shorten(cell.strip()))
            names.append(f"note-again-{number}")
            continue
        if key:
            seen[key] = number
        names.append(cell.strip() if key else None)
    if not seen:
        raise Unreadable(file, _("the header is missing"), row=row)
    return names


def _is_regular(text: str, delimiter: str) -> bool:
    """Whether every line is one record with the same number of cells: no quotes, no blank or ragged lines."""
    if '"' in text or text.count("\r") != text.count("\r\n"):
        return False
    import polars as pl

    wanted = text[: text.find("\n")].count(delimiter)
    start = 0
    while start < len(text):
        end = text.find("\n", start + 30_000_000)
        block = text[start : end if end >= 0 else len(text)].removesuffix("\n").removesuffix("\r")
        start = end + 1 if end >= 0 else len(text)
        counts = (
            pl.Series([block])
            .str.split("\n")
            .explode(empty_as_null=True)
            .str.count_matches(delimiter, literal=True)
        )
        if not wanted or not (counts == wanted).all():
            return False
    return True


def _fast(text: str, file: str, names: Sequence[str | None], delimiter: str, decimals: Decimals) -> RawTable:
    import polars as pl

    frame = pl.read_csv(
        text.encode(),
        has_header=False,
        skip_rows=1,
        new_columns=[f"c{i}" for i in range(len(names))],
        infer_schema=False,
        quote_char=None,
        separator=delimiter,
    )
    rows = pl.int_range(2, frame.height + 2, eager=True)
    blank = frame.select(pl.all_horizontal(pl.all().is_null())).to_series()
    if blank.any():
        frame, rows = frame.filter(~blank), rows.filter(~blank)
    kept = {name: frame[f"c{i}"] for i, name in enumerate(names) if name is not None}
    empty = [i for i, name in enumerate(names) if name is None and frame[f"c{i}"].is_not_null().any()]
    if empty:
        raise Unreadable(
            file,
            _("column {number} holds values but has no name in the header").format(number=empty[0] + 1),
            row=1,
        )
    if frame.is_empty():
        raise Unreadable(file, _("the table has a header and no rows"))
    labels = {plain_header(name): name for name in kept}
    columns = {plain_header(name): series.alias(plain_header(name)) for name, series in kept.items()}
    return RawTable(file, columns, labels, rows, decimals)


def _records(
    text: str, file: str, delimiter: str, after: int, skipped: int
) -> Iterator[tuple[int, list[str]]]:
    """Row number and cells of every record after the header, blank ones left out."""
    lines = io.StringIO(text, newline="")
    for _line in range(skipped):
        lines.readline()
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = skipped
    try:
        for cells in reader:
            number += 1
            if number > after and any(cell.strip() for cell in cells):
                yield number, cells
    except csv.Error as error:
        said = _("the quotation marks do not pair up from here on ({error})").format(error=error)
        raise Unreadable(file, said, row=number + 1) from None


def _slow(
    text: str,
    file: str,
    names: Sequence[str | None],
    delimiter: str,
    decimals: Decimals,
    header_row: int,
    skipped: int,
    report: Report,
) -> RawTable:
    import polars as pl

    width = len(names)
    rows: list[int] = []
    parts: list[list[pl.Series]] = []
    chunk: list[list[str]] = []
    ragged = 0
    previous = csv.field_size_limit(MAX_LINE)
    try:
        for number, cells in _records(text, file, delimiter, header_row, skipped):
            if len(cells) != width:
                # Spreadsheets leave out or add empty cells at the end; anything else has slipped.
                extra = [cell for cell in cells[width:] if cell.strip()]
                if extra or len(cells) < width:
                    ragged += 1
                    if ragged <= LIMIT_PER_CHECK:
                        if extra:
                            said = _(
                                "the row has {cells} cells, the header {width}; a separator inside a cell must"
                                " stand in quotation marks ({sign})"
                            )
                        else:
                            said = _(
                                "the row has {cells} cells, the header {width}; a separator is missing ({sign})"
                            )
                        said = said.format(
                            cells=len(cells), width=width, sign=_(DELIMITERS.get(delimiter, delimiter))
                        )
                        report.add(file, said, row=number, value=delimiter.join(cells))
                    # What has slipped would only make further findings about cells in wrong columns.
                    continue
            rows.append(number)
            chunk.append(cells[:width])
            if len(chunk) >= CHUNK:
                parts.append(_transposed(chunk))
                chunk = []
    finally:
        csv.field_size_limit(previous)
    report.skip(ragged - LIMIT_PER_CHECK)
    if chunk:
        parts.append(_transposed(chunk))
    if not parts:
        said = (
            _("no row has as many cells as the header") if ragged else _("the table has a header and no rows")
        )
        raise Unreadable(file, said, row=header_row)
    columns: dict[str, pl.Series] = {}
    labels: dict[str, str] = {}
    for i, name in enumerate(names):
        series = pl.concat([part[i] for part in parts]) if len(parts) > 1 else parts[0][i]
        if name is None:
            if (series.str.strip_chars() != "").any():
                at = (series.str.strip_chars() != "").arg_true()[0]
                said = _("column {number} holds values but has no name in the header").format(number=i + 1)
                report.add(file, said, row=rows[at], value=series[at])
            continue
        key = plain_header(name)
        columns[key], labels[key] = series.alias(key), name
    return RawTable(file, columns, labels, rows, decimals)


def _transposed(rows: list[list[str]]) -> list[pl.Series]:
    import polars as pl

    return [pl.Series(list(cells), dtype=pl.String) for cells in zip(*rows, strict=True)]


def read_parquet(path: Path, file: str) -> RawTable:
    """A Parquet file with its native column types. Row numbers count the records from 1."""
    import polars as pl

    from corridor.careers.raw import from_frame

    try:
        lazy = pl.scan_parquet(path, glob=False)
        names = lazy.collect_schema().names()
        if len(names) > MAX_COLUMNS:
            raise Unreadable(
                file,
                _("the file has {names} columns; expected at most {max_columns}").format(
                    names=format(len(names), ","), max_columns=format(MAX_COLUMNS, ",")
                ),
            )
        frame = lazy.collect()
    except Unreadable:
        raise
    # A damaged file can make the reader panic, which is no ordinary exception.
    except (Exception, pl.exceptions.PanicException) as error:
        said = shorten(str(error).splitlines()[0] if str(error) else type(error).__name__, 120)
        raise Unreadable(
            file, _("the Parquet file is damaged or of an unknown kind: {said}").format(said=said)
        ) from None
    if frame.is_empty():
        raise Unreadable(file, _("the table has a header and no rows"))
    try:
        return from_frame(file, frame)
    except ValueError as error:
        raise Unreadable(file, str(error)) from None
