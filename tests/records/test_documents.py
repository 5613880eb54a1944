"""Documents with their history: nothing is overwritten, and nobody overwrites another unseen."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from corridor.records import documents
from corridor.records.database import Database


def test_every_version_is_kept(database: Database) -> None:
    assert documents.save(database, "plan", "spring", {"n": 1}, title="Spring", note="first") == 1
    assert documents.save(database, "plan", "spring", {"n": 2}, title="Spring", note="second", after=1) == 2
    with pytest.raises(documents.ChangedMeanwhile):
        documents.save(database, "plan", "spring", {"n": 3}, after=1)
    assert documents.save(database, "partnerships", "spring", {"p": 1}, title="Other") == 1
    assert [(v.version, v.content, v.note) for v in documents.history(database, "plan", "spring")] == [
        (2, {"n": 2}, "second"),
        (1, {"n": 1}, "first"),
    ]
    assert documents.one(database, "plan", "spring").content == {"n": 2}
    assert documents.one(database, "plan", "spring", 1).content == {"n": 1}
    assert [(v.id, v.version) for v in documents.listed(database, "plan")] == [("spring", 2)]
    documents.erase(database, "plan", "spring")
    for call in (documents.one, documents.erase):
        with pytest.raises(KeyError):
            call(database, "plan", "spring")
    assert documents.one(database, "partnerships", "spring").content == {"p": 1}
    with pytest.raises(ValueError, match="expected one of"):
        documents.save(database, "elsewhere", "x", {})


def test_of_many_that_save_at_once_one_wins(database: Database) -> None:
    def save(n: int) -> bool:
        try:
            documents.save(database, "plan", "spring", {"n": n}, after=0)
        except documents.ChangedMeanwhile:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(save, range(16))) == 1
    assert len(documents.history(database, "plan", "spring")) == 1
