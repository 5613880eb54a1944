"""CAN-OAS: published examples and boundaries of the law, each also against the scalar reference."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from math import ceil
from typing import Any

import pytest
import yaml

from corridor.law.parameters import LawDataError
from corridor.schemes import find_scheme
from tests.reference.can_oas import reference
from tests.reference.common import Case, Period
from tests.reference.compare import compare, run_rules

SCHEME = find_scheme("CAN-OAS")
EXAMPLES = yaml.safe_load((SCHEME.folder / "examples.yaml").read_text(encoding="utf-8"))["examples"]
NAMES = (
    "pension_age_reached_on", "adult_from", "approval", "residence_days", "qualifying_years", "age_reached",
    "ten_years_of_residence", "resident_or_twenty_years", "legal_status", "transition_group", "full_right",
    "residence_years", "residence_years_after_18", "fraction", "deferral_months", "deferral_factor", "starts",
    "full_pension", "partial_pension", "pension", "pension_from_75", "aged_75", "monthly_pension",
    "payable_abroad", "full_right_on", "partial_right_on", "left_canada_on", "paid_abroad_until",
)  # fmt: skip
DAY = timedelta(days=1)


def case(birth: date, claim: date, *spans: tuple[date, date], **more: Any) -> Case:
    """A case whose spans of residence are given with both days included."""
    facts = {"start_requested": more.pop("start", "claim"), "legal_residence": more.pop("legal", "yes")}
    facts["immigration_visa_1977"] = more.pop("visa", "no")
    more.setdefault("residence", "CAN")
    periods = tuple(Period(first, last, "residence") for first, last in spans)
    return Case(birth, claim, periods, facts=facts, **more)


def both(one: Case) -> dict[str, Any]:
    """The reference's values, after checking that the rules agree."""
    assert compare("CAN-OAS", reference, [one], NAMES) > 0
    return reference(one)


@pytest.mark.parametrize("example", EXAMPLES, ids=[e["id"] for e in EXAMPLES])
def test_published_example(example: dict[str, Any]) -> None:
    """Every published example through the public interface."""
    found = SCHEME.compute(example["target"], **example["given"])
    expected = example["expect"]
    if isinstance(expected, (bool, date)):
        assert found == expected
    else:
        assert abs(found - Fraction(expected)) <= Fraction(example["tolerance"])


def test_alias() -> None:
    """The scheme answers to the id used in published collections."""
    assert find_scheme("CA-OAS") is SCHEME


def _rates() -> dict[tuple[int, int], Fraction]:
    rate = SCHEME.parameter("full_pension")
    quarters = [(year, month) for year in range(2009, 2026) for month in (1, 4, 7, 10)] + [(2026, 1)]
    found = {q: rate.at(date(q[0], q[1], 1)) for q in quarters}
    return {q: v.value for q, v in found.items() if v is not None}


def test_full_rates_rise_by_ratios_of_three_decimals() -> None:
    """Each quarter is the one before times a ratio of three decimals, never less (s. 7; Regulations s. 8)."""
    rates = list(_rates().values())
    assert len(rates) == 69
    for before, after in pairwise(rates):
        ratios = (Fraction(1000 + step, 1000) for step in range(40))
        assert any(abs(before * ratio - after) <= Fraction(1, 200) for ratio in ratios), (before, after)


@pytest.mark.parametrize(
    ("year", "upper"),
    [
        (2010, 108214), (2011, 110123), (2013, 114815), (2014, 116103), (2015, 118055), (2017, 121314),
        (2018, 123386), (2019, 126058), (2020, 128149), (2021, 129757), (2022, 134626), (2023, 142609),
        (2024, 148451),
    ],
)  # fmt: skip
def test_full_rates_of_a_year_meet_the_official_upper_limit(year: int, upper: int) -> None:
    """The published income at which nothing is left is the threshold plus the year's pensions over 15 %."""
    threshold = SCHEME.parameter("recovery_threshold").at(date(year, 1, 1))
    assert threshold is not None
    rates = _rates()
    paid = 3 * sum(rates[year, month] for month in (1, 4, 7, 10))
    assert ceil(threshold.value + paid / Fraction("0.15")) == upper


