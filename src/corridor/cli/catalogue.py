"""Commands about the law that is modelled: schemes, agreements, compute."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import click

from corridor.cli.common import json_option, language_option, pasted, print_json, table
from corridor.cli.network import confidence_option, show_relations, world_findings
from corridor.evidence.areas import is_area
from corridor.i18n import _, listed

if TYPE_CHECKING:
    from corridor.agreements import Instrument, Version
    from corridor.evidence.network import Finding
    from corridor.schemes import Scheme

_invented = click.option("--invented", is_flag=True, help="Show the invented test-bed countries too.")


@click.command()
@click.argument("scheme_id", required=False)
@_invented
@language_option
@json_option
def schemes(scheme_id: str | None, invented: bool, as_json: bool) -> None:
    """The national schemes that are modelled and how far they are validated.

    With an id, one scheme in full.
    """
    from corridor.law.words import unit_name
    from corridor.schemes import all_schemes, find_scheme
    from corridor.schemes.registry import broken_schemes

    if scheme_id is not None:
        try:
            _one_scheme(find_scheme(scheme_id), as_json)
        except KeyError as error:
            raise click.ClickException(str(error.args[0])) from None
        return
    found = all_schemes(invented=invented)
    if as_json:
        left_out = [
            {"scheme": None, "folder": folder, "cannot_be_used": said}
            for folder, said in broken_schemes().items()
        ]
        print_json([*(_scheme_dict(s) for s in found), *left_out])
        return
    header = [_("Scheme"), _("Name"), _("Counts in"), _("Claims"), _("Validation")]
    table(
        header,
        [
            [
                s.id,
                _(s.name),
                unit_name(s.unit),
                f"{s.claims_from.year}-{s.claims_to.year}",
                _(s.validation),
            ]
            for s in found
        ],
    )
    if found:
        command = pasted("schemes", found[0].id)
        click.echo("\n" + _("One scheme in full: {command}").format(command=command))
    for folder, said in broken_schemes().items():
        text = _("schemes/{folder} cannot be used and is left out: {problem}")
        click.echo("\n" + text.format(folder=folder, problem=said))


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
    from corridor.portability.wording import input_title, unit_name
    from corridor.schemes.scheme import VALIDATION_LABELS

    if as_json:
        print_json(_scheme_dict(scheme))
        return
    name = _("{country}: {scheme}").format(country=scheme.id, scheme=_(scheme.name))
    click.echo(f"{name} ({scheme.local_name})" if scheme.local_name else name)
    click.echo(f"{scheme.law_title} {scheme.law_address}".rstrip())
    click.echo(
        _("Claims from {first} to {last}; counts in {unit}; kinds: {kinds}").format(
            first=scheme.claims_from,
            last=scheme.claims_to,
            unit=unit_name(scheme.unit),
            kinds=", ".join(scheme.period_kinds),
        )
    )
    click.echo(
        _("Validation: {label} - {meaning}. {note}").format(
            label=_(scheme.validation),
            meaning=_(VALIDATION_LABELS[scheme.validation]),
            note=_(scheme.validation_note),
        )
    )
    for fact in scheme.facts.values():
        values = f" ({', '.join(fact.values)})" if fact.values else ""
        text = _("Fact {code}, needed: {title}") if fact.required else _("Fact {code}, optional: {title}")
        title = input_title(fact.name, scheme.facts)
        click.echo(text.format(code=f"{scheme.id}.{fact.name}", title=title) + values)
    click.echo("")
    table(
        [_("Rule"), _("What it is"), _("Article"), _("Unit")],
        [[r.name, _(r.title), r.article, _(r.unit)] for r in scheme.rules.rules.values()],
    )
    if scheme.not_modelled:
        click.echo("\n" + _("Not modelled"))
        for line in scheme.not_modelled:
            click.echo(f"  - {_(line)}")


@click.command()
@click.argument("countries", nargs=-1)
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Only what is in force on this day.")
@confidence_option
@_invented
@language_option
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
            _("expected ISO3 codes such as CAN, not {given}").format(given=", ".join(wrong)),
            param_hint="COUNTRIES",
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
        click.echo(_none_modelled(sorted(codes), day))
    for i in found:
        click.echo(f"{i.id}: {_(i.title)}")
        text = _("{source}; validation: {label}. {note}").format(
            source=i.text.title, label=_(i.validation), note=_(i.validation_note)
        )
        click.echo(f"  {text}".rstrip())
        for v in i.versions:
            if day is None or v.in_force(day):
                _show_version(v)
        for line in i.not_modelled:
            click.echo("  " + _("not modelled: {what}").format(what=_(line)))
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
    since = (
        _("{version}: in force from {first} to {last}") if v.ends else _("{version}: in force from {first}")
    )
    click.echo("  " + since.format(version=_(v.name), first=v.starts, last=v.ends))
    text = _("persons: {scope} ({article}); export: {export}").format(
        scope=v.personal_scope,
        article=v.personal_scope_article,
        export=v.export.article if v.export else _("no clause"),
    )
    click.echo(f"    {text}")
    for b in v.benefits.values():
        click.echo(f"    {b.scheme}: {b.method}, {b.award} ({b.article})")
    for c in v.credits:
        text = _("{source} counts for {scheme}: by {measure} ({article})").format(
            source=c.source, scheme=c.to, measure=c.measure, article=c.article
        )
        click.echo(f"    {text}")


def _none_modelled(codes: Sequence[str], day: date | None) -> str:
    """That no agreement is modelled, which does not say that none exists."""
    if not codes and day is None:
        return _("No agreement is modelled. That does not say that none exists.")
    if not codes:
        text = _("No agreement in force on {day} is modelled. That does not say that none exists.")
    elif day is None:
        text = _("No agreement between {countries} is modelled. That does not say that none exists.")
    else:
        text = _(
            "No agreement between {countries} in force on {day} is modelled. That does not say that none exists."
        )
    return text.format(countries=listed(codes), day=day)


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
@language_option
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
            raise click.BadParameter(
                _("expected NAME=VALUE, not {given}").format(given=repr(item)), param_hint="given"
            )
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
                _("{name}: expected a number, a date or a word, not {given}").format(
                    name=name, given=repr(text)
                ),
                param_hint="given",
            ) from None
    return text


def _show(value: Any) -> str:
    from corridor.law.trace import decimal_text

    if isinstance(value, list):
        return ", ".join(_show(v) for v in value)
    if isinstance(value, Fraction):
        text = decimal_text(value)
        return (
            text
            if Fraction(text) == value
            else _("{value} (exactly {fraction})").format(value=text, fraction=value)
        )
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return _("never") if value is None else str(value)
