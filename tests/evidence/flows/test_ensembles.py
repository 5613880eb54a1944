"""Ensembles: reproducible, in bounded memory, wider when the inputs are less sure."""

from __future__ import annotations

import numpy as np
import pytest

from corridor.evidence import flows
from corridor.evidence.flows import storage
from corridor.evidence.flows.perturbing import perturbed
from tests.evidence.flows.material import EXAMPLES, NAMES, world

CERTAIN = flows.Spread(foreign_born=0, births=0, deaths=0, weight=0)
TABLES = flows.Tables.of(*world(6, 2), names=list("ABCDEF"))


def same(one: flows.Ensemble, two: flows.Ensemble) -> bool:
    pairs = [(one.low, two.low), (one.high, two.high), (one.median, two.median), (one.totals, two.totals)]
    return all((a == b).all() for a, b in pairs)


@pytest.mark.parametrize("method", list(flows.METHODS))
def test_certain_inputs_have_no_interval(method: str) -> None:
    found = flows.ensemble(TABLES, method=method, draws=5, spread=CERTAIN)
    scale = TABLES.start.sum()
    assert found.low == pytest.approx(found.high, abs=1e-7 * scale)
    assert found.low == pytest.approx(found.matrix, rel=1e-5, abs=1e-7 * scale)


@pytest.mark.parametrize("method", list(flows.METHODS))
def test_the_same_seed_gives_the_same_numbers(method: str) -> None:
    spread = flows.Spread(births=0.005, deaths=0.005)
    one = flows.ensemble(TABLES, method=method, draws=40, spread=spread)
    assert same(one, flows.ensemble(TABLES, method=method, draws=40, spread=spread))
    assert not same(one, flows.ensemble(TABLES, method=method, draws=40, spread=spread, random_seed=2))


def test_a_draw_does_not_depend_on_how_many_there_are() -> None:
    few = flows.ensemble(TABLES, draws=10, keep=[("A", "B")])
    many = flows.ensemble(TABLES, draws=70, keep=[("A", "B")])
    assert (many.totals[:10] == few.totals).all()
    assert (many.kept["A", "B"][:10] == few.kept["A", "B"]).all()


def test_a_file_holds_what_memory_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    one = flows.ensemble(TABLES, draws=75)
    monkeypatch.setattr(storage, "_WIDEST", 7)
    monkeypatch.setattr(storage, "_NARROWEST", 5)
    assert same(one, flows.ensemble(TABLES, draws=75))
    assert same(one, flows.ensemble(TABLES, draws=75, memory_mb=0.001))


def test_intervals_are_quantiles_of_the_draws() -> None:
    found = flows.ensemble(
        TABLES,
        method="independence",
        draws=101,
        level=0.5,
        keep=[("A", "B")],
        options={"seed": np.ones((6, 6))},
    )
    draws = found.kept["A", "B"]
    value, low, high = found["A", "B"]
    assert (low, high) == pytest.approx(tuple(np.quantile(draws, [0.25, 0.75])), rel=1e-6)
    assert value == pytest.approx(
        flows.independence(TABLES.start, TABLES.end, TABLES.births, TABLES.deaths)["1", "2"], rel=1e-6
    )


def test_less_sure_inputs_mean_wider_intervals() -> None:
    widths = [
        float((found.high - found.low).sum())
        for cv in (0.02, 0.1, 0.3)
        for found in [flows.ensemble(TABLES, draws=60, spread=flows.Spread(foreign_born=cv, weight=0))]
    ]
    assert widths == sorted(widths)
    assert widths[2] > 2 * widths[0]
    shaky = flows.ensemble(TABLES, draws=60, spread=flows.Spread(persistence=0.0, weight=0))
    steady = flows.ensemble(TABLES, draws=60, spread=flows.Spread(persistence=0.99, weight=0))
    assert (shaky.high - shaky.low).sum() > (steady.high - steady.low).sum()


