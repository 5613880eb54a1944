"""UN DESA International Migrant Stock, tables by one country: by destination or by origin (XLSX).

Layout: title rows 2 to 6, block titles in row 8, header in row 11 (index, name, notes, location code, type
of data, then years for both sexes, males, females), data below it.  One sheet a table: stock, population,
shares, rates, refugees.  Shares and rates follow from the others and are not kept.
"""

from __future__ import annotations

import re
from typing import Any

from corridor.evidence.importers import undesa_tables as tables
from corridor.evidence.importers.base import Imported, Options, Parts, Totals, cell_figure, same_total
from corridor.evidence.importers.look import Look
from corridor.evidence.importers.workbook import column_letters
from corridor.evidence.model import ESTIMATE, WORLD, as_observations
from corridor.evidence.problems import Unreadable

NAME = "undesa-ims"
VERSION = "1"
TITLE = "UN DESA International Migrant Stock by destination or by origin (XLSX)"

NOTES = (
    "Mid-year. The flag is the type of data: B by country of birth, C by citizenship, R includes refugees, "
    "I imputed. Shares and rates of the workbook are not kept."
)

Figures = dict[tuple[str, str, int], dict[str, tuple[float | None, int, int]]]
"""(indicator, sex, year) to code to (value, row, column)."""


def recognises(look: Look) -> bool:
    """Whether the workbook is of this publication and not by destination and origin."""
    if look.made != "workbook" or tables.edition_of(look) is None:
        return False
    return not any(s.layout in {"long", "wide"} for s in tables.table_sheets(look))


def _indicators(sheet: tables.Sheet, stock: str) -> list[tuple[tables.Block, str, float]]:
    """The blocks that are kept, with their indicator and what to multiply by."""
    kept = []
    for block in sheet.blocks:
        title = (
            block.title
            if re.search(r"stock|population|refugee", block.title)
            else f"{sheet.title} {block.title}"
        )
        if re.search(r"percent|rate of change|per cent|proportion|median|annual rate|ratio", title):
            continue
        if "refugee" in title:
            kept.append((block, "refugees_and_asylum_seekers", 1.0))
        elif "migrant stock" in title:
            kept.append((block, stock, 1.0))
        elif "total population" in title:
            kept.append((block, "population", 1000.0 if "thousand" in f"{title} {sheet.title}" else 1.0))
    return kept


def read(look: Look, options: Options) -> Imported:
    """Read the workbook. Totals of the world row are checked against the countries."""
    edition = tables.edition_of(look)
    sheets = [s for s in tables.table_sheets(look) if _indicators(s, "immigrant_stock")]
    if not sheets:
        raise Unreadable(
            look.file,
            "no sheet holds a table of the UN Migrant Stock; expected a header (row 11 in official files) with "
            "'Region, development group, country or area', 'Location code' and years under 'International "
            f"migrant stock at mid-year'. Sheets: {', '.join(look.workbook.sheets[:8])}",
        )
    tables.needs(sheets, look)
    if edition is None:
        raise Unreadable(look.file, "the workbook does not say which edition it is")
    by_origin = _is_by_origin(look, sheets)
    stock = "emigrant_stock" if by_origin else "immigrant_stock"
    rows: list[dict[str, Any]] = []
    for sheet in sheets:
        kept = _indicators(sheet, stock)
        if kept:
            rows.extend(_sheet(look, sheet, kept, options))
    options.report.finish()
    import polars as pl

    what = "origin" if by_origin else "destination"
    source = tables.source(
        look, edition, what, f"International Migrant Stock {edition}: by {what}", NAME, VERSION, NOTES
    )
    frame = pl.DataFrame(rows, infer_schema_length=None)
    return Imported(
        (source,), as_observations(frame, source_id=source.source_id, kind=ESTIMATE), options.report.finish()
    )


def _is_by_origin(look: Look, sheets: list[tables.Sheet]) -> bool:
    heads = [str(v).casefold() for s in sheets for v in s.header.values.values()]
    said = [
        str(v).casefold()
        for s in sheets
        for r in look.workbook.preview(s.name)
        if r.number < s.header.number
        for v in r.values.values()
    ]
    origin = any("of origin" in t or re.search(r"migrant stock \d{4}: origin", t) for t in [*heads, *said])
    destination = any(
        "of destination" in t or re.search(r"stock \d{4}: destination", t) for t in [*heads, *said]
    )
    if origin == destination:
        named = re.search(r"and_(origin|destination)", look.file)
        if named:
            return named[1] == "origin"
        raise Unreadable(
            look.file,
            "the workbook does not say whether its countries are destinations or origins; expected "
            "'International Migrant Stock ....: Destination' or '...: Origin' above the table",
        )
    return origin


def _sheet(
    look: Look, sheet: tables.Sheet, kept: list[tuple[tables.Block, str, float]], options: Options
) -> list[dict[str, Any]]:
    where, report = look.workbook.where(sheet.name), options.report
    found: Figures = {}
    rows: list[dict[str, Any]] = []
    seen: dict[str, int] = {}
    for row in look.workbook.rows(sheet.name):
        if row.number <= sheet.header.number or (sheet.codes[0] not in row.values and len(row.values) < 4):
            continue
        code, number = tables.location(row, sheet.codes[0], where, report)
        if code is None:
            continue
        if code in seen:
            report.add(where, f"{code} (location {number}) stands in row {seen[code]} too", row=row.number)
            continue
        seen[code] = row.number
        flag = row.text(sheet.type_of_data).strip() or None
        for block, indicator, factor in kept:
            for column, year in block.years:
                there, value = cell_figure(row, column, where, report)
                if not there:
                    continue
                if value is not None and value < 0:
                    report.add(
                        where,
                        "a negative number of persons",
                        row=row.number,
                        column=column_letters(column),
                        value=row.text(column),
                    )
                    continue
                scaled = None if value is None else round(value * factor, 6)
                found.setdefault((indicator, block.sex, year), {})[code] = (value, row.number, column)
                rows.append(
                    {
                        "indicator": indicator,
                        "country": code,
                        "sex": block.sex,
                        "year": year,
                        "value": scaled,
                        "flag": flag,
                    }
                )
    if not rows:
        report.add(where, "the table has no row with a country", row=sheet.header.number)
    _check(found, where, options)
    return rows


def _check(found: Figures, where: str, options: Options) -> None:
    """The world is the sum of its countries; both sexes are the sum of women and men."""
    totals = Totals(options)
    for (indicator, sex, year), figures in found.items():
        whole = all(v is None or v.is_integer() for v, _, _ in figures.values())
        both = found.get((indicator, "both", year), {}) if sex != "both" else {}
        world, row, column = figures.get(WORLD, (None, 0, 0))
        if world is not None:
            parts = Parts()
            for code, (value, _, _) in figures.items():
                if code != WORLD:
                    parts.add(value, both.get(code, (None, 0, 0))[0])
            what = f"{indicator}, {sex}, {year}, world"
            totals.check(what, parts, world, where, row, column_letters(column), whole=whole)
        men, women = found.get((indicator, "male", year)), found.get((indicator, "female", year))
        if sex != "both" or men is None or women is None:
            continue
        for code, (value, row, column) in figures.items():
            m, w = men.get(code, (None, 0, 0))[0], women.get(code, (None, 0, 0))[0]
            if value is None or m is None or w is None or same_total(m + w, value, 2, whole=whole):
                continue
            what = f"{indicator}, {code}, {year}, women and men"
            totals.compare(what, m + w, value, where, row, column_letters(column))
    totals.tell(where)
