"""Panels by lot: published examples, exact levels on small pools by brute force, households, relaxation, the draw."""

from __future__ import annotations

import hashlib
import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from corridor.dialogue.panels import (
    PanelRules,
    Person,
    Pool,
    Quota,
    drawn_number,
    fair_chances,
    make_lottery,
    replacements,
    smallest_relaxation,
)
from corridor.dialogue.panels.reading import read_people, read_quotas
from corridor.dialogue.panels.search import NoPanel
from corridor.evidence.problems import EvidenceProblems
from tests.dialogue.material import published


def published_pool(name: str, size: int) -> Pool:
    folder = published(f"sortition/goelz/data/{name}")
    quotas = read_quotas(folder / "categories.csv")
    people = read_people(folder / "respondents.csv", ("gender", "leaning"))
    return Pool(people, PanelRules(size, quotas))


@pytest.mark.parametrize(("name", "size"), [("example_small_20", 20), ("example_large_200", 200)])
def test_examples_of_nature_2021(name, size) -> None:
    chances = fair_chances(published_pool(name, size))
    assert chances.minimum == pytest.approx(0.1, abs=1e-6)
    assert chances.gini == pytest.approx(0.0, abs=1e-6)
    assert chances.complete


def test_fixture_of_the_sortition_foundation() -> None:
    folder = published("sortition/sf-fixtures")
    quotas = read_quotas(folder / "features.csv")
    people = read_people(
        folder / "candidates.csv",
        tuple(dict.fromkeys(q.attribute for q in quotas)),
        id_column="nationbuilder_id",
        household=("primary_address1", "primary_zip"),
    )
    chances = fair_chances(Pool(people, PanelRules(22, quotas)))
    assert chances.minimum == pytest.approx(1 / 11, abs=2e-6)
    assert chances.complete
    assert chances.gini == pytest.approx(0.1403, abs=1e-3)
    lottery = make_lottery(chances)
    assert len(lottery.panels) == 1000
    assert all(len(set(panel)) == 22 for panel in lottery.panels)
    assert lottery.largest_change < 0.01
    for panel in lottery.panels[::100]:
        assert_meets(chances.pool, panel)


def assert_meets(pool: Pool, names: tuple[str, ...]) -> None:
    chosen = [p for p in pool.people if p.id in set(names)] + list(pool.seated)
    assert len(chosen) == pool.rules.size
    for quota in pool.rules.quotas:
        count = sum(p.attributes[quota.attribute] == quota.value for p in chosen)
        assert quota.least <= count <= quota.most, quota
    for limit, keys in (
        (pool.rules.per_household, [p.household for p in chosen]),
        (pool.rules.per_association, [p.association for p in chosen]),
    ):
        if limit is not None:
            assert all(keys.count(k) <= limit for k in keys if k is not None)


def all_panels(pool: Pool) -> list[tuple[int, ...]]:
    """Every panel, by trying each set of people."""
    found = []
    for chosen in itertools.combinations(range(len(pool.people)), pool.rules.size):
        try:
            assert_meets(pool, tuple(pool.people[i].id for i in chosen))
        except AssertionError:
            continue
        found.append(chosen)
    return found


def brute_leximin(pool: Pool, panels: list[tuple[int, ...]]) -> np.ndarray:
    """Leximin chances by person: raise the minimum, then hold everybody who cannot be above it on its own."""
    n = len(pool.people)
    seats = np.zeros((n, len(panels)))
    for j, panel in enumerate(panels):
        seats[list(panel), j] = 1
    level = np.full(n, np.nan)
    equal = np.append(np.ones(len(panels)), 0.0)[None, :]
    while np.isnan(level).any():
        rising = np.isnan(level)
        lhs = np.hstack([-seats, rising[:, None].astype(float)])
        rhs = np.where(rising, 0.0, -(np.nan_to_num(level) - 1e-8))
        cost = np.append(np.zeros(len(panels)), -1.0)
        bounds = [(0, None)] * len(panels) + [(0, 1)]
        top = -linprog(cost, A_ub=lhs, b_ub=rhs, A_eq=equal, b_eq=[1.0], bounds=bounds).fun
        floor = np.where(rising, top, np.nan_to_num(level)) - 1e-8
        for i in np.flatnonzero(rising):
            most = -linprog(
                -seats[i], A_ub=-seats, b_ub=-floor, A_eq=equal[:, :-1], b_eq=[1.0], bounds=bounds[:-1]
            ).fun
            if most <= top + 1e-5:
                level[i] = top
    return level


