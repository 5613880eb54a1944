"""Checks of what the cells say together, for persons: words, codes, ages.  Periods: :mod:`check_periods`.

Every check is one expression over the whole frame, so a hundred thousand persons take as many passes as ten.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from corridor.careers.check_periods import check_periods
from corridor.careers.raw import Sources
from corridor.careers.vocabulary import Vocabulary, hints_for
from corridor.i18n import _

if TYPE_CHECKING:
    import polars as pl

EARLIEST = date(1900, 1, 1)
YOUNGEST_CLAIM = 14
OLDEST_CLAIM = 120
STATELESS = "STATELESS"
UNKNOWN = "UNKNOWN"


def check(
    persons: pl.DataFrame, periods: pl.DataFrame, vocabulary: Vocabulary | None, sources: Sources
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Check working frames of :func:`corridor.careers.columns.assemble`; return the canonical frames.

    Findings go to ``sources.report``.  Where the vocabulary leaves one choice, an empty scheme or country of
    a period is filled in; nothing else is changed.  Without a vocabulary only what needs no rule base is
    checked.  Not checked: whether amounts are plausible, and whether the person may really have been insured.
    """
    persons = check_persons(persons, vocabulary, sources)
    periods = check_periods(persons, periods, vocabulary, sources)
    return persons.select(pl_exclude_marks(persons)), periods.select(pl_exclude_marks(periods))


def pl_exclude_marks(frame: pl.DataFrame) -> list[str]:
    """Names of the columns that are the user's, without the marks of the working frame."""
    return [name for name in frame.columns if not name.startswith("_")]


def check_persons(persons: pl.DataFrame, vocabulary: Vocabulary | None, sources: Sources) -> pl.DataFrame:
    """Check the persons; nationality becomes a list (null = not stated, empty = stateless)."""
    import polars as pl

    if persons.is_empty() and not persons.width:
        return persons
    report = sources.report
    countries = (vocabulary or Vocabulary()).all_countries()
    for column in ("birth_date", "claim_date"):
        early = pl.col(column) < EARLIEST
        sources.flag(
            persons,
            early,
            column,
            _("before {year}; expected a date from {earliest} on").format(
                year=EARLIEST.year, earliest=EARLIEST
            ),
        )
    birth, claim = pl.col("birth_date"), pl.col("claim_date")
    sources.flag(
        persons,
        claim < birth,
        "claim_date",
        lambda r: _("before the birth on {birth_date}").format(birth_date=r["birth_date"]),
    )
    young = (claim >= birth) & (claim < birth.dt.offset_by(f"{YOUNGEST_CLAIM}y"))
    sources.flag(
        persons,
        young,
        "claim_date",
        lambda r: _("before age {youngest_claim} (born {birth_date}); check both dates").format(
            youngest_claim=YOUNGEST_CLAIM, birth_date=r["birth_date"]
        ),
    )
    old = claim >= birth.dt.offset_by(f"{OLDEST_CLAIM + 1}y")
    sources.flag(
        persons,
        old,
        "claim_date",
        lambda r: _("after age {oldest_claim} (born {birth_date}); check both dates").format(
            oldest_claim=OLDEST_CLAIM, birth_date=r["birth_date"]
        ),
    )
    hints = hints_for(persons["residence"].unique().drop_nulls().to_list(), countries, report)
    bad = pl.col("residence").is_in(list(hints))
    sources.flag(persons, bad, "residence", lambda r: hints[r["residence"]])
    nations = persons.with_columns(
        pl.col("nationality")
        .str.replace_all(r"\s*[;|,/]\s*", ";")
        .str.strip_chars("; ")
        .str.split(";")
        .alias("_one")
    ).explode("_one", empty_as_null=True)
    hints_n = hints_for(
        nations["_one"].unique().drop_nulls().to_list(), countries | {STATELESS, UNKNOWN}, report
    )
    bad = pl.col("_one").is_in(list(hints_n))
    sources.flag(nations, bad, "nationality", lambda r: _several(hints_n[r["_one"]], r["nationality"]))
    alone = pl.col("_one").is_in([STATELESS, UNKNOWN]) & (pl.col("nationality") != pl.col("_one"))
    sources.flag(nations, alone, "nationality", _("stateless or unknown cannot stand beside a nationality"))
    listed = nations.group_by("_src", "_at", maintain_order=True).agg(
        pl.col("_one").unique(maintain_order=True)
    )
    word = pl.col("nationality")
    as_list = (
        pl.when(word.is_null() | (word == UNKNOWN))
        .then(None)
        .when(word == STATELESS)
        .then(pl.lit([], dtype=pl.List(pl.String)))
        .otherwise(pl.col("_one"))
    )
    joined = persons.join(listed, on=["_src", "_at"], how="left", maintain_order="left")
    return joined.with_columns(nationality=as_list).drop("_one")


def _several(said: str, text: str | None) -> str:
    """What is wrong with a nationality; where it may be several, how they are written."""
    if not text or ";" in text or len(text) <= 3:
        return said
    return _("{said}; separate several with a semicolon").format(said=said)
