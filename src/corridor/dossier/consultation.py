"""A closed consultation as its export holds it (``corridor consult export``): read back and checked.

>>> read_consultation("consultation.json").took_part        # doctest: +SKIP
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corridor.i18n import _

if TYPE_CHECKING:
    from corridor.dialogue.definition import Definition

#: What an export holds; anything else in the file is not taken over.
PARTS = ("definition", "state", "published", "priorities", "replies", "collective")
#: Chosen: the largest export that is read, in bytes.
LARGEST = 20_000_000


class ConsultationProblems(ValueError):
    """All problems of a file, one in ``problems`` each."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


@dataclass(frozen=True)
class Published:
    """What a consultation published: its definition, and the parts of the export as plain data."""

    definition: Definition
    state: str
    published: Mapping[str, Any]
    priorities: tuple[Mapping[str, Any], ...]
    answered: int
    needed: int
    collective: tuple[Mapping[str, Any], ...]
    raw: Mapping[str, Any]

    @property
    def invited(self) -> int | None:
        """How many were invited; ``None`` if that is not known."""
        return _whole(self.published["counts"].get("invited"))

    @property
    def took_part(self) -> int | None:
        """How many took part; ``None`` if that may not be shown."""
        return _whole(self.published["counts"].get("took_part"))

    def as_json(self) -> bytes:
        """The export with nothing but what it is known to hold."""
        return (json.dumps(self.raw, ensure_ascii=False, indent=2) + "\n").encode()


def read_consultation(path: str | Path) -> Published:
    """Read an export.

    Raises:
        ConsultationProblems: everything that is wrong with it: no export, not closed, a count below the minimum.
        OSError: it cannot be opened.
    """
    file = Path(path)
    if file.stat().st_size > LARGEST:
        raise ConsultationProblems([_("{file}: larger than an export can be").format(file=file.name)])
    try:
        data = json.loads(file.read_bytes().decode("utf-8-sig"))
    except (ValueError, RecursionError):
        data = None
    return _read(data, file.name)


def _read(data: Any, name: str) -> Published:
    from corridor.dialogue.definition import DefinitionProblems, read_definition

    def said(where: str, text: str) -> str:
        return _("{file}: {field}: {problem}").format(file=name, field=where, problem=text)

    if not isinstance(data, dict) or not all(
        isinstance(data.get(k), dict) for k in ("definition", "published")
    ):
        expected = _("expected the JSON that corridor consult export writes after a consultation was closed")
        raise ConsultationProblems([said("file", expected)])
    wrong: list[str] = []
    definition = None
    try:
        definition = read_definition(data["definition"], f"{name}: definition")
    except DefinitionProblems as found:
        wrong += str(found).splitlines()
    state = data.get("state")
    if state not in ("closed", "sealed"):
        wrong.append(
            said("state", _("expected closed or sealed, not {value}").format(value=repr(state)[:60]))
        )
    wrong += [said(where, text) for where, text in _form(data)]
    if not wrong and definition is not None:
        wrong += [said(where, text) for where, text in _small(data["published"], definition.minimum)]
    if wrong or definition is None:
        raise ConsultationProblems(wrong)
    replies = data["replies"]
    return Published(
        definition, str(state), data["published"], tuple(data["priorities"]), replies["answered"],
        replies["needed"], tuple(data["collective"]), {k: data[k] for k in PARTS},
    )  # fmt: skip


def _form(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is not of the form that an export has."""
    published = data["published"]
    if not isinstance(published.get("counts"), dict):
        yield "published.counts", _("expected how many were invited and took part")
    rows = {"published.strata": published.get("strata"), "published.statements": published.get("statements")}
    rows |= {"published.questions": published.get("questions"), "published.batches": published.get("batches")}
    rows |= {"priorities": data.get("priorities"), "collective": data.get("collective")}
    for where, found in rows.items():
        if not isinstance(found, list) or not all(isinstance(r, dict) for r in found):
            yield where, _("expected a list of entries")
            continue
        for n, row in enumerate(found):
            lost = [k for k in _FIELDS[where] if k not in row]
            if lost:
                yield f"{where}[{n}]", _("expected the fields {fields}").format(fields=", ".join(lost))
    for n, row in enumerate(p for p in data.get("priorities") or () if isinstance(p, dict)):
        if row.get("reply") is not None and not _is_reply(row["reply"]):
            yield f"priorities[{n}].reply", _("expected text, owner and a day such as 2026-05-31")
    replies = data.get("replies")
    if not isinstance(replies, dict) or not all(
        isinstance(replies.get(k), int) for k in ("answered", "needed")
    ):
        yield "replies", _("expected how many are answered and needed")


def _is_reply(value: Any) -> bool:
    try:
        date.fromisoformat(value["day"])
        return isinstance(value["text"], str) and isinstance(value["owner"], str)
    except (TypeError, KeyError, ValueError):
        return False


_FIELDS: Mapping[str, tuple[str, ...]] = {
    "published.strata": ("name", "source", "rows"),
    "published.statements": ("id", "language", "text", "counts", "agreement", "consensus", "weighted"),
    "published.questions": ("id", "kind", "ballots", "options"),
    "published.batches": ("batch", "association", "issued", "used", "refused", "changes", "alike"),
    "priorities": ("id", "kind", "order", "text", "reply"),
    "collective": ("association", "text", "consulted", "women", "how"),
}


def _small(published: Mapping[str, Any], minimum: int) -> Iterator[tuple[str, str]]:
    """Counts of people that stand below what may be shown."""
    text = _("a count below the minimum of {minimum} may not be shown: {value}")
    counts: list[tuple[str, Any]] = [("published.counts", v) for v in published["counts"].values()][1:]
    for s in published["strata"]:
        counts += [(f"published.strata ({s['name']})", r.get("people")) for r in s["rows"]]
    for s in published["statements"]:
        counts += [(f"published.statements ({s['id']})", v) for v in s["counts"].values()]
        for by in s.get("groups", {}).values():
            counts += [(f"published.statements ({s['id']})", r.get("agree")) for r in by.values()]
    for q in published["questions"]:
        counts += [
            (f"published.questions ({q['id']})", v) for o in q["options"] for v in o["counts"].values()
        ]
    for where, value in counts:
        if isinstance(value, int) and 0 < value < minimum:
            yield where, text.format(minimum=minimum, value=value)


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
