"""Contradicting inputs are refused in words, all problems at once."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from corridor.evidence import flows
from tests.evidence.flows.material import NAMES, S_2018, S_2019, S_2019_END, table, world

GOOD = (S_2019, S_2019_END, 0, 0)


def said(work: Callable[[], Any]) -> str:
    with pytest.raises(flows.FlowProblems) as caught:
        work()
    return str(caught.value)


def changed(cell: tuple[int, int], value: float) -> np.ndarray:
    out = S_2019.copy()
    out[cell] = value
    return out


@pytest.mark.parametrize(
    ("work", "expected"),
    [
        (
            lambda: flows.minimum_migration(changed((1, 2), -4), S_2019_END, 0, 0, names=NAMES),
            "start: negative stocks: born B, living in C: -4",
        ),
        (
            lambda: flows.minimum_migration(changed((1, 2), np.nan), S_2019_END, 0, 0, names=NAMES),
            "start: 1 stocks not known (not a number): born B, living in C",
        ),
        (
            lambda: flows.minimum_migration(changed((0, 1), np.inf), S_2019_END, 0, 0, names=NAMES),
            "born A, living in B",
        ),
        (lambda: flows.minimum_migration(S_2019[:, :3], S_2019_END, 0, 0), "start is not square: 4 x 3"),
        (lambda: flows.minimum_migration(7, S_2019_END, 0, 0), "start is not square: a single number"),
        (
            lambda: flows.minimum_migration([["a", "b"], ["c", "d"]], S_2019_END, 0, 0),
            "not a table of numbers",
        ),
        (
            lambda: flows.minimum_migration(S_2019[:3, :3], S_2019_END, 0, 0),
            "start has 3 countries and end has 4",
        ),
        (lambda: flows.minimum_migration([[5]], [[5]], 0, 0), "at least two"),
        (lambda: flows.minimum_migration(*GOOD, names=["A", "B", "B", "D"]), "given more than once: B"),
        (lambda: flows.minimum_migration(*GOOD, names=["A", "B", "C"]), "3 names for 4 countries"),
        (lambda: flows.minimum_migration(*GOOD, names=["A", "", "C", "D"]), "an empty name"),
        (lambda: flows.minimum_migration(*GOOD, names="ABCD"), "expected a list of 4 codes"),
        (lambda: flows.minimum_migration(S_2019, S_2019_END, None, 0), "births not given"),
        (lambda: flows.minimum_migration(S_2019, S_2019_END, None, None), "births and deaths not given"),
        (
            lambda: flows.minimum_migration(S_2019, S_2019_END, [1, 2, 3], 0),
            "births has 3 numbers for 4 countries",
        ),
        (lambda: flows.minimum_migration(S_2019, S_2019_END, [1, 2, -3, 4], 0), "births negative in 3: -3"),
        (
            lambda: flows.minimum_migration(S_2019, S_2019_END, [1, 2, np.nan, 4], 0, names=NAMES),
            "births not known (not a number) for C",
        ),
        (lambda: flows.minimum_migration(S_2019, S_2019_END, ["x"] * 4, 0), "births are not numbers"),
        (
            lambda: flows.minimum_migration(
                S_2019, S_2019_END, {"A": 1, "B": 2, "C": 0, "X": 1}, 0, names=NAMES
            ),
            "births has nothing for D",
        ),
        (
            lambda: flows.minimum_migration(
                S_2019, S_2019_END, {"A": 1, "B": 2, "C": 0, "X": 1}, 0, names=NAMES
            ),
            "births has countries that the tables do not have: X",
        ),
        (
            lambda: flows.minimum_migration(S_2019, S_2019_END, [900, 0, 0, 0], 0),
            "more births in the period than",
        ),
        (
            lambda: flows.minimum_migration(S_2019, S_2019_END, 0, [900, 0, 0, 0]),
            "more deaths in the period than",
        ),
        (lambda: flows.minimum_migration(S_2019, 3 * S_2019_END, 0, 0), "are all inputs in persons"),
        (lambda: flows.minimum_migration(np.zeros((3, 3)), np.zeros((3, 3)), 0, 0), "no people in it"),
        (lambda: flows.minimum_migration(*GOOD, accounting="ajar"), "closed, open, open_dr or an Accounting"),
        (lambda: flows.Accounting(system="ajar"), "system is 'ajar'"),
        (lambda: flows.Accounting(tolerance=0), "tolerance is 0"),
        (lambda: flows.Accounting(stop_at_change=-1), "stop_at_change is -1"),
        (lambda: flows.minimum_migration(*GOOD, seed=np.ones((3, 3))), "seed has shape (3, 3)"),
        (lambda: flows.minimum_migration(*GOOD, seed=-np.ones((4, 4))), "seed has negative or unknown cells"),
        (lambda: flows.minimum_migration(*GOOD, seed=np.eye(4)), "the seed has 0"),
        (lambda: flows.independence(*GOOD, seed=np.eye(4)), "the seed has 0"),
        (lambda: flows.minimum_migration(*GOOD, stayers=np.ones(4)), "stayers has shape (4,)"),
        (lambda: flows.pseudo_bayesian(*GOOD, weight=1.5), "weight is 1.5"),
        (lambda: flows.estimate(*GOOD, method="guess"), "method is 'guess'; expected one of da_min_closed"),
        (
            lambda: flows.estimate(*GOOD, method="mig_rate", weight=1),
            "mig_rate has no option weight; it has total",
        ),
        (lambda: flows.migration_rate(S_2019), "needs total, or end"),
        (lambda: flows.migration_rate(S_2019, S_2019_END), "births and deaths not given"),
        (lambda: flows.migration_rate(S_2019, total=-1), "total is -1"),
        (lambda: flows.migration_rate(np.diag([5.0, 6.0]), total=1), "nobody living outside"),
        (
            lambda: flows.stock_difference(S_2019, S_2019_END, decreases="halve"),
            "expected 'zero' or 'return'",
        ),  # type: ignore[arg-type]
        (lambda: flows.rogers_von_rabenau(np.ones((3, 3)), np.ones((3, 3))), "cannot be inverted"),
        (lambda: flows.rescale_net([1, -1], method="flip"), "expected 'no-switches' or 'switches'"),  # type: ignore[arg-type]
        (
            lambda: flows.balance([[1, 2], [3, 4]], [5, 5], [4, 7]),
            "row totals sum to 10, column totals to 11",
        ),
        (
            lambda: flows.balance([[1, 2], [0, 0]], [5, 5], [4, 6]),
            "rows that are all 0 but should sum to 2: 5",
        ),
        (lambda: flows.balance([[1, 0], [1, 0]], [5, 5], [4, 6]), "columns that are all 0"),
        (lambda: flows.balance([[1, 2], [3, -4]], [5, 5], [4, 6]), "negative cells"),
        (lambda: flows.balance([[1, 2], [3, np.nan]], [5, 5], [4, 6]), "known numbers"),
        (lambda: flows.balance([[1, 2]], [5, 5], [4, 6]), "shape (1, 2)"),
        (lambda: flows.balance([[1, 0], [1, 1]], [7, 3], [4, 6]), "no table with the zeros of this one"),
        (
            lambda: flows.Tables.of(changed((1, 1), -4), S_2019_END, negative_natives="error"),
            "negative stocks",
        ),
        (lambda: flows.native_born([[0, 10], [-5, 0]], [100, 50]), "negative stocks"),
    ],
)
def test_refusals(work: Callable[[], Any], expected: str) -> None:
    assert expected in said(work)


def test_all_problems_at_once() -> None:
    bad = changed((1, 2), -4)
    text = said(lambda: flows.minimum_migration(bad, S_2019_END - 60, [1, -2, 3, 4], [1], names=NAMES))
    assert text.startswith("5 problems:")
    for part in (
        "more births",
        "start: negative",
        "end: negative",
        "births negative",
        "deaths has 1 numbers",
    ):
        assert part in text


def test_long_lists_are_cut() -> None:
    text = said(lambda: flows.stock_difference(-np.ones((9, 9)), np.ones((9, 9))))
    assert "and 64 more" in text


def test_more_foreign_born_than_people() -> None:
    """Population minus foreign-born below 0: native-born 0, the foreign-born scaled to the population."""
    full = flows.native_born([[0, 20, 10], [30, 0, 10], [90, 20, 0]], [100, 400, 300])
    assert full[0, 0] == -20
    tables = flows.Tables.of(full, full, 0, 0, names=["A", "B", "C"])
    assert tables.start[:, 0].tolist() == pytest.approx([0, 25, 75])
    assert tables.population_start.tolist() == [100, 400, 300]
    assert any("A has more foreign-born than people (native-born -20)" in note for note in tables.notes)
    assert any(
        "A has more" in note
        for note in flows.minimum_migration(full, full, 0, 0, names=["A", "B", "C"]).notes
    )


def test_a_country_without_foreign_born_is_matched_apart() -> None:
    """All residents of A were born there, more of them than the mean birthplace total: only A's row gives."""
    start = table("130 2 1 / 0 500 20 / 0 30 400")
    end = table("100 1 1 / 0 520 25 / 0 40 398")
    births, deaths = [0, 20, 20], [0, 20, 18]
    with pytest.raises(flows.FlowProblems, match="native_only='adjust'"):
        flows.minimum_migration(
            start,
            end,
            births,
            deaths,
            accounting=flows.Accounting(native_only="error"),
            names=["A", "B", "C"],
        )
    found = flows.minimum_migration(start, end, births, deaths, names=["A", "B", "C"])
    assert any("matched apart" in note and "A" in note for note in found.notes)
    account = found.account
    assert account is not None
    assert account.start.sum(axis=1) == pytest.approx(account.end.sum(axis=1))
    assert (found.matrix >= 0).all()
    alone = flows.minimum_migration([[60, 0], [0, 60]], [[60, 0], [0, 60]], 0, [0, 1])
    assert alone.total == 0


