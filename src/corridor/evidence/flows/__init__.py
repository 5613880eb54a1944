"""Flows from stocks: who moved between two dates, estimated from where people of each birthplace lived.

Two tables of stocks (rows: country of birth, columns: country of residence, diagonal: native-born), with the
births and deaths between them, give one table of moves.  Pure NumPy on arrays; tidy Polars frames in and out
with :func:`estimate_frame`.  Everything here is a *model*: an estimate with choices, never a count.

>>> from corridor.evidence import flows
>>> s1 = [[1000, 100, 10, 0], [55, 555, 50, 5], [80, 40, 800, 40], [20, 25, 20, 200]]
>>> s2 = [[950, 100, 60, 0], [80, 505, 75, 5], [90, 30, 800, 40], [40, 45, 0, 180]]
>>> moved = flows.minimum_migration(s1, s2, births=0, deaths=0, names=["A", "B", "C", "D"])
>>> moved
<Flows da_min_closed: 4 countries, 150 moves>
>>> moved["B", "A"], moved.net.tolist()
(35.0, [5.0, -40.0, 55.0, -20.0])
>>> moved.birthplace("D").tolist()
[[20.0, 0.0, 0.0, 0.0], [0.0, 25.0, 0.0, 0.0], [10.0, 10.0, 0.0, 0.0], [10.0, 10.0, 0.0, 180.0]]

Names are loaded on first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corridor.evidence.flows.accounting import Account, Accounting
    from corridor.evidence.flows.balancing import Balanced, balance, fit_birthplaces
    from corridor.evidence.flows.baselines import (
        migration_rate,
        net_migration,
        rescale_net,
        rogers_von_rabenau,
        stock_difference,
    )
    from corridor.evidence.flows.ensembles import Ensemble, ensemble
    from corridor.evidence.flows.frames import FlowSeries, estimate_frame, estimate_series
    from corridor.evidence.flows.inputs import tables_from_frames
    from corridor.evidence.flows.methods import (
        METHODS,
        PSEUDO_BAYES_WEIGHT,
        PUBLISHED,
        estimate,
        estimate_all,
        estimate_tables,
        independence,
        minimum_migration,
        pseudo_bayesian,
    )
    from corridor.evidence.flows.perturbing import Spread
    from corridor.evidence.flows.problems import FlowProblems
    from corridor.evidence.flows.results import FLOW_COLUMNS, Flows
    from corridor.evidence.flows.tables import Tables, native_born

_HOME = {
    "Account": "accounting",
    "Accounting": "accounting",
    "Balanced": "balancing",
    "balance": "balancing",
    "fit_birthplaces": "balancing",
    "migration_rate": "baselines",
    "net_migration": "baselines",
    "rescale_net": "baselines",
    "rogers_von_rabenau": "baselines",
    "stock_difference": "baselines",
    "Ensemble": "ensembles",
    "Spread": "perturbing",
    "ensemble": "ensembles",
    "estimate_frame": "frames",
    "FlowSeries": "frames",
    "estimate_series": "frames",
    "tables_from_frames": "inputs",
    "METHODS": "methods",
    "PSEUDO_BAYES_WEIGHT": "methods",
    "PUBLISHED": "methods",
    "estimate": "methods",
    "estimate_all": "methods",
    "estimate_tables": "methods",
    "independence": "methods",
    "minimum_migration": "methods",
    "pseudo_bayesian": "methods",
    "FlowProblems": "problems",
    "FLOW_COLUMNS": "results",
    "Flows": "results",
    "Tables": "tables",
    "native_born": "tables",
}

__all__ = [
    "FLOW_COLUMNS",
    "METHODS",
    "PSEUDO_BAYES_WEIGHT",
    "PUBLISHED",
    "Account",
    "Accounting",
    "Balanced",
    "Ensemble",
    "FlowProblems",
    "FlowSeries",
    "Flows",
    "Spread",
    "Tables",
    "balance",
    "ensemble",
    "estimate",
    "estimate_all",
    "estimate_frame",
    "estimate_series",
    "estimate_tables",
    "fit_birthplaces",
    "independence",
    "migration_rate",
    "minimum_migration",
    "native_born",
    "net_migration",
    "pseudo_bayesian",
    "rescale_net",
    "rogers_von_rabenau",
    "stock_difference",
    "tables_from_frames",
]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        value = getattr(import_module(f"corridor.evidence.flows.{_HOME[name]}"), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
