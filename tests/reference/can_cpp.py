"""Exact scalar reference of the Canada Pension Plan retirement pension (CPP, RSC 1985, c. C-8).

One person, plain ``Fraction`` and ``date``.  Months are numbered year * 12 + month - 1.  For the Act an age
is reached at the beginning of the month after the birthday (s. 2(2)).

Assumptions where a record says less than the law asks: earnings of a period are spread evenly over its
months; contributions were paid on all of them; the claim date is the day from which the pension is wanted,
the application having been made in time; work ended where the record ends.

Foreign periods open no further right (one valid contribution does) and never change the earnings-related
amount: all agreements read base it on the earnings under the plan alone (India, Mexico, Morocco, Philippines,
Tuerkiye: the article on benefits under the Canada Pension Plan).
"""

from __future__ import annotations

import math
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from tests.reference.common import Case, share_of_period

_FILE = Path(__file__).parents[2] / "src/corridor/schemes/can/cpp/parameters.yaml"
_LAW: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))["parameters"]
_KINDS = set(yaml.safe_load(_FILE.read_text(encoding="utf-8"))["period_kinds"])


def _day(key: Any) -> date:
    return key if isinstance(key, date) else date(int(key), 1, 1)


def law(name: str, on: date | int | None = None) -> Fraction:
    """A number of the law on a day or in a year; ``LookupError`` where none is known."""
    entry = _LAW[name]
    if entry["selector"] == "none":
        return Fraction(entry["values"][-1]["value"])
    day = _day(on)
    known = entry["known_until"]
    last = known if isinstance(known, date) else date(int(known), 12, 31)
    held = [v for v in entry["values"] if _day(v["from"]) <= day]
    if not held or day > last:
        raise LookupError(f"{name} is not known on {day}")
    return Fraction(held[-1]["value"])


def month(day: date) -> int:
    """Month number of a date."""
    return day.year * 12 + day.month - 1


