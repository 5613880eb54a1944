"""The records that ship, files of the user, and what is said about wrong ones."""

from __future__ import annotations

import csv

import pytest

from corridor.commitments.artefacts import check_artefacts
from corridor.commitments.catalogue import load_catalogue
from corridor.commitments.coverage import coverage
from corridor.i18n import language
from corridor.partnerships import Registry, RegistryProblems, artefacts, partnerships_data, practice_from
from corridor.partnerships.facts import facts
from corridor.partnerships.registry import practices_of_text, save
from tests.partnerships.material import SHARED

MINIMAL = {"id": "a", "kind": "project", "title": {"en": "A"}, "provenance": {"source": {"en": "invented"}}}


def test_the_ten_examples_are_as_printed():
    file = SHARED / "founding" / "partnerships.csv"
    if not file.exists():
        pytest.skip(f"not here: {file}")
    registry = Registry.open()
    rows = list(csv.DictReader(file.open(encoding="utf-8")))
    assert len(rows) == len(registry) == 10
    for row in rows:
        p = registry.find(row["id"])
        assert p.countries == tuple(c for c in row["countries_iso3"].split(";") if c)
        assert p.heading == row["theme"] and p.founding == (row["seed_row"],)
        assert p.corridors is None, "no pair is read into a list of countries"
        assert p.funding is None and p.results is None and p.start == "" and p.evidence == "none stated"
        sentence = load_catalogue().sentences[row["seed_row"]]
        assert set(p.gcm) == {str(g) for g in sentence.gcm} and set(p.sdg) == set(sentence.sdg)
        assert (p.partners is None) == (row["partner_types"] == "not stated")


def test_how_the_paper_was_read_is_said():
    registry = Registry.open()
    said = {p.example: " ".join(n["en"] for n in p.notes or ()) for p in registry}
    assert "KOR" in said["PX04"] and "not federal" in said["PX03"] and "18 countries" in said["PX06"]
    assert registry.find("PX03").partners[1].as_printed == "Federal Governments"


def test_all_problems_at_once():
    wrong = """
practices:
- {id: Bad Id, kind: projekt, title: no language, start: 2010-13}
- id: b
  kind: project
  title: {en: B, xx yy: C}
  countries: [ESP, ES, ESP]
  corridors: [{origin: MAR, destination: MAR}]
  funding: [{what: budget, amount: -1}, {what: budget, amount: 5}]
  results: [{indicator: {en: x}, actual: many}]
  gcm: ["24"]
  provenance: {source: {en: here}}
- {id: b, kind: project, title: {en: B}, provenance: {source: {en: here}}, colour: red}
"""
    with pytest.raises(RegistryProblems) as raised:
        practices_of_text(wrong, "mine.yaml")
    said = "\n".join(p.column for p in raised.value.problems)
    for place in (
        "(Bad Id).id", "(Bad Id).kind", "(Bad Id).title", "(Bad Id).start", "(Bad Id).provenance", "(b).title.xx yy",
        "(b).countries", "(b).funding[1].amount", "(b).results[1].actual", "(b).gcm", "(b).colour", "(b).id",
        "(b).corridors[1].destination",
    ):  # fmt: skip
        assert place in said, place
    assert "did you mean project" in str(raised.value)


@pytest.mark.parametrize(
    "text", ["", "[]", "- a", "practices: []", "practices: 5", "a: [", "x: &a [*a]", "practices:\n- 5"]
)
def test_what_is_no_record_is_refused(text):
    with pytest.raises(RegistryProblems):
        practices_of_text(text, "mine.yaml")


def test_files_of_a_folder_are_read_together(tmp_path):
    save([practice_from(MINIMAL), practice_from(MINIMAL | {"id": "b"})], tmp_path)
    assert list(Registry.open(tmp_path).practices)[-2:] == ["a", "b"]
    (tmp_path / "c.yaml").write_text("id: a\nkind: wrong\n", encoding="utf-8")
    (tmp_path / "d.yaml").write_text("id: a\ntitle: 5\n", encoding="utf-8")
    with pytest.raises(RegistryProblems) as raised:
        Registry.open(tmp_path)
    assert "c.yaml" in str(raised.value) and "d.yaml" in str(raised.value)
    with pytest.raises(FileExistsError):
        save([practice_from(MINIMAL)], tmp_path)


