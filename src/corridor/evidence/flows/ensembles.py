"""Ensembles: the same estimate on many perturbed copies of the inputs, for intervals.

The figures that go in are estimates themselves.  Each draw perturbs the foreign-born stocks, births, deaths
and the weight of the mixture by what :class:`Spread` says, and estimates again; the interval of a flow is the
middle share of its draws.  It shows how much the answer hangs on the inputs, for one method; it does not say
how wrong the method is.  Differences between methods are usually larger: look at several.

A draw depends on ``random_seed`` and its own number only, so results do not depend on chunks, on the number
of draws asked for together, or on the machine's cores.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from corridor.evidence.flows.accounting import Accounting, account
from corridor.evidence.flows.fitting import checked_seed, independent, minimum
from corridor.evidence.flows.methods import (
    PSEUDO_BAYES_WEIGHT,
    check_options,
    estimate_tables,
    is_accounted,
    mixture,
)
from corridor.evidence.flows.perturbing import Spread, perturbed
from corridor.evidence.flows.problems import FlowProblems, listed
from corridor.evidence.flows.results import Flows, flow_rows
from corridor.evidence.flows.storage import room
from corridor.evidence.flows.tables import Tables
from corridor.evidence.flows.threads import one_thread

if TYPE_CHECKING:
    import polars as pl

Array = npt.NDArray[np.float64]
_CHUNK = 32
_MOST_FAILED = 0.01


@dataclass(frozen=True, eq=False)
class Ensemble:
    """Flows with intervals.

    Attributes:
        matrix: (R, R) the estimate on the unperturbed inputs.
        low: (R, R) lower bound of the interval of each flow.
        high: (R, R) upper bound.
        median: (R, R) middle of the draws.  Noise in stocks looks like movement, so it tends to lie above
            ``matrix`` for small flows.
        level: share of the draws between the bounds.
        draws: how many succeeded.
        failed: how many were left out because the perturbed figures contradicted each other.
        totals: (draws,) all moves of each draw.
        inflows, outflows: (draws, R) by country.
        kept: draws of single corridors that were asked for.
    """

    matrix: Array
    low: Array
    high: Array
    median: Array
    names: tuple[str, ...]
    method: str
    level: float
    draws: int
    failed: int
    random_seed: int
    spread: Spread
    totals: Array
    inflows: Array
    outflows: Array
    kept: Mapping[tuple[str, str], Array] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        low, high = self.interval(self.totals)
        return (
            f"<Ensemble {self.method}: {len(self.names)} countries, {self.draws:,} draws, {self.matrix.sum():,.0f}"
            f" moves ({low:,.0f} to {high:,.0f} at {self.level:.0%})>"
        )

    @cached_property
    def _places(self) -> dict[str, int]:
        return {name: at for at, name in enumerate(self.names)}

    def __getitem__(self, corridor: tuple[str, str]) -> tuple[float, float, float]:
        """Estimate, lower and upper bound of a corridor.

        Raises:
            KeyError: a code that is not in the tables.
        """
        at, to = (self._places[name] for name in corridor)
        return float(self.matrix[at, to]), float(self.low[at, to]), float(self.high[at, to])

    def interval(self, values: Array) -> tuple[Any, Any]:
        """Bounds over draws (the first axis) at the ensemble's level."""
        low, high = np.quantile(values, _bounds(self.level), axis=0)
        return low, high

    def to_frame(
        self, *, year: int | None = None, year_to: int | None = None, sex: str = "both"
    ) -> pl.DataFrame:
        """Corridors as a tidy table (:data:`~corridor.evidence.flows.FLOW_COLUMNS`), bounds in low and high."""
        return flow_rows(
            self.matrix,
            self.names,
            self.method,
            low=self.low,
            high=self.high,
            level=self.level,
            year=year,
            year_to=year_to,
            sex=sex,
        )

    def country_frame(self) -> pl.DataFrame:
        """Arrivals, departures and net migration by country with their intervals.

        Columns country, measure (``inflow``, ``outflow``, ``net``), value, low, high, level.
        """
        import polars as pl

        arrive, leave = self.matrix.sum(axis=0), self.matrix.sum(axis=1)
        measures = {
            "inflow": (arrive, self.inflows),
            "outflow": (leave, self.outflows),
            "net": (arrive - leave, self.inflows - self.outflows),
        }
        frames = []
        for measure, (value, draws) in measures.items():
            low, high = self.interval(draws)
            columns = {"country": self.names, "value": value, "low": low, "high": high}
            frames.append(
                pl.DataFrame(columns).with_columns(measure=pl.lit(measure), level=pl.lit(self.level))
            )
        return pl.concat(frames).select("country", "measure", "value", "low", "high", "level")


