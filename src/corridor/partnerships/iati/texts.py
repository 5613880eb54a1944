"""Texts, days, numbers and entries out of IATI elements; what a record cannot hold is left out with a note."""

from __future__ import annotations

import re
from typing import Any

from corridor.i18n import _
from corridor.partnerships.entries import forms_of, read_object
from corridor.partnerships.forms import MAX_TEXT, Report, tidy, without_controls
from corridor.partnerships.iati.codes import XML_LANG, mark, slug
from corridor.partnerships.known import is_language

Plain = dict[str, Any]


def slug_of(identifier: str) -> str:
    """The id of a record for an identifier; one of other scripts gets a mark."""
    return slug(identifier) or f"activity-{mark(identifier)}"


def settle(cls: type, plain: Plain, notes: list[str]) -> Plain:
    """The plain data without the values that a record cannot hold; each is named in the notes."""
    kept = {}
    for name, value in plain.items():
        report = Report("")
        forms_of(cls)[name].read(report, name, value)
        if report.problems:
            said = report.problems[0]
            notes.append(
                _("{name}: {expected}; the value was not taken").format(name=name, expected=said.expected)
            )
        else:
            kept[name] = value
    return kept


def entry_of(cls: type, plain: Plain, notes: list[str]) -> Plain | None:
    """One entry of a list, or nothing if what is left of it says nothing."""
    kept = settle(cls, {k: v for k, v in plain.items() if v not in ("", None, {}, [])}, notes)
    report = Report("")
    read_object(cls, report, "", kept)
    if report.problems:
        notes.append(
            _("{name}: {expected}; the entry was not taken").format(
                name=f"{cls.__name__.lower()} {report.problems[0].column}",
                expected=report.problems[0].expected,
            )
        )
        return None
    return kept


def language_of(code: str | None) -> str:
    """The code of a language; ``und`` where it cannot be one."""
    head, *rest = (code or "").strip().replace("_", "-").split("-")
    found = "-".join([head.lower(), *rest])
    return found if is_language(found) else "und"


def texts_of(parent: Any, lang: str, notes: list[str]) -> dict[str, str]:
    """The narratives below an element; two of one language are joined by a line break."""
    found: dict[str, str] = {}
    for element in parent.findall("narrative") if parent is not None else ():
        stated = element.get(XML_LANG)
        code = language_of(stated) if stated else lang
        text = tidy(without_controls("".join(element.itertext())))
        if text:
            joined = f"{found[code]}\n{text}" if code in found else text
            if len(joined) > MAX_TEXT // 2:
                joined = cut_text(joined, notes)
            found[code] = joined
    return found


def cut_text(text: str, notes: list[str]) -> str:
    """A text of at most the length a record can hold."""
    units = text.encode("utf-16-le")
    if len(units) // 2 <= MAX_TEXT:
        return text
    notes.append(_("a text was cut after {count} characters").format(count=MAX_TEXT))
    return tidy(units[: 2 * MAX_TEXT].decode("utf-16-le", "ignore"))


def day_of(element: Any) -> str:
    """The date of an element, or nothing."""
    return "" if element is None else str(element.get("iso-date") or "")[:10]


def number_of(text: str | None, notes: list[str] | None = None) -> str | None:
    """A number, without separators of thousands and per cent sign; ``None`` for anything else."""
    found = (text or "").strip()
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", found):
        found = found.replace(",", "")
    plain = found.rstrip("%").strip()
    if re.fullmatch(r"-?\d{1,15}(\.\d{1,6})?", plain):
        return plain
    if notes is not None and found:
        notes.append(_("a value that is no number was not taken"))
    return None