def test_pension_at_65_by_hand() -> None:
    """Arrived on 1 March 1990, 65 on 10 May 2015: 25 years, 25/40 of 563.74."""
    found = both(case(date(1950, 5, 10), date(2015, 5, 10), (date(1990, 3, 1), date(2015, 5, 9))))
    assert found["residence_years_after_18"] == 25
    assert found["starts"] == date(2015, 6, 1)
    assert found["monthly_pension"] == Fraction("352.34")  # 352.3375
    assert found["entitled"]
    assert found["payable_abroad"]


@pytest.mark.parametrize(("last", "years"), [(date(2019, 12, 31), 10), (date(2019, 12, 30), 9)])
def test_ten_years_to_the_day(last: date, years: int) -> None:
    """Ten years are complete on the tenth anniversary, leap years or not."""
    found = both(
        case(date(1954, 6, 1), last + DAY, (date(2010, 1, 1), last), residence="CAN", nationality=("PHL",))
    )
    assert found["residence_years_after_18"] == years
    assert found["entitled"] is (years == 10)


def test_a_year_with_366_days_is_complete_on_its_anniversary() -> None:
    """From 1 March 2010: 365 days of the tenth year, which has 366, do not make it."""
    for last, years in ((date(2020, 2, 28), 9), (date(2020, 2, 29), 10)):
        found = both(case(date(1954, 6, 1), date(2020, 3, 5), (date(2010, 3, 1), last), residence="USA"))
        assert found["residence_years_after_18"] == years


def test_left_over_days_of_several_periods_make_a_year() -> None:
    """Nine years and 200 days with 165 days: ten years; with 164: nine."""
    first = (date(1990, 1, 1), date(1999, 7, 19))  # 9 years and 200 days
    for length, years in ((165, 10), (164, 9)):
        begin = date(2019, 6, 1) - length * DAY
        one = case(date(1954, 6, 1), date(2019, 6, 1), first, (begin, date(2019, 5, 31)))
        assert both(one)["residence_years_after_18"] == years


def test_twenty_years_needed_abroad() -> None:
    """For a person abroad nineteen years open no right; twenty do, and nineteen with a foreign year."""
    for first, credited, entitled in (
        (date(1981, 1, 1), 0, False),
        (date(1980, 1, 1), 0, True),
        (date(1981, 1, 1), 365, True),
    ):
        one = case(
            date(1950, 3, 1), date(2015, 3, 1), (first, date(1999, 12, 31)), residence="PHL",
            credited_right=Fraction(credited),
        )  # fmt: skip
        found = both(one)
        assert found["entitled"] is entitled
        assert found["payable_abroad"] is entitled
        assert found["residence_years_after_18"] == (20 if first.year == 1980 else 19)


def test_credited_periods_open_the_right_and_leave_the_amount() -> None:
    """Six years in Canada and ten abroad: 6/40; treated as residence in the amount: 16/40."""
    span = (date(2009, 4, 1), date(2015, 4, 14))
    plain = both(case(date(1950, 4, 15), date(2015, 4, 15), span, credited_right=Fraction(3650)))
    assert plain["entitled"]
    assert not plain["payable_abroad"]
    assert plain["fraction"] == Fraction(6, 40)
    assert plain["monthly_pension"] == Fraction("84.56")  # 563.74 * 6 / 40 = 84.561
    as_own = both(
        case(
            date(1950, 4, 15), date(2015, 4, 15), span,
            credited_right=Fraction(3650), credited_amount=Fraction(3650),
        )
    )  # fmt: skip
    assert as_own["fraction"] == Fraction(16, 40)
    assert not both(case(date(1950, 4, 15), date(2015, 4, 15), span))["entitled"]


