"""UN World Population Prospects, standard files (CSV, CSV.GZ, zip of CSV, or Parquet with the same columns).

Demographic indicators by year (``WPP2024_Demographic_Indicators_Medium.csv``), population by age and sex, and
life tables.  Populations and counts are in thousands.  Groups of countries are left out, the world is kept
and, for population, checked against its countries.  The variant is kept for projections (``Medium``): years
after the edition's last estimate; estimates have none.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from corridor.evidence import areas
from corridor.evidence.importers.base import Imported, Options, Parts, Totals
from corridor.evidence.importers.look import Look
from corridor.evidence.model import ESTIMATE, MODEL, WORLD, Source, as_observations
from corridor.evidence.problems import Unreadable

if TYPE_CHECKING:
    import polars as pl

NAME = "undesa-wpp"
VERSION = "1"
TITLE = "UN World Population Prospects (CSV, CSV.GZ, zip or Parquet)"

NEEDED = frozenset({"LocID", "Location", "Time", "Variant"})

DEMOGRAPHIC: tuple[tuple[str, str, str, float], ...] = (
    ("TPopulation1July", "population", "both", 1000),
    ("TPopulationMale1July", "population", "male", 1000),
    ("TPopulationFemale1July", "population", "female", 1000),
    ("Births", "births", "both", 1000),
    ("Deaths", "deaths", "both", 1000),
    ("DeathsMale", "deaths", "male", 1000),
    ("DeathsFemale", "deaths", "female", 1000),
    ("NetMigrations", "net_migration", "both", 1000),
    ("CBR", "birth_rate_crude", "both", 1),
    ("CDR", "death_rate_crude", "both", 1),
    ("CNMR", "net_migration_rate", "both", 1),
    ("TFR", "fertility", "both", 1),
    ("LEx", "life_expectancy", "both", 1),
    ("LExMale", "life_expectancy", "male", 1),
    ("LExFemale", "life_expectancy", "female", 1),
)
BY_AGE: tuple[tuple[str, str, str, float], ...] = (
    ("PopTotal", "population", "both", 1000),
    ("PopMale", "population", "male", 1000),
    ("PopFemale", "population", "female", 1000),
)
LIFE_TABLE: tuple[tuple[str, str, str, float], ...] = (("mx", "death_rate", "", 1),)
"""Columns, indicators, sex (empty: the column Sex) and what to multiply by, of the three kinds of file."""

WORLD_SLACK = 1e-6
"""Relative: countries are rounded one by one to a thousandth of a thousand."""


def recognises(look: Look) -> bool:
    """Whether the columns are those of the standard files."""
    if look.made == "archive":
        return bool(_members(look))
    return look.made in {"text", "parquet"} and set(look.columns) >= NEEDED and bool(_meanings(look.columns))


def _members(look: Look) -> list[str]:
    names = [m for m in look.members if m.lower().endswith(".csv")]
    found = []
    for m in names[:50]:
        head = look.member_head(m)
        if head and set(head[0]) >= NEEDED and _meanings(head[0]):
            found.append(m)
    return found


def _meanings(columns: tuple[str, ...] | list[str]) -> list[tuple[str, str, str, float]]:
    by_age = "AgeGrpStart" in columns
    known = (*BY_AGE, *LIFE_TABLE) if by_age else (*DEMOGRAPHIC, *BY_AGE)
    return [m for m in known if m[0] in columns]


def read(look: Look, options: Options) -> Imported:
    """Read the file; the world's population is checked against the countries."""
    import polars as pl

    members: list[str | None] = [*_members(look)] if look.made == "archive" else [None]
    frames = []
    for member in members:
        with _plain(look, member) as path:
            frames.append(_table(look, path, member, options))
    frame = pl.concat(frames)
    _check(frame, look, options)
    if frame.is_empty():
        options.report.add(look.file, "no figure of a country")
    twice = frame.select("country", "indicator", "sex", "age", "year", "variant").is_duplicated()
    if twice.any():
        first = frame.filter(twice).row(0, named=True)
        options.report.add(
            look.file, f"a figure stands twice: {first['country']} {first['indicator']} {first['year']}"
        )
    options.report.finish()
    edition = _edition(look, frame)
    kind = "age" if frame["age"].n_unique() > 1 else "indicators"
    source = Source(
        source_id=f"undesa-wpp-{edition}-{_what(frame)}",
        publisher="United Nations, Department of Economic and Social Affairs, Population Division",
        title=f"World Population Prospects {edition}: {'by age' if kind == 'age' else 'demographic indicators'}",
        edition=edition,
        published=edition,
        licence="CC BY 3.0 IGO",
        address="https://population.un.org/wpp/",
        file_name=look.file,
        sha256=look.sha256,
        importer=NAME,
        importer_version=VERSION,
        notes="Mid-year populations (variant 1 January: of that day). Years after the edition's estimates are "
        "projections: kind model, variant named.",
        series="undesa-wpp",
    )
    last = int(edition) - 1
    projected = pl.col("year") > last
    # Populations of 1 January and of mid-year are two series; only the file's name tells them apart.
    plain = pl.lit("1 January" if re.search("1January", look.file) else None, dtype=pl.String)
    with_kind = frame.with_columns(
        pl.when(projected).then(pl.lit(MODEL)).otherwise(pl.lit(ESTIMATE)).alias("kind"),
        pl.when(projected | (pl.col("variant") != "Medium"))
        .then(pl.col("variant"))
        .otherwise(plain)
        .alias("variant"),
    )
    return Imported(
        (source,), as_observations(with_kind, source_id=source.source_id), options.report.finish()
    )


