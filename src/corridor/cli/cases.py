"""Commands to begin with: case, template."""

from __future__ import annotations

from pathlib import Path

import click

from corridor.cli.common import json_option, pasted, print_json
from corridor.i18n import _


@click.command()
@click.argument("name", required=False)
@json_option
def case(name: str | None, as_json: bool) -> None:
    """Print a built-in case of an invented person, to copy and change; without NAME, list them."""
    from corridor.portability.sample import CASES, case_names

    if name is None and as_json:
        print_json({"cases": list(case_names())})
        return
    if name is None:
        for known in case_names():
            click.echo(known)
        return
    if name not in case_names():
        raise click.BadParameter(
            _("expected one of {names}").format(names=", ".join(case_names())), param_hint="NAME"
        )
    text = (CASES / f"{name}.yaml").read_text(encoding="utf-8")
    if as_json:
        import yaml

        print_json(yaml.safe_load(text))
    else:
        click.echo(text, nl=False)


@click.command()
@click.argument("output", type=click.Path(path_type=Path))
@json_option
def template(output: Path, as_json: bool) -> None:
    """Write a form for careers to OUTPUT (.xlsx with drop-down lists, or .csv)."""
    from corridor.careers import write_template
    from corridor.portability.words import vocabulary

    if output.suffix.lower() not in (".xlsx", ".csv"):
        raise click.BadParameter(_("expected a name that ends in .xlsx or .csv"), param_hint="OUTPUT")
    write_template(output, vocabulary())
    if as_json:
        print_json({"file": str(output)})
    text = _("written: {file}; fill it in, then: {command}")
    click.echo(text.format(file=output, command=pasted("careers", output)), err=True)
