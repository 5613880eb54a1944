"""Canada Pension Plan: retirement pension, base and additional parts, in the order of the Act.

For the Act an age is reached at the beginning of the month after the birthday (s. 2(2)).  A claim date is the
day from which the pension is wanted, the application having been made in time (s. 67).  Foreign credits are
not read: one contribution opens the right, and all agreements read base the amount on CPP earnings.
"""

from __future__ import annotations

import numpy as np

from corridor.law import calendar
from corridor.law.numeric import Array, ceil, clip, maximum, minimum, round_to, total, where
from corridor.law.rules import condition, rule
from corridor.schemes.can.cpp.earnings import earnings_outside, rows_where, sum_of_lowest_months
from corridor.schemes.scheme import Outputs

OUTPUTS = Outputs(
    own_periods="contribution_years",
    amount="pension",
    starts="starts",
    covered_years="contribution_year",
)


def _month_after_birthday(birth: Array, age: Array) -> Array:
    return np.asarray(calendar.month_of(birth) + 12 * np.asarray(age).astype("int64") + 1)


# Ages and the month in which the pension starts
@rule("CPP s. 2(2), 49", unit="month")
def month_of_entry_age(birth: Array, entry_age: Array) -> Array:
    """Month at whose beginning 18 is reached."""
    return _month_after_birthday(birth, entry_age)


@rule("CPP s. 2(2), 44(1)(a)", unit="month")
def month_of_earliest_age(birth: Array, earliest_age: Array) -> Array:
    """Month at whose beginning 60 is reached."""
    return _month_after_birthday(birth, earliest_age)


@rule("CPP s. 2(2), 46(3.1)", unit="month")
def month_of_standard_age(birth: Array, standard_age: Array) -> Array:
    """Month at whose beginning 65 is reached."""
    return _month_after_birthday(birth, standard_age)


@rule("CPP s. 2(2), 49(b)(i)", unit="month")
def month_of_last_age(birth: Array, last_age: Array) -> Array:
    """Month at whose beginning 70 is reached."""
    return _month_after_birthday(birth, last_age)


@rule("CPP s. 67(3)(c), (3.1)(d)", unit="month")
def requested_month(claim: Array, birth: Array) -> Array:
    """Month from which the pension is claimed: the first that begins on or after the claim date.

    A claim on the monthly birthday itself asks for the pension from the age reached that day, which s. 2(2)
    puts at the beginning of the next month; this matters for persons born on the first of a month.
    """
    month = calendar.month_of(claim)
    claims_on_first = claim == calendar.first_day(month)
    born_on_first = birth == calendar.first_day(calendar.month_of(birth))
    return month + np.where(claims_on_first & ~born_on_first, 0, 1)


@rule("CPP s. 67(3.1)(a), (d)", unit="date")
def starts(requested_month: Array, month_of_earliest_age: Array) -> Array:
    """First day payable: as claimed, never before 60 is reached."""
    return calendar.first_day(np.maximum(requested_month, month_of_earliest_age))


@rule("CPP s. 67(3), (3.1)", unit="date")
def earliest_start_of_application(
    claim: Array, month_of_earliest_age: Array, month_of_standard_age: Array, retroactive_months: Array
) -> Array:
    """Earliest first day that can be chosen if the application is received on the claim date.

    Under 65 it is the month after the application; from 65 on up to eleven months back, though not before 65.
    """
    received = calendar.month_of(claim)
    before_65 = np.maximum(received + 1, month_of_earliest_age)
    back = np.asarray(retroactive_months).astype("int64")
    from_65 = np.maximum(received - back, month_of_standard_age)
    return calendar.first_day(np.where(received < month_of_standard_age, before_65, from_65))


@rule("CPP s. 62(2)", unit="month")
def start_month(starts: Array) -> Array:
    """Month in which the pension becomes payable."""
    return calendar.month_of(starts)


@rule("CPP s. 62(2)", unit="year")
def start_year(starts: Array) -> Array:
    """Calendar year in which the pension becomes payable."""
    return calendar.year_of(starts)


# Contributory period
@rule("CPP s. 49", unit="month")
def contributory_period_start(month_of_entry_age: Array, first_plan_year: Array) -> Array:
    """First month of the contributory period: January 1966, or when 18 is reached."""
    plan = calendar.month_number(np.asarray(first_plan_year).astype("int64"), 1)
    return np.maximum(month_of_entry_age, plan)