@contextmanager
def _plain(look: Look, member: str | None) -> Iterator[Path]:
    """The file unpacked, in a folder that goes away; a plain file is read where it is."""
    if member is None and not look.zipped:
        yield look.path
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "figures.csv"
        with look.binary(member) as stream, path.open("wb") as plain:
            shutil.copyfileobj(stream, plain, 1_000_000)
        yield path


def _scan(look: Look, path: Path) -> pl.LazyFrame:
    """The table with its columns as the file has them, all as text; ``line`` is the line of the file."""
    import polars as pl

    scan = pl.scan_parquet(path) if look.made == "parquet" else pl.scan_csv(path, infer_schema=False)
    first = scan.collect_schema().names()[0]
    scan = scan.rename({first: first.lstrip("\ufeff")}).select(pl.all().cast(pl.String).str.strip_chars())
    return scan.with_row_index("line", offset=1 if look.made == "parquet" else 2)


def _table(look: Look, path: Path, member: str | None, options: Options) -> pl.DataFrame:
    """The figures of one file as rows, groups of countries left out."""
    import polars as pl

    where = look.file if member is None else f"{look.file}/{member}"
    try:
        scan = _scan(look, path)
        names = scan.collect_schema().names()
        kept = _meanings(names)
        ages = ["AgeGrpStart", "AgeGrpSpan"] if "AgeGrpStart" in names else []
        numbers = ["LocID", "Time", *ages, *(c for c, *_ in kept)]
        texts = ["Variant", *(["Sex"] if "Sex" in names else [])]
        parsed = scan.select(
            "line",
            *texts,
            *numbers,
            *(pl.col(n).cast(pl.Float64, strict=False).alias(f"{n} ") for n in numbers),
        )
        _report_texts(parsed, numbers, where, options)
        locations = (
            parsed.select(pl.col("LocID ").unique()).collect(engine="streaming")["LocID "].drop_nulls()
        )
        wide = (
            parsed.select(*texts, *(pl.col(f"{n} ").alias(n) for n in numbers))
            .filter(pl.col("LocID").is_in([float(c) for c in areas.m49_codes()]))
            .collect(engine="streaming")
        )
    except (pl.exceptions.PolarsError, OSError) as error:
        said = str(error).splitlines()[0][:160]
        raise Unreadable(where, f"the table is damaged: {said}") from None
    unknown = sorted(
        int(n) for n in locations if n < areas.UN_GROUPS_FROM and int(n) not in areas.m49_codes()
    )
    if unknown:
        said = ", ".join(map(str, unknown))
        options.report.warn(where, f"left out: locations that are no country here: {said}")
    codes = {float(k): v for k, v in areas.m49_codes().items()}
    base = wide.with_columns(
        pl.col("LocID").replace_strict(codes, return_dtype=pl.String).alias("country"),
        pl.col("Time").cast(pl.Int32).alias("year"),
        pl.col("Variant").alias("variant"),
        _age(wide.columns),
    )
    parts = []
    for column, indicator, sex, factor in kept:
        value = pl.col(column) * factor
        parts.append(
            base.select(
                "country",
                "year",
                "variant",
                "age",
                pl.lit(indicator).alias("indicator"),
                (pl.lit(sex) if sex else _sex()).alias("sex"),
                (value.round(3) if factor > 1 else value).alias("value"),
            )
        )
    return pl.concat(parts).drop_nulls("value")


