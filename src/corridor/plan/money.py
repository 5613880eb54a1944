"""Shares of a plan, by count and by money, as bounds: what is not known is not 0.

Every share is between a least and a most.  The bounds come from budgets that are not stated or stated as bounds, from
currencies without a rate, from labels in doubt (:mod:`corridor.plan.labels`) and
from measures that were postponed or begin after the end.
Amounts of different years are added as they stand.

Counting cannot be bent by cutting up work: measures of one kind, owner and output are one *piece of work* when they stand
against the kind that is measured, and each counts when they stand for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from corridor.i18n import _, number_in_words
from corridor.plan.labels import plain
from corridor.plan.model import Measure, Plan
from corridor.plan.thresholds import Thresholds


@dataclass(frozen=True, slots=True)
class Bounds:
    """An amount between ``least`` and ``most``; ``most`` ``None``: nothing is known of how much at most."""

    least: Fraction
    most: Fraction | None

    def __add__(self, other: Bounds) -> Bounds:
        both = self.most is not None and other.most is not None
        return Bounds(self.least + other.least, self.most + other.most if both else None)  # type: ignore[operator]


@dataclass(frozen=True, slots=True)
class Share:
    """A share between ``least`` and ``most``, both from 0 to 1."""

    least: Fraction
    most: Fraction

    @property
    def words(self) -> str:
        """``40 %``, ``between 31 % and 64 %``, or that nothing can be told."""
        if self.least == 0 and self.most == 1:
            return _("cannot tell")
        if percent(self.least) == percent(self.most):
            return percent(self.least)
        return _("between {least} and {most}").format(least=percent(self.least), most=percent(self.most))

    def reaches(self, threshold: Fraction) -> str:
        """``yes``, ``may`` or ``no``."""
        return "yes" if self.least >= threshold else "may" if self.most >= threshold else "no"


@dataclass(frozen=True, slots=True)
class Portfolio:
    """How much of a plan is of one sort: certainly (``certain``) and perhaps (``possible``), measure by measure.

    ``plain_count`` is the share of measures as they are listed.  ``count`` counts pieces of work.  ``funded`` does so among
    the pieces that have more than a token of money (``None`` where none has).  ``budget`` is the share of money, ``secured`` that
    of money that is secured (``None`` where none is).
    """

    certain: tuple[str, ...]
    possible: tuple[str, ...]
    measures: int
    plain_count: Share
    count: Share
    funded: Share | None
    budget: Share
    secured: Share | None

    @property
    def tests(self) -> dict[str, Share]:
        """The shares that are held against a threshold."""
        found = {"count": self.count, "funded": self.funded, "budget": self.budget, "secured": self.secured}
        return {k: s for k, s in found.items() if s is not None}

    def reaches(self, threshold: Fraction) -> str:
        """``yes`` where one of the shares reaches the threshold, ``may`` where one may, else ``no``."""
        if not self.certain and not self.possible:
            return "no"
        said = [s.reaches(threshold) for s in self.tests.values()]
        return "yes" if "yes" in said else "may" if "may" in said else "no"


def percent(share: Fraction) -> str:
    """A share as a percentage with at most one decimal, never rounded to 0 or to all."""
    rounded = Fraction(round(share * 1000), 10)
    if share and not rounded:
        return _("less than {number}%").format(number=number_in_words(Fraction(1, 10)))
    if share < 1 and rounded == 100:
        return _("more than {number}%").format(number=number_in_words(Fraction(999, 10)))
    return _("{number}%").format(number=number_in_words(rounded))


def in_currency(plan: Plan, measure: Measure) -> Bounds | None:
    """The money of a measure in the currency of the plan, or ``None`` where nothing is known of it."""
    b = measure.budget
    if b is None:
        return None
    rate = rate_of(plan, b.currency)
    if rate is None:
        return None
    if b.amount is not None:
        return Bounds(b.amount * rate, b.amount * rate)
    return Bounds((b.least or Fraction(0)) * rate, None if b.most is None else b.most * rate)


def rate_of(plan: Plan, currency: str) -> Fraction | None:
    """What one unit of a currency is worth in that of the plan, if a rate is stated."""
    if currency == plan.currency:
        return Fraction(1)
    return next((r.value for r in plan.rates if r.currency == currency), None)


def without_rate(plan: Plan) -> tuple[str, ...]:
    """Currencies of budgets for which the plan states no rate."""
    used = {m.budget.currency for m in plan.standing if m.budget}
    return tuple(sorted(c for c in used if rate_of(plan, c) is None))


def may_not_come(plan: Plan, measure: Measure) -> bool:
    """Whether a measure was postponed or begins only after the plan is over: it may come or not."""
    return measure.status == "postponed" or bool(measure.start and measure.start > plan.end)


def money(plan: Plan, measures: Iterable[Measure]) -> Bounds:
    """The money of several measures; what may not come may cost nothing."""
    total = Bounds(Fraction(0), Fraction(0))
    for m in measures:
        known = in_currency(plan, m) or Bounds(Fraction(0), None)
        total += Bounds(Fraction(0), known.most) if may_not_come(plan, m) else known
    return total


def portfolio(
    plan: Plan,
    certain: frozenset[str],
    possible: frozenset[str],
    thresholds: Thresholds,
) -> Portfolio:
    """The shares of the measures named, by id; ``possible`` are those of which it is not certain."""
    all_ = plan.standing
    ours = frozenset(m.id for m in all_ if m.id in certain)
    maybe = frozenset(m.id for m in all_ if m.id in possible) - ours
    secured = [m for m in all_ if m.budget is not None and m.budget.funding == "secured"]
    n = len(all_)
    return Portfolio(
        certain=tuple(sorted(ours)),
        possible=tuple(sorted(maybe)),
        measures=n,
        plain_count=Share(Fraction(len(ours), n), Fraction(len(ours | maybe), n))
        if n
        else Share(Fraction(0), Fraction(0)),
        count=_counts(plan, all_, ours, maybe),
        funded=_funded(plan, all_, ours, maybe, thresholds.token_share),
        budget=_budget(plan, all_, ours, maybe, plan.envelope),
        secured=_budget(plan, secured, ours, maybe, None) if secured else None,
    )


def piece_of(measure: Measure) -> tuple[str, str, frozenset[str]]:
    """What makes measures one piece of work: kind, owner, outputs."""
    return measure.kind, plain(measure.owner), frozenset(measure.outputs)


def _counts(plan: Plan, measures: Iterable[Measure], ours: frozenset[str], maybe: frozenset[str]) -> Share:
    all_ = list(measures)

    open_ = {m for m in all_ if may_not_come(plan, m)}

    def share(part: frozenset[str], postponed: bool) -> Fraction:
        """``postponed``: whether what may not come counts against the part."""
        mine = sum(m.id in part and (m not in open_ or not postponed) for m in all_)
        rest = {piece_of(m) for m in all_ if m.id not in part and (m not in open_ or postponed)}
        whole = mine + len(rest)
        return Fraction(mine, whole) if whole else Fraction(0)

    return Share(share(ours, True), share(ours | maybe, False))


def _funded(
    plan: Plan, measures: Iterable[Measure], ours: frozenset[str], maybe: frozenset[str], token: Fraction
) -> Share | None:
    """Counts among pieces of work whose known money is more than a token of all known money."""
    all_ = list(measures)
    sums: dict[tuple[str, str, frozenset[str]], Fraction] = {}
    for m in all_:
        sums[piece_of(m)] = sums.get(piece_of(m), Fraction(0)) + money(plan, [m]).least
    total = sum(sums.values())
    rich = {p for p, s in sums.items() if s > token * total}
    if not rich:
        return None
    return _counts(plan, [m for m in all_ if piece_of(m) in rich], ours, maybe)


def _budget(
    plan: Plan,
    measures: Iterable[Measure],
    ours: frozenset[str],
    maybe: frozenset[str],
    envelope: Fraction | None,
) -> Share:
    all_ = list(measures)

    def sides(part: frozenset[str]) -> tuple[Bounds, Bounds, bool]:
        mine = [m for m in all_ if m.id in part]
        return money(plan, mine), money(plan, [m for m in all_ if m.id not in part]), bool(mine)

    def within(bounds: Bounds, other_least: Fraction) -> Fraction | None:
        """The most a side can have, given the total that is stated for the plan."""
        if envelope is None:
            return bounds.most
        room = max(envelope - other_least, bounds.least)
        return room if bounds.most is None else min(room, bounds.most)

    mine, rest, some = sides(ours)
    most_rest = within(rest, mine.least)
    least = Fraction(0)
    if some and most_rest is not None and mine.least + most_rest:
        least = mine.least / (mine.least + most_rest)
    mine, rest, some = sides(ours | maybe)
    most_mine = within(mine, rest.least)
    if not some:
        most = Fraction(0)
    elif most_mine is None or not most_mine + rest.least:
        most = Fraction(1)
    else:
        most = most_mine / (most_mine + rest.least)
    return Share(least, most)
