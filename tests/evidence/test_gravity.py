"""The gravity fit: against results that can be had otherwise, published ones, and another program."""

from __future__ import annotations

import json
from math import log, sqrt
from typing import Any

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from corridor.cli.gravity import gravity as command
from corridor.evidence.gravity import NOT_A_FORECAST, fit
from corridor.evidence.gravity.absorb import Absorber, components
from corridor.evidence.gravity.separation import prune, separated
from corridor.evidence.problems import EvidenceProblems
from tests.evidence.material import shared

COUNTRIES = [f"{a}{b}{b}" for a in "ABCD" for b in "XYZ"]


def invented(seed: int = 1, years: tuple[int, ...] = (2020,), zeros: bool = True) -> pl.DataFrame:
    """Flows between invented countries: Poisson draws around a gravity mean with known coefficients."""
    draws = np.random.default_rng(seed)
    pushes = dict(zip(COUNTRIES, draws.normal(0, 1, len(COUNTRIES)), strict=True))
    pulls = dict(zip(COUNTRIES, draws.normal(0, 1, len(COUNTRIES)), strict=True))
    rows = []
    for o in COUNTRIES:
        for d in COUNTRIES:
            if o == d:
                continue
            far, tongue = float(draws.uniform(100, 9000)), int(draws.random() < 0.3)
            for at, year in enumerate(years):
                mean = np.exp(pushes[o] + pulls[d] + 0.1 * at + 8 - 1.1 * log(far) + 0.7 * tongue)
                flow = float(draws.poisson(mean)) if zeros else float(mean)
                rows.append((o, d, year, flow, far, tongue))
    columns = ["origin", "destination", "year", "value", "far", "tongue"]
    return pl.DataFrame(rows, schema=columns, orient="row")


def dummies(frame: pl.DataFrame, names: list[str]) -> np.ndarray:
    """One column for each level of each name, the first level of all but the first left out."""
    blocks = []
    for at, name in enumerate(names):
        levels = sorted(frame[name].unique().to_list())
        block = np.column_stack([(frame[name] == v).to_numpy().astype(float) for v in levels])
        blocks.append(block if at == 0 else block[:, 1:])
    return np.hstack(blocks)


