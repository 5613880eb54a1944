"""What people asked for: consensus of a closed consultation, who took part beside it, and what was replied."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from corridor.dossier.bars import percent
from corridor.dossier.consultation import Published
from corridor.dossier.document import Block, Chapter, Code, Data, Details, Items, Result, Source, Table, Text
from corridor.dossier.material import CONSULTATION_FILE, Material
from corridor.i18n import N_, _, in_a_row, listed, ngettext, number_in_words

if TYPE_CHECKING:
    from corridor.commitments.artefacts import Artefact

CONSULTATION, ASKED = "consultation", "asked"
#: The sides on which a ballot can be, as people read them.
ANSWERS = {
    "yes": N_("yes"),
    "no": N_("no"),
    "first": N_("first"),
    "not first": N_("not first"),
    "3 to 5": N_("3 to 5 points"),
    "less or none": N_("less or none"),
}
#: Chosen: statements that stand open; the others are folded.
OPEN = 8


def chapter(material: Material) -> Chapter:
    """Consensus, representation, replies and batches; an honest line where nobody was asked."""
    title = _("What people asked for")
    held = material.consultation
    if held is None:
        return _none(title)
    from corridor.dialogue.definition import said

    name = said(held.definition.titles)
    blocks: list[Block] = [_consensus(material, held), _representation(held)]
    if held.published["questions"]:
        blocks.append(_options(held))
    blocks += [_replies(held), _batches(held)]
    if held.collective:
        blocks.append(_collective(held))
    return Chapter(
        id=ASKED,
        title=title,
        lead=_("{consultation}: {counts}").format(consultation=name, counts=_counts(held)),
        blocks=tuple(blocks),
        findings=tuple(Text(t, sources=(CONSULTATION,)) for t in _findings(held)),
        data=_data(held),
        sources=(
            Source(
                CONSULTATION, _("Consultation held with Corridor"), name, kind="own",
                note=_("Only what was published when it was closed. Nothing below {minimum} people is shown.").format(
                    minimum=held.definition.minimum
                ),
            ),
        ),
        artefacts=_artefacts(held),
    )  # fmt: skip


def _none(title: str) -> Chapter:
    result = Result(
        id="no-consultation",
        title=_("No consultation is given"),
        answer=_("Nobody was asked in a consultation that this dossier knows of, so what people ask for is not known here."),
        uncertain=(_("That none was handed in does not say that people were not asked elsewhere."),),
        next=(
            _("Write down whom you ask and what, and start with: corridor consult new my-consultation.yaml"),
            _("When it is closed, write it to a file: corridor consult export NAME -o consultation.json"),
            _("Build the dossier again with --consultation consultation.json."),
        ),
    )  # fmt: skip
    lead = _(
        "Both founding documents ask that migrants and their associations are heard before rules are made."
    )
    return Chapter(ASKED, title, lead, (result,))


def _number(value: int | None) -> str:
    return number_in_words(value) if value is not None else _("not shown")


def _counts(held: Published) -> str:
    return _("{invited} invited, {took_part} took part, {counted} counted.").format(
        invited=_number(held.invited) if held.invited is not None else _("not known how many"),
        took_part=_number(held.took_part),
        counted=_number(held.published["counts"].get("counted")),
    )


def _share(value: Any) -> str:
    return percent(value) if isinstance(value, int | float) else _("not shown")


def _label(held: Published, stratum: str, value: str | None = None) -> str:
    """A grouping, or one of its groups, in the reader's language."""
    from corridor.dialogue.definition import said

    found = next((s for s in held.definition.strata if s.name == stratum), None)
    if found is None:
        return value or stratum
    return said(found.titles) or stratum if value is None else said(found.values.get(value, {})) or value


def _findings(held: Published) -> list[str]:
    found = []
    top = held.published["statements"][:1]
    if top and top[0]["agreement"] is not None:
        said = _("Of those who took part in the consultation {share} agree that: {statement}")
        found.append(said.format(share=_share(top[0]["agreement"]), statement=top[0]["text"]))
    if held.needed:
        said = _("{answered} of {needed} statements and options of the consultation have a reasoned reply.")
        found.append(said.format(answered=held.answered, needed=held.needed))
    if held.definition.invented:
        found = [_("{sentence} The consultation is invented.").format(sentence=f) for f in found]
    return found


