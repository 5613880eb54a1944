"""Checks the content of an agreement file field by field: usable values come back, what is wrong is kept."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from corridor.i18n import _
from corridor.law.parameters import read_number


class Fields:
    """Collects the problems of one file, so that all are told together."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[str] = []

    def problem(self, where: str, message: str, **values: Any) -> None:
        """``values`` fill the placeholders of the message."""
        said = message.format(**values) if values else message
        self.problems.append(f"{self.file}: {where}: {said}")

    def fields(
        self, where: str, entry: Any, allowed: Iterable[str], needed: Iterable[str] = ()
    ) -> dict[str, Any]:
        """The fields of a mapping; unknown names and missing needed ones are problems."""
        if not isinstance(entry, Mapping):
            self.problem(
                where,
                _("expected fields {names}, not {value}"),
                names=", ".join(sorted(allowed)),
                value=shown(entry),
            )
            return {}
        for key in entry:
            if key not in allowed:
                near = difflib.get_close_matches(str(key)[:40], list(allowed), n=1)
                if near:
                    said = _("unknown field; did you mean {name}?").format(name=near[0])
                else:
                    said = _("unknown field; expected one of {names}").format(
                        names=", ".join(sorted(allowed))
                    )
                self.problem(f"{where}.{str(key)[:40]}", said)
        for key in needed:
            if entry.get(key) in (None, "", [], {}):
                self.problem(f"{where}.{key}", _("missing"))
        return {str(k): v for k, v in entry.items()}

    def items(self, where: str, value: Any) -> list[Any]:
        """A list; nothing at all is an empty one."""
        if value is None or isinstance(value, list):
            return value or []
        self.problem(where, _("expected a list, not {value}").format(value=shown(value)))
        return []

    def mapping(self, where: str, value: Any) -> dict[str, Any]:
        """A mapping; nothing at all is an empty one."""
        if value is None or isinstance(value, Mapping):
            return {str(k): v for k, v in (value or {}).items()}
        self.problem(where, _("expected names with what they stand for, not {value}"), value=shown(value))
        return {}

    def truth(self, where: str, value: Any) -> bool:
        """Yes or no."""
        if not isinstance(value, bool):
            self.problem(where, _("expected true or false, not {value}").format(value=shown(value)))
        return value is True

    def choice(self, where: str, value: Any, allowed: Iterable[str]) -> str:
        """One of the words allowed."""
        text = text_of(value)
        if isinstance(value, (list, Mapping)) or text not in allowed:
            self.problem(
                where,
                _("expected one of {names}, not {value}"),
                names=", ".join(allowed),
                value=shown(value),
            )
        return text

    def number(self, where: str, value: Any, *, whole: bool = False) -> Fraction | None:
        """A number above 0; ``None`` where none is given."""
        if value is None:
            return None
        try:
            number = read_number(value)
        except ValueError as error:
            self.problem(where, str(error))
            return None
        if number <= 0 or (whole and number.denominator != 1):
            said = (
                _("expected a whole number above 0, not {value}")
                if whole
                else _("expected a number above 0, not {value}")
            )
            self.problem(where, said.format(value=value))
            return None
        return number

    def one_unless_said(self, where: str, got: Mapping[str, Any], name: str) -> Fraction:
        """A number above 0 that is 1 where the field is left out; a field left empty says nothing."""
        if name not in got:
            return Fraction(1)
        if got[name] is None:
            self.problem(
                f"{where}.{name}", _("empty: expected a number above 0, or leave the field out for 1")
            )
        return self.number(f"{where}.{name}", got[name]) or Fraction(1)

    def day(self, where: str, value: Any) -> date | None:
        """A date; ``None`` where none is given."""
        if value is None:
            return None
        if type(value) is date:
            return value
        self.problem(where, _("expected a date such as 1997-03-01, not {value}"), value=shown(value))
        return None


def shown(value: Any) -> str:
    """A value in a message, cut short."""
    if isinstance(value, (list, tuple)):
        return "a list"
    if isinstance(value, Mapping):
        return "a mapping"
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def text_of(value: Any) -> str:
    """A value as text on one line, nothing as no text."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else " ".join(str(value).split())
