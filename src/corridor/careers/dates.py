"""Columns of dates: ISO dates and ranges of them, and what to say of everything else."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from corridor.careers.problems import Report, nothing_here
from corridor.careers.raw import RawTable
from corridor.i18n import _, date_in_words

if TYPE_CHECKING:
    import polars as pl

FIRST_DAY = (date(1970, 1, 1) - date.min).days
LAST_DAY = (date.max - date(1970, 1, 1)).days
ISO = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


def read_dates(
    table: RawTable, column: str, report: Report, *, ranges: bool = False, required: bool = True
) -> tuple[pl.Series, pl.Series]:
    """A column as dates: earliest and latest (the same series content where the date is certain).

    Text must be ISO (``2001-02-28``), or with ``ranges`` also ``2003-01-01..2003-06-30``.  Native date
    columns are taken as they are, date-times if they hold no time of day.  Every cell that is none of these
    is reported and becomes null; an empty cell is reported if ``required``.
    """
    import polars as pl

    series = table.columns[column]
    dtype = series.dtype
    if dtype == pl.Date:
        low = high = series
        empty = series.is_null()
    elif isinstance(dtype, pl.Datetime):
        low = high = series.dt.date()
        empty = series.is_null()
        midnight = (series == low.cast(dtype)).fill_null(True)
        _report(table, column, ~midnight, report, _("expected a date without a time of day"))
    elif dtype == pl.String or dtype == pl.Null:
        low, high, empty = _read_text(table, column, series.cast(pl.String), report, ranges)
    else:
        report.add(
            table.file,
            _("the column holds {dtype} values; expected dates, or text such as 2001-02-28").format(
                dtype=dtype
            ),
            column=table.labels.get(column, column),
        )
        nothing = pl.Series([None] * len(table), dtype=pl.Date)
        return nothing, nothing
    low, high = _within_reach(table, column, low, report), _within_reach(table, column, high, report)
    if required:
        wanted = _("expected a date such as 2001-02-28")
        if ranges:
            wanted = _("expected a date such as 2001-02-28, or a range 2003-01-01..2003-06-30")
        _report(table, column, empty, report, nothing_here(wanted))
    return low, high


def _within_reach(table: RawTable, column: str, days: pl.Series, report: Report) -> pl.Series:
    """Dates of the years 1 to 9999; columnar files can hold others, which Python's dates cannot."""
    import polars as pl

    numbers = days.to_physical()
    far = ((numbers < -FIRST_DAY) | (numbers > LAST_DAY)).fill_null(False)
    if not far.any():
        return days
    _report(table, column, far, report, _("there is no such year; expected a date such as 2001-02-28"))
    return pl.select(pl.when(~far).then(days)).to_series()


def _report(table: RawTable, column: str, mask: pl.Series, report: Report, expected: str) -> None:
    from corridor.careers.problems import LIMIT_PER_CHECK

    hits = mask.arg_true()
    for at in hits.head(LIMIT_PER_CHECK).to_list():
        row, label = table.place(at, column)
        report.add(table.file, expected, row=row, column=label, value=table.cell(at, column))
    report.skip(len(hits) - LIMIT_PER_CHECK)


def _read_text(
    table: RawTable, column: str, series: pl.Series, report: Report, ranges: bool
) -> tuple[pl.Series, pl.Series, pl.Series]:
    import polars as pl

    text = series.str.strip_chars()
    empty = (text.is_null()) | (text == "").fill_null(True)
    is_range = (
        text.str.contains("..", literal=True).fill_null(False)
        if ranges
        else pl.repeat(False, len(text), eager=True)
    )
    if is_range.any():
        parts = text.str.splitn("..", 2).struct
        ends = [parts.field(f"field_{i}").str.strip_chars() for i in (0, 1)]
        low_text = ends[0]
        high_text = pl.select(pl.when(is_range).then(ends[1]).otherwise(ends[0])).to_series()
    else:
        low_text = high_text = text
    low = _iso(low_text)
    high = low if high_text is low_text else _iso(high_text)
    bad = (low.is_null() | high.is_null()) & ~empty
    if bad.any():
        _explain(table, column, text, bad, report, ranges)
    wrong_order = (low > high).fill_null(False)
    _report(
        table, column, wrong_order, report, _("the range ends before it begins; write the earlier date first")
    )
    if wrong_order.any() or bad.any():
        ok = ~(wrong_order | bad)
        low = pl.select(pl.when(ok).then(low)).to_series()
        high = pl.select(pl.when(ok).then(high)).to_series()
    return low, high, empty


def _iso(text: pl.Series) -> pl.Series:
    import polars as pl

    # The pattern first: the parser alone would also take +2001-02-28 and one-digit months.
    shaped = text.to_frame("t").select(pl.when(pl.col("t").str.contains(ISO)).then(pl.col("t"))).to_series()
    found = shaped.str.to_date("%Y-%m-%d", strict=False)
    # The parser knows a year 0, the calendar of the law does not.
    return pl.select(pl.when(found.to_physical() >= -FIRST_DAY).then(found)).to_series()


