"""The full pension, deferral, and which pension is greatest (Old Age Security Act, ss. 3(1) and 7.1)."""

from __future__ import annotations

import numpy as np

from corridor.law import calendar
from corridor.law.numeric import Array, floor, maximum, minimum
from corridor.law.rules import rule
from corridor.schemes.can.oas import residence

#: Values of ``greatest_alternative``.
FULL, DEFERRED, AT_APPROVAL = 0, 1, 2


# Full pension (s. 3(1))


@rule("Act s. 3(1)(b)(i)", unit="yes/no")
def transition_group(
    birth: Array,
    residence_starts: Array,
    residence_ends: Array,
    adult_from: Array,
    immigration_visa_1977: Array,
    transition_age: Array,
    transition_year: Array,
    transition_month: Array,
) -> Array:
    """Aged 25 on 1 July 1977, and resident in Canada then, or before after 18, or holding a visa."""
    day = calendar.first_day(calendar.month_number(int(transition_year), int(transition_month)))
    linked = residence.days_between(residence_starts, residence_ends, adult_from, day + 1) > 0
    old_enough = calendar.add_years(birth, transition_age) <= day
    return old_enough & (linked | (immigration_visa_1977 == "yes"))


@rule("Act s. 3(1)(c)(iii)", unit="date")
def forty_years_on(
    residence_starts: Array,
    residence_ends: Array,
    adult_from: Array,
    credited_for_amount: Array,
    full_years: Array,
) -> Array:
    """Day on which forty years of residence after 18 are complete."""
    credited = residence.whole_days(credited_for_amount)
    return residence.reached_on(residence_starts, residence_ends, int(full_years), credited, adult_from)


@rule("Act s. 3(1)(b)(iii)", unit="yes/no")
def transition_right(
    transition_group: Array,
    residence_starts: Array,
    residence_ends: Array,
    approval: Array,
    adult_from: Array,
    transition_window: Array,
    transition_multiple: Array,
    transition_last_years: Array,
) -> Array:
    """Full pension by the transitional rule.

    Resident in the ten years before approval, or absences made up three times by earlier presence and
    resident in the last year.
    """
    met = np.zeros_like(transition_group)
    of = np.flatnonzero(transition_group)
    met[of] = residence.transition_met(
        *residence.of_lanes(residence_starts, residence_ends, of),
        approval[of],
        adult_from[of],
        int(transition_window),
        int(transition_multiple),
        int(transition_last_years),
    )
    return met


@rule("Act s. 3(1)", unit="yes/no")
def full_right(transition_right: Array, forty_years_on: Array, approval: Array) -> Array:
    """Qualified for a full pension at approval."""
    return transition_right | (forty_years_on <= approval)


# Deferral (s. 7.1)


@rule("Act s. 7.1(1)", unit="date")
def full_right_on(
    transition_group: Array,
    forty_years_on: Array,
    pension_age_reached_on: Array,
    residence_starts: Array,
    residence_ends: Array,
    approval: Array,
    adult_from: Array,
    transition_window: Array,
    transition_multiple: Array,
    transition_last_years: Array,
) -> Array:
    """Day on which the person became qualified for a full pension (never, if not before approval)."""
    day = np.maximum(forty_years_on, pension_age_reached_on)
    of = np.flatnonzero(transition_group & (day > pension_age_reached_on))
    by_transition = residence.transition_from(
        *residence.of_lanes(residence_starts, residence_ends, of),
        pension_age_reached_on[of],
        approval[of],
        adult_from[of],
        int(transition_window),
        int(transition_multiple),
        int(transition_last_years),
    )
    day[of] = np.minimum(day[of], by_transition)
    return np.where(day <= approval, day, calendar.NEVER)


@rule("Act s. 7.1(2)", unit="date")
def partial_right_on(
    residence_starts: Array,
    residence_ends: Array,
    pension_age_reached_on: Array,
    ten_years_on: Array,
    twenty_years_on: Array,
    approval: Array,
) -> Array:
    """Day on which the person became qualified for a partial pension (never, if not before approval)."""
    day = residence.right_from(
        residence_starts, residence_ends, pension_age_reached_on, ten_years_on, twenty_years_on
    )
    return np.where(day <= approval, day, calendar.NEVER)


@rule("Act s. 7.1(4)(a)", unit="month")
def first_deferral_month(deferral_from_year: Array, deferral_from_month: Array, birth: Array) -> Array:
    """First month that can count for deferral: July 2013."""
    month = calendar.month_number(int(deferral_from_year), int(deferral_from_month))
    return np.broadcast_to(month, birth.shape)


