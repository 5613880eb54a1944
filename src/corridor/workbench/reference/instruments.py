"""What an agreement promises to people: coded instruments and a visitor's own, held against the commitments."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

from fastapi import APIRouter, File, Form, Query, Request, UploadFile
from fastapi.responses import Response

from corridor.commitments import CodedInstrument, CommitmentProblems, all_coded, find_coded
from corridor.commitments.answers import NOT_APPLICABLE, NOT_ASSESSED, STATUSES
from corridor.commitments.assess import GROUNDS, Assessment, Finding, assess
from corridor.commitments.redline import redline
from corridor.commitments.section5 import Test, articles, two_tests
from corridor.i18n import _
from corridor.workbench.errors import Problems
from corridor.workbench.pages import answer
from corridor.workbench.reference.commitments import FoundingLine, founding_line
from corridor.workbench.reference.views import (
    Citation,
    Country,
    Day,
    Document,
    Link,
    View,
    citation,
    country,
    missing,
    today,
)

router = APIRouter(tags=["assessment"])


class InstrumentLine(View):
    """A coded instrument in a list."""

    id: str
    title: str
    kind: str
    parties: tuple[Country, ...]
    invented: bool
    clauses: int


class InstrumentList(Document):
    """The coded instruments."""

    instruments: tuple[InstrumentLine, ...]


class TopicView(View):
    """One matter of a condition."""

    title: str
    verdict: str
    articles: tuple[str, ...]


class ConditionView(View):
    """A founding sentence of a test and its verdict; ``waiting`` of ``asked`` questions were not assessed."""

    sentence: FoundingLine
    verdict: str
    topics: tuple[TopicView, ...]
    waiting: int
    asked: int


class TestView(View):
    """One of the two tests of section 5 of the Bellagio conclusions."""

    __test__ = False
    name: str
    verdict: str
    conditions: tuple[ConditionView, ...]


class FindingView(View):
    """One requirement held against the text."""

    requirement: str
    cited: str
    text: str
    topic: str
    status: str
    law: str
    article: str
    why: str
    missing: tuple[str, ...]
    note: str
    founding: tuple[str, ...]
    mark: str


class GroundView(View):
    """The findings whose requirements are asked on one ground."""

    ground: str
    means: str
    counts: dict[str, int]
    told: tuple[FindingView, ...]
    untold: tuple[FindingView, ...]


class RedlineView(View):
    """A matter on which a clause is missing or has to change; ``requirement`` is the weightiest that asks for it."""

    title: str
    requirement: str
    change: bool
    ground: str
    asked: tuple[str, ...]
    rests_on: tuple[str, ...]
    present: tuple[str, ...]
    founding: tuple[str, ...]


class AssessmentPage(Document):
    """What an instrument gives people, requirement by requirement, on a day."""

    id: str
    kind: str
    parties: tuple[Country, ...]
    on: date
    in_force: bool | None
    force: str
    coder: str
    coded: date | None
    invented: bool
    own: bool
    text_read: str
    agreement: Link | None
    statuses: dict[str, str]
    counts: dict[str, int]
    breaches: int
    tests: tuple[TestView, ...]
    grounds: tuple[GroundView, ...]
    redline: tuple[RedlineView, ...]


@router.get("/instruments", response_model=InstrumentList)
def instruments(request: Request) -> Response:
    """The coded instruments, and the forms for one's own."""
    model = InstrumentList(
        title=_("Assess an agreement"),
        instruments=tuple(_line(i) for i in all_coded()),
        shell=("corridor assess switzerland-spain-1961", "corridor questionnaire --out my-agreement.yaml"),
        python="from corridor.commitments import all_coded\nall_coded()",
        uncertain=(_("Only the text is assessed, not what is done in practice, and not national law."),),
    )
    return answer(request, model, "instruments.html")


YAML = {"content": {"application/yaml": {"schema": {"type": "object"}}}}


@router.get("/instruments/questionnaire.yaml", response_class=Response, responses={200: YAML})
def questionnaire() -> Response:
    """The questions as a file to be filled in."""
    from corridor.commitments.questionnaire import as_yaml, questions

    asked, left_out = questions()
    text = as_yaml(asked, left_out, [])
    named = {"content-disposition": 'attachment; filename="my-agreement.yaml"'}
    return Response(text, headers=named, media_type="application/yaml")


@router.get("/instruments/{instrument_id}", response_model=AssessmentPage)
def instrument(
    request: Request,
    instrument_id: str,
    on: Day = None,
    coder: Annotated[str | None, Query(max_length=100)] = None,
) -> Response:
    """The assessment of a coded instrument on a day."""
    try:
        found = assess(find_coded(instrument_id), on or today(), coder=coder or None)
    except KeyError as error:
        raise missing(error) from None
    return answer(request, _page(found, own=False), "assessment.html")


@router.post("/instruments", response_model=AssessmentPage)
def assess_own(
    request: Request,
    file: Annotated[UploadFile | None, File(description="A filled questionnaire (YAML)")] = None,
    text: Annotated[str, Form(description="The same as text")] = "",
    on: Annotated[str, Form(description="Day of the treaty status, such as 2020-01-01")] = "",
) -> Response:
    """Assess one's own coded instrument; nothing is kept."""
    content = content_of(file, text)
    try:
        day = date.fromisoformat(on) if on.strip() else today()
    except ValueError:
        raise Problems([("on", _("Day: expected a date such as 2020-01-01."))]) from None
    from corridor.commitments import load_coded

    with TemporaryDirectory() as folder:
        path = Path(folder) / "my-agreement.yaml"
        path.write_bytes(content)
        try:
            coded = load_coded(path)
        except CommitmentProblems as problems:
            said = [("file", str(p).replace(str(path), path.name)) for p in problems.problems]
            raise Problems(said) from None
    model = _page(assess(coded, day), own=True)
    return answer(request, model, "assessment.html")


