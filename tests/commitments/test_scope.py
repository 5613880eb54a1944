"""Scope before scoring: whom a requirement reaches, and what the coding must settle first."""

from __future__ import annotations

import pytest

from corridor.commitments import load_catalogue
from corridor.commitments.instruments import WorkerGroup
from corridor.commitments.scope import join, reach

CATALOGUE = load_catalogue()


def group(*tags: str) -> WorkerGroup:
    are = frozenset(t for t in tags if not t.startswith("!"))
    return WorkerGroup("workers", are, frozenset(t[1:] for t in tags if t.startswith("!")))


def found(requirement: str, *tags: str) -> str:
    return reach(CATALOGUE.requirements[requirement], group(*tags), CATALOGUE).reach


@pytest.mark.parametrize(
    ("requirement", "tags", "expected"),
    [
        # C143 Part II and the specific duty of limited time
        ("C143-05", ("regular", "permanent"), "reaches"),
        ("C143-05", ("regular", "temporary", "specific-duty"), "none"),
        ("C143-05", ("regular", "temporary", "!specific-duty"), "reaches"),
        ("C143-05", ("regular", "temporary"), "cannot tell"),
        ("C143-08", ("regular", "seasonal"), "cannot tell"),
        ("C143-08", ("regular", "seasonal", "!specific-duty"), "reaches"),
        ("C143-01", ("regular", "temporary", "specific-duty"), "reaches"),
        ("C143-05", ("regular", "frontier"), "none"),
        ("C143-05", ("irregular",), "none"),
        ("C143-03", ("irregular",), "reaches"),
        # ETS 93 and the season
        ("COEETS93-04", ("regular", "seasonal"), "none"),
        ("COEETS93-04", ("regular", "temporary", "!seasonal"), "reaches"),
        ("COEETS93-04", ("regular", "temporary"), "cannot tell"),
        ("COEETS93-04", ("regular", "posted"), "none"),
        # ICRMW: Part III everybody, Part IV the regular
        ("ICRMW-07", ("irregular",), "reaches"),
        ("ICRMW-20", ("irregular",), "none"),
        ("ICRMW-20", ("regular",), "reaches"),
        ("ICRMW-20", ("temporary",), "cannot tell"),
        ("ICRMW-20", ("regular", "seasonal"), "limited"),
        ("ICRMW-20", ("regular", "frontier"), "limited"),
        ("ICRMW-26", ("regular", "project-tied"), "none"),
        ("ICRMW-20", ("regular", "project-tied"), "reaches"),
        ("ICRMW-26", ("regular", "specified-employment"), "none"),
        ("ICRMW-30", ("regular", "permanent"), "none"),
        # C97 and the frontier; its annexes
        ("C97-03", ("regular", "frontier"), "none"),
        ("C97-03", ("regular",), "reaches"),
        ("C97-03", ("irregular",), "none"),
        ("C97-07", ("irregular",), "reaches"),
        ("C97-10", ("regular", "group-recruitment"), "reaches"),
        ("C97-10", ("regular", "!group-recruitment"), "none"),
        ("C97-09", ("regular", "group-recruitment"), "none"),
        # occupations: some of them
        ("C189-03", ("regular",), "some"),
        ("C189-03", ("regular", "domestic"), "reaches"),
        ("C189-03", ("regular", "!domestic"), "none"),
        ("EU201436SE-05", ("regular", "permanent"), "none"),
        ("EU201436SE-05", ("regular", "seasonal"), "reaches"),
    ],
)
def test_reach(requirement, tags, expected):
    assert found(requirement, *tags) == expected


def test_the_answer_says_which_article_and_what_to_settle():
    answer = reach(CATALOGUE.requirements["C143-05"], group("regular", "seasonal"), CATALOGUE)
    assert answer.articles == ("C143 Art. 11(2)(e)",)
    assert answer.ask == "specific-duty"
    assert answer.mark == ""
    assert "seasonal" in reach(CATALOGUE.requirements["COEETS93-04"], group("seasonal"), CATALOGUE).why


def test_groups_join():
    requirement = CATALOGUE.requirements["ICRMW-20"]
    regular, irregular = (reach(requirement, group(t), CATALOGUE) for t in ("regular", "irregular"))
    unknown = reach(requirement, group("temporary"), CATALOGUE)
    assert join("ICRMW-20", [regular, irregular]).reach == "some"
    assert join("ICRMW-20", [irregular, irregular]).applicable is False
    assert join("ICRMW-20", [irregular, unknown]).applicable is None
    assert join("ICRMW-20", []).reach == "cannot tell"
