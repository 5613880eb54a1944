"""Invented plans for the tests: one that draws no warning, and ways to change it."""

from __future__ import annotations

import copy
from typing import Any

from corridor.plan import load_plan, read_plan, to_data, warnings
from corridor.plan.model import Plan
from corridor.plan.thresholds import Thresholds

GOOD = "invented-rights-and-work"
BAD = "invented-remittances-first"


def good() -> dict[str, Any]:
    """The data of the good example, to be changed."""
    return copy.deepcopy(to_data(load_plan(GOOD)))


def measure(id_: str = "Z1", **fields: Any) -> dict[str, Any]:
    """A measure against which there is nothing to say."""
    made: dict[str, Any] = {
        "id": id_, "title": "Legal help for domestic workers", "kind": "rights", "objective": "O2", "outputs": ["OUT2"],
        "serves": "for", "owner": "Invented clinic", "budget": {"amount": 100_000, "currency": "EUR", "year": 2026},
        "start": "2026-02-01", "end": "2028-01-31", "levels": ["local"], "actors": ["civil-society"], "priorities": ["P2"],
        "rights": {"right": f"A hearing before a court, number {id_}", "body": "Invented court"},
    }  # fmt: skip
    return {**made, **fields}


def money_first(n: int = 3, amount: int = 5_000_000) -> dict[str, Any]:
    """The good plan, costed throughout, with so many large measures on remittances."""
    data = good()
    data["measures"] += [
        measure(f"F{i}", kind="remittances", title="More transfers of money", serves="from", opt_in=True,
                designed_with=["An association"], owner=f"Bank {i}", outputs=["OUT1"],
                budget={"amount": amount, "currency": "EUR", "year": 2026})
        for i in range(n)
    ]  # fmt: skip
    del data["envelope"]
    costed = next(m for m in data["measures"] if m["id"] == "M6")
    del costed["not_costed"]
    costed["budget"] = {"amount": 100_000, "currency": "EUR", "year": 2026}
    return data


def plan_of(data: dict[str, Any]) -> Plan:
    return read_plan(data)


def codes(data: dict[str, Any] | Plan, thresholds: Thresholds | None = None) -> dict[str, str]:
    """The codes of all warnings with their weightiest level."""
    plan = data if isinstance(data, Plan) else read_plan(data)
    order = ("check", "may", "warning")
    found: dict[str, str] = {}
    for w in warnings(plan, thresholds):
        found[w.code] = max(found.get(w.code, "check"), w.level, key=order.index)
    return found
