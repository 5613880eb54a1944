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
    Areas without population, births and deaths at all dates of the stocks are left out of the estimate.

    Raises:
        FlowProblems: no such method, or what it needs is not in the store.
    """
    import polars as pl

    if method not in METHODS:
        raise FlowProblems([f"method: expected one of {', '.join(METHODS)}, not {method!r}"])
    stocks = _all_sexes(store.observations("stock", whole=True, aggregates=True))
    problems = []
    if stocks.is_empty():
        problems.append(
            "the store has no whole stock matrix (International Migrant Stock, destination and origin)"
        )
    frames: dict[str, pl.DataFrame] = {}
    for name in NEEDED:
        rows = _all_sexes(store.observations(name, whole=True).filter(pl.col("variant").is_null()))
        if rows.is_empty():
            problems.append(f"the store has no {name} of all countries (World Population Prospects)")
        frames[name] = rows.select("country", "year", "value")
    if problems:
        raise FlowProblems([*problems, "add the publisher's file: corridor evidence add FILE"])
    return estimate_frame(
        stocks.select("origin", "destination", "year", "value"),
        frames["population"], frames["births"], frames["deaths"],
        method=method, years=years, countries=_countable(stocks, frames), absent="zero", draws=draws,
        level=level, random_seed=random_seed,
    )  # fmt: skip


def _countable(stocks: pl.DataFrame, frames: dict[str, pl.DataFrame]) -> list[str]:
    """Areas of the stock that have population, births and deaths from its first date to its last."""
    years = stocks["year"]
    found = set(stocks["origin"]) | set(stocks["destination"])
    for name, frame in frames.items():
        wanted = set(years) if name == "population" else set(range(min(years), max(years) + 1))
        held = frame.filter(frame["value"].is_not_null()).group_by("country").agg("year").iter_rows()
        found &= {country for country, had in held if wanted <= set(had)}
    return sorted(found)


def _all_sexes(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of all sexes together; where a source has women and men only, those added up."""
    import polars as pl

    both = rows.filter(pl.col("sex") == "both")
    if not both.is_empty():
        return both
    keys = ["origin", "destination", "country", "year"]
    parts = rows.filter(pl.col("sex") != "both")
    summed = parts.group_by(keys).agg(pl.col("value").sum(), pl.col("sex").n_unique().alias("sexes"))
    return summed.filter(pl.col("sexes") == 2)
