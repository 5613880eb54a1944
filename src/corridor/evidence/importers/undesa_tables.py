"""What all workbooks of the UN International Migrant Stock share: header, year columns, location codes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from corridor.evidence import areas
from corridor.evidence.importers.base import find_row
from corridor.evidence.importers.look import Look
from corridor.evidence.importers.workbook import Row, column_letters
from corridor.evidence.model import Sex, Source
from corridor.evidence.problems import Findings, Unreadable

PUBLISHER = "United Nations, Department of Economic and Social Affairs, Population Division"
LICENCE = "CC BY 3.0 IGO"
ADDRESS = "https://www.un.org/development/desa/pd/content/international-migrant-stock"
SERIES = "undesa-ims"

Layout = Literal["country", "long", "wide"]

_NAME = re.compile(r"international migrant stock[:,]?\s*(?:the\s+)?(\d{4})|mig/stock/rev\.?\s*(\d{4})", re.I)
_YEAR = re.compile(r"(19|20)\d\d")
_PERIOD = re.compile(r"((?:19|20)\d\d)\s*[-\u2013]\s*((?:19|20)\d\d)")


@dataclass(frozen=True, slots=True)
class Block:
    """Columns of years under one title. ``title`` is lower case; ``years`` are (column, year)."""

    title: str
    sex: Sex
    years: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The table of one sheet: its layout, header row, the columns of codes, and its blocks of years."""

    name: str
    title: str
    layout: Layout
    header: Row
    codes: tuple[int, ...]
    type_of_data: int
    blocks: tuple[Block, ...]


def edition_of(look: Look) -> str | None:
    """The edition (a year) that the workbook says it is."""
    for sheet in look.workbook.sheets[:3]:
        for row in look.workbook.preview(sheet):
            for value in row.values.values():
                found = _NAME.search(value) if isinstance(value, str) else None
                if found:
                    return found[1] or found[2]
    return None


def table_sheets(look: Look) -> list[Sheet]:
    """The sheets that hold a table of this publication."""
    found = []
    for name in look.workbook.sheets:
        sheet = _table(name, look.workbook.preview(name))
        if sheet is not None:
            found.append(sheet)
    return found


def _table(name: str, rows: Sequence[Row]) -> Sheet | None:
    header = find_row(rows, _is_header)
    if header is None:
        return None
    above = [r for r in rows if r.number < header.number]
    texts = {c: _flat(v) for c, v in header.values.items() if isinstance(v, str)}
    wide = "year" in texts.values()
    if not wide and not _years(header):
        # Up to 2019 the years stand in a row of their own below the names of the columns.
        below = next((r for r in rows if header.number < r.number <= header.number + 2 and _years(r)), None)
        if below is not None:
            above.append(header)
            header = Row(below.number, {**header.values, **below.values}, header.formulas | below.formulas)
    codes = tuple(c for c, t in texts.items() if t == "code" or t.startswith("location code"))
    titles = [_flat(v) for r in above for v in r.values.values() if isinstance(v, str)]
    title = next((t for t in titles if t.startswith("table")), titles[0] if titles else "")
    type_of_data = next((c for c, t in texts.items() if t.startswith(("type of data", "data type"))), 0)
    first = max((type_of_data, *codes))
    layout: Layout = "wide" if wide else "long" if len(codes) == 2 else "country"
    blocks = () if wide else _blocks(header, above, first)
    return Sheet(name, title, layout, header, codes, type_of_data, blocks)


def _years(row: Row) -> int:
    return sum(1 for c in row.values if _YEAR.fullmatch(row.text(c)))


def _flat(value: float | str) -> str:
    return " ".join(str(value).split()).casefold()


def _is_header(texts: list[str]) -> bool:
    flat = {" ".join(t.split()) for t in texts}
    has_code = "code" in flat or any(t.startswith("location code") for t in flat)
    names = any("country or area" in t or "area of destination" in t for t in flat)
    return has_code and names


def _blocks(header: Row, above: Sequence[Row], first: int) -> tuple[Block, ...]:
    """Year columns right of ``first``, grouped by the block title at or to the left of them.

    Without titles a block ends where the years start again.
    """
    years: list[tuple[int, int | None]] = []
    for column in sorted(c for c in header.values if c > first):
        text = header.text(column)
        if _PERIOD.search(text):
            years.append((column, None))
        elif _YEAR.fullmatch(text):
            years.append((column, int(text)))
    titled: dict[int, str] = {}
    for row in above:
        for column, value in row.values.items():
            if (
                column > first
                and isinstance(value, str)
                and not _flat(value).startswith(("table", "suggested", "copyright"))
            ):
                titled[column] = f"{titled.get(column, '')} {_flat(value)}".strip()
    groups: list[tuple[str, list[tuple[int, int]]]] = []
    last = None
    for column, year in years:
        title = titled.get(max((c for c in titled if c <= column), default=0), "")
        starts_again = last is not None and year is not None and year <= last
        if not groups or groups[-1][0] != title or starts_again:
            groups.append((title, []))
        if year is not None:
            groups[-1][1].append((column, year))
            last = year
        else:
            last = None
    filled = [(t, tuple(y)) for t, y in groups if y]
    return tuple(
        Block(title, _sex(title, place, len(filled)), columns)
        for place, (title, columns) in enumerate(filled)
    )


def _sex(title: str, place: int, blocks: int) -> Sex:
    if re.search(r"\bfemales?\b|\bwomen\b", title):
        return "female"
    if re.search(r"\bmales?\b|\bmen\b", title):
        return "male"
    if re.search(r"\bboth\b|\btotal\b", title) or blocks < 3:
        return "both"
    # Without titles the order is the published one: both sexes, males, females.
    order: tuple[Sex, ...] = ("both", "male", "female")
    return order[place % 3]


def location(row: Row, column: int, where: str, report: Findings) -> tuple[str | None, int]:
    """The code of a location and its number; the code is None for groups of countries.

    A number that is no country and no group is a problem; so is an empty cell.
    """
    value = row.values.get(column)
    if not isinstance(value, float):
        text = row.text(column).strip()
        value = float(text) if text.isdigit() else None
    if value is None or column in row.formulas:
        report.add(
            where,
            "expected a UN location code (a number)",
            row=row.number,
            column=column_letters(column),
            value=row.text(column) or None,
        )
        return None, -1
    try:
        return areas.of_m49(int(value)), int(value)
    except KeyError:
        report.add(
            where,
            "no UN location code of a country, an area or a group",
            row=row.number,
            column=column_letters(column),
            value=row.text(column),
        )
        return None, -1


def source(
    look: Look, edition: str, what: str, title: str, importer: str, version: str, notes: str
) -> Source:
    """The source of a workbook; ``what`` is ``destination``, ``origin`` or ``bilateral``."""
    return Source(
        source_id=f"{SERIES}-{edition}-{what}",
        publisher=PUBLISHER,
        title=title,
        edition=edition,
        published=edition,
        licence=LICENCE,
        address=ADDRESS,
        file_name=look.file,
        sha256=look.sha256,
        importer=importer,
        importer_version=version,
        notes=notes,
        series=SERIES,
    )


def needs(sheets: Sequence[Sheet], look: Look) -> None:
    """Refuse a workbook whose tables have no years or no codes."""
    for sheet in sheets:
        if not sheet.codes or (sheet.layout != "wide" and not sheet.blocks):
            raise Unreadable(
                look.workbook.where(sheet.name),
                "the header has no location codes or no years; expected the layout of the UN Migrant Stock",
                row=sheet.header.number,
            )
