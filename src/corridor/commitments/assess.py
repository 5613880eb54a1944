"""Findings: what an instrument gives people, requirement by requirement, and on what ground each is asked.

    >>> from datetime import date
    >>> from corridor.commitments import find_coded
    >>> found = assess(find_coded("..."), date(2020, 1, 1))        # doctest: +SKIP
    >>> found.finding("C97-07").status                              # doctest: +SKIP

Scope is asked first: what does not reach these workers is *not applicable*, and where the coding does not say whether it reaches
them nothing is judged (``Finding.answer`` still tells what the text says).  Three grounds are kept apart: binding on these
parties on the day, recommended, and asked by the founding documents.

Reasons are written in the language that is current when ``assess`` is called; words of closed lists (``status``, ``ground``,
``law``) stay the same in every language and are translated where they are shown.

Not checked here: practice (only the text is assessed), and national law.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from corridor.commitments.answers import (
    MET,
    NOT,
    NOT_APPLICABLE,
    NOT_ASSESSED,
    PARTLY,
    SILENT,
    STATUSES,
    Outcome,
    commas,
    outcome,
)
from corridor.commitments.catalogue import Catalogue, Requirement, Sentence, force_words, load_catalogue
from corridor.commitments.instruments import Clause, CodedInstrument
from corridor.commitments.scope import NONE, Scope, scope
from corridor.commitments.treaties import Participation, Ties, ties
from corridor.commitments.vocabulary import BRANCHES
from corridor.i18n import N_, _

#: Why a requirement is asked, in the order in which it weighs, and what each word means.
GROUNDS: dict[str, str] = {
    "binding": N_("binds all parties on the day"),
    "binding on one": N_("binds one party on the day, not the other"),
    "not known": N_("whether it binds the parties on the day was not read"),
    "recommended": N_("recommendations, codes, guidelines, compacts: they bind nobody"),
    "founding": N_("a treaty that does not bind these parties on the day: asked by the founding documents"),
}

#: The grounds as headings.
GROUND_TITLES: dict[str, str] = {
    "binding": N_("Binding on all parties on that day"),
    "binding on one": N_("Binding on one party only"),
    "not known": N_("Treaties of which it was not read whether they bind the parties"),
    "recommended": N_("Recommended (codes, guidelines, recommendations, compacts)"),
    "founding": N_("Asked by the founding documents only (no treaty binds these parties)"),
}

#: What a text does to law that binds its parties, as people read it.
LAW_TITLES: dict[str, str] = {
    "meets": N_("meets the law that binds the parties"),
    "meets in part": N_("meets in part the law that binds the parties"),
    "breaks": N_("breaks the law that binds the parties"),
    "leaves it out": N_("leaves out what the law that binds the parties asks"),
    "silent": N_("silent: the law binds the parties all the same"),
}


@dataclass(frozen=True, slots=True)
class Ground:
    """On what ground a requirement is asked of these parties on a day.

    ``word`` is a word of ``GROUNDS``.  ``bound`` are the parties that are bound, ``branches`` the branches that all of
    them accepted (``None``: no branches, or not known).  ``recommended`` names the kind of text where
    it binds nobody by nature.  The founding sentences stand beside it in any case.
    """

    word: str
    why: str
    bound: tuple[str, ...]
    branches: frozenset[str] | None
    mark: str
    recommended: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One requirement held against the instrument.

    ``status`` is a word of ``answers.STATUSES``, after the scope test; ``answer`` what the text says whoever the standard
    reaches.  ``law`` says of a binding requirement whether the text ``meets`` it, ``meets in part``, ``breaks`` it, ``leaves it
    out`` or is ``silent`` (then the law binds all the same); empty where it does not bind or nothing can be told.
    """

    requirement: Requirement
    clause: Clause
    cited: str
    status: str
    answer: str
    why: str
    outcome: Outcome
    scope: Scope
    ground: Ground
    law: str

    @property
    def lacking(self) -> bool:
        """Whether something is asked that the text does not give, or gives in part."""
        return self.status in (NOT, SILENT, PARTLY)

    @property
    def where(self) -> str:
        """The article of the instrument, or what stands in its place."""
        return self.clause.article or (_("practice") if self.clause.practice else _("no article"))

    @property
    def missing(self) -> tuple[str, ...]:
        """What is missing, item by item, in words; empty where the requirement has no items."""
        titles = self.requirement.answer.items
        return tuple(_(titles.get(i, i)) for i in self.outcome.missing)

    def as_dict(self) -> dict[str, object]:
        """The finding as plain data."""
        r, c, g = self.requirement, self.clause, self.ground
        return {
            "requirement": r.id,
            "rests_on": self.cited,
            "verification": r.verification,
            "text": _(r.text),
            "topic": r.topic,
            "status": self.status,
            "why": self.why,
            "answer": self.answer,
            "items": dict(self.outcome.items),
            "clause": {
                "state": c.state,
                "article": c.article,
                "value": None if c.value is None else str(c.value),
                "number": None if c.number is None else str(c.number),
                "note": c.note,
                "pointer": c.pointer,
                "practice": c.practice,
                "coder": c.coder,
                "date": c.date,
                "confidence": c.confidence,
            },
            "scope": {
                "reach": self.scope.reach,
                "why": self.scope.why,
                "articles": sorted({a for x in self.scope.groups for a in x.articles}),
                "ask": sorted({x.ask for x in self.scope.groups if x.ask}),
            },
            "grounds": {
                "word": g.word,
                "binding": {
                    "bound": list(g.bound),
                    "why": g.why,
                    "mark": g.mark,
                    "branches": None if g.branches is None else sorted(g.branches),
                    "law": self.law,
                },
                "recommended": g.recommended,
                "founding": [{"id": s.id, "place": s.place, "text": _(s.text)} for s in g.sentences],
            },
            "gcm": list(r.gcm),
            "sdg": list(r.sdg),
        }


