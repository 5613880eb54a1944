"""Which careers of a block an instrument reaches.

In force, person in scope, own minimum, export, third states.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from corridor.agreements import BenefitRule, CreditRule, Instrument, Version
from corridor.careers.blocks import Block
from corridor.law import calendar
from corridor.law.numeric import Array
from corridor.portability.credits import Coverage
from corridor.schemes import Scheme


@dataclass(frozen=True)
class ThirdState:
    """Periods of a further country that a third-state clause brings in.

    Which scheme, by which conversion, for which lanes.
    """

    scheme: str
    instrument: Instrument
    credits: list[CreditRule]
    lanes: Array


@dataclass(frozen=True)
class Reach:
    """Which lanes an instrument reaches, and how far.

    ``applies``: the instrument is looked at; ``adds``: it adds periods of a partner; ``scope_unknown``:
    whether the person is covered depends on a nationality that is not stated; ``granted``: it pays where
    the person lives.
    """

    applies: Array
    adds: Array
    scope_unknown: Array
    granted: Array


class Scope:
    """Reads the clauses of instruments on scope for one block.

    Args:
        block: careers.
        schemes: the schemes of the block by id.
    """

    def __init__(self, block: Block, schemes: Mapping[str, Scheme]) -> None:
        self.block = block
        self.schemes = schemes

    def reach(
        self,
        scheme: Scheme,
        instrument: Instrument,
        version: Version,
        benefit: BenefitRule,
        entitled: Array,
        coverage: Callable[[Scheme], Coverage],
    ) -> Reach:
        """Lanes with the instrument in force on the claim date, the person in scope, and something for it
        to do.

        Periods are added where the person is insured with a partner too and has the minimum of own
        insurance.  A benefit that own law gives anyway (``entitled``) is exported without either: export
        clauses cover whoever was insured with one party.  ``coverage`` gives a scheme's periods by calendar year.
        """
        block = self.block
        insured_there = np.zeros(block.lanes, dtype=bool)
        for partner in self.schemes.values():
            if partner.country != scheme.country and partner.id in version.schemes:
                insured_there |= block.ledgers[partner.id].insured
        covered = block.ledgers[scheme.id].insured & self._in_force(instrument, version)
        if scheme.id not in version.schemes:
            covered = np.zeros(block.lanes, dtype=bool)
        if not covered.any():
            return Reach(covered, covered, covered, covered)
        asks_nationality = version.personal_scope == "nationals" or benefit.method == "home-scheme"
        stated = np.ones(block.lanes, dtype=bool)
        if asks_nationality:
            stated = np.array([held is not None for held in block.nationality], dtype=bool)
        unknown = np.zeros(block.lanes, dtype=bool)
        if version.personal_scope == "nationals":
            covered &= block.nationals(instrument.parties) | ~stated
            unknown |= ~stated
        if benefit.method == "home-scheme":
            covered &= block.nationals((scheme.country,)) | ~stated
            unknown |= ~stated
        if benefit.method == "residence-pays":
            covered &= block.living_in(instrument.parties)
        granted = self._granted(scheme, instrument, version)
        adds = covered & insured_there & self._enough_own(scheme, version, coverage)
        exports = covered & granted & entitled & (benefit.method != "residence-pays")
        applies = adds | exports
        return Reach(applies, adds, applies & unknown, granted & applies)

    def _enough_own(self, scheme: Scheme, version: Version, coverage: Callable[[Scheme], Coverage]) -> Array:
        """Lanes with the own insurance below which the party need not award under the agreement."""
        minimum = version.minimum_own.get(scheme.country)
        if minimum is None:
            return np.ones(self.block.lanes, dtype=bool)
        own = [s for s in self.schemes.values() if s.country == scheme.country and s.id in version.schemes]
        if minimum.units is not None:
            held = next((s for s in own if s.id == minimum.scheme), None)
            if held is None:
                return np.zeros(self.block.lanes, dtype=bool)
            units = coverage(held).units.sum(axis=0)
            needed = minimum.units if self.block.exact_path else float(minimum.units)
            return np.asarray(units >= needed, dtype=bool)
        mask = coverage(own[0]).mask
        for other in own[1:]:
            mask = mask | coverage(other).mask
        months = np.bitwise_count(mask).sum(axis=0, dtype="int16")
        return np.asarray(months >= int(minimum.months or 0), dtype=bool)

    def third_states(
        self, scheme: Scheme, instrument: Instrument, version: Version, instruments: Sequence[Instrument]
    ) -> list[ThirdState]:
        """Schemes of countries outside the instrument, with the lanes for which both parties are bound with
        that country."""
        if version.third_states is None:
            return []
        found: list[ThirdState] = []
        others = [i for i in instruments if i is not instrument]
        for third in self.schemes.values():
            if third.country in instrument.parties:
                continue
            everyone = np.ones(self.block.lanes, dtype=bool)
            for party in instrument.parties:
                if party != scheme.country:
                    everyone &= self._bound(others, party, third.country)
            for other in others:
                if {scheme.country, third.country} <= set(other.parties):
                    for v in other.versions:
                        credits = [c for c in v.credits if c.to == scheme.id and c.source == third.id]
                        lanes = everyone & self._in_force(other, v)
                        if credits and lanes.any():
                            found.append(ThirdState(third.id, other, credits, lanes))
        return found

    def _bound(self, instruments: Sequence[Instrument], party: str, third: str) -> Array:
        """Lanes for which some totalizing instrument binds two countries on the claim date."""
        lanes = np.zeros(self.block.lanes, dtype=bool)
        for other in instruments:
            if {party, third} <= set(other.parties):
                for v in other.versions:
                    if v.totalizes:
                        lanes |= self._in_force(other, v)
        return lanes

    def _in_force(self, instrument: Instrument, version: Version) -> Array:
        """Lanes whose claim date falls in a version (the last version of a draft applies on every date)."""
        claim = self.block.claim
        if instrument.draft:
            return np.full(len(claim), version is instrument.versions[-1])
        dated = claim >= calendar.day_number(version.starts)
        if version.ends is not None:
            dated &= claim <= calendar.day_number(version.ends)
        return dated

    def _granted(self, scheme: Scheme, instrument: Instrument, version: Version) -> Array:
        """Lanes to which the instrument pays where they live, as such (schemes under ``unless`` decide for
        themselves)."""
        block = self.block
        export = version.export
        if export is None or scheme.id in export.unless:
            return np.zeros(block.lanes, dtype=bool)
        parties = list(instrument.parties)
        in_any = block.living_in(parties)
        in_party = in_any & ~block.lives_in(scheme.country)
        outside = ~in_any
        granted = in_party & export.between_parties
        if export.third_states == "yes":
            granted = granted | outside
        elif export.third_states == "insured-in-both":
            countries = np.zeros(block.lanes, dtype="int64")
            for party in parties:
                held = np.zeros(block.lanes, dtype=bool)
                for s in self.schemes.values():
                    if s.country == party and s.id in version.schemes:
                        held |= block.ledgers[s.id].insured
                countries += held
            granted = granted | (outside & (countries >= 2))
        return granted
