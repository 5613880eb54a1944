"""Every finding of every coded instrument is followed to its two ends: an article and a founding sentence."""

from __future__ import annotations

import json
from datetime import date
from functools import cache

import pytest

from corridor.commitments import all_coded, load_catalogue
from corridor.commitments.answers import STATUS_TITLES, STATUSES
from corridor.commitments.assess import GROUND_TITLES, GROUNDS, LAW_TITLES
from corridor.commitments.assess_data import assessment_data
from corridor.commitments.section5 import VERDICT_TITLES, VERDICTS
from corridor.commitments.vocabulary import TEXTUAL
from corridor.i18n import language

DAYS = (date(1965, 5, 1), date(2005, 12, 20), date(2024, 1, 1))
NAMES = [i.id for i in all_coded()]


@cache
def data(name: str, day: date):
    return assessment_data(name, day)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("day", DAYS, ids=str)
def test_every_finding_has_both_ends(name: str, day: date):
    known = load_catalogue()
    found = data(name, day)
    assert len(found["findings"]) == sum(r.answer.scored for r in known.requirements.values())
    for f in found["findings"]:
        requirement = known.requirements[f["requirement"]]
        assert f["rests_on"].startswith(known.standards[requirement.standard].short)
        assert f["status"] in STATUSES and f["ground"] in GROUNDS and f["why"].strip(), f["requirement"]
        founding = f["grounds"]["founding"]
        assert founding and f["links"]["founding"] == [s["id"] for s in founding]
        for s in founding:
            assert f["requirement"] in known.sentences[s["id"]].requirements and s["text"] and s["place"]
        if f["clause"]["state"] in TEXTUAL and "value" not in f["items"]:
            said = set(f["items"].values()) - {"silent", "not assessed", "not applicable"}
            assert f["clause"]["article"] or f["clause"]["practice"] or (f["items"] and not said), f[
                "requirement"
            ]
        assert requirement.verification == "memory" or f["links"]["sources"], f["requirement"]


@pytest.mark.parametrize("name", NAMES)
def test_the_parts_of_a_page_hold_together(name: str):
    found = data(name, DAYS[2])
    ids = [f["requirement"] for f in found["findings"]]
    by_section = [r for s in found["sections"] for k in s["standards"] for r in k["findings"]]
    assert sorted(by_section) == sorted(ids) and len(set(ids)) == len(ids)
    assert sum(found["counts"].values()) == len(ids)
    for section in found["sections"]:
        assert sum(section["counts"].values()) == sum(len(k["findings"]) for k in section["standards"])
        assert all(k["why"] for k in section["standards"])
    lacking = {f["requirement"] for f in found["findings"] if f["status"] in ("not", "silent", "partly")}
    assert {a["requirement"] for e in found["redline"] for a in e["asked"]} == lacking
    for test in found["section_5"]:
        for condition in test["conditions"]:
            assert {r for t in condition["topics"] for r in t["requirements"]} <= set(ids)
    assert found["caution"] and found["instrument"]["party_names"]
    json.dumps(found, default=str)


def test_every_word_that_can_come_up_has_a_title():
    assert set(STATUS_TITLES) == set(STATUSES) and set(GROUND_TITLES) == set(GROUNDS)
    assert set(VERDICT_TITLES) == set(VERDICTS)
    laws = {f["grounds"]["binding"]["law"] for n in NAMES for f in data(n, DAYS[2])["findings"]} - {""}
    assert laws and laws <= set(LAW_TITLES)


def test_words_are_in_the_language_of_the_call_and_codes_are_not(monkeypatch: pytest.MonkeyPatch):
    """With a catalogue that turns every text round, what is shown is turned round and the codes stay."""

    class Turned:
        def gettext(self, text: str) -> str:
            return "«" + text + "»"

        def ngettext(self, one: str, many: str, n: int) -> str:
            return "«" + (one if n == 1 else many) + "»"

    monkeypatch.setattr("corridor.i18n._translations", lambda _code: Turned())
    with language("fr"):
        found = assessment_data("switzerland-italy-1964", DAYS[2])
    plain = data("switzerland-italy-1964", DAYS[2])
    for there, here in zip(found["findings"], plain["findings"], strict=True):
        assert (there["status"], there["ground"], there["requirement"]) == (
            here["status"],
            here["ground"],
            here["requirement"],
        )
        for shown in (
            "status_words",
            "answer_words",
            "ground_words",
            "text",
            "question",
            "topic_title",
            "why",
        ):
            assert "«" in there[shown], (there["requirement"], shown, there[shown])
    for section in found["sections"]:
        assert "«" in section["title"] and all("«" in w for s in section["standards"] for w in s["why"])
    for entry in found["redline"]:
        assert "«" in entry["title"] and "«" in entry["do_words"] and entry["do"] in ("add", "change")
    for test in found["section_5"]:
        assert "«" in test["name"] and "«" in test["verdict_words"]


def test_a_file_that_is_not_there_and_a_name_that_is_not_known(tmp_path):
    with pytest.raises(KeyError, match="no coded instrument"):
        assessment_data("switzerland-atlantis")
    with pytest.raises(OSError):
        assessment_data(str(tmp_path / "gone.yaml"))
