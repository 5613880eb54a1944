"""What is wrong with the input of a flow estimate: everything at once in :class:`FlowProblems`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

SHOWN = 8
"""How many cells or countries one message names before it says how many more there are."""


class FlowProblems(ValueError):
    """Inputs from which no flows can be estimated; ``problems`` has one sentence for each finding."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems: tuple[str, ...] = tuple(problems)
        super().__init__("\n".join(self.problems))

    def __reduce__(self) -> tuple[type[FlowProblems], tuple[tuple[str, ...]]]:
        return type(self), (self.problems,)

    def __str__(self) -> str:
        if len(self.problems) == 1:
            return self.problems[0]
        return "\n".join([f"{len(self.problems)} problems:", *(f"- {p}" for p in self.problems)])


def listed(items: Sequence[str]) -> str:
    """The items in one phrase, the first few by name.

    >>> listed(["A", "B"])
    'A, B'
    """
    shown = ", ".join(items[:SHOWN])
    return shown if len(items) <= SHOWN else f"{shown} and {len(items) - SHOWN} more"


def cells(where: npt.NDArray[np.bool_], values: Array, names: Sequence[str]) -> str:
    """The marked cells of a stock table with their values: ``born MAR, living in ESP: -4``."""
    found = [
        f"born {names[k]}, living in {names[i]}: {number(values[k, i])}"
        for k, i in np.argwhere(where).tolist()
    ]
    return listed(found)


def entries(where: npt.NDArray[np.bool_], values: Array, names: Sequence[str]) -> str:
    """The marked entries of a vector by country with their values."""
    return listed([f"{names[i]}: {number(values[i])}" for i in np.flatnonzero(where).tolist()])


def number(value: Any) -> str:
    """A number for a message: thousands apart, no more digits than it needs.

    >>> number(1234567.0), number(0.25), number(-3.0)
    ('1,234,567', '0.25', '-3')
    """
    value = float(value)
    if (value == round(value) and abs(value) < 1e15) or abs(value) >= 1e4:
        return f"{value:,.0f}"
    return f"{value:,.2f}" if abs(value) >= 100 else f"{value:,.4g}"
