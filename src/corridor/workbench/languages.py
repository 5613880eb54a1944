"""The language of a page, and the form of the answer, taken from the address and the headers.

``?lang=fr`` in an address decides and is remembered in a cookie, which is a preference and nothing more; then
the cookie; then what the browser asks for.  An address that ends in ``.json`` is the same page as data.
"""

from __future__ import annotations

from http.cookies import SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from corridor.i18n import LANGUAGES, language
from corridor.workbench.security import cookies

COOKIE = "corridor_language"
YEAR = 31_536_000
AS_THEY_ARE = ("/static/", "/api/")
"""Addresses below which ``.json`` belongs to the name."""


class Languages:
    """Middleware: sets the language for the length of a request and takes ``.json`` off an address."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        asked = parse_qs(scope["query_string"].decode("latin-1")).get("lang", [""])[-1]
        code = chosen(asked, cookies(headers).get(COOKIE, ""), headers.get("accept-language", ""))
        path: str = scope["path"]
        state = scope.setdefault("state", {})
        if path.endswith(".json") and not path.startswith(AS_THEY_ARE) and "/files/" not in path:
            state["as_json"] = True
            scope = {**scope, "path": path.removesuffix(".json"), "raw_path": None}

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                found = MutableHeaders(scope=message)
                found.append("vary", "Accept, Accept-Language, Cookie")
                found.setdefault("content-language", code)
                if asked == code:
                    found.append("set-cookie", _remember(code))
            await send(message)

        with language(code):
            await self.app(scope, receive, marked)


def chosen(asked: str, remembered: str, accepted: str) -> str:
    """The first of the address, the cookie and the browser's wishes that there is a catalogue for.

    >>> chosen("", "", "de-CH,fr;q=0.7,en;q=0.3"), chosen("es", "fr", ""), chosen("xx", "", "")
    ('fr', 'es', 'en')
    """
    for code in (asked, remembered):
        if code in LANGUAGES:
            return code
    wishes = []
    for place, part in enumerate(accepted.split(",")[:20]):
        name, _, weight = part.partition(";")
        try:
            value = float(weight.strip().removeprefix("q=")) if weight.strip() else 1.0
        except ValueError:
            continue
        if value > 0:
            wishes.append((-value, place, name.strip().lower().split("-")[0]))
    return next((code for _, _, code in sorted(wishes) if code in LANGUAGES), "en")


def _remember(code: str) -> str:
    cookie = SimpleCookie({COOKIE: code})
    for name, value in (("path", "/"), ("max-age", str(YEAR)), ("samesite", "Lax"), ("httponly", True)):
        cookie[COOKIE][name] = value
    return cookie[COOKIE].OutputString()
