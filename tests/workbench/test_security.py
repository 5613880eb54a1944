"""What a hostile page, visitor or request can do: nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from corridor.workbench.security import HEADERS
from corridor.workbench.settings import Settings
from tests.workbench.visitor import BASE, form_token, send, visitor

FORM = {"content-type": "application/x-www-form-urlencoded"}


def test_every_answer_has_the_headers(browse: TestClient) -> None:
    answers = [
        browse.get("/"),
        browse.get("/nothing"),
        browse.get("/static/app.css"),
        browse.get("/api/openapi.json"),
        browse.get("/", headers={"host": "elsewhere.example"}),
        browse.post("/instruments", content=b"x" * 11_000_000, headers=FORM),
    ]
    assert [a.status_code for a in answers] == [200, 404, 200, 200, 421, 413]
    for answer in answers:
        for name, value in HEADERS.items():
            assert answer.headers[name] == value
    policy = answers[0].headers["content-security-policy"]
    assert "unsafe" not in policy and "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert answers[0].headers["cache-control"] == "private, no-store"


def test_an_error_of_the_program_shows_nothing_of_its_inside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from corridor.workbench.reference import schemes

    def broken(**_: object) -> None:
        raise RuntimeError("secret inside")

    monkeypatch.setattr(schemes, "all_schemes", broken)
    client = visitor(tmp_path)
    for accept in ("text/html", "application/json"):
        answer = client.get("/schemes", headers={"accept": accept})
        assert answer.status_code == 500
        assert "secret" not in answer.text and "Traceback" not in answer.text and ".py" not in answer.text
        assert answer.headers["content-security-policy"] == HEADERS["content-security-policy"]


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "", "localhost.evil.example:8477", "10.0.0.1"]
)
def test_other_hosts_are_not_answered(browse: TestClient, host: str) -> None:
    assert browse.get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["127.0.0.1:8477", "localhost:1", "localhost", "[::1]:8477"])
def test_own_names_are_answered(browse: TestClient, host: str) -> None:
    assert browse.get("/", headers={"host": host}).status_code == 200


def test_a_body_without_a_length_is_counted_while_it_streams(browse: TestClient) -> None:
    sent = 0

    def body() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(40):
            sent += 1
            yield b"x" * 1_000_000

    assert browse.post("/clauses", content=body(), headers=FORM).status_code == 413
    limit = Settings().body_limit
    token = form_token(browse, "/clauses")
    just = browse.post(
        "/clauses", data={"form_token": token, "text": "x" * (limit + 1)}, headers={"origin": BASE}
    )
    assert just.status_code == 413


class TestWrites:
    """A form is taken only from a page of the workbench."""

    def test_a_form_with_its_token_is_taken(self, tmp_path: Path) -> None:
        assert send(visitor(tmp_path), "/clauses", {"text": "Article 1\nequal pay\n"}).status_code == 200

    @pytest.mark.parametrize(
        "headers",
        [
            {"origin": "https://evil.example"},
            {"origin": "null"},
            {"origin": "http://127.0.0.1:9999"},
            {"sec-fetch-site": "cross-site"},
            {"sec-fetch-site": "same-site"},
        ],
    )
    def test_another_site_is_refused_even_with_the_token(
        self, tmp_path: Path, headers: dict[str, str]
    ) -> None:
        client = visitor(tmp_path)
        token = form_token(client, "/clauses")
        answer = client.post("/clauses", data={"text": "a", "form_token": token}, headers=headers)
        assert answer.status_code == 403

    def test_token_without_cookie_cookie_without_token_and_others_are_refused(self, tmp_path: Path) -> None:
        client, other = visitor(tmp_path), visitor(tmp_path)
        token = form_token(client, "/clauses")
        foreign = form_token(other, "/clauses")
        assert client.post("/clauses", data={"text": "a"}).status_code == 403
        assert client.post("/clauses", data={"text": "a", "form_token": foreign}).status_code == 403
        client.cookies.clear()
        assert client.post("/clauses", data={"text": "a", "form_token": token}).status_code == 403
        # a cookie that another program on this computer has set is not signed
        client.cookies.set("corridor_form", "made.up")
        assert client.post("/clauses", data={"text": "a", "form_token": "made.up"}).status_code == 403

    def test_a_program_names_itself_by_a_header(self, tmp_path: Path) -> None:
        client = visitor(tmp_path)
        body = {"text": "Article 1\nequal pay\n"}
        assert client.post("/clauses", data=body).status_code == 403
        assert client.post("/clauses", data=body, headers={"x-corridor": "1"}).status_code == 200
        cross = {"x-corridor": "1", "origin": "https://evil.example"}
        assert client.post("/clauses", data=body, headers=cross).status_code == 403
        asked = {"origin": "https://evil.example", "access-control-request-method": "POST"}
        preflight = client.options("/clauses", headers=asked)
        assert "access-control-allow-origin" not in preflight.headers

    def test_the_cookie_stays_on_this_site_and_out_of_scripts(self, tmp_path: Path) -> None:
        said = visitor(tmp_path).get("/clauses").headers["set-cookie"].lower()
        assert "samesite=strict" in said and "httponly" in said


HOSTILE = [
    "{{ 7*7 }}", "${7*7}", "{% raise %}", "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'; DROP TABLE x; --",
    "../../../../etc/passwd", "..%2f..%2fetc%2fpasswd", "%00", "\u202e", "a" * 5000, "=1+1",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_entered_is_shown_as_text_or_refused(browse: TestClient, text: str) -> None:
    for path in (
        "/search?q=",
        "/data/stock?origin=",
        "/coverage?only=",
        "/agreements?country=",
        "/instruments/cuba?coder=",
    ):
        answer = browse.get(path[: path.index("=") + 1], params={path[path.index("?") + 1 : -1]: text})
        assert answer.status_code in (200, 404, 422), path
        assert "<script>alert" not in answer.text and "<img src=x" not in answer.text
        assert ">49<" not in answer.text and "root:" not in answer.text
    for path in (
        "/schemes/",
        "/agreements/",
        "/requirements/",
        "/static/",
        "/jobs/",
        "/dossiers/",
        "/corridors/",
    ):
        answer = browse.get(path + text)
        assert answer.status_code in (200, 404), path
        assert "<script>alert" not in answer.text and "root:" not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/static/../settings.py",
        "/static/%2e%2e/settings.py",
        "/static/..%2fsettings.py",
        "/static//etc/passwd",
        "/static/app.css/..",
    ],
)
def test_nothing_but_the_listed_files_is_served(browse: TestClient, path: str) -> None:
    assert browse.get(path).status_code == 404


class TestBeyondThisComputer:
    """A workbench that others can reach asks for its token."""

    def test_without_the_token_there_is_only_the_door(self, tmp_path: Path) -> None:
        client = visitor(tmp_path, host="0.0.0.0", token="the-token")
        answer = client.get("/schemes", follow_redirects=False)
        assert answer.status_code == 303 and answer.headers["location"] == "/login?next=/schemes"
        assert client.get("/schemes.json", headers={"accept": "application/json"}).status_code == 401
        assert client.get("/api/openapi.json", headers={"accept": "*/*"}).status_code == 401
        wrong = {"authorization": "Bearer another", "accept": "application/json"}
        assert client.get("/schemes", headers=wrong).status_code == 401
        right = {"authorization": "Bearer the-token", "accept": "application/json"}
        assert client.get("/schemes", headers=right).status_code == 200

    def test_the_token_opens_the_door_and_stays_out_of_the_cookie(self, tmp_path: Path) -> None:
        client = visitor(tmp_path, host="0.0.0.0", token="the-token")
        assert send(client, "/login", {"token": "wrong"}).status_code == 403
        answer = send(client, "/login", {"token": "the-token", "next": "/schemes"}, follow_redirects=False)
        assert answer.headers["location"] == "/schemes" and "the-token" not in answer.headers["set-cookie"]
        assert client.get("/schemes").status_code == 200

    @pytest.mark.parametrize(
        "where", ["https://evil.example", "//evil.example", "/\\evil.example", "evil", "/\tevil"]
    )
    def test_the_door_leads_nowhere_else(self, tmp_path: Path, where: str) -> None:
        client = visitor(tmp_path, host="0.0.0.0", token="the-token")
        answer = send(client, "/login", {"token": "the-token", "next": where}, follow_redirects=False)
        assert answer.headers["location"] == "/"

    def test_it_does_not_start_without_a_token(self) -> None:
        from corridor.workbench.server import serve

        with pytest.raises(ValueError, match="token"):
            serve(Settings(host="0.0.0.0", port=0), browser=False)

    def test_numbers_are_answered_and_other_names_are_not(self, tmp_path: Path) -> None:
        client = visitor(tmp_path, host="0.0.0.0", token="t")
        assert client.get("/login", headers={"host": "192.168.1.5:8477"}).status_code == 200
        assert client.get("/login", headers={"host": "rebind.example"}).status_code == 421
