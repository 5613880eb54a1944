"""Who is bound by what: agreements between the two, what the engine runs of them, and the treaties behind them."""

from __future__ import annotations

from dataclasses import replace

from corridor.agreements.instrument import METHODS, Instrument, Version
from corridor.countries import country_name
from corridor.dossier.chapters.evidence import chart_block, table_block
from corridor.dossier.chapters.shared import agreement_source, evidence_source, python_date
from corridor.dossier.document import Block, Chapter, Code, Data, Details, Result, Source, Table, Text
from corridor.dossier.material import Material
from corridor.i18n import _, date_in_words, ngettext


def chapter(material: Material) -> Chapter:
    """The agreements and treaties on the day of the dossier."""
    made = material.profile
    day = date_in_words(material.order.day)
    treaties, data = _treaties(material)
    blocks: list[Block] = [_agreements(material)]
    for instrument in [*material.agreements, *([material.draft] if material.draft else [])]:
        blocks.append(_clauses(instrument, material))
    blocks.append(treaties)
    sources = [
        *(evidence_source(made.sources[s]) for s in made.panel("agreements").sources()),
        *(agreement_source(i) for i in material.agreements),
        *([agreement_source(material.draft)] if material.draft else []),
        _treaty_source(),
    ]
    return Chapter(
        id="law",
        title=_("Who is bound by what"),
        lead=_(
            "As it stood on {day}. A gap in a table is not a gap in the law: what was not read is called not known."
        ).format(day=day),
        blocks=tuple(blocks),
        findings=(Text(made.panel("agreements").lead, sources=tuple(s.id for s in sources[:2])),),
        data=(data,),
        sources=tuple(sources),
    )


def _agreements(material: Material) -> Result:
    panel = material.profile.panel("agreements")
    blocks: list[Block] = [
        replace(chart_block(c), title=_("Agreements over time"), unit="") for c in panel.charts
    ]
    blocks += [table_block(t) for t in panel.tables]
    day = material.order.day
    return Result(
        id="agreements",
        title=_("Agreements between the two countries"),
        answer=panel.lead,
        comparison=tuple(blocks),
        uncertain=tuple(panel.notes),
        sources=tuple(panel.sources()),
        code=Code(
            material.command("agreements", *material.pair, "--on", day.isoformat()),
            "from datetime import date\nfrom corridor.evidence.network import network\n\n"
            f'relation = network().between("{material.origin}", "{material.destination}", {python_date(day)})\n'
            "print(len(relation.binding))",
        ),
    )


def _clauses(instrument: Instrument, material: Material) -> Result:
    version = instrument.version_on(material.order.day) or instrument.versions[-1]
    known = {s.id for s in material.schemes}
    lost = [s for s in version.schemes if s not in known]
    rows = [
        (b.scheme, _(METHODS[b.method]), _yes_no(any(c.to == b.scheme for c in version.credits)), b.article)
        for b in version.benefits.values()
        if b.scheme in known
    ]
    n = sum(b.scheme in known and b.method != "posting-only" for b in version.benefits.values())
    draft = instrument.draft
    said = (
        ngettext(
            "The draft would change the rules of {n} scheme that is modelled.",
            "The draft would change the rules of {n} schemes that are modelled.",
            n,
        )
        if draft
        else ngettext(
            "The agreement coordinates {n} scheme that is modelled.",
            "The agreement coordinates {n} schemes that are modelled.",
            n,
        )
    ).format(n=n)
    comparison: list[Block] = []
    if rows:
        comparison.append(
            Table(
                _("What it does, scheme by scheme"),
                (_("Scheme"), _("How the benefit is worked out"), _("Foreign periods added"), _("Article")),
                tuple(rows),
            )
        )
    why = Details(
        _("Scope, conversion and export, with their articles"),
        tuple(Text(line) for line in _articles(version)),
    )
    example = next(iter(material.worked), None)
    code = None
    if draft and example is not None:
        code = Code(material.command("check", f"trace/{example.typical.id}.yaml", *material.with_draft))
    elif not draft:
        code = Code(
            material.command("agreements", *material.pair),
            f'import corridor\n\nprint(corridor.find_instrument("{instrument.id}").title)',
        )
    return Result(
        id=f"clauses-{instrument.id.lower()}",
        title=_(instrument.title),
        answer=said,
        comparison=tuple(comparison),
        why=(why,),
        uncertain=(
            *(_("{scheme} is not modelled: nothing is computed for it.").format(scheme=s) for s in lost),
            _(instrument.validation_note),
            *(_(t) for t in instrument.not_modelled),
        ),
        sources=(f"agreement:{instrument.id}",),
        code=code,
    )


