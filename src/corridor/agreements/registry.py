"""Finding agreements: every YAML file in this folder is one."""

from __future__ import annotations

import difflib
from functools import lru_cache
from pathlib import Path

from corridor.agreements.instrument import Instrument
from corridor.agreements.reader import read_instrument

_HERE = Path(__file__).parent


@lru_cache(maxsize=1)
def _registry() -> dict[str, Instrument]:
    found: dict[str, Instrument] = {}
    for file in sorted((_HERE / "instruments").glob("*.yaml")):
        instrument = read_instrument(file)
        if instrument.id in found:
            raise ValueError(
                f"{file.name}: instrument id {instrument.id} is taken by {found[instrument.id].file}"
            )
        found[instrument.id] = instrument
    return found


def all_instruments(*, invented: bool = False) -> list[Instrument]:
    """Every instrument, by id; those between invented countries only when asked for."""
    return [i for _, i in sorted(_registry().items()) if invented or not i.invented]


def find_instrument(instrument_id: str) -> Instrument:
    """The instrument with this id.

    Raises:
        KeyError: no such instrument; the message offers the nearest ids.
    """
    registry = _registry()
    if instrument_id in registry:
        return registry[instrument_id]
    near = difflib.get_close_matches(instrument_id.upper(), registry, n=3, cutoff=0.4)
    hint = f"; did you mean {', '.join(near)}?" if near else ""
    raise KeyError(f"no agreement is called {instrument_id}{hint}")


def load_instrument(path: str | Path) -> Instrument:
    """An agreement or a draft from a file of the user's."""
    return read_instrument(path)
