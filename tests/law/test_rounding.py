"""Statutory rounding: exact ties, negative amounts, tenths, and the two paths that must agree."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corridor.law.numeric import ceil, divide, exact, floor, round_to

DIRECTIONS = st.sampled_from(["down", "up", "nearest", "nearest_even"])
UNITS = st.sampled_from(["0.01", "0.05", "0.1", "0.10", "0.25", "0.5", "1", "5", "10", "12", "100", "1000"])


def exactly(value: str, unit: str, direction: str) -> Fraction:
    return round_to(exact(np.array([exact(value)], dtype=object)), exact(unit), direction)[0]  # type: ignore[arg-type]


def quickly(value: str, unit: str, direction: str) -> float:
    return float(round_to(np.array([float(Fraction(value))]), float(Fraction(unit)), direction)[0])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "unit", "direction", "expected"),
    [
        ("195.585", "0.10", "down", "195.5"),
        ("195.585", "0.10", "up", "195.6"),
        ("0.05", "0.1", "nearest", "0.1"),
        ("0.15", "0.1", "nearest", "0.2"),
        ("0.25", "0.1", "nearest_even", "0.2"),
        ("0.35", "0.1", "nearest_even", "0.4"),
        ("2.675", "0.01", "nearest", "2.68"),
        ("2.665", "0.01", "nearest_even", "2.66"),
        ("1.005", "0.01", "nearest", "1.01"),
        ("0.3", "0.1", "down", "0.3"),
        ("0.7", "0.1", "up", "0.7"),
        ("16.30", "0.01", "down", "16.3"),
        ("2.5", "1", "nearest", "3"),
        ("2.5", "1", "nearest_even", "2"),
        ("3.5", "1", "nearest_even", "4"),
        ("1249", "50", "nearest", "1250"),
        ("-0.04", "0.1", "nearest", "0"),
        ("-0.04", "0.1", "up", "0"),
        ("-0.04", "0.1", "down", "-0.1"),
        ("-2.5", "1", "nearest", "-2"),
        ("-2.5", "1", "nearest_even", "-2"),
        ("0", "0.1", "up", "0"),
    ],
)
def test_ties_and_steps(value: str, unit: str, direction: str, expected: str) -> None:
    assert exactly(value, unit, direction) == Fraction(expected)
    assert quickly(value, unit, direction) == float(Fraction(expected))


@pytest.mark.parametrize("direction", ["down", "up", "nearest", "nearest_even"])
@pytest.mark.parametrize("unit", [0.1, 0.05, 1.0, 5.0])
def test_nothing_is_never_less_than_nothing(direction: str, unit: float) -> None:
    """No minus zero, which a table would show as -0.0."""
    rounded = round_to(np.array([-0.0, 0.0, -0.01 if direction != "down" else 0.0]), unit, direction)  # type: ignore[arg-type]
    assert [math.copysign(1, v) for v in rounded] == [1, 1, 1]


@given(st.integers(-(10**7), 10**7), st.integers(0, 4), UNITS, DIRECTIONS)
@example(number=9999999, places=4, unit="1000", direction="down")
def test_both_paths_agree_on_decimals(number: int, places: int, unit: str, direction: str) -> None:
    value = str(Fraction(number, 10**places))
    assert quickly(value, unit, direction) == pytest.approx(float(exactly(value, unit, direction)), abs=1e-9)


@given(st.integers(1, 10**7), st.integers(1, 600), st.integers(1, 600), UNITS, DIRECTIONS)
def test_both_paths_agree_on_what_a_pro_rata_gives(
    cents: int, own: int, more: int, unit: str, direction: str
) -> None:
    """Multiplied before divided, as rules do."""
    true = Fraction(cents, 100) * own / (own + more)
    quick = round_to(np.array([cents / 100]) * own / (own + more), float(Fraction(unit)), direction)  # type: ignore[arg-type]
    assert float(quick[0]) == pytest.approx(float(exactly(str(true), unit, direction)), abs=1e-9)


@given(st.integers(10**9, 10**13), st.sampled_from(["down", "up"]))
def test_large_amounts_that_are_on_a_step_stay_there(cents: int, direction: str) -> None:
    """Rupiah and won: a sum of a billion with cents is still on its cent after a division and a multiplication."""
    value = cents / 100 / 7 * 7
    assert float(round_to(np.array([value]), 0.01, direction)[0]) == pytest.approx(cents / 100, rel=1e-15)  # type: ignore[arg-type]


@given(st.fractions(-1000, 1000, max_denominator=1000), UNITS, DIRECTIONS)
def test_rounding_moves_by_less_than_a_step_and_once(value: Fraction, unit: str, direction: str) -> None:
    once = exactly(str(value), unit, direction)
    step = Fraction(unit)
    assert abs(once - value) < step
    assert (once / step).denominator == 1
    assert exactly(str(once), unit, direction) == once
    if direction.startswith("nearest"):
        assert abs(once - value) <= step / 2


@given(st.fractions(-1000, 1000, max_denominator=1000))
def test_whole_units(value: Fraction) -> None:
    lane = np.array([value], dtype=object)
    assert (floor(lane)[0], ceil(lane)[0]) == (math.floor(value), math.ceil(value))
    assert floor(np.array([float(value)]))[0] == math.floor(value)
    assert ceil(np.array([float(value)]))[0] == math.ceil(value)


def test_text_and_decimals_are_read_as_they_are_written() -> None:
    assert exact("1/40") == Fraction(1, 40)
    assert exact(0.1) == Fraction(1, 10)
    assert exact(np.array([0.1, 2.0])).tolist() == [Fraction(1, 10), Fraction(2)]


def test_division_by_nothing_means_what_is_said() -> None:
    assert divide(np.array([4.0, 5.0]), np.array([2.0, 0.0]), 7).tolist() == [2, 7]
    exact_lanes = divide(exact(np.array([4, 5])), exact(np.array([2, 0])), 7)
    assert exact_lanes.tolist() == [2, 7]
