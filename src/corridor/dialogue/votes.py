"""Votes on statements: each participant agrees, disagrees or passes; a later vote replaces the earlier one."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from corridor.i18n import _

AGREE, DISAGREE, PASS = 1, -1, 0
NO_VOTE = 2
"""Stands in a vote table where a participant was not asked or did not answer.  It is not a pass."""


@dataclass(frozen=True)
class Counts:
    """The three counts that stand beside every result.

    ``invited`` is how many were asked to take part; None where nobody counted them (an open invitation).
    ``took_part`` is how many cast at least one vote.  ``counted`` is how many the result rests on: a result by
    group leaves out those whose group is not known.
    """

    invited: int | None
    took_part: int
    counted: int

    def __post_init__(self) -> None:
        if self.counted > self.took_part:
            raise ValueError(
                _("{counted} people are counted, but only {took_part} took part").format(
                    counted=self.counted, took_part=self.took_part
                )
            )

    def sentence(self) -> str:
        """The counts in words."""
        if self.invited is None:
            return _(
                "{took_part} people took part and {counted} are counted here."
                " How many were invited is not known."
            ).format(took_part=self.took_part, counted=self.counted)
        return _(
            "{invited} people were invited, {took_part} took part and {counted} are counted here."
        ).format(invited=self.invited, took_part=self.took_part, counted=self.counted)


@dataclass(frozen=True)
class Vote:
    """One vote as it was cast.  ``moment`` orders votes; any comparable number (milliseconds in Polis files)."""

    participant: Hashable
    statement: Hashable
    choice: int
    moment: float = 0.0


@dataclass(frozen=True)
class VoteTable:
    """Votes of participants (rows) on statements (columns).

    ``choices`` holds 1 (agree), -1 (disagree), 0 (pass) or ``NO_VOTE``.  ``replaced`` is how many votes were
    replaced by a later vote of the same person on the same statement.  ``invited`` as in :class:`Counts`.
    """

    participants: tuple[Hashable, ...]
    statements: tuple[Hashable, ...]
    choices: npt.NDArray[np.int8]
    replaced: int = 0
    invited: int | None = None

    def __post_init__(self) -> None:
        shape = (len(self.participants), len(self.statements))
        if self.choices.shape != shape:
            raise ValueError(
                _("the votes have the shape {found}, expected {expected} (participants, statements)").format(
                    found=self.choices.shape, expected=shape
                )
            )
        for names, what in ((self.participants, _("participants")), (self.statements, _("statements"))):
            if len(set(names)) != len(names):
                raise ValueError(_("the {what} of a vote table must each occur once").format(what=what))
        wrong = ~np.isin(self.choices, (AGREE, DISAGREE, PASS, NO_VOTE))
        if wrong.any():
            row, column = np.argwhere(wrong)[0]
            raise ValueError(
                _(
                    "participant {participant}, statement {statement}: a vote is 1 (agree), -1 (disagree)"
                    " or 0 (pass), not {value}"
                ).format(
                    participant=self.participants[row],
                    statement=self.statements[column],
                    value=self.choices[row, column],
                )
            )

    @cached_property
    def cast(self) -> npt.NDArray[np.bool_]:
        """Where a vote was cast (passes are votes)."""
        return self.choices != NO_VOTE

    @cached_property
    def votes_by_participant(self) -> npt.NDArray[np.int64]:
        """How many votes each participant cast."""
        return self.cast.sum(axis=1)

    def counts(self, counted: int | None = None) -> Counts:
        """The three counts; ``counted`` defaults to all who took part."""
        took_part = int((self.votes_by_participant > 0).sum())
        return Counts(self.invited, took_part, took_part if counted is None else counted)

    def only(self, statements: Sequence[Hashable]) -> VoteTable:
        """The same participants, with some of the statements (those that were not moderated out)."""
        place = {s: i for i, s in enumerate(self.statements)}
        columns = [place[s] for s in statements]
        return VoteTable(
            self.participants, tuple(statements), self.choices[:, columns], self.replaced, self.invited
        )

    def labels(self, declared: Mapping[Any, str | None]) -> list[str | None]:
        """The group that each participant declared, in the order of the rows; None where none is known."""
        return [declared.get(p) for p in self.participants]


def tabulate(
    votes: Iterable[Vote],
    *,
    participants: Sequence[Hashable] = (),
    statements: Sequence[Hashable] = (),
    invited: int | None = None,
) -> VoteTable:
    """A vote table from votes as they were cast.

    A later vote of a person on a statement replaces the earlier one; of two votes with the same moment the one
    that comes later in the input counts.  Participants and statements without any vote are kept if they are
    named in ``participants`` and ``statements``; the others follow in the order of their first vote.

    Raises:
        ValueError: a vote is neither 1, -1 nor 0.
    """
    rows: dict[Hashable, int] = {p: i for i, p in enumerate(participants)}
    columns: dict[Hashable, int] = {s: i for i, s in enumerate(statements)}
    last: dict[tuple[int, int], tuple[float, int]] = {}
    replaced = 0
    for vote in votes:
        if vote.choice not in (AGREE, DISAGREE, PASS):
            raise ValueError(
                _(
                    "participant {participant}, statement {statement}: a vote is 1 (agree), -1 (disagree)"
                    " or 0 (pass), not {value}"
                ).format(participant=vote.participant, statement=vote.statement, value=vote.choice)
            )
        key = (
            rows.setdefault(vote.participant, len(rows)),
            columns.setdefault(vote.statement, len(columns)),
        )
        before = last.get(key)
        replaced += before is not None
        if before is None or vote.moment >= before[0]:
            last[key] = (vote.moment, vote.choice)
    choices = np.full((len(rows), len(columns)), NO_VOTE, dtype=np.int8)
    for (row, column), (_moment, choice) in last.items():
        choices[row, column] = choice
    return VoteTable(tuple(rows), tuple(columns), choices, replaced, invited)
