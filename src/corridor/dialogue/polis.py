"""The layout that Polis exports: ``votes.csv``, ``comments.csv`` and ``participants-votes.csv``.

Votes are 1 (agree), -1 (disagree), 0 (pass).  Layout read in The Computational Democracy Project's
openData files (CC BY 4.0).
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from corridor.dialogue.votes import Vote, VoteTable, tabulate
from corridor.evidence.problems import Findings
from corridor.i18n import _

_VOTES = ("comment-id", "voter-id", "vote")
_COMMENTS = ("comment-id", "moderated", "comment-body")


@dataclass(frozen=True)
class Statement:
    """A statement as it was put to people.  ``moderation``: 1 accepted, 0 not looked at, -1 hidden."""

    id: str
    text: str
    moderation: int
    author: str | None = None

    @property
    def hidden(self) -> bool:
        """Whether a moderator hid it."""
        return self.moderation < 0


@dataclass(frozen=True)
class Conversation:
    """One exported conversation: its votes, its statements if they are there, the published groups if they are."""

    votes: VoteTable
    statements: Mapping[str, Statement]
    groups: Mapping[str, str | None]

    @property
    def shown(self) -> tuple[str, ...]:
        """Statements that were voted on and not hidden."""
        return tuple(
            str(s)
            for s in self.votes.statements
            if str(s) not in self.statements or not self.statements[str(s)].hidden
        )


def read_polis(folder: Path, *, invited: int | None = None) -> Conversation:
    """A conversation from a folder of exported files (plain or ``.gz``), or from one votes file.

    Raises:
        EvidenceProblems: everything that is wrong with the files, at once.
        FileNotFoundError: there is no ``votes.csv``.
    """
    folder = Path(folder)
    if folder.is_dir():
        votes_file = _present(folder, "votes.csv")
        if votes_file is None:
            raise FileNotFoundError(2, _("expected a file votes.csv here"), str(folder))
        comments_file = _present(folder, "comments.csv")
        groups_file = _present(folder, "participants-votes.csv")
    else:
        votes_file, comments_file, groups_file = folder, None, None
    findings = Findings()
    votes = list(_votes(votes_file, findings))
    statements = dict(_statements(comments_file, findings)) if comments_file else {}
    groups = dict(_groups(groups_file, findings)) if groups_file else {}
    findings.finish()
    table = tabulate(votes, invited=invited)
    return Conversation(table, statements, groups)


def _present(folder: Path, name: str) -> Path | None:
    for candidate in (folder / name, folder / f"{name}.gz"):
        if candidate.exists():
            return candidate
    return None


def _rows(file: Path, needed: tuple[str, ...], findings: Findings) -> Iterator[tuple[int, dict[str, str]]]:
    """The records of a file with the line each ends on; a header without a needed column is a finding."""
    raw = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        findings.add(str(file), _("expected text in UTF-8"))
        return
    reader = csv.DictReader(io.StringIO(text, newline=""))
    missing = [c for c in needed if c not in (reader.fieldnames or ())]
    if missing:
        findings.add(
            str(file), _("expected the columns {columns} in the first row").format(columns=", ".join(missing))
        )
        return
    for record in reader:
        yield reader.line_num, {k: v or "" for k, v in record.items() if k is not None}


def _whole(
    record: Mapping[str, str],
    column: str,
    fits: Callable[[int], bool],
    expected: str,
    file: Path,
    row: int,
    findings: Findings,
) -> int | None:
    text = record[column].strip()
    try:
        value = int(text)
    except ValueError:
        value = None
    if value is None or not fits(value):
        findings.add(str(file), expected, row=row, column=column, value=text)
        return None
    return value


def _votes(file: Path, findings: Findings) -> Iterator[Vote]:
    for row, record in _rows(file, _VOTES, findings):
        choice = _whole(
            record,
            "vote",
            lambda v: v in (-1, 0, 1),
            _("a vote is 1 (agree), -1 (disagree) or 0 (pass)"),
            file,
            row,
            findings,
        )
        for column in ("comment-id", "voter-id"):
            if not record[column].strip():
                findings.add(
                    str(file), _("nothing stands here; expected an identifier"), row=row, column=column
                )
        try:
            moment = float(record.get("timestamp") or 0)
        except ValueError:
            findings.add(
                str(file),
                _("expected a number that orders the votes, such as milliseconds"),
                row=row,
                column="timestamp",
                value=record["timestamp"],
            )
            continue
        if choice is not None:
            yield Vote(record["voter-id"].strip(), record["comment-id"].strip(), choice, moment)


def _statements(file: Path, findings: Findings) -> Iterator[tuple[str, Statement]]:
    for row, record in _rows(file, _COMMENTS, findings):
        mark = _whole(
            record,
            "moderated",
            lambda v: v in (-1, 0, 1),
            _("expected 1 (accepted), 0 (not looked at) or -1 (hidden)"),
            file,
            row,
            findings,
        )
        if mark is not None:
            name = record["comment-id"].strip()
            yield name, Statement(name, record["comment-body"], mark, record.get("author-id") or None)


def _groups(file: Path, findings: Findings) -> Iterator[tuple[str, str | None]]:
    for _row, record in _rows(file, ("participant", "group-id"), findings):
        yield record["participant"].strip(), record["group-id"].strip() or None
