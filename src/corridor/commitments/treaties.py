"""Who is bound by a standard on a day: dated per state, per part and per branch, and never assumed.

    >>> from datetime import date
    >>> status("C118", "NLD", date(2005, 12, 19)).state, status("C118", "NLD", date(2005, 12, 20)).state
    ('bound', 'not bound')
    >>> status("C143", "CHE", date(2020, 1, 1)).state
    'not known'

The European Union as a party (``EU``) is no state: treaties that are open to states alone do not bind it, and what its member
states are bound by has to be asked state by state.  A directive binds member states, from the end of the time for transposition.

A state about which nothing was read is *not known*.  "Not bound" is said only where a list was read that does not
have the state, where its ties ended, where the standard was not in force yet, or where it cannot become a party.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from corridor.commitments.catalogue import Catalogue, load_catalogue
from corridor.commitments.reading import Fields, Source, load_mapping
from corridor.commitments.vocabulary import BRANCHES, VERIFICATION
from corridor.i18n import N_, _, date_in_words, in_a_row

TREATIES = Path(__file__).parent / "treaties.yaml"
#: The European Union as a party of an instrument.
UNION = "EU"
BOUND, NOT_BOUND, NOT_KNOWN = N_("bound"), N_("not bound"), N_("not known")

_ENTRY = (
    "ratified", "in_force", "ended", "seen", "not_bound_on", "closed", "excluded", "branches", "branches_from",
    "verification", "sources", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Participation:
    """What is known of one state and one standard; see the head of ``treaties.yaml`` for the fields.

    ``excluded`` and ``branches`` are ``None`` where they are not known.
    """

    standard: str
    state: str
    ratified: date | None
    in_force: date | None
    ended: date | None
    seen: date | None
    not_bound_on: date | None
    closed: bool
    excluded: frozenset[str] | None
    branches: frozenset[str] | None
    branches_from: str
    verification: str
    sources: tuple[Source, ...]
    note: str


@dataclass(frozen=True, slots=True)
class TreatyStatus:
    """Whether a state is bound by a standard (or a part of it) on a day, why, and how far that was read."""

    standard: str
    state_code: str
    day: date
    state: str
    why: str
    verification: str
    branches: frozenset[str] | None = None
    branches_from: str = ""
    sources: tuple[Source, ...] = ()
    note: str = ""

    @property
    def mark(self) -> str:
        """The words that travel with a status that was not read in full; empty where it was."""
        if self.state == NOT_KNOWN or self.verification == "read":
            return ""
        return _(VERIFICATION.get(self.verification, ""))


@dataclass(frozen=True, slots=True)
class Ties:
    """Whether a standard binds between the parties of an instrument on a day.

    ``verdict`` is ``both`` (every party is bound), ``one`` (some are bound and some are not, which binds nobody where the
    standard is reciprocal), ``none`` or ``not known``.  ``branches`` are those that every party accepted, ``None``
    where not known or where the standard has no branches; ``branches_mark`` says if they are from memory.
    """

    standard: str
    day: date
    verdict: str
    reciprocal: bool
    states: Mapping[str, TreatyStatus]
    branches: frozenset[str] | None

    @property
    def bound(self) -> tuple[str, ...]:
        """The parties that are bound."""
        return tuple(c for c, s in self.states.items() if s.state == BOUND)

    @property
    def why(self) -> str:
        """The status of each party in one line."""
        return in_a_row(_state_words(c, s) for c, s in self.states.items())

    @property
    def mark(self) -> str:
        """The weakest mark among the parties that count."""
        return _weakest(s.verification for s in self.states.values() if s.state != NOT_KNOWN)

    @property
    def branches_mark(self) -> str:
        """The weakest mark of the accepted branches."""
        return _weakest(s.branches_from for s in self.states.values() if s.branches_from)


def _weakest(verifications: Iterable[str]) -> str:
    order = tuple(VERIFICATION)
    weakest = max(verifications, key=order.index, default="read")
    return "" if weakest == "read" else _(VERIFICATION[weakest])


def _state_words(state: str, found: TreatyStatus) -> str:
    """Whether a state is bound and why, with the mark of what was not read in full."""
    words = {"state": state, "status": _(found.state), "reason": found.why, "mark": found.mark}
    if found.mark:
        return _("{state}: {status} ({reason}; {mark})").format(**words)
    return _("{state}: {status} ({reason})").format(**words)


@lru_cache(maxsize=1)
def load_treaties() -> Mapping[tuple[str, str], Participation]:
    """Participation by standard and state, as shipped."""
    return read_treaties(TREATIES, load_catalogue())


def read_treaties(path: str | Path, catalogue: Catalogue) -> dict[tuple[str, str], Participation]:
    """Read and check a file of treaty status.

    Raises:
        CommitmentProblems: everything that is wrong with it.
        OSError: it cannot be opened.
    """
    fields, raw = load_mapping(path)
    top = fields.mapping("file", raw, ("sources", "treaties"), ("treaties",))
    sources = {
        k: fields.source(f"sources.{k}", k, v)
        for k, v in fields.mapping("sources", top.get("sources")).items()
    }
    found: dict[tuple[str, str], Participation] = {}
    for standard, states in fields.mapping(
        "treaties", top.get("treaties"), tuple(catalogue.standards)
    ).items():
        if standard not in catalogue.standards:
            continue
        if not catalogue.standards[standard].bindable:
            fields.add(f"treaties.{standard}", "not a treaty or directive: it binds nobody")
        for state, entry in fields.mapping(f"treaties.{standard}", states).items():
            where = f"treaties.{standard}.{state}"
            if not (len(state) == 3 and state.isalpha() and state.isupper()):
                fields.add(where, "expected an ISO3 code such as NLD")
            found[standard, state] = _entry(fields, where, standard, state, entry, catalogue, sources)
    fields.finish()
    return found


def _entry(
    fields: Fields,
    where: str,
    standard: str,
    state: str,
    entry: Any,
    catalogue: Catalogue,
    sources: Mapping[str, Source],
) -> Participation:
    got = fields.mapping(where, entry, _ENTRY, ("verification",))
    days = {
        k: fields.day(f"{where}.{k}", got.get(k))
        for k in ("ratified", "in_force", "ended", "seen", "not_bound_on")
    }
    closed = fields.truth(f"{where}.closed", got.get("closed"))
    kinds = [k for k in ("in_force", "not_bound_on") if days[k] is not None] + ["closed"] * closed
    if len(kinds) != 1:
        fields.add(where, "expected one of in_force, not_bound_on or closed")
    if days["ended"] and days["in_force"] and days["ended"] <= days["in_force"]:
        fields.add(f"{where}.ended", "not after in_force", days["ended"])
    verification = fields.choice(f"{where}.verification", got.get("verification"), VERIFICATION)
    read_in = fields.words(f"{where}.sources", got.get("sources"), sources)
    if verification != "memory" and not read_in:
        fields.add(f"{where}.sources", f"missing: {verification} needs the source that was read")
    parts = tuple(catalogue.standards[standard].parts)
    excluded = (
        None if got.get("excluded") is None else fields.words(f"{where}.excluded", got["excluded"], parts)
    )
    branches = (
        None if got.get("branches") is None else fields.words(f"{where}.branches", got["branches"], BRANCHES)
    )
    return Participation(
        standard=standard,
        state=state,
        closed=closed,
        excluded=None if excluded is None else frozenset(excluded),
        branches=None if branches is None else frozenset(branches),
        branches_from=fields.choice(
            f"{where}.branches_from", got.get("branches_from"), VERIFICATION, default=verification
        ),
        verification=verification,
        sources=tuple(sources[s] for s in read_in if s in sources),
        note=fields.text(f"{where}.note", got.get("note")),
        **days,
    )


def status(
    standard: str,
    state: str,
    day: date,
    part: str = "",
    *,
    treaties: Mapping[tuple[str, str], Participation] | None = None,
    catalogue: Catalogue | None = None,
) -> TreatyStatus:
    """Whether a state is bound by a standard, or by a part of it, on a day."""
    rule = (catalogue or load_catalogue()).standard(standard)
    known = (load_treaties() if treaties is None else treaties).get((standard, state))

    def say(what: str, why: str, verification: str = "read") -> TreatyStatus:
        p = known
        return TreatyStatus(
            standard,
            state,
            day,
            what,
            why,
            verification,
            p.branches if p is not None and what == BOUND else None,
            p.branches_from if p is not None and p.branches is not None else "",
            p.sources if p is not None else (),
            p.note if p is not None else "",
        )

    if not rule.bindable:
        return say(NOT_BOUND, _("{standard} binds nobody").format(standard=rule.short))
    if rule.in_force is not None and day < rule.in_force:
        return say(
            NOT_BOUND,
            _("{standard} is in force from {date}").format(
                standard=rule.short, date=date_in_words(rule.in_force)
            ),
        )
    if known is None and state == UNION and rule.force == "directive":
        return say(NOT_BOUND, _("a directive binds the member states, not the Union that made it"))
    if known is None and state == UNION:
        return say(NOT_BOUND, _("open to states alone; its member states are bound one by one"), "memory")
    if known is None and rule.force == "directive":
        return say(NOT_BOUND, _("a directive binds member states of the European Union alone"))
    if known is None:
        return say(NOT_KNOWN, _("nothing was read about this state"), "memory")
    if known.closed:
        return say(NOT_BOUND, _("it cannot become a party"), known.verification)
    if known.not_bound_on is not None:
        if day <= known.not_bound_on:
            absent = _("not among the parties on {date}")
            return say(NOT_BOUND, absent.format(date=date_in_words(known.not_bound_on)), known.verification)
        absent = _("not among the parties on {date}; nothing was read after")
        return say(NOT_KNOWN, absent.format(date=date_in_words(known.not_bound_on)), known.verification)
    assert known.in_force is not None
    since = date_in_words(known.in_force)
    if day < known.in_force:
        return say(NOT_BOUND, _("in force for it from {date}").format(date=since), known.verification)
    if known.ended is not None and day >= known.ended:
        ended = _("no longer bound since {date}").format(date=date_in_words(known.ended))
        return say(NOT_BOUND, ended, known.verification)
    if part and known.excluded is not None and part in known.excluded:
        return say(NOT_BOUND, _("it excluded {part}").format(part=part), known.verification)
    if part.startswith("Annex") and known.excluded is None:
        why = _("bound since {date}; whether it excluded {part} was not read").format(date=since, part=part)
        return say(NOT_KNOWN, why, known.verification)
    if known.ended is not None:
        why = _("since {date}, until {end}").format(date=since, end=date_in_words(known.ended))
    elif known.seen is not None and day > known.seen:
        why = _("since {date}, last seen bound on {seen}").format(date=since, seen=date_in_words(known.seen))
    else:
        why = _("since {date}").format(date=since)
    return say(BOUND, why, known.verification)


def ties(
    standard: str,
    states: Iterable[str],
    day: date,
    part: str = "",
    branches: Iterable[str] = (),
    *,
    treaties: Mapping[tuple[str, str], Participation] | None = None,
    catalogue: Catalogue | None = None,
) -> Ties:
    """Whether a standard binds between states on a day; ``branches`` narrows a standard that is accepted branch by branch."""
    rule = (catalogue or load_catalogue()).standard(standard)
    found = {s: status(standard, s, day, part, treaties=treaties, catalogue=catalogue) for s in states}
    words = {s.state for s in found.values()}
    verdict = NOT_KNOWN
    if words == {BOUND}:
        verdict = "both"
    elif words == {NOT_BOUND} or (rule.reciprocal and NOT_BOUND in words):
        verdict = "none"
    elif words == {BOUND, NOT_BOUND}:
        verdict = "one"
    common: frozenset[str] | None = None
    if rule.per_branch and verdict == "both":
        sets = [s.branches for s in found.values()]
        if all(b is not None for b in sets):
            common = frozenset.intersection(*(b for b in sets if b is not None))
            if branches and not common & frozenset(branches):
                verdict = "none"
    return Ties(standard, day, verdict, rule.reciprocal, found, common)
