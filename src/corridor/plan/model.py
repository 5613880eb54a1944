"""A mainstreaming plan as data.

The names of the fields are those of the file (YAML): :mod:`corridor.plan.reader` reads it, ``to_data`` of
:mod:`corridor.plan.writer` writes it.  ``None`` means "not stated"; it is never taken for 0 or for no.
Money is exact (``Fraction``), in the currency it is stated in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from corridor.plan.vocabulary import FINANCE


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat of the team; without an organisation it is empty."""

    role: str
    organisation: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Consultation:
    """A consultation that was held: ``phase`` says whether the plan was being drawn up or is running.

    ``women`` is the number of women among those who took part; ``minorities`` are the groups that took part as such;
    ``record`` says where it can be read.
    """

    id: str
    title: str
    phase: str
    start: date | None = None
    end: date | None = None
    invited: int | None = None
    took_part: int | None = None
    women: int | None = None
    minorities: tuple[str, ...] = ()
    record: str = ""


@dataclass(frozen=True, slots=True)
class Priority:
    """What people asked for, from which consultation, and the reasoned reply to it."""

    id: str
    text: str
    consultation: str
    rank: int | None = None
    decision: str = ""
    reply: str = ""
    reply_by: str = ""
    reply_on: date | None = None


@dataclass(frozen=True, slots=True)
class Objective:
    """An objective, and the objective of the national plan it serves (B2.6)."""

    id: str
    text: str
    national_objective: str = ""


@dataclass(frozen=True, slots=True)
class Rate:
    """What one unit of a currency is worth in the currency of the plan, and where that was read."""

    currency: str
    value: Fraction
    year: int
    source: str


@dataclass(frozen=True, slots=True)
class Budget:
    """The money of a measure: one amount, or bounds.  ``most`` ``None`` with ``amount`` ``None``: no upper bound is known."""

    currency: str
    year: int | None = None
    amount: Fraction | None = None
    least: Fraction | None = None
    most: Fraction | None = None
    funding: str = "unknown"


@dataclass(frozen=True, slots=True)
class Rights:
    """The rights entry of a measure: which right, whose, which body answers for it, where to complain."""

    right: str = ""
    holders: str = ""
    body: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Security:
    """The security entry in two columns: what it does for the state, and for the safety of people."""

    state: str = ""
    human: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """What is to be done, by whom, by when, with what money, and whom it serves."""

    id: str
    title: str
    kind: str
    description: str = ""
    objective: str = ""
    outputs: tuple[str, ...] = ()
    serves: str = ""
    owner: str = ""
    partners: tuple[str, ...] = ()
    budget: Budget | None = None
    not_costed: str = ""
    start: date | None = None
    end: date | None = None
    status: str = "planned"
    status_on: date | None = None
    status_why: str = ""
    levels: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    founding: tuple[str, ...] = ()
    gcm: tuple[int, ...] = ()
    sdg: tuple[str, ...] = ()
    priorities: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    rights: Rights | None = None
    security: Security | None = None
    opt_in: bool | None = None
    designed_with: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    equivalent_right: str = ""

    @property
    def stands(self) -> bool:
        """Whether it is part of the plan; what was dropped is shown and counts for nothing."""
        return self.status != "dropped"

    @property
    def finance(self) -> bool:
        """Whether its label is deployment, remittances or money of the diaspora."""
        return self.kind in FINANCE

    @property
    def words(self) -> str:
        """Title and description, in which labels are looked for."""
        return f"{self.title} {self.description}"


@dataclass(frozen=True, slots=True)
class Value:
    """A value of an indicator in a year.  ``kind`` says what sort of figure it is, ``source`` where it was read."""

    year: int
    value: Fraction
    source: str = ""
    sex: str = "both"
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """A series of the evidence room: an indicator of a country or of a pair, and which source and variant."""

    indicator: str
    country: str = ""
    origin: str = ""
    destination: str = ""
    variant: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Indicator:
    """How it is seen whether a result comes about."""

    id: str
    title: str
    unit: str = ""
    direction: str = "up"
    baseline: Value | None = None
    target: Value | None = None
    values: tuple[Value, ...] = ()
    series: Series | None = None
    source: str = ""
    verification: str = ""
    frequency: str = ""
    disaggregation: tuple[str, ...] = ()
    not_by_sex: str = ""
    serves: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """A result of the framework; ``leads_to`` is the result above it."""

    id: str
    level: str
    text: str
    leads_to: str = ""
    assumptions: tuple[str, ...] = ()
    indicators: tuple[Indicator, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewRule:
    """How often the plan is reviewed, by whom, and where the review is published."""

    every_months: int | None = None
    by: str = ""
    published: str = ""
    first: date | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A review that was held."""

    day: date
    text: str
    published: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole plan.  ``envelope`` is the total that is stated for it, in ``currency``; ``invented`` marks examples."""

    id: str
    title: str
    countries: tuple[str, ...]
    start: date
    end: date
    currency: str
    invented: bool = False
    summary: str = ""
    envelope: Fraction | None = None
    rates: tuple[Rate, ...] = ()
    team: tuple[Seat, ...] = ()
    consultations: tuple[Consultation, ...] = ()
    priorities: tuple[Priority, ...] = ()
    objectives: tuple[Objective, ...] = ()
    measures: tuple[Measure, ...] = ()
    results: tuple[Result, ...] = ()
    review: ReviewRule | None = None
    reviews: tuple[Held, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def standing(self) -> tuple[Measure, ...]:
        """The measures that were not dropped."""
        return tuple(m for m in self.measures if m.stands)

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """All indicators, in the order of the results."""
        return tuple(i for r in self.results for i in r.indicators)

    def measure(self, measure_id: str) -> Measure:
        """The measure of an id; raises :class:`KeyError`."""
        return self.by_id[measure_id]

    @property
    def by_id(self) -> Mapping[str, Measure]:
        """The measures by id."""
        return {m.id: m for m in self.measures}
