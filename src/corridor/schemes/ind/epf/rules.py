"""Employees' Provident Fund (India): the balance that is paid to the member.

Earnings are the pay on which contributions were paid (basic wages, dearness and retaining allowance), as
the passbook shows it.  The employee pays 12 per cent, the employer as much less 8.33 per cent of the pay up
to the ceiling, which goes to the Pension Fund.  The contribution for a month is credited in the next one
and earns interest from the month after; interest is added each 31 March.  The unit is the month.  Foreign
periods play no part: the right does not depend on the length of insurance.
"""

from __future__ import annotations

import numpy as np

from corridor.law import calendar
from corridor.law.numeric import Array, divide, minimum, round_to, total, where
from corridor.law.rules import condition, rule
from corridor.law.tables import Table
from corridor.schemes.ind.spans import ceiling_on, months_of_pay, written_day
from corridor.schemes.scheme import Outputs

OUTPUTS = Outputs(
    own_periods="insured_months", amount="provident_fund_balance", starts="starts", frequency="once"
)

# The right (para 69)


@rule("EPF Scheme 1952 para 2(f)", unit="months")
def insured_months(year_months: Array) -> Array:
    """Insured months: calendar months with at least one day of membership."""
    return total(year_months)


@rule("EPF Scheme 1952 para 69", unit="date")
def left_work_on(period_end: Array, period_present: Array) -> Array:
    """First day after the last employment."""
    last = np.where(period_present, period_end, -calendar.NEVER).max(axis=0)
    return np.where(last == -calendar.NEVER, 0, last)


@rule("EPF Scheme 1952 para 69(1)(a), (c) and (2)", unit="date")
def payable_from(
    birth: Array, left_work_on: Array, lives_in_country: Array, retirement_age: Array, waiting_months: Array
) -> Array:
    """First day on which the whole balance can be paid.

    Retirement from 55, the months without work, or at once for a person who has left India.
    """
    retired = np.maximum(left_work_on, calendar.add_years(birth, retirement_age))
    waited = calendar.add_months(left_work_on, waiting_months)
    return np.where(lives_in_country, np.minimum(retired, waited), left_work_on)


@condition("EPF Scheme 1952 para 26")
def member(insured_months: Array) -> Array:
    """Member of the fund."""
    return np.asarray(insured_months > 0, dtype=bool)


@condition("EPF Scheme 1952 para 69", waits=True)
def balance_payable(claim: Array, payable_from: Array) -> Array:
    """The balance can be paid on the day of the claim."""
    return claim >= payable_from


@rule("EPF Scheme 1952 para 69", unit="date")
def starts(claim: Array, payable_from: Array) -> Array:
    """Day on which the balance is paid: the claim, but not before it can be paid."""
    return np.maximum(claim, payable_from)


# Contributions (para 29; EPS para 3)


@rule("EPF Scheme 1952 para 29", unit="INR/month")
def monthly_pay(period_start: Array, period_end: Array, period_days: Array, period_earnings: Array) -> Array:
    """Pay for a month in each row."""
    return divide(period_earnings, months_of_pay(period_start, period_end, period_days))


@rule("EPS 1995 para 6(a)", unit="yes/no")
def pension_fund_member(
    period_start: Array,
    period_present: Array,
    monthly_pay: Array,
    pension_entry_limit_from: Array,
    ceiling_from: Table,
    wage_ceiling: Table,
) -> Array:
    """Member of the Pension Scheme too: not one who joined since September 2014 on pay above the ceiling."""
    joined = np.where(period_present, period_start, calendar.NEVER).min(axis=0)
    entry = total(where(period_present & (period_start == joined), monthly_pay, 0 * monthly_pay))
    over = np.asarray(entry > ceiling_on(joined, ceiling_from, wage_ceiling), dtype=bool)
    return ~((joined >= written_day(pension_entry_limit_from)) & over)


@rule("Act 19 of 1952 s. 6", unit="INR/month")
def employee_contribution(monthly_pay: Array, contribution_rate: Array, rupee: Array) -> Array:
    """Contribution of the employee for a full month, to the nearest rupee."""
    return round_to(monthly_pay * contribution_rate, rupee, "nearest")


@rule("EPS 1995 para 3(1)", unit="INR/month")
def pension_contribution(
    monthly_pay: Array,
    period_end: Array,
    pension_contribution_rate: Array,
    ceiling_from: Table,
    wage_ceiling: Table,
    rupee: Array,
) -> Array:
    """Part of the employer's contribution for a full month that goes to the Pension Fund."""
    most = ceiling_on(period_end - 1, ceiling_from, wage_ceiling)
    return round_to(minimum(monthly_pay, most) * pension_contribution_rate, rupee, "nearest")


