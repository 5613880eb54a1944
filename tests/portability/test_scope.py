"""Whom an agreement reaches: dates, persons, own minimum, third states, and payment abroad.  Numbers are worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from corridor import Status, run
from corridor.agreements import Instrument
from tests.portability.helpers import SCHEMES, answer, draft, person, together, under

ARLAND = ("XAA", "2000-01-01", "2006-12-31")  # 84 months
BORLAND = ("XBB", "1990-01-01", "1995-12-31")  # 72 months, 313 weeks


def law(parties: str, start: str = "2005-01-01", end: str | None = None, **clauses: object) -> Instrument:
    """The same clauses as a draft's, but in force from a day (to a day) only."""
    made = draft(parties, draft=False, versions=[{"from": date.fromisoformat(start)}], id=parties, **clauses)
    version = replace(made.versions[0], ends=date.fromisoformat(end) if end else None)
    return replace(made, versions=(version,))


# -- dates -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claim", "in_force"),
    [
        ("2014-12-31", False),
        ("2015-01-01", True),
        ("2017-06-30", True),
        ("2017-07-01", False),
    ],
)
def test_an_agreement_applies_to_claims_from_its_first_to_its_last_day(claim: str, in_force: bool) -> None:
    pact = law("XAA XBB", "2015-01-01", "2017-06-30")
    result = under(pact, person(ARLAND, BORLAND, claim_date=claim), "XAA-PEN")
    assert (result.status is Status.ENTITLED) == in_force


def test_the_arland_borland_agreement_applies_from_2005_on() -> None:
    """Claims before 2015: accrual 1/100. 313 weeks are 313 x 3/13 = 72.2, up to 73 months.

    Theoretical: 1,000/100 x 157/12 = 130.83, down to 130.80.
    """
    career = (("XAA", "1985-01-01", "1991-12-31"), ("XBB", "1992-01-01", "1997-12-31"))
    about = {"birth_date": "1935-01-01"}
    before = under(["XAA-XBB"], person(*career, claim_date="2004-12-31", **about), "XAA-PEN")
    on = under(["XAA-XBB"], person(*career, claim_date="2005-01-01", **about), "XAA-PEN")
    assert before.status is Status.NOT_ENTITLED
    assert on.amount == Fraction("130.8") * 84 / 157


def test_of_two_versions_the_one_in_force_on_the_claim_date_counts() -> None:
    """Until 2016 months for months; from 2017 on two months for one: 84 + 72 = 156, then 84 + 36 = 120 months."""
    first = law("XAA XBB", "2005-01-01", "2016-12-31")
    one_for_two = tuple(replace(c, per=Fraction(2)) for c in first.versions[0].credits)
    second = replace(first.versions[0], name="later", starts=date(2017, 1, 1), ends=None, credits=one_for_two)
    both = replace(first, versions=(first.versions[0], second))
    for claim, months in (("2016-12-31", 156), ("2017-01-01", 120)):
        assert under(both, person(ARLAND, BORLAND, claim_date=claim), "XAA-PEN").denominator == months


# -- persons ---------------------------------------------------------------------------------------------------

NATIONALS = {"covers": "nationals", "article": "Art. 2"}


@pytest.mark.parametrize(
    ("nationality", "status"),
    [
        ("XAA", Status.ENTITLED),
        ("XBB", Status.ENTITLED),
        (("XCC", "XBB"), Status.ENTITLED),
        ("XCC", Status.NOT_ENTITLED),
        ((), Status.NOT_ENTITLED),  # stateless: known to be no national
        (None, Status.CANNOT_TELL),
    ],
)
def test_an_agreement_for_nationals_covers_nationals_of_a_party(nationality: object, status: Status) -> None:
    someone = person(ARLAND, BORLAND, nationality=nationality)
    result = under(draft(personal_scope=NATIONALS), someone, "XAA-PEN")
    assert result.status is status
    assert (result.missing == ("the person's nationality is not stated",)) == (status is Status.CANNOT_TELL)
    table = run(together([someone]), {"with": [draft(personal_scope=NATIONALS)]})
    assert table["status"][0] == str(status)
    assert table["missing"][0] == ("the person's nationality is not stated" if nationality is None else None)


