"""Coverage: a sentence is answered only if what answers it is there."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from corridor.cli.main import BAD_INPUT, OK, run_cli
from corridor.commitments import find_coded, load_catalogue
from corridor.commitments.artefacts import KINDS, ROOMS, WHOLE, Artefact
from corridor.commitments.assess import assess
from corridor.commitments.coverage import ENTITLEMENTS, FIGURES, SUFFICES, _both_ways, coverage
from tests.commitments.invented import made, write

DAY = date(2020, 1, 1)
FAMILY = ("ICRMW-20", "ICRMW-27")


def rows(*assessments, countries=()):
    return {r.sentence.id: r for r in coverage(assessments, countries).rows}


def test_every_sentence_has_a_row():
    found = coverage()
    assert [r.sentence.id for r in found.rows] == list(load_catalogue().sentences) and len(found.rows) == 161
    assert sum(found.counts.values()) == 161


def test_without_an_instrument_no_clause_question_is_answered():
    for row in rows().values():
        part = next((p for p in row.parts if p.room == "commitments"), None)
        assert part is None or part.there == "not assessed"


def test_a_row_is_answered_only_when_all_of_it_is_coded(tmp_path):
    clauses = "".join(f"  - {{requirement: {r}, answer: silent}}\n" for r in FAMILY)
    whole = rows(assess(made(tmp_path, clauses), DAY))["B5.4b"]
    assert whole.state == "answered" and "ICRMW-20 silent" in whole.parts[0].by[0]
    less = rows(
        assess(made(tmp_path, clauses.replace("  - {requirement: ICRMW-27, answer: silent}\n", "")), DAY)
    )["B5.4b"]
    assert less.state == "partly" and less.parts[0].lacking == "not assessed: ICRMW-27"


def test_what_asks_for_more_than_the_text_is_answered_in_part(tmp_path):
    clauses = "  - {requirement: ICRMW-32, answer: silent}\n  - {requirement: R86ANNEX-15, answer: silent}\n"
    row = rows(assess(made(tmp_path, clauses), DAY))["B1.2"]
    assert row.state == "partly" and "asked for" in row.parts[0].lacking and "B1.2" not in SUFFICES


def test_a_room_that_is_not_there_answers_nothing():
    found = rows()
    assert found["B2.1b"].state == "needs your evidence"
    assert found["B5.10"].state == "not assessed"


def test_entitlements_need_an_agreement_that_runs_between_these_countries():
    def there(*countries):
        return next(p for p in rows(countries=countries)["N.H.5d"].parts if p.room == "portability")

    assert there("MAR", "CAN").by[0].endswith("corridor agreements CAN-MAR")
    assert there("MAR", "ESP").there == "not assessed" and "Morocco and Spain" in there("MAR", "ESP").lacking


def test_figures_are_looked_up_for_these_countries():
    assert next(p for p in rows(countries=("MAR", "ESP"))["N.I.2"].parts).by
    assert not next(p for p in rows(countries=("XAA", "XBB"))["N.I.2"].parts).by


def held(room="dialogue", kind="consultation", sentences=("B10.2a",), **more):
    fields = {"title": "Spring", "address": "dialogue.html#spring"} | more
    return Artefact(room, kind, sentences=tuple(sentences), **fields)


def with_artefacts(*artefacts, **more):
    return {r.sentence.id: r for r in coverage(artefacts=artefacts, **more).rows}


def test_an_artefact_answers_in_full_only_what_a_kind_is_known_to_answer():
    row = with_artefacts(held())["B10.2a"]
    assert row.state == "answered" and row.parts[0].by == ("Spring: dialogue.html#spring",)
    assert rows()["B10.2a"].state == "needs your evidence"
    other = with_artefacts(held(kind="panel"))["B10.2a"]
    assert other.state == "partly" and "asked for" in other.parts[0].lacking


def test_a_claim_does_not_answer_a_sentence_that_no_kind_answers_in_full():
    claimed = [held("plan", kind, ["N.C.3"]) for kind in KINDS["plan"]]
    assert with_artefacts(*claimed)["N.C.3"].state == "partly"
    assert all(
        with_artefacts(held())[s].state != "answered" for s in load_catalogue().sentences if s != "B10.2a"
    )


def test_a_sentence_of_two_rooms_needs_both():
    two = [s for s in load_catalogue().sentences.values() if set(s.capabilities) == {"DI", "PL"}]
    found = with_artefacts(held(sentences=[s.id for s in two]))
    assert two and all(found[s.id].state == "partly" for s in two)


def test_what_is_handed_in_must_exist_and_all_that_is_wrong_is_said_at_once():
    bad = [
        held(address=" "),
        held(kind="rumour"),
        held("kitchen"),
        held(sentences=["B99.1"]),
        held(sentences=["B8.6"]),
    ]
    with pytest.raises(ValueError, match="address is missing") as error:
        coverage(artefacts=bad)
    lines = str(error.value).splitlines()
    assert len(lines) == 5
    for line, word in zip(lines, ("address", "rumour", "kitchen", "B99.1", "B8.6 asks nothing"), strict=True):
        assert word in line


def test_the_judgements_by_hand_name_sentences_that_ask_their_room():
    asked = load_catalogue().sentences
    for sentence in SUFFICES:
        assert "IN" in asked[sentence].capabilities
    for sentence in FIGURES:
        assert "EV" in asked[sentence].capabilities
    for sentence in ENTITLEMENTS:
        assert "PO" in asked[sentence].capabilities
    for sentence, kinds in WHOLE.items():
        rooms = [ROOMS[c] for c in asked[sentence].capabilities]
        assert any(kinds <= set(KINDS[r]) for r in rooms), sentence


def test_a_guest_worker_agreement_that_was_barely_coded_is_no_historical_case():
    def row(*assessments):
        return rows(*assessments)["B5.4a"].parts[0].there

    spain = find_coded("switzerland-spain-1961")
    assert row(assess(spain, DAY)) == "answered"
    one = replace(spain, clauses=spain.clauses[:1])
    assert (row(assess(one, DAY)), row(assess(replace(spain, clauses=()), DAY))) == ("partly", "not assessed")


def test_figures_of_one_direction_are_no_two_sided_view():
    frame = pl.DataFrame({"origin": ["MAR"], "destination": ["ESP"]})
    both = pl.concat([frame, pl.DataFrame({"origin": ["ESP"], "destination": ["MAR"]})])
    assert not _both_ways(frame, ("MAR", "ESP")) and _both_ways(both, ("MAR", "ESP"))
    assert rows()["B10.2b"].state == "partly"


def test_links_lead_where_the_caller_says():
    at = {"assessment:switzerland-spain-1961": "promises.html#spain"}
    found = coverage([assess(find_coded("switzerland-spain-1961"), DAY)], addresses=at)
    row = next(r for r in found.rows if r.sentence.id == "B5.4b")
    assert row.parts[0].found[0].address == "promises.html#spain"


def test_the_command(tmp_path, capsys):
    assert run_cli(["coverage", str(write(tmp_path)), "--on", "MAR-CAN", "--json"]) == OK
    data = json.loads(capsys.readouterr().out)
    assert len(data["sentences"]) == 161 and data["about"] == ["arland-borland", "MAR", "CAN"]
    assert run_cli(["coverage", "--only", "answered"]) == OK
    assert "161 sentences" in capsys.readouterr().out
    assert run_cli(["coverage", "--on", "Morocco"]) == BAD_INPUT
