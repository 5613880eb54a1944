"""One question a page: forth, back, change, do not know; the answers travel in the form only."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from corridor.i18n import LANGUAGES
from tests.workbench.check.test_grid import HOSTILE
from tests.workbench.check.visitor import Visitor

STEPS = "/check/steps"
MARIA: list[tuple[str, dict[str, Any]]] = [
    ("next", {"birth__day": "12", "birth__month": "5", "birth__year": "1960"}),
    ("next", {"nationality": "PHL"}),
    ("next", {"residence": "CAN"}),
    ("next", {"when": "day", "claim__day": "1", "claim__month": "6", "claim__year": "2025"}),
    ("next", {"place": "PHL"}),
    ("next", {"kinds": ["employment"]}),
    (
        "next",
        {
            "start__year": "1984",
            "start__month": "1",
            "start__day": "1",
            "end__year": "1990",
            "end__month": "12",
            "end__day": "31",
        },
    ),
    ("next", {"earnings": "3000", "per": "month"}),
    ("add", {}),
    ("next", {"place": "CAN"}),
    ("next", {"kinds": ["employment", "residence"]}),
    ("next", {"start__day": "1", "start__month": "6", "start__year": "2016", "ongoing": "yes"}),
    ("next", {"earnings": "41000", "per": "year"}),
    ("next", {}),
]


def begin(visitor: Visitor) -> Visitor:
    return visitor.open(STEPS).send(STEPS)


def walk(visitor: Visitor, number: int = len(MARIA)) -> Visitor:
    begin(visitor)
    for do, fields in MARIA[:number]:
        visitor.send(STEPS, do, **fields)
        assert visitor.status == 200, (fields, visitor.problems())
        assert visitor.answer.url.query == b""
    return visitor


@pytest.mark.parametrize("code", list(LANGUAGES))
def test_the_whole_way_in_every_language(tmp_path: Path, code: str) -> None:
    visitor = Visitor(tmp_path, code)
    walk(visitor)
    assert len(visitor.tree.xpath("//dl[@class='summary']/div")) == 6
    visitor.send(STEPS, "next")
    assert visitor.status == 200
    assert visitor.tree.get("lang") == code
    assert "165" in visitor.main()
    assert list(tmp_path.rglob("*")) == []


def test_the_same_amounts_as_the_grid(visitor: Visitor) -> None:
    walk(visitor).send(STEPS, "next")
    for amount in ("CAD 245.82", "CAD 165.36", "PHP 1,540.00"):
        assert amount in visitor.main()


def test_eight_to_twelve_questions_for_one_country(visitor: Visitor) -> None:
    begin(visitor)
    seen = [visitor.heading()]
    for do, fields in MARIA[:8]:
        visitor.send(STEPS, do, **fields)
        seen.append(visitor.heading())
    visitor.send(STEPS, "next")
    seen.append(visitor.heading())
    assert seen[-1] == "Check your answers"
    assert 8 <= len(set(seen)) <= 12


def test_a_day_that_was_typed_counts_although_now_is_ticked(visitor: Visitor) -> None:
    walk(visitor, 3)
    visitor.send(STEPS, "next", when="today", claim__day="1", claim__month="6", claim__year="2025")
    assert json.loads(visitor.form(STEPS).fields["state"])["plain"]["claim"] == "2025-06-01"
    visitor.send(STEPS, "back").send(STEPS, "next", when="today")
    assert json.loads(visitor.form(STEPS).fields["state"])["plain"]["claim"] == date.today().isoformat()


def test_back_keeps_the_answers(visitor: Visitor) -> None:
    walk(visitor, 8)
    for _ in range(2):
        visitor.send(STEPS, "back")
    assert visitor.heading() == "From when to when?"
    assert visitor.form(STEPS).fields["start.year"] == "1984"
    for _ in range(7):
        visitor.send(STEPS, "back")
    assert visitor.heading() == "What may I be owed?"


def test_i_do_not_know_gives_bounds_or_says_what_is_missing(visitor: Visitor) -> None:
    walk(visitor, 5)
    visitor.send(STEPS, "next", kinds=["employment"])
    visitor.send(STEPS, "next", start__year="1984", end__year="1990", end__month="6")
    visitor.send(STEPS, "next", unknown="yes")
    visitor.send(STEPS, "next")
    assert "1984 - June 1990; earnings not known" in visitor.main()
    visitor.send(STEPS, "next")
    assert visitor.status == 200
    assert "cannot" in visitor.main()
    assert "PHP 0.00" not in visitor.main()


def test_change_goes_straight_back_to_the_list(visitor: Visitor) -> None:
    walk(visitor).send(STEPS, "change:birth")
    assert visitor.heading() == "When were you born?"
    visitor.send(STEPS, "next", birth__day="13")
    assert visitor.heading() == "Check your answers"
    assert "13 May 1960" in visitor.main()
    visitor.send(STEPS, "remove:0")
    assert "Period 2" not in visitor.main()


def test_a_country_that_asks_more(visitor: Visitor) -> None:
    walk(visitor, 4)
    visitor.send(STEPS, "next", place="SAU").send(STEPS, "next", kinds=["employment"])
    visitor.send(STEPS, "next", start__year="2010", end__year="2019")
    visitor.send(STEPS, "next", earnings="4000", per="month")
    visitor.send(STEPS, "next")
    assert "How the employment ended" in visitor.heading()
    visitor.send(STEPS, "next")
    assert visitor.status == 422
    visitor.send(STEPS, "next", fact="resignation")
    assert "woman" in visitor.heading()
    visitor.send(STEPS, "next", fact="unknown").send(STEPS, "next")
    assert visitor.status == 200
    assert "SAU-EOSB" in visitor.text


def test_a_country_that_is_not_modelled_is_never_nothing(visitor: Visitor) -> None:
    walk(visitor, 4)
    visitor.send(STEPS, "next", place="FRA").send(STEPS, "next", kinds=["employment"])
    visitor.send(STEPS, "next", start__year="2010", end__year="2019").send(STEPS, "next").send(STEPS, "next")
    assert visitor.status == 200
    assert "not modelled" in visitor.main()


@pytest.mark.parametrize(
    ("number", "fields", "problem"),
    [
        (0, {}, "day, month and year"),
        (0, {"birth__day": "31", "birth__month": "2", "birth__year": "1960"}, ""),
        (0, {"birth__day": "x", "birth__month": "y", "birth__year": "z"}, ""),
        (1, {"nationality": ""}, "Choose a country"),
        (2, {"residence": "Nowhere"}, "ISO3"),
        (3, {"when": "day"}, "day, month and year"),
        (5, {}, "Tick at least one"),
        (6, {}, "at least the year"),
        (6, {"start__year": "1990", "end__year": "1984"}, ""),
        (7, {"earnings": "lots"}, ""),
        (7, {}, "Fill in an amount"),
    ],
)
def test_problems_stand_with_their_question(
    visitor: Visitor, number: int, fields: dict[str, str], problem: str
) -> None:
    walk(visitor, number)
    asked = visitor.heading()
    visitor.send(STEPS, "next", **fields)
    assert visitor.status == 422
    assert visitor.heading() == asked
    assert problem in visitor.problems()[0]
    link = visitor.tree.xpath("//*[@id='problems']//a/@href")[0]
    assert visitor.tree.xpath(f"//*[@id='{link[1:]}']")


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str, dict[str, Any]]]:
    """Before each question of Maria's: its step, the answers so far, and the fields it has."""
    visitor = begin(Visitor(tmp_path_factory.mktemp("data")))
    found = []
    for do, fields in MARIA[:9]:
        held = visitor.form(STEPS).fields
        found.append((held["step"], held["state"], fields))
        visitor.send(STEPS, do, **fields)
    return found


