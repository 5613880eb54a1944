"""What the instrument promises against the commitments: the assessment of what is coded for the two countries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor.commitments.answers import STATUS_TITLES
from corridor.commitments.assess import GROUND_TITLES
from corridor.dossier.chapters.shared import coded_file, coded_source, python_date
from corridor.dossier.document import Block, Chapter, Code, Data, Details, Result, Table, Text
from corridor.dossier.material import Material
from corridor.i18n import _, ngettext

if TYPE_CHECKING:
    from corridor.commitments.assess import Assessment, Finding

#: What a finding can be that says something of the text.
SHOWN = ("met", "partly", "not", "silent", "stated")


def chapter(material: Material) -> Chapter:
    """One result an instrument, or how to code one."""
    title = _("What the agreement promises to people")
    if not material.assessments:
        return _none(material, title)
    blocks: list[Block] = []
    rows: list[dict[str, object]] = []
    for a in material.assessments:
        blocks.append(_result(material, a))
        rows += [_row(a, f) for f in a.findings.values()]
    first = material.assessments[0]
    columns = {
        "instrument": _("coded instrument"),
        "requirement": _("id of the requirement"),
        "rests_on": _("article it rests on"),
        "topic": _("subject"),
        "status": _("met, partly, not, silent, stated, not applicable, not assessed"),
        "article": _("article of the instrument"),
        "why": _("why"),
        "ground": _("on what ground it is asked"),
        "founding": _("founding sentences"),
    }
    return Chapter(
        id="promises",
        title=title,
        lead=_(
            "Clause by clause, held against the standards behind the two founding documents. Only "
            "the text is assessed, not the practice."
        ),
        blocks=tuple(blocks),
        findings=(Text(_named(material, first), sources=(f"coded:{first.instrument.id}",)),),
        data=(
            Data(
                "assessment",
                _("Findings about the coded instruments"),
                columns,
                rows,  # type: ignore[arg-type]
                tuple(f"coded:{a.instrument.id}" for a in material.assessments),
            ),
        ),
        sources=tuple(coded_source(a) for a in material.assessments),
    )


def _none(material: Material, title: str) -> Chapter:
    code = Code(material.command("questionnaire", "--out", "my-agreement.yaml"))
    result = Result(
        id="no-coded-instrument",
        title=_("No instrument is coded"),
        answer=_(
            "No agreement or programme between these two countries is coded clause by clause, so "
            "nothing can be said about its promises."
        ),
        uncertain=(_("That none is coded does not say that none exists."),),
        next=(
            _(
                "Fill in the questionnaire with the text beside you, and build the dossier again with --coded my-agreement.yaml."
            ),
        ),
        code=code,
    )
    return Chapter(
        "promises",
        title,
        _("An agreement is assessed from the answers of a person who has read its text."),
        (result,),
        (
            Text(
                _(
                    "No agreement or programme between these two countries is coded clause by clause, so its "
                    "promises to people are not assessed."
                )
            ),
        ),
    )


def _sentence(a: Assessment) -> str:
    counts = a.counts
    asked = sum(counts[s] for s in SHOWN)
    text = ngettext(
        "Of {asked} question that applies and was answered, the text of the instrument meets "
        "{met}, meets {partly} in part, fails {failed} and is silent on {silent}.",
        "Of {asked} questions that apply and were answered, the text of the instrument meets "
        "{met}, meets {partly} in part, fails {failed} and is silent on {silent}.",
        asked,
    ).format(
        asked=asked, met=counts["met"], partly=counts["partly"], failed=counts["not"], silent=counts["silent"]
    )
    return text


def _named(material: Material, a: Assessment) -> str:
    """The sentence for the first page; where several instruments are assessed it says of which it speaks."""
    return _sentence(a) if len(material.assessments) == 1 else f"{a.instrument.title}: {_sentence(a)}"


def _result(material: Material, a: Assessment) -> Result:
    from corridor.commitments.section5 import VERDICT_TITLES, two_tests

    id_ = a.instrument.id
    tests = Table(
        _("The two tests of Bellagio section 5"),
        (_("Test"), _("Verdict")),
        tuple((_(t.name), _(VERDICT_TITLES[t.verdict])) for t in two_tests(a)),
    )
    grounds = [(g, c) for g, c in a.counts_by_ground.items() if any(c[s] for s in SHOWN)]
    counts = Table(
        _("Findings by the ground on which they are asked"),
        (_("Ground"), *(_(STATUS_TITLES[s]) for s in SHOWN)),
        tuple((_(GROUND_TITLES[g]), *(c[s] for s in SHOWN)) for g, c in grounds),
        tuple(range(1, len(SHOWN) + 1)),
    )
    why = tuple(_ground(a, g) for g, _c in grounds)
    own = coded_file(material, a)
    name = own or id_
    day = material.order.day
    load = (
        f'from corridor.commitments.instruments import load_coded\n\nfound = assess(load_coded("{name}"), '
        if own
        else f'from corridor.commitments.instruments import find_coded\n\nfound = assess(find_coded("{name}"), '
    )
    waiting = a.counts["not assessed"]
    uncertain = []
    if waiting:
        uncertain.append(
            ngettext(
                "{n} question waits for an answer from the text.",
                "{n} questions wait for an answer from the text.",
                waiting,
            ).format(n=waiting)
        )
    if a.unread:
        uncertain.append(
            ngettext(
                "{n} requirement was not read in full in its source; it carries a mark.",
                "{n} requirements were not read in full in their source; they carry a mark.",
                len(a.unread),
            ).format(n=len(a.unread))
        )
    if a.instrument.invented:
        uncertain.insert(0, _("The instrument is invented."))
    return Result(
        id=f"assessment-{id_}",
        title=a.instrument.title,
        answer=_sentence(a),
        comparison=(tests, counts),
        why=why,
        uncertain=tuple(uncertain),
        sources=(f"coded:{id_}",),
        code=Code(
            material.command("assess", name, "--on", day.isoformat()),
            "from datetime import date\nfrom corridor.commitments.assess import assess\n"
            + load
            + f"{python_date(day)})\nprint(found.counts)",
        ),
    )


def _ground(a: Assessment, ground: str) -> Details:
    found = [f for f in a.on_ground(ground) if f.status in SHOWN]
    order = {"not": 0, "partly": 1, "silent": 2, "met": 3, "stated": 4}
    found.sort(key=lambda f: order[f.status])
    rows = tuple(
        (
            _(STATUS_TITLES[f.status]),
            f"{f.requirement.id}: {_(f.requirement.text)} ({f.cited})",
            _(f.where),
            f.why,
            ", ".join(s.id for s in f.ground.sentences),
        )
        for f in found
    )
    table = Table(
        _(GROUND_TITLES[ground]),
        (_("Finding"), _("Requirement"), _("Article of the text"), _("Why"), _("Founding sentences")),
        rows,
    )
    title = ngettext("{head}: {n} finding", "{head}: {n} findings", len(rows)).format(
        head=_(GROUND_TITLES[ground]), n=len(rows)
    )
    return Details(title, (table,), on_paper=False)


def _row(a: Assessment, f: Finding) -> dict[str, object]:
    return {
        "instrument": a.instrument.id,
        "requirement": f.requirement.id,
        "rests_on": f.cited,
        "topic": f.requirement.topic,
        "status": f.status,
        "article": f.clause.article,
        "why": f.why,
        "ground": f.ground.word,
        "founding": "; ".join(s.id for s in f.ground.sentences),
    }
