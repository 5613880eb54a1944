"""Old Age Security pension of Canada for one person, in plain Python: the second writing of its rules.

It works day by day: a set of the days of residence answers every question by counting, and the first day of a
right is found by trying each day from the 65th birthday on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate
from math import floor
from pathlib import Path
from typing import Any

import yaml

from tests.reference.common import Case

FILE = Path(__file__).parents[2] / "src/corridor/schemes/can/oas/parameters.yaml"
DAY = timedelta(days=1)


@lru_cache(maxsize=1)
def _file() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))["parameters"]
    return loaded


def number(name: str) -> Fraction:
    """A number of the law that no date picks."""
    return Fraction(_file()[name]["values"][-1]["value"])


def full_pension_of(month: date) -> Fraction:
    """Full monthly pension (s. 7) of the month that begins on ``month``; ``LookupError`` if not known."""
    entry = _file()["full_pension"]
    if month > entry["known_until"]:
        raise LookupError(f"full pension of {month} is not known")
    held = [v for v in entry["values"] if v["from"] <= month]
    if not held:
        raise LookupError(f"full pension of {month} is not known")
    return Fraction(held[-1]["value"])


def add_years(day: date, years: int) -> date:
    """The same day some years later; 29 February becomes 28 February in a common year."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def whole_years(start: date, end: date) -> int:
    """Completed years, date to date."""
    years = end.year - start.year
    return years - 1 if add_years(start, years) > end else years


def months(day: date) -> int:
    """Running number of the month of a day."""
    return day.year * 12 + day.month - 1