def plainly(y: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Poisson regression by Newton's method on all columns at once: coefficients and fitted values."""
    b = np.linalg.lstsq(x, np.log(y + 0.5), rcond=None)[0]
    for _ in range(60):
        mu = np.exp(x @ b)
        b = b + np.linalg.solve(x.T @ (x * mu[:, None]), x.T @ (y - mu))
    return b, np.exp(x @ b)


# --- what can be had otherwise ---


def test_an_exact_law_is_found_again() -> None:
    result = fit(invented(zeros=False), covariates=["log(far)", "tongue"])
    assert result.table["estimate"].to_list() == pytest.approx([-1.1, 0.7], abs=1e-10)
    assert result.explained == pytest.approx(1.0)


@pytest.mark.parametrize("effects", [["origin", "destination"], ["origin", "destination", "year"]])
def test_the_same_as_with_dummies_and_newton(effects: list[str]) -> None:
    frame = invented(years=(2000, 2010))
    result = fit(frame, covariates=["log(far)", "tongue"], effects=effects, tests=0)
    x = np.column_stack(
        [np.log(frame["far"].to_numpy()), frame["tongue"].to_numpy(), dummies(frame, effects)]
    )
    y = frame["value"].to_numpy()
    b, mu = plainly(y, x)
    assert result.rows == frame.height
    assert result.table["estimate"].to_list() == pytest.approx(b[:2].tolist(), abs=1e-9)
    assert result.fitted["fitted"].to_numpy() == pytest.approx(mu, rel=1e-7)
    # the sandwich, written out: pairs as clusters, n-1 over n-k, G over G-1
    pairs = (frame["origin"] + frame["destination"]).rank("dense").to_numpy().astype(int) - 1
    bread = np.linalg.inv(x.T @ (x * mu[:, None]))
    sums = np.zeros((pairs.max() + 1, x.shape[1]))
    np.add.at(sums, pairs, x * (y - mu)[:, None])
    g, (n, k) = pairs.max() + 1, x.shape
    v = bread @ sums.T @ sums @ bread * (g / (g - 1)) * ((n - 1) / (n - k))
    assert result.table["std_error"].to_list() == pytest.approx(np.sqrt(np.diag(v))[:2].tolist(), rel=1e-7)
    assert result.clusters == {"pair": g}


def test_published_poisson_regression() -> None:
    """Dobson (1990), randomized trial, as in the manual of R's glm: -0.4543, -0.2930, deviance 5.1291."""
    counts = [18, 17, 15, 20, 10, 20, 25, 13, 12]
    frame = pl.DataFrame(
        {
            "origin": [f"outcome {1 + i % 3}" for i in range(9)],
            "destination": [f"treatment {1 + i // 3}" for i in range(9)],
            "value": counts,
            "second": [float(i % 3 == 1) for i in range(9)],
            "third": [float(i % 3 == 2) for i in range(9)],
        }
    )
    result = fit(frame, covariates=["second", "third"], effects=["destination"], cluster=None)
    assert result.table["estimate"].to_list() == pytest.approx([-0.4543, -0.2930], abs=5e-5)
    assert result.deviance == pytest.approx(5.1291, abs=5e-5)
    alone = fit(frame, covariates=["second", "third"], effects=[], cluster=None)
    assert alone.null_deviance == pytest.approx(10.5814, abs=5e-5)


def test_two_groups_by_hand() -> None:
    """With a constant only, exp(b) is the ratio of means, and the robust variance has a closed form."""
    frame = pl.DataFrame(
        {
            "origin": ["A"] * 5,
            "destination": list("BCDEF"),
            "value": [2, 4, 9, 12, 15],
            "near": [0, 0, 1, 1, 1],
        }
    )
    row = fit(frame, covariates=["near"], effects=[], cluster=None).table.row(0, named=True)
    assert row["estimate"] == pytest.approx(log(12 / 3), abs=1e-12)
    variance = (1 + 1) / 6**2 + (9 + 0 + 9) / 36**2
    assert row["std_error"] == pytest.approx(sqrt(variance * (5 / 4) * (4 / 3)), rel=1e-10)
    assert row["kind"] == "model"


def test_margins_are_met() -> None:
    fitted = fit(invented(), covariates=["log(far)"]).fitted
    for side in ("origin", "destination"):
        sums = fitted.group_by(side).agg(pl.col("value").sum(), pl.col("fitted").sum())
        assert sums["fitted"].to_numpy() == pytest.approx(sums["value"].to_numpy(), rel=1e-6)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.floats(1e-3, 1e6))
def test_scale_and_order_do_not_matter(seed: int, scale: float) -> None:
    frame = invented(seed)
    one = fit(frame, covariates=["log(far)", "tongue"])
    shuffled = frame.sample(fraction=1.0, shuffle=True, seed=seed).with_columns(pl.col("value") * scale)
    two = fit(shuffled, covariates=["log(far)", "tongue"])
    for column in ("estimate", "std_error"):
        assert two.table[column].to_list() == pytest.approx(one.table[column].to_list(), rel=1e-6)


def test_absorbing_is_least_squares_on_dummies() -> None:
    draws = np.random.default_rng(3)
    groupings = [draws.integers(0, size, 300) for size in (40, 15, 6)]
    groupings = [np.unique(g, return_inverse=True)[1] for g in groupings]
    weights, column = draws.uniform(1e-3, 1e3, 300), draws.normal(size=300)
    absorber = Absorber(groupings)
    absorber.weigh(weights)
    every = np.hstack([np.eye(g.max() + 1)[g] for g in groupings])
    root = np.sqrt(weights)
    b = np.linalg.lstsq(every * root[:, None], column * root, rcond=None)[0]
    for dense in (True, False):
        absorber._inverse = absorber._inverse if dense else None
        assert absorber.residual(column) == pytest.approx(column - every @ b, abs=1e-8)
        total = sum(v[g] for v, g in zip(absorber.levels(column), groupings, strict=True))
        assert total == pytest.approx(every @ b, abs=1e-8)


