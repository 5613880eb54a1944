"""Iterative proportional fitting: a table scaled until its rows and columns have given totals.

Scaling rows and columns in turn needs hundreds of sweeps on stock tables, because most people live where they
were born and the table nearly falls apart into its diagonal cells.  The fitted table is the minimum of a
smooth convex function of the row multipliers; :func:`balance` goes there with Newton's method, in about four
steps.  Both end at the same table.  :func:`fit_birthplaces` is the fit with one table for each birthplace.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corridor.evidence.flows.problems import FlowProblems, entries, listed, number
from corridor.evidence.flows.threads import one_thread

Array = npt.NDArray[np.float64]

TOLERANCE = 1e-11
"""How far a fitted row total may be from its target, as a share of the target."""

SEEDED_TOLERANCE = 1e-9
"""The same for fits by sweeps with a seed, as a share of the people of a birthplace."""

_SWEEPS = 6
_STEPS = 80
_LONGEST_STEP = 6.0
_MOST_SWEEPS = 100_000


@dataclass(frozen=True, eq=False)
class Balanced:
    """A fitted table, the number of steps it took, and the row multipliers (a start for a similar table)."""

    table: Array
    steps: int
    multipliers: Array


@one_thread()
def balance(
    seed: npt.ArrayLike,
    rows: npt.ArrayLike,
    columns: npt.ArrayLike,
    *,
    names: Sequence[str] | None = None,
    what: str = "table",
    tolerance: float = TOLERANCE,
    stop_at_change: float | None = None,
    begin: Array | None = None,
) -> Balanced:
    """The table nearest to ``seed`` (in relative entropy) with the given row and column totals.

    Cells that are 0 in the seed stay 0.  Column totals are met exactly, row totals within ``tolerance`` of
    their value.

    Args:
        seed: shape (R, C), no negative cells.
        rows: R row totals.
        columns: C column totals, with the same sum.
        names: names of the rows, for messages.
        what: what the table is, for messages.
        tolerance: largest relative error of a row total.
        stop_at_change: if given, rows and columns are scaled in turn, rows first, until no cell changes by
            more than this in a sweep: the rule of the published R implementation (there 0.001).
        begin: row multipliers of a similar table to begin from.

    Raises:
        FlowProblems: the sums differ, a total has nothing in the seed to be met with, or no table with the
            zeros of the seed has these totals.

    >>> balance([[1, 2], [3, 4]], [5, 5], [4, 6]).table.round(4).tolist()
    [[1.7577, 3.2423], [2.2423, 2.7577]]
    """
    start = np.asarray(seed, dtype=np.float64)
    r, c = np.asarray(rows, dtype=np.float64), np.asarray(columns, dtype=np.float64)
    labels = [str(i + 1) for i in range(len(r))] if names is None else names
    _check_totals(start, r, c, labels, what)
    if stop_at_change is not None:
        return _alternate(start, r, c, stop_at_change)
    r = r * (c.sum() / r.sum()) if r.sum() > 0 else r  # the last digits of two sums
    some_rows, some_columns = np.flatnonzero(r > 0), np.flatnonzero(c > 0)
    if not len(some_rows):
        return Balanced(np.zeros_like(start), 0, np.ones(len(r)))
    whole = len(some_rows) == len(r) and len(some_columns) == len(c)
    inner = start if whole else start[np.ix_(some_rows, some_columns)]
    first = None if begin is None else begin[some_rows]
    with np.errstate(all="ignore"):  # totals that cannot be met drive multipliers to 0 or infinity
        x, y, steps, errors = _newton(inner, r[some_rows], c[some_columns], tolerance, first)
    if not errors.max() <= tolerance:
        worst = np.argsort(-np.nan_to_num(errors, nan=np.inf))[:8]
        said = listed([f"{labels[some_rows[i]]} (target {number(r[some_rows[i]])})" for i in worst])
        raise FlowProblems(
            [
                f"{what}: no table with the zeros of this one has the wanted totals; furthest from their row"
                f" totals: {said}"
            ]
        )
    scaled = inner * x[:, None] * y
    table = scaled
    if not whole:
        table = np.zeros_like(start)
        table[np.ix_(some_rows, some_columns)] = scaled
    multipliers = np.ones(len(r))
    multipliers[some_rows] = x
    return Balanced(table, steps, multipliers)


def _newton(
    seed: Array, r: Array, c: Array, tolerance: float, begin: Array | None
) -> tuple[Array, Array, int, Array]:
    """Multipliers of rows and columns, steps taken, relative errors of the rows.

    With the columns always met, what is minimised over the logarithms u of the row multipliers is
    sum_j c_j log sum_i seed_ij exp(u_i) - sum_i r_i u_i; its gradient is row sums minus targets, its second
    derivative diag(row sums) - P diag(1/c) P' with the current table P.
    """
    across = np.ascontiguousarray(seed.T)
    x = np.ones(len(r)) if begin is None else begin.copy()
    y = c / (across @ x)
    for _ in range(_SWEEPS if begin is None else 1):
        x = r / (seed @ y)
        y = c / (across @ x)
    diagonal = np.diag_indices(len(r))
    root_c = np.sqrt(c)
    step = 0
    for step in range(_STEPS):
        sums = x * (seed @ y)
        gap = sums - r
        errors = np.abs(gap) / r
        if errors.max() <= tolerance or not np.isfinite(errors).all():
            return x, y, step, errors
        root_s = np.sqrt(sums)
        q = seed * (x / root_s)[:, None] * (y / root_c)
        bend = -(q @ q.T)
        bend[diagonal] += 1.0 + 1e-11
        bend += np.outer(root_s, root_s) / sums.sum()
        try:
            move = np.linalg.solve(bend, -gap / root_s) / root_s
        except np.linalg.LinAlgError:
            break
        move *= min(1.0, _LONGEST_STEP / max(float(np.abs(move).max()), 1e-300))
        x, y = _along(across, x, y, move, gap, r, c)
    sums = x * (seed @ y)
    return x, y, step, np.abs(sums - r) / r


def _along(
    across: Array, x: Array, y: Array, move: Array, gap: Array, r: Array, c: Array
) -> tuple[Array, Array]:
    """The step along ``move`` that lowers the function enough, by halving."""
    slope = float(gap @ move)
    length = 1.0
    while True:
        further = x * np.exp(length * move)
        under = c / (across @ further)
        # change of the function: log of the ratio of column sums against the ratio of multipliers
        change = float(c @ np.log(y / under)) - length * float(r @ move)
        if not change > 1e-4 * length * slope + 1e-13 * float(c.sum()) or length < 1e-8:
            return further, under
        length /= 2


def _alternate(seed: Array, r: Array, c: Array, stop_at_change: float) -> Balanced:
    """Rows and columns scaled in turn until no cell moves by ``stop_at_change``."""
    table = seed
    multipliers = np.ones(len(r))
    for sweep in range(1, _MOST_SWEEPS + 1):
        factors = _ratio(r, table.sum(axis=1))
        multipliers *= factors
        after = table * factors[:, None]
        after = after * _ratio(c, after.sum(axis=0))
        change = np.abs(after - table).max()
        table = after
        if change < stop_at_change:
            return Balanced(table, sweep, multipliers)
    raise FlowProblems([f"after {_MOST_SWEEPS:,} sweeps cells still change by {number(change)}"])


def _ratio(target: Array, total: Array) -> Array:
    return np.divide(target, total, out=np.zeros_like(target), where=total > 0)


def _check_totals(seed: Array, r: Array, c: Array, names: Sequence[str], what: str) -> None:
    found = []
    if seed.shape != (len(r), len(c)):
        raise FlowProblems([f"{what} has shape {seed.shape}, the totals are {len(r)} rows, {len(c)} columns"])
    if not (np.isfinite(seed).all() and np.isfinite(r).all() and np.isfinite(c).all()):
        raise FlowProblems([f"{what}: not all cells and totals are known numbers"])
    if (seed < 0).any() or (r < 0).any() or (c < 0).any():
        found.append(f"{what}: negative cells or totals")
    if abs(r.sum() - c.sum()) > 1e-7 * max(r.sum(), c.sum(), 1e-300):
        found.append(f"{what}: row totals sum to {number(r.sum())}, column totals to {number(c.sum())}")
    empty = (r > 0) & ~((seed > 0) @ (c > 0))
    if empty.any():
        found.append(f"{what}: rows that are all 0 but should sum to {entries(empty, r, names)}")
    empty = (c > 0) & ~((r > 0) @ (seed > 0))
    if empty.any():
        at = listed([f"column {i + 1} ({number(c[i])})" for i in np.flatnonzero(empty)])
        found.append(f"{what}: columns that are all 0 but should sum to more: {at}")
    if found:
        raise FlowProblems(found)


@one_thread()
def fit_birthplaces(
    origins: Array,
    destinations: Array,
    seed: Array,
    *,
    tolerance: float = SEEDED_TOLERANCE,
    stop_at_change: float | None = None,
) -> tuple[Array, Array]:
    """Multipliers of one origin-destination table for each birthplace, by scaling in turn.

    The fitted table of birthplace k is ``seed * outer(left[k], right[k])`` with origin totals
    ``origins[k]`` and destination totals ``destinations[k]``.  All birthplaces are fitted together.

    Args:
        origins: (K, R) totals by birthplace and origin.
        destinations: (K, R) totals by birthplace and destination, with equal sums for each birthplace.
        seed: (R, R) origin by destination, or (K, R, R); no negative cells.
        tolerance: largest error of an origin total, as a share of the people of its birthplace
            (destination totals are met exactly).
        stop_at_change: if given, sweeps end when no cell changes by more than this in one, as in
            :func:`balance`; holds the whole cube in memory.

    Returns:
        left, right: both (K, R).

    Raises:
        FlowProblems: the seed has no cells to meet a total with, or the totals cannot be met on it.
    """
    if stop_at_change is not None:
        return _fit_until_still(origins, destinations, seed, stop_at_change)
    left = (origins > 0).astype(np.float64)
    right = np.zeros_like(destinations)
    active = np.flatnonzero(origins.sum(axis=1) > 0)
    with np.errstate(all="ignore"):  # totals that cannot be met drive multipliers to 0 or infinity
        active = _sweep(origins, destinations, seed, left, right, active, tolerance)
    if len(active):
        raise FlowProblems([_seed_fails(len(active), len(origins))])
    return left, right


def _sweep(
    origins: Array,
    destinations: Array,
    seed: Array,
    left: Array,
    right: Array,
    active: npt.NDArray[np.intp],
    tolerance: float,
) -> npt.NDArray[np.intp]:
    """Scale the ``active`` birthplaces in turn, in place; those that are still not fitted at the end."""
    each = seed.ndim == 3
    across = np.swapaxes(seed, 1, 2) if each else seed.T
    for _ in range(5_000):
        o, d, table = origins[active], destinations[active], seed[active] if each else seed
        down = _times(left[active], table, each)
        v = _ratio(d, down)
        up = _times(v, across[active] if each else across, each)
        errors = np.abs(left[active] * up - o).max(axis=1)
        stuck = ((down <= 0) & (d > 0)).any() or ((up <= 0) & (o > 0)).any()
        right[active] = v
        if stuck or not np.isfinite(errors).all():
            break
        done = errors <= tolerance * o.sum(axis=1)
        active, o, up = active[~done], o[~done], up[~done]
        if not len(active):
            break
        left[active] = _ratio(o, up)
    return active


def _fit_until_still(
    origins: Array, destinations: Array, seed: Array, stop_at_change: float
) -> tuple[Array, Array]:
    """The fit of :func:`fit_birthplaces` by the stopping rule of the published implementation."""
    across = np.swapaxes(seed, -1, -2)
    each = seed.ndim == 3
    right = np.ones_like(destinations)
    before = np.broadcast_to(seed, (len(origins), *seed.shape[-2:]))
    for _ in range(_MOST_SWEEPS):
        left = _ratio(origins, _times(right, across, each))
        right = _ratio(destinations, _times(left, seed, each))
        after = seed * left[:, :, None] * right[:, None, :]
        change = np.abs(after - before).max()
        before = after
        if change < stop_at_change:
            missed = np.abs(after.sum(axis=2) - origins).max(axis=1) > 1e-3 * origins.sum(axis=1).max()
            if missed.any():
                break
            return left, right
    else:
        missed = np.ones(len(origins), dtype=bool)
    raise FlowProblems([_seed_fails(int(missed.sum()), len(origins))])


def _seed_fails(some: int, every: int) -> str:
    return (
        f"the flows of {some} of {every} birthplaces cannot be met: the seed has 0 (or nearly 0) where people"
        " must have moved, or there are too many stayers or too few in one country"
    )


def _times(vectors: Array, table: Array, each: bool) -> Array:
    """vectors[k] @ table, or vectors[k] @ table[k]."""
    return np.matmul(vectors[:, None, :], table)[:, 0, :] if each else vectors @ table
