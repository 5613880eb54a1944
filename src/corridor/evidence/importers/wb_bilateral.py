"""World Bank bilateral remittance matrix (XLSX): senders down, receivers across, US$ million.

The sender is the country where the migrant lives (the destination), the receiver is where the migrant is
from.  The file has names and no codes; each name must be a whole name that the World Bank uses.  Totals are
formulas in the official file; the value kept beside a formula is compared.  A dash is no figure: four pairs
are published so, and the totals still contain them.
"""

from __future__ import annotations

import re
from typing import Any

from corridor.evidence import areas
from corridor.evidence.importers.base import (
    Imported,
    Options,
    Parts,
    Totals,
    cell_figure,
    check_duplicates,
    find_row,
)
from corridor.evidence.importers.look import Look
from corridor.evidence.importers.workbook import Row, column_letters
from corridor.evidence.model import MODEL, WORLD, Source, as_observations
from corridor.evidence.problems import Unreadable

NAME = "wb-bilateral-remittances"
VERSION = "1"
TITLE = "World Bank bilateral remittance matrix (XLSX)"

EXACT = 1e-7
"""Relative: the official totals are sums of the same unrounded figures."""


def recognises(look: Look) -> bool:
    """Whether a sheet has the corner cell "receiving (across) / sending (down)"."""
    if look.made != "workbook":
        return False
    return any(_header(look, sheet) is not None for sheet in look.workbook.sheets[:5])


def _header(look: Look, sheet: str) -> Row | None:
    return find_row(
        look.workbook.preview(sheet), lambda texts: any("receiving" in t and "sending" in t for t in texts)
    )


def read(look: Look, options: Options) -> Imported:
    """Read the matrix. Every sender's, receiver's and the world's total is checked."""
    sheet = next(s for s in look.workbook.sheets if _header(look, s) is not None)
    where, report = look.workbook.where(sheet), options.report
    header = _header(look, sheet)
    assert header is not None
    title = " ".join(
        str(v) for r in look.workbook.preview(sheet) if r.number < header.number for v in r.values.values()
    )
    year = _year(title, sheet, look)
    corner = min(c for c, v in header.values.items() if isinstance(v, str) and "sending" in v.casefold())
    receivers = {
        c: _code(header.text(c), where, header.number, column_letters(c), options)
        for c in header.values
        if c > corner
    }
    figures: dict[tuple[str, str], tuple[float | None, int, int]] = {}
    seen: dict[str, int] = {}
    for row in look.workbook.rows(sheet):
        if row.number <= header.number or corner not in row.values or len(row.values) < 3:
            continue
        sender = _code(row.text(corner), where, row.number, column_letters(corner), options)
        if sender is None:
            continue
        if sender in seen:
            report.add(where, f"{sender} stands in row {seen[sender]} too", row=row.number)
            continue
        seen[sender] = row.number
        for column, receiver in receivers.items():
            if receiver is None:
                continue
            total = WORLD in {sender, receiver}
            checked = Row(row.number, row.values, frozenset(), row.errors) if total else row
            if column not in row.values and not total and column not in row.formulas:
                report.add(
                    where,
                    "an empty cell; expected a figure, 0 or a dash",
                    row=row.number,
                    column=column_letters(column),
                )
                continue
            there, value = cell_figure(checked, column, where, report)
            if there:
                figures[sender, receiver] = (value, row.number, column)
    report.finish()
    _check(figures, where, options)
    report.finish()
    frame = _frame(figures, year)
    source = _source(look, title, year)
    rows = as_observations(frame, source_id=source.source_id, kind=MODEL, indicator="remittance_bilateral")
    check_duplicates(rows, where, report)
    return Imported((source,), rows, report.finish())


def _frame(figures: dict[tuple[str, str], tuple[float | None, int, int]], year: int) -> Any:
    import polars as pl

    rows = [
        {"origin": receiver, "destination": sender, "year": year, "value": value}
        for (sender, receiver), (value, _, _) in figures.items()
        if sender != receiver and WORLD not in {sender, receiver}
    ]
    types = {"origin": pl.String, "destination": pl.String, "year": pl.Int32, "value": pl.Float64}
    return pl.DataFrame(rows, schema=types)


def _code(name: str, where: str, row: int, column: str, options: Options) -> str | None:
    if areas.plain_name(name) in {"world", "total"}:
        return WORLD
    code = areas.of_world_bank_name(name)
    if code is None:
        options.report.add(
            where, "no economy has this name in the World Bank's lists", row=row, column=column, value=name
        )
    return code


def _year(title: str, sheet: str, look: Look) -> int:
    stated = re.search(r"for\s+((?:19|20)\d\d)|estimates?\D{0,40}?((?:19|20)\d\d)", title, re.I)
    for found in (stated, re.search(r"((?:19|20)\d\d)()", sheet), re.search(r"((?:19|20)\d\d)()", look.file)):
        if found:
            return int(found[1] or found[2])
    raise Unreadable(
        look.workbook.where(sheet),
        "expected the year of the estimates in the title, the sheet's or the file's name",
    )


def _source(look: Look, title: str, year: int) -> Source:
    version = re.search(r"\(([^()]*version[^()]*)\)", title, re.I)
    return Source(
        source_id=f"wb-bilateral-remittances-{year}",
        publisher="World Bank",
        title=f"Bilateral Remittance Estimates for {year}",
        edition=version[1].strip() if version else str(year),
        licence="CC BY 4.0 (World Bank terms of use for datasets; the file does not say)",
        address="https://www.worldbank.org/en/topic/migration",
        file_name=look.file,
        sha256=look.sha256,
        importer=NAME,
        importer_version=VERSION,
        notes="An allocation of national totals by migrant stocks and incomes (Ratha and Shaw 2007), not reported "
        "data. A missing figure was published as a dash.",
        series="wb-bilateral-remittances",
    )


def _check(
    figures: dict[tuple[str, str], tuple[float | None, int, int]], where: str, options: Options
) -> None:
    totals = Totals(options)
    down: dict[str, Parts] = {}
    across: dict[str, Parts] = {}
    world = Parts()
    for (sender, receiver), (value, _, _) in figures.items():
        if WORLD not in {sender, receiver}:
            for parts in (down.setdefault(receiver, Parts()), across.setdefault(sender, Parts()), world):
                parts.add(value)
    if not ({WORLD} <= {s for s, _ in figures} and {WORLD} <= {r for _, r in figures}):
        options.report.add(where, "expected a row WORLD and a column WORLD with totals")
    for (sender, receiver), (value, row, column) in figures.items():
        if WORLD not in {sender, receiver} or value is None:
            continue
        if sender == receiver:
            parts, what = world, "world"
        elif sender == WORLD:
            parts, what = down.get(receiver, Parts()), f"received by {receiver}"
        else:
            parts, what = across.get(sender, Parts()), f"sent from {sender}"
        if parts.missing and sum(parts.figures) < value:
            options.report.warn(
                where,
                f"{what}: the total {value:,.1f} contains {parts.missing} figures published as a dash; those "
                f"there are make {sum(parts.figures):,.1f} US$ million",
                row=row,
            )
        elif abs(sum(parts.figures) - value) > max(EXACT * abs(value), 1e-3):
            totals.compare(
                f"{what}, US$ million", sum(parts.figures), value, where, row, column_letters(column)
            )
