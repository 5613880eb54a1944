"""Who is bound to whom, by what, on a day: findings for a pair or a country.

Nothing here judges whether an agreement is a good one, and nothing is chained: three countries and two
agreements are two relations.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from corridor.evidence.network.table import KNOWN_UNTIL, Bond, Citation, Table, read_table
from corridor.evidence.network.words import (
    CONFIDENCE,
    DATE_BASES,
    METHODS,
    PERSONS,
    STANDINGS,
    ranks_at_least,
)

if TYPE_CHECKING:
    from corridor.agreements import Instrument

_SHOWN = list(STANDINGS)


@dataclass(frozen=True, slots=True)
class Finding:
    """One instrument between two countries and how it stands on a day.

    ``standing`` is a word of :data:`~corridor.evidence.network.words.STANDINGS`; ``by`` names the instrument
    that takes its place when it is residual.  ``modelled`` is the id of the instrument that Corridor can
    compute with (None: not modelled), ``version`` its version on the day, ``validation`` how far that is
    validated.
    """

    bond: Bond
    standing: str
    by: str = ""
    modelled: str | None = None
    version: str = ""
    validation: str = ""

    @property
    def counts(self) -> bool:
        """Whether it counts as evidence that the pair is bound on the day."""
        return self.standing in ("binding", "residual")

    def as_dict(self) -> dict[str, Any]:
        """Plain data, with every word of the table and what it means."""
        b = self.bond
        return {
            "instrument": b.instrument,
            "title": b.title,
            "kind": b.kind,
            "parties": [b.a, b.b],
            "territory": b.territory or None,
            "standing": self.standing,
            "standing_means": STANDINGS[self.standing],
            "counts_as_evidence": self.counts,
            "from": str(b.starts) if b.starts else None,
            "to": str(b.ends) if b.ends else None,
            "date": DATE_BASES[b.date_basis],
            "method": b.method,
            "method_means": METHODS[b.method],
            "persons": b.persons or None,
            "persons_means": PERSONS[b.persons],
            "persons_article": b.persons_article or None,
            "export_scope": b.export_scope or None,
            "branches": list(b.branches) or None,
            "residual_to": self.by or None,
            "confidence": b.confidence,
            "confidence_means": CONFIDENCE[b.confidence],
            "sources": list(b.sources),
            "note": b.note or None,
            "modelled": self.modelled,
            "modelled_version": self.version or None,
            "validation": self.validation or None,
        }


@dataclass(frozen=True, slots=True)
class Relation:
    """All instruments between two countries as they stand on a day, those in force first."""

    a: str
    b: str
    on: date
    confidence: str
    findings: tuple[Finding, ...]

    @property
    def binding(self) -> tuple[Finding, ...]:
        """What is in force on the day and counts as evidence."""
        return tuple(f for f in self.findings if f.counts)

    @property
    def leads(self) -> tuple[Finding, ...]:
        """What may be in force, but is not confirmed well enough to count."""
        return tuple(f for f in self.findings if f.standing in ("lead", "undated"))

    @property
    def beyond_horizon(self) -> bool:
        """Whether the day is later than what the table was compiled from."""
        return self.on > KNOWN_UNTIL


class Network:
    """The agreement table with its queries; ``network()`` is the one that Corridor carries."""

    def __init__(self, table: Table) -> None:
        self.table = table

    @property
    def bonds(self) -> tuple[Bond, ...]:
        """Every instrument of every pair, whatever its dates."""
        return self.table.bonds

    @cached_property
    def _by_pair(self) -> Mapping[tuple[str, str], tuple[Bond, ...]]:
        found: dict[tuple[str, str], list[Bond]] = {}
        for bond in self.table.bonds:
            found.setdefault((bond.a, bond.b), []).append(bond)
        return {pair: tuple(bonds) for pair, bonds in found.items()}

    @cached_property
    def countries(self) -> tuple[str, ...]:
        """Every country of the table."""
        return tuple(sorted({c for pair in self._by_pair for c in pair}))

    def timeline(self, one: str, other: str) -> tuple[Bond, ...]:
        """Every instrument that ever bound (or was to bind) two countries, by first day; undated last."""
        bonds = self._by_pair.get(_pair(one, other), ())
        return tuple(sorted(bonds, key=lambda b: (b.starts or date.max, b.instrument)))

    def between(self, one: str, other: str, on: date, *, confidence: str = "medium") -> Relation:
        """What binds two countries on a day.

        Args:
            one, other: ISO3 codes; the order does not matter.
            on: the day.
            confidence: the lowest confidence that counts as evidence.

        Raises:
            ValueError: the two codes are the same, or the confidence is not a word of the table.
        """
        if one == other:
            raise ValueError(f"expected two countries, not {one} twice")
        _check_confidence(confidence)
        bonds = self._by_pair.get(_pair(one, other), ())
        findings = [f for f in self._stand(bonds, on, confidence) if f.bond.method != "declaration"]
        findings += [
            Finding(b, "signed") for b in bonds if b.method == "declaration"
        ]  # shown, whatever the day: it never binds
        findings.sort(key=_order)
        return Relation(*_pair(one, other), on, confidence, tuple(_with_model(f, on) for f in findings))

    def of(self, country: str, on: date, *, confidence: str = "medium") -> tuple[Relation, ...]:
        """The relations of a country with every other that an instrument of the table names."""
        others = sorted({b if a == country else a for a, b in self._by_pair if country in (a, b)})
        return tuple(self.between(country, other, on, confidence=confidence) for other in others)

    def standing(self, on: date, *, confidence: str = "medium") -> list[Finding]:
        """Every instrument of every pair on a day, without looking at what is modelled."""
        _check_confidence(confidence)
        return [f for bonds in self._by_pair.values() for f in self._stand(bonds, on, confidence)]

    def counting(self, on: date, *, confidence: str = "medium") -> list[Finding]:
        """Of :meth:`standing` those that count as evidence: what a picture of many years asks for."""
        _check_confidence(confidence)
        enough = frozenset(c for c in CONFIDENCE if ranks_at_least(c, confidence))
        found = []
        for bonds in self._by_pair.values():
            sure = [b for b in bonds if b.confidence in enough and b.in_force(on)]
            for bond in sure:
                by = _taken_over(bond, sure)
                found.append(Finding(bond, "residual" if by else "binding", by))
        return found

    def source(self, key: str) -> Citation:
        """The source that a key of a row names (what follows a colon is the place in it)."""
        return self.table.sources[key.partition(":")[0]]

    def cite(self, keys: Iterable[str]) -> list[str]:
        """Sources in words, with the place in them."""
        found = []
        for key in keys:
            c, place = self.source(key), key.partition(":")[2]
            said = f"{c.publisher}: {c.title}" if c.publisher else c.title
            found.append(f"{said} [{place}]" if place else said)
        return found

    def _stand(self, bonds: tuple[Bond, ...], on: date, confidence: str) -> list[Finding]:
        sure = [b for b in bonds if b.in_force(on) and ranks_at_least(b.confidence, confidence)]
        found = []
        for bond in bonds:
            standing = _standing(bond, on, confidence)
            by = _taken_over(bond, sure) if standing == "binding" else ""
            found.append(Finding(bond, "residual" if by else standing, by))
        return found


@lru_cache(maxsize=1)
def network() -> Network:
    """The agreement network that Corridor carries."""
    return Network(read_table())


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _check_confidence(confidence: str) -> None:
    if confidence not in CONFIDENCE:
        raise ValueError(f"confidence: expected one of {', '.join(CONFIDENCE)}, not {confidence!r}")


def _taken_over(bond: Bond, sure: Sequence[Bond]) -> str:
    """Which of the instruments in force between the same pair takes the place of one of them, or nothing."""
    if len(sure) < 2 or bond.replaces_bilateral or not _can_yield(bond):
        return ""
    later = [b.instrument for b in sure if b.instrument == bond.yields_to]
    # the EU regulations take the place of agreements between member states (Reg. 883/2004 Art. 8)
    later += [b.instrument for b in sure if b.replaces_bilateral and b.method == "coordination"]
    return later[0] if later else ""


def _can_yield(bond: Bond) -> bool:
    return bond.method == "coordination" and bond.persons != "third-country nationals"


def _standing(bond: Bond, on: date, confidence: str) -> str:
    if bond.status == "signed":
        return "signed"
    if bond.ends is not None and bond.ends < on:
        return "ended"
    if bond.starts is None:
        return "undated"
    if bond.starts > on:
        return "later"
    return "binding" if ranks_at_least(bond.confidence, confidence) else "lead"


def _order(finding: Finding) -> tuple[int, int, date, str]:
    return (
        _SHOWN.index(finding.standing),
        list(METHODS).index(finding.bond.method),
        finding.bond.starts or date.max,
        finding.bond.instrument,
    )


def _with_model(finding: Finding, on: date) -> Finding:
    coded = _coded(finding.bond)
    if coded is None:
        return finding
    version = coded.version_on(on)
    return Finding(
        finding.bond,
        finding.standing,
        finding.by,
        coded.id,
        version.name if version else "",
        coded.validation,
    )


def _coded(bond: Bond) -> Instrument | None:
    """The instrument that Corridor can compute with: same parties (bilateral), or same id (multilateral)."""
    from corridor.agreements import all_instruments

    if bond.territory or bond.method in ("contributions-only", "declaration"):
        return None
    for i in all_instruments():
        if i.kind != bond.kind:
            continue
        if bond.kind == "bilateral" and set(i.parties) == {bond.a, bond.b} and _same_time(i, bond):
            return i
        if (
            bond.kind == "multilateral"
            and i.id.lower() == bond.instrument
            and {bond.a, bond.b} <= set(i.parties)
        ):
            return i
    return None


def _same_time(instrument: Instrument, bond: Bond) -> bool:
    """Whether a coded instrument is the one of the row, where a pair had several over time."""
    starts = min(v.starts for v in instrument.versions)
    ends = max((v.ends or date.max) for v in instrument.versions)
    if bond.starts is None:
        return False
    return starts <= (bond.ends or date.max) and bond.starts <= ends
