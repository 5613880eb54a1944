"""Warnings about who takes part in a plan, and whether it can be held to what it says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from corridor.i18n import _, listed, ngettext
from corridor.plan import labels
from corridor.plan.antigoals import PlanWarning, ids, named
from corridor.plan.model import Consultation, Measure, Plan, Priority, Seat
from corridor.plan.money import percent, piece_of
from corridor.plan.thresholds import Thresholds
from corridor.plan.vocabulary import FIELDS, LEVELS, PHASES, SEATS


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for: how much of it has a reasoned reply, and which measures answer it.

    ``rate`` is ``None`` where nothing was asked for.
    """

    replied: tuple[str, ...]
    unanswered: tuple[str, ...]
    by_measure: dict[str, tuple[str, ...]]

    @property
    def rate(self) -> Fraction | None:
        """The share of priorities with a reasoned reply."""
        whole = len(self.replied) + len(self.unanswered)
        return Fraction(len(self.replied), whole) if whole else None


ONE_FOR_ALL = 3
"""Chosen: a reply that stands word for word under so many priorities gives a reason for none of them."""


def filled(seat: Seat) -> bool:
    """Whether an organisation has the seat: a placeholder does not."""
    return labels.says_something(seat.organisation)


def empty_seats(plan: Plan) -> tuple[str, ...]:
    """The roles that nobody has, in the order of the vocabulary."""
    have = {s.role for s in plan.team if filled(s)}
    return tuple(role for role in SEATS if role not in have)


def replied(p: Priority, thresholds: Thresholds) -> bool:
    """Whether a priority has a reasoned reply: a decision, words, somebody who answers for it, and a day."""
    reasoned = labels.says_something(p.reply, int(thresholds.least_words))
    return bool(p.decision and p.reply_on and reasoned and labels.says_something(p.reply_by))


def asked(plan: Plan, thresholds: Thresholds | None = None) -> Asked:
    """What was asked for and what came of it."""
    t = thresholds or Thresholds()
    same = Counter(labels.plain(p.reply) for p in plan.priorities)
    yes = tuple(p.id for p in plan.priorities if replied(p, t) and same[labels.plain(p.reply)] < ONE_FOR_ALL)
    no = tuple(p.id for p in plan.priorities if p.id not in yes)
    by = {p.id: tuple(m.id for m in plan.standing if p.id in m.priorities) for p in plan.priorities}
    return Asked(yes, no, by)


def participation_warnings(plan: Plan, t: Thresholds) -> Iterable[PlanWarning]:
    """The warnings of this module."""
    yield from _team(plan)
    yield from _consultations(plan, t)
    yield from _replies(plan, t)
    yield from _measures(plan, t)
    yield from _results(plan, t)
    yield from _review(plan, t)


def _team(plan: Plan) -> Iterable[PlanWarning]:
    empty = empty_seats(plan)
    if empty:
        text = ngettext("{count} seat is empty: {seats}.", "{count} seats are empty: {seats}.", len(empty))
        seats = listed(_(SEATS[r]) for r in empty)
        yield PlanWarning(
            "empty-seats", "warning", ("B4.2", "B10.1"), text.format(count=len(empty), seats=seats), empty
        )
    roles: dict[str, set[str]] = {}
    for s in plan.team:
        if filled(s):
            roles.setdefault(labels.plain(s.organisation), set()).add(s.role)
    for name, several in roles.items():
        if len(several) > 1:
            shown = next(s.organisation for s in plan.team if labels.plain(s.organisation) == name)
            text = _(
                "{organisation} has several seats: {seats}. One organisation cannot speak for all of them."
            )
            order = [r for r in SEATS if r in several]
            yield PlanWarning(
                "one-in-many-seats", "check", ("B4.2",),
                text.format(organisation=shown, seats=listed(_(SEATS[r]) for r in order)), tuple(order),
            )  # fmt: skip


def recorded(plan: Plan, c: Consultation) -> bool:
    """Whether it was held and can be looked up: a day that fits its phase, people who took part, a record."""
    in_time = c.start is not None and (c.phase != "formulation" or c.start < plan.start)
    return bool(in_time and c.took_part and labels.says_something(c.record))


def _consultations(plan: Plan, t: Thresholds) -> Iterable[PlanWarning]:
    for phase, title in PHASES.items():
        held = [c for c in plan.consultations if c.phase == phase]
        if not any(recorded(plan, c) for c in held):
            text = _("No consultation with day, number of people and record: {phase}.")
            yield PlanWarning(
                "no-consultation", "warning", ("B4.2", "B3.6"), text.format(phase=_(title)),
                tuple(c.id for c in held),
            )  # fmt: skip
    drawn_up = [c for c in plan.consultations if c.phase == "formulation" and recorded(plan, c)]
    people = sum(c.took_part or 0 for c in drawn_up)
    women = sum(c.women or 0 for c in drawn_up)
    unknown = [c.id for c in drawn_up if c.women is None]
    share = Fraction(women, people) if people else None
    if share is None or unknown or share < t.women_share:
        if share is None or (unknown and not women):
            text = _("It is not known how many women took part when the plan was drawn up.")
        elif unknown:
            text = _("Women are at least {share} of those who took part; not everywhere were they counted.")
        else:
            text = _("Women are {share} of those who took part when the plan was drawn up.")
        level = "may" if unknown and share is not None and women else "warning"
        shown = percent(share) if share is not None else ""
        yield PlanWarning(
            "women", level, ("B4.3b",), text.format(share=shown), tuple(unknown), ("women_share",)
        )
    if not any(labels.says_something(g) for c in drawn_up for g in c.minorities):
        text = _("No minority took part as such when the plan was drawn up.")
        yield PlanWarning("minorities", "warning", ("B4.3c",), text)


