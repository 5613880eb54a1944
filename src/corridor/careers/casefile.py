"""YAML and JSON case files: one person or a list ``cases:``, with the line and path of every value.

A case file is written by hand, so every scalar is read as the text that stands there: dates and numbers by
the same rules as in a table, and ``NO`` stays Norway's two letters instead of turning into "false".
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corridor.careers.columns import PERIOD_COLUMNS
from corridor.careers.problems import Report, Unreadable, shorten
from corridor.careers.raw import RawTable, plain_header
from corridor.careers.vocabulary import did_you_mean
from corridor.i18n import _

if TYPE_CHECKING:
    import polars as pl

MAX_CHARACTERS = 10_000_000
MAX_DEPTH = 8
MAX_NODES = 2_000_000

CASE_KEYS = ("person", "claim_date", "periods", "facts", "invented", "title")
PERSON_KEYS = {
    "id": "person_id",
    "person_id": "person_id",
    "birth_date": "birth_date",
    "sex": "sex",
    "nationality": "nationality",
    "residence": "residence",
}
PERIOD_KEYS = tuple(name for name in PERIOD_COLUMNS if name != "person_id")


@dataclass(frozen=True, slots=True)
class Node:
    """A value with its line: text, ``None`` (empty), a list of nodes, or a mapping name -> node."""

    value: str | list[Node] | dict[str, Node] | None
    line: int


def read_case_file(text: str, file: str, report: Report) -> list[RawTable]:
    """The persons and the periods of a case file, as two tables. Raises :class:`Unreadable`."""
    root = _parse(text, file)
    if not isinstance(root.value, dict):
        said = _("expected a case with person, claim_date and periods, or a list of them under cases:")
        raise Unreadable(file, said, row=root.line)
    reader = _Reader(file, report)
    if "cases" in root.value:
        for key, node in root.value.items():
            if key != "cases" and not _is_note(key):
                said = _("beside cases: nothing else may stand; put it into each case")
                report.add(file, said, row=node.line, column=shorten(key))
        cases = root.value["cases"]
        if not isinstance(cases.value, list):
            raise Unreadable(file, _("expected a list of cases"), row=cases.line, column="cases")
        for number, case in enumerate(cases.value):
            reader.case(case, f"cases[{number}]")
        if not cases.value:
            raise Unreadable(file, _("the list of cases is empty"), row=cases.line, column="cases")
    else:
        reader.case(root, "")
    return reader.tables()


def _is_note(key: str) -> bool:
    return plain_header(key).startswith(("note", "x_"))


class _Table:
    """Rows gathered one by one, with the place of every cell."""

    def __init__(self) -> None:
        self.rows: list[dict[str, str | None]] = []
        self.lines: list[int] = []
        self.places: dict[tuple[int, str], tuple[int, str]] = {}
        self.labels: dict[str, str] = {}

    def add(self, line: int, path: str) -> int:
        self.rows.append({})
        self.lines.append(line)
        self.places[(len(self.rows) - 1, "")] = (line, path)
        return len(self.rows) - 1

    def put(self, at: int, column: str, value: str | None, line: int, path: str) -> None:
        key = plain_header(column)
        self.rows[at][key] = value
        self.labels.setdefault(key, column)
        self.places[(at, key)] = (line, path)

    def table(self, file: str, always: tuple[str, ...]) -> RawTable:
        import polars as pl

        names = dict.fromkeys((*always, *self.labels))
        columns: dict[str, pl.Series] = {
            name: pl.Series(name, [row.get(name) for row in self.rows], dtype=pl.String) for name in names
        }
        labels = {name: self.labels.get(name, name) for name in names}
        return RawTable(file, columns, labels, self.lines, "point", {}, self.places or {(-1, ""): (1, "")})


class _Reader:
    def __init__(self, file: str, report: Report) -> None:
        self.file = file
        self.report = report
        self.persons = _Table()
        self.periods = _Table()

    def tables(self) -> list[RawTable]:
        persons = self.persons.table(self.file, ("person_id", "birth_date", "residence", "claim_date"))
        return [
            persons,
            self.periods.table(self.file, ("person_id", "kind", "start", "end", "country", "earnings")),
        ]

    def case(self, node: Node, path: str) -> None:
        fields = self._mapping(node, path, CASE_KEYS)
        prefix = f"{path}." if path else ""
        at = self.persons.add(node.line, path)
        person = fields.get("person")
        if person is None:
            self._say(
                node,
                f"{prefix}person",
                _("nothing says who the person is; expected {example}").format(
                    example="person: {id: ..., ...}"
                ),
            )
        else:
            where = f"{prefix}person"
            # What a person lacks is reported at the line of the person, under its own path.
            self.persons.places[(at, "")] = (person.line, where)
            for key, value in self._mapping(person, where, tuple(PERSON_KEYS)).items():
                column = PERSON_KEYS[key]
                self.persons.put(
                    at,
                    column,
                    self._text(value, f"{where}.{key}", many=key == "nationality"),
                    value.line,
                    f"{where}.{key}",
                )
        for key in ("claim_date", "title", "invented"):
            if key in fields:
                value = fields[key]
                self.persons.put(at, key, self._text(value, prefix + key), value.line, prefix + key)
        if "claim_date" not in fields:
            self.persons.places[(at, "claim_date")] = (node.line, f"{prefix}claim_date")
        self._facts(fields.get("facts"), at, f"{prefix}facts")
        self._periods(fields.get("periods"), node, at, f"{prefix}periods")

    def _facts(self, node: Node | None, at: int, path: str) -> None:
        if node is None or node.value is None:
            return
        for scheme, facts in self._mapping(node, path, None).items():
            for fact, value in self._mapping(facts, f"{path}.{scheme}", None).items():
                where = f"{path}.{scheme}.{fact}"
                self.persons.put(at, f"{scheme}.{fact}", self._text(value, where), value.line, where)

    def _periods(self, node: Node | None, case: Node, at: int, path: str) -> None:
        if node is None:
            self._say(case, path, _("no periods; expected a list (an empty one, [], if the person has none)"))
            return
        if node.value is not None and not isinstance(node.value, list):
            self._say(node, path, _("expected a list of periods, each beginning with a dash"))
            return
        for number, item in enumerate(node.value or []):
            where = f"{path}[{number}]"
            row = self.periods.add(item.line, where)
            self.periods.put(row, "person_id", self.persons.rows[at].get("person_id"), item.line, where)
            for key, value in self._mapping(item, where, PERIOD_KEYS).items():
                self.periods.put(row, key, self._text(value, f"{where}.{key}"), value.line, f"{where}.{key}")

    def _mapping(self, node: Node, path: str, known: tuple[str, ...] | None) -> dict[str, Node]:
        """The fields of a mapping; unknown ones are reported and left out."""
        if not isinstance(node.value, dict):
            said = _("expected fields")
            if known:
                said = _("expected fields such as {name}: ...").format(name=known[0])
            self._say(node, path, said)
            return {}
        if known is None:
            return node.value
        fields = {}
        for key, value in node.value.items():
            name = plain_header(key)
            if name in known:
                if name in fields:
                    self._say(value, f"{path}.{name}".lstrip("."), _("the field stands twice"))
                fields[name] = value
            elif not _is_note(key):
                said = _("unknown field")
                if self.report.may_suggest():
                    said = did_you_mean(said, key, known)
                self._say(value, f"{path}.{shorten(key)}".lstrip("."), said)
        return fields

    def _text(self, node: Node, path: str, many: bool = False) -> str | None:
        if isinstance(node.value, list) and many:
            words = [part.value for part in node.value if isinstance(part.value, str)]
            if len(words) < len(node.value):
                self._say(node, path, _("expected a list of words"))
            return ";".join(words) or "stateless"
        if isinstance(node.value, list | dict):
            self._say(node, path, _("expected one value"))
            return None
        return node.value

    def _say(self, node: Node, path: str, expected: str) -> None:
        value = node.value if isinstance(node.value, str) else None
        self.report.add(self.file, expected, row=node.line, column=path, value=value)


def _parse(text: str, file: str) -> Node:
    """The text as nodes, built from the parser's events: bounded in depth and number, no aliases, no tags."""
    import yaml

    if len(text) > MAX_CHARACTERS:
        said = _("a case file of {count} characters; expected at most {most}: use tables for many persons")
        raise Unreadable(file, said.format(count=f"{len(text):,}", most=f"{MAX_CHARACTERS:,}"))
    text = text.removeprefix("\ufeff")
    if text.lstrip()[:1] in ("{", "["):
        text = _checked_json(text, file)
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return _Builder(file, yaml.parse(text, Loader=loader)).document()
    except yaml.MarkedYAMLError as error:
        mark: Any = error.problem_mark or error.context_mark
        why = error.problem or error.context or _("unreadable")
        said = _("the text is no valid YAML here: {why}").format(why=why)
        raise Unreadable(file, said, row=mark.line + 1 if mark else None) from None
    except (yaml.YAMLError, UnicodeError) as error:
        said = shorten(str(error), 100)
        raise Unreadable(file, _("the text is no valid YAML: {said}").format(said=said)) from None


