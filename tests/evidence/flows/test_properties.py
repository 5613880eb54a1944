"""What holds for every input: margins, signs, sums, units, order of countries."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corridor.evidence import flows
from corridor.evidence.flows.methods import estimate_tables
from corridor.evidence.flows.tables import Tables
from tests.evidence.flows.material import slow_balance, slow_minimum, sparse, world

ACCOUNTED = ["da_min_closed", "da_min_open", "independence", "da_pb_closed"]
few = settings(max_examples=40, deadline=None)
worlds = st.builds(world, st.integers(2, 9), st.integers(0, 10**6))


def unrounded(method: str) -> dict[str, bool]:
    return {"rounded": False} if method == "da_pb_closed" else {}


@st.composite
def small_tables(draw: st.DrawFn) -> Tables:
    """Small whole numbers with many zeros, births and deaths that leave people over."""
    size = draw(st.integers(2, 5))
    cells = st.lists(st.integers(0, 40), min_size=size * size, max_size=size * size)
    start = np.array(draw(cells), dtype=float).reshape(size, size) + np.diag(np.full(size, 60.0))
    end = np.array(draw(cells), dtype=float).reshape(size, size) + np.diag(np.full(size, 60.0))
    events = st.lists(st.integers(0, 50), min_size=size, max_size=size)
    return Tables.of(start, end, draw(events), draw(events))


@few
@given(worlds, st.sampled_from(ACCOUNTED))
def test_margins_signs_and_sums(data: tuple, method: str) -> None:
    tables = Tables.of(*data)
    found = estimate_tables(tables, method=method, **unrounded(method))
    scale = tables.start.sum()
    assert (found.matrix >= 0).all()
    assert (found.matrix.diagonal() == 0).all()
    account = found.account
    assert account is not None
    assert account.start.sum(axis=1) == pytest.approx(account.end.sum(axis=1), rel=1e-8, abs=1e-9 * scale)
    for k, name in enumerate(tables.names):
        born = found.birthplace(name)
        assert (born >= 0).all()
        assert born.sum(axis=1) == pytest.approx(account.start[k], rel=1e-7, abs=1e-9 * scale)
        assert born.sum(axis=0) == pytest.approx(account.end[k], rel=1e-7, abs=1e-9 * scale)
    assert sum(found.parts.values()) == pytest.approx(found.matrix, rel=1e-9, abs=1e-12 * scale)
    cube = found.cube()
    moves = cube.sum(axis=0)
    np.fill_diagonal(moves, 0)
    assert moves == pytest.approx(found.matrix, rel=1e-9, abs=1e-12 * scale)
    n = np.arange(len(moves))
    outward = cube[n, n, :] * (1 - np.eye(len(n)))
    assert found.parts["outward"] == pytest.approx(outward, rel=1e-9, abs=1e-12 * scale)
    back = cube[n, :, n].T * (1 - np.eye(len(n)))
    assert found.parts["return"] == pytest.approx(back, rel=1e-9, abs=1e-12 * scale)


@few
@given(small_tables(), st.sampled_from(["da_min_closed", "da_pb_closed", "independence"]))
def test_a_closed_world_gains_nobody(tables: Tables, method: str) -> None:
    """Net migration sums to zero, and is what population, births and deaths say, after the world is closed."""
    try:
        found = estimate_tables(tables, method=method, **unrounded(method))
    except flows.FlowProblems:
        return  # contradicting inputs are refused, see test_refusals
    assert found.net.sum() == pytest.approx(0, abs=1e-6)
    if any("native-born scaled" in n or "apart" in n for n in found.notes):
        return
    assert tables.births is not None
    assert tables.deaths is not None
    expected = tables.population_end - tables.population_start - tables.births + tables.deaths
    assert found.net == pytest.approx(expected, abs=1e-5)


@few
@given(worlds, st.sampled_from(list(flows.METHODS)), st.sampled_from([1e-3, 7.0, 1000.0]))
def test_units_do_not_matter(data: tuple, method: str, factor: float) -> None:
    tables = Tables.of(*data)
    other = Tables.of(*(factor * x for x in data))
    one = estimate_tables(tables, method=method, **unrounded(method)).matrix
    two = estimate_tables(other, method=method, **unrounded(method)).matrix
    assert two == pytest.approx(factor * one, rel=1e-6, abs=1e-9 * factor * tables.start.sum())


@few
@given(worlds, st.sampled_from(list(flows.METHODS)), st.randoms(use_true_random=False))
def test_the_order_of_countries_does_not_matter(data: tuple, method: str, random: object) -> None:
    tables = Tables.of(*data)
    order = list(range(len(tables.names)))
    random.shuffle(order)  # type: ignore[attr-defined]
    one = estimate_tables(tables, method=method, **unrounded(method)).matrix
    two = estimate_tables(tables.ordered(order), method=method, **unrounded(method)).matrix
    assert two == pytest.approx(one[np.ix_(order, order)], rel=1e-6, abs=1e-9 * tables.start.sum())


@few
@given(worlds)
def test_the_minimum_is_the_least_and_mixtures_lie_between(data: tuple) -> None:
    tables = Tables.of(*data)
    least = estimate_tables(tables, method="da_min_closed")
    most = estimate_tables(tables, method="independence")
    mixed = estimate_tables(tables, method="da_pb_closed", rounded=False)
    assert least.total <= mixed.total <= most.total
    assert mixed.matrix == pytest.approx(0.87 * least.matrix + 0.13 * most.matrix)
    assert mixed.net == pytest.approx(least.net, abs=1e-6 * tables.start.sum())
    shares = {
        w: estimate_tables(tables, method="da_pb_closed", rounded=False, weight=w).total for w in (0, 1)
    }
    assert shares == pytest.approx({0: most.total, 1: least.total})


@settings(max_examples=15, deadline=None)
@given(st.builds(world, st.integers(2, 5), st.integers(0, 10**6)), st.booleans(), st.integers(0, 10**6))
def test_against_plain_fitting(data: tuple, seeded: bool, number: int) -> None:
    rng = np.random.default_rng(number)
    size = len(data[0])
    seed = np.exp(rng.normal(0, 1, (size, size))) if seeded else None
    found = flows.minimum_migration(*data, seed=seed)
    expected = slow_minimum(*data, seed=seed)
    assert found.cube() == pytest.approx(expected, rel=1e-5, abs=1e-7 * data[0].sum())


@few
@given(st.integers(2, 8), st.integers(2, 8), st.integers(0, 10**6), st.floats(0.0, 3.0))
def test_balance_meets_the_margins_and_keeps_the_odds(
    rows: int, columns: int, number: int, rough: float
) -> None:
    rng = np.random.default_rng(number)
    seed = np.exp(rng.normal(0, rough, (rows, columns)))
    seed[rng.random((rows, columns)) < 0.2] = 0
    target = seed * np.exp(rng.normal(0, 1, (rows, columns)))  # a table with the same zeros: feasible
    r, c = target.sum(axis=1), target.sum(axis=0)
    found = flows.balance(seed, r, c).table
    assert found.sum(axis=1) == pytest.approx(r, rel=1e-8)
    assert found.sum(axis=0) == pytest.approx(c, rel=1e-12)
    assert ((found > 0) <= (seed > 0)).all()
    assert found == pytest.approx(slow_balance(seed, r, c), rel=1e-3, abs=1e-6 * r.sum())


@few
@given(worlds)
def test_open_systems_keep_their_own_totals(data: tuple) -> None:
    """Moves inside plus moves over the edge explain every population."""
    tables = Tables.of(*data)
    for system in ("open", "open_dr"):
        found = flows.minimum_migration(*data, accounting=system)
        account = found.account
        assert account is not None
        net = found.net + account.into.sum(axis=0) - account.out.sum(axis=0)
        assert tables.births is not None
        assert tables.deaths is not None
        expected = tables.population_end - tables.population_start - tables.births + tables.deaths
        assert net == pytest.approx(expected, rel=1e-6, abs=1e-7 * tables.start.sum())


@few
@given(worlds)
def test_empty_stocks_hold_or_are_refused(data: tuple) -> None:
    """With many empty cells the closed account either holds, or says which birthplaces contradict it."""
    data = sparse(data)
    try:
        found = flows.minimum_migration(*data)
    except flows.FlowProblems as problem:
        assert "no table with the zeros of this one" in str(problem)
        return
    assert found.account is not None
    assert found.account.start.sum(axis=1) == pytest.approx(found.account.end.sum(axis=1), rel=1e-7)
    assert found.net.sum() == pytest.approx(0, abs=1e-9 * data[0].sum())
    assert (found.matrix >= 0).all()


def test_inputs_are_left_alone() -> None:
    data = world(5, 3)
    copies = [x.copy() for x in data]
    flows.pseudo_bayesian(*data)
    flows.minimum_migration(*data, accounting="open")
    for before, after in zip(copies, data, strict=True):
        assert (before == after).all()
    negative = data[0].copy()
    negative[1, 1] = -5
    kept = negative.copy()
    flows.Tables.of(negative, data[1], 0, 0)
    assert (negative == kept).all()


def test_tables_can_be_replaced() -> None:
    tables = Tables.of(*world(4, 1))
    assert replace(tables, notes=("x",)).notes == ("x",)
