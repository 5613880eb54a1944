"""Staff: every consultation, and a new one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from corridor.dialogue.consultations import Refused, add, listed
from corridor.dialogue.definition import DefinitionProblems, said
from corridor.i18n import LANGUAGES, _
from corridor.workbench.dialogue.entrance import StaffRoute
from corridor.workbench.dialogue.shared import database, sent
from corridor.workbench.pages import page, url

router = APIRouter(include_in_schema=False, route_class=StaffRoute)
Form = Annotated[FormData, Depends(sent)]


@router.get("/staff")
def every(request: Request) -> Response:
    """Every consultation."""
    return page(request, "dialogue/overview.html", name="", found=listed(database(request)), said=said)


@router.get("/staff/new")
def ask(request: Request) -> Response:
    """The form of a new consultation."""
    today = datetime.now(UTC).date()
    given = {
        "minimum": "10",
        "proposals": "3",
        "opens": today.isoformat(),
        "closes": (today + timedelta(days=30)).isoformat(),
    }
    return _form(request, given, [])


@router.post("/staff/new")
def make(request: Request, form: Form) -> Response:
    """Keep it as a draft, or say everything that is wrong."""
    given = {k: str(v) for k, v in form.items()}
    try:
        made = add(database(request), document_of(given))
    except DefinitionProblems as error:
        return _form(request, given, error.problems, 422)
    except Refused as error:
        return _form(request, given, [str(error)], 422)
    return RedirectResponse(url(f"/staff/consultations/{made.id}"), 303)


def document_of(given: dict[str, str]) -> dict[str, Any]:
    """The definition that a form describes.

    Values and options stand one a line: ``code: text``, or texts by language as ``code: en=woman | ar=امرأة``.
    """
    made: dict[str, Any] = {
        "id": given.get("id", "").strip(),
        "title": {c: given[f"title-{c}"] for c in LANGUAGES if given.get(f"title-{c}", "").strip()},
        "description": {c: given[f"about-{c}"] for c in LANGUAGES if given.get(f"about-{c}", "").strip()},
        "corridors": given.get("corridors", "").upper().replace(",", " ").split(),
        "opens": given.get("opens", ""),
        "closes": given.get("closes", ""),
        "minimum": _whole(given.get("minimum", "")),
        "proposals": _whole(given.get("proposals", "")),
        "invented": given.get("invented") == "yes",
    }
    if given.get("invited", "").strip():
        made["invited"] = _whole(given["invited"])
    strata = {}
    for n in ("1", "2"):
        if given.get(f"stratum-{n}"):
            strata[given[f"stratum-{n}"]] = {
                "title": _texts(given.get(f"stratum-title-{n}", "")),
                "values": _lines(given.get(f"stratum-values-{n}", "")),
                "reference": _figures(given.get(f"reference-{n}", "")),
                "invited": _figures(given.get(f"invited-{n}", "")),
                "source": given.get(f"source-{n}", "").strip(),
            }
    questions = [
        {
            "id": f"q{n}",
            "kind": given.get(f"kind-{n}", ""),
            "title": _texts(given[f"question-{n}"]),
            "options": _lines(given.get(f"options-{n}", "")),
        }
        for n in ("1", "2")
        if given.get(f"question-{n}", "").strip()
    ]
    return made | {"strata": strata, "questions": questions}


def _whole(text: str) -> Any:
    return int(text) if text.strip().isdecimal() and len(text) < 10 else text


def _texts(text: str) -> dict[str, str]:
    """``woman`` or ``en=woman | ar=امرأة``."""
    parts = [part.partition("=") for part in text.split("|")]
    if all(sign for _code, sign, _text in parts):
        return {code.strip(): said_so.strip() for code, _sign, said_so in parts}
    return {"en": text.strip()}


def _lines(text: str) -> dict[str, dict[str, str]]:
    rows = [line.partition(":") for line in text.splitlines() if line.strip()]
    return {code.strip(): _texts(rest or code) for code, _sign, rest in rows}


def _figures(text: str) -> dict[str, Any]:
    rows = [line.partition(":") for line in text.splitlines() if line.strip()]
    return {code.strip(): _whole(rest.strip()) for code, _sign, rest in rows}


def _form(request: Request, given: dict[str, str], problems: list[str], status: int = 200) -> Response:
    from corridor.dialogue.definition import KINDS, STRATA

    return page(
        request,
        "dialogue/new.html",
        status=status,
        name="",
        given=given,
        problems=problems,
        strata=STRATA,
        kinds=dict(
            zip(KINDS, (_("Tick all that you want"), _("Give places"), _("Give points 0 to 5")), strict=True)
        ),
        offered=LANGUAGES,
    )
