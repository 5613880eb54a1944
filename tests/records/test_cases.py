"""Saved cases: kept as they are, replaced, and gone when they are erased."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corridor.records import cases
from corridor.records.database import Database, open_database

TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=40)
DOCUMENTS = st.dictionaries(
    TEXT, TEXT | st.integers(-(2**53), 2**53) | st.none() | st.lists(TEXT), max_size=5
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=DOCUMENTS, title=TEXT)
def test_what_is_saved_comes_back(database: Database, document: dict[str, Any], title: str) -> None:
    case_id = cases.save(database, title, document)
    found = cases.one(database, case_id)
    assert found.document == document
    assert found.title == title.strip()
    assert abs(found.saved - datetime.now(UTC)) < timedelta(minutes=5)


def test_a_case_is_replaced_and_erased(database: Database) -> None:
    first = cases.save(database, "one", {"n": 1})
    second = cases.save(database, "two", {"n": 2})
    assert cases.save(database, "one again", {"n": 3}, first) == first
    assert {(c.title, c.document["n"]) for c in cases.saved(database)} == {("one again", 3), ("two", 2)}
    cases.erase(database, first)
    assert [c.id for c in cases.saved(database)] == [second]
    for call in (cases.one, cases.erase):
        with pytest.raises(KeyError):
            call(database, first)
    with pytest.raises(KeyError):
        cases.save(database, "x", {}, first)
    assert cases.erase_all(database) == 1
    assert cases.saved(database) == []


def test_an_erased_case_leaves_nothing_in_the_files(tmp_path: Path) -> None:
    database = open_database(tmp_path, f"sqlite:///{tmp_path / 'records.sqlite'}")
    marker = "zebra-quince-4711"

    def traces() -> list[str]:
        return [f.name for f in tmp_path.iterdir() if marker.encode() in f.read_bytes()]

    kept = cases.save(database, "kept", {"who": "someone else"})
    gone = cases.save(database, marker, {"who": marker * 500})
    assert traces()
    cases.erase(database, gone)
    assert traces() == []
    assert cases.one(database, kept).document == {"who": "someone else"}
    database.close()
    assert traces() == []
