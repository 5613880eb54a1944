"""Treaty status: dated, per part and branch, and "not known" where nothing was read."""

from __future__ import annotations

from datetime import date

import pytest

from corridor.commitments import CommitmentProblems, load_catalogue
from corridor.commitments.treaties import TREATIES, load_treaties, read_treaties, status, ties

DAY_BEFORE, DAY = date(2005, 12, 19), date(2005, 12, 20)


def test_the_denunciation_of_c118_by_the_netherlands():
    assert status("C118", "NLD", date(1965, 7, 2)).state == "not bound"
    assert status("C118", "NLD", date(1965, 7, 3)).state == "bound"
    assert status("C118", "NLD", DAY_BEFORE).state == "bound"
    assert status("C118", "NLD", DAY).state == "not bound"
    assert "20 December 2005" in status("C118", "NLD", DAY).why


def test_both_parties_must_be_bound_for_a_reciprocal_convention():
    before, after = (ties("C118", ["NLD", "TUR"], d, branches=["old-age"]) for d in (DAY_BEFORE, DAY))
    assert (before.verdict, after.verdict) == ("both", "none")
    assert after.bound == ("TUR",)
    assert (
        before.branches is not None and "old-age" in before.branches and "unemployment" not in before.branches
    )
    assert "memory" in before.branches_mark


def test_a_branch_that_one_party_did_not_accept_does_not_bind():
    assert ties("C118", ["NLD", "IND"], DAY_BEFORE, branches=["old-age"]).verdict == "none"
    assert ties("C118", ["NLD", "IND"], DAY_BEFORE, branches=["sickness"]).verdict == "both"
    assert ties("C118", ["NLD", "DEU"], DAY_BEFORE).branches is None


def test_nothing_read_is_not_known_and_a_list_speaks_only_for_its_day():
    assert status("C143", "CHE", date(2020, 1, 1)).state == "not known"
    assert status("ICRMW", "NLD", date(2009, 7, 1)).state == "not bound"
    assert status("ICRMW", "NLD", date(2020, 1, 1)).state == "not known"
    assert ties("C97", ["CHE", "ESP"], date(1970, 1, 1)).verdict == "not known"


def test_before_the_standard_is_in_force_nobody_is_bound():
    assert status("C143", "CHE", date(1961, 11, 10)).state == "not bound"
    assert ties("ICRMW", ["ESP", "CHE"], date(1964, 1, 1)).verdict == "none"
    assert status("MFLM", "MAR", date(2020, 1, 1)).state == "not bound"


def test_parts_that_were_excluded_or_not_read():
    assert status("C97", "FRA", date(1970, 1, 1), "Annex II").state == "not bound"
    assert status("C97", "FRA", date(1970, 1, 1), "main").state == "bound"
    assert status("C97", "NLD", date(1970, 1, 1), "Annex I").state == "not known"


def test_one_sided_ties_of_a_convention_that_is_not_reciprocal():
    found = ties("ICRMW", ["PHL", "CAN"], date(2010, 1, 1))
    assert (found.verdict, found.bound, found.reciprocal) == ("one", ("PHL",), False)


def test_a_state_that_cannot_become_a_party():
    assert status("ETS93", "MAR", date(2030, 1, 1)).state == "not bound"
    assert ties("ETS93", ["MAR", "NLD"], date(1990, 1, 1)).verdict == "none"
    assert ties("ETS93", ["TUR", "NLD"], date(1990, 1, 1)).verdict == "both"


def test_marks_travel_and_old_sightings_are_said():
    assert "memory" in status("C157", "PHL", date(2000, 1, 1)).mark
    assert status("C97", "DEU", date(1990, 1, 1)).mark == ""
    assert "last seen bound on 8 April 1976" in status("C118", "IND", date(2020, 1, 1)).why


def test_the_european_union_is_no_state_and_a_directive_binds_its_members_from_transposition():
    on = date(2020, 1, 1)
    for standard in ("ICRMW", "C97", "C118", "ETS93"):
        found = status(standard, "EU", on)
        assert found.state == "not bound" and "states alone" in found.why
    assert "not the Union" in status("EU-2014-36", "EU", on).why
    assert status("EU-2014-36", "ESP", date(2016, 9, 29)).state == "not bound"
    assert status("EU-2014-36", "POL", date(2016, 9, 30)).state == "bound"
    assert [status("EU-2014-36", s, on).state for s in ("IRL", "DNK", "GBR", "MAR", "CHE")] == [
        "not bound"
    ] * 5
    assert ties("EU-2014-36", ["MAR", "ESP"], on).verdict == "one"
    assert ties("EU-2014-36", ["ESP", "ITA"], on).verdict == "both"
    assert status("EU-2011-98", "DEU", date(2026, 5, 21)).state == "bound"
    assert status("EU-2011-98", "DEU", date(2026, 5, 22)).state == "not bound"


def test_every_entry_names_its_source_or_is_from_memory():
    for entry in load_treaties().values():
        assert entry.sources or entry.verification == "memory", entry


def test_problems_of_the_file_come_together(tmp_path):
    text = TREATIES.read_text(encoding="utf-8")
    text = text.replace("ended: 2005-12-20", "ended: 1960-12-20", 1)
    text = text.replace("excluded: [Annex II]", "excluded: [Annex IX]", 1)
    text = text.replace("sources: [ch-c102]", "sources: [nowhere]", 1)
    text = text.replace("{closed: true,", "{closed: true, in_force: 1990-01-01,", 1)
    file = tmp_path / "treaties.yaml"
    file.write_text(text + "  C9999: {}\n  MFLM: {}\n", encoding="utf-8")
    with pytest.raises(CommitmentProblems) as caught:
        read_treaties(file, load_catalogue())
    said = str(caught.value)
    for part in (
        "not after in_force",
        "Annex IX",
        "nowhere",
        "expected one of in_force",
        "C9999",
        "binds nobody",
    ):
        assert part in said, part
