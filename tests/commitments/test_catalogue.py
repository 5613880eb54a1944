"""The two catalogue files: complete, linked both ways, and refused with every problem when they are wrong."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from corridor.commitments import CommitmentProblems, load_catalogue
from corridor.commitments.catalogue import HERE, place_words, read_catalogue
from corridor.commitments.vocabulary import BRANCHES, VERIFICATION

CATALOGUE = load_catalogue()


def test_all_founding_sentences_are_there():
    counts = Counter(s.document for s in CATALOGUE.sentences.values())
    assert counts == {"bellagio-2006": 100, "ngo-2011": 61}
    checks = Counter(s.check for s in CATALOGUE.sentences.values())
    assert checks == {"process": 49, "instrument": 49, "indicator": 40, "partnership": 23}
    now = Counter(s.checkable_now for s in CATALOGUE.sentences.values())
    assert now == {"user": 51, "yes": 42, "legal": 42, "partial": 26}


def test_links_go_both_ways():
    forward = {(s, r.id) for r in CATALOGUE.requirements.values() for s in r.sentences}
    back = {(s.id, r) for s in CATALOGUE.sentences.values() for r in s.requirements}
    assert forward == back
    assert all(r.sentences and r.gcm and r.sdg for r in CATALOGUE.requirements.values())


def test_every_instrument_sentence_has_a_requirement_but_four():
    """These four ask for comparison, for scenarios, and for trade agreements, which no standard here covers."""
    without = {s.id for s in CATALOGUE.sentences.values() if s.check == "instrument" and not s.requirements}
    assert without == {"B5.1", "B5.4a", "B5.10", "N.S.6a"}


def test_the_two_tests_of_bellagio_section_5_have_requirements():
    for sentence in ("B5.6a", "B5.6b", "B5.6c", "B5.6d", "B5.11a", "B5.11b", "B5.11c"):
        scored = [
            r for r in CATALOGUE.sentences[sentence].requirements if CATALOGUE.requirements[r].answer.scored
        ]
        assert scored, sentence


def test_what_was_read_names_its_source_and_the_rest_is_marked():
    for r in CATALOGUE.requirements.values():
        assert bool(r.sources) == (r.verification != "memory"), r.id
        assert bool(r.mark) == (r.verification != "read"), r.id
        assert all(s.address for s in r.sources), r.id
    assert "from memory" in CATALOGUE.citation("MFLM2006-02")
    assert CATALOGUE.citation("C118-05") == "C118 Art. 7"
    counts = CATALOGUE.counts_by_verification()
    assert sum(sum(c.values()) for c in counts.values()) == len(CATALOGUE.requirements)
    assert counts["C118"] == {"read": 7, "partly": 0, "memory": 0}


def test_no_threshold_hides_in_a_criterion():
    """A number chosen by the project is a named threshold; what is left are codes, counts of a source, and the like."""
    for s in CATALOGUE.sentences.values():
        assert not re.search(r"\d+ ?%|\bhalf\b|at least \d", s.criterion), s.id
        assert all(re.search(name, s.criterion) for name in s.thresholds if s.id not in ("B9.1c", "B9.2a")), (
            s.id
        )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("B5.11a", "Bellagio section 5, sentence 11 (a)"),
        ("B0.4", "Bellagio preamble, sentence 4"),
        ("N.T.2c", "NGO paper, tasks 2 (c)"),
        ("B10.2e", "Bellagio section 10, sentence 2 (e)"),
    ],
)
def test_places_in_words(given, said):
    assert place_words(given) == said


def test_answer_types_carry_what_they_need():
    for r in CATALOGUE.requirements.values():
        spec = r.answer
        if spec.type in ("list", "matrix", "per-branch"):
            assert spec.items, r.id
        if spec.type == "per-branch":
            assert set(spec.items) <= set(BRANCHES), r.id
        if spec.type in ("choice", "matrix"):
            assert set(spec.accepted) < set(spec.options), r.id
        assert (spec.limit is None) == (spec.direction == ""), r.id
    assert set(CATALOGUE.requirements["C118-03"].answer.items) == {
        "old-age",
        "invalidity",
        "survivors",
        "employment-injury",
    }


def test_unknown_ids_offer_the_nearest():
    with pytest.raises(KeyError, match="C97-07"):
        CATALOGUE.requirement("C97-7")
    with pytest.raises(KeyError, match=r"B5\.11a"):
        CATALOGUE.sentence("B5.11")


def test_every_problem_at_once(tmp_path):
    text = (HERE / "standards.yaml").read_text(encoding="utf-8")
    text = text.replace("topic: transfers", "topic: transfer", 1)
    text = text.replace("sentences: [B10.2e, N.S.3]", "sentences: [B10.2e, N.S.33]", 1)
    text = text.replace("        verification: read", "        verification: seen", 1)
    text = text.replace('part: III\n        text: "Urgent', 'part: IX\n        text: "Urgent', 1)
    file = tmp_path / "standards.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CommitmentProblems) as caught:
        read_catalogue(HERE / "founding.yaml", file)
    said = str(caught.value)
    for part in (
        "standards.yaml",
        "did you mean transfers?",
        "did you mean N.S.3?",
        "seen",
        "ICRMW-10",
        "expected one of II, III",
    ):
        assert part in said, part
    assert len(caught.value.problems) >= 4


def test_a_sentence_that_stands_twice_is_refused(tmp_path):
    text = (HERE / "founding.yaml").read_text(encoding="utf-8").replace("id: B0.4", "id: B0.1", 1)
    file = tmp_path / "founding.yaml"
    file.write_text(text.replace("kind: scope", "kind: wish", 1), encoding="utf-8")
    with pytest.raises(CommitmentProblems) as caught:
        read_catalogue(file, HERE / "standards.yaml")
    assert "stands twice" in str(caught.value)
    assert "wish" in str(caught.value)


def test_verification_words_are_the_three():
    assert tuple(VERIFICATION) == ("read", "partly", "memory")
