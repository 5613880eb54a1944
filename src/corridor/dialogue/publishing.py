"""The counts of a consultation that may be shown: groups first, then each statement by group."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from corridor.dialogue.suppression import Key, Protected, Release, protect
from corridor.dialogue.votes import AGREE, DISAGREE, NO_VOTE, PASS, VoteTable
from corridor.i18n import _

VOTE = "vote"
ANSWERS = {AGREE: "agree", DISAGREE: "disagree", PASS: "pass", NO_VOTE: "no vote"}
NOT_ANSWERED = "not answered"


@dataclass(frozen=True)
class PublishedVotes:
    """What may be shown of a consultation: people by group, and each statement's answers by group.

    A group whose own size is withheld has no cell in any statement, so statements cannot be played off against each
    other: everything that they share is the sizes that are shown.
    """

    groups: Protected
    statements: Mapping[Hashable, Protected]

    def count(self, statement: Hashable, answer: str, **group: str) -> int | None:
        """A count that may be shown, such as ``count("12", "agree", sex="female")``; None if it is withheld."""
        key: Key = tuple(sorted([*group.items(), (VOTE, answer)]))
        return self.statements[statement].shown.get(key)


def publish_votes(
    votes: VoteTable,
    declared: Mapping[str, Sequence[str | None]],
    domains: Mapping[str, Sequence[str]],
    *,
    minimum: int = 10,
) -> PublishedVotes:
    """What may be shown of votes by each declared grouping, all published together.

    Args:
        votes: the votes.
        declared: for each grouping (``"sex"``, ``"corridor"``) the group of each participant.
        domains: all groups of each grouping, those without participants included.
        minimum: the smallest count that is shown, and how far apart the derivable bounds of smaller ones must be.

    Raises:
        ValueError: groupings that do not fit the participants.
    """
    if VOTE in declared or set(declared) != set(domains):
        raise ValueError(
            _("expected the groups of each grouping ({names}); none may be called {vote}").format(
                names=", ".join(sorted(declared)), vote=VOTE
            )
        )
    active = [i for i, n in enumerate(votes.votes_by_participant) if n > 0]
    labels = {i: {d: values[i] or NOT_ANSWERED for d, values in declared.items()} for i in active}
    spaces = {d: [*values, NOT_ANSWERED] for d, values in domains.items()}
    single = tuple((d,) for d in spaces) or ((),)
    groups = protect(Release("groups", {str(i): labels[i] for i in active}, single), spaces, minimum=minimum)
    hidden = {cell for key in groups.withheld for cell in key}
    tables = ((VOTE,), *((d, VOTE) for d in spaces))
    answers = {**spaces, VOTE: list(ANSWERS.values())}
    found: dict[Hashable, Protected] = {}
    for column, statement in enumerate(votes.statements):
        people = {str(i): {**labels[i], VOTE: ANSWERS[int(votes.choices[i, column])]} for i in active}
        known = Protected(
            Release("groups", people, single), minimum, minimum, groups.shown, groups.withheld, groups.exposed
        )
        release = Release("statement", people, tables)
        never = [tuple(sorted([cell, (VOTE, answer)])) for cell in hidden for answer in ANSWERS.values()] + [
            (cell,) for cell in hidden
        ]
        found[statement] = protect(release, answers, earlier=(known,), minimum=minimum, never=never)
    return PublishedVotes(groups, found)
