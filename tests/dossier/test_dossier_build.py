"""The folder of a dossier: the same bytes from the same inputs, whole or not at all, and every result can be had again."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import shlex
import signal
import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest

from corridor.cli.dossier import draft_file
from corridor.cli.main import BAD_INPUT, OK, run_cli
from corridor.dossier import folder
from corridor.dossier.building import build, compose, contents
from corridor.dossier.material import Order, gather

FEW = 200
HARD = Order("IND", "ARE", draft=draft_file("ind-are"), number=FEW)
EASY = Order("PHL", "CAN", number=FEW)


def everything(place: Path) -> dict[str, bytes]:
    return {p.relative_to(place).as_posix(): p.read_bytes() for p in sorted(place.rglob("*")) if p.is_file()}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dossier of the corridor with an agreement."""
    return build(EASY, tmp_path_factory.mktemp("easy") / "PHL-CAN").folder


def test_twice_the_same_bytes_wherever_it_stands_and_the_hash_names_them(tmp_path, monkeypatch) -> None:
    one = build(HARD, tmp_path / "one")
    monkeypatch.chdir(tmp_path)
    two = build(HARD, Path("deeper") / "two")
    # the hash over the rules is left aside: somebody may be editing them while the tests run
    first, second = everything(one.folder), everything(two.folder)
    manifests = [json.loads(f.pop("manifest.json")) for f in (first, second)]
    assert first == second
    for m in manifests:
        m["inputs"].pop("rules_sha256")
    assert manifests[0] == manifests[1]
    manifest = manifests[0]
    lines = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(first.items()))
    assert manifest["content_hash"] == hashlib.sha256(lines.encode()).hexdigest() == one.content_hash
    assert {f["name"] for f in manifest["files"]} == set(first)
    assert manifest["inputs"]["draft"]["sha256"] == hashlib.sha256(HARD.draft.read_bytes()).hexdigest()
    assert manifest["population"] == {"number": FEW, "seed": 2026}
    other = build(Order("IND", "ARE", draft=HARD.draft, number=FEW, seed=3), tmp_path / "three")
    assert other.content_hash != one.content_hash, "another seed is another content"


def test_what_is_in_the_folder(made) -> None:
    names = set(everything(made))
    assert {
        "index.html",
        "dossier.pdf",
        "dossier.xlsx",
        "manifest.json",
        "inputs/population.parquet",
    } <= names
    assert {f"trace/{p}.{e}" for p in ("short", "long", "returned") for e in ("yaml", "json")} <= names
    for table in ("evidence", "typical_careers", "population_groups", "who_pays", "coverage", "sources"):
        frame = pl.read_parquet(made / "tables" / f"{table}.parquet")
        meta = json.loads((made / "tables" / f"{table}.json").read_text())
        csv = pl.read_csv(made / "tables" / f"{table}.csv", infer_schema=False)
        assert [c["name"] for c in meta["columns"]] == frame.columns == csv.columns
        assert meta["rows"] == frame.height == csv.height > 0
        assert all(c["meaning"] for c in meta["columns"])


@pytest.mark.parametrize("order", [EASY, HARD], ids=["agreement", "draft"])
def test_every_command_and_every_python_line_gives_the_result_again(order, tmp_path, monkeypatch) -> None:
    place = build(order, tmp_path / "dossier").folder
    document, _ = compose(gather(order), "en")
    monkeypatch.chdir(place)
    people = pl.read_parquet("tables/typical_careers.parquet")
    groups = pl.read_parquet("tables/population_groups.parquet").filter(pl.col("by") == "all")
    assert len(document.codes) >= 12
    for code in document.codes:
        if code.command:
            said = io.StringIO()
            with contextlib.redirect_stdout(said):
                assert run_cli(shlex.split(code.command)[1:]) in (0, 1), code.command
        if code.python:
            said = io.StringIO()
            with contextlib.redirect_stdout(said):
                exec(compile(code.python, "shown", "exec"), {})
            assert said.getvalue().strip(), code.python
            if "trace/" in code.python:
                person = code.python.partition("trace/")[2].partition(".yaml")[0]
                name, scheme = (
                    code.python.rpartition("answer.of(")[2].split(")")[0].replace('"', "").split(", ")
                )
                row = people.filter(
                    (pl.col("person") == person)
                    & (pl.col("instruments") == name)
                    & (pl.col("scheme") == scheme)
                )
                shown = said.getvalue().strip()
                amount = None if shown == "None" else round(float(Fraction(shown)), 2)
                assert row["amount"].to_list() == [amount]
    again = pl.read_parquet("results.parquet")
    for r in groups.iter_rows(named=True):
        own = again.filter((pl.col("scheme") == r["scheme"]) & (pl.col("instruments") == r["instruments"]))
        assert own.height == r["people"]
        assert (own["status"] == "entitled").mean() == pytest.approx(r["entitled"], abs=1e-4)


def test_the_trace_holds_what_the_table_says(made) -> None:
    people = pl.read_parquet(made / "tables" / "typical_careers.parquet")
    for person in people["person"].unique():
        trace = json.loads((made / "trace" / f"{person}.json").read_text())
        for name, results in trace["answer"]["results"].items():
            for e in results:
                row = people.filter(
                    (pl.col("person") == person)
                    & (pl.col("instruments") == name)
                    & (pl.col("scheme") == e["scheme"])
                ).row(0, named=True)
                exact = e["amount"] and Fraction(e["amount"]["exact"])
                assert row["amount"] == (None if exact is None else round(float(exact), 2))
                assert row["status"] == e["status"]


