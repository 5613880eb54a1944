"""The trace of a person's result: the steps of the scheme's law and those of the agreement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from corridor.agreements import Instrument
from corridor.agreements.instrument import METHODS
from corridor.i18n import _, isolate
from corridor.law import calendar
from corridor.law.trace import Step, Trace, build_steps
from corridor.portability.awards import Award
from corridor.portability.engine import Coordination
from corridor.portability.lane_results import as_fraction
from corridor.portability.lanes import Lanes
from corridor.portability.results import CreditResult, Entitlement
from corridor.portability.wording import input_title, number, unit_words
from corridor.schemes import Scheme, find_scheme

if TYPE_CHECKING:
    from corridor.careers import Career


def trace_of(
    career: Career,
    result: Entitlement,
    runs: Coordination,
    lanes: Lanes,
    instruments: Sequence[Instrument],
    scenario: str,
) -> Trace:
    """Every step behind a result: the scheme's rules as they ran, then what the agreement did."""
    scheme = find_scheme(result.scheme)
    outcome = runs.outcome(scheme, instruments)
    route = outcome.routes[int(outcome.chosen[0])]
    labels = {
        "year": [str(lanes.block.first_year + i) for i in range(lanes.block.years)],
        "period": _period_labels(lanes, scheme.id),
    }
    inputs, steps = build_steps(scheme.rules, route.run, scheme.targets, 0, labels)
    inputs = tuple(_in_words(s, scheme, labels) for s in inputs)
    steps = tuple(_in_words(s, scheme, labels) for s in steps)
    return Trace(
        about={
            "person": career.person.person_id,
            "claim_date": career.person.claim_date,
            "scheme": scheme.id,
            "scheme_name": scheme.name,
            "country": scheme.country,
            "instruments": scenario,
            "route": route.label,
            "validation": scheme.validation,
            "validation_note": scheme.validation_note,
            "estimate": _("an estimate, not a decision"),
        },
        inputs=inputs,
        steps=steps,
        coordination=_coordination_steps(route, runs.own(scheme), result),
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


def _in_words(step: Step, scheme: Scheme, labels: Mapping[str, Sequence[str]]) -> Step:
    """A step with the scheme's own unit and currency, and rows of years labelled by year."""
    years = labels["year"]
    numbered = step.rows == tuple(str(i + 1) for i in range(len(step.rows)))
    by_year = numbered and len(step.rows) == len(years) != len(labels["period"])
    title = input_title(step.name, scheme.facts) if step.article == "career" else _(step.title)
    return replace(
        step,
        title=title,
        unit=unit_words(scheme, step.unit),
        rows=tuple(years) if by_year else step.rows,
    )


def _coordination_steps(route: Award, own: Award, result: Entitlement) -> tuple[Step, ...]:
    if route.instrument is None or route.benefit is None or route.version is None:
        return ()
    name, unit = route.instrument.id, f"{route.scheme.unit}s"
    steps = [
        Step("personal_scope", _("The person is covered by the agreement"), f"{name} {route.version.personal_scope_article}",
             "yes/no", True),
        Step("own_periods", _("Own insured periods"), name, unit, as_fraction(own.own[0])),
    ]  # fmt: skip
    of_days = {(c.rule.source, c.rule.article) for c in route.credits if c.rule.whole_month_days}
    for credit in result.credits:
        steps.append(
            Step(
                f"credit_from_{credit.source}",
                _credit_title(credit, whole_days=(credit.source, credit.article) in of_days),
                f"{name} {credit.article}",
                unit,
                credit.credited,
                note=_(credit.reading),
            )
        )
    if result.denominator is not None and result.numerator is not None:
        article = f"{name} {result.article}"
        steps += [
            Step("theoretical_amount", _("Theoretical amount"), article, result.currency, result.theoretical),
            Step(
                "fraction",
                _("Pro rata fraction: own over all periods"),
                article,
                "fraction",
                result.fraction,
            ),
        ]
    steps.append(
        Step(
            "award",
            _("Award: {method}").format(method=_(METHODS.get(result.method, result.method))),
            f"{name} {result.article}",
            f"{result.currency}/{result.frequency}",
            result.amount,
            note=_(route.benefit.reading),
        )
    )
    if result.export_article:
        steps.append(
            Step(
                "export",
                _("Paid where the person lives"),
                f"{name} {result.export_article}",
                "yes/no",
                True,
            )
        )
    return tuple(steps)


def _credit_title(credit: CreditResult, *, whole_days: bool) -> str:
    """What was counted of the other scheme before it was converted.

    ``whole_days``: months counted by their days.
    """
    measures = {
        "month": "days of calendar months" if whole_days else "calendar months",
        "day": "days",
        "unit": f"{find_scheme(credit.source).unit}s",
        "calendar-year": "calendar years",
    }
    return _("Periods of {scheme} that count here, converted from {counted}").format(
        scheme=isolate(credit.source),
        counted=number(credit.counted, measures.get(credit.measure, credit.measure)),
    )


def _period_labels(lanes: Lanes, scheme: str) -> list[str]:
    ledger = lanes.block.ledgers[scheme]
    out = []
    for row in range(ledger.start.shape[0]):
        start, end = int(ledger.start[row, 0]), int(ledger.end[row, 0])
        out.append(f"{calendar.to_date(start)} to {calendar.to_date(end - 1)}" if end > start else "-")
    return out
