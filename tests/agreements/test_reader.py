"""Agreement files: every problem is named with its place, all at once, and hostile files are refused quickly."""

from __future__ import annotations

import time
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from corridor import all_instruments, load_instrument
from corridor.law.parameters import LawDataError
from corridor.schemes import find_scheme

GOOD = """
instrument: XAA-XBB
title: A draft
kind: bilateral
parties: [XAA, XBB]
draft: true
validation: draft
text: {title: Draft, grade: invented}
versions:
  - version: draft
    from: 2005-01-01
    schemes: [XAA-PEN, XBB-OLD]
    personal_scope: {covers: insured, article: Art. 3}
    export: {article: Art. 5, third_states: insured-in-both}
    credits:
      - {to: XAA-PEN, from: XBB-OLD, measure: unit, per: "13", gives: "3", round: up, article: Art. 8}
    minimum_own:
      XAA: {months: 12, article: Art. 9}
      XBB: {units: 52, scheme: XBB-OLD, article: Art. 9}
    third_states: {rule: both-bound, article: Art. 10}
    benefits:
      XAA-PEN: {method: pro-rata, award: comparison, article: Art. 11}
"""


def problems(folder: Path, text: str) -> list[str]:
    """The lines of the error that a file raises; it must raise one."""
    file = folder / "draft.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(LawDataError) as caught:
        load_instrument(file)
    return str(caught.value).splitlines()


def test_a_good_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "draft.yaml"
    file.write_text(GOOD, encoding="utf-8")
    instrument = load_instrument(file)
    version = instrument.versions[0]
    assert (instrument.id, instrument.draft, version.starts) == ("XAA-XBB", True, date(2005, 1, 1))
    assert (version.credits[0].per, version.credits[0].gives) == (13, 3)
    assert version.minimum_own["XAA"].months == Fraction(12)


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ("kind: bilateral", "kind: bilaterale", "kind", "expected one of bilateral, multilateral"),
        ("kind: bilateral", "kind: multilateral", "parties", "three or more"),
        ("parties: [XAA, XBB]", "parties: [XAA, XAA]", "parties", "expected two"),
        ("parties: [XAA, XBB]", "parties: XAA", "parties", "expected a list"),
        ("parties: [XAA, XBB]", "parties: [XAA, Xbb]", "parties", "ISO3"),
        ("draft: true", 'draft: "no"', "draft", "true or false"),
        ("draft: true", "replaces: XAA-XBB", "replaces", "expected a list"),
        ("title: A draft", "titel: A draft", "file.titel", "did you mean title"),
        ("title: A draft", "title:", "file.title", "missing"),
        ("validation: draft", "validation: sure", "validation", "expected one of"),
        ("grade: invented", "grade: good", "text.grade", "expected one of"),
        ("text: {title: Draft, grade: invented}", "text: some treaty", "text", "expected fields"),
        ("from: 2005-01-01", "from: 2005-02-30", "versions[0].from", "expected a date"),
        ("from: 2005-01-01", "from: January 2005", "versions[0].from", "expected a date"),
        ("from: 2005-01-01", "from: 2005-01-01 10:00:00", "versions[0].from", "expected a date"),
        ("from: 2005-01-01", "from: 2005-01-01\n    to: 2004-01-01", "versions[0].to", "before the from"),
        ("schemes: [XAA-PEN, XBB-OLD]", "schemes: [XAA-PEN, XCC-FUND]", "versions[0].schemes", "not a scheme of a party"),
        ("schemes: [XAA-PEN, XBB-OLD]", "schemes: XAA-PEN", "versions[0].schemes", "expected a list"),
        ("covers: insured", "covers: everybody", "versions[0].personal_scope.covers", "insured, nationals"),
        ("measure: unit", "measure: weeks", "versions[0].credits[0].measure", "expected one of month, day"),
        ("from: XBB-OLD", "from: XBB-NEW", "versions[0].credits[0].from", "not among the schemes"),
        ("from: XBB-OLD", "from: XAA-PEN", "versions[0].credits[0].from", "same country"),
        ('per: "13"', 'per: "0"', "versions[0].credits[0].per", "above 0"),
        ('gives: "3"', 'gives: "-3"', "versions[0].credits[0].gives", "above 0"),
        ('gives: "3"', "gives: 0.5", "versions[0].credits[0].gives", "in quotes"),
        ('gives: "3"', "gives: ~", "versions[0].credits[0].gives", "empty"),
        ('per: "13"', "per: ", "versions[0].credits[0].per", "empty"),
        ('gives: "3"', 'gives: "1e9999999"', "versions[0].credits[0].gives", "in quotes"),
        ("round: up", "round: upwards", "versions[0].credits[0].round", "none, down, up, nearest"),
        ("months: 12", 'months: "11.5"', "versions[0].minimum_own.XAA.months", "whole number"),
        ("months: 12", "weeks: 12", "versions[0].minimum_own.XAA.weeks", "unknown field"),
        ("scheme: XBB-OLD", "scheme: XAA-PEN", "versions[0].minimum_own.XBB.scheme", "scheme of XBB"),
        ("rule: both-bound", "rule: any", "versions[0].third_states.rule", "both-bound"),
        ("method: pro-rata", "method: prorata", "versions[0].benefits.XAA-PEN.method", "pro-rata"),
        ("award: comparison", "award: best", "versions[0].benefits.XAA-PEN.award", "comparison"),
        ("award: comparison", "theoretical: minimum-period", "versions[0].benefits.XAA-PEN.minimum", "missing"),
        ("third_states: insured-in-both", "third_states: maybe", "versions[0].export.third_states", "expected one of"),
        ("third_states: insured-in-both", 'between_parties: "no"', "versions[0].export.between_parties", "true or false"),
        ("third_states: insured-in-both", "unless: [XAA-PEN]", "versions[0].export.unless", "expected names"),
    ],
)  # fmt: skip
def test_a_problem_is_named_with_its_place(
    tmp_path: Path, old: str, new: str, place: str, words: str
) -> None:
    assert old in GOOD
    found = problems(tmp_path, GOOD.replace(old, new, 1))
    assert any(line.startswith(f"draft.yaml: {place}: ") and words in line for line in found), found


