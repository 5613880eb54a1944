"""Coded instruments: an agreement, a directive or a programme as clauses, each answering a requirement of
the catalogue.

    instrument = find_coded("switzerland-spain-1961")      # or load_coded("mine.yaml")
    instrument.clause("C97-07").state                       # a word of vocabulary.STATES

A requirement for which the file has no clause is *not assessed*: never *silent*, which only a person who
has read the text can say.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property, lru_cache
from pathlib import Path

from corridor.careers.problems import Problem
from corridor.commitments.catalogue import Catalogue, load_catalogue
from corridor.commitments.vocabulary import INSTRUMENT_TYPES, TAG_EXCLUDES, TAG_IMPLIES
from corridor.i18n import _, date_in_words, isolate
from corridor.law.parameters import Source

CODED = Path(__file__).parent / "coded"

Value = Fraction | str | date


@dataclass(frozen=True, slots=True)
class Clause:
    """What one coder found in an instrument about one requirement.

    ``state`` is a word of ``vocabulary.STATES``.  ``value`` is the number, option or date where the state is
    ``value``; ``number`` the number beside a yes (in the unit of the requirement).  ``items`` and
    ``per_branch`` give a state for each item or branch, ``matrix`` the payers of each item of cost; what
    they leave out is not assessed.
    """

    requirement: str
    state: str
    article: str = ""
    value: Value | None = None
    number: Fraction | None = None
    items: Mapping[str, str] = field(default_factory=dict)
    per_branch: Mapping[str, str] = field(default_factory=dict)
    matrix: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    who_pays: tuple[str, ...] = ()
    note: str = ""
    pointer: str = ""
    coder: str = ""
    date: date | None = None
    confidence: str = ""
    practice: str = ""

    @property
    def parts(self) -> Mapping[str, str]:
        """State by item or by branch, whichever this clause has."""
        return self.items or self.per_branch


@dataclass(frozen=True, slots=True)
class WorkerGroup:
    """A group of workers an instrument covers.

    ``tags`` hold for the group, ``not_tags`` do not; a tag in neither is not known, and a scope test that
    needs it answers "cannot tell".
    """

    name: str
    tags: frozenset[str]
    not_tags: frozenset[str]
    article: str = ""
    note: str = ""

    def has(self, tag: str) -> bool | None:
        """Whether the tag holds for the group; ``None`` where that is not known."""
        if tag in self.tags or any(tag in TAG_IMPLIES.get(t, ()) for t in self.tags):
            return True
        if tag in self.not_tags or any(tag in TAG_EXCLUDES.get(t, ()) for t in self.tags):
            return False
        return False if TAG_IMPLIES.get(tag, frozenset()) & self.not_tags else None


@dataclass(frozen=True, slots=True)
class Reference:
    """Another instrument that a clause points to, such as a social security treaty."""

    to: str
    title: str
    article: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Settlement:
    """How a disagreement of two coders was settled by reading the text again.

    ``found`` are the findings of the two before anything was corrected; ``kept`` says whose reading stands: ``first``,
    ``second``, or ``both`` where the text can be read in two ways.
    """

    requirement: str
    coders: tuple[str, str]
    found: tuple[str, str]
    kept: str
    why: str


@dataclass(frozen=True, slots=True)
class Overtaken:
    """A later treaty with which an instrument has to be compatible, without being ended by it.

    ``article`` is the article of the later treaty that says so.
    """

    since: date
    by: str
    article: str
    text: Source


@dataclass(frozen=True)
class CodedInstrument:
    """An instrument whose text was coded clause by clause.

    ``coder`` is the first coder, whose clauses are assessed; clauses of others are second readings.
    ``agreement`` is the id of the agreement of the portability engine that holds the same instrument, if
    there is one. ``read`` says how far the text was read.
    """

    id: str
    title: str
    type: str
    parties: tuple[str, ...]
    origins: tuple[str, ...]
    destinations: tuple[str, ...]
    signed: date | None
    in_force: date | None
    ended: date | None
    overtaken: Overtaken | None
    invented: bool
    workers: tuple[WorkerGroup, ...]
    text: Source
    coder: str
    coded: date | None
    confidence: str
    clauses: tuple[Clause, ...]
    references: tuple[Reference, ...] = ()
    settled: tuple[Settlement, ...] = ()
    agreement: str = ""
    note: str = ""
    warnings: tuple[Problem, ...] = ()
    file: str = ""

    @property
    def type_words(self) -> str:
        """The kind of instrument, in words."""
        return INSTRUMENT_TYPES[self.type]

    @cached_property
    def coders(self) -> tuple[str, ...]:
        """All who coded it, the first coder first."""
        return tuple(dict.fromkeys([self.coder, *(c.coder for c in self.clauses)]))

    @cached_property
    def _by_coder(self) -> dict[tuple[str, str], Clause]:
        return {(c.coder, c.requirement): c for c in self.clauses}

    def by_coder(self, coder: str) -> Mapping[str, Clause]:
        """The clauses of one coder, by requirement."""
        return {r: c for (who, r), c in self._by_coder.items() if who == coder}

    def clause(self, requirement: str, coder: str | None = None) -> Clause:
        """What a coder (the first, if none is named) found about a requirement.

        *not assessed* where there is nothing.
        """
        who = self.coder if coder is None else coder
        found = self._by_coder.get((who, requirement))
        return found if found is not None else Clause(requirement, "not-assessed", coder=who)

    def force_words(self, day: date) -> str:
        """Whether the instrument is in force on a day, in words, and which treaty limits it."""
        state = self.in_force_on(day)
        if state and self.overtaken is not None and day >= self.overtaken.since:
            return _(
                "listed as in force, but since {date} only as far as it is compatible with another treaty: {treaty}"
            ).format(
                date=date_in_words(self.overtaken.since),
                treaty=isolate(f"{self.overtaken.by}, {self.overtaken.article}"),
            )
        words = {True: _("in force"), False: _("not in force")}
        return _("whether it is in force is not known") if state is None else words[state]

    def in_force_on(self, day: date) -> bool | None:
        """Whether the instrument is in force on a day; ``None`` where its dates do not say.

        An instrument that another treaty has overtaken is in force until it ends: see :meth:`force_words`.
        """
        if self.ended is not None and day >= self.ended:
            return False
        return None if self.in_force is None else day >= self.in_force


def load_coded(path: str | Path, catalogue: Catalogue | None = None) -> CodedInstrument:
    """Read one coded instrument.

    Raises:
        CommitmentProblems: everything that is wrong with the file, at once.
        OSError: it cannot be opened.
    """
    from corridor.commitments.instrument_reader import read_coded

    return read_coded(path, catalogue or load_catalogue())


@lru_cache(maxsize=1)
def _registry() -> dict[str, CodedInstrument]:
    found: dict[str, CodedInstrument] = {}
    for file in sorted(CODED.glob("*.yaml")):
        instrument = load_coded(file)
        if instrument.id in found:
            raise ValueError(f"{file.name}: id {instrument.id} is taken by {found[instrument.id].file}")
        found[instrument.id] = instrument
    return found


def all_coded() -> list[CodedInstrument]:
    """The coded instruments that ship with Corridor, by id."""
    return [i for _, i in sorted(_registry().items())]


def find_coded(instrument_id: str) -> CodedInstrument:
    """The coded instrument with this id; raises :class:`KeyError` that offers the nearest ids."""
    registry = _registry()
    if instrument_id in registry:
        return registry[instrument_id]
    near = difflib.get_close_matches(instrument_id, registry, n=3, cutoff=0.4)
    hint = f"; did you mean {', '.join(near)}?" if near else ""
    raise KeyError(f"no coded instrument is called {instrument_id}{hint}")
