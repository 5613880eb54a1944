"""Awards: the outcome of a scheme by one route, and which route stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from corridor.agreements import BenefitRule, Instrument, Version
from corridor.law.numeric import Array
from corridor.law.rules import Evaluation
from corridor.portability.credits import Credit
from corridor.schemes import Scheme


@dataclass
class Award:
    """The outcome of one scheme by one route, for every lane of a block.

    ``applies``: the route is open (own law always is).  ``failed`` has a bit for each condition that does
    not hold (in the order of ``scheme.rules.conditions``); ``right_unknown`` and ``amount_unknown`` are bit
    sets of causes.  ``own``, ``credited``, ``theoretical`` and the fraction ``numerator / denominator`` are
    there where the method has them; ``by_totalization`` marks the lanes whose amount comes from the
    instrument's method rather than from own law.
    """

    label: str
    scheme: Scheme
    run: Evaluation
    applies: Array
    entitled: Array
    right_unknown: Array
    failed: Array
    amount: Array
    amount_unknown: Array
    payable: Array
    starts: Array
    own: Array
    refund_right: Array
    refund: Array
    refund_unknown: Array
    by_totalization: Array
    credited: Array | None = None
    credited_in_amount: Array | None = None
    credits: list[Credit] = field(default_factory=list)
    theoretical: Array | None = None
    numerator: Array | None = None
    denominator: Array | None = None
    instrument: Instrument | None = None
    version: Version | None = None
    benefit: BenefitRule | None = None
    displaces_own: Array | None = None
    third_states: tuple[str, ...] = ()
    by_third_states: Array | None = None
    export_granted: Array | None = None
    in_third_state: Array | None = None


@dataclass
class SchemeOutcome:
    """All routes of one scheme and, for a set of instruments, which one stands for each lane."""

    scheme: Scheme
    routes: list[Award]
    chosen: Array

    def pick(self, name: str) -> Array:
        """An attribute of the chosen route, lane by lane."""
        columns = [np.broadcast_to(getattr(r, name), self.chosen.shape) for r in self.routes]
        return np.choose(self.chosen, columns) if len(columns) > 1 else columns[0]


def choose(routes: list[Award]) -> Array:
    """The route that stands: an award payable where the person lives before one that is not, then the
    higher amount.

    With equal results the earlier route stands, so own law before any instrument.
    """
    n = len(routes[0].amount)
    chosen = np.zeros(n, dtype="int64")
    own = routes[0]
    displaced = np.zeros(n, dtype=bool)
    for route in routes[1:]:
        if route.displaces_own is not None:
            displaced |= route.displaces_own
    best_rank = np.where(displaced, -1, _rank(own))
    best_amount, best_refund = own.amount, own.refund_right
    for i, route in enumerate(routes[1:], start=1):
        rank = np.where(route.applies, _rank(route), -1)
        better = (rank > best_rank) | (
            (rank == best_rank) & (rank >= 0) & greater(route.amount, best_amount) & route.entitled
        )
        # a displaced own right leaves the instrument's answer standing even when it is a refusal
        better |= displaced & route.applies & (best_rank < 0)
        # no right by either, but the instrument opens a refund
        better |= (rank == 0) & (best_rank == 0) & route.refund_right & ~best_refund
        chosen = np.where(better, i, chosen)
        best_rank = np.where(better, rank, best_rank)
        best_amount = np.where(better, route.amount, best_amount)
        best_refund = np.where(better, route.refund_right, best_refund)
    return chosen


def greater(left: Array, right: Array) -> Array:
    """Whether an amount is greater, floats that differ by representation only being equal."""
    if left.dtype == object or right.dtype == object:
        return np.asarray(left > right, dtype=bool)
    return np.asarray(left > right + 1e-9 * np.maximum(np.abs(right), 1.0))


def _rank(award: Award) -> Array:
    """3 payable, 2 entitled but not payable where the person lives, 1 cannot tell, 0 no."""
    rank = np.where(award.entitled & award.payable, 3, np.where(award.entitled, 2, 0))
    return np.where((rank == 0) & (award.right_unknown != 0), 1, rank)


def merge(narrow: Award, wide: Award, lanes: Array) -> Award:
    """The narrower award, and in some lanes the wider one."""
    names: Iterable[str] = (
        "entitled", "right_unknown", "failed", "amount", "amount_unknown", "payable", "starts", "refund_right",
        "refund", "refund_unknown", "by_totalization", "credited", "credited_in_amount", "theoretical",
        "numerator", "denominator",
    )  # fmt: skip
    for name in names:
        low, high = getattr(narrow, name), getattr(wide, name)
        if low is not None and high is not None:
            setattr(narrow, name, np.where(lanes, high, low))
    if bool(lanes.all()):
        narrow.run, narrow.credits = wide.run, wide.credits
    return narrow
