"""The catalogue: sentences of the two founding documents, standards, and what the standards require.

    >>> catalogue = load_catalogue()
    >>> catalogue.sentences["B5.11a"].text
    'Temporary programmes must leave open that the family joins the worker'
    >>> "ICRMW-20" in catalogue.sentences["B5.11a"].requirements
    True

The texts are our own words; the source of each says where the original can be read, and ``verification`` how
far it was read.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TypeVar

from corridor.commitments.vocabulary import BINDING, FORCES, VERIFICATION
from corridor.i18n import N_, _
from corridor.law.parameters import Source

HERE = Path(__file__).parent / "catalogue"

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence (or part of one) of a founding document, in our own words.

    ``requirements`` are the ids of the requirements that rest on it, the link back of ``Requirement.sentences``.
    ``criterion`` is how it can be checked; numbers in it are proposals of this project, named in ``thresholds``.
    """

    id: str
    document: str
    kind: str
    text: str
    actors: tuple[str, ...]
    theme: str
    check: str
    criterion: str
    capabilities: tuple[str, ...]
    gcm: tuple[int, ...]
    sdg: tuple[str, ...]
    checkable_now: str
    thresholds: Mapping[str, Fraction]
    requirements: tuple[str, ...] = ()
    note: str = ""

    @property
    def place(self) -> str:
        """Where the sentence stands in its document, in words."""
        return place_words(self.id)


@dataclass(frozen=True, slots=True)
class AnswerSpec:
    """How a requirement is answered, and what counts as meeting it.

    ``good`` is the answer that meets a yes-no question.  ``limit`` with ``direction`` says which numbers do
    (``None``: no number is fixed and the answer is shown, not judged); ``limit_from`` says whether the limit
    stands in the article or was chosen by this project.  ``items`` are the items of a list, or the rows of a
    matrix; ``options`` the words of a choice (or the payers of a matrix) and ``accepted`` those that meet it.
    """

    type: str
    good: str = "yes"
    unit: str = ""
    direction: str = ""
    limit: Fraction | None = None
    limit_from: str = ""
    items: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    accepted: tuple[str, ...] = ()

    @property
    def scored(self) -> bool:
        """Whether an answer can meet or miss it: a scope or date question never does."""
        return self.type not in ("scope", "date")


@dataclass(frozen=True, slots=True)
class ScopeRule:
    """Whom a part of a standard reaches or leaves out, and the article that says so.

    ``part`` empty means the whole standard.  ``tag`` is a tag of workers.  ``effect`` is ``leaves-out`` (workers
    with the tag are outside), ``only`` (workers without it are outside) or ``limited`` (reached with limits that
    ``note`` tells).  ``articles`` names articles to which alone the rule applies.
    """

    part: str
    effect: str
    tag: str
    article: str
    verification: str
    articles: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Standard:
    """A convention, recommendation, directive, code or other text from which requirements are taken.

    ``per_branch`` says that states accept branches of social security one by one, ``reciprocal`` that it is owed only to
    nationals of other parties, so that both states must be bound.
    """

    id: str
    title: str
    short: str
    force: str
    adopted: date | None
    in_force: date | None
    address: str
    parts: Mapping[str, str]
    per_branch: bool
    reciprocal: bool
    scope: tuple[ScopeRule, ...]
    note: str = ""

    @property
    def bindable(self) -> bool:
        """Whether states can be bound by it at all (treaties and directives)."""
        return self.force in BINDING


@dataclass(frozen=True, slots=True)
class Requirement:
    """One testable requirement of a standard, in our own words.

    ``part`` is the part of the standard it stands in (status and scope can differ by part); ``only`` and
    ``leaves_out`` are tags of workers, on top of the scope rules of the standard. ``topic`` is shared by requirements that
    ask about the same matter.  ``branches`` are the branches of social security it is about, where it
    is not about all.  ``principle`` names the principle of social security agreements it belongs to, if any.
    """

    id: str
    standard: str
    article: str
    part: str
    text: str
    question: str
    answer: AnswerSpec
    topic: str
    theme: str
    only: tuple[str, ...]
    leaves_out: tuple[str, ...]
    sentences: tuple[str, ...]
    gcm: tuple[int, ...]
    sdg: tuple[str, ...]
    verification: str
    sources: tuple[Source, ...]
    principle: str = ""
    branches: tuple[str, ...] = ()
    note: str = ""

    @property
    def mark(self) -> str:
        """The words that travel with every output that uses an unread requirement; empty where it was read."""
        return "" if self.verification == "read" else _(VERIFICATION[self.verification])