def _checked_json(text: str, file: str) -> str:
    """A JSON text made safe for the YAML parser, whose events give the lines; YAML passes through."""
    if re.search(r"\[{200}|\{{200}|(?:[\[{]\s*){200}", text[:1_000_000]):
        raise Unreadable(file, _("nested deeper than {max_depth} levels").format(max_depth=MAX_DEPTH))
    try:
        json.loads(text, parse_constant=lambda name: name)
    except RecursionError:
        raise Unreadable(
            file, _("nested deeper than {max_depth} levels").format(max_depth=MAX_DEPTH)
        ) from None
    except json.JSONDecodeError as error:
        if file.lower().endswith(".json") or '":' in text[:1000]:
            said = _("the text is no valid JSON here: {msg}").format(msg=error.msg)
            raise Unreadable(file, said, row=error.lineno) from None
        return text
    except ValueError as error:
        raise Unreadable(file, _("the text is no valid JSON: {error}").format(error=error)) from None
    # A tab in valid JSON can only stand between values, where YAML does not allow it.
    return re.sub(_ESCAPE, _joined, text.replace("\t", " "))


# Any escape is matched, so that a backslash that is itself escaped does not begin another one.
_ESCAPE = (
    r"\\(?:u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|u([dD][89a-fA-F][0-9a-fA-F]{2})|.)"
)


