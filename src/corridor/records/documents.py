"""Documents with their history: partnership records and plans, each as JSON, every saved version kept."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Integer, String, Text, delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from corridor.records.database import Base, Database

ROOMS = ("partnerships", "plan")
"""Rooms whose documents are kept here."""


class DocumentRow(Base):
    """One version of a document, numbered from 1."""

    __tablename__ = "document_version"

    room: Mapped[str] = mapped_column(String(20), primary_key=True)
    id: Mapped[str] = mapped_column(String(120), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    title: Mapped[str] = mapped_column(String(300))
    note: Mapped[str] = mapped_column(Text)
    content: Mapped[str] = mapped_column(Text)
    saved: Mapped[datetime] = mapped_column(DateTime(timezone=True))


@dataclass(frozen=True)
class Version:
    """One version of a document: what it held, why it was saved (``note``), and when (UTC)."""

    room: str
    id: str
    version: int
    title: str
    note: str
    content: dict[str, Any]
    saved: datetime


class ChangedMeanwhile(RuntimeError):
    """Somebody else saved a version after the one that was edited."""


def save(
    database: Database,
    room: str,
    document_id: str,
    content: dict[str, Any],
    *,
    title: str = "",
    note: str = "",
    after: int | None = None,
) -> int:
    """Save a new version and return its number.

    Args:
        database: where.
        room: one of ``ROOMS``.
        document_id: the document; a new id begins a new one.
        content: the document in the plain form of its room.
        title: what lists show.
        note: why it was changed.
        after: the version that was edited (0: a new document); None does not check.

    Raises:
        ChangedMeanwhile: the last version is not ``after``, or two saved at the same moment.
        ValueError: no such room, or content that is not JSON.
    """
    if room not in ROOMS:
        raise ValueError(f"room {room!r}: expected one of {', '.join(ROOMS)}")
    text = json.dumps(content, ensure_ascii=False, allow_nan=False)
    try:
        with database.writing() as session:
            last = session.scalar(
                select(func.max(DocumentRow.version)).where(
                    DocumentRow.room == room, DocumentRow.id == document_id
                )
            )
            if after is not None and (last or 0) != after:
                raise ChangedMeanwhile(f"{room}/{document_id}: version {last or 0} was saved meanwhile")
            row = DocumentRow(
                room=room,
                id=document_id,
                version=(last or 0) + 1,
                title=title[:300],
                note=note,
                content=text,
                saved=datetime.now(UTC).replace(microsecond=0),
            )
            session.add(row)
            return row.version
    except IntegrityError as error:
        raise ChangedMeanwhile(f"{room}/{document_id}: somebody saved it at the same moment") from error


def one(database: Database, room: str, document_id: str, version: int | None = None) -> Version:
    """A version of a document; the last one unless named.

    Raises:
        KeyError: there is none.
    """
    found = history(database, room, document_id)
    for entry in found:
        if version is None or entry.version == version:
            return entry
    raise KeyError(document_id)


def history(database: Database, room: str, document_id: str) -> list[Version]:
    """Every version of a document, the last first."""
    with database.reading() as session:
        rows = session.scalars(
            select(DocumentRow)
            .where(DocumentRow.room == room, DocumentRow.id == document_id)
            .order_by(DocumentRow.version.desc())
        )
        return [_version(row) for row in rows]


def listed(database: Database, room: str) -> list[Version]:
    """The last version of every document of a room, by title."""
    with database.reading() as session:
        rows = session.scalars(
            select(DocumentRow).where(DocumentRow.room == room).order_by(DocumentRow.version)
        )
        last = {row.id: _version(row) for row in rows}
    return sorted(last.values(), key=lambda v: (v.title, v.id))


def erase(database: Database, room: str, document_id: str) -> None:
    """Erase a document with all its versions, for good.

    Raises:
        KeyError: there is none.
    """
    with database.writing() as session:
        done = session.scalars(
            delete(DocumentRow)
            .where(DocumentRow.room == room, DocumentRow.id == document_id)
            .returning(DocumentRow.id)
        ).all()
    if not done:
        raise KeyError(document_id)
    database.scrub(DocumentRow.__tablename__)


def _version(row: DocumentRow) -> Version:
    when = row.saved if row.saved.tzinfo else row.saved.replace(tzinfo=UTC)
    return Version(row.room, row.id, row.version, row.title, row.note, json.loads(row.content), when)
