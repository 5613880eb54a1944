"""Consultations as they are kept: made, opened, read; and their batches of codes."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from corridor.dialogue.codes import Keyed, new_code, typed
from corridor.dialogue.definition import Definition, read_definition
from corridor.i18n import _
from corridor.records.consultations import BatchRow, CodeRow, ConsultationRow, ParticipantRow
from corridor.records.database import Database

MOST_CODES = 5000
"""Chosen: most codes of one batch."""


class Refused(ValueError):
    """Something that cannot be done now; the message says why."""


@dataclass(frozen=True)
class Consultation:
    """A consultation and its state: draft, open, closed, sealed."""

    definition: Definition
    state: str

    @property
    def id(self) -> str:
        """Its id."""
        return self.definition.id

    def takes_votes(self, today: date | None = None) -> bool:
        """Whether people can take part today."""
        day = today or datetime.now(UTC).date()
        return self.state == "open" and self.definition.opens <= day <= self.definition.closes


@dataclass(frozen=True)
class Batch:
    """A batch of codes: issued, used and refused, and paper slips whose ballots wait to be entered."""

    id: str
    association: str
    issued: int
    used: int
    refused: int
    slips: int
    withdrawn: bool


def add(database: Database, document: Mapping[str, Any]) -> Consultation:
    """Keep a new consultation as a draft.

    Raises:
        DefinitionProblems: the definition is not what it must be.
        Refused: there is one of that id.
    """
    made = read_definition(dict(document))
    with database.writing() as session:
        if session.get(ConsultationRow, made.id) is not None:
            raise Refused(_("there is a consultation {name} already").format(name=made.id))
        text = json.dumps(made.document, ensure_ascii=False, default=str)
        session.add(ConsultationRow(id=made.id, state="draft", document=text))
    return Consultation(made, "draft")


def one(database: Database, name: str) -> Consultation:
    """A consultation.

    Raises:
        KeyError: there is none of that id.
    """
    with database.reading() as session:
        return within(session, name)


def within(session: Session, name: str) -> Consultation:
    """A consultation as a transaction sees it; it cannot change until that ends (PostgreSQL: the row is locked)."""
    row = session.get(ConsultationRow, name, with_for_update={"read": True})
    if row is None:
        raise KeyError(name)
    return Consultation(read_definition(json.loads(row.document)), row.state)


def listed(database: Database) -> list[Consultation]:
    """Every consultation, by id."""
    with database.reading() as session:
        rows = session.scalars(select(ConsultationRow).order_by(ConsultationRow.id))
        return [Consultation(read_definition(json.loads(row.document)), row.state) for row in rows]


def move(session: Session, name: str, expected: tuple[str, ...], state: str) -> Consultation:
    """Bring a consultation from one of the expected states to another.

    Raises:
        KeyError: there is none.
        Refused: it is in another state.
    """
    row = session.get(ConsultationRow, name, with_for_update=True)
    if row is None:
        raise KeyError(name)
    if row.state not in expected:
        raise Refused(
            _("the consultation is {state}; expected {expected}").format(
                state=row.state, expected=", ".join(expected)
            )
        )
    row.state = state
    return Consultation(read_definition(json.loads(row.document)), state)


def open_it(database: Database, name: str) -> Consultation:
    """Open a draft: from then on its definition is fixed.

    Raises:
        KeyError, Refused: as in :func:`move`.
    """
    with database.writing() as session:
        return move(session, name, ("draft", "open"), "open")


def erase(database: Database, name: str) -> None:
    """Erase a consultation with all that belongs to it, for good.

    Raises:
        KeyError: there is none.
    """
    with database.writing() as session:
        if session.get(ConsultationRow, name) is None:
            raise KeyError(name)
        session.execute(delete(ConsultationRow).where(ConsultationRow.id == name))
    for table in (ConsultationRow.__tablename__, "consultation_opinion", "consultation_ballot"):
        database.scrub(table)


def issue(database: Database, keys: Keyed, name: str, association: str, number: int) -> tuple[str, list[str]]:
    """A new batch of codes for an association: the batch's id, and the codes, which are told this once only.

    Raises:
        KeyError: no such consultation.
        Refused: fewer codes than the minimum cell size (a batch would be few people), or too many.
    """
    association = association.strip()[:200]
    with database.writing() as session:
        held = within(session, name)
        if held.state not in ("draft", "open"):
            raise Refused(_("codes can be issued until the consultation is closed"))
        least = held.definition.minimum
        if not association:
            raise Refused(_("name the association that hands the codes out"))
        if not least <= number <= MOST_CODES:
            raise Refused(
                _("a batch has {least} to {most} codes, so that it never stands for a few people").format(
                    least=least, most=MOST_CODES
                )
            )
        codes = [new_code() for _n in range(number)]
        batch = BatchRow(
            id=secrets.token_hex(4),
            consultation=name,
            association=association,
            issued=number,
            refused=0,
            slips=0,
            withdrawn=False,
        )
        session.add(batch)
        session.flush()
        hashes = sorted(code_hash(keys, name, typed(code) or "") for code in codes)
        session.add_all(CodeRow(hash=h, batch=batch.id, used=False) for h in hashes)
        return batch.id, codes


def code_hash(keys: Keyed, name: str, code: str) -> str:
    """What is stored of a code."""
    return keys.hash("code", f"{name}\0{code}")


def withdraw(database: Database, name: str, batch: str) -> None:
    """Stop the unused codes of a batch (sheets were lost or copied). What was said with used ones stays.

    Raises:
        KeyError: no such batch.
    """
    with database.writing() as session:
        row = session.get(BatchRow, batch)
        if row is None or row.consultation != name:
            raise KeyError(batch)
        row.withdrawn = True


def batches(session: Session, name: str) -> list[Batch]:
    """The batches of a consultation in the order of their (random) ids."""
    used = dict(
        session.execute(
            select(CodeRow.batch, func.count()).where(CodeRow.used.is_(True)).group_by(CodeRow.batch)
        ).all()
    )
    rows = session.scalars(select(BatchRow).where(BatchRow.consultation == name).order_by(BatchRow.id))
    return [
        Batch(r.id, r.association, r.issued, int(used.get(r.id, 0)), r.refused, r.slips, r.withdrawn)
        for r in rows
    ]


def count_refused(database: Database, batch: str) -> None:
    """Count one refused use of a code of a batch."""
    with database.writing() as session:
        session.execute(update(BatchRow).where(BatchRow.id == batch).values(refused=BatchRow.refused + 1))


def took_part_about(database: Database, name: str) -> int:
    """How many took part, rounded down to full steps of the minimum: what may be said while it is open.

    Exact numbers over time would tell what each new participant said.
    """
    with database.reading() as session:
        held = within(session, name)
        count = session.scalar(
            select(func.count()).select_from(ParticipantRow).where(ParticipantRow.consultation == name)
        )
    step = held.definition.minimum
    return int(count or 0) // step * step
