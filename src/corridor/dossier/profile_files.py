"""A profile as a file: page, workbook, table or data, by the ending of its name."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corridor.evidence.profile import Profile
from corridor.evidence.profiles.figures import Cell, Figure
from corridor.evidence.profiles.words import kind_words, shown, unit_words
from corridor.i18n import _, date_in_words, direction, in_a_row, language

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

ENDINGS = (".html", ".xlsx", ".parquet", ".json")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def write_profile(profile: Profile, path: Path) -> None:
    """Write a profile to a file that ends in .html, .xlsx, .parquet or .json; beside it first, then in one step.

    Raises:
        ValueError: another ending.
        OSError: the file cannot be written.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise ValueError(f"expected a name ending in {', '.join(ENDINGS)}, not {path.name!r}")
    beside = path.with_name(f".{path.stem}.part{ending}")
    try:
        if ending == ".html":
            from corridor.dossier.profile_page import profile_html

            beside.write_text(profile_html(profile), encoding="utf-8")
        elif ending == ".json":
            beside.write_text(profile_json(profile), encoding="utf-8")
        elif ending == ".parquet":
            profile.to_frame().write_parquet(beside)
        else:
            with language(profile.language):
                _workbook(profile, beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def profile_json(profile: Profile) -> str:
    """The profile as JSON text; unknown is null, never 0."""
    return json.dumps(profile.as_dict(), ensure_ascii=False, indent=1, allow_nan=False)


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula: one that begins like one gets an apostrophe before it.

    >>> harmless("=1+1"), harmless("@SUM(A1)"), harmless("Morocco"), harmless(" -1")
    ("'=1+1", "'@SUM(A1)", 'Morocco', "' -1")
    """
    clean = _CONTROL.sub("", text)
    return (
        f"'{clean}"
        if clean.lstrip()[:1] in ("=", "+", "-", "@") or clean[:1] in ("\t", "\r", "\n")
        else clean
    )


def _workbook(profile: Profile, path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    first = book.active
    assert first is not None
    book.remove(first)
    rows: list[list[Any]] = [
        [profile.title],
        [_("State of the agreements: {day}").format(day=date_in_words(profile.on))],
        [],
        [_("Finding"), _("Kind"), _("Sources")],
    ]
    rows += [[s.text, kind_words(s.kinds), _cited(profile, s.sources)] for s in profile.findings]
    _sheet(_new_sheet(book, _("Findings")), rows, (110, 28, 60))
    for panel in profile.panels:
        rows = [[panel.title], [panel.lead], []]
        for table in panel.tables:
            rows += [[table.title], list(table.columns)]
            rows += [[_value(c) for c in row] for row in table.rows]
            cited = _("Sources: {sources}").format(sources=_cited(profile, table.cited()))
            rows += [[f"{table.note} {cited}".strip()], []]
        rows += [[n] for n in panel.notes]
        _sheet(_new_sheet(book, panel.title), rows, (46, *[20] * 9))
    frame = profile.to_frame()
    figures = [frame.columns, *map(list, frame.iter_rows())]
    _sheet(_new_sheet(book, _("All figures")), figures, (14,) * frame.width)
    rows = [
        [_("What is missing"), _("Why it matters"), _("How to add it"), _("What could be found out together")]
    ]
    rows += [[g.what, g.why, g.how, g.together] for g in profile.missing]
    _sheet(_new_sheet(book, _("Missing")), rows, (60, 60, 60, 60))
    names = ["source_id", "publisher", "title", "edition", "published", "licence", "address", "notes"]
    rows = [["number", *names]]
    rows += [[profile.number_of(i), *(getattr(s, n) for n in names)] for i, s in profile.sources.items()]
    _sheet(_new_sheet(book, _("Sources")), rows, (8, 28, 40, 50, 12, 12, 30, 50, 60))
    book.save(path)


def _new_sheet(book: Workbook, title: str) -> Worksheet:
    """A sheet with a name that spreadsheets allow: 31 characters, none of ``[]:*?/\\``, none twice."""
    name = re.sub(r"[\[\]:*?/\\']", " ", title).strip()[:28]
    sheet: Worksheet = book.create_sheet(name)
    sheet.sheet_view.rightToLeft = direction() == "rtl"
    return sheet


def _cited(profile: Profile, sources: Any) -> str:
    return in_a_row(f"[{profile.number_of(s)}] {profile.sources[s].citation}" for s in dict.fromkeys(sources))


def _value(cell: Cell) -> Any:
    if isinstance(cell, Figure):
        if cell.low is not None and cell.high is not None:
            return f"{shown(cell)} {unit_words(cell.unit)}"
        return cell.value if cell.value is not None else _("not known")
    return shown(cell)


def _sheet(sheet: Worksheet, rows: list[list[Any]], widths: tuple[int, ...]) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    for r, row in enumerate(rows, 1):
        for c, value in enumerate(row, 1):
            if value is None:
                continue
            cell = sheet.cell(r, c)
            if isinstance(value, str):
                # A text stays a text: nothing in it is ever computed.
                cell.value = harmless(value)
                cell.data_type = "s"
                cell.alignment = Alignment(wrap_text=widths[0] > 40, vertical="top")
            else:
                cell.value = value
            if len(row) > 1 and r > 1 and len(rows[r - 2]) <= 1 and isinstance(value, str) and c <= len(row):
                cell.font = Font(bold=True)
    if rows and len(rows[0]) > 1:
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        sheet.freeze_panes = "A2"
    for i, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(i)].width = width
