"""An invented consultation, and invented people who take part in it."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

from corridor.dialogue import consultations, statements, taking_part
from corridor.dialogue.codes import Keyed, new_key
from corridor.records.database import Database

NAME = "spring"
TEXTS = ("Pensions must follow us home.", "Contracts must be in a language we read.", "Families may join us.")


def document(**changes: Any) -> dict[str, Any]:
    today = datetime.now(UTC).date()
    made: dict[str, Any] = {
        "id": NAME,
        "title": {
            "en": "What matters first? (invented)",
            "fr": "Quoi d'abord ? (inventé)",
            "ar": "ما الأهم؟ (مثال)",
        },
        "description": {"en": "Invented."},
        "corridors": ["MAR-ESP"],
        "opens": (today - timedelta(days=1)).isoformat(),
        "closes": (today + timedelta(days=30)).isoformat(),
        "minimum": 10,
        "invited": 200,
        "strata": {
            "sex": {
                "values": {"female": {"en": "woman", "ar": "امرأة"}, "male": {"en": "man", "ar": "رجل"}},
                "reference": {"female": 500, "male": 500},
                "source": "invented",
            }
        },
        "questions": [
            {
                "id": "first",
                "kind": "approve",
                "title": "What first?",
                "options": {"desk": "A desk", "bus": "A bus"},
            },
            {
                "id": "order",
                "kind": "rank",
                "title": "In which order?",
                "options": {"desk": "A desk", "bus": "A bus"},
            },
            {
                "id": "marks",
                "kind": "points",
                "title": "How good?",
                "options": {"desk": "A desk", "bus": "A bus"},
            },
        ],
    }
    return made | changes


def begin(
    database: Database, keys: Keyed, codes: int = 60, **changes: Any
) -> tuple[str, list[str], list[str]]:
    """An open consultation with one batch: batch, codes, statement ids."""
    consultations.add(database, document(**changes))
    ids = [statements.propose_by_staff(database, NAME, text, "en") for text in TEXTS]
    batch, made = consultations.issue(database, keys, NAME, "Association A (invented)", codes)
    consultations.open_it(database, NAME)
    return batch, made, ids


def enter(database: Database, keys: Keyed, code: str, key: str | None = None) -> str:
    """Exchange a code; returns the key."""
    own = key or new_key()
    taking_part.enter(database, keys, NAME, code, own, taking_part.Attempts())
    return own


def person(
    database: Database, keys: Keyed, code: str, ids: list[str], sex: str, choices: list[str], first: str
) -> str:
    """Somebody who takes part in everything; returns her key."""
    key = enter(database, keys, code)
    for statement, choice in zip(ids, choices, strict=True):
        taking_part.vote(database, keys, NAME, key, statement, choice)
    if sex:
        taking_part.say_bands(database, keys, NAME, key, {"sex": sex})
    taking_part.cast(database, keys, NAME, key, "first", [first])
    taking_part.cast(database, keys, NAME, key, "order", {first: 1})
    taking_part.cast(database, keys, NAME, key, "marks", {"desk": 3, "bus": 4 if first == "bus" else 1})
    return key


def crowd(database: Database, keys: Keyed, codes: list[str], ids: list[str], seed: int = 1) -> list[str]:
    """People with mixed opinions, one for each code; returns their keys."""
    draw = random.Random(seed)
    said = ["agree", "disagree", "pass"]
    return [
        person(
            database,
            keys,
            code,
            ids,
            draw.choice(["female", "male", "female", "male", ""]),
            [draw.choices(said, w)[0] for w in ((7, 3, 0), (5, 5, 0), (3, 6, 1))],
            draw.choice(["desk", "desk", "bus"]),
        )
        for code in codes
    ]