def _consensus(material: Material, held: Published) -> Result:
    rows = []
    for s in held.published["statements"]:
        lowest = [
            _("{group}: {share}").format(
                group=listed(_label(held, name, v) for v in c["lowest"]), share=_share(c["lowest_agreement"])
            )
            for name, c in s["consensus"].items()
        ]
        weighted = [
            _("{group}: {share}").format(group=_label(held, n), share=_share(v))
            for n, v in s["weighted"].items()
        ]
        rows.append(
            (s["text"], _share(s["agreement"]), listed(lowest) or _("not shown"), listed(weighted) or _("not shown"))
        )  # fmt: skip
    header = (
        _("Statement"),
        _("Agree, of all who took part"),
        _("Group that agrees least"),
        _("Agree, weighted to those concerned"),
    )
    title = _("Statements, those first on which all groups agree most")
    blocks: list[Block] = [Table(title, header, tuple(rows[:OPEN]), sources=(CONSULTATION,))] if rows else []
    if rows[OPEN:]:
        other = _("The other statements")
        blocks.append(Details(other, (Table(other, header, tuple(rows[OPEN:])),), on_paper=False))
    groups = held.published.get("opinion_groups")
    if groups:
        text = _("{n} groups of opinion came out of the answers themselves. {stable}").format(
            n=groups["groups"],
            stable=_("They are stable.")
            if groups["stable"]
            else _("They are not stable: do not build on them."),
        )
        blocks.append(Text(text))
    n = len(rows)
    return Result(
        id="consensus",
        title=_("What the groups agree on"),
        answer=ngettext("{n} statement was put to the vote.", "{n} statements were put to the vote.", n).format(n=n),
        comparison=tuple(blocks),
        uncertain=(
            _("Those who take part choose to do so. How far they stand for those concerned is told below."),
            *((_("The consultation is invented."),) if held.definition.invented else ()),
        ),
        next=(_("Carry the first statements into the plan under their ids, so that their origin is kept."),),
        sources=(CONSULTATION,),
        code=Code(
            "",
            "from corridor.dossier.consultation import read_consultation\n\n"
            f'held = read_consultation("{CONSULTATION_FILE}")\n'
            'print(held.took_part, [(s["text"], s["agreement"]) for s in held.published["statements"]])',
        ),
    )  # fmt: skip


def _representation(held: Published) -> Result:
    blocks: list[Block] = []
    worst: tuple[float, str] | None = None
    for s in held.published["strata"]:
        rows = []
        for r in s["rows"]:
            name, parity = _label(held, s["name"], r["value"]), r.get("parity")
            if parity is not None and (worst is None or parity < worst[0]):
                worst = (parity, name)
            rows.append(
                (
                    name, _number(r.get("people")), _share(r.get("share")), _share(r.get("reference_share")),
                    number_in_words(parity, 2) if parity is not None else _("not shown"),
                )
            )  # fmt: skip
        header = (
            _("Group"),
            _("Took part"),
            _("Share"),
            _("Share of those concerned"),
            _("Share against share"),
        )
        note = (
            _("Reference: {source}.").format(source=s["source"])
            if s["source"]
            else _("No reference is named.")
        )
        blocks.append(Table(_label(held, s["name"]), header, tuple(rows), (1, 2, 3, 4), note=note))
    if worst is None:
        answer = _("How far those who took part stand for those concerned cannot be told.")
    elif worst[0] < 1:
        answer = _(
            "Least represented: {group}, with {share} of the share that this group has of those concerned."
        )
        answer = answer.format(group=worst[1], share=percent(worst[0]))
    else:
        answer = _("Every group that may be shown has at least its share.")
    return Result(
        id="representation",
        title=_("Who took part, and who did not"),
        answer=answer,
        comparison=tuple(blocks),
        why=(
            Details(
                _("How it is worked out"),
                (
                    Text(
                        _(
                            "Share against share: the share of a group among those who took part, divided by its share "
                            "of those concerned. 1 is parity."
                        )
                    ),
                ),
            ),
        ),
        uncertain=(_("What may not be shown, so that nobody can be picked out, is not shown and is not 0."),),
        sources=(CONSULTATION,),
    )  # fmt: skip


def _options(held: Published) -> Result:
    blocks: list[Block] = []
    words = {p["id"]: p["text"] for p in held.priorities}
    for q in held.published["questions"]:
        from corridor.dialogue.definition import said

        asked = held.definition.question(q["id"])
        rows = tuple(
            (
                words.get(f"{held.definition.id}/option/{q['id']}/{o['option']}", o["option"]),
                _number(o["place"]),
                in_a_row(
                    _("{answer}: {n}").format(answer=_(ANSWERS.get(k, k)), n=_number(v))
                    for k, v in o["counts"].items()
                )
                or _("not shown"),
            )
            for o in q["options"]
        )  # fmt: skip
        title = said(asked.titles) if asked is not None else q["id"]
        header = (_("Option"), _("Place"), _("Counts that may be shown"))
        blocks.append(Table(title, header, rows, note=_("Ballots: {n}.").format(n=_number(q["ballots"]))))
    return Result(
        id="options",
        title=_("What people put first"),
        answer=ngettext("{n} question was put.", "{n} questions were put.", len(blocks)).format(
            n=len(blocks)
        ),
        comparison=tuple(blocks),
        sources=(CONSULTATION,),
    )


