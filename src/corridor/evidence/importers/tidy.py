"""Plain tables with a metadata file beside them (CSV or Parquet): the way in for every other source.

Beside ``figures.csv`` lies ``figures.csv.meta.yaml``:

.. code-block:: yaml

    source:
      source_id: moh-2023            # names series and edition
      series: moh-permits
      publisher: Ministry of Labour
      title: Work permits issued
      edition: "2023"
      licence: CC BY 4.0
      address: https://...
    kind: observed                   # observed | official estimate | model
    series:
      - indicator: stock             # of the catalogue, or your own with title and unit
        value: persons               # the column with the figures
        columns: {origin: from, destination: to, year: year, sex: sex}

What a series may further have: ``constants`` (``{sex: both}``), ``where`` (``{role: immigrants}``: only those
rows), ``scale`` (1000 for figures in thousands), ``words`` (``{sex: {total: both}}``: what the file's words
mean; null for nothing), ``indicators`` (``{file's name: ours}`` with ``columns: {indicator: ...}``), ``length`` (5: years of a
flow's period, so that year_to = year + 5), ``null_is`` (0, if the publisher says that an empty cell is
zero), ``kind``, ``source`` (the id of one of several under ``sources``).  ``codes: m49`` reads UN numbers in
place of ISO3.  ``year`` may hold a date; ``quarter`` becomes the period.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor.evidence import areas
from corridor.evidence.catalogue import INDICATORS
from corridor.evidence.importers.base import MISSING, Imported, Options, check_duplicates
from corridor.evidence.importers.look import MAX_LINE, MAX_PLAIN_CSV, Look
from corridor.evidence.importers.tidy_metadata import PLACES, Series, read_metadata
from corridor.evidence.model import KINDS, OBSERVATION_COLUMNS, SEXES, SPECIAL_AREAS, as_observations
from corridor.evidence.problems import Findings, Unreadable

if TYPE_CHECKING:
    import polars as pl

NAME = "tidy"
VERSION = "1"
TITLE = "Plain table (CSV or Parquet) with a metadata file FILE.meta.yaml beside it"

SHOWN = 20
MAX_TEXT = 10_000
MAX_BLANK = 500_000
BLOCK = 1 << 20


def recognises(look: Look) -> bool:
    """Whether a table has a metadata file beside it, or the columns of observations."""
    return look.made in {"text", "parquet"} and look.metadata is not None


def read(look: Look, options: Options) -> Imported:
    """Read the table as its metadata file says."""
    import polars as pl

    report = options.report
    if look.metadata is None:
        raise Unreadable(look.file, f"expected a metadata file {look.file}.meta.yaml beside it")
    metadata = read_metadata(look, report)
    table = _table(look)
    report.finish()
    frames = []
    for number, series in enumerate(metadata.series, start=1):
        frame = _series(table, series, f"{look.metadata.name}, series {number}", look, report)
        if frame is not None:
            frames.append(frame)
    report.finish()
    observations = pl.concat(frames)
    if observations.is_empty():
        report.add(look.file, "no figure in the series that the metadata file names")
    check_duplicates(observations, look.file, report)
    kept = set(observations["source_id"].unique().to_list())
    sources = tuple(s for s in metadata.sources if s.source_id in kept)
    return Imported(sources, observations, report.finish())


def _table(look: Look) -> pl.DataFrame:
    """The table as it is; a CSV as text, separated by commas, semicolons (with decimal commas) or tabs."""
    import polars as pl

    try:
        table = _parquet(look) if look.made == "parquet" else _csv(look)
    except (pl.exceptions.PolarsError, OSError, UnicodeDecodeError) as error:
        raise Unreadable(look.file, f"the table is damaged: {str(error).splitlines()[0][:160]}") from None
    if table.is_empty():
        raise Unreadable(look.file, "the table has no rows")
    return table.rename({n: n.strip().lstrip("\ufeff") for n in table.columns}).with_row_index(
        "row of the file", offset=1 if look.made == "parquet" else 2
    )


def _parquet(look: Look) -> pl.DataFrame:
    """A Parquet table; a small file can stand for very long texts, which are refused before they are read."""
    import polars as pl

    scan = pl.scan_parquet(look.path)
    texts = [n for n, kind in scan.collect_schema().items() if kind in (pl.String, pl.Binary)]
    for name in texts:
        size = (
            pl.col(name).str.len_bytes()
            if scan.collect_schema()[name] == pl.String
            else pl.col(name).bin.size()
        )
        longest = scan.select(size.max()).collect(engine="streaming").item() or 0
        if longest > MAX_TEXT:
            said = f"a text of {longest:,} bytes in column {name[:40]}; at most {MAX_TEXT:,} are read in a table of figures"
            raise Unreadable(look.file, said)
    return pl.read_parquet(look.path)


def _csv(look: Look) -> pl.DataFrame:
    import polars as pl

    data = bytearray()
    rest = blank = 0
    with look.binary() as stream:
        while block := stream.read(BLOCK):
            data += block
            if len(data) > MAX_PLAIN_CSV:
                raise Unreadable(look.file, f"more than {MAX_PLAIN_CSV:,} bytes of CSV; save it as Parquet")
            rest = rest + len(block) if b"\n" not in block else len(block) - block.rfind(b"\n")
            if rest > MAX_LINE:
                raise Unreadable(look.file, f"a line of more than {MAX_LINE:,} bytes; this is no table")
            blank += block.count(b"\n\n") + block.count(b"\n\r\n")
            if blank > MAX_BLANK:
                raise Unreadable(
                    look.file, f"more than {MAX_BLANK:,} blank lines; this is no table of figures"
                )
    head = bytes(data.partition(b"\n")[0])
    separator = max((",", ";", "\t"), key=lambda mark: head.count(mark.encode()))
    table = pl.read_csv(bytes(data), separator=separator, infer_schema=False, truncate_ragged_lines=False)
    if separator != ";":
        return table
    return table.with_columns(pl.all().str.replace(r"^\s*([+-]?\d+),(\d+)\s*$", "${1}.${2}"))


def _series(
    table: pl.DataFrame, series: Series, where: str, look: Look, report: Findings
) -> pl.DataFrame | None:
    """One series of the table as observations, or None after problems."""
    import polars as pl

    named = [*series.columns.values(), *series.where, *([series.value] if series.value else [])]
    absent = sorted({n for n in named if n not in table.columns})
    if absent:
        report.add(
            where, f"the table has no column {', '.join(absent)}; it has {', '.join(table.columns[1:][:20])}"
        )
        return None
    rows = table
    for column, wanted in series.where.items():
        values = [str(w) for w in wanted] if isinstance(wanted, list) else [str(wanted)]
        rows = rows.filter(pl.col(column).cast(pl.String).is_in(values))
    made = rows.select(
        "row of the file",
        *(pl.col(column).alias(name) for name, column in series.columns.items()),
        pl.col(series.value).alias("value"),
    )
    for name, meanings in series.words.items():
        if name in made.columns:
            made = made.with_columns(
                pl.col(name)
                .cast(pl.String)
                .replace({str(k): None if v is None else str(v) for k, v in meanings.items()})
            )
    for name, value in series.constants.items():
        made = made.with_columns(pl.lit(value).alias(name))
    made = _numbers(made, series, look.file, report)
    made = _codes(made, series, look.file, report)
    worded = _words(made, series, where, look.file, report)
    if worded is None or report.has_errors():
        return None
    return as_observations(
        worded.drop("row of the file"),
        source_id=series.source_id,
        **({} if "kind" in worded.columns else {"kind": series.kind}),
    )


def _numbers(made: pl.DataFrame, series: Series, file: str, report: Findings) -> pl.DataFrame:
    """Values and years as numbers; marks of missing figures become null."""
    import polars as pl

    text = pl.col("value").cast(pl.String).str.strip_chars()
    blank = text.is_null() | (text == "")
    missing = text.str.to_lowercase().is_in(list(MISSING))
    value = text.cast(pl.Float64, strict=False)
    value = pl.when(value.is_nan()).then(None).otherwise(value)
    made = made.with_columns(value.alias("number"), blank.alias("blank"), missing.alias("missing"))
    odd = made.filter(
        (pl.col("number").is_null() & ~pl.col("blank") & ~pl.col("missing")) | pl.col("number").is_infinite()
    )
    _report(odd, "value", series.value or "value", "expected a number", file, report)
    if series.null_is is None:
        # An empty cell was not published: no row. A mark such as ".." was published as missing: null.
        made = made.filter(~pl.col("blank"))
    else:
        made = made.with_columns(
            pl.when(pl.col("blank")).then(pl.lit(series.null_is)).otherwise(pl.col("number")).alias("number")
        )
    made = made.with_columns((pl.col("number") * series.scale).alias("value"))
    year = pl.col("year").cast(pl.String).str.extract(r"^((?:1[89]|20|21)\d\d)(?:\.0|-\d\d.*)?$", 1)
    made = made.with_columns(year.cast(pl.Int32).alias("read year"))
    _report(
        made.filter(pl.col("read year").is_null()),
        "year",
        series.columns.get("year", "year"),
        "expected a year",
        file,
        report,
    )
    made = made.with_columns(pl.col("read year").alias("year"))
    if series.length is not None:
        made = made.with_columns((pl.col("year") + series.length).alias("year_to"))
    if "quarter" in made.columns:
        quarter = pl.col("quarter").cast(pl.String).str.extract(r"([1-4])$", 1)
        made = made.with_columns(pl.format("Q{}", quarter).alias("period")).drop("quarter")
    return made.drop("number", "blank", "missing", "read year")


def _codes(made: pl.DataFrame, series: Series, file: str, report: Findings) -> pl.DataFrame:
    """Codes of countries checked, UN numbers translated."""
    import polars as pl

    for name in PLACES:
        if name not in made.columns:
            continue
        text = pl.col(name).cast(pl.String).str.strip_chars()
        if series.codes == "m49":
            known = {str(k): v for k, v in areas.m49_codes().items()}
            number = text.str.strip_chars_start("0").str.replace(r"\.0$", "")
            translated = number.replace_strict(known, default=None, return_dtype=pl.String)
        else:
            everything = [*areas.all_areas(), *SPECIAL_AREAS]
            translated = pl.when(text.str.to_uppercase().is_in(everything)).then(text.str.to_uppercase())
        made = made.with_columns(translated.alias("read code"))
        expected = (
            "expected a UN location number (M49)"
            if series.codes == "m49"
            else "expected an ISO 3166 alpha-3 code"
        )
        _report(
            made.filter(pl.col("read code").is_null()),
            name,
            series.columns.get(name, name),
            expected,
            file,
            report,
        )
        made = made.with_columns(pl.col("read code").alias(name)).drop("read code")
    return made


def _words(
    made: pl.DataFrame, series: Series, where: str, file: str, report: Findings
) -> pl.DataFrame | None:
    """Indicators, units, sexes and kinds checked against the words of the catalogue."""
    import polars as pl

    if "indicator" in made.columns:
        made = made.filter(
            pl.col("indicator").cast(pl.String).is_in(list(series.indicators or made["indicator"].unique()))
        )
        made = made.with_columns(pl.col("indicator").cast(pl.String).replace(series.indicators))
    else:
        made = made.with_columns(pl.lit(series.indicator).alias("indicator"))
    known = {**{i.id: (i.unit, i.shape) for i in INDICATORS.values()}, **series.own}
    for name in sorted(set(made["indicator"].unique().to_list()) - set(known)):
        report.add(
            where, f"indicator {name!r} is not in the catalogue; give it a title and a unit", value=name
        )
    if report.has_errors():
        return None
    pair = {"origin", "destination"} <= set(made.columns)
    for name in made["indicator"].unique().to_list():
        shape = known[name][1]
        if shape == "corridor" and not pair:
            report.add(where, f"{name} is about a corridor: it needs the columns origin and destination")
        if shape == "country" and ("country" not in made.columns or pair):
            report.add(
                where, f"{name} is about a country: it needs the column country, not origin and destination"
            )
    if "unit" not in made.columns:
        units = {k: v[0] for k, v in known.items()}
        made = made.with_columns(
            pl.col("indicator").replace_strict(units, return_dtype=pl.String).alias("unit")
        )
    for name, allowed in (("sex", SEXES), ("kind", KINDS)):
        if name in made.columns:
            odd = made.filter(~pl.col(name).cast(pl.String).is_in(list(allowed)).fill_null(False))
            _report(
                odd,
                name,
                series.columns.get(name, name),
                f"expected one of {', '.join(allowed)}",
                file,
                report,
            )
    return made.select("row of the file", *(c for c in made.columns if c in OBSERVATION_COLUMNS))


def _report(odd: pl.DataFrame, name: str, column: str, expected: str, file: str, report: Findings) -> None:
    """Report the rows that are not what was expected, the first of them one by one."""
    for row in odd.head(SHOWN).iter_rows(named=True):
        value = row.get(name)
        shown = None if value is None else str(value)
        report.add(file, expected, row=row["row of the file"], column=column, value=shown)
    if odd.height > SHOWN:
        report.skip(odd.height - SHOWN)
