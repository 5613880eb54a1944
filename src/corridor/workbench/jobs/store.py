"""Jobs as folders below the user's data folder: what was asked, how far it is, and what came out.

    jobs/<id>/job.json        what was asked (kind, parameters, title), and its state
    jobs/<id>/inputs/         files that were sent; removed when the work is done
    jobs/<id>/progress.json   written by the worker: done, total, what
    jobs/<id>/outcome.json    written by the worker at the end: problems, or the names of the results
    jobs/<id>/results/        what came out

The id is a hash of everything that was asked, so the same question has the same address and is computed once.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import corridor

State = Literal["waiting", "running", "done", "failed", "cancelled"]
FINISHED = ("done", "failed", "cancelled")
_ID = re.compile(r"[0-9a-f]{20}")


@dataclass(frozen=True)
class Job:
    """One piece of long work.

    Attributes:
        id: hash of what was asked.
        kind: ``dossier`` or ``run``.
        title: what it is about, in the language in which it was asked.
        language: the language of its results.
        parameters: what was chosen, as plain data.
        inputs: names of the files that were sent.
        state: where it stands.
        asked, ended: times, to the second.
        process: id of the worker's process while it runs.
    """

    id: str
    kind: str
    title: str
    language: str
    parameters: Mapping[str, Any]
    inputs: tuple[str, ...] = ()
    state: State = "waiting"
    asked: str = ""
    ended: str = ""
    process: int | None = None


@dataclass(frozen=True)
class Progress:
    """How far a job is: true counts, and what is being done."""

    done: int = 0
    total: int = 0
    what: str = ""


@dataclass(frozen=True)
class Outcome:
    """What came of a job: files below ``results``, numbers to show, or everything that was wrong."""

    files: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    internal: bool = False


class JobStore:
    """The folder of all jobs.  Only its owner can read it: what was sent may be about people."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def ask(
        self,
        kind: str,
        title: str,
        language: str,
        parameters: Mapping[str, Any],
        files: Mapping[str, bytes],
    ) -> Job:
        """The job for a question: the one that is there unless it failed or was cancelled, else a new one."""
        said = {
            "kind": kind, "language": language, "parameters": dict(parameters), "version": corridor.__version__,
            "files": {n: hashlib.sha256(data).hexdigest() for n, data in files.items()},
        }  # fmt: skip
        job_id = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:20]
        held = self.get(job_id)
        if held is not None and held.state not in ("failed", "cancelled"):
            return held
        self.erase(job_id)
        inputs = self.folder / job_id / "inputs"
        inputs.mkdir(parents=True, mode=0o700)
        self.folder.chmod(0o700)
        for name, data in files.items():
            (inputs / name).write_bytes(data)
        job = Job(job_id, kind, title, language, parameters, tuple(files), asked=_now())
        self.save(job)
        return job

    def get(self, job_id: str) -> Job | None:
        """A job by its id, ``None`` where there is none."""
        if not _ID.fullmatch(job_id):
            return None
        read = _read(self.folder / job_id / "job.json")
        return Job(**{**read, "inputs": tuple(read["inputs"])}) if read else None

    def all(self) -> list[Job]:
        """All jobs, the newest first."""
        names = [p.name for p in self.folder.iterdir()] if self.folder.is_dir() else []
        found = [job for name in names if (job := self.get(name)) is not None]
        return sorted(found, key=lambda j: (j.asked, j.id), reverse=True)

    def save(self, job: Job) -> None:
        """Write what is known of a job, whole or not at all."""
        write(self.folder / job.id / "job.json", asdict(job))

    def change(self, job: Job, **fields: Any) -> Job:
        """The job with other fields, saved; a finished one loses what was sent."""
        changed = replace(job, **fields)
        if changed.state in FINISHED:
            changed = replace(changed, ended=changed.ended or _now(), process=None)
            shutil.rmtree(self.folder / job.id / "inputs", ignore_errors=True)
        if changed.state == "cancelled":
            shutil.rmtree(self.folder / job.id / "results", ignore_errors=True)
        self.save(changed)
        return changed

    def progress(self, job_id: str) -> Progress:
        """How far a job is."""
        return Progress(**(_read(self.folder / job_id / "progress.json") or {}))

    def outcome(self, job_id: str) -> Outcome | None:
        """What came of a job, ``None`` while it has no end."""
        read = _read(self.folder / job_id / "outcome.json")
        if not read:
            return None
        return Outcome(
            tuple(read["files"]), read["facts"], tuple(read["problems"]), bool(read.get("internal"))
        )

    def result(self, job_id: str, name: str) -> Path | None:
        """A file that came out, by a name that the outcome lists; ``None`` for any other name."""
        outcome = self.outcome(job_id)
        if self.get(job_id) is None or outcome is None or name not in outcome.files:
            return None
        return self.folder / job_id / "results" / name

    def erase(self, job_id: str) -> None:
        """Remove a job with everything that was sent and came out."""
        if _ID.fullmatch(job_id):
            shutil.rmtree(self.folder / job_id, ignore_errors=True)


def write(path: Path, data: Mapping[str, Any]) -> None:
    """Write JSON so that a reader sees the old or the new, never a part."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    draft.replace(path)


def _read(path: Path) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