@rule("CPP s. 49(b)", unit="month")
def contributory_period_end(
    start_month: Array, month_of_last_age: Array, contributory_period_start: Array
) -> Array:
    """First month after the contributory period: the start of the pension, or 70."""
    return np.maximum(np.minimum(start_month, month_of_last_age), contributory_period_start)


@rule("CPP s. 49", unit="months")
def contributory_months(contributory_period_start: Array, contributory_period_end: Array) -> Array:
    """Number of months in the contributory period (NCM)."""
    return contributory_period_end - contributory_period_start


@rule("CPP s. 17, 19, 52(1), 53(2)", unit="months")
def year_contributory_months(
    year: Array, contributory_period_start: Array, contributory_period_end: Array
) -> Array:
    """Months of each calendar year that lie in the contributory period."""
    # months since 1970 fit in 16 bits, which makes this much faster for many careers
    january = calendar.month_number(year, 1).astype("int16")
    before_end = np.clip(contributory_period_end.astype("int16") - january, 0, 12)
    before_end -= np.clip(contributory_period_start.astype("int16") - january, 0, 12)
    return np.asarray(before_end)


# Earnings of each year
@rule("CPP s. 12(1), 13", unit="CAD")
def earnings_outside_ages(
    period_start: Array,
    period_end: Array,
    period_earnings: Array,
    month_of_entry_age: Array,
    month_of_last_age: Array,
) -> Array:
    """Part of each period's earnings received before 18 or after 70 (spread evenly over its days)."""
    low, high = calendar.first_day(month_of_entry_age), calendar.first_day(month_of_last_age)
    return earnings_outside(period_start, period_end, period_earnings, low, high)


@rule("CPP s. 12(1), 13", unit="CAD/year")
def covered_earnings(
    year_earnings: Array, earnings_outside_ages: Array, period_year: Array, year: Array
) -> Array:
    """Contributory earnings of each calendar year: those received between 18 and 70."""
    if not len(earnings_outside_ages):
        return year_earnings
    row, lane = np.nonzero(earnings_outside_ages)
    kept = year_earnings.copy()
    np.subtract.at(kept, (period_year[row, lane] - year[0], lane), earnings_outside_ages[row, lane])
    return kept


@rule("CPP s. 53(1), (2)", unit="CAD/year")
def pensionable_earnings(
    covered_earnings: Array, year_contributory_months: Array, ympe: Array, ybe: Array
) -> Array:
    """Base unadjusted pensionable earnings (UPE) of each year.

    Earnings up to the YMPE, none if they do not exceed the basic exemption; both limits in proportion to the
    months in the years of reaching 18 or 70 and of the start of the pension.
    """
    out = minimum(covered_earnings, ympe) * (covered_earnings > ybe)
    part = np.flatnonzero(((year_contributory_months < 12) & (covered_earnings > 0)).ravel())
    row, lane = np.unravel_index(part, out.shape)
    earned, months = covered_earnings[row, lane], year_contributory_months[row, lane]
    least, most = (np.broadcast_to(limit, out.shape)[row, lane] * months / 12 for limit in (ybe, ympe))
    out[row, lane] = minimum(earned, most) * (earned > least)
    return np.asarray(out)


@rule("CPP s. 52(3)(a)", unit="yes/no")
def contribution_year(pensionable_earnings: Array) -> Array:
    """Years with a valid contribution."""
    return np.asarray(pensionable_earnings > 0, dtype=bool)


@rule("CPP s. 52(3)(a)", unit="years")
def contribution_years(contribution_year: Array) -> Array:
    """Number of calendar years with a valid contribution."""
    return total(contribution_year)


# Conditions
@condition("CPP s. 44(1)(a), 52(3)")
def contributor(contribution_years: Array, minimum_contribution_years: Array) -> Array:
    """At least one valid contribution has been made."""
    return contribution_years >= minimum_contribution_years


@condition("CPP s. 44(1)(a), 67(3.1)(a)", waits=True)
def age_reached(requested_month: Array, month_of_earliest_age: Array) -> Array:
    """60 is reached by the month from which the pension is claimed."""
    return requested_month >= month_of_earliest_age


