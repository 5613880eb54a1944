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
from corridor.law.numeric import Array, exact, is_exact, where

_SAME_RATE = 1e-11


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
    """Earnings per month of the period that began last in each employment, in its closing row.

    A period that was cut at 1 January is seen by its pieces having one rate per day; its total is then
    divided by all its months.  Parts of a month count by the days of that month.
    """
    begins, ends, paid = (
        np.take_along_axis(values, found.order, axis=0) for values in (start, end, earnings)
    )
    at_january = begins == calendar.day_of(calendar.year_of(begins))
    since, summed, rates = begins[0], paid[0], [_per_month(paid[0], begins[0], ends[0])]
    for row in range(1, len(begins)):
        one_period = found.present[row] & ~found.opens[row] & at_january[row] & (ends[row - 1] == begins[row])
        one_period &= _one_daily_rate(
            summed, _number(ends[row - 1] - since, paid), paid[row], _number(ends[row] - begins[row], paid)
        )
        since = np.where(one_period, since, begins[row])
        summed = where(one_period, summed + paid[row], paid[row])
        rates.append(_per_month(summed, since, ends[row]))
    return where(found.closes, _back(np.stack(rates), found.order), _number(np.zeros(1, dtype="int64"), paid))


def _back(values: Array, order: Array) -> Array:
    out = np.empty_like(values)
    np.put_along_axis(out, order, values, axis=0)
    return out


def _number(values: Array, like: Array) -> Array:
    return np.asarray(exact(values)) if is_exact(like) else values.astype(float)


def _one_daily_rate(left: Array, left_days: Array, right: Array, right_days: Array) -> Array:
    if is_exact(left):
        return np.asarray(left * right_days == right * left_days, dtype=bool)
    # far below a halala, far above what adding up the pieces of a year can lose
    return np.isclose(left * right_days, right * left_days, rtol=_SAME_RATE, atol=0)


def _per_month(earnings: Array, start: Array, end: Array) -> Array:
    months = _place(end, earnings) - _place(start, earnings)
    none = end <= start
    return np.asarray(
        where(none, earnings, earnings / where(none, _number(np.ones(1, dtype="int64"), earnings), months))
    )


def _place(day: Array, like: Array) -> Array:
    month = calendar.month_of(day)
    first = calendar.first_day(month)
    length = calendar.first_day(month + 1) - first
    return _number(month, like) + _number(day - first, like) / _number(length, like)


def in_rows(values: Any) -> Array:
    """Values with rows first: a single row is added to values given for each lane only."""
    array = np.asarray(values)
    return array[None, :] if array.ndim == 1 else array


def in_any(rows: Any) -> Array:
    """Whether a condition holds for at least one employment of each lane."""
    return np.asarray(in_rows(rows).any(axis=0), dtype=bool)
