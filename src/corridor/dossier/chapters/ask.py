"""What is missing and what to ask for next: clauses to add or change, and what nobody has found out yet."""

from __future__ import annotations

from corridor.dossier.document import Block, Chapter, Code, Data, Details, Result, Table, Text
from corridor.dossier.material import Material
from corridor.i18n import _, ngettext

#: Entries of the redline that stand open; the rest is folded.
OPEN = 8


def chapter(material: Material) -> Chapter:
    """The redline of the coded instruments, then the research agenda of the profile."""
    blocks: list[Block] = []
    redlines: list[dict[str, object]] = []
    findings: list[Text] = []
    for a in material.assessments:
        result, rows = _redline(material, a)
        blocks.append(result)
        redlines += rows
        if rows and not findings:
            findings.append(Text(result.answer, sources=(f"coded:{a.instrument.id}",)))
    blocks.append(_agenda(material))
    data = [_agenda_data(material)]
    if redlines:
        columns = {
            "instrument": _("coded instrument"),
            "topic": _("subject"),
            "do": _("add a clause, or change one"),
            "ground": _("the weightiest ground on which it is asked"),
            "articles": _("articles a clause could rest on"),
            "present": _("articles of the instrument that speak of it"),
            "founding": _("founding sentences"),
        }
        data.insert(0, Data("redline", _("Clauses to add or to change"), columns, redlines))  # type: ignore[arg-type]
    missing = material.profile.missing
    if missing:
        findings.append(
            Text(
                ngettext(
                    "{n} question about this corridor has no answer in open data; the first is: {what}.",
                    "{n} questions about this corridor have no answer in open data; the first is: {what}.",
                    len(missing),
                ).format(n=len(missing), what=missing[0].what.rstrip("."))
            )
        )
    return Chapter(
        id="ask",
        title=_("What is missing, and what to ask for next"),
        lead=_(
            "Clauses that the text lacks, with the articles they could rest on; and questions that "
            "the countries could answer together."
        ),
        blocks=tuple(blocks),
        findings=tuple(findings),
        data=tuple(data),
    )


def _redline(material: Material, a: object) -> tuple[Result, list[dict[str, object]]]:
    from corridor.commitments.assess import Assessment
    from corridor.commitments.redline import redline

    assert isinstance(a, Assessment)
    entries = redline(a)
    id_ = a.instrument.id
    answer = (
        ngettext(
            "On {n} subject a clause would have to be added to the text, or changed.",
            "On {n} subjects clauses would have to be added to the text, or changed.",
            len(entries),
        ).format(n=len(entries))
        if entries
        else _("Nothing that was assessed is missing.")
    )
    header = (_("Subject"), _("Do"), _("It could rest on"), _("The text now"), _("Founding sentences"))
    rows = [
        (
            _(e.title),
            _("change") if e.change else _("add"),
            "; ".join(e.articles[:3]) + (" ..." if len(e.articles) > 3 else ""),
            ", ".join(e.present) or _("silent"),
            ", ".join(e.sentences),
        )
        for e in entries
    ]
    blocks: list[Block] = []
    if rows:
        blocks.append(Table(_("Clauses to ask for first"), header, tuple(rows[:OPEN])))
    if len(rows) > OPEN:
        blocks.append(
            Details(_("The other clauses"), (Table(_("The other clauses"), header, tuple(rows[OPEN:])),))
        )
    result = Result(
        id=f"redline-{id_}",
        title=_("Clauses to add or to change: {title}").format(title=a.instrument.title),
        answer=answer,
        comparison=tuple(blocks),
        uncertain=(
            _(
                "What nobody looked at is not on this list: only a person who has read the text can say that a clause is missing."
            ),
        ),
        next=(
            _(
                "Write the clause into a copy of the coded text, assess it again, and run it as a draft "
                "on the careers of this dossier."
            ),
        ),
        sources=(f"coded:{id_}",),
        code=Code(material.command("draft", id_, "--on", "-".join(material.pair)))
        if _both_modelled(material) and not material.order.coded
        else None,
    )
    data: list[dict[str, object]] = [
        {
            "instrument": id_,
            "topic": e.title,
            "do": "change" if e.change else "add",
            "ground": e.ground,
            "articles": "; ".join(e.articles),
            "present": "; ".join(e.present),
            "founding": "; ".join(e.sentences),
        }
        for e in entries
    ]
    return result, data


def _both_modelled(material: Material) -> bool:
    return not material.not_modelled


def _agenda(material: Material) -> Result:
    missing = material.profile.missing
    rows = tuple((g.what, g.why, g.together or g.how) for g in missing)
    table = Table(
        _("What is not known, and who could find it out"),
        (_("What is missing"), _("Why it matters"), _("How it could be found out together")),
        rows,
    )
    answer = (
        ngettext(
            "{n} thing that matters in this corridor is not known from open data.",
            "{n} things that matter in this corridor are not known from open data.",
            len(missing),
        ).format(n=len(missing))
        if missing
        else _("Nothing that the profile asks for is missing.")
    )
    return Result(
        id="agenda",
        title=_("A research agenda for both countries"),
        answer=answer,
        comparison=(table,) if rows else (),
        next=tuple(dict.fromkeys(g.how for g in missing if g.how)),
        code=Code(
            material.command("profile", *material.pair, "--on", material.order.day.isoformat(), "--json"),
        ),
    )


def _agenda_data(material: Material) -> Data:
    columns = {
        "what": _("what is missing"),
        "why": _("why it matters"),
        "how": _("how to add it to Corridor"),
        "together": _("what the countries could find out together"),
    }
    return Data(
        "research_agenda",
        _("Research agenda"),
        columns,
        [dict(g.as_dict()) for g in material.profile.missing],
    )
