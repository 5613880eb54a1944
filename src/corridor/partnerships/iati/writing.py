"""Records as IATI 2.03 activities."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from corridor.i18n import _
from corridor.partnerships.entries import forms_of
from corridor.partnerships.iati.codes import (
    DATE_TYPES,
    MIGRATION_SECTOR,
    NAMESPACE,
    STATED,
    TAG_GOALS,
    TAG_OWN,
    TAG_TARGETS,
    TRANSACTION_TYPES,
    URI_CORRIDOR,
    URI_FOUNDING,
    URI_GCM,
    URI_SDG,
    WEB_PAGE,
    XML_LANG,
    first_day,
    iso2,
    last_day,
    mark,
    slug,
    tag,
)
from corridor.partnerships.iati.reading import standard_plain
from corridor.partnerships.model import Partner, Practice, Result, Texts, as_plain
from corridor.partnerships.vocabulary import IATI_ROLES, LEVELS, MEASURES, PARTNER_TYPES, SEXES, STATUSES


@dataclass(frozen=True)
class Written:
    """A file that was written, and sentences about what in it stands for something the records do not state."""

    content: bytes
    notes: tuple[str, ...]


def write_iati(practices: Iterable[Practice], *, publisher: str = "", on: date | None = None) -> Written:
    """Records as one IATI 2.03 file.

    ``publisher`` reports for records that name nobody; ``on`` is the day that stands where IATI demands a date
    and the record has none (such an element is marked as not stated).
    """
    from lxml import etree

    root = etree.Element("iati-activities", nsmap={"corridor": NAMESPACE})
    root.set("version", "2.03")
    notes: list[str] = []
    for practice in practices:
        root.append(_activity(etree, practice, publisher, on or date.today(), notes))
    content = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return Written(content, tuple(notes))


def _activity(etree: Any, p: Practice, publisher: str, on: date, notes: list[str]) -> Any:
    a = etree.Element("iati-activity", nsmap={"corridor": NAMESPACE})
    source = p.provenance
    reporter = (source.reported_by if source else "") or publisher or _("Not stated")
    ref = (source.reporter_ref if source else "") or f"unregistered-{slug(reporter) or mark(reporter)}"
    _child(a, "iati-identifier").text = p.iati_identifier or f"{ref}-{p.id}"
    kind = PARTNER_TYPES[source.reporter_type][1] if source and source.reporter_type else "90"
    _narratives(_child(a, "reporting-org", ref=ref, type=kind), {"und": reporter})
    _narratives(_child(a, "title"), p.title)
    _narratives(_child(a, "description", type="1"), p.activity or p.title)
    missing = [*_partners(a, p), *_status_and_dates(a, p, on)]
    if missing:
        notes.append(
            _("{id}: IATI demands {what}; the record does not state it, and the file marks it so").format(
                id=p.id, what=", ".join(missing)
            )
        )
    _contact(a, p)
    for country in p.countries:
        if code := iso2(country):
            _child(a, "recipient-country", code=code)
    _codes(a, p)
    _money(a, p)
    for document in p.documents or ():
        if document.address:
            _document(a, document)
    _results(a, p.results or ())
    for corridor in p.corridors or ():
        element = _child(a, tag("corridor"), origin=corridor.origin, destination=corridor.destination)
        _narratives(element, corridor.place)
    _extension(a, p)
    return a


def _extension(a: Any, p: Practice) -> None:
    """Every field that the standard elements would not give back."""
    stated, standard = as_plain(p), standard_plain(a, [])
    for name in forms_of(Practice):
        if stated.get(name) != standard.get(name):
            element = _child(a, tag("field"), name=name, beside=mark(standard.get(name)))
            element.text = json.dumps(stated.get(name), ensure_ascii=False)


def _child(parent: Any, name: str, /, **attributes: str) -> Any:
    element = parent.makeelement(name, {k.replace("_", "-"): v for k, v in attributes.items()})
    parent.append(element)
    return element


def _narratives(parent: Any, texts: Texts) -> None:
    for language, text in texts.items():
        element = _child(parent, "narrative")
        if language != "und":
            element.set(XML_LANG, language)
        element.text = text


def _partners(a: Any, p: Practice) -> Iterator[str]:
    written = False
    for partner in p.partners or ():
        roles = [IATI_ROLES[r] for r in partner.roles if r in IATI_ROLES]
        if not roles and partner.roles:
            continue  # migrants who were consulted have no role in IATI; the extension has them
        for role in roles or ["4"]:
            element = _child(a, "participating-org", role=role)
            if not roles:
                element.set(STATED, "no-role")
            _partner(element, partner)
            written = True
    if not written:
        element = _child(a, "participating-org", role="4")
        element.set(STATED, "no")
        _narratives(element, {"und": _("Not stated")})
        yield _("a partner with a role")


def _partner(element: Any, partner: Partner) -> None:
    if partner.ref:
        element.set("ref", partner.ref)
    if partner.type:
        element.set("type", PARTNER_TYPES[partner.type][1])
    _narratives(element, partner.names or ({"und": partner.name} if partner.name else {}))


def _status_and_dates(a: Any, p: Practice, on: date) -> Iterator[str]:
    status = _child(a, "activity-status", code=STATUSES[p.status][1] if p.status else "2")
    if not p.status:
        status.set(STATED, "no")
        yield _("a status")
    dates = {name: getattr(p, name) for name in DATE_TYPES}
    for name, when in dates.items():
        if when:
            day = last_day(when) if name.endswith("end") else first_day(when)
            _child(a, "activity-date", type=DATE_TYPES[name], iso_date=day)
    if not any(dates.values()):
        element = _child(a, "activity-date", type="2", iso_date=on.isoformat())
        element.set(STATED, "no")
        _narratives(element, {"en": "Not stated; IATI demands a date."})
        yield _("a date")


def _contact(a: Any, p: Practice) -> None:
    if p.contact is None:
        return
    element = _child(a, "contact-info", type="1")
    _narratives(_child(element, "organisation"), p.contact.organisation)
    for name, value in (
        ("telephone", p.contact.telephone),
        ("email", p.contact.email),
        ("website", p.contact.address),
    ):
        if value:
            _child(element, name).text = value


def _codes(a: Any, p: Practice) -> None:
    for code in p.sectors or (MIGRATION_SECTOR,):
        element = _child(a, "sector", vocabulary="1", code=code)
        if not p.sectors:
            element.set(STATED, "no")
    for code in p.gcm:
        _child(a, "tag", vocabulary=TAG_OWN, vocabulary_uri=URI_GCM, code=code)
    for code in p.sdg:
        if code.count(".") == 2:
            _child(a, "tag", vocabulary=TAG_OWN, vocabulary_uri=URI_SDG, code=code)
        else:
            _child(a, "tag", vocabulary=TAG_TARGETS if "." in code else TAG_GOALS, code=code)
    for code in p.founding:
        _child(a, "tag", vocabulary=TAG_OWN, vocabulary_uri=URI_FOUNDING, code=code)
    for k in p.corridors or ():
        _child(a, "tag", vocabulary=TAG_OWN, vocabulary_uri=URI_CORRIDOR, code=f"{k.origin}-{k.destination}")
    if p.gender_marker is not None:
        _child(a, "policy-marker", vocabulary="1", code="1", significance=str(int(p.gender_marker)))


def _money(a: Any, p: Practice) -> None:
    given = [f for f in p.funding or () if f.amount is not None]
    for f in given:
        if f.what == "budget" and f.start and f.end:
            element = _child(a, "budget", type="1", status="1")
            _child(element, "period-start", iso_date=first_day(f.start))
            _child(element, "period-end", iso_date=last_day(f.end))
            value = _child(element, "value", currency=f.currency, value_date=first_day(f.start))
            value.text = format(f.amount, "f")
    for f in given:
        if f.what in TRANSACTION_TYPES and f.start:
            element = _child(a, "transaction")
            _child(element, "transaction-type", code=TRANSACTION_TYPES[f.what])
            _child(element, "transaction-date", iso_date=first_day(f.start))
            value = _child(element, "value", currency=f.currency, value_date=first_day(f.start))
            value.text = format(f.amount, "f")


def _document(a: Any, document: Any) -> None:
    element = _child(a, "document-link", url=document.address, format=document.format or "text/html")
    _narratives(_child(element, "title"), document.title)
    _child(element, "category", code=WEB_PAGE).set(STATED, "no")
    for language in document.languages:
        _child(element, "language", code=language)
    if document.date:
        _child(element, "document-date", iso_date=first_day(document.date))


def _results(a: Any, results: Iterable[Result]) -> None:
    """Rows of one indicator, sex by sex, become one indicator with dimensions."""

    def same(r: Result) -> tuple[str, str, str]:
        return r.level, r.measure, mark(dict(r.indicator))

    for (level, measure, _words), group in groupby(results, key=same):
        rows = list(group)
        element = _child(a, "result", type=LEVELS[level][1] if level else "9")
        _narratives(_child(element, "title"), rows[0].indicator)
        indicator = _child(element, "indicator", measure=MEASURES[measure][1] if measure else "1")
        _narratives(_child(indicator, "title"), rows[0].indicator)
        for row in rows:
            if row.baseline is not None and row.baseline_on:
                base = _child(
                    indicator, "baseline", year=row.baseline_on[:4], value=format(row.baseline, "f")
                )
                base.set("iso-date", first_day(row.baseline_on))
                _sex(base, row.sex)
        for row in rows:
            if not (row.start and row.end) or (row.target is None and row.actual is None):
                continue
            period = _child(indicator, "period")
            _child(period, "period-start", iso_date=first_day(row.start))
            _child(period, "period-end", iso_date=last_day(row.end))
            for name, value in (("target", row.target), ("actual", row.actual)):
                if value is not None:
                    _sex(_child(period, name, value=format(value, "f")), row.sex)


def _sex(element: Any, sex: str) -> None:
    if sex in SEXES and sex != "all":
        _child(element, "dimension", name="sex", value=sex)
