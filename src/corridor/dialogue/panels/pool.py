"""Who volunteered, what a panel must look like, and the kinds of people that the rules cannot tell apart."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from corridor.i18n import _

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Person:
    """A volunteer.  ``household`` and ``association`` are keys (an address, a name); None where there is none."""

    id: str
    attributes: Mapping[str, str]
    household: str | None = None
    association: str | None = None


@dataclass(frozen=True)
class Quota:
    """How many seats go to people with a value of an attribute: at least ``least``, at most ``most``."""

    attribute: str
    value: str
    least: int
    most: int


@dataclass(frozen=True)
class PanelRules:
    """What every panel must look like.

    ``per_household`` and ``per_association`` are the most seats of one household or association; None is no limit.
    """

    size: int
    quotas: tuple[Quota, ...]
    per_household: int | None = 1
    per_association: int | None = None

    def __post_init__(self) -> None:
        problems = []
        if self.size < 1:
            problems.append(_("a panel has at least 1 seat, not {size}").format(size=self.size))
        for limit in (self.per_household, self.per_association):
            if limit is not None and limit < 1:
                problems.append(_("a limit of seats is at least 1, not {limit}").format(limit=limit))
        for quota in self.quotas:
            if not 0 <= quota.least <= quota.most:
                problems.append(
                    _("{attribute} = {value}: expected 0 <= least <= most, not {least} and {most}").format(
                        attribute=quota.attribute, value=quota.value, least=quota.least, most=quota.most
                    )
                )
        for (attribute, value), times in Counter((q.attribute, q.value) for q in self.quotas).items():
            if times > 1:
                problems.append(
                    _("{attribute} = {value} has more than one quota").format(
                        attribute=attribute, value=value
                    )
                )
        if problems:
            raise ValueError("\n".join(problems))


class Row(NamedTuple):
    """One rule over the kinds: the members' seats are within ``least`` and ``most``."""

    rule: Quota | str
    kinds: tuple[int, ...]
    least: int
    most: int


