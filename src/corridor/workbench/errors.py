"""What a visitor sees when something is wrong: what happened and what to do, never how the program looks inside."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from corridor.i18n import N_, _
from corridor.workbench.pages import page, wants_json

_log = logging.getLogger("corridor.workbench")

WORDS = {
    400: (N_("This request cannot be read"), N_("Go back, and try again.")),
    403: (
        N_("This form cannot be taken"),
        N_(
            "The page may be older than the running workbench. Open the page again and send the form from there."
        ),
    ),
    404: (
        N_("There is no such page"),
        N_("The address may be wrong. Search, or begin at one of the three doors."),
    ),
    405: (
        N_("This address is not used in that way"),
        N_("Open the page again and follow its links and buttons."),
    ),
    413: (
        N_("This is too large"),
        N_("Up to 10 MB are read at once. Split the file, or use the command line, which has no such limit."),
    ),
    422: (N_("There is a problem"), N_("Nothing was done. Change what is listed below and send it again.")),
    500: (
        N_("Something went wrong in Corridor"),
        N_(
            "It is not your mistake. The terminal in which the workbench runs shows the details; please report them."
        ),
    ),
    503: (N_("Too much is being worked on"), N_("Wait a moment, and try again.")),
}


class Problems(Exception):
    """What is wrong with something a visitor sent: every problem at once, in words (answered with status 422).

    Args:
        problems: sentences, or pairs of the id of the field on the page and a sentence.
        status: another HTTP status.
    """

    def __init__(self, problems: Sequence[str | tuple[str, str]], status: int = 422) -> None:
        super().__init__("; ".join(p if isinstance(p, str) else p[1] for p in problems))
        self.problems = [("", p) if isinstance(p, str) else p for p in problems]
        self.status = status


def error_page(
    request: Request, status: int, problems: Sequence[tuple[str, str]] = (), detail: str = ""
) -> Response:
    """An error as a page or as JSON."""
    title, advice = (_(t) for t in WORDS.get(status, WORDS[500 if status >= 500 else 400]))
    if wants_json(request):
        listed = [{"field": field, "problem": text} for field, text in problems]
        return JSONResponse({"error": title, "advice": advice, "detail": detail, "problems": listed}, status)
    return page(
        request, "error.html", status=status, title=title, advice=advice, detail=detail, problems=problems
    )


def _wrong(found: Mapping[str, Any]) -> str:
    """What is wrong with a value in an address or a form, in the reader's language."""
    kind, limits = found["type"], found.get("ctx", {})
    least, most = limits.get("ge", limits.get("gt")), limits.get("le", limits.get("lt"))
    if kind == "missing":
        text = _("this must be filled in")
    elif least is not None:
        text = _("expected a whole number from {least} on, not {value}").format(
            least=least, value=str(found["input"])[:60]
        )
    elif most is not None:
        text = _("expected at most {number}").format(number=most)
    elif kind == "string_too_long":
        text = _("expected at most {count} characters").format(count=limits["max_length"])
    elif "date" in kind or found["msg"].endswith("no day"):
        text = _("expected a date such as 2001-02-28")
    elif "int" in kind or "float" in kind:
        text = _("expected a whole number")
    elif "bool" in kind:
        text = _("expected yes or no")
    else:
        text = _("This request cannot be read")
    return _("{place}: {expected}").format(place=".".join(map(str, found["loc"][1:])), expected=text)


def add_handlers(app: FastAPI) -> None:
    """Answer every kind of error in the manner of the house."""

    async def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        detail = error.detail if error.status_code == 404 and error.detail != "Not Found" else ""
        made = error_page(request, error.status_code, detail=detail)
        made.headers.update(error.headers or {})
        return made

    async def validation(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        if getattr(request.state, "too_large", False):
            return error_page(request, 413)
        problems = [(str(p["loc"][-1]), _wrong(p)) for p in error.errors()]
        return error_page(request, 422, problems)

    async def listed(request: Request, error: Exception) -> Response:
        assert isinstance(error, Problems)
        return error_page(request, error.status, error.problems)

    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, validation)
    app.add_exception_handler(Problems, listed)


class Unexpected:
    """Middleware: an error of the program becomes a page without its inside; the log has the details.

    It stands inside the other middleware, so that this page too has its language and its headers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        begun = False

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, noted)
        except Exception:
            if scope["type"] != "http":
                raise
            _log.exception("%s %s", scope["method"], scope["path"])
            if begun:
                raise
            await error_page(Request(scope), 500)(scope, receive, send)
