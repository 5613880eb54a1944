"""The door of a workbench that others can reach: it asks for the token that was printed at the start."""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from corridor.i18n import _
from corridor.workbench.pages import page
from corridor.workbench.security import ACCESS_COOKIE, access_value
from corridor.workbench.settings import Settings

router = APIRouter(include_in_schema=False)


@router.get("/login")
def ask(request: Request, next: str = "/") -> Response:
    """The form."""
    return page(request, "login.html", next=_inside(next), problem="")


@router.post("/login")
def enter(
    request: Request, token: Annotated[str, Form()] = "", next: Annotated[str, Form()] = "/"
) -> Response:
    """Take the token, and go on to the page that was asked for."""
    settings: Settings = request.app.state.settings
    if settings.token is None or not hmac.compare_digest(token.strip().encode(), settings.token.encode()):
        said = _("This is not the token that was printed when the workbench was started.")
        return page(request, "login.html", status=403, next=_inside(next), problem=said)
    answer = RedirectResponse(_inside(next), 303)
    answer.set_cookie(ACCESS_COOKIE, access_value(settings), httponly=True, samesite="strict", path="/")
    return answer


def _inside(path: str) -> str:
    """A path of this workbench, or the first page: never an address elsewhere."""
    fine = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if fine else "/"
