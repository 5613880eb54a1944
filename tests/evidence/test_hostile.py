"""Files that want to do harm or are not what they say: refused clearly, quickly, and in bounded memory."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from corridor.evidence.importers import read
from corridor.evidence.importers import workbook as books
from corridor.evidence.problems import EvidenceProblems, Unreadable
from corridor.evidence.store import Store
from tests.evidence.material import long_rows, rewrite, single_rows, text, workbook

SECONDS = 20
SHEET = "xl/worksheets/sheet1.xml"


def refusal(path: Path) -> str:
    started = time.perf_counter()
    with pytest.raises(EvidenceProblems) as caught:
        read(path)
    assert time.perf_counter() - started < SECONDS
    return str(caught.value)


@pytest.fixture
def stock(tmp_path: Path) -> Path:
    return workbook(tmp_path / "stock.xlsx", Table_1=long_rows())


def rows_of(xml: bytes, more: bytes) -> bytes:
    return xml.replace(b"</sheetData>", more + b"</sheetData>")


@pytest.mark.parametrize(
    ("change", "add", "expected"),
    [
        (lambda x: x, {"xl/vbaProject.bin": b"x"}, "macros"),
        (lambda x: x.replace(b"<sheetData>", b"<sheetData>" + b" " * 30_000_000), {}, "times its size"),
        (lambda x: b'<!DOCTYPE x [<!ENTITY a "b">]>' + x[x.index(b"<worksheet") :], {}, "document type"),
        (lambda x: b"<!--" + b" " * 5000 + b'--><!DOCTYPE x [<!ENTITY a "b">]>' + x[x.index(b"<worksheet") :], {}, "document type"),
        (lambda x: x[: len(x) // 2], {}, "damaged"),
        (lambda x: rows_of(x, b'<row r="9999999"><c r="A9999999"><v>1</v></c></row>'), {}, "more than 1,048,576 rows"),
        (lambda x: rows_of(x, b'<row r="3"><c r="A3"><v>1</v></c></row>'), {}, "stands after row"),
        (lambda x: rows_of(x, b'<row r="99"><c r="XFE99"><v>1</v></c></row>'), {}, "beyond column XFD"),
        (lambda x: rows_of(x, b'<row r="99"><c r="A99"><v>NaN</v></c></row>'), {}, "no number"),
        (lambda x: rows_of(x, b'<row r="99"><c r="A99" t="s"><v>77777</v></c></row>'), {}, "points to a text"),
        (lambda x: rows_of(x, b'<row r="99"><c r="A99" t="inlineStr"><is><t>' + b"ab" * 30_000 + b"</t></is></c></row>"), {}, "characters"),
    ],
)  # fmt: skip
def test_workbooks(
    stock: Path, change: Callable[[bytes], bytes], add: dict[str, bytes], expected: str
) -> None:
    assert expected in refusal(rewrite(stock, SHEET, change, add))


def test_ten_million_blank_rows(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", Table_1=single_rows("destination"))
    blank = b"".join(b'<row r="%d"/>' % i for i in range(100, 10_000_100))
    rewrite(path, SHEET, lambda x: rows_of(x, blank))
    assert "more than 1,048,576 rows" in refusal(path)


def test_a_million_blank_rows_are_no_harm(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", Table_1=single_rows("destination"))
    blank = b"".join(b'<row r="%d" ht="12"><c r="A%d" s="1"/></row>' % (i, i) for i in range(100, 1_048_577))
    rewrite(path, SHEET, lambda x: rows_of(x, blank))
    started = time.perf_counter()
    assert read(path).observations.height > 0
    assert time.perf_counter() - started < SECONDS


@pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="reads the peak of memory as Linux tells it"
)
def test_memory_stays_bounded(tmp_path: Path) -> None:
    """A sheet of 80 MB of styled blank cells is read through in little memory."""
    path = workbook(tmp_path / "a.xlsx", Table_1=single_rows("destination"))
    cells = b"".join(b'<c r="%s" s="1"/>' % books.column_letters(c).encode() for c in range(1, 60))
    blank = b"".join(b"<row>" + cells + b"</row>" for _ in range(60_000))
    rewrite(path, SHEET, lambda x: rows_of(x, blank))
    code = (
        "import sys\nfrom corridor.evidence.importers import read\n"
        "from corridor.evidence.problems import EvidenceProblems\n"
        "try:\n    read(sys.argv[1])\nexcept EvidenceProblems as e:\n    print(e)\n"
        "print(next(x.split()[1] for x in open('/proc/self/status') if x.startswith('VmHWM')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, timeout=60, check=True
    )
    assert int(done.stdout.split()[-1]) < 300_000, done.stdout


def test_one_endless_tag_is_not_held_in_memory(stock: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(books, "MAX_TOKEN", 600_000)
    noise = bytes((i * 7919 + i // 255) % 26 + 97 for i in range(3_000_000))
    rewrite(stock, SHEET, lambda x: rows_of(x, b'<row r="99" a="' + noise + b'"/>'))
    assert "a single tag" in refusal(stock)


def test_too_many_cells(stock: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(books, "MAX_CELLS", 100)
    assert "more than 100 cells" in refusal(stock)


def test_the_wrong_sheet(tmp_path: Path) -> None:
    message = refusal(workbook(tmp_path / "a.xlsx", Budget=[["Item", "Cost"], ["Pens", 3]], Plan=[["x"]]))
    assert "not recognised: a workbook with the sheets Budget, Plan" in message
    assert "Expected one of the official formats" in message


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old .xls"),
        (b"<!DOCTYPE html><html><body>403 Forbidden</body></html>", "a web page"),
        (b"PK\x03\x04" + b"\0" * 100, "damaged"),
        (b"PAR1" + b"\0" * 100, "damaged"),
        (b"\xff\xfe" + "a,b".encode("utf-16-le"), "UTF-16"),
        (b"a" * 300_000, "not recognised"),
        (b"\0" * 100, "not recognised"),
        (b'{"value": ' + b"[" * 100_000, "not recognised"),
    ],
)
def test_files_that_are_something_else(tmp_path: Path, content: bytes, expected: str) -> None:
    path = tmp_path / "figures.xlsx"
    path.write_bytes(content)
    assert expected in refusal(path)


WDI = "Country Name,Country Code,Indicator Name,Indicator Code,2019,2020\n"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (WDI.encode() + b"Morocco,MAR,Population,SP.POP.TOTL,\xff,1\n", "not UTF-8"),
        (WDI.encode() + b"Morocco,MAR,Population,SP.POP.TOTL,\0,1\n", "NUL"),
        (
            WDI.encode() + b"Morocco,MAR,Population,SP.POP.TOTL,1" + b"0" * 6_000_000 + b",1\n",
            "a line of more than",
        ),
        (WDI.encode() + b'Morocco,MAR,"Population' + b"\n" * 10, "no figure"),
        (WDI.encode() + b"Morocco,MAR,Population,SP.POP.TOTL,inf,1e999\n", "expected a figure"),
    ],
)
def test_texts(tmp_path: Path, content: bytes, expected: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    assert expected in refusal(path)


def test_deep_json(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b'{"REF_AREA": 1, "OBS_VALUE": ' + b"[" * 200_000)
    assert "damaged JSON" in refusal(path)
    path.write_text(
        json.dumps({"value": [1, "REF_AREA", "OBS_VALUE"], "REF_AREA": 1, "OBS_VALUE": 2}), encoding="utf-8"
    )
    assert "expected" in refusal(path)


def test_archives(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("WDICSV.csv", WDI + "\n" * 80_000_000)
    assert "times its size" in refusal(path)
    with zipfile.ZipFile(path, "w") as archive:
        for i in range(1_100):
            archive.writestr(f"{i}.csv", "x")
    assert "1,100 files" in refusal(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../evil.csv", "a,b\n")
    assert "not recognised" in refusal(path)


def test_a_gzip_bomb(tmp_path: Path) -> None:
    path = tmp_path / "WPP2024_a.csv.gz"
    header = "LocID,Location,Variant,Time,TPopulation1July\n"
    path.write_bytes(gzip.compress(header.encode() + b"504,Morocco,Medium,2020,1\n" * 4_000_000, 9))
    assert "unpacks to far more" in refusal(path)
    path.write_bytes(path.read_bytes()[:2_000])
    assert "damaged" in refusal(path)


def test_a_small_parquet_file_of_very_many_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    frame = pl.DataFrame({"coo_iso": ["MAR"], "coa_iso": ["ESP"], "year": [2020], "refugees": [1]})
    pl.concat([frame] * 1).select(pl.all().repeat_by(2_000_000).explode()).write_parquet(path)
    from corridor.evidence.importers import look

    before = look.MAX_PARQUET_CELLS
    look.MAX_PARQUET_CELLS = 1_000_000
    try:
        assert "2,000,000 rows of 4 columns" in refusal(path)
    finally:
        look.MAX_PARQUET_CELLS = before


def test_a_refused_file_leaves_the_store_as_it_was(tmp_path: Path, stock: Path) -> None:
    store = Store(tmp_path / "store", starter=False)
    store.add(stock)
    before = {p.name: p.read_bytes() for p in (tmp_path / "store").iterdir()}
    bad = text(tmp_path / "bad.csv", "a,b", "1,2")
    with pytest.raises(EvidenceProblems):
        store.add(bad)
    assert {p.name: p.read_bytes() for p in (tmp_path / "store").iterdir()} == before


def test_random_damage_is_told_and_never_crashes(tmp_path: Path) -> None:
    """Bytes of a workbook and of its sheet changed at random: read, or refused with a reason."""
    import random

    source = workbook(tmp_path / "a.xlsx", Table_1=single_rows("destination"))
    whole = source.read_bytes()
    with zipfile.ZipFile(source) as archive:
        sheet = archive.read(SHEET)
    path = tmp_path / "b.xlsx"
    rng = random.Random(7)
    for case in range(120):
        data = bytearray(whole if case % 2 else sheet)
        for _ in range(rng.randint(1, 6)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        if case % 2:
            path.write_bytes(data)
        else:
            path.write_bytes(whole)
            rewrite(path, SHEET, lambda _x, data=data: bytes(data))  # type: ignore[misc]
        try:
            read(path)
        except EvidenceProblems as problems:
            assert str(problems)


def test_the_reader_alone_refuses_what_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(Unreadable, match="no XLSX workbook"):
        books.Workbook(path, "a.zip")


def test_values_and_formulas(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", T=[["a", 1, 2.5, None, "=A1", True, " b "], [], [None, "x" * 10]])
    rows: list[Any] = list(books.Workbook(path, "a").rows("T"))
    assert rows[0].values == {1: "a", 2: 1.0, 3: 2.5, 6: "1", 7: "b"}
    assert rows[0].formulas == frozenset({5})
    assert (rows[1].number, rows[1].values) == (3, {2: "xxxxxxxxxx"})


META = """source: {source_id: x-2020, series: x, publisher: Me, title: T, edition: "2020", licence: CC0}
kind: observed
series:
  - {indicator: stock, value: v, columns: {origin: o, destination: d, year: y}}
