"""Contributions and salary credits, sections 8 and 18: from the record to runs of months with equal contributions.

A calendar month with a covered day is one contribution, unless the record states a count, which is spread evenly
over the months touched.  A schedule of salary credits may begin within a run: its later months have a credit of
their own.
"""

from __future__ import annotations

import numpy as np

from corridor.law import calendar
from corridor.law.numeric import Array, cumulative, divide, minimum, where
from corridor.law.rules import rule
from corridor.law.tables import Table
from corridor.schemes.phl.sss.record import (
    NO_MONTH,
    as_number,
    enough,
    in_row,
    january_of,
    of_year,
    over_runs,
    rows_before,
    runs_from,
    runs_to,
    whole,
)
from corridor.schemes.phl.sss.schedules import bounded, in_force, stepped


@rule("s. 18", unit="month")
def schedule_from(year: Array, new_schedule_month: Array) -> Array:
    """First months of the schedules: each January, and the month in which a new one began."""
    january = january_of(year)
    return np.union1d(january, january + whole(new_schedule_month) - 1).reshape(-1, 1)


@rule("s. 18", unit="month")
def first_month(period_start: Array, period_present: Array) -> Array:
    """First calendar month that each period touches."""
    month = calendar.month_of(period_start)
    return month if period_present.all() else where(period_present, month, NO_MONTH)


@rule("s. 18", unit="month")
def last_month(period_end: Array, period_present: Array) -> Array:
    """Last calendar month that each period touches."""
    month = calendar.month_of(period_end - 1)
    return month if period_present.all() else where(period_present, month, NO_MONTH - 1)


@rule("s. 18", unit="yes/no")
def months_shared(first_month: Array, last_month: Array) -> Array:
    """Periods of the record share a calendar month: their pay is added, the month stays one contribution."""
    return np.asarray((first_month[1:] <= last_month[:-1]).any(axis=0))


@rule("s. 18", unit="month")
def paid_from(first_month: Array, last_month: Array, months_shared: Array) -> Array:
    """First month of each run of months with equal contributions."""
    return runs_from(first_month, last_month, months_shared)


@rule("s. 18", unit="month")
def paid_to(first_month: Array, last_month: Array, months_shared: Array) -> Array:
    """Last month of each run."""
    return runs_to(first_month, last_month, months_shared)


@rule("s. 18", unit="contributions")
def monthly_contributions(
    period_count: Array,
    period_counted: Array,
    period_present: Array,
    first_month: Array,
    last_month: Array,
    months_shared: Array,
    paid_from: Array,
) -> Array:
    """Contributions paid for each month of a run (kontribusyon): at most one."""
    one = as_number(paid_from < NO_MONTH, period_count)
    if not period_counted.any():
        return one
    touched = np.maximum(last_month - first_month + 1, 1)
    each = where(period_counted, period_count / touched, as_number(period_present, period_count))
    return minimum(over_runs(each, paid_from, first_month, last_month, months_shared), one)


@rule("s. 8(f), 18", unit="PHP/month")
def monthly_pay(
    period_earnings: Array,
    period_counted: Array,
    first_month: Array,
    last_month: Array,
    months_shared: Array,
    paid_from: Array,
    monthly_contributions: Array,
) -> Array:
    """Pay for each contribution: earnings evenly over the months that the period touches in a year."""
    each = period_earnings / np.maximum(last_month - first_month + 1, 1)
    pay = over_runs(each, paid_from, first_month, last_month, months_shared)
    return divide(pay, monthly_contributions) if period_counted.any() else pay


@rule("s. 18", unit="contributions")
def run_contributions(paid_from: Array, paid_to: Array, monthly_contributions: Array) -> Array:
    """Contributions of each run."""
    return (paid_to - paid_from + 1) * monthly_contributions


@rule("s. 18", unit="contributions")
def contributions_so_far(run_contributions: Array) -> Array:
    """Contributions from the beginning to the end of each run."""
    return cumulative(run_contributions)


@rule("s. 8, 18", unit="contributions")
def contributions(contributions_so_far: Array) -> Array:
    """Monthly contributions of the whole record."""
    return np.asarray(contributions_so_far[-1])


@rule("s. 8(l)", unit="month")
def coverage_month(paid_from: Array, contributions_so_far: Array, contributions: Array) -> Array:
    """Month of coverage: that of the first contribution."""
    first = (contributions_so_far == 0).sum(axis=0)
    return np.where(contributions > 0, in_row(paid_from, np.minimum(first, len(paid_from) - 1)), NO_MONTH)