@pytest.mark.parametrize("hostile", HOSTILE[:4])
def test_hostile_answers(
    visitor: Visitor, states: list[tuple[str, str, dict[str, Any]]], hostile: str
) -> None:
    begin(visitor)
    first = visitor.form(STEPS).fields["form_token"]
    for step, state, fields in states:
        for name in fields:
            values = {k.replace("__", "."): (hostile if k == name else v) for k, v in fields.items()}
            sent = {"step": step, "state": state, "do": "next", "form_token": first, **values}
            answer = visitor.client.post(STEPS, data=sent)
            assert answer.status_code in (200, 422)
            assert "<script>alert" not in answer.text
            assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    "state",
    [
        "{",
        "[]",
        "null",
        '{"plain": 1}',
        '{"plain": {}, "periods": [1], "facts": {}}',
        "[" * 9000,
        '{"plain": {}, "periods": {}, "facts": {}}',
        json.dumps({"plain": {}, "periods": [{}] * 41, "facts": {}}),
    ],
)
def test_a_broken_hidden_field_is_refused(visitor: Visitor, state: str) -> None:
    walk(visitor, 1).send(STEPS, "next", state=state)
    assert visitor.status == 422
    assert "begin again" in visitor.main()


@pytest.mark.parametrize("step", ["dates:99", "fact:x", "answers", "", "earnings:0", "place:-1"])
def test_a_step_out_of_turn_leads_to_a_question(visitor: Visitor, step: str) -> None:
    walk(visitor, 1).send(STEPS, "next", step=step)
    assert visitor.status in (200, 422)
    assert visitor.heading()


def test_the_language_changes_within_the_questions(visitor: Visitor) -> None:
    walk(visitor, 2).send(STEPS, "language", to=f"{STEPS}?lang=ar", residence="CAN")
    assert visitor.tree.get("dir") == "rtl"
    assert visitor.form(STEPS).fields["residence"] == "CAN"


def test_leaving_shows_nothing_and_forgets(visitor: Visitor) -> None:
    visitor.open("/check/leave")
    assert visitor.answer.headers["clear-site-data"] == '"cache"'
    assert "Corridor" not in visitor.text
