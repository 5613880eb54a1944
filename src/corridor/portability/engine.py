"""Coordination of a block of careers: own right, benefit by each instrument, award.

For each scheme with insured periods the engine works out the right and the amount under the scheme's own law, then under
each instrument that binds the country with another country of the career, and then which award stands.  Instruments are never
chained: each is its own calculation; only a third-state clause brings in periods from a further country.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from corridor.agreements import BenefitRule, CreditRule, Instrument, Version
from corridor.careers.blocks import Block
from corridor.law import calendar
from corridor.law.numeric import Array
from corridor.law.rules import Evaluation
from corridor.portability.awards import Award, SchemeOutcome, choose, greater, merge
from corridor.portability.credits import Coverage, Credit, coverage_of, credit_periods
from corridor.schemes import Scheme, find_scheme

OWN_LAW = "own law"


@dataclass(frozen=True)
class ThirdState:
    """Periods of a further country that a third-state clause brings in: which scheme, by which conversion, for which lanes."""

    scheme: str
    instrument: str
    credits: list[CreditRule]
    lanes: Array


class Coordination:
    """The coordination of one block; own-law runs are shared by all sets of instruments.

    Args:
        block: careers; its ledgers name the schemes.
        keep: keep every intermediate value (for explanations).
    """

    def __init__(self, block: Block, *, keep: bool = False) -> None:
        self.block = block
        self.keep = keep
        self.schemes = {scheme_id: find_scheme(scheme_id) for scheme_id in sorted(block.ledgers)}
        self._own: dict[str, Award] = {}
        self._coverage: dict[str, Coverage] = {}
        self._routes: dict[tuple[str, str, int], Award | None] = {}

    def own(self, scheme: Scheme) -> Award:
        """The scheme's own law, with no agreement."""
        if scheme.id not in self._own:
            block = self.block
            given = block.inputs(scheme.id, scheme.country, scheme.rules.inputs_of(scheme.targets))
            run = scheme.rules.evaluate(
                scheme.targets,
                given,
                lanes=block.lanes,
                exact_path=block.exact_path,
                keep=True,
                missing=scheme.missing(block),
            )
            everyone = np.ones(block.lanes, dtype=bool)
            self._own[scheme.id] = self._award(OWN_LAW, scheme, run, everyone)
        return self._own[scheme.id]

    def coverage(self, scheme: Scheme) -> Coverage:
        """The scheme's periods by calendar year."""
        if scheme.id not in self._coverage:
            self._coverage[scheme.id] = coverage_of(self.block, scheme, self.own(scheme).run)
        return self._coverage[scheme.id]

    def outcome(self, scheme: Scheme, instruments: Sequence[Instrument]) -> SchemeOutcome:
        """What the scheme owes each lane when exactly these instruments are in force on their dates."""
        routes = [self.own(scheme)]
        for instrument in instruments:
            for version in instrument.versions:
                route = self._route(scheme, instrument, version, instruments)
                if route is not None:
                    routes.append(route)
        return SchemeOutcome(scheme, routes, choose(routes))

    def _route(
        self, scheme: Scheme, instrument: Instrument, version: Version, instruments: Sequence[Instrument]
    ) -> Award | None:
        benefit = version.benefits.get(scheme.id)
        if benefit is None or benefit.method == "posting-only":
            return None
        place = instrument.versions.index(version)
        thirds = self._third_states(scheme, instrument, version, instruments)
        names = "+".join(f"{t.scheme}/{t.instrument}" for t in thirds)
        key = (scheme.id, f"{instrument.id}|{instrument.file}|{names}", place)
        if key not in self._routes:
            applies, scope_unknown = self._applies(scheme, instrument, version)
            self._routes[key] = (
                self._coordinate(scheme, instrument, version, benefit, applies, scope_unknown, thirds)
                if applies.any()
                else None
            )
        return self._routes[key]

    # -- which lanes an instrument reaches ------------------------------------------------------------------

    def _applies(self, scheme: Scheme, instrument: Instrument, version: Version) -> tuple[Array, Array]:
        """Lanes for which both parties are bound on the claim date, with the person in scope, and lanes where scope is unknown."""
        block = self.block
        partners = [
            s for s in self.schemes.values() if s.country != scheme.country and s.id in version.schemes
        ]
        if scheme.id not in version.schemes or not partners:
            none = np.zeros(block.lanes, dtype=bool)
            return none, none
        insured_here = block.ledgers[scheme.id].present.any(axis=0)
        insured_there = np.zeros(block.lanes, dtype=bool)
        for partner in partners:
            insured_there |= block.ledgers[partner.id].present.any(axis=0)
        applies = insured_here & insured_there & self._in_force(instrument, version)
        unknown = np.zeros(block.lanes, dtype=bool)
        if version.personal_scope == "nationals":
            national = np.array(
                [not held.isdisjoint(instrument.parties) for held in block.nationality], dtype=bool
            )
            stated = np.array([bool(held) for held in block.nationality], dtype=bool)
            unknown = applies & ~stated
            applies &= national | ~stated
        return applies & self._enough_own(scheme, version), unknown

    def _enough_own(self, scheme: Scheme, version: Version) -> Array:
        """Lanes with the own insurance below which the party need not award under the agreement."""
        minimum = version.minimum_own.get(scheme.country)
        if minimum is None:
            return np.ones(self.block.lanes, dtype=bool)
        own = [s for s in self.schemes.values() if s.country == scheme.country and s.id in version.schemes]
        if minimum.units is not None:
            held = next((s for s in own if s.id == minimum.scheme), None)
            if held is None:
                return np.zeros(self.block.lanes, dtype=bool)
            units = self.coverage(held).units.sum(axis=0)
            needed = minimum.units if self.block.exact_path else float(minimum.units)
            return np.asarray(units >= needed, dtype=bool)
        mask = self.coverage(own[0]).mask.copy()
        for other in own[1:]:
            mask |= self.coverage(other).mask
        months = np.bitwise_count(mask).sum(axis=0, dtype="int64")
        return np.asarray(months >= int(minimum.months or 0), dtype=bool)

    def _third_states(
        self, scheme: Scheme, instrument: Instrument, version: Version, instruments: Sequence[Instrument]
    ) -> list[ThirdState]:
        """Schemes of countries outside the instrument, with the lanes for which both parties are bound with that country."""
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
                            found.append(ThirdState(third.id, other.id, credits, lanes))
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
        """Lanes whose claim date falls in a version (a draft applies on every date)."""
        claim = self.block.claim
        if instrument.draft:
            return np.ones(len(claim), dtype=bool)
        dated = claim >= calendar.day_number(version.starts)
        if version.ends is not None:
            dated &= claim <= calendar.day_number(version.ends)
        return dated

    # -- the benefit by an instrument ------------------------------------------------------------------------

    def _coordinate(
        self,
        scheme: Scheme,
        instrument: Instrument,
        version: Version,
        benefit: BenefitRule,
        applies: Array,
        scope_unknown: Array,
        thirds: Sequence[ThirdState],
    ) -> Award:
        granted = self._export_granted(scheme, instrument, version)
        award = self._totalize(scheme, instrument, version, benefit, applies, granted, [])
        if thirds:
            # a third state's periods count only where the parties' periods do not suffice
            wider = self._totalize(scheme, instrument, version, benefit, applies, granted, thirds)
            short = applies & ~award.entitled & (award.right_unknown == 0) & wider.entitled
            if short.any():
                award = merge(award, wider, short)
                award.third_states = tuple(sorted({t.scheme for t in thirds}))
        if scope_unknown.any():
            bits = scheme.rules.flag(award.run, "fact:nationality", scope_unknown, self.block.lanes)
            award.right_unknown = award.right_unknown | bits
        return award

    def _totalize(
        self,
        scheme: Scheme,
        instrument: Instrument,
        version: Version,
        benefit: BenefitRule,
        applies: Array,
        granted: Array,
        thirds: Sequence[ThirdState],
    ) -> Award:
        block = self.block
        own = self.own(scheme)
        sources = {s.id: self.coverage(s) for s in self.schemes.values() if s.country != scheme.country}
        credits: list[Credit] = []
        if benefit.method not in ("export-only", "refund"):
            rules = [c for c in version.credits if c.to == scheme.id]
            for third in thirds:
                rules += third.credits
            credits = credit_periods(block, self.coverage(scheme), rules, sources)
            for third in thirds:
                for credit in credits:
                    if any(credit.rule is c for c in third.credits):
                        credit.credited = credit.credited * third.lanes
                        credit.counted = credit.counted * third.lanes
        zero = block.number(np.zeros(block.lanes, dtype="int64"))
        credited = sum((c.credited for c in credits), start=zero)
        if benefit.method == "home-scheme":
            national = np.array([scheme.country in held for held in block.nationality], dtype=bool)
            applies = applies & national
        if benefit.method == "residence-pays":
            credited = np.where(block.residence == scheme.country, credited, zero)
        credited = np.where(applies, credited, zero)
        in_amount = credited if benefit.method in ("pro-rata", "residence-pays", "home-scheme") else zero
        minimum: Array | None = None
        if benefit.method == "pro-rata" and benefit.theoretical == "minimum-period":
            minimum = np.broadcast_to(own.run.values[str(benefit.minimum)], (block.lanes,))
            in_amount = np.where(applies, np.maximum(minimum - own.own, zero), zero)
        run = scheme.rules.evaluate(
            scheme.targets,
            {
                "credited_for_right": credited,
                "credited_for_amount": in_amount,
                "export_granted": granted & applies,
            },
            lanes=block.lanes,
            exact_path=block.exact_path,
            keep=True,
            base=own.run,
        )
        award = self._award(instrument.id, scheme, run, applies)
        award.instrument, award.version, award.benefit = instrument, version, benefit
        award.credits, award.credited, award.export_granted = credits, credited, granted & applies
        award.payable = award.payable | award.export_granted
        self._apply_method(award, own, benefit, minimum)
        self._combine(award, own, benefit)
        return award

    def _apply_method(self, award: Award, own: Award, benefit: BenefitRule, minimum: Array | None) -> None:
        block = self.block
        if benefit.method == "pro-rata":
            assert award.credited is not None
            denominator = minimum if minimum is not None else own.own + award.credited
            if benefit.maximum_duration is not None:
                cap = benefit.maximum_duration if block.exact_path else float(benefit.maximum_duration)
                denominator = np.minimum(denominator, cap)
            denominator = np.maximum(denominator, own.own)
            award.theoretical = award.amount
            award.numerator, award.denominator = own.own, denominator
            one = block.number(np.ones(1, dtype="int64"))
            award.amount = award.theoretical * own.own / np.where(denominator > 0, denominator, one)
        elif benefit.method == "residence-pays":
            elsewhere = award.applies & (block.residence != award.scheme.country)
            award.entitled = award.entitled & ~elsewhere
            award.displaces_own = elsewhere
        elif benefit.method == "refund":
            award.refund_right = award.refund_right | (award.applies & ~own.entitled)

    def _combine(self, award: Award, own: Award, benefit: BenefitRule) -> None:
        """Within the instrument: the national benefit, the one by totalization, or the better of the two."""
        displaced = (
            award.displaces_own if award.displaces_own is not None else np.zeros(self.block.lanes, dtype=bool)
        )
        national = own.entitled & ~displaced
        if benefit.award == "totalized-only":
            use_own = np.zeros(self.block.lanes, dtype=bool)
            award.displaces_own = displaced | award.applies
        elif benefit.award == "separate-first":
            use_own = national
        else:
            better = greater(award.amount, own.amount) & (award.amount_unknown == 0)
            use_own = national & ~(award.entitled & better)
        award.by_totalization = award.applies & award.entitled & ~use_own
        award.amount = np.where(use_own, own.amount, award.amount)
        award.amount_unknown = np.where(use_own, own.amount_unknown, award.amount_unknown)
        award.starts = np.where(use_own, own.starts, award.starts)
        award.entitled = award.entitled | use_own
        award.right_unknown = np.where(use_own, np.uint64(0), award.right_unknown)

    def _export_granted(self, scheme: Scheme, instrument: Instrument, version: Version) -> Array:
        """Lanes to which the instrument pays where they live, as such (schemes under ``unless`` decide for themselves)."""
        block = self.block
        export = version.export
        if export is None or scheme.id in export.unless:
            return np.zeros(block.lanes, dtype=bool)
        parties = list(instrument.parties)
        in_party = np.isin(block.residence, parties)
        granted = in_party & export.between_parties
        if export.third_states == "yes":
            granted = granted | ~in_party
        elif export.third_states == "insured-in-both":
            countries = np.zeros(block.lanes, dtype="int64")
            for party in parties:
                held = np.zeros(block.lanes, dtype=bool)
                for s in self.schemes.values():
                    if s.country == party and s.id in version.schemes:
                        held |= block.ledgers[s.id].present.any(axis=0)
                countries += held
            granted = granted | (~in_party & (countries >= 2))
        return granted

    # -- reading a run ---------------------------------------------------------------------------------------

    def _award(self, label: str, scheme: Scheme, run: Evaluation, applies: Array) -> Award:
        block, outputs = self.block, scheme.outputs
        n = block.lanes
        failed = np.zeros(n, dtype="uint64")
        doubtful = np.zeros(n, dtype="uint64")
        entitled = np.ones(n, dtype=bool)
        refused = np.zeros(n, dtype=bool)
        for i, condition in enumerate(scheme.rules.conditions):
            holds = np.broadcast_to(np.asarray(run.values[condition.name], dtype=bool), (n,))
            bits = run.unknown_of(condition.name, n)
            known = bits == 0
            failed |= np.where(known & ~holds, np.uint64(1) << np.uint64(i), np.uint64(0))
            refused |= known & ~holds
            doubtful |= bits
            entitled &= holds & known
        right_unknown = np.where(refused, np.uint64(0), doubtful)

        def lanes(name: str) -> Array:
            return np.broadcast_to(np.asarray(run.values[name]), (n,))

        lives_here = block.residence == scheme.country
        exported = np.ones(n, dtype=bool) if outputs.payable_abroad is None else lanes(outputs.payable_abroad)
        zero = block.number(np.zeros(n, dtype="int64"))
        no = np.zeros(n, dtype=bool)
        return Award(
            label=label,
            scheme=scheme,
            run=run,
            applies=applies,
            entitled=entitled & applies,
            right_unknown=np.where(applies, right_unknown, np.uint64(0)),
            failed=failed,
            amount=lanes(outputs.amount),
            amount_unknown=run.unknown_of(outputs.amount, n),
            payable=lives_here | exported,
            starts=lanes(outputs.starts),
            own=lanes(outputs.own_periods),
            refund_right=lanes(outputs.refund_right) if outputs.refund_right else no,
            refund=lanes(outputs.refund) if outputs.refund else zero,
            refund_unknown=(
                run.unknown_of(outputs.refund, n) if outputs.refund else np.zeros(n, dtype="uint64")
            ),
            by_totalization=no,
        )
