"""Paper: code slips handed in, ballots entered twice, and counted without a code.

Slip and ballot are cut apart and go into two boxes.  Slips are marked used first; then as many sheets of the batch
may be entered.  A sheet has a number pencilled on it; it counts when two entries of it agree, and its answers are then
kept under random numbers only.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from corridor.dialogue.codes import CODE_LENGTH, Keyed, typed
from corridor.dialogue.consultations import Consultation, Refused, code_hash, within
from corridor.dialogue.statements import statements
from corridor.dialogue.taking_part import CHOICES, checked_bands, checked_choices, new_ballot, put_opinion
from corridor.i18n import _
from corridor.records.consultations import BatchRow, CodeRow, PaperRow, ParticipantRow, VoterRow
from corridor.records.database import Database


@dataclass(frozen=True)
class Slips:
    """Slips that were handed in: accepted, used before, and those that are no code of the batch."""

    accepted: int
    used: int
    wrong: tuple[str, ...]


def hand_in(database: Database, keys: Keyed, name: str, batch: str, codes: Sequence[str]) -> Slips:
    """Mark the codes of slips as used; each gives the right to enter one sheet of the batch.

    Raises:
        KeyError: no such consultation or batch.
        Refused: not open.
    """
    accepted, used, wrong = 0, 0, []
    with database.writing() as session:
        _enterable(within(session, name))
        held = _batch(session, name, batch)
        for text in dict.fromkeys(codes):
            code = typed(text)
            fine = code is not None and len(code) == CODE_LENGTH
            row = (
                session.get(CodeRow, code_hash(keys, name, code or ""), with_for_update=True)
                if fine
                else None
            )
            if row is None or row.batch != batch or held.withdrawn:
                wrong.append(text)
            elif row.used:
                used += 1
            else:
                row.used = True
                accepted += 1
        held.slips += accepted
        held.refused += used
    return Slips(accepted, used, tuple(wrong))


def enter_sheet(database: Database, name: str, batch: str, sheet: int, answers: Mapping[str, Any]) -> str:
    """Enter a sheet: ``"first"`` (it waits for the second entry) or ``"counted"``.

    Args:
        database: where.
        name: the consultation.
        batch: its batch.
        sheet: the number pencilled on it.
        answers: ``statements`` (choice by number), ``questions`` (choices by question) and ``bands``.

    Raises:
        KeyError: no such consultation or batch.
        Refused: not open, no slip left, counted already, or the two entries differ (then the first is thrown away, and
            both entries are made again).
    """
    differ = False
    with database.writing() as session:
        held = within(session, name)
        _enterable(held)
        row = _batch(session, name, batch)
        fine = json.dumps(_checked(session, held, answers), sort_keys=True)
        if sheet < 1:
            raise Refused(_("expected the number on the sheet, from 1 on"))
        before = session.get(PaperRow, (batch, sheet))
        if before is None:
            waiting = sum(1 for p in _papers(session, batch) if p.answers)
            if row.slips <= waiting:
                raise Refused(_("no slip is left for another sheet of this batch: hand in the slips first"))
            session.add(PaperRow(batch=batch, sheet=sheet, answers=fine))
            return "first"
        if not before.answers:
            raise Refused(_("sheet {number} is counted already").format(number=sheet))
        if before.answers != fine:
            session.delete(before)
            differ = True
        else:
            before.answers = ""
            row.slips -= 1
            _count(session, held, batch, json.loads(fine))
    if differ:
        raise Refused(
            _("the two entries of sheet {number} differ: enter it twice again").format(number=sheet)
        )
    return "counted"


def waiting_sheets(session: Session, batch: str) -> list[int]:
    """Sheets that were entered once."""
    return sorted(p.sheet for p in _papers(session, batch) if p.answers)


def _papers(session: Session, batch: str) -> list[PaperRow]:
    return list(session.query(PaperRow).filter(PaperRow.batch == batch))


def _checked(session: Session, held: Consultation, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers in their one form: statements by id."""
    ids = {str(s.number): s.id for s in statements(session, held.id, "accepted")}
    given = {str(k): str(v) for k, v in dict(answers.get("statements") or {}).items() if v}
    wrong = [k for k, v in given.items() if k not in ids or v not in CHOICES]
    if wrong:
        raise Refused(_("statement {names}: expected agree, disagree or pass").format(names=", ".join(wrong)))
    questions = {}
    for name, choices in dict(answers.get("questions") or {}).items():
        asked = held.definition.question(name)
        if asked is None:
            raise Refused(_("question {name}: there is none of that id").format(name=name))
        questions[name] = checked_choices(asked, choices)
    bands = checked_bands(held, {str(k): str(v) for k, v in dict(answers.get("bands") or {}).items()})
    return {
        "statements": {ids[k]: CHOICES[v] for k, v in given.items()},
        "questions": questions,
        "bands": bands,
    }


def _count(session: Session, held: Consultation, batch: str, answers: Mapping[str, Any]) -> None:
    """Keep a sheet as if somebody had voted whose key nobody holds."""
    nobody = secrets.token_hex(32)
    session.add(
        ParticipantRow(
            id=nobody, consultation=held.id, batch=batch, bands=json.dumps(answers["bands"]), proposals=0
        )
    )
    session.flush()
    for statement, choice in sorted(answers["statements"].items()):
        put_opinion(session, nobody, statement, choice)
    for question, choices in sorted(answers["questions"].items()):
        session.add(VoterRow(participant=nobody, question=question, consultation=held.id))
        session.add(new_ballot(held.id, question, batch, choices))


def _batch(session: Session, name: str, batch: str) -> BatchRow:
    row = session.get(BatchRow, batch, with_for_update=True)
    if row is None or row.consultation != name:
        raise KeyError(batch)
    return row


def _enterable(held: Consultation) -> None:
    # paper comes in after the last day too, until staff close the consultation
    if held.state != "open":
        raise Refused(_("This consultation is not open."))
