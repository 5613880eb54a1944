"""Blocks: a few thousand careers as arrays that rules run on.

A block holds persons as arrays over *lanes* and, for each scheme, a :class:`Ledger`: the insured periods of
every lane in that scheme, each row lying in one calendar year, rows first and lanes last so that a rule
works along contiguous memory. Time that two periods of one scheme share counts once (the period of the kind
that comes first in :data:`KINDS` keeps it, then the earlier one); earnings of both are added.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from corridor.law.numeric import Array, exact

#: Kinds of insured period, the strongest first: where two overlap in a scheme, the stronger keeps the time.
KINDS = (
    "employment",
    "self-employment",
    "military",
    "voluntary",
    "purchased",
    "credited",
    "residence",
)

#: What a block supplies to the rules of a scheme: name -> unit.  ``period_*`` have a row for each period
#: and calendar year, ``year_*`` a row for each calendar year of the block; all others one value a lane.
INPUTS: Mapping[str, str] = {
    "birth": "date",
    "claim": "date",
    "female": "yes/no",
    "sex_stated": "yes/no",
    "lives_in_country": "yes/no",
    "national": "yes/no",
    "period_present": "yes/no",
    "period_start": "date",
    "period_end": "date",
    "period_year": "year",
    "period_kind": "kind",
    "period_contract": "contract",
    "period_days": "days",
    "period_months": "months",
    "period_count": "native units",
    "period_counted": "yes/no",
    "period_earnings": "currency",
    "year": "year",
    "year_present": "yes/no",
    "year_days": "days",
    "year_months": "months",
    "year_count": "native units",
    "year_counted": "yes/no",
    "year_earnings": "currency",
    "credited_for_right": "native units",
    "credited_for_amount": "native units",
    "export_granted": "yes/no",
}


@dataclass
class Ledger:
    """One scheme's insured periods in a block.

    Arrays have shape (rows, lanes); rows are in the order of time, then come absent rows: empty periods at day 0.
    ``end`` is the first day after.  ``days`` and ``months`` are the row's own calendar days and calendar
    months touched, without those an earlier or stronger row already has; ``month_mask`` says which months
    (bit 0 = January). ``year`` is the calendar year of the row (0 where absent).
    """

    year: Array
    start: Array
    end: Array
    kind: Array
    contract: Array
    days: Array
    months: Array
    month_mask: Array
    count: Array
    counted: Array
    earnings: Array

    @cached_property
    def present(self) -> Array:
        """Which rows hold a period."""
        return np.asarray(self.end > self.start)

    @cached_property
    def insured(self) -> Array:
        """Lanes with any period."""
        return np.asarray(self.present.any(axis=0))


@dataclass
class Block:
    """A block of careers.

    ``sex`` is 0 not stated, 1 female, 2 male; ``residence`` and ``nationality`` hold ISO3 codes
    (nationality ``None``: not
    stated, empty: stateless); ``facts`` maps
    (scheme, fact) to an array and the mask of lanes that do not state it.  With ``exact_path`` quantities are
    fractions, else ``float64``.
    """

    person_ids: list[str]
    birth: Array
    claim: Array
    sex: Array
    residence: Array
    nationality: list[frozenset[str] | None]
    first_year: int
    years: int
    ledgers: dict[str, Ledger]
    exact_path: bool = False
    facts: dict[tuple[str, str], tuple[Array, Array]] = field(default_factory=dict)
    _years: dict[tuple[str, str], Array] = field(default_factory=dict, repr=False)
    _living: dict[str, Array] = field(default_factory=dict, repr=False)

    @property
    def lanes(self) -> int:
        """Number of careers."""
        return len(self.person_ids)

    def nationals(self, countries: Iterable[str]) -> Array:
        """Lanes of persons who are known to be nationals of one of the countries."""
        wanted = frozenset(countries)
        # few different sets of nationalities occur: each is looked at once
        known = {held: held is not None and not wanted.isdisjoint(held) for held in set(self.nationality)}
        return np.fromiter(map(known.__getitem__, self.nationality), bool, self.lanes)

    def living_in(self, countries: Iterable[str]) -> Array:
        """Lanes of persons who live in one of the countries."""
        out = np.zeros(self.lanes, dtype=bool)
        for country in countries:
            out |= self.lives_in(country)
        return out

    def lives_in(self, country: str) -> Array:
        """Lanes of persons who live in a country."""
        if country not in self._living:
            self._living[country] = np.asarray(self.residence == country)
        return self._living[country]

    def number(self, values: Any) -> Array:
        """Whole numbers as quantities of this block's path."""
        return exact(np.asarray(values)) if self.exact_path else np.asarray(values, dtype=float)

    def by_year(self, scheme: str, name: str) -> Array:
        """One quantity of a scheme's ledger added up by calendar year: shape (years, lanes).

        Names: ``mask`` (months with an insured day), ``present``, ``counted`` (every period of the year
        states a count), ``days``, ``months``, ``count``, ``earnings``.
        """
        key = (scheme, name)
        if key not in self._years:
            self._years[key] = self._add_up(scheme, name)
        return self._years[key]

    def forget(self) -> None:
        """Let go of the yearly sums; they are made again when asked for."""
        self._living.clear()
        self._years.clear()

    def zeros(self, shape: tuple[int, ...]) -> Array:
        """Zeros as quantities of this block's path."""
        return exact(np.zeros(shape, dtype="int64")) if self.exact_path else np.zeros(shape)

    def _add_up(self, scheme: str, name: str) -> Array:
        ledger = self.ledgers[scheme]
        cells = self.years * self.lanes
        add: np.ufunc = np.add
        if name == "mask":
            rows, out, add = ledger.month_mask, np.zeros(cells, dtype="uint16"), np.bitwise_or
        elif name == "present":
            rows, out, add = ledger.present, np.zeros(cells, dtype=bool), np.logical_or
        elif name == "counted":
            rows, out, add = ledger.counted, np.zeros(cells, dtype=bool), np.logical_and
        else:
            rows, out = getattr(ledger, name), self.zeros((cells,))
        # a row of a ledger holds one period a lane, so no place comes twice in it
        for row, (lanes, places, fresh) in enumerate(self._places(ledger)):
            values = rows[row][lanes]
            out[places] = values if fresh else add(out[places], values)
        return out.reshape(self.years, self.lanes)

    def _places(self, ledger: Ledger) -> Iterator[tuple[Any, Array, bool]]:
        """Row by row: the lanes that have it, their places in the flattened years, and whether these are empty yet."""
        lane = np.arange(self.lanes) - self.first_year * self.lanes
        full = np.asarray(ledger.present.all(axis=1))
        again = ledger.present[1:] & (ledger.year[1:] == ledger.year[:-1])
        fresh = np.append(True, ~again.any(axis=1))
        for row, year in enumerate(ledger.year):
            lanes = slice(None) if full[row] else np.flatnonzero(ledger.present[row])
            yield lanes, year[lanes] * np.int64(self.lanes) + lane[lanes], bool(fresh[row])

    def inputs(self, scheme: str, country: str, wanted: Iterable[str]) -> dict[str, Any]:
        """The arrays that a scheme's rules ask for by name (see :data:`INPUTS`); facts of the scheme too."""
        out: dict[str, Any] = {}
        for name in wanted:
            if name.startswith("period_"):
                out[name] = getattr(self.ledgers[scheme], name.removeprefix("period_"))
            elif name == "year":
                out[name] = np.arange(self.first_year, self.first_year + self.years)[:, None]
            elif name.startswith("year_"):
                out[name] = self.by_year(scheme, name.removeprefix("year_"))
            elif name in ("birth", "claim"):
                out[name] = getattr(self, name)
            elif name == "female":
                out[name] = self.sex == 1
            elif name == "sex_stated":
                out[name] = self.sex != 0
            elif name == "lives_in_country":
                out[name] = self.lives_in(country)
            elif name == "national":
                out[name] = self.nationals((country,))
            elif name in ("credited_for_right", "credited_for_amount"):
                out[name] = self.zeros((self.lanes,))
            elif name == "export_granted":
                out[name] = np.zeros(self.lanes, dtype=bool)
            elif (scheme, name) in self.facts:
                out[name] = self.facts[scheme, name][0]
        return out

    def missing(self, scheme: str) -> dict[str, Array]:
        """For each fact of a scheme the mask of lanes that do not state it."""
        return {name: held[1] for (of, name), held in self.facts.items() if of == scheme}