# --- another program ---


def by_pyfixest(frame: pl.DataFrame, formula: str, vcov: Any) -> Any:
    pyfixest = pytest.importorskip("pyfixest", reason="not here: pyfixest, to compare with")
    pandas = pytest.importorskip("pandas", reason="not here: pandas, which pyfixest needs")
    data = pandas.DataFrame({c: frame[c].to_list() for c in frame.columns})
    return pyfixest.fepois(formula, data, vcov=vcov, iwls_tol=1e-12, separation_check=["fe", "ir"])


def same(result: Any, other: Any) -> None:
    # its standard errors are those of the weights one step before the last
    assert result.rows == other._N
    assert result.table["estimate"].to_list() == pytest.approx(other.coef().to_list(), abs=1e-8)
    assert result.table["std_error"].to_list() == pytest.approx(other.se().to_list(), rel=1e-5)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("cluster", "vcov"),
    [
        ("pair", {"CRV1": "pair"}),
        ("origin", {"CRV1": "origin"}),
        (["origin", "destination"], {"CRV1": "origin+destination"}),
        (None, "hetero"),
    ],
)
def test_as_pyfixest(cluster: Any, vcov: Any) -> None:
    frame = invented(years=(2000, 2010)).with_columns(
        pl.col("far").log().alias("logged"), (pl.col("origin") + pl.col("destination")).alias("pair")
    )
    other = by_pyfixest(frame, "value ~ logged + tongue | origin + destination", vcov)
    same(fit(frame, covariates=["log(far)", "tongue"], cluster=cluster, tests=0), other)


WORLD = ["log(dist)", "contig", "comlang_off", "colony"]


@pytest.fixture(scope="module")
def world() -> pl.DataFrame:
    """The stock of both sexes, 1990 to 2020, with distance, language and colonial ties of each pair."""
    stock = pl.read_parquet(shared("un_desa_ims2020_bilateral.parquet")).rename({"dest": "destination"})
    ties = pl.read_parquet(shared("cepii_geodist.parquet")).rename(
        {"iso_o": "origin", "iso_d": "destination"}
    )
    both = stock.group_by("origin", "destination", "year").agg(pl.col("stock").sum().alias("value"))
    return (
        both.join(ties, on=["origin", "destination"], how="left")
        .with_columns(pl.col("dist").cast(pl.Float64))
        .sort("origin", "destination", "year")
    )


def test_world_2020(world: pl.DataFrame) -> None:
    """The figures are those of pyfixest 0.60.0 on the same rows."""
    result = fit(world.filter(pl.col("year") == 2020), covariates=WORLD)
    expected = [-0.891080340334, 1.128030529942, 0.636537058520, 1.512756389645]
    assert result.rows == 11_066
    assert result.table["estimate"].to_list() == pytest.approx(expected, abs=1e-9)
    expected = [0.057367752, 0.146166405, 0.121608102, 0.131952894]
    assert result.table["std_error"].to_list() == pytest.approx(expected, rel=1e-6)


@pytest.mark.filterwarnings("ignore")
def test_world_as_pyfixest(world: pl.DataFrame) -> None:
    year = pl.col("year").cast(pl.String)
    frame = world.drop_nulls("dist").with_columns(
        pl.col("dist").log().alias("logged"),
        (pl.col("origin") + pl.col("destination")).alias("pair"),
        (pl.col("origin") + year).alias("oy"),
        (pl.col("destination") + year).alias("dy"),
    )
    formula = "value ~ logged + contig + comlang_off + colony | oy + dy"
    other = by_pyfixest(frame, formula, {"CRV1": "pair"})
    same(fit(world, covariates=WORLD, effects=["origin:year", "destination:year"], tests=0), other)


