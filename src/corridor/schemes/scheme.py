"""One scheme of one country: header, dated parameters and rules, ready to run."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from corridor.careers.blocks import INPUTS, Block
from corridor.law import calendar
from corridor.law.numeric import Array, exact
from corridor.law.parameters import LawDataError, LawFile, Parameter, read_law_file
from corridor.law.rules import TIME_UNITS, Evaluation, RuleSet

VALIDATION_LABELS: Mapping[str, str] = {
    "validated": "amounts checked against published worked examples",
    "rules-read": "rules read in the law, amounts not checked against a published example",
    "secondary": "rules taken from secondary sources",
    "invented": "an invented country, for testing and learning",
}


@dataclass(frozen=True)
class Outputs:
    """Which rules of a scheme answer the questions that every scheme is asked.

    Attributes:
        own_periods: insured periods of the scheme in its own unit.
        amount: the benefit, after statutory rounding, per ``frequency``.
        starts: first day for which it is payable, for this claim (:data:`~corridor.law.calendar.NEVER` if
        never).
        frequency: "month", "week" or "once".
        payable_abroad: whether the scheme's own law pays it to a person living elsewhere; ``None``: it
        always does.
        refund_right: whether a refund or lump sum is due instead; ``refund``: how much.  ``None``: the
        scheme has none. refund_ends_insurance: taking the refund wipes out the periods.
        covered_years: which calendar years count as insured where an agreement counts in calendar years;
        ``None``: every
            year with a period.
        units_by_year: own insured units of each calendar year (rows: years); ``None``: months, days or
        whole weeks of the
            year by the scheme's unit.
    """

    own_periods: str = "own_periods"
    amount: str = "pension"
    starts: str = "starts"
    frequency: str = "month"
    payable_abroad: str | None = None
    refund_right: str | None = None
    refund: str | None = None
    refund_ends_insurance: bool = True
    covered_years: str | None = None
    units_by_year: str | None = None

    @property
    def targets(self) -> tuple[str, ...]:
        """The rules to run for a full answer, without the conditions."""
        named = (
            self.own_periods, self.amount, self.starts, self.payable_abroad, self.refund_right, self.refund,
        )  # fmt: skip
        return tuple(dict.fromkeys(name for name in named if name is not None))


@dataclass(frozen=True)
class Fact:
    """A fact that a scheme asks for beyond the periods: its title and the values it may take."""

    name: str
    title: str
    values: tuple[str, ...] = ()
    kind: str = "text"
    required: bool = True


class Scheme:
    """A scheme, loaded from its folder.

    Args:
        folder: holds ``parameters.yaml`` and ``rules.py``.
        module: import path of the rules module.

    Raises:
        LawDataError: the folder's data or rules do not fit together; all problems at once.
    """

    def __init__(self, folder: Path, module: str) -> None:
        self.folder = folder
        self._module = module
        self.law: LawFile = read_law_file(str(folder / "parameters.yaml"))
        header = self.law.header
        missing = [
            key
            for key in (
                "scheme",
                "name",
                "country",
                "branch",
                "currency",
                "unit",
                "law",
                "claims",
                "validation",
            )
            if not header.get(key)
        ]
        if missing:
            raise LawDataError(
                f"{folder.parent.name}/{folder.name}/parameters.yaml: missing {', '.join(missing)}"
            )
        self.id: str = header["scheme"]
        self.name: str = header["name"]
        self.local_name: str = header.get("local_name", "")
        self.country: str = header["country"]
        self.branch: str = header["branch"]
        self.currency: str = header["currency"]
        self.unit: str = header["unit"]
        self.period_kinds: tuple[str, ...] = tuple(header.get("period_kinds", ()))
        self.counts_periods_of: tuple[str, ...] = tuple(header.get("counts_periods_of", ()))
        self.aliases: tuple[str, ...] = tuple(header.get("aliases", ()))
        self.claims_from: date = header["claims"]["from"]
        self.claims_to: date = header["claims"]["to"]
        self.validation: str = header["validation"]
        self.validation_note: str = " ".join(str(header.get("validation_note", "")).split())
        self.not_modelled: tuple[str, ...] = tuple(header.get("not_modelled", ()))
        self.law_title: str = header["law"]["title"]
        self.law_address: str = header["law"].get("address", "")
        self.claim_where: str = header.get("claim_where", "")
        self.documents: tuple[str, ...] = tuple(header.get("documents", ()))
        if self.validation not in VALIDATION_LABELS:
            raise LawDataError(f"{self.id}: validation must be one of {', '.join(VALIDATION_LABELS)}")

    def __repr__(self) -> str:
        return f"<Scheme {self.id}: {self.name}>"

    @property
    def invented(self) -> bool:
        """Whether the scheme belongs to an invented country."""
        return self.validation == "invented"

    @cached_property
    def facts(self) -> Mapping[str, Fact]:
        """The facts that the scheme asks for, by name."""
        return {
            name: Fact(
                name=name,
                title=str(entry.get("title", name)),
                values=tuple(str(v) for v in entry.get("values", ())),
                kind="number" if entry.get("type") == "number" else "text",
                required=bool(entry.get("required", True)),
            )
            for name, entry in (self.law.header.get("facts") or {}).items()
        }

    def missing(self, block: Block) -> dict[str, Array]:
        """For each required fact, the mask of lanes of a block that do not state it."""
        stated = block.missing(self.id)
        return {name: mask for name, mask in stated.items() if self.facts[name].required}

    @cached_property
    def module(self) -> Any:
        """The rules module."""
        return importlib.import_module(self._module)

    @cached_property
    def outputs(self) -> Outputs:
        """Which rules answer the common questions."""
        outputs: Outputs = self.module.OUTPUTS
        return outputs

    @cached_property
    def rules(self) -> RuleSet:
        """The scheme's rules, ordered and checked."""
        inputs = dict(INPUTS) | {name: fact.kind for name, fact in self.facts.items()}
        rules = RuleSet.from_module(self.module, self.law, inputs, self.id)
        lost = [name for name in self.outputs.targets if name not in rules.rules]
        if lost:
            raise LawDataError(f"{self.id}: outputs name rules that do not exist: {', '.join(lost)}")
        if self.unit == "quarter" and self.outputs.units_by_year is None:
            raise LawDataError(
                f"{self.id}: a scheme that counts in quarters names the rule with its quarters of each year"
                " in Outputs(units_by_year=...)"
            )
        return rules

    @cached_property
    def targets(self) -> tuple[str, ...]:
        """All that a full answer needs: outputs and conditions."""
        by_year = tuple(n for n in (self.outputs.covered_years, self.outputs.units_by_year) if n)
        return (*self.outputs.targets, *(c.name for c in self.rules.conditions), *by_year)

    @cached_property
    def unread(self) -> tuple[Parameter, ...]:
        """Parameters behind the amounts of which some value was not read in a source."""
        wanted = tuple(n for n in (self.outputs.amount, self.outputs.refund) if n)
        behind = [self.law.parameters[n] for n in self.rules.plan(wanted) if n in self.law.parameters]
        return tuple(p for p in behind if any(v.source.unread for v in p.values))

    @cached_property
    def needs_earnings(self) -> bool:
        """Whether some rule reads earnings."""
        wanted = self.rules.inputs_of(self.targets)
        return "period_earnings" in wanted or "year_earnings" in wanted

    def parameter(self, name: str) -> Parameter:
        """A dated parameter by name."""
        return self.law.parameters[name]

    def compute(self, target: str, **given: Any) -> Any:
        """Run one rule on given values, exactly: the level at which worked examples are published.

        Any input, parameter or intermediate value may be given by name; only what is not given is computed.
        Foreign periods are none, and optional facts not stated, unless given.  Numbers may be text
        ("685.50"); dates are :class:`datetime.date`; a list is a career's rows (years or periods).

        Returns:
            A ``Fraction``, ``bool``, :class:`datetime.date` or list of these (for values with rows).

        Raises:
            LawDataError: something needed is not given, or is unknown at the dates given.

        Example:
            >>> find_scheme("CAN-OAS").compute("partial_pension", full_pension="685.50", residence_years=35)  # doctest: +SKIP
            Fraction(...)
        """
        run = self.evaluate_exact([target], given)
        bits = int(run.unknown_of(target, 1)[0])
        if bits:
            raise LawDataError(f"{self.id}: {target} cannot be known: {', '.join(run.causes_of(bits))}")
        return _plain(run.values[target], self.rules.unit_of(target))

    def evaluate_exact(self, targets: Iterable[str], given: Mapping[str, Any]) -> Evaluation:
        """Run rules for one career on given values, keeping every intermediate value."""
        known = {*self.rules.rules, *self.rules.parameters, *self.rules.inputs}
        unknown = [name for name in (*targets, *given) if name not in known]
        if unknown:
            raise LawDataError(f"{self.id}: no rule, parameter or input is called {', '.join(unknown)}")
        lanes = {name: self._given(name, value) for name, value in given.items()}
        # a case stated without an agreement has no foreign periods
        for name in ("credited_for_right", "credited_for_amount", "export_granted"):
            lanes.setdefault(name, _lane(False if name == "export_granted" else "0", "native units"))
        for fact in self.facts.values():
            if not fact.required and fact.name not in lanes:
                lanes[fact.name] = _lane(0 if fact.kind == "number" else "", fact.kind)
        return self.rules.evaluate(tuple(targets), lanes, lanes=1, exact_path=True, keep=True)

    def _given(self, name: str, value: Any) -> Any:
        """A value given by name, as rules read it; one of a kind that the name does not take is refused."""
        unit = self.rules.unit_of(name)
        expected = "a date" if unit in ("date", "month") else f"a number ({unit})" if unit else "a number"
        items = value if isinstance(value, list) else [value]
        if unit not in ("date", "month") and any(isinstance(item, date) for item in items):
            raise LawDataError(f"{self.id}: {name}: expected {expected}, not a date")
        try:
            return _lane(value, unit)
        except (ValueError, TypeError, ZeroDivisionError):
            raise LawDataError(f"{self.id}: {name}: expected {expected}, not {value}") from None


def _lane(value: Any, unit: str) -> Any:
    """A plain value as an array of one lane (a list becomes rows)."""
    if isinstance(value, list):
        return np.stack([_lane(item, unit) for item in value])
    if isinstance(value, bool):
        return np.array([value])
    if isinstance(value, date):
        day = calendar.day_number(value)
        return calendar.month_of(np.array([day])) if unit == "month" else np.array([day], dtype="int64")
    if isinstance(value, int) and unit in TIME_UNITS:
        return np.array([value], dtype="int64")
    if isinstance(value, str) and unit in ("text", "kind", "contract"):
        return np.array([value])
    out = np.empty(1, dtype=object)
    out[0] = exact(value)
    return out


def _plain(value: Any, unit: str) -> Any:
    array = np.asarray(value)
    if array.ndim == 2:
        return [_plain(row, unit) for row in array]
    item = array.reshape(-1)[0]
    if array.dtype == bool:
        return bool(item)
    if unit == "date":
        return calendar.to_date(int(item))
    if unit in TIME_UNITS:
        return int(item)
    return item
