"""The practices most alike to a gap of an assessment or a priority of a consultation, with why.

The score is a sum of shares times weights; both stand beside the result.  It says what is alike, not that a practice would work.
A pair of countries counts only where the record states it: from a list of countries no pair is read.

    >>> from corridor.partnerships.registry import Registry
    >>> gap = gap_of_priority("Domestic workers should know their rights", corridor=("GTM", "CRI"))
    >>> best = match(gap, Registry.open())[0]
    >>> best.practice.example, [r.kind for r in best.reasons]
    ('PX05', ['words', 'countries'])
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from corridor.countries import country_name
from corridor.i18n import N_, _, listed
from corridor.partnerships.model import Practice
from corridor.partnerships.registry import Registry, countries_of, states_corridor
from corridor.partnerships.searching import index_of
from corridor.partnerships.vocabulary import PARTNER_TYPES, THEMES
from corridor.partnerships.words import Found

WEIGHTS: Mapping[str, float] = {
    "founding": 4.0,
    "words": 3.0,
    "corridor": 3.0,
    "theme": 2.0,
    "gcm": 1.5,
    "sdg": 1.5,
    "countries": 1.0,
    "partners": 0.5,
    "region": 0.5,
}
"""What each likeness counts. They were chosen by this project; a caller may give others."""

WEIGHT_WORDS: Mapping[str, str] = {
    "founding": N_("the same founding sentences"),
    "words": N_("the same words"),
    "corridor": N_("the same corridor, as the record states it"),
    "theme": N_("the same theme"),
    "gcm": N_("the same objectives of the Global Compact for Migration"),
    "sdg": N_("the same targets of the Sustainable Development Goals"),
    "countries": N_("a country of the corridor is named"),
    "partners": N_("the kinds of partners that are asked to act"),
    "region": N_("a country of the same region"),
}

ABOUT = ("founding", "words", "theme", "gcm", "sdg")
"""Likenesses about the matter itself; a place or a partner alone makes no match."""

LEAST_WORDS = 0.2
"""Below this share of the words' weight a text is not alike."""

_CLASSES = {
    "origin state": ("state",),
    "destination state": ("state",),
    "transit state": ("state",),
    "both": ("state",),
    "civil society": ("civil society",),
    "employers": ("employers",),
    "international agencies": ("international agencies",),
    "research": ("research",),
}


@dataclass(frozen=True)
class Gap:
    """What is missing or asked for: a requirement that is not met, founding sentences, or a priority of people.

    ``words`` are the texts whose words are looked for; ``actors`` who is asked to act; ``corridor`` origin and destination.
    """

    id: str
    title: str
    words: str
    sentences: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    gcm: tuple[str, ...] = ()
    sdg: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    corridor: tuple[str, str] | None = None


@dataclass(frozen=True)
class Reason:
    """One likeness: ``share`` of what was asked (0 to 1) times ``weight`` is ``points``; ``words`` say it."""

    kind: str
    share: float
    weight: float
    words: str

    @property
    def points(self) -> float:
        """What it adds to the score."""
        return self.share * self.weight


@dataclass(frozen=True)
class Match:
    """A practice that is alike: its reasons, the weightiest first, and ``most``, the points of a practice alike in all."""

    practice: Practice
    reasons: tuple[Reason, ...]
    most: float

    @property
    def points(self) -> float:
        """The sum of the reasons."""
        return sum(r.points for r in self.reasons)