def test_unstated_nationality_matters_only_where_it_decides() -> None:
    """24 months are too few even with 72 more: no right, whatever the nationality; a right of own law stands, whatever it is."""
    few = person(("XAA", "2000-01-01", "2001-12-31"), BORLAND, nationality=None)
    assert under(draft(personal_scope=NATIONALS), few, "XAA-PEN").status is Status.NOT_ENTITLED
    many = person(("XAA", "2000-01-01", "2011-12-31"), BORLAND, nationality=None)
    result = under(draft(personal_scope=NATIONALS), many, "XAA-PEN")
    assert (result.status, result.amount) == (Status.ENTITLED, 180)
    # where an agreement for nationals would change the amount, the right is sure and the amount is not
    result = under(
        draft(personal_scope=NATIONALS, method="residence-pays", award="comparison"), many, "XAA-PEN"
    )
    assert (result.status, result.amount) == (Status.ENTITLED, None)
    assert result.missing == ("the person's nationality is not stated",)


# -- own minimum -----------------------------------------------------------------------------------------------

YEAR = {"XAA": {"months": 12, "article": "Art. 7"}}


@pytest.mark.parametrize(
    ("last_day", "met"), [("2000-11-30", False), ("2000-12-01", True), ("2000-12-31", True)]
)
def test_a_party_need_not_award_for_less_than_twelve_months(last_day: str, met: bool) -> None:
    """With 144 months of Borland; a month with one insured day is a month. 1,003-free: 1,000 x 3/200 x 156/12 x 12/156 = 15."""
    result = under(
        draft(minimum_own=YEAR),
        person(("XAA", "2000-01-01", last_day), ("XBB", "1988-01-01", "1999-12-31")),
        "XAA-PEN",
    )
    assert (result.status is Status.ENTITLED) == met
    if last_day == "2000-12-31":
        assert result.amount == 15


def test_the_periods_of_a_state_that_need_not_award_still_count_in_the_other() -> None:
    """11 months in Arland: Borland credits 11 x 13/3 weeks all the same."""
    pact = draft(minimum_own=YEAR)
    result = under(pact, person(("XAA", "2000-01-01", "2000-11-30"), BORLAND), "XBB-OLD")
    assert result.credited == Fraction(11 * 13, 3)


def test_minimum_in_the_units_of_a_scheme() -> None:
    """363 days are 51 weeks, 364 days are 52."""
    minimum = {"XBB": {"units": 52, "scheme": "XBB-OLD", "article": "Art. 7"}}
    for last, met in (("1990-12-29", False), ("1990-12-30", True)):
        someone = person(
            ("XBB", "1990-01-01", last),
            (
                "XAA",
                "1992-01-01",
                "2006-12-31",
            ),
        )
        result = under(draft(minimum_own=minimum), someone, "XBB-OLD")
        assert (result.status is Status.ENTITLED) == met, last


# -- third states and chaining ---------------------------------------------------------------------------------

CLAUSE = {"rule": "both-bound", "article": "Art. 10"}
#: 60 + 36 + 36 months: Arland's 120 are reached only with all three.
THREE = (
    ("XAA", "1990-01-01", "1994-12-31"),
    ("XBB", "2000-01-01", "2002-12-31"),
    ("XCC", "2005-01-01", "2007-12-31"),
)


def test_two_bilateral_agreements_are_never_chained() -> None:
    pacts = [law("XAA XBB"), law("XAA XCC"), law("XBB XCC")]
    result = under(pacts, person(*THREE), "XAA-PEN")
    assert result.status is Status.NOT_ENTITLED
    assert [r.label for r in result.routes] == ["own law", "XAA XBB", "XAA XCC"]
    assert max(sum(c.credited for c in result.credits), result.credited) == 36


