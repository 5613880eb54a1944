"""The published worked tables, to the last printed digit."""

from __future__ import annotations

import numpy as np
import pytest

from corridor.evidence import flows
from tests.evidence.flows.material import (
    EXAMPLES,
    NAMES,
    PRINTED,
    S_2013,
    S_2013_GROWN,
    S_2018,
    S_2019,
    S_2019_END,
    Example,
    slow_minimum,
    table,
    vector,
)

DIFFER = table("75 25 5 15 / 20 45 30 15 / 30 40 150 35 / 10 50 5 200")


def minimum(example: Example, **accounting: object) -> flows.Flows:
    choices = flows.Accounting(system=example.system, **accounting)  # type: ignore[arg-type]
    return flows.minimum_migration(
        example.start, example.end, example.births, example.deaths, names=NAMES, accounting=choices
    )


@pytest.mark.parametrize("name", EXAMPLES)
def test_minimum_migration_as_printed(name: str) -> None:
    example = EXAMPLES[name]
    found = minimum(example, stop_at_change=PRINTED)
    # half a unit of the coarsest digit printed in the table's column (R prints seven significant ones)
    assert np.abs(found.matrix - example.flows).max() < 6e-6
    assert found.total == pytest.approx(example.total, abs=6e-6)


@pytest.mark.parametrize("name", EXAMPLES)
def test_minimum_migration_fully_converged(name: str) -> None:
    """The default matches until nothing is left; the printed figures stop a little before."""
    example = EXAMPLES[name]
    assert np.abs(minimum(example).matrix - example.flows).max() < 2e-3


def test_e5_fully_converged() -> None:
    found = minimum(EXAMPLES["E5"])
    for corridor, value in {"AB": 3.328796, "BA": 34.121014, "CA": 0.004401, "DA": 12.446644}.items():
        assert found[corridor[0], corridor[1]] == pytest.approx(value, abs=1e-6)


def test_e0_by_birthplace() -> None:
    found = minimum(EXAMPLES["E0"])
    expected = {
        "A": "950 0 50 0 / 0 100 0 0 / 0 0 10 0 / 0 0 0 0",
        "B": "55 0 0 0 / 25 505 25 0 / 0 0 50 0 / 0 0 0 5",
        "C": "80 0 0 0 / 10 30 0 0 / 0 0 800 0 / 0 0 0 40",
        "D": "20 0 0 0 / 0 25 0 0 / 10 10 0 0 / 10 10 0 180",
    }
    for name, text in expected.items():
        assert found.birthplace(name) == pytest.approx(table(text), abs=1e-9)
    assert found.inflow == pytest.approx([55, 20, 75, 0])
    assert found.outflow == pytest.approx([50, 60, 20, 20])


def test_e5_account_of_birthplace_a() -> None:
    rows, columns, account = minimum(EXAMPLES["E5"], stop_at_change=PRINTED).accounts("A")
    assert rows == [*NAMES, "born", "outside"]
    assert columns == [*NAMES, "died", "outside"]
    printed = table(
        "941.973 0 0 0 60.606 0 / 34.121 56.482 0.584 9.809 4.167 0 / 0 0 9.363 0 0.568 0"
        "/ 0 0 0 0 0 0 / 80 0 0 0 0 0 / 0 0 0 0 0 0"
    )
    assert account == pytest.approx(printed, abs=5.1e-4)


def test_open_account_shows_the_outside() -> None:
    """What leaves and enters the system closes each birthplace's account."""
    example = EXAMPLES["E3"]
    found = minimum(example)
    for k, name in enumerate(NAMES):
        _, _, account = found.accounts(name)
        assert account.sum(axis=1)[:4] == pytest.approx(example.start[k])
        assert account.sum(axis=0)[:4] == pytest.approx(example.end[k])
    assert found.account is not None
    assert found.account.out.sum() > 0
    assert found.account.into.sum() > 0


