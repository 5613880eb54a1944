"""The metadata file of a plain table: where the figures come from and what its columns mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from corridor.evidence.catalogue import INDICATORS
from corridor.evidence.importers.look import Look
from corridor.evidence.model import KINDS, Kind, Source
from corridor.evidence.problems import Findings, Unreadable

PLACES = ("origin", "destination", "country")
COLUMNS = frozenset(
    {
        *PLACES,
        "indicator",
        "sex",
        "age",
        "year",
        "year_to",
        "period",
        "quarter",
        "variant",
        "flag",
        "unit",
        "kind",
    }
)
SERIES_KEYS = frozenset(
    {
        "indicator",
        "indicators",
        "value",
        "columns",
        "constants",
        "where",
        "scale",
        "words",
        "length",
        "null_is",
        "kind",
        "source",
        "codes",
        "title",
        "unit",
        "shape",
    }
)
TOP_KEYS = frozenset({"source", "sources", "kind", "series", "codes"})
MAX_BYTES = 1_000_000


@dataclass(frozen=True)
class Series:
    """One series of a table: its indicator, the column of its figures, and what the other columns mean."""

    source_id: str
    kind: Kind
    value: str
    indicator: str = ""
    indicators: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, Any] = field(default_factory=dict)
    where: Mapping[str, Any] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    scale: float = 1.0
    length: int | None = None
    null_is: float | None = None
    codes: str = "iso3"
    own: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Indicators that the catalogue does not have: (unit, shape)."""


@dataclass(frozen=True)
class Metadata:
    """Sources and series of a table."""

    sources: tuple[Source, ...]
    series: tuple[Series, ...]


def read_metadata(look: Look, report: Findings) -> Metadata:
    """Read and check the metadata file beside a table; problems go to the report.

    Raises:
        Unreadable: it is no YAML mapping.
    """
    import yaml

    path = look.metadata
    assert path is not None
    if path.stat().st_size > MAX_BYTES:
        raise Unreadable(path.name, f"more than {MAX_BYTES:,} bytes; expected a small metadata file")
    try:
        text = path.read_text(encoding="utf-8")
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=yaml.SafeLoader)):
            raise Unreadable(path.name, "holds references (*name); write the values out")
        data = yaml.safe_load(text)
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        raise Unreadable(path.name, f"no YAML: {error}"[:200], row=mark.line + 1 if mark else None) from None
    if not isinstance(data, dict):
        raise Unreadable(path.name, "expected source, kind and series")
    _unknown(data, TOP_KEYS, path.name, "", report)
    sources = _sources(data, look, path.name, report)
    listed = data.get("series")
    if not isinstance(listed, list) or not listed:
        report.add(path.name, "expected a list of series", column="series")
        listed = []
    found = []
    titles: dict[str, dict[str, dict[str, str]]] = {}
    for number, raw in enumerate(listed, start=1):
        series = _series(raw, number, data, sources, path.name, report)
        if series is not None:
            found.append(series)
            for name in series.own:
                words = {"title": str(raw.get("title", name)), "unit": series.own[name][0]}
                titles.setdefault(series.source_id, {})[name] = words
    named = tuple(replace(s, indicators={**s.indicators, **titles.get(s.source_id, {})}) for s in sources)
    return Metadata(named, tuple(found))


def _unknown(data: Mapping[str, Any], known: frozenset[str], file: str, at: str, report: Findings) -> None:
    for key in data:
        if key not in known:
            report.add(file, f"unknown; expected one of {', '.join(sorted(known))}", column=f"{at}{key}")


def _sources(data: Mapping[str, Any], look: Look, file: str, report: Findings) -> tuple[Source, ...]:
    raw = data.get("sources") or ([data["source"]] if data.get("source") else [])
    if not isinstance(raw, list) or not raw:
        report.add(
            file, "expected a source with source_id, publisher, title, edition, licence", column="source"
        )
        return ()
    found = []
    for one in raw:
        if not isinstance(one, dict):
            report.add(file, "expected source_id, publisher, title, edition, licence", column="source")
            continue
        try:
            source = Source.from_dict(one)
        except (ValueError, TypeError) as error:
            report.add(file, str(error), column="source")
            continue
        if not source.licence:
            report.add(file, "missing; say 'not known' if it is not", column="source.licence")
        found.append(
            replace(
                source,
                file_name=look.file,
                sha256=look.fingerprint,
                importer="tidy",
                importer_version="1",
                series=source.series or source.source_id,
            )
        )
    if len({s.source_id for s in found}) < len(found):
        report.add(file, "two sources have the same source_id", column="sources")
    return tuple(found)