def first_day(number: int) -> date:
    """First day of a month number."""
    return date(number // 12, number % 12 + 1, 1)


def month_of_age(case: Case, name: str) -> int:
    """Month at whose beginning an age is deemed reached: the one after the birthday (s. 2(2))."""
    return month(case.birth) + 12 * int(law(name, case.claim)) + 1


def nearest_cent(amount: Fraction) -> Fraction:
    """Amount to the nearest cent, half a cent up (no written rule; cf. Regulations s. 62(2))."""
    return math.floor(amount * 100 + Fraction(1, 2)) * Fraction(1, 100)


def requested_month(case: Case) -> int:
    """Month from which the pension is claimed (s. 67(2)(h), (3)(c), (3.1)(d)).

    The first month that begins on or after the claim date; where the claim falls on the monthly birthday
    itself, the month after it, because s. 2(2) puts every age reached on that day at the beginning of the
    next month.
    """
    if case.claim.day == 1 and case.birth.day != 1:
        return month(case.claim)
    return month(case.claim) + 1


def start_month(case: Case) -> int:
    """First month payable: as claimed, never before 60 is reached (s. 67(3.1)(a), (d))."""
    return max(requested_month(case), month_of_age(case, "earliest_age"))


def earliest_start_of_application(case: Case) -> int:
    """Earliest month that can be chosen if the claim date is the day of application (s. 67(3.1))."""
    received, at_65 = month(case.claim), month_of_age(case, "standard_age")
    if received < at_65:
        return max(received + 1, month_of_age(case, "earliest_age"))
    return max(received - int(law("retroactive_months", case.claim)), at_65)


def averaged(case: Case, year: int) -> Fraction:
    """Maximum Pensionable Earnings Average of the year in which the pension starts (s. 42(1))."""
    span = int(law("averaging_span", case.birth))
    return sum((law("ympe_averaged", y) for y in range(year - span + 1, year + 1)), Fraction(0)) / span


def contributory_period(case: Case) -> tuple[int, int]:
    """First month of the contributory period and first month after it (s. 49)."""
    begins = max(month_of_age(case, "entry_age"), int(law("first_plan_year")) * 12)
    ends = min(start_month(case), month_of_age(case, "last_age"))
    return begins, max(begins, ends)


def covered_earnings(case: Case) -> dict[int, Fraction]:
    """Contributory earnings of each calendar year: those between 18 and 70 (ss. 12, 13)."""
    low = first_day(month_of_age(case, "entry_age"))
    high = first_day(month_of_age(case, "last_age"))
    out: dict[int, Fraction] = {}
    for period in case.periods:
        if period.kind not in _KINDS:
            raise ValueError(f"CPP has no periods of kind {period.kind}")
        if period.earnings is None:
            raise ValueError(f"earnings of {period.start} to {period.end} are missing")
        end = period.end + timedelta(days=1)
        for year in range(period.start.year, period.end.year + 1):
            first = max(period.start, date(year, 1, 1), low)
            after = min(end, date(year + 1, 1, 1), high)
            share = share_of_period(period, first, after) if after > first else Fraction(0)
            out[year] = out.get(year, Fraction(0)) + period.earnings * share
    return out


def year_months(case: Case, year: int) -> int:
    """Months of a calendar year that lie in the contributory period (ss. 17, 19, 52, 53(2))."""
    begins, ends = contributory_period(case)
    return max(min(ends, year * 12 + 12) - max(begins, year * 12), 0)


def pensionable_earnings(case: Case) -> dict[int, Fraction]:
    """Base unadjusted pensionable earnings of each year (s. 53; limits by months, ss. 17, 19)."""
    out: dict[int, Fraction] = {}
    for year, earned in covered_earnings(case).items():
        months = Fraction(year_months(case, year), 12)
        if not earned or not months:
            out[year] = Fraction(0)
            continue
        exempt, most = law("ybe", year) * months, law("ympe", year) * months
        out[year] = Fraction(0) if earned <= exempt else min(earned, most)
    return out


def second_additional_earnings(case: Case) -> dict[int, Fraction]:
    """Second additional unadjusted pensionable earnings: between YMPE and YAMPE (ss. 18.1, 53.2)."""
    out: dict[int, Fraction] = {}
    for year, earned in covered_earnings(case).items():
        months = Fraction(year_months(case, year), 12)
        if not earned or not months:
            out[year] = Fraction(0)
            continue
        step, ympe = law("yampe_step"), law("ympe", year)
        yampe = math.floor(ympe * law("yampe_ratio", year) / step) * step
        out[year] = max(min(earned, yampe * months) - ympe * months, Fraction(0))
    return out


def adjusted(case: Case, earnings: dict[int, Fraction]) -> dict[int, Fraction]:
    """Earnings of each year brought to the level of the start year: times average over YMPE (s. 51(1))."""
    average = averaged(case, first_day(start_month(case)).year)
    return {y: amount * average / law("ympe", y) if amount else amount for y, amount in earnings.items()}


def lowest_months(case: Case, by_year: dict[int, Fraction], count: int) -> Fraction:
    """Sum of the ``count`` months with the lowest adjusted earnings (s. 48(3)(b), (4)(b))."""
    begins, ends = contributory_period(case)
    monthly = []
    for number in range(begins, ends):
        year = number // 12
        monthly.append(by_year.get(year, Fraction(0)) / year_months(case, year))
    return sum(sorted(monthly)[:count], Fraction(0))


def compute(case: Case) -> dict[str, Any]:
    """Every value of the retirement pension for one claim."""
    start = start_month(case)
    starts = first_day(start)
    at_65 = month_of_age(case, "standard_age")
    begins, ends = contributory_period(case)
    earnings = pensionable_earnings(case)
    own = sum(1 for amount in earnings.values() if amount > 0)
    conditions = {
        "contributor": own >= law("minimum_contribution_years"),
        "age_reached": requested_month(case) >= month_of_age(case, "earliest_age"),
    }
    base_years = adjusted(case, earnings)
    second_years = adjusted(case, second_additional_earnings(case))

    months = ends - begins
    basic = int(law("basic_months"))
    total = sum(base_years.values(), Fraction(0))
    after_65 = min(max(ends - max(at_65, begins), 0), max(months - basic, 0))
    remaining = months - after_65
    dropped_months = min(math.ceil(law("dropout_rate", starts) * remaining), max(remaining - basic, 0))
    dropped = lowest_months(case, base_years, after_65 + dropped_months)
    counted = max(months, basic) - after_65 - dropped_months
    average = (total - dropped) / counted

    divisor = law("additional_divisor")
    first_monthly = (
        sum((v * law("first_additional_share", y) for y, v in base_years.items() if v), Fraction(0)) / divisor
    )
    second_monthly = sum(second_years.values(), Fraction(0)) / divisor
    base = nearest_cent(law("base_rate") * average)
    first = nearest_cent(law("first_additional_rate") * first_monthly)
    second = nearest_cent(law("second_additional_rate") * second_monthly)

    cap = law("adjustment_cap")
    early, late = max(at_65 - start, 0), max(start - at_65, 0)
    factor = 1 - min(early, cap) * law("early_rate", starts) + min(late, cap) * law("late_rate", starts)
    pension = nearest_cent((base + first + second) * factor)
    return {
        "own_periods": Fraction(own),
        "contribution_years": Fraction(own),
        "conditions": conditions,
        "entitled": all(conditions.values()),
        "starts": starts,
        "earliest_start_of_application": first_day(earliest_start_of_application(case)),
        "payable_abroad": True,
        "pensionable_earnings": earnings,
        "adjusted_earnings": base_years,
        "maximum_pensionable_earnings_average": averaged(case, starts.year),
        "contributory_months": Fraction(months),
        "dropout_months_after_65": Fraction(after_65),
        "dropout_months": Fraction(dropped_months),
        "counted_months": Fraction(counted),
        "total_pensionable_earnings": total,
        "dropped_earnings": dropped,
        "average_monthly_pensionable_earnings": average,
        "first_additional_monthly_earnings": first_monthly,
        "second_additional_monthly_earnings": second_monthly,
        "base_pension_at_65": base,
        "first_additional_pension": first,
        "second_additional_pension": second,
        "pension_at_65": base + first + second,
        "months_before_65": Fraction(early),
        "months_after_65": Fraction(late),
        "adjustment_factor": Fraction(factor),
        "pension": pension,
        "amount": pension,
    }
