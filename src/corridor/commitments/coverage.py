"""Coverage: which sentences of the two founding documents are answered, by what, and which are not.

A sentence counts as answered only if the things that answer it are there, looked up when asked: findings of an assessed
instrument, figures in the store, an agreement that the engine runs.  Each room that a sentence names is looked at on its own:

    answered              every room the sentence names has what answers it, in full
    partly                some of it is there
    needs your evidence   nothing is there, and only the user can bring it
    not assessed          nothing is there
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from corridor.commitments.answers import NOT_APPLICABLE, NOT_ASSESSED
from corridor.commitments.assess import Assessment
from corridor.commitments.catalogue import Catalogue, Sentence, load_catalogue

ANSWERED, PARTLY, NEEDS, NOTHING = "answered", "partly", "needs your evidence", "not assessed"
STATES = (ANSWERED, PARTLY, NEEDS, NOTHING)

#: Rooms of the house by the code the catalogue uses.
ROOMS = {
    "EV": "evidence",
    "PO": "portability",
    "IN": "commitments",
    "SC": "scenarios",
    "PA": "partnerships",
    "DI": "dialogue",
    "PL": "plan",
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
#: Sentences whose criterion is answered in full by the requirements that rest on them; others ask for something beside the text
#: (a register, numbers of cases, a list of laws), so findings answer them in part.
SUFFICES = frozenset({"B1.8a", "B5.4a", "B5.4b", "B5.5", "B5.11a", "B5.11b", "B8.7", "N.H.5a"})
#: Sentences for which the engine computes old-age entitlements, and whether that is all the criterion asks of it.
ENTITLEMENTS: Mapping[str, bool] = {
    "B5.13a": False,  # old age; invalidity and survivors are not computed
    "N.H.5d": False,
    "B3.5": False,
    "N.S.3": False,
    "N.H.4c": False,
}


@dataclass(frozen=True, slots=True)
class Part:
    """What one room has for a sentence: ``there`` is answered, partly or not assessed; ``by`` what answers it."""

    room: str
    there: str
    by: tuple[str, ...]
    lacking: str = ""


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
            "text": self.sentence.text,
            "state": self.state,
            "criterion": self.sentence.criterion,
            "rooms": [
                {"room": p.room, "state": p.there, "by": list(p.by), "lacking": p.lacking} for p in self.parts
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
) -> Coverage:
    """What answers each founding sentence.

    Args:
        assessments: assessed instruments; what they answer counts, instrument by instrument.
        countries: figures and agreements are asked for between these countries; with none, for any.
        catalogue: the catalogue; the shipped one if none is given.
    """
    known = catalogue or load_catalogue()
    looks: dict[str, Callable[[Sentence], Part]] = {
        "IN": lambda s: _findings(s, assessments, known),
        "EV": lambda s: _figures(s, countries),
        "PO": lambda s: _entitlements(s, countries),
    }
    rows = []
    for s in known.sentences.values():
        parts = tuple(looks[c](s) if c in looks else _room(c) for c in s.capabilities)
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


def _room(code: str) -> Part:
    """A room that has nothing to look up yet."""
    room = ROOMS[code]
    if find_spec(f"corridor.{room}") is None:
        return Part(room, NOTHING, (), f"the room {room} is not there yet")
    return Part(room, NOTHING, (), f"nothing in the room {room} is looked up yet")


def _findings(sentence: Sentence, assessments: Sequence[Assessment], catalogue: Catalogue) -> Part:
    """Whether an assessed instrument answers the requirements that rest on a sentence; the best instrument counts."""
    room = ROOMS["IN"]
    asked = [r for r in sentence.requirements if catalogue.requirements[r].answer.scored]
    if sentence.id == "B5.4a":
        return _historical(assessments)
    if not asked:
        return Part(room, NOTHING, (), "no requirement of a standard rests on it")
    best: tuple[int, list[str], list[str]] | None = None
    for a in assessments:
        found = [a.findings[r] for r in asked]
        told = [f for f in found if f.answer not in (NOT_ASSESSED, NOT_APPLICABLE)]
        open_ = [f.requirement.id for f in found if f.answer == NOT_ASSESSED and f.status != NOT_APPLICABLE]
        if told and (best is None or len(told) > best[0]):
            words = [
                f"{f.requirement.id} {f.answer}" + (f" ({f.clause.article})" if f.clause.article else "")
                for f in told
            ]
            best = (len(told), [f"corridor assess {a.instrument.id}: {', '.join(words)}"], open_)
    if best is None:
        why = "no instrument was named" if not assessments else "none of the instruments was coded for it"
        return Part(room, NOTHING, (), f"{why} ({', '.join(asked)})")
    _, by, open_ = best
    lacking = [f"not assessed: {', '.join(open_)}"] if open_ else []
    if sentence.id not in SUFFICES:
        lacking.append(f"asked for: {sentence.criterion}")
    return Part(room, PARTLY if lacking else ANSWERED, tuple(by), "; ".join(lacking))


def _historical(assessments: Sequence[Assessment]) -> Part:
    """A guest-worker system coded with the same questions: one must be among the assessed instruments."""
    named = [
        a.instrument.id
        for a in assessments
        if a.instrument.type == "guest-worker" and not a.instrument.invented
    ]
    if not named:
        return Part(ROOMS["IN"], NOTHING, (), "no guest-worker agreement was named")
    return Part(ROOMS["IN"], ANSWERED, tuple(f"corridor assess {n}" for n in named))


def _figures(sentence: Sentence, countries: Sequence[str]) -> Part:
    """Whether the figures that a sentence asks for are in the store, for these countries."""
    from corridor.evidence import open_store

    room = ROOMS["EV"]
    if sentence.id not in FIGURES:
        return Part(room, NOTHING, (), "no figures are tied to it yet")
    wanted, whole = FIGURES[sentence.id]
    store = open_store()
    there: dict[str, str] = {}
    for name in wanted:
        frame = store.observations(name, **_asked(name, countries))
        if len(frame):
            there[name] = f"{name} ({frame['source_id'][0]})"
    lost = [n for n in wanted if n not in there]
    lacking = [f"no figures: {', '.join(lost)}"] if lost else []
    if not whole:
        lacking.append(f"asked for: {sentence.criterion}")
    state = NOTHING if not there else ANSWERED if whole and not lost else PARTLY
    return Part(room, state, tuple(f"corridor evidence: {v}" for v in there.values()), "; ".join(lacking))


def _asked(indicator: str, countries: Sequence[str]) -> dict[str, Any]:
    from corridor.evidence import INDICATORS

    if not countries:
        return {}
    if INDICATORS[indicator].shape == "corridor":
        return {"origin": list(countries), "destination": list(countries)}
    return {"country": list(countries)}


def _entitlements(sentence: Sentence, countries: Sequence[str]) -> Part:
    """Whether an agreement that the engine runs ties these countries (any two, if none is named)."""
    from corridor.agreements import all_instruments
    from corridor.schemes import all_schemes

    room = ROOMS["PO"]
    if sentence.id not in ENTITLEMENTS:
        return Part(room, NOTHING, (), "no computed entitlement is tied to it yet")
    modelled = {s.id for s in all_schemes(invented=any(c.startswith("X") for c in countries))}
    runs = [
        i
        for i in all_instruments(invented=bool(countries))
        if set(countries) <= set(i.parties)
        and len({s[:3] for s in i.versions[-1].schemes if s in modelled}) > 1
    ]
    if not runs:
        between = f" between {' and '.join(countries)}" if countries else ""
        return Part(room, NOTHING, (), f"no agreement that runs{between}")
    by = tuple(f"corridor agreements {i.id} ({i.validation})" for i in runs)
    whole = ENTITLEMENTS[sentence.id]
    return Part(
        room,
        ANSWERED if whole else PARTLY,
        by,
        "" if whole else f"old age only; asked for: {sentence.criterion}",
    )


def lines_of(found: Coverage, *, only: str | None = None) -> list[str]:
    """The page as plain lines, one paragraph a sentence; ``only`` keeps one state."""
    lines = [", ".join(f"{n} {s}" for s, n in found.counts.items()) + f"; {len(found.rows)} sentences"]
    for row in found.rows:
        if only is not None and row.state != only:
            continue
        lines.append(f"{row.sentence.id}  {row.state}: {row.sentence.text}")
        for p in row.parts:
            what = "; ".join(p.by)
            lines += [f"    {p.room}: {what or p.there}" + (f" | {p.lacking}" if p.lacking else "")]
    return lines
