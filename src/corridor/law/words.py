"""Values in words: amounts, numbers with their units, dates, in the way of the current language."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from corridor.i18n import (
    N_,
    _,
    current,
    date_in_words,
    direction,
    in_a_row,
    isolate,
    ngettext,
    number_in_words,
    plural_number,
)
from corridor.law.trace import decimal_text

#: Units of numbers that are years or months of the calendar, not amounts of them.
_YEARS = ("year", "month", "year number", "month of the year")
#: Units that say nothing beside a value.
NO_UNIT = (*_YEARS, "", "yes/no", "date", "text", "kind", "contract", "number")
#: The units that schemes count in, as headings say them.
_UNITS = {
    "day": N_("days"),
    "week": N_("weeks"),
    "month": N_("months"),
    "quarter": N_("quarters"),
    "year": N_("years"),
    "contribution": N_("contributions"),
}
#: Units whose form follows the number, without their last s; :func:`counted` has their forms.
_COUNTED = (*_UNITS, "calendar month", "calendar year", "days of calendar month")
_PER = {"month": N_("{amount} a month"), "week": N_("{amount} a week"), "once": N_("{amount} once")}

_ISO_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


def money(amount: Fraction | float, currency: str, *, signed: bool = False) -> str:
    """An amount with two places, in the way of the current language: ``PHP 1,400.00``, ``1 400,00 PHP``.

    ``signed`` puts a plus sign before a gain.
    """
    text = number_in_words(Decimal(round(Fraction(amount) * 100)).scaleb(-2), 2)
    if currency:
        text = _("{currency} {amount}").format(currency=currency, amount=text)
    return isolate(f"+{text}" if signed and amount > 0 else text)


def per(amount: Fraction | float, currency: str, frequency: str, *, signed: bool = False) -> str:
    """An amount with how often it is paid."""
    return _(_PER[frequency]).format(amount=money(amount, currency, signed=signed))


def number(value: Any, unit: str = "") -> str:
    """A value as people read it: numbers with at most four places and their unit, dates, yes or no."""
    if value is None:
        return _("never")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return day_words(value)
    if isinstance(value, (Fraction, int, float)):
        places = 4 if isinstance(value, float) or Fraction(value).denominator != 1 else 0
        shown = Decimal(decimal_text(Fraction(value), places))
        if unit in NO_UNIT:
            return isolate(number_in_words(shown, grouped=unit not in _YEARS))
        return counted(shown, unit)
    if isinstance(value, dict):
        return in_a_row(
            _("{label}: {value}").format(label=number(k), value=number(v)) for k, v in value.items()
        )
    return str(value)


def is_counted(unit: str) -> bool:
    """Whether a number takes the unit in a form that goes with it (``1 day``, ``2 days``)."""
    return unit not in NO_UNIT and unit.removesuffix("s") in _COUNTED


def counted(value: Decimal | int, unit: str) -> str:
    """A number of things or a rate with its unit: ``1 day``, ``2,557 days``, ``41,000 CAD/year``."""
    n = plural_number(value)
    match unit.removesuffix("s"):
        case "day":
            text = ngettext("{count} day", "{count} days", n)
        case "week":
            text = ngettext("{count} week", "{count} weeks", n)
        case "month":
            text = ngettext("{count} month", "{count} months", n)
        case "quarter":
            text = ngettext("{count} quarter", "{count} quarters", n)
        case "year":
            text = ngettext("{count} year", "{count} years", n)
        case "contribution":
            text = ngettext("{count} contribution", "{count} contributions", n)
        case "calendar month":
            text = ngettext("{count} calendar month", "{count} calendar months", n)
        case "calendar year":
            text = ngettext("{count} calendar year", "{count} calendar years", n)
        case "days of calendar month":
            text = ngettext("{count} day of calendar months", "{count} days of calendar months", n)
        case _:
            text = _("{count} {unit}").replace("{unit}", unit_text(unit))
    return text.format(count=isolate(number_in_words(value)))


def unit_text(unit: str) -> str:
    """A unit in words, nothing where it would say nothing beside a value.

    Within a text that is written from right to left it is written so too, whatever its first letter is:
    the words around the code of a currency are the reader's (U+2067).
    """
    if unit in NO_UNIT:
        return ""
    return f"\u2067{_(unit)}\u2069" if direction() == "rtl" else _(unit)


def unit_name(unit: str) -> str:
    """The name of the unit that a scheme counts insured periods in: ``days``, ``contributions``."""
    return _(_UNITS[unit]) if unit in _UNITS else unit


def day_words(day: date | None) -> str:
    """A date as people write it: ``1 June 2025``."""
    return _("never") if day is None else date_in_words(day)


def month_words(text: str) -> str:
    """A month such as 2025-06 as people write it: ``June 2025``."""
    year, _dash, month = text.partition("-")
    form = "MMMM 'de' y" if current() == "es" else "MMMM y"
    return date_in_words(date(int(year), int(month), 1), form)


def dates_in_words(text: str) -> str:
    """A text with its ISO dates written as people write them."""
    return _ISO_DATE.sub(lambda m: _day_or_as_it_stands(m.group()), text)


def _day_or_as_it_stands(text: str) -> str:
    try:
        return day_words(date.fromisoformat(text))
    except ValueError:
        return text


def span_words(label: str, last: str | None = None) -> str:
    """The label of a row of a trace: a year, a stretch of days, or from the first to the last of several."""
    first, _to, end = label.partition(" to ")
    end = end if last is None else last.rpartition(" to ")[2]
    if not end or end == first:
        return dates_in_words(first)
    return _("{first} to {last}").format(first=dates_in_words(first), last=dates_in_words(end))
