"""From checked careers to the lanes of a block; declared uncertainty becomes several lanes for one person.

A record whose earnings or dates are known only within bounds is tried at its bounds.  With up to
:data:`FULL_CORNERS` uncertain facts every combination is a lane; with more, all low, all high, and each
fact alone at its high bound.  The results of a person's lanes together say "between", or which record
decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

from corridor.careers.blocks import Block
from corridor.careers.building import build_block
from corridor.i18n import _, isolate
from corridor.schemes import Scheme

if TYPE_CHECKING:
    import polars as pl

#: Up to this many uncertain facts, all combinations of their bounds are tried.
FULL_CORNERS = 4
#: Earnings tried as the high bound where the record only says that they are unknown: more than any scheme
#: counts.
UNBOUNDED = 10**9

_BOUNDS = ("start", "end", "earnings")


@dataclass(frozen=True)
class UncertainFact:
    """One fact of one period that is known only within bounds."""

    row: int
    name: str
    label: str
    no_upper_bound: bool = False


@dataclass
class Lanes:
    """A block and whose lane is whose.

    ``person`` is the index of the person of each lane, ``corner`` which of a person's uncertain facts are
    at their high
    bound (empty tuple: certain), ``uncertain`` the facts of each uncertain person by index.
    """

    block: Block
    person: list[int]
    corner: list[tuple[bool, ...]]
    uncertain: Mapping[int, Sequence[UncertainFact]]


def build_lanes(
    persons: pl.DataFrame, periods: pl.DataFrame, schemes: Mapping[str, Scheme], *, exact_path: bool
) -> Lanes:
    """Lanes for careers in the canonical frames (see :mod:`corridor.careers.model`).

    Periods in schemes that are not in ``schemes`` are left out.  A scheme that counts the periods of another
    (``counts_periods_of`` in its file) gets a copy of them.
    """
    import polars as pl

    frame = periods.filter(pl.col("scheme").is_in(list(schemes)))
    frame = pl.concat([frame, *_shared_periods(frame, schemes)])
    ids = persons["person_id"].to_list()
    uncertain = _uncertain_facts(frame, {name: i for i, name in enumerate(ids)})
    certain = frame.select(
        "person_id",
        "scheme",
        "kind",
        start=pl.col("start_low"),
        end=pl.col("end_high"),
        earnings=pl.col("earnings_low"),
        earnings_per=pl.col("earnings_per"),
        count=pl.col("count"),
        contract_id=pl.col("contract") if "contract" in frame.columns else pl.lit(None, dtype=pl.String),
    )
    kinds = {s.id: {name: fact.kind for name, fact in s.facts.items()} for s in schemes.values()}
    if not uncertain:
        block = build_block(persons, certain, kinds, exact_path=exact_path)
        certainly: list[tuple[bool, ...]] = [()] * len(ids)
        return Lanes(block, list(range(len(ids))), certainly, {})
    return _with_corners(persons, frame, certain, uncertain, kinds, exact_path)


def _shared_periods(frame: pl.DataFrame, schemes: Mapping[str, Scheme]) -> list[pl.DataFrame]:
    import polars as pl

    out = []
    for scheme in schemes.values():
        if scheme.counts_periods_of:
            named = frame.filter(pl.col("scheme") == scheme.id).select("person_id").unique()
            shared = frame.filter(pl.col("scheme").is_in(scheme.counts_periods_of))
            out.append(shared.join(named, on="person_id", how="anti").with_columns(scheme=pl.lit(scheme.id)))
    return out


def _uncertain_facts(frame: pl.DataFrame, index: Mapping[str, int]) -> dict[int, list[UncertainFact]]:
    import polars as pl

    unsure = (
        frame.with_row_index("_row")
        .filter(
            (pl.col("start_low") != pl.col("start_high"))
            | (pl.col("end_low") != pl.col("end_high"))
            | pl.col("earnings_status").is_in(["range", "unknown"])
        )
        .to_dicts()
    )
    out: dict[int, list[UncertainFact]] = {}
    for row in unsure:
        facts = out.setdefault(index[row["person_id"]], [])
        for name in _BOUNDS:
            changed = (
                row["earnings_status"] in ("range", "unknown")
                if name == "earnings"
                else row[f"{name}_low"] != row[f"{name}_high"]
            )
            if changed:
                unbounded = name == "earnings" and row["earnings_status"] == "unknown"
                facts.append(UncertainFact(row["_row"], name, _label(name, row), unbounded))
    return out


def _label(name: str, row: Mapping[str, Any]) -> str:
    """What is uncertain, in words; the dates in figures, since there may be millions."""
    if name == "start":
        text = _("start of the period {scheme}, {first} to {last}")
    elif name == "end":
        text = _("end of the period {scheme}, {first} to {last}")
    else:
        text = _("earnings of the period {scheme}, {first} to {last}")
    return text.format(scheme=isolate(row["scheme"]), first=row["start_low"], last=row["end_high"])


def _corners(count: int) -> list[tuple[bool, ...]]:
    if count <= FULL_CORNERS:
        return list(product((False, True), repeat=count))
    single = [tuple(i == j for j in range(count)) for i in range(count)]
    return [(False,) * count, (True,) * count, *single]


def _with_corners(
    persons: pl.DataFrame,
    frame: pl.DataFrame,
    certain: pl.DataFrame,
    uncertain: Mapping[int, Sequence[UncertainFact]],
    kinds: Mapping[str, Mapping[str, str]],
    exact_path: bool,
) -> Lanes:
    import polars as pl

    ids = persons["person_id"].to_list()
    sure = [i for i in range(len(ids)) if i not in uncertain]
    lane_person = list(sure)
    lane_corner: list[tuple[bool, ...]] = [()] * len(sure)
    unsure_ids = [ids[i] for i in uncertain]
    parts = [certain.filter(~pl.col("person_id").is_in(unsure_ids))]
    heads = [persons[sure]]
    rows = frame.with_row_index("_row")
    for i, facts in uncertain.items():
        own = rows.filter(pl.col("person_id") == ids[i])
        own_certain = certain.filter(pl.col("person_id") == ids[i])
        place = {row: k for k, row in enumerate(own["_row"].to_list())}
        for n, corner in enumerate(_corners(len(facts))):
            name = f"{ids[i]}\x1f{n}"
            records = own_certain.to_dicts()
            _set_bounds(records, own.to_dicts(), facts, corner, place)
            # in the shortest reading a period may have no day
            records = [r for r in records if r["start"] <= r["end"]]
            parts.append(pl.DataFrame(records, schema=certain.schema).with_columns(person_id=pl.lit(name)))
            heads.append(persons[[i]].with_columns(person_id=pl.lit(name)))
            lane_person.append(i)
            lane_corner.append(corner)
    block = build_block(pl.concat(heads), pl.concat(parts), kinds, exact_path=exact_path)
    return Lanes(block, lane_person, lane_corner, uncertain)


def _set_bounds(
    records: list[dict[str, Any]],
    bounds: list[dict[str, Any]],
    facts: Sequence[UncertainFact],
    corner: Sequence[bool],
    place: Mapping[int, int],
) -> None:
    """Put the uncertain facts of a person's records at one corner: low, or high where the corner says so.

    For dates "high" means more insurance: the earlier start, the later end.
    """
    for fact, high in zip(facts, corner, strict=True):
        record, row = records[place[fact.row]], bounds[place[fact.row]]
        if fact.name == "start":
            record["start"] = row["start_low"] if high else row["start_high"]
        elif fact.name == "end":
            record["end"] = row["end_high"] if high else row["end_low"]
        elif row["earnings_status"] == "unknown":
            record["earnings"] = UNBOUNDED if high else 0
        else:
            record["earnings"] = row["earnings_high"] if high else row["earnings_low"]
