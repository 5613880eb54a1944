"""Spoilt files: whatever is done to a good file, it is read or refused with problems, and soon."""

from __future__ import annotations

import io
import json
import random
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from corridor.careers import CareerProblems, read_careers
from corridor.careers.casefile import example
from tests.careers.material import FLAT, VOCABULARY, csv_text

ROWS = [{**FLAT, "start": f"{y}-01-01", "end": f"{y}-12-31", "note": "x"} for y in range(1990, 2000)]
NASTY = [
    "",
    " ",
    "\x00",
    "\x1a",
    "\ufeff",
    "\u202e",
    "\U0001f600",
    "é",
    "NaN",
    "inf",
    "-1",
    "1e999",
    "1" * 5000,
    "1,234",
    "1.234,5",
    "03/04/2001",
    "0000-00-00",
    "9999-12-31",
    "2001-02-30",
    "..",
    "..2001-01-01",
    "1..",
    "1..0",
    "unknown",
    "37622",
    "NO",
    "null",
    "~",
    "=1+1",
    "#N/A",
    '"',
    "'",
    ";",
    ",",
    "\t",
    "|",
    "\n",
    "\r",
    "a\nb",
    "[",
    "{",
    "}",
    ": ",
    "- ",
    "&a",
    "*a",
    "!!int",
    "%",
    "@",
    "person_id",
    "start",
    "CAN-CPP",
    "Philippines",
    "true",
    "--- ",
    "<<: x",
    "٣",
    "\ud7ff",
    "x" * 100_000,
    "$(rm)",
    "%s",
    "{0}",
    "\\",
    "\\u0000",
    "sep=;",
    "PAR1",
    "PK\x03\x04",
]


def csv_seed() -> bytes:
    return csv_text(ROWS).encode()


def yaml_seed() -> bytes:
    import yaml

    case = dict(example())
    case["facts"] = {"SAU-EOSB": {"end_reason": "resignation"}}
    return yaml.safe_dump({"cases": [case]}, sort_keys=False).encode()


def json_seed() -> bytes:
    return json.dumps(example(), indent=1).encode()


def xlsx_seed() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append(list(ROWS[0]))
    for row in ROWS:
        book.active.append(list(row.values()))
    book.save(out)
    return out.getvalue()


def parquet_seed() -> bytes:
    out = io.BytesIO()
    frame = pl.DataFrame(ROWS).with_columns(
        pl.col("start").str.to_date(), pl.col("earnings").cast(pl.Float64)
    )
    frame.write_parquet(out)
    return out.getvalue()


SEEDS: dict[str, Callable[[], bytes]] = {
    "careers.csv": csv_seed,
    "case.yaml": yaml_seed,
    "case.json": json_seed,
    "careers.xlsx": xlsx_seed,
    "careers.parquet": parquet_seed,
}


def spoil_bytes(data: bytes, chance: random.Random) -> bytes:
    """Some bytes changed, cut out, doubled or put in."""
    spoilt = bytearray(data)
    for _ in range(chance.choice([1, 1, 2, 5, 30])):
        at = chance.randrange(max(len(spoilt), 1))
        how = chance.randrange(5)
        if how == 0 and spoilt:
            spoilt[at % len(spoilt)] = chance.randrange(256)
        elif how == 1:
            del spoilt[at : at + chance.choice([1, 3, 50, 100_000])]
        elif how == 2:
            spoilt[at:at] = spoilt[at : at + chance.choice([1, 20, 400])]
        elif how == 3:
            spoilt[at:at] = chance.choice(NASTY).encode("utf-8", "replace")
        else:
            spoilt[at:at] = bytes(chance.randrange(256) for _ in range(chance.choice([1, 4, 64])))
    return bytes(spoilt)


def spoil_words(data: bytes, chance: random.Random) -> bytes:
    """A word of a text replaced, or a line doubled or lost."""
    lines = data.decode().split("\n")
    for _ in range(chance.choice([1, 2, 4])):
        at = chance.randrange(len(lines))
        words = lines[at].replace(",", ", ").split(" ")
        words[chance.randrange(len(words))] = chance.choice(NASTY)
        lines[at] = chance.choice(
            [" ".join(words).replace(", ", ","), lines[at], "", lines[at] + "\n" + lines[at]]
        )
    return "\n".join(lines).encode("utf-8", "replace")


