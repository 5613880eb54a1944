"""The form of the caseworker's grid: from what was sent to a case, and back to fields with their problems."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.datastructures import UploadFile

from corridor.careers.columns import PER
from corridor.careers.problems import Problem
from corridor.countries import country_name
from corridor.i18n import N_, _, ngettext
from corridor.portability.wording import kind_words
from corridor.portability.words import vocabulary
from corridor.schemes import find_scheme
from corridor.workbench.check.case import (
    MAX_ROWS,
    PER_LABELS,
    PERIOD_LABELS,
    PERIODS_FILE,
    PERSON_LABELS,
    Case,
    NoCase,
    cell,
    from_text,
    problem_text,
    schemes_asked,
)
from corridor.workbench.check.days import offered
from corridor.workbench.errors import Problems

PAGE = 40
"""Chosen: rows of the grid on one page (a form may have a thousand fields)."""
EMPTY_ROWS = 5
SHOWN_PROBLEMS = 100
DAYS = {
    "either": N_("Write these dates as year-month-day"),
    "day": N_("Read the dates with the day first"),
    "month": N_("Read the dates with the month first"),
}
"""What the buttons say that rewrite the dates; the first where each can only be read in one way."""
MAX_UNPACKED = 50_000_000
"""Chosen: what a compressed hidden field may unfold to, in bytes."""


@dataclass(frozen=True)
class Sent:
    """What a form sent: texts by name of the field, and files."""

    texts: Mapping[str, str]
    lists: Mapping[str, list[str]]
    files: Mapping[str, tuple[str, bytes]]

    def get(self, name: str, default: str = "") -> str:
        """The text of a field."""
        return self.texts.get(name, default)


async def _sent(request: Request) -> Sent:
    form = await request.form()
    texts: dict[str, str] = {}
    lists: dict[str, list[str]] = {}
    files: dict[str, tuple[str, bytes]] = {}
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            files[name] = (value.filename or "", await value.read())
        else:
            texts[name] = value
            lists.setdefault(name, []).append(value)
    return Sent(texts, lists, files)


Form = Annotated[Sent, Depends(_sent)]
"""What a form sent, for routes that are plain functions."""


def case_sent(sent: Sent) -> Case:
    """The case in the hidden field ``case``.

    Raises:
        Problems: the field holds no case.
    """
    try:
        return from_text(sent.get("case"))
    except NoCase as error:
        raise Problems([str(error)]) from None


@dataclass
class Grid:
    """A case in the grid: the rows before the page that is shown, on it, and after it."""

    case: Case
    first: int = 0

    @property
    def shown(self) -> list[dict[str, str]]:
        """The rows on this page, with empty ones at the end of the last."""
        rows = self.case.periods[self.first : self.first + PAGE]
        room = PAGE - len(rows)
        empty = min(room, EMPTY_ROWS if rows else EMPTY_ROWS + 1)
        return rows + [{} for _ in range(empty)] if self.first + PAGE >= len(self.case.periods) else rows


def grid_sent(sent: Sent) -> Grid:
    """The grid that a form sent; rows without any text are left out.

    Raises:
        Problems: a hidden field holds no rows.
    """
    person = {name: cell(sent.get(f"person.{name}")) for name in PERSON_LABELS}
    facts = {
        name.removeprefix("fact."): cell(value)
        for name, value in sent.texts.items()
        if name.startswith("fact.") and cell(value)
    }
    before, after = _rows(sent.get("before")), _rows(sent.get("after"))
    numbers = {int(n) for n in (_row_number(name) for name in sent.texts) if n is not None}
    rows = [{k: cell(sent.get(f"row.{n}.{k}")) for k in PERIOD_LABELS} for n in sorted(numbers)[:400]]
    rows = [{k: v for k, v in row.items() if v} for row in rows]
    # a row that only holds the choice of a list is empty
    rows = [row for row in rows if set(row) - {"earnings_per"}]
    case = Case(
        person=person,
        facts=facts,
        periods=[*before, *rows, *after][:MAX_ROWS],
        invented=bool(sent.get("invented")),
        person_id=cell(sent.get("person_id")) or "case",
    )
    return Grid(case, len(before))


def _row_number(name: str) -> str | None:
    parts = name.split(".")
    return (
        parts[1]
        if len(parts) == 3 and parts[0] == "row" and parts[1].isdecimal() and len(parts[1]) < 6
        else None
    )


def pack(value: Any) -> str:
    """Data as a short text for a hidden field: JSON, compressed."""
    return base64.b64encode(zlib.compress(json.dumps(value, ensure_ascii=False).encode(), 6)).decode()


def unpack(text: str) -> Any:
    """The data of :func:`pack`.

    Raises:
        ValueError: the text is no such data, or unfolds to more than ``MAX_UNPACKED``.
    """
    try:
        reader = zlib.decompressobj()
        content = reader.decompress(base64.b64decode(text, validate=True), MAX_UNPACKED)
        if reader.unconsumed_tail or not reader.eof:
            raise ValueError("larger than what is unfolded")
        return json.loads(content)
    except (zlib.error, RecursionError) as error:
        raise ValueError(str(error)) from None


def _rows(text: str) -> list[dict[str, str]]:
    if not text:
        return []
    try:
        rows = unpack(text)
        if not isinstance(rows, list) or len(rows) > MAX_ROWS:
            raise ValueError
        return [{k: cell(row.get(k)) for k in PERIOD_LABELS if row.get(k)} for row in rows]
    except (ValueError, AttributeError, RecursionError):
        raise Problems([_("The rows of the other pages cannot be read. Open the form again.")]) from None


def grid_values(grid: Grid, errors: list[Problem], warnings: list[Problem], left_out: int) -> dict[str, Any]:
    """What the template of the grid shows."""
    case, first = grid.case, grid.first
    shown = grid.shown
    rows = case.periods
    wrong: dict[str, str] = {}
    listed = []
    in_order = sorted(errors, key=_place)
    for problem in in_order[:SHOWN_PROBLEMS]:
        field = field_id(problem)
        on_page = (
            problem.file != PERIODS_FILE or problem.row is None or first < problem.row <= first + len(shown)
        )
        wrong.setdefault(field, problem.expected)
        page = None if on_page or problem.row is None else (problem.row - 1) // PAGE * PAGE
        listed.append({"id": field if on_page else "", "text": problem_text(problem), "page": page})
    more = len(errors) - len(listed) + left_out
    ways = offered(case) if errors else ()
    return {
        "grid": grid,
        "case": case,
        "rows": [(first + i, row) for i, row in enumerate(shown)],
        "before": pack(rows[:first]) if first else "",
        "after": pack(rows[first + PAGE :]) if len(rows) > first + PAGE else "",
        "pages": [(at, min(at + PAGE, len(rows))) for at in _pages(first, len(rows))],
        "wrong": wrong,
        "problems": listed,
        "days": [(way, _(words)) for way, words in _day_buttons(ways)],
        "more": ngettext("and {number} more", "and {number} more", more).format(number=more) if more else "",
        "warnings": [problem_text(w) for w in warnings[:SHOWN_PROBLEMS]],
        "person_labels": {k: _(v) for k, v in PERSON_LABELS.items()},
        "period_labels": {k: _(v) for k, v in PERIOD_LABELS.items()},
        "facts": facts_asked(case),
        **choices(),
    }


def _day_buttons(ways: Sequence[str]) -> list[tuple[str, str]]:
    """The buttons that rewrite dates, with their words."""
    return [(way, DAYS[way if len(ways) > 1 else "either"]) for way in ways]


def _place(problem: Problem) -> tuple[bool, int, int]:
    """Where a problem stands on the page: the person first, then row by row in the order of the columns."""
    columns = [*PERSON_LABELS, *PERIOD_LABELS]
    at = columns.index(problem.column) if problem.column in columns else len(columns)
    return problem.file == PERIODS_FILE, problem.row or 0, at


def _pages(first: int, total: int) -> list[int]:
    """First rows of the pages to offer: the first, the last, and those around the present one."""
    starts = range(0, total, PAGE) if total > PAGE else range(0)
    return [s for s in starts if s in (0, starts[-1]) or abs(s - first) <= 2 * PAGE]


def field_id(problem: Problem) -> str:
    """The id of the field that a problem is about."""
    column = problem.column or ""
    if problem.file == PERIODS_FILE:
        return f"row-{problem.row or 1}-{column or 'country'}"
    return f"fact-{column}" if "." in column else f"person-{column or 'title'}"


def choices() -> dict[str, Any]:
    """What lists and selections offer, in the reader's language."""
    known = vocabulary()
    countries = sorted((country_name(c), c) for c in known.all_countries())
    schemes = [(s, _(find_scheme(s).name)) for s in sorted(known.schemes)]
    currencies = sorted({c for info in known.schemes.values() for c in info.accepted_currencies()})
    return {
        "countries": countries,
        "schemes": schemes,
        "currencies": currencies,
        "kinds": [(k, kind_words(k)) for k in known.all_kinds()],
        "per": [(p, _(PER_LABELS[p])) for p in PER],
        "sexes": [("female", _("female")), ("male", _("male"))],
    }


def facts_asked(case: Case) -> list[dict[str, Any]]:
    """The facts that the schemes of a case ask for, with what they may be."""
    groups = []
    for scheme_id in schemes_asked(case):
        scheme = find_scheme(scheme_id)
        groups.append(
            {
                "id": scheme_id,
                "name": _(scheme.name),
                "facts": [
                    {
                        "name": f"{scheme_id}.{fact.name}",
                        "title": _(fact.title),
                        "values": [(v, fact_word(v)) for v in fact.values],
                        "required": fact.required,
                        "value": case.facts.get(f"{scheme_id}.{fact.name}", ""),
                    }
                    for fact in scheme.facts.values()
                ],
            }
        )
    return groups


def fact_word(value: str) -> str:
    """A value of a fact in words."""
    shown = _(value)
    return shown.replace("_", " ")
