"""Files as they come: contradictory, half filled, of the wrong type, or made to do harm."""

from __future__ import annotations

from pathlib import Path

import pytest

from corridor.cli.main import BAD_INPUT, FINDING, OK, run_cli
from corridor.commitments import CommitmentProblems, load_coded
from tests.commitments.invented import write

HEAD = "instrument: x\ntitle: x\ntype: programme\nparties: [ESP]\ntext: {title: x}\ncoder: A\nworkers: [{name: w, are: [regular]}]\n"
BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{c}: &{c} [{', '.join(['*' + p] * 10)}]\n" for p, c in zip("abcdefg", "bcdefgh", strict=True)
)
FILES = {
    "bomb": (BOMB + HEAD, "unfolds to more than"),
    "large": (HEAD + "note: " + "x" * 10_000_000, "longer than"),
    "tabs": (HEAD + "clauses:\n\t- {requirement: C97-07}\n", "not readable as YAML"),
    "twice": (HEAD + "coder: B\n", "stands twice"),
    "deep": (HEAD + "note: " + "[" * 200 + "]" * 200, "nested deeper"),
    "list": ("- a\n- b\n", "expected names with values"),
    "empty": ("", "an empty file"),
    "python": (HEAD + "note: !!python/object/apply:os.system ['true']\n", "not readable as YAML"),
    "itself": (HEAD + "note: &n [*n]\n", "stands for nothing, or for itself"),
    "binary": ("\x00\x01\x02", "not readable as YAML"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_refused_with_exit_code_2(tmp_path: Path, capsys, name: str):
    file = tmp_path / f"{name}.yaml"
    content, said = FILES[name]
    file.write_text(content, encoding="utf-8")
    assert run_cli(["assess", str(file)]) == BAD_INPUT
    assert said in capsys.readouterr().err


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path):
    wrong = """
  - {requirement: C97-07, answer: perhaps, article: Art. 1}
  - {requirement: C97-10, answer: [worker, employer], article: Art. 2}
  - {requirement: ICRMW-26, answer: soon, article: Art. 3}
  - {requirement: ICRMW-20, answer: no, months: 12, article: Art. 4}
  - {requirement: C97-03, items: {pay: yes, sunshine: yes}, article: Art. 5}
  - {requirement: C118-03, answer: yes, article: Art. 6}
  - {requirement: C97-09, answer: partly, article: Art. 7}
  - {requirement: C97-05, answer: yes}
  - {requirement: C97-05, answer: yes, article: Art. 8}
  - {requirement: NONSENSE-1, answer: yes, article: Art. 9}
  - {requirement: R86ANNEX-06, article: Art. 10}
  - {requirement: C97-11, answer: silent, article: Art. 11}
  - {requirement: ICRMW-15, answer: -3, article: Art. 12}
  - just words
"""
    with pytest.raises(CommitmentProblems) as found:
        load_coded(write(tmp_path, wrong))
    places = " ".join(str(p) for p in found.value.problems)
    for place in (
        "C97-07", "C97-10", "ICRMW-26", "ICRMW-20", "sunshine", "C118-03", "C97-09", "C97-05", "NONSENSE-1", "R86ANNEX-06",
        "C97-11", "ICRMW-15", "clauses[13]",
    ):  # fmt: skip
        assert place in places, place
    assert len(found.value.problems) >= 14


def test_a_comma_in_a_note_without_quotes_is_explained(tmp_path: Path):
    clause = "  - {requirement: C97-07, answer: partly, article: Art. 1, note: Savings, at the choice of the person}\n"
    with pytest.raises(CommitmentProblems, match="stands in quotes"):
        load_coded(write(tmp_path, clause))


def test_a_date_in_quotes_is_a_date(tmp_path: Path):
    file = write(tmp_path)
    file.write_text(file.read_text().replace("signed: 1950-01-01", 'signed: "1950-01-01"'), encoding="utf-8")
    assert str(load_coded(file).signed) == "1950-01-01"
    file.write_text(file.read_text().replace('"1950-01-01"', '"spring 1950"'), encoding="utf-8")
    with pytest.raises(CommitmentProblems, match="expected a date"):
        load_coded(file)


def test_a_half_filled_questionnaire_is_assessed_and_the_rest_is_open(tmp_path: Path, capsys):
    file = tmp_path / "half.yaml"
    assert run_cli(["questionnaire", "--out", str(file)]) == OK
    text = file.read_text(encoding="utf-8")
    for field, value in (
        ("instrument:", "half"), ("title:", "Half"), ("type:", "programme"), ("coder:", "A"), ("date:", "2026-01-01")
    ):  # fmt: skip
        line = next(x for x in text.splitlines() if x.startswith(field))
        text = text.replace(line, f"{field} {value}", 1)
    text = text.replace("parties: []", "parties: [MAR, ESP]", 1)
    text = text.replace("{title: , publisher: ,", "{title: Half, publisher: ,", 1)
    text = text.replace("{name: , are: []", "{name: pickers, are: [regular, seasonal]", 1)
    text = text.replace("  - requirement: C97-07\n", "  - requirement: C97-07\n    # filled\n", 1)
    before, after = text.split("  - requirement: C97-07\n", 1)
    after = after.replace("    answer:\n    article:\n", "    answer: yes\n    article: Art. 9\n", 1)
    file.write_text(before + "  - requirement: C97-07\n" + after, encoding="utf-8")
    coded = load_coded(file)
    assert [c.requirement for c in coded.clauses] == ["C97-07"]
    capsys.readouterr()
    assert run_cli(["assess", str(file)]) in (OK, FINDING)
    assert "not silence of the text" in capsys.readouterr().out


def test_a_settled_disagreement_needs_two_coders_who_answered(tmp_path: Path):
    file = write(tmp_path)
    more = "settled:\n  - {requirement: C97-07, coders: [A, B], found: [met, lost], kept: none, why: x}\n"
    file.write_text(file.read_text() + more, encoding="utf-8")
    with pytest.raises(CommitmentProblems) as found:
        load_coded(file)
    said = str(found.value)
    assert "two coders who answered C97-07" in said and "expected two of met" in said and "kept" in said