@st.composite
def small_pools(draw) -> Pool:
    count, size = draw(st.integers(4, 7)), draw(st.integers(2, 3))
    people = tuple(
        Person(
            f"p{i}",
            {"sex": draw(st.sampled_from("fm")), "band": draw(st.sampled_from("ab"))},
            household=draw(st.sampled_from([None, "h1", "h2"])),
            association=draw(st.sampled_from([None, "a1", "a2"])),
        )
        for i in range(count)
    )
    quotas = []
    for attribute, values in (("sex", "fm"), ("band", "ab")):
        least = [draw(st.integers(0, 1)) for _v in values]
        quotas += [
            Quota(attribute, v, low, draw(st.integers(max(low, 1), size)))
            for v, low in zip(values, least, strict=True)
        ]
    rules = PanelRules(
        size, tuple(quotas), draw(st.sampled_from([1, 2, None])), draw(st.sampled_from([1, 2, None]))
    )
    return Pool(people, rules)


@settings(max_examples=40, deadline=None)
@given(small_pools())
def test_levels_are_exact_on_small_pools(pool) -> None:
    panels = all_panels(pool)
    if not panels:
        with pytest.raises(NoPanel):
            fair_chances(pool)
        assert smallest_relaxation(pool).sentences()
        return
    chances = fair_chances(pool)
    assert chances.complete
    expected = np.sort(brute_leximin(pool, panels))
    assert np.sort(list(chances.by_person().values())) == pytest.approx(expected, abs=2e-5)
    lottery = make_lottery(chances, size=60)
    for panel in set(lottery.panels):
        assert_meets(pool, panel)
    assert sum(lottery.chances.values()) == pytest.approx(pool.rules.size)


@settings(max_examples=25, deadline=None)
@given(small_pools())
def test_the_smallest_relaxation_is_the_smallest(pool) -> None:
    found = smallest_relaxation(pool)
    by_hand = []
    for chosen in itertools.combinations(pool.people, pool.rules.size):
        free = Pool(
            tuple(chosen),
            PanelRules(pool.rules.size, (), pool.rules.per_household, pool.rules.per_association),
        )
        if all_panels(free):
            counts = [
                (q, sum(p.attributes[q.attribute] == q.value for p in chosen)) for q in pool.rules.quotas
            ]
            by_hand.append(sum(max(q.least - c, 0) + max(c - q.most, 0) for q, c in counts))
    if not by_hand:
        assert found.rules is None
        assert found.reason
    else:
        assert found.seats == min(by_hand)
        assert found.rules is not None
        fair_chances(Pool(pool.people, found.rules))


def test_too_few_women_is_said_with_the_quota_to_relax() -> None:
    people = tuple(Person(f"p{i}", {"sex": "woman" if i < 3 else "man"}) for i in range(20))
    pool = Pool(people, PanelRules(10, (Quota("sex", "woman", 5, 5), Quota("sex", "man", 4, 7))))
    with pytest.raises(NoPanel):
        fair_chances(pool)
    said = " ".join(smallest_relaxation(pool).sentences())
    assert "at least 3 seats instead of 5" in said
    assert "3 people in the pool" in said


