"""CAN-CPP: published examples, boundaries of the law, and rules against the scalar reference."""

from __future__ import annotations

import random
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import yaml

from corridor.law.parameters import LawDataError
from corridor.schemes import find_scheme
from corridor.schemes.can.cpp.earnings import sum_of_lowest_months
from tests.reference.can_cpp import compute
from tests.reference.common import Case, Period
from tests.reference.compare import compare, run_rules

SCHEME = find_scheme("CAN-CPP")
EXAMPLES = yaml.safe_load((SCHEME.folder / "examples.yaml").read_text(encoding="utf-8"))["examples"]
NAMES = (
    "contributor", "age_reached", "contribution_years", "starts", "maximum_pensionable_earnings_average",
    "contributory_months", "dropout_months_after_65", "dropout_months", "counted_months",
    "total_pensionable_earnings", "dropped_earnings", "average_monthly_pensionable_earnings",
    "first_additional_monthly_earnings", "second_additional_monthly_earnings", "base_pension_at_65",
    "first_additional_pension", "second_additional_pension", "pension_at_65", "months_before_65",
    "months_after_65", "adjustment_factor", "pension",
)  # fmt: skip


@pytest.mark.parametrize("example", EXAMPLES, ids=[e["id"] for e in EXAMPLES])
def test_published_example(example: dict[str, Any]) -> None:
    """Every published example through the public interface."""
    found = SCHEME.compute(example["target"], **example["given"])
    expected = example["expect"]
    if isinstance(expected, (bool, date)):
        assert found == expected
    elif isinstance(expected, list):
        assert found == [Fraction(e) for e in expected]
    else:
        assert abs(found - Fraction(expected)) <= Fraction(example["tolerance"])


def _years(first: int, last: int, earnings: str | int) -> tuple[Period, ...]:
    return tuple(
        Period(date(y, 1, 1), date(y, 12, 31), earnings=Fraction(earnings)) for y in range(first, last + 1)
    )


def _both(case: Case) -> dict[str, Any]:
    """The reference's values, after checking that the rules agree."""
    assert compare("CAN-CPP", compute, [case], NAMES, exact_cases=1) > 0
    return dict(compute(case))


# maxima of January as Employment and Social Development Canada published them; the figures of 2020 and 2021
# were published without the additional pension, which adds 1.47 and 4.51
@pytest.mark.parametrize(
    ("year", "maximum"),
    [
        (2010, "934.17"), (2011, "960.00"), (2012, "986.67"), (2013, "1012.50"), (2014, "1038.33"),
        (2015, "1065.00"), (2016, "1092.50"), (2017, "1114.17"), (2018, "1134.17"), (2019, "1154.58"),
        (2020, "1177.30"), (2021, "1208.26"), (2022, "1253.59"), (2023, "1306.57"), (2024, "1364.60"),
        (2025, "1433.00"), (2026, "1507.65"),
    ],
)  # fmt: skip
def test_a_full_career_earns_the_published_maximum(year: int, maximum: str) -> None:
    case = Case(date(year - 66, 12, 10), date(year - 1, 12, 20), _years(year - 48, year - 1, 200_000))
    found = _both(case)
    assert found["starts"] == date(year, 1, 1)
    assert found["adjustment_factor"] == 1
    assert found["pension"] == Fraction(maximum)


@pytest.mark.parametrize(
    ("year", "early", "late"),
    [
        (2010, "0.0050", "0.0050"), (2011, "0.0050", "0.0057"), (2012, "0.0052", "0.0064"),
        (2013, "0.0054", "0.0070"), (2014, "0.0056", "0.0070"), (2015, "0.0058", "0.0070"),
        (2016, "0.0060", "0.0070"), (2026, "0.0060", "0.0070"),
    ],
)  # fmt: skip
def test_factors_of_the_regulations(year: int, early: str, late: str) -> None:
    for day in (date(year, 1, 1), date(year, 12, 1)):
        for months in (1, 37, 60, 75):
            counted = min(months, 60)
            before = SCHEME.compute(
                "adjustment_factor", months_before_65=months, months_after_65=0, starts=day
            )
            after = SCHEME.compute(
                "adjustment_factor", months_before_65=0, months_after_65=months, starts=day
            )
            assert before == 1 - counted * Fraction(early)
            assert after == 1 + counted * Fraction(late)


@pytest.mark.parametrize(
    ("starts", "months", "left_out"),
    [
        (date(2011, 12, 1), 540, 81), (date(2012, 1, 1), 552, 89), (date(2013, 12, 1), 564, 91),
        (date(2014, 1, 1), 564, 96), (date(2026, 6, 1), 504, 86), (date(2014, 1, 1), 130, 10),
        (date(2014, 1, 1), 120, 0), (date(2014, 1, 1), 100, 0),
    ],
)  # fmt: skip
def test_general_dropout(starts: date, months: int, left_out: int) -> None:
    """15, 16 and 17 %, a started month whole, never below 120 months."""
    given = {"contributory_months": months, "dropout_months_after_65": 0, "starts": starts}
    assert SCHEME.compute("dropout_months", **given) == left_out
    assert SCHEME.compute("counted_months", **given) == max(months, 120) - left_out


