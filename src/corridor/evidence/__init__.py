"""Evidence: open data with its provenance, what is computed from it, and the profile of a corridor.

Names are loaded on first use, so importing costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corridor.evidence.catalogue import INDICATORS, Indicator
    from corridor.evidence.figures import corridor, country
    from corridor.evidence.model import Source
    from corridor.evidence.problems import EvidenceProblems
    from corridor.evidence.store import Store, open_store

_HOME = {
    "INDICATORS": "catalogue",
    "Indicator": "catalogue",
    "corridor": "figures",
    "country": "figures",
    "Source": "model",
    "EvidenceProblems": "problems",
    "Store": "store",
    "open_store": "store",
}

__all__ = [
    "INDICATORS",
    "EvidenceProblems",
    "Indicator",
    "Source",
    "Store",
    "corridor",
    "country",
    "open_store",
]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        value = getattr(import_module(f"corridor.evidence.{_HOME[name]}"), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
