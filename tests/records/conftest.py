"""A database of each kind, empty: SQLite in a new folder, PostgreSQL where its server is installed."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from corridor.records.database import Database, open_database


def _programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


def _account() -> str | None:
    """Whose account the server runs under: it refuses to be root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    pytest.skip("PostgreSQL refuses to run as root, and there is no other account")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a temporary PostgreSQL server."""
    programs = _programs()
    if programs is None:
        pytest.skip("no PostgreSQL server is installed")
    account = _account()
    folder = Path(tempfile.mkdtemp(prefix="corridor-pg-"))
    if account:
        shutil.chown(folder, account)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def run(*command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, user=account, cwd=folder, capture_output=True, text=True, check=check, timeout=60
        )

    data = str(folder / "data")
    try:
        run(
            str(programs / "initdb"), "-D", data, "-U", "corridor", "-A", "trust", "-E", "UTF8", "--no-locale"
        )
        options = f"-p {port} -h 127.0.0.1 -k {folder} -c fsync=off"
        run(str(programs / "pg_ctl"), "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start")
    except (subprocess.CalledProcessError, PermissionError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        pytest.skip(f"PostgreSQL did not start: {getattr(error, 'stderr', error)}")
    try:
        yield f"postgresql+pg8000://corridor@127.0.0.1:{port}/"
    finally:
        run(str(programs / "pg_ctl"), "-D", data, "-m", "immediate", "stop", check=False)
        shutil.rmtree(folder, ignore_errors=True)


_made = 0


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a new, empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'records.sqlite'}"
    global _made  # noqa: PLW0603
    _made += 1
    server: str = request.getfixturevalue("postgresql")
    name = f"test{_made}"
    engine = create_engine(server + "postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine.dispose()
    return server + name


@pytest.fixture
def opened(url: str, tmp_path: Path) -> Iterator[Callable[[], Database]]:
    """Opens that database; what it opened is closed at the end."""
    found: list[Database] = []

    def again() -> Database:
        found.append(open_database(tmp_path, url))
        return found[-1]

    yield again
    for database in found:
        database.close()


@pytest.fixture
def database(opened: Callable[[], Database]) -> Database:
    """An open database."""
    return opened()
