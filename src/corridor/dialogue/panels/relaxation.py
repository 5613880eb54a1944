"""Which quotas stand in the way where no panel meets them, and the smallest change that makes one possible."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from corridor.dialogue.panels.pool import PanelRules, Pool, Quota
from corridor.i18n import _, ngettext


@dataclass(frozen=True)
class Change:
    """A quota and the range that it needs.  ``available`` is how many people of the pool have the value."""

    quota: Quota
    least: int
    most: int
    available: int

    def sentence(self) -> str:
        """The change in words."""
        q = self.quota
        names = {"attribute": q.attribute, "value": q.value, "available": self.available}
        if self.least < q.least:
            said = _("{attribute} = {value}: ask for at least {new} seats instead of {old}.").format(
                new=self.least, old=q.least, **names
            )
        else:
            said = _("{attribute} = {value}: allow up to {new} seats instead of {old}.").format(
                new=self.most, old=q.most, **names
            )
        pool = ngettext(
            "{available} person in the pool answers this.",
            "{available} people in the pool answer this.",
            self.available,
        ).format(**names)
        return f"{said} {pool}"


@dataclass(frozen=True)
class Relaxation:
    """The smallest change of quotas, counted in seats, after which a panel exists.

    ``rules`` are the rules after it; None if no change of quotas helps, and then ``reason`` says what else does.
    """

    changes: tuple[Change, ...]
    rules: PanelRules | None
    reason: str | None

    @property
    def seats(self) -> int:
        """By how many seats the quotas change together."""
        return sum(abs(c.quota.least - c.least) + abs(c.most - c.quota.most) for c in self.changes)

    def sentences(self) -> tuple[str, ...]:
        """The relaxation in words."""
        if self.reason is not None:
            return (self.reason,)
        if not self.changes:
            return (_("The quotas can be met as they are."),)
        first = ngettext(
            "No panel meets all quotas. The smallest change that allows one, by {count} seat:",
            "No panel meets all quotas. The smallest change that allows one, by {count} seats in all:",
            self.seats,
        ).format(count=self.seats)
        return (first, *(c.sentence() for c in self.changes))


def smallest_relaxation(pool: Pool) -> Relaxation:
    """The fewest seats by which quotas must widen so that some panel meets them.

    Where several quotas could give way equally, one seat each from several is preferred to many from one, as far
    as whole numbers show it: the largest single change is kept small second.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    kinds = len(pool.kinds)
    quotas = [r for r, row in enumerate(pool.rows) if isinstance(row.rule, Quota)]
    count = len(quotas)
    if not kinds:
        return Relaxation((), None, _("Nobody is in the pool."))
    # Variables: seats by kind, seats that each least falls by, seats that each most rises by, the largest change.
    width = kinds + 2 * count + 1
    matrix = np.zeros((len(pool.rows), width))
    matrix[:, :kinds] = pool.matrix
    low, high = pool.least.astype(np.float64), pool.most.astype(np.float64)
    lower, upper = np.zeros_like(matrix), np.zeros_like(matrix)
    for j, r in enumerate(quotas):
        lower[r, kinds + j] = 1.0
        upper[r, kinds + count + j] = -1.0
    largest = np.zeros((2 * count, width))
    largest[:, kinds : kinds + 2 * count] = -np.eye(2 * count)
    largest[:, -1] = 1.0
    size = pool.rules.size
    cost = np.concatenate([np.zeros(kinds), np.ones(2 * count), [1.0 / (2 * size * (2 * count + 1))]])
    result = milp(
        cost,
        constraints=[
            LinearConstraint(matrix + lower, low, np.inf),
            LinearConstraint(matrix + upper, -np.inf, high),
            LinearConstraint(largest, 0.0, np.inf),
        ],
        bounds=Bounds(0, np.concatenate([pool.capacity, low[quotas], np.full(count + 1, float(size))])),
        integrality=np.ones(width, dtype=np.int64),
    )
    if result.x is None:
        return Relaxation((), None, _why_not(pool))
    moved = np.rint(result.x[kinds : kinds + 2 * count]).astype(int)
    changes, widened = [], []
    for j, r in enumerate(quotas):
        row = pool.rows[r]
        quota = row.rule
        assert isinstance(quota, Quota)
        new = Quota(
            quota.attribute, quota.value, quota.least - int(moved[j]), quota.most + int(moved[count + j])
        )
        widened.append(new)
        if new != quota:
            available = sum(len(pool.kinds[i]) for i in row.kinds)
            changes.append(Change(quota, new.least, new.most, available))
    rules = PanelRules(size, tuple(widened), pool.rules.per_household, pool.rules.per_association)
    return Relaxation(tuple(changes), rules, None)


def _why_not(pool: Pool) -> str:
    """What stands in the way where quotas do not."""
    seats = pool.rules.size - len(pool.seated)
    if len(pool.people) < seats:
        return _("The pool has {people} people for {seats} seats.").format(
            people=len(pool.people), seats=seats
        )
    return _(
        "The pool has {people} people, but too many of them share a household or an association"
        " to fill {seats} seats under these limits."
    ).format(people=len(pool.people), seats=seats)
