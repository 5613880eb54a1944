"""The answers given so far: which questions they lead to, and the case they make."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, timedelta

from corridor.i18n import _
from corridor.portability.words import vocabulary
from corridor.workbench.check.case import Case, cell
from corridor.workbench.errors import Problems

MAX_PERIODS = 40
"""Chosen: more periods than this are for the grid."""
KINDS = ("employment", "self-employment", "residence")
PLAIN = ("birth", "nationality", "residence", "claim")
PERIOD_KEYS = ("country", "kinds", "start", "end", "ongoing", "earnings", "per")


@dataclass
class Answers:
    """What has been answered.

    ``plain`` holds dates as ISO texts (``2001-05``, ``2001`` where less is known) and codes.  A period has the keys
    of ``PERIOD_KEYS``; ``kinds`` are words parted by ``;``.  ``changing``: the person came from the last page.
    """

    plain: dict[str, str] = field(default_factory=dict)
    periods: list[dict[str, str]] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    changing: bool = False

    def hidden(self) -> str:
        """The answers as text for a hidden field."""
        held = {"plain": self.plain, "periods": self.periods, "facts": self.facts, "changing": self.changing}
        return json.dumps(held, ensure_ascii=False, separators=(",", ":"))

    def path(self) -> list[str]:
        """The questions that these answers lead to, in their order; the last one is the list of answers."""
        steps = list(PLAIN)
        for i in range(max(1, len(self.periods))):
            steps += [f"place:{i}", f"kind:{i}", f"dates:{i}"]
            if i < len(self.periods) and self.asks_earnings(i):
                steps.append(f"earnings:{i}")
        steps.append("more")
        steps += [f"fact:{name}" for name in self.facts_asked()]
        return [*steps, "answers"]

    def is_answered(self, step: str) -> bool:
        """Whether a question has an answer; one that needs none counts as answered."""
        kind, _colon, rest = step.partition(":")
        if kind in PLAIN:
            return bool(self.plain.get(kind))
        if kind == "fact":
            return bool(self.facts.get(rest))
        if not rest.isdecimal():
            return True
        period = self.periods[int(rest)] if int(rest) < len(self.periods) else {}
        needed = {"place": "country", "kind": "kinds", "dates": "start", "earnings": "earnings"}[kind]
        return bool(period.get(needed))

    def schemes_of(self, at: int) -> list[str]:
        """The schemes that a period counts in."""
        period = self.periods[at]
        known = vocabulary()
        kinds = period.get("kinds", "").split(";")
        return [s for kind in kinds for s in known.schemes_of(period.get("country", ""), kind)]

    def asks_earnings(self, at: int) -> bool:
        """Whether a period must say what was earned."""
        known = vocabulary().schemes
        kinds = self.periods[at].get("kinds", "").split(";")
        return any(known[s].needs_earnings_for(k) for s in self.schemes_of(at) for k in kinds)

    def currency(self, at: int) -> str:
        """The currency in which a period's earnings are asked for."""
        known = vocabulary().schemes
        return next((known[s].currency for s in self.schemes_of(at) if known[s].needs_earnings), "")

    def facts_asked(self) -> list[str]:
        """Facts without which a scheme of these periods cannot tell: names in the form ``SCHEME.fact``."""
        from corridor.schemes import find_scheme

        schemes = dict.fromkeys(s for i in range(len(self.periods)) for s in self.schemes_of(i))
        found = [f"{s}.{f.name}" for s in schemes for f in find_scheme(s).facts.values() if f.required]
        # the reason marriage_or_birth ends a contract differently for women (Saudi labour law)
        return found + (["sex"] if "SAU-EOSB" in schemes else [])

    def kinds_offered(self, at: int) -> tuple[str, ...]:
        """What a person can have done in a country, as far as it matters there."""
        country = self.periods[at].get("country", "") if at < len(self.periods) else ""
        schemes = vocabulary().schemes_of(country)
        taken = {k for s in schemes for k in vocabulary().schemes[s].kinds}
        return tuple(k for k in KINDS if not schemes or k in taken) or KINDS

    def rows_of(self, at: int) -> range:
        """The rows of the case (from 1) that a period makes."""
        counts = [max(1, len(p.get("kinds", "").split(";"))) for p in self.periods]
        first = sum(counts[:at]) + 1
        return range(first, first + (counts[at] if at < len(counts) else 0))

    def case(self) -> Case:
        """The case that the answers make."""
        claim = self.plain.get("claim", "")
        nationality = self.plain.get("nationality", "")
        rows = []
        for at, period in enumerate(self.periods):
            end = _day_before(claim) if period.get("ongoing") else _range(period.get("end", ""))
            for kind in period.get("kinds", "").split(";"):
                row = {
                    "country": period.get("country", ""),
                    "kind": kind,
                    "start": _range(period.get("start", "")),
                    "end": end,
                }
                if period.get("earnings") and kind != "residence":
                    row["earnings"] = period["earnings"]
                    row["earnings_per"] = period.get("per", "")
                    row["currency"] = self.currency(at)
                rows.append({k: v for k, v in row.items() if v})
        return Case(
            person={
                "title": _("My case"),
                "birth_date": self.plain.get("birth", ""),
                "claim_date": claim,
                "residence": self.plain.get("residence", ""),
                "nationality": "" if nationality == "unknown" else nationality,
                "sex": "" if self.facts.get("sex") == "unknown" else self.facts.get("sex", ""),
            },
            facts={k: v for k, v in self.facts.items() if v != "unknown" and k != "sex"},
            periods=rows,
        )


def from_hidden(text: str) -> Answers:
    """The answers from the hidden field; an empty one begins.

    Raises:
        Problems: the field does not hold answers.
    """
    if not text:
        return Answers()
    try:
        held = json.loads(text)
        periods = held["periods"]
        if not isinstance(periods, list) or len(periods) > MAX_PERIODS:
            raise ValueError
        known = {k: cell(held["plain"].get(k)) for k in PLAIN if held["plain"].get(k)}
        return Answers(
            known,
            [{k: cell(p.get(k)) for k in PERIOD_KEYS if p.get(k)} for p in periods],
            {cell(k): cell(v) for k, v in list(held["facts"].items())[:100]},
            held.get("changing") is True,
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Problems([_("The answers cannot be read any more. Please begin again.")]) from None


def _day_before(text: str) -> str:
    try:
        return (date.fromisoformat(text) - timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        return ""


def _range(text: str) -> str:
    """A year or a month as the range of its days, as careers files write it; a full date as it is."""
    parts = text.split("-")
    try:
        if len(parts) == 1:
            year = int(text)
            return f"{year:04}-01-01..{year:04}-12-31"
        if len(parts) == 2:
            year, month = int(parts[0]), int(parts[1])
            last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
            return f"{year:04}-{month:02}-01..{last.isoformat()}"
    except (ValueError, OverflowError):
        return text
    return text
