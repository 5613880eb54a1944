"""The schedules of salary credits, section 18: pay to credit in the schedule of a month.

A schedule begins in January or in the month that the law names for its year.  What the law sets for each schedule
has shape (schedules, 1); runs of months, or single cells of them, read it by their month.
"""

from __future__ import annotations

import numpy as np

from corridor.law.numeric import Array, maximum, minimum, round_to
from corridor.law.tables import Table


def in_force(values: Array, schedule_from: Array, months: Array) -> Array:
    """The schedules' values in each month (any shape); months of absent runs read the last schedule."""
    begins = schedule_from[:, 0]
    every_month = np.arange(begins[0], begins[-1] + 12)
    schedule = np.searchsorted(begins, every_month, side="right") - 1
    by_month = np.broadcast_to(values, schedule_from.shape)[schedule, 0]
    return np.asarray(by_month.take(months - begins[0], mode="clip"))


def stepped(pay: Array, months: Array, schedule_from: Array, step: Array, brackets: Table) -> Array:
    """Pay of each month taken to the salary credit of its bracket, before floor and ceiling.

    Where the step is 0 the schedule of unequal brackets gives the credit.
    """
    steps = in_force(step, schedule_from, months)
    bracketed = (steps == 0).reshape(-1)
    if not bracketed.any():
        return np.asarray(round_to(pay, steps, "nearest"))
    out, old, new = np.empty_like(pay), np.flatnonzero(bracketed), np.flatnonzero(~bracketed)
    out.put(new, round_to(pay.take(new), steps.take(new), "nearest"))
    by_month = brackets.placed(lambda version: in_force(version, schedule_from, months.take(old)))
    out.put(old, by_month.step(pay.take(old)))
    return out


def bounded(credit: Array, months: Array, schedule_from: Array, least: Array, most: Array) -> Array:
    """Salary credits held between the least and the highest of their month."""
    floors, ceilings = (in_force(values, schedule_from, months) for values in (least, most))
    return np.asarray(minimum(maximum(credit, floors), ceilings))
