"""What the tests of "check an entitlement" share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workbench.check.visitor import Visitor


@pytest.fixture
def visitor(tmp_path: Path) -> Visitor:
    """A visitor of a workbench with an empty data folder, in English."""
    return Visitor(tmp_path)
