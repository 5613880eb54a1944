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
    fractions,
    not_refugees,
    pairs_of,
)
from corridor.evidence.regimes.irregular import LEVELS, IrregularShares, irregular_shares
from corridor.evidence.regimes.switches import ALLOWED, CENTRAL, RANGE, REGIMES, Switches

if TYPE_CHECKING:
    import polars as pl

_PAIR_SWITCHES = ("territories", "agreements_lag")
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
        cells = _Cells(part, corridors, keys, refugees)
        high = at_year(high_income, year)
        given = [
            pairs_of(corridors.iter_rows(), year, s, high_income=high, net=net, shares=shares)
            for s in _settings(central, over, _PAIR_SWITCHES)
        ]
        own = pairs_of(corridors.iter_rows(), year, central, high_income=high, net=net, shares=shares)
        parts.append(_one_year(cells, own, given, central, over))
    frame = pl.concat(parts).sort(*keys, "regime")
    return RegimeResult(frame, central, over, tuple(notes))


class _Cells:
    """The rows of one year, which group and which corridor each belongs to."""

    def __init__(
        self, rows: pl.DataFrame, corridors: pl.DataFrame, keys: list[str], refugees: pl.DataFrame | None
    ) -> None:
        index = corridors.with_row_index("pair")
        self.rows = rows.join(index, on=["origin", "destination"], how="left", maintain_order="left")
        self.labels = self.rows.select(keys).unique(maintain_order=True)
        labels = self.labels.with_row_index("g")
        self.group = self.rows.join(labels, on=keys, how="left", maintain_order="left")["g"].to_numpy()
        self.pair = self.rows["pair"].to_numpy()
        self.value = rows["value"].to_numpy().astype(float)
        self.not_refugees = None if refugees is None else not_refugees(rows, refugees)

    def amounts(self, pairs: Pairs, s: Switches) -> tuple[np.ndarray, np.ndarray]:
        """Migrants of each row that count, and those of them without legal residence."""
        total = self.value
        if s.refugees == "excluded":
            if self.not_refugees is None:
                raise ValueError("switch refugees = excluded: give a table of refugees")
            total = total * self.not_refugees
        if s.naturalised == "excluded":
            total = total * np.where(pairs.naturalises, 1 - s.naturalised_share, 1.0)[self.pair]
        if s.unknown_origins == "excluded":
            total = np.where(pairs.unknown[self.pair], 0.0, total)
        return total, total * pairs.irregular[self.pair, LEVELS.index(s.irregular)]