def test_a_third_state_clause_adds_a_state_with_which_both_parties_are_bound() -> None:
    """132 months: 1,000 x 3/200 x 132/12 = 165, of it 60/132 = 75."""
    pacts = [law("XAA XBB", third_states=CLAUSE), law("XAA XCC"), law("XBB XCC")]
    result = under(pacts, person(*THREE), "XAA-PEN")
    assert (result.amount, result.third_states) == (75, ("XCC-FUND",))


def test_a_third_state_clause_needs_both_parties_bound_with_that_state() -> None:
    pacts = [law("XAA XBB", third_states=CLAUSE), law("XAA XCC")]
    assert under(pacts, person(*THREE), "XAA-PEN").status is Status.NOT_ENTITLED
    pacts = [law("XAA XBB", third_states=CLAUSE), law("XBB XCC")]
    assert under(pacts, person(*THREE), "XAA-PEN").status is Status.NOT_ENTITLED


def test_the_third_states_periods_are_left_out_where_the_parties_periods_suffice() -> None:
    """60 + 72 months suffice: 165 x 60/132, with nothing from Corland."""
    pacts = [law("XAA XBB", third_states=CLAUSE), law("XAA XCC"), law("XBB XCC")]
    someone = person(THREE[0], ("XBB", "1995-01-01", "2000-12-31"), THREE[2])
    result = under(pacts, someone, "XAA-PEN")
    assert (result.denominator, result.third_states) == (132, ())


def test_the_bond_with_the_third_state_is_looked_at_on_each_persons_claim_date() -> None:
    """Borland and Corland are bound from 2018: of three people alike, those who claim from then on are entitled."""
    pacts = [law("XAA XBB", third_states=CLAUSE), law("XAA XCC"), law("XBB XCC", "2018-01-01")]
    people = [
        person(*THREE, person_id=claim, claim_date=claim)
        for claim in ("2017-12-31", "2018-01-01", "2020-01-01")
    ]
    table = run(together(people), {"with": pacts})
    found = table.filter(table["scheme"] == "XAA-PEN")["status"].to_list()
    assert found == ["not entitled", "entitled", "entitled"]


def test_versions_of_the_third_states_agreement_do_not_take_up_each_others_periods() -> None:
    """The Arland-Corland agreement has two versions; whoever claims under the second is credited under it, in any block."""
    first = law("XAA XCC", "2005-01-01", "2016-12-31")
    second = replace(first.versions[0], name="later", starts=date(2017, 1, 1), ends=None)
    pacts = [
        law("XAA XBB", third_states=CLAUSE),
        replace(first, versions=(first.versions[0], second)),
        law("XBB XCC"),
    ]
    people = [person(*THREE, person_id=claim, claim_date=claim) for claim in ("2016-01-01", "2020-01-01")]
    table = run(together(people), {"with": pacts})
    assert table.filter(table["scheme"] == "XAA-PEN")["amount"].to_list() == [75, 75]


def test_sets_with_other_bonds_to_the_third_state_are_told_apart() -> None:
    """In the second set Borland is bound with Corland from 2018 only; claims in 2016 and 2020 share one block."""
    clause, other = law("XAA XBB", third_states=CLAUSE), law("XAA XCC")
    sets = {
        "always": [clause, other, law("XBB XCC")],
        "late": [clause, other, law("XBB XCC", "2018-01-01")],
        "never": [clause, other],
    }
    people = [person(*THREE, person_id=claim, claim_date=claim) for claim in ("2016-01-01", "2020-01-01")]
    table = run(together(people), sets)
    arland = table.filter(table["scheme"] == "XAA-PEN")
    assert arland["instruments"].to_list() == ["always", "late", "never"] * 2
    entitled = [s == "entitled" for s in arland["status"]]
    assert entitled == [True, False, False, True, True, False]


