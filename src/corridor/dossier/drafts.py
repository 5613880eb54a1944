"""Drafts that ship with Corridor: the text that runs, its clauses as coded, and the version before clauses were added."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import corridor.agreements

if TYPE_CHECKING:
    from corridor.dossier.material import Order

SHIPPED = Path(corridor.agreements.__file__).parent / "drafts"


def names() -> list[str]:
    """The names of the shipped drafts."""
    return sorted(f.stem for f in SHIPPED.glob("*.yaml"))


def file_of(name: str) -> Path:
    """The file of a shipped draft.

    Raises:
        KeyError: there is none of that name.
    """
    if name not in names():
        raise KeyError(name)
    return SHIPPED / f"{name}.yaml"


def completed(order: Order) -> Order:
    """The order with the coded versions of a shipped draft, so that what is assessed is the text that runs."""
    draft = order.draft
    if draft is None or order.coded is not None or draft.resolve().parent != SHIPPED.resolve():
        return order
    coded, before = SHIPPED / "coded" / draft.name, SHIPPED / "coded" / f"{draft.stem}-before.yaml"
    return replace(
        order,
        coded=coded if coded.is_file() else None,
        before=order.before or (before if before.is_file() else None),
    )
