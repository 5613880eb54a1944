"""Two hundred at once, killed in the middle, a full disk: nothing is lost, nothing is counted twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from corridor.dialogue import consultations, taking_part
from corridor.dialogue.codes import Keyed, keyed, new_key
from corridor.records.database import Database, open_database
from tests.dialogue.held import NAME, begin, enter

ROOT = Path(__file__).parents[2]


def _counts(database: Database) -> dict[str, int]:
    with database.reading() as session:
        found = {
            t: int(session.execute(text(f"SELECT count(*) FROM consultation_{t}")).scalar() or 0)
            for t in ("participant", "opinion", "voter", "ballot")
        }
        return found | {"used": sum(b.used for b in consultations.batches(session, NAME))}


def test_two_hundred_voters_at_once(database: Database, keys: Keyed) -> None:
    _batch, codes, ids = begin(database, keys, 200)

    def take_part(code: str) -> None:
        key = enter(database, keys, code)
        taking_part.vote(database, keys, NAME, key, ids[0], "agree")
        taking_part.cast(database, keys, NAME, key, "first", ["bus"])

    with ThreadPoolExecutor(200) as pool:
        list(pool.map(take_part, codes))
    assert _counts(database) == dict.fromkeys(("participant", "opinion", "voter", "ballot", "used"), 200)


CHILD = """
import sys
from pathlib import Path
from corridor.dialogue import taking_part
from corridor.dialogue.codes import keyed
from corridor.records.database import open_database
from tests.dialogue.held import NAME
folder, statement = Path(sys.argv[1]), sys.argv[2]
database, keys = open_database(folder, sys.argv[3]), keyed(folder)
attempts = taking_part.Attempts()
for line in sys.stdin:
    code, key = line.split()
    taking_part.enter(database, keys, NAME, code, key, attempts)
    taking_part.vote(database, keys, NAME, key, statement, "agree")
    taking_part.cast(database, keys, NAME, key, "first", ["bus"])
    print(code, flush=True)
"""


def test_killed_in_the_middle_of_votes(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'records.sqlite'}"
    database, keys = open_database(tmp_path, url), keyed(tmp_path)
    _batch, codes, ids = begin(database, keys, 120)
    pairs = [(code, new_key()) for code in codes]
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(tmp_path), ids[0], url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert child.stdin and child.stdout
    child.stdin.write("".join(f"{code} {key}\n" for code, key in pairs))
    child.stdin.flush()
    said = [child.stdout.readline().strip() for _n in range(25)]
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    child.stdin.close()
    rest, _closed = child.stdout.read(), child.stdout.close()
    done = [*said, *rest.split()]
    found = _counts(database)
    assert found["used"] == found["participant"] >= len(done)
    assert (
        found["participant"] - 1
        <= found["ballot"]
        == found["voter"]
        <= found["opinion"]
        <= found["participant"]
    )
    # everybody sends again what she had sent: the answers are all there, once
    for code, key in pairs:
        enter(database, keys, code, key)
        taking_part.vote(database, keys, NAME, key, ids[0], "agree")
        taking_part.cast(database, keys, NAME, key, "first", ["bus"])
    assert _counts(database) == dict.fromkeys(("participant", "opinion", "voter", "ballot", "used"), 120)
    with database.reading() as session:
        assert session.execute(text("PRAGMA integrity_check")).scalar() == "ok"


def test_a_full_disk_loses_and_doubles_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'records.sqlite'}"
    database, keys = open_database(tmp_path, url), keyed(tmp_path)
    _batch, codes, ids = begin(database, keys, 400)
    with database.reading() as session:
        pages = int(session.execute(text("PRAGMA page_count")).scalar() or 0)
    database.close()

    @event.listens_for(database.engine, "connect")
    def _small(connection: object, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count={pages + 6}")  # type: ignore[attr-defined]

    pairs = [(code, new_key()) for code in codes]
    kept = []
    with pytest.raises(OperationalError, match="full"):
        for code, key in pairs:
            enter(database, keys, code, key)
            taking_part.vote(database, keys, NAME, key, ids[0], "agree")
            kept.append(code)
    found = _counts(database)
    assert len(kept) <= found["opinion"] <= found["participant"] == found["used"] <= len(kept) + 1
    database.close()
    again = open_database(tmp_path, url)
    for code, key in pairs:
        enter(again, keys, code, key)
        taking_part.vote(again, keys, NAME, key, ids[0], "agree")
    assert _counts(again)["participant"] == _counts(again)["opinion"] == _counts(again)["used"] == 400


def test_an_error_of_the_database_tells_nothing_that_people_wrote(tmp_path: Path) -> None:
    database = open_database(tmp_path, f"sqlite:///{tmp_path / 'records.sqlite'}")
    with pytest.raises(OperationalError) as said, database.writing() as session:
        session.execute(text("SELECT :secret FROM nowhere"), {"secret": "zebra-quince"})
    assert "zebra" not in str(said.value)
