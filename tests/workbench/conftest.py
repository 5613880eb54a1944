"""What the tests of the workbench share."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from tests.workbench.visitor import visitor


@pytest.fixture(scope="session")
def browse(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """A visitor of a workbench with an empty data folder."""
    return visitor(tmp_path_factory.mktemp("data"))
