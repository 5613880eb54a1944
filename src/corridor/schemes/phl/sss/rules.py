"""Philippines, Social Security System (SSS): retirement pension and lump sum.

RA 8282 (1997) and RA 11199 (2018), which number alike: sections 8 (definitions), 12 (monthly pension), 12-A
(dependents), 12-B (retirement).  The record is read by calendar months: a month with a covered day is one
contribution, unless the record states a count, which is spread evenly over the months touched.
"""

from __future__ import annotations

import numpy as np

from corridor.careers.blocks import KINDS
from corridor.law import calendar
from corridor.law.numeric import Array, divide, maximum, minimum, round_to, total, where
from corridor.law.parameters import Table
from corridor.law.rules import condition, rule
from corridor.schemes.phl.sss.earliest import (
    earliest_retirement,
    pension_at_earliest_retirement,
    pension_from_earliest_retirement,
)
from corridor.schemes.phl.sss.record import (
    average_credit,
    basic_pension,
    by_month,
    covers,
    credited_years,
    months_touched,
    semester_of,
)
from corridor.schemes.scheme import Outputs

#: The rules of s. 12-B(e) stand in a module of their own and belong to this scheme.
__all__ = ["earliest_retirement", "pension_at_earliest_retirement", "pension_from_earliest_retirement"]

OUTPUTS = Outputs(
    own_periods="contributions",
    amount="benefit",
    starts="starts",
    refund_right="refund_right",
    refund="lump_sum",
)


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
    return (first_month[1:] <= last_month[:-1]).any(axis=0)


@rule("s. 18", unit="month")
def paid_from(first_month: Array, last_month: Array, months_shared: Array) -> Array:
    """First month of each run of months with equal contributions."""
    return runs_from(first_month, last_month, months_shared)


@rule("s. 18", unit="month")
def paid_to(paid_from: Array, first_month: Array, last_month: Array, months_shared: Array) -> Array:
    """Last month of each run."""
    return runs_to(paid_from, first_month, last_month, months_shared)


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
    each = as_number(period_present, period_count)
    if period_counted.any():
        touched = np.maximum(last_month - first_month + 1, 1)
        each = where(period_counted, period_count / touched, each)
    each = over_runs(each, paid_from, first_month, last_month, months_shared)
    return minimum(each, 1)


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
    newer = np.nonzero(months_in_new_schedule)
    months = paid_to[newer]
    pay = stepped(monthly_pay[newer], months, schedule_from, salary_credit_step, salary_credit_brackets)
    credit = monthly_salary_credit.copy()
    credit[newer] = bounded(pay, months, schedule_from, salary_credit_minimum, salary_credit_maximum)
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
    newer = np.nonzero(months_in_new_schedule)
    rise = salary_credit_at_end[newer] - monthly_salary_credit[newer]
    credits[newer] += months_in_new_schedule[newer] * monthly_contributions[newer] * rise
    return credits


@rule("s. 18", unit="PHP")
def credits_so_far(run_credits: Array) -> Array:
    """Sum of the salary credits from the beginning to the end of each run."""
    return cumulative(run_credits)


@rule("s. 8(o), (p)", unit="month")
def semester_starts(claim: Array, semester_months: Array) -> Array:
    """First month of the semester of retirement: two quarters ending with the quarter of the claim."""
    return semester_of(claim, semester_months)


@rule("s. 12-B(a)", unit="contributions")
def contributions_before_semester(
    semester_starts: Array,
    paid_from: Array,
    paid_to: Array,
    monthly_contributions: Array,
    contributions_so_far: Array,
) -> Array:
    """Monthly contributions before the semester of retirement."""
    return Paid(paid_from, paid_to, monthly_contributions, contributions_so_far).before(semester_starts)


@rule("s. 8(m)", unit="PHP/month")
def average_monthly_salary_credit(
    contributions_before_semester: Array,
    averaging_contributions: Array,
    contributions_so_far: Array,
    credits_so_far: Array,
    monthly_salary_credit: Array,
    salary_credit_at_end: Array,
    months_in_new_schedule: Array,
    monthly_contributions: Array,
) -> Array:
    """Average monthly salary credit (AMSC): the greater of the last sixty and of all before the semester.

    Foreign periods that an agreement treats as own in the amount leave the average as it is.
    """
    credits = Credits(
        contributions_so_far,
        credits_so_far,
        monthly_salary_credit,
        salary_credit_at_end,
        months_in_new_schedule,
        monthly_contributions,
    )
    return credits.average(contributions_before_semester, averaging_contributions)


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


