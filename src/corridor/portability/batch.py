"""Many persons.

The same rules in blocks, with true progress, resumable, and the same table whatever the block size.
"""

from __future__ import annotations

import errno
import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import corridor
from corridor.agreements import Instrument
from corridor.portability.engine import Coordination
from corridor.portability.entitlement import scenarios
from corridor.portability.frames import empty_table, result_frame
from corridor.portability.lanes import build_lanes
from corridor.portability.memory import keep_freed_memory
from corridor.portability.words import vocabulary
from corridor.schemes import Scheme, all_schemes

if TYPE_CHECKING:
    import polars as pl

    from corridor.careers import Careers

#: Persons computed together: enough to be worth the calls, few enough for their arrays to stay near the processor.
#: Not a power of two: rows that lie a power of two apart contend for the same places in its cache.
BLOCK = 8000
#: Persons in one saved part of an interrupted run.
PART = 20_000

Progress = Callable[[int, int], None]


def run(
    careers: Any,
    sets: Mapping[str, Sequence[Instrument]] | None = None,
    *,
    persons: Any = None,
    block: int = BLOCK,
    progress: Progress | None = None,
) -> pl.DataFrame:
    """What each country owes each person, under each set of instruments.

    Args:
        careers: :class:`~corridor.careers.Careers`, or a (lazy) frame of periods or of both (see
        docs/careers.md).
        sets: instruments by name of the set; default: none, and all in force on each claim date.  Changes
        are counted against the first.
        persons: the frame of persons, if ``careers`` holds periods only.
        block: persons computed together; the table does not depend on it.
        progress: called with persons done and persons in all.

    Returns:
        One row for each person, scheme and set; columns as in :data:`corridor.portability.frames.COLUMNS`.

    Raises:
        corridor.careers.CareerProblems: everything that is wrong with the careers, at once.
    """
    import polars as pl

    checked = _checked(careers, persons)
    sets = scenarios() if sets is None else sets
    frames = [f for f in _frames(checked, sets, block, progress) if f.width]
    return pl.concat(frames) if frames else empty_table()


def _checked(careers: Any, persons: Any) -> Careers:
    from corridor.careers import Careers

    if isinstance(careers, Careers):
        return careers
    if persons is None:
        return Careers.from_frames(careers, vocabulary=vocabulary())
    return Careers.from_frames(persons, careers, vocabulary=vocabulary())


def _frames(
    careers: Careers, sets: Mapping[str, Sequence[Instrument]], block: int, progress: Progress | None
) -> Iterator[pl.DataFrame]:
    total = len(careers)
    known = {s.id: s for s in all_schemes(invented=True)}
    records = _Records(careers)
    for start in range(0, total, block):
        yield _block(records, start, min(start + block, total), sets, known)
        if progress is not None:
            progress(min(start + block, total), total)


class _Records:
    """Persons and periods in the persons' order, so that a stretch of persons is a slice of periods."""

    def __init__(self, careers: Careers) -> None:
        import polars as pl

        keep_freed_memory()

        self.persons = careers.persons
        place = careers.persons.select("person_id").with_row_index("_place")
        self._periods = (
            careers.periods.filter(pl.col("scheme").is_not_null())
            .join(place, on="person_id", how="inner")
            .sort("_place", maintain_order=True)
        )
        self._place = self._periods["_place"].to_numpy()

    def periods(self, start: int, end: int) -> pl.DataFrame:
        """Periods of the persons from ``start`` to before ``end``."""
        low, high = np.searchsorted(self._place, [start, end])
        return self._periods.slice(int(low), int(high - low))


def _block(
    records: _Records,
    start: int,
    end: int,
    sets: Mapping[str, Sequence[Instrument]],
    known: Mapping[str, Scheme],
) -> pl.DataFrame:
    """Results for a stretch of persons; those with the same set of schemes are computed together."""
    import polars as pl

    own = records.periods(start, end)
    patterns = own.group_by("_place").agg(pl.col("scheme").unique().sort().str.join("|").alias("pattern"))
    persons = (
        records.persons.slice(start, end - start)
        .with_columns(_place=pl.int_range(start, end, dtype=pl.UInt32))
        .join(patterns, on="_place", how="inner")
        .sort("_place")
    )
    tables: list[pl.DataFrame] = []
    for _, group in persons.group_by("pattern", maintain_order=True):
        some = own.join(group.select("_place"), on="_place", how="semi").drop("_place")
        ids = group["person_id"].to_list()
        lanes = build_lanes(group.drop("_place", "pattern"), some, known, exact_path=False)
        table = result_frame(Coordination(lanes.block), lanes, sets, ids)
        place = pl.DataFrame({"person_id": ids, "_place": group["_place"]})
        tables.append(table.join(place, on="person_id", how="left", maintain_order="left"))
    if not tables:
        return pl.DataFrame()
    return pl.concat(tables).sort("_place", maintain_order=True).drop("_place")


