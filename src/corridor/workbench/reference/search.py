"""Search: every page by its name and its text, in memory, in the language of the visitor."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from corridor.i18n import N_, _, current
from corridor.workbench.pages import answer
from corridor.workbench.reference.views import Document, Link

router = APIRouter(tags=["search"])

SHOWN = 60
"""Chosen: hits on a page."""
KINDS = {
    "country": N_("Countries"),
    "corridor": N_("Corridors"),
    "agreement": N_("Agreements"),
    "scheme": N_("Schemes"),
    "instrument": N_("Assessments"),
    "rule": N_("Rules of the law"),
    "requirement": N_("Requirements"),
    "founding": N_("Founding documents"),
    "practice": N_("Projects and practices"),
    "plan": N_("Plans"),
    "data": N_("Data"),
    "page": N_("Pages"),
}
"""Kinds of hits, in the order in which they are shown."""


class Hits(Document):
    """What was found, by kind; ``total`` counts all, also those not shown."""

    q: str
    total: int
    found: dict[str, tuple[Link, ...]]


@dataclass(frozen=True, slots=True)
class Entry:
    """A page that can be found: words of its name weigh more than words of its text."""

    kind: str
    link: Link
    name: str
    text: str


@router.get("/search", response_model=Hits)
def search(request: Request, q: Annotated[str, Query(max_length=200)] = "") -> Response:
    """Pages whose name or text has all words."""
    words = plain(q).split()[:12]
    ranked = sorted(
        ((score, place, e) for place, e in enumerate(entries(current())) if (score := _score(e, words))),
        key=lambda hit: (-hit[0], hit[1]),
    )
    found: dict[str, list[Link]] = {}
    for _weight, _place, e in ranked[:SHOWN]:
        found.setdefault(_(KINDS[e.kind]), []).append(e.link)
    order = [_(title) for title in KINDS.values()]
    model = Hits(
        title=_("Search"),
        q=q,
        total=len(ranked),
        found={k: tuple(found[k]) for k in sorted(found, key=order.index)},
        python=f"from corridor.workbench.reference.search import entries\n[e for e in entries('en') if {q!r} in e.name]",
    )
    return answer(request, model, "search.html")


def plain(text: str) -> str:
    """Text for comparing: without case and accents, other signs as spaces.

    >>> plain("Côte d'Ivoire: §3")
    'cote d ivoire  3'
    """
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c if c.isalnum() else "" if unicodedata.combining(c) else " " for c in parts)


def _score(e: Entry, words: list[str]) -> int:
    """How well an entry fits; 0 where a word is missing."""
    total = 0
    for word in words:
        if f" {word} " in e.name:
            total += 8
        elif f" {word}" in e.name:
            total += 5
        elif f" {word}" in e.text:
            total += 1
        else:
            return 0
    return total + (4 if words and e.name.strip() == " ".join(words) else 0)


@lru_cache(maxsize=4)
def entries(language: str) -> tuple[Entry, ...]:
    """Every page that can be found, in the current language (which must be ``language``)."""
    made = [*_places(), *_law(), *_commitments(), *_rooms(), *_data(), *_pages()]
    return tuple(
        Entry(
            kind, link, f" {' '.join(plain(name).split())} ", f" {' '.join(plain(f'{name} {text}').split())} "
        )
        for kind, link, name, text in made
    )


Made = list[tuple[str, Link, str, str]]


def _places() -> Made:
    from corridor.evidence.areas import all_areas
    from corridor.workbench.reference.places import all_countries, known_pairs

    english = {code: a.name for code, a in all_areas().items()}
    made: Made = [
        ("country", Link(title=c.name, href=f"/countries/{c.code}", note=c.code),
         f"{c.name} {c.code} {english[c.code]}", "")
        for c in all_countries()
    ]  # fmt: skip
    for p in known_pairs():
        codes = f"{p.origin.code} {p.destination.code}"
        title = _("{origin} to {destination}").format(origin=p.origin.name, destination=p.destination.name)
        names = f"{title} {codes} {english[p.origin.code]} {english[p.destination.code]}"
        made.append(("corridor", Link(title=title, href=p.href, note=codes), names, ""))
    return made


def _law() -> Made:
    from corridor.agreements import all_instruments
    from corridor.countries import country_name
    from corridor.evidence.network import network
    from corridor.schemes import all_schemes

    made: Made = []
    for i in all_instruments(invented=True):
        names = " ".join(country_name(c) for c in i.parties)
        link = Link(title=i.title, href=f"/agreements/{i.id}", note=_("modelled"))
        made.append(("agreement", link, f"{i.title} {i.id} {names}", ""))
    seen = set()
    for b in network().bonds:
        if b.instrument not in seen:
            seen.add(b.instrument)
            names = f"{country_name(b.a)} · {country_name(b.b)}" if b.kind == "bilateral" else ""
            link = Link(title=b.title, href=f"/agreements/{b.instrument}", note=names or b.instrument)
            made.append(("agreement", link, f"{b.title} {b.instrument} {names}", ""))
    for s in all_schemes(invented=True):
        where = country_name(s.country)
        made.append(
            ("scheme", Link(title=f"{s.id}: {s.name}", href=f"/schemes/{s.id}", note=where),
             f"{s.id} {s.name} {s.local_name} {where}", "")
        )  # fmt: skip
        made += [
            ("rule", Link(title=_(r.title), href=f"/schemes/{s.id}#rule-{r.name}", note=f"{s.id}, {r.article}"),
             f"{_(r.title)} {r.name} {s.id}", r.article)
            for r in s.rules.rules.values()
        ]  # fmt: skip
        made += [
            ("rule", Link(title=_(p.title), href=f"/schemes/{s.id}#parameter-{p.name}", note=f"{s.id}, {p.article}"),
             f"{_(p.title)} {p.name} {s.id}", p.article)
            for p in s.law
        ]  # fmt: skip
    return made


def _commitments() -> Made:
    from corridor.commitments import all_coded, load_catalogue

    known = load_catalogue()
    made: Made = [
        (
            "instrument",
            Link(title=_(i.title), href=f"/instruments/{i.id}", note=i.type_words),
            f"{_(i.title)} {i.id}",
            "",
        )
        for i in all_coded()
    ]
    for r in known.requirements.values():
        cited = known.citation(r.id)
        link = Link(title=_(r.text), href=f"/requirements/{r.id}", note=f"{r.id}, {cited}")
        made.append(("requirement", link, f"{r.id} {cited} {_(known.topics[r.topic])}", _(r.text)))
    for s in known.sentences.values():
        link = Link(title=_(s.text), href=f"/founding/{s.id}", note=s.place)
        made.append(("founding", link, f"{s.id} {s.place}", _(s.text)))
    return made


def _rooms() -> Made:
    from corridor.partnerships import Registry
    from corridor.partnerships.searching import texts_of
    from corridor.plan import example_names, load_plan

    made: Made = [
        (
            "practice",
            Link(title=p.title_words, href=f"/partnerships/{p.id}", note=p.example or p.id),
            f"{p.title_words} {p.id} {p.example}",
            " ".join(texts_of(p)),
        )
        for p in Registry.open()
    ]
    for name in example_names():
        plan = load_plan(name)
        link = Link(title=plan.title, href=f"/plans/{name}", note=name)
        made.append(("plan", link, f"{plan.title} {name}", plan.summary))
    return made


def _data() -> Made:
    from corridor.evidence.catalogue import INDICATORS
    from corridor.evidence.store import open_store

    held = open_store().indicators()
    return [
        ("data", Link(title=_(i.title), href=f"/data/{i.id}", note=i.id), f"{_(i.title)} {i.id}", _(i.note))
        for i in INDICATORS.values()
        if i.id in held
    ]


def _pages() -> Made:
    from corridor.workbench.home import DOORS, MORE

    return [
        ("page", Link(title=_(title), href=href), _(title), _(about))
        for href, title, about in (*DOORS, *MORE)
    ]