def test_world_with_zeros(world: pl.DataFrame) -> None:
    """Pairs without a figure taken as 0, which the table does not say: 47,306 rows, as pyfixest 0.60.0."""
    now = world.filter(pl.col("year") == 2020)
    ties = pl.read_parquet(shared("cepii_geodist.parquet")).rename(
        {"iso_o": "origin", "iso_d": "destination"}
    )
    square = ties.with_columns(pl.col("dist").cast(pl.Float64)).filter(
        pl.col("origin").is_in(now["origin"].implode())
        & pl.col("destination").is_in(now["destination"].implode())
    )
    known = now.select(["origin", "destination", "value"])
    full = square.join(known, on=["origin", "destination"], how="left").with_columns(
        pl.col("value").fill_null(0)
    )
    result = fit(full.filter(pl.col("origin") != pl.col("destination")), covariates=WORLD)
    assert (result.rows, result.absent) == (47_306, 0)
    expected = [-1.199975437525, 1.218052086227, 0.862297312181, 1.522767738600]
    assert result.table["estimate"].to_list() == pytest.approx(expected, abs=1e-9)


def test_other_ties_say_the_same(world: pl.DataFrame) -> None:
    """Another table of pairs (distance, language, colony) gives a distance effect of the same size."""
    ties = pl.read_parquet(shared("gravity_pairs_230.parquet")).rename(
        {"iso_o": "origin", "iso_d": "destination"}
    )
    now = world.filter(pl.col("year") == 2020).select(["origin", "destination", "year", "value"])
    frame = now.join(ties, on=["origin", "destination"], how="left")
    result = fit(frame, covariates=["log(distw_harmonic)", "csl", "colony_of_destination_ever"])
    distance = result.table.row(0, named=True)
    assert -1.6 < distance["low"] < distance["high"] < -0.6
    assert (result.table["estimate"][1:] > 0).all()


# --- persistence ---


def test_persistence_is_closer_than_the_world_fit(world: pl.DataFrame) -> None:
    result = fit(world, covariates=WORLD, effects=["origin", "destination", "year"], tests=1)
    assert result.baseline.error("last value") == pytest.approx(0.1446, abs=5e-4)
    assert result.baseline.error("gravity fit") == pytest.approx(0.7832, abs=5e-4)
    text = result.text()
    assert NOT_A_FORECAST in text
    assert "The last value was closer: the error of the gravity fit was 5.4 times as large" in text


def test_baselines_by_hand() -> None:
    rows = [
        ("A", "B", 2000, 10.0), ("A", "B", 2005, 20.0), ("A", "B", 2015, 100.0),
        ("A", "C", 2000, 0.0), ("A", "C", 2005, 6.0), ("A", "C", 2015, 8.0),
        ("B", "C", 2000, 30.0), ("B", "C", 2005, 10.0), ("B", "C", 2015, 4.0),
        ("C", "A", 2015, 7.0),
    ]  # fmt: skip
    frame = pl.DataFrame(rows, schema=["origin", "destination", "year", "value"], orient="row")
    frame = frame.with_columns(pl.Series("near", [1, 1, 1, 0, 0, 0, 1, 1, 1, 0]))
    baseline = fit(frame, covariates=["near"], effects=[], cluster=None, tests=1).baseline
    assert baseline.pairs is not None
    pairs = baseline.pairs.sort("origin", "destination")
    assert pairs["observed"].to_list() == [100.0, 8.0, 4.0]
    assert pairs["last value"].to_list() == [20.0, 6.0, 10.0]
    assert pairs["last change"].to_list() == [40.0, 18.0, 0.0]  # twice as many years, not below 0
    assert pairs["last growth"].to_list() == pytest.approx([80.0, 6.0, 10 / 9])  # from 0 there is no rate
    # the means of the two groups before 2015
    assert pairs["gravity fit"].to_list() == pytest.approx([17.5, 3.0, 17.5])
    assert baseline.error("last value", 2015, "mean_abs_error") == pytest.approx((80 + 2 + 6) / 3)
    assert baseline.table is not None
    assert baseline.table["not_compared"].to_list() == [1] * 4


