"""The pages of jobs: how far each is, its result, and the form for a table of many careers."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, File, Request, UploadFile
from fastapi.responses import FileResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from corridor.i18n import _, current
from corridor.workbench.errors import Problems
from corridor.workbench.jobs.queue import Queue
from corridor.workbench.jobs.store import FINISHED, Job
from corridor.workbench.pages import answer, page
from corridor.workbench.reference.views import Document, View

router = APIRouter(tags=["jobs"])

TABLES = (".csv", ".xlsx", ".parquet", ".yaml", ".yml", ".json")


class JobLine(View):
    """A job in a list."""

    id: str
    title: str
    kind: str
    state: str
    asked: str
    ended: str


class JobList(Document):
    """All jobs, the newest first."""

    jobs: tuple[JobLine, ...]


class JobPage(Document):
    """A job: how far it is in true counts, its results, or everything that was wrong."""

    job: JobLine
    finished: bool
    done: int
    total: int
    what: str
    files: tuple[str, ...]
    facts: dict[str, Any]
    problems: tuple[str, ...]
    internal: bool


def queue_of(request: Request) -> Queue:
    """The queue of this workbench."""
    queue: Queue = request.app.state.queue
    return queue


def start(
    request: Request, kind: str, title: str, parameters: dict[str, Any], files: dict[str, bytes]
) -> Response:
    """Ask for a job and go to its page."""
    queue = queue_of(request)
    if not queue.has_room():
        raise HTTPException(503)
    job = queue.store.ask(kind, title, current(), parameters, files)
    queue.wake()
    return RedirectResponse(f"/jobs/{job.id}", 303)


def sent(name: str, file: UploadFile | None, endings: tuple[str, ...]) -> dict[str, bytes]:
    """A file that was sent, under the name that the worker knows; empty where none was chosen.

    Raises:
        Problems: its name has another ending.
    """
    if file is None or not file.filename:
        return {}
    ending = "." + file.filename.rpartition(".")[2].lower()
    if ending not in endings:
        said = _("Expected a file that ends in {endings}.").format(endings=", ".join(endings))
        raise Problems([(name, said)])
    return {f"{name}{ending}": file.file.read()}


@router.get("/jobs", response_model=JobList)
def jobs(request: Request) -> Response:
    """All jobs."""
    model = JobList(
        title=_("Jobs"),
        jobs=tuple(_line(j) for j in queue_of(request).store.all()),
        shell=("corridor run people.parquet -o results.parquet",),
        python="import corridor\ncorridor.run(corridor.sample_careers(1000))",
    )
    return answer(request, model, "jobs.html")


@router.get("/jobs/new", include_in_schema=False)
def new(request: Request) -> Response:
    """The form for a table of many careers."""
    return page(request, "jobs_new.html", title=_("Many careers"))


@router.post("/jobs/new", status_code=303, response_class=RedirectResponse)
def run(
    request: Request,
    careers: Annotated[UploadFile | None, File(description="A table of careers")] = None,
    draft: Annotated[UploadFile | None, File(description="A draft agreement (YAML)")] = None,
) -> Response:
    """What each country owes each person of a table: begins a job and answers with its address."""
    files = sent("careers", careers, TABLES)
    if not files:
        raise Problems([("careers", _("Choose a file."))])
    files |= sent("draft", draft, (".yaml", ".yml"))
    name = careers.filename if careers is not None else ""
    title = _("Careers of {file}").format(file=(name or "")[-80:])
    return start(request, "run", title, {}, files)


@router.get("/jobs/{job_id}", response_model=JobPage)
def job(request: Request, job_id: str) -> Response:
    """How far a job is, and what came of it."""
    store = queue_of(request).store
    found = _found(request, job_id)
    progress, outcome = store.progress(job_id), store.outcome(job_id)
    finished = found.state in FINISHED
    model = JobPage(
        title=found.title,
        job=_line(found),
        finished=finished,
        done=progress.done,
        total=progress.total,
        what=progress.what,
        files=outcome.files if outcome and found.state == "done" else (),
        facts=dict(outcome.facts) if outcome else {},
        problems=outcome.problems if outcome else (),
        internal=bool(outcome and outcome.internal),
        shell=_again(found),
    )
    headers = {} if finished else {"refresh": "2"}
    return answer(request, model, "job.html", headers=headers)


@router.post("/jobs/{job_id}/cancel", status_code=303, response_class=RedirectResponse)
def cancel(request: Request, job_id: str) -> Response:
    """Stop a job."""
    _found(request, job_id)
    queue_of(request).cancel(job_id)
    return RedirectResponse(f"/jobs/{job_id}", 303)


@router.post("/jobs/{job_id}/erase", status_code=303, response_class=RedirectResponse)
def erase(request: Request, job_id: str) -> Response:
    """Stop a job, and remove everything that was sent and came out."""
    _found(request, job_id)
    queue_of(request).cancel(job_id)
    queue_of(request).store.erase(job_id)
    return RedirectResponse("/jobs", 303)


@router.get("/jobs/{job_id}/files/{name}", response_class=FileResponse)
def result(request: Request, job_id: str, name: str) -> Response:
    """A file that came out."""
    path = queue_of(request).store.result(job_id, name)
    if path is None or not path.is_file():
        raise HTTPException(404)
    return FileResponse(path, filename=name)


def _found(request: Request, job_id: str) -> Job:
    found = queue_of(request).store.get(job_id)
    if found is None:
        raise HTTPException(404, _("There is no such job. It may have been erased."))
    return found


def _line(j: Job) -> JobLine:
    return JobLine(id=j.id, title=j.title, kind=j.kind, state=j.state, asked=j.asked, ended=j.ended)


def _again(j: Job) -> tuple[str, ...]:
    draft = " --draft draft.yaml" if any(n.startswith("draft.") for n in j.inputs) else ""
    if j.kind == "run":
        file = next((n for n in j.inputs if n.startswith("careers.")), "careers.csv")
        return (f"corridor run {file} -o results.parquet{draft}",)
    p = j.parameters
    people = next((f" --careers {n}" for n in j.inputs if n.startswith("careers.")), "")
    on = f" --on {p['on']}" if p.get("on") else ""
    pair = f"{p['origin']} {p['destination']}"
    return (f"corridor dossier {pair}{on}{draft}{people} --language {j.language} -o dossier",)
