"""What people asked for, carried into a plan."""

from __future__ import annotations

import json

import pytest

from corridor.cli.main import run_cli
from corridor.plan import load_plan
from corridor.plan.carrying import carry


def export(**changes):
    asked = {
        "consultations": [
            {"id": "spring", "title": "Spring (invented)", "phase": "formulation", "start": "2026-01-10", "end": "2026-02-10",
             "took_part": 44, "women": 21, "record": "/take-part/spring/results"}
        ],
        "priorities": [
            {"id": "spring/option/first/pensions", "text": "Pensions paid in both countries", "consultation": "spring", "rank": 1,
             "decision": "accepted", "reply": "The draft agreement pays them.", "reply_by": "Ministry (invented)", "reply_on": "2026-03-01"}
        ],
    }  # fmt: skip
    return {"definition": {"id": "spring", "invented": True}, "plan": asked} | changes


def test_priorities_keep_their_origin_and_what_the_plan_had_stays() -> None:
    plan = load_plan("invented-rights-and-work")
    made, new = carry(plan, export())
    assert new == ("spring/option/first/pensions",)
    assert {p.id for p in made.priorities} == {p.id for p in plan.priorities} | set(new)
    (one,) = [p for p in made.priorities if p.id in new]
    assert one.consultation == "spring"
    assert one.text == "Pensions paid in both countries"
    assert made.measures == plan.measures


def test_carrying_twice_changes_nothing() -> None:
    once, _new = carry(load_plan("invented-rights-and-work"), export())
    twice, new = carry(once, export())
    assert twice == once
    assert new == ()


@pytest.mark.parametrize("given", [[], {}, {"plan": {}}, {"plan": {"consultations": []}}, None])
def test_other_files_are_refused(given) -> None:
    with pytest.raises(ValueError, match="consult export"):
        carry(load_plan("invented-rights-and-work"), given)


def test_the_command_writes_a_plan_that_is_read_again(tmp_path) -> None:
    (tmp_path / "export.json").write_text(json.dumps(export()), encoding="utf-8")
    out = tmp_path / "plan.yaml"
    args = ["plan", "carry", "invented-rights-and-work", str(tmp_path / "export.json"), "-o", str(out)]
    assert run_cli(args) == 0
    assert "spring/option/first/pensions" in {p.id for p in load_plan(str(out)).priorities}
