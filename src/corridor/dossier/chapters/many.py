"""Many careers: who is owed something, by sex, wage and kind of career, and which scheme pays which share."""

from __future__ import annotations

from corridor.dossier.bars import percent, shares_svg
from corridor.dossier.chapters.pays import burden_data, who_pays
from corridor.dossier.chapters.shared import ASSUMED, PEOPLE, assumed, law_source, scheme_words, set_title
from corridor.dossier.document import Chapter, Chart, Code, Data, Details, Result, Source, Table, Text
from corridor.dossier.material import POPULATION_FILE, Material, Population
from corridor.dossier.population import (
    MINIMUM,
    TITLES,
    WORDS,
    Row,
    burdens,
    gained,
    groups,
    rows_of,
    sets_of,
    too_few,
)
from corridor.i18n import _, number_in_words
from corridor.portability.entitlement import NONE
from corridor.portability.wording import per
from corridor.schemes import find_scheme

#: Chosen: groups whose shares rise by amounts that lie closer together are said to do alike.
ALIKE = 0.05


def chapter(material: Material) -> Chapter | None:
    """The run on many careers; nothing where nothing is modelled."""
    p = material.population
    if p is None:
        return None
    results = p.results
    if results.is_empty():
        return Chapter(
            "many",
            _("What people earn: many careers"),
            _("No period of these careers is in a scheme that is modelled, so nothing can be computed."),
            (),
        )
    rows = rows_of(results, groups(p.careers, material.origin, material.destination))
    schemes = [s for s in material.schemes if any(r.scheme == s.id for r in rows)]
    others = sorted({r.scheme for r in rows} - {s.id for s in schemes})
    used = [*schemes, *(find_scheme(s) for s in others)]
    ids = [s.id for s in used]
    paid = burdens(results)
    return Chapter(
        id="many",
        title=_("What people earn: many careers"),
        lead=_lead(p),
        blocks=(
            _entitled(material, p, rows, ids),
            *(
                _by(material, p, rows, ids, by)
                for by in ("sex", "wage", "kind")
                if any(r.by == by for r in rows)
            ),
            who_pays(material, p, paid),
        ),
        findings=tuple(_findings(material, p, rows, ids)),
        data=(_group_data(rows), burden_data(paid, rows)),
        sources=(_population_source(material, p), assumed(), *(law_source(s) for s in used)),
    )


def _lead(p: Population) -> str:
    n = number_in_words(p.number)
    if p.invented:
        return _(
            "{n} invented people, drawn with the seed {seed}. They show how the law works on careers "
            "of many kinds. They are not a picture of the people who live in this corridor."
        ).format(n=n, seed=p.seed)
    return _(
        "{n} people of the file {file}. Groups with fewer than {minimum} people are not shown, so that nobody can be picked out."
    ).format(n=n, file=p.file, minimum=MINIMUM)


def _population_source(material: Material, p: Population) -> Source:
    if p.invented:
        return Source(
            PEOPLE,
            "Corridor",
            _("Invented population"),
            _("seed {seed}").format(seed=p.seed),
            kind="assumption",
            note=_(
                "Work in one country, then the other; lengths, wages and return vary at random. See dossier/population.py."
            ),
        )
    return Source(
        PEOPLE,
        _("Supplied by the user"),
        p.file,
        kind="observed",
        note=_("Not checked by Corridor beyond its form."),
    )


def _of(rows: list[Row], by: str, group: str, scheme: str, name: str) -> Row | None:
    return next(
        (r for r in rows if (r.by, r.group, r.scheme, r.instruments) == (by, group, scheme, name)), None
    )


def _entitled(material: Material, p: Population, rows: list[Row], ids: list[str]) -> Result:
    names = list(sets_of(p.results))
    shown = [n for n in names if n != "in force" or material.agreements]
    values = [
        [r.reached if (r := _of(rows, "all", "all", s, n)) is not None else None for n in shown] for s in ids
    ]
    labels = [scheme_words(s) for s in ids]
    series = [set_title(n) for n in shown]
    sentences = [
        _("{scheme}: {shares}").format(
            scheme=label,
            shares="; ".join(
                f"{s} {percent(v) if v is not None else _('not shown')}"
                for s, v in zip(series, row, strict=True)
            ),
        )
        for label, row in zip(labels, values, strict=True)
    ]
    title = _("Share of people who are owed a benefit that is paid where they live")
    chart = _chart("entitled", title, ". ".join(sentences), labels, series, values)
    header = [
        _("Scheme"), _("Agreements"), _("People"), _("Entitled"), _("Entitled and paid where they live"),
        _("Cannot tell"), _("Median amount"),
    ]  # fmt: skip
    body = []
    for s in ids:
        for n in names:
            r = _of(rows, "all", "all", s, n)
            if r is not None:
                body.append((s, set_title(n), *_numbers(r)))
    table = Table(_("In numbers"), tuple(header), tuple(body), (2, 3, 4, 5, 6), sources=(PEOPLE,))
    return Result(
        id="entitled",
        title=_("Who is owed something"),
        answer=_entitled_sentence(material, p, rows, ids),
        comparison=(chart, Details(_("In numbers"), (table,))),
        uncertain=tuple(_uncertain(p)),
        sources=(PEOPLE, ASSUMED) if p.invented else (PEOPLE,),
        code=_code(material, p),
    )


