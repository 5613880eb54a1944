"""A document as one self-contained page: it opens from disk, needs no network and no script, and prints well."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from corridor.dossier.document import Document, plain
from corridor.dossier.findings import Finding
from corridor.i18n import _, direction, ngettext

TEMPLATES = Path(__file__).parent / "templates"


def page(document: Document, findings: list[Finding], footer: str) -> str:
    """The HTML of a document."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(_=_, ngettext=ngettext)
    return environment.get_template("dossier.html").render(
        document=plain(document, links=True),
        findings=shown_findings(document, findings),
        sources=shown_sources(document),
        language=document.language,
        direction=direction(document.language),
        footer=footer,
    )


def shown_findings(document: Document, findings: list[Finding]) -> list[dict[str, Any]]:
    """The findings as templates read them."""
    return [
        {
            "text": f.text.text,
            "marks": sorted({document.number_of(s) for s in f.text.sources if s in document.sources}),
            "chapter": f.chapter,
            "title": f.title,
        }
        for f in findings
    ]


def shown_sources(document: Document) -> list[dict[str, str]]:
    """The sources as templates read them; only web addresses become links."""
    return [
        {
            "citation": s.citation,
            "licence": s.licence,
            "link": s.address if s.address.startswith(("https://", "http://")) else "",
            "note": s.note,
        }
        for s in document.sources.values()
    ]
