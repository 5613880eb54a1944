"""Checks of what the cells say together, for periods: dates, earnings, counts, repetition, overlap."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from corridor.careers.placing import place_periods
from corridor.careers.problems import nothing_here
from corridor.careers.raw import Sources
from corridor.careers.vocabulary import SchemeInfo, Vocabulary, did_you_mean, listed
from corridor.i18n import _

if TYPE_CHECKING:
    import polars as pl

EARLIEST = date(1900, 1, 1)


def check_periods(
    persons: pl.DataFrame, periods: pl.DataFrame, vocabulary: Vocabulary | None, sources: Sources
) -> pl.DataFrame:
    """Check the working frame of periods; scheme and country are filled in where one choice is left."""
    import polars as pl

    if not periods.width:
        return periods
    periods = place_periods(periods, vocabulary, sources)
    if persons.width:
        periods = _join_persons(persons, periods, sources)
    else:
        nothing = pl.lit(None, dtype=pl.Date)
        periods = periods.with_columns(_p=pl.lit(0, dtype=pl.UInt32), _birth=nothing, _claim=nothing)
    _dates(periods, sources)
    if vocabulary is not None:
        periods = periods.join(_rules(vocabulary), on=["scheme", "kind"], how="left", maintain_order="left")
        _earnings(periods, sources)
        _currencies(periods, vocabulary, sources)
        _counts(periods, sources)
    odd = pl.col("currency").is_not_null() & ~pl.col("currency").str.contains("^[A-Z]{3}$")
    sources.flag(
        periods, odd, "currency", _("expected a currency code of three letters, such as EUR (ISO 4217)")
    )
    repeated = _repeated(periods, sources)
    _overlaps(periods.filter(~repeated), sources)
    return periods


def _join_persons(persons: pl.DataFrame, periods: pl.DataFrame, sources: Sources) -> pl.DataFrame:
    """Bring birth and claim to each period; report periods without person and persons without period."""
    import polars as pl

    known = persons.filter(pl.col("person_id").is_not_null())
    heads = known.select("person_id", _birth="birth_date", _claim="claim_date").with_row_index("_p")
    periods = periods.join(heads, on="person_id", how="left", maintain_order="left")
    ids = known["person_id"].to_list() if known.height <= 2_000 else []

    def nobody(row: dict[str, Any]) -> str:
        said = _("no person of this id")
        return did_you_mean(said, row["person_id"], ids) if sources.report.may_suggest() else said

    sources.flag(periods, pl.col("_p").is_null() & pl.col("person_id").is_not_null(), "person_id", nobody)
    idle = known.join(periods.select("person_id").unique(), on="person_id", how="anti", maintain_order="left")
    sources.flag(idle, None, "person_id", _("this person has no period"), "warning")
    return periods


def _dates(periods: pl.DataFrame, sources: Sources) -> None:
    import polars as pl

    first, last = pl.col("start_low"), pl.col("end_high")
    backward = last < first
    sources.flag(
        periods,
        backward,
        "end",
        lambda r: _("before the start ({start_low}); both days are included").format(
            start_low=r["start_low"]
        ),
    )
    unsure = ~backward & (pl.col("end_low") < pl.col("start_high"))
    sources.flag(
        periods,
        unsure,
        "end",
        _("the ranges of start and end overlap: in the shortest reading the period has no day"),
        "warning",
    )
    early = _("before {year}; expected a date from {earliest} on").format(
        year=EARLIEST.year, earliest=EARLIEST
    )
    sources.flag(periods, first < EARLIEST, "start", early)
    sources.flag(periods, (last < EARLIEST) & (first >= EARLIEST), "end", early)
    born = (first < pl.col("_birth")) & (first >= EARLIEST)
    sources.flag(periods, born, "start", lambda r: _("before the birth on {birth}").format(birth=r["_birth"]))
    late = last > pl.col("_claim")
    sources.flag(
        periods,
        late & (first <= pl.col("_claim")),
        "end",
        lambda r: _("after the claim on {claim}; expected the last day up to the claim").format(
            claim=r["_claim"]
        ),
    )
    sources.flag(
        periods,
        late & (first > pl.col("_claim")),
        "start",
        lambda r: _("the whole period is after the claim on {claim}").format(claim=r["_claim"]),
    )


def _rules(vocabulary: Vocabulary) -> pl.DataFrame:
    """One row for each scheme and kind it takes: what the checks of amounts and counts need."""
    import polars as pl

    def row(name: str, info: SchemeInfo, kind: str) -> tuple[Any, ...]:
        return name, kind, info.needs_earnings_for(kind), info.unit, info.max_count_per_month

    rows = [row(name, info, kind) for name, info in vocabulary.schemes.items() for kind in info.kinds]
    schema = {
        "scheme": pl.String,
        "kind": pl.String,
        "_needs": pl.Boolean,
        "_unit": pl.String,
        "_per_month": pl.Int64,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def _earnings(periods: pl.DataFrame, sources: Sources) -> None:
    import polars as pl

    empty = (pl.col("earnings_status") == "none") & pl.col("_needs")
    for number, table in enumerate(sources.tables):
        if table.places or {"earnings", "earnings_low"} & set(table.columns):
            continue
        lacking = periods.filter((empty & (pl.col("_src") == number)).fill_null(False))
        if lacking.height:
            needs = listed(lacking["scheme"].unique().sort().to_list())
            said = _(
                "the column earnings is missing; a number, a range or the word unknown must stand in it for: {needs}"
            ).format(needs=needs)
            sources.report.add(table.file, said)
            empty = empty & (pl.col("_src") != number)

    def write(row: dict[str, Any]) -> str:
        wanted = _("{scheme} needs earnings: write a number, a range (1000..1500) or the word unknown")
        return nothing_here(wanted.format(scheme=row["scheme"]))

    sources.flag(periods, empty, "earnings", write)


def _currencies(periods: pl.DataFrame, vocabulary: Vocabulary, sources: Sources) -> None:
    import polars as pl

    accepted = {name: info.accepted_currencies() for name, info in vocabulary.schemes.items()}
    rows = [(name, code, *window) for name, codes in accepted.items() for code, window in codes.items()]
    schema = {"scheme": pl.String, "currency": pl.String, "_from": pl.Date, "_to": pl.Date}
    windows = pl.DataFrame(rows, schema=schema, orient="row").with_columns(_listed=pl.lit(True))
    named = [name for name, codes in accepted.items() if codes]
    money = periods.filter(pl.col("scheme").is_in(named)).join(
        windows, on=["scheme", "currency"], how="left", maintain_order="left"
    )

    def expected(row: dict[str, Any]) -> str:
        fits = [
            code
            for code, (first, last) in accepted[row["scheme"]].items()
            if (last is None or row["start_low"] is None or row["start_low"] <= last)
            and (first is None or row["end_high"] is None or row["end_high"] >= first)
        ]
        codes = listed(fits or accepted[row["scheme"]])
        return _("expected {codes}, the currency of {scheme} at that time").format(
            codes=codes, scheme=row["scheme"]
        )

    stated = pl.col("earnings_status").is_in(["known", "range"])
    none = pl.col("currency").is_null() & stated
    sources.flag(money, none, "currency", lambda r: nothing_here(expected(r)))
    other = pl.col("currency").is_not_null() & pl.col("_listed").is_null()
    sources.flag(money, other, "currency", expected)
    # A null border is an open window, so the comparison must not turn it into a finding.
    outside = (pl.col("end_high") < pl.col("_from")).fill_null(False) | (
        pl.col("start_low") > pl.col("_to")
    ).fill_null(False)
    sources.flag(money, outside, "currency", expected)


def _counts(periods: pl.DataFrame, sources: Sources) -> None:
    """A count may not exceed what the days can hold, in the scheme's unit."""
    import polars as pl

    counted = periods.filter(pl.col("count").is_not_null() & (pl.col("start_low") <= pl.col("end_high")))
    if counted.is_empty():
        return
    first, last = pl.col("start_low"), pl.col("end_high")
    days = (last - first).dt.total_days() + 1
    day = pl.lit(date(1, 1, 1))
    month = (
        (last.dt.year() - first.dt.year()) * 12
        + last.dt.month().cast(pl.Int32)
        - first.dt.month().cast(pl.Int32)
        + 1
    )
    quarter = (
        (last.dt.year() - first.dt.year()) * 4
        + last.dt.quarter().cast(pl.Int32)
        - first.dt.quarter().cast(pl.Int32)
        + 1
    )
    # Weeks as calendar weeks touched: 1 January of year 1 was a Monday.
    week = (last - day).dt.total_days() // 7 - (first - day).dt.total_days() // 7 + 1
    most = (
        pl.when(pl.col("_unit") == "day")
        .then(days)
        .when(pl.col("_unit") == "week")
        .then(week)
        .when(pl.col("_unit") == "month")
        .then(month)
        .when(pl.col("_unit") == "quarter")
        .then(quarter)
        .when(pl.col("_unit") == "year")
        .then(last.dt.year() - first.dt.year() + 1)
    ).cast(pl.Int64)
    counted = counted.with_columns(_most=pl.min_horizontal(most, pl.col("_per_month") * month))

    def fewer(row: dict[str, Any]) -> str:
        unit = f"{row['_unit']}s"
        return _(
            "more {unit} than {scheme} can count from {first} to {last}; expected at most {most}"
        ).format(
            scheme=row["scheme"],
            first=row["start_low"],
            last=row["end_high"],
            most=row["_most"],
            unit=_(unit),
        )

    sources.flag(counted, pl.col("count") > pl.col("_most"), "count", fewer)


