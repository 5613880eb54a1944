"""The store: adding, adding twice, interruption, editions side by side, and what is asked of it."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest

from corridor.evidence import Source, open_store, shelf
from corridor.evidence.importers.base import Imported
from corridor.evidence.model import KEY_COLUMNS, WORLD, as_observations, observation_schema
from corridor.evidence.problems import EvidenceProblems
from corridor.evidence.store import Store
from tests.evidence.material import YEARS_2024, long_rows, original, single_rows, text, workbook


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store", starter=False)


def stock_file(path: Path, edition: int = 2020) -> Path:
    return workbook(
        path, Table_1=long_rows(edition=edition, **({"years": YEARS_2024} if edition == 2024 else {}))
    )  # type: ignore[arg-type]


def snapshot(store: Store) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in store.folder.iterdir() if p.name != ".lock"}


def invented(source_id: str, value: float = 1, **changed: str) -> Imported:
    source = Source(
        source_id,
        "A publisher",
        "A title",
        **{"edition": "2020", "series": "s", "sha256": source_id, **changed},
    )
    frame = pl.DataFrame({"country": ["MAR"], "year": [2020], "value": [value]})
    rows = as_observations(frame, source_id=source_id, indicator="gini", kind="observed")
    return Imported((source,), rows)


def test_adding_twice_changes_nothing(store: Store, tmp_path: Path) -> None:
    path = stock_file(tmp_path / "stock.xlsx")
    assert store.add(path).outcomes == {"undesa-ims-2020-bilateral": "added"}
    before = snapshot(store)
    other_name = tmp_path / "renamed.xlsx"
    shutil.copyfile(path, other_name)
    for again in (path, other_name):
        done = store.add(again)
        assert done.outcomes == {"undesa-ims-2020-bilateral": "unchanged"}
        assert not done.changed
    assert snapshot(store) == before


def test_another_file_of_the_same_source_is_not_taken_silently(store: Store, tmp_path: Path) -> None:
    store.add(stock_file(tmp_path / "stock.xlsx"))
    before = snapshot(store)
    rows = long_rows()
    rows[3][4] = "POP/DB/MIG/Stock/Rev.2020, corrected"
    corrected = workbook(tmp_path / "corrected.xlsx", Table_1=rows)
    with pytest.raises(EvidenceProblems, match="from another file"):
        store.add(corrected)
    assert snapshot(store) == before
    assert store.add(corrected, replace=True).outcomes == {"undesa-ims-2020-bilateral": "replaced"}
    assert store.source("undesa-ims-2020-bilateral").file_name == "corrected.xlsx"
    assert len(list(store.folder.glob("*.parquet"))) == 1


def test_editions_stay_apart(store: Store, tmp_path: Path) -> None:
    for edition in (2024, 2020):
        store.add(stock_file(tmp_path / f"{edition}.xlsx", edition))
    newest = store.observations("stock", origin="MAR", destination="ESP")
    assert set(newest["source_id"]) == {"undesa-ims-2024-bilateral"}
    both = store.observations("stock", origin="MAR", destination="ESP", editions="all")
    assert set(both["source_id"]) == {"undesa-ims-2024-bilateral", "undesa-ims-2020-bilateral"}
    assert not both.select(KEY_COLUMNS).is_duplicated().any()
    older = store.observations("stock", origin="MAR", destination="ESP", source="undesa-ims-2020-bilateral")
    assert older["year"].max() == 2020
    assert store.alternatives("stock", origin="MAR") == [
        "undesa-ims-2024-bilateral",
        "undesa-ims-2020-bilateral",
    ]


def test_an_edition_that_lacks_what_is_asked_gives_way_to_one_that_has_it(store: Store) -> None:
    source = Source("s-2024", "P", "T", "2024", series="undesa-ims")
    frame = pl.DataFrame({"country": ["ESP"], "year": [2024], "value": [5.0]})
    store.keep(
        Imported(
            (source,), as_observations(frame, source_id="s-2024", indicator="immigrant_stock", kind="model")
        )
    )
    older = Source("s-2020", "P", "T", "2020", series="undesa-ims")
    by_sex = pl.DataFrame(
        {"country": ["ESP", "ESP"], "year": [2020, 2020], "sex": ["both", "female"], "value": [4.0, 2.0]}
    )
    store.keep(
        Imported(
            (older,), as_observations(by_sex, source_id="s-2020", indicator="immigrant_stock", kind="model")
        )
    )
    assert store.observations("immigrant_stock", country="ESP")["source_id"].to_list() == ["s-2024"]
    assert store.observations("immigrant_stock", country="ESP", sex="female")["source_id"].to_list() == [
        "s-2020"
    ]


def test_the_two_world_stocks_of_2020_are_not_mixed() -> None:
    store = open_store()
    found = store.observations("immigrant_stock", country=WORLD, sex="both", year=2020, editions="all")
    by_source = dict(found.select("source_id", "value").rows())
    assert by_source["undesa-ims-2020-bilateral"] == 280_598_105
    assert by_source["undesa-ims-2024-totals"] == 275_284_032
    assert store.observations("immigrant_stock", country=WORLD, sex="both", year=2020).height == 1


def test_what_is_no_country_is_left_out_unless_asked_for(store: Store, tmp_path: Path) -> None:
    store.add(stock_file(tmp_path / "stock.xlsx"))
    assert "XXX" not in store.observations("stock")["origin"].to_list()
    assert "XXX" in store.observations("stock", aggregates=True)["origin"].to_list()
    assert WORLD not in store.observations("immigrant_stock")["country"].to_list()
    assert store.observations("immigrant_stock", country=WORLD).height == 21


def test_ages_are_apart_from_all_ages(store: Store) -> None:
    frame = pl.DataFrame(
        {"country": ["MAR"] * 2, "year": [2020] * 2, "age": ["all", "65+"], "value": [10.0, 1.0]}
    )
    source = Source("p", "P", "T", "1")
    store.keep(
        Imported((source,), as_observations(frame, source_id="p", indicator="population", kind="observed"))
    )
    assert store.observations("population", country="MAR")["value"].to_list() == [10.0]
    assert store.observations("population", country="MAR", age=None).height == 2


def test_nothing_is_an_empty_frame_not_a_zero(store: Store) -> None:
    found = store.observations(["stock", "gini"], origin="MAR")
    assert found.is_empty()
    assert dict(found.schema) == observation_schema()


def test_every_figure_carries_its_provenance() -> None:
    store = open_store()
    found = store.with_provenance(store.observations("stock", origin="MAR", destination="ESP"))
    assert found.height > 0
    for column in ("publisher", "title", "edition", "licence", "address", "kind", "unit"):
        assert found[column].null_count() == 0


def test_several_sources_are_added_together_or_not_at_all(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    two = [invented("one"), invented("two")]
    together = Imported((two[0].sources[0], two[1].sources[0]), pl.concat([t.observations for t in two]))
    written = shelf.write

    def fails(folder: Path, source: Source, found: Imported) -> shelf.Entry:
        if source.source_id == "two":
            raise OSError("the disk is full")
        return written(folder, source, found)

    monkeypatch.setattr("corridor.evidence.store.write", fails)
    with pytest.raises(OSError, match="disk is full"):
        store.keep(together)
    assert store.entries == ()
    monkeypatch.undo()
    assert store.keep(together).outcomes == {"one": "added", "two": "added"}
    # What the interrupted addition left behind is gone.
    assert len(list(store.folder.glob("*.parquet"))) == 2


def test_an_addition_killed_at_any_moment_leaves_the_store_as_it_was(store: Store, tmp_path: Path) -> None:
    store.add(stock_file(tmp_path / "stock.xlsx"))
    before = store.observations("stock")
    path = stock_file(tmp_path / "new.xlsx", 2024)
    code = "import sys\nfrom corridor.evidence.store import Store\nStore(sys.argv[1], starter=False).add(sys.argv[2])"
    for moment in (0.15, 0.3, 0.4, 0.5, 0.6):
        process = subprocess.Popen([sys.executable, "-c", code, str(store.folder), str(path)])
        time.sleep(moment)
        process.send_signal(signal.SIGKILL)
        process.wait()
        again = Store(store.folder, starter=False)
        assert again.verify() == []
        assert again.observations("stock", source="undesa-ims-2020-bilateral").equals(before)
        if len(again.entries) == 2:
            again.remove("undesa-ims-2024-bilateral")
    again = Store(store.folder, starter=False)
    again.add(path)
    assert len(again.entries) == 2


def _add(folder: str, name: str) -> None:
    Store(folder, starter=False).keep(invented(name))


def test_additions_at_the_same_time_are_all_kept(store: Store) -> None:
    context = multiprocessing.get_context("spawn")
    with context.Pool(4) as pool:
        pool.starmap(_add, [(str(store.folder), f"source-{i}") for i in range(12)])
    assert len(store.entries) == 12
    assert store.verify() == []


def test_verify_finds_what_was_changed(store: Store, tmp_path: Path) -> None:
    store.add(stock_file(tmp_path / "stock.xlsx"))
    store.add(workbook(tmp_path / "single.xlsx", Table_1=single_rows("origin")))
    assert store.verify() == []
    first, second = (e.path for e in store.entries)
    data = bytearray(first.read_bytes())
    data[len(data) // 2] ^= 1
    first.write_bytes(data)
    second.unlink()
    said = [p.expected for p in Store(store.folder, starter=False).verify()]
    assert any("its hash differs" in s for s in said)
    assert any("is missing" in s for s in said)


def test_a_damaged_catalogue_is_told(store: Store) -> None:
    store.keep(invented("one"))
    catalogue = store.folder / shelf.CATALOGUE
    content = json.loads(catalogue.read_text(encoding="utf-8"))
    for broken in (
        "{",
        "[]",
        json.dumps({**content, "format": 99}),
        json.dumps({"format": 1, "sources": [{"file": "../x"}]}),
    ):
        catalogue.write_text(broken, encoding="utf-8")
        os.utime(catalogue, ns=(1, time.time_ns()))
        with pytest.raises(EvidenceProblems, match=r"catalogue|format"):
            _ = Store(store.folder, starter=False).entries
        assert Store(store.folder, starter=False).verify()


def test_files_of_the_user_in_the_folder_are_left_alone(store: Store) -> None:
    store.folder.mkdir(parents=True)
    own = text(store.folder / "mine.parquet", "not ours")
    store.keep(invented("one"))
    store.remove("one")
    assert own.exists()
    assert not list(store.folder.glob("one-*.parquet"))
    with pytest.raises(KeyError, match="no source 'one' was added"):
        store.remove("one")


def test_the_user_s_publication_takes_the_place_of_the_selection(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    selection = store.observations("remittance_bilateral", origin="MEX", destination="USA")
    assert store.source("wb-bilateral-remittances-2017").coverage == "selection"
    assert store.observations("remittance_bilateral", whole=True).is_empty()
    store.add(original("WB_Bilateral_Remittance_Estimates_2017.xlsx"))
    whole = store.observations("remittance_bilateral", origin="MEX", destination="USA", whole=True)
    assert whole["value"].item() == pytest.approx(selection["value"].item(), rel=1e-6)
    assert store.observations("remittance_bilateral").height > 40_000
    assert [e.source_id for e in store.entries].count("wb-bilateral-remittances-2017") == 1


def test_the_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(shelf.ENVIRONMENT, str(tmp_path / "mine"))
    assert shelf.data_folder() == tmp_path / "mine"
    assert Store().folder == tmp_path / "mine" / "evidence"
    monkeypatch.delenv(shelf.ENVIRONMENT)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "xdg"))
    monkeypatch.setattr(sys, "platform", "linux")
    assert shelf.data_folder() == tmp_path / "xdg" / "corridor"


def test_a_store_is_asked_quickly_when_warm() -> None:
    store = open_store()
    asked = [("stock", {"origin": "MAR", "destination": "ESP"}), ("flow", {"origin": "MAR", "destination": "ESP"}),
             *[(i, {"country": c}) for i in ("population", "gdp_pc_ppp", "hdi", "remittance_received") for c in ("MAR", "ESP")]]  # fmt: skip
    for indicator, where in asked:
        store.observations(indicator, **where)  # type: ignore[arg-type]
    started = time.perf_counter()
    for indicator, where in asked * 10:
        store.observations(indicator, **where)  # type: ignore[arg-type]
    assert time.perf_counter() - started < 2
