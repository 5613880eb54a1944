"""Shares of the regimes as a range over every combination of the switches, for the world, groups or corridors.

For totals every combination is computed (some nine thousand) and the lowest and highest share kept: the
regimes of one combination add up to 100 %, the ends of the ranges do not.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from corridor.evidence.network import Network
from corridor.evidence.regimes.classify import (
    EFFECTS,
    Pairs,
    at_year,
    check_stock,
    classify,
    counted,
    fractions,
    pairs_frame,
    pairs_of,
)
from corridor.evidence.regimes.irregular import LEVELS, IrregularShares, irregular_shares
from corridor.evidence.regimes.switches import ALLOWED, CENTRAL, RANGE, REGIMES, Switches

if TYPE_CHECKING:
    import polars as pl

_AMOUNT_SWITCHES = ("naturalised", "refugees", "unknown_origins", "irregular")


@dataclass(frozen=True)
class RegimeResult:
    """Shares with what they stand on.

    ``frame`` has the grouping columns, then regime, value (persons), share, low, high (shares from 0 to 1) and
    kind; ``central`` is the setting of value and share, ``over`` the settings of low and high.
    """

    frame: pl.DataFrame
    central: Switches
    over: Mapping[str, tuple[Any, ...]]
    notes: tuple[str, ...]


def ranges(
    stock: pl.DataFrame,
    *,
    by: Sequence[str] = ("year",),
    groups: pl.DataFrame | None = None,
    central: Switches = CENTRAL,
    over: Mapping[str, tuple[Any, ...]] = RANGE,
    high_income: Mapping[int, frozenset[str]] | None = None,
    refugees: pl.DataFrame | None = None,
    net: Network | None = None,
    shares: IrregularShares | None = None,
) -> RegimeResult:
    """Migrants by regime, added up by year and by other columns, with the range over the switches.

    Args:
        stock: columns origin, destination, sex, year, value.
        by: columns to add up by: year and any of sex, origin, destination, group.
        groups: columns origin, group: what ``group`` means (origins without one: ``not classified``).
        central: the setting of the central figures.
        over: the settings of each switch over which low and high are taken.
        high_income, refugees, net, shares: as for :func:`~corridor.evidence.regimes.classify.classify`.
            Without a table of refugees the switch stays as in ``central``, and a note says so.

    Raises:
        ValueError: the stock or the settings are not what they must be.
    """
    import polars as pl

    _check(by, groups, over)
    rows = check_stock(stock)
    notes = _notes(central, refugees, high_income, over)
    over = {k: v for k, v in over.items() if not (k == "refugees" and refugees is None)}
    if groups is not None:
        rows = rows.join(groups.select("origin", "group"), on="origin", how="left").with_columns(
            pl.col("group").fill_null("not classified")
        )
    keys = list(dict.fromkeys(("year", *by)))
    parts = []
    for year in sorted(rows["year"].unique()):
        part = rows.filter(pl.col("year") == year)
        corridors = part.select("origin", "destination").unique(maintain_order=True)
        pairs = pairs_of(
            corridors.iter_rows(), year, high_income=at_year(high_income, year), net=net, shares=shares
        )
        parts.append(_one_year(part, corridors, pairs, keys, central, over, refugees))
    frame = pl.concat(parts).sort(*keys, "regime")
    return RegimeResult(frame, central, over, tuple(notes))


def _one_year(
    rows: pl.DataFrame,
    corridors: pl.DataFrame,
    pairs: Pairs,
    keys: list[str],
    central: Switches,
    over: Mapping[str, tuple[Any, ...]],
    refugees: pl.DataFrame | None,
) -> pl.DataFrame:
    import polars as pl

    index = corridors.with_row_index("pair")
    rows = rows.join(index, on=["origin", "destination"], how="left", maintain_order="left")
    labels = rows.select(keys).unique(maintain_order=True).with_row_index("g")
    group = rows.join(labels, on=keys, how="left", maintain_order="left")["g"].to_numpy()
    pair = rows["pair"].to_numpy()
    first, kind = _kinds(pairs)
    flags = {k: v for k, v in over.items() if k not in _AMOUNT_SWITCHES}
    settings = [central.but(**dict(zip(flags, c, strict=True))) for c in itertools.product(*flags.values())]
    reduced = _take(pairs, first)
    legal = np.stack([fractions(reduced, s) for s in settings])
    frame = pairs_frame(pairs)
    low = high = None
    for setting in _amount_settings(central, over):
        total, irregular = _amounts(rows, frame, pairs, pair, setting, refugees)
        cells = np.zeros((labels.height, len(first)))
        np.add.at(cells, (group, kind[pair]), total - irregular)
        fourth = np.bincount(group, irregular, labels.height)
        whole = cells.sum(axis=1) + fourth
        three = np.einsum("fkr,gk->fgr", legal, cells)
        parts = np.concatenate([three, np.broadcast_to(fourth[:, None], (*three.shape[:2], 1))], axis=2)
        with np.errstate(invalid="ignore", divide="ignore"):
            share = parts / whole[:, None]
        least, most = np.nanmin(share, axis=0, initial=np.inf), np.nanmax(share, axis=0, initial=-np.inf)
        low = least if low is None else np.fmin(low, least)
        high = most if high is None else np.fmax(high, most)
    total, irregular = _amounts(rows, frame, pairs, pair, central, refugees)
    three = fractions(pairs, central)[pair] * (total - irregular)[:, None]
    value = np.zeros((labels.height, len(REGIMES)))
    np.add.at(value, group, np.concatenate([three, irregular[:, None]], axis=1))
    whole = value.sum(axis=1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(whole > 0, value / whole, np.nan)
    wide = labels.drop("g")
    found = []
    for i, regime in enumerate(REGIMES):
        found.append(
            wide.with_columns(
                pl.lit(regime).alias("regime"),
                pl.Series("value", value[:, i]),
                pl.Series("share", share[:, i], nan_to_null=True),
                pl.Series("low", _finite(low, i), nan_to_null=True),
                pl.Series("high", _finite(high, i), nan_to_null=True),
                pl.lit("model").alias("kind"),
            )
        )
    return pl.concat(found)


def _finite(ends: np.ndarray | None, i: int) -> np.ndarray:
    assert ends is not None
    return np.where(np.isfinite(ends[:, i]), ends[:, i], np.nan)


def _amount_settings(central: Switches, over: Mapping[str, tuple[Any, ...]]) -> list[Switches]:
    moving = {k: over[k] for k in _AMOUNT_SWITCHES if k in over}
    return [central.but(**dict(zip(moving, c, strict=True))) for c in itertools.product(*moving.values())]


def _amounts(
    rows: pl.DataFrame,
    frame: pl.DataFrame,
    pairs: Pairs,
    pair: np.ndarray,
    s: Switches,
    refugees: pl.DataFrame | None,
) -> tuple[np.ndarray, np.ndarray]:
    """Migrants of each row that count, and those of them without legal residence."""
    total = counted(rows, frame, s, refugees)
    if s.unknown_origins == "excluded":
        total = np.where(pairs.unknown[pair], 0.0, total)
    return total, total * pairs.irregular[pair, LEVELS.index(s.irregular)]


def _kinds(pairs: Pairs) -> tuple[np.ndarray, np.ndarray]:
    """Corridors that no switch tells apart share a kind: (index of one of each kind, kind of every corridor)."""
    facts = [pairs.ranks[e] for e in EFFECTS] + [pairs.third_host, *pairs.closed.values()]
    _, first, kind = np.unique(np.stack(facts, axis=1), axis=0, return_index=True, return_inverse=True)
    return first, kind.reshape(-1)


def _take(pairs: Pairs, which: np.ndarray) -> Pairs:
    return Pairs(
        year=pairs.year,
        origin=tuple(pairs.origin[i] for i in which),
        destination=tuple(pairs.destination[i] for i in which),
        ranks={e: r[which] for e, r in pairs.ranks.items()},
        third_host=pairs.third_host[which],
        closed={n: c[which] for n, c in pairs.closed.items()},
        unknown=pairs.unknown[which],
        naturalises=pairs.naturalises[which],
        irregular=pairs.irregular[which],
    )


def corridor_ranges(
    stock: pl.DataFrame,
    *,
    central: Switches = CENTRAL,
    over: Mapping[str, tuple[Any, ...]] = RANGE,
    high_income: Mapping[int, frozenset[str]] | None = None,
    refugees: pl.DataFrame | None = None,
    net: Network | None = None,
    shares: IrregularShares | None = None,
) -> RegimeResult:
    """Every corridor by sex and year, with the range of each share over the switches.

    Within one corridor the share without legal residence and the rules among the others move independently,
    so the ends are exact products.  Arguments as for :func:`ranges`; the frame has origin, destination, sex,
    year, regime, value, share, low, high, kind, carried.
    """
    import polars as pl

    _check((), None, over)
    shares = shares or irregular_shares()
    frame = classify(
        stock, switches=central, high_income=high_income, refugees=refugees, net=net, shares=shares
    )
    flags = {k: v for k, v in over.items() if k not in _AMOUNT_SWITCHES}
    settings = [central.but(**dict(zip(flags, c, strict=True))) for c in itertools.product(*flags.values())]
    levels = [LEVELS.index(level) for level in over.get("irregular", (central.irregular,))]
    ends = []
    for year in sorted(frame["year"].unique()):
        corridors = frame.filter(pl.col("year") == year).select("origin", "destination").unique()
        pairs = pairs_of(
            corridors.iter_rows(), year, high_income=at_year(high_income, year), net=net, shares=shares
        )
        first, kind = _kinds(pairs)
        legal = np.stack([fractions(_take(pairs, first), s) for s in settings])
        least, most = legal.min(axis=0)[kind], legal.max(axis=0)[kind]
        fourth = pairs.irregular[:, levels]
        f_low, f_high = fourth.min(axis=1), fourth.max(axis=1)
        for i, regime in enumerate(REGIMES):
            known = regime == "IV"
            ends.append(
                corridors.with_columns(
                    pl.lit(year, dtype=frame.schema["year"]).alias("year"),
                    pl.lit(regime).alias("regime"),
                    pl.Series("low", f_low if known else least[:, i] * (1 - f_high)),
                    pl.Series("high", f_high if known else most[:, i] * (1 - f_low)),
                )
            )
    if ends:
        frame = frame.join(pl.concat(ends), on=["origin", "destination", "year", "regime"], how="left")
    columns = ["origin", "destination", "sex", "year", "regime", "value", "share", "low", "high"]
    frame = frame.select(*[c for c in columns if c in frame.columns], "kind", "carried")
    return RegimeResult(frame, central, over, tuple(_notes(central, refugees, high_income, over)))


def sensitivity(
    stock: pl.DataFrame,
    year: int,
    *,
    central: Switches = CENTRAL,
    high_income: Mapping[int, frozenset[str]] | None = None,
    refugees: pl.DataFrame | None = None,
    net: Network | None = None,
    shares: IrregularShares | None = None,
) -> pl.DataFrame:
    """What each switch alone does to the shares of all migrants of the stock in a year.

    Returns:
        Columns switch, setting, I, II, III, IV (shares); the first row is the central setting.  Settings that
        the range leaves out (all that :data:`ALLOWED` has) are here too.
    """
    import polars as pl

    from corridor.evidence.regimes.classify import stock_on

    rows = stock_on(stock, year)
    settings = [("central", "", central)]
    settings += [
        (name, str(value), central.but(**{name: value}))
        for name, allowed in {**ALLOWED, "outsiders": (0.0, 0.05, 0.1)}.items()
        for value in allowed
        if value != getattr(central, name) and not (name == "refugees" and refugees is None)
    ]
    found = []
    for name, value, setting in settings:
        frame = classify(
            rows, switches=setting, high_income=high_income, refugees=refugees, net=net, shares=shares
        )
        sums = dict(frame.group_by("regime").agg(pl.col("value").sum()).iter_rows())
        whole = sum(sums.values())
        found.append((name, value, *(sums[r] / whole for r in REGIMES)))
    return pl.DataFrame(found, schema=["switch", "setting", *REGIMES], orient="row")


def _check(by: Sequence[str], groups: pl.DataFrame | None, over: Mapping[str, tuple[Any, ...]]) -> None:
    problems = [
        f"by: expected year, sex, origin, destination or group, not {name!r}"
        for name in by
        if name not in ("year", "sex", "origin", "destination", "group")
    ]
    if "group" in by and groups is None:
        problems.append("by: group needs a table of groups (columns origin, group)")
    problems += [f"over: no switch is called {name!r}" for name in over if name not in CENTRAL.as_dict()]
    if problems:
        raise ValueError("\n".join(problems))


def _notes(
    central: Switches,
    refugees: pl.DataFrame | None,
    high_income: Mapping[int, frozenset[str]] | None,
    over: Mapping[str, tuple[Any, ...]],
) -> list[str]:
    notes = [
        "Shares without legal residence are estimates or assumptions, the same for women and men.",
        "Where the table knows no agreement, one may exist: regime I is a lower bound at each confidence.",
        "Agreements that ended when both states joined the EU are thin in the table: regime I before 2004 is low.",
    ]
    if "refugees" in over and refugees is None:
        notes.append("No table of refugees was given: they stay in the stock in every setting.")
    if high_income is None:
        notes.append("No income groups were given: high-income origins get the destination's irregular share.")
    if central.third_country == "everywhere":
        notes.append("Regime I includes third-country nationals in the EU, whose rights move within the EU only.")
    return notes