def first_of(month: int) -> date:
    """First day of a month number."""
    return date(month // 12, month % 12 + 1, 1)


def cents(amount: Fraction) -> Fraction:
    """Nearest cent, a half upwards (Regulations ss. 7 and 8)."""
    unit = number("rounding")
    return floor(amount / unit + Fraction(1, 2)) * unit


@dataclass(frozen=True)
class Residence:
    """Residence in Canada after 18: ``spans`` (end = first day after), and running counts of its days."""

    adult: date
    spans: tuple[tuple[date, date], ...]
    first: int
    running: tuple[int, ...]

    @classmethod
    def of(cls, case: Case) -> Residence:
        """Residence of the periods on record, from the 18th birthday (s. 3; Regulations s. 21)."""
        adult = add_years(case.birth, int(number("adult_age")))
        days: set[int] = set()
        for period in case.periods:
            days.update(range(max(period.start, adult).toordinal(), period.end.toordinal() + 1))
        low, high = adult.toordinal(), max(days | {case.claim.toordinal()}) + 2
        here = [d in days for d in range(low, high)]
        spans, opened = [], None
        for place, inside in enumerate([*here, False]):
            if inside and opened is None:
                opened = place
            if not inside and opened is not None:
                spans.append((date.fromordinal(low + opened), date.fromordinal(low + place)))
                opened = None
        return cls(adult, tuple(spans), low, (0, *accumulate(int(h) for h in here)))

    def _before(self, day: date) -> int:
        place = min(max(day.toordinal() - self.first, 0), len(self.running) - 1)
        return self.running[place]

    def days(self, low: date, high: date) -> int:
        """Days of residence from ``low`` up to, not including, ``high``."""
        return max(self._before(high) - self._before(low), 0)

    def on(self, day: date) -> bool:
        """Whether the person was resident on a day."""
        return self.days(day, day + DAY) == 1

    def counted(self, until: date) -> int:
        """Residence before a day in whole years (of 365) and days left over, span by span (s. 3(4))."""
        total = 0
        for start, end in self.spans:
            stop = min(end, until)
            if stop > start:
                years = whole_years(start, stop)
                total += years * 365 + min((stop - add_years(start, years)).days, 364)
        return total


def partial_right(case: Case, held: Residence, day: date) -> bool:
    """Whether an approval on ``day`` meets s. 3(2)(b), foreign periods that open the right included."""
    years = (held.counted(day) + floor(case.credited_right)) // 365
    if years >= number("years_to_export"):
        return True
    return years >= number("minimum_years") and held.on(day - DAY)


def transition_group(case: Case, held: Residence) -> bool:
    """Aged 25 on 1 July 1977 with a link to Canada (s. 3(1)(b)(i))."""
    day = date(int(number("transition_year")), int(number("transition_month")), 1)
    linked = held.days(held.adult, day + DAY) > 0 or case.facts.get("immigration_visa_1977") == "yes"
    return add_years(case.birth, int(number("transition_age"))) <= day and linked


def transition_met(held: Residence, day: date) -> bool:
    """Ten years' residence before ``day``, or absences made up by earlier presence (s. 3(1)(b)(iii))."""
    opens = add_years(day, -int(number("transition_window")))
    absent = (day - opens).days - held.days(opens, day)
    if absent == 0:
        return True
    last = add_years(day, -int(number("transition_last_years")))
    unbroken = held.days(last, day) == (day - last).days
    earlier = held.days(held.adult, opens)
    return unbroken and earlier >= number("transition_multiple") * absent


def full_right(case: Case, held: Residence, day: date, in_group: bool) -> bool:
    """Whether an approval on ``day`` gives a full pension (s. 3(1))."""
    forty = (held.counted(day) + floor(case.credited_amount)) // 365 >= number("full_years")
    return forty or (in_group and transition_met(held, day))


def first_day(low: date, high: date, test: Any) -> date | None:
    """First day from ``low`` to ``high`` that passes a test."""
    day = low
    while day <= high:
        if test(day):
            return day
        day += DAY
    return None


def approval_day(case: Case, held: Residence, age_day: date) -> date:
    """Day on which approval takes effect (s. 8, Regulations s. 5): the claim, or the earliest."""
    if case.facts.get("start_requested") != "earliest":
        return case.claim
    low = max(add_years(case.claim, -int(number("retroactive_years"))), age_day)
    return first_day(low, case.claim, lambda d: partial_right(case, held, d)) or case.claim


def deferral_months(case: Case, held: Residence, right_on: date | None, approval: date) -> int:
    """Months that increase the pension (s. 7.1): one by one, leaving out those of s. 7.1(4)."""
    if right_on is None:
        return 0
    begin = int(number("deferral_from_year")) * 12 + int(number("deferral_from_month")) - 1
    end_of = months(add_years(case.birth, int(number("deferral_end_age"))))
    counted = 0
    for month in range(max(months(right_on) + 1, begin), min(months(approval), end_of) + 1):
        counted += not suspended(case, held, month)
    return counted


def suspended(case: Case, held: Residence, month: int) -> bool:
    """Whether s. 9(3) would suspend payment for the month of a person who had left Canada before."""
    left = [(s, e) for s, e in held.spans if months(e - DAY) < month]
    if not left or any(months(s) <= month <= months(e - DAY) for s, e in held.spans):
        return False
    _, end = left[-1]
    enough = held.counted(end) + floor(case.credited_right) >= number("years_to_export") * 365
    return not enough and month > months(end - DAY) + number("absence_months")


def reference(case: Case) -> dict[str, Any]:
    """The whole pension: conditions, amount, start, export, and every value on the way (Act ss. 3 to 9)."""
    held = Residence.of(case)
    age_day = add_years(case.birth, int(number("pension_age")))
    approval = approval_day(case, held, age_day)
    in_group = transition_group(case, held)
    counted = held.counted(approval)
    year = number("days_of_year")
    out: dict[str, Any] = {"pension_age_reached_on": age_day, "adult_from": held.adult, "approval": approval}
    out["residence_days"] = out["own_periods"] = held.days(held.adult, approval)
    out["qualifying_years"] = qualifying = (counted + case.credited_right) / year
    eve = held.on(approval - DAY) or (case.residence == "CAN" and approval == case.claim)
    out["conditions"] = {
        "age_reached": case.claim >= age_day,
        "ten_years_of_residence": floor(qualifying) >= number("minimum_years"),
        "resident_or_twenty_years": eve or floor(qualifying) >= number("years_to_export"),
        "legal_status": "CAN" in case.nationality or case.facts.get("legal_residence") != "no",
    }
    out["entitled"] = all(out["conditions"].values())
    out["transition_group"] = in_group
    out["full_right"] = full = full_right(case, held, approval, in_group)

    # which pension is greatest (s. 7.1(3))
    full_on = first_day(age_day, approval, lambda d: full_right(case, held, d, in_group))
    partial_on = first_day(age_day, approval, lambda d: partial_right(case, held, d))
    out |= {"full_right_on": full_on or date.max, "partial_right_on": partial_on or date.max}
    full_months = deferral_months(case, held, full_on, approval)
    partial_months = deferral_months(case, held, partial_on, approval)
    rate, forty = number("deferral_rate"), number("full_years")
    at_right = (held.counted(partial_on or approval) + case.credited_amount) / year
    at_approval = (counted + case.credited_amount) / year
    choices: list[tuple[Fraction, Fraction, int]] = [
        (min(Fraction(floor(at_right)), forty) * (1 + rate * partial_months), at_right, partial_months),
        (min(Fraction(floor(at_approval)), forty), at_approval, 0),
    ]
    if full:
        choices.insert(0, (forty * (1 + rate * full_months), forty, full_months))
    _, years, waited = max(choices, key=lambda choice: choice[0])
    out |= {"residence_years": years, "residence_years_after_18": Fraction(floor(years))}
    out["fraction"] = fraction = min(Fraction(floor(years)), forty) / forty
    out["deferral_months"] = waited
    out["deferral_factor"] = factor = 1 + rate * waited

    # payment (ss. 7 and 8)
    month = months(max(approval, age_day)) + 1
    out["starts"] = first_of(month)
    rate_of_month = full_pension_of(first_of(month))
    out["full_pension"] = rate_of_month
    out["partial_pension"] = rate_of_month * fraction
    out["pension"] = pension = cents(rate_of_month * fraction * factor)
    raise_75 = 1 + number("increase_75_rate")
    plain = cents(cents(rate_of_month * raise_75) * fraction)
    out["pension_from_75"] = cents(pension * raise_75) if waited else plain
    from_75 = months(add_years(case.birth, int(number("increase_75_age"))))
    in_force = int(number("increase_75_year")) * 12 + int(number("increase_75_month")) - 1
    out["aged_75"] = month > from_75 and month >= in_force
    out["monthly_pension"] = out["amount"] = out["pension_from_75"] if out["aged_75"] else pension
    out["payable_abroad"] = floor(qualifying) >= number("years_to_export")
    left = [min(e, approval) for s, e in held.spans if s < approval]
    out["left_canada_on"] = left[-1] - DAY if left and not eve else date.max
    out["paid_abroad_until"] = date.max
    if left and not eve and not out["payable_abroad"]:
        out["paid_abroad_until"] = first_of(months(left[-1] - DAY) + int(number("absence_months")) + 1) - DAY
    return out
