"""The way of a person who asks for herself: one question a page, with "I do not know", back, and a check at the end.

The answers travel from page to page in a hidden field of the form.  They never stand in an address or a
log, and nothing is kept on the server.
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from corridor.careers.problems import Problem
from corridor.countries import country_name
from corridor.i18n import _
from corridor.portability.words import vocabulary
from corridor.workbench.check import questions
from corridor.workbench.check.answers import MAX_PERIODS, Answers, from_hidden
from corridor.workbench.check.case import PERIODS_FILE, PERSON_FILE, checked, problem_text
from corridor.workbench.check.forms import Form, Sent, choices
from corridor.workbench.check.result import result_page
from corridor.workbench.pages import page

router = APIRouter(include_in_schema=False)

LEAVE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Notes</title></head><body></body></html>"""


@router.get("/check/steps")
def begin(request: Request) -> Response:
    """What comes, before the first question."""
    return page(request, "check/steps_begin.html")


@router.get("/check/leave")
def leave() -> Response:
    """An empty page, quickly; the browser is told to forget the pages before."""
    return HTMLResponse(LEAVE, headers={"clear-site-data": '"cache"'})


@router.post("/check/steps")
def step(request: Request, sent: Form) -> Response:
    """Take the answer to one question and show the next."""
    held = from_hidden(sent.get("state"))
    now = sent.get("step")
    do, _colon, target = sent.get("do", "next").partition(":")
    path = held.path()
    if now not in path:
        return _show(request, held, path[0])
    if do == "language":
        questions.take(held, now, sent)
        return _show(request, held, now)
    if do == "back":
        at = path.index(now)
        return _show(request, held, path[at - 1]) if at else begin(request)
    if do == "change" and target in path:
        held.changing = True
        return _show(request, held, target)
    if do == "remove" and target.isdecimal() and int(target[:4]) < len(held.periods):
        del held.periods[int(target[:4])]
        return _show(request, held, now if held.periods else held.path()[-1])
    if now == questions.ANSWERS:
        return _result(request, held)
    return _next(request, held, now, sent, add=do == "add")


def _next(request: Request, held: Answers, now: str, sent: Sent, *, add: bool) -> Response:
    problems = questions.take(held, now, sent) or _problems(held, now)
    if problems:
        return _show(request, held, now, problems, 422)
    if add and len(held.periods) < MAX_PERIODS:
        held.periods.append({})
        held.changing = False
        return _show(request, held, f"place:{len(held.periods) - 1}")
    path = held.path()
    following = path[path.index(now) + 1]
    kind = now.partition(":")[0]
    unanswered = next((s for s in path if not held.is_answered(s)), None)
    if held.changing and unanswered is None and kind not in ("place", "kind"):
        following = questions.ANSWERS
    return _show(request, held, following)


def _problems(held: Answers, now: str) -> list[tuple[str, str]]:
    """What the checks of careers files say about the answer just given."""
    _careers, errors, _warnings, _left_out = checked(held.case())
    return [(field, p.expected) for p in errors if (field := _field(held, p, now)) is not None]


def _field(held: Answers, problem: Problem, now: str) -> str | None:
    """The field on the page of a question that a problem belongs to, or ``None``."""
    kind, _colon, number = now.partition(":")
    if problem.file == PERSON_FILE:
        wanted = {"birth": "birth_date", "claim": "claim_date"}.get(kind, kind)
        return kind if problem.column == wanted else None
    if problem.file != PERIODS_FILE or not number or problem.row not in held.rows_of(int(number)):
        return None
    columns = {
        "place": ("country",),
        "dates": ("start", "end"),
        "earnings": ("earnings", "currency", "earnings_per"),
    }
    if problem.column not in columns.get(kind, ()):
        return None
    return {"country": "place", "currency": "earnings", "earnings_per": "earnings"}.get(
        str(problem.column), str(problem.column)
    )


def _result(request: Request, held: Answers) -> Response:
    case = held.case()
    careers, errors, _warnings, _left_out = checked(case)
    if careers is None:
        return _show(request, held, questions.ANSWERS, [("", problem_text(p)) for p in errors[:50]], 422)
    return result_page(request, case, careers)


def _show(
    request: Request,
    held: Answers,
    now: str,
    problems: list[tuple[str, str]] | None = None,
    status: int = 200,
) -> Response:
    path = held.path()
    kind, _colon, number = now.partition(":")
    at = int(number) if number.isdecimal() else 0
    if now == questions.ANSWERS:
        held.changing = False
    values: dict[str, Any] = {
        "state": held.hidden(),
        "step": now,
        "kind": kind,
        "at": at,
        "problems": problems or [],
        "number": path.index(now) + 1,
        "total": len(path),
        "held": held,
        "period": held.periods[at] if number.isdecimal() and at < len(held.periods) else {},
        **questions.shown(held, now),
    }
    if kind in ("nationality", "residence", "place"):
        values["choices"] = _countries()
    if kind == "answers":
        values["summary"] = questions.summary(held)
    template = "check/answers.html" if kind == "answers" else "check/step.html"
    # the button "back" of the browser works on this computer; elsewhere no page of this form is kept
    local = request.app.state.settings.is_local
    headers = {"cache-control": "private, no-cache" if local else "private, no-store"}
    return page(request, template, status=status, headers=headers, **values)


def _countries() -> dict[str, list[tuple[str, str]]]:
    """Countries to choose from: those whose pension law is in Corridor first; no invented ones."""
    modelled = {i.country for i in vocabulary().schemes.values() if not i.country.startswith("X")}
    listed = [(c, n) for n, c in choices()["countries"] if not (c.startswith("X") and c != "XKX")]
    return {
        "modelled": [(c, country_name(c)) for c, _n in listed if c in modelled],
        "other": [(c, n) for c, n in listed if c not in modelled],
        "special": [("unknown", _("I do not know")), ("stateless", _("I have no nationality"))],
    }
