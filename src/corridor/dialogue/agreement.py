"""Counts of a consultation's statements that may be shown: who agrees first, then the other answers as far as is safe.

With few passes beside many votes, showing every answer would give the passes away, and something large has to be
withheld.  So "agree" against everything else is protected first, by group, and the single answers (not by group) are
shown only where they tell nothing beyond that.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass

from corridor.dialogue.publishing import ANSWERS, NOT_ANSWERED, VOTE
from corridor.dialogue.suppression import Grouping, Key, Protected, Release, protect
from corridor.dialogue.votes import VoteTable

AGREEMENT = "agreement"
_SIDES = Grouping(AGREEMENT, VOTE, {a: "agree" if a == "agree" else "other" for a in ANSWERS.values()})


@dataclass(frozen=True)
class Shown:
    """What may be shown: people by group, and for each statement the releases that were made of it."""

    groups: Protected
    statements: Mapping[Hashable, tuple[Protected, Protected]]

    def people(self, **group: str) -> int | None:
        """How many took part, in a group if one is named; None if it is withheld."""
        return self.groups.shown.get(tuple(sorted(group.items())))

    def agree(self, statement: Hashable, **group: str) -> int | None:
        """How many agree, in a group if one is named; None if it is withheld."""
        return self.statements[statement][0].shown.get(tuple(sorted([*group.items(), (AGREEMENT, "agree")])))

    def answer(self, statement: Hashable, answer: str) -> int | None:
        """How many gave an answer (``disagree``, ``pass``, ``no vote``); None if it is withheld."""
        return self.statements[statement][1].shown.get(((VOTE, answer),))


def shown_agreement(
    votes: VoteTable,
    declared: Mapping[str, Sequence[str | None]],
    domains: Mapping[str, Sequence[str]],
    *,
    minimum: int,
    progress: Callable[[int, int], None] | None = None,
) -> Shown:
    """What may be shown of votes by each declared grouping, all published together, once.

    Args:
        votes: the votes.
        declared: for each grouping the group of each participant.
        domains: all groups of each grouping, those without participants included.
        minimum: the smallest count that is shown, and how far apart the derivable bounds of smaller ones must be.
        progress: called with the number of statements done, and of all.

    A group whose size is withheld has no cell in any statement, so all that statements share is what is shown of the groups.
    """
    active = [i for i, n in enumerate(votes.votes_by_participant) if n > 0]
    labels = {i: {d: values[i] or NOT_ANSWERED for d, values in declared.items()} for i in active}
    # that everybody answered is no secret; a place for those who did not would hide the smallest group for nothing
    silent = {d for d in domains if any(row[d] == NOT_ANSWERED for row in labels.values())}
    spaces = {d: [*values, NOT_ANSWERED] if d in silent else list(values) for d, values in domains.items()}
    single = tuple((d,) for d in spaces) or ((),)
    groups = protect(Release("groups", {str(i): labels[i] for i in active}, single), spaces, minimum=minimum)
    hidden = {cell for key in groups.withheld for cell in key}
    never: list[Key] = [(cell,) for cell in hidden]
    never += [tuple(sorted([cell, (AGREEMENT, side)])) for cell in hidden for side in ("agree", "other")]
    base = {**spaces, VOTE: list(ANSWERS.values())}
    found: dict[Hashable, tuple[Protected, Protected]] = {}
    for column, statement in enumerate(votes.statements):
        people = {str(i): {**labels[i], VOTE: ANSWERS[int(votes.choices[i, column])]} for i in active}
        known = Protected(
            Release("groups", people, single), minimum, minimum, groups.shown, groups.withheld, groups.exposed
        )
        tables = ((AGREEMENT,), *((d, AGREEMENT) for d in spaces))
        first = protect(
            Release("agreement", people, tables),
            base,
            earlier=(known,),
            groupings=(_SIDES,),
            minimum=minimum,
            never=never,
        )
        second = protect(
            Release("answers", people, ((VOTE,),)),
            base,
            earlier=(known, first),
            groupings=(_SIDES,),
            minimum=minimum,
            # the total is known or withheld already
            never=[()] if () not in groups.shown else [],
        )
        found[statement] = (first, second)
        if progress is not None:
            progress(len(found), len(votes.statements))
    return Shown(groups, found)
