"""What the commands of consultations share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from corridor.cli.common import print_json
from corridor.i18n import _

if TYPE_CHECKING:
    from corridor.records.database import Database


@contextmanager
def kept() -> Iterator[tuple[Database, Any]]:
    """The database and the secret of the codes."""
    from corridor.dialogue.codes import keyed
    from corridor.evidence.shelf import data_folder
    from corridor.records.database import open_database

    database = open_database(data_folder())
    try:
        yield database, keyed(data_folder())
    finally:
        database.close()


def checked(call: Callable[..., Any]) -> Callable[..., Any]:
    """What a command cannot do ends it with a sentence and code 2."""

    @wraps(call)
    def wrapped(*arguments: Any, **named: Any) -> Any:
        try:
            return call(*arguments, **named)
        except KeyError as error:
            raise click.ClickException(_("there is no {name}").format(name=error.args[0])) from None
        except ValueError as error:
            raise click.ClickException(str(error)) from None

    return wrapped


def told(data: dict[str, Any], sentence: str, as_json: bool) -> None:
    """Print what was done: as JSON, or as a sentence."""
    if as_json:
        print_json(data)
    else:
        click.echo(sentence)