def _joined(found: re.Match[str]) -> str:
    """The character of a pair of surrogate escapes, which JSON writes and YAML does not know."""
    high, low, half = found.groups()
    if high:
        return chr(0x10000 + ((int(high, 16) - 0xD800) << 10) + int(low, 16) - 0xDC00)
    return "\ufffd" if half else found[0]


def _line(event: Any) -> int:
    """The line where an event of the parser begins, the first = 1."""
    return int(event.start_mark.line) + 1


class _Builder:
    def __init__(self, file: str, events: Iterator[Any]) -> None:
        self.file = file
        self.events = events
        self.nodes = 0

    def document(self) -> Node:
        import yaml

        found: Node | None = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if found is not None:
                    said = _("a second document begins here (---); put several persons under cases:")
                    raise Unreadable(self.file, said, row=_line(event))
            elif isinstance(event, yaml.NodeEvent):
                found = self.node(event, 1)
        if found is None:
            raise Unreadable(self.file, _("the file is empty"))
        return found

    def node(self, event: Any, depth: int) -> Node:
        import yaml

        line = _line(event)
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise Unreadable(
                self.file,
                _("more than {max_nodes} values; use tables for many persons").format(
                    max_nodes=format(MAX_NODES, ",")
                ),
                row=line,
            )
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            raise Unreadable(
                self.file, _("anchors and aliases (&, *) are not read; write the values out"), row=line
            )
        if event.tag and event.tag != "!":
            raise Unreadable(
                self.file, _("tags (!) are not read; write plain values"), row=line, value=event.tag
            )
        if depth > MAX_DEPTH:
            raise Unreadable(
                self.file, _("nested deeper than {max_depth} levels").format(max_depth=MAX_DEPTH), row=line
            )
        if isinstance(event, yaml.ScalarEvent):
            plain = event.implicit[0] and event.style in (None, "")
            empty = plain and event.value.strip() in ("", "~", "null", "Null", "NULL")
            return Node(None if empty else event.value, line)
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Node] = []
            while not isinstance(inner := next(self.events), yaml.SequenceEndEvent):
                items.append(self.node(inner, depth + 1))
            return Node(items, line)
        fields: dict[str, Node] = {}
        while not isinstance(inner := next(self.events), yaml.MappingEndEvent):
            key = self.node(inner, depth + 1)
            value = self.node(next(self.events), depth + 1)
            if not isinstance(key.value, str):
                raise Unreadable(self.file, _("expected the name of a field before the colon"), row=key.line)
            if key.value in fields:
                said = _("the field stands twice (first in line {line})").format(line=fields[key.value].line)
                raise Unreadable(self.file, said, row=key.line, column=shorten(key.value))
            fields[key.value] = value
        return Node(fields, line)


def example() -> Mapping[str, Any]:
    """A small invented case in the form a case file has (for help texts and tests)."""
    return {
        "title": "Maria (invented)",
        "invented": True,
        "person": {
            "id": "maria",
            "birth_date": "1960-05-12",
            "sex": "female",
            "nationality": ["PHL"],
            "residence": "CAN",
        },
        "claim_date": "2025-06-01",
        "periods": [
            {
                "country": "PHL",
                "kind": "employment",
                "start": "1984-01-01",
                "end": "1990-12-31",
                "earnings": 3000,
                "earnings_per": "month",
                "currency": "PHP",
            }
        ],
    }
