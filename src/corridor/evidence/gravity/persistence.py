"""What the past alone says: last value and last growth, beside the gravity fit, on years it has not seen.

Gravity fits describe differences between corridors well and changes over time badly, often worse than a
corridor's own past (Beyer, Schewe and Lotze-Campen 2022, Humanities and Social Sciences Communications 9,
doi 10.1057/s41599-022-01067-x).  So every result carries this comparison, or the reason why there is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from corridor.evidence.gravity.absorb import Array, NoConvergence
from corridor.evidence.gravity.prepare import Table

if TYPE_CHECKING:
    import polars as pl

LAST_VALUE, LAST_CHANGE, LAST_GROWTH, GRAVITY = "last value", "last change", "last growth", "gravity fit"
"""The methods: as many as last time; the same number a year more (or fewer, not below 0); the same rate a year."""


@dataclass(frozen=True, eq=False)
class Baseline:
    """Errors of the gravity fit and of persistence on years held out.

    Attributes:
        table: one row for each year held out and method, or None if no year could be held out.  ``year``;
            ``method``; ``pairs`` compared (the same for every method) and ``not_compared``, which have no earlier
            figure or no effect; ``outcome`` their observed total;
            ``predicted`` total; ``mean_abs_error``; ``median_abs_error``; ``root_mean_square``;
            ``abs_error_share``, absolute errors as a share of the observed total; ``against_last_value``,
            the mean absolute error divided by that of the last value (below 1: closer); null
            where the divisor is 0.
        pairs: one row for each pair compared: keys, ``observed``, and a column for each method.
        reason: why there is no comparison; empty if there is one.
        notes: how it was made.
    """

    table: pl.DataFrame | None
    pairs: pl.DataFrame | None = None
    reason: str = ""
    notes: tuple[str, ...] = ()

    def error(self, method: str, year: int | None = None, measure: str = "abs_error_share") -> float:
        """An error of a method in a year held out (by default the latest).

        Raises:
            KeyError: no such method or year, or no comparison.
        """
        import polars as pl

        if self.table is None:
            raise KeyError(self.reason)
        chosen = max(self.table["year"].to_list()) if year is None else year
        row = self.table.filter((pl.col("method") == method) & (pl.col("year") == chosen))
        if not row.height:
            raise KeyError(f"nothing for {method!r} in {chosen}")
        return float(row[measure][0])

    def sentences(self) -> list[str]:
        """The comparison in words."""
        if self.table is None:
            return [f"No comparison with persistence: {self.reason}"]
        said = []
        for year in self.table["year"].unique().sort():
            part = {r["method"]: r for r in self.table.iter_rows(named=True) if r["year"] == year}
            gravity, last = part[GRAVITY], part[LAST_VALUE]
            errors = ", ".join(f"{m} {_percent(r['abs_error_share'])}" for m, r in part.items())
            if gravity["mean_abs_error"] > last["mean_abs_error"]:
                ratio = gravity["against_last_value"]
                verdict = "The last value was closer" + (
                    "."
                    if ratio is None
                    else f": the error of the gravity fit was {ratio:.1f} times as large."
                )
            else:
                verdict = "The gravity fit was closer here, with the covariates of the year itself."
            skipped = (
                f" ({gravity['not_compared']:,} more have no earlier figure or no effect)"
                if gravity["not_compared"]
                else ""
            )
            said.append(
                f"{year}, held out, {gravity['pairs']:,} pairs{skipped}: absolute errors as a share of the total: "
                f"{errors}. {verdict}"
            )
        return said + list(self.notes)


def _percent(share: float | None) -> str:
    return "not defined (the total is 0)" if share is None else f"{100 * share:.1f} %"


def compare(table: Table, effects: Sequence[str], tests: int) -> Baseline:
    """Hold out the last years in turn, fit what came before, and compare.

    Args:
        table: all rows.
        effects: the effects of the fit; those of the year held out are taken from the year before it.
        tests: how many of the last years are held out, each with all earlier years as its past.
    """
    import polars as pl

    if "year" not in table.frame.columns:
        return Baseline(None, reason="the table has no year, so nothing can be held out.")
    years = sorted(table.frame["year"].unique().to_list())
    if len(years) < 2:
        return Baseline(None, reason=f"there is one year only ({years[0]}), so nothing can be held out.")
    rows, pairs, notes = [], [], []
    for year in years[max(1, len(years) - tests) :] if tests > 0 else []:
        try:
            compared, skipped = _one_year(table, effects, year, [y for y in years if y < year])
        except (NoConvergence, ValueError) as failed:
            notes.append(f"{year} could not be held out: {failed}.")
            continue
        if not compared.height:
            notes.append(f"{year} could not be held out: no pair is known before it and in it.")
            continue
        rows += _errors(compared, year, skipped)
        pairs.append(compared)
    if not rows:
        return Baseline(None, reason=" ".join(notes) or "no year was to be held out.")
    notes.append(
        "Held-out years: the gravity fit is given the covariates of the year itself, which a forecast would not "
        "have, and the effects of the year before. Last change: the same number a year more; last growth: the "
        "same rate a year, which runs away where few people were counted before."
    )
    return Baseline(pl.DataFrame(rows), pl.concat(pairs, how="diagonal"), notes=tuple(notes))


def _part(table: Table, years: Sequence[int]) -> Table:
    rows = table.frame["year"].is_in(list(years)).to_numpy()
    return replace(table, frame=table.frame.filter(rows), y=table.y[rows], x=table.x[rows])


def _one_year(table: Table, effects: Sequence[str], year: int, past: list[int]) -> tuple[pl.DataFrame, int]:
    import polars as pl

    from corridor.evidence.gravity.fitting import fit_table

    now = _part(table, [year])
    fitted = fit_table(_part(table, past), effects)
    made = now.frame.select(["origin", "destination", "year"]).with_columns(
        pl.Series("observed", now.y),
        pl.Series(GRAVITY, fitted.predict(now.frame, now.x, past[-1])).fill_nan(None),
    )
    for name, at in (("last", past[-1]), ("before", past[-2] if len(past) > 1 else None)):
        if at is not None:
            then = _part(table, [at])
            made = made.join(
                then.frame.select(["origin", "destination"]).with_columns(pl.Series(name, then.y)),
                on=["origin", "destination"],
                how="left",
            )
    methods = [LAST_VALUE, GRAVITY]
    made = made.with_columns(pl.col("last").alias(LAST_VALUE))
    if "before" in made.columns:
        rate = (year - past[-1]) / (past[-1] - past[-2])
        last, before = pl.col("last"), pl.col("before")
        made = made.with_columns(
            (last + (last - before) * rate).clip(lower_bound=0.0).alias(LAST_CHANGE),
            # from nothing there is no rate: the last value is carried on
            pl.when(before > 0)
            .then(last * (last / before).pow(rate))
            .when(before == 0)
            .then(last)
            .alias(LAST_GROWTH),
        )
        methods[1:1] = [LAST_CHANGE, LAST_GROWTH]
    made = made.select(["origin", "destination", "year", "observed", *methods])
    compared = made.drop_nulls()
    return compared, made.height - compared.height


def _errors(compared: pl.DataFrame, year: int, skipped: int) -> list[dict[str, object]]:
    observed: Array = compared["observed"].to_numpy()
    total = float(observed.sum())
    last = float(np.abs(compared[LAST_VALUE].to_numpy() - observed).mean())
    rows: list[dict[str, object]] = []
    for method in compared.columns[4:]:
        values: Array = compared[method].to_numpy()
        missed = np.abs(values - observed)
        mean = float(missed.mean())
        rows.append(
            {
                "year": year,
                "method": method,
                "pairs": observed.size,
                "not_compared": skipped,
                "outcome": total,
                "predicted": float(values.sum()),
                "mean_abs_error": mean,
                "median_abs_error": float(np.median(missed)),
                "root_mean_square": float(np.sqrt((missed**2).mean())),
                "abs_error_share": float(missed.sum()) / total if total > 0 else None,
                "against_last_value": mean / last if last > 0 else None,
            }
        )
    return rows
