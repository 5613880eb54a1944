"""A registry of projects and good practices, and what they have to do with a gap or a priority.

    >>> from corridor.partnerships import Registry, gap_of_sentences, match
    >>> registry = Registry.open()
    >>> [m.practice.example for m in match(gap_of_sentences(["N.P.2"]), registry, limit=1)]
    ['PX02']

Records that ship are the ten examples of the NGO paper; more stand in YAML files (``Registry.open("my-folder")``) or come
from IATI, HSDS, JSON-LD and tables (:mod:`corridor.partnerships.exchange`).  What a source does not state is not stated here
either.
"""

from corridor.partnerships.forms import RegistryProblems
from corridor.partnerships.matching import (
    WEIGHTS,
    Gap,
    Match,
    gap_of_priority,
    gap_of_requirement,
    gap_of_sentences,
    match,
)
from corridor.partnerships.model import Practice, as_plain, practice_from
from corridor.partnerships.pages import artefacts, partnerships_data
from corridor.partnerships.registry import Registry, user_folder
from corridor.partnerships.searching import Hit, search

__all__ = [
    "WEIGHTS",
    "Gap",
    "Hit",
    "Match",
    "Practice",
    "Registry",
    "RegistryProblems",
    "artefacts",
    "as_plain",
    "gap_of_priority",
    "gap_of_requirement",
    "gap_of_sentences",
    "match",
    "partnerships_data",
    "practice_from",
    "search",
    "user_folder",
]
