"""The first and the last chapter: the findings in ten sentences, and sources, limits and validation labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corridor.dossier.document import Block, Chapter, Code, Data, Details, Items, Result, Table, Text, Value
from corridor.i18n import _, ngettext
from corridor.schemes.scheme import VALIDATION_LABELS

if TYPE_CHECKING:
    from corridor.dossier.material import Material

#: Sentences on the first page.
MOST = 10
FINDINGS, SOURCES = "findings", "sources"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence of the first page, and the chapter it comes from."""

    text: Text
    chapter: str
    title: str


def chosen(chapters: Sequence[Chapter]) -> list[Finding]:
    """At most ten findings: the first of every chapter, then the second, and so on; in the order of the chapters."""
    queue = [
        (rank, i, Finding(text, c.id, c.title))
        for i, c in enumerate(chapters)
        for rank, text in enumerate(c.findings)
    ]
    kept = sorted(queue, key=lambda q: (q[0], q[1]))[:MOST]
    return [f for _rank, _i, f in sorted(kept, key=lambda q: (q[1], q[0]))]


def findings_chapter(found: Sequence[Finding]) -> Chapter:
    """The first page."""
    lead = ngettext(
        "The findings in {n} sentence. Each leads to the chapter that explains it.",
        "The findings in {n} sentences. Each leads to the chapter that explains it.",
        len(found),
    ).format(n=len(found))
    rows: list[dict[str, Value]] = [
        {"number": i, "finding": f.text.text, "chapter": f.title} for i, f in enumerate(found, 1)
    ]
    columns = {"number": _("number"), "finding": _("the finding"), "chapter": _("chapter that explains it")}
    return Chapter(FINDINGS, _("Findings"), lead, (), data=(Data(FINDINGS, _("Findings"), columns, rows),))


def sources_chapter(material: Material) -> Chapter:
    """How far each scheme is validated, what is left out, and where everything comes from."""
    rows = tuple(
        (s.id, _(s.name), f"{s.claims_from.year}-{s.claims_to.year}", s.validation, _(s.validation_note))
        for s in material.schemes
    )
    blocks: list[Block] = []
    if rows:
        labels = tuple(f"{k}: {_(v)}" for k, v in VALIDATION_LABELS.items() if any(r[3] == k for r in rows))
        blocks += [
            Table(
                _("How far each scheme is validated"),
                (_("Scheme"), _("Name"), _("Claims"), _("Label"), _("What was checked")),
                rows,
            ),
            Items(labels, _("What the labels mean")),
        ]
        out = [
            Details(f"{s.id}: {_(s.name)}", (Items(tuple(_(t) for t in s.not_modelled)),))
            for s in material.schemes
            if s.not_modelled
        ]
        if out:
            blocks.append(Details(_("What is left out of each scheme"), tuple(out)))
    blocks.append(
        Items(
            (
                _("Old-age benefits only: no survivors' or disability benefits, no tax."),
                _("Nothing here is a decision or legal advice. Only the institution that pays can decide."),
                _("A country that is not modelled is reported as such, never as 0."),
                _("Everything was computed on the user's own computer; nothing was sent anywhere."),
            ),
            _("Limits"),
        )
    )
    example = material.schemes[0].id if material.schemes else None
    if example:
        blocks.append(
            Result(
                "verify",
                _("Published worked examples"),
                _("Every published worked example of these schemes can be run again."),
                code=Code(material.command("verify", example)),
            )
        )
    return Chapter(
        SOURCES,
        _("Sources, limits and validation"),
        _("Where every number comes from, how far the law was checked, and what this dossier cannot say."),
        tuple(blocks),
    )
