"""Reading the agreement table: four small CSV files, checked together; every problem is reported at once.

``bilateral.csv`` has a row for each agreement between two countries, ``multilateral.csv`` a row for each
instrument of several, ``memberships.csv`` the day from which (and until which) each state is bound, and
``sources.csv`` what the rows cite.  Dates are days; ``until`` is the last day in force.  A multilateral
instrument binds a pair from the later of the two states' first days to the earlier of their last.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

from corridor.evidence.areas import is_area
from corridor.evidence.network.words import (
    CONFIDENCE,
    DATE_BASES,
    GRADES,
    METHODS,
    PERSONS,
    ROLES,
    STATUSES,
    STRUCTURES,
)
from corridor.evidence.problems import Findings

FOLDER = Path(__file__).parent / "data"

KNOWN_UNTIL = date(2025, 12, 31)
"""The table was compiled from what was published up to here; later changes are not in it."""

ISSA_BILATERAL, ISSA_MULTILATERAL = 627, 19
"""Agreements in force by the count of the International Social Security Association: what is complete.

Source: ISSA, International social security agreements in Europe (analysis, 2024),
https://www.issa.int/analysis/international-social-security-agreements-europe
"""

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "bilateral.csv": (
        "id", "a", "b", "title", "from", "until", "date_basis", "status", "method", "branches", "persons",
        "persons_article", "export_scope", "territory", "yields_to", "confidence", "source", "note",
    ),
    "multilateral.csv": (
        "id", "title", "structure", "status", "method", "branches", "persons", "export_scope",
        "replaces_bilateral", "confidence", "source", "note",
    ),
    "memberships.csv": (
        "instrument", "country", "role", "from", "until", "date_basis", "confidence", "source",
    ),
    "sources.csv": ("key", "title", "publisher", "address", "grade"),
}  # fmt: skip

_WORDS: Mapping[str, Iterable[str]] = {
    "confidence": CONFIDENCE,
    "date_basis": DATE_BASES,
    "status": STATUSES,
    "method": METHODS,
    "persons": PERSONS,
    "structure": STRUCTURES,
    "role": ROLES,
    "replaces_bilateral": ("yes", ""),
}

BRANCHES = (
    "old-age", "survivors", "disability", "health", "long-term-care", "work-injury", "unemployment", "family",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bond:
    """One instrument between two countries, with its dates and how they are known.

    ``a`` and ``b`` are ISO3 codes in alphabetical order.  ``starts`` is None when the date of entry into force
    is not known; ``ends`` is the last day, None while no end is known.  ``territory`` names the part of a
    party that alone is bound (Québec).  ``yields_to`` is the instrument that takes its place for those it
    covers.  ``sources`` are keys of ``sources.csv``, with a locator after a colon.
    """

    instrument: str
    title: str
    kind: str
    a: str
    b: str
    starts: date | None
    ends: date | None
    date_basis: str
    status: str
    method: str
    branches: tuple[str, ...]
    persons: str
    persons_article: str
    export_scope: str
    territory: str
    yields_to: str
    replaces_bilateral: bool
    confidence: str
    sources: tuple[str, ...]
    note: str

    def in_force(self, on: date) -> bool:
        """Whether its dates include the day; False when the first day is not known."""
        return (
            self.status == "in force"
            and self.starts is not None
            and self.starts <= on
            and (self.ends is None or on <= self.ends)
        )


@dataclass(frozen=True, slots=True)
class Citation:
    """A source that rows of the table name."""

    key: str
    title: str
    publisher: str
    address: str
    grade: str


@dataclass(frozen=True, slots=True)
class Table:
    """The whole table: bonds of pairs, the multilateral instruments by id, and the sources by key."""

    bonds: tuple[Bond, ...]
    multilaterals: Mapping[str, Mapping[str, str]]
    members: Mapping[str, tuple[Mapping[str, str], ...]]
    sources: Mapping[str, Citation]


def read_table(folder: str | Path = FOLDER) -> Table:
    """Read and check the four files of a folder.

    Raises:
        EvidenceProblems: all problems at once, each with file, row, column and what was expected.
        OSError: a file cannot be opened.
    """
    return _Reader(Path(folder)).table()


class _Reader:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.findings = Findings()

    def table(self) -> Table:
        rows = {name: list(self._rows(name)) for name in _COLUMNS}
        self.findings.finish()
        sources = {r["key"]: Citation(**r) for _, r in rows["sources.csv"]}
        for line, r in rows["sources.csv"]:
            self._choice("sources.csv", line, "grade", r["grade"], GRADES)
        multilaterals = {r["id"]: r for _, r in rows["multilateral.csv"]}
        members: dict[str, list[Mapping[str, str]]] = {key: [] for key in multilaterals}
        for name in ("bilateral.csv", "multilateral.csv", "memberships.csv"):
            for line, r in rows[name]:
                self._common(name, line, r, sources)
        for line, r in rows["memberships.csv"]:
            if r["instrument"] not in multilaterals:
                self._wrong(
                    "memberships.csv", line, "instrument", r["instrument"], "an id of multilateral.csv"
                )
            else:
                members[r["instrument"]].append(r)
        self._ids(rows["bilateral.csv"], {r["id"] for _, r in rows["bilateral.csv"]} | set(multilaterals))
        self.findings.finish()
        bonds = [_bilateral(r) for _, r in rows["bilateral.csv"]]
        self._overlaps(bonds, {r["id"]: line for line, r in rows["bilateral.csv"]})
        self.findings.finish()
        for key, row in multilaterals.items():
            bonds += _pairwise(row, members[key])
        return Table(tuple(bonds), multilaterals, {k: tuple(v) for k, v in members.items()}, sources)

    def _rows(self, name: str) -> Iterator[tuple[int, dict[str, str]]]:
        with (self.folder / name).open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            missing = [c for c in _COLUMNS[name] if c not in (reader.fieldnames or ())]
            if missing:
                self._wrong(name, 1, "", "", f"the columns {', '.join(missing)} too")
                return
            for row in reader:
                if None in row or None in row.values():
                    self._wrong(name, reader.line_num, "", "", f"{len(_COLUMNS[name])} columns")
                    continue
                yield reader.line_num, {c: row[c].strip() for c in _COLUMNS[name]}

    def _wrong(self, file: str, line: int, column: str, found: str, expected: str) -> None:
        self.findings.add(file, f"expected {expected}", row=line, column=column or None, value=found or None)

    def _choice(self, file: str, line: int, column: str, found: str, allowed: Iterable[str]) -> None:
        words = tuple(allowed)
        if found not in words:
            self._wrong(file, line, column, found, "one of " + ", ".join(w or "(empty)" for w in words))

    def _common(self, file: str, line: int, row: Mapping[str, str], sources: Mapping[str, Citation]) -> None:
        for column, allowed in _WORDS.items():
            if column in row:
                self._choice(file, line, column, row[column], allowed)
        for column in ("a", "b", "country"):
            if column in row and (not is_area(row[column]) or row[column] in ("WLD", "XXX")):
                self._wrong(file, line, column, row[column], "an ISO3 code such as MAR")
        for branch in row.get("branches", "").split():
            self._choice(file, line, "branches", branch, BRANCHES)
        days = []
        for column in ("from", "until"):
            if row.get(column):
                try:
                    days.append(date.fromisoformat(row[column]))
                except ValueError:
                    self._wrong(file, line, column, row[column], "a day such as 1986-08-01")
        if len(days) == 2 and days[0] > days[1]:
            self._wrong(file, line, "until", row["until"], f"a day not before {row['from']}")
        if "from" in row and (row["from"] == "") != (row["date_basis"] == "unknown"):
            self._wrong(file, line, "date_basis", row["date_basis"], "unknown exactly where from is empty")
        if not row["source"]:
            self._wrong(file, line, "source", "", "at least one key of sources.csv")
        for key in row["source"].split():
            if key.partition(":")[0] not in sources:
                self._wrong(file, line, "source", key, "a key of sources.csv")
        if file == "bilateral.csv" and row["a"] >= row["b"]:
            self._wrong(file, line, "b", row["b"], f"a code after {row['a']} in the alphabet")

    def _ids(self, rows: list[tuple[int, dict[str, str]]], known: set[str]) -> None:
        seen: set[str] = set()
        for line, row in rows:
            if row["id"] in seen:
                self._wrong("bilateral.csv", line, "id", row["id"], "an id that no other row has")
            seen.add(row["id"])
            if row["yields_to"] and row["yields_to"] not in known:
                self._wrong("bilateral.csv", line, "yields_to", row["yields_to"], "an id of the table")

    def _overlaps(self, bonds: list[Bond], lines: Mapping[str, int]) -> None:
        """Two agreements of one pair and one method in force at once must say which yields."""
        groups: dict[tuple[str, str, str, str], list[Bond]] = {}
        for b in bonds:
            if b.starts is not None:
                groups.setdefault((b.a, b.b, b.territory, b.method), []).append(b)
        for group in groups.values():
            ordered = sorted(group, key=lambda b: b.starts or date.min)
            for first, second in pairwise(ordered):
                if (first.ends is None or first.ends >= (second.starts or date.min)) and not first.yields_to:
                    said = f"a last day before {second.starts} ({second.instrument} begins), or yields_to"
                    self._wrong(
                        "bilateral.csv", lines[first.instrument], "until", str(first.ends or ""), said
                    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _bilateral(row: Mapping[str, str]) -> Bond:
    return Bond(
        instrument=row["id"],
        title=row["title"],
        kind="bilateral",
        a=row["a"],
        b=row["b"],
        starts=_day(row["from"]),
        ends=_day(row["until"]),
        date_basis=row["date_basis"],
        status=row["status"],
        method=row["method"],
        branches=tuple(row["branches"].split()),
        persons=row["persons"],
        persons_article=row["persons_article"],
        export_scope=row["export_scope"],
        territory=row["territory"],
        yields_to=row["yields_to"],
        replaces_bilateral=False,
        confidence=row["confidence"],
        sources=tuple(row["source"].split()),
        note=row["note"],
    )


def _pairwise(row: Mapping[str, str], members: list[Mapping[str, str]]) -> Iterator[Bond]:
    """The pairs that a multilateral instrument binds: later of two first days, earlier of two last days."""
    for i, one in enumerate(members):
        for other in members[i + 1 :]:
            if row["structure"] == "hub" and "hub" not in (one["role"], other["role"]):
                continue
            if one["country"] == other["country"]:
                continue
            firsts, lasts = (one["from"], other["from"]), [d for d in (one["until"], other["until"]) if d]
            starts = _day(max(firsts)) if all(firsts) else None
            ends = _day(min(lasts)) if lasts else None
            if starts and ends and ends < starts:
                continue
            first, second = sorted((one, other), key=lambda m: m["country"])
            yield Bond(
                instrument=row["id"],
                title=row["title"],
                kind="multilateral",
                a=first["country"],
                b=second["country"],
                starts=starts,
                ends=ends,
                date_basis=_worst(DATE_BASES, one["date_basis"], other["date_basis"]),
                status=row["status"],
                method=row["method"],
                branches=tuple(row["branches"].split()),
                persons=row["persons"],
                persons_article="",
                export_scope=row["export_scope"],
                territory="",
                yields_to="",
                replaces_bilateral=row["replaces_bilateral"] == "yes",
                confidence=_worst(CONFIDENCE, row["confidence"], one["confidence"], other["confidence"]),
                sources=tuple(
                    dict.fromkeys(" ".join((row["source"], one["source"], other["source"])).split())
                ),
                note=row["note"],
            )


def _worst(order: Mapping[str, str], *words: str) -> str:
    ranks = list(order)
    return max(words, key=ranks.index)
