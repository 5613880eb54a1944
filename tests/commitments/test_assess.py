"""Findings, grounds, the two tests, the redline list, two coders, a score on request."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction

import pytest

from corridor.cli.main import BAD_INPUT, FINDING, OK, run_cli
from corridor.commitments import Clause, find_coded, load_catalogue, load_coded
from corridor.commitments.answers import outcome
from corridor.commitments.assess import assess
from corridor.commitments.coders import agreement, cohens_kappa, krippendorffs_alpha
from corridor.commitments.redline import redline
from corridor.commitments.score import rank
from corridor.commitments.section5 import two_tests
from corridor.i18n import _, language
from tests.commitments.invented import CLAUSES, SOCIAL, made, write

DAY = date(2020, 1, 1)
CATALOGUE = load_catalogue()


def status(requirement: str, **clause) -> str:
    return outcome(CATALOGUE.requirement(requirement), Clause(requirement, **clause)).status


@pytest.mark.parametrize(
    ("requirement", "clause", "expected"),
    [
        ("C97-07", {"state": "yes"}, "met"),
        ("C97-07", {"state": "no"}, "not"),
        ("C97-07", {"state": "absent"}, "not"),
        ("C97-07", {"state": "silent"}, "silent"),
        ("C97-07", {"state": "not-applicable", "note": "x"}, "not applicable"),
        ("C97-07", {"state": "not-assessed"}, "not assessed"),
        ("ICRMW-02", {"state": "no"}, "met"),  # an exit permit: no is good
        ("ICRMW-02", {"state": "yes"}, "not"),
        ("ICRMW-26", {"state": "value", "value": Fraction(24)}, "met"),
        ("ICRMW-26", {"state": "value", "value": Fraction(25)}, "not"),
        ("COEETS93-03", {"state": "value", "value": Fraction(4)}, "not"),  # at least five
        ("ICRMW-15", {"state": "value", "value": Fraction(6)}, "stated"),  # the article fixes no number
        ("C97-10", {"state": "value", "value": "employer"}, "met"),
        ("C97-10", {"state": "value", "value": "worker"}, "not"),
    ],
)
def test_each_answer_type(requirement, clause, expected):
    assert status(requirement, **clause) == expected


def test_a_half_filled_list_is_told_only_where_it_is_settled():
    items = tuple(CATALOGUE.requirement("ICRMW-07").answer.items)
    everything = dict.fromkeys(items, "yes")
    assert status("ICRMW-07", state="value", items=everything) == "met"
    assert status("ICRMW-07", state="value", items={"pay": "yes"}) == "not assessed"
    assert status("ICRMW-07", state="value", items={"pay": "no"}) == "not assessed"
    assert status("ICRMW-07", state="value", items={"pay": "yes", "hours": "no"}) == "partly"
    assert status("ICRMW-07", state="value", items=dict.fromkeys(items, "silent")) == "silent"
    assert status("ICRMW-07", state="value", items=everything | {"pay": "not-applicable"}) == "met"


def test_a_fee_on_the_worker_is_not_met_and_unknown_payers_are_not_assessed():
    rows = CATALOGUE.requirement("RECRUITMEN-01").answer.items
    all_by_employer = dict.fromkeys(rows, ("employer",))
    assert status("RECRUITMEN-01", state="value", matrix=all_by_employer) == "met"
    assert (
        status("RECRUITMEN-01", state="value", matrix=all_by_employer | {"medical": ("employer", "worker")})
        == "partly"
    )
    assert status("RECRUITMEN-01", state="value", matrix={"medical": ("employer",)}) == "not assessed"


def test_grounds_are_kept_apart(tmp_path):
    a = assess(made(tmp_path), DAY)
    c97, icrmw, model = (a.finding(r) for r in ("C97-07", "ICRMW-20", "R86ANNEX-06"))
    assert (c97.ground.word, c97.law) == ("binding", "meets")
    assert c97.ground.bound == ("ESP", "ITA")
    assert icrmw.ground.word != "binding" and icrmw.law == ""
    assert model.ground.word == "recommended" and "model agreement" in model.ground.recommended
    assert [s.id for s in icrmw.ground.sentences] == ["B5.11a", "N.H.3", "B5.4b"]
    assert a.finding("C97-10").law == "breaks"  # the worker pays, Annex II binds both
    assert a.finding("C97-10") in a.breaches


def test_the_same_text_on_two_days_around_a_ratification(tmp_path):
    i = made(tmp_path)
    before, after = assess(i, date(1968, 3, 20)), assess(i, date(1968, 3, 21))
    assert before.finding("C97-07").ground.word == "binding on one"
    assert after.finding("C97-07").ground.word == "binding"
    assert before.finding("C97-07").status == after.finding("C97-07").status == "met"


def test_the_dutch_denunciation_of_c118_changes_the_ground_and_nothing_else(tmp_path):
    i = made(tmp_path, SOCIAL, parties="ITA, NLD")
    before, after = assess(i, date(2005, 12, 19)), assess(i, date(2005, 12, 20))
    assert before.finding("C118-05").ground.word == "binding"
    assert after.finding("C118-05").ground.word == "founding"
    assert {k: f.status for k, f in before.findings.items()} == {
        k: f.status for k, f in after.findings.items()
    }


def test_scope_comes_before_judging(tmp_path):
    seasonal = made(tmp_path, tags="regular, seasonal", not_tags="frontier")
    f = assess(seasonal, DAY).finding("C143-05")
    assert (f.status, f.answer) == (
        "not assessed",
        "met",
    )  # whether they are sent for a specific duty is not said
    assert "specific-duty" in assess(seasonal, DAY).asks
    sent = made(tmp_path, tags="regular, specific-duty", not_tags="seasonal")
    f = assess(sent, DAY).finding("C143-05")
    assert (f.status, f.law) == ("not applicable", "") and "11(2)(e)" in f.why
    assert assess(made(tmp_path), DAY).finding("C143-05").status == "met"


def test_fair_conditions_and_options_are_two_tests(tmp_path):
    fair, option = two_tests(assess(made(tmp_path), DAY))
    verdicts = {c.sentence.id: c.verdict for c in (*fair.conditions, *option.conditions)}
    assert verdicts["B5.6b"] == "not assessed"
    assert verdicts["B5.11a"] == "open"
    assert verdicts["B5.11b"] == "closed"
    assert verdicts["B5.11c"] == "silent"
    assert fair.name != option.name and option.verdict == "in part"


def test_a_seasonal_scheme_is_asked_for_family_reunion_by_the_founding_documents_all_the_same(tmp_path):
    clauses = "  - {requirement: COEETS93-04, answer: absent, article: Art. 4}\n"
    a = assess(made(tmp_path, clauses, tags="regular, seasonal", not_tags="specific-duty"), DAY)
    assert a.finding("COEETS93-04").status == "not applicable"
    _, option = two_tests(a)
    assert option.conditions[0].verdict == "closed"


def test_taking_one_clause_out_changes_what_it_must_and_nothing_else(tmp_path):
    line = "  - {requirement: C97-07, answer: yes, article: Art. 9}\n"
    whole = assess(made(tmp_path), DAY)
    silent = assess(made(tmp_path, CLAUSES.replace(line, "  - {requirement: C97-07, answer: silent}\n")), DAY)
    gone = assess(made(tmp_path, CLAUSES.replace(line, "")), DAY)
    for changed, word in ((silent, "silent"), (gone, "not assessed")):
        assert {k for k, f in changed.findings.items() if f.status != whole.finding(k).status} == {"C97-07"}
        assert changed.finding("C97-07").status == word
    added = {e.topic for e in redline(silent)} - {e.topic for e in redline(whole)}
    assert added == {"transfers"}
    assert [e.topic for e in redline(gone)] == [e.topic for e in redline(whole)]


def test_the_redline_names_articles_and_what_binds_comes_first(tmp_path):
    entries = redline(assess(made(tmp_path), DAY))
    by_topic = {e.topic: e for e in entries}
    fees = by_topic["recruitment-costs"]
    assert fees.ground == "binding" and fees.change and fees.articles == ("C97 Annex II 4(2)",)
    assert not by_topic["citizenship"].change and "B5.11c" in by_topic["citizenship"].sentences
    assert by_topic["equal-conditions"].asked[0].missing == (
        CATALOGUE.requirement("C97-03").answer.items["housing"],
    )
    order = [e.ground for e in entries]
    assert order == sorted(
        order, key=("binding", "binding on one", "not known", "recommended", "founding").index
    )


def test_every_finding_leads_to_an_article_and_a_founding_sentence(tmp_path):
    a = assess(made(tmp_path), DAY)
    assert len(a.findings) == sum(r.answer.scored for r in CATALOGUE.requirements.values())
    for f in a.findings.values():
        assert (
            f.cited
            and f.why
            and f.ground.sentences
            and all(s.id in CATALOGUE.sentences for s in f.ground.sentences)
        )
        if f.requirement.verification != "read":
            assert f.requirement.mark in f.cited


def test_kappa_and_alpha_against_sums_done_by_hand():
    # 50 answers: both yes 20, both no 15, yes/no 5, no/yes 10: observed 0.7, by chance 0.5*0.6 + 0.5*0.4 = 0.5
    a = ["y"] * 20 + ["y"] * 5 + ["n"] * 10 + ["n"] * 15
    b = ["y"] * 20 + ["n"] * 5 + ["y"] * 10 + ["n"] * 15
    assert cohens_kappa(a, b) == Fraction(2, 5)
    # 4 values of y and 4 of n in 4 units, 2 units differ: observed 4/8, by chance 2*4*4/(8*7) = 4/7; 1 - (1/2)/(4/7) = 1/8
    units = [{"a": x, "b": y} for x, y in ("yy", "nn", "yn", "ny")]
    assert krippendorffs_alpha(units) == Fraction(1, 8)
    assert cohens_kappa(["y", "y"], ["y", "y"]) is None and cohens_kappa([], []) is None
    assert krippendorffs_alpha([{"a": "y", "b": "y"}, {"a": "n"}]) is None


def test_two_coders(tmp_path):
    second = """
  - {requirement: C97-07, answer: silent, coder: B}
  - {requirement: C97-10, answer: worker, article: Art. 5, coder: B}
  - {requirement: ICRMW-20, answer: yes, months: 12, article: Art. 4, coder: B}
  - {requirement: C97-12, answer: yes, article: Art. 4, coder: B}
