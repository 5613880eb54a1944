"""Finding panels as counts by kind: by swaps where that is enough, by whole-number programming where it is not."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from corridor.dialogue.panels.pool import IntArray, Pool

FloatArray = npt.NDArray[np.float64]


class NoPanel(ValueError):
    """No panel of this pool meets the rules."""


def best_panel(pool: Pool, worth: FloatArray, seconds: float | None = None) -> tuple[IntArray, float]:
    """The panel whose seats are worth most, and an upper bound on what any panel is worth.

    Args:
        pool: the people and the rules.
        worth: what a seat of each kind is worth.
        seconds: stop the search after this long; the bound then lies above the panel's own worth.

    Raises:
        NoPanel: no panel meets the rules.
        TimeoutError: none was found in time.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    if not pool.kinds:
        raise NoPanel
    options = {} if seconds is None else {"time_limit": max(seconds, 0.01)}
    result = milp(
        -worth,
        constraints=LinearConstraint(pool.matrix, pool.least, pool.most),
        bounds=Bounds(0, pool.capacity),
        integrality=np.ones(len(worth), dtype=np.int64),
        options=options,  # type: ignore[arg-type]
    )
    if result.x is None:
        if result.status == 1:
            raise TimeoutError
        raise NoPanel
    seats = np.rint(result.x).astype(np.int64)
    bound = -float(result.mip_dual_bound) if result.mip_dual_bound is not None else float(worth @ seats)
    return seats, max(bound, float(worth @ seats))


class Swaps:
    """Better panels by exchanging one seat at a time for one of another kind, within the rules."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.matrix = pool.matrix.astype(np.float64)

    def improve(self, seats: IntArray, worth: FloatArray, steps: int = 200) -> IntArray:
        """The panel after the best swaps, until none makes it worth more."""
        pool, a = self.pool, self.matrix
        seats = seats.copy()
        counts = pool.matrix @ seats
        for _step in range(steps):
            at_least = (counts <= pool.least).astype(np.float64)
            at_most = (counts >= pool.most).astype(np.float64)
            seated, free = np.flatnonzero(seats), np.flatnonzero(seats < pool.capacity)
            leaving, coming = a[:, seated], a[:, free]
            # A swap breaks a rule that the leaving kind is in and the coming one is not (already at its least), or
            # the reverse.
            both = (leaving.T * (at_least + at_most)) @ coming
            broken = (at_least @ leaving)[:, None] + (at_most @ coming)[None, :] - both
            gain = np.where(broken < 0.5, worth[free][None, :] - worth[seated][:, None], -np.inf)
            s, t = divmod(int(gain.argmax()), len(free)) if gain.size else (0, 0)
            if not gain.size or not gain[s, t] > 1e-12:
                break
            seats[seated[s]] -= 1
            seats[free[t]] += 1
            counts += pool.matrix[:, free[t]] - pool.matrix[:, seated[s]]
        return seats
