"""Everything a dossier is made of, worked out once: what the chapters read and none of them changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corridor.commitments.reading import CommitmentProblems
from corridor.dossier.assumptions import assumptions
from corridor.dossier.typical import TypicalCareer, schemes_of, typical_careers
from corridor.i18n import N_, _
from corridor.portability.entitlement import DRAFT, IN_FORCE, NONE, Answer, scenarios

if TYPE_CHECKING:
    import polars as pl

    from corridor.agreements import Instrument
    from corridor.careers import Careers
    from corridor.commitments.artefacts import Artefact
    from corridor.commitments.assess import Assessment
    from corridor.commitments.bridge import Draft
    from corridor.dossier.consultation import Published
    from corridor.evidence.profile import Profile
    from corridor.partnerships.registry import Registry
    from corridor.plan.model import Plan
    from corridor.schemes import Scheme

#: Where the draft, the population and the cases stand in the folder of a dossier.
DRAFT_FILE = "inputs/draft.yaml"
CODED_FILE = "inputs/coded.yaml"
BEFORE_FILE = "inputs/coded-before.yaml"
BEFORE_DRAFT_FILE = "inputs/draft-before.yaml"
PLAN_FILE = "inputs/plan.yaml"
CONSULTATION_FILE = "inputs/consultation.json"
PARTNERSHIPS_FILE = "inputs/partnerships.yaml"
POPULATION_FILE = "inputs/population.parquet"

SET_TITLES = {
    NONE: N_("Without an agreement"),
    IN_FORCE: N_("With the agreements in force"),
    DRAFT: N_("With the draft"),
}

Progress = Callable[[str, int, int], None]
#: Steps of :func:`gather`, for a true count.
STEPS = 4


@dataclass(frozen=True)
class Order:
    """What is asked for: the countries and the inputs.

    Args:
        origin, destination: ISO3 codes.
        draft: a draft agreement (YAML) to compare with those in force.
        careers: a file of careers in place of invented ones.
        coded: a filled questionnaire to assess, beside the coded instruments of the two countries; of a shipped
            draft its own, if none is given.
        before: the same text coded before clauses were added, to show what they change.
        plan: a plan (YAML).
        consultation: the export of a closed consultation (JSON).
        partnerships: files of records of projects and practices, beside the built-in ones.
        on: the day on which agreements and treaties are looked at; by default the day up to which the
            table of agreements is known, so that the same inputs give the same dossier.
        number, seed: size and seed of the invented population.
        store: the folder of the evidence store, if not the user's.
    """

    origin: str
    destination: str
    draft: Path | None = None
    careers: Path | None = None
    coded: Path | None = None
    before: Path | None = None
    plan: Path | None = None
    consultation: Path | None = None
    partnerships: tuple[Path, ...] = ()
    on: date | None = None
    number: int | None = None
    seed: int | None = None
    store: Path | None = None

    @property
    def day(self) -> date:
        """The day on which agreements and treaties are looked at."""
        from corridor.evidence.network import KNOWN_UNTIL

        return self.on or KNOWN_UNTIL


class OrderError(ValueError):
    """Inputs that do not fit together."""


@dataclass(frozen=True)
class Worked:
    """A typical career with its answer."""

    typical: TypicalCareer
    answer: Answer


@dataclass(frozen=True)
class Population:
    """Many careers and what a run on them gave; ``file`` is the name of a supplied file, empty for invented people."""

    careers: Careers
    results: pl.DataFrame
    file: str
    number: int
    seed: int | None

    @property
    def invented(self) -> bool:
        """Whether the people are invented."""
        return not self.file


@dataclass(frozen=True)
class Before:
    """The version of the coded text before clauses were added, and the draft that its clauses make."""

    assessment: Assessment
    draft: Draft


@dataclass
class Material:
    """What the chapters read.

    ``artefacts`` is what the chapters made so far hold that answers founding sentences.
    """

    order: Order
    profile: Profile
    draft: Instrument | None
    sets: dict[str, list[Instrument]]
    worked: list[Worked]
    population: Population | None
    assessments: list[Assessment]
    before: Before | None = None
    plan: Plan | None = None
    consultation: Published | None = None
    registry: Registry = field(default_factory=lambda: _registry(()))
    artefacts: list[Artefact] = field(default_factory=list)

    @property
    def origin(self) -> str:
        """ISO3 code of the origin."""
        return self.order.origin

    @property
    def destination(self) -> str:
        """ISO3 code of the destination."""
        return self.order.destination

    @property
    def pair(self) -> tuple[str, str]:
        """Both countries."""
        return (self.order.origin, self.order.destination)

    @cached_property
    def schemes(self) -> list[Scheme]:
        """The modelled schemes of the two countries."""
        from corridor.schemes import all_schemes

        return [s for c in self.pair for s in all_schemes(invented=True) if s.country == c]

    @property
    def not_modelled(self) -> list[str]:
        """Countries of the corridor whose law is not modelled."""
        return [c for c in self.pair if not schemes_of(c)]

    @cached_property
    def agreements(self) -> list[Instrument]:
        """Agreements in force between the two on the day that the engine runs."""
        return [
            i
            for i in self.sets[IN_FORCE]
            if set(self.pair) <= set(i.parties) and i.version_on(self.order.day) is not None
        ]

    @property
    def last_set(self) -> str:
        """The set of instruments that everything is compared with: the draft if there is one."""
        return DRAFT if self.draft is not None else IN_FORCE

    def command(self, *words: str) -> str:
        """A command that is run in the folder of the dossier."""
        import shlex

        return shlex.join(["corridor", *words])

    @property
    def with_draft(self) -> list[str]:
        """The option that names the draft, if there is one."""
        return ["--draft", DRAFT_FILE] if self.draft is not None else []

    @property
    def python_sets(self) -> str:
        """The Python expression for the sets of instruments."""
        return (
            f'corridor.scenarios(corridor.load_instrument("{DRAFT_FILE}"))'
            if self.draft
            else "corridor.scenarios()"
        )


def gather(order: Order, progress: Progress | None = None) -> Material:
    """Work everything out.

    Raises:
        OrderError: the draft is not between the two countries, or no career touches them.
        corridor.evidence.profile.UnknownPlace: a code is no country, or both are the same.
        corridor.careers.CareerProblems, corridor.law.parameters.LawDataError,
        corridor.commitments.reading.CommitmentProblems, corridor.dossier.consultation.ConsultationProblems,
        corridor.partnerships.RegistryProblems: an input file is not what it must be.
    """
    from corridor.agreements import load_instrument
    from corridor.dossier.drafts import completed
    from corridor.evidence.profile import profile
    from corridor.evidence.store import open_store
    from corridor.portability.entitlement import entitlement

    def step(what: str, done: int) -> None:
        if progress is not None:
            progress(what, done, STEPS)

    order = completed(order)
    draft = load_instrument(order.draft) if order.draft is not None else None
    if draft is not None and not {order.origin, order.destination} <= set(draft.parties):
        raise OrderError(
            _("the draft is between {parties}; expected one between {origin} and {destination}").format(
                parties=", ".join(draft.parties), origin=order.origin, destination=order.destination
            )
        )
    coded = _coded(order)
    before = _before(order)
    plan, consultation, registry = _plan(order), _consultation(order), _registry(order.partnerships)
    sets = scenarios(draft)
    made = profile(order.origin, order.destination, store=open_store(order.store), on=order.day)
    step(_("evidence"), 1)
    worked = [
        Worked(t, entitlement(t.careers, sets)) for t in typical_careers(order.origin, order.destination)
    ]
    step(_("typical careers"), 2)
    population = _population(order, sets)
    step(_("many careers"), 3)
    material = Material(
        order, made, draft, sets, worked, population, coded, before, plan, consultation, registry
    )
    step(_("commitments"), 4)
    return material


def _population(order: Order, sets: dict[str, list[Instrument]]) -> Population | None:
    from corridor.dossier.population import invented_population
    from corridor.portability.batch import run

    if order.careers is not None:
        from corridor.careers import read_careers
        from corridor.portability.words import vocabulary

        careers = read_careers(order.careers, vocabulary())
        countries = sorted(set(careers.periods["country"].to_list()))
        if not {order.origin, order.destination} & set(countries):
            raise OrderError(
                _("{file}: no period is in {origin} or {destination}; the periods are in {countries}").format(
                    file=order.careers.name,
                    origin=order.origin,
                    destination=order.destination,
                    countries=", ".join(countries) or "-",
                )
            )
        return Population(careers, run(careers, sets), order.careers.name, len(careers), None)
    if not schemes_of(order.origin) and not schemes_of(order.destination):
        return None
    number = order.number or assumptions().number
    seed = assumptions().seed if order.seed is None else order.seed
    careers = invented_population(order.origin, order.destination, number, seed)
    return Population(careers, run(careers, sets), "", number, seed)


def _coded(order: Order) -> list[Assessment]:
    """Assessments of the user's coded instrument, and of the shipped ones that tie the two countries."""
    from corridor.commitments.assess import assess
    from corridor.commitments.instruments import all_coded, load_coded

    pair = {order.origin, order.destination}
    found: list[Any] = [load_coded(order.coded)] if order.coded is not None else []
    for i in all_coded():
        bound = pair <= set(i.parties) or (order.origin in i.origins and order.destination in i.destinations)
        if bound and i.id not in {f.id for f in found}:
            found.append(i)
    return [assess(i, order.day) for i in found]