@pytest.mark.parametrize(
    "name",
    ["parties", "versions", "sources", "not_modelled", "replaces", "text", "validation", "title", "kind"],
)
@pytest.mark.parametrize("value", ["5", "[5]", "{a: {b: []}}", "yes", "''", "[[[]]]", "2010-01-01"])
def test_nothing_of_the_wrong_shape_ends_in_anything_but_a_named_problem(
    tmp_path: Path, name: str, value: str
) -> None:
    lines = [line for line in GOOD.splitlines() if not line.startswith(f"{name}:")]
    file = tmp_path / "draft.yaml"
    if name == "versions":
        lines = GOOD.partition("versions:")[0].splitlines()
    file.write_text("\n".join([*lines, f"{name}: {value}"]), encoding="utf-8")
    try:
        load_instrument(file)
    except LawDataError as error:
        assert f"draft.yaml: {name}" in str(error) or f"file.{name}" in str(error)


VERSION = (
    "schemes",
    "personal_scope",
    "export",
    "credits",
    "minimum_own",
    "third_states",
    "benefits",
    "notes",
)


@pytest.mark.parametrize("name", VERSION)
@pytest.mark.parametrize("value", ["5", "[5]", "{a: {b: []}}", "yes", "[{to: [1], from: {}}]", "{5: 5}"])
def test_the_same_inside_a_version(tmp_path: Path, name: str, value: str) -> None:
    kept: list[str] = []
    dropping = False
    for line in GOOD.splitlines():
        if line.startswith("    ") and not line.startswith("     "):
            dropping = line.strip().startswith(f"{name}:")
        if not dropping:
            kept.append(line)
    file = tmp_path / "draft.yaml"
    file.write_text("\n".join([*kept, f"    {name}: {value}"]), encoding="utf-8")
    try:
        load_instrument(file)
    except LawDataError as error:
        assert "versions[0]" in str(error)


