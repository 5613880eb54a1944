"""Remittance Prices Worldwide, corridors, as the World Bank's DataBank exports them (CSV).

Columns: Sending Countries Name and Code, Series Name and Code, Receiving Countries Name and Code, then one
column a quarter (``2020Q3 [YR2020Q3]``).  ``..`` was not published.  The last lines hold the date of update.
"""

from __future__ import annotations

import re
from typing import Any

from corridor.evidence import areas
from corridor.evidence.importers.base import Imported, Options, check_duplicates, figure
from corridor.evidence.importers.look import Look
from corridor.evidence.model import OBSERVED, Source, as_observations
from corridor.evidence.problems import Unreadable

NAME = "rpw-databank"
VERSION = "1"
TITLE = "World Bank Remittance Prices Worldwide, corridors (DataBank CSV)"

SERIES_CODE = "ATCR.CORR"
_QUARTER = re.compile(r"((?:19|20)\d\d)Q([1-4])\s*(\[YR.*\])?")


def recognises(look: Look) -> bool:
    """Whether the header has the codes of sending and receiving countries."""
    names = {" ".join(c.split()).casefold() for c in look.columns}
    return look.made == "text" and {"sending countries code", "receiving countries code"} <= names


def read(look: Look, options: Options) -> Imported:
    """Read the average total cost of each corridor and quarter."""
    import polars as pl

    report = options.report
    rows: list[dict[str, Any]] = []
    places: dict[str, int] = {}
    quarters: dict[int, tuple[int, int]] = {}
    updated = ""
    other: set[str] = set()
    for line, row in look.lines():
        if not places:
            places = {" ".join(c.split()).casefold(): i for i, c in enumerate(row)}
            quarters = {
                i: (int(m[1]), int(m[2])) for i, c in enumerate(row) if (m := _QUARTER.fullmatch(c.strip()))
            }
            if not quarters or "series code" not in places:
                raise Unreadable(
                    look.file, "expected a column Series Code and quarters such as 2020Q3", row=line
                )
            continue
        said = re.search(r"last updated:?\s*(\d\d)/(\d\d)/(\d{4})", " ".join(row), re.I)
        if said:
            # The DataBank writes month/day/year.
            updated = f"{said[3]}-{said[1]}-{said[2]}"
        if len(row) < len(places):
            continue
        if row[places["series code"]].strip() != SERIES_CODE:
            other.add(row[places["series code"]].strip())
            continue
        pair = []
        for side in ("sending countries code", "receiving countries code"):
            code = row[places[side]].strip()
            own = areas.of_world_bank(code)
            if own is None:
                report.add(look.file, "no code of an economy", row=line, column=side, value=code)
            pair.append(own)
        if None in pair:
            continue
        for i, (year, quarter) in quarters.items():
            value = figure(row[i]) if row[i].strip() else None
            if isinstance(value, str):
                report.add(
                    look.file, "expected a figure or '..'", row=line, column=f"{year}Q{quarter}", value=value
                )
            elif value is not None:
                rows.append(
                    {
                        "destination": pair[0],
                        "origin": pair[1],
                        "year": year,
                        "period": f"Q{quarter}",
                        "value": value,
                    }
                )
    if not rows:
        report.add(look.file, f"no figure of the series {SERIES_CODE}")
    if other - {""}:
        report.warn(look.file, f"left out: other series: {', '.join(sorted(other - {''})[:10])}")
    report.finish()
    updated = updated or f"sha256 {look.sha256[:8]}"
    source = Source(
        source_id=f"wb-rpw-corridors-{updated.replace(' ', '-')}",
        publisher="World Bank",
        title="Remittance Prices Worldwide (Corridors), DataBank",
        edition=updated,
        published=updated if re.match(r"\d{4}-", updated) else "",
        licence="CC BY 4.0 (data catalogue; the file does not say)",
        address="https://remittanceprices.worldbank.org",
        file_name=look.file,
        sha256=look.sha256,
        importer=NAME,
        importer_version=VERSION,
        notes="Average total cost of sending about US$200, of the providers surveyed, by quarter.",
        series="wb-rpw",
    )
    frame = as_observations(
        pl.DataFrame(rows, schema_overrides={"year": pl.Int32}),
        source_id=source.source_id,
        indicator="remittance_cost",
        kind=OBSERVED,
    )
    check_duplicates(frame, look.file, report)
    return Imported((source,), frame, report.finish())
