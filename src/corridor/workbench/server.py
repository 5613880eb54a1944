"""Starting the workbench, and looking at every page of it once."""

from __future__ import annotations

import secrets
import socket
import sys
import threading
import time
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from corridor.workbench.settings import Settings

if TYPE_CHECKING:
    import uvicorn

WAITING = 512
"""Chosen: connections that wait to be taken."""
STARTED_WITHIN = 30.0
"""Chosen: seconds after which a start counts as failed."""


class PortTakenError(OSError):
    """Something else listens on the port."""


def new_access_token() -> str:
    """What visitors beyond this computer must know."""
    return secrets.token_urlsafe(24)


def serve(settings: Settings, *, browser: bool | None = None, say: Callable[[str], None] = print) -> None:
    """Run the workbench until it is stopped (Ctrl-C).

    Args:
        settings: where it listens and what it shows; port 0 takes any that is free.
        browser: whether the browser is opened; by default only in a terminal.
        say: takes the lines for the person who started it.

    Raises:
        PortTakenError: something else listens on the port.
        ValueError: it would be reachable from other computers without a token.
    """
    listening = _listen(settings)
    settings = replace(settings, port=listening.getsockname()[1])
    say(f"Corridor: {settings.address}  (stop it with Ctrl-C)")
    if settings.token is not None:
        say(f"Other computers can reach it. They are asked for this token: {settings.token}")
        say("What is sent over the network is not encrypted: use it only in a network that you trust.")
    if browser if browser is not None else sys.stdout.isatty():
        threading.Thread(target=webbrowser.open, args=(settings.address,), daemon=True).start()
    with listening:
        try:
            _server(settings).run(sockets=[listening])
        except KeyboardInterrupt:
            say("stopped")


@contextmanager
def running(settings: Settings) -> Iterator[str]:
    """A workbench in the background for the length of a ``with`` block; gives its address.

    Raises:
        PortTakenError: something else listens on the port.
        RuntimeError: it does not start.
    """
    listening = _listen(settings)
    settings = replace(settings, port=listening.getsockname()[1])
    server = _server(settings)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    with listening:
        thread.start()
        limit = time.monotonic() + STARTED_WITHIN
        while not server.started:
            if not thread.is_alive() or time.monotonic() > limit:
                raise RuntimeError("the workbench does not start")
            time.sleep(0.02)
        try:
            yield settings.address
        finally:
            server.should_exit = True
            thread.join(STARTED_WITHIN)


def look_at_every_page(settings: Settings, seen: Callable[[int, int], None]) -> list[str]:
    """Start, get every page as HTML and, where it has content, as JSON, and stop; returns what is wrong (``/path: why``).

    Args:
        settings: the settings; its folders are looked at too.
        seen: called with the pages done and the pages there are.
    """
    from urllib.error import HTTPError
    from urllib.request import Request, urlopen

    from corridor.workbench.addresses import FORMS, every_page

    wrong = []
    with running(settings) as address:
        pages = every_page()
        for done, path in enumerate(pages, 1):
            for accept in ("text/html",) if path in FORMS else ("text/html", "application/json"):
                asked = Request(address.rstrip("/") + path, headers={"Accept": accept})
                try:
                    with urlopen(asked, timeout=60) as answer:
                        kind = answer.headers.get_content_type()
                        if kind != accept:
                            wrong.append(f"{path}: {kind} in place of {accept}")
                except HTTPError as error:
                    wrong.append(f"{path}: {error.code} for {accept}")
            seen(done, len(pages))
    return wrong


def _listen(settings: Settings) -> socket.socket:
    if not settings.is_local and settings.token is None:
        raise ValueError("a workbench that other computers can reach needs a token")
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((settings.host, settings.port))
        made.listen(WAITING)
    except OSError as error:
        made.close()
        raise PortTakenError(error.errno, error.strerror, f"{settings.host} port {settings.port}") from error
    return made


def _server(settings: Settings) -> uvicorn.Server:
    import uvicorn

    from corridor.workbench.app import create_app

    return uvicorn.Server(
        uvicorn.Config(
            create_app(settings),
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_keep_alive=10,
            timeout_graceful_shutdown=3,
            proxy_headers=False,
        )
    )
