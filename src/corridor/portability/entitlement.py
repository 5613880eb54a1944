"""One person: what each country owes, under each named set of instruments, with every step kept.

The rules that run here are the ones that run on a million careers, on a block of one (or of a few, where
the record leaves something open), in exact fractions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from corridor.agreements import Instrument, all_instruments
from corridor.countries import country_in_sentence
from corridor.i18n import _, current, listed
from corridor.law.trace import Trace
from corridor.portability.answer_trace import trace_of
from corridor.portability.engine import Coordination
from corridor.portability.lane_results import person_result
from corridor.portability.lanes import Lanes, build_lanes
from corridor.portability.results import Difference, Entitlement, Status, difference
from corridor.portability.wording import kind_words
from corridor.schemes import Scheme, all_schemes, find_scheme

if TYPE_CHECKING:
    from corridor.careers import Career, Careers

NONE = "none"
IN_FORCE = "in force"
DRAFT = "draft"

Scenarios = Mapping[str, Sequence[Instrument]]


def scenarios(draft: Instrument | None = None, *, invented: bool = True) -> dict[str, list[Instrument]]:
    """The usual sets of instruments by name: none, those in force on the claim date, and with a draft.

    A draft stands in for the instruments it says it replaces.
    """
    present = all_instruments(invented=invented)
    sets: dict[str, list[Instrument]] = {NONE: [], IN_FORCE: present}
    if draft is not None:
        sets[DRAFT] = [*(i for i in present if i.id not in (draft.id, *draft.replaces)), draft]
    return sets


@dataclass
class Answer:
    """What each country owes one person.

    ``results`` holds, by name of the set of instruments, one :class:`Entitlement` a scheme.  ``silent``
    names schemes of the same countries for which no period is recorded, and why that matters.
    What is missing is said in ``language``, the current one when the answer was worked out.
    """

    career: Career
    results: dict[str, list[Entitlement]]
    silent: list[Entitlement]
    uncertain: tuple[str, ...]
    language: str = field(repr=False)
    _lanes: Lanes = field(repr=False)
    _runs: Coordination = field(repr=False)
    _sets: Scenarios = field(repr=False)

    def of(self, scenario: str, scheme: str) -> Entitlement:
        """The result of one scheme under one set of instruments; ``KeyError`` if there is none."""
        found = {e.scheme: e for e in self.results[scenario]}
        return found[find_scheme(scheme).id]

    def differences(self, without: str = NONE, with_: str = IN_FORCE) -> list[Difference]:
        """What one set of instruments changes against another, scheme by scheme."""
        return [difference(self.of(without, e.scheme), e) for e in self.results[with_]]

    def explain(self, country_or_scheme: str, scenario: str = IN_FORCE) -> list[Trace]:
        """Every step behind the results of a country (ISO3) or a scheme.

        Raises:
            KeyError: the career has no periods there.
        """
        wanted = [e for e in self.results[scenario] if country_or_scheme in (e.country, e.scheme)]
        if not wanted:
            raise KeyError(f"no periods in {country_or_scheme}")
        return [
            trace_of(self.career, e, self._runs, self._lanes, self._sets[scenario], scenario) for e in wanted
        ]

    def in_current_language(self) -> Answer:
        """The same answer with what is missing said in the current language."""
        return self if self.language == current() else entitlement(self.career, self._sets)

    @cached_property
    def countries(self) -> list[str]:
        """Countries with insured periods in a modelled scheme."""
        return list(dict.fromkeys(e.country for e in next(iter(self.results.values()))))

    def __repr__(self) -> str:
        from corridor.portability.display import answer_text

        return answer_text(self)

    def _repr_html_(self) -> str:
        from corridor.portability.display import answer_html

        return answer_html(self)


def entitlement(career: Career | Careers, sets: Scenarios | None = None) -> Answer:
    """What each country owes one person.

    Args:
        career: one checked career.
        sets: instruments by name of the set; default: none, and all that are in force on the claim date.

    Raises:
        ValueError: more or less than one person.
        corridor.careers.CareerProblems: the career does not pass the checks.
    """
    from corridor.careers import Career

    careers = career.to_careers(vocabulary()) if isinstance(career, Career) else career
    if len(careers) != 1:
        raise ValueError(f"expected one person, not {len(careers)}; use run() for many")
    one = next(iter(careers))
    sets = scenarios() if sets is None else sets
    known = {s.id: s for s in all_schemes(invented=True)}
    lanes = build_lanes(careers.persons, careers.periods, known, exact_path=True)
    runs = Coordination(lanes.block, keep=True)
    results = {
        name: [person_result(runs.outcome(s, instruments), lanes, name) for s in runs.schemes.values()]
        for name, instruments in sets.items()
    }
    return Answer(
        career=one,
        results=results,
        silent=_silent(one, known, runs.schemes),
        uncertain=tuple(f.label for f in lanes.uncertain.get(0, ())),
        language=current(),
        _lanes=lanes,
        _runs=runs,
        _sets=sets,
    )


def vocabulary() -> Any:
    """The words a careers file may use, from the schemes that are modelled."""
    from corridor.portability.words import vocabulary as words

    return words()


def _silent(career: Career, known: Mapping[str, Scheme], used: Iterable[str]) -> list[Entitlement]:
    """Results for what the record names but no rules cover.

    Other schemes of the same countries, other countries.
    """
    out: list[Entitlement] = []
    countries = dict.fromkeys(p.country for p in career.periods)
    used = set(used)
    for country in countries:
        schemes = [s for s in known.values() if s.country == country]
        for s in schemes:
            if s.id not in used and not s.counts_periods_of:
                text = _("no periods of {kinds} in {country} are recorded").format(
                    kinds=listed((kind_words(k) for k in s.period_kinds), "or"),
                    country=country_in_sentence(country),
                )
                out.append(
                    Entitlement(
                        s.id, s.name, country, "", Status.CANNOT_TELL, s.currency, s.outputs.frequency, s.unit,
                        missing=(text,),
                        validation=s.validation,
                    )
                )  # fmt: skip
        if not schemes:
            out.append(
                Entitlement(
                    country, _("the pension law of {country}").format(country=country), country, "",
                    Status.NOT_MODELLED, "", "", "",
                    missing=(
                        _("the pension law of {country} is not modelled").format(country=country_in_sentence(country)),
                    ),
                )
            )  # fmt: skip
    return out
