"""Files of parameters: all problems at once, gaps and horizons are unknown, tables are looked up as the law reads."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from corridor.law import calendar
from corridor.law.parameters import LawDataError, LawFile, read_law_file, read_number
from corridor.law.tables import Table

GOOD = """
scheme: XZZ-PEN
sources:
  act: {title: Act, grade: invented}
parameters:
  accrual:
    title: Accrual
    unit: fraction
    selector: claim
    article: Act s. 1
    known_until: 2020-06-30
    values:
      - {from: 2000-01-01, value: "1/100", source: act}
      - {from: 2010-01-01, to: 2012-12-31, value: "0.012", source: act}
      - {from: 2015-07-01, value: "3/200", source: act}
  ceiling:
    title: Ceiling
    unit: XTS
    selector: year
    article: Act s. 2
    known_until: 2019
    values:
      - {from: 2000, to: 2009, value: "12000", source: act}
      - {from: 2010, value: "24000", source: act}
  factor:
    title: Factor by age
    unit: factor by age
    selector: claim
    article: Act s. 3
    known_until: 2020-12-31
    values:
      - {from: 2000-01-01, value: {"60": "0.8", "62.5": "0.9", "65": "1"}, source: act}
      - {from: 2010-01-01, value: {"60": "0.7", "65": "1"}, source: act}
