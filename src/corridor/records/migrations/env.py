"""Runs the migrations on the connection, and in the transaction, that ``database`` hands over."""

from __future__ import annotations

from alembic import context

from corridor.records.database import Base

connection = context.config.attributes["connection"]
# batch mode: SQLite changes a table by making it anew
context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
