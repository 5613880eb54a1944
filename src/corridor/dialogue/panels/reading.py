"""Pools and quotas from tables (CSV)."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from corridor.dialogue.panels.pool import Person, Quota
from corridor.evidence.problems import Findings
from corridor.i18n import _

_ATTRIBUTE = ("attribute", "feature", "category")


def read_quotas(file: Path) -> tuple[Quota, ...]:
    """Quotas from a table with the columns attribute, value, min, max.

    The headers that other tools write are read too: feature, value, min, max and category, feature, min, max.

    Raises:
        EvidenceProblems: everything that is wrong with the file, at once.
    """
    findings = Findings()
    header, rows = _table(Path(file), findings)
    pair = ("category", "feature") if "category" in header and "value" not in header else None
    first = next((c for c in _ATTRIBUTE if c in header), None)
    attribute, value = pair or (first or "attribute", "value")
    for column in (attribute, value, "min", "max"):
        if header and column not in header:
            findings.add(str(file), _("expected this column here"), row=1, column=column)
    findings.finish()
    quotas = []
    for number, row in rows:
        ends = [_whole(row[c], str(file), number, c, findings) for c in ("min", "max")]
        if None not in ends:
            quotas.append(Quota(row[attribute].strip(), row[value].strip(), ends[0] or 0, ends[1] or 0))
    findings.finish()
    return tuple(quotas)


def read_people(
    file: Path,
    attributes: tuple[str, ...],
    *,
    id_column: str | None = None,
    household: tuple[str, ...] = (),
    association: str | None = None,
) -> tuple[Person, ...]:
    """Volunteers from a table with a column for each attribute.

    Without ``id_column`` people are numbered by their row.  ``household`` names the columns that together make an
    address; people for whom all of them are empty have none.

    Raises:
        EvidenceProblems: everything that is wrong with the file, at once.
    """
    findings = Findings()
    header, rows = _table(Path(file), findings)
    named = [*attributes, *household, *(c for c in (id_column, association) if c)]
    for column in named:
        if header and column not in header:
            findings.add(str(file), _("expected this column here"), row=1, column=column)
    findings.finish()
    people = []
    for number, row in rows:
        for column in attributes:
            if not row[column].strip():
                findings.add(
                    str(file), _("nothing stands here; expected an answer"), row=number, column=column
                )
        address = " | ".join(row[c].strip() for c in household)
        people.append(
            Person(
                id=row[id_column].strip() if id_column else str(number),
                attributes={a: row[a].strip() for a in attributes},
                household=address if address.strip(" |") else None,
                association=(row[association].strip() or None) if association else None,
            )
        )
    findings.finish()
    return tuple(people)


def _table(file: Path, findings: Findings) -> tuple[list[str], list[tuple[int, dict[str, str]]]]:
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        findings.add(str(file), _("expected text in UTF-8"))
        return [], []
    reader = csv.DictReader(io.StringIO(text, newline=""))
    header = [h.strip() for h in reader.fieldnames or ()]
    if not header:
        findings.add(str(file), _("expected a table with a header"))
    reader.fieldnames = header
    return header, [
        (reader.line_num, {k: v or "" for k, v in row.items() if k is not None}) for row in reader
    ]


def _whole(text: str, file: str, row: int, column: str, findings: Findings) -> int | None:
    try:
        return int(text)
    except ValueError:
        findings.add(file, _("expected a whole number"), row=row, column=column, value=text)
        return None
