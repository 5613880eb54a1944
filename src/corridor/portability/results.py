"""What a person is told about one scheme under one set of instruments."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any

from corridor.i18n import N_


class Status(StrEnum):
    """The answer in one word; unknown is a status, never a zero."""

    ENTITLED = "entitled"
    NOT_YET = "not yet"
    NOT_ENTITLED = "not entitled"
    CANNOT_TELL = "cannot tell"
    NOT_MODELLED = "not modelled"


#: What every person-level result says.
ESTIMATE = N_("This is an estimate, not a decision. Only the institution that pays can decide.")


@dataclass(frozen=True)
class ConditionResult:
    """One condition of the right: whether it holds (``None``.

    Cannot tell) and the values it was tested on.
    """

    name: str
    title: str
    article: str
    holds: bool | None
    waits: bool
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class CreditResult:
    """Foreign periods that an instrument added, in the scheme's unit, with the article of the conversion."""

    source: str
    measure: str
    counted: Fraction
    credited: Fraction
    article: str
    reading: str = ""


@dataclass(frozen=True)
class RouteResult:
    """One way to a benefit that was tried: own law or an instrument."""

    label: str
    title: str
    status: Status
    amount: Fraction | None
    payable: bool
    article: str = ""
    method: str = ""


@dataclass(frozen=True)
class Entitlement:
    """What one scheme owes one person under one set of instruments.

    Amounts are exact fractions in ``currency`` per ``frequency``; ``amount`` is ``None`` unless it is one
    known number, and ``amount_low``/``amount_high`` bound it where the record leaves it open
    (``amount_high`` ``None`` with a low bound: no upper bound). ``starts`` is the first day payable (for
    "not yet": with the periods as they are), ``None`` where nothing is owed or the right cannot be told.
    ``payable`` says whether it can be paid where the person lives.  ``refund`` is what could be taken
    instead.  ``tried`` is the agreement that was tried in vain.  ``weak_sources`` names figures in the
    result that were not read in a source.
    """

    scheme: str
    scheme_name: str
    country: str
    scenario: str
    status: Status
    currency: str
    frequency: str
    unit: str
    amount: Fraction | None = None
    amount_low: Fraction | None = None
    amount_high: Fraction | None = None
    starts: date | None = None
    payable: bool | None = None
    instrument: str | None = None
    instrument_title: str = ""
    version: str = ""
    method: str = ""
    award: str = ""
    article: str = ""
    export_article: str = ""
    own_periods: Fraction | None = None
    credited: Fraction = Fraction(0)
    theoretical: Fraction | None = None
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    refund: Fraction | None = None
    refund_due: bool | None = None
    refund_ends_insurance: bool = True
    conditions: tuple[ConditionResult, ...] = ()
    credits: tuple[CreditResult, ...] = ()
    missing: tuple[str, ...] = ()
    routes: tuple[RouteResult, ...] = ()
    third_states: tuple[str, ...] = ()
    validation: str = ""
    weak_sources: tuple[str, ...] = ()
    tried: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def fraction(self) -> Fraction | None:
        """The pro rata fraction, exact; ``None`` where the amount is not reduced."""
        if self.numerator is None or not self.denominator:
            return None
        return self.numerator / self.denominator

    @property
    def failed(self) -> tuple[ConditionResult, ...]:
        """Conditions known not to hold."""
        return tuple(c for c in self.conditions if c.holds is False)

    @property
    def payable_amount(self) -> Fraction | None:
        """What reaches the person where they live.

        0 if nothing is due or it is not paid there, ``None`` if that cannot be told.
        """
        if self.status in (Status.NOT_ENTITLED, Status.NOT_YET):
            return Fraction(0)
        if self.status is Status.ENTITLED:
            return Fraction(0) if self.payable is False else self.amount
        return None


@dataclass(frozen=True)
class Difference:
    """What a set of instruments changes for one scheme, split by cause; amounts per month (or once, as the
    scheme pays).

    The causes add up to ``total`` exactly: ``right`` gained (or lost, negative), ``aggregation`` (the
    amount changed by foreign periods), ``export`` (now paid where the person lives).  ``refund_forgone``
    stands apart: a lump sum that the pension rules out.
    ``None``: cannot be told.
    """

    scheme: str
    country: str
    currency: str
    frequency: str
    total: Fraction | None
    right: Fraction | None
    aggregation: Fraction | None
    export: Fraction | None
    refund_forgone: Fraction | None

    @property
    def nothing_changes(self) -> bool:
        """Whether the instruments change nothing here."""
        return self.total == 0 and not self.refund_forgone


def difference(without: Entitlement, with_: Entitlement) -> Difference:
    """The difference between two results of one scheme, by cause."""
    a, b = without.payable_amount, with_.payable_amount
    right = aggregation = export = total = None
    if a is not None and b is not None:
        zero = Fraction(0)
        total = b - a
        before, after = without.amount, with_.amount
        if not without.status is with_.status is Status.ENTITLED:
            right, aggregation, export = total, zero, zero
        elif with_.payable is False:
            right, aggregation, export = zero, zero, total
        elif before is not None and after is not None:
            right = zero
            aggregation = after - before
            export = total - aggregation
        else:
            # paid now, but from an amount that cannot be told: the causes cannot be parted
            right = zero
    forgone: Fraction | None = Fraction(0)
    if without.refund_due and with_.status is Status.ENTITLED and without.status is not Status.ENTITLED:
        forgone = without.refund if without.refund_ends_insurance else Fraction(0)
    return Difference(
        scheme=with_.scheme,
        country=with_.country,
        currency=with_.currency,
        frequency=with_.frequency,
        total=total,
        right=right,
        aggregation=aggregation,
        export=export,
        refund_forgone=forgone,
    )
