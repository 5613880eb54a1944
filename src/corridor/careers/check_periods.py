"""Checks of what the cells say together, for periods: scheme, dates, earnings, counts, repetition, overlap."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from corridor.careers.problems import Report, Severity
from corridor.careers.raw import Sources
from corridor.careers.vocabulary import SchemeInfo, Vocabulary, did_you_mean, listed

if TYPE_CHECKING:
    import polars as pl

EARLIEST = date(1900, 1, 1)


@dataclass
class _Use:
    """How one combination of country, scheme and kind is to be read, and what is wrong with it."""

    country: str | None
    scheme: str | None
    kind: str | None
    problems: list[tuple[str, str, Severity]] = field(default_factory=list)


def check_periods(
    persons: pl.DataFrame, periods: pl.DataFrame, vocabulary: Vocabulary | None, sources: Sources
) -> pl.DataFrame:
    """Check the working frame of periods; scheme and country are filled in where one choice is left."""
    import polars as pl

    if not periods.width:
        return periods
    periods = _use_words(periods, vocabulary, sources)
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
        periods, odd, "currency", "expected a currency code of three letters, such as EUR (ISO 4217)"
    )
    repeated = _repeated(periods, sources)
    _overlaps(periods.filter(~repeated), sources)
    return periods


def _use_words(periods: pl.DataFrame, vocabulary: Vocabulary | None, sources: Sources) -> pl.DataFrame:
    """Resolve every distinct (country, scheme, kind) once and join the answers back."""
    import polars as pl

    keys = ["country", "scheme", "kind"]
    found = periods.select(keys).unique(maintain_order=True)
    reader = _Words(vocabulary, sources.report)
    uses = [reader.use(*row) for row in found.iter_rows()]
    answers = found.with_columns(
        pl.Series("_country", [use.country for use in uses], dtype=pl.String),
        pl.Series("_scheme", [use.scheme for use in uses], dtype=pl.String),
        pl.Series("_use", range(len(uses)), dtype=pl.UInt32),
        pl.Series("_trouble", [bool(use.problems) for use in uses], dtype=pl.Boolean),
    )
    periods = periods.join(answers, on=keys, how="left", nulls_equal=True, maintain_order="left")
    trouble = periods.filter(pl.col("_trouble"))
    for column in ("country", "scheme", "kind"):
        for severity in ("error", "warning"):
            said = {
                i: text
                for i, use in enumerate(uses)
                for where, text, how in use.problems
                if where == column and how == severity
            }
            if not said:
                continue
            rows = trouble.filter(pl.col("_use").is_in(list(said)))
            if severity == "warning":
                # One remark a combination is enough: it says the same of every period.
                counts = dict(rows.group_by("_use").len().iter_rows())
                rows = rows.filter(pl.col("_use").is_first_distinct())
                said = {i: said[i] + (f" ({counts[i]} periods)" if counts[i] > 1 else "") for i in counts}

            def tell(row: dict[str, Any], said: dict[int, str] = said) -> str:
                return said[row["_use"]]

            sources.flag(rows, None, column, tell, "warning" if severity == "warning" else "error")
    return periods.with_columns(country=pl.col("_country"), scheme=pl.col("_scheme")).drop(
        "_country", "_scheme", "_trouble"
    )


class _Words:
    """Reads country, scheme and kind of a period together."""

    def __init__(self, vocabulary: Vocabulary | None, report: Report) -> None:
        self.open = vocabulary is None
        self.words = vocabulary or Vocabulary()
        self.report = report
        self.countries = self.words.all_countries()
        self.kinds = self.words.all_kinds()
        self.ids = {name.upper(): name for name in self.words.schemes}

    def use(self, country: str | None, scheme: str | None, kind: str | None) -> _Use:
        from corridor.careers.check import hints_for

        scheme = self.ids.get(scheme, scheme) if scheme else None
        found = _Use(country, scheme, kind)
        if country is not None and country not in self.countries:
            found.problems.append(
                ("country", hints_for([country], self.countries, self.report)[country], "error")
            )
        if self.open:
            if country is None and scheme is None:
                found.problems.append(
                    ("country", "nothing stands here; expected an ISO3 country code", "error")
                )
            return found
        if scheme is not None:
            self._stated(found)
        else:
            self._to_be_found(found)
        return found

    def _stated(self, found: _Use) -> None:
        info = self.words.schemes.get(found.scheme or "")
        if info is None:
            has = self.words.schemes_of(found.country or "")
            said = (
                f"no such scheme; {found.country} has {listed(has)}" if has else "no such scheme in the rules"
            )
            if self.report.may_suggest():
                said += did_you_mean(found.scheme or "", self.words.schemes)
            found.problems.append(("scheme", said, "error"))
            return
        if found.country is None:
            found.country = info.country
        elif found.country != info.country and found.country in self.countries:
            has = self.words.schemes_of(found.country)
            also = f"; {found.country} has {listed(has)}" if has else ""
            found.problems.append(
                (
                    "scheme",
                    f"{found.scheme} is a scheme of {info.country}, not of {found.country}{also}",
                    "error",
                )
            )
        if found.kind is not None and found.kind not in info.kinds:
            hint = did_you_mean(found.kind, info.kinds) if self.report.may_suggest() else ""
            said = f"{found.scheme} takes no such periods; expected {listed(info.kinds)}{hint}"
            found.problems.append(("kind", said, "error"))

    def _to_be_found(self, found: _Use) -> None:
        if found.kind is not None and found.kind not in self.kinds:
            hint = did_you_mean(found.kind, self.kinds) if self.report.may_suggest() else ""
            found.problems.append(
                ("kind", f"no such kind of period; expected {listed(self.kinds)}{hint}", "error")
            )
        if found.country is None:
            said = "nothing stands here; expected an ISO3 country code (or a scheme in the column scheme)"
            found.problems.append(("country", said, "error"))
        if found.problems or found.kind is None or found.country is None:
            return
        fitting = self.words.schemes_of(found.country, found.kind)
        every = self.words.schemes_of(found.country)
        if len(fitting) == 1:
            found.scheme = fitting[0]
        elif fitting:
            said = f"{found.country} has more than one scheme for {found.kind}: write {listed(fitting)}"
            found.problems.append(("scheme", said, "error"))
        elif every:
            takes = listed(dict.fromkeys(k for name in every for k in self.words.schemes[name].kinds))
            said = f"no scheme of {found.country} takes {found.kind} (they take {takes}): kept, but counted nowhere"
            found.problems.append(("kind", said, "warning"))
        else:
            said = f"no scheme of {found.country} is in the rules: kept, but what that country owes is not computed"
            found.problems.append(("country", said, "warning"))


def _join_persons(persons: pl.DataFrame, periods: pl.DataFrame, sources: Sources) -> pl.DataFrame:
    """Bring birth and claim to each period; report periods without person and persons without period."""
    import polars as pl

    known = persons.filter(pl.col("person_id").is_not_null())
    heads = known.select("person_id", _birth="birth_date", _claim="claim_date").with_row_index("_p")
    periods = periods.join(heads, on="person_id", how="left", maintain_order="left")
    ids = known["person_id"].to_list() if known.height <= 2_000 else []

    def nobody(row: dict[str, Any]) -> str:
        hint = did_you_mean(row["person_id"], ids) if sources.report.may_suggest() else ""
        return f"no person of this id{hint}"

    sources.flag(periods, pl.col("_p").is_null() & pl.col("person_id").is_not_null(), "person_id", nobody)
    idle = known.join(periods.select("person_id").unique(), on="person_id", how="anti", maintain_order="left")
    sources.flag(idle, None, "person_id", "this person has no period", "warning")
    return periods


def _dates(periods: pl.DataFrame, sources: Sources) -> None:
    import polars as pl

    first, last = pl.col("start_low"), pl.col("end_high")
    backward = last < first
    sources.flag(
        periods, backward, "end", lambda r: f"before the start ({r['start_low']}); both days are included"
    )
    unsure = ~backward & (pl.col("end_low") < pl.col("start_high"))
    sources.flag(
        periods,
        unsure,
        "end",
        "the ranges of start and end overlap: in the shortest reading the period has no day",
        "warning",
    )
    early = f"before {EARLIEST.year}; expected a date from {EARLIEST} on"
    sources.flag(periods, first < EARLIEST, "start", early)
    sources.flag(periods, (last < EARLIEST) & (first >= EARLIEST), "end", early)
    born = (first < pl.col("_birth")) & (first >= EARLIEST)
    sources.flag(periods, born, "start", lambda r: f"before the person's birth on {r['_birth']}")
    late = last > pl.col("_claim")
    sources.flag(
        periods,
        late & (first <= pl.col("_claim")),
        "end",
        lambda r: f"after the claim on {r['_claim']}; expected the last day up to the claim",
    )
    sources.flag(
        periods,
        late & (first > pl.col("_claim")),
        "start",
        lambda r: f"the whole period is after the claim on {r['_claim']}",
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
            said = (
                f"the column earnings is missing; {needs} needs a number, a range or the word unknown in it"
            )
            sources.report.add(table.file, said)
            empty = empty & (pl.col("_src") != number)

    def write(row: dict[str, Any]) -> str:
        return f"nothing stands here; {row['scheme']} needs earnings: write a number, a range (1000..1500) or the word unknown"

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
        return f"expected {listed(fits or accepted[row['scheme']])}, the currency of {row['scheme']} at that time"

    stated = pl.col("earnings_status").is_in(["known", "range"])
    none = pl.col("currency").is_null() & stated
    sources.flag(money, none, "currency", lambda r: f"nothing stands here; {expected(r)}")
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
        where = f"{row['start_low']} to {row['end_high']}"
        return f"more {row['_unit']}s than {row['scheme']} can count from {where}; expected at most {row['_most']}"

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
        file, number, _ = sources.place(first[row["_head"]], None)
        return (
            f"the same period already stands in {file}, row {number}; two jobs: write one period with the sum"
        )

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
    import polars as pl

    def tell(row: dict[str, Any]) -> str:
        file, number, _ = sources.place({"_src": row["_osrc"], "_at": row["_oat"]}, None)
        where = f"{'row' if number is not None else ''} {number} of {file}".strip()
        if same:
            return f"overlaps {where} in {row['scheme']}: earnings are added, time counts once"
        return f"overlaps {where} in {row['scheme']} ({row['_kind']}): the scheme's first kind keeps the time"

    sources.flag(hits, None, "start", tell, "warning")