@rule("EPF Scheme 1952 para 29", unit="INR/month")
def employer_contribution(employee_contribution: Array, pension_contribution: Array) -> Array:
    """Part of the employer's contribution for a full month that stays in the fund."""
    return employee_contribution - pension_contribution


@rule("EPF Scheme 1952 paras 29 and 30; EPS 1995 para 3", unit="INR")
def credits_by_month(
    birth: Array,
    period_start: Array,
    period_end: Array,
    period_year: Array,
    period_days: Array,
    monthly_pay: Array,
    pension_fund_member: Array,
    contribution_rate: Array,
    pension_contribution_rate: Array,
    pension_scheme_from: Array,
    pension_age: Array,
    ceiling_from: Table,
    wage_ceiling: Table,
    rupee: Array,
) -> Array:
    """Credits for the pay of each calendar month (twelve for a row, contributions to the nearest rupee)."""
    ends_at_58 = calendar.add_years(birth, pension_age)
    found = []
    for month in range(1, 13):
        first = calendar.day_of(period_year, month)
        begins = np.maximum(period_start, first)
        ends = np.maximum(np.minimum(period_end, calendar.add_months(first, np.array(1))), begins)
        pay = monthly_pay * months_of_pay(begins, ends, period_days)
        own = round_to(pay * contribution_rate, rupee, "nearest")
        most = ceiling_on(begins, ceiling_from, wage_ceiling)
        diverted = round_to(minimum(pay, most) * pension_contribution_rate, rupee, "nearest")
        to_pension = (
            pension_fund_member & (begins >= written_day(pension_scheme_from)) & (begins < ends_at_58)
        )
        found.append(2 * own - where(to_pension, diverted, 0 * diverted))
    return np.stack(found)


# Interest (para 60) and balance


@rule("EPF Scheme 1952 para 60(6)", unit="yes/no")
def inoperative(claim: Array, left_work_on: Array, inoperative_after_months: Array) -> Array:
    """The account had no contributions for more than 36 months before the claim."""
    return claim > calendar.add_months(left_work_on, inoperative_after_months)


@rule("EPF Scheme 1952 paras 60 and 69", unit="INR once")
def provident_fund_balance(
    starts: Array,
    period_year: Array,
    period_present: Array,
    credits_by_month: Array,
    inoperative: Array,
    interest_rate: Table,
    first_quarter_extra: Table,
    rupee: Array,
) -> Array:
    """Balance: all credits with the interest of each year on monthly running balances.

    The last, unfinished year earns the rate declared last, that of the year before, to the end of the month
    before payment.
    """
    paid = calendar.month_of(starts)
    last_year = (paid - 3) // 12 + 1970  # the financial year of the payment; April is its month 0
    months_in_last = (paid - 3) % 12
    first_year = int(np.min(np.where(period_present, period_year, calendar.year_of(starts)))) - 1
    in_all = total(np.stack([total(rows) for rows in credits_by_month]))
    nothing = 0 * in_all
    balance, before = nothing, nothing
    for year in range(first_year, int(np.max(last_year)) + 1):
        closing = year == last_year
        running = year <= last_year
        # months that each credit of the year earns: all the months of the year, or those before the payment
        length = np.where(closing, months_in_last, 12)
        credited, earning, early = nothing, balance * length, balance * np.minimum(length, 3)
        for month in range(1, 13):
            place = (month - 3) % 12  # pay of March is credited in April, month 0 of the year
            pay_year = year if month >= 3 else year + 1
            here = period_present & (period_year == pay_year)
            rows = np.flatnonzero(here.any(axis=1))
            of_rows = credits_by_month[month - 1][rows]
            credit = total(where(here[rows], of_rows, 0 * of_rows)) if len(rows) else nothing
            credited = credited + credit
            earning = earning + credit * np.maximum(length - 1 - place, 0)
            early = early + credit * np.maximum(np.minimum(length, 3) - 1 - place, 0)
        needed = running & np.asarray((balance > 0) | (credited > 0), dtype=bool)
        declared = np.where(closing, year - 1, year)
        # an inoperative account asks for a year that no table has: its interest is not known
        asked = np.where(needed, np.where(inoperative, 0, declared), 2000)
        rate = interest_rate.at(asked)
        extra = first_quarter_extra.step(np.where(needed, declared, 2001))
        interest = round_to((earning * rate + early * extra) / 1200, rupee, "nearest")
        # what is credited only after the payment (pay of its own month) is paid with it
        added = where(closing, in_all - before, credited)
        balance = where(running, balance + added + interest, balance)
        before = before + credited
    return balance
