"""What holds for every career: laws of aggregation, of the awards, and of the two paths (one person exactly, many quickly)."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corridor import Career, InsurancePeriod, Status, entitlement, find_instrument, run
from corridor.agreements import Instrument
from corridor.portability.engine import Coordination
from corridor.portability.lanes import build_lanes
from corridor.schemes import all_schemes
from tests.portability.careers import random_career
from tests.portability.helpers import SCHEMES, answer, draft, period, person, together, under

SEEDS = st.integers(0, 10**6)
QUICK = settings(max_examples=40, deadline=None)
CLAUSE = {"rule": "both-bound", "article": "Art. 10"}


@lru_cache(maxsize=1)
def sets() -> dict[str, list[Instrument]]:
    """None, all in force, and drafts that use the other methods, third states and nationality."""
    real = [find_instrument("XAA-XBB"), find_instrument("XAA-XBB-XCC")]
    days = [
        {"to": to, "from": source, "measure": "day", "per": per, "round": "down", "article": "Art. 6"}
        for to, per in (("XAA-PEN", "30"), ("XBB-OLD", "7"), ("XCC-FUND", "30"))
        for source in SCHEMES.values()
        if source[:3] != to[:3]
    ]
    nationals = {"covers": "nationals", "article": "Art. 2"}
    return {
        "none": [],
        "in force": real,
        "bilateral": [
            draft("XAA XBB", id="A", third_states=CLAUSE, award="comparison"),
            draft("XAA XCC", id="B", third_states=CLAUSE),
            draft("XBB XCC", id="C", award="totalized-only"),
        ],
        "days": [draft("XAA XBB XCC", credits=days, award="comparison", personal_scope=nationals)],
        "home": [draft("XAA XBB XCC", method="home-scheme", award="comparison")],
        "residence": [draft("XAA XBB XCC", method="residence-pays")],
    }


# -- aggregation -------------------------------------------------------------------------------------------------


@QUICK
@given(SEEDS)
def test_pro_rata_fractions_of_all_parties_sum_to_one_at_most_without_overlap(seed: int) -> None:
    """Counted in months by all three; periods do not share a month."""
    career = random_career(seed, certain=True, overlap=False)
    months = [
        {"to": to, "from": source, "measure": "month", "article": "Art. 6", **rule}
        for to, rule in (("XAA-PEN", {}), ("XCC-FUND", {}), ("XBB-OLD", {"per": "12", "gives": "52"}))
        for source in SCHEMES.values()
        if source[:3] != to[:3]
    ]
    pact = draft("XAA XBB XCC", credits=months, award="totalized-only", minimum_own={})
    fractions = [e.fraction for e in answer(pact, career).results["with"] if e.fraction is not None]
    # Borland's weeks are 7 days each and 52 a year here: a year of 365 days is one day more than that
    assert sum(fractions) <= 1 + Fraction(1, 300)
    if all(e.scheme != "XBB-OLD" for e in answer(pact, career).results["with"]):
        assert sum(fractions) <= 1


@QUICK
@given(SEEDS)
def test_no_month_counts_twice(seed: int) -> None:
    """Own and credited months are never more than the calendar months in which the person was insured anywhere."""
    career = random_career(seed, certain=True)
    anywhere = {m for p in career.periods for m in _months(p)}
    for result in answer(draft("XAA XBB XCC"), career).results["with"]:
        if result.unit == "month":
            assert result.own_periods is not None
            assert result.own_periods + sum(c.credited for c in result.credits) <= len(anywhere)


@QUICK
@given(SEEDS)
def test_no_day_counts_twice(seed: int) -> None:
    career = random_career(seed, certain=True)
    days = [
        {"to": "XBB-OLD", "from": source, "measure": "day", "article": "Art. 6"}
        for source in ("XAA-PEN", "XCC-FUND")
    ]
    own = {d for p in career.periods if p.country == "XBB" for d in _days(p)}
    abroad = {d for p in career.periods if p.country != "XBB" for d in _days(p)}
    for result in answer(draft("XAA XBB XCC", credits=days), career).results["with"]:
        if result.scheme == "XBB-OLD" and result.instrument:
            assert sum(c.credited for c in result.credits) == len(abroad - own)


def _days(p: InsurancePeriod) -> Iterator[date]:
    assert isinstance(p.start, date) and isinstance(p.end, date)
    return (p.start + timedelta(days=i) for i in range((p.end - p.start).days + 1))


def _months(p: InsurancePeriod) -> set[tuple[int, int]]:
    return {(d.year, d.month) for d in _days(p)}


# -- awards --------------------------------------------------------------------------------------------------------


@QUICK
@given(SEEDS, st.sampled_from(["XBB", "XCC"]), st.integers(1960, 1999), st.integers(1, 3000))
def test_a_foreign_period_never_takes_a_right_away_where_own_law_goes_first(
    seed: int, country: str, year: int, days: int
) -> None:
    career = random_career(seed, certain=True)
    person_, claim = career.person, career.person.claim_date
    start = max(date(year, 1, 1), _day(person_.birth_date))
    end = min(start + timedelta(days=days), _day(claim))
    added = InsurancePeriod(country, start, end, scheme=SCHEMES[country])
    if end < start or any((p.scheme, p.start, p.end) == (added.scheme, start, end) for p in career.periods):
        return
    pact = draft("XAA XBB XCC")
    before = {e.scheme: e.status for e in answer(pact, career).results["with"]}
    after = {
        e.scheme: e.status for e in answer(pact, Career(person_, (*career.periods, added))).results["with"]
    }
    for scheme, status in before.items():
        if status is Status.ENTITLED and not scheme.startswith(country):
            assert after[scheme] is Status.ENTITLED, scheme


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


@QUICK
@given(SEEDS)
def test_comparison_never_pays_less_than_own_law(seed: int) -> None:
    found = answer(draft("XAA XBB XCC", award="comparison"), random_career(seed, certain=True))
    for own, with_ in zip(found.results["none"], found.results["with"], strict=True):
        if own.amount is not None:
            assert with_.amount is not None and with_.amount >= own.amount
            assert with_.payable or not own.payable


@QUICK
@given(SEEDS)
def test_causes_add_up_for_every_career(seed: int) -> None:
    found = entitlement(random_career(seed), sets())
    for name in list(sets())[1:]:
        for change in found.differences("none", name):
            parts = (change.right, change.aggregation, change.export)
            if None not in parts:
                assert sum(p for p in parts if p is not None) == change.total


# -- one person and many -------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def people() -> tuple[Career, ...]:
    return tuple(random_career(seed) for seed in range(120))


@lru_cache(maxsize=1)
def table() -> pl.DataFrame:
    return run(together(people()), sets())


def test_some_of_everything_is_among_the_random_careers() -> None:
    """The comparison below can fail: all statuses occur, bounds too, and every set of instruments awards something."""
    assert set(table()["status"]) >= {"entitled", "not yet", "not entitled", "cannot tell"}
    bounds = table().filter(pl.col("amount").is_null() & pl.col("amount_low").is_not_null())
    assert bounds.height > 10
    by_treaty = table().filter(pl.col("instrument").is_not_null() & (pl.col("status") == "entitled"))
    assert set(by_treaty["instruments"]) == set(sets()) - {"none"}
    assert set(by_treaty["method"].drop_nulls()) >= {"pro-rata", "home-scheme", "residence-pays"}


@pytest.mark.parametrize("part", range(4))
def test_one_person_exactly_and_many_quickly_give_the_same(part: int) -> None:
    rows = {(r["person_id"], r["scheme"], r["instruments"]): r for r in table().to_dicts()}
    for career in people()[part::4]:
        found = entitlement(career, sets())
        for name, results in found.results.items():
            changes = {d.scheme: d for d in found.differences("none", name)}
            for e in results:
                row = rows[career.person.person_id, e.scheme, name]
                change = changes[e.scheme]
                pairs: list[tuple[str, Any, Any]] = [
                    ("status", row["status"], str(e.status)),
                    ("starts", row["starts"], e.starts),
                    ("payable", row["payable_where_person_lives"], e.payable),
                    ("instrument", row["instrument"], e.instrument),
                    ("refund_due", row["refund_due"], bool(e.refund_due)),
                    ("amount", row["amount"], e.amount),
                    ("low", row["amount_low"], e.amount_low),
                    ("high", row["amount_high"], e.amount_high),
                    ("refund", row["refund"], e.refund),
                    ("own", row["own_periods"], e.own_periods),
                    ("numerator", row["fraction_numerator"], e.numerator),
                    ("denominator", row["fraction_denominator"], e.denominator),
                    ("total", row["change_total"], change.total),
                    ("right", row["change_right"], change.right),
                    ("aggregation", row["change_aggregation"], change.aggregation),
                    ("export", row["change_export"], change.export),
                    ("forgone", row["refund_forgone"], change.refund_forgone),
                    ("missing", row["missing"] or "", "; ".join(e.missing)),
                ]
                for what, fast, exact in pairs:
                    same = fast == exact
                    if isinstance(fast, float) and isinstance(exact, Fraction):
                        same = abs(fast - float(exact)) < 1e-5
                    assert same, (career, name, e.scheme, what, fast, exact)


@pytest.mark.parametrize("size", [1, 2, 7, 10_000])
def test_the_table_does_not_depend_on_the_size_of_blocks(size: int) -> None:
    assert run(together(people()[:60]), sets(), block=size).equals(_rows_of(people()[:60]))


def test_neither_order_nor_company_changes_a_persons_rows() -> None:
    some = list(people()[:50])
    random.Random(1).shuffle(some)
    for group in (some, some[:17], some[20:21]):
        assert run(together(group), sets()).equals(_rows_of(group))


def _rows_of(group: Sequence[Career]) -> pl.DataFrame:
    """The rows of some people in the table of all, in their order."""
    order = pl.DataFrame({"person_id": [p.person.person_id for p in group], "_n": range(len(group))})
    picked = table().join(order, on="person_id", how="inner", maintain_order="left")
    return picked.sort("_n", maintain_order=True).drop("_n")


def test_the_sum_over_schemes_of_credits_is_zero_without_instruments() -> None:
    assert table().filter(pl.col("instruments") == "none")["credited_periods"].sum() == 0


def test_a_person_without_modelled_periods_has_no_row_and_stops_nothing() -> None:
    elsewhere = person(InsurancePeriod("DEU", "2000-01-01", "2001-12-31"), person_id="elsewhere")
    group = [elsewhere, person(period("XAA", "2000-01-01", "2011-12-31"), person_id="arland")]
    for size in (1, 2):
        assert run(together(group), {"none": []}, block=size)["person_id"].to_list() == ["arland"]
    assert run(together([elsewhere]), {"none": []}).height == 0


# -- what the record leaves open ---------------------------------------------------------------------------------------


def test_unknown_earnings_leave_no_upper_bound_and_a_range_does() -> None:
    """120 months; 1,000 to 1,000,000 a month from 2000 on: ceiling 24,000 a year. 150 to 2,000 x 3/200 x 10 = 300."""
    known = person(period("XAA", "2000-01-01", "2009-12-31", (1000, 1_000_000)))
    result = under([], known, "XAA-PEN")
    assert (result.amount, result.amount_low, result.amount_high) == (None, 150, 300)


def test_in_the_shortest_reading_a_period_may_have_no_day() -> None:
    """Start and end both in 2000: from no day to twelve months; 114 own months and up to 12 more decide the right."""
    within = (date(2000, 1, 1), date(2000, 12, 31))
    open_year = InsurancePeriod("XAA", within, within, "employment", 1000, "XTS", "month", "XAA-PEN")
    someone = person(period("XAA", "2001-01-01", "2010-06-30"), open_year)
    result = under([], someone, "XAA-PEN")
    assert result.status is Status.CANNOT_TELL
    # a person whose only period may be empty keeps a row
    lone = person(open_year)
    assert under([], lone, "XAA-PEN").status is Status.NOT_ENTITLED
    assert run(together([lone]), {"none": []})["status"].to_list() == ["not entitled"]


def test_credits_of_a_block_are_zero_where_no_instrument_is_in_force() -> None:
    careers = together(people()[:20])
    known = {s.id: s for s in all_schemes(invented=True)}
    lanes = build_lanes(careers.persons, careers.periods, known, exact_path=False)
    runs = Coordination(lanes.block)
    for scheme in runs.schemes.values():
        assert [r.label for r in runs.outcome(scheme, []).routes] == ["own law"]
