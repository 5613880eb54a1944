"""Retirement after sixty, s. 12-B(e): the pension had the member retired on the earliest possible day."""

from __future__ import annotations

import numpy as np

from corridor.law import calendar
from corridor.law.numeric import Array, cumulative, maximum
from corridor.law.parameters import Table
from corridor.law.rules import rule
from corridor.schemes.phl.sss.record import average_credit, basic_pension, credited_years, semester_of, whole


@rule("s. 12-B(e)", unit="date")
def earliest_retirement(
    monthly_contributions: Array,
    contribution_month: Array,
    claim: Array,
    optional_age_reached_on: Array,
    minimum_contributions: Array,
    semester_months: Array,
) -> Array:
    """Earliest day on which the member could have retired, at the latest the day of the claim."""
    reached = cumulative(monthly_contributions) >= minimum_contributions
    month = contribution_month[reached.argmax(axis=0), 0]
    # the semester of that day may begin with the first quarter after the month of the 120th contribution
    semester = -(-(month + 1) // 3) * 3
    day = calendar.first_day(semester + whole(semester_months) - 3)
    earliest = np.minimum(np.maximum(day, optional_age_reached_on), claim)
    return np.where(reached.any(axis=0), earliest, claim)


@rule("s. 12-B(e)(1)", unit="PHP/month")
def pension_at_earliest_retirement(
    earliest_retirement: Array,
    monthly_contributions: Array,
    monthly_salary_credit: Array,
    contribution_month: Array,
    semester_months: Array,
    averaging_contributions: Array,
    credited_years_from: Array,
    contributions_for_credited_year: Array,
    credited_by_twelfths_from: Array,
    base_amount: Array,
    base_rate: Array,
    increment_rate: Array,
    increment_after_years: Array,
    flat_rate: Array,
    minimum_pension_by_years: Table,
) -> Array:
    """Monthly pension computed on the earliest possible day of retirement."""
    held = monthly_contributions * (contribution_month < semester_of(earliest_retirement, semester_months))
    average = average_credit(held, monthly_salary_credit, averaging_contributions)
    years = credited_years(
        monthly_contributions,
        held,
        contribution_month,
        credited_years_from,
        contributions_for_credited_year,
        credited_by_twelfths_from,
    )
    further = maximum(years - increment_after_years, 0)
    basic = basic_pension(average, further, base_amount, base_rate, increment_rate)
    return np.asarray(maximum(maximum(basic, average * flat_rate), minimum_pension_by_years.step(years)))


@rule("s. 12-B(e)(1)", unit="PHP/month")
def pension_from_earliest_retirement(
    pension_at_earliest_retirement: Array,
    earliest_retirement: Array,
    claim: Array,
    credited_for_amount: Array,
    additional_benefit: Array,
    increases_until_claim: Array,
    increases_until_earliest: Array,
    reform_until_claim: Array,
    reform_until_earliest: Array,
) -> Array:
    """That pension with the additional benefit and all increases until the claim.

    0 where the claim is the earliest day, and in a theoretical benefit under an agreement.  The increases
    from 2025 apply to the additional benefit too.
    """
    raised = pension_at_earliest_retirement * increases_until_claim / increases_until_earliest
    raised = (raised + additional_benefit) * reform_until_claim / reform_until_earliest
    return raised * ((earliest_retirement < claim) & (credited_for_amount == 0))
