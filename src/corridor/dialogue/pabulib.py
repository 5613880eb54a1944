"""The ``.pb`` format of Pabulib, read and written without loss: metadata, projects and ballots of a budget vote.

Format: pabulib.org/format; Faliszewski et al., "Participatory budgeting: data, tools and analysis"
(arXiv 2305.11035).  Approval, ordinal, cumulative and scoring ballots are read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path

from corridor.dialogue.election import Ballot, Election, Project
from corridor.evidence.problems import Findings
from corridor.i18n import N_, _

Row = tuple[str, ...]
VOTE_TYPES = ("approval", "ordinal", "cumulative", "scoring")
_SECTIONS = ("META", "PROJECTS", "VOTES")
_NEEDED = {"PROJECTS": ("project_id", "cost"), "VOTES": ("voter_id", "vote")}
_NUMBER = N_("expected a number, such as 1000000")


@dataclass(frozen=True)
class PabulibFile:
    """The three sections of a file, with every column and key in the order of the file.

    ``meta`` holds (key, value) pairs, ``projects`` and ``votes`` the rows below their headers, as written.
    """

    meta: tuple[tuple[str, str], ...]
    project_columns: Row
    projects: tuple[Row, ...]
    vote_columns: Row
    votes: tuple[Row, ...]
    newline: str = "\n"

    def value(self, key: str) -> str | None:
        """A value of the metadata; None where the file does not state it."""
        return dict(self.meta).get(key)

    @property
    def published(self) -> tuple[str, ...] | None:
        """The projects that the file marks as selected (1, or 2 for selected otherwise); None without the column."""
        if "selected" not in self.project_columns:
            return None
        place, name = self.project_columns.index("selected"), self.project_columns.index("project_id")
        return tuple(row[name] for row in self.projects if row[place].strip() not in ("", "0"))


def read_pabulib(path: Path) -> PabulibFile:
    """The sections of a ``.pb`` file.

    Raises:
        EvidenceProblems: everything that is wrong with the file, at once.
    """
    path = Path(path)
    findings = Findings()
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        findings.add(str(path), _("expected text in UTF-8"))
        findings.finish()
        raise
    newline = "\r\n" if "\r\n" in text else "\n"
    sections: dict[str, list[tuple[int, Row]]] = {}
    current: list[tuple[int, Row]] | None = None
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        if line.strip().upper() in _SECTIONS:
            current = sections.setdefault(line.strip().upper(), [])
        elif line.strip() and current is not None:
            current.append((number, _cells(line)))
        elif line.strip():
            findings.add(str(path), _("expected META in the first line"), row=number, value=line)
            break
    for section in _SECTIONS:
        if not sections.get(section):
            findings.add(str(path), _("expected a section {section}").format(section=section))
    findings.finish()
    for section, needed in _NEEDED.items():
        row, header = sections[section][0]
        for column in needed:
            if column not in header:
                findings.add(str(path), _("expected this column here"), row=row, column=column)
        for number, cells in sections[section][1:]:
            if len(cells) != len(header):
                findings.add(
                    str(path),
                    _("expected {expected} cells, as in the header, not {found}").format(
                        expected=len(header), found=len(cells)
                    ),
                    row=number,
                )
    for number, cells in sections["META"][1:]:
        if len(cells) != 2:
            findings.add(str(path), _("expected a key and a value"), row=number)
    findings.finish()
    return PabulibFile(
        meta=tuple((c[0], c[1]) for _n, c in sections["META"][1:]),
        project_columns=sections["PROJECTS"][0][1],
        projects=tuple(c for _n, c in sections["PROJECTS"][1:]),
        vote_columns=sections["VOTES"][0][1],
        votes=tuple(c for _n, c in sections["VOTES"][1:]),
        newline=newline,
    )


def write_pabulib(file: PabulibFile, path: Path) -> None:
    """Write the sections as a ``.pb`` file; reading it again gives the same sections.

    Raises:
        ValueError: a cell holds a line break, which the format cannot carry.
    """
    rows: list[Sequence[str]] = [("META",), ("key", "value"), *file.meta]
    rows += [("PROJECTS",), file.project_columns, *file.projects]
    rows += [("VOTES",), file.vote_columns, *file.votes]
    text = file.newline.join(";".join(_quoted(c) for c in row) for row in rows) + file.newline
    Path(path).write_bytes(text.encode("utf-8"))


def election_of(file: PabulibFile, name: str = "") -> Election:
    """The budget, projects and ballots of a file.

    An approval counts one point.  Cumulative and scoring ballots carry their points.  An ordinal ballot without
    points gives its last place one point and each place before it one more (Borda within the ballot's length).

    Raises:
        EvidenceProblems: costs, the budget or ballots that cannot be read, all at once.
    """
    findings = Findings()
    kind = (file.value("vote_type") or "").strip().lower()
    if kind not in VOTE_TYPES:
        findings.add(
            name,
            _("expected one of {kinds}").format(kinds=", ".join(VOTE_TYPES)),
            column="vote_type",
            value=kind,
        )
    budget = _amount(file.value("budget"))
    if budget is None or budget < 0:
        findings.add(name, _(_NUMBER), column="budget", value=file.value("budget"))
    projects = _projects(file, name, findings)
    known = {p.id for p in projects}
    ballots = [
        b for b in (_ballot(file, i, kind, known, name, findings) for i in range(len(file.votes))) if b
    ]
    findings.finish()
    return Election(tuple(projects), tuple(ballots), budget or Fraction(0), file.value("currency"))


def _projects(file: PabulibFile, name: str, findings: Findings) -> list[Project]:
    found: list[Project] = []
    seen: set[str] = set()
    for index, row in enumerate(file.projects, start=1):
        record = dict(zip(file.project_columns, row, strict=True))
        cost = _amount(record["cost"])
        key = record["project_id"].strip()
        if cost is None or cost < 0:
            findings.add(name, _(_NUMBER), row=index, column="PROJECTS.cost", value=record["cost"])
            continue
        if not key or key in seen:
            findings.add(
                name,
                _("each project needs an identifier of its own"),
                row=index,
                column="project_id",
                value=key,
            )
        seen.add(key)
        found.append(Project(key, cost, record.get("name", "")))
    return found


def _ballot(
    file: PabulibFile, index: int, kind: str, known: set[str], name: str, findings: Findings
) -> Ballot | None:
    record = dict(zip(file.vote_columns, file.votes[index], strict=True))
    chosen = [c.strip() for c in record["vote"].split(",") if c.strip()]
    where = {"row": index + 1, "value": record["vote"]}
    unknown = [c for c in chosen if c not in known]
    if unknown or len(set(chosen)) != len(chosen):
        expected = _("a ballot names projects of the list, each once")
        findings.add(name, expected, column="VOTES.vote", **where)  # type: ignore[arg-type]
        return None
    given = [p for p in record.get("points", "").split(",") if p.strip()]
    if given:
        points = [_amount(p) for p in given]
    elif kind == "ordinal":
        points = [Fraction(len(chosen) - i) for i in range(len(chosen))]
    else:
        points = [Fraction(1)] * len(chosen)
    if len(points) != len(chosen) or any(p is None for p in points):
        expected = _("expected one number of points for each project of the ballot")
        findings.add(name, expected, row=index + 1, column="VOTES.points", value=record.get("points"))
        return None
    scored = {c: p for c, p in zip(chosen, points, strict=True) if p is not None and p > 0}
    return Ballot(record["voter_id"], scored)


def _amount(text: str | None) -> Fraction | None:
    try:
        value = Decimal((text or "").strip().replace(",", "."))
    except InvalidOperation:
        return None
    return Fraction(value) if value.is_finite() else None


def _cells(line: str) -> Row:
    """The cells of a line.  A cell is quoted only if its closing quote ends it; other quotes are its text."""
    cells: list[str] = []
    position = 0
    while True:
        end = _closing(line, position) if line.startswith('"', position) else -1
        if end >= 0:
            cells.append(line[position + 1 : end].replace('""', '"'))
            end += 1
        else:
            end = line.find(";", position)
            end = len(line) if end < 0 else end
            cells.append(line[position:end])
        if end >= len(line):
            return tuple(cells)
        position = end + 1


def _closing(line: str, start: int) -> int:
    """Where the quote that opens at ``start`` closes just before a separator or the end; -1 if it does not."""
    position = start + 1
    while position < len(line):
        if line[position] == '"':
            if line.startswith('""', position):
                position += 2
                continue
            return position if position + 1 == len(line) or line[position + 1] == ";" else -1
        position += 1
    return -1


def _quoted(cell: str) -> str:
    if "\n" in cell or "\r" in cell:
        raise ValueError(_("a cell of a .pb file cannot hold a line break: {cell}").format(cell=repr(cell)))
    if ";" in cell or '"' in cell:
        return '"' + cell.replace('"', '""') + '"'
    return cell
