"""From the values of a selector to the days on which parameters are looked up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from corridor.law import calendar
from corridor.law.numeric import Array

#: How the units of a selector that are no days become days.
_TO_DAY: Mapping[str, Callable[[Any], Array]] = {"year": calendar.day_of, "month": calendar.first_day}

#: Cells of a selector from which on it pays to look each month, year or day up once.
_MANY = 1024


@dataclass
class Days:
    """The days that a selector names.

    ``days`` are those to look up, ``place`` which of them stands in each cell (``None``: they are the cells
    themselves), ``range`` the first and the last of them.
    """

    days: Array
    place: Array | None
    range: tuple[int, int] | None

    @cached_property
    def of_cells(self) -> Array:
        """The day of each cell."""
        return self.days if self.place is None else self.days.take(self.place)


def days_named(selected: Array, unit: str) -> Days:
    """The days that the values of a selector name: its days, or the first days of its months or years.

    Those of thousands of careers are few: they are looked up once each and then spread.
    """
    if not selected.size:
        return Days(selected, None, None)
    low, high = int(selected.min()), int(selected.max())
    to_day = _TO_DAY.get(unit, np.asarray)
    ends = int(to_day(low)), int(to_day(high))
    if selected.size <= _MANY or (high - low) * 8 > selected.size:
        return Days(to_day(selected.astype("int64")), None, ends)
    return Days(to_day(np.arange(low, high + 1)), selected.astype("int64") - low, ends)


def spread(found: Array, place: Array | None) -> Array:
    """What was found for each day, at the cells that stand on these days."""
    if place is None:
        return found
    if not any(found.strides):  # the same on all days
        return np.broadcast_to(found[0], place.shape)
    return found.take(place)
