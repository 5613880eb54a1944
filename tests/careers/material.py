"""A small vocabulary with invented rules of real and invented countries, and good rows to spoil."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from corridor.careers import CareerProblems, Careers, Problem, SchemeInfo, Vocabulary, read_careers

VOCABULARY = Vocabulary(
    {
        "PHL-SSS": SchemeInfo("PHL", ("employment", "self-employment", "voluntary"), "PHP", unit="month"),
        "CAN-CPP": SchemeInfo("CAN", ("employment", "self-employment"), "CAD", unit="year"),
        "CAN-OAS": SchemeInfo("CAN", ("residence",), "CAD", needs_earnings=False, unit="day"),
        "DEU-GRV": SchemeInfo(
            "DEU",
            ("employment", "credited"),
            "EUR",
            {"DEM": (None, date(2001, 12, 31)), "EUR": (date(1999, 1, 1), None)},
            needs_earnings=frozenset({"employment"}),
            unit="month",
        ),
        "SAU-EOSB": SchemeInfo(
            "SAU",
            ("employment",),
            "SAR",
            unit="day",
            facts={
                "end_reason": ("resignation", "dismissal"),
                "days_absent": "integer",
                "paid_until": "date",
                "last_wage": "number",
                "married": "yes/no",
                "employer": "text",
            },
        ),
        "AAA-WEEKS": SchemeInfo("AAA", ("employment",), "XAA", unit="week"),
        "BBB-SHIFTS": SchemeInfo("BBB", ("employment",), "XBB", unit="contribution", max_count_per_month=4),
    }
)

PERSON: dict[str, Any] = {
    "person_id": "maria",
    "birth_date": "1960-05-12",
    "sex": "female",
    "nationality": "PHL",
    "residence": "CAN",
    "claim_date": "2025-06-01",
}
PERIOD: dict[str, Any] = {
    "person_id": "maria",
    "country": "CAN",
    "scheme": "CAN-CPP",
    "kind": "employment",
    "start": "2001-01-01",
    "end": "2003-12-31",
    "earnings": "41000.50",
    "currency": "CAD",
}
FLAT = {**PERSON, **PERIOD}


def csv_text(rows: list[dict[str, Any]], delimiter: str = ",") -> str:
    """Rows of one shape as CSV, cells as they are."""
    lines = [delimiter.join(rows[0]), *(delimiter.join(str(v) for v in row.values()) for row in rows)]
    return "\n".join(lines) + "\n"


def problems_of(action: Callable[[], object]) -> tuple[Problem, ...]:
    """The problems an action raises; it must raise them."""
    with pytest.raises(CareerProblems) as caught:
        action()
    assert str(caught.value)
    return caught.value.problems


def read_text(folder: Path, name: str, content: str | bytes, **options: Any) -> Careers:
    """Write a file and read it."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_careers(path, VOCABULARY, **options)


def spoil(person: dict[str, Any] | None = None, **period: Any) -> tuple[Problem, ...]:
    """The problems of the good person and period with some fields replaced."""
    return problems_of(
        lambda: Careers.from_dicts([{**PERSON, **(person or {})}], [{**PERIOD, **period}], VOCABULARY)
    )


def one(problems: tuple[Problem, ...], column: str) -> Problem:
    """The only error, which must be in this column."""
    errors = [p for p in problems if p.severity == "error"]
    assert [p.column for p in errors] == [column], [str(p) for p in problems]
    return errors[0]
