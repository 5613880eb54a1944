"""Numbers in words and in cells, the same on the terminal, in pages and in sentences."""

from __future__ import annotations

import math

from corridor.evidence.profiles.figures import Cell, Figure

UNKNOWN = "not known"
UNITS = {
    "current US$": "US$",
    "current US$ million": "US$ million",
    "constant international $": "int. $",
    "constant 2015 US$": "2015 US$",
    "constant 2021 PPP $": "2021 PPP $",
    "% of amount sent": "%",
}
"""Units as they are shown."""
GROUP_NAMES = {
    "L": "low income",
    "LM": "lower-middle income",
    "UM": "upper-middle income",
    "H": "high income",
}


def number(value: float | None, unit: str = "") -> str:
    """A value as it is shown in a cell: whole persons, shares to one decimal, an index to three.

    >>> number(785884.0, "persons"), number(5.159412, "% of amount sent"), number(None)
    ('785,884', '5.2', 'not known')
    """
    if value is None or not math.isfinite(value):
        return UNKNOWN
    if unit == "persons" or unit.startswith(("current US$", "constant 2015", "constant international")):
        return f"{value:,.1f}" if unit == "current US$ million" and abs(value) < 100 else f"{value:,.0f}"
    if unit == "index 0-1":
        return f"{value:.3f}"
    if unit.startswith("1 low"):
        return {1.0: "low", 2.0: "lower middle", 3.0: "upper middle", 4.0: "high"}.get(value, UNKNOWN)
    return f"{value:,.2f}" if abs(value) < 1 and value else f"{value:,.1f}"


def shown(cell: Cell) -> str:
    """A cell in words; an interval in brackets after its value."""
    if cell is None:
        return UNKNOWN
    if isinstance(cell, str):
        return cell
    text = number(cell.value, cell.unit)
    if cell.low is not None and cell.high is not None:
        ends = f"{number(cell.low, cell.unit)} to {number(cell.high, cell.unit)}"
        return f"{text} ({ends})" if cell.value is not None else ends
    return text


def dated(cell: Cell) -> str:
    """A cell with its year."""
    text = shown(cell)
    return f"{text} ({cell.when})" if isinstance(cell, Figure) and cell.when else text


def about(value: float) -> str:
    """A modelled number of persons to three digits.

    >>> about(142318.4), about(87.0), about(0)
    ('142,000', '87', '0')
    """
    if not value:
        return "0"
    digits = max(0, math.floor(math.log10(abs(value))) - 2)
    return f"{round(value / 10**digits) * 10**digits:,.0f}"


def dollars(value: float) -> str:
    """An amount of US dollars to three digits.

    >>> dollars(1.848e9), dollars(11168000000), dollars(420_000)
    ('US$1.85 billion', 'US$11.2 billion', 'US$420,000')
    """
    for size, word in ((1e9, "billion"), (1e6, "million")):
        if abs(value) >= size:
            return (
                f"US${value / size:.3g} {word}"
                if abs(value) / size < 1000
                else f"US${value / size:,.0f} {word}"
            )
    return f"US${value:,.0f}"


def percent(share: float) -> str:
    """A share from 0 to 1 in per cent; small ones with a decimal.

    >>> percent(0.452), percent(0.0123), percent(0.00001)
    ('45%', '1.2%', 'less than 0.1%')
    """
    if 0 < share < 0.001:
        return "less than 0.1%"
    return f"{share * 100:.0f}%" if share >= 0.1 or share == 0 else f"{share * 100:.1f}%"


def spread(low: float, high: float) -> str:
    """A range of shares in per cent, one number if both ends are shown alike.

    >>> spread(0.86, 0.89), spread(0.0, 0.0), spread(0.001, 0.0042)
    ('86-89%', '0%', '0.1-0.4%')
    """
    one, other = percent(low), percent(high)
    if one == other:
        return one
    if "less" in one or "less" in other:
        return f"{one} to {other}"
    return f"{one[:-1]}-{other}"


def unit_words(unit: str) -> str:
    """A unit as it is shown."""
    return UNITS.get(unit, unit)


def group_words(letters: str) -> str:
    """A World Bank income group in words."""
    return GROUP_NAMES.get(letters, letters)
