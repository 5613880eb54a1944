"""What every reader hands on: named columns of cells, with where each cell stands in the user's file.

Readers (text tables, workbooks, Parquet, case files, Python data) do not interpret.  They give a
:class:`RawTable` whose columns are text, or native types where the source has them, and one later step reads
dates, numbers and words with the same rules and the same messages for all.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from corridor.careers.problems import LIMIT_PER_CHECK, Report, Severity
from corridor.i18n import _

if TYPE_CHECKING:
    import polars as pl

Decimals = Literal["point", "sniff", "sniff-local"]
"""How text numbers are written: with a decimal point for certain (YAML, JSON, Parquet, Python); to be
found out from the values (comma-separated files); or to be found out in a file whose
other signs (semicolons, tabs, text cells of a workbook) suggest that a point may separate thousands."""


@dataclass(frozen=True)
class RawTable:
    """One table as found.

    file: name shown in problems (with the sheet, for a workbook).
    columns: header as normalised by :func:`plain_header` -> cells, all of one length.
    labels: normalised header -> header as the user wrote it.
    rows: for each record the row number the user sees.
    number_cells: for text columns that come from typed cells, which cells were true numbers.
    places: for case files, (record, column) -> (line, field path), where it differs from row and header.
    """

    file: str
    columns: Mapping[str, pl.Series]
    labels: Mapping[str, str]
    rows: Sequence[int] | pl.Series
    decimals: Decimals = "point"
    number_cells: Mapping[str, pl.Series] = field(default_factory=dict)
    places: Mapping[tuple[int, str], tuple[int, str]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.rows)

    def place(self, at: int, column: str | None) -> tuple[int | None, str | None]:
        """Row number and column name the user sees for a cell (or a record, without column)."""
        if (at, column or "") in self.places:
            return self.places[(at, column or "")]
        label = None if column is None else self.labels.get(column, column)
        if column is not None and (at, "") in self.places:
            line, path = self.places[(at, "")]
            return line, f"{path}.{column}" if path else column
        return (int(self.rows[at]) if 0 <= at < len(self.rows) else None), label

    def cell(self, at: int, column: str | None) -> str | None:
        """What stands in a cell, as text; ``None`` if nothing does."""
        if column is None or column not in self.columns or not 0 <= at < len(self):
            return None
        series = self.columns[column]
        if _out_of_reach(series, at):
            return _("out of range")
        value = series[at]
        return (cell_text(value)[0] or None) if value is not None else None


def _out_of_reach(series: pl.Series, at: int) -> bool:
    """Whether a cell is a day outside the years 1 to 9999: asking Polars for it would make it panic."""
    import polars as pl

    dtype = series.dtype
    if isinstance(dtype, pl.Datetime):
        a_day = {"ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}[dtype.time_unit]
    elif dtype == pl.Date:
        a_day = 1
    else:
        return False
    number = series.slice(at, 1).to_physical()[0]
    epoch = date(1970, 1, 1).toordinal()
    return number is not None and not 1 <= number // a_day + epoch <= date.max.toordinal()


def plain_header(header: str) -> str:
    """A header as it is matched: no surrounding spaces, small letters.

    >>> plain_header("  Birth_Date ")
    'birth_date'
    """
    return header.strip().strip("\ufeff").casefold()


def cell_text(value: Any) -> tuple[str | None, bool]:
    """A Python value as the text of a cell, and whether it was a number.

    Dates become ISO dates, a pair of dates or numbers a range ``a..b``, other lists words with ``;``.

    >>> cell_text(1500.5), cell_text(date(2001, 2, 28)), cell_text((1000, 1500))
    (('1500.5', True), ('2001-02-28', False), ('1000..1500', False))
    """
    if value is None:
        return None, False
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8"), False
    if isinstance(value, bool):
        return ("yes" if value else "no"), False
    if isinstance(value, int):
        # Python refuses to print integers of thousands of digits; no such number is meant.
        return (str(value) if abs(value) < 10**40 else _("a number of more than 40 digits")), True
    if isinstance(value, float | Decimal):
        if value.is_nan() if isinstance(value, Decimal) else math.isnan(value):
            return "NaN", True
        if isinstance(value, float):
            # Fifteen digits are what a spreadsheet shows; the rest is the noise of binary fractions.
            value = Decimal(f"{value:.15g}")
        return (f"{value:f}" if value.is_finite() and abs(value.adjusted()) < 40 else str(value)), True
    if isinstance(value, datetime):
        if value.hour or value.minute or value.second or value.microsecond:
            return value.isoformat(sep=" "), False
        return value.date().isoformat(), False
    if isinstance(value, date):
        return value.isoformat(), False
    if isinstance(value, tuple | list | set | frozenset):
        parts = [cell_text(part)[0] or "" for part in value]
        if len(parts) == 2 and not any(isinstance(part, str) for part in value):
            return "..".join(parts), False
        return ";".join(sorted(parts) if isinstance(value, set | frozenset) else parts), False
    if type(value).__module__.startswith("polars") and hasattr(value, "to_list"):
        return cell_text(value.to_list())
    if hasattr(value, "item") and not hasattr(value, "__len__"):
        return cell_text(value.item())
    return repr(value)[:80].encode("utf-8", "replace").decode("utf-8"), False


def from_records(file: str, records: Sequence[Mapping[str, Any]]) -> RawTable:
    """A raw table from Python dicts, one a record; a key missing from a dict is an empty cell.

    Row numbers count the records from 1.
    """
    keys: dict[str, str] = {}
    for record in records:
        for key in record:
            keys.setdefault(plain_header(str(key)), str(key))
    lookup = [{plain_header(str(key)): value for key, value in record.items()} for record in records]
    lists = {key: [record.get(key) for record in lookup] for key in keys}
    return from_lists(file, lists, keys, range(1, len(records) + 1))


def from_lists(
    file: str,
    lists: Mapping[str, Sequence[Any]],
    labels: Mapping[str, str],
    rows: Sequence[int],
    decimals: Decimals = "point",
) -> RawTable:
    """A raw table from columns of Python values (normalised header -> cells)."""
    import polars as pl

    columns: dict[str, pl.Series] = {}
    numbers: dict[str, pl.Series] = {}
    for key, values in lists.items():
        pairs = [cell_text(value) for value in values]
        columns[key] = pl.Series(key, [text for text, _ in pairs], dtype=pl.String)
        numbers[key] = pl.Series(key, [number for _, number in pairs], dtype=pl.Boolean)
    return RawTable(file, columns, dict(labels), rows, decimals, numbers)


def from_frame(file: str, frame: Any, rows: Sequence[int] | None = None) -> RawTable:
    """A raw table from a Polars frame or lazy frame (native types kept) or a pandas frame.

    Row numbers count the records from 1 unless given.  In a pandas frame NaN and NaT are empty cells: pandas
    has no other mark for them.
    """
    import polars as pl

    if isinstance(frame, pl.LazyFrame):
        frame = frame.collect()
    if isinstance(frame, pl.DataFrame):
        labels = {plain_header(name): name for name in frame.columns}
        if len(labels) < frame.width:
            raise ValueError("two columns differ only in capital letters or spaces")
        columns = {key: frame[name] for key, name in labels.items()}
        return RawTable(file, columns, labels, rows or range(1, frame.height + 1))
    if hasattr(frame, "columns") and hasattr(frame, "to_dict"):
        labels = {plain_header(str(name)): str(name) for name in frame.columns}
        if len(labels) < len(frame.columns):
            raise ValueError("two columns differ only in capital letters or spaces")
        lists = {}
        for name in frame.columns:
            cells = frame[name].tolist()
            lists[plain_header(str(name))] = [None if _is_missing(cell) else cell for cell in cells]
        return from_lists(file, lists, labels, rows or range(1, len(frame) + 1))
    raise TypeError(f"expected a Polars or pandas frame, not {type(frame).__name__}")


def _is_missing(cell: Any) -> bool:
    """Whether a pandas cell is its mark for nothing (NaN, NaT, NA)."""
    if cell is None or type(cell).__name__ in ("NAType", "NaTType"):
        return True
    return isinstance(cell, float) and math.isnan(cell)


class Sources:
    """The tables of one reading, so that a finding in a working frame can name its place in a file.

    Working frames carry ``_src`` (which table) and ``_at`` (which record of it).
    """

    def __init__(self, tables: Sequence[RawTable], report: Report) -> None:
        self.tables = tuple(tables)
        self.report = report

    def place(self, row: Mapping[str, Any], column: str | None) -> tuple[str, int | None, str | None]:
        """File, row number and column name of a cell, as the user sees them."""
        table = self.tables[row["_src"]]
        return (table.file, *table.place(row["_at"], column))

    def flag(
        self,
        frame: pl.DataFrame,
        mask: pl.Expr | None,
        column: str | None,
        expected: str | Callable[[dict[str, Any]], str],
        severity: Severity = "error",
        value: str | None = None,
    ) -> int:
        """Report every row of a working frame where ``mask`` is true (null is not; ``None`` = every row).

        Returns how many.

        ``expected`` is the message, or makes it of the row.  The value shown is the cell as the user wrote
        it, unless ``value`` names a column of the frame to show instead.
        """
        hits = frame if mask is None else frame.filter(mask.fill_null(False))
        for row in hits.head(LIMIT_PER_CHECK).iter_rows(named=True):
            table = self.tables[row["_src"]]
            number, label = table.place(row["_at"], column)
            shown = table.cell(row["_at"], column) if value is None else cell_text(row[value])[0]
            said = expected if isinstance(expected, str) else expected(row)
            self.report.add(
                table.file,
                said,
                row=number,
                column=label,
                value=shown,
                person_id=row.get("person_id"),
                severity=severity,
            )
        self.report.skip(hits.height - LIMIT_PER_CHECK)
        return hits.height
