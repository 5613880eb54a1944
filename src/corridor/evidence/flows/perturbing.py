"""How uncertain the inputs of an estimate are (:class:`Spread`), and copies of them with errors."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from corridor.evidence.flows.problems import FlowProblems
from corridor.evidence.flows.tables import Tables, scale_negative_natives

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Spread:
    """How uncertain the inputs are taken to be.  These are assumptions, to be varied and shown.

    Attributes:
        foreign_born: relative standard deviation of each bilateral stock (log-normal, mean kept).
        persistence: correlation of the errors of one stock at the two dates (both usually rest on the same
            census and the same definition).
        births: relative standard deviation of births by country.
        deaths: relative standard deviation of deaths by country.
        weight: concentration of the Beta distribution of the pseudo-Bayesian weight w, Beta(cw, c(1 - w)): 10
            with w = 0.87 is Beta(8.7, 1.3), standard deviation 0.10; 0 keeps the weight fixed.

    Populations are kept: the native-born take up what the foreign-born lose or gain.
    """

    foreign_born: float = 0.10
    persistence: float = 0.9
    births: float = 0.02
    deaths: float = 0.02
    weight: float = 10.0

    def __post_init__(self) -> None:
        found = [
            f"Spread: {name} is {getattr(self, name)}; expected a number of 0 or more"
            for name in ("foreign_born", "births", "deaths", "weight")
            if not 0 <= getattr(self, name) < np.inf
        ]
        if not -1 <= self.persistence <= 1:
            found.append(f"Spread: persistence is {self.persistence}; expected a correlation from -1 to 1")
        if found:
            raise FlowProblems(found)


def perturbed(tables: Tables, spread: Spread, rng: np.random.Generator) -> Tables:
    """A copy of the tables with errors added as ``spread`` says."""
    size = len(tables.names)
    first = rng.standard_normal((size, size))
    second = spread.persistence * first
    second += np.sqrt(1 - spread.persistence**2) * rng.standard_normal((size, size))
    births, deaths = (
        None if v is None else v * _factor(rng.standard_normal(size), cv)
        for v, cv in ((tables.births, spread.births), (tables.deaths, spread.deaths))
    )
    start = _with_errors(tables.start, _factor(first, spread.foreign_born), tables.names)
    end = _with_errors(tables.end, _factor(second, spread.foreign_born), tables.names)
    return replace(tables, start=start, end=end, births=births, deaths=deaths)


def _factor(errors: Array, relative: float) -> Array:
    """Log-normal factors with mean 1 and the given relative standard deviation."""
    sigma2 = np.log1p(relative**2)
    return np.asarray(np.exp(np.sqrt(sigma2) * errors - sigma2 / 2))


def _with_errors(table: Array, factors: Array, names: tuple[str, ...]) -> Array:
    natives = table.diagonal()
    after = table * factors
    np.fill_diagonal(after, natives)
    if natives.any():
        np.fill_diagonal(after, natives + table.sum(axis=0) - after.sum(axis=0))
        if (after.diagonal() < 0).any():
            scale_negative_natives("draw", after, names)
    return after
