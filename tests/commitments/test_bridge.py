"""From coded clauses to a draft that runs: a clause taken out changes what a person is owed."""

from __future__ import annotations

import json

import pytest

from corridor import Career, entitlement, find_instrument, vocabulary
from corridor.agreements import load_instrument
from corridor.cli.main import BAD_INPUT, FINDING, OK, run_cli
from corridor.commitments import CommitmentProblems
from corridor.commitments.bridge import draft_from
from corridor.commitments.principles import principles
from tests.commitments.invented import SOCIAL, made, write
from tests.portability.helpers import period, person

EXPORT = "  - {requirement: C118-03, per_branch: {old-age: yes}, article: Art. 7}\n"
NO_EXPORT = "  - {requirement: C118-03, per_branch: {old-age: no}, article: Art. 7}\n"
SILENT_EXPORT = "  - {requirement: C118-03, answer: silent}\n"
ADDED_UP = "  - {requirement: C118-05, answer: yes, article: Art. 8}\n"


def run(draft, career, present=()):
    """Results without any agreement, with those named, and with the draft alone."""
    sets = {"none": [], "in force": [find_instrument(i) for i in present], "draft": [draft]}
    answer = entitlement(career, sets)
    return {s: {e.scheme: e for e in answer.results[s]} for s in answer.results}


def abroad() -> Career:
    """Ten years and more in Borland alone, which pays nothing abroad by its own law; lives in Arland."""
    return person(period("XBB", "1990-01-01", "2004-12-31"), birth_date="1950-01-01", residence="XAA")


def split() -> Career:
    """Seven years in Arland and six in Borland: neither country's waiting period is met alone."""
    return person(period("XAA", "1990-01-01", "1996-12-31"), period("XBB", "1997-01-01", "2002-12-31"))


def test_export_yes_or_no_changes_what_is_paid(tmp_path):
    given = run(draft_from(made(tmp_path, SOCIAL), ("XAA", "XBB")).instrument, abroad())
    denied = run(
        draft_from(made(tmp_path, SOCIAL.replace(EXPORT, NO_EXPORT)), ("XAA", "XBB")).instrument, abroad()
    )
    silent = run(
        draft_from(made(tmp_path, SOCIAL.replace(EXPORT, SILENT_EXPORT)), ("XAA", "XBB")).instrument, abroad()
    )
    paid = given["draft"]["XBB-OLD"]
    alone = given["none"]["XBB-OLD"]
    assert paid.payable is True and alone.payable is False and paid.amount == alone.amount
    for other in (denied, silent):
        assert other["draft"]["XBB-OLD"].payable is False


def test_totalization_yes_or_no_opens_or_shuts_the_right(tmp_path):
    with_it = run(draft_from(made(tmp_path, SOCIAL), ("XAA", "XBB")).instrument, split(), ["XAA-XBB"])
    without = run(
        draft_from(made(tmp_path, SOCIAL.replace(ADDED_UP, "")), ("XAA", "XBB")).instrument,
        split(),
        ["XAA-XBB"],
    )
    assert with_it["none"]["XAA-PEN"].status == without["draft"]["XAA-PEN"].status
    assert with_it["draft"]["XAA-PEN"].status != without["draft"]["XAA-PEN"].status
    # the conversions are those of the agreement that is modelled, so the draft owes what it owes
    assert with_it["draft"]["XAA-PEN"].amount == with_it["in force"]["XAA-PEN"].amount


def test_the_formula_and_the_minimum_are_parameters(tmp_path):
    clauses = SOCIAL.replace("answer: yes, article: Art. 8", "answer: yes, months: 90, article: Art. 8")
    d = draft_from(
        made(tmp_path, clauses + "  - {requirement: C157-03, answer: direct, article: Art. 9}\n"),
        ("XAA", "XBB"),
    )
    version = d.instrument.versions[0]
    assert {b.method for b in version.benefits.values()} == {"own-periods"}
    assert version.minimum_own["XAA"].months == 90 and version.minimum_own["XAA"].article == "Art. 8"
    assert (
        run(d.instrument, split())["draft"]["XAA-PEN"].status
        == run(d.instrument, split())["none"]["XAA-PEN"].status
    )


