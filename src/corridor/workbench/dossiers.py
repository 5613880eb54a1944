"""Dossiers: those in the folders that were named at the start, and those built here."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import FileResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from corridor.dossier.folder import FORMAT, MANIFEST
from corridor.i18n import _
from corridor.workbench.errors import Problems
from corridor.workbench.jobs.pages import TABLES, queue_of, sent, start
from corridor.workbench.pages import answer, page
from corridor.workbench.reference.places import all_countries
from corridor.workbench.reference.views import Document, View, country
from corridor.workbench.settings import Settings

router = APIRouter(tags=["dossiers"])

KINDS = {
    ".html": "text/html; charset=utf-8",
    ".pdf": "application/pdf",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
    ".yaml": "application/yaml",
    ".parquet": "application/vnd.apache.parquet",
}
SHOWN = (".html", ".pdf", ".json")
"""What a browser opens; everything else is downloaded."""
ALONE = (
    "sandbox allow-downloads; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
)
"""What the page of a dossier may do: it brings its own style, runs nothing, and has no part in this workbench."""


class DossierLine(View):
    """A dossier: its content hash names it."""

    id: str
    title: str
    language: str
    on: str
    folder: str


class DossierList(Document):
    """The dossiers at hand."""

    dossiers: tuple[DossierLine, ...]
    folders: tuple[str, ...]


class FileLine(View):
    """A file of a dossier."""

    name: str
    size: int
    sha256: str


class DossierPage(Document):
    """A dossier with its files."""

    dossier: DossierLine
    files: tuple[FileLine, ...]


@dataclass(frozen=True)
class Found:
    """A dossier in a folder, as its manifest says."""

    folder: Path
    line: DossierLine
    files: tuple[FileLine, ...]


def found(request: Request) -> dict[str, Found]:
    """All dossiers by their id."""
    settings: Settings = request.app.state.settings
    built = [p / "results" / "dossier" for p in _inside(queue_of(request).store.folder)]
    places = [p for folder in settings.folders for p in (folder, *_inside(folder))]
    held = [d for p in (*places, *built) if (d := _read(p)) is not None]
    return {d.line.id: d for d in held}


@router.get("/dossiers", response_model=DossierList)
def dossiers(request: Request) -> Response:
    """The dossiers at hand."""
    settings: Settings = request.app.state.settings
    model = DossierList(
        title=_("Dossiers"),
        dossiers=tuple(d.line for d in found(request).values()),
        folders=tuple(str(f) for f in settings.folders),
        shell=("corridor dossier PHL CAN -o dossiers/phl-can", "corridor serve --folder dossiers"),
        python="from corridor.dossier.building import build\nfrom corridor.dossier.material import Order\n"
        "build(Order('PHL', 'CAN'), 'dossiers/phl-can')",
    )
    return answer(request, model, "dossiers.html")


@router.get("/dossiers/new", include_in_schema=False)
def new(request: Request, origin: str = "", destination: str = "") -> Response:
    """The form for a dossier."""
    return page(
        request,
        "dossiers_new.html",
        title=_("A new dossier"),
        countries=all_countries(),
        origin=origin[:3].upper(),
        destination=destination[:3].upper(),
    )


@router.post("/dossiers/new", status_code=303, response_class=RedirectResponse)
def build(
    request: Request,
    origin: Annotated[str, Form()] = "",
    destination: Annotated[str, Form()] = "",
    on: Annotated[str, Form()] = "",
    draft: Annotated[UploadFile | None, File(description="A draft agreement (YAML)")] = None,
    careers: Annotated[UploadFile | None, File(description="A table of careers")] = None,
) -> Response:
    """Build a dossier: begins a job and answers with its address."""
    known = {c.code for c in all_countries()}
    pair = {"origin": origin.upper(), "destination": destination.upper()}
    problems = [(name, _("Choose a country.")) for name, code in pair.items() if code not in known]
    if not problems and pair["origin"] == pair["destination"]:
        problems.append(("destination", _("Choose two different countries.")))
    try:
        day = date.fromisoformat(on).isoformat() if on.strip() else ""
    except ValueError:
        problems.append(("on", _("Day: expected a date such as 2020-01-01.")))
    if problems:
        raise Problems(problems)
    files = sent("draft", draft, (".yaml", ".yml")) | sent("careers", careers, TABLES)
    names = [country(c).name for c in pair.values()]
    title = _("Dossier {origin} to {destination}").format(origin=names[0], destination=names[1])
    return start(request, "dossier", title, {**pair, "on": day}, files)


@router.get("/dossiers/{dossier_id}", response_model=DossierPage)
def dossier(request: Request, dossier_id: str) -> Response:
    """One dossier with its files."""
    held = _one(request, dossier_id)
    model = DossierPage(
        title=held.line.title,
        dossier=held.line,
        files=held.files,
        shell=(f"corridor serve --folder {held.line.folder}",),
        python=f"import json\njson.load(open({str(held.folder / MANIFEST)!r}))['content_hash']",
    )
    return answer(request, model, "dossier.html")


@router.get("/dossiers/{dossier_id}/files/{name:path}", response_class=FileResponse)
def file(request: Request, dossier_id: str, name: str) -> Response:
    """A file of a dossier: one that its manifest names, and nothing else."""
    held = _one(request, dossier_id)
    if name not in {f.name for f in held.files} | {MANIFEST}:
        raise HTTPException(404)
    path = (held.folder / name).resolve()
    # a name of the manifest may lie, and a file of the folder may be a link to elsewhere
    if not path.is_relative_to(held.folder.resolve()) or not path.is_file() or path.suffix not in KINDS:
        raise HTTPException(404)
    how = "inline" if path.suffix in SHOWN else "attachment"
    headers = {"content-security-policy": ALONE} if path.suffix == ".html" else {}
    return FileResponse(
        path, media_type=KINDS[path.suffix], filename=path.name, content_disposition_type=how, headers=headers
    )


def _one(request: Request, dossier_id: str) -> Found:
    held = found(request).get(dossier_id)
    if held is None:
        raise HTTPException(404, _("There is no such dossier in the folders that are shown."))
    return held


def _inside(folder: Path) -> list[Path]:
    """Folders in a folder."""
    try:
        return sorted(p for p in folder.iterdir() if p.is_dir() and not p.name.startswith("."))
    except OSError:
        return []


def _read(folder: Path) -> Found | None:
    try:
        said = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if said["format"] != FORMAT:
            return None
        line = DossierLine(
            id=str(said["content_hash"])[:20], title=str(said["title"]), language=str(said["language"]),
            on=str(said["on"]), folder=str(folder),
        )  # fmt: skip
        files = tuple(
            FileLine(name=str(f["name"]), size=int(f["bytes"]), sha256=str(f["sha256"]))
            for f in said["files"]
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return Found(folder, line, files)
