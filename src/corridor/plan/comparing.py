"""Two versions of a plan: what was added, dropped and changed, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from corridor.i18n import N_
from corridor.plan.model import Plan
from corridor.plan.writer import to_data

#: Parts of a plan whose entries are told apart by their id (a seat by its role and organisation).
PARTS: Mapping[str, str] = {
    "team": N_("seat"),
    "consultations": N_("consultation"),
    "priorities": N_("request"),
    "objectives": N_("objective"),
    "measures": N_("measure"),
    "results": N_("result"),
    "indicators": N_("indicator"),
    "rates": N_("rate"),
    "reviews": N_("review"),
}
WHATS: Mapping[str, str] = {
    "added": N_("added"),
    "removed": N_("removed"),
    "changed": N_("changed"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.  ``field`` is empty where a whole entry was added or removed; ``silent`` marks measures that are gone
    without having been marked as dropped."""

    part: str
    id: str
    what: str
    field: str = ""
    before: str = ""
    after: str = ""
    silent: bool = False


def compare(before: Plan, after: Plan) -> tuple[Change, ...]:
    """Every difference between two versions of a plan; nothing where they are the same."""
    old, new = _entries(before), _entries(after)
    out = []
    for part in ("plan", *PARTS):
        a, b = old[part], new[part]
        for key in [*a, *(k for k in b if k not in a)]:
            if key not in b:
                out.append(Change(part, key, "removed", before=_title(a[key]), silent=part == "measures"))
            elif key not in a:
                out.append(Change(part, key, "added", after=_title(b[key])))
            else:
                for f in [*a[key], *(x for x in b[key] if x not in a[key])]:
                    x, y = a[key].get(f), b[key].get(f)
                    if x != y:
                        out.append(Change(part, key, "changed", f, _text(x), _text(y)))
    return tuple(out)


def _entries(plan: Plan) -> dict[str, dict[str, dict[str, Any]]]:
    data = to_data(plan)
    found: dict[str, dict[str, dict[str, Any]]] = {"indicators": {}}
    for part in PARTS:
        if part == "indicators":
            continue
        entries = data.pop(part, [])
        found[part] = {}
        for e in entries:
            key = e.get("id") or " ".join(str(v) for v in list(e.values())[:2])
            for i in e.pop("indicators", []):
                found["indicators"][i["id"]] = {**i, "result": key}
            found[part][key] = e
    found["plan"] = {"": data}
    return found


def _title(entry: Mapping[str, Any]) -> str:
    return str(entry.get("title") or entry.get("text") or entry.get("organisation") or "")


def _text(value: Any) -> str:
    """A value on one line."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return "; ".join(f"{k}: {_text(v)}" for k, v in value.items())
    if isinstance(value, list):
        return ", ".join(_text(v) for v in value)
    return str(value)