def _report_texts(parsed: pl.LazyFrame, numbers: list[str], where: str, options: Options) -> None:
    """Report cells that hold a text where a number is expected; one pass over the file if there are none."""
    import polars as pl

    odd = {
        name: pl.col(f"{name} ").is_null() & pl.col(name).is_not_null() & (pl.col(name) != "")
        for name in numbers
    }
    counts = parsed.select(odd[name].sum().alias(name) for name in numbers).collect(engine="streaming")
    for name in numbers:
        if counts[name].item():
            rows = parsed.filter(odd[name]).select("line", name).head(20).collect(engine="streaming")
            for line, text in rows.iter_rows():
                options.report.add(where, "expected a number", row=line, column=name, value=text)


def _age(columns: list[str]) -> pl.Expr:
    """Age as text: ``all``, one age, a group, or an open group (a span of -1 in the file)."""
    import polars as pl

    if "AgeGrpStart" not in columns:
        return pl.lit("all").alias("age")
    start, span = pl.col("AgeGrpStart").cast(pl.Int64), pl.col("AgeGrpSpan").cast(pl.Int64)
    one = pl.format("{}", start)
    group = pl.format("{}-{}", start, start + span - 1)
    return (
        pl.when(span < 1)
        .then(pl.format("{}+", start))
        .when(span == 1)
        .then(one)
        .otherwise(group)
        .alias("age")
    )


def _sex() -> pl.Expr:
    import polars as pl

    names = {"total": "both", "both": "both", "both sexes": "both", "male": "male", "female": "female"}
    return pl.col("Sex").str.to_lowercase().replace_strict(names, default=None)


def _check(frame: pl.DataFrame, look: Look, options: Options) -> None:
    """The world's population is the sum of the countries, where the file has all of them."""
    import polars as pl

    people = frame.filter(pl.col("indicator") == "population")
    keys = ["year", "sex", "age", "variant"]
    world = people.filter(pl.col("country") == WORLD).select(*keys, pl.col("value").alias("world"))
    sums = (
        people.filter(pl.col("country") != WORLD)
        .group_by(keys)
        .agg(pl.col("value").sum().alias("sum"), pl.len().alias("n"))
    )
    both = world.join(sums, on=keys, how="inner")
    totals = Totals(options)
    for row in both.iter_rows(named=True):
        parts = Parts([row["sum"]])
        if row["n"] >= 200 and not parts.make(row["world"], whole=False, relative=WORLD_SLACK):
            what = f"population, {row['sex']}, {row['year']}, age {row['age']}, world"
            totals.compare(what, row["sum"], row["world"], look.file)


def _edition(look: Look, frame: pl.DataFrame) -> str:
    """The edition: as the file's (or a member's) name says it, else two years after the last estimate."""
    names = [look.file, *(look.members if look.made == "archive" else ())]
    for name in names:
        found = re.search(r"wpp[-_ ]?((?:19|20)\d\d)", name, re.I)
        if found:
            return found[1]
    raise Unreadable(
        look.file,
        "the file does not say which edition it is; keep the publisher's name, such as "
        "WPP2024_Demographic_Indicators_Medium.csv.gz",
    )


def _what(frame: pl.DataFrame) -> str:
    """What tells the files of one edition apart."""
    if frame["age"].n_unique() == 1:
        return "indicators"
    first = "population" if "population" in frame["indicator"].unique().to_list() else "life-tables"
    found = frame["year"].to_list()
    years = f"{min(found)}-{max(found)}"
    step = "1" if "1" in frame["age"].unique().to_list() else "5"
    return f"{first}-age{step}-{years}"