@one_thread()
def ensemble(
    tables: Tables | Sequence[Tables],
    *,
    method: str = "da_pb_closed",
    draws: int = 1000,
    level: float = 0.8,
    random_seed: int = 1,
    spread: Spread | None = None,
    options: Mapping[str, Any] | None = None,
    keep: Sequence[tuple[str, str]] = (),
    memory_mb: float = 256.0,
    progress: Callable[[int, int], None] | None = None,
) -> Ensemble:
    """The estimate on many perturbed copies of the inputs.

    Args:
        tables: checked inputs (``Tables.of(...)``).  Several, of the same countries (women and men, say),
            are estimated apart and added up in each draw; a corridor's error is then shared by them.
        method: one of :data:`~corridor.evidence.flows.METHODS`.
        draws: how many.
        level: share of the draws that the interval holds.
        random_seed: with the same one the same numbers come out.
        spread: how uncertain the inputs are; default :class:`Spread`.
        options: options of the method, as for :func:`~corridor.evidence.flows.estimate`.
        keep: corridors whose draws are wanted one by one.
        memory_mb: draws beyond this are kept in a temporary file instead of in memory.
        progress: called with draws done and wanted, now and then.

    Raises:
        FlowProblems: unusable inputs, or more than one draw in a hundred contradicts itself.

    >>> s1 = [[100, 10, 10, 0], [80, 180, 10, 90], [30, 10, 140, 40], [60, 70, 10, 160]]
    >>> s2 = [[95, 5, 15, 5], [75, 225, 5, 55], [55, 0, 115, 50], [35, 25, 25, 215]]
    >>> found = ensemble(Tables.of(s1, s2, 0, 0, names="A B C D".split()), draws=50)
    >>> found.draws, bool((found.low <= found.high).all())
    (50, True)
    """
    several = [tables] if isinstance(tables, Tables) else list(tables)
    chosen = dict(options or {})
    spread = spread or Spread()
    _check(several, method, chosen, draws, level, keep)
    base = [estimate_tables(t, method=method, **chosen) for t in several]
    names, size = several[0].names, len(several[0].names)
    run = _Runner([_quieted(t) for t in several], base, method, chosen, spread, random_seed)
    places = {name: at for at, name in enumerate(names)}
    corridors = [(places[o], places[d]) for o, d in keep]
    totals, singles = np.empty(draws), np.empty((draws, len(corridors)))
    inflows, outflows = np.empty((draws, size)), np.empty((draws, size))
    failures: list[FlowProblems] = []
    with room(draws, size * size, memory_mb) as store:
        buffer = np.empty((min(_CHUNK, draws), size * size), dtype=np.float32)
        done = held = 0
        for draw in range(draws):
            try:
                matrix = run(draw)
            except FlowProblems as problem:
                failures.append(problem)
                if len(failures) > max(_MOST_FAILED * draws, 1):
                    head = (
                        f"{len(failures)} of {draw + 1} perturbed inputs contradict themselves; the last one:"
                    )
                    raise FlowProblems([head, *problem.problems]) from problem
                continue
            at = done + held
            totals[at] = matrix.sum()
            inflows[at], outflows[at] = matrix.sum(axis=0), matrix.sum(axis=1)
            singles[at] = [matrix[c] for c in corridors]
            buffer[held] = matrix.reshape(-1)
            held += 1
            if held == len(buffer) or draw == draws - 1:
                store.add(done, buffer[:held])
                done, held = done + held, 0
                if progress is not None:
                    progress(done, draws)
        if held:
            store.add(done, buffer[:held])
            done += held
        if not done:
            raise FlowProblems(["no draw succeeded", *failures[-1].problems])
        low, median, high = store.quantiles(done, (_bounds(level)[0], 0.5, _bounds(level)[1]))
    rounded = method == "da_pb_closed" and chosen.get("rounded", True)
    shaped = [np.rint(q) if rounded else q for q in (low, median, high)]
    notes = tuple(dict.fromkeys(note for found in base for note in found.notes))
    return Ensemble(
        matrix=np.sum([found.matrix for found in base], axis=0),
        low=shaped[0].reshape(size, size),
        median=shaped[1].reshape(size, size),
        high=shaped[2].reshape(size, size),
        names=names,
        method=base[0].method,
        level=level,
        draws=done,
        failed=len(failures),
        random_seed=random_seed,
        spread=spread,
        totals=totals[:done],
        inflows=inflows[:done],
        outflows=outflows[:done],
        kept={pair: singles[:done, i] for i, pair in enumerate(keep)},
        notes=notes,
    )


