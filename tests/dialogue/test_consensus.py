"""Votes, the Polis layout, consensus across groups, opinion groups: against what a Polis server published."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corridor.dialogue.clustering import adjusted_rand, k_means, silhouette
from corridor.dialogue.consensus import consensus
from corridor.dialogue.groups import axes_alike, lay_out, opinion_groups
from corridor.dialogue.polis import read_polis
from corridor.dialogue.representative import representative, statistics
from corridor.dialogue.votes import NO_VOTE, Counts, Vote, VoteTable, tabulate
from corridor.evidence.problems import EvidenceProblems
from tests.dialogue.material import SERVER, published, server, server_groups


@pytest.mark.parametrize("name", SERVER)
def test_published_consensus_of_the_server_on_all_statements(name) -> None:
    votes, result = server(name)
    found = consensus(votes, votes.labels(server_groups(result)), minimum=1)
    expected = result["group-aware-consensus"]
    assert {str(s.statement) for s in found.statements} == set(expected)
    for s in found.statements:
        assert s.agree == pytest.approx(expected[str(s.statement)], abs=1e-12, rel=0)


@pytest.mark.parametrize("name", SERVER)
def test_published_group_votes_and_representative_statistics(name) -> None:
    votes, result = server(name)
    labels = votes.labels(server_groups(result))
    found = consensus(votes, labels, minimum=1)
    for s in found.statements:
        for g in s.groups:
            cell = result["group-votes"][g.group]["votes"][str(s.statement)]
            assert (g.agree, g.disagree, g.votes) == (cell["A"], cell["D"], cell["S"])
    for group, rows in result["repness"].items():
        for row in rows:
            f = statistics(votes, labels, group, row["tid"], row["repful-for"])
            got = (f.share, f.ratio, f.share_test, f.ratio_test)
            wanted = (row["p-success"], row["repness"], row["p-test"], row["repness-test"])
            assert got == pytest.approx(wanted, abs=1e-6)


@pytest.mark.parametrize("name", SERVER)
def test_published_axes(name) -> None:
    votes, result = server(name)
    choices = votes.only(result["tids"]).choices.copy()
    choices[:, np.isin(result["tids"], result["mod-out"])] = NO_VOTE
    layout = lay_out(VoteTable(votes.participants, tuple(result["tids"]), choices))
    assert layout is not None
    for mine, theirs in zip(layout.axes, result["pca"]["comps"], strict=True):
        assert axes_alike(mine, np.array(theirs)) > (0.999 if "50ptpt" in name else 1 - 1e-9)


@pytest.mark.parametrize(
    ("name", "votes", "replaced", "people"),
    [
        ("15-per-hour-seattle", 2872, 123, 339),
        ("brexit-consensus", 5303, 9, 204),
        ("scoop-hivemind.ubi", 7153, 21, 234),
    ],
)
def test_open_data_is_read_and_later_votes_replace_earlier(name, votes, replaced, people) -> None:
    talk = read_polis(published(f"polis/{name}"))
    assert int(talk.votes.cast.sum()) == votes
    assert talk.votes.replaced == replaced
    assert len(talk.votes.participants) == people


def test_small_conversations_get_no_emergent_groups_and_large_ones_their_stability() -> None:
    small = read_polis(published("polis/london.youth.policing"))
    found = opinion_groups(small.votes)
    assert found.chosen is None
    assert found.labels == ()
    assert "50" in found.sentence()
    large = read_polis(published("polis/canadian-electoral-reform"))
    votes = large.votes.only(large.shown)
    one = opinion_groups(votes, resamples=8)
    assert one.chosen is not None
    assert one.chosen.groups == 2
    assert "stability" in one.sentence()
    again = opinion_groups(votes, resamples=8)
    assert (again.labels, again.candidates) == (one.labels, one.candidates)
    both = [
        (large.groups[p], x)
        for p, x in zip(votes.participants, one.labels, strict=True)
        if large.groups[p] and x
    ]
    assert adjusted_rand(*zip(*both, strict=True)) > 0.8
    apart = representative(votes, one.labels)
    assert all(r.share_test > 1.28 and r.ratio_test > 1.28 for rows in apart.values() for r in rows)


def test_random_votes_make_no_stable_groups() -> None:
    choices = np.random.default_rng(1).choice([-1, 0, 1], size=(120, 20)).astype(np.int8)
    found = opinion_groups(VoteTable(tuple(range(120)), tuple(range(20)), choices), resamples=8)
    assert not found.stable
    assert "no groups that hold" in found.sentence()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 4), st.sampled_from([-1, 0, 1]), st.integers(0, 50)),
        max_size=60,
    )
)
def test_the_last_vote_counts_whatever_the_order_of_the_file(rows) -> None:
    rows = [(p, s, c, t * 100 + i) for i, (p, s, c, t) in enumerate(rows)]
    table = tabulate(Vote(*row) for row in rows)
    shuffled = tabulate(Vote(*row) for row in reversed(rows))
    last = {(p, s): c for p, s, c, _t in sorted(rows, key=lambda r: r[3])}
    for made in (table, shuffled):
        for (p, s), c in last.items():
            assert made.choices[made.participants.index(p), made.statements.index(s)] == c
        assert made.cast.sum() == len(last)
        assert made.replaced == len(rows) - len(last)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from([1, -1, 0, NO_VOTE])), min_size=2, max_size=40)
)
def test_consensus_is_the_product_and_names_the_lowest_group(rows) -> None:
    labels = [g for g, _c in rows]
    votes = VoteTable(tuple(range(len(rows))), ("s",), np.array([[c] for _g, c in rows], dtype=np.int8))
    if not votes.cast.any():
        with pytest.raises(ValueError, match="no group"):
            consensus(votes, labels, minimum=1)
        return
    (s,) = consensus(votes, labels, minimum=1).statements
    product, shares = 1.0, {}
    for g in {g for g, c in rows if c != NO_VOTE}:
        cast = [c for h, c in rows if h == g and c != NO_VOTE]
        product *= (cast.count(1) + 1) / (len(cast) + 2)
        shares[g] = cast.count(1) / len(cast)
    assert s.agree == pytest.approx(product)
    assert set(s.lowest) == {g for g in shares if shares[g] == min(shares.values())}
    assert s.lowest_agreement == pytest.approx(min(shares.values()))


def test_counts_and_small_groups() -> None:
    choices = np.array([[1]] * 12 + [[-1]] * 3 + [[NO_VOTE]] + [[0]] * 11, dtype=np.int8)
    votes = VoteTable(tuple(range(27)), ("s",), choices, invited=60)
    labels = ["women"] * 12 + ["men"] * 3 + ["women"] + ["others"] * 10 + [None]
    found = consensus(votes, labels)
    assert found.counts == Counts(60, 26, 22)
    assert found.left_out == ("men",)
    assert found.ungrouped == 1
    assert found.groups == ("others", "women")
    assert found.statements[0].lowest == ("others",)


def test_all_problems_of_a_votes_file_at_once(tmp_path) -> None:
    (tmp_path / "votes.csv").write_text(
        "timestamp,comment-id,voter-id,vote\n1,2,3,1\n1,2,4,7\nx,2,5,1\n1,,6,0\n"
    )
    with pytest.raises(EvidenceProblems) as error:
        read_polis(tmp_path)
    assert [(p.row, p.column) for p in error.value.problems] == [
        (3, "vote"),
        (4, "timestamp"),
        (5, "comment-id"),
    ]


def test_clusters_of_points() -> None:
    random = np.random.default_rng(2)
    points = np.concatenate([random.normal(c, 0.2, (30, 2)) for c in ((0, 0), (4, 0), (0, 4))])
    labels = k_means(points, 3)
    assert adjusted_rand(labels, np.repeat([0, 1, 2], 30)) == 1.0
    assert silhouette(points, labels) > 0.8
    assert adjusted_rand([0, 0, 1, 1], [0, 1, 0, 1]) == pytest.approx(-0.5)
    assert adjusted_rand([0, 0, 0], [1, 1, 1]) == 1.0
