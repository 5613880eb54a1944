"""The chapters of a dossier, in the order in which they are read.

A chapter is a function from the material to a :class:`~corridor.dossier.document.Chapter`, or to ``None`` where
it has nothing to say.  To add one, write it and put its name into ``CHAPTERS``; no renderer changes.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corridor.dossier.document import Chapter
    from corridor.dossier.material import Material

#: Modules of this package; each has ``chapter(material)``. Findings and sources are added around them.
CHAPTERS = (
    "evidence", "law", "people", "many", "promises", "clauses", "ask", "dialogue", "partnerships", "plan", "coverage",
)  # fmt: skip

Maker = Callable[["Material"], "Chapter | None"]


def makers() -> list[Maker]:
    """The functions that make the chapters, in order."""
    return [import_module(f"{__name__}.{name}").chapter for name in CHAPTERS]
