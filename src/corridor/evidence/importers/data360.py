"""World Bank Data360 (CSV as downloaded, or JSON as the API gives it): bilateral remittances, and WDI series.

One row an observation: REF_AREA, INDICATOR, TIME_PERIOD, OBS_VALUE and further dimensions.  In the bilateral
remittances (WB_KNOMAD_BRE) REF_AREA is the country the money leaves, where the migrant lives, and
COMP_BREAKDOWN_1 the receiving one with the prefix WB_KNOMAD_; a row for the world is mixed in among them and
is used to check the sums.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from corridor.evidence import areas
from corridor.evidence.importers import world_bank_series as bank
from corridor.evidence.importers.base import Imported, Options, Parts, Totals, check_duplicates, figure
from corridor.evidence.importers.look import MAX_JSON, Look
from corridor.evidence.model import ESTIMATE, MODEL, WORLD, Source, as_observations
from corridor.evidence.problems import Unreadable

NAME = "data360"
VERSION = "1"
TITLE = "World Bank Data360 (CSV or JSON): bilateral remittances and development series"

NEEDED = ("REF_AREA", "INDICATOR", "TIME_PERIOD", "OBS_VALUE")
PREFIX = "WB_KNOMAD_"
TRIVIAL = frozenset({"", "_T", "_Z"})
SEXES = {"_T": "both", "_Z": "both", "": "both", "F": "female", "M": "male"}
NOT_PUBLISHED = frozenset(
    {("IND", "PAK"), ("PAK", "IND"), ("ISR", "LBN"), ("LBN", "ISR"), ("ARM", "AZE"), ("AZE", "ARM")}
)
"""Pairs the Bank does not show although its totals contain them (a dash in the workbook of 2017)."""
ROUNDED = 1e-6


def recognises(look: Look) -> bool:
    """Whether the columns are those of Data360."""
    if look.made == "text":
        return set(NEEDED) <= set(look.columns)
    return look.made == "json" and '"REF_AREA"' in look.head and '"OBS_VALUE"' in look.head


def _rows(look: Look, options: Options) -> Iterator[tuple[int, dict[str, str]]]:
    """Line or place, and the row by column name."""
    if look.made == "text":
        names: list[str] = []
        for line, row in look.lines():
            if not names:
                names = [n.strip() for n in row]
            elif len(row) == len(names):
                yield line, dict(zip(names, (c.strip() for c in row), strict=True))
            elif any(c.strip() for c in row):
                options.report.add(look.file, f"expected {len(names)} cells, found {len(row)}", row=line)
        return
    if look.path.stat().st_size > MAX_JSON:
        raise Unreadable(look.file, f"more than {MAX_JSON:,} bytes of JSON; download the CSV")
    try:
        data = json.loads(look.path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise Unreadable(look.file, f"damaged JSON: {str(error)[:100]}") from None
    values = data.get("value") if isinstance(data, dict) else data
    if not isinstance(values, list) or not all(isinstance(v, dict) for v in values):
        raise Unreadable(look.file, 'expected {"count": ..., "value": [...]} as the API gives it')
    count = data.get("count") if isinstance(data, dict) else None
    if isinstance(count, int) and count > len(values):
        said = f"the file has {len(values):,} of {count:,} rows: one page of several; save all of them, or the CSV"
        raise Unreadable(look.file, said)
    for place, value in enumerate(values, start=1):
        yield place, {k: "" if v is None else str(v).strip() for k, v in value.items()}


def read(look: Look, options: Options) -> Imported:
    """Read the observations of the file; sums are checked where the file has a row for the world."""
    import polars as pl

    report = options.report
    found: list[dict[str, Any]] = []
    figures: dict[int, dict[tuple[str, str], tuple[float | None, int]]] = {}
    titles: dict[str, dict[str, str]] = {}
    series: dict[str, str] = {}
    unread: dict[str, int] = {}
    codes: set[str] = set()
    for line, row in _rows(look, options):
        absent = [n for n in NEEDED if n not in row]
        if absent:
            report.add(look.file, f"lacks {', '.join(absent)}", row=line)
            continue
        name, year = row["INDICATOR"], row["TIME_PERIOD"][:4]
        value = figure(row["OBS_VALUE"]) if row["OBS_VALUE"] else None
        if isinstance(value, str) or not year.isdigit():
            report.add(
                look.file, "expected a figure and a year", row=line, value=f"{row['OBS_VALUE']}, {year}"
            )
            continue
        codes.add(row["REF_AREA"])
        area = areas.of_world_bank(row["REF_AREA"])
        if name == "WB_KNOMAD_BRE":
            series[name] = row.get("INDICATOR_LABEL", "")
            other = row.get("COMP_BREAKDOWN_1", "").removeprefix(PREFIX)
            codes.add(other)
            receiver = areas.of_world_bank(other)
            if area is None or receiver is None:
                continue
            pairs = figures.setdefault(int(year), {})
            if (area, receiver) in pairs:
                report.add(
                    look.file, f"{area} to {receiver} stands in row {pairs[area, receiver][1]} too", row=line
                )
            pairs[area, receiver] = (value, line)
            continue
        made = _single(name, row, value, titles)
        if made is None:
            unread[name] = unread.get(name, 0) + 1
        elif area is not None and value is not None:
            series[name] = row.get("INDICATOR_LABEL", "")
            found.append({**made, "country": area, "year": int(year), "flag": _status(row)})
    if unread:
        said = "; ".join(f"{name} ({n:,} rows)" for name, n in sorted(unread.items())[:10])
        report.warn(look.file, f"left out: series or breakdowns that are not read: {said}")
    bank.report_unknown(codes, look.file, report)
    _check(figures, look.file, options)
    found.extend(_pairs(figures))
    if not found:
        report.add(look.file, "no figure that is read")
    report.finish()
    source = _source(look, series, max(r["year"] for r in found), titles)
    frame = as_observations(pl.DataFrame(found, infer_schema_length=None), source_id=source.source_id)
    check_duplicates(frame, look.file, report)
    return Imported((source,), frame, report.finish())


def _pairs(figures: dict[int, dict[tuple[str, str], tuple[float | None, int]]]) -> Iterator[dict[str, Any]]:
    """The bilateral remittances as rows."""
    for year, pairs in figures.items():
        for (sender, receiver), (value, _) in pairs.items():
            if WORLD not in {sender, receiver} and sender != receiver:
                yield {
                    "indicator": "remittance_bilateral",
                    "destination": sender,
                    "origin": receiver,
                    "year": year,
                    "value": value,
                    "sex": "both",
                    "unit": "current US$ million",
                    "kind": MODEL,
                    "flag": None,
                }


def _status(row: dict[str, str]) -> str | None:
    status = row.get("OBS_STATUS", "")
    return None if status in {"", "A", "_Z"} else status


def _single(
    name: str, row: dict[str, str], value: float | None, titles: dict[str, dict[str, str]]
) -> dict[str, Any] | None:
    """A figure of one country, or None if the series or its breakdown is not read."""
    extra = [
        row.get(c, "")
        for c in ("AGE", "URBANISATION", "COMP_BREAKDOWN_1", "COMP_BREAKDOWN_2", "COMP_BREAKDOWN_3")
    ]
    sex = SEXES.get(row.get("SEX", ""))
    label = row.get("INDICATOR_LABEL", "")
    if sex is None:
        return None
    if name in {"WB_KNOMAD_MRI", "WB_KNOMAD_MRO"}:
        indicator = "remittance_received" if name.endswith("MRI") else "remittance_paid"
        scaled = None if value is None else round(value * 1e6, 2)
        return {
            "indicator": indicator,
            "value": scaled,
            "sex": "both",
            "unit": "current US$",
            "kind": ESTIMATE,
        }
    if not name.startswith("WB_WDI_") or any(e not in TRIVIAL for e in extra[1:]):
        return None
    code = name.removeprefix("WB_WDI_").replace("_", ".")
    known = bank.meaning(code, label)
    if known is not None:
        unit = bank.unit_of(known, label)
        # The series themselves are of one sex or of both; the column SEX repeats it.
        return {
            "indicator": known.indicator,
            "value": value,
            "sex": known.sex,
            "unit": unit,
            "kind": known.kind,
        }
    if extra[0] not in TRIVIAL:
        return None
    indicator, words = bank.own_indicator(code, label)
    titles[indicator] = words
    return {"indicator": indicator, "value": value, "sex": sex, "unit": words["unit"], "kind": ESTIMATE}


def _check(
    figures: dict[int, dict[tuple[str, str], tuple[float | None, int]]], where: str, options: Options
) -> None:
    totals = Totals(options)
    for year, pairs in figures.items():
        senders = {s for s, r in pairs if r != WORLD} - {WORLD}
        by_sender: dict[str, Parts] = {s: Parts() for s in senders}
        by_receiver: dict[str, Parts] = {}
        for (sender, receiver), (value, _) in pairs.items():
            if WORLD not in {sender, receiver}:
                by_sender[sender].add(value)
                by_receiver.setdefault(receiver, Parts()).add(value)
        for sender, receiver in NOT_PUBLISHED - set(pairs):
            by_sender.setdefault(sender, Parts()).add(None)
            by_receiver.setdefault(receiver, Parts()).add(None)
        for (sender, receiver), (value, line) in pairs.items():
            if value is None or WORLD not in {sender, receiver} or sender == receiver:
                continue
            side = by_sender.get(sender) if receiver == WORLD else by_receiver.get(receiver)
            if side is None or not side.figures:
                continue
            what = f"sent from {sender}" if receiver == WORLD else f"received by {receiver}"
            whole = abs(sum(side.figures) - value) <= max(ROUNDED * abs(value), 0.01)
            if not whole and not (side.missing and sum(side.figures) < value):
                totals.compare(f"{what}, {year}, US$ million", sum(side.figures), value, where, line)


def _source(look: Look, series: dict[str, str], last: int, titles: dict[str, dict[str, str]]) -> Source:
    one = next(iter(series)) if len(series) == 1 else ""
    bilateral = one == "WB_KNOMAD_BRE"
    if bilateral:
        source_id, title, shared = (
            f"wb-bilateral-remittances-{last}",
            "Bilateral Remittance Estimates",
            "wb-bilateral-remittances",
        )
    else:
        part = one.lower().replace("_", "-") if one else "data360"
        source_id, title = f"{part}-{look.sha256[:8]}", series[one] or one if one else "Data360 series"
        shared = "wb-knomad" if one.startswith(PREFIX) else bank.SERIES
    return Source(
        source_id=source_id,
        publisher="World Bank" + (" (KNOMAD)" if one.startswith(PREFIX) else ""),
        title=f"{title}, Data360",
        edition=str(last) if bilateral else f"to {last}",
        licence="CC BY 4.0",
        address=f"https://data360.worldbank.org/en/indicator/{one}"
        if one
        else "https://data360.worldbank.org",
        file_name=look.file,
        sha256=look.sha256,
        importer=NAME,
        importer_version=VERSION,
        notes="An allocation of national totals by migrant stocks and incomes, not reported data. Six pairs of "
        "countries are not published though the totals contain them."
        if bilateral
        else "",
        series=shared,
        indicators=titles,
    )
