"""UNHCR population, solutions and asylum decisions (CSV, zip of CSV, JSON of the API, or Parquet).

Only columns of ISO codes are used (``coo_iso``, "Country of origin (ISO)"): UNHCR's own codes look like ISO
codes and are others (GFR is Germany, ARE is Egypt).  Country of asylum is the destination.  A dash for a
country means that the row is a total over countries.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from corridor.evidence import areas
from corridor.evidence.importers.base import Imported, Options, figure
from corridor.evidence.importers.look import MAX_JSON, Look
from corridor.evidence.model import OBSERVED, Source, as_observations
from corridor.evidence.problems import Unreadable

NAME = "unhcr"
VERSION = "1"
TITLE = "UNHCR refugee population statistics (CSV, zip, API JSON or Parquet)"

ORIGIN = ("coo_iso", "country of origin (iso)")
ASYLUM = ("coa_iso", "country of asylum (iso)")
OWN_CODES = frozenset({"coo", "coa"})

COUNTS = {
    "refugees": "refugees",
    "refugees under unhcr's mandate": "refugees",
    "asylum_seekers": "asylum_seekers",
    "asylum-seekers": "asylum_seekers",
    "returned_refugees": "returned_refugees",
    "returned refugees": "returned_refugees",
    "idps": "idps",
    "idps of concern to unhcr": "idps",
    "returned_idps": "returned_idps",
    "returned idps": "returned_idps",
    "returned idpss": "returned_idps",
    "stateless": "stateless",
    "stateless persons": "stateless",
    "ooc": "others_of_concern",
    "others of concern": "others_of_concern",
    "oip": "other_in_need",
    "other people in need of international protection": "other_in_need",
    "hst": "host_community",
    "host community": "host_community",
    "resettlement": "resettlement",
    "resettled": "resettlement",
    "naturalisation": "naturalisation",
    "naturalised": "naturalisation",
    "dec_recognized": "asylum_recognized",
    "recognized decisions": "asylum_recognized",
    "dec_other": "asylum_other",
    "complementary protection": "asylum_other",
    "dec_rejected": "asylum_rejected",
    "rejected decisions": "asylum_rejected",
    "dec_closed": "asylum_closed",
    "otherwise closed": "asylum_closed",
    "dec_total": "asylum_decisions",
    "total decisions": "asylum_decisions",
}
"""Columns of the publisher, in lower case, and the indicators they are."""

NO_COUNTRY = frozenset({"", "-"})
OWN_ISO = {"UKN": "UNK", "STA": "XXA", "TIB": "TIB"}


def recognises(look: Look) -> bool:
    """Whether the columns are those of UNHCR: countries of origin and of asylum, and counts."""
    return any(_is_table(columns) for columns in _headers(look))


def _headers(look: Look) -> list[tuple[str, ...]]:
    if look.made == "parquet":
        return [look.columns]
    if look.made == "text":
        return [tuple(row) for row in look.head_rows]
    if look.made == "archive":
        heads = [look.member_head(m) for m in look.members[:20] if m.lower().endswith(".csv")]
        return [tuple(row) for h in heads for row in h]
    if look.made == "json":
        return [tuple(re.findall(r'"([a-z_]+)"\s*:', look.head[:4_000]))]
    return []


def _is_table(columns: tuple[str, ...]) -> bool:
    names = {c.strip().casefold() for c in columns}
    countries = names & {*ORIGIN, *ASYLUM} or names >= OWN_CODES
    return bool(countries) and "year" in names and bool(names & set(COUNTS))


def read(look: Look, options: Options) -> Imported:
    """Read the counts. Rows with the same year and countries are added up (procedures of asylum decisions)."""
    import polars as pl

    report = options.report
    sums: dict[tuple[str, str | None, str | None, int], float] = {}
    unknown: dict[str, int] = {}
    totals = added = 0
    for line, row in _rows(look, options):
        sides: list[str | None] = []
        for names in (ORIGIN, ASYLUM):
            code = next((row[n] for n in names if n in row), "").strip().upper()
            own = OWN_ISO.get(code, code)
            if code in NO_COUNTRY:
                sides.append(None)
            elif areas.is_area(own):
                sides.append(own)
            else:
                unknown[code] = unknown.get(code, 0) + 1
                sides.append("?")
        year = row.get("year", "").strip().removesuffix(".0")
        if not re.fullmatch(r"(19|20)\d\d", year):
            report.add(look.file, "expected a year", row=line, column="year", value=year or None)
            continue
        if "?" in sides:
            continue
        if None in sides:
            totals += 1
        for name, text in row.items():
            if name not in COUNTS or not text.strip():
                continue
            value = figure(text)
            if isinstance(value, str) or (value is not None and value < 0):
                report.add(look.file, "expected a count or a dash", row=line, column=name, value=text)
            elif value is not None:
                key = (COUNTS[name], sides[0], sides[1], int(year))
                added += key in sums
                sums[key] = sums.get(key, 0.0) + value
    if unknown:
        said = ", ".join(sorted(unknown)[:20])
        report.add(
            look.file,
            f"codes that are not ISO 3166 alpha-3: {said}; UNHCR's own codes are others, use the ISO columns",
        )
    rows = list(_observations(sums))
    if not rows and not report.has_errors():
        report.add(look.file, "no count of a country of origin and a country of asylum")
    if totals:
        report.warn(
            look.file,
            f"{totals:,} rows are totals over countries; refugees and asylum-seekers of them are kept",
        )
    if added:
        report.warn(
            look.file,
            f"{added:,} counts stand in several rows of the same year and countries; they are added up",
        )
    report.finish()
    last = max(r["year"] for r in rows)
    source = Source(
        source_id=f"unhcr-{_what(rows)}-{_edition(look, last).replace(' ', '-')}",
        publisher="UNHCR",
        title=f"Refugee Population Statistics Database: {_what(rows)}",
        edition=_edition(look, last),
        licence="CC BY 4.0",
        address="https://www.unhcr.org/refugee-statistics/",
        file_name=look.file,
        sha256=look.sha256,
        importer=NAME,
        importer_version=VERSION,
        notes="End of year; solutions and decisions during the year. Refugees under UNHCR's mandate (not UNRWA's). "
        "UNHCR rounds small counts to multiples of five. Do not add to migrant stocks, which contain refugees in "
        "many countries.",
        series="unhcr",
    )
    frame = pl.DataFrame(rows, infer_schema_length=None)
    return Imported(
        (source,), as_observations(frame, source_id=source.source_id, kind=OBSERVED), report.finish()
    )


def _observations(sums: dict[tuple[str, str | None, str | None, int], float]) -> Iterator[dict[str, Any]]:
    for (indicator, origin, asylum, year), value in sums.items():
        row: dict[str, Any] = {
            "origin": None,
            "destination": None,
            "country": None,
            "year": year,
            "value": value,
        }
        if origin is not None and asylum is not None:
            yield {**row, "indicator": indicator, "origin": origin, "destination": asylum}
        elif indicator in {"refugees", "asylum_seekers"} and (origin or asylum):
            side = "originating" if origin else "hosted"
            yield {**row, "indicator": f"{indicator}_{side}", "country": origin or asylum}


def _what(rows: list[dict[str, Any]]) -> str:
    found = {r["indicator"] for r in rows}
    if any(i.startswith("asylum_") and not i.startswith("asylum_seekers") for i in found):
        return "asylum-decisions"
    return (
        "solutions"
        if found & {"resettlement", "naturalisation"} and "refugees" not in found
        else "population"
    )


def _edition(look: Look, last: int) -> str:
    """The date in the file's name, else the last year and the file's hash, so that editions stay apart."""
    named = re.search(r"20\d\d-\d\d(-\d\d)?", look.file)
    return named[0] if named else f"to {last} ({look.sha256[:8]})"


def _rows(look: Look, options: Options) -> Iterator[tuple[int, dict[str, str]]]:
    """Line or place, and the row by lower-case column name."""
    if look.made == "json":
        yield from _json_rows(look)
        return
    if look.made == "parquet":
        import polars as pl

        try:
            frame = pl.read_parquet(look.path)
        except (pl.exceptions.PolarsError, OSError) as error:
            raise Unreadable(look.file, f"the Parquet file is damaged: {str(error)[:100]}") from None
        _need_iso([c.casefold() for c in frame.columns], look.file)
        for place, values in enumerate(frame.iter_rows(named=True), start=1):
            yield place, {k.casefold(): "" if v is None else str(v) for k, v in values.items()}
        return
    members: list[str | None] = [None]
    if look.made == "archive":
        members = [
            m
            for m in look.members
            if m.lower().endswith(".csv") and any(_is_table(tuple(row)) for row in look.member_head(m))
        ]
    for member in members:
        names: list[str] = []
        for line, cells in look.lines(member):
            words = [c.strip() for c in cells if c.strip()]
            if not names:
                # Some exports say above the table where it is from.
                if _is_table(tuple(cells)):
                    names = [c.strip().casefold() for c in cells]
                    _need_iso(names, look.file)
            elif len(words) == 1 and not words[0][:4].isdigit():
                options.report.warn(look.file, f"left out, a note: {words[0][:80]}", row=line)
            elif len(cells) == len(names):
                yield line, dict(zip(names, cells, strict=True))
            elif words:
                options.report.add(look.file, f"expected {len(names)} cells, found {len(cells)}", row=line)


def _need_iso(names: list[str], file: str) -> None:
    if not (set(names) & set(ORIGIN) and set(names) & set(ASYLUM)):
        raise Unreadable(
            file,
            "no columns of ISO codes; expected coo_iso and coa_iso, or 'Country of origin (ISO)' and 'Country of "
            "asylum (ISO)': UNHCR's own codes are not ISO codes (ARE is Egypt) and names are not joined",
        )


def _json_rows(look: Look) -> Iterator[tuple[int, dict[str, str]]]:
    if look.path.stat().st_size > MAX_JSON:
        raise Unreadable(look.file, f"more than {MAX_JSON:,} bytes of JSON; download the CSV")
    try:
        data = json.loads(look.path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise Unreadable(look.file, f"damaged JSON: {str(error)[:100]}") from None
    items = data.get("items") if isinstance(data, dict) else data
    if not isinstance(items, list) or not all(isinstance(i, dict) for i in items):
        raise Unreadable(look.file, 'expected {"items": [...]} as the API gives it')
    pages = data.get("maxPages") if isinstance(data, dict) else None
    if isinstance(pages, int) and pages > 1:
        raise Unreadable(
            look.file,
            f"the file is one page of {pages}; ask the API for all rows (limit), or download the CSV",
        )
    for place, item in enumerate(items, start=1):
        if place == 1:
            _need_iso(list(item), look.file)
        yield place, {k.casefold(): "" if v is None else str(v) for k, v in item.items()}
