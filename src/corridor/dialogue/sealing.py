"""Closing and sealing: results are computed once, published, and then the rows behind them are deleted.

Nothing but rounded participation is shown before closing, and what is published at closing is never changed, so there
are no two publications to subtract from each other.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from sqlalchemy import delete, func, select, text

from corridor.dialogue.consultations import Refused, batches, move, within
from corridor.dialogue.findings import Material, findings
from corridor.dialogue.statements import statements
from corridor.i18n import _
from corridor.records.consultations import (
    BallotRow,
    BatchRow,
    CodeRow,
    OpinionRow,
    PaperRow,
    ParticipantRow,
    ResultRow,
    VoterRow,
)
from corridor.records.database import Base, Database

PERSONAL = (OpinionRow, VoterRow, BallotRow, PaperRow, CodeRow, ParticipantRow)
"""Tables whose rows are about single people, or could become so."""


def stop_voting(database: Database, name: str) -> None:
    """Take no more votes: the first half of closing, done at once.

    Raises:
        KeyError: there is none.
        Refused: it was never opened, or paper sheets wait for their second entry.
    """
    with database.writing() as session:
        own = select(BatchRow.id).where(BatchRow.consultation == name)
        waiting = session.scalar(
            select(func.count()).select_from(PaperRow).where(PaperRow.batch.in_(own), PaperRow.answers != "")
        )
        if waiting:
            raise Refused(
                _("{count} paper sheets wait for their second entry: enter them first").format(count=waiting)
            )
        if within(session, name).state != "sealed":
            move(session, name, ("open", "closed"), "closed")


def close(
    database: Database, name: str, progress: Callable[[int, int], None] | None = None
) -> dict[str, Any]:
    """Close a consultation and publish its results; called again it returns what was published.

    ``progress`` is called with the number of statements done, and of all: many groups can take minutes.

    Raises:
        KeyError, Refused: as in :func:`stop_voting`.
    """
    stop_voting(database, name)
    published = results(database, name)
    if published is not None:
        return published
    shuffle(database)
    with database.reading() as session:
        material = _material(session, name)
    made = json.dumps(findings(material, progress), ensure_ascii=False)
    with database.writing() as session:
        within(session, name)
        held = session.get(ResultRow, name)
        if held is None:
            # of two that close at once, what the first published stands
            session.add(ResultRow(consultation=name, document=made))
            return json.loads(made)
        return json.loads(held.document)


def results(database: Database, name: str) -> dict[str, Any] | None:
    """What was published; None before closing."""
    with database.reading() as session:
        row = session.get(ResultRow, name)
        return None if row is None else json.loads(row.document)


def seal(database: Database, name: str) -> None:
    """Delete every row about single people of a closed consultation, for good. What was published stays.

    Called again after a crash it finishes the work.

    Raises:
        KeyError: there is none.
        Refused: it is not closed, or nothing is published yet.
    """
    with database.writing() as session:
        if session.get(ResultRow, name) is None:
            within(session, name)
            raise Refused(_("close the consultation first: nothing is published yet"))
        move(session, name, ("closed", "sealed"), "sealed")
        own = select(BatchRow.id).where(BatchRow.consultation == name)
        people = select(ParticipantRow.id).where(ParticipantRow.consultation == name)
        session.execute(delete(OpinionRow).where(OpinionRow.participant.in_(people)))
        session.execute(delete(VoterRow).where(VoterRow.consultation == name))
        session.execute(delete(BallotRow).where(BallotRow.consultation == name))
        session.execute(delete(ParticipantRow).where(ParticipantRow.consultation == name))
        session.execute(delete(PaperRow).where(PaperRow.batch.in_(own)))
        session.execute(delete(CodeRow).where(CodeRow.batch.in_(own)))
    if database.engine.dialect.name == "sqlite":
        database.scrub(ParticipantRow.__tablename__)
    else:
        for personal in PERSONAL:
            database.scrub(personal.__tablename__)


def shuffle(database: Database) -> None:
    """Write the tables anew in the order of their random keys, so that storage keeps no order of coming.

    On PostgreSQL each row also carries the number of the transaction that wrote it, which would join a used code with the
    participant that it became: after this all rows have the same.  Open consultations are included.
    """
    if database.engine.dialect.name == "sqlite":
        database.scrub(ParticipantRow.__tablename__)
        return
    names = [t.__tablename__ for t in PERSONAL]
    with database.writing() as session:
        session.execute(text(f"LOCK TABLE {', '.join(names)} IN ACCESS EXCLUSIVE MODE"))
        for name in names:
            session.execute(text(f"CREATE TEMPORARY TABLE shuffled_{name} ON COMMIT DROP AS TABLE {name}"))
        session.execute(text(f"TRUNCATE {', '.join(names)}"))
        # participants before the opinions that refer to them
        for name in reversed(names):
            key = ", ".join(c.name for c in Base.metadata.tables[name].primary_key)
            session.execute(text(f"INSERT INTO {name} SELECT * FROM shuffled_{name} ORDER BY {key}"))


def _material(session: Any, name: str) -> Material:
    held = within(session, name)
    own = list(session.scalars(select(ParticipantRow).where(ParticipantRow.consultation == name)))
    ids = [p.id for p in own]
    asked = statements(session, name, "accepted")
    shown = {s.id for s in asked}
    opinions: dict[str, dict[str, int]] = {p: {} for p in ids}
    rows = session.execute(
        select(OpinionRow.participant, OpinionRow.statement, OpinionRow.choice)
        .join(ParticipantRow, ParticipantRow.id == OpinionRow.participant)
        .where(ParticipantRow.consultation == name)
    )
    for participant, statement, choice in rows:
        if statement in shown:
            opinions[participant][statement] = choice
    ballots = [
        (b.question, b.batch, json.loads(b.choices))
        for b in session.scalars(
            select(BallotRow).where(BallotRow.consultation == name).order_by(BallotRow.id)
        )
    ]
    people = sorted(own, key=lambda p: p.id)
    return Material(
        definition=held.definition,
        statements=tuple(asked),
        people=tuple((p.batch, json.loads(p.bands), opinions[p.id]) for p in people),
        ballots=tuple(ballots),
        batches=tuple(batches(session, name)),
    )
