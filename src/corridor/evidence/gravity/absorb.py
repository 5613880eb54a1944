"""Taking fixed effects out of columns: weighted least squares on levels of several groupings at once.

The grouping with most levels is eliminated exactly; what is left is a linear system in the levels of the
others, solved by preconditioned conjugate gradients.  With few levels left the preconditioner is the inverse
of that system, and two or three steps reach machine precision; with many it is its diagonal.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Codes = npt.NDArray[np.intp]

DENSE_LEVELS = 1_000
"""Up to so many levels beside the largest grouping the system is inverted."""

DENSE_CELLS = 8_000_000
"""And only if the table of the largest grouping by those levels has no more cells than this."""

TOLERANCE = 1e-11
"""When the conjugate gradients stop: group means left over, against the size of the column."""


class NoConvergence(ArithmeticError):
    """An iteration that did not settle; the message says which and how far it came."""


class Absorber:
    """Fixed effects of rows, ready to be taken out of columns under changing weights.

    Args:
        groupings: one array of level numbers (0, 1, ...) for each grouping, (n,) each; at least one.
    """

    def __init__(self, groupings: Sequence[Codes]) -> None:
        self.sizes = [int(codes.max(initial=-1)) + 1 for codes in groupings]
        self.order = sorted(range(len(groupings)), key=lambda g: -self.sizes[g])
        self._first = groupings[self.order[0]]
        self._first_size = self.sizes[self.order[0]]
        self._rest = [groupings[g] for g in self.order[1:]]
        rest_sizes = [self.sizes[g] for g in self.order[1:]]
        self._starts = np.concatenate([[0], np.cumsum(rest_sizes)]).astype(np.intp)
        self._levels = int(self._starts[-1])
        self._dense = 0 < self._levels <= DENSE_LEVELS and self._first_size * self._levels <= DENSE_CELLS

    def weigh(self, weights: Array) -> None:
        """Set the weights of the rows, (n,), all above 0."""
        self._w = weights
        self._first_sum = np.bincount(self._first, weights, self._first_size)
        self._diagonal = self._sums(np.ones_like(weights))
        self._inverse = self._invert() if self._dense else None

    def _sums(self, column: Array) -> Array:
        """Weighted sums by level of the groupings that are not eliminated, stacked."""
        weighted = column * self._w
        parts = [
            np.bincount(codes, weighted, self._starts[g + 1] - self._starts[g])
            for g, codes in enumerate(self._rest)
        ]
        return np.concatenate(parts) if parts else np.zeros(0)

    def _within(self, column: Array) -> Array:
        """The column without its weighted mean in the eliminated grouping."""
        means = np.bincount(self._first, column * self._w, self._first_size) / self._first_sum
        return np.asarray(column - means[self._first])

    def _spread(self, levels: Array) -> Array:
        """Values of levels, stacked, added up on the rows."""
        total = np.zeros(self._first.size)
        for g, codes in enumerate(self._rest):
            total += levels[self._starts[g] : self._starts[g + 1]][codes]
        return total

    def _invert(self) -> Array:
        """Inverse of the system in the levels left, with a trace of its diagonal so that one exists."""
        count, w = self._levels, self._w
        stacked = [codes + self._starts[g] for g, codes in enumerate(self._rest)]
        system = np.zeros(count * count)
        cross = np.zeros(self._first_size * count)
        for a in stacked:
            cross += np.bincount(self._first * count + a, w, cross.size)
            for b in stacked:
                system += np.bincount(a * count + b, w, system.size)
        table = cross.reshape(-1, count)
        matrix = system.reshape(count, count) - table.T @ (table / self._first_sum[:, None])
        scale = 1.0 / np.sqrt(self._diagonal)
        matrix = matrix * scale[:, None] * scale + 1e-9 * np.eye(count)
        return np.asarray(np.linalg.inv(matrix) * scale[:, None] * scale)

    def _solve(self, column: Array, size: float) -> tuple[Array, Array]:
        """Levels left and the column without any effect; ``size`` is the weighted norm that 0 is judged by."""
        rest = self._within(column)
        levels = np.zeros(self._levels)
        if not self._levels:
            return levels, rest
        goal = TOLERANCE * size
        gradient = self._sums(rest)
        step = search = np.zeros(0)
        previous = 0.0
        for turn in range(10 * self._levels + 100):
            if float(np.sqrt(np.sum(gradient * gradient / self._diagonal))) <= goal:
                return levels, rest
            step = gradient / self._diagonal if self._inverse is None else self._inverse @ gradient
            product = float(step @ gradient)
            search = step + (product / previous) * search if turn else step
            previous = product
            change = self._within(self._spread(search))
            image = self._sums(change)
            curvature = float(search @ image)
            if curvature <= 0.0 or product <= 0.0:
                return levels, rest  # what is left is below the precision of the numbers
            length = product / curvature
            levels += length * search
            rest = rest - length * change
            gradient = gradient - length * image
        raise NoConvergence(
            f"the fixed effects could not be separated: {self._levels} levels beside "
            f"{self._first_size}, group means still {float(np.abs(gradient / self._diagonal).max()):.1e}"
        )

    def residual(self, column: Array, size: float | None = None) -> Array:
        """The column, (n,), without the part that the effects explain.

        Args:
            column: a column, or one from which most has been taken out already.
            size: the weighted norm of the original column; by default that of ``column``.
        """
        norm = self.norm(column) if size is None else size
        return self._solve(column, norm)[1]

    def norm(self, column: Array) -> float:
        """Weighted norm of a column."""
        return float(np.sqrt(np.sum(self._w * column * column)))

    def levels(self, column: Array) -> list[Array]:
        """The effects that explain a column, one array a grouping, in the order they were given.

        Only their sums on rows that are connected have a meaning: a constant can be moved between groupings.
        """
        found, _ = self._solve(column, self.norm(column))
        left = column - self._spread(found)
        first = np.bincount(self._first, left * self._w, self._first_size) / self._first_sum
        parts = [first, *(found[self._starts[g] : self._starts[g + 1]] for g in range(len(self._rest)))]
        placed: list[Array] = [np.zeros(0)] * len(parts)
        for at, g in enumerate(self.order):
            placed[g] = parts[at]
        return placed


def components(a: Codes, b: Codes, sizes: tuple[int, int]) -> tuple[Codes, Codes]:
    """Which levels of two groupings are connected by rows: a number of the component for each level.

    Levels in no row are a component of their own.
    """
    of_a = np.arange(sizes[0])
    of_b = np.arange(sizes[1]) + sizes[0]
    while True:
        low = np.minimum(of_a[a], of_b[b])
        before = (of_a.copy(), of_b.copy())
        np.minimum.at(of_a, a, low)
        np.minimum.at(of_b, b, low)
        if np.array_equal(before[0], of_a) and np.array_equal(before[1], of_b):
            return of_a, of_b
