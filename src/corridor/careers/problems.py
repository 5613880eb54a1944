"""What is wrong with an input: one :class:`Problem` a finding, all together in :class:`CareerProblems`.

A problem says where it is (file, row, column, as the user sees them), what stands there and what was
expected instead.  Reading never stops at the first problem: everything found in all files of one call is
collected in a :class:`Report` and raised together.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal

from corridor.i18n import N_, _, isolate, listed, ngettext

if TYPE_CHECKING:
    import polars as pl

Severity = Literal["error", "warning"]

EMPTY = N_("nothing stands here")
"""How every message about an empty cell begins."""

SHOWN = 50
"""How many problems ``str()`` lists before it says how many more there are."""

LIMIT_PER_CHECK = 5_000
"""How many findings of one check on one column are kept one by one; the rest are counted.

A file of four million rows with a wrong country in each would otherwise cost gigabytes of messages.
"""


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding.

    ``row`` is the number the user sees: the spreadsheet row (header = 1) of a table, the line of a YAML or
    JSON case file, the record number (first = 1) of data that came from Python.  ``None`` where the problem
    is the whole file's.  ``column`` is the header as written, or the field path of a case file
    (``periods[2].start``).  ``value`` is what stands there.  ``expected`` is the teaching part.
    """

    file: str
    row: int | None
    column: str | None
    value: str | None
    expected: str
    person_id: str | None = None
    severity: Severity = "error"

    def __str__(self) -> str:
        place = self.file
        if self.row is not None:
            place += f", {row_word(self.file)} {self.row}"
        if self.column:
            place += f", {shorten(self.column)}"
        said = "" if self.value is None else f" {shorten(self.value)!r}:"
        who = f" {_person(self.person_id)}" if self.person_id else ""
        text = f"{self.expected}{who}"
        if self.severity == "warning":
            text = _("warning: {message}").format(message=text)
        return f"{place}:{said} {text}"


def nothing_here(expected: str) -> str:
    """The message about an empty cell, with what was expected there."""
    return _("{nothing}; {expected}").format(nothing=_(EMPTY), expected=expected)


def shorten(text: str, width: int = 40) -> str:
    """The text on one line, cut to ``width`` characters with an ellipsis.

    >>> shorten("a" * 50, 10)
    'aaaaaaaaa…'
    """
    flat = " ".join("".join(c if c.isprintable() else " " for c in text[: width * 8]).split())
    return flat if len(flat) <= width else flat[: width - 1] + "…"


def row_word(file: str) -> str:
    """What the row number of a file counts: lines in a case file, rows elsewhere.

    >>> row_word("maria.yaml"), row_word("book.xlsx [periods]")
    ('line', 'row')
    """
    return _("line") if file.lower().endswith((".yaml", ".yml", ".json")) else _("row")


def _person(person_id: str) -> str:
    return _("(person {name})").format(name=isolate(shorten(person_id)))


class CareerProblems(ValueError):
    """All problems of one reading, raised together.

    ``problems`` is in the order of the files and rows.  ``left_out`` counts findings beyond
    ``LIMIT_PER_CHECK`` of one check, which are counted and not kept one by one.
    """

    def __init__(self, problems: Iterable[Problem], left_out: int = 0) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        self.left_out = left_out
        super().__init__(f"{len(self.problems) + left_out} problems")

    def __reduce__(self) -> tuple[type[CareerProblems], tuple[tuple[Problem, ...], int]]:
        return type(self), (self.problems, self.left_out)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The findings that stop the reading."""
        return tuple(p for p in self.problems if p.severity == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The findings that do not."""
        return tuple(p for p in self.problems if p.severity == "warning")

    def __len__(self) -> int:
        return len(self.problems) + self.left_out

    def __str__(self) -> str:
        return as_text(self.problems, self.left_out)

    def to_frame(self) -> pl.DataFrame:
        """The problems as a Polars frame, one row a problem, columns as the fields of :class:`Problem`."""
        import polars as pl

        schema = {
            "file": pl.String,
            "row": pl.Int64,
            "column": pl.String,
            "value": pl.String,
            "expected": pl.String,
            "person_id": pl.String,
            "severity": pl.String,
        }
        return pl.DataFrame([asdict(p) for p in self.problems], schema=schema)

    def to_json(self) -> str:
        """The problems as JSON: ``{"problems": [...], "left_out": n}``."""
        content = {"problems": [asdict(p) for p in self.problems], "left_out": self.left_out}
        return json.dumps(content, ensure_ascii=False, indent=1)


