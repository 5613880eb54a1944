"""The yearly review, the SMART checks and the chain, two versions of a plan, and figures from the evidence room."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from corridor.evidence import open_store
from corridor.plan import compare, fill, load_plan, plan_view, review
from corridor.plan.framework import chain, smart
from corridor.plan.model import Indicator, Value
from corridor.plan.reviewing import movement
from tests.plan.material import BAD, GOOD, good, plan_of

ON = date(2026, 12, 31)


def _indicator(*values: tuple[int, int], direction: str = "up") -> Indicator:
    base, target = (10, 30) if direction == "up" else (30, 10)
    return Indicator(
        "I", "Title", direction=direction, baseline=Value(2025, Fraction(base)), target=Value(2029, Fraction(target)),
        values=tuple(Value(y, Fraction(v)) for y, v in values),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("values", "direction", "stands", "moved"),
    [
        ((), "up", "unknown", "unknown"),
        (((2026, 15),), "up", "on-path", "better"),
        (((2026, 14),), "up", "behind", "better"),
        (((2026, 10),), "up", "unchanged", "same"),
        (((2026, 9),), "up", "worse", "worse"),
        (((2026, 31),), "up", "reached", "better"),
        (((2026, 25),), "down", "on-path", "better"),
        (((2026, 31),), "down", "worse", "worse"),
        (((2028, 1),), "up", "unknown", "unknown"),
        (((2024, 99),), "up", "unknown", "unknown"),
    ],
)
def test_how_an_indicator_stands(values, direction, stands, moved) -> None:
    found = movement(_indicator(*values, direction=direction), ON)
    assert (found.stands, found.moved) == (stands, moved)


def test_the_line_between_baseline_and_target_is_exact() -> None:
    assert movement(_indicator((2026, 15)), ON).expected == 15
    assert movement(_indicator((2028, 15)), date(2028, 12, 31)).expected == 25


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({"end": "2026-06-30"}, "overdue"),
        ({"status": "done", "status_on": "2026-06-01"}, "kept"),
        ({"status": "done", "status_on": "2026-06-01", "end": "2026-05-01"}, "kept-late"),
        ({"status": "done"}, "claimed"),
        ({"status": "done", "status_on": "2026-06-01", "outputs": ["OUT3"]}, "claimed"),
        ({"status": "dropped"}, "dropped-silently"),
        ({"status": "dropped", "status_why": "The court forbade it"}, "dropped"),
        ({"status": "postponed", "status_why": "tbd"}, "postponed-silently"),
        ({}, "running"),
    ],
)
def test_what_came_of_a_promise(change, state) -> None:
    data = good()
    data["measures"][0].update(change)
    assert review(plan_of(data), ON).promises[0].state == state


def test_a_measure_without_an_end_cannot_be_told() -> None:
    data = good()
    del data["measures"][0]["end"]
    assert review(plan_of(data), ON).promises[0].state == "unknown"


def test_promised_figures_of_women_and_men_that_never_came() -> None:
    data = good()
    values = data["results"][1]["indicators"][0]["values"]
    data["results"][1]["indicators"][0]["values"] = [v for v in values if "sex" not in v]
    found = {m.indicator: m for m in review(plan_of(data), ON).movements}
    assert found["I1"].sex_missing and not found["I2"].sex_missing


def test_reviews_that_were_not_held() -> None:
    assert not review(load_plan(GOOD), ON).due
    assert review(load_plan(GOOD), date(2028, 6, 1)).due
    assert review(load_plan(BAD), ON).due


def test_clauses_that_changed() -> None:
    from corridor.commitments import find_coded

    old = find_coded("switzerland-spain-1961")
    same = review(load_plan(GOOD), ON, versions=(old, old)).clauses
    assert same == ()
    changed = review(load_plan(GOOD), ON, versions=(old, find_coded("canada-morocco-1998"))).clauses
    assert changed and all(c.before != c.after for c in changed)
    assert review(load_plan(GOOD), ON).clauses is None


@pytest.mark.parametrize(
    ("change", "letter"),
    [
        ({"unit": ""}, "specific"),
        ({"title": "Number"}, "specific"),
        ({"baseline": None}, "measurable"),
        ({"verification": "tbd"}, "measurable"),
        ({"target": {"year": 2029, "value": 1}}, "achievable"),
        ({"unit": "% of people", "target": {"year": 2029, "value": 7000}, "baseline": {"year": 2025, "value": 9, "source": "x y"}}, "achievable"),
        ({"serves": None}, "relevant"),
        ({"target": {"year": 2040, "value": 7000}}, "time-bound"),
    ],
)  # fmt: skip
def test_what_is_not_smart(change, letter) -> None:
    data = good()
    data["results"][1]["indicators"][0].update(change)
    states = {c.letter: c.state for c in smart(plan_of(data)) if c.indicator == "I1"}
    assert states[letter] == "no"


def test_the_chain() -> None:
    assert not chain(load_plan(GOOD))
    data = good()
    data["measures"][2]["outputs"] = []
    del data["measures"][0]["owner"], data["measures"][0]["budget"]
    data["results"][2]["leads_to"] = ""
    text = " ".join(g.text for g in chain(plan_of(data)))
    for said in (
        "No measure delivers the output OUT3",
        "nobody owns it",
        "not costed",
        "OC2 leads to nothing",
        "M3",
    ):
        assert said in text


def test_two_versions() -> None:
    data = good()
    assert compare(plan_of(good()), plan_of(data)) == ()
    gone = data["measures"].pop()
    data["measures"][0]["budget"]["amount"] = 5
    data["results"][1]["indicators"][0]["target"]["value"] = 5000
    data["team"][0]["organisation"] = "Another ministry"
    changes = {(c.part, c.id, c.what, c.field): c for c in compare(plan_of(good()), plan_of(data))}
    assert changes["measures", gone["id"], "removed", ""].silent
    assert (
        changes["measures", "M1", "changed", "budget"].after
        == "currency: EUR; year: 2026; amount: 5; funding: secured"
    )
    assert "5000" in changes["indicators", "I1", "changed", "target"].after
    assert {c.what for c in changes.values() if c.part == "team"} == {"added", "removed"}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return open_store(tmp_path_factory.mktemp("evidence"))


def test_figures_with_their_provenance(store) -> None:
    made, report = fill(load_plan(BAD), store)
    baseline = made.indicators[0].baseline
    assert baseline is not None and baseline.year < made.start.year
    assert "wb-wdi" in baseline.source and baseline.kind and report[0].values == (baseline,)
    again, nothing = fill(made, store)
    assert again == made and nothing[0].why


def test_what_people_wrote_is_kept(store) -> None:
    before = load_plan(GOOD)
    made, _report = fill(before, store)
    assert made.indicators[0].baseline == before.indicators[0].baseline


@pytest.mark.parametrize(
    ("series", "said"),
    [
        ({"indicator": "nothing"}, "no figures"),
        ({"indicator": "stock"}, "several places"),
        ({"indicator": "life_expectancy", "country": "MAR"}, "The series is in"),
    ],
)
def test_series_that_cannot_be_used(store, series, said) -> None:
    data = good()
    data["results"][1]["indicators"][0]["series"] = series
    _plan, report = fill(plan_of(data), store)
    assert said in {f.indicator: f.why for f in report}["I1"]


def test_an_empty_plan_is_shown() -> None:
    data = {k: v for k, v in good().items() if k in ("id", "title", "countries", "start", "end", "currency")}
    view = plan_view(plan_of(data), on=ON)
    assert not view["clean"] and view["artefacts"] == []
