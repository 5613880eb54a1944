"""From people counted twice by birthplace to who went where: one origin-destination table a birthplace.

For people born in k let a_i live in i at the start and b_j in j at the end.  Under *minimum migration* as
many as possible stay, m_i = min(a_i, b_i); the leavers a - m and the arrivals b - m are joined as evenly as
the margins allow.  Under *independence* where people go does not depend on where they were.

With a uniform seed both have a closed form.  Leavers and arrivals of one birthplace never fall in the same
country, so the forbidden diagonal never binds and the fit is the outer product of leavers and arrivals over
their number; independence is the outer product of a and b.  Summed over birthplaces each is one product of
two R x R matrices.  A seed that is not uniform is fitted by :func:`~.balancing.fit_birthplaces`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from corridor.evidence.flows.accounting import Account
from corridor.evidence.flows.balancing import SEEDED_TOLERANCE, fit_birthplaces
from corridor.evidence.flows.problems import FlowProblems

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Fit:
    """Origin-destination tables of all birthplaces, held as factors.

    The table of birthplace k is ``seed * outer(left[k], right[k])`` plus ``stay[k]`` on the diagonal.
    ``left``, ``right``, ``stay`` are (R, R), birthplace by country; ``seed`` is None (all ones), (R, R) or
    (R, R, R).  Memory is that of the factors: the full cube is never needed for the totals.
    """

    left: Array
    right: Array
    stay: Array
    seed: Array | None

    def birthplace(self, k: int) -> Array:
        """Origin by destination for those born in country number k, stayers on the diagonal."""
        table = np.outer(self.left[k], self.right[k])
        if self.seed is not None:
            table *= self.seed[k] if self.seed.ndim == 3 else self.seed
        table[np.diag_indices(len(table))] += self.stay[k]
        return table

    @cached_property
    def moves(self) -> Array:
        """Origin by destination over all birthplaces, diagonal 0."""
        if self.seed is not None and self.seed.ndim == 3:
            total: Array = np.einsum("kij,ki,kj->ij", self.seed, self.left, self.right, optimize=True)
        else:
            total = self.left.T @ self.right
            if self.seed is not None:
                total *= self.seed
        np.fill_diagonal(total, 0.0)
        return total

    @cached_property
    def outward(self) -> Array:
        """Moves of people out of the country where they were born."""
        part = self.left.diagonal()[:, None] * self.right
        if self.seed is not None:
            part *= self.seed[_every(part), _every(part)] if self.seed.ndim == 3 else self.seed
        np.fill_diagonal(part, 0.0)
        return np.asarray(part)

    @cached_property
    def returning(self) -> Array:
        """Moves of people into the country where they were born."""
        part = self.left.T * self.right.diagonal()
        if self.seed is not None:
            n = _every(part)
            part *= self.seed[n, :, n].T if self.seed.ndim == 3 else self.seed
        np.fill_diagonal(part, 0.0)
        return np.asarray(part)


def _every(table: Array) -> npt.NDArray[np.intp]:
    return np.arange(len(table))


def minimum(
    found: Account,
    seed: Array | None = None,
    stayers: Array | None = None,
    tolerance: float = SEEDED_TOLERANCE,
    stop_at_change: float | None = None,
) -> Fit:
    """Minimum migration (quasi-independence): as many as possible stay.

    Args:
        found: the account of the tables.
        seed: relative ease of moving, origin by destination (R, R) or by birthplace too (R, R, R); its
            diagonal is not read.
        stayers: (R, R) birthplace by residence: how many stay, if fewer than possible.
        tolerance: of a seeded fit.
        stop_at_change: of a seeded fit, see :func:`~.balancing.fit_birthplaces`.

    Raises:
        FlowProblems: more stayers than people, or a seed that cannot carry the flows.
    """
    most = np.minimum(found.start, found.end)
    stay = most if stayers is None else _stayers(stayers, most)
    leave, arrive = found.start - stay, found.end - stay
    if seed is None and stayers is None:
        return _even(leave, arrive, stay, arrive)
    table = np.ones_like(leave) if seed is None else seed.copy()
    n = np.arange(len(leave))
    table[..., n, n] = 0.0
    left, right = fit_birthplaces(
        leave, _same_sum(leave, arrive), table, tolerance=tolerance, stop_at_change=stop_at_change
    )
    return Fit(left, right, stay, table)


def independent(
    found: Account,
    seed: Array | None = None,
    tolerance: float = SEEDED_TOLERANCE,
    stop_at_change: float | None = None,
) -> Fit:
    """Independence: where people of one birthplace are at the end does not depend on where they were.

    Args:
        found: the account of the tables.
        seed: relative ease of moving, here with its diagonal (the ease of staying).
        tolerance: of a seeded fit.
        stop_at_change: of a seeded fit, see :func:`~.balancing.fit_birthplaces`.

    Raises:
        FlowProblems: a seed that cannot carry the flows.
    """
    none = np.zeros_like(found.start)
    if seed is None:
        return _even(found.start, found.end, none, found.start)
    end = found.end if stop_at_change is not None else _same_sum(found.start, found.end)
    left, right = fit_birthplaces(found.start, end, seed, tolerance=tolerance, stop_at_change=stop_at_change)
    return Fit(left, right, none, seed)


def _even(leave: Array, arrive: Array, stay: Array, count: Array) -> Fit:
    """The closed form for a uniform seed.

    ``count`` gives the number of movers by birthplace: the sums of leavers and arrivals differ by the
    tolerance of matching, and the published implementation divides by the arrivals for minimum migration and
    by the people at the start for independence.
    """
    total = count.sum(axis=1)
    share = np.divide(1.0, total, out=np.zeros_like(total), where=total > 0)
    return Fit(leave * share[:, None], arrive, stay, None)


def _same_sum(leave: Array, arrive: Array) -> Array:
    """Arrivals scaled by birthplace to the number of leavers (they differ by the tolerance of matching)."""
    total = arrive.sum(axis=1)
    factor = np.divide(leave.sum(axis=1), total, out=np.ones_like(total), where=total > 0)
    return np.asarray(arrive * factor[:, None])


def _stayers(stayers: Array, most: Array) -> Array:
    stay = np.asarray(stayers, dtype=np.float64)
    if stay.shape != most.shape:
        raise FlowProblems(
            [f"stayers has shape {stay.shape}, expected {most.shape} (birthplace by residence)"]
        )
    if not np.isfinite(stay).all() or (stay < 0).any() or (stay > most * (1 + 1e-9) + 1e-9).any():
        raise FlowProblems(
            [
                "stayers must lie between 0 and the smaller of the two matched stocks of each birthplace and country"
            ]
        )
    return np.minimum(stay, most)


def checked_seed(seed: npt.ArrayLike | None, size: int) -> Array | None:
    """The seed as an array, or ``None`` for a uniform one.

    Raises:
        FlowProblems: wrong shape, negative or unknown cells.
    """
    if seed is None:
        return None
    table = np.array(seed, dtype=np.float64)
    if table.shape not in ((size, size), (size, size, size)):
        raise FlowProblems(
            [
                f"seed has shape {table.shape}; expected ({size}, {size}), origin by destination, or"
                f" ({size}, {size}, {size}), birthplace by origin by destination"
            ]
        )
    if not np.isfinite(table).all() or (table < 0).any():
        raise FlowProblems(["seed has negative or unknown cells; it is a relative weight of 0 or more"])
    return table / table.max() if table.max() > 0 else table
