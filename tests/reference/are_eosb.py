"""End-of-service benefit of the United Arab Emirates, one person at a time.

Federal Law 8 of 1980, arts. 132 to 139, and from 2 February 2022 Federal Decree-Law 33 of 2021, arts. 51 to
53.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

from tests.reference import sau_eosb as shared
from tests.reference.common import Case

value = partial(
    shared.value, path=Path(__file__).parents[2] / "src/corridor/schemes/are/eosb/parameters.yaml"
)
DAY = timedelta(days=1)
ZERO = Fraction(0)


def number(case: Case, name: str) -> Fraction:
    """A stated number, 0 where the fact says nothing (each fact then has no effect)."""
    return Fraction(str(case.facts.get(name) or 0))


def part_kept(case: Case, years: Fraction, end: date) -> Fraction:
    """Part of the benefit that the reason of the end leaves (old law arts. 137 to 139)."""
    reason = case.facts["end_reason"]
    if value("reasons_count", end) == 0:
        return Fraction(1)
    if reason in ("dismissal_for_cause", "probation"):
        return ZERO
    if reason in ("resignation", "resignation_without_notice", "marriage_or_birth"):
        return part_after_resignation(case, years, end)
    return Fraction(1)


def part_after_resignation(case: Case, years: Fraction, end: date) -> Fraction:
    """Part kept by who leaves; ``LookupError`` where the kind of contract, which decides, is not stated."""
    contract = case.facts.get("contract")
    if contract not in ("limited", "unlimited"):
        raise LookupError("the kind of contract is not stated")
    full = value("resignation_full_service", end)
    if contract == "limited":
        return Fraction(years > full[Fraction(2)])
    no_notice = case.facts["end_reason"] == "resignation_without_notice"
    if no_notice or years < value("resignation_minimum_service", end):
        return ZERO
    if years > full[Fraction(1)]:
        return Fraction(1)
    middle = years > value("resignation_middle_service", end)
    return Fraction(value("resignation_greater_part" if middle else "resignation_smaller_part", end))


def award_of(service: shared.Service, case: Case, *, final: bool) -> dict[str, Any]:
    """Every value of one employment's benefit."""
    end = service.end
    value("law_in_force", end)
    left_out = int(number(case, "unpaid_leave_days")) if final else 0
    until = max(end + DAY - timedelta(days=left_out), service.start)
    months, days = shared.elapsed(service.start, until)
    years = Fraction(months, 12) + days / value("days_in_year", end)
    if case.facts.get("part_year_method") == "days_365":
        years = (until - service.start).days / value("days_in_year", end)
    wage = shared.last_wage(service)
    if case.facts.get("daily_wage_method") == "year_365":
        daily = wage * 12 / value("days_in_year", end)
    else:
        daily = wage / value("days_in_month", end)
    first = daily * value("first_years_days", end) * min(years, value("first_years", end))
    later = daily * value("later_years_days", end) * max(ZERO, years - value("first_years", end))
    share = Fraction(1)
    if number(case, "working_hours_share") and value("part_time_share_counts", end):
        share = number(case, "working_hours_share") / 100
    full = (first + later) * share
    cap = (number(case, "total_monthly_wage") or wage) * 12 * value("cap_years", end)
    factor = part_kept(case, years, end)
    served = years >= value("minimum_service", end)
    return {
        "service_start": service.start,
        "end_of_service": end,
        "last_wage": wage,
        "service_days": Fraction((until - service.start).days),
        "service_whole_months": Fraction(months),
        "service_odd_days": Fraction(days),
        "service_years": years,
        "daily_wage": daily,
        "first_years_award": first,
        "later_years_award": later,
        "full_award": full,
        "cap": cap,
        "resignation_factor": factor,
        "served": served,
        "award": min(full, cap) * factor if served else ZERO,
    }


def compute(case: Case, contracts: Sequence[str] = ()) -> Mapping[str, Any]:
    """The benefit of one person: every employment that has ended by the claim, added up.

    Foreign periods (``credited_right``, ``credited_amount``) count for nothing: the benefit is a debt of
    one employer for the service with that employer.
    """
    ended = [s for s in shared.employments(case.periods, contracts) if s.end <= case.claim]
    ended.sort(key=lambda s: s.end)
    awards = [award_of(s, case, final=s.end == ended[-1].end) for s in ended]
    national = "ARE" in case.nationality
    conditions = {
        "service_ended": bool(ended),
        "foreign_worker": not national,
        "not_insured_at_home": case.facts.get("home_scheme") != "yes",
        "one_year_served": any(a["served"] for a in awards),
        "benefit_kept": any(a["served"] and a["resignation_factor"] > 0 for a in awards),
    }
    amount = sum((a["award"] for a in awards), ZERO)
    days = sum((a["service_days"] for a in awards), ZERO)
    return {
        "awards": awards,
        "own_periods": days,
        "days_of_service": days,
        "conditions": conditions,
        "entitled": all(conditions.values()),
        "amount": amount,
        "total_award": amount,
        "starts": ended[-1].end + DAY if ended else None,
        "payable_abroad": True,
        "covered_by_pension_scheme": national,
    }
