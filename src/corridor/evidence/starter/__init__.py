"""The starter pack: selected figures that come with the package, so that a profile works out of the box.

What is selected, from what and how stands in ``make.py``; every source stands in ``sources.yaml``.  Whoever
wants more than the selection adds the publisher's own file with ``corridor evidence add FILE``.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from corridor.evidence.shelf import Entry

FIGURES = "figures.parquet"
SOURCES = "sources.yaml"


def entries() -> tuple[Entry, ...]:
    """The sources of the starter pack as a store lists them."""
    import yaml

    from corridor.evidence.shelf import entry_of

    folder = Path(str(resources.files("corridor.evidence.starter")))
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data = cast("dict[str, Any]", yaml.load((folder / SOURCES).read_text(encoding="utf-8"), Loader=loader))
    made = [
        {**row, "file": FIGURES, "sha256": data["sha256"], "added": "with the package"}
        for row in data["sources"]
    ]
    return tuple(entry_of(row, folder, "starter") for row in made)
