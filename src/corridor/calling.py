"""How this Corridor was called, so that a command that is shown works where it is pasted."""

from __future__ import annotations

import sys
from pathlib import Path

import corridor


def called_as() -> str:
    """``corridor``, or the way to the launcher of a clone where that runs this."""
    launcher = Path(corridor.__file__).parents[2] / "corridor"
    if not launcher.is_file() or Path(sys.prefix) != launcher.parent / ".venv":
        return "corridor"
    if Path(sys.argv[0]).name != "__main__.py":
        return "corridor"
    if launcher.parent == Path.cwd():
        return "./corridor"
    return str(launcher)


def as_called(command: str) -> str:
    """A command that begins with ``corridor``, to be pasted where this one was given; others as they are.

    >>> as_called("curl http://127.0.0.1:8477/")
    'curl http://127.0.0.1:8477/'
    """
    program, space, rest = command.partition(" ")
    return f"{called_as()}{space}{rest}" if program == "corridor" else command
