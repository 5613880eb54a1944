"""Databases of both kinds for consultations, and a secret of the codes."""

from __future__ import annotations

from pathlib import Path

import pytest

from corridor.dialogue.codes import Keyed, keyed
from tests.records.conftest import database, opened, postgresql, url

__all__ = ["database", "keys", "opened", "postgresql", "url"]


@pytest.fixture
def keys(tmp_path: Path) -> Keyed:
    return keyed(tmp_path)
