"""The sign-in of staff."""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from corridor.dialogue.consultations import Refused
from corridor.dialogue.staff import SHORTEST, fits, is_set, set_passphrase
from corridor.dialogue.taking_part import Attempts, TooMany
from corridor.i18n import _
from corridor.workbench.dialogue.shared import SafeRoute, database, sent
from corridor.workbench.pages import page

COOKIE = "corridor_staff"
HOURS = 8
"""Chosen: how long a sign-in lasts."""
TRIES = 5
"""Chosen: wrong passphrases in five minutes, by all visitors together."""
_lock = threading.Lock()


class StaffRoute(SafeRoute):
    """A route for staff only: others are led to the sign-in."""

    def get_route_handler(self) -> Callable[[Request], Any]:
        """The handler behind the sign-in."""
        handler = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            if not signed_in(request):
                return RedirectResponse("/staff/sign-in", 303)
            return await handler(request)

        return guarded


router = APIRouter(include_in_schema=False, route_class=SafeRoute)
Form = Annotated[FormData, Depends(sent)]


@router.get("/staff/sign-in")
def ask(request: Request) -> Response:
    """The form: the passphrase, or the token and a first passphrase."""
    known = is_set(database(request))
    return page(request, "dialogue/sign_in.html", name="", known=known, shortest=SHORTEST)


@router.post("/staff/sign-in")
def enter(request: Request, form: Form) -> Response:
    """Sign in, or set the passphrase first."""
    kept = database(request)
    passphrase, token = str(form.get("passphrase", "")), str(form.get("token", ""))
    limit = _state(request)["attempts"]
    if limit.full("staff"):
        raise TooMany(_("Too many wrong tries. Wait a few minutes, then try again."))
    try:
        if token:
            set_passphrase(kept, token, passphrase)
            with _lock:
                _state(request)["sessions"].clear()
        elif not fits(kept, passphrase):
            raise Refused(_("This is not the passphrase."))
    except Refused:
        limit.wrong("staff")
        raise
    answer = RedirectResponse("/staff", 303)
    session = secrets.token_urlsafe(32)
    with _lock:
        _state(request)["sessions"][_digest(session)] = time.monotonic() + HOURS * 3600
    answer.set_cookie(COOKIE, session, httponly=True, samesite="strict", path="/staff")
    return answer


@router.post("/staff/sign-out")
def leave(request: Request) -> Response:
    """Sign out: the session is void."""
    with _lock:
        _state(request)["sessions"].pop(_digest(request.cookies.get(COOKIE, "")), None)
    answer = RedirectResponse("/staff/sign-in", 303)
    answer.delete_cookie(COOKIE, path="/staff", httponly=True, samesite="strict")
    return answer


def signed_in(request: Request) -> bool:
    """Whether staff signed in in this browser, in this run of the workbench."""
    with _lock:
        until = _state(request)["sessions"].get(_digest(request.cookies.get(COOKIE, "")), 0.0)
    return bool(until > time.monotonic())


def _state(request: Request) -> dict[str, Any]:
    """Sessions (hashes only) and wrong tries, in memory."""
    state = request.app.state
    if getattr(state, "staff", None) is None:
        state.staff = {"sessions": {}, "attempts": Attempts(TRIES)}
    found: dict[str, Any] = state.staff
    return found


def _digest(session: str) -> str:
    return hashlib.sha256(session.encode()).hexdigest()
