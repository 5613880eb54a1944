"""The registry that the pages show: the built-in records and the user's own."""

from __future__ import annotations

from fastapi import Request

from corridor.partnerships.forms import RegistryProblems
from corridor.partnerships.registry import FOLDER, Registry
from corridor.workbench.errors import Problems
from corridor.workbench.settings import Settings


def opened(request: Request) -> Registry:
    """The registry.

    Raises:
        Problems: a record in the user's data folder is not what it must be.
    """
    settings: Settings = request.app.state.settings
    own = settings.data / FOLDER
    try:
        return Registry.open(*((own,) if own.is_dir() else ()))
    except RegistryProblems as found:
        raise Problems([str(p) for p in found.problems]) from None