def spoil_cells(chance: random.Random) -> dict[str, Any]:
    """The columns of the good table with some cells, or whole columns, replaced."""
    columns: dict[str, Any] = {name: [row[name] for row in ROWS] for name in ROWS[0]}
    for _ in range(chance.choice([1, 2, 5])):
        name = chance.choice(list(columns))
        columns[name][chance.randrange(len(ROWS))] = chance.choice([*NASTY, None])
    if chance.random() < 0.3:
        old = chance.choice(list(columns))
        columns[chance.choice([*NASTY[:20], "Start", "strat", "x.y", "SAU-EOSB.end_reason"])] = columns.pop(
            old
        )
    return columns


def spoil_parquet(chance: random.Random) -> bytes:
    columns = spoil_cells(chance)
    frame = pl.DataFrame({name: pl.Series(values, dtype=pl.String) for name, values in columns.items()})
    name = chance.choice(frame.columns)
    other: list[Any] = [
        pl.lit(3),
        pl.lit(2.5),
        pl.lit(True),
        pl.lit(None),
        pl.lit(b"x"),
        pl.lit([1, 2], dtype=pl.List(pl.Int8)),
        pl.date(2001, 1, 1),
        pl.datetime(2001, 1, 1, 7),
        pl.duration(days=1),
        pl.struct(a=1),
        pl.time(3),
        pl.lit("9").cast(pl.Categorical),
        pl.lit(-(2**62)).cast(pl.Datetime("ms")),
        pl.lit(float("nan")),
        pl.lit(2**31 - 1).cast(pl.Int32).cast(pl.Date),
        pl.lit(10**18),
        pl.lit(["PHL"], dtype=pl.List(pl.String)),
    ]
    out = io.BytesIO()
    frame.with_columns(chance.choice(other).alias(name)).write_parquet(out)
    return out.getvalue()


def spoil_workbook(data: bytes, chance: random.Random) -> bytes:
    """A part of the archive spoilt and packed again, or odd values in cells."""
    out = io.BytesIO()
    if chance.random() < 0.5:
        book = openpyxl.load_workbook(io.BytesIO(data))
        sheet = book.active
        for _ in range(chance.choice([1, 3, 8])):
            cell = sheet.cell(row=chance.randint(1, 14), column=chance.randint(1, 18))
            value = chance.choice([*NASTY, 3, 2.5, True, -1e300, 37622])
            try:
                cell.value = value
            except (ValueError, openpyxl.utils.exceptions.IllegalCharacterError):
                cell.value = None
        book.save(out)
        return out.getvalue()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, "w") as packed:
        names = archive.namelist()
        hit = chance.choice(names)
        for name in names:
            content = archive.read(name)
            if name != hit or chance.random() < 0.9:
                packed.writestr(name, spoil_bytes(content, chance) if name == hit else content)
    return out.getvalue()


def spoilt(name: str, number: int) -> bytes:
    """The file of this kind and number, always the same."""
    chance = random.Random(f"{name}-{number}")
    data = SEEDS[name]()
    if chance.random() < 0.35:
        return spoil_bytes(data, chance)
    if name.endswith("xlsx"):
        return spoil_workbook(data, chance)
    if name.endswith("parquet"):
        return spoil_parquet(chance)
    return spoil_words(data, chance)


@pytest.mark.parametrize("part", range(4))
@pytest.mark.parametrize("name", SEEDS)
def test_spoilt_files_are_read_or_refused(tmp_path: Path, name: str, part: int) -> None:
    path = tmp_path / name
    refused = 0
    for number in range(part * 25, part * 25 + 25):
        path.write_bytes(spoilt(name, number))
        start = time.perf_counter()
        try:
            read_careers(path, VOCABULARY)
        except CareerProblems as problems:
            refused += 1
            assert problems.errors, number
            assert str(problems)
            assert problems.to_json()
            for problem in problems.problems:
                assert problem.file.startswith(name), number
                assert problem.expected, number
                # What is shown as a cell's value has a row; what is no whole file's problem has a place.
                assert problem.row is not None or problem.column or problem.person_id is None, number
        assert time.perf_counter() - start < 20, number
    assert refused > 5


def test_the_seeds_are_good(tmp_path: Path) -> None:
    for name, make in SEEDS.items():
        (tmp_path / name).write_bytes(make())
        assert len(read_careers(tmp_path / name, VOCABULARY)) == 1
