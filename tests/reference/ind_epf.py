"""Employees' Provident Fund (IND-EPF), one person at a time, month by month, in exact fractions.

Periods must not overlap.  Earnings of a period are the pay on which contributions were paid, spread evenly
over its months and cut at each 1 January.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from tests.reference.common import Case
from tests.reference.ind_eps import half_up, pay_months, rows, same_day, written_day

FILE = Path(__file__).parents[2] / "src/corridor/schemes/ind/epf/parameters.yaml"
DATA: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))["parameters"]


def law(name: str, day: date | None = None) -> Any:
    """The value of a parameter on a day; LookupError outside what is known."""
    held = [v for v in DATA[name]["values"] if day is None or v["from"] <= day]
    if not held or (day is not None and day > DATA[name]["known_until"]):
        raise LookupError(f"{name} is not known on {day}")
    raw = held[-1]["value"]
    if isinstance(raw, dict):
        return {int(k): Fraction(v) for k, v in raw.items()}
    return [Fraction(v) for v in raw] if isinstance(raw, list) else Fraction(raw)


def ceiling(day: date) -> Fraction:
    """Ceiling of the pay that counts for the Pension Fund (EPS para 3(2))."""
    pairs = zip([written_day(n) for n in law("ceiling_from")], law("wage_ceiling"), strict=True)
    found = [most for since, most in pairs if day >= since]
    return found[-1] if found else law("wage_ceiling")[0]


def in_pension_fund(case: Case) -> bool:
    """Whether the person is a member of the Pension Scheme (EPS para 6)."""
    start, _, pay = rows(case)[0]
    return start < written_day(law("pension_entry_limit_from")) or pay <= ceiling(start)


def credits(case: Case) -> dict[int, Fraction]:
    """Credits by month of the credit (year * 12 + month - 1): the month after the pay (paras 29, 30, 38)."""
    out: dict[int, Fraction] = {}
    until = same_day(case.birth, 12 * int(law("pension_age")))
    pensioned = in_pension_fund(case)
    for start, end, monthly in rows(case):
        rate = law("contribution_rate", start)
        begin = start
        while begin < end:
            upto = min(end, (begin.replace(day=1) + timedelta(days=32)).replace(day=1))
            pay = monthly * pay_months(begin, upto)
            diverted = Fraction(0)
            if pensioned and written_day(law("pension_scheme_from")) <= begin < until:
                diverted = half_up(min(pay, ceiling(begin)) * law("pension_contribution_rate"))
            month = begin.year * 12 + begin.month
            out[month] = out.get(month, Fraction(0)) + 2 * half_up(pay * rate) - diverted
            begin = upto
    return out


def balance(case: Case, paid_on: date, left: date) -> Fraction:
    """The balance on the day of payment, with interest on running balances (para 60)."""
    by_month = credits(case)
    if not by_month:
        return Fraction(0)
    if case.claim > same_day(left, int(law("inoperative_after_months", case.claim))):
        raise LookupError("interest of an inoperative account is not known")
    rates, extra = law("interest_rate"), law("first_quarter_extra")
    payment = paid_on.year * 12 + paid_on.month - 1
    settled = pending = accrued = Fraction(0)
    month = min(by_month)
    while month <= max(payment, *by_month):
        year = month // 12 if month % 12 >= 3 else month // 12 - 1
        last = year == (payment // 12 if payment % 12 >= 3 else payment // 12 - 1)
        if month < payment:
            declared = year - 1 if last else year
            rate = rates[declared]
            if month % 12 in (3, 4, 5):
                rate += extra[max(k for k in extra if k <= declared)]
            accrued += (settled + pending) * rate / 1200
        pending += by_month.get(month, Fraction(0))
        if month % 12 == 2 and not last:
            settled, pending, accrued = settled + pending + half_up(accrued), Fraction(0), Fraction(0)
        month += 1
    return settled + pending + half_up(accrued)


def reference(case: Case) -> dict[str, Any]:
    """Everything that the scheme says of one claim."""
    touched: set[int] = set()
    for period in case.periods:
        first, last = (d.year * 12 + d.month for d in (period.start, period.end))
        touched |= set(range(first, last + 1))
    left = max((p.end + timedelta(days=1) for p in case.periods), default=None)
    out: dict[str, Any] = {"insured_months": Fraction(len(touched)), "own_periods": Fraction(len(touched))}
    if left is None:
        return out | {
            "conditions": {"member": False},
            "entitled": False,
            "provident_fund_balance": Fraction(0),
        }
    retired = max(left, same_day(case.birth, 12 * int(law("retirement_age", case.claim))))
    waited = same_day(left, int(law("waiting_months", case.claim)))
    payable = min(retired, waited) if case.residence == "IND" else left
    starts = max(case.claim, payable)
    conditions = {"member": True, "balance_payable": case.claim >= payable}
    amount = balance(case, starts, left)
    return out | {
        "left_work_on": left,
        "payable_from": payable,
        "starts": starts,
        "provident_fund_balance": amount,
        "amount": amount,
        "conditions": conditions,
        "entitled": all(conditions.values()),
        "payable_abroad": True,
    }