"""
    found = agreement(made(tmp_path, CLAUSES + second), "A", "B")
    assert (found.both, found.same, found.percent) == (3, 2, Fraction(200, 3))
    # by chance: met 2/3 * 1/3 + not 1/3 * 1/3 = 1/3; (2/3 - 1/3) / (1 - 1/3)
    assert found.kappa == Fraction(1, 2)
    assert {d.requirement: d.same_finding for d in found.disagreements} == {"C97-07": False, "ICRMW-20": True}
    assert found.only_second == ("C97-12",)
    with pytest.raises(KeyError, match="coders: A, B"):
        agreement(made(tmp_path, CLAUSES + second), "A", "C")


def test_the_order_of_scores_depends_on_the_weights_and_says_so(tmp_path):
    transfers = "  - {requirement: C97-07, answer: %s, article: Art. 9}\n"
    courts = "  - {requirement: C97-05, answer: %s, article: Art. 3}\n"
    a = assess(made(tmp_path, transfers % "yes" + courts % "no", name="first"), DAY)
    b = assess(made(tmp_path, transfers % "no" + courts % "yes", name="second"), DAY)
    got = rank([a, b], {"remittances": Fraction(2), "rights": Fraction(1)})
    assert got.order == ("first", "second") and got.scores[0].total == Fraction(2, 3)
    assert {(w, f) for w, f, _ in got.changes} == {("remittances", Fraction(0)), ("rights", Fraction(4))}
    assert got.certain == ()
    with pytest.raises(ValueError, match="no theme is called colour"):
        rank([a], {"colour": Fraction(1)})


def test_there_is_no_score_unless_asked_for(tmp_path, capsys):
    file = str(write(tmp_path))
    assert run_cli(["assess", file, "--on", "2020-01-01", "--json"]) == FINDING
    data = json.loads(capsys.readouterr().out)
    assert "score" not in data and data["on"] == "2020-01-01"
    assert sum(data["counts"].values()) == len(data["findings"])
    assert run_cli(["assess", file, "--weights", "work=1", "--json"]) in (OK, FINDING)
    assert json.loads(capsys.readouterr().out)["score"]["weights"] == {"work": 1.0}


@pytest.mark.parametrize("columns", ["80", "120"])
def test_the_text_fits_its_columns(tmp_path, capsys, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", columns)
    assert run_cli(["assess", str(write(tmp_path)), "--on", "2020-01-01", "--all"]) == FINDING
    out = capsys.readouterr().out
    assert max(len(line) for line in out.splitlines()) <= int(columns)
    assert "THE TWO TESTS OF BELLAGIO SECTION 5" in out and "[BREAKS]" in out and "REDLINE LIST" in out


def test_what_cannot_be_assessed_is_said(tmp_path, capsys):
    assert run_cli(["assess", "no-such-instrument"]) == BAD_INPUT
    assert "no coded instrument is called" in capsys.readouterr().err
    broken = write(
        tmp_path, "  - {requirement: C97-7, answer: yes}\n  - {requirement: C97-07, answer: maybe}\n"
    )
    assert run_cli(["assess", str(broken), "--json"]) == BAD_INPUT
    assert len(json.loads(capsys.readouterr().out)["problems"]) == 2
    assert run_cli(["assess", str(write(tmp_path)), "--coder", "Z"]) == BAD_INPUT


# ---- a seasonal scheme, and one instrument on two days ----


def seasonal(folder, tags, not_tags=""):
    clauses = """
  - {requirement: C143-05, answer: silent}
  - {requirement: C143-07, answer: silent}
  - {requirement: COEETS93-04, answer: silent}
  - {requirement: EU201436SE-05, items: {pay: yes, minimum-age: yes, dismissal: yes, hours: yes, leave: yes, safety: silent}, article: Art. 3}
