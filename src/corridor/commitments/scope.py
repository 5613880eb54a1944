"""Whether a requirement reaches the workers of an instrument: asked before anything is scored.

    >>> from corridor.commitments.catalogue import load_catalogue
    >>> from corridor.commitments.instruments import WorkerGroup
    >>> group = WorkerGroup("pickers", frozenset({"regular", "seasonal"}), frozenset())
    >>> catalogue = load_catalogue()
    >>> reach(catalogue.requirements["COEETS93-04"], group).reach
    'none'
    >>> reach(catalogue.requirements["C143-05"], group).reach
    'cannot tell'

The second is not known because a seasonal worker *may* have been sent for by the employer for a specific duty of limited time
(C143 Art. 11(2)(e)); whoever codes the instrument has to say so.

Not checked here: whether the states are bound (:mod:`corridor.commitments.treaties`), and whether the workers are nationals of a
party, which follows from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corridor.commitments.catalogue import (
    Catalogue,
    Requirement,
    ScopeRule,
    Standard,
    article_words,
    load_catalogue,
)
from corridor.commitments.instruments import CodedInstrument, WorkerGroup
from corridor.commitments.vocabulary import MIXED_TAGS, VERIFICATION, WORKER_TAGS
from corridor.i18n import _, in_a_row, listed

REACHES, LIMITED, SOME, NONE, CANNOT_TELL = "reaches", "limited", "some", "none", "cannot tell"

#: Leaving these unsaid about temporary workers leaves the question open; other exclusions are taken not to apply unless said.
_DECISIVE = frozenset({"specific-duty", "seasonal"})


@dataclass(frozen=True, slots=True)
class Reach:
    """Whether a requirement reaches one group of workers, the rules of the standard that say so, and why in words.

    ``reach`` is ``reaches``, ``limited`` (with limits), ``some`` (only those who have a tag), ``none``, or ``cannot
    tell`` (``ask`` names the tag that the coding must settle).
    """

    requirement: str
    group: str
    reach: str
    why: str
    articles: tuple[str, ...] = ()
    verification: str = "read"
    ask: str = ""

    @property
    def mark(self) -> str:
        """The words that travel with a test whose rule was not read."""
        return "" if self.verification == "read" else _(VERIFICATION[self.verification])


@dataclass(frozen=True, slots=True)
class Scope:
    """Whether a requirement reaches the workers of an instrument, group by group.

    ``reach`` joins the groups: ``none`` only if it reaches no group, ``some`` if it reaches some and not others.
    """

    requirement: str
    reach: str
    groups: tuple[Reach, ...]

    @property
    def applicable(self) -> bool | None:
        """Whether there is anybody to apply it to; ``None`` where that cannot be told."""
        if self.reach == NONE:
            return False
        return None if self.reach == CANNOT_TELL else True

    @property
    def why(self) -> str:
        """The reasons with their marks; groups with one reason stand together, unnamed where it is everybody's."""
        same: dict[tuple[str, str], list[str]] = {}
        for found in self.groups:
            if found.why:
                same.setdefault((found.why, found.mark), []).append(found.group)
        everybody = len(self.groups) > 1
        return in_a_row(
            _group_words([] if everybody and len(names) == len(self.groups) else names, why, mark)
            for (why, mark), names in same.items()
        )


def _group_words(names: Sequence[str], why: str, mark: str) -> str:
    """Why groups are reached or not, with the mark of the rule; the names of groups are the coder's."""
    if not names:
        return _("{reason} ({mark})").format(reason=why, mark=mark) if mark else why
    if mark:
        return _("{group}: {reason} ({mark})").format(group=listed(names), reason=why, mark=mark)
    return _("{group}: {reason}").format(group=listed(names), reason=why)


