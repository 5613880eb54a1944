"""Philippines, Social Security System (SSS): retirement pension and lump sum.

RA 8282 (1997) and RA 11199 (2018), which number alike: sections 8 (definitions), 12 (monthly pension), 12-A
(dependents), 12-B (retirement), 18 (contributions).
"""

from __future__ import annotations

import numpy as np

from corridor.law import calendar
from corridor.law.numeric import Array, floor, maximum, minimum, round_to, total, where
from corridor.law.rules import condition, rule
from corridor.law.tables import Table

# the rules of s. 18 and of s. 12-B(e) stand in modules of their own and belong to this scheme
from corridor.schemes.phl.sss.contributions import *
from corridor.schemes.phl.sss.earliest import *
from corridor.schemes.phl.sss.record import (
    Credits,
    Paid,
    basic_pension,
    credited_years,
    semester_of,
    shows,
)
from corridor.schemes.phl.sss.schedules import in_force, stepped
from corridor.schemes.scheme import Outputs

OUTPUTS = Outputs(
    own_periods="contributions",
    amount="benefit",
    starts="starts",
    refund_right="refund_right",
    refund="lump_sum",
)


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
def under_way_on_claim(claim: Array, period_start: Array, period_end: Array) -> Array:
    """The period covers the day of the claim."""
    return (period_start <= claim) & (claim < period_end)


@rule("s. 12-B(a)(1)", unit="yes/no")
def working_on_claim(under_way_on_claim: Array, period_kind: Array) -> Array:
    """The record shows employment or self-employment on the day of the claim."""
    return shows(under_way_on_claim, period_kind, "employment", "self-employment")


@rule("s. 12-B(b)", unit="yes/no")
def paying_on_claim(under_way_on_claim: Array, period_kind: Array, working_on_claim: Array) -> Array:
    """The record shows work or voluntary contributions on the day of the claim."""
    return working_on_claim | shows(under_way_on_claim, period_kind, "voluntary")


@condition("s. 12-B(a)")
def contributions_reached(
    contributions_before_semester: Array, credited_for_right: Array, minimum_contributions: Array
) -> Array:
    """At least 120 monthly contributions are paid before the semester of retirement."""
    return floor(contributions_before_semester + credited_for_right) >= minimum_contributions


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
    few = (contributions > 0) & (floor(contributions_before_semester) < minimum_contributions)
    ended = (claim >= technical_age_reached_on) | ~paying_on_claim
    return few & ended & (claim >= optional_age_reached_on)


@rule("s. 12-B(b)", unit="PHP once")
def lump_sum(
    run_credits: Array,
    salary_credit_at_end: Array,
    months_in_new_schedule: Array,
    monthly_contributions: Array,
    paid_from: Array,
    paid_to: Array,
    schedule_from: Array,
    contribution_rate: Array,
) -> Array:
    """Lump sum before interest: all contributions of both sides, a lower bound.

    SSS pays interest with it; its rate and method were not found in any source.
    """
    rate = in_force(contribution_rate, schedule_from, paid_from)
    paid = run_credits * rate
    newer = np.flatnonzero(months_in_new_schedule != 0)
    rise = in_force(contribution_rate, schedule_from, paid_to.take(newer)) - rate.take(newer)
    later = months_in_new_schedule.take(newer) * monthly_contributions.take(newer)
    paid.put(newer, paid.take(newer) + later * salary_credit_at_end.take(newer) * rise)
    return total(paid)


@rule("RA 11199 s. 4(a)(2)", unit="PHP once")
def provident_fund_contributions(
    monthly_pay: Array,
    run_contributions: Array,
    months_in_new_schedule: Array,
    monthly_contributions: Array,
    paid_from: Array,
    paid_to: Array,
    schedule_from: Array,
    salary_credit_step: Array,
    salary_credit_brackets: Table,
    salary_credit_maximum: Array,
    provident_fund_maximum: Array,
    contribution_rate: Array,
) -> Array:
    """Contributions to the Mandatory Provident Fund (WISP), on the credit above the regular ceiling."""

    def contribution(months: Array) -> Array:
        credit = stepped(monthly_pay, months, schedule_from, salary_credit_step, salary_credit_brackets)
        highest = in_force(provident_fund_maximum, schedule_from, months)
        regular = in_force(salary_credit_maximum, schedule_from, months)
        above = maximum(minimum(credit, highest) - regular, 0)
        return np.asarray(above * in_force(contribution_rate, schedule_from, months))

    newer = months_in_new_schedule * monthly_contributions
    return total((run_contributions - newer) * contribution(paid_from) + newer * contribution(paid_to))
