"""Plans in the browser: warnings with their sentences, numbers that people chose, downloads; nothing is kept."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from fastapi.testclient import TestClient
from pypdf import PdfReader

from corridor.plan import load_plan, plan_view
from corridor.plan.reader import shipped
from tests.workbench.visitor import send, visitor

JSON = {"accept": "application/json"}


@pytest.fixture(scope="module")
def browse(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """A visitor of its own, whose language no other test has chosen."""
    return visitor(tmp_path_factory.mktemp("data"))


GAMED = "invented-remittances-first"


def example(name: str = GAMED) -> str:
    file = shipped(name)
    assert file is not None
    return file.read_text(encoding="utf-8")


def test_every_warning_of_a_plan_is_shown_with_its_sentences(browse: TestClient) -> None:
    said = browse.get(f"/plans/{GAMED}", headers=JSON).json()
    view = plan_view(load_plan(GAMED))
    assert [w["code"] for w in said["warnings"]] == [w["code"] for w in view["warnings"]]
    page = browse.get(f"/plans/{GAMED}").text
    for w in view["warnings"]:
        for s in w["sentences"]:
            assert f'href="/founding/{s["id"]}"' in page
    assert "This plan is invented" in page


def test_numbers_in_the_address_change_the_warnings_and_say_that_they_were_changed(
    browse: TestClient,
) -> None:
    usual = browse.get(f"/plans/{GAMED}", headers=JSON).json()
    other = browse.get(f"/plans/{GAMED}?finance_share=1.01", headers=JSON).json()
    assert "rests-on-finance" in {w["code"] for w in usual["warnings"]}
    assert "rests-on-finance" not in {w["code"] for w in other["warnings"]}
    number = next(n for n in other["thresholds"] if n["name"] == "finance_share")
    assert "changed from" in number["words"]
    for wrong in ("finance_share=x", "women_share=-1", "copies=1/0", "copies=1e99999"):
        assert browse.get(f"/plans/{GAMED}?{wrong}").status_code == 422, wrong


def test_an_own_plan_is_shown_changed_and_downloaded_and_nothing_is_kept(tmp_path: Path) -> None:
    browse = visitor(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    answer = send(browse, "/plans", {}, files={"file": ("my.yaml", example())})
    assert answer.status_code == 200 and "Nothing of it was kept" in answer.text
    again = send(browse, "/plans", {"text": example(), "finance_share": "0.95"})
    assert "changed" in again.text or "95" in again.text
    assert send(browse, "/plans", {"text": example(), "finance_share": "much"}).status_code == 422
    pdf = send(browse, "/plans", {"text": example()}, action="/plans/files/pdf")
    assert len(PdfReader(io.BytesIO(pdf.content)).pages) >= 3
    book = send(browse, "/plans", {"text": example("invented-rights-and-work")}, action="/plans/files/xlsx")
    cells = [
        c for s in openpyxl.load_workbook(io.BytesIO(book.content)) for row in s.iter_rows() for c in row
    ]
    assert cells and all(c.data_type != "f" for c in cells)
    assert sorted(tmp_path.rglob("*")) == before
    assert browse.post("/plans", data={"text": example()}).status_code == 403, "no form of ours"


def test_everything_that_is_wrong_with_a_plan_is_said_at_once(browse: TestClient) -> None:
    wrong = example().replace("currency: EUR", "currency: euros").replace("end: ", "ending: ", 1)
    answer = send(browse, "/plans", {"text": wrong})
    assert answer.status_code == 422 and answer.text.count("<li>") >= 2
    assert "/tmp" not in answer.text
    hostile = "a: &a [x]\nb: [*a, *a]\n!!python/object/apply:os.system [ls]: 1\n"
    for text in ("", "- 3", hostile, "[" * 5000, "\x00"):
        assert send(browse, "/plans", {"text": text}).status_code == 422


def test_words_of_a_plan_stay_words(browse: TestClient) -> None:
    text = example().replace("title: ", 'title: "<img src=x onerror=alert(1)> {{ 7*7 }} "  # ', 1)
    page = send(browse, "/plans", {"text": text}).text
    assert "<img src=x" not in page and "&lt;img src=x" in page
    assert "{{ 7*7 }}" in page


@pytest.mark.parametrize("form", ["xlsx", "pdf", "yaml"])
def test_examples_can_be_downloaded(browse: TestClient, form: str) -> None:
    answer = browse.get(f"/plans/files/{GAMED}.{form}")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == f'attachment; filename="{GAMED}.{form}"'
    assert browse.get(f"/plans/files/{GAMED}.exe").status_code == 404
    assert browse.get("/plans/files/none.pdf").status_code == 404
    assert browse.get("/plans/..%2fsecret").status_code == 404