def test_e6_says_that_births_were_spread() -> None:
    found = minimum(EXAMPLES["E6"])
    assert any("more births than native-born" in note and "B: 50" in note for note in found.notes)
    with pytest.raises(flows.FlowProblems, match="more births than native-born"):
        minimum(EXAMPLES["E6"], births_spread=False)


def test_e6_independence_as_printed() -> None:
    example = EXAMPLES["E6"]
    found = flows.independence(
        example.start,
        example.end,
        example.births,
        example.deaths,
        accounting=flows.Accounting(stop_at_change=PRINTED),
    )
    printed = table(
        "0 22.102740 16.728926 17.105180 / 23.775119 0 39.792053 33.740274"
        "/ 24.359114 20.201902 0 41.837647 / 32.804084 25.002896 54.877471 0"
    )
    assert np.abs(found.matrix - printed).max() < 6e-7
    assert found.total == pytest.approx(352.327406, abs=6e-7)


def test_e7_independence() -> None:
    found = flows.independence(S_2019, S_2019_END, 0, 0)
    printed = table(
        "0 59.166667 34.292929 66.207071 / 56.083333 0 14.810606 80.356061"
        "/ 46.166667 7.5 0 40.929293 / 47.416667 69.583333 35.492424 0"
    )
    assert np.abs(found.matrix - printed).max() < 6e-7
    assert found.total == pytest.approx(558.005051, abs=6e-7)


def test_e7_baselines() -> None:
    drop = flows.stock_difference(S_2019, S_2019_END, decreases="zero")
    assert drop.matrix.tolist() == table("0 0 5 5 / 0 0 0 0 / 25 0 0 10 / 0 0 15 0").tolist()
    back = flows.stock_difference(S_2019, S_2019_END, decreases="return")
    assert back.matrix.tolist() == table("0 5 5 30 / 5 0 10 45 / 25 5 0 10 / 0 35 15 0").tolist()
    assert flows.net_migration(S_2019, S_2019_END, 0, 0).tolist() == [-10, -15, -10, 35]
    rates = flows.migration_rate(S_2019, S_2019_END, 0, 0)
    printed = table("0 1.6667 1.6667 0 / 13.3333 0 1.6667 15 / 5 1.6667 0 6.6667 / 10 11.6667 1.6667 0")
    assert np.abs(rates.matrix - printed).max() < 5.1e-5
    assert rates.choices["total"] == 70
    assert flows.migration_rate(S_2019, total=70).matrix == pytest.approx(rates.matrix)


def test_e7_pseudo_bayesian_by_the_published_rounding() -> None:
    found = flows.pseudo_bayesian(S_2019, S_2019_END, 0, 0)
    assert found.method == "da_pb_closed"
    assert found.matrix.tolist() == table("0 12 11 28 / 13 0 12 46 / 22 5 0 11 / 6 39 5 0").tolist()


def test_e7_parts_of_the_minimum() -> None:
    parts = flows.minimum_migration(S_2019, S_2019_END, 0, 0).parts
    assert {name: round(float(part.sum()), 9) for name, part in parts.items()} == {
        "outward": 30,
        "return": 100,
        "transit": 30,
    }


def test_stock_difference_second_example() -> None:
    assert (
        flows.stock_difference(S_2018, DIFFER).matrix.tolist()
        == table("0 15 0 15 / 0 0 5 5 / 20 0 0 0 / 0 25 0 0").tolist()
    )
    assert (
        flows.stock_difference(S_2018, DIFFER, decreases="return").matrix.tolist()
        == table("0 15 0 25 / 0 0 5 5 / 25 0 0 15 / 0 25 30 0").tolist()
    )


