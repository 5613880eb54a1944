"""What may be shown: no count below a minimum, and nothing from which such a count can be worked out.

A *release* is what is published at one time: tables of counts of people, with all their margins.  The smallest
parts that all releases together divide people into (every combination of answers, and of releases a person is in)
are the *atoms*; each published count is a sum of atoms.  An attacker knows the sums that are shown, here and in
earlier releases, and that atoms are whole numbers from 0 up.  Counts below the minimum are not shown; then further
counts are withheld until for each of them, and for each small occupied atom, the least and the most that the
attacker can derive are at least ``protection`` apart.

Not protected against: somebody who knows other people's answers already, and inference from the choice of what
is withheld (the marks do not say which counts were small).  Shares and means must be computed from what is shown.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from corridor.i18n import _

Key = tuple[tuple[str, str], ...]
"""A cell: (dimension, value) pairs in the order of the dimensions' names; () is the total."""
Labels = Mapping[str, str]
Seen = tuple[str, Key]
"""A cell of a release, by the release's name."""


@dataclass(frozen=True)
class Release:
    """Tables of counts published at one time.

    ``people`` gives each person's value in each base dimension.  Each table names its dimensions; its margins, down to
    the total, belong to it.
    """

    name: str
    people: Mapping[str, Labels]
    tables: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Grouping:
    """A dimension that follows from another: regions from countries, wide age bands from narrow ones."""

    name: str
    of: str
    group: Mapping[str, str]


@dataclass(frozen=True)
class Protected:
    """What a release may show.

    ``shown`` holds the counts that may be printed; every other cell is in ``withheld``.  ``exposed`` names
    cells, and combinations of answers, that earlier releases alone give away (nothing withheld now can help); it should be
    empty.
    """

    release: Release
    minimum: int
    protection: int
    shown: Mapping[Key, int]
    withheld: frozenset[Key]
    exposed: tuple[Key, ...]


@dataclass(frozen=True)
class Interval:
    """The least and the most that an attacker can derive for a count; ``most`` is None where nothing bounds it."""

    least: int
    most: int | None

    @property
    def width(self) -> float:
        """How far apart they are."""
        return np.inf if self.most is None else self.most - self.least


class Atoms:
    """The atoms of several releases, and which of them each cell adds up."""

    def __init__(
        self,
        releases: Sequence[Release],
        domains: Mapping[str, Sequence[str]],
        groupings: Iterable[Grouping] = (),
    ) -> None:
        _check(releases, domains, groupings)
        self.domains = dict(domains)
        self.groupings = {g.name: g for g in groupings}
        self.names = [r.name for r in releases]
        # A person is in a run of releases: from the one she joined before to the one after which she was erased.
        # Only runs that occur are possible: an attacker knows whether people were erased at all.
        within = [[i for i, r in enumerate(releases) if p in r.people] for p in self._people(releases)]
        self.spans = sorted({(w[0], w[-1]) for w in within}) or [(0, len(releases) - 1)]
        self.base = sorted(domains)
        self.atoms = [
            (span, dict(zip(self.base, values, strict=True)))
            for span in self.spans
            for values in itertools.product(*(domains[d] for d in self.base))
        ]
        self.count = self._count(releases)

    @staticmethod
    def _people(releases: Sequence[Release]) -> list[str]:
        return list(dict.fromkeys(p for r in releases for p in r.people))

    def value(self, labels: Labels, dimension: str) -> str:
        """The value of somebody in a base dimension or in one that follows from it."""
        grouping = self.groupings.get(dimension)
        return labels[dimension] if grouping is None else grouping.group[labels[grouping.of]]

    def values(self, dimension: str) -> list[str]:
        """All values of a dimension."""
        grouping = self.groupings.get(dimension)
        if grouping is None:
            return list(self.domains[dimension])
        return list(dict.fromkeys(grouping.group[v] for v in self.domains[grouping.of]))

    def cells(self, release: Release) -> list[Key]:
        """The cells of all tables of a release with their margins, each once."""
        keys: dict[Key, None] = {}
        for table in release.tables:
            for size in range(len(table) + 1):
                for dimensions in itertools.combinations(sorted(table), size):
                    for values in itertools.product(*(self.values(d) for d in dimensions)):
                        keys[tuple(zip(dimensions, values, strict=True))] = None
        return list(keys)

    def row(self, name: str, key: Key) -> npt.NDArray[np.float64]:
        """Which atoms a cell of a release adds up."""
        place = self.names.index(name)
        return np.array(
            [
                float(a <= place <= b and all(self.value(labels, d) == v for d, v in key))
                for (a, b), labels in self.atoms
            ]
        )

    def _count(self, releases: Sequence[Release]) -> npt.NDArray[np.int64]:
        index = {
            (span, tuple(labels[d] for d in self.base)): i for i, (span, labels) in enumerate(self.atoms)
        }
        count = np.zeros(len(self.atoms), dtype=np.int64)
        for person in self._people(releases):
            within = [i for i, r in enumerate(releases) if person in r.people]
            labels = releases[within[0]].people[person]
            key = tuple(labels[d] for d in self.base)
            count[index[(within[0], within[-1]), key]] += 1
        return count


