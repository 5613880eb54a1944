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
from corridor.law.selected import Days, days_named, spread
from corridor.law.tables import Table

#: Units of whole numbers that are places in time, not quantities: they stay integers on the exact path.
TIME_UNITS = frozenset({"date", "month", "year"})

_MISSING_FACT = "fact:"

#: First days of the years that careers may reach.
_ANY_YEAR = (int(calendar.day_of(1900)), int(calendar.day_of(2100)))


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
    _days: dict[str, Days] = field(default_factory=dict, repr=False)

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
        self._tables = {
            r.name: tuple(n for n in r.inputs if n in self.parameters and self.parameters[n].is_table)
            for r in self.rules.values()
        }
        self._plans: dict[tuple[tuple[str, ...], frozenset[str]], list[str]] = {}
        self._drops: dict[tuple[Any, ...], dict[int, list[str]]] = {}
        self._downstream: dict[frozenset[str], frozenset[str]] = {}
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

    def downstream(self, changed: Iterable[str]) -> frozenset[str]:
        """Every rule and parameter whose value can change when the values of ``changed`` do."""
        key = frozenset(changed)
        if key not in self._downstream:
            hit = set(key)
            grew = True
            while grew:
                grew = False
                for name, reads in self._reads.items():
                    if name not in hit and not hit.isdisjoint(reads):
                        hit.add(name)
                        grew = True
            self._downstream[key] = frozenset(hit)
        return self._downstream[key]

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
        changing: Iterable[str] = (),
    ) -> Evaluation:
        """Run the rules that ``targets`` need.

        Args:
            targets: names whose values are wanted.
            given: values by name: inputs, and any rule or parameter whose value is to be taken as given.
            lanes: number of careers in the block.
            exact_path: exact fractions in place of floats.
            keep: keep every intermediate value and the day of each parameter (the explanation), else the
            targets, values that have no rows, and what later runs need.
            base: an earlier run on the same block; what does not depend on the names given now is taken
            from it.
            missing: for an input, a mask of lanes that do not state it.
            changing: names that later runs on this one will give anew.

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
        last_use = self._last_uses(order, targets, tuple(changing)) if not keep else {}
        for name, mask in missing.items():
            if name in values and mask.any():
                unknown[name] = self.flag(run, f"{_MISSING_FACT}{name}", mask, lanes)
        for position, name in enumerate(order):
            if name in self.rules:
                self._run_rule(self.rules[name], run, lanes, exact_path)
            elif name in self.parameters:
                self._look_up(self.parameters[name], run, lanes, exact_path, keep)
            else:
                raise LawDataError(f"{self.where}: the input {name} is needed and was not given")
            for done in last_use.get(position, ()):
                if np.ndim(values[done]) > 1:
                    del values[done]
        if not keep:
            run.selected.clear()
        run._days.clear()
        return run

    def _last_uses(
        self, order: list[str], targets: tuple[str, ...], changing: tuple[str, ...]
    ) -> dict[int, list[str]]:
        """By place in the order the names that neither this run after it nor a run on it reads."""
        key = (tuple(order), targets, changing)
        if key not in self._drops:
            self._drops[key] = self._dropped(order, targets, self.downstream(changing))
        return self._drops[key]

    def _dropped(
        self, order: list[str], targets: tuple[str, ...], again: frozenset[str]
    ) -> dict[int, list[str]]:
        last: dict[str, int] = {}
        for position, name in enumerate(order):
            for read in self._reads.get(name, ()):
                last[read] = position
        wanted = set(targets).union(*(self._reads.get(name, ()) for name in again))
        computed = set(order)
        drop: dict[int, list[str]] = {}
        for name, position in last.items():
            if name in computed and name not in wanted:
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
        read = {name: run.values[name] for name in r.inputs}
        for name in self._tables[r.name]:
            if isinstance(read[name], np.ndarray):
                read[name] = Table(self.parameters[name], read[name], exact_path, unseen)
        result = r.function(*read.values())
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

    def _look_up(self, p: Parameter, run: Evaluation, lanes: int, exact_path: bool, keep: bool) -> None:
        if p.undated is not None:
            run.values[p.name] = p.undated[exact_path]
            run.selected[p.name] = np.asarray(p.values[-1].start)
            return
        if p.selector is None:
            asked = Days(np.asarray(p.values[-1].start), None, None)
            bits = None
        else:
            asked = self._selected_days(p.selector, run)
            bits = run.unknown.get(p.selector)
        if p.is_table:
            index, bad = p.version(asked.days, asked.range)
            run.values[p.name] = np.atleast_1d(spread(index, asked.place))
        else:
            found, bad = p.lookup(asked.days, exact_path, asked.range)
            run.values[p.name] = spread(found, asked.place)
        if keep:
            run.selected[p.name] = asked.of_cells
        if np.any(bad):
            bad = self._that_matters(p, run, spread(bad, asked.place))
            if np.any(bad):
                flagged = self.flag(run, f"parameter:{p.name}", bad, lanes)
                bits = flagged if bits is None else bits | flagged
        if bits is not None:
            run.unknown[p.name] = bits

    def _that_matters(self, p: Parameter, run: Evaluation, bad: Array) -> Array:
        """Of the cells without a value, those in which the value is needed."""
        if p.needed_where is None:
            return np.asarray(bad)
        needed = np.asarray(run.values[p.needed_where])
        if bad.ndim == 2 and bad.shape[1] == 1 and needed.ndim == 2 and len(needed) == len(bad):
            needed, bad = needed[bad[:, 0]], np.ones(1, dtype=bool)  # only these rows can matter
        return np.asarray(bad & np.asarray(needed != 0, dtype=bool))

    def _selected_days(self, selector: str, run: Evaluation) -> Days:
        """Days to look up for a selector, worked out once a run."""
        if selector not in run._days:
            run._days[selector] = days_named(np.asarray(run.values[selector]), self.unit_of(selector))
        return run._days[selector]

    def unit_of(self, name: str) -> str:
        """The unit of a rule, parameter or input."""
        if name in self.rules:
            return self.rules[name].unit
        if name in self.parameters:
            return self.parameters[name].unit
        return self.inputs[name]


__all__ = ["TIME_UNITS", "Evaluation", "Rule", "RuleSet", "condition", "rule"]
