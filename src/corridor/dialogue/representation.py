"""Who took part against who is concerned: parity, gaps, and results weighted to a reference population.

The reference is a population by stratum (people of a corridor by sex, from ``corridor.evidence``).  Weighting
(raking) makes the margins of those who took part match it; it corrects who answered, never what nobody was there to
say: a stratum without participants stays empty and is named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corridor.i18n import _

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Stratum:
    """One stratum among those who took part and in the reference population.

    ``share`` is its part of the people whose stratum is known, ``reference_share`` its part of the reference.
    ``gap`` is the difference (below 0: too few took part); ``parity`` the quotient (1: as in the population).  All are
    None where the base is empty.
    """

    name: str
    people: int
    reference: float
    share: float | None
    reference_share: float | None

    @property
    def gap(self) -> float | None:
        """Share among those who took part less the share in the reference population."""
        if self.share is None or self.reference_share is None:
            return None
        return self.share - self.reference_share

    @property
    def parity(self) -> float | None:
        """Share among those who took part over the share in the reference population."""
        if self.share is None or not self.reference_share:
            return None
        return self.share / self.reference_share


@dataclass(frozen=True)
class Representation:
    """Strata of one attribute.

    ``not_answered`` people gave no stratum, ``outside`` people one that the reference does not have: both are in no
    share.  ``source`` says where the reference is from.
    """

    attribute: str
    strata: tuple[Stratum, ...]
    not_answered: int
    outside: int
    source: str

    @property
    def absent(self) -> tuple[str, ...]:
        """Strata of the reference population from which nobody took part."""
        return tuple(s.name for s in self.strata if s.reference > 0 and s.people == 0)

    @property
    def dissimilarity(self) -> float | None:
        """The share of those who took part that would have to be others for all gaps to vanish (0 to 1)."""
        gaps = [s.gap for s in self.strata]
        known = [abs(g) for g in gaps if g is not None]
        return sum(known) / 2 if known else None


def representation(
    attribute: str, labels: Sequence[str | None], reference: Mapping[str, float], source: str
) -> Representation:
    """Parity and coverage gap of each stratum.

    Args:
        attribute: what the strata are of, such as ``"sex"``.
        labels: the stratum of each person who took part; None where not answered.
        reference: people of each stratum in the population concerned.
        source: publisher and edition of the reference.

    Raises:
        ValueError: a negative or missing reference figure.
    """
    bad = [name for name, value in reference.items() if not np.isfinite(value) or value < 0]
    if bad or not reference:
        raise ValueError(
            _("{attribute}: expected a population of 0 or more for each stratum ({strata})").format(
                attribute=attribute, strata=", ".join(bad) or "-"
            )
        )
    counts = dict.fromkeys(reference, 0)
    outside = 0
    for label in labels:
        if label in counts:
            counts[label] += 1
        elif label is not None:
            outside += 1
    known, total = sum(counts.values()), float(sum(reference.values()))
    return Representation(
        attribute=attribute,
        strata=tuple(
            Stratum(
                name,
                counts[name],
                float(value),
                counts[name] / known if known else None,
                float(value) / total if total else None,
            )
            for name, value in reference.items()
        ),
        not_answered=sum(1 for label in labels if label is None),
        outside=outside,
        source=source,
    )


@dataclass(frozen=True)
class Raking:
    """Weights for those who took part; their mean is 1.

    ``weights`` is 0 for people in no target (``unweighted`` of them: an attribute is not answered, or outside the
    reference).  ``gaps`` is, for each attribute, the largest difference between a weighted share and its target after
    the last round; ``converged`` is whether all are within the tolerance.  Caps on weights can make that impossible.
    ``absent`` names strata that the reference has and nobody who took part is of: their part is spread over the
    others.  ``effective`` is the number of people, all alike, that these would be worth (Kish 1965).
    """

    weights: FloatArray
    rounds: int
    converged: bool
    gaps: Mapping[str, float]
    capped: int
    cap: tuple[float, float]
    unweighted: int
    absent: Mapping[str, tuple[str, ...]]

    @property
    def effective(self) -> float:
        """Kish effective sample size."""
        return effective_size(self.weights)

    def sentence(self) -> str:
        """How far the weights can be trusted, in words."""
        used = int((self.weights > 0).sum())
        said = _("{used} people are weighted; they are worth {effective} people of equal weight.").format(
            used=used, effective=round(self.effective)
        )
        if not self.converged:
            said += " " + _("The weights do not reach the reference population within the caps.")
        lost = sorted({name for names in self.absent.values() for name in names})
        if lost:
            said += " " + _("Nobody took part from: {strata}. No weighting speaks for them.").format(
                strata=", ".join(lost)
            )
        return said


def effective_size(weights: npt.ArrayLike) -> float:
    """Kish effective sample size: (sum of weights) squared over the sum of their squares; 0 without weights.

    >>> effective_size([1, 1, 1, 1]), effective_size([])
    (4.0, 0.0)
    """
    w = np.asarray(weights, dtype=np.float64)
    squares = float((w**2).sum())
    return float(w.sum()) ** 2 / squares if squares > 0 else 0.0


def rake(
    attributes: Mapping[str, Sequence[str | None]],
    targets: Mapping[str, Mapping[str, float]],
    *,
    cap: tuple[float, float] = (0.2, 5.0),
    tolerance: float = 1e-6,
    most_rounds: int = 500,
) -> Raking:
    """Weights whose margins match the targets (Deming and Stephan 1940), kept within caps.

    Args:
        attributes: the stratum of each person, by attribute.
        targets: people of each stratum in the population concerned, by attribute.
        cap: least and most weight, as multiples of the mean weight.
        tolerance: largest difference of a share from its target that counts as reached.
        most_rounds: when to stop.

    Raises:
        ValueError: attributes that do not fit, or caps that do not enclose 1.
    """
    if not 0 < cap[0] <= 1 <= cap[1]:
        raise ValueError(_("expected caps around 1, such as 0.2 and 5, not {cap}").format(cap=cap))
    lengths = {len(labels) for labels in attributes.values()}
    if set(targets) - set(attributes) or len(lengths) != 1 or not targets:
        raise ValueError(_("expected labels of the same people for every attribute that has a target"))
    people = lengths.pop()
    usable = np.ones(people, dtype=bool)
    index: dict[str, npt.NDArray[np.int64]] = {}
    share: dict[str, FloatArray] = {}
    absent: dict[str, tuple[str, ...]] = {}
    for attribute, target in targets.items():
        place = {name: i for i, name in enumerate(target)}
        codes = np.array([place.get(v, -1) if v is not None else -1 for v in attributes[attribute]], np.int64)
        positive = np.array([v > 0 for v in target.values()])
        usable &= (codes >= 0) & positive[codes]
        index[attribute] = codes
    for attribute, target in targets.items():
        wanted = np.array(list(target.values()), dtype=np.float64)
        present = np.bincount(index[attribute][usable], minlength=len(wanted)) > 0
        absent[attribute] = tuple(n for n, p in zip(target, present, strict=True) if target[n] > 0 and not p)
        wanted = np.where(present, wanted, 0.0)
        share[attribute] = wanted / wanted.sum() if wanted.sum() > 0 else wanted
    weights = np.zeros(people)
    count = int(usable.sum())
    gaps = {attribute: float("nan") for attribute in targets}
    rounds, converged = 0, False
    w = np.ones(count)
    rows = {attribute: codes[usable] for attribute, codes in index.items()}
    while count and rounds < most_rounds and not converged:
        rounds += 1
        for attribute, codes in rows.items():
            now = np.bincount(codes, weights=w, minlength=len(share[attribute]))
            w = w * (share[attribute] * w.sum() / np.where(now > 0, now, 1.0))[codes]
        w = _within(w, cap)
        before = max(gaps.values())
        gaps = {
            attribute: float(
                np.abs(
                    np.bincount(codes, weights=w, minlength=len(share[attribute])) / count - share[attribute]
                ).max()
            )
            for attribute, codes in rows.items()
        }
        converged = max(gaps.values()) <= tolerance
        if abs(before - max(gaps.values())) < tolerance * 1e-6:
            break
    weights[usable] = w
    capped = int(((w <= cap[0] * 1.001) | (w >= cap[1] * 0.999)).sum()) if count else 0
    return Raking(weights, rounds, converged, gaps, capped, cap, people - count, absent)


def _within(weights: FloatArray, cap: tuple[float, float]) -> FloatArray:
    """The weights within the caps and with the mean 1: one factor for all of them before capping, by bisection."""
    low, high = cap[0] / weights.max(), cap[1] / weights.min()
    for _i in range(80):
        middle = (low + high) / 2
        if np.clip(weights * middle, *cap).mean() < 1:
            low = middle
        else:
            high = middle
    return np.clip(weights * (low + high) / 2, *cap)


@dataclass(frozen=True)
class SideBySide:
    """A share as it was answered and as weighted, and how many people each rests on."""

    raw: float | None
    raw_people: int
    weighted: float | None
    effective: float


def side_by_side(answers: Sequence[bool | None], raking: Raking) -> SideBySide:
    """The share that answered yes, without and with weights; None answers are in neither."""
    known = np.array([a is not None for a in answers])
    yes = np.array([a is True for a in answers])
    weights = np.where(known, raking.weights, 0.0)
    total = float(weights.sum())
    return SideBySide(
        raw=float(yes[known].mean()) if known.any() else None,
        raw_people=int(known.sum()),
        weighted=float(weights[yes].sum()) / total if total > 0 else None,
        effective=effective_size(weights),
    )


def corridor_reference(origin: str, destination: str) -> tuple[dict[str, float], str]:
    """Women and men of an origin in a destination (latest preferred stock), with the source of the figures.

    Raises:
        LookupError: no stock by sex is at hand.
    """
    from corridor.evidence import corridor

    stocks = corridor(origin, destination).stocks
    by_sex = stocks.filter(stocks["sex"].is_in(["female", "male"]))
    if by_sex.is_empty():
        raise LookupError(
            _("no stock by sex of {origin} in {destination} is at hand").format(
                origin=origin, destination=destination
            )
        )
    year = by_sex["year"].max()
    latest = by_sex.filter(by_sex["year"] == year)
    first = latest.row(0, named=True)
    figures = dict(zip(latest["sex"], latest["value"], strict=True))
    return figures, f"{first['publisher']}, {first['title']} {first['edition']} ({year!s})"
