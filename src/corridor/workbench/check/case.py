"""One case as it is typed: texts of a person, of facts and of periods, on their way to checked careers.

What stands in a field stays as it was typed until it passes the same readers and checks as a file does, so
that every problem can be shown where it is.  A case travels from page to page in the form; nothing of it
is kept.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from corridor.careers.columns import PER, PERIOD_COLUMNS
from corridor.careers.problems import CareerProblems, Problem
from corridor.countries import country_name
from corridor.i18n import N_, _, current
from corridor.portability.wording import kind_words
from corridor.portability.words import vocabulary

if TYPE_CHECKING:
    from corridor.careers import Career, Careers
    from corridor.careers.raw import RawTable

PERSON_LABELS = {
    "title": N_("Name of the case"),
    "birth_date": N_("Date of birth"),
    "sex": N_("Sex"),
    "nationality": N_("Nationality"),
    "residence": N_("Country where the person lives"),
    "claim_date": N_("Date of the claim"),
}
PERIOD_LABELS = {
    "country": N_("Country"),
    "scheme": N_("Scheme"),
    "kind": N_("Kind"),
    "start": N_("First day"),
    "end": N_("Last day"),
    "earnings": N_("Earnings"),
    "earnings_per": N_("Per"),
    "currency": N_("Currency"),
    "count": N_("Count"),
    "contract": N_("Contract"),
    "note": N_("Note"),
}
PER_LABELS = {"period": N_("whole period"), "month": N_("month"), "year": N_("year")}

MAX_ROWS = 20_000
"""Chosen: more rows than this belong on the command line."""
MAX_COMPUTED = 5_000
"""Chosen: periods of one person that are worked out while someone waits (two to nine seconds at this number)."""
MAX_TEXT = 400
"""Chosen: a longer cell is cut; what is left is still refused by the readers and shown."""
PERSON_FILE, PERIODS_FILE = "person", "periods"


class NoCase(ValueError):
    """A document that does not have the form of a case: what was expected."""


@dataclass
class Case:
    """A case in texts. ``person`` has the keys of ``PERSON_LABELS``, a period those of ``PERIOD_LABELS``."""

    person: dict[str, str] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    periods: list[dict[str, str]] = field(default_factory=list)
    invented: bool = False
    person_id: str = "case"

    def is_empty(self) -> bool:
        """Whether nothing has been entered."""
        return not any(self.person.values()) and not self.periods

    def document(self) -> dict[str, Any]:
        """The case in the form of a case file, as it was typed."""
        facts: dict[str, dict[str, str]] = {}
        for name, value in self.facts.items():
            if value:
                scheme, _dot, fact = name.partition(".")
                facts.setdefault(scheme, {})[fact] = value
        person = {k: v for k, v in self.person.items() if v and k not in ("title", "claim_date")}
        return {
            **({"title": self.person["title"]} if self.person.get("title") else {}),
            **({"invented": True} if self.invented else {}),
            "claim_date": self.person.get("claim_date", ""),
            "person": {"id": self.person_id, **person},
            **({"facts": facts} if facts else {}),
            "periods": [{k: v for k, v in row.items() if v} for row in self.periods],
        }

    def text(self) -> str:
        """The document as JSON on one line, for a hidden field."""
        return json.dumps(self.document(), ensure_ascii=False, separators=(",", ":"))

    def careers(self) -> Careers:
        """The checked case.

        Raises:
            CareerProblems: everything that is wrong; ``file`` is ``person`` or ``periods``, ``row`` counts the
                periods from 1.
        """
        from corridor.careers.raw import from_lists
        from corridor.careers.reading import careers_from

        person = {"person_id": self.person_id, **{k: self.person.get(k, "") for k in PERSON_LABELS}}
        person = {k: _code(v) if k in ("residence", "nationality") else v for k, v in person.items()}
        person["invented"] = "yes" if self.invented else ""
        person.update({name: value for name, value in self.facts.items() if value})
        tables = [
            from_lists(
                PERSON_FILE,
                {k.casefold(): [v or None] for k, v in person.items()},
                {k.casefold(): k for k in person},
                [1],
                "sniff-local",
            )
        ]
        rows = [{k: _meant(k, row.get(k, "")) for k in PERIOD_LABELS} for row in self.periods]
        columns = {k: [row[k] or None for row in rows] for k in PERIOD_LABELS}
        ids = [self.person_id] * len(rows)
        numbers = range(1, len(rows) + 1)
        labels = {k: k for k in ("person_id", *PERIOD_LABELS)}
        tables.append(from_lists(PERIODS_FILE, {"person_id": ids, **columns}, labels, numbers, "sniff-local"))
        return careers_from(tables, vocabulary(), "case")


def schemes_asked(case: Case) -> list[str]:
    """Ids of the schemes that this case may concern and that ask for facts."""
    known = vocabulary()
    countries = {_code(row.get("country", "")).upper() for row in case.periods}
    named = {row.get("scheme", "").strip().upper() for row in case.periods}
    return sorted(s for s, i in known.schemes.items() if i.facts and (i.country in countries or s in named))


def from_document(document: Any) -> Case:
    """A case from a document in the form of a case file (of one person).

    Raises:
        NoCase: it has another form.
    """
    if not isinstance(document, Mapping):
        raise NoCase(_("expected a case with person, claim_date and periods"))
    person = document.get("person") or {}
    periods = document.get("periods") or []
    facts = document.get("facts") or {}
    if not isinstance(person, Mapping) or not isinstance(facts, Mapping) or not isinstance(periods, list):
        raise NoCase(_("expected person and facts with named fields, and periods as a list"))
    if len(periods) > MAX_ROWS or not all(isinstance(row, Mapping) for row in periods):
        raise NoCase(_("expected at most {number} periods with named fields").format(number=MAX_ROWS))
    if not all(isinstance(asked, Mapping) for asked in facts.values()):
        raise NoCase(_("expected the facts of each scheme with their names"))
    return Case(
        person={
            "title": cell(document.get("title")),
            "claim_date": cell(document.get("claim_date")),
            **{k: cell(person.get(k)) for k in ("birth_date", "sex", "nationality", "residence")},
        },
        facts={f"{s}.{name}": cell(value) for s, asked in facts.items() for name, value in asked.items()},
        periods=[{k: cell(row.get(k)) for k in PERIOD_LABELS if row.get(k) is not None} for row in periods],
        invented=document.get("invented") in (True, "yes", "true"),
        person_id=cell(person.get("id") or person.get("person_id")) or "case",
    )


def from_text(text: str) -> Case:
    """A case from the JSON of :meth:`Case.text`.

    Raises:
        NoCase: it is no such text.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise NoCase(_("expected a case as JSON")) from None
    return from_document(document)