def test_the_draft_of_a_real_pair_pays_what_the_modelled_agreement_pays(tmp_path):
    career = Career.build(
        birth_date="1958-11-20", claim_date="2024-03-01", residence="MAR", nationality="MAR", invented=True, vocabulary=vocabulary(),
        periods=[
            {"country": "MAR", "scheme": "MAR-CNSS", "kind": "employment", "start": "2000-02-01", "end": "2004-08-31", "earnings": 2900, "earnings_per": "month", "currency": "MAD"},
            {"country": "CAN", "scheme": "CAN-OAS", "kind": "residence", "start": "2005-01-15", "end": "2018-09-30"},
            {"country": "CAN", "scheme": "CAN-CPP", "kind": "employment", "start": "2005-03-01", "end": "2018-08-31", "earnings": 36000, "earnings_per": "year", "currency": "CAD"},
        ],
    )  # fmt: skip
    got = run(draft_from(made(tmp_path, SOCIAL), ("MAR", "CAN")).instrument, career, ["CAN-MAR"])
    assert got["draft"]["MAR-CNSS"].amount == got["in force"]["MAR-CNSS"].amount
    without = run(draft_from(made(tmp_path, SOCIAL.replace(ADDED_UP, "")), ("MAR", "CAN")).instrument, career)
    assert without["draft"]["MAR-CNSS"].status == without["none"]["MAR-CNSS"].status


def test_clauses_on_other_branches_are_not_pensions(tmp_path):
    clauses = "  - {requirement: C118-04, answer: yes, article: Art. 6}\n  - {requirement: C118-03, per_branch: {invalidity: yes}, article: Art. 7}\n"
    assert principles(made(tmp_path, clauses))["export"].answer == "not assessed"


def test_clauses_that_contradict_each_other_are_refused(tmp_path):
    clauses = EXPORT + "  - {requirement: COEETS78-03, per_branch: {old-age: no}, article: Art. 14}\n"
    with pytest.raises(CommitmentProblems, match=r"C118-03 Art. 7.*COEETS78-03 Art. 14"):
        draft_from(made(tmp_path, clauses), ("XAA", "XBB"))


def test_given_in_part_is_left_out_and_said(tmp_path):
    d = draft_from(
        made(tmp_path, "  - {requirement: C118-05, answer: partly, article: Art. 8, note: miners only}\n"),
        ("XAA", "XBB"),
    )
    assert not d.instrument.versions[0].credits
    assert any("miners only" in x for x in d.left_out) and any(
        "miners only" in n for n in d.instrument.not_modelled
    )


def test_a_country_without_a_scheme_is_named(tmp_path, capsys):
    d = draft_from(made(tmp_path, SOCIAL), ("MAR", "ESP"))
    assert d.without_scheme == ("ESP",) and d.instrument.versions[0].schemes == ("MAR-CNSS",)
    assert any("Spain (ESP): no scheme is modelled" in x for x in d.left_out)
    file = str(write(tmp_path, SOCIAL))
    assert run_cli(["draft", file, "--on", "MAR-ESP"]) == FINDING
    assert "Spain (ESP): no scheme is modelled" in capsys.readouterr().err
    assert run_cli(["draft", file, "--on", "DEU-ESP"]) == BAD_INPUT
    assert "no scheme is modelled of Germany or Spain" in capsys.readouterr().err
    assert run_cli(["draft", file, "--on", "MAR"]) == BAD_INPUT


def test_the_file_that_is_written_runs_in_check(tmp_path, capsys):
    out, case = tmp_path / "draft.yaml", "src/corridor/cases/asha.yaml"
    assert run_cli(["draft", str(write(tmp_path, SOCIAL)), "--on", "IND-ARE", "-o", str(out)]) == OK
    assert load_instrument(out).versions[0].credits
    capsys.readouterr()
    assert run_cli(["check", case, "--draft", str(out), "--json"]) == OK
    assert "DRAFT-IND-ARE" in json.dumps(json.loads(capsys.readouterr().out))
    assert run_cli(["draft", str(write(tmp_path, SOCIAL)), "--on", "IND-ARE", "-o", str(out)]) == BAD_INPUT


def test_what_was_chosen_is_in_the_draft(tmp_path):
    d = draft_from(made(tmp_path, SOCIAL), ("IND", "ARE"))
    assert any("lump sum and no insurance" in c for c in d.chosen)
    assert all(any(c in n for n in d.instrument.versions[0].notes) for c in d.chosen)