def _repeated(periods: pl.DataFrame, sources: Sources) -> pl.Series:
    """Report periods that say all the same as an earlier one; return which they are."""
    import polars as pl

    said = [name for name in periods.columns if not name.startswith("_")]
    # Hashes first: they find the few candidates without comparing thirteen columns of millions of rows.
    hashes = periods.select(said).hash_rows()
    again = periods.with_row_index("_n").filter(hashes.is_duplicated())
    again = again.filter(pl.col("person_id").is_not_null() & pl.col("start_low").is_not_null())
    mask = pl.Series("again", [False]).extend_constant(False, max(periods.height - 1, 0)).head(periods.height)
    if again.is_empty():
        return mask
    heads = again.group_by(said, maintain_order=True).agg(pl.col("_n").first().alias("_head"))
    again = again.join(heads, on=said, how="left", nulls_equal=True, maintain_order="left")
    again = again.filter(pl.col("_head") != pl.col("_n"))
    first = {
        r["_n"]: r
        for r in periods.with_row_index("_n").filter(pl.col("_n").is_in(again["_head"].implode())).to_dicts()
    }

    def already(row: dict[str, Any]) -> str:
        file, number, _column = sources.place(first[row["_head"]], None)
        return _(
            "the same period already stands in {file}, row {number}; two jobs: write one period with the sum"
        ).format(file=file, number=number)

    sources.flag(again, None, "start", already)
    return periods.with_row_index("_n").select(pl.col("_n").is_in(again["_n"].implode()).alias("again"))[
        "again"
    ]


