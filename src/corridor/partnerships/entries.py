"""Entries: classes whose fields have forms, read from mappings and written back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from functools import cache
from typing import Any

from corridor.i18n import _
from corridor.partnerships.forms import Form, Report, Words, list_of


@dataclass(frozen=True)
class Rows:
    """Several entries of one class; ``None`` not stated, empty: stated that there are none.

    Without ``optional`` an empty list is not stated.
    """

    of: type
    optional: bool = True

    @property
    def default(self) -> tuple[Any, ...] | None:
        """Not stated."""
        return None if self.optional else ()

    def read(self, report: Report, where: str, raw: Any) -> tuple[Any, ...] | None:
        """The entries."""
        entries = list_of(report, where, raw)
        if entries is None:
            return self.default
        return tuple(read_object(self.of, report, f"{where}[{n}]", e) for n, e in enumerate(entries, 1))

    def plain(self, value: tuple[Any, ...] | None) -> list[dict[str, Any]] | None:
        """The entries as a list of mappings."""
        return None if value is None else [plain_object(v) for v in value]


@dataclass(frozen=True)
class One:
    """An entry of one class, or ``None``: not stated."""

    of: type
    default: None = None

    def read(self, report: Report, where: str, raw: Any) -> Any:
        """The entry."""
        return None if raw is None else read_object(self.of, report, where, raw)

    def plain(self, value: Any) -> dict[str, Any] | None:
        """The entry as a mapping."""
        return None if value is None else plain_object(value)


def has(form: Form, *, needed: bool = False) -> Any:
    """A field of a record with its form; ``needed``: a record without it is refused."""
    metadata = {"form": form, "needed": needed}
    if isinstance(form, Words):
        return field(default_factory=dict, metadata=metadata)
    return field(default=form.default, metadata=metadata)


@cache
def forms_of(cls: type) -> dict[str, Form]:
    """The forms of the fields of a class, in order."""
    every: tuple[Field[Any], ...] = fields(cls)
    return {f.name: f.metadata["form"] for f in every}


@cache
def needed_of(cls: type) -> tuple[str, ...]:
    """The fields of a class that must be there."""
    every: tuple[Field[Any], ...] = fields(cls)
    return tuple(f.name for f in every if f.metadata["needed"])


def read_object(cls: type, report: Report, where: str, raw: Any) -> Any:
    """An entry of a class from a mapping; ``cls.check`` says what is wrong with its fields together."""
    forms = forms_of(cls)
    before = len(report.problems)
    if raw is None or isinstance(raw, Mapping):
        got = report.mapping(where or "record", raw, forms, needed_of(cls))
    else:
        report.add(where, _("expected fields with values"), raw)
        got = {}
    prefix = f"{where}." if where else ""
    made = cls(**{name: form.read(report, prefix + name, got.get(name)) for name, form in forms.items()})
    if len(report.problems) == before:
        for name, expected in made.check():
            report.add(prefix + name, expected)
    return made


def plain_object(value: Any) -> dict[str, Any]:
    """An entry as a mapping; what is not stated is left out."""
    cls: Any = type(value)
    plain = {name: form.plain(getattr(value, name)) for name, form in forms_of(cls).items()}
    unstated = {name: form.plain(form.default) for name, form in forms_of(cls).items()}
    return {name: data for name, data in plain.items() if data != unstated[name]}