def test_populations_are_kept_and_the_world_stays_closed() -> None:
    found = flows.ensemble(TABLES, method="da_min_closed", draws=30)
    net = found.inflows - found.outflows
    assert np.abs(net.sum(axis=1)).max() < 1e-6 * found.totals.max()
    frame = found.country_frame()
    assert frame.columns == ["country", "measure", "value", "low", "high", "level"]
    assert frame.height == 18


def test_errors_are_as_large_and_as_lasting_as_said() -> None:
    start, end, births, deaths = world(60, 3)
    tables = flows.Tables.of(start, end, births, deaths)
    spread = flows.Spread(foreign_born=0.05, persistence=0.8, births=0.03, deaths=0.0)
    found = perturbed(tables, spread, np.random.default_rng(5))
    assert found.population_start == pytest.approx(tables.population_start)
    assert found.population_end == pytest.approx(tables.population_end)
    assert (found.deaths == deaths).all()
    abroad = ~np.eye(60, dtype=bool)
    one, two = (np.log(a[abroad] / b[abroad]) for a, b in ((found.start, start), (found.end, end)))
    assert one.std() == pytest.approx(0.05, rel=0.05)
    assert two.std() == pytest.approx(0.05, rel=0.05)
    assert np.corrcoef(one, two)[0, 1] == pytest.approx(0.8, abs=0.03)
    assert found.births is not None
    assert np.log(found.births / births).std() == pytest.approx(0.03, rel=0.3)


def test_rounded_methods_have_rounded_bounds() -> None:
    found = flows.ensemble(TABLES, draws=30)
    assert (found.low == np.rint(found.low)).all()
    free = flows.ensemble(TABLES, draws=30, options={"rounded": False})
    assert (free.low != np.rint(free.low)).any()
    assert free.totals == pytest.approx(found.totals)


def test_several_tables_are_added_up() -> None:
    one = flows.ensemble(TABLES, draws=20)
    two = flows.ensemble([TABLES, TABLES], draws=20)
    assert two.matrix == pytest.approx(2 * one.matrix)
    assert two.totals == pytest.approx(2 * one.totals)


def test_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    flows.ensemble(TABLES, draws=70, progress=lambda done, of: told.append((done, of)))
    assert told[-1] == (70, 70)
    assert len(told) > 1


def test_draws_that_contradict_themselves_stop_the_run() -> None:
    e = EXAMPLES["E6"]
    tables = flows.Tables.of(e.start, e.end, e.births, e.deaths)
    with pytest.raises(flows.FlowProblems, match="perturbed inputs contradict themselves"):
        flows.ensemble(tables, draws=300, spread=flows.Spread(births=8.0, deaths=8.0))


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"draws": 1}, "at least 2"),
        ({"level": 1.0}, "level is 1.0"),
        ({"keep": [("A", "Z")]}, "do not have: Z"),
        ({"method": "guess"}, "method is 'guess'"),
        ({"options": {"wait": 1}}, "no option wait"),
        ({"tables": []}, "no tables given"),
        ({"tables": [TABLES, TABLES.ordered([1, 0, 2, 3, 4, 5])]}, "different countries"),
    ],
)
def test_refusals(arguments: dict, expected: str) -> None:
    with pytest.raises(flows.FlowProblems, match=expected):
        flows.ensemble(**{"tables": TABLES, "draws": 4, **arguments})


def test_spread_is_checked() -> None:
    with pytest.raises(flows.FlowProblems, match="foreign_born is -1"):
        flows.Spread(foreign_born=-1)
    with pytest.raises(flows.FlowProblems, match="persistence is 2"):
        flows.Spread(persistence=2)


def test_words() -> None:
    e = EXAMPLES["E7"]
    found = flows.ensemble(flows.Tables.of(e.start, e.end, 0, 0, names=NAMES), draws=20)
    assert repr(found).startswith("<Ensemble da_pb_closed: 4 countries, 20 draws, ")
