"""A vote on a budget: projects with their costs, ballots with points, and the greedy rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from corridor.i18n import _


@dataclass(frozen=True)
class Project:
    """Something the budget could pay.  ``cost`` is in the currency of the vote."""

    id: str
    cost: Fraction
    name: str = ""


@dataclass(frozen=True)
class Ballot:
    """What one person supports: points above 0 by project (1 each for approvals).

    ``weight`` scales the person's initial share of the budget (a corridor weight); 1 is everybody alike.
    """

    voter: str
    points: Mapping[str, Fraction]
    weight: Fraction = Fraction(1)


@dataclass(frozen=True)
class Election:
    """Projects, ballots and the budget; the order of the projects is the last rule for ties."""

    projects: tuple[Project, ...]
    ballots: tuple[Ballot, ...]
    budget: Fraction
    currency: str | None = None
    place: Mapping[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        problems = []
        place = {p.id: i for i, p in enumerate(self.projects)}
        if len(place) != len(self.projects):
            problems.append(_("each project needs an identifier of its own"))
        for project in self.projects:
            if project.cost < 0:
                problems.append(
                    _("project {project}: a cost is 0 or more, not {cost}").format(
                        project=project.id, cost=project.cost
                    )
                )
        for ballot in self.ballots:
            if ballot.weight <= 0:
                problems.append(
                    _("ballot {voter}: a weight is above 0, not {weight}").format(
                        voter=ballot.voter, weight=ballot.weight
                    )
                )
            for project_id, points in ballot.points.items():
                if project_id not in place or points <= 0:
                    problems.append(
                        _(
                            "ballot {voter}: expected points above 0 for projects of the list,"
                            " not {points} for {project}"
                        ).format(voter=ballot.voter, points=points, project=project_id)
                    )
        if problems:
            raise ValueError("\n".join(problems))
        object.__setattr__(self, "place", place)

    def supporters(self) -> list[int]:
        """How many ballots support each project, in the order of the projects."""
        counts = [0] * len(self.projects)
        for ballot in self.ballots:
            for project_id in ballot.points:
                counts[self.place[project_id]] += 1
        return counts

    def scores(self) -> list[Fraction]:
        """The points of each project over all ballots, in the order of the projects."""
        totals = [Fraction(0)] * len(self.projects)
        for ballot in self.ballots:
            for project_id, points in ballot.points.items():
                totals[self.place[project_id]] += points
        return totals


def greedy(election: Election, taken: tuple[int, ...] = ()) -> tuple[int, ...]:
    """Projects by falling points, each taken if what is left pays for it; the indices that are added, in order.

    Ties: more supporters, then lower cost, then the order of the list.  Projects without any point are not taken.
    """
    points, supporters = election.scores(), election.supporters()
    order = sorted(
        (i for i in range(len(election.projects)) if points[i] > 0 and i not in taken),
        key=lambda i: (-points[i], -supporters[i], election.projects[i].cost, i),
    )
    left = election.budget - sum((election.projects[i].cost for i in taken), Fraction(0))
    added: list[int] = []
    for i in order:
        if election.projects[i].cost <= left:
            left -= election.projects[i].cost
            added.append(i)
    return tuple(added)
