"""The result: what each country owes, with and without agreements, why, what is open, and what to do next."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from corridor.i18n import LANGUAGES, _, current, language
from corridor.workbench.check.case import (
    MAX_COMPUTED,
    Case,
    checked,
    problem_text,
    yaml_text,
)
from corridor.workbench.check.forms import Form, Sent, case_sent
from corridor.workbench.errors import Problems
from corridor.workbench.pages import page

if TYPE_CHECKING:
    from corridor.agreements import Instrument
    from corridor.careers import Careers
    from corridor.portability.entitlement import Answer

router = APIRouter(include_in_schema=False)

MAX_DRAFT = 300_000
"""Chosen: the longest draft agreement that travels with a form, in characters."""
LETTER_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
"""The letter is one file with its styles inside; nothing else may be loaded or run in it."""


@dataclass(frozen=True)
class Draft:
    """A draft agreement as it was uploaded, and as it was read."""

    text: str = ""
    instrument: Instrument | None = None


@router.get("/check/result")
def without_case(request: Request) -> Response:
    """The address of a result holds no case, so that none stays in a history; begin anew."""
    from corridor.portability.sample import case_names

    return page(request, "check/choose.html", examples=case_names())


@router.post("/check/result")
def shown(request: Request, sent: Form) -> Response:
    """The result of the case in the form, with a draft agreement if one is uploaded or comes along."""
    case, careers, draft = _sent_case(sent)
    return result_page(request, case, careers, draft)


@router.post("/check/letter")
def letter(sent: Form) -> Response:
    """The letter as a page of its own."""
    from corridor.dossier.letter import letter_html

    _case, careers, draft = _sent_case(sent)
    with language(_language(sent, "language")):
        text = letter_html(_answer(careers, draft), _language(sent, "office") if sent.get("office") else None)
    return HTMLResponse(text, headers={"content-security-policy": LETTER_POLICY})


@router.post("/check/letter.pdf")
def letter_as_pdf(sent: Form) -> Response:
    """The letter as PDF, in one language or two."""
    from corridor.dossier.letter_pdf import letter_pdf

    _case, careers, draft = _sent_case(sent)
    office = _language(sent, "office") if sent.get("office") else None
    content = letter_pdf(_answer(careers, draft), _language(sent, "language"), office)
    return _file(content, "letter.pdf", "application/pdf")


@router.post("/check/case.yaml")
def case_file(sent: Form) -> Response:
    """The case as a case file."""
    _case, careers, _draft = _sent_case(sent)
    return _file(yaml_text(next(iter(careers))).encode(), "case.yaml", "application/yaml")


@router.post("/check/answer")
def as_json(sent: Form) -> Response:
    """The whole answer with the trace of every step."""
    import json

    from corridor.portability.export import answer_dict

    _case, careers, draft = _sent_case(sent)
    answer = _answer(careers, draft)
    last = list(answer.results)[-1]
    traces = [t.to_dict() for c in answer.countries for t in answer.explain(c, last)]
    content = json.dumps({**answer_dict(answer), "trace": traces}, ensure_ascii=False, indent=1, default=str)
    return _file(content.encode(), "answer.json", "application/json")


def result_page(request: Request, case: Case, careers: Careers, draft: Draft | None = None) -> Response:
    """The page of a result."""
    draft = draft or Draft()
    answer = _answer(careers, draft)
    return page(request, "check/result.html", case=case.text(), draft=draft.text, **values(answer, careers))


def values(answer: Answer, careers: Careers) -> dict[str, Any]:
    """What the template of a result shows."""
    from corridor.dossier.explanation import page_parts
    from corridor.dossier.letter import letter_parts
    from corridor.portability.display import comparison_rows, why
    from corridor.portability.wording import one_sentence

    last = list(answer.results)[-1]
    letter = letter_parts(answer)
    traces = [t for country in answer.countries for t in answer.explain(country, last)]
    steps = {s["id"]: s for country in page_parts(answer, traces) for s in country["schemes"]}
    entitlements = answer.results[last]
    return {
        "about": letter["about"],
        "estimate": letter["estimate"],
        "comparison": comparison_rows(answer),
        "results": [
            {
                "scheme": e.scheme,
                "country": e.country,
                "agreement": e.instrument if e.instrument and "draft" not in last else "",
                "sentence": one_sentence(e),
                "why": why(answer, e)[1:],
                "steps": steps.get(e.scheme),
                **{f"letter_{k}": v for k, v in item.items()},
            }
            for e, item in zip(entitlements, letter["items"], strict=True)
        ],
        "silent": letter["silent"],
        "record": letter["record"],
        "next_steps": letter["next_steps"],
        "open_facts": list(answer.uncertain),
        "warnings": [problem_text(w) for w in careers.warnings],
        "with_draft": "draft" in answer.results,
        "languages_named": LANGUAGES,
        "yaml": yaml_text(answer.career),
        "python": _python(answer),
        "shell": _shell(answer),
    }


def _answer(careers: Careers, draft: Draft) -> Answer:
    from corridor.portability.entitlement import entitlement, scenarios

    return entitlement(careers, scenarios(draft.instrument))


def _python(answer: Answer) -> str:
    draft = ', scenarios(load_instrument("draft.yaml"))' if "draft" in answer.results else ""
    lines = [
        "import corridor",
        "from corridor.careers import read_careers",
    ]
    if draft:
        lines += [
            "from corridor.agreements import load_instrument",
            "from corridor.portability.entitlement import scenarios",
        ]
    lines += [
        'careers = read_careers("case.yaml", corridor.vocabulary())',
        f"answer = corridor.entitlement(careers{draft})",
        "print(answer)",
    ]
    return "\n".join(lines)


def _shell(answer: Answer) -> list[str]:
    draft = " --draft draft.yaml" if "draft" in answer.results else ""
    lines = [f"corridor check case.yaml{draft}"]
    lines += [f"corridor explain case.yaml --country {c}{draft}" for c in answer.countries[:1]]
    return lines


def _sent_case(sent: Sent) -> tuple[Case, Careers, Draft]:
    """The checked case of a form and its draft.

    Raises:
        Problems: everything that is wrong with either.
    """
    case = case_sent(sent)
    careers, errors, _warnings, _left_out = checked(case)
    if careers is None:
        raise Problems([problem_text(p) for p in errors[:100]])
    if len(case.periods) > MAX_COMPUTED:
        from corridor.workbench.check.grid import too_long

        raise Problems([too_long(len(case.periods))])
    _name, content = sent.files.get("file", ("", b""))
    text = content.decode("utf-8-sig", "replace") if content else sent.get("draft")
    return case, careers, read_draft(text)


def read_draft(text: str) -> Draft:
    """A draft agreement from the text of its file.

    Raises:
        Problems: it is none; all problems at once.
    """
    from corridor.agreements import load_instrument
    from corridor.law.parameters import LawDataError

    if not text.strip():
        return Draft()
    if len(text) > MAX_DRAFT:
        raise Problems(
            [("draft", _("The draft is longer than {number} characters.").format(number=MAX_DRAFT))]
        )
    with tempfile.TemporaryDirectory(prefix="corridor-") as folder:
        file = Path(folder) / "draft.yaml"
        file.write_text(text, encoding="utf-8")
        try:
            return Draft(text, load_instrument(file))
        except LawDataError as error:
            lines = [line.strip() for line in str(error).splitlines() if line.strip()]
            raise Problems([("draft", line) for line in lines[:100]]) from None


def _language(sent: Sent, field: str) -> str:
    wanted = sent.get(field)
    return wanted if wanted in LANGUAGES else current()


def _file(content: bytes, name: str, kind: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=kind, headers=headers)
