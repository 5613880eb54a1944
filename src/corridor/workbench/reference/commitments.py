"""What the founding documents and the standards ask, and how far that is answered."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from corridor.commitments import Requirement, all_coded, find_coded, load_catalogue
from corridor.commitments import Sentence as Founding
from corridor.commitments.catalogue import force_words
from corridor.commitments.vocabulary import ANSWER_TYPES, VERIFICATION
from corridor.i18n import _
from corridor.law.parameters import Source
from corridor.workbench.pages import answer
from corridor.workbench.reference.views import Country, Document, Link, View, area, citation, country, missing

router = APIRouter(tags=["commitments"])


class RequirementLine(View):
    """A requirement in a list."""

    id: str
    cited: str
    text: str
    topic: str
    standard: str


class RequirementList(Document):
    """The requirements, by topic."""

    topic: str
    standard: str
    topics: dict[str, str]
    standards: dict[str, str]
    requirements: tuple[RequirementLine, ...]


class FoundingLine(View):
    """A founding sentence in a list."""

    id: str
    place: str
    text: str


class RequirementPage(Document):
    """A requirement: what it asks, on what it rests, and who answered it."""

    requirement: RequirementLine
    article: str
    force: str
    question: str
    answered_by: str
    items: dict[str, str]
    read: str
    note: str
    founding: tuple[FoundingLine, ...]
    same_topic: tuple[RequirementLine, ...]
    instruments: tuple[Link, ...]


class FoundingList(Document):
    """The sentences of the two founding documents."""

    sentences: tuple[FoundingLine, ...]


class FoundingPage(Document):
    """A founding sentence: how it can be checked, and which requirements rest on it."""

    sentence: FoundingLine
    actors: tuple[str, ...]
    theme: str
    check: str
    criterion: str
    thresholds: dict[str, str]
    note: str
    requirements: tuple[RequirementLine, ...]


class CoverageRow(View):
    """A founding sentence, its state, and what each room has for it."""

    sentence: FoundingLine
    state: str
    criterion: str
    by: tuple[str, ...]
    lacking: tuple[str, ...]


class CoveragePage(Document):
    """Which founding sentences are answered, and by what."""

    instrument: str
    countries: tuple[Country, ...]
    instruments: tuple[Link, ...]
    counts: dict[str, int]
    only: str
    rows: tuple[CoverageRow, ...]


@router.get("/requirements", response_model=RequirementList)
def requirements(request: Request, topic: str = "", standard: str = "") -> Response:
    """What the standards require, by topic and standard."""
    known = load_catalogue()
    for wanted, held in ((topic, known.topics), (standard, known.standards)):
        if wanted and wanted not in held:
            raise HTTPException(404, _("There is nothing called {name}.").format(name=wanted[:60]))
    found = [
        r
        for r in known.requirements.values()
        if topic in ("", r.topic) and standard in ("", r.standard)
    ]  # fmt: skip
    model = RequirementList(
        title=_("What the standards require"),
        topic=topic,
        standard=standard,
        topics={k: _(v) for k, v in known.topics.items()},
        standards={k: _(s.title) for k, s in known.standards.items()},
        requirements=tuple(requirement_line(r) for r in found),
        shell=(f"corridor questionnaire --read{f' --standard {standard}' if standard else ''}",),
        python="from corridor.commitments import load_catalogue\nload_catalogue().requirements",
        uncertain=(_("The texts are our own words. The article of each says where the original stands."),),
        sources=tuple(citation(s) for s in _sources(found)),
    )
    return answer(request, model, "requirements.html")


@router.get("/requirements/{requirement_id}", response_model=RequirementPage)
def requirement(request: Request, requirement_id: str) -> Response:
    """One requirement."""
    known = load_catalogue()
    try:
        r = known.requirement(requirement_id)
    except KeyError as error:
        raise missing(error) from None
    same = [o for o in known.by_topic[r.topic] if o.id != r.id]
    model = RequirementPage(
        title=f"{r.id}: {_(known.topics[r.topic])}",
        requirement=requirement_line(r),
        article=r.article,
        force=_(force_words(known.standards[r.standard].force)),
        question=_(r.question),
        answered_by=_(ANSWER_TYPES.get(r.answer.type, r.answer.type)),
        items={k: _(v) for k, v in {**r.answer.items, **r.answer.options}.items()},
        read=_(VERIFICATION[r.verification]),
        note=_(r.note),
        founding=tuple(founding_line(known.sentences[s]) for s in r.sentences),
        same_topic=tuple(requirement_line(o) for o in same),
        instruments=tuple(
            Link(title=_(i.title), href=f"/instruments/{i.id}#{r.id}", note=i.clause(r.id).article)
            for i in all_coded()
            if i.clause(r.id).state != "not-assessed"
        ),
        shell=(f"corridor questionnaire --read --standard {r.standard}",),
        python=f"from corridor.commitments import load_catalogue\nload_catalogue().requirement({r.id!r})",
        uncertain=(_(r.mark),) if r.mark else (),
        sources=tuple(citation(s) for s in r.sources),
    )
    return answer(request, model, "requirement.html")


@router.get("/founding", response_model=FoundingList)
def founding(request: Request) -> Response:
    """The sentences of the two founding documents, in our own words."""
    found = load_catalogue().sentences.values()
    model = FoundingList(
        title=_("The founding documents"),
        sentences=tuple(founding_line(s) for s in found),
        shell=("corridor coverage",),
        python="from corridor.commitments import load_catalogue\nload_catalogue().sentences",
        uncertain=(_("The texts are our own words. The place of each says where the original stands."),),
    )
    return answer(request, model, "founding.html")


@router.get("/founding/{sentence_id}", response_model=FoundingPage)
def sentence(request: Request, sentence_id: str) -> Response:
    """One founding sentence."""
    known = load_catalogue()
    try:
        s = known.sentence(sentence_id)
    except KeyError as error:
        raise missing(error) from None
    model = FoundingPage(
        title=_("{id}: {place}").format(id=s.id, place=s.place),
        sentence=founding_line(s),
        actors=s.actors,
        theme=s.theme,
        check=s.check,
        criterion=_(s.criterion),
        thresholds={k: str(v) for k, v in s.thresholds.items()},
        note=_(s.note),
        requirements=tuple(requirement_line(known.requirements[r]) for r in s.requirements),
        shell=("corridor coverage",),
        python=f"from corridor.commitments import load_catalogue\nload_catalogue().sentence({s.id!r})",
        uncertain=(_("Numbers in the criterion are proposals of this project."),) if s.thresholds else (),
    )
    return answer(request, model, "sentence.html")


@router.get("/coverage", response_model=CoveragePage)
def coverage(
    request: Request,
    instrument: str = "",
    pair: Annotated[str, Query(max_length=7, description="A corridor such as MAR-CAN")] = "",
    only: str = "",
) -> Response:
    """Which sentences of the founding documents are answered, by what, and which are not."""
    from corridor.commitments.assess import assess
    from corridor.commitments.coverage import STATES
    from corridor.commitments.coverage import coverage as covered

    try:
        assessed = [assess(find_coded(instrument))] if instrument else []
    except KeyError as error:
        raise missing(error) from None
    if only and only not in STATES:
        raise HTTPException(404, _("There is nothing called {name}.").format(name=only[:60]))
    codes = [area(c) for c in pair.split("-")] if pair else []
    found = covered(assessed, codes)
    model = CoveragePage(
        title=_("How far the founding documents are answered"),
        instrument=instrument,
        countries=tuple(country(c) for c in codes),
        instruments=tuple(Link(title=_(i.title), href=i.id) for i in all_coded()),
        counts=found.counts,
        only=only,
        rows=tuple(
            CoverageRow(
                sentence=founding_line(r.sentence),
                state=r.state,
                criterion=_(r.sentence.criterion),
                by=tuple(b for p in r.parts for b in p.by),
                lacking=tuple(p.lacking for p in r.parts if p.lacking),
            )
            for r in found.rows
            if only in ("", r.state)
        ),
        shell=(" ".join(["corridor coverage", *filter(None, [instrument, f"--on {pair}" if pair else ""])]),),
        python=_python(instrument, codes),
        uncertain=(
            _("A sentence counts as answered only if the thing that answers it is there, looked up now."),
        ),
    )
    return answer(request, model, "coverage.html")


def requirement_line(r: Requirement) -> RequirementLine:
    """A requirement in a list."""
    return RequirementLine(
        id=r.id, cited=load_catalogue().citation(r.id), text=_(r.text), topic=r.topic, standard=r.standard
    )


def founding_line(s: Founding) -> FoundingLine:
    """A founding sentence in a list."""
    return FoundingLine(id=s.id, place=s.place, text=_(s.text))


def _sources(found: list[Requirement]) -> list[Source]:
    return list({s.id: s for r in found for s in r.sources}.values())


def _python(instrument: str, codes: list[str]) -> str:
    assessed = f"[assess(find_coded({instrument!r}))]" if instrument else "[]"
    return (
        "from corridor.commitments import find_coded\nfrom corridor.commitments.assess import assess\n"
        f"from corridor.commitments.coverage import coverage\ncoverage({assessed}, {codes!r})"
    )
