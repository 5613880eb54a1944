"""Text tables and Parquet: what is recognised, and one clear problem for what is no table."""

from __future__ import annotations

import codecs
import time
import tracemalloc
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from corridor.careers import CareerProblems, read_careers, tables
from tests.careers.material import FLAT, PERIOD, PERSON, VOCABULARY, csv_text, problems_of, read_text

GOOD = csv_text([FLAT])


@pytest.mark.parametrize(
    "content",
    [
        GOOD.encode(),
        codecs.BOM_UTF8 + GOOD.encode(),
        GOOD.encode("utf-16"),
        codecs.BOM_UTF16_BE + GOOD.encode("utf-16-be"),
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.replace("\n", "\r").encode(),
        csv_text([FLAT], ";").encode(),
        csv_text([FLAT], "\t").encode(),
        csv_text([FLAT], "|").encode(),
        b"sep=;\r\n" + csv_text([FLAT], ";").encode(),
        GOOD.replace("person_id,birth_date", " Person_ID , BIRTH_DATE ").encode(),
        ("\n" + GOOD + "\n,,,\n\n").encode(),
        GOOD.replace("maria", '"maria"').encode(),
        GOOD.rstrip("\n").encode(),
    ],
)
@pytest.mark.parametrize("name", ["careers.csv", "careers.txt", "careers"])
def test_one_table_in_many_dresses(tmp_path: Path, content: bytes, name: str) -> None:
    careers = read_text(tmp_path, name, content)
    assert careers.periods.select("person_id", "scheme", "start_low", "end_high").rows() == [
        ("maria", "CAN-CPP", date(2001, 1, 1), date(2003, 12, 31))
    ]
    assert not careers.warnings


def test_two_tables_in_any_order(tmp_path: Path) -> None:
    persons, periods = tmp_path / "a.csv", tmp_path / "b.csv"
    persons.write_text(csv_text([PERSON]))
    periods.write_text(csv_text([PERIOD]))
    found = [
        read_careers([persons, periods], VOCABULARY),
        read_careers([periods, persons], VOCABULARY),
        read_careers(periods, VOCABULARY, persons=persons),
    ]
    assert all(c.periods.equals(found[0].periods) and c.persons.equals(found[0].persons) for c in found)
    only = problems_of(lambda: read_careers(periods, VOCABULARY))
    assert "who the persons are" in only[0].expected
    only = problems_of(lambda: read_careers(persons, VOCABULARY))
    assert "no table of periods" in only[0].expected


def test_declared_encoding(tmp_path: Path) -> None:
    content = GOOD.replace("maria", "José").encode("cp1252")
    problem = problems_of(lambda: read_text(tmp_path, "a.csv", content))[0]
    assert problem.row == 2
    assert "0xe9 at character 4" in problem.expected
    assert "cp1252" in problem.expected
    assert read_text(tmp_path, "a.csv", content, encoding="cp1252").persons["person_id"].to_list() == ["José"]
    assert (
        "no such encoding"
        in problems_of(lambda: read_text(tmp_path, "a.csv", content, encoding="latin-99"))[0].expected
    )


@pytest.mark.parametrize(
    ("content", "row", "said"),
    [
        (b"", None, "empty"),
        (b"\n \n\r\n", None, "empty"),
        (b"\xef\xbb\xbf", None, "empty"),
        (GOOD.splitlines()[0], 1, "header and no rows"),
        (GOOD.splitlines()[0] + "\n,,,\n", 1, "header and no rows"),
        (GOOD.splitlines()[1], 1, "header"),
        (b"\x00" * 5000, 1, "NUL"),
        (GOOD.encode("utf-16-le"), 1, "UTF-16 without its mark"),
        (GOOD.encode("utf-32"), None, "UTF-32"),
        (bytes(range(256)) * 40, None, "byte 0x80"),
        (b"x" * 3_000_000, 1, "1,000,000 characters"),
        (GOOD.encode() + b"y" * 3_000_000, 3, "1,000,000 characters"),
        (b"%PDF-1.7 ...", None, "PDF"),
        (b"\xd0\xcf\x11\xe0" + b"0" * 600, None, "old Excel"),
        (b"PK\x03\x04junk", None, "damaged"),
        (b"PAR1junkPAR1", None, "Parquet file is damaged"),
        (b"\x1f\x8b\x08\x00", None, "gzip"),
        ("person_id,country;kind,start;end\n", 1, "comma and semicolon"),
        (GOOD.replace("sex", "Kind"), 1, "twice"),
        (GOOD.replace("sex", ""), 2, "no name in the header"),
        (GOOD.replace("maria,", "maria"), 2, "9 cells"),
        (GOOD + GOOD.splitlines()[1] + ",left over\n", 3, "quotation marks"),
        (GOOD + 'x,"y\n', 3, "do not pair up"),
        ("a\x01\x02\x03\x04\x05\x06b\n" * 20, None, "control characters"),
    ],
)
def test_one_clear_problem(tmp_path: Path, content: str | bytes, row: int | None, said: str) -> None:
    if said == "9 cells":
        said = f"{len(FLAT) - 1} cells"
    found = problems_of(lambda: read_text(tmp_path, "odd.csv", content))
    assert any(said in p.expected for p in found), [str(p) for p in found]
    hit = next(p for p in found if said in p.expected)
    assert hit.file == "odd.csv"
    if row is not None:
        assert hit.row == row


@pytest.mark.parametrize("path", ["missing.csv", ".", "a\x00b"])
def test_no_file(tmp_path: Path, path: str) -> None:
    assert len(problems_of(lambda: read_careers(tmp_path / path, VOCABULARY))) == 1


def test_no_paths() -> None:
    assert "no file" in problems_of(lambda: read_careers([], VOCABULARY))[0].expected


