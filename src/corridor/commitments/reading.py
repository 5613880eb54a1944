"""Reading the YAML files of this room: every problem at once, each with its file, its place and what was expected."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

from corridor.careers.problems import Problem, as_text
from corridor.law.parameters import GRADES, LawDataError, Source, read_number
from corridor.law.yamlfile import UnreadableYamlError, load_yaml

__all__ = ["CommitmentProblems", "Fields", "Source", "load_mapping", "shown", "text_of"]

#: Problems kept one by one of one file; the rest are counted.
MAX_PROBLEMS = 500
#: Chosen: numbers from here on are slips of the pen, and too long to be written in words.
MOST = 10**18


class CommitmentProblems(LawDataError):
    """All problems of one file of this room, raised together; ``problems`` holds them one by one."""

    def __init__(self, problems: Iterable[Problem], left_out: int = 0) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        self.left_out = left_out
        super().__init__(as_text(self.problems, left_out))

    def __reduce__(self) -> tuple[type[CommitmentProblems], tuple[tuple[Problem, ...], int]]:
        return type(self), (self.problems, self.left_out)

    def to_json(self) -> str:
        """The problems as JSON: ``{"problems": [...], "left_out": n}``."""
        rows = [{k: v for k, v in asdict(p).items() if k not in ("person_id", "row")} for p in self.problems]
        return json.dumps({"problems": rows, "left_out": self.left_out}, ensure_ascii=False, indent=1)


def shown(value: Any) -> str:
    """A value as a message shows it, cut short."""
    if isinstance(value, (list, tuple)):
        return "a list"
    if isinstance(value, Mapping):
        return "a mapping"
    text = text_of(value)
    return text if len(text) <= 60 else text[:57] + "..."


def text_of(value: Any) -> str:
    """A scalar as text; YAML's true and false are the words yes and no.

    >>> text_of(True), text_of(None), text_of(" a\\n b ")
    ('yes', '', 'a b')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else " ".join(str(value).split())


def nearest(word: str, allowed: Iterable[str]) -> str:
    """``; did you mean X?`` where something is near, else the allowed words if they are few, else nothing."""
    words = list(allowed)
    near = difflib.get_close_matches(word[:60], words, n=1)
    if near:
        return f"; did you mean {near[0]}?"
    return f"; expected one of {', '.join(words)}" if len(words) <= 30 else ""


