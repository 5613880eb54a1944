"""The dates, articles and conversions of the Canadian agreements, as their official texts have them."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from corridor import find_instrument
from corridor.agreements import Version


def version(instrument: str, on: str) -> Version:
    """The version in force on a day."""
    found = find_instrument(instrument).version_on(date.fromisoformat(on))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("instrument", "first_day"),
    [("CAN-PHL", date(1997, 3, 1)), ("CAN-MAR", date(2010, 3, 1)), ("CAN-IND", date(2015, 8, 1))],
)
def test_entry_into_force_is_that_of_the_proclamation(instrument: str, first_day: date) -> None:
    """SI/97-32, SI/2010-13, SI/2015-72."""
    found = find_instrument(instrument)
    assert found.versions[0].starts == first_day
    assert found.version_on(date.fromordinal(first_day.toordinal() - 1)) is None
    assert found.versions[-1].ends is None


def test_the_philippine_supplement_is_in_force_from_july_2001() -> None:
    """SI/2001-81; Article XIII becomes its paragraph 1 by Article VII of the supplement."""
    assert version("CAN-PHL", "2001-06-30").name == "agreement of 1994"
    later = version("CAN-PHL", "2001-07-01")
    assert later.benefits["PHL-SSS"].article.startswith("Art. XIII(1)")


@pytest.mark.parametrize(
    ("instrument", "article", "country", "months"),
    [
        ("CAN-PHL", "Art. X", "CAN", 12),
        ("CAN-PHL", "Art. X", "PHL", 12),
        ("CAN-MAR", "Art. 10(1)", "CAN", 12),
        ("CAN-IND", "Art. 14", "CAN", 12),
        ("CAN-IND", "Art. 14", "IND", 12),
    ],
)
def test_less_than_a_year_need_not_be_awarded_on(
    instrument: str, article: str, country: str, months: int
) -> None:
    minimum = version(instrument, "2020-01-01").minimum_own[country]
    assert (minimum.article, minimum.months) == (article, months)


def test_morocco_asks_for_312_days() -> None:
    """Art. 10(2)."""
    minimum = version("CAN-MAR", "2020-01-01").minimum_own["MAR"]
    assert (minimum.units, minimum.scheme, minimum.article) == (312, "MAR-CNSS", "Art. 10(2)")


@pytest.mark.parametrize(
    ("instrument", "to", "source", "measure", "gives", "article"),
    [
        ("CAN-PHL", "CAN-OAS", "PHL-SSS", "month", 1, "Art. VIII(2)(a)"),
        ("CAN-PHL", "CAN-CPP", "PHL-SSS", "calendar-year", 1, "Art. VIII(2)(b)"),
        ("CAN-PHL", "PHL-SSS", "CAN-CPP", "calendar-year", 12, "Art. VIII(3)(a)"),
        ("CAN-PHL", "PHL-SSS", "CAN-OAS", "month", 1, "Art. VIII(3)(b)"),
        ("CAN-MAR", "CAN-OAS", "MAR-CNSS", "day", 1, "Art. 8(2)(a)"),
        ("CAN-MAR", "CAN-CPP", "MAR-CNSS", "calendar-year", 1, "Art. 8(2)(b)"),
        ("CAN-MAR", "MAR-CNSS", "CAN-CPP", "calendar-year", 312, "Art. 8(3)(a)"),
        ("CAN-MAR", "MAR-CNSS", "CAN-OAS", "day", 1, "Art. 8(3)(b)"),
        ("CAN-IND", "CAN-OAS", "IND-EPS", "day", 1, "Art. 12(4)(a)"),
        ("CAN-IND", "CAN-CPP", "IND-EPS", "calendar-year", 1, "Art. 12(4)(b)"),
        ("CAN-IND", "IND-EPS", "CAN-CPP", "calendar-year", 12, "Art. 12(2)(a)"),
        ("CAN-IND", "IND-EPS", "CAN-OAS", "month", 1, "Art. 12(2)(b)"),
    ],
)
def test_conversions(instrument: str, to: str, source: str, measure: str, gives: int, article: str) -> None:
    rules = [c for c in version(instrument, "2020-01-01").credits if (c.to, c.source) == (to, source)]
    assert [(c.measure, c.gives, c.per, c.article) for c in rules] == [(measure, gives, Fraction(1), article)]
    # residence counts only outside years of contributions to the Canada Pension Plan
    assert (rules[0].outside == "CAN-CPP") == (source == "CAN-OAS")


def test_what_makes_a_foreign_year_count_for_the_canada_pension_plan() -> None:
    """Three months; in Morocco three months or 78 days."""
    for name, options in (
        ("CAN-PHL", [{"months": 3}]),
        ("CAN-IND", [{"months": 3}]),
        ("CAN-MAR", [{"months": 3}, {"units": 78}]),
    ):
        rule = next(c for c in version(name, "2020-01-01").credits if c.to == "CAN-CPP")
        assert list(rule.at_least) == options


@pytest.mark.parametrize(
    ("instrument", "export", "third", "old_age_security"),
    [
        ("CAN-PHL", "Art. V(1)", "Art. V(2)", "Art. XI(3)(a)"),
        ("CAN-MAR", "Art. 5(1)", "Art. 5(2)", "Art. 11(3)(a)"),
        ("CAN-IND", "Art. 5(1)", "Art. 5(2)", "Art. 15(3)"),
    ],
)
def test_payment_abroad(instrument: str, export: str, third: str, old_age_security: str) -> None:
    clause = version(instrument, "2020-01-01").export
    assert clause is not None
    assert (clause.article, clause.third_states, clause.third_states_article) == (
        export,
        "insured-in-both",
        third,
    )
    assert dict(clause.unless) == {"CAN-OAS": old_age_security}


@pytest.mark.parametrize(
    ("scheme", "instrument", "method", "theoretical", "award"),
    [
        ("PHL-SSS", "CAN-PHL", "pro-rata", "minimum-period", "separate-first"),
        ("MAR-CNSS", "CAN-MAR", "pro-rata", "totalized", "separate-first"),
        ("IND-EPS", "CAN-IND", "pro-rata", "totalized", "comparison"),
        *(
            ("CAN-OAS", i, "own-periods", "totalized", "separate-first")
            for i in ("CAN-PHL", "CAN-MAR", "CAN-IND")
        ),
        *(
            ("CAN-CPP", i, "own-periods", "totalized", "separate-first")
            for i in ("CAN-PHL", "CAN-MAR", "CAN-IND")
        ),
    ],
)
def test_how_benefits_are_worked_out(
    scheme: str, instrument: str, method: str, theoretical: str, award: str
) -> None:
    rule = version(instrument, "2020-01-01").benefits[scheme]
    assert (rule.method, rule.theoretical, rule.award) == (method, theoretical, award)
