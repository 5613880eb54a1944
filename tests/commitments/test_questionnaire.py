"""The questionnaire: every question once, a blank file that reads as not assessed, and answers that come back."""

from __future__ import annotations

import json

import pytest

from corridor.cli.main import BAD_INPUT, OK, run_cli
from corridor.commitments import load_catalogue, load_coded
from corridor.commitments.instruments import WorkerGroup
from corridor.commitments.questionnaire import as_text, as_yaml, questions

CATALOGUE = load_catalogue()
FILLED = {
    "instrument:        #": "instrument: trial\n#",
    "title:\n": "title: Trial\n",
    "type:              #": "type: programme\n#",
    "parties: []": "parties: [XAA, XBB]",
    "text: {title: , publisher": "text: {title: Trial, publisher",
    "coder:             #": "coder: A\n#",
    "{name: , are: []": "{name: all, are: [regular]",
}


def filled(text: str) -> str:
    for blank, value in FILLED.items():
        assert blank in text, blank
        text = text.replace(blank, value, 1)
    return text


def test_every_scored_requirement_is_asked_once():
    asked, left_out = questions()
    ids = [q.requirement.id for q in asked]
    assert sorted(ids) == sorted(r.id for r in CATALOGUE.requirements.values() if r.answer.scored)
    assert left_out == ()


def test_a_blank_questionnaire_reads_and_assesses_nothing(tmp_path):
    file = tmp_path / "trial.yaml"
    file.write_text(filled(as_yaml(questions()[0])), encoding="utf-8")
    coded = load_coded(file)
    assert coded.clauses == ()
    assert coded.clause("C97-07").state == "not-assessed"


def test_answers_come_back(tmp_path):
    text = filled(as_yaml(questions(topics=["export"])[0]))
    block = text[text.index("requirement: C118-03") :]
    answered = block.replace("      old-age:", "      old-age: yes", 1).replace(
        "    article:", "    article: Art. 7", 1
    )
    file = tmp_path / "trial.yaml"
    file.write_text(text.replace(block, answered), encoding="utf-8")
    clause = load_coded(file).clause("C118-03")
    assert clause.per_branch == {"old-age": "yes"}
    assert clause.article == "Art. 7"


def test_questions_that_reach_nobody_are_left_out_and_named():
    seasonal = WorkerGroup(
        "pickers", frozenset({"regular", "seasonal"}), frozenset({"specific-duty", "domestic"})
    )
    asked, left_out = questions(workers=[seasonal])
    skipped = {r.id for r in left_out}
    assert {"COEETS93-04", "C189-01"} <= skipped
    assert "C143-05" not in skipped
    assert not skipped & {q.requirement.id for q in asked}
    assert "COEETS93-04" in as_yaml(asked, left_out, [seasonal])


def test_what_was_not_read_is_marked_in_every_form():
    asked = questions(standards=["MFLM"])[0]
    assert all("memory" in q.cited for q in asked)
    assert "from memory" in as_text(asked)
    assert "from memory" in as_yaml(asked)


def test_the_command(tmp_path, capsys: pytest.CaptureFixture[str]):
    out = tmp_path / "q.yaml"
    assert run_cli(["questionnaire", "--out", str(out)]) == OK
    assert "requirement: ICRMW-04" in out.read_text(encoding="utf-8")
    assert run_cli(["questionnaire", "--out", str(out)]) == BAD_INPUT
    capsys.readouterr()
    assert run_cli(["questionnaire", "--standard", "C118", "--json"]) == OK
    data = json.loads(capsys.readouterr().out)
    assert {q["requirement"] for q in data["questions"]} == {f"C118-0{n}" for n in range(1, 7)}
    assert run_cli(["questionnaire", "--topic", "exports"]) == BAD_INPUT
    assert run_cli(["questionnaire", "--workers", "regular,seasnal"]) == BAD_INPUT
    assert "did you mean seasonal?" in capsys.readouterr().err
    assert run_cli(["questionnaire", "--topic", "export", "--read"]) == OK
    assert "BENEFITS PAID ABROAD" in capsys.readouterr().out
