"""What the commands share: options, careers from files, printing."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from corridor.agreements import Instrument
    from corridor.careers import Careers
    from corridor.portability.entitlement import Answer

json_option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
persons_option = click.option(
    "--persons", type=click.Path(path_type=Path), help="A table of the persons, if FILE holds periods only."
)
encoding_option = click.option(
    "--encoding", help="Encoding of a text file that is not UTF-8, such as cp1252."
)
draft_option = click.option(
    "--draft",
    type=click.Path(path_type=Path),
    help="A draft agreement (YAML) to compare with those in force.",
)
person_option = click.option("--person", "person_id", help="Which person, if FILE holds several.")


def print_json(data: Any) -> None:
    """Print data as JSON on standard output."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2, default=str))


def read(
    file: Path, persons: Path | None = None, encoding: str | None = None, *, as_json: bool = False
) -> Careers:
    """Checked careers from a file; its problems end the command (as JSON on standard output if asked for)."""
    from corridor.careers import CareerProblems, read_careers
    from corridor.portability.words import vocabulary

    try:
        careers = read_careers(file, vocabulary(), persons=persons, encoding=encoding)
    except CareerProblems as problems:
        if as_json:
            click.echo(problems.to_json())
        raise
    for warning in careers.warnings:
        click.echo(f"warning: {warning}", err=True)
    return careers


def one_person(careers: Careers, person_id: str | None) -> Careers:
    """The one person a command is about.

    Raises:
        click.ClickException: several persons and none named, or no such person.
    """
    from corridor.careers import Careers

    ids = careers.persons["person_id"].to_list()
    if person_id is None:
        if len(ids) != 1:
            shown = ", ".join(ids[:10]) + (" ..." if len(ids) > 10 else "")
            raise click.ClickException(f"the file holds {len(ids)} persons ({shown}); name one with --person")
        return careers
    if person_id not in ids:
        raise click.ClickException(f"no person {person_id!r} in the file")
    chosen = careers.persons.filter(careers.persons["person_id"] == person_id)
    periods = careers.periods.filter(careers.periods["person_id"] == person_id)
    return Careers(chosen, periods, careers.source, careers.warnings)


def draft_of(file: Path | None) -> Instrument | None:
    """The draft agreement in a file."""
    from corridor.agreements import load_instrument

    return None if file is None else load_instrument(file)


def answer_for(
    file: Path,
    persons: Path | None,
    encoding: str | None,
    person_id: str | None,
    draft: Path | None,
    as_json: bool,
) -> Answer:
    """The answer for one person of a file."""
    from corridor.portability.entitlement import entitlement, scenarios

    proposal = draft_of(draft)
    careers = one_person(read(file, persons, encoding, as_json=as_json), person_id)
    return entitlement(careers, scenarios(proposal))


def table(header: Sequence[str], rows: Iterable[Sequence[str]], *, title: str | None = None) -> None:
    """Print a table that fits the terminal."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    console = Console(width=None if sys.stdout.isatty() else 150, soft_wrap=False, highlight=False)
    grid = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1), show_edge=False)
    for name in header:
        grid.add_column(name, overflow="fold")
    for row in rows:
        grid.add_row(*(str(cell) for cell in row))
    console.print(grid)


def progress_to_stderr(what: str) -> Callable[[int, int], None]:
    """A progress callback that prints true counts on standard error."""

    def show(done: int, total: int) -> None:
        end = "\n" if done == total or not sys.stderr.isatty() else ""
        start = "\r" if sys.stderr.isatty() else ""
        click.echo(f"{start}{what}: {done:,} of {total:,}{end}", err=True, nl=False)

    return show