def test_rates_second_example() -> None:
    rates = flows.migration_rate(S_2018, DIFFER, 0, 0).matrix
    printed = table(
        "0 2.352941 2.352941 0 / 4.705882 0 5.882353 2.352941"
        "/ 2.352941 9.411765 0 15.294118 / 4.705882 5.882353 4.705882 0"
    )
    assert np.abs(rates - printed).max() < 6e-7
    growth = flows.rogers_von_rabenau(S_2018, DIFFER).matrix
    printed = table(
        "0 26.584620 -10.22741 24.16653 / 3.474032 0 11.71799 20.12425"
        "/ 34.097610 -0.125662 0 -51.85130 / -12.047899 38.857311 -24.36993 0"
    )
    assert np.abs(growth - printed).max() < 6e-6


def test_rescaled_net_migration_as_printed() -> None:
    net = [-200, -30, -5, 0, 10, 20, 60, 80]
    assert flows.rescale_net(net, whole=True).tolist() == [-172, -26, -4, 0, 12, 24, 71, 95]
    printed = [-172.340426, -25.851064, -4.308511, 0, 11.911765, 23.823529, 71.470588, 95.294118]
    assert flows.rescale_net(net) == pytest.approx(printed, abs=6e-7)
    switched = flows.rescale_net(net, method="switches", whole=True)
    assert switched.tolist() == [-191, -22, 3, 8, 18, 28, 68, 88]
    with pytest.raises(flows.FlowProblems, match="one sign"):
        flows.rescale_net([3, 4])


def test_a_seed_is_honoured() -> None:
    """The published R implementation prints E1 unchanged for this seed; the people born in D can tell."""
    example = EXAMPLES["E1"]
    distance = table("0 5 50 500 / 5 0 45 495 / 50 45 0 450 / 500 495 450 0")
    plain = flows.minimum_migration(example.start, example.end, 0, 0, names=NAMES)
    seeded = flows.minimum_migration(example.start, example.end, 0, 0, names=NAMES, seed=distance)
    born_d = seeded.birthplace("D")
    odds = born_d[2, 0] * born_d[3, 1] / (born_d[2, 1] * born_d[3, 0])
    assert odds == pytest.approx(50 * 495 / (45 * 500))
    assert seeded["C", "A"] == pytest.approx(5 + 20 * np.sqrt(1.1) / (1 + np.sqrt(1.1)))
    assert abs(seeded["C", "A"] - plain["C", "A"]) > 0.2
    assert seeded.net == pytest.approx(plain.net)
    assert seeded.total == pytest.approx(plain.total)
    cube = np.stack([distance] * 4)
    assert flows.minimum_migration(example.start, example.end, 0, 0, seed=cube).matrix == pytest.approx(
        seeded.matrix
    )


@pytest.mark.parametrize("name", ["E0", "E1", "E5", "E6", "E7"])
def test_closed_form_equals_plain_three_way_fitting(name: str) -> None:
    e = EXAMPLES[name]
    expected = slow_minimum(e.start, e.end, e.births, e.deaths)
    assert minimum(e).cube() == pytest.approx(expected, abs=1e-5)


def test_open_systems_without_births_and_deaths_agree_with_the_closed_one() -> None:
    e = EXAMPLES["E7"]
    closed = flows.minimum_migration(e.start, e.end, 0, 0).matrix
    for system in ("open", "open_dr"):
        assert flows.minimum_migration(e.start, e.end, 0, 0, accounting=system).matrix == pytest.approx(
            closed
        )


def test_world_closed_before_or_after() -> None:
    """Both orders close the gap, at different places."""
    births, deaths = vector("80 20 40 60"), vector("70 30 50 10")
    before = flows.minimum_migration(S_2013, S_2013_GROWN, births, deaths)
    after = flows.minimum_migration(
        S_2013, S_2013_GROWN, births, deaths, accounting=flows.Accounting(world="after")
    )
    assert any("native-born scaled" in n for n in before.notes)
    assert any("native-born scaled" in n for n in after.notes)
    assert before.net.sum() == pytest.approx(0, abs=1e-6)
    assert after.net.sum() == pytest.approx(0, abs=1e-6)
    assert np.abs(before.matrix - after.matrix).max() > 1e-3
    with pytest.raises(flows.FlowProblems, match="people are left at the start"):
        flows.minimum_migration(
            S_2013, S_2013_GROWN, births, deaths, accounting=flows.Accounting(world="none")
        )