def test_effects_of_a_held_out_year_are_those_before_it() -> None:
    frame = invented(years=(2000, 2005, 2010), zeros=False)
    baseline = fit(
        frame, covariates=["log(far)", "tongue"], effects=["origin:year", "destination:year"]
    ).baseline
    assert baseline.pairs is not None
    last = baseline.pairs.filter(pl.col("year") == 2010)
    # the law is exact and grows by 10 % in logarithms: without that growth the fit gives the year before
    assert last["gravity fit"].to_numpy() == pytest.approx(last["last value"].to_numpy(), rel=1e-6)
    assert last["last growth"].to_numpy() == pytest.approx(last["observed"].to_numpy(), rel=1e-9)


def test_a_place_with_zeros_only_is_expected_to_stay_so() -> None:
    frame = invented(years=(2000, 2010)).with_columns(
        pl.when(pl.col("origin") == "AXX").then(0.0).otherwise(pl.col("value")).alias("value")
    )
    result = fit(frame, covariates=["log(far)"], tests=1)
    assert result.baseline.pairs is not None
    mine = result.baseline.pairs.filter(pl.col("origin") == "AXX")
    assert mine.height == len(COUNTRIES) - 1
    assert mine["gravity fit"].to_list() == [0.0] * mine.height


@pytest.mark.parametrize(
    ("columns", "why"), [(["year"], "there is one year only"), ([], "the table has no year")]
)
def test_without_years_the_result_says_so(columns: list[str], why: str) -> None:
    frame = invented().select(["origin", "destination", "value", "far", *columns])
    result = fit(frame, covariates=["log(far)"])
    assert result.baseline.table is None
    assert why in result.baseline.reason
    assert why in result.text()
    assert NOT_A_FORECAST in result.text()


# --- zeros, separation, what is left out ---


def test_levels_with_zeros_only_are_left_out_by_name() -> None:
    frame = invented().with_columns(
        pl.when(pl.col("destination") == "BYY").then(0.0).otherwise(pl.col("value")).alias("value")
    )
    result = fit(frame, covariates=["log(far)"])
    assert result.left_out["reason"].unique().to_list() == ["0 throughout its destination: fitted value 0"]
    assert set(result.left_out["destination"]) == {"BYY"}
    without = fit(frame.filter(pl.col("destination") != "BYY"), covariates=["log(far)"])
    assert result.table.equals(without.table)


def test_published_case_of_separation() -> None:
    """Five rows of the guide to ppmlhdfe (Correia, Guimaraes, Zylkin): the third is separated by two effects."""
    y = np.array([0.0, 1, 0, 0, 1])
    groupings = [np.array([0, 0, 1, 1, 1]), np.array([0, 0, 0, 1, 1])]
    assert (prune(y, groupings)[0] == 0).all()
    assert separated(y, np.zeros((5, 0)), groupings).tolist() == [False, False, True, False, False]
    more = np.concatenate([y, [1e-6]])  # with a positive row in the same cells it is not
    wider = [np.append(groupings[0], 1), np.append(groupings[1], 0)]
    assert not separated(more, np.zeros((6, 0)), wider).any()


def test_published_case_of_separation_by_covariates() -> None:
    """Six rows of the same guide: 2 x1 + x2 is 0 but on the first row, which is separated."""
    y = np.array([0.0, 0, 0, 1, 2, 3])
    x = np.array([[2.0, -1], [-1, 2], [0, 0], [0, 0], [5, -10], [6, -12]])
    assert separated(y, x, [np.zeros(6, int)]).tolist() == [True, False, False, False, False, False]


