"""Each method and each award of an agreement, on the law of the invented countries, with numbers worked out by hand.

Unless a test says otherwise the person has 84 months in Arland (2000 to 2006) at 1,003 a month and 72 months, which are
2,191 days or 313 weeks, in Borland (1990 to 1995), lives in Arland and claims on 1 January 2020.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from corridor import Status
from corridor.agreements.instrument import AWARDS, METHODS
from tests.portability.helpers import answer, draft, period, person, under

ARLAND = period("XAA", "2000-01-01", "2006-12-31", 1003)
BORLAND = ("XBB", "1990-01-01", "1995-12-31")
PERSON = person(ARLAND, BORLAND)
TESTED = {
    "own-periods", "pro-rata", "residence-pays", "home-scheme", "export-only", "posting-only", "refund",
}  # fmt: skip


def test_every_method_and_award_is_tested_here() -> None:
    assert set(METHODS) == TESTED
    assert set(AWARDS) == {"separate-first", "comparison", "insured-option", "totalized-only"}


def test_without_an_agreement_84_of_120_months_give_no_right() -> None:
    found = answer([], PERSON)
    assert found.of("with", "XAA-PEN").status is Status.NOT_ENTITLED
    assert found.of("with", "XBB-OLD").status is Status.NOT_ENTITLED


def test_pro_rata_pays_the_theoretical_amount_in_the_proportion_of_own_months() -> None:
    """Theoretical: 1,003 x 3/200 x 156/12 = 195.585, down to 195.50; of it 84/156."""
    result = under(draft(), PERSON, "XAA-PEN")
    assert (result.theoretical, result.fraction) == (Fraction("195.5"), Fraction(84, 156))
    assert result.amount == Fraction("195.5") * 84 / 156
    # Borland: 84 months are 84 x 13/3 = 364 weeks; 677 weeks in all; 1,000 x 677/2080 x 313/677
    result = under(draft(), PERSON, "XBB-OLD")
    assert result.credited == 364
    assert result.amount == Fraction(313_000, 2080)


def test_pro_rata_on_the_minimum_period() -> None:
    """Theoretical on 120 months: 1,003 x 3/200 x 10 = 150.45, down to 150.40; of it 84/120."""
    rules = {"XAA-PEN": {"theoretical": "minimum-period", "minimum": "minimum_months"}}
    result = under(draft(benefits=rules), PERSON, "XAA-PEN")
    assert result.amount == Fraction("150.4") * 84 / 120
    assert (result.numerator, result.denominator) == (84, 120)


def test_a_minimum_period_that_the_scheme_does_not_have_is_named() -> None:
    rules = {"XAA-PEN": {"theoretical": "minimum-period", "minimum": "minimum_weeks"}}
    with pytest.raises(
        ValueError, match=r"XAA-PEN.minimum: XAA-PEN has no parameter or rule called minimum_weeks"
    ):
        under(draft(benefits=rules), PERSON, "XAA-PEN")


def test_a_maximum_duration_caps_the_denominator() -> None:
    """300 own months and 240 foreign ones: 1,000 x 3/200 x 540/12 = 675, of it 300/480 instead of 300/540."""
    someone = person(("XAA", "1972-01-01", "1996-12-31"), ("XBB", "2000-01-01", "2019-12-31"))
    result = under(draft(award="totalized-only", maximum_duration="480"), someone, "XAA-PEN")
    assert (result.theoretical, result.fraction) == (675, Fraction(300, 480))
    assert result.amount == Fraction("421.875")
    # a cap below the own months never makes the fraction greater than one
    result = under(draft(award="totalized-only", maximum_duration="240"), someone, "XAA-PEN")
    assert result.fraction == 1


def test_own_periods_open_the_right_and_pay_for_own_months_only() -> None:
    """1,003 x 3/200 x 84/12 = 105.315, down to 105.30."""
    result = under(draft(method="own-periods"), PERSON, "XAA-PEN")
    assert result.amount == Fraction("105.3")
    assert result.fraction is None
    assert result.credited == 72


def test_the_state_of_residence_pays_for_all() -> None:
    """Arland pays 1,003 x 3/200 x 156/12 = 195.585, down to 195.50; Borland pays nothing."""
    found = answer(draft(method="residence-pays"), PERSON)
    assert found.of("with", "XAA-PEN").amount == Fraction("195.5")
    assert found.of("with", "XBB-OLD").status is Status.NOT_ENTITLED


def test_where_the_state_of_residence_pays_a_right_in_the_other_state_is_not_paid_beside_it() -> None:
    """12 years in Borland (626 weeks) are a right by its own law; who lives in Arland gets it from Arland in one sum."""
    someone = person(ARLAND, ("XBB", "1988-01-01", "1999-12-31"))
    found = answer(draft(method="residence-pays"), someone)
    assert found.of("none", "XBB-OLD").status is Status.ENTITLED
    assert found.of("with", "XBB-OLD").status is Status.NOT_ENTITLED
    assert found.of("with", "XBB-OLD").credited == 0
    # 84 + 144 months: 1,003 x 3/200 x 19 = 285.855
    assert found.of("with", "XAA-PEN").amount == Fraction("285.8")


def test_who_lives_outside_both_parties_keeps_own_rights_where_the_state_of_residence_pays() -> None:
    someone = person(ARLAND, ("XBB", "1988-01-01", "1999-12-31"), residence="XCC")
    found = answer(draft(method="residence-pays"), someone)
    assert found.of("with", "XBB-OLD").status is Status.ENTITLED
    assert found.of("with", "XBB-OLD").amount == found.of("none", "XBB-OLD").amount


def test_the_home_scheme_counts_work_abroad_of_its_nationals_as_its_own() -> None:
    """The Arland national: 195.50 from Arland; Borland adds nothing, since the person is no national of it."""
    found = answer(draft(method="home-scheme"), PERSON)
    assert found.of("with", "XAA-PEN").amount == Fraction("195.5")
    assert found.of("with", "XBB-OLD").status is Status.NOT_ENTITLED


def test_the_home_scheme_of_a_person_of_unstated_nationality_cannot_be_told() -> None:
    result = under(draft(method="home-scheme"), person(ARLAND, BORLAND, nationality=None), "XAA-PEN")
    assert result.status is Status.CANNOT_TELL
    assert result.missing == ("the person's nationality is not stated",)


def test_export_only_adds_no_periods_and_pays_abroad() -> None:
    """Borland's own right on 626 weeks is 1,000 x 626/2080, not paid in Arland without the agreement."""
    found = answer(draft(method="export-only"), person(ARLAND, ("XBB", "1988-01-01", "1999-12-31")))
    without, with_ = found.of("none", "XBB-OLD"), found.of("with", "XBB-OLD")
    assert without.amount == with_.amount == Fraction(626_000, 2080)
    assert (without.payable, with_.payable) == (False, True)
    assert found.of("with", "XAA-PEN").status is Status.NOT_ENTITLED


