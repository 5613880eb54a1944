"""Arland (invented): an earnings-related pension with a waiting period, a refund, and export after fifteen
years.

Written to be copied: the rules stand in the order of the law, each names its section, and every number of
the law is a dated parameter.
"""

from __future__ import annotations

from corridor.law import calendar
from corridor.law.numeric import Array, divide, maximum, minimum, round_to, total
from corridor.law.rules import condition, rule
from corridor.schemes.scheme import Outputs

OUTPUTS = Outputs(
    own_periods="insured_months",
    amount="pension",
    starts="starts",
    payable_abroad="payable_abroad",
    refund_right="refund_right",
    refund="refund",
)


@rule("Act s. 2(1)", unit="date")
def pension_age_reached_on(birth: Array, pension_age: Array) -> Array:
    """Day on which the pension age is reached."""
    return calendar.add_years(birth, pension_age)


@rule("Act s. 1", unit="months")
def insured_months(year_months: Array) -> Array:
    """Insured months: calendar months with at least one insured day."""
    return total(year_months)


@condition("Act s. 2(1)", waits=True)
def age_reached(claim: Array, pension_age_reached_on: Array) -> Array:
    """The pension age is reached on the day of the claim."""
    return claim >= pension_age_reached_on


@condition("Act s. 2(2)")
def waiting_period_met(insured_months: Array, credited_for_right: Array, minimum_months: Array) -> Array:
    """The waiting period is met."""
    return insured_months + credited_for_right >= minimum_months


@rule("Act s. 3(2)", unit="XTS/year")
def creditable_earnings(year_earnings: Array, earnings_ceiling: Array) -> Array:
    """Earnings of each calendar year up to the ceiling."""
    return minimum(year_earnings, earnings_ceiling)


@rule("Act s. 3(2)", unit="XTS/month")
def average_monthly_earnings(creditable_earnings: Array, insured_months: Array) -> Array:
    """Average of the creditable earnings over the insured months.

    Foreign months that are treated as insured in the theoretical amount leave the average as it is (Act s.
    7).
    """
    return divide(total(creditable_earnings), insured_months)


@rule("Act s. 3(1)", unit="XTS/month")
def pension(
    average_monthly_earnings: Array,
    insured_months: Array,
    credited_for_amount: Array,
    accrual: Array,
    rounding: Array,
) -> Array:
    """Monthly pension: the accrual for each year of insurance, rounded down."""
    months = insured_months + credited_for_amount
    return round_to(average_monthly_earnings * accrual * months / 12, rounding, "down")


@rule("Act s. 4", unit="date")
def starts(claim: Array, pension_age_reached_on: Array) -> Array:
    """First day payable: the month after the claim and after the pension age."""
    return calendar.next_month(maximum(claim, pension_age_reached_on))


@rule("Act s. 5", unit="yes/no")
def refund_right(insured_months: Array, minimum_months: Array, lives_in_country: Array) -> Array:
    """A refund is due to a person who lives abroad and has not met the waiting period alone."""
    return (insured_months < minimum_months) & ~lives_in_country


@rule("Act s. 5", unit="XTS once")
def refund(year_earnings: Array, contribution_rate: Array) -> Array:
    """The insured person's own contributions, without interest."""
    return total(year_earnings * contribution_rate)


@rule("Act s. 6", unit="yes/no")
def payable_abroad(insured_months: Array, months_to_export: Array) -> Array:
    """Arland pays abroad after fifteen years of its own insurance."""
    return insured_months >= months_to_export
