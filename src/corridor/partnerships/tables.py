"""Records as tables: one row a project, with sheets for partners, money, results and what else there can be several of.

The same tables are an XLSX workbook or a folder of CSV files.  Texts stand in the language that the row names in ``language``;
other languages and lists of texts stand in the sheet ``texts``.  A cell says ``none`` where it is stated that there is none, and
is empty where nothing is stated.  A cell that a spreadsheet would take for a formula begins with an apostrophe.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from corridor.i18n import _
from corridor.partnerships.entries import One, Rows, forms_of
from corridor.partnerships.forms import Code, Codes, Form, Passages, Report, Truth, Words
from corridor.partnerships.model import Practice, as_plain

MAIN, TEXTS = "practices", "texts"
NONE, LISTED = "none", "see sheet"
TEXT_COLUMNS = ("id", "sheet", "number", "field", "item", "language", "text")
_FORMULA = re.compile(r"'*(\s*[=+\-@＝＋－＠]|[\t\r\n])")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")

Row = dict[str, str]
Tables = dict[str, list[Row]]


def safe(text: str) -> str:
    """A cell that no spreadsheet takes for a formula.

    >>> safe("=1+1"), unsafe(safe("=1+1")), safe("-5"), safe("'tis")
    ("'=1+1", '=1+1', '-5', "'tis")
    """
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def unsafe(cell: str) -> str:
    """The text of a cell that :func:`safe` wrote."""
    return cell[1:] if cell[:1] == "'" and _FORMULA.match(cell[1:]) else cell


def sheets() -> dict[str, list[str]]:
    """The sheets and their columns."""
    own = {
        name: ["id", *(["number"] if isinstance(form, Rows) else []), *_columns(form.of)]
        for name, form in forms_of(Practice).items()
        if isinstance(form, (Rows, One))
    }
    return {MAIN: ["id", *[c for c in _columns(Practice) if c != "id"]], **own, TEXTS: list(TEXT_COLUMNS)}


def choices() -> dict[str, dict[str, list[str]]]:
    """The words a column takes, by sheet and column, where they are a closed list."""
    found: dict[str, dict[str, list[str]]] = {MAIN: _choices(Practice)}
    for name, form in forms_of(Practice).items():
        if isinstance(form, (Rows, One)):
            found[name] = _choices(form.of)
    return found


def _choices(cls: type) -> dict[str, list[str]]:
    words = {n: list(f.allowed) for n, f in forms_of(cls).items() if isinstance(f, Code)}
    return words | {n: ["yes", "no"] for n, f in forms_of(cls).items() if isinstance(f, Truth)}


def _columns(cls: type) -> list[str]:
    """The columns of a class; ``language`` before its first text."""
    names: list[str] = []
    for name, form in forms_of(cls).items():
        if isinstance(form, Words) and "language" not in names:
            names.append("language")
        if not isinstance(form, One):
            names.append(name)
    return names


def tables_of(practices: Iterable[Practice]) -> Tables:
    """Records as rows of text, sheet by sheet."""
    found: Tables = {name: [] for name in sheets()}
    for practice in practices:
        plain = as_plain(practice)
        found[MAIN].append(_row(Practice, plain, (practice.id, MAIN, ""), found))
        for name, form in forms_of(Practice).items():
            if isinstance(form, Rows):
                for n, entry in enumerate(plain.get(name) or (), 1):
                    row = {"id": practice.id, "number": str(n)}
                    found[name].append(row | _row(form.of, entry, (practice.id, name, str(n)), found))
            elif isinstance(form, One) and name in plain:
                row = _row(form.of, plain[name], (practice.id, name, ""), found)
                found[name].append({"id": practice.id, **row})
    return found


def _row(cls: type, plain: Mapping[str, Any], place: tuple[str, str, str], found: Tables) -> Row:
    practice_id, sheet, number = place
    texts = [plain[n] for n, f in forms_of(cls).items() if isinstance(f, Words) and plain.get(n)]
    language = next(iter(texts[0])) if texts else ""
    row = {"language": language} if texts else {}

    def elsewhere(name: str, item: str, code: str, text: str) -> None:
        found[TEXTS].append(
            dict(zip(TEXT_COLUMNS, (practice_id, sheet, number, name, item, code, text), strict=True))
        )

    for name, form in forms_of(cls).items():
        value = plain.get(name)
        if value is None or isinstance(form, One):
            continue
        if isinstance(form, Words):
            row[name] = value.get(language, "")
            for code, text in value.items():
                if code != language:
                    elsewhere(name, "", code, text)
        elif isinstance(form, (Rows, Passages)):
            row[name] = LISTED if value else NONE
            for n, texts_of in enumerate(value if isinstance(form, Passages) else (), 1):
                for code, text in texts_of.items():
                    elsewhere(name, str(n), code, text)
        elif isinstance(form, Codes):
            row[name] = "; ".join(value) if value else NONE
        elif isinstance(value, bool):
            row[name] = "yes" if value else "no"
        else:
            row[name] = str(value)
    return row


@dataclass
class _Open:
    """One record that is being put together from the sheets."""

    row: int
    plain: dict[str, Any]
    entries: dict[str, dict[int, dict[str, Any]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Sheet:
    """A table as it was read: ``rows`` with the number a person sees, and cells by column."""

    name: str
    columns: list[str]
    rows: list[tuple[int, Row]]


def plain_of_sheets(given: Iterable[Sheet], report: Report) -> list[tuple[int, dict[str, Any]]]:
    """The plain data of records, with the row each stands in; what is wrong with the tables goes to the report."""
    by_name = {s.name: s for s in given}
    expected = sheets()
    for sheet in by_name.values():
        if sheet.name not in expected:
            report.add(sheet.name, _("unknown sheet; expected {names}").format(names=", ".join(expected)))
            continue
        for column in sheet.columns:
            if column not in expected[sheet.name]:
                report.add(f"{sheet.name}, {column[:40]}", _("unknown column"), column)
    if MAIN not in by_name:
        report.add(MAIN, _("this sheet is missing"))
        return []
    records: dict[str, _Open] = {}
    for n, row in by_name[MAIN].rows:
        key = row.get("id", "")
        if not key:
            report.add(_at(MAIN, n, "id"), _("missing"))
        elif key in records:
            report.add(_at(MAIN, n, "id"), _("stands twice; every record has an id of its own"), key)
        else:
            records[key] = _Open(n, {"id": key, **_plain_row(Practice, row)})
    for name, form in forms_of(Practice).items():
        if isinstance(form, (Rows, One)) and name in by_name:
            _add_rows(by_name[name], form, records, report)
    if TEXTS in by_name:
        _add_texts(by_name[TEXTS], records, report)
    return [(r.row, _closed(r, report)) for r in records.values()]


def _at(sheet: str, row: int, column: str) -> str:
    return _("{sheet}, row {row}, {column}").format(sheet=sheet, row=row, column=column)


def _plain_row(cls: type, row: Row) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for name, form in forms_of(cls).items():
        cell = row.get(name, "")
        if cell == "" or isinstance(form, One):
            continue
        plain[name] = _plain_cell(form, cell, row)
    return {n: v for n, v in plain.items() if v is not None}


def _plain_cell(form: Form, cell: str, row: Row) -> Any:
    if isinstance(form, Words):
        return {row.get("language") or "und": cell}
    if isinstance(form, (Rows, Passages)):
        return [] if cell == NONE else None
    if isinstance(form, Codes):
        return [] if cell == NONE else [c.strip() for c in cell.split(";") if c.strip()]
    return cell


def _add_rows(sheet: Sheet, form: Rows | One, records: dict[str, _Open], report: Report) -> None:
    for n, row in sheet.rows:
        record = records.get(row.get("id", ""))
        if record is None:
            report.add(
                _at(sheet.name, n, "id"),
                _("expected the id of a row of {sheet}").format(sheet=MAIN),
                row.get("id", ""),
            )
            continue
        entries = record.entries.setdefault(sheet.name, {})
        stated = row.get("number", "") if isinstance(form, Rows) else "1"
        number = int(stated) if re.fullmatch(r"[1-9]\d{0,4}", stated) else len(entries) + 1
        if stated and not re.fullmatch(r"[1-9]\d{0,4}", stated):
            report.add(_at(sheet.name, n, "number"), _("expected 1, 2, 3 and so on"), stated)
        elif number in entries:
            report.add(_at(sheet.name, n, "number"), _("this number stands twice"), stated)
        entries[number] = _plain_row(form.of, row)


def _add_texts(sheet: Sheet, records: dict[str, _Open], report: Report) -> None:
    for n, row in sheet.rows:
        record = records.get(row.get("id", ""))
        part, name = row.get("sheet") or MAIN, row.get("field", "")
        form: Any = forms_of(Practice).get(part)
        cls = Practice if part == MAIN else form.of if isinstance(form, (Rows, One)) else None
        target: dict[str, Any] | None = None
        if record is not None and part == MAIN:
            target = record.plain
        elif record is not None:
            number = row.get("number") or "1"
            target = record.entries.get(part, {}).get(int(number) if number.isdecimal() else 0)
        if cls is None or target is None:
            report.add(_at(TEXTS, n, "id"), _("expected an id, sheet and number of a row that is there"))
            continue
        kind = forms_of(cls).get(name)
        if isinstance(kind, Words):
            target.setdefault(name, {})[row.get("language") or "und"] = row.get("text", "")
        elif isinstance(kind, Passages):
            item = row.get("item", "")
            if not re.fullmatch(r"[1-9]\d{0,3}", item):
                report.add(_at(TEXTS, n, "item"), _("expected 1, 2, 3 and so on"), item)
                continue
            items = target.setdefault(f"{name}*", {})
            items.setdefault(int(item), {})[row.get("language") or "und"] = row.get("text", "")
        else:
            report.add(_at(TEXTS, n, "field"), _("expected a column that holds texts"), name)


def _closed(record: _Open, report: Report) -> dict[str, Any]:
    plain = _with_passages(record.plain)
    for name, entries in record.entries.items():
        closed = [_with_passages(entries[n]) for n in sorted(entries)]
        if isinstance(forms_of(Practice)[name], One):
            plain[name] = closed[0]
        elif plain.get(name) == []:
            report.add(
                _at(MAIN, record.row, name),
                _("says none, but the sheet {name} has rows").format(name=name),
                NONE,
            )
        else:
            plain[name] = closed
    return plain


def _with_passages(plain: dict[str, Any]) -> dict[str, Any]:
    found = {n: v for n, v in plain.items() if not n.endswith("*")}
    for name, items in plain.items():
        if name.endswith("*"):
            found[name[:-1]] = [items[n] for n in sorted(items)]
    return found
