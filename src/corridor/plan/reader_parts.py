"""The parts of a plan, read field by field; each reader gives a usable value whatever stands there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from corridor.commitments.reading import MOST, Fields, text_of
from corridor.law.parameters import read_number
from corridor.plan import vocabulary as words
from corridor.plan.model import (
    Budget,
    Consultation,
    Held,
    Indicator,
    Measure,
    Objective,
    Priority,
    Rate,
    Result,
    ReviewRule,
    Rights,
    Seat,
    Security,
    Series,
    Value,
)

#: Stands where a day is missing until the problems are raised.
NO_DAY = date(1, 1, 1)
_YEARS = range(1900, 2201)
_SDG = re.compile(r"\d{1,2}\.[0-9a-z]{1,2}(\.\d{1,2})?")
_SEXES = ("both", "female", "male")
_INDICATOR = (
    "id", "title", "unit", "direction", "baseline", "target", "values", "series", "source", "verification", "frequency",
    "disaggregation", "not_by_sex", "serves", "field",
)  # fmt: skip
_MEASURE = (
    "id", "title", "kind", "description", "objective", "outputs", "serves", "owner", "partners", "budget", "not_costed",
    "start", "end", "status", "status_on", "status_why", "levels", "actors", "founding", "gcm", "sdg", "priorities",
    "findings", "rights", "security", "opt_in", "designed_with", "conditions", "equivalent_right",
)  # fmt: skip


def listed(fields: Fields, where: str, value: Any) -> list[tuple[str, Any]]:
    """The entries of a list, each with its place and its id where it has one."""
    found = []
    for i, entry in enumerate(fields.items(where, value)):
        name = text_of(entry["id"])[:40] if isinstance(entry, Mapping) and entry.get("id") else ""
        found.append((f"{where}[{i}] ({name})" if name else f"{where}[{i}]", entry))
    return found


def currency(fields: Fields, where: str, value: Any) -> str:
    """An ISO 4217 code."""
    text = fields.text(where, value)
    if text and not re.fullmatch("[A-Z]{3}", text):
        fields.add(where, "expected a currency code such as EUR", value)
    return text


def whole(fields: Fields, where: str, value: Any) -> int | None:
    """A whole number that is not negative, or ``None``."""
    number = fields.number(where, value)
    if number is not None and number.denominator != 1:
        fields.add(where, "expected a whole number", value)
    return None if number is None else int(number)


def year(fields: Fields, where: str, value: Any) -> int:
    """A year."""
    if not isinstance(value, int) or isinstance(value, bool) or value not in _YEARS:
        fields.add(where, "expected a year such as 2026", value)
        return 0
    return value


def signed(fields: Fields, where: str, value: Any) -> Fraction:
    """A number that may be negative, as indicators have."""
    try:
        number = read_number(str(value) if isinstance(value, float) else value)
        if abs(number) < MOST:
            return number
        value = f"{str(value)[:20]}…"
    except ValueError:
        pass
    fields.add(where, 'expected a number such as 12 or "2.5"', value)
    return Fraction(0)


def maybe(fields: Fields, where: str, value: Any) -> bool | None:
    """Yes, no, or not stated."""
    return None if value is None else fields.truth(where, value)


def rate(fields: Fields, where: str, entry: Any) -> Rate:
    """An exchange rate with its source."""
    names = ("currency", "value", "year", "source")
    got = fields.mapping(where, entry, names, names)
    value = fields.number(f"{where}.value", got.get("value"))
    if value == 0:
        fields.add(f"{where}.value", "expected a number above 0", 0)
    return Rate(
        currency(fields, f"{where}.currency", got.get("currency")),
        value or Fraction(1),
        year(fields, f"{where}.year", got.get("year")),
        fields.text(f"{where}.source", got.get("source")),
    )


def seat(fields: Fields, where: str, entry: Any) -> Seat:
    """A seat of the team."""
    got = fields.mapping(where, entry, ("role", "organisation", "note"), ("role",))
    return Seat(
        fields.choice(f"{where}.role", got.get("role"), words.SEATS),
        fields.text(f"{where}.organisation", got.get("organisation")),
        fields.text(f"{where}.note", got.get("note")),
    )


def consultation(fields: Fields, where: str, entry: Any) -> Consultation:
    """A consultation, with counts that fit together."""
    names = (
        "id", "title", "phase", "start", "end", "invited", "took_part", "women", "minorities", "record",
    )  # fmt: skip
    got = fields.mapping(where, entry, names, ("id", "title", "phase"))
    counts = {k: whole(fields, f"{where}.{k}", got.get(k)) for k in ("invited", "took_part", "women")}
    came, women = counts["took_part"], counts["women"]
    if women is not None and came is not None and women > came:
        fields.add(f"{where}.women", f"expected no more than took part, {came}", women)
    return Consultation(
        id=fields.text(f"{where}.id", got.get("id")),
        title=fields.text(f"{where}.title", got.get("title")),
        phase=fields.choice(f"{where}.phase", got.get("phase"), words.PHASES),
        start=fields.day(f"{where}.start", got.get("start")),
        end=fields.day(f"{where}.end", got.get("end")),
        minorities=fields.words(f"{where}.minorities", got.get("minorities")),
        record=fields.text(f"{where}.record", got.get("record")),
        **counts,
    )


def priority(fields: Fields, where: str, entry: Any) -> Priority:
    """What was asked for and the reply."""
    names = ("id", "text", "consultation", "rank", "decision", "reply", "reply_by", "reply_on")
    got = fields.mapping(where, entry, names, ("id", "text", "consultation"))
    decision = got.get("decision")
    return Priority(
        id=fields.text(f"{where}.id", got.get("id")),
        text=fields.text(f"{where}.text", got.get("text")),
        consultation=fields.text(f"{where}.consultation", got.get("consultation")),
        rank=whole(fields, f"{where}.rank", got.get("rank")),
        decision="" if decision is None else fields.choice(f"{where}.decision", decision, words.DECISIONS),
        reply=fields.text(f"{where}.reply", got.get("reply")),
        reply_by=fields.text(f"{where}.reply_by", got.get("reply_by")),
        reply_on=fields.day(f"{where}.reply_on", got.get("reply_on")),
    )


def objective(fields: Fields, where: str, entry: Any) -> Objective:
    """An objective."""
    names = ("id", "text", "national_objective")
    got = fields.mapping(where, entry, names, ("id", "text"))
    return Objective(*(fields.text(f"{where}.{n}", got.get(n)) for n in names))


def budget(fields: Fields, where: str, entry: Any) -> Budget | None:
    """The money of a measure: ``amount``, or ``least`` and perhaps ``most``."""
    if entry is None:
        return None
    names = ("amount", "least", "most", "currency", "year", "funding")
    got = fields.mapping(where, entry, names, ("currency",))
    amount, least, most = (fields.number(f"{where}.{k}", got.get(k)) for k in ("amount", "least", "most"))
    if amount is not None and (least is not None or most is not None):
        fields.add(where, "expected an amount, or its bounds, not both")
    if amount is None and least is None and most is None:
        fields.add(where, "expected amount, or least and most; leave budget out if nothing is known")
    if least is not None and most is not None and most < least:
        fields.add(f"{where}.most", f"expected at least {least}", most)
    return Budget(
        currency(fields, f"{where}.currency", got.get("currency")),
        None if got.get("year") is None else year(fields, f"{where}.year", got.get("year")),
        amount,
        least,
        most,
        fields.choice(f"{where}.funding", got.get("funding"), words.FUNDING, "unknown"),
    )


def measure(fields: Fields, where: str, entry: Any) -> Measure:
    """A measure."""
    got = fields.mapping(where, entry, _MEASURE, ("id", "title", "kind"))

    def text(name: str) -> str:
        return fields.text(f"{where}.{name}", got.get(name))

    def several(name: str, allowed: Any = None) -> tuple[str, ...]:
        return fields.words(f"{where}.{name}", got.get(name), allowed)

    objectives = []
    for value in fields.items(f"{where}.gcm", got.get("gcm")):
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 23:
            fields.add(f"{where}.gcm", "expected numbers of objectives of the Global Compact, 1 to 23", value)
        else:
            objectives.append(value)
    sdg = several("sdg")
    for code in sdg:
        if not _SDG.fullmatch(code):
            fields.add(f"{where}.sdg", 'expected codes in quotes such as "10.7" or "10.7.2"', code)
    serves = got.get("serves")
    money = budget(fields, f"{where}.budget", got.get("budget"))
    if money is not None and text("not_costed"):
        fields.add(f"{where}.not_costed", "a measure with a budget is costed; leave one of the two out")
    return Measure(
        id=text("id"),
        title=text("title"),
        kind=fields.choice(f"{where}.kind", got.get("kind"), words.KINDS),
        description=text("description"),
        objective=text("objective"),
        outputs=several("outputs"),
        serves="" if serves is None else fields.choice(f"{where}.serves", serves, words.SERVES),
        owner=text("owner"),
        partners=several("partners"),
        budget=money,
        not_costed=text("not_costed"),
        start=fields.day(f"{where}.start", got.get("start")),
        end=fields.day(f"{where}.end", got.get("end")),
        status=fields.choice(f"{where}.status", got.get("status"), words.STATUSES, "planned"),
        status_on=fields.day(f"{where}.status_on", got.get("status_on")),
        status_why=text("status_why"),
        levels=several("levels", words.LEVELS),
        actors=several("actors", words.ACTORS),
        founding=several("founding"),
        gcm=tuple(dict.fromkeys(objectives)),
        sdg=sdg,
        priorities=several("priorities"),
        findings=several("findings"),
        rights=_texts(fields, f"{where}.rights", got.get("rights"), Rights),
        security=_texts(fields, f"{where}.security", got.get("security"), Security),
        opt_in=maybe(fields, f"{where}.opt_in", got.get("opt_in")),
        designed_with=several("designed_with"),
        conditions=several("conditions", words.CONDITIONS),
        equivalent_right=text("equivalent_right"),
    )


def _texts(fields: Fields, where: str, entry: Any, kind: Any) -> Any:
    """An entry made of texts only, or ``None`` where there is none."""
    if entry is None:
        return None
    names = tuple(kind.__dataclass_fields__)
    got = fields.mapping(where, entry, names)
    return kind(*(fields.text(f"{where}.{n}", got.get(n)) for n in names))


def value(fields: Fields, where: str, entry: Any) -> Value:
    """A value in a year."""
    got = fields.mapping(where, entry, ("year", "value", "source", "sex", "kind"), ("year",))
    return Value(
        year(fields, f"{where}.year", got.get("year")),
        signed(fields, f"{where}.value", got.get("value")),
        fields.text(f"{where}.source", got.get("source")),
        fields.choice(f"{where}.sex", got.get("sex"), _SEXES, "both"),
        fields.text(f"{where}.kind", got.get("kind")),
    )


def indicator(fields: Fields, where: str, entry: Any) -> Indicator:
    """An indicator of a result."""
    got = fields.mapping(where, entry, _INDICATOR, ("id", "title"))

    def text(name: str) -> str:
        return fields.text(f"{where}.{name}", got.get(name))

    def one(name: str) -> Value | None:
        return None if got.get(name) is None else value(fields, f"{where}.{name}", got[name])

    def word(name: str, allowed: Any) -> str:
        return "" if got.get(name) is None else fields.choice(f"{where}.{name}", got[name], allowed)

    values = tuple(value(fields, *p) for p in listed(fields, f"{where}.values", got.get("values")))
    for v in {(v.year, v.sex) for v in values if sum((o.year, o.sex) == (v.year, v.sex) for o in values) > 1}:
        fields.add(f"{where}.values", "one value for each year and sex", f"{v[0]} {v[1]}")
    return Indicator(
        id=text("id"),
        title=text("title"),
        unit=text("unit"),
        direction=fields.choice(f"{where}.direction", got.get("direction"), words.DIRECTIONS, "up"),
        baseline=one("baseline"),
        target=one("target"),
        values=values,
        series=_texts(fields, f"{where}.series", got.get("series"), Series),
        source=text("source"),
        verification=text("verification"),
        frequency=word("frequency", words.FREQUENCIES),
        disaggregation=fields.words(f"{where}.disaggregation", got.get("disaggregation")),
        not_by_sex=text("not_by_sex"),
        serves=word("serves", words.SERVES),
        field=word("field", words.FIELDS),
    )


def result(fields: Fields, where: str, entry: Any) -> Result:
    """A result with its indicators."""
    names = ("id", "level", "text", "leads_to", "assumptions", "indicators")
    got = fields.mapping(where, entry, names, ("id", "level", "text"))
    at = f"{where}.indicators"
    return Result(
        id=fields.text(f"{where}.id", got.get("id")),
        level=fields.choice(f"{where}.level", got.get("level"), words.RESULT_LEVELS),
        text=fields.text(f"{where}.text", got.get("text")),
        leads_to=fields.text(f"{where}.leads_to", got.get("leads_to")),
        assumptions=tuple(
            fields.text(f"{where}.assumptions", a)
            for a in fields.items(f"{where}.assumptions", got.get("assumptions"))
        ),
        indicators=tuple(indicator(fields, *p) for p in listed(fields, at, got.get("indicators"))),
    )


def review_rule(fields: Fields, where: str, entry: Any) -> ReviewRule:
    """How the plan is reviewed."""
    got = fields.mapping(where, entry, ("every_months", "by", "published", "first"))
    months = whole(fields, f"{where}.every_months", got.get("every_months"))
    if months == 0:
        fields.add(f"{where}.every_months", "expected a number above 0", 0)
    return ReviewRule(
        months,
        fields.text(f"{where}.by", got.get("by")),
        fields.text(f"{where}.published", got.get("published")),
        fields.day(f"{where}.first", got.get("first")),
    )


def held(fields: Fields, where: str, entry: Any) -> Held:
    """A review that was held."""
    got = fields.mapping(where, entry, ("day", "text", "published"), ("day", "text"))
    return Held(
        fields.day(f"{where}.day", got.get("day")) or NO_DAY,
        fields.text(f"{where}.text", got.get("text")),
        fields.text(f"{where}.published", got.get("published")),
    )
