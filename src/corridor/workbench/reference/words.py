"""Words that stand in data and are shown on pages, marked so that every language has them."""

from __future__ import annotations

from collections.abc import Mapping

from corridor.i18n import N_

UNITS: Mapping[str, str] = {
    "day": N_("days"),
    "week": N_("weeks"),
    "month": N_("months"),
    "quarter": N_("quarters"),
    "year": N_("years"),
    "contribution": N_("contributions"),
}
"""The units in which schemes count, as many of them."""

SHOWN = (
    # kinds of figures and of people
    N_("observed"), N_("official estimate"), N_("model"), N_("both"), N_("female"), N_("male"),
    # how far rules are validated
    N_("validated"), N_("rules-read"), N_("secondary"), N_("invented"),
    # findings and what a text does to the law
    N_("met"), N_("partly"), N_("not"), N_("silent"), N_("stated"), N_("not applicable"), N_("not assessed"),
    N_("meets"), N_("meets in part"), N_("breaks"), N_("leaves it out"),
    N_("in part"), N_("not met"), N_("open"), N_("open in part"), N_("closed"),
    # coverage
    N_("answered"), N_("needs your evidence"),
    # jobs
    N_("waiting"), N_("running"), N_("done"), N_("failed"), N_("cancelled"), N_("persons"),
    # roundings of periods
    N_("none"), N_("down"), N_("up"), N_("nearest"),
)  # fmt: skip
"""Words of the data that templates translate where they show them."""
