"""Algebra of the shares: bounds, order, splitting."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from corridor.plan import Thresholds, load_plan
from corridor.plan.antigoals import finance_portfolio, warnings
from corridor.plan.model import Budget, Measure, Plan
from corridor.plan.money import portfolio
from corridor.plan.vocabulary import KINDS
from tests.plan.material import GOOD

T = Thresholds()
amounts = st.integers(0, 1000).map(Fraction)


@st.composite
def budgets(draw) -> Budget | None:
    currency = draw(st.sampled_from(["EUR", "MAD", "USD"]))
    funding = draw(st.sampled_from(["secured", "sought", "unknown"]))
    a, b = sorted([draw(amounts), draw(amounts)])
    return draw(
        st.sampled_from(
            [None, Budget(currency, 2026, a, funding=funding), Budget(currency, 2026, None, a, b, funding),
             Budget(currency, 2026, None, a, None, funding)]
        )
    )  # fmt: skip


@st.composite
def plans(draw) -> Plan:
    n = draw(st.integers(1, 6))
    measures = tuple(
        Measure(
            f"M{i}", draw(st.sampled_from(["Help at work", "Remittances", "A mandatory levy on migrants"])),
            draw(st.sampled_from(sorted(KINDS))), outputs=draw(st.sampled_from([(), ("OUT1",), ("OUT2",)])),
            serves=draw(st.sampled_from(["", "for", "from"])), owner=draw(st.sampled_from(["", "A", "B", "C"])),
            budget=draw(budgets()), status=draw(st.sampled_from(["planned", "done", "postponed", "dropped"])),
        )
        for i in range(n)
    )  # fmt: skip
    envelope = draw(st.none() | amounts)
    return replace(load_plan(GOOD), measures=measures, envelope=envelope)


@given(plans())
def test_shares_are_shares(plan) -> None:
    found = finance_portfolio(plan, T)
    for share in (found.plain_count, *found.tests.values()):
        assert 0 <= share.least <= share.most <= 1


@given(plans())
def test_parts_and_rest_add_up(plan) -> None:
    """Where everything is known, the share of a part and that of the rest make one."""
    ours = frozenset(m.id for m in plan.measures if m.finance)
    rest = frozenset(m.id for m in plan.measures) - ours
    a, b = (portfolio(plan, x, frozenset(), T) for x in (ours, rest))
    if a.measures:
        assert a.plain_count.least + b.plain_count.least == 1
    if a.certain and b.certain:
        assert a.budget.least + b.budget.most <= 1 or b.budget.most == 1
        if a.budget.least == a.budget.most and b.budget.least == b.budget.most:
            assert a.budget.least + b.budget.least == 1


@given(plans(), st.randoms(use_true_random=False))
def test_order_does_not_matter(plan, random) -> None:
    shuffled = list(plan.measures)
    random.shuffle(shuffled)
    other = replace(plan, measures=tuple(shuffled))
    assert finance_portfolio(other, T) == finance_portfolio(plan, T)
    key = {(w.code, w.level, frozenset(w.about)) for w in warnings(plan)}
    assert {(w.code, w.level, frozenset(w.about)) for w in warnings(other)} == key


def _split(plan: Plan, index: int, parts: int) -> Plan:
    m = plan.measures[index]
    b = m.budget

    def part(x: Fraction | None) -> Fraction | None:
        return None if x is None else x / parts

    money = None if b is None else replace(b, amount=part(b.amount), least=part(b.least), most=part(b.most))
    pieces = tuple(replace(m, id=f"{m.id}-{k}", budget=money) for k in range(parts))
    return replace(plan, measures=plan.measures[:index] + pieces + plan.measures[index + 1 :])


@settings(max_examples=150)
@given(plans(), st.integers(0, 5), st.integers(2, 9))
def test_splitting_a_measure_changes_no_share_of_money_and_silences_nothing(plan, index, parts) -> None:
    index %= len(plan.measures)
    other = _split(plan, index, parts)
    before, after = finance_portfolio(plan, T), finance_portfolio(other, T)
    assert (after.budget, after.secured) == (before.budget, before.secured)
    order = ["no", "may", "yes"]
    assert order.index(after.reaches(T.finance_share)) >= order.index(before.reaches(T.finance_share))
    level = {"check": 0, "may": 1, "warning": 2}

    def worst(p: Plan) -> dict[str, int]:
        found: dict[str, int] = {}
        for w in warnings(p):
            found[w.code] = max(found.get(w.code, 0), level[w.level])
        return found

    was, now = worst(plan), worst(other)
    assert all(now.get(code, -1) >= severity for code, severity in was.items())


@given(plans())
def test_knowing_more_narrows_the_share(plan) -> None:
    """Any amount within the bounds of a budget gives a share within the bounds of the share."""
    found = finance_portfolio(replace(plan, envelope=None), T).budget
    known = tuple(
        m
        if m.budget is None or m.budget.amount is not None
        else replace(m, budget=Budget(m.budget.currency, 2026, m.budget.least, funding=m.budget.funding))
        for m in plan.measures
    )
    narrow = finance_portfolio(replace(plan, measures=known, envelope=None), T).budget
    total = sum(m.budget.amount or 0 for m in known if m.budget)
    if total and narrow.least == narrow.most:
        assert found.least <= narrow.least <= narrow.most <= found.most