def _before(order: Order) -> Before | None:
    from corridor.commitments.assess import assess
    from corridor.commitments.bridge import draft_from
    from corridor.commitments.instruments import load_coded

    if order.before is None:
        return None
    if order.coded is None or order.draft is None:
        raise OrderError(_("a version before needs the draft and its coded version, to be compared with"))
    coded = load_coded(order.before)
    try:
        return Before(assess(coded, order.day), draft_from(coded, (order.origin, order.destination)))
    except CommitmentProblems:
        raise
    except ValueError as error:
        raise OrderError(f"{order.before.name}: {error}") from None


def _plan(order: Order) -> Plan | None:
    from corridor.plan import load_plan

    if order.plan is None:
        return None
    made = load_plan(order.plan)
    if not set(made.countries) & {order.origin, order.destination}:
        raise OrderError(
            _("{file}: a plan for {countries}; expected one for {origin} or {destination}").format(
                file=order.plan.name, countries=", ".join(made.countries), origin=order.origin,
                destination=order.destination,
            )
        )  # fmt: skip
    return made


def _consultation(order: Order) -> Published | None:
    from corridor.dossier.consultation import read_consultation

    if order.consultation is None:
        return None
    held = read_consultation(order.consultation)
    corridors = held.definition.corridors
    if not any({order.origin, order.destination} == set(c) for c in corridors):
        raise OrderError(
            _("{file}: a consultation about {corridors}; expected one about {origin}-{destination}").format(
                file=order.consultation.name, corridors=", ".join("-".join(c) for c in corridors),
                origin=order.origin, destination=order.destination,
            )
        )  # fmt: skip
    return held


def _registry(files: tuple[Path, ...]) -> Registry:
    from corridor.partnerships.exchange import take
    from corridor.partnerships.registry import Registry

    return Registry.of([p for file in files for p in take(file).practices])