def cases_in(tables: Sequence[RawTable]) -> dict[str, Case]:
    """The cases of every person that tables name, in their order; cells stay as they stand.

    Tables without a column ``person_id`` are those of one person.
    """
    found: dict[str, Case] = {}
    facts = {name.casefold(): name for name in vocabulary().fact_columns()}
    for table in tables:
        columns = {name: [_stands(v) for v in series.to_list()] for name, series in table.columns.items()}
        has_periods = bool({"start", "start_low", "end"} & set(columns))
        for at in range(len(table)):
            texts = {name: values[at] for name, values in columns.items() if values[at]}
            if not texts:
                continue
            who = texts.get("person_id", "case")
            case = found.setdefault(who, Case(person_id=who))
            for name in PERSON_LABELS:
                if name in texts:
                    case.person.setdefault(name, texts[name])
            case.invented |= texts.get("invented", "").casefold() in ("yes", "true", "1", "y")
            case.facts.update({facts[key]: text for key, text in texts.items() if key in facts})
            row = {k: texts[k] for k in PERIOD_LABELS if k in texts}
            if row and has_periods:
                case.periods.append(row)
    return found


def _stands(value: Any) -> str:
    from corridor.careers.raw import cell_text

    return cell(value if isinstance(value, str) else cell_text(value)[0])


