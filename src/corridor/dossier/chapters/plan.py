"""The plan: what it lays down, its results framework, what it must not be, and its yearly review."""

from __future__ import annotations

from typing import Any

from corridor.dossier.document import Block, Chapter, Code, Data, Details, Items, Result, Source, Table, Text
from corridor.dossier.material import PLAN_FILE, Material
from corridor.i18n import _, ngettext

PLAN = "plan"
#: Sections whose tables are long: the page and the workbook have them, the PDF only what is said of them.
FOLDED = ("measures", "framework")


def chapter(material: Material) -> Chapter:
    """Every section of the plan as a result; an honest line where none was given."""
    from corridor.plan import artefacts, plan_view

    title = _("The plan")
    if material.plan is None:
        return _none(material, title)
    view = plan_view(material.plan, on=material.order.on, versions=_versions(material))
    found = view["warnings"]
    said = ngettext(
        "The plan draws {n} warning of what a plan must not be.",
        "The plan draws {n} warnings of what a plan must not be.",
        len(found),
    ).format(n=len(found))
    first = said if found else _("The plan draws no warning of what a plan must not be.")
    if material.plan.invented:
        first = _("{sentence} It is invented.").format(sentence=first)
    shown = [s for s in view["sections"] if s["blocks"] or s["lead"]]
    return Chapter(
        id=PLAN,
        title=title,
        lead=view["about"],
        blocks=(Text(view["note"], "note"), *(_section(material, s) for s in shown)),
        findings=(Text(first, sources=(PLAN,)),),
        data=(_warning_data(found), _check_data(view["smart"])),
        sources=(
            Source(
                PLAN, _("The plan's own word"), view["title"], kind="own", note=_("Not checked beyond its form.")
            ),
        ),
        artefacts=artefacts(material.plan, f"index.html#{PLAN}"),
    )  # fmt: skip


def _versions(material: Material) -> Any:
    """The text before and after clauses were added, for what the review says of them."""
    if material.before is None:
        return None
    return material.before.assessment.instrument, material.assessments[0].instrument


def _none(material: Material, title: str) -> Chapter:
    answer = _("No plan was handed in, so what will be done, by whom and with what money is not known here.")
    result = Result(
        id="no-plan",
        title=_("No plan is given"),
        answer=answer,
        uncertain=(_("That none was handed in does not say that the two countries have none."),),
        next=(
            _(
                "Start from an invented example, write down what is planned, and build the dossier with --plan my-plan.yaml."
            ),
        ),
        code=Code(material.command("plan", "new", "-o", "my-plan.yaml")),
    )
    lead = _(
        "Measures with an owner, a budget, dates and an indicator, held against what a plan must not be."
    )
    return Chapter(PLAN, title, lead, (result,))


def _section(material: Material, section: dict[str, Any]) -> Result:
    blocks = tuple(b for b in map(block, section["blocks"]) if b is not None)
    if section["id"] in FOLDED:
        blocks = tuple(
            Details(b.title, (b,), on_paper=False) if isinstance(b, Table) else b
            for b in blocks
        )  # fmt: skip
    code = None
    if section["id"] == "warnings":
        python = (
            "from corridor.plan import load_plan, plan_view\n\n"
            f'view = plan_view(load_plan("{PLAN_FILE}"))\nprint([w["code"] for w in view["warnings"]])'
        )
        code = Code(material.command("plan", "check", PLAN_FILE), python)
    return Result(
        id=f"plan-{section['id']}",
        title=_("Objectives, and what the plan rests on") if section["id"] == PLAN else section["title"],
        answer=section["lead"],
        comparison=blocks,
        sources=(PLAN,),
        code=code,
    )


def block(b: dict[str, Any]) -> Block | None:
    """A block of a view of another room as a block of a document; ``None`` for a table without rows."""
    match b["is"]:
        case "text":
            return Text(b["text"], b["kind"])
        case "items":
            return Items(tuple(b["items"]), b["title"])
        case _:
            rows = tuple(tuple(r) for r in b["rows"])
            if not rows:
                return None
            return Table(b["title"], tuple(b["columns"]), rows, tuple(b["numbers"]), b["note"])


def _warning_data(found: list[dict[str, Any]]) -> Data:
    columns = {
        "code": _("id of the warning"),
        "level": _("how much it weighs"),
        "text": _("the warning"),
        "about": _("what it is about"),
        "founding": _("founding sentences"),
    }
    rows = [
        {
            "code": w["code"],
            "level": w["level"],
            "text": w["text"],
            "about": "; ".join(w["about"]),
            "founding": "; ".join(s["id"] for s in w["sentences"]),
        }
        for w in found
    ]
    return Data("plan_warnings", _("Warnings of the plan"), columns, rows, (PLAN,))


def _check_data(checks: list[dict[str, Any]]) -> Data:
    columns = {
        "indicator": _("indicator of the plan"),
        "letter": _("letter of SMART"),
        "state": _("yes, no, or cannot tell"),
        "why": _("why"),
    }
    rows = [{k: c[k] for k in columns} for c in checks]
    return Data("plan_checks", _("SMART checks of the plan"), columns, rows, (PLAN,))
