"""An attempt to single people out of everything that can be seen: files, tables, publications over time."""

from __future__ import annotations

import itertools
import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.optimize import LinearConstraint, milp
from sqlalchemy import text

from corridor.dialogue import consultations, sealing, taking_part
from corridor.dialogue.codes import Keyed, keyed, typed
from corridor.dialogue.definition import read_definition
from corridor.dialogue.findings import Material, findings
from corridor.records.database import Database, open_database
from tests.dialogue.held import NAME, begin, crowd, document, enter, person

SEXES = ("female", "male", "not answered")
VOTES = ("agree", "disagree", "pass", "no vote")
CELLS = list(itertools.product(SEXES, VOTES))


def _bounds(
    published: dict[str, Any], statement: dict[str, Any], wanted: tuple[int, ...]
) -> tuple[float, float]:
    """What follows for a sum of cells of sex by vote from the published document alone."""
    rows, sums = [], []

    def known(count: int | None, *chosen: tuple[str, str]) -> None:
        if count is not None:
            rows.append([float(c in chosen) for c in CELLS])
            sums.append(float(count))

    known(published["counts"]["took_part"], *CELLS)
    (sex,) = published["strata"]
    for value, count in [
        *((r["value"], r["people"]) for r in sex["rows"]),
        ("not answered", sex["not_answered"]),
    ]:
        known(count, *((value, v) for v in VOTES))
    for vote, count in statement["counts"].items():
        known(count, *((s, vote) for s in SEXES))
    for value, row in statement["groups"]["sex"].items():
        known(row["agree"], (value, "agree"))
        known(row["people"], *((value, v) for v in VOTES))
    target = np.array([float(n in wanted) for n in range(len(CELLS))])
    if not rows:
        return 0.0, np.inf
    found = []
    for sense in (1, -1):
        made = milp(
            sense * target,
            constraints=LinearConstraint(np.array(rows), sums, sums),
            integrality=np.ones(len(CELLS)),
        )
        found.append(np.inf if made.x is None else float(target @ np.rint(made.x)))
    return found[0], found[1]


@pytest.mark.parametrize("seed", range(6))
def test_no_small_number_follows_from_what_is_published(tmp_path: Path, seed: int) -> None:
    """Few women, few passes, groups of one mind: for every count below the minimum the bounds stay apart."""
    database = open_database(tmp_path, f"sqlite:///{tmp_path / 'records.sqlite'}")
    keys = keyed(tmp_path)
    draw = random.Random(seed)
    number = draw.choice([24, 40, 70])
    _batch, codes, ids = begin(database, keys, number)
    truth: dict[str, Counter[tuple[str, str]]] = {s: Counter() for s in ids}
    few = draw.choice([0.08, 0.2, 0.45])
    for code in codes:
        sex = draw.choices(["female", "male", ""], [few, 0.9 - few, 0.1])[0]
        weights = (9, 1, 0, 0) if sex == "female" else (5, 4, 0.4, 0.4)
        key = enter(database, keys, code)
        votes = {s: draw.choices(VOTES, weights)[0] for s in ids}
        if all(v == "no vote" for v in votes.values()):
            votes[ids[0]] = "agree"
        for statement, vote in votes.items():
            if vote != "no vote":
                taking_part.vote(database, keys, NAME, key, statement, vote)
            truth[statement][sex or "not answered", vote] += 1
        if sex:
            taking_part.say_bands(database, keys, NAME, key, {"sex": sex})
    published = json.loads(json.dumps(sealing.close(database, NAME)))
    for statement in published["statements"]:
        for n, cell in enumerate(CELLS):
            count = truth[statement["id"]][cell]
            if 0 < count < 10:
                least, most = _bounds(published, statement, (n,))
                assert most - least >= 10, (seed, statement["number"], cell, count, least, most)
        for value in SEXES:
            size = sum(truth[statement["id"]][value, v] for v in VOTES)
            if 0 < size < 10:
                least, most = _bounds(
                    published, statement, tuple(n for n, c in enumerate(CELLS) if c[0] == value)
                )
                assert most - least >= 10, (seed, value, size)
    assert all(v is None or v >= 10 for v in _numbers(published))


def _numbers(published: dict[str, Any]) -> list[int | None]:
    """Every count of people in the document."""
    found = [published["counts"]["took_part"]]
    for s in published["strata"]:
        # that nobody kept silent may be said
        found += [r["people"] for r in s["rows"]] + [s["not_answered"] or None]
    for s in published["statements"]:
        found += list(s["counts"].values())
        found += [r[k] for rows in s["groups"].values() for r in rows.values() for k in ("agree", "people")]
    for q in published["questions"]:
        found += [q["ballots"], *(v for o in q["options"] for v in o["counts"].values())]
    return found + [b["used"] for b in published["batches"]]


