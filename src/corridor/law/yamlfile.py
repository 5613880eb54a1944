"""Reading YAML files of law and agreements: nothing runs, nothing explodes, and a bad date stays readable.

Files come from users too (drafts of agreements).  Before anything is built the stream of events is walked once: size, depth,
what aliases would unfold to, and names that stand twice in one mapping are checked without building a thing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

#: Limits far above any real law file.
MAX_CHARACTERS = 2_000_000
MAX_DEPTH = 30
MAX_NODES = 200_000

_FAST: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class UnreadableYamlError(ValueError):
    """Why a file cannot be read as YAML."""


class _Loader(_FAST):  # type: ignore[misc]
    """The safe loader; what looks like a date or number and is none stays text, for the reader of the file to name."""


def _lenient(name: str) -> Any:
    built = getattr(_FAST, f"construct_yaml_{name}")

    def construct(loader: Any, node: Any) -> Any:
        try:
            return built(loader, node)
        except ValueError:
            return str(node.value)

    return construct


for _name in ("timestamp", "int", "float"):
    _Loader.add_constructor(f"tag:yaml.org,2002:{_name}", _lenient(_name))


def load_yaml(path: str | Path) -> Any:
    """The content of a YAML file.

    Raises:
        UnreadableYamlError: it is no YAML, or too large, too deep, or has the same name twice in one mapping.
        OSError: it cannot be opened.
    """
    file = Path(path)
    if file.stat().st_size > 4 * MAX_CHARACTERS:
        raise UnreadableYamlError(f"longer than {MAX_CHARACTERS:,} characters")
    try:
        return parse_yaml(file.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UnreadableYamlError(" ".join(str(error).split())) from None


def parse_yaml(text: str) -> Any:
    """The content of YAML text; raises :class:`UnreadableYamlError` as :func:`load_yaml` does."""
    if len(text) > MAX_CHARACTERS:
        raise UnreadableYamlError(f"longer than {MAX_CHARACTERS:,} characters")
    try:
        _check(text)
        return yaml.load(text, Loader=_Loader)
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        raise UnreadableYamlError(" ".join(str(error).split())) from None


@dataclass
class _Open:
    """A list or mapping that is being read: nodes in it so far, its anchor, its names."""

    anchor: str | None
    mapping: bool
    nodes: int = 1
    children: int = 0
    names: set[str] = field(default_factory=set)


def _check(text: str) -> None:
    sizes: dict[str, int] = {}
    stack: list[_Open] = []
    for event in yaml.parse(text, Loader=_FAST):
        line = event.start_mark.line + 1 if event.start_mark else 0
        nodes = 0
        if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            if len(stack) >= MAX_DEPTH:
                raise UnreadableYamlError(f"line {line}: nested deeper than {MAX_DEPTH}")
            stack.append(_Open(event.anchor, isinstance(event, yaml.MappingStartEvent)))
            continue
        if isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            done = stack.pop()
            nodes = done.nodes
            if done.anchor:
                sizes[done.anchor] = nodes
        elif isinstance(event, yaml.ScalarEvent):
            nodes = 1
            if event.anchor:
                sizes[event.anchor] = nodes
            inside = stack[-1] if stack else None
            if inside and inside.mapping and inside.children % 2 == 0 and event.value != "<<":
                if event.value in inside.names:
                    raise UnreadableYamlError(f"line {line}: {event.value} stands twice")
                inside.names.add(event.value)
        elif isinstance(event, yaml.AliasEvent):
            if event.anchor not in sizes:
                raise UnreadableYamlError(f"line {line}: *{event.anchor} stands for nothing, or for itself")
            nodes = sizes[event.anchor]
        if stack and nodes:
            stack[-1].nodes += nodes
            stack[-1].children += 1
            if stack[-1].nodes > MAX_NODES:
                raise UnreadableYamlError(f"line {line}: unfolds to more than {MAX_NODES:,} values")
