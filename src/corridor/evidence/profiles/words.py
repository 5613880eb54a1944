"""Numbers, names and dates in words, the same on the terminal, in pages and in sentences, in the reader's language."""

from __future__ import annotations

import math
from collections.abc import Iterable

from corridor.evidence.profiles.figures import Cell, Figure
from corridor.i18n import N_, _, isolate, ngettext, number_in_words

UNKNOWN = N_("not known")
UNITS = {
    "current US$": "US$",
    "current US$ million": N_("US$ million"),
    "constant international $": N_("int. $"),
    "constant 2015 US$": N_("2015 US$"),
    "constant 2021 PPP $": N_("2021 PPP $"),
    "% of amount sent": "%",
}
"""Units as they are shown, where that is shorter than in the catalogue of indicators."""
GROUP_NAMES = {
    "L": N_("low income"),
    "LM": N_("lower-middle income"),
    "UM": N_("upper-middle income"),
    "H": N_("high income"),
}
GROUP_LEVELS = {1.0: N_("low"), 2.0: N_("lower middle"), 3.0: N_("upper middle"), 4.0: N_("high")}
KIND_NAMES = {
    "observed": N_("observed"),
    "official estimate": N_("official estimate"),
    "model": N_("model"),
}
"""How a figure came about, as :data:`corridor.evidence.model.KINDS` has it."""
SEX_NAMES = {"female": N_("Women"), "male": N_("Men"), "both": N_("All")}


def place_name(code: str) -> str:
    """The name of a country or area in the reader's language, former states and special areas too.

    >>> place_name("MAR"), place_name("SUN")
    ('Morocco', 'Soviet Union')
    """
    from corridor.countries import country_name
    from corridor.evidence.areas import area_name

    name = country_name(code)
    return name if name != code else _(area_name(code))


def place_in_sentence(code: str) -> str:
    """The name of a country or area within a sentence.

    >>> place_in_sentence("PHL"), place_in_sentence("SUN")
    ('the Philippines', 'Soviet Union')
    """
    from corridor.countries import country_in_sentence

    name = country_in_sentence(code)
    return name if name != code else place_name(code)


def corridor_name(origin: str, destination: str) -> str:
    """Both ends by name."""
    return _("{origin} to {destination}").format(
        origin=place_name(origin), destination=place_name(destination)
    )


def number(value: float | None, unit: str = "") -> str:
    """A value as it is shown in a cell: whole persons, shares to one decimal, prices to two, an index to three.

    >>> number(785884.0, "persons"), number(5.159412, "% of amount sent"), number(None)
    ('785,884', '5.16', 'not known')
    """
    if value is None or not math.isfinite(value):
        return _(UNKNOWN)
    if unit.startswith("1 low"):
        return _(GROUP_LEVELS.get(value, UNKNOWN))
    return number_in_words(value, places(value, unit))


def places(value: float, unit: str) -> int:
    """Decimals that a value is shown with."""
    if unit == "persons" or unit.startswith(("current US$", "constant 2015", "constant international")):
        return 1 if unit == "current US$ million" and abs(value) < 100 else 0
    if unit == "index 0-1":
        return 3
    if unit == "% of amount sent":
        return 2
    return 2 if abs(value) < 1 and value else 1


def shown(cell: Cell) -> str:
    """A cell in words; an interval in brackets after its value; modelled persons to three digits."""
    if cell is None:
        return _(UNKNOWN)
    if isinstance(cell, str):
        return cell
    text = _value(cell, cell.value)
    if cell.low is None or cell.high is None:
        return text
    low, high = _value(cell, cell.low), _value(cell, cell.high)
    if cell.value is None:
        return _("{low} to {high}").format(low=low, high=high)
    return _("{value} ({low} to {high})").format(value=text, low=low, high=high)


def _value(f: Figure, value: float | None) -> str:
    if f.kind == "model" and f.unit == "persons" and value is not None and math.isfinite(value):
        return about(value)
    return number(value, f.unit)


def when_words(f: Figure) -> str:
    """The year, years or quarter of a figure.

    >>> when_words(Figure(1.0, "", "", "model", (), year=2020, period="Q3"))
    '2020 Q3'
    """
    if f.year is None:
        return ""
    if f.year_to is not None and f.year_to != f.year:
        return years_words(f.year, f.year_to)
    return quarter_words(f.year, f.period)


