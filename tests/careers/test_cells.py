"""Single cells: dates, numbers and words, what is read and what is said of the rest."""

from __future__ import annotations

import doctest
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from corridor.careers import Careers, dates, numbers, problems, raw, vocabulary
from tests.careers.material import (
    FLAT,
    PERIOD,
    PERSON,
    VOCABULARY,
    csv_text,
    one,
    problems_of,
    read_text,
    spoil,
)


@pytest.mark.parametrize("module", [dates, numbers, problems, raw, vocabulary])
def test_examples_in_the_docstrings(module: Any) -> None:
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("03/04/2001", "day or month first? write 2001-04-03 or 2001-03-04"),
        ("25/12/2001", "2001-12-25"),
        ("2001-02-31", "February 2001 has 28 days"),
        ("2000-02-30", "February 2000 has 29 days"),
        ("2001-13-01", "no month 13"),
        ("03.04.01", "four digits"),
        ("37622", "2003-01-01"),
        ("2001", "2001-01-01..2001-12-31"),
        ("2001-02", "2001-02-01..2001-02-28"),
        ("20010228", "2001-02-28"),
        ("2001/02/28", "2001-02-28"),
        ("2001-02-28T00:00:00", "the date alone: 2001-02-28"),
        ("٢٠٠١-٠٢-٢٨", "2001-02-28"),
        ("present", "range"),
        ("soon", "year-month-day"),
        ("2003-01-01..2002-01-01", "earlier date first"),
        ("2003-01-01..", "lacks one end"),
        ("2003-01-01..31/12/2003", "2003-12-31"),
        ("", "nothing stands here"),
        ("+2001-01-01", "year-month-day"),
        ("99/99/2001", "no such day"),
        ("0000-01-01", "no year 0"),
    ],
)
def test_dates_that_are_not_read(text: str, said: str) -> None:
    problem = one(spoil(start=text), "start")
    assert said in problem.expected
    assert problem.row == 1


def test_ranges() -> None:
    period = {
        **PERIOD,
        "start": "2001-01-01..2001-06-30",
        "end": (date(2003, 1, 1), date(2003, 2, 1)),
        "earnings": "10..20.5",
    }
    careers = Careers.from_dicts([PERSON], [period], VOCABULARY)
    row = careers.periods.row(0, named=True)
    assert (row["start_low"], row["start_high"]) == (date(2001, 1, 1), date(2001, 6, 30))
    assert (row["end_low"], row["end_high"]) == (date(2003, 1, 1), date(2003, 2, 1))
    assert (row["earnings_low"], row["earnings_high"]) == (Decimal(10), Decimal("20.5"))
    assert row["earnings_status"] == "range"
    back = careers.person("maria").periods[0]
    assert back.start == (date(2001, 1, 1), date(2001, 6, 30))
    assert back.earnings == (Decimal(10), Decimal("20.5"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "CAN-CPP needs earnings: write a number, a range (1000..1500) or the word unknown"),
        ("1,234", "ambiguous"),
        ("-5", "negative"),
        ("nan", "not a number"),
        ("inf", "not a number"),
        ("n/a", "the word unknown"),
        ("1e5", "exponent"),
        ("$1000", "currency"),
        ("1000 EUR", "currency"),
        ("5..1", "smaller number first"),
        ("5..", "lacks one end"),
        ("1,5", "decimal point"),
        ("1_000", "number"),
        ("12345678901234567", "15 digits"),
        ("٣٤٥", "number"),
        (float("nan"), "not a number"),
        (float("inf"), "not a number"),
        (-1, "negative"),
        (10**30, "15 digits"),
        pytest.param(10**5000, "number", id="huge"),
    ],
)
def test_earnings_that_are_not_read(text: Any, said: str) -> None:
    assert said in one(spoil(earnings=text), "earnings").expected


def test_empty_is_never_zero_and_zero_is_not_empty() -> None:
    careers = Careers.from_dicts(
        [PERSON],
        [
            {**PERIOD, "earnings": 0},
            {**PERIOD, "start": "2004-01-01", "end": "2004-12-31", "earnings": "Unknown"},
            {
                "person_id": "maria",
                "country": "CAN",
                "kind": "residence",
                "start": "1999-01-01",
                "end": "2000-01-01",
            },
        ],
        VOCABULARY,
    )
    assert careers.periods["earnings_status"].to_list() == ["known", "unknown", "none"]
    assert careers.periods["earnings_low"].to_list() == [Decimal(0), None, None]
    assert careers.periods["scheme"].to_list() == ["CAN-CPP", "CAN-CPP", "CAN-OAS"]


def earnings_in(folder: Path, delimiter: str, *texts: str) -> list[Decimal]:
    rows = [
        {**FLAT, "start": f"{1990 + i}-01-01", "end": f"{1990 + i}-12-31", "earnings": text}
        for i, text in enumerate(texts)
    ]
    return read_text(folder, "table.csv", csv_text(rows, delimiter)).periods["earnings_low"].to_list()