def test_whole_native_born() -> None:
    """Growth of 60 against 40 births minus deaths: natives change by 10 in all, in whole persons."""
    births, deaths = vector("80 20 40 60"), vector("70 30 50 10")
    found = flows.minimum_migration(
        S_2013, S_2013_GROWN, births, deaths, accounting=flows.Accounting(whole_natives=True)
    )
    assert found.account is not None
    start = found.account.start.sum(axis=0) + found.account.deaths.sum(axis=0)
    assert start == pytest.approx(np.round(start), abs=1e-6)
    assert start.sum() == pytest.approx(S_2013.sum() + 10)


def test_deaths_by_accounting() -> None:
    """Deaths by birthplace are what the account implies, so nothing is left to rescale."""
    start = table("1000 40 10 / 50 800 20 / 30 20 600")
    end = table("1010 45 12 / 48 790 25 / 33 22 615")
    births, deaths = vector("90 60 50"), vector("60 60 50")
    births[0] += (end - start).sum() - (births - deaths).sum()
    choices = flows.Accounting(deaths_to="accounting")
    found = flows.minimum_migration(start, end, births, deaths, accounting=choices).account
    assert found is not None
    assert found.deaths.sum(axis=0) == pytest.approx(deaths)
    assert found.deaths.sum(axis=1) == pytest.approx(start.sum(axis=1) + births - end.sum(axis=1))
    assert found.start == pytest.approx(start - found.deaths, rel=1e-6)


def test_births_spread_over_all() -> None:
    e = EXAMPLES["E5"]
    found = minimum(e, births_to="proportional").account
    assert found is not None
    assert found.births == pytest.approx(e.end * e.births / e.end.sum(axis=0))


def test_fewer_stayers_mean_more_moves() -> None:
    e = EXAMPLES["E7"]
    least = flows.minimum_migration(e.start, e.end, 0, 0)
    assert least.account is not None
    most = np.minimum(least.account.start, least.account.end)
    stay = most.copy()
    stay[0] *= 0.99
    more = flows.minimum_migration(e.start, e.end, 0, 0, stayers=stay, names=NAMES)
    assert more.total > least.total
    for k, name in enumerate(NAMES):
        born = more.birthplace(name)
        assert born.diagonal() == pytest.approx(stay[k])
        assert born.sum(axis=1) == pytest.approx(e.start[k])
        assert born.sum(axis=0) == pytest.approx(e.end[k])
    with pytest.raises(flows.FlowProblems, match="too many stayers or too few"):
        flows.minimum_migration(e.start, e.end, 0, 0, stayers=0.9 * most)  # born in A: too many to come to A
    with pytest.raises(flows.FlowProblems, match="stayers must lie between"):
        flows.minimum_migration(e.start, e.end, 0, 0, stayers=1.1 * most)


def test_seeded_independence_equals_plain_fitting() -> None:
    from tests.evidence.flows.material import slow_cube

    e = EXAMPLES["E7"]
    ease = table("9 1 2 1 / 1 9 1 3 / 2 1 9 1 / 1 2 1 9")
    expected = slow_cube(e.start, e.end, np.stack([ease] * 4))
    found = flows.independence(e.start, e.end, 0, 0, seed=ease)
    assert found.cube() == pytest.approx(expected, abs=1e-6)
    still = flows.independence(
        e.start, e.end, 0, 0, seed=ease, accounting=flows.Accounting(stop_at_change=1e-6)
    )
    assert still.matrix == pytest.approx(found.matrix, abs=1e-4)
