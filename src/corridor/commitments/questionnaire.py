"""The questionnaire: a file to be filled in by whoever codes an instrument, made from the requirements.

What comes out is a valid coded instrument as soon as its head is filled in: a question left blank is *not assessed*.
Questions stand by topic, so that what several standards ask about one matter is answered in one place.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from corridor.commitments.catalogue import AnswerSpec, Catalogue, Requirement, load_catalogue
from corridor.commitments.instruments import WorkerGroup
from corridor.commitments.scope import NONE, reach
from corridor.commitments.vocabulary import (
    CONFIDENCE,
    INSTRUMENT_TYPES,
    STATES,
    WORKER_TAGS,
)

_WITHOUT_ANSWER = ("silent", "absent", "not-applicable", "not-assessed")


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the questionnaire, with what it rests on."""

    requirement: Requirement
    topic: str
    cited: str
    how: str

    @property
    def founding(self) -> tuple[str, ...]:
        """The founding sentences it rests on."""
        return self.requirement.sentences

    def as_dict(self) -> dict[str, object]:
        """The question as plain data."""
        r, spec = self.requirement, self.requirement.answer
        return {
            "requirement": r.id,
            "topic": r.topic,
            "question": r.question,
            "rests_on": self.cited,
            "text": r.text,
            "founding": list(r.sentences),
            "answer": {
                "type": spec.type,
                "how": self.how,
                "unit": spec.unit,
                "items": dict(spec.items),
                "options": dict(spec.options),
            },
            "verification": r.verification,
            "note": r.note,
        }


def how_to_answer(spec: AnswerSpec) -> str:
    """What an answer of this type looks like."""
    states = ", ".join(_WITHOUT_ANSWER)
    if spec.type in ("list", "per-branch"):
        name = "items" if spec.type == "list" else "per_branch"
        return f"under {name} yes, no, partly or silent for each; or one of {states} under answer for all"
    if spec.type == "matrix":
        return f"under matrix who pays each cost ({', '.join(spec.options)}; several in [ ]); or one of {states} under answer"
    if spec.type == "choice":
        return f"one of {', '.join(spec.options)}; or one of {states}"
    if spec.type == "number":
        return f"a number of {spec.unit}; or one of {states}"
    if spec.type == "date":
        return f"a date such as 2005-12-20; or one of {states}"
    number = f", with number: ({spec.unit}) if the text gives one" if spec.type == "yes-no-number" else ""
    return f"yes, no, partly{number}; or one of {states}"


def questions(
    *,
    standards: Collection[str] = (),
    topics: Collection[str] = (),
    workers: Iterable[WorkerGroup] = (),
    catalogue: Catalogue | None = None,
) -> tuple[tuple[Question, ...], tuple[Requirement, ...]]:
    """The questions by topic, and the requirements left out because they reach none of the workers named.

    Scope and dates are no questions about the text: the tags of the workers and the treaty status answer them.

    Raises:
        KeyError: a standard or topic is not in the catalogue; the message says which are.
    """
    known = catalogue or load_catalogue()
    for standard in standards:
        known.standard(standard)
    for topic in topics:
        if topic not in known.topics:
            raise KeyError(f"no topic is called {topic}; there are {', '.join(known.topics)}")
    groups = tuple(workers)
    asked: list[Question] = []
    left_out: list[Requirement] = []
    for topic, found in known.by_topic.items():
        for r in found:
            if (standards and r.standard not in standards) or (topics and topic not in topics):
                continue
            if not r.answer.scored:
                continue
            if groups and all(reach(r, g, known).reach == NONE for g in groups):
                left_out.append(r)
                continue
            asked.append(Question(r, known.topics[topic], known.citation(r.id), how_to_answer(r.answer)))
    return tuple(asked), tuple(left_out)


def as_yaml(
    asked: Iterable[Question], left_out: Iterable[Requirement] = (), workers: Iterable[WorkerGroup] = ()
) -> str:
    """The questionnaire as a coded instrument with nothing filled in."""
    lines = _head(tuple(workers))
    skipped = tuple(left_out)
    if skipped:
        lines.append(
            f"# Left out because they do not reach these workers: {', '.join(r.id for r in skipped)}"
        )
    lines.append("clauses:")
    topic = ""
    for question in asked:
        if question.topic != topic:
            topic = question.topic
            lines += ["", f"  # ---- {topic} ----"]
        lines += _entry(question)
    return "\n".join(lines) + "\n"


def _head(workers: tuple[WorkerGroup, ...]) -> list[str]:
    meanings = [f"#   {word}: {meaning}" for word, meaning in STATES.items() if word != "value"]
    lines = [
        "# Questionnaire: fill in what the text says, leave blank what nobody looked at. Then: corridor assess THIS-FILE",
        "# An answer needs the article of the instrument it rests on (except silent, not-applicable, not-assessed).",
        "# not-applicable and partly need a note.",
        *meanings,
        "",
        "instrument:        # a short name without blanks, such as arland-borland-2024",
        "title:",
        f"type:              # {', '.join(INSTRUMENT_TYPES)}",
        "parties: []        # ISO3 codes, or EU",
        "from: []           # parties the workers come from",
        "to: []             # parties they work in",
        "signed:            # dates as 1961-11-10",
        "in_force:",
        "ended:",
        "invented: false    # true for an example that does not exist",
        "text: {title: , publisher: , address: , grade: official, read: }   # read: yes, partly or no",
        "coder:             # who answers",
        "date:              # when",
        f"confidence: medium # {', '.join(CONFIDENCE)}",
        "",
        "# Whom the instrument covers. are: what holds for the group; are_not: what does not; what is in neither is not known.",
        f"# {', '.join(WORKER_TAGS)}",
    ]
    if not workers:
        return [*lines, "workers:", "  - {name: , are: [], are_not: [], article: }", ""]
    lines.append("workers:")
    for group in workers:
        are, are_not = ", ".join(sorted(group.tags)), ", ".join(sorted(group.not_tags))
        lines.append(f"  - {{name: {group.name}, are: [{are}], are_not: [{are_not}], article: }}")
    return [*lines, ""]


def _entry(question: Question) -> list[str]:
    r, spec = question.requirement, question.requirement.answer
    lines = [
        f"  - requirement: {r.id}",
        f"    # {r.question}",
        f"    # {question.cited}: {r.text}. Asked by {', '.join(r.sentences)}.",
        *([f"    # {r.note}"] if r.note else []),
        f"    # Answer: {question.how}",
        "    answer:",
    ]
    if spec.type == "yes-no-number":
        lines.append("    number:")
    names = {"list": "items", "per-branch": "per_branch", "matrix": "matrix"}
    if spec.type in names:
        lines.append(f"    {names[spec.type]}:")
        lines += [f"      {key}:    # {title}" for key, title in spec.items.items()]
    return [*lines, "    article:", "    pointer:", "    note:"]


def as_text(asked: Iterable[Question]) -> str:
    """The questionnaire to be read or printed."""
    lines: list[str] = []
    topic = ""
    for question in asked:
        r = question.requirement
        if question.topic != topic:
            topic = question.topic
            lines += ["", topic.upper()]
        lines.append(f"  {r.id}  {r.question}")
        lines.append(f"      {question.cited}; asked by {', '.join(r.sentences)}. Answer: {question.how}.")
        if r.answer.items:
            lines.append(f"      {', '.join(r.answer.items.values())}")
    return "\n".join(lines).lstrip("\n") + "\n"
