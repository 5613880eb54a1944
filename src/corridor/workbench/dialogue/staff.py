"""Staff: one consultation: statements, codes, replies, closing and sealing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from corridor.dialogue import consultations, sealing, statements
from corridor.dialogue.consultations import Refused, one
from corridor.dialogue.definition import said
from corridor.dossier.dialogue_sheets import code_sheets
from corridor.i18n import LANGUAGES, _, current
from corridor.records.database import Database
from corridor.workbench.dialogue.closing import closings
from corridor.workbench.dialogue.entrance import StaffRoute
from corridor.workbench.dialogue.shared import database, keys, sent
from corridor.workbench.pages import page, url

router = APIRouter(include_in_schema=False, route_class=StaffRoute)
Form = Annotated[FormData, Depends(sent)]


@router.get("/staff/consultations/{name}")
def shown(request: Request, name: str) -> Response:
    """The consultation with everything that can be done."""
    kept = database(request)
    held = one(kept, name)
    with kept.reading() as session:
        every = statements.statements(session, name)
        batches = consultations.batches(session, name)
        loop = statements.loop(session, held)
        declared = statements.collective(session, name)
    published = sealing.results(kept, name)
    subjects = [(s.id, s.text) for s in every if s.state != "waiting"]
    subjects += [
        (f"{q.id}:{o}", said(texts)) for q in held.definition.questions for o, texts in q.options.items()
    ]
    closing = closings(request).of(name)
    return page(
        request,
        "dialogue/staff.html",
        headers={"refresh": "2"} if closing.runs else None,
        name=name,
        title=said(held.definition.titles),
        held=held,
        about=consultations.took_part_about(kept, name),
        statements=every,
        batches=batches,
        published=published is not None,
        answers=loop,
        closing=closing,
        subjects=subjects,
        collective=declared,
        offered=LANGUAGES,
        lang_now=current(),
        decisions=statements.DECISIONS,
    )


@router.post("/staff/consultations/{name}/codes")
def issue(request: Request, name: str, form: Form) -> Response:
    """Issue codes: shown this once, as a page or as PDF."""
    number = _whole(form, "codes")
    association = _text(form, "association")
    batch, codes = consultations.issue(database(request), keys(request), name, association, number)
    held = one(database(request), name)
    if form.get("as") == "pdf":
        made = code_sheets(held.definition, association, batch, codes, current())
        headers = {"content-disposition": f'attachment; filename="codes-{batch}.pdf"'}
        return Response(made, media_type="application/pdf", headers=headers)
    return page(
        request,
        "dialogue/codes.html",
        name=name,
        title=said(held.definition.titles),
        batch=batch,
        association=association,
        codes=codes,
    )


@router.post("/staff/consultations/{name}/close")
def close(request: Request, name: str) -> Response:
    """Take no more votes, and begin to compute the results."""
    closings(request).start(database(request), name)
    return RedirectResponse(url(f"/staff/consultations/{name}"), 303)


@router.post("/staff/consultations/{name}/{act}")
def change(request: Request, name: str, act: str, form: Form) -> Response:
    """Do one thing, and show the consultation again."""
    _ACTS[act](database(request), name, form)
    return RedirectResponse(url(f"/staff/consultations/{name}"), 303)


def _open(kept: Database, name: str, _form: FormData) -> None:
    consultations.open_it(kept, name)


def _seal(kept: Database, name: str, form: FormData) -> None:
    if form.get("sure") != "yes":
        raise Refused(_("Tick that you are sure: it cannot be undone."))
    sealing.seal(kept, name)


def _erase(kept: Database, name: str, form: FormData) -> None:
    if form.get("sure") != "yes":
        raise Refused(_("Tick that you are sure: it cannot be undone."))
    consultations.erase(kept, name)


def _statement(kept: Database, name: str, form: FormData) -> None:
    statements.propose_by_staff(kept, name, _text(form, "text"), _text(form, "language") or "en")


def _moderate(kept: Database, name: str, form: FormData) -> None:
    statements.moderate(kept, name, _text(form, "statement"), _text(form, "state"), _text(form, "reason"))


def _translate(kept: Database, name: str, form: FormData) -> None:
    statements.translate(
        kept,
        name,
        _text(form, "statement"),
        _text(form, "language"),
        _text(form, "text"),
        _text(form, "translator"),
        reviewed=form.get("reviewed") == "yes",
    )


def _reply(kept: Database, name: str, form: FormData) -> None:
    try:
        day = date.fromisoformat(_text(form, "day"))
    except ValueError:
        raise Refused(_("Give the day as 2026-05-31.")) from None
    statements.reply(
        kept,
        name,
        _text(form, "subject"),
        _text(form, "decision"),
        _text(form, "text"),
        _text(form, "owner"),
        day,
    )


def _withdraw(kept: Database, name: str, form: FormData) -> None:
    consultations.withdraw(kept, name, _text(form, "batch"))


def _collective(kept: Database, name: str, form: FormData) -> None:
    women = _whole(form, "women") if _text(form, "women") else None
    statements.add_collective(
        kept,
        name,
        _text(form, "association"),
        _text(form, "text"),
        _text(form, "language") or "en",
        _whole(form, "consulted"),
        women,
        _text(form, "how"),
    )


_ACTS: dict[str, Callable[[Database, str, FormData], None]] = {
    "open": _open,
    "seal": _seal,
    "erase": _erase,
    "statement": _statement,
    "moderate": _moderate,
    "translate": _translate,
    "reply": _reply,
    "withdraw": _withdraw,
    "collective": _collective,
}


def _text(form: FormData, field: str) -> str:
    return str(form.get(field, "")).strip()


def _whole(form: FormData, field: str) -> int:
    text = _text(form, field)
    if not text.isdecimal() or len(text) > 9:
        raise Refused(
            _("{field}: expected a whole number, not {value}").format(field=field, value=repr(text))
        )
    return int(text)