def run_to_file(
    careers: Careers,
    output: Path,
    sets: Mapping[str, Sequence[Instrument]] | None = None,
    *,
    part: int = PART,
    block: int = BLOCK,
    progress: Progress | None = None,
) -> int:
    """Run into a Parquet or CSV file; a run that was cut off goes on where it stopped.

    Finished parts are kept in a folder beside the output until the whole is written; they are used again
    only for the same careers, instruments and version of the rules.

    Returns:
        Number of rows written.
    """
    import polars as pl

    sets = scenarios() if sets is None else sets
    folder = output.with_name(output.name + ".parts")
    key = _fingerprint(careers, sets, part)
    folder.mkdir(parents=True, exist_ok=True)
    note = folder / "run.json"
    foreign = [f.name for f in folder.iterdir() if not _ours(f)]
    if foreign:
        raise FileExistsError(f"{folder} holds files that are not of a run ({foreign[0]}); move them away")
    if _key_in(note) != key:
        shutil.rmtree(folder)
        folder.mkdir(parents=True)
        _write_whole(note, lambda to: to.write_text(json.dumps({"key": key}), encoding="utf-8"))
    total = len(careers)
    known = {s.id: s for s in all_schemes(invented=True)}
    records = _Records(careers)
    files: list[Path] = []
    for number, start in enumerate(range(0, total, part)):
        file = folder / f"{number:06d}.parquet"
        files.append(file)
        if not file.exists():
            end = min(start + part, total)
            frames = [_block(records, i, min(i + block, end), sets, known) for i in range(start, end, block)]
            filled = [f for f in frames if f.width]
            table = pl.concat(filled) if filled else empty_table()
            _write_whole(file, table.write_parquet)
        if progress is not None:
            progress(min(start + part, total), total)
    whole = pl.concat([pl.read_parquet(f) for f in files]) if files else empty_table()
    if output.suffix.lower() == ".csv":
        _write_whole(output, whole.write_csv)
    else:
        _write_whole(output, whole.write_parquet)
    shutil.rmtree(folder)
    return whole.height


def _key_in(note: Path) -> str | None:
    """Which run the parts in a folder belong to; ``None`` if that cannot be read."""
    try:
        found = json.loads(note.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return found.get("key") if isinstance(found, dict) else None


def _ours(file: Path) -> bool:
    """Whether a file in the folder of parts was written by a run."""
    return file.name.removeprefix(".").removesuffix(".draft") == "run.json" or (
        ".parquet" in file.name and file.name.lstrip(".").split(".")[0].isdigit()
    )


def _write_whole(file: Path, write: Callable[[Path], Any]) -> None:
    """Write a file so that it is there whole or not at all.

    Raises:
        OSError: it cannot be written: a full disk, a folder that cannot be written to, a folder of that name.
    """
    import polars as pl

    draft = file.with_name(f".{file.name}.draft")
    try:
        write(draft)
        draft.replace(file)
    except (OSError, pl.exceptions.ComputeError) as error:
        draft.unlink(missing_ok=True)
        code = error.errno if isinstance(error, OSError) else None
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise OSError(code or errno.EIO, f"could not be written: {reason}", str(file)) from None


def _fingerprint(careers: Careers, sets: Mapping[str, Sequence[Instrument]], part: int) -> str:
    """What a part depends on: the careers, the instruments, the rules, and how the parts are cut."""
    digest = hashlib.sha256()
    digest.update(f"{corridor.__version__}|{part}".encode())
    for frame in (careers.persons, careers.periods):
        digest.update(str(frame.schema).encode())
        hashes = frame.hash_rows(seed=0)
        digest.update(hashes.to_numpy().tobytes())
    for name, instruments in sets.items():
        digest.update(name.encode())
        for instrument in instruments:
            clauses = (instrument.id, instrument.parties, instrument.draft, instrument.versions)
            digest.update(repr(clauses).encode())
    # the rules are code as much as data: a change in either makes old parts worthless
    home = Path(corridor.__file__).parent
    for room in ("law", "careers", "schemes", "agreements", "portability"):
        for file in sorted(home.joinpath(room).rglob("*")):
            if file.suffix in (".py", ".yaml"):
                digest.update(str(file.relative_to(home)).encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()
