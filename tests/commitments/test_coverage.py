"""Coverage: a sentence is answered only if what answers it is there."""

from __future__ import annotations

import json
from datetime import date

from corridor.cli.main import BAD_INPUT, OK, run_cli
from corridor.commitments import load_catalogue
from corridor.commitments.assess import assess
from corridor.commitments.coverage import SUFFICES, coverage
from tests.commitments.invented import made, write

DAY = date(2020, 1, 1)
FAMILY = ("ICRMW-20", "ICRMW-27", "C143-07", "COEETS93-04", "EUROPEANSO-01", "GCM-02")


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
    whole = rows(assess(made(tmp_path, clauses), DAY))["B5.11a"]
    assert whole.state == "answered" and "ICRMW-20 silent" in whole.parts[0].by[0]
    less = rows(
        assess(made(tmp_path, clauses.replace("  - {requirement: C143-07, answer: silent}\n", "")), DAY)
    )["B5.11a"]
    assert less.state == "partly" and less.parts[0].lacking == "not assessed: C143-07"


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

    assert there("MAR", "CAN").by[0].startswith("corridor agreements CAN-MAR")
    assert there("MAR", "ESP").there == "not assessed" and "MAR and ESP" in there("MAR", "ESP").lacking


def test_figures_are_looked_up_for_these_countries():
    assert next(p for p in rows(countries=("MAR", "ESP"))["N.I.2"].parts).by
    assert not next(p for p in rows(countries=("XAA", "XBB"))["N.I.2"].parts).by


def test_the_command(tmp_path, capsys):
    assert run_cli(["coverage", str(write(tmp_path)), "--on", "MAR-CAN", "--json"]) == OK
    data = json.loads(capsys.readouterr().out)
    assert len(data["sentences"]) == 161 and data["about"] == ["arland-borland", "MAR", "CAN"]
    assert run_cli(["coverage", "--only", "answered"]) == OK
    assert "161 sentences" in capsys.readouterr().out
    assert run_cli(["coverage", "--on", "Morocco"]) == BAD_INPUT