def gap_of_requirement(requirement_id: str, *, corridor: tuple[str, str] | None = None) -> Gap:
    """The gap of a requirement that an instrument does not meet.

    Raises:
        KeyError: there is no such requirement; the nearest ids are offered.
    """
    from corridor.commitments.catalogue import load_catalogue

    catalogue = load_catalogue()
    r = catalogue.requirement(requirement_id)
    of_sentences = gap_of_sentences(r.sentences, corridor=corridor)
    return Gap(
        id=r.id,
        title=catalogue.citation(r.id),
        words=_(r.text),
        sentences=r.sentences,
        themes=tuple(dict.fromkeys((r.theme, *of_sentences.themes))),
        gcm=tuple(dict.fromkeys((*(str(g) for g in r.gcm), *of_sentences.gcm))),
        sdg=tuple(dict.fromkeys((*r.sdg, *of_sentences.sdg))),
        actors=of_sentences.actors,
        corridor=corridor,
    )


def gap_of_sentences(sentences: Iterable[str], *, corridor: tuple[str, str] | None = None) -> Gap:
    """The gap of founding sentences that nothing answers.

    Raises:
        KeyError: there is no such sentence; the nearest ids are offered.
    """
    from corridor.commitments.catalogue import load_catalogue

    catalogue = load_catalogue()
    rows = [catalogue.sentence(s) for s in dict.fromkeys(sentences)]
    return Gap(
        id=", ".join(r.id for r in rows),
        title=listed([r.place for r in rows]),
        words=" ".join(_(r.text) for r in rows),
        sentences=tuple(r.id for r in rows),
        themes=tuple(dict.fromkeys(r.theme for r in rows)),
        gcm=tuple(dict.fromkeys(str(g) for r in rows for g in r.gcm)),
        sdg=tuple(dict.fromkeys(s for r in rows for s in r.sdg)),
        actors=tuple(dict.fromkeys(a for r in rows for a in r.actors)),
        corridor=corridor,
    )


def gap_of_priority(
    text: str,
    *,
    id: str = "priority",
    sentences: Iterable[str] = (),
    themes: Iterable[str] = (),
    corridor: tuple[str, str] | None = None,
) -> Gap:
    """The gap of a priority of a consultation: its text, and the founding sentences and themes it was tagged with.

    Raises:
        KeyError: there is no such founding sentence.
        ValueError: there is no such theme.
    """
    wanted = tuple(themes)
    for theme in wanted:
        if theme not in THEMES:
            raise ValueError(
                _("theme {theme}: expected one of {themes}").format(theme=theme, themes=", ".join(THEMES))
            )
    base = gap_of_sentences(sentences, corridor=corridor)
    return Gap(
        id=id,
        title=text,
        words=text,
        sentences=base.sentences,
        themes=tuple(dict.fromkeys((*wanted, *base.themes))),
        gcm=base.gcm,
        sdg=base.sdg,
        actors=base.actors,
        corridor=corridor,
    )


def match(
    gap: Gap, registry: Registry, *, weights: Mapping[str, float] = WEIGHTS, limit: int = 5
) -> list[Match]:
    """The practices most alike to a gap, the likest first, at most ``limit``.

    Raises:
        ValueError: a weight has an unknown name or is negative.
    """
    unknown = [n for n in weights if n not in WEIGHTS]
    if unknown or any(w < 0 for w in weights.values()):
        raise ValueError(_("weights: expected numbers from 0 for {names}").format(names=", ".join(WEIGHTS)))
    chosen = {**WEIGHTS, **weights}
    words = index_of(tuple(registry)).look(gap.words) if gap.words else {}
    asked = _asked(gap)
    most = sum(chosen[name] for name in asked)
    found = []
    for practice in registry:
        reasons = [r for r in _reasons(gap, practice, chosen, words.get(practice.id)) if r.points > 0]
        if any(r.kind in ABOUT for r in reasons):
            found.append(Match(practice, tuple(sorted(reasons, key=lambda r: -r.points)), most))
    return sorted(found, key=lambda m: -m.points)[:limit]


def _asked(gap: Gap) -> list[str]:
    """The likenesses that a gap asks for; of those about the place only the strongest can be reached."""
    given = {
        "founding": gap.sentences,
        "words": gap.words,
        "theme": gap.themes,
        "gcm": gap.gcm,
        "sdg": gap.sdg,
        "partners": gap.actors,
        "corridor": gap.corridor,
    }
    return [name for name, value in given.items() if value]