# Adjusted earnings
@rule("CPP s. 42(1)", unit="year")
def averaged_years(start_year: Array, averaging_span: Array) -> Array:
    """Years whose YMPE may be averaged: the year of the start first, then the years before it."""
    return start_year - np.arange(int(np.max(averaging_span)))[:, None]


@rule("CPP s. 42(1)", unit="CAD/year")
def maximum_pensionable_earnings_average(
    averaged_years: Array, start_year: Array, ympe_averaged: Array, averaging_span: Array
) -> Array:
    """Maximum Pensionable Earnings Average (MPEA): mean YMPE of the start year and those before."""
    in_span = start_year - averaged_years < averaging_span
    return total(where(in_span, ympe_averaged, 0)) / averaging_span


@rule("CPP s. 51(1)", unit="CAD/year")
def adjusted_earnings(
    pensionable_earnings: Array, ympe: Array, maximum_pensionable_earnings_average: Array
) -> Array:
    """Pensionable earnings of each year at the level of the year in which the pension starts."""
    out = pensionable_earnings / ympe
    out *= maximum_pensionable_earnings_average
    return out


@rule("CPP s. 50", unit="CAD")
def total_pensionable_earnings(adjusted_earnings: Array) -> Array:
    """Total pensionable earnings over the contributory period."""
    return total(adjusted_earnings)


# Drop-out
@rule("CPP s. 48(3)(a)", unit="months")
def dropout_months_after_65(
    contributory_months: Array,
    contributory_period_end: Array,
    month_of_standard_age: Array,
    basic_months: Array,
) -> Array:
    """Months left out because the contributory period runs past 65: as many as lie after it."""
    after = np.maximum(contributory_period_end - month_of_standard_age, 0)
    return minimum(after, maximum(contributory_months - basic_months, 0))


@rule("CPP s. 48(4)(a)", unit="months")
def dropout_months(
    contributory_months: Array, dropout_months_after_65: Array, dropout_rate: Array, basic_months: Array
) -> Array:
    """Months left out by the general drop-out: a part of those left, a started month whole."""
    remaining = contributory_months - dropout_months_after_65
    return minimum(ceil(remaining * dropout_rate), maximum(remaining - basic_months, 0))


@rule("CPP s. 48(1), (3), (4)", unit="months")
def counted_months(
    contributory_months: Array, dropout_months_after_65: Array, dropout_months: Array, basic_months: Array
) -> Array:
    """Months by which earnings are divided: those not left out, at least the basic number."""
    return maximum(contributory_months, basic_months) - dropout_months_after_65 - dropout_months


@rule("CPP s. 48(3)(b), (4)(b)", unit="CAD")
def dropped_earnings(
    adjusted_earnings: Array,
    year_contributory_months: Array,
    contributory_months: Array,
    dropout_months_after_65: Array,
    dropout_months: Array,
) -> Array:
    """Earnings of the months left out, which are the lowest; months without earnings go first."""
    months = year_contributory_months * (adjusted_earnings > 0)
    idle = contributory_months - total(months)
    left = maximum(dropout_months_after_65 + dropout_months - idle, 0)
    return sum_of_lowest_months(adjusted_earnings, months, left)


@rule("CPP s. 48", unit="CAD/month")
def average_monthly_pensionable_earnings(
    total_pensionable_earnings: Array, dropped_earnings: Array, counted_months: Array
) -> Array:
    """Average monthly pensionable earnings."""
    return (total_pensionable_earnings - dropped_earnings) / counted_months


# The three parts of the pension
@rule("CPP s. 46(1)(a)", unit="CAD/month")
def base_pension_at_65(average_monthly_pensionable_earnings: Array, base_rate: Array, cent: Array) -> Array:
    """Base part of the pension before any reduction or increase."""
    return round_to(average_monthly_pensionable_earnings * base_rate, cent, "nearest")


@rule("CPP s. 46(1)(a)", unit="CAD/month")
def maximum_base_pension(maximum_pensionable_earnings_average: Array, base_rate: Array, cent: Array) -> Array:
    """Greatest base pension at 65 that starts in the year, as published every January."""
    return round_to(maximum_pensionable_earnings_average * base_rate / 12, cent, "nearest")


