"""Finding schemes.

Every folder ``schemes/<iso3>/<scheme>/`` with a ``parameters.yaml`` and a ``rules.py`` is one.  A folder that cannot be
used is left out and named in the log with all that is wrong in it; the other schemes go on.
"""

from __future__ import annotations

import difflib
import logging
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from corridor.i18n import _, in_a_row
from corridor.law.parameters import LawDataError
from corridor.schemes.scheme import Scheme

_HERE = Path(__file__).parent
_log = logging.getLogger(__name__)


@dataclass
class Found:
    """The schemes of a folder of countries by id, and by folder what is wrong with those that cannot be used."""

    schemes: dict[str, Scheme] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)


def read_schemes(home: Path, package: str) -> Found:
    """The schemes in ``home``, whose folders are the sub-packages of ``package``."""
    found = Found()
    for file in sorted(home.glob("*/*/parameters.yaml")):
        folder = file.parent
        if not (folder / "rules.py").exists():
            continue
        name = f"{folder.parent.name}/{folder.name}"
        try:
            scheme = Scheme(folder, f"{package}.{folder.parent.name}.{folder.name}.rules")
            _read = scheme.rules, scheme.facts
            if scheme.id in found.schemes:
                said = _("the id {scheme} is taken by {folder}")
                raise LawDataError(said.format(scheme=scheme.id, folder=found.schemes[scheme.id].folder))
            found.schemes[scheme.id] = scheme
        except LawDataError as error:
            found.broken[name] = str(error)
        except Exception as error:  # whatever the code of one folder does may not stop the others
            found.broken[name] = f"{type(error).__name__}: {error}"
    for name, problem in found.broken.items():
        _log.warning("schemes/%s cannot be used and is left out: %s", name, problem)
    return found


@lru_cache(maxsize=1)
def _found() -> Found:
    return read_schemes(_HERE, "corridor.schemes")


def _registry() -> dict[str, Scheme]:
    return _found().schemes


def broken_schemes() -> dict[str, str]:
    """What is wrong with each scheme that cannot be used, by its folder ("can/oas")."""
    return dict(_found().broken)


def all_schemes(*, invented: bool = False) -> list[Scheme]:
    """Every scheme, by id; those of invented countries only when asked for."""
    return [s for _id, s in sorted(_registry().items()) if invented or not s.invented]


def find_scheme(scheme_id: str) -> Scheme:
    """The scheme with this id or alias.

    Raises:
        KeyError: no such scheme; the message offers the nearest ids.
    """
    registry = _registry()
    if scheme_id in registry:
        return registry[scheme_id]
    for scheme in registry.values():
        if scheme_id in scheme.aliases:
            return scheme
    near = difflib.get_close_matches(scheme_id.upper(), registry, n=3, cutoff=0.4)
    said = _("no scheme is called {scheme}").format(scheme=scheme_id)
    if near:
        said = _("no scheme is called {scheme}; did you mean {near}?").format(
            scheme=scheme_id, near=", ".join(near)
        )
    if broken := ", ".join(_found().broken):
        left_out = _("left out because they cannot be used: {schemes}").format(schemes=broken)
        said = in_a_row([said, left_out])
    raise KeyError(said)


def schemes_of(country: str) -> list[Scheme]:
    """The schemes of a country."""
    return [s for s in _registry().values() if s.country == country]
