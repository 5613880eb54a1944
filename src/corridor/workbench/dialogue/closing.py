"""Closing in the background: many groups take longer than a browser waits, so the page says how far it is.

Nothing of it is kept: where the workbench ends in between, the consultation is closed but not published, and staff
press the button again.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass

from fastapi import Request

from corridor.dialogue import sealing
from corridor.records.database import Database

_log = logging.getLogger("corridor.workbench")
_making = threading.Lock()
PATIENCE = 1.5
"""Chosen: seconds that a request waits, since most results are there by then."""


@dataclass
class Closing:
    """How far it is: statements done, and of all (0: not known yet), and whether it failed."""

    thread: threading.Thread | None = None
    done: int = 0
    total: int = 0
    failed: bool = False

    @property
    def runs(self) -> bool:
        """Whether it is being worked on."""
        return self.thread is not None and self.thread.is_alive()


class Closings:
    """The consultations that this workbench is closing, by id."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: dict[str, Closing] = {}

    def of(self, name: str) -> Closing:
        """How far a consultation is."""
        with self._lock:
            return self._held.get(name, Closing())

    def start(self, database: Database, name: str) -> None:
        """Stop the voting at once, then compute and publish in the background; waits a little for it.

        Raises:
            KeyError, Refused: as in :func:`corridor.dialogue.sealing.stop_voting`.
        """
        sealing.stop_voting(database, name)
        with self._lock:
            held = self._held.get(name)
            if held is None or not held.runs:
                held = self._held[name] = Closing()
                held.thread = threading.Thread(
                    target=_work, args=(database, name, held), name=f"closing {name}", daemon=True
                )
                held.thread.start()
        if held.thread is not None:
            held.thread.join(PATIENCE)


def closings(request: Request) -> Closings:
    """Those of this workbench."""
    state = request.app.state
    with _making:
        if getattr(state, "closings", None) is None:
            state.closings = Closings()
    found: Closings = state.closings
    return found


def _work(database: Database, name: str, held: Closing) -> None:
    def progress(done: int, total: int) -> None:
        held.done, held.total = done, total

    try:
        sealing.close(database, name, progress)
    except Exception as error:  # whatever it was, staff must see that it ended
        # no values, which the messages of some drivers hold
        _log.error("%s: closing a consultation", type(error).__name__)
        held.failed = True
