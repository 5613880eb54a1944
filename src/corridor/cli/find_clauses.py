"""The clause finder on the command line: passages that may answer a requirement, for a person to confirm."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from corridor.cli.common import json_option, language_option, paragraph, print_json
from corridor.i18n import _, ngettext, number_in_words

if TYPE_CHECKING:
    from corridor.commitments.finder import Passage


@click.command("find-clauses")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--top", type=click.IntRange(1, 20), default=3, show_default=True, help="Passages for each requirement."
)
@click.option(
    "--requirement",
    "requirements",
    multiple=True,
    help="Only this requirement, such as C118-03 (repeatable).",
)
@language_option
@json_option
def find_clauses(file: Path, top: int, requirements: tuple[str, ...], as_json: bool) -> None:
    """Passages of a text or PDF that may answer each requirement, for a person to confirm.

    It looks for words of the field in English, French, Spanish and German. It proposes and never scores.
    """
    from corridor.commitments.answers import commas
    from corridor.commitments.catalogue import load_catalogue
    from corridor.commitments.finder import find_clauses as search

    try:
        found = search(file, top=top, requirements=requirements)
    except (KeyError, ValueError) as error:
        raise click.ClickException(str(error.args[0])) from None
    if as_json:
        print_json(found.as_dict())
        return
    known = load_catalogue()
    counted = ngettext(
        "{file}: {lines} line, {passages} passages. Proposals to be confirmed; none is an answer.",
        "{file}: {lines} lines, {passages} passages. Proposals to be confirmed; none is an answer.",
        found.lines,
    )
    click.echo(
        counted.format(
            file=found.file, lines=number_in_words(found.lines), passages=number_in_words(found.passages)
        )
    )
    for name, proposals in found.proposals.items():
        click.echo("")
        words = {"requirement": name, "question": _(known.requirements[name].question)}
        line = _("{requirement}  {question} ({citation})").format(**words, citation=known.citation(name))
        paragraph(line, rest="    ")
        for p in proposals:
            paragraph(_proposal(p.passage), first="  - ", rest="    ")
            paragraph(_("found by: {words}").format(words=commas(p.words)), first="    ", rest="    ")
    if found.nothing:
        click.echo("")
        nothing = _("Nothing found, which is not silence of the text: {requirements}")
        paragraph(nothing.format(requirements=commas(found.nothing)))


def _proposal(at: Passage) -> str:
    """Where a passage stands and how it begins."""
    words = {
        "heading": at.heading or _("no heading"),
        "page": at.page,
        "first": at.first_line,
        "last": at.last_line,
        "text": at.begins,
    }
    if at.page:
        return _("{heading} [page {page}, lines {first}-{last}]: {text}").format(**words)
    return _("{heading} [lines {first}-{last}]: {text}").format(**words)
