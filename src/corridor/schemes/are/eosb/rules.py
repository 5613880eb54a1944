"""United Arab Emirates: the end-of-service benefit.

A lump sum that the employer owes a foreign worker when an employment ends, at any age: 21 days' basic wage
for each of the first five years and 30 days' for each further year, at most two years' wage.  The law in
force at the end of service decides: Federal Law 8 of 1980 (arts. 132 to 139), which cuts the benefit of a
worker who leaves, or from 2 February 2022 Federal Decree-Law 33 of 2021 (arts. 51 to 53), which does not.
It stands in place of a pension: the pension scheme insures nationals only, and nationals of other Gulf
states stay insured at home.  Each unbroken employment is one benefit; values with rows stand in the row
that closes an employment.  Foreign periods count for nothing here: no agreement adds up service with
different employers.
"""

from __future__ import annotations

import numpy as np

from corridor.law import calendar
from corridor.law.numeric import Array, maximum, minimum, total, where
from corridor.law.rules import condition, rule
from corridor.law.tables import Table
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

#: Ends by the worker's own choice (old law arts. 137, 138); that law privileges neither marriage nor birth.
RESIGNATIONS = ("resignation", "resignation_without_notice", "marriage_or_birth")
#: Ends for a ground of old law art. 120, dismissal in probation among them.
DISMISSALS = ("dismissal_for_cause", "probation")
#: Keys of the kinds of contract in the table of the law; 0 stands for "not stated" and is not in it.
UNLIMITED, LIMITED = 1, 2


@rule("Law 8/1980 art. 132; DL 33/2021 art. 51(2)", unit="date")
def employments(period_start: Array, period_end: Array, period_contract: Array) -> Array:
    """Unbroken employments: their first days, and the first days after them."""
    return find_employments(period_start, period_end, period_contract)


@rule("Law 8/1980 art. 132; DL 33/2021 art. 51(2)", unit="yes/no")
def employment(employments: Array, claim: Array) -> Array:
    """Rows that close an employment which has ended by the claim."""
    start, end = employments
    return (end > start) & (end <= claim + 1)


@rule("Law 8/1980 art. 132; DL 33/2021 art. 51(2)", unit="date")
def service_start(employments: Array, claim: Array, employment: Array) -> Array:
    """First day of each employment (rows that close none hold the claim)."""
    return np.where(employment, employments[0], claim)


@rule("Law 8/1980 art. 132; DL 33/2021 art. 51(2)", unit="date")
def end_of_service(employments: Array, claim: Array, employment: Array) -> Array:
    """Last day of each employment, which picks the law (rows that close none hold the claim)."""
    return np.where(employment, employments[1] - 1, claim)


@rule("Law 8/1980 art. 134; DL 33/2021 art. 51(5)", unit="AED/month")
def last_wage(period_start: Array, period_end: Array, period_earnings: Array, employment: Array) -> Array:
    """Last monthly basic wage, without allowances, of the last period of each employment."""
    return last_monthly_rate(employment, period_start, period_end, period_earnings)


@rule("Law 8/1980 art. 132; DL 33/2021 art. 51(4)", unit="days")
def excluded_days(unpaid_leave_days: Array, employment: Array, end_of_service: Array) -> Array:
    """Days of absence without pay, which are no service, in the employment that ended last."""
    ended = where(employment, end_of_service, 0)
    final = employment & (ended == ended.max(axis=0))
    return where(final, unpaid_leave_days, unpaid_leave_days * 0)


@rule("Law 8/1980 art. 132; DL 33/2021 art. 51(4)", unit="date")
def service_until(
    end_of_service: Array, service_start: Array, excluded_days: Array, employment: Array
) -> Array:
    """First day after the service, brought forward by the days that do not count."""
    until = end_of_service + 1 - np.asarray(excluded_days).astype("int64")
    return np.where(employment, np.maximum(until, service_start), service_start)


@rule("Law 8/1980 art. 132; DL 33/2021 art. 51(2)", unit="days")
def service_days(service_start: Array, service_until: Array) -> Array:
    """Days of service of each employment."""
    return service_until - service_start


@rule("Law 8/1980 art. 133; DL 33/2021 art. 51(3)", unit="months")
def service_whole_months(service_start: Array, service_until: Array) -> Array:
    """Completed months of service, counted from date to date."""
    return completed_months(service_start, service_until)


@rule("Law 8/1980 art. 133; DL 33/2021 art. 51(3)", unit="days")
def service_odd_days(service_start: Array, service_until: Array, service_whole_months: Array) -> Array:
    """Days of service beyond the completed months."""
    return odd_days(service_start, service_until, service_whole_months)


