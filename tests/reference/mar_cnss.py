"""MAR-CNSS for one person, in exact fractions: the old-age pension of Morocco's private employees.

Dahir portant loi 1-72-184 of 27 July 1972 (here: the Dahir), Arts 53 to 56, laws 17-02, 117-12 and 02-24,
decree 2.25.265.
"""

from __future__ import annotations

import calendar
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

from tests.reference.common import Case, Period, share_of_period

_FILE = Path(__file__).parents[2] / "src/corridor/schemes/mar/cnss/parameters.yaml"
_LAW: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))["parameters"]
_DECLARED = ("employment", "voluntary")

Month = tuple[int, int]


@cache
def value(name: str, day: date) -> Any:
    """The value of a parameter on a day; ``LookupError`` where the file knows none."""
    entry = _LAW[name]
    held = [v for v in entry["values"] if v["from"] <= day]
    if not held or day > min(entry["known_until"], held[-1].get("to", entry["known_until"])):
        raise LookupError(f"{name} on {day}")
    raw = held[-1]["value"]
    return {Fraction(k): Fraction(v) for k, v in raw.items()} if isinstance(raw, dict) else Fraction(raw)


def add_months(day: date, months: int) -> date:
    """The same day of the month later, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def next_month(day: date) -> date:
    """First day of the following month."""
    return add_months(day.replace(day=1), 1)


@dataclass(frozen=True)
class Row:
    """The part of a period in one calendar year, its total and stated days in proportion to calendar days."""

    start: date
    end: date
    kind: str
    earnings: Fraction
    count: Fraction | None

    def months(self) -> Iterator[tuple[Month, Fraction]]:
        """Each calendar month touched, with the part of it that is covered."""
        for month in range(self.start.month, self.end.month + 1):
            length = calendar.monthrange(self.start.year, month)[1]
            first = self.start.day if month == self.start.month else 1
            last = self.end.day if month == self.end.month else length
            yield (self.start.year, month), Fraction(last - first + 1, length)

    @cached_property
    def breadth(self) -> Fraction:
        """Months covered, parts of a month counted by days."""
        return sum((part for _, part in self.months()), Fraction(0))


def rows(periods: tuple[Period, ...]) -> list[Row]:
    """Periods cut at each 1 January."""
    out = []
    for p in periods:
        for year in range(p.start.year, p.end.year + 1):
            start, end = max(p.start, date(year, 1, 1)), min(p.end, date(year, 12, 31))
            share = share_of_period(p, start, end + timedelta(1))
            count = None if p.count is None else p.count * share
            out.append(Row(start, end, p.kind, (p.earnings or Fraction(0)) * share, count))
    return out


def monthly_days(case: Case) -> dict[Month, Fraction]:
    """Insured days of each calendar month (jours d'assurance).

    A stated number of days is spread over the months in proportion to the time covered.  Where a record
    states none, a full month counts 26 days (an assumption; the Canada-Morocco Convention, Art. 8, equates a
    year with 312 days and three months with 78).  Together, overlapping records give no more than a full
    month, unless one record alone states more.
    """
    full = value("days_per_month", case.claim)
    stated: dict[Month, list[Fraction]] = {}
    covered: dict[Month, Fraction] = {}
    for row in rows(case.periods):
        for month, part in row.months():
            if row.count is None:
                covered[month] = covered.get(month, Fraction(0)) + part
            else:
                stated.setdefault(month, []).append(row.count * part / row.breadth)
    out = {}
    for month in {*stated, *covered}:
        records = stated.get(month, [])
        days = sum(records, Fraction(0)) + full * min(covered.get(month, Fraction(0)), Fraction(1))
        out[month] = min(days, max([full, *records]))
    return out


def monthly_salaries(case: Case) -> dict[Month, Fraction]:
    """Declared salary of each declared month, before the ceiling; credited months are none."""
    out: dict[Month, Fraction] = {}
    for row in rows(case.periods):
        if row.kind in _DECLARED:
            for month, part in row.months():
                out[month] = out.get(month, Fraction(0)) + row.earnings * part / row.breadth
    return out


def contributory(month: Month, salary: Fraction) -> Fraction:
    """Salary subject to contributions: up to the ceiling of the month (Dahir Art. 19)."""
    return min(salary, value("monthly_ceiling", date(*month, 1)))


def average_monthly_salary(case: Case) -> Fraction:
    """Average monthly salary (salaire mensuel moyen), Dahir Art. 56.

    The 96 declared months before the last month of insurance.  With fewer, which the law's own days cannot
    give but a treaty can, the average is over the months there are, and foreign periods leave it as it is (an
    assumption).
    """
    salaries = monthly_salaries(case)
    months = sorted(salaries)[:-1][-int(value("reference_months", case.claim)) :]
    if not months:
        return Fraction(0)
    paid = [contributory(m, salaries[m]) for m in months if salaries[m]]
    return sum(paid, Fraction(0)) / len(months)


def recent_days(case: Case) -> Fraction:
    """Declared days in the six months before the claim (decree 2-05-181)."""
    first = add_months(case.claim, -int(value("early_recent_months", case.claim)))
    total = Fraction(0)
    for row in rows(case.periods):
        if row.kind in _DECLARED:
            days = row.count if row.count is not None else value("days_per_month", case.claim) * row.breadth
            inside = (min(row.end + timedelta(1), case.claim) - max(row.start, first)).days
            total += days * max(inside, 0) / ((row.end - row.start).days + 1)
    return total


def retirement(case: Case, total_days: Fraction) -> dict[str, Any]:
    """Pension age and retirement (mise à la retraite), Dahir Arts 53 and 53 bis.

    The age is 60; 55 for miners with five years underground; 55 with the employer's agreement and premium,
    enough days, and recent days.  Retirement is the later of that age and the last declared day.
    """
    underground = Fraction(str(case.facts.get("underground_years") or 0))
    miner = underground >= value("miner_underground_years", case.claim)
    early = case.facts.get("early_retirement_agreement") == "yes"
    if early:
        early = total_days >= value("early_required_days", case.claim) and recent_days(case) >= value(
            "early_recent_days", case.claim
        )
    name = "early_pension_age" if early else "miner_pension_age" if miner else "normal_pension_age"
    age = value(name, case.claim)
    reached = add_months(case.birth, 12 * int(age))
    declared = [p.end for p in case.periods if p.kind in _DECLARED]
    last = max(declared, default=case.birth)
    return {
        "early_retirement": early,
        "pension_age": age,
        "pension_age_date": reached,
        "last_declared_day": last,
        "retirement_date": max(reached, last),
    }


def rate(days: Fraction, claim: date) -> Fraction:
    """Rate of the pension, Dahir Art. 55: 50 % and 1 % for each full 216 days beyond 3,240, at most 70 %."""
    steps = max(math.floor((days - value("standard_days", claim)) / value("rate_step_days", claim)), 0)
    return min(value("base_rate", claim) + steps * value("rate_step", claim), value("maximum_rate", claim))


def reduced_period_pension(days: Fraction, retired: date) -> Fraction:
    """Pension for 1,320 to 3,239 days, decree 2.25.265 Art. 3: a fixed amount by bracket."""
    table = value("reduced_period_amounts", retired)
    return table[max(k for k in table if k <= days)]


def start(case: Case, retired: date, reduced: bool) -> date:
    """First day payable, Dahir Art. 54.

    The month after retirement if claimed within six months, else the month after the claim.  Reduced-period
    pensions of those who retired before law 02-24 took effect are paid back to retirement if claimed within
    its twelve months.
    """
    in_time = case.claim <= add_months(retired, int(value("claim_window_months", case.claim)))
    if reduced and value("transitional_retirement", retired) and value("transitional_claim", case.claim):
        in_time = True
    return next_month(retired if in_time else case.claim)


def refund(case: Case, employer_share: bool) -> Fraction | None:
    """Contributions to be refunded, before revaluation; ``None`` where a rate or ceiling is not known."""
    total = Fraction(0)
    try:
        for month, salary in monthly_salaries(case).items():
            if not salary:
                continue
            first = date(*month, 1)
            share = value("employee_contribution_rate", first)
            if employer_share:
                share += value("employer_contribution_rate", first)
            total += share * contributory(month, salary)
    except LookupError:
        return None
    return total


def refund_right(case: Case, days: Fraction, found: dict[str, Any]) -> bool:
    """Right to the refund (remboursement des cotisations), law 117-12 and law 02-24.

    From 1 August 2014, for those of pension age since January 2000 whose days open no pension: within five
    years, or, for those of pension age before the law, before 1 August 2016.
    """
    claim = case.claim
    if not value("refund_introduced", claim) or claim < found["retirement_date"]:
        return False
    if not value("refund_covers_age", found["pension_age_date"]) or not 0 < days < found["required_days"]:
        return False
    if value("refund_old_age_cases", found["pension_age_date"]):
        return bool(value("refund_old_cases_open", claim))
    return claim <= add_months(found["retirement_date"], 12 * int(value("refund_claim_years", claim)))


def compute(case: Case) -> dict[str, Any]:
    """Every value of the scheme for one claim."""
    claim = case.claim
    insured = Fraction(math.floor(sum(monthly_days(case).values(), Fraction(0))))
    right, counted = insured + case.credited_right, insured + case.credited_amount
    found = retirement(case, right)
    retired = found["retirement_date"]
    required = value("required_days", retired)
    found |= {"own_periods": insured, "insured_days": insured, "required_days": required}
    found["conditions"] = {
        "age_reached": claim >= found["pension_age_date"],
        "work_ended": claim >= found["last_declared_day"],
        "insurance_period_met": right >= required,
    }
    found["entitled"] = all(found["conditions"].values())
    reduced = required <= counted < value("standard_days", claim)
    # the law takes no average for a pension of a fixed amount
    average = Fraction(0) if reduced else average_monthly_salary(case)
    found |= {"average_monthly_salary": average, "rate": rate(counted, claim), "reduced_period": reduced}
    found["full_pension"] = min(average, value("reference_salary_ceiling", claim)) * found["rate"]
    found["starts"] = start(case, retired, reduced)
    if reduced:
        found["reduced_period_pension"] = reduced_period_pension(counted, retired)
        pension = found["reduced_period_pension"]
    else:
        found["minimum_pension"] = value("minimum_pension", found["starts"])
        pension = max(found["full_pension"], found["minimum_pension"])
    found["pension"] = found["amount"] = pension
    increase = Fraction(0)
    if value("increase_2020_applies", found["starts"]):
        increase = max(pension * value("increase_2020_rate", claim), value("increase_2020_minimum", claim))
        increase = min(increase, value("increase_2020_maximum", claim))
    found |= {"increase_2020": increase, "pension_from_2020": pension + increase}
    share = bool(value("refund_employer_share", retired))
    found |= {
        "refund_right": refund_right(case, right, found),
        "refund": refund(case, share),
        "payable_abroad": True,
    }
    return found
