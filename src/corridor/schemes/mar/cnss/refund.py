"""Refund of contributions where the days open no pension: laws 117-12 and 02-24, in the order of the law."""

from __future__ import annotations

from corridor.law import calendar
from corridor.law.numeric import Array, minimum, total, where
from corridor.law.rules import rule


@rule("Dahir Art. 19", unit="MAD")
def contributory_salary(declared_months: Array, declared_salary: Array, monthly_ceiling: Array) -> Array:
    """Salary subject to contributions in each stretch: up to the ceiling of each month."""
    return declared_months * minimum(declared_salary, monthly_ceiling)


@rule("Law 117-12", unit="MAD once")
def employee_contributions(contributory_salary: Array, employee_contribution_rate: Array) -> Array:
    """Employee's contributions to the long-term branch."""
    return total(contributory_salary * employee_contribution_rate)


@rule("Law 02-24", unit="MAD once")
def employer_contributions(contributory_salary: Array, employer_contribution_rate: Array) -> Array:
    """Employer's contributions to the long-term branch."""
    return total(contributory_salary * employer_contribution_rate)


@rule("Laws 117-12 and 02-24", unit="MAD once")
def refund(
    employee_contributions: Array, employer_contributions: Array, refund_employer_share: Array
) -> Array:
    """Refund of contributions before revaluation: the employee's, for retirements from 2023 both shares."""
    return employee_contributions + refund_employer_share * employer_contributions


@rule("Law 117-12", unit="yes/no")
def refund_exists(refund_introduced: Array) -> Array:
    """Contributions can be refunded at the day of the claim (from 1 August 2014)."""
    return refund_introduced == 1


@rule("Laws 117-12 and 02-24", unit="yes/no")
def refund_right(
    claim: Array,
    pension_age_date: Array,
    retirement_date: Array,
    days_for_right: Array,
    required_days: Array,
    refund_exists: Array,
    refund_covers_age: Array,
    refund_old_age_cases: Array,
    refund_old_cases_open: Array,
    refund_claim_years: Array,
) -> Array:
    """Right to the refund: retired, of pension age since January 2000, too few days, and in time.

    In time is within five years of retirement; before 1 August 2016 for those of pension age before the law
    began.  Whether another basic scheme pays the person a pension, which would exclude it, is not asked.
    """
    too_few = (days_for_right > 0) & (days_for_right < required_days)
    in_time = where(
        refund_old_age_cases == 1,
        refund_old_cases_open == 1,
        claim <= calendar.add_years(retirement_date, refund_claim_years),
    )
    begun = refund_exists & (refund_covers_age == 1)
    return too_few & begun & in_time & (claim >= retirement_date)
