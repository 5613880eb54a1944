"""Arithmetic that reads the same for one career in exact fractions and for thousands in ``float64``.

Rules are written once.  They receive NumPy arrays: ``float64`` when a block of careers runs fast, ``object``
arrays of :class:`fractions.Fraction` when one person is explained.  The helpers here are the operations whose
NumPy form differs between the two; ``+ - * /`` and comparisons need no helper.

Statutory rounding happens in :func:`round_to` only.  On floats it allows for representation error: a value
within one hundred-millionth of a rounding unit of a step counts as being on the step.  The exact path has no
such tolerance, and the tests compare the two.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any, Literal

import numpy as np

Array = np.ndarray[Any, Any]
Direction = Literal["down", "up", "nearest", "nearest_even"]

_SLACK = 1e-8
#: Part of a large number by which its float may miss what was meant: a few units in the last place.
_PRECISION = 2e-15


def is_exact(value: Any) -> bool:
    """Whether ``value`` belongs to the exact path (a ``Fraction`` or an object array)."""
    return isinstance(value, Fraction) or (isinstance(value, np.ndarray) and value.dtype == object)


def exact(value: Any) -> Any:
    """``value`` as ``Fraction`` (arrays: object arrays of ``Fraction``).

    Text such as ``"1/40"`` is read exactly.
    """
    if isinstance(value, np.ndarray):
        if value.dtype == object:
            return value
        out = np.empty(value.shape, dtype=object)
        flat = out.reshape(-1)
        for i, item in enumerate(value.reshape(-1).tolist()):
            flat[i] = _fraction(item)
        return out
    return _fraction(value)


def _fraction(item: Any) -> Fraction:
    # a float stands for the decimal a person wrote, not for its binary neighbour
    return Fraction(repr(item)) if isinstance(item, float) else Fraction(item)


def _each(function: Callable[[Any], Any], values: Array) -> Array:
    out = np.empty(values.shape, dtype=object)
    flat = out.reshape(-1)
    for i, item in enumerate(values.reshape(-1)):
        flat[i] = function(item)
    return out


def _slack(scaled: Any) -> Array | float:
    """By how much a float may miss a step and still count as being on it."""
    scaled = np.asarray(scaled)
    if max(scaled.max(initial=0), -scaled.min(initial=0)) * _PRECISION <= _SLACK:
        return _SLACK
    return np.maximum(_SLACK, np.minimum(np.abs(scaled) * _PRECISION, 0.25))


def floor(values: Any) -> Any:
    """Whole units in ``values``: the fraction is left out."""
    if is_exact(values):
        return _each(lambda v: Fraction(math.floor(v)), np.asarray(values, dtype=object))
    return np.floor(np.asarray(values) + _slack(values)) + 0.0


def ceil(values: Any) -> Any:
    """Whole units in ``values``: a started unit counts as one."""
    if is_exact(values):
        return _each(lambda v: Fraction(math.ceil(v)), np.asarray(values, dtype=object))
    return np.ceil(np.asarray(values) - _slack(values)) + 0.0


def where(condition: Any, yes: Any, no: Any) -> Any:
    """``yes`` where ``condition`` holds, else ``no``; both may be arrays or single numbers."""
    return np.where(condition, yes, no)


def minimum(left: Any, right: Any) -> Any:
    """The smaller of two values, lane by lane."""
    return np.minimum(left, right)


def maximum(left: Any, right: Any) -> Any:
    """The greater of two values, lane by lane."""
    return np.maximum(left, right)


def clip(values: Any, low: Any, high: Any) -> Any:
    """``values`` held between ``low`` and ``high``."""
    return np.minimum(np.maximum(values, low), high)


def total(rows: Array) -> Array:
    """Sum over the rows (years or periods) of a career: shape (rows, lanes) -> (lanes,)."""
    if rows.dtype.itemsize <= 2:  # truths and months: added up in few bytes
        return np.asarray(rows.sum(axis=0, dtype="int32").astype("int64"))
    return np.asarray(rows.sum(axis=0))


def cumulative(rows: Array) -> Array:
    """Running sum over the rows of a career, the row itself included: shape kept."""
    if rows.ndim != 2 or rows.dtype != float:
        return np.asarray(rows.cumsum(axis=0))
    # row upon row runs along contiguous memory; cumsum goes down the columns
    out = rows.copy()
    for row in range(1, len(out)):
        out[row] += out[row - 1]
    return out


def divide(numerator: Any, denominator: Any, when_zero: int = 0) -> Any:
    """``numerator / denominator``, and ``when_zero`` where the denominator is zero.

    Use it where an empty career makes the denominator zero, so that the meaning of that case is stated.
    """
    zero = np.asarray(denominator) == 0
    if not np.any(zero):
        return numerator / denominator
    exactly = is_exact(numerator) or is_exact(denominator)
    one: Any = Fraction(1) if exactly else 1.0
    instead: Any = Fraction(when_zero) if exactly else float(when_zero)
    return np.where(zero, instead, numerator / np.where(zero, one, denominator))


def round_to(values: Any, unit: Any, direction: Direction) -> Any:
    """Round to a multiple of ``unit`` (statutory rounding).

    ``nearest`` takes a half upwards (away from zero for the non-negative amounts of benefit law),
    ``nearest_even`` takes it to the even multiple.
    """
    if is_exact(values) or is_exact(unit):
        return _round_exact(np.asarray(values, dtype=object), unit, direction)
    scaled = np.asarray(values) / unit
    slack = _slack(scaled)
    match direction:
        case "down":
            steps = np.floor(scaled + slack)
        case "up":
            steps = np.ceil(scaled - slack)
        case "nearest":
            steps = np.floor(scaled + 0.5 + slack)
        case "nearest_even":
            steps = np.floor(scaled + 0.5 + slack)
            tie = np.abs(scaled + 0.5 - steps) <= slack
            steps = np.where(tie & (np.mod(steps, 2) != 0), steps - 1, steps)
    # adding zero turns -0.0 into 0.0
    steps = steps + 0.0
    if np.min(unit, initial=1) >= 1:
        return steps * unit
    # dividing by the inverse keeps cents such as 16.30 the nearest float to the written amount
    inverse = np.round(1.0 / np.asarray(unit, dtype=float))
    whole = np.abs(inverse * unit - 1.0) < 1e-12
    return np.where(whole, steps / np.where(inverse == 0, 1.0, inverse), steps * unit)


def _round_exact(values: Array, unit: Any, direction: Direction) -> Array:
    def one(value: Fraction, step: Fraction) -> Fraction:
        # in whole numbers: value / step = over / under
        over, under = value.numerator * step.denominator, value.denominator * step.numerator
        match direction:
            case "down":
                steps = over // under
            case "up":
                steps = -(-over // under)
            case "nearest":
                steps = (2 * over + under) // (2 * under)
            case "nearest_even":
                steps = round(Fraction(over, under))
        return Fraction(steps * step.numerator, step.denominator)

    units = np.broadcast_to(np.asarray(unit, dtype=object), values.shape)
    out = np.empty(values.shape, dtype=object)
    flat = out.reshape(-1)
    for i, (value, step) in enumerate(zip(values.reshape(-1), units.reshape(-1), strict=True)):
        flat[i] = one(Fraction(value), Fraction(step))
    return out