"""


def plain(path: Path) -> Path:
    path.with_name(f"{path.name}.meta.yaml").write_text(META, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        ("-5", "none below zero"),
        ("1e300", "none below zero"),
        ("99999999999", "at most 50,000,000,000 persons"),
        ("inf", "expected a number"),
        ("=1+1", "expected a number"),
    ],
)
def test_figures_that_cannot_be(tmp_path: Path, figure: str, expected: str) -> None:
    assert expected in refusal(plain(text(tmp_path / "a.csv", "o,d,y,v", f"MAR,ESP,2020,{figure}")))


def test_a_mark_of_a_missing_figure_is_unknown_and_not_zero(tmp_path: Path) -> None:
    found = read(plain(text(tmp_path / "a.csv", "o,d,y,v", "MAR,ESP,2020,NaN"))).observations
    assert found["value"].to_list() == [None]


def test_codes_that_look_like_countries(tmp_path: Path) -> None:
    message = refusal(plain(text(tmp_path / "a.csv", "o,d,y,v", "MIC,ESP,2020,5", "57,ESP,2020,5")))
    assert "'MIC'" in message and "'57'" in message


def test_semicolons_and_decimal_commas(tmp_path: Path) -> None:
    path = plain(text(tmp_path / "a.csv", "o;d;y;v", "MAR;ESP;2020;1,5", "ESP;MAR;2020;7"))
    assert sorted(read(path).observations["value"].to_list()) == [1.5, 7.0]


def test_lines_without_end_and_without_content(tmp_path: Path) -> None:
    path = plain(tmp_path / "a.csv")
    path.write_text("o,d,y,v\nMAR,ESP,2020," + "9" * 12_000_000, encoding="utf-8")
    assert "a line of more than" in refusal(path)
    path.write_text("o,d,y,v\n" + "\n" * 3_000_000, encoding="utf-8")
    assert "blank lines" in refusal(path)


def test_a_small_parquet_file_of_very_long_texts(tmp_path: Path) -> None:
    path = plain(tmp_path / "a.parquet")
    row = pl.DataFrame({"o": ["MAR"], "d": ["ESP"], "y": [2020], "v": ["x" * 1_000_000]})
    row.select(pl.all().repeat_by(2_000).explode()).write_parquet(path)
    assert path.stat().st_size < 10_000
    assert "a text of 1,000,000 bytes in column v" in refusal(path)


def test_a_full_disk_is_told_and_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path / "store", starter=False)
    store.add(plain(text(tmp_path / "a.csv", "o,d,y,v", "MAR,ESP,2020,5")))
    before = {p.name: p.read_bytes() for p in (tmp_path / "store").iterdir()}

    def full(*_args: object, **_more: object) -> None:
        raise pl.exceptions.ComputeError("No space left on device (os error 28)")

    monkeypatch.setattr(pl.DataFrame, "write_parquet", full)
    other = plain(text(tmp_path / "b.csv", "o,d,y,v", "MAR,ESP,2020,6"))
    with pytest.raises(EvidenceProblems, match="No space left"):
        store.add(other, replace=True)
    assert {p.name: p.read_bytes() for p in (tmp_path / "store").iterdir()} == before


def test_a_member_that_points_outside_of_the_archive(stock: Path) -> None:
    """An archive whose directory has a wrong offset makes the system refuse a seek: damaged, not a crash."""
    import unittest.mock

    with unittest.mock.patch.object(books, "check_archive", side_effect=OSError(22, "Invalid argument")):
        assert "damaged" in refusal(stock)
