"""Priorities: options that people rated or ranked, with how many answered and with ties shown.

Ratings are ordered words or numbers; distances between them are not assumed, so options are ordered by majority
judgment (Balinski and Laraki 2010): the higher median first, equal medians by which side the next voters are on.
The mean is given only where the scale is of numbers.  Rankings are compared pair by pair and ordered by the method of
Schulze (2011), which elects the option that beats every other one where there is one; Borda points stand beside.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from corridor.dialogue.votes import Counts
from corridor.i18n import _

Ballot = TypeVar("Ballot")


@dataclass(frozen=True)
class Rated:
    """One option: how many chose each grade (lowest first), the majority grade, and its place (1 is best; ties share it).

    ``median`` is the grade at least half of those who rated it give or exceed (the lower middle of an even number); None
    without ratings.  ``mean`` is None unless every grade is a number.
    """

    option: str
    distribution: tuple[int, ...]
    median: str | None
    mean: float | None
    place: int | None

    @property
    def rated(self) -> int:
        """How many rated it."""
        return sum(self.distribution)


@dataclass(frozen=True)
class Ratings:
    """Options in the order of majority judgment; options that nobody rated come last, without a place."""

    grades: tuple[str, ...]
    options: tuple[Rated, ...]
    counts: Counts


def rate(
    ballots: Sequence[Mapping[str, str]],
    options: Sequence[str],
    grades: Sequence[str],
    *,
    invited: int | None = None,
) -> Ratings:
    """Options by majority judgment.

    Args:
        ballots: the grade that each person gives to options; options left out are not rated by her.
        options: all options.
        grades: all grades, lowest first.
        invited: how many were asked.

    Raises:
        ValueError: grades or options that are not in the lists, all at once.
    """
    place = {g: i for i, g in enumerate(grades)}
    problems = [
        _("ballot {ballot}: expected one of the options and grades, not {option}: {grade}").format(
            ballot=number, option=option, grade=grade
        )
        for number, ballot in enumerate(ballots, start=1)
        for option, grade in ballot.items()
        if option not in options or grade not in place
    ]
    if problems:
        raise ValueError("\n".join(problems))
    counts = {o: [0] * len(grades) for o in options}
    for ballot in ballots:
        for option, grade in ballot.items():
            counts[option][place[grade]] += 1
    numbers = _numbers(grades)
    keys = {o: _majority_key(counts[o]) for o in options}
    order = sorted((o for o in options if sum(counts[o])), key=lambda o: keys[o], reverse=True)
    rated = [
        Rated(
            option=o,
            distribution=tuple(counts[o]),
            median=grades[int(keys[o][0])],
            mean=float(sum(n * c for n, c in zip(numbers, counts[o], strict=True)) / sum(counts[o]))
            if numbers
            else None,
            place=1 + sum(keys[p] > keys[o] for p in order),
        )
        for o in order
    ]
    rated += [Rated(o, tuple(counts[o]), None, None, None) for o in options if not sum(counts[o])]
    took_part = sum(1 for b in ballots if b)
    return Ratings(tuple(grades), tuple(rated), Counts(invited, took_part, took_part))


def _numbers(grades: Sequence[str]) -> list[Fraction] | None:
    try:
        return [Fraction(g) for g in grades]
    except ValueError:
        return None


def _majority_key(counts: Sequence[int]) -> tuple[Fraction, ...]:
    """The majority gauge: the median grade, then the shares of ratings above and below it.

    Shares, so that options rated by different numbers of people compare.
    """
    total = sum(counts)
    if not total:
        return (Fraction(-1),)
    below, median = 0, 0
    for grade, count in enumerate(counts):
        if (below + count) * 2 >= total:
            median = grade
            break
        below += count
    above = total - below - counts[median]
    p, q = Fraction(above, total), Fraction(below, total)
    # Majority gauge: more above than below the median counts for the option by the share above, else against it.
    return (Fraction(median), p if p > q else -q)


@dataclass(frozen=True)
class Ranked:
    """One option: its place by Schulze (ties share it), its Borda points, and on how many ballots it is ranked."""

    option: str
    place: int
    borda: float
    ballots: int


@dataclass(frozen=True)
class Rankings:
    """Options in order.  ``preferred[a][b]`` is how many put a before b.  ``winner`` beats every other option, if any."""

    options: tuple[Ranked, ...]
    preferred: Mapping[str, Mapping[str, int]]
    winner: str | None
    counts: Counts


def rank(
    ballots: Sequence[Sequence[Sequence[str]]], options: Sequence[str], *, invited: int | None = None
) -> Rankings:
    """Options by the method of Schulze.

    Args:
        ballots: for each person, groups of options from best to worst; options in one group are equal to her.
            Options that she leaves out stand below all that she ranked, equal among themselves.
        options: all options.
        invited: how many were asked.

    Raises:
        ValueError: options that are not in the list or stand twice on a ballot, all at once.
    """
    problems = []
    for number, ballot in enumerate(ballots, start=1):
        flat = [o for group in ballot for o in group]
        wrong = [o for o in flat if o not in options]
        if wrong or len(set(flat)) != len(flat):
            problems.append(
                _("ballot {ballot}: expected options of the list, each once, not {options}").format(
                    ballot=number, options=", ".join(flat)
                )
            )
    if problems:
        raise ValueError("\n".join(problems))
    before = {a: {b: 0 for b in options if b != a} for a in options}
    ranked = dict.fromkeys(options, 0)
    filled = [b for b in ballots if any(b)]
    for ballot in filled:
        level = {o: i for i, group in enumerate(ballot) for o in group}
        for o in level:
            ranked[o] += 1
        for a in options:
            for b in options:
                if a != b and level.get(a, len(ballot)) < level.get(b, len(ballot)):
                    before[a][b] += 1
    path = _strongest_paths(before, options)
    beaten_by = {a: sum(path[b][a] > path[a][b] for b in options if b != a) for a in options}
    # Borda: a point for each option put behind, half a point for each equal one, averaged over ballots.
    points = {
        a: sum(before[a][b] + (len(filled) - before[a][b] - before[b][a]) / 2 for b in options if b != a)
        for a in options
    }
    order = sorted(options, key=lambda o: beaten_by[o])
    winner = next((a for a in options if all(before[a][b] > before[b][a] for b in options if b != a)), None)
    return Rankings(
        options=tuple(
            Ranked(
                o,
                1 + sum(beaten_by[p] < beaten_by[o] for p in options),
                points[o] / len(filled) if filled else 0.0,
                ranked[o],
            )
            for o in order
        ),
        preferred=before,
        winner=winner if filled else None,
        counts=Counts(invited, len(filled), len(filled)),
    )


def _strongest_paths(
    before: Mapping[str, Mapping[str, int]], options: Sequence[str]
) -> dict[str, dict[str, int]]:
    """For each pair the strength of the strongest chain of victories between them (by votes won)."""
    path = {
        a: {b: before[a][b] if before[a][b] > before[b][a] else 0 for b in options if b != a} for a in options
    }
    for c in options:
        for a in options:
            for b in options:
                if len({a, b, c}) == 3:
                    path[a][b] = max(path[a][b], min(path[a][c], path[c][b]))
    return path


def by_group(
    ballots: Sequence[Ballot], labels: Sequence[str | None], minimum: int = 10
) -> dict[str, list[Ballot]]:
    """Ballots of each declared group with at least ``minimum`` of them, for ``rate`` and ``rank``."""
    found: dict[str, list[Ballot]] = {}
    for ballot, label in zip(ballots, labels, strict=True):
        if label is not None:
            found.setdefault(label, []).append(ballot)
    return {name: rows for name, rows in sorted(found.items()) if len(rows) >= minimum}
