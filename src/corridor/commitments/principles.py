"""What coded clauses say of the five principles of social security agreements, for the branch that the engine computes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corridor.careers.problems import Problem
from corridor.commitments.catalogue import Catalogue, Requirement, load_catalogue
from corridor.commitments.instruments import Clause, CodedInstrument
from corridor.commitments.reading import CommitmentProblems
from corridor.commitments.vocabulary import PRINCIPLES
from corridor.i18n import N_, _

#: Branch that the engine computes; clauses on other branches do not run.
BRANCH = "old-age"
YES, NO, PARTLY, SILENT, UNKNOWN = "yes", "no", "partly", "silent", "not assessed"

#: What the clauses can say of a principle, as people read it.
ANSWERS: dict[str, str] = {
    YES: N_("yes"),
    NO: N_("no"),
    PARTLY: N_("partly"),
    SILENT: N_("silent"),
    UNKNOWN: N_("not assessed"),
}

_SETS_OF_PRINCIPLES = {"applicable-law": "one-law"}
#: Questions of a principle about something beside it: they neither give nor deny it.
_BESIDE = frozenset({"EU201198SI-01", "C102-01", "C118-02", "C157-03"})


@dataclass(frozen=True, slots=True)
class PrincipleAnswer:
    """What the clauses say of one principle for old-age benefits, and by which clauses."""

    principle: str
    answer: str
    clauses: tuple[Clause, ...]

    @property
    def article(self) -> str:
        """The articles of the coded instrument."""
        return ", ".join(dict.fromkeys(c.article for c in self.clauses if c.article))

    @property
    def title(self) -> str:
        """The principle in words."""
        return _(PRINCIPLES[self.principle])

    @property
    def answer_words(self) -> str:
        """The answer in words."""
        return _(ANSWERS[self.answer])


def principles(
    instrument: CodedInstrument, coder: str | None = None, catalogue: Catalogue | None = None
) -> dict[str, PrincipleAnswer]:
    """What the clauses say of each of the five principles, for old-age benefits.

    Raises:
        CommitmentProblems: clauses contradict each other on a principle.
    """
    known = catalogue or load_catalogue()
    found: dict[str, dict[str, list[Clause]]] = {p: {} for p in PRINCIPLES}
    for requirement in known.requirements.values():
        clause = instrument.clause(requirement.id, coder)
        for principle, answer in _says(requirement, clause):
            found[principle].setdefault(answer, []).append(clause)
    problems = [
        Problem(
            instrument.file or instrument.id,
            None,
            f"clauses ({', '.join(c.requirement for c in by[YES] + by[NO])})",
            None,
            f"say yes ({_cited(by[YES])}) and no ({_cited(by[NO])}) on {PRINCIPLES[p]} for old age: one draft cannot do both",
        )
        for p, by in found.items()
        if YES in by and NO in by
    ]
    if problems:
        raise CommitmentProblems(problems)
    return {p: _answer(p, by) for p, by in found.items()}


def _answer(principle: str, by: Mapping[str, list[Clause]]) -> PrincipleAnswer:
    for word in (YES, NO, PARTLY, SILENT):
        if word in by:
            return PrincipleAnswer(principle, word, tuple(by[word]))
    return PrincipleAnswer(principle, UNKNOWN, ())


def _says(requirement: Requirement, clause: Clause) -> list[tuple[str, str]]:
    """Principles a clause speaks of, with its answer for old age."""
    if clause.state in ("not-assessed", "not-applicable"):
        return []
    if requirement.id == "R167-01":
        states = clause.items or dict.fromkeys(requirement.answer.items, clause.state)
        rows = [(_SETS_OF_PRINCIPLES.get(k, k), _word(v)) for k, v in states.items()]
        return [(p, w) for p, w in rows if w]
    if not requirement.principle or requirement.id in _BESIDE:
        return []
    if requirement.branches and BRANCH not in requirement.branches:
        return []
    if requirement.answer.type == "per-branch" and clause.per_branch:
        word = _word(clause.per_branch.get(BRANCH, "not-assessed"))
    else:
        word = _word(clause.state)
    return [(requirement.principle, word)] if word else []


def _word(state: str) -> str:
    return {"yes": YES, "no": NO, "absent": NO, "partly": PARTLY, "silent": SILENT}.get(state, "")


def _cited(clauses: Sequence[Clause]) -> str:
    return ", ".join(f"{c.requirement} {c.article}".strip() for c in clauses)
