"""The fairest chances under the rules: the lowest is as high as it can be, then the second lowest, and so on.

First the levels are found for expected seats (linear programming, a fraction of a second).  No list of panels can do
better, so a list of panels that reaches them is proven fairest.  Where whole panels cannot reach them, the levels
are found one after the other over panels.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from corridor.dialogue.panels.master import PROVEN, Columns
from corridor.dialogue.panels.pool import IntArray, Pool
from corridor.dialogue.panels.search import FloatArray
from corridor.evidence.flows.threads import one_thread
from corridor.i18n import _, ngettext, number_in_words

_SLACK = 2e-7
"""Earlier levels are held within this (five times this over panels, whose problems are larger), or the solver calls
the next one infeasible; its own tolerance is 1e-7."""


@dataclass(frozen=True)
class Chances:
    """Panels and how likely each is, and what that gives each kind of people.

    ``by_kind`` is the chance of each person of a kind, out of the ``weights`` of the ``panels`` (seats by kind).
    ``minimum_bound`` is a number that no list of panels can lift the lowest chance above.  ``proven_levels`` of the
    ``levels`` (distinct chances from the lowest up) are proven as high as they can be.
    """

    pool: Pool
    panels: tuple[IntArray, ...]
    weights: FloatArray
    by_kind: FloatArray
    minimum_bound: float
    levels: int
    proven_levels: int

    @property
    def complete(self) -> bool:
        """Whether every level is proven."""
        return self.proven_levels == self.levels

    @property
    def minimum(self) -> float:
        """The lowest chance of anybody in the pool."""
        return float(self.by_kind.min())

    @property
    def gini(self) -> float:
        """How unequal the chances are between people: 0 all alike, near 1 a few have them all."""
        chance = np.sort(np.repeat(self.by_kind, self.pool.members))
        n = len(chance)
        return float((2 * np.arange(1, n + 1) - n - 1) @ chance / (n * chance.sum()))

    def by_person(self) -> dict[str, float]:
        """The chance of each person."""
        return {
            self.pool.people[i].id: float(chance)
            for kind, chance in zip(self.pool.kinds, self.by_kind, strict=True)
            for i in kind
        }

    def sentence(self) -> str:
        """What is proven, in words."""
        lowest = number_in_words(round(100 * self.minimum, 2))
        if self.complete:
            return _(
                "Nobody's chance is below {lowest} %. No other way to draw under these rules gives the people with the"
                " lowest chance a higher one, nor those next after them."
            ).format(lowest=lowest)
        if self.proven_levels:
            return _(
                "Nobody's chance is below {lowest} %, and no other way to draw gives a higher minimum."
                " The time was not enough to prove the same for those with higher chances."
            ).format(lowest=lowest)
        return _(
            "Nobody's chance is below {lowest} %. The time was not enough to prove that this is the highest minimum;"
            " it cannot be above {bound} %."
        ).format(lowest=lowest, bound=number_in_words(round(100 * self.minimum_bound, 2)))

    def without_chance(self) -> tuple[str, ...]:
        """People whom no panel under the rules can seat."""
        return tuple(name for name, chance in self.by_person().items() if chance < _SLACK)

    def warning(self) -> str | None:
        """A sentence if the rules keep people out altogether."""
        count = len(self.without_chance())
        if not count:
            return None
        return ngettext(
            "Under these rules {count} person of the pool cannot be drawn at all.",
            "Under these rules {count} people of the pool cannot be drawn at all.",
            count,
        ).format(count=count)


@one_thread()
def fair_chances(
    pool: Pool, *, seconds: float = 30.0, progress: Callable[[int, int], None] | None = None
) -> Chances:
    """Leximin chances for everybody in a pool.

    Args:
        pool: the people and the rules.
        seconds: when to stop proving; what is known by then is returned, saying how far it is proven.
        progress: called with the rounds done and the panels known.

    Raises:
        NoPanel: no panel meets the rules (``smallest_relaxation`` says what stands in the way).
    """
    columns = Columns(pool, time.monotonic() + seconds, progress, seed=0)
    ideal = expected_levels(pool)
    columns.approach(ideal * columns.members, 2 * len(pool.kinds))
    rising = np.ones(len(ideal), dtype=bool)
    stage = columns.solve(ideal, rising, 0.0, seconds / 5)
    levels = len(np.unique(ideal.round(5)))
    if stage.level >= -PROVEN:
        return _chances(columns, stage.weights, float(ideal.min()), levels, levels)
    base, proven, counting, bound = np.zeros(len(ideal)), 0, True, float(ideal.min())
    levels = 0
    while rising.any():
        stage = columns.solve(base, rising, float(ideal.min()) if not levels else 1.0)
        counting = counting and stage.proven
        proven += counting
        if not levels:
            bound = stage.bound
        levels += 1
        tight = rising & (stage.prices > 1e-6)
        if not tight.any() or stage.level >= 1 - PROVEN:
            tight = rising
        reached = columns.chances()[:, : len(stage.weights)] @ stage.weights
        base[tight] = np.maximum(np.minimum(stage.level, reached[tight]) - 5 * _SLACK, 0.0)
        rising = rising & ~tight
        if rising.any() and columns.left() <= 0:
            levels += 1  # those that are left, as they come out
            break
    return _chances(columns, stage.weights, bound, levels, proven)


def _chances(columns: Columns, weights: FloatArray, bound: float, levels: int, proven: int) -> Chances:
    used = np.flatnonzero(weights > 1e-10)
    kept = weights[used] / weights[used].sum()
    return Chances(
        pool=columns.pool,
        panels=tuple(columns.panels[i] for i in used),
        weights=kept,
        by_kind=columns.chances()[:, used] @ kept,
        minimum_bound=bound,
        levels=levels,
        proven_levels=proven,
    )


def expected_levels(pool: Pool) -> FloatArray:
    """Leximin chances by kind if seats could be shared in fractions: an upper bound in the leximin order."""
    from scipy.optimize import linprog

    kinds = len(pool.kinds)
    members = pool.members.astype(np.float64)
    level = np.full(kinds, np.nan)
    rules = np.hstack([np.vstack([pool.matrix, -pool.matrix]), np.zeros((2 * len(pool.rows), 1))])
    limits = np.concatenate([pool.most, -pool.least])
    while np.isnan(level).any():
        rising = np.isnan(level)
        held = np.where(rising, 0.0, np.nan_to_num(level) - _SLACK)
        result = linprog(
            np.append(np.zeros(kinds), -1.0),
            A_ub=np.vstack([np.hstack([-np.eye(kinds), (rising * members)[:, None]]), rules]),
            b_ub=np.concatenate([-np.maximum(held, 0) * members, limits]),
            bounds=[(0, int(c)) for c in pool.capacity] + [(0, 1)],
            method="highs",
        )
        if result.x is None:
            raise ArithmeticError(result.message)
        reached = float(result.x[-1])
        prices = -np.asarray(result.ineqlin.marginals)[:kinds] * members
        tight = rising & (prices > 1e-7)
        if not tight.any() or reached >= 1 - PROVEN:
            tight = rising
        level[tight] = reached
    assert result.x is not None
    return np.clip(result.x[:kinds] / members, 0.0, 1.0)
