"""Statements: moderated with a reason, translated with a review, answered with an owner and a date."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from corridor.dialogue.consultations import Consultation, Refused, within
from corridor.dialogue.taking_part import LONGEST, new_statement
from corridor.i18n import N_, _, current
from corridor.records.consultations import CollectiveRow, ReplyRow, StatementRow
from corridor.records.database import Database

DECISIONS = {"accepted": N_("accepted"), "partly": N_("accepted in part"), "refused": N_("refused")}


@dataclass(frozen=True)
class Translation:
    """A translation of a statement: its text, who made it, and whether somebody else read it over."""

    text: str
    translator: str
    reviewed: bool


@dataclass(frozen=True)
class Statement:
    """A statement in its own words. ``state`` is waiting, accepted or rejected, with the ``reason``."""

    id: str
    number: int | None
    language: str
    text: str
    origin: str
    state: str
    reason: str
    translations: Mapping[str, Translation]

    def reading(self) -> tuple[str, str]:
        """The text for the reader and its language: a reviewed translation where there is one, else the original."""
        found = self.translations.get(current())
        if current() != self.language and found is not None and found.reviewed:
            return found.text, current()
        return self.text, self.language


@dataclass(frozen=True)
class Reply:
    """A reasoned reply: to a statement (its id) or an option (``question:option``), by an owner, by a day.

    ``decision`` is accepted, partly or refused.
    """

    subject: str
    decision: str
    text: str
    owner: str
    day: date


@dataclass(frozen=True)
class Loop:
    """How many of the statements and options that need a reply have one."""

    replies: Mapping[str, Reply]
    needed: int

    @property
    def answered(self) -> int:
        """How many have a reply."""
        return len(self.replies)


def propose_by_staff(database: Database, name: str, text: str, language: str) -> str:
    """Add a statement by staff, accepted at once; returns its id.

    Raises:
        KeyError: no such consultation.
        Refused: closed already, or not 1 to 400 signs.
    """
    text = " ".join(text.split())
    if not text or len(text) > LONGEST:
        raise Refused(_("Write one thought in 1 to {most} signs.").format(most=LONGEST))
    with database.writing() as session:
        _changeable(within(session, name))
        row = new_statement(name, text, language, "staff")
        row.state, row.number = "accepted", _next_number(session, name)
        session.add(row)
        return row.id


def moderate(database: Database, name: str, statement: str, state: str, reason: str = "") -> None:
    """Accept or reject a statement. A rejection needs a reason, which everybody can read.

    Raises:
        KeyError: no such statement.
        Refused: closed already, another state, or no reason.
    """
    if state not in ("accepted", "rejected"):
        raise Refused(_("a statement is accepted or rejected"))
    if state == "rejected" and not reason.strip():
        raise Refused(_("a rejection needs a reason, which is shown"))
    with database.writing() as session:
        _changeable(within(session, name))
        row = _row(session, name, statement)
        row.state, row.reason = state, reason.strip()
        if state == "accepted" and row.number is None:
            row.number = _next_number(session, name)


def translate(
    database: Database,
    name: str,
    statement: str,
    language: str,
    text: str,
    translator: str,
    *,
    reviewed: bool,
) -> None:
    """Put a translation beside a statement, in place of an earlier one. The original stays as it is.

    Raises:
        KeyError: no such statement.
        Refused: no text, no translator, or the language of the original.
    """
    if not text.strip() or not translator.strip():
        raise Refused(_("a translation needs a text and the name of its translator"))
    with database.writing() as session:
        row = _row(session, name, statement)
        if language == row.language:
            raise Refused(_("this is the language of the original, which is never changed"))
        held = json.loads(row.translations)
        held[language] = {"text": text.strip(), "translator": translator.strip(), "reviewed": bool(reviewed)}
        row.translations = json.dumps(held, ensure_ascii=False)


def statements(session: Session, name: str, *states: str) -> list[Statement]:
    """Statements in some states (all if none is named): by number, those without one by id."""
    query = select(StatementRow).where(StatementRow.consultation == name)
    if states:
        query = query.where(StatementRow.state.in_(states))
    rows = sorted(session.scalars(query), key=lambda r: (r.number is None, r.number or 0, r.id))
    return [
        Statement(
            r.id,
            r.number,
            r.language,
            r.text,
            r.origin,
            r.state,
            r.reason,
            {code: Translation(**t) for code, t in json.loads(r.translations).items()},
        )
        for r in rows
    ]


def reply(
    database: Database, name: str, subject: str, decision: str, text: str, owner: str, day: date
) -> None:
    """Reply to a statement or an option, in place of an earlier reply.

    Args:
        database: where.
        name: the consultation.
        subject: the id of a statement (rejected ones too), or ``question:option``.
        decision: accepted, partly or refused.
        text: the reasons and what will be done.
        owner: who answers for it.
        day: by when, or when it was decided.

    Raises:
        KeyError: no such consultation or subject.
        Refused: no decision, text or owner.
    """
    if decision not in DECISIONS:
        raise Refused(_("a reply says whether it is accepted, accepted in part, or refused"))
    if not text.strip() or not owner.strip():
        raise Refused(_("a reply needs its reasons and an owner"))
    with database.writing() as session:
        if subject not in subjects(session, within(session, name)):
            raise KeyError(subject)
        row = session.get(ReplyRow, (name, subject))
        if row is None:
            session.add(
                ReplyRow(
                    consultation=name,
                    subject=subject,
                    decision=decision,
                    text=text.strip(),
                    owner=owner.strip()[:200],
                    day=day,
                )
            )
        else:
            row.decision = decision
            row.text, row.owner, row.day = text.strip(), owner.strip()[:200], day


def subjects(session: Session, held: Consultation) -> list[str]:
    """What needs a reply: statements that were moderated, and options."""
    found = [s.id for s in statements(session, held.id, "accepted", "rejected")]
    return found + [f"{q.id}:{o}" for q in held.definition.questions for o in q.options]


def loop(session: Session, held: Consultation) -> Loop:
    """The replies, and how many are needed."""
    rows = session.scalars(
        select(ReplyRow).where(ReplyRow.consultation == held.id).order_by(ReplyRow.subject)
    )
    return Loop(
        {r.subject: Reply(r.subject, r.decision, r.text, r.owner, r.day) for r in rows},
        len(subjects(session, held)),
    )


def add_collective(
    database: Database,
    name: str,
    association: str,
    text: str,
    language: str,
    consulted: int,
    women: int | None,
    how: str,
) -> str:
    """Keep what an association declares for its members; returns its id.

    It is shown apart and is in no count of individual answers.

    Raises:
        KeyError: no such consultation.
        Refused: a field that is missing or not possible.
    """
    if not association.strip() or not text.strip() or not how.strip():
        raise Refused(_("expected the association, what it says, and how it asked its members"))
    if consulted < 1 or (women is not None and not 0 <= women <= consulted):
        raise Refused(_("expected how many members were asked (from 1 on), and at most as many women"))
    with database.writing() as session:
        held = within(session, name)
        if held.state not in ("draft", "open"):
            raise Refused(_("the consultation is closed"))
        document = {
            "association": association.strip()[:200],
            "text": text.strip()[:4000],
            "language": language,
            "consulted": consulted,
            "women": women,
            "how": how.strip()[:1000],
        }
        row = CollectiveRow(
            id=secrets.token_hex(8), consultation=name, document=json.dumps(document, ensure_ascii=False)
        )
        session.add(row)
        return row.id


def collective(session: Session, name: str) -> list[dict[str, Any]]:
    """The declared collective responses, by association."""
    rows = session.scalars(select(CollectiveRow).where(CollectiveRow.consultation == name))
    return sorted((json.loads(r.document) for r in rows), key=lambda d: str(d["association"]))


def _row(session: Session, name: str, statement: str) -> StatementRow:
    row = session.get(StatementRow, statement)
    if row is None or row.consultation != name:
        raise KeyError(statement)
    return row


def _next_number(session: Session, name: str) -> int:
    last = session.scalar(select(func.max(StatementRow.number)).where(StatementRow.consultation == name))
    return int(last or 0) + 1


def _changeable(held: Consultation) -> None:
    if held.state not in ("draft", "open"):
        raise Refused(_("the consultation is closed"))
