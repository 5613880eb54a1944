"""Borland (invented): a flat allowance by weeks of residence or work, paid in Borland only."""

from __future__ import annotations

from corridor.law import calendar
from corridor.law.numeric import Array, floor, maximum, minimum, total
from corridor.law.rules import condition, rule
from corridor.schemes.scheme import Outputs

OUTPUTS = Outputs(
    own_periods="weeks",
    amount="allowance",
    starts="starts",
    payable_abroad="payable_abroad",
)


@rule("Law art. 1", unit="date")
def age_reached_on(birth: Array, allowance_age: Array) -> Array:
    """Day on which the age of the allowance is reached."""
    return calendar.add_years(birth, allowance_age)


@rule("Law art. 2", unit="weeks")
def weeks(period_days: Array) -> Array:
    """Whole weeks of residence or work in Borland; a rest of days is left out."""
    return floor(total(period_days) / 7)


@condition("Law art. 1", waits=True)
def age_reached(claim: Array, age_reached_on: Array) -> Array:
    """The age of the allowance is reached on the day of the claim."""
    return claim >= age_reached_on


@condition("Law art. 2")
def qualifying_period_met(weeks: Array, credited_for_right: Array, minimum_weeks: Array) -> Array:
    """The qualifying period is met."""
    return weeks + credited_for_right >= minimum_weeks


@rule("Law art. 3", unit="XTS/month")
def allowance(weeks: Array, credited_for_amount: Array, full_weeks: Array, full_allowance: Array) -> Array:
    """Monthly allowance: the full amount in the proportion of weeks, at most all of it."""
    return full_allowance * minimum(weeks + credited_for_amount, full_weeks) / full_weeks


@rule("Law art. 4", unit="date")
def starts(claim: Array, age_reached_on: Array) -> Array:
    """First day payable: the month after the claim and after the age."""
    return calendar.next_month(maximum(claim, age_reached_on))


@rule("Law art. 5", unit="yes/no")
def payable_abroad(export_granted: Array) -> Array:
    """Borland pays nothing abroad unless a treaty grants it."""
    return export_granted
