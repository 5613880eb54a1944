"""Which regime the migrants of each corridor stand under, for one setting of the switches.

A corridor's migrants are split in two steps: first the share without legal residence (IV); of the others, those
whom an agreement of origin and destination covers on 1 July of the year (I), the rest by whether the host's
scheme is open to them (II) or closed (III).  Stocks are of persons born in the origin (in some hosts: its
citizens); whether a person was ever insured is not known, so a regime says under what rules somebody stands,
not what she is owed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from corridor.evidence.model import SPECIAL_AREAS
from corridor.evidence.network import Network, network
from corridor.evidence.network.words import CONFIDENCE
from corridor.evidence.regimes.irregular import LEVELS, IrregularShares, irregular_shares
from corridor.evidence.regimes.switches import (
    CENTRAL,
    COUNTED_BY_CITIZENSHIP_OECD,
    NO_ACCESS,
    OECD_MEMBERS,
    REGIMES,
    SAME_AGREEMENTS,
    TERRITORIES,
    Switches,
)

if TYPE_CHECKING:
    import polars as pl

COLUMNS = ("origin", "destination", "sex", "year", "value")
NEVER = 9
EFFECTS = (
    "all", "nationals", "residual", "sub_national", "third", "association", "export_only",
    "contributions", "residence_pays", "home",
)  # fmt: skip
_RANK = {c: i for i, c in enumerate(CONFIDENCE)}


@dataclass(frozen=True, slots=True)
class Pairs:
    """What the switches need to know of the corridors of one year, one entry each.

    ``same`` marks corridors within one scheme (an overseas area and its state).  ``ranks`` holds for every
    effect of :data:`EFFECTS` the best confidence of an agreement that has it on 1 July (0 high, 1 medium,
    2 low, 9 none).  ``irregular`` has the shares low, central, high.
    """

    year: int
    origin: tuple[str, ...]
    destination: tuple[str, ...]
    same: np.ndarray
    ranks: Mapping[str, np.ndarray]
    third_host: np.ndarray
    closed: Mapping[str, np.ndarray]
    unknown: np.ndarray
    naturalises: np.ndarray
    irregular: np.ndarray


def check_stock(stock: pl.DataFrame) -> pl.DataFrame:
    """The stock with the columns origin, destination, sex, year, value; rows without a value left out.

    Raises:
        ValueError: a column is missing, a row is an aggregate, or a row occurs twice; all that is wrong at once.
    """
    import polars as pl

    missing = [c for c in COLUMNS if c not in stock.columns]
    if missing:
        raise ValueError(f"stock: missing columns {', '.join(missing)}; expected {', '.join(COLUMNS)}")
    rows = stock.select(
        pl.col("origin").cast(pl.String),
        pl.col("destination").cast(pl.String),
        pl.col("sex").cast(pl.String),
        pl.col("year").cast(pl.Int32),
        pl.col("value").cast(pl.Float64),
    ).drop_nulls("value")
    problems = []
    totals = [code for code, (_, what) in SPECIAL_AREAS.items() if what == "aggregate"]
    for column in ("origin", "destination"):
        found = rows.filter(pl.col(column).is_in(totals)).height
        if found:
            problems.append(
                f"stock: {found} rows have an aggregate as {column}; leave {', '.join(totals)} out"
            )
    wrong = sorted(set(rows["sex"].unique()) - {"both", "female", "male"})
    if wrong:
        problems.append(f"stock: column sex: expected both, female or male, not {', '.join(wrong)}")
    if "both" in rows["sex"] and rows["sex"].n_unique() > 1:
        problems.append("stock: rows of both sexes beside rows of women and men count people twice")
    twice = rows.height - rows.select(COLUMNS[:4]).unique().height
    if twice:
        problems.append(f"stock: {twice} rows repeat an origin, destination, sex and year (two editions?)")
    if rows.filter(pl.col("value") < 0).height:
        problems.append("stock: negative values")
    if problems:
        raise ValueError("\n".join(problems))
    return rows


def stock_on(stock: pl.DataFrame, year: int) -> pl.DataFrame:
    """The stock of one year; between two published years it is interpolated in a straight line.

    A corridor that only one of the two years has counts as 0 in the other: the United Nations leave out zeros.

    Raises:
        ValueError: the year lies outside the years of the stock.
    """
    import polars as pl

    rows = check_stock(stock)
    years = sorted(rows["year"].unique())
    if year in years:
        return rows.filter(pl.col("year") == year)
    if not years or not years[0] < year < years[-1]:
        span = f"{years[0]} to {years[-1]}" if years else "no year"
        raise ValueError(f"stock: {year} is outside its years ({span})")
    before, after = max(y for y in years if y < year), min(y for y in years if y > year)
    weight = (year - before) / (after - before)
    part = pl.when(pl.col("year") == before).then(1 - weight).otherwise(weight)
    return (
        rows.filter(pl.col("year").is_in([before, after]))
        .group_by("origin", "destination", "sex")
        .agg((pl.col("value") * part).sum().alias("value"))
        .with_columns(pl.lit(year, dtype=pl.Int32).alias("year"))
        .select(COLUMNS)
        .sort(COLUMNS[:4])
    )


def pairs_of(
    corridors: Iterable[tuple[str, str]],
    year: int,
    switches: Switches = CENTRAL,
    *,
    high_income: frozenset[str] = frozenset(),
    net: Network | None = None,
    shares: IrregularShares | None = None,
) -> Pairs:
    """What is known of corridors (origin, destination) on 1 July of a year.

    Of the switches, ``territories`` and ``agreements_lag`` are applied here, the others in :func:`fractions`.
    """
    net, shares = net or network(), shares or irregular_shares()
    best, free, members = _bound(net, date(year + switches.agreements_lag, 7, 1))
    named = list(corridors)
    schemes = dict(SAME_AGREEMENTS)
    if switches.territories == "with their state":
        schemes |= TERRITORIES
    bound = [(schemes.get(o, o), schemes.get(d, d)) for o, d in named]
    keys = [(o, d) if o < d else (d, o) for o, d in bound]
    unknown = {code for code, (_, what) in SPECIAL_AREAS.items() if what == "unknown"}
    same = np.array([o == d for o, d in bound], dtype=bool)
    irregular = [
        shares.share(o, d, year, high_income=o in high_income, free_movement=k in free)
        for (o, d), k in zip(named, keys, strict=True)
    ]
    level = np.array(irregular, dtype=float).reshape(-1, len(LEVELS))
    oecd = {c for c, since in OECD_MEMBERS.items() if since <= year} - COUNTED_BY_CITIZENSHIP_OECD
    return Pairs(
        year=year,
        origin=tuple(o for o, _ in named),
        destination=tuple(d for _, d in named),
        same=same,
        ranks={e: np.array([best.get(k, {}).get(e, NEVER) for k in keys], dtype=np.int8) for e in EFFECTS},
        third_host=np.array([members.get(d, NEVER) for _, d in bound], dtype=np.int8),
        closed={
            name: np.array([d in hosts for _, d in named], dtype=bool) for name, hosts in NO_ACCESS.items()
        },
        unknown=np.array([o in unknown for o, _ in named], dtype=bool),
        naturalises=np.array([d in oecd for _, d in named], dtype=bool),
        irregular=np.where(same[:, None], 0.0, level),
    )


@lru_cache(maxsize=16)
def _bound(
    net: Network, on: date
) -> tuple[dict[tuple[str, str], dict[str, int]], set[tuple[str, str]], dict[str, int]]:
    """Best confidence of each effect by pair; pairs with free movement; states of the third-country rules."""
    best: dict[tuple[str, str], dict[str, int]] = {}
    free: set[tuple[str, str]] = set()
    members: dict[str, int] = {}
    for f in net.standing(on, confidence="low"):
        b = f.bond
        effect = _effect(b.method, b.persons, b.territory, b.instrument, f.standing == "residual")
        if not f.counts or effect is None:
            continue
        rank = _RANK[b.confidence]
        entry = best.setdefault((b.a, b.b), {})
        entry[effect] = min(entry.get(effect, NEVER), rank)
        if b.replaces_bilateral:
            free.add((b.a, b.b))
        if effect == "third":
            for c in (b.a, b.b):
                members[c] = min(members.get(c, NEVER), rank)
    return best, free, members


def _effect(method: str, persons: str, territory: str, instrument: str, residual: bool) -> str | None:
    if instrument == "eec-tur" or method == "equal-treatment":
        return "association"
    if persons == "third-country nationals":
        return "third"
    if territory:
        return "sub_national" if method == "coordination" else None
    if residual:
        return "residual"
    return {
        "coordination": "nationals" if persons == "nationals" else "all",
        "export-only": "export_only",
        "contributions-only": "contributions",
        "residence-pays": "residence_pays",
        "home-scheme": "home",
    }.get(method)


def fractions(pairs: Pairs, s: Switches) -> np.ndarray:
    """Shares of regimes I, II and III among those with legal residence: an array (corridors, 3)."""
    cap = _RANK[s.confidence]

    def bound(effect: str) -> np.ndarray:
        return pairs.ranks[effect] <= cap

    whole = bound("all")
    for effect, counted in (
        ("residual", s.residual),
        ("sub_national", s.sub_national),
        ("contributions", s.contributions_only),
        ("association", s.association == "I"),
        ("export_only", s.export_only == "I"),
        ("residence_pays", s.residence_pays == "I"),
    ):
        if counted:
            whole = whole | bound(effect)
    own = bound("nationals") | (bound("home") if s.home_scheme else False)
    if s.third_country != "off":
        whole = whole | (own & bound("third"))
    if s.third_country == "everywhere":
        whole = whole | (pairs.third_host <= cap)
    one = np.where(whole | pairs.same, 1.0, np.where(own, 1.0 - s.outsiders, 0.0))
    closed = pairs.closed[s.no_access]
    return np.stack([one, (1 - one) * ~closed, (1 - one) * closed], axis=-1)


def classify(
    stock: pl.DataFrame,
    *,
    switches: Switches = CENTRAL,
    high_income: Mapping[int, frozenset[str]] | None = None,
    refugees: pl.DataFrame | None = None,
    net: Network | None = None,
    shares: IrregularShares | None = None,
) -> pl.DataFrame:
    """The migrants of every corridor by regime, for one setting of the switches.

    Args:
        stock: columns origin, destination, sex, year, value (persons).
        switches: the setting.
        high_income: high-income countries by year (the nearest earlier year is used): their citizens' share
            without legal residence is taken as theirs; without it the share of the destination applies.
        refugees: columns origin, destination, year, value; needed where refugees are excluded.
        net, shares: other tables than those Corridor carries.

    Returns:
        Columns origin, destination, sex, year, regime, value, share, kind (``model``), carried (whether the
        share without legal residence is carried from another year).

    Raises:
        ValueError: the stock is not what it must be, or the switches need a table that is not given.
    """
    import polars as pl

    shares = shares or irregular_shares()
    rows = check_stock(stock)
    if switches.unknown_origins == "excluded":
        gone = [code for code, (_, what) in SPECIAL_AREAS.items() if what == "unknown"]
        rows = rows.filter(~pl.col("origin").is_in(gone))
    parts = []
    for year in sorted(rows["year"].unique()):
        part = rows.filter(pl.col("year") == year)
        corridors = part.select("origin", "destination").unique(maintain_order=True)
        high = at_year(high_income, year)
        pairs = pairs_of(corridors.iter_rows(), year, switches, high_income=high, net=net, shares=shares)
        table = _pair_table(pairs, switches, shares)
        value = counted(part, pairs_frame(pairs), switches, refugees)
        long = (
            part.with_columns(pl.Series("value", value))
            .join(table, on=["origin", "destination"])
            .unpivot(list(REGIMES), index=[*COLUMNS, "carried"], variable_name="regime", value_name="share")
        )
        parts.append(long.with_columns((pl.col("value") * pl.col("share")).alias("value")))
    if not parts:
        empty = rows.clear().with_columns(
            pl.lit("").alias("regime"), pl.lit(0.0).alias("share"), pl.lit(False).alias("carried")
        )
        parts.append(empty)
    return (
        pl.concat(parts)
        .with_columns(pl.lit("model").alias("kind"))
        .select("origin", "destination", "sex", "year", "regime", "value", "share", "kind", "carried")
        .sort("origin", "destination", "sex", "year", "regime")
    )


def _pair_table(pairs: Pairs, s: Switches, shares: IrregularShares) -> pl.DataFrame:
    import polars as pl

    irregular = pairs.irregular[:, LEVELS.index(s.irregular)]
    legal = fractions(pairs, s) * (1 - irregular)[:, None]
    columns: dict[str, Any] = {"origin": pairs.origin, "destination": pairs.destination}
    columns |= {r: legal[:, i] for i, r in enumerate(("I", "II", "III"))} | {"IV": irregular}
    columns["carried"] = [
        shares.carried(o, d, pairs.year) for o, d in zip(pairs.origin, pairs.destination, strict=True)
    ]
    text = {"origin": pl.String, "destination": pl.String}
    return pl.DataFrame(columns, schema_overrides=text)


def pairs_frame(pairs: Pairs) -> pl.DataFrame:
    """Corridors with what decides how many of their migrants are counted."""
    import polars as pl

    return pl.DataFrame(
        {"origin": pairs.origin, "destination": pairs.destination, "naturalises": pairs.naturalises},
        schema={"origin": pl.String, "destination": pl.String, "naturalises": pl.Boolean},
    )


def counted(
    rows: pl.DataFrame, pairs: pl.DataFrame, s: Switches, refugees: pl.DataFrame | None
) -> np.ndarray:
    """The migrants of each row that are counted: the stock, less those whom the switches leave out.

    Raises:
        ValueError: refugees are to be excluded and no table of them is given.
    """
    value = rows["value"].to_numpy().astype(float)
    if s.refugees == "excluded":
        value = value * not_refugees(rows, refugees)
    if s.naturalised == "excluded":
        joined = rows.join(pairs, on=["origin", "destination"], how="left", maintain_order="left")
        value = value * np.where(joined["naturalises"].to_numpy(), 1 - s.naturalised_share, 1.0)
    return value


def not_refugees(rows: pl.DataFrame, refugees: pl.DataFrame | None) -> np.ndarray:
    """The share of each corridor's stock that is not refugees, never below zero, the same for both sexes.

    Raises:
        ValueError: no table of refugees is given.
    """
    import polars as pl

    if refugees is None:
        raise ValueError("switch refugees = excluded: give a table of refugees by origin, destination, year")
    per = (
        refugees.filter(pl.col("year").is_in(rows["year"].unique().to_list()))
        .group_by("origin", "destination", pl.col("year").cast(pl.Int32))
        .agg(pl.col("value").sum().alias("refugees"))
    )
    joined = rows.join(per, on=["origin", "destination", "year"], how="left", maintain_order="left")
    whole = pl.col("value").sum().over("origin", "destination", "year")
    kept = pl.when(whole > 0).then((1 - pl.col("refugees").fill_null(0) / whole).clip(0, 1)).otherwise(1.0)
    return joined.select(kept.alias("kept"))["kept"].to_numpy()


def at_year(by_year: Mapping[int, frozenset[str]] | None, year: int) -> frozenset[str]:
    """The entry of the nearest earlier year, or of the first year; nothing where nothing is given."""
    if not by_year:
        return frozenset()
    earlier = [y for y in by_year if y <= year]
    return by_year[max(earlier)] if earlier else by_year[min(by_year)]
