"""Cases that someone saved on purpose: the case document as it was entered, under a name, until it is erased."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, String, Text, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from corridor.records.database import Base, Database

MAX_TITLE = 200


class SavedCase(Base):
    """One saved case. ``document`` is the case as JSON, in the form of a case file."""

    __tablename__ = "saved_case"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    title: Mapped[str] = mapped_column(String(MAX_TITLE))
    document: Mapped[str] = mapped_column(Text)
    saved: Mapped[datetime] = mapped_column(DateTime(timezone=True))


@dataclass(frozen=True)
class Case:
    """A saved case: id, title, the document, and when it was last saved (UTC)."""

    id: str
    title: str
    document: dict[str, Any]
    saved: datetime


def save(database: Database, title: str, document: dict[str, Any], case_id: str | None = None) -> str:
    """Save a case and return its id; ``case_id`` replaces a saved one.

    Raises:
        KeyError: there is no case of that id.
        ValueError: the document is not JSON.
    """
    content = json.dumps(document, ensure_ascii=False, allow_nan=False)
    title = title.strip()[:MAX_TITLE]
    now = datetime.now(UTC).replace(microsecond=0)
    with database.writing() as session:
        if case_id is None:
            row = SavedCase(id=secrets.token_hex(16), title=title, document=content, saved=now)
            session.add(row)
            return row.id
        found = session.get(SavedCase, case_id)
        if found is None:
            raise KeyError(case_id)
        found.title, found.document, found.saved = title, content, now
        return case_id


def saved(database: Database) -> list[Case]:
    """Every saved case, the last saved first."""
    with database.reading() as session:
        rows = session.scalars(select(SavedCase).order_by(SavedCase.saved.desc(), SavedCase.id))
        return [_case(row) for row in rows]


def one(database: Database, case_id: str) -> Case:
    """A saved case.

    Raises:
        KeyError: there is none of that id.
    """
    with database.reading() as session:
        row = session.get(SavedCase, case_id)
        if row is None:
            raise KeyError(case_id)
        return _case(row)


def erase(database: Database, case_id: str) -> None:
    """Erase a saved case for good: the row, and what its row left in the files of the database.

    Raises:
        KeyError: there is none of that id.
    """
    with database.writing() as session:
        done = session.scalars(delete(SavedCase).where(SavedCase.id == case_id).returning(SavedCase.id)).all()
    if not done:
        raise KeyError(case_id)
    database.scrub(SavedCase.__tablename__)


def erase_all(database: Database) -> int:
    """Erase every saved case for good; returns how many there were."""
    with database.writing() as session:
        number = session.scalar(select(func.count()).select_from(SavedCase)) or 0
        session.execute(delete(SavedCase))
    database.scrub(SavedCase.__tablename__)
    return number


def _case(row: SavedCase) -> Case:
    # SQLite gives the time back without its zone
    when = row.saved if row.saved.tzinfo else row.saved.replace(tzinfo=UTC)
    return Case(row.id, row.title, json.loads(row.document), when)