@rule("CPP s. 48.1, 50.1, 51(1.1)", unit="CAD/month")
def first_additional_monthly_earnings(
    adjusted_earnings: Array, first_additional_share: Array, additional_divisor: Array
) -> Array:
    """First additional monthly pensionable earnings: from 2019, over 480 months."""
    rows = rows_where(first_additional_share != 0)
    return total(adjusted_earnings[rows] * first_additional_share[rows]) / additional_divisor


@rule("CPP s. 46(1)(b)", unit="CAD/month")
def first_additional_pension(
    first_additional_monthly_earnings: Array, first_additional_rate: Array, cent: Array
) -> Array:
    """First additional part of the pension before any reduction or increase."""
    return round_to(first_additional_monthly_earnings * first_additional_rate, cent, "nearest")


@rule("CPP s. 18.1", unit="CAD/year")
def yampe(ympe: Array, yampe_ratio: Array, yampe_step: Array) -> Array:
    """Year's Additional Maximum Pensionable Earnings (YAMPE); the YMPE itself before 2024."""
    return round_to(ympe * yampe_ratio, yampe_step, "down")


@rule("CPP s. 53.2", unit="CAD/year")
def second_additional_earnings(
    covered_earnings: Array, year_contributory_months: Array, ympe: Array, yampe: Array
) -> Array:
    """Second additional unadjusted pensionable earnings of each year: those between YMPE and YAMPE."""
    rows = rows_where(yampe > ympe)
    months = year_contributory_months[rows]
    low, high = ympe[rows] * months / 12, yampe[rows] * months / 12
    out = np.zeros_like(covered_earnings)
    out[rows] = clip(covered_earnings[rows], low, high) - low
    return out


@rule("CPP s. 48.2, 50.2, 51(1)", unit="CAD/month")
def second_additional_monthly_earnings(
    second_additional_earnings: Array,
    ympe: Array,
    yampe: Array,
    maximum_pensionable_earnings_average: Array,
    additional_divisor: Array,
) -> Array:
    """Second additional monthly pensionable earnings: from 2024, over 480 months."""
    rows = rows_where(yampe > ympe)
    in_ympe = total(second_additional_earnings[rows] / ympe[rows])
    return in_ympe * maximum_pensionable_earnings_average / additional_divisor


@rule("CPP s. 46(1)(c)", unit="CAD/month")
def second_additional_pension(
    second_additional_monthly_earnings: Array, second_additional_rate: Array, cent: Array
) -> Array:
    """Second additional part of the pension before any reduction or increase."""
    return round_to(second_additional_monthly_earnings * second_additional_rate, cent, "nearest")


@rule("CPP s. 46(1)", unit="CAD/month")
def pension_at_65(
    base_pension_at_65: Array, first_additional_pension: Array, second_additional_pension: Array
) -> Array:
    """Basic monthly amount before any reduction or increase: the three parts together."""
    return base_pension_at_65 + first_additional_pension + second_additional_pension


# Age at the start
@rule("CPP Regulations s. 78.3", unit="months")
def months_before_65(start_month: Array, month_of_standard_age: Array) -> Array:
    """Months from the start of the pension to 65."""
    return np.maximum(month_of_standard_age - start_month, 0)


@rule("CPP Regulations s. 78.4", unit="months")
def months_after_65(start_month: Array, month_of_standard_age: Array) -> Array:
    """Months from 65 to the start of the pension."""
    return np.maximum(start_month - month_of_standard_age, 0)


@rule("CPP s. 46(3), (3.1); CPP Regulations s. 78.3, 78.4", unit="part of the pension")
def adjustment_factor(
    months_before_65: Array,
    months_after_65: Array,
    adjustment_cap: Array,
    early_rate: Array,
    late_rate: Array,
) -> Array:
    """Adjustment factor for a pension that starts before or after 65, at most sixty months."""
    early = minimum(months_before_65, adjustment_cap)
    late = minimum(months_after_65, adjustment_cap)
    return 1 - early * early_rate + late * late_rate


@rule("CPP s. 46(3), (3.1)", unit="CAD/month")
def pension(pension_at_65: Array, adjustment_factor: Array, cent: Array) -> Array:
    """Monthly retirement pension in the year in which it starts."""
    return round_to(pension_at_65 * adjustment_factor, cent, "nearest")
