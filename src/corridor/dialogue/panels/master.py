"""The weights of panels that raise the lowest chances, by column generation.

Panels are columns.  The master problem finds weights that add to 1 and the largest ``z`` with
``chance[kind] >= base[kind] + z`` for the kinds that are still rising and ``chance[kind] >= base[kind]`` for the
others; its dual values say what a seat of each kind is worth, and a panel that is worth more than any known one
becomes a column.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corridor.dialogue.panels.pool import IntArray, Pool
from corridor.dialogue.panels.search import FloatArray, Swaps, best_panel

PROVEN = 1e-6
"""A level within this of its upper bound is proven (chances are between 0 and 1)."""
_A_ROUND = 24


@dataclass(frozen=True)
class Stage:
    """The result of one master problem.

    ``level`` is the ``z`` reached and ``bound`` what no weights can exceed.  ``prices`` are the dual values of the
    kinds: a kind with a price above 0 cannot rise while this level is held.
    """

    level: float
    bound: float
    weights: FloatArray
    prices: FloatArray

    @property
    def proven(self) -> bool:
        """Whether the level is the highest there is."""
        return self.bound - self.level <= PROVEN


class Columns:
    """The panels known so far, and the search for better ones within a time limit."""

    def __init__(
        self, pool: Pool, until: float, progress: Callable[[int, int], None] | None, seed: int
    ) -> None:
        self.pool = pool
        self.until = until
        self.progress = progress
        self.random = np.random.default_rng(seed)
        self.swaps = Swaps(pool)
        self.members = pool.members.astype(np.float64)
        self.known: dict[bytes, int] = {}
        self.panels: list[IntArray] = []
        self.rounds = 0
        first, _bound = best_panel(pool, 1.0 / self.members)
        self.add(first)

    def left(self) -> float:
        """Seconds that are left."""
        return self.until - time.monotonic()

    def add(self, seats: IntArray) -> bool:
        """Keep a panel; False if it was known."""
        key = seats.tobytes()
        if key in self.known:
            return False
        self.known[key] = len(self.panels)
        self.panels.append(seats)
        return True

    def chances(self) -> FloatArray:
        """The share of each kind's people that each panel seats: kinds by panels."""
        return np.array(self.panels, dtype=np.float64).T / self.members[:, None]

    def solve(
        self, base: FloatArray, rising: npt.NDArray[np.bool_], ceiling: float, keep: float = 0.0
    ) -> Stage:
        """Raise ``z`` until it is proven, or nears ``ceiling``, or only ``keep`` seconds are left."""
        bound = ceiling
        while True:
            weights, level, prices, value = self._master(base, rising)
            if bound - level <= PROVEN or self.left() <= keep:
                return Stage(level, max(bound, level), weights, prices)
            worth = prices / self.members
            found = self._improve(weights, worth, value)
            if not found:
                try:
                    best, most = best_panel(self.pool, worth, self.left() - keep)
                except TimeoutError:
                    return Stage(level, bound, weights, prices)
                bound = min(bound, max(level, level + most - value))
                if not self.add(best) and self.left() > keep:
                    return Stage(level, bound, weights, prices)
                self._neighbours(best, worth, value)
            self.rounds += 1
            if self.progress is not None:
                self.progress(self.rounds, len(self.panels))

    def approach(self, seats: FloatArray, count: int) -> None:
        """Add panels whose average comes near expected seats by kind, each making up for what the last ones missed."""
        missing = seats.copy()
        panel = self.panels[0]
        for _i in range(count):
            if self.left() <= 0:
                return
            panel = self.swaps.improve(panel, missing)
            self.add(panel)
            missing += seats - panel

    def _master(
        self, base: FloatArray, rising: npt.NDArray[np.bool_]
    ) -> tuple[FloatArray, float, FloatArray, float]:
        """Weights, level, prices, and what the best known panel is worth at these prices."""
        from scipy.optimize import linprog

        columns = self.chances()
        count = columns.shape[1]
        result = linprog(
            np.append(np.zeros(count), -1.0),
            A_ub=np.hstack([-columns, rising.astype(np.float64)[:, None]]),
            b_ub=-base,
            A_eq=np.append(np.ones(count), 0.0)[None, :],
            b_eq=[1.0],
            bounds=[(0, None)] * count + [(-1, 1)],
            method="highs",
        )
        if result.x is None:
            raise ArithmeticError(result.message)
        prices = np.maximum(-np.asarray(result.ineqlin.marginals), 0.0)
        return result.x[:count], float(result.x[-1]), prices, float((prices @ columns).max())

    def _improve(self, weights: FloatArray, worth: FloatArray, value: float) -> int:
        """Better panels near those in use; how many were new."""
        used = np.flatnonzero(weights > 1e-9)
        starts = self.random.choice(used, size=min(_A_ROUND, len(used)), replace=False)
        return sum(self._step(self.panels[i], worth, value) for i in starts)

    def _neighbours(self, seats: IntArray, worth: FloatArray, value: float) -> None:
        for _i in range(4):
            noise = self.random.uniform(0.5, 1.5, len(worth))
            self.add(self.swaps.improve(seats, worth * noise, steps=8))

    def _step(self, start: IntArray, worth: FloatArray, value: float) -> bool:
        better = self.swaps.improve(start, worth, steps=12)
        return float(worth @ better) > value + 1e-9 and self.add(better)