def _series(
    raw: Any, number: int, data: Mapping[str, Any], sources: tuple[Source, ...], file: str, report: Findings
) -> Series | None:
    at = f"series[{number}]."
    if not isinstance(raw, dict):
        report.add(file, "expected indicator, value and columns", column=f"series[{number}]")
        return None
    before = len(report.problems)
    _unknown(raw, SERIES_KEYS, file, at, report)
    columns = _mapping(raw, "columns", file, at, report)
    constants = _mapping(raw, "constants", file, at, report)
    for key in (*columns, *constants):
        if key not in COLUMNS:
            expected = f"no column of observations; expected one of {', '.join(sorted(COLUMNS))}"
            report.add(file, expected, column=f"{at}columns.{key}")
    given = {*columns, *constants}
    if "year" not in given:
        report.add(file, "expected the column of the year", column=f"{at}columns.year")
    if not ({"origin", "destination"} <= given or "country" in given):
        report.add(file, "expected origin and destination, or country", column=f"{at}columns")
    if not raw.get("value"):
        report.add(file, "expected the name of the column with the figures", column=f"{at}value")
    indicator = str(raw.get("indicator") or "")
    if not indicator and "indicator" not in given:
        report.add(file, "expected an indicator of the catalogue", column=f"{at}indicator")
    own = _own(raw, indicator, file, at, report)
    kind = raw.get("kind") or data.get("kind")
    if kind not in KINDS and "kind" not in given:
        report.add(
            file,
            f"expected one of {', '.join(KINDS)}",
            column=f"{at}kind",
            value=None if kind is None else str(kind),
        )
    source_id = str(raw.get("source") or (sources[0].source_id if len(sources) == 1 else ""))
    if sources and source_id not in {s.source_id for s in sources}:
        report.add(
            file,
            "expected the source_id of one of the sources",
            column=f"{at}source",
            value=source_id or None,
        )
    codes = raw.get("codes") or data.get("codes") or "iso3"
    if codes not in {"iso3", "m49"}:
        report.add(file, "expected iso3 or m49", column=f"{at}codes", value=str(codes))
    numbers: dict[str, float | None] = {}
    for key, default in (("scale", 1.0), ("length", None), ("null_is", None)):
        value = raw.get(key, default)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            report.add(file, "expected a number", column=f"{at}{key}", value=str(value))
            value = default
        numbers[key] = value
    if len(report.problems) > before:
        return None
    length = numbers["length"]
    return Series(
        source_id=source_id,
        kind=kind if kind in KINDS else "observed",
        value=str(raw["value"]),
        indicator=indicator,
        indicators={str(k): str(v) for k, v in _mapping(raw, "indicators", file, at, report).items()},
        columns={k: str(v) for k, v in columns.items()},
        constants=constants,
        where=_mapping(raw, "where", file, at, report),
        words={
            k: dict(v) for k, v in _mapping(raw, "words", file, at, report).items() if isinstance(v, dict)
        },
        scale=float(numbers["scale"] or 1.0),
        length=None if length is None else int(length),
        null_is=numbers["null_is"],
        codes=str(codes),
        own=own,
    )


def _own(
    raw: Mapping[str, Any], indicator: str, file: str, at: str, report: Findings
) -> dict[str, tuple[str, str]]:
    """An indicator that the catalogue does not have, with its unit and shape."""
    if not indicator or indicator in INDICATORS:
        return {}
    if not (raw.get("title") and raw.get("unit")):
        import difflib

        near = difflib.get_close_matches(indicator, INDICATORS, n=3)
        hint = f" (near: {', '.join(near)})" if near else ""
        expected = f"not in the catalogue{hint}; expected title and unit beside an indicator of your own"
        report.add(file, expected, column=f"{at}indicator", value=indicator)
        return {}
    pair = "origin" in (raw.get("columns") or {})
    return {indicator: (str(raw["unit"]), "corridor" if pair else "country")}


def _mapping(raw: Mapping[str, Any], key: str, file: str, at: str, report: Findings) -> dict[str, Any]:
    value = raw.get(key) or {}
    if not isinstance(value, dict):
        report.add(file, "expected names and what they mean", column=f"{at}{key}", value=str(value))
        return {}
    return value