def large_pool() -> Pool:
    """150 invented people, six attributes, quotas of two seats around an equal share."""
    random = np.random.default_rng(4)
    values = {"sex": 2, "region": 5, "minority": 2, "status": 3, "age": 4, "school": 3}
    people = tuple(
        Person(
            f"p{i}",
            {a: str(random.choice(n, p=np.arange(n, 0, -1) / (n * (n + 1) / 2))) for a, n in values.items()},
        )
        for i in range(150)
    )
    quotas = tuple(
        Quota(a, str(v), max(30 // n - 2, 0), 30 // n + 3) for a, n in values.items() for v in range(n)
    )
    return Pool(people, PanelRules(30, quotas))


def test_a_partial_result_says_so() -> None:
    pool = large_pool()
    whole = fair_chances(pool)
    assert whole.complete
    part = fair_chances(pool, seconds=0.0)
    assert not part.complete
    assert "time was not enough" in part.sentence()
    assert part.minimum <= whole.minimum + 1e-6 <= part.minimum_bound + 2e-6
    if part.proven_levels:
        assert part.minimum == pytest.approx(whole.minimum, abs=2e-6)


def test_levels_that_only_fractions_of_seats_reach_are_not_promised() -> None:
    """Any two of A, B and C break a quota: half a seat each would fit, but a whole panel seats only one of them."""
    answers = {"A": "110", "B": "101", "C": "011", "D1": "000", "D2": "000", "D3": "000", "D4": "000"}
    people = tuple(Person(n, dict(zip("xyz", marks, strict=True))) for n, marks in answers.items())
    quotas = tuple(Quota(a, v, 0, 1 if v == "1" else 4) for a in "xyz" for v in "01")
    chances = fair_chances(Pool(people, PanelRules(4, quotas)))
    assert chances.complete
    assert chances.by_person() == pytest.approx(
        {n: 1 / 3 if n in "ABC" else 3 / 4 for n in answers}, abs=1e-5
    )


def test_the_draw_is_what_the_document_says() -> None:
    digest = hashlib.sha256(b"lottery of 3 May, numbers 4 8 15").hexdigest()
    assert drawn_number("lottery of 3 May, numbers 4 8 15", 1000) == int(digest, 16) % 1000
    assert drawn_number("an invented public seed", 1000) == 167


def test_a_list_is_the_same_each_time_and_its_fingerprint_sees_a_change() -> None:
    people = tuple(Person(f"p{i}", {"sex": "woman" if i % 2 else "man"}) for i in range(14))
    pool = Pool(people, PanelRules(4, (Quota("sex", "woman", 2, 2), Quota("sex", "man", 2, 2))))
    one, two = (make_lottery(fair_chances(pool), order="x") for _i in range(2))
    assert one == two
    assert one.fingerprint == two.fingerprint
    other = make_lottery(fair_chances(pool), order="y")
    assert other.fingerprint != one.fingerprint
    assert one.largest_change < 0.002
    assert one.draw("seed")[1] == one.panels[one.draw("seed")[0]]


def test_replacements_keep_the_rules() -> None:
    people = tuple(
        Person(
            f"p{i}",
            {"sex": "woman" if i % 3 == 0 else "man"},
            household=f"h{i // 2}",
            association="a" if i < 8 else None,
        )
        for i in range(24)
    )
    rules = PanelRules(6, (Quota("sex", "woman", 3, 3), Quota("sex", "man", 3, 3)), 1, 2)
    pool = Pool(people, rules)
    panel = make_lottery(fair_chances(pool)).panels[0]
    gone = panel[:2]
    again = replacements(pool, panel, gone)
    assert not {p.id for p in again.people} & set(panel)
    for extra in set(make_lottery(fair_chances(again), size=50).panels):
        assert len(extra) == 2
        assert_meets(again, extra)
    with pytest.raises(ValueError, match="not of the panel"):
        replacements(pool, panel, ["p99"])


def test_every_problem_of_a_pool_at_once(tmp_path) -> None:
    with pytest.raises(ValueError) as error:
        Pool(
            (Person("a", {"sex": "woman"}), Person("a", {}), Person("b", {"sex": "x"})),
            PanelRules(1, (Quota("sex", "woman", 0, 1),)),
        )
    assert len(str(error.value).splitlines()) == 3
    file = tmp_path / "quotas.csv"
    file.write_text("attribute,value,min,max\nsex,woman,one,2\nsex,man,1,\n", encoding="utf-8")
    with pytest.raises(EvidenceProblems) as found:
        read_quotas(file)
    assert [(p.row, p.column) for p in found.value.problems] == [(2, "min"), (3, "max")]
