"""The texts in data files that people read: which files, which fields.

A room that shows a field of its data passes it through ``_`` where it is shown, and names the field in
:data:`FIELDS` (data files) or :data:`CONSTANTS` (tables in the code that are not marked there).
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

#: Files (below ``src/corridor``) and their fields: keys joined by dots, ``*`` for every key or item.
FIELDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "schemes/*/*/parameters.yaml",
        (
            "name",
            "validation_note",
            "not_modelled.*",
            "claim_where",
            "documents.*",
            "facts.*.title",
            "facts.*.values.*",
            "parameters.*.title",
            "parameters.*.unit",
        ),
    ),
    (
        "agreements/instruments/*.yaml",
        (
            "title",
            "validation_note",
            "not_modelled.*",
            "versions.*.version",
            "versions.*.credits.*.reading",
            "versions.*.benefits.*.reading",
            "versions.*.notes.*",
        ),
    ),
    (
        "agreements/drafts/*.yaml",
        ("title", "validation_note", "not_modelled.*", "versions.*.version", "versions.*.credits.*.reading"),
    ),
    ("cases/*.yaml", ("title",)),
    ("dossier/assumptions.yaml", ("note",)),
    ("commitments/catalogue/founding.yaml", ("*.*.text", "*.*.criterion", "*.*.note")),
    (
        "commitments/catalogue/standards.yaml",
        (
            "topics.*",
            "standards.*.title",
            "standards.*.parts.*",
            "standards.*.scope.*.note",
            "standards.*.requirements.*.text",
            "standards.*.requirements.*.question",
            "standards.*.requirements.*.note",
            "standards.*.requirements.*.answer.items.*",
            "standards.*.requirements.*.answer.options.*",
            "standards.*.requirements.*.answer.unit",
        ),
    ),
    (
        "commitments/coded/*.yaml",
        ("title", "note", "workers.*.name", "workers.*.note"),
    ),
)

#: Tables of words in the code: module and name of a mapping (its values are texts) or a sequence.
CONSTANTS: tuple[tuple[str, str], ...] = (
    ("corridor.schemes.scheme", "VALIDATION_LABELS"),
    ("corridor.agreements.instrument", "METHODS"),
    ("corridor.agreements.instrument", "AWARDS"),
)


def law_texts(source: Path) -> Iterator[tuple[str, str]]:
    """Every text with the file it stands in; white space as the readers of the files leave it."""
    for pattern, fields in FIELDS:
        for file in sorted(source.glob(pattern)):
            data = yaml.safe_load(file.read_text(encoding="utf-8"))
            for field in fields:
                for text in _at(data, field.split(".")):
                    yield text, file.relative_to(source).as_posix()
    yield from _rules()
    for module, name in CONSTANTS:
        table = getattr(importlib.import_module(module), name)
        for text in table.values() if hasattr(table, "values") else table:
            yield str(text), f"{module.removeprefix('corridor.').replace('.', '/')}.py"


def _rules() -> Iterator[tuple[str, str]]:
    """Titles and units of the rules of every scheme: the first lines of their docstrings."""
    from corridor.schemes import all_schemes
    from corridor.schemes.registry import broken_schemes

    if broken_schemes():  # their titles would be dropped from every catalogue
        raise SystemExit(f"schemes that cannot be read: {', '.join(broken_schemes())}")
    for scheme in all_schemes(invented=True):
        for rule in scheme.rules.rules.values():
            name = f"schemes/{scheme.folder.parent.name}/{scheme.folder.name}/rules.py"
            yield rule.title, name
            if rule.unit:
                yield rule.unit, name


def _at(data: Any, path: list[str]) -> Iterator[str]:
    """The texts at a path of a data file."""
    if not path:
        if isinstance(data, str):
            text = " ".join(data.split())
            if any(c.isalpha() for c in text):
                yield text
        return
    key, *rest = path
    if key == "*":
        for item in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
            yield from _at(item, rest)
    elif isinstance(data, dict) and key in data:
        yield from _at(data[key], rest)
