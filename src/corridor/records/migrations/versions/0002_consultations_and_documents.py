"""Consultations, and documents with their history."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = (
    "document_version",
    "staff_setting",
    "consultation_result",
    "consultation_reply",
    "consultation_collective",
    "consultation_paper",
    "consultation_ballot",
    "consultation_voter",
    "consultation_opinion",
    "consultation_participant",
    "consultation_code",
    "consultation_batch",
    "consultation_statement",
    "consultation",
)


def _text(
    name: str, length: int | None = None, of: str | None = None, *, key: bool = False
) -> sa.Column[str]:
    held = [sa.ForeignKey(of, ondelete="CASCADE")] if of else []
    kind = sa.Text() if length is None else sa.String(length)
    return sa.Column(name, kind, *held, primary_key=key, nullable=False)


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _of(*, key: bool = False) -> sa.Column[str]:
    return _text("consultation", 40, "consultation.id", key=key)


def upgrade() -> None:
    """Make the tables."""
    op.create_table("consultation", _text("id", 40, key=True), _text("state", 10), _text("document"))
    op.create_table(
        "consultation_statement",
        _text("id", 32, key=True),
        _of(),
        _number("number", nullable=True),
        _text("language", 20),
        _text("text"),
        _text("origin", 12),
        _text("state", 10),
        _text("reason"),
        _text("translations"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "consultation_batch",
        _text("id", 16, key=True),
        _of(),
        _text("association", 200),
        _number("issued"),
        _number("refused"),
        _number("slips"),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "consultation_code",
        _text("hash", 64, key=True),
        _text("batch", 16, "consultation_batch.id"),
        sa.Column("used", sa.Boolean(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "consultation_participant",
        _text("id", 64, key=True),
        _of(),
        _text("batch", 16),
        _text("bands"),
        _number("proposals"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "consultation_opinion",
        _text("participant", 64, "consultation_participant.id", key=True),
        _text("statement", 32, "consultation_statement.id", key=True),
        _number("choice"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "consultation_voter",
        _text("participant", 64, key=True),
        _text("question", 40, key=True),
        _of(),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "consultation_ballot",
        _text("id", 32, key=True),
        _of(),
        _text("question", 40),
        _text("batch", 16),
        _text("choices"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "consultation_paper",
        _text("batch", 16, "consultation_batch.id", key=True),
        sa.Column("sheet", sa.Integer(), primary_key=True, autoincrement=False, nullable=False),
        _text("answers"),
        sqlite_with_rowid=False,
    )
    op.create_table("consultation_collective", _text("id", 32, key=True), _of(), _text("document"))
    op.create_table(
        "consultation_reply",
        _of(key=True),
        _text("subject", 90, key=True),
        _text("decision", 12),
        _text("text"),
        _text("owner", 200),
        sa.Column("day", sa.Date(), nullable=False),
    )
    op.create_table("consultation_result", _of(key=True), _text("document"))
    op.create_table("staff_setting", _text("name", 40, key=True), _text("value"))
    op.create_table(
        "document_version",
        _text("room", 20, key=True),
        _text("id", 120, key=True),
        sa.Column("version", sa.Integer(), primary_key=True, autoincrement=False, nullable=False),
        _text("title", 300),
        _text("note"),
        _text("content"),
        sa.Column("saved", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    """Drop them."""
    for name in TABLES:
        op.drop_table(name)
