"""The result of an estimate: :class:`Flows`, one origin-destination table with how it came about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from corridor.evidence.flows.accounting import Account
from corridor.evidence.flows.fitting import Fit

if TYPE_CHECKING:
    import polars as pl

Array = npt.NDArray[np.float64]

PARTS = ("all", "outward", "return", "transit")
"""Which moves: all; out of the country of birth; back to it; between two other countries."""

FLOW_COLUMNS: dict[str, str] = {
    "origin": "String",
    "destination": "String",
    "sex": "String",
    "year": "Int32",
    "year_to": "Int32",
    "part": "String",
    "value": "Float64",
    "low": "Float64",
    "high": "Float64",
    "level": "Float64",
    "unit": "String",
    "kind": "String",
    "method": "String",
}
"""Columns of flows as a table: ``value`` persons moving in the period, ``low`` and ``high`` the bounds of the
interval that holds the share ``level`` of an ensemble (null without one), ``kind`` always ``model``."""


@dataclass(frozen=True, eq=False)
class Flows:
    """Estimated moves between countries in one period.

    Attributes:
        matrix: (R, R) persons moving from origin (row) to destination (column); diagonal 0.
        names: codes of the countries.
        method: name of the method, as in :data:`~corridor.evidence.flows.METHODS`.
        choices: what was chosen (weights, seeds, rounding, accounting), to stand beside the figures.
        notes: what was changed in the inputs on the way, one sentence each.
        account: the demographic account behind it; None for baselines.
        fits: the fits it is a weighted sum of; empty for baselines.
    """

    matrix: Array
    names: tuple[str, ...]
    method: str
    choices: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    account: Account | None = None
    fits: tuple[tuple[float, Fit], ...] = ()

    def __repr__(self) -> str:
        text = f"<Flows {self.method}: {len(self.names)} countries, {self.total:,.0f} moves>"
        return "\n".join([text, *(f"  note: {n}" for n in self.notes)])

    def __getitem__(self, corridor: tuple[str, str]) -> float:
        """The flow of a corridor: ``flows["MAR", "ESP"]``.

        Raises:
            KeyError: a code that is not in the tables.
        """
        origin, destination = corridor
        return float(self.matrix[self.index(origin), self.index(destination)])

    def index(self, name: str) -> int:
        """Position of a country.

        Raises:
            KeyError: a code that is not in the tables.
        """
        if name not in self._places:
            raise KeyError(f"{name!r} is not among the {len(self.names)} countries of these flows")
        return self._places[name]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {name: at for at, name in enumerate(self.names)}

    @property
    def total(self) -> float:
        """All moves between countries."""
        return float(self.matrix.sum())

    @property
    def inflow(self) -> Array:
        """Arrivals by country, (R,)."""
        return np.asarray(self.matrix.sum(axis=0))

    @property
    def outflow(self) -> Array:
        """Departures by country, (R,)."""
        return np.asarray(self.matrix.sum(axis=1))

    @property
    def net(self) -> Array:
        """Arrivals minus departures by country, (R,); in a closed system they sum to 0."""
        return self.inflow - self.outflow

    @cached_property
    def parts(self) -> dict[str, Array]:
        """The moves by direction: ``outward``, ``return`` and ``transit``, (R, R) each.

        They sum to the unrounded matrix; rounding, if chosen, is of the total only.

        Raises:
            ValueError: a baseline, which does not know where movers were born.
        """
        self._demand_birthplaces()
        outward = _weighted([(w, fit.outward) for w, fit in self.fits])
        back = _weighted([(w, fit.returning) for w, fit in self.fits])
        every = _weighted([(w, fit.moves) for w, fit in self.fits])
        rest = every - outward - back
        # differences of equal sums: what is below rounding is nothing
        rest[rest < 1e-12 * max(float(every.max()), 1e-300)] = 0.0
        return {"outward": outward, "return": back, "transit": rest}

    def birthplace(self, name: str) -> Array:
        """Origin by destination of those born in a country, stayers on the diagonal, (R, R); unrounded.

        Raises:
            KeyError: no such country.
            ValueError: a baseline.
        """
        self._demand_birthplaces()
        k = self.index(name)
        return _weighted([(w, fit.birthplace(k)) for w, fit in self.fits])

    def cube(self) -> Array:
        """All of :meth:`birthplace`, (R, R, R) birthplace by origin by destination: 8 R^3 bytes."""
        self._demand_birthplaces()
        return np.stack([self.birthplace(name) for name in self.names])

    def accounts(self, name: str) -> tuple[list[str], list[str], Array]:
        """The full demographic account of a birthplace.

        Returns:
            Row labels (countries, ``born``, ``outside``), column labels (countries, ``died``, ``outside``)
            and the table.  Rows sum to the adjusted start table, columns to the adjusted end table.

        Raises:
            KeyError: no such country.
            ValueError: a baseline, or a sum of estimates.
        """
        inner = self.birthplace(name)
        found, k, size = self.account, self.index(name), len(self.names)
        if found is None:
            raise ValueError("a sum of estimates has no account of its own; its parts have")
        table = np.zeros((size + 2, size + 2))
        table[:size, :size] = inner
        table[:size, size] = found.deaths[k]
        table[:size, size + 1] = found.out[k]
        table[size, :size] = found.births[k]
        table[size + 1, :size] = found.into[k]
        return [*self.names, "born", "outside"], [*self.names, "died", "outside"], table

    def to_frame(
        self,
        *,
        year: int | None = None,
        year_to: int | None = None,
        sex: str = "both",
        parts: bool = False,
        drop_zero: bool = False,
    ) -> pl.DataFrame:
        """The flows as a tidy table with the columns :data:`FLOW_COLUMNS`, one row a corridor.

        Args:
            year: first year of the period.
            year_to: last year of the period.
            sex: ``both``, ``female`` or ``male``.
            parts: also rows for ``outward``, ``return`` and ``transit``.
            drop_zero: leave out corridors with a flow of 0.
        """
        import polars as pl

        tables = {"all": self.matrix, **(self.parts if parts else {})}
        frames = [
            flow_rows(table, self.names, self.method, part=part, year=year, year_to=year_to, sex=sex)
            for part, table in tables.items()
        ]
        frame = pl.concat(frames)
        return frame.filter(pl.col("value") != 0) if drop_zero else frame

    def _demand_birthplaces(self) -> None:
        if not self.fits:
            raise ValueError(f"{self.method} does not say where movers were born; accounting methods do")


def _weighted(tables: list[tuple[float, Array]]) -> Array:
    total = np.zeros_like(tables[0][1])
    for weight, table in tables:
        total += weight * table
    return total


def flow_rows(
    value: Array,
    names: tuple[str, ...],
    method: str,
    *,
    low: Array | None = None,
    high: Array | None = None,
    level: float | None = None,
    part: str = "all",
    year: int | None = None,
    year_to: int | None = None,
    sex: str = "both",
) -> pl.DataFrame:
    """Matrices (R, R) as rows with the columns :data:`FLOW_COLUMNS`, diagonal left out."""
    import polars as pl

    from corridor.evidence.model import MODEL

    size = len(names)
    at, to = np.nonzero(~np.eye(size, dtype=bool))
    codes = pl.Series(names, dtype=pl.String)
    columns: dict[str, Any] = {
        "origin": codes.gather(at),
        "destination": codes.gather(to),
        "value": value[at, to],
        "low": None if low is None else low[at, to].astype(np.float64),
        "high": None if high is None else high[at, to].astype(np.float64),
        "sex": sex,
        "year": year,
        "year_to": year_to,
        "part": part,
        "level": level,
        "unit": "persons",
        "kind": MODEL,
        "method": method,
    }
    frame = pl.DataFrame({"origin": columns["origin"], "destination": columns["destination"]})
    return frame.select(
        (
            pl.Series(name, columns[name])
            if isinstance(columns[name], np.ndarray | pl.Series)
            else pl.lit(columns[name])
        )
        .cast(getattr(pl, kind))
        .alias(name)
        for name, kind in FLOW_COLUMNS.items()
    )
