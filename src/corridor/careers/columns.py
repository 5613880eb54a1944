"""From raw tables to working frames: which column is what, and every cell read as what it should be.

The working frames are the canonical ones (see :mod:`corridor.careers.model`) with two more columns, ``_src``
and ``_at``, that lead back to the cell in the user's file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from corridor.careers.numbers import Style, find_style, read_numbers
from corridor.careers.problems import LIMIT_PER_CHECK, Report
from corridor.careers.raw import RawTable, Sources
from corridor.careers.vocabulary import FactType, Vocabulary, did_you_mean, listed, nearest
from corridor.careers.words import read_choice, read_day_column, read_fact, read_sex, read_words, read_yes_no
from corridor.i18n import _, ngettext

if TYPE_CHECKING:
    import polars as pl

PERSON_WORDS = ("sex", "nationality", "residence", "title", "invented")
PERSON_COLUMNS = (
    "person_id",
    "birth_date",
    "sex",
    "nationality",
    "residence",
    "claim_date",
    "title",
    "invented",
)
PERSON_REQUIRED = ("person_id", "birth_date", "residence", "claim_date")
PERIOD_COLUMNS = (
    "person_id",
    "country",
    "scheme",
    "kind",
    "start",
    "end",
    "earnings",
    "earnings_per",
    "currency",
    "count",
    "contract",
)
CANONICAL_PERIOD_COLUMNS = (
    "start_low",
    "start_high",
    "end_low",
    "end_high",
    "earnings_low",
    "earnings_high",
    "earnings_status",
)
PER = ("period", "month", "year")


# Names that other files give to these columns; only ever used to suggest.
_USUAL_NAMES = {
    "id": "person_id",
    "pid": "person_id",
    "gender": "sex",
    "dob": "birth_date",
    "birthday": "birth_date",
    "date_of_birth": "birth_date",
    "citizenship": "nationality",
    "lives_in": "residence",
    "claim": "claim_date",
    "from": "start",
    "begin": "start",
    "to": "end",
    "until": "end",
    "type": "kind",
    "wage": "earnings",
    "wages": "earnings",
    "salary": "earnings",
    "income": "earnings",
    "per": "earnings_per",
}


def holds_periods(table: RawTable) -> bool:
    """Whether the table's header is that of periods."""
    return bool({"start", "start_low"} & set(table.columns)) or "end" in table.columns


def holds_persons(table: RawTable) -> bool:
    """Whether the table's header is that of persons (also repeated on period rows)."""
    return bool({"birth_date", "claim_date"} & set(table.columns))


