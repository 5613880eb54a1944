"""Commitments on the command line: the questionnaire for coding an instrument."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from corridor.cli.common import json_option, print_json

if TYPE_CHECKING:
    from corridor.commitments.instruments import WorkerGroup


@click.command()
@click.option("--standard", "standards", multiple=True, help="Only this standard, such as C97 (repeatable).")
@click.option("--topic", "topics", multiple=True, help="Only this topic, such as export (repeatable).")
@click.option(
    "--workers",
    "workers",
    multiple=True,
    metavar="TAGS",
    help="A group of workers as tags, such as regular,seasonal (repeatable); !tag says that a tag does not hold. "
    "Questions of standards that reach none of them are left out.",
)
@click.option(
    "--read", "to_read", is_flag=True, help="Print the questions to be read, not a file to be filled in."
)
@click.option("--out", type=click.Path(path_type=Path), help="Write to this file instead of printing.")
@json_option
def questionnaire(
    standards: tuple[str, ...],
    topics: tuple[str, ...],
    workers: tuple[str, ...],
    to_read: bool,
    out: Path | None,
    as_json: bool,
) -> None:
    """The questions about an agreement or a programme, as a file to be filled in.

    A question left blank counts as not assessed. The filled file is read by corridor assess.
    """
    from corridor.commitments.questionnaire import as_text, as_yaml, questions

    groups = [_group(text, i) for i, text in enumerate(workers, 1)]
    try:
        asked, left_out = questions(standards=standards, topics=topics, workers=groups)
    except KeyError as error:
        raise click.ClickException(str(error.args[0])) from None
    if as_json:
        print_json({"questions": [q.as_dict() for q in asked], "left_out": [r.id for r in left_out]})
        return
    text = as_text(asked) if to_read else as_yaml(asked, left_out, groups)
    if out is None:
        click.echo(text, nl=False)
        return
    if out.exists():
        raise click.ClickException(f"{out} exists; choose another name, so that no answers are lost")
    out.write_text(text, encoding="utf-8")
    click.echo(f"{out}: {len(asked)} questions, {len(left_out)} left out", err=True)


def _group(text: str, number: int) -> WorkerGroup:
    """A group of workers from tags on the command line."""
    from corridor.commitments.instruments import WorkerGroup
    from corridor.commitments.reading import nearest
    from corridor.commitments.vocabulary import WORKER_TAGS

    words = [w.strip() for w in text.split(",") if w.strip()]
    for word in words:
        if word.lstrip("!") not in WORKER_TAGS:
            raise click.ClickException(
                f"no tag of workers is called {word.lstrip('!')}{nearest(word, WORKER_TAGS)}"
            )
    tags = frozenset(w for w in words if not w.startswith("!"))
    return WorkerGroup(f"group {number}", tags, frozenset(w[1:] for w in words if w.startswith("!")))
