"""From a table of pairs to arrays: terms, effects and clusters by name, what is wrong, what is left out and why."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corridor.evidence.gravity.absorb import Array, Codes
from corridor.evidence.problems import Findings

if TYPE_CHECKING:
    import polars as pl

KEYS = ("origin", "destination", "year")
ONE_VALUE = ("sex", "indicator", "age", "unit", "method", "part")
"""Columns that, where they stand, must have one value: figures of different things are not fitted together."""

ROW = "_row"
_LOG = re.compile(r"log\((.+)\)")


@dataclass(frozen=True, eq=False)
class Table:
    """Rows that can be fitted.

    Attributes:
        frame: the rows, with the columns they came with.
        y: (n,) outcome.
        x: (n, k) covariates, in the order of ``terms``.
        terms: the covariates as they were asked for.
        left_out: rows that cannot be fitted, with ``reason``.
        notes: what the reader of the result should know.
    """

    frame: pl.DataFrame
    y: Array
    x: Array
    terms: tuple[str, ...]
    left_out: pl.DataFrame
    notes: tuple[str, ...] = ()

    @property
    def keys(self) -> list[str]:
        """The columns that name a row: origin, destination and, if there is one, year."""
        return [k for k in KEYS if k in self.frame.columns]


def prepare(
    frame: pl.DataFrame,
    outcome: str,
    covariates: Sequence[str],
    columns: Sequence[str],
    *,
    name: str,
    within_country: bool,
) -> Table:
    """Check a table and take the rows that can be fitted.

    Args:
        frame: one row a pair (and year).
        outcome: column of the outcome; null is unknown.
        covariates: columns, or ``log(column)``.
        columns: further columns that effects and clusters need.
        name: what messages call the table.
        within_country: keep rows whose origin is their destination.

    Raises:
        EvidenceProblems: everything that is wrong with the table.
    """
    import polars as pl

    found = Findings()
    sources = {c: _source(c) for c in covariates}
    needed = ["origin", "destination", outcome, *sources.values(), *columns]
    for column in dict.fromkeys(needed):
        if column not in frame.columns:
            has = ", ".join(frame.columns[:20])
            found.add(name, f"expected a column of this name; the columns are: {has}", column=column)
    for column in dict.fromkeys([outcome, *sources.values()]):
        kind = frame.schema.get(column)
        if kind is not None and not (kind.is_numeric() or kind == pl.Boolean):
            found.add(name, f"expected numbers, not {kind}; give categories as effects", column=column)
    if len(set(covariates)) != len(covariates):
        found.add(name, "expected each covariate once", value=", ".join(covariates))
    if not frame.height:
        found.add(name, "expected rows; there are none")
    if "year" in frame.columns and not frame.schema["year"].is_integer():
        found.add(name, f"expected whole numbers, not {frame.schema['year']}", column="year")
    found.finish()

    rows = frame.with_row_index(ROW, 1)
    for column in dict.fromkeys([outcome, *sources.values()]):
        rows = rows.with_columns(pl.col(column).cast(pl.Float64).fill_nan(None))
    for column in dict.fromkeys([*(k for k in KEYS if k in rows.columns), *columns]):
        _whole(rows, column, name, found)
    _one_kind(rows, name, found)
    _outcomes(rows, outcome, name, found)
    keys = [k for k in KEYS if k in rows.columns]
    _once(rows, keys, name, found)

    reason = pl.lit(None, pl.String)
    for term in reversed(list(covariates)):
        reason = (
            pl.when(pl.col(sources[term]).is_null())
            .then(pl.lit(f"not known: {sources[term]}"))
            .otherwise(reason)
        )
    reason = pl.when(pl.col(outcome).is_null()).then(pl.lit(f"not known: {outcome}")).otherwise(reason)
    if not within_country:
        same = pl.col("origin") == pl.col("destination")
        reason = pl.when(same).then(pl.lit("origin and destination are the same")).otherwise(reason)
    rows = rows.with_columns(reason.alias("reason"))
    kept = rows.filter(pl.col("reason").is_null())
    matrix = [_values(kept, term, sources[term], name, found) for term in covariates]
    y = kept[outcome].to_numpy().astype(np.float64)
    if kept.height and not (y > 0).any():
        found.add(name, "expected at least one value above 0", column=outcome)
    if not kept.height:
        found.add(name, "expected rows with a known outcome and known covariates; none is complete")
    found.finish()
    left = rows.filter(pl.col("reason").is_not_null()).select([*keys, outcome, "reason"])
    x = np.column_stack(matrix) if matrix else np.zeros((kept.height, 0))
    return Table(kept.drop("reason"), y, x, tuple(covariates), left, _notes(frame))


def _source(term: str) -> str:
    """The column a covariate is made of."""
    logged = _LOG.fullmatch(term.strip())
    return logged.group(1).strip() if logged else term


def _values(kept: pl.DataFrame, term: str, column: str, name: str, found: Findings) -> Array:
    values = kept[column].to_numpy().astype(np.float64)
    bad = ~np.isfinite(values)
    expected = "expected a finite number"
    if term != column:
        bad |= values <= 0
        expected = f"expected a number above 0 for {term}"
    for at in np.flatnonzero(bad):
        found.add(name, expected, row=int(kept[ROW][int(at)]), column=column, value=str(values[at]))
    if term == column:
        return values
    return np.log(np.where(bad, 1.0, values))


def _whole(rows: pl.DataFrame, column: str, name: str, found: Findings) -> None:
    for at in rows.filter(rows[column].is_null())[ROW]:
        found.add(name, "nothing stands here; expected a code", row=int(at), column=column)


def _one_kind(rows: pl.DataFrame, name: str, found: Findings) -> None:
    for column in ONE_VALUE:
        if column in rows.columns:
            values = rows[column].unique().sort().to_list()
            if len(values) > 1:
                shown = ", ".join(str(v) for v in values[:6])
                found.add(
                    name,
                    "expected one value in this column: different figures are not fitted together",
                    column=column,
                    value=shown,
                )


def _outcomes(rows: pl.DataFrame, outcome: str, name: str, found: Findings) -> None:
    import polars as pl

    bad = rows.filter((pl.col(outcome) < 0) | pl.col(outcome).is_infinite())
    for at, value in zip(bad[ROW], bad[outcome], strict=True):
        found.add(
            name, "expected 0, more, or nothing if it is unknown", row=at, column=outcome, value=f"{value:g}"
        )


def _once(rows: pl.DataFrame, keys: list[str], name: str, found: Findings) -> None:
    import polars as pl

    twice = rows.filter(pl.struct(keys).is_duplicated() & ~pl.struct(keys).is_first_distinct())
    for row in twice.select([ROW, *keys]).iter_rows():
        pair = ", ".join(str(v) for v in row[1:])
        found.add(
            name,
            f"stands more than once; expected one row for each {', '.join(keys)} (one source and edition)",
            row=row[0],
            value=pair,
        )


def _notes(frame: pl.DataFrame) -> tuple[str, ...]:
    notes = []
    if "source_id" in frame.columns:
        ids = [str(s) for s in frame["source_id"].drop_nulls().unique().sort()]
        if len(ids) == 1:
            notes.append(f"Outcome from the source {ids[0]}.")
        elif ids:
            notes.append(f"Figures of {len(ids)} sources are fitted together: {', '.join(ids[:6])}.")
    if "kind" in frame.columns:
        kinds = [str(k) for k in frame["kind"].drop_nulls().unique().sort()]
        notes.append(f"Kind of the outcome: {', '.join(kinds)}.")
    return tuple(notes)


def parts_of(effect: str) -> list[str]:
    """The columns of an effect or a cluster: ``origin:year`` has a level for each origin in each year.

    >>> parts_of("pair"), parts_of("origin:year")
    (['origin', 'destination'], ['origin', 'year'])
    """
    if effect == "pair":
        return ["origin", "destination"]
    return [p.strip() for p in effect.split(":")]


def labels(frame: pl.DataFrame, effect: str, *, year: int | None = None) -> pl.Series:
    """The level of each row, as text; with ``year``, that which the row would have in that year."""
    import polars as pl

    parts = [
        pl.lit(str(year)) if p == "year" and year is not None else pl.col(p).cast(pl.String)
        for p in parts_of(effect)
    ]
    return frame.select(pl.concat_str(parts, separator="|").alias(effect))[effect]


def coded(frame: pl.DataFrame, effect: str) -> tuple[Codes, list[str]]:
    """Numbers of the levels of an effect, (n,), and the levels in their order."""
    values = labels(frame, effect)
    levels = values.unique().sort()
    codes = values.rank("dense").to_numpy().astype(np.intp) - 1
    return codes, levels.to_list()
