"""The section on the yearly review as blocks, and a review as plain data."""

from __future__ import annotations

from typing import Any

from corridor.i18n import _, date_in_words, ngettext, number_in_words
from corridor.plan.model import Plan, Value
from corridor.plan.reviewing import KEPT, MOVED, STANDS, Review
from corridor.plan.sections import Block, section, table, text, value_words


def review_section(plan: Plan, held: Review | None) -> dict[str, Any]:
    """What is laid down about reviews, and the review of a day if one is given."""
    rule = plan.review
    if rule is None or rule.every_months is None:
        lead = _("No review is laid down.")
    else:
        every = ngettext("every {count} month", "every {count} months", rule.every_months).format(
            count=rule.every_months
        )
        lead = _("Reviewed {every} by {who}; published: {where}.").format(
            every=every, who=rule.by or "?", where=rule.published or "?"
        )
    past = [(date_in_words(r.day), r.text, r.published) for r in plan.reviews]
    blocks = [table(_("Reviews held"), (_("day"), _("what was found"), _("published")), past)] if past else []
    if held is not None:
        blocks += _review_blocks(plan, held)
    return section("review", _("Yearly review"), lead, blocks)


def _review_blocks(plan: Plan, held: Review) -> list[Block]:
    titles = {i.id: i.title for i in plan.indicators}
    moved = [
        (
            titles[m.indicator], value_words(m.before), value_words(m.latest),
            None if m.expected is None else number_in_words(m.expected, 1), _(MOVED[m.moved]), _(STANDS[m.stands]),
            _("no values of women and men") if m.sex_missing else "", m.latest.source if m.latest else "",
        )
        for m in held.movements
    ]  # fmt: skip
    measures = plan.by_id
    kept = [(p.measure, measures[p.measure].title, _(KEPT[p.state]), p.why) for p in held.promises]
    blocks = [
        text(_("As on {day}.").format(day=date_in_words(held.on)), "answer"),
        table(
            _("What moved"),
            (
                _("indicator"), _("before"), _("latest"), _("on a straight line"), _("moved"), _("stands"), _("note"),
                _("source"),
            ),
            moved,
            (1, 2, 3),
        ),
        table(_("Promises"), (_("id"), _("measure"), _("what came of it"), _("reason given")), kept),
    ]  # fmt: skip
    came = held.asked
    if came.rate is not None:
        said = _("{replied} of {whole} requests have a reasoned reply.")
        number = len(came.replied) + len(came.unanswered)
        blocks.append(text(said.format(replied=len(came.replied), whole=number)))
    if held.due:
        blocks.append(text(held.due, "open"))
    if held.clauses is not None:
        rows = [
            (c.requirement, c.text, c.before, c.after, c.article_after or c.article_before)
            for c in held.clauses
        ]
        columns = (_("requirement"), _("what it asks"), _("before"), _("now"), _("article"))
        blocks.append(table(_("Clauses that changed"), columns, rows))
        if not rows:
            blocks.append(text(_("No clause changed.")))
    return blocks


def review_data(held: Review) -> dict[str, Any]:
    """A review as plain data; numbers exact, as texts."""

    def value(v: Value | None) -> dict[str, Any] | None:
        if v is None:
            return None
        return {"year": v.year, "value": float(v.value), "source": v.source, "kind": v.kind}

    return {
        "on": held.on.isoformat(),
        "findings": list(held.findings),
        "due": held.due,
        "movements": [
            {
                "indicator": m.indicator, "stands": m.stands, "moved": m.moved, "latest": value(m.latest),
                "before": value(m.before), "expected": None if m.expected is None else float(m.expected),
                "sex_missing": m.sex_missing,
            }
            for m in held.movements
        ],
        "promises": [{"measure": p.measure, "state": p.state, "why": p.why} for p in held.promises],
        "reply_rate": None if held.asked.rate is None else float(held.asked.rate),
        "unanswered": list(held.asked.unanswered),
        "clauses": None
        if held.clauses is None
        else [
            {"requirement": c.requirement, "text": c.text, "before": c.before, "after": c.after} for c in held.clauses
        ],
    }  # fmt: skip
