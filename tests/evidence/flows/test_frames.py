"""Tidy tables in, tidy tables out."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

from corridor.evidence import flows
from tests.evidence.flows.material import EXAMPLES, NAMES, Array, world


def long(values: Array, year: int, sex: str = "both", names: list[str] = NAMES) -> pl.DataFrame:
    rows = [
        {"origin": o, "destination": d, "year": year, "sex": sex, "value": float(values[i, j])}
        for i, o in enumerate(names)
        for j, d in enumerate(names)
    ]
    return pl.DataFrame(rows)


def by_country(values: Array, years: list[int], sex: str = "both", names: list[str] = NAMES) -> pl.DataFrame:
    """The same figure in each year."""
    rows = [
        {"country": n, "year": y, "sex": sex, "value": float(v)}
        for y in years
        for n, v in zip(names, values, strict=True)
    ]
    return pl.DataFrame(rows)


def abroad(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.filter(pl.col("origin") != pl.col("destination"))


@pytest.fixture
def e5() -> dict[str, pl.DataFrame]:
    """E5 as tidy tables: stocks without native-born, population, births and deaths by year."""
    e = EXAMPLES["E5"]
    return {
        "stocks": abroad(pl.concat([long(e.start, 2015), long(e.end, 2020)])),
        "population": pl.concat(
            [by_country(e.start.sum(axis=0), [2015]), by_country(e.end.sum(axis=0), [2020])]
        ),
        "births": by_country(e.births / 5, list(range(2015, 2021))),
        "deaths": by_country(e.deaths / 5, list(range(2015, 2021))),
    }


def matrix(frame: pl.DataFrame) -> Array:
    out = np.zeros((4, 4))
    for o, d, v in frame.select("origin", "destination", "value").iter_rows():
        out[NAMES.index(o), NAMES.index(d)] = v
    return out


def test_e5_from_tidy_tables(e5: dict[str, Any]) -> None:
    found = flows.estimate_frame(**e5, method="da_min_closed")
    assert found.columns == list(flows.FLOW_COLUMNS)
    assert [str(t) for t in found.dtypes] == list(flows.FLOW_COLUMNS.values())
    assert found.height == 12
    assert matrix(found) == pytest.approx(EXAMPLES["E5"].flows, abs=2e-3)
    constant = found.select("sex", "year", "year_to", "part", "unit", "kind", "method").unique().row(0)
    assert constant == ("both", 2015, 2020, "all", "persons", "model", "da_min_closed")
    assert found["low"].null_count() == found["high"].null_count() == 12


def test_new_year_dates_and_whole_periods(e5: dict[str, Any]) -> None:
    e5["births"] = e5["births"].filter(pl.col("year") < 2020)
    e5["deaths"] = by_country(EXAMPLES["E5"].deaths, [2015]).with_columns(year_to=pl.lit(2020)).drop("sex")
    found = flows.estimate_frame(**e5, method="da_min_closed", dates="new_year")
    assert matrix(found) == pytest.approx(EXAMPLES["E5"].flows, abs=2e-3)
    with pytest.raises(
        flows.FlowProblems, match=r"no births of 2015-2020 \(all of 2015 to 2020.* for A, B, C, D"
    ):
        flows.estimate_frame(**e5, method="da_min_closed")


def test_native_born_in_the_stocks(e5: dict[str, Any]) -> None:
    e = EXAMPLES["E5"]
    stocks = pl.concat([long(e.start, 2015), long(e.end, 2020)])
    found = flows.estimate_frame(stocks, births=e5["births"], deaths=e5["deaths"], method="da_min_closed")
    assert matrix(found) == pytest.approx(e.flows, abs=2e-3)


def test_parts_and_zero_rows(e5: dict[str, Any]) -> None:
    found = flows.estimate_frame(**e5, method="da_min_closed", parts=True)
    sums = dict(found.group_by("part").agg(pl.col("value").sum()).iter_rows())
    assert sums["all"] == pytest.approx(sums["outward"] + sums["return"] + sums["transit"])
    assert set(sums) == {"all", "outward", "return", "transit"}
    short = flows.estimate_frame(**e5, method="da_min_closed", drop_zero=True)
    assert short.height < 12
    assert short["value"].min() > 0


def test_sexes_are_estimated_apart_and_added_up() -> None:
    female, male = world(4, 11), world(4, 12)
    frames: dict[str, list[pl.DataFrame]] = {"stocks": [], "births": [], "deaths": []}
    for sex, (start, end, births, deaths) in (("female", female), ("male", male)):
        frames["stocks"] += [long(start, 2015, sex), long(end, 2020, sex)]
        frames["births"].append(by_country(births / 5, list(range(2015, 2021)), sex))
        frames["deaths"].append(by_country(deaths / 5, list(range(2015, 2021)), sex))
    tables: dict[str, Any] = {name: pl.concat(parts) for name, parts in frames.items()}
    series = flows.estimate_series(**tables, method="da_min_closed")
    found = {sex: matrix(series.frame.filter(pl.col("sex") == sex)) for sex in ("female", "male", "both")}
    assert found["female"] == pytest.approx(flows.minimum_migration(*female).matrix, rel=1e-6)
    assert found["both"] == pytest.approx(found["female"] + found["male"])
    assert any("sum of the estimates for women and men" in note for note in series.notes)
    once = flows.estimate_series(**tables, method="da_min_closed", sexes=["both"])
    added = matrix(once.frame)
    assert added.sum() == pytest.approx(
        flows.minimum_migration(*(f + m for f, m in zip(female, male, strict=True))).total, rel=1e-6
    )
    ensemble = flows.estimate_series(**tables, method="da_min_closed", draws=20)
    both = ensemble.frame.filter(pl.col("sex") == "both")
    assert both.height == 12
    assert both["low"].null_count() == 0
    assert matrix(both) == pytest.approx(found["both"])


def test_three_dates_are_two_periods() -> None:
    start, end, *_ = world(4, 4)
    stocks = pl.concat([long(start, 2010), long(end, 2015), long(start, 2020)])
    found = flows.estimate_frame(stocks, method="sd_rev_neg")
    assert found.group_by("year", "year_to").len().sort("year").rows() == [(2010, 2015, 12), (2015, 2020, 12)]
    assert flows.estimate_frame(stocks, method="sd_drop_neg", years=[2010, 2020])["value"].sum() == 0
    with pytest.raises(flows.FlowProblems, match="no rows of 2011; there are 2010, 2015, 2020"):
        flows.estimate_frame(stocks, method="sd_rev_neg", years=[2011, 2015])
    with pytest.raises(flows.FlowProblems, match="at least two"):
        flows.estimate_frame(stocks, method="sd_rev_neg", years=[2010])


def test_absent_pairs_are_not_zero_unless_said(e5: dict[str, Any]) -> None:
    e5["stocks"] = e5["stocks"].filter(pl.col("value") != 0)
    with pytest.raises(flows.FlowProblems, match=r"no figure of 2015 for 1 of 12 pairs.*born A, living in D"):
        flows.estimate_frame(**e5, method="da_min_closed")
    series = flows.estimate_series(**e5, method="da_min_closed", absent="zero")
    assert matrix(series.frame) == pytest.approx(EXAMPLES["E5"].flows, abs=2e-3)
    assert "2015-2020, both: 2015: 1 of 12 pairs without a figure taken as 0" in series.notes


def test_unknown_origins(e5: dict[str, Any]) -> None:
    more = pl.DataFrame(
        {
            "origin": ["XXX"] * 2,
            "destination": ["A"] * 2,
            "year": [2015, 2020],
            "sex": ["both"] * 2,
            "value": [50.0, 50.0],
        }
    )
    e5["stocks"] = pl.concat([e5["stocks"], more])
    left = flows.estimate_series(**e5, method="da_min_closed")
    assert any("50 residents born in XXX are outside these tables" in note for note in left.notes)
    result = left.results[2015, 2020, "both"]
    assert isinstance(result, flows.Flows)
    assert result.account is not None
    alive = result.account.start.sum(axis=0) + result.account.deaths.sum(axis=0)
    assert alive[0] == pytest.approx(1155 - 50, abs=1)  # and a little for the closed world
    assert result.account.deaths.sum(axis=0)[0] == pytest.approx(70 * (1155 - 50) / 1155)
    spread = flows.tables_from_frames(**e5, year=2015, year_to=2020, others="spread")
    assert spread.population_start[0] == pytest.approx(1155)
    assert spread.start[1:, 0] == pytest.approx(np.array([55, 80, 20]) * (155 + 50) / 155)


def test_a_choice_of_countries(e5: dict[str, Any]) -> None:
    series = flows.estimate_series(**e5, method="da_min_closed", countries=["A", "B", "C"])
    assert series.frame.height == 6
    assert any("born in D are outside" in note for note in series.notes)
    e5["population"] = e5["population"].filter(pl.col("country") != "D")
    with pytest.raises(
        flows.FlowProblems, match="no population at both dates for D; name the countries to keep"
    ):
        flows.estimate_frame(**e5)


def test_ensemble_columns(e5: dict[str, Any]) -> None:
    found = flows.estimate_frame(**e5, draws=30, level=0.9)
    assert found["level"].unique().to_list() == [0.9]
    assert found["low"].null_count() == 0
    assert (found["low"] <= found["high"]).all()
    assert found["method"].unique().to_list() == ["da_pb_closed"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"births": None}, "no table of births"),
        ({"births": None, "deaths": None}, "no table of deaths"),
        ({"population": None}, "no native-born of 2015 for A, B, C, D"),
        ({"absent": "maybe"}, "absent is 'maybe'"),
        ({"others": "maybe"}, "others is 'maybe'"),
        ({"dates": "maybe"}, "dates is 'maybe'"),
        ({"sexes": ["female"]}, "no rows for sex 'female'; there are both"),
        ({"countries": ["A", "A", "B"]}, "given more than once"),
        ({"countries": ["A", "B", "Z"]}, "no population of 2015 for Z"),
        ({"method": "guess"}, "method is 'guess'"),
        ({"options": {"wait": 1}}, "no option wait"),
    ],
)
def test_refusals(e5: dict[str, Any], change: dict[str, Any], expected: str) -> None:
    with pytest.raises(flows.FlowProblems) as caught:
        flows.estimate_frame(**{**e5, **change})
    assert expected in str(caught.value)


def test_two_editions_are_not_mixed(e5: dict[str, Any]) -> None:
    e5["stocks"] = pl.concat([e5["stocks"], e5["stocks"].head(1)])
    with pytest.raises(flows.FlowProblems, match="more than one figure for the same key"):
        flows.estimate_frame(**e5)


def test_columns_and_types_are_checked(e5: dict[str, Any]) -> None:
    with pytest.raises(flows.FlowProblems, match="stocks: no column destination; it has origin, dest"):
        flows.estimate_frame(**{**e5, "stocks": e5["stocks"].rename({"destination": "dest"})})
    with pytest.raises(flows.FlowProblems, match="births: year must be whole numbers"):
        text = e5["births"].with_columns(pl.col("value").cast(pl.String))
        flows.estimate_frame(**{**e5, "births": text})
    with pytest.raises(flows.FlowProblems, match="no column year"):
        flows.estimate_frame(**{**e5, "stocks": e5["stocks"].drop("year")})


def test_frames_of_arrays() -> None:
    e = EXAMPLES["E7"]
    found = flows.minimum_migration(e.start, e.end, 0, 0, names=NAMES)
    frame = found.to_frame(year=2015, year_to=2020, sex="female")
    assert frame.filter((pl.col("origin") == "D") & (pl.col("destination") == "B"))["value"].item() == 35
    assert frame["sex"].unique().to_list() == ["female"]
    assert found.to_frame(drop_zero=True).height == 10