def _yes_no(truth: bool) -> str:
    return _("yes") if truth else _("no")


def _articles(version: Version) -> list[str]:
    lines = [
        _("Persons covered: {who} ({article}).").format(
            who=_("everyone who is or was insured")
            if version.personal_scope == "insured"
            else _("nationals of the parties"),
            article=version.personal_scope_article,
        )
    ]
    for c in version.credits:
        lines.append(
            _("Periods of {source} count for {to} ({article}).").format(
                source=c.source, to=c.to, article=c.article
            )
            + (f" {c.reading}" if c.reading else "")
        )
    if version.export is not None:
        lines.append(
            _("Benefits are paid to people who live in the other country ({article}).").format(
                article=version.export.article
            )
        )
    return lines


def _treaties(material: Material) -> tuple[Result, Data]:
    from corridor.commitments.catalogue import load_catalogue
    from corridor.commitments.treaties import BOUND, NOT_KNOWN, ties

    words = {
        "both": _("binds both"),
        "one": _("binds one only"),
        "none": _("does not bind them"),
        "not known": _("not known"),
    }
    states = {"bound": _("bound"), "not bound": _("not bound"), "not known": _("not known")}
    rows: list[tuple[str, ...]] = []
    data = []
    counts = dict.fromkeys(words, 0)
    for s in load_catalogue().standards.values():
        if not s.bindable:
            continue
        found = ties(s.id, material.pair, material.order.day)
        counts[found.verdict] += 1
        cells = []
        for c in material.pair:
            one = found.states[c]
            mark = f" ({one.mark})" if one.mark else ""
            text = states[one.state] if one.state == NOT_KNOWN else f"{states[one.state]}: {one.why}{mark}"
            cells.append(text)
            data.append(
                {
                    "standard": s.id, "title": s.title, "country": c, "state": one.state, "why": one.why,
                    "read": one.mark, "between_the_two": found.verdict,
                }
            )  # fmt: skip
        if any(found.states[c].state == BOUND for c in material.pair) or found.verdict == "none":
            rows.append((s.short, *cells, words[found.verdict]))
    total = sum(counts.values())
    if counts["both"]:
        answer = ngettext(
            "Of {total} treaties that were looked at, {n} binds both countries; for {unknown} that is not known.",
            "Of {total} treaties that were looked at, {n} bind both countries; for {unknown} that is not known.",
            counts["both"],
        )
    else:
        answer = _(
            "None of the {total} treaties that were looked at is known to bind both countries; for {unknown} it was not read."
        )
    answer = answer.format(total=total, n=counts["both"], unknown=counts["not known"])
    names = [country_name(c) for c in material.pair]
    table = Table(
        _("Treaties on migrant workers and social security"),
        (_("Treaty"), *names, _("Between the two")),
        tuple(rows),
        note=_("Treaties of which nothing was read for either country are in the table of the folder."),
        sources=("treaties",),
    )
    day = material.order.day
    result = Result(
        id="treaties",
        title=_("Treaties that bind them"),
        answer=answer,
        comparison=(Details(table.title, (table,)),) if rows else (),
        uncertain=(
            _(
                "What was not read in a source carries its mark. Reservations are known only where they were read."
            ),
        ),
        sources=("treaties",),
        code=Code(
            "",
            "from datetime import date\nfrom corridor.commitments.treaties import ties\n\n"
            f'print(ties("C118", {list(material.pair)!r}, {python_date(day)}).verdict)',
        ),
    )
    columns = {
        "standard": _("id of the treaty"),
        "title": _("its title"),
        "country": _("ISO3 code"),
        "state": _("bound, not bound, not known"),
        "why": _("since when, or why not"),
        "read": _("how far that was read; empty: read in a source"),
        "between_the_two": _("both, one, none, not known"),
    }
    return result, Data("treaties", _("Treaty status"), columns, data, ("treaties",))


def _treaty_source() -> Source:
    import hashlib

    from corridor.commitments.treaties import TREATIES

    return Source(
        "treaties",
        "Corridor",
        _("Table of treaty status, each entry with where it was read"),
        kind="own",
        licence="Apache-2.0",
        sha256=hashlib.sha256(TREATIES.read_bytes()).hexdigest(),
    )
