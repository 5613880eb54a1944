"""World Bank income groups by year (OGHIST, XLSX), sheet "Country Analytical History".

Rows of economies with code, name and one letter a year (L, LM, UM, H; ``..`` not classified).  The row "Data
for calendar year" holds the years, some by formula; the row above it the Bank's fiscal years.
"""

from __future__ import annotations

import re
from typing import Any

from corridor.evidence import areas
from corridor.evidence.catalogue import INCOME_GROUPS
from corridor.evidence.importers.base import MISSING, Imported, Options, find_row
from corridor.evidence.importers.look import Look
from corridor.evidence.importers.workbook import Row, column_letters
from corridor.evidence.model import OBSERVED, Source, as_observations
from corridor.evidence.problems import Unreadable

NAME = "wb-income-history"
VERSION = "1"
TITLE = "World Bank income groups by year (OGHIST, XLSX)"

OWN_CODES = {"YUG": "SCG", "YUGf": "YUG"}
"""This file writes YUG for Serbia and Montenegro, and YUGf for the Yugoslavia before it."""


def recognises(look: Look) -> bool:
    """Whether a sheet has the row "Data for calendar year" and rows of income thresholds."""
    return look.made == "workbook" and _sheet(look) is not None


def _sheet(look: Look) -> tuple[str, Row] | None:
    for sheet in look.workbook.sheets[:12]:
        rows = look.workbook.preview(sheet)
        years = find_row(rows, lambda texts: any(t.startswith("data for calendar year") for t in texts))
        groups = find_row(rows, lambda texts: any(t.startswith("lower middle income (lm)") for t in texts))
        if years is not None and groups is not None:
            return sheet, years
    return None


def read(look: Look, options: Options) -> Imported:
    """Read the groups of each data year."""
    import polars as pl

    found = _sheet(look)
    if found is None:
        raise Unreadable(look.file, "expected a sheet with the row 'Data for calendar year'")
    sheet, header = found
    where, report = look.workbook.where(sheet), options.report
    years = _years(header, where, options)
    first = min(years)
    rows: list[dict[str, Any]] = []
    seen: dict[str, int] = {}
    for row in look.workbook.rows(sheet):
        code = row.text(first - 2)
        if row.number <= header.number or not re.fullmatch(r"[A-Z]{3}f?", code):
            continue
        own = OWN_CODES.get(code) or areas.of_world_bank(code)
        if own is None:
            report.add(
                where, "no code of an economy", row=row.number, column=column_letters(first - 2), value=code
            )
            continue
        if own in seen:
            report.add(where, f"{own} stands in row {seen[own]} too", row=row.number)
            continue
        seen[own] = row.number
        for column, year in years.items():
            text = row.text(column)
            letter = text.rstrip("*")
            if column in row.formulas:
                report.add(
                    where,
                    "holds a formula; expected L, LM, UM, H or '..'",
                    row=row.number,
                    column=column_letters(column),
                )
            elif letter in INCOME_GROUPS:
                rows.append({"country": own, "year": year, "value": INCOME_GROUPS[letter], "flag": text})
            elif text and text.casefold() not in MISSING:
                report.add(
                    where,
                    "expected L, LM, UM, H or '..'",
                    row=row.number,
                    column=column_letters(column),
                    value=text,
                )
    if not rows:
        report.add(where, "no row of an economy with a group")
    report.finish()
    fiscal = _fiscal(look, sheet, header, max(years, key=lambda c: years[c]), max(years.values()))
    source = Source(
        source_id=f"wb-income-history-fy{fiscal:02d}",
        publisher="World Bank",
        title="World Bank Analytical Classifications (OGHIST)",
        edition=f"FY{fiscal:02d}",
        licence="CC BY 4.0 (World Bank terms of use for datasets; the file does not say)",
        address="https://datahelpdesk.worldbank.org/knowledgebase/articles/906519",
        file_name=look.file,
        sha256=look.sha256,
        importer=NAME,
        importer_version=VERSION,
        notes="The year is the data year; the fiscal year is two years later. Economies without a group in a year "
        "were not classified and have no row. The flag keeps the letters as published.",
        series="wb-income-groups",
    )
    frame = pl.DataFrame(rows, schema_overrides={"year": pl.Int32})
    return Imported(
        (source,),
        as_observations(frame, source_id=source.source_id, indicator="income_group", kind=OBSERVED),
        report.finish(),
    )


def _years(header: Row, where: str, options: Options) -> dict[int, int]:
    """Columns and data years; a year by formula counts with the value kept beside it."""
    label = min(c for c, v in header.values.items() if str(v).casefold().startswith("data for calendar"))
    years: dict[int, int] = {}
    for column in sorted({*header.values, *header.formulas}):
        if column <= label:
            continue
        text = header.text(column)
        if not re.fullmatch(r"(19|20)\d\d", text):
            options.report.add(
                where,
                "expected a data year",
                row=header.number,
                column=column_letters(column),
                value=text or None,
            )
            continue
        years[column] = int(text)
    if not years or sorted(years.values()) != list(range(min(years.values()), max(years.values()) + 1)):
        options.report.add(where, "expected one column for each data year without a gap", row=header.number)
    options.report.finish()
    return years


def _fiscal(look: Look, sheet: str, header: Row, last: int, year: int) -> int:
    """The last fiscal year: as the file says it, else two years after the data year."""
    for row in look.workbook.preview(sheet):
        if row.number == header.number - 1 and (found := re.fullmatch(r"FY(\d\d)", row.text(last))):
            return int(found[1])
    return (year + 2) % 100
