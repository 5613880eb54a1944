"""A document as data: chapters of typed blocks, which every renderer (page, PDF, workbook) knows how to show.

A new chapter needs no change to a renderer: it is a :class:`Chapter` made of the blocks of this module.
Texts are finished sentences in the current language.  ``sources`` are ids that the document numbers, so
that every figure shown leads to where it came from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from corridor.i18n import in_a_row

if TYPE_CHECKING:
    from corridor.commitments.artefacts import Artefact


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere: an anchor of the page (``#plan``), a web address, or nowhere if ``address`` is empty."""

    text: str
    address: str = ""


#: A cell of a table that is read: a text, a number that the renderer sets in figures, or links (on paper their words).
Cell = str | int | None | tuple[Link, ...]
#: A value of a table that is computed with further.
Value = str | int | float | bool | date | None


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph.

    ``kind``: ``plain``, ``answer`` (the sentence to read first), ``note``, ``open`` (something
    is not certain or not known), ``small``.
    """

    text: str
    kind: str = "plain"
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Items:
    """A list of sentences under a short title (which may be empty)."""

    items: tuple[str, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table to be read.  ``numbers`` are the columns set to the end; ``None`` in a cell is "not known"."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numbers: tuple[int, ...] = ()
    note: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing (SVG text) for wide and narrow pages, with the words for who cannot see it.

    ``title`` says what is found. The numbers stand in a table beside it.
    """

    title: str
    alt: str
    wide: str
    narrow: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """How to get the same result again: a command, and the lines of Python."""

    command: str
    python: str = ""


@dataclass(frozen=True)
class Details:
    """Blocks that stand folded under a title.  ``on_paper``: whether the PDF prints them as well."""

    title: str
    blocks: tuple[Block, ...]
    on_paper: bool = True


@dataclass(frozen=True)
class Result:
    """One result, always in the same order.

    The answer in one sentence, the comparison, why, what is uncertain, what to do next, sources, and how to
    reproduce it.
    """

    id: str
    title: str
    answer: str
    comparison: tuple[Block, ...] = ()
    why: tuple[Details, ...] = ()
    uncertain: tuple[str, ...] = ()
    next: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    code: Code | None = None


Block = Text | Items | Table | Chart | Details | Result


@dataclass(frozen=True)
class Data:
    """A table to be computed with: a sheet of the workbook, and a CSV and a Parquet file with metadata.

    ``columns`` maps each column to its meaning, with its unit.
    """

    id: str
    title: str
    columns: Mapping[str, str]
    rows: Sequence[Mapping[str, Value]]
    sources: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where something comes from.  ``kind``: evidence, law, agreement, assumption, own."""

    id: str
    publisher: str
    title: str
    edition: str = ""
    kind: str = "evidence"
    licence: str = ""
    address: str = ""
    note: str = ""
    sha256: str = ""

    @property
    def citation(self) -> str:
        """Publisher, title and edition in one line."""
        edition = "" if self.edition in self.title else self.edition
        return ", ".join(part for part in (self.publisher, self.title, edition) if part)


@dataclass(frozen=True)
class Chapter:
    """One chapter.

    ``findings`` are its sentences for the first page, the weightiest first; ``data`` the tables that
    it exports; ``trace`` further files for the folder ``trace/``, by name; ``artefacts`` what it holds that answers
    founding sentences, for the chapter on coverage.
    """

    id: str
    title: str
    lead: str
    blocks: tuple[Block, ...]
    findings: tuple[Text, ...] = ()
    data: tuple[Data, ...] = ()
    sources: tuple[Source, ...] = ()
    trace: Mapping[str, bytes] = field(default_factory=dict)
    artefacts: tuple[Artefact, ...] = ()


@dataclass(frozen=True)
class Document:
    """The whole: a title, what it is about, and its chapters."""

    title: str
    about: str
    note: str
    language: str
    chapters: tuple[Chapter, ...]

    @property
    def sources(self) -> dict[str, Source]:
        """Every source of the chapters by id, in order of first mention."""
        return {s.id: s for c in self.chapters for s in c.sources}

    def number_of(self, source: str) -> int:
        """The number of a source in the list, from 1."""
        return list(self.sources).index(source) + 1

    @property
    def data(self) -> list[Data]:
        """The tables of all chapters."""
        return [d for c in self.chapters for d in c.data]

    @property
    def codes(self) -> list[Code]:
        """Every way to reproduce a result that the document shows, once."""
        found = [b.code for c in self.chapters for b in walk(c.blocks) if isinstance(b, Result) and b.code]
        return list(dict.fromkeys(found))


def walk(blocks: Sequence[Block]) -> Iterator[Block]:
    """Every block, also those inside others."""
    for b in blocks:
        yield b
        if isinstance(b, Details):
            yield from walk(b.blocks)
        elif isinstance(b, Result):
            yield from walk(b.comparison)
            yield from walk(b.why)


def plain(document: Document, *, links: bool = False) -> dict[str, Any]:
    """The document as plain data, with sources as their numbers: what templates read.

    Cells of links are lists of ``text`` and ``address`` if ``links`` is set, else their words.
    """
    numbers = {s: i for i, s in enumerate(document.sources, 1)}
    return {
        "title": document.title,
        "about": document.about,
        "note": document.note,
        "language": document.language,
        "chapters": [
            {
                "id": c.id,
                "title": c.title,
                "lead": c.lead,
                "blocks": [_block(b, numbers, links) for b in c.blocks],
            }
            for c in document.chapters
        ],
    }


def _block(block: Block, numbers: Mapping[str, int], links: bool) -> dict[str, Any]:
    def marks(sources: Sequence[str]) -> list[int]:
        return sorted({numbers[s] for s in sources if s in numbers})

    match block:
        case Text():
            return {"is": "text", "text": block.text, "kind": block.kind, "marks": marks(block.sources)}
        case Items():
            return {"is": "items", "title": block.title, "items": list(block.items)}
        case Table():
            return {
                "is": "table", "title": block.title, "columns": list(block.columns),
                "rows": [[_cell(c, links) for c in r] for r in block.rows], "numbers": list(block.numbers), "note": block.note,
                "marks": marks(block.sources),
            }  # fmt: skip
        case Chart():
            return {
                "is": "chart", "title": block.title, "alt": block.alt, "wide": block.wide,
                "narrow": block.narrow, "unit": block.unit,
            }  # fmt: skip
        case Details():
            return {
                "is": "details", "title": block.title, "on_paper": block.on_paper,
                "blocks": [_block(b, numbers, links) for b in block.blocks],
            }  # fmt: skip
        case Result():
            return {
                "is": "result", "id": block.id, "title": block.title, "answer": block.answer,
                "comparison": [_block(b, numbers, links) for b in block.comparison],
                "why": [_block(b, numbers, links) for b in block.why],
                "uncertain": list(block.uncertain), "next": list(block.next), "marks": marks(block.sources),
                "command": block.code.command if block.code else "",
                "python": block.code.python if block.code else "",
            }  # fmt: skip


def _cell(cell: Cell, links: bool) -> Any:
    if not isinstance(cell, tuple):
        return cell
    if links:
        return [{"text": k.text, "address": k.address} for k in cell]
    return in_a_row(k.text for k in cell)
