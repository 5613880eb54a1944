"""The tidy form of all evidence: observations, the sources they come from, and the catalogue of indicators.

An *observation* is one published figure.  A *source* is one edition of one publication (or one file of it).
Every observation names its source, so publisher, edition, licence and kind travel with every number.

Who is meant by ``origin`` and ``destination`` is always the migrant, never the money: the origin is where a
person comes from (for stocks: was born, or is a citizen of), the destination is where the person lives.  A
remittance therefore goes from the destination (the sender lives there) to the origin (the receiver).

Codes are ISO 3166-1 alpha-3 plus the few of :data:`SPECIAL_AREAS`, which are kept apart from countries.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from corridor.i18n import N_

if TYPE_CHECKING:
    import polars as pl

    from corridor.evidence.catalogue import Indicator

Kind = Literal["observed", "official estimate", "model"]
Sex = Literal["both", "female", "male"]

OBSERVED: Kind = "observed"
"""Counted or reported, and compiled by the publisher as it was."""
ESTIMATE: Kind = "official estimate"
"""Estimated by a statistical office or an international organisation as its official figure."""
MODEL: Kind = "model"
"""The output of a model, official or not; also everything Corridor computes itself."""

KINDS: tuple[Kind, ...] = (OBSERVED, ESTIMATE, MODEL)
SEXES: tuple[Sex, ...] = ("both", "female", "male")
ALL_AGES = "all"

OBSERVATION_COLUMNS: dict[str, str] = {
    "source_id": "String",
    "indicator": "String",
    "origin": "String",
    "destination": "String",
    "country": "String",
    "sex": "String",
    "age": "String",
    "year": "Int32",
    "year_to": "Int32",
    "period": "String",
    "variant": "String",
    "value": "Float64",
    "unit": "String",
    "kind": "String",
    "flag": "String",
}
"""Columns of the observations, in order, with their Polars types.

