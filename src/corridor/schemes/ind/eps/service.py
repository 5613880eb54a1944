"""Employees' Pension Scheme 1995: beginning of the pension, service, right, and salary (paras 2 to 11).

Months of service run from date to date on a calendar of 30-day months, so that the parts into which a
career is cut add up; an incomplete month is a fraction.  Service since 16 November 1995 is actual service,
contributions to the Family Pension Scheme before that day are past service, and membership ends on the day
the pension begins.  Earnings are the pay on which contributions were due; each month is held to the wage
ceiling of its day.
"""

from __future__ import annotations

import numpy as np

from corridor.law import calendar
from corridor.law.numeric import Array, divide, floor, minimum, total, where
from corridor.law.rules import condition, rule
from corridor.law.tables import Table
from corridor.schemes.ind.spans import (
    CEILINGS,
    entry,
    months_of_pay,
    thirtieths,
    under_ceiling,
    within,
    written_day,
)

# Ages and beginning (paras 12(1), 12(7), 12(7B))


@rule("EPS 1995 para 12(1)(a)", unit="date")
def superannuates_on(birth: Array, superannuation_age: Array) -> Array:
    """Day on which the age of the full pension is reached."""
    return calendar.add_years(birth, superannuation_age)


@rule("EPS 1995 para 12(7)", unit="date")
def early_pension_from(birth: Array, early_pension_age: Array) -> Array:
    """Day on which the age of the earliest reduced pension is reached."""
    return calendar.add_years(birth, early_pension_age)


@rule("EPS 1995 para 12(7B)", unit="yes/no")
def claims_late(claim: Array, superannuates_on: Array) -> Array:
    """The claim is made a year or more after the full pension could begin."""
    return claim >= calendar.add_years(superannuates_on, 1)


@rule("EPS 1995 para 12(7B)(a)", unit="years")
def deferred_years(claim: Array, superannuates_on: Array, claims_late: Array, deferral_years: Array) -> Array:
    """Completed years by which the pension is put off.

    A claim after 58 counts as the choice to put the pension off for completed years, as far as the law
    allows.
    """
    completed = np.maximum(calendar.whole_years(superannuates_on, claim), 0)
    allowed = np.asarray(deferral_years).astype("int64")
    return np.where(claims_late, np.minimum(completed, allowed), 0)


@rule("EPS 1995 paras 12(1), 12(7) and 12(7B)", unit="date")
def starts(claim: Array, superannuates_on: Array, early_pension_from: Array, deferred_years: Array) -> Array:
    """First day payable: 58 or the end of the deferral; earlier from the claim, but not before 50."""
    early = np.maximum(claim, early_pension_from)
    return np.where(claim < superannuates_on, early, calendar.add_years(superannuates_on, deferred_years))


@rule("EPS 1995 paras 12(1) and 12(3)", unit="date")
def law_of_day(claim: Array, starts: Array) -> Array:
    """Day whose law decides: the beginning of the pension, or an earlier claim."""
    return np.minimum(claim, starts)


@rule("EPS 1995 para 12(7)", unit="years")
def years_short_of_58(birth: Array, starts: Array, superannuation_age: Array) -> Array:
    """Years by which the age (in completed years) falls short of 58 when the pension begins."""
    age = calendar.whole_years(birth, starts)
    return np.maximum(np.asarray(superannuation_age).astype("int64") - age, 0)


# Service (paras 2, 9, 10)


@rule("EPS 1995 para 2(1)(iv)", unit="fraction")
def own_share(period_start: Array, period_end: Array, period_days: Array) -> Array:
    """Part of each row that no other row already covers (time counts once)."""
    return period_days / np.maximum(period_end - period_start, 1)


@rule("EPS 1995 para 2(1)(ii) and (iv)", unit="months")
def service_by_ceiling(
    period_start: Array, period_end: Array, own_share: Array, starts: Array, ceiling_from: Table
) -> Array:
    """Months of actual service under each wage ceiling (contributory service since 16 November 1995)."""
    found = []
    for i in range(CEILINGS):
        low, high = under_ceiling(i, ceiling_from)
        begins, ends = within(period_start, period_end, low, np.minimum(high, starts))
        found.append(total(own_share * thirtieths(begins, ends)) / 30)
    return np.stack(found)


@rule("EPS 1995 para 2(1)(ii) and (iv)", unit="months")
def service_months(service_by_ceiling: Array) -> Array:
    """Months of actual (contributory) service."""
    return total(service_by_ceiling)


@rule("EPS 1995 para 2(1)(xii)", unit="months")
def past_service_months(
    period_start: Array, period_end: Array, own_share: Array, family_pension_from: Array, scheme_from: Array
) -> Array:
    """Months of past service: contributions to the Family Pension Scheme 1971 before 16 November 1995."""
    begins, ends = within(
        period_start, period_end, written_day(family_pension_from), written_day(scheme_from)
    )
    return total(own_share * thirtieths(begins, ends)) / 30


@rule("EPS 1995 para 9", unit="months")
def insured_months(service_months: Array, past_service_months: Array) -> Array:
    """Insured months: actual and past service."""
    return service_months + past_service_months


@rule("EPS 1995 para 9", unit="years")
def eligible_service_years(insured_months: Array, credited_for_right: Array, rounding_months: Array) -> Array:
    """Eligible service in years: a rest of six months counts as a year, a shorter one not."""
    return floor((insured_months + credited_for_right + rounding_months) / 12)


@rule("EPS 1995 para 2(1)(ii)", unit="date")
def joined_on(period_start: Array, period_present: Array) -> Array:
    """First insured day."""
    return np.where(period_present, period_start, calendar.NEVER).min(axis=0)


