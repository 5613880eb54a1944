"""Plans: what a plan lays down, and what it is warned of; numbers that people chose stand in the address."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from fastapi.responses import Response

from corridor.commitments.reading import CommitmentProblems
from corridor.i18n import _
from corridor.plan import Plan, Thresholds, example_names, load_plan, plan_view
from corridor.plan.reader import shipped
from corridor.plan.thresholds import TITLES
from corridor.workbench.errors import Problems
from corridor.workbench.pages import answer
from corridor.workbench.reference.instruments import content_of
from corridor.workbench.reference.views import Document, Link, View, missing

router = APIRouter(tags=["plans"])

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NUMBER = re.compile(r"[0-9]{1,6}([./][0-9]{1,6})?")
"""A number that an address may hold: ``0.5`` or ``1/2``; powers of ten could be made too large to compute."""
MEDIA = {"xlsx": XLSX, "pdf": "application/pdf", "yaml": "application/yaml"}
BINARY: dict[int | str, dict[str, Any]] = {200: {"content": {m: {} for m in MEDIA.values()}}}


class Number(View):
    """A number that people chose: its name, what it is, its value, the usual one, and the value in words."""

    name: str
    title: str
    value: str
    usual: str
    words: str


class PlanLine(View):
    """A plan in a list."""

    id: str
    title: str
    about: str
    invented: bool
    warnings: int


class PlanList(Document):
    """The plans that ship with Corridor, and the form for one's own."""

    plans: tuple[PlanLine, ...]
    thresholds: tuple[Number, ...]


class SectionView(View):
    """A part of a plan; ``blocks`` are ``text``, ``items`` and ``table``."""

    id: str
    title: str
    lead: str
    blocks: tuple[dict[str, Any], ...]


class SentenceView(View):
    """A founding sentence that a warning rests on."""

    id: str
    text: str


class WarningView(View):
    """What a plan is warned of, with the sentences that ask for it."""

    code: str
    level: str
    level_words: str
    text: str
    about: tuple[str, ...]
    sentences: tuple[SentenceView, ...]


class PlanPage(Document):
    """A plan with its warnings; ``text`` is the file of a visitor's own, which the page alone keeps."""

    id: str
    about: str
    note: str
    invented: bool
    clean: bool
    own: bool
    text: str
    warnings: tuple[WarningView, ...]
    sections: tuple[SectionView, ...]
    thresholds: tuple[Number, ...]
    files: tuple[Link, ...]


async def sent_numbers(request: Request) -> dict[str, str]:
    """The numbers of a form, by name."""
    form = await request.form()
    return {name: value for name in TITLES if isinstance(value := form.get(name), str)}


@router.get("/plans", response_model=PlanList)
def plans(request: Request) -> Response:
    """Invented examples, and a form for one's own plan."""
    model = PlanList(
        title=_("Plans"),
        plans=tuple(_line(load_plan(name)) for name in example_names()),
        thresholds=_numbers(Thresholds()),
        shell=("corridor plan new", "corridor plan check my-plan.yaml"),
        python="from corridor.plan import load_plan, plan_view, example_names\nexample_names()",
        uncertain=(
            _("What stands in a plan is its own word. The warnings are tests, not a judgment of its owners."),
        ),
    )
    return answer(request, model, "plan/list.html")


@router.post("/plans", response_model=PlanPage)
def own(
    request: Request,
    file: Annotated[UploadFile | None, File(description="A plan (YAML)")] = None,
    text: Annotated[str, Form(description="The same as text")] = "",
    numbers: Annotated[dict[str, str] | None, Depends(sent_numbers)] = None,
) -> Response:
    """One's own plan with its warnings. Nothing is kept."""
    content = content_of(file, text)
    plan = _read(content)
    chosen = _chosen(numbers or {})
    return answer(request, _page(plan, chosen, own=content.decode("utf-8", "replace")), "plan/plan.html")


@router.post("/plans/files/{form}", response_class=Response, responses=BINARY)
def own_file(
    form: str,
    text: Annotated[str, Form(max_length=2_000_000)],
    numbers: Annotated[dict[str, str] | None, Depends(sent_numbers)] = None,
) -> Response:
    """One's own plan as XLSX or PDF. Nothing is kept."""
    plan = _read(text.encode())
    return _sent(plan, form, _chosen(numbers or {}), text.encode())


