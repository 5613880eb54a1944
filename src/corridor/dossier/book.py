"""A document as a workbook: what it is, the findings, a sheet for every table, the sources.

The same content gives the same bytes.  No cell is ever computed: what looks like a formula is written as text.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from corridor.dossier.document import Data, Document, Value
from corridor.i18n import _, direction

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

#: Stands as the date of creation, so that the bytes depend on the content only.
CREATED = datetime(2000, 1, 1)
#: Limits of the format.
MOST_TEXT, MOST_NAME, MOST_ROWS = 32_767, 31, 1_048_000
#: Widest column, in characters.
WIDEST = 60
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def workbook(document: Document, footer: str) -> bytes:
    """The bytes of the workbook."""
    import xlsxwriter

    out = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(out, options)
    book.set_properties(
        {"title": document.title, "created": CREATED, "author": "Corridor", "comments": footer}
    )
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    body = book.add_format({"text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
    big = book.add_format({"bold": True, "font_size": 16})
    names: set[str] = set()
    rtl = direction(document.language) == "rtl"
    _read_me(book, document, footer, (big, head, body), _name(_("Read me"), names), rtl)
    for data in document.data:
        _sheet(book, data, _name(data.title, names), head, body, day, rtl)
    _sheet(book, sources_data(document), _name(_("Sources"), names), head, body, day, rtl)
    book.close()
    return out.getvalue()


def sources_data(document: Document) -> Data:
    """The sources of a document as a table."""
    columns = {
        "number": _("number in the dossier"),
        "source_id": _("id of the source"),
        "kind": _("evidence, law, agreement, assumption, own, observed"),
        "publisher": _("publisher"),
        "title": _("title"),
        "edition": _("edition"),
        "licence": _("licence"),
        "address": _("address"),
        "note": _("note"),
        "sha256": _("hash of the file that was read"),
    }
    rows: list[dict[str, Value]] = [
        {
            "number": i, "source_id": s.id, "kind": s.kind, "publisher": s.publisher, "title": s.title,
            "edition": s.edition, "licence": s.licence, "address": s.address, "note": s.note, "sha256": s.sha256,
        }
        for i, s in enumerate(document.sources.values(), 1)
    ]  # fmt: skip
    return Data("sources", _("Sources"), columns, rows)


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula, even if it is saved and opened as CSV."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def _read_me(
    book: Workbook,
    document: Document,
    footer: str,
    formats: tuple[Format, Format, Format],
    name: str,
    rtl: bool,
) -> None:
    big, head, body = formats
    sheet = book.add_worksheet(name)
    if rtl:
        sheet.right_to_left()
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, document.title, big)
    row = 2
    for text in (document.about, document.note):
        sheet.write_string(row, 1, harmless(text), body)
        row += 1
    row += 1
    sheet.write_string(row, 0, _("Sheet"), head)
    sheet.write_string(row, 1, _("What each column holds"), head)
    for data in document.data:
        row += 1
        sheet.write_string(row, 0, harmless(data.title), body)
        meaning = "\n".join(f"{k}: {v}" for k, v in data.columns.items())
        sheet.write_string(row, 1, meaning[:MOST_TEXT], body)
    sheet.write_string(row + 2, 1, footer, body)


def _sheet(book: Workbook, data: Data, name: str, head: Format, body: Format, day: Format, rtl: bool) -> None:
    sheet = book.add_worksheet(name)
    if rtl:
        sheet.right_to_left()
    sheet.freeze_panes(1, 0)
    for c, column in enumerate(data.columns):
        sheet.write_string(0, c, column, head)
        sheet.set_column(c, c, _width(column, [r.get(column) for r in data.rows]))
        for r, row in enumerate(data.rows[:MOST_ROWS], 1):
            _cell(sheet, r, c, row.get(column), body, day)
    if data.rows:
        sheet.autofilter(0, 0, min(len(data.rows), MOST_ROWS), len(data.columns) - 1)


def _cell(sheet: Any, row: int, column: int, value: Any, body: Format, day: Format) -> None:
    match value:
        case None:
            return
        case bool():
            sheet.write_boolean(row, column, value, body)
        case int() | float():
            sheet.write_number(row, column, value, body)
        case date():
            sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), day)
        case _:
            sheet.write_string(row, column, harmless(str(value))[:MOST_TEXT], body)


def _width(column: str, values: Sequence[Any]) -> int:
    longest = max((len(str(v)) for v in values if v is not None), default=0)
    return max(8, min(WIDEST, max(len(column), longest) + 2))


def _name(title: str, taken: set[str]) -> str:
    """A name of a sheet: without the signs that the format forbids, short, and used once."""
    clean = "".join(" " if c in "[]:*?/\\'" else c for c in title).strip()[:MOST_NAME] or "-"
    name, n = clean, 1
    while name.casefold() in taken:
        n += 1
        name = f"{clean[: MOST_NAME - 3]} {n}"
    taken.add(name.casefold())
    return name
