"""Every published worked example of every scheme, found by itself: a new scheme's examples are run without registering."""

from __future__ import annotations

from fractions import Fraction

import pytest

from corridor.schemes import all_schemes, find_scheme
from corridor.schemes.examples import Example, agrees, examples_of

ALL = [(scheme.id, e) for scheme in all_schemes(invented=True) for e in examples_of(scheme)]

#: Ids of the open set of worked examples for the countries that are modelled.
OPEN_SET = {
    "CAN-OAS": ("CA-001", "CA-004", "CA-006"),
    "CAN-CPP": ("CA-008",),
    "PHL-SSS": ("PH-001", "PH-004"),
    "MAR-CNSS": ("MA-001", "MA-004", "MA-006"),
    "IND-EPS": ("IND-EPS-001", "IND-EPS-002"),
    "SAU-EOSB": ("SA-001",),
    "ARE-EOSB": ("AE-002",),
}


@pytest.mark.parametrize(("scheme", "example"), ALL, ids=[f"{s} {e.id}" for s, e in ALL])
def test_the_published_result_comes_out(scheme: str, example: Example) -> None:
    found = find_scheme(scheme).compute(example.target, **example.given)
    assert agrees(found, example.expect, example.tolerance), f"found {found}, published {example.expect}"


@pytest.mark.parametrize(("scheme", "wanted"), OPEN_SET.items())
def test_the_open_set_is_there(scheme: str, wanted: tuple[str, ...]) -> None:
    ids = [e.id for e in examples_of(find_scheme(scheme))]
    assert all(any(i.startswith(name) for i in ids) for name in wanted)


@pytest.mark.parametrize(
    "scheme", [s for s in all_schemes() if s.validation == "validated"], ids=lambda s: s.id
)
def test_validated_means_that_published_amounts_are_met(scheme) -> None:
    published = [e for e in examples_of(scheme) if e.grade in "ABC"]
    amounts = [e for e in published if not isinstance(e.expect, bool)]
    assert len(amounts) >= 2


def test_a_wrong_result_does_not_agree() -> None:
    assert not agrees(Fraction(100), "100.02", Fraction("0.01"))
    assert agrees(Fraction(100), "100.01", Fraction("0.01"))
    assert not agrees(True, False, Fraction(0))
    assert not agrees([Fraction(1)], ["1", "2"], Fraction(0))
