"""Results as they were published, with who took part beside them, replies, and what is withheld explained."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from corridor.dialogue.consultations import one, took_part_about
from corridor.dialogue.definition import said
from corridor.dialogue.origins import priorities
from corridor.dialogue.sealing import results as published
from corridor.dialogue.statements import DECISIONS, collective, loop, statements
from corridor.workbench.dialogue.shared import SafeRoute, database
from corridor.workbench.pages import page, wants_json

router = APIRouter(include_in_schema=False, route_class=SafeRoute)


@router.get("/take-part/{name}/results")
def results(request: Request, name: str) -> Response:
    """What was said, and by how many."""
    kept = database(request)
    held = one(kept, name)
    if held.state == "draft":
        raise KeyError(name)
    found = published(kept, name)
    with kept.reading() as session:
        answers = loop(session, held)
        declared = collective(session, name)
        every = statements(session, name, "accepted", "rejected")
    replies = {
        k: {"decision": r.decision, "text": r.text, "owner": r.owner, "day": r.day.isoformat()}
        for k, r in answers.replies.items()
    }
    about = took_part_about(kept, name) if found is None else None
    rejected = [s for s in every if s.state == "rejected"]
    if wants_json(request):
        return JSONResponse(
            {
                "state": held.state,
                "at_least": about,
                "published": found,
                "priorities": priorities(held, found, answers) if found else [],
                "collective": declared,
                "replies": replies,
                "answered": answers.answered,
                "needed": answers.needed,
                "rejected": [{"id": s.id, "reason": s.reason} for s in rejected],
            }
        )
    return page(
        request,
        "dialogue/results.html",
        name=name,
        consultation=held.definition,
        title=said(held.definition.titles),
        said=said,
        state=held.state,
        found=found,
        at_least=about,
        words={s.id: s.reading() for s in every},
        closing=answers,
        replies=answers.replies,
        collective=declared,
        decisions=DECISIONS,
        rejected=rejected,
        labels={
            s.name: (s.question, {v: said(t) for v, t in s.values.items()}) for s in held.definition.strata
        },
    )
