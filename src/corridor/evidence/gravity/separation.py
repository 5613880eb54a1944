"""Zeros that no finite fit can reach: rows whose fitted value is 0 because an effect goes to minus infinity.

A row with outcome 0 is separated if a combination z of covariates and effects is 0 on all rows with a positive
outcome, nowhere below 0, and above 0 on it.  It then says nothing about the other coefficients, but keeps the
iteration from settling.  Definition and method (iterated rectification): Correia, Guimaraes and Zylkin (2019),
"Verifying the existence of maximum likelihood estimates for generalized linear models", arXiv 1903.01633.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from corridor.evidence.gravity.absorb import Absorber, Array, Codes, components
from corridor.evidence.gravity.poisson import identified

Mask = npt.NDArray[np.bool_]

ALL_ZERO, SEPARATED, SINGLE = 1, 2, 3
"""Why a row is left out: a level with zeros only; a combination; the only row of a level."""

HEAVY = 1e4
ROUNDS = 500
NEAR = 1e-5


def prune(y: Array, groupings: Sequence[Codes]) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.int8]]:
    """Rows whose level has zeros only, or that are alone in their level, until there are none.

    Returns:
        For each row why it is left out (0: it is kept), and by which grouping (its number).
    """
    why = np.zeros(y.size, np.int8)
    by = np.zeros(y.size, np.int8)
    while True:
        before = int((why > 0).sum())
        for g, codes in enumerate(groupings):
            kept = why == 0
            total = np.bincount(codes[kept], y[kept], int(codes.max(initial=0)) + 1)
            rows = np.bincount(codes[kept], minlength=total.size)
            empty = kept & (total[codes] == 0)
            single = kept & ~empty & (rows[codes] == 1)
            why[empty], by[empty] = ALL_ZERO, g
            why[single], by[single] = SINGLE, g
        if int((why > 0).sum()) == before:
            return why, by


def separated(y: Array, x: Array, groupings: Sequence[Codes]) -> Mask:
    """Rows with outcome 0 that are separated by a combination of covariates and effects, (n,).

    Levels with zeros only must have been taken out before.
    """
    none = np.zeros(y.size, np.bool_)
    positive = y > 0
    if positive.all() or _determined(positive, x, groupings):
        return none
    absorber = Absorber(groupings)
    absorber.weigh(np.where(positive, HEAVY, 1.0))
    columns = x[:, identified(x, absorber)]
    within = np.column_stack([absorber.residual(c) for c in columns.T]) if columns.shape[1] else columns
    weighted = within * absorber._w[:, None]
    gram = np.linalg.inv(within.T @ weighted) if columns.shape[1] else np.zeros((0, 0))
    target = np.where(positive, 0.0, 1.0)
    norm = absorber.norm(target)
    for _ in range(ROUNDS):
        rest = absorber.residual(target, norm)
        z = target - (rest - within @ (gram @ (weighted.T @ rest)))
        held = float(np.abs(z[positive]).max())
        lowest = float(z[~positive].min())
        if held < NEAR / 10 and lowest > -NEAR / 10:
            return ~positive & (z > NEAR)
        if held < NEAR / 10 and float(np.abs(z).max()) < NEAR:
            return none
        # positive rows are pulled to 0 harder each time (their misses add up); the others are rectified
        target = np.where(positive, target - z, np.maximum(z, 0.0))
    return none  # a slow case: the fit itself says so if it does not settle


def _determined(positive: Mask, x: Array, groupings: Sequence[Codes]) -> bool:
    """Whether the rows with a positive outcome alone fix all that the whole sample fixes: then none is separated."""
    if len(groupings) > 2:
        return False
    if len(groupings) == 2:
        a, b = groupings
        sizes = (int(a.max()) + 1, int(b.max()) + 1)
        whole = components(a, b, sizes)
        part = components(a[positive], b[positive], sizes)
        if np.unique(np.concatenate(whole)).size != np.unique(np.concatenate(part)).size:
            return False
    everywhere, there = Absorber(groupings), Absorber([_renumbered(g[positive]) for g in groupings])
    everywhere.weigh(np.ones(positive.size))
    there.weigh(np.ones(int(positive.sum())))
    return len(identified(x, everywhere)) == len(identified(x[positive], there))


def _renumbered(codes: Codes) -> Codes:
    return np.unique(codes, return_inverse=True)[1].astype(np.intp)
