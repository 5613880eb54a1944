"""World Bank list of economies with their current income group (CLASS, XLSX).

The sheet has the header Economy, Code, Region, Income group, Lending category; groups are words.  The data
year is two years before the fiscal year, and the file tells the fiscal year by "Income classifications set on
1 July YYYY".  (The note on the GNI year in the FY23 file is that of another year: its thresholds are those of
2021 incomes.)
"""

from __future__ import annotations

import re
from typing import Any

from corridor.evidence import areas
from corridor.evidence.catalogue import INCOME_GROUPS
from corridor.evidence.importers.base import Imported, Options, find_row
from corridor.evidence.importers.look import Look
from corridor.evidence.importers.workbook import Row, column_letters
from corridor.evidence.model import OBSERVED, Source, as_observations
from corridor.evidence.problems import Unreadable

NAME = "wb-class"
VERSION = "1"
TITLE = "World Bank list of economies (CLASS, XLSX)"

GROUPS = {"low income": "L", "lower middle income": "LM", "upper middle income": "UM", "high income": "H"}


def recognises(look: Look) -> bool:
    """Whether a sheet has the columns Economy, Code and Income group."""
    return look.made == "workbook" and _sheet(look) is not None


def _sheet(look: Look) -> tuple[str, Row] | None:
    for sheet in look.workbook.sheets[:12]:
        header = find_row(
            look.workbook.preview(sheet), lambda texts: {"economy", "code", "income group"} <= set(texts)
        )
        if header is not None:
            return sheet, header
    return None


def read(look: Look, options: Options) -> Imported:
    """Read the income group of each economy."""
    import polars as pl

    found = _sheet(look)
    if found is None:
        raise Unreadable(look.file, "expected a sheet with the columns Economy, Code, Income group")
    sheet, header = found
    where, report = look.workbook.where(sheet), options.report
    columns = {str(v).casefold(): c for c, v in header.values.items()}
    code_at, group_at = columns["code"], columns["income group"]
    set_in = _set_in(look)
    rows: list[dict[str, Any]] = []
    seen: dict[str, int] = {}
    for row in look.workbook.rows(sheet):
        code = row.text(code_at)
        if row.number <= header.number or not re.fullmatch(r"[A-Z]{3}", code):
            continue
        own = areas.of_world_bank(code)
        group = row.text(group_at).casefold()
        if own is None:
            # Below the economies the same columns list the Bank's aggregates, which have no group.
            if group:
                report.add(
                    where, "no code of an economy", row=row.number, column=column_letters(code_at), value=code
                )
            continue
        if group_at in row.formulas or (group and group not in GROUPS):
            report.add(
                where,
                f"expected one of {', '.join(GROUPS)}",
                row=row.number,
                column=column_letters(group_at),
                value=row.text(group_at) or "a formula",
            )
            continue
        if own in seen:
            report.add(where, f"{own} stands in row {seen[own]} too", row=row.number)
            continue
        seen[own] = row.number
        if group:
            letter = GROUPS[group]
            rows.append({"country": own, "year": set_in - 1, "value": INCOME_GROUPS[letter], "flag": letter})
    if not rows:
        report.add(where, "no row of an economy with a group", row=header.number)
    report.finish()
    fiscal = (set_in + 1) % 100
    source = Source(
        source_id=f"wb-class-fy{fiscal:02d}",
        publisher="World Bank",
        title="World Bank list of economies (CLASS)",
        edition=f"FY{fiscal:02d}",
        published=f"{set_in}-07-01",
        licence="CC BY 4.0 (World Bank terms of use for datasets; the file does not say)",
        address="https://datahelpdesk.worldbank.org/knowledgebase/articles/906519",
        file_name=look.file,
        sha256=look.sha256,
        importer=NAME,
        importer_version=VERSION,
        notes=f"Groups set on 1 July {set_in}, for data year {set_in - 1}. Economies without a group are not classified.",
        series="wb-class",
    )
    frame = pl.DataFrame(rows, schema_overrides={"year": pl.Int32})
    return Imported(
        (source,),
        as_observations(frame, source_id=source.source_id, indicator="income_group", kind=OBSERVED),
        report.finish(),
    )


def _set_in(look: Look) -> int:
    """The year in whose July the groups were set."""
    for sheet in look.workbook.sheets:
        for row in look.workbook.preview(sheet, 400):
            for value in row.values.values():
                said = re.search(r"classifications set on 1 July (\d{4})", str(value))
                if said:
                    return int(said[1])
    stated = re.search(r"FY\s?(\d\d)(?!\d)", look.file, re.I)
    if stated:
        return 2000 + int(stated[1]) - 1
    raise Unreadable(
        look.file,
        "the file does not say when its groups were set; expected 'classifications set on 1 July YYYY', or "
        "the fiscal year in the file's name, such as CLASS_FY26.xlsx",
    )
