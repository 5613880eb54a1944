"""Services for migrants as HSDS 3.0 (Human Services Data Specification), the format of service directories.

A file is a page of services.  HSDS has one language and no word for "no papers asked": the parts of a record that it cannot say
stand in ``x-corridor`` beside them, which other readers may ignore.  As in IATI files, a standard value that somebody changed
afterwards counts.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from corridor.i18n import _
from corridor.partnerships.entries import read_object
from corridor.partnerships.forms import Report
from corridor.partnerships.iati.codes import mark, slug
from corridor.partnerships.model import Practice, Service, as_plain, in_language

OWN = "x-corridor"
MAX_BYTES = 40_000_000
NO_PAPERS = "No papers are asked."
_SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:x-corridor:services")
Plain = dict[str, Any]


def write_hsds(practices: Iterable[Practice]) -> str:
    """The services of the records as a page of HSDS 3.0 services, as JSON."""
    services = [_service(p, n, s) for p in practices for n, s in enumerate(p.services or (), 1)]
    page = {
        "total_items": len(services),
        "total_pages": 1,
        "page_number": 1,
        "size": len(services),
        "first_page": True,
        "last_page": True,
        "empty": not services,
        "contents": services,
    }
    return json.dumps(page, ensure_ascii=False, indent=1)


def read_hsds(content: str | Path, file: str = "") -> list[Practice]:
    """The services of an HSDS 3.0 file (a page, a list or one service) as records, one a service or as they were written.

    Raises:
        RegistryProblems: everything that is wrong with it.
        OSError: it cannot be opened.
    """
    if isinstance(content, Path):
        file = file or content.name
        size = content.stat().st_size
        content = (
            content.read_text(encoding="utf-8-sig", errors="replace") if size <= MAX_BYTES else " " * size
        )
    report = Report(file or _("HSDS file"))
    records: dict[str, Plain] = {}
    for n, raw in enumerate(_services(content, report), 1):
        where = f"contents[{n}]"
        if not isinstance(raw, Mapping) or not all(str(raw.get(k) or "").strip() for k in ("id", "name")):
            report.add(where, _("expected a service with id and name"))
            continue
        own = raw.get(OWN)
        own = own if isinstance(own, Mapping) else {}
        record = own.get("record")
        whole = dict(record) if isinstance(record, Mapping) else _record(raw)
        plain = records.setdefault(str(whole.get("id")), whole)
        services = plain.setdefault("services", [])
        standard = _standard(raw)
        fields = own.get("fields")
        for name, entry in (fields if isinstance(fields, Mapping) else {}).items():
            beside = entry.get("beside") if isinstance(entry, Mapping) else None
            if beside == mark(standard.get(str(name))):
                standard[str(name)] = entry.get("value")
        services.append({k: v for k, v in standard.items() if v is not None})
    made = [read_object(Practice, report, f"record {name[:80]}", plain) for name, plain in records.items()]
    if not made and not report.problems:
        report.add("file", _("expected at least one service"))
    report.finish()
    return made


def _services(content: str, report: Report) -> list[Any]:
    if len(content) > MAX_BYTES:
        report.add("file", _("has more than {most} bytes").format(most=MAX_BYTES))
        report.finish()
    try:
        data = json.loads(content)
    except (ValueError, RecursionError) as error:
        report.add("file", _("not readable as JSON: {why}").format(why=str(error)[:100]))
        report.finish()
    if isinstance(data, Mapping) and "contents" in data:
        data = data["contents"]
    elif isinstance(data, Mapping) and "name" in data:
        data = [data]
    if not isinstance(data, list):
        report.add("file", _("expected a page, a list or one service"))
        report.finish()
    return list(data)


def _service(p: Practice, number: int, s: Service) -> Plain:
    service_id = str(uuid.uuid5(_SPACE, f"{p.id}/{number}"))
    made: Plain = {
        "id": service_id,
        "name": in_language(s.name),
        "status": s.status or "active",
        "description": in_language(s.description),
        "url": s.address,
        "email": s.email,
        "application_process": in_language(s.how),
        "fees_description": in_language(s.fees),
        "eligibility_description": in_language(s.eligibility),
        "interpretation_services": "; ".join(s.interpretation or ()),
        "organization": _organization(p),
    }
    made = {k: v for k, v in made.items() if v not in ("", None)}
    if s.telephone:
        made["phones"] = [{"id": _id(service_id, "phone"), "number": s.telephone}]
    if s.languages:
        made["languages"] = [{"id": _id(service_id, c), "code": c} for c in s.languages]
    if s.required_documents is not None:
        texts = [in_language(d) for d in s.required_documents] or [NO_PAPERS]
        made["required_documents"] = [
            {"id": _id(service_id, f"document {n}"), "service_id": service_id, "document": text}
            for n, text in enumerate(texts, 1)
        ]
    plain = as_plain(p)
    services = plain.pop("services")
    stated, standard = services[number - 1], _standard(made)
    fields = {
        name: {"beside": mark(standard.get(name)), "value": stated.get(name)}
        for name in sorted({*stated, *standard})
        if stated.get(name) != standard.get(name)
    }
    made[OWN] = {"record": plain, "fields": fields}
    if not s.status:
        made[OWN]["not_stated"] = ["status"]
    return made


def _organization(p: Practice) -> Plain | None:
    name = in_language(p.contact.organisation) if p.contact else ""
    if not name:
        name = next((q.name or in_language(q.names) for q in p.partners or () if q.name or q.names), "")
    if not name:
        return None
    return {"id": _id(p.id, "organization"), "name": name, "description": p.activity_words or p.title_words}


def _id(of: str, what: str) -> str:
    return str(uuid.uuid5(_SPACE, f"{of}/{what}"))


def _standard(raw: Mapping[str, Any]) -> Plain:
    """What the standard members of a service say, as plain data; the language of HSDS texts is not stated."""

    def text(name: str) -> dict[str, str] | None:
        said = str(raw.get(name) or "").strip()
        return {"und": said} if said else None

    found: Plain = {
        "name": text("name"),
        "status": raw.get("status"),
        "description": text("description"),
        "eligibility": text("eligibility_description"),
        "how": text("application_process"),
        "fees": text("fees_description"),
        "address": raw.get("url"),
        "email": raw.get("email"),
        "telephone": next((e["number"] for e in _entries(raw, "phones") if e.get("number")), None),
    }
    languages = [str(e["code"]) for e in _entries(raw, "languages") if e.get("code")]
    found["languages"] = list(dict.fromkeys(languages)) or None
    documents = [str(e["document"]) for e in _entries(raw, "required_documents") if e.get("document")]
    if documents == [NO_PAPERS]:
        found["required_documents"] = []
    elif documents:
        found["required_documents"] = [{"und": d} for d in documents]
    return {k: v for k, v in found.items() if v not in (None, "")}


def _entries(raw: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    value = raw.get(name)
    return [e for e in value if isinstance(e, Mapping)] if isinstance(value, list) else []


def _record(raw: Mapping[str, Any]) -> Plain:
    """A record for a service of another directory."""
    organization = raw.get("organization")
    name = organization.get("name") if isinstance(organization, Mapping) else None
    plain: Plain = {
        "id": slug(str(raw["id"])) or f"service-{mark(str(raw['id']))}",
        "kind": "service",
        "title": {"und": str(raw["name"])},
        "provenance": {"source": {"en": f"HSDS service {raw['id']}"}},
    }
    if isinstance(name, str) and name.strip():
        plain["partners"] = [{"name": name, "roles": ["implementing"]}]
        plain["provenance"]["reported_by"] = name
    return plain
