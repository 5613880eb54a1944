"""Coded instruments: what is read, what is refused, and the four things that are not an answer."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from corridor.commitments import CommitmentProblems, load_coded

HEAD = """
instrument: arland-borland
title: Invented agreement of Arland and Borland
type: labour-agreement
parties: [XAA, XBB]
from: [XAA]
to: [XBB]
signed: 2001-01-01
in_force: 2002-01-01
invented: true
text: {title: Invented, grade: invented, read: "yes"}
coder: A
date: 2026-01-01
workers:
  - {name: workers, are: [regular, temporary], are_not: [specific-duty, seasonal], article: Art. 1}
clauses:
"""


@pytest.fixture
def code(tmp_path):
    def write(clauses: str, head: str = HEAD):
        file = tmp_path / "arland-borland.yaml"
        file.write_text(head + clauses, encoding="utf-8")
        return load_coded(file)

    return write


def refused(code, clauses: str, head: str = HEAD) -> str:
    with pytest.raises(CommitmentProblems) as caught:
        code(clauses, head)
    return str(caught.value)


def test_every_answer_type(code):
    got = code(
        """
  - {requirement: C97-07, answer: yes, article: Art. 9}
  - {requirement: ICRMW-02, answer: no, article: Art. 2}
  - {requirement: ICRMW-15, answer: 6, article: Art. 3}
  - {requirement: ICRMW-20, answer: yes, months: 18, article: Art. 4}
  - {requirement: C97-10, answer: employer, article: Art. 5}
  - {requirement: C97-03, items: {pay: yes, hours: yes, housing: silent}, article: Art. 6}
  - {requirement: C118-03, per_branch: {old-age: yes, invalidity: no}, article: Art. 7}
  - {requirement: RECRUITMEN-01, matrix: {medical: worker, travel-lodging: [employer, agency], insurance: silent}, article: Art. 8}
  - {requirement: C118-07, answer: 2005-12-20, article: Art. 16}
"""
    )
    assert got.clause("C97-07").state == "yes"
    assert got.clause("ICRMW-02").state == "no"
    assert got.clause("ICRMW-15").value == Fraction(6)
    assert got.clause("ICRMW-20").number == Fraction(18)
    assert got.clause("C97-10").value == "employer"
    assert got.clause("C97-03").items == {"pay": "yes", "hours": "yes", "housing": "silent"}
    assert got.clause("C118-03").per_branch == {"old-age": "yes", "invalidity": "no"}
    assert got.clause("RECRUITMEN-01").matrix["travel-lodging"] == ("employer", "agency")
    assert got.clause("C118-07").value == date(2005, 12, 20)
    assert (
        got.coder == "A"
        and got.clause("C97-07").coder == "A"
        and got.clause("C97-07").date == date(2026, 1, 1)
    )
    assert got.in_force_on(date(2001, 6, 1)) is False and got.in_force_on(date(2003, 1, 1)) is True


def test_silent_absent_not_applicable_and_not_assessed_are_four(code):
    got = code(
        """
  - {requirement: C97-07, answer: silent}
  - {requirement: ICRMW-20, answer: absent, article: recital 46}
  - {requirement: C189-01, answer: not-applicable, note: No domestic workers.}
  - {requirement: C97-05, answer: not-assessed}
  - {requirement: C97-06, answer: }
