"""Periods laid out by calendar month: the arrays that the rules of the scheme average and count over."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from corridor.careers.blocks import KINDS
from corridor.law.numeric import Array, clip, exact, is_exact

_EMPLOYMENT, _VOLUNTARY = KINDS.index("employment"), KINDS.index("voluntary")


def quantity(whole: Array, like: Array) -> Array:
    """Whole numbers as quantities of the same path (fractions or floats) as ``like``."""
    return exact(np.asarray(whole)) if is_exact(like) else np.asarray(whole, dtype=float)


def is_declared(period_kind: Array) -> Array:
    """Which rows are declared periods: employment and voluntary insurance, not credited time."""
    return (period_kind == _EMPLOYMENT) | (period_kind == _VOLUNTARY)


def by_row(month_cover: Array) -> Array:
    """``month_cover`` as (rows, 12, lanes)."""
    return month_cover.reshape(-1, 12, month_cover.shape[-1])


def on_calendar(amounts: Array, rows: Array, year: Array, join: Callable[[Array, Array], Array]) -> Array:
    """Amounts of rows by month (rows, 12, lanes) joined on the calendar of the block: (years * 12, lanes)."""
    lanes = np.arange(amounts.shape[-1])
    months = np.zeros((len(year), 12, len(lanes)), dtype=amounts.dtype)
    if is_exact(amounts):
        months = exact(np.zeros(months.shape, dtype="int64"))
    place = clip(rows - year[0], 0, len(year) - 1)
    # the lanes of one row never meet in a month, so plain indexing adds safely
    for i, row in enumerate(amounts):
        months[place[i], :, lanes] = join(months[place[i], :, lanes], row.T)
    return months.reshape(-1, len(lanes))
