"""The words of the agreement table: what each may be, and how it is said to a reader."""

from __future__ import annotations

from collections.abc import Mapping

METHODS: Mapping[str, str] = {
    "coordination": "periods of both countries are added up and benefits are paid abroad",
    "residence-pays": "the country of residence counts all periods and pays for all; nothing is exported",
    "home-scheme": "the scheme of the person's own country follows the worker abroad",
    "export-only": "benefits are paid abroad; periods are not added up",
    "equal-treatment": "equal treatment; adding up of periods and export wait for an implementing decision",
    "contributions-only": "contributions are settled (no double insurance); benefits do not change",
    "declaration": "a declaration: it binds nobody",
}
"""What an instrument does, from the widest effect to none."""

STANDINGS: Mapping[str, str] = {
    "binding": "in force on the day",
    "residual": "in force only for persons whom the later instrument does not cover",
    "lead": "not confirmed in a source; does not count as evidence",
    "undated": "date of entry into force not known; does not count as evidence",
    "signed": "signed, not in force",
    "later": "in force only later",
    "ended": "ended before",
}
"""How an instrument stands between two countries on a day."""

PERSONS: Mapping[str, str] = {
    "insured": "everyone insured in either country, whatever the nationality",
    "nationals": "nationals of the parties (in most texts also refugees, stateless persons and families)",
    "third-country nationals": "nationals of other states who legally reside in one of the parties",
    "": "whom it covers was not read",
}
"""Personal scope; an empty word means that it was not read."""

CONFIDENCE: Mapping[str, str] = {
    "high": "read in an official text or list, or in a named copy of one",
    "medium": "the partner was read in an official list; the date was not, or comes from a secondary source",
    "low": "not read in a source",
}
"""How sure a row is, from most to least."""

DATE_BASES: Mapping[str, str] = {
    "read": "read",
    "month": "read to the month",
    "secondary": "read in a secondary source",
    "not read": "not confirmed in a source",
    "unknown": "not known",
}
"""How the date of entry into force is known, from best to worst."""

STATUSES = ("in force", "signed", "unknown")
GRADES = ("official", "reproduction", "secondary", "press", "unread")
ROLES = ("member", "hub")
STRUCTURES: Mapping[str, str] = {
    "all": "every member is bound to every other",
    "hub": "each member is bound to the hub states; the hub states also to each other; members not to members",
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
    return ", ".join(b.replace("-", " ") for b in branches) if branches else "branches not read"
