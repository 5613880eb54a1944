"""Search and likeness: words folded over languages, reasons that add up, no pair that nobody stated."""

from __future__ import annotations

import pytest

from corridor.partnerships import (
    WEIGHTS,
    Registry,
    gap_of_priority,
    gap_of_requirement,
    gap_of_sentences,
    match,
    practice_from,
    search,
)
from corridor.partnerships.words import words_of

REGISTRY = Registry.open()


def made(name, **fields):
    return practice_from(
        {"id": name, "kind": "project", "title": {"en": name}, "provenance": {"source": {"en": "invented"}}}
        | fields
    )


@pytest.mark.parametrize(
    ("query", "example"),
    [
        ("DOMESTIC worker", "PX05"),
        ("Émigrés trafficked", "PX09"),
        ("Corée", "PX04"),
        ("ماليزيا", "PX09"),
        ("Países Bajos", "PX06"),
        ("micro", "PX08"),
        ("PX03", "PX03"),
        ("certificación comercio", "PX07"),
        ("عمال المنازل", "PX05"),
        ("syndicats", "PX06"),
    ],
)
def test_search(query, example):
    assert example in {h.practice.example for h in search(query, REGISTRY)[:3]}


def test_nothing_is_found_for_words_that_are_not_there():
    assert (
        search("submarine", REGISTRY) == []
        and search("the of", REGISTRY) == []
        and search("", REGISTRY) == []
    )


def test_arabic_is_folded():
    assert words_of("المُهاجِرين والعمّال") == words_of("مهاجرين عمال")
    assert words_of("مـــأوى") == words_of("ماوى")


def test_reasons_add_up_and_stay_below_the_most():
    for gap in (
        gap_of_requirement("ICRMW-20"),
        gap_of_sentences(["B7.2b", "N.P.2"], corridor=("IDN", "SGP")),
    ):
        found = match(gap, REGISTRY)
        assert found and [m.points for m in found] == sorted((m.points for m in found), reverse=True)
        for m in found:
            assert (
                m.points == pytest.approx(sum(r.share * r.weight for r in m.reasons)) and m.points <= m.most
            )
            assert all(0 < r.share <= 1 and r.words for r in m.reasons)


def test_a_shared_founding_sentence_counts_most():
    found = match(gap_of_sentences(["N.P.2"]), REGISTRY)
    assert found[0].practice.example == "PX02" and found[0].reasons[0].kind == "founding"


def test_a_pair_is_never_inferred():
    gap = gap_of_priority("unions for decent work", corridor=("PHL", "CAN"))
    best = next(m for m in match(gap, REGISTRY) if m.practice.example == "PX06")
    (place,) = [r for r in best.reasons if r.kind in ("corridor", "countries", "region")]
    assert place.kind == "countries" and "not stated" in place.words
    stated = made(
        "unions",
        activity={"en": "unions for decent work"},
        corridors=[{"origin": "PHL", "destination": "CAN"}],
    )
    best = match(gap, Registry.of([stated]))[0]
    assert best.practice.id == "unions" and "corridor" in {r.kind for r in best.reasons}


def test_a_place_alone_makes_no_match():
    gap = gap_of_priority("zzz", corridor=("PHL", "CAN"))
    assert match(gap, REGISTRY) == []


def test_weights_are_the_callers():
    gap = gap_of_priority("shelter", themes=["trade"])
    assert match(gap, REGISTRY, weights={"words": 0})[0].practice.example == "PX07"
    assert match(gap, REGISTRY, weights={"theme": 0})[0].practice.example == "PX09"
    with pytest.raises(ValueError, match="weights"):
        match(gap, REGISTRY, weights={"luck": 1})
    with pytest.raises(ValueError, match="weights"):
        match(gap, REGISTRY, weights={"words": -1})
    assert WEIGHTS["words"] == 3.0


def test_every_requirement_has_an_answer_that_can_be_shown():
    from corridor.commitments.catalogue import load_catalogue

    for requirement in load_catalogue().requirements:
        for m in match(gap_of_requirement(requirement), REGISTRY, limit=2):
            assert 0 < m.points <= m.most


def test_unknown_gaps_are_refused():
    with pytest.raises(KeyError):
        gap_of_requirement("ICRMW-99999")
    with pytest.raises(KeyError):
        gap_of_sentences(["Z9"])
    with pytest.raises(ValueError, match="theme"):
        gap_of_priority("a", themes=["luck"])
