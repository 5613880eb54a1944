"""What a running workbench was started with."""

from __future__ import annotations

import ipaddress
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from corridor.evidence.shelf import data_folder

PORT = 8477
"""Chosen: the port unless another is named."""
LOOPBACK = ("127.0.0.1", "localhost", "::1")
BODY_LIMIT = 10_000_000
"""Chosen: the largest request that is read, in bytes."""


@dataclass(frozen=True)
class Settings:
    """The settings of one running workbench.

    Attributes:
        host, port: where it listens.
        folders: dossiers, or folders that hold dossiers, which ``/dossiers`` shows.
        data: the user's data folder; jobs and what their owner saves on purpose stand in it.
        token: what a visitor must know; ``None`` where only this computer can reach the workbench.
        secret: signs form tokens and hidden fields; new with every start.
        body_limit: largest request body, in bytes.
    """

    host: str = "127.0.0.1"
    port: int = PORT
    folders: tuple[Path, ...] = ()
    data: Path = field(default_factory=data_folder)
    token: str | None = None
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    body_limit: int = BODY_LIMIT

    @property
    def is_local(self) -> bool:
        """Whether only this computer can reach the workbench."""
        return self.host in LOOPBACK

    @property
    def address(self) -> str:
        """The address of the first page."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}/"

    def answers_to(self, host: str) -> bool:
        """Whether a request that names this host is meant for the workbench.

        A page elsewhere can point a name of its own at this computer (DNS rebinding), so names are
        compared with a list.  A number cannot be pointed anywhere, so beyond loopback any is taken.
        """
        name = host.rpartition(":")[0] if ":" in host and not host.endswith("]") else host
        name = name.strip("[]").lower().rstrip(".")
        if name in LOOPBACK:
            return True
        if self.is_local:
            return False
        return name == self.host.lower() or _is_number(name)


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
