"""A plan for readers: one call gives the data of every page, chapter and sheet.

    >>> from corridor.plan import load_plan, plan_view
    >>> view = plan_view(load_plan("invented-rights-and-work"))
    >>> [s["id"] for s in view["sections"]]
    ['plan', 'team', 'measures', 'framework', 'warnings', 'review', 'sources']

Sections hold blocks of the form that :func:`corridor.dossier.document.plain` gives (``text``, ``items``,
``table``), so that what renders those renders these.  Everything is plain data in the language in force.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from corridor.countries import country_name
from corridor.i18n import _, date_in_words, listed, ngettext
from corridor.plan import review_section, sections
from corridor.plan.answering import artefacts
from corridor.plan.antigoals import warnings
from corridor.plan.framework import chain, smart
from corridor.plan.model import Plan
from corridor.plan.reviewing import Review
from corridor.plan.reviewing import review as review_of
from corridor.plan.thresholds import TITLES, Thresholds

if TYPE_CHECKING:
    from corridor.commitments.instruments import CodedInstrument

FORMAT = "corridor-plan-view-1"


def plan_view(
    plan: Plan,
    *,
    on: date | None = None,
    versions: tuple[CodedInstrument, CodedInstrument] | None = None,
    thresholds: Thresholds | None = None,
    address: str = "",
) -> dict[str, Any]:
    """Everything about a plan as plain data.

    Args:
        plan: the plan.
        on: the day of a review; without it the section on the review says only what is laid down.
        versions: an instrument before and after, for the clauses that changed.
        thresholds: the numbers that people chose.
        address: where the plan can be opened, for the coverage of the founding documents.

    Returns:
        ``title``, ``about``, ``note``, ``sections`` (``id``, ``title``, ``lead``, ``blocks``),
        ``warnings``, ``smart``, ``chain``, ``thresholds``,
        ``artefacts`` and ``clean``: whether nothing was found.
    """
    t = thresholds or Thresholds()
    found, checks, gaps = warnings(plan, t), smart(plan, t), chain(plan)
    held: Review | None = review_of(plan, on, versions=versions, thresholds=t) if on else None
    return {
        "format": FORMAT,
        "id": plan.id,
        "title": plan.title,
        "about": _about(plan),
        "invented": plan.invented,
        "note": _note(plan),
        "sections": [
            sections.plan_section(plan, t),
            sections.team_section(plan),
            sections.measures_section(plan),
            sections.framework_section(plan, checks, gaps),
            sections.warnings_section(found, t),
            review_section.review_section(plan, held),
            sections.sources_section(plan),
        ],
        "warnings": [w.as_dict(t) for w in found],
        "smart": [
            {"indicator": c.indicator, "letter": c.letter, "state": c.state, "why": c.why} for c in checks
        ],
        "chain": [{"about": g.about, "text": g.text} for g in gaps],
        "review": None if held is None else review_section.review_data(held),
        "thresholds": {
            name: {"title": _(title), "value": t.in_words(name)} for name, title in TITLES.items()
        },
        "artefacts": [
            {"kind": a.kind, "title": a.title, "address": a.address, "sentences": list(a.sentences)}
            for a in artefacts(plan, address or f"corridor plan show {plan.id}")
        ],
        "clean": is_clean(found, checks, gaps),
    }


def is_clean(found: Sequence[object], checks: Sequence[Any], gaps: Sequence[object]) -> bool:
    """Whether there is no warning, no SMART check that says no, and no missing link."""
    return not found and not gaps and all(c.state != "no" for c in checks)


def _note(plan: Plan) -> str:
    if plan.invented:
        return _("This plan is invented; it shows how Corridor works.")
    return _(
        "What stands here is what the plan says of itself. The warnings are tests, not a judgment of its owners."
    )


def _about(plan: Plan) -> str:
    countries = listed(country_name(c) for c in plan.countries)
    number = len(plan.standing)
    text = ngettext(
        "{countries}, {start} to {end}: {count} measure.",
        "{countries}, {start} to {end}: {count} measures.",
        number,
    )
    return text.format(
        countries=countries, start=date_in_words(plan.start), end=date_in_words(plan.end), count=number
    )
