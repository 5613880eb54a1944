"""Corridor's own flow estimates for profiles, from the whole stock matrix and the population in the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor.evidence.flows import METHODS, FlowProblems, estimate_frame

if TYPE_CHECKING:
    import polars as pl

    from corridor.evidence.store import Store

NEEDED = ("population", "births", "deaths")


def estimated_flows(
    store: Store,
    method: str = "da_pb_closed",
    *,
    draws: int = 0,
    level: float = 0.8,
    years: list[int] | None = None,
    random_seed: int = 1,
) -> pl.DataFrame:
    """Moves of all corridors by period, for all sexes together.

    Only sources of which the whole is in the store are used: a selection of corridors cannot be balanced.

    Raises:
        FlowProblems: no such method, or what it needs is not in the store.
    """
    import polars as pl

    if method not in METHODS:
        raise FlowProblems([f"method: expected one of {', '.join(METHODS)}, not {method!r}"])
    stocks = store.observations("stock", whole=True, aggregates=True).filter(pl.col("sex") == "both")
    problems = []
    if stocks.is_empty():
        problems.append(
            "the store has no whole stock matrix (International Migrant Stock, destination and origin)"
        )
    frames: dict[str, pl.DataFrame] = {}
    for name in NEEDED:
        rows = store.observations(name, sex="both", whole=True).filter(pl.col("variant").is_null())
        if rows.is_empty():
            problems.append(f"the store has no {name} of all countries (World Population Prospects)")
        frames[name] = rows.select("country", "year", "value")
    if problems:
        raise FlowProblems([*problems, "add the publisher's file: corridor evidence add FILE"])
    return estimate_frame(
        stocks.select("origin", "destination", "year", "value"),
        frames["population"], frames["births"], frames["deaths"],
        method=method, years=years, absent="zero", draws=draws, level=level, random_seed=random_seed,
    )  # fmt: skip
