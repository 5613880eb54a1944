"""A plan as PDF/UA: its sections are the chapters of a document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from corridor.i18n import _, current


def plan_pdf(view: Mapping[str, Any]) -> bytes:
    """The PDF of a view (:func:`corridor.plan.view.plan_view`)."""
    from corridor.dossier.pages import made_with
    from corridor.dossier.typesetting import pdf

    words = {
        "kicker": _("Plan"),
        "contents": _("Contents"),
        "why": _("Why"),
        "uncertain": _("What is uncertain"),
        "next": _("What next"),
        "again": _("How to get this result again"),
        "sources": _("Sources"),
        "unknown": _("not known"),
    }
    # in the document of a corridor "sources" stands for the numbered list of sources
    chapters = [{**s, "id": f"plan-{s['id']}"} for s in view["sections"]]
    document = {
        "title": view["title"], "about": view["about"], "note": view["note"], "language": current(),
        "chapters": chapters,
    }  # fmt: skip
    data = {"document": document, "findings": [], "sources": [], "footer": made_with(), "words": words}
    return pdf("dossier.typ", data, current())