@rule("Act s. 7.1(1), (4)", unit="month")
def last_deferral_month(approval: Array, birth: Array, deferral_end_age: Array) -> Array:
    """Last month that counts for deferral: that of approval, at most that of the 70th birthday."""
    return np.minimum(
        calendar.month_of(approval), calendar.month_of(calendar.add_years(birth, deferral_end_age))
    )


def _months(
    right_on: Array,
    first_month: Array,
    last_month: Array,
    starts: Array,
    ends: Array,
    credited: Array,
    twenty_years_on: Array,
    export: Array,
    absence: Array,
) -> Array:
    months = np.zeros_like(last_month)
    of = np.flatnonzero(right_on < calendar.first_day(last_month))
    first, last = np.maximum(calendar.month_of(right_on[of]) + 1, first_month[of]), last_month[of]
    counted = np.maximum(last - first + 1, 0)
    # with twenty years before the first month nothing can be suspended
    short = np.flatnonzero(twenty_years_on[of] > calendar.first_day(first))
    counted[short] -= residence.suspended_months(
        *residence.of_lanes(starts, ends, of[short]),
        residence.whole_days(credited)[of[short]],
        int(export),
        int(absence),
        first[short],
        last[short],
    )
    months[of] = counted
    return months


@rule("Act s. 7.1(1), (4)", unit="months")
def deferral_months_of_full(
    full_right_on: Array,
    first_deferral_month: Array,
    last_deferral_month: Array,
    residence_starts: Array,
    residence_ends: Array,
    credited_for_right: Array,
    twenty_years_on: Array,
    years_to_export: Array,
    absence_months: Array,
) -> Array:
    """Months by which a full pension was deferred, without months of suspension."""
    return _months(
        full_right_on,
        first_deferral_month,
        last_deferral_month,
        residence_starts,
        residence_ends,
        credited_for_right,
        twenty_years_on,
        years_to_export,
        absence_months,
    )


@rule("Act s. 7.1(2), (4)", unit="months")
def deferral_months_of_partial(
    partial_right_on: Array,
    first_deferral_month: Array,
    last_deferral_month: Array,
    residence_starts: Array,
    residence_ends: Array,
    credited_for_right: Array,
    twenty_years_on: Array,
    years_to_export: Array,
    absence_months: Array,
) -> Array:
    """Months by which a partial pension was deferred, without months of suspension."""
    return _months(
        partial_right_on,
        first_deferral_month,
        last_deferral_month,
        residence_starts,
        residence_ends,
        credited_for_right,
        twenty_years_on,
        years_to_export,
        absence_months,
    )


# The greatest of three (s. 7.1(3))


@rule("Act s. 7.1(2)", unit="days")
def residence_at_partial_right(
    residence_starts: Array, residence_ends: Array, partial_right_on: Array, approval: Array
) -> Array:
    """Residence when the person became qualified for a partial pension, in whole years and days."""
    return residence.counted(residence_starts, residence_ends, np.minimum(partial_right_on, approval))


@rule("Act s. 7.1(2)", unit="years")
def years_at_partial_right(
    residence_at_partial_right: Array, credited_for_amount: Array, days_of_year: Array
) -> Array:
    """Years of residence when the person became qualified for a partial pension."""
    return (residence_at_partial_right + credited_for_amount) / days_of_year


@rule("Act s. 3(3)", unit="years")
def years_at_approval(
    residence_in_years_and_days: Array, credited_for_amount: Array, days_of_year: Array
) -> Array:
    """Years of residence at approval, periods treated as residence for the amount included."""
    return (residence_in_years_and_days + credited_for_amount) / days_of_year


@rule("Act s. 7.1(3)", unit="alternative")
def greatest_alternative(
    full_right: Array,
    deferral_months_of_full: Array,
    years_at_partial_right: Array,
    deferral_months_of_partial: Array,
    years_at_approval: Array,
    full_years: Array,
    deferral_rate: Array,
) -> Array:
    """Which pension is greatest: 0 full, 1 partial deferred from the first right, 2 partial at approval."""
    full = full_years * (1 + deferral_rate * deferral_months_of_full)
    deferred = minimum(floor(years_at_partial_right), full_years) * (
        1 + deferral_rate * deferral_months_of_partial
    )
    present = minimum(floor(years_at_approval), full_years)
    partial = np.where(floor(deferred - present) >= 0, DEFERRED, AT_APPROVAL)
    return np.where(full_right & (floor(full - maximum(deferred, present)) >= 0), FULL, partial)
