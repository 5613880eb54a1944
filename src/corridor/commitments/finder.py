"""Clause finder: for each requirement the passages of a text most likely to answer it, for a person to confirm.

It proposes and never scores: a passage that is found is not an answer, and one that is not found may stand there in other words.
The search is by words: those of the field in English, French, Spanish and German (``finder_words.yaml``), ranked with BM25; a
word also counts where the text has it with another ending.  The text is read line by line, so that hundreds of pages take seconds
and little memory.  Not checked: scanned pages without text, and false friends (in some languages the issue of a passport and its
taking are the same word).
"""

from __future__ import annotations

import codecs
import math
import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from heapq import nlargest
from pathlib import Path

from corridor.commitments.catalogue import Catalogue, Requirement, load_catalogue
from corridor.i18n import _
from corridor.law.yamlfile import load_yaml

K1, B = 1.2, 0.6
#: Longest passage in characters; longer paragraphs are cut.
PASSAGE = 900
#: Files above this size are refused.
MAX_BYTES = 60_000_000
#: Letters from the beginning of a word that are compared, so that endings do not matter.
STEM = 6

#: What the reader of PDF files may raise on a broken or hostile file, beside its own errors.
_BROKEN = (KeyError, TypeError, AttributeError, IndexError, RecursionError, OverflowError, zlib.error)
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of the text: its lines, the heading of the article it stands under, how it begins, and its page in a PDF."""

    first_line: int
    last_line: int
    heading: str
    begins: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A passage proposed for a requirement: its weight in this search and the words that led to it."""

    passage: Passage
    weight: float
    words: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """Proposals for each requirement, the likeliest first; requirements without any are in ``nothing``."""

    file: str
    lines: int
    passages: int
    proposals: dict[str, tuple[Proposal, ...]]
    nothing: tuple[str, ...]

    def as_dict(self) -> dict[str, object]:
        """The proposals as plain data."""
        return {
            "file": self.file,
            "lines": self.lines,
            "passages": self.passages,
            "proposals": {
                r: [
                    {
                        "heading": p.passage.heading,
                        "lines": [p.passage.first_line, p.passage.last_line],
                        "page": p.passage.page,
                        "begins": p.passage.begins,
                        "weight": round(p.weight, 3),
                        "words": list(p.words),
                    }
                    for p in found
                ]
                for r, found in self.proposals.items()
            },
            "nothing_found": list(self.nothing),
            "note": _("proposals for a person to confirm; nothing here is an answer"),
        }


@dataclass
class _Index:
    """Passages and, for the stems that are asked for, where they stand and how often."""

    passages: list[Passage] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)
    postings: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FieldWords:
    """The words of the field: by topic, those to leave out, and what the heading of an article looks like."""

    topics: dict[str, tuple[str, ...]]
    stop: frozenset[str]
    heading: re.Pattern[str]


@lru_cache(maxsize=1)
def field_words() -> FieldWords:
    """The words that ship with Corridor (``finder_words.yaml``)."""
    raw = load_yaml(Path(__file__).parent / "finder_words.yaml")
    begins = "|".join(re.escape(h) for h in raw["headings"].split())
    number = r"(?:\d+|[IVXLC]+)\b"
    return FieldWords(
        {topic: tuple(words.split()) for topic, words in raw["topics"].items()},
        frozenset(raw["stop"].split()),
        re.compile(rf"^\s*(?:#+\s*)?[*_§\s]*(?:{begins})\.?\s*{number}.{{0,120}}$", re.IGNORECASE),
    )


def find_clauses(
    file: str | Path,
    *,
    top: int = 3,
    requirements: Iterable[str] = (),
    catalogue: Catalogue | None = None,
) -> Found:
    """Propose passages of a text file for each requirement (or for those named).

    Raises:
        KeyError: a requirement is not in the catalogue.
        ValueError: the file is too large, or has no text; the message says what to do.
        OSError: it cannot be opened.
    """
    known = catalogue or load_catalogue()
    asked = [known.requirement(r) for r in requirements] or [
        r for r in known.requirements.values() if r.answer.scored
    ]
    queries = {r.id: _query(r, known) for r in asked}
    wanted = {s for q in queries.values() for s in q}
    path = Path(file)
    index, lines = _Index(), 0
    for passage, text in _passages(_lines(path)):
        lines = max(lines, passage.last_line)
        _add(index, passage, text, wanted)
    proposals = {r: _best(index, q, top) for r, q in queries.items()}
    return Found(
        path.name,
        lines,
        len(index.passages),
        {r: p for r, p in proposals.items() if p},
        tuple(r for r, p in proposals.items() if not p),
    )


def stem(word: str) -> str:
    """A word as it is compared: small letters, no accents, its first letters.

    >>> stem("Überweisung"), stem("pensions"), stem("pension")
    ('uberwe', 'pensio', 'pensio')
    """
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))[:STEM]


def _query(requirement: Requirement, catalogue: Catalogue) -> dict[str, float]:
    """Stems to look for: the topic's words in four languages, and the words of the requirement itself at less weight."""
    words = field_words()
    weights: dict[str, float] = {}
    own = f"{requirement.text} {requirement.question} {' '.join(requirement.answer.items.values())}"
    for word in _WORD.findall(own):
        if len(word) > 3 and word.casefold() not in words.stop:
            weights[stem(word)] = 0.4
    for word in words.topics.get(requirement.topic, ()):
        weights[stem(word)] = 1.0
    return weights


