"""Old Age Security pension (pension de la Sécurité de la vieillesse): Old Age Security Act, Part I.

The right comes from residence in Canada after 18.  The amount is the full pension of the month in the
proportion of whole years of residence to forty, more for each month it was deferred after 65, and a tenth
more from 75 on.  Foreign periods that an agreement credits open the right (ten years at home, twenty abroad);
the amount stays with the years in Canada.
"""

from __future__ import annotations

import numpy as np

from corridor.law import calendar
from corridor.law.numeric import Array, floor, maximum, minimum, round_to, where
from corridor.law.rules import condition, rule
from corridor.schemes.can.oas import residence
from corridor.schemes.can.oas.deferral import (
    DEFERRED,
    FULL,
    deferral_months_of_full,
    deferral_months_of_partial,
    first_deferral_month,
    forty_years_on,
    full_right,
    full_right_on,
    greatest_alternative,
    last_deferral_month,
    partial_right_on,
    residence_at_partial_right,
    transition_group,
    transition_right,
    years_at_approval,
    years_at_partial_right,
)
from corridor.schemes.scheme import Outputs

OUTPUTS = Outputs(
    own_periods="residence_days",
    amount="monthly_pension",
    starts="starts",
    payable_abroad="payable_abroad",
)

# Rules of the neighbouring module, taken up into this rule set.
__all__ = [
    "deferral_months_of_full",
    "deferral_months_of_partial",
    "first_deferral_month",
    "forty_years_on",
    "full_right",
    "full_right_on",
    "greatest_alternative",
    "last_deferral_month",
    "partial_right_on",
    "residence_at_partial_right",
    "transition_group",
    "transition_right",
    "years_at_approval",
    "years_at_partial_right",
]


# Residence (s. 3, Regulations s. 21)


@rule("Act s. 3(1)(b)(ii), (c)(ii), 3(2)(a)", unit="date")
def pension_age_reached_on(birth: Array, pension_age: Array) -> Array:
    """Day on which the pension age of 65 is attained."""
    return calendar.add_years(birth, pension_age)


@rule("Act s. 3(1)(c)(iii), 3(2)(b)", unit="date")
def adult_from(birth: Array, adult_age: Array) -> Array:
    """Day from which residence counts: the 18th birthday."""
    return calendar.add_years(birth, adult_age)


@rule("Regulations s. 21(1)", unit="date")
def residence_spans(
    period_start: Array, period_end: Array, period_present: Array, adult_from: Array
) -> Array:
    """Spans of residence after 18: their first days, and the first days after them."""
    return residence.merge(period_start, period_end, period_present, adult_from)


@rule("Regulations s. 21(1)", unit="date")
def residence_starts(residence_spans: Array) -> Array:
    """First days of the spans of residence after 18."""
    return residence_spans[0]


@rule("Regulations s. 21(1)", unit="date")
def residence_ends(residence_spans: Array) -> Array:
    """First days after the spans of residence after 18."""
    return residence_spans[1]


@rule("Act s. 3(2)(b)", unit="date")
def ten_years_on(
    residence_starts: Array,
    residence_ends: Array,
    adult_from: Array,
    credited_for_right: Array,
    minimum_years: Array,
) -> Array:
    """Day on which ten years of residence after 18 are complete, credited foreign periods included."""
    credited = residence.whole_days(credited_for_right)
    return residence.reached_on(residence_starts, residence_ends, int(minimum_years), credited, adult_from)


@rule("Act s. 3(2)(b)", unit="date")
def twenty_years_on(
    residence_starts: Array,
    residence_ends: Array,
    adult_from: Array,
    credited_for_right: Array,
    years_to_export: Array,
) -> Array:
    """Day on which twenty years of residence after 18 are complete, credited foreign periods included."""
    credited = residence.whole_days(credited_for_right)
    return residence.reached_on(residence_starts, residence_ends, int(years_to_export), credited, adult_from)


# Application and approval (ss. 5, 8, Regulations s. 5)


@rule("Act s. 8(2), Regulations s. 5(2)", unit="date")
def earliest_approval(
    claim: Array,
    pension_age_reached_on: Array,
    residence_starts: Array,
    residence_ends: Array,
    ten_years_on: Array,
    twenty_years_on: Array,
    retroactive_years: Array,
) -> Array:
    """Earliest day on which the claim can be approved: a year back, but not before the person qualifies."""
    low = np.maximum(calendar.add_years(claim, -retroactive_years), pension_age_reached_on)
    qualified = residence.right_from(residence_starts, residence_ends, low, ten_years_on, twenty_years_on)
    return np.minimum(qualified, claim)


