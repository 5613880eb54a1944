"""Rules of a draft agreement as its file writes them: conversions chosen, and rules taken over from a modelled agreement."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from corridor.i18n import _

if TYPE_CHECKING:
    from corridor.schemes import Scheme


def conversion(to: Scheme) -> dict[str, Any]:
    """How foreign months become units of a scheme, where no agreement between the parties says it."""
    if to.unit == "week":
        return {
            "measure": "month",
            "per": "3",
            "gives": "13",
            "round": "down",
            "words": _("13 weeks for 3 months, rounded down"),
        }
    if to.unit == "quarter":
        return {
            "measure": "month",
            "per": "3",
            "gives": "1",
            "round": "down",
            "words": _("1 quarter for 3 months, rounded down"),
        }
    if to.unit == "year":
        return {
            "measure": "calendar-year",
            "gives": "1",
            "words": _("1 year for a calendar year with a period"),
        }
    if to.unit == "day":
        return {"measure": "day", "words": _("day for day")}
    return {"measure": "month", "words": _("month for month")}


def credit_dict(rule: Any, article: str) -> dict[str, Any]:
    """A credit rule of a modelled agreement as the draft writes it."""
    row: dict[str, Any] = {"to": rule.to, "from": rule.source, "measure": rule.measure, "article": article}
    for name in ("gives", "per"):
        if getattr(rule, name) != Fraction(1):
            row[name] = str(getattr(rule, name))
    if rule.round != "none":
        row["round"] = rule.round
    if rule.at_least:
        row["at_least"] = [
            {k: (int(v) if v.denominator == 1 else str(v)) for k, v in o.items()} for o in rule.at_least
        ]
    for name in ("outside", "from_age"):
        if getattr(rule, name) is not None:
            row[name] = getattr(rule, name)
    if rule.whole_month_days:
        row["whole_month_days"] = True
    return row


def benefit_dict(rule: Any, article: str) -> dict[str, Any]:
    """The method of a modelled agreement for one scheme as the draft writes it."""
    row: dict[str, Any] = {"method": rule.method, "article": article, "award": rule.award}
    if rule.theoretical != "totalized":
        row |= {"theoretical": rule.theoretical, "minimum": rule.minimum}
    if rule.maximum_duration is not None:
        row["maximum_duration"] = str(rule.maximum_duration)
    if not rule.third_states_in_amount:
        row["third_states_in_amount"] = False
    return row
