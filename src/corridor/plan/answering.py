"""What a plan holds that answers founding sentences; only what is really there is named."""

from __future__ import annotations

from corridor.commitments.artefacts import Artefact
from corridor.i18n import _
from corridor.plan.labels import says_something
from corridor.plan.model import Plan
from corridor.plan.participation import filled
from corridor.plan.vocabulary import FIELDS


def artefacts(plan: Plan, address: str) -> tuple[Artefact, ...]:
    """The artefacts of a plan, at an address such as ``index.html#plan``.

    A part that is empty gives none: a team without people, tags that are not complete, reviews that were never held.  Invented
    plans give none: they answer for nobody.
    """
    from corridor.commitments.catalogue import load_catalogue

    if plan.invented:
        return ()
    sentences = load_catalogue().sentences
    roles = {s.role for s in plan.team if filled(s)}
    found: list[Artefact] = []

    def add(kind: str, part: str, *answered: str) -> None:
        ours = tuple(s for s in dict.fromkeys(answered) if "PL" in sentences[s].capabilities)
        if ours:
            title = _("{plan}, {part}").format(plan=plan.title, part=part)
            found.append(Artefact("plan", kind, title, address, ours))

    if roles:
        both = ("B8.5a",) if {"unions", "employers"} <= roles else ()
        add("team", _("team and empty seats"), "B4.2", *both)
    if plan.standing:
        rights = all(m.rights and says_something(m.rights.right) for m in plan.standing)
        aims = {o.id for o in plan.objectives if says_something(o.national_objective)}
        tied = all(m.objective in aims for m in plan.standing)
        own = [s for m in plan.standing for s in m.founding]
        laid_down = [
            *(["N.S.0"] if rights else []),
            *(["B2.6"] if tied else []),
            *(["B4.1a"] if all(m.owner and m.end and m.budget for m in plan.standing) else []),
        ]
        add("measures", _("measures"), *laid_down, *own)
        add("warnings", _("warnings"), "B2.1b", "B2.5", "N.I.3", "B3.2", "B7.5", "B10.2d")
    outcomes = {i.field for r in plan.results if r.level == "outcome" for i in r.indicators}
    if plan.indicators:
        whole = {f for f in FIELDS if f != "other"} <= outcomes
        add("results-framework", _("results framework"), *(["N.C.1"] if whole else []), "N.C.3")
    tagged = all(m.levels and m.actors and m.serves for m in plan.standing)
    if plan.standing and plan.indicators and tagged and all(i.serves for i in plan.indicators):
        add("tags", _("level, actor, and for whom"), "B10.1", "B3.4")
    if plan.reviews:
        add("review", _("yearly review"), "N.C.3", "B6.6c")
    return tuple(found)