def as_text(problems: Sequence[Problem], left_out: int = 0) -> str:
    """An aligned list a person can read: errors first, the first ``SHOWN``, then how many more."""
    counts = Counter(p.severity for p in problems)
    # What was left out is counted with the errors: warnings stop being kept long before they matter.
    errors, warnings = counts["error"] + left_out, counts["warning"]
    parts = []
    if errors:
        parts.append(ngettext("{count} error", "{count} errors", errors).format(count=errors))
    if warnings:
        parts.append(ngettext("{count} warning", "{count} warnings", warnings).format(count=warnings))
    files = list(dict.fromkeys(p.file for p in problems))
    ordered = sorted(problems, key=lambda p: p.severity != "error")[:SHOWN]
    head = listed(parts or [_("no problems")])
    lines = [_("{problems} in {file}").format(problems=head, file=files[0]) if len(files) == 1 else head]
    cells = []
    for p in ordered:
        place = [] if len(files) == 1 else [p.file]
        place.append("" if p.row is None else f"{row_word(p.file)} {p.row}")
        place.append(shorten(p.column or ""))
        place.append("" if p.value is None else repr(shorten(p.value, 32)))
        text = p.expected + (f" {_person(p.person_id)}" if p.person_id else "")
        if p.severity == "warning":
            text = _("warning: {message}").format(message=text)
        cells.append((place, text))
    widths = [max(len(c[0][i]) for c in cells) for i in range(len(cells[0][0]))] if cells else []
    for place, text in cells:
        aligned = "  ".join(part.ljust(width) for part, width in zip(place, widths, strict=True) if width)
        lines.append(f"  {aligned}  {text}".rstrip())
    more = len(problems) - len(ordered) + left_out
    if more:
        lines.append("  " + ngettext("and {count} more", "and {count} more", more).format(count=more))
    return "\n".join(lines)


class Report:
    """Collects the problems of one reading; :meth:`finish` raises them or hands back the warnings."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.left_out = 0
        self.files: list[str] = []
        self._budget = 300

    def add(
        self,
        file: str,
        expected: str,
        *,
        row: int | None = None,
        column: str | None = None,
        value: str | None = None,
        person_id: str | None = None,
        severity: Severity = "error",
    ) -> None:
        """Note one problem."""
        self.problems.append(Problem(file, row, column, value, expected, person_id, severity))

    def skip(self, number: int) -> None:
        """Count findings that are not kept one by one."""
        self.left_out += max(0, number)

    def may_suggest(self) -> bool:
        """Whether another "did you mean" may be searched: each costs milliseconds, and junk has many."""
        self._budget -= 1
        return self._budget >= 0

    def has_errors(self) -> bool:
        """Whether anything found so far stops the reading."""
        return any(p.severity == "error" for p in self.problems)

    def sorted(self) -> list[Problem]:
        """The problems by file (in the order of reading), row and column, each once.

        A cell that was refused (a formula, say) is handed on as empty; that it is empty is then no news.
        """
        order = {
            file: i for i, file in enumerate(dict.fromkeys([*self.files, *(p.file for p in self.problems)]))
        }
        refused = {(p.file, p.row, p.column) for p in self.problems if not p.expected.startswith(_(EMPTY))}
        unique = dict.fromkeys(
            p
            for p in self.problems
            if not p.expected.startswith(_(EMPTY)) or (p.file, p.row, p.column) not in refused
        )
        return sorted(unique, key=lambda p: (order[p.file], p.row or 0, p.column or ""))

    def finish(self) -> tuple[Problem, ...]:
        """Raise :class:`CareerProblems` if there is an error, else return the warnings."""
        problems = self.sorted()
        if self.has_errors():
            raise CareerProblems(problems, self.left_out)
        return tuple(problems)


class Unreadable(Exception):
    """Inside the room only: a file cannot be read at all. Carries the one problem that says why."""

    def __init__(
        self,
        file: str,
        expected: str,
        *,
        row: int | None = None,
        column: str | None = None,
        value: str | None = None,
    ) -> None:
        super().__init__(expected)
        self.problem = Problem(file, row, column, value, expected)
