"""Finding schemes.

Every folder ``schemes/<iso3>/<scheme>/`` with a ``parameters.yaml`` and a ``rules.py`` is one.
"""

from __future__ import annotations

import difflib
from functools import lru_cache
from pathlib import Path

from corridor.schemes.scheme import Scheme

_HERE = Path(__file__).parent


@lru_cache(maxsize=1)
def _registry() -> dict[str, Scheme]:
    found: dict[str, Scheme] = {}
    for file in sorted(_HERE.glob("*/*/parameters.yaml")):
        folder = file.parent
        if not (folder / "rules.py").exists():
            continue
        scheme = Scheme(folder, f"corridor.schemes.{folder.parent.name}.{folder.name}.rules")
        if scheme.id in found:
            raise ValueError(f"{file}: scheme id {scheme.id} is taken by {found[scheme.id].folder}")
        found[scheme.id] = scheme
    return found


def all_schemes(*, invented: bool = False) -> list[Scheme]:
    """Every scheme, by id; those of invented countries only when asked for."""
    return [s for _, s in sorted(_registry().items()) if invented or not s.invented]


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
    hint = f"; did you mean {', '.join(near)}?" if near else ""
    raise KeyError(f"no scheme is called {scheme_id}{hint}")


def schemes_of(country: str) -> list[Scheme]:
    """The schemes of a country."""
    return [s for s in _registry().values() if s.country == country]