@dataclass(frozen=True)
class Assessment:
    """All findings about one instrument on one day, in the order of the catalogue.

    ``unscored`` are the questions of scope and date, which the tags of the workers and the treaty status answer.
    """

    instrument: CodedInstrument
    day: date
    coder: str
    findings: Mapping[str, Finding]
    unscored: tuple[Requirement, ...]
    catalogue: Catalogue

    def finding(self, requirement_id: str) -> Finding:
        """The finding on a requirement; raises :class:`KeyError` that offers the nearest ids."""
        requirement = self.catalogue.requirement(requirement_id)
        if requirement.id not in self.findings:
            raise KeyError(f"{requirement_id} is a question of {requirement.answer.type}: it is never scored")
        return self.findings[requirement.id]

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many findings there are of each kind."""
        return {s: sum(f.status == s for f in self.findings.values()) for s in STATUSES}

    @cached_property
    def counts_by_ground(self) -> dict[str, dict[str, int]]:
        """The counts, ground by ground."""
        return {
            g: {s: sum(f.status == s for f in self.on_ground(g)) for s in STATUSES}
            for g in GROUNDS
        }  # fmt: skip

    def on_ground(self, word: str) -> tuple[Finding, ...]:
        """The findings whose requirement is asked on one ground."""
        return tuple(f for f in self.findings.values() if f.ground.word == word)

    def of_sentence(self, sentence_id: str) -> tuple[Finding, ...]:
        """The findings that rest on one founding sentence."""
        found = self.catalogue.sentence(sentence_id).requirements
        return tuple(self.findings[r] for r in found if r in self.findings)

    @cached_property
    def breaches(self) -> tuple[Finding, ...]:
        """Where the text breaks, leaves out or meets in part what binds all parties on the day."""
        return tuple(
            f
            for f in self.on_ground("binding")
            if f.law in ("breaks", "leaves it out", "meets in part")
        )  # fmt: skip

    @cached_property
    def asks(self) -> dict[str, tuple[str, ...]]:
        """Tags of workers that the coding must settle, with the requirements that wait for each."""
        waiting: dict[str, list[str]] = {}
        for f in self.findings.values():
            for ask in sorted({g.ask for g in f.scope.groups if g.ask}):
                waiting.setdefault(ask, []).append(f.requirement.id)
        return {k: tuple(v) for k, v in waiting.items()}

    @cached_property
    def unread(self) -> tuple[Finding, ...]:
        """Findings whose requirement was not read in full in a source."""
        return tuple(f for f in self.findings.values() if f.requirement.mark)


def assess(
    instrument: CodedInstrument,
    on: date | None = None,
    *,
    coder: str | None = None,
    catalogue: Catalogue | None = None,
    treaties: Mapping[tuple[str, str], Participation] | None = None,
) -> Assessment:
    """Hold an instrument against every requirement, on a day (today if none is given).

    Args:
        instrument: the coded instrument.
        on: the day on which treaty status is looked up.
        coder: whose clauses are assessed; the first coder if none is named.
        catalogue: the catalogue; the shipped one if none is given.
        treaties: treaty status; the shipped one if none is given.

    Raises:
        KeyError: nobody of that name coded the instrument.
    """
    known = catalogue or load_catalogue()
    who = instrument.coder if coder is None else coder
    if who not in instrument.coders:
        raise KeyError(f"{who} did not code {instrument.id}; coders: {', '.join(instrument.coders)}")
    day = date.today() if on is None else on
    scored = [r for r in known.requirements.values() if r.answer.scored]
    return Assessment(
        instrument,
        day,
        who,
        {r.id: _finding(r, instrument, who, day, known, treaties) for r in scored},
        tuple(r for r in known.requirements.values() if not r.answer.scored),
        known,
    )


def _finding(
    requirement: Requirement,
    instrument: CodedInstrument,
    coder: str,
    day: date,
    catalogue: Catalogue,
    treaties: Mapping[tuple[str, str], Participation] | None,
) -> Finding:
    clause = instrument.clause(requirement.id, coder)
    got = outcome(requirement, clause)
    reached = scope(requirement, instrument, catalogue)
    status, why = got.status, got.why
    if reached.reach == NONE:
        status, why = NOT_APPLICABLE, reached.why
    elif reached.applicable is None and got.status not in (NOT_APPLICABLE, NOT_ASSESSED):
        reason = reached.why or _("the coding names no workers")
        status, why = NOT_ASSESSED, _("not judged: {reason}").format(reason=reason)
    elif reached.why and got.status not in (NOT_APPLICABLE, NOT_ASSESSED):
        why = _("{reason} ({scope})").format(reason=why, scope=reached.why)
    if clause.practice and clause.state != "not-assessed":
        why = _("{reason} [practice: {practice}]").format(reason=why, practice=clause.practice)
    ground = _ground(requirement, instrument.parties, day, catalogue, treaties)
    law = _law(requirement, clause, got, ground) if reached.applicable else ""
    cited = catalogue.citation(requirement.id)
    return Finding(requirement, clause, cited, status, got.status, why, got, reached, ground, law)


def _ground(
    requirement: Requirement,
    parties: Iterable[str],
    day: date,
    catalogue: Catalogue,
    treaties: Mapping[tuple[str, str], Participation] | None,
) -> Ground:
    standard = catalogue.standards[requirement.standard]
    sentences = tuple(catalogue.sentences[s] for s in requirement.sentences)
    if not standard.bindable:
        words = force_words(standard.force)
        why = _("{standard}: {kind}").format(standard=standard.short, kind=words)
        return Ground("recommended", why, (), None, "", words, sentences)
    asked = requirement.branches or tuple(
        requirement.answer.items if requirement.answer.type == "per-branch" else ()
    )
    found = ties(standard.id, parties, day, requirement.part, asked, treaties=treaties, catalogue=catalogue)
    verdicts = {"both": "binding", "one": "binding on one", "none": "founding"}
    word = verdicts.get(found.verdict, "not known")
    if found.verdict == "one" and found.reciprocal:
        word = "founding"
    return Ground(word, _ties_words(found), found.bound, found.branches, found.mark, "", sentences)


def _ties_words(found: Ties) -> str:
    if found.branches is None:
        return found.why
    words = {"reason": found.why, "mark": found.branches_mark}
    words["branches"] = commas(_(BRANCHES[b]) for b in BRANCHES if b in found.branches)
    if not found.branches:
        return _("{reason}; no branch is accepted by all").format(**words)
    if found.branches_mark:
        return _("{reason}; branches accepted by all ({mark}): {branches}").format(**words)
    return _("{reason}; branches accepted by all: {branches}").format(**words)


def _law(requirement: Requirement, clause: Clause, got: Outcome, ground: Ground) -> str:
    """What the text does to a binding requirement, within the branches that all parties accepted."""
    if ground.word != "binding":
        return ""
    if ground.branches is not None and requirement.answer.type == "per-branch":
        got = outcome(requirement, clause, ground.branches)
    if got.status == NOT_ASSESSED and NOT in got.items.values():
        return "breaks"  # one branch or item denied is enough, whatever the others turn out to be
    words = {MET: "meets", PARTLY: "meets in part", SILENT: "silent"}
    if got.status == NOT:
        return "leaves it out" if got.absent else "breaks"
    return words.get(got.status, "")
