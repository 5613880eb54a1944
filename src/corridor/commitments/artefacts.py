"""What a dossier holds that answers founding sentences: the input of :func:`corridor.commitments.coverage.coverage`.

An artefact is a thing that exists and can be opened: a consultation that was held, a practice in the registry, the measures
of a plan, a chapter with figures.  Whoever has it says what kind it is, where it can be opened, and which sentences it speaks
to.  It never says that it answers a sentence in full: ``WHOLE`` says which kinds together do, sentence by sentence, and what
is not named there is answered in part at most.

    >>> held = Artefact("dialogue", "consultation", "Consultation of spring 2026", "dialogue.html#spring", ("B10.2a",))
    >>> from corridor.commitments.coverage import coverage
    >>> rows = {r.sentence.id: r for r in coverage(artefacts=[held]).rows}
    >>> rows["B10.2a"].state, rows["B10.2a"].parts[0].by
    ('answered', ('Consultation of spring 2026: dialogue.html#spring',))
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from corridor.commitments.catalogue import Catalogue
from corridor.i18n import N_, _

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

#: The rooms as people read them.
ROOM_TITLES = {
    "evidence": N_("evidence"),
    "portability": N_("portability"),
    "commitments": N_("commitments"),
    "scenarios": N_("scenarios"),
    "partnerships": N_("partnerships"),
    "dialogue": N_("dialogue"),
    "plan": N_("plan"),
}

#: Kinds of artefacts by room. Any of them may speak to any sentence that names its room.
KINDS: Mapping[str, tuple[str, ...]] = {
    "evidence": ("figures",),
    "portability": ("entitlements", "agreement"),
    "commitments": ("assessment", "inventory"),
    "scenarios": ("scenario",),
    "partnerships": ("example", "practice", "joint-project", "service", "activity"),
    "dialogue": (
        "register", "consultation", "joint-session", "opinion-groups", "representation", "panel", "priorities",
        "ballot", "replies",
    ),
    "plan": ("team", "measures", "results-framework", "tags", "warnings", "review"),
}  # fmt: skip

#: Kinds that together are all that the criterion of a sentence asks of their room; what they have to hold to be called so:
#: a ``register`` shows the classes state, private sector and civil society of South and North, and the empty ones;
#: ``opinion-groups`` show dissent beside consensus; ``representation`` is a figure against a reference population, with its
#: formula; a ``joint-project`` has a government and an association among its partners; an ``example`` is the record of that
#: example of the NGO paper; ``tags`` mark each measure by level and actor, and each indicator as for migrants or from them.
WHOLE: Mapping[str, frozenset[str]] = {
    "B2.4": frozenset({"register"}),
    "B3.4": frozenset({"tags"}),
    "B6.4": frozenset({"representation"}),
    "B10.1": frozenset({"tags"}),
    "B10.2a": frozenset({"consultation"}),
    "B10.2c": frozenset({"opinion-groups"}),
    "N.I.1a": frozenset({"joint-session"}),
    "N.I.1c": frozenset({"joint-project"}),
    **{f"N.P.{n}": frozenset({"example"}) for n in (1, 2, 3, 4, 5, 7, 8, 9, 10)},
}


@dataclass(frozen=True, slots=True)
class Artefact:
    """A thing that exists and can be opened, and the founding sentences it speaks to.

    Args:
        room: a room of ``ROOMS``.
        kind: a word of ``KINDS[room]``.
        title: what people read, in their language.
        address: where it can be opened: a page with its anchor, a file, or a command.
        sentences: ids of founding sentences.
    """

    room: str
    kind: str
    title: str
    address: str
    sentences: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """Title and address in one line."""
        if not self.title:
            return self.address
        return _("{title}: {address}").format(title=self.title, address=self.address)


def check_artefacts(artefacts: Iterable[Artefact], catalogue: Catalogue) -> tuple[Artefact, ...]:
    """The artefacts, if all of them can count.

    Raises:
        ValueError: everything that is wrong with them: a room, kind or sentence that does not exist, a sentence that asks
            nothing of the room, no title or address.
    """
    given, wrong = tuple(artefacts), []
    for n, a in enumerate(given):
        where = f"artefacts[{n}] ({a.title or a.kind or 'without a title'})"
        if a.room not in KINDS:
            wrong.append(f"{where}: room {a.room!r}: expected one of {', '.join(KINDS)}")
            continue
        if a.kind not in KINDS[a.room]:
            wrong.append(f"{where}: kind {a.kind!r}: expected one of {', '.join(KINDS[a.room])}")
        wrong += [f"{where}: {k} is missing" for k in ("title", "address") if not getattr(a, k).strip()]
        for s in a.sentences:
            sentence = catalogue.sentences.get(s)
            if sentence is None:
                wrong.append(f"{where}: no founding sentence is called {s!r}")
            elif a.room not in {ROOMS[c] for c in sentence.capabilities}:
                wrong.append(f"{where}: {s} asks nothing of {a.room}")
    if wrong:
        raise ValueError("\n".join(wrong))
    return given
