"""Period algebra: sets of days as spans, exact and readable.

A :class:`Span` is half open: ``start`` belongs to it, ``end`` does not.  A *canonical* set of spans is a
tuple, sorted, in which no two spans overlap or touch.  Every function takes any iterable of spans (in any
order, overlapping or not) and returns canonical sets.  Insured periods are written with both days included;
:meth:`Span.of_days` converts.

This is the reference that the columnar code is tested against: scalar, no float, no approximation.

>>> from datetime import date
>>> a = Span.of_days(date(2001, 1, 1), date(2001, 1, 31))
>>> b = Span.of_days(date(2001, 1, 20), date(2001, 2, 10))
>>> total_days(union([a], [b]))
41
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import groupby, pairwise
from typing import Literal

Spans = tuple["Span", ...]
Unit = Literal["day", "week", "month", "quarter", "year"]
Rounding = Literal["touched", "full", "exact", "up", "down", "nearest"]


@dataclass(frozen=True, order=True, slots=True)
class Span:
    """The days from ``start`` up to, not including, ``end``.

    An empty or backward span is refused, so a span always holds at least one day.
    """

    start: date
    end: date

    def __post_init__(self) -> None:
        if not self.start < self.end:
            raise ValueError(f"a span must end after it starts: {self.start} to {self.end}")

    @classmethod
    def of_days(cls, first: date, last: date) -> Span:
        """The span of a period written with both days included.

        >>> Span.of_days(date(2001, 1, 1), date(2001, 1, 1)).days
        1
        """
        return cls(first, last + timedelta(days=1))

    @property
    def days(self) -> int:
        """Number of days."""
        return (self.end - self.start).days

    @property
    def last(self) -> date:
        """The last day that belongs to it."""
        return self.end - timedelta(days=1)


def canonical(spans: Iterable[Span]) -> Spans:
    """The same days as sorted spans that neither overlap nor touch.

    >>> canonical([Span(date(2001, 1, 5), date(2001, 1, 9)), Span(date(2001, 1, 1), date(2001, 1, 5))])
    (Span(start=datetime.date(2001, 1, 1), end=datetime.date(2001, 1, 9)),)
    """
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            if span.end > merged[-1].end:
                merged[-1] = Span(merged[-1].start, span.end)
        else:
            merged.append(span)
    return tuple(merged)


def union(*sets: Iterable[Span]) -> Spans:
    """Days that are in at least one of the sets.

    >>> a, b = Span(date(2001, 1, 1), date(2001, 1, 3)), Span(date(2001, 1, 2), date(2001, 1, 4))
    >>> total_days(union([a], [b]))
    3
    """
    return canonical(span for spans in sets for span in spans)


def _sweep(sets: Sequence[Iterable[Span]], wanted: Callable[[tuple[bool, ...]], bool]) -> Spans:
    """Days for which ``wanted`` is true of the memberships in each set: one sweep over all borders."""
    parts = [canonical(spans) for spans in sets]
    borders = sorted({border for spans in parts for span in spans for border in (span.start, span.end)})
    at = [0] * len(parts)
    kept: list[Span] = []
    for start, end in pairwise(borders):
        inside = []
        for i, spans in enumerate(parts):
            while at[i] < len(spans) and spans[at[i]].end <= start:
                at[i] += 1
            inside.append(at[i] < len(spans) and spans[at[i]].start <= start)
        if wanted(tuple(inside)):
            kept.append(Span(start, end))
    return canonical(kept)


def intersection(a: Iterable[Span], b: Iterable[Span]) -> Spans:
    """Days that are in both sets.

    >>> intersection([Span(date(2001, 1, 1), date(2001, 1, 3))], [Span(date(2001, 1, 2), date(2001, 1, 4))])
    (Span(start=datetime.date(2001, 1, 2), end=datetime.date(2001, 1, 3)),)
    """
    return _sweep([a, b], all)


def difference(a: Iterable[Span], b: Iterable[Span]) -> Spans:
    """Days of ``a`` that are not in ``b``.

    >>> difference([Span(date(2001, 1, 1), date(2001, 1, 3))], [Span(date(2001, 1, 2), date(2001, 1, 4))])
    (Span(start=datetime.date(2001, 1, 1), end=datetime.date(2001, 1, 2)),)
    """
    return _sweep([a, b], lambda inside: inside[0] and not inside[1])


def gaps(spans: Iterable[Span], within: Span) -> Spans:
    """Days of ``within`` that no span covers.

    >>> worked, week = Span(date(2001, 1, 2), date(2001, 1, 4)), Span(date(2001, 1, 1), date(2001, 1, 6))
    >>> [gap.days for gap in gaps([worked], week)]
    [1, 2]
    """
    return difference([within], spans)


def total_days(spans: Iterable[Span]) -> int:
    """Number of days, each counted once.

    >>> total_days([Span(date(2001, 1, 1), date(2001, 1, 3)), Span(date(2001, 1, 1), date(2001, 1, 2))])
    2
    """
    return sum(span.days for span in canonical(spans))


def split_by_year(spans: Iterable[Span]) -> dict[int, Spans]:
    """The days by calendar year: year -> canonical set, years without a day left out, in order.

    >>> parts = split_by_year([Span(date(2001, 12, 30), date(2002, 1, 3))])
    >>> {year: total_days(spans) for year, spans in parts.items()}
    {2001: 2, 2002: 2}
    """
    years: dict[int, list[Span]] = {}
    for span in canonical(spans):
        start = span.start
        while start < span.end:
            # The last representable year has no first day of the year after.
            border = date(start.year + 1, 1, 1) if start.year < date.max.year else span.end
            end = min(span.end, border)
            years.setdefault(start.year, []).append(Span(start, end))
            start = end
    return {year: tuple(parts) for year, parts in years.items()}


def _months_between(first: date, last: date) -> range:
    return range(first.year * 12 + first.month - 1, last.year * 12 + last.month)


def calendar_months(spans: Iterable[Span]) -> tuple[tuple[int, int], ...]:
    """The distinct calendar months touched by at least one day, as (year, month), in order.

    >>> calendar_months([Span(date(2001, 1, 31), date(2001, 3, 2))])
    ((2001, 1), (2001, 2), (2001, 3))
    """
    months = {number for span in spans for number in _months_between(span.start, span.last)}
    return tuple((number // 12, number % 12 + 1) for number in sorted(months))


def full_months(spans: Iterable[Span]) -> tuple[tuple[int, int], ...]:
    """The calendar months covered on every day, as (year, month), in order.

    >>> full_months([Span(date(2001, 1, 31), date(2001, 3, 2))])
    ((2001, 2),)
    """
    return tuple(
        (number // 12, number % 12 + 1)
        for number in _full_blocks(canonical(spans), _month_number, _month_start)
    )


def resolve_overlaps(
    periods: Iterable[tuple[Span, str]], priority: Sequence[str]
) -> tuple[tuple[Span, str], ...]:
    """Give every day to one kind: where kinds overlap, the one that stands first in ``priority`` keeps it.

    Returns (span, kind) in order of time, free of overlap, with the same days in all as ``periods``; spans of
    one kind that touch are joined.  A kind that is not in ``priority`` raises ``ValueError``: who would win
    is a rule of law, not a default.

    >>> work, bonus = Span(date(2001, 1, 3), date(2001, 1, 5)), Span(date(2001, 1, 1), date(2001, 1, 9))
    >>> [(s.start.day, s.end.day, k) for s, k in resolve_overlaps([(bonus, "credited"), (work, "employment")],
    ...                                                          ["employment", "credited"])]
    [(1, 3, 'credited'), (3, 5, 'employment'), (5, 9, 'credited')]
    """
    by_kind: dict[str, list[Span]] = {}
    for span, kind in periods:
        if kind not in priority:
            raise ValueError(f"kind {kind!r} has no place in the order of priority {', '.join(priority)}")
        by_kind.setdefault(kind, []).append(span)
    taken: Spans = ()
    kept: list[tuple[Span, str]] = []
    for kind in dict.fromkeys(priority):
        if kind in by_kind:
            kept.extend((span, kind) for span in difference(by_kind[kind], taken))
            taken = union(taken, by_kind[kind])
    return tuple(sorted(kept))


# Calendar blocks are numbered so that touched and full blocks need no list of days.  Weeks begin on Monday.
def _week_number(day: date) -> int:
    return (day.toordinal() - 1) // 7


def _week_start(number: int) -> date:
    return date.fromordinal(number * 7 + 1)


def _month_number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _month_start(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def _quarter_number(day: date) -> int:
    return day.year * 4 + (day.month - 1) // 3


def _quarter_start(number: int) -> date:
    return date(number // 4, number % 4 * 3 + 1, 1)


def _year_start(number: int) -> date:
    return date(number, 1, 1)


_BLOCKS: dict[str, tuple[Callable[[date], int], Callable[[int], date]]] = {
    "week": (_week_number, _week_start),
    "month": (_month_number, _month_start),
    "quarter": (_quarter_number, _quarter_start),
    "year": (lambda day: day.year, _year_start),
}


def _full_blocks(spans: Spans, number: Callable[[date], int], start: Callable[[int], date]) -> list[int]:
    """Numbers of the calendar blocks covered on every day by a canonical set."""
    full: list[int] = []
    for span in spans:
        first = number(span.start)
        if start(first) < span.start:
            first += 1
        full.extend(range(first, number(span.end)))
    return full


def count_in_unit(
    spans: Iterable[Span], unit: Unit, rounding: Rounding, days_per_unit: int | Fraction | None = None
) -> Fraction:
    """The days counted in a unit, under a stated rule. Exact: a ``Fraction``.

    unit: ``day``, ``week`` (Monday to Sunday), ``month``, ``quarter`` or ``year`` of the calendar.
    rounding:
      - ``touched``: distinct calendar units with at least one day;
      - ``full``: calendar units covered on every day;
      - ``exact``: total days / ``days_per_unit``, unrounded;
      - ``up``, ``down``, ``nearest`` (half up): the same, rounded to whole units.
    days_per_unit: how many days make one unit, for the last four.  A day has 1 and a week 7; for longer units
      law decides (30? 26? 360?), so it must be given.

    Raises ``ValueError`` for an unknown unit or rule, or a missing ``days_per_unit``.

    >>> spans = [Span.of_days(date(2001, 1, 31), date(2001, 3, 1))]
    >>> [str(count_in_unit(spans, "month", rule, 30)) for rule in ("touched", "full", "exact", "up", "down")]
    ['3', '1', '1', '1', '1']
    """
    days = canonical(spans)
    if unit != "day" and unit not in _BLOCKS:
        raise ValueError(f"unit {unit!r}: expected day, {', '.join(_BLOCKS)}")
    if rounding in ("touched", "full"):
        if unit == "day":
            return Fraction(total_days(days))
        number, start = _BLOCKS[unit]
        if rounding == "full":
            return Fraction(len(_full_blocks(days, number, start)))
        # Two spans may touch the same block at their borders: count its number once.
        touched = ((number(span.start), number(span.last)) for span in days)
        count, last = 0, None
        for first, end in touched:
            count += end - first + 1 - (first == last)
            last = end
        return Fraction(count)
    if days_per_unit is None:
        days_per_unit = {"day": 1, "week": 7}.get(unit)
    if days_per_unit is None or days_per_unit <= 0:
        raise ValueError(f"how many days make a {unit} is a rule of law: give days_per_unit")
    exact = Fraction(total_days(days)) / Fraction(days_per_unit)
    if rounding == "exact":
        return exact
    if rounding == "up":
        return Fraction(-(-exact.numerator // exact.denominator))
    if rounding == "down":
        return Fraction(exact.numerator // exact.denominator)
    if rounding == "nearest":
        return Fraction((2 * exact.numerator + exact.denominator) // (2 * exact.denominator))
    raise ValueError(f"rounding {rounding!r}: expected touched, full, exact, up, down or nearest")


def by_kind(periods: Iterable[tuple[Span, str]]) -> dict[str, Spans]:
    """The days of each kind: kind -> canonical set, kinds in alphabetical order.

    >>> list(by_kind([(Span(date(2001, 1, 1), date(2001, 1, 2)), "residence")]))
    ['residence']
    """
    ordered = sorted(periods, key=lambda item: item[1])
    return {
        kind: canonical(s for s, _ in group) for kind, group in groupby(ordered, key=lambda item: item[1])
    }
