"""What one answer comes to: the coded clause held against what its requirement counts as met.

Reasons (``why``) are written in the language that is current when the answer is looked at.  Nothing is filled in: where some
items of a list were not looked at, the answer is only told if those that were looked at settle it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from corridor.commitments.catalogue import AnswerSpec, Requirement
from corridor.commitments.instruments import Clause
from corridor.commitments.vocabulary import PAYERS
from corridor.i18n import N_, _, in_a_row, listed, ngettext, number_in_words, plural_number

MET, PARTLY, NOT, SILENT = "met", "partly", "not", "silent"
NOT_APPLICABLE, NOT_ASSESSED = "not applicable", "not assessed"
#: A number for which the standard fixes none: shown, not judged.
STATED = "stated"

#: What a finding can be, and what each word means.
STATUSES: dict[str, str] = {
    MET: N_("the text gives what is asked"),
    PARTLY: N_("the text gives a part of it"),
    NOT: N_("the text says the contrary, or deals with the matter and leaves this out"),
    SILENT: N_("the text was read and does not speak of it"),
    STATED: N_("the text gives a number; the standard fixes none, so it is shown and not judged"),
    NOT_APPLICABLE: N_("the question does not arise for these workers or this instrument"),
    NOT_ASSESSED: N_("nobody has looked yet, or too little was coded to tell"),
}

#: The same words as people read them.
STATUS_TITLES: dict[str, str] = {
    MET: N_("met"),
    PARTLY: N_("partly met"),
    NOT: N_("not met"),
    SILENT: N_("silent"),
    STATED: N_("stated"),
    NOT_APPLICABLE: N_("not applicable"),
    NOT_ASSESSED: N_("not assessed"),
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
    said = str(clause.value) if clause.value is not None else clause.state
    return Outcome(STATED, _("the answer is {answer}").format(answer=said), {})


def number_words(value: Fraction, unit: str) -> str:
    """A number with its unit.

    >>> number_words(Fraction(5, 2), "months")
    '2.5 months'
    """
    number, n = number_in_words(value), plural_number(value)
    if unit == "months":
        return ngettext("{number} month", "{number} months", n).format(number=number)
    if unit == "days":
        return ngettext("{number} day", "{number} days", n).format(number=number)
    if unit == "years":
        return ngettext("{number} year", "{number} years", n).format(number=number)
    return _("{number} {unit}").format(number=number, unit=_(unit)) if unit else number


def _without(clause: Clause, status: str) -> Outcome:
    why = {
        SILENT: _("the text was read and does not speak of it"),
        NOT_APPLICABLE: _("the coder says that the question does not arise"),
        NOT_ASSESSED: _("no clause is coded"),
    }[status]
    return Outcome(status, _noted(why, clause), {})


def _noted(why: str, clause: Clause) -> str:
    """A reason with what the coder noted; notes stay in the coder's language."""
    return _("{reason}: {note}").format(reason=why, note=_note(clause)) if clause.note else why


def _numbered(why: str, clause: Clause, spec: AnswerSpec) -> str:
    """A reason with the number that stands beside a yes."""
    if clause.number is None:
        return why
    return _("{reason} ({number})").format(reason=why, number=number_words(clause.number, spec.unit))


def _note(clause: Clause) -> str:
    return clause.note.rstrip(". ")


def _absent(spec: AnswerSpec) -> Outcome:
    if spec.type in ("yes-no", "yes-no-number") and spec.good == "no":
        return Outcome(MET, _("the text deals with the matter and has no such rule"), {})
    return Outcome(NOT, _("the text deals with the matter and leaves this out"), {}, absent=True)


def _yes_no(spec: AnswerSpec, clause: Clause) -> Outcome:
    if clause.state == "partly":
        return Outcome(PARTLY, _noted(_numbered(_("the text gives it in part"), clause, spec), clause), {})
    if clause.state != spec.good:
        said = _("the text has such a rule") if spec.good == "no" else _("the text says the contrary")
        return Outcome(NOT, _numbered(said, clause, spec), {})
    if clause.number is not None and spec.limit is not None and not _within(spec, clause.number):
        words = number_words(clause.number, spec.unit)
        why = _("the text gives it ({number}); asked is: {limit}").format(number=words, limit=_limit(spec))
        return Outcome(PARTLY, why, {})
    said = _("the text has no such rule, or forbids it") if spec.good == "no" else _("the text gives it")
    return Outcome(MET, _numbered(said, clause, spec), {})


def _number(spec: AnswerSpec, clause: Clause) -> Outcome:
    if not isinstance(clause.value, Fraction):
        return Outcome(NOT_ASSESSED, _("no number is coded"), {})
    words = number_words(clause.value, spec.unit)
    if spec.limit is None:
        why = _("the text says: {number}; the article fixes no number, so it is not judged")
        return Outcome(STATED, why.format(number=words), {})
    why = _("the text says: {number}; asked is: {limit}").format(number=words, limit=_limit(spec))
    return Outcome(MET if _within(spec, clause.value) else NOT, why, {})


def _within(spec: AnswerSpec, number: Fraction) -> bool:
    assert spec.limit is not None
    return number <= spec.limit if spec.direction == "at-most" else number >= spec.limit


def _limit(spec: AnswerSpec) -> str:
    assert spec.limit is not None
    words = number_words(spec.limit, spec.unit)
    limit = _("at most {number}") if spec.direction == "at-most" else _("at least {number}")
    limit = limit.format(number=words)
    if spec.limit_from == "chosen":
        return _("{limit} (a limit chosen by this project)").format(limit=limit)
    return limit


def _choice(spec: AnswerSpec, value: str) -> Outcome:
    words = _(spec.options.get(value, value))
    said = _("the text says: {option}").format(option=words)
    if not spec.accepted:
        return Outcome(STATED, said, {})
    if value in spec.accepted:
        return Outcome(MET, said, {})
    asked = commas(_(spec.options.get(a, a)) for a in spec.accepted)
    why = _("the text says: {option}; asked is one of: {options}").format(option=words, options=asked)
    return Outcome(NOT, why, {})


def commas(words: Iterable[str]) -> str:
    """Words one after the other, as a list that is not a sentence.

    >>> commas(["pay", "hours"])
    'pay, hours'
    """
    return listed(words, style="unit")


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
    names = {k: _(spec.items.get(k, k)) for k in items}
    by = {s: [names[k] for k, v in items.items() if v == s] for s in STATUSES}
    known = [k for k, v in items.items() if v not in (NOT_APPLICABLE, NOT_ASSESSED)]
    denied = _("paid by the worker: {items}") if spec.type == "matrix" else _("not given: {items}")
    messages = {
        MET: _("given: {items}"),
        PARTLY: _("in part: {items}"),
        NOT: denied,
        SILENT: _("silent on: {items}"),
        NOT_ASSESSED: _("not assessed: {items}"),
    }
    said = [m.format(items=commas(by[s])) for s, m in messages.items() if by[s]]
    status = join(items.values())
    if status == NOT_ASSESSED and known:
        few = ngettext(
            "only {coded} of {all} item is coded, too few to tell",
            "only {coded} of {all} items are coded, too few to tell",
            len(items),
        )
        said.insert(0, few.format(coded=len(known), all=len(items)))
    why = in_a_row(said)
    if clause.note:
        why = _("{reason}. {note}").format(reason=why, note=_note(clause)) if why else _note(clause)
    return Outcome(status, why or _("no item is coded"), dict(items), absent=clause.state == "absent")


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