def _code(material: Material, p: Population) -> Code:
    file = POPULATION_FILE if p.invented else p.file
    return Code(
        material.command("run", file, *material.with_draft, "-o", "results.parquet"),
        "import corridor\n\n"
        f'careers = corridor.read_careers("{file}", corridor.vocabulary())\n'
        f"results = corridor.run(careers, {material.python_sets})\n"
        'print(results.group_by("scheme", "instruments", "status").len().sort("scheme", "instruments", "status"))',
    )


def _uncertain(p: Population) -> list[str]:
    lines = [
        _(
            "Shares are of the people with periods in the scheme. An amount that is not known for everybody has no median."
        ),
    ]
    if p.invented:
        lines.append(
            _(
                "The spread of lengths and wages is an assumption: no survey of careers in this corridor is at hand."
            )
        )
    return lines


def _numbers(r: Row) -> tuple[str, ...]:
    if r.people is None:
        return (_("fewer than {n}").format(n=MINIMUM), *([_("not shown")] * 4))
    assert r.entitled is not None and r.reached is not None and r.unknown is not None
    median = (
        per(r.median, r.currency, r.frequency)
        if r.median is not None
        else _("not known")
        if r.entitled
        else "-"
    )
    return (number_in_words(r.people), percent(r.entitled), percent(r.reached), percent(r.unknown), median)


def _chart(
    id_: str, title: str, alt: str, labels: list[str], series: list[str], values: list[list[float | None]]
) -> Chart:
    wide, narrow = (
        shares_svg(labels, series, values, title=title, alt=alt, narrow=n, name=f"bars-{id_}")
        for n in (False, True)
    )
    return Chart(title, alt, wide, narrow, _("% of people"))


def _largest(rows: list[Row], ids: list[str], name: str) -> str | None:
    """The scheme in which most people gain."""
    best, top = None, 0.0
    for s in ids:
        a, b = _of(rows, "all", "all", s, NONE), _of(rows, "all", "all", s, name)
        if a and b and a.reached is not None and b.reached is not None and b.reached - a.reached > top:
            best, top = s, b.reached - a.reached
    return best


def _entitled_sentence(material: Material, p: Population, rows: list[Row], ids: list[str]) -> str:
    last = material.last_set
    s = _largest(rows, ids, last)
    if s is None:
        if not material.agreements and material.draft is None:
            return _("No agreement that is modelled is in force: nobody gains a right by adding periods.")
        if all(r.reached is None for r in rows):
            return too_few()
        return _("The number of people who are owed something does not change.")
    a, b = _of(rows, "all", "all", s, NONE), _of(rows, "all", "all", s, last)
    assert a is not None and b is not None and a.reached is not None and b.reached is not None
    text = {
        (True, True): _(
            "With the draft, {after} of the invented people are paid something by {scheme} where "
            "they live; without an agreement it is {before}."
        ),
        (True, False): _(
            "With the agreements in force, {after} of the invented people are paid something by "
            "{scheme} where they live; without an agreement it is {before}."
        ),
        (False, True): _(
            "With the draft, {after} of the people are paid something by {scheme} where they live; "
            "without an agreement it is {before}."
        ),
        (False, False): _(
            "With the agreements in force, {after} of the people are paid something by {scheme} "
            "where they live; without an agreement it is {before}."
        ),
    }[p.invented, material.draft is not None]
    return text.format(after=percent(b.reached), before=percent(a.reached), scheme=scheme_words(s))


