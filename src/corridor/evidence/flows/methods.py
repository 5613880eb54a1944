"""The estimates from demographic accounting, and one door to all methods: :func:`estimate`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from corridor.evidence.flows.accounting import Accounting, account
from corridor.evidence.flows.baselines import migration_rate, rogers_von_rabenau, stock_difference
from corridor.evidence.flows.fitting import Fit, checked_seed, independent, minimum
from corridor.evidence.flows.problems import FlowProblems
from corridor.evidence.flows.results import Flows
from corridor.evidence.flows.tables import TableLike, Tables, VectorLike
from corridor.evidence.flows.threads import one_thread

Array = npt.NDArray[np.float64]

PSEUDO_BAYES_WEIGHT = 0.87
"""Weight of minimum migration in the pseudo-Bayesian estimate, as used by Abel and Cohen 2019 after Azose and
Raftery 2019, who fitted it to mostly European flows."""

METHODS: dict[str, str] = {
    "da_min_closed": "minimum migration, closed demographic accounting (Abel and Sander 2014; Abel 2018)",
    "da_min_open": "minimum migration, open demographic accounting (Abel 2013)",
    "da_pb_closed": "pseudo-Bayesian: mixture of minimum and independence (Azose and Raftery 2019)",
    "independence": "independence of origin and destination, closed demographic accounting",
    "sd_drop_neg": "stock differences, decreases as no flow",
    "sd_rev_neg": "stock differences, decreases as return flows",
    "mig_rate": "migration rates on the stocks at the start (Dennett 2015)",
    "rogers_von_rabenau": "growth matrix between the tables (Rogers and von Rabenau 1971); may be negative",
}
"""Method names (those of the published data files where there is one) and what they are."""

PUBLISHED = ("sd_drop_neg", "sd_rev_neg", "mig_rate", "da_min_open", "da_min_closed", "da_pb_closed")
"""The six methods published by Abel and Cohen 2019, in the order of their file."""


_MINIMUM_NAMES = {"closed": "da_min_closed", "open_dr": "da_min_open", "open": "da_min_open_reweighted"}


def minimum_migration(
    start: TableLike,
    end: TableLike,
    births: VectorLike | float | None,
    deaths: VectorLike | float | None,
    *,
    names: Sequence[str] | None = None,
    accounting: Accounting | str = "closed",
    seed: npt.ArrayLike | None = None,
    stayers: npt.ArrayLike | None = None,
) -> Flows:
    """The least movement that explains two stock tables (Abel 2013; Abel and Sander 2014; Abel 2018).

    Args:
        start: stocks at the first date, (R, R): rows birthplace, columns residence, diagonal native-born.
        end: stocks at the second date.
        births: births in the period by country of residence (R numbers, a mapping by name, or 0).
        deaths: deaths in the period by country of residence.
        names: codes of the countries.
        accounting: ``closed``, ``open``, ``open_dr`` or an :class:`Accounting` with all choices.
        seed: relative ease of moving from origin to destination, (R, R) or (R, R, R) with the birthplace
            first; uniform if not given.  It is honoured: only its ratios matter.
        stayers: (R, R) birthplace by residence, fewer stayers than possible.

    Raises:
        FlowProblems: all that is wrong with the inputs.

    >>> s1 = [[100, 10, 10, 0], [20, 55, 25, 10], [10, 40, 140, 65], [20, 25, 20, 200]]
    >>> s2 = [[70, 30, 10, 10], [25, 60, 10, 15], [10, 55, 140, 50], [40, 45, 0, 180]]
    >>> flows = minimum_migration(s1, s2, 0, 0, names="A B C D".split())
    >>> flows["C", "A"], flows.total
    (15.0, 100.0)
    """
    return minimum_of(Tables.of(start, end, births, deaths, names=names), accounting, seed, stayers)


def independence(
    start: TableLike,
    end: TableLike,
    births: VectorLike | float | None,
    deaths: VectorLike | float | None,
    *,
    names: Sequence[str] | None = None,
    accounting: Accounting | str = "closed",
    seed: npt.ArrayLike | None = None,
) -> Flows:
    """Flows if, by birthplace, residence at the end did not depend on residence at the start.

    An upper extreme: nearly everybody away from the majority moves.  Used in the pseudo-Bayesian mixture.
    Arguments and errors as :func:`minimum_migration`; the diagonal of ``seed`` is the ease of staying.
    """
    return independence_of(Tables.of(start, end, births, deaths, names=names), accounting, seed)


def pseudo_bayesian(
    start: TableLike,
    end: TableLike,
    births: VectorLike | float | None,
    deaths: VectorLike | float | None,
    *,
    names: Sequence[str] | None = None,
    accounting: Accounting | str = "closed",
    seed: npt.ArrayLike | None = None,
    weight: float = PSEUDO_BAYES_WEIGHT,
    rounded: bool = True,
) -> Flows:
    """A mixture of minimum migration and independence (Azose and Raftery 2019; Abel and Cohen 2019).

    Args:
        start: stocks at the first date, (R, R): rows birthplace, columns residence, diagonal native-born.
        end: stocks at the second date.
        births: births in the period by country of residence.
        deaths: deaths in the period by country of residence.
        names: codes of the countries.
        accounting: as in :func:`minimum_migration`.
        seed: as in :func:`minimum_migration`, for both parts.
        weight: weight of minimum migration.
        rounded: round as the published figures are: the minimum before mixing, and the result, to whole
            persons (halves to even).  Without it the net migration of the account is met exactly.

    Raises:
        FlowProblems: all that is wrong with the inputs.

    >>> s1 = [[100, 10, 10, 0], [80, 180, 10, 90], [30, 10, 140, 40], [60, 70, 10, 160]]
    >>> s2 = [[95, 5, 15, 5], [75, 225, 5, 55], [55, 0, 115, 50], [35, 25, 25, 215]]
    >>> pseudo_bayesian(s1, s2, 0, 0).matrix[0].tolist()
    [0.0, 12.0, 11.0, 28.0]
    """
    tables = Tables.of(start, end, births, deaths, names=names)
    return pseudo_bayesian_of(tables, accounting, seed, weight=weight, rounded=rounded)


@one_thread()
def minimum_of(
    tables: Tables,
    accounting: Accounting | str = "closed",
    seed: npt.ArrayLike | None = None,
    stayers: npt.ArrayLike | None = None,
) -> Flows:
    """:func:`minimum_migration` of checked tables."""
    choices = Accounting.of(accounting)
    ease = checked_seed(seed, len(tables.names))
    found = account(tables, choices)
    fixed = None if stayers is None else np.asarray(stayers, dtype=np.float64)
    fit = minimum(found, ease, fixed, stop_at_change=choices.stop_at_change)
    method = _MINIMUM_NAMES[choices.system]
    chosen = {"accounting": choices, "seed": seed is not None, "stayers": stayers is not None}
    return Flows(fit.moves, tables.names, method, chosen, found.notes, found, ((1.0, fit),))


@one_thread()
def independence_of(
    tables: Tables, accounting: Accounting | str = "closed", seed: npt.ArrayLike | None = None
) -> Flows:
    """:func:`independence` of checked tables."""
    choices = Accounting.of(accounting)
    ease = checked_seed(seed, len(tables.names))
    found = account(tables, choices)
    fit = independent(found, ease, stop_at_change=choices.stop_at_change)
    chosen = {"accounting": choices, "seed": seed is not None}
    return Flows(fit.moves, tables.names, "independence", chosen, found.notes, found, ((1.0, fit),))


@one_thread()
def pseudo_bayesian_of(
    tables: Tables,
    accounting: Accounting | str = "closed",
    seed: npt.ArrayLike | None = None,
    *,
    weight: float = PSEUDO_BAYES_WEIGHT,
    rounded: bool = True,
) -> Flows:
    """:func:`pseudo_bayesian` of checked tables."""
    if not 0 <= weight <= 1:
        raise FlowProblems([f"weight is {weight}; expected a share between 0 and 1"])
    choices = Accounting.of(accounting)
    ease = checked_seed(seed, len(tables.names))
    found = account(tables, choices)
    least = minimum(found, ease, None, stop_at_change=choices.stop_at_change)
    most = independent(found, ease, stop_at_change=choices.stop_at_change)
    matrix = mixture(least, most, weight, rounded)
    chosen = {"accounting": choices, "seed": seed is not None, "weight": weight, "rounded": rounded}
    method = "da_pb_closed" if choices.system == "closed" else f"da_pb_{choices.system}"
    fits = ((weight, least), (1.0 - weight, most))
    return Flows(matrix, tables.names, method, chosen, found.notes, found, fits)


def mixture(least: Fit, most: Fit, weight: float, rounded: bool) -> Array:
    """Weighted moves of two fits, (R, R), rounded as published or not at all."""
    if not rounded:
        return weight * least.moves + (1.0 - weight) * most.moves
    return np.asarray(np.rint(weight * np.rint(least.moves) + (1.0 - weight) * most.moves))


def estimate(
    start: TableLike,
    end: TableLike,
    births: VectorLike | float | None = None,
    deaths: VectorLike | float | None = None,
    *,
    method: str = "da_pb_closed",
    names: Sequence[str] | None = None,
    **options: Any,
) -> Flows:
    """Flows by a method of :data:`METHODS`, with the options of that method.

    Args:
        start: stocks at the first date, (R, R): rows birthplace, columns residence, diagonal native-born.
        end: stocks at the second date.
        births: births in the period by country of residence; not needed by the baselines.
        deaths: deaths in the period by country of residence; likewise.
        method: name of the method.
        names: codes of the countries.
        options: further arguments of the method's own function (``accounting``, ``seed``, ``weight`` ...).

    Raises:
        FlowProblems: an unknown method or option, or unusable inputs.

    >>> estimate([[9, 4], [1, 9]], [[9, 2], [3, 9]], method="sd_drop_neg").matrix.tolist()
    [[0.0, 0.0], [2.0, 0.0]]
    """
    check_options(method, options)
    if method in _ACCOUNTED:
        tables = Tables.of(start, end, births, deaths, names=names)
        return estimate_tables(tables, method=method, **options)
    if method == "mig_rate":
        return migration_rate(start, end, births, deaths, names=names, **options)
    if method == "rogers_von_rabenau":
        return rogers_von_rabenau(start, end, names=names)
    decreases: Any = "zero" if method == "sd_drop_neg" else "return"
    return stock_difference(start, end, names=names, decreases=decreases, **options)


def estimate_tables(tables: Tables, *, method: str = "da_pb_closed", **options: Any) -> Flows:
    """:func:`estimate` of checked tables."""
    check_options(method, options)
    if method not in _ACCOUNTED:
        births, deaths = tables.births, tables.deaths
        return estimate(
            tables.start, tables.end, births, deaths, method=method, names=tables.names, **options
        )
    if method == "da_min_open":
        options = {"accounting": "open_dr", **options}
    if method == "da_pb_closed":
        return pseudo_bayesian_of(tables, **options)
    if method == "independence":
        return independence_of(tables, **options)
    return minimum_of(tables, **options)


def estimate_all(
    start: TableLike,
    end: TableLike,
    births: VectorLike | float,
    deaths: VectorLike | float,
    *,
    methods: Sequence[str] = PUBLISHED,
    names: Sequence[str] | None = None,
) -> dict[str, Flows]:
    """The estimates of several methods side by side, each with its published defaults.

    >>> s1, s2 = [[100, 10], [20, 80]], [[95, 20], [25, 70]]
    >>> {name: flows.total for name, flows in estimate_all(s1, s2, 0, 0, methods=PUBLISHED[:2]).items()}
    {'sd_drop_neg': 15.0, 'sd_rev_neg': 15.0}
    """
    return {m: estimate(start, end, births, deaths, method=m, names=names) for m in methods}


_ACCOUNTED: Mapping[str, tuple[str, ...]] = {
    "da_min_closed": ("accounting", "seed", "stayers"),
    "da_min_open": ("accounting", "seed", "stayers"),
    "independence": ("accounting", "seed"),
    "da_pb_closed": ("accounting", "seed", "weight", "rounded"),
}
_BASELINES: Mapping[str, tuple[str, ...]] = {
    "sd_drop_neg": ("include_native_born",),
    "sd_rev_neg": ("include_native_born",),
    "mig_rate": ("total",),
    "rogers_von_rabenau": (),
}


def is_accounted(method: str) -> bool:
    """Whether a method does demographic accounting (and so needs births and deaths)."""
    return method in _ACCOUNTED


def check_options(method: str, options: Mapping[str, Any]) -> None:
    """Raise :class:`FlowProblems` if the method or one of its options does not exist."""
    known = {**_ACCOUNTED, **_BASELINES}
    if method not in known:
        raise FlowProblems([f"method is {method!r}; expected one of {', '.join(METHODS)}"])
    unknown = sorted(set(options) - set(known[method]))
    if unknown:
        has = ", ".join(known[method]) or "no options"
        raise FlowProblems([f"{method} has no option {', '.join(unknown)}; it has {has}"])
