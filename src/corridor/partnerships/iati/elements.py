"""What each standard element of an activity says, as plain data of a record.

Real files hold values no record can: an address with spaces, a country code of a former state.  Such a value is left out with a
note; the activity is still read.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from corridor.i18n import _
from corridor.partnerships.forms import tidy
from corridor.partnerships.iati.codes import (
    DATE_TYPES,
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
    XML_LANG,
    iso3,
    mark,
    tag,
)
from corridor.partnerships.iati.results import results
from corridor.partnerships.iati.texts import (
    Plain,
    cut_text,
    day_of,
    entry_of,
    language_of,
    number_of,
    slug_of,
    texts_of,
)
from corridor.partnerships.known import is_objective, is_sdg, is_sentence
from corridor.partnerships.model import Contact, Corridor, Document, Funding, Partner, Provenance
from corridor.partnerships.vocabulary import IATI_ROLES, IATI_TYPES, STATUSES, code_for

_TAKEN = {
    "iati-identifier", "reporting-org", "title", "description", "participating-org", "activity-status", "activity-date",
    "contact-info", "recipient-country", "sector", "tag", "policy-marker", "budget", "transaction", "document-link", "result",
}  # fmt: skip


def standard_fields(a: Any, notes: list[str]) -> Plain:
    """The fields of a record that the standard elements of an activity give."""
    identifier = tidy(a.findtext("iati-identifier") or "")
    lang = language_of(a.get(XML_LANG))
    plain: Plain = {
        "id": slug_of(identifier),
        "kind": "project",
        "iati_identifier": identifier,
        "title": texts_of(a.find("title"), lang, notes) or {"und": identifier or "?"},
        "activity": _description(a, lang, notes),
        "partners": _partners(a, lang, notes),
        "countries": _countries(a, notes),
        "corridors": _corridors(a, lang, notes),
        "sectors": _sectors(a, notes),
        "contact": _contact(a, lang, notes),
        "funding": _funding(a, notes),
        "documents": _documents(a, lang, notes),
        "results": results(a, lang, notes),
        "provenance": _provenance(a, identifier, lang, notes),
        **_tags(a, notes),
    }
    status = a.find("activity-status")
    if status is not None and status.get(STATED) is None:
        plain["status"] = code_for(STATUSES, str(status.get("code")))
    for element in a.findall("activity-date"):
        name = next((ours for ours, code in DATE_TYPES.items() if code == element.get("type")), "")
        if name and element.get(STATED) is None:
            plain[name] = (element.get("iso-date") or "")[:10]
    for end, start in (("end", "start"), ("planned_end", "planned_start")):
        if plain.get(end) and plain.get(end, "") < plain.get(start, ""):
            notes.append(_("{name}: lies before its start and was not taken").format(name=end))
            del plain[end]
    for element in a.findall("policy-marker"):
        known = (element.get("vocabulary") or "1", element.get("code")) == ("1", "1")
        if known and (element.get("significance") or "") in ("0", "1", "2"):
            plain["gender_marker"] = int(element.get("significance"))
        else:
            notes.append(_("a policy marker other than equality of women and men was not taken"))
    for name, times in Counter(str(e.tag) for e in a if str(e.tag) not in _TAKEN).items():
        if not name.startswith(f"{{{NAMESPACE}}}"):
            notes.extend(
                [_("{element}: not taken, a record has no place for it").format(element=name)] * times
            )
    return {k: v for k, v in plain.items() if v not in ("", None, {}, [], ())}


def _description(a: Any, lang: str, notes: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in a.findall("description"):
        for code, text in texts_of(element, lang, notes).items():
            found[code] = cut_text(f"{found[code]}\n\n{text}" if code in found else text, notes)
    return found


def _partners(a: Any, lang: str, notes: list[str]) -> list[Plain]:
    by_who: dict[str, Plain] = {}
    for element in a.findall("participating-org"):
        if element.get(STATED) == "no":
            continue
        texts = texts_of(element, lang, notes)
        only = len(texts) == 1 and "und" in texts
        entry = {
            "name": texts["und"] if only else "",
            "names": {} if only else texts,
            "ref": tidy(element.get("ref") or ""),
            "type": IATI_TYPES.get(str(element.get("type") or ""), ""),
        }
        role = next((ours for ours, code in IATI_ROLES.items() if code == element.get("role")), "")
        # partners that are known by nothing but their type stay apart
        key = mark(entry) if any(entry[k] for k in ("name", "names", "ref")) else str(len(by_who))
        made = by_who.setdefault(key, {**entry, "roles": []})
        if role and element.get(STATED) is None and role not in made["roles"]:
            made["roles"].append(role)
    return [e for p in by_who.values() if (e := entry_of(Partner, p, notes))]


def _countries(a: Any, notes: list[str]) -> list[str]:
    found = []
    for element in a.findall("recipient-country"):
        code = iso3(str(element.get("code") or "").strip().upper())
        if not code:
            notes.append(
                _("recipient-country {code}: not in the ISO list, not taken").format(
                    code=str(element.get("code"))[:10]
                )
            )
        elif code not in found:
            found.append(code)
    return found


def _corridors(a: Any, lang: str, notes: list[str]) -> list[Plain]:
    rows = [
        {"origin": e.get("origin"), "destination": e.get("destination"), "place": texts_of(e, lang, notes)}
        for e in a.findall(tag("corridor"))
    ]
    return [e for row in rows if (e := entry_of(Corridor, row, notes))]


def _sectors(a: Any, notes: list[str]) -> list[str]:
    found = []
    for element in a.findall("sector"):
        code = str(element.get("code") or "")
        if element.get(STATED) is not None:
            continue
        if (element.get("vocabulary") or "1") != "1" or not re.fullmatch(r"[0-9]{5}", code):
            notes.append(_("a sector of another list than the OECD's five digits was not taken"))
        elif code not in found:
            found.append(code)
    return found


def _tags(a: Any, notes: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"gcm": [], "sdg": [], "founding": []}
    own = {URI_GCM: "gcm", URI_SDG: "sdg", URI_FOUNDING: "founding"}
    for element in a.findall("tag"):
        vocabulary, uri = element.get("vocabulary"), element.get("vocabulary-uri") or ""
        name = "sdg" if vocabulary in (TAG_GOALS, TAG_TARGETS) else own.get(uri, "")
        code = tidy(element.get("code") or "")
        if vocabulary == TAG_OWN and uri == URI_CORRIDOR:
            continue  # our own element says it too
        if not name or (vocabulary == TAG_OWN and uri not in own):
            notes.append(_("a tag of another list was not taken"))
        elif not {"gcm": is_objective, "sdg": is_sdg, "founding": is_sentence}[name](code):
            notes.append(_("a tag that is no code of its list was not taken"))
        elif code not in found[name]:
            found[name].append(code)
    return found


def _contact(a: Any, lang: str, notes: list[str]) -> Plain | None:
    made = None
    for element in a.findall("contact-info"):
        if element.find("person-name") is not None:
            notes.append(_("the name of a contact person was dropped"))
        entry = {
            "organisation": texts_of(element.find("organisation"), lang, notes),
            "address": tidy(element.findtext("website") or ""),
            "email": tidy(element.findtext("email") or ""),
            "telephone": tidy(element.findtext("telephone") or ""),
        }
        if element.find("person-name") is not None:
            # their own address and number go with the name
            entry |= {"email": "", "telephone": ""}
        if entry["organisation"] and made is None:
            made = entry_of(Contact, entry, notes)
        else:
            notes.append(_("a contact without an organisation, or a second one, was not taken"))
    return made


def _funding(a: Any, notes: list[str]) -> list[Plain]:
    default = str(a.get("default-currency") or "")
    rows: list[Plain] = []
    for element in a.findall("budget"):
        value = element.find("value")
        if value is not None:
            rows.append(
                {
                    "what": "budget",
                    "amount": number_of(value.text),
                    "currency": value.get("currency") or default,
                    "start": day_of(element.find("period-start")),
                    "end": day_of(element.find("period-end")),
                }
            )
    for element in a.findall("transaction"):
        code = element.find("transaction-type")
        what = next(
            (w for w, c in TRANSACTION_TYPES.items() if code is not None and c == code.get("code")), ""
        )
        value = element.find("value")
        if not what or value is None:
            notes.append(_("a transaction that is no commitment or disbursement was not taken"))
            continue
        rows.append(
            {
                "what": what,
                "amount": number_of(value.text),
                "currency": value.get("currency") or default,
                "start": day_of(element.find("transaction-date")),
            }
        )
    return [e for row in rows if (e := entry_of(Funding, row, notes))]


def _documents(a: Any, lang: str, notes: list[str]) -> list[Plain]:
    rows = [
        {
            "title": texts_of(e.find("title"), lang, notes) or {"und": tidy(e.get("url") or "?")[:300]},
            "address": tidy(e.get("url") or ""),
            "format": tidy(e.get("format") or ""),
            "languages": list(dict.fromkeys(language_of(c.get("code")) for c in e.findall("language"))),
            "date": day_of(e.find("document-date")),
        }
        for e in a.findall("document-link")
    ]
    return [e for row in rows if (e := entry_of(Document, row, notes))]


def _provenance(a: Any, identifier: str, lang: str, notes: list[str]) -> Plain:
    reporting = a.find("reporting-org")
    entry: Plain = {"source": {"en": f"IATI activity {identifier or '?'}"}}
    if reporting is not None:
        texts = texts_of(reporting, lang, notes)
        entry |= {
            "reported_by": texts.get("en") or next(iter(texts.values()), ""),
            "reporter_ref": tidy(reporting.get("ref") or ""),
            "reporter_type": IATI_TYPES.get(str(reporting.get("type") or ""), ""),
        }
    entry["reported_on"] = str(a.get("last-updated-datetime") or "")[:10]
    return entry_of(Provenance, entry, notes) or {"source": {"en": "IATI"}}
