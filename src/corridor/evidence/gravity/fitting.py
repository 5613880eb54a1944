"""One fit: rows pruned, separated rows found, coefficients estimated, effects kept for prediction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corridor.evidence.gravity.absorb import Absorber, Array, Codes, components
from corridor.evidence.gravity.poisson import Estimate, deviance, estimate, identified
from corridor.evidence.gravity.prepare import Table, coded, labels
from corridor.evidence.gravity.separation import ALL_ZERO, SINGLE, Mask, prune, separated

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, eq=False)
class Fitted:
    """A converged fit on part of a table.

    Attributes:
        table: the rows it was asked for.
        effects: names of the effects.
        used: (n,) the rows that were used.
        reasons: (n,) why the others were not; empty text for those used.
        kept: numbers of the covariates that are identified.
        estimate: coefficients and fitted values of the rows used.
        levels: the levels of each effect.
        codes: (n,) level of each row of the table, by effect.
    """

    table: Table
    effects: tuple[str, ...]
    used: Mask
    reasons: npt.NDArray[np.object_]
    kept: tuple[int, ...]
    estimate: Estimate
    levels: tuple[list[str], ...]
    codes: tuple[Codes, ...]

    @property
    def y(self) -> Array:
        """Outcome of the rows used."""
        return np.asarray(self.table.y[self.used])

    @cached_property
    def groupings(self) -> list[Codes]:
        """Level numbers of the rows used, (n,) an effect; a constant if there are no effects."""
        if not self.effects:
            return [np.zeros(int(self.used.sum()), np.intp)]
        return [np.unique(c[self.used], return_inverse=True)[1].astype(np.intp) for c in self.codes]

    @property
    def null_deviance(self) -> float:
        """Deviance with a constant only, on the rows used."""
        return deviance(self.y, np.full(self.y.size, self.y.mean()))

    @cached_property
    def effect_values(self) -> tuple[Array, ...]:
        """Value of each level of each effect; minus infinity where it has zeros only, NaN where it is unknown."""
        absorber = Absorber(self.groupings)
        absorber.weigh(self.estimate.mu)
        found = absorber.levels(
            self.estimate.index - self.table.x[self.used][:, self.kept] @ self.estimate.beta
        )
        if not self.effects:
            return (found[0],)
        placed = []
        for g, codes in enumerate(self.codes):
            values = np.full(len(self.levels[g]), np.nan)
            total = np.bincount(codes, self.table.y, values.size)
            values[total == 0] = -np.inf
            values[np.unique(codes[self.used])] = found[g]
            placed.append(values)
        return tuple(placed)

    def predict(self, frame: pl.DataFrame, x: Array, year: int | None = None) -> Array:
        """Fitted values for other rows, (m,); NaN where an effect is not known.

        Args:
            frame: the rows.
            x: (m, k) their covariates, those not identified too.
            year: the year whose effects are taken, if the effects have years.
        """
        import polars as pl

        index = x[:, self.kept] @ self.estimate.beta
        if not self.effects:
            return np.asarray(np.exp(index + self.effect_values[0][0]))
        places = []
        for g, effect in enumerate(self.effects):
            known = {level: at for at, level in enumerate(self.levels[g])}
            at = labels(frame, effect, year=year).replace_strict(known, default=-1, return_dtype=pl.Int64)
            places.append(at.to_numpy().astype(np.intp))
            values = np.append(self.effect_values[g], np.nan)
            index = index + values[places[g]]
        if len(self.effects) > 1:
            # a level known from another, unconnected part of the table has no common scale with this one
            sizes = (len(self.levels[0]), len(self.levels[1]))
            of_a, of_b = components(self.codes[0][self.used], self.codes[1][self.used], sizes)
            apart = of_a[places[0]] != of_b[places[1]]
            index = np.where(apart & np.isfinite(index), np.nan, index)
        return np.asarray(np.exp(index))


def fit_table(table: Table, effects: Sequence[str]) -> Fitted:
    """Fit a table; the rows that cannot be used are named.

    Raises:
        NoConvergence: no finite fit.
    """
    named = [coded(table.frame, effect) for effect in effects]
    codes = tuple(c for c, _ in named)
    n = table.y.size
    why, by = prune(table.y, codes)
    reasons = np.full(n, "", dtype=object)
    _name_reasons(reasons, why, by, effects, np.arange(n))
    used = why == 0
    while used.any():
        rows = np.flatnonzero(used)
        parts = _groupings(codes, rows)
        apart = separated(table.y[rows], table.x[rows], parts)
        if not apart.any():
            break
        reasons[rows[apart]] = "separated: a combination of covariates and effects makes its fitted value 0"
        used[rows[apart]] = False
        rows = np.flatnonzero(used)
        if rows.size:
            why, by = prune(table.y[rows], _groupings(codes, rows))
            _name_reasons(reasons, why, by, effects, rows)
            used[rows[why > 0]] = False
    if not used.any():
        raise ValueError(
            "no row is left to fit: every one explains itself by its own effect or is 0 throughout"
        )
    rows = np.flatnonzero(used)
    absorber = Absorber(_groupings(codes, rows))
    absorber.weigh(table.y[rows] + table.y[rows].mean())
    kept = identified(table.x[rows], absorber)
    result = estimate(table.y[rows], table.x[rows][:, kept], absorber)
    return Fitted(
        table, tuple(effects), used, reasons, tuple(kept), result, tuple(names for _, names in named), codes
    )


def _groupings(codes: Sequence[Codes], rows: npt.NDArray[np.intp]) -> list[Codes]:
    if not codes:
        return [np.zeros(rows.size, np.intp)]
    return [np.unique(c[rows], return_inverse=True)[1].astype(np.intp) for c in codes]


def _name_reasons(
    reasons: npt.NDArray[np.object_],
    why: npt.NDArray[np.int8],
    by: npt.NDArray[np.int8],
    effects: Sequence[str],
    rows: npt.NDArray[np.intp],
) -> None:
    for g, effect in enumerate(effects):
        reasons[rows[(why == ALL_ZERO) & (by == g)]] = f"0 throughout its {effect}: fitted value 0"
        reasons[rows[(why == SINGLE) & (by == g)]] = f"the only row of its {effect}: explains itself"
