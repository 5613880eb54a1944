"""Remittance Prices Worldwide, the full dataset (XLSX): one row a provider, corridor and quarter.

Sheets "Dataset (up to Q1 2016)" and "Dataset (from Q2 2016)".  What is kept is the average total cost of each
corridor and quarter over the services that are transparent (of the others the exchange margin is not known
and stands as 0, which makes them look cheap), for US$200 and, as variant, for US$500.  Numbers stand as text
in some quarters.  The sheets are read row by row; they hold 300 MB.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from corridor.evidence import areas
from corridor.evidence.importers.base import Imported, Options, figure, find_row
from corridor.evidence.importers.look import Look
from corridor.evidence.importers.workbook import Row, column_letters
from corridor.evidence.model import OBSERVED, Source, as_observations

NAME = "rpw"
VERSION = "1"
TITLE = "World Bank Remittance Prices Worldwide, full dataset (XLSX)"

NEEDED = ("period", "source_code", "destination_code", "transparent", "cc1 total cost %")
AMOUNTS = (("cc1", None), ("cc2", "US$500"))
"""Blocks of columns and the variant they become; US$200 is the amount of the published averages."""
ROUNDED = 0.1
"""Percentage points by which a total cost may differ from its fee and margin before it is counted."""


@dataclass
class _Means:
    """Sums and counts by corridor, quarter and variant; and what was left out."""

    sums: dict[tuple[str, str, int, int, str | None], list[float]] = field(default_factory=dict)
    opaque: int = 0
    empty: int = 0
    formulas: int = 0
    odd: int = 0


def recognises(look: Look) -> bool:
    """Whether a sheet has the columns of the dataset."""
    return look.made == "workbook" and bool(_sheets(look))


def _sheets(look: Look) -> list[tuple[str, Row]]:
    found = []
    for sheet in look.workbook.sheets[:12]:
        header = find_row(look.workbook.preview(sheet, 10), lambda texts: set(NEEDED[1:3]) <= set(texts))
        if header is not None:
            found.append((sheet, header))
    return found


def read(look: Look, options: Options) -> Imported:
    """Read all sheets of data and average over the services."""
    import polars as pl

    means = _Means()
    last = (0, 0)
    for sheet, header in _sheets(look):
        last = max(last, _sheet(look, sheet, header, means, options))
    report = options.report
    if not means.sums:
        report.add(look.file, "no cost of a transparent service")
    if means.formulas:
        report.warn(
            look.file,
            f"{means.formulas:,} figures are made by formulas; the values kept beside them are used",
        )
    if means.odd:
        report.warn(look.file, f"{means.odd:,} total costs are not fee and exchange margin together")
    report.finish()
    rows = [
        {
            "destination": sender,
            "origin": receiver,
            "year": year,
            "period": f"Q{quarter}",
            "variant": variant,
            "value": total / count,
            "flag": f"{int(count)} services",
        }
        for (sender, receiver, year, quarter, variant), (total, count) in means.sums.items()
    ]
    edition = f"{last[0]} Q{last[1]}"
    source = Source(
        source_id=f"wb-rpw-{last[0]}-q{last[1]}",
        publisher="World Bank",
        title="Remittance Prices Worldwide, averages of corridors made from the full dataset",
        edition=edition,
        licence="CC BY 4.0 (data catalogue; the file does not say)",
        address="https://remittanceprices.worldbank.org",
        file_name=look.file,
        sha256=look.sha256,
        importer=NAME,
        importer_version=VERSION,
        notes=f"Simple averages over transparent services of US$200 (variant US$500: of US$500). Left out: "
        f"{means.opaque:,} services that are not transparent, {means.empty:,} without a cost.",
        series="wb-rpw",
    )
    types = dict.fromkeys(("destination", "origin", "period", "variant", "flag"), pl.String)
    frame = pl.DataFrame(rows, schema={**types, "year": pl.Int32, "value": pl.Float64})
    return Imported(
        (source,),
        as_observations(frame, source_id=source.source_id, indicator="remittance_cost", kind=OBSERVED),
        report.finish(),
    )


def _sheet(look: Look, sheet: str, header: Row, means: _Means, options: Options) -> tuple[int, int]:
    """Add the rows of a sheet to the means; returns the last year and quarter."""
    where, report = look.workbook.where(sheet), options.report
    at = {str(v).casefold(): c for c, v in header.values.items()}
    missing = [name for name in NEEDED if name not in at]
    if missing:
        report.add(where, f"the header lacks the columns {', '.join(missing)}", row=header.number)
        return (0, 0)
    last = (0, 0)
    codes: dict[str, str | None] = {}
    for row in look.workbook.rows(sheet):
        if row.number <= header.number or at["period"] not in row.values:
            continue
        period = re.fullmatch(r"((?:19|20)\d\d)_([1-4])Q", row.text(at["period"]))
        if period is None:
            report.add(
                where,
                "expected a period such as 2020_3Q",
                row=row.number,
                column="period",
                value=row.text(at["period"]),
            )
            continue
        pair: list[str | None] = []
        for side in ("source_code", "destination_code"):
            code = row.text(at[side])
            if code not in codes:
                codes[code] = areas.of_world_bank(code)
            if codes[code] is None:
                report.add(where, "no code of an economy", row=row.number, column=side, value=code or None)
            pair.append(codes[code])
        if pair[0] is None or pair[1] is None:
            continue
        if row.text(at["transparent"]).casefold() != "yes":
            means.opaque += 1
            continue
        last = max(last, (int(period[1]), int(period[2])))
        for block, variant in AMOUNTS:
            value = _cost(row, at, block, where, means, options)
            if value is None:
                continue
            key = (pair[0], pair[1], int(period[1]), int(period[2]), variant)
            sums = means.sums.setdefault(key, [0.0, 0.0])
            sums[0] += value
            sums[1] += 1
    return last


def _cost(
    row: Row, at: dict[str, int], block: str, where: str, means: _Means, options: Options
) -> float | None:
    column = at.get(f"{block} total cost %", 0)
    if column in row.formulas:
        means.formulas += 1
        if column not in row.values:
            options.report.add(
                where, "a formula without a value beside it", row=row.number, column=column_letters(column)
            )
            return None
    value = figure(row.values.get(column))
    if isinstance(value, str):
        options.report.add(
            where, "expected a cost in per cent", row=row.number, column=column_letters(column), value=value
        )
        return None
    if value is None:
        means.empty += block == "cc1"
        return None
    parts: list[Any] = [
        figure(row.values.get(at.get(f"{block} {name}", 0)))
        for name in ("lcu fee", "lcu amount", "fx margin")
    ]
    if all(isinstance(p, float) for p in parts) and parts[1] > 0:
        means.odd += abs(parts[0] / parts[1] * 100 + parts[2] - value) > ROUNDED
    return value
