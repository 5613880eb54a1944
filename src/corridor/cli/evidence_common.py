"""What the commands on evidence share: options, the store, a source as data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

if TYPE_CHECKING:
    from corridor.evidence.problems import EvidenceProblems
    from corridor.evidence.shelf import Entry
    from corridor.evidence.store import Store

folder_option = click.option(
    "--store",
    "folder",
    type=click.Path(path_type=Path),
    help="The folder of the store, if not the one in CORRIDOR_DATA or the platform's data folder.",
)
no_starter_option = click.option("--no-starter", is_flag=True, help="Leave the starter pack out.")


def store_of(folder: Path | None, no_starter: bool) -> Store:
    """The store in a folder, or the user's, with the starter pack or not."""
    from corridor.evidence.store import Store

    return Store(folder, starter=not no_starter)


def refused(problems: EvidenceProblems, as_json: bool) -> NoReturn:
    """End the command with everything that is wrong, as JSON on standard output if asked for."""
    if as_json:
        click.echo(problems.to_json())
    raise click.ClickException(str(problems)) from None


def years_of(e: Entry) -> str:
    """First and last year of a source."""
    if not e.indicators:
        return ""
    return f"{min(a for _, a, _ in e.indicators.values())}-{max(b for _, _, b in e.indicators.values())}"


def entry_data(e: Entry) -> dict[str, Any]:
    """A source with its indicators and where it is kept, as plain data."""
    return {
        **e.source.as_dict(),
        "home": e.home,
        "rows": e.rows,
        "added": e.added,
        "indicators": {k: {"rows": n, "from": a, "to": b} for k, (n, a, b) in e.indicators.items()},
        "own_indicators": e.source.as_dict()["indicators"],
        "warnings": list(e.warnings),
    }
