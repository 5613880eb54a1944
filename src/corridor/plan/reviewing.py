"""The yearly review: what moved, which promises were kept, what was answered, which clauses changed.

Looked at on a day that is given; nothing of it depends on today.  A value that is not there is "cannot tell", never no change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from corridor.i18n import N_, _, date_in_words, ngettext
from corridor.plan import labels
from corridor.plan.framework import expected_on_path
from corridor.plan.model import Indicator, Measure, Plan, Value
from corridor.plan.participation import Asked, asked
from corridor.plan.thresholds import Thresholds

if TYPE_CHECKING:
    from corridor.commitments.instruments import CodedInstrument

#: How an indicator stands.
STANDS: Mapping[str, str] = {
    "reached": N_("target reached"),
    "on-path": N_("on the way to the target"),
    "behind": N_("better than the baseline, behind the way to the target"),
    "unchanged": N_("as at the baseline"),
    "worse": N_("worse than the baseline"),
    "unknown": N_("cannot tell"),
}
MOVED: Mapping[str, str] = {
    "better": N_("better"),
    "worse": N_("worse"),
    "same": N_("no change"),
    "unknown": N_("cannot tell"),
}
#: What came of a measure.
KEPT: Mapping[str, str] = {
    "kept": N_("kept"),
    "kept-late": N_("kept, late"),
    "claimed": N_("said to be done, but no day is given or nothing was measured since"),
    "overdue": N_("overdue"),
    "running": N_("not yet due"),
    "postponed": N_("postponed"),
    "postponed-silently": N_("postponed without a reason"),
    "dropped": N_("dropped"),
    "dropped-silently": N_("dropped without a reason"),
    "unknown": N_("cannot tell: no end is stated"),
}


@dataclass(frozen=True, slots=True)
class Movement:
    """An indicator on the day of the review.

    ``latest`` is its last value up to that year, ``before`` the one before it (or the baseline), ``expected`` the straight
    line between baseline and target.  ``sex_missing``: told apart by sex is promised, and no value of women and men is there.
    """

    indicator: str
    stands: str
    moved: str
    latest: Value | None
    before: Value | None
    expected: Fraction | None
    sex_missing: bool


@dataclass(frozen=True, slots=True)
class Promise:
    """A measure on the day of the review."""

    measure: str
    state: str
    why: str


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """A requirement that two versions of an instrument answer differently; the words are those of the assessment."""

    requirement: str
    text: str
    before: str
    after: str
    article_before: str
    article_after: str


@dataclass(frozen=True, slots=True)
class Review:
    """A review on a day.  ``clauses`` is ``None`` where no two versions of an instrument were given."""

    on: date
    movements: tuple[Movement, ...]
    promises: tuple[Promise, ...]
    asked: Asked
    clauses: tuple[ClauseChange, ...] | None
    due: str

    @property
    def findings(self) -> tuple[str, ...]:
        """Ids of what is behind, worse, unknown, overdue or silent, and whether the review itself is late."""
        bad = [m.indicator for m in self.movements if m.stands in ("behind", "unchanged", "worse", "unknown")]
        bad += [m.indicator for m in self.movements if m.sex_missing]
        bad += [
            p.measure
            for p in self.promises
            if p.state in ("claimed", "overdue", "postponed-silently", "dropped-silently", "unknown")
        ]
        bad += self.asked.unanswered
        return tuple(dict.fromkeys([*bad, *(["review"] if self.due else [])]))


def review(
    plan: Plan,
    on: date,
    *,
    versions: tuple[CodedInstrument, CodedInstrument] | None = None,
    thresholds: Thresholds | None = None,
) -> Review:
    """The review of a plan on a day.

    Args:
        plan: the plan as it stands on that day.
        on: the day.
        versions: an instrument before and after, coded with the questions of the standards.
        thresholds: the numbers that people chose.
    """
    return Review(
        on=on,
        movements=tuple(movement(i, on) for i in plan.indicators),
        promises=tuple(_promise(plan, m, on) for m in plan.measures),
        asked=asked(plan, thresholds),
        clauses=None if versions is None else clause_changes(*versions, on),
        due=_due(plan, on),
    )


def movement(i: Indicator, on: date) -> Movement:
    """How an indicator stands on a day."""
    values = sorted((v for v in i.values if v.sex == "both" and v.year <= on.year), key=lambda v: v.year)
    if i.baseline is not None:
        values = [v for v in values if v.year > i.baseline.year]
    latest = values[-1] if values else None
    before = values[-2] if len(values) > 1 else i.baseline if latest else None
    by_sex = {v.sex for v in i.values if v.year <= on.year}
    sex_missing = "sex" in i.disaggregation and bool(by_sex) and not {"female", "male"} <= by_sex
    expected = expected_on_path(i, latest.year) if latest else None
    return Movement(
        i.id, _stands(i, latest, expected), _moved(i, before, latest), latest, before, expected, sex_missing
    )


def _gain(i: Indicator, a: Fraction, b: Fraction) -> Fraction:
    """How much better ``b`` is than ``a``."""
    return b - a if i.direction == "up" else a - b


def _moved(i: Indicator, before: Value | None, latest: Value | None) -> str:
    if before is None or latest is None:
        return "unknown"
    gain = _gain(i, before.value, latest.value)
    return "better" if gain > 0 else "worse" if gain < 0 else "same"


def _stands(i: Indicator, latest: Value | None, expected: Fraction | None) -> str:
    if latest is None or i.baseline is None or i.target is None or expected is None:
        return "unknown"
    if _gain(i, i.baseline.value, i.target.value) <= 0:
        return "unknown"
    if _gain(i, i.target.value, latest.value) >= 0:
        return "reached"
    gain = _gain(i, i.baseline.value, latest.value)
    if gain < 0:
        return "worse"
    if gain == 0:
        return "unchanged"
    return "on-path" if _gain(i, expected, latest.value) >= 0 else "behind"


def _promise(plan: Plan, m: Measure, on: date) -> Promise:
    told = labels.says_something(m.status_why, 2)
    if m.status in ("dropped", "postponed"):
        return Promise(m.id, m.status if told else f"{m.status}-silently", m.status_why)
    if m.status == "done":
        if m.status_on is None or m.status_on > on or not _measured(plan, m):
            return Promise(m.id, "claimed", m.status_why)
        late = m.end is not None and m.status_on > m.end
        return Promise(m.id, "kept-late" if late else "kept", m.status_why)
    if m.end is None:
        return Promise(m.id, "unknown", m.status_why)
    return Promise(m.id, "overdue" if m.end < on else "running", m.status_why)


def _measured(plan: Plan, m: Measure) -> bool:
    """Whether an output of the measure has a value from the time since it began."""
    since = m.start.year if m.start else plan.start.year
    return any(
        v.year >= since for r in plan.results if r.id in m.outputs for i in r.indicators for v in i.values
    )


def _due(plan: Plan, on: date) -> str:
    """What is late about the reviews themselves, in a sentence; empty if nothing is."""
    rule = plan.review
    if rule is None or rule.every_months is None:
        return _("No review is laid down.")
    held = [r.day for r in plan.reviews if r.day <= on]
    last = max(held, default=None)
    since = last or plan.start
    months = (on.year - since.year) * 12 + on.month - since.month - (on.day < since.day)
    if months <= rule.every_months:
        return ""
    if last is None:
        text = ngettext(
            "No review was held in the first {count} month.",
            "No review was held in the first {count} months.",
            months,
        )
        return text.format(count=months)
    return _("The last review was on {day}.").format(day=date_in_words(last))


def clause_changes(before: CodedInstrument, after: CodedInstrument, on: date) -> tuple[ClauseChange, ...]:
    """The requirements that two versions of an instrument answer differently, in the order of the catalogue."""
    from corridor.commitments.answers import STATUS_TITLES
    from corridor.commitments.assess import assess

    old, new = assess(before, on).findings, assess(after, on).findings
    return tuple(
        ClauseChange(
            r,
            _(new[r].requirement.text),
            _(STATUS_TITLES[old[r].answer]),
            _(STATUS_TITLES[new[r].answer]),
            old[r].clause.article,
            new[r].clause.article,
        )
        for r in new
        if r in old and old[r].answer != new[r].answer
    )
