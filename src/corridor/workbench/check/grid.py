"""The caseworker's way: a dense grid of periods, typed, pasted from a spreadsheet, or uploaded."""

from __future__ import annotations

import tempfile
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from corridor.i18n import _
from corridor.portability.words import vocabulary
from corridor.workbench.check.case import MAX_COMPUTED, MAX_ROWS, Case, checked, from_document
from corridor.workbench.check.days import offered, rewrite
from corridor.workbench.check.forms import PAGE, Form, Grid, case_sent, grid_sent, grid_values, pack, unpack
from corridor.workbench.check.result import result_page
from corridor.workbench.check.tables import pasted, uploaded
from corridor.workbench.errors import Problems
from corridor.workbench.pages import page

router = APIRouter(include_in_schema=False)

LISTED = 200
"""Chosen: persons of a table that are listed with a button each."""
_KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@router.get("/check")
def choose(request: Request) -> Response:
    """Two ways to check an entitlement."""
    from corridor.portability.sample import case_names

    return page(request, "check/choose.html", examples=case_names())


@router.get("/check/grid")
def empty(request: Request, example: str | None = None) -> Response:
    """The grid, empty or with a built-in case of an invented person."""
    from corridor.portability.sample import CASES, case_names

    case = Case()
    if example is not None:
        if example not in case_names():
            raise HTTPException(404)
        import yaml

        case = from_document(yaml.safe_load((CASES / f"{example}.yaml").read_text(encoding="utf-8")))
    return grid_page(request, Grid(case), check=False)


@router.post("/check/grid")
def grid(request: Request, sent: Form) -> Response:
    """What the buttons of the grid do."""
    held = grid_sent(sent)
    do, _colon, number = sent.get("do", "check").partition(":")
    rows = held.case.periods
    if do == "check":
        return _checked(request, held)
    if do == "paste":
        return _pasted(request, held, sent.get("paste"))
    if do == "days":
        for first in offered(held.case):
            if first == number:
                rewrite(held.case, first)
        return grid_page(request, held, check=True)
    if do == "page" and number.isdecimal():
        held.first = min(int(number[:6]), max(len(rows) - 1, 0)) // PAGE * PAGE
    elif do == "rows":
        held.first = len(rows) // PAGE * PAGE
    elif do == "drop" and number.isdecimal() and int(number[:6]) < len(rows):
        del rows[int(number[:6])]
        held.first = min(held.first, max(len(rows) - 1, 0) // PAGE * PAGE)
    return grid_page(request, held, check=False)


@router.post("/check/edit")
def edit(request: Request, sent: Form) -> Response:
    """The grid with a case that comes from another page."""
    return grid_page(request, Grid(case_sent(sent)), check=False)


@router.post("/check/upload")
def upload(request: Request, sent: Form) -> Response:
    """The grid with an uploaded careers file."""
    name, content = sent.files.get("file", ("", b""))
    if not content:
        raise Problems([("file", _("Choose a file first: .xlsx, .csv, .yaml, .json or .parquet."))])
    cases, problems = uploaded(name, content)
    if not cases:
        raise Problems([("file", p) for p in problems[:100]] or [("file", _("The file names no person."))])
    return _of_several(request, cases, problems)


@router.post("/check/person")
def person(request: Request, sent: Form) -> Response:
    """The grid with one person of a table of several."""
    wanted = sent.get("person").strip()
    try:
        cases = {c.person_id: c for c in map(from_document, unpack(sent.get("cases")))}
    except (ValueError, TypeError):
        raise Problems([_("The table cannot be read any more. Upload or paste it again.")]) from None
    if wanted not in cases:
        problem = _("There is no person {name} in this table.").format(name=wanted)
        return _of_several(request, cases, [problem], 422)
    return grid_page(request, Grid(cases[wanted]), check=True)


@router.get("/check/template.{kind}")
def template(kind: str) -> Response:
    """The form for careers as a workbook or as CSV."""
    from corridor.careers import write_template

    if kind not in _KINDS:
        raise HTTPException(404)
    with tempfile.TemporaryDirectory(prefix="corridor-") as folder:
        content = write_template(Path(folder) / f"careers.{kind}", vocabulary()).read_bytes()
    headers = {"content-disposition": f'attachment; filename="careers.{kind}"'}
    return Response(content, media_type=_KINDS[kind], headers=headers)


def grid_page(
    request: Request, held: Grid, *, check: bool, status: int = 200, said: list[str] | None = None
) -> Response:
    """The grid; with ``check`` also what is wrong in it; ``said`` is what could not be read of pasted text."""
    _careers, errors, warnings, left_out = checked(held.case) if check else (None, [], [], 0)
    values = grid_values(held, errors, warnings, left_out)
    values["problems"] = [{"id": "paste", "text": text, "page": None} for text in said or []] + values[
        "problems"
    ]
    return page(request, "check/grid.html", status=status, limit=MAX_ROWS, **values)


def _checked(request: Request, held: Grid) -> Response:
    careers, errors, warnings, left_out = checked(held.case)
    if careers is None:
        values = grid_values(held, errors, warnings, left_out)
        return page(request, "check/grid.html", status=422, limit=MAX_ROWS, **values)
    if len(held.case.periods) > MAX_COMPUTED:
        return grid_page(request, held, check=False, status=422, said=[too_long(len(held.case.periods))])
    return result_page(request, held.case, careers)


def too_long(number: int) -> str:
    """Why a very long record is not worked out here, and what to do."""
    return _(
        "{number} periods are in order, but more than {most} of one person are not worked out here, because it would"
        " take minutes. Join periods that follow each other and have the same earnings, or use the command line:"
        " corridor check."
    ).format(number=number, most=MAX_COMPUTED)


def _pasted(request: Request, held: Grid, text: str) -> Response:
    cases, problems = pasted(text)
    if not cases:
        return grid_page(request, held, check=False, status=422, said=problems or [_("Nothing was pasted.")])
    if len(cases) > 1:
        return _of_several(request, cases, problems)
    new = next(iter(cases.values()))
    case = held.case
    case.person.update({k: v for k, v in new.person.items() if v})
    case.facts.update(new.facts)
    case.invented |= new.invented
    if new.person_id != "case":
        case.person_id = new.person_id
    held.first = len(case.periods) // PAGE * PAGE
    case.periods.extend(new.periods)
    return grid_page(request, held, check=True, said=problems)


def _of_several(request: Request, cases: dict[str, Case], problems: list[str], status: int = 200) -> Response:
    if len(cases) == 1:
        return grid_page(request, Grid(next(iter(cases.values()))), check=True, said=problems)
    return page(
        request,
        "check/persons.html",
        status=status,
        persons=[
            (c.person_id, c.person.get("title", ""), len(c.periods)) for c in list(cases.values())[:LISTED]
        ],
        number=len(cases),
        cases=pack([c.document() for c in cases.values()]),
        problems=[("", p) for p in problems[:100]],
        more=max(0, len(problems) - 100),
    )
