"""Tidy tables in, tidy tables out: :func:`estimate_frame`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

from corridor.evidence.flows.ensembles import Ensemble, ensemble
from corridor.evidence.flows.inputs import Dates, Others, tables_from_frames
from corridor.evidence.flows.methods import check_options, estimate_tables, is_accounted
from corridor.evidence.flows.perturbing import Spread
from corridor.evidence.flows.problems import FlowProblems
from corridor.evidence.flows.results import Flows
from corridor.evidence.flows.tables import Tables

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, eq=False)
class FlowSeries:
    """Estimates of several periods and sexes.

    Attributes:
        frame: all of them as one tidy table (:data:`~corridor.evidence.flows.FLOW_COLUMNS`).
        results: the estimate of each (first year, last year, sex).
        notes: what was changed in the inputs, each sentence beginning with period and sex.
    """

    frame: pl.DataFrame
    results: Mapping[tuple[int, int, str], Flows | Ensemble]
    notes: tuple[str, ...]


def estimate_frame(
    stocks: pl.DataFrame,
    population: pl.DataFrame | None = None,
    births: pl.DataFrame | None = None,
    deaths: pl.DataFrame | None = None,
    **arguments: Any,
) -> pl.DataFrame:
    """Flows of all periods and sexes in tidy tables; the frame of :func:`estimate_series`, same arguments.

    >>> import polars as pl
    >>> stocks = pl.DataFrame({
    ...     "origin": ["AAA", "BBB"] * 2, "destination": ["BBB", "AAA"] * 2,
    ...     "year": [2015, 2015, 2020, 2020], "value": [10, 20, 30, 15],
    ... })
    >>> flows = estimate_frame(stocks, method="sd_rev_neg")
    >>> flows.select("origin", "destination", "year", "year_to", "value", "kind", "method").rows()
    [('AAA', 'BBB', 2015, 2020, 25.0, 'model', 'sd_rev_neg'), ('BBB', 'AAA', 2015, 2020, 0.0, 'model', 'sd_rev_neg')]
    """
    return estimate_series(stocks, population, births, deaths, **arguments).frame


def estimate_series(
    stocks: pl.DataFrame,
    population: pl.DataFrame | None = None,
    births: pl.DataFrame | None = None,
    deaths: pl.DataFrame | None = None,
    *,
    method: str = "da_pb_closed",
    years: Sequence[int] | None = None,
    sexes: Sequence[str] | None = None,
    countries: Sequence[str] | None = None,
    absent: Literal["error", "zero"] = "error",
    others: Others = "leave_out",
    dates: Dates = "mid_year",
    add_sexes: bool = True,
    parts: bool = False,
    drop_zero: bool = False,
    options: Mapping[str, Any] | None = None,
    draws: int = 0,
    level: float = 0.8,
    random_seed: int = 1,
    spread: Spread | None = None,
    memory_mb: float = 256.0,
) -> FlowSeries:
    """Flows of all periods and sexes in tidy tables, with what was done to the inputs.

    Args:
        stocks: columns origin, destination, year, value and, where there are several, sex: persons born in
            origin and living in destination.  Rows with origin = destination are the native-born.
        population: columns country, year, value (and sex), at the dates of the stocks.  Not needed if the
            stocks hold the native-born, nor by the baselines.
        births: columns country, year, value (and sex): one row a calendar year, or rows with year and
            year_to for a whole period.  Not needed by the baselines ``sd_drop_neg`` and ``sd_rev_neg``.
        deaths: in the same form.
        method: one of :data:`~corridor.evidence.flows.METHODS`.
        years: dates of the stocks to use; each pair of neighbours is a period.  Default: all.
        sexes: of ``both``, ``female``, ``male``.  Default: those of the stocks.
        countries: codes to estimate for.  Default: all that have a population (or foreign-born) at both
            dates of a period.
        absent: pairs of countries without a row, or with an unknown value: ``error``, or ``zero`` if the
            publisher leaves out empty cells.
        others: people of unknown origin (``XXX``): ``leave_out`` of the tables, with their share of the
            deaths (nearest to published estimates), or ``spread`` over the known origins of their
            destination.  People born in a country that is not estimated for are always left out.
        dates: ``mid_year``: stocks and populations are of 1 July, so half of the first and last year's births
            and deaths belong to the period; ``new_year``: they are of 1 January of their year.
        add_sexes: also the sum of the sexes as ``both``, if that was not estimated itself.
        parts: also rows for outward, return and transit moves (without an ensemble only).
        drop_zero: leave out corridors with a flow of 0.
        options: options of the method, as for :func:`~corridor.evidence.flows.estimate`.
        draws: members of an ensemble for intervals; 0: no intervals.
        level: share of the draws in the interval.
        random_seed: of the ensemble.
        spread: uncertainty of the inputs.
        memory_mb: memory of the draws, see :func:`~corridor.evidence.flows.ensemble`.

    Raises:
        FlowProblems: all that is wrong with the tables of a period.
    """
    import polars as pl

    chosen = dict(options or {})
    check_options(method, chosen)
    dated = _periods(stocks, years)
    sexes = list(sexes) if sexes is not None else _sexes(stocks)
    frames: list[pl.DataFrame] = []
    results: dict[tuple[int, int, str], Flows | Ensemble] = {}
    notes: list[str] = []

    def run(year: int, year_to: int, sex: str, tables: list[Tables]) -> None:
        found: Flows | Ensemble
        if draws:
            found = ensemble(
                tables,
                method=method,
                draws=draws,
                level=level,
                random_seed=random_seed,
                spread=spread,
                options=chosen,
                memory_mb=memory_mb,
            )
            frames.append(found.to_frame(year=year, year_to=year_to, sex=sex))
        else:
            each = [estimate_tables(t, method=method, **chosen) for t in tables]
            found = each[0] if len(each) == 1 else _sum(each)
            frames.append(
                found.to_frame(year=year, year_to=year_to, sex=sex, parts=parts and bool(found.fits))
            )
        results[year, year_to, sex] = found
        if len(tables) == 1:
            notes.extend(f"{year}-{year_to}, {sex}: {note}" for note in found.notes)

    for year, year_to in dated:
        built = {
            sex: tables_from_frames(
                stocks,
                population,
                births,
                deaths,
                year=year,
                year_to=year_to,
                sex=sex,
                countries=countries,
                absent=absent,
                others=others,
                dates=dates,
                accounted=is_accounted(method) or (method == "mig_rate" and "total" not in chosen),
            )
            for sex in sexes
        }
        for sex, tables in built.items():
            run(year, year_to, sex, [tables])
        if add_sexes and "both" not in built and {"female", "male"} <= set(built):
            if built["female"].names == built["male"].names:
                run(year, year_to, "both", [built["female"], built["male"]])
                notes.append(f"{year}-{year_to}, both: sum of the estimates for women and men")
            else:
                notes.append(f"{year}-{year_to}, both: not added up, women and men have different countries")
    frame = pl.concat(frames)
    if drop_zero:
        frame = frame.filter((pl.col("value") != 0) | (pl.col("high").fill_null(0) != 0))
    return FlowSeries(frame, results, tuple(notes))


def _sum(each: list[Flows]) -> Flows:
    first = each[0]
    fits = tuple(fit for found in each for fit in found.fits)
    return Flows(
        sum((f.matrix for f in each[1:]), first.matrix),
        first.names,
        first.method,
        first.choices,
        (),
        None,
        fits,
    )


def _sexes(stocks: pl.DataFrame) -> list[str]:
    if "sex" not in stocks.columns:
        return ["both"]
    return sorted(stocks["sex"].drop_nulls().unique().to_list())


def _periods(stocks: pl.DataFrame, years: Sequence[int] | None) -> list[tuple[int, int]]:
    if "year" not in stocks.columns:
        raise FlowProblems(["stocks: no column year"])
    held = sorted(stocks["year"].drop_nulls().unique().to_list())
    wanted = held if years is None else sorted(years)
    absent = [str(y) for y in wanted if y not in held]
    if absent:
        raise FlowProblems([f"stocks: no rows of {', '.join(absent)}; there are {', '.join(map(str, held))}"])
    if len(wanted) < 2:
        raise FlowProblems([f"stocks of {len(wanted)} dates; flows need the stocks of at least two"])
    return list(pairwise(wanted))
