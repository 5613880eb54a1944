"""Who is bound by which agreement, and how far Corridor models it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from corridor.countries import opening
from corridor.evidence.profiles.figures import AGREEMENT_SOURCE, Chart, Gap, Panel, Series, Statement, Table
from corridor.evidence.profiles.parts import Part
from corridor.evidence.profiles.words import place_in_sentence, place_name
from corridor.i18n import N_, _, date_in_words, in_a_row, isolate, ngettext

if TYPE_CHECKING:
    from corridor.evidence.network import Finding

FIRST_YEAR = 1950
TITLE = N_("Who is bound by what")
CONFIDENCE_NAMES = {
    "high": N_("high confidence"),
    "medium": N_("medium confidence"),
    "low": N_("low confidence"),
}
VALIDATIONS = {
    "validated": N_("validated"),
    "rules-read": N_("rules read, amounts not validated"),
    "secondary": N_("from secondary sources"),
    "invented": N_("invented"),
}
"""How far a modelled instrument is validated."""


def agreements(origin: str, destination: str, on: date) -> Part:
    """The panel of a pair: every instrument between the two as it stands on a day, and its place in time."""
    from corridor.evidence.network import KNOWN_UNTIL, network
    from corridor.evidence.network.words import METHODS, PERSONS, STANDINGS

    ends = {"origin": place_in_sentence(origin), "destination": place_in_sentence(destination)}
    net = network()
    relation = net.between(origin, destination, on)
    rows = []
    for f in relation.findings:
        b = f.bond
        rows.append(
            (
                _title(f),
                _(STANDINGS[f.standing]) if b.method != "declaration" else _("a declaration, binds nobody"),
                _in_force(b.starts, b.ends),
                _(METHODS[b.method]),
                _(PERSONS[b.persons]),
                model_words(f),
                _(CONFIDENCE_NAMES[b.confidence]),
                in_a_row(net.cite(b.sources)),
            )
        )
    columns = (
        _("Agreement"), _("On the day"), _("In force"), _("What it does"), _("For whom"), _("Computed here"),
        _("Confidence"), _("Read in"),
    )  # fmt: skip
    said = [_bound_sentence(relation.binding, ends, on)]
    if relation.leads:
        n = len(relation.leads)
        text = ngettext(
            "{number} further row could not be confirmed and does not count.",
            "{number} further rows could not be confirmed and do not count.",
            n,
        ).format(number=n)
        said.append(Statement(text, (), "agreements", (AGREEMENT_SOURCE,)))
    note = _(
        "By Corridor's world table, which has what was published up to {day}. Where it shows none, one may exist."
    )
    title = _("Agreements between {origin} and {destination}, {day}").format(day=date_in_words(on), **ends)
    tables = (Table("agreements", title, columns, tuple(rows), "", (AGREEMENT_SOURCE,)),) if rows else ()
    dated = any(f.bond.starts for f in relation.findings)
    charts = (_timeline(relation.findings, len(relation.binding), ends, on),) if dated else ()
    notes = (note.format(day=date_in_words(KNOWN_UNTIL)),)
    panel = Panel("agreements", _(TITLE), said[0].text, tables, charts, notes)
    return Part(panel, said, _agreement_gaps(relation.findings, ends))


def _title(f: Finding) -> str:
    title = _(f.bond.title)
    if not f.bond.territory:
        return title
    return _("{agreement} ({territory} only)").format(agreement=title, territory=f.bond.territory)


def _in_force(starts: date | None, ends: date | None) -> str:
    first = date_in_words(starts) if starts is not None else _("not known")
    return first if ends is None else _("{first} to {last}").format(first=first, last=date_in_words(ends))


def model_words(finding: Finding) -> str:
    """How far Corridor models an instrument."""
    if not finding.modelled:
        return _("not modelled")
    validation = _(VALIDATIONS.get(finding.validation, finding.validation))
    words = {"model": isolate(finding.modelled), "version": _(finding.version), "validation": validation}
    if not finding.version:
        return _("{model}, no version on this day; {validation}").format(**words)
    return _("{model}, {version}; {validation}").format(**words)


def _bound_sentence(binding: Sequence[Finding], ends: dict[str, str], on: date) -> Statement:
    if not binding:
        text = _("Corridor's table knows no social security agreement in force between {origin} and {destination} on"
                 " {day}; one may exist.")  # fmt: skip
        return Statement(text.format(day=date_in_words(on), **ends), (), "agreements", (AGREEMENT_SOURCE,))
    since = [
        _("{agreement} (since {day})").format(agreement=_title(f), day=date_in_words(f.bond.starts))
        if f.bond.starts is not None
        else _title(f)
        for f in binding[:4]
    ]
    words = {"agreements": in_a_row(since), **ends}
    if (more := len(binding) - 4) > 0:
        text = ngettext(
            "{origin} and {destination} are bound by {agreements} and {number} more.",
            "{origin} and {destination} are bound by {agreements} and {number} more.",
            more,
        ).format(number=more, **words)
    else:
        text = _("{origin} and {destination} are bound by {agreements}.").format(**words)
    text = opening(text)
    modelled = [isolate(f.modelled) for f in binding if f.modelled]
    if modelled:
        models = _("Corridor computes with {models}.").format(models=", ".join(modelled))
    elif len(binding) == 1:
        models = _("Corridor does not compute with it yet.")
    else:
        models = _("Corridor computes with none of them.")
    return Statement(f"{text} {models}", (), "agreements", (AGREEMENT_SOURCE,))


def _agreement_gaps(findings: Sequence[Finding], ends: dict[str, str]) -> list[Gap]:
    gaps = []
    if not any(f.counts for f in findings):
        gaps.append(
            Gap(
                _("Whether {origin} and {destination} have an agreement on social security").format(**ends),
                _("The table is not complete (ISSA counts more)."),
                _("Add a row with its source to the agreement table (docs/evidence/agreements-and-regimes.md)"),
                _("The ministries of {origin} and {destination} know; a first step is a joint list of what binds"
                  " them.").format(**ends),
            )
        )  # fmt: skip
    unread = [_title(f) for f in findings if f.counts and not f.bond.persons]
    if unread:
        gaps.append(
            Gap(
                _("Whom these cover: {agreements}").format(agreements=in_a_row(unread)),
                _("The personal scope was not read."),
                _("Read the article on persons and correct the row of the agreement table"),
            )
        )
    uncoded = [_title(f) for f in findings if f.counts and not f.modelled and f.bond.method == "coordination"]
    if uncoded:
        gaps.append(
            Gap(
                _("What these give a person: {agreements}").format(agreements=in_a_row(uncoded)),
                _("Corridor has no model of them yet."),
                _("Write the instrument as a YAML file from its text and check it with worked examples"),
                _("Institutions of {origin} and {destination} could publish worked examples.").format(**ends),
            )
        )
    return gaps


def _timeline(findings: Sequence[Finding], binding: int, ends: dict[str, str], on: date) -> Chart:
    dated = [f for f in findings if f.bond.starts is not None]
    series, styles, words = [], [], [_("Bars on a line of years.")]
    for f in sorted(dated, key=lambda f: f.bond.starts or date.max):
        b = f.bond
        assert b.starts is not None
        end = b.ends or on
        first, last = b.starts.year + (b.starts.month - 1) / 12, end.year + (end.month - 1) / 12
        series.append(Series(_title(f), ((max(first, FIRST_YEAR), None, first, max(last, first)),)))
        sure = "sure" if b.confidence != "low" else "unsure"
        styles.append(f"{b.method} {sure} {'open' if b.ends is None else 'closed'}")
        text = (
            _("{agreement}: from {first} on.")
            if b.ends is None
            else _("{agreement}: from {first} to {last}.")
        )
        last_year = b.ends.year if b.ends is not None else ""
        words.append(text.format(agreement=_title(f), first=b.starts.year, last=last_year))
    subject = _("Agreements between {origin} and {destination} over time").format(**ends)
    title = ngettext(
        "{number} agreement is known to be in force on {day}", "{number} agreements are known to be in force on {day}", binding
    ).format(number=binding, day=date_in_words(on))  # fmt: skip
    return Chart(
        "chart-agreements", title, "spans", "year", tuple(series), " ".join(words), "agreements", styles=tuple(styles),
        subject=subject,
    )  # fmt: skip


def country_agreements(country: str, on: date) -> Part:
    """The panel of a country: with whom it is bound on a day."""
    from corridor.evidence.network import network
    from corridor.evidence.network.words import METHODS

    words = {"country": place_in_sentence(country), "day": date_in_words(on)}
    rows, leads, partners, modelled = [], 0, set(), set()
    for relation in network().of(country, on):
        other = relation.b if relation.a == country else relation.a
        leads += bool(relation.leads and not relation.binding)
        for f in (f for f in relation.binding if f.standing == "binding"):
            partners.add(other)
            modelled |= {other} if f.modelled else set()
            rows.append(
                (
                    _("{country} ({code})").format(country=place_name(other), code=isolate(other)), _title(f),
                    _in_force(f.bond.starts, f.bond.ends), _(METHODS[f.bond.method]), model_words(f),
                    _(CONFIDENCE_NAMES[f.bond.confidence]),
                )
            )  # fmt: skip
    if rows:
        text = ngettext(
            "By Corridor's table, {country} is bound with {number} country on {day}; with {modelled} of them Corridor"
            " computes.",
            "By Corridor's table, {country} is bound with {number} countries on {day}; with {modelled} of them Corridor"
            " computes.",
            len(partners),
        ).format(number=len(partners), modelled=len(modelled), **words)
    else:
        text = _(
            "Corridor's table knows no social security agreement of {country} in force on {day}; one may exist."
        ).format(**words)
    if leads:
        more = ngettext(
            "With {number} more there is only a row that is not confirmed.",
            "With {number} more there are only rows that are not confirmed.",
            leads,
        )
        text = f"{text} {more.format(number=leads)}"
    columns = (
        _("With"), _("Agreement"), _("Since"), _("What it does"), _("Computed here"), _("Confidence"),
    )  # fmt: skip
    title = _("Agreements of {country}, {day}").format(**words)
    table = Table("agreements", title, columns, tuple(rows), "", (AGREEMENT_SOURCE,))
    panel = Panel("agreements", _(TITLE), text, (table,) if rows else ())
    return Part(panel, [Statement(text, (), "agreements", (AGREEMENT_SOURCE,))], [])
