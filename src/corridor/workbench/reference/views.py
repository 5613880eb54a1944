"""What every page of reference is, as data: one model gives the page and its JSON, so that both say the same."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict
from starlette.exceptions import HTTPException

from corridor.countries import country_name
from corridor.i18n import _
from corridor.law.parameters import Source
from corridor.law.trace import decimal_text


def _day(text: Any) -> Any:
    # pydantic alone takes "0" for a count of seconds, and an emptied field for a wrong day
    if isinstance(text, str) and not text:
        return None
    if isinstance(text, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII) is None:
        raise ValueError("no day")
    return text


Day = Annotated[date | None, BeforeValidator(_day)]
"""A day in an address, as ``2025-12-31``; ``None`` where it is empty."""


class View(BaseModel):
    """A part of a page."""

    model_config = ConfigDict(frozen=True)


class Citation(View):
    """Where something was read, and how far it was read."""

    id: str
    title: str
    publisher: str = ""
    edition: str = ""
    address: str = ""
    grade: str = ""
    read: str = ""
    licence: str = ""
    note: str = ""

    @property
    def link(self) -> str:
        """The address where it can be opened; empty where it is none of the web."""
        return self.address if self.address.startswith(("https://", "http://")) else ""


class Link(View):
    """Another page of the workbench."""

    title: str
    href: str
    note: str = ""


class Country(View):
    """A country by its ISO3 code and its name in the language of the page."""

    code: str
    name: str


class Document(View):
    """A whole page: what it is about, and what every page shows.

    Attributes:
        title: the heading.
        shell, python: how to get the same without the workbench.
        uncertain: what is uncertain or missing, in sentences.
        sources: where what is shown was read.
    """

    title: str
    shell: tuple[str, ...] = ()
    python: str = ""
    uncertain: tuple[str, ...] = ()
    sources: tuple[Citation, ...] = ()


class Problem(View):
    """What is wrong with one field of a request."""

    field: str
    problem: str


class Error(View):
    """An error as JSON."""

    error: str
    advice: str
    detail: str
    problems: list[Problem]


def country(code: str) -> Country:
    """A country in the language of the page."""
    return Country(code=code, name=country_name(code))


def citation(source: Source) -> Citation:
    """A source of the law."""
    return Citation(
        id=source.id, title=source.title, publisher=source.publisher, address=source.address, grade=source.grade,
        read=source.read, note=source.note,
    )  # fmt: skip


def amount(value: Any) -> str:
    """A number of the law as it is written: exactly."""
    if not isinstance(value, Fraction):
        return str(value)
    text = decimal_text(value)
    return text if Fraction(text) == value else str(value)


def missing(error: KeyError) -> HTTPException:
    """The error page for an id that nothing has, with what the room offers in its place."""
    return HTTPException(404, str(error.args[0]))


def area(code: str) -> str:
    """An ISO3 code as it is written.

    Raises:
        HTTPException: 404, it is no country.
    """
    from corridor.evidence.areas import all_areas

    upper = code.upper()
    if upper not in all_areas():
        raise HTTPException(404, _("No country has the code {code}.").format(code=code[:20]))
    return upper


def today() -> date:
    """The day on which agreements are looked at where none is named."""
    return date.today()
