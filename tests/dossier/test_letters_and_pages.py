"""Letters and explanation pages: dates and words as people write them, nothing unknown as 0, no walls of numbers."""

from __future__ import annotations

import re

import pytest

import corridor
from corridor import Career, InsurancePeriod
from corridor.dossier.explanation import explanation_text, page_parts
from corridor.dossier.letter import letter_html
from corridor.dossier.pages import explanation_page
from corridor.i18n import LANGUAGES, direction, language
from corridor.portability.display import comparison_rows, why
from corridor.portability.entitlement import Answer, entitlement
from corridor.portability.sample import case
from corridor.portability.wording import dates_in_words

TAGS = re.compile(r"<style>.*?</style>|<[^>]+>", re.S)


def answer(**changes: object) -> Answer:
    given: dict[str, object] = {
        "birth_date": "1960-02-29",
        "claim_date": "2022-02-28",
        "residence": "PHL",
        "nationality": "PHL",
        "facts": {"SAU-EOSB.end_reason": "resignation"},
        "periods": [InsurancePeriod("SAU", "1999-04-01", "2012-09-30", earnings="unknown")],
    }
    return entitlement(Career.build(**(given | changes), vocabulary=corridor.vocabulary()))  # type: ignore[arg-type]


def words(found: Answer) -> str:
    return " ".join(TAGS.sub(" ", letter_html(found)).split())


def test_dates_in_words() -> None:
    assert dates_in_words("from 2025-06-01 to 2025-13-01") == "from 1 June 2025 to 2025-13-01"


def test_letters_have_no_iso_dates_and_no_codes_of_the_careers_file() -> None:
    for found in (entitlement(case("maria")), answer(facts={})):
        text = words(found)
        assert not re.search(r"\d{4}-\d{2}-\d{2}", text)
        assert "_" not in text
        assert "end_reason" not in text
    assert "1 June 2025" in words(entitlement(case("maria")))


def test_unknown_earnings_are_never_an_amount_of_nothing() -> None:
    found = answer()
    e = found.of("none", "SAU-EOSB")
    text = " ".join(
        [words(found), *why(found, e), *(cell for row in comparison_rows(found)[1] for cell in row)]
    )
    assert "0.00" not in text
    assert "the record leaves open: earnings of the period SAU-EOSB" in why(found, e)[0]
    assert "owed a benefit from 1 October 2012" in words(found)
    assert "How much cannot be told." in words(found)


def test_a_condition_that_depends_on_the_record_is_open_not_failed() -> None:
    found = answer(
        residence="CAN",
        birth_date="1955-02-01",
        facts={},
        periods=[InsurancePeriod("CAN", "1991-01-01", "2003-05-15", kind="employment", earnings="unknown")],
    )
    e = found.of("in force", "CAN-CPP")
    assert str(e.status) == "cannot tell"
    assert not e.failed
    assert "it depends on what the record leaves open" in e.missing[0]


def test_only_what_matters_is_named_as_left_open() -> None:
    periods = [
        InsurancePeriod(
            "PHL", "1984-01-01", "1998-12-31", earnings=3000, earnings_per="month", currency="PHP"
        ),
        InsurancePeriod("SAU", "1999-04-01", "2012-09-30", earnings="unknown"),
    ]
    found = answer(periods=periods)
    assert found.of("none", "PHL-SSS").notes == ()
    assert found.of("none", "SAU-EOSB").notes


def test_optional_numbers_that_are_not_stated_are_named() -> None:
    maria = entitlement(case("maria"))
    assert "Not stated, and so counted as none: Dependent children [PHL-SSS.dependent_children]" in why(
        maria, maria.of("in force", "PHL-SSS")
    )


def test_the_explanation_draws_yearly_figures_together_and_names_years() -> None:
    maria = entitlement(case("maria"))
    traces = maria.explain("CAN")
    lines = [line.text for line in explanation_text(maria, traces)]
    ceilings = [line for line in lines if line.startswith("Year's Maximum Pensionable Earnings (YMPE)")]
    assert sum(len(line) > 200 for line in ceilings) == 1, "all years in one line, and once"
    assert any("as in step 12" in line for line in ceilings)
    assert "68,500 since 2024; 71,300 since 2025" in ceilings[0]
    assert any(
        "Contributory earnings of each calendar year" in line and " 2017 to 2024: 41,000" in line
        for line in lines
    )
    assert any("converted from 2,557 days of calendar months = 2,557 days" in line for line in lines)
    assert not any("native units" in line for line in lines)


def test_the_page_has_countries_results_and_opening_steps() -> None:
    maria = entitlement(case("maria"))
    traces = [t for country in maria.countries for t in maria.explain(country)]
    parts = page_parts(maria, traces)
    assert [c["name"] for c in parts] == ["Canada", "Philippines"]
    steps = {s["title"]: s for s in parts[0]["schemes"][0]["steps"]}
    assert steps["Calendar year in which the pension becomes payable"]["value"] == "2025"
    assert steps["Month at whose beginning 65 is reached"]["value"] == "June 2025"
    page = explanation_page(maria, traces)
    assert 'href="#CAN-OAS"' in page
    assert "<details" in page


LETTERS = {
    "en": ("CAD 165.36 a month", "1 July 2025"),
    "fr": ("165,36\u00a0CAD par mois", "1er juillet 2025"),
    "es": ("165,36\u00a0CAD al mes", "1 de julio de 2025"),
    "ar": ("\u2068165.36 CAD\u2069 شهريا", "1 يوليو 2025"),
}


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_letter_in_every_language(code) -> None:
    maria = entitlement(case("maria"))
    with language(code):
        page = letter_html(maria)
    assert f'<html lang="{code}" dir="{direction(code)}">' in page
    amount, day = LETTERS[code]
    assert amount in page
    assert day in page
    assert ("We think that you are owed" in page) == (code == "en")
    assert ("\u2068" in page) == (code == "ar")
    assert page.count("\u2068") == page.count("\u2069")
    assert "{" not in TAGS.sub(" ", page)


def test_a_letter_for_the_person_and_the_office() -> None:
    with language("ar"):
        page = letter_html(entitlement(case("maria")), "en")
    assert '<article id="ar" lang="ar" dir="rtl">' in page
    assert '<article id="en" lang="en" dir="ltr" class="next-language">' in page
    assert page.index(LETTERS["ar"][0]) < page.index(LETTERS["en"][0])
    assert "We think that you are owed" in page


@pytest.mark.parametrize("code", sorted(set(LANGUAGES) - {"en"}))
def test_what_is_missing_is_said_in_the_language_of_the_letter(code) -> None:
    english = answer()
    with language(code):
        other = english.in_current_language()
        told = entitlement(english.career)
        text = words(english)
    e, o = english.of("none", "SAU-EOSB"), other.of("none", "SAU-EOSB")
    assert (o.status, o.amount, o.starts, o.payable) == (e.status, e.amount, e.starts, e.payable)
    assert e.notes
    assert o.notes == told.of("none", "SAU-EOSB").notes != e.notes
    assert "the record leaves open" not in text
    assert english.in_current_language() is english


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_explanation_in_every_language(code) -> None:
    with language(code):
        maria = entitlement(case("maria"))
        traces = [t for country in maria.countries for t in maria.explain(country)]
        page = explanation_page(maria, traces)
        lines = explanation_text(maria, traces)
    assert f'<html lang="{code}" dir="{direction(code)}">' in page
    assert ("Figures of the law used here" in page) == (code == "en")
    opened = [line.text.count("\u2068") + line.text.count("\u2067") for line in lines]
    assert opened == [line.text.count("\u2069") for line in lines]
