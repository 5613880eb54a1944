"""``read_careers``: any accepted file in, checked careers out, or every problem at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from corridor.careers.model import PERIOD_FIELDS, PERSON_FIELDS, Careers
from corridor.careers.problems import Report, Unreadable
from corridor.careers.raw import RawTable, Sources
from corridor.careers.vocabulary import Vocabulary
from corridor.i18n import N_, _

PathLike = str | Path

MAX_BYTES = 2 * 1024**3
"""Files beyond this are refused: split them, or use Parquet."""


def read_careers(
    paths: PathLike | Iterable[PathLike],
    vocabulary: Vocabulary | None = None,
    persons: PathLike | None = None,
    *,
    encoding: str | None = None,
) -> Careers:
    """Read careers from one file or several; what a file is, is told by its content.

    Accepted: CSV (comma, semicolon, tab or bar), XLSX, Parquet, and YAML or JSON case files.  Tables are flat
    (person columns repeated on every period row), or two: persons and periods, as two files or two sheets.
    ``persons`` may name the table of persons apart.  ``encoding`` declares that of text files that are not
    UTF-8 (or UTF-16 with its mark), e.g. ``"cp1252"``.

    Raises :class:`CareerProblems` with all problems of all files.  Warnings are kept in ``Careers.warnings``.
    """
    listed: list[PathLike] = [paths] if isinstance(paths, str | Path) else list(paths)
    if persons is not None:
        listed.append(persons)
    report = Report()
    tables: list[RawTable] = []
    names = [Path(path).name for path in listed]
    for path, name in zip(map(Path, listed), names, strict=True):
        # Two files of one name in two folders must be told apart in the messages.
        shown = name if names.count(name) == 1 else str(path)
        try:
            tables.extend(_read(path, shown, encoding, report))
        except Unreadable as unreadable:
            report.problems.append(unreadable.problem)
    if not listed:
        report.add("(nothing)", _("no file was named; expected at least one"))
    if not tables:
        report.finish()
    return careers_from(tables, vocabulary, ", ".join(names), report)


def raw_tables(path: PathLike, report: Report, encoding: str | None = None) -> list[RawTable]:
    """The cells of one file as they stand, for a form in which they can be corrected.

    A file that cannot be read at all gives no table and a problem in ``report``.
    """
    try:
        return _read(Path(path), Path(path).name, encoding, report)
    except Unreadable as unreadable:
        report.problems.append(unreadable.problem)
        return []


def careers_from(
    tables: Sequence[RawTable], vocabulary: Vocabulary | None, source: str, report: Report | None = None
) -> Careers:
    """Interpret and check raw tables together. Raises :class:`CareerProblems`."""
    from corridor.careers.check import check
    from corridor.careers.columns import assemble

    report = report or Report()
    report.files.extend(table.file for table in tables)
    sources = Sources(tables, report)
    persons, periods = assemble(tables, vocabulary, sources)
    persons, periods = check(persons, periods, vocabulary, sources)
    warnings = report.finish()
    facts = sorted(name for name in persons.columns if name not in PERSON_FIELDS)
    return Careers(persons.select(*PERSON_FIELDS, *facts), periods.select(PERIOD_FIELDS), source, warnings)


def _read(path: Path, name: str, encoding: str | None, report: Report) -> list[RawTable]:
    """The raw tables of one file. Raises :class:`Unreadable` if there is no reading it."""
    try:
        if path.is_dir():
            raise Unreadable(name, _("this is a folder; expected a file"))
        size = path.stat().st_size
        if size == 0:
            raise Unreadable(name, _("the file is empty"))
        if size > MAX_BYTES:
            raise Unreadable(
                name,
                _("the file has {size} bytes; expected at most {max_bytes}").format(
                    size=format(size, ","), max_bytes=format(MAX_BYTES, ",")
                ),
            )
        with path.open("rb") as stream:
            head = stream.read(65_536)
    except FileNotFoundError:
        raise Unreadable(name, _("there is no such file ({path})").format(path=path)) from None
    except (OSError, ValueError) as error:
        raise Unreadable(
            name,
            _("the file cannot be opened: {why}").format(why=getattr(error, "strerror", None) or error),
        ) from None
    return _read_kind(path, name, head, encoding, report)


def _read_kind(path: Path, name: str, head: bytes, encoding: str | None, report: Report) -> list[RawTable]:
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        from corridor.careers.spreadsheets import read_workbook

        return read_workbook(path, name, report)
    if head.startswith(b"PAR1"):
        from corridor.careers.tables import read_parquet

        return [read_parquet(path, name)]
    for mark, what in _FOREIGN.items():
        if head.startswith(mark):
            raise Unreadable(
                name, _("{what}; expected CSV, XLSX, Parquet, YAML or JSON").format(what=_(what))
            )
    from corridor.careers.tables import decode, read_text_table

    text = decode(path.read_bytes(), name, encoding)
    if path.suffix.lower() in (".yaml", ".yml", ".json") or _looks_like_case(text):
        from corridor.careers.casefile import read_case_file

        return read_case_file(text, name, report)
    return [read_text_table(text, name, report)]


_FOREIGN = {
    b"\xd0\xcf\x11\xe0": N_("an old Excel file or one with a password: save it as .xlsx without one"),
    b"%PDF": N_("a PDF"),
    b"\x1f\x8b": N_("a compressed file (gzip): unpack it first"),
    b"7z\xbc\xaf": N_("a compressed file (7z): unpack it first"),
    b"\x89PNG": N_("a picture"),
    b"\xff\xd8\xff": N_("a picture"),
    b"{\\rtf": N_("a formatted text (RTF)"),
}


def _looks_like_case(text: str) -> bool:
    """Whether a text is a YAML or JSON case file rather than a table."""
    import re

    for line in text[:20_000].splitlines():
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        if stripped[0] in "{[" or stripped == "---" or stripped.startswith("%YAML"):
            return True
        # A header of a table has no colon after its first word; a field of a case file has.
        return bool(re.match(r"^(- )?[\w .-]+:(\s|$)", stripped))
    return False
