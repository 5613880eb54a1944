"""The two tests of section 5 of the Bellagio conclusions, kept apart.

The first: programmes are acceptable only with fair pay and conditions, human and social rights, and equality before
the law.  The second: the family may join, the worker may settle, and may become a citizen in the end.  The founding sentences
leave no worker out, so what the text says counts here whoever a standard reaches.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from corridor.commitments.answers import (
    MET,
    NOT,
    NOT_APPLICABLE,
    NOT_ASSESSED,
    PARTLY,
    SILENT,
    STATED,
)
from corridor.commitments.assess import Assessment, Finding
from corridor.commitments.catalogue import Sentence
from corridor.i18n import N_, _

FAIR = N_("Fair conditions and equality")
OPTION = N_("Option of family reunion, settlement and eventual citizenship")

_FAIR = ("B5.6a", "B5.6b", "B5.6c", "B5.6d")
#: For each option the topics that answer it; other requirements on the same sentence ask about something beside it.
_OPTION = {"B5.11a": ("family-reunion", "pathway"), "B5.11b": ("settlement",), "B5.11c": ("citizenship",)}
#: Of a list, the items that speak of the option.
_ITEMS = {"GCM-02": ("family",), "EUROPEANSO-01": ("reunion",)}
#: Asks about a step towards the option, not about the option: a yes leaves it open in part.
_NEARBY = frozenset({"ICRMW-30"})

VERDICTS: dict[str, str] = {
    "met": N_("all that was coded gives it"),
    "in part": N_("some of it is given, some is not"),
    "not met": N_("nothing of it is given"),
    "silent": N_("the text does not speak of it"),
    "not assessed": N_("nothing that answers it was coded"),
    "open": N_("the text gives the option"),
    "open in part": N_("the text gives the option with limits, or to some"),
    "closed": N_("the text shuts the option out"),
}

#: The verdicts as people read them.
VERDICT_TITLES: dict[str, str] = {
    "met": N_("met"),
    "in part": N_("met in part"),
    "not met": N_("not met"),
    "silent": N_("silent"),
    "not assessed": N_("not assessed"),
    "open": N_("open"),
    "open in part": N_("open in part"),
    "closed": N_("closed"),
}


@dataclass(frozen=True, slots=True)
class Condition:
    """One founding sentence of a test: the verdict, the topics behind it, and how many questions wait for an answer."""

    sentence: Sentence
    verdict: str
    topics: tuple[tuple[str, str, tuple[Finding, ...]], ...]
    waiting: int
    asked: int

    def as_dict(self) -> dict[str, object]:
        """The condition as plain data."""
        return {
            "sentence": self.sentence.id,
            "place": self.sentence.place,
            "text": _(self.sentence.text),
            "verdict": self.verdict,
            "verdict_words": _(VERDICT_TITLES[self.verdict]),
            "questions": self.asked,
            "not_assessed": self.waiting,
            "topics": [
                {
                    "topic": _(t),
                    "verdict": v,
                    "verdict_words": _(VERDICT_TITLES[v]),
                    "requirements": [f.requirement.id for f in fs],
                    "articles": articles(fs),
                }
                for t, v, fs in self.topics
            ],
        }


@dataclass(frozen=True, slots=True)
class Test:
    """One of the two tests: its verdict and its conditions."""

    __test__ = False
    name: str
    verdict: str
    conditions: tuple[Condition, ...]

    def as_dict(self) -> dict[str, object]:
        """The test as plain data."""
        return {
            "name": _(self.name),
            "verdict": self.verdict,
            "verdict_words": _(VERDICT_TITLES[self.verdict]),
            "conditions": [c.as_dict() for c in self.conditions],
        }


def articles(findings: Iterable[Finding]) -> list[str]:
    """The articles of the instrument that findings rest on, each once."""
    return list(dict.fromkeys(f.clause.article for f in findings if f.clause.article))


def two_tests(assessment: Assessment) -> tuple[Test, Test]:
    """Both tests, each with its own verdict: no total is made of them."""
    fair = tuple(_fair(assessment, s) for s in _FAIR)
    option = tuple(_option(assessment, s) for s in _OPTION)
    return Test(FAIR, _together(fair), fair), Test(OPTION, _together(option), option)


def _fair(assessment: Assessment, sentence: str) -> Condition:
    found = assessment.of_sentence(sentence)
    topics = _by_topic(assessment, found)
    return _condition(assessment, sentence, _verdict(v for _, v, _ in topics), topics, found)


def _option(assessment: Assessment, sentence: str) -> Condition:
    wanted = _OPTION[sentence]
    found = tuple(f for f in assessment.of_sentence(sentence) if f.requirement.topic in wanted)
    said = {_said(f) for f in found} - {NOT_APPLICABLE, NOT_ASSESSED}
    if said & {MET, STATED}:
        verdict = "open in part" if NOT in said else "open"
    elif PARTLY in said:
        verdict = "open in part"
    elif NOT in said:
        verdict = "closed"
    else:
        verdict = "silent" if said else "not assessed"
    return _condition(assessment, sentence, verdict, _by_topic(assessment, found), found)


def _condition(
    assessment: Assessment,
    sentence: str,
    verdict: str,
    topics: tuple[tuple[str, str, tuple[Finding, ...]], ...],
    found: tuple[Finding, ...],
) -> Condition:
    waiting = sum(_said(f) == NOT_ASSESSED for f in found)
    return Condition(assessment.catalogue.sentence(sentence), verdict, topics, waiting, len(found))


def _said(finding: Finding) -> str:
    """What the text says of the matter of the sentence, whoever the standard reaches."""
    only = _ITEMS.get(finding.requirement.id)
    if only and finding.outcome.items:
        words = [finding.outcome.items.get(i, NOT_ASSESSED) for i in only]
        return words[0]
    if finding.requirement.id in _NEARBY and finding.answer == MET:
        return PARTLY
    if finding.requirement.topic == "family-reunion" and finding.requirement.answer.type == "number":
        # a late reunion is a reunion: the limit of the article is another question
        return PARTLY if finding.answer == NOT and not finding.outcome.absent else finding.answer
    return finding.answer


def _by_topic(
    assessment: Assessment, found: Iterable[Finding]
) -> tuple[tuple[str, str, tuple[Finding, ...]], ...]:
    groups: dict[str, list[Finding]] = {}
    for f in found:
        if _said(f) not in (NOT_ASSESSED, NOT_APPLICABLE):
            groups.setdefault(f.requirement.topic, []).append(f)
    return tuple(
        (assessment.catalogue.topics[t], _verdict(_said(f) for f in fs), tuple(fs))
        for t, fs in groups.items()
    )


def _verdict(words: Iterable[str]) -> str:
    """One word for several, of those that were assessed."""
    known = set(words)
    if not known:
        return "not assessed"
    given, lacking = known & {MET, STATED}, known & {NOT, SILENT, "not met"}
    if known & {PARTLY, "in part"} or (given and lacking):
        return "in part"
    if given:
        return "met"
    return "silent" if known == {SILENT} else "not met"


def _together(conditions: Iterable[Condition]) -> str:
    same = {"open": "met", "open in part": "in part", "closed": "not met"}
    words = [same.get(c.verdict, c.verdict) for c in conditions]
    known = {w for w in words if w != "not assessed"}
    if known and "not assessed" in words and known <= {"met"}:
        return "not assessed"
    return _verdict(known)
