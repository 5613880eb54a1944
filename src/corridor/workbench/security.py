"""What stands around every page: who is answered, how much is read, and what a browser may do with the answer.

Plain ASGI, so that a body is counted while it streams in and no answer leaves without its headers.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from corridor.workbench.settings import Settings

ACCESS_COOKIE = "corridor_access"
OPEN_PATHS = ("/login", "/static/", "/take-part")
"""What a visitor without the token may see beyond loopback."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS: Mapping[str, str] = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
}


class Security:
    """Middleware: hosts, access beyond loopback, size of a request, headers of every answer."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if not self.settings.answers_to(headers.get("host", "")):
            text = f"This workbench answers to {self.settings.address} only.\n"
            await PlainTextResponse(text, 421)(scope, receive, self._guarded(send))
            return
        if not self._may_enter(scope["path"], headers):
            await self._ask_to_log_in(scope, receive, send, headers)
            return
        length = headers.get("content-length", "")
        if length.isdigit() and int(length) > self.settings.body_limit:
            # the answer goes out before the body is read; what is on its way is thrown away with the connection
            scope.setdefault("state", {})["too_large"] = True
        await self.app(scope, self._counted(scope, receive), self._guarded(send))

    def _guarded(self, send: Send) -> Send:
        """``send`` with the headers of the house."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                found = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    found.setdefault(name, value)
                found.setdefault("cache-control", "private, no-store")
            await send(message)

        return guarded

    def _counted(self, scope: Scope, receive: Receive) -> Receive:
        """``receive`` that stops where a body is larger than what is read."""
        read = 0

        async def counted() -> Message:
            nonlocal read
            if scope.get("state", {}).get("too_large"):
                raise HTTPException(413)
            message = await receive()
            read += len(message.get("body", b""))
            if read > self.settings.body_limit:
                scope.setdefault("state", {})["too_large"] = True
                raise HTTPException(413)
            return message

        return counted

    def _may_enter(self, path: str, headers: Headers) -> bool:
        token = self.settings.token
        if token is None or path.startswith(OPEN_PATHS):
            return True
        scheme, _, given = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), token.encode()):
            return True
        cookie = cookies(headers).get(ACCESS_COOKIE, "")
        return hmac.compare_digest(cookie.encode(), access_value(self.settings).encode())

    async def _ask_to_log_in(self, scope: Scope, receive: Receive, send: Send, headers: Headers) -> None:
        guarded = self._guarded(send)
        if scope["method"] == "GET" and "text/html" in headers.get("accept", ""):
            where = f"/login?next={quote(scope['path'])}"
            await RedirectResponse(where, 303)(scope, receive, guarded)
            return
        text = "A token is needed: Authorization: Bearer TOKEN (it was printed when the workbench was started).\n"
        answer = PlainTextResponse(text, 401, {"www-authenticate": "Bearer"})
        await answer(scope, receive, guarded)


def access_value(settings: Settings) -> str:
    """What the access cookie holds: the token itself never leaves the form it was typed into."""
    token = (settings.token or "").encode()
    return hmac.new(settings.secret, b"access:" + token, hashlib.sha256).hexdigest()


def cookies(headers: Headers) -> dict[str, str]:
    """The cookies of a request; what cannot be read as cookies counts as none."""
    try:
        return {k: m.value for k, m in SimpleCookie(headers.get("cookie", "")).items()}
    except CookieError:
        return {}
