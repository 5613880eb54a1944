"""What the commands about partnerships share: the registry that is meant, gaps from options, refusals."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from corridor.cli.common import print_json
from corridor.i18n import _

if TYPE_CHECKING:
    from corridor.partnerships import Gap, Practice, Registry, RegistryProblems

BAD_INPUT = 2


def gaps_of(
    requirements: Iterable[str],
    sentences: tuple[str, ...],
    text: str | None,
    themes: tuple[str, ...],
    pair: tuple[str, str] | None,
) -> list[Gap]:
    """The gaps that the options name."""
    from corridor.partnerships import gap_of_priority, gap_of_requirement, gap_of_sentences

    try:
        gaps = [gap_of_requirement(r, corridor=pair) for r in requirements]
        if text is not None or themes:
            gaps.append(gap_of_priority(text or "", sentences=sentences, themes=themes, corridor=pair))
        elif sentences:
            gaps.append(gap_of_sentences(sentences, corridor=pair))
    except (KeyError, ValueError) as error:
        raise click.ClickException(str(error.args[0])) from None
    if not gaps:
        raise click.ClickException(_("say what is missing: --requirement, --sentence, --theme or --text"))
    return gaps


def weights_of(given: Iterable[str]) -> dict[str, float]:
    """Weights from options such as ``words=2``."""
    found = {}
    for entry in given:
        name, sign, value = entry.partition("=")
        try:
            found[name.strip()] = float(value)
        except ValueError:
            sign = ""
        if not sign or found[name.strip()] != found[name.strip()]:
            raise click.ClickException(
                _("--weight {entry}: expected a name and a number, such as words=2").format(entry=entry)
            )
    return found


def country(code: str) -> str:
    """The code of a country from an argument."""
    from corridor.partnerships.known import is_country

    if not is_country(code.upper()):
        raise click.ClickException(
            _("{code}: expected the ISO code of a country in three letters, such as PHL").format(code=code)
        )
    return code.upper()


def pair_of(corridor: tuple[str, str]) -> tuple[str, str]:
    """Origin and destination."""
    return country(corridor[0]), country(corridor[1])


def opened(places: tuple[Path, ...], as_json: bool) -> Registry:
    """The registry of built-in records and those at the places, or the user's own."""
    from corridor.partnerships import Registry, RegistryProblems, user_folder

    own = (user_folder(),) if user_folder().is_dir() else ()
    try:
        return Registry.open(*(places or own))
    except RegistryProblems as found:
        refuse([found], as_json)


def found_in(registry: Registry, practice_id: str) -> Practice:
    """The record with this id."""
    try:
        return registry.find(practice_id)
    except KeyError as error:
        raise click.ClickException(str(error.args[0])) from None


def taken_from(file: Path, form: str, as_json: bool) -> Any:
    """The records of a file of any format; its problems end the command."""
    from corridor.partnerships import RegistryProblems
    from corridor.partnerships.exchange import take

    try:
        return take(file, form)
    except RegistryProblems as found:
        refuse([found], as_json)


def say(notes: Iterable[str]) -> None:
    """Notes on standard error."""
    for note in notes:
        click.echo(f"  {note}", err=True)


def refuse(problems: list[RegistryProblems], as_json: bool) -> NoReturn:
    """All problems on standard error, as JSON on standard output if asked for; ends the command."""
    if as_json:
        import json

        rows = [row for p in problems for row in json.loads(p.to_json())["problems"]]
        print_json({"problems": rows, "left_out": sum(p.left_out for p in problems)})
    for found in problems:
        click.echo(str(found), err=True)
    raise click.exceptions.Exit(BAD_INPUT)
