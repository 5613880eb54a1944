"""Plans are read strictly, all problems at once, and written back unchanged."""

from __future__ import annotations

from fractions import Fraction

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from corridor.commitments.reading import CommitmentProblems
from corridor.plan import example_names, load_plan, read_plan, to_data, to_yaml
from corridor.plan.reader import number_text
from tests.plan.material import BAD, GOOD, good, measure


def test_the_examples_ship_and_say_that_they_are_invented() -> None:
    assert set(example_names()) == {GOOD, BAD}
    for name in example_names():
        plan = load_plan(name)
        assert plan.invented and plan.id == name


@pytest.mark.parametrize("name", [GOOD, BAD])
def test_what_is_written_reads_as_the_same_plan(name, tmp_path) -> None:
    plan = load_plan(name)
    file = tmp_path / "plan.yaml"
    file.write_text(to_yaml(plan), encoding="utf-8")
    assert load_plan(file) == plan


@given(st.fractions())
def test_numbers_are_written_exactly(number) -> None:
    assert Fraction(number_text(number)) == number


def test_all_problems_at_once() -> None:
    data = good()
    data["currency"] = "euro"
    data["end"] = "2020-01-01"
    data["colour"] = "red"
    data["measures"] += [
        measure("M1", kind="remitance", gcm=[24], founding=["B99.9"], priorities=["P9"], outputs=["OC1"]),
        measure("Z2", budget={"amount": -5, "currency": "EUR"}, start="2027-01-01", end="2026-01-01"),
        measure("Z3", budget={"least": 5, "most": 3, "currency": "EUR"}, opt_in="perhaps"),
        measure("Z4", budget={"currency": "EUR"}, objective="O9"),
    ]
    data["results"][1]["leads_to"] = "OUT1"
    with pytest.raises(CommitmentProblems) as caught:
        read_plan(data)
    text = str(caught.value)
    for said in (
        "currency code such as EUR", "a day after the start", "colour", "did you mean remittances", "1 to 23",
        "not a founding sentence", "no priority has this id", "no output has this id", "the id stands twice",
        "not negative", "not before its start", "expected at least 5", "true or false", "leave budget out",
        "no objective has this id", "the id of an impact",
    ):  # fmt: skip
        assert said in text, said


@pytest.mark.parametrize(
    ("part", "entry", "said"),
    [
        ("rates", {"currency": "EUR", "value": 1, "year": 2025, "source": "x"}, "none for that of the plan"),
        ("rates", {"currency": "USD", "value": 0, "year": 2025, "source": "x"}, "above 0"),
        ("rates", {"currency": "USD", "value": "0.9", "year": 2025}, "source"),
        (
            "consultations",
            {"id": "C9", "title": "t", "phase": "formulation", "took_part": 5, "women": 6},
            "no more than",
        ),
        ("team", {"role": "kings"}, "not known"),
    ],
)
def test_entries_that_cannot_be(part, entry, said) -> None:
    data = good()
    data[part].append(entry)
    with pytest.raises(CommitmentProblems, match=said):
        read_plan(data)


@settings(max_examples=60)
@given(
    st.dictionaries(
        st.sampled_from(["id", "title", "team", "measures", "results", "priorities", "rates", "envelope", "review"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
            lambda c: st.lists(c, max_size=3) | st.dictionaries(st.sampled_from(["id", "budget", "kind", "sdg"]), c, max_size=3),
            max_leaves=8,
        ),
    )
)  # fmt: skip
def test_whatever_stands_there_is_read_or_named(changes) -> None:
    try:
        read_plan({**good(), **changes})
    except CommitmentProblems as problems:
        assert problems.problems


def test_data_of_a_plan_is_plain() -> None:
    assert yaml.safe_load(yaml.safe_dump(to_data(load_plan(GOOD))))


def test_a_number_that_nobody_means_is_named() -> None:
    data = good()
    data["measures"][0]["budget"] = {"amount": 10**400, "currency": "EUR"}
    data["results"][0]["indicators"][0]["target"]["value"] = -(10**18)
    with pytest.raises(CommitmentProblems) as error:
        read_plan(data)
    places = [p.column or "" for p in error.value.problems]
    assert any("budget.amount" in p for p in places) and any("target.value" in p for p in places)