def _by(material: Material, p: Population, rows: list[Row], ids: list[str], by: str) -> Result:
    """One way of grouping: the scheme in which most people gain, group by group."""
    last = material.last_set
    s = _largest(rows, ids, last) or ids[0]
    present = [g for g in WORDS[by] if any(r.by == by and r.group == g for r in rows)]
    names = [NONE, last]
    values: list[list[float | None]] = [
        [r.reached if (r := _of(rows, by, g, s, n)) is not None else None for n in names] for g in present
    ]
    labels = [_(WORDS[by][g]) for g in present]
    series = [set_title(n) for n in names]
    alt = ". ".join(
        f"{label}: " + "; ".join(
            f"{x} {percent(v) if v is not None else _('not shown')}" for x, v in zip(series, row, strict=True)
        )
        for label, row in zip(labels, values, strict=True)
    )  # fmt: skip
    title = _("{scheme}: share of people who are paid something where they live").format(
        scheme=scheme_words(s)
    )
    changes = [
        (label, b - a)
        for label, (a, b) in zip(labels, values, strict=True)
        if a is not None and b is not None
    ]
    ups = [c for _label, c in changes]
    if ups and max(ups) > 0 and max(ups) - min(ups) < ALIKE:
        answer = _(
            "{scheme}: the share that is paid something rises about alike in all groups, by {low} to {up} points."
        ).format(scheme=scheme_words(s), low=_points(min(ups)), up=_points(max(ups)))
    elif ups and max(ups) > 0:
        most = max(changes, key=lambda c: c[1])
        least = min(changes, key=lambda c: c[1])
        answer = _(
            "{scheme}: the share that is paid something rises most for the group \u201c{most}\u201d (by {up} "
            "points) and least for \u201c{least}\u201d (by {low} points)."
        ).format(
            scheme=scheme_words(s), most=most[0], up=_points(most[1]), least=least[0], low=_points(least[1])
        )  # fmt: skip
    elif not changes:
        answer = too_few()
    else:
        answer = _("{scheme}: no group gains or loses a right.").format(scheme=scheme_words(s))
    body = [
        (_(WORDS[by][r.group]), r.scheme, set_title(r.instruments), *_numbers(r)) for r in rows if r.by == by
    ]
    header = (
        _(TITLES[by]), _("Scheme"), _("Agreements"), _("People"), _("Entitled"), _("Entitled and paid where they live"),
        _("Cannot tell"), _("Median amount"),
    )  # fmt: skip
    table = Table(_("All schemes, in numbers"), header, tuple(body), (3, 4, 5, 6, 7), sources=(PEOPLE,))
    heads = {"sex": _("Women and men"), "wage": _("By wage"), "kind": _("By kind of career")}
    return Result(
        id=f"by-{by}",
        title=heads[by],
        answer=answer,
        comparison=(
            _chart(by, title, alt, labels, series, values),
            Details(table.title, (table,), on_paper=False),
        ),
        uncertain=(
            _("Women and men were drawn alike: differences between them come from the law or from chance."),
        )
        if by == "sex" and p.invented
        else (),
        sources=(PEOPLE,),
    )


def _points(share: float) -> str:
    return number_in_words(round(share * 100), 0)


def _findings(material: Material, p: Population, rows: list[Row], ids: list[str]) -> list[Text]:
    last = material.last_set
    s = _largest(rows, ids, last)
    if s is None:
        return [Text(_entitled_sentence(material, p, rows, ids), sources=(PEOPLE,))]
    n, asked = gained(p.results, s, last)
    if p.invented:
        text = _(
            "Of {all} invented people with periods in {scheme}, {n} gain a benefit that is paid where they live."
        )
    else:
        text = _("Of {all} people with periods in {scheme}, {n} gain a benefit that is paid where they live.")
    shown = number_in_words(n) if p.invented or n >= MINIMUM else _("fewer than {n}").format(n=MINIMUM)
    return [
        Text(_entitled_sentence(material, p, rows, ids), sources=(PEOPLE,)),
        Text(text.format(all=number_in_words(asked), scheme=scheme_words(s), n=shown), sources=(PEOPLE,)),
    ]


def _group_data(rows: list[Row]) -> Data:
    columns = {
        "by": _("all, sex, wage or kind"),
        "group": _("the group"),
        "scheme": _("scheme that owes"),
        "country": _("its country, ISO3"),
        "instruments": _("none, in force or draft"),
        "people": _("people of the group with periods in the scheme; empty: too few to be shown"),
        "entitled": _("share entitled, 0 to 1"),
        "reached": _("share entitled and paid where they live, 0 to 1"),
        "unknown": _("share for whom it cannot be told, 0 to 1"),
        "median": _("median amount of those entitled, in currency per frequency; empty unless all are known"),
        "currency": "ISO 4217",
        "frequency": _("month, week or once"),
    }
    places = {"entitled": 4, "reached": 4, "unknown": 4, "median": 2}
    data = []
    for r in rows:
        row = {c: getattr(r, c) for c in columns}
        data.append({c: round(v, places[c]) if c in places and v is not None else v for c, v in row.items()})
    return Data("population_groups", _("Many careers, by group"), columns, data, (PEOPLE, ASSUMED))
