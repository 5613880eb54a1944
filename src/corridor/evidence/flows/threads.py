"""Linear algebra on one thread.

Tables of a few hundred countries are too small for threads to help.  On a busy machine they do harm: every
product waits for threads that others keep from running, and an estimate of 10 ms can take seconds.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, ContextDecorator, nullcontext
from functools import cache
from importlib import import_module
from types import TracebackType
from typing import Any


class one_thread(ContextDecorator):  # noqa: N801 (used like a function)
    """While it is entered, NumPy's linear algebra uses one thread; a context and a decorator.

    Without the package ``threadpoolctl`` nothing is limited; the environment variable
    ``OPENBLAS_NUM_THREADS=1`` then does the same for the whole process.

    >>> with one_thread():
    ...     pass
    """

    def __enter__(self) -> None:
        self._held = _limit()
        self._held.__enter__()

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._held.__exit__(kind, value, trace)

    def _recreate_cm(self) -> one_thread:
        return type(self)()


def _limit() -> AbstractContextManager[Any]:
    controller = _controller()
    return nullcontext() if controller is None else controller.limit(limits=1, user_api="blas")


@cache
def _controller() -> Any:
    """What NumPy's libraries are told through; found once, after NumPy is loaded."""
    import_module("numpy")
    try:
        return import_module("threadpoolctl").ThreadpoolController()
    except ImportError:
        return None
