"""Retirement after sixty, s. 12-B(e): the pension had the member retired on the earliest possible day."""

from __future__ import annotations

import numpy as np

from corridor.law import calendar
from corridor.law.numeric import Array, maximum
from corridor.law.rules import rule
from corridor.law.tables import Table
from corridor.schemes.phl.sss.record import (
    NO_MONTH,
    Credits,
    Paid,
    basic_pension,
    credited_years,
    semester_of,
    whole,
)


@rule("s. 12-B(e)", unit="month")
def minimum_reached_in(
    paid_from: Array,
    paid_to: Array,
    monthly_contributions: Array,
    contributions_so_far: Array,
    period_counted: Array,
    minimum_contributions: Array,
) -> Array:
    """Month of the 120th contribution."""
    paid = Paid(paid_from, paid_to, monthly_contributions, contributions_so_far)
    return paid.month_of(minimum_contributions, counted=bool(period_counted.any()))


@rule("s. 12-B(e)", unit="date")
def earliest_retirement(
    minimum_reached_in: Array, claim: Array, optional_age_reached_on: Array, semester_months: Array
) -> Array:
    """Earliest day on which the member could have retired, at the latest the day of the claim."""
    reached = minimum_reached_in < NO_MONTH
    # the semester of that day may begin with the first quarter after the month of the 120th contribution
    semester = -(-(np.where(reached, minimum_reached_in, 0) + 1) // 3) * 3
    day = calendar.first_day(semester + whole(semester_months) - 3)
    return np.where(reached, np.minimum(np.maximum(day, optional_age_reached_on), claim), claim)


@rule("s. 12-B(e)", unit="contributions")
def contributions_at_earliest_retirement(
    earliest_retirement: Array,
    semester_months: Array,
    paid_from: Array,
    paid_to: Array,
    monthly_contributions: Array,
    contributions_so_far: Array,
) -> Array:
    """Monthly contributions before the semester of that day."""
    paid = Paid(paid_from, paid_to, monthly_contributions, contributions_so_far)
    return paid.before(semester_of(earliest_retirement, semester_months))


@rule("s. 8(m), 12-B(e)", unit="PHP/month")
def average_at_earliest_retirement(
    contributions_at_earliest_retirement: Array,
    averaging_contributions: Array,
    contributions_so_far: Array,
    credits_so_far: Array,
    monthly_salary_credit: Array,
    salary_credit_at_end: Array,
    months_in_new_schedule: Array,
    monthly_contributions: Array,
) -> Array:
    """Average monthly salary credit on that day."""
    credits = Credits(
        contributions_so_far,
        credits_so_far,
        monthly_salary_credit,
        salary_credit_at_end,
        months_in_new_schedule,
        monthly_contributions,
    )
    return credits.average(contributions_at_earliest_retirement, averaging_contributions)


@rule("s. 8(l), 12-B(e)", unit="years")
def credited_years_at_earliest_retirement(
    earliest_retirement: Array,
    semester_months: Array,
    contributions_at_earliest_retirement: Array,
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
    """Credited years of service on that day."""
    return credited_years(
        Paid(paid_from, paid_to, monthly_contributions, contributions_so_far),
        credited_year,
        semester_of(earliest_retirement, semester_months),
        contributions_at_earliest_retirement,
        years_before_count,
        credited_years_from,
        contributions_for_credited_year,
        credited_by_twelfths_from,
    )


@rule("s. 12-B(e)(1)", unit="PHP/month")
def pension_at_earliest_retirement(
    average_at_earliest_retirement: Array,
    credited_years_at_earliest_retirement: Array,
    base_amount: Array,
    base_rate: Array,
    increment_rate: Array,
    increment_after_years: Array,
    flat_rate: Array,
    minimum_pension_by_years: Table,
) -> Array:
    """Monthly pension computed on the earliest possible day of retirement."""
    average, years = average_at_earliest_retirement, credited_years_at_earliest_retirement
    further = maximum(years - increment_after_years, 0)
    basic = basic_pension(average, further, base_amount, base_rate, increment_rate)
    return np.asarray(maximum(maximum(basic, average * flat_rate), minimum_pension_by_years.step(years)))


@rule("s. 12-B(e)", unit="yes/no")
def retires_later(earliest_retirement: Array, claim: Array, credited_for_amount: Array) -> Array:
    """The member retires after the earliest possible day; not asked for a theoretical benefit of an agreement."""
    return (earliest_retirement < claim) & (credited_for_amount == 0)


@rule("s. 12-B(e)(1)", unit="PHP/month")
def pension_from_earliest_retirement(
    pension_at_earliest_retirement: Array,
    retires_later: Array,
    additional_benefit: Array,
    increases_until_claim: Array,
    increases_until_earliest: Array,
    reform_until_claim: Array,
    reform_until_earliest: Array,
) -> Array:
    """That pension with the additional benefit and all increases until the claim.

    0 where the member does not retire later.  The increases from 2025 apply to the additional benefit too.
    """
    raised = pension_at_earliest_retirement * increases_until_claim / increases_until_earliest
    raised = (raised + additional_benefit) * reform_until_claim / reform_until_earliest
    return raised * retires_later
