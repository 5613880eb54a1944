"""The records of the registry: all, one, and those most alike to what is missing or asked for."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from corridor.i18n import _
from corridor.partnerships import (
    Gap,
    Practice,
    Registry,
    gap_of_priority,
    gap_of_requirement,
    gap_of_sentences,
    partnerships_data,
    search,
)
from corridor.partnerships.pages import record_data
from corridor.partnerships.registry import countries_of
from corridor.partnerships.vocabulary import THEMES
from corridor.workbench.pages import answer
from corridor.workbench.partnerships.files import NAMES
from corridor.workbench.partnerships.shared import opened
from corridor.workbench.reference.views import Country, Document, Link, View, area, country, missing

router = APIRouter(tags=["partnerships"])

LIMIT = 5
"""Chosen: practices shown for a gap."""
Pair = Annotated[str, Query(max_length=7, description="A corridor such as MAR-ESP")]


class RecordLine(View):
    """A record in a list; ``words`` are those of the search that it holds."""

    id: str
    title: str
    kind: str
    countries: tuple[Country, ...]
    evidence: str
    built_in: bool
    invented: bool
    words: tuple[str, ...] = ()


class RecordList(Document):
    """Records of the registry, those that were asked for."""

    q: str
    country: str
    pair: str
    theme: str
    countries: tuple[Country, ...]
    themes: dict[str, str]
    total: int
    records: tuple[RecordLine, ...]
    files: tuple[Link, ...]


class FactView(View):
    """One line of a record; ``state`` is stated, none, or not stated."""

    field: str
    label: str
    words: str
    state: str


class RecordPage(Document):
    """One record, line by line."""

    record: RecordLine
    activity: str
    facts: tuple[FactView, ...]
    founding: tuple[Link, ...]
    files: tuple[Link, ...]


class ReasonView(View):
    """Why a practice is alike: what is shared, and what that counts."""

    words: str
    share: float
    weight: float
    points: float


class AlikeView(View):
    """A practice that is alike to a gap."""

    id: str
    title: str
    evidence: str
    points: float
    most: float
    reasons: tuple[ReasonView, ...]


class WeightView(View):
    """What a likeness counts."""

    name: str
    words: str
    value: float


class MatchPage(Document):
    """The practices most alike to what is missing or asked for."""

    requirement: str
    sentence: str
    text: str
    pair: str
    gap: str
    caution: str
    answer: str
    none: str
    practices: tuple[AlikeView, ...]
    weights: tuple[WeightView, ...]


@router.get("/partnerships", response_model=RecordList)
def records(
    request: Request,
    q: Annotated[str, Query(max_length=200)] = "",
    country_code: Annotated[str, Query(alias="country", max_length=3)] = "",
    pair: Pair = "",
    theme: str = "",
) -> Response:
    """Projects and practices, by country, corridor, theme and words."""
    registry = opened(request)
    if theme and theme not in THEMES:
        raise HTTPException(404, _("There is nothing called {name}.").format(name=theme[:60]))
    found = list(registry)
    if pair:
        found = registry.of_corridor(*_pair(pair))
    elif country_code:
        found = registry.about(area(country_code))
    if theme:
        found = [p for p in found if theme in p.themes]
    words = {h.practice.id: h.words for h in search(q, registry)} if q.strip() else {}
    if q.strip():
        kept = {p.id for p in found}
        found = [registry.practices[i] for i in words if i in kept]
    named = sorted({c for p in registry for c in countries_of(p)})
    options = [
        f"--country {country_code.upper()}" if country_code and not pair else "",
        f"--corridor {pair.upper().replace('-', ' ')}" if pair else "",
        f"--theme '{theme}'" if theme else "",
    ]
    model = RecordList(
        title=_("Projects and practices"),
        q=q,
        country=country_code.upper(),
        pair=pair,
        theme=theme,
        countries=tuple(sorted((country(c) for c in named), key=lambda c: c.name)),
        themes={k: _(v) for k, v in THEMES.items() if any(k in p.themes for p in registry)},
        total=len(registry),
        records=tuple(_line(registry, p, words.get(p.id, ())) for p in found),
        files=_files("registry"),
        shell=(" ".join(filter(None, ["corridor partnerships list", *options])),),
        python="from corridor.partnerships import Registry\nlist(Registry.open())",
        uncertain=(
            _("This is what is in the registry, not what there is."),
            _("A record counts for a corridor only if it states it. From a list of countries no pair is read."),
        ),
    )  # fmt: skip
    return answer(request, model, "partnerships/list.html")


@router.get("/partnerships/match", response_model=MatchPage)
def match(
    request: Request,
    requirement: Annotated[str, Query(max_length=60, description="A requirement that is not met")] = "",
    sentence: Annotated[str, Query(max_length=200, description="Founding sentences, with commas")] = "",
    text: Annotated[str, Query(max_length=1000, description="What people asked for, in their words")] = "",
    pair: Pair = "",
) -> Response:
    """The practices most alike to a requirement that is not met, a founding sentence, or a priority of people."""
    corridor = _pair(pair) if pair else None
    gap = _gap(requirement, sentence, text, corridor)
    data = partnerships_data(
        opened(request), corridor=corridor, gaps=() if gap is None else (gap,), limit=LIMIT
    )
    found: dict[str, Any] = data["matches"][0] if gap is not None else {"practices": [], "none": ""}
    options = [
        *(["--requirement", requirement] if requirement else []),
        *(w for s in _ids(sentence) if not requirement for w in ("--sentence", s)),
        *(["--text", repr(text)] if text and not requirement else []),
        *(["--corridor", pair.replace("-", " ")] if pair else []),
    ]
    model = MatchPage(
        title=_("Practices that could answer this"),
        requirement=requirement,
        sentence=sentence,
        text=text,
        pair=pair,
        gap="" if gap is None else gap.words,
        caution=data["caution"],
        answer=data["answer"],
        none=found["none"],
        practices=tuple(_alike(p) for p in found["practices"]),
        weights=tuple(WeightView.model_validate(w) for w in data["weights"]),
        shell=(" ".join(["corridor partnerships match", *options]),) if gap is not None else (),
        python="from corridor.partnerships import Registry, match\nhelp(match)",
        uncertain=(data["caution"],),
    )
    return answer(request, model, "partnerships/match.html")


@router.get("/partnerships/{practice_id}", response_model=RecordPage)
def record(request: Request, practice_id: str) -> Response:
    """One record, line by line; what its source does not state says so."""
    registry = opened(request)
    try:
        practice = registry.find(practice_id)
    except KeyError as error:
        raise missing(error) from None
    data = record_data(practice, built_in=practice.id in registry.built_in)
    model = RecordPage(
        title=data["title"],
        record=_line(registry, practice),
        activity=data["activity"],
        facts=tuple(FactView.model_validate(f) for f in data["facts"]),
        founding=tuple(_founding(s) for s in practice.founding),
        files=_files(practice.id),
        shell=(f"corridor partnerships show {practice.id}",),
        python=f"from corridor.partnerships import Registry\nRegistry.open().find({practice.id!r})",
        uncertain=(
            _("What the source of a record does not state is not stated here either. That is not a no."),
        ),
    )
    return answer(request, model, "partnerships/record.html")


def _pair(pair: str) -> tuple[str, str]:
    codes = pair.split("-")
    if len(codes) != 2:
        raise HTTPException(404, _("There is nothing called {name}.").format(name=pair))
    return area(codes[0]), area(codes[1])


def _ids(sentences: str) -> list[str]:
    return [s for s in (part.strip() for part in sentences.split(",")) if s]


def _gap(requirement: str, sentence: str, text: str, corridor: tuple[str, str] | None) -> Gap | None:
    try:
        if requirement:
            return gap_of_requirement(requirement, corridor=corridor)
        if text.strip():
            return gap_of_priority(text.strip(), sentences=_ids(sentence), corridor=corridor)
        return gap_of_sentences(_ids(sentence), corridor=corridor) if _ids(sentence) else None
    except KeyError as error:
        raise missing(error) from None


def _line(registry: Registry, p: Practice, words: tuple[str, ...] = ()) -> RecordLine:
    data = record_data(p, built_in=p.id in registry.built_in)
    return RecordLine(
        id=p.id, title=data["title"], kind=data["kind_words"], countries=tuple(country(c) for c in p.countries),
        evidence=data["evidence_words"], built_in=data["built_in"], invented=data["invented"], words=words,
    )  # fmt: skip


def _alike(p: dict[str, Any]) -> AlikeView:
    return AlikeView(
        id=p["id"], title=p["title"], evidence=p["evidence_words"], points=p["points"], most=p["most"],
        reasons=tuple(ReasonView.model_validate(r) for r in p["reasons"]),
    )  # fmt: skip


def _founding(sentence: str) -> Link:
    from corridor.commitments.catalogue import load_catalogue

    found = load_catalogue().sentence(sentence)
    return Link(title=_(found.text), href=f"/founding/{found.id}", note=found.id)


def _files(stem: str) -> tuple[Link, ...]:
    return tuple(
        Link(title=_(title), href=f"/partnerships/files/{stem}{ending}") for ending, (_f, title, _m) in NAMES.items()
    )  # fmt: skip