def test_an_id_stands_once():
    with pytest.raises(RegistryProblems, match="stands twice"):
        Registry.of([practice_from(MINIMAL | {"id": "px02-singapore"})])
    with pytest.raises(KeyError, match="px02-singapore"):
        Registry.open().find("px02-singapor")


def test_not_stated_and_none_are_not_the_same():
    unstated = {f.field: (f.state, f.words) for f in facts(practice_from(MINIMAL))}
    assert unstated["funding"] == ("not stated", "not stated") and unstated["failures"][0] == "not stated"
    none = practice_from(MINIMAL | {"funding": [], "failures": [], "corridors": []})
    stated = {f.field: f.state for f in facts(none)}
    assert stated["funding"] == stated["failures"] == stated["corridors"] == "none"
    zero = practice_from(MINIMAL | {"results": [{"indicator": {"en": "people"}, "actual": 0}]})
    words = next(f.words for f in facts(zero) if f.field == "results")
    assert "reached 0" in words and "target not stated" in words


def test_no_papers_asked_is_said():
    service = {"name": {"en": "Advice"}, "required_documents": [], "languages": ["ar"]}
    words = {f.field: f.words for f in facts(practice_from(MINIMAL | {"services": [service]}))}["services"]
    assert "no papers are asked" in words and "Arabic" in words and "interpretation not stated" in words


def test_a_list_of_countries_is_no_corridor():
    registry = Registry.open()
    assert registry.of_corridor("PHL", "CAN") == []
    assert {p.example for p in registry.about("PHL")} == {"PX06"}
    data = partnerships_data(registry, corridor=("PHL", "CAN"))
    assert data["of_corridor"] == [] and set(data["naming"]) == {"px06-trade-unions", "px07-fair-food"}
    assert "No record states" in data["answer"]


def test_a_stated_corridor_counts_both_ways():
    practice = practice_from(MINIMAL | {"corridors": [{"origin": "MAR", "destination": "ESP"}]})
    registry = Registry.of([practice])
    assert registry.of_corridor("ESP", "MAR") == registry.of_corridor("MAR", "ESP") == [practice]


def test_artefacts_answer_the_examples_and_no_more():
    joint = MINIMAL | {
        "kind": "advocacy",
        "founding": ["B7.2c", "B5.11a"],
        "partners": [{"type": "consulate"}, {"type": "migrant association"}],
    }
    made = artefacts(Registry.of([practice_from(joint)]), lambda i: f"partnerships.html#{i}")
    check_artefacts(made, load_catalogue())
    assert [(a.kind, a.sentences) for a in made[10:]] == [
        ("activity", ("B7.2c",)),
        ("joint-project", ("N.I.1c",)),
    ]
    rows = {r.sentence.id: r.state for r in coverage(artefacts=made).rows}
    assert [rows[f"N.P.{n}"] for n in (1, 5, 10)] == ["answered"] * 3
    assert rows["N.P.6"] == "partly" and rows["N.I.1c"] == "answered"
    invented = artefacts(Registry.of([practice_from(joint | {"invented": True})]), str)
    assert len(invented) == 10


def test_pages_in_every_language():
    for code in ("fr", "es", "ar"):
        with language(code):
            data = partnerships_data(Registry.open(), corridor=("PHL", "CAN"))
        assert len(data["records"]) == 10 and data["weights"]
        korea = next(r for r in data["records"] if r["id"] == "px04-cultures-of-origin")
        assert "South Korea" not in korea["countries_words"]
        assert (
            korea["title"] != "Local citizens learn about the cultures of the countries immigrants come from"
        )
