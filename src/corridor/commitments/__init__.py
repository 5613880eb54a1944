"""Commitments: what the two founding documents and the standards behind them ask, and what an instrument answers.

Names are loaded on first use, so importing costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corridor.commitments.catalogue import Catalogue, Requirement, Sentence, Standard, load_catalogue
    from corridor.commitments.instruments import (
        Clause,
        CodedInstrument,
        all_coded,
        find_coded,
        load_coded,
    )
    from corridor.commitments.reading import CommitmentProblems

_HOME = {
    "Catalogue": "catalogue",
    "Clause": "instruments",
    "CodedInstrument": "instruments",
    "CommitmentProblems": "reading",
    "Requirement": "catalogue",
    "Sentence": "catalogue",
    "Standard": "catalogue",
    "all_coded": "instruments",
    "find_coded": "instruments",
    "load_catalogue": "catalogue",
    "load_coded": "instruments",
}

__all__ = [
    "Catalogue",
    "Clause",
    "CodedInstrument",
    "CommitmentProblems",
    "Requirement",
    "Sentence",
    "Standard",
    "all_coded",
    "find_coded",
    "load_catalogue",
    "load_coded",
]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        value = getattr(import_module(f"corridor.commitments.{_HOME[name]}"), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
