"""The input of a flow estimate: two stock tables with the births and deaths between them, checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from corridor.evidence.flows.problems import FlowProblems, cells, entries, listed, number

Array = npt.NDArray[np.float64]
TableLike = npt.ArrayLike
VectorLike = npt.ArrayLike | Mapping[str, float]


@dataclass(frozen=True, eq=False)
class Tables:
    """Two stock tables and what happened between them.

    ``start`` and ``end`` have shape (R, R): rows are the country of birth, columns the country of residence;
    the diagonal holds the native-born.  ``births`` and ``deaths`` have shape (R,), by country of residence,
    over the whole period; ``None`` where they were not given (unknown, never 0).  Unit: persons.
    ``notes`` says what was changed in the figures on the way here.

    Build it with :meth:`of`, which checks everything and reports all problems at once.
    """

    start: Array
    end: Array
    births: Array | None
    deaths: Array | None
    names: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        start: TableLike,
        end: TableLike,
        births: VectorLike | float | None = None,
        deaths: VectorLike | float | None = None,
        *,
        names: Sequence[str] | None = None,
        negative_natives: str = "scale",
    ) -> Tables:
        """Checked tables.

        Args:
            start: stocks at the first date, (R, R), birthplace by residence.
            end: stocks at the second date, same shape and order.
            births: births by country of residence in the period: R numbers, a mapping by name, or one
                number for all (0 where nobody was born).
            deaths: deaths in the same form.
            names: codes of the countries, in the order of rows and columns; default ``"1"`` to ``"R"``.
            negative_natives: a negative diagonal (more foreign-born than people) is set to 0 and the
                foreign-born of that country are scaled to its population (``"scale"``, as published
                estimates do), or is a problem (``"error"``).

        Raises:
            FlowProblems: anything that is not a pair of usable tables; all findings together.

        >>> Tables.of([[10, 1], [2, 20]], [[9, 2], [3, 19]], 0, 0, names=["A", "B"]).population_start.tolist()
        [12.0, 21.0]
        """
        found: list[str] = []
        if negative_natives not in ("scale", "error"):
            found.append(f"negative_natives is {negative_natives!r}; expected 'scale' or 'error'")
        one = _table("start", start, found)
        two = _table("end", end, found)
        if one is not None and two is not None and one.shape != two.shape:
            found.append(
                f"start has {len(one)} countries and end has {len(two)}; both tables need the same"
                " countries in the same order"
            )
        size = len(one) if one is not None else len(two) if two is not None else 0
        labels = _names(names, size, found)
        if one is None or two is None or one.shape != two.shape or labels is None:
            raise FlowProblems(found)
        b = _vector("births", births, labels, found)
        d = _vector("deaths", deaths, labels, found)
        notes: list[str] = []
        for what, table in (("start", one), ("end", two)):
            _check_cells(what, table, labels, negative_natives, found)
            if not found:
                notes += scale_negative_natives(what, table, labels)
        if b is not None and (b > two.sum(axis=0)).any():
            said = entries(b > two.sum(axis=0), b, labels)
            found.append(f"more births in the period than people at its end in {said}")
        if d is not None and (d > one.sum(axis=0)).any():
            said = entries(d > one.sum(axis=0), d, labels)
            found.append(f"more deaths in the period than people at its start in {said}")
        if found:
            raise FlowProblems(found)
        return cls(one, two, b, d, labels, tuple(notes))

    @property
    def population_start(self) -> Array:
        """Population by residence at the first date, shape (R,)."""
        return np.asarray(self.start.sum(axis=0))

    @property
    def population_end(self) -> Array:
        """Population by residence at the second date, shape (R,)."""
        return np.asarray(self.end.sum(axis=0))

    def demographic(self) -> tuple[Array, Array]:
        """Births and deaths.

        Raises:
            FlowProblems: one of them was not given.
        """
        absent = [w for w, v in (("births", self.births), ("deaths", self.deaths)) if v is None]
        if self.births is None or self.deaths is None:
            raise FlowProblems(
                [
                    f"{' and '.join(absent)} not given: demographic accounting needs births and deaths in the"
                    " period by country of residence (give 0 only if nobody was born or died in these tables)"
                ]
            )
        return self.births, self.deaths

    def ordered(self, order: Sequence[int]) -> Tables:
        """The same tables with the countries in another order."""
        at = np.asarray(order)
        pick = np.ix_(at, at)
        return replace(
            self,
            start=self.start[pick],
            end=self.end[pick],
            births=None if self.births is None else self.births[at],
            deaths=None if self.deaths is None else self.deaths[at],
            names=tuple(self.names[i] for i in at),
        )


def native_born(foreign_born: TableLike, population: VectorLike, names: Sequence[str] | None = None) -> Array:
    """A full stock table from a table of foreign-born and the population.

    The diagonal becomes population minus foreign-born.  It is negative where the sources contradict each
    other; :meth:`Tables.of` then scales that country's foreign-born to its population and says so.

    Args:
        foreign_born: (R, R), birthplace by residence; what stands on the diagonal is not read.
        population: R numbers, or a mapping by name.
        names: codes of the countries.

    Raises:
        FlowProblems: the table or the population is not usable.

    >>> native_born([[0, 10], [5, 0]], [100, 50]).tolist()
    [[95.0, 10.0], [5.0, 40.0]]
    """
    found: list[str] = []
    table = _table("foreign_born", foreign_born, found)
    labels = _names(names, len(table) if table is not None else 0, found)
    if table is None or labels is None:
        raise FlowProblems(found)
    np.fill_diagonal(table, 0.0)
    people = _vector("population", population, labels, found)
    _check_cells("foreign_born", table, labels, "error", found)
    if people is None:
        found.append("population not given")
    if found or people is None:
        raise FlowProblems(found)
    np.fill_diagonal(table, people - table.sum(axis=0))
    return table


def scale_negative_natives(what: str, table: Array, names: Sequence[str]) -> list[str]:
    """Set negative diagonal cells to 0 and scale the rest of their columns to the same total, in place.

    Returns one note a country.  A column whose total is not positive cannot be scaled and stays as it is.
    """
    notes = []
    for i in np.flatnonzero(table.diagonal() < 0).tolist():
        total, before = table[:, i].sum(), table[i, i]
        if total < 0:
            raise FlowProblems([f"{what}: the population of {names[i]} is {number(total)}"])
        table[i, i] = 0.0
        rest = table[:, i].sum()
        table[:, i] *= total / rest if rest else 0.0
        notes.append(
            f"{what}: {names[i]} has more foreign-born than people (native-born {number(before)}): native-born"
            f" set to 0, foreign-born scaled to the population of {number(total)}"
        )
    return notes


def _table(what: str, values: Any, found: list[str]) -> Array | None:
    """A fresh float table, or a finding."""
    try:
        table = np.array(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        found.append(f"{what} is not a table of numbers ({error})")
        return None
    if table.ndim != 2 or table.shape[0] != table.shape[1]:
        shape = " x ".join(map(str, table.shape)) or "a single number"
        found.append(f"{what} is not square: {shape}; expected R birthplaces (rows) x the same R countries")
        return None
    if len(table) < 2:
        found.append(f"{what} has {len(table)} countries; flows need at least two")
        return None
    return table


def _names(names: Sequence[str] | None, size: int, found: list[str]) -> tuple[str, ...] | None:
    if names is None:
        return tuple(str(i + 1) for i in range(size))
    if isinstance(names, str):
        found.append(f"names is the text {names!r}; expected a list of {size} codes")
        return None
    labels = tuple(str(name) for name in names)
    if size and len(labels) != size:
        found.append(f"{len(labels)} names for {size} countries")
    twice = sorted({name for name in labels if labels.count(name) > 1})
    if twice:
        found.append(f"names given more than once: {listed(twice)}")
    if any(not name.strip() for name in labels):
        found.append("an empty name among the names")
    return labels if len(labels) == size and not twice else None


def _vector(what: str, values: Any, names: Sequence[str], found: list[str]) -> Array | None:
    """R numbers by country in the order of ``names``; ``None`` if not given or not usable."""
    if values is None:
        return None
    if isinstance(values, Mapping):
        absent = [name for name in names if name not in values]
        unknown = [str(key) for key in values if key not in names]
        if absent:
            found.append(f"{what} has nothing for {listed(absent)}")
        if unknown:
            found.append(f"{what} has countries that the tables do not have: {listed(unknown)}")
        if absent or unknown:
            return None
        values = [values[name] for name in names]
    try:
        vector = np.array(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        found.append(f"{what} are not numbers ({error})")
        return None
    if vector.ndim == 0:
        vector = np.full(len(names), float(vector))
    if vector.shape != (len(names),):
        shape = " x ".join(map(str, vector.shape))
        found.append(f"{what} has {shape} numbers for {len(names)} countries")
        return None
    if not np.isfinite(vector).all():
        said = listed([names[i] for i in np.flatnonzero(~np.isfinite(vector)).tolist()])
        found.append(f"{what} not known (not a number) for {said}: unknown is not 0")
    elif (vector < 0).any():
        found.append(f"{what} negative in {entries(vector < 0, vector, names)}")
    return vector


def _check_cells(what: str, table: Array, names: Sequence[str], natives: str, found: list[str]) -> None:
    unknown = ~np.isfinite(table)
    if unknown.any():
        said = listed([f"born {names[k]}, living in {names[i]}" for k, i in np.argwhere(unknown).tolist()])
        found.append(
            f"{what}: {int(unknown.sum())} stocks not known (not a number): {said}: unknown is not 0"
        )
        return
    negative = table < 0
    if natives == "scale":
        np.fill_diagonal(negative, False)
    if negative.any():
        found.append(f"{what}: negative stocks: {cells(negative, table, names)}")
    if not found and not table.sum() > 0:
        found.append(f"{what}: the table has no people in it")
