"""Poisson pseudo-maximum likelihood with absorbed effects, and standard errors that allow for clusters.

The estimator is that of Santos Silva and Tenreyro (2006), Review of Economics and Statistics 88(4): the
conditional mean is exp(x'b + effects), whatever the distribution of the outcome, and zeros stay in.  Solved by
iteratively reweighted least squares on columns from which the effects were taken out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from corridor.evidence.gravity.absorb import Absorber, Array, Codes, NoConvergence

CONVERGED = 1e-12
"""Relative change of the deviance at which the iteration stops."""

STEPS = 200
HALVINGS = 30

COLLINEAR = 1e-6
"""A covariate of whose weighted norm less than this share is left after the effects and those before it."""

_BOUND = 80.0  # of the linear index, for an outcome of mean 1: outside it, exp() says nothing


@dataclass(frozen=True, eq=False)
class Estimate:
    """What maximum likelihood gives.

    Attributes:
        beta: (k,) coefficients of the covariates.
        mu: (n,) fitted values.
        index: (n,) their logarithm.
        within: (n, k) covariates without their effects, under the final weights.
        deviance: of the fit.
        steps: iterations taken.
    """

    beta: Array
    mu: Array
    index: Array
    within: Array
    deviance: float
    steps: int


def deviance(y: Array, mu: Array) -> float:
    """Poisson deviance, 0 for a perfect fit."""
    positive = y > 0
    logs = np.zeros_like(y)
    logs[positive] = y[positive] * np.log(y[positive] / mu[positive])
    return float(2.0 * np.sum(logs - (y - mu)))


def identified(x: Array, absorber: Absorber) -> list[int]:
    """Columns of ``x`` that are not explained by the effects and the columns before them."""
    kept: list[int] = []
    basis: list[Array] = []
    weights = np.sqrt(absorber._w)
    for j in range(x.shape[1]):
        size = absorber.norm(x[:, j] - float(np.average(x[:, j], weights=absorber._w)))
        if size <= 1e-12 * absorber.norm(x[:, j]):
            continue
        rest = weights * absorber.residual(x[:, j])
        for _ in range(2):  # twice, for orthogonality to the last digit
            for b in basis:
                rest = rest - (b @ rest) * b
        left = float(np.linalg.norm(rest))
        if left > COLLINEAR * size:
            kept.append(j)
            basis.append(rest / left)
    return kept


def estimate(y: Array, x: Array, absorber: Absorber) -> Estimate:
    """Fit by iteratively reweighted least squares.

    Args:
        y: (n,) outcome, none below 0, not all 0, no grouping with zeros only.
        x: (n, k) covariates, none collinear.
        absorber: the effects.

    Raises:
        NoConvergence: the iteration does not settle, as when rows are separated.
    """
    unit = float(y.mean())
    y = y / unit
    mu = (y + 1.0) / 2.0
    index = np.log(mu)
    current = np.inf  # the start follows the outcome closer than any fit can: the first step may be worse
    columns = [index, *x.T]
    working = index
    sizes: list[float] = []
    beta = np.zeros(x.shape[1])
    for step in range(1, STEPS + 1):
        absorber.weigh(mu)
        fresh = index + (y - mu) / mu
        columns[0] = columns[0] + (fresh - working)
        working = fresh
        sizes = [absorber.norm(fresh), *(absorber.norm(column) for column in x.T)]
        columns = [absorber.residual(c, size) for c, size in zip(columns, sizes, strict=True)]
        within = np.column_stack(columns[1:]) if x.shape[1] else np.zeros((y.size, 0))
        beta = np.linalg.solve(within.T @ (within * mu[:, None]), within.T @ (mu * columns[0]))
        aim = working - (columns[0] - within @ beta)
        index, mu, new = _advance(y, index, aim, current)
        settled = step > 1 and abs(current - new) <= CONVERGED * max(new, 0.1)
        current = new
        if settled:
            absorber.weigh(mu)
            final = [absorber.residual(c, size) for c, size in zip(columns[1:], sizes[1:], strict=True)]
            within = np.column_stack(final) if final else within
            return Estimate(beta, mu * unit, index + np.log(unit), within, current * unit, step)
    raise NoConvergence(f"no fit in {STEPS} steps: the deviance still changes, now {current * unit:.6g}")


def _advance(y: Array, index: Array, aim: Array, current: float) -> tuple[Array, Array, float]:
    """Go to the new index, or part of the way if the fit would become worse."""
    for _ in range(HALVINGS):
        tried = np.clip(aim, -_BOUND, _BOUND)
        mu = np.exp(tried)
        new = deviance(y, mu)
        if np.isfinite(new) and new <= current * (1 + 1e-10) + 1e-12:
            return tried, mu, new
        aim = (aim + index) / 2.0
    mu = np.exp(index)
    return index, mu, deviance(y, mu)


def covariance(y: Array, fitted: Estimate, clusters: Sequence[Codes], parameters: int) -> Array:
    """Sandwich covariance of the coefficients, (k, k), robust to dependence within clusters.

    Several clusterings are combined after Cameron, Gelbach and Miller (2011), JBES 29(2).  Small samples:
    G/(G-1) with the smallest number G of clusters, times (n-1)/(n-``parameters``).

    Args:
        y: (n,) outcome.
        fitted: the estimate.
        clusters: one array of cluster numbers a clustering; none: every row for itself.
        parameters: what was estimated, effects that lie within clusters not counted.
    """
    within, n = fitted.within, y.size
    bread = np.linalg.inv(within.T @ (within * fitted.mu[:, None]))
    scores = within * (y - fitted.mu)[:, None]
    sets = list(clusters) or [np.arange(n)]
    meat = np.zeros_like(bread)
    for chosen in range(1, 2 ** len(sets)):
        parts = [sets[b] for b in range(len(sets)) if chosen >> b & 1]
        sums = _by_cluster(scores, parts)
        meat += (1.0 if len(parts) % 2 else -1.0) * (sums.T @ sums)
    smallest = min(np.unique(c).size for c in sets)
    factor = (smallest / max(smallest - 1, 1)) * ((n - 1) / max(n - parameters, 1))
    return np.asarray(factor * bread @ meat @ bread)


def _by_cluster(scores: Array, parts: Sequence[Codes]) -> Array:
    codes = parts[0]
    for more in parts[1:]:
        codes = codes * (int(more.max()) + 1) + more
    _, codes = np.unique(codes, return_inverse=True)
    size = int(codes.max()) + 1
    return np.column_stack([np.bincount(codes, column, size) for column in scores.T])