def test_all_problems_are_reported_at_once(tmp_path: Path) -> None:
    bad = GOOD
    for old, new in (
        ("kind: bilateral", "kind: both"),
        ("measure: unit", "measure: weeks"),
        ("method: pro-rata", "method: x"),
        ("from: 2005-01-01", "from: soon"),
        ("months: 12", "month: 12"),
    ):
        bad = bad.replace(old, new)
    found = "\n".join(problems(tmp_path, bad))
    for place in (
        "kind",
        "credits[0].measure",
        "benefits.XAA-PEN.method",
        "versions[0].from",
        "minimum_own.XAA.month",
    ):
        assert f"{place}: " in found, place


def test_versions_must_not_overlap(tmp_path: Path) -> None:
    body = GOOD.partition("versions:\n")[2]
    for ends, fine in (("", False), ("to: 2009-12-31", True), ("to: 2010-01-01", False)):
        first = body.replace("from: 2005-01-01", f"from: 2005-01-01\n    {ends}")
        second = body.replace("version: draft", "version: later").replace("2005-01-01", "2010-01-01")
        text = GOOD.partition("versions:\n")[0] + "versions:\n" + first + second
        if fine:
            (tmp_path / "fine.yaml").write_text(text, encoding="utf-8")
            assert len(load_instrument(tmp_path / "fine.yaml").versions) == 2
        else:
            assert problems(tmp_path, text) == ["draft.yaml: versions: draft must end before later begins"]


# -- hostile files -------------------------------------------------------------------------------------------------

LAUGHS = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{i + 1}: &a{i + 1} [{', '.join([f'*a{i}'] * 10)}]\n" for i in range(12)
)


@pytest.mark.parametrize(
    "text",
    [
        LAUGHS + "versions: *a12\n",
        LAUGHS + GOOD,
        LAUGHS.replace("[x", "{<<: {}, k: [x").replace("x]", "x]}").replace("a0: &a0 {", "a0: &a0 {") + GOOD,
        "a: &a [*a]\n" + GOOD,
        "[" * 200_000,
        "{a: " * 200_000,
        "- " * 50_000,
        "x" * 5_000_000,
        "a: !!python/object/apply:os.system [echo]\n" + GOOD,
        GOOD + "\ntitle: again\n",
        "",
        "null",
        "just words",
        "- a\n- list\n",
        "a: b: c",
        "\x00",
        "? [a, b]\n: c\n" + GOOD,
    ],
    ids=lambda t: t[:20],
)
def test_hostile_and_broken_files_are_refused_quickly(tmp_path: Path, text: str) -> None:
    began = time.perf_counter()
    found = problems(tmp_path, text)
    assert time.perf_counter() - began < 2
    assert sum(len(line) for line in found) < 20_000
    assert all(line.startswith("draft.yaml: ") for line in found)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "draft.yaml"
    file.write_bytes(b"\xff\xfe\x00\xd8broken")
    with pytest.raises(LawDataError, match="not readable"):
        load_instrument(file)


# -- the agreements that come with the package -------------------------------------------------------------------


@pytest.mark.parametrize("instrument", all_instruments(invented=True), ids=lambda i: i.id)
def test_every_agreement_names_schemes_and_minimum_periods_that_exist(instrument) -> None:  # type: ignore[no-untyped-def]
    for version in instrument.versions:
        for name in version.schemes:
            assert find_scheme(name).country in instrument.parties
        for benefit in version.benefits.values():
            assert benefit.article
            if benefit.minimum:
                assert benefit.minimum in find_scheme(benefit.scheme).rules.plan(
                    find_scheme(benefit.scheme).targets
                )
        assert all(c.article for c in version.credits)
        assert version.export is None or version.export.article
