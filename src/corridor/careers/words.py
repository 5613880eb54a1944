"""Columns of words, yes and no, and facts: what a cell of text may say, and what is said of the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor.careers.dates import read_dates
from corridor.careers.numbers import Style, read_numbers
from corridor.careers.problems import LIMIT_PER_CHECK, Report, nothing_here
from corridor.careers.raw import RawTable
from corridor.careers.vocabulary import FactType, listed
from corridor.i18n import _

if TYPE_CHECKING:
    import polars as pl

YES = ("yes", "true", "1", "y")
NO = ("no", "false", "0", "n")


def read_words(
    table: RawTable, column: str, report: Report, *, required: bool = False, fold: str = ""
) -> pl.Series:
    """A column of words: spaces around gone, empty = null; ``fold`` makes them ``upper`` or ``lower``."""
    import polars as pl

    nothing = pl.Series(column, [None] * len(table), dtype=pl.String)
    if column not in table.columns:
        if required and table.places:
            report_empty(table, column, nothing.is_null(), report)
        return nothing
    series = table.columns[column]
    if series.dtype == pl.Null:
        series = nothing
    elif series.dtype == pl.Boolean:
        series = pl.Series(
            column, ["yes" if v else "no" if v is not None else None for v in series], dtype=pl.String
        )
    elif isinstance(series.dtype, pl.List) and series.dtype.inner in (pl.String, pl.Null):
        # An empty list is a statement (no nationality), a null is none.
        joined = series.cast(pl.List(pl.String)).list.join(";")
        series = pl.select(
            pl.when(series.list.len() == 0).then(pl.lit("stateless")).otherwise(joined)
        ).to_series()
    elif isinstance(series.dtype, pl.Categorical | pl.Enum) or (
        column in ("person_id", "contract") and series.dtype.is_integer()
    ):
        series = series.cast(pl.String)
    elif series.dtype != pl.String:
        report.add(
            table.file,
            _("the column holds {dtype} values; expected text").format(dtype=series.dtype),
            column=table.labels.get(column, column),
        )
        return nothing
    series = series.str.strip_chars()
    series = (
        series.to_frame().select(pl.when(pl.col(series.name) != "").then(pl.col(series.name))).to_series()
    )
    if required:
        report_empty(table, column, series.is_null(), report)
    if fold == "upper":
        series = series.str.to_uppercase()
    elif fold == "lower":
        series = series.str.to_lowercase()
    return series.alias(column)


def report_empty(table: RawTable, column: str, mask: pl.Series, report: Report) -> None:
    """Report the cells of a mask as empty where something must stand."""
    hits = mask.arg_true()
    for at in hits.head(LIMIT_PER_CHECK).to_list():
        row, label = table.place(at, column)
        report.add(table.file, nothing_here(_("this must be filled in")), row=row, column=label)
    report.skip(len(hits) - LIMIT_PER_CHECK)


def read_day_column(
    table: RawTable, column: str, report: Report, ranges: bool = False
) -> tuple[pl.Series, pl.Series]:
    """A column of dates, or nulls where there is no such column (reported for case files)."""
    import polars as pl

    if column in table.columns:
        return read_dates(table, column, report, ranges=ranges)
    nothing = pl.Series([None] * len(table), dtype=pl.Date)
    if table.places:
        report_empty(table, column, nothing.is_null(), report)
    return nothing, nothing


def read_choice(
    table: RawTable, column: str, report: Report, meaning: dict[str, str], expected: str
) -> pl.Series:
    """Words replaced by their meaning; others are reported and become null."""
    import polars as pl

    words = read_words(table, column, report, fold="lower")
    mapped = words.replace_strict(meaning, default=None, return_dtype=pl.String)
    for at in (mapped.is_null() & words.is_not_null()).arg_true().head(LIMIT_PER_CHECK).to_list():
        row, label = table.place(at, column)
        report.add(table.file, expected, row=row, column=label, value=table.cell(at, column))
    return mapped.alias(column)


def read_sex(table: RawTable, report: Report) -> pl.Series:
    """The column sex: female, male or null = not stated."""
    meaning = {"f": "female", "female": "female", "m": "male", "male": "male"}
    return read_choice(
        table, "sex", report, meaning, _("expected female or male, or an empty cell if it is not stated")
    )


def read_yes_no(table: RawTable, column: str, report: Report) -> pl.Series:
    """A column of yes and no as booleans, null = not stated."""
    import polars as pl

    meaning = {**dict.fromkeys(YES, "yes"), **dict.fromkeys(NO, "no")}
    words = read_choice(table, column, report, meaning, _("expected yes or no"))
    return (words == "yes").alias(column) if len(words) else pl.Series(column, [], dtype=pl.Boolean)


def read_fact(table: RawTable, key: str, kind: FactType, style: Style, report: Report) -> pl.Series:
    """A fact column as its type; empty = null = not stated."""
    import polars as pl

    if kind == "date":
        return read_dates(table, key, report, required=False)[0]
    if kind in ("number", "integer"):
        value, _high, _status = read_numbers(table, key, style, report)
        if kind == "number":
            return value
        whole = value.cast(pl.Int64, strict=False)
        for at in (
            (whole.cast(pl.Decimal(20, 4), strict=False) != value)
            .fill_null(False)
            .arg_true()
            .to_list()[:LIMIT_PER_CHECK]
        ):
            row, label = table.place(at, key)
            report.add(
                table.file, _("expected a whole number"), row=row, column=label, value=table.cell(at, key)
            )
        return whole
    if kind == "yes/no":
        return read_yes_no(table, key, report)
    if isinstance(kind, str):
        return read_words(table, key, report)
    words = {word.casefold(): word for word in kind}
    return read_choice(table, key, report, words, _("expected {words}").format(words=listed(kind)))
