"""Opening, migrating, locking and refusing, on SQLite and PostgreSQL alike."""

from __future__ import annotations

import multiprocessing
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from corridor.records import cases
from corridor.records.database import SETTING, Base, Database, NewerSchema, address, open_database


def test_migrations_make_what_the_modules_declare(database: Database) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    assert "saved_case" in inspect(database.engine).get_table_names()


def test_a_later_schema_is_refused_and_left_alone(opened: Callable[[], Database]) -> None:
    database = opened()
    cases.save(database, "Maria (invented)", {"title": "Maria"})
    with database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerSchema, match="9999"):
        opened()
    with database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM saved_case")).scalar() == 1


def test_opened_again_keeps_what_was_written(opened: Callable[[], Database]) -> None:
    case_id = cases.save(opened(), "Maria (invented)", {"a": 1})
    assert cases.one(opened(), case_id).document == {"a": 1}


def test_a_failed_transaction_leaves_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError, match="stop"), database.writing() as session:
        session.add(cases.SavedCase(id="x", title="t", document="{}", saved=cases.datetime.now(cases.UTC)))
        session.flush()
        raise RuntimeError("stop")
    assert cases.saved(database) == []


def test_a_reading_session_changes_nothing(database: Database) -> None:
    case_id = cases.save(database, "kept", {})
    with database.reading() as session:
        found = session.get(cases.SavedCase, case_id)
        assert found is not None
        found.title = "changed"
        session.flush()
    assert cases.one(database, case_id).title == "kept"


def test_many_writers_at_once(database: Database) -> None:
    with ThreadPoolExecutor(16) as pool:
        ids = list(pool.map(lambda n: cases.save(database, f"case {n}", {"n": n}), range(100)))
    found = cases.saved(database)
    assert len(set(ids)) == len(found) == 100
    assert {c.document["n"] for c in found} == set(range(100))


def _open_and_save(url: str, folder: str, number: int) -> None:
    database = open_database(Path(folder), url)
    cases.save(database, f"case {number}", {})
    database.close()


def test_processes_that_open_a_new_database_together(url: str, tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    started = [spawn.Process(target=_open_and_save, args=(url, str(tmp_path), n)) for n in range(4)]
    for process in started:
        process.start()
    for process in started:
        process.join(60)
    assert [p.exitcode for p in started] == [0] * 4
    database = open_database(tmp_path, url)
    assert len(cases.saved(database)) == 4
    database.close()


def test_the_setting_decides(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(SETTING, raising=False)
    assert address(tmp_path) == f"sqlite:///{tmp_path / 'records.sqlite'}"
    monkeypatch.setenv(SETTING, "postgresql+pg8000://someone@localhost/corridor")
    assert address(tmp_path) == "postgresql+pg8000://someone@localhost/corridor"


def test_sqlite_is_private_and_strict(tmp_path: Path) -> None:
    database = open_database(tmp_path / "new", None)
    file = tmp_path / "new" / "records.sqlite"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with database.engine.connect() as connection:
        said = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "secure_delete", "busy_timeout")
        }
    assert said == {"journal_mode": "wal", "foreign_keys": 1, "secure_delete": 1, "busy_timeout": 15000}
    database.close()


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    from sqlalchemy.exc import DatabaseError

    (tmp_path / "records.sqlite").write_bytes(b"this is not a database" * 100)
    with pytest.raises(DatabaseError, match="not a database"):
        open_database(tmp_path, f"sqlite:///{tmp_path / 'records.sqlite'}")
