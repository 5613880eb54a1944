"""World Development Indicators (CSV): one indicator as the API gives it, or many, alone or in a zip archive.

API file: "Data Source", "Last Updated Date", then the header Country Name, Country Code, Indicator Name,
Indicator Code, 1960, ...  The bulk archive has one large file with the header first.  An empty cell was not
published and gives no row.  Groups of economies are left out; the world is kept.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from typing import Any

from corridor.evidence import areas
from corridor.evidence.importers import world_bank_series as bank
from corridor.evidence.importers.base import Imported, Options, check_duplicates, figure
from corridor.evidence.importers.look import Look
from corridor.evidence.model import Kind, Source, as_observations
from corridor.evidence.problems import Findings, Unreadable

NAME = "wdi"
VERSION = "1"
TITLE = "World Bank World Development Indicators (CSV, or zip of CSV)"

HEADER = ["Country Name", "Country Code", "Indicator Name", "Indicator Code"]


def recognises(look: Look) -> bool:
    """Whether a text, or one in the archive, has the header of this publication."""
    if look.made == "text":
        return _has_header(look.head_rows)
    return look.made == "archive" and bool(_tables(look))


def _has_header(rows: list[list[str]]) -> bool:
    return any([c.strip() for c in row[:4]] == HEADER for row in rows)


def _tables(look: Look) -> list[str]:
    names = [m for m in look.members if m.lower().endswith(".csv") and "metadata" not in m.lower()]
    return [m for m in names[:50] if _has_header(look.member_head(m))]


def read(look: Look, options: Options) -> Imported:
    """Read the file, or all files of figures in the archive."""
    import polars as pl

    members: list[str | None] = [None] if look.made == "text" else list(_tables(look))
    columns: dict[str, list[Any]] = {
        n: [] for n in ("indicator", "country", "sex", "year", "value", "unit", "kind")
    }
    titles: dict[str, dict[str, str]] = {}
    seen: dict[str, str] = {}
    left_out: set[str] = set()
    updated = ""
    for member in members:
        table = _Table(look, member, options.report)
        for line, code, title, country, cells in table.rows():
            known = bank.meaning(code, title)
            # One series alone was asked for by whoever saved the file; of the bulk file only known ones are kept.
            if known is None and not (options.all_series or table.single):
                left_out.add(code)
                continue
            seen[code] = title
            indicator, kind, sex, unit = _as_indicator(code, title, known, titles)
            for column, (year, text) in cells.items():
                value = figure(text)
                if isinstance(value, str):
                    options.report.add(
                        table.where, "expected a figure", row=line, column=str(column), value=value
                    )
                elif value is not None:
                    new = (indicator, country, sex, year, value, unit, kind)
                    for name, cell in zip(columns, new, strict=True):
                        columns[name].append(cell)
        updated = max(updated, table.updated)
        bank.report_unknown(table.codes, table.where, options.report)
    if not columns["value"]:
        options.report.add(look.file, "no figure of an economy in the series that are read")
    options.report.finish()
    source = _source(look, seen, updated or _date_of(look), left_out, titles)
    types = dict.fromkeys(columns, pl.String) | {"year": pl.Int32, "value": pl.Float64}
    frame = as_observations(pl.DataFrame(columns, schema=types), source_id=source.source_id)
    check_duplicates(frame, look.file, options.report)
    return Imported((source,), frame, options.report.finish())


def _as_indicator(
    code: str, title: str, known: bank.Known | None, titles: dict[str, dict[str, str]]
) -> tuple[str, Kind, str, str]:
    if known is not None:
        return known.indicator, known.kind, known.sex, bank.unit_of(known, title)
    indicator, words = bank.own_indicator(code, title)
    titles[indicator] = words
    return indicator, "official estimate", "both", words["unit"]


class _Table:
    """One file of figures: its rows of economies, read line by line."""

    def __init__(self, look: Look, member: str | None, report: Findings) -> None:
        self.look = look
        self.member = member
        self.report = report
        self.where = look.file if member is None else f"{look.file}/{member}"
        self.updated = ""
        self.codes: set[str] = set()
        head = look.head_rows if member is None else look.member_head(member)
        # The file of one series has a preamble; the bulk file starts with its header.
        self.single = [c.strip() for c in head[0][:4]] != HEADER

    def rows(self) -> Iterator[tuple[int, str, str, str, dict[str, tuple[int, str]]]]:
        """Line, series code, title, economy, and the cells that are not empty: column name to (year, text)."""
        years: dict[int, int] = {}
        width = 0
        for line, row in self.look.lines(self.member):
            if not years:
                if row and row[0].strip() == "Last Updated Date" and len(row) > 1:
                    self.updated = row[1].strip()
                elif [c.strip() for c in row[:4]] == HEADER:
                    years = {i: int(c) for i, c in enumerate(row) if re.fullmatch(r"(19|20)\d\d", c.strip())}
                    width = len(row)
                    if not years:
                        raise Unreadable(self.where, "the header has no years", row=line)
                elif line > 60:
                    break
                continue
            if not any(cell.strip() for cell in row):
                continue
            if len(row) not in {width, width - 1}:
                self.report.add(self.where, f"expected {width} cells, found {len(row)}", row=line)
                continue
            code, series = row[1].strip(), row[3].strip()
            self.codes.add(code)
            country = areas.of_world_bank(code)
            if country is not None and series:
                cells = {str(y): (y, row[i]) for i, y in years.items() if i < len(row) and row[i].strip()}
                yield line, series, row[2].strip(), country, cells
        if not years:
            raise Unreadable(self.where, f"expected a header that starts with {', '.join(HEADER)}")


def _date_of(look: Look) -> str:
    """The date of a bulk archive: that of its name, else that of its newest member."""
    named = re.search(r"(20\d\d)[-_](\d\d)[-_](\d\d)", look.file)
    if named:
        return "-".join(named.groups())
    if look.made == "archive":
        with zipfile.ZipFile(look.path) as archive:
            year, month, day = max(i.date_time for i in archive.infolist())[:3]
        if year > 1990:
            return f"{year:04d}-{month:02d}-{day:02d}"
    return f"sha256 {look.sha256[:8]}"


def _source(
    look: Look, seen: dict[str, str], updated: str, left_out: set[str], titles: dict[str, dict[str, str]]
) -> Source:
    one = next(iter(seen)) if len(seen) == 1 else ""
    notes = "Groups of economies are left out. An economy and year without a row was not published."
    if left_out:
        notes += f" {len(left_out)} series that the catalogue of indicators does not have are left out."
    part = f"{one.lower()}-" if one else ""
    return Source(
        source_id=f"{bank.SERIES}-{part}{updated.replace(' ', '-')}",
        publisher=bank.PUBLISHER,
        title=f"World Development Indicators{f': {seen[one]}' if one else ''}",
        edition=updated,
        published=updated if re.match(r"\d{4}-", updated) else "",
        licence=bank.LICENCE,
        address=f"https://data.worldbank.org/indicator/{one}" if one else bank.ADDRESS,
        file_name=look.file,
        sha256=look.sha256,
        importer=NAME,
        importer_version=VERSION,
        notes=notes,
        series=bank.SERIES,
        indicators=titles,
    )
