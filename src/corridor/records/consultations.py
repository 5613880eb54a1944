"""Tables of consultations: what was asked, who may take part, what was said, and what was published.

Three sets of rows that nothing joins: codes (used or not, no time), opinion rows (under a key that only the participant
holds), ballots (random number, no person).  Tables that people write to have a random primary key and no hidden row
number (``WITHOUT ROWID``), so the order of rows in SQLite says nothing about the order of coming; on PostgreSQL
:func:`corridor.dialogue.sealing.shuffle` writes them anew in the order of their keys.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Boolean, Date, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from corridor.records.database import Base

_NO_ROW_NUMBER = {"sqlite_with_rowid": False}
_OF = "consultation.id"


class ConsultationRow(Base):
    """A consultation. ``document`` is its definition as JSON (:mod:`corridor.dialogue.definition`)."""

    __tablename__ = "consultation"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    state: Mapped[str] = mapped_column(String(10))
    document: Mapped[str] = mapped_column(Text)


class StatementRow(Base):
    """A statement: the original text in its language, translations as JSON beside it, and what moderation said.

    It is not linked to whoever proposed it. ``number`` is given when it is accepted.
    """

    __tablename__ = "consultation_statement"
    __table_args__ = _NO_ROW_NUMBER

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    consultation: Mapped[str] = mapped_column(String(40), ForeignKey(_OF, ondelete="CASCADE"))
    number: Mapped[int | None] = mapped_column(Integer)
    language: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    origin: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text)
    translations: Mapped[str] = mapped_column(Text)


class BatchRow(Base):
    """A batch of codes that one association hands out.

    ``refused`` counts uses of its codes that were refused; ``slips`` are paper codes handed in whose ballots are not entered
    yet.
    """

    __tablename__ = "consultation_batch"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    consultation: Mapped[str] = mapped_column(String(40), ForeignKey(_OF, ondelete="CASCADE"))
    association: Mapped[str] = mapped_column(String(200))
    issued: Mapped[int] = mapped_column(Integer)
    refused: Mapped[int] = mapped_column(Integer)
    slips: Mapped[int] = mapped_column(Integer)
    withdrawn: Mapped[bool] = mapped_column(Boolean)


class CodeRow(Base):
    """The electorate: the keyed hash of a code and whether it was used. No time, no person."""

    __tablename__ = "consultation_code"
    __table_args__ = _NO_ROW_NUMBER

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    batch: Mapped[str] = mapped_column(String(16), ForeignKey("consultation_batch.id", ondelete="CASCADE"))
    used: Mapped[bool] = mapped_column(Boolean)


class ParticipantRow(Base):
    """One who takes part: the keyed hash of the key that she holds, and the bands that she chose to say (JSON)."""

    __tablename__ = "consultation_participant"
    __table_args__ = _NO_ROW_NUMBER

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    consultation: Mapped[str] = mapped_column(String(40), ForeignKey(_OF, ondelete="CASCADE"))
    batch: Mapped[str] = mapped_column(String(16))
    bands: Mapped[str] = mapped_column(Text)
    proposals: Mapped[int] = mapped_column(Integer)


class OpinionRow(Base):
    """One vote on a statement: 1 agree, -1 disagree, 0 pass. A later one replaces it. No time."""

    __tablename__ = "consultation_opinion"
    __table_args__ = _NO_ROW_NUMBER

    participant: Mapped[str] = mapped_column(
        String(64), ForeignKey("consultation_participant.id", ondelete="CASCADE"), primary_key=True
    )
    statement: Mapped[str] = mapped_column(
        String(32), ForeignKey("consultation_statement.id", ondelete="CASCADE"), primary_key=True
    )
    choice: Mapped[int] = mapped_column(Integer)


class VoterRow(Base):
    """Who has cast a ballot on a question (yes or no, nothing else)."""

    __tablename__ = "consultation_voter"
    __table_args__ = _NO_ROW_NUMBER

    participant: Mapped[str] = mapped_column(String(64), primary_key=True)
    question: Mapped[str] = mapped_column(String(40), primary_key=True)
    consultation: Mapped[str] = mapped_column(String(40), ForeignKey(_OF, ondelete="CASCADE"))


class BallotRow(Base):
    """A ballot: random number, question, batch (for the test without each batch), choices as JSON. Nobody's."""

    __tablename__ = "consultation_ballot"
    __table_args__ = _NO_ROW_NUMBER

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    consultation: Mapped[str] = mapped_column(String(40), ForeignKey(_OF, ondelete="CASCADE"))
    question: Mapped[str] = mapped_column(String(40))
    batch: Mapped[str] = mapped_column(String(16))
    choices: Mapped[str] = mapped_column(Text)


class PaperRow(Base):
    """A paper sheet that was entered once (``answers`` waits for the second entry) or counted (``answers`` empty)."""

    __tablename__ = "consultation_paper"
    __table_args__ = _NO_ROW_NUMBER

    batch: Mapped[str] = mapped_column(
        String(16), ForeignKey("consultation_batch.id", ondelete="CASCADE"), primary_key=True
    )
    sheet: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    answers: Mapped[str] = mapped_column(Text)


class CollectiveRow(Base):
    """What an association says for its members, shown apart from individual answers. ``document`` is JSON."""

    __tablename__ = "consultation_collective"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    consultation: Mapped[str] = mapped_column(String(40), ForeignKey(_OF, ondelete="CASCADE"))
    document: Mapped[str] = mapped_column(Text)


class ReplyRow(Base):
    """The reasoned reply to a statement (its id) or an option (``question:option``)."""

    __tablename__ = "consultation_reply"

    consultation: Mapped[str] = mapped_column(
        String(40), ForeignKey(_OF, ondelete="CASCADE"), primary_key=True
    )
    subject: Mapped[str] = mapped_column(String(90), primary_key=True)
    decision: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(Text)
    owner: Mapped[str] = mapped_column(String(200))
    day: Mapped[date] = mapped_column(Date)


class ResultRow(Base):
    """What was published when the consultation was closed, as JSON. It is never changed."""

    __tablename__ = "consultation_result"

    consultation: Mapped[str] = mapped_column(
        String(40), ForeignKey(_OF, ondelete="CASCADE"), primary_key=True
    )
    document: Mapped[str] = mapped_column(Text)


class StaffRow(Base):
    """What the sign-in of staff needs: salted hashes by name."""

    __tablename__ = "staff_setting"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
