"""What a run on a block keeps, and that nothing keeps it when it is over."""

from __future__ import annotations

import gc
import weakref

import numpy as np

from corridor.agreements import find_instrument
from corridor.careers import Career, InsurancePeriod
from corridor.portability.engine import Coordination
from corridor.portability.lanes import build_lanes
from corridor.portability.sample import sample_careers
from corridor.portability.words import vocabulary
from corridor.schemes import all_schemes
from tests.portability.helpers import together


def _coordination(careers, *, keep: bool) -> Coordination:  # type: ignore[no-untyped-def]
    known = {s.id: s for s in all_schemes()}
    lanes = build_lanes(careers.persons, careers.periods, known, exact_path=False)
    return Coordination(lanes.block, keep=keep)


def test_a_run_that_keeps_less_gives_the_same() -> None:
    careers = sample_careers(60)
    instrument = find_instrument("CAN-PHL")
    lean, full = (_coordination(careers, keep=keep) for keep in (False, True))
    for scheme in full.schemes.values():
        for instruments in ([], [instrument]):
            one, other = lean.outcome(scheme, instruments), full.outcome(scheme, instruments)
            for name in ("entitled", "amount", "right_unknown", "amount_unknown", "starts", "refund"):
                assert np.array_equal(one.pick(name), other.pick(name)), (scheme.id, name)
        few, many = lean.own(scheme).run.values, full.own(scheme).run.values
        assert few.keys() < many.keys()


def test_a_run_is_let_go_of_without_the_collector_of_cycles() -> None:
    gc.collect()
    gc.disable()
    try:
        runs = _coordination(sample_careers(5), keep=False)
        for scheme in runs.schemes.values():
            runs.outcome(scheme, [find_instrument("CAN-PHL")])
        watched = weakref.ref(runs)
        del runs
        assert watched() is None
    finally:
        gc.enable()


def test_a_pension_of_nothing_is_no_right_gained() -> None:
    """Residence that touches twelve months but makes no whole year gives no fortieth (CAN-IND Art. 15(1))."""

    def person(name: str, last_day: str) -> Career:
        return Career.build(
            person_id=name,
            birth_date="1955-01-10",
            claim_date="2021-07-15",
            residence="CAN",
            nationality="IND",
            invented=True,
            vocabulary=vocabulary(),
            periods=[
                InsurancePeriod(
                    "IND", "1990-01-01", "2009-12-31", earnings=6000, earnings_per="month", currency="INR",
                    scheme="IND-EPS",
                ),
                InsurancePeriod("CAN", "2020-06-15", last_day, kind="residence", scheme="CAN-OAS"),
            ],
        )  # fmt: skip

    runs = _coordination(together([person("a", "2021-05-20"), person("b", "2021-06-14")]), keep=False)
    scheme = runs.schemes["CAN-OAS"]
    found = runs.outcome(scheme, [find_instrument("CAN-IND")])
    assert found.pick("entitled").tolist() == [False, True]
    assert found.pick("amount")[1] > 0
    # what the own law lacks is what is told
    assert found.chosen.tolist() == [0, 1]
