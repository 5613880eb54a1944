"""One person: what each country owes, under each named set of instruments, with every step kept.

The rules that run here are the ones that run on a million careers, on a block of one (or of a few, where
the record leaves something open), in exact fractions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from corridor.agreements import Instrument, all_instruments
from corridor.agreements.instrument import METHODS
from corridor.law import calendar
from corridor.law.trace import Step, Trace, build_steps, parameter_uses
from corridor.portability.awards import Award, SchemeOutcome
from corridor.portability.engine import OWN_LAW, Coordination
from corridor.portability.lanes import UNBOUNDED, Lanes, UncertainFact, build_lanes
from corridor.portability.results import (
    ConditionResult,
    CreditResult,
    Difference,
    Entitlement,
    RouteResult,
    Status,
    difference,
)
from corridor.portability.wording import cause_text
from corridor.schemes import Scheme, all_schemes, find_scheme

if TYPE_CHECKING:
    from corridor.careers import Career, Careers

NONE = "none"
IN_FORCE = "in force"
DRAFT = "draft"

Scenarios = Mapping[str, Sequence[Instrument]]


def scenarios(draft: Instrument | None = None, *, invented: bool = True) -> dict[str, list[Instrument]]:
    """The usual sets of instruments by name: none, those in force on the claim date, and with a draft.

    A draft stands in for the instruments it says it replaces.
    """
    present = all_instruments(invented=invented)
    sets: dict[str, list[Instrument]] = {NONE: [], IN_FORCE: present}
    if draft is not None:
        sets[DRAFT] = [*(i for i in present if i.id not in (draft.id, *draft.replaces)), draft]
    return sets


@dataclass
class Answer:
    """What each country owes one person.

    ``results`` holds, by name of the set of instruments, one :class:`Entitlement` a scheme.  ``silent``
    names schemes of the same countries for which no period is recorded, and why that matters.
    """

    career: Career
    results: dict[str, list[Entitlement]]
    silent: list[Entitlement]
    uncertain: tuple[str, ...]
    _lanes: Lanes = field(repr=False)
    _runs: Coordination = field(repr=False)
    _sets: Scenarios = field(repr=False)

    def of(self, scenario: str, scheme: str) -> Entitlement:
        """The result of one scheme under one set of instruments; ``KeyError`` if there is none."""
        found = {e.scheme: e for e in self.results[scenario]}
        return found[find_scheme(scheme).id]

    def differences(self, without: str = NONE, with_: str = IN_FORCE) -> list[Difference]:
        """What one set of instruments changes against another, scheme by scheme."""
        return [difference(self.of(without, e.scheme), e) for e in self.results[with_]]

    def explain(self, country_or_scheme: str, scenario: str = IN_FORCE) -> list[Trace]:
        """Every step behind the results of a country (ISO3) or a scheme.

        Raises:
            KeyError: the career has no periods there.
        """
        wanted = [e for e in self.results[scenario] if country_or_scheme in (e.country, e.scheme)]
        if not wanted:
            raise KeyError(f"no periods in {country_or_scheme}")
        return [self._trace(e, scenario) for e in wanted]

    def _trace(self, result: Entitlement, scenario: str) -> Trace:
        scheme = find_scheme(result.scheme)
        outcome = self._runs.outcome(scheme, self._sets[scenario])
        route = outcome.routes[int(outcome.chosen[0])]
        labels = {
            "year": [str(self._lanes.block.first_year + i) for i in range(self._lanes.block.years)],
            "period": _period_labels(self._lanes, scheme.id),
        }
        inputs, steps = build_steps(scheme.rules, route.run, scheme.targets, 0, labels)
        return Trace(
            about={
                "person": self.career.person.person_id,
                "claim_date": self.career.person.claim_date,
                "scheme": scheme.id,
                "scheme_name": scheme.name,
                "country": scheme.country,
                "instruments": scenario,
                "route": route.label,
                "validation": scheme.validation,
                "validation_note": scheme.validation_note,
                "estimate": "an estimate, not a decision",
            },
            inputs=inputs,
            steps=steps,
            coordination=_coordination_steps(route, self._runs.own(scheme), result),
            result={
                "status": str(result.status),
                "amount": result.amount,
                "amount_low": result.amount_low,
                "amount_high": result.amount_high,
                "currency": result.currency,
                "frequency": result.frequency,
                "starts": result.starts,
                "payable_where_the_person_lives": result.payable,
                "missing": list(result.missing),
            },
        )

    @cached_property
    def countries(self) -> list[str]:
        """Countries with insured periods in a modelled scheme."""
        return list(dict.fromkeys(e.country for e in next(iter(self.results.values()))))

    def __repr__(self) -> str:
        from corridor.portability.display import answer_text

        return answer_text(self)

    def _repr_html_(self) -> str:
        from corridor.portability.display import answer_html

        return answer_html(self)


def entitlement(career: Career | Careers, sets: Scenarios | None = None) -> Answer:
    """What each country owes one person.

    Args:
        career: one checked career.
        sets: instruments by name of the set; default: none, and all that are in force on the claim date.

    Raises:
        ValueError: more or less than one person.
        corridor.careers.CareerProblems: the career does not pass the checks.
    """
    from corridor.careers import Career

    careers = career.to_careers(vocabulary()) if isinstance(career, Career) else career
    if len(careers) != 1:
        raise ValueError(f"expected one person, not {len(careers)}; use run() for many")
    one = next(iter(careers))
    sets = scenarios() if sets is None else sets
    known = {s.id: s for s in all_schemes(invented=True)}
    lanes = build_lanes(careers.persons, careers.periods, known, exact_path=True)
    runs = Coordination(lanes.block, keep=True)
    results = {
        name: [_person_result(runs.outcome(s, instruments), lanes, name) for s in runs.schemes.values()]
        for name, instruments in sets.items()
    }
    return Answer(
        career=one,
        results=results,
        silent=_silent(one, known, runs.schemes),
        uncertain=tuple(f.label for f in lanes.uncertain.get(0, ())),
        _lanes=lanes,
        _runs=runs,
        _sets=sets,
    )


def vocabulary() -> Any:
    """The words a careers file may use, from the schemes that are modelled."""
    from corridor.portability.words import vocabulary as words

    return words()


def _silent(career: Career, known: Mapping[str, Scheme], used: Iterable[str]) -> list[Entitlement]:
    """Results for what the record names but no rules cover.

    Other schemes of the same countries, other countries.
    """
    out: list[Entitlement] = []
    countries = dict.fromkeys(p.country for p in career.periods)
    used = set(used)
    for country in countries:
        schemes = [s for s in known.values() if s.country == country]
        for s in schemes:
            if s.id not in used and not s.counts_periods_of:
                kinds = " or ".join(s.period_kinds)
                out.append(
                    Entitlement(
                        s.id, s.name, country, "", Status.CANNOT_TELL, s.currency, s.outputs.frequency, s.unit,
                        missing=(f"no periods of {kinds} in {country} are recorded",),
                        validation=s.validation,
                    )
                )  # fmt: skip
        if not schemes:
            out.append(
                Entitlement(
                    country, f"the pension law of {country}", country, "", Status.NOT_MODELLED, "", "", "",
                    missing=(f"the pension law of {country} is not modelled",),
                )
            )  # fmt: skip
    return out


# -- from lanes to one result
# -----------------------------------------------------------------------------------


def _person_result(outcome: SchemeOutcome, lanes: Lanes, scenario: str) -> Entitlement:
    """The result of a person whose lanes are all lanes of the block."""
    each = [lane_result(outcome, lane, scenario) for lane in range(lanes.block.lanes)]
    if len(each) == 1:
        return each[0]
    return combine_corners(each, lanes.corner, lanes.uncertain[0])


def combine_corners(
    each: Sequence[Entitlement], corners: Sequence[tuple[bool, ...]], facts: Sequence[UncertainFact]
) -> Entitlement:
    """One result from those at the bounds of what the record leaves open."""
    labels = [f.label for f in facts]
    first = each[0]
    fields = {name: getattr(first, name) for name in first.__dataclass_fields__}
    note = (*first.notes, "bounds, because the record leaves open: " + "; ".join(labels))
    states = {e.status for e in each}
    low_all = each[corners.index((False,) * len(labels))]
    if len({e.refund for e in each}) > 1:
        fields |= {"refund": None}
    if len(states) > 1:
        deciding = [
            label
            for i, label in enumerate(labels)
            if each[corners.index(tuple(i == j for j in range(len(labels))))].status != low_all.status
        ] or list(labels)
        verb = "decides" if len(deciding) == 1 else "decide"
        fields |= {
            "status": Status.CANNOT_TELL,
            "amount": None,
            "amount_low": None,
            "amount_high": None,
            "payable": None,
            "refund": None,
            "missing": (f"{' and '.join(deciding)} {verb}",),
            "notes": note,
        }
        return Entitlement(**fields)
    if first.status is Status.ENTITLED:
        amounts = [e.amount for e in each]
        if any(a is None for a in amounts):
            missing = tuple(dict.fromkeys("; ".join(e.missing) for e in each if e.missing))
            low_high = {"amount": None, "amount_low": None, "amount_high": None, "missing": missing}
            starts = max((e.starts for e in each if e.starts is not None), default=None)
            payable = first.payable if len({e.payable for e in each}) == 1 else None
            return Entitlement(**(fields | low_high | {"notes": note, "starts": starts, "payable": payable}))
        low, high = min(a for a in amounts if a is not None), max(a for a in amounts if a is not None)
        unbounded = any(f.no_upper_bound for f in facts) and high > UNBOUNDED // 10**4
        fields |= {
            "amount": low if low == high else None,
            "amount_low": low,
            "amount_high": None if unbounded else high,
            "starts": max((e.starts for e in each if e.starts is not None), default=None),
            "payable": first.payable if len({e.payable for e in each}) == 1 else None,
            "notes": note if low != high else first.notes,
        }
    return Entitlement(**fields)


def lane_result(outcome: SchemeOutcome, lane: int, scenario: str) -> Entitlement:
    """The result of one lane of a block, in words and exact numbers."""
    scheme = outcome.scheme
    route = outcome.routes[int(outcome.chosen[lane])]
    own = outcome.routes[0]
    block_claim = (
        calendar.to_date(int(route.run.values["claim"][lane])) if "claim" in route.run.values else None
    )
    status, missing = lane_status(route, lane)
    outside = block_claim is not None and not scheme.claims_from <= block_claim <= scheme.claims_to
    if outside:
        status = Status.NOT_MODELLED
        missing = (f"claims before {scheme.claims_from} or after {scheme.claims_to} are not modelled",)
    amount = None
    if status is Status.ENTITLED:
        bits = int(route.amount_unknown[lane])
        if bits:
            missing = tuple(cause_text(scheme, c) for c in route.run.causes_of(bits))
        else:
            amount = _fraction(route.amount[lane])
    tried = _tried(outcome, lane) if status in (Status.NOT_ENTITLED, Status.NOT_YET) else route
    totalized = bool(route.by_totalization[lane])
    used = route.instrument is not None
    refund_due = bool(route.refund_right[lane]) if scheme.outputs.refund_right else None
    refund_known = not int(route.refund_unknown[lane])
    return Entitlement(
        scheme=scheme.id,
        scheme_name=scheme.name,
        country=scheme.country,
        scenario=scenario,
        status=status,
        currency=scheme.currency,
        frequency=scheme.outputs.frequency,
        unit=scheme.unit,
        amount=amount,
        amount_low=amount,
        amount_high=amount,
        starts=None if status is Status.NOT_ENTITLED else calendar.to_date(int(route.starts[lane])),
        payable=bool(route.payable[lane]) if status is Status.ENTITLED else None,
        instrument=route.instrument.id if used and route.instrument else None,
        instrument_title=route.instrument.title if used and route.instrument else "",
        version=route.version.name if route.version else "",
        method=(route.benefit.method if totalized or not own.entitled[lane] else "national benefit")
        if route.benefit
        else "",
        award=route.benefit.award if route.benefit else "",
        article=route.benefit.article if route.benefit else "",
        export_article=_export_article(route, lane),
        own_periods=_fraction(route.own[lane]),
        credited=_fraction(tried.credited[lane]) if tried.credited is not None else Fraction(0),
        theoretical=_fraction(route.theoretical[lane])
        if totalized and route.theoretical is not None
        else None,
        numerator=_fraction(route.numerator[lane]) if totalized and route.numerator is not None else None,
        denominator=_fraction(route.denominator[lane])
        if totalized and route.denominator is not None
        else None,
        refund=_fraction(route.refund[lane]) if refund_due and refund_known else None,
        refund_due=refund_due,
        refund_ends_insurance=scheme.outputs.refund_ends_insurance,
        conditions=_conditions(scheme, tried, lane),
        credits=tuple(
            CreditResult(
                c.rule.source,
                c.rule.measure,
                _fraction(c.counted[lane]),
                _fraction(c.credited[lane]),
                c.rule.article,
                c.rule.reading,
            )
            for c in tried.credits
            if tried.applies[lane]
        ),
        missing=missing,
        routes=tuple(_route_result(r, lane) for r in outcome.routes if bool(r.applies[lane])),
        third_states=route.third_states
        if route.by_third_states is not None and route.by_third_states[lane]
        else (),
        validation=scheme.validation,
        tried=tried.instrument.id if tried is not route and tried.instrument else None,
        weak_sources=_weak_sources(scheme, route, lane) if status is Status.ENTITLED or refund_due else (),
    )


def _export_article(route: Award, lane: int) -> str:
    """The clause by which the instrument pays where the person lives; empty where none is needed."""
    export = route.version.export if route.version is not None else None
    if export is None or route.export_granted is None or not route.export_granted[lane]:
        return ""
    third = route.in_third_state is not None and bool(route.in_third_state[lane])
    return (export.third_states_article if third else "") or export.article


def _tried(outcome: SchemeOutcome, lane: int) -> Award:
    """Where no route leads to a right: the one that fails the fewest conditions, the widest first."""
    open_routes = [r for r in outcome.routes if bool(r.applies[lane])]
    return min(
        reversed(open_routes), key=lambda r: int(r.failed[lane]).bit_count(), default=outcome.routes[0]
    )


def _weak_sources(scheme: Scheme, route: Award, lane: int) -> tuple[str, ...]:
    """Parameters behind the amounts whose value in force was not read in a source."""
    wanted = [n for n in (scheme.outputs.amount, scheme.outputs.refund) if n]
    names = [n for n in scheme.rules.plan(tuple(wanted)) if n in scheme.rules.parameters]
    weak = []
    for name in names:
        uses = parameter_uses(scheme.parameter(name), route.run, lane)
        if any(u.grade == "memory" or u.read == "no" for u in uses):
            weak.append(scheme.parameter(name).title)
    return tuple(weak)


def lane_status(route: Award, lane: int) -> tuple[Status, tuple[str, ...]]:
    """Status of one lane by one route, and what is missing if it cannot be told."""
    bits = int(route.right_unknown[lane])
    if bool(route.entitled[lane]):
        return Status.ENTITLED, ()
    if bits:
        return Status.CANNOT_TELL, tuple(cause_text(route.scheme, c) for c in route.run.causes_of(bits))
    failed = int(route.failed[lane])
    waiting = [c.waits for i, c in enumerate(route.scheme.rules.conditions) if failed >> i & 1]
    if waiting and all(waiting):
        return Status.NOT_YET, ()
    return Status.NOT_ENTITLED, ()


def _fraction(value: Any) -> Fraction:
    return value if isinstance(value, Fraction) else Fraction(repr(float(value)))


def _conditions(scheme: Scheme, route: Award, lane: int) -> tuple[ConditionResult, ...]:
    out = []
    lanes = len(route.amount)
    for c in scheme.rules.conditions:
        bits = int(route.run.unknown_of(c.name, lanes)[lane])
        holds = bool(np.broadcast_to(route.run.values[c.name], (lanes,))[lane])
        values: dict[str, Any] = {}
        for read in c.inputs:
            array = np.asarray(route.run.values.get(read))
            if array.dtype != object or array.ndim == 1:
                flat = array.reshape(-1) if array.ndim < 2 else None
                if flat is not None and len(flat):
                    item = flat[lane] if len(flat) == lanes else flat[0]
                    unit = scheme.rules.unit_of(read)
                    values[read] = calendar.to_date(int(item)) if unit == "date" else _plain_item(item)
        out.append(ConditionResult(c.name, c.title, c.article, None if bits else holds, c.waits, values))
    return tuple(out)


def _plain_item(item: Any) -> Any:
    if isinstance(item, np.generic):
        return item.item()
    return item


def _route_result(route: Award, lane: int) -> RouteResult:
    status, _ = lane_status(route, lane)
    known = status is Status.ENTITLED and not int(route.amount_unknown[lane])
    return RouteResult(
        label=route.label,
        title=route.instrument.title if route.instrument else OWN_LAW,
        status=status,
        amount=_fraction(route.amount[lane]) if known else None,
        payable=bool(route.payable[lane]),
        article=route.benefit.article if route.benefit else "",
        method=route.benefit.method if route.benefit else "",
    )


# -- the coordination part of a trace
# ---------------------------------------------------------------------------


def _coordination_steps(route: Award, own: Award, result: Entitlement) -> tuple[Step, ...]:
    if route.instrument is None or route.benefit is None or route.version is None:
        return ()
    name, unit = route.instrument.id, route.scheme.unit
    steps = [
        Step("personal_scope", "The person is covered by the agreement", f"{name} {route.version.personal_scope_article}",
             "yes/no", True),
        Step("own_periods", "Own insured periods", name, unit, _fraction(own.own[0])),
    ]  # fmt: skip
    for credit in result.credits:
        steps.append(
            Step(
                f"credit_from_{credit.source}",
                f"Periods of {credit.source} that count here ({credit.measure}: {credit.counted})",
                f"{name} {credit.article}",
                unit,
                credit.credited,
                note=credit.reading,
            )
        )
    if result.denominator is not None and result.numerator is not None:
        steps += [
            Step("theoretical_amount", "Theoretical amount", f"{name} {result.article}", result.currency, result.theoretical),
            Step("fraction", "Pro rata fraction: own periods over the total", f"{name} {result.article}", "fraction", result.fraction),
        ]  # fmt: skip
    steps.append(
        Step(
            "award",
            f"Award: {METHODS.get(result.method, result.method)}",
            f"{name} {result.article}",
            f"{result.currency}/{result.frequency}",
            result.amount,
            note=route.benefit.reading,
        )
    )
    if result.export_article:
        steps.append(
            Step("export", "Paid where the person lives", f"{name} {result.export_article}", "yes/no", True)
        )
    return tuple(steps)


def _period_labels(lanes: Lanes, scheme: str) -> list[str]:
    ledger = lanes.block.ledgers[scheme]
    out = []
    for row in range(ledger.start.shape[0]):
        start, end = int(ledger.start[row, 0]), int(ledger.end[row, 0])
        out.append(f"{calendar.to_date(start)} to {calendar.to_date(end - 1)}" if end > start else "-")
    return out
