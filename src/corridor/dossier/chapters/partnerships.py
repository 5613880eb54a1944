"""Partnerships and practices that could be copied: what the registry holds, and what is alike to the gaps found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from corridor.dossier.document import Block, Chapter, Code, Data, Details, Items, Result, Source, Table, Text
from corridor.dossier.material import PARTNERSHIPS_FILE, Material
from corridor.i18n import _, in_a_row, ngettext, number_in_words

if TYPE_CHECKING:
    from corridor.partnerships import Gap

REGISTRY = "registry"
#: Chosen: gaps of the weightiest subjects, and priorities of people, for which alike practices are looked for.
GAPS, PRIORITIES = 5, 3
#: Chosen: practices shown for each.
LIMIT = 3


def chapter(material: Material) -> Chapter:
    """The records of the corridor, then for each gap and priority the practices most alike, with why."""
    from corridor.partnerships import artefacts, partnerships_data

    gaps = _gaps(material)
    data = partnerships_data(material.registry, corridor=material.pair, gaps=gaps, limit=LIMIT)
    by_id = {r["id"]: r for r in data["records"]}
    blocks: list[Block] = [_records(material, data, by_id)]
    if gaps:
        blocks.append(_alike(material, gaps, data))
    matched = [m for m in data["matches"] if m["practices"]]
    findings = [Text(data["answer"], sources=(REGISTRY,))]
    if matched:
        count = len(matched)
        said = ngettext(
            "For {n} of {all} gap or priority the registry has a practice that is alike and could be looked at.",
            "For {n} of {all} gaps and priorities the registry has a practice that is alike and could be looked at.",
            len(gaps),
        )
        findings.insert(0, Text(said.format(n=count, all=len(gaps)), sources=(REGISTRY,)))
    note = _(
        "{built_in} records come with Corridor: the ten examples of the NGO paper, as printed. {own} were handed in."
    )
    return Chapter(
        id="partnerships",
        title=_("Partnerships and practices that could be copied"),
        lead=_(
            "What others did, who with, and what is known of how it went. A record counts for this corridor only if it says so."
        ),
        blocks=tuple(blocks),
        findings=tuple(findings),
        data=(_data(data),),
        sources=(
            Source(
                REGISTRY, "Corridor", _("Registry of projects and practices"), kind="own",
                note=note.format(built_in=data["counts"]["built_in"], own=data["counts"]["own"]),
            ),
        ),
        artefacts=tuple(artefacts(material.registry, lambda _id: "index.html#practices")),
    )  # fmt: skip


def _gaps(material: Material) -> list[Gap]:
    """What is missing by the weightiest subjects of the assessment, and what people put first."""
    from corridor.commitments.redline import redline
    from corridor.partnerships import gap_of_priority, gap_of_requirement

    found: list[Gap] = []
    for a in material.assessments[:1]:
        for entry in redline(a)[:GAPS]:
            found.append(gap_of_requirement(entry.asked[0].requirement.id, corridor=material.pair))
    if material.consultation is not None:
        first = [p for p in material.consultation.priorities if p["order"] is not None][:PRIORITIES]
        found += [gap_of_priority(p["text"], id=p["id"], corridor=material.pair) for p in first]
    return found


def _records(material: Material, data: dict[str, Any], by_id: dict[str, dict[str, Any]]) -> Result:
    columns = (_("Record"), _("What it is"), _("Kind"), _("Countries named"), _("Evidence"))

    def table(title: str, ids: Sequence[str]) -> Table:
        rows = tuple(
            (
                i,
                by_id[i]["title"],
                by_id[i]["kind_words"],
                by_id[i]["countries_words"] or _("none"),
                by_id[i]["evidence_words"],
            )
            for i in ids
        )
        return Table(title, columns, rows, sources=(REGISTRY,))

    groups = (
        (_("Records that state this corridor"), data["of_corridor"]),
        (_("Records that name one of the two countries"), data["naming"]),
    )
    blocks: list[Block] = [table(title, ids) for title, ids in groups if ids]
    if data["elsewhere"]:
        title = _("Records from elsewhere")
        n = len(data["elsewhere"])
        words = ngettext("{title}: {n} record", "{title}: {n} records", n).format(title=title, n=n)
        blocks.append(Details(words, (table(title, data["elsewhere"]),), on_paper=False))
    return Result(
        id="practices",
        title=_("What the registry holds"),
        answer=data["answer"],
        comparison=tuple(blocks),
        uncertain=(
            _("The registry holds what was put into it. That a practice is not here does not say that it does not exist."),
            _("From a list of countries no pair is read: a record that names both does not say that it works between them."),
        ),
        sources=(REGISTRY,),
        code=Code(
            material.command("partnerships", "list", *(w for c in material.pair for w in ("--country", c)), *_registry(material)),
            "from corridor.partnerships import Registry\n\n"
            f"registry = Registry.open({_python_registry(material)})\n"
            f'print([p.id for p in registry.about("{material.origin}", "{material.destination}")])',
        ),
    )  # fmt: skip


def _alike(material: Material, gaps: list[Gap], data: dict[str, Any]) -> Result:
    header = (_("Practice"), _("Why it is alike"), _("Points"), _("Evidence"))
    blocks: list[Block] = []
    for gap, found in zip(gaps, data["matches"], strict=True):
        title = (
            _("{gap}: {words}").format(gap=gap.title, words=gap.words)
            if gap.title != gap.words
            else gap.title
        )
        if not found["practices"]:
            blocks.append(Items((found["none"],), title))
            continue
        rows = tuple(
            (
                _("{id}: {title}").format(id=p["id"], title=p["title"]),
                in_a_row(r["words"] for r in p["reasons"]),
                _("{points} of {most}").format(
                    points=number_in_words(p["points"], 1), most=number_in_words(p["most"], 1)
                ),
                p["evidence_words"],
            )
            for p in found["practices"]
        )
        blocks.append(Table(title, header, rows))
    weights = tuple(
        _("{words}: {value}").format(words=w["words"], value=number_in_words(w["value"]))
        for w in data["weights"]
    )
    n = sum(bool(m["practices"]) for m in data["matches"])
    answer = ngettext(
        "Practices that are alike were found for {n} of the {all} things that are missing or asked for.",
        "Practices that are alike were found for {n} of the {all} things that are missing or asked for.",
        len(gaps),
    ).format(n=n, all=len(gaps))
    first = gaps[0]
    named = ("--requirement", first.id) if first.title != first.words else ("--text", first.words)
    words = (*named, "--corridor", *material.pair, "--limit", str(LIMIT))
    return Result(
        id="practices-alike",
        title=_("Practices that answer what is missing or asked for"),
        answer=answer,
        comparison=tuple(blocks),
        why=(Details(_("What each likeness counts (chosen by this project)"), (Items(weights),), on_paper=False),),
        uncertain=(data["caution"],),
        next=(_("Ask those who did it what failed, and what the migrants themselves say of it, before copying."),),
        sources=(REGISTRY,),
        code=Code(material.command("partnerships", "match", *words, *_registry(material))),
    )  # fmt: skip


def _registry(material: Material) -> list[str]:
    return ["--registry", PARTNERSHIPS_FILE] if material.order.partnerships else []


def _python_registry(material: Material) -> str:
    return f'"{PARTNERSHIPS_FILE}"' if material.order.partnerships else ""


def _data(data: dict[str, Any]) -> Data:
    columns = {
        "gap": _("what is missing or asked for: a requirement, or a priority of a consultation"),
        "practice": _("id of the record"),
        "title": _("what it is"),
        "points": _("sum of likenesses, each times its weight"),
        "most": _("points of a practice alike in all"),
        "reasons": _("why it is alike"),
        "evidence": _("how it is known how it went"),
    }
    rows = [
        {
            "gap": m["gap"],
            "practice": p["id"],
            "title": p["title"],
            "points": p["points"],
            "most": p["most"],
            "reasons": "; ".join(r["words"] for r in p["reasons"]),
            "evidence": p["evidence_words"],
        }
        for m in data["matches"]
        for p in m["practices"]
    ]
    return Data("practices", _("Practices alike to gaps and priorities"), columns, rows, (REGISTRY,))
