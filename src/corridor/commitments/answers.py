"""What one answer comes to: the coded clause held against what its requirement counts as met.

Nothing is filled in: where some items of a list were not looked at, the answer is only told if those that were
looked at settle it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from corridor.commitments.catalogue import AnswerSpec, Requirement
from corridor.commitments.instruments import Clause
from corridor.commitments.vocabulary import PAYERS

MET, PARTLY, NOT, SILENT = "met", "partly", "not", "silent"
NOT_APPLICABLE, NOT_ASSESSED = "not applicable", "not assessed"
#: A number for which the standard fixes none: shown, not judged.
STATED = "stated"

#: What a finding can be, and what each word means.
STATUSES: dict[str, str] = {
    MET: "the text gives what is asked",
    PARTLY: "the text gives a part of it",
    NOT: "the text says the contrary, or deals with the matter and leaves this out",
    SILENT: "the text was read and does not speak of it",
    STATED: "the text gives a number; the standard fixes none, so it is shown and not judged",
    NOT_APPLICABLE: "the question does not arise for these workers or this instrument",
    NOT_ASSESSED: "nobody has looked yet, or too little was coded to tell",
}

_WITHOUT = {"silent": SILENT, "not-applicable": NOT_APPLICABLE, "not-assessed": NOT_ASSESSED}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an answer comes to: a word of ``STATUSES``, why, and its items one by one where it has any.

    ``absent`` says that a "not" rests on something left out, not on a contrary rule.
    """

    status: str
    why: str
    items: Mapping[str, str]
    absent: bool = False

    @property
    def missing(self) -> tuple[str, ...]:
        """Items that the text denies, gives in part or does not speak of."""
        return tuple(k for k, s in self.items.items() if s in (NOT, SILENT, PARTLY))


def outcome(requirement: Requirement, clause: Clause, branches: Collection[str] = ()) -> Outcome:
    """What a clause comes to; ``branches`` looks at these branches of social security alone."""
    spec = requirement.answer
    if clause.state in _WITHOUT:
        return _without(clause, _WITHOUT[clause.state])
    if spec.type in ("list", "per-branch", "matrix"):
        items = _items(spec, clause)
        if branches and spec.type == "per-branch":
            items = {k: v for k, v in items.items() if k in branches}
        return _joined(spec, items, clause)
    if clause.state == "absent":
        return _absent(spec)
    if spec.type in ("yes-no", "yes-no-number"):
        return _yes_no(spec, clause)
    if spec.type == "number":
        return _number(spec, clause)
    if spec.type == "choice":
        return _choice(spec, str(clause.value))
    return Outcome(STATED, f"the answer is {clause.value if clause.value is not None else clause.state}", {})


def number_words(value: Fraction, unit: str) -> str:
    """A number with its unit.

    >>> number_words(Fraction(5, 2), "months")
    '2.5 months'
    """
    whole = value.denominator == 1
    return f"{value.numerator if whole else f'{float(value):g}'} {unit}".strip()


def _without(clause: Clause, status: str) -> Outcome:
    why = {
        SILENT: "the text was read and does not speak of it",
        NOT_APPLICABLE: "the coder says that the question does not arise",
        NOT_ASSESSED: "no clause is coded",
    }[status]
    return Outcome(status, f"{why}: {_note(clause)}" if clause.note else why, {})


def _note(clause: Clause) -> str:
    return clause.note.rstrip(". ")


def _absent(spec: AnswerSpec) -> Outcome:
    if spec.type in ("yes-no", "yes-no-number") and spec.good == "no":
        return Outcome(MET, "the text deals with the matter and has no such rule", {})
    return Outcome(NOT, "the text deals with the matter and leaves this out", {}, absent=True)


def _yes_no(spec: AnswerSpec, clause: Clause) -> Outcome:
    beside = f", {number_words(clause.number, spec.unit)}" if clause.number is not None else ""
    if clause.state == "partly":
        return Outcome(PARTLY, f"the text gives it in part{beside}: {_note(clause)}", {})
    if clause.state != spec.good:
        said = "the text has such a rule" if spec.good == "no" else "the text says the contrary"
        return Outcome(NOT, said + beside, {})
    if clause.number is not None and spec.limit is not None and not _within(spec, clause.number):
        return Outcome(PARTLY, f"the text gives it{beside}, where {_limit(spec)} is asked", {})
    said = "the text has no such rule, or forbids it" if spec.good == "no" else "the text gives it"
    return Outcome(MET, said + beside, {})


