"""Taking part: a code is exchanged for a key, and the key votes, says bands, proposes, casts ballots, erases.

The page that asks for the code brings a new key.  One transaction marks the code as used and keeps the hash of the
key; nothing links the two.  The same request sent again (the answer was lost) finds both and changes nothing, so a
code counts once whatever happens in between.
"""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections import deque
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from corridor.dialogue.codes import CODE_LENGTH, KEY_LENGTH, Keyed, typed
from corridor.dialogue.consultations import Consultation, Refused, code_hash, within
from corridor.dialogue.definition import GRADES, Question
from corridor.i18n import _
from corridor.records.consultations import (
    BallotRow,
    BatchRow,
    CodeRow,
    OpinionRow,
    ParticipantRow,
    StatementRow,
    VoterRow,
)
from corridor.records.database import Database

CHOICES = {"agree": 1, "disagree": -1, "pass": 0}
LONGEST = 400
"""Chosen: signs of a proposed statement."""


class TooMany(Refused):
    """Too many wrong codes were tried; no address of anybody is kept to tell who."""


class Attempts:
    """Wrong codes in the last minutes, by all visitors together, in memory only.

    Beyond ``most`` every further wrong code is answered with a request to wait.  Right codes still pass: nobody can lock
    others out, and guessing one of 31^12 does not become easier.
    """

    def __init__(self, most: int = 60, seconds: float = 300.0) -> None:
        self.most, self.seconds = most, seconds
        self._times: dict[str, deque[float]] = {}
        self._lock = threading.Lock()

    def wrong(self, name: str) -> bool:
        """Note a wrong code; says whether there were too many."""
        with self._lock:
            times = self._recent(name)
            times.append(time.monotonic())
            return len(times) > self.most

    def full(self, name: str) -> bool:
        """Whether one more wrong try would be too many."""
        with self._lock:
            return len(self._recent(name)) >= self.most

    def _recent(self, name: str) -> deque[float]:
        times = self._times.setdefault(name, deque(maxlen=self.most + 1))
        while times and times[0] < time.monotonic() - self.seconds:
            times.popleft()
        return times


@dataclass(frozen=True)
class Participant:
    """What somebody's key opens: her votes by statement id, her bands, and the questions she cast a ballot on."""

    id: str
    consultation: Consultation
    opinions: dict[str, int]
    bands: dict[str, str]
    voted: frozenset[str]
    proposals: int


def enter(database: Database, keys: Keyed, name: str, code: str, key: str, attempts: Attempts) -> None:
    """Exchange a code for a key; sent again with the same code and key it changes nothing.

    Raises:
        KeyError: no such consultation.
        Refused: not open, a mistyped, unknown, used or withdrawn code.
        TooMany: too many wrong codes lately.
    """
    own, held = typed(key), typed(code)
    if own is None or len(own) != KEY_LENGTH:
        raise Refused(_("The page was too old. Open it again and type your code."))
    refused_batch = None
    with database.writing() as session:
        consultation = within(session, name)
        if not consultation.takes_votes():
            raise Refused(_("This consultation is not open."))
        if held is None or len(held) != CODE_LENGTH:
            raise Refused(_("This is not a whole code, or a sign is wrong. Compare it with your sheet."))
        row = session.get(CodeRow, code_hash(keys, name, held), with_for_update=True)
        batch = None if row is None else session.get(BatchRow, row.batch)
        if row is not None and batch is not None:
            who = participant_hash(keys, name, own)
            known = session.get(ParticipantRow, who)
            if row.used and known is not None:
                return
            if not row.used and not batch.withdrawn and known is None:
                row.used = True
                session.add(
                    ParticipantRow(id=who, consultation=name, batch=row.batch, bands="{}", proposals=0)
                )
                return
            refused_batch = row.batch
            session.execute(
                update(BatchRow).where(BatchRow.id == refused_batch).values(refused=BatchRow.refused + 1)
            )
    if refused_batch is not None:
        raise Refused(
            _("This code was used already, or it was withdrawn. If you began before, go on with your key.")
        )
    if attempts.wrong(name):
        raise TooMany(_("Too many wrong codes were tried here lately. Wait a few minutes, then try again."))
    raise Refused(_("This code is not one of this consultation. Compare it with your sheet."))


