"""Employees' Pension Scheme 1995 (India): monthly member's pension and withdrawal benefit (paras 12 and 14).

The unit is the month: Table D has counted months since 2024, the agreements count Indian insurance in
months, and a year of service is twelve of them.  Paras 2 to 11 stand in ``service.py``.
"""

from __future__ import annotations

import numpy as np

from corridor.law import calendar
from corridor.law.numeric import Array, clip, divide, floor, maximum, minimum, round_to, total, where
from corridor.law.rules import rule
from corridor.law.tables import Table
from corridor.schemes.ind.eps.service import *  # the rules of paras 2 to 11 belong to this set
from corridor.schemes.ind.spans import CEILINGS, entry, written_day
from corridor.schemes.scheme import Outputs

OUTPUTS = Outputs(
    own_periods="insured_months",
    amount="pension",
    starts="starts",
    refund_right="withdrawal_right",
    refund="withdrawal_benefit",
)


# Monthly member's pension (para 12)


@rule("EPS 1995 para 12(2)", unit="INR/month")
def pensionable_service_pension(
    pensionable_salary: Array, pensionable_service_years: Array, pension_divisor: Array
) -> Array:
    """Pension for actual service: pensionable salary times pensionable service, divided by 70."""
    return pensionable_salary * pensionable_service_years / pension_divisor


@rule("EPS 1995 para 12(3)(i)(a)", unit="INR/month")
def actual_service_pension(
    pensionable_service_pension: Array, past_service_months: Array, existing_member_floor: Array
) -> Array:
    """Pension for actual service with the least amount of an existing member."""
    existing = np.asarray(past_service_months > 0, dtype=bool)
    return where(
        existing, maximum(pensionable_service_pension, existing_member_floor), pensionable_service_pension
    )


@rule("EPS 1995 para 9(b), explanation", unit="years")
def past_service_years(past_service_months: Array, rounding_months: Array) -> Array:
    """Past service in years: a rest of six months counts as a year, a shorter one not."""
    return floor((past_service_months + rounding_months) / 12)


@rule("EPS 1995 para 12(3)(i)(b)", unit="INR/month")
def past_service_pay(
    period_start: Array, period_present: Array, monthly_pay: Array, scheme_from: Array
) -> Array:
    """Pay for a month on 15 November 1995 (of the last row that began before the scheme)."""
    before = period_present & (period_start < written_day(scheme_from))
    last = np.where(before, period_start, -calendar.NEVER).max(axis=0)
    return total(where(before & (period_start == last), monthly_pay, 0 * monthly_pay))


@rule("EPS 1995 para 12(3)(i)(b)", unit="INR/month")
def past_service_slab(
    past_service_months: Array,
    past_service_years: Array,
    past_service_pay: Array,
    past_service_wage_limit: Array,
    past_service_lower_column: Table,
    past_service_upper_column: Table,
) -> Array:
    """Past service pension of a person who was 58 when the scheme began, by years and salary."""
    upper = np.asarray(past_service_pay > past_service_wage_limit, dtype=bool)
    slab = where(
        upper,
        past_service_upper_column.step(past_service_years),
        past_service_lower_column.step(past_service_years),
    )
    return where(np.asarray(past_service_months > 0, dtype=bool), slab, 0 * slab)


@rule("EPS 1995 Table B", unit="years")
def years_since_commencement(superannuates_on: Array, starts: Array, scheme_from: Array) -> Array:
    """Completed years from 16 November 1995 to 58, or to the earlier beginning of the pension."""
    upto = np.minimum(superannuates_on, starts)
    since = np.broadcast_to(written_day(scheme_from), upto.shape)
    return np.maximum(calendar.whole_years(since, np.maximum(upto, since)), 0)


@rule("EPS 1995 Table B", unit="factor")
def past_service_factor(years_since_commencement: Array, past_service_months: Array, table_b: Table) -> Array:
    """Factor of Table B (for members with past service)."""
    existing = np.asarray(past_service_months > 0, dtype=bool)
    return table_b.at(where(existing, years_since_commencement, 0 * years_since_commencement))


@rule("EPS 1995 para 12(3)(i)(b)", unit="INR/month")
def past_service_benefit(past_service_slab: Array, past_service_factor: Array) -> Array:
    """Past service pension (past service benefit): the amount of the table times the factor of Table B."""
    return past_service_slab * past_service_factor


@rule("EPS 1995 para 12(3)(ii); letter 15025/01/99-SS-IV", unit="INR/month")
def existing_member_pension_minimum(
    past_service_months: Array,
    eligible_service_years: Array,
    existing_member_minimum: Array,
    existing_member_full_years: Array,
    existing_member_least: Array,
) -> Array:
    """Least pension of an existing member: in proportion where eligible service is less than 24 years."""
    part = existing_member_minimum * eligible_service_years / existing_member_full_years
    least = clip(part, existing_member_least, existing_member_minimum)
    return where(np.asarray(past_service_months > 0, dtype=bool), least, 0 * least)


@rule("EPS 1995 para 12(2) and (3)", unit="INR/month")
def full_pension(
    actual_service_pension: Array, past_service_benefit: Array, existing_member_pension_minimum: Array
) -> Array:
    """Pension before any reduction or increase for the age at which it begins."""
    return maximum(actual_service_pension + past_service_benefit, existing_member_pension_minimum)


@rule("EPS 1995 para 12(7)", unit="part of the pension")
def early_reduction(years_short_of_58: Array, early_reduction_rate: Array) -> Array:
    """Reduction of an early pension: the yearly rate times the years short of 58, not compounded."""
    return years_short_of_58 * early_reduction_rate


