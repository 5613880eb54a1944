"""The queue: one job at a time, each in a process of its own, so that it can be stopped and cannot take the pages down."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from pathlib import Path

from corridor.workbench.jobs.store import FINISHED, Job, JobStore

WAIT = 0.2
"""Chosen: seconds between two looks at a worker."""
MOST = 50
"""Chosen: jobs that may wait at the same time."""


class QueueFullError(Exception):
    """Too many jobs wait already."""


class Queue:
    """Works through the jobs of a store."""

    def __init__(self, store: JobStore) -> None:
        self.store = store
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._ending = False
        self._thread: threading.Thread | None = None
        self._running: tuple[str, subprocess.Popen[bytes]] | None = None

    def resume(self) -> None:
        """Take up the jobs that an earlier workbench left: those it had begun are begun again."""
        for job in self.store.all():
            if job.state == "running" and not _lives(job.process):
                self.store.change(job, state="waiting", process=None)
        if any(j.state == "waiting" for j in self.store.all()):
            self.wake()

    def wake(self) -> None:
        """Look for waiting jobs, now."""
        with self._lock:
            if self._ending:
                return
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._loop, name="jobs", daemon=True)
                self._thread.start()
        self._wake.set()

    def has_room(self) -> bool:
        """Whether another job may wait."""
        return sum(j.state not in FINISHED for j in self.store.all()) < MOST

    def cancel(self, job_id: str) -> None:
        """Stop a job that waits or runs; what it had written is removed."""
        job = self.store.get(job_id)
        if job is None or job.state in FINISHED:
            return
        self.store.change(job, state="cancelled")
        with self._lock:
            running = self._running
        if running is not None and running[0] == job_id:
            running[1].terminate()

    def stop(self) -> None:
        """End with the workbench: the worker is stopped, and its job begins again with the next start."""
        with self._lock:
            self._ending = True
            running, thread = self._running, self._thread
        self._wake.set()
        if running is not None:
            running[1].terminate()
        if thread is not None:
            thread.join(10)

    def _loop(self) -> None:
        while not self._ending:
            waiting = [j for j in self.store.all() if j.state == "waiting"]
            if waiting:
                self._do(waiting[-1])
            else:
                self._wake.wait(30)
                self._wake.clear()

    def _do(self, job: Job) -> None:
        """Run one job to its end."""
        folder = self.store.folder / job.id
        with (folder / "log.txt").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "corridor.workbench.jobs.work", str(folder)],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=folder, start_new_session=True,
            )  # fmt: skip
        with self._lock:
            self._running = (job.id, process)
        held = self.store.get(job.id)
        if held is None or held.state == "cancelled":
            process.terminate()
        else:
            self.store.change(held, state="running", process=process.pid)
        while True:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(WAIT)
                break
        with self._lock:
            self._running = None
        self._note(job.id)

    def _note(self, job_id: str) -> None:
        """What became of a job whose worker has ended."""
        job, outcome = self.store.get(job_id), self.store.outcome(job_id)
        if job is None:
            return
        if job.state == "cancelled":
            self.store.change(job)  # the worker may have written until its end
            return
        if outcome is not None:
            self.store.change(job, state="failed" if outcome.problems else "done")
        elif self._ending:
            self.store.change(job, state="waiting", process=None)
        else:
            self.store.change(job, state="failed")


def _lives(process: int | None) -> bool:
    if process is None:
        return False
    line = Path(f"/proc/{process}/cmdline")
    if line.exists():
        # another program may have been given the number since
        return b"corridor.workbench.jobs.work" in line.read_bytes()
    try:
        os.kill(process, 0)
    except OSError:
        return False
    return not Path("/proc").is_dir()
