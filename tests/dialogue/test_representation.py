"""Representation against a reference population, raking, and what of votes may be published."""

from __future__ import annotations

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from corridor.cli.dialogue import dialogue
from corridor.dialogue.publishing import VOTE, publish_votes
from corridor.dialogue.representation import (
    corridor_reference,
    effective_size,
    rake,
    representation,
    side_by_side,
)
from corridor.dialogue.suppression import Protected, intervals
from corridor.dialogue.votes import NO_VOTE, VoteTable


def test_parity_gap_and_empty_strata() -> None:
    labels = ["female"] * 20 + ["male"] * 60 + [None] * 5 + ["other"] * 2
    found = representation("sex", labels, {"female": 480.0, "male": 520.0, "unknown": 0.0}, "invented")
    women = found.strata[0]
    assert women.share == pytest.approx(0.25)
    assert women.gap == pytest.approx(0.25 - 0.48)
    assert women.parity == pytest.approx(0.25 / 0.48)
    assert (found.not_answered, found.outside) == (5, 2)
    assert found.dissimilarity == pytest.approx(0.23)
    nobody = representation("sex", [None], {"female": 1.0, "male": 1.0}, "invented")
    assert nobody.strata[0].share is None
    assert nobody.strata[0].gap is None
    assert nobody.absent == ("female", "male")


def test_the_reference_of_a_corridor_carries_its_source() -> None:
    figures, source = corridor_reference("MAR", "ESP")
    assert figures["female"] > 100_000
    assert "United Nations" in source


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("fm"), st.sampled_from("abc")), min_size=30, max_size=80),
    st.integers(20, 80),
)
def test_raking_reaches_the_margins_or_says_that_it_did_not(people, share) -> None:
    attributes = {"sex": [s for s, _b in people], "band": [b for _s, b in people]}
    targets = {"sex": {"f": float(share), "m": float(100 - share)}, "band": {"a": 1.0, "b": 1.0, "c": 1.0}}
    found = rake(attributes, targets, most_rounds=100)
    assert found.weights.mean() == pytest.approx(1.0)
    assert found.effective <= len(people) + 1e-9
    low, high = found.cap
    assert found.weights.min() >= low * (1 - 1e-9)
    assert found.weights.max() <= high * (1 + 1e-9)
    if found.converged:
        women = np.array([s == "f" for s in attributes["sex"]])
        if women.any() and not women.all():
            assert found.weights[women].sum() / len(people) == pytest.approx(share / 100, abs=1e-5)


def test_nobody_in_a_stratum_is_said_and_not_weighted_away() -> None:
    found = rake({"status": ["regular"] * 20}, {"status": {"regular": 70.0, "irregular": 30.0}})
    assert found.absent == {"status": ("irregular",)}
    assert "irregular" in found.sentence()
    empty = rake({"status": [None, None]}, {"status": {"regular": 1.0}})
    assert empty.effective == 0
    assert not empty.converged


def test_caps_that_prevent_the_margins_are_reported() -> None:
    found = rake({"sex": ["f"] + ["m"] * 99}, {"sex": {"f": 50.0, "m": 50.0}}, most_rounds=50)
    assert not found.converged
    assert found.gaps["sex"] > 0.3
    assert found.capped >= 1
    assert "do not reach" in found.sentence()


def test_raked_and_unraked_stand_side_by_side() -> None:
    labels = ["f"] * 25 + ["m"] * 75
    raking = rake({"sex": labels}, {"sex": {"f": 1.0, "m": 1.0}})
    both = side_by_side([label == "f" for label in labels], raking)
    assert both.raw == pytest.approx(0.25)
    assert both.weighted == pytest.approx(0.5)
    assert both.effective == pytest.approx(effective_size([2.0] * 25 + [2 / 3] * 75))
    assert side_by_side([None] * 100, raking).weighted is None


def test_everything_published_of_a_consultation_jointly_gives_nobody_away() -> None:
    random = np.random.default_rng(9)
    count = 140
    sex = [("female", "male", None)[i] for i in random.choice(3, count, p=[0.35, 0.6, 0.05])]
    corridor = [("MAR-ESP", "PHL-CAN", "IND-ARE")[i] for i in random.choice(3, count, p=[0.6, 0.34, 0.06])]
    choices = random.choice([1, -1, 0, NO_VOTE], size=(count, 3), p=[0.5, 0.3, 0.05, 0.15]).astype(np.int8)
    votes = VoteTable(tuple(range(count)), ("s1", "s2", "s3"), choices)
    domains = {"sex": ["female", "male"], "corridor": ["MAR-ESP", "PHL-CAN", "IND-ARE"]}
    found = publish_votes(votes, {"sex": sex, "corridor": corridor}, domains)
    assert (("corridor", "IND-ARE"),) in found.groups.withheld
    assert any(len(k) == 2 for p in found.statements.values() for k in p.shown)
    for protected in found.statements.values():
        assert protected.exposed == ()
        space = {
            "sex": ["female", "male", "not answered"],
            "corridor": [*domains["corridor"], "not answered"],
            VOTE: ["agree", "disagree", "pass", "no vote"],
        }
        known = Protected(
            type(protected.release)("groups", protected.release.people, (("sex",), ("corridor",))),
            10,
            10,
            found.groups.shown,
            found.groups.withheld,
            (),
        )
        cells = [("statement", k) for k in protected.withheld]
        people = protected.release.people.values()
        for cell, interval in intervals([known, protected], space, cells).items():
            true = sum(all(p[d] == v for d, v in cell[1]) for p in people)
            if true < 10:
                assert interval.width >= 10, cell
        assert all(v >= 10 for v in protected.shown.values())


def test_commands_print_and_refuse(tmp_path) -> None:
    run = CliRunner()
    people = tmp_path / "people.csv"
    people.write_text(
        "participant,sex\n" + "".join(f"{i},{'female' if i % 3 else 'male'}\n" for i in range(60))
    )
    done = run.invoke(dialogue, ["represent", str(people), "--by", "sex", "--corridor", "MAR", "ESP"])
    assert done.exit_code == 0
    assert "United Nations" in done.output
    small = run.invoke(
        dialogue,
        ["represent", str(people), "--by", "sex", "--corridor", "MAR", "ESP", "--minimum", "30", "--json"],
    )
    assert '"people"' not in small.output
    votes = tmp_path / "votes.csv"
    votes.write_text(
        "timestamp,comment-id,voter-id,vote\n" + "".join(f"1,7,{i},{1 if i % 4 else -1}\n" for i in range(60))
    )
    done = run.invoke(dialogue, ["consensus", str(votes), "--people", str(people), "--by", "sex", "--json"])
    assert done.exit_code == 0
    assert '"lowest_agreement": 0.75' in done.output
    refused = run.invoke(dialogue, ["consensus", str(votes)])
    assert refused.exit_code != 0
    quotas, pool = tmp_path / "quotas.csv", tmp_path / "pool.csv"
    quotas.write_text("attribute,value,min,max\nsex,female,3,3\nsex,male,3,3\n")
    pool.write_text(people.read_text())
    done = run.invoke(dialogue, ["panel", str(quotas), str(pool), "--size", "6", "--seed", "x", "--json"])
    assert done.exit_code == 0
    assert '"complete": true' in done.output
    quotas.write_text("attribute,value,min,max\nsex,female,3,3\nsex,male,30,33\n")
    done = run.invoke(dialogue, ["panel", str(quotas), str(pool), "--size", "36"])
    assert "instead of 30" in done.output or "instead of 3" in done.output
