"""What people asked for, carried from a closed consultation into a plan, with its origin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from corridor.i18n import _
from corridor.plan.model import Plan
from corridor.plan.reader import read_plan
from corridor.plan.writer import to_data


def carry(plan: Plan, exported: Any) -> tuple[Plan, tuple[str, ...]]:
    """A plan with the consultation and the priorities of ``corridor consult export``.

    A consultation or priority that the plan has under the same id is replaced: what was published holds.
    Measures that name the priorities are left as they are.

    Args:
        plan: the plan.
        exported: the export as plain data.

    Returns:
        The new plan, and the ids of the priorities that it did not have.

    Raises:
        ValueError: the export is none, or is of an invented consultation while the plan is real.
    """
    part = exported.get("plan") if isinstance(exported, Mapping) else None
    if not isinstance(part, Mapping) or not {"consultations", "priorities"} <= set(part):
        raise ValueError(_("expected the file that corridor consult export writes"))
    definition = exported.get("definition")
    invented = isinstance(definition, Mapping) and definition.get("invented") is True
    if invented and not plan.invented:
        raise ValueError(_("the consultation is invented, and the plan is not"))
    data = to_data(plan)
    had = {str(p["id"]) for p in data.get("priorities") or ()}
    for field in ("consultations", "priorities"):
        taken = {str(row["id"]): row for row in part[field]}
        kept = [row for row in data.get(field) or () if str(row["id"]) not in taken]
        data[field] = [*kept, *taken.values()]
    return read_plan(data), tuple(str(p["id"]) for p in part["priorities"] if str(p["id"]) not in had)
