"""What added clauses change: the verdict, what a person is owed, how many are reached and who pays, together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corridor.commitments.answers import STATUS_TITLES
from corridor.commitments.principles import principles
from corridor.commitments.section5 import VERDICT_TITLES, two_tests
from corridor.dossier.bars import percent
from corridor.dossier.chapters.shared import ASSUMED, PEOPLE, agreement_source, coded_source, scheme_words
from corridor.dossier.document import Block, Chapter, Code, Data, Details, Result, Table, Text, Value
from corridor.dossier.material import BEFORE_DRAFT_FILE, BEFORE_FILE, Before, Material, Population
from corridor.dossier.population import Burden, Row, burdens, groups, rows_of
from corridor.i18n import _, in_a_row, ngettext
from corridor.portability.batch import run
from corridor.portability.entitlement import DRAFT, entitlement, scenarios
from corridor.portability.wording import per, short_answer

if TYPE_CHECKING:
    from corridor.commitments.assess import Assessment, Finding

#: Principles of social security agreements that decide what is computed here.
RUNNING = ("equality", "totalization", "export")


@dataclass(frozen=True)
class Change:
    """A value before and after clauses were added."""

    what: str
    before: str
    after: str

    @property
    def row(self) -> tuple[str, str, str]:
        """The three in a row of a table."""
        return (self.what, self.before, self.after)


def chapter(material: Material) -> Chapter | None:
    """The same draft without and with the clauses; nothing where no version before was given."""
    before, draft = material.before, material.draft
    if before is None or draft is None:
        return None
    after = material.assessments[0]
    changed = _changed(before.assessment, after)
    people = _people(material, before)
    blocks = [_verdicts(material, before, after, changed)]
    if people:
        blocks.append(_owed(material, people))
    texts = (coded_source(before.assessment), coded_source(after))
    if material.population is not None:
        blocks.append(_many(material, before, material.population))
    return Chapter(
        id="clauses",
        title=_("What the added clauses change"),
        lead=_(
            "The same text before and after clauses were added: verdict, entitlement and cost change together."
        ),
        blocks=(Text(_draft_words(material, before), "note"), *blocks),
        findings=(Text(_sentence(material, changed, people), sources=(f"coded:{after.instrument.id}",)),),
        data=(_data(changed, tuple(s.id for s in texts)),),
        sources=(*texts, agreement_source(draft)),
    )


def _draft_words(material: Material, before: Before) -> str:
    titles = {"before": before.assessment.instrument.title, "after": material.assessments[0].instrument.title}
    text = _("Before: {before}. After: {after}.").format(**titles)
    if before.assessment.instrument.invented:
        text += " " + _("Both are drafts, invented for demonstration.")
    return text


def _changed(before: Assessment, after: Assessment) -> list[tuple[Finding, Finding]]:
    return [
        (f, after.findings[r]) for r, f in before.findings.items() if f.answer != after.findings[r].answer
    ]


def _people(material: Material, before: Before) -> list[tuple[str, Change]]:
    """What each invented person is owed by each scheme under the two versions; the id of the person first."""
    sets = {DRAFT: scenarios(before.draft.instrument)[DRAFT]}
    found = []
    for w in material.worked:
        first = entitlement(w.typical.careers, sets)
        for e in first.results[DRAFT]:
            then = w.answer.of(DRAFT, e.scheme)
            what = _("{who}: {scheme}").format(who=w.typical.title, scheme=scheme_words(e.scheme))
            found.append((w.typical.id, Change(what, short_answer(e), short_answer(then))))
    return found


def _sentence(
    material: Material, changed: list[tuple[Finding, Finding]], people: list[tuple[str, Change]]
) -> str:
    n = len({p for p, c in people if c.before != c.after})
    text = ngettext(
        "The added clauses change {findings} findings of the assessment, and what {n} of {all} invented person is owed.",
        "The added clauses change {findings} findings of the assessment, and what {n} of {all} invented people are owed.",
        len(material.worked),
    )
    return text.format(findings=len(changed), n=n, all=len(material.worked))


def _verdicts(
    material: Material, before: Before, after: Assessment, changed: list[tuple[Finding, Finding]]
) -> Result:
    header = (_("What is asked"), _("Before"), _("After"))
    rows = []
    for one, two in zip(two_tests(before.assessment), two_tests(after), strict=True):
        for c, d in zip(one.conditions, two.conditions, strict=True):
            what = _("{id}: {text}").format(id=c.sentence.id, text=_(c.sentence.text))
            rows.append((what, _(VERDICT_TITLES[c.verdict]), _(VERDICT_TITLES[d.verdict])))
    one_said, two_said = principles(before.assessment.instrument), principles(after.instrument)
    rows += [(one_said[p].title, one_said[p].answer_words, two_said[p].answer_words) for p in RUNNING]
    findings = tuple(
        (
            f"{g.requirement.id}: {_(g.requirement.text)} ({g.cited})",
            g.where,
            _(STATUS_TITLES[f.answer]),
            _(STATUS_TITLES[g.answer]),
            ", ".join(s.id for s in g.ground.sentences),
        )
        for f, g in changed
    )
    names = (_("Requirement"), _("Article of the text"), _("Before"), _("After"), _("Founding sentences"))
    still = sum(f.lacking for f in after.findings.values())
    return Result(
        id="clauses-verdicts",
        title=_("What the text promises, before and after"),
        answer=ngettext(
            "{n} finding changes; on {still} the text still gives nothing, or gives a part.",
            "{n} findings change; on {still} the text still gives nothing, or gives a part.",
            len(changed),
        ).format(n=len(changed), still=still),
        comparison=(
            Table(
                _("Conditions of Bellagio section 5, and principles of social security"), header, tuple(rows)
            ),
            Table(_("Findings that change"), names, findings),
        ),
        uncertain=(_("Only the text is assessed, not the practice."),),
        sources=(f"coded:{before.assessment.instrument.id}", f"coded:{after.instrument.id}"),
        code=Code(material.command("assess", BEFORE_FILE, "--on", material.order.day.isoformat())),
    )


def _owed(material: Material, people: list[tuple[str, Change]]) -> Result:
    assert material.draft is not None
    moved = list(dict.fromkeys(p for p, c in people if c.before != c.after))
    answer = ngettext(
        "For {n} of the {all} invented people what is owed changes.",
        "For {n} of the {all} invented people what is owed changes.",
        len(moved),
    ).format(n=len(moved), all=len(material.worked))
    shown = (moved or [people[0][0]])[0]
    code = Code(material.command("check", f"trace/{shown}.yaml", "--draft", BEFORE_DRAFT_FILE))
    header = (_("Who, and which scheme"), _("Before"), _("After"))
    title = _("Under the draft before, and with the clauses")
    changes = tuple(c.row for _id, c in people if c.before != c.after)
    same = tuple(c.row for _id, c in people if c.before == c.after)
    blocks: list[Block] = [Table(title, header, changes, sources=(ASSUMED,))] if changes else []
    if same:
        stays = _("Where nothing changes")
        blocks.append(Details(stays, (Table(stays, header, same, sources=(ASSUMED,)),), on_paper=False))
    return Result(
        id="clauses-people",
        title=_("What people are owed, before and after"),
        answer=answer,
        comparison=tuple(blocks),
        uncertain=(_("Every result is an estimate, not a decision. The people are invented."),),
        sources=(ASSUMED, f"agreement:{material.draft.id}"),
        code=code,
    )  # fmt: skip


def _many(material: Material, before: Before, p: Population) -> Result:
    sets = {DRAFT: scenarios(before.draft.instrument)[DRAFT]}
    first = run(p.careers, sets)
    of = groups(p.careers, material.origin, material.destination)
    one, two = rows_of(first, of), rows_of(p.results, of)
    paid_one, paid_two = burdens(first), burdens(p.results)
    reached, paid = [], []
    for row in (r for r in one if r.by == "all" and r.people is not None):
        name = scheme_words(row.scheme)
        then = _row(two, row.scheme)
        reached.append(Change(name, _share(row.reached), _share(then.reached if then else None)))
        a, b = _burden(paid_one, row.scheme), _burden(paid_two, row.scheme)
        paid.append(
            (name, _paid(a), _paid(b), _share(a.share if a else None), _share(b.share if b else None))
        )
    moved = [c for c in reached if c.before != c.after]
    if moved:
        words = _("{scheme}, from {before} to {after}")
        said = (words.format(scheme=c.what, before=c.before, after=c.after) for c in moved)
        answer = _("The share of these people who are reached changes: {schemes}.").format(
            schemes=in_a_row(said)
        )
    else:
        answer = _("How many of these people are reached does not change.")
    header = (_("Scheme"), _("Before"), _("After"))
    names = (_("Scheme"), _("Paid before"), _("Paid after"), _("Share before"), _("Share after"))
    return Result(
        id="clauses-many",
        title=_("How many are reached and who pays, before and after"),
        answer=answer,
        comparison=(
            Table(
                _("Share of people who are owed something that is paid where they live (the indicator that moves)"),
                header, tuple(c.row for c in reached), (1, 2), sources=(PEOPLE,),
            ),
            Table(
                _("Paid to all of them, and the share of what is paid as often"), names, tuple(paid), (1, 2, 3, 4),
                sources=(PEOPLE, ASSUMED),
            ),
        ),
        uncertain=(
            _(
                "What is paid in the first month of the claim, not over a lifetime. What people or "
                "employers paid in is not set against it."
            ),
        ),
        sources=(PEOPLE, ASSUMED),
    )  # fmt: skip


def _row(rows: list[Row], scheme: str) -> Row | None:
    return next((r for r in rows if (r.by, r.scheme, r.instruments) == ("all", scheme, DRAFT)), None)


def _burden(paid: list[Burden], scheme: str) -> Burden | None:
    return next((b for b in paid if (b.scheme, b.instruments) == (scheme, DRAFT)), None)


def _share(value: float | None) -> str:
    return percent(value) if value is not None else _("cannot be told")


def _paid(b: Burden | None) -> str:
    if b is None:
        return _("cannot be told")
    amount = per(b.amount, b.currency, b.frequency)
    return _("at least {amount}").format(amount=amount) if b.left_out else amount


def _data(changed: list[tuple[Finding, Finding]], sources: tuple[str, ...]) -> Data:
    columns = {
        "requirement": _("id of the requirement"),
        "article": _("article of the text"),
        "before": _("what the text said before"),
        "after": _("what it says with the clauses"),
        "founding": _("founding sentences"),
    }
    rows: list[dict[str, Value]] = [
        {
            "requirement": g.requirement.id,
            "article": g.clause.article,
            "before": f.answer,
            "after": g.answer,
            "founding": "; ".join(s.id for s in g.ground.sentences),
        }
        for f, g in changed
    ]
    return Data("clauses_added", _("Findings that the added clauses change"), columns, rows, sources)
