"""What the tests of dialogue share: the folder of published data, and readers of what a Polis server published."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest

from corridor.dialogue.votes import Vote, VoteTable, tabulate

SHARED = Path(os.environ.get("CORRIDOR_SHARED", Path(__file__).parents[3] / "shared"))
SERVER = (
    "below-100-ptpts",
    "25ptpt-3gp-no-strict-with-meta",
    "50ptpt-3gp-strict-no-meta",
    "above-100-ptpts",
    "150ptpt-3gp-no-strict-no-meta",
)


def published(name: str) -> Path:
    """A file or folder of the published data; the test is skipped, saying what is missing, if it is not there."""
    path = SHARED / "data" / "dialogue" / name
    if not path.exists():
        pytest.skip(f"not here: {path} (set CORRIDOR_SHARED to the folder that holds data/dialogue)")
    return path


def server(name: str) -> tuple[VoteTable, dict[str, Any]]:
    """The votes of a conversation and the result that the Polis server published for it."""
    folder = published(f"polis-math/{name}")
    plain, packed = folder / "votes.json", folder / "votes.json.gz"
    text = plain.read_bytes() if plain.exists() else gzip.decompress(packed.read_bytes())
    votes = [
        Vote(
            row.get("pid", row.get("participant_id")),
            row.get("tid", row.get("statement_id")),
            int(row["vote"]),
            float(row["modified"]),
        )
        for row in json.loads(text)
    ]
    result = json.loads((folder / "math-pca2.json").read_text(encoding="utf-8"))
    return tabulate(votes), result


def server_groups(result: dict[str, Any]) -> dict[int, str]:
    """The published group of each participant, through the server's base clusters."""
    base = dict(zip(result["base-clusters"]["id"], result["base-clusters"]["members"], strict=True))
    return {
        person: str(group["id"])
        for group in result["group-clusters"]
        for cluster in group["members"]
        for person in base[cluster]
    }
