"""Opinion groups found in the votes, with how stable they are; too few people give none.

Votes are laid out on two axes (principal components; a vote that was not cast stands at the statement's mean; a
participant is pushed outwards by the square root of statements / votes cast, so that those who voted on little are
not all in the middle) and clustered.  The method is that of Polis (Small and others 2021).  Such groups are fragile:
small changes of the votes change them.  So the stability under resampling stands beside them, and below a number of
people only declared groups are used.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corridor.dialogue.clustering import FloatArray, IntArray, adjusted_rand, k_means, silhouette
from corridor.dialogue.votes import Counts, VoteTable
from corridor.evidence.flows.threads import one_thread
from corridor.i18n import _, number_in_words


@dataclass(frozen=True)
class Layout:
    """Participants on two axes.

    ``rows`` are the participants with enough votes (indices), ``points`` where they stand, ``axes`` the directions
    (components by statements) and ``centre`` the mean vote of each statement.
    """

    rows: IntArray
    points: FloatArray
    axes: FloatArray
    centre: FloatArray


@dataclass(frozen=True)
class Candidate:
    """One number of groups: how well apart they are, and the mean adjusted Rand index under resampling."""

    groups: int
    silhouette: float
    stability: float


@dataclass(frozen=True)
class OpinionGroups:
    """Opinion groups, or why there are none.

    ``labels`` holds the group of each participant ("1" is the largest) or None for people with too few votes; empty if
    no groups are shown.  ``candidates`` lists every number of groups tried; ``chosen`` is the one with the highest
    silhouette.  ``stable`` is whether its stability reaches ``threshold``.
    """

    labels: tuple[str | None, ...]
    candidates: tuple[Candidate, ...]
    chosen: Candidate | None
    counts: Counts
    fewest: int
    threshold: float
    layout: Layout | None

    @property
    def stable(self) -> bool:
        """Whether the groups hold under resampling."""
        return self.chosen is not None and self.chosen.stability >= self.threshold

    def sentence(self) -> str:
        """What may be said about the groups.  Their number is never said without their stability."""
        if self.chosen is None:
            return _(
                "{people} people have cast enough votes; opinion groups are looked for from {fewest} people on."
                " See the declared groups."
            ).format(people=self.counts.counted, fewest=self.fewest)
        figures = {
            "groups": self.chosen.groups,
            "stability": number_in_words(round(self.chosen.stability, 2)),
            "silhouette": number_in_words(round(self.chosen.silhouette, 2)),
        }
        if self.stable:
            return _(
                "The votes fall into {groups} groups that mostly come back when the people are drawn again"
                " (stability {stability} of 1, silhouette {silhouette} of 1)."
            ).format(**figures)
        return _(
            "The votes show no groups that hold: a division into {groups} changes when the people are drawn again"
            " (stability {stability} of 1, silhouette {silhouette} of 1). See the declared groups."
        ).format(**figures)


@one_thread()
def lay_out(votes: VoteTable, *, least_votes: int = 7, components: int = 2) -> Layout | None:
    """Participants with at least ``least_votes`` votes (or all statements, if fewer) on the main axes.

    None if fewer than two people or statements are left.
    """
    least = min(least_votes, len(votes.statements))
    rows = np.flatnonzero(votes.votes_by_participant >= max(least, 1))
    everybody = np.flatnonzero(votes.votes_by_participant > 0)
    if len(rows) < 2 or len(votes.statements) < 2:
        return None
    return _laid_out(votes, everybody, rows, components)


def _laid_out(votes: VoteTable, everybody: IntArray, rows: IntArray, components: int) -> Layout:
    """Axes from the votes of everybody (with repetitions where people are drawn again), points for some rows."""
    cast = votes.cast[everybody]
    number = cast.sum(axis=0)
    values = np.where(cast, votes.choices[everybody], 0).astype(np.float64)
    centre = np.where(number > 0, values.sum(axis=0) / np.maximum(number, 1), 0.0)
    deviation = np.where(cast, values - centre, 0.0)
    axes = np.linalg.eigh(deviation.T @ deviation)[1][:, ::-1][:, :components].T
    # The sign of an axis is arbitrary; the largest loading is made positive so that the layout is always the same.
    sign = np.sign(axes[np.arange(len(axes)), np.abs(axes).argmax(axis=1)])
    axes = axes * np.where(sign == 0, 1.0, sign)[:, None]
    shown = votes.cast[rows]
    placed = np.where(shown, votes.choices[rows] - centre, 0.0) @ axes.T
    reach = np.sqrt(len(votes.statements) / np.maximum(shown.sum(axis=1), 1))
    return Layout(rows, placed * reach[:, None], axes, centre)


@one_thread()
def opinion_groups(
    votes: VoteTable,
    *,
    fewest: int = 50,
    least_votes: int = 7,
    most_groups: int = 5,
    resamples: int = 30,
    threshold: float = 0.75,
    seed: int = 0,
) -> OpinionGroups:
    """Groups in the votes, with silhouette and stability for each number of groups tried.

    Args:
        votes: the votes on statements that are shown (hidden ones taken out).
        fewest: below so many people with enough votes, no groups are looked for.
        least_votes: how many votes somebody must have cast.
        most_groups: the largest number of groups tried (from 2).
        resamples: how often the people are drawn again, with replacement.
        threshold: the stability from which groups count as stable.
        seed: starting value of the random numbers; the same seed gives the same result.
    """
    layout = lay_out(votes, least_votes=least_votes)
    people = 0 if layout is None else len(layout.rows)
    if layout is None or people < max(fewest, 3):
        return OpinionGroups((), (), None, votes.counts(people), fewest, threshold, layout)
    sizes = range(2, min(most_groups, people - 1) + 1)
    clusters = {k: k_means(layout.points, k, seed=seed) for k in sizes}
    stability = _stability(votes, layout, clusters, resamples, seed)
    candidates = tuple(Candidate(k, silhouette(layout.points, clusters[k]), stability[k]) for k in sizes)
    chosen = max(candidates, key=lambda c: c.silhouette)
    labels: list[str | None] = [None] * len(votes.participants)
    for row, cluster in zip(layout.rows, clusters[chosen.groups], strict=True):
        labels[int(row)] = str(int(cluster) + 1)
    return OpinionGroups(tuple(labels), candidates, chosen, votes.counts(people), fewest, threshold, layout)


def _stability(
    votes: VoteTable, layout: Layout, clusters: dict[int, IntArray], resamples: int, seed: int
) -> dict[int, float]:
    """The mean adjusted Rand index between the groups and those found when the people are drawn again."""
    random = np.random.default_rng(seed + 1)
    scores: dict[int, list[float]] = {k: [] for k in clusters}
    everybody = np.flatnonzero(votes.votes_by_participant > 0)
    place = np.full(len(votes.participants), -1)
    place[layout.rows] = np.arange(len(layout.rows))
    for number in range(resamples):
        people = everybody[random.integers(len(everybody), size=len(everybody))]
        drawn = place[people][place[people] >= 0]
        again = _laid_out(votes, people, layout.rows[drawn], layout.axes.shape[0])
        once = np.unique(drawn, return_index=True)[1]
        for k, labels in clusters.items():
            found = k_means(again.points, k, starts=5, seed=seed + number)
            scores[k].append(adjusted_rand(labels[drawn[once]], found[once]))
    return {k: float(np.mean(s)) if s else float("nan") for k, s in scores.items()}


def axes_alike(one: FloatArray, two: npt.NDArray[np.float64]) -> float:
    """The absolute cosine of the angle between two directions: 1 is the same axis."""
    return float(abs(one @ two) / (np.linalg.norm(one) * np.linalg.norm(two)))
