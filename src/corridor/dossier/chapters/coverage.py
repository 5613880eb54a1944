"""Coverage: which sentences of the two founding documents this dossier answers, and by what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor.dossier.chapters.shared import coded_file
from corridor.dossier.document import Block, Chapter, Code, Data, Details, Link, Result, Source, Table, Text
from corridor.dossier.material import Material
from corridor.i18n import _

if TYPE_CHECKING:
    from corridor.commitments.coverage import Row

#: The page of a dossier: what stands before the anchor in an address within it.
PAGE = "index.html"


def chapter(material: Material) -> Chapter:
    """Every founding sentence with its state, looked up and not claimed."""
    from corridor.commitments.coverage import STATE_TITLES, coverage
    from corridor.evidence.store import open_store

    found = coverage(
        material.assessments,
        list(material.pair),
        artefacts=material.artefacts,
        addresses=_addresses(material),
        store=open_store(material.order.store),
    )
    counts = found.counts
    total = len(found.rows)
    answer = _(
        "The two founding documents have {total} sentences. Answered here: {answered}; in part: "
        "{partly}; waiting for evidence that only people on the spot can bring: {needs}; not "
        "assessed: {nothing}."
    ).format(
        total=total, answered=counts["answered"], partly=counts["partly"], needs=counts["needs your evidence"],
        nothing=counts["not assessed"],
    )  # fmt: skip
    blocks: list[Block] = []
    for state, words in STATE_TITLES.items():
        rows = [r for r in found.rows if r.state == state]
        if not rows:
            continue
        body = tuple(
            (
                r.sentence.id,
                _(r.sentence.text),
                _links(r) or "-",
                "; ".join(p.lacking for p in r.parts if p.lacking) or "-",
            )
            for r in rows
        )
        table = Table(
            _(words),
            (_("Sentence"), _("What it says"), _("Answered by"), _("What is lacking")),
            body,
        )
        blocks.append(
            Details(f"{_(words).capitalize()} ({len(rows)})", (table,), on_paper=state == "answered")
        )
    names = [coded_file(material, a) or a.instrument.id for a in material.assessments]
    day = material.order.day.isoformat()
    result = Result(
        id="coverage-founding",
        title=_("The sentences of the founding documents"),
        answer=answer,
        comparison=tuple(blocks),
        uncertain=(
            _(
                "A sentence counts as answered only if what answers it was found; most ask for more than a text and a table."
            ),
            *(
                (
                    _(
                        "Consultations, partnerships and plans count here; the command below does not look at them."
                    ),
                )
                if material.artefacts
                else ()
            ),
        ),
        sources=("founding",),
        code=Code(material.command("coverage", *names, "--on", "-".join(material.pair), "--date", day)),
    )
    data = [
        {
            "sentence": r.sentence.id,
            "place": r.sentence.place,
            "text": r.sentence.text,
            "state": r.state,
            "by": "; ".join(b for p in r.parts for b in p.by),
            "lacking": "; ".join(p.lacking for p in r.parts if p.lacking),
        }
        for r in found.rows
    ]
    columns = {
        "sentence": _("id of the sentence"),
        "place": _("where it stands"),
        "text": _("what it says, in our words"),
        "state": _("answered, partly, needs your evidence, not assessed"),
        "by": _("what answers it"),
        "lacking": _("what is lacking"),
    }
    return Chapter(
        id="coverage",
        title=_("Coverage of the founding documents"),
        lead=_(
            "The Bellagio conclusions of 2006 and the paper of the NGO Committee on Migration of 2011, sentence by sentence."
        ),
        blocks=(result,),
        findings=(Text(answer, sources=("founding",)),),
        data=(Data("coverage", _("Coverage of the founding documents"), columns, data, ("founding",)),),
        sources=(
            Source(
                "founding",
                _("Bellagio 2006; NGO Committee on Migration 2011"),
                _("The two founding documents, sentence by sentence, in our words"),
                kind="own",
            ),
        ),
    )


def _links(row: Row) -> tuple[Link, ...]:
    """What answers a sentence, each leading to where it stands in this dossier; a command is shown as words."""
    made = []
    for a in dict.fromkeys(a for p in row.parts for a in p.found):
        page, mark, anchor = a.address.partition("#")
        inside = bool(mark) and page == PAGE
        made.append(Link(a.title, f"#{anchor}") if inside else Link(a.words))
    return tuple(made)


def _addresses(material: Material) -> dict[str, str]:
    """Where in the page of the dossier that stands which answers a sentence."""
    from corridor.evidence import INDICATORS

    found = {
        f"assessment:{a.instrument.id}": f"{PAGE}#assessment-{a.instrument.id}" for a in material.assessments
    }
    found |= {f"agreement:{i.id}": f"{PAGE}#clauses-{i.id.lower()}" for i in material.agreements}
    return found | {f"figures:{i}": f"{PAGE}#corridor" for i in INDICATORS}
