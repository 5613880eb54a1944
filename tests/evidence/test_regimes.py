"""Regimes of a few corridors that can be followed by hand, and the range against a plain loop over all settings."""

from __future__ import annotations

import itertools

import polars as pl
import pytest

from corridor.evidence.network.words import CONFIDENCE
from corridor.evidence.regimes import (
    CENTRAL,
    RANGE,
    REGIMES,
    IrregularShares,
    Switches,
    classify,
    corridor_ranges,
    irregular_shares,
    origin_groups,
    ranges,
    sensitivity,
    stock_on,
)
from corridor.evidence.regimes.switches import ALLOWED, SWITCHES

NOBODY = IrregularShares({("*", "*"): {2000: (0.0, 0.0, 0.0)}})
COLUMNS = ["origin", "destination", "sex", "year", "value"]


def stock(*rows: tuple[str, str, str, int, float]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=COLUMNS, orient="row")


def shares_of(origin: str, destination: str, year: int = 2020, **switches: object) -> dict[str, float]:
    frame = classify(
        stock((origin, destination, "both", year, 1000.0)),
        switches=CENTRAL.but(**switches),
        shares=NOBODY,
        refugees=pl.DataFrame([("SYR", "TUR", year, 400.0)], schema=COLUMNS[:2] + COLUMNS[3:], orient="row"),
    )
    return {r: s for r, s in frame.select("regime", "share").iter_rows() if s > 0}


def test_an_agreement_is_regime_one_from_its_first_day() -> None:
    assert shares_of("IND", "CAN", 2015) == {"II": 1.0}, "in force 2015-08-01, after 1 July"
    assert shares_of("IND", "CAN", 2016) == {"I": 1.0}
    assert shares_of("MAR", "ESP") == {"I": 1.0}
    assert shares_of("ZWE", "ZAF") == {"II": 1.0}
    assert shares_of("IND", "ARE") == {"III": 1.0}
    assert shares_of("MEX", "USA") == {"II": 1.0}


def test_switches_move_the_corridors_they_are_about() -> None:
    assert shares_of("JAM", "CAN") == {"II": 1.0}
    assert shares_of("JAM", "CAN", confidence="low") == {"I": 1.0}
    assert shares_of("FRA", "MAR", confidence="high") == {"II": 1.0}
    assert shares_of("KOR", "JPN") == {"II": 1.0}
    assert shares_of("KOR", "JPN", contributions_only=True) == {"I": 1.0}
    assert shares_of("DZA", "ITA") == {"II": 1.0}
    assert shares_of("DZA", "ITA", association="I") == {"I": 1.0}
    assert shares_of("UZB", "UKR") == {"II": 1.0}
    assert shares_of("UZB", "UKR", residence_pays="I") == {"I": 1.0}
    assert shares_of("OMN", "SAU") == {"I": 1.0}
    assert shares_of("OMN", "SAU", home_scheme=False) == {"III": 1.0}
    assert shares_of("MYS", "SGP") == {"II": 1.0}
    assert shares_of("MYS", "SGP", no_access="wider") == {"III": 1.0}
    assert shares_of("PRI", "USA") == {"I": 1.0}
    assert shares_of("PRI", "USA", territories="apart") == {"II": 1.0}
    assert shares_of("POL", "ESP", 2000) == {"II": 1.0}
    assert shares_of("POL", "ESP", 2000, agreements_lag=8) == {"I": 1.0}
    assert shares_of("BRA", "ESP", 2005, confidence="high") == {"II": 1.0}


def test_nationals_only_leaves_outsiders_in_regime_two() -> None:
    assert shares_of("MAR", "DEU", outsiders=0.1) == pytest.approx({"I": 0.9, "II": 0.1})
    assert shares_of("IND", "CAN", outsiders=0.1) == {"I": 1.0}, "everyone insured is covered"
    assert shares_of("POL", "DEU", 2005, outsiders=0.1, third_country="off") == pytest.approx(
        {"I": 0.9, "II": 0.1}
    )
    assert shares_of("POL", "DEU", 2005, outsiders=0.1) == {"I": 1.0}, (
        "third-country nationals since 2003-06-01"
    )
    assert shares_of("POL", "DNK", 2005, outsiders=0.1) == pytest.approx({"I": 0.9, "II": 0.1})
    assert shares_of("VNM", "DEU", third_country="everywhere") == {"I": 1.0}
    assert shares_of("VNM", "DNK", third_country="everywhere") == {"II": 1.0}