def test_transition_by_birth() -> None:
    """Only those aged 25 on 1 July 1977: born by 1 July 1952."""
    spans = ((date(1976, 1, 1), date(1978, 12, 31)), (date(2000, 1, 1), date(2018, 1, 9)))
    for birth, full in ((date(1952, 7, 1), True), (date(1952, 7, 2), False)):
        found = both(case(birth, date(2018, 1, 10), *spans))
        assert found["transition_group"] is full
        assert found["full_right"] is full
        assert found["fraction"] == (1 if full else Fraction(21, 40))


@pytest.mark.parametrize(
    ("first", "visa", "group"),
    [
        (date(1977, 7, 1), "no", True),
        (date(1977, 7, 2), "no", False),
        (date(1977, 7, 2), "yes", True),
    ],
)
def test_transition_by_link_with_canada(first: date, visa: str, group: bool) -> None:
    """Residence on or before 1 July 1977, or an immigration visa on that day."""
    found = both(case(date(1947, 2, 3), date(2012, 2, 3), (first, date(2012, 2, 2)), visa=visa))
    assert found["full_right"] is group


def test_absence_is_made_up_three_times_to_the_day() -> None:
    """730 days of absence in the last ten years need 2,190 days of earlier residence."""
    for earlier, full in ((2190, True), (2189, False)):
        begin = date(1982, 1, 1) - earlier * DAY
        found = both(
            case(
                date(1948, 6, 15),
                date(2013, 6, 15),
                (begin, date(1981, 12, 31)),
                (date(2003, 6, 15), date(2008, 6, 14)),
                (date(2010, 6, 15), date(2013, 6, 14)),
            )
        )
        assert found["full_right"] is full


def test_absence_needs_a_last_year_at_home() -> None:
    """With absences in the ten years, the year before approval must be one of residence without a break."""
    for back, full in ((date(2012, 6, 15), True), (date(2012, 6, 16), False)):
        found = both(
            case(
                date(1948, 6, 15),
                date(2013, 6, 15),
                (date(1975, 1, 1), date(2000, 12, 31)),
                (date(2003, 6, 15), date(2010, 6, 14)),
                (back, date(2013, 6, 14)),
            )
        )
        assert found["full_right"] is full


def test_deferral_counts_from_july_2013_to_the_70th_birthday() -> None:
    """65 in 2011: months before July 2013 do not count; nor those after the month of the 70th birthday."""
    birth = date(1946, 2, 10)
    spans = (date(1964, 2, 10), date(2017, 12, 31))
    for claim, waited in (
        (date(2013, 6, 30), 0),
        (date(2013, 7, 1), 1),
        (date(2014, 6, 5), 12),
        (date(2016, 2, 1), 32),
        (date(2017, 8, 1), 32),
    ):
        assert both(case(birth, claim, spans))["deferral_months"] == waited


def test_no_deferral_for_months_in_which_payment_would_have_been_suspended() -> None:
    """Twelve years at 65, away from March 2016 to January 2019: after September 2016, 28 months are lost."""
    one = case(
        date(1950, 3, 20),
        date(2020, 3, 20),
        (date(2003, 1, 1), date(2016, 3, 15)),
        (date(2019, 2, 10), date(2020, 3, 19)),
    )
    found = both(one)
    assert found["deferral_months"] == 60 - 28
    assert found["residence_years_after_18"] == 12


def test_suspension_runs_from_the_month_of_leaving() -> None:
    """Leaving on the last day of March, and never coming back: deferral counts to September only."""
    gone = case(date(1950, 3, 20), date(2020, 3, 20), (date(2003, 1, 1), date(2016, 3, 31)), residence="PHL")
    found = both(gone)
    assert found["deferral_months"] == 18
    assert not found["entitled"]


@pytest.mark.parametrize(("first", "lost"), [(date(1996, 1, 1), 0), (date(1996, 1, 2), 10)])
def test_twenty_years_on_leaving_save_from_suspension(first: date, lost: int) -> None:
    """Left at the end of 2015, back in May 2017: a day short of twenty years costs July 2016 to April 2017."""
    stays = ((first, date(2015, 12, 31)), (date(2017, 5, 10), date(2020, 3, 19)))
    assert both(case(date(1950, 3, 20), date(2020, 3, 20), *stays))["deferral_months"] == 60 - lost


