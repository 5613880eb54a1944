"""Saudi Arabia: the end-of-service award (Labor Law, Royal Decree M/51 of 2005, arts. 80 to 88).

A lump sum that the employer owes when an employment ends, at any age: half a month's last wage for each of
the first five years and a whole month's for each further year.  It is what a foreign worker has in place of
a pension: the annuities branch of social insurance has been for Saudis only since March 1987.  Each
unbroken employment is one award; values with rows stand in the row that closes an employment.  Foreign
periods count for nothing here: no agreement adds up service with different employers.
"""

from __future__ import annotations

import numpy as np

from corridor.law import calendar
from corridor.law.numeric import Array, maximum, minimum, total, where
from corridor.law.rules import condition, rule
from corridor.schemes.employments import (
    completed_months,
    find_employments,
    in_any,
    in_rows,
    last_monthly_rate,
    odd_days,
)
from corridor.schemes.scheme import Outputs

OUTPUTS = Outputs(own_periods="days_of_service", amount="total_award", starts="starts", frequency="once")

#: Ends that are the worker's own decision without a reason that the law privileges (arts. 79 bis, 85).
RESIGNATIONS = ("resignation", "resignation_without_notice")
#: Ends without an award (art. 80, with its no. 6 on probation).
FORFEITURES = ("dismissal_for_cause", "probation")


@rule("Art. 84", unit="date")
def employments(period_start: Array, period_end: Array, period_contract: Array) -> Array:
    """Unbroken employments: their first days, and the first days after them."""
    return find_employments(period_start, period_end, period_contract)


@rule("Art. 84", unit="yes/no")
def employment(employments: Array, claim: Array) -> Array:
    """Rows that close an employment which has ended by the claim."""
    start, end = employments
    return (end > start) & (end <= claim + 1)


@rule("Art. 84", unit="date")
def service_start(employments: Array, claim: Array, employment: Array) -> Array:
    """First day of each employment (rows that close none hold the claim)."""
    return np.where(employment, employments[0], claim)


@rule("Art. 84", unit="date")
def end_of_service(employments: Array, claim: Array, employment: Array) -> Array:
    """Last day of each employment, which picks the law (rows that close none hold the claim)."""
    return np.where(employment, employments[1] - 1, claim)


@rule("Art. 84, art. 2 (wage: actual wage)", unit="SAR/month")
def last_wage(period_start: Array, period_end: Array, period_earnings: Array, employment: Array) -> Array:
    """Last monthly wage: the actual wage of the last period of each employment (al-ajr al-akhir).

    The actual wage is basic pay with all regular allowances.
    """
    return last_monthly_rate(employment, period_start, period_end, period_earnings)


@rule("Art. 116", unit="days")
def suspended_days(
    unpaid_leave_days: Array, unpaid_leave_counted: Array, employment: Array, end_of_service: Array
) -> Array:
    """Days of leave without pay that are no service: those above twenty, in the last employment."""
    ended = where(employment, end_of_service, 0)
    final = employment & (ended == ended.max(axis=0))
    left_out = maximum(unpaid_leave_days - unpaid_leave_counted, unpaid_leave_days * 0)
    return where(final, left_out, left_out * 0)


@rule("Art. 84, art. 116", unit="date")
def service_until(
    end_of_service: Array, service_start: Array, suspended_days: Array, employment: Array
) -> Array:
    """First day after the service, brought forward by the days that do not count."""
    until = end_of_service + 1 - np.asarray(suspended_days).astype("int64")
    return np.where(employment, np.maximum(until, service_start), service_start)


@rule("Art. 84", unit="days")
def service_days(service_start: Array, service_until: Array) -> Array:
    """Days of service of each employment."""
    return service_until - service_start


@rule("Art. 84", unit="months")
def service_whole_months(service_start: Array, service_until: Array) -> Array:
    """Completed months of service, counted from date to date."""
    return completed_months(service_start, service_until)


@rule("Art. 84", unit="days")
def service_odd_days(service_start: Array, service_until: Array, service_whole_months: Array) -> Array:
    """Days of service beyond the completed months."""
    return odd_days(service_start, service_until, service_whole_months)


@rule("Art. 84", unit="years")
def service_years_calendar(
    service_whole_months: Array, service_odd_days: Array, days_in_year: Array
) -> Array:
    """Service in completed years and months, and days as part of a year."""
    return service_whole_months / 12 + service_odd_days / days_in_year


@rule("Art. 84", unit="years")
def service_years_by_days(service_days: Array, days_in_year: Array) -> Array:
    """Service as all its days over the days of a year, as some practitioners count."""
    return service_days / days_in_year


@rule("Art. 84", unit="years")
def service_years(
    part_year_method: Array, service_years_calendar: Array, service_years_by_days: Array
) -> Array:
    """Years of service, parts of a year in proportion (muddat al-khidma)."""
    return where(part_year_method == "days_365", service_years_by_days, service_years_calendar)


@rule("Art. 86", unit="SAR/month")
def award_wage(last_wage: Array, excluded_variable_pay: Array) -> Array:
    """The last wage without commissions and the like that the parties agreed to leave out."""
    return maximum(last_wage - excluded_variable_pay, last_wage * 0)


@rule("Art. 84", unit="SAR once")
def first_years_award(
    award_wage: Array, service_years: Array, first_years: Array, first_years_rate: Array
) -> Array:
    """Award for the first five years: half a month's wage for each."""
    return award_wage * first_years_rate * minimum(service_years, first_years)


