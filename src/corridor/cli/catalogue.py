"""Commands about the law that is modelled: schemes, agreements, compute."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import click

from corridor.cli.common import json_option, pasted, print_json, table
from corridor.cli.network import confidence_option, show_relations, world_findings
from corridor.evidence.areas import is_area

if TYPE_CHECKING:
    from corridor.agreements import Instrument, Version
    from corridor.evidence.network import Finding
    from corridor.schemes import Scheme

_invented = click.option("--invented", is_flag=True, help="Show the invented test-bed countries too.")


@click.command()
@click.argument("scheme_id", required=False)
@_invented
@json_option
def schemes(scheme_id: str | None, invented: bool, as_json: bool) -> None:
    """The national schemes that are modelled and how far they are validated.

    With an id, one scheme in full.
    """
    from corridor.schemes import all_schemes, find_scheme

    if scheme_id is not None:
        try:
            _one_scheme(find_scheme(scheme_id), as_json)
        except KeyError as error:
            raise click.ClickException(str(error.args[0])) from None
        return
    found = all_schemes(invented=invented)
    if as_json:
        print_json([_scheme_dict(s) for s in found])
        return
    header = ["Scheme", "Name", "Counts in", "Claims", "Validation"]
    table(
        header,
        [
            [s.id, s.name, f"{s.unit}s", f"{s.claims_from.year}-{s.claims_to.year}", s.validation]
            for s in found
        ],
    )
    if found:
        click.echo(f"\nOne scheme in full: {pasted('schemes', found[0].id)}")


def _scheme_dict(scheme: Scheme) -> dict[str, Any]:
    return {
        "scheme": scheme.id,
        "name": scheme.name,
        "local_name": scheme.local_name,
        "country": scheme.country,
        "branch": scheme.branch,
        "currency": scheme.currency,
        "unit": scheme.unit,
        "period_kinds": list(scheme.period_kinds),
        "claims": {"from": str(scheme.claims_from), "to": str(scheme.claims_to)},
        "validation": scheme.validation,
        "validation_note": scheme.validation_note,
        "law": {"title": scheme.law_title, "address": scheme.law_address},
        "not_modelled": list(scheme.not_modelled),
        "facts": {
            f.name: {"title": f.title, "values": list(f.values), "required": f.required}
            for f in scheme.facts.values()
        },
        "rules": [
            {"name": r.name, "title": r.title, "article": r.article, "unit": r.unit, "reads": list(r.inputs)}
            for r in scheme.rules.rules.values()
        ],
        "parameters": [
            {
                "name": p.name,
                "title": p.title,
                "unit": p.unit,
                "article": p.article,
                "selector": p.selector,
                "values": len(p.values),
                "sources": sorted(
                    {f"{v.source.title} ({v.source.grade}, read: {v.source.read})" for v in p.values}
                ),
            }
            for p in scheme.law
        ],
    }


def _one_scheme(scheme: Scheme, as_json: bool) -> None:
    from corridor.schemes.scheme import VALIDATION_LABELS

    if as_json:
        print_json(_scheme_dict(scheme))
        return
    click.echo(
        f"{scheme.id}: {scheme.name} ({scheme.local_name})"
        if scheme.local_name
        else f"{scheme.id}: {scheme.name}"
    )
    click.echo(f"{scheme.law_title} {scheme.law_address}".rstrip())
    click.echo(
        f"Claims {scheme.claims_from} to {scheme.claims_to}; counts in {scheme.unit}s; kinds: {', '.join(scheme.period_kinds)}"
    )
    click.echo(
        f"Validation: {scheme.validation} - {VALIDATION_LABELS[scheme.validation]}. {scheme.validation_note}"
    )
    for fact in scheme.facts.values():
        needed = "needed" if fact.required else "optional"
        values = f" ({', '.join(fact.values)})" if fact.values else ""
        click.echo(f"Fact {scheme.id}.{fact.name}, {needed}: {fact.title}{values}")
    click.echo("")
    table(
        ["Rule", "What it is", "Article", "Unit"],
        [[r.name, r.title, r.article, r.unit] for r in scheme.rules.rules.values()],
    )
    if scheme.not_modelled:
        click.echo("\nNot modelled")
        for line in scheme.not_modelled:
            click.echo(f"  - {line}")


@click.command()
@click.argument("countries", nargs=-1)
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Only what is in force on this day.")
@confidence_option
@_invented
@json_option
def agreements(countries: tuple[str, ...], on: Any, confidence: str, invented: bool, as_json: bool) -> None:
    """The agreements between all of COUNTRIES (ISO3): those that are modelled, and what the world table knows.

    Without COUNTRIES, the agreements that are modelled and how far they are validated.  With them, also what the
    dated world table says: what binds whom, of which kind, for whom, how sure that is and how far it is modelled
    (on the day of --on, else today).
    """
    from corridor.agreements import all_instruments

    named = list(dict.fromkeys(c.upper() for c in countries))
    codes = set(named)
    wrong = sorted(c for c in codes if len(c) != 3 or not c.isalpha())
    if wrong:
        raise click.BadParameter(
            f"expected ISO3 codes such as CAN, not {', '.join(wrong)}", param_hint="COUNTRIES"
        )
    day: date | None = on.date() if on else None
    show_invented = invented or any(c.startswith("X") for c in codes)
    found = [i for i in all_instruments(invented=show_invented) if codes <= set(i.parties)]
    if day is not None:
        found = [i for i in found if i.version_on(day) is not None]
    real = [c for c in named if is_area(c)]
    world = real if real and len(real) == len(named) else []
    if as_json:
        rows = [_instrument_dict(i) for i in found]
        print_json(
            _with_world(rows, world_findings(world, day or date.today(), confidence)) if world else rows
        )
        return
    if not found:
        between = " and ".join(sorted(codes)) or "any countries"
        when = f" in force on {day}" if day else ""
        click.echo(f"No agreement between {between}{when} is modelled. That does not say that none exists.")
    for i in found:
        click.echo(f"{i.id}: {i.title}")
        click.echo(f"  {i.text.title}; validation: {i.validation}. {i.validation_note}".rstrip())
        for v in i.versions:
            if day is None or v.in_force(day):
                _show_version(v)
        for line in i.not_modelled:
            click.echo(f"  not modelled: {line}")
    if world:
        show_relations(world, day or date.today(), confidence)


def _with_world(rows: list[dict[str, Any]], findings: list[Finding]) -> list[dict[str, Any]]:
    """One entry for each instrument: the modelled ones with what the world table says, then the others."""
    entries = [
        {**row, "world": [f.as_dict() for f in findings if f.modelled == row["instrument"]]} for row in rows
    ]
    shown = {row["instrument"] for row in rows}
    others: dict[str, dict[str, Any]] = {}
    for f in findings:
        if f.modelled in shown:
            continue
        entry = others.setdefault(
            f.bond.instrument,
            {
                "instrument": f.bond.instrument,
                "title": f.bond.title,
                "kind": f.bond.kind,
                "parties": [],
                "validation": None,
                "validation_note": "not modelled on this day" if f.modelled else "not modelled",
                "text": None,
                "not_modelled": [],
                "versions": [],
                "world": [],
            },
        )
        entry["parties"] = sorted({*entry["parties"], f.bond.a, f.bond.b})
        entry["world"].append(f.as_dict())
    return entries + list(others.values())


def _show_version(v: Version) -> None:
    until = f" to {v.ends}" if v.ends else ""
    click.echo(f"  {v.name}: in force from {v.starts}{until}")
    click.echo(
        f"    persons: {v.personal_scope} ({v.personal_scope_article}); export: {v.export.article if v.export else 'no clause'}"
    )
    for b in v.benefits.values():
        click.echo(f"    {b.scheme}: {b.method}, {b.award} ({b.article})")
    for c in v.credits:
        click.echo(f"    {c.source} counts for {c.to}: by {c.measure} ({c.article})")


def _instrument_dict(i: Instrument) -> dict[str, Any]:
    return {
        "instrument": i.id,
        "title": i.title,
        "kind": i.kind,
        "parties": list(i.parties),
        "validation": i.validation,
        "validation_note": i.validation_note,
        "text": {"title": i.text.title, "address": i.text.address, "read": i.text.read},
        "not_modelled": list(i.not_modelled),
        "versions": [
            {
                "version": v.name,
                "from": str(v.starts),
                "to": str(v.ends) if v.ends else None,
                "schemes": list(v.schemes),
                "personal_scope": v.personal_scope,
                "benefits": {
                    b.scheme: {"method": b.method, "award": b.award, "article": b.article}
                    for b in v.benefits.values()
                },
                "credits": [
                    {"to": c.to, "from": c.source, "measure": c.measure, "article": c.article}
                    for c in v.credits
                ],
            }
            for v in i.versions
        ],
    }


@click.command()
@click.argument("scheme_id")
@click.argument("target")
@click.argument("given", nargs=-1, metavar="[NAME=VALUE]...")
@json_option
def compute(scheme_id: str, target: str, given: tuple[str, ...], as_json: bool) -> None:
    """Run one rule of a scheme on given values, exactly.

    \b
    corridor compute CAN-OAS partial_pension full_pension=685.50 residence_years=35

    Any input, parameter or intermediate value can be given by name. Dates are written 2016-01-01, yes/no as
    true/false, values for several years or periods with commas. `corridor schemes SCHEME` lists the names.
    """
    from corridor.law.trace import plain
    from corridor.schemes import find_scheme

    try:
        scheme = find_scheme(scheme_id)
    except KeyError as error:
        raise click.ClickException(str(error.args[0])) from None
    values: dict[str, Any] = {}
    for item in given:
        name, equals, text = item.partition("=")
        if not equals:
            raise click.BadParameter(f"expected NAME=VALUE, not {item!r}", param_hint="given")
        values[name.strip()] = _value(text.strip(), name)
    result = scheme.compute(target, **values)
    if as_json:
        unit = scheme.rules.unit_of(target)
        print_json({"scheme": scheme.id, "target": target, "value": plain(result), "unit": unit})
    else:
        click.echo(_show(result))


def _value(text: str, name: str) -> Any:
    if "," in text:
        return [_value(part.strip(), name) for part in text.split(",")]
    if text.lower() in ("true", "false", "yes", "no"):
        return text.lower() in ("true", "yes")
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    try:
        return int(text)
    except ValueError:
        pass
    try:
        Fraction(text)
    except (ValueError, ZeroDivisionError):
        if not text.replace("_", "").replace("-", "").isalpha():
            raise click.BadParameter(
                f"{name}: expected a number, a date or a word, not {text!r}", param_hint="given"
            ) from None
    return text


def _show(value: Any) -> str:
    from corridor.law.trace import decimal_text

    if isinstance(value, list):
        return ", ".join(_show(v) for v in value)
    if isinstance(value, Fraction):
        text = decimal_text(value)
        return text if Fraction(text) == value else f"{text} (exactly {value})"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "never" if value is None else str(value)