def reach(requirement: Requirement, group: WorkerGroup, catalogue: Catalogue | None = None) -> Reach:
    """Whether a requirement reaches one group of workers."""
    standard = (catalogue or load_catalogue()).standards[requirement.standard]
    rules = [r for r in standard.scope if _concerns(r, requirement)]
    rules += [_own("only", tag, requirement) for tag in requirement.only]
    rules += [_own("leaves-out", tag, requirement) for tag in requirement.leaves_out]
    found = [answer for rule in rules if (answer := _test(rule, group, requirement, standard)) is not None]
    for word in (NONE, CANNOT_TELL, SOME, LIMITED):
        chosen = [a for a in found if a.reach == word]
        if chosen:
            return chosen[0] if word != LIMITED else _joined(chosen)
    return Reach(requirement.id, group.name, REACHES, "")


def scope(requirement: Requirement, instrument: CodedInstrument, catalogue: Catalogue | None = None) -> Scope:
    """Whether a requirement reaches the workers of an instrument."""
    return join(requirement.id, (reach(requirement, g, catalogue) for g in instrument.workers))


def join(requirement: str, answers: Iterable[Reach]) -> Scope:
    """Several groups in one answer."""
    groups = tuple(answers)
    words = {g.reach for g in groups}
    if not groups:
        return Scope(requirement, CANNOT_TELL, groups)
    if len(words) == 1:
        return Scope(requirement, words.pop(), groups)
    if words <= {NONE, CANNOT_TELL}:
        return Scope(requirement, CANNOT_TELL, groups)
    if words <= {REACHES, LIMITED}:
        return Scope(requirement, LIMITED, groups)
    return Scope(requirement, SOME, groups)


def _concerns(rule: ScopeRule, requirement: Requirement) -> bool:
    if rule.part and rule.part != requirement.part:
        return False
    if not rule.articles:
        return True
    base = requirement.article.split("(")[0].strip()
    return any(a in (base, requirement.article) for a in rule.articles)


def _own(effect: str, tag: str, requirement: Requirement) -> ScopeRule:
    verification = requirement.verification
    return ScopeRule("", effect, tag, requirement.article, verification)


def _test(rule: ScopeRule, group: WorkerGroup, requirement: Requirement, standard: Standard) -> Reach | None:
    """What one rule says of a group; ``None`` where it does not touch it."""
    if rule.tag == "treaty-national":
        return None
    holds = group.has(rule.tag)
    what = _(WORKER_TAGS[rule.tag])
    cited = f"{standard.short} {article_words(rule.article)}"

    words = {"article": cited, "tag": rule.tag, "meaning": what}
    unsaid = _("the coding does not say whether they are {tag} ({meaning}; {article})")

    def say(word: str, why: str, ask: str = "") -> Reach:
        return Reach(requirement.id, group.name, word, why, (cited,), rule.verification, ask)

    if rule.effect == "limited":
        limits = _("{article}: {limits}").format(article=cited, limits=_(rule.note) if rule.note else what)
        return say(LIMITED, limits) if holds else None
    if rule.effect == "leaves-out":
        if holds:
            return say(NONE, _("{article} leaves them out as {tag} ({meaning})").format(**words))
        if holds is None and rule.tag in _DECISIVE and group.has("temporary"):
            return say(CANNOT_TELL, unsaid.format(**words), rule.tag)
        return None
    if holds:
        return None
    if holds is False:
        return say(NONE, _("{article} reaches only workers who are {tag} ({meaning})").format(**words))
    if rule.tag in MIXED_TAGS:
        return say(SOME, _("{article} reaches those of them who are {tag} ({meaning})").format(**words))
    return say(CANNOT_TELL, unsaid.format(**words), rule.tag)


def _joined(answers: list[Reach]) -> Reach:
    first = answers[0]
    why = in_a_row(dict.fromkeys(a.why for a in answers))
    articles = tuple(dict.fromkeys(x for a in answers for x in a.articles))
    weakest = max((a.verification for a in answers), key=tuple(VERIFICATION).index)
    return Reach(first.requirement, first.group, LIMITED, why, articles, weakest)
