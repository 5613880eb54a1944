"""Corridor: what each country owes out of a career split over countries, explained to the article.

The public interface is these names; each is loaded when it is first used.

>>> import corridor
>>> answer = corridor.entitlement(corridor.case("maria"))
>>> answer.of("in force", "PHL-SSS").status
<Status.ENTITLED: 'entitled'>
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from corridor.agreements import all_instruments, find_instrument, load_instrument
    from corridor.careers import Career, CareerProblems, Careers, InsurancePeriod, read_careers
    from corridor.portability.batch import run
    from corridor.portability.entitlement import Answer, entitlement, scenarios, vocabulary
    from corridor.portability.results import Difference, Entitlement, Status
    from corridor.portability.sample import case, sample_careers
    from corridor.schemes import all_schemes, find_scheme

_HOME = {
    "Answer": "corridor.portability.entitlement",
    "Career": "corridor.careers",
    "CareerProblems": "corridor.careers",
    "Careers": "corridor.careers",
    "Difference": "corridor.portability.results",
    "Entitlement": "corridor.portability.results",
    "InsurancePeriod": "corridor.careers",
    "Status": "corridor.portability.results",
    "all_instruments": "corridor.agreements",
    "all_schemes": "corridor.schemes",
    "case": "corridor.portability.sample",
    "entitlement": "corridor.portability.entitlement",
    "find_instrument": "corridor.agreements",
    "find_scheme": "corridor.schemes",
    "load_instrument": "corridor.agreements",
    "read_careers": "corridor.careers",
    "run": "corridor.portability.batch",
    "sample_careers": "corridor.portability.sample",
    "scenarios": "corridor.portability.entitlement",
    "vocabulary": "corridor.portability.entitlement",
}

__all__ = [
    "Answer",
    "Career",
    "CareerProblems",
    "Careers",
    "Difference",
    "Entitlement",
    "InsurancePeriod",
    "Status",
    "all_instruments",
    "all_schemes",
    "case",
    "entitlement",
    "find_instrument",
    "find_scheme",
    "load_instrument",
    "read_careers",
    "run",
    "sample_careers",
    "scenarios",
    "vocabulary",
]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        value = getattr(import_module(_HOME[name]), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
