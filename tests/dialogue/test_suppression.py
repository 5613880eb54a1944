"""Attacks on what is shown: every whole-number table that fits it is tried, and the differences between releases."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corridor.dialogue.suppression import Atoms, Grouping, Protected, Release, intervals, protect


def people(
    table: dict[tuple[str, ...], int], dimensions: tuple[str, ...], start: str = "p"
) -> dict[str, dict[str, str]]:
    """Invented people with the answers that a table counts."""
    made: dict[str, dict[str, str]] = {}
    for values, count in table.items():
        for _i in range(count):
            made[f"{start}{len(made)}"] = dict(zip(dimensions, values, strict=True))
    return made


def brute_intervals(published: Protected, domains: dict[str, list[str]]) -> dict[tuple, tuple[int, int]]:
    """The range of each cell over all whole-number tables up to the shown total that fit what is shown."""
    atoms = Atoms([published.release], domains)
    rows = np.array([atoms.row(published.release.name, k) for k in published.shown])
    sums = np.array(list(published.shown.values()))
    cells = {k: atoms.row(published.release.name, k) for k in published.withheld}
    total = published.shown[()]
    found: dict[tuple, tuple[int, int]] = {}
    for parts in itertools.product(range(total + 1), repeat=len(atoms.atoms) - 1):
        if sum(parts) > total:
            continue
        table = np.array([*parts, total - sum(parts)])
        if (rows @ table == sums).all():
            for key, row in cells.items():
                value = int(row @ table)
                low, high = found.get(key, (value, value))
                found[key] = (min(low, value), max(high, value))
    return found


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 7), min_size=4, max_size=4))
def test_no_small_count_of_a_two_way_table_can_be_worked_out(counts) -> None:
    domains = {"sex": ["f", "m"], "vote": ["a", "d"]}
    cells = list(itertools.product(*domains.values()))
    release = Release(
        "one", people(dict(zip(cells, counts, strict=True)), ("sex", "vote")), (("sex", "vote"),)
    )
    found = protect(release, domains, minimum=3)
    assert all(v >= 3 for v in found.shown.values())
    if () not in found.shown:
        return
    truth = Atoms([release], domains)
    for key, (low, high) in brute_intervals(found, domains).items():
        if int(truth.row("one", key) @ truth.count) < 3:
            assert high - low >= 3, (key, low, high, found.shown)


def test_the_attack_finds_what_a_naive_table_gives_away() -> None:
    """Hiding only the small count leaves it to subtraction; the attack must see that."""
    domains = {"sex": ["f", "m"], "vote": ["a", "d"]}
    table = {("f", "a"): 4, ("f", "d"): 20, ("m", "a"): 30, ("m", "d"): 40}
    release = Release("one", people(table, ("sex", "vote")), (("sex", "vote"),))
    cell = (("sex", "f"), ("vote", "a"))
    atoms = Atoms([release], domains)
    naive = {k: int(atoms.row("one", k) @ atoms.count) for k in atoms.cells(release) if k != cell}
    leaking = Protected(release, 10, 10, naive, frozenset({cell}), ())
    assert intervals([leaking], domains, [("one", cell)])["one", cell].width == 0
    kept = protect(release, domains)
    assert intervals([kept], domains, [("one", cell)])["one", cell].width >= 10
    assert len(kept.shown) >= 4


def test_somebody_who_joins_between_two_publications_cannot_be_singled_out() -> None:
    domains = {"corridor": ["MAR-ESP", "PHL-CAN"], "vote": ["agree", "disagree"]}
    first = people(
        {
            ("MAR-ESP", "agree"): 30,
            ("MAR-ESP", "disagree"): 25,
            ("PHL-CAN", "agree"): 40,
            ("PHL-CAN", "disagree"): 15,
        },
        ("corridor", "vote"),
    )
    tables = (("corridor", "vote"),)
    one = protect(Release("May", first, tables), domains)
    assert not one.withheld
    second = {**first, "late": {"corridor": "PHL-CAN", "vote": "disagree"}}
    two = protect(Release("June", second, tables), domains, earlier=[one])
    changed = {k for k in two.shown if two.shown[k] != one.shown[k]}
    assert not changed
    assert two.exposed == ()


def test_enough_people_joining_can_be_shown() -> None:
    domains = {"vote": ["agree", "disagree"]}
    first = people({("agree",): 30, ("disagree",): 25}, ("vote",))
    one = protect(Release("May", first, (("vote",),)), domains)
    second = {**first, **people({("agree",): 14, ("disagree",): 12}, ("vote",), start="late")}
    two = protect(Release("June", second, (("vote",),)), domains, earlier=[one])
    assert two.shown[("vote", "agree"),] == 44


def test_overlapping_age_bands_do_not_give_the_difference() -> None:
    ages = {"15-19": 20, "20-24": 30, "25-29": 4, "30+": 60}
    domains = {"age": list(ages)}
    bands = [
        Grouping("young", "age", {"15-19": "to 24", "20-24": "to 24", "25-29": "over", "30+": "over"}),
        Grouping("wide", "age", {"15-19": "to 29", "20-24": "to 29", "25-29": "to 29", "30+": "above"}),
    ]
    release = Release("one", people({(a,): n for a, n in ages.items()}, ("age",)), (("young",), ("wide",)))
    found = protect(release, domains, groupings=bands)
    key = (("young", "to 24"),), (("wide", "to 29"),)
    assert not (key[0] in found.shown and key[1] in found.shown)


def test_three_way_consultation_published_jointly() -> None:
    """Sex, corridor and answer in all two-way tables: no small occupied combination is pinned, over whole numbers."""
    random = np.random.default_rng(5)
    domains = {"sex": ["f", "m"], "corridor": ["A", "B", "C"], "vote": ["agree", "disagree", "pass"]}
    cells = list(itertools.product(*domains.values()))
    counts = random.integers(0, 22, len(cells))
    who = people(dict(zip(cells, map(int, counts), strict=True)), tuple(domains))
    release = Release("one", who, (("sex", "vote"), ("corridor", "vote"), ("corridor", "sex")))
    found = protect(release, domains)
    assert found.exposed == ()
    wide = Release("one", who, (*release.tables, tuple(domains)))
    atoms = Atoms([wide], domains)
    small = [k for k in atoms.cells(wide) if 0 < atoms.row("one", k) @ atoms.count < 10]
    assert small
    hidden = Protected(wide, 10, 10, found.shown, frozenset(), ())
    for cell, interval in intervals([hidden], domains, [("one", k) for k in small]).items():
        assert interval.width >= 10, cell
    assert len(found.shown) > 8


def test_a_small_consultation_shows_nothing() -> None:
    domains = {"vote": ["agree", "disagree"]}
    found = protect(
        Release("one", people({("agree",): 4, ("disagree",): 3}, ("vote",)), (("vote",),)), domains
    )
    assert not found.shown


def test_somebody_erased_is_not_given_away() -> None:
    domains = {"vote": ["agree", "disagree"]}
    first = people({("agree",): 30, ("disagree",): 25}, ("vote",))
    one = protect(Release("May", first, (("vote",),)), domains)
    second = {k: v for k, v in first.items() if k != "p0"}
    two = protect(Release("June", second, (("vote",),)), domains, earlier=[one])
    assert all(two.shown[k] == one.shown[k] for k in two.shown)


def test_wrong_people_are_named_all_at_once() -> None:
    domains = {"vote": ["agree", "disagree"]}
    with pytest.raises(ValueError) as error:
        protect(Release("one", {"a": {"vote": "x"}, "b": {}}, (("vote", "sex"),)), domains)
    assert len(str(error.value).splitlines()) == 3
