"""Reading the clauses of a coded instrument: answers in the form that each requirement asks for.

Answers that contradict themselves are problems; all are reported at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from corridor.commitments.catalogue import AnswerSpec, Catalogue, Requirement
from corridor.commitments.instruments import Clause, Value
from corridor.commitments.reading import Fields, nearest, text_of
from corridor.commitments.vocabulary import BRANCHES, CONFIDENCE, ITEM_STATES, PAYERS, STATES, TEXTUAL

CLAUSE = (
    "requirement", "article", "answer", "number", "months", "items", "per_branch", "matrix", "who_pays", "note", "pointer",
    "coder", "date", "confidence", "practice",
)  # fmt: skip
_ANSWERING = (
    "article",
    "number",
    "months",
    "items",
    "per_branch",
    "matrix",
    "who_pays",
    "pointer",
    "practice",
)
_STATE_ONLY = ("silent", "absent", "not-applicable", "not-assessed")
_FITTING = {"list": "items", "per-branch": "per_branch", "matrix": "matrix"}


def read_clauses(
    fields: Fields, value: Any, catalogue: Catalogue, defaults: Mapping[str, Any]
) -> tuple[Clause, ...]:
    """The clauses of a coding; ``defaults`` are the coder, date and confidence of the file."""
    clauses: list[Clause] = []
    seen: dict[tuple[str, str], str] = {}
    for i, entry in enumerate(fields.items("clauses", value)):
        requirement_id = text_of(entry.get("requirement")) if isinstance(entry, Mapping) else ""
        where = f"clauses[{i}]" + (f" ({requirement_id})" if requirement_id else "")
        got = fields.mapping(where, entry, CLAUSE, ("requirement",))
        requirement = catalogue.requirements.get(requirement_id)
        if requirement is None:
            if requirement_id:
                ids = catalogue.requirements
                fields.add(
                    f"{where}.requirement",
                    f"not in the catalogue{nearest(requirement_id, ids)}",
                    requirement_id,
                )
            continue
        clause = _clause(fields, where, got, requirement, defaults)
        if clause is None:
            continue
        key = (clause.coder, clause.requirement)
        if key in seen:
            fields.add(
                where,
                f"{clause.coder} answers {requirement_id} already in {seen[key]}: join the two, or name another coder",
            )
            continue
        seen[key] = where
        clauses.append(clause)
    return tuple(clauses)


def _clause(
    fields: Fields, where: str, got: Mapping[str, Any], requirement: Requirement, defaults: Mapping[str, Any]
) -> Clause | None:
    """One clause; ``None`` for an entry of a questionnaire that nobody has filled in."""
    spec = requirement.answer
    blank = got.get("answer") in (None, "")
    parts = {k: got.get(k) for k in ("items", "per_branch", "matrix")}
    parts = {
        k: v
        for k, v in parts.items()
        if isinstance(v, Mapping) and any(x not in (None, "") for x in v.values())
    }
    if blank and not parts:
        filled = [
            k
            for k in _ANSWERING
            if got.get(k) not in (None, "", [], {}) and k not in ("items", "per_branch", "matrix")
        ]
        if filled:
            fields.add(f"{where}.answer", f"missing, although {', '.join(filled)} is filled in")
        return None
    for name in parts:
        if _FITTING.get(spec.type) != name:
            fields.add(f"{where}.{name}", f"{requirement.id} is not answered so: expected {_how(spec)}")
    state, value = _answer(fields, f"{where}.answer", got.get("answer"), spec, bool(parts))
    items = _parts(fields, f"{where}.items", parts.get("items"), spec.items) if spec.type == "list" else {}
    branches = (
        _parts(fields, f"{where}.per_branch", parts.get("per_branch"), BRANCHES)
        if spec.type == "per-branch"
        else {}
    )
    matrix = _matrix(fields, f"{where}.matrix", parts.get("matrix"), spec) if spec.type == "matrix" else {}
    if state in _STATE_ONLY and parts:
        fields.add(f"{where}.answer", f"{state}, although {', '.join(parts)} is filled in", state)
    number = _number(fields, where, got, spec, state)
    clause = Clause(
        requirement=requirement.id,
        state=state,
        article=fields.text(f"{where}.article", got.get("article")),
        value=value,
        number=number,
        items=items,
        per_branch=branches,
        matrix=matrix,
        who_pays=fields.words(f"{where}.who_pays", got.get("who_pays"), PAYERS),
        note=fields.text(f"{where}.note", got.get("note")),
        pointer=fields.text(f"{where}.pointer", got.get("pointer")),
        coder=fields.text(f"{where}.coder", got.get("coder")) or defaults["coder"],
        date=fields.day(f"{where}.date", got.get("date")) or defaults["date"],
        confidence=fields.choice(
            f"{where}.confidence", got.get("confidence"), CONFIDENCE, default=defaults["confidence"]
        ),
        practice=fields.text(f"{where}.practice", got.get("practice")),
    )
    _consistent(fields, where, clause)
    return clause


def _how(spec: AnswerSpec) -> str:
    if spec.type in _FITTING:
        names = spec.items if spec.type != "per-branch" else BRANCHES
        return f"{_FITTING[spec.type]} with {', '.join(names)}"
    if spec.type == "choice":
        return f"one of {', '.join(spec.options)}"
    words = {"number": f"a number of {spec.unit}", "date": "a date such as 2005-12-20"}
    return words.get(spec.type, "yes, no or partly")


def _answer(
    fields: Fields, where: str, raw: Any, spec: AnswerSpec, has_parts: bool
) -> tuple[str, Value | None]:
    """State and value of an answer."""
    word = "" if isinstance(raw, (list, Mapping)) else text_of(raw)
    if word in _STATE_ONLY:
        return word, None
    if spec.type in _FITTING:
        if not has_parts:
            fields.add(where, f"expected {_how(spec)}, or one of {', '.join(_STATE_ONLY)}", raw)
        elif word and word not in ("yes", "no", "partly"):
            fields.add(where, "expected nothing here: each item says its own", raw)
        return "value", None
    if spec.type in ("yes-no", "yes-no-number", "scope"):
        if word not in ("yes", "no", "partly"):
            fields.add(where, f"expected yes, no, partly, or one of {', '.join(_STATE_ONLY)}", raw)
            return "not-assessed", None
        return word, None
    value: Value | None
    if spec.type == "number":
        value = (
            fields.number(where, raw)
            if isinstance(raw, (int, float, str)) and not isinstance(raw, bool)
            else None
        )
        if value is None and (isinstance(raw, (bool, list, Mapping)) or raw is None):
            fields.add(where, f"expected {_how(spec)}, or one of {', '.join(_STATE_ONLY)}", raw)
    elif spec.type == "date":
        value = fields.day(where, raw)
    else:
        value = word
        if word not in spec.options:
            fields.add(where, f"expected {_how(spec)}, or one of {', '.join(_STATE_ONLY)}", raw)
    return "value", value


def _parts(fields: Fields, where: str, raw: Any, known: Mapping[str, str]) -> dict[str, str]:
    """State by item; items without one are left out."""
    states: dict[str, str] = {}
    for name, entry in fields.mapping(where, raw, known).items():
        if name not in known or entry in (None, ""):
            continue
        word = "" if isinstance(entry, (list, Mapping)) else text_of(entry)
        if word not in ITEM_STATES:
            fields.add(f"{where}.{name}", f"expected one of {', '.join(ITEM_STATES)}", entry)
            continue
        states[name] = word
    return states


def _matrix(fields: Fields, where: str, raw: Any, spec: AnswerSpec) -> dict[str, tuple[str, ...]]:
    """Payers by item of cost; ``(state,)`` where the coder gives a state instead."""
    rows: dict[str, tuple[str, ...]] = {}
    allowed = (*(spec.options or PAYERS), *_STATE_ONLY)
    for name, entry in fields.mapping(where, raw, spec.items).items():
        if name not in spec.items or entry in (None, ""):
            continue
        words = fields.words(f"{where}.{name}", entry, allowed)
        if len(words) > 1 and set(words) & set(_STATE_ONLY):
            fields.add(f"{where}.{name}", "expected payers, or one word such as silent, not both", entry)
        rows[name] = words
    return rows


def _number(
    fields: Fields, where: str, got: Mapping[str, Any], spec: AnswerSpec, state: str
) -> Fraction | None:
    given = [k for k in ("number", "months") if got.get(k) not in (None, "")]
    if not given:
        return None
    key = given[0]
    number = fields.number(f"{where}.{key}", got[key])
    if len(given) == 2:
        fields.add(f"{where}.months", "expected number or months, not both", got["months"])
    elif key == "months" and spec.unit not in ("months", ""):
        fields.add(f"{where}.months", f"counted in {spec.unit} here: use number", got["months"])
    elif spec.type == "number":
        fields.add(f"{where}.{key}", "the number itself belongs under answer", got[key])
    elif state in ("no", *_STATE_ONLY):
        fields.add(f"{where}.{key}", f"a number beside the answer {state}: one of the two is wrong", got[key])
    return number


def _consistent(fields: Fields, where: str, clause: Clause) -> None:
    """What an answer needs beside itself, and what contradicts it."""
    substantial = clause.state in TEXTUAL and (
        not clause.parts or any(s in TEXTUAL for s in clause.parts.values())
    )
    if clause.matrix and all(set(w) <= set(_STATE_ONLY) for w in clause.matrix.values()):
        substantial = False
    if substantial and not (clause.article or clause.practice):
        fields.add(f"{where}.article", f"missing: the answer is {STATES[clause.state]!r}, so say where")
    if clause.state in ("silent", "not-assessed") and clause.article:
        fields.add(
            f"{where}.article",
            f"an article beside the answer {clause.state}: one of the two is wrong",
            clause.article,
        )
    if clause.state in ("silent", "absent", "not-applicable", "not-assessed") and clause.who_pays:
        fields.add(
            f"{where}.who_pays", f"somebody pays beside the answer {clause.state}: one of the two is wrong"
        )
    if clause.state in ("not-applicable", "partly") and not clause.note:
        fields.add(f"{where}.note", f"missing: say why the answer is {clause.state}")


def warn_of_differences(fields: Fields, clauses: tuple[Clause, ...], catalogue: Catalogue) -> None:
    """Warn where one coder answers yes and no to requirements that ask about the same matter."""
    by_topic: dict[tuple[str, str], dict[bool, list[str]]] = {}
    for clause in clauses:
        requirement = catalogue.requirements[clause.requirement]
        if clause.state in ("yes", "no") and requirement.answer.type in ("yes-no", "yes-no-number"):
            meets = clause.state == requirement.answer.good
            by_topic.setdefault((clause.coder, requirement.topic), {}).setdefault(meets, []).append(
                clause.requirement
            )
    for (coder, topic), found in by_topic.items():
        if len(found) == 2:
            fields.warn(
                "clauses",
                f"{coder}: {', '.join(found[True])} met and {', '.join(found[False])} not met, although both are about "
                f"{catalogue.topics[topic]}: check that the difference is meant",
            )
