"""The registry: the records that come with Corridor, and those in the user's own files.

    >>> registry = Registry.open()
    >>> registry.find("px02-singapore").countries
    ('SGP',)

A file is YAML: one record, or several below ``practices``.  Records of the user stand in the folder ``partnerships`` of the data
folder, one file each, or wherever they are said to be.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from corridor.commitments.reading import shown
from corridor.i18n import _
from corridor.law.yamlfile import UnreadableYamlError, load_yaml, parse_yaml
from corridor.partnerships.entries import plain_object, read_object
from corridor.partnerships.forms import RegistryProblems, Report
from corridor.partnerships.model import Practice

BUILT_IN = Path(__file__).parent / "registry"
FOLDER = "partnerships"
SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True)
class Registry:
    """Records by id: the built-in ones first, then the user's in the order of their files."""

    practices: Mapping[str, Practice]
    built_in: frozenset[str] = frozenset()

    @classmethod
    def of(cls, practices: Iterable[Practice], *, with_built_in: bool = True) -> Registry:
        """A registry of records, from a database for example.

        Raises:
            RegistryProblems: two records have one id.
        """
        report = Report(_("registry"))
        inside = built_in_practices() if with_built_in else ()
        found = {p.id: p for p in inside}
        for practice in practices:
            if practice.id in found:
                report.add(
                    f"id {practice.id}", _("stands twice; every record has an id of its own"), practice.id
                )
            found[practice.id] = practice
        report.finish()
        return cls(found, frozenset(p.id for p in inside))

    @classmethod
    def open(cls, *places: str | Path, with_built_in: bool = True) -> Registry:
        """A registry of the built-in records and those in files and folders of files.

        Raises:
            RegistryProblems: everything that is wrong with all files together.
            OSError: one of them cannot be opened.
        """
        report, read = Report(_("registry")), []
        for place in places:
            for file in _files(Path(place)):
                try:
                    read += read_practices(file)
                except RegistryProblems as found:
                    report.problems += found.problems
                    report.left_out += found.left_out
        try:
            made = cls.of(read, with_built_in=with_built_in)
        except RegistryProblems as found:
            report.problems += found.problems
        report.finish()
        return made

    def __iter__(self) -> Iterator[Practice]:
        return iter(self.practices.values())

    def __len__(self) -> int:
        return len(self.practices)

    def find(self, practice_id: str) -> Practice:
        """The record with this id; raises :class:`KeyError` that offers the nearest ids."""
        if practice_id in self.practices:
            return self.practices[practice_id]
        by_example = [p for p in self if p.example and p.example == practice_id.upper()]
        if by_example:
            return by_example[0]
        near = difflib.get_close_matches(practice_id, list(self.practices), n=3, cutoff=0.5)
        hint = _("; did you mean {ids}?").format(ids=", ".join(near)) if near else ""
        raise KeyError(_("no record is called {id}").format(id=practice_id) + hint)

    def about(self, *countries: str) -> list[Practice]:
        """Records that list one of the countries or state a corridor with one of them; all records without countries given."""
        wanted = set(countries)
        return [p for p in self if not wanted or wanted & countries_of(p)]

    def of_corridor(self, origin: str, destination: str) -> list[Practice]:
        """Records that state this corridor, in either direction. Lists of countries are not taken for pairs."""
        return [p for p in self if states_corridor(p, origin, destination)]


def countries_of(practice: Practice) -> set[str]:
    """The countries a record names: in its list, its corridors, its partners and its services."""
    stated = {c for k in practice.corridors or () for c in (k.origin, k.destination)}
    partners = {p.country for p in practice.partners or ()}
    services = {s.country for s in practice.services or ()}
    return {*practice.countries, *stated, *partners, *services} - {""}


def states_corridor(practice: Practice, origin: str, destination: str) -> bool:
    """Whether a record states this pair of countries, in either direction."""
    return any({k.origin, k.destination} == {origin, destination} for k in practice.corridors or ())


@lru_cache(maxsize=1)
def built_in_practices() -> tuple[Practice, ...]:
    """The records that come with Corridor."""
    return tuple(p for file in _files(BUILT_IN) for p in read_practices(file))


def user_folder() -> Path:
    """Where the user's own records stand, if nothing else is said."""
    from corridor.evidence.shelf import data_folder

    return data_folder() / FOLDER


def read_practices(file: str | Path) -> list[Practice]:
    """The records of a YAML file.

    Raises:
        RegistryProblems: everything that is wrong with it.
        OSError: it cannot be opened.
    """
    report = Report(Path(file).name)
    try:
        raw = load_yaml(file)
    except UnreadableYamlError as error:
        report.add("file", _("not readable as YAML: {why}").format(why=error))
        report.finish()
    return _practices(report, raw)


def practices_of_text(text: str, file: str) -> list[Practice]:
    """The records of YAML text; raises :class:`RegistryProblems`, which names ``file``."""
    report = Report(file)
    try:
        raw = parse_yaml(text)
    except UnreadableYamlError as error:
        report.add("file", _("not readable as YAML: {why}").format(why=error))
        report.finish()
    return _practices(report, raw)


def _practices(report: Report, raw: Any) -> list[Practice]:
    if not isinstance(raw, Mapping):
        report.add("file", _("expected a record, or records below practices"), shown(raw))
        report.finish()
    if "practices" not in raw:
        only: Practice = read_object(Practice, report, "", raw)
        report.finish()
        return [only]
    for name in raw:
        if name != "practices":
            report.add(str(name)[:60], _("unknown field; expected practices alone"))
    entries = raw["practices"]
    if not isinstance(entries, list) or not entries:
        report.add("practices", _("expected a list of records"), shown(entries))
        entries = []
    made, seen = [], set()
    for n, entry in enumerate(entries, 1):
        called = str(entry.get("id", "")) if isinstance(entry, Mapping) else ""
        where = f"practices[{n}] ({called[:80]})" if called else f"practices[{n}]"
        practice: Practice = read_object(Practice, report, where, entry)
        if practice.id and practice.id in seen:
            report.add(f"{where}.id", _("stands twice; every record has an id of its own"), practice.id)
        seen.add(practice.id)
        made.append(practice)
    report.finish()
    return made


def yaml_of(practices: Iterable[Practice]) -> str:
    """Records as YAML text that :func:`practices_of_text` reads back to the same records."""
    import yaml

    content = {"practices": [plain_object(p) for p in practices]}
    return str(yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=100))


def save(practices: Iterable[Practice], folder: Path, *, replace: bool = False) -> list[Path]:
    """Write each record to a file of its own; nothing is written if one of them is there already.

    Raises:
        FileExistsError: a file is there and ``replace`` is not set.
    """
    given = list(practices)
    files = [folder / f"{p.id}.yaml" for p in given]
    for file in files:
        if file.exists() and not replace:
            raise FileExistsError(17, _("is there already; --replace writes over it"), str(file))
    folder.mkdir(parents=True, exist_ok=True)
    for practice, file in zip(given, files, strict=True):
        draft = file.with_suffix(".tmp")
        draft.write_text(yaml_of([practice]), encoding="utf-8")
        draft.replace(file)
    return files


def _files(place: Path) -> list[Path]:
    if place.is_dir():
        return sorted(f for f in place.iterdir() if f.suffix.lower() in SUFFIXES)
    return [place]
