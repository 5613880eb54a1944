"""The registry in the browser: found, matched, sent out and checked; nothing that was sent is kept."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from lxml import etree

from corridor.partnerships import Registry
from corridor.partnerships.exchange import take
from corridor.workbench.partnerships.files import NAMES
from tests.workbench.visitor import send, visitor

JSON = {"accept": "application/json"}


@pytest.fixture(scope="module")
def browse(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """A visitor of its own, whose language no other test has chosen."""
    return visitor(tmp_path_factory.mktemp("data"))


def ids(browse: TestClient, **asked: str) -> list[str]:
    found = browse.get("/partnerships", params=asked, headers=JSON)
    assert found.status_code == 200, found.text
    return [r["id"] for r in found.json()["records"]]


def test_records_are_found_by_country_theme_and_words_together(browse: TestClient) -> None:
    everything = ids(browse)
    assert len(everything) == len(list(Registry.open()))
    named = ids(browse, country="PRT")
    assert named == ["px03-portugal", "px04-cultures-of-origin"]
    assert ids(browse, country="PRT", theme="participation") == named
    assert ids(browse, country="PRT", q="assembly") == ["px03-portugal"]
    assert ids(browse, q="zzzz") == []
    assert ids(browse, pair="GTM-CRI") == [], "a list of countries is never taken for a pair"


def test_a_requirement_a_sentence_and_words_of_people_lead_to_practices_with_why(browse: TestClient) -> None:
    for asked in ({"requirement": "ICRMW-16"}, {"sentence": "N.P.2"}, {"text": "rights of domestic workers"}):
        said = browse.get("/partnerships/match", params=asked, headers=JSON).json()
        assert said["practices"], asked
        for p in said["practices"]:
            assert p["reasons"]
            assert p["points"] == pytest.approx(sum(r["points"] for r in p["reasons"]), abs=0.01)
        assert said["weights"] and said["caution"]
    page = browse.get("/requirements/ICRMW-20").text
    assert 'href="/partnerships/match?requirement=ICRMW-20"' in page
    assert 'href="/partnerships/match?sentence=B5.11a"' in browse.get("/founding/B5.11a").text
    assert "/partnerships/match?requirement=" in browse.get("/instruments/switzerland-spain-1961").text


def test_what_is_not_there_is_a_page_that_says_so(browse: TestClient) -> None:
    for path in (
        "/partnerships/px99", "/partnerships/match?requirement=ICRMV-20", "/partnerships?theme=none",
        "/partnerships?pair=MAR", "/partnerships?country=QQQ", "/partnerships/files/px99.xml", "/partnerships/match?sentence=Z9",
    ):  # fmt: skip
        assert browse.get(path).status_code == 404, path
    assert browse.get("/partnerships/match").status_code == 200


@pytest.mark.parametrize("ending", NAMES)
def test_what_is_downloaded_is_read_back_to_the_same_records(
    browse: TestClient, ending: str, tmp_path: Path
) -> None:
    answer = browse.get(f"/partnerships/files/registry{ending}")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["content-disposition"]
    form = NAMES[ending][0]
    if form == "csv":
        zipfile.ZipFile(io.BytesIO(answer.content)).extractall(tmp_path / "tables")
        file = tmp_path / "tables"
    else:
        file = tmp_path / f"registry{ending}"
        file.write_bytes(answer.content)
    if form == "hsds":
        assert json.loads(answer.content), "none of the built-in records states a service"
        return
    taken = take(file, form)
    expected = sorted(Registry.open(), key=lambda p: p.id)
    if form == "iati":
        assert etree.fromstring(answer.content).tag == "iati-activities"
    assert sorted(taken.practices, key=lambda p: p.id) == expected


def test_a_file_is_checked_with_every_problem_and_nothing_is_kept(tmp_path: Path) -> None:
    browse = visitor(tmp_path / "data")
    template = browse.get("/partnerships/files/registry.xlsx").content
    answer = send(browse, "/partnerships/check", {}, files={"file": ("mine.xlsx", template)})
    assert answer.status_code == 200
    assert "10 records without a problem" in answer.text
    assert not (tmp_path / "data" / "partnerships").exists()
    wrong = b"practices:\n- {id: 3, kind: nothing}\n- {id: b, title: x}\n"
    refused = send(browse, "/partnerships/check", {}, files={"file": ("<b>.yaml", wrong)})
    assert refused.status_code == 422
    assert refused.text.count("<li>") >= 3
    assert "<b>." not in refused.text and "/tmp" not in refused.text
    for name, content in (
        ("x.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"),
        ("x.xlsx", b"PK"),
        ("x.bin", b"\0" * 99),
    ):
        assert send(browse, "/partnerships/check", {}, files={"file": (name, content)}).status_code == 422, (
            name
        )
    assert send(browse, "/partnerships/check", {}).status_code == 422
    assert browse.post("/partnerships/check", files={"file": ("a.yaml", wrong)}).status_code == 403


def test_the_users_own_records_stand_beside_the_built_in_ones(tmp_path: Path) -> None:
    from corridor.partnerships.registry import yaml_of

    folder = tmp_path / "partnerships"
    folder.mkdir()
    record = {
        "id": "mine", "title": {"en": "<script>alert(1)</script>"}, "kind": "service", "countries": ["MAR"],
        "provenance": {"source": {"en": "A test"}}, "corridors": [{"origin": "MAR", "destination": "ESP"}],
    }  # fmt: skip
    from corridor.partnerships import practice_from

    (folder / "mine.yaml").write_text(yaml_of([practice_from(record)]), encoding="utf-8")
    browse = visitor(tmp_path)
    assert ids(browse, pair="ESP-MAR") == ["mine"]
    page = browse.get("/partnerships/mine").text
    assert "<script>alert" not in page and "your own record" in page
    (folder / "broken.yaml").write_text("practices: 3", encoding="utf-8")
    answer = browse.get("/partnerships")
    assert answer.status_code == 422 and "broken.yaml" in answer.text


def test_search_of_the_whole_workbench_finds_practices_and_plans(browse: TestClient) -> None:
    said = browse.get("/search", params={"q": "domestic workers rights"}, headers=JSON).json()
    assert "/partnerships/px05-rights-education" in [
        k["href"] for links in said["found"].values() for k in links
    ]
    said = browse.get("/search", params={"q": "diaspora growth"}, headers=JSON).json()
    assert "/plans/invented-remittances-first" in [
        k["href"] for links in said["found"].values() for k in links
    ]
