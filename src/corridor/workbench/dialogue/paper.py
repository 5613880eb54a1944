"""Staff: paper that came back: slips, and sheets entered twice."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from corridor.dialogue import consultations, paper
from corridor.dialogue.consultations import Refused, one
from corridor.dialogue.definition import GRADES, said
from corridor.dialogue.statements import statements
from corridor.dossier.dialogue_sheets import choice_titles
from corridor.i18n import _
from corridor.workbench.dialogue.entrance import StaffRoute
from corridor.workbench.dialogue.shared import database, keys, sent
from corridor.workbench.pages import page

router = APIRouter(include_in_schema=False, route_class=StaffRoute)
Form = Annotated[FormData, Depends(sent)]


@router.get("/staff/paper/{name}/{batch}")
def ask(request: Request, name: str, batch: str) -> Response:
    """The forms for slips and for one sheet."""
    return _page(request, name, batch, "", [])


@router.post("/staff/paper/{name}/{batch}/slips")
def slips(request: Request, name: str, batch: str, form: Form) -> Response:
    """Take slips in."""
    codes = str(form.get("codes", "")).splitlines()
    done = paper.hand_in(database(request), keys(request), name, batch, [c for c in codes if c.strip()])
    told = _("Slips taken: {accepted}. Used before: {used}.").format(accepted=done.accepted, used=done.used)
    return _page(
        request, name, batch, told, [_("No code of this batch: {code}").format(code=c) for c in done.wrong]
    )


@router.post("/staff/paper/{name}/{batch}/sheet")
def sheet(request: Request, name: str, batch: str, form: Form) -> Response:
    """Take one entry of a sheet."""
    held = one(database(request), name).definition
    number = str(form.get("sheet", "")).strip()
    questions: dict[str, Any] = {}
    for q in held.questions:
        if q.kind == "approve":
            ticked = [str(v) for v in form.getlist(f"q-{q.id}")]
            # an empty box on paper can be no ballot or a ballot for nothing: it counts as none
            if ticked:
                questions[q.id] = ticked
        else:
            given = {o: str(form.get(f"q-{q.id}-{o}", "")) for o in q.options}
            if any(given.values()):
                questions[q.id] = given
    answers = {
        "statements": {k[2:]: str(v) for k, v in form.items() if k.startswith("s-") and v},
        "questions": questions,
        "bands": {s.name: str(form.get(f"b-{s.name}", "")) for s in held.strata},
    }
    try:
        if not number.isdecimal() or len(number) > 6:
            raise Refused(_("expected the number on the sheet, from 1 on"))
        state = paper.enter_sheet(database(request), name, batch, int(number), answers)
    except Refused as error:
        return _page(request, name, batch, "", [str(error)], 422)
    told = (
        _("Sheet {number}: first entry kept. Somebody else enters it again.")
        if state == "first"
        else _("Sheet {number} is counted.")
    )
    return _page(request, name, batch, told.format(number=number), [])


def _page(
    request: Request, name: str, batch: str, told: str, problems: list[str], status: int = 200
) -> Response:
    kept = database(request)
    held = one(kept, name)
    with kept.reading() as session:
        own = {b.id: b for b in consultations.batches(session, name)}[batch]
        asked = statements(session, name, "accepted")
        waiting = paper.waiting_sheets(session, batch)
    return page(
        request,
        "dialogue/paper.html",
        status=status,
        name=name,
        title=said(held.definition.titles),
        consultation=held.definition,
        batch=own,
        statements=asked,
        waiting=waiting,
        told=told,
        problems=problems,
        choices=choice_titles(),
        grades=GRADES,
        said=said,
    )
