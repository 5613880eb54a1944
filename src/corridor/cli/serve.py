"""The command that starts the workbench."""

from __future__ import annotations

from pathlib import Path

import click

from corridor.cli.common import json_option, print_json, progress_to_stderr

OK, FINDING = 0, 1


@click.command()
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8477, show_default=True, help="0: any free port."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Where it listens.")
@click.option(
    "--allow-remote",
    is_flag=True,
    help="Let other computers reach it; they are asked for a token that is printed.",
)
@click.option(
    "--folder",
    "folders",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    multiple=True,
    help="A dossier, or a folder that holds dossiers, to show (repeatable).",
)
@click.option("--no-browser", is_flag=True, help="Do not open the browser.")
@click.option(
    "--check", "look", is_flag=True, help="Start, get every page, and end: 0 if all is well, else 1."
)
@json_option
def serve(
    port: int,
    host: str,
    allow_remote: bool,
    folders: tuple[Path, ...],
    no_browser: bool,
    look: bool,
    as_json: bool,
) -> int:
    """The workbench in the browser: corridors, entitlements, agreements.

    It runs on this computer, and nothing that is entered leaves it. --json goes with --check.
    """
    from corridor.workbench.server import PortTakenError, look_at_every_page, new_access_token
    from corridor.workbench.server import serve as run
    from corridor.workbench.settings import LOOPBACK, Settings

    if host not in LOOPBACK and not allow_remote:
        raise click.BadParameter(
            f"{host} can be reached by other computers; if that is meant, add --allow-remote",
            param_hint="--host",
        )
    if as_json and not look:
        raise click.UsageError("--json goes with --check")
    token = new_access_token() if host not in LOOPBACK else None
    settings = Settings(host=host, port=port, folders=tuple(f.resolve() for f in folders), token=token)
    try:
        if look:
            return _look(look_at_every_page(settings, progress_to_stderr("pages")), as_json)
        run(settings, browser=False if no_browser else None, say=click.echo)
    except PortTakenError as error:
        raise click.ClickException(
            f"{error.filename}: {error.strerror}. Stop what listens there, or name another: --port {port + 1}"
        ) from None
    return OK


def _look(wrong: list[str], as_json: bool) -> int:
    if as_json:
        print_json({"problems": wrong})
    else:
        for line in wrong:
            click.echo(line)
        click.echo("every page answers" if not wrong else f"{len(wrong)} problems")
    return FINDING if wrong else OK
