"""The database of what people write: opened, brought to the present schema, and erased so that nothing is left.

SQLite and PostgreSQL do the same here.  A database made by a later version of Corridor is refused, never
changed.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session

if TYPE_CHECKING:
    from alembic.config import Config

SETTING = "CORRIDOR_DATABASE"
"""Environment variable with the address of a database, such as ``postgresql+pg8000://user@host/name``."""
FILE = "records.sqlite"
TABLE_MODULES = ("corridor.records.cases", "corridor.records.consultations", "corridor.records.documents")
"""Modules that declare tables on :class:`Base`."""
BUSY_SECONDS = 15
"""Chosen: how long a writer waits for another before it gives up."""
_EMPTY_LOG = "PRAGMA wal_checkpoint(TRUNCATE)"
_LOCK = 0x636F7272
"""The advisory lock that migrations take on PostgreSQL (any fixed number that no one else uses)."""


class Base(DeclarativeBase):
    """What every table is declared on: one metadata for all rooms."""


class NewerSchema(RuntimeError):
    """The database was written by a later version of Corridor."""


class Database:
    """An open database. Use :func:`open_database`.

    Reading and writing go through :meth:`reading` and :meth:`writing`; each is one transaction.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writer = engine.execution_options(corridor_write=True)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one state of the database; what it changes is not kept."""
        with Session(self.engine) as session:
            yield session
            session.rollback()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that is the only writer (SQLite) and commits at the end, or not at all."""
        with Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    def scrub(self, table: str) -> None:
        """Rewrite a table's storage after rows of it were erased, so that their content is not left on the disk.

        SQLite overwrites deleted content (``secure_delete``); this also empties the write-ahead log and rebuilds
        the file.  On PostgreSQL the table is rewritten.  Not reached: backups, PostgreSQL's own write-ahead log, and
        what a disk or a file system keeps of overwritten blocks.
        """
        held = self.engine.raw_connection()
        try:
            driver: Any = held.driver_connection
            driver.rollback()
            if self.engine.dialect.name == "sqlite":
                for statement in (_EMPTY_LOG, "VACUUM", _EMPTY_LOG):
                    driver.execute(statement)
            else:
                name = self.engine.dialect.identifier_preparer.quote(Base.metadata.tables[table].name)
                driver.autocommit = True
                driver.cursor().execute(f"VACUUM FULL {name}")
                driver.autocommit = False
        finally:
            held.close()

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def address(folder: Path) -> str:
    """The address of the database: what ``CORRIDOR_DATABASE`` says, else a SQLite file in the folder."""
    return os.environ.get(SETTING) or f"sqlite:///{folder / FILE}"


def open_database(folder: Path, url: str | None = None) -> Database:
    """Open the database, make it if there is none, and bring it to the present schema.

    Args:
        folder: the user's data folder.
        url: an address in place of :func:`address`.

    Raises:
        NewerSchema: it was written by a later version of Corridor.
        sqlalchemy.exc.SQLAlchemyError: it cannot be reached or is no database.
    """
    url = url or address(folder)
    # what people wrote must not come into messages of errors, and so into logs: hide_parameters
    if url.startswith("sqlite:///"):
        file = Path(url.removeprefix("sqlite:///"))
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            # only its owner may read what people write
            os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
        engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS}, hide_parameters=True)
        _prepare_sqlite(engine)
    else:
        engine = create_engine(url, pool_pre_ping=True, hide_parameters=True)
    database = Database(engine)
    try:
        _migrate(engine)
    except BaseException:
        database.close()
        raise
    return database


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        # the driver must not begin transactions on its own: they are begun below, as what they are
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
        _until_free(cursor, "PRAGMA journal_mode=WAL")
        for pragma in ("foreign_keys=ON", "secure_delete=ON", "synchronous=FULL", "trusted_schema=OFF"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        # a writer takes its lock at once, so that two writers wait for each other and never fail half-way
        writes = connection.get_execution_options().get("corridor_write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _until_free(cursor: Any, statement: str) -> None:
    """Run a statement for which SQLite does not wait by itself."""
    import sqlite3

    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            cursor.execute(statement)
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.02)


def _migrate(engine: Engine) -> None:
    """Bring the schema up to date in one transaction that only one process holds."""
    from alembic import command
    from alembic.script import ScriptDirectory

    for module in TABLE_MODULES:
        import_module(module)
    config = _config()
    scripts = ScriptDirectory.from_config(config)
    head = scripts.get_current_head()
    if _revision(engine) == head:
        return
    with engine.execution_options(corridor_write=True).begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        present = _revision_on(connection)
        if present is not None and present not in {s.revision for s in scripts.walk_revisions()}:
            raise NewerSchema(
                f"the database is of schema {present}, which this version of Corridor does not know (it knows"
                f" up to {head}): use the version that wrote it, or a later one"
            )
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _revision(engine: Engine) -> str | None:
    with engine.connect() as connection:
        return _revision_on(connection)


def _revision_on(connection: Connection) -> str | None:
    try:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except OperationalError as error:
        if "locked" in str(error):
            return None
        raise
    return None if found is None else str(found)
