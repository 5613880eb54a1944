"""From the lanes of a block to what one person is told.

Status, exact amounts, conditions, credits, routes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from corridor.i18n import _
from corridor.law import calendar
from corridor.law.trace import parameter_uses, plain_item
from corridor.portability.awards import Award, SchemeOutcome
from corridor.portability.engine import OWN_LAW
from corridor.portability.lanes import FULL_CORNERS, UNBOUNDED, Lanes, UncertainFact
from corridor.portability.results import ConditionResult, CreditResult, Entitlement, RouteResult, Status
from corridor.portability.wording import (
    cause_text,
    deciding_text,
    many_facts_text,
    not_claimable_text,
    open_text,
)
from corridor.schemes import Scheme


def person_result(outcome: SchemeOutcome, lanes: Lanes, scenario: str) -> Entitlement:
    """The result of a person whose lanes are all lanes of the block."""
    each = [lane_result(outcome, lane, scenario) for lane in range(lanes.block.lanes)]
    if len(each) == 1:
        return each[0]
    return combine_corners(each, lanes.corner, lanes.uncertain[0])


def _agreed_values(same: Sequence[ConditionResult]) -> dict[str, Any]:
    first, *others = (c.values for c in same)
    return {k: v for k, v in first.items() if all(k in o and o[k] == v for o in others)}


def combine_corners(
    each: Sequence[Entitlement], corners: Sequence[tuple[bool, ...]], facts: Sequence[UncertainFact]
) -> Entitlement:
    """One result from those at the bounds of what the record leaves open."""
    labels = [f.label for f in facts]
    first = each[0]
    fields = {name: getattr(first, name) for name in first.__dataclass_fields__}
    touching = [labels[i] for i in _that_matter(each, corners, len(labels))]
    note = first.notes
    if len({_outcome(e) for e in each}) > 1:
        note = (*note, open_text(touching or labels))
        if len(facts) > FULL_CORNERS:
            note = (*note, many_facts_text(len(facts)))
    states = {e.status for e in each}
    low_all = each[corners.index((False,) * len(labels))]
    # what differs between the readings of the record is not known
    for name in ("refund", "theoretical", "numerator", "denominator"):
        if len({getattr(e, name) for e in each}) > 1:
            fields[name] = None
    fields["conditions"] = _agreed_conditions(each)
    if len(states) > 1:
        deciding = [
            label
            for i, label in enumerate(labels)
            if each[corners.index(tuple(i == j for j in range(len(labels))))].status != low_all.status
        ] or list(labels)
        fields |= {
            "status": Status.CANNOT_TELL,
            "amount": None,
            "amount_low": None,
            "amount_high": None,
            "starts": None,
            "payable": None,
            "refund": None,
            "missing": (deciding_text(deciding),),
            "notes": first.notes,
            "tried": None,
            "credits": (),
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


def _that_matter(each: Sequence[Entitlement], corners: Sequence[tuple[bool, ...]], facts: int) -> list[int]:
    """Which of the uncertain facts change the result when they alone change."""
    at = dict(zip(corners, each, strict=True))
    found = []
    for i in range(facts):
        for corner, e in at.items():
            other = at.get((*corner[:i], not corner[i], *corner[i + 1 :]))
            if other is not None and _outcome(e) != _outcome(other):
                found.append(i)
                break
    return found


def _outcome(e: Entitlement) -> tuple[object, ...]:
    return e.status, e.amount, e.starts, e.payable, e.refund, e.missing


def _agreed_conditions(each: Sequence[Entitlement]) -> tuple[ConditionResult, ...]:
    """The conditions on which every reading of the record agrees, with the values that it agrees on."""
    return tuple(
        replace(same[0], values=_agreed_values(same))
        if len({c.holds for c in same}) == 1
        else replace(same[0], holds=None, values={})
        for same in zip(*(e.conditions for e in each), strict=True)
    )


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
        missing = (not_claimable_text(scheme),)
    amount = None
    if status is Status.ENTITLED:
        bits = int(route.amount_unknown[lane])
        if bits:
            missing = tuple(cause_text(scheme, c) for c in route.run.causes_of(bits))
        else:
            amount = as_fraction(route.amount[lane])
    tried = _tried(outcome, lane) if status in (Status.NOT_ENTITLED, Status.NOT_YET) else route
    totalized = bool(route.by_totalization[lane])
    theoretical_known = totalized and not int(route.amount_unknown[lane])
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
        starts=calendar.to_date(int(route.starts[lane]))
        if status in (Status.ENTITLED, Status.NOT_YET)
        else None,
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
        own_periods=as_fraction(route.own[lane]),
        credited=as_fraction(tried.credited[lane]) if tried.credited is not None else Fraction(0),
        theoretical=as_fraction(route.theoretical[lane])
        if theoretical_known and route.theoretical is not None
        else None,
        numerator=as_fraction(route.numerator[lane]) if totalized and route.numerator is not None else None,
        denominator=as_fraction(route.denominator[lane])
        if totalized and route.denominator is not None
        else None,
        refund=as_fraction(route.refund[lane]) if refund_due and refund_known else None,
        refund_due=refund_due,
        refund_ends_insurance=scheme.outputs.refund_ends_insurance,
        conditions=_conditions(scheme, tried, lane),
        credits=tuple(
            CreditResult(
                c.rule.source,
                c.rule.measure,
                as_fraction(c.counted[lane]),
                as_fraction(c.credited[lane]),
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
    uses = {p.title: parameter_uses(p, route.run, lane) for p in scheme.unread}
    return tuple(_(title) for title, used in uses.items() if any(u.unread for u in used))


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


def as_fraction(value: Any) -> Fraction:
    """A number of a lane as an exact fraction."""
    return value if isinstance(value, Fraction) else Fraction(repr(float(value)))


def _conditions(scheme: Scheme, route: Award, lane: int) -> tuple[ConditionResult, ...]:
    out = []
    lanes = len(route.amount)
    for c in scheme.rules.conditions:
        bits = int(route.run.unknown_of(c.name, lanes)[lane])
        holds = bool(np.broadcast_to(route.run.values[c.name], (lanes,))[lane])
        values: dict[str, Any] = {}
        for read in c.inputs:
            if _untold(scheme, route, read, lane):
                continue
            array = np.asarray(route.run.values.get(read))
            if array.dtype != object or array.ndim == 1:
                flat = array.reshape(-1) if array.ndim < 2 else None
                if flat is not None and len(flat):
                    item = flat[lane] if len(flat) == lanes else flat[0]
                    unit = scheme.rules.unit_of(read)
                    values[read] = plain_item(item, unit)
        out.append(ConditionResult(c.name, c.title, c.article, None if bits else holds, c.waits, values))
    return tuple(out)


def _untold(scheme: Scheme, route: Award, name: str, lane: int) -> bool:
    """Whether a value that a condition read says nothing: not known, or a table, of which one entry counted."""
    parameter = scheme.law.parameters.get(name)
    if parameter is not None and parameter.is_table:
        return True
    return bool(route.run.unknown_of(name, len(route.amount))[lane])


def _route_result(route: Award, lane: int) -> RouteResult:
    status = lane_status(route, lane)[0]
    known = status is Status.ENTITLED and not int(route.amount_unknown[lane])
    return RouteResult(
        label=route.label,
        title=route.instrument.title if route.instrument else OWN_LAW,
        status=status,
        amount=as_fraction(route.amount[lane]) if known else None,
        payable=bool(route.payable[lane]),
        article=route.benefit.article if route.benefit else "",
        method=route.benefit.method if route.benefit else "",
    )