def _number(spec: AnswerSpec, clause: Clause) -> Outcome:
    if not isinstance(clause.value, Fraction):
        return Outcome(NOT_ASSESSED, "no number is coded", {})
    words = number_words(clause.value, spec.unit)
    if spec.limit is None:
        return Outcome(STATED, f"the text says {words}; the article fixes no number, so it is not judged", {})
    if _within(spec, clause.value):
        return Outcome(MET, f"the text says {words}; {_limit(spec)} is asked", {})
    return Outcome(NOT, f"the text says {words}, where {_limit(spec)} is asked", {})


def _within(spec: AnswerSpec, number: Fraction) -> bool:
    assert spec.limit is not None
    return number <= spec.limit if spec.direction == "at-most" else number >= spec.limit


def _limit(spec: AnswerSpec) -> str:
    assert spec.limit is not None
    chosen = " (a limit chosen by this project)" if spec.limit_from == "chosen" else ""
    return f"{spec.direction.replace('-', ' ')} {number_words(spec.limit, spec.unit)}{chosen}"


def _choice(spec: AnswerSpec, value: str) -> Outcome:
    words = spec.options.get(value, value)
    if not spec.accepted:
        return Outcome(STATED, f"the text says: {words}", {})
    if value in spec.accepted:
        return Outcome(MET, f"the text says: {words}", {})
    asked = ", ".join(spec.options.get(a, a) for a in spec.accepted)
    return Outcome(NOT, f"the text says: {words}; asked is one of: {asked}", {})


def _items(spec: AnswerSpec, clause: Clause) -> dict[str, str]:
    """The status of each item of the requirement; what the clause leaves out is not assessed."""
    if clause.state == "absent":
        return dict.fromkeys(spec.items, NOT)
    if spec.type == "matrix":
        accepted = spec.accepted or tuple(p for p in PAYERS if p not in ("worker", "shared"))
        return {k: _payers(clause.matrix.get(k, ()), accepted) for k in spec.items}
    return {k: _item(clause.parts.get(k, "not-assessed")) for k in spec.items}


def _item(state: str) -> str:
    return {"yes": MET, "no": NOT, "absent": NOT, "partly": PARTLY}.get(state) or _WITHOUT[state]


def _payers(payers: Iterable[str], accepted: Collection[str]) -> str:
    words = tuple(payers)
    if not words:
        return NOT_ASSESSED
    if words[0] in _WITHOUT or words[0] == "absent":
        return NOT if words[0] == "absent" else _WITHOUT[words[0]]
    return MET if all(w in accepted for w in words) else NOT


def _joined(spec: AnswerSpec, items: Mapping[str, str], clause: Clause) -> Outcome:
    """Several items in one word, told only if those that were looked at settle it."""
    names = {k: spec.items.get(k, k) for k in items}
    by = {s: [names[k] for k, v in items.items() if v == s] for s in STATUSES}
    known = [k for k, v in items.items() if v not in (NOT_APPLICABLE, NOT_ASSESSED)]
    denied = "paid by the worker" if spec.type == "matrix" else "not given"
    said = [
        f"{word}: {', '.join(by[s])}"
        for s, word in ((MET, "given"), (PARTLY, "in part"), (NOT, denied), (SILENT, "silent on"), (NOT_ASSESSED, "not assessed"))
        if by[s]
    ]  # fmt: skip
    why = "; ".join(said) + (f". {_note(clause)}" if clause.note else "")
    status = join(items.values())
    if status == NOT_ASSESSED and known:
        why = f"only {len(known)} of {len(items)} items are coded, too few to tell; {why}"
    return Outcome(status, why or "no item is coded", dict(items), absent=clause.state == "absent")


def join(statuses: Iterable[str]) -> str:
    """One word for several that must all hold, told only if those that were looked at settle it.

    >>> join(["met", "not"]), join(["met", "met", "not applicable"]), join(["met", "not assessed"])
    ('partly', 'met', 'not assessed')
    """
    words = [s for s in statuses if s != NOT_APPLICABLE]
    if not words:
        return NOT_APPLICABLE
    known = {s for s in words if s != NOT_ASSESSED}
    given, lacking = known & {MET, STATED}, known & {NOT, SILENT}
    if PARTLY in known or (given and lacking):
        return PARTLY
    if NOT_ASSESSED in words:
        return NOT_ASSESSED
    if given:
        return MET
    return NOT if NOT in known else SILENT
