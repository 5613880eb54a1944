"""Gravity fits on the command line: a description of how corridors differ, beside what the past alone says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from corridor.cli.common import json_option, print_json

if TYPE_CHECKING:
    import polars as pl


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--outcome", default="value", show_default=True, help="Column of the stock or flow.")
@click.option(
    "-x",
    "--covariate",
    "covariates",
    multiple=True,
    required=True,
    help="Column, or 'log(column)'; repeat it.",
)
@click.option(
    "--effects",
    default="origin,destination",
    show_default=True,
    help="What has a level of its own, such as origin:year,destination:year.",
)
@click.option(
    "--cluster", default="pair", show_default=True, help="Within what errors may be related; 'none' for rows."
)
@click.option(
    "--with", "other", type=click.Path(path_type=Path), help="Table of covariates by pair, joined on."
)
@click.option("--tests", default=3, show_default=True, help="How many of the last years are held out.")
@json_option
def gravity(
    file: Path,
    outcome: str,
    covariates: tuple[str, ...],
    effects: str,
    cluster: str,
    other: Path | None,
    tests: int,
    as_json: bool,
) -> None:
    """How corridors differ by distance, language and the like: a description, not a forecast.

    FILE is a table (CSV or Parquet) with origin, destination, a year if there are several, the outcome, and the
    covariates unless they stand in the table of --with.  Poisson pseudo-maximum likelihood; persistence beside it.
    """
    from corridor.evidence.gravity import NoConvergence, fit
    from corridor.evidence.problems import EvidenceProblems

    frame = _table(file)
    if other is not None:
        frame = _joined(frame, _table(other), other)
    try:
        result = fit(
            frame,
            outcome=outcome,
            covariates=covariates,
            effects=_names(effects),
            cluster=None if cluster == "none" else _names(cluster),
            tests=tests,
            name=str(file),
        )
    except EvidenceProblems as problems:
        if as_json:
            click.echo(problems.to_json())
        raise click.ClickException(str(problems)) from None
    except (NoConvergence, ValueError) as error:
        raise click.ClickException(f"{file}: {error}") from None
    if as_json:
        print_json(result.as_dict())
    else:
        click.echo(result.text())


def _names(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _table(path: Path) -> pl.DataFrame:
    import polars as pl

    try:
        if path.suffix.lower() == ".parquet":
            return pl.read_parquet(path)
        return pl.read_csv(path, infer_schema_length=None)
    except pl.exceptions.PolarsError as error:
        raise click.ClickException(f"{path}: expected a table in CSV or Parquet; {error}") from None


def _joined(frame: pl.DataFrame, more: pl.DataFrame, path: Path) -> pl.DataFrame:
    """The table with the columns of another, by pair and, if both have one, by year."""
    keys = ["origin", "destination"]
    for key in keys:
        if key not in more.columns or key not in frame.columns:
            raise click.ClickException(
                f"{path}: expected a column {key} here and in the table it is joined to"
            )
    if "year" in more.columns and "year" in frame.columns:
        keys.append("year")
    both = [c for c in more.columns if c in frame.columns and c not in keys]
    if both:
        raise click.ClickException(f"{path}: these columns stand in both tables: {', '.join(both)}")
    if more.select(keys).is_duplicated().any():
        raise click.ClickException(f"{path}: expected one row for each {', '.join(keys)}")
    return frame.join(more, on=keys, how="left")