def test_separated_rows_are_left_out_and_the_covariate_said_not_identified() -> None:
    frame = invented().with_columns(
        ((pl.col("value") == 0) & (pl.col("far") > 3000)).cast(pl.Float64).alias("only_zero")
    )
    result = fit(frame, covariates=["log(far)", "only_zero"])
    assert result.table["estimate"].is_null().to_list() == [False, True]
    assert result.table["status"][1].startswith("not identified")
    gone = result.left_out.filter(pl.col("reason").str.starts_with("separated"))
    assert gone.height == int(frame["only_zero"].sum())
    rest = fit(frame.filter(pl.col("only_zero") == 0), covariates=["log(far)"])
    assert result.table["estimate"][0] == pytest.approx(rest.table["estimate"][0], abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 100_000))
def test_what_is_called_separated_has_a_certificate(seed: int) -> None:
    draws = np.random.default_rng(seed)
    n = int(draws.integers(8, 40))
    groupings = [draws.integers(0, int(draws.integers(2, 6)), n) for _ in range(int(draws.integers(1, 4)))]
    y = np.where(draws.random(n) < 0.4, draws.integers(1, 9, n), 0).astype(float)
    x = np.where(draws.random((n, 2)) < 0.4, draws.integers(-2, 4, (n, 2)), 0).astype(float)
    kept = prune(y, groupings)[0] == 0
    if kept.sum() < 3:
        return
    y, x = y[kept], x[kept]
    groupings = [np.unique(g[kept], return_inverse=True)[1] for g in groupings]
    apart = separated(y, x, groupings)
    assert not apart[y > 0].any()
    if apart.any():
        # nothing that is 0 on the rows kept may be lost: dropping a separated row lowers the rank of the design
        every = np.hstack([*(np.eye(g.max() + 1)[g] for g in groupings), x])
        assert np.linalg.matrix_rank(every[~apart]) < np.linalg.matrix_rank(every)


def test_unknown_is_not_zero() -> None:
    frame = invented().with_row_index("n")
    unknown = frame.with_columns(
        pl.when(pl.col("n") == 3).then(None).otherwise(pl.col("value")).alias("value"),
        pl.when(pl.col("n") == 9).then(None).otherwise(pl.col("far")).alias("far"),
    )
    result = fit(unknown, covariates=["log(far)"])
    assert sorted(result.left_out["reason"]) == ["not known: far", "not known: value"]
    gone = fit(frame.filter(~pl.col("n").is_in([3, 9])), covariates=["log(far)"])
    assert result.table.equals(gone.table)
    assert (result.absent, gone.absent) == (0, 2)
    assert "unknown, not 0" in gone.text()


def test_rows_within_a_country_are_left_out_unless_wanted() -> None:
    home = pl.DataFrame(
        {"origin": COUNTRIES, "destination": COUNTRIES, "year": 2020, "value": 5000.0, "far": 50.0}
    )
    frame = pl.concat([invented().drop("tongue"), home.cast({"year": pl.Int64})])
    result = fit(frame, covariates=["log(far)"])
    assert result.rows + result.left_out.height == frame.height
    assert result.left_out["reason"].unique().to_list() == ["origin and destination are the same"]
    assert fit(frame, covariates=["log(far)"], within_country=True).rows == frame.height


def test_single_rows_and_collinear_covariates_are_named() -> None:
    alone = pl.DataFrame(
        {"origin": ["QQQ"], "destination": ["AXX"], "year": [2020], "value": [3.0], "far": [9.0]}
    )
    frame = pl.concat([invented().drop("tongue"), alone]).with_columns(
        (2 * pl.col("far").log() + 1).alias("again"), pl.col("origin").rank("dense").alias("of_origin")
    )
    result = fit(frame, covariates=["log(far)", "again", "of_origin"])
    assert result.left_out.rows() == [
        ("QQQ", "AXX", 2020, 3.0, "the only row of its origin: explains itself")
    ]
    assert result.table["estimate"].is_null().to_list() == [False, True, True]
    assert "not identified" in result.text()