def test_decimal_commas_where_the_file_is_of_one_mind(tmp_path: Path) -> None:
    found = earnings_in(
        tmp_path, ";", "1.234,56", "1 234,5", "12,5", "7", "1\u202f234", "1'234,5", "1.234.567,8"
    )
    assert found == [Decimal(x) for x in ("1234.56", "1234.5", "12.5", "7", "1234", "1234.5", "1234567.8")]
    assert earnings_in(tmp_path, ";", "1234.56", "1.234", "12") == [
        Decimal(x) for x in ("1234.56", "1.234", "12")
    ]
    assert earnings_in(tmp_path, ",", "1.234", "0.5") == [Decimal("1.234"), Decimal("0.5")]
    assert earnings_in(tmp_path, ";", "1,234,567.5", "12") == [Decimal("1234567.5"), Decimal(12)]
    assert earnings_in(tmp_path, ",", '"1,234.50"') == [Decimal("1234.5")]


@pytest.mark.parametrize(
    ("delimiter", "texts", "bad"),
    [
        (";", ("1,234",), [2]),
        (";", ("1.234",), [2]),
        ("\t", ("1.234", "5"), [2]),
        (";", ("12,50", "1.234"), [3]),
        (";", ("12,50", "1,234"), [3]),
        (";", ("12,50", "13,50", "12.5"), [4]),
        (";", ("12.50", "13.50", "12,5"), [4]),
        (";", ("12.50", "13.50", "12,5", "1.234"), [4, 5]),
        (",", ('"1,234"',), [2]),
    ],
)
def test_numbers_with_two_readings_are_asked_about(
    tmp_path: Path, delimiter: str, texts: tuple[str, ...], bad: list[int]
) -> None:
    found = problems_of(lambda: earnings_in(tmp_path, delimiter, *texts))
    assert [(p.row, p.column) for p in found] == [(row, "earnings") for row in bad]


@pytest.mark.parametrize(
    ("column", "text", "said"),
    [
        ("residence", "Philippines", "expected the ISO3 code, PHL"),
        ("residence", "PH", "expected the ISO3 code, PHL"),
        ("residence", "Turkey", "expected the ISO3 code, TUR"),
        ("residence", "UK", "expected the ISO3 code, GBR"),
        ("residence", "NO", "expected the ISO3 code, NOR"),
        ("residence", "YUG", "former country"),
        ("residence", "PHI", "ISO3"),
        ("residence", "", "must be filled in"),
        ("nationality", "PHL;Canada", "expected the ISO3 code, CAN"),
        ("nationality", "PHL;stateless", "cannot stand beside"),
        ("sex", "woman", "female or male"),
        ("birth_date", "1899-12-31", "before 1900"),
        ("claim_date", "1959-01-01", "before the birth"),
        ("claim_date", "1970-01-01", "before age 14"),
        ("claim_date", "2199-01-01", "after age 120"),
        ("person_id", "", "must be filled in"),
        ("invented", "perhaps", "yes or no"),
        ("SAU-EOSB.end_reason", "fired", "resignation or dismissal"),
        ("SAU-EOSB.days_absent", "1.5", "whole number"),
        ("SAU-EOSB.paid_until", "01/02/2003", "day or month"),
        ("SAU-EOSB.last_wage", "much", "expected a number"),
        ("SAU-EOSB.married", "maybe", "yes or no"),
        ("SAU-EOSB.endreason", "x", "did you mean SAU-EOSB.end_reason?"),
        (
            "SAU-EOB.end_reason",
            "x",
            "no scheme of that name asks for facts; did you mean SAU-EOSB.end_reason?",
        ),
        ("birthdate", "x", "did you mean birth_date?"),
        ("gender", "x", "did you mean sex?"),
        ("currency", "EUR", "belongs in the table of periods"),
    ],
)
def test_persons_that_are_not_read(column: str, text: str, said: str) -> None:
    found = [p for p in spoil({column: text}) if p.column == column and p.severity == "error"]
    assert any(said in p.expected for p in found), [str(p) for p in spoil({column: text})]


def test_words_that_are_read() -> None:
    person = {
        **PERSON,
        "sex": " F ",
        "nationality": "phl ; can",
        "note": "anything",
        "x_mine": 3,
        "SAU-EOSB.end_reason": "Resignation",
        "sau-eosb.days_absent": "12",
        "SAU-EOSB.married": True,
        "SAU-EOSB.last_wage": "1200.5",
        "SAU-EOSB.paid_until": "2003-01-01",
        "SAU-EOSB.employer": "",
    }
    careers = Careers.from_dicts([person], [{**PERIOD, "kind": "Employment", "country": "can"}], VOCABULARY)
    read = careers.person("maria").person
    assert read.sex == "female"
    assert read.nationality == ("PHL", "CAN")
    assert read.facts == {
        "SAU-EOSB.end_reason": "resignation",
        "SAU-EOSB.days_absent": 12,
        "SAU-EOSB.married": True,
        "SAU-EOSB.last_wage": Decimal("1200.5"),
        "SAU-EOSB.paid_until": date(2003, 1, 1),
    }


@pytest.mark.parametrize(
    ("text", "meant"), [("", None), ("unknown", None), ("stateless", []), (["PHL", "CAN"], ["PHL", "CAN"])]
)
def test_nationality_not_stated_and_stateless_are_two_things(text: Any, meant: Any) -> None:
    careers = Careers.from_dicts([{**PERSON, "nationality": text}], [PERIOD], VOCABULARY)
    assert careers.persons["nationality"].to_list() == [meant]
    assert careers.checked(VOCABULARY).persons["nationality"].to_list() == [meant]