def assemble(
    tables: Sequence[RawTable], vocabulary: Vocabulary | None, sources: Sources
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Working frames of persons (one row each) and periods, from all tables of a reading."""
    import polars as pl

    report = sources.report
    persons: list[pl.DataFrame] = []
    periods: list[pl.DataFrame] = []
    facts = {} if vocabulary is None else vocabulary.fact_columns()
    for number, table in enumerate(tables):
        has_periods, has_persons = holds_periods(table), holds_persons(table)
        if not has_periods and not has_persons:
            # A table that is neither is taken as what its columns are nearest to.
            has_periods = len(set(PERIOD_COLUMNS) & set(table.columns)) > 2
            has_persons = not has_periods
        own_facts = _check_header(table, has_persons, has_periods, facts, vocabulary is not None, report)
        mark = pl.DataFrame({"_src": [number]}).select(
            pl.col("_src").cast(pl.UInt32).repeat_by(len(table)).explode(empty_as_null=False),
        )
        mark = mark.with_row_index("_at").cast({"_at": pl.Int64})
        numeric = [c for c in ("earnings", "count", "earnings_low", "earnings_high") if c in table.columns]
        style = find_style(table, numeric + [key for key, (_, kind) in own_facts.items() if kind == "number"])
        ids = read_words(table, "person_id", report, required=True)
        if has_persons:
            frame = _persons(table, ids, own_facts, style, report).hstack(mark)
            persons.append(frame.with_columns(_flat=pl.lit(has_periods)))
        if has_periods:
            periods.append(_periods(table, ids, style, report).hstack(mark))
    if not periods:
        report.add(
            tables[-1].file,
            _("no table of periods: expected the columns person_id, country, kind, start and end"),
        )
    if not persons:
        report.add(
            tables[-1].file,
            _(
                "no table says who the persons are: expected the columns birth_date, residence and claim_date "
                "here, or a second table with them and person_id"
            ),
        )
    return _one_row_each(persons, sources), _stack(periods)


def _stack(frames: list[pl.DataFrame]) -> pl.DataFrame:
    import polars as pl

    if not frames:
        return pl.DataFrame()
    return pl.concat(frames, how="diagonal_relaxed") if len(frames) > 1 else frames[0]


def _check_header(
    table: RawTable,
    has_persons: bool,
    has_periods: bool,
    facts: dict[str, FactType],
    closed: bool,
    report: Report,
) -> dict[str, tuple[str, FactType]]:
    """Report unknown and missing columns; return the fact columns: normalised header -> (name, type)."""
    known: dict[str, None] = {}
    for has, columns in (
        (has_persons, PERSON_COLUMNS),
        (has_periods, PERIOD_COLUMNS + CANONICAL_PERIOD_COLUMNS),
    ):
        known.update(dict.fromkeys(columns if has else ()))
    folded = {name.casefold(): (name, kind) for name, kind in facts.items()}
    own: dict[str, tuple[str, FactType]] = {}
    suggested = set()
    for key in table.columns:
        label = table.labels.get(key, key)
        if key in known or key.startswith(("note", "x_")):
            continue
        if key in folded and has_persons:
            own[key] = folded[key]
        elif not closed and re.fullmatch(r"[a-z]{3}-[a-z0-9-]+\.\w+", key) and has_persons:
            own[key] = (label.strip(), "text")
        else:
            at = next((i for i in range(len(table)) if (i, key) in table.places), -1)
            row, column = table.place(at, key)
            said, hint = _unknown_column(key, label, list(known), facts, has_persons, report)
            suggested.add(hint)
            report.add(table.file, said, row=row, column=column)
    needed = set(PERSON_REQUIRED) if has_persons else set()
    if has_periods:
        needed |= {"person_id", "kind"}
        needed |= {name for name in ("start", "end") if f"{name}_low" not in table.columns}
        if "scheme" not in table.columns:
            needed.add("country")
    missing = [
        name for name in PERSON_COLUMNS + PERIOD_COLUMNS if name in needed and name not in table.columns
    ]
    missing = [name for name in dict.fromkeys(missing) if name not in suggested]
    # In a case file each record names its own lines, so what is missing is said there.
    if missing and not table.places:
        text = ngettext("the column {names} is missing", "the columns {names} are missing", len(missing))
        report.add(table.file, text.format(names=", ".join(missing)))
    return own


def _unknown_column(
    key: str, label: str, known: list[str], facts: dict[str, FactType], has_persons: bool, report: Report
) -> tuple[str, str]:
    """What to say of a column nobody knows, and the column it may have been meant to be."""
    if "." in key:
        if not has_persons:
            return _("facts about a person belong in the table of persons"), ""
        prefix = key.split(".", 1)[0]
        of_scheme = [name for name in facts if name.casefold().startswith(prefix + ".")]
        said = _("no scheme of that name asks for facts")
        if of_scheme:
            text = _("this scheme asks for no such fact; it asks for {facts}")
            said = text.format(facts=listed(of_scheme))
        return did_you_mean(said, label, of_scheme or facts) if report.may_suggest() else said, ""
    if key in PERSON_COLUMNS:
        return _("this column belongs in the table of persons"), ""
    if key in PERIOD_COLUMNS:
        return _("this column belongs in the table of periods"), ""
    plain = re.sub(r"[\s-]+", "_", key)
    meant = _USUAL_NAMES.get(plain, "")
    if meant not in known:
        meant = nearest(plain, known, cutoff=0.7) if report.may_suggest() else ""
    if meant:
        return _("unknown column; did you mean {word}?").format(word=meant), meant
    return _("unknown column; begin its name with note or x_ if it is your own remark"), ""


def _persons(
    table: RawTable, ids: pl.Series, facts: dict[str, tuple[str, FactType]], style: Style, report: Report
) -> pl.DataFrame:
    import polars as pl

    columns = [
        ids,
        read_day_column(table, "birth_date", report)[0].alias("birth_date"),
        read_sex(table, report),
        read_words(table, "nationality", report, fold="upper"),
        read_words(
            table,
            "residence",
            report,
            required="residence" in table.columns or bool(table.places),
            fold="upper",
        ),
        read_day_column(table, "claim_date", report)[0].alias("claim_date"),
        read_words(table, "title", report),
        read_yes_no(table, "invented", report),
    ]
    columns.extend(
        read_fact(table, key, kind, style, report).alias(name) for key, (name, kind) in facts.items()
    )
    return pl.DataFrame(columns)


def _periods(table: RawTable, ids: pl.Series, style: Style, report: Report) -> pl.DataFrame:
    import polars as pl

    columns: dict[str, pl.Series] = {
        "person_id": ids,
        "country": read_words(table, "country", report, fold="upper"),
        "scheme": read_words(table, "scheme", report, fold="upper"),
        "kind": read_words(
            table, "kind", report, required="kind" in table.columns or bool(table.places), fold="lower"
        ),
    }
    for name in ("start", "end"):
        if f"{name}_low" in table.columns:
            columns[f"{name}_low"] = read_day_column(table, f"{name}_low", report)[0]
            columns[f"{name}_high"] = read_day_column(table, f"{name}_high", report)[0]
        else:
            columns[f"{name}_low"], columns[f"{name}_high"] = read_day_column(
                table, name, report, ranges=True
            )
    nothing = pl.Series([None] * len(table), dtype=pl.Decimal(20, 4))
    low, high, status = nothing, nothing, pl.Series(["none"] * len(table), dtype=pl.String)
    if "earnings" in table.columns:
        low, high, status = read_numbers(table, "earnings", style, report, ranges=True)
    elif {"earnings_low", "earnings_high"} <= set(table.columns):
        low, high, status = _canonical_earnings(table, style, report)
    columns.update(earnings_low=low, earnings_high=high, earnings_status=status)
    per = read_choice(
        table,
        "earnings_per",
        report,
        {word: word for word in PER},
        _("expected {words}").format(words=listed(PER)),
    )
    columns["earnings_per"] = per.fill_null("period")
    columns["currency"] = read_words(table, "currency", report, fold="upper")
    columns["contract"] = read_words(table, "contract", report)
    columns["count"] = nothing
    if "count" in table.columns:
        columns["count"] = read_numbers(table, "count", style, report)[0]
    return pl.DataFrame([series.alias(name) for name, series in columns.items()])


def _canonical_earnings(
    table: RawTable, style: Style, report: Report
) -> tuple[pl.Series, pl.Series, pl.Series]:
    """Earnings from a canonical frame handed back in: two bounds and the status column."""
    import polars as pl

    low, _same, low_status = read_numbers(table, "earnings_low", style, report)
    high, _same, high_status = read_numbers(table, "earnings_high", style, report)
    stated = read_words(table, "earnings_status", report, fold="lower")
    found = pl.DataFrame(
        {"low": low, "high": high, "a": low_status, "b": high_status, "stated": stated}
    ).select(
        pl.when((pl.col("a") == "bad") | (pl.col("b") == "bad") | (pl.col("low") > pl.col("high")))
        .then(pl.lit("bad"))
        .when(pl.col("low").is_null() | pl.col("high").is_null())
        .then(pl.when(pl.col("stated") == "unknown").then(pl.lit("unknown")).otherwise(pl.lit("none")))
        .when(pl.col("low") < pl.col("high"))
        .then(pl.lit("range"))
        .otherwise(pl.lit("known"))
        .alias("status")
    )["status"]
    backward = (low > high).fill_null(False)
    for at in backward.arg_true().head(LIMIT_PER_CHECK).to_list():
        row, label = table.place(at, "earnings_low")
        report.add(table.file, _("the lowest earnings are above the highest"), row=row, column=label)
    return low, high, found


def _one_row_each(frames: list[pl.DataFrame], sources: Sources) -> pl.DataFrame:
    """One row a person: rows that repeat a person must agree; a list of persons names each once."""
    import polars as pl

    rows = _stack(frames)
    if rows.is_empty():
        return rows.drop("_flat", strict=False)
    rows = rows.with_row_index("_n")
    values = [c for c in rows.columns if not c.startswith("_") and c != "person_id"]
    first = rows.group_by("person_id", maintain_order=True).first()
    if first.height < rows.height:
        twice = pl.col("person_id").is_duplicated() & ~pl.col("_flat")
        listed_rows = rows.filter(twice & pl.col("person_id").is_not_null())
        again = listed_rows.filter(~pl.col("person_id").is_first_distinct())
        seen = {
            r["person_id"]: r for r in listed_rows.filter(pl.col("person_id").is_first_distinct()).to_dicts()
        }

        def already(row: dict[str, Any]) -> str:
            file, number, _column = sources.place(seen[row["person_id"]], "person_id")
            return _("this person already stands in {file}, row {number}; expected each person once").format(
                file=file, number=number
            )

        sources.flag(again, None, "person_id", already)
        counts = rows.group_by("person_id").agg(pl.col(c).n_unique() for c in values)
        for column in values:
            several = counts.filter((pl.col(column) > 1) & pl.col("person_id").is_not_null())
            if several.is_empty():
                continue
            doubtful = rows.join(several.select("person_id"), on="person_id", how="semi")
            doubtful = doubtful.filter(
                pl.col("_flat") | ~pl.col("person_id").is_in(again["person_id"].implode())
            )
            if column in PERSON_REQUIRED:
                doubtful = doubtful.filter(pl.col(column).is_not_null())
            start = doubtful.group_by("person_id", maintain_order=True).first()
            heads = {row["person_id"]: row for row in start.to_dicts()}
            doubtful = doubtful.join(
                start.select("person_id", pl.col(column).alias("_said")), on="person_id", how="left"
            )

            def disagrees(
                row: dict[str, Any], column: str = column, heads: dict[str, dict[str, Any]] = heads
            ) -> str:
                file, number, _column = sources.place(heads[row["person_id"]], column)
                said = heads[row["person_id"]][column]
                if said is None:
                    text = _("row {number} of {file} says nothing here of the same person")
                else:
                    text = _("row {number} of {file} says {said} of the same person")
                return text.format(number=number, file=file, said=said)

            sources.flag(doubtful, pl.col(column).ne_missing(pl.col("_said")), column, disagrees)
    kept = first if first.height < rows.height else rows
    return kept.sort("_n").drop("_n", "_flat").select("person_id", pl.exclude("person_id"))