def _lines(path: Path) -> Iterator[str]:
    if path.stat().st_size > MAX_BYTES:
        too_large = _("{file}: larger than {number} MB; cut it into parts")
        raise ValueError(too_large.format(file=path.name, number=MAX_BYTES // 1_000_000))
    with path.open("rb") as raw:
        head = raw.read(4096)
    if head.lstrip().startswith(b"%PDF"):
        yield from _pdf_lines(path)
        return
    utf16 = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\0" in head and not utf16:
        raise ValueError(_("{file}: expected a text file or a PDF").format(file=path.name))
    empty = True
    with path.open(encoding="utf-16" if utf16 else _encoding(path), errors="replace") as text:
        for line in text:
            empty = empty and not line.strip()
            yield line
    if empty:
        raise ValueError(_("{file}: there is no text in it").format(file=path.name))


def _encoding(path: Path) -> str:
    """UTF-8 where the bytes are UTF-8, else the Western European code page, in which older texts are stored."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as raw:
            while chunk := raw.read(1 << 20):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _pdf_lines(path: Path) -> Iterator[str]:
    """The lines of a PDF, page by page; a form feed at the beginning of the line marks a new page."""
    import logging

    import pypdf

    logging.getLogger("pypdf").setLevel(logging.ERROR)
    words = 0
    try:
        reader = pypdf.PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            locked = _("{file}: the PDF is protected by a password; save a copy without it")
            raise ValueError(locked.format(file=path.name))
        for page in reader.pages:
            text = page.extract_text() or ""
            words += len(text.strip())
            yield "\f\n"
            yield from (line + "\n" for line in text.split("\n"))
    except pypdf.errors.DependencyError:
        locked = _("{file}: the PDF is encrypted in a way that is not read here; save a copy without it")
        raise ValueError(locked.format(file=path.name)) from None
    except (pypdf.errors.PyPdfError, *_BROKEN) as error:
        broken = _("{file}: not readable as a PDF: {error}").format(file=path.name, error=error)
        raise ValueError(broken) from None
    if not words:
        scanned = _("{file}: the PDF has no text (scanned pages?); run text recognition on it first")
        raise ValueError(scanned.format(file=path.name))


def _passages(lines: Iterable[str]) -> Iterator[tuple[Passage, str]]:
    """Paragraphs with their heading, cut where they are long; lines of any length."""
    heading, held, first, number = "", "", 0, 0
    is_heading = field_words().heading
    page: int | None = None
    only_heading = False
    for number, raw in enumerate(lines, 1):
        if raw.startswith("\f"):  # where a page ends a paragraph may go on
            page = (page or 0) + 1
            continue
        for line in _pieces(raw):
            blank, head = not line.strip(), bool(is_heading.match(line)) or line.startswith("#")
            if held and only_heading and not head:
                held += "" if blank else " " + line.strip()
                only_heading = only_heading and blank
                continue
            if held and (blank or head or len(held) + len(line) > PASSAGE):
                yield _passage(first, number if len(raw) > PASSAGE else number - 1, heading, held, page), held
                held = ""
            if head:
                heading = " ".join(re.sub(r"[#*_]+", " ", line).split())[:120]
            if not blank:
                first = first if held else number
                held += " " + line.strip()
                only_heading = head
    if held:
        yield _passage(first, number, heading, held, page), held


def _pieces(line: str) -> Iterator[str]:
    for at in range(0, max(len(line), 1), PASSAGE):
        yield line[at : at + PASSAGE]


def _passage(first: int, last: int, heading: str, text: str, page: int | None) -> Passage:
    begins = " ".join(text.split())
    return Passage(
        first, max(first, last), heading, begins if len(begins) <= 160 else begins[:157] + "...", page
    )


def _add(index: _Index, passage: Passage, text: str, wanted: set[str]) -> None:
    words = _WORD.findall(f"{text} {passage.heading}")
    place = len(index.passages)
    counts: Counter[str] = Counter()
    for word in words:
        s = stem(word)
        if s in wanted:
            counts[s] += 1
            index.shown.setdefault(s, word.casefold())
    index.passages.append(passage)
    index.lengths.append(len(words))
    for s, n in counts.items():
        index.postings.setdefault(s, []).append((place, n))


def _best(index: _Index, query: dict[str, float], top: int) -> tuple[Proposal, ...]:
    """The best passages by BM25; a passage needs a word of the topic, words of the requirement alone do not do."""
    total = len(index.passages)
    if not total:
        return ()
    mean = sum(index.lengths) / total or 1.0
    scores: dict[int, float] = {}
    why: dict[int, list[str]] = {}
    topical: set[int] = set()
    for s, weight in query.items():
        places: Sequence[tuple[int, int]] = index.postings.get(s, ())
        rare = math.log(1 + (total - len(places) + 0.5) / (len(places) + 0.5))
        for place, n in places:
            norm = n + K1 * (1 - B + B * index.lengths[place] / mean)
            scores[place] = scores.get(place, 0.0) + weight * rare * n * (K1 + 1) / norm
            why.setdefault(place, []).append(index.shown[s])
            if weight == 1.0:
                topical.add(place)
    best = nlargest(top, topical, key=lambda p: (scores[p], -p))
    return tuple(Proposal(index.passages[p], scores[p], tuple(why[p])) for p in best)
