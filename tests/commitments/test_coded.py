"""The instruments that ship: they load, every answer has its article, and what their texts say was checked by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from corridor.agreements import find_instrument
from corridor.commitments import load_catalogue
from corridor.commitments.answers import outcome
from corridor.commitments.coders import agreement
from corridor.commitments.instruments import CODED, CodedInstrument, all_coded, find_coded, load_coded
from corridor.commitments.scope import NONE, reach
from corridor.commitments.vocabulary import TEXTUAL

CATALOGUE = load_catalogue()
FILES = sorted(CODED.glob("*.yaml"))
SECOND, BLIND = "second reading", "blind reading"
SPAIN, ITALY = "switzerland-spain-1961", "switzerland-italy-1964"
EU, MODEL, INVENTED = "eu-seasonal-workers-2014-36", "r86-model-agreement-1949", "invented-contract-programme"
CANADA = {
    "canada-india-2012": ("CAN-IND", 60, "Art. 5(1)"),
    "canada-mexico-1995": ("", 60, "Art. 5(1)"),
    "canada-morocco-1998": ("CAN-MAR", 36, "Art. 5(1)"),
    "canada-philippines-1994": ("CAN-PHL", 60, "Art. V(1)"),
    "canada-turkiye-1998": ("", 24, "Art. V(a)"),
}
#: Readings made from the text and the questions alone: answered by both, same finding, disagreements settled.
BLIND_READINGS = {
    ITALY: (140, 116, 24),
    SPAIN: (135, 110, 26),
    "canada-philippines-1994": (33, 26, 7),
    EU: (10, 9, 1),
}
#: What the second reading has to cover wherever the first answered it.
MATTERS = (
    "ICRMW-20", "UNSRA72173-01", "R86ANNEX-06", "ICRMW-07", "C97-03", "R86ANNEX-10", "FAIRRECRUI-01", "R86ANNEX-11", "GCM-09",
    "C118-03", "C118-05", "C157-01", "C97-05", "FAIRRECRUI-05", "ICRMW-04",
)  # fmt: skip


def state(instrument: str, requirement: str, coder: str | None = None) -> str:
    return find_coded(instrument).clause(requirement, coder).state


def test_all_ten_are_there():
    assert {i.id for i in all_coded()} == {SPAIN, ITALY, EU, MODEL, INVENTED, *CANADA}


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_loads_without_problems(file: Path):
    coded = load_coded(file)
    assert coded.id == file.stem
    assert coded.coders == ("first reading", SECOND, *([BLIND] if file.stem in BLIND_READINGS else []))
    assert coded.workers and coded.text.title and coded.text.read
    if not coded.invented:
        assert coded.warnings == ()


def test_warnings_of_the_hard_case_are_meant():
    said = [str(w) for w in find_coded(INVENTED).warnings]
    assert len(said) == 2 and "C189-06 met" in said[0] and "UDHRICCPR-01 not met" in said[1]


@pytest.mark.parametrize("coded", all_coded(), ids=lambda i: i.id)
def test_every_answer_says_where(coded: CodedInstrument):
    for clause in coded.clauses:
        where = f"{coded.id} {clause.requirement} {clause.coder}"
        assert clause.date == date(2026, 11, 22) and clause.confidence, where
        said = [*clause.parts.values(), *(w for words in clause.matrix.values() for w in words)]
        answered = clause.state in TEXTUAL and (not said or set(said) - {"silent", "not-assessed"})
        if answered:
            assert clause.article or clause.practice, where
        if clause.article:
            assert clause.pointer, where
        if clause.state in ("not-applicable", "partly"):
            assert clause.note, where


@pytest.mark.parametrize("coded", all_coded(), ids=lambda i: i.id)
def test_only_who_read_all_says_silent(coded: CodedInstrument):
    """Where only some articles were read nothing is silent: it is not assessed."""
    if coded.text.read != "yes":
        assert not [c.requirement for c in coded.clauses if c.state == "silent"]


@pytest.mark.parametrize("coded", all_coded(), ids=lambda i: i.id)
def test_texts_read_in_full_leave_no_question_open(coded: CodedInstrument):
    scored = {r.id for r in CATALOGUE.requirements.values() if r.answer.scored}
    if coded.text.read == "yes":
        assert scored - set(coded.by_coder(coded.coder)) == set()


@pytest.mark.parametrize("coded", all_coded(), ids=lambda i: i.id)
def test_second_reading_covers_what_matters(coded: CodedInstrument):
    first, second = coded.by_coder(coded.coder), coded.by_coder(SECOND)
    assert set(second) <= set(first)
    assert [r for r in MATTERS if r in first and r not in second] == []


@pytest.mark.parametrize("coded", all_coded(), ids=lambda i: i.id)
def test_disagreements_are_kept(coded: CodedInstrument):
    def content(clause):
        return (clause.state, clause.value, clause.number, dict(clause.parts), dict(clause.matrix))

    second = coded.by_coder(SECOND)
    differ = [r for r, c in second.items() if content(c) != content(coded.clause(r))]
    assert differ
    assert len(differ) < len(second) / 2


@pytest.mark.parametrize("name", BLIND_READINGS)
def test_blind_readings_keep_their_statistic_and_every_disagreement_is_settled(name: str):
    coded = find_coded(name)
    found = agreement(coded, coded.coder, BLIND)
    assert (found.both, found.same, len(coded.settled)) == BLIND_READINGS[name]
    assert all(d.same_finding or d.settled is not None for d in found.disagreements)
    for s in coded.settled:
        requirement = CATALOGUE.requirements[s.requirement]
        first, second = coded.by_coder(coded.coder)[s.requirement], coded.by_coder(BLIND)[s.requirement]
        assert outcome(requirement, second).status == s.found[1], s.requirement
        now = outcome(requirement, first).status
        assert now == (s.found[1] if s.kept == "second" else s.found[0]), s.requirement


def test_a_correction_does_not_make_the_readers_agree():
    """The statistic counts what was found before anything was corrected."""
    coded = find_coded(ITALY)
    corrected = [s.requirement for s in coded.settled if s.kept == "second"]
    assert corrected
    now = agreement(replace(coded, settled=()), coded.coder, BLIND)
    assert now.same == agreement(coded, coded.coder, BLIND).same + len(corrected)


# ---- the guest-worker agreements ----


def test_dates_and_type_of_the_guest_worker_agreements():
    spain, italy = find_coded(SPAIN), find_coded(ITALY)
    assert (spain.type, italy.type) == ("guest-worker", "guest-worker")
    assert (spain.signed, spain.in_force) == (date(1961, 3, 2), date(1961, 11, 10))
    assert (italy.signed, italy.in_force) == (date(1964, 8, 10), date(1965, 4, 22))
    assert spain.origins == ("ESP",) and italy.destinations == ("CHE",)


@pytest.mark.parametrize("instrument", [SPAIN, ITALY])
def test_workers_are_regular_temporary_and_on_no_specific_duty(instrument):
    by_number, by_name, seasonal = find_coded(instrument).workers
    for group in (by_number, by_name, seasonal):
        assert group.has("regular") and group.has("temporary") and group.has("specific-duty") is False
    assert by_number.has("group-recruitment") and by_name.has("group-recruitment") is False
    assert seasonal.has("seasonal")
    assert reach(CATALOGUE.requirements["C143-07"], by_number).reach != NONE


def test_passports_are_issued_not_taken():
    for instrument in (SPAIN, ITALY):
        clause = find_coded(instrument).clause("ICRMW-04")
        assert clause.state == "silent" and "issue" in clause.note


def test_italy_opens_to_family_settlement_and_free_work_and_spain_does_not():
    italy = find_coded(ITALY)
    assert (italy.clause("ICRMW-20").state, italy.clause("ICRMW-20").article) == ("partly", "Art. 13")
    assert italy.clause("ICRMW-26").value == Fraction(60)
    assert (italy.clause("ICRMW-30").state, italy.clause("ICRMW-30").article) == ("yes", "Art. 12(1)")
    assert [state(SPAIN, r) for r in ("ICRMW-20", "ICRMW-26", "ICRMW-30", "UNSRA72173-01")] == ["silent"] * 4
    assert [state(i, "R86ANNEX-06") for i in (SPAIN, ITALY)] == ["silent", "silent"]


def test_years_to_settlement_in_1964_are_disputed():
    italy = find_coded(ITALY)
    assert italy.clause("UNSRA72173-01").value == Fraction(9)
    assert italy.clause("UNSRA72173-01", SECOND).state == "absent"


def test_who_pays_for_journey_and_recruitment():
    spain, italy = find_coded(SPAIN), find_coded(ITALY)
    assert spain.clause("R86ANNEX-04").value == italy.clause("R86ANNEX-04").value == "employer"
    assert spain.clause("RECRUITMEN-01").matrix["travel-lodging"] == ("employer", "worker")
    assert spain.clause("C97-13").value == "employer" and italy.clause("C97-13").state == "silent"
    assert italy.clause("C97-10").value == "employer" and spain.clause("C97-10").state == "silent"
    assert italy.clause("RECRUITMEN-01").matrix["administration"] == ("employer",)


def test_equal_conditions_and_courts_in_both():
    for instrument, article in ((SPAIN, "Art. 11(4)"), (ITALY, "Art. 15(4)")):
        coded = find_coded(instrument)
        assert coded.clause("ICRMW-07").items["pay"] == "yes"
        assert coded.clause("C97-03").items["union"] == "silent"
        assert (coded.clause("C97-05").state, coded.clause("C97-05").article) == ("yes", article)
    assert state(ITALY, "ICRMW-05") == "partly" and state(SPAIN, "ICRMW-05") == "silent"


def test_social_security_is_left_to_a_treaty_that_was_not_read():
    for instrument, article in ((SPAIN, "Art. 12(1)"), (ITALY, "Art. 17")):
        coded = find_coded(instrument)
        assert (coded.clause("R86ANNEX-11").state, coded.clause("R86ANNEX-11").article) == ("yes", article)
        assert coded.clause("C118-03").state == coded.clause("C118-05").state == "not-assessed"
        assert any(r.article == article for r in coded.references)
    branches = find_coded(ITALY).clause("ICRMW-09").per_branch
    assert branches["unemployment"] == "partly" and branches["old-age"] == "not-assessed"


# ---- Canada's agreements ----


@pytest.mark.parametrize(("instrument", "engine", "months", "export"), [(k, *v) for k, v in CANADA.items()])
def test_the_five_principles_in_canadas_agreements(instrument, engine, months, export):
    coded = find_coded(instrument)
    assert coded.type == "social-security" and coded.agreement == engine
    assert set(coded.clause("R167-01").items.values()) == {"yes"}
    assert coded.clause("C157-01").number == Fraction(months)
    assert coded.clause("C118-05").number == Fraction(12)
    exported = coded.clause("C118-03")
    assert exported.per_branch["old-age"] == "yes" and exported.article.startswith(export)
    assert coded.clause("C118-03", SECOND).per_branch["old-age"] == "partly"
    assert state(instrument, "ICRMW-20") == state(instrument, "FAIRRECRUI-01") == "not-applicable"
    assert state(instrument, "C118-04") == "absent"


@pytest.mark.parametrize("instrument", [k for k, v in CANADA.items() if v[0]])
def test_the_engine_holds_the_same_agreement_from_the_same_day(instrument):
    coded = find_coded(instrument)
    engine = find_instrument(coded.agreement)
    assert set(engine.parties) == set(coded.parties)
    assert min(v.starts for v in engine.versions) == coded.in_force


def test_work_injury_is_covered_on_one_side_only():
    covered = {i: find_coded(i).clause("C118-01").per_branch["employment-injury"] for i in CANADA}
    assert {i for i, s in covered.items() if s == "partly"} == {"canada-morocco-1998", "canada-turkiye-1998"}
    assert {s for i, s in covered.items() if s != "partly"} == {"absent"}


def test_indias_sixty_months_are_disputed():
    india = find_coded("canada-india-2012")
    assert india.clause("C157-01").number == 60 and india.clause("C157-01", SECOND).number is None


# ---- the directive, the model, the invented programme ----


def test_the_directive_passes_equal_treatment_and_leaves_out_the_family():
    eu = find_coded(EU)
    assert set(eu.clause("EU201436SE-05").items.values()) == {"yes"}
    assert set(eu.clause("EU201436SE-09").items.values()) == {"yes"}
    assert (eu.clause("ICRMW-20").state, eu.clause("ICRMW-20").article) == ("absent", "recital 46")
    assert eu.clause("UNSRA72173-01").state == "absent"
    branches = eu.clause("EU201436SE-06").per_branch
    assert branches["family"] == branches["unemployment"] == "partly" and branches["old-age"] == "yes"


def test_of_the_directive_what_was_not_read_is_not_assessed():
    for requirement in ("EU201436SE-03", "EU201436SE-07", "EU201198SI-01", "R86ANNEX-06", "ICRMW-26"):
        assert state(EU, requirement) == "not-assessed"
    assert find_coded(EU).clause("EU201436SE-02").items["employer-change"] == "not-assessed"


def test_the_model_agreement_only_as_far_as_it_was_read():
    model = find_coded(MODEL)
    answered = {r for r, c in model.by_coder(model.coder).items() if c.state != "not-assessed"}
    assert {"R86ANNEX-01", "R86ANNEX-07", "R86ANNEX-08", "R86ANNEX-16"} <= answered
    assert not answered & {
        "R86ANNEX-02",
        "R86ANNEX-04",
        "R86ANNEX-06",
        "R86ANNEX-10",
        "R86ANNEX-12",
        "R86ANNEX-15",
    }
    assert model.in_force is None and model.clause("C97-06").state == "no"


def test_the_hard_case_says_that_it_is_invented():
    hard = find_coded(INVENTED)
    assert (
        hard.invented and hard.title.startswith("Invented") and all(p.startswith("X") for p in hard.parties)
    )
    assert [i.id for i in all_coded() if i.invented] == [INVENTED]
    assert hard.text.grade == "invented"


def test_the_hard_case_tells_its_groups_apart():
    firms, household, crews = find_coded(INVENTED).workers
    equality = CATALOGUE.requirements["C143-05"]
    assert reach(equality, crews).reach == NONE
    assert reach(equality, firms).reach != NONE
    assert reach(CATALOGUE.requirements["C189-03"], household).reach != NONE
    assert reach(CATALOGUE.requirements["C189-03"], crews).reach == NONE


def test_the_hard_case_closes_settlement_and_splits_its_readers():
    hard = find_coded(INVENTED)
    assert hard.clause("UNSRA72173-01").state == hard.clause("R86ANNEX-06").state == "absent"
    assert (state(INVENTED, "ICRMW-04"), state(INVENTED, "ICRMW-04", SECOND)) == ("partly", "no")
    assert hard.clause("RECRUITMEN-01").matrix["recruitment-fee"] == ("worker",)
    assert set(hard.clause("C118-03").per_branch.values()) == {"no", "silent"}
