"""Exact scalar reference of the Philippine SSS retirement benefit (RA 8282, RA 11199).

One member at a time, ``Fraction`` and ``date`` only.  Numbers come from the scheme's ``parameters.yaml``.
Beyond a parameter's window a ``LookupError`` is raised.

Conventions where a record says less than the law asks:
- A calendar month with at least one covered day is one contribution, unless the record states a count: then
  the count is spread evenly over the months touched (over calendar years by months), at most one a month.
- A total for a period is spread over its calendar years by months, in a year evenly over the months touched.
- Foreign periods in the amount (theoretical benefit) leave the average salary credit as it is; with them the
  credited years are all contributions, own and foreign, divided by twelve.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.reference.common import Case, Period, share_of_period

_FILE = Path(__file__).parents[2] / "src/corridor/schemes/phl/sss/parameters.yaml"
Months = dict[int, tuple[Fraction, Fraction]]


@cache
def _law() -> dict[str, Any]:
    return dict(yaml.safe_load(_FILE.read_text(encoding="utf-8"))["parameters"])


def _value(name: str, day: date) -> Any:
    entry = _law()[name]
    held = [v for v in entry["values"] if v["from"] <= day]
    if not held or day > entry["known_until"]:
        raise LookupError(f"{name} is not known on {day}")
    return held[-1]["value"]


@cache
def number(name: str, day: date) -> Fraction:
    """The number in force on a day."""
    return Fraction(_value(name, day))


@cache
def _table(name: str, day: date) -> tuple[tuple[Fraction, Fraction], ...]:
    return tuple(sorted((Fraction(k), Fraction(v)) for k, v in _value(name, day).items()))


def step(name: str, day: date, key: Fraction) -> Fraction:
    """The entry of the table in force with the greatest key that is not above ``key``."""
    return [entry for known, entry in _table(name, day) if known <= key][-1]


def month_index(day: date) -> int:
    """Months since year 0."""
    return day.year * 12 + day.month - 1


def first_of(month: int) -> date:
    """First day of a month index."""
    return date(month // 12, month % 12 + 1, 1)


def birthday(birth: date, years: int) -> date:
    """The day an age is reached; a person born on 29 February reaches it on the 28th of a common year."""
    try:
        return birth.replace(year=birth.year + years)
    except ValueError:
        return date(birth.year + years, 2, 28)


def _pieces(period: Period) -> list[tuple[date, date, Fraction]]:
    """The parts of a period by calendar year: first day, last day, share of the period's months."""
    out = []
    for year in range(period.start.year, period.end.year + 1):
        low, high = max(period.start, date(year, 1, 1)), min(period.end, date(year, 12, 31))
        out.append((low, high, share_of_period(period, low, high + timedelta(1))))
    return out


def contribution_months(case: Case) -> Months:
    """Contributions (kontribusyon) and pay by month, s. 18: month index -> (part of a contribution, pay)."""
    months: dict[int, list[Fraction]] = {}
    for period in case.periods:
        for low, high, share in _pieces(period):
            touched = range(month_index(low), month_index(high) + 1)
            each = Fraction(1)
            if period.count is not None:
                each = min(period.count * share / len(touched), Fraction(1))
            for month in touched:
                cell = months.setdefault(month, [Fraction(0), Fraction(0)])
                cell[0] += each
                if period.earnings is not None:
                    cell[1] += period.earnings * share / len(touched)
    return {m: (min(w, Fraction(1)), pay) for m, (w, pay) in sorted(months.items()) if w > 0}


def stepped_pay(month: int, pay: Fraction) -> Fraction:
    """Monthly pay taken to the middle of its bracket, before floor and ceilings (s. 18)."""
    day = first_of(month)
    size = number("salary_credit_step", day)
    if size == 0:
        return step("salary_credit_brackets", day, pay)
    return (pay / size + Fraction(1, 2)).__floor__() * size


