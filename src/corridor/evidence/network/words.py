"""The words of the agreement table: what each may be, and how it is said to a reader."""

from __future__ import annotations

from collections.abc import Mapping

from corridor.i18n import N_, _

METHODS: Mapping[str, str] = {
    "coordination": N_("periods of both countries are added up and benefits are paid abroad"),
    "residence-pays": N_("the country of residence counts all periods and pays for all; nothing is exported"),
    "home-scheme": N_("the scheme of the person's own country follows the worker abroad"),
    "export-only": N_("benefits are paid abroad; periods are not added up"),
    "equal-treatment": N_(
        "equal treatment; adding up of periods and export wait for an implementing decision"
    ),
    "contributions-only": N_("contributions are settled (no double insurance); benefits do not change"),
    "declaration": N_("a declaration: it binds nobody"),
}
"""What an instrument does, from the widest effect to none."""

STANDINGS: Mapping[str, str] = {
    "binding": N_("in force on the day"),
    "residual": N_("in force only for persons whom the later instrument does not cover"),
    "lead": N_("not confirmed in a source; does not count as evidence"),
    "undated": N_("date of entry into force not known; does not count as evidence"),
    "signed": N_("signed, not in force"),
    "later": N_("in force only later"),
    "ended": N_("ended before"),
}
"""How an instrument stands between two countries on a day."""

PERSONS: Mapping[str, str] = {
    "insured": N_("everyone insured in either country, whatever the nationality"),
    "nationals": N_("nationals of the parties (in most texts also refugees, stateless persons and families)"),
    "third-country nationals": N_("nationals of other states who legally reside in one of the parties"),
    "": N_("whom it covers was not read"),
}
"""Personal scope; an empty word means that it was not read."""

CONFIDENCE: Mapping[str, str] = {
    "high": N_("read in an official text or list, or in a named copy of one"),
    "medium": N_(
        "the partner was read in an official list; the date was not, or comes from a secondary source"
    ),
    "low": N_("not read in a source"),
}
"""How sure a row is, from most to least."""

LEVELS: Mapping[str, str] = {"high": N_("high"), "medium": N_("medium"), "low": N_("low")}
"""The same as single words."""

DATE_BASES: Mapping[str, str] = {
    "read": N_("read"),
    "month": N_("read to the month"),
    "secondary": N_("read in a secondary source"),
    "not read": N_("not confirmed in a source"),
    "unknown": N_("not known"),
}
"""How the date of entry into force is known, from best to worst."""

STATUSES = ("in force", "signed", "unknown")
GRADES = ("official", "reproduction", "secondary", "press", "unread")
ROLES = ("member", "hub")
STRUCTURES: Mapping[str, str] = {
    "all": N_("every member is bound to every other"),
    "hub": N_(
        "each member is bound to the hub states; the hub states also to each other; members not to members"
    ),
}


def ranks_at_least(confidence: str, lowest: str) -> bool:
    """Whether a confidence is at least another one.

    >>> ranks_at_least("medium", "high"), ranks_at_least("high", "medium")
    (False, True)
    """
    order = list(CONFIDENCE)
    return order.index(confidence) <= order.index(lowest)


def branch_words(branches: tuple[str, ...]) -> str:
    """Branches as a reader says them, or that they were not read."""
    return ", ".join(b.replace("-", " ") for b in branches) if branches else _("branches not read")
