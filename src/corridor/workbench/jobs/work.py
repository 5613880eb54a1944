"""The worker: a process that does one job (``python -m corridor.workbench.jobs.work FOLDER``).

It ends when the workbench that started it is gone; the next start of a workbench begins the job again.
"""

from __future__ import annotations

import os
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from corridor.i18n import language
from corridor.workbench.jobs.store import Job, JobStore, Outcome, write

Report = Callable[[str, int, int], None]
LOOK = 1.0
"""Chosen: seconds between two looks whether the workbench still runs."""


def work(folder: Path) -> None:
    """Do the job of a folder and write its outcome."""
    store = JobStore(folder.parent)
    job = store.get(folder.name)
    if job is None:
        raise SystemExit(f"{folder}: there is no job")
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    (folder / "results").mkdir(exist_ok=True)

    def report(what: str, done: int, total: int) -> None:
        write(folder / "progress.json", {"done": done, "total": total, "what": what})

    try:
        with language(job.language):
            outcome = KINDS[job.kind](job, folder, report)
    except Exception as error:
        if is_ours(error):
            outcome = Outcome(problems=tuple(problems_of(error, folder)))
        else:
            traceback.print_exc()
            outcome = Outcome(problems=(f"{type(error).__name__}: {error}",), internal=True)
    write(folder / "outcome.json", asdict(outcome))


def is_ours(error: Exception) -> bool:
    """Whether an error is about what was sent, and not a mistake of the program."""
    from corridor.careers import CareerProblems
    from corridor.commitments.reading import CommitmentProblems
    from corridor.evidence.problems import EvidenceProblems
    from corridor.evidence.profile import UnknownPlace
    from corridor.law.parameters import LawDataError

    ours = (CareerProblems, CommitmentProblems, EvidenceProblems, LawDataError, UnknownPlace, OSError)
    return isinstance(error, ours)


def problems_of(error: Exception, folder: Path) -> list[str]:
    """Everything that is wrong, without the place where the work is done."""
    listed = getattr(error, "problems", None) or [error]
    return [str(p).replace(f"{folder / 'inputs'}{os.sep}", "") for p in listed]


def _dossier(job: Job, folder: Path, report: Report) -> Outcome:
    from datetime import date

    from corridor.dossier.building import build
    from corridor.dossier.material import Order

    given: dict[str, Any] = dict(job.parameters)
    order = Order(
        given["origin"],
        given["destination"],
        draft=_input(job, folder, "draft"),
        careers=_input(job, folder, "careers"),
        on=date.fromisoformat(given["on"]) if given.get("on") else None,
    )
    made = build(order, folder / "results" / "dossier", language_code=job.language, progress=report)
    return Outcome(facts={"content_hash": made.content_hash, "title": made.title})


def _run(job: Job, folder: Path, report: Report) -> Outcome:
    from corridor.agreements import load_instrument
    from corridor.careers import read_careers
    from corridor.portability.batch import run_to_file
    from corridor.portability.entitlement import scenarios
    from corridor.portability.words import vocabulary

    file, draft = _input(job, folder, "careers"), _input(job, folder, "draft")
    assert file is not None
    careers = read_careers(file, vocabulary())
    sets = scenarios(load_instrument(draft) if draft is not None else None)
    results = folder / "results"
    rows = run_to_file(
        careers,
        results / "results.parquet",
        sets,
        progress=lambda done, total: report("persons", done, total),
    )
    import polars as pl

    pl.scan_parquet(results / "results.parquet").sink_csv(results / "results.csv")
    return Outcome(("results.parquet", "results.csv"), {"persons": len(careers), "rows": rows})


def _input(job: Job, folder: Path, name: str) -> Path | None:
    """A file that was sent under this name (whatever its ending)."""
    return next((folder / "inputs" / n for n in job.inputs if n.partition(".")[0] == name), None)


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK)
    os._exit(75)


KINDS: dict[str, Callable[[Job, Path, Report], Outcome]] = {"dossier": _dossier, "run": _run}

if __name__ == "__main__":
    work(Path(sys.argv[1]))
