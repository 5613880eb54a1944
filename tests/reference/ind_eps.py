"""Employees' Pension Scheme 1995 (IND-EPS), one person at a time, in exact fractions.

Written from the paragraphs of the scheme, apart from the rules that run on blocks; only the numbers are
common.  Periods must not overlap.  Earnings of a period are spread evenly over its months and cut at each 1
January.
"""

from __future__ import annotations

import math
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from tests.reference.common import Case, share_of_period

FILE = Path(__file__).parents[2] / "src/corridor/schemes/ind/eps/parameters.yaml"
DATA: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))["parameters"]
FAR = date(9999, 12, 31)


def law(name: str, day: date | None = None) -> Any:
    """The value of a parameter on a day; LookupError outside what is known."""
    entry = DATA[name]
    if day is None:
        return _numbers(entry["values"][-1]["value"])
    if day > entry["known_until"]:
        raise LookupError(f"{name} is not known on {day}")
    held = [v for v in entry["values"] if v["from"] <= day]
    if not held:
        raise LookupError(f"{name} is not known on {day}")
    return _numbers(held[-1]["value"])


def _numbers(raw: Any) -> Any:
    if isinstance(raw, list):
        return [Fraction(v) for v in raw]
    if isinstance(raw, dict):
        return {int(k): Fraction(v) for k, v in raw.items()}
    return Fraction(raw)