def test_a_huge_line_is_refused_quickly_and_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "line.csv"
    with path.open("wb") as stream:
        for _ in range(100):
            stream.write(b"z" * 1_000_000)
    tracemalloc.start()
    start = time.perf_counter()
    problems = problems_of(lambda: read_careers(path, VOCABULARY))
    took, peak = time.perf_counter() - start, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(problems) == 1
    assert took < 5
    assert peak < 500_000_000


def test_all_problems_of_all_files_at_once(tmp_path: Path) -> None:
    (tmp_path / "persons.csv").write_text(csv_text([{**PERSON, "residence": "Canada"}]))
    (tmp_path / "periods.csv").write_text(csv_text([PERIOD, {**PERIOD, "start": "03/04/2001"}]))
    paths = [tmp_path / "periods.csv", tmp_path / "gone.csv", tmp_path / "persons.csv"]
    found = problems_of(lambda: read_careers(paths, VOCABULARY))
    assert {(p.file, p.row, p.column) for p in found} == {
        ("gone.csv", None, None),
        ("persons.csv", 2, "residence"),
        ("periods.csv", 3, "start"),
    }


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    head, good = GOOD.splitlines()
    bad = good.replace("2001-01-01", "soon")
    text = f'{head},note\n{good},"two\nlines"\n\n{bad},\n'
    assert [p.row for p in problems_of(lambda: read_text(tmp_path, "a.csv", text))] == [4]


def test_the_fast_reader_reads_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = []
    for i in range(400):
        row = {
            **FLAT,
            "person_id": f"p{i % 40}",
            "start": f"{1980 + i // 40}-01-01",
            "end": f"{1980 + i // 40}-12-31",
        }
        rows.append({**row, "earnings": f"{i}.5", "sex": "" if i % 40 % 3 else "f"})
    text = csv_text(rows)
    spoiled = text.replace("1985-12-31", "1985-13-31", 1)
    for delimiter, end in ((",", "\n"), (";", "\n"), (",", "\r\n")):
        dressed = text.replace(",", delimiter).replace("\n", end)
        slow = read_text(tmp_path, "a.csv", dressed)
        monkeypatch.setattr(tables, "FAST_FROM", 10)
        calls: list[Any] = []
        fast_reader: Callable[..., Any] = tables._fast
        monkeypatch.setattr(tables, "_fast", lambda *a, f=fast_reader, c=calls: (c.append(1), f(*a))[1])
        fast = read_text(tmp_path, "a.csv", dressed)
        assert calls
        assert fast.persons.equals(slow.persons)
        assert fast.periods.equals(slow.periods)
        quick = problems_of(
            lambda d=delimiter, e=end: read_text(tmp_path, "a.csv", spoiled.replace(",", d).replace("\n", e))
        )
        monkeypatch.undo()
        calm = problems_of(
            lambda d=delimiter, e=end: read_text(tmp_path, "a.csv", spoiled.replace(",", d).replace("\n", e))
        )
        assert quick == calm


def parquet(folder: Path, **columns: Any) -> Path:
    frame = pl.DataFrame({**{k: [v] for k, v in FLAT.items()}, **columns})
    frame.write_parquet(folder / "careers.parquet")
    return folder / "careers.parquet"


def test_parquet_with_native_types(tmp_path: Path) -> None:
    path = parquet(
        tmp_path,
        person_id=[7],
        birth_date=[datetime(1960, 5, 12)],
        nationality=[["PHL", "CAN"]],
        start=[date(2001, 1, 1)],
        earnings=[1000.25],
        kind=pl.Series(["employment"], dtype=pl.Categorical),
    )
    careers = read_careers(path, VOCABULARY)
    person = careers.person("7").person
    assert (person.birth_date, person.nationality) == (date(1960, 5, 12), ("PHL", "CAN"))


@pytest.mark.parametrize(
    ("column", "values", "row", "said"),
    [
        ("start", [20010101], None, "Int64"),
        ("earnings", [date(2001, 1, 1)], None, "expected numbers"),
        ("earnings", [float("nan")], 1, "not a number"),
        ("earnings", [float("inf")], 1, "not a number"),
        ("earnings", [-3], 1, "negative"),
        ("kind", [3], None, "expected text"),
        ("birth_date", [datetime(1960, 1, 1, 5)], 1, "time of day"),
        ("birth_date", pl.Series([9_000_000], dtype=pl.Int32).cast(pl.Date), 1, "no such year"),
        ("start", pl.Series([-9_000_000], dtype=pl.Int32).cast(pl.Date), 1, "no such year"),
        ("sex", [True], 1, "female or male"),
        ("start", pl.Series([None], dtype=pl.Date), 1, "nothing stands here"),
    ],
)
def test_parquet_of_wrong_types(tmp_path: Path, column: str, values: Any, row: int | None, said: str) -> None:
    path = parquet(tmp_path, **{column: values})
    found = [p for p in problems_of(lambda: read_careers(path, VOCABULARY)) if p.column == column]
    assert [p.row for p in found] == [row]
    assert said in found[0].expected


def test_problems_as_text_frame_and_json(tmp_path: Path) -> None:
    rows = [{**FLAT, "person_id": f"p{i}", "start": "soon"} for i in range(70)]
    with pytest.raises(CareerProblems) as caught:
        read_text(tmp_path, "a.csv", csv_text(rows))
    problems = caught.value
    lines = str(problems).splitlines()
    assert lines[0] == "70 errors in a.csv"
    assert lines[-1] == "  and 20 more"
    assert len(lines) == 52
    assert problems.to_frame().height == len(problems) == 70
    assert problems.to_frame()["row"].to_list() == list(range(2, 72))
    assert problems.to_json().count('"row"') == 70
    assert "row 2, start: 'soon'" in str(problems.problems[0])
