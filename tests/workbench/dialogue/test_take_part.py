"""Taking part in the browser, and what staff do, request by request."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from corridor.dialogue import consultations, sealing
from corridor.dialogue.codes import Keyed, keyed, new_code
from corridor.dialogue.findings import findings
from corridor.dialogue.staff import new_token
from corridor.records.database import Database, open_database
from corridor.workbench.dialogue import closing
from tests.dialogue.held import NAME, begin, crowd
from tests.workbench.visitor import BASE, send, visitor

AT = f"/take-part/{NAME}"
Held = tuple[Database, Keyed, list[str], list[str], str]


@pytest.fixture
def held(tmp_path: Path) -> Held:
    database = open_database(tmp_path, f"sqlite:///{tmp_path / 'records.sqlite'}")
    keys = keyed(tmp_path)
    batch, codes, ids = begin(database, keys, 40)
    return database, keys, codes, ids, batch


@pytest.fixture
def browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], TestClient]:
    monkeypatch.delenv("CORRIDOR_DATABASE", raising=False)
    return lambda: visitor(tmp_path)


def _enter(client: TestClient, code: str) -> Any:
    page = client.get(AT).text
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key
    return send(client, AT, {"code": code, "key": key[1]}, f"{AT}/enter")


def test_a_whole_visit(browser: Callable[[], TestClient], held: Held) -> None:
    database, _keys, codes, ids, _batch = held
    client = browser()
    came = _enter(client, codes[0].lower())
    assert came.url.path == f"{AT}/key"
    key = re.search(r'class="key">([^<]+)<', came.text)
    assert key and len(key[1]) == 24
    page = client.get(f"{AT}/statements")
    for _n in ids:
        statement = re.search(r'name="statement" value="([^"]+)"', page.text)
        at = re.search(r'name="at" value="([^"]+)"', page.text)
        assert statement and at
        data = {"statement": statement[1], "at": at[1], "choice": "agree"}
        page = send(client, str(page.url.path), data, f"{AT}/statements")
    assert page.url.path == f"{AT}/questions/first"
    page = send(client, page.url.path, {"option": ["bus"]})
    page = send(client, page.url.path, {"option-desk": "1", "option-bus": "2"})
    page = send(client, page.url.path, {"option-desk": "5", "option-bus": ""})
    assert page.url.path == f"{AT}/about-you"
    assert send(client, page.url.path, {"sex": "female"}).status_code == 422
    page = send(client, page.url.path, {"sex": "female", "agree": "yes"})
    assert page.url.path == f"{AT}/thanks" and "3 statements" in page.text
    assert send(client, f"{AT}/propose", {"text": "Let us vote.", "language": "en"}).status_code == 200
    assert "in the box" in client.get(f"{AT}/questions/first").text
    send(client, f"{AT}/thanks", {}, f"{AT}/leave")
    assert client.get(f"{AT}/thanks").status_code == 422
    again = browser()
    assert send(again, AT, {"key": key[1]}, f"{AT}/back").status_code == 200
    erased = send(again, f"{AT}/erase", {"key": key[1]})
    assert "are erased" in erased.text
    with database.reading() as session:
        from sqlalchemy import text

        assert session.execute(text("SELECT count(*) FROM consultation_opinion")).scalar() == 0


def test_the_same_form_sent_twice_counts_once(browser: Callable[[], TestClient], held: Held) -> None:
    client = browser()
    page = client.get(AT).text
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key
    for _n in range(2):
        assert send(client, AT, {"code": held[2][0], "key": key[1]}, f"{AT}/enter").status_code == 200
    with held[0].reading() as session:
        (batch,) = consultations.batches(session, NAME)
    assert (batch.used, batch.refused) == (1, 0)


def test_refusals_are_said_and_limited(browser: Callable[[], TestClient], held: Held) -> None:
    client = browser()
    assert _enter(client, "no code").status_code == 422
    assert client.get("/take-part/none").status_code == 404
    assert client.get(f"{AT}/statements").status_code == 422
    found = {_enter(client, new_code()).status_code for _n in range(62)}
    assert found == {422, 429}
    assert _enter(client, held[2][0]).status_code == 200


def test_pages_are_small_and_in_four_languages(browser: Callable[[], TestClient], held: Held) -> None:
    client = browser()
    _enter(client, held[2][0])
    style = sum(
        len(client.get(f).content) for f in re.findall(r'href="(/static/[^"]+css[^"]*)"', client.get(AT).text)
    )
    paths = (
        "",
        "/key",
        "/statements",
        "/questions/marks",
        "/about-you",
        "/propose",
        "/thanks",
        "/erase",
        "/ballot",
        "/results",
    )
    for code in ("en", "fr", "es", "ar"):
        for path in paths:
            page = client.get(f"{AT}{path}?lang={code}")
            assert page.status_code == 200, path
            assert "<script" not in page.text
            assert len(page.content) + style < 30_000, (path, len(page.content), style)
            assert f'lang="{code}" dir="{"rtl" if code == "ar" else "ltr"}"' in page.text
    assert client.get("/take-part-safely").status_code == 200
    assert client.get(f"{AT}/ballot.pdf?lang=ar").content.startswith(b"%PDF")


def test_nothing_of_a_visit_is_kept_but_what_was_sent(
    browser: Callable[[], TestClient], held: Held, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    client = browser()
    client.headers.update({"user-agent": "strange-browser-77", "x-forwarded-for": "203.0.113.9"})
    with caplog.at_level(0, logger="corridor"):
        key = re.search(r'class="key">([^<]+)<', _enter(client, held[2][0]).text)
        send(
            client,
            f"{AT}/statements?at=0",
            {"statement": held[3][0], "at": "0", "choice": "pass"},
            f"{AT}/statements",
        )
    assert key
    plain = [held[2][0], key[1], held[2][0].replace("-", ""), key[1].replace("-", "")]
    for file in tmp_path.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            for word in (*plain, "strange-browser-77", "203.0.113.9", "testclient"):
                assert word.encode() not in content, (file, word)
    assert not any(word in caplog.text for word in plain)


def test_results_before_and_after(browser: Callable[[], TestClient], held: Held) -> None:
    database, keys, codes, ids, _batch = held
    client = browser()
    crowd(database, keys, codes[:14], ids)
    early = client.get(f"{AT}/results.json").json()
    assert early["published"] is None and early["at_least"] == 10
    crowd(database, keys, codes[14:36], ids)
    sealing.close(database, NAME)
    found = client.get(f"{AT}/results.json").json()
    assert found["published"]["counts"]["took_part"] == 36
    page = client.get(f"{AT}/results?lang=ar")
    assert page.status_code == 200
    assert client.get(f"{AT}/results?lang=en").text.count("No reply yet") == 9


def test_staff_pages_need_a_sign_in(browser: Callable[[], TestClient], held: Held) -> None:
    database, _keys, codes, ids, batch = held
    client = browser()
    for path in ("/staff", "/staff/new", f"/staff/consultations/{NAME}", f"/staff/paper/{NAME}/{batch}"):
        assert client.get(path).url.path == "/staff/sign-in", path
    refused = client.post(
        f"/staff/consultations/{NAME}/close", data={}, headers={"origin": BASE}, follow_redirects=False
    )
    assert refused.status_code in (303, 403)
    assert consultations.one(database, NAME).state == "open"
    token = new_token(database)
    assert (
        send(client, "/staff/sign-in", {"token": "wrong", "passphrase": "four words of mine"}).status_code
        == 422
    )
    assert send(client, "/staff/sign-in", {"token": token, "passphrase": "short"}).status_code == 422
    page = send(client, "/staff/sign-in", {"token": token, "passphrase": "four words of mine"})
    assert page.url.path == "/staff"
    assert (
        send(browser(), "/staff/sign-in", {"token": token, "passphrase": "another four words"}).status_code
        == 422
    )
    mine = f"/staff/consultations/{NAME}"
    page = send(client, mine, {"text": "One more.", "language": "en"}, f"{mine}/statement")
    assert "One more." in page.text
    page = send(client, mine, {"association": "B (invented)", "codes": "12", "as": "page"}, f"{mine}/codes")
    assert page.text.count('class="key"') == 12
    assert (
        send(client, mine, {"association": "B", "codes": "12", "as": "pdf"}, f"{mine}/codes").content[:4]
        == b"%PDF"
    )
    reply = {
        "subject": ids[0],
        "decision": "partly",
        "text": "Yes.",
        "owner": "Ministry (invented)",
        "day": "2027-01-31",
    }
    assert "1 of 10" in send(client, mine, reply, f"{mine}/reply").text
    sheet = f"/staff/paper/{NAME}/{batch}"
    assert "Slips taken: 1" in send(client, sheet, {"codes": codes[0]}, f"{sheet}/slips").text
    filled = {"sheet": "1", "s-1": "agree", "q-first": ["bus"], "q-order-desk": "1", "b-sex": "male"}
    assert "first entry" in send(client, sheet, filled, f"{sheet}/sheet").text
    assert "is counted" in send(client, sheet, filled, f"{sheet}/sheet").text
    assert send(client, mine, {}, f"{mine}/seal").status_code == 422
    send(client, mine, {}, f"{mine}/close")
    send(client, mine, {"sure": "yes"}, f"{mine}/seal")
    assert consultations.one(database, NAME).state == "sealed"
    send(client, "/staff", {}, "/staff/sign-out")
    assert client.get("/staff").url.path == "/staff/sign-in"


def test_a_long_closing_says_how_far_it_is(
    browser: Callable[[], TestClient], held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, keys, codes, ids, _batch = held
    crowd(database, keys, codes[:20], ids)
    client, mine = browser(), f"/staff/consultations/{NAME}"
    send(client, "/staff/sign-in", {"token": new_token(database), "passphrase": "a long invented phrase"})
    go = threading.Event()

    def slow(material: Any, progress: Callable[[int, int], None]) -> dict[str, Any]:
        progress(2, 3)
        assert go.wait(30)
        return findings(material, progress)

    monkeypatch.setattr(sealing, "findings", slow)
    monkeypatch.setattr(closing, "PATIENCE", 0.1)
    shown = send(client, mine, {}, f"{mine}/close")
    assert "2 of 3" in shown.text
    assert "<form" not in shown.text.split("<main")[1].split("2 of 3")[1]
    assert shown.headers["refresh"] == "2"
    assert 'name="code"' not in client.get(AT).text
    assert sealing.results(database, NAME) is None
    # a second request while it runs begins nothing anew
    form = client.get(f"{AT}/erase").text
    token = re.search(r'name="form_token" value="([^"]+)"', form)
    assert token
    client.post(f"{mine}/close", data={"form_token": token[1]}, headers={"origin": BASE})
    assert sum(t.name == f"closing {NAME}" for t in threading.enumerate()) == 1
    go.set()
    for thread in threading.enumerate():
        if thread.name == f"closing {NAME}":
            thread.join(30)
    after = client.get(mine)
    assert "refresh" not in after.headers
    assert f"{mine}/seal" in after.text


def test_a_closing_that_fails_says_so_and_can_be_tried_again(
    browser: Callable[[], TestClient], held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, *_others = held
    client, mine = browser(), f"/staff/consultations/{NAME}"
    send(client, "/staff/sign-in", {"token": new_token(database), "passphrase": "a long invented phrase"})

    def broken(*_any: object) -> dict[str, Any]:
        raise RuntimeError("stop")

    with monkeypatch.context() as patch:
        patch.setattr(sealing, "findings", broken)
        assert "It failed." in send(client, mine, {}, f"{mine}/close").text
    shown = send(client, mine, {}, f"{mine}/close").text
    assert "It failed." not in shown
    assert f"{mine}/seal" in shown


def test_wrong_passphrases_are_limited(browser: Callable[[], TestClient], held: Held) -> None:
    client = browser()
    send(client, "/staff/sign-in", {"token": new_token(held[0]), "passphrase": "four words of mine"})
    found = [
        send(browser_of, "/staff/sign-in", {"passphrase": "x" * 12}).status_code
        for browser_of in [browser()]
        for _n in range(6)
    ]
    assert found == [422] * 5 + [429]


def test_a_new_consultation_by_form(browser: Callable[[], TestClient], held: Held) -> None:
    client = browser()
    send(client, "/staff/sign-in", {"token": new_token(held[0]), "passphrase": "four words of mine"})
    wrong = send(client, "/staff/new", {"id": "A", "title-en": "", "corridors": "XX", "minimum": "1"})
    assert wrong.status_code == 422 and wrong.text.count("<li>") >= 5
    data = {
        "id": "autumn", "title-en": "Autumn (invented)", "title-ar": "الخريف", "corridors": "mar-esp", "opens": "2026-01-01",
        "closes": "2030-01-01", "minimum": "10", "proposals": "2", "invited": "", "stratum-1": "sex",
        "stratum-values-1": "female: en=woman | ar=امرأة\nmale: man", "question-1": "What first?", "kind-1": "rank",
        "options-1": "desk: A desk\nbus: A bus",
    }  # fmt: skip
    assert send(client, "/staff/new", data).url.path == "/staff/consultations/autumn"
    made = consultations.one(held[0], "autumn").definition
    assert made.strata[0].values["female"] == {"en": "woman", "ar": "امرأة"}
    assert client.get("/take-part/autumn").status_code == 404


def test_participants_need_no_token_beyond_this_computer(tmp_path: Path, held: Held) -> None:
    client = visitor(tmp_path, token="secret-token", host="0.0.0.0")
    assert client.get(AT).status_code == 200
    assert client.get("/staff").url.path == "/login"
    assert client.get("/cases").url.path == "/login"


def test_a_database_that_cannot_write_is_said_and_nothing_counted(
    browser: Callable[[], TestClient], held: Held, caplog: pytest.LogCaptureFixture
) -> None:
    from sqlalchemy import text

    client = browser()
    with held[0].writing() as session:
        session.execute(
            text(
                "CREATE TRIGGER full BEFORE INSERT ON consultation_participant"
                " BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
            )
        )
    refused = _enter(client, held[2][0])
    assert refused.status_code == 503 and "Nothing was counted" in refused.text
    assert held[2][0] not in caplog.text
    with held[0].writing() as session:
        session.execute(text("DROP TRIGGER full"))
    assert _enter(client, held[2][0]).status_code == 200
