"""Cases that are saved on purpose, in the user's own data folder: listed, opened, exported, erased for good."""

from __future__ import annotations

import json
import threading
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from corridor.i18n import _
from corridor.records import cases
from corridor.records.database import Database, open_database
from corridor.workbench.check.case import checked, from_document, yaml_text
from corridor.workbench.check.forms import Form, Grid, case_sent
from corridor.workbench.check.grid import grid_page
from corridor.workbench.pages import page, url, wants_json

router = APIRouter(include_in_schema=False)

_opening = threading.Lock()


def database(request: Request) -> Database:
    """The database of this workbench, opened when it is first needed."""
    state = request.app.state
    with _opening:
        if getattr(state, "records", None) is None:
            state.records = open_database(state.settings.data)
    found: Database = state.records
    return found


@router.get("/cases")
def listed(request: Request, done: str = "") -> Response:
    """Every saved case."""
    found = cases.saved(database(request))
    said = {"saved": _("The case is saved."), "erased": _("Erased. Nothing of it is left in the database.")}
    return page(
        request,
        "check/cases.html",
        cases=found,
        said=said.get(done, ""),
        where=_where(request),
    )


@router.post("/cases")
def save(request: Request, sent: Form) -> Response:
    """Save the case of a form."""
    case = case_sent(sent)
    title = sent.get("title").strip() or case.person.get("title") or _("Case without a name")
    case.person["title"] = title
    cases.save(database(request), title, case.document())
    return RedirectResponse(url("/cases", done="saved"), 303)


@router.get("/cases/{case_id}")
def opened(request: Request, case_id: str) -> Response:
    """A saved case in the grid, or as the document that was saved."""
    document = _one(request, case_id)
    if wants_json(request):
        return _download(json.dumps(document, ensure_ascii=False, indent=1), "case.json", "application/json")
    return grid_page(request, Grid(from_document(document)), check=False)


@router.get("/cases/{case_id}/case.yaml")
def exported(request: Request, case_id: str) -> Response:
    """A saved case as a case file; one that does not pass the checks as it was entered."""
    import yaml

    document = _one(request, case_id)
    careers, _errors, _warnings, _left_out = checked(from_document(document))
    if careers is None:
        text = yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=110)
    else:
        text = yaml_text(next(iter(careers)))
    return _download(text, "case.yaml", "application/yaml")


@router.post("/cases/{case_id}/erase")
def erase(request: Request, case_id: str) -> Response:
    """Erase a saved case for good."""
    try:
        cases.erase(database(request), case_id)
    except KeyError:
        raise HTTPException(404) from None
    return RedirectResponse(url("/cases", done="erased"), 303)


def _one(request: Request, case_id: str) -> dict[str, Any]:
    try:
        return cases.one(database(request), case_id).document
    except KeyError:
        raise HTTPException(404) from None


def _where(request: Request) -> str:
    engine = database(request).engine
    return str(engine.url.database) if engine.dialect.name == "sqlite" else engine.url.render_as_string()


def _download(text: str, name: str, kind: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(text.encode(), media_type=kind, headers=headers)
