"""Reading a coded instrument: its form and words, its workers and what was settled; all problems at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from corridor.commitments.answers import STATUSES
from corridor.commitments.catalogue import Catalogue
from corridor.commitments.clause_reader import read_clauses, warn_of_differences
from corridor.commitments.instruments import (
    Clause,
    CodedInstrument,
    Overtaken,
    Reference,
    Settlement,
    WorkerGroup,
)
from corridor.commitments.reading import Fields, load_mapping, text_of
from corridor.commitments.vocabulary import (
    CONFIDENCE,
    INSTRUMENT_TYPES,
    TAG_EXCLUDES,
    WORKER_TAGS,
)

TOP = (
    "instrument", "title", "type", "parties", "from", "to", "signed", "in_force", "ended", "overtaken", "invented", "workers",
    "text", "coder", "date", "confidence", "clauses", "references", "settled", "agreement", "note",
)  # fmt: skip


def read_coded(path: str | Path, catalogue: Catalogue) -> CodedInstrument:
    """Read one coded instrument; see :func:`corridor.commitments.instruments.load_coded`."""
    fields, raw = load_mapping(path)
    needed = ("instrument", "title", "type", "parties", "workers", "text", "coder")
    top = fields.mapping("file", raw, TOP, needed)
    coder = fields.text("coder", top.get("coder"))
    coded = fields.day("date", top.get("date"))
    confidence = fields.choice("confidence", top.get("confidence"), CONFIDENCE, default="medium")
    defaults = {"coder": coder, "date": coded, "confidence": confidence}
    signed, in_force, ended = (fields.day(k, top.get(k)) for k in ("signed", "in_force", "ended"))
    if signed and in_force and in_force < signed:
        fields.add("in_force", f"before it was signed, {signed}", in_force)
    if in_force and ended and ended <= in_force:
        fields.add("ended", f"not after it came into force, {in_force}", ended)
    parties = _states(fields, "parties", top.get("parties"))
    clauses = read_clauses(fields, top.get("clauses"), catalogue, defaults)
    instrument = CodedInstrument(
        id=fields.text("instrument", top.get("instrument")),
        title=fields.text("title", top.get("title")),
        type=fields.choice("type", top.get("type"), INSTRUMENT_TYPES),
        parties=parties,
        origins=_states(fields, "from", top.get("from"), parties),
        destinations=_states(fields, "to", top.get("to"), parties),
        signed=signed,
        in_force=in_force,
        ended=ended,
        overtaken=_overtaken(fields, top.get("overtaken"), in_force),
        invented=fields.truth("invented", top.get("invented")),
        workers=_workers(fields, top.get("workers")),
        text=fields.source("text", "text", top.get("text")),
        coder=coder,
        coded=coded,
        confidence=confidence,
        clauses=clauses,
        references=tuple(
            _reference(fields, f"references[{i}]", entry)
            for i, entry in enumerate(fields.items("references", top.get("references")))
        ),
        settled=tuple(
            _settlement(fields, f"settled[{i}]", entry, clauses)
            for i, entry in enumerate(fields.items("settled", top.get("settled")))
        ),
        agreement=fields.text("agreement", top.get("agreement")),
        note=fields.text("note", top.get("note")),
        file=str(path),
    )
    warn_of_differences(fields, clauses, catalogue)
    object.__setattr__(instrument, "warnings", fields.finish())
    return instrument


def _states(fields: Fields, where: str, value: Any, among: tuple[str, ...] = ()) -> tuple[str, ...]:
    codes = fields.words(where, value)
    for code in codes:
        if code != "EU" and not (len(code) == 3 and code.isalpha() and code.isupper()):
            fields.add(where, "expected ISO3 codes such as ESP (or EU)", code)
        elif among and code not in among:
            fields.add(where, f"expected one of the parties {', '.join(among)}", code)
    return codes


def _workers(fields: Fields, value: Any) -> tuple[WorkerGroup, ...]:
    groups = []
    for i, entry in enumerate(fields.items("workers", value)):
        where = f"workers[{i}]"
        got = fields.mapping(where, entry, ("name", "are", "are_not", "article", "note"), ("name", "are"))
        tags = frozenset(fields.words(f"{where}.are", got.get("are"), WORKER_TAGS))
        not_tags = frozenset(fields.words(f"{where}.are_not", got.get("are_not"), WORKER_TAGS))
        for both in sorted(tags & not_tags):
            fields.add(f"{where}.are_not", "stands under are as well; one of the two is wrong", both)
        for tag in sorted(tags):
            for other in sorted(tags & TAG_EXCLUDES.get(tag, frozenset())):
                if tag < other:
                    fields.add(
                        f"{where}.are", f"{tag} and {other} cannot both hold for one group: make two groups"
                    )
        name, article = fields.text(f"{where}.name", got.get("name")), fields.text(where, got.get("article"))
        groups.append(WorkerGroup(name, tags, not_tags, article, fields.text(where, got.get("note"))))
    return tuple(groups)


def _overtaken(fields: Fields, value: Any, in_force: date | None) -> Overtaken | None:
    """The later treaty that prevails over the instrument, with the day from which it does and the article."""
    if value is None:
        return None
    names = ("since", "by", "article", "text")
    got = fields.mapping("overtaken", value, names, names)
    since = fields.day("overtaken.since", got.get("since"))
    by, article = (fields.text(f"overtaken.{k}", got.get(k)) for k in ("by", "article"))
    if since and in_force and since <= in_force:
        fields.add("overtaken.since", f"not after it came into force, {in_force}", since)
    text = fields.source("text", "overtaken.text", got.get("text"))
    return Overtaken(since, by, article, text) if since else None


def _reference(fields: Fields, where: str, entry: Any) -> Reference:
    got = fields.mapping(where, entry, ("to", "title", "article", "note"), ("title", "article"))
    return Reference(*(fields.text(f"{where}.{k}", got.get(k)) for k in ("to", "title", "article", "note")))


def _settlement(fields: Fields, where: str, entry: Any, clauses: tuple[Clause, ...]) -> Settlement:
    """A settled disagreement; both coders must have answered the requirement."""
    names = ("requirement", "coders", "found", "kept", "why")
    got = fields.mapping(where, entry, names, names)
    requirement, why = (fields.text(f"{where}.{k}", got.get(k)) for k in ("requirement", "why"))
    coders, found = (fields.items(f"{where}.{k}", got.get(k)) for k in ("coders", "found"))
    answered = {c.coder for c in clauses if c.requirement == requirement}
    first, second = (text_of(c) for c in (*coders, "", "")[:2])
    if len(coders) != 2 or not {first, second} <= answered:
        fields.add(
            f"{where}.coders",
            f"expected two coders who answered {requirement}",
            ", ".join(map(text_of, coders)),
        )
    if len(found) != 2 or not all(text_of(f) in STATUSES for f in found):
        fields.add(f"{where}.found", f"expected two of {', '.join(STATUSES)}", ", ".join(map(text_of, found)))
    kept = fields.choice(f"{where}.kept", got.get("kept"), ("first", "second", "both"))
    before, after = (text_of(f) for f in (*found, "", "")[:2])
    return Settlement(requirement, (first, second), (before, after), kept, why)