"""


def read(folder: Path, text: str) -> LawFile:
    """The parameters of a file with this text."""
    file = folder / "parameters.yaml"
    file.write_text(text, encoding="utf-8")
    return read_law_file(str(file))


def problems(folder: Path, text: str) -> list[str]:
    """The lines of the error that it raises; it must raise one."""
    with pytest.raises(LawDataError) as caught:
        read(folder, text)
    return str(caught.value).splitlines()


@pytest.mark.parametrize(
    ("name", "on", "value"),
    [
        ("accrual", "1999-12-31", None),
        ("accrual", "2000-01-01", Fraction(1, 100)),
        ("accrual", "2009-12-31", Fraction(1, 100)),
        ("accrual", "2010-01-01", Fraction(12, 1000)),
        ("accrual", "2012-12-31", Fraction(12, 1000)),
        ("accrual", "2013-01-01", None),  # a gap
        ("accrual", "2015-06-30", None),
        ("accrual", "2015-07-01", Fraction(3, 200)),
        ("accrual", "2020-06-30", Fraction(3, 200)),
        ("accrual", "2020-07-01", None),  # past the horizon
        ("ceiling", "1999-12-31", None),
        ("ceiling", "2009-12-31", 12000),
        ("ceiling", "2010-01-01", 24000),
        ("ceiling", "2019-12-31", 24000),
        ("ceiling", "2020-01-01", None),
    ],
)
def test_which_value_holds_on_a_day(tmp_path: Path, name: str, on: str, value: Fraction | None) -> None:
    p = read(tmp_path, GOOD).parameters[name]
    day = date.fromisoformat(on)
    found = p.at(day)
    assert (found.value if found else None) == value
    # the same for one day and for many, exactly and quickly
    other = calendar.day_number(date(2000, 1, 1))
    for days in (
        [calendar.day_number(day)],
        [calendar.day_number(day), other],
        [other, calendar.day_number(day)],
    ):
        for exact_path in (True, False):
            values, unknown = p.lookup(np.array(days), exact_path)
            at = days.index(calendar.day_number(day))
            assert bool(unknown[at]) == (value is None)
            if value is not None:
                assert values[at] == (value if exact_path else float(value))


def test_a_year_picks_its_value(tmp_path: Path) -> None:
    p = read(tmp_path, GOOD).parameters["ceiling"]
    assert [v.value if (v := p.at(year)) else None for year in (1999, 2000, 2009, 2010, 2019, 2020)] == [
        None, 12000, 12000, 24000, 24000, None,
    ]  # fmt: skip


def test_a_gap_is_no_cover(tmp_path: Path) -> None:
    found = read(tmp_path, GOOD).parameters
    day = calendar.day_number
    assert not found["accrual"].covers(day(date(2000, 1, 1)), day(date(2020, 1, 1)))
    assert found["ceiling"].covers(day(date(2000, 1, 1)), day(date(2019, 12, 31)))
    assert not found["ceiling"].covers(day(date(2000, 1, 1)), day(date(2020, 1, 1)))


@pytest.mark.parametrize("exact_path", [True, False])
def test_tables_are_looked_up_in_the_version_in_force(tmp_path: Path, exact_path: bool) -> None:
    p = read(tmp_path, GOOD).parameters["factor"]
    days = np.array([calendar.day_number(date(y, 1, 1)) for y in (2005, 2005, 2005, 2015, 2015, 2005)])
    version, unknown = p.version(days)
    assert not unknown.any()
    keys = [Fraction(60), Fraction(63), Fraction("62.5"), Fraction("62.5"), Fraction(65), Fraction(59)]
    ages = np.array(keys, dtype=object) if exact_path else np.array([float(k) for k in keys])
    missing: list[tuple[str, np.ndarray]] = []
    found = Table(p, version, exact_path, missing).step(ages)
    assert [float(v) for v in found[:5]] == [0.8, 0.9, 0.9, 0.7, 1.0]
    assert [m.tolist() for _, m in missing] == [[False] * 5 + [True]]
    missing.clear()
    found = Table(p, version, exact_path, missing).at(ages)
    assert [float(found[i]) for i in (0, 2, 4)] == [0.8, 0.9, 1.0]
    assert missing[0][1].tolist() == [False, True, False, True, False, True]


FIRST = "    article: Act s. 1"


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ("title: Accrual", "titel: Accrual", "parameters.accrual.titel", "unknown field"),
        ("title: Accrual", "note: x", "parameters.accrual.title", "missing"),
        (f"    selector: claim\n{FIRST}", FIRST, "parameters.accrual.selector", "missing"),
        (f"selector: claim\n{FIRST}", f"selector: none\n{FIRST}", "parameters.accrual.selector", "several values"),
        ("known_until: 2020-06-30", "known_until: 2020-06-31", "parameters.accrual.known_until", "expected a date"),
        ("known_until: 2020-06-30", "known_until: 2010-06-30", "parameters.accrual", "known_until"),
        ("to: 2012-12-31", "to: 2009-12-31", "parameters.accrual.values[1].to", "before its from"),
        ("to: 2012-12-31", "to: 2015-12-31", "parameters.accrual.values[1].to", "later than the next"),
        ("from: 2015-07-01", "from: 2005-07-01", "parameters.accrual.values", "must rise"),
        ("from: 2015-07-01", "from: 2015-02-29", "parameters.accrual.values[2]", "expected a date"),
        ("from: 2015-07-01", "since: 2015-07-01", "parameters.accrual.values[2]", "expected from, value and source"),
        ('value: "3/200"', "value: 0.015", "parameters.accrual.values[2]", "in quotes"),
        ('value: "3/200"', 'value: "3/0"', "parameters.accrual.values[2]", "in quotes"),
        ('value: "3/200"', 'value: "1e400000000"', "parameters.accrual.values[2]", "in quotes"),
        ('value: "3/200"', 'value: {"1": "2"}', "parameters.accrual", "some values are numbers and some are tables"),
        ('"62.5": "0.9"', '"62.5": 0.9', "parameters.factor.values[0]", "in quotes"),
        ('value: "3/200", source: act', 'value: "3/200", source: law', "parameters.accrual.values[2].source", "no source"),
        ("{title: Act, grade: invented}", "{title: Act, grade: good}", "sources.act.grade", "expected one of"),
        ("{title: Act, grade: invented}", "{grade: invented}", "sources.act", "title"),
        ("{title: Act, grade: invented}", "{title: Act, grad: invented}", "sources.act.grad", "unknown field"),
    ],
)  # fmt: skip
def test_a_problem_is_named_with_its_place(
    tmp_path: Path, old: str, new: str, place: str, words: str
) -> None:
    assert old in GOOD
    found = problems(tmp_path, GOOD.replace(old, new, 1))
    assert any(f": {place}" in line and words in line for line in found), found


def test_all_problems_are_reported_at_once(tmp_path: Path) -> None:
    """Of one parameter its header and its values, and of every parameter."""
    bad = GOOD
    for old, new in (
        ("title: Accrual", "titel: Accrual"),
        ("known_until: 2020-06-30", "known_until: soon"),
        ("from: 2015-07-01", "from: 2015-02-29"),
        ('value: "24000"', "value: 24000.5"),
        ('"62.5": "0.9"', '"62.5": "a"'),
    ):
        bad = bad.replace(old, new, 1)
    text = "\n".join(problems(tmp_path, bad))
    for place in (
        "accrual.titel", "accrual.title", "accrual.known_until", "accrual.values[2]", "ceiling.values[1]", "factor.values[0]",
    ):  # fmt: skip
        assert f"parameters.{place}: " in text, place


@pytest.mark.parametrize(
    "text",
    [
        "",
        "5",
        "- a",
        "sources: [a]",
        "parameters: [a]",
        "parameters: {a: 5}",
        "a: &a [*a]",
        "a: b: c",
        GOOD + "scheme: B\n",
    ],
)
def test_files_that_are_no_parameters_are_refused(tmp_path: Path, text: str) -> None:
    assert problems(tmp_path, text)


@pytest.mark.parametrize("text", ["0.6", "1/40", "599.81", "-3", "+2", " 7 "])
def test_numbers_are_read_exactly(text: str) -> None:
    assert read_number(text) == Fraction(text.strip())


@pytest.mark.parametrize(
    "text", [0.6, True, None, "", "1,000", "1e3", "nan", "inf", "1/0", "0x10", "1_000", "٣", "--1", []]
)
def test_what_is_no_number_is_refused(text: object) -> None:
    with pytest.raises(ValueError, match="in quotes"):
        read_number(text)
