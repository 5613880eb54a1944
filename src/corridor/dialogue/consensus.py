"""Consensus across groups: which statements every group can live with, and which group agrees least.

Group-informed consensus of a statement: the product over the groups of (A + 1) / (N + 2), with A the
group's agreements and N its votes, passes included (Small, Bjorkegren, Erkkila, Shaw, Megill, "Polis:
Scaling deliberation by mapping high dimensional opinion spaces", Recerca 26 (2), 2021).  It is arithmetic on
counts, so it holds for any grouping: corridors, sex, languages, or groups found in the votes.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corridor.dialogue.votes import AGREE, DISAGREE, PASS, Counts, VoteTable
from corridor.i18n import _


@dataclass(frozen=True)
class GroupVotes:
    """The votes of one group on one statement."""

    group: str
    agree: int
    disagree: int
    passed: int

    @property
    def votes(self) -> int:
        """Votes cast, passes included."""
        return self.agree + self.disagree + self.passed

    @property
    def agreement(self) -> float | None:
        """Share of the group's votes that agree; None if the group cast none."""
        return self.agree / self.votes if self.votes else None


@dataclass(frozen=True)
class StatementConsensus:
    """One statement across the groups.

    ``agree`` and ``disagree`` are the group-informed consensus for and against it (0 to 1).  ``lowest`` names
    the groups with the smallest share of agreement among those that voted on it (several if they tie), and
    ``lowest_agreement`` is that share; both are empty or None if no group voted.  ``silent`` names groups without
    a vote: each enters the product as one half, as the published statistic has it.
    """

    statement: Hashable
    groups: tuple[GroupVotes, ...]
    agree: float
    disagree: float
    lowest: tuple[str, ...]
    lowest_agreement: float | None
    silent: tuple[str, ...]


@dataclass(frozen=True)
class Consensus:
    """Statements across one grouping.

    ``left_out`` names groups with fewer than ``minimum`` people; they are in no figure here.  ``ungrouped`` is how
    many who took part declared no group.  ``statements`` keep the order of the votes.
    """

    groups: tuple[str, ...]
    sizes: tuple[int, ...]
    statements: tuple[StatementConsensus, ...]
    counts: Counts
    left_out: tuple[str, ...]
    ungrouped: int
    minimum: int

    def ranked(self) -> tuple[StatementConsensus, ...]:
        """The statements, highest consensus in agreement first; ties keep their order."""
        return tuple(sorted(self.statements, key=lambda s: -s.agree))


def group_counts(
    votes: VoteTable, labels: Sequence[str | None], groups: Sequence[str]
) -> npt.NDArray[np.int64]:
    """Votes by group, statement and choice (agree, disagree, pass): an array of that shape."""
    names = np.array(["" if label is None else label for label in labels], dtype=object)
    member = np.array([names == g for g in groups], dtype=np.int64).reshape(len(groups), len(labels))
    by_choice = [member @ (votes.choices == choice).astype(np.int64) for choice in (AGREE, DISAGREE, PASS)]
    return np.stack(by_choice, axis=2)


def product_over_groups(
    counted: npt.NDArray[np.int64], total: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    """The product over groups (first axis) of (counted + 1) / (total + 2)."""
    return np.prod((counted + 1.0) / (total + 2.0), axis=0)


def consensus(votes: VoteTable, labels: Sequence[str | None], *, minimum: int = 10) -> Consensus:
    """Group-informed consensus over a grouping of the participants.

    Args:
        votes: the votes.
        labels: the group of each participant, in the order of ``votes.participants``; None where not known.
        minimum: groups with fewer people who took part are left out and named.

    Raises:
        ValueError: the labels do not fit the participants, or no group is large enough.
    """
    if len(labels) != len(votes.participants):
        raise ValueError(
            _("{labels} group labels for {participants} participants: expected one each").format(
                labels=len(labels), participants=len(votes.participants)
            )
        )
    active = votes.votes_by_participant > 0
    sizes: dict[str, int] = {}
    for label, took_part in zip(labels, active, strict=True):
        if label is not None and took_part:
            sizes[label] = sizes.get(label, 0) + 1
    groups = tuple(sorted(g for g, n in sizes.items() if n >= minimum))
    if not groups:
        raise ValueError(_("no group has at least {minimum} people who took part").format(minimum=minimum))
    table = group_counts(votes, labels, groups)
    total = table.sum(axis=2)
    agree = product_over_groups(table[:, :, 0], total)
    disagree = product_over_groups(table[:, :, 1], total)
    kept = set(groups)
    counted = sum(1 for label, a in zip(labels, active, strict=True) if a and label in kept)
    return Consensus(
        groups=groups,
        sizes=tuple(sizes[g] for g in groups),
        statements=tuple(
            _statement(s, groups, table[:, i], float(agree[i]), float(disagree[i]))
            for i, s in enumerate(votes.statements)
        ),
        counts=votes.counts(counted),
        left_out=tuple(sorted(set(sizes) - kept)),
        ungrouped=sum(1 for label, a in zip(labels, active, strict=True) if a and label is None),
        minimum=minimum,
    )


def _statement(
    statement: Hashable,
    groups: Sequence[str],
    table: npt.NDArray[np.int64],
    agree: float,
    disagree: float,
) -> StatementConsensus:
    parts = tuple(GroupVotes(g, *(int(n) for n in row)) for g, row in zip(groups, table, strict=True))
    voted = [p for p in parts if p.votes]
    # Shares are compared as cross products of whole numbers, so that equal shares tie whatever their floats are.
    lowest = [p for p in voted if all(p.agree * q.votes <= q.agree * p.votes for q in voted)]
    return StatementConsensus(
        statement=statement,
        groups=parts,
        agree=agree,
        disagree=disagree,
        lowest=tuple(p.group for p in lowest),
        lowest_agreement=lowest[0].agreement if lowest else None,
        silent=tuple(p.group for p in parts if not p.votes),
    )
