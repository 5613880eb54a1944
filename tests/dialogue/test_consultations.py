"""Consultations from the first code to sealing, on SQLite and PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import text

from corridor.dialogue import consultations, paper, sealing, statements, taking_part
from corridor.dialogue.codes import ALPHABET, Keyed, new_code, new_key, typed
from corridor.dialogue.consultations import Refused
from corridor.dialogue.definition import DefinitionProblems, read_definition
from corridor.dialogue.taking_part import Attempts, TooMany
from corridor.records.database import Database
from tests.dialogue.held import NAME, begin, crowd, document, enter, person


def _count(database: Database, table: str) -> int:
    with database.reading() as session:
        return int(session.execute(text(f"SELECT count(*) FROM {table}")).scalar() or 0)


def test_a_wrong_sign_and_two_swapped_signs_are_noticed() -> None:
    code = typed(new_code())
    assert code is not None
    assert typed(f" {code[:4].lower()} - {code[4:]} ") == code
    arabic = code.translate(str.maketrans("23456789", "٢٣٤٥٦٧٨٩"))
    assert typed(arabic) == code
    for place in range(len(code)):
        for sign in ALPHABET:
            if sign != code[place]:
                assert typed(code[:place] + sign + code[place + 1 :]) is None
    for place in range(len(code) - 2):
        if code[place] != code[place + 1]:
            assert typed(code[:place] + code[place + 1] + code[place] + code[place + 2 :]) is None


def test_everything_wrong_with_a_definition_is_said_at_once() -> None:
    wrong = document(id="A B", corridors=["MAR-XYZ"], closes="soon", minimum=2, colour="blue")
    wrong["strata"]["sex"]["source"] = ""
    wrong["questions"][0]["kind"] = "drag"
    with pytest.raises(DefinitionProblems) as said:
        read_definition(wrong, "file.yaml")
    fields = {p.split(": ")[1] for p in said.value.problems}
    assert {
        "id",
        "corridors[0]",
        "closes",
        "minimum",
        "colour",
        "strata.sex.source",
        "questions[0].kind",
    } <= fields


def test_a_code_counts_once_also_when_it_is_sent_again(database: Database, keys: Keyed) -> None:
    batch, codes, ids = begin(database, keys, 10)
    key = enter(database, keys, codes[0])
    enter(database, keys, codes[0], key)
    assert _count(database, "consultation_participant") == 1
    with pytest.raises(Refused, match="used already"):
        enter(database, keys, codes[0])
    with database.reading() as session:
        (held,) = consultations.batches(session, NAME)
    assert (held.id, held.issued, held.used, held.refused) == (batch, 10, 1, 1)
    taking_part.vote(database, keys, NAME, key, ids[0], "agree")
    taking_part.vote(database, keys, NAME, key, ids[0], "disagree")
    found = taking_part.participant(database, keys, NAME, key)
    assert found.opinions == {ids[0]: -1}
    taking_part.cast(database, keys, NAME, key, "first", ["desk"])
    taking_part.cast(database, keys, NAME, key, "first", ["bus"])
    assert _count(database, "consultation_ballot") == 1


def test_a_withdrawn_batch_and_a_closed_consultation_take_nothing(database: Database, keys: Keyed) -> None:
    batch, codes, ids = begin(database, keys, 10)
    key = enter(database, keys, codes[0])
    consultations.withdraw(database, NAME, batch)
    with pytest.raises(Refused):
        enter(database, keys, codes[1])
    taking_part.vote(database, keys, NAME, key, ids[0], "agree")
    sealing.close(database, NAME)
    with pytest.raises(Refused, match="not open"):
        taking_part.vote(database, keys, NAME, key, ids[0], "pass")
    with pytest.raises(Refused, match="not open"):
        taking_part.cast(database, keys, NAME, key, "first", ["desk"])


def test_wrong_codes_are_limited_and_lock_nobody_out(database: Database, keys: Keyed) -> None:
    _batch, codes, _ids = begin(database, keys, 10)
    attempts = Attempts(most=5)
    for _n in range(5):
        with pytest.raises(Refused):
            taking_part.enter(database, keys, NAME, new_code(), new_key(), attempts)
    with pytest.raises(TooMany):
        taking_part.enter(database, keys, NAME, new_code(), new_key(), attempts)
    taking_part.enter(database, keys, NAME, codes[0], new_key(), attempts)


def test_the_same_code_from_many_sides_at_once_counts_once(database: Database, keys: Keyed) -> None:
    _batch, codes, _ids = begin(database, keys, 10)

    def take(_n: int) -> bool:
        try:
            enter(database, keys, codes[0])
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(take, range(16))) == 1
    assert _count(database, "consultation_participant") == 1


def test_from_opening_to_sealing(database: Database, keys: Keyed) -> None:
    batch, codes, ids = begin(database, keys, 60)
    for first in range(0, 15, 5):
        crowd(database, keys, codes[first : first + 5], ids, seed=first)
    assert sealing.results(database, NAME) is None
    assert consultations.took_part_about(database, NAME) == 10
    crowd(database, keys, codes[15:50], ids)
    published = sealing.close(database, NAME)
    assert published["counts"] == {"invited": 200, "took_part": 50, "counted": 50}
    assert sealing.close(database, NAME) == published
    assert published["statements"][0]["counts"]["agree"] >= 10
    (own,) = published["batches"]
    assert (own["batch"], own["issued"], own["used"]) == (batch, 60, 50)
    assert {q["ballots"] for q in published["questions"]} == {50}
    assert {o["place"] for o in published["questions"][0]["options"]} == {1, 2}
    sealing.seal(database, NAME)
    for table in sealing.PERSONAL:
        assert _count(database, table.__tablename__) == 0
    assert sealing.results(database, NAME) == published
    sealing.seal(database, NAME)
    assert sealing.results(database, NAME) == published


def test_what_two_publications_differ_in_does_not_exist(database: Database, keys: Keyed) -> None:
    _batch, codes, ids = begin(database, keys, 60)
    held = crowd(database, keys, codes[:30], ids)
    published = sealing.close(database, NAME)
    said = taking_part.erase(database, keys, NAME, held[0])
    assert "stay as they are" in said and "ballot" in said
    assert sealing.close(database, NAME) == published


def test_erasure_takes_votes_and_bands_away(database: Database, keys: Keyed) -> None:
    _batch, codes, ids = begin(database, keys, 20)
    kept, gone = (person(database, keys, c, ids, "female", ["agree"] * 3, "bus") for c in codes[:2])
    taking_part.erase(database, keys, NAME, gone)
    assert _count(database, "consultation_opinion") == 3
    assert _count(database, "consultation_participant") == 1
    assert _count(database, "consultation_voter") == 3
    assert taking_part.participant(database, keys, NAME, kept).bands == {"sex": "female"}
    with pytest.raises(Refused, match="Nobody holds"):
        taking_part.participant(database, keys, NAME, gone)
    with pytest.raises(Refused, match="used already"):
        enter(database, keys, codes[1])


def test_a_poisoned_batch_is_seen(database: Database, keys: Keyed) -> None:
    _batch, codes, ids = begin(database, keys, 40)
    for code in codes[:30]:
        person(database, keys, code, ids, "", ["agree", "agree", "disagree"], "desk")
    bad, more = consultations.issue(database, keys, NAME, "Association B (invented)", 40)
    for code in more:
        person(database, keys, code, ids, "", ["disagree", "disagree", "agree"], "bus")
    with pytest.raises(Refused):
        enter(database, keys, more[0])
    found = {b["batch"]: b for b in sealing.close(database, NAME)["batches"]}[bad]
    assert found["used"] == 40 and found["refused"] == 1 and found["alike"] is True
    assert {"first", "order", "marks"} <= set(found["changes"])


def test_small_consultations_show_nothing(database: Database, keys: Keyed) -> None:
    _batch, codes, ids = begin(database, keys, 20)
    crowd(database, keys, codes[:6], ids)
    published = sealing.close(database, NAME)
    assert published["counts"]["took_part"] is None
    for s in published["statements"]:
        assert set(s["counts"].values()) == {None}
    for q in published["questions"]:
        assert q["ballots"] is None and all(o["place"] is None for o in q["options"])
    assert published["batches"][0]["used"] is None


def test_paper_counts_when_two_entries_agree(database: Database, keys: Keyed) -> None:
    batch, codes, _ids = begin(database, keys, 10)
    answers = {
        "statements": {"1": "agree", "3": "pass"},
        "questions": {"first": ["bus"]},
        "bands": {"sex": "male"},
    }
    with pytest.raises(Refused, match="slips first"):
        paper.enter_sheet(database, NAME, batch, 1, answers)
    slips = paper.hand_in(database, keys, NAME, batch, [codes[0], codes[1], codes[0], "XXXX"])
    assert (slips.accepted, slips.used, slips.wrong) == (2, 0, ("XXXX",))
    assert paper.hand_in(database, keys, NAME, batch, [codes[0]]).used == 1
    assert paper.enter_sheet(database, NAME, batch, 1, answers) == "first"
    with pytest.raises(Refused, match="second entry"):
        sealing.close(database, NAME)
    with pytest.raises(Refused, match="differ"):
        paper.enter_sheet(database, NAME, batch, 1, {"statements": {"1": "pass"}})
    assert paper.enter_sheet(database, NAME, batch, 1, answers) == "first"
    assert paper.enter_sheet(database, NAME, batch, 1, answers) == "counted"
    with pytest.raises(Refused, match="counted already"):
        paper.enter_sheet(database, NAME, batch, 1, answers)
    assert paper.enter_sheet(database, NAME, batch, 2, answers) == "first"
    with pytest.raises(Refused, match="slips first"):
        paper.enter_sheet(database, NAME, batch, 3, answers)
    assert _count(database, "consultation_opinion") == 2
    assert _count(database, "consultation_ballot") == 1
    with pytest.raises(Refused):
        enter(database, keys, codes[0])


def test_statements_keep_their_words_and_get_replies(database: Database, keys: Keyed) -> None:
    from corridor.i18n import language

    _batch, codes, ids = begin(database, keys, 10)
    key = enter(database, keys, codes[0])
    taking_part.propose(database, keys, NAME, key, "نريد   عقودا", "ar")
    with database.reading() as session:
        (waiting,) = statements.statements(session, NAME, "waiting")
    assert waiting.text == "نريد عقودا" and waiting.origin == "participant"
    with pytest.raises(KeyError):
        taking_part.vote(database, keys, NAME, key, waiting.id, "agree")
    with pytest.raises(Refused, match="reason"):
        statements.moderate(database, NAME, waiting.id, "rejected")
    statements.moderate(database, NAME, waiting.id, "accepted")
    statements.translate(
        database, NAME, waiting.id, "en", "We want contracts", "T. (invented)", reviewed=False
    )
    with database.reading() as session:
        found = statements.statements(session, NAME, "accepted")[-1]
    assert found.reading() == ("نريد عقودا", "ar")
    statements.translate(
        database, NAME, waiting.id, "en", "We want contracts", "T. (invented)", reviewed=True
    )
    with database.reading() as session:
        found = statements.statements(session, NAME, "accepted")[-1]
    assert found.reading() == ("We want contracts", "en")
    with language("ar"):
        assert found.reading() == ("نريد عقودا", "ar")
    with pytest.raises(Refused, match="original"):
        statements.translate(database, NAME, waiting.id, "ar", "x", "T.", reviewed=True)
    statements.reply(
        database, NAME, ids[0], "accepted", "We will ask for it.", "Ministry (invented)", date(2027, 1, 31)
    )
    statements.reply(database, NAME, "first:desk", "partly", "Opened.", "City (invented)", date(2027, 1, 31))
    held = consultations.one(database, NAME)
    with database.reading() as session:
        loop = statements.loop(session, held)
    assert (loop.answered, loop.needed) == (2, 10)
    with pytest.raises(KeyError):
        statements.reply(database, NAME, "first:train", "refused", "No.", "City", date(2027, 1, 31))


def test_collective_responses_stand_apart(database: Database, keys: Keyed) -> None:
    _batch, codes, ids = begin(database, keys, 40)
    crowd(database, keys, codes[:30], ids)
    statements.add_collective(
        database, NAME, "Association C (invented)", "All agree.", "en", 900, 400, "assembly"
    )
    with pytest.raises(Refused):
        statements.add_collective(database, NAME, "C", "All agree.", "en", 9, 10, "assembly")
    assert sealing.close(database, NAME)["counts"]["took_part"] == 30
    with database.reading() as session:
        assert [c["consulted"] for c in statements.collective(session, NAME)] == [900]


def test_priorities_keep_their_origin(database: Database, keys: Keyed) -> None:
    from corridor.dialogue.origins import priorities

    _batch, codes, ids = begin(database, keys, 40)
    crowd(database, keys, codes[:30], ids)
    published = sealing.close(database, NAME)
    with database.reading() as session:
        held = consultations.within(session, NAME)
        found = priorities(held, published, statements.loop(session, held))
    assert {f"{NAME}/statement/{s}" for s in ids} < {p["id"] for p in found}
    assert json.loads(json.dumps(found)) == found


def test_opened_again_after_a_crash_between_closing_and_publishing(
    opened: Callable[[], Database], keys: Keyed, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = opened()
    _batch, codes, ids = begin(database, keys, 40)
    crowd(database, keys, codes[:30], ids)

    def broken(_material: object, _progress: object) -> dict[str, object]:
        raise RuntimeError("stop")

    with monkeypatch.context() as patch:
        patch.setattr(sealing, "findings", broken)
        with pytest.raises(RuntimeError):
            sealing.close(database, NAME)
    with pytest.raises(Refused, match="nothing is published"):
        sealing.seal(database, NAME)
    again = opened()
    assert sealing.close(again, NAME)["counts"]["took_part"] == 30


def test_a_poisoned_batch_is_seen_where_there_are_few_statements(database: Database, keys: Keyed) -> None:
    batch, codes, ids = begin(database, keys, 40)
    poisoned, more = consultations.issue(database, keys, NAME, "Association B (invented)", 30)
    for number, code in enumerate(codes):
        own = ["agree", ("agree", "disagree", "pass")[number % 3], "disagree"]
        person(database, keys, code, ids, "female" if number % 2 else "male", own, "desk")
    for number, code in enumerate(more):
        sex = "female" if number % 2 else "male"
        person(database, keys, code, ids, sex, ["disagree", "agree", "disagree"], "desk")
    found = {b["batch"]: b for b in sealing.close(database, NAME)["batches"]}
    assert found[poisoned]["changes"] == ["statements"]
    assert found[poisoned]["alike"] is True
    assert found[batch]["alike"] is False


def test_a_plan_reads_what_is_handed_on(database: Database, keys: Keyed) -> None:
    from corridor.commitments.artefacts import check_artefacts
    from corridor.commitments.catalogue import load_catalogue
    from corridor.dialogue.origins import artefacts, for_plan
    from corridor.plan.model import Consultation, Priority

    _batch, codes, ids = begin(database, keys, 60)
    for n, code in enumerate(codes):
        choice = "agree" if n % 4 < 2 else "disagree"
        person(database, keys, code, ids, ["female", "male"][n % 2], [choice] * 3, "bus")
    published = sealing.close(database, NAME)
    statements.reply(
        database, NAME, ids[0], "partly", "We will ask.", "Ministry (invented)", date(2027, 1, 31)
    )
    held = consultations.one(database, NAME)
    with database.reading() as session:
        loop = statements.loop(session, held)
    made = for_plan(held, published, loop, "formulation")
    (consultation,) = made["consultations"]
    assert Consultation(**consultation).women == 30
    answered = [Priority(**p) for p in made["priorities"] if "reply" in p]
    assert [(p.decision, p.reply_by) for p in answered] == [("partly", "Ministry (invented)")]
    found = artefacts(held, published, loop, f"/take-part/{NAME}/results")
    check_artefacts(found, load_catalogue())
    kinds = {a.kind for a in found}
    assert kinds == {"consultation", "representation", "opinion-groups", "ballot", "priorities", "replies"}