@dataclass(frozen=True)
class Catalogue:
    """Everything the two catalogue files hold, by id, in the order of the files, linked both ways."""

    sentences: Mapping[str, Sentence]
    standards: Mapping[str, Standard]
    requirements: Mapping[str, Requirement]
    topics: Mapping[str, str]
    sources: Mapping[str, Source]

    def sentence(self, sentence_id: str) -> Sentence:
        """The founding sentence with this id; raises :class:`KeyError` that offers the nearest ids."""
        return _find(self.sentences, sentence_id, "founding sentence")

    def requirement(self, requirement_id: str) -> Requirement:
        """The requirement with this id; raises :class:`KeyError` that offers the nearest ids."""
        return _find(self.requirements, requirement_id, "requirement")

    def standard(self, standard_id: str) -> Standard:
        """The standard with this id; raises :class:`KeyError` that offers the nearest ids."""
        return _find(self.standards, standard_id, "standard")

    def standard_of(self, requirement_id: str) -> Standard:
        """The standard a requirement belongs to."""
        return self.standards[self.requirement(requirement_id).standard]

    def citation(self, requirement_id: str) -> str:
        """The requirement as lawyers cite it, with its mark if its text was not read.

        >>> load_catalogue().citation("ICRMW-20")
        'ICRMW Art. 44'
        """
        r = self.requirement(requirement_id)
        cited = f"{self.standards[r.standard].short} {article_words(r.article)}"
        return _("{citation} ({mark})").format(citation=cited, mark=r.mark) if r.mark else cited

    @cached_property
    def by_topic(self) -> Mapping[str, tuple[Requirement, ...]]:
        """Requirements that ask about the same matter, topic by topic in the order of the file."""
        return {t: tuple(r for r in self.requirements.values() if r.topic == t) for t in self.topics}

    def requirements_of(self, standard_id: str) -> tuple[Requirement, ...]:
        """The requirements of one standard."""
        self.standard(standard_id)
        return tuple(r for r in self.requirements.values() if r.standard == standard_id)

    def counts_by_verification(self) -> dict[str, dict[str, int]]:
        """For each standard how many requirements were read, partly read, or stand from memory."""
        return {
            s: {v: sum(r.verification == v for r in self.requirements_of(s)) for v in VERIFICATION}
            for s in self.standards
        }


def article_words(article: str) -> str:
    """An article number with its word in front; what carries its own word stays as it is.

    >>> article_words("44"), article_words("Principle 8"), article_words("Annex I 5")
    ('Art. 44', 'Principle 8', 'Annex I 5')
    """
    return f"Art. {article}" if article[:1].isdigit() else article


_PARTS = {
    "I": N_("introduction"),
    "H": N_("human development"),
    "T": N_("tasks"),
    "P": N_("partnership examples"),
    "S": N_("strategies"),
    "C": N_("conclusion"),
}


def place_words(sentence_id: str) -> str:
    """Where a founding sentence stands, from its id.

    >>> place_words("B5.11a"), place_words("B0.1"), place_words("N.S.3")
    ('Bellagio section 5, sentence 11 (a)', 'Bellagio preamble, sentence 1', 'NGO paper, strategies 3')
    """
    head, *rest = sentence_id.split(".")
    number = rest[-1] if rest else ""
    letter = f" ({number[-1]})" if number[-1:].isalpha() else ""
    number = number.rstrip("abcdefghijklmnopqrstuvwxyz") + letter
    if head == "N":
        part = _(_PARTS.get(rest[0], rest[0]))
        return _("NGO paper, {part} {number}").format(part=part, number=number)
    if head == "B0":
        return _("Bellagio preamble, sentence {number}").format(number=number)
    return _("Bellagio section {section}, sentence {number}").format(section=head[1:], number=number)


def force_words(force: str) -> str:
    """What kind of text a standard is, in words."""
    return _(FORCES.get(force, force))


def _find(mapping: Mapping[str, _T], wanted: str, what: str) -> _T:
    if wanted in mapping:
        return mapping[wanted]
    near = difflib.get_close_matches(wanted, list(mapping), n=3, cutoff=0.5)
    raise KeyError(f"no {what} is called {wanted}" + (f"; did you mean {', '.join(near)}?" if near else ""))


@lru_cache(maxsize=1)
def load_catalogue() -> Catalogue:
    """The catalogue that ships with Corridor."""
    return read_catalogue(HERE / "founding.yaml", HERE / "standards.yaml")


def read_catalogue(founding: str | Path, standards: str | Path) -> Catalogue:
    """Read and check the two catalogue files.

    Raises:
        CommitmentProblems: all problems of the first file that has any, or of the links between the two.
        OSError: a file cannot be opened.
    """
    from corridor.commitments.catalogue_reader import read

    return read(founding, standards)
