"""Hold a scheme's rules on blocks against its exact scalar reference, value by value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np
import polars as pl

from corridor.careers.blocks import Block
from corridor.careers.building import build_block
from corridor.law import calendar
from corridor.law.numeric import exact
from corridor.law.rules import Evaluation
from corridor.schemes import Scheme, find_scheme
from tests.reference.common import Case

Reference = Callable[[Case], Mapping[str, Any]]


def block_of(cases: Sequence[Case], scheme: Scheme, *, exact_path: bool = False) -> Block:
    """The cases as one block of careers in one scheme."""
    ids = [f"p{i}" for i in range(len(cases))]
    facts = {
        f"{scheme.id}.{name}": [None if c.facts.get(name) is None else str(c.facts[name]) for c in cases]
        for name in scheme.facts
    }
    persons = pl.DataFrame(
        {
            "person_id": ids,
            "birth_date": [c.birth for c in cases],
            "sex": [c.sex for c in cases],
            "nationality": [list(c.nationality) for c in cases],
            "residence": [c.residence for c in cases],
            "claim_date": [c.claim for c in cases],
            **facts,
        },
        schema_overrides={"nationality": pl.List(pl.String)},
    )
    rows = [(i, p) for i, c in zip(ids, cases, strict=True) for p in c.periods]
    periods = pl.DataFrame(
        {
            "person_id": [i for i, _ in rows],
            "scheme": [scheme.id] * len(rows),
            "kind": [p.kind for _, p in rows],
            "start": [p.start for _, p in rows],
            "end": [p.end for _, p in rows],
            "earnings": [None if p.earnings is None else str(p.earnings) for _, p in rows],
            "earnings_per": ["period"] * len(rows),
            "count": [None if p.count is None else str(p.count) for _, p in rows],
        },
        schema_overrides={"earnings": pl.String, "count": pl.String},
    )
    if not exact_path:
        as_float = [
            pl.col(name).map_elements(lambda text: float(Fraction(text)), return_dtype=pl.Float64)
            for name in ("earnings", "count")
        ]
        periods = periods.with_columns(as_float)
    kinds = {scheme.id: {name: fact.kind for name, fact in scheme.facts.items()}}
    return build_block(persons, periods, kinds, exact_path=exact_path)


def run_rules(
    cases: Sequence[Case], scheme_id: str, *, exact_path: bool = False, also: Iterable[str] = ()
) -> tuple[Block, Evaluation]:
    """Run all of a scheme's rules on the cases, foreign credits included.

    ``also`` names rules beside those that a full answer needs.
    """
    scheme = find_scheme(scheme_id)
    block = block_of(cases, scheme, exact_path=exact_path)
    given = block.inputs(scheme.id, scheme.country, scheme.rules.inputs)
    for name in ("credited_for_right", "credited_for_amount"):
        attribute = {"credited_for_right": "credited_right", "credited_for_amount": "credited_amount"}[name]
        values = [getattr(c, attribute) for c in cases]
        given[name] = _objects(values) if exact_path else np.array([float(v) for v in values])
    return block, scheme.rules.evaluate(
        (*scheme.targets, *also),
        given,
        lanes=len(cases),
        exact_path=exact_path,
        keep=True,
        missing=scheme.missing(block),
    )


def _objects(values: Iterable[Fraction]) -> np.ndarray:
    listed = list(values)
    out = np.empty(len(listed), dtype=object)
    for i, value in enumerate(listed):
        out[i] = exact(value)
    return out


def compare(
    scheme_id: str,
    reference: Reference,
    cases: Sequence[Case],
    names: Iterable[str],
    *,
    tolerance: float = 1e-6,
    exact_cases: int = 25,
) -> int:
    """Assert that rules and reference agree on every named value of every case; returns the number of
    comparisons.

    ``names`` may name conditions.  A reference value of ``None`` means "not defined here" and is skipped; a
    lane that the rules call unknown must be one where the reference raised ``LookupError`` (a parameter
    beyond its horizon), and the other way round.
    """
    names = list(names)
    also = [name for name in names if name in find_scheme(scheme_id).rules.rules]
    done = 0
    for exact_path, part in ((False, list(cases)), (True, list(cases)[:exact_cases])):
        _, run = run_rules(part, scheme_id, exact_path=exact_path, also=also)
        for lane, case in enumerate(part):
            try:
                expected = dict(reference(case))
            except LookupError:
                bits = run.unknown_of(find_scheme(scheme_id).outputs.amount, len(part))
                assert int(bits[lane]), f"the reference cannot know the amount, the rules can: {case}"
                continue
            expected |= expected.get("conditions", {})
            for name in names:
                if expected.get(name) is None:
                    continue
                bits = int(run.unknown_of(name, len(part))[lane])
                assert not bits, f"{name} unknown ({run.causes_of(bits)}) but known in the reference: {case}"
                found = np.broadcast_to(np.asarray(run.values[name]), (len(part),))[lane]
                _same(name, found, expected[name], 0 if exact_path else tolerance, case)
                done += 1
    return done


def _same(name: str, found: Any, expected: Any, tolerance: float, case: Case) -> None:
    message = f"{name}: rules {found!r}, reference {expected!r}, for {case}"
    if isinstance(expected, (bool, np.bool_)):
        assert bool(found) == bool(expected), message
    elif isinstance(expected, date):
        assert int(found) == calendar.day_number(expected), message
    elif tolerance == 0:
        assert Fraction(found) == Fraction(expected), message
    else:
        assert abs(float(found) - float(expected)) <= tolerance * max(1.0, abs(float(expected))), message
