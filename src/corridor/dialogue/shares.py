"""The method of equal shares: everybody holds the same part of the budget, and pays for what they support.

Peters, Pierczyński, Skowron, "Proportional participatory budgeting with additive utilities" (NeurIPS 2021).
In each step the project whose supporters pay least for a unit of their utility is bought: each pays
``price * utility``, or all that she has left.  Shares that buy nothing are left over, so a completion rule says
how they are used; it changes the winners and must be named in the call.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np
import numpy.typing as npt

from corridor.dialogue.election import Election, Project, greedy
from corridor.i18n import N_, _

Utility = Literal["cost", "cardinality", "points"]
Completion = Literal["none", "add1", "add1-exhaustive"]
UTILITIES: dict[str, str] = {
    "cost": N_("A supporter counts a project by what it costs."),
    "cardinality": N_("A supporter counts each project alike, whatever it costs."),
    "points": N_("A supporter counts a project by the points she gave it."),
}
COMPLETIONS: dict[str, str] = {
    "none": N_("What the shares do not buy stays unspent."),
    "add1": N_("Every share is raised step by step until the next outcome would cost more than the budget."),
    "add1-exhaustive": N_(
        "Every share is raised step by step until no other project fits into what is left of the budget,"
        " or the next outcome would cost more than the budget."
    ),
}
TIE_RULE = N_("Ties: more supporters first, then the lower cost, then the order of the list.")
_NEAR = 1e-9
"""Two floats nearer than this (relative) do not decide; exact fractions do.  Their own error is near 1e-13."""


@dataclass(frozen=True)
class Purchase:
    """A project that is paid.  ``price`` is what a unit of utility cost its supporters; None if bought greedily."""

    project: Project
    supporters: int
    price: float | None


@dataclass(frozen=True)
class SharesOutcome:
    """What the budget pays, in the order of buying, and by which rule.

    ``increments`` is how often every share was raised by ``step``.  ``ties`` lists the project bought, and those
    that it was equal with and that the tie rule put behind it.
    """

    bought: tuple[Purchase, ...]
    budget: Fraction
    utility: Utility
    completion: Completion
    greedy_rest: bool
    increments: int
    step: Fraction
    ties: tuple[tuple[str, tuple[str, ...]], ...]
    weighted: bool

    @property
    def spent(self) -> Fraction:
        """What the projects cost together."""
        return sum((p.project.cost for p in self.bought), Fraction(0))

    @property
    def ids(self) -> tuple[str, ...]:
        """The projects that are paid, in the order of buying."""
        return tuple(p.project.id for p in self.bought)

    def rule(self) -> tuple[str, ...]:
        """The rule in sentences."""
        said = [_(UTILITIES[self.utility]), _(COMPLETIONS[self.completion]), _(TIE_RULE)]
        if self.greedy_rest:
            said.insert(2, _("What is then left goes to the projects with the most points that it can pay."))
        if self.weighted:
            said.insert(0, _("Each person's share of the budget follows her weight."))
        return tuple(said)


def equal_shares(
    election: Election,
    *,
    utility: Utility,
    completion: Completion,
    greedy_rest: bool = False,
    step: Fraction = Fraction(1),
    progress: Callable[[int], None] | None = None,
) -> SharesOutcome:
    """The projects that equal shares buy.

    Args:
        election: projects, ballots (with weights) and the budget.
        utility: what a project is worth to a supporter.
        completion: how shares that buy nothing are used.
        greedy_rest: spend what is then left on the projects with the most points.
        step: by how much the average share is raised at a time, in the currency of the budget.
        progress: called with the number of raises done.

    Raises:
        ValueError: an unknown rule, or a step that is not above 0.
    """
    if utility not in UTILITIES or completion not in COMPLETIONS or step <= 0:
        raise ValueError(
            _("expected a utility of {utilities}, a completion of {completions} and a step above 0").format(
                utilities=", ".join(UTILITIES), completions=", ".join(COMPLETIONS)
            )
        )
    table = _Table(election, utility)
    best, increments = table.buy(election.budget), 0
    count = len(election.ballots)
    while completion != "none" and count and len(best.order) < table.buyable:
        if completion == "add1-exhaustive" and table.exhausts(best.order):
            break
        more = table.buy(election.budget + (increments + 1) * step * count)
        if table.cost(more.order) > election.budget:
            break
        best, increments = more, increments + 1
        if progress is not None:
            progress(increments)
    supporters = election.supporters()
    bought = [
        Purchase(election.projects[i], supporters[i], price)
        for i, price in zip(best.order, best.prices, strict=True)
    ]
    if greedy_rest:
        rest = greedy(election, tuple(best.order))
        bought += [Purchase(election.projects[i], supporters[i], None) for i in rest]
    ids = [p.id for p in election.projects]
    return SharesOutcome(
        bought=tuple(bought),
        budget=election.budget,
        utility=utility,
        completion=completion,
        greedy_rest=greedy_rest,
        increments=increments,
        step=step,
        ties=tuple((ids[i], tuple(ids[j] for j in others)) for i, others in best.ties),
        weighted=len({b.weight for b in election.ballots}) > 1,
    )


@dataclass
class _Run:
    """One round of buying: projects in order, their prices, and ties (bought, equal ones)."""

    order: list[int]
    prices: list[float]
    ties: list[tuple[int, list[int]]]


class _Table:
    """The election as arrays: for each project its supporters and what it is worth to each of them.

    Equal ballots of equal weight always hold equal shares, so they are one voter here, ``many`` times.
    """

    def __init__(self, election: Election, utility: Utility) -> None:
        self.election = election
        self.costs = [p.cost for p in election.projects]
        self.all_weights = sum((b.weight for b in election.ballots), Fraction(0))
        alike: dict[tuple[Fraction, frozenset[tuple[str, Fraction]]], int] = {}
        for ballot in election.ballots:
            key = (ballot.weight, frozenset(ballot.points.items()))
            alike[key] = alike.get(key, 0) + 1
        self.weights = [weight for weight, _points in alike]
        self.weight_floats = np.array([float(w) for w in self.weights])
        self.many = list(alike.values())
        people: list[list[int]] = [[] for _p in election.projects]
        self.worth: list[list[Fraction]] = [[] for _p in election.projects]
        for voter, (_weight, points) in enumerate(alike):
            for project_id, given in points:
                i = election.place[project_id]
                value = {"cost": self.costs[i], "cardinality": Fraction(1), "points": given}[utility]
                people[i].append(voter)
                self.worth[i].append(value if value else Fraction(1))
        self.people = [np.array(p, dtype=np.intp) for p in people]
        self.counts = [np.array(self.many, dtype=float)[p] for p in self.people]
        self.value = [np.array([float(v) for v in w]) for w in self.worth]
        self.cost_floats = [float(c) for c in self.costs]
        self.least = [
            float(c / self.total(i, w)) if w else np.inf
            for i, (c, w) in enumerate(zip(self.costs, self.worth, strict=True))
        ]
        support = election.supporters()
        tie_order = sorted(range(len(self.costs)), key=lambda i: (-support[i], self.costs[i], i))
        self.tie_rank = {project: rank for rank, project in enumerate(tie_order)}
        self.buyable = sum(1 for w in self.worth if w)

    def total(self, i: int, amounts: Sequence[Fraction]) -> Fraction:
        """The amounts of a project's supporters, added over the people behind each."""
        return sum((a * self.many[v] for v, a in zip(self.people[i], amounts, strict=True)), Fraction(0))

    def cost(self, order: Sequence[int]) -> Fraction:
        """What projects cost together."""
        return sum((self.costs[i] for i in order), Fraction(0))

    def exhausts(self, order: Sequence[int]) -> bool:
        """Whether no other project that anybody supports fits into what is left."""
        left = self.election.budget - self.cost(order)
        others = set(range(len(self.costs))) - set(order)
        return not any(self.worth[i] and self.costs[i] <= left for i in others)

    def buy(self, budget: Fraction) -> _Run:
        """Buy until no project can be paid, with shares that add up to ``budget``.

        Floats carry the shares; where they cannot tell (a tie, a project that is just affordable), the exact shares
        are worked out from what was bought so far.
        """
        run = _Run([], [], [])
        if not self.weights:
            return run
        share = budget / self.all_weights
        money = self.weight_floats * float(share)
        exact = _Exact(self, share)
        # A price only rises as shares shrink, so an old price is a lower bound and most need no new look.
        queue = [(self.least[i], i) for i in range(len(self.costs)) if self.worth[i]]
        heapq.heapify(queue)
        while queue:
            near: list[tuple[float, int]] = []
            best = np.inf
            while queue and queue[0][0] <= best * (1 + _NEAR):
                _old, i = heapq.heappop(queue)
                price = self._price(i, money, exact, run.order)
                if price is not None:
                    near.append((price, i))
                    best = min(best, price)
            equal = [i for price, i in near if price <= best * (1 + _NEAR)]
            if not equal:
                break
            chosen = equal[0]
            if len(equal) > 1:
                exact.catch_up(run.order)
                prices = {i: exact.price(i) for i in equal}
                least = min(prices.values())
                equal = sorted((i for i in equal if prices[i] == least), key=self.tie_rank.__getitem__)
                chosen = equal[0]
                if len(equal) > 1:
                    run.ties.append((chosen, equal[1:]))
            for price, i in near:
                if i == chosen:
                    who = self.people[i]
                    money[who] -= np.minimum(money[who], price * self.value[i])
                    run.order.append(i)
                    run.prices.append(price)
                else:
                    heapq.heappush(queue, (price, i))
        return run

    def _price(
        self, i: int, money: npt.NDArray[np.float64], exact: _Exact, order: Sequence[int]
    ) -> float | None:
        """What a unit of utility would cost the supporters of a project; None if they cannot pay it."""
        cost, value, count = self.cost_floats[i], self.value[i], self.counts[i]
        have = money[self.people[i]]
        total = float(have @ count)
        if total < cost * (1 + _NEAR):
            if total < cost * (1 - _NEAR):
                return None
            exact.catch_up(order)
            return float(exact.price(i)) if exact.affordable(i) else None
        if (self.least[i] * value <= have).all():
            return self.least[i]
        ratio = have / value
        by_ratio = np.argsort(ratio)
        ratio, all_have, all_value = ratio[by_ratio], (have * count)[by_ratio], (value * count)[by_ratio]
        paid = np.concatenate(([0.0], np.cumsum(all_have)[:-1]))
        rest = np.cumsum(all_value[::-1])[::-1]
        prices = (cost - paid) / rest
        return float(prices[np.argmax(prices <= ratio * (1 + 1e-15))])