def test_people_are_taken_out_only_where_the_switch_says_so() -> None:
    def counted(origin: str, destination: str, **switches: object) -> float:
        frame = classify(
            stock((origin, destination, "female", 2020, 600.0), (origin, destination, "male", 2020, 400.0)),
            switches=CENTRAL.but(**switches),
            shares=NOBODY,
            refugees=pl.DataFrame(
                [("SYR", "TUR", 2020, 250.0), ("SYR", "TUR", 2020, 50.0), ("AFG", "PAK", 2020, 5000.0)],
                schema=["origin", "destination", "year", "value"],
                orient="row",
            ),
        )
        return float(frame["value"].sum())

    assert counted("SYR", "TUR") == 1000
    assert counted("SYR", "TUR", refugees="excluded") == pytest.approx(700)
    assert counted("AFG", "PAK", refugees="excluded") == 0, "never below zero"
    assert counted("IND", "CAN", naturalised="excluded", naturalised_share=0.4) == pytest.approx(600)
    assert counted("CHN", "JPN", naturalised="excluded") == 1000, "counted by citizenship"
    assert counted("IND", "ARE", naturalised="excluded") == 1000
    assert counted("XXX", "USA") == 0
    assert counted("XXX", "USA", unknown_origins="II") == 1000
    with pytest.raises(ValueError, match="refugees"):
        classify(stock(("SYR", "TUR", "both", 2020, 1.0)), switches=CENTRAL.but(refugees="excluded"))


def test_irregular_shares_come_first_and_are_interpolated() -> None:
    shares = irregular_shares()
    assert shares.share("MEX", "USA", 2000) == (0.45, 0.50, 0.55)
    low, central, high = shares.share("MEX", "USA", 2009)
    assert (low, central, high) == pytest.approx((0.54, 0.565, 0.595))
    assert shares.share("MEX", "USA", 1990) == shares.share("MEX", "USA", 2000)
    assert shares.carried("MEX", "USA", 1990) and not shares.carried("MEX", "USA", 2009)
    assert not shares.carried("BGD", "IND", 1990)
    assert shares.share("DEU", "FRA", 2010, free_movement=True) == (0.0, 0.01, 0.03)
    assert shares.share("JPN", "AUS", 2010, high_income=True) == (0.0, 0.01, 0.03)
    assert shares.share("BGD", "IND", 2010) == (0.10, 0.15, 0.20)
    frame = classify(stock(("MEX", "USA", "both", 2000, 100.0)))
    assert dict(frame.select("regime", "value").iter_rows()) == pytest.approx(
        {"I": 0, "II": 50, "III": 0, "IV": 50}
    )


def test_wrong_shares_are_told_row_by_row() -> None:
    rows = [
        {"destination": "*", "origin": "*", "year": "2000", "low": "0.3", "central": "0.2", "high": "0.4"},
        {"destination": "*", "origin": "*", "year": "2001", "low": "x", "central": "0.2", "high": "0.4"},
    ]
    with pytest.raises(ValueError, match=r"row 2.*\n.*row 3"):
        IrregularShares.from_rows(rows)


def test_the_whole_stock_is_classified_once() -> None:
    rows = stock(
        ("MAR", "ESP", "female", 2020, 310_000.0),
        ("MAR", "ESP", "male", 2020, 400_000.0),
        ("IND", "ARE", "male", 2020, 2_500_000.0),
        ("MEX", "USA", "female", 2020, 5_000_000.0),
    )
    for switches in (CENTRAL, CENTRAL.but(outsiders=0.05, irregular="high", confidence="high")):
        frame = classify(rows, switches=switches)
        sums = frame.group_by("origin", "sex").agg(pl.col("value").sum(), pl.col("share").sum())
        for origin, sex, value, share in sums.iter_rows():
            given = rows.filter((pl.col("origin") == origin) & (pl.col("sex") == sex))["value"].sum()
            assert value == pytest.approx(given)
            assert share == pytest.approx(1)
    assert set(frame["kind"]) == {"model"}


