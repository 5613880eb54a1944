"""What is wrong with a file of evidence, and the error that carries all of it at once."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict

from corridor.careers.problems import LIMIT_PER_CHECK, Problem, Report, Unreadable, as_text

__all__ = ["EvidenceProblems", "Findings", "Problem", "Unreadable"]


class EvidenceProblems(ValueError):
    """All problems of one file, raised together.

    ``problems`` is in the order of the file; each says file and sheet, row, column, what stands there and
    what was expected.  ``left_out`` counts findings that were not kept one by one.
    """

    def __init__(self, problems: Iterable[Problem], left_out: int = 0) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        self.left_out = left_out
        super().__init__(f"{len(self.problems) + left_out} problems")

    def __reduce__(self) -> tuple[type[EvidenceProblems], tuple[tuple[Problem, ...], int]]:
        return type(self), (self.problems, self.left_out)

    def __str__(self) -> str:
        return as_text(self.problems, self.left_out)

    def to_json(self) -> str:
        """The problems as JSON: ``{"problems": [...], "left_out": n}``."""
        rows = [{k: v for k, v in asdict(p).items() if k != "person_id"} for p in self.problems]
        return json.dumps({"problems": rows, "left_out": self.left_out}, ensure_ascii=False, indent=1)


class Findings(Report):
    """Collects the problems of reading one file; :meth:`finish` raises the errors or returns the warnings."""

    def add(  # type: ignore[override]
        self,
        file: str,
        expected: str,
        *,
        row: int | None = None,
        column: str | None = None,
        value: str | None = None,
        severity: str = "error",
    ) -> None:
        """Note one problem, up to a limit beyond which they are only counted."""
        if len(self.problems) >= LIMIT_PER_CHECK:
            self.skip(1)
            return
        self.problems.append(
            Problem(file, row, column, value, expected, None, "warning" if severity == "warning" else "error")
        )

    def warn(self, file: str, said: str, *, row: int | None = None, column: str | None = None) -> None:
        """Note something that the reader of the figures should know and that stops nothing."""
        self.add(file, said, row=row, column=column, severity="warning")

    def has_errors(self) -> bool:
        """Whether something was found that stops the reading."""
        return self.left_out > 0 or any(p.severity == "error" for p in self.problems)

    def finish(self) -> tuple[Problem, ...]:
        """The warnings.

        Raises:
            EvidenceProblems: there is at least one error.
        """
        ordered = sorted(self.problems, key=lambda p: (p.severity != "error", p.row or 0))
        if self.has_errors():
            raise EvidenceProblems(ordered, self.left_out)
        return tuple(ordered)
