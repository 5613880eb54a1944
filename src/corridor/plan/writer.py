"""Writing a plan back as the file it is read from: reading what was written gives the same plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from fractions import Fraction
from typing import Any

from corridor.plan.model import Plan
from corridor.plan.reader import number_text


def to_data(plan: Plan) -> dict[str, Any]:
    """The plan as plain data with the names of the file; what stands at its default is left out."""
    made = _plain(plan)
    assert isinstance(made, dict)
    return made


def to_yaml(plan: Plan) -> str:
    """The plan as a YAML file."""
    import yaml

    body: str = yaml.safe_dump(to_data(plan), sort_keys=False, allow_unicode=True, width=100)
    return body


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        out: dict[str, Any] = {}
        for f in fields(value):
            got = getattr(value, f.name)
            if f.default is not MISSING and got == f.default:
                continue
            out[f.name] = _plain(got)
        return out
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else number_text(value)
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    if isinstance(value, Mapping):
        return {k: _plain(v) for k, v in value.items()}
    return value