def participant_hash(keys: Keyed, name: str, key: str) -> str:
    """What is stored of a key."""
    return keys.hash("participant", f"{name}\0{key}")


def who(session: Session, keys: Keyed, name: str, key: str) -> ParticipantRow:
    """The participant that holds a key.

    Raises:
        Refused: nobody does.
    """
    own = typed(key)
    row = session.get(ParticipantRow, participant_hash(keys, name, own)) if own else None
    if row is None or row.consultation != name:
        raise Refused(_("Nobody holds this key here. It may be mistyped, or what it opened was erased."))
    return row


def participant(database: Database, keys: Keyed, name: str, key: str) -> Participant:
    """What a key opens.

    Raises:
        KeyError, Refused: no such consultation or key.
    """
    with database.reading() as session:
        consultation = within(session, name)
        row = who(session, keys, name, key)
        opinions = session.scalars(select(OpinionRow).where(OpinionRow.participant == row.id))
        voted = session.scalars(select(VoterRow.question).where(VoterRow.participant == row.id))
        return Participant(
            row.id,
            consultation,
            {o.statement: o.choice for o in opinions},
            json.loads(row.bands),
            frozenset(voted),
            row.proposals,
        )


def vote(database: Database, keys: Keyed, name: str, key: str, statement: str, choice: str) -> None:
    """Agree with a statement, disagree, or pass; a later vote replaces the earlier one.

    Raises:
        KeyError: no such consultation or statement that is shown.
        Refused: not open, an unknown key, another choice.
    """
    if choice not in CHOICES:
        raise Refused(_("Choose agree, disagree or pass."))
    with database.writing() as session:
        row = _open(session, keys, name, key)
        shown = session.get(StatementRow, statement)
        if shown is None or shown.consultation != name or shown.state != "accepted":
            raise KeyError(statement)
        put_opinion(session, row.id, statement, CHOICES[choice])


def put_opinion(session: Session, participant_id: str, statement: str, choice: int) -> None:
    """Keep one vote in place of an earlier one, also where two requests come at once."""
    from sqlalchemy.dialects import postgresql, sqlite

    maker: Any = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    made = maker.insert(OpinionRow).values(participant=participant_id, statement=statement, choice=choice)
    session.execute(
        made.on_conflict_do_update(index_elements=["participant", "statement"], set_={"choice": choice})
    )


def say_bands(database: Database, keys: Keyed, name: str, key: str, bands: dict[str, str]) -> None:
    """Keep what somebody says about herself, in place of what she said before; an empty band is none.

    Raises:
        KeyError, Refused: as in :func:`vote`; a band that is not asked for.
    """
    with database.writing() as session:
        row = _open(session, keys, name, key)
        row.bands = json.dumps(checked_bands(within(session, name), bands))


def checked_bands(consultation: Consultation, bands: dict[str, str]) -> dict[str, str]:
    """Bands that the consultation asks for, without empty ones.

    Raises:
        Refused: others.
    """
    asked = {s.name: s.values for s in consultation.definition.strata}
    given = {k: v for k, v in bands.items() if v}
    if any(k not in asked or v not in asked[k] for k, v in given.items()):
        raise Refused(_("Choose one of the answers shown."))
    return dict(sorted(given.items()))


def propose(database: Database, keys: Keyed, name: str, key: str, text: str, language: str) -> None:
    """Propose a statement; staff read it before it is shown. It is not linked to whoever proposed it.

    Raises:
        KeyError, Refused: as in :func:`vote`; empty, too long, or too many.
    """
    text = " ".join(text.split())
    if not text or len(text) > LONGEST:
        raise Refused(_("Write one thought in 1 to {most} signs.").format(most=LONGEST))
    with database.writing() as session:
        row = _open(session, keys, name, key)
        most = within(session, name).definition.proposals
        if row.proposals >= most:
            raise Refused(_("You have proposed {most} statements, which is the most.").format(most=most))
        row.proposals += 1
        session.add(new_statement(name, text, language, "participant"))


