"""The letter to a person as PDF: in the person's language, or beside it in the office's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corridor.dossier.letter import letter_parts
from corridor.dossier.pages import made_with
from corridor.dossier.typesetting import pdf
from corridor.i18n import language

if TYPE_CHECKING:
    from corridor.portability.entitlement import Answer


def letter_pdf(answer: Answer, person: str, office: str | None = None) -> bytes:
    """The letter of :mod:`corridor.dossier.letter` as PDF/UA-1.

    Args:
        answer: what the letter is about.
        person: the person's language, such as ``"ar"``.
        office: the language of the office that receives the letter; ``None`` or the same: one language.

    Raises:
        ValueError: there is no catalogue for a language.
    """
    versions: list[dict[str, Any]] = []
    for code in dict.fromkeys([person, office or person]):
        with language(code):
            versions.append({"language": code, "letter": letter_parts(answer)})
    with language(person):
        title, footer = versions[0]["letter"]["title"], made_with()
    return pdf("letter.typ", {"title": title, "footer": footer, "versions": versions}, person)