def _one_year(
    cells: _Cells, own: Pairs, given: list[Pairs], central: Switches, over: Mapping[str, tuple[Any, ...]]
) -> pl.DataFrame:
    import polars as pl

    size = cells.labels.height
    low, high = np.full((size, len(REGIMES)), np.inf), np.full((size, len(REGIMES)), -np.inf)
    for pairs in given:
        first, kind = _kinds(pairs)
        rules = [fractions(_take(pairs, first), s) for s in _rule_settings(central, over)]
        legal = np.stack(rules, axis=1).reshape(len(first), -1)
        for setting in _settings(central, over, _AMOUNT_SWITCHES):
            total, irregular = cells.amounts(pairs, setting)
            cell = cells.group * len(first) + kind[cells.pair]
            legally = np.bincount(cell, total - irregular, size * len(first)).reshape(size, len(first))
            fourth = np.bincount(cells.group, irregular, size)
            whole = legally.sum(axis=1) + fourth
            three = (legally @ legal).reshape(size, -1, 3).swapaxes(0, 1)
            last = np.broadcast_to(fourth[:, None], (*three.shape[:2], 1))
            with np.errstate(invalid="ignore", divide="ignore"):
                share = np.concatenate([three, last], axis=2) / whole[:, None]
            low = np.fmin(low, share.min(axis=0))
            high = np.fmax(high, share.max(axis=0))
    total, irregular = cells.amounts(own, central)
    value = np.zeros((size, len(REGIMES)))
    three = fractions(own, central)[cells.pair] * (total - irregular)[:, None]
    np.add.at(value, cells.group, np.concatenate([three, irregular[:, None]], axis=1))
    whole = value.sum(axis=1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(whole > 0, value / whole, np.nan)
    ends = [np.where(np.isfinite(e), e, np.nan) for e in (low, high)]
    return pl.concat(
        cells.labels.with_columns(
            pl.lit(regime).alias("regime"),
            pl.Series("value", value[:, i]),
            pl.Series("share", share[:, i]).fill_nan(None),
            pl.Series("low", ends[0][:, i]).fill_nan(None),
            pl.Series("high", ends[1][:, i]).fill_nan(None),
            pl.lit("model").alias("kind"),
        )
        for i, regime in enumerate(REGIMES)
    )


def _settings(central: Switches, over: Mapping[str, tuple[Any, ...]], names: Sequence[str]) -> list[Switches]:
    """The central setting with every combination of the named switches."""
    moving = {k: v for k, v in over.items() if k in names}
    return [central.but(**dict(zip(moving, c, strict=True))) for c in itertools.product(*moving.values())]


def _rule_settings(central: Switches, over: Mapping[str, tuple[Any, ...]]) -> list[Switches]:
    """Every combination of the switches that say what counts as portability or access."""
    return _settings(central, over, [k for k in over if k not in (*_PAIR_SWITCHES, *_AMOUNT_SWITCHES)])


def _kinds(pairs: Pairs) -> tuple[np.ndarray, np.ndarray]:
    """Corridors that no switch tells apart share a kind: (index of one of each kind, kind of every corridor)."""
    facts = [pairs.ranks[e] for e in EFFECTS] + [pairs.same, pairs.third_host, *pairs.closed.values()]
    _, first, kind = np.unique(np.stack(facts, axis=1), axis=0, return_index=True, return_inverse=True)
    return first, kind.reshape(-1)


def _take(pairs: Pairs, which: np.ndarray) -> Pairs:
    return Pairs(
        year=pairs.year,
        origin=tuple(pairs.origin[i] for i in which),
        destination=tuple(pairs.destination[i] for i in which),
        same=pairs.same[which],
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
    levels = [LEVELS.index(level) for level in over.get("irregular", (central.irregular,))]
    ends = []
    for year in sorted(frame["year"].unique()):
        corridors = frame.filter(pl.col("year") == year).select("origin", "destination").unique()
        low = np.full((corridors.height, len(REGIMES)), np.inf)
        high = np.full((corridors.height, len(REGIMES)), -np.inf)
        for setting in _settings(central, over, _PAIR_SWITCHES):
            pairs = pairs_of(
                corridors.iter_rows(), year, setting,
                high_income=at_year(high_income, year), net=net, shares=shares,
            )  # fmt: skip
            first, kind = _kinds(pairs)
            legal = np.stack([fractions(_take(pairs, first), s) for s in _rule_settings(central, over)])
            fourth = pairs.irregular[:, levels]
            least = legal.min(axis=0)[kind] * (1 - fourth.max(axis=1))[:, None]
            most = legal.max(axis=0)[kind] * (1 - fourth.min(axis=1))[:, None]
            low = np.minimum(low, np.column_stack([least, fourth.min(axis=1)]))
            high = np.maximum(high, np.column_stack([most, fourth.max(axis=1)]))
        for i, regime in enumerate(REGIMES):
            ends.append(
                corridors.with_columns(
                    pl.lit(year, dtype=frame.schema["year"]).alias("year"),
                    pl.lit(regime).alias("regime"),
                    pl.Series("low", low[:, i]),
                    pl.Series("high", high[:, i]),
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
    from corridor.i18n import _

    notes = [
        _("Shares without legal residence are estimates or assumptions, the same for women and men."),
        _("Where the table knows no agreement, one may exist: regime I is a lower bound at each confidence."),
        _("Agreements that ended when both states joined the EU are thin in the table: regime I before 2004 is low."),
    ]  # fmt: skip
    if "refugees" in over and refugees is None:
        notes.append(_("No table of refugees was given: they stay in the stock in every setting."))
    if high_income is None:
        notes.append(
            _("No income groups were given: high-income origins get the destination's irregular share.")
        )
    if central.third_country == "everywhere":
        notes.append(
            _("Regime I includes third-country nationals in the EU, whose rights move within the EU only.")
        )
    return notes