def test_a_multilateral_instrument_adds_all_its_parties() -> None:
    """The same 132 months in one calculation: 75 from Arland."""
    assert under(draft("XAA XBB XCC"), person(*THREE), "XAA-PEN").amount == 75


# -- payment abroad --------------------------------------------------------------------------------------------


def test_benefits_are_paid_between_the_parties() -> None:
    result = under(draft(), person(ARLAND, BORLAND, residence="XBB"), "XAA-PEN")
    assert (result.payable, result.export_article) == (True, "Art. 4")
    result = under(
        draft(export={"article": "Art. 4", "between_parties": False}),
        person(ARLAND, BORLAND, residence="XBB"),
        "XAA-PEN",
    )
    assert (result.payable, result.export_article) == (False, "")


@pytest.mark.parametrize(("rule", "paid"), [("no", False), ("insured-in-both", True), ("yes", True)])
def test_payment_in_a_third_state(rule: str, paid: bool) -> None:
    export = {"article": "Art. 4", "third_states": rule, "third_states_article": "Art. 4(2)"}
    result = under(draft(export=export), person(ARLAND, BORLAND, residence="XCC"), "XAA-PEN")
    assert (result.status, result.payable) == (Status.ENTITLED, paid)
    assert result.export_article == ("Art. 4(2)" if paid else "")


def test_no_export_clause_is_named_for_who_lives_in_the_paying_state() -> None:
    assert under(draft(), person(ARLAND, BORLAND, residence="XAA"), "XAA-PEN").export_article == ""


def test_a_scheme_excepted_from_export_keeps_its_own_rule() -> None:
    export = {"article": "Art. 4", "unless": {"XAA-PEN": "Art. 4(3)"}}
    result = under(draft(export=export), person(ARLAND, BORLAND, residence="XBB"), "XAA-PEN")
    assert (result.status, result.payable) == (Status.ENTITLED, False)


def test_who_was_insured_in_one_party_only_is_paid_in_the_other() -> None:
    """12 years in Borland and none in Arland: an export clause covers whoever was insured in one party."""
    result = under(["XAA-XBB"], person(("XBB", "1988-01-01", "1999-12-31"), residence="XAA"), "XBB-OLD")
    assert (result.status, result.payable, result.export_article) == (Status.ENTITLED, True, "Art. 5(1)")
    assert (result.amount, result.credited, result.fraction) == (Fraction(626_000, 2080), 0, None)


def test_insured_in_both_means_in_both() -> None:
    lone = person(("XBB", "1988-01-01", "1999-12-31"), residence="XCC")
    assert under(["XAA-XBB"], lone, "XBB-OLD").payable is False


def test_too_short_own_insurance_does_not_stop_payment_abroad_of_a_right_by_own_law() -> None:
    """Borland pays 1,000 x 626/2080 by its own law; 700 weeks asked for totalizing do not touch its export."""
    minimum = {"XBB": {"units": 700, "scheme": "XBB-OLD", "article": "Art. 7"}}
    someone = person(ARLAND, ("XBB", "1988-01-01", "1999-12-31"), residence="XAA")
    result = under(draft(minimum_own=minimum), someone, "XBB-OLD")
    assert (result.payable, result.credited) == (True, 0)


def test_the_names_of_the_schemes_are_those_of_the_test_bed() -> None:
    assert [e.scheme for e in answer([], person(*THREE)).results["with"]] == list(SCHEMES.values())


def test_third_state_periods_can_open_the_right_and_stay_out_of_the_amount() -> None:
    """132 months open it; the amount is on 96: 1,000 x 3/200 x 96/12 = 120, of it 60/96 = 75; of 120 months 1,000 is due."""
    clause = law("XAA XBB", third_states=CLAUSE, third_states_in_amount=False)
    result = under([clause, law("XAA XCC"), law("XBB XCC")], person(*THREE), "XAA-PEN")
    assert result.status is Status.ENTITLED
    assert (result.theoretical, result.numerator, result.denominator) == (120, 60, 96)
    assert result.amount == 75