def _explain(
    table: RawTable, column: str, text: pl.Series, bad: pl.Series, report: Report, ranges: bool
) -> None:
    from corridor.careers.problems import LIMIT_PER_CHECK

    hits = bad.arg_true()
    for at in hits.head(LIMIT_PER_CHECK).to_list():
        value = text[at]
        row, label = table.place(at, column)
        if ranges and ".." in value:
            ends = [part.strip() for part in value.split("..", 1)]
            wrong = next((end for end in ends if as_date(end) is None), value)
            said = (
                _("in the range, {said}").format(said=explain_date(wrong))
                if wrong
                else _("the range lacks one end")
            )
        else:
            said = explain_date(value, ranges)
        report.add(table.file, said, row=row, column=label, value=value)
    report.skip(len(hits) - LIMIT_PER_CHECK)


def as_date(text: str) -> date | None:
    """The date of an ISO text, or ``None``."""
    if not re.fullmatch(ISO, text, re.ASCII) or text.endswith("\n"):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def explain_date(text: str, ranges: bool = False) -> str:
    """What was expected instead of a text that is no ISO date.

    >>> explain_date("03/04/2001")
    'ambiguous: day or month first? write 2001-04-03 or 2001-03-04'
    >>> explain_date("2001-02-31")
    'February 2001 has 28 days'
    >>> explain_date("37622")
    'a bare number; if it is the day number of a spreadsheet, write the date it stands for: 2003-01-01'
    """
    text = text.strip()[:80]
    if not text.isascii() and any(ch.isdigit() and not ch.isascii() for ch in text):
        western = "".join(str(int(ch)) if ch.isdecimal() else ch for ch in text)
        if as_date(western):
            return _("expected the digits 0 to 9: {western}").format(western=western)
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return _explain_numbers(int(text[:4]), int(text[5:7]), int(text[8:]))
    if found := re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})[T ][0-9:.+Z-]+", text):
        return _("expected the date alone: {date}").format(date="-".join(found.groups()))
    if re.fullmatch(r"[0-9]{5}(\.0+)?", text):
        meant = date(1899, 12, 30) + timedelta(days=int(text[:5]))
        return _(
            "a bare number; if it is the day number of a spreadsheet, write the date it stands for: {meant}"
        ).format(meant=meant)
    if found := re.fullmatch(r"([0-9]{4})(?:-([0-9]{1,2}))?", text):
        year, month = int(found[1]), int(found[2] or 0)
        if 1800 <= year <= 2200 and month <= 12:
            first = f"{year}-{month or 1:02}-01"
            last = f"{year}-{month or 12:02}-{calendar.monthrange(year, month or 12)[1]}"
            if not ranges:
                return _("expected a whole date, such as {first}").format(first=first)
            text = _("expected a whole date, such as {first}, or the range {first}..{last}")
            return text.format(first=first, last=last)
    if found := re.fullmatch(r"([0-9]{4})[./-]([0-9]{1,2})[./-]([0-9]{1,2})", text):
        year, month, day = (int(part) for part in found.groups())
        return _explain_numbers(year, month, day)
    if found := re.fullmatch(r"([0-9]{1,2})[./ -]([0-9]{1,2})[./ -]([0-9]{4})", text):
        a, b, year = (int(part) for part in found.groups())
        return _explain_order(a, b, year)
    if re.fullmatch(r"[0-9]{1,2}[./ -][0-9]{1,2}[./ -][0-9]{2}", text):
        return _("expected the year in four digits, as year-month-day: 2001-02-28")
    if re.fullmatch(r"[0-9]{8}", text):
        return _("expected dashes, as in {date}").format(date=f"{text[:4]}-{text[4:6]}-{text[6:]}")
    if text.casefold() in ("unknown", "?", "present", "today", "now", "ongoing"):
        if ranges:
            return _("expected a date, or the range it must lie in: 2003-01-01..2003-06-30")
        return _("expected a date")
    return _("expected a date as year-month-day, such as 2001-02-28")


def _explain_numbers(year: int, month: int, day: int) -> str:
    if not 1 <= month <= 12:
        if 1 <= day <= 12 and month <= 31:
            text = _("there is no month {month}; expected year-month-day: {date}?")
            return text.format(month=month, date=f"{year:04}-{day:02}-{month:02}")
        return _("there is no month {month}; expected year-month-day").format(month=month)
    if year < 1:
        return _("there is no year 0; expected year-month-day")
    days = calendar.monthrange(year, month)[1]
    if not 1 <= day <= days:
        name = date_in_words(date(year, month, 1), "LLLL y")
        return _("{month} has {days} days").format(month=name, days=days)
    return _("expected {date}").format(date=f"{year:04}-{month:02}-{day:02}")


def _explain_order(a: int, b: int, year: int) -> str:
    readings = []
    for month, day in ((b, a), (a, b)):
        if 1 <= month <= 12 and year >= 1 and 1 <= day <= calendar.monthrange(year, month)[1]:
            readings.append(f"{year:04}-{month:02}-{day:02}")
    if len(set(readings)) == 2:
        text = _("ambiguous: day or month first? write {date} or {other}")
        return text.format(date=readings[0], other=readings[1])
    if readings:
        return _("expected year-month-day: {date}").format(date=readings[0])
    return _("no such day; expected year-month-day, such as 2001-02-28")
