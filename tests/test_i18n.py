"""Numbers, dates, lists and plural forms as each language writes them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corridor.countries import country_in_sentence, country_name, opening
from corridor.i18n import (
    LANGUAGES,
    date_in_words,
    direction,
    in_a_row,
    isolate,
    language,
    listed,
    number_in_words,
    plural_number,
)
from corridor.law.words import counted, money, month_words, number, per, span_words

NARROW, NO_BREAK = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("code", "amount", "days"),
    [
        ("en", "CAD 1,234.50", "2,557 days"),
        ("fr", f"1{NARROW}234,50{NO_BREAK}CAD", f"2{NARROW}557 jours"),
        ("es", f"1.234,50{NO_BREAK}CAD", "2.557 días"),
        ("ar", "\u20681,234.50 CAD\u2069", "\u20682,557\u2069 يوما"),
    ],
)
def test_amounts_and_numbers_of_things(code, amount, days) -> None:
    with language(code):
        assert money(Fraction("1234.5"), "CAD") == amount
        assert counted(2557, "days") == days


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "لا سنة"), (1, "سنة واحدة"), (2, "سنتان"), (7, "\u20687\u2069 سنوات"), (11, "\u206811\u2069 سنة"), (2.5, "\u20682.5\u2069 سنة")],
)  # fmt: skip
def test_arabic_has_six_plural_forms(count, text) -> None:
    with language("ar"):
        assert counted(Decimal(str(count)), "years") == text


def test_one_of_a_thing_and_parts_of_it() -> None:
    assert counted(1, "days") == "1 day"
    assert number(Fraction(5, 2), "years") == "2.5 years"
    with language("fr"):
        assert number(Fraction(3, 2), "years") == "1,5 an"
        assert number(Fraction(5, 2), "years") == "2,5 ans"


def test_gains_have_a_sign_and_a_rate() -> None:
    assert per(Fraction(5), "PHP", "month", signed=True) == "+PHP 5.00 a month"
    assert per(Fraction(-5), "PHP", "month", signed=True) == "PHP -5.00 a month"


@pytest.mark.parametrize(
    ("code", "first", "month"),
    [
        ("en", "1 June 2025", "June 2025"),
        ("fr", "1er juin 2025", "juin 2025"),
        ("es", "1 de junio de 2025", "junio de 2025"),
        ("ar", "1 يونيو 2025", "يونيو 2025"),
    ],
)
def test_dates(code, first, month) -> None:
    with language(code):
        assert date_in_words(date(2025, 6, 1)) == first
        assert month_words("2025-06") == month


def test_stretches_of_time() -> None:
    assert span_words("2016-06-01 to 2016-12-31") == "1 June 2016 to 31 December 2016"
    assert (
        span_words("2016-06-01 to 2016-12-31", "2017-01-01 to 2017-02-28")
        == "1 June 2016 to 28 February 2017"
    )
    assert span_words("2016", "2018") == "2016 to 2018"
    assert span_words("2016", "2016") == "2016"


def test_lists() -> None:
    assert listed(["a", "b", "c"], "or") == "a, b, or c"
    assert in_a_row(["a {x}", "b", "c"]) == "a {x}; b; c"
    assert in_a_row([]) == ""
    with language("fr"):
        assert listed(["a", "b"]) == "a et b"
        assert in_a_row(["a", "b"]) == f"a{NO_BREAK}; b"


@given(st.text())
def test_isolates_are_balanced_and_only_where_needed(text) -> None:
    for code in LANGUAGES:
        with language(code):
            if direction() == "ltr" or not text:
                assert isolate(text) == text
            else:
                assert isolate(isolate(text)) == isolate(text)


@given(st.fractions(min_value=0, max_value=10**9))
def test_digits_are_latin_in_every_language(value) -> None:
    for code in LANGUAGES:
        with language(code):
            shown = number_in_words(value, 2)
            assert sum(c.isdigit() for c in shown) == sum(c in "0123456789" for c in shown) > 2
            assert plural_number(value) >= 0


BAD = """person_id,birth_date,claim_date,residence,country,scheme,kind,start,end,earnings,currency
a,1960-01-01,2025-01-01,CAN,PHL,PHL-SSS,employmnt,1984-13-01,1990-12-31,,PHP
a,1960-01-01,2025-01-01,CAN,,,employment,03/04/1991,1992-12-31,"1,234",USD
b,1960-01-01,1950-01-01,Kanada,CAN,CAN-CPP,employment,2001-01-01,,unknown,CAD
"""


def test_problems_of_a_file_are_the_same_in_every_language(tmp_path) -> None:
    import corridor
    from corridor.careers import CareerProblems, read_careers

    file = tmp_path / "bad.csv"
    file.write_text(BAD, encoding="utf-8")
    found, heads = {}, set()
    for code in LANGUAGES:
        with language(code):
            with pytest.raises(CareerProblems) as caught:
                read_careers(file, corridor.vocabulary())
            heads.add(str(caught.value).splitlines()[0])
        found[code] = caught.value
    places = {code: [(p.row, p.column, p.value) for p in e.problems] for code, e in found.items()}
    assert len(places["en"]) > 5
    assert len(heads) == len(LANGUAGES)
    assert all(places[code] == places["en"] for code in LANGUAGES)
    for code in set(LANGUAGES) - {"en"}:
        assert not {p.expected for p in found[code].problems} & {p.expected for p in found["en"].problems}


def test_names_of_countries_within_a_sentence_and_at_its_beginning() -> None:
    assert country_in_sentence("PHL") == "the Philippines" and country_in_sentence("MAR") == "Morocco"
    assert country_in_sentence("XAA") == country_name("XAA")
    assert opening("the Philippines received it.") == "The Philippines received it."
    assert opening("Canada received it.") == "Canada received it."
    with language("fr"):
        assert country_in_sentence("PHL") == country_name("PHL") == "Philippines"
    with language("es"):
        assert country_in_sentence("USA") == "Estados Unidos"


def test_no_english_name_of_a_country_stands_with_an_inverted_comma() -> None:
    import pycountry

    names = {c.alpha_3: country_name(c.alpha_3) for c in pycountry.countries}
    assert [name for name in names.values() if ", " in name] == []
    assert names["COD"] == "Democratic Republic of the Congo"