def cell(value: Any) -> str:
    """A value as the text of a field: one line, trimmed, at most ``MAX_TEXT`` signs."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ";".join(cell(part) for part in value)[:MAX_TEXT]
    if isinstance(value, Mapping):
        return "{}"
    text = f"{value:f}" if isinstance(value, Decimal) else str(value)
    text = text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")
    return " ".join(text[: 4 * MAX_TEXT].split())[:MAX_TEXT]


def document_of(career: Career) -> dict[str, Any]:
    """A checked career in the form of a case file, every value as the readers understood it."""
    person = career.person
    facts: dict[str, dict[str, Any]] = {}
    for name, value in person.facts.items():
        if value is not None:
            scheme, _dot, fact = name.partition(".")
            facts.setdefault(scheme, {})[fact] = _plain(value)
    nationality = person.nationality
    return {
        **({"title": person.title} if person.title else {}),
        **({"invented": True} if person.invented else {}),
        "claim_date": _plain(person.claim_date),
        "person": {
            "id": person.person_id,
            "birth_date": _plain(person.birth_date),
            **({"sex": person.sex} if person.sex else {}),
            **({} if nationality is None else {"nationality": list(nationality) or ["stateless"]}),
            "residence": person.residence,
        },
        **({"facts": facts} if facts else {}),
        "periods": [_period(p) for p in career.periods],
    }


def _period(period: Any) -> dict[str, Any]:
    values = {k: _plain(getattr(period, k)) for k in PERIOD_COLUMNS if k != "person_id"}
    if period.earnings is None or period.earnings == "unknown":
        values.pop("earnings_per")
    return {k: v for k, v in values.items() if v is not None}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return "..".join(str(_plain(part)) for part in value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        value = value.normalize()
        return int(value) if value == value.to_integral_value() else f"{value:f}"
    return value


def yaml_text(career: Career) -> str:
    """A checked career as a case file that ``corridor check`` reads."""
    import yaml

    return yaml.safe_dump(document_of(career), allow_unicode=True, sort_keys=False, width=110)


def problem_text(problem: Problem) -> str:
    """A problem in a sentence that stands alone: where, what stands there, what was expected."""
    where = place_text(problem)
    if problem.value is None:
        return _("{place}: {expected}").format(place=where, expected=problem.expected)
    return _("{place}: {value} - {expected}").format(
        place=where, value=problem.value[:60], expected=problem.expected
    )


def place_text(problem: Problem) -> str:
    """Where a problem is, in the words of the form."""
    labels = {**PERSON_LABELS, **PERIOD_LABELS}
    column = problem.column or ""
    label = _(labels[column]) if column in labels else column
    if problem.file != PERIODS_FILE or problem.row is None:
        return label or _("The case")
    if not label:
        return _("Row {number}").format(number=problem.row)
    return _("Row {number}, {field}").format(number=problem.row, field=label)


def checked(case: Case) -> tuple[Careers | None, list[Problem], list[Problem], int]:
    """The careers of a case (``None`` if it has errors), errors, warnings, and how many errors were not kept."""
    try:
        careers = case.careers()
    except CareerProblems as found:
        return None, list(found.errors), list(found.warnings), found.left_out
    return careers, [], list(careers.warnings), 0


def _meant(column: str, text: str) -> str:
    """A word of the reader's language as the word of a careers file."""
    if column == "country":
        return _code(text)
    if column in ("kind", "earnings_per", "earnings"):
        return _words(current()).get((column, text.strip().casefold()), text)
    return text


def _code(text: str) -> str:
    """The ISO3 codes for names of countries in the reader's language; other texts as they are."""
    names = _countries(current())
    parts = [names.get(part.strip().casefold(), part.strip()) for part in text.split(";")]
    return ";".join(parts)


@cache
def _countries(_language: str) -> dict[str, str]:
    return {country_name(code).casefold(): code for code in vocabulary().all_countries()}


@cache
def _words(_language: str) -> dict[tuple[str, str], str]:
    kinds = {("kind", kind_words(k).casefold()): k for k in vocabulary().all_kinds()}
    per = {("earnings_per", _(PER_LABELS[p]).casefold()): p for p in PER}
    return {**kinds, **per, ("earnings", _("unknown").casefold()): "unknown"}