@rule("Art. 84", unit="SAR once")
def later_years_award(
    award_wage: Array, service_years: Array, first_years: Array, later_years_rate: Array
) -> Array:
    """Award for the following years: a month's wage for each."""
    return award_wage * later_years_rate * maximum(service_years - first_years, service_years * 0)


@rule("Art. 84", unit="SAR once")
def full_award(first_years_award: Array, later_years_award: Array) -> Array:
    """Full award, before any reduction for the reason of the end."""
    return first_years_award + later_years_award


@rule("Arts. 85, 87", unit="yes/no")
def reduced_for_resignation(end_reason: Array, female: Array, sex_stated: Array) -> Array:
    """Whether the award is reduced because the worker resigned.

    Force majeure and, for women only, the end within six months of marriage or three months of a birth keep
    the full award (art. 87); a reason of the employer's making does too (art. 81).
    """
    return np.isin(end_reason, RESIGNATIONS) | ((end_reason == "marriage_or_birth") & sex_stated & ~female)


@rule("Art. 85", unit="fraction")
def resignation_part(
    service_years: Array,
    resignation_minimum_service: Array,
    resignation_middle_service: Array,
    resignation_full_service: Array,
    resignation_smaller_part: Array,
    resignation_greater_part: Array,
) -> Array:
    """Part of the award that a worker who resigns keeps: none, a third, two thirds or all."""
    none, all_of_it = resignation_smaller_part * 0, resignation_smaller_part * 0 + 1
    reached = where(service_years >= resignation_minimum_service, resignation_smaller_part, none)
    middle = where(service_years > resignation_middle_service, resignation_greater_part, reached)
    return where(service_years >= resignation_full_service, all_of_it, middle)


@rule("Arts. 80, 85, 87", unit="fraction")
def resignation_factor(end_reason: Array, reduced_for_resignation: Array, resignation_part: Array) -> Array:
    """Part of the full award that is due, given how the employment ended."""
    all_of_it = resignation_part * 0 + 1
    by_reason = where(reduced_for_resignation, resignation_part, all_of_it)
    return where(np.isin(end_reason, FORFEITURES), resignation_part * 0, by_reason)


@rule("Arts. 84, 85", unit="SAR once")
def award(full_award: Array, resignation_factor: Array) -> Array:
    """End-of-service award of each employment (mukafa'at nihayat al-khidma)."""
    return full_award * resignation_factor


@condition("Art. 84")
def service_ended(employment: Array) -> Array:
    """An employment has ended on or before the day of the claim."""
    return in_any(employment)


@condition("Art. 80")
def not_dismissed_for_cause(end_reason: Array, employment: Array) -> Array:
    """The employer did not end the contract for one of the grounds that cost the award, nor in probation."""
    return in_any(in_rows(employment) & ~np.isin(end_reason, FORFEITURES))


@condition("Art. 85")
def service_for_resignation_met(
    employment: Array,
    reduced_for_resignation: Array,
    service_years: Array,
    resignation_minimum_service: Array,
) -> Array:
    """A worker who resigned has served the two years that give a part of the award."""
    met = ~reduced_for_resignation | (service_years >= resignation_minimum_service)
    return in_any(in_rows(employment) & np.asarray(met, dtype=bool))


@rule("Art. 84", unit="SAR once")
def total_award(award: Array, employment: Array, law_in_force: Array) -> Array:
    """Awards of all employments that have ended, added up."""
    return total(in_rows(where(employment, award * law_in_force, award * 0)))


@rule("Art. 84", unit="days")
def days_of_service(service_days: Array, employment: Array) -> Array:
    """Days of service in all employments that have ended."""
    return total(in_rows(where(employment, service_days, service_days * 0)))


@rule("Art. 84", unit="date")
def starts(employment: Array, end_of_service: Array) -> Array:
    """Day after the last employment ended, when the award is owed; never if none has ended."""
    last = in_rows(np.where(employment, end_of_service, -1)).max(axis=0)
    return np.where(in_any(employment), last + 1, calendar.NEVER)


@rule("Art. 88", unit="date")
def payment_due(
    end_of_service: Array, end_reason: Array, payment_days: Array, payment_days_worker_left: Array
) -> Array:
    """Last day for the employer to settle: one week after the end, two if the worker ended the contract."""
    worker_left = np.isin(
        end_reason, (*RESIGNATIONS, "marriage_or_birth", "force_majeure", "employer_breach")
    )
    days = where(worker_left, payment_days_worker_left, payment_days)
    return end_of_service + np.asarray(days).astype("int64")


@rule("Social Insurance Law (M/33 of 2000), annuities branch", unit="yes/no")
def covered_by_pension_scheme(national: Array) -> Array:
    """Whether the contributory pension scheme covers the person: Saudis only.

    A foreign worker has no monthly pension from Saudi Arabia.  Nationals of other Gulf states are insured
    with the scheme of their own country (insurance protection extension), no right against Saudi Arabia
    either.
    """
    return national


@rule("Social Insurance Law (M/22 of 1969), coverage ended March 1987", unit="yes/no")
def insured_as_foreigner_until_1987(
    employment: Array, national: Array, pension_scheme_covers_foreigners: Array
) -> Array:
    """Whether a foreign worker served while the pension scheme covered foreigners (not modelled)."""
    return in_any(in_rows(employment) & (pension_scheme_covers_foreigners == 1)) & ~national
