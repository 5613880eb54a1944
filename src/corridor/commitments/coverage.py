"""Coverage: which sentences of the two founding documents are answered, by what, and which are not.

A sentence counts as answered only if the things that answer it are there.  Some are looked up when asked: findings of an assessed
instrument, figures in the store, an agreement that the engine runs.  Others are handed in by whoever has them, as
:class:`~corridor.commitments.artefacts.Artefact` (a consultation, a record of the registry, measures of a plan).
Each room that a sentence names is looked at on its own:

    answered              every room the sentence names has what answers it, in full
    partly                some of it is there
    needs your evidence   nothing is there, and only the user can bring it
    not assessed          nothing is there

The three tables below (``FIGURES``, ``SUFFICES``, ``ENTITLEMENTS``) and ``artefacts.WHOLE`` are judgements by hand.  They say
what *could* answer a criterion; whether it is there is looked up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corridor.commitments.answers import NOT_APPLICABLE, NOT_ASSESSED, STATUS_TITLES, commas
from corridor.commitments.artefacts import ROOM_TITLES, ROOMS, WHOLE, Artefact, check_artefacts
from corridor.commitments.assess import Assessment
from corridor.commitments.catalogue import Catalogue, Sentence, load_catalogue
from corridor.countries import country_in_sentence
from corridor.i18n import N_, _, in_a_row, listed, ngettext

if TYPE_CHECKING:
    from corridor.evidence.store import Store

ANSWERED, PARTLY, NEEDS, NOTHING = "answered", "partly", "needs your evidence", "not assessed"
STATES = (ANSWERED, PARTLY, NEEDS, NOTHING)

#: The states as people read them.
STATE_TITLES: dict[str, str] = {
    ANSWERED: N_("answered"),
    PARTLY: N_("partly answered"),
    NEEDS: N_("needs your evidence"),
    NOTHING: N_("not assessed"),
}

#: Figures that a sentence asks for, and whether they are all its criterion asks for.
FIGURES: Mapping[str, tuple[tuple[str, ...], bool]] = {
    "B0.4": (("stock", "immigrant_stock", "emigrant_stock"), False),
    "B2.1a": (("remittance_received", "remittance_received_gdp", "remittance_cost_receiving"), False),
    "B5.13e": (("oda_received_gni",), False),
    "B7.4": (("refugees", "new_displacements_conflict"), False),
    "B8.3b": (("doctors_per_1000",), False),
    "B10.2b": (("stock", "flow"), True),
    "N.I.2": (("hdi", "life_expectancy", "poverty_300"), False),
    "N.H.1": (("hdi", "life_expectancy"), False),
    "N.H.4a": (("unemployment_15plus",), False),
    "N.H.4b": (("social_protection_any",), False),
    "N.H.4c": (("social_protection_any",), False),
    "N.T.1a": (("unemployment_15plus",), False),
    "N.T.1b": (("doctors_per_1000",), False),
    "N.T.3a": (("poverty_300",), False),
    "N.S.8": (("new_displacements_disaster",), False),
}
#: Sentences whose criterion the requirements that rest on them ask for in full; others ask for something beside the text
#: (national law, a register, numbers of cases) or for a matter that no requirement names, so findings answer them in part.
SUFFICES = frozenset({"B5.4a", "B5.4b", "B5.11b", "N.H.5a"})
#: Sentences for which the engine computes entitlements: old age alone, so always in part.
ENTITLEMENTS = frozenset({"B5.13a", "N.H.5d", "B3.5", "N.S.3", "N.H.4c"})


@dataclass(frozen=True, slots=True)
class Part:
    """What one room has for a sentence: ``there`` is answered, partly or not assessed; ``found`` what answers it."""

    room: str
    there: str
    found: tuple[Artefact, ...]
    lacking: str = ""

    @property
    def by(self) -> tuple[str, ...]:
        """What answers it, in words with its address."""
        return tuple(a.words for a in self.found)


@dataclass(frozen=True, slots=True)
class Row:
    """One founding sentence with its state and what answers it."""

    sentence: Sentence
    state: str
    parts: tuple[Part, ...]

    def as_dict(self) -> dict[str, object]:
        """The row as plain data."""
        return {
            "sentence": self.sentence.id,
            "place": self.sentence.place,
            "text": _(self.sentence.text),
            "state": self.state,
            "state_words": _(STATE_TITLES[self.state]),
            "criterion": _(self.sentence.criterion),
            "rooms": [
                {
                    "room": p.room,
                    "room_words": _(ROOM_TITLES[p.room]),
                    "state": p.there,
                    "state_words": _(STATE_TITLES[p.there]),
                    "by": list(p.by),
                    "found": [{"kind": a.kind, "title": a.title, "address": a.address} for a in p.found],
                    "lacking": p.lacking,
                }
                for p in self.parts
            ],
        }


@dataclass(frozen=True)
class Coverage:
    """All founding sentences, in the order of the documents."""

    rows: tuple[Row, ...]
    about: tuple[str, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many sentences stand in each state."""
        return {s: sum(r.state == s for r in self.rows) for s in STATES}