@dataclass
class Attack:
    """What somebody can derive from counts that are shown: rows of atoms with their sums."""

    rows: npt.NDArray[np.float64]
    sums: npt.NDArray[np.float64]

    @cached_property
    def _sparse(self) -> Any:
        from scipy.sparse import csr_array

        return csr_array(self.rows)

    def bound(
        self, target: npt.NDArray[np.float64], sense: int
    ) -> tuple[float, npt.NDArray[np.float64] | None, npt.NDArray[np.float64]]:
        """The least (``sense`` 1) or most (-1) of a sum of atoms, atoms that reach it, and the dual value of each row.

        Solved over whole numbers: where the linear programme ends on fractions, a whole-number programme follows.
        """
        from scipy.optimize import LinearConstraint, linprog, milp

        if not len(self.rows):
            return (0.0 if sense > 0 else np.inf), None, np.zeros(0)
        result = linprog(sense * target, A_eq=self._sparse, b_eq=self.sums, method="highs")
        if result.status == 3 or result.x is None:
            return (0.0 if sense > 0 else np.inf), None, np.zeros(len(self.rows))
        duals = np.asarray(result.eqlin.marginals)
        atoms = np.asarray(result.x)
        if np.abs(atoms - np.rint(atoms)).max() > 1e-6:
            whole = milp(
                sense * target,
                constraints=LinearConstraint(self._sparse, self.sums, self.sums),
                integrality=np.ones(len(target), dtype=np.int64),
            )
            if whole.x is not None:
                atoms = np.asarray(whole.x)
        atoms = np.rint(atoms)
        return float(target @ atoms), atoms, duals

    def interval(self, target: npt.NDArray[np.float64]) -> Interval:
        """The least and the most of a sum of atoms."""
        least, _at, _d = self.bound(target, 1)
        most, _at, _d = self.bound(target, -1)
        return Interval(int(least), None if np.isinf(most) else int(most))


def protect(
    release: Release,
    domains: Mapping[str, Sequence[str]],
    *,
    earlier: Sequence[Protected] = (),
    groupings: Sequence[Grouping] = (),
    minimum: int = 10,
    protection: int | None = None,
    never: Iterable[Key] = (),
) -> Protected:
    """What a release may show beside everything shown earlier.

    Args:
        release: the people and the tables.
        domains: all values of each base dimension, those that nobody has included.
        earlier: what was published of the same people before; it counts as known.
        groupings: dimensions that follow from base dimensions.
        minimum: the smallest count that is shown; 0 is below it too, since "nobody" says something about each.
        protection: how far apart the derivable bounds of a small count must be; ``minimum`` if not given.
        never: cells that are not shown whatever they hold.

    Raises:
        ValueError: people or tables that do not fit the dimensions.
    """
    protection = minimum if protection is None else protection
    atoms = Atoms([*(e.release for e in earlier), release], domains, groupings)
    keys = atoms.cells(release)
    rows = {key: atoms.row(release.name, key) for key in keys}
    counts = {key: int(row @ atoms.count) for key, row in rows.items()}
    forbidden = set(never)
    shown = {k for k in keys if counts[k] >= minimum and k not in forbidden}
    known = [
        (atoms.row(e.release.name, key), float(value)) for e in earlier for key, value in e.shown.items()
    ]
    small = np.flatnonzero((atoms.count > 0) & (atoms.count < minimum))
    targets: list[tuple[Key, npt.NDArray[np.float64]]] = [(k, rows[k]) for k in keys if counts[k] < minimum]
    targets += [
        (tuple(sorted(atoms.atoms[i][1].items())), np.eye(1, len(atoms.atoms), int(i))[0]) for i in small
    ]
    seen = _SeenBounds([t for _k, t in targets], atoms.count)
    exposed: list[Key] = []
    pending = list(range(len(targets)))
    while pending:
        number = pending[0]
        if seen.width(number) >= protection:
            pending.pop(0)
            continue
        order = sorted(shown)
        attack = Attack(
            np.array([r for r, _v in known] + [rows[k] for k in order]).reshape(-1, len(atoms.atoms)),
            np.array([v for _r, v in known] + [float(counts[k]) for k in order]),
        )
        key, target = targets[number]
        weight = np.zeros(len(order))
        open_ended = False
        for sense in (1, -1):
            value, solution, duals = attack.bound(target, sense)
            open_ended = open_ended or bool(np.isinf(value))
            if solution is not None:
                seen.add(solution)
            if len(duals):
                weight += np.abs(duals[len(known) :])
        if open_ended or seen.width(number) >= protection:
            pending.pop(0)
            continue
        binding = [k for k, w in zip(order, weight, strict=True) if w > 1e-9]
        candidates = binding or [k for k in order if (rows[k] * target).any()] or order
        if not candidates:
            exposed.append(key)
            pending.pop(0)
            continue
        # Inner cells before margins, small before large: what is withheld should cost the reader least.
        shown.discard(min(candidates, key=lambda k: (-len(k), counts[k], k)))
    return Protected(
        release=release,
        minimum=minimum,
        protection=protection,
        shown={k: counts[k] for k in keys if k in shown},
        withheld=frozenset(k for k in keys if k not in shown),
        exposed=tuple(exposed),
    )


