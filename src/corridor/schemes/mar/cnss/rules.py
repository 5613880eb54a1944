"""Morocco: the old-age pension of the Caisse nationale de sécurité sociale.

Dahir portant loi 1-72-184 of 27 July 1972 (the Dahir), Arts 53 to 56, as amended by laws 17-02, 117-12 and
02-24; decree 2.25.265 of 2025.  The scheme counts days declared, 26 for a full month, and averages salaries
by calendar month, so the record is first laid out by stretches of like months.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from corridor.law import calendar
from corridor.law.numeric import (
    Array,
    clip,
    divide,
    floor,
    maximum,
    minimum,
    total,
    where,
)
from corridor.law.parameters import read_law_file
from corridor.law.rules import condition, rule
from corridor.law.tables import Table
from corridor.schemes.mar.cnss.months import (
    DECLARED,
    LATER,
    MONTH,
    MONTHS,
    MOST,
    SALARY,
    STATED,
    UNSTATED,
    changes_inside_years,
    is_declared,
    lay_out,
    months_covered,
    quantity,
)
from corridor.schemes.mar.cnss.refund import (
    contributory_salary,
    employee_contributions,
    employer_contributions,
    refund,
    refund_exists,
    refund_right,
)
from corridor.schemes.scheme import Outputs

#: The rules on the refund stand in a module of their own and belong to this scheme.
__all__ = [
    "contributory_salary",
    "employee_contributions",
    "employer_contributions",
    "refund",
    "refund_exists",
    "refund_right",
]

#: Months in which a ceiling or a rate of contributions changes inside a year.
CHANGES = changes_inside_years(
    read_law_file(str(Path(__file__).with_name("parameters.yaml"))), "earnings_month"
)

OUTPUTS = Outputs(
    own_periods="insured_days",
    amount="pension",
    starts="starts",
    refund_right="refund_right",
    refund="refund",
    refund_ends_insurance=True,
)


# --- The record, by stretches of like months -----------------------------------------------------------------


@rule("Dahir Art. 56", unit="yes/no")
def declared_periods(period_kind: Array) -> Array:
    """Periods with a declared salary: employment or voluntary insurance, not credited time."""
    return is_declared(period_kind)


@rule("Dahir Arts 53 and 56", unit="record")
def record(
    period_start: Array,
    period_end: Array,
    declared_periods: Array,
    period_earnings: Array,
    period_count: Array,
    period_counted: Array,
) -> Array:
    """The record by stretches of months that are alike.

    Stated days and earnings of a period are spread over its months in proportion to the time covered.
    """
    return lay_out(
        period_start, period_end, declared_periods, period_earnings, period_count, period_counted, CHANGES
    )


@rule("Dahir Art. 56", unit="month")
def earnings_month(record: Array) -> Array:
    """First month of each stretch."""
    return record[MONTH].astype("int64")


@rule("Dahir Art. 53", unit="months")
def insured_months(record: Array) -> Array:
    """Calendar months of each stretch."""
    return record[MONTHS]


@rule("Dahir Art. 53; Canada-Morocco Convention Art. 8", unit="days")
def monthly_days(record: Array, days_per_month: Array) -> Array:
    """Insured days of each month of a stretch.

    Where a record states no days, a full month counts 26: an assumption drawn from treaty equivalences.
    Together, overlapping records give no more than a full month, unless one record alone states more.
    """
    days = record[STATED] + record[UNSTATED] * days_per_month
    return minimum(days, maximum(record[MOST], days_per_month))


@rule("Dahir Art. 53", unit="days")
def insured_days(insured_months: Array, monthly_days: Array) -> Array:
    """Insured days (jours d'assurance), whole."""
    return floor(total(insured_months * monthly_days))


@rule("Dahir Art. 56", unit="months")
def declared_months(record: Array) -> Array:
    """Months of each stretch with a declared salary: those of employment or voluntary insurance."""
    return record[DECLARED]


@rule("Dahir Art. 56", unit="months")
def later_declared_months(record: Array) -> Array:
    """Months with a declared salary that come after each stretch."""
    return record[LATER]


@rule("Dahir Art. 56", unit="MAD/month")
def declared_salary(record: Array) -> Array:
    """Salary declared for each month of a stretch, before the ceiling."""
    return record[SALARY]


@rule("Dahir Art. 53", unit="days")
def days_for_right(insured_days: Array, credited_for_right: Array) -> Array:
    """Insured days with the foreign days that an agreement adds to the right."""
    return insured_days + credited_for_right


@rule("Dahir Art. 55", unit="days")
def days_for_amount(insured_days: Array, credited_for_amount: Array) -> Array:
    """Insured days with the foreign days that an agreement treats as insured in the theoretical amount."""
    return insured_days + credited_for_amount


# --- Age and retirement (Arts 53 and 53 bis) --------------------------------------------------------------


@rule("Decree 2-05-181", unit="days")
def recent_days(
    period_start: Array,
    period_end: Array,
    declared_periods: Array,
    period_count: Array,
    period_counted: Array,
    claim: Array,
    early_recent_months: Array,
    days_per_month: Array,
) -> Array:
    """Declared days in the six months before the claim."""
    first = calendar.add_months(claim, -early_recent_months)
    rows = np.flatnonzero(((period_end > first) & declared_periods).any(axis=1))
    start, end, count = period_start[rows], period_end[rows], period_count[rows]
    unstated = months_covered(start, end, count) * days_per_month
    days = where(period_counted[rows], count, unstated) * declared_periods[rows]
    inside = maximum(minimum(end, claim) - maximum(start, first), 0)
    return total(days * quantity(inside, count) / quantity(maximum(end - start, 1), count))


@rule("Dahir Art. 53 bis", unit="yes/no")
def early_retirement(
    early_retirement_agreement: Array,
    days_for_right: Array,
    early_required_days: Array,
    recent_days: Array,
    early_recent_days: Array,
) -> Array:
    """Early retirement (retraite anticipée): agreement, premium and days suffice."""
    agreed = early_retirement_agreement == "yes"
    return agreed & (days_for_right >= early_required_days) & (recent_days >= early_recent_days)


@rule("Dahir Arts 53 and 53 bis", unit="years")
def pension_age(
    underground_years: Array,
    miner_underground_years: Array,
    early_retirement: Array,
    normal_pension_age: Array,
    miner_pension_age: Array,
    early_pension_age: Array,
) -> Array:
    """Pension age: 60; 55 for miners with five years underground, and in early retirement."""
    miner = underground_years >= miner_underground_years
    return where(early_retirement, early_pension_age, where(miner, miner_pension_age, normal_pension_age))


@rule("Dahir Art. 53", unit="date")
def pension_age_date(birth: Array, pension_age: Array) -> Array:
    """Day on which the pension age is reached."""
    return calendar.add_years(birth, pension_age)


@rule("Dahir Art. 53", unit="date")
def last_declared_day(
    period_end: Array, declared_periods: Array, period_present: Array, birth: Array
) -> Array:
    """Last day of employment or voluntary insurance."""
    return maximum(where(declared_periods & period_present, period_end - 1, birth).max(axis=0), birth)


@rule("Dahir Art. 53", unit="date")
def retirement_date(pension_age_date: Array, last_declared_day: Array) -> Array:
    """Retirement (mise à la retraite): the pension age, or the later last declared day."""
    return maximum(pension_age_date, last_declared_day)


# --- The right (Art. 53) ----------------------------------------------------------------------------------


@condition("Dahir Art. 53", waits=True)
def age_reached(claim: Array, pension_age_date: Array) -> Array:
    """The pension age is reached on the day of the claim."""
    return claim >= pension_age_date


@condition("Dahir Art. 53")
def work_ended(claim: Array, last_declared_day: Array) -> Array:
    """Paid work has ended; a claim after the last declared day is taken to mean so."""
    return claim >= last_declared_day


@condition("Dahir Art. 53 (law 02-24)")
def insurance_period_met(days_for_right: Array, required_days: Array) -> Array:
    """The insured days that open the right: 3,240, and 1,320 for retirements from 1 January 2023."""
    return days_for_right >= required_days


# --- The amount (Arts 55 and 56, decree 2.25.265) ---------------------------------------------------------


@rule("Decree 2.25.265 Art. 3", unit="yes/no")
def reduced_period(days_for_amount: Array, required_days: Array, standard_days: Array) -> Array:
    """The days open a right but not the standard pension."""
    return (days_for_amount >= required_days) & (days_for_amount < standard_days)


@rule("Dahir Art. 56", unit="months")
def averaged_months(
    declared_months: Array, later_declared_months: Array, reduced_period: Array, reference_months: Array
) -> Array:
    """The 96 declared months before the last month of insurance (none for a pension of a fixed amount)."""
    # counted from the end, the last month itself is left out
    window = where(reduced_period, 0, reference_months + 1)
    from_the_end = declared_months + later_declared_months
    return maximum(minimum(from_the_end, window) - maximum(later_declared_months, 1), 0)


@rule("Dahir Art. 56", unit="MAD/month")
def averaged_salary_declared(averaged_months: Array, declared_salary: Array) -> Array:
    """Salary declared for each averaged month, before the ceiling."""
    return declared_salary * (averaged_months > 0)


@rule("Dahir Art. 56", unit="MAD/month")
def average_monthly_salary(
    averaged_salary_declared: Array, averaged_months: Array, monthly_ceiling: Array
) -> Array:
    """Average monthly salary (salaire mensuel moyen) subject to contributions.

    The law's own days always give 96 months.  With fewer, which only a treaty can bring about, the average is
    over the months there are, and foreign periods leave it as it is: an assumption.
    """
    paid = minimum(averaged_salary_declared, monthly_ceiling) * averaged_months
    return divide(total(paid), total(averaged_months))


@rule("Dahir Art. 55", unit="fraction")
def rate(
    days_for_amount: Array,
    standard_days: Array,
    base_rate: Array,
    rate_step_days: Array,
    rate_step: Array,
    maximum_rate: Array,
) -> Array:
    """Rate of the pension: 50 %, and 1 % for each full 216 days beyond 3,240, at most 70 %."""
    steps = floor(maximum(days_for_amount - standard_days, 0) / rate_step_days)
    return minimum(base_rate + steps * rate_step, maximum_rate)


@rule("Dahir Art. 55", unit="MAD/month")
def full_pension(average_monthly_salary: Array, reference_salary_ceiling: Array, rate: Array) -> Array:
    """Standard pension before the minimum: the rate of the average salary, at most that of the ceiling."""
    return minimum(average_monthly_salary, reference_salary_ceiling) * rate


@rule("Decree 2.25.265 Art. 3", unit="MAD/month")
def reduced_period_pension(
    reduced_period: Array, days_for_amount: Array, standard_days: Array, reduced_period_amounts: Table
) -> Array:
    """Pension for 1,320 to 3,239 days: a fixed amount by bracket (0 where the standard pension applies)."""
    amount = reduced_period_amounts.step(where(reduced_period, days_for_amount, standard_days))
    return where(reduced_period, amount, amount * 0)


@rule("Dahir Art. 55; decree 2.25.265", unit="MAD/month")
def pension(
    reduced_period: Array, reduced_period_pension: Array, full_pension: Array, minimum_pension: Array
) -> Array:
    """Monthly pension: the bracket amount, or the standard pension and at least the minimum."""
    return where(reduced_period, reduced_period_pension, maximum(full_pension, minimum_pension))


@rule("Dahir Art. 54; law 02-24, transitional provisions", unit="date")
def starts(
    claim: Array,
    retirement_date: Array,
    claim_window_months: Array,
    reduced_period: Array,
    transitional_retirement: Array,
    transitional_claim: Array,
) -> Array:
    """First day payable: the month after retirement if claimed within six months, else after the claim.

    Reduced-period pensions of those who retired between 2023 and the start of law 02-24 are paid back to
    retirement when claimed within the twelve months that the law gives.
    """
    in_time = claim <= calendar.add_months(retirement_date, claim_window_months)
    paid_back = reduced_period & (transitional_retirement == 1) & (transitional_claim == 1)
    return calendar.next_month(where(in_time | paid_back, retirement_date, claim))


@rule("Decree on the increase of 2020", unit="MAD/month")
def increase_2020(
    pension: Array,
    increase_2020_applies: Array,
    increase_2020_rate: Array,
    increase_2020_minimum: Array,
    increase_2020_maximum: Array,
) -> Array:
    """Increase of 5 % from 1 January 2020, from 100 to 210 dirhams, of pensions that began before it."""
    return increase_2020_applies * clip(
        pension * increase_2020_rate, increase_2020_minimum, increase_2020_maximum
    )


@rule("Decree on the increase of 2020", unit="MAD/month")
def pension_from_2020(pension: Array, increase_2020: Array) -> Array:
    """Monthly pension payable from 1 January 2020."""
    return pension + increase_2020


@rule("Decree 2-05-181", unit="completed years")
def age_at_retirement(birth: Array, retirement_date: Array) -> Array:
    """Completed years of age at retirement."""
    return calendar.whole_years(birth, retirement_date)


@rule("Dahir Art. 53 bis; decree 2-05-181", unit="MAD once")
def early_retirement_premium(pension: Array, age_at_retirement: Array, early_premium_factor: Table) -> Array:
    """Premium that the employer pays once for early retirement; published for retirement at 55 only."""
    return pension * early_premium_factor.at(age_at_retirement)