def _overlaps(periods: pl.DataFrame, sources: Sources) -> None:
    """Warn of periods of one person in one scheme that share days in every reading of their dates."""
    import polars as pl

    certain = periods.filter(
        pl.col("_p").is_not_null()
        & pl.col("scheme").is_not_null()
        & (pl.col("start_high") <= pl.col("end_low"))
    )
    if certain.height < 2:
        return
    certain = certain.with_columns(
        pl.col("scheme").rank("dense").alias("_s"),
        pl.col("kind").fill_null("").rank("dense").alias("_k"),
        pl.col("end_low").to_physical().cast(pl.Int64).alias("_end"),
        pl.col("start_high").to_physical().cast(pl.Int64).alias("_start"),
    )
    for keys, same in ((["_p", "_s", "_k"], True), (["_p", "_s"], False)):
        ordered = certain.sort([*keys, "_start", "_end"], maintain_order=True)
        group = ordered.select(pl.struct(keys).rle_id().cast(pl.Int64))["_p"]
        # Groups follow each other, so one running maximum serves all: a later group outweighs an earlier one.
        reach = (group * 10_000_000 + ordered["_end"] + 1_000_000).cum_max().shift(1)
        touched = (reach >= group * 10_000_000 + ordered["_start"] + 1_000_000).fill_null(False)
        if not touched.any():
            continue
        busy = ordered.with_columns(_group=group, _touched=touched).with_row_index("_n")
        busy = busy.filter(pl.col("_group").is_in(busy.filter("_touched")["_group"].unique().implode()))
        furthest = (pl.col("_end") * 2**32 + pl.col("_n").cast(pl.Int64)).cum_max().shift(1).over("_group")
        busy = busy.with_columns(_other=furthest & (2**32 - 1))
        other = busy.select(
            pl.col("_n").cast(pl.Int64).alias("_other"),
            pl.col("kind").alias("_kind"),
            pl.col("_src").alias("_osrc"),
            pl.col("_at").alias("_oat"),
        )
        hits = busy.filter("_touched").join(other, on="_other", how="left", maintain_order="left")
        if not same:
            hits = hits.filter(pl.col("_kind") != pl.col("kind"))
        _tell_overlaps(hits, same, sources)


def _tell_overlaps(hits: pl.DataFrame, same: bool, sources: Sources) -> None:

    def tell(row: dict[str, Any]) -> str:
        file, number, _column = sources.place({"_src": row["_osrc"], "_at": row["_oat"]}, None)
        if same:
            text = _("overlaps row {number} of {file} in {scheme}: earnings are added, time counts once")
        else:
            text = _(
                "overlaps row {number} of {file} in {scheme} ({kind}): the first kind of the scheme keeps the time"
            )
        return text.format(number=number, file=file, scheme=row["scheme"], kind=row["_kind"])

    sources.flag(hits, None, "start", tell, "warning")
