"""From the rows of a ledger to employments: unbroken service with one employer, and the wage it ended with.

End-of-service laws know neither calendar years nor insurance records: each unbroken employment is one right.
The rows of a ledger are cut at 1 January, so they are put together again here.  Values stand in the row that
closes an employment; all other rows are empty.  Shapes are (rows, lanes).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from corridor.law import calendar
from corridor.law.numeric import Array, divide, exact, is_exact, where


@dataclass(frozen=True)
class Employments:
    """The employments of every lane.

    ``closes`` marks the row that closes an employment; there ``start`` is its first day and ``end`` the
    first day after it.  ``order`` lists the rows by contract and start, ``opens`` and ``present`` follow
    that order.
    """

    closes: Array
    start: Array
    end: Array
    order: Array
    opens: Array
    present: Array


def find_employments(start: Array, end: Array, contract: Array) -> Employments:
    """Put rows together that follow each other without a free day under one contract id.

    A gap or another id parts two employments.
    """
    # keys of contract and day together need more room than either
    start, end, contract = (values.astype("int64") for values in (start, end, contract))
    present = end > start
    low = int(start[present].min()) if present.any() else 0
    # a key that rises with the contract and, inside a contract, with the day
    span = (int(end[present].max()) if present.any() else 1) - low + 1
    last = np.iinfo("int64").max
    order = np.argsort(np.where(present, contract * span + start - low, last), axis=0, kind="stable")
    held, begins, ends, under = (
        np.take_along_axis(values, order, axis=0) for values in (present, start, end, contract)
    )
    first_key = np.where(held, under * span + begins - low, 0)
    reach = np.maximum.accumulate(np.where(held, under * span + ends - low, 0), axis=0)
    opens = held.copy()
    # no key of a contract reaches the first key of the next
    opens[1:] &= first_key[1:] > reach[:-1]
    closes = held.copy()
    closes[:-1] &= opens[1:] | ~held[1:]
    began = np.maximum.accumulate(np.where(opens, first_key, 0), axis=0)
    offset = under * span - low
    return Employments(
        closes=_back(closes, order),
        start=_back(np.where(closes, began - offset, 0), order),
        end=_back(np.where(closes, reach - offset, 0), order),
        order=order,
        opens=opens,
        present=held,
    )


def last_monthly_rate(found: Employments, start: Array, end: Array, earnings: Array) -> Array:
    """Earnings per month of the period in which each employment ended, in its closing row.

    Parts of a month count by the days of that month.
    """
    months = calendar.months_between(start, np.maximum(end, start), exact_path=is_exact(earnings))
    return where(found.closes, divide(earnings, months), _number(np.zeros(1, dtype="int64"), earnings))


def _back(values: Array, order: Array) -> Array:
    out = np.empty_like(values)
    np.put_along_axis(out, order, values, axis=0)
    return out


def _number(values: Array, like: Array) -> Array:
    return np.asarray(exact(values)) if is_exact(like) else values.astype(float)


def in_rows(values: Any) -> Array:
    """Values with rows first: a single row is added to values given for each lane only."""
    array = np.asarray(values)
    return array[None, :] if array.ndim == 1 else array


def in_any(rows: Any) -> Array:
    """Whether a condition holds for at least one employment of each lane."""
    return np.asarray(in_rows(rows).any(axis=0), dtype=bool)
