"""The clause finder: where a text may answer each question; a person decides."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import Response

from corridor.commitments import load_catalogue
from corridor.i18n import _
from corridor.workbench.errors import Problems
from corridor.workbench.pages import answer
from corridor.workbench.reference.instruments import content_of
from corridor.workbench.reference.views import Document, View

router = APIRouter(tags=["assessment"])

PROPOSED = 3
"""Chosen: passages proposed for a question."""


class PassageView(View):
    """A passage proposed for a question; a person decides."""

    heading: str
    lines: tuple[int, int]
    pdf_page: int | None
    begins: str
    words: tuple[str, ...]


class ProposalView(View):
    """A question with the passages that may answer it."""

    requirement: str
    question: str
    passages: tuple[PassageView, ...]


class ClausesPage(Document):
    """Proposals for each question."""

    file: str
    proposals: tuple[ProposalView, ...]
    nothing: tuple[str, ...]


@router.get("/clauses", response_model=Document)
def clauses(request: Request) -> Response:
    """The form of the clause finder."""
    model = Document(
        title=_("Find the clauses of a text"),
        shell=("corridor find-clauses agreement.pdf",),
        python="from corridor.commitments.finder import find_clauses\nhelp(find_clauses)",
    )
    return answer(request, model, "clauses_form.html")


@router.post("/clauses", response_model=ClausesPage)
def find(
    request: Request,
    file: Annotated[
        UploadFile | None, File(description="The text of an agreement: PDF or plain text")
    ] = None,
    text: Annotated[str, Form(description="The same as text")] = "",
) -> Response:
    """Propose where a text answers each question; nothing is kept and a person decides."""
    from corridor.commitments.finder import find_clauses

    content = content_of(file, text)
    known = load_catalogue()
    with TemporaryDirectory() as folder:
        path = Path(folder) / ("agreement.pdf" if content.startswith(b"%PDF") else "agreement.txt")
        path.write_bytes(content)
        try:
            found = find_clauses(path, top=PROPOSED)
        except (ValueError, OSError) as error:
            raise Problems([("file", str(error).replace(str(path), path.name))]) from None
    model = ClausesPage(
        title=_("Where the text may answer each question"),
        file=Path(file.filename).name if file is not None and file.filename else "",
        proposals=tuple(
            ProposalView(
                requirement=r,
                question=_(known.requirements[r].question),
                passages=tuple(
                    PassageView(
                        heading=p.passage.heading, lines=(p.passage.first_line, p.passage.last_line),
                        pdf_page=p.passage.page, begins=p.passage.begins, words=p.words,
                    )
                    for p in proposals
                ),
            )
            for r, proposals in found.proposals.items()
        ),
        nothing=found.nothing,
        shell=("corridor find-clauses agreement.pdf",),
        python="from corridor.commitments.finder import find_clauses\nfind_clauses('agreement.pdf')",
        uncertain=(
            _("These are proposals of a search by words. A passage that is found is not an answer, and an answer may"
              " stand there in other words."),
        ),
    )  # fmt: skip
    return answer(request, model, "clauses.html")
