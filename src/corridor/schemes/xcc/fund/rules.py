"""Corland (invented): a flat pension by months of work, payable anywhere; the third state of the test bed."""

from __future__ import annotations

from corridor.law import calendar
from corridor.law.numeric import Array, maximum, minimum, total
from corridor.law.rules import condition, rule
from corridor.schemes.scheme import Outputs

OUTPUTS = Outputs(own_periods="months", amount="pension", starts="starts")


@rule("Law art. 1", unit="date")
def age_reached_on(birth: Array, allowance_age: Array) -> Array:
    """Day on which the pension age is reached."""
    return calendar.add_years(birth, allowance_age)


@rule("Law art. 2", unit="months")
def months(year_months: Array) -> Array:
    """Calendar months with at least one insured day."""
    return total(year_months)


@condition("Law art. 1", waits=True)
def age_reached(claim: Array, age_reached_on: Array) -> Array:
    """The pension age is reached on the day of the claim."""
    return claim >= age_reached_on


@condition("Law art. 2")
def qualifying_period_met(months: Array, credited_for_right: Array, minimum_months: Array) -> Array:
    """The qualifying period is met."""
    return months + credited_for_right >= minimum_months


@rule("Law art. 3", unit="XTS/month")
def pension(months: Array, credited_for_amount: Array, full_months: Array, full_allowance: Array) -> Array:
    """Monthly pension: the full amount in the proportion of months, at most all of it."""
    return full_allowance * minimum(months + credited_for_amount, full_months) / full_months


@rule("Law art. 4", unit="date")
def starts(claim: Array, age_reached_on: Array) -> Array:
    """First day payable: the month after the claim and after the age."""
    return calendar.next_month(maximum(claim, age_reached_on))
