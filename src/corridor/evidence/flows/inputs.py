"""From tidy tables to :class:`Tables`: stocks, population, births and deaths of one period and sex."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from corridor.evidence.flows.problems import FlowProblems, listed, number
from corridor.evidence.flows.tables import Tables

if TYPE_CHECKING:
    import polars as pl

Array = npt.NDArray[np.float64]
Dates = Literal["mid_year", "new_year"]
Others = Literal["spread", "leave_out"]


def tables_from_frames(
    stocks: pl.DataFrame,
    population: pl.DataFrame | None = None,
    births: pl.DataFrame | None = None,
    deaths: pl.DataFrame | None = None,
    *,
    year: int,
    year_to: int,
    sex: str = "both",
    countries: Sequence[str] | None = None,
    absent: Literal["error", "zero"] = "error",
    others: Others = "leave_out",
    dates: Dates = "mid_year",
    accounted: bool = True,
) -> Tables:
    """The tables of one period and sex.

    Columns and arguments are those of :func:`~corridor.evidence.flows.estimate_frame`.  With ``population``
    the native-born are population minus foreign-born; without it they are the rows of the stocks whose
    origin is their destination.  ``accounted=False`` asks for neither native-born nor births and deaths.

    Sexes: where a table has no rows of the wanted ``both``, its female and male rows are added up.

    Raises:
        FlowProblems: all that is wrong with the tables.
    """
    import polars as pl

    found: list[str] = []
    for name, value, allowed in (
        ("absent", absent, ("error", "zero")),
        ("others", others, ("spread", "leave_out")),
        ("dates", dates, ("mid_year", "new_year")),
    ):
        if value not in allowed:
            found.append(f"{name} is {value!r}; expected one of {', '.join(allowed)}")
    if not year < year_to:
        found.append(f"year is {year} and year_to {year_to}; a period ends after it begins")
    held = _prepared("stocks", stocks, ("origin", "destination"), sex, found)
    people = _prepared("population", population, ("country",), sex, found)
    born = _prepared("births", births, ("country",), sex, found)
    died = _prepared("deaths", deaths, ("country",), sex, found)
    if found or held is None:
        raise FlowProblems(found)
    if accounted:
        for what, frame in (("births", born), ("deaths", died)):
            if frame is None:
                found.append(f"no table of {what}: demographic accounting needs them, and unknown is not 0")
    first, last = (held.filter(pl.col("year") == y) for y in (year, year_to))
    codes = _countries(first, last, people, (year, year_to), countries, found)
    notes: list[str] = []
    matrices, shares = [], []
    for at, rows in ((year, first), (year_to, last)):
        total = None if people is None else _at_date("population", people, at, codes, found)
        matrix, share = _stock_table(rows, codes, at, total, absent, others, accounted, found, notes)
        matrices.append(matrix)
        shares.append(share)
    b = None if born is None else _in_period("births", born, year, year_to, codes, dates, found)
    d = None if died is None else _in_period("deaths", died, year, year_to, codes, dates, found)
    if found:
        raise FlowProblems(f"{year}-{year_to}, {sex}: {problem}" for problem in found)
    if d is not None:
        d = d * shares[0]
    tables = Tables.of(matrices[0], matrices[1], b, d, names=codes)
    return Tables(
        tables.start, tables.end, tables.births, tables.deaths, tables.names, (*notes, *tables.notes)
    )


def _prepared(
    what: str, frame: pl.DataFrame | None, keys: tuple[str, ...], sex: str, found: list[str]
) -> pl.DataFrame | None:
    """The rows of one sex with the key columns, year, year_to and value; no key twice."""
    import polars as pl

    if frame is None:
        return None
    lacking = [c for c in (*keys, "year", "value") if c not in frame.columns]
    if lacking:
        found.append(f"{what}: no column {', '.join(lacking)}; it has {', '.join(frame.columns)}")
        return None
    if not frame["value"].dtype.is_numeric() or not frame["year"].dtype.is_integer():
        found.append(f"{what}: year must be whole numbers and value numbers, not {frame['year'].dtype} and"
                     f" {frame['value'].dtype}")  # fmt: skip
        return None
    rows = frame.select(
        *(pl.col(k).cast(pl.String) for k in keys),
        pl.col("year").cast(pl.Int64),
        (pl.col("year_to") if "year_to" in frame.columns else pl.lit(None)).cast(pl.Int64).alias("year_to"),
        (pl.col("sex") if "sex" in frame.columns else pl.lit("both")).cast(pl.String).alias("sex"),
        pl.col("value").cast(pl.Float64),
    )
    index = [*keys, "year", "year_to"]
    twice = rows.filter(rows.select(*index, "sex").is_duplicated())
    if twice.height:
        said = listed(
            [" ".join(str(v) for v in row[:-1] if v is not None) for row in twice.unique(index).rows()]
        )
        found.append(f"{what}: more than one figure for the same key (two editions?): {said}")
        return None
    sexes = set(rows["sex"].unique().to_list())
    if sex in sexes:
        return rows.filter(pl.col("sex") == sex).drop("sex")
    if sex == "both" and {"female", "male"} <= sexes:
        known = pl.col("value").is_not_null().all() & pl.col("value").is_not_nan().all()
        total = pl.when(known).then(pl.col("value").sum()).alias("value")
        return (
            rows.filter(pl.col("sex").is_in(["female", "male"]))
            .group_by(index, maintain_order=True)
            .agg(total)
        )
    found.append(f"{what}: no rows for sex {sex!r}; there are {', '.join(sorted(map(str, sexes))) or 'none'}")
    return None


def _countries(
    first: pl.DataFrame,
    last: pl.DataFrame,
    people: pl.DataFrame | None,
    years: tuple[int, int],
    wanted: Sequence[str] | None,
    found: list[str],
) -> list[str]:
    """The codes to estimate for, sorted unless given."""
    both = set(first["destination"].to_list()) & set(last["destination"].to_list())
    if wanted is not None:
        codes = list(dict.fromkeys(wanted))
        if len(codes) < len(wanted):
            found.append("countries: a code is given more than once")
        return codes
    if people is not None:
        known = {
            at: set(
                people.filter((people["year"] == at) & people["value"].is_not_null())["country"].to_list()
            )
            for at in years
        }
        absent = sorted(both - (known[years[0]] & known[years[1]]))
        if absent:
            found.append(
                f"no population at both dates for {listed(absent)}; name the countries to keep (countries=...)"
            )
        return sorted(both - set(absent))
    origins = set(first["origin"].to_list()) | set(last["origin"].to_list())
    return sorted(both | (origins & both))


def _stock_table(
    rows: pl.DataFrame,
    codes: list[str],
    at: int,
    population: Array | None,
    absent: str,
    others: str,
    accounted: bool,
    found: list[str],
    notes: list[str],
) -> tuple[Array, Array]:
    """The stock table (R, R) of one date, and the share of each country's residents that it holds (R,)."""
    size = len(codes)
    place = {code: i for i, code in enumerate(codes)}
    table = np.full((size, size), np.nan)
    outside = np.zeros(size)
    unknown_origin = _unknown_origins()
    known, left = np.zeros(size), set()
    for origin, destination, value in rows.select("origin", "destination", "value").iter_rows():
        to = place.get(destination)
        if to is None:
            continue
        number_ = np.nan if value is None else value
        born = place.get(origin)
        if born is not None:
            table[born, to] = number_
        elif number_ > 0:
            if origin in unknown_origin and others == "spread":
                known[to] += number_
            else:
                outside[to] += number_
                left.add(origin)
    natives = table.diagonal().copy()
    np.fill_diagonal(table, 0.0)
    gaps = np.isnan(table)
    if gaps.any() and absent == "error":
        pairs = listed([f"born {codes[k]}, living in {codes[i]}" for k, i in np.argwhere(gaps).tolist()])
        found.append(
            f"no figure of {at} for {int(gaps.sum())} of {size * (size - 1)} pairs ({pairs}): unknown is not 0;"
            " absent='zero' if the publisher leaves out empty cells"
        )
    elif gaps.any():
        notes.append(f"{at}: {int(gaps.sum())} of {size * (size - 1)} pairs without a figure taken as 0")
    table[gaps] = 0.0
    _spread_unknown(table, known, at, notes)
    if left:
        notes.append(
            f"{at}: {number(outside.sum())} residents born in {listed(sorted(left))} are outside these tables"
        )
    abroad = table.sum(axis=0)
    if population is not None:
        np.fill_diagonal(table, population - abroad - outside)
        share = np.divide(population - outside, population, out=np.ones(size), where=population > 0)
        return table, np.clip(share, 0.0, 1.0)
    if accounted and np.isnan(natives).any():
        said = listed([codes[i] for i in np.flatnonzero(np.isnan(natives))])
        found.append(f"no native-born of {at} for {said}: give population, or rows with origin = destination")
    np.fill_diagonal(table, np.nan_to_num(natives))
    return table, np.ones(size)


