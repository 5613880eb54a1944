"""Days as spreadsheets write them, such as 31/12/1990, rewritten as year-month-day when the visitor asks for it.

Which of two numbers is the day cannot be known from 01/02/2016 alone, so it is asked once for the whole case.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from corridor.workbench.check.case import Case

First = Literal["day", "month"]

_WRITTEN = re.compile(r"([0-9]{1,2})[./ -]([0-9]{1,2})[./ -]([0-9]{4})")
_YEAR_FIRST = re.compile(r"([0-9]{4})[./-]([0-9]{1,2})[./-]([0-9]{1,2})")


def readings(text: str) -> dict[First, str]:
    """A day that is not written as year-month-day, as it is read with the day first and with the month first.

    Empty where the text is no such day; one reading where only one is a day at all.

    >>> readings("01/02/2016")
    {'day': '2016-02-01', 'month': '2016-01-02'}
    >>> readings("31.12.1990")
    {'day': '1990-12-31'}
    >>> readings("1990-12-31")
    {}
    """
    if found := _WRITTEN.fullmatch(text.strip()):
        one, two, year = map(int, found.groups())
        tried: dict[First, tuple[int, int, int]] = {"day": (year, two, one), "month": (year, one, two)}
    elif (found := _YEAR_FIRST.fullmatch(text.strip())) and len(text.strip()) < 11:
        year, month, day = map(int, found.groups())
        tried = {"day": (year, month, day)}
    else:
        return {}
    read: dict[First, str] = {}
    for first, parts in tried.items():
        try:
            read[first] = date(*parts).isoformat()
        except ValueError:
            continue
    return {} if text.strip() in read.values() else read


def offered(case: Case) -> tuple[First, ...]:
    """The ways in which the days of a case can be rewritten: none, one, or two where one of them can be read twice."""
    found = [r for held, name in _days(case) for part in held[name].split("..") if (r := readings(part))]
    if any(len(set(r.values())) > 1 for r in found):
        return ("day", "month")
    return ("day",) if found else ()


def rewrite(case: Case, first: First) -> None:
    """Write every such day of a case as year-month-day; with ``first`` where two readings are possible."""
    for held, name in _days(case):
        held[name] = "..".join(_read(part, first) for part in held[name].split(".."))


def _read(part: str, first: First) -> str:
    found = readings(part)
    return found.get(first) or next(iter(found.values()), part)


def _days(case: Case) -> list[tuple[dict[str, str], str]]:
    """Where the days of a case stand, as far as they are filled in."""
    places = [(case.person, name) for name in ("birth_date", "claim_date")]
    places += [(row, name) for row in case.periods for name in ("start", "end")]
    return [(held, name) for held, name in places if held.get(name)]
