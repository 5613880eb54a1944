"""The dossier of a corridor on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from corridor.cli.common import json_option, print_json
from corridor.i18n import LANGUAGES

if TYPE_CHECKING:
    from corridor.dossier.building import Built

_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.command()
@click.argument("origin")
@click.argument("destination")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, file_okay=False), required=True,
    help="The folder; an older dossier there is replaced.",
)  # fmt: skip
@click.option(
    "--draft",
    help="A draft agreement (YAML file, or the name of a shipped one) to compare with those in force.",
)
@click.option(
    "--careers", type=_FILE, help="Careers of people (CSV, XLSX, Parquet) in place of invented ones."
)
@click.option(
    "--coded", type=_FILE, help="A filled questionnaire (YAML) to assess; of a shipped draft its own."
)
@click.option(
    "--before", type=_FILE, help="The same text, coded before clauses were added: shows what they change."
)
@click.option("--plan", type=_FILE, help="A plan (YAML), shown with its warnings.")
@click.option(
    "--consultation", type=_FILE, help="A closed consultation: the file of corridor consult export."
)
@click.option(
    "--partnerships", type=_FILE, multiple=True,
    help="Records of projects and practices (any format), beside the built-in ones; repeat it.",
)  # fmt: skip
@click.option("--language", type=click.Choice(list(LANGUAGES)), default="en", show_default=True)
@click.option(
    "--on", type=click.DateTime(["%Y-%m-%d"]),
    help="The day on which agreements and treaties are looked at; else the day up to which the table is known.",
)  # fmt: skip
@click.option("--number", type=click.IntRange(100, 1_000_000), help="Number of invented people.")
@click.option("--seed", type=click.IntRange(0), help="Seed of the invented people.")
@click.option(
    "--store", type=click.Path(path_type=Path), help="The folder of the evidence store, if not the usual one."
)
@json_option
def dossier(
    origin: str,
    destination: str,
    output: Path,
    draft: str | None,
    careers: Path | None,
    coded: Path | None,
    before: Path | None,
    plan: Path | None,
    consultation: Path | None,
    partnerships: tuple[Path, ...],
    language: str,
    on: object,
    number: int | None,
    seed: int | None,
    store: Path | None,
    as_json: bool,
) -> None:
    """Everything about one corridor in one folder: a page, a PDF, a workbook, tables and traces.

    ORIGIN and DESTINATION are ISO3 codes.  The same inputs give the same files, byte for byte.
    """
    from datetime import datetime

    from corridor.dossier.material import Order

    order = Order(
        origin.upper(),
        destination.upper(),
        draft=None if draft is None else draft_file(draft),
        careers=careers,
        coded=coded,
        before=before,
        plan=plan,
        consultation=consultation,
        partnerships=partnerships,
        on=on.date() if isinstance(on, datetime) else None,
        number=number,
        seed=seed,
        store=store,
    )
    built = built_or_said(order, output, language)
    if as_json:
        print_json(
            {"folder": str(built.folder), "content_hash": built.content_hash, "files": dict(built.files)}
        )
        return
    click.echo(f"{built.folder}")
    click.echo(f"content hash: {built.content_hash}")
    click.echo(f"open {built.folder / 'index.html'} in a browser", err=True)


def built_or_said(order: object, output: Path, language: str) -> Built:
    """Build with progress on standard error; what is wrong with the input ends the command with exit code 2."""
    from corridor.commitments.reading import CommitmentProblems
    from corridor.dossier.building import build
    from corridor.dossier.consultation import ConsultationProblems
    from corridor.dossier.material import Order, OrderError
    from corridor.evidence.profile import UnknownPlace

    assert isinstance(order, Order)

    def show(what: str, done: int, total: int) -> None:
        click.echo(f"dossier {order.origin}-{order.destination}: {done} of {total} ({what})", err=True)

    try:
        return build(order, output, language_code=language, progress=show)
    except (UnknownPlace, CommitmentProblems, ConsultationProblems, OrderError) as error:
        raise click.ClickException(str(error)) from None
    except FileExistsError as error:
        raise click.ClickException(str(error)) from None


def draft_file(given: str) -> Path:
    """The file of a draft: a path, or the name of a draft that ships with Corridor."""
    from corridor.dossier.drafts import file_of, names

    path = Path(given)
    if path.is_file():
        return path
    if given.lower() in names():
        return file_of(given.lower())
    raise click.BadParameter(
        f"there is no file {given}, and no shipped draft of that name (shipped: {', '.join(names())})",
        param_hint="--draft",
    )