def coverage(
    assessments: Sequence[Assessment] = (),
    countries: Sequence[str] = (),
    catalogue: Catalogue | None = None,
    *,
    artefacts: Iterable[Artefact] = (),
    addresses: Mapping[str, str] | None = None,
    store: Store | None = None,
) -> Coverage:
    """What answers each founding sentence.

    Args:
        assessments: assessed instruments; what they answer counts, instrument by instrument.
        countries: figures and agreements are asked for between these countries; with none, for any.
        catalogue: the catalogue; the shipped one if none is given.
        artefacts: what else there is, such as the consultations and measures of a dossier.
        addresses: where what is looked up can be opened, by ``assessment:ID``, ``figures:INDICATOR`` or
            ``agreement:ID``; the command that shows it where none is given.
        store: where figures are looked up; the user's store if none is given.

    Raises:
        ValueError: everything that is wrong with the artefacts.
    """
    known = catalogue or load_catalogue()
    given = check_artefacts(artefacts, known)
    at = addresses or {}
    looks: dict[str, Callable[[Sentence], Part]] = {
        "IN": lambda s: _findings(s, assessments, known, at),
        "EV": lambda s: _figures(s, countries, at, store),
        "PO": lambda s: _entitlements(s, countries, at),
    }
    rows = []
    for s in known.sentences.values():
        parts = tuple(_with(looks[c](s) if c in looks else _nothing(c), s, given) for c in s.capabilities)
        rows.append(Row(s, _state(s, parts), parts))
    about = (*(a.instrument.id for a in assessments), *countries)
    return Coverage(tuple(rows), about)


def _state(sentence: Sentence, parts: Iterable[Part]) -> str:
    there = [p.there for p in parts]
    if there and all(t == ANSWERED for t in there):
        return ANSWERED
    if any(t in (ANSWERED, PARTLY) for t in there):
        return PARTLY
    return NEEDS if sentence.checkable_now == "user" else NOTHING


def _nothing(code: str) -> Part:
    """A room that is not looked up here: what it has is handed in."""
    return Part(ROOMS[code], NOTHING, (), _("nothing of it was handed in"))


def _with(part: Part, sentence: Sentence, artefacts: Iterable[Artefact]) -> Part:
    """What a room has for a sentence, together with the artefacts that speak to it."""
    more = tuple(a for a in artefacts if a.room == part.room and sentence.id in a.sentences)
    if not more:
        return part
    wanted = WHOLE.get(sentence.id)
    whole = wanted is not None and wanted <= {a.kind for a in more}
    if part.there == ANSWERED or whole:
        return Part(part.room, ANSWERED, part.found + more)
    return Part(part.room, PARTLY, part.found + more, part.lacking if part.found else _asked_for(sentence))