class _SeenBounds:
    """The range of each target over every solution met so far; withholding more never makes a solution impossible."""

    def __init__(self, targets: Sequence[npt.NDArray[np.float64]], count: npt.NDArray[np.int64]) -> None:
        self.targets = np.array(targets).reshape(len(targets), len(count))
        self.least = self.targets @ count
        self.most = self.least.copy()

    def add(self, atoms: npt.NDArray[np.float64]) -> None:
        values = self.targets @ atoms
        self.least = np.minimum(self.least, values)
        self.most = np.maximum(self.most, values)

    def width(self, number: int) -> float:
        return float(self.most[number] - self.least[number])


def intervals(
    published: Sequence[Protected],
    domains: Mapping[str, Sequence[str]],
    cells: Iterable[Seen],
    groupings: Sequence[Grouping] = (),
) -> dict[Seen, Interval]:
    """What an attacker can derive for cells from everything that several releases show together."""
    atoms = Atoms([p.release for p in published], domains, groupings)
    rows, sums = [], []
    for protected in published:
        for key, value in protected.shown.items():
            rows.append(atoms.row(protected.release.name, key))
            sums.append(float(value))
    attack = Attack(np.array(rows).reshape(-1, len(atoms.atoms)), np.array(sums))
    return {cell: attack.interval(atoms.row(*cell)) for cell in cells}


def _check(
    releases: Sequence[Release], domains: Mapping[str, Sequence[str]], groupings: Iterable[Grouping]
) -> None:
    problems = []
    names = set(domains) | {g.name for g in groupings}
    for grouping in groupings:
        missing = [v for v in domains.get(grouping.of, ()) if v not in grouping.group]
        if grouping.of not in domains or missing:
            problems.append(
                _("grouping {name}: expected a group for each value of {of}").format(
                    name=grouping.name, of=grouping.of
                )
            )
    known: dict[str, Labels] = {}
    last: dict[str, int] = {}
    for number, release in enumerate(releases):
        for table in release.tables:
            for dimension in table:
                if dimension not in names:
                    problems.append(
                        _("release {release}: {dimension} is no dimension; expected one of {names}").format(
                            release=release.name, dimension=dimension, names=", ".join(sorted(names))
                        )
                    )
        for person, labels in release.people.items():
            wrong = [d for d, values in domains.items() if labels.get(d) not in values]
            if wrong:
                problems.append(
                    _("release {release}, person {person}: expected a known value of {dimensions}").format(
                        release=release.name, person=person, dimensions=", ".join(wrong)
                    )
                )
            before = known.setdefault(person, labels)
            if any(before.get(d) != labels.get(d) for d in domains):
                problems.append(
                    _("person {person} has other answers in {release} than before").format(
                        person=person, release=release.name
                    )
                )
            if last.get(person, number - 1) != number - 1:
                problems.append(
                    _("person {person} left and came back before {release}").format(
                        person=person, release=release.name
                    )
                )
            last[person] = number
    if problems:
        raise ValueError("\n".join(problems))