@dataclass(frozen=True)
class Pool:
    """Volunteers under the rules of one panel.

    People with the same answers (and, where it matters, the same association and the same sort of household) are
    one *kind*: the rules cannot tell them apart, so they get the same chance.  ``kinds`` holds the indices of each
    kind's people.  ``matrix`` (rules by kinds), ``least``, ``most`` and ``capacity`` describe the panels as counts by
    kind: ``least <= matrix @ seats <= most`` and ``0 <= seats <= capacity``.  People who are ``seated`` already (the
    others of a panel in which some dropped out) count against every rule.
    """

    people: tuple[Person, ...]
    rules: PanelRules
    seated: tuple[Person, ...] = ()
    kinds: tuple[tuple[int, ...], ...] = field(init=False, repr=False)
    rows: tuple[Row, ...] = field(init=False, repr=False)
    matrix: IntArray = field(init=False, repr=False)
    least: IntArray = field(init=False, repr=False)
    most: IntArray = field(init=False, repr=False)
    capacity: IntArray = field(init=False, repr=False)

    def __post_init__(self) -> None:
        _check(self.people, self.rules)
        attributes = sorted({q.attribute for q in self.rules.quotas})
        answers = [tuple(p.attributes[a] for a in attributes) for p in self.people]
        associations = _room(
            [p.association for p in self.people],
            [p.association for p in self.seated],
            self.rules.per_association,
        )
        households = _room(
            [p.household for p in self.people], [p.household for p in self.seated], self.rules.per_household
        )
        association = [p.association if p.association in associations else None for p in self.people]
        homes: defaultdict[str, list[int]] = defaultdict(list)
        for i, person in enumerate(self.people):
            if person.household is not None and person.household in households:
                homes[person.household].append(i)
        # Households with the same sorts of members are interchangeable, so their people are of the same kind.
        sort_of = {
            home: (households[home], tuple(sorted((answers[i], association[i] or "") for i in members)))
            for home, members in homes.items()
        }
        keys = [
            (answers[i], association[i] or "", sort_of.get(p.household or ""))
            for i, p in enumerate(self.people)
        ]
        by_kind: defaultdict[object, list[int]] = defaultdict(list)
        for i, key in enumerate(keys):
            by_kind[key].append(i)
        kinds = tuple(tuple(members) for members in by_kind.values())
        kept = [keys[members[0]] for members in kinds]
        number = Counter(sort_of.values())
        capacity = [
            len(members) if k[2] is None else min(len(members), number[k[2]] * k[2][0])
            for k, members in zip(kept, kinds, strict=True)
        ]
        open_seats = self.rules.size - len(self.seated)
        rows = [Row("size", tuple(range(len(kinds))), open_seats, open_seats)]
        for quota in self.rules.quotas:
            place = attributes.index(quota.attribute)
            inside = tuple(i for i, k in enumerate(kept) if k[0][place] == quota.value)
            held = sum(1 for p in self.seated if p.attributes.get(quota.attribute) == quota.value)
            rows.append(Row(quota, inside, max(quota.least - held, 0), quota.most - held))
        for name, room in sorted(associations.items()):
            inside = tuple(i for i, k in enumerate(kept) if k[1] == name)
            rows.append(Row("association", inside, 0, room))
        for home_sort, homes_of_sort in number.items():
            inside = tuple(i for i, k in enumerate(kept) if k[2] == home_sort)
            rows.append(Row("household", inside, 0, homes_of_sort * home_sort[0]))
        matrix = np.zeros((len(rows), len(kinds)), dtype=np.int64)
        for r, row in enumerate(rows):
            matrix[r, list(row.kinds)] = 1
        for name, value in (
            ("kinds", kinds),
            ("rows", tuple(rows)),
            ("matrix", matrix),
            ("least", np.array([r.least for r in rows], dtype=np.int64)),
            ("most", np.array([r.most for r in rows], dtype=np.int64)),
            ("capacity", np.array(capacity, dtype=np.int64)),
        ):
            object.__setattr__(self, name, value)

    @property
    def members(self) -> IntArray:
        """How many people each kind has."""
        return np.array([len(k) for k in self.kinds], dtype=np.int64)

    def describe(self, kind: int) -> dict[str, str]:
        """What the people of a kind have in common, by attribute of the quotas."""
        first = self.people[self.kinds[kind][0]]
        return {a: first.attributes[a] for a in dict.fromkeys(q.attribute for q in self.rules.quotas)}


def _room(keys: list[str | None], held: list[str | None], limit: int | None) -> dict[str, int]:
    """How many more seats each household or association may have, where more of its people are in the pool."""
    if limit is None:
        return {}
    counts, seated = Counter(k for k in keys if k is not None), Counter(held)
    room = {k: max(limit - seated[k], 0) for k in counts}
    return {k: left for k, left in room.items() if counts[k] > left}


def _check(people: tuple[Person, ...], rules: PanelRules) -> None:
    """All problems of a pool at once.

    Raises:
        ValueError: people without an attribute, with a value that has no quota, or with the same identifier.
    """
    problems = []
    for name, times in Counter(p.id for p in people).items():
        if times > 1:
            problems.append(
                _("person {person} stands {times} times in the pool").format(person=name, times=times)
            )
    allowed: defaultdict[str, set[str]] = defaultdict(set)
    for quota in rules.quotas:
        allowed[quota.attribute].add(quota.value)
    for person in people:
        for attribute, values in allowed.items():
            value = person.attributes.get(attribute)
            if value is None:
                problems.append(
                    _("person {person}: expected a value of {attribute}").format(
                        person=person.id, attribute=attribute
                    )
                )
            elif value not in values:
                problems.append(
                    _("person {person}, {attribute}: {value} has no quota; expected one of {values}").format(
                        person=person.id,
                        attribute=attribute,
                        value=repr(value),
                        values=", ".join(sorted(values)),
                    )
                )
    if problems:
        raise ValueError("\n".join(problems))
