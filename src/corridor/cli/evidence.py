"""Commands about evidence: what figures there are, showing them, adding official files, checking the store."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corridor.cli.common import json_option, print_json, table
from corridor.cli.evidence_common import (
    entry_data,
    folder_option,
    no_starter_option,
    refused,
    store_of,
    years_of,
)
from corridor.cli.evidence_show import show
from corridor.i18n import _

if TYPE_CHECKING:
    from corridor.evidence.problems import EvidenceProblems
    from corridor.evidence.store import Store

OK, FINDING = 0, 1


@click.group()
def evidence() -> None:
    """Figures with their sources: the starter pack and official files you add.

    Nothing is downloaded and nothing leaves this machine: save a file from the publisher's site and add it.
    """


evidence.add_command(show)


@evidence.command("list")
@click.option("--formats", is_flag=True, help="The formats that can be added instead of the sources.")
@click.option("--indicators", is_flag=True, help="The indicators instead of the sources.")
@folder_option
@no_starter_option
@json_option
def list_(formats: bool, indicators: bool, folder: Path | None, no_starter: bool, as_json: bool) -> None:
    """The sources there are: publisher, title, edition, years, figures."""
    from corridor.evidence.problems import EvidenceProblems

    if formats:
        _list_formats(as_json)
        return
    try:
        store = store_of(folder, no_starter)
        entries = store.entries
    except EvidenceProblems as problems:
        refused(problems, as_json)
    if indicators:
        _list_indicators(store, as_json)
        return
    if as_json:
        print_json([entry_data(e) for e in entries])
        return
    table(
        ["Source", "Publisher: title", "Edition", "Years", "Figures", "Added"],
        [
            [
                e.source_id,
                f"{e.source.publisher}: {e.source.title}",
                e.source.edition,
                years_of(e),
                f"{e.rows:,}",
                "pack" if e.home == "starter" else e.added[:10],
            ]
            for e in entries
        ],
    )
    click.echo(f"\npack: selected figures that come with Corridor. Your own files are kept in {store.folder}")
    click.echo(
        "One source or indicator: corridor evidence show NAME. To add a file: corridor evidence add FILE"
    )


def _list_formats(as_json: bool) -> None:
    from corridor.evidence.importers import FORMATS, importer

    found = [{"format": name, "title": importer(name).TITLE} for name in FORMATS]
    if as_json:
        print_json(found)
        return
    table(["Format", "What it reads"], [[f["format"], f["title"]] for f in found])


def _list_indicators(store: Store, as_json: bool) -> None:
    from corridor.evidence.catalogue import INDICATORS

    held = store.indicators()
    if as_json:
        print_json(
            [
                {
                    "indicator": name,
                    "title": _(INDICATORS[name].title) if name in INDICATORS else _own_title(store, name),
                    "unit": INDICATORS[name].unit if name in INDICATORS else "",
                    "about": INDICATORS[name].shape if name in INDICATORS else "",
                    "sources": sources,
                }
                for name, sources in held.items()
            ]
        )
        return
    rows = [
        [
            name,
            _(INDICATORS[name].title) if name in INDICATORS else _own_title(store, name),
            _(INDICATORS[name].unit) if name in INDICATORS else "",
            ", ".join(sources),
        ]
        for name, sources in held.items()
    ]
    table(["Indicator", "Title", "Unit", "Sources"], rows)


def _own_title(store: Store, name: str) -> str:
    for source in store.sources:
        if name in source.indicators:
            return str(source.indicators[name].get("title", name))
    return name


@evidence.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--format", "format_", help="How to read, if it is not to be recognised (evidence list --formats)."
)
@click.option(
    "--replace", is_flag=True, help="Let the file take the place of another file of the same source."
)
@click.option(
    "--accept-mismatch", is_flag=True, help="Keep a file whose totals do not add up; noted with it."
)
@click.option(
    "--all-series", is_flag=True, help="Keep series that the catalogue of indicators does not have, too."
)
@folder_option
@json_option
def add(
    files: tuple[Path, ...],
    format_: str | None,
    replace: bool,
    accept_mismatch: bool,
    all_series: bool,
    folder: Path | None,
    as_json: bool,
) -> int:
    """Add official files: recognised by content, checked against their own totals, kept in your data folder.

    A file that is there already changes nothing. Each file is added whole or not at all.
    """
    from corridor.evidence.importers import FORMATS
    from corridor.evidence.problems import EvidenceProblems
    from corridor.evidence.store import Store

    if format_ is not None and format_ not in FORMATS:
        raise click.ClickException(f"no format {format_!r}; there are {', '.join(FORMATS)}")
    store = Store(folder)
    results: list[dict[str, Any]] = []
    refused: list[EvidenceProblems] = []
    for path in files:
        try:
            done = store.add(
                path, format=format_, replace=replace, accept_mismatch=accept_mismatch, all_series=all_series
            )
        except EvidenceProblems as problems:
            refused.append(problems)
            continue
        for source_id, outcome in done.outcomes.items():
            e = store.entry(source_id)
            results.append({"file": str(path), "outcome": outcome, **entry_data(e)})
            if not as_json:
                click.echo(
                    f"{path.name}: {outcome}: {source_id}, {e.source.title}, {e.rows:,} figures, {years_of(e)}"
                )
        for warning in done.warnings:
            click.echo(str(warning), err=True)
    if as_json:
        print_json({"added": results, "problems": [_problem(p) for r in refused for p in r.problems]})
    if refused:
        raise click.ClickException("\n".join(str(r) for r in refused))
    return OK


def _problem(p: Any) -> dict[str, Any]:
    return {
        "file": p.file,
        "row": p.row,
        "column": p.column,
        "value": p.value,
        "expected": p.expected,
        "severity": p.severity,
    }


@evidence.command()
@click.argument("source_id")
@folder_option
@json_option
def remove(source_id: str, folder: Path | None, as_json: bool) -> int:
    """Take a source you have added out of the store."""
    from corridor.evidence.problems import EvidenceProblems
    from corridor.evidence.store import Store

    try:
        Store(folder).remove(source_id)
    except KeyError as error:
        raise click.ClickException(str(error.args[0])) from None
    except EvidenceProblems as problems:
        refused(problems, as_json)
    if as_json:
        print_json({"removed": source_id})
    else:
        click.echo(f"removed: {source_id}")
    return OK


@evidence.command()
@folder_option
@json_option
def verify(folder: Path | None, as_json: bool) -> int:
    """Read every file of the store again and compare its hash and its figures with the catalogue."""
    from corridor.evidence.problems import EvidenceProblems
    from corridor.evidence.store import Store

    store = Store(folder)
    problems = store.verify()
    try:
        count = len(store.entries)
    except EvidenceProblems:
        count = 0
    if as_json:
        print_json({"sources": count, "problems": [_problem(p) for p in problems]})
    else:
        for p in problems:
            click.echo(str(p))
        if not problems:
            click.echo(f"{count} sources: every file is the one that was written")
    return FINDING if problems else OK