def test_posting_only_changes_nothing() -> None:
    found = answer(draft(method="posting-only"), person(ARLAND, ("XBB", "1988-01-01", "1999-12-31")))
    assert all(d.nothing_changes for d in found.differences("none", "with"))
    assert all(e.instrument is None for e in found.results["with"])


def test_a_refund_agreement_refunds_where_own_law_gives_no_right() -> None:
    """Arland's own law refunds only to who lives abroad; the agreement refunds 5 % of 84 x 1,003 to who lives there too."""
    found = answer(draft(method="refund"), PERSON)
    assert found.of("none", "XAA-PEN").refund_due is False
    result = found.of("with", "XAA-PEN")
    assert (result.status, result.refund_due, result.refund) == (
        Status.NOT_ENTITLED, True, Fraction(84 * 1003 * 5, 100),
    )  # fmt: skip
    # Borland has no refund in its law: none appears from nowhere
    assert not found.of("with", "XBB-OLD").refund_due


def test_a_refund_agreement_refunds_nothing_to_who_is_only_too_young() -> None:
    """144 months are enough; born in 1960 the person is 60 and the pension age is 65."""
    someone = person(
        period("XAA", "2000-01-01", "2011-12-31", 1003),
        BORLAND,
        birth_date="1960-01-01",
        claim_date="2020-01-01",
    )
    result = under(draft(method="refund"), someone, "XAA-PEN")
    assert (result.status, result.refund_due) == (Status.NOT_YET, False)


LONG = ("2000-01-01", "2011-12-31")


@pytest.mark.parametrize(
    ("award", "earnings", "amount", "totalized"),
    [
        # 144 own months at 1,003: own 1,003 x 0.18 = 180.54, down 180.50;
        # with 72 more: 1,003 x 0.27 = 270.81, down 270.80, of it 144/216 = 180.533...
        ("separate-first", 1003, Fraction("180.5"), False),
        ("comparison", 1003, Fraction("270.8") * 2 / 3, True),
        ("insured-option", 1003, Fraction("270.8") * 2 / 3, True),
        ("totalized-only", 1003, Fraction("270.8") * 2 / 3, True),
        # at 1,005: own 180.90; by totalization 271.35, down 271.30, of it 2/3 = 180.866...
        ("separate-first", 1005, Fraction("180.9"), False),
        ("comparison", 1005, Fraction("180.9"), False),
        ("insured-option", 1005, Fraction("180.9"), False),
        ("totalized-only", 1005, Fraction("271.3") * 2 / 3, True),
    ],
)
def test_which_of_two_amounts_is_awarded(
    award: str, earnings: int, amount: Fraction, totalized: bool
) -> None:
    result = under(draft(award=award), person(period("XAA", *LONG, earnings), BORLAND), "XAA-PEN")
    assert result.amount == amount
    assert (result.fraction is not None) == totalized


def test_pension_by_the_agreement_starts_when_own_law_says() -> None:
    """The month after the claim."""
    assert str(under(draft(), PERSON, "XAA-PEN").starts) == "2020-02-01"


def test_the_refund_stays_beside_an_award_and_is_forgone_when_a_pension_is_gained() -> None:
    """Who lives in Borland may take 5 % of 84 x 1,003 = 4,212.60; the pension by the agreement would rule it out."""
    found = answer(draft(), person(ARLAND, BORLAND, residence="XBB"))
    result = found.of("with", "XAA-PEN")
    assert result.refund == Fraction("4212.6")
    change = found.differences("none", "with")[0]
    assert (change.refund_forgone, change.right) == (Fraction("4212.6"), Fraction("195.5") * 84 / 156)


def test_a_draft_with_several_versions_is_taken_in_its_last() -> None:
    """The first version counts months for months, the last nothing: the right is gone."""
    two = draft()
    first = replace(two.versions[0], name="first")
    last = replace(two.versions[0], name="last", credits=())
    both = replace(two, versions=(first, last))
    assert under(both, PERSON, "XAA-PEN").status is Status.NOT_ENTITLED