class _Runner:
    """One draw after another: perturb, estimate, add up.

    Matching begins where it ended on the unperturbed tables, which are near.
    """

    def __init__(
        self,
        tables: list[Tables],
        base: list[Flows],
        method: str,
        options: dict[str, Any],
        spread: Spread,
        random_seed: int,
    ) -> None:
        self.tables, self.method, self.spread, self.random_seed = tables, method, spread, random_seed
        self.options = dict(options)
        self.begin = [None if found.account is None else found.account.multipliers for found in base]
        if is_accounted(method):
            system = "open_dr" if method == "da_min_open" else "closed"
            self.choices = Accounting.of(options.get("accounting", system))
            self.seed = checked_seed(options.get("seed"), len(tables[0].names))

    def __call__(self, draw: int) -> Array:
        total: Array | None = None
        for at, tables in enumerate(self.tables):
            # the same stream for all tables: the sexes share the error of a corridor
            rng = np.random.Generator(np.random.SFC64(np.random.SeedSequence((self.random_seed, draw))))
            weight = self._weight(rng)
            matrix = self._estimate(perturbed(tables, self.spread, rng), weight, at)
            total = matrix if total is None else total + matrix
        assert total is not None
        return total

    def _weight(self, rng: np.random.Generator) -> float:
        weight = float(self.options.get("weight", PSEUDO_BAYES_WEIGHT))
        if self.method != "da_pb_closed" or self.spread.weight == 0 or not 0 < weight < 1:
            return weight
        return float(rng.beta(self.spread.weight * weight, self.spread.weight * (1 - weight)))

    def _estimate(self, tables: Tables, weight: float, at: int) -> Array:
        if not is_accounted(self.method):
            return estimate_tables(tables, method=self.method, **self.options).matrix
        found = account(tables, self.choices, self.begin[at])
        if self.method == "independence":
            return independent(found, self.seed).moves
        least = minimum(found, self.seed, self.options.get("stayers"))
        if self.method != "da_pb_closed":
            return least.moves
        return mixture(least, independent(found, self.seed), weight, False)


def _quieted(tables: Tables) -> Tables:
    return replace(tables, notes=())


def _bounds(level: float) -> tuple[float, float]:
    return (1 - level) / 2, (1 + level) / 2


def _check(
    several: list[Tables],
    method: str,
    options: dict[str, Any],
    draws: int,
    level: float,
    keep: Sequence[tuple[str, str]],
) -> None:
    check_options(method, options)
    found = []
    if not several:
        raise FlowProblems(["no tables given"])
    names = several[0].names
    if any(t.names != names for t in several):
        found.append("the tables to add up have different countries, or in a different order")
    if draws < 2:
        found.append(f"draws is {draws}; an interval needs at least 2")
    if not 0 < level < 1:
        found.append(f"level is {level}; expected a share between 0 and 1, such as 0.8")
    absent = sorted({name for pair in keep for name in pair if name not in names})
    if absent:
        found.append(f"keep names countries that the tables do not have: {listed(absent)}")
    if found:
        raise FlowProblems(found)
