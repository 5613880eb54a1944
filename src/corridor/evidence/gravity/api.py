"""The public call: :func:`fit`."""

from __future__ import annotations

from collections.abc import Sequence
from math import erfc, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from corridor.evidence.gravity.absorb import Codes
from corridor.evidence.gravity.fitting import Fitted, fit_table
from corridor.evidence.gravity.persistence import compare
from corridor.evidence.gravity.poisson import covariance
from corridor.evidence.gravity.prepare import coded, parts_of, prepare
from corridor.evidence.gravity.result import ABSORBED, IDENTIFIED, GravityResult

if TYPE_CHECKING:
    import polars as pl


def fit(
    frame: pl.DataFrame,
    *,
    outcome: str = "value",
    covariates: Sequence[str],
    effects: Sequence[str] = ("origin", "destination"),
    cluster: str | Sequence[str] | None = "pair",
    level: float = 0.95,
    tests: int = 3,
    within_country: bool = False,
    name: str = "frame",
) -> GravityResult:
    """Fit a gravity model to bilateral figures and set persistence beside it.

    Args:
        frame: one row for each pair (and year): ``origin``, ``destination``, ``year`` if there are several, the
            outcome (null: unknown) and the covariates.  One sex, one indicator, one figure a pair and year.
        outcome: column of persons (stock or flow), none below 0.  Zeros count; rows that are not there do not.
        covariates: columns, or ``log(column)`` of numbers above 0.
        effects: what has a level of its own: columns, ``pair``, or combinations such as ``origin:year``.
        cluster: within what errors may be related: as ``effects``, several for multiway clusters; None: each
            row for itself.
        level: of the intervals.
        tests: how many of the last years are held out for the comparison with persistence; 0 for none.
        within_country: keep rows whose origin is their destination, which are no migration.
        name: what messages call the table, such as the name of its file.

    Raises:
        EvidenceProblems: what is wrong with the table, all at once.
        ValueError: no row can be fitted, or a setting is not one.
        NoConvergence: the iteration does not settle.

    >>> import polars as pl
    >>> countries = ["AAA", "BBB", "CCC", "DDD"]
    >>> rows = [(o, d, 10.0 * abs(i - j), abs(i - j)) for i, o in enumerate(countries)
    ...         for j, d in enumerate(countries) if o != d]
    >>> frame = pl.DataFrame(rows, schema=["origin", "destination", "value", "steps"], orient="row")
    >>> result = fit(frame, covariates=["log(steps)"])
    >>> round(result.table["estimate"][0], 6)
    1.0
    >>> result.baseline.reason
    'the table has no year, so nothing can be held out.'
    """
    if not 0 < level < 1:
        raise ValueError(f"expected a level between 0 and 1, not {level}")
    clusters = [] if cluster is None else [cluster] if isinstance(cluster, str) else list(cluster)
    wanted = dict.fromkeys(p for e in (*effects, *clusters) for p in parts_of(e))
    table = prepare(frame, outcome, covariates, list(wanted), name=name, within_country=within_country)
    fitted = fit_table(table, effects)
    frames = _frames(fitted, outcome)
    return GravityResult(
        table=_table(fitted, clusters, level),
        baseline=compare(table, effects, tests),
        left_out=frames[1],
        fitted=frames[0],
        choices={
            "outcome": outcome,
            "covariates": list(covariates),
            "effects": list(effects),
            "cluster": clusters,
            "level": level,
            "tests": tests,
            "within_country": within_country,
        },
        rows=int(fitted.used.sum()),
        zeros=int((fitted.y == 0).sum()),
        absent=_absent(frame, table.keys, within_country),
        clusters={c: int(np.unique(codes).size) for c, codes in _clusters(fitted, clusters).items()},
        deviance=fitted.estimate.deviance,
        null_deviance=fitted.null_deviance,
        steps=fitted.estimate.steps,
        notes=table.notes,
    )


def _clusters(fitted: Fitted, clusters: Sequence[str]) -> dict[str, Codes]:
    return {c: coded(fitted.table.frame, c)[0][fitted.used] for c in clusters}


def _table(fitted: Fitted, clusters: Sequence[str], level: float) -> pl.DataFrame:
    import polars as pl

    sets = list(_clusters(fitted, clusters).values())
    variance = np.diag(covariance(fitted.y, fitted.estimate, sets, _parameters(fitted, sets)))
    factor = NormalDist().inv_cdf(0.5 + level / 2)
    rows = []
    for j, term in enumerate(fitted.table.terms):
        row: dict[str, object] = {"term": term, "status": ABSORBED, "kind": "model"}
        if j in fitted.kept:
            at = fitted.kept.index(j)
            b, v = float(fitted.estimate.beta[at]), float(variance[at])
            row |= {"estimate": b, "status": IDENTIFIED}
            if v > 0:  # combined clusters can give a variance below 0; a perfect fit gives 0
                e = sqrt(v)
                row |= {"std_error": e, "z": b / e, "p_value": erfc(abs(b / e) / sqrt(2))}
                row |= {"low": b - factor * e, "high": b + factor * e}
        rows.append(row)
    numbers = ("estimate", "std_error", "z", "p_value", "low", "high")
    schema = {"term": pl.String, **dict.fromkeys(numbers, pl.Float64), "status": pl.String, "kind": pl.String}
    return pl.DataFrame(rows, schema=schema)


def _parameters(fitted: Fitted, clusters: Sequence[Codes]) -> int:
    """Coefficients and levels that were estimated; an effect whose levels lie within clusters is not counted."""
    counted = []
    for codes in fitted.groupings:
        if not any(_nested(codes, c) for c in clusters):
            counted.append(int(codes.max()) + 1)
    levels = sum(counted) - (len(counted) - 1)  # the constant is in each of them, and there is one
    return len(fitted.kept) + levels


def _nested(codes: Codes, clusters: Codes) -> bool:
    together = np.unique(np.stack([codes, clusters]), axis=1)
    return bool(together.shape[1] == int(codes.max()) + 1)


def _frames(fitted: Fitted, outcome: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    import polars as pl

    table = fitted.table
    chosen = table.frame.select([*table.keys, outcome]).with_columns(
        pl.Series("reason", fitted.reasons.tolist(), pl.String)
    )
    used = chosen.filter(pl.Series(fitted.used)).drop("reason")
    left = pl.concat([table.left_out, chosen.filter(pl.Series(~fitted.used))])
    return used.with_columns(pl.Series("fitted", fitted.estimate.mu)), left


def _absent(frame: pl.DataFrame, keys: list[str], within_country: bool) -> int:
    """Cells of the square of origins and destinations (times years) that the table does not have."""
    origins, destinations = set(frame["origin"].to_list()), set(frame["destination"].to_list())
    cells = len(origins) * len(destinations)
    rows = frame.height
    if not within_country:
        cells -= len(origins & destinations)
        rows = frame.filter(frame["origin"] != frame["destination"]).height
    years = frame["year"].n_unique() if "year" in keys else 1
    return cells * years - rows