@rule("s. 8(l)", unit="years")
def credited_years_of_service(
    semester_starts: Array,
    contributions_before_semester: Array,
    credited_for_amount: Array,
    credited_year: Array,
    years_before_count: Array,
    paid_from: Array,
    paid_to: Array,
    monthly_contributions: Array,
    contributions_so_far: Array,
    credited_years_from: Array,
    contributions_for_credited_year: Array,
    credited_by_twelfths_from: Array,
) -> Array:
    """Credited years of service (CYS).

    1985 minus the year of coverage, and the calendar years from 1985 with six contributions.  With foreign periods
    in the amount: all contributions, own and foreign, divided by twelve, as the agreements compute the theoretical
    benefit on the minimum period alone.
    """
    own = credited_years(
        Paid(paid_from, paid_to, monthly_contributions, contributions_so_far),
        credited_year,
        semester_starts,
        contributions_before_semester,
        years_before_count,
        credited_years_from,
        contributions_for_credited_year,
        credited_by_twelfths_from,
    )
    foreign = (contributions_before_semester + credited_for_amount) / 12
    return np.asarray(where(credited_for_amount > 0, foreign, own))


@rule("s. 12(a)(1)", unit="PHP/month")
def basic_formula(
    average_monthly_salary_credit: Array,
    credited_years_of_service: Array,
    base_amount: Array,
    base_rate: Array,
    increment_rate: Array,
    increment_after_years: Array,
) -> Array:
    """First formula: a fixed part, a part of the average, an increment for each year beyond ten."""
    further = maximum(credited_years_of_service - increment_after_years, 0)
    return basic_pension(average_monthly_salary_credit, further, base_amount, base_rate, increment_rate)


@rule("s. 12(a)(2)", unit="PHP/month")
def forty_percent_formula(average_monthly_salary_credit: Array, flat_rate: Array) -> Array:
    """Second formula: a flat part of the average salary credit."""
    return average_monthly_salary_credit * flat_rate


@rule("s. 12(a)(3), 12(b)", unit="PHP/month")
def minimum_pension(credited_years_of_service: Array, minimum_pension_by_years: Table) -> Array:
    """Minimum pension by credited years."""
    return minimum_pension_by_years.step(credited_years_of_service)


@rule("s. 12", unit="PHP/month")
def pension(basic_formula: Array, forty_percent_formula: Array, minimum_pension: Array) -> Array:
    """Monthly pension on the day of the claim: the highest of the three formulas."""
    return np.asarray(maximum(maximum(basic_formula, forty_percent_formula), minimum_pension))


@rule("s. 12, resolution of 2017", unit="PHP/month")
def total_pension(pension: Array, additional_benefit: Array) -> Array:
    """Monthly pension with the additional benefit."""
    return pension + additional_benefit


@rule("SSS practice since 1988", unit="PHP/December")
def thirteenth_month_pension(pension: Array, money_unit: Array) -> Array:
    """Thirteenth pension, paid in December: one monthly pension."""
    return np.asarray(round_to(pension, money_unit, "nearest"))


@rule("s. 12-A", unit="PHP/month")
def dependents_pension(
    pension: Array,
    dependent_children: Array,
    dependent_rate: Array,
    dependent_minimum: Array,
    dependent_children_maximum: Array,
    money_unit: Array,
) -> Array:
    """Dependents' pension for the children, at most five, on top of the benefit."""
    each = maximum(pension * dependent_rate, dependent_minimum)
    children = minimum(dependent_children, dependent_children_maximum)
    return np.asarray(round_to(each * children, money_unit, "nearest"))


@rule("s. 12-B(a)(1)", unit="date")
def optional_age_reached_on(birth: Array, optional_age: Array) -> Array:
    """Day on which the age of optional retirement is reached."""
    return calendar.add_years(birth, optional_age)


@rule("s. 12-B(a)(2)", unit="date")
def technical_age_reached_on(birth: Array, technical_age: Array) -> Array:
    """Day on which the age of technical retirement is reached."""
    return calendar.add_years(birth, technical_age)


