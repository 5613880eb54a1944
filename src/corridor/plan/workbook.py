"""A plan as a workbook (XLSX): plan, measures, results framework, warnings, review, sources.

The same plan gives the same bytes.  No cell is ever computed: texts are written as texts, whatever they begin with.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import Any

from corridor.i18n import _, current, direction

#: Stands as the date of creation, so that the bytes depend on the plan only.
CREATED = datetime(2000, 1, 1)
#: The most characters that a cell holds.
MOST_TEXT = 32_767
#: Which sections stand on which sheet, in order.
SHEETS = {
    "plan": ("plan", "team"),
    "measures": ("measures",),
    "framework": ("framework",),
    "warnings": ("warnings",),
    "review": ("review",),
    "sources": ("sources",),
}


def workbook(view: Mapping[str, Any]) -> bytes:
    """The bytes of the workbook of a view (:func:`corridor.plan.view.plan_view`)."""
    import xlsxwriter

    out = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"title": _clean(view["title"])[:255], "created": CREATED, "author": "Corridor"})
    formats = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "sub": book.add_format({"bold": True, "font_size": 11}),
        "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
        "body": book.add_format({"text_wrap": True, "valign": "top"}),
        "soft": book.add_format(
            {"text_wrap": True, "valign": "top", "italic": True, "font_color": "#555555"}
        ),
    }
    names = {
        "plan": _("Plan"),
        "measures": _("Measures"),
        "framework": _("Results framework"),
        "warnings": _("Warnings"),
        "review": _("Review"),
        "sources": _("Sources"),
    }
    by_id = {s["id"]: s for s in view["sections"]}
    for key, parts in SHEETS.items():
        sheet = book.add_worksheet(names[key][:31])
        if direction(current()) == "rtl":
            sheet.right_to_left()
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_column(0, 0, 30)
        sheet.set_column(1, 14, 24)
        row = 0
        if key == "plan":
            for words in (view["title"], view["about"], view["note"]):
                if words:
                    sheet.write_string(row, 0, _clean(words), formats["title"] if row == 0 else None)
                    row += 1
            row += 1
        for part in parts:
            row = _section(sheet, row, by_id[part], formats)
    book.close()
    return out.getvalue()


def _section(sheet: Any, row: int, section: Mapping[str, Any], formats: Mapping[str, Any]) -> int:
    """Write a section from a row on; the next free row."""
    sheet.write_string(row, 0, _clean(section["title"]), formats["title"])
    sheet.write_string(row + 1, 0, _clean(section["lead"]))
    row += 3
    for block in section["blocks"]:
        if block["is"] == "text":
            sheet.write_string(row, 0, _clean(block["text"]))
            row += 2
            continue
        if block["title"]:
            sheet.write_string(row, 0, _clean(block["title"]), formats["sub"])
            row += 1
        if block["is"] == "items":
            for words in block["items"]:
                sheet.write_string(row, 0, _clean(words))
                row += 1
        else:
            for column, head in enumerate(block["columns"]):
                sheet.write_string(row, column, _clean(head), formats["head"])
            for cells in block["rows"]:
                row += 1
                for column, value in enumerate(cells):
                    _cell(sheet, row, column, value, formats)
            row += 1
            if block["note"]:
                sheet.write_string(row, 0, _clean(block["note"]))
                row += 1
        row += 1
    return row


def _cell(sheet: Any, row: int, column: int, value: Any, formats: Mapping[str, Any]) -> None:
    if value is None:
        sheet.write_string(row, column, _("not known"), formats["soft"])
    elif isinstance(value, int) and not isinstance(value, bool):
        sheet.write_number(row, column, value, formats["body"])
    else:
        sheet.write_string(row, column, _clean(str(value)), formats["body"])


def _clean(text: str) -> str:
    """Text that the format can hold: no control characters, not too long."""
    kept = "".join(c for c in text if c in "\t\n" or (ord(c) >= 32 and c not in "\ufffe\uffff"))
    return kept if len(kept) <= MOST_TEXT else kept[: MOST_TEXT - 1] + "…"
