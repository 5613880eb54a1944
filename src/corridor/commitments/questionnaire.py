"""The questionnaire: a file to be filled in by whoever codes an instrument, made from the requirements.

What comes out is a valid coded instrument as soon as its head is filled in: a question left blank is *not assessed*.
Questions stand by topic, so that what several standards ask about one matter is answered in one place.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from corridor.commitments.answers import commas
from corridor.commitments.catalogue import AnswerSpec, Catalogue, Requirement, load_catalogue
from corridor.commitments.instruments import WorkerGroup
from corridor.commitments.scope import NONE, reach
from corridor.commitments.vocabulary import (
    CONFIDENCE,
    INSTRUMENT_TYPES,
    STATES,
    WORKER_TAGS,
)
from corridor.i18n import _

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
            "question": _(r.question),
            "rests_on": self.cited,
            "text": _(r.text),
            "founding": list(r.sentences),
            "answer": {
                "type": spec.type,
                "how": self.how,
                "unit": _(spec.unit) if spec.unit else "",
                "items": {k: _(v) for k, v in spec.items.items()},
                "options": {k: _(v) for k, v in spec.options.items()},
            },
            "verification": r.verification,
            "note": _(r.note) if r.note else "",
        }


def how_to_answer(spec: AnswerSpec) -> str:
    """What an answer of this type looks like; the words to be written stay as they are in every language."""
    words = {"states": commas(_WITHOUT_ANSWER), "options": commas(spec.options), "unit": _(spec.unit)}
    if spec.type == "list":
        text = _("under items yes, no, partly or silent for each; or one of {states} under answer for all")
    elif spec.type == "per-branch":
        text = _(
            "under per_branch yes, no, partly or silent for each; or one of {states} under answer for all"
        )
    elif spec.type == "matrix":
        text = _(
            "under matrix who pays each cost ({options}; several in [ ]); or one of {states} under answer"
        )
    elif spec.type == "choice":
        text = _("one of {options}; or one of {states}")
    elif spec.type == "number":
        text = _("a number ({unit}); or one of {states}")
    elif spec.type == "date":
        text = _("a date such as 2005-12-20; or one of {states}")
    elif spec.type == "yes-no-number":
        text = _("yes, no, partly, with number: ({unit}) if the text gives one; or one of {states}")
    else:
        text = _("yes, no, partly; or one of {states}")
    return text.format(**words)


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
        text = _("Left out because they do not reach these workers: {requirements}")
        lines.append("# " + text.format(requirements=commas(r.id for r in skipped)))
    lines.append("clauses:")
    topic = ""
    for question in asked:
        if question.topic != topic:
            topic = question.topic
            lines += ["", f"  # ---- {_(topic)} ----"]
        lines += _entry(question)
    return "\n".join(lines) + "\n"


def _head(workers: tuple[WorkerGroup, ...]) -> list[str]:
    meanings = [f"#   {word}: {_(meaning)}" for word, meaning in STATES.items() if word != "value"]
    tags = [f"#   {tag}: {_(meaning)}" for tag, meaning in WORKER_TAGS.items()]

    def said(text: str) -> str:
        return f"# {text}"

    lines = [
        said(
            _(
                "Questionnaire: fill in what the text says, leave blank what nobody looked at. Then: corridor assess THIS-FILE"
            )
        ),
        said(
            _(
                "An answer needs the article of the instrument it rests on (except silent, not-applicable, not-assessed)."
            )
        ),
        said(_("not-applicable and partly need a note.")),
        said(
            _(
                "A question about one group (domestic workers, health workers) is also asked of a text for all workers: "
                "answer it from the general clauses, or say silent. not-applicable is for a text that cannot reach them."
            )
        ),
        said(
            _(
                "Where the text leaves a matter to another treaty that was not read, say not-assessed, "
                "and name the treaty under references."
            )
        ),
        *meanings,
        "",
        "instrument:        " + said(_("a short name without blanks, such as arland-borland-2024")),
        "title:",
        f"type:              # {', '.join(INSTRUMENT_TYPES)}",
        "parties: []        " + said(_("ISO3 codes, or EU")),
        "from: []           " + said(_("parties the workers come from")),
        "to: []             " + said(_("parties they work in")),
        "signed:            " + said(_("dates as 1961-11-10")),
        "in_force:",
        "ended:",
        "invented: false    " + said(_("true for an example that does not exist")),
        "text: {title: , publisher: , address: , grade: official, read: }   "
        + said(_("read: yes, partly or no")),
        "coder:             " + said(_("who answers")),
        "date:              " + said(_("when")),
        f"confidence: medium # {', '.join(CONFIDENCE)}",
        "",
        said(
            _(
                "Whom the instrument covers. are: what holds for the group; are_not: what does not; "
                "what is in neither is not known."
            )
        ),
        *tags,
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
        f"    # {_(r.question)}",
        "    # " + _("{citation}: {text}. Asked by {sentences}.").format(**_cited(question)),
        *([f"    # {_(r.note)}"] if r.note else []),
        "    # " + _("Answer: {how}").format(how=question.how),
        "    answer:",
    ]
    if spec.type == "yes-no-number":
        lines.append("    number:")
    names = {"list": "items", "per-branch": "per_branch", "matrix": "matrix"}
    if spec.type in names:
        lines.append(f"    {names[spec.type]}:")
        lines += [f"      {key}:    # {_(title)}" for key, title in spec.items.items()]
    return [*lines, "    article:", "    pointer:", "    note:"]


def _cited(question: Question) -> dict[str, str]:
    """What a question rests on, to be put into a sentence."""
    r = question.requirement
    return {"citation": question.cited, "text": _(r.text).rstrip("."), "sentences": commas(r.sentences)}


def as_text(asked: Iterable[Question]) -> str:
    """The questionnaire to be read or printed."""
    lines: list[str] = []
    topic = ""
    for question in asked:
        r = question.requirement
        if question.topic != topic:
            topic = question.topic
            lines += ["", _(topic).upper()]
        lines.append(f"  {r.id}  {_(r.question)}")
        rests = _("{citation}; asked by {sentences}. Answer: {how}.").format(
            **_cited(question), how=question.how
        )
        lines.append(f"      {rests}")
        if r.answer.items:
            lines.append(f"      {commas(_(v) for v in r.answer.items.values())}")
    return "\n".join(lines).lstrip("\n") + "\n"
