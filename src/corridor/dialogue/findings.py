"""The results of a consultation as they may be published: a plain document in which every figure is safe to show.

Figures are computed from counts that may be shown, and from nothing else.  What rests on all rows are few words: the
order of options, whether the result changes without one batch, and whether many rows of a batch are alike.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Any

from corridor.dialogue.consultations import Batch
from corridor.dialogue.definition import GRADES, Definition, Question, Stratum
from corridor.dialogue.statements import Statement

if TYPE_CHECKING:
    from corridor.dialogue.agreement import Shown

Person = tuple[str, Mapping[str, str], Mapping[str, int]]
"""Batch, bands, and choice by statement id. Who it is, nobody knows."""
FIRST = 3
"""Chosen: how many statements at the top have to stay the same for a result not to change; of few, at most half of them,
since the first three of three are always the same."""
ALIKE = 0.5
"""Chosen: from which share of identical rows on a batch is pointed at."""
HIGH = ("3", "4", "5")
_SIDES = {"approve": ("yes", "no"), "rank": ("first", "not first"), "points": ("3 to 5", "less or none")}
FEW_VOTES = 3
"""Chosen: rows with fewer votes are often identical by chance and are not compared."""


@dataclass(frozen=True)
class Material:
    """Everything a result is computed from."""

    definition: Definition
    statements: tuple[Statement, ...]
    people: tuple[Person, ...]
    ballots: tuple[tuple[str, str, Any], ...]
    batches: tuple[Batch, ...]


def findings(material: Material, progress: Callable[[int, int], None] | None = None) -> dict[str, Any]:
    """What may be published; ``progress`` is called with the number of statements done, and of all."""
    from corridor.dialogue.agreement import shown_agreement
    from corridor.dialogue.groups import opinion_groups

    asked = material.definition
    table = _table(material.people, material.statements, asked.invited)
    labels = {s.name: [bands.get(s.name) for _b, bands, _o in material.people] for s in asked.strata}
    domains = {s.name: list(s.values) for s in asked.strata}
    shown = shown_agreement(table, labels, domains, minimum=asked.minimum, progress=progress)
    took_part = shown.people()
    strata = [_stratum(s, shown, labels[s.name]) for s in asked.strata]
    found: dict[str, Any] = {
        "consultation": asked.id,
        "minimum": asked.minimum,
        "counts": {"invited": asked.invited, "took_part": took_part, "counted": took_part},
        "strata": strata,
        "statements": [],
        "opinion_groups": None,
        "questions": [_question(q, material) for q in asked.questions],
        "batches": _batches(material, took_part),
    }
    found["statements"] = [_statement(s, asked.strata, strata, shown) for s in material.statements]
    found["statements"].sort(key=lambda s: (s["order"] is None, -(s["order"] or 0), s["number"]))
    if took_part is not None:
        groups = opinion_groups(table)
        if groups.chosen is not None:
            found["opinion_groups"] = {
                "groups": groups.chosen.groups,
                "silhouette": round(groups.chosen.silhouette, 2),
                "stability": round(groups.chosen.stability, 2),
                "stable": groups.stable,
            }
    return found


def _table(people: Sequence[Person], asked: Sequence[Statement], invited: int | None) -> Any:
    from corridor.dialogue.votes import Vote, tabulate

    votes = [Vote(n, s, c) for n, (_b, _bands, said) in enumerate(people) for s, c in said.items()]
    return tabulate(votes, participants=range(len(people)), statements=[s.id for s in asked], invited=invited)


def _stratum(stratum: Stratum, shown: Shown, labels: Sequence[str | None]) -> dict[str, Any]:
    """Who took part against who is concerned, as far as it may be shown."""
    people = {v: shown.people(**{stratum.name: v}) for v in [*stratum.values, "not answered"]}
    known = [people[v] for v in stratum.values]
    # shares need every count of the grouping: from a part of them they would be of another base
    base = sum(n for n in known if n is not None) if None not in known else None
    population = sum(stratum.reference.values())
    rows = []
    for value in stratum.values:
        count = people[value]
        share = count / base if base and count is not None else None
        concerned = stratum.reference[value] / population if population else None
        both = share is not None and concerned is not None
        rows.append(
            {
                "value": value,
                "invited": stratum.invited.get(value),
                "people": count,
                "share": share,
                "reference": stratum.reference.get(value),
                "reference_share": concerned,
                "gap": share - concerned if share is not None and concerned is not None else None,
                "parity": share / concerned if both and share is not None and concerned else None,
            }
        )
    return {
        "name": stratum.name,
        "source": stratum.source,
        "rows": rows,
        "not_answered": people["not answered"] if None in labels or shown.people() is None else 0,
    }


def _statement(
    statement: Statement, strata: Sequence[Stratum], groups: Sequence[Mapping[str, Any]], shown: Shown
) -> dict[str, Any]:
    """One statement: shown counts, agreement among all who took part, consensus across groups, weighted beside raw."""
    took_part, agree = shown.people(), shown.agree(statement.id)
    found: dict[str, Any] = {
        "id": statement.id,
        "number": statement.number,
        "language": statement.language,
        "text": statement.text,
        "counts": {"agree": agree}
        | {a: shown.answer(statement.id, a) for a in ("disagree", "pass", "no vote")},
        "agreement": agree / took_part if took_part and agree is not None else None,
        "groups": {},
        "consensus": {},
        "weighted": {},
    }
    for stratum, held in zip(strata, groups, strict=True):
        rows = {}
        for row in held["rows"]:
            count = shown.agree(statement.id, **{stratum.name: row["value"]})
            share = count / row["people"] if count is not None and row["people"] else None
            rows[row["value"]] = {"agree": count, "people": row["people"], "agreement": share}
        found["groups"][stratum.name] = rows
        known = [r for r in rows.values() if r["agreement"] is not None]
        if known and len(known) == len(rows):
            least = min(r["agreement"] for r in known)
            found["consensus"][stratum.name] = {
                "agree": prod((r["agree"] + 1) / (r["people"] + 2) for r in known),
                "lowest": [v for v, r in rows.items() if r["agreement"] == least],
                "lowest_agreement": least,
            }
            if all(row["reference_share"] is not None for row in held["rows"]):
                found["weighted"][stratum.name] = sum(
                    row["reference_share"] * rows[row["value"]]["agreement"] for row in held["rows"]
                )
    across = [c["agree"] for c in found["consensus"].values()]
    found["order"] = min(across) if across else found["agreement"]
    return found


def _question(question: Question, material: Material) -> dict[str, Any]:
    """One question: ballots, places, and the counts of each option that may be shown."""
    minimum = material.definition.minimum
    ballots = [choices for name, _batch, choices in material.ballots if name == question.id]
    found: dict[str, Any] = {"id": question.id, "kind": question.kind, "ballots": None, "options": []}
    places = _places(question, ballots) if len(ballots) >= minimum else {}
    if places:
        found["ballots"] = len(ballots)
    counts = _option_counts(question, ballots, minimum) if places else {}
    for option in question.options:
        row = {"option": option, "place": places.get(option), "counts": counts.get(option, {})}
        found["options"].append(row)
    found["options"].sort(key=lambda r: (r["place"] is None, r["place"] or 0))
    return found


def _option_counts(
    question: Question, ballots: Sequence[Any], minimum: int
) -> dict[str, dict[str, int | None]]:
    """How many ballots are on each of the two sides of each option, as far as it may be shown.

    One ballot has one first place, so first places are protected together: else those of the last option would follow
    from the others and the number of ballots. A ballot counts for an option that stands first alone.
    """
    yes, no = _SIDES[question.kind]
    if question.kind != "rank":
        return {
            o: _protected([_answer(question, b, o) for b in ballots], (yes, no), minimum)
            for o in question.options
        }
    firsts = [[o for o, place in b.items() if place == "1"] for b in ballots]
    answers = [f[0] if len(f) == 1 else "" for f in firsts]
    # that every ballot has one first place is no secret; a place for those without would hide an option for nothing
    shown = _protected(answers, [*question.options, *([""] if "" in answers else [])], minimum)
    counts: dict[str, dict[str, int | None]] = {}
    for option in question.options:
        first = shown[option]
        others = None if first is None else len(ballots) - first
        counts[option] = {yes: first, no: others if others is None or others >= minimum else None}
    return counts


def _answer(question: Question, ballot: Any, option: str) -> str:
    """On which of two sides a ballot is. More than two would leave few to be shown."""
    yes, no = _SIDES[question.kind]
    if question.kind == "approve":
        return yes if option in ballot else no
    return yes if ballot.get(option, "") in HIGH else no


def _protected(answers: Sequence[str], values: Sequence[str], minimum: int) -> dict[str, int | None]:
    """Counts of answers, those that may be shown."""
    from corridor.dialogue.suppression import Release, protect

    people = {str(n): {"answer": a} for n, a in enumerate(answers)}
    shown = protect(Release("ballots", people, (("answer",),)), {"answer": values}, minimum=minimum).shown
    return {v: shown.get((("answer", v),)) for v in values}


def _places(question: Question, ballots: Sequence[Any]) -> dict[str, int]:
    """The place of each option (1 is best, ties share it)."""
    from corridor.dialogue.priorities import rank, rate

    options = list(question.options)
    if not ballots:
        return {}
    if question.kind == "points":
        rated = rate(ballots, options, GRADES).options
        return {r.option: r.place for r in rated if r.place is not None}
    if question.kind == "rank":
        groups = [
            [sorted(o for o, p in b.items() if p == place) for place in sorted(set(b.values()), key=int)]
            for b in ballots
        ]
        return {r.option: r.place for r in rank(groups, options).options}
    votes = Counter(o for b in ballots for o in b)
    return {o: 1 + sum(votes[p] > votes[o] for p in options) for o in options}


def _batches(material: Material, took_part: int | None) -> list[dict[str, Any]]:
    """Each batch: issued, used, refused; whether the result changes without it; whether its rows are alike."""
    minimum = material.definition.minimum
    codes = [b.id for b in material.batches for _n in range(b.used)]
    used = _protected(codes, [b.id for b in material.batches], minimum) if codes and took_part else {}
    with_all = _outcome(material, lambda _batch: True)
    found = []
    for batch in material.batches:
        rows = [said for name, _bands, said in material.people if name == batch.id]
        large = used.get(batch.id) is not None and len(rows) >= minimum
        found.append(
            {
                "batch": batch.id,
                "association": batch.association,
                "issued": batch.issued,
                "used": used.get(batch.id),
                "refused": batch.refused,
                "withdrawn": batch.withdrawn,
                "changes": _changed(with_all, _outcome(material, lambda b, own=batch.id: b != own))  # type: ignore[misc]
                if large
                else None,
                "alike": _alike(rows, minimum) if large else None,
            }
        )
    return found


def _outcome(material: Material, counts: Callable[[str], bool]) -> dict[str, frozenset[str]]:
    """What a result says first: the statements at the top, and the options in the first place of each question."""
    people = [p for p in material.people if counts(p[0])]
    first = material.definition.strata[:1]
    scores = {}
    for s in material.statements:
        groups: dict[str, list[int]] = {}
        for _b, bands, said in people:
            group = bands.get(first[0].name) if first else ""
            if group is not None and s.id in said:
                groups.setdefault(group, []).append(said[s.id])
        scores[s.id] = (
            prod((sum(c == 1 for c in g) + 1) / (len(g) + 2) for g in groups.values()) if groups else 0.0
        )
    top = sorted(scores, key=lambda s: (-scores[s], s))[: max(1, min(FIRST, len(scores) // 2))]
    found = {"statements": frozenset(top)}
    for q in material.definition.questions:
        ballots = [c for name, batch, c in material.ballots if name == q.id and counts(batch)]
        places = _places(q, ballots)
        found[q.id] = frozenset(o for o, place in places.items() if place == 1)
    return found


def _changed(one: Mapping[str, frozenset[str]], two: Mapping[str, frozenset[str]]) -> list[str]:
    return [name for name in one if one[name] != two[name]]


def _alike(rows: Sequence[Mapping[str, int]], minimum: int) -> bool:
    """Whether a large part of the rows of a batch are the same, vote by vote."""
    full = Counter(tuple(sorted(said.items())) for said in rows if len(said) >= FEW_VOTES)
    most = max(full.values(), default=0)
    return most >= minimum and most > ALIKE * len(rows)