def test_a_folder_that_is_no_dossier_is_left_alone(tmp_path, capsys) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "thesis.txt").write_text("years of work")
    assert run_cli(["dossier", "FRA", "DEU", "-o", str(own)]) == BAD_INPUT
    assert "not a dossier" in capsys.readouterr().err
    assert everything(own) == {"thesis.txt": b"years of work"}


def test_what_somebody_put_into_a_dossier_is_not_lost(tmp_path, capsys) -> None:
    place = tmp_path / "d"
    assert run_cli(["dossier", "FRA", "DEU", "-o", str(place)]) == OK
    (place / "notes.txt").write_text("mine")
    before = everything(place)
    assert run_cli(["dossier", "FRA", "ITA", "-o", str(place)]) == BAD_INPUT
    assert "notes.txt" in capsys.readouterr().err
    assert everything(place) == before
    (place / "notes.txt").unlink()
    assert run_cli(["dossier", "FRA", "ITA", "-o", str(place)]) == OK, "an older dossier is replaced"
    assert json.loads((place / "manifest.json").read_text())["corridor"]["destination"] == "ITA"


FILES = {
    "manifest.json": json.dumps({"format": folder.FORMAT, "files": [{"name": "a"}]}).encode(),
    "a": b"old",
}


@pytest.mark.parametrize("where", ["write", "exchange"])
def test_an_error_on_the_way_leaves_the_old_dossier(tmp_path, monkeypatch, where) -> None:
    place = tmp_path / "d"
    folder.put(FILES, place)

    def fail(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(*((os, "fsync", fail) if where == "write" else (folder, "_take_place", fail)))
    with pytest.raises(OSError, match="no space"):
        folder.put({**FILES, "a": b"new"}, place)
    assert everything(place) == FILES
    assert [p.name for p in tmp_path.iterdir()] == ["d"], "nothing half-done is left"


def test_a_kill_leaves_the_old_dossier_and_the_next_build_clears_away(tmp_path) -> None:
    place = tmp_path / "d"
    folder.put(FILES, place)
    program = (
        "import sys, time\nfrom pathlib import Path\nfrom corridor.dossier import folder\n"
        "folder._take_place = lambda *_: time.sleep(60)\n"
        f"folder.put({ {**FILES, 'a': b'new'}!r}, Path({str(place)!r}))\n"
    )
    process = subprocess.Popen([sys.executable, "-c", program])
    limit = time.monotonic() + 30
    while not any(p.joinpath("manifest.json").exists() for p in tmp_path.glob(".d.making-*")):
        assert time.monotonic() < limit and process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert everything(place) == FILES
    folder.put({**FILES, "a": b"newer"}, place)
    assert everything(place)["a"] == b"newer"
    assert [p.name for p in tmp_path.iterdir()] == ["d"]


def test_without_an_exchange_in_one_step_a_cut_off_build_is_put_right(tmp_path, monkeypatch) -> None:
    place = tmp_path / "d"
    folder.put(FILES, place)
    monkeypatch.setattr(folder, "_exchange", lambda *_: False)
    folder.put({**FILES, "a": b"new"}, place)
    assert everything(place)["a"] == b"new"
    place.rename(tmp_path / ".d.old")  # cut off between the two steps
    folder._sweep(place)
    assert everything(place)["a"] == b"new"


def test_wrong_inputs_are_refused_with_what_was_expected(tmp_path, capsys) -> None:
    out = ["-o", str(tmp_path / "d")]
    assert run_cli(["dossier", "PHL", "PHL", *out]) == BAD_INPUT
    assert "two countries" in capsys.readouterr().err
    assert run_cli(["dossier", "PHL", "QQQ", *out]) == BAD_INPUT
    assert run_cli(["dossier", "IND", "ARE", "--draft", "nothing-like-it", *out]) == BAD_INPUT
    assert "ind-are" in capsys.readouterr().err, "the shipped drafts are named"
    assert run_cli(["dossier", "PHL", "CAN", "--draft", "ind-are", *out]) == BAD_INPUT
    assert "expected one between PHL and CAN" in capsys.readouterr().err
    elsewhere = tmp_path / "elsewhere.parquet"
    elsewhere.write_bytes(contents(HARD)[1]["inputs/population.parquet"])
    assert run_cli(["dossier", "PHL", "CAN", "--careers", str(elsewhere), *out]) == BAD_INPUT
    assert "the periods are in ARE, IND" in capsys.readouterr().err
    broken = tmp_path / "careers.csv"
    broken.write_text("person_id,birth_date\nx,yesterday\n")
    assert run_cli(["dossier", "PHL", "CAN", "--careers", str(broken), *out]) == BAD_INPUT
    assert not (tmp_path / "d").exists()


def test_the_demo_builds_both_dossiers_and_says_where_they_are(tmp_path, capsys) -> None:
    assert run_cli(["demo", "--no-serve", "-o", str(tmp_path)]) == OK
    said = capsys.readouterr().out
    for pair in ("PHL-CAN", "IND-ARE"):
        assert str(tmp_path / pair / "index.html") in said
        assert (tmp_path / pair / "index.html").stat().st_size > 100_000
    assert "demo --people" in said
    assert "serve --folder" in said