def test_connected_parts() -> None:
    of_a, of_b = components(np.array([0, 1, 2]), np.array([0, 0, 1]), (4, 2))
    assert of_a[0] == of_a[1] == of_b[0]
    assert of_a[2] == of_b[1] != of_a[0]
    assert of_a[3] not in {of_a[0], of_a[2]}


@pytest.mark.parametrize(("unit", "said"), [(1.0, "one more goes with"), (1e-6, "far outside the range")])
def test_a_covariate_in_any_unit_can_be_told(unit: float, said: str) -> None:
    frame = invented().with_columns(again=pl.col("tongue") * unit)
    assert said in fit(frame, covariates=["again"]).text()


# --- what is wrong with a table ---


def test_all_problems_at_once() -> None:
    frame = pl.DataFrame(
        {
            "origin": ["A", "A", None, "B"],
            "destination": ["B", "B", "C", "C"],
            "value": [1.0, 2.0, -3.0, 4.0],
            "far": [0.0, 1.0, 2.0, 3.0],
            "sex": ["female", "male", "male", "male"],
        }
    )
    with pytest.raises(EvidenceProblems) as raised:
        fit(frame, covariates=["log(far)"], name="pairs.csv")
    found = {(p.row, p.column, p.value) for p in raised.value.problems}
    assert {p.file for p in raised.value.problems} == {"pairs.csv"}
    assert found == {
        (2, None, "A, B"),
        (3, "origin", None),
        (3, "value", "-3"),
        (None, "sex", "female, male"),
        (1, "far", "0.0"),
    }


def test_missing_columns_are_named_together() -> None:
    with pytest.raises(EvidenceProblems) as raised:
        fit(pl.DataFrame({"iso_o": ["A"], "destination": ["B"]}), covariates=["far"])
    assert {p.column for p in raised.value.problems} == {"origin", "value", "far"}


def test_only_zeros_are_refused() -> None:
    with pytest.raises(EvidenceProblems, match="above 0"):
        fit(invented().with_columns(value=pl.lit(0.0)), covariates=["log(far)"])


def test_nothing_left_to_fit() -> None:
    frame = pl.DataFrame({"origin": ["A", "B"], "destination": ["B", "A"], "value": [1, 2], "far": [1, 2]})
    with pytest.raises(ValueError, match="no row is left"):
        fit(frame, covariates=["far"])


# --- command line ---


def test_command(tmp_path: Any) -> None:
    frame = invented(years=(2000, 2005, 2010))
    figures, ties = tmp_path / "figures.csv", tmp_path / "ties.parquet"
    frame.select(["origin", "destination", "year", "value"]).write_csv(figures)
    frame.select(["origin", "destination", "far", "tongue"]).unique().write_parquet(ties)
    asked = [
        str(figures),
        "-x",
        "log(far)",
        "-x",
        "tongue",
        "--with",
        str(ties),
        "--effects",
        "origin:year,destination:year",
    ]
    said = CliRunner().invoke(command, asked)
    assert said.exit_code == 0, said.output
    assert NOT_A_FORECAST in said.output
    data = json.loads(CliRunner().invoke(command, [*asked, "--json"]).stdout)
    assert data["note"] == NOT_A_FORECAST
    assert data["coefficients"][0]["estimate"] == pytest.approx(-1.1, abs=0.1)
    assert {r["method"] for r in data["persistence"]} >= {"last value", "gravity fit"}
    wrong = CliRunner().invoke(command, [str(figures), "-x", "far"])
    assert wrong.exit_code == 1
    assert "expected a column of this name" in wrong.output
