"""One rule: a function whose name is the legal concept, with its article, unit and what it reads."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from corridor.law.parameters import LawDataError


@dataclass(frozen=True)
class Rule:
    """One rule: its name (the legal concept), article, unit, and the names it reads.

    ``kind`` is ``"value"`` or ``"condition"``.  A condition with ``waits`` is met by the passing of time
    alone (an age): a claim that fails only such conditions is early, not refused.
    """

    name: str
    title: str
    article: str
    unit: str
    inputs: tuple[str, ...]
    function: Callable[..., Any]
    kind: str = "value"
    waits: bool = False
    doc: str = ""


def rule(article: str, *, unit: str) -> Callable[[Callable[..., Any]], Rule]:
    """Declare a rule: ``article`` is where the law says so, ``unit`` what the value is counted in.

    The first line of the docstring is the title shown in explanations; ``unit`` is ``"date"``, ``"month"``
    or ``"year"`` for places in time, else a plain word or a rate such as ``"CAD/month"``.
    """

    def make(function: Callable[..., Any]) -> Rule:
        return _make(function, article, unit, "value", False)

    return make


def condition(article: str, *, waits: bool = False) -> Callable[[Callable[..., Any]], Rule]:
    """Declare a condition of the right: a rule whose value is true or false for each lane."""

    def make(function: Callable[..., Any]) -> Rule:
        return _make(function, article, "yes/no", "condition", waits)

    return make


def _make(function: Callable[..., Any], article: str, unit: str, kind: str, waits: bool) -> Rule:
    doc = inspect.getdoc(function) or ""
    if not doc:
        raise LawDataError(f"rule {function.__name__}: a docstring that says what it is")
    return Rule(
        name=function.__name__,
        title=doc.splitlines()[0].rstrip("."),
        article=article,
        unit=unit,
        inputs=tuple(inspect.signature(function).parameters),
        function=function,
        kind=kind,
        waits=waits,
        doc=doc,
    )