@rule("s. 18", unit="month")
def last_contribution_month(paid_to: Array, contributions_so_far: Array, contributions: Array) -> Array:
    """Month of the last contribution."""
    last = rows_before(contributions_so_far, contributions)
    return in_row(paid_to, last)


@rule("s. 18", unit="yes/no")
def schedule_used(schedule_from: Array, coverage_month: Array, last_contribution_month: Array) -> Array:
    """The schedule was in force between the first contribution and the last."""
    until = np.append(schedule_from[1:], schedule_from[-1:] + 12, axis=0)
    return (until > coverage_month) & (schedule_from <= last_contribution_month)


@rule("RA 1161 s. 18", unit="yes/no")
def brackets_used(schedule_used: Array, salary_credit_step: Array) -> Array:
    """Salary credits followed the old schedule of unequal brackets."""
    return schedule_used & (salary_credit_step == 0)


@rule("s. 18", unit="months")
def months_in_new_schedule(paid_from: Array, paid_to: Array, schedule_from: Array) -> Array:
    """Months of a run in a schedule that began within it."""
    ends = np.append(schedule_from[1:], schedule_from[-1:] + 12, axis=0)
    return np.maximum(paid_to + 1 - in_force(ends, schedule_from, paid_from), 0)


@rule("s. 18", unit="PHP/month")
def stepped_pay(
    monthly_pay: Array,
    paid_from: Array,
    schedule_from: Array,
    salary_credit_step: Array,
    salary_credit_brackets: Table,
) -> Array:
    """Monthly pay taken to the salary credit of its bracket, before floor and ceilings."""
    return stepped(monthly_pay, paid_from, schedule_from, salary_credit_step, salary_credit_brackets)


@rule("s. 8(k), 18", unit="PHP/month")
def monthly_salary_credit(
    stepped_pay: Array,
    paid_from: Array,
    schedule_from: Array,
    salary_credit_minimum: Array,
    salary_credit_maximum: Array,
) -> Array:
    """Monthly salary credit of the regular programme (MSC), in the first month of a run."""
    return bounded(stepped_pay, paid_from, schedule_from, salary_credit_minimum, salary_credit_maximum)


@rule("s. 8(k), 18", unit="PHP/month")
def salary_credit_at_end(
    monthly_salary_credit: Array,
    months_in_new_schedule: Array,
    monthly_pay: Array,
    paid_to: Array,
    schedule_from: Array,
    salary_credit_step: Array,
    salary_credit_brackets: Table,
    salary_credit_minimum: Array,
    salary_credit_maximum: Array,
) -> Array:
    """Monthly salary credit in the last month of a run: another where a new schedule began within it."""
    newer = np.flatnonzero(months_in_new_schedule != 0)
    months = paid_to.take(newer)
    pay = stepped(monthly_pay.take(newer), months, schedule_from, salary_credit_step, salary_credit_brackets)
    credit = monthly_salary_credit.copy()
    credit.put(newer, bounded(pay, months, schedule_from, salary_credit_minimum, salary_credit_maximum))
    return credit


@rule("s. 18", unit="PHP")
def run_credits(
    run_contributions: Array,
    monthly_salary_credit: Array,
    salary_credit_at_end: Array,
    months_in_new_schedule: Array,
    monthly_contributions: Array,
) -> Array:
    """Sum of the salary credits of each run."""
    credits = run_contributions * monthly_salary_credit
    newer = np.flatnonzero(months_in_new_schedule != 0)
    rise = salary_credit_at_end.take(newer) - monthly_salary_credit.take(newer)
    later = months_in_new_schedule.take(newer) * monthly_contributions.take(newer)
    credits.put(newer, credits.take(newer) + later * rise)
    return credits


@rule("s. 18", unit="PHP")
def credits_so_far(run_credits: Array) -> Array:
    """Sum of the salary credits from the beginning to the end of each run."""
    return cumulative(run_credits)


@rule("s. 8(l)", unit="years")
def years_before_count(coverage_month: Array, credited_years_from: Array) -> Array:
    """Credited years before contributions are counted: 1985 minus the year of coverage."""
    return np.maximum(whole(credited_years_from) - (coverage_month // 12 + 1970), 0)


@rule("s. 8(l)", unit="yes/no")
def credited_year(
    run_contributions: Array,
    paid_from: Array,
    credited_years_from: Array,
    contributions_for_credited_year: Array,
) -> Array:
    """A calendar year from 1985 with six contributions ends with the run."""
    paid = of_year(run_contributions, paid_from)
    return enough(paid, contributions_for_credited_year) & (paid_from >= january_of(credited_years_from))
