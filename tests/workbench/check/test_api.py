"""The check for programs: the engine's answer as typed JSON, and every problem with its path."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corridor.portability.entitlement import entitlement
from corridor.portability.export import answer_dict
from corridor.portability.sample import CASES, case, case_names
from tests.workbench.check.visitor import Visitor

HEADERS = {"x-corridor": "1", "accept": "application/json"}


def document(name: str) -> dict[str, Any]:
    return yaml.load((CASES / f"{name}.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)


def post(visitor: Visitor, content: Any) -> Any:
    return visitor.client.post("/api/check", json=content, headers=HEADERS)


@pytest.mark.parametrize("name", case_names())
def test_the_answer_is_the_engines(visitor: Visitor, name: str) -> None:
    answer = post(visitor, document(name))
    assert answer.status_code == 200
    expected = answer_dict(entitlement(case(name)))
    found = answer.json()
    assert found["results"] == expected["results"]
    assert found["differences"] == expected["differences"]
    assert "estimate" in found["note"]


def test_every_problem_has_its_path(visitor: Visitor) -> None:
    wrong = document("maria")
    wrong["person"]["birth_date"] = "12.5.1960"
    wrong["periods"][1]["end"] = "2015-01-01"
    wrong["periods"][2]["currency"] = "XXX"
    answer = post(visitor, wrong)
    assert answer.status_code == 422
    fields = [p["field"] for p in answer.json()["problems"]]
    assert "person.birth_date" in fields
    assert "periods[1].end" in fields
    assert "periods[2].currency" in fields


def test_a_page_elsewhere_cannot_ask(visitor: Visitor) -> None:
    assert visitor.client.post("/api/check", json=document("maria")).status_code == 403
    other = {**HEADERS, "origin": "http://example.org"}
    assert visitor.client.post("/api/check", json=document("maria"), headers=other).status_code == 403


@pytest.mark.parametrize(
    "wrong", [None, [], "x", {}, {"periods": 1}, {"claim_date": 1, "person": {}, "periods": []}]
)
def test_other_documents_are_refused(visitor: Visitor, wrong: Any) -> None:
    assert post(visitor, wrong).status_code == 422


def test_it_is_declared(visitor: Visitor) -> None:
    declared = visitor.client.get("/api/openapi.json").json()
    operation = declared["paths"]["/api/check"]["post"]
    assert operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].endswith("CaseIn")
    assert operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].endswith(
        "AnswerOut"
    )


JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.just("unknown"),
    st.sampled_from(["PHL", "CAN", "employment", "1990-01-01", "1e999", "1..2", "9999-12-31", "0001-01-01"]),
)  # fmt: skip


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_value_anywhere_is_answered_or_refused(visitor: Visitor, data: st.DataObject) -> None:
    sent = document("maria")
    place = data.draw(st.sampled_from(["person", "periods", "top", "facts"]))
    value = data.draw(
        JUNK | st.lists(JUNK, max_size=2) | st.dictionaries(st.text(max_size=5), JUNK, max_size=2)
    )
    if place == "person":
        sent["person"][data.draw(st.sampled_from([*sent["person"], "other"]))] = value
    elif place == "periods":
        keys = [*sent["periods"][0], "count", "contract", "note"]
        sent["periods"][data.draw(st.integers(0, 2))][data.draw(st.sampled_from(keys))] = value
    elif place == "facts":
        sent["facts"] = {"CAN-OAS": {data.draw(st.sampled_from(["legal_residence", "x"])): value}}
    else:
        sent[data.draw(st.sampled_from(["title", "claim_date", "invented", "facts", "draft"]))] = value
    import json

    body = json.dumps(sent)
    answer = visitor.client.post(
        "/api/check", content=body, headers={**HEADERS, "content-type": "application/json"}
    )
    assert answer.status_code in (200, 422), answer.text
