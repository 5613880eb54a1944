"""Records as schema.org JSON-LD, for pages: search engines read projects and services; the whole record travels beside them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from corridor.i18n import _
from corridor.partnerships.entries import read_object
from corridor.partnerships.forms import Report
from corridor.partnerships.iati.codes import iso2
from corridor.partnerships.model import Practice, Service, Texts, as_plain

CONTEXT: Mapping[str, Any] = {
    "@vocab": "https://schema.org/",
    "corridor": "urn:x-corridor:terms#",
    "corridor:record": {"@type": "@json"},
}
MAX_BYTES = 40_000_000


def json_ld(practice: Practice) -> dict[str, Any]:
    """One record as a node of schema.org: a project, or an action for advocacy, training and events."""
    plain: dict[str, Any] = {
        "@id": f"urn:x-corridor:practice:{practice.id}",
        "@type": "Event" if practice.kind == "event" else "Project",
        "identifier": practice.id,
        "name": _tagged(practice.title),
        "description": _tagged(practice.activity),
        "foundingDate" if practice.kind != "event" else "startDate": practice.start,
        "dissolutionDate" if practice.kind != "event" else "endDate": practice.end,
        "areaServed": [_country(c) for c in practice.countries],
        "member": [
            {"@type": "Organization", "name": _tagged(p.names) if p.names else p.name}
            for p in practice.partners or ()
            if p.name or p.names
        ],
        "makesOffer": [{"@type": "Offer", "itemOffered": _service(s)} for s in practice.services or ()],
        "license": practice.licence,
        "corridor:record": as_plain(practice),
    }
    return {k: v for k, v in plain.items() if v not in ("", [], None)}


def write_json_ld(practices: Iterable[Practice]) -> str:
    """Records as one JSON-LD document."""
    document = {"@context": CONTEXT, "@graph": [json_ld(p) for p in practices]}
    return json.dumps(document, ensure_ascii=False, indent=1)


def script_json(practice: Practice) -> str:
    """One record as JSON-LD that may stand inside a ``script`` element of a page: no sign in it can end the element."""
    text = json.dumps({"@context": CONTEXT, **json_ld(practice)}, ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def read_json_ld(content: str | Path, file: str = "") -> list[Practice]:
    """The records in a document that :func:`write_json_ld` wrote.

    Raises:
        RegistryProblems: everything that is wrong with it.
        OSError: it cannot be opened.
    """
    if isinstance(content, Path):
        file = file or content.name
        size = content.stat().st_size
        content = content.read_text(encoding="utf-8-sig", errors="replace") if size <= MAX_BYTES else ""
    report = Report(file or _("JSON-LD file"))
    try:
        data = json.loads(content)
    except (ValueError, RecursionError) as error:
        report.add("file", _("not readable as JSON: {why}").format(why=str(error)[:100]))
        report.finish()
    graph = data.get("@graph", [data]) if isinstance(data, Mapping) else None
    made = []
    for n, node in enumerate(graph if isinstance(graph, list) else (), 1):
        if isinstance(node, Mapping) and "corridor:record" in node:
            made.append(read_object(Practice, report, f"@graph[{n}]", node["corridor:record"]))
        else:
            report.add(f"@graph[{n}]", _("expected corridor:record, which holds the record as data"))
    if not made and not report.problems:
        report.add("file", _("expected at least one record"))
    report.finish()
    return made


def _tagged(texts: Texts) -> list[dict[str, str]]:
    return [
        {"@value": text} | ({"@language": language} if language != "und" else {})
        for language, text in texts.items()
    ]


def _country(code: str) -> dict[str, str]:
    return {"@type": "Country", "identifier": iso2(code) or code}


def _service(s: Service) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "@type": "Service",
        "name": _tagged(s.name),
        "description": _tagged(s.description),
        "url": s.address,
        "availableLanguage": list(s.languages or ()),
    }
    return {k: v for k, v in plain.items() if v not in ("", [], None)}
