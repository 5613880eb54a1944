"""Plan: measures, results framework, warnings of what a plan must not be, and the yearly review.

Names are loaded on first use, so importing costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corridor.plan.answering import artefacts
    from corridor.plan.antigoals import warnings
    from corridor.plan.comparing import compare
    from corridor.plan.filling import fill
    from corridor.plan.model import Plan
    from corridor.plan.reader import example_names, load_plan, read_plan
    from corridor.plan.reviewing import review
    from corridor.plan.thresholds import Thresholds
    from corridor.plan.view import plan_view
    from corridor.plan.writer import to_data, to_yaml

_HOME = {
    "Plan": "model",
    "Thresholds": "thresholds",
    "artefacts": "answering",
    "compare": "comparing",
    "example_names": "reader",
    "fill": "filling",
    "load_plan": "reader",
    "plan_view": "view",
    "read_plan": "reader",
    "review": "reviewing",
    "to_data": "writer",
    "to_yaml": "writer",
    "warnings": "antigoals",
}

__all__ = [
    "Plan",
    "Thresholds",
    "artefacts",
    "compare",
    "example_names",
    "fill",
    "load_plan",
    "plan_view",
    "read_plan",
    "review",
    "to_data",
    "to_yaml",
    "warnings",
]


def __dir__() -> list[str]:
    return sorted(__all__)


def __getattr__(name: str) -> Any:
    if name in _HOME:
        value = getattr(import_module(f"corridor.plan.{_HOME[name]}"), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
