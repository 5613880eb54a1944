"""Runs into a file: cut off anywhere they go on where they stopped, and what they stood on is checked."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import polars as pl
import pytest

from corridor import InsurancePeriod, find_instrument, run
from corridor.agreements import Instrument
from corridor.careers import Careers
from corridor.portability import batch
from corridor.portability.frames import COLUMNS, empty_table
from tests.portability.careers import random_career
from tests.portability.helpers import draft, person, together

SETS = {"none": [], "with": [draft("XAA XBB XCC")]}


@lru_cache(maxsize=1)
def people() -> Careers:
    return together([random_career(seed) for seed in range(40)])


def expected() -> pl.DataFrame:
    return run(people(), SETS)


def stop_after(persons: int) -> Callable[[int, int], None]:
    """A report of progress that breaks the run off."""

    def progress(done: int, total: int) -> None:
        assert total == len(people())
        if done >= persons:
            raise KeyboardInterrupt

    return progress


def read(file: Path) -> pl.DataFrame:
    return pl.read_csv(file, schema=expected().schema) if file.suffix == ".csv" else pl.read_parquet(file)


@pytest.mark.parametrize("name", ["out.parquet", "out.csv", "OUT.CSV"])
@pytest.mark.parametrize(("part", "block"), [(1, 1), (7, 3), (16, 100), (40, 7), (1000, 1000)])
def test_the_file_is_the_table_whatever_the_size_of_parts(
    tmp_path: Path, name: str, part: int, block: int
) -> None:
    file = tmp_path / name
    assert batch.run_to_file(people(), file, SETS, part=part, block=block) == expected().height
    table = (
        pl.read_parquet(file) if file.suffix == ".parquet" else pl.read_csv(file, schema=expected().schema)
    )
    assert table.equals(expected())
    assert [f.name for f in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", ["out.parquet", "out.csv"])
def test_a_run_that_was_cut_off_goes_on_and_gives_the_same_bytes(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, cut = tmp_path / "whole" / name, tmp_path / "cut" / name
    whole.parent.mkdir()
    cut.parent.mkdir()
    batch.run_to_file(people(), whole, SETS, part=10)
    with pytest.raises(KeyboardInterrupt):
        batch.run_to_file(people(), cut, SETS, part=10, progress=stop_after(20))
    assert not cut.exists()
    computed = count_persons(monkeypatch)
    batch.run_to_file(people(), cut, SETS, part=10)
    assert computed == [(20, 30), (30, 40)]
    assert cut.read_bytes() == whole.read_bytes()


def count_persons(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """Notes which stretches of persons are really computed."""
    computed: list[tuple[int, int]] = []
    block = batch._block

    def noted(records, start, end, sets, known):  # type: ignore[no-untyped-def]
        computed.append((start, end))
        return block(records, start, end, sets, known)

    monkeypatch.setattr(batch, "_block", noted)
    return computed


def first_spell_later(careers: Careers) -> Careers:
    """The same people; one of them one day less insured."""
    changed = (
        pl.when(pl.int_range(pl.len()) == 0).then(pl.col("count").fill_null(1)).otherwise(pl.col("count"))
    )
    return Careers(
        careers.persons, careers.periods.with_columns(count=changed.cast(careers.periods.schema["count"]))
    )


def test_parts_of_other_careers_are_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "out.parquet"
    with pytest.raises(KeyboardInterrupt):
        batch.run_to_file(people(), file, SETS, part=10, progress=stop_after(20))
    computed = count_persons(monkeypatch)
    batch.run_to_file(first_spell_later(people()), file, SETS, part=10)
    assert len(computed) == 4


def other_drafts() -> Sequence[Instrument]:
    base = draft("XAA XBB XCC")
    version = base.versions[0]
    return [
        draft("XAA XBB XCC", award="comparison"),
        replace(base, draft=False, versions=(replace(version, starts=version.starts),)),
        replace(base, parties=("XAA", "XBB")),
        replace(base, id="OTHER"),
        replace(base, versions=(replace(version, export=None),)),
        find_instrument("XAA-XBB"),
    ]


@pytest.mark.parametrize("number", range(6))
def test_parts_of_another_draft_are_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """Other awards, in force in place of a draft, other parties, another name, no export, another instrument."""
    file = tmp_path / "out.csv"
    with pytest.raises(KeyboardInterrupt):
        batch.run_to_file(people(), file, SETS, part=20, progress=stop_after(20))
    computed = count_persons(monkeypatch)
    other = {"none": [], "with": [other_drafts()[number]]}
    batch.run_to_file(people(), file, other, part=20)
    assert len(computed) == 2
    assert read(file).equals(run(people(), other))


def test_parts_cut_otherwise_are_not_used(tmp_path: Path) -> None:
    file = tmp_path / "out.parquet"
    with pytest.raises(KeyboardInterrupt):
        batch.run_to_file(people(), file, SETS, part=10, progress=stop_after(20))
    batch.run_to_file(people(), file, SETS, part=15)
    assert read(file).equals(expected())


KILLED = """
import sys, time
from pathlib import Path
from corridor.portability import batch
from tests.portability.test_files import SETS, people
def progress(done, total):
    if done >= 20:
        print("half-way", flush=True)
        time.sleep(60)