@rule("Act ss. 5(1), 8, Regulations s. 5", unit="date")
def approval(claim: Array, earliest_approval: Array, start_requested: Array) -> Array:
    """Day on which the application is approved (takes effect).

    A person who does not ask for the earliest day is taken to ask for the pension from the claim
    (Regulations s. 5(2)(d)).
    """
    return np.where(start_requested == "earliest", earliest_approval, claim)


@rule("Act s. 3", unit="days")
def residence_days(
    residence_starts: Array, residence_ends: Array, adult_from: Array, approval: Array
) -> Array:
    """Days of residence in Canada after 18 and before approval."""
    return residence.days_between(residence_starts, residence_ends, adult_from, approval)


@rule("Act s. 3(4)", unit="days")
def residence_in_years_and_days(residence_starts: Array, residence_ends: Array, approval: Array) -> Array:
    """Residence before approval, each span in whole years and days, a year written as 365 days."""
    return residence.counted(residence_starts, residence_ends, approval)


@rule("Act s. 3(2)(b)", unit="years")
def qualifying_years(
    residence_in_years_and_days: Array, credited_for_right: Array, days_of_year: Array
) -> Array:
    """Years of residence for the right, foreign periods credited under an agreement included."""
    return (residence_in_years_and_days + credited_for_right) / days_of_year


@condition("Act s. 3(1)(b)(ii), (c)(ii), 3(2)(a)", waits=True)
def age_reached(claim: Array, pension_age_reached_on: Array) -> Array:
    """The person has attained 65."""
    return claim >= pension_age_reached_on


@condition("Act s. 3(2)(b)")
def ten_years_of_residence(qualifying_years: Array, minimum_years: Array) -> Array:
    """Ten years of residence in Canada after 18 (a right to a full pension implies them)."""
    return floor(qualifying_years) >= minimum_years


@rule("Act s. 3(2)(b)", unit="yes/no")
def resident_on_eve(
    residence_starts: Array, residence_ends: Array, approval: Array, claim: Array, lives_in_country: Array
) -> Array:
    """Whether the person was resident in Canada on the day before approval.

    A person who lives in Canada at the claim is resident then even if the record of periods stops short.
    """
    return residence.resident_before(residence_starts, residence_ends, approval) | (
        lives_in_country & (approval == claim)
    )


@condition("Act s. 3(2)(b)")
def resident_or_twenty_years(
    resident_on_eve: Array, qualifying_years: Array, years_to_export: Array
) -> Array:
    """Resident in Canada on the day before approval, or twenty years of residence."""
    return resident_on_eve | (floor(qualifying_years) >= years_to_export)


@condition("Act s. 4(1), Regulations s. 22")
def legal_status(national: Array, legal_residence: Array) -> Array:
    """Citizen or lawful resident on the day before approval, or before leaving Canada.

    Taken as met unless it is denied: residence that stands on the record is taken as lawful.
    """
    return national | (legal_residence != "no")


# Amount (ss. 3(3), 3(4), 7, 7.1(3), Regulations ss. 7, 8)


@rule("Act s. 3(3), 7.1(3)", unit="years")
def residence_years(
    greatest_alternative: Array,
    years_at_partial_right: Array,
    years_at_approval: Array,
    full_years: Array,
) -> Array:
    """Years of residence on which the amount stands (forty for a full pension)."""
    partial = where(greatest_alternative == DEFERRED, years_at_partial_right, years_at_approval)
    return where(greatest_alternative == FULL, full_years, partial)


@rule("Act s. 3(4)", unit="years")
def residence_years_after_18(residence_years: Array) -> Array:
    """Years of residence after 18 rounded down to whole years."""
    return floor(residence_years)


@rule("Act s. 3(3)", unit="fraction")
def fraction(residence_years_after_18: Array, full_years: Array) -> Array:
    """Fortieths of the full pension, at most all of it."""
    return minimum(residence_years_after_18, full_years) / full_years


@rule("Act s. 3(3)", unit="CAD/month")
def partial_pension(full_pension: Array, fraction: Array) -> Array:
    """Full pension of the month in the proportion of years to forty, before deferral and rounding."""
    return full_pension * fraction


@rule("Act s. 7.1(1), (2), (4)", unit="months")
def deferral_months(
    greatest_alternative: Array, deferral_months_of_full: Array, deferral_months_of_partial: Array
) -> Array:
    """Months of deferral that increase the pension."""
    partial = where(
        greatest_alternative == DEFERRED, deferral_months_of_partial, deferral_months_of_partial * 0
    )
    return where(greatest_alternative == FULL, deferral_months_of_full, partial)


@rule("Act s. 7.1(1), (2)", unit="factor")
def deferral_factor(deferral_months: Array, deferral_rate: Array) -> Array:
    """Factor of deferral: 0.6 % for each month."""
    return 1 + deferral_rate * deferral_months


