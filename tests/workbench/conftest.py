"""What the tests of the workbench share."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from corridor.workbench.server import running
from corridor.workbench.settings import Settings
from tests.workbench.visitor import visitor

CHROMIUM = os.environ.get("CORRIDOR_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip


@pytest.fixture(scope="session")
def _one_visitor(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    return visitor(tmp_path_factory.mktemp("data"))


@pytest.fixture
def browse(_one_visitor: TestClient) -> TestClient:
    """A visitor of a workbench with an empty data folder, who has chosen no language yet."""
    _one_visitor.cookies.clear()
    return _one_visitor


@pytest.fixture(scope="session")
def workbench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running workbench with an empty data folder, without the last slash."""
    with running(Settings(port=0, data=tmp_path_factory.mktemp("data"))) as address:
        yield address.rstrip("/")


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """Chromium through Playwright, one for all tests of a process: a second one beside it cannot be started."""
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield made
        made.close()