``origin`` and ``destination`` are set for bilateral indicators and null otherwise; ``country`` is set for
unilateral ones.  ``year`` is the year of the figure; for a flow the first year of the period and ``year_to``
the last (a flow of 2015-2020: 2015 and 2020).  ``period`` is null, or ``Q1`` to ``Q4`` for a quarter of the
year.  ``variant`` is null, or tells apart several series of one source that are not to be mixed: the method
of a flow estimate, the variant of a projection, the amount sent.  ``age`` is ``all``, one age (``65``), a
group (``60-64``) or an open group (``75+``).  ``value`` null: published as missing; a figure that was not
published has no row.  ``flag`` is what the publisher remarks on the one figure.
"""

KEY_COLUMNS: tuple[str, ...] = (
    "source_id",
    "indicator",
    "origin",
    "destination",
    "country",
    "sex",
    "age",
    "year",
    "year_to",
    "period",
    "variant",
)
"""What identifies an observation: no two rows of one source agree in all of these."""

WORLD = "WLD"
OTHER_ORIGINS = "XXX"

SPECIAL_AREAS: dict[str, tuple[str, str]] = {
    WORLD: (N_("World"), "aggregate"),
    OTHER_ORIGINS: (N_("Other or unknown origins"), "unknown"),
    "UNK": (N_("Origin or country unknown"), "unknown"),
    "XXA": (N_("Stateless persons"), "unknown"),
    "XKX": (N_("Kosovo"), "not in ISO 3166"),
    "CHI": (N_("Channel Islands"), "not in ISO 3166"),
    "TIB": (N_("Tibetan refugees"), "not in ISO 3166"),
    "AB9": (N_("Abyei Area"), "not in ISO 3166"),
    "SCG": (N_("Serbia and Montenegro"), "former"),
    "ANT": (N_("Netherlands Antilles"), "former"),
    "CSK": (N_("Czechoslovakia"), "former"),
    "SUN": (N_("Soviet Union"), "former"),
    "YUG": (N_("Yugoslavia"), "former"),
}
"""Codes that ISO 3166-1 does not have: (name, what it is).  Never counted as a country unless said so."""

NOT_COUNTRIES: tuple[str, ...] = tuple(
    code for code, (_, kind) in SPECIAL_AREAS.items() if kind in {"aggregate", "unknown"}
)
"""Codes of the world and of unknown origins, which are no place a person lives in or comes from."""


@dataclass(frozen=True, slots=True)
class Source:
    """One edition of one publication, as the user has it.

    ``source_id`` names series and edition (``undesa-ims-2020``) and is what observations refer to; two
    editions of one series have two ids and are never mixed.  ``series`` is common to the editions of one
    publication.  ``coverage`` is ``whole``, or ``selection`` if only some of its figures are here (the starter
    pack).  ``published`` is a date or year as text, as far as it is known.  ``sha256`` and
    ``file_name`` are those of the file that was read.  ``indicators`` holds titles and units of indicators
    that :mod:`corridor.evidence.catalogue` does not have: ``{id: {"title": ..., "unit": ...}}``.
    """

    source_id: str
    publisher: str
    title: str
    edition: str
    published: str = ""
    licence: str = ""
    address: str = ""
    file_name: str = ""
    sha256: str = ""
    importer: str = ""
    importer_version: str = ""
    notes: str = ""
    series: str = ""
    coverage: str = "whole"
    indicators: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def citation(self) -> str:
        """Publisher, title, edition in one line."""
        parts = [self.publisher, self.title, self.edition if self.edition not in self.title else ""]
        return ", ".join(part for part in parts if part)

    def as_dict(self) -> dict[str, Any]:
        """All fields as plain data."""
        return {**asdict(self), "indicators": {k: dict(v) for k, v in self.indicators.items()}}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Source:
        """The source in plain data.

        Raises:
            ValueError: a field is unknown or a required one is missing.
        """
        known = set(cls.__dataclass_fields__)
        unknown = sorted(set(data) - known)
        missing = [f for f in ("source_id", "publisher", "title", "edition") if not data.get(f)]
        if unknown or missing:
            said = [f"unknown: {', '.join(unknown)}"] if unknown else []
            said += [f"missing: {', '.join(missing)}"] if missing else []
            raise ValueError(f"fields of a source: {'; '.join(said)}; known are {', '.join(sorted(known))}")
        values: dict[str, Any] = {
            k: v if k == "indicators" else str(v) for k, v in data.items() if v is not None
        }
        return cls(**values)


SOURCE_COLUMNS: tuple[str, ...] = (
    "source_id",
    "series",
    "publisher",
    "title",
    "edition",
    "published",
    "licence",
    "address",
    "file_name",
    "sha256",
    "importer",
    "importer_version",
    "notes",
    "coverage",
)
"""Columns of the sources as a table; all text."""


def observation_schema() -> dict[str, Any]:
    """Column names and Polars types of the observations."""
    import polars as pl

    return {name: getattr(pl, kind) for name, kind in OBSERVATION_COLUMNS.items()}


def empty_observations() -> pl.DataFrame:
    """A table of observations without rows."""
    import polars as pl

    return pl.DataFrame(schema=observation_schema())


def as_observations(frame: pl.DataFrame, **constants: Any) -> pl.DataFrame:
    """The frame as observations: columns in order, types cast, absent columns filled.

    ``constants`` are values for whole columns (``source_id="..."``, ``kind=MODEL``).  An absent ``unit`` is
    that of the catalogue; absent ``sex`` and ``age`` are ``both`` and ``all``; the others become null.

    Raises:
        ValueError: a column that observations do not have, or a unit that nothing gives.
    """
    import polars as pl

    unknown = sorted((set(frame.columns) | set(constants)) - set(OBSERVATION_COLUMNS))
    if unknown:
        raise ValueError(f"not columns of observations: {', '.join(unknown)}")
    filled = frame.with_columns(
        pl.lit(value, dtype=getattr(pl, OBSERVATION_COLUMNS[name])).alias(name)
        for name, value in constants.items()
    )
    for name, default in (("sex", "both"), ("age", ALL_AGES)):
        if name not in filled.columns:
            filled = filled.with_columns(pl.lit(default).alias(name))
    if "unit" not in filled.columns:
        from corridor.evidence.catalogue import INDICATORS

        units = {i.id: i.unit for i in INDICATORS.values()}
        used = set(filled["indicator"].unique().to_list())
        if used - set(units):
            raise ValueError(f"no unit known for {', '.join(sorted(used - set(units)))}: give a column unit")
        filled = filled.with_columns(
            pl.col("indicator").replace_strict(units, return_dtype=pl.String).alias("unit")
        )
    schema = observation_schema()
    return filled.select(
        (pl.col(name) if name in filled.columns else pl.lit(None)).cast(kind).alias(name)
        for name, kind in schema.items()
    )


def sources_frame(sources: Iterable[Source]) -> pl.DataFrame:
    """Sources as a table with the columns :data:`SOURCE_COLUMNS`."""
    import polars as pl

    rows = [{name: getattr(s, name) for name in SOURCE_COLUMNS} for s in sources]
    return pl.DataFrame(rows, schema=dict.fromkeys(SOURCE_COLUMNS, pl.String))


def indicator(name: str) -> Indicator:
    """The indicator of an id (see :mod:`corridor.evidence.catalogue`).

    Raises:
        KeyError: the catalogue has no such indicator; the message lists near ones.
    """
    from corridor.evidence.catalogue import find

    return find(name)