def _reasons(gap: Gap, p: Practice, weights: Mapping[str, float], words: Found | None) -> Iterable[Reason]:
    def shared(kind: str, asked: Iterable[str], has: Iterable[str], said: str) -> Iterable[Reason]:
        wanted, both = tuple(asked), set(asked) & set(has)
        if both:
            shown = listed([w for w in wanted if w in both])
            yield Reason(kind, len(both) / len(wanted), weights[kind], said.format(shared=shown))

    gcm, sdg = _objectives(p)
    yield from shared("founding", gap.sentences, p.founding, _("answers the founding sentences {shared}"))
    yield from shared(
        "theme",
        [_(THEMES[t]) for t in gap.themes if t in THEMES],
        [_(THEMES[t]) for t in p.themes],
        _("the same theme: {shared}"),
    )
    yield from shared("gcm", gap.gcm, gcm, _("the same objectives of the Global Compact: {shared}"))
    yield from _targets(gap, sdg, weights["sdg"])
    if words and words.share >= LEAST_WORDS:
        yield Reason(
            "words",
            words.share,
            weights["words"],
            _("the same words: {words}").format(words=listed(words.words)),
        )
    asked = [c for a in gap.actors for c in _CLASSES.get(a, ())]
    has = [PARTNER_TYPES[q.type][2] for q in p.partners or () if q.type]
    both = set(asked) & set(has)
    if both:
        share = len(both) / len(set(asked))
        yield Reason(
            "partners", share, weights["partners"], _("has partners of the kinds that are asked to act")
        )
    if gap.corridor:
        yield from _place(gap.corridor, p, weights)


def _objectives(p: Practice) -> tuple[set[str], set[str]]:
    """Objectives and targets of a record: its own, and those of the founding sentences it answers."""
    from corridor.commitments.catalogue import load_catalogue

    rows = [load_catalogue().sentences[s] for s in p.founding]
    return {*p.gcm, *(str(g) for r in rows for g in r.gcm)}, {*p.sdg, *(s for r in rows for s in r.sdg)}


def _targets(gap: Gap, has: set[str], weight: float) -> Iterable[Reason]:
    """The same indicator counts in full, another indicator of the same target for a half."""
    if not gap.sdg:
        return
    targets = {".".join(s.split(".")[:2]) for s in has if "." in s}
    points = {s: 1.0 if s in has else 0.5 for s in gap.sdg if ".".join(s.split(".")[:2]) in targets}
    if points:
        said = _("the same targets of the Sustainable Development Goals: {shared}")
        yield Reason("sdg", sum(points.values()) / len(gap.sdg), weight, said.format(shared=listed(points)))


def _place(corridor: tuple[str, str], p: Practice, weights: Mapping[str, float]) -> Iterable[Reason]:
    origin, destination = corridor
    if states_corridor(p, origin, destination):
        yield Reason("corridor", 1.0, weights["corridor"], _("the record states this corridor"))
        return
    named = countries_of(p)
    here = [c for c in corridor if c in named]
    if len(here) == 2:
        said = _("names both countries, {countries}; that they work as a pair is not stated")
    else:
        said = _("names {countries}")
    if here:
        shown = listed([country_name(c) for c in here])
        yield Reason("countries", len(here) / 2, weights["countries"], said.format(countries=shown))
        return
    from corridor.evidence.areas import all_areas

    areas = all_areas()
    regions = {areas[c].subregion for c in corridor if c in areas and areas[c].subregion}
    near = [c for c in p.countries if c in areas and areas[c].subregion in regions]
    if near:
        shown = listed([country_name(c) for c in near])
        yield Reason(
            "region",
            1.0,
            weights["region"],
            _("a country of the same region: {countries}").format(countries=shown),
        )
