"""Tables of the law as a rule sees them: a key looked up in the version in force."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm
from typing import TYPE_CHECKING, Any

import numpy as np

from corridor.law.numeric import Array

if TYPE_CHECKING:
    from corridor.law.parameters import Parameter

#: A table is laid out on even steps if that takes no more entries than this.
_LONGEST_LADDER = 4096


@dataclass(frozen=True)
class Ladder:
    """The versions of a table laid out on even steps: an entry for each multiple of ``step`` (NaN: none).

    ``entries`` has shape (versions, rungs).
    """

    step: float
    entries: Array


def lay_ladder(versions: Sequence[Mapping[Fraction, Fraction]]) -> Ladder | None:
    """The ladder of a table, ``None`` where its keys have no common step of a handy size."""
    keys = [key for version in versions for key in version]
    below = lcm(*(key.denominator for key in keys))
    step = Fraction(gcd(*(int(key * below) for key in keys)), below)
    if step == 0 or min(keys) < 0 or max(keys) / step >= _LONGEST_LADDER:
        return None
    entries = np.full((len(versions), int(max(keys) / step) + 1), np.nan)
    for i, version in enumerate(versions):
        for key in sorted(version):
            entries[i, int(key / step) :] = float(version[key])
    return Ladder(float(step), entries)


class Table:
    """A table parameter as a rule sees it: keys looked up lane by lane in the version in force.

    ``at(keys)`` wants a key that is in the table; ``step(keys)`` takes the entry of the greatest key not
    above.
    A key with no entry makes the lane's result "cannot tell".
    """

    def __init__(
        self, parameter: Parameter, version: Array, exact_path: bool, missing: list[tuple[str, Array]]
    ) -> None:
        self._parameter = parameter
        self._version = version
        self._exact = exact_path
        self._missing = missing

    def at(self, keys: Array) -> Array:
        """The entry of exactly each key."""
        return self._find(keys, exactly=True)

    def step(self, keys: Array) -> Array:
        """The entry of the greatest key that is not above each key."""
        ladder = None if self._exact else self._parameter.ladder
        return self._find(keys, exactly=False) if ladder is None else self._climb(keys, ladder)

    def placed(self, place: Callable[[Array], Array]) -> Table:
        """The same table for other cells: ``place`` lays the cells of its selector out over them."""
        return Table(self._parameter, place(self._version), self._exact, self._missing)

    def _climb(self, keys: Array, ladder: Ladder) -> Array:
        rungs = ladder.entries.shape[1]
        scaled = np.asarray(keys, dtype=float) + 1e-9
        scaled /= ladder.step
        rung = np.floor(scaled).astype("int64")
        found = ladder.entries.ravel().take(self._version * rungs + np.clip(rung, 0, rungs - 1))
        bad = np.isnan(found)
        if scaled.min(initial=0) < 0:
            bad |= rung < 0
        if bad.any():
            self._missing.append((self._parameter.name, bad))
            found = np.where(bad, 1.0, found)
        return np.asarray(found)

    def _find(self, keys: Array, *, exactly: bool) -> Array:
        keys = np.asarray(keys)
        shape = np.broadcast_shapes(keys.shape, self._version.shape)
        keys, version = np.broadcast_to(keys, shape), np.broadcast_to(self._version, shape)
        out = np.empty(shape, dtype=object if self._exact else float)
        missing = np.zeros(shape, dtype=bool)
        one: Any = Fraction(1) if self._exact else 1.0
        for i, held in enumerate(self._parameter.values):
            here = version == i
            if not here.any():
                continue
            table: Mapping[Fraction, Fraction] = held.value
            known = sorted(table)
            as_number = np.array([float(k) for k in known])
            wanted = keys[here].astype(float)
            place = np.searchsorted(as_number, wanted + 1e-9, side="right") - 1
            bad = place < 0
            place = np.maximum(place, 0)
            if exactly:
                bad = bad | (np.abs(as_number[place] - wanted) > 1e-6)
            entries = np.array([table[k] for k in known], dtype=out.dtype)
            out[here] = np.where(bad, one, entries[place])
            missing[here] = bad
        if missing.any():
            self._missing.append((self._parameter.name, missing))
        return out