def test_outside_moves_never_exceed_the_people_there() -> None:
    """Shares of the other table may ask for more than there are; the rest moves elsewhere, and says so."""
    start = table("900 100 0 / 10 500 0 / 0 20 300")
    end = table("700 0 90 / 10 505 0 / 0 20 300")
    found = flows.minimum_migration(start, end, 0, 0, accounting="open", names=["A", "B", "C"])
    assert found.account is not None
    assert (found.account.start >= 0).all()
    assert found.account.start.sum(axis=1) == pytest.approx(found.account.end.sum(axis=1))
    assert any("spread over the others" in note for note in found.notes)


def test_deaths_by_accounting_that_cannot_be() -> None:
    end = table("300 10 10 0 / 20 55 25 10 / 10 40 40 65 / 20 25 20 100")
    text = said(
        lambda: flows.minimum_migration(
            S_2018, end, [0, 0, 0, 0], [0, 0, 0, 0], accounting=flows.Accounting(deaths_to="accounting")
        )
    )
    assert "deaths_to='accounting'" in text


def test_baselines_do_not_know_birthplaces() -> None:
    found = flows.stock_difference(S_2019, S_2019_END, names=NAMES)
    with pytest.raises(ValueError, match="does not say where movers were born"):
        found.birthplace("A")
    with pytest.raises(KeyError, match="'X' is not among the 4 countries"):
        found["X", "A"]


def test_problems_travel_between_processes() -> None:
    problem = flows.FlowProblems(["one", "two"])
    assert pickle.loads(pickle.dumps(problem)).problems == ("one", "two")


def test_a_long_period_of_one_country_dying_out() -> None:
    """Everybody of a country may leave or die without a division by zero."""
    start, end, births, deaths = world(4, 5)
    end[0, :] = 0
    end[:, 0] = 0
    births[0], deaths[0] = 0, start[:, 0].sum()
    found = flows.minimum_migration(start, end, births, deaths, accounting="open_dr")
    assert np.isfinite(found.matrix).all()
    assert found.inflow[0] == 0