def test_women_and_men_of_a_corridor_have_the_same_shares_but_not_the_same_totals() -> None:
    rows = stock(
        ("IND", "ARE", "male", 2020, 900.0),
        ("IND", "ARE", "female", 2020, 100.0),
        ("IND", "CAN", "male", 2020, 500.0),
        ("IND", "CAN", "female", 2020, 500.0),
    )
    frame = ranges(rows, by=("sex",), shares=NOBODY).frame
    third = dict(frame.filter(pl.col("regime") == "III").select("sex", "share").iter_rows())
    assert third == pytest.approx({"male": 900 / 1400, "female": 100 / 600})


SMALL = stock(
    ("MAR", "DEU", "both", 2013, 80.0),
    ("KOR", "JPN", "both", 2013, 50.0),
    ("DZA", "ITA", "both", 2013, 30.0),
    ("UZB", "UKR", "both", 2013, 90.0),
    ("IND", "ARE", "both", 2013, 300.0),
    ("MYS", "SGP", "both", 2013, 60.0),
    ("PRI", "USA", "both", 2013, 40.0),
    ("MEX", "USA", "both", 2013, 200.0),
    ("POL", "DEU", "both", 2013, 120.0),
    ("JAM", "CAN", "both", 2013, 70.0),
    ("SYR", "TUR", "both", 2013, 110.0),
    ("XXX", "USA", "both", 2013, 25.0),
)
REFUGEES = pl.DataFrame(
    [("SYR", "TUR", 2013, 80.0)], schema=["origin", "destination", "year", "value"], orient="row"
)


def plain_range(rows: pl.DataFrame, over: dict[str, tuple[object, ...]]) -> dict[str, tuple[float, float]]:
    """Every setting one by one: slow, and without the shortcuts of the product."""
    found: dict[str, list[float]] = {r: [] for r in REGIMES}
    for values in itertools.product(*over.values()):
        setting = CENTRAL.but(**dict(zip(over, values, strict=True)))
        frame = classify(rows, switches=setting, refugees=REFUGEES)
        whole = frame["value"].sum()
        for regime in REGIMES:
            found[regime].append(frame.filter(pl.col("regime") == regime)["value"].sum() / whole)
    return {r: (min(s), max(s)) for r, s in found.items()}


def test_the_range_is_the_least_and_most_over_every_combination() -> None:
    over = {
        "confidence": ("high", "low"),
        "residence_pays": ("II", "I"),
        "outsiders": (0.0, 0.05),
        "naturalised": ("kept", "excluded"),
        "refugees": ("kept", "excluded"),
        "territories": ("with their state", "apart"),
        "unknown_origins": ("excluded", "II"),
        "no_access": ("gulf", "wider"),
        "irregular": ("low", "high"),
    }
    ours = ranges(SMALL, over=over, refugees=REFUGEES).frame
    for regime, (low, high) in plain_range(SMALL, over).items():
        row = ours.row(by_predicate=pl.col("regime") == regime, named=True)
        assert (row["low"], row["high"]) == pytest.approx((low, high))


def test_the_central_share_lies_within_the_range_and_equals_the_classification() -> None:
    result = ranges(SMALL, refugees=REFUGEES)
    plain = classify(SMALL, refugees=REFUGEES).group_by("regime").agg(pl.col("value").sum())
    for regime, value in plain.iter_rows():
        row = result.frame.row(by_predicate=pl.col("regime") == regime, named=True)
        assert row["value"] == pytest.approx(value)
        assert row["low"] - 1e-12 <= row["share"] <= row["high"] + 1e-12
    assert result.frame["share"].sum() == pytest.approx(1)
    assert result.over == RANGE and result.central == CENTRAL


def test_corridor_ranges_are_those_of_the_corridor_alone() -> None:
    over = {"confidence": ("high", "low"), "outsiders": (0.0, 0.1), "irregular": ("low", "central", "high")}
    every = corridor_ranges(SMALL, over=over).frame
    for origin, destination in (
        ("MAR", "DEU"),
        ("MEX", "USA"),
        ("POL", "DEU"),
        ("IND", "ARE"),
        ("JAM", "CAN"),
    ):
        alone = SMALL.filter((pl.col("origin") == origin) & (pl.col("destination") == destination))
        rows = every.filter((pl.col("origin") == origin) & (pl.col("destination") == destination))
        for regime, (low, high) in plain_range(alone, over).items():  # type: ignore[arg-type]
            row = rows.row(by_predicate=pl.col("regime") == regime, named=True)
            assert (row["low"], row["high"]) == pytest.approx((low, high))