def _asked_for(sentence: Sentence) -> str:
    return _("asked for: {criterion}").format(criterion=_(sentence.criterion))


def _findings(
    sentence: Sentence, assessments: Sequence[Assessment], catalogue: Catalogue, at: Mapping[str, str]
) -> Part:
    """Whether an assessed instrument answers the requirements that rest on a sentence; the best instrument counts."""
    room = ROOMS["IN"]
    asked = [r for r in sentence.requirements if catalogue.requirements[r].answer.scored]
    if sentence.id == "B5.4a":
        return _historical(assessments, at)
    if not asked:
        return Part(room, NOTHING, (), _("no requirement of a standard rests on it"))
    best: tuple[int, Artefact, list[str]] | None = None
    for a in assessments:
        found = [a.findings[r] for r in asked]
        told = [f for f in found if f.answer not in (NOT_ASSESSED, NOT_APPLICABLE)]
        open_ = [f.requirement.id for f in found if f.answer == NOT_ASSESSED and f.status != NOT_APPLICABLE]
        if told and (best is None or len(told) > best[0]):
            words = [
                _("{requirement} {status} ({article})").format(
                    requirement=f.requirement.id, status=_(STATUS_TITLES[f.answer]), article=f.where
                )
                for f in told
            ]
            best = (len(told), _assessment(a, at, commas(words)), open_)
    if best is None and not assessments:
        return Part(
            room, NOTHING, (), _("no instrument was named: {requirements}").format(requirements=commas(asked))
        )
    if best is None:
        why = _("none of the instruments was coded for it: {requirements}")
        return Part(room, NOTHING, (), why.format(requirements=commas(asked)))
    _number, by, open_ = best
    lacking = [_("not assessed: {requirements}").format(requirements=commas(open_))] if open_ else []
    if sentence.id not in SUFFICES:
        lacking.append(_asked_for(sentence))
    return Part(room, PARTLY if lacking else ANSWERED, (by,), in_a_row(lacking))


def _assessment(a: Assessment, at: Mapping[str, str], title: str) -> Artefact:
    name = a.instrument.id
    return Artefact(ROOMS["IN"], "assessment", title, at.get(f"assessment:{name}", f"corridor assess {name}"))


def _historical(assessments: Sequence[Assessment], at: Mapping[str, str]) -> Part:
    """A guest-worker system coded with the same questions, all of them: one must be among the assessed instruments."""
    room = ROOMS["IN"]
    named = [a for a in assessments if a.instrument.type == "guest-worker" and not a.instrument.invented]
    if not named:
        return Part(room, NOTHING, (), _("no guest-worker agreement was named"))
    left = {
        a.instrument.id: len(a.findings) - len(a.findings.keys() & a.instrument.by_coder(a.coder))
        for a in named
    }
    found = tuple(
        _assessment(a, at, a.instrument.title) for a in named if left[a.instrument.id] < len(a.findings)
    )
    if not found:
        return Part(room, NOTHING, (), _("no question about it was answered"))
    if 0 in left.values():
        return Part(room, ANSWERED, found)
    least = min(left.values())
    lacking = ngettext("{count} question was left out", "{count} questions were left out", least)
    return Part(room, PARTLY, found, lacking.format(count=least))