def written_day(number: Fraction) -> date:
    """A date that the data hold as YYYYMMDD."""
    n = int(number)
    return date(n // 10000, n // 100 % 100, n % 100)


def same_day(day: date, months: int) -> date:
    """The same day of the month ``months`` later, or the last day of a shorter month."""
    place = day.year * 12 + day.month - 1 + months
    first = date(place // 12, place % 12 + 1, 1)
    return first + timedelta(days=min(day.day, _length(first)) - 1)


def _length(day: date) -> int:
    first = day.replace(day=1)
    return ((first + timedelta(days=32)).replace(day=1) - first).days


def whole_years(start: date, end: date) -> int:
    """Completed years, date to date."""
    years = end.year - start.year
    return years - 1 if same_day(start, 12 * years) > end else years


def half_up(value: Fraction) -> Fraction:
    """To the nearest rupee, half a rupee up (para 31)."""
    return Fraction(math.floor(value + Fraction(1, 2)))


def service_between(start: date, end: date) -> Fraction:
    """Months from ``start`` to ``end`` (first day after), every month having thirty days."""
    if end <= start:
        return Fraction(0)
    days = [(d.year * 12 + d.month) * 30 + min(d.day - 1, 29) for d in (start, end)]
    return Fraction(days[1] - days[0], 30)


def pay_months(start: date, end: date) -> Fraction:
    """Calendar months from ``start`` to ``end`` (first day after), parts of a month by its days."""
    if end <= start:
        return Fraction(0)
    place = [d.year * 12 + d.month + Fraction(d.day - 1, _length(d)) for d in (start, end)]
    return place[1] - place[0]


def rows(case: Case) -> list[tuple[date, date, Fraction]]:
    """The career cut at calendar years: first day, first day after, pay for a month."""
    out = []
    for period in sorted(case.periods, key=lambda p: p.start):
        if period.earnings is None:
            raise ValueError("a period of the scheme needs its earnings")
        end = period.end + timedelta(days=1)
        begin = period.start
        while begin < end:
            upto = min(end, date(begin.year + 1, 1, 1))
            out.append(
                (
                    begin,
                    upto,
                    period.earnings * share_of_period(period, begin, upto) / pay_months(begin, upto),
                )
            )
            begin = upto
    return out


def ceilings() -> list[tuple[date, date, Fraction]]:
    """Wage ceilings (para 3(2)): first day, first day after, amount for a month."""
    starts = [written_day(n) for n in law("ceiling_from")]
    return list(zip(starts, [*starts[1:], FAR], law("wage_ceiling"), strict=True))


def beginning(case: Case) -> dict[str, Any]:
    """When the pension begins: 58, up to two years later, or from 50 (paras 12(1), 12(7), 12(7B))."""
    full_age = int(law("superannuation_age", case.claim))
    full = same_day(case.birth, 12 * full_age)
    earliest = same_day(case.birth, 12 * int(law("early_pension_age", case.claim)))
    deferred = 0
    if case.claim >= same_day(full, 12):
        deferred = min(whole_years(full, case.claim), int(law("deferral_years", case.claim)))
    starts = max(case.claim, earliest) if case.claim < full else same_day(full, 12 * deferred)
    return {
        "superannuates_on": full,
        "early_pension_from": earliest,
        "deferred_years": deferred,
        "starts": starts,
        "years_short_of_58": max(full_age - whole_years(case.birth, starts), 0),
    }


def service(case: Case, starts: date) -> dict[str, Any]:
    """Actual, past and eligible service (paras 2(1), 9)."""
    cut = rows(case)
    by_ceiling = [
        sum((service_between(max(a, low), min(b, high, starts)) for a, b, _ in cut), Fraction(0))
        for low, high, _ in ceilings()
    ]
    fund, scheme = written_day(law("family_pension_from")), written_day(law("scheme_from"))
    past = sum((service_between(max(a, fund), min(b, scheme)) for a, b, _ in cut), Fraction(0))
    months = sum(by_ceiling, Fraction(0))
    half = law("rounding_months", case.claim)
    counted = [(a, min(b, starts), pay) for a, b, pay in cut if a < starts]
    return {
        "service_by_ceiling": by_ceiling,
        "service_months": months,
        "past_service_months": past,
        "insured_months": months + past,
        "own_periods": months + past,
        "eligible_service_years": Fraction(math.floor((months + past + case.credited_right + half) / 12)),
        "own_eligible_years": Fraction(math.floor((months + past + half) / 12)),
        "withdrawal_years": Fraction(math.floor((months + half) / 12)),
        "withdrawal_months": Fraction(math.floor(months)),
        "past_service_years": Fraction(math.floor((past + half) / 12)),
        "joined_on": cut[0][0] if cut else None,
        "exited_on": max(b for _, b, _ in counted) if counted else None,
        "pay_at_entry": cut[0][2] if cut else Fraction(0),
        "pay_at_exit": counted[-1][2] if counted else Fraction(0),
    }


def is_member(found: dict[str, Any]) -> bool:
    """Membership (para 6): actual service, and pay within the ceiling for who joined since September 2014."""
    if not found["service_months"]:
        return False
    joined = found["joined_on"]
    if joined < written_day(law("entry_limit_from")):
        return True
    return all(not low <= joined < high or found["pay_at_entry"] <= most for low, high, most in ceilings())


def salary(case: Case, found: dict[str, Any], weightage: Fraction) -> dict[str, Any]:
    """Average and pensionable salary (para 11)."""
    months = found["service_months"]
    if not months:
        return {"average_salary": Fraction(0), "pensionable_salary": Fraction(0)}
    exit_day = found["exited_on"]
    since = same_day(exit_day, -int(law("averaging_months", exit_day)))
    pay = length = Fraction(0)
    for a, b, monthly in rows(case):
        for low, high, most in ceilings():
            part = pay_months(max(a, low, since), min(b, high, exit_day))
            pay += min(monthly, most) * part
            length += part
    average = pay / length
    held = [min(average, most) for most in law("salary_ceiling", exit_day)]
    own = sum((m * s for m, s in zip(found["service_by_ceiling"], held, strict=True)), Fraction(0)) / months
    first = min(s for m, s in zip(found["service_by_ceiling"], held, strict=True) if m)
    total = months + case.credited_amount
    return {
        "average_salary": average,
        "pensionable_salary": (own * total + first * weightage) / (total + weightage),
    }


def past_service(case: Case, found: dict[str, Any], begins: dict[str, Any]) -> Fraction:
    """Past service pension: slab by years and pay, times the factor of Table B (para 12(3)(i)(b))."""
    if not found["past_service_months"]:
        return Fraction(0)
    scheme = written_day(law("scheme_from"))
    pay = [monthly for a, _, monthly in rows(case) if a < scheme][-1]
    column = (
        "past_service_upper_column" if pay > law("past_service_wage_limit") else "past_service_lower_column"
    )
    slabs = law(column)
    slab = slabs[max(k for k in slabs if k <= found["past_service_years"])]
    upto = max(min(begins["superannuates_on"], begins["starts"]), scheme)
    table = law("table_b", case.claim)
    years = whole_years(scheme, upto)
    if years not in table:
        raise LookupError(f"Table B has no factor for {years} years")
    return slab * table[years]


def withdrawal(case: Case, found: dict[str, Any], member: bool, full: date) -> dict[str, Any]:
    """Withdrawal benefit (para 14, Table D); ``None`` where a number is not known."""
    since = written_day(law("table_d_by_months_from"))
    by_months = case.claim >= since and full >= since
    count = found["withdrawal_months"] if by_months else found["withdrawal_years"]
    short = found["own_eligible_years"] < law("minimum_eligible_years", case.claim)
    right = member and short and (count >= 1 or found["past_service_years"] >= 1)
    factor: Fraction | None = Fraction(0)
    if right and count >= 1:
        try:
            if by_months:
                factor = law("table_d_months" if count <= 72 else "table_d_later_months", case.claim)[
                    int(count)
                ]
            else:
                factor = law("table_d_years", case.claim)[int(count)]
        except LookupError:
            factor = None
    wages = Fraction(0)
    if found["service_months"]:
        most = law("salary_ceiling", found["exited_on"])
        parts = zip(found["service_by_ceiling"], most, strict=True)
        held = sum((m * min(found["pay_at_exit"], c) for m, c in parts), Fraction(0))
        wages = held / found["service_months"]
    known = factor is not None and not (right and found["past_service_years"] not in law("table_a"))
    benefit = half_up(wages * factor) if known and factor is not None else None
    return {
        "refund_right": right,
        "withdrawal_right": right,
        "withdrawal_benefit_factor": factor,
        "withdrawal_wages": wages,
        "withdrawal_benefit": benefit,
        "refund": benefit,
    }


def reference(case: Case) -> dict[str, Any]:
    """Everything that the scheme says of one claim."""
    begins = beginning(case)
    starts = begins["starts"]
    day = min(case.claim, starts)  # an early claim is judged by the law of its day
    found = service(case, starts)
    member = is_member(found)
    existing = bool(found["past_service_months"])
    long = found["service_months"] + case.credited_amount >= 12 * law("weightage_from_years", day)
    full = begins["superannuates_on"]
    weightage = 12 * law("weightage_years", day) if long and starts >= full else Fraction(0)
    paid = salary(case, found, weightage)
    years = (found["service_months"] + case.credited_amount + weightage) / 12
    formula = paid["pensionable_salary"] * years / law("pension_divisor", day)
    actual = max(formula, law("existing_member_floor", day)) if existing else formula
    past = past_service(case, found, begins)
    least = Fraction(0)
    if existing:
        most = law("existing_member_minimum", day)
        part = most * found["eligible_service_years"] / law("existing_member_full_years", day)
        least = min(max(part, law("existing_member_least", day)), most)
    whole = max(actual + past, least)
    short, later = begins["years_short_of_58"], begins["deferred_years"]
    cut = short * law("early_reduction_rate", day) if short else Fraction(0)
    more = later * law("deferral_increase", case.claim) if later else Fraction(0)
    floor = law("minimum_pension", case.claim)
    amount = half_up(max(whole * (1 - cut + more), floor))
    conditions = {
        "member": member,
        "minimum_service_met": found["eligible_service_years"] >= law("minimum_eligible_years", case.claim),
        "pension_age_reached": case.claim >= begins["early_pension_from"],
    }
    return {
        **begins,
        **found,
        "average_salary": paid["average_salary"],
        "pensionable_salary": paid["pensionable_salary"],
        "weightage_months": weightage,
        "pensionable_service_years": years,
        "pensionable_service_pension": formula,
        "actual_service_pension": actual,
        "past_service_benefit": past,
        "existing_member_pension_minimum": least,
        "full_pension": whole,
        "early_reduction": cut,
        "deferral_bonus": more,
        "pension": amount,
        "amount": amount,
        "conditions": conditions,
        "entitled": all(conditions.values()),
        "payable_abroad": True,
        **withdrawal(case, found, member, full),
    }
