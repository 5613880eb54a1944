"""Invented instruments for the tests, written to a folder of the test."""

from __future__ import annotations

from pathlib import Path

from corridor.commitments import CodedInstrument, load_coded

CLAUSES = """
  - {requirement: C97-07, answer: yes, article: Art. 9}
  - {requirement: C97-10, answer: worker, article: Art. 5}
  - {requirement: C97-03, items: {pay: yes, hours: yes, housing: silent}, article: Art. 6}
  - {requirement: ICRMW-02, answer: no, article: Art. 2}
  - {requirement: ICRMW-20, answer: yes, months: 18, article: Art. 4}
  - {requirement: ICRMW-26, answer: 36, article: Art. 10}
  - {requirement: C143-05, answer: yes, article: Art. 6}
  - {requirement: R86ANNEX-06, answer: silent}
  - {requirement: UNSRA72173-01, answer: absent, article: Art. 12}
"""
SOCIAL = """
  - {requirement: C118-01, per_branch: {old-age: yes}, article: Art. 3}
  - {requirement: C118-03, per_branch: {old-age: yes}, article: Art. 7}
  - {requirement: C118-05, answer: yes, article: Art. 8}
"""


def write(
    folder: Path,
    clauses: str = CLAUSES,
    *,
    name: str = "arland-borland",
    parties: str = "ESP, ITA",
    tags: str = "regular, temporary, group-recruitment",
    not_tags: str = "specific-duty, seasonal",
) -> Path:
    """A coded instrument in a file."""
    file = folder / f"{name}.yaml"
    file.write_text(
        f"""
instrument: {name}
title: Invented agreement of Arland and Borland
type: labour-agreement
parties: [{parties}]
from: [{parties.split(", ", maxsplit=1)[0]}]
to: [{parties.rsplit(", ", maxsplit=1)[-1]}]
signed: 1950-01-01
in_force: 1951-01-01
invented: true
text: {{title: Invented, grade: invented, read: "yes"}}
coder: A
date: 2026-01-01
workers:
  - {{name: workers, are: [{tags}], are_not: [{not_tags}], article: Art. 1}}
clauses:
{clauses}""",
        encoding="utf-8",
    )
    return file


def made(folder: Path, clauses: str = CLAUSES, **about: str) -> CodedInstrument:
    """A coded instrument, read."""
    return load_coded(write(folder, clauses, **about))
