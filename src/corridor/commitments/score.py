"""A score, only where somebody insists on one: with weights they state, and how the order changes when weights vary.

A score adds what cannot be added; the findings and the two tests say more.  It is worked out from assessed findings alone: a met
finding counts 1, a part of it 1/2, not and silent 0 (``POINTS``, to be changed by the caller).
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from corridor.commitments.answers import MET, NOT, PARTLY, SILENT
from corridor.commitments.assess import Assessment

POINTS: Mapping[str, Fraction] = {
    MET: Fraction(1),
    PARTLY: Fraction(1, 2),
    NOT: Fraction(0),
    SILENT: Fraction(0),
}
#: By how much each weight is varied, one at a time.
FACTORS: tuple[Fraction, ...] = (Fraction(0), Fraction(1, 2), Fraction(2), Fraction(4))


@dataclass(frozen=True, slots=True)
class Score:
    """The score of one instrument between 0 and 1, with the part of each theme and on how many findings it rests.

    A theme with no assessed finding is left out of the mean, and named in ``empty``.
    """

    instrument: str
    total: Fraction | None
    parts: Mapping[str, Fraction]
    counted: Mapping[str, int]
    empty: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Scores in order, and every other order that came up when one weight at a time was varied.

    ``changes`` tells the weight, the factor and the order it gives; ``certain`` are pairs whose order no choice of weights
    turns round, because the first is at least as good in every theme.
    """

    weights: Mapping[str, Fraction]
    scores: tuple[Score, ...]
    changes: tuple[tuple[str, Fraction, tuple[str, ...]], ...]
    tried: int
    certain: tuple[tuple[str, str], ...]

    @property
    def order(self) -> tuple[str, ...]:
        """The instruments, the highest score first."""
        return tuple(s.instrument for s in self.scores)

    def as_dict(self) -> dict[str, object]:
        """The ranking as plain data."""
        return {
            "weights": {k: float(v) for k, v in self.weights.items()},
            "scores": [
                {
                    "instrument": s.instrument,
                    "score": None if s.total is None else round(float(s.total), 4),
                    "themes": {k: round(float(v), 4) for k, v in s.parts.items()},
                    "findings": dict(s.counted),
                    "not_assessed": list(s.empty),
                }
                for s in self.scores
            ],
            "variations_tried": self.tried,
            "order_changes": [
                {"weight": w, "times": float(f), "order": list(order)} for w, f, order in self.changes
            ],
            "certain_pairs": [list(p) for p in self.certain],
        }


def themes(assessments: Sequence[Assessment]) -> list[str]:
    """The themes that weights may name."""
    return sorted({f.requirement.theme for a in assessments for f in a.findings.values()})


def rank(
    assessments: Sequence[Assessment],
    weights: Mapping[str, Fraction],
    *,
    points: Mapping[str, Fraction] = POINTS,
    factors: Sequence[Fraction] = FACTORS,
) -> Ranking:
    """Score instruments by explicit weights of themes, and vary each weight.

    Raises:
        ValueError: a weight names no theme, is negative, or all are 0; the message says which themes there are.
    """
    known = themes(assessments)
    unknown = [w for w in weights if w not in known]
    if unknown:
        raise ValueError(f"no theme is called {', '.join(unknown)}; there are {', '.join(known)}")
    if any(w < 0 for w in weights.values()) or not any(weights.values()):
        raise ValueError("expected weights of 0 and more, at least one above 0")
    parts = {a.instrument.id: _parts(a, points) for a in assessments}
    order = _order(parts, weights)
    changes = []
    variations = [(w, f) for w in weights for f in factors]
    tried = 0
    for theme, factor in variations:
        varied = {**weights, theme: weights[theme] * factor}
        if not any(varied.values()):
            continue
        tried += 1
        new = tuple(s.instrument for s in _order(parts, varied))
        if new != tuple(s.instrument for s in order):
            changes.append((theme, factor, new))
    names = [s.instrument for s in order]
    certain = tuple(
        (a, b)
        for a, b in itertools.permutations(names, 2)
        if _dominates(parts[a], parts[b], weights)
    )  # fmt: skip
    return Ranking(dict(weights), order, tuple(changes), tried, certain)


_Parts = dict[str, tuple[Fraction, int]]


def _parts(assessment: Assessment, points: Mapping[str, Fraction]) -> _Parts:
    got: dict[str, list[Fraction]] = {}
    for f in assessment.findings.values():
        if f.status in points:
            got.setdefault(f.requirement.theme, []).append(points[f.status])
    return {t: (sum(v, Fraction(0)) / len(v), len(v)) for t, v in got.items()}


def _order(parts: Mapping[str, _Parts], weights: Mapping[str, Fraction]) -> tuple[Score, ...]:
    scores = []
    for name, got in parts.items():
        used = {t: w for t, w in weights.items() if t in got}
        whole = sum(used.values(), Fraction(0))
        total = sum((w * got[t][0] for t, w in used.items()), Fraction(0)) / whole if whole else None
        scores.append(
            Score(
                name,
                total,
                {t: got[t][0] for t in used},
                {t: got[t][1] for t in used},
                tuple(t for t in weights if t not in got),
            )
        )
    return tuple(sorted(scores, key=lambda s: (s.total is None, -(s.total or 0), s.instrument)))


def _dominates(a: _Parts, b: _Parts, weights: Mapping[str, Fraction]) -> bool:
    if any(t not in a or t not in b for t in weights):
        return False
    return all(a[t][0] >= b[t][0] for t in weights) and any(a[t][0] > b[t][0] for t in weights)
