"""Taking part: a code, one statement a page, options, what one likes to say about oneself, thanks, erasure.

No account and no script; nothing about the visitor is written down but what she sends.
"""

from __future__ import annotations

import hashlib
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from corridor.dialogue import taking_part
from corridor.dialogue.codes import new_key, typed
from corridor.dialogue.consultations import Consultation, Refused, listed, one, took_part_about
from corridor.dialogue.definition import GRADES, said
from corridor.dialogue.statements import Statement, statements
from corridor.dossier.dialogue_sheets import choice_titles, paper_rules
from corridor.i18n import LANGUAGES, _, current
from corridor.workbench.dialogue.shared import (
    SafeRoute,
    attempts,
    clear_key,
    database,
    key_of,
    keys,
    remember,
    sent,
    who,
)
from corridor.workbench.pages import page, url

router = APIRouter(include_in_schema=False, route_class=SafeRoute)
Form = Annotated[FormData, Depends(sent)]


@router.get("/take-part/{name}")
def begin(request: Request, name: str) -> Response:
    """What it is about, and the place for the code."""
    held = _published(request, name)
    return page(
        request,
        "dialogue/begin.html",
        **_about(held),
        key=new_key(),
        inside=bool(key_of(request)),
        takes=held.takes_votes(),
        state=held.state,
        at_least=took_part_about(database(request), name),
    )


@router.post("/take-part/{name}/enter")
def enter(request: Request, name: str, form: Form) -> Response:
    """Exchange the code for the key."""
    key = str(form.get("key", ""))
    taking_part.enter(
        database(request), keys(request), name, str(form.get("code", "")), key, attempts(request)
    )
    return remember(RedirectResponse(url(f"/take-part/{name}/key"), 303), name, typed(key) or "")


@router.post("/take-part/{name}/back")
def come_back(request: Request, name: str, form: Form) -> Response:
    """Go on with a key."""
    key = typed(str(form.get("key", ""))) or ""
    taking_part.participant(database(request), keys(request), name, key)
    return remember(RedirectResponse(url(f"/take-part/{name}/statements"), 303), name, key)


@router.get("/take-part/{name}/key")
def show_key(request: Request, name: str) -> Response:
    """The key, to be written down."""
    from corridor.dialogue.codes import grouped

    held = who(request, name).consultation
    return page(request, "dialogue/key.html", **_about(held), key=grouped(key_of(request)))


@router.get("/take-part/{name}/statements")
def statement(request: Request, name: str, at: int | None = None) -> Response:
    """One statement."""
    person = who(request, name)
    asked = _in_own_order(request, name, person.id)
    if at is None:
        at = next((n for n, s in enumerate(asked) if s.id not in person.opinions), len(asked))
    if not 0 <= at < len(asked):
        return RedirectResponse(url(_next_part(person, "statements")), 303)
    text, code = asked[at].reading()
    chosen = {v: k for k, v in taking_part.CHOICES.items()}.get(person.opinions.get(asked[at].id, 9))
    return page(
        request,
        "dialogue/statement.html",
        **_about(person.consultation),
        statement=asked[at],
        text=text,
        text_language=code,
        original=asked[at].text if code != asked[at].language else "",
        at=at,
        total=len(asked),
        choices=choice_titles(),
        chosen=chosen,
    )


@router.post("/take-part/{name}/statements")
def vote(request: Request, name: str, form: Form) -> Response:
    """Keep one vote, and go on."""
    chosen = str(form.get("choice", ""))
    taking_part.vote(
        database(request), keys(request), name, key_of(request), str(form.get("statement", "")), chosen
    )
    at = str(form.get("at", ""))
    return RedirectResponse(
        url(f"/take-part/{name}/statements", at=int(at) + 1 if at.isdecimal() and len(at) < 5 else None), 303
    )


@router.get("/take-part/{name}/about-you")
def about_you(request: Request, name: str) -> Response:
    """What one may say about oneself, and why it is asked."""
    person = who(request, name)
    return page(request, "dialogue/about_you.html", **_about(person.consultation), bands=person.bands)


@router.post("/take-part/{name}/about-you")
def say_about_you(request: Request, name: str, form: Form) -> Response:
    """Keep it, where it was agreed to."""
    person = who(request, name)
    given = {s.name: str(form.get(s.name, "")) for s in person.consultation.definition.strata}
    if any(given.values()) and form.get("agree") != "yes":
        raise Refused(_("Tick that you agree, or leave all answers empty."))
    taking_part.say_bands(database(request), keys(request), name, key_of(request), given)
    return RedirectResponse(url(_next_part(person, "about-you")), 303)


@router.get("/take-part/{name}/questions/{question}")
def options(request: Request, name: str, question: str) -> Response:
    """A vote on options."""
    person = who(request, name)
    asked = person.consultation.definition.question(question)
    if asked is None:
        raise KeyError(question)
    number = len(asked.options)
    return page(
        request,
        "dialogue/options.html",
        **_about(person.consultation),
        question=asked,
        voted=question in person.voted,
        values=GRADES if asked.kind == "points" else [str(n + 1) for n in range(number)],
        onward=_next_part(person, f"questions/{question}"),
    )


