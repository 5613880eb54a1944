"""Commands about many persons: careers (checks a file) and run."""

from __future__ import annotations

from pathlib import Path

import click

from corridor.cli.common import (
    draft_of,
    draft_option,
    encoding_option,
    json_option,
    persons_option,
    print_json,
    progress_to_stderr,
    read,
)

_FILE = click.argument("file", type=click.Path(path_type=Path))


@click.command()
@_FILE
@persons_option
@encoding_option
@json_option
def careers(file: Path, persons: Path | None, encoding: str | None, as_json: bool) -> int:
    """Check a careers file: every problem at once, with file, row, column and what was expected.

    Exit code 0: nothing found; 1: warnings; 2: errors.
    """
    found = read(file, persons, encoding, as_json=as_json)
    if as_json:
        print_json(
            {
                "persons": len(found),
                "periods": found.periods.height,
                "warnings": [str(w) for w in found.warnings],
            }
        )
    else:
        click.echo(
            f"{len(found):,} persons, {found.periods.height:,} periods: no errors, {len(found.warnings)} warnings"
        )
    return 1 if found.warnings else 0


@click.command()
@_FILE
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    help="Table to write (.parquet or .csv).",
)
@click.option(
    "--part", default=20_000, show_default=True, type=click.IntRange(1), help="Persons in a saved part."
)
@persons_option
@encoding_option
@draft_option
@json_option
def run(
    file: Path,
    output: Path,
    part: int,
    persons: Path | None,
    encoding: str | None,
    draft: Path | None,
    as_json: bool,
) -> None:
    """What each country owes each person of FILE, with no agreement and with those in force.

    A run that was cut off goes on where it stopped when the same command is given again. A table of that
    name is replaced.
    """
    from corridor.portability.batch import run_to_file
    from corridor.portability.entitlement import scenarios

    if output.suffix.lower() not in (".parquet", ".csv"):
        raise click.BadParameter("expected a name that ends in .parquet or .csv", param_hint="--output")
    if output.is_dir():
        raise click.BadParameter(f"{output} is a folder; expected the name of a file", param_hint="--output")
    if not output.parent.is_dir():
        raise click.BadParameter(f"there is no folder {output.parent}", param_hint="--output")
    sets = scenarios(draft_of(draft))
    found = read(file, persons, encoding, as_json=as_json)
    try:
        rows = run_to_file(found, output, sets, part=part, progress=progress_to_stderr("persons"))
    except KeyboardInterrupt:
        click.echo("\nstopped; the same command goes on after the last whole part", err=True)
        raise click.exceptions.Exit(1) from None
    if as_json:
        print_json({"persons": len(found), "rows": rows, "output": str(output)})
    else:
        click.echo(f"{output}: {rows:,} rows for {len(found):,} persons")