def _figures(
    sentence: Sentence, countries: Sequence[str], at: Mapping[str, str], store: Store | None
) -> Part:
    """Whether the figures that a sentence asks for are in the store, for these countries."""
    from corridor.evidence import open_store

    room = ROOMS["EV"]
    if sentence.id not in FIGURES:
        return Part(room, NOTHING, (), _("no figures are tied to it yet"))
    wanted, whole = FIGURES[sentence.id]
    held = store or open_store()
    found: list[Artefact] = []
    lost: list[str] = []
    for name in wanted:
        frame = held.observations(name, **_asked(name, countries))
        if len(frame):
            source = frame["source_id"][0]
            words = _("{indicator}, from {source}").format(indicator=name, source=source)
            address = at.get(f"figures:{name}", f"corridor evidence show {name}")
            found.append(Artefact(room, "figures", words, address))
        if not len(frame) or not _both_ways(frame, countries):
            lost.append(name)
    lacking = []
    if lost:
        lacking.append(_("no figures, or not both ways: {indicators}").format(indicators=commas(lost)))
    if not countries:
        lacking.append(_("no countries were named"))
    if not whole:
        lacking.append(_asked_for(sentence))
    state = NOTHING if not found else PARTLY if lacking else ANSWERED
    return Part(room, state, tuple(found), in_a_row(lacking))


def _both_ways(frame: Any, countries: Sequence[str]) -> bool:
    """Whether figures of a corridor are there from each of two countries to the other."""
    if len(countries) != 2 or "origin" not in frame.columns:
        return True
    there = set(frame.select("origin", "destination").iter_rows())
    a, b = countries
    return (a, b) in there and (b, a) in there


def _asked(indicator: str, countries: Sequence[str]) -> dict[str, Any]:
    from corridor.evidence import INDICATORS

    if not countries:
        return {}
    if INDICATORS[indicator].shape == "corridor":
        return {"origin": list(countries), "destination": list(countries)}
    return {"country": list(countries)}


def _entitlements(sentence: Sentence, countries: Sequence[str], at: Mapping[str, str]) -> Part:
    """Whether an agreement that the engine runs ties these countries (any two, if none is named)."""
    from corridor.agreements import all_instruments
    from corridor.schemes import all_schemes

    room = ROOMS["PO"]
    if sentence.id not in ENTITLEMENTS:
        return Part(room, NOTHING, (), _("no computed entitlement is tied to it yet"))
    modelled = {s.id for s in all_schemes(invented=any(c.startswith("X") for c in countries))}
    runs = [
        i
        for i in all_instruments(invented=bool(countries))
        if set(countries) <= set(i.parties)
        and len({s[:3] for s in i.versions[-1].schemes if s in modelled}) > 1
    ]
    if not runs and countries:
        between = listed(country_in_sentence(c) for c in countries)
        return Part(
            room, NOTHING, (), _("no agreement that runs between {countries}").format(countries=between)
        )
    if not runs:
        return Part(room, NOTHING, (), _("no agreement that runs"))
    by = tuple(
        Artefact(room, "agreement", i.title, at.get(f"agreement:{i.id}", f"corridor agreements {i.id}"))
        for i in runs
    )
    lacking = _("old age only; asked for: {criterion}").format(criterion=_(sentence.criterion))
    return Part(room, PARTLY, by, lacking)


def lines_of(found: Coverage, *, only: str | None = None) -> list[str]:
    """The page as plain lines, one paragraph a sentence; ``only`` keeps one state."""
    counts = commas(
        _("{number} {state}").format(number=n, state=_(STATE_TITLES[s])) for s, n in found.counts.items()
    )
    lines = [
        ngettext("{count} sentence: {counts}", "{count} sentences: {counts}", len(found.rows)).format(
            count=len(found.rows), counts=counts
        )
    ]
    for row in found.rows:
        if only is not None and row.state != only:
            continue
        words = {
            "sentence": row.sentence.id,
            "state": _(STATE_TITLES[row.state]),
            "text": _(row.sentence.text),
        }
        lines.append(_("{sentence}  {state}: {text}").format(**words))
        for p in row.parts:
            what = in_a_row(p.by) or _(STATE_TITLES[p.there])
            words = {"room": _(ROOM_TITLES[p.room]), "found": what, "lacking": p.lacking}
            line = _("{room}: {found} | {lacking}") if p.lacking else _("{room}: {found}")
            lines.append("    " + line.format(**words))
    return lines
