"""Every page answers, in every language, as a page and as data."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient

from corridor.i18n import LANGUAGES
from corridor.workbench.addresses import FORMS, every_page

PAGES = every_page()


KINDS = list(
    {re.sub(r"(?<=.)/[^/]+$", "", p.partition("?")[0]) + str(p.count("/")): p for p in PAGES}.values()
)
"""One page of each kind."""


@pytest.mark.parametrize("path", KINDS)
@pytest.mark.parametrize("code", LANGUAGES)
def test_a_page_answers_in_every_language(browse: TestClient, path: str, code: str) -> None:
    answer = browse.get(path, headers={"accept-language": code})
    assert answer.status_code == 200, answer.text[:300]
    way = "rtl" if code == "ar" else "ltr"
    assert f'<html lang="{code}" dir="{way}"' in answer.text
    assert answer.text.count("<h1") == 1
    assert "{{" not in answer.text and "{%" not in answer.text


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_safe_and_shows_how_to_get_the_same_as_data(browse: TestClient, path: str) -> None:
    text = browse.get(path).text
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", text), "the content security policy forbids it"
    assert not re.search(r"<script(?! src=\"/static/)", text)
    assert not re.search(r"(?:src|action)=\"(?!/)", text)
    if path in FORMS:
        return
    address = re.search(r'<dt>JSON</dt><dd><a dir="ltr" href="([^"]+)"', text)
    assert address, "every page names its JSON"
    data = browse.get(address[1].replace("&amp;", "&"))
    assert data.headers["content-type"] == "application/json"
    same = browse.get(path, headers={"accept": "application/json"})
    assert same.json() == data.json()


def test_python_lines_and_commands_on_pages_run(browse: TestClient) -> None:
    """A sample of the lines: one page of each kind."""
    from click.testing import CliRunner

    from corridor.cli.main import cli

    for path in (
        "/corridors/MAR-ESP?on=2020-01-01",
        "/schemes/CAN-OAS",
        "/agreements/CAN-PHL",
        "/agreements?country=CAN&country=PHL&on=2012-01-01",
        "/requirements/C97-07",
        "/coverage?pair=MAR-CAN",
        "/data/stock?origin=MAR&destination=ESP",
    ):
        said = browse.get(path, headers={"accept": "application/json"}).json()
        exec(said["python"], {})
        for line in said["shell"]:
            if " -o " not in line:
                result = CliRunner().invoke(cli, line.split()[1:])
                assert result.exit_code == 0, f"{line}: {result.output}"


def test_every_link_inside_leads_somewhere(browse: TestClient) -> None:
    """Links of a sample of pages, each address once; fragments must exist on their page."""
    seen: dict[str, str] = {}
    lost = []
    for path in (
        "/",
        "/schemes/CAN-CPP",
        "/agreements/CAN-PHL",
        "/requirements/C97-07",
    ):
        text = browse.get(path).text
        for href in sorted(set(re.findall(r'href="(/[^"]*|#[^"]*)"', text))):
            where, _, mark = href.replace("&amp;", "&").partition("#")
            where = where or path
            if where.startswith(("/static", "/check", "/cases")):
                continue
            if where not in seen:
                answer = browse.get(where)
                seen[where] = answer.text if answer.status_code == 200 else ""
            if not seen[where] or (mark and f'id="{mark}"' not in seen[where]):
                lost.append(f"{path} -> {href}")
    assert not lost


def test_the_language_comes_from_address_cookie_and_browser_in_that_order(browse: TestClient) -> None:
    assert 'lang="es"' in browse.get("/schemes", headers={"accept-language": "de, es;q=0.5"}).text
    assert 'lang="fr"' in browse.get("/schemes?lang=fr", headers={"accept-language": "es"}).text
    assert 'lang="fr"' in browse.get("/schemes", headers={"accept-language": "es"}).text, "the cookie"
    browse.cookies.clear()
    assert 'lang="en"' in browse.get("/schemes?lang=xx").text
    browse.cookies.clear()


def test_what_is_not_there_is_said_with_the_nearest_names(browse: TestClient) -> None:
    answer = browse.get("/schemes/CAN-OAZ")
    assert answer.status_code == 404 and "CAN-OAS" in answer.text
    as_data = browse.get("/schemes/CAN-OAZ.json").json()
    assert "CAN-OAS" in as_data["detail"]
    for path in (
        "/corridors/MAR-MAR",
        "/corridors/MAR",
        "/countries/XXX",
        "/agreements/none",
        "/founding/B99",
    ):
        assert browse.get(path).status_code == 404, path


def test_an_agreement_that_is_not_modelled_says_so_and_computes_nothing(browse: TestClient) -> None:
    from corridor.agreements import all_instruments
    from corridor.evidence.network import network

    modelled = {i.id.lower() for i in all_instruments()}
    other = next(b.instrument for b in network().bonds if b.instrument not in modelled)
    said = browse.get(f"/agreements/{other}.json").json()
    assert said["modelled"] is False and said["versions"] == []


def test_search_finds_by_name_code_article_and_without_accents(browse: TestClient) -> None:
    def found(q: str) -> list[str]:
        groups = browse.get("/search", params={"q": q}, headers={"accept": "application/json"}).json()[
            "found"
        ]
        return [link["href"] for links in groups.values() for link in links]

    assert "/countries/MAR" in found("morocco") and "/countries/MAR" in found("MAR")
    assert "/corridors/MAR-ESP" in found("morocco spain")
    assert "/schemes/CAN-OAS" in found("old age security canada")
    assert "/countries/CIV" in found("cote d'ivoire") and "/countries/CIV" in found("Côte")
    assert "/requirements/C97-07" in found("c97-07")
    assert found("zzzz qqqq") == []


def test_search_in_another_language_knows_its_names(browse: TestClient) -> None:
    text = browse.get("/search?q=maroc&lang=fr").text
    browse.cookies.clear()
    assert "/countries/MAR" in text


def test_unknown_is_never_shown_as_zero(browse: TestClient) -> None:
    page = browse.get("/corridors/NRU-TUV").text
    assert "There is hardly a figure for this." in page
    assert not re.search(r"<td[^>]*>0</td>", page)


def test_an_own_agreement_is_assessed_and_its_problems_come_all_at_once(browse: TestClient) -> None:
    from corridor.commitments import find_coded
    from corridor.commitments.instruments import CODED
    from tests.workbench.visitor import send

    text = (CODED / find_coded("switzerland-spain-1961").file).read_text(encoding="utf-8")
    answer = send(browse, "/instruments", {"text": text, "on": "2020-01-01"})
    assert answer.status_code == 200 and "Nothing of it was kept" in answer.text
    wrong = send(browse, "/instruments", {"text": "id: 3\ntype: nothing\nclauses: 7\n"})
    assert wrong.status_code == 422 and wrong.text.count("<li>") >= 3
    assert "/tmp" not in wrong.text, "no path of this computer"
    empty = send(browse, "/instruments", {"text": " ", "on": "soon"})
    assert empty.status_code == 422 and "Choose a file" in empty.text


def test_the_clause_finder_proposes_passages_of_a_text(browse: TestClient) -> None:
    from tests.workbench.visitor import send

    text = "Article 1\nWorkers shall receive equal pay.\n\nArticle 2\nThe family may join the worker after a year.\n"
    answer = send(browse, "/clauses", {"text": text})
    assert answer.status_code == 200 and "The family may join" in answer.text


def test_an_emptied_day_is_no_day_and_a_number_is_refused(browse: TestClient) -> None:
    for path in (
        "/agreements",
        "/corridors/PHL-CAN",
        "/countries/IND",
        "/instruments/switzerland-spain-1961",
    ):
        assert browse.get(f"{path}?on=").status_code == 200, path
        for wrong in ("0", "1e9", "2025-13-01", "tomorrow"):
            assert browse.get(f"{path}?on={wrong}").status_code == 422, (path, wrong)


def test_what_is_wrong_in_an_address_is_said_in_the_readers_language(browse: TestClient) -> None:
    for address in ("/network?year=1800", "/agreements?on=x", "/search?q=" + "a" * 999, "/data?offset=x"):
        text = browse.get(address, headers={"accept-language": "fr"}).text
        assert "Input should" not in text and "String should" not in text, address
    assert "attendu" in browse.get("/network?year=1800&lang=fr").text


def test_a_profile_begins_with_few_findings_and_leads_to_the_dossier(browse: TestClient) -> None:
    from lxml import html

    data = browse.get("/corridors/PHL-CAN.json").json()
    assert 3 < len(data["in_short"]) <= 12 < len(data["findings"])
    tree = html.fromstring(browse.get("/corridors/PHL-CAN").text)
    assert len(tree.xpath("//section[@aria-labelledby='findings']/ul/li")) == len(data["in_short"])
    assert len(tree.xpath("//section[@aria-labelledby='findings']//li")) == len(data["findings"])
    (form,) = [a for a in tree.xpath("//main//a/@href") if a.startswith("/dossiers/new")]
    chosen = html.fromstring(browse.get(form).text).xpath("//option[@selected]/@value")
    assert chosen == ["PHL", "CAN"]


def test_commands_are_shown_as_this_corridor_was_called(
    browse: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corridor.calling.called_as", lambda: "./corridor")
    assert "<code>./corridor schemes CAN-OAS\n./corridor" in browse.get("/schemes/CAN-OAS").text
    assert browse.get("/schemes/CAN-OAS.json").json()["shell"][0] == "corridor schemes CAN-OAS"
