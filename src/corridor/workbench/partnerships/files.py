"""Records in the formats of other programs: downloads, and a check of a file that keeps nothing."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import Annotated, Any

from fastapi import APIRouter, File, Request, UploadFile
from fastapi.responses import Response

from corridor.i18n import N_, _
from corridor.partnerships.exchange import FORMATS, give, take
from corridor.partnerships.forms import RegistryProblems
from corridor.partnerships.model import Practice
from corridor.workbench.errors import Problems
from corridor.workbench.pages import answer
from corridor.workbench.partnerships.shared import opened
from corridor.workbench.reference.views import Document, View, missing

router = APIRouter(tags=["partnerships"])

NAMES: Mapping[str, tuple[str, str, str]] = {
    ".xml": ("iati", N_("IATI 2.03 activities (XML)"), "application/xml"),
    ".hsds.json": ("hsds", N_("services in HSDS 3.0 (JSON)"), "application/json"),
    ".jsonld": ("jsonld", N_("schema.org (JSON-LD)"), "application/ld+json"),
    ".csv.zip": ("csv", N_("CSV tables (ZIP)"), "application/zip"),
    ".xlsx": ("xlsx", N_("XLSX workbook"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ".yaml": ("yaml", N_("records of Corridor (YAML)"), "application/yaml"),
}  # fmt: skip
"""Endings of files, with the format, its name, and its type of content."""
TEMPLATE = "template.xlsx"


class CheckedRecord(View):
    """A record of a file that was checked."""

    id: str
    title: str


class CheckPage(Document):
    """What was found in a file of records. ``format`` is empty before one was sent."""

    file: str
    format: str
    records: tuple[CheckedRecord, ...]
    notes: tuple[str, ...]


@router.get("/partnerships/check", response_model=CheckPage)
def form(request: Request) -> Response:
    """The form to check a file of records."""
    return answer(request, _page("", "", (), ()), "partnerships/check.html")


@router.post("/partnerships/check", response_model=CheckPage)
def check(
    request: Request,
    file: Annotated[
        UploadFile | None, File(description="Records: IATI, HSDS, JSON-LD, CSV, XLSX or YAML")
    ] = None,
) -> Response:
    """Check a file of records: what would be taken, and every problem at once. Nothing is kept."""
    content = file.file.read() if file is not None and file.filename else b""
    if file is None or not content:
        raise Problems([("file", _("Choose a file."))])
    name = PurePath(file.filename or "").name or "records"
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"practices{PurePath(name).suffix.lower()[:8]}"
        path.write_bytes(content)
        try:
            taken = take(path)
        except RegistryProblems as found:
            raise Problems([("file", str(p).replace(path.name, name)) for p in found.problems]) from None
        except (OSError, ValueError) as error:
            raise Problems([("file", str(error).replace(str(path), name))]) from None
    model = _page(name, _(FORMATS[taken.format]), taken.practices, taken.notes)
    return answer(request, model, "partnerships/check.html")


BINARY: dict[str, Any] = {"content": {m: {} for _f, _t, m in NAMES.values()}}


@router.get("/partnerships/files/{name}", response_class=Response, responses={200: BINARY})
def download(request: Request, name: str) -> Response:
    """The registry (``registry``) or one record (its id) in another format; ``template.xlsx`` is the empty workbook."""
    if name == TEMPLATE:
        return _sent(name, _written((), "xlsx", ".xlsx"), NAMES[".xlsx"][2])
    ending = next((e for e in NAMES if name.endswith(e)), "")
    registry = opened(request)
    stem = name.removesuffix(ending) if ending else name
    try:
        records = tuple(registry) if stem == "registry" and ending else (registry.find(stem),)
    except KeyError as error:
        raise missing(error) from None
    form, _title, media = NAMES[ending or ".yaml"]
    return _sent(f"{stem}{ending or '.yaml'}", _written(records, form, ending or ".yaml"), media)


def _written(records: tuple[Practice, ...], form: str, ending: str) -> bytes:
    with TemporaryDirectory() as folder:
        target = Path(folder) / ("tables" if form == "csv" else f"records{ending}")
        given = give(records, form, target)
        if form != "csv":
            return target.read_bytes()
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in given.files:
                # a fixed day, so that the same records give the same bytes
                archive.writestr(zipfile.ZipInfo(file.name, (2000, 1, 1, 0, 0, 0)), file.read_bytes())
        return out.getvalue()


def _sent(name: str, content: bytes, media: str) -> Response:
    quoted = "".join(c if c.isascii() and (c.isalnum() or c in "-._") else "_" for c in name)
    return Response(
        content, media_type=media, headers={"content-disposition": f'attachment; filename="{quoted}"'}
    )


def _page(file: str, form: str, records: tuple[Practice, ...], notes: tuple[str, ...]) -> CheckPage:
    return CheckPage(
        title=_("Check records of projects and practices"),
        file=file,
        format=form,
        records=tuple(CheckedRecord(id=p.id, title=p.title_words) for p in records),
        notes=notes,
        shell=("corridor partnerships check records.xlsx",),
        python="from corridor.partnerships.exchange import take\nhelp(take)",
        uncertain=(_("Only the form is checked, not whether what a record says is so."),),
    )