@rule("EPS 1995 paras 2(1)(ii) and 11(1)", unit="date")
def exited_on(period_start: Array, period_end: Array, period_present: Array, starts: Array) -> Array:
    """First day after the contributory service."""
    counted = period_present & (period_start < starts)
    last = np.where(counted, np.minimum(period_end, starts), -calendar.NEVER).max(axis=0)
    return np.where(last == -calendar.NEVER, 0, last)


@rule("EPS 1995 para 11(1)", unit="INR/month")
def monthly_pay(period_start: Array, period_end: Array, period_days: Array, period_earnings: Array) -> Array:
    """Pay for a month in each row."""
    return divide(period_earnings, months_of_pay(period_start, period_end, period_days))


# The right (paras 6, 12(1), 12(7))


@rule("EPS 1995 para 6(a)", unit="INR/month")
def pay_at_entry(period_start: Array, period_present: Array, joined_on: Array, monthly_pay: Array) -> Array:
    """Pay for a month on joining (of the first row; two jobs are added)."""
    return total(where(period_present & (period_start == joined_on), monthly_pay, 0 * monthly_pay))


@condition("EPS 1995 para 6")
def member(
    service_months: Array,
    joined_on: Array,
    pay_at_entry: Array,
    entry_limit_from: Array,
    ceiling_from: Table,
    wage_ceiling: Table,
) -> Array:
    """Member of the Pension Scheme: not one who joined since September 2014 on pay above the ceiling."""
    over = np.zeros(np.shape(joined_on), dtype=bool)
    for i in range(CEILINGS):
        low, high = under_ceiling(i, ceiling_from)
        here = (joined_on >= low) & (joined_on < high)
        over |= here & np.asarray(pay_at_entry > entry(wage_ceiling, i), dtype=bool)
    limited = joined_on >= written_day(entry_limit_from)
    return np.asarray(service_months > 0, dtype=bool) & ~(limited & over)


@condition("EPS 1995 para 12(1)")
def minimum_service_met(eligible_service_years: Array, minimum_eligible_years: Array) -> Array:
    """Ten years of eligible service."""
    return np.asarray(eligible_service_years >= minimum_eligible_years, dtype=bool)


@condition("EPS 1995 para 12(7)", waits=True)
def pension_age_reached(claim: Array, early_pension_from: Array) -> Array:
    """The age of 50 is reached, from which a reduced pension can be drawn."""
    return claim >= early_pension_from


# Pensionable salary and service (paras 10, 11)


@rule("EPS 1995 para 11(1) and (2)", unit="INR/month")
def average_salary(
    period_start: Array,
    period_end: Array,
    period_days: Array,
    own_share: Array,
    monthly_pay: Array,
    exited_on: Array,
    averaging_months: Array,
    ceiling_from: Table,
    wage_ceiling: Table,
) -> Array:
    """Average monthly pay, each month held to its ceiling, over the last 60 (or 12) months."""
    span_from = calendar.add_months(exited_on, -np.asarray(averaging_months).astype("int64"))
    pay, months = [], []
    for i in range(CEILINGS):
        low, high = under_ceiling(i, ceiling_from)
        begins, ends = within(
            period_start, period_end, np.maximum(low, span_from), np.minimum(high, exited_on)
        )
        length = months_of_pay(begins, ends, period_days)
        pay.append(total(minimum(monthly_pay, entry(wage_ceiling, i)) * length))
        months.append(total(own_share * length))
    return divide(total(np.stack(pay)), total(np.stack(months)))


@rule("EPS 1995 para 11(1) and (3)", unit="INR/month")
def salary_by_ceiling(average_salary: Array, salary_ceiling: Table) -> Array:
    """The average salary as far as it counts for the service under each wage ceiling."""
    return np.stack([minimum(average_salary, entry(salary_ceiling, i)) for i in range(CEILINGS)])


@rule("EPS 1995 para 10(2)", unit="months")
def weightage_months(
    service_months: Array,
    credited_for_amount: Array,
    starts: Array,
    superannuates_on: Array,
    weightage_from_years: Array,
    weightage_years: Array,
) -> Array:
    """Months added to twenty years of pensionable service for a pension from 58 (weightage)."""
    long = np.asarray(service_months + credited_for_amount >= weightage_from_years * 12, dtype=bool)
    return where(long & (starts >= superannuates_on), weightage_years * 12, 0 * weightage_years)


@rule("EPS 1995 para 10; circular of February 2007", unit="years")
def pensionable_service_years(
    service_months: Array, credited_for_amount: Array, weightage_months: Array
) -> Array:
    """Pensionable service: actual service, not rounded, and the weightage."""
    return (service_months + credited_for_amount + weightage_months) / 12


@rule("EPS 1995 para 11(1); G.S.R. 609(E) of 2014", unit="INR/month")
def pensionable_salary(
    service_by_ceiling: Array,
    salary_by_ceiling: Array,
    service_months: Array,
    average_salary: Array,
    credited_for_amount: Array,
    weightage_months: Array,
) -> Array:
    """Pensionable salary: the salary under each ceiling in proportion to the service under it.

    The weightage counts at the earliest ceiling of the service.  Foreign months in the theoretical amount
    leave the proportion of the own service as it is.
    """
    earliest = average_salary
    for i in range(CEILINGS):
        served = np.asarray(service_by_ceiling[i] > 0, dtype=bool)
        earliest = where(served, minimum(earliest, salary_by_ceiling[i]), earliest)
    own = divide(total(service_by_ceiling * salary_by_ceiling), service_months)
    months = service_months + credited_for_amount
    return divide(own * months + earliest * weightage_months, months + weightage_months)