@pytest.mark.parametrize("firsts", [(20, 19, 2), (38, 2, 1), (25, 12, 11), (14, 14, 13), (41, 0, 0)])
def test_first_places_of_one_option_do_not_follow_from_the_others(firsts: tuple[int, ...]) -> None:
    options = dict(zip("abc", ("A", "B", "C"), strict=True))
    asked = read_definition(
        document(questions=[{"id": "order", "kind": "rank", "title": "Order?", "options": options}])
    )
    ballots = [("order", "x", {o: "1"}) for o, n in zip("abc", firsts, strict=True) for _i in range(n)]
    found = findings(Material(asked, (), (), tuple(ballots), ()))["questions"][0]
    shown = {o["option"]: o["counts"]["first"] for o in found["options"]}
    hidden = [n for o, n in zip("abc", firsts, strict=True) if shown[o] is None]
    assert all(n >= 10 for n in shown.values() if n is not None)
    small = any(n < 10 for n in firsts)
    assert sum(hidden) >= 10 if small else not hidden
    for o in found["options"]:
        if o["counts"]["first"] is not None:
            assert o["counts"]["not first"] in (None, sum(firsts) - o["counts"]["first"])
            assert (o["counts"]["not first"] or 10) >= 10


def test_what_is_seen_over_time_never_tells_one_vote(database: Database, keys: Keyed) -> None:
    _batch, codes, ids = begin(database, keys, 40)
    seen = []
    for code in codes[:25]:
        crowd(database, keys, [code], ids, seed=len(seen))
        assert sealing.results(database, NAME) is None
        seen.append(consultations.took_part_about(database, NAME))
    assert set(seen) == {0, 10, 20}
    published = sealing.close(database, NAME)
    taking_part_after = sealing.close(database, NAME)
    assert published == taking_part_after
    for batch in published["batches"]:
        assert set(batch) == {
            "batch",
            "association",
            "issued",
            "used",
            "refused",
            "withdrawn",
            "changes",
            "alike",
        }


def test_a_code_cannot_be_joined_with_what_was_said(database: Database, keys: Keyed) -> None:
    """Somebody has every code and a copy of the whole database, but not the key file."""
    _batch, codes, ids = begin(database, keys, 40)
    held = [person(database, keys, c, ids, "female", ["agree"] * 3, "bus") for c in codes[:30]]
    sealing.shuffle(database)
    order = [keys.hash("participant", f"{NAME}\0{typed(k)}") for k in held]
    with database.reading() as session:

        def all_of(table: str) -> list[tuple[Any, ...]]:
            return [tuple(r) for r in session.execute(text(f"SELECT * FROM consultation_{table}"))]

        used = {row[0] for row in all_of("code")}
        people, ballots = all_of("participant"), all_of("ballot")
        voters = all_of("voter")
        scanned = [row[0] for row in people]
        assert scanned == sorted(scanned) != order
        ids_of_ballots = [row[0] for row in ballots]
        assert ids_of_ballots == sorted(ids_of_ballots)
        values = {v for row in ballots for v in row}
        assert not values & (set(order) | used), "a ballot carries nothing of a person or a code"
        assert not set(order) & used
        assert len(voters) == 90 and all(len(row) == 3 for row in voters)
        whole = repr([all_of(t) for t in ("code", "participant", "opinion", "voter", "ballot", "batch")])
        for secret in [*codes, *held]:
            assert secret not in whole and (typed(secret) or "") not in whole
        if database.engine.dialect.name == "postgresql":
            # the number of the writing transaction would join a code with the participant that it became
            numbers = {
                r[0]
                for t in ("code", "participant", "opinion", "voter", "ballot")
                for r in session.execute(text(f"SELECT xmin::text FROM consultation_{t}"))
            }
            assert len(numbers) == 1
            for t, key in (("code", "hash"), ("participant", "id"), ("ballot", "id")):
                rows = [
                    r[0] for r in session.execute(text(f"SELECT {key} FROM consultation_{t} ORDER BY ctid"))
                ]
                assert rows == sorted(rows)
        else:
            with pytest.raises(Exception, match="rowid"):
                session.execute(text("SELECT rowid FROM consultation_ballot"))


def test_sealed_rows_are_not_left_in_the_files(tmp_path: Path) -> None:
    database = open_database(tmp_path, f"sqlite:///{tmp_path / 'records.sqlite'}")
    keys = keyed(tmp_path)
    _batch, codes, ids = begin(database, keys, 30)
    held = crowd(database, keys, codes, ids)
    order = [keys.hash("participant", f"{NAME}\0{typed(k)}") for k in held]
    hashes = [consultations.code_hash(keys, NAME, typed(c) or "") for c in codes]

    def traces() -> int:
        content = b"".join(f.read_bytes() for f in tmp_path.glob("records.sqlite*"))
        return sum(h.encode() in content for h in [*order, *hashes])

    sealing.close(database, NAME)
    assert traces() == 60
    sealing.seal(database, NAME)
    assert traces() == 0
