"""What the commands share: options, careers from files, printing."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corridor.calling import called_as
from corridor.i18n import LANGUAGES, _, language, ngettext

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
language_option = click.option(
    "--language",
    type=click.Choice(list(LANGUAGES)),
    default="en",
    show_default=True,
    expose_value=False,
    is_eager=True,
    callback=lambda context, _option, code: context.with_resource(language(code)),
    help="Language of what is shown.",
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
        # said here, while the language that was asked for is still the current one
        click.echo(str(problems), err=True)
        raise click.exceptions.Exit(2) from None
    for warning in careers.warnings:
        click.echo(str(warning), err=True)
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
            raise click.ClickException(
                ngettext(
                    "the file holds {count} person ({names}); name one with --person",
                    "the file holds {count} persons ({names}); name one with --person",
                    len(ids),
                ).format(count=len(ids), names=shown)
            )
        return careers
    if person_id not in ids:
        raise click.ClickException(_("no person {name} in the file").format(name=repr(person_id)))
    chosen = careers.persons.filter(careers.persons["person_id"] == person_id)
    periods = careers.periods.filter(careers.periods["person_id"] == person_id)
    return Careers(chosen, periods, careers.source, careers.warnings)


def draft_of(file: Path | None) -> Instrument | None:
    """The draft agreement in a file; schemes in it that are not modelled are warned about."""
    from corridor.agreements import load_instrument
    from corridor.schemes import all_schemes

    if file is None:
        return None
    draft = load_instrument(file)
    known = {s.id for s in all_schemes(invented=True)}
    lost = dict.fromkeys(s for v in draft.versions for s in v.schemes if s not in known)
    if lost:
        click.echo(
            _(
                "warning: {file}: not modelled, so nothing is computed for them: {schemes} (corridor schemes lists"
                " what is)"
            ).format(file=file.name, schemes=", ".join(lost)),
            err=True,
        )
    return draft


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


def pasted(*arguments: object) -> str:
    """A command that works when it is pasted where this one was given: with the way Corridor was called."""
    return shlex.join([called_as(), *(str(a) for a in arguments)])


def paragraph(text: str, *, first: str = "", rest: str = "") -> None:
    """Print a text; in a terminal its lines are broken between words, ``first`` and ``rest`` before them."""
    if not sys.stdout.isatty() and "COLUMNS" not in os.environ:
        click.echo(first + text)
        return
    width = max(40, min(shutil.get_terminal_size().columns, 110))
    click.echo(
        textwrap.fill(
            text,
            width,
            initial_indent=first,
            subsequent_indent=rest,
            break_long_words=False,
            break_on_hyphens=False,
        )
    )


def table(header: Sequence[str], rows: Iterable[Sequence[str]], *, title: str | None = None) -> None:
    """Print a table that fits the terminal."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    fits = sys.stdout.isatty() or "COLUMNS" in os.environ
    console = Console(width=None if fits else 150, soft_wrap=False, highlight=False)
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
        said = _("{what}: {done} of {total}").format(what=what, done=f"{done:,}", total=f"{total:,}")
        click.echo(f"{start}{said}{end}", err=True, nl=False)

    return show