def salary_credit(month: int, pay: Fraction) -> Fraction:
    """Monthly salary credit (MSC) of the regular programme, s. 8(k), 18."""
    day = first_of(month)
    credit = max(stepped_pay(month, pay), number("salary_credit_minimum", day))
    return min(credit, number("salary_credit_maximum", day))


def provident_credit(month: int, pay: Fraction) -> Fraction:
    """Salary credit above the regular ceiling, for the provident fund (WISP), RA 11199 s. 4(a)(2)."""
    day = first_of(month)
    whole = min(stepped_pay(month, pay), number("provident_fund_maximum", day))
    return max(whole - number("salary_credit_maximum", day), Fraction(0))


def semester_start(day: date, claim: date) -> int:
    """First month of the semester: the two quarters that end with the quarter of ``day``, s. 8(o), (p)."""
    month = month_index(day)
    return month - month % 3 + 3 - int(number("semester_months", claim))


def contributions_before(months: Months, limit: int) -> Fraction:
    """Monthly contributions of the months before ``limit``, s. 12-B(a)."""
    return sum((w for m, (w, _) in months.items() if m < limit), Fraction(0))


def average_credit(months: Months, limit: int, claim: date) -> Fraction:
    """Average monthly salary credit (AMSC), s. 8(m): last sixty / 60, or all / their number if greater."""
    window = number("averaging_contributions", claim)
    left, last, everything, count = window, Fraction(0), Fraction(0), Fraction(0)
    for month in sorted((m for m in months if m < limit), reverse=True):
        part, pay = months[month]
        credit = salary_credit(month, pay / part)
        last += min(part, left) * credit
        left -= min(part, left)
        everything += part * credit
        count += part
    return max(last / window, everything / count if count else Fraction(0))


