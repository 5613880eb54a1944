"""The command that proves the label "validated": it runs the published examples."""

from __future__ import annotations

from typing import Any

import click

from corridor.cli.common import json_option, print_json, table


@click.command()
@click.argument("scheme_ids", nargs=-1, metavar="[SCHEME]...")
@json_option
def verify(scheme_ids: tuple[str, ...], as_json: bool) -> int:
    """Run every published worked example of the schemes (all, or those named) and compare.

    Exit code 0: all agree; 1: some do not.
    """
    from corridor.law.trace import plain
    from corridor.schemes import all_schemes, find_scheme
    from corridor.schemes.examples import verify as run_examples

    try:
        chosen = [find_scheme(s) for s in scheme_ids] or all_schemes()
    except KeyError as error:
        raise click.ClickException(str(error.args[0])) from None
    results = [v for scheme in chosen for v in run_examples(scheme)]
    failed = [v for v in results if not v.agrees]
    if as_json:
        print_json(
            [
                {
                    "scheme": v.scheme,
                    "id": v.example.id,
                    "grade": v.example.grade,
                    "source": v.example.source,
                    "target": v.example.target,
                    "expected": plain(v.example.expect),
                    "found": plain(v.found),
                    "agrees": v.agrees,
                }
                for v in results
            ]
        )
        return 1 if failed else 0
    rows = []
    for scheme in chosen:
        own = [v for v in results if v.scheme == scheme.id]
        grades: dict[str, Any] = {g: sum(v.example.grade == g for v in own) for g in ("A", "B", "C")}
        rows.append(
            [
                scheme.id,
                scheme.validation,
                str(len(own)),
                ", ".join(f"{n} {g}" for g, n in grades.items() if n) or "-",
                str(sum(v.agrees for v in own)),
            ]
        )
    table(["Scheme", "Label", "Examples", "Grades", "Agree"], rows)
    click.echo("\nA: official; B: press that restates an official figure; C: practitioner.")
    for v in failed:
        click.echo(
            f"{v.scheme} {v.example.id}: {v.example.target} is {v.found}, published {v.example.expect} ({v.example.source})"
        )
    return 1 if failed else 0