@pytest.mark.parametrize(("back", "waited"), [(date(2013, 8, 1), 3), (date(2013, 7, 31), 4)])
def test_a_month_before_the_return_is_lost(back: date, waited: int) -> None:
    """Of July to October 2013, the month of July is lost to who was still away at its end."""
    stays = ((date(1995, 6, 20), date(2011, 3, 15)), (back, date(2013, 10, 19)))
    assert both(case(date(1945, 6, 20), date(2013, 10, 20), *stays))["deferral_months"] == waited


@pytest.mark.parametrize(("years", "waited", "stands_on"), [(13, 12, 14), (20, 12, 20), (39, 12, 39)])
def test_the_greatest_alternative(years: int, waited: int, stands_on: int) -> None:
    """A year more of residence beats 7.2 % on 13 years (1/13), not on 20 (1/20) or on 39 (s. 7.1(3))."""
    first = date(2022 - years, 7, 10)
    found = both(case(date(1957, 7, 10), date(2023, 7, 10), (first, date(2023, 7, 9))))
    assert found["residence_years_after_18"] == stands_on
    assert found["deferral_months"] == (0 if stands_on > years else waited)


def test_start_asked_for() -> None:
    """A claim at 66 and a half: paid from the claim with 18 months of deferral, or a year back with six."""
    spans = (date(1980, 1, 1), date(2018, 11, 19))
    late = both(case(date(1952, 5, 20), date(2018, 11, 20), spans, residence="CAN"))
    assert (late["starts"], late["deferral_months"]) == (date(2018, 12, 1), 18)
    early = both(case(date(1952, 5, 20), date(2018, 11, 20), spans, start="earliest"))
    assert (early["starts"], early["deferral_months"]) == (date(2017, 12, 1), 6)
    assert (late["residence_years_after_18"], early["residence_years_after_18"]) == (37, 37)


def test_increase_at_75() -> None:
    """The tenth more is paid from the month after the 75th birthday, and not before July 2022."""
    spans = (date(1966, 1, 1), date(2025, 1, 1))
    for birth, claim, more in (
        (date(1947, 5, 31), date(2022, 4, 15), False),
        (date(1947, 5, 31), date(2022, 5, 31), False),
        (date(1947, 5, 31), date(2022, 6, 1), True),
        (date(1948, 9, 1), date(2023, 8, 31), False),
        (date(1948, 9, 1), date(2023, 9, 1), True),
    ):
        assert both(case(birth, claim, spans))["aged_75"] is more


def test_legal_status() -> None:
    """A citizen needs nothing more; a foreigner who was not lawfully resident has no right."""
    spans = (date(1990, 1, 1), date(2015, 5, 9))
    for nationality, legal, met in ((("CAN",), "no", True), (("IND",), "no", False), (("IND",), "yes", True)):
        found = both(case(date(1950, 5, 10), date(2015, 5, 10), spans, nationality=nationality, legal=legal))
        assert found["entitled"] is met


def test_facts_may_be_left_out() -> None:
    """What is not stated is taken as the header says: from the claim, lawful, no visa."""
    plain = case(date(1947, 2, 3), date(2013, 6, 3), (date(1977, 7, 2), date(2013, 6, 2)))
    silent = Case(plain.birth, plain.claim, plain.periods, residence="CAN")
    _, run = run_rules([plain, silent], "CAN-OAS")
    for name in ("monthly_pension", "starts", "legal_status"):
        assert not run.unknown_of(name, 2).any()
        assert run.values[name][0] == run.values[name][1]


def test_living_in_canada_stands_for_the_day_before_the_claim() -> None:
    """A record that stops short does not make a resident of Canada a stranger; it adds no years either."""
    found = both(case(date(1950, 5, 10), date(2015, 5, 10), (date(2000, 1, 1), date(2014, 12, 31))))
    assert found["entitled"]
    assert found["residence_years_after_18"] == 15
    away = case(date(1950, 5, 10), date(2015, 5, 10), (date(2000, 1, 1), date(2014, 12, 31)), residence="PHL")
    assert not both(away)["entitled"]


