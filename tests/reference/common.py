"""The plain data that the exact scalar references read.

A reference is a second, independent writing of a scheme's rules: one person at a time, ``Fraction`` and
``date`` only, straight from the statute.  Tests compare it with the rule base that runs on blocks.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction


@dataclass(frozen=True)
class Period:
    """One insured period, both days included.

    ``earnings`` is the total for the whole period in the scheme's currency, ``count`` the number of native
    units (days, weeks, contributions) where the record states one; ``None`` where it does not.
    """

    start: date
    end: date
    kind: str = "employment"
    earnings: Fraction | None = None
    count: Fraction | None = None


@dataclass(frozen=True)
class Case:
    """One person's claim in one scheme.

    ``credited_right`` are foreign periods, already converted to the scheme's own unit and free of overlap,
    that count towards the right; ``credited_amount`` those that are treated as own periods in the amount
    (the theoretical amount of a totalization).  ``residence`` is the ISO3 code of the country of residence.
    """

    birth: date
    claim: date
    periods: tuple[Period, ...]
    sex: str = "female"
    residence: str = ""
    nationality: tuple[str, ...] = ()
    credited_right: Fraction = Fraction(0)
    credited_amount: Fraction = Fraction(0)
    facts: dict[str, object] = field(default_factory=dict)


def months_between(start: date, after: date) -> Fraction:
    """Months from a day to the first day after; a part of a month counts by the days of that month."""

    def place(day: date) -> Fraction:
        first = day.replace(day=1)
        following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        return first.year * 12 + first.month + Fraction((day - first).days, (following - first).days)

    return place(after) - place(start)


def share_of_period(period: Period, start: date, after: date) -> Fraction:
    """The part of a period's total that falls to a stretch of it: by months."""
    return months_between(start, after) / months_between(period.start, period.end + timedelta(days=1))
