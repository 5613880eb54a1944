"""The results framework: whether every target is SMART, and whether the chain from measures to impact holds.

*SMART*: specific, measurable, achievable, relevant, time-bound.  Each check says ``yes``, ``no`` or ``unknown``,
and why.  They look at what a plan says; whether a target can really be reached, people have to judge.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from corridor.i18n import N_, _, in_a_row, listed
from corridor.plan import labels
from corridor.plan.model import Indicator, Measure, Plan, Result
from corridor.plan.thresholds import Thresholds

LETTERS: Mapping[str, str] = {
    "specific": N_("specific"),
    "measurable": N_("measurable"),
    "achievable": N_("achievable"),
    "relevant": N_("relevant"),
    "time-bound": N_("time-bound"),
}
SAID: Mapping[str, str] = {"yes": N_("yes"), "no": N_("no"), "unknown": N_("cannot tell")}


@dataclass(frozen=True, slots=True)
class Check:
    """One SMART check of an indicator: ``state`` is ``yes``, ``no`` or ``unknown``; ``why`` is a sentence."""

    indicator: str
    letter: str
    state: str
    why: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A missing link of the chain: ``about`` is the id of a result or measure."""

    about: str
    text: str


def smart(plan: Plan, thresholds: Thresholds | None = None) -> tuple[Check, ...]:
    """The five checks of every indicator."""
    t = thresholds or Thresholds()
    out = []
    for r in plan.results:
        for i in r.indicators:
            for letter, (state, why) in {
                "specific": _specific(i, t),
                "measurable": _measurable(i),
                "achievable": _achievable(plan, r, i),
                "relevant": _relevant(plan, r, i),
                "time-bound": _time_bound(plan, i),
            }.items():
                out.append(Check(i.id, letter, state, why))
    return tuple(out)


def _specific(i: Indicator, t: Thresholds) -> tuple[str, str]:
    if not labels.says_something(i.title, int(t.least_words)):
        return "no", _("The title does not say what is counted, and of whom.")
    if not i.unit:
        return "no", _("There is no unit.")
    return "yes", _("It says what is counted, in {unit}.").format(unit=i.unit)


def _measurable(i: Indicator) -> tuple[str, str]:
    lacking = []
    if i.baseline is None:
        lacking.append(_("the baseline"))
    elif not labels.says_something(i.baseline.source or i.source):
        lacking.append(_("the source of the baseline"))
    if i.target is None:
        lacking.append(_("the target"))
    if not labels.says_something(i.verification):
        lacking.append(_("the means of verification"))
    if not i.frequency:
        lacking.append(_("how often it is measured"))
    if lacking:
        return "no", _("Missing: {things}.").format(things=listed(lacking))
    return "yes", _("Baseline, target, source and means of verification are stated.")


def _achievable(plan: Plan, r: Result, i: Indicator) -> tuple[str, str]:
    if i.baseline is None or i.target is None:
        return "unknown", _("Without baseline and target it cannot be told.")
    step = i.target.value - i.baseline.value
    if step == 0 or (step > 0) != (i.direction == "up"):
        return "no", _("The target is not better than the baseline.")
    if i.unit.lstrip().startswith("%") and not 0 <= i.target.value <= 100 and 0 <= i.baseline.value <= 100:
        return "no", _("A share cannot be more than 100 % or less than 0.")
    behind = measures_behind(plan, r)
    if not behind:
        return "no", _("No measure works towards it.")
    unpaid = [m for m in behind if not has_money(m)]
    if len(unpaid) == len(behind):
        return "unknown", _("None of the measures behind it has a stated budget.")
    return "yes", _("Measures with an owner and money work towards it: {measures}.").format(
        measures=listed(m.id for m in behind if has_money(m))
    )


def has_money(m: Measure) -> bool:
    """Whether some money is stated for a measure; 0 is none."""
    return m.budget is not None and bool(m.budget.amount or m.budget.least)


def measures_behind(plan: Plan, r: Result) -> tuple[Measure, ...]:
    """The measures whose outputs lead to a result."""
    wanted = {r.id}
    for _level in ("outcome", "output"):
        wanted |= {o.id for o in plan.results if o.leads_to in wanted}
    return tuple(m for m in plan.standing if wanted & set(m.outputs))


