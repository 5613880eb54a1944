"""Saudi end-of-service award, one person at a time, from the Labor Law (M/51 of 2005), arts. 80 to 88."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from tests.reference.common import Case, Period

FILE = Path(__file__).parents[2] / "src/corridor/schemes/sau/eosb/parameters.yaml"
DAY = timedelta(days=1)


@lru_cache(maxsize=4)
def law(path: Path) -> dict[str, Any]:
    """The parameters of a file, as the YAML has them."""
    return dict(yaml.safe_load(path.read_text(encoding="utf-8"))["parameters"])


def value(name: str, day: date, path: Path = FILE) -> Any:
    """The value of a parameter on a day; ``LookupError`` where none is known."""
    entry = law(path)[name]
    held = [v for v in entry["values"] if v["from"] <= day <= v.get("to", date.max)]
    if not held or day > entry["known_until"]:
        raise LookupError(f"{name} is not known on {day}")
    raw = held[-1]["value"]
    return {Fraction(k): Fraction(v) for k, v in raw.items()} if isinstance(raw, dict) else Fraction(raw)


@dataclass(frozen=True)
class Service:
    """One unbroken employment: first and last day, and the period that began last in it."""

    start: date
    end: date
    last: Period


def employments(periods: Sequence[Period], contracts: Sequence[str] = ()) -> list[Service]:
    """Unbroken service with one employer (art. 84): a gap, or another contract id, parts two employments."""
    ids = contracts or [""] * len(periods)
    found: list[tuple[str, Service]] = []
    for who, p in sorted(
        zip(ids, periods, strict=True), key=lambda pair: (pair[0], pair[1].start, pair[1].end)
    ):
        if found and found[-1][0] == who and p.start <= found[-1][1].end + DAY:
            before = found[-1][1]
            found[-1] = (who, Service(before.start, max(before.end, p.end), p))
        else:
            found.append((who, Service(p.start, p.end, p)))
    return [service for _, service in found]


def month_length(year: int, month: int) -> int:
    """Days of a calendar month."""
    return ((date(year + month // 12, month % 12 + 1, 1)) - date(year, month, 1)).days


def months_of(period: Period) -> Fraction:
    """Months a period lasts; parts of a month by the days of that month."""

    def place(day: date) -> Fraction:
        return day.year * 12 + day.month + Fraction(day.day - 1, month_length(day.year, day.month))

    return place(period.end + DAY) - place(period.start)


def last_wage(service: Service) -> Fraction:
    """Last monthly wage (art. 84, al-ajr al-akhir): the actual wage of the last period, per month."""
    if service.last.earnings is None:
        raise ValueError("the last period of an employment must state its wage")
    return service.last.earnings / months_of(service.last)


def add_months(day: date, months: int) -> date:
    """The same day of the month some months later, or the month's last day."""
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    return date(year, month + 1, min(day.day, month_length(year, month + 1)))


def elapsed(start: date, until: date) -> tuple[int, int]:
    """Completed months and further days from a first day to the day after the last."""
    months = (until.year - start.year) * 12 + until.month - start.month
    if add_months(start, months) > until:
        months -= 1
    return months, (until - add_months(start, months)).days


def resignation_factor(reason: str, sex: str, years: Fraction, end: date) -> Fraction:
    """Part of the award by the reason of the end (arts. 80, 85, 87)."""
    if reason in ("dismissal_for_cause", "probation"):
        return Fraction(0)
    resigned = reason in ("resignation", "resignation_without_notice")
    if reason == "marriage_or_birth" and sex == "male":
        resigned = True
    if not resigned or years >= value("resignation_full_service", end):
        return Fraction(1)
    if years > value("resignation_middle_service", end):
        return Fraction(value("resignation_greater_part", end))
    if years >= value("resignation_minimum_service", end):
        return Fraction(value("resignation_smaller_part", end))
    return Fraction(0)


def award_of(service: Service, case: Case, *, final: bool) -> dict[str, Any]:
    """Every value of one employment's award (art. 84 to 88)."""
    end, reason = service.end, str(case.facts["end_reason"])
    value("law_in_force", end)
    unpaid = Fraction(str(case.facts.get("unpaid_leave_days") or 0)) if final else Fraction(0)
    left_out = max(Fraction(0), unpaid - value("unpaid_leave_counted", end))
    until = max(end + DAY - timedelta(days=int(left_out)), service.start)
    months, days = elapsed(service.start, until)
    years = Fraction(months, 12) + Fraction(days) / value("days_in_year", end)
    if case.facts.get("part_year_method") == "days_365":
        years = (until - service.start).days / value("days_in_year", end)
    wage = last_wage(service)
    base = max(Fraction(0), wage - Fraction(str(case.facts.get("excluded_variable_pay") or 0)))
    first = base * value("first_years_rate", end) * min(years, value("first_years", end))
    later = base * value("later_years_rate", end) * max(Fraction(0), years - value("first_years", end))
    factor = resignation_factor(reason, case.sex, years, end)
    worker_left = (
        "resignation",
        "resignation_without_notice",
        "marriage_or_birth",
        "force_majeure",
        "employer_breach",
    )
    within = value("payment_days_worker_left" if reason in worker_left else "payment_days", end)
    return {
        "service_start": service.start,
        "end_of_service": end,
        "last_wage": wage,
        "service_days": Fraction((until - service.start).days),
        "service_whole_months": Fraction(months),
        "service_odd_days": Fraction(days),
        "service_years": years,
        "award_wage": base,
        "first_years_award": first,
        "later_years_award": later,
        "full_award": first + later,
        "resignation_factor": factor,
        "award": (first + later) * factor,
        "payment_due": end + timedelta(days=int(within)),
    }


def compute(case: Case, contracts: Sequence[str] = ()) -> Mapping[str, Any]:
    """The award of one person: every employment that has ended by the claim, added up.

    Foreign periods (``credited_right``, ``credited_amount``) count for nothing: the award is a debt of one
    employer for the service with that employer.
    """
    ended = [s for s in employments(case.periods, contracts) if s.end <= case.claim]
    ended.sort(key=lambda s: s.end)
    awards = [award_of(s, case, final=s.end == ended[-1].end) for s in ended]
    reason = str(case.facts["end_reason"])
    forfeited = reason in ("dismissal_for_cause", "probation")
    resigned = reason in ("resignation", "resignation_without_notice") or (
        reason == "marriage_or_birth" and case.sex == "male"
    )
    conditions = {
        "service_ended": bool(ended),
        "not_dismissed_for_cause": bool(ended) and not forfeited,
        "service_for_resignation_met": any(
            not resigned or a["service_years"] >= value("resignation_minimum_service", a["end_of_service"])
            for a in awards
        ),
    }
    amount = sum((a["award"] for a in awards), Fraction(0))
    days = sum((a["service_days"] for a in awards), Fraction(0))
    national = "SAU" in case.nationality
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
        "insured_as_foreigner_until_1987": not national
        and any(value("pension_scheme_covers_foreigners", s.start) == 1 for s in ended),
    }