@rule("EPS 1995 para 12(7B)(b)(i)", unit="part of the pension")
def deferral_bonus(deferred_years: Array, deferral_increase: Array) -> Array:
    """Increase of a deferred pension: the yearly rate times the completed years after 58."""
    return deferred_years * deferral_increase


@rule("EPS 1995 para 12 with paras 12(7), 12(7A), 12(7B) and 31", unit="INR/month")
def pension(
    full_pension: Array,
    early_reduction: Array,
    deferral_bonus: Array,
    minimum_pension: Array,
    benefit_rounding: Array,
) -> Array:
    """Monthly member's pension, to the nearest rupee."""
    adjusted = full_pension * (1 - early_reduction + deferral_bonus)
    return round_to(maximum(adjusted, minimum_pension), benefit_rounding, "nearest")


# Withdrawal benefit (para 14, Table D)


@rule("EPS 1995 para 14; order e-37633/1920, nos. 3 and 4", unit="yes/no")
def table_d_counts_months(claim: Array, superannuates_on: Array, table_d_by_months_from: Array) -> Array:
    """Table D by months: claims settled since 14 June 2024, unless the person was 58 before that day."""
    since = written_day(table_d_by_months_from)
    return (claim >= since) & (superannuates_on >= since)


@rule("EPS 1995 para 9", unit="years")
def own_eligible_years(insured_months: Array, rounding_months: Array) -> Array:
    """Own eligible service in years, without any foreign period."""
    return floor((insured_months + rounding_months) / 12)


@rule("EPS 1995 paras 9 and 14", unit="years")
def withdrawal_years(service_months: Array, rounding_months: Array) -> Array:
    """Contributory service in years: a rest of six months counts as a year, a shorter one not."""
    return floor((service_months + rounding_months) / 12)


@rule("EPS 1995 para 14", unit="months")
def withdrawal_months(service_months: Array) -> Array:
    """Completed months of contributory service."""
    return floor(service_months)


@rule("EPS 1995 para 14 and Table D", unit="yes/no")
def withdrawal_right(
    member: Array,
    own_eligible_years: Array,
    withdrawal_years: Array,
    withdrawal_months: Array,
    past_service_years: Array,
    table_d_counts_months: Array,
    minimum_eligible_years: Array,
) -> Array:
    """A withdrawal benefit is due: less than ten years, and at least the first line of a table."""
    counted = where(table_d_counts_months, withdrawal_months, withdrawal_years)
    enough = np.asarray((counted >= 1) | (past_service_years >= 1), dtype=bool)
    short = np.asarray(own_eligible_years < minimum_eligible_years, dtype=bool)
    return np.asarray(member, dtype=bool) & enough & short


@rule("EPS 1995 para 14 and Table D", unit="yes/no")
def withdrawal_by_months(withdrawal_right: Array, table_d_counts_months: Array) -> Array:
    """The withdrawal benefit is due by months."""
    return withdrawal_right & table_d_counts_months


@rule("EPS 1995 Table D", unit="months of wages")
def withdrawal_benefit_factor(
    withdrawal_right: Array,
    withdrawal_by_months: Array,
    withdrawal_years: Array,
    withdrawal_months: Array,
    table_d_years: Table,
    table_d_months: Table,
    table_d_later_months: Table,
) -> Array:
    """Multiple of the wages at exit."""
    later = withdrawal_by_months & np.asarray(withdrawal_months > 72, dtype=bool)
    one = 0 * withdrawal_years + 1
    counted = where(withdrawal_by_months, withdrawal_months, withdrawal_years)
    due = withdrawal_right & np.asarray(counted >= 1, dtype=bool)
    by_years = table_d_years.at(where(due & ~withdrawal_by_months, withdrawal_years, one))
    first = table_d_months.at(where(due & withdrawal_by_months & ~later, withdrawal_months, one))
    after = table_d_later_months.at(where(later, withdrawal_months, 0 * withdrawal_months + 73))
    factor = where(withdrawal_by_months, where(later, after, first), by_years)
    return where(due, factor, 0 * factor)


@rule("EPS 1995 para 14", unit="INR/month")
def pay_at_exit(
    period_start: Array,
    period_end: Array,
    period_present: Array,
    starts: Array,
    exited_on: Array,
    monthly_pay: Array,
) -> Array:
    """Pay for a month when contributory service ended."""
    last = period_present & (period_start < starts) & (np.minimum(period_end, starts) == exited_on)
    return total(where(last, monthly_pay, 0 * monthly_pay))


@rule("EPS 1995 para 14; circular of 29 August 2014, no. 3", unit="INR/month")
def withdrawal_wages(
    service_by_ceiling: Array, service_months: Array, pay_at_exit: Array, salary_ceiling: Table
) -> Array:
    """Wages at exit: held to the ceilings in proportion to the service under each."""
    held = np.stack([minimum(pay_at_exit, entry(salary_ceiling, i)) for i in range(CEILINGS)])
    return divide(total(service_by_ceiling * held), service_months)


@rule("EPS 1995 para 14, proviso, and Table A", unit="INR once")
def past_service_return(withdrawal_right: Array, past_service_years: Array, table_a: Table) -> Array:
    """Return of contributions for past service.

    Table A was not read: the return is known only where there is no past service.
    """
    return table_a.at(where(withdrawal_right, past_service_years, 0 * past_service_years))


@rule("EPS 1995 paras 14 and 31", unit="INR once")
def withdrawal_benefit(
    withdrawal_wages: Array,
    withdrawal_benefit_factor: Array,
    past_service_return: Array,
    benefit_rounding: Array,
) -> Array:
    """Withdrawal benefit: the wages at exit times the multiple of Table D, to the nearest rupee."""
    due = withdrawal_wages * withdrawal_benefit_factor + past_service_return
    return round_to(due, benefit_rounding, "nearest")
