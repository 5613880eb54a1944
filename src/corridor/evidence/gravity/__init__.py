"""Gravity fits of bilateral stocks or flows: a description of how corridors differ, never a forecast.

Poisson pseudo-maximum likelihood (Santos Silva and Tenreyro 2006) with effects of origin, destination and, if
wanted, year, absorbed.  Every result carries a comparison with persistence on years the fit has not seen.
Everything computed here is a model result.
"""

from __future__ import annotations

from corridor.evidence.gravity.absorb import NoConvergence
from corridor.evidence.gravity.api import fit
from corridor.evidence.gravity.persistence import Baseline
from corridor.evidence.gravity.result import NOT_A_FORECAST, GravityResult

__all__ = ["NOT_A_FORECAST", "Baseline", "GravityResult", "NoConvergence", "fit"]