@rule("Law 8/1980 art. 133; DL 33/2021 art. 51(3)", unit="years")
def service_years_calendar(
    service_whole_months: Array, service_odd_days: Array, days_in_year: Array
) -> Array:
    """Service in completed years and months, and days as part of a year."""
    return service_whole_months / 12 + service_odd_days / days_in_year


@rule("Law 8/1980 arts. 8, 133; DL 33/2021 art. 51(3)", unit="years")
def service_years_by_days(service_days: Array, days_in_year: Array) -> Array:
    """Service as all its days over the days of a year, as some practitioners count."""
    return service_days / days_in_year


@rule("Law 8/1980 arts. 132, 133; DL 33/2021 art. 51(2), (3)", unit="years")
def service_years(
    part_year_method: Array, service_years_calendar: Array, service_years_by_days: Array
) -> Array:
    """Years of service, parts of a year in proportion."""
    return where(part_year_method == "days_365", service_years_by_days, service_years_calendar)


@rule("Law 8/1980 art. 8; DL 47/2021", unit="AED/day")
def daily_wage(
    last_wage: Array, daily_wage_method: Array, days_in_month: Array, days_in_year: Array
) -> Array:
    """Basic wage of one day: a thirtieth of the month or, in another practice, 12 months over 365 days."""
    return where(daily_wage_method == "year_365", last_wage * 12 / days_in_year, last_wage / days_in_month)


@rule("Law 8/1980 art. 132(1); DL 33/2021 art. 51(2)(a)", unit="AED once")
def first_years_award(
    daily_wage: Array, service_years: Array, first_years: Array, first_years_days: Array
) -> Array:
    """Benefit for the first five years: 21 days' wage for each."""
    return daily_wage * first_years_days * minimum(service_years, first_years)


@rule("Law 8/1980 art. 132(2); DL 33/2021 art. 51(2)(b)", unit="AED once")
def later_years_award(
    daily_wage: Array, service_years: Array, first_years: Array, later_years_days: Array
) -> Array:
    """Benefit for the further years: 30 days' wage for each."""
    return daily_wage * later_years_days * maximum(service_years - first_years, service_years * 0)


@rule("Cabinet Resolution 1/2022 art. 30", unit="fraction")
def hours_share(working_hours_share: Array, part_time_share_counts: Array) -> Array:
    """Part of full-time hours that scales the benefit; all of it where no share is stated."""
    stated = (working_hours_share != 0) & (part_time_share_counts == 1)
    return where(stated, working_hours_share / 100, working_hours_share * 0 + 1)


@rule("Law 8/1980 art. 132; DL 33/2021 art. 51(2), Cabinet Resolution 1/2022 art. 30", unit="AED once")
def full_award(first_years_award: Array, later_years_award: Array, hours_share: Array) -> Array:
    """Full benefit, before the ceiling and before any reduction for the reason of the end."""
    return (first_years_award + later_years_award) * hours_share


@rule("Law 8/1980 art. 132; DL 33/2021 art. 51(6)", unit="AED once")
def cap(last_wage: Array, total_monthly_wage: Array, cap_years: Array) -> Array:
    """Ceiling: two years' wage, on the total wage where it is stated, else on the basic wage."""
    return where(total_monthly_wage == 0, last_wage, total_monthly_wage) * 12 * cap_years


@rule("Law 8/1980 arts. 137 to 139", unit="yes/no")
def reason_counts(reasons_count: Array) -> Array:
    """Whether the old law applies, under which the reason of the end matters."""
    return np.asarray(reasons_count == 1, dtype=bool)


@rule("Law 8/1980 arts. 137, 138", unit="yes/no")
def left_by_choice(end_reason: Array, reason_counts: Array) -> Array:
    """The worker left by own choice under the old law (a limited contract: before its term)."""
    return np.isin(end_reason, RESIGNATIONS) & reason_counts


@rule("Law 8/1980 arts. 38, 39", unit="kind of contract")
def contract_kind(contract: Array, left_by_choice: Array) -> Array:
    """Kind of contract where the law asks for it: 1 unlimited, 2 limited, 0 not stated (cannot tell)."""
    stated = np.where(contract == "unlimited", UNLIMITED, np.where(contract == "limited", LIMITED, 0))
    return np.where(left_by_choice, stated, UNLIMITED)


