"""Statements that set a group apart: its people agree (or disagree) more than the others, beyond chance.

The statistics of Polis: with A agreements of N votes in the group, (A + 1) / (N + 2) against the same among all
others; a statement counts if both the share in the group and the difference to the others pass a one-sided test.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

import numpy as np

from corridor.dialogue.consensus import group_counts
from corridor.dialogue.votes import VoteTable

Side = Literal["agree", "disagree"]
SIDES: tuple[Side, ...] = ("agree", "disagree")
Z_90 = 1.2816
"""One-sided 90 % point of the normal distribution: what both tests must pass unless another is named."""


@dataclass(frozen=True)
class Representative:
    """A statement that stands for a group.

    ``share`` is (count + 1) / (votes + 2) in the group, ``ratio`` that share over the others' share, ``share_test`` and
    ``ratio_test`` the test values (standard normal) of the share against one half and of the difference.
    """

    group: str
    statement: Hashable
    side: Side
    count: int
    votes: int
    share: float
    ratio: float
    share_test: float
    ratio_test: float

    @property
    def weight(self) -> float:
        """What statements are ranked by."""
        return self.share * self.share_test * self.ratio * self.ratio_test


def share_test(count: int, total: int) -> float:
    """Test value of a share against one half, with one success and one vote added."""
    return 2 * sqrt(total + 1) * ((count + 1) / (total + 1) - 0.5)


def difference_test(count: int, total: int, other_count: int, other_total: int) -> float:
    """Test value of the difference between two shares, with one success and one vote added to each."""
    a, n, b, m = count + 1, total + 1, other_count + 1, other_total + 1
    pooled = (a + b) / (n + m)
    if pooled >= 1:
        return 0.0
    return (a / n - b / m) / sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))


def statistics(
    votes: VoteTable,
    labels: Sequence[str | None],
    group: str,
    statement: Hashable,
    side: Side,
) -> Representative:
    """The figures of one statement for one group."""
    groups = sorted({label for label in labels if label is not None})
    table = group_counts(votes, labels, groups)
    return _figures(table, groups, groups.index(group), statement, votes.statements.index(statement), side)


def _figures(
    table: np.ndarray[tuple[int, ...], np.dtype[np.int64]],
    groups: Sequence[str],
    g: int,
    statement: Hashable,
    s: int,
    side: Side,
) -> Representative:
    column = 0 if side == "agree" else 1
    count, total = int(table[g, s, column]), int(table[g, s].sum())
    other, other_total = int(table[:, s, column].sum()) - count, int(table[:, s].sum()) - total
    share = (count + 1) / (total + 2)
    return Representative(
        group=groups[g],
        statement=statement,
        side=side,
        count=count,
        votes=total,
        share=share,
        ratio=share / ((other + 1) / (other_total + 2)),
        share_test=share_test(count, total),
        ratio_test=difference_test(count, total, other, other_total),
    )


def representative(
    votes: VoteTable,
    labels: Sequence[str | None],
    *,
    most: int = 5,
    pass_mark: float = Z_90,
    minimum: int = 10,
) -> dict[str, tuple[Representative, ...]]:
    """For each group of at least ``minimum`` people, up to ``most`` statements that set it apart, strongest first."""
    sizes: dict[str, int] = {}
    for label in labels:
        if label is not None:
            sizes[label] = sizes.get(label, 0) + 1
    groups = sorted(sizes)
    table = group_counts(votes, labels, groups)
    found: dict[str, tuple[Representative, ...]] = {}
    for g, name in enumerate(groups):
        if sizes[name] < minimum:
            continue
        rows = []
        for s, statement in enumerate(votes.statements):
            for side in SIDES:
                figures = _figures(table, groups, g, statement, s, side)
                if figures.share_test > pass_mark and figures.ratio_test > pass_mark:
                    rows.append(figures)
        found[name] = tuple(sorted(rows, key=lambda r: -r.weight)[:most])
    return found
