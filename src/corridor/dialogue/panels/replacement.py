"""Seats of people who drop out, filled by lot under the same rules."""

from __future__ import annotations

from collections.abc import Collection

from corridor.dialogue.panels.pool import Pool
from corridor.i18n import _


def replacements(pool: Pool, panel: Collection[str], dropped: Collection[str]) -> Pool:
    """The pool from which the open seats are filled: everybody who was not drawn, with the others seated.

    Give it to ``fair_chances`` and ``make_lottery`` (panels are then the replacements only), or, where no one fits,
    to ``smallest_relaxation``.  People whose household or association has all its seats are not in it.

    Raises:
        ValueError: somebody is not of the pool, or dropped out without being of the panel.
    """
    known = {p.id: p for p in pool.people}
    strangers = sorted(set(panel) - set(known))
    if strangers:
        raise ValueError(_("not in the pool: {people}").format(people=", ".join(strangers)))
    outside = sorted(set(dropped) - set(panel))
    if outside:
        raise ValueError(_("not of the panel: {people}").format(people=", ".join(outside)))
    seated = tuple(known[name] for name in sorted(set(panel) - set(dropped)))
    left = Pool(tuple(p for p in pool.people if p.id not in set(panel)), pool.rules, seated)
    usable = tuple(
        left.people[i]
        for kind, capacity, blocked in zip(
            left.kinds, left.capacity, left.matrix[left.most <= 0].sum(axis=0), strict=True
        )
        if capacity > 0 and blocked == 0
        for i in kind
    )
    return Pool(usable, pool.rules, seated)
