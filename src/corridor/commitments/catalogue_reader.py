"""Reading the two catalogue files and tying them together; all problems at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from corridor.commitments.catalogue import (
    AnswerSpec,
    Catalogue,
    Requirement,
    ScopeRule,
    Sentence,
    Standard,
)
from corridor.commitments.reading import Fields, Source, load_mapping, nearest
from corridor.commitments.vocabulary import (
    ACTORS,
    ANSWER_TYPES,
    BRANCHES,
    CAPABILITIES,
    CHECKABLE,
    CHECKS,
    DOCUMENTS,
    FORCES,
    PAYERS,
    PRINCIPLES,
    SENTENCE_KINDS,
    VERIFICATION,
    WORKER_TAGS,
)

_SENTENCE = (
    "id", "kind", "text", "actors", "theme", "check", "criterion", "capabilities", "gcm", "sdg", "checkable_now",
    "thresholds", "note",
)  # fmt: skip
_STANDARD = (
    "title", "short", "force", "adopted", "in_force", "address", "parts", "per_branch", "reciprocal", "scope", "note",
)  # fmt: skip
_RULE = ("part", "effect", "tag", "article", "verification", "articles", "note")
_REQUIREMENT = (
    "id", "article", "part", "text", "question", "answer", "topic", "theme", "only", "leaves_out", "sentences", "gcm", "sdg",
    "verification", "sources", "principle", "branches", "note",
)  # fmt: skip
_ANSWER = ("type", "good", "unit", "direction", "limit", "limit_from", "items", "options", "accepted")
_SDG = re.compile(r"\d{1,2}\.[0-9a-z]{1,2}\.\d{1,2}")
#: Objectives of the Global Compact for Safe, Orderly and Regular Migration.
_OBJECTIVES = range(1, 24)


def read(founding: str | Path, standards: str | Path) -> Catalogue:
    """Read both files; see :func:`corridor.commitments.catalogue.read_catalogue`."""
    sentences = _founding(founding)
    fields, raw = load_mapping(standards)
    top = fields.mapping("file", raw, ("topics", "sources", "standards"), ("topics", "sources", "standards"))
    topics = {
        k: fields.text(f"topics.{k}", v) for k, v in fields.mapping("topics", top.get("topics")).items()
    }
    sources = {
        k: fields.source(f"sources.{k}", k, v)
        for k, v in fields.mapping("sources", top.get("sources")).items()
    }
    found: dict[str, Standard] = {}
    requirements: dict[str, Requirement] = {}
    for key, entry in fields.mapping("standards", top.get("standards")).items():
        where = f"standards.{key}"
        got = fields.mapping(
            where, entry, (*_STANDARD, "requirements"), ("title", "short", "force", "requirements")
        )
        found[key] = _standard(fields, where, key, got)
        for i, row in enumerate(fields.items(f"{where}.requirements", got.get("requirements"))):
            r = _requirement(fields, f"{where}.requirements[{i}]", row, found[key], topics, sources)
            if r.id in requirements:
                fields.add(f"{where}.requirements[{i}].id", "stands twice", r.id)
            requirements[r.id] = r
            for s in r.sentences:
                if s not in sentences:
                    fields.add(
                        f"{where} ({r.id}).sentences", f"not a founding sentence{nearest(s, sentences)}", s
                    )
    for topic in topics:
        if not any(r.topic == topic for r in requirements.values()):
            fields.add(f"topics.{topic}", "no requirement has this topic")
    for source in sources:
        if not any(source == s.id for r in requirements.values() for s in r.sources):
            fields.add(f"sources.{source}", "no requirement was read there")
    fields.finish()
    back: dict[str, list[str]] = {}
    for r in requirements.values():
        for s in r.sentences:
            back.setdefault(s, []).append(r.id)
    linked = {k: replace(s, requirements=tuple(back.get(k, ()))) for k, s in sentences.items()}
    return Catalogue(linked, found, requirements, topics, sources)


def _founding(path: str | Path) -> dict[str, Sentence]:
    fields, raw = load_mapping(path)
    top = fields.mapping("file", raw, tuple(DOCUMENTS), tuple(DOCUMENTS))
    sentences: dict[str, Sentence] = {}
    for document in DOCUMENTS:
        for i, entry in enumerate(fields.items(document, top.get(document))):
            sentence = _sentence(fields, f"{document}[{i}]", document, entry)
            if sentence.id in sentences:
                fields.add(f"{document}[{i}].id", "stands twice", sentence.id)
            sentences[sentence.id] = sentence
    fields.finish()
    return sentences


def _sentence(fields: Fields, where: str, document: str, entry: Any) -> Sentence:
    needed = (
        "id",
        "kind",
        "text",
        "actors",
        "theme",
        "check",
        "criterion",
        "capabilities",
        "checkable_now",
    )
    got = fields.mapping(where, entry, _SENTENCE, needed)
    name = fields.text(f"{where}.id", got.get("id"))
    where = f"{where} ({name})"
    thresholds = fields.mapping(f"{where}.thresholds", got.get("thresholds"))
    return Sentence(
        id=name,
        document=document,
        kind=fields.choice(f"{where}.kind", got.get("kind"), SENTENCE_KINDS),
        text=fields.text(f"{where}.text", got.get("text")),
        actors=fields.words(f"{where}.actors", got.get("actors"), ACTORS),
        theme=fields.text(f"{where}.theme", got.get("theme")),
        check=fields.choice(f"{where}.check", got.get("check"), CHECKS),
        criterion=fields.text(f"{where}.criterion", got.get("criterion")),
        capabilities=fields.words(f"{where}.capabilities", got.get("capabilities"), CAPABILITIES),
        gcm=_objectives(fields, f"{where}.gcm", got.get("gcm")),
        sdg=_indicators(fields, f"{where}.sdg", got.get("sdg")),
        checkable_now=fields.choice(f"{where}.checkable_now", got.get("checkable_now"), CHECKABLE),
        thresholds={
            k: fields.number(f"{where}.thresholds.{k}", v) or Fraction(0) for k, v in thresholds.items()
        },
        note=fields.text(f"{where}.note", got.get("note")),
    )


def _objectives(fields: Fields, where: str, value: Any) -> tuple[int, ...]:
    numbers = []
    for v in fields.items(where, value):
        if isinstance(v, bool) or not isinstance(v, int) or v not in _OBJECTIVES:
            fields.add(where, "expected objectives of the Global Compact, 1 to 23", v)
        else:
            numbers.append(v)
    return tuple(dict.fromkeys(numbers))


def _indicators(fields: Fields, where: str, value: Any) -> tuple[str, ...]:
    codes = fields.words(where, value)
    for code in codes:
        if not _SDG.fullmatch(code):
            fields.add(where, "expected codes of SDG indicators such as 8.8.2 or 10.c.1 (in quotes)", code)
    return codes


def _standard(fields: Fields, where: str, key: str, got: Mapping[str, Any]) -> Standard:
    parts = fields.mapping(f"{where}.parts", got.get("parts"))
    rules = []
    for i, entry in enumerate(fields.items(f"{where}.scope", got.get("scope"))):
        at = f"{where}.scope[{i}]"
        row = fields.mapping(at, entry, _RULE, ("effect", "tag", "article", "verification"))
        part = fields.text(f"{at}.part", row.get("part"))
        if part and part not in parts:
            fields.add(f"{at}.part", f"not a part of this standard{nearest(part, parts)}", part)
        rules.append(
            ScopeRule(
                part=part,
                effect=fields.choice(f"{at}.effect", row.get("effect"), ("leaves-out", "only", "limited")),
                tag=fields.choice(f"{at}.tag", row.get("tag"), WORKER_TAGS),
                article=fields.text(f"{at}.article", row.get("article")),
                verification=fields.choice(f"{at}.verification", row.get("verification"), VERIFICATION),
                articles=fields.words(f"{at}.articles", row.get("articles")),
                note=fields.text(f"{at}.note", row.get("note")),
            )
        )
    return Standard(
        id=key,
        title=fields.text(f"{where}.title", got.get("title")),
        short=fields.text(f"{where}.short", got.get("short")),
        force=fields.choice(f"{where}.force", got.get("force"), FORCES),
        adopted=fields.day(f"{where}.adopted", got.get("adopted")),
        in_force=fields.day(f"{where}.in_force", got.get("in_force")),
        address=fields.text(f"{where}.address", got.get("address")),
        parts={k: fields.text(f"{where}.parts.{k}", v) for k, v in parts.items()},
        per_branch=fields.truth(f"{where}.per_branch", got.get("per_branch")),
        reciprocal=fields.truth(f"{where}.reciprocal", got.get("reciprocal")),
        scope=tuple(rules),
        note=fields.text(f"{where}.note", got.get("note")),
    )


def _requirement(
    fields: Fields,
    where: str,
    entry: Any,
    standard: Standard,
    topics: Mapping[str, str],
    sources: Mapping[str, Source],
) -> Requirement:
    needed = ("id", "article", "text", "question", "answer", "topic", "theme", "sentences", "verification")
    got = fields.mapping(where, entry, _REQUIREMENT, needed)
    name = fields.text(f"{where}.id", got.get("id"))
    where = f"standards.{standard.id} ({name})"
    part = fields.text(f"{where}.part", got.get("part"))
    if standard.parts and part not in standard.parts:
        fields.add(f"{where}.part", f"expected one of {', '.join(standard.parts)}", part)
    verification = fields.choice(f"{where}.verification", got.get("verification"), VERIFICATION)
    read_in = fields.words(f"{where}.sources", got.get("sources"), sources)
    if verification in ("read", "partly") and not read_in:
        fields.add(f"{where}.sources", f"missing: {verification} needs the source that was read")
    if verification == "memory" and read_in:
        fields.add(f"{where}.sources", "a source beside memory: one of the two is wrong")
    principle = got.get("principle")
    return Requirement(
        id=name,
        standard=standard.id,
        article=fields.text(f"{where}.article", got.get("article")),
        part=part,
        text=fields.text(f"{where}.text", got.get("text")),
        question=fields.text(f"{where}.question", got.get("question")),
        answer=_answer(fields, f"{where}.answer", got.get("answer")),
        topic=fields.choice(f"{where}.topic", got.get("topic"), topics),
        theme=fields.text(f"{where}.theme", got.get("theme")),
        only=fields.words(f"{where}.only", got.get("only"), WORKER_TAGS),
        leaves_out=fields.words(f"{where}.leaves_out", got.get("leaves_out"), WORKER_TAGS),
        sentences=fields.words(f"{where}.sentences", got.get("sentences")),
        gcm=_objectives(fields, f"{where}.gcm", got.get("gcm")),
        sdg=_indicators(fields, f"{where}.sdg", got.get("sdg")),
        verification=verification,
        sources=tuple(sources[s] for s in read_in if s in sources),
        principle="" if principle is None else fields.choice(f"{where}.principle", principle, PRINCIPLES),
        branches=fields.words(f"{where}.branches", got.get("branches"), BRANCHES),
        note=fields.text(f"{where}.note", got.get("note")),
    )


def _answer(fields: Fields, where: str, entry: Any) -> AnswerSpec:
    if isinstance(entry, str):
        entry = {"type": entry}
    got = fields.mapping(where, entry, _ANSWER, ("type",))
    kind = fields.choice(f"{where}.type", got.get("type"), ANSWER_TYPES)
    items = fields.mapping(f"{where}.items", got.get("items"))
    options = fields.mapping(f"{where}.options", got.get("options"))
    if kind in ("list", "matrix") and not items:
        fields.add(f"{where}.items", f"missing: a {kind} needs its items")
    if kind == "per-branch":
        for branch in set(items) - set(BRANCHES):
            fields.add(f"{where}.items", f"not a branch{nearest(branch, BRANCHES)}", branch)
        items = items or dict(BRANCHES)
    if kind == "matrix":
        options = options or dict(PAYERS)
    if kind == "choice" and not options:
        fields.add(f"{where}.options", "missing: a choice needs its options")
    accepted = fields.words(f"{where}.accepted", got.get("accepted"), options) if options else ()
    limit = fields.number(f"{where}.limit", got.get("limit"))
    direction = got.get("direction")
    if (limit is None) != (direction is None):
        fields.add(where, "expected limit and direction together, or neither")
    if kind in ("number", "yes-no-number") and not got.get("unit"):
        fields.add(f"{where}.unit", "missing: what is counted")
    limit_from = ""
    if limit is not None:
        limit_from = fields.choice(f"{where}.limit_from", got.get("limit_from"), ("article", "chosen"))
    return AnswerSpec(
        type=kind,
        good=fields.choice(f"{where}.good", got.get("good"), ("yes", "no"), default="yes"),
        unit=fields.text(f"{where}.unit", got.get("unit")),
        direction=""
        if direction is None
        else fields.choice(f"{where}.direction", direction, ("at-most", "at-least")),
        limit=limit,
        limit_from=limit_from,
        items={k: fields.text(f"{where}.items.{k}", v) for k, v in items.items()},
        options={k: fields.text(f"{where}.options.{k}", v) for k, v in options.items()},
        accepted=accepted,
    )
