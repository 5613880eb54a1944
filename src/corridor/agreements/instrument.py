"""What an agreement is to the engine: clauses as data, each with its article.

Nothing here computes.  The words that clauses may use are the constants of this module; what they do is in
:mod:`corridor.portability`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from corridor.law.parameters import Source

#: How a benefit under an agreement is worked out.
METHODS: Mapping[str, str] = {
    "own-periods": "foreign periods open the right; the amount comes from own periods alone",
    "pro-rata": "theoretical amount, reduced in the proportion of own to totalized periods",
    "residence-pays": "the state of residence counts all periods as its own and pays for all; the others pay nothing",
    "home-scheme": "the scheme of the person's nationality follows the worker: periods abroad count as its own",
    "export-only": "no periods are added; what is due is paid abroad",
    "posting-only": "only contributions are settled; no benefit changes",
    "refund": "contributions are refunded on the conditions of the scheme's refund rule",
}

#: Which benefit is awarded when own law and agreement both lead to one.
AWARDS: Mapping[str, str] = {
    "separate-first": "the national benefit where own periods suffice, else the benefit by totalization",
    "comparison": "the higher of the two",
    "insured-option": "the person chooses; the higher is shown as the choice",
    "totalized-only": "the benefit by totalization replaces the national one",
}

#: What the theoretical amount is worked out on.
THEORETICAL: Mapping[str, str] = {
    "totalized": "all totalized periods as if completed under own law",
    "minimum-period": "the minimum period that own law requires",
}

#: What a credit rule counts in the other scheme.
MEASURES: Mapping[str, str] = {
    "month": "each calendar month with an insured day",
    "day": "each calendar day of an insured period",
    "unit": "each unit of the other scheme",
    "calendar-year": "each calendar year that counts as insured, or that has a stated minimum",
}

PERSONAL_SCOPES: Mapping[str, str] = {
    "insured": "everyone who is or was insured, whatever the nationality",
    "nationals": "nationals of the parties",
}

ROUNDINGS = ("none", "down", "up", "nearest")


@dataclass(frozen=True)
class CreditRule:
    """How periods of one scheme become periods of another.

    Each ``per`` measured things give ``gives`` units of the scheme ``to``, rounded by ``round``.
    ``at_least`` lists what makes a calendar year count (any one suffices): ``{"months": 3}`` or ``{"units":
    78}``.  ``outside`` names a scheme of the same country whose insured calendar years are left out here.
    ``whole_month_days`` makes a month count the days it has.  ``from_age`` leaves
    out the time before an age that the scheme ``to`` does not count.
    """

    to: str
    source: str
    measure: str
    article: str
    gives: Fraction = Fraction(1)
    per: Fraction = Fraction(1)
    round: str = "none"
    at_least: tuple[Mapping[str, Fraction], ...] = ()
    outside: str | None = None
    whole_month_days: bool = False
    from_age: int | None = None
    reading: str = ""


@dataclass(frozen=True)
class BenefitRule:
    """How the benefit of one scheme is worked out under the agreement.

    ``minimum`` names the scheme's parameter or rule that holds the minimum period (for the theoretical
    amount on it); ``maximum_duration`` caps the denominator, in the scheme's units.
    """

    scheme: str
    method: str
    article: str
    award: str = "separate-first"
    theoretical: str = "totalized"
    minimum: str | None = None
    maximum_duration: Fraction | None = None
    third_states_in_amount: bool = True
    reading: str = ""


@dataclass(frozen=True)
class MinimumOwn:
    """Own insurance below which a party need not award under the agreement.

    Months or units of its schemes together.
    """

    country: str
    article: str
    months: Fraction | None = None
    units: Fraction | None = None
    scheme: str | None = None


@dataclass(frozen=True)
class ExportRule:
    """Where benefits are paid.

    ``third_states`` is "yes", "no" or "insured-in-both"; ``unless`` maps schemes that are not lifted as
    such to the
    article: there the scheme's own rule on payment abroad is applied with totalized periods.
    """

    article: str
    between_parties: bool = True
    third_states: str = "no"
    third_states_article: str = ""
    unless: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Version:
    """The clauses of an instrument as they stand between two dates (both included; ``None``: no end)."""

    name: str
    starts: date
    ends: date | None
    schemes: tuple[str, ...]
    schemes_article: str
    personal_scope: str
    personal_scope_article: str
    credits: tuple[CreditRule, ...]
    benefits: Mapping[str, BenefitRule]
    minimum_own: Mapping[str, MinimumOwn]
    export: ExportRule | None
    third_states: str | None = None
    third_states_article: str = ""
    totalization_article: str = ""
    equality_article: str = ""
    notes: tuple[str, ...] = ()

    @property
    def totalizes(self) -> bool:
        """Whether foreign periods are added under this version."""
        return bool(self.credits)

    def in_force(self, on: date) -> bool:
        """Whether this version applies to a claim on a day."""
        return self.starts <= on and (self.ends is None or on <= self.ends)


@dataclass(frozen=True)
class Instrument:
    """An agreement between states, or a draft of one (``draft``: taken as in force whatever its dates)."""

    id: str
    title: str
    kind: str
    parties: tuple[str, ...]
    versions: tuple[Version, ...]
    validation: str
    validation_note: str
    text: Source
    sources: Mapping[str, Source]
    draft: bool = False
    replaces: tuple[str, ...] = ()
    not_modelled: tuple[str, ...] = ()
    file: str = ""

    @property
    def invented(self) -> bool:
        """Whether the parties are invented countries."""
        return self.validation == "invented"

    def version_on(self, on: date) -> Version | None:
        """The version in force on a day, ``None`` if none is."""
        if self.draft:
            return self.versions[-1]
        return next((v for v in self.versions if v.in_force(on)), None)

    def __repr__(self) -> str:
        return f"<Instrument {self.id}: {self.title}>"
