"""Two people who coded the same instrument: how far they agree, and where they do not.

What is compared is the finding each answer comes to, for the requirements that both answered.  Where both come to the same
finding by different values (12 months and 18) this is listed too, and does not count against them.

Where a disagreement was settled, the findings before anything was corrected count: correcting a coding must not make two
readers look as if they had agreed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from corridor.commitments.answers import NOT_ASSESSED, commas, outcome
from corridor.commitments.catalogue import Catalogue, load_catalogue
from corridor.commitments.instruments import Clause, CodedInstrument, Settlement
from corridor.i18n import _, listed


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A requirement that two coders answered differently; ``same_finding`` if both come to the same word."""

    requirement: str
    first: Clause
    second: Clause
    first_finding: str
    second_finding: str
    settled: Settlement | None = None

    @property
    def same_finding(self) -> bool:
        """Whether only the value or an item differs."""
        return self.first_finding == self.second_finding


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two coders agree.

    ``percent`` is the share of the requirements answered by both on which the finding is the same; ``kappa`` Cohen's kappa,
    ``alpha`` Krippendorff's alpha for names; ``None`` where they cannot be worked out (nothing in common, or one and
    the same word throughout).  ``only_first`` and ``only_second`` were answered by one alone.
    """

    first: str
    second: str
    both: int
    same: int
    kappa: Fraction | None
    alpha: Fraction | None
    disagreements: tuple[Disagreement, ...]
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]

    @property
    def percent(self) -> Fraction | None:
        """Percent of the requirements answered by both with the same finding."""
        return Fraction(100 * self.same, self.both) if self.both else None

    def as_dict(self) -> dict[str, object]:
        """The comparison as plain data."""

        def rounded(x: Fraction | None) -> float | None:
            return None if x is None else round(float(x), 4)

        return {
            "coders": [self.first, self.second],
            "answered_by_both": self.both,
            "same_finding": self.same,
            "percent": rounded(self.percent),
            "cohens_kappa": rounded(self.kappa),
            "krippendorffs_alpha": rounded(self.alpha),
            "disagreements": [
                {
                    "requirement": d.requirement,
                    "findings": [d.first_finding, d.second_finding],
                    "answers": [answer_words(d.first), answer_words(d.second)],
                    "articles": [d.first.article, d.second.article],
                    "same_finding": d.same_finding,
                    "settled": None if d.settled is None else {"kept": d.settled.kept, "why": d.settled.why},
                }
                for d in self.disagreements
            ],
            "only": {self.first: list(self.only_first), self.second: list(self.only_second)},
        }


def agreement(
    instrument: CodedInstrument, first: str, second: str, catalogue: Catalogue | None = None
) -> Agreement:
    """Compare two coders of one instrument.

    Raises:
        KeyError: one of them did not code it.
    """
    known = catalogue or load_catalogue()
    for who in (first, second):
        if who not in instrument.coders:
            raise KeyError(f"{who} did not code {instrument.id}; coders: {', '.join(instrument.coders)}")
    one, two = (
        {r: c for r, c in instrument.by_coder(w).items() if c.state != "not-assessed"}
        for w in (first, second)
    )
    shared = [r for r in known.requirements if r in one and r in two]
    settled = {s.requirement: s for s in instrument.settled if s.coders == (first, second)}
    found: dict[str, tuple[str, str]] = {}
    for r in shared:
        a, b = (outcome(known.requirements[r], c[r]).status for c in (one, two))
        found[r] = settled[r].found if r in settled else (a, b)
    told = [r for r in shared if NOT_ASSESSED not in found[r]]
    firsts, seconds = [found[r][0] for r in told], [found[r][1] for r in told]
    differing = tuple(
        Disagreement(r, one[r], two[r], *found[r], settled.get(r))
        for r in shared
        if found[r][0] != found[r][1] or _answer(one[r]) != _answer(two[r])
    )
    return Agreement(
        first,
        second,
        len(told),
        sum(x == y for x, y in zip(firsts, seconds, strict=True)),
        cohens_kappa(firsts, seconds),
        krippendorffs_alpha([{"a": x, "b": y} for x, y in zip(firsts, seconds, strict=True)]),
        differing,
        tuple(r for r in one if r not in two),
        tuple(r for r in two if r not in one),
    )


def cohens_kappa(first: Sequence[Hashable], second: Sequence[Hashable]) -> Fraction | None:
    """Agreement of two coders beyond chance; ``None`` for no units or where chance alone gives full agreement.

    >>> cohens_kappa(["y"] * 25 + ["n"] * 25, ["y"] * 20 + ["n"] * 5 + ["y"] * 10 + ["n"] * 15)
    Fraction(2, 5)
    """
    n = len(first)
    if n == 0:
        return None
    observed = Fraction(sum(x == y for x, y in zip(first, second, strict=True)), n)
    a, b = Counter(first), Counter(second)
    expected = Fraction(sum(a[w] * b[w] for w in a), n * n)
    return None if expected == 1 else (observed - expected) / (1 - expected)


def krippendorffs_alpha(units: Sequence[Mapping[str, Hashable]]) -> Fraction | None:
    """Krippendorff's alpha for names, for any number of coders; units answered by one coder alone do not count.

    >>> krippendorffs_alpha([{"a": 1, "b": 1}, {"a": 1, "b": 2}, {"a": 2, "b": 2}])
    Fraction(4, 9)
    """
    totals: Counter[Hashable] = Counter()
    observed, n = Fraction(0), 0
    for unit in units:
        values = list(unit.values())
        m = len(values)
        if m < 2:
            continue
        counts = Counter(values)
        observed += Fraction(sum(counts[x] * (m - counts[x]) for x in counts), m - 1)
        totals.update(counts)
        n += m
    if n < 2:
        return None
    expected = Fraction(sum(c * (n - c) for c in totals.values()), n - 1)
    return None if expected == 0 else 1 - observed / expected


def _answer(clause: Clause) -> tuple[object, ...]:
    parts = tuple(sorted(clause.parts.items())), tuple(sorted(clause.matrix.items()))
    return clause.state, clause.value, clause.number, *parts


def answer_words(clause: Clause) -> str:
    """What a coder answered, in a few words."""
    if clause.parts or clause.matrix:
        parts = clause.parts or {k: listed(v) for k, v in clause.matrix.items()}
        return commas(_("{item} {answer}").format(item=k, answer=v) for k, v in parts.items())
    if clause.value is not None:
        return str(clause.value)
    if clause.number is not None:
        return _("{answer} ({number})").format(answer=clause.state, number=clause.number)
    return clause.state