def new_statement(name: str, text: str, language: str, origin: str) -> StatementRow:
    """A statement that waits for moderation."""
    return StatementRow(
        id=secrets.token_hex(8),
        consultation=name,
        number=None,
        language=language[:20],
        text=text,
        origin=origin,
        state="waiting",
        reason="",
        translations="{}",
    )


def cast(database: Database, keys: Keyed, name: str, key: str, question: str, choices: Any) -> None:
    """Cast a ballot on a question: once, and it cannot be changed, because nothing leads back to it.

    Sent again it changes nothing.

    Raises:
        KeyError: no such consultation or question.
        Refused: not open, an unknown key, choices that are not what the question asks.
    """
    with database.writing() as session:
        row = _open(session, keys, name, key, lock=True)
        asked = within(session, name).definition.question(question)
        if asked is None:
            raise KeyError(question)
        fine = checked_choices(asked, choices)
        if session.get(VoterRow, (row.id, question)) is not None:
            return
        session.add(VoterRow(participant=row.id, question=question, consultation=name))
        session.add(new_ballot(name, question, row.batch, fine))


def new_ballot(name: str, question: str, batch: str, choices: Any) -> BallotRow:
    """A ballot under a random number."""
    return BallotRow(
        id=secrets.token_hex(16),
        consultation=name,
        question=question,
        batch=batch,
        choices=json.dumps(choices),
    )


def checked_choices(question: Question, choices: Any) -> Any:
    """The choices of a ballot in their one form.

    approve: a list of options; rank: places by option (1 is best); points: grades by option.

    Raises:
        Refused: others.
    """
    if question.kind == "approve":
        if isinstance(choices, list) and set(choices) <= set(question.options):
            return sorted(set(choices))
        raise Refused(_("Choose among the options shown."))
    given = {k: str(v) for k, v in choices.items() if str(v)} if isinstance(choices, dict) else None
    allowed = GRADES if question.kind == "points" else tuple(str(n + 1) for n in range(len(question.options)))
    if given is None or any(k not in question.options or v not in allowed for k, v in given.items()):
        raise Refused(_("Give each option one of the places or points shown, or leave it empty."))
    return dict(sorted(given.items()))


def erase(database: Database, keys: Keyed, name: str, key: str) -> str:
    """Erase what a key opens; returns what could not be undone, in words.

    Raises:
        KeyError, Refused: no such consultation or key.
    """
    with database.writing() as session:
        consultation = within(session, name)
        row = who(session, keys, name, key)
        cast_any = session.scalars(
            delete(VoterRow).where(VoterRow.participant == row.id).returning(VoterRow.question)
        )
        had_ballot = bool(cast_any.all())
        session.execute(delete(OpinionRow).where(OpinionRow.participant == row.id))
        session.delete(row)
    said = [_("Your votes on statements and what you said about yourself are erased.")]
    if not _scrubbed(database):
        said.append(
            _(
                "Traces can stay in the files of the database until they are cleaned, at the latest at the end."
            )
        )
    if had_ballot:
        said.append(
            _("A ballot that you cast cannot be found any more, not even by us, so it stays counted.")
        )
    if consultation.state in ("closed", "sealed"):
        said.append(_("Totals that were published before stay as they are; nobody can see you in them."))
    said.append(_("Your code stays used. Copies that others made before are out of our reach."))
    return " ".join(said)


def _scrubbed(database: Database) -> bool:
    """Clean the files; not possible while others hold the database, or on a full disk (the rows are gone all the same)."""
    sqlite = database.engine.dialect.name == "sqlite"
    try:
        for table in (OpinionRow,) if sqlite else (OpinionRow, ParticipantRow):
            database.scrub(table.__tablename__)
    except Exception:  # the drivers raise errors of their own
        return False
    return True


def _open(session: Session, keys: Keyed, name: str, key: str, *, lock: bool = False) -> ParticipantRow:
    if not within(session, name).takes_votes():
        raise Refused(_("This consultation is not open."))
    row = who(session, keys, name, key)
    if lock:
        session.refresh(row, with_for_update=True)
    return row
