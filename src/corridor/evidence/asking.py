"""What is asked of a store: which source answers first, and which rows are meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from corridor.evidence.shelf import Entry

if TYPE_CHECKING:
    import polars as pl

Codes = str | Sequence[str] | None
"""One code, several, or all."""


def ranked(entries: Sequence[Entry], indicator: str) -> list[Entry]:
    """Sources of an indicator, the one to take first: preferred series, newest edition, whole, the user's own.

    The preference among series is part of the catalogue of indicators (``PREFERRED_SERIES``).
    """
    from corridor.evidence.catalogue import PREFERRED_SERIES

    preferred = PREFERRED_SERIES.get(indicator, ())

    def place(e: Entry) -> tuple[int, int, str, int, int]:
        series = preferred.index(e.source.series) if e.source.series in preferred else len(preferred)
        rows, _, last = e.indicators[indicator]
        newest = e.source.edition
        return (
            -series,
            0 if series < len(preferred) else last,
            newest,
            int(e.source.coverage == "whole") + int(e.home == "user"),
            rows,
        )

    return sorted(entries, key=place, reverse=True)


def conditions(
    asked: Mapping[str, Codes], year: int | Sequence[int] | None, aggregates: bool
) -> list[pl.Expr]:
    """What is asked for, as conditions on the rows."""
    import polars as pl

    from corridor.evidence.model import NOT_COUNTRIES

    found = []
    for name, codes in asked.items():
        if codes is not None:
            found.append(pl.col(name).is_in([codes] if isinstance(codes, str) else list(codes)))
        elif not aggregates and name in {"origin", "destination", "country"}:
            # A row without this column is not about such a place; it stays.
            found.append(~pl.col(name).is_in(NOT_COUNTRIES).fill_null(False))
    if year is not None:
        found.append(pl.col("year").is_in([year] if isinstance(year, int) else list(year)))
    return found
