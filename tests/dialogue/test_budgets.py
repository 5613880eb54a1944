"""Equal shares against published outcomes and against a slow exact writing; .pb files; ratings and rankings."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corridor.dialogue.election import Ballot, Election, Project, greedy
from corridor.dialogue.pabulib import PabulibFile, election_of, read_pabulib, write_pabulib
from corridor.dialogue.priorities import by_group, rank, rate
from corridor.dialogue.shares import equal_shares
from corridor.evidence.problems import EvidenceProblems
from tests.dialogue.material import published

FILES = (
    "france_toulouse_2019_",
    "poland_czestochowa_2020_bleszno",
    "poland_gdynia_2020_orlowo-small",
    "poland_katowice_2021_zarzecze",
    "poland_krakow_2022_swoszowice",
    "poland_warszawa_2023_wesola",
    "poland_wieliczka_2023_green-budget",
)


@pytest.fixture(scope="module")
def wieliczka() -> tuple[PabulibFile, Election]:
    file = read_pabulib(published("pabulib/poland_wieliczka_2023_green-budget.pb"))
    return file, election_of(file)


def test_wieliczka_is_reproduced(wieliczka) -> None:
    file, election = wieliczka
    outcome = equal_shares(election, utility="cost", completion="add1")
    assert (len(outcome.ids), outcome.spent, outcome.increments) == (30, 995_079, 164)
    assert set(outcome.ids) == set(file.published)


def test_other_completions_and_utilities_give_other_winners(wieliczka) -> None:
    _file, election = wieliczka
    expected = {
        ("cost", "none"): (21, 450_548),
        ("cost", "add1-exhaustive"): (31, 984_579),
        ("cardinality", "add1"): (32, 966_789),
    }
    for (utility, completion), wanted in expected.items():
        outcome = equal_shares(election, utility=utility, completion=completion)  # type: ignore[arg-type]
        assert (len(outcome.ids), outcome.spent) == wanted
        assert len(outcome.rule()) == 3


@pytest.mark.parametrize(
    "name", ["poland_katowice_2021_zarzecze", "poland_warszawa_2023_wesola", "poland_krakow_2022_swoszowice"]
)
def test_published_winners_of_the_greedy_rule(name) -> None:
    file = read_pabulib(published(f"pabulib/{name}.pb"))
    election = election_of(file)
    assert {election.projects[i].id for i in greedy(election)} == set(file.published or ())


@pytest.mark.parametrize("name", FILES)
def test_files_go_round_without_loss(name, tmp_path) -> None:
    file = read_pabulib(published(f"pabulib/{name}.pb"))
    write_pabulib(file, tmp_path / "again.pb")
    assert read_pabulib(tmp_path / "again.pb") == file
    before = published(f"pabulib/{name}.pb").read_bytes().rstrip(b"\r\n")
    assert (tmp_path / "again.pb").read_bytes().rstrip(b"\r\n") == before


cells = st.text(alphabet='ab;" ,é1', max_size=8)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=4))
def test_any_cell_goes_round(rows) -> None:
    import tempfile
    from pathlib import Path

    projects = tuple((f"p{i}", "5", name, extra) for i, (name, extra) in enumerate(rows))
    file = PabulibFile(
        (("budget", "10"),),
        ("project_id", "cost", "name", "x"),
        projects,
        ("voter_id", "vote"),
        (("1", "p0"),),
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "f.pb"
        write_pabulib(file, path)
        assert read_pabulib(path) == file


def slow_equal_shares(election: Election, utility: str, budget: Fraction) -> list[str]:
    """The method written plainly, in fractions, every project looked at in every step."""
    total = sum(b.weight for b in election.ballots)
    money = [budget * b.weight / total for b in election.ballots]
    left, bought = list(range(len(election.projects))), []
    support = election.supporters()
    while True:
        best = None
        for i in left:
            project = election.projects[i]
            who = [v for v, b in enumerate(election.ballots) if project.id in b.points]
            if not who or sum(money[v] for v in who) < project.cost:
                continue
            worth = {
                v: {
                    "cost": project.cost,
                    "cardinality": Fraction(1),
                    "points": election.ballots[v].points[project.id],
                }[utility]
                for v in who
            }
            order = sorted(who, key=lambda v: money[v] / worth[v])
            paid, price = Fraction(0), None
            for n, v in enumerate(order):
                price = (project.cost - paid) / sum(worth[w] for w in order[n:])
                if price * worth[v] <= money[v]:
                    break
                paid += money[v]
            key = (price, -support[i], project.cost, i)
            if best is None or key < best[0]:
                best = (key, i, worth)
        if best is None:
            return bought
        (price, *_rest), i, worth = best
        for v, w in worth.items():
            money[v] -= min(money[v], price * w)
        left.remove(i)
        bought.append(election.projects[i].id)


@st.composite
def elections(draw) -> Election:
    count = draw(st.integers(1, 6))
    projects = tuple(Project(f"p{i}", Fraction(draw(st.integers(1, 12)))) for i in range(count))
    ballots = tuple(
        Ballot(
            str(v),
            {p.id: Fraction(draw(st.integers(1, 3))) for p in projects if draw(st.booleans())},
            Fraction(draw(st.sampled_from([1, 1, 2]))),
        )
        for v in range(draw(st.integers(1, 7)))
    )
    return Election(projects, ballots, Fraction(draw(st.integers(1, 40))))


@settings(max_examples=200, deadline=None)
@given(elections(), st.sampled_from(["cost", "cardinality", "points"]))
def test_equal_shares_is_exact_with_ties_and_weights(election, utility) -> None:
    outcome = equal_shares(election, utility=utility, completion="none")
    assert list(outcome.ids) == slow_equal_shares(election, utility, election.budget)
    assert outcome.spent <= election.budget
    raised = equal_shares(election, utility=utility, completion="add1", greedy_rest=True)
    assert raised.spent <= election.budget


def test_a_tie_is_shown_and_broken_by_the_stated_rule() -> None:
    projects = (Project("a", Fraction(10)), Project("b", Fraction(10)), Project("c", Fraction(5)))
    ballots = tuple(Ballot(str(i), {"ab"[i % 2]: Fraction(1)}) for i in range(4))
    outcome = equal_shares(Election(projects, ballots, Fraction(20)), utility="cost", completion="none")
    assert outcome.ids == ("a", "b")
    assert outcome.ties == (("a", ("b",)),)


def test_weights_move_the_budget_to_a_small_corridor() -> None:
    projects = (Project("large", Fraction(60)), Project("small", Fraction(40)))
    ballots = [Ballot(f"l{i}", {"large": Fraction(1)}) for i in range(8)]
    alike = Election(
        projects, tuple(ballots + [Ballot(f"s{i}", {"small": Fraction(1)}) for i in range(2)]), Fraction(100)
    )
    assert equal_shares(alike, utility="cost", completion="none").ids == ("large",)
    heavy = tuple(ballots + [Ballot(f"s{i}", {"small": Fraction(1)}, Fraction(8, 3)) for i in range(2)])
    outcome = equal_shares(Election(projects, heavy, Fraction(100)), utility="cost", completion="none")
    assert set(outcome.ids) == {"large", "small"}
    assert outcome.weighted


def test_every_problem_of_a_pb_file_at_once(tmp_path) -> None:
    path = tmp_path / "bad.pb"
    path.write_text(
        "META\nkey;value\nbudget;much\nvote_type;approval\nPROJECTS\nproject_id;cost\n1;x\nVOTES\nvoter_id;vote\na;7\n"
    )
    with pytest.raises(EvidenceProblems) as error:
        election_of(read_pabulib(path), "bad.pb")
    assert len(error.value.problems) == 3


def test_majority_judgment_shows_its_distribution_and_shares_places() -> None:
    ballots = [{"a": "3", "b": "3", "c": "1"}, {"a": "2", "b": "2"}, {"a": "1", "b": "1", "c": "3"}, {}]
    found = rate(ballots, ["a", "b", "c", "d"], ["1", "2", "3"], invited=9)
    assert [(o.option, o.median, o.place, o.rated) for o in found.options] == [
        ("a", "2", 1, 3),
        ("b", "2", 1, 3),
        ("c", "1", 3, 2),
        ("d", None, None, 0),
    ]
    assert found.options[0].mean == pytest.approx(2.0)
    assert (found.counts.invited, found.counts.took_part) == (9, 3)
    words = rate([{"a": "good"}, {"a": "poor"}], ["a"], ["poor", "good"])
    assert words.options[0].mean is None


def test_schulze_on_the_example_of_its_author() -> None:
    """Schulze 2011, example 1: 45 voters, five options, order E > A > C > B > D."""
    groups = {"ACBED": 5, "ADECB": 5, "BEDAC": 8, "CABED": 3, "CAEBD": 7, "CBADE": 2, "DCEBA": 7, "EBADC": 8}
    ballots = [[[o] for o in order] for order, n in groups.items() for _i in range(n)]
    found = rank(ballots, list("ABCDE"))
    assert [o.option for o in found.options] == list("EACBD")
    assert found.winner is None
    assert found.preferred["A"]["B"] == 20


def test_left_out_options_stand_below_and_ties_share_a_place() -> None:
    found = rank([[["a"]], [["b"]], []], ["a", "b", "c"])
    assert [(o.option, o.place) for o in found.options] == [("a", 1), ("b", 1), ("c", 3)]
    assert found.counts.took_part == 2
    assert set(by_group([1] * 12 + [2] * 3, ["x"] * 12 + ["y"] * 3)) == {"x"}
    with pytest.raises(ValueError) as error:
        rank([[["a", "a"]], [["z"]]], ["a"])
    assert len(str(error.value).splitlines()) == 2