def years_words(first: int | None, last: int | None) -> str:
    """A span of years; also in a text that is written from the right the first year stays first."""
    return isolate(f"{first}-{last}")


def quarter_words(year: int | None, period: str) -> str:
    """A year, or a quarter of it."""
    if period[:1] == "Q" and period[1:].isdigit():
        return _("{year} Q{quarter}").format(year=year, quarter=period[1:])
    return f"{year} {period}".strip()


def about(value: float) -> str:
    """A modelled number of persons to three digits.

    >>> about(142318.4), about(87.0), about(0), about(0.3)
    ('142,000', '87', '0', 'less than 1')
    """
    if not value:
        return number_in_words(0)
    if abs(value) < 0.5:
        return _("less than 1")
    return number_in_words(rounded(value), 0)


def rounded(value: float) -> int:
    """A number to three digits, and to whole ones."""
    digits = max(0, math.floor(math.log10(abs(value))) - 2) if value else 0
    return round(value / 10**digits) * 10**digits


def women_words(value: float, *, roughly: bool = False) -> str:
    """A number of women."""
    n = rounded(value) if roughly else round(value)
    return ngettext("{number} woman", "{number} women", n).format(
        number=about(value) if roughly else number(value, "persons")
    )


def men_words(value: float, *, roughly: bool = False) -> str:
    """A number of men."""
    n = rounded(value) if roughly else round(value)
    return ngettext("{number} man", "{number} men", n).format(
        number=about(value) if roughly else number(value, "persons")
    )


def dollars(value: float) -> str:
    """An amount of US dollars to three digits.

    >>> dollars(1.848e9), dollars(11168000000), dollars(420_000)
    ('US$1.85 billion', 'US$11.2 billion', 'US$420,000')
    """
    if abs(value) >= 1e9:
        return _("US${amount} billion").format(amount=_three(value / 1e9))
    if abs(value) >= 1e6:
        return _("US${amount} million").format(amount=_three(value / 1e6))
    return _("US${amount}").format(amount=number_in_words(value, 0))


def _three(value: float) -> str:
    return number_in_words(value, 0) if abs(value) >= 1000 else number_in_words(float(f"{value:.3g}"))


def percent(share: float) -> str:
    """A share from 0 to 1 in per cent; small ones with a decimal.

    >>> percent(0.452), percent(0.0123), percent(0.00001), percent(0.9999)
    ('45%', '1.2%', 'less than 0.1%', 'more than 99%')
    """
    if 0 < share < 0.001:
        return _("less than {number}%").format(number=number_in_words(0.1))
    if 0.99 < share < 1:
        return _("more than {number}%").format(number=99)
    return _("{number}%").format(number=_share(share))


def _share(share: float) -> str:
    return number_in_words(share * 100, 0 if share >= 0.1 or share == 0 else 1)


def spread(low: float, high: float) -> str:
    """A range of shares in per cent, one number if both ends are shown alike.

    >>> spread(0.86, 0.89), spread(0.0, 0.03), spread(0.096, 0.19), spread(0.001, 0.0042), spread(0.0002, 0.5)
    ('86-89%', '0-3%', '10-19%', '0.1-0.4%', 'less than 0.1% to 50%')
    """
    one, other = percent(low), percent(high)
    if one == other:
        return one
    if 0 < low < 0.001 or 0.99 < high < 1:
        return _("{low} to {high}").format(low=one, high=other)
    digits = 1 if high < 0.02 or 0 < low < 0.005 else 0
    ends = [number_in_words(share * 100, digits if share else 0) for share in (low, high)]
    return _("{number}%").format(number=isolate("-".join(dict.fromkeys(ends))))


def unit_words(unit: str) -> str:
    """A unit as it is shown."""
    return _(UNITS.get(unit, unit))


def kind_words(kinds: Iterable[str]) -> str:
    """How figures came about, one after the other."""
    return ", ".join(_(KIND_NAMES[k]) for k in kinds)


def group_words(letters: str) -> str:
    """A World Bank income group in words."""
    return _(GROUP_NAMES[letters]) if letters in GROUP_NAMES else letters