class _Exact:
    """The exact shares after what was bought, worked out only when floats cannot decide."""

    def __init__(self, table: _Table, share: Fraction) -> None:
        self.table = table
        self.share = share
        self.money: list[Fraction] = []
        self.done = 0

    def catch_up(self, order: Sequence[int]) -> None:
        """Pay for what was bought since the last look."""
        if not self.money:
            self.money = [self.share * w for w in self.table.weights]
        for i in order[self.done :]:
            price = self.price(i)
            for voter, value in zip(self.table.people[i], self.table.worth[i], strict=True):
                self.money[voter] -= min(self.money[voter], price * value)
        self.done = len(order)

    def affordable(self, i: int) -> bool:
        """Whether the supporters of a project hold what it costs."""
        return self.table.total(i, [self.money[v] for v in self.table.people[i]]) >= self.table.costs[i]

    def price(self, i: int) -> Fraction:
        """The exact price of a project that is affordable."""
        table = self.table
        rest = [
            (self.money[v], value, table.many[v])
            for v, value in zip(table.people[i], table.worth[i], strict=True)
        ]
        cost = table.costs[i]
        while True:
            price = cost / sum((value * many for _h, value, many in rest), Fraction(0))
            able = [r for r in rest if r[0] >= price * r[1]]
            if not able or len(able) == len(rest):
                return price
            cost -= sum((have * many for have, value, many in rest if have < price * value), Fraction(0))
            rest = able
