"""What importers share: the shape of their result, the reading of figures, and the check of totals."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from corridor.evidence.importers.look import Look
from corridor.evidence.importers.workbook import Row, column_letters
from corridor.evidence.model import Source
from corridor.evidence.problems import Findings, Problem

if TYPE_CHECKING:
    import polars as pl

MISSING = frozenset({"..", "...", "\u2026", "-", "\u2013", "\u2014", "~", "n.a.", "na", "n/a", "nan", "null"})
"""Texts by which publishers say that a figure is not available."""

ROUNDING = 0.5
"""How far one published figure may be from what it was rounded from, in units of its last place."""


@dataclass(frozen=True)
class Imported:
    """What a file holds: its sources, its observations, and what a reader should know about them."""

    sources: tuple[Source, ...]
    observations: pl.DataFrame
    warnings: tuple[Problem, ...] = ()


@dataclass
class Options:
    """How to read. ``accept_mismatch``: totals that do not add up become warnings.

    ``all_series``: also series that the catalogue of indicators does not have.
    """

    accept_mismatch: bool = False
    all_series: bool = False
    report: Findings = field(default_factory=Findings)


class Importer(Protocol):
    """A module that reads one format. The modules of this folder are importers."""

    NAME: str
    VERSION: str
    TITLE: str

    def recognises(self, look: Look) -> bool:
        """Whether the file is of this format, by its content."""
        ...

    def read(self, look: Look, options: Options) -> Imported:
        """Read the file; problems go to ``options.report``."""
        ...


def figure(value: float | str | None) -> float | str | None:
    """A figure as published: a number, None for a mark of "not available", or the text if it is neither.

    >>> figure("1 234"), figure(".."), figure("many")
    (1234.0, None, 'many')
    """
    if value is None or isinstance(value, float):
        return value
    text = value.replace("\xa0", " ").replace("\u202f", " ").strip()
    if text.casefold() in MISSING:
        return None
    if re.fullmatch(r"[+-]?\d{1,3}([ ,]\d{3})+(\.\d+)?", text):
        text = text.replace(",", "").replace(" ", "")
    try:
        number = float(text) if re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", text) else math.nan
    except ValueError:
        return value
    return number if math.isfinite(number) else value


def cell_figure(row: Row, column: int, where: str, report: Findings) -> tuple[bool, float | None]:
    """Whether a cell holds a figure or a mark of a missing one, and which; anything else is a problem."""
    if column in row.formulas:
        report.add(where, "holds a formula; expected a figure", row=row.number, column=column_letters(column))
        return False, None
    if column in row.errors:
        report.add(
            where,
            "holds an error value of the spreadsheet; expected a figure",
            row=row.number,
            column=column_letters(column),
        )
        return False, None
    if column not in row.values:
        return False, None
    found = figure(row.values[column])
    if isinstance(found, str):
        report.add(
            where, "expected a figure or '..'", row=row.number, column=column_letters(column), value=found
        )
        return False, None
    return True, found


def same_total(sum_of_parts: float, total: float, parts: int, *, whole: bool, relative: float = 1e-9) -> bool:
    """Whether a published total is the sum of its parts.

    Whole numbers must agree to the unit; numbers with decimals, or parts that were rounded one by one, may
    differ by half a unit a part.
    """
    slack = 1.0 if whole else ROUNDING * parts + 1.0
    return abs(sum_of_parts - total) <= slack + relative * abs(total)


@dataclass
class Parts:
    """The parts of one published total: the figures, and what the missing ones can be at most.

    A part that is published as missing (``..``) is still in the total; ``at_most`` bounds it where another
    figure of the file does (a country's women by its women and men), else None.
    """

    figures: list[float] = field(default_factory=list)
    missing: int = 0
    at_most: float | None = 0.0

    def add(self, value: float | None, bound: float | None = None) -> None:
        """Add a part; ``bound`` is the most it can be if it is missing."""
        if value is not None:
            self.figures.append(value)
            return
        self.missing += 1
        self.at_most = None if bound is None or self.at_most is None else self.at_most + bound

    def make(self, total: float, *, whole: bool, relative: float = 1e-9) -> bool:
        """Whether these parts can make the total."""
        found = math.fsum(self.figures)
        if same_total(found, total, len(self.figures), whole=whole, relative=relative):
            return True
        if not self.missing or total < found:
            return False
        most = math.inf if self.at_most is None else found + self.at_most
        return total <= most or same_total(most, total, len(self.figures), whole=whole, relative=relative)


class Totals:
    """Compares sums with published totals; every mismatch is reported with both numbers.

    ``open`` counts totals that could not be checked to the unit because parts are published as missing.
    """

    def __init__(self, options: Options) -> None:
        self.options = options
        self.open = 0

    def check(
        self,
        what: str,
        parts: Parts,
        total: float,
        where: str,
        row: int | None = None,
        column: str | None = None,
        *,
        whole: bool,
        relative: float = 1e-9,
    ) -> None:
        """Report it if the parts cannot make the total."""
        if not parts.make(total, whole=whole, relative=relative):
            self.compare(what, math.fsum(parts.figures), total, where, row, column, missing=parts.missing)
        elif parts.missing:
            self.open += 1

    def compare(
        self,
        what: str,
        found: float,
        published: float,
        where: str,
        row: int | None = None,
        column: str | None = None,
        *,
        missing: int = 0,
    ) -> None:
        """Report that a sum is not the published total."""
        said = f"{what}: the figures add up to {number(found)}, the file says {number(published)}"
        if missing:
            said += f" ({missing} of the figures are published as missing)"
        if self.options.accept_mismatch:
            self.options.report.warn(where, said, row=row, column=column)
        else:
            self.options.report.add(where, said, row=row, column=column)

    def tell(self, where: str) -> None:
        """Note how many totals hold figures that are published as missing."""
        if self.open:
            said = f"{self.open} totals include figures that are published as missing ('..'), within bounds"
            self.options.report.warn(where, said)


def number(value: float) -> str:
    """A number for a message, with all its digits.

    >>> number(280598105.0), number(0.5)
    ('280,598,105', '0.5')
    """
    return f"{int(value):,}" if float(value).is_integer() else f"{value:,.6f}".rstrip("0")


def check_duplicates(
    frame: pl.DataFrame,
    where: str,
    report: Findings,
    row_of: Callable[[dict[str, Any]], int | None] | None = None,
) -> None:
    """Report figures that the file gives twice."""
    from corridor.evidence.model import KEY_COLUMNS

    twice = frame.filter(frame.select(KEY_COLUMNS).is_duplicated())
    if twice.is_empty():
        return
    shown = twice.select(KEY_COLUMNS).unique(maintain_order=True)
    for key in shown.head(20).iter_rows(named=True):
        named = ", ".join(
            str(v) for k, v in key.items() if v is not None and k not in {"source_id", "sex", "age"}
        )
        report.add(where, f"the file gives this figure twice: {named}", row=row_of(key) if row_of else None)
    if shown.height > 20:
        report.skip(shown.height - 20)


MOST_PERSONS = 50e9
"""More people than any country, corridor or projection has."""
MOST = 1e18
"""More than any figure of the catalogue is, in any unit."""
BELOW_ZERO = frozenset({"net_migration"})
"""Indicators in persons that are less than zero where more people leave than come."""


def check_sizes(frame: pl.DataFrame, where: str, report: Findings) -> None:
    """Report figures that cannot be: not finite, too large, or less than no person at all."""
    import polars as pl

    value = pl.col("value")
    persons = (pl.col("unit") == "persons") & ~pl.col("indicator").is_in(list(BELOW_ZERO))
    odd = frame.filter(
        ~value.is_finite() | (value.abs() > MOST) | (persons & ((value < 0) | (value > MOST_PERSONS)))
    )
    for row in odd.head(20).iter_rows(named=True):
        of = ", ".join(
            str(row[k]) for k in ("indicator", "origin", "destination", "country", "year") if row[k]
        )
        expected = f"{of}: expected at most {MOST_PERSONS:,.0f} {row['unit']} and none below zero"
        if row["unit"] != "persons":
            expected = f"{of}: expected a figure of at most {MOST:g}"
        report.add(where, expected, column="value", value=f"{row['value']:g}")
    if odd.height > 20:
        report.skip(odd.height - 20)


def find_row(rows: Sequence[Row], test: Callable[[list[str]], bool]) -> Row | None:
    """The first row whose lower-case texts pass a test."""
    for row in rows:
        texts = [str(v).casefold() for v in row.values.values()]
        if test(texts):
            return row
    return None
