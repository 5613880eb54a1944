"""Records in and out of files of other programs: the format is recognised by the name and the first signs of the file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from corridor.i18n import N_, _
from corridor.partnerships.forms import Report
from corridor.partnerships.model import Practice
from corridor.partnerships.registry import read_practices, yaml_of

FORMATS: Mapping[str, str] = {
    "yaml": N_("records of Corridor (YAML)"),
    "iati": N_("IATI 2.03 activities (XML)"),
    "hsds": N_("services in HSDS 3.0 (JSON)"),
    "jsonld": N_("schema.org (JSON-LD)"),
    "csv": N_("a folder of CSV tables"),
    "xlsx": N_("an XLSX workbook"),
}
_SUFFIXES = {
    ".yaml": "yaml",
    ".yml": "yaml",
    ".xml": "iati",
    ".jsonld": "jsonld",
    ".csv": "csv",
    ".xlsx": "xlsx",
}


@dataclass(frozen=True)
class Taken:
    """Records of a file, its format, and sentences about what in it was not taken."""

    practices: tuple[Practice, ...]
    format: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Given:
    """Files that were written, and sentences about what a reader should know.

    ``checked``: an IATI file was held against the official schema; ``problems`` is what the schema says.
    """

    files: tuple[Path, ...]
    notes: tuple[str, ...] = ()
    checked: bool = False
    problems: tuple[str, ...] = ()


def take(path: Path, form: str = "") -> Taken:
    """The records of a file of any format of :data:`FORMATS`.

    Raises:
        RegistryProblems: everything that is wrong with it.
        OSError: it cannot be opened.
    """
    form = form or format_of(path)
    if form == "iati":
        from corridor.partnerships.iati import read_iati

        read = read_iati(path)
        return Taken(read.practices, form, read.notes)
    return Taken(tuple(_read(path, form)), form)


def _read(path: Path, form: str) -> list[Practice]:
    if form == "hsds":
        from corridor.partnerships.hsds import read_hsds

        return read_hsds(path)
    if form == "jsonld":
        from corridor.partnerships.jsonld import read_json_ld

        return read_json_ld(path)
    if form == "csv":
        from corridor.partnerships.tablefiles import read_csv_tables

        return read_csv_tables(path)
    if form == "xlsx":
        from corridor.partnerships.tablefiles import read_workbook

        return read_workbook(path)
    return read_practices(path)


def format_of(path: Path) -> str:
    """The format of a file or folder.

    Raises:
        RegistryProblems: it is none of them.
        OSError: it cannot be opened.
    """
    if path.is_dir():
        return "csv"
    with path.open("rb") as stream:
        head = stream.read(20_000)
    if path.suffix.lower() in _SUFFIXES:
        return _SUFFIXES[path.suffix.lower()]
    if head[:2] == b"PK":
        return "xlsx"
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:1] == b"<":
        return "iati"
    if start[:1] in (b"{", b"["):
        return "jsonld" if b'"@context"' in head or b'"@graph"' in head else "hsds"
    report = Report(path.name)
    report.add("file", _("not recognised; expected one of {formats}").format(formats=", ".join(FORMATS)))
    report.finish()
    return ""


def give(practices: Iterable[Practice], form: str, target: Path, *, publisher: str = "") -> Given:
    """Write records in a format; ``publisher`` reports to IATI for records that name nobody.

    Raises:
        OSError: it cannot be written.
    """
    records = list(practices)
    if form == "iati":
        from corridor.partnerships.iati import schema_problems, write_iati

        written = write_iati(records, publisher=publisher)
        said = schema_problems(written.content)
        target.write_bytes(written.content)
        return Given((target,), written.notes, said is not None, tuple(said or ()))
    if form == "csv":
        from corridor.partnerships.tablefiles import write_csv_folder

        return Given(tuple(write_csv_folder(records, target)))
    if form == "xlsx":
        from corridor.partnerships.tablefiles import write_workbook

        write_workbook(records, target)
        return Given((target,))
    target.write_text(_text(records, form), encoding="utf-8")
    notes: tuple[str, ...] = ()
    if form == "hsds" and (left := [p.id for p in records if not p.services]):
        notes = (
            _("HSDS holds services only; left out, since they state none: {ids}").format(ids=", ".join(left)),
        )
    return Given((target,), notes)


def _text(practices: list[Practice], form: str) -> str:
    if form == "hsds":
        from corridor.partnerships.hsds import write_hsds

        return write_hsds(practices)
    if form == "jsonld":
        from corridor.partnerships.jsonld import write_json_ld

        return write_json_ld(practices)
    return yaml_of(practices)
