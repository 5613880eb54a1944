"""Careers as the rest of the house reads them: two Polars frames, and small classes for one person.

Persons (one row each): ``person_id`` str; ``birth_date`` date; ``sex`` female, male or null = not stated;
``nationality`` list of ISO3 codes, null = not stated, empty = stateless; ``residence`` ISO3; ``claim_date``
date; ``title`` str or null; ``invented`` bool or null; then any ``<SCHEME-ID>.<fact>``, null = not stated.

Periods: ``person_id``; ``country`` ISO3; ``scheme`` id, null where no scheme of the rules takes the period;
``kind``; ``start_low``, ``start_high``, ``end_low``, ``end_high`` dates, both days included, low = high where
certain; ``earnings_low``, ``earnings_high`` decimals (20, 4) >= 0, in ``currency``, for each ``earnings_per``
(period, month, year); ``earnings_status`` known, range, unknown (declared missing) or none (nothing stated,
where the scheme needs nothing); ``currency`` ISO 4217 or null; ``count`` decimal of native units or null;
``contract`` which contract of employment the period belongs to, where a scheme asks (null = not stated).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from corridor.careers.problems import Problem
from corridor.careers.vocabulary import Vocabulary

if TYPE_CHECKING:
    import polars as pl

PERSON_FIELDS = (
    "person_id",
    "birth_date",
    "sex",
    "nationality",
    "residence",
    "claim_date",
    "title",
    "invented",
)
PERIOD_FIELDS = (
    "person_id",
    "country",
    "scheme",
    "kind",
    "start_low",
    "start_high",
    "end_low",
    "end_high",
    "earnings_low",
    "earnings_high",
    "earnings_status",
    "earnings_per",
    "currency",
    "count",
    "contract",
)

Day = date | str | tuple[date, date]
Amount = Decimal | int | float | str | tuple[Any, Any] | None


@dataclass(frozen=True)
class Person:
    """One person. Dates may be given as ISO text; ``nationality`` as a code or several.

    ``facts`` maps ``<SCHEME-ID>.<fact>`` to its value.  ``sex`` ``None``: not stated.  ``nationality``
    ``None``: not stated; an empty tuple: stateless.
    """

    person_id: str
    birth_date: date | str
    claim_date: date | str
    residence: str
    sex: str | None = None
    nationality: tuple[str, ...] | str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    title: str | None = None
    invented: bool | None = None


@dataclass(frozen=True)
class InsurancePeriod:
    """One period in one country, both days included.

    start, end: a date, ISO text, or a pair (earliest, latest) where only a range is known.
    earnings: a number, a pair (lowest, highest), the word ``"unknown"``, or ``None`` = not stated; in
        ``currency``, for each ``earnings_per`` (``period``, ``month`` or ``year``).
    count: native units stated on the record, or ``None``.
    contract: a name for the contract of employment, where several follow each other; or ``None``.
    """

    country: str
    start: Day
    end: Day
    kind: str = "employment"
    earnings: Amount = None
    currency: str | None = None
    earnings_per: str = "period"
    scheme: str | None = None
    count: Decimal | int | float | str | None = None
    contract: str | None = None


@dataclass(frozen=True)
class Career:
    """One person and all periods.

    >>> career = Career.build(
    ...     birth_date="1960-05-01", claim_date="2025-06-01", residence="CAN", nationality="PHL",
    ...     periods=[InsurancePeriod("PHL", "1982-01-01", "1988-12-31", earnings=210000, currency="PHP")],
    ... )
    >>> career.periods[0].start
    datetime.date(1982, 1, 1)
    """

    person: Person
    periods: tuple[InsurancePeriod, ...]

    @classmethod
    def build(
        cls,
        *,
        birth_date: date | str,
        claim_date: date | str,
        residence: str,
        periods: Sequence[InsurancePeriod | Mapping[str, Any]],
        person_id: str = "person-1",
        sex: str | None = None,
        nationality: tuple[str, ...] | list[str] | str | None = None,
        facts: Mapping[str, Any] | None = None,
        title: str | None = None,
        invented: bool | None = None,
        vocabulary: Vocabulary | None = None,
    ) -> Career:
        """Make and check a career; raises :class:`CareerProblems` with everything that is wrong."""
        nations = tuple(nationality) if isinstance(nationality, list) else nationality
        person = Person(
            person_id, birth_date, claim_date, residence, sex, nations, dict(facts or {}), title, invented
        )
        given = tuple(p if isinstance(p, InsurancePeriod) else InsurancePeriod(**p) for p in periods)
        return cls(person, given).to_careers(vocabulary).person(person_id)

    def to_careers(self, vocabulary: Vocabulary | None = None) -> Careers:
        """The same as :class:`Careers` of one person, checked."""
        person = {name: getattr(self.person, name) for name in PERSON_FIELDS}
        if self.person.nationality == ():
            person["nationality"] = "stateless"
        person.update(self.person.facts)
        names = [f.name for f in fields(InsurancePeriod)]
        rows = [{"person_id": person["person_id"], **{n: getattr(p, n) for n in names}} for p in self.periods]
        return Careers.from_dicts([person], rows, vocabulary, source=f"person {person['person_id']}")


@dataclass(frozen=True, eq=False)
class Careers:
    """Checked careers of any number of persons: the frames described at the top of this module.

    ``source`` says where they came from.  ``warnings`` are the findings that did not stop the reading.
    """

    persons: pl.DataFrame
    periods: pl.DataFrame
    source: str = ""
    warnings: tuple[Problem, ...] = ()

    def __len__(self) -> int:
        return self.persons.height

    def __iter__(self) -> Iterator[Career]:
        return (self.person(name) for name in self.persons["person_id"])

    def __repr__(self) -> str:
        return (
            f"<Careers: {len(self)} persons, {self.periods.height} periods, from {self.source or 'nowhere'}>"
        )

    def person(self, person_id: str) -> Career:
        """The career of one person; ``KeyError`` if there is none of that id."""
        import polars as pl

        found = self.persons.filter(pl.col("person_id") == person_id).to_dicts()
        if not found:
            raise KeyError(f"no person {person_id!r} in {self.source or 'these careers'}")
        row = found[0]
        facts = {k: v for k, v in row.items() if k not in PERSON_FIELDS and v is not None}
        nations = row["nationality"]
        person = Person(
            row["person_id"],
            row["birth_date"],
            row["claim_date"],
            row["residence"],
            row["sex"],
            None if nations is None else tuple(nations),
            facts,
            row["title"],
            row["invented"],
        )
        rows = self.periods.filter(pl.col("person_id") == person_id).iter_rows(named=True)
        return Career(person, tuple(_period(r) for r in rows))

    def checked(self, vocabulary: Vocabulary) -> Careers:
        """The same careers checked with a vocabulary: schemes filled in, or :class:`CareerProblems`."""
        return Careers.from_frames(self.persons, self.periods, vocabulary, source=self.source)

    @classmethod
    def from_dicts(
        cls,
        persons: Sequence[Mapping[str, Any]],
        periods: Sequence[Mapping[str, Any]] | None = None,
        vocabulary: Vocabulary | None = None,
        *,
        source: str = "data",
    ) -> Careers:
        """From lists of dicts with the columns of the text files; one list alone is flat."""
        from corridor.careers.raw import RawTable, from_records
        from corridor.careers.reading import careers_from

        if periods is None:
            return careers_from([from_records(source, persons)], vocabulary, source)
        table = from_records(f"{source} [periods]", periods)
        if not periods:
            table = RawTable(table.file, _no_periods(), {}, [])
        return careers_from([from_records(f"{source} [persons]", persons), table], vocabulary, source)

    @classmethod
    def from_frames(
        cls,
        persons: Any,
        periods: Any = None,
        vocabulary: Vocabulary | None = None,
        *,
        source: str = "frames",
    ) -> Careers:
        """From Polars or pandas frames or lazy frames: two tables, or a flat one; canonical frames too."""
        from corridor.careers.problems import CareerProblems
        from corridor.careers.raw import from_frame
        from corridor.careers.reading import careers_from

        names = [source] if periods is None else [f"{source} [persons]", f"{source} [periods]"]
        frames = [persons] if periods is None else [persons, periods]
        try:
            tables = [from_frame(name, frame) for name, frame in zip(names, frames, strict=True)]
        except ValueError as error:
            raise CareerProblems([Problem(source, None, None, None, str(error))]) from error
        return careers_from(tables, vocabulary, source)

    @classmethod
    def sample(cls, vocabulary: Vocabulary | None = None) -> Careers:
        """One invented career: seven years in the Philippines, then nine in Canada.

        >>> len(Careers.sample())
        1
        """
        person = Person(
            "maria",
            "1960-05-12",
            "2025-06-01",
            "CAN",
            "female",
            ("PHL",),
            title="Maria (invented): seven years in the Philippines, nine in Canada",
            invented=True,
        )
        phl, can = SAMPLE_SCHEMES
        periods = [
            InsurancePeriod("PHL", "1984-01-01", "1990-12-31", "employment", 3000, "PHP", "month", phl),
            InsurancePeriod("CAN", "2016-06-01", "2025-05-31", "employment", 41000, "CAD", "year", can),
        ]
        return Career(person, tuple(periods)).to_careers(vocabulary)


SAMPLE_SCHEMES = ("PHL-SSS", "CAN-CPP")
"""Schemes named by :meth:`Careers.sample`."""


def _no_periods() -> dict[str, pl.Series]:
    """The columns of an empty table of periods."""
    import polars as pl

    names = ("person_id", "country", "scheme", "kind", "start", "end")
    return {name: pl.Series(name, [], dtype=pl.String) for name in names}


def _period(row: Mapping[str, Any]) -> InsurancePeriod:
    """A period of the canonical frame as an object."""

    def days(name: str) -> Day:
        low, high = row[f"{name}_low"], row[f"{name}_high"]
        return low if low == high else (low, high)

    status = row["earnings_status"]
    low, high = row["earnings_low"], row["earnings_high"]
    earnings: Amount = {"unknown": "unknown", "none": None}.get(status, low if low == high else (low, high))
    return InsurancePeriod(
        row["country"],
        days("start"),
        days("end"),
        row["kind"],
        earnings,
        row["currency"],
        row["earnings_per"],
        row["scheme"],
        row["count"],
        row["contract"],
    )