batch.run_to_file(people(), Path(sys.argv[1]), SETS, part=10, progress=progress)
"""


def test_a_killed_process_leaves_parts_that_are_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, whole = tmp_path / "out.parquet", tmp_path / "whole.parquet"
    batch.run_to_file(people(), whole, SETS, part=10)
    path = os.pathsep.join([str(Path.cwd()), os.environ.get("PYTHONPATH", "")]).strip(os.pathsep)
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(file)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": path},
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"half-way\n"
        process.send_signal(signal.SIGKILL)
        deadline = time.monotonic() + 10
        while process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
    assert process.returncode == -signal.SIGKILL
    # a part that was being written when the process died is not taken for a whole one
    parts = file.with_name("out.parquet.parts")
    (parts / ".000002.parquet.draft").write_bytes(b"half of a part")
    computed = count_persons(monkeypatch)
    batch.run_to_file(people(), file, SETS, part=10)
    assert computed == [(20, 30), (30, 40)]
    assert file.read_bytes() == whole.read_bytes()


def test_files_of_the_user_are_never_deleted(tmp_path: Path) -> None:
    """A folder of the name that parts would have, with something else in it, is left alone."""
    folder = tmp_path / "out.csv.parts"
    folder.mkdir()
    (folder / "thesis.txt").write_text("years of work")
    with pytest.raises(FileExistsError, match=r"thesis\.txt"):
        batch.run_to_file(people(), tmp_path / "out.csv", SETS)
    assert (folder / "thesis.txt").exists()


def test_careers_without_modelled_periods_give_a_table_with_its_columns(tmp_path: Path) -> None:
    nobody = together([person(InsurancePeriod("DEU", "2000-01-01", "2001-12-31"))])
    for name in ("out.csv", "out.parquet"):
        assert batch.run_to_file(nobody, tmp_path / name, SETS) == 0
    assert pl.read_csv(tmp_path / "out.csv").columns == list(COLUMNS)
    assert pl.read_parquet(tmp_path / "out.parquet").schema == empty_table().schema == expected().schema


def test_careers_are_read_from_frames_as_well() -> None:
    assert run(people().periods, SETS, persons=people().persons).equals(expected())


def test_the_table_names_figures_that_were_not_read_and_check_those_in_use() -> None:
    """The unread salary brackets of the Philippines lie before 1999: a later career does not rest on them, an earlier one does."""
    from corridor import Career, InsurancePeriod, entitlement, find_scheme, run, vocabulary

    unread = {p.title for p in find_scheme("PHL-SSS").unread}
    assert unread
    assert not find_scheme("XAA-PEN").unread
    weak = {}
    for first in (1984, 2004):
        period = InsurancePeriod(
            "PHL",
            f"{first}-01-01",
            f"{first + 14}-12-31",
            earnings=900 + first,
            earnings_per="month",
            currency="PHP",
        )
        career = Career.build(
            birth_date="1959-03-10",
            claim_date="2025-01-15",
            residence="PHL",
            sex="female",
            periods=[period],
            vocabulary=vocabulary(),
        )
        weak[first] = set(entitlement(career).of("none", "PHL-SSS").weak_sources)
        table = run(career.to_careers(vocabulary()))
        named = set(table["unread_figures"][0].split("; "))
        assert weak[first] <= named == unread
    assert weak[1984] - weak[2004]