"""
    )
    states = [got.clause(r).state for r in ("C97-07", "ICRMW-20", "C189-01", "C97-05", "C97-06", "C97-11")]
    assert states == ["silent", "absent", "not-applicable", "not-assessed", "not-assessed", "not-assessed"]
    assert {c.requirement for c in got.clauses} == {"C97-07", "ICRMW-20", "C189-01", "C97-05"}


@pytest.mark.parametrize(
    ("clause", "said"),
    [
        ("{requirement: C97-07, answer: yes}", "say where"),
        ("{requirement: C97-07, answer: silent, article: Art. 9}", "an article beside the answer silent"),
        ("{requirement: C97-07, answer: maybe, article: Art. 9}", "expected yes, no, partly"),
        ("{requirement: C97-07, article: Art. 9}", "missing, although article is filled in"),
        ("{requirement: ICRMW-20, answer: no, months: 12, article: Art. 4}", "a number beside the answer no"),
        ("{requirement: ICRMW-24, answer: 90, months: 3, article: Art. 4}", "counted in days here"),
        (
            "{requirement: C97-07, answer: yes, article: Art. 9, per_branch: {old-age: yes}}",
            "is not answered so",
        ),
        ("{requirement: C97-03, answer: yes, article: Art. 6}", "expected items with pay"),
        ("{requirement: C97-03, items: {wages: yes}, article: Art. 6}", "unknown field"),
        ("{requirement: C97-03, items: {pay: perhaps}, article: Art. 6}", "expected one of yes, no, partly"),
        (
            "{requirement: C97-03, answer: silent, items: {pay: yes}, article: Art. 6}",
            "silent, although items",
        ),
        ("{requirement: C118-03, per_branch: {pensions: yes}, article: Art. 6}", "unknown field"),
        ("{requirement: C97-10, answer: the king, article: Art. 6}", "expected one of worker, employer"),
        ("{requirement: ICRMW-15, answer: six, article: Art. 6}", "expected a number"),
        ("{requirement: C118-07, answer: soon, article: Art. 6}", "expected a date"),
        ("{requirement: RECRUITMEN-01, matrix: {medical: [worker, silent]}, article: A}", "not both"),
        ("{requirement: C97-7, answer: yes, article: Art. 9}", "did you mean C97-07?"),
        ("{requirement: C189-01, answer: not-applicable}", "say why the answer is not-applicable"),
        ("{requirement: C97-07, answer: partly, article: Art. 9}", "say why the answer is partly"),
        ("{requirement: C97-07, answer: yes, articel: Art. 9, article: Art. 9}", "did you mean article?"),
        ("{requirement: C97-10, answer: silent, who_pays: worker}", "somebody pays beside the answer silent"),
    ],
)
def test_half_filled_and_contradictory_answers_are_refused(code, clause, said):
    assert said in refused(code, f"  - {clause}\n")


def test_all_problems_come_at_once_with_file_and_field(code):
    said = refused(
        code,
        """
  - {requirement: C97-07, answer: maybe, article: Art. 9}
  - {requirement: NOPE-01, answer: yes, article: Art. 9}
  - {requirement: ICRMW-15, answer: -3, article: Art. 6}
""",
        HEAD.replace("type: labour-agreement", "type: treaty").replace(
            "in_force: 2002-01-01", "in_force: 2000-01-01"
        ),
    )
    assert "arland-borland.yaml" in said
    for place in (
        "clauses[0] (C97-07).answer",
        "clauses[1] (NOPE-01)",
        "clauses[2] (ICRMW-15)",
        "type",
        "in_force",
    ):
        assert place in said, place


def test_one_coder_answers_once_and_a_second_coder_may_differ(code):
    twice = (
        "  - {requirement: C97-07, answer: yes, article: Art. 9}\n  - {requirement: C97-07, answer: silent}\n"
    )
    assert "answers C97-07 already" in refused(code, twice)
    got = code(twice.replace("answer: silent", "answer: silent, coder: B"))
    assert got.coders == ("A", "B")
    assert got.clause("C97-07").state == "yes" and got.clause("C97-07", "B").state == "silent"
    assert set(got.by_coder("B")) == {"C97-07"}


def test_answers_on_one_matter_that_differ_are_a_warning(code):
    got = code(
        """
  - {requirement: C181-01, answer: yes, article: Art. 3}
  - {requirement: GCM-03, answer: no, article: Art. 3}
"""
    )
    assert any("C181-01 met and GCM-03 not met" in str(w) for w in got.warnings)


def test_contradictory_workers_are_refused(code):
    head = HEAD.replace("are: [regular, temporary]", "are: [regular, irregular, seasonal]")
    said = refused(code, "  []\n", head)
    assert "irregular and regular cannot both hold" in said
    assert "seasonal" in said and "stands under are as well" in said


def test_what_follows_from_a_tag(code):
    head = HEAD.replace(
        "are: [regular, temporary], are_not: [specific-duty, seasonal]", "are: [seasonal], are_not: []"
    )
    group = code("  []\n", head).workers[0]
    assert group.has("temporary") is True and group.has("permanent") is None
    assert group.has("specific-duty") is None
    permanent = code("  []\n", head.replace("[seasonal]", "[permanent, regular]")).workers[0]
    assert permanent.has("specific-duty") is False and permanent.has("irregular") is False


def test_no_yaml_and_no_mapping_are_said(tmp_path):
    for text, said in (
        ("- a\n", "expected names with values"),
        ("a: [", "not readable as YAML"),
        ("", "empty file"),
    ):
        file = tmp_path / "x.yaml"
        file.write_text(text, encoding="utf-8")
        with pytest.raises(CommitmentProblems, match=said):
            load_coded(file)
