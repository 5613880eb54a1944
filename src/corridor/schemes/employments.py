"""From the rows of a ledger to employments: unbroken service with one employer, and the wage it ended with.

End-of-service laws know neither calendar years nor insurance records: each unbroken employment is one right.
The rows of a ledger are cut at 1 January, so they are put together again here.  Values stand in the row that
closes an employment; all other rows are empty.  Shapes are (rows, lanes).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from corridor.law import calendar
from corridor.law.numeric import Array, divide, exact, is_exact


def find_employments(start: Array, end: Array, contract: Array) -> Array:
    """Put rows together that follow each other without a free day under one contract id.

    A gap or another id parts two employments.

    Returns:
        Shape (2, rows, lanes): in the row that closes an employment its first day and the first day after it, in
        all other rows twice the same.
    """
    # keys of contract and day together need more room than either
    start, end, contract = (np.asarray(values, dtype="int64") for values in (start, end, contract))
    present = end > start
    low = int(start[present].min()) if present.any() else 0
    # a key that rises with the contract and, inside a contract, with the day
    span = (int(end[present].max()) if present.any() else 1) - low + 1
    offset = contract * span - low
    key = np.where(present, offset + start, np.iinfo("int64").max)
    if (key[1:] >= key[:-1]).all():
        return _join(present, start, end, offset)
    order = np.argsort(key, axis=0, kind="stable")
    sorted_rows = (np.take_along_axis(values, order, axis=0) for values in (present, start, end, offset))
    found = np.empty((2, *start.shape), dtype="int64")
    np.put_along_axis(found, order[None], _join(*sorted_rows), axis=1)
    return found


def _join(held: Array, begins: Array, ends: Array, offset: Array) -> Array:
    """First day and first day after, in rows in the order of their keys (day and ``offset`` added)."""
    first_key = np.where(held, offset + begins, 0)
    reach = np.maximum.accumulate(np.where(held, offset + ends, 0), axis=0)
    opens = held.copy()
    # no key of a contract reaches the first key of the next
    opens[1:] &= first_key[1:] > reach[:-1]
    closes = held.copy()
    closes[:-1] &= opens[1:] | ~held[1:]
    began = np.maximum.accumulate(np.where(opens, first_key, 0), axis=0)
    return np.stack([np.where(closes, began - offset, 0), np.where(closes, reach - offset, 0)])


def last_monthly_rate(closes: Array, start: Array, end: Array, earnings: Array) -> Array:
    """Earnings per month of the period in which each employment ended, in its closing row; elsewhere 0.

    Parts of a month count by the days of that month.
    """
    row, lane = np.nonzero(closes)
    months = calendar.months_between(start[row, lane], end[row, lane], exact_path=is_exact(earnings))
    rate = _number(np.zeros(closes.shape, dtype="int64"), earnings)
    rate[row, lane] = divide(earnings[row, lane], months)
    return rate


def completed_months(start: Array, until: Array) -> Array:
    """Completed months of each employment, date to date; 0 for rows that hold none."""
    start, until = np.broadcast_arrays(start, until)
    months = np.zeros(start.shape, dtype="int64")
    held = np.nonzero(until > start)
    months[held] = calendar.whole_months(start[held], until[held])
    return months


def odd_days(start: Array, until: Array, months: Array) -> Array:
    """Days of each employment beyond its completed months; 0 for rows that hold none."""
    start, until, months = np.broadcast_arrays(start, until, months)
    days = np.zeros(start.shape, dtype="int64")
    held = np.nonzero(until > start)
    days[held] = until[held] - calendar.add_months(start[held], months[held])
    return days


def _number(values: Array, like: Array) -> Array:
    return np.asarray(exact(values)) if is_exact(like) else values.astype(float)


def in_rows(values: Any) -> Array:
    """Values with rows first: a single row is added to values given for each lane only."""
    array = np.asarray(values)
    return array[None, :] if array.ndim == 1 else array


def in_any(rows: Any) -> Array:
    """Whether a condition holds for at least one employment of each lane."""
    return np.asarray(in_rows(rows).any(axis=0), dtype=bool)
