"""What cells say together: schemes, dates against each other, currencies, counts, repetition, overlap."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, datetime
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corridor.careers import Career, CareerProblems, Careers, InsurancePeriod, SchemeInfo, Vocabulary
from tests.careers.material import FLAT, PERIOD, PERSON, VOCABULARY, one, problems_of, spoil

PHL = {"country": "PHL", "scheme": "", "currency": "PHP"}
DEU = {"country": "DEU", "scheme": "DEU-GRV"}


@pytest.mark.parametrize(
    ("fields", "column", "said"),
    [
        ({"country": "Kanada"}, "country", "ISO3"),
        ({"country": "", "scheme": ""}, "country", "or a scheme"),
        ({"scheme": "CAN-CCP"}, "scheme", "CAN has CAN-CPP or CAN-OAS; did you mean CAN-CPP?"),
        ({"country": "PHL"}, "scheme", "CAN-CPP is a scheme of CAN, not of PHL; PHL has PHL-SSS"),
        ({"kind": "credited"}, "kind", "CAN-CPP takes no such periods"),
        ({"kind": "voluntry", **PHL}, "kind", "did you mean voluntary?"),
        ({"end": "2000-12-31"}, "end", "before the start (2001-01-01)"),
        ({"start": "1960-05-11"}, "start", "birth on 1960-05-12"),
        ({"end": "2025-06-02"}, "end", "after the claim on 2025-06-01"),
        ({"start": "2025-06-02", "end": "2025-06-03"}, "start", "whole period is after the claim"),
        ({"start": "1880-01-01"}, "start", "before 1900"),
        ({"person_id": "mario"}, "person_id", "did you mean maria?"),
        ({"currency": ""}, "currency", "expected CAD"),
        ({"currency": "USD"}, "currency", "expected CAD"),
        ({**DEU, "currency": "DEM", "start": "2002-01-01"}, "currency", "expected EUR"),
        ({**DEU, "currency": "EUR", "start": "1990-01-01", "end": "1991-12-31"}, "currency", "expected DEM"),
        ({"count": -1}, "count", "negative"),
        ({"count": 4}, "count", "at most 3"),
        ({"count": "12 weeks"}, "count", "number"),
        ({"earnings_per": "week"}, "earnings_per", "period, month, or year"),
        ({**PHL, "count": 37}, "count", "more months than PHL-SSS"),
        ({"country": "CAN", "scheme": "", "kind": "residence", "count": 1096}, "count", "at most 1095"),
        ({"scheme": "AAA-WEEKS", "country": "AAA", "currency": "XAA", "count": 158}, "count", "at most 157"),
        ({"scheme": "BBB-SHIFTS", "country": "", "currency": "XBB", "count": 145}, "count", "at most 144"),
    ],
)
def test_periods_that_are_not_right(fields: dict[str, Any], column: str, said: str) -> None:
    assert said in one(spoil(**fields), column).expected


@pytest.mark.parametrize(
    "fields",
    [
        {"start": "1960-05-12", "end": "2025-06-01"},
        {"start": "2001-01-01", "end": "2001-01-01"},
        {"country": ""},
        {"scheme": ""} | PHL,
        {**DEU, "currency": "DEM", "start": "2001-12-31"},
        {**DEU, "currency": "EUR"},
        {**DEU, "kind": "credited", "earnings": "", "currency": ""},
        {"earnings": "unknown", "currency": ""},
        {"count": 3},
        {**PHL, "count": 36},
        {"country": "CAN", "scheme": "", "kind": "residence", "earnings": "", "count": 1095},
        {"scheme": "AAA-WEEKS", "country": "AAA", "currency": "XAA", "count": 157},
        {"scheme": "BBB-SHIFTS", "country": "", "currency": "XBB", "count": 144},
    ],
)
def test_periods_that_just_fit(fields: dict[str, Any]) -> None:
    careers = Careers.from_dicts([PERSON], [{**PERIOD, **fields}], VOCABULARY)
    assert careers.warnings == ()
    assert careers.periods["scheme"].is_not_null().all()


def test_a_scheme_must_be_named_where_two_take_the_kind() -> None:
    words = Vocabulary({n: SchemeInfo("CAN", ("employment",), "CAD") for n in ("CAN-CPP", "CAN-QPP")})
    found = problems_of(lambda: Careers.from_dicts([PERSON], [{**PERIOD, "scheme": ""}], words))
    assert "more than one scheme for employment: write CAN-CPP or CAN-QPP" in found[0].expected


def warnings_of(*periods: dict[str, Any]) -> list[tuple[int | None, str | None, str]]:
    rows = [{**PERIOD, **fields} for fields in periods]
    return [(p.row, p.column, p.expected) for p in Careers.from_dicts([PERSON], rows, VOCABULARY).warnings]


def test_what_is_only_warned_of() -> None:
    ((row, column, said),) = warnings_of(
        {"country": "BRA", "scheme": ""}, {"country": "BRA", "scheme": "", "end": "2004-01-01"}
    )
    assert (row, column) == (1, "country")
    assert "not computed (2 periods)" in said
    ((_, column, said),) = warnings_of({**PHL, "kind": "residence"})
    assert column == "kind"
    assert "counted nowhere" in said
    ((_, column, said),) = warnings_of({"start": "2001-01-01..2002-01-01", "end": "2001-06-01..2003-01-01"})
    assert column == "end"
    assert "no day" in said
    found = Careers.from_dicts([PERSON, {**PERSON, "person_id": "idle"}], [PERIOD], VOCABULARY).warnings
    assert [(p.row, p.person_id) for p in found] == [(2, "idle")]


def test_overlaps() -> None:
    kinds = {"kind": "self-employment"}
    later = {"start": "2003-12-31", "end": "2005-01-01", "earnings": "7"}
    ((row, column, said),) = warnings_of({}, later)
    assert (row, column) == (2, "start")
    assert "overlaps row 1 of data [periods] in CAN-CPP: earnings are added, time counts once" in said
    ((row, _, said),) = warnings_of(later | kinds, {})
    assert row == 1
    assert "(employment)" in said
    assert warnings_of({}, {**later, "start": "2004-01-01"}) == []
    assert warnings_of({}, {**PHL, "earnings": "7"}) == []
    # Only days that overlap in every reading of the dates are spoken of.
    assert warnings_of({}, {**later, "start": "2003-12-01..2004-02-01"}) == []
    assert len(warnings_of({}, {**later, "start": "2003-12-01..2003-12-31"})) == 1


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["maria", "b"]),
            st.sampled_from(["employment", "self-employment"]),
            st.integers(0, 60),
            st.integers(0, 20),
        ),
        min_size=1,
        max_size=9,
    )
)
def test_overlap_warnings_against_every_pair(rows: list[tuple[str, str, int, int]]) -> None:
    day = date(2001, 1, 1).toordinal()
    periods = [
        {
            **PERIOD,
            "person_id": who,
            "kind": kind,
            "start": date.fromordinal(day + at),
            "end": date.fromordinal(day + at + length),
            # Different earnings, so that no two are the same period twice.
            "earnings": number,
        }
        for number, (who, kind, at, length) in enumerate(rows)
    ]
    found = Careers.from_dicts([PERSON, {**PERSON, "person_id": "b"}], periods, VOCABULARY).warnings
    found = tuple(p for p in found if p.column == "start")
    pairs = [
        (a, b)
        for i, a in enumerate(rows)
        for b in rows[:i]
        if a[0] == b[0] and a[2] <= b[2] + b[3] and b[2] <= a[2] + a[3]
    ]
    people_same = {a[0] for a, b in pairs if a[1] == b[1]}
    people_other = {a[0] for a, b in pairs if a[1] != b[1]}
    assert {p.person_id for p in found if "added" in p.expected} == people_same
    assert {p.person_id for p in found if "keeps the time" in p.expected} == people_other


def test_the_same_period_twice() -> None:
    found = problems_of(
        lambda: Careers.from_dicts([PERSON], [PERIOD, {**PERIOD, "earnings": 1}, PERIOD], VOCABULARY)
    )
    errors = [p for p in found if p.severity == "error"]
    assert [(p.row, p.column) for p in errors] == [(3, "start")]
    assert "data [periods], row 1" in errors[0].expected


def test_persons_named_twice_and_rows_that_disagree() -> None:
    found = problems_of(lambda: Careers.from_dicts([PERSON, PERSON], [PERIOD], VOCABULARY))
    assert [(p.row, p.column) for p in found] == [(2, "person_id")]
    assert "each person once" in found[0].expected
    second = {**FLAT, "start": "2005-01-01", "end": "2006-01-01"}
    for column, other in (
        ("birth_date", "1961-01-01"),
        ("sex", ""),
        ("residence", "PHL"),
        ("nationality", "CAN"),
    ):
        found = problems_of(
            lambda c=column, o=other: Careers.from_dicts([FLAT, {**second, c: o}], None, VOCABULARY)
        )
        assert [(p.row, p.column, p.person_id) for p in found] == [(2, column, "maria")]
        assert "row 1 of data says" in found[0].expected
    assert len(Careers.from_dicts([FLAT, second], None, VOCABULARY)) == 1
    # An empty cell where something must stand is that, and no second opinion.
    found = problems_of(lambda: Careers.from_dicts([FLAT, {**second, "residence": ""}], None, VOCABULARY))
    assert [p.expected for p in found] == ["nothing stands here; this must be filled in"]


def test_missing_columns() -> None:
    def without(rows: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
        return [{k: v for k, v in row.items() if k != name} for row in rows]

    for name in ("person_id", "birth_date", "residence", "claim_date", "kind", "start", "end"):
        found = problems_of(lambda n=name: Careers.from_dicts(without([FLAT], n), None, VOCABULARY))
        assert [p.expected for p in found] == [f"the column {name} is missing"]
    many = [{**FLAT, "start": f"{y}-01-01", "end": f"{y}-12-31"} for y in range(1990, 2000)]
    found = problems_of(lambda: Careers.from_dicts(without(many, "earnings"), None, VOCABULARY))
    assert [p.expected[:30] for p in found] == ["the column earnings is missing"]
    assert len(Careers.from_dicts(without([{**FLAT, "scheme": "CAN-CPP"}], "country"), None, VOCABULARY)) == 1


def test_frames_of_every_make() -> None:
    persons, periods = pl.DataFrame([PERSON]), pl.DataFrame([PERIOD])
    first = Careers.from_dicts([PERSON], [PERIOD], VOCABULARY)
    typed = periods.with_columns(pl.col("start", "end").str.to_date(), pl.col("earnings").cast(pl.Float64))
    for made in (
        Careers.from_frames(persons, periods, VOCABULARY),
        Careers.from_frames(persons.lazy(), typed.lazy(), VOCABULARY),
        Careers.from_frames(pl.DataFrame([FLAT]), None, VOCABULARY),
        Careers.from_frames(first.persons, first.periods, VOCABULARY),
        first.checked(VOCABULARY),
    ):
        assert made.persons.equals(first.persons)
        assert made.periods.equals(first.periods)
    with pytest.raises(TypeError, match="not dict"):
        Careers.from_frames({}, {}, VOCABULARY)
    twice = pl.DataFrame({"a": [1], "A": [2]})
    assert "capital letters" in problems_of(lambda: Careers.from_frames(twice, None, VOCABULARY))[0].expected


def test_careers_round_trip_through_objects() -> None:
    career = Career.build(
        birth_date="1960-05-12",
        claim_date=date(2025, 6, 1),
        residence="CAN",
        sex="f",
        nationality=["PHL", "CAN"],
        facts={"SAU-EOSB.end_reason": "dismissal"},
        periods=[
            InsurancePeriod("PHL", "1984-01-01", "1990-12-31", earnings=(100, 200), currency="PHP", count=80),
            {
                "country": "SAU",
                "start": "1991-01-01",
                "end": "1992-01-01",
                "earnings": "unknown",
                "contract": "first",
            },
        ],
        vocabulary=VOCABULARY,
    )
    again = career.to_careers(VOCABULARY)
    assert again.person("person-1") == career
    assert list(again) == [career]
    assert career.periods[1].contract == "first"
    assert Careers.from_dicts([career.person.facts | PERSON], [], VOCABULARY).periods.height == 0
    with pytest.raises(KeyError, match="nobody"):
        again.person("nobody")
    with pytest.raises(CareerProblems) as caught:
        Career.build(birth_date="60-05-12", claim_date="x", residence="?", periods=[], vocabulary=VOCABULARY)
    assert {p.column for p in caught.value.errors} == {"birth_date", "claim_date", "residence"}


def test_the_sample_is_right_with_and_without_words() -> None:
    assert Careers.sample().warnings == Careers.sample(VOCABULARY).warnings == ()
    assert Careers.sample().persons["invented"].to_list() == [True]
    assert "1 persons, 2 periods" in repr(Careers.sample())


def test_findings_beyond_the_limit_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    from corridor.careers import raw

    monkeypatch.setattr(raw, "LIMIT_PER_CHECK", 10)
    rows = [{**PERIOD, "country": "XXX", "scheme": "", "earnings": i} for i in range(50)]
    with pytest.raises(CareerProblems) as caught:
        Careers.from_dicts([PERSON], rows, VOCABULARY)
    assert len(caught.value) >= 50
    assert "and 40 more" in str(caught.value)


class _Column:
    def __init__(self, cells: list[Any]) -> None:
        self.cells = cells

    def tolist(self) -> list[Any]:
        return self.cells


class _PandasLike:
    """The part of a pandas frame that is used, so that the test needs no pandas."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self.rows = rows
        self.columns = list(rows[0])

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, name: str) -> _Column:
        return _Column([row[name] for row in self.rows])

    def to_dict(self) -> None: ...


def test_frames_like_those_of_pandas() -> None:
    rows = [
        {**FLAT, "start": datetime(2001, 1, 1), "earnings": 1.5, "count": float("nan"), "scheme": None},
        {**FLAT, "start": datetime(2003, 1, 1), "earnings": 7, "count": 1, "scheme": float("nan")},
    ]
    rows[0]["end"] = "2002-12-31"
    careers = Careers.from_frames(_PandasLike(rows), None, VOCABULARY)
    assert careers.periods["count"].to_list() == [None, 1]
    assert careers.periods["scheme"].to_list() == ["CAN-CPP", "CAN-CPP"]


def test_importing_the_room_loads_no_heavy_library() -> None:
    heavy = {"polars", "openpyxl", "yaml", "numpy", "pycountry"}
    code = f"import sys, corridor.careers; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_kinds_are_those_of_the_blocks() -> None:
    from corridor.careers import blocks, vocabulary

    assert vocabulary.KINDS == blocks.KINDS