@rule("s. 12-B(a)(1)", unit="yes/no")
def working_on_claim(
    claim: Array, period_start: Array, period_end: Array, period_present: Array, period_kind: Array
) -> Array:
    """The record shows employment or self-employment on the day of the claim."""
    work = (period_kind == KINDS.index("employment")) | (period_kind == KINDS.index("self-employment"))
    return covers(claim, period_start, period_end, period_present & work)


@rule("s. 12-B(b)", unit="yes/no")
def paying_on_claim(
    claim: Array,
    working_on_claim: Array,
    period_start: Array,
    period_end: Array,
    period_present: Array,
    period_kind: Array,
) -> Array:
    """The record shows work or voluntary contributions on the day of the claim."""
    voluntary = period_present & (period_kind == KINDS.index("voluntary"))
    return working_on_claim | covers(claim, period_start, period_end, voluntary)


@condition("s. 12-B(a)")
def contributions_reached(
    contributions_before_semester: Array, credited_for_right: Array, minimum_contributions: Array
) -> Array:
    """At least 120 monthly contributions are paid before the semester of retirement."""
    return contributions_before_semester + credited_for_right >= minimum_contributions


@condition("s. 12-B(a)(1)", waits=True)
def age_reached(claim: Array, optional_age_reached_on: Array) -> Array:
    """The age of optional retirement is reached on the day of the claim."""
    return claim >= optional_age_reached_on


@condition("s. 12-B(a)")
def separated(claim: Array, technical_age_reached_on: Array, working_on_claim: Array) -> Array:
    """Work has ended, or the age of technical retirement is reached."""
    return (claim >= technical_age_reached_on) | ~working_on_claim


@rule("s. 12, 12-B(e)", unit="PHP/month")
def benefit(total_pension: Array, pension_from_earliest_retirement: Array, money_unit: Array) -> Array:
    """Monthly retirement benefit: the higher of the pension now and that from the earliest possible day."""
    return np.asarray(
        round_to(maximum(total_pension, pension_from_earliest_retirement), money_unit, "nearest")
    )


@rule("s. 12-B(a)", unit="PHP once")
def advance_before_discount(benefit: Array, advance_months: Array) -> Array:
    """First eighteen pensions, which may be taken in advance, before the discount that SSS sets."""
    return benefit * advance_months


@rule("s. 12-B", unit="date")
def starts(claim: Array, optional_age_reached_on: Array) -> Array:
    """First day payable: the month of retirement is paid."""
    return calendar.first_day(calendar.month_of(np.maximum(claim, optional_age_reached_on)))


@rule("s. 12-B(b)", unit="yes/no")
def refund_right(
    contributions: Array,
    contributions_before_semester: Array,
    minimum_contributions: Array,
    claim: Array,
    optional_age_reached_on: Array,
    technical_age_reached_on: Array,
    paying_on_claim: Array,
) -> Array:
    """A lump sum is due: of age, too few contributions for a pension.

    Before 65 only to a member who neither works nor goes on paying voluntarily.
    """
    few = (contributions > 0) & (contributions_before_semester < minimum_contributions)
    ended = (claim >= technical_age_reached_on) | ~paying_on_claim
    return few & ended & (claim >= optional_age_reached_on)


@rule("s. 12-B(b)", unit="PHP once")
def lump_sum(monthly_contributions: Array, monthly_salary_credit: Array, contribution_rate: Array) -> Array:
    """Lump sum before interest: all contributions of both sides, a lower bound.

    SSS pays interest with it; its rate and method were not found in any source.
    """
    return total(monthly_contributions * monthly_salary_credit * contribution_rate)


@rule("RA 11199 s. 4(a)(2)", unit="PHP once")
def provident_fund_contributions(
    monthly_contributions: Array,
    stepped_pay: Array,
    salary_credit_maximum: Array,
    provident_fund_maximum: Array,
    contribution_rate: Array,
) -> Array:
    """Contributions to the Mandatory Provident Fund (WISP), on the credit above the regular ceiling."""
    above = maximum(minimum(stepped_pay, provident_fund_maximum) - salary_credit_maximum, 0)
    return total(monthly_contributions * above * contribution_rate)
