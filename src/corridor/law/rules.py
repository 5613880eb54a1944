"""Rules with their article, and the rule set that runs them.

A rule is a function whose name is the legal concept and whose arguments are the names of what it reads:
other rules, parameters, or inputs of the career.  :class:`RuleSet` orders the rules, looks parameters up on
the date their selector names, and keeps, lane by lane, why a value cannot be known.  The same run gives a
million amounts or, with every value kept, the explanation of one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import numpy as np

from corridor.law import calendar
from corridor.law.numeric import Array, exact
from corridor.law.parameters import LawDataError, LawFile, Parameter
from corridor.law.rule import Rule, condition, rule
from corridor.law.tables import Table

#: Units of whole numbers that are places in time, not quantities: they stay integers on the exact path.
TIME_UNITS = frozenset({"date", "month", "year"})

_MISSING_FACT = "fact:"

#: First days of the years that careers may reach.
_ANY_YEAR = (int(calendar.day_of(1900)), int(calendar.day_of(2100)))

#: Cells of a selector from which on it pays to look each month or year up once.
_MANY = 1024


@dataclass
class Evaluation:
    """What a run produced.

    ``values`` by name (arrays whose last axis is the lane), ``unknown`` by name: for each lane a bit set of
    ``causes`` that make the value unknowable (absent or 0: known).
    """

    values: dict[str, Any]
    unknown: dict[str, Array]
    causes: list[str]
    selected: dict[str, Array] = field(default_factory=dict)
    #: by selector: its days, and for selectors looked up once a month or year the place of each cell among these
    days_of: dict[str, Array] = field(default_factory=dict, repr=False)
    places: dict[str, Array] = field(default_factory=dict, repr=False)

    def unknown_of(self, name: str, lanes: int) -> Array:
        """Bit set of causes for each lane (zeros where the value is known)."""
        found = self.unknown.get(name)
        return np.zeros(lanes, dtype="uint64") if found is None else found

    def causes_of(self, bits: int) -> list[str]:
        """The causes that a bit set names."""
        return [cause for i, cause in enumerate(self.causes) if bits >> i & 1]


class RuleSet:
    """The rules of one scheme in the order in which they can run.

    Args:
        rules: the rules; their names must be unique.
        parameters: the scheme's dated parameters by name.
        inputs: names that a career or the coordination supplies, each with its unit.
        where: how error messages call this set.

    Raises:
        LawDataError: a rule reads a name that nothing supplies, two things share a name, or rules run in a
        circle.
    """

    def __init__(
        self,
        rules: Iterable[Rule],
        parameters: Mapping[str, Parameter],
        inputs: Mapping[str, str],
        where: str,
    ) -> None:
        self.where = where
        self.parameters = dict(parameters)
        self.inputs = dict(inputs)
        self.rules: dict[str, Rule] = {}
        problems: list[str] = []
        for r in rules:
            for taken, what in ((self.rules, "rule"), (self.parameters, "parameter"), (self.inputs, "input")):
                if r.name in taken:
                    problems.append(f"{where}: {r.name} is a rule and also a {what}")
            self.rules[r.name] = r
        for r in self.rules.values():
            for name in r.inputs:
                if name not in self.rules and name not in self.parameters and name not in self.inputs:
                    problems.append(f"{where}: rule {r.name} reads {name}: no such rule, parameter or input")
        for p in self.parameters.values():
            if p.name in self.inputs:
                problems.append(f"{where}: {p.name} is a parameter and also an input")
            for read in (p.selector, p.needed_where):
                if read is not None and read not in self.rules and read not in self.inputs:
                    problems.append(f"{where}: parameter {p.name} names {read}: no such rule or input")
            if p.selector == "year" and p.needed_where is None and not p.covers(*_ANY_YEAR):
                # the years of a block are those of all its careers
                problems.append(f"{where}: parameter {p.name} needs needed_where: which years it matters for")
        if problems:
            raise LawDataError("\n".join(problems))
        self._reads = {
            **{r.name: r.inputs for r in self.rules.values()},
            **{p.name: tuple(n for n in (p.selector, p.needed_where) if n) for p in self.parameters.values()},
        }
        self._plans: dict[tuple[tuple[str, ...], frozenset[str]], list[str]] = {}
        self.plan(self._reads)  # a circle shows at once, also one that no result stands on

    @classmethod
    def from_module(cls, module: ModuleType, law: LawFile, inputs: Mapping[str, str], where: str) -> RuleSet:
        """The rules a module declares, in the order it declares them."""
        rules = [value for value in vars(module).values() if isinstance(value, Rule)]
        return cls(rules, law.parameters, inputs, where)

    @property
    def conditions(self) -> list[Rule]:
        """The conditions in the order of the law."""
        return [r for r in self.rules.values() if r.kind == "condition"]

    def plan(self, targets: Iterable[str], given: Iterable[str] = ()) -> list[str]:
        """Names to compute, in order, to reach ``targets`` when the values of ``given`` are supplied."""
        key = (tuple(targets), frozenset(given))
        if key not in self._plans:
            order: list[str] = []
            state: dict[str, int] = {}

            def visit(name: str, path: tuple[str, ...]) -> None:
                if name in key[1] or state.get(name) == 2:
                    return
                if state.get(name) == 1:
                    raise LawDataError(f"{self.where}: rules run in a circle: {' -> '.join((*path, name))}")
                state[name] = 1
                if name not in self._reads and name not in self.inputs:
                    raise LawDataError(f"{self.where}: no rule, parameter or input is called {name}")
                for read in self._reads.get(name, ()):
                    visit(read, (*path, name))
                state[name] = 2
                order.append(name)

            for target in key[0]:
                visit(target, ())
            self._plans[key] = order
        return self._plans[key]

    def inputs_of(self, targets: Iterable[str]) -> list[str]:
        """The inputs that ``targets`` stand on."""
        return [name for name in self.plan(targets) if name in self.inputs]

    def reads(self, name: str) -> tuple[str, ...]:
        """What a rule or parameter reads directly."""
        return self._reads.get(name, ())

    def downstream(self, changed: Iterable[str]) -> set[str]:
        """Every rule and parameter whose value can change when the values of ``changed`` do."""
        hit = set(changed)
        grew = True
        while grew:
            grew = False
            for name, reads in self._reads.items():
                if name not in hit and not hit.isdisjoint(reads):
                    hit.add(name)
                    grew = True
        return hit

    def evaluate(
        self,
        targets: Iterable[str],
        given: Mapping[str, Any],
        *,
        lanes: int,
        exact_path: bool = False,
        keep: bool = False,
        base: Evaluation | None = None,
        missing: Mapping[str, Array] | None = None,
    ) -> Evaluation:
        """Run the rules that ``targets`` need.

        Args:
            targets: names whose values are wanted.
            given: values by name: inputs, and any rule or parameter whose value is to be taken as given.
            lanes: number of careers in the block.
            exact_path: exact fractions in place of floats.
            keep: keep every intermediate value (the explanation), else only the targets and what ``base``
            reuse needs.
            base: an earlier run on the same block; what does not depend on the names given now is taken
            from it.
            missing: for an input, a mask of lanes that do not state it.

        Raises:
            LawDataError: an input that a target needs is not given.
        """
        targets = tuple(targets)
        missing = missing or {}
        values: dict[str, Any] = {}
        unknown: dict[str, Array] = {}
        causes: list[str] = []
        selected: dict[str, Array] = {}
        if base is not None:
            stale = self.downstream(given)
            values.update({k: v for k, v in base.values.items() if k not in stale})
            unknown.update({k: v for k, v in base.unknown.items() if k not in stale})
            selected.update({k: v for k, v in base.selected.items() if k not in stale})
            causes = base.causes
        values.update(given)
        run = Evaluation(values, unknown, causes, selected)
        order = self.plan(targets, values.keys())
        last_use = self._last_uses(order, targets) if not keep else {}
        for name, mask in missing.items():
            if name in values and mask.any():
                unknown[name] = self.flag(run, f"{_MISSING_FACT}{name}", mask, lanes)
        for position, name in enumerate(order):
            if name in self.rules:
                self._run_rule(self.rules[name], run, lanes, exact_path)
            elif name in self.parameters:
                self._look_up(self.parameters[name], run, lanes, exact_path)
            else:
                raise LawDataError(f"{self.where}: the input {name} is needed and was not given")
            for done in last_use.get(position, ()):
                values.pop(done, None)
        return run

    def _last_uses(self, order: list[str], targets: tuple[str, ...]) -> dict[int, list[str]]:
        last: dict[str, int] = {}
        for position, name in enumerate(order):
            for read in self._reads.get(name, ()):
                last[read] = position
        computed = set(order)
        drop: dict[int, list[str]] = {}
        for name, position in last.items():
            if name in computed and name not in targets:
                drop.setdefault(position, []).append(name)
        return drop

    def flag(self, run: Evaluation, cause: str, mask: Array, lanes: int) -> Array:
        """Bit set, lane by lane, of a cause that makes a value unknowable; the cause is noted in the run."""
        if cause not in run.causes:
            if len(run.causes) == 63:  # the bit set is full: the last place stands for all further causes
                cause = run.causes[62]
            else:
                run.causes.append(cause)
        bit = np.uint64(1) << np.uint64(run.causes.index(cause))
        lane_mask = mask.any(axis=0) if mask.ndim > 1 else mask
        return np.where(np.broadcast_to(lane_mask, (lanes,)), bit, np.uint64(0))

    def _run_rule(self, r: Rule, run: Evaluation, lanes: int, exact_path: bool) -> None:
        unseen: list[tuple[str, Array]] = []
        arguments: list[Any] = []
        for name in r.inputs:
            p = self.parameters.get(name)
            if p is not None and p.is_table and name not in run.values:
                raise LawDataError(f"{self.where}: table {name} was not looked up")
            value = run.values[name]
            if p is not None and p.is_table and isinstance(value, np.ndarray):
                value = Table(p, value, exact_path, unseen)
            arguments.append(value)
        result = r.function(*arguments)
        if exact_path:
            result = self._exact_result(r, result)
        run.values[r.name] = result
        bits: Array | None = None
        for name in r.inputs:
            found = run.unknown.get(name)
            if found is not None:
                bits = found if bits is None else bits | found
        for table, mask in unseen:
            found = self.flag(run, f"table:{table}", mask, lanes)
            bits = found if bits is None else bits | found
        if bits is not None:
            run.unknown[r.name] = bits

    def _exact_result(self, r: Rule, result: Any) -> Any:
        array = np.asarray(result)
        if array.dtype == bool or r.unit in TIME_UNITS:
            return array
        if array.dtype.kind in "iu":
            return exact(array)
        floats = array.dtype.kind == "f" or (
            array.dtype == object and any(isinstance(v, float) for v in array.reshape(-1))
        )
        if floats:
            raise LawDataError(
                f"{self.where}: rule {r.name} left the exact path (a float, or a division of whole numbers)"
            )
        return array

    def _look_up(self, p: Parameter, run: Evaluation, lanes: int, exact_path: bool) -> None:
        if p.undated is not None:
            run.values[p.name] = p.undated[exact_path]
            run.selected[p.name] = np.asarray(p.values[-1].start)
            return
        place: Array | None = None
        if p.selector is None:
            days: Array = np.asarray(p.values[-1].start)
            bits = None
        else:
            days, place = self._selected_days(p.selector, run)
            bits = run.unknown.get(p.selector)
        if p.is_table:
            index, bad = p.version(days)
            run.values[p.name] = np.atleast_1d(_spread(index, place))
        else:
            found, bad = p.lookup(days, exact_path)
            run.values[p.name] = _spread(found, place)
        bad = _spread(bad, place)
        run.selected[p.name] = days if p.selector is None else run.days_of[p.selector]
        if p.needed_where is not None and np.any(bad):
            needed = np.asarray(run.values[p.needed_where])
            if bad.ndim == 2 and bad.shape[1] == 1 and needed.ndim == 2 and len(needed) == len(bad):
                needed, bad = needed[bad[:, 0]], np.ones(1, dtype=bool)  # only these rows can matter
            bad = bad & np.asarray(needed != 0, dtype=bool)
        if np.any(bad):
            flagged = self.flag(run, f"parameter:{p.name}", np.asarray(bad), lanes)
            bits = flagged if bits is None else bits | flagged
        if bits is not None:
            run.unknown[p.name] = bits

    def _selected_days(self, selector: str, run: Evaluation) -> tuple[Array, Array | None]:
        """Days to look up for a selector and, where each day stands for many cells, the day of each cell.

        Months and years of thousands of careers are few: they are looked up once each and then spread.
        """
        selected = np.asarray(run.values[selector])
        unit = self.unit_of(selector)
        if unit == "year":
            selected = selected.astype("int64")
        elif unit != "month":
            run.days_of[selector] = selected
            return selected, None
        to_day = calendar.day_of if unit == "year" else calendar.first_day
        few = selected.size <= _MANY
        low, high = (0, 0) if few else (int(selected.min()), int(selected.max()))
        if few or (high - low) * 8 > selected.size:
            days = run.days_of[selector] = to_day(selected)
            return days, None
        days = to_day(np.arange(low, high + 1))
        if selector not in run.places:
            run.places[selector] = selected - low
            run.days_of[selector] = days.take(run.places[selector])
        return days, run.places[selector]

    def unit_of(self, name: str) -> str:
        """The unit of a rule, parameter or input."""
        if name in self.rules:
            return self.rules[name].unit
        if name in self.parameters:
            return self.parameters[name].unit
        return self.inputs[name]


def _spread(found: Array, place: Array | None) -> Array:
    """What was found for each day, at the cells that stand on these days."""
    if place is None:
        return found
    if not any(found.strides):  # the same on all days
        return np.broadcast_to(found[0], place.shape)
    return found.take(place)


__all__ = ["TIME_UNITS", "Evaluation", "Rule", "RuleSet", "condition", "rule"]