def test_arriving_on_the_day_of_the_claim_is_too_late() -> None:
    """Residence must cover the day before approval, not the day itself."""
    earlier = (date(1990, 1, 1), date(2004, 12, 31))
    for back, entitled in ((date(2015, 5, 10), False), (date(2015, 5, 9), True)):
        one = case(date(1950, 5, 10), date(2015, 5, 10), earlier, (back, date(2015, 5, 10)), residence="USA")
        assert both(one)["entitled"] is entitled


def test_left_canada() -> None:
    """A pension of less than twenty years stops six months after the month of leaving."""
    given = {"left_canada_on": date(2021, 11, 30), "qualifying_years": 19}
    assert SCHEME.compute("paid_abroad_until", **given) == date(2022, 5, 31)
    assert SCHEME.compute("paid_abroad_until", **{**given, "qualifying_years": 20}) is None


NEVER = date.max
AWAY = (date(1985, 1, 1), date(1999, 7, 15))
LONG_AWAY = (date(1970, 1, 1), date(1999, 7, 15))


@pytest.mark.parametrize(
    ("spans", "living_in", "left", "paid_until"),
    [
        # gone for good: the last day of the last stay
        ([AWAY], "PHL", date(1999, 7, 15), date(2000, 1, 31)),
        ([AWAY, (date(2003, 2, 1), date(2008, 2, 29))], "PHL", date(2008, 2, 29), date(2008, 8, 31)),
        ([AWAY, (date(2015, 1, 1), date(2015, 5, 8))], "PHL", date(2015, 5, 8), date(2015, 11, 30)),
        ([LONG_AWAY], "PHL", date(1999, 7, 15), NEVER),
        # resident on the day before approval, by the record or by living there
        ([AWAY, (date(2015, 1, 1), date(2015, 5, 9))], "PHL", NEVER, NEVER),
        ([AWAY], "CAN", NEVER, NEVER),
        # residence before 18 is none: who left on the eve of that birthday has not left
        ([(date(1950, 5, 10), date(1968, 5, 9))], "PHL", NEVER, NEVER),
        ([(date(1950, 5, 10), date(1968, 5, 10))], "PHL", date(1968, 5, 10), date(1968, 11, 30)),
    ],
)
def test_left_canada_on(spans: list[tuple[date, date]], living_in: str, left: date, paid_until: date) -> None:
    """The day of leaving is the last day of residence on record; a short pension is paid six months more."""
    found = both(case(date(1950, 5, 10), date(2015, 5, 10), *spans, residence=living_in))
    assert (found["left_canada_on"], found["paid_abroad_until"]) == (left, paid_until)


@pytest.mark.parametrize(("back", "left"), [(10, date(1999, 7, 15)), (9, NEVER)])
def test_a_return_after_approval_does_not_undo_leaving(back: int, left: date) -> None:
    """Claimed in May 2016 and approved on 10 May 2015: only who is back by the day before has not left."""
    spans = (LONG_AWAY, (date(2015, 5, back), date(2016, 5, 9)))
    found = both(case(date(1950, 5, 10), date(2016, 5, 10), *spans, residence="PHL", start="earliest"))
    assert found["approval"] == date(2015, 5, 10)
    assert found["left_canada_on"] == left


def test_beyond_the_known_rates() -> None:
    """A pension first paid after March 2026 cannot be told, and says which number is missing."""
    given = {"payment_month": date(2026, 4, 1), "residence_years_after_18": 40, "deferral_months": 0}
    with pytest.raises(LawDataError, match="full_pension"):
        SCHEME.compute("pension", **given)
    later = case(date(1961, 4, 2), date(2026, 4, 2), (date(1980, 1, 1), date(2026, 4, 1)))
    with pytest.raises(LookupError):
        reference(later)
    _, run = run_rules([later], "CAN-OAS")
    assert run.unknown_of("monthly_pension", 1)[0]
    assert not run.unknown_of("ten_years_of_residence", 1)[0]
