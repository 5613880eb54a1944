"""The folder of a store: its catalogue, its files, and the one step in which an addition takes effect."""

from __future__ import annotations

import json
import os
import re
import sys
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from corridor.evidence.model import Source
from corridor.evidence.problems import EvidenceProblems, Problem

if TYPE_CHECKING:
    import polars as pl

    from corridor.evidence.importers.base import Imported

ENVIRONMENT = "CORRIDOR_DATA"
CATALOGUE = "catalogue.json"
FORMAT = 1
ROW_GROUP = 65_536
OWN_NAME = re.compile(r".+-[0-9a-f]{12}\.parquet|adding-\w+\.tmp")
"""Names of the files written here."""


def data_folder() -> Path:
    """The folder for the user's data: ``CORRIDOR_DATA``, or where the platform keeps such things."""
    if stated := os.environ.get(ENVIRONMENT):
        return Path(stated).expanduser()
    home = Path.home()
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "corridor"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local")) / "corridor"
    return Path(os.environ.get("XDG_DATA_HOME", home / ".local" / "share")) / "corridor"


@dataclass(frozen=True)
class Entry:
    """One source in a store: its file, and what it holds.

    ``indicators`` gives for each indicator the number of rows and the first and last year.  ``home`` is
    ``user`` or ``starter``.
    """

    source: Source
    path: Path
    file_sha256: str
    rows: int
    indicators: Mapping[str, tuple[int, int, int]]
    added: str = ""
    warnings: tuple[str, ...] = ()
    home: Literal["user", "starter"] = "user"

    @property
    def source_id(self) -> str:
        """The id of the source."""
        return self.source.source_id

    def as_dict(self) -> dict[str, Any]:
        """Everything as plain data."""
        return {
            "source": self.source.as_dict(),
            "file": self.path.name,
            "sha256": self.file_sha256,
            "rows": self.rows,
            "indicators": {k: list(v) for k, v in self.indicators.items()},
            "added": self.added,
            "warnings": list(self.warnings),
        }


def read_catalogue(folder: Path) -> tuple[Entry, ...]:
    """The sources of a folder; none if there is no catalogue.

    Raises:
        EvidenceProblems: the catalogue is damaged or of another version.
    """
    path = folder / CATALOGUE
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ()
    try:
        data = json.loads(text)
        if data["format"] != FORMAT:
            said = f"the store has format {data['format']}; this version reads {FORMAT}"
            raise EvidenceProblems([Problem(str(path), None, None, None, said)])
        return tuple(entry_of(row, folder, "user") for row in data["sources"])
    except (ValueError, KeyError, TypeError) as error:
        if isinstance(error, EvidenceProblems):
            raise
        said = f"the catalogue of the store is damaged ({error}); put a copy back, or remove it and add the files again"
        raise EvidenceProblems([Problem(str(path), None, None, None, said)]) from None


def write(folder: Path, source: Source, found: Imported) -> Entry:
    """Write the observations of one source beside the others; no catalogue names the file yet."""
    import polars as pl

    rows = found.observations.filter(pl.col("source_id") == source.source_id)
    order = ["indicator", "origin", "destination", "country", "year", "sex", "variant", "age"]
    rows = rows.sort(order, nulls_last=False)
    folder.mkdir(parents=True, exist_ok=True)
    temporary = folder / f"adding-{uuid.uuid4().hex}.tmp"
    try:
        rows.write_parquet(temporary, compression="zstd", row_group_size=ROW_GROUP)
        sha = hash_of(temporary)
        with temporary.open("r+b") as stream:
            os.fsync(stream.fileno())
        final = folder / f"{_safe(source.source_id)}-{sha[:12]}.parquet"
        temporary.replace(final)
    except pl.exceptions.PolarsError as error:
        said = f"the store could not be written and is as it was: {str(error).splitlines()[0][:160]}"
        raise EvidenceProblems([Problem(str(folder), None, None, None, said)]) from None
    finally:
        temporary.unlink(missing_ok=True)
    warnings = tuple(str(w) for w in found.warnings)
    added = datetime.now(UTC).isoformat(timespec="seconds")
    return Entry(source, final, sha, rows.height, summary(rows), added, warnings)


def commit(folder: Path, entries: Mapping[str, Entry]) -> None:
    """Make these the sources of the store, in one step; then drop files that nothing names."""
    data = {"format": FORMAT, "sources": [e.as_dict() for e in entries.values()]}
    folder.mkdir(parents=True, exist_ok=True)
    temporary = folder / f"adding-{uuid.uuid4().hex}.tmp"
    with temporary.open("w", encoding="utf-8") as stream:
        json.dump(data, stream, ensure_ascii=False, indent=1)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(folder / CATALOGUE)
    named = {e.path.name for e in entries.values()}
    for path in folder.iterdir():
        # Only what this module has written: the folder may hold files of the user.
        if path.name not in named and OWN_NAME.fullmatch(path.name):
            path.unlink(missing_ok=True)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One addition at a time, among processes too; the lock goes with the process that holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("a+b") as stream:
        _lock(stream.fileno())
        yield


def summary(frame: pl.DataFrame) -> dict[str, tuple[int, int, int]]:
    """For each indicator the number of rows and the first and last year."""
    import polars as pl

    grouped = frame.group_by("indicator").agg(
        pl.len().alias("n"),
        pl.col("year").min().alias("a"),
        pl.max_horizontal("year", "year_to").max().alias("b"),
    )
    return {r["indicator"]: (r["n"], r["a"], r["b"]) for r in grouped.sort("indicator").iter_rows(named=True)}


def entry_of(row: Mapping[str, Any], folder: Path, home: Literal["user", "starter"]) -> Entry:
    """The entry of a row of a catalogue."""
    indicators = {k: (int(v[0]), int(v[1]), int(v[2])) for k, v in row["indicators"].items()}
    name = str(row["file"])
    if name != Path(name).name:
        raise ValueError(f"the file {name!r} is not in the folder")
    return Entry(
        Source.from_dict(row["source"]),
        folder / name,
        str(row["sha256"]),
        int(row["rows"]),
        indicators,
        str(row.get("added", "")),
        tuple(row.get("warnings", ())),
        home,
    )


def verified(e: Entry) -> list[Problem]:
    """What is wrong with the file of an entry: missing, another hash, other columns or rows."""
    import polars as pl

    from corridor.evidence.model import observation_schema

    name = str(e.path)
    if not e.path.is_file():
        return [
            Problem(name, None, None, None, f"the file of {e.source_id} is missing; add the original again")
        ]
    if hash_of(e.path) != e.file_sha256:
        said = f"the file of {e.source_id} is not the one that was written: its hash differs; add the original again"
        return [Problem(name, None, None, None, said)]
    try:
        frame = pl.scan_parquet(e.path)
        same = dict(frame.collect_schema()) == observation_schema()
        rows = frame.filter(pl.col("source_id") == e.source_id).select(pl.len()).collect().item()
    except (pl.exceptions.PolarsError, OSError) as error:
        return [
            Problem(name, None, None, None, f"the file of {e.source_id} cannot be read: {str(error)[:100]}")
        ]
    if not same or rows != e.rows:
        said = f"{e.source_id}: expected {e.rows:,} observations, found {rows:,}" + (
            "" if same else " in other columns"
        )
        return [Problem(name, None, None, None, said)]
    return []


def hash_of(path: Path) -> str:
    """The SHA-256 of a file."""
    import hashlib

    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _safe(text: str) -> str:
    return "".join(c if c.isalnum() or c in "-._" else "-" for c in text)[:80]


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX)