@router.get("/plans/files/{name}", response_class=Response, responses=BINARY)
def shipped_file(request: Request, name: str) -> Response:
    """An example as XLSX, PDF or YAML, such as ``invented-rights-and-work.xlsx``."""
    plan_id, _dot, form = name.rpartition(".")
    plan = _shipped(plan_id)
    file = shipped(plan.id)
    return _sent(plan, form, _asked(request), file.read_bytes() if file is not None else b"")


@router.get("/plans/{plan_id}", response_model=PlanPage)
def one(request: Request, plan_id: str) -> Response:
    """An example; ``?women_share=0.5`` and the like change numbers that people chose."""
    plan = _shipped(plan_id)
    return answer(request, _page(plan, _asked(request), query=request.url.query), "plan/plan.html")


def _shipped(plan_id: str) -> Plan:
    if plan_id not in example_names():
        raise missing(KeyError(_("There is nothing called {name}.").format(name=plan_id[:60])))
    return load_plan(plan_id)


def _read(content: bytes) -> Plan:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "plan.yaml"
        path.write_bytes(content)
        try:
            return load_plan(path)
        except CommitmentProblems as found:
            raise Problems([("file", str(p)) for p in found.problems]) from None


def _asked(request: Request) -> Thresholds:
    """The numbers in the address; what the address says beside them belongs to others (``lang``)."""
    return _chosen({k: v for k, v in request.query_params.items() if k in TITLES})


def _chosen(values: dict[str, str]) -> Thresholds:
    given = {k: v.strip() for k, v in values.items() if v.strip()}
    words = _("threshold {name}: expected a number such as 0.5, not {value}")
    wrong = [words.format(name=k, value=v[:40]) for k, v in given.items() if not NUMBER.fullmatch(v)]
    if wrong:
        raise Problems([("thresholds", w) for w in wrong])
    try:
        return Thresholds().with_values(given)
    except ValueError as error:
        raise Problems([("thresholds", line) for line in str(error).splitlines()]) from None


def _numbers(t: Thresholds) -> tuple[Number, ...]:
    usual = Thresholds()
    return tuple(
        Number(
            name=name, title=_(title), value=f"{float(getattr(t, name)):g}", usual=usual.in_words(name),
            words=t.in_words(name),
        )
        for name, title in TITLES.items()
    )  # fmt: skip


def _line(plan: Plan) -> PlanLine:
    view = plan_view(plan)
    return PlanLine(
        id=plan.id, title=view["title"], about=view["about"], invented=plan.invented, warnings=len(view["warnings"])
    )  # fmt: skip


def _page(plan: Plan, thresholds: Thresholds, *, own: str = "", query: str = "") -> PlanPage:
    view = plan_view(plan, thresholds=thresholds, address="" if own else f"/plans/{plan.id}")
    name = "my-plan.yaml" if own else plan.id
    kept = "&".join(p for p in query.split("&") if p.partition("=")[0] in TITLES)
    return PlanPage(
        title=view["title"],
        id=plan.id,
        about=view["about"],
        note=view["note"],
        invented=plan.invented,
        clean=view["clean"],
        own=bool(own),
        text=own,
        warnings=tuple(WarningView.model_validate(w) for w in view["warnings"]),
        sections=tuple(SectionView.model_validate(s) for s in view["sections"] if s["id"] != "warnings"),
        thresholds=_numbers(thresholds),
        files=()
        if own
        else tuple(
            Link(title=form.upper(), href=f"/plans/files/{plan.id}.{form}" + (f"?{kept}" if kept else ""))
            for form in MEDIA
        ),
        shell=(f"corridor plan show {name}", f"corridor plan check {name}"),
        python=f"from corridor.plan import load_plan, plan_view\nplan_view(load_plan({name!r}))",
        uncertain=(
            _("What stands in a plan is its own word. The warnings are tests, not a judgment of its owners."),
            _("The numbers are proposals of this project. They are not in the founding documents."),
        ),
    )


def _sent(plan: Plan, form: str, thresholds: Thresholds, source: bytes) -> Response:
    if form not in MEDIA:
        raise missing(KeyError(_("There is nothing called {name}.").format(name=form[:60])))
    if form == "yaml":
        content = source
    else:
        view = plan_view(plan, thresholds=thresholds)
        content = _made(view, form)
    quoted = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "_" for c in plan.id)
    head = {"content-disposition": f'attachment; filename="{quoted or "plan"}.{form}"'}
    return Response(content, media_type=MEDIA[form], headers=head)


def _made(view: dict[str, Any], form: str) -> bytes:
    if form == "xlsx":
        from corridor.plan.workbook import workbook

        return workbook(view)
    from corridor.dossier.plan_pdf import plan_pdf

    return plan_pdf(view)