def _replies(held: Published) -> Result:
    rows = []
    for p in held.priorities:
        r: Mapping[str, Any] | None = p["reply"]
        rows.append(
            (p["text"], r["text"] if r else _("no reply yet"), r["owner"] if r else "", r["day"] if r else "")
        )
    answer = _("{answered} of {needed} statements and options have a reasoned reply: {share}.").format(
        answered=held.answered, needed=held.needed,
        share=percent(held.answered / held.needed) if held.needed else _("nothing needs one"),
    )  # fmt: skip
    header = (_("What was asked for"), _("Reply"), _("Who answers for it"), _("Day"))
    table = Table(_("Replies"), header, tuple(rows))
    return Result(
        id="replies",
        title=_("What was replied"),
        answer=answer,
        comparison=(Details(_("Every reply"), (table,), on_paper=False),) if rows else (),
        sources=(CONSULTATION,),
    )


def _batches(held: Published) -> Result:
    rows = []
    for b in held.published["batches"]:
        if b["changes"] is None:
            without = _("too few to say")
        else:
            without = _("the result changes") if b["changes"] else _("the result stays")
        alike = {True: _("many are identical"), False: _("no"), None: _("too few to say")}[b["alike"]]
        rows.append(
            (
                b["association"],
                _number(b["issued"]),
                _number(b["used"]),
                _number(b["refused"]),
                without,
                alike,
            )
        )
    changing = sum(bool(b["changes"]) for b in held.published["batches"])
    answer = (
        ngettext(
            "Without the codes of {n} association what stands first would change.",
            "Without the codes of {n} associations, each left out by itself, what stands first would change.",
            changing,
        ).format(n=changing)
        if changing
        else _("Of no association that may be told of do the codes alone decide what stands first.")
    )
    header = (
        _("Association"), _("Codes issued"), _("Used"), _("Refused"), _("Without it"), _("Answers alike"),
    )  # fmt: skip
    return Result(
        id="batches",
        title=_("Through whom people took part"),
        answer=answer,
        comparison=(Table(_("Codes by association"), header, tuple(rows), (1, 2, 3)),) if rows else (),
        sources=(CONSULTATION,),
    )


def _collective(held: Published) -> Result:
    items = tuple(
        _("{association}, for {consulted} members that it asked ({how}): {text}").format(
            association=c["association"], consulted=_number(c["consulted"]), how=c["how"], text=c["text"]
        )
        for c in held.collective
    )
    return Result(
        id="collective",
        title=_("What associations say for their members"),
        answer=_("These are declared by associations, and are in no count above."),
        comparison=(Items(items),),
        sources=(CONSULTATION,),
    )


def _artefacts(held: Published) -> tuple[Artefact, ...]:
    """What of the consultation answers founding sentences, as the room of dialogue says it."""
    from corridor.dialogue.consultations import Consultation
    from corridor.dialogue.origins import artefacts
    from corridor.dialogue.statements import Loop, Reply

    replies = {
        p["id"]: Reply(p["id"], r.get("decision", ""), r["text"], r["owner"], date.fromisoformat(r["day"]))
        for p in held.priorities
        if (r := p["reply"])
    }
    kept = Consultation(held.definition, held.state)
    return artefacts(kept, dict(held.published), Loop(replies, held.needed), f"index.html#{ASKED}")


def _data(held: Published) -> tuple[Data, ...]:
    statements = {
        "id": _("id of the statement"),
        "text": _("the statement in its own words"),
        "language": _("language of the statement"),
        "agree": _("people who agree; empty: not shown"),
        "agreement": _("share of those who took part; empty: not shown"),
    }
    rows: list[dict[str, Any]] = [
        {
            "id": s["id"], "text": s["text"], "language": s["language"], "agree": s["counts"].get("agree"),
            "agreement": s["agreement"],
        }
        for s in held.published["statements"]
    ]  # fmt: skip
    groups = {
        "grouping": _("grouping"),
        "group": _("group"),
        "people": _("people who took part; empty: not shown"),
        "share": _("share of those who took part"),
        "reference_share": _("share of those concerned"),
        "parity": _("one share divided by the other; 1 is parity"),
    }
    who: list[dict[str, Any]] = [
        {"grouping": s["name"], "group": r["value"], **{k: r.get(k) for k in list(groups)[2:]}}
        for s in held.published["strata"]
        for r in s["rows"]
    ]
    return (
        Data("statements", _("Statements of the consultation"), statements, rows, (CONSULTATION,)),
        Data("representation", _("Who took part"), groups, who, (CONSULTATION,)),
    )
