"""Demographic accounting: what two stock tables say about movement once births and deaths are taken out.

The steps, in order (Abel 2013; Abel and Sander 2014; Abel 2018; Abel and Cohen 2019):

1. the world's population change is made to equal births minus deaths, by scaling the native-born;
2. the newborn are taken out of the end table, the dead out of the start table;
3. the number of people born in each country is made the same in both tables: by rescaling them (*closed*:
   everybody counted at one date is counted at the other), or by moves to and from an outside (*open*).

What is left are people counted twice, by birthplace and residence, at both dates.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from corridor.evidence.flows.balancing import TOLERANCE, balance
from corridor.evidence.flows.problems import FlowProblems, cells, entries, number
from corridor.evidence.flows.tables import Tables

Array = npt.NDArray[np.float64]

System = Literal["closed", "open", "open_dr"]
_SYSTEMS = ("closed", "open", "open_dr")
_CHOICES = {
    "system": _SYSTEMS,
    "world": ("before", "after", "none"),
    "births_to": ("native", "proportional"),
    "deaths_to": ("proportional", "accounting"),
    "native_only": ("error", "adjust"),
}


@dataclass(frozen=True)
class Accounting:
    """The choices of demographic accounting; the defaults are those of the published estimates.

    Attributes:
        system: ``closed``: birthplace totals are matched by rescaling both tables to the mean of the two
            (published column ``da_min_closed``).  ``open``: surplus people of a birthplace left to an
            outside (spread by where that birthplace lives at the end), missing ones came from outside
            (spread by where it lived at the start).  ``open_dr``: the same, those leaving spread by the
            start table and those coming by the end table, as in Abel 2013 (``da_min_open``).
        world: closed system only: native-born are scaled so that the world grows by births minus deaths,
            ``before`` births and deaths are taken out, or ``after``; ``none`` demands that it already does.
        births_to: newborn belong to the ``native`` born of their country, or are spread in proportion to
            all who live there (``proportional``).
        births_spread: with ``native``: where births exceed the native-born at the end, spread that country's
            births over all its residents.  If false this is a problem.
        deaths_to: deaths are spread over residents in proportion to the start table, or (``accounting``)
            fitted so that each birthplace also loses what accounting implies.
        native_only: closed system: a country with no foreign-born, whose birthplace total should fall below
            its native-born residents, cannot be matched.  ``adjust`` keeps that country's row apart at the
            least total that works and matches the others; ``error`` says so.
        whole_natives: round the scaled native-born of step 1 to whole people (the remainder to the largest).
        largest_gap: largest gap of step 1 that is closed silently, as a share of the population; above it
            the inputs are taken to be in error (thousands for persons, a forgotten vector).
        tolerance: largest relative error of a matched total.
        stop_at_change: see :func:`~corridor.evidence.flows.balancing.balance`; 0.001 repeats the
            published R implementation digit by digit.
    """

    system: System = "closed"
    world: Literal["before", "after", "none"] = "before"
    births_to: Literal["native", "proportional"] = "native"
    births_spread: bool = True
    deaths_to: Literal["proportional", "accounting"] = "proportional"
    native_only: Literal["adjust", "error"] = "adjust"
    whole_natives: bool = False
    largest_gap: float = 0.25
    tolerance: float = TOLERANCE
    stop_at_change: float | None = None

    def __post_init__(self) -> None:
        found = [
            f"Accounting: {name} is {getattr(self, name)!r}; expected one of {', '.join(allowed)}"
            for name, allowed in _CHOICES.items()
            if getattr(self, name) not in allowed
        ]
        if not 0 < self.tolerance < 1e-3:
            found.append(f"Accounting: tolerance is {self.tolerance}; expected between 0 and 0.001")
        if self.stop_at_change is not None and not self.stop_at_change > 0:
            found.append(f"Accounting: stop_at_change is {self.stop_at_change}; expected a number above 0")
        if found:
            raise FlowProblems(found)

    @classmethod
    def of(cls, choice: Accounting | str) -> Accounting:
        """The choices, or those of a named system.

        >>> Accounting.of("open_dr").system
        'open_dr'
        """
        if isinstance(choice, Accounting):
            return choice
        if choice not in _SYSTEMS:
            raise FlowProblems(
                [f"accounting is {choice!r}; expected {', '.join(_SYSTEMS)} or an Accounting(...)"]
            )
        return cls(system=choice)  # type: ignore[arg-type]


@dataclass(frozen=True, eq=False)
class Account:
    """People by birthplace (rows) and residence (columns), all of shape (R, R).

    ``start`` and ``end`` are those alive and in the system at both dates; their row totals agree.
    ``births`` and ``deaths`` are what was taken out, ``out`` and ``into`` the moves to and from outside
    (0 in a closed system).  ``multipliers`` start a fit on similar tables.
    """

    start: Array
    end: Array
    births: Array
    deaths: Array
    out: Array
    into: Array
    notes: tuple[str, ...]
    multipliers: tuple[Array, Array] | None = None


def account(tables: Tables, choices: Accounting, begin: tuple[Array, Array] | None = None) -> Account:
    """Take births and deaths out of the tables and match birthplaces.

    Args:
        tables: checked input with births and deaths.
        choices: how.
        begin: ``multipliers`` of a similar account, to save time.

    Raises:
        FlowProblems: births or deaths absent, or the figures contradict each other.
    """
    b, d = tables.demographic()
    notes = list(tables.notes)
    start, end = tables.start, tables.end
    closed = choices.system == "closed"
    if closed and choices.world == "before":
        start, end = _close_world(start, end, float((b - d).sum()), choices, notes)
    births = _births(end, b, choices, tables.names, notes)
    deaths = _deaths(start, end, b, d, choices, tables.names)
    start, end = start - deaths, end - births
    _demand_people(start, end, tables.names)
    if closed and choices.world == "after":
        start, end = _close_world(start, end, 0.0, replace(choices, whole_natives=False), notes)
        _demand_people(start, end, tables.names)
    none = np.zeros_like(start)
    if not closed:
        out, into = _outside(start, end, choices, tables.names, notes)
        return Account(start - out, end - into, births, deaths, out, into, tuple(notes))
    start, end, multipliers = _match(start, end, tables, choices, notes, begin)
    return Account(start, end, births, deaths, none, none, tuple(notes), multipliers)


def _close_world(
    start: Array, end: Array, growth: float, choices: Accounting, notes: list[str]
) -> tuple[Array, Array]:
    """Native-born of both tables scaled so that the world grows by ``growth``; half of the gap in each."""
    gap = growth - float(end.sum() - start.sum())
    size = max(float(start.sum()), float(end.sum()))
    if abs(gap) <= 1e-12 * size:
        return start, end
    said = (
        f"the world grew by {number(end.sum() - start.sum())} but births minus deaths"
        f"{'' if choices.world == 'before' else ' (already taken out)'} imply {number(growth)}"
    )
    if abs(gap) > choices.largest_gap * size:
        share = number(100 * abs(gap) / size)
        raise FlowProblems(
            [
                f"{said}: a gap of {share} % of the population (largest_gap allows"
                f" {number(100 * choices.largest_gap)} %): are all inputs in persons, and complete?"
            ]
        )
    scaled = []
    for table, change in ((start, -gap / 2), (end, gap / 2)):
        natives = table.diagonal()
        total = float(natives.sum())
        if total <= 0 or total + change < 0:
            raise FlowProblems([f"{said}: the native-born ({number(total)}) cannot take up {number(change)}"])
        wanted = natives * ((total + change) / total)
        if choices.whole_natives:
            wanted = _whole(wanted, total + change)
        scaled.append(table + np.diag(wanted - natives))
    notes.append(
        f"{said}: native-born scaled by {number(-gap / 2)} at the start and {number(gap / 2)} at the end"
    )
    return scaled[0], scaled[1]


def _whole(values: Array, total: float) -> Array:
    """Rounded values; what is missing to the total goes to the largest (the first, of equals)."""
    rounded: Array = np.rint(values)
    rounded[np.argmax(values)] += total - rounded.sum()
    return rounded


def _births(end: Array, b: Array, choices: Accounting, names: tuple[str, ...], notes: list[str]) -> Array:
    """Newborn by birthplace and residence."""
    people = end.sum(axis=0)
    spread = end * np.divide(b, people, out=np.zeros_like(b), where=people > 0)
    if choices.births_to == "proportional":
        return spread
    taken = np.diag(b)
    over = b > end.diagonal()
    if over.any():
        said = f"more births than native-born at the end in {entries(over, b, names)}"
        if not choices.births_spread:
            raise FlowProblems([f"{said} (births_spread=True would spread them over all residents)"])
        taken[:, over] = spread[:, over]
        notes.append(f"{said}: births there spread over all residents")
    return taken


def _deaths(
    start: Array, end: Array, b: Array, d: Array, choices: Accounting, names: tuple[str, ...]
) -> Array:
    """Deaths by birthplace and residence."""
    if choices.deaths_to == "proportional":
        people = start.sum(axis=0)
        return np.asarray(start * np.divide(d, people, out=np.zeros_like(d), where=people > 0))
    implied = start.sum(axis=1) + b - end.sum(axis=1)
    if (implied < 0).any():
        raise FlowProblems(
            [
                "deaths_to='accounting': start + births - end is negative by birthplace, so no number of deaths"
                f" explains it: {entries(implied < 0, implied, names)}"
            ]
        )
    return balance(
        start,
        implied,
        d,
        names=names,
        what="deaths by birthplace (deaths_to='accounting')",
        tolerance=choices.tolerance,
        stop_at_change=choices.stop_at_change,
    ).table


def _demand_people(start: Array, end: Array, names: tuple[str, ...]) -> None:
    """No cell may lose more people than it has; what rounding leaves below 0 becomes 0."""
    found = []
    for table, what in ((start, "start: more deaths than people"), (end, "end: more newborn than people")):
        below = table < 0
        if not below.any():
            continue
        real = table < -1e-9 * max(float(np.abs(table).max()), 1.0)
        if real.any():
            found.append(f"{what} among those {cells(real, table, names)}")
        else:
            table[below] = 0.0
    if found:
        raise FlowProblems(found)


def _outside(
    start: Array, end: Array, choices: Accounting, names: tuple[str, ...], notes: list[str]
) -> tuple[Array, Array]:
    """Moves to and from outside that make the birthplace totals agree."""
    surplus = start.sum(axis=1) - end.sum(axis=1)
    leaving_by, coming_by = (end, start) if choices.system == "open" else (start, end)
    out = _spread(np.maximum(surplus, 0), leaving_by, start, "leave", names, notes)
    into = _spread(np.maximum(-surplus, 0), coming_by, end, "come", names, notes)
    return out, into


def _spread(
    amounts: Array, by: Array, limit: Array, verb: str, names: tuple[str, ...], notes: list[str]
) -> Array:
    """Amounts spread along rows in proportion to ``by``, no cell above ``limit``."""
    weights = np.where((by.sum(axis=1) > 0)[:, None], by, limit)
    totals = weights.sum(axis=1)
    parts = weights * np.divide(amounts, totals, out=np.zeros_like(amounts), where=totals > 0)[:, None]
    over = parts > limit * (1 + 1e-12)
    if over.any():
        parts = np.minimum(parts, limit)
        left, room = amounts - parts.sum(axis=1), limit - parts
        space = room.sum(axis=1)
        parts = parts + room * np.divide(left, space, out=np.zeros_like(left), where=space > 0)[:, None]
        notes.append(
            f"more people would {verb} than there are in {int(over.sum())} cells (born in"
            f" {', '.join(names[k] for k in np.flatnonzero(over.any(axis=1))[:8])}): spread over the others of"
            " the same birthplace"
        )
    return np.asarray(parts)


def _match(
    start: Array,
    end: Array,
    tables: Tables,
    choices: Accounting,
    notes: list[str],
    begin: tuple[Array, Array] | None,
) -> tuple[Array, Array, tuple[Array, Array] | None]:
    """Both tables rescaled to the mean of their birthplace totals, residents kept."""
    one, two = float(start.sum()), float(end.sum())
    if abs(one - two) > 1e-9 * max(one, two):
        raise FlowProblems(
            [
                f"after births and deaths {number(one)} people are left at the start and {number(two)} at the"
                " end; in a closed system they are the same people (world='before' or 'after' closes the gap)"
            ]
        )
    rows = (start.sum(axis=1) + end.sum(axis=1)) / 2
    stuck = _native_only(start, end, rows)
    if stuck.any() and choices.native_only == "error":
        said = entries(stuck, np.maximum(start, end).diagonal() - rows, tables.names)
        raise FlowProblems(
            [
                "countries without foreign-born whose native-born residents exceed the wanted total of their"
                f" birthplace, by {said} (native_only='adjust' matches them apart)"
            ]
        )
    if stuck.any():
        return (*_match_apart(start, end, rows, stuck, tables, choices, notes), None)
    fitted = []
    for at, (what, table) in enumerate((("start", start), ("end", end))):
        fitted.append(
            balance(
                table,
                rows * (table.sum() / rows.sum()),
                table.sum(axis=0),
                names=tables.names,
                what=f"{what}: matching birthplaces",
                tolerance=choices.tolerance,
                stop_at_change=choices.stop_at_change,
                begin=None if begin is None else begin[at],
            )
        )
    return fitted[0].table, fitted[1].table, (fitted[0].multipliers, fitted[1].multipliers)


def _native_only(start: Array, end: Array, rows: Array) -> npt.NDArray[np.bool_]:
    """Countries without foreign-born whose native-born residents exceed the wanted birthplace total."""
    stuck = np.zeros(len(rows), dtype=bool)
    for table in (start, end):
        natives = table.diagonal()
        stuck |= (table.sum(axis=0) <= natives) & (natives > rows)
    return stuck


def _match_apart(
    start: Array,
    end: Array,
    rows: Array,
    stuck: npt.NDArray[np.bool_],
    tables: Tables,
    choices: Accounting,
    notes: list[str],
) -> tuple[Array, Array]:
    """Rows of native-only countries scaled on their own, the other rows matched to what is left."""
    wanted = np.maximum(rows, np.maximum(start.diagonal(), end.diagonal()))
    results = []
    others = np.flatnonzero(~stuck)
    rest = []
    for table in (start, end):
        apart = np.zeros_like(table)
        sums = table[stuck].sum(axis=1)
        apart[stuck] = (
            table[stuck] * np.divide(wanted[stuck], sums, out=np.zeros_like(sums), where=sums > 0)[:, None]
        )
        results.append(apart)
        rest.append(table[np.ix_(others, others)])
    gap = float(rest[0].sum() - rest[1].sum()) if len(others) else 0.0
    for table, change in zip(rest, (-gap / 2, gap / 2), strict=True):
        natives = table.diagonal()
        if change:
            table[np.diag_indices(len(others))] = natives * (1 + change / natives.sum())
    target = (rest[0].sum(axis=1) + rest[1].sum(axis=1)) / 2
    for full, table, what in zip(results, rest, ("start", "end"), strict=True):
        full[np.ix_(others, others)] = balance(
            table,
            target,
            table.sum(axis=0),
            names=[tables.names[i] for i in others],
            what=f"{what}: matching birthplaces",
            tolerance=choices.tolerance,
            stop_at_change=choices.stop_at_change,
        ).table
    said = entries(stuck, wanted, tables.names)
    notes.append(
        f"countries without foreign-born matched apart, with birthplace totals {said}; their populations and"
        " those of their emigrants change accordingly"
    )
    return results[0], results[1]
