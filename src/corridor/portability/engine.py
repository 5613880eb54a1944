"""Coordination of a block of careers: own right, benefit by each instrument, award.

For each scheme with insured periods the engine works out the right and the amount under the scheme's own
law, then under each instrument that binds the country with another country of the career, and then which
award stands.  Instruments are never
chained: each is its own calculation; only a third-state clause brings in periods from a further country.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from corridor.agreements import BenefitRule, CreditRule, Instrument, Version
from corridor.careers.blocks import Block
from corridor.law.numeric import Array
from corridor.law.parameters import LawDataError
from corridor.law.rules import Evaluation
from corridor.portability.awards import Award, SchemeOutcome, choose, greater, merge
from corridor.portability.credits import Coverage, Credit, credit_periods
from corridor.portability.reach import Reach, Scope, ThirdState
from corridor.schemes import Scheme, find_scheme

OWN_LAW = "own law"
#: What an instrument brings into the rules of a scheme.
CREDITED = ("credited_for_right", "credited_for_amount", "export_granted")


class Coordination:
    """The coordination of one block; own-law runs are shared by all sets of instruments.

    Args:
        block: careers; its ledgers name the schemes.
        keep: keep every intermediate value (for explanations), else those that results are read from.
    """

    def __init__(self, block: Block, *, keep: bool = False) -> None:
        self.block = block
        self.keep = keep
        self.schemes = {scheme_id: find_scheme(scheme_id) for scheme_id in sorted(block.ledgers)}
        self._own: dict[str, Award] = {}
        self._coverage: dict[str, Coverage] = {}
        self._routes: dict[tuple[object, ...], Award | None] = {}
        self._used: dict[int, Instrument] = {}
        # it holds nothing of this object: blocks are let go of at once, not when a cycle is found
        self._scope = Scope(block, self.schemes)

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
                keep=self.keep,
                missing=scheme.missing(block),
                changing=CREDITED,
            )
            everyone = np.ones(block.lanes, dtype=bool)
            self._own[scheme.id] = self._award(OWN_LAW, scheme, run, everyone)
        return self._own[scheme.id]

    def coverage(self, scheme: Scheme) -> Coverage:
        """The scheme's periods by calendar year."""
        if scheme.id not in self._coverage:
            self._coverage[scheme.id] = Coverage(self.block, scheme, self.own(scheme).run)
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
        thirds = self._scope.third_states(scheme, instrument, version, instruments)
        # instruments that are kept cannot share an identity; ids may be shared by a draft and what it
        # replaces
        self._used[id(instrument)] = instrument
        key = (
            scheme.id,
            id(instrument),
            place,
            *((t.scheme, tuple(id(c) for c in t.credits), t.lanes.tobytes()) for t in thirds),
        )
        if key not in self._routes:
            for third in thirds:
                self._used[id(third.instrument)] = third.instrument
            entitled = self.own(scheme).entitled
            reach = self._scope.reach(scheme, instrument, version, benefit, entitled, self.coverage)
            self._routes[key] = (
                self._coordinate(scheme, instrument, version, benefit, reach, thirds)
                if reach.applies.any()
                else None
            )
        return self._routes[key]

    # -- the benefit by an instrument ------------------------------------------------------------------------

    def _coordinate(
        self,
        scheme: Scheme,
        instrument: Instrument,
        version: Version,
        benefit: BenefitRule,
        reach: Reach,
        thirds: Sequence[ThirdState],
    ) -> Award:
        own = self.own(scheme)
        award = self._totalize(scheme, instrument, version, benefit, reach, [])
        if thirds:
            # a third state's periods count only where the parties' periods do not suffice
            wider = self._totalize(scheme, instrument, version, benefit, reach, thirds)
            refused = ~award.entitled & (award.right_unknown == 0)
            unpaid = award.entitled & ~award.payable & wider.payable
            short = reach.adds & wider.entitled & (refused | unpaid)
            if short.any():
                award = merge(award, wider, short)
                award.third_states = tuple(sorted({t.scheme for t in thirds}))
                award.by_third_states = short
        unsure = reach.scope_unknown
        if unsure.any():
            bits = scheme.rules.flag(award.run, "fact:nationality", unsure, self.block.lanes)
            # own law stands whatever the nationality; what the instrument would change cannot be told
            displaced = award.displaces_own if award.displaces_own is not None else np.zeros_like(unsure)
            held = own.entitled & award.entitled
            changed = (award.amount != own.amount) | (award.payable != own.payable) | displaced
            open_right = award.entitled ^ own.entitled
            award.entitled = award.entitled & ~(unsure & open_right)
            award.right_unknown = award.right_unknown | np.where(open_right, bits, np.uint64(0))
            award.amount_unknown = award.amount_unknown | np.where(held & changed, bits, np.uint64(0))
        return award

    def _totalize(
        self,
        scheme: Scheme,
        instrument: Instrument,
        version: Version,
        benefit: BenefitRule,
        reach: Reach,
        thirds: Sequence[ThirdState],
    ) -> Award:
        block = self.block
        own = self.own(scheme)
        zero = block.zeros((block.lanes,))
        # where nothing is added only what own law gives is left
        opens = reach.adds
        if benefit.method == "residence-pays":
            opens = opens & (block.residence == scheme.country)
        credits: list[Credit] = []
        if benefit.method not in ("export-only", "refund"):
            sources = {s.id: self.coverage(s) for s in self.schemes.values() if s.country != scheme.country}
            rules: list[tuple[CreditRule, Array | None]] = [
                (c, None) for c in version.credits if c.to == scheme.id
            ]
            rules += [(c, third.lanes) for third in thirds for c in third.credits]
            credits = credit_periods(block, self.coverage(scheme), rules, sources)
            for credit in credits:
                credit.credited = np.where(opens, credit.credited, zero)
                credit.counted = np.where(opens, credit.counted, zero)
        credited = sum((c.credited for c in credits), start=zero)
        both = credited
        if not benefit.third_states_in_amount:
            of_thirds = [c.credited for c in credits if c.rule.source in {t.scheme for t in thirds}]
            both = credited - sum(of_thirds, start=zero)
        in_amount = both if benefit.method in ("pro-rata", "residence-pays", "home-scheme") else zero
        minimum: Array | None = None
        if benefit.method == "pro-rata" and benefit.theoretical == "minimum-period":
            minimum = self._minimum_period(own, instrument, benefit)
            in_amount = np.where(opens, np.maximum(minimum - own.own, zero), zero)
        run = scheme.rules.evaluate(
            scheme.targets,
            dict(zip(CREDITED, (credited, in_amount, reach.granted), strict=True)),
            lanes=block.lanes,
            exact_path=block.exact_path,
            keep=self.keep,
            base=own.run,
        )
        award = self._award(instrument.id, scheme, run, reach.applies)
        award.instrument, award.version, award.benefit = instrument, version, benefit
        award.credits, award.credited, award.export_granted = credits, credited, reach.granted
        award.credited_in_amount = both
        award.in_third_state = ~block.living_in(instrument.parties)
        award.payable = award.payable | award.export_granted
        self._apply_method(award, own, benefit, minimum)
        # a benefit of nothing is no right gained: own periods too short for a part of it leave nothing to award, such
        # as residence in Canada below the one whole year on which a fortieth stands (CAN-IND Art. 15(1))
        nothing = (award.amount_unknown == 0) & np.asarray(award.amount == 0, dtype=bool)
        award.entitled = award.entitled & (own.entitled | ~nothing)
        self._combine(award, own, benefit, reach.adds)
        return award

    def _minimum_period(self, own: Award, instrument: Instrument, benefit: BenefitRule) -> Array:
        """The minimum period of own law on which the theoretical amount is worked out."""
        found = own.run.values.get(str(benefit.minimum))
        if found is None:
            raise LawDataError(
                f"{instrument.id}: benefits.{benefit.scheme}.minimum: {benefit.scheme} has no parameter or rule "
                f"called {benefit.minimum} that its pension stands on"
            )
        return np.broadcast_to(np.asarray(found), (self.block.lanes,))

    def _apply_method(self, award: Award, own: Award, benefit: BenefitRule, minimum: Array | None) -> None:
        block = self.block
        if benefit.method == "pro-rata":
            denominator = minimum if minimum is not None else own.own + award.credited_in_amount
            if benefit.maximum_duration is not None:
                cap: Any = benefit.maximum_duration if block.exact_path else float(benefit.maximum_duration)
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
        elif benefit.method == "refund" and award.scheme.outputs.refund:
            waits = sum(1 << i for i, c in enumerate(award.scheme.rules.conditions) if c.waits)
            refused = (own.failed & ~np.uint64(waits)) != 0
            award.refund_right = award.refund_right | (award.applies & refused)

    def _combine(self, award: Award, own: Award, benefit: BenefitRule, adds: Array) -> None:
        """Within the instrument: the national benefit, the one by totalization, or the better of the two."""
        displaced = (
            award.displaces_own if award.displaces_own is not None else np.zeros(self.block.lanes, dtype=bool)
        )
        national = own.entitled & ~displaced & award.applies
        if benefit.award == "totalized-only":
            use_own = national & ~adds
            award.displaces_own = displaced | adds
        elif benefit.award == "separate-first":
            use_own = national
        else:
            better = greater(award.amount, own.amount) & (award.amount_unknown == 0) & adds
            use_own = national & ~(award.entitled & better)
        award.by_totalization = award.applies & award.entitled & ~use_own
        award.amount = np.where(use_own, own.amount, award.amount)
        award.amount_unknown = np.where(use_own, own.amount_unknown, award.amount_unknown)
        award.starts = np.where(use_own, own.starts, award.starts)
        award.entitled = award.entitled | use_own
        award.right_unknown = np.where(use_own, np.uint64(0), award.right_unknown)

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
            fails = ~holds
            if condition.name in run.unknown:
                bits = run.unknown[condition.name]
                doubtful |= bits
                fails &= bits == 0
                entitled &= bits == 0
            failed |= fails * (np.uint64(1) << np.uint64(i))
            refused |= fails
            entitled &= holds
        right_unknown = np.where(refused, np.uint64(0), doubtful)

        def lanes(name: str) -> Array:
            return np.broadcast_to(np.asarray(run.values[name]), (n,))

        lives_here = block.lives_in(scheme.country)
        exported = np.ones(n, dtype=bool) if outputs.payable_abroad is None else lanes(outputs.payable_abroad)
        zero = block.zeros((n,))
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