class Fields:
    """Checks the content of one file field by field and collects what is wrong.

    Methods return a usable value whatever stands there, so reading goes on to the end of the file.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.left_out = 0

    def add(
        self,
        where: str,
        expected: str,
        value: Any = None,
        severity: Literal["error", "warning"] = "error",
    ) -> None:
        """Note one problem at a place such as ``clauses[3] (C97-07).answer``."""
        if len(self.problems) >= MAX_PROBLEMS:
            self.left_out += 1
            return
        said = None if value is None else shown(value)
        self.problems.append(Problem(self.file, None, where, said, expected, None, severity))

    def warn(self, where: str, said: str) -> None:
        """Note something the reader should know and that stops nothing."""
        self.add(where, said, severity="warning")

    def mapping(
        self, where: str, entry: Any, allowed: Iterable[str] | None = None, needed: Sequence[str] = ()
    ) -> dict[str, Any]:
        """A mapping with these fields; nothing at all is an empty one. ``allowed=None`` takes any name."""
        if entry is None:
            entry = {}
        if not isinstance(entry, Mapping):
            names = "names with values" if allowed is None else "fields " + ", ".join(allowed)
            self.add(where, f"expected {names}", entry)
            return {}
        if allowed is not None:
            words = list(allowed)
            for key in entry:
                if key not in words:
                    name = text_of(key)
                    # the rest of a note after its comma, in a list on one line
                    hint = (
                        "; a text with a comma or colon stands in quotes"
                        if " " in name and entry[key] is None
                        else ""
                    )
                    self.add(f"{where}.{name[:60]}", f"unknown field{hint or nearest(name, words)}")
        for key in needed:
            if entry.get(key) in (None, "", [], {}):
                self.add(f"{where}.{key}", "missing")
        return {text_of(k): v for k, v in entry.items()}

    def items(self, where: str, value: Any) -> list[Any]:
        """A list; nothing at all is an empty one, one word is a list of one."""
        if value is None:
            return []
        if isinstance(value, Mapping):
            self.add(where, "expected a list", value)
            return []
        return value if isinstance(value, list) else [value]

    def words(self, where: str, value: Any, allowed: Iterable[str] | None = None) -> tuple[str, ...]:
        """A list of words, each once, each one of ``allowed``."""
        got = [text_of(v) if not isinstance(v, (list, Mapping)) else "" for v in self.items(where, value)]
        for word, twice in ((w, got.count(w) > 1) for w in dict.fromkeys(got)):
            if twice:
                self.add(where, f"{word} stands twice")
            if not word:
                self.add(where, "expected plain words")
            elif allowed is not None and word not in (known := list(allowed)):
                self.add(where, f"not known{nearest(word, known)}", word)
        return tuple(dict.fromkeys(got))

    def choice(self, where: str, value: Any, allowed: Iterable[str], default: str = "") -> str:
        """One of the allowed words; ``default`` where nothing stands and a default is given."""
        words = list(allowed)
        if value is None and default:
            return default
        text = "" if isinstance(value, (list, Mapping)) else text_of(value)
        if text not in words:
            if value is None:
                self.add(where, f"missing; expected one of {', '.join(words)}")
            else:
                self.add(where, f"not known{nearest(text, words)}", value)
        return text

    def text(self, where: str, value: Any) -> str:
        """A text on one line."""
        if isinstance(value, (list, Mapping)):
            self.add(where, "expected a text", value)
            return ""
        return text_of(value)

    def day(self, where: str, value: Any) -> date | None:
        """A date, or ``None`` where none is given."""
        if value is None or value == "":
            return None
        if type(value) is date:
            return value
        if isinstance(value, str):
            # a date in quotes is the same date
            with suppress(ValueError):
                return date.fromisoformat(value.strip())
        self.add(where, "expected a date such as 1961-11-10", value)
        return None

    def number(self, where: str, value: Any) -> Fraction | None:
        """A number that is not negative, or ``None`` where none is given."""
        if value is None or value == "":
            return None
        try:
            number = read_number(str(value) if isinstance(value, float) else value)
        except ValueError:
            self.add(where, 'expected a number such as 12 or "2.5"', value)
            return None
        if number >= MOST:
            self.add(where, 'expected a number such as 12 or "2.5"', f"{str(value)[:20]}…")
            return None
        if number < 0:
            self.add(where, "expected a number that is not negative", value)
            return None
        return number

    def truth(self, where: str, value: Any, default: bool = False) -> bool:
        """Yes or no."""
        if value is None:
            return default
        if not isinstance(value, bool):
            self.add(where, "expected true or false", value)
        return value is True

    def source(self, where: str, key: str, entry: Any) -> Source:
        """Where something was read."""
        fields = ("title", "publisher", "address", "grade", "read", "note")
        got = self.mapping(where, entry, fields, ("title",))
        if got.get("grade") is not None:
            self.choice(f"{where}.grade", got["grade"], sorted(GRADES))
        if got.get("read") is not None:
            self.choice(f"{where}.read", got["read"], ("yes", "partly", "no"))
        return Source(
            id=key,
            **{k: text_of(v) for k, v in got.items() if k in fields} | {"title": text_of(got.get("title"))},
        )

    def finish(self) -> tuple[Problem, ...]:
        """The warnings.

        Raises:
            CommitmentProblems: there is at least one error.
        """
        if self.left_out or any(p.severity == "error" for p in self.problems):
            raise CommitmentProblems(self.problems, self.left_out)
        return tuple(self.problems)


def load_mapping(path: str | Path) -> tuple[Fields, dict[str, Any]]:
    """The content of a YAML file that holds one mapping, and the collector of its problems.

    Raises:
        CommitmentProblems: it is no YAML, or no mapping.
        OSError: it cannot be opened.
    """
    file = Path(path)
    fields = Fields(file.name)
    try:
        raw = load_yaml(file)
    except UnreadableYamlError as error:
        fields.add("file", f"not readable as YAML: {error}")
        fields.finish()
    if not isinstance(raw, Mapping):
        fields.add("file", "expected names with values", raw if raw is not None else "an empty file")
        fields.finish()
    return fields, {text_of(k): v for k, v in raw.items()}
