"""Baselines without demographic accounting: stock differences, rates, net migration.

They are simple and widely used, and stand beside the accounting estimates so that a reader sees what the
accounting adds.  They know nothing of births, deaths and birthplaces of movers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from corridor.evidence.flows.problems import FlowProblems, number
from corridor.evidence.flows.results import Flows
from corridor.evidence.flows.tables import TableLike, Tables, VectorLike
from corridor.evidence.flows.threads import one_thread

Array = npt.NDArray[np.float64]


def stock_difference(
    start: TableLike,
    end: TableLike,
    *,
    names: Sequence[str] | None = None,
    decreases: Literal["zero", "return"] = "zero",
    include_native_born: bool = False,
) -> Flows:
    """Growth of a bilateral stock taken as its flow.

    Published columns ``sd_drop_neg`` (``decreases="zero"``: a shrinking stock is no flow) and ``sd_rev_neg``
    (``"return"``: it is a flow back to the country of birth).  Beine, Bertoli and Fernandez-Huertas Moraga
    2016; Abel and Cohen 2019.

    Args:
        start: stocks at the first date, (R, R), birthplace by residence.
        end: stocks at the second date.
        names: codes of the countries.
        decreases: what becomes of stocks that shrank.
        include_native_born: keep the diagonal's differences on the diagonal of the result.

    Raises:
        FlowProblems: unusable tables.

    >>> stock_difference([[9, 4], [1, 9]], [[9, 2], [3, 9]], decreases="return").matrix.tolist()
    [[0.0, 0.0], [4.0, 0.0]]
    """
    if decreases not in ("zero", "return"):
        raise FlowProblems([f"decreases is {decreases!r}; expected 'zero' or 'return'"])
    tables = Tables.of(start, end, names=names)
    growth = tables.end - tables.start
    if not include_native_born:
        np.fill_diagonal(growth, 0.0)
    matrix = np.maximum(growth, 0.0)
    if decreases == "return":
        matrix = matrix + np.maximum(-growth, 0.0).T
    method = "sd_drop_neg" if decreases == "zero" else "sd_rev_neg"
    chosen = {"decreases": decreases, "include_native_born": include_native_born}
    return Flows(matrix, tables.names, method, chosen, tables.notes)


def migration_rate(
    start: TableLike,
    end: TableLike | None = None,
    births: VectorLike | float | None = None,
    deaths: VectorLike | float | None = None,
    *,
    total: float | None = None,
    names: Sequence[str] | None = None,
) -> Flows:
    """A world total of moves shared out in proportion to the stocks at the start (Dennett 2015; ``mig_rate``).

    Args:
        start: stocks at the first date, (R, R).
        end: stocks at the second date, to find the total; not needed if ``total`` is given.
        births: births in the period by country, likewise.
        deaths: deaths in the period by country, likewise.
        total: all moves in the period.  Default: the sum of the absolute net migration of all countries,
            made to sum to zero (:func:`rescale_net`).
        names: codes of the countries.

    Raises:
        FlowProblems: unusable tables, or neither ``total`` nor what it is computed from.

    >>> migration_rate([[9, 1], [3, 9]], total=40).matrix.tolist()
    [[0.0, 10.0], [30.0, 0.0]]
    """
    if total is None and end is None:
        raise FlowProblems(["migration_rate needs total, or end with births and deaths to compute it from"])
    tables = Tables.of(start, start if end is None else end, births, deaths, names=names)
    if total is None:
        total = float(np.abs(_net(tables)).sum())
    if not (np.isfinite(total) and total >= 0):
        raise FlowProblems([f"total is {total}; expected a number of persons, 0 or more"])
    abroad = tables.start.copy()
    np.fill_diagonal(abroad, 0.0)
    if abroad.sum() <= 0:
        raise FlowProblems(["start has nobody living outside the country of birth, so there are no rates"])
    return Flows(abroad * (total / abroad.sum()), tables.names, "mig_rate", {"total": total}, tables.notes)


@one_thread()
def rogers_von_rabenau(start: TableLike, end: TableLike, *, names: Sequence[str] | None = None) -> Flows:
    """Flows from the growth matrix that turns the start table into the end table (Rogers, von Rabenau 1971).

    The growth matrix g solves ``start @ g = end``; the flow is g times the population of the origin.  Flows
    may be negative: shown as a caution, never a recommended estimate.

    Args:
        start: stocks at the first date, (R, R).
        end: stocks at the second date.
        names: codes of the countries.

    Raises:
        FlowProblems: unusable tables, or a start table that cannot be inverted.
    """
    tables = Tables.of(start, end, names=names)
    try:
        growth = np.linalg.solve(tables.start, tables.end)
    except np.linalg.LinAlgError:
        raise FlowProblems(["start cannot be inverted: some birthplaces live alike everywhere"]) from None
    matrix = growth * tables.population_start[:, None]
    np.fill_diagonal(matrix, 0.0)
    return Flows(matrix, tables.names, "rogers_von_rabenau", {}, tables.notes)


def net_migration(
    start: TableLike,
    end: TableLike,
    births: VectorLike | float,
    deaths: VectorLike | float,
    *,
    names: Sequence[str] | None = None,
    sum_to_zero: bool = True,
) -> Array:
    """Net migration by country: population change minus births plus deaths, (R,).

    Args:
        start: stocks at the first date, (R, R).
        end: stocks at the second date.
        births: births in the period by country.
        deaths: deaths in the period by country.
        names: codes of the countries.
        sum_to_zero: rescale gains and losses so that the world's sum is 0 (:func:`rescale_net`).

    Raises:
        FlowProblems: unusable tables.

    >>> net_migration([[9, 1], [3, 9]], [[9, 4], [3, 9]], [0, 1], [0, 0], sum_to_zero=False).tolist()
    [0.0, 2.0]
    """
    tables = Tables.of(start, end, births, deaths, names=names)
    return _net(tables, sum_to_zero)


def _net(tables: Tables, sum_to_zero: bool = True) -> Array:
    births, deaths = tables.demographic()
    net = tables.population_end - tables.population_start - births + deaths
    return rescale_net(net) if sum_to_zero else net


def rescale_net(
    net: npt.ArrayLike,
    *,
    method: Literal["no-switches", "switches"] = "no-switches",
    weights: npt.ArrayLike | None = None,
    whole: bool = False,
) -> Array:
    """Net migration changed so that it sums to zero (Abel 2018, Demographic Research 38).

    Args:
        net: one number a country; unknown (nan) ones stay unknown.
        method: ``no-switches``: gains and losses are scaled apart, each taking half of the imbalance, so
            that no country changes sign; ``switches``: the mean is subtracted from all.
        weights: weights of the countries in the imbalance.
        whole: round to whole persons; what is left goes to the most extreme country (the first of equals).

    Raises:
        FlowProblems: gains without losses or the reverse, which cannot be balanced without changing signs.

    >>> rescale_net([-200, -30, -5, 0, 10, 20, 60, 80], whole=True).tolist()
    [-172.0, -26.0, -4.0, 0.0, 12.0, 24.0, 71.0, 95.0]
    """
    x = np.array(net, dtype=np.float64)
    w = np.ones_like(x) if weights is None else np.asarray(weights, dtype=np.float64)
    known = ~np.isnan(x)
    if method == "switches":
        y = x * w - (x * w)[known].mean()
    elif method == "no-switches":
        up, down = known & (x > 0), known & (x < 0)
        gains, losses = float((x * w)[up].sum()), float((x * w)[down].sum())
        half = (gains + losses) / 2
        y = x.copy()
        if half != 0:
            if gains == 0 or losses == 0:
                said = f"gains {number(gains)}, losses {number(losses)}"
                raise FlowProblems(
                    [f"net migration has only one sign ({said}) and cannot be made to sum to zero"]
                )
            y[up] *= (gains - half) / gains
            y[down] *= (losses - half) / losses
    else:
        raise FlowProblems([f"method is {method!r}; expected 'no-switches' or 'switches'"])
    if whole:
        y = np.rint(y)
        rest = y[known].sum()
        if rest:
            y[int(np.nanargmax(np.abs(y)))] -= rest
    return y + 0.0
