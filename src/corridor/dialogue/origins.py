"""What a closed consultation hands on: priorities with their origin to the plan, and what it answers to the dossier."""

from __future__ import annotations

from typing import Any

from corridor.commitments.artefacts import Artefact
from corridor.dialogue.consultations import Consultation
from corridor.dialogue.definition import said
from corridor.dialogue.statements import Loop
from corridor.i18n import _, language


def priorities(held: Consultation, published: dict[str, Any], loop: Loop) -> list[dict[str, Any]]:
    """Statements and options in the order of the result.

    ``id`` is what a plan names as the origin: ``consultation/statement/ID`` or ``consultation/option/QUESTION/OPTION``.
    ``order`` counts from 1 (options of a question by their places); ``agreement`` is None where it may not be shown.
    """
    found = []
    for place, s in enumerate(published["statements"], start=1):
        found.append(
            {
                "id": f"{held.id}/statement/{s['id']}",
                "kind": "statement",
                "order": place,
                "text": s["text"],
                "language": s["language"],
                "agreement": s["agreement"],
                "counts": published["counts"],
                "reply": _reply(loop, s["id"]),
            }
        )
    for q in published["questions"]:
        asked = held.definition.question(q["id"])
        for row in q["options"]:
            texts = asked.options[row["option"]] if asked is not None else {}
            found.append(
                {
                    "id": f"{held.id}/option/{q['id']}/{row['option']}",
                    "kind": "option",
                    "order": row["place"],
                    "text": said(texts),
                    "texts": dict(texts),
                    "ballots": q["ballots"],
                    "counts": row["counts"],
                    "reply": _reply(loop, f"{q['id']}:{row['option']}"),
                }
            )
    return found


def _reply(loop: Loop, subject: str) -> dict[str, str] | None:
    found = loop.replies.get(subject)
    if found is None:
        return None
    return {
        "decision": found.decision,
        "text": found.text,
        "owner": found.owner,
        "day": found.day.isoformat(),
    }


def for_plan(held: Consultation, published: dict[str, Any], loop: Loop, phase: str) -> dict[str, Any]:
    """The consultation and its priorities in the fields of a plan, to be put into its file.

    Args:
        held: the consultation.
        published: what was published of it.
        loop: the replies.
        phase: ``formulation`` or ``implementation`` of the plan.
    """
    asked = held.definition
    women = [
        r["people"]
        for s in published["strata"]
        if s["name"] == "sex"
        for r in s["rows"]
        if r["value"] == "female"
    ]
    with language("en"):
        listed = priorities(held, published, loop)
        title = said(asked.titles)
    consultation = {
        "id": held.id,
        "title": title,
        "phase": phase,
        "start": asked.opens.isoformat(),
        "end": asked.closes.isoformat(),
        "invited": published["counts"]["invited"],
        "took_part": published["counts"]["took_part"],
        "women": women[0] if women else None,
        "record": f"/take-part/{held.id}/results",
    }
    rows = []
    for p in listed:
        row = {"id": p["id"], "text": p["text"], "consultation": held.id, "rank": p["order"]}
        if p["reply"] is not None:
            row |= {
                "decision": p["reply"]["decision"],
                "reply": p["reply"]["text"],
                "reply_by": p["reply"]["owner"],
                "reply_on": p["reply"]["day"],
            }
        rows.append({k: v for k, v in row.items() if v is not None})
    return {"consultations": [{k: v for k, v in consultation.items() if v is not None}], "priorities": rows}


def artefacts(
    held: Consultation, published: dict[str, Any] | None, loop: Loop, address: str
) -> tuple[Artefact, ...]:
    """What a consultation holds that answers founding sentences; only what is really there is named.

    An invented consultation gives none, nor one in which so few took part that nothing may be shown.
    """
    if held.definition.invented or published is None or published["counts"]["took_part"] is None:
        return ()
    title = said(held.definition.titles)
    found = [Artefact("dialogue", "consultation", title, address, ("B10.2a", "B4.2", "B6.6a"))]

    def add(kind: str, part: str, *sentences: str) -> None:
        words = _("{plan}, {part}").format(plan=title, part=part)
        found.append(Artefact("dialogue", kind, words, address, sentences))

    shares = [r["share"] for s in published["strata"] if s["source"] for r in s["rows"]]
    if shares and None not in shares:
        add("representation", _("who took part against who is concerned"), "B6.4", "B4.3b", "B4.3c")
    if any(s["consensus"] for s in published["statements"]):
        add("opinion-groups", _("consensus and the group that agrees least"), "B10.2c")
    if any(o["place"] is not None for q in published["questions"] for o in q["options"]):
        add("ballot", _("ballots on options"), "B6.6a")
    add("priorities", _("priorities with their origin"), "B3.6", "B6.6c")
    if loop.replies:
        add("replies", _("replies with owner and day"), "B4.3a", "N.I.1b", "B6.6c")
    return tuple(found)
