"""One clause less: exactly the expected findings, redline entries and amounts change, and nothing else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from corridor.commitments import load_coded
from corridor.commitments.assess import Assessment, assess
from corridor.commitments.bridge import draft_from
from corridor.commitments.redline import redline
from corridor.commitments.vocabulary import BRANCHES
from tests.commitments.invented import write
from tests.commitments.test_bridge import abroad, run, split

DAY = date(2020, 1, 1)
ALL_BRANCHES = ", ".join(f"{b}: yes" for b in BRANCHES)
CLAUSES = {
    "C118-01": f"per_branch: {{{ALL_BRANCHES}}}, article: Art. 3",
    "C118-03": "per_branch: {old-age: yes, invalidity: yes, survivors: yes, employment-injury: yes}, article: Art. 7",
    "C118-05": "answer: yes, months: 12, article: Art. 8",
    "ICRMW-20": "answer: yes, months: 6, article: Art. 9",
    "C97-07": "answer: yes, article: Art. 10",
}
#: What changes for two invented persons when a clause is taken out: one insured in Borland alone who lives in Arland, one with seven
#: years in Arland and six in Borland, too few in each.
CHANGES: dict[str, set[tuple[str, str, str]]] = {
    "C118-01": set(),
    "ICRMW-20": set(),
    "C97-07": set(),
    "C118-03": {("abroad", "XBB-OLD", "payable"), ("split", "XBB-OLD", "payable")},
    "C118-05": {
        ("split", scheme, what)
        for scheme in ("XAA-PEN", "XBB-OLD")
        for what in ("status", "amount", "payable")
    },
}


def coded(folder: Path, less: str = "", instead: str = "") -> Path:
    lines = [f"  - {{requirement: {r}, {a}}}" for r, a in CLAUSES.items() if r != less]
    lines += [f"  - {{requirement: {less}, {instead}}}"] if instead else []
    return write(
        folder, "\n".join(lines) + "\n", name=f"without-{less.lower() or 'nothing'}", parties="MAR, CAN"
    )


def changed(before: Assessment, after: Assessment) -> dict[str, tuple[str, str]]:
    pairs = ((r, f.status, after.findings[r].status) for r, f in before.findings.items())
    return {r: (a, b) for r, a, b in pairs if a != b}


def listed(found: Assessment) -> dict[str, set[str]]:
    return {e.topic: {f.requirement.id for f in e.asked} for e in redline(found)}


@pytest.mark.parametrize("clause", CLAUSES)
@pytest.mark.parametrize("word", ["silent", "not-assessed"])
def test_findings_and_redline(tmp_path: Path, clause: str, word: str):
    whole = assess(load_coded(coded(tmp_path)), DAY)
    less = assess(load_coded(coded(tmp_path, clause, f"answer: {word}")), DAY)
    was, now = whole.finding(clause), less.finding(clause)
    assert changed(whole, less) == {clause: (was.status, word.replace("-", " "))}
    topic, before, after = was.requirement.topic, listed(whole), listed(less)
    assert {t: r for t, r in before.items() if t != topic} == {t: r for t, r in after.items() if t != topic}
    assert after.get(topic, set()) - {clause} == before.get(topic, set()) - {clause}
    assert (clause in after.get(topic, set())) == (word == "silent")
    assert now.lacking == (word == "silent")


def test_a_clause_left_out_of_the_file_was_not_assessed(tmp_path: Path):
    less = assess(load_coded(coded(tmp_path, "ICRMW-20")), DAY)
    assert less.finding("ICRMW-20").status == "not assessed" and "family-reunion" not in listed(less)


@pytest.mark.parametrize("clause", CLAUSES)
def test_the_pension_of_a_person(tmp_path: Path, clause: str):
    persons = {"abroad": abroad(), "split": split()}

    def owed(file: Path) -> dict[tuple[str, str, str], object]:
        draft = draft_from(load_coded(file), ["XAA", "XBB"]).instrument
        return {
            (who, scheme, what): getattr(result, what)
            for who, career in persons.items()
            for scheme, result in run(draft, career)["draft"].items()
            for what in ("status", "amount", "payable")
        }

    whole, less = owed(coded(tmp_path)), owed(coded(tmp_path, clause))
    assert {k for k in whole if whole[k] != less[k]} == CHANGES[clause]