@router.post("/take-part/{name}/questions/{question}")
def cast(request: Request, name: str, question: str, form: Form) -> Response:
    """Cast the ballot."""
    person = who(request, name)
    asked = person.consultation.definition.question(question)
    if asked is None:
        raise KeyError(question)
    choices: object
    if asked.kind == "approve":
        choices = [str(v) for v in form.getlist("option")]
    else:
        choices = {o: str(form.get(f"option-{o}", "")) for o in asked.options}
    taking_part.cast(database(request), keys(request), name, key_of(request), question, choices)
    return RedirectResponse(url(_next_part(person, f"questions/{question}")), 303)


@router.get("/take-part/{name}/propose")
def ask_for_proposal(request: Request, name: str, done: str = "") -> Response:
    """A statement of one's own."""
    person = who(request, name)
    left = max(0, person.consultation.definition.proposals - person.proposals)
    return page(
        request,
        "dialogue/propose.html",
        **_about(person.consultation),
        left=left,
        longest=taking_part.LONGEST,
        done=bool(done),
        offered=[*LANGUAGES.items(), ("other", _("Another language"))],
        own=current(),
    )


@router.post("/take-part/{name}/propose")
def propose(request: Request, name: str, form: Form) -> Response:
    """Keep it for moderation."""
    code = str(form.get("language", "")) or "en"
    text = str(form.get("text", ""))
    taking_part.propose(
        database(request), keys(request), name, key_of(request), text, code if code in LANGUAGES else "und"
    )
    return RedirectResponse(url(f"/take-part/{name}/propose", done="1"), 303)


@router.get("/take-part/{name}/thanks")
def thanks(request: Request, name: str) -> Response:
    """Thanks, and what comes next."""
    from corridor.dialogue.codes import grouped

    person = who(request, name)
    return page(
        request,
        "dialogue/thanks.html",
        **_about(person.consultation),
        key=grouped(key_of(request)),
        votes=len(person.opinions),
    )


@router.post("/take-part/{name}/leave")
def leave(request: Request, name: str) -> Response:
    """Forget the key in this browser."""
    return clear_key(RedirectResponse(url(f"/take-part/{name}"), 303), name)


@router.get("/take-part/{name}/erase")
def ask_to_erase(request: Request, name: str) -> Response:
    """Erasing, by the key."""
    return page(request, "dialogue/erase.html", **_about(_published(request, name)), told="")


@router.post("/take-part/{name}/erase")
def erase(request: Request, name: str, form: Form) -> Response:
    """Erase, and say what could not be undone."""
    key = str(form.get("key", "")).strip() or key_of(request)
    words = taking_part.erase(database(request), keys(request), name, key)
    answer = page(request, "dialogue/erase.html", **_about(_published(request, name)), told=words)
    return clear_key(answer, name)


@router.get("/take-part/{name}/ballot")
def ballot(request: Request, name: str) -> Response:
    """The paper ballot as a page to print."""
    held = _published(request, name)
    with database(request).reading() as session:
        asked = statements(session, name, "accepted")
    return page(
        request,
        "dialogue/ballot.html",
        **_about(held),
        statements=asked,
        choices=choice_titles(),
        rules=paper_rules(),
        grades=GRADES,
    )


@router.get("/take-part/{name}/ballot.pdf")
def ballot_pdf(request: Request, name: str) -> Response:
    """The paper ballot as PDF."""
    from corridor.dossier.dialogue_sheets import ballot_sheet

    held = _published(request, name)
    with database(request).reading() as session:
        asked = statements(session, name, "accepted")
    made = ballot_sheet(held.definition, asked, current())
    headers = {"content-disposition": 'inline; filename="ballot.pdf"'}
    return Response(made, media_type="application/pdf", headers=headers)


def _published(request: Request, name: str) -> Consultation:
    """A consultation that is not a draft."""
    held = one(database(request), name)
    if held.state == "draft":
        raise KeyError(name)
    return held


def _about(held: Consultation) -> dict[str, Any]:
    """What every page of a consultation shows."""
    return {
        "name": held.id,
        "consultation": held.definition,
        "title": said(held.definition.titles),
        "said": said,
    }


def _in_own_order(request: Request, name: str, person: str) -> list[Statement]:
    """The statements in an order of each participant's own, so that the last ones are not always the same."""
    with database(request).reading() as session:
        asked = statements(session, name, "accepted")
    return sorted(asked, key=lambda s: hashlib.sha256(f"{person}{s.id}".encode()).digest())


def _next_part(person: taking_part.Participant, part: str) -> str:
    """Where it goes on after a part."""
    asked = person.consultation.definition
    parts = ["statements", *(f"questions/{q.id}" for q in asked.questions)]
    parts += ["about-you"] if asked.strata else []
    parts.append("thanks")
    return f"/take-part/{asked.id}/{parts[parts.index(part) + 1]}"


@router.get("/take-part")
def all_of_them(request: Request) -> Response:
    """Every consultation that is open or was published."""
    from fastapi.responses import JSONResponse

    from corridor.workbench.pages import wants_json

    found = [c for c in listed(database(request)) if c.state != "draft"]
    if wants_json(request):
        return JSONResponse(
            [
                {
                    "id": c.id,
                    "titles": dict(c.definition.titles),
                    "state": c.state,
                    "opens": c.definition.opens.isoformat(),
                    "closes": c.definition.closes.isoformat(),
                }
                for c in found
            ]
        )
    return page(request, "dialogue/all.html", found=found, said=said, name="")