def test_ceilings_give_the_averages_of_another_table() -> None:
    """Averages of the ceilings as DR Pensions' CPP Rate Table 1 prints them: three years, from 1999 five."""
    printed = {
        1968: 5033, 1969: 5100, 1970: 5200, 1971: 5300, 1972: 5400, 1973: 5500, 1974: 5900, 1975: 6533,
        1976: 7433, 1977: 8333, 1978: 9333, 1979: 10467, 1980: 11733, 1981: 13167, 1982: 14767,
        1983: 16567,
        1984: 18600, 1985: 20900, 1986: 23333, 1987: 25033, 1988: 26067, 1989: 26700, 1990: 27700,
        1991: 29033,
        1992: 30533, 1993: 32033, 1994: 33333, 1995: 34233, 1996: 34900, 1997: 35367, 1999: 36080,
        2000: 36620,
        2001: 37200, 2002: 37860, 2003: 38460, 2004: 39080, 2005: 39780,
    }  # fmt: skip
    for year, average in printed.items():
        span = 3 if year < 1998 else 5
        held = [SCHEME.parameter("ympe").at(date(y, 1, 1)) for y in range(year - span + 1, year + 1)]
        assert round(sum(v.value for v in held if v is not None) / span) == average, year


def test_basic_exemption_follows_the_ceiling() -> None:
    """s. 20: a tenth of the ceiling in whole hundreds from 1975, $3,500 after 1997."""
    for year in range(1975, 2027):
        ceiling, exemption = (SCHEME.parameter(name).at(date(year, 1, 1)) for name in ("ympe", "ybe"))
        assert ceiling is not None and exemption is not None
        assert exemption.value == (ceiling.value // 1000 * 100 if year < 1998 else 3500), year


def test_eight_idle_years_do_not_lower_the_maximum_but_nine_do() -> None:
    birth, claim = date(1950, 12, 10), date(2015, 12, 20)
    assert _both(Case(birth, claim, _years(1977, 2015, 90_000)))["pension"] == Fraction("1092.50")
    nine = _both(Case(birth, claim, _years(1978, 2015, 90_000)))
    assert nine["average_monthly_pensionable_earnings"] == Fraction(52440, 12) * 456 / 468
    assert nine["pension"] == Fraction("1064.49")


def test_by_hand_with_uneven_earnings() -> None:
    """Born 1953-03-10, pension from April 2016 at 63: 540 months, 92 left out, 24 months early."""
    periods = (*_years(1975, 2004, 10_000), *_years(2005, 2015, 60_000))
    found = _both(Case(date(1953, 3, 10), date(2016, 3, 20), periods))
    assert found["starts"] == date(2016, 4, 1)
    # April 1971 to March 2016
    assert (found["contributory_months"], found["dropout_months"]) == (540, 92)
    # 45 months of 1971 to 1974 and three of 2016 have no earnings; 44 of the lowest: 2004 to 2002, 8 of 2001
    ympe = {2001: 38300, 2002: 39100, 2003: 39900, 2004: 40500}
    adjusted = {y: Fraction(10_000 * 52440, ceiling) for y, ceiling in ympe.items()}
    dropped = adjusted[2004] + adjusted[2003] + adjusted[2002] + adjusted[2001] * 8 / 12
    assert found["dropped_earnings"] == dropped
    assert found["adjustment_factor"] == 1 - 24 * Fraction("0.006")


def test_months_after_65_leave_the_lowest_months_out_first() -> None:
    """s. 48(3): five years after 65 take sixty of the lowest months, not those after 65."""
    periods = (*_years(1969, 2015, 3_600), *_years(2016, 2020, 200_000))
    found = _both(Case(date(1950, 12, 10), date(2020, 12, 20), periods))
    assert found["starts"] == date(2021, 1, 1)
    assert found["contributory_months"] == 624
    assert (found["dropout_months_after_65"], found["dropout_months"]) == (60, 96)
    assert found["adjustment_factor"] == Fraction("1.42")


def test_no_later_start_raises_the_factor_after_seventy() -> None:
    periods = _years(1970, 2000, 30_000)
    at_70 = _both(Case(date(1945, 6, 10), date(2015, 6, 20), periods))
    at_72 = _both(Case(date(1945, 6, 10), date(2017, 6, 20), periods))
    assert at_70["adjustment_factor"] == at_72["adjustment_factor"] == Fraction("1.42")
    assert at_70["contributory_months"] == at_72["contributory_months"]
    assert (at_70["months_after_65"], at_72["months_after_65"]) == (60, 84)


def test_born_before_1933_averages_three_years() -> None:
    found = _both(Case(date(1932, 12, 31), date(2010, 5, 20), _years(1970, 1990, 20_000)))
    assert found["maximum_pensionable_earnings_average"] == Fraction(44900 + 46300 + 47200, 3)
    later = _both(Case(date(1933, 1, 1), date(2010, 5, 20), _years(1970, 1990, 20_000)))
    assert later["maximum_pensionable_earnings_average"] == 44840


@pytest.mark.parametrize(
    ("birth", "claim", "starts", "factor"),
    [
        # on the 60th birthday; the day before; in the month after
        (date(1960, 5, 17), date(2020, 5, 17), date(2020, 6, 1), "0.64"),
        (date(1960, 5, 17), date(2020, 6, 1), date(2020, 6, 1), "0.64"),
        (date(1960, 5, 17), date(2020, 6, 2), date(2020, 7, 1), "0.646"),
        # three years early on the birthday; 65 for a person born on the first of a month
        (date(1960, 5, 17), date(2022, 5, 17), date(2022, 6, 1), "0.784"),
        (date(1955, 1, 1), date(2020, 1, 1), date(2020, 2, 1), "1"),
        (date(1955, 1, 2), date(2020, 1, 1), date(2020, 1, 1), "0.994"),
        (date(1945, 8, 31), date(2015, 8, 31), date(2015, 9, 1), "1.42"),
        # a claim before 60 starts when 60 is reached
        (date(1960, 5, 17), date(2018, 3, 3), date(2020, 6, 1), "0.64"),
    ],
)
def test_start_and_factor(birth: date, claim: date, starts: date, factor: str) -> None:
    found = _both(Case(birth, claim, _years(1990, 2005, 30_000)))
    assert found["starts"] == starts
    assert found["adjustment_factor"] == Fraction(factor)
    assert found["conditions"]["age_reached"] == (claim != date(2018, 3, 3))
    assert SCHEME.compute("starts", birth=birth, claim=claim) == starts


@pytest.mark.parametrize(
    ("claim", "earliest"),
    [
        (date(2019, 1, 5), date(2020, 6, 1)),
        (date(2024, 2, 20), date(2024, 3, 1)),
        (date(2025, 5, 30), date(2025, 6, 1)),
        (date(2025, 12, 3), date(2025, 6, 1)),
        (date(2026, 8, 3), date(2025, 9, 1)),
    ],
)
def test_earliest_start_of_an_application(claim: date, earliest: date) -> None:
    case = Case(date(1960, 5, 17), claim, _years(1990, 2005, 30_000))
    assert compute(case)["earliest_start_of_application"] == earliest
    assert SCHEME.compute("earliest_start_of_application", birth=case.birth, claim=claim) == earliest


def test_one_valid_contribution_opens_the_right_and_less_does_not() -> None:
    """Earnings must exceed the basic exemption of $3,500; foreign periods do not replace a contribution."""
    birth, claim = date(1955, 3, 4), date(2020, 3, 10)
    at = _both(Case(birth, claim, _years(2000, 2000, 3500), credited_right=Fraction(20)))
    above = _both(Case(birth, claim, _years(2000, 2000, "3500.01")))
    assert not at["entitled"]
    assert at["own_periods"] == 0
    assert above["entitled"]
    # 3,500.01 / 37,600 x 56,440 over 468 months, a quarter of it
    assert above["pension"] == Fraction("2.81")


@pytest.mark.parametrize(("earnings", "entitled"), [("1750", False), ("1750.01", True)])
def test_the_exemption_is_halved_in_a_half_year(earnings: str, entitled: bool) -> None:
    """s. 53(2): in the year of the start both limits follow the months before it."""
    record = (Period(date(2020, 1, 1), date(2020, 6, 9), earnings=Fraction(earnings)),)
    assert _both(Case(date(1955, 6, 4), date(2020, 6, 10), record))["entitled"] == entitled


def test_foreign_periods_never_change_the_amount() -> None:
    base = Case(date(1955, 3, 4), date(2020, 3, 10), _years(1990, 2005, 40_000))
    more = Case(base.birth, base.claim, base.periods, credited_right=Fraction(9), credited_amount=Fraction(9))
    assert _both(base) == _both(more)


def test_earnings_before_18_and_after_70_do_not_count() -> None:
    """Only the months after the month of the 18th birthday count, with a limit in proportion."""
    birth = date(1950, 6, 15)
    young = _both(Case(birth, date(2015, 6, 20), _years(1968, 1968, 5100)))
    # July to December 1968: half of the year's limit, and of the days 184 in 366
    assert young["pensionable_earnings"] == {1968: min(Fraction(5100) * 184 / 366, Fraction(5100, 2))}
    old = _both(Case(birth, date(2021, 6, 20), (*_years(1980, 1990, 20_000), *_years(2020, 2020, 200_000))))
    assert old["pensionable_earnings"][2020] == Fraction(58700, 2)


def test_past_the_horizon_the_amount_is_unknown() -> None:
    case = Case(date(1961, 12, 10), date(2026, 12, 20), _years(1990, 2020, 40_000))
    with pytest.raises(LookupError):
        compute(case)
    _, run = run_rules([case], "CAN-CPP")
    assert run.causes_of(int(run.unknown_of("pension", 1)[0])) != []
    assert int(run.unknown_of("starts", 1)[0]) == 0
    with pytest.raises(LawDataError):
        SCHEME.compute("maximum_base_pension", starts=date(2027, 1, 1), birth=date(1961, 1, 2))


def _random_case(r: random.Random) -> Case:
    """A career with gaps, changes, one-day and many-year periods, and a claim at any age from 57 to 78."""
    late = r.random() < 0.3
    claim = date(2024 if late else 2010, 1, 1) + timedelta(days=r.randrange(365 * (3 if late else 17) - 5))
    if r.random() < 0.4:
        claim = claim.replace(day=1)
    exact_age = r.choice([None, None, None, 60, 62, 65, 70])
    if exact_age is None:
        birth = claim - timedelta(days=int(365.25 * r.uniform(57, 78)))
    else:
        birth = claim.replace(year=claim.year - exact_age, day=min(claim.day, 28))
    if r.random() < 0.2:
        birth = birth.replace(day=1)
    steady = r.random() < 0.5
    day = birth + timedelta(days=int(365.25 * r.uniform(15, 20 if steady else 40)))
    level = r.choice([2_000, 20_000, 45_000, 120_000])
    periods: list[Period] = []
    while day < claim - timedelta(days=40):
        end = min(
            day + timedelta(days=r.randrange(r.choice([25, 365, 700, 2500]))), claim - timedelta(days=1)
        )
        rate = r.choice([600, 3_400, 3_600, level, level, 2 * level]) * max(r.gauss(1, 0.4), 0.01)
        amount = Fraction(
            round(rate * ((end - day).days + 1) / 365 * max(day.year - 1950, 5) / 60 * 100), 100
        )
        periods.append(Period(day, end, r.choice(["employment", "self-employment"]), amount))
        day = end + timedelta(days=1 if steady else r.choice([1, 1, 1, 1, 5, 200, 1500]))
    if late:
        periods.append(
            Period(date(2022, 1, 1), claim - timedelta(days=1), earnings=Fraction(r.randrange(350_000)))
        )
    if not periods:
        periods.append(
            Period(claim - timedelta(days=700), claim - timedelta(days=10), earnings=Fraction(5000))
        )
    credit = Fraction(r.randrange(30))
    return Case(birth, claim, tuple(periods), credited_right=credit, credited_amount=credit)


def test_rules_and_reference_agree_on_random_careers() -> None:
    r = random.Random(20_260)
    cases = [_random_case(r) for _ in range(400)]
    done = compare("CAN-CPP", compute, cases, NAMES)
    assert done > 300 * len(NAMES)
    # the cases reach every branch: each condition both ways, early and late, all three parts, both drop-outs
    _, run = run_rules(cases, "CAN-CPP")
    for name in ("contributor", "age_reached"):
        assert set(run.values[name].tolist()) == {True, False}
    for name in (
        "dropout_months_after_65", "first_additional_pension", "second_additional_pension",
        "dropped_earnings", "months_before_65", "months_after_65", "pension",
    ):  # fmt: skip
        assert (run.values[name] > 0).sum() > 10, name
        assert (run.values[name] == 0).sum() > 0, name


def test_lowest_months_against_a_plain_sort() -> None:
    rng = np.random.default_rng(7)
    earnings = rng.integers(0, 60_000, (50, 300)) * (rng.random((50, 300)) < 0.7)
    months = np.where(earnings > 0, 12, 0)
    months[0] = np.where(earnings[0] > 0, rng.integers(1, 13, 300), 0)
    months[-1] = np.where(earnings[-1] > 0, rng.integers(1, 13, 300), 0)
    count = rng.integers(0, 160, 300)
    found = sum_of_lowest_months(earnings.astype(float), months, count.astype(float))
    for lane in range(300):
        flat = sorted(
            value / m for value, m in zip(earnings[:, lane], months[:, lane], strict=True) for _ in range(m)
        )
        assert found[lane] == pytest.approx(sum(flat[: count[lane]]), rel=1e-12)
