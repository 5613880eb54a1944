"""What a consultation asks: titles in several languages, corridors, dates, groups, questions.

What is not published is not asked: groups (``strata``) are only those by which results are shown, and so few that
what may be shown can be computed for all of them together.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import prod
from typing import Any

from corridor.i18n import N_, _, current

STATES = ("draft", "open", "closed", "sealed")
KINDS = ("approve", "rank", "points")
GRADES = ("0", "1", "2", "3", "4", "5")
STRATA = {
    "class": N_("Whom do you speak for?"),
    "corridor": N_("Between which countries do you live or move?"),
    "sex": N_("Sex"),
    "association": N_("Association"),
    "status": N_("Status of residence"),
    "language": N_("Language"),
}
"""Groupings, each with its question where a consultation has no words of its own."""
FEWEST = 5
"""Chosen: the smallest minimum cell size that is taken."""
MOST_GROUPS = 36
"""Chosen: most combinations of groups (with "not answered") that one consultation may ask for."""
_ID = re.compile(r"[a-z0-9][a-z0-9-]{1,38}[a-z0-9]")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,29}")
Texts = Mapping[str, str]


class DefinitionProblems(ValueError):
    """Everything that is wrong with a definition, a sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Stratum:
    """A grouping that participants may declare.

    ``values`` maps a code to texts by language; ``invited`` how many of each were invited; ``reference`` the people
    concerned by code, from ``source``.
    """

    name: str
    titles: Texts
    values: Mapping[str, Texts]
    invited: Mapping[str, int]
    reference: Mapping[str, float]
    source: str

    @property
    def question(self) -> str:
        """What participants are asked, in the reader's language."""
        return said(self.titles) or _(STRATA[self.name])


@dataclass(frozen=True)
class Question:
    """A vote on options: ``kind`` approve (any number), rank (places, equal ones allowed) or points (0 to 5 each)."""

    id: str
    kind: str
    titles: Texts
    options: Mapping[str, Texts]


@dataclass(frozen=True)
class Definition:
    """What a consultation asks. ``minimum`` is the smallest number of people that is ever shown.

    ``invented``: an example without real people, which answers for nobody.
    """

    id: str
    titles: Texts
    descriptions: Texts
    corridors: tuple[tuple[str, str], ...]
    opens: date
    closes: date
    minimum: int
    invited: int | None
    proposals: int
    strata: tuple[Stratum, ...]
    questions: tuple[Question, ...]
    invented: bool
    document: Mapping[str, Any]

    def question(self, name: str) -> Question | None:
        """The question of that name."""
        return next((q for q in self.questions if q.id == name), None)


def said(texts: Texts) -> str:
    """The text in the reader's language, else in English, else the first there is."""
    return texts.get(current()) or texts.get("en") or next(iter(texts.values()), "")


def read_definition(document: Any, file: str = "") -> Definition:
    """A definition from its plain form (YAML or JSON).

    Raises:
        DefinitionProblems: everything that is wrong, with the field and what was expected.
    """
    check = _Checker(file)
    if not isinstance(document, dict):
        raise DefinitionProblems([check.line("", _("expected a mapping with id, title, corridors, ..."))])
    known = {
        "id", "title", "description", "corridors", "opens", "closes", "minimum", "invited", "proposals", "strata",
        "questions", "invented",
    }  # fmt: skip
    for key in sorted(set(map(str, document)) - known):
        check(key, _("is no field; expected one of {names}").format(names=", ".join(sorted(known))))
    made = Definition(
        id=check.name("id", document.get("id"), _ID),
        titles=check.texts("title", document.get("title")),
        descriptions=check.texts("description", document.get("description"), needed=False),
        corridors=check.corridors(document.get("corridors")),
        opens=check.day("opens", document.get("opens")),
        closes=check.day("closes", document.get("closes")),
        minimum=check.whole("minimum", document.get("minimum", 10), FEWEST) or FEWEST,
        invited=check.whole("invited", document.get("invited"), 0),
        proposals=check.whole("proposals", document.get("proposals", 3), 0) or 0,
        strata=check.strata(document.get("strata") or {}),
        questions=check.questions(document.get("questions") or []),
        invented=check.truth("invented", document.get("invented", False)),
        document=document,
    )
    if made.closes < made.opens:
        check("closes", _("expected a day on or after the opening"))
    if prod(len(s.values) + 1 for s in made.strata) > MOST_GROUPS:
        check(
            "strata",
            _("at most {most} combinations of groups can be shown safely; ask for fewer").format(
                most=MOST_GROUPS
            ),
        )
    if check.problems:
        raise DefinitionProblems(check.problems)
    return made


