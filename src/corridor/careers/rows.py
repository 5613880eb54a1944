"""From a table of insured periods to the ledgers of a block.

Rows cut at calendar years, shared time counted once.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from corridor.careers.blocks import KINDS, Ledger
from corridor.law import calendar
from corridor.law.numeric import Array, exact

if TYPE_CHECKING:
    import polars as pl

_PER = {"period": 0, "month": 1, "year": 2}
_WIDTH = {"year": "int32", "start": "int32", "end": "int32", "contract": "int32", "kind": "int8"}
_BEFORE_ALL = np.iinfo("int64").min // 4


@dataclass
class Rows:
    """The year-cut rows of one scheme, sorted by lane and start; one-dimensional arrays of equal length."""

    lane: Array
    year: Array
    start: Array
    end: Array
    kind: Array
    contract: Array
    days: Array
    months: Array
    month_mask: Array
    count: Array
    counted: Array
    earnings: Array

    def ledger(self, lanes: int) -> Ledger:
        """The rows as arrays of shape (rows, lanes)."""
        place = _place_in_group(self.lane)
        height = int(place.max()) + 1 if len(place) else 1

        def spread(values: Array) -> Array:
            if values.dtype == object:
                out = exact(np.zeros((height, lanes), dtype="int64"))
            else:
                out = np.zeros((height, lanes), dtype=values.dtype)
            out[place, self.lane] = values
            return out

        return Ledger(**{f.name: spread(_narrow(f.name, getattr(self, f.name))) for f in fields(Ledger)})


def _narrow(name: str, values: Array) -> Array:
    """Days, years and codes in the few bytes they need: half the memory that rules read."""
    return values.astype(_WIDTH[name]) if name in _WIDTH else values


def split_rows(periods: pl.DataFrame, exact_path: bool) -> dict[str, Rows]:
    """Rows by scheme from a periods frame that carries ``lane``.

    A period over several calendar years is cut at each 1 January.  A total for the period, and a stated
    count, are spread by months (a part of a month by its days); a monthly or yearly rate is applied to the
    months that a row covers.
    """
    import polars as pl

    ranked = periods.with_columns(
        kind_rank=pl.col("kind").replace_strict(
            {k: i for i, k in enumerate(KINDS)}, default=len(KINDS), return_dtype=pl.Int64
        )
    ).sort("scheme", "lane", "start", "kind_rank", "end")
    out: dict[str, Rows] = {}
    for (scheme,), frame in ranked.group_by("scheme", maintain_order=True):
        n = frame.height
        has = frame.columns
        contract = np.zeros(n, dtype="int64")
        if "contract_id" in has:
            contract = (
                frame["contract_id"].cast(pl.String).fill_null("").rank("dense").to_numpy().astype("int64")
            )
        per = np.zeros(n, dtype="int64")
        if "earnings_per" in has:
            per = (
                frame["earnings_per"]
                .fill_null("period")
                .replace_strict(_PER, return_dtype=pl.Int64)
                .to_numpy()
            )
        out[str(scheme)] = _cut(
            lane=frame["lane"].to_numpy().astype("int64"),
            start=_days(frame["start"]),
            end=_days(frame["end"]) + 1,
            kind=frame["kind_rank"].to_numpy(),
            contract=contract,
            earnings=_numbers(frame, "earnings", exact_path),
            per=per,
            count=_numbers(frame, "count", exact_path),
            counted=frame["count"].is_not_null().to_numpy() if "count" in has else np.zeros(n, dtype=bool),
            exact_path=exact_path,
        )
    return out


def _days(column: pl.Series) -> Array:
    return column.to_numpy().astype("datetime64[D]").astype("int64")


def _numbers(frame: pl.DataFrame, name: str, exact_path: bool) -> Array:
    import polars as pl

    if name not in frame.columns:
        plain = np.zeros(frame.height, dtype="int64")
        return exact(plain) if exact_path else plain.astype(float)
    if not exact_path:
        return frame[name].cast(pl.Float64).fill_null(0.0).to_numpy()
    out = np.empty(frame.height, dtype=object)
    for i, value in enumerate(frame[name].to_list()):
        out[i] = exact(0 if value is None else value)
    return out


def _cut(
    *,
    lane: Array,
    start: Array,
    end: Array,
    kind: Array,
    contract: Array,
    earnings: Array,
    per: Array,
    count: Array,
    counted: Array,
    exact_path: bool,
) -> Rows:
    def number(values: Array) -> Array:
        return exact(values) if exact_path else values.astype(float)

    first_year = calendar.year_of(start)
    pieces = calendar.year_of(end - 1) - first_year + 1
    of = np.repeat(np.arange(len(start)), pieces)
    year = first_year[of] + _place_in_group(of)
    cut_start = np.maximum(start[of], calendar.day_of(year))
    cut_end = np.minimum(end[of], calendar.day_of(year + 1))
    # by months, so that a total for whole years gives every month, and every year, the same
    months = calendar.months_between(cut_start, cut_end, exact_path=exact_path)
    share = months / calendar.months_between(start, end, exact_path=exact_path)[of]
    total = earnings[of] * share
    if (per == 1).any():
        total = np.where(per[of] == 1, earnings[of] * months, total)
    if (per == 2).any():
        total = np.where(per[of] == 2, earnings[of] * months / 12, total)
    own_days, own_months, mask = _own_time(lane[of], kind[of], cut_start, cut_end)
    order = np.lexsort((kind[of], cut_start, lane[of]))
    return Rows(
        lane=lane[of][order],
        year=year[order],
        start=cut_start[order],
        end=cut_end[order],
        kind=kind[of][order],
        contract=contract[of][order],
        days=number(own_days)[order],
        months=number(own_months)[order],
        month_mask=mask[order],
        count=(count[of] * share)[order],
        counted=counted[of][order],
        earnings=total[order],
    )


def _own_time(lane: Array, kind: Array, start: Array, end: Array) -> tuple[Array, Array, Array]:
    """Days, months and month mask of each row without what a stronger or earlier row of the lane has."""
    order = np.lexsort((start, lane))
    s, e, who = start[order], end[order], lane[order]
    reach = _running_max(e, who)
    first, last = calendar.month_of(s), calendar.month_of(e - 1)
    fresh = np.maximum(first, _running_max(last + 1, who))
    january = (calendar.year_of(s) - 1970) * 12
    upto = (1 << (last - january + 1)) - 1
    before = (1 << np.clip(fresh - january, 0, 12)) - 1
    days, months = np.empty_like(s), np.empty_like(s)
    mask = np.empty(len(s), dtype="uint16")
    days[order] = np.maximum(e - np.maximum(s, reach), 0)
    months[order] = np.maximum(last + 1 - fresh, 0)
    mask[order] = (upto & ~before).astype("uint16")
    for shared in np.unique(who[s < reach]):
        of_lane = order[np.searchsorted(who, shared) : np.searchsorted(who, shared, "right")]
        _settle(np.sort(of_lane), kind, start, end, days, months, mask)
    return days, months, mask


def _settle(
    rows: Array, kind: Array, start: Array, end: Array, days: Array, months: Array, mask: Array
) -> None:
    """Give the shared days and months of one lane to the strongest kind, then to the earlier row."""
    begin = int(start[rows].min())
    taken = np.zeros(int(end[rows].max()) - begin, dtype=bool)
    taken_months: set[int] = set()
    first, last = calendar.month_of(start[rows]).tolist(), calendar.month_of(end[rows] - 1).tolist()
    for at in np.lexsort((start[rows], kind[rows])).tolist():
        row = rows[at]
        own = taken[start[row] - begin : end[row] - begin]
        days[row] = len(own) - np.count_nonzero(own)
        own[:] = True
        fresh = set(range(first[at], last[at] + 1)) - taken_months
        taken_months |= fresh
        months[row] = len(fresh)
        mask[row] = sum(1 << (m % 12) for m in fresh)


def _running_max(values: Array, group: Array) -> Array:
    """Greatest value of the earlier rows of the same group (very small for its first row).

    Groups must ascend.
    """
    if not len(values):
        return values
    # adding a rising offset for each group lets one running maximum serve them all
    low = int(values.min())
    span = int(values.max()) - low + 1
    running = np.maximum.accumulate(values - low + group * span)
    before = np.concatenate([[0], running[:-1]]) - group * span + low
    first = np.concatenate([[True], group[1:] != group[:-1]])
    return np.where(first, _BEFORE_ALL, before)


def _place_in_group(group: Array) -> Array:
    """0, 1, 2, ... within each run of equal values."""
    if not len(group):
        return group
    starts = np.flatnonzero(np.concatenate([[True], group[1:] != group[:-1]]))
    return np.arange(len(group)) - np.repeat(starts, np.diff(np.append(starts, len(group))))
