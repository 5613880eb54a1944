"""Reading a plan (YAML): every problem at once, each with its place and what was expected."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any

from corridor.commitments.reading import CommitmentProblems, Fields, load_mapping, nearest
from corridor.plan import reader_parts as parts
from corridor.plan.model import Plan

__all__ = ["CommitmentProblems", "example_names", "load_plan", "read_plan", "shipped"]

#: Limits of this room: a plan is written by people.
MAX_MEASURES = 2_000
_TOP = (
    "id", "title", "invented", "summary", "countries", "start", "end", "currency", "envelope", "rates", "team",
    "consultations", "priorities", "objectives", "measures", "results", "review", "reviews", "notes",
)  # fmt: skip
_CODE = re.compile(r"[A-Z]{3}")
_EXAMPLES = Path(__file__).parent / "examples"


def example_names() -> tuple[str, ...]:
    """The ids of the invented plans that ship with Corridor."""
    return tuple(sorted(f.stem for f in _EXAMPLES.glob("*.yaml")))


def shipped(name: str) -> Path | None:
    """The file of a shipped example, or ``None``."""
    return _EXAMPLES / f"{name}.yaml" if name in example_names() else None


def load_plan(path: str | Path) -> Plan:
    """The plan in a file, or a shipped example by its name.

    Raises:
        CommitmentProblems: everything that is wrong with the file.
        OSError: it cannot be opened.
    """
    file = Path(path)
    example = None if file.exists() else shipped(str(path))
    fields, raw = load_mapping(example or file)
    return _plan(fields, raw)


def read_plan(data: Any, name: str = "plan") -> Plan:
    """The plan in plain data, such as a web form gives; raises as :func:`load_plan` does."""
    fields = Fields(name)
    return _plan(fields, fields.mapping("plan", data))


def _plan(fields: Fields, raw: dict[str, Any]) -> Plan:
    got = fields.mapping("file", raw, _TOP, ("id", "title", "countries", "start", "end", "currency"))
    start, end = fields.day("start", got.get("start")), fields.day("end", got.get("end"))
    if start and end and end <= start:
        fields.add("end", f"expected a day after the start, {start}", got.get("end"))
    currency = parts.currency(fields, "currency", got.get("currency"))
    countries = fields.words("countries", got.get("countries"))
    for c in countries:
        if not _CODE.fullmatch(c):
            fields.add("countries", "expected ISO3 codes such as MAR", c)
    rates = tuple(parts.rate(fields, *p) for p in parts.listed(fields, "rates", got.get("rates")))
    seen = [r.currency for r in rates]
    for twice in {c for c in seen if seen.count(c) > 1 or c == currency}:
        fields.add("rates", "one rate for each currency, and none for that of the plan", twice)
    measures = fields.items("measures", got.get("measures"))
    if len(measures) > MAX_MEASURES:
        fields.add("measures", f"expected at most {MAX_MEASURES:,}", len(measures))
        measures = measures[:MAX_MEASURES]

    def each(name: str, read: Callable[[Fields, str, Any], Any]) -> tuple[Any, ...]:
        return tuple(read(fields, *p) for p in parts.listed(fields, name, got.get(name)))

    rule = got.get("review")
    made = Plan(
        id=fields.text("id", got.get("id")),
        title=fields.text("title", got.get("title")),
        invented=fields.truth("invented", got.get("invented")),
        summary=fields.text("summary", got.get("summary")),
        countries=countries,
        start=start or parts.NO_DAY,
        end=end or parts.NO_DAY,
        currency=currency,
        envelope=fields.number("envelope", got.get("envelope")),
        rates=rates,
        team=each("team", parts.seat),
        consultations=each("consultations", parts.consultation),
        priorities=each("priorities", parts.priority),
        objectives=each("objectives", parts.objective),
        measures=tuple(parts.measure(fields, *p) for p in parts.listed(fields, "measures", measures)),
        results=each("results", parts.result),
        review=None if rule is None else parts.review_rule(fields, "review", rule),
        reviews=each("reviews", parts.held),
        notes=tuple(fields.text("notes", n) for n in fields.items("notes", got.get("notes"))),
    )
    _references(fields, made)
    fields.finish()
    return made


def _references(fields: Fields, plan: Plan) -> None:
    """Ids that stand twice, and references to what is not there."""
    from corridor.commitments.catalogue import load_catalogue

    def once(where: str, ids: Iterable[str]) -> set[str]:
        found: set[str] = set()
        for name in ids:
            if name in found:
                fields.add(where, "the id stands twice", name)
            found.add(name)
        return found

    def known(where: str, names: Iterable[str], there: Iterable[str], what: str) -> None:
        words = set(there)
        for name in names:
            if name and name not in words:
                fields.add(where, f"{what}{nearest(name, words)}", name)

    talks = once("consultations", (c.id for c in plan.consultations))
    asked = once("priorities", (p.id for p in plan.priorities))
    aims = once("objectives", (o.id for o in plan.objectives))
    once("measures", (m.id for m in plan.measures))
    once("results", (r.id for r in plan.results))
    once("results: indicators", (i.id for i in plan.indicators))
    level = {r.id: r.level for r in plan.results}
    outputs = {r for r, of in level.items() if of == "output"}
    for p in plan.priorities:
        known(f"priorities ({p.id}).consultation", [p.consultation], talks, "no consultation has this id")
    sentences = load_catalogue().sentences
    for m in plan.measures:
        at = f"measures ({m.id})"
        known(f"{at}.objective", [m.objective], aims, "no objective has this id")
        known(f"{at}.outputs", m.outputs, outputs, "no output has this id")
        known(f"{at}.priorities", m.priorities, asked, "no priority has this id")
        known(f"{at}.founding", m.founding, sentences, "not a founding sentence")
        if m.start and m.end and m.end < m.start:
            fields.add(f"{at}.end", f"expected a day not before its start, {m.start}", m.end)
    above = {"output": "outcome", "outcome": "impact", "impact": ""}
    for r in plan.results:
        if r.leads_to and level.get(r.leads_to, "?") != above.get(r.level, "?"):
            wanted = (
                f"an {above[r.level]}" if above.get(r.level) else "nothing: an impact is the end of the chain"
            )
            fields.add(f"results ({r.id}).leads_to", f"expected the id of {wanted}", r.leads_to)


def number_text(value: Fraction) -> str:
    """A number as the file writes it: ``12``, ``"2.5"`` or ``"1/3"``, so that reading it gives the same."""
    if value.denominator == 1:
        return str(value.numerator)
    text = f"{value.numerator / value.denominator:.12f}".rstrip("0")
    return text if Fraction(text) == value else f"{value.numerator}/{value.denominator}"