def _replies(plan: Plan, t: Thresholds) -> Iterable[PlanWarning]:
    came = asked(plan, t)
    if came.rate is None:
        yield PlanWarning(
            "nothing-asked", "warning", ("B3.6",), _("The plan records nothing that people asked for.")
        )
    elif came.rate < t.reply_rate:
        text = _("{share} of what people asked for has a reasoned reply; without one: {priorities}.")
        yield PlanWarning(
            "replies", "warning", ("B4.3a",),
            text.format(share=percent(came.rate), priorities=listed(came.unanswered)), came.unanswered, ("reply_rate",),
        )  # fmt: skip


def _measures(plan: Plan, t: Thresholds) -> Iterable[PlanWarning]:
    all_ = plan.standing
    told: list[Measure] = []
    rest: list[Measure] = []
    for m in all_:
        answers = m.priorities or any(labels.says_something(f) for f in m.findings)
        (told if answers else rest).append(m)
    # the parts of one piece of work count once, so that cutting up a measure changes nothing
    pieces = len({piece_of(m) for m in told})
    share = Fraction(pieces, pieces + len(rest)) if all_ else Fraction(1)
    if share < t.origin_share:
        text = _("{share} of the pieces of work say which request of people or which finding they answer.")
        yield PlanWarning(
            "origin", "warning", ("B3.6",), text.format(share=percent(share)), ids(rest), ("origin_share",)
        )
    aims = {o.id for o in plan.objectives if labels.says_something(o.national_objective)}
    orphans = [m for m in all_ if m.objective not in aims]
    if orphans:
        text = _("Tied to no objective of a national plan: {measures}.")
        yield PlanWarning("orphans", "warning", ("B2.6",), text.format(measures=named(orphans)), ids(orphans))
    untagged = [m for m in all_ if not m.levels or not m.actors or not m.serves]
    if untagged:
        text = _("Without level, actors or whom it serves: {measures}.")
        yield PlanWarning(
            "tags", "warning", ("B10.1", "B3.4"), text.format(measures=named(untagged)), ids(untagged)
        )
    have = {level for m in all_ for level in m.levels}
    empty = [level for level in LEVELS if level not in have]
    if all_ and empty:
        text = _("No measure at these levels: {levels}.")
        yield PlanWarning(
            "empty-levels",
            "check",
            ("B10.1",),
            text.format(levels=listed(_(LEVELS[x]) for x in empty)),
            tuple(empty),
        )


def _results(plan: Plan, t: Thresholds) -> Iterable[PlanWarning]:
    whole = [
        i.id
        for i in plan.indicators
        if "sex" not in i.disaggregation and not labels.says_something(i.not_by_sex, int(t.least_words))
    ]
    if whole:
        text = ngettext(
            "{count} indicator is not told apart by sex: {indicators}.",
            "{count} indicators are not told apart by sex: {indicators}.",
            len(whole),
        )
        yield PlanWarning(
            "by-sex", "warning", ("B7.1",), text.format(count=len(whole), indicators=listed(whole)), tuple(whole),
            ("least_words",),
        )  # fmt: skip
    excused = [i for i in plan.indicators if "sex" not in i.disaggregation and i.id not in whole]
    if excused and len(excused) * 2 > len(plan.indicators):
        text = _("Most indicators are said not to be about people: {indicators}.")
        names = tuple(i.id for i in excused)
        yield PlanWarning("by-sex-excused", "check", ("B7.1",), text.format(indicators=listed(names)), names)
    untagged = [i.id for i in plan.indicators if not i.serves]
    if untagged:
        text = _("Indicators that do not say whether they are for migrants or from them: {indicators}.")
        yield PlanWarning(
            "indicator-tags", "warning", ("B3.4",), text.format(indicators=listed(untagged)), tuple(untagged)
        )
    outcomes = {i.field for r in plan.results if r.level == "outcome" for i in r.indicators}
    lacking = [f for f in FIELDS if f != "other" and f not in outcomes]
    if lacking:
        text = _("No indicator of an outcome on {fields}.")
        yield PlanWarning(
            "fields",
            "warning",
            ("N.C.1",),
            text.format(fields=listed(_(FIELDS[f]) for f in lacking)),
            tuple(lacking),
        )
    actors = [*(m.owner for m in plan.measures), *(p for m in plan.measures for p in m.partners)]
    for r in plan.results:
        for a in r.assumptions:
            if labels.promises(a, actors):
                text = _("An assumption of {result} is a promise; it belongs into a measure: “{text}”.")
                yield PlanWarning(
                    "promise", "warning", ("B4.1a",), text.format(result=r.id, text=a.rstrip(".")), (r.id,)
                )


def _review(plan: Plan, t: Thresholds) -> Iterable[PlanWarning]:
    rule = plan.review
    if rule is None or rule.every_months is None:
        yield PlanWarning(
            "no-review",
            "warning",
            ("N.C.3",),
            _("No review of the plan is laid down."),
            (),
            ("review_months",),
        )
        return
    if rule.every_months > t.review_months:
        text = ngettext(
            "The plan is reviewed only every {count} month.",
            "The plan is reviewed only every {count} months.",
            rule.every_months,
        )
        yield PlanWarning(
            "rare-review", "warning", ("N.C.3",), text.format(count=rule.every_months), (), ("review_months",)
        )
    if not labels.says_something(rule.published) or not labels.says_something(rule.by):
        text = _("It is not said who reviews the plan, or where the review is published.")
        yield PlanWarning("review-unpublished", "warning", ("N.C.3",), text)
    if rule.first and rule.first > plan.end:
        text = _("The first review is held only after the plan is over.")
        yield PlanWarning("late-review", "warning", ("N.C.3",), text)
