"""Columns of numbers: decimals, ranges, the word ``unknown``, and the two ways to write a decimal sign.

A thousandfold error in earnings is the worst a reader can do silently.  So a number is read only where its
file leaves one reading; ``1,234`` is always asked about, and so is ``1.234`` where commas are in use.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from corridor.careers.problems import LIMIT_PER_CHECK, Report
from corridor.careers.raw import RawTable
from corridor.i18n import _

if TYPE_CHECKING:
    import polars as pl

Convention = Literal["point", "comma"]

_GAP = "[ \u00a0\u2009\u202f'\u2019]"
SPACED = rf"^[+-]?[0-9]{{1,3}}({_GAP}[0-9]{{3}})+([.,][0-9]+)?$"
PLAIN = r"^[+-]?[0-9]+$"
SIMPLE = r"^[+-]?[0-9]+(\.[0-9]+)?$"
UNSURE_POINT = r"^[+-]?[1-9][0-9]{0,2}\.[0-9]{3}$"
UNSURE_COMMA = r"^[+-]?[1-9][0-9]{0,2},[0-9]{3}$"
SURE_POINT = r"^[+-]?([0-9]+\.[0-9]+|[0-9]{1,3}(,[0-9]{3})+\.[0-9]+|[0-9]{1,3}(,[0-9]{3}){2,})$"
SURE_COMMA = r"^[+-]?([0-9]+,[0-9]+|[0-9]{1,3}(\.[0-9]{3})+,[0-9]+|[0-9]{1,3}(\.[0-9]{3}){2,})$"

INTEGER_DIGITS = 15
"""Numbers have at most this many digits before the decimal sign, and are kept to four after it."""


@dataclass(frozen=True)
class Style:
    """How one table writes numbers, found from all its number columns.

    convention: the decimal sign; seen: per sign, a cell that shows it for certain (row, text); local: whether
    a lone ``1.234`` may mean thousands.
    """

    convention: Convention
    seen: dict[str, tuple[int | None, str]]
    local: bool


def find_style(table: RawTable, columns: list[str]) -> Style:
    """The decimal sign a table uses, from the values that have one reading only."""
    import polars as pl

    if table.decimals == "point":
        return Style("point", {}, False)
    seen: dict[str, tuple[int | None, str]] = {}
    counts = {"point": 0, "comma": 0}
    for column in columns:
        series = table.columns[column]
        if series.dtype != pl.String:
            continue
        frame = pl.DataFrame({"text": series}).with_row_index("at")
        if column in table.number_cells:
            frame = frame.filter(~table.number_cells[column])
        # Values of digits alone say nothing about the sign and are most of a large file.
        frame = frame.filter(pl.col("text").str.contains("[.,]"))
        ends = frame.with_columns(pl.col("text").str.split("..")).explode("text", empty_as_null=True)
        text = pl.col("text").str.strip_chars()
        spaced = text.str.contains(SPACED)
        bare = pl.when(spaced).then(text.str.replace_all(_GAP, "")).otherwise(text)
        ends = ends.with_columns(bare.alias("bare"), spaced.alias("spaced"))
        signs: tuple[tuple[Convention, str, str], ...] = (
            ("point", SURE_POINT, UNSURE_POINT),
            ("comma", SURE_COMMA, UNSURE_COMMA),
        )
        for sign, sure, unsure in signs:
            certain = pl.col("bare").str.contains(sure) & (
                ~pl.col("bare").str.contains(unsure) | pl.col("spaced")
            )
            hits = ends.filter(certain)
            if hits.height:
                counts[sign] += hits.height
                seen.setdefault(sign, (table.place(hits["at"][0], column)[0], hits["text"][0].strip()))
    local = table.decimals == "sniff-local"
    return Style("comma" if counts["comma"] > counts["point"] else "point", seen, local)


def read_numbers(
    table: RawTable, column: str, style: Style, report: Report, *, ranges: bool = False
) -> tuple[pl.Series, pl.Series, pl.Series]:
    """A column as exact decimals: lowest, highest, status.

    Status is ``known``, ``range`` (lowest < highest), ``unknown`` (the word stands there, only with
    ``ranges``), ``none`` (empty) or ``bad`` (reported).  Values keep four decimals, rounded.
    Negative numbers, NaN and infinity are reported.
    """
    import polars as pl

    series = table.columns[column]
    if series.dtype.is_numeric():
        low, bad_words = _read_native(series)
        high = low
        status = pl.select(
            pl.when(pl.lit(series).is_null())
            .then(pl.lit("none"))
            .when(bad_words)
            .then(pl.lit("bad"))
            .otherwise(pl.lit("known"))
        ).to_series()
        _report_bad(table, column, bad_words.arg_true(), style, report, ranges)
    elif series.dtype in (pl.String, pl.Null):
        low, high, status = _read_text(table, column, series.cast(pl.String), style, report, ranges)
    else:
        report.add(
            table.file,
            _("the column holds {dtype} values; expected numbers").format(dtype=series.dtype),
            column=table.labels.get(column, column),
        )
        low = high = pl.Series([None] * len(table), dtype=pl.Decimal(20, 4))
        status = pl.Series(["bad"] * len(table), dtype=pl.String)
    return low, high, status


def _read_native(series: pl.Series) -> tuple[pl.Series, pl.Series]:
    import polars as pl

    # Compared as floats: a limit beyond a narrow integer type would overflow it.
    size = series.cast(pl.Float64, strict=False)
    fine = size.is_finite() & (size >= 0) & (size < 10**INTEGER_DIGITS)
    fine = fine.fill_null(True)
    kept = pl.select(pl.when(fine).then(series)).to_series()
    return kept.cast(pl.Decimal(20, 4), strict=False), ~fine


def _read_text(
    table: RawTable, column: str, series: pl.Series, style: Style, report: Report, ranges: bool
) -> tuple[pl.Series, pl.Series, pl.Series]:
    import polars as pl

    frame = pl.DataFrame({"text": series.str.strip_chars()})
    frame = frame.with_columns(
        typed=table.number_cells.get(column, pl.lit(table.decimals == "point")),
        none=pl.col("text").is_null() | (pl.col("text") == ""),
        unknown=(pl.col("text").str.to_lowercase() == "unknown") if ranges else pl.lit(False),
        split=pl.col("text").str.contains("..", literal=True) if ranges else pl.lit(False),
    ).with_columns(pl.col("none", "unknown", "split").fill_null(False))
    if frame["split"].any():
        parts = pl.col("text").str.splitn("..", 2).struct
        ends = [parts.field(f"field_{i}").str.strip_chars() for i in (0, 1)]
        frame = frame.with_columns(a=ends[0], b=pl.when(pl.col("split")).then(ends[1]).otherwise(ends[0]))
    else:
        frame = frame.with_columns(a=pl.col("text"), b=pl.col("text"))
    a = _value(frame, "a", style)
    b = a if not frame["split"].any() else _value(frame, "b", style)
    bad = (a.is_null() | b.is_null()) & ~frame["none"] & ~frame["unknown"]
    bad |= ((a < 0) | (b < 0)).fill_null(False)
    _report_bad(table, column, bad.arg_true(), style, report, ranges)
    backward = ((a > b) & ~bad).fill_null(False)
    for at in backward.arg_true().head(LIMIT_PER_CHECK).to_list():
        row, label = table.place(at, column)
        said = _("the range ends below where it begins; write the smaller number first")
        report.add(table.file, said, row=row, column=label, value=table.cell(at, column))
    bad |= backward
    out = pl.DataFrame({"a": a, "b": b, "bad": bad, "none": frame["none"], "unknown": frame["unknown"]})
    status = (
        pl.when("bad")
        .then(pl.lit("bad"))
        .when("none")
        .then(pl.lit("none"))
        .when("unknown")
        .then(pl.lit("unknown"))
        .when(pl.col("a") < pl.col("b"))
        .then(pl.lit("range"))
        .otherwise(pl.lit("known"))
    )
    out = out.with_columns(pl.when(~pl.col("bad")).then(pl.col("a", "b")), status=status)
    return out["a"], out["b"], out["status"]


def _value(frame: pl.DataFrame, end: str, style: Style) -> pl.Series:
    """The numbers of one end, null where the text has no single reading under the style."""
    import polars as pl

    text = pl.col(end)
    simple = text.str.contains(SIMPLE)
    unsure = text.str.contains(UNSURE_POINT)
    # A lone 1.234 is a decimal only where nothing hints that points may separate thousands.
    trust_point = style.convention == "point" and "comma" not in style.seen
    trust_point = trust_point and (not style.local or "point" in style.seen)
    easy = simple & (~unsure | trust_point | pl.col("typed"))
    if style.convention == "comma":
        # 12.50 in a file of decimal commas is a second convention, not a number of this one.
        easy = (simple & pl.col("typed")) | text.str.contains(PLAIN)
    checked = frame.select(easy.fill_null(False)).to_series()
    if checked.all():
        cleaned = frame[end]
    else:
        spaced = text.str.contains(SPACED)
        bare = pl.when(spaced).then(text.str.replace_all(_GAP, "")).otherwise(text)
        if style.convention == "comma":
            sure = bare.str.contains(SURE_COMMA) & (~bare.str.contains(UNSURE_COMMA) | spaced)
            point = bare.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
        else:
            sure = bare.str.contains(SURE_POINT) & (~bare.str.contains(UNSURE_POINT) | spaced)
            point = bare.str.replace_all(",", "", literal=True)
        plain = bare.str.contains(PLAIN)
        expr = pl.when(checked).then(text).when(plain).then(bare).when(sure & ~pl.col("typed")).then(point)
        cleaned = frame.select(expr.otherwise(None)).to_series()
    short = cleaned.to_frame("c").select(
        pl.when(pl.col("c").str.contains(rf"^[+-]?0*[0-9]{{1,{INTEGER_DIGITS}}}(\.|$)")).then(pl.col("c"))
    )
    return short.to_series().cast(pl.Decimal(20, 4), strict=False)


def _report_bad(
    table: RawTable, column: str, hits: pl.Series, style: Style, report: Report, ranges: bool
) -> None:
    for at in hits.head(LIMIT_PER_CHECK).to_list():
        row, label = table.place(at, column)
        value = table.cell(at, column) or ""
        report.add(table.file, explain_number(value, style, ranges), row=row, column=label, value=value)
    report.skip(len(hits) - LIMIT_PER_CHECK)


def explain_number(text: str, style: Style | None = None, ranges: bool = False) -> str:
    """What was expected instead of a text that is no number with one reading.

    >>> explain_number("1,234")
    'ambiguous: thousands or a decimal sign? write 1234 or 1234.00 if thousands, 1.2340 if a decimal sign'
    """
    import re

    text = text.strip()[:80]
    choice = _("expected a number")
    if ranges:
        choice = _("expected a number, a range 1000..1500 or the word unknown")
    if ranges and ".." in text:
        for end in text.split("..", 1):
            if not re.match(SIMPLE, end.strip()):
                if not end.strip():
                    return _("the range lacks one end")
                return _("in the range, {said}").format(said=explain_number(end, style))
    if text.casefold() in (
        "nan",
        "inf",
        "-inf",
        "+inf",
        "infinity",
        "-infinity",
        "na",
        "n/a",
        "null",
        "none",
        "-",
        "?",
    ):
        return _("not a number; {choice}").format(choice=choice)
    if re.match(r"^[+-]?[0-9.,]+[eE][+-]?[0-9]+$", text):
        return _("written with an exponent, so digits may be lost; expected the number in full")
    if text.startswith("-") and re.match(r"^-[0-9.,' ]+$", text):
        return _("negative; expected 0 or more")
    if re.match(UNSURE_POINT, text) or re.match(UNSURE_COMMA, text):
        whole, part = re.split("[.,]", text)
        text = _(
            "ambiguous: thousands or a decimal sign? write {thousands} or {thousands}.00 if thousands, {decimal}"
            " if a decimal sign"
        )
        return text.format(thousands=f"{whole}{part}", decimal=f"{whole}.{part}0")
    if style and len(style.seen) and (re.match(SURE_POINT, text) or re.match(SURE_COMMA, text)):
        other = "comma" if style.convention == "comma" else "point"
        row, shown = style.seen.get(other, (None, ""))
        if shown:
            if other == "comma":
                text = _(
                    "the file writes other numbers with a decimal comma ({where}); expected one way throughout"
                )
            else:
                text = _(
                    "the file writes other numbers with a decimal point ({where}); expected one way throughout"
                )
            where = _("row {row}: {value}").format(row=row, value=shown) if row else shown
            return text.format(where=where)
    if re.match(SURE_COMMA, text):
        point = text.replace(".", "").replace(",", ".")
        return _("expected a decimal point and no thousands separator: {number}").format(number=point)
    if len(re.sub("[^0-9]", "", text)) > INTEGER_DIGITS:
        return _("expected a number of at most {integer_digits} digits before the decimal sign").format(
            integer_digits=INTEGER_DIGITS
        )
    if re.search("[0-9]", text) and re.search("[^0-9., +-]", text):
        return _("{choice}, without currency or words (the currency has its own column)").format(
            choice=choice
        )
    return choice
