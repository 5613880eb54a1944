"""Insurance careers: reading them, checking them, and the algebra of their periods.

>>> from corridor.careers import Careers
>>> len(Careers.sample().periods)
2

:func:`read_careers` reads files; :class:`Careers` holds checked careers, :class:`Career` one of them;
:class:`CareerProblems` carries everything that is wrong with an input; :class:`Vocabulary` and
:class:`SchemeInfo` say which words are allowed; :func:`write_template` writes a form to fill in; the module
:mod:`corridor.careers.spans` is the algebra.  Names are loaded on first use, so importing costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corridor.careers.model import Career, Careers, InsurancePeriod, Person
    from corridor.careers.problems import CareerProblems, Problem
    from corridor.careers.reading import read_careers
    from corridor.careers.spans import Span
    from corridor.careers.template import write_template
    from corridor.careers.vocabulary import SchemeInfo, Vocabulary

_HOME = {
    "Career": "model",
    "Careers": "model",
    "InsurancePeriod": "model",
    "Person": "model",
    "CareerProblems": "problems",
    "Problem": "problems",
    "read_careers": "reading",
    "Span": "spans",
    "write_template": "template",
    "SchemeInfo": "vocabulary",
    "Vocabulary": "vocabulary",
}

__all__ = [
    "Career",
    "CareerProblems",
    "Careers",
    "InsurancePeriod",
    "Person",
    "Problem",
    "SchemeInfo",
    "Span",
    "Vocabulary",
    "read_careers",
    "write_template",
]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        value = getattr(import_module(f"corridor.careers.{_HOME[name]}"), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
