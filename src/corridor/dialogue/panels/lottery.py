"""A list of equally likely panels, published before the draw, and the draw itself.

The procedure, exactly: the list has ``size`` numbered panels (0 to size - 1), each drawn with the same chance.  The
number drawn is the SHA-256 digest of the seed (UTF-8 text), read as one whole number (big-endian), modulo ``size``.
Anybody can compute it.  With 1,000 panels, three ten-sided dice or balls numbered 0 to 9 draw the same way by hand.
The fingerprint of the list is published before the seed is known, so that nobody can change the list afterwards.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np

from corridor.dialogue.panels.leximin import Chances
from corridor.dialogue.panels.pool import IntArray, Pool
from corridor.evidence.flows.threads import one_thread
from corridor.i18n import _

_TURNS = 8
"""How often the choice of the panels that make the list full is looked at again."""


@dataclass(frozen=True)
class Lottery:
    """Equally likely panels, each a tuple of person identifiers in sorted order.

    ``chances`` is each person's chance in this list (seats in the list, divided by its length), which is what is
    published; ``largest_change`` is how far the chance of anybody is from the one that was computed before.
    """

    panels: tuple[tuple[str, ...], ...]
    chances: dict[str, float]
    largest_change: float

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the list: one panel a line, identifiers parted by tabs, UTF-8."""
        text = "".join("\t".join(panel) + "\n" for panel in self.panels)
        return hashlib.sha256(text.encode("utf-8")).hexdigest()

    def draw(self, seed: str) -> tuple[int, tuple[str, ...]]:
        """The number that a public seed draws, and its panel."""
        number = drawn_number(seed, len(self.panels))
        return number, self.panels[number]


def drawn_number(seed: str, size: int) -> int:
    """The number from 0 to ``size`` - 1 that a seed draws.

    >>> drawn_number("an invented public seed", 1000)
    167
    """
    return int.from_bytes(hashlib.sha256(seed.encode("utf-8")).digest(), "big") % size


@one_thread()
def make_lottery(chances: Chances, *, size: int = 1000, order: str = "") -> Lottery:
    """A list of ``size`` equally likely panels whose chances come as near as whole panels allow.

    ``order`` is a text that decides who of several people of one kind comes first where seats do not divide evenly;
    name it before the list is made.

    Raises:
        ValueError: a list of fewer than 1 panel.
    """
    if size < 1:
        raise ValueError(_("a list has at least 1 panel, not {size}").format(size=size))
    pool = chances.pool
    seating = _Seating(pool, order)
    panels = [seating.seat(seats) for seats in _counts(chances, size)]
    people = {p.id: seating.times[i] / size for i, p in enumerate(pool.people)}
    target = chances.by_person()
    return Lottery(
        panels=tuple(panels),
        chances=people,
        largest_change=max(abs(people[name] - target[name]) for name in people),
    )


def _counts(chances: Chances, size: int) -> list[IntArray]:
    """Panels as seats by kind, ``size`` of them: whole parts of the weights, then what is missing most."""
    whole = np.floor(chances.weights * size + 1e-9).astype(np.int64)
    chosen = [p for p, n in zip(chances.panels, whole, strict=True) for _i in range(n)]
    panels = np.array(chances.panels, dtype=np.float64)
    members = chances.pool.members
    expected = (chances.weights @ panels) * size
    missing = expected - sum((p.astype(np.float64) for p in chosen), np.zeros(panels.shape[1]))
    fixed = len(chosen)
    for turn in range(_TURNS):
        for place in range(fixed, size):
            # What fits best to what is missing by person; in later turns each choice is looked at again.
            if turn:
                missing = missing + chosen[place]
            best = int((((missing[None, :] - panels) / members) ** 2).sum(axis=1).argmin())
            missing = missing - panels[best]
            if turn:
                chosen[place] = chances.panels[best]
            else:
                chosen.append(chances.panels[best])
    return chosen


class _Seating:
    """Gives the seats of kinds to people, those with the fewest seats so far first, within the household rule."""

    def __init__(self, pool: Pool, order: str) -> None:
        self.pool = pool
        self.times = [0] * len(pool.people)
        rank = {i: hashlib.sha256(f"{order}\t{p.id}".encode()).hexdigest() for i, p in enumerate(pool.people)}
        self.rank = rank
        self.limit = pool.rules.per_household

    def seat(self, seats: IntArray) -> tuple[str, ...]:
        seated: list[int] = []
        at_home: dict[str, int] = {}
        for person in self.pool.seated:
            if person.household is not None:
                at_home[person.household] = at_home.get(person.household, 0) + 1
        for kind in np.flatnonzero(seats):
            for _seat in range(int(seats[kind])):
                seated.append(self._next(int(kind), seated, at_home))
        for i in seated:
            self.times[i] += 1
        return tuple(sorted(self.pool.people[i].id for i in seated))

    def _next(self, kind: int, seated: list[int], at_home: dict[str, int]) -> int:
        taken = set(seated)
        free = [i for i in self.pool.kinds[kind] if i not in taken]
        if self.limit is not None:
            free = [i for i in free if at_home.get(self.pool.people[i].household or "", 0) < self.limit]
        # The emptiest household first: then the seats that the rules allow always find a place.
        chosen = min(
            free,
            key=lambda i: (at_home.get(self.pool.people[i].household or "", 0), self.times[i], self.rank[i]),
        )
        home = self.pool.people[chosen].household
        if home is not None:
            at_home[home] = at_home.get(home, 0) + 1
        return chosen
