"""Forms that only pages of this workbench can send (protection against cross-site request forgery).

A write needs three things to agree: where the browser says the request comes from (``Origin``,
``Sec-Fetch-Site``), a cookie that is not sent from other sites (``SameSite=Strict``), and the same signed
value in the form (``{{ form_token() }}`` in a template) or in the header ``X-Corridor-Token``.  A program
has no cookie; it sends the header ``X-Corridor: 1``, which no page of another site can send without the
browser asking here first, and here the answer is no.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from urllib.parse import urlsplit

from fastapi import Request
from starlette.exceptions import HTTPException

from corridor.workbench.settings import Settings

COOKIE = "corridor_form"
FIELD = "form_token"
SAFE = ("GET", "HEAD", "OPTIONS")


def new_token(settings: Settings) -> str:
    """A signed value for the cookie and the forms of one visitor."""
    nonce = secrets.token_hex(16)
    return f"{nonce}.{_signature(settings, nonce)}"


def is_ours(settings: Settings, token: str) -> bool:
    """Whether this workbench signed a value, in this run."""
    nonce, _, signature = token.partition(".")
    return hmac.compare_digest(signature.encode(), _signature(settings, nonce).encode())


def token_for(request: Request) -> str:
    """The visitor's token; a new one is set as a cookie by the page that shows it."""
    held: str | None = getattr(request.state, "form_token", None)
    if held is None:
        settings: Settings = request.app.state.settings
        held = request.cookies.get(COOKIE, "")
        if not is_ours(settings, held):
            held = new_token(settings)
            request.state.new_form_token = held
        request.state.form_token = held
    return held


async def protect(request: Request) -> None:
    """Refuse a write that does not come from a page of this workbench or from a program that says so.

    Raises:
        HTTPException: 403; or 413 where the body is too large.
    """
    if request.method in SAFE:
        return
    if getattr(request.state, "too_large", False):
        raise HTTPException(413)
    if not _same_origin(request):
        raise HTTPException(403, "origin")
    if request.headers.get("x-corridor") or _agrees(request, request.headers.get("x-corridor-token", "")):
        return
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("application/x-www-form-urlencoded", "multipart/form-data"):
        raise HTTPException(403, "header")
    # a body is counted against the limit of the workbench already; a part of it may be as large
    form = await request.form(max_part_size=request.app.state.settings.body_limit)
    given = form.get(FIELD, "")
    if not isinstance(given, str) or not _agrees(request, given):
        raise HTTPException(403, "token")


def _agrees(request: Request, given: str) -> bool:
    held = request.cookies.get(COOKIE, "")
    same = hmac.compare_digest(given.encode(), held.encode())
    return bool(held) and same and is_ours(request.app.state.settings, held)


def _same_origin(request: Request) -> bool:
    """Whether the browser says that the request comes from here; a program that says nothing passes."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    if origin == "null":
        # what browsers send with forms of pages that let no referrer out, as ours do
        return request.headers.get("sec-fetch-site") == "same-origin"
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def _signature(settings: Settings, nonce: str) -> str:
    return hmac.new(settings.secret, b"form:" + nonce.encode(), hashlib.sha256).hexdigest()
