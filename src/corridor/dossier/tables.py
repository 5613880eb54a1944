"""The tables of a document for further work: CSV and Parquet, each with its metadata as JSON."""

from __future__ import annotations

import json
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Any

from corridor.dossier.book import harmless, sources_data
from corridor.dossier.document import Data, Document

if TYPE_CHECKING:
    import polars as pl

FORMAT = "corridor-table-1"


def tables(document: Document) -> dict[str, bytes]:
    """File name to content: ``NAME.csv``, ``NAME.parquet`` and ``NAME.json`` for every table."""
    files: dict[str, bytes] = {}
    for data in [*document.data, sources_data(document)]:
        frame = to_frame(data)
        parquet = BytesIO()
        frame.write_parquet(parquet)
        files[f"{data.id}.parquet"] = parquet.getvalue()
        files[f"{data.id}.csv"] = _csv(frame)
        files[f"{data.id}.json"] = _metadata(document, data, frame)
    return files


def to_frame(data: Data) -> pl.DataFrame:
    """The table with one type a column: text, whole number, number, yes or no, date."""
    import polars as pl

    types = {c: _type([r.get(c) for r in data.rows]) for c in data.columns}
    return pl.DataFrame(
        [[_as(r.get(c), t) for c, t in types.items()] for r in data.rows], schema=types, orient="row"
    )


def _type(values: list[Any]) -> Any:
    import polars as pl

    kinds = {type(v) for v in values if v is not None}
    if kinds == {bool}:
        return pl.Boolean
    if kinds == {int}:
        return pl.Int64
    if kinds and kinds <= {int, float}:
        return pl.Float64
    if kinds == {date}:
        return pl.Date
    return pl.String


def _as(value: Any, kind: Any) -> Any:
    import polars as pl

    if value is None:
        return None
    if kind == pl.String:
        return str(value)
    return float(value) if kind == pl.Float64 else value


def _csv(frame: pl.DataFrame) -> bytes:
    """CSV whose texts no spreadsheet takes for formulas."""
    import polars as pl

    texts = [c for c, t in frame.schema.items() if t == pl.String]
    safe = frame.with_columns(
        pl.Series(c, [None if v is None else harmless(v) for v in frame[c]], dtype=pl.String) for c in texts
    )
    out = BytesIO()
    safe.write_csv(out)
    return out.getvalue()


def _metadata(document: Document, data: Data, frame: pl.DataFrame) -> bytes:
    sources = document.sources
    meta = {
        "format": FORMAT,
        "id": data.id,
        "title": data.title,
        "of": document.title,
        "rows": frame.height,
        "columns": [{"name": c, "type": str(frame.schema[c]), "meaning": m} for c, m in data.columns.items()],
        "sources": [
            {"id": s, "citation": sources[s].citation, "licence": sources[s].licence}
            for s in data.sources
            if s in sources
        ],
        "note": data.note,
        "csv": "texts that begin with = + - @ have an apostrophe before them",
    }
    return (json.dumps(meta, ensure_ascii=False, indent=2) + "\n").encode()
