"""The profile of a corridor or a country on the command line."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corridor.cli.common import json_option, language_option

if TYPE_CHECKING:
    import polars as pl

    from corridor.evidence.store import Store

OK = 0


@click.command()
@click.argument("origin")
@click.argument("destination", required=False)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), multiple=True,
    help="Write NAME.html, NAME.xlsx, NAME.parquet or NAME.json; may be given several times.",
)  # fmt: skip
@click.option(
    "--on", type=click.DateTime(["%Y-%m-%d"]), help="The day on which agreements are looked at; else today."
)
@click.option(
    "--draws", type=click.IntRange(0, 5000), default=0,
    help="Estimate the flows here with an interval from this many draws (needs the whole stock matrix and WPP).",
)  # fmt: skip
@click.option(
    "--width", type=click.IntRange(40, 400), help="Columns to print on, if not those of the terminal."
)
@click.option(
    "--store", "folder", type=click.Path(path_type=Path),
    help="The folder of the store, if not the one in CORRIDOR_DATA or the platform's data folder.",
)  # fmt: skip
@language_option
@json_option
def profile(
    origin: str,
    destination: str | None,
    output: tuple[Path, ...],
    on: object,
    draws: int,
    width: int | None,
    folder: Path | None,
    as_json: bool,
) -> int:
    """Who lives where, moves, money, rules and what is missing, for ORIGIN and DESTINATION (ISO3 codes).

    With ORIGIN alone: the country as origin, transit and destination at once.  Every number has its source; nothing
    is downloaded.  What is missing is listed with how to add it.
    """
    from datetime import datetime

    from corridor.dossier.profile_files import ENDINGS, profile_json, write_profile
    from corridor.evidence.profile import UnknownPlace
    from corridor.evidence.profile import profile as compose
    from corridor.evidence.store import open_store

    wrong = [p.name for p in output if p.suffix.lower() not in ENDINGS]
    if wrong:
        raise click.BadParameter(
            f"expected names ending in {', '.join(ENDINGS)}, not {', '.join(wrong)}", param_hint="-o"
        )
    day = on.date() if isinstance(on, datetime) else None
    store = open_store(folder)
    try:
        flows = _estimated(store, origin, destination, draws) if draws and destination else None
        made = compose(origin, destination, store=store, on=day, flows=flows)
    except UnknownPlace as error:
        raise click.ClickException(str(error)) from None
    for path in output:
        write_profile(made, path)
        click.echo(f"written: {path}", err=True)
    if as_json:
        click.echo(profile_json(made))
    elif not output:
        from rich.console import Console

        from corridor.dossier.profile_text import print_profile

        chosen = width or (None if sys.stdout.isatty() else 100)
        print_profile(made, Console(width=chosen, highlight=False, soft_wrap=False))
    return OK


def _estimated(store: Store, origin: str, destination: str, draws: int) -> pl.DataFrame:
    """Moves both ways with an interval, estimated here; the world is balanced once for both."""
    import polars as pl

    from corridor.evidence.flows import FlowProblems
    from corridor.evidence.profiles.estimating import estimated_flows
    from corridor.evidence.profiles.places import place

    both = [place(origin), place(destination)]
    try:
        frame = estimated_flows(store, draws=draws)
    except FlowProblems as problems:
        raise click.ClickException(str(problems)) from None
    return frame.filter(pl.col("origin").is_in(both) & pl.col("destination").is_in(both))