@rule("Law 8/1980 arts. 137, 138", unit="fraction")
def resignation_part(
    service_years: Array,
    contract_kind: Array,
    resignation_minimum_service: Array,
    resignation_middle_service: Array,
    resignation_full_service: Table,
    resignation_smaller_part: Array,
    resignation_greater_part: Array,
) -> Array:
    """Part of the benefit kept by a worker who leaves.

    A third, two thirds or all on an unlimited contract; on a limited one left before its term all or nothing.
    """
    none = resignation_smaller_part * 0
    reached = where(service_years >= resignation_minimum_service, resignation_smaller_part, none)
    middle = where(service_years > resignation_middle_service, resignation_greater_part, reached)
    part = where(contract_kind == LIMITED, none, middle)
    return where(service_years > resignation_full_service.at(contract_kind), none + 1, part)


@rule("Law 8/1980 arts. 137 to 139; DL 33/2021 art. 51", unit="fraction")
def resignation_factor(
    end_reason: Array,
    reason_counts: Array,
    left_by_choice: Array,
    contract_kind: Array,
    resignation_part: Array,
) -> Array:
    """Part of the benefit that is due, given how the employment ended; all of it from 2 February 2022."""
    none = resignation_part * 0
    no_notice = (end_reason == "resignation_without_notice") & (contract_kind == UNLIMITED)
    lost = (np.isin(end_reason, DISMISSALS) | (no_notice & left_by_choice)) & reason_counts
    return where(lost, none, where(left_by_choice, resignation_part, none + 1))


@rule("Law 8/1980 arts. 132 to 139; DL 33/2021 art. 51", unit="AED once")
def award(
    full_award: Array, cap: Array, resignation_factor: Array, service_years: Array, minimum_service: Array
) -> Array:
    """End-of-service benefit of each employment."""
    due = minimum(full_award, cap) * resignation_factor
    return where(service_years >= minimum_service, due, due * 0)


@condition("Law 8/1980 art. 132; DL 33/2021 art. 51(2)")
def service_ended(employment: Array) -> Array:
    """An employment has ended on or before the day of the claim."""
    return in_any(employment)


@condition("DL 33/2021 art. 51(1); Federal Law 7/1999, DL 57/2023 art. 1")
def foreign_worker(national: Array) -> Array:
    """The worker is not a national: nationals have a pension in place of the benefit."""
    return ~national


@condition("GCC Supreme Council 25th session (2004); Cabinet Decision 18/2007")
def not_insured_at_home(home_scheme: Array) -> Array:
    """The worker is not insured with the pension scheme of another Gulf state, which would then pay."""
    return home_scheme != "yes"


@condition("Law 8/1980 art. 132; DL 33/2021 art. 51(2)")
def one_year_served(employment: Array, service_years: Array, minimum_service: Array) -> Array:
    """At least one employment lasted a year, absences without pay not counted."""
    return in_any(in_rows(employment) & np.asarray(service_years >= minimum_service, dtype=bool))


@condition("Law 8/1980 arts. 137 to 139")
def benefit_kept(
    employment: Array, service_years: Array, minimum_service: Array, resignation_factor: Array
) -> Array:
    """The reason of the end leaves the worker at least a part of the benefit."""
    kept = np.asarray((service_years >= minimum_service) & (resignation_factor > 0), dtype=bool)
    return in_any(in_rows(employment) & kept)


@rule("Law 8/1980 art. 132; DL 33/2021 art. 51", unit="AED once")
def total_award(award: Array, employment: Array, law_in_force: Array) -> Array:
    """Benefits of all employments that have ended, added up."""
    return total(in_rows(where(employment, award * law_in_force, award * 0)))


@rule("Law 8/1980 art. 132; DL 33/2021 art. 51", unit="days")
def days_of_service(service_days: Array, employment: Array) -> Array:
    """Days of service in all employments that have ended."""
    return total(in_rows(where(employment, service_days, service_days * 0)))


@rule("Law 8/1980 art. 132; DL 33/2021 art. 51(2)", unit="date")
def starts(employment: Array, end_of_service: Array) -> Array:
    """Day after the last employment ended, when the benefit is owed; never if none has ended."""
    last = in_rows(np.where(employment, end_of_service, -1)).max(axis=0)
    return np.where(in_any(employment), last + 1, calendar.NEVER)


@rule("DL 33/2021 art. 53", unit="date")
def payment_due(end_of_service: Array, payment_days: Array) -> Array:
    """Last day for the employer to pay."""
    return end_of_service + np.asarray(payment_days).astype("int64")


@rule("Federal Law 7/1999; DL 57/2023 art. 1", unit="yes/no")
def covered_by_pension_scheme(national: Array) -> Array:
    """Whether the contributory pension scheme covers the person: nationals only.

    A foreign worker has no monthly pension from the Emirates.  Nationals of other Gulf states are insured
    with the scheme of their own country, which is no right against the Emirates either.
    """
    return national
