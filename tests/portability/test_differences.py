"""What an agreement changes: causes that add up, drafts, instruments that are replaced."""

from __future__ import annotations

from fractions import Fraction

import pytest

from corridor import Status, entitlement, find_instrument, run, scenarios
from corridor.portability.results import Entitlement, difference
from tests.portability.helpers import answer, draft, person, together

ARLAND = ("XAA", "2000-01-01", "2006-12-31")  # 84 months
BORLAND = ("XBB", "1990-01-01", "1995-12-31")  # 72 months, 313 weeks
LONG = ("XBB", "1988-01-01", "1999-12-31")  # 144 months, 626 weeks


def test_a_right_gained_is_the_whole_change() -> None:
    """84 + 72 months: 195 x 84/156 = 105 from Arland, where nothing was due."""
    change = answer(draft(), person(ARLAND, BORLAND)).differences("none", "with")[0]
    assert (change.total, change.right, change.aggregation, change.export) == (105, 105, 0, 0)


def test_payment_abroad_is_a_cause_of_its_own() -> None:
    """Borland owes 1,000 x 626/2080 in any case; in Arland it is paid only by treaty."""
    change = answer(draft(), person(ARLAND, LONG)).differences("none", "with")[1]
    assert (change.right, change.aggregation, change.export) == (0, 0, Fraction(626_000, 2080))
    assert change.total == change.export


def test_an_amount_changed_and_payment_abroad_add_up() -> None:
    """Where all periods are added in Borland (84 x 13/3 = 364 weeks): 1,000 x 990/2080 is paid.

    Of it 364 weeks come by adding, and who lives in Arland owes the other 626 to export.
    """
    pact = draft(method="residence-pays", award="comparison")
    someone = person(ARLAND, LONG, residence="XBB")
    change = answer(pact, someone).differences("none", "with")[1]
    assert (change.right, change.aggregation, change.export) == (0, Fraction(364_000, 2080), 0)
    home = draft(method="home-scheme", award="comparison")
    change = answer(home, person(ARLAND, LONG, nationality="XBB")).differences("none", "with")[1]
    assert (change.aggregation, change.export) == (Fraction(364_000, 2080), Fraction(626_000, 2080))
    assert change.total == Fraction(990_000, 2080)


def test_a_right_lost_is_negative() -> None:
    """The state of residence pays for all: Borland's own right of 626 weeks, paid in Borland's stead by Arland, is lost there.

    It was not paid in Arland before, so nothing that reached the person is lost; a person in Borland would lose Arland's.
    """
    someone = person(("XAA", "2000-01-01", "2011-12-31"), BORLAND, residence="XBB")
    export = {"article": "Art. 4", "between_parties": True}
    before = answer(draft(method="export-only", export=export), someone).of("with", "XAA-PEN")
    after = answer(draft(method="residence-pays"), someone).of("with", "XAA-PEN")
    change = difference(before, after)
    assert (change.total, change.right) == (-180, -180)


def test_where_one_side_cannot_be_told_the_change_cannot() -> None:
    nationals = draft(personal_scope={"covers": "nationals", "article": "Art. 2"})
    change = answer(nationals, person(ARLAND, BORLAND, nationality=None)).differences("none", "with")[0]
    assert change.total is None and change.right is None and change.export is None


def _owed(status: Status, amount: int | None, payable: bool | None) -> Entitlement:
    return Entitlement(
        "XAA-PEN", "Pension", "XAA", "x", status, "XTS", "month", "month",
        amount=None if amount is None else Fraction(amount), payable=payable,
    )  # fmt: skip


STATES = [
    _owed(Status.NOT_ENTITLED, None, None),
    _owed(Status.NOT_YET, None, None),
    *(_owed(Status.ENTITLED, a, p) for a in (100, 70) for p in (True, False)),
]


@pytest.mark.parametrize("before", STATES)
@pytest.mark.parametrize("after", STATES)
def test_the_causes_add_up_exactly(before: Entitlement, after: Entitlement) -> None:
    change = difference(before, after)
    assert None not in (change.right, change.aggregation, change.export)
    assert change.right + change.aggregation + change.export == change.total  # type: ignore[operator]
    a, b = before.payable_amount, after.payable_amount
    assert change.total == (b or 0) - (a or 0)


def test_an_unknown_amount_that_was_not_paid_does_not_become_a_right_gained() -> None:
    change = difference(_owed(Status.ENTITLED, None, False), _owed(Status.ENTITLED, 100, True))
    assert (change.total, change.right, change.export) == (100, 0, None)


# -- sets ------------------------------------------------------------------------------------------------------


def test_the_usual_sets_are_none_in_force_and_draft() -> None:
    pact = draft(id="XAA-XBB", credits=[])
    sets = scenarios(pact)
    assert list(sets) == ["none", "in force", "draft"]
    assert sets["none"] == []
    assert find_instrument("XAA-XBB") in sets["in force"]
    assert [i for i in sets["draft"] if i.id == "XAA-XBB"] == [pact]


def test_a_draft_stands_in_for_what_it_replaces() -> None:
    """A draft that adds nothing, in place of both agreements in force: the right is gone."""
    pact = draft(id="NEW", credits=[], replaces=["XAA-XBB", "XAA-XBB-XCC"])
    found = entitlement(person(ARLAND, BORLAND), scenarios(pact))
    assert found.of("in force", "XAA-PEN").status is Status.ENTITLED
    assert found.of("draft", "XAA-PEN").status is Status.NOT_ENTITLED
    # without that it stands beside them, and the person takes the better
    beside = entitlement(person(ARLAND, BORLAND), scenarios(draft(id="NEW", credits=[])))
    assert beside.of("draft", "XAA-PEN").status is Status.ENTITLED


def test_drafts_of_the_same_name_are_told_apart() -> None:
    """Two drafts of one id: months for months, and two months for one. 84 + 72 and 84 + 36 months."""
    halved = [
        {"to": "XAA-PEN", "from": "XBB-OLD", "measure": "month", "per": "2", "article": "Art. 6"},
    ]
    found = entitlement(person(ARLAND, BORLAND), {"a": [draft()], "b": [draft(credits=halved)]})
    assert found.of("a", "XAA-PEN").denominator == 156
    assert found.of("b", "XAA-PEN").denominator == 120


def test_the_table_counts_changes_against_the_first_set() -> None:
    sets = {"none": [], "with": [draft()]}
    table = run(together([person(ARLAND, LONG)]), sets)
    arland, borland = (table.filter(table["scheme"] == s).to_dicts() for s in ("XAA-PEN", "XBB-OLD"))
    # 84 + 144 months: 285 x 84/228 = 105
    assert [r["change_total"] for r in arland] == [0, 105]
    assert [r["change_export"] for r in borland] == [0, pytest.approx(626_000 / 2080, abs=1e-6)]


def test_with_no_instruments_nothing_is_credited() -> None:
    for result in answer([], person(ARLAND, BORLAND, ("XCC", "2010-01-01", "2015-12-31"))).results["with"]:
        assert (result.credited, result.credits, result.instrument) == (0, (), None)