def _spread_unknown(table: Array, amounts: Array, at: int, notes: list[str]) -> None:
    """People of unknown origin spread over the known foreign-born of their country, in place."""
    if not amounts.any():
        return
    abroad = table.sum(axis=0)
    can = abroad > 0
    table *= 1.0 + np.divide(amounts, abroad, out=np.zeros_like(abroad), where=can)
    notes.append(
        f"{at}: {number(amounts[can].sum())} residents of unknown origin spread over the known origins"
    )
    if amounts[~can].any():
        notes.append(f"{at}: {number(amounts[~can].sum())} residents of unknown origin taken as native-born, where no"
                     " other foreign-born are known")  # fmt: skip


def _unknown_origins() -> set[str]:
    from corridor.evidence.model import SPECIAL_AREAS

    return {code for code, (_, what) in SPECIAL_AREAS.items() if what == "unknown"}


def _at_date(what: str, frame: pl.DataFrame, at: int, codes: list[str], found: list[str]) -> Array:
    rows = frame.filter(frame["year"] == at)
    values = dict(zip(rows["country"].to_list(), rows["value"].to_list(), strict=True))
    return _taken(what, {c: values.get(c) for c in codes}, str(at), found)


def _in_period(
    what: str, frame: pl.DataFrame, year: int, year_to: int, codes: list[str], dates: str, found: list[str]
) -> Array:
    """Events between two dates by country: rows of the whole period, or the sum of years."""
    whole: dict[str, float | None] = {}
    yearly: dict[str, dict[int, float | None]] = {}
    for country, at, to, value in frame.select("country", "year", "year_to", "value").iter_rows():
        if to is not None and to > at + 1:
            if (at, to) == (year, year_to):
                whole[country] = value
        else:
            yearly.setdefault(country, {})[at] = value
    weights = dict.fromkeys(range(year, year_to), 1.0)
    if dates == "mid_year":
        weights[year], weights[year_to] = 0.5, 0.5
    sums: dict[str, Any] = {}
    for code in codes:
        values = [yearly.get(code, {}).get(y) for y in weights]
        if code in whole:
            sums[code] = whole[code]
        elif any(v is None for v in values):
            sums[code] = None
        else:
            sums[code] = sum(w * v for w, v in zip(weights.values(), values, strict=True) if v is not None)
    span = f"{year}-{year_to} (all of {min(weights)} to {max(weights)}, or one row with year_to)"
    return _taken(what, sums, span, found)


def _taken(what: str, values: dict[str, Any], when: str, found: list[str]) -> Array:
    absent = [code for code, value in values.items() if value is None or np.isnan(value)]
    if absent:
        found.append(f"no {what} of {when} for {listed(absent)}: unknown is not 0")
    return np.array([0.0 if v is None else v for v in values.values()], dtype=np.float64)