"""
    return made(folder, clauses, name="pickers", parties="MAR, ESP", tags=tags, not_tags=not_tags)


def test_a_seasonal_scheme_against_c143_ets93_and_the_directive(tmp_path):
    day = date(2020, 1, 1)
    unsaid = assess(seasonal(tmp_path, "regular, seasonal"), day)
    assert unsaid.finding("C143-05").status == "not assessed" and "C143-05" in unsaid.asks["specific-duty"]
    duty = assess(seasonal(tmp_path, "regular, seasonal, specific-duty"), day)
    assert duty.finding("C143-05").status == "not applicable" and "11(2)" in duty.finding("C143-05").why
    plain = assess(seasonal(tmp_path, "regular, seasonal", "specific-duty"), day)
    assert plain.finding("C143-05").status == "silent"
    for found in (unsaid, duty, plain):
        assert found.finding("COEETS93-04").status == "not applicable"
        assert found.finding("EU201436SE-05").status == "partly"


def test_the_directive_binds_the_state_of_work_from_transposition_and_not_the_state_of_origin(tmp_path):
    pickers = seasonal(tmp_path, "regular, seasonal", "specific-duty")
    before, after = (assess(pickers, date(2016, 9, d)).finding("EU201436SE-05") for d in (29, 30))
    assert (before.ground.word, after.ground.word) == ("founding", "binding on one")
    assert after.ground.bound == ("ESP",) and "MAR: not bound" in after.ground.why


def test_the_european_union_as_a_party_is_never_left_unknown():
    from corridor.commitments import find_coded

    found = assess(find_coded("eu-seasonal-workers-2014-36"), date(2020, 1, 1))
    assert not found.on_ground("not known") and not found.on_ground("binding")
    assert "states alone" in found.finding("ICRMW-20").ground.why
    assert found.finding("ICRMW-20").status == "not" and found.finding("EU201436SE-05").status == "met"
    assert not found.breaches


def test_one_denied_branch_breaks_binding_law_even_where_the_others_were_not_coded(tmp_path, capsys):
    clauses = "  - {requirement: C118-01, per_branch: {old-age: no}, article: Art. 4}\n"
    file = write(tmp_path, clauses, name="nld-tur", parties="TUR, NLD")
    found = assess(load_coded(file), date(2005, 12, 19))
    assert found.finding("C118-01").status == "not assessed" and found.finding("C118-01").law == "breaks"
    assert run_cli(["assess", str(file), "--on", "2005-12-19"]) == FINDING
    assert "BREAKS" in capsys.readouterr().out
    assert run_cli(["assess", str(file), "--on", "2005-12-20"]) == OK


def test_one_instrument_on_two_days_around_a_denunciation(tmp_path):
    """The Netherlands left C118 on 20 December 2005: what bound both the day before is asked by the founding documents alone."""
    clauses = "  - {requirement: C118-01, per_branch: {old-age: no, survivors: no, invalidity: no}, article: Art. 4}\n"
    same = made(tmp_path, clauses, name="nld-tur", parties="TUR, NLD")
    before, after = (assess(same, date(2005, 12, d)) for d in (19, 20))
    assert (before.finding("C118-01").ground.word, before.finding("C118-01").law) == ("binding", "breaks")
    assert (after.finding("C118-01").ground.word, after.finding("C118-01").law) == ("founding", "")
    assert before.finding("C118-01").answer == after.finding("C118-01").answer
    moved = {r for r, f in before.findings.items() if f.ground.word != after.findings[r].ground.word}
    assert moved and all(r.startswith("C118") for r in moved)


def test_the_title_is_shown_in_the_language_of_the_reader(capsys):
    assert run_cli(["assess", "switzerland-spain-1961", "--language", "es"]) in (OK, FINDING)
    shown = " ".join(capsys.readouterr().out.split())
    with language("es"):
        title = _(find_coded("switzerland-spain-1961").title)
    assert "España" in title
    assert title in shown