def test_results_say_what_they_stand_on() -> None:
    without = ranges(SMALL)
    assert "refugees" not in without.over
    assert any("refugees" in note for note in without.notes)
    assert any("lower bound" in note for note in without.notes)
    assert set(SWITCHES) >= set(RANGE)
    assert set(Switches().as_dict()) >= set(ALLOWED)


def test_sensitivity_has_each_switch_alone() -> None:
    frame = sensitivity(SMALL, 2013, refugees=REFUGEES)
    assert frame.row(0)[:2] == ("central", "")
    for row in frame.iter_rows(named=True):
        assert sum(row[r] for r in REGIMES) == pytest.approx(1)
    setting = {(r["switch"], r["setting"]): r for r in frame.iter_rows(named=True)}
    centre = setting["central", ""]
    assert setting["residence_pays", "I"]["I"] > centre["I"]
    assert setting["no_access", "wider"]["III"] > centre["III"]
    assert setting["irregular", "low"]["IV"] < centre["IV"]
    assert ("third_country", "everywhere") in setting


def test_stocks_between_two_years_are_interpolated() -> None:
    rows = stock(
        ("MAR", "ESP", "both", 2010, 100.0),
        ("MAR", "ESP", "both", 2015, 200.0),
        ("IND", "ARE", "both", 2015, 50.0),
    )
    found = dict(stock_on(rows, 2013).select("origin", "value").iter_rows())
    assert found == pytest.approx({"MAR": 160, "IND": 30})
    assert stock_on(rows, 2015).height == 2
    with pytest.raises(ValueError, match="2010 to 2015"):
        stock_on(rows, 2020)


def test_income_groups_split_high_income_by_the_oecd() -> None:
    income = pl.DataFrame(
        [
            ("KOR", 2003, "H"),
            ("SGP", 2003, "H"),
            ("MEX", 2003, "UM"),
            ("KOR", 2000, "UM"),
            ("ZZZ", 2003, ".."),
        ],
        schema=["country", "year", "group"],
        orient="row",
    )
    groups = dict(origin_groups(income, data_year=2003, oecd_year=2000).iter_rows())
    assert groups == {"KOR": "H OECD", "SGP": "H non-OECD", "MEX": "UM"}
    frame = ranges(SMALL, by=("group",), groups=origin_groups(income, data_year=2003, oecd_year=2000)).frame
    assert "not classified" in set(frame["group"])
    with pytest.raises(ValueError, match="1987"):
        origin_groups(income, data_year=1987, oecd_year=2000)


def test_wrong_input_is_told_at_once() -> None:
    with pytest.raises(ValueError, match="missing columns sex, value"):
        classify(pl.DataFrame({"origin": ["MAR"], "destination": ["ESP"], "year": [2020]}))
    twice = stock(
        ("MAR", "ESP", "both", 2020, 1.0),
        ("MAR", "ESP", "both", 2020, 2.0),
        ("WLD", "ESP", "male", 2020, -3.0),
    )
    with pytest.raises(ValueError) as caught:
        classify(twice)
    told = str(caught.value)
    for said in ("aggregate", "both sexes", "two editions", "negative"):
        assert said in told
    with pytest.raises(ValueError) as caught:
        Switches(confidence="sure", outsiders=2.0, association="III")
    for said in ("confidence", "outsiders", "association"):
        assert said in str(caught.value)
    with pytest.raises(ValueError, match="no switch is called"):
        ranges(SMALL, over={"colour": ("red",)})
    with pytest.raises(ValueError, match="group needs"):
        ranges(SMALL, by=("group",))


def test_missing_values_are_not_zero() -> None:
    rows = pl.DataFrame(
        {
            "origin": ["MAR", "MAR"],
            "destination": ["ESP", "FRA"],
            "sex": ["both"] * 2,
            "year": [2020] * 2,
            "value": [10.0, None],
        }
    )
    assert classify(rows)["destination"].unique().to_list() == ["ESP"]
    assert classify(rows.filter(pl.col("value").is_null())).is_empty()


def test_confidence_words_are_those_of_the_table() -> None:
    assert ALLOWED["confidence"] == tuple(CONFIDENCE)
