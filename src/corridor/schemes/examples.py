"""Published worked examples: read from beside the rules, run through them exactly.

An example enters at the level it was published: ``given`` may hold inputs, parameters or intermediate values.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import yaml

from corridor.law.parameters import LawDataError, read_number
from corridor.schemes.scheme import Scheme

_FIELDS = {"id", "title", "source", "grade", "target", "given", "expect", "tolerance", "note"}
_NEEDED = ("id", "source", "grade", "target", "given", "expect")


@dataclass(frozen=True)
class Example:
    """One published example: where it stands, what it gives and what it says comes out.

    ``grade``: A official, B press restating an official figure, C practitioner, own (worked out by hand).
    """

    id: str
    title: str
    source: str
    grade: str
    target: str
    given: dict[str, Any]
    expect: Any
    tolerance: Fraction
    note: str


@dataclass(frozen=True)
class Verification:
    """An example as run: the value that came out, and whether it is the published one within the tolerance."""

    scheme: str
    example: Example
    found: Any
    agrees: bool


def examples_of(scheme: Scheme) -> list[Example]:
    """The published examples of a scheme; an empty list if it has none.

    Raises:
        LawDataError: entries of the file that are not what they must be, all at once.
    """
    file = scheme.folder / "examples.yaml"
    if not file.exists():
        return []
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    raw = yaml.load(file.read_text(encoding="utf-8"), Loader=loader) or {}
    problems: list[str] = []
    found: list[Example] = []
    for i, entry in enumerate(raw.get("examples") or []):
        where = f"{scheme.id}: examples.yaml: examples[{i}]"
        missing = [name for name in _NEEDED if name not in entry]
        unknown = sorted(set(entry) - _FIELDS)
        if missing or unknown:
            problems.append(f"{where}: missing {missing or 'nothing'}, unknown {unknown or 'nothing'}")
            continue
        try:
            tolerance = read_number(str(entry.get("tolerance", "0")))
        except ValueError as error:
            problems.append(f"{where}.tolerance: {error}")
            continue
        found.append(
            Example(
                id=str(entry["id"]),
                title=str(entry.get("title", "")),
                source=str(entry["source"]),
                grade=str(entry["grade"]),
                target=str(entry["target"]),
                given=dict(entry["given"] or {}),
                expect=entry["expect"],
                tolerance=tolerance,
                note=str(entry.get("note", "")),
            )
        )
    if problems:
        raise LawDataError("\n".join(problems))
    return found


def verify(scheme: Scheme) -> list[Verification]:
    """Run every published example of a scheme."""
    out = []
    for example in examples_of(scheme):
        found = scheme.compute(example.target, **example.given)
        out.append(Verification(scheme.id, example, found, agrees(found, example.expect, example.tolerance)))
    return out


def agrees(found: Any, expect: Any, tolerance: Fraction) -> bool:
    """Whether a value is the expected one: numbers within the tolerance, all else the same."""
    if isinstance(expect, list):
        return (
            isinstance(found, list)
            and len(found) == len(expect)
            and all(agrees(f, e, tolerance) for f, e in zip(found, expect, strict=True))
        )
    if isinstance(expect, bool) or expect is None or type(expect) is date:
        return bool(found == expect)
    if isinstance(found, (bool, str, date)) or found is None:
        return str(found) == str(expect)
    return abs(Fraction(found) - read_number(str(expect))) <= tolerance
