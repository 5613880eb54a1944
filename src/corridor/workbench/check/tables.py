"""Periods pasted from a spreadsheet, and careers files that are uploaded: read by the readers of careers files."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from corridor.careers.columns import CANONICAL_PERIOD_COLUMNS, PERIOD_COLUMNS, PERSON_COLUMNS
from corridor.careers.problems import CareerProblems, Problem, Report, Unreadable
from corridor.i18n import _
from corridor.portability.words import vocabulary
from corridor.workbench.check.case import MAX_ROWS, PERIOD_LABELS, PERSON_LABELS, Case, cases_in

if TYPE_CHECKING:
    from corridor.careers.raw import RawTable

_KINDS_OF_FILES = (".csv", ".tsv", ".txt", ".xlsx", ".parquet", ".yaml", ".yml", ".json")


def pasted(text: str) -> tuple[dict[str, Case], list[str]]:
    """Cases out of pasted text: cells parted by tabs (or semicolons, commas), with or without a header.

    Headers may be the names of a careers file or the words of the form.  Returns the cases by person, and what could
    not be read.
    """
    from corridor.careers.tables import read_text_table

    lines = text.strip("\r\n").splitlines()
    if len(lines) > MAX_ROWS:
        return {}, [_too_many(len(lines))]
    if not any(line.strip() for line in lines):
        return {}, []
    delimiter = next((d for d in ("\t", ";", ",") if d in lines[0]), "\t")
    header = _header(next(csv.reader([lines[0]], delimiter=delimiter), []))
    if header is None:
        widest = max(len(row) for row in csv.reader(lines, delimiter=delimiter))
        header, body = list(PERIOD_LABELS)[: max(widest, 1)], lines
    else:
        body = lines[1:]
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter, lineterminator="\n").writerow(header)
    report = Report()
    try:
        table = read_text_table(written.getvalue() + "\n".join(body) + "\n", _("pasted text"), report)
    except Unreadable as unreadable:
        return {}, [_said(unreadable.problem)]
    return cases_in([table]), [_said(p) for p in report.sorted()]


def _header(cells: list[str]) -> list[str] | None:
    """The column names of a first line, or ``None`` if it is a line of values."""
    known = {*PERSON_COLUMNS, *PERIOD_COLUMNS, *CANONICAL_PERIOD_COLUMNS, *vocabulary().fact_columns()}
    names = {name.casefold(): name for name in known}
    for labels in (PERSON_LABELS, PERIOD_LABELS):
        names.update({_(label).casefold(): name for name, label in labels.items()})
        names.update({label.casefold(): name for name, label in labels.items()})
    found = [names.get(c.strip().casefold()) for c in cells]
    if sum(name is not None for name in found) * 2 < max(len(cells), 2):
        return None
    return [name or cell.strip() or "note" for name, cell in zip(found, cells, strict=True)]


def uploaded(name: str, content: bytes) -> tuple[dict[str, Case], list[str]]:
    """Cases out of an uploaded careers file, by person, and what is wrong with the file as a whole.

    The readers need a file: it stands in a private temporary folder while it is read.
    """
    suffix = Path(name).suffix.lower()
    report = Report()
    with tempfile.TemporaryDirectory(prefix="corridor-") as folder:
        file = Path(folder) / f"file{suffix if suffix in _KINDS_OF_FILES else ''}"
        file.write_bytes(content)
        from corridor.careers.reading import raw_tables

        tables = raw_tables(file, report)
    if sum(len(t) for t in tables) > 2 * MAX_ROWS:
        return {}, [_too_many(sum(len(t) for t in tables))]
    problems = list(report.sorted())
    cases = cases_in(tables)
    if len(cases) > 1:
        problems = _all_problems(tables, report)
    return cases, [_said(p) for p in problems if p.severity == "error"]


def _all_problems(tables: list[RawTable], report: Report) -> list[Problem]:
    from corridor.careers.reading import careers_from

    try:
        careers_from(tables, vocabulary(), "", report)
    except CareerProblems as found:
        return list(found.problems)
    return []


def _too_many(number: int) -> str:
    return _("{number} rows: at most {most} are read here. For more, use the command line.").format(
        number=number, most=MAX_ROWS
    )


def _said(problem: Problem) -> str:
    where = problem.column or ""
    text = problem.expected if problem.value is None else f"{problem.value[:60]} - {problem.expected}"
    if problem.row is None:
        return _("{place}: {expected}").format(place=where or _("The file"), expected=text)
    place = (
        _("Row {number}, {field}").format(number=problem.row, field=where)
        if where
        else _("Row {number}").format(number=problem.row)
    )
    return _("{place}: {expected}").format(place=place, expected=text)
