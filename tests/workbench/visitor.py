"""A visitor of the workbench for tests: same host, form tokens filled in."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from corridor.workbench.app import create_app
from corridor.workbench.settings import Settings

BASE = "http://127.0.0.1:8477"


def visitor(folder: Path, **settings: Any) -> TestClient:
    """A browser at a fresh workbench whose data folder is ``folder``."""
    made = Settings(data=folder, **settings)
    return TestClient(
        create_app(made), base_url=BASE, headers={"accept": "text/html"}, raise_server_exceptions=False
    )


def form_token(client: TestClient, page: str) -> str:
    """The token of the first form of a page (which also sets its cookie)."""
    found = re.search(r'name="form_token" value="([^"]+)"', client.get(page).text)
    assert found, f"{page} has no form"
    return found[1]


def send(client: TestClient, page: str, data: dict[str, Any], action: str | None = None, **more: Any) -> Any:
    """Fill in the form of a page and send it, as a browser does."""
    token = form_token(client, page)
    return client.post(action or page, data={**data, "form_token": token}, headers={"origin": BASE}, **more)