def _relevant(plan: Plan, r: Result, i: Indicator) -> tuple[str, str]:
    if not reaches_impact(plan, r):
        return "no", _("The result leads to no impact.")
    if not i.serves:
        return "no", _("It is not said whether it is for migrants or from them.")
    answered = {p for m in measures_behind(plan, r) for p in (*m.priorities, *m.findings)}
    if not answered:
        return "no", _("No measure behind it answers a request of people or a finding.")
    return "yes", _("It answers {reasons}.").format(reasons=listed(sorted(answered)))


def reaches_impact(plan: Plan, r: Result) -> bool:
    """Whether a result leads up to an impact."""
    by_id = {x.id: x for x in plan.results}
    for _step in range(3):
        if r.level == "impact":
            return True
        if r.leads_to not in by_id:
            return False
        r = by_id[r.leads_to]
    return r.level == "impact"


def _time_bound(plan: Plan, i: Indicator) -> tuple[str, str]:
    if i.target is None:
        return "no", _("There is no target year.")
    if not plan.start.year <= i.target.year <= plan.end.year:
        return "no", _("The target year {year} lies outside the plan.").format(year=i.target.year)
    if i.baseline is not None and i.target.year <= i.baseline.year:
        return "no", _("The target year is not later than that of the baseline.")
    return "yes", _("To be reached in {year}.").format(year=i.target.year)


def chain(plan: Plan) -> tuple[Gap, ...]:
    """Every missing link: results without what should bring them about, measures without owner, dates, money or output."""
    return (*_result_gaps(plan), *_measure_gaps(plan))


def _result_gaps(plan: Plan) -> Iterable[Gap]:
    below = {"impact": "outcome", "outcome": "output"}
    led_to = {r.leads_to for r in plan.results}
    delivered = {o for m in plan.standing for o in m.outputs}
    for level, text in (
        ("impact", _("The plan names no impact.")),
        ("outcome", _("The plan names no outcome.")),
        ("output", _("The plan names no output.")),
    ):
        if not any(r.level == level for r in plan.results):
            yield Gap("", text)
    for r in plan.results:
        if r.level in below and r.id not in led_to:
            text = (
                _("No outcome leads to the impact {result}.")
                if r.level == "impact"
                else _("No output leads to the outcome {result}.")
            )
            yield Gap(r.id, text.format(result=r.id))
        if r.level == "output" and r.id not in delivered:
            yield Gap(r.id, _("No measure delivers the output {result}.").format(result=r.id))
        if r.level != "impact" and not r.leads_to:
            yield Gap(r.id, _("{result} leads to nothing.").format(result=r.id))
        if not r.indicators:
            yield Gap(r.id, _("{result} has no indicator.").format(result=r.id))
        if not r.assumptions:
            yield Gap(r.id, _("{result} names no assumption.").format(result=r.id))


def _measure_gaps(plan: Plan) -> Iterable[Gap]:
    for m in plan.standing:
        lacking = []
        if not labels.says_something(m.owner):
            lacking.append(_("nobody owns it"))
        if m.start is None or m.end is None:
            lacking.append(_("it has no start or no end"))
        elif m.start < plan.start or m.end > plan.end:
            lacking.append(_("its dates lie outside the plan"))
        if m.budget is None and not labels.says_something(m.not_costed):
            lacking.append(_("it has no budget and does not say why it is not costed"))
        elif m.budget is not None and m.budget.year is None:
            lacking.append(_("its budget names no year"))
        if not m.outputs:
            lacking.append(_("it delivers no output"))
        if lacking:
            text = _("{measure}: {reasons}.").format(measure=m.id, reasons=in_a_row(lacking))
            yield Gap(m.id, text)


def expected_on_path(i: Indicator, year: int) -> Fraction | None:
    """Where a straight line from baseline to target stands in a year, or ``None`` where there is no line."""
    b, t = i.baseline, i.target
    if b is None or t is None or t.year <= b.year:
        return None
    part = min(max(Fraction(year - b.year, t.year - b.year), Fraction(0)), Fraction(1))
    return b.value + (t.value - b.value) * part