def credited_years(months: Months, limit: int, claim: date) -> Fraction:
    """Credited years of service (CYS), s. 8(l).

    1985 minus the year of coverage, plus calendar years from 1985 with six contributions.  A first year by
    twelfths (not the statute's reading) would count contributions divided by twelve from that year.
    """
    from_year = int(number("credited_years_from", claim))
    twelfths = int(number("credited_by_twelfths_from", claim))
    needed = number("contributions_for_credited_year", claim)
    if not months:
        return Fraction(0)
    years = Fraction(max(0, from_year - min(months) // 12))
    by_year: dict[int, Fraction] = {}
    for month, (part, _) in months.items():
        if month < limit:
            by_year[month // 12] = by_year.get(month // 12, Fraction(0)) + part
    for year, paid in by_year.items():
        if from_year <= year < twelfths and paid >= needed - Fraction(1, 2):
            years += 1
        elif year >= twelfths:
            years += paid / 12
    return years


def formulas(average: Fraction, years: Fraction, claim: date) -> dict[str, Fraction]:
    """The three formulas of the monthly pension (buwanang pensyon) and the highest, s. 12."""
    further = max(years - number("increment_after_years", claim), Fraction(0))
    basic = (
        number("base_amount", claim)
        + number("base_rate", claim) * average
        + number("increment_rate", claim) * average * further
    )
    forty = number("flat_rate", claim) * average
    least = step("minimum_pension_by_years", claim, years)
    return {
        "basic_formula": basic,
        "forty_percent_formula": forty,
        "minimum_pension": least,
        "pension": max(basic, forty, least),
    }


def earliest_retirement(case: Case, months: Months) -> date:
    """Earliest day on which age and contributions are met, at the latest the claim, s. 12-B(e)."""
    claim = case.claim
    reached, total = None, Fraction(0)
    for month in sorted(months):
        total += months[month][0]
        if total >= number("minimum_contributions", claim):
            reached = month
            break
    if reached is None:
        return claim
    start = -(-(reached + 1) // 3) * 3  # the semester may begin with the first quarter after that month
    day = first_of(start + int(number("semester_months", claim)) - 3)
    return min(max(day, birthday(case.birth, int(number("optional_age", claim)))), claim)


def pension_from_earliest(case: Case, months: Months, earliest: date) -> Fraction:
    """Pension of the earliest possible date, additional benefit and all increases since, s. 12-B(e)."""
    claim = case.claim
    if earliest >= claim or case.credited_amount > 0:
        return Fraction(0)
    limit = semester_start(earliest, claim)
    average, years = average_credit(months, limit, claim), credited_years(months, limit, claim)
    raised = formulas(average, years, claim)["pension"]
    raised = raised * number("increases_until_claim", claim) / number("increases_until_earliest", earliest)
    reform = number("reform_until_claim", claim) / number("reform_until_earliest", earliest)
    return (raised + number("additional_benefit", claim)) * reform


def _to_centavo(value: Fraction, claim: date) -> Fraction:
    unit = number("money_unit", claim)
    return (value / unit + Fraction(1, 2)).__floor__() * unit


def _works_on_claim(case: Case, kinds: set[str]) -> bool:
    return any(p.kind in kinds and p.start <= case.claim <= p.end for p in case.periods)


def phl_sss(case: Case) -> dict[str, Any]:
    """Retirement pension, or lump sum, of one member (s. 8, 12, 12-A, 12-B)."""
    claim = case.claim
    months = contribution_months(case)
    limit = semester_start(claim, claim)
    before = contributions_before(months, limit)
    needed = number("minimum_contributions", claim)
    optional = birthday(case.birth, int(number("optional_age", claim)))
    technical = birthday(case.birth, int(number("technical_age", claim)))
    working = _works_on_claim(case, {"employment", "self-employment"})
    conditions = {
        "contributions_reached": before + case.credited_right >= needed,
        "age_reached": claim >= optional,
        "separated": claim >= technical or not working,
    }
    average = average_credit(months, limit, claim)
    years = credited_years(months, limit, claim)
    if case.credited_amount > 0:
        years = (before + case.credited_amount) / 12
    out: dict[str, Any] = {
        "contributions": sum((w for w, _ in months.values()), Fraction(0)),
        "contributions_before_semester": before,
        "average_monthly_salary_credit": average,
        "credited_years_of_service": years,
        **formulas(average, years, claim),
        "additional_benefit": number("additional_benefit", claim),
    }
    out["own_periods"] = out["contributions"]
    out["total_pension"] = out["pension"] + out["additional_benefit"]
    out["thirteenth_month_pension"] = _to_centavo(out["pension"], claim)
    out["earliest_retirement"] = earliest_retirement(case, months)
    out["pension_from_earliest_retirement"] = pension_from_earliest(case, months, out["earliest_retirement"])
    out["benefit"] = _to_centavo(max(out["total_pension"], out["pension_from_earliest_retirement"]), claim)
    out["amount"] = out["benefit"]
    children = case.facts.get("dependent_children")
    if children is not None:
        each = max(number("dependent_rate", claim) * out["pension"], number("dependent_minimum", claim))
        counted = min(Fraction(str(children)), number("dependent_children_maximum", claim))
        out["dependents_pension"] = _to_centavo(each * counted, claim)
    out["conditions"] = conditions
    out["entitled"] = all(conditions.values())
    out["starts"] = first_of(month_index(max(claim, optional)))
    out["payable_abroad"] = True
    paying = working or _works_on_claim(case, {"voluntary"})
    few = bool(months) and before < needed
    out["refund_right"] = few and claim >= optional and (claim >= technical or not paying)
    out["lump_sum"], out["provident_fund_contributions"] = paid_contributions(months)
    out["refund"] = out["lump_sum"]
    return out


def paid_contributions(months: Months) -> tuple[Fraction | None, Fraction | None]:
    """Contributions of both sides to the regular programme (lump sum before interest) and to the fund.

    ``None`` where a contribution rate is not known.
    """
    regular = fund = Fraction(0)
    for month, (part, pay) in months.items():
        try:
            rate = number("contribution_rate", first_of(month))
        except LookupError:
            return None, None
        regular += part * rate * salary_credit(month, pay / part)
        fund += part * rate * provident_credit(month, pay / part)
    return regular, fund
