"""What the tests of the evidence room share: the folder of originals, and workbooks of the documented layouts."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

SHARED = Path(os.environ.get("CORRIDOR_SHARED", Path(__file__).parents[3] / "shared"))
"""The folder that holds ``data`` with prepared tables and ``data/originals`` with publishers' own files."""


def shared(name: str) -> Path:
    """A file of the shared folder; the test is skipped, saying what is missing, if it is not there."""
    path = SHARED / "data" / name
    if not path.exists():
        pytest.skip(f"not here: {path} (set CORRIDOR_SHARED to the folder that holds data/{name})")
    return path


def original(name: str) -> Path:
    """One of the publishers' own files."""
    return shared(f"originals/{name}")


def workbook(path: Path, **sheets: Iterable[Sequence[Any]]) -> Path:
    """A workbook with rows of values; ``_`` in a sheet's name stands for a space."""
    made = openpyxl.Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name.replace("_", " "))
        for row in rows:
            sheet.append(list(row))
    made.save(path)
    return path


def text(path: Path, *lines: str) -> Path:
    """A text file."""
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def rewrite(
    path: Path, member: str, change: Callable[[bytes], bytes], add: Mapping[str, bytes] | None = None
) -> Path:
    """Change one part of a workbook's archive, and add others."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[member] = change(parts[member])
    parts.update(add or {})
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


YEARS_2024 = (1990, 1995, 2000, 2005, 2010, 2015, 2020, 2024)
YEARS_2020 = YEARS_2024[:7]

NAMES = {900: "WORLD", 903: " AFRICA", 504: "   Morocco", 724: "   Spain*", 250: "   France*", 2003: "Others"}

# Invented stocks of the two destinations by origin: (destination, origin) to women and men of the first year.
STOCKS = {
    (724, 504): (60, 70),
    (724, 250): (30, 20),
    (724, 2003): (5, 4),
    (250, 504): (400, 500),
    (250, 724): (80, 70),
}


def _block(
    total: Mapping[tuple[int, int], tuple[int, int]], pair: tuple[int, int], years: Sequence[int]
) -> list[int]:
    """Both sexes, males, females of a pair for each year; each year has ten more in every sex and pair."""
    women, men = total[pair]
    count = sum(1 for p in STOCKS if _within(p, pair))
    w = [women + 10 * i * count for i in range(len(years))]
    m = [men + 10 * i * count for i in range(len(years))]
    return [*(a + b for a, b in zip(w, m, strict=True)), *m, *w]


def _within(pair: tuple[int, int], group: tuple[int, int]) -> bool:
    africa = {504}
    to, of = group
    return to in {900, pair[0]} and (of in {900, pair[1]} or (of == 903 and pair[1] in africa))


def long_rows(years: Sequence[int] = YEARS_2020, edition: int = 2020) -> list[list[Any]]:
    """Table 1 of the stock by destination and origin, long layout, with invented figures that add up."""
    groups = [(to, of) for to in (900, 724, 250) for of in (900, 903, 504, 724, 250, 2003)]
    totals = {
        g: (
            sum(STOCKS[p][0] for p in STOCKS if _within(p, g)),
            sum(STOCKS[p][1] for p in STOCKS if _within(p, g)),
        )
        for g in groups
    }
    place = "Region, development group, country or area of"
    n = len(years)
    titles = [
        f"International migrant stock at mid-year, {s}" for s in ("both sexes combined", "males", "females")
    ]
    rows: list[list[Any]] = [
        [],
        [None] * 4 + [f"International Migrant Stock {edition}: Destination and origin"],
        [None] * 4
        + [
            f"Table 1: International migrant stock at mid-year by sex, destination and origin, 1990-{years[-1]}"
        ],
        [None] * 4 + [f"POP/DB/MIG/Stock/Rev.{edition}"],
        [None] * 4 + ["Suggested citation"],
        [None] * 4 + ["Copyright, CC BY 3.0 IGO"],
        [],
        [None] * 7 + [t if i == 0 else None for t in titles for i in range(n)],
        [],
        [],
        [
            "Index",
            f"{place} destination",
            "Notes of destination",
            "Location code of destination",
            "Type of data of destination",
            f"{place} origin",
            "Location code of origin",
            *years,
            *years,
            *years,
        ],
    ]
    for index, (to, of) in enumerate(groups, start=1):
        if any(_within(p, (to, of)) for p in STOCKS):
            kind = None if to == 900 else "B R"
            rows.append([index, NAMES[to], None, to, kind, NAMES[of], of, *_block(totals, (to, of), years)])
    return rows


def single_rows(role: str, edition: int = 2024, years: Sequence[int] = YEARS_2024) -> list[list[Any]]:
    """Table 1 of the stock by destination or by origin, with invented figures that add up."""
    titles = [
        f"International migrant stock at mid-year, {s}" for s in ("both sexes combined", "males", "females")
    ]
    rows: list[list[Any]] = [
        [],
        [None] * 4 + [f"International Migrant Stock {edition}: {role.title()}"],
        [None] * 4
        + [
            f"Table 1: International migrant stock at mid-year by sex and by region, country or area of {role}"
        ],
        [],
        [],
        [],
        [],
        [None] * 5 + [t if i == 0 else None for t in titles for i in range(len(years))],
        [],
        [],
        [
            "Index",
            f"Region, development group, country or area of {role}",
            "Notes",
            "Location code",
            "Type of data",
            *years,
            *years,
            *years,
        ],
    ]
    figures = {504: (40, 30), 250: (3, 4)}
    totals = {900: (43, 34), 903: (40, 30), **figures}
    for code, (women, men) in totals.items():
        count = {900: 2}.get(code, 1)
        w = [women + i * count for i in range(len(years))]
        m = [men + i * count for i in range(len(years))]
        rows.append([None, NAMES[code], None, code, "B", *(a + b for a, b in zip(w, m, strict=True)), *m, *w])
    return rows


def wide_rows(sex: int, title: str) -> list[list[Any]]:
    """One table of the layout up to 2019: years and destinations down, origins across; ``sex`` 0 women, 1 men, 2 both."""
    rows: list[list[Any]] = [
        [],
        [None] * 5 + ["United Nations, Population Division"],
        [None] * 5 + ["International migrant stock 2019"],
        [None] * 5 + [f"Table: International migrant stock at mid-year by origin and destination, {title}"],
        [None] * 5 + ["POP/DB/MIG/Stock/Rev.2019"],
        [
            "Year",
            "Sort\r\norder",
            "Major area, region, country or area of destination",
            "Notes",
            "Code",
            "Type of data (a)",
            "Country or area of origin",
        ],
        [None] * 6 + ["Total", "Other South", "Other North", "France", "Morocco", "Spain"],
    ]

    def cell(pair: tuple[int, int], year: int) -> int | None:
        if pair not in STOCKS:
            return None
        both = (*STOCKS[pair], sum(STOCKS[pair]))
        return both[sex] + (year - 1990) * (2 if sex == 2 else 1)

    for year in (1990, 2019):
        body = []
        for code in (504, 724, 250):
            cells = [cell((code, of), year) for of in (250, 504, 724)]
            other = cell((code, 2003), year)
            south, north = (other - 2, 2) if other is not None else (None, None)
            parts = [c for c in (*cells, south, north) if c is not None]
            body.append(
                [
                    year,
                    1,
                    NAMES[code].replace("*", ""),
                    None,
                    code,
                    "B",
                    sum(parts) if parts else "..",
                    south,
                    north,
                    *cells,
                ]
            )
        world: list[Any] = [year, 0, "WORLD", None, 900, None]
        for column in range(6, 12):
            values = [b[column] for b in body if isinstance(b[column], int)]
            world.append(sum(values) if values else None)
        rows.extend([world, *body])
    return rows