@rule("Act ss. 3(3), 7.1(3), Regulations ss. 7, 8(2)", unit="CAD/month")
def pension(partial_pension: Array, deferral_factor: Array, rounding: Array) -> Array:
    """Monthly pension before the increase at 75, rounded to the nearest cent."""
    return round_to(partial_pension * deferral_factor, rounding, "nearest")


@rule("Act ss. 7(5), 7.1(5), 7.1(6)", unit="CAD/month")
def pension_from_75(
    pension: Array,
    full_pension: Array,
    fraction: Array,
    deferral_factor: Array,
    increase_75_rate: Array,
    rounding: Array,
) -> Array:
    """Monthly pension from the month after the 75th birthday.

    Without deferral the full pension is increased and its fortieths taken (ss. 7(5), 3(3)); a deferred
    pension is increased as it is (s. 7.1(5), (6)).
    """
    raised = round_to(full_pension * (1 + increase_75_rate), rounding, "nearest")
    plain = round_to(raised * fraction, rounding, "nearest")
    deferred = round_to(pension * (1 + increase_75_rate), rounding, "nearest")
    return where(deferral_factor > 1, deferred, plain)


# Payment (ss. 8, 9)


@rule("Act s. 8(1)", unit="date")
def starts(approval: Array, pension_age_reached_on: Array) -> Array:
    """First day payable: the month after approval, and after the month of the 65th birthday."""
    return calendar.next_month(np.maximum(approval, pension_age_reached_on))


@rule("Act s. 7(2)", unit="month")
def payment_month(starts: Array) -> Array:
    """Month for which the pension is shown: the first one payable."""
    return calendar.month_of(starts)


@rule("Act ss. 7(5), 7.1(5), 7.1(6)", unit="yes/no")
def aged_75(
    payment_month: Array,
    birth: Array,
    increase_75_age: Array,
    increase_75_year: Array,
    increase_75_month: Array,
) -> Array:
    """Whether the month lies after that of the 75th birthday and not before July 2022."""
    after_birthday = payment_month > calendar.month_of(calendar.add_years(birth, increase_75_age))
    return after_birthday & (
        payment_month >= calendar.month_number(int(increase_75_year), int(increase_75_month))
    )


@rule("Act ss. 3, 7, 7.1", unit="CAD/month")
def monthly_pension(pension: Array, pension_from_75: Array, aged_75: Array) -> Array:
    """Monthly pension payable for the month shown."""
    return where(aged_75, pension_from_75, pension)


@rule("Act s. 9(2), (4)", unit="yes/no")
def payable_abroad(qualifying_years: Array, years_to_export: Array) -> Array:
    """Paid abroad without end: twenty years of residence after 18 when the person left Canada."""
    return floor(qualifying_years) >= years_to_export


@rule("Act s. 9(3)", unit="date")
def left_canada_on(
    residence_starts: Array, residence_ends: Array, approval: Array, resident_on_eve: Array
) -> Array:
    """Last day of residence of a person who has left Canada (never, for one still resident)."""
    held = (residence_ends > residence_starts) & (residence_starts < approval)
    last = np.where(held, np.minimum(residence_ends, approval) - 1, -calendar.NEVER).max(axis=0)
    return np.where(resident_on_eve | (last == -calendar.NEVER), calendar.NEVER, last)


@rule("Act s. 9(1), (3)", unit="date")
def paid_abroad_until(left_canada_on: Array, payable_abroad: Array, absence_months: Array) -> Array:
    """Last day paid after leaving Canada with less than twenty years: six months after that month."""
    gone = np.minimum(left_canada_on, calendar.add_years(calendar.NEVER, -1))
    month = calendar.month_of(gone) + int(absence_months) + 1
    return np.where(
        payable_abroad | (left_canada_on >= calendar.NEVER), calendar.NEVER, calendar.first_day(month) - 1
    )


# Recovery (Income Tax Act Part I.2): shown on request, not part of the pension


@rule("Income Tax Act Part I.2", unit="year")
def income_year(payment_month: Array) -> Array:
    """Year whose income decides the recovery in the month: from July to June, that of the year before."""
    return calendar.year_of(calendar.first_day(payment_month - 6)) - 1


@rule("Income Tax Act Part I.2", unit="CAD/year")
def recovery_tax(net_world_income: Array, recovery_threshold: Array, recovery_rate: Array) -> Array:
    """Recovery tax of a year on a stated net world income, before it is capped at the pension."""
    return maximum(net_world_income - recovery_threshold, 0) * recovery_rate


@rule("Income Tax Act Part I.2", unit="CAD/month")
def pension_after_recovery(monthly_pension: Array, recovery_tax: Array) -> Array:
    """Monthly pension less a twelfth of the recovery tax, at least nothing."""
    return maximum(monthly_pension - recovery_tax / 12, 0)
