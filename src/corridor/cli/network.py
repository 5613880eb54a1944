"""The world table of agreements on the command line: what binds whom, and the picture of the network."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corridor.cli.common import json_option, print_json, table

if TYPE_CHECKING:
    from corridor.evidence.network import Finding, Relation

confidence_option = click.option(
    "--confidence",
    type=click.Choice(["high", "medium", "low"]),
    default="medium",
    show_default=True,
    help="Lowest confidence of a row of the world table that counts as evidence.",
)


def relations(countries: Sequence[str], on: date, confidence: str) -> list[Relation]:
    """The relations between all named countries; with one country, with everyone it has a row with."""
    from corridor.evidence.network import network

    if len(countries) == 1:
        return list(network().of(countries[0], on, confidence=confidence))
    return [network().between(a, b, on, confidence=confidence) for a, b in combinations(countries, 2)]


def show_relations(countries: Sequence[str], on: date, confidence: str) -> None:
    """Print what the world table knows between countries on a day, and how complete it is."""
    from corridor.evidence.network import KNOWN_UNTIL, completeness

    found = relations(countries, on, confidence)
    if len(countries) == 1:
        _one_country(countries[0], found, on)
    else:
        for relation in found:
            _pair(relation)
    click.echo("")
    if on > KNOWN_UNTIL:
        click.echo(
            f"The table was compiled from what was published up to {KNOWN_UNTIL}; later changes are missing."
        )
    click.echo(completeness(min(on, KNOWN_UNTIL)).sentence(confidence))


def world_findings(countries: Sequence[str], on: date, confidence: str) -> list[Finding]:
    """Every finding between the countries."""
    return [f for r in relations(countries, on, confidence) for f in r.findings]


def _one_country(code: str, found: list[Relation], on: date) -> None:
    from corridor.evidence.areas import area_name
    from corridor.evidence.network.words import METHODS

    click.echo(f"\n{area_name(code)} on {on}, by the world table of agreements")
    rows, leads = [], 0
    for relation in found:
        other = relation.b if relation.a == code else relation.a
        leads += bool(relation.leads and not relation.binding)
        for f in relation.binding:
            if f.standing == "binding":
                where = f" ({f.bond.territory} only)" if f.bond.territory else ""
                rows.append(
                    [
                        f"{other} {area_name(other)}", f"{f.bond.title}{where}", METHODS[f.bond.method],
                        str(f.bond.starts), f.bond.confidence, f.modelled or "no",
                    ]
                )  # fmt: skip
    if rows:
        table(["With", "Agreement", "What it does", "Since", "Confidence", "Modelled"], rows)
    else:
        click.echo("  The table knows no agreement in force.")
    if leads:
        click.echo(f"With {leads} more countries there is only a row that does not count as evidence.")


def _pair(relation: Relation) -> None:
    from corridor.evidence.areas import area_name

    names = f"{area_name(relation.a)} and {area_name(relation.b)}"
    click.echo(f"\n{names} on {relation.on}, by the world table of agreements")
    if not relation.findings:
        click.echo("  The table knows no agreement between them. One may exist.")
        return
    if not relation.binding:
        click.echo("  Nothing that counts as evidence is in force.")
    for f in relation.findings:
        if f.counts:
            _full(f)
    rest = [f for f in relation.findings if not f.counts]
    if rest:
        click.echo("  Not in force, or not counted")
    for f in rest:
        _short(f)
    click.echo(f"  Schemes that are modelled: {_schemes(relation.a)}; {_schemes(relation.b)}")


def _schemes(code: str) -> str:
    from corridor.evidence.areas import area_name
    from corridor.schemes import all_schemes

    ids = [s.id for s in all_schemes() if s.country == code]
    return f"{area_name(code)}: {', '.join(ids) if ids else 'none'}"


def _full(f: Finding) -> None:
    from corridor.evidence.network import network
    from corridor.evidence.network.words import CONFIDENCE, DATE_BASES, METHODS, PERSONS, branch_words

    b = f.bond
    until = f" to {b.ends}" if b.ends else ""
    part = f" ({b.territory} only)" if b.territory else ""
    click.echo(f"  {b.title}{part} [{b.instrument}], {b.kind}")
    click.echo(f"    in force: since {b.starts}{until}; date {DATE_BASES[b.date_basis]}")
    if f.standing == "residual":
        click.echo(f"    only for persons whom {f.by} does not cover")
    click.echo(f"    what: {METHODS[b.method]}")
    article = f" ({b.persons_article})" if b.persons_article else ""
    click.echo(f"    for whom: {PERSONS[b.persons]}{article}")
    if b.export_scope:
        click.echo(f"    export: {b.export_scope}")
    click.echo(f"    branches: {branch_words(b.branches)}")
    if f.modelled:
        version = f", {f.version}" if f.version else ", no version on this day"
        click.echo(f"    modelled: {f.modelled}{version}; validation: {f.validation}")
    else:
        click.echo("    modelled: no")
    if b.note:
        click.echo(f"    note: {b.note}")
    click.echo(f"    confidence: {b.confidence}, {CONFIDENCE[b.confidence]}")
    for source in network().cite(b.sources):
        click.echo(f"    source: {source}")


def _short(f: Finding) -> None:
    from corridor.evidence.network.words import STANDINGS

    b = f.bond
    when = {"later": f"from {b.starts}", "ended": f"until {b.ends}"}.get(f.standing, "")
    if f.standing == "lead":
        when = f"since {b.starts}"
    part = f" ({b.territory} only)" if b.territory else ""
    said = STANDINGS[f.standing] if b.method != "declaration" else "a declaration, binds nobody"
    click.echo(f"    {b.title}{part} [{b.instrument}]: {said}{' (' + when + ')' if when else ''}")


@click.command()
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write NAME.svg or NAME.html."
)
@click.option("--year", type=int, help="The network on 1 July of this year.")
@click.option("--country", help="An ISO3 code whose agreements stand out.")
@confidence_option
@json_option
def network(
    output: Path | None, year: int | None, country: str | None, confidence: str, as_json: bool
) -> None:
    """The network of social security agreements by year: counts, or a picture (-o network.svg, -o network.html).

    The page (.html) has a slider for the year and lists the agreements of a country; it works offline.
    """
    from corridor.evidence.network import KNOWN_UNTIL, completeness

    chosen = year if year is not None else KNOWN_UNTIL.year
    if output is not None:
        from corridor.evidence.network.picture import network_html, network_svg

        makers = {".svg": network_svg, ".html": network_html}
        if output.suffix.lower() not in makers:
            raise click.BadParameter(
                f"expected a name ending in .svg or .html, not {output.name}", param_hint="-o"
            )
        code = country.upper() if country else None
        try:
            text = makers[output.suffix.lower()](chosen, country=code, confidence=confidence)
        except ValueError as error:
            raise click.ClickException(str(error)) from None
        output.write_text(text, encoding="utf-8")
        click.echo(f"written: {output}", err=True)
        return
    from corridor.evidence.network.layout import FIRST_YEAR, LAST_YEAR, bound_pairs
    from corridor.evidence.network.queries import network as carried

    pairs = bound_pairs(carried(), confidence=confidence)
    if not FIRST_YEAR <= chosen <= LAST_YEAR:
        raise click.BadParameter(f"expected {FIRST_YEAR} to {LAST_YEAR}, not {chosen}", param_hint="--year")
    years = [chosen] if year is not None else [*range(1960, LAST_YEAR, 10), LAST_YEAR]
    known = completeness(min(date(chosen, 7, 1), KNOWN_UNTIL) if year is not None else KNOWN_UNTIL)
    if as_json:
        rows: list[dict[str, Any]] = [
            {
                "year": y,
                **dict(zip(("multilateral", "bilateral_only", "contributions_only"), pairs[y], strict=True)),
            }
            for y in years
        ]
        print_json({"confidence": confidence, "pairs_on_1_july": rows, "completeness": known.as_dict()})
        return
    click.echo("Pairs of countries bound on 1 July")
    header = [
        "Year",
        "by a multilateral instrument",
        "by a bilateral agreement only",
        "on contributions alone",
    ]
    table(header, [[str(y), *(f"{n:,}" for n in pairs[y])] for y in years])
    click.echo(f"\n{known.sentence(confidence)}")