class _Checker:
    """Reads fields; what is wrong is collected."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[str] = []

    def line(self, field: str, text: str) -> str:
        return ": ".join(part for part in (self.file, field, text) if part)

    def __call__(self, field: str, text: str) -> None:
        self.problems.append(self.line(field, text))

    def name(self, field: str, value: Any, form: re.Pattern[str]) -> str:
        text = str(value if value is not None else "")
        if not form.fullmatch(text):
            self(
                field, _("expected small letters, digits and hyphens, not {value}").format(value=repr(value))
            )
        return text

    def texts(self, field: str, value: Any, *, needed: bool = True) -> dict[str, str]:
        if isinstance(value, str):
            value = {"en": value}
        found = {}
        for code, text in value.items() if isinstance(value, dict) else ():
            if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]+)*", str(code)) or not isinstance(text, str):
                self(field, _("expected texts by language code, such as en: ..."))
            elif text.strip():
                found[str(code)] = text.strip()[:4000]
        if (needed and not found) or (value is not None and not isinstance(value, dict)):
            self(field, _("expected a text, or texts by language code"))
        return found

    def corridors(self, value: Any) -> tuple[tuple[str, str], ...]:
        from corridor.countries import country_name

        found = []
        for n, text in enumerate(value if isinstance(value, list) else ()):
            pair = tuple(str(text).split("-"))
            if len(pair) == 2 and all(re.fullmatch(r"[A-Z]{3}", c) and country_name(c) != c for c in pair):
                found.append((pair[0], pair[1]))
            else:
                self(
                    f"corridors[{n}]",
                    _("expected two country codes, such as MAR-ESP, not {value}").format(value=text),
                )
        if not found:
            self("corridors", _("expected a list of corridors, such as [MAR-ESP]"))
        return tuple(found)

    def day(self, field: str, value: Any) -> date:
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self(field, _("expected a day such as 2026-05-31, not {value}").format(value=repr(value)))
            return date.min

    def truth(self, field: str, value: Any) -> bool:
        if not isinstance(value, bool):
            self(field, _("expected true or false, not {value}").format(value=repr(value)))
        return value is True

    def whole(self, field: str, value: Any, least: int) -> int | None:
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            self(
                field,
                _("expected a whole number from {least} on, not {value}").format(
                    least=least, value=repr(value)
                ),
            )
            return None
        return value

    def strata(self, value: Any) -> tuple[Stratum, ...]:
        if not isinstance(value, dict):
            self("strata", _("expected groupings by name"))
            return ()
        found = []
        for name, given in value.items():
            at = f"strata.{name}"
            if name not in STRATA:
                self(at, _("is no grouping; expected one of {names}").format(names=", ".join(STRATA)))
            if (
                not isinstance(given, dict)
                or not isinstance(given.get("values"), dict)
                or len(given["values"]) < 2
            ):
                self(at, _("expected values: at least two codes with their texts"))
                continue
            values = {
                self.name(f"{at}.values", code, _NAME): self.texts(f"{at}.values.{code}", texts)
                for code, texts in given["values"].items()
            }
            numbers: dict[str, dict[str, Any]] = {"invited": {}, "reference": {}}
            for kind, kept in numbers.items():
                for code, number in (given.get(kind) or {}).items():
                    fine = isinstance(number, (int, float)) and not isinstance(number, bool) and number >= 0
                    if str(code) not in values or not fine:
                        self(f"{at}.{kind}.{code}", _("expected a number of people of one of the values"))
                    else:
                        kept[str(code)] = int(number) if kind == "invited" else float(number)
            source = str(given.get("source") or "")
            if numbers["reference"] and not source:
                self(f"{at}.source", _("expected the publisher and edition of the reference population"))
            if numbers["reference"] and set(numbers["reference"]) != set(values):
                self(f"{at}.reference", _("expected a number of people for each of the values"))
            titles = self.texts(f"{at}.title", given.get("title"), needed=False)
            found.append(Stratum(str(name), titles, values, numbers["invited"], numbers["reference"], source))
        return tuple(found)

    def questions(self, value: Any) -> tuple[Question, ...]:
        if not isinstance(value, list):
            self("questions", _("expected a list"))
            return ()
        found: list[Question] = []
        for n, given in enumerate(value):
            at = f"questions[{n}]"
            if (
                not isinstance(given, dict)
                or not isinstance(given.get("options"), dict)
                or len(given["options"]) < 2
            ):
                self(at, _("expected id, kind, title and options: at least two codes with their texts"))
                continue
            name = self.name(f"{at}.id", given.get("id"), _NAME)
            if given.get("kind") not in KINDS:
                self(f"{at}.kind", _("expected one of {names}").format(names=", ".join(KINDS)))
            if any(q.id == name for q in found):
                self(f"{at}.id", _("another question has this id"))
            options = {
                self.name(f"{at}.options", code, _NAME): self.texts(f"{at}.options.{code}", texts)
                for code, texts in given["options"].items()
            }
            titles = self.texts(f"{at}.title", given.get("title"))
            found.append(Question(name, str(given.get("kind")), titles, options))
        return tuple(found)
