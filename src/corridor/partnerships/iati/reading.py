"""IATI activities as records: what the standard elements say, then our own fields, then notes on what was not taken."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corridor.i18n import _, ngettext
from corridor.partnerships.entries import forms_of, read_object
from corridor.partnerships.forms import Report
from corridor.partnerships.iati.codes import mark, tag
from corridor.partnerships.iati.elements import standard_fields
from corridor.partnerships.iati.texts import Plain, settle, slug_of
from corridor.partnerships.iati.xmlfile import MAX_BYTES, parse_xml
from corridor.partnerships.model import Practice, as_plain

VERSIONS = ("2.01", "2.02", "2.03")


@dataclass(frozen=True)
class Imported:
    """Records of a file, and sentences about what in it was not taken."""

    practices: tuple[Practice, ...]
    notes: tuple[str, ...]


def read_iati(content: bytes | str | Path, file: str = "") -> Imported:
    """The activities of an IATI file, version 2.01 to 2.03.

    Names of contact persons are dropped.  What a record has no place for is named in the notes, with how often.

    Raises:
        RegistryProblems: it is no IATI file of these versions, or an activity cannot be a record.
        OSError: it cannot be opened.
    """
    if isinstance(content, (str, Path)):
        path = Path(content)
        file = file or path.name
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    report = Report(file or _("IATI file"))
    root = parse_xml(content, report)
    _check_root(root, report)
    notes: Counter[str] = Counter()
    practices: list[Practice] = []
    taken: set[str] = set()
    for n, activity in enumerate(root.findall("iati-activity"), 1):
        said: list[str] = []
        plain = _with_extension(activity, standard_plain(activity, said), said)
        where = f"iati-activity[{n}] ({str(plain.get('iati_identifier') or plain.get('id', ''))[:80]})"
        plain["id"] = _own_id(str(plain.get("id", "")), taken)
        practice = read_object(Practice, report, where, plain)
        taken.add(practice.id)
        practices.append(practice)
        notes.update(said)
    if not practices:
        report.add("file", _("expected at least one iati-activity"))
    report.finish()
    return Imported(tuple(practices), tuple(_counted(note, times) for note, times in notes.items()))


def standard_plain(activity: Any, notes: list[str]) -> Plain:
    """What the standard elements of an activity say, as plain data of a record."""
    plain = settle(Practice, standard_fields(activity, notes), notes)
    report = Report("activity")
    return as_plain(read_object(Practice, report, "", plain))


def _check_root(root: Any, report: Report) -> None:
    name = str(root.tag)
    version = str(root.get("version") or "").strip()
    if name == "iati-organisations":
        report.add("file", _("an IATI file about organisations; expected one about activities"))
    elif name != "iati-activities":
        report.add("file", _("expected the element iati-activities"), name[:60])
    elif version.startswith("1."):
        report.add(
            "version",
            _("IATI 1.0x was withdrawn and writes its texts in another way; ask the publisher for 2.03"),
            version,
        )
    elif version not in VERSIONS:
        report.add("version", _("expected 2.01, 2.02 or 2.03"), version or None)
    report.finish()


def _with_extension(activity: Any, plain: Plain, notes: list[str]) -> Plain:
    """The fields of our own elements, unless the standard element beside one was changed after it was written."""
    whole = dict(plain)
    for element in activity.findall(tag("field")):
        name = str(element.get("name") or "")
        if name not in forms_of(Practice):
            notes.append(_("a field of a later Corridor, {name}, was not taken").format(name=name[:40]))
            continue
        if element.get("beside") != mark(plain.get(name)):
            notes.append(
                _("{name}: the IATI elements were changed after Corridor wrote them; they count").format(
                    name=name
                )
            )
            continue
        try:
            value = json.loads(element.text or "null")
        except (ValueError, RecursionError):
            notes.append(_("{name}: our own element is damaged and was not taken").format(name=name))
            continue
        if value is None:
            whole.pop(name, None)
        else:
            whole[name] = value
    return whole


def _own_id(wanted: str, taken: set[str]) -> str:
    name, n = slug_of(wanted), 2
    unique = name
    while unique in taken:
        unique = f"{name[:74]}-{n}"
        n += 1
    return unique


def _counted(note: str, times: int) -> str:
    if times == 1:
        return note
    return ngettext("{note} ({count} time)", "{note} ({count} times)", times).format(note=note, count=times)
