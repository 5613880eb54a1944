"""The sections of a plan as blocks that a page, a document or a workbook shows."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from corridor.i18n import _, date_in_words, isolate, listed, ngettext, number_in_words
from corridor.plan.antigoals import LEVELS as WARNING_LEVELS
from corridor.plan.antigoals import (
    SHARES,
    PlanWarning,
    finance_portfolio,
    from_portfolio,
    sentence_text,
)
from corridor.plan.framework import LETTERS, SAID, Check, Gap
from corridor.plan.model import Budget, Indicator, Measure, Plan, Rights, Value
from corridor.plan.money import Portfolio, in_currency
from corridor.plan.participation import asked, empty_seats
from corridor.plan.thresholds import TITLES, Thresholds
from corridor.plan.vocabulary import (
    ACTORS,
    DECISIONS,
    FREQUENCIES,
    FUNDING,
    KINDS,
    LEVELS,
    RESULT_LEVELS,
    SEATS,
    SERVES,
    STATUSES,
)

Block = dict[str, Any]


def text(words: str, kind: str = "plain") -> Block:
    """A paragraph."""
    return {"is": "text", "text": words, "kind": kind, "marks": []}


def items(title: str, words: Sequence[str]) -> Block:
    """A list of sentences."""
    return {"is": "items", "title": title, "items": list(words)}


def table(
    title: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    numbers: Sequence[int] = (),
    note: str = "",
) -> Block:
    """A table; ``None`` in a cell is "not known"."""
    return {
        "is": "table", "title": title, "columns": list(columns), "rows": [list(r) for r in rows],
        "numbers": list(numbers), "note": note, "marks": [],
    }  # fmt: skip


def section(id_: str, title: str, lead: str, blocks: Sequence[Block]) -> dict[str, Any]:
    """A section of blocks."""
    return {"id": id_, "title": title, "lead": lead, "blocks": list(blocks)}


def amount(value: Fraction, currency: str) -> str:
    """An amount of money."""
    places = 0 if value.denominator == 1 else 2
    return _("{amount} {currency}").format(amount=number_in_words(value, places), currency=isolate(currency))


def budget_words(b: Budget | None, not_costed: str = "") -> str | None:
    """The money of a measure in words; ``None`` where nothing is stated."""
    if b is None:
        return _("not costed: {reason}").format(reason=not_costed) if not_costed else None
    if b.amount is not None:
        said = amount(b.amount, b.currency)
    elif b.most is None:
        said = _("at least {least}").format(least=amount(b.least or Fraction(0), b.currency))
    else:
        least, most = amount(b.least or Fraction(0), b.currency), amount(b.most, b.currency)
        said = _("between {least} and {most}").format(least=least, most=most)
    year = str(b.year) if b.year else _("no year")
    return _("{amount} ({year}, {funding})").format(amount=said, year=year, funding=_(FUNDING[b.funding]))


def plan_section(plan: Plan, t: Thresholds) -> dict[str, Any]:
    """What the plan is about, its objectives, and its two balances."""
    blocks: list[Block] = []
    if plan.summary:
        blocks.append(text(plan.summary))
    blocks.append(
        table(
            _("Objectives"),
            (_("id"), _("objective"), _("objective of the national plan it serves")),
            [(o.id, o.text, (o.national_objective or None)) for o in plan.objectives],
        )
    )
    blocks.append(
        _balance(
            _("How far the plan rests on sending workers abroad, remittances and money of the diaspora"),
            finance_portfolio(plan, t), t, "finance_share",
        )
    )  # fmt: skip
    blocks.append(
        _balance(
            _("How far the plan is about what migrants are to give"), from_portfolio(plan, t), t, "from_share"
        )
    )
    lead = ngettext("{count} objective.", "{count} objectives.", len(plan.objectives))
    return section("plan", _("The plan"), lead.format(count=len(plan.objectives)), blocks)


def _balance(title: str, found: Portfolio, t: Thresholds, threshold: str) -> Block:
    rows = [(_("measures as they are listed"), found.plain_count.words, "")]
    answers = {"yes": _("reached"), "may": _("cannot tell"), "no": _("not reached")}
    rows += [
        (
            _(SHARES[name]),
            s.words,
            answers[s.reaches(getattr(t, threshold)) if found.certain or found.possible else "no"],
        )
        for name, s in found.tests.items()
    ]
    note = _(
        "Warned of from {value}. Certain: {certain}. In doubt or not stated: {possible}. What stands against it counts once"
        " for each piece of work: all measures of one kind, owner and output."
    ).format(
        value=t.in_words(threshold),
        certain=listed(found.certain) or _("none"),
        possible=listed(found.possible) or _("none"),
    )
    return table(title, (_("share"), _("value"), _("threshold")), rows, (), note)


def team_section(plan: Plan) -> dict[str, Any]:
    """Every seat, also the empty ones; what people asked for and the replies."""
    empty = set(empty_seats(plan))
    rows: list[tuple[Any, ...]] = []
    for role, title in SEATS.items():
        if role in empty:
            rows.append((_(title), _("empty"), ""))
        rows += [
            (_(title), s.organisation, s.note) for s in plan.team if s.role == role and role not in empty
        ]
    blocks = [table(_("Seats"), (_("seat"), _("organisation"), _("note")), rows)]
    talks = [
        (
            c.title, None if c.start is None else date_in_words(c.start), c.invited, c.took_part, c.women,
            ", ".join(c.minorities), c.record,
        )
        for c in plan.consultations
    ]  # fmt: skip
    columns = (
        _("consultation"), _("day"), _("invited"), _("took part"), _("women"), _("minorities"), _("record"),
    )  # fmt: skip
    blocks.append(table(_("Consultations"), columns, talks, (2, 3, 4)))
    came = asked(plan)
    requests = [
        (
            p.id, p.text, p.consultation, p.rank, _(DECISIONS[p.decision]) if p.decision else None,
            (p.reply or None), (p.reply_by or None), listed(came.by_measure[p.id]) or None,
        )
        for p in plan.priorities
    ]  # fmt: skip
    names = (
        _("id"), _("what people asked for"), _("consultation"), _("rank"), _("decision"), _("reply"), _("who replies"),
        _("measures"),
    )  # fmt: skip
    blocks.append(table(_("Requests and replies"), names, requests, (3,)))
    lead = ngettext("{count} seat is empty.", "{count} seats are empty.", len(empty))
    title = _("Who is at the table")
    return section(
        "team", title, lead.format(count=len(empty)) if empty else _("Every seat is taken."), blocks
    )


def measures_section(plan: Plan) -> dict[str, Any]:
    """All measures, the dropped ones among them: what, money and dates, rights, codes, security."""
    names = (
        _("id"), _("measure"), _("kind"), _("for whom"), _("owner"), _("partners"), _("answers"),
    )  # fmt: skip
    rows = [
        (
            m.id, m.title, _(KINDS[m.kind]), _(SERVES[m.serves]) if m.serves else None, m.owner or None,
            listed(m.partners), listed((*m.priorities, *m.findings)) or None,
        )
        for m in plan.measures
    ]  # fmt: skip
    blocks = [table(_("Measures"), names, rows)]
    names = (
        _("id"), _("budget"), _("in {currency}").format(currency=plan.currency), _("from"), _("to"), _("status"),
        _("reason given"),
    )  # fmt: skip
    blocks.append(table(_("Money and dates"), names, [_money_row(plan, m) for m in plan.measures], (2,)))
    rights = [
        (m.id, r.right or None, r.holders or None, r.body or None, r.remedy or None)
        for m in plan.measures
        for r in (m.rights or Rights(),)
    ]
    entry = (_("id"), _("right"), _("whose right"), _("which body answers for it"), _("where to complain"))
    blocks.append(table(_("Rights entries"), entry, rights))
    codes = [
        (
            m.id, listed(m.founding) or None, listed(str(g) for g in m.gcm) or None, listed(m.sdg) or None,
            listed(_(LEVELS[x]) for x in m.levels) or None, listed(_(ACTORS[x]) for x in m.actors) or None,
            {True: _("yes"), False: _("no"), None: None}[m.opt_in], listed(m.designed_with) or None,
        )
        for m in plan.measures
    ]  # fmt: skip
    more = (
        _("id"), _("founding sentences"), _("objectives of the Global Compact"), _("SDG"), _("levels"), _("actors"),
        _("voluntary"), _("designed with"),
    )  # fmt: skip
    blocks.append(table(_("Codes and tags"), more, codes))
    secure = [(m.id, m.security.state or None, m.security.human or None) for m in plan.measures if m.security]
    if secure:
        columns = (_("id"), _("what it does for the state"), _("what it does for the safety of people"))
        blocks.append(table(_("Security entries"), columns, secure))
    count, gone = len(plan.standing), len(plan.measures) - len(plan.standing)
    lead = ngettext("{count} measure stands.", "{count} measures stand.", count).format(count=count)
    if gone:
        left = ngettext("{count} measure was dropped.", "{count} measures were dropped.", gone)
        lead = _("{first} {second}").format(first=lead, second=left.format(count=gone))
    return section("measures", _("Measures"), lead, blocks)


def _money_row(plan: Plan, m: Measure) -> tuple[Any, ...]:
    known = in_currency(plan, m)
    value = None if known is None or known.most != known.least else number_in_words(known.least, 0)
    return (
        m.id, budget_words(m.budget, m.not_costed), value, m.start and date_in_words(m.start),
        m.end and date_in_words(m.end), _(STATUSES[m.status]), m.status_why,
    )  # fmt: skip


def value_words(v: Value | None) -> str | None:
    """A value with its year."""
    if v is None:
        return None
    return _("{value} ({year})").format(value=number_in_words(v.value), year=v.year)


def framework_rows(plan: Plan) -> list[tuple[Any, ...]]:
    """The rows of the results framework: result, indicator, baseline, target, source and verification, assumptions."""
    rows: list[tuple[Any, ...]] = []
    for level in RESULT_LEVELS:
        for r in plan.results:
            if r.level != level:
                continue
            chain = _("{level} {id}: {text}").format(level=_(RESULT_LEVELS[level]), id=r.id, text=r.text)
            assumed = " ".join(r.assumptions) or None
            rows += [(chain, *_indicator_cells(i), assumed) for i in r.indicators] or [
                (chain, *[None] * 7, assumed)
            ]
    return rows


def _indicator_cells(i: Indicator) -> tuple[Any, ...]:
    name = _("{title} ({unit})").format(title=i.title, unit=i.unit) if i.unit else i.title
    source = (i.baseline.source if i.baseline else "") or i.source
    apart = listed(i.disaggregation) or (
        _("not told apart: {reason}").format(reason=i.not_by_sex) if i.not_by_sex else None
    )
    return (
        name, value_words(i.baseline), value_words(i.target), _(FREQUENCIES[i.frequency]) if i.frequency else None, apart,
        (source or None), (i.verification or None),
    )  # fmt: skip


def framework_columns() -> tuple[str, ...]:
    """The columns of :func:`framework_rows`."""
    return (
        _("result"), _("indicator"), _("baseline"), _("target"), _("how often"), _("told apart by"), _("source"),
        _("means of verification"), _("assumptions"),
    )  # fmt: skip


def framework_section(plan: Plan, checks: Sequence[Check], gaps: Sequence[Gap]) -> dict[str, Any]:
    """The results framework, the SMART checks and the missing links."""
    said = [(c.indicator, _(LETTERS[c.letter]), _(SAID[c.state]), c.why) for c in checks]
    blocks = [
        table(_("Results framework"), framework_columns(), framework_rows(plan), (2, 3)),
        table(_("SMART checks"), (_("indicator"), _("check"), _("answer"), _("why")), said),
    ]
    if gaps:
        blocks.insert(0, items(_("Missing links"), [g.text for g in gaps]))
    number = sum(c.state == "no" for c in checks)
    lead = ngettext(
        "{count} check is not met.", "{count} checks are not met.", number
    ).format(count=number)  # fmt: skip
    title = _("Results framework")
    return section(
        "framework", title, lead if number else _("Every target passes the checks or cannot be told."), blocks
    )


def warnings_section(found: Sequence[PlanWarning], t: Thresholds) -> dict[str, Any]:
    """Every warning with the sentence it rests on, and the numbers that people chose."""
    rows = [
        (
            _(WARNING_LEVELS[w.level]), w.text,
            " ".join(_("{id}: {text}.").format(id=s, text=sentence_text(s)) for s in w.sentences),
            listed(_("{title}: {value}").format(title=_(TITLES[x]), value=t.in_words(x)) for x in w.thresholds),
        )
        for w in found
    ]  # fmt: skip
    columns = (
        _("kind"),
        _("what is found"),
        _("founding sentence, in our words"),
        _("numbers that people chose"),
    )
    blocks: list[Block] = [table(_("Warnings"), columns, rows)] if rows else []
    blocks.append(
        text(
            _(
                "These tests look at what a plan says of itself. Words are compared with labels in English, French,"
                " Spanish and Arabic; other wording is not found."
            ),
            "small",
        )
    )
    lead = ngettext("{count} warning.", "{count} warnings.", len(found)).format(count=len(found))
    return section("warnings", _("Warnings"), lead if found else _("No warning."), blocks)


def sources_section(plan: Plan) -> dict[str, Any]:
    """Where every figure, rate and record comes from."""
    rows: list[tuple[Any, ...]] = [
        (_("rate of {currency}, {year}").format(currency=r.currency, year=r.year), r.source)
        for r in plan.rates
    ]
    for i in plan.indicators:
        for v in (i.baseline, i.target, *i.values):
            if v is not None and v.source:
                kind = _(v.kind) if v.kind else _("as stated in the plan")
                about = _("{indicator}, {year}: {kind}").format(indicator=i.id, year=v.year, kind=kind)
                rows.append((about, v.source))
    rows += [(c.title, c.record) for c in plan.consultations if c.record]
    title = _("Sources")
    lead = _("What the plan states without a source is the plan's own word.")
    return section(
        "sources", title, lead, [table(title, (_("what"), _("source")), list(dict.fromkeys(rows)))]
    )