def content_of(file: UploadFile | None, text: str) -> bytes:
    """What was sent: the file, or the text."""
    content = file.file.read() if file is not None and file.filename else text.encode()
    if not content.strip():
        raise Problems([("file", _("Choose a file, or put the text into the field."))])
    return content


def _line(i: CodedInstrument) -> InstrumentLine:
    return InstrumentLine(
        id=i.id, title=_(i.title), kind=_(i.type_words), parties=tuple(country(c) for c in i.parties),
        invented=i.invented, clauses=len(i.clauses),
    )  # fmt: skip


def _page(a: Assessment, *, own: bool) -> AssessmentPage:
    i = a.instrument
    line = _line(i)
    name = "my-agreement.yaml" if own else i.id
    load = f"load_coded({name!r})" if own else f"find_coded({name!r})"
    day = a.day
    return AssessmentPage(
        title=line.title,
        id=i.id,
        kind=line.kind,
        parties=line.parties,
        on=day,
        in_force=i.in_force_on(day),
        force=i.force_words(day),
        coder=a.coder,
        coded=i.coded,
        invented=i.invented,
        own=own,
        text_read=i.text.read,
        agreement=_agreement(i),
        statuses={k: _(v) for k, v in STATUSES.items()},
        counts=a.counts,
        breaches=len(a.breaches),
        tests=tuple(_test(t) for t in two_tests(a)),
        grounds=tuple(_ground(a, g) for g in GROUNDS if a.on_ground(g)),
        redline=tuple(
            RedlineView(
                title=_(e.title), requirement=e.asked[0].requirement.id, change=e.change, ground=e.ground,
                asked=tuple(_(f.requirement.text) for f in e.asked), rests_on=e.articles, present=e.present,
                founding=e.sentences,
            )
            for e in redline(a)
        ),
        shell=(f"corridor assess {name} --on {day}",),
        python="from datetime import date\n"
        f"from corridor.commitments import {load.partition('(')[0]}\nfrom corridor.commitments.assess import assess\n"
        f"assess({load}, date({day.year}, {day.month}, {day.day}))",
        uncertain=tuple(_uncertain(a)),
        sources=_sources(a),
    )  # fmt: skip


def _agreement(i: CodedInstrument) -> Link | None:
    return Link(title=i.agreement, href=f"/agreements/{i.agreement}") if i.agreement else None


def _test(t: Test) -> TestView:
    return TestView(
        name=_(t.name),
        verdict=_(t.verdict),
        conditions=tuple(
            ConditionView(
                sentence=founding_line(c.sentence), verdict=_(c.verdict), waiting=c.waiting, asked=c.asked,
                topics=tuple(
                    TopicView(title=_(title), verdict=_(verdict), articles=tuple(articles(found)))
                    for title, verdict, found in c.topics
                ),
            )
            for c in t.conditions
        ),
    )  # fmt: skip


def _ground(a: Assessment, word: str) -> GroundView:
    found = a.on_ground(word)
    untold = (NOT_APPLICABLE, NOT_ASSESSED)
    return GroundView(
        ground=word, means=_(GROUNDS[word]), counts=a.counts_by_ground[word],
        told=tuple(_finding(a, f) for f in found if f.status not in untold),
        untold=tuple(_finding(a, f) for f in found if f.status in untold),
    )  # fmt: skip


def _finding(a: Assessment, f: Finding) -> FindingView:
    return FindingView(
        requirement=f.requirement.id, cited=f.cited, text=_(f.requirement.text),
        topic=_(a.catalogue.topics[f.requirement.topic]), status=f.status, law=f.law, article=f.clause.article,
        why=f.why, missing=tuple(_(m) for m in f.missing), note=f.clause.note,
        founding=tuple(s.id for s in f.ground.sentences), mark=_(f.requirement.mark),
    )  # fmt: skip


def _uncertain(a: Assessment) -> Iterable[str]:
    yield _("Only the text is assessed, not what is done in practice, and not national law.")
    if a.counts[NOT_ASSESSED]:
        yield _("{n} requirements were not assessed: that is not silence of the text.").format(
            n=a.counts[NOT_ASSESSED]
        )
    for tag, waiting in a.asks.items():
        yield _(
            "The coding must say whether the workers are {tag}: this decides about {requirements}."
        ).format(tag=tag, requirements=", ".join(waiting))
    for r in a.instrument.references:
        yield _("{article} points to another instrument, not assessed here: {title}.").format(
            article=r.article, title=r.title
        )
    for w in a.instrument.warnings:
        yield str(w)
    unread = [f for f in a.unread if f.status not in (NOT_APPLICABLE, NOT_ASSESSED)]
    if unread:
        yield _("{n} findings use a requirement whose own text was not read in full.").format(n=len(unread))


def _sources(a: Assessment) -> tuple[Citation, ...]:
    used = {s.id: s for f in a.findings.values() if f.clause.article for s in f.requirement.sources}
    return (citation(a.instrument.text), *(citation(s) for s in used.values()))
