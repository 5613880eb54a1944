"""Values of steps that hold one value a year or period, in words."""

from __future__ import annotations

from typing import Any

import pytest

from corridor.i18n import language
from corridor.law.trace import Step
from corridor.law.trace_views import value_text
from corridor.law.words import is_counted, unit_text

_MARKS = str.maketrans("", "", "\u2067\u2068\u2069")


def _step(unit: str, *values: Any) -> Step:
    return Step("s", "S", "Art. 1", unit, list(values), rows=tuple(str(2000 + i) for i in range(len(values))))


def test_each_counted_value_has_its_own_unit() -> None:
    assert value_text(_step("days", 1, 366, 366)) == "2000: 1 day; 2001 to 2002: 366 days"


def test_a_unit_that_is_not_counted_stands_once() -> None:
    assert value_text(_step("CAD/year", 1, 366)) == "2000: 1; 2001: 366 CAD/year"


@pytest.mark.parametrize(("count", "form"), [(3, "3 أيام"), (11, "11 يوما"), (4017, "4,017 يوما")])
def test_arabic_values_of_rows_take_the_form_of_one_value(count: int, form: str) -> None:
    with language("ar"):
        one = value_text(Step("s", "S", "Art. 1", "days", count)).translate(_MARKS)
        rows = value_text(_step("days", 0, count)).translate(_MARKS)
    assert one == form
    assert rows.endswith(form)


def test_a_question_answered_no_everywhere_says_no() -> None:
    assert value_text(_step("yes/no", False, False)) == "no"
    assert value_text(_step("yes/no", False, True)) == "2001: yes"
    assert value_text(_step("CAD", 0, 0)) == "none"
    assert value_text(_step("yes/no")) == "none"  # no year to ask it of


def test_calendar_years_are_not_counted() -> None:
    assert not is_counted("year")
    assert is_counted("years") and is_counted("calendar months")
    assert value_text(_step("year", 2021, 2022)) == "2000: 2021; 2001: 2022"


def test_translated_units_run_with_the_page() -> None:
    assert unit_text("CAD/month") == "CAD/month"
    with language("ar"):
        assert unit_text("CAD/month").startswith("\u2067")
        assert unit_text("yes/no") == ""
