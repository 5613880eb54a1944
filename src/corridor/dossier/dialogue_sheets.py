"""Sheets of a consultation to print: code slips of a batch, and the ballot without any code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from corridor.dialogue.definition import GRADES, Definition, Question, said
from corridor.dialogue.statements import Statement
from corridor.dossier.pages import made_with
from corridor.dossier.typesetting import pdf
from corridor.i18n import _, language, listed


def code_sheets(
    definition: Definition, association: str, batch: str, codes: Sequence[str], code: str
) -> bytes:
    """The codes of a batch as slips to cut apart (PDF/UA-1), in a language."""
    with language(code):
        data = {
            "title": _("Codes of {association}, batch {batch}").format(association=association, batch=batch),
            "footer": made_with(),
            "about": _("Hand one slip to each person. Do not write down who gets which. Keep no copy."),
            "rules": [
                _(
                    "A code can be used once. Whoever uses it gets a key of her own, so this code opens nothing later."
                ),
                _("Keep unused slips, or tell us to stop the batch if slips are lost."),
            ],
            "name": said(definition.titles),
            "slip": _("Your code:"),
            "once": _("It can be used once. Nobody writes down who has it."),
            "codes": list(codes),
            "parts": [],
        }
    return pdf("dialogue_sheets.typ", data, code)


def ballot_sheet(definition: Definition, statements: Sequence[Statement], code: str) -> bytes:
    """The ballot to fill in on paper (PDF/UA-1), in a language. It has no code and no number."""
    with language(code):
        data = {
            "title": said(definition.titles),
            "footer": made_with(),
            "about": said(definition.descriptions)
            or _("What do people in {corridors} need most?").format(
                corridors=listed(f"{a}-{b}" for a, b in definition.corridors)
            ),
            "rules": paper_rules(),
            "codes": [],
            "name": "",
            "slip": "",
            "once": "",
            "parts": _parts(definition, statements),
        }
    return pdf("dialogue_sheets.typ", data, code)


def paper_rules() -> list[str]:
    """How the paper ballot is handed in."""
    return [
        _("Do not write your name or anything else on this sheet. Tick one box in a line, or none."),
        _(
            "Put your code slip into one box and this sheet into the other. Nobody can then tell which belong together."
        ),
    ]


def choice_titles() -> dict[str, str]:
    """The three answers to a statement in the reader's language."""
    return {"agree": _("Agree"), "disagree": _("Disagree"), "pass": _("Pass")}


def _parts(definition: Definition, statements: Sequence[Statement]) -> list[dict[str, Any]]:
    parts = []
    if statements:
        parts.append(
            {
                "title": _("Statements"),
                "how": _("Tick what you think of each. Pass means: I do not know, or I do not want to say."),
                "lines": [
                    {"text": f"{s.number}. {s.reading()[0]}", "boxes": list(choice_titles().values())}
                    for s in statements
                ],
            }
        )
    for q in definition.questions:
        boxes, how = _boxes(q)
        parts.append(
            {
                "title": said(q.titles),
                "how": how,
                "lines": [{"text": said(texts), "boxes": boxes} for texts in q.options.values()],
            }
        )
    if definition.strata:
        parts.append(
            {
                "title": _("About you, if you like"),
                "how": _(
                    "You may leave this empty. It is used to see whose voices are missing, and never shown for a few people."
                ),
                "lines": [
                    {"text": s.question, "boxes": [said(v) for v in s.values.values()]}
                    for s in definition.strata
                ],
            }
        )
    return parts


def _boxes(question: Question) -> tuple[list[str], str]:
    if question.kind == "approve":
        return [_("Yes")], _("Tick all that you want.")
    if question.kind == "rank":
        return [str(n + 1) for n in range(len(question.options))], _(
            "1 is what you want most. Places may be shared."
        )
    return list(GRADES), _("0 is the least, 5 the most.")
