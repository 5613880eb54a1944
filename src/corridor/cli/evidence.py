"""Commands about evidence: what figures there are, showing them, adding official files, checking the store."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from corridor.cli.common import json_option, print_json, table

if TYPE_CHECKING:
    import polars as pl

    from corridor.evidence.problems import EvidenceProblems
    from corridor.evidence.shelf import Entry
    from corridor.evidence.store import Store

OK, FINDING = 0, 1
ROWS = 40

_folder_option = click.option(
    "--store",
    "folder",
    type=click.Path(path_type=Path),
    help="The folder of the store, if not the one in CORRIDOR_DATA or the platform's data folder.",
)
_no_starter_option = click.option("--no-starter", is_flag=True, help="Leave the starter pack out.")


@click.group()
def evidence() -> None:
    """Figures with their sources: the starter pack and official files you add.

    Nothing is downloaded and nothing leaves this machine: save a file from the publisher's site and add it.
    """


def _store(folder: Path | None, no_starter: bool) -> Store:
    from corridor.evidence.store import Store

    return Store(folder, starter=not no_starter)


def _refused(problems: EvidenceProblems, as_json: bool) -> NoReturn:
    """End the command with everything that is wrong, as JSON on standard output if asked for."""
    if as_json:
        click.echo(problems.to_json())
    raise click.ClickException(str(problems)) from None


@evidence.command("list")
@click.option("--formats", is_flag=True, help="The formats that can be added instead of the sources.")
@click.option("--indicators", is_flag=True, help="The indicators instead of the sources.")
@_folder_option
@_no_starter_option
@json_option
def list_(formats: bool, indicators: bool, folder: Path | None, no_starter: bool, as_json: bool) -> None:
    """The sources there are: publisher, title, edition, years, figures."""
    from corridor.evidence.problems import EvidenceProblems

    if formats:
        _list_formats(as_json)
        return
    try:
        store = _store(folder, no_starter)
        entries = store.entries
    except EvidenceProblems as problems:
        _refused(problems, as_json)
    if indicators:
        _list_indicators(store, as_json)
        return
    if as_json:
        print_json([_entry(e) for e in entries])
        return
    table(
        ["Source", "Publisher: title", "Edition", "Years", "Figures", "Added"],
        [
            [
                e.source_id,
                f"{e.source.publisher}: {e.source.title}",
                e.source.edition,
                _years(e),
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


def _years(e: Entry) -> str:
    if not e.indicators:
        return ""
    return f"{min(a for _, a, _ in e.indicators.values())}-{max(b for _, _, b in e.indicators.values())}"


def _entry(e: Entry) -> dict[str, Any]:
    return {
        **e.source.as_dict(),
        "home": e.home,
        "rows": e.rows,
        "added": e.added,
        "indicators": {k: {"rows": n, "from": a, "to": b} for k, (n, a, b) in e.indicators.items()},
        "own_indicators": e.source.as_dict()["indicators"],
        "warnings": list(e.warnings),
    }


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
                    "title": INDICATORS[name].title if name in INDICATORS else _own_title(store, name),
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
            INDICATORS[name].title if name in INDICATORS else _own_title(store, name),
            INDICATORS[name].unit if name in INDICATORS else "",
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
@click.argument("name")
@click.option("--origin", help="Country the migrants are from (ISO3).")
@click.option("--destination", help="Country the migrants live in (ISO3).")
@click.option("--country", help="Country (ISO3), for figures of one country.")
@click.option("--sex", type=click.Choice(["both", "female", "male"]))
@click.option("--age", default="all", show_default=True, help="One age or group, or 'any'.")
@click.option("--year", type=int)
@click.option("--all-editions", is_flag=True, help="The figures of every source, not of one.")
@click.option("--limit", type=int, default=ROWS, show_default=True, help="Rows to print; 0 prints all.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write to .csv, .parquet or .json.")
@_folder_option
@_no_starter_option
@json_option
def show(
    name: str,
    origin: str | None,
    destination: str | None,
    country: str | None,
    sex: str | None,
    age: str,
    year: int | None,
    all_editions: bool,
    limit: int,
    output: Path | None,
    folder: Path | None,
    no_starter: bool,
    as_json: bool,
) -> int:
    """A source in full, or the figures of an indicator with their sources.

    NAME is the id of a source or of an indicator, for example: corridor evidence show stock --origin MAR
    --destination ESP
    """
    from corridor.evidence.problems import EvidenceProblems

    try:
        store = _store(folder, no_starter)
        held = store.indicators()
        ids = [s.source_id for s in store.sources]
    except EvidenceProblems as problems:
        _refused(problems, as_json)
    if name in ids:
        _show_source(store, name, as_json)
        return OK
    if name not in held:
        raise click.ClickException(_unknown(name, [*ids, *held]))
    asked = {
        "origin": _code(origin),
        "destination": _code(destination),
        "country": _code(country),
        "sex": sex,
        "age": None if age == "any" else age,
    }
    figures = store.observations(name, **asked, year=year, editions="all" if all_editions else "best")  # type: ignore[arg-type]
    if figures.is_empty():
        click.echo(
            "no figures for this: they are not in the store, which does not mean that they are zero", err=True
        )
        if as_json:
            print_json([])
        return FINDING
    found = store.with_provenance(figures)
    if output is not None:
        _write(found, output)
        click.echo(f"{found.height:,} figures written to {output}", err=True)
    elif as_json:
        print_json([{k: v for k, v in row.items() if v is not None} for row in found.iter_rows(named=True)])
    else:
        _show_figures(store, name, found, asked, year, limit)
    return OK


def _unknown(name: str, known: list[str]) -> str:
    import difflib

    near = difflib.get_close_matches(name, known, n=4, cutoff=0.4)
    hint = f" Near: {', '.join(near)}." if near else ""
    return f"no source or indicator {name!r} with figures.{hint} See: corridor evidence list --indicators"


def _code(text: str | None) -> str | None:
    from corridor.evidence.areas import is_area

    if text is None:
        return None
    if not is_area(text.upper()):
        raise click.ClickException(f"{text!r} is no ISO 3166 alpha-3 code of a country, such as MAR")
    return text.upper()


def _show_source(store: Store, source_id: str, as_json: bool) -> None:
    e = store.entry(source_id)
    if as_json:
        print_json(_entry(e))
        return
    rows = [[k.replace("_", " "), v] for k, v in e.source.as_dict().items() if v and k not in {"indicators"}]
    table(["", ""], [*rows, ["figures", f"{e.rows:,}"], *([["added", e.added]] if e.added else [])])
    click.echo()
    table(
        ["Indicator", "Figures", "Years"],
        [[k, f"{n:,}", f"{a}-{b}"] for k, (n, a, b) in e.indicators.items()],
    )
    for warning in e.warnings:
        click.echo(f"  {warning}")


def _show_figures(
    store: Store, name: str, found: pl.DataFrame, asked: dict[str, str | None], year: int | None, limit: int
) -> None:
    columns = ["origin", "destination", "country", "year", "year_to", "period", "sex", "age", "variant"]
    shown = [
        c
        for c in columns
        if found[c].null_count() < found.height and not (c == "age" and found[c].n_unique() == 1)
    ]
    several = found["source_id"].n_unique() > 1
    rows = []
    for row in found.head(limit if limit > 0 else found.height).iter_rows(named=True):
        value = ".." if row["value"] is None else f"{row['value']:,.10g}"
        extra = [row["source_id"]] if several else []
        rows.append(
            [
                *("" if row[c] is None else str(row[c]) for c in shown),
                value,
                row["kind"],
                row["flag"] or "",
                *extra,
            ]
        )
    header = [
        *(c.replace("_", " ") for c in shown),
        found["unit"][0],
        "kind",
        "flag",
        *(["source"] if several else []),
    ]
    table(header, rows, title=name)
    if found.height > len(rows):
        click.echo(f"{found.height - len(rows):,} more; --limit 0 prints all, -o FILE writes them")
    for source_id in found["source_id"].unique(maintain_order=True):
        source = store.source(source_id)
        click.echo(f"Source: {source.citation}. {source.licence}. {source.notes}")
    if not several:
        others = [i for i in store.alternatives(name, **asked, year=year) if i != found["source_id"][0]]
        if others:
            click.echo(f"Also in: {', '.join(others)} (--all-editions shows them beside each other)")


def _write(found: pl.DataFrame, output: Path) -> None:
    ending = output.suffix.lower()
    if ending == ".csv":
        found.write_csv(output)
    elif ending == ".parquet":
        found.write_parquet(output)
    elif ending == ".json":
        found.write_json(output)
    else:
        raise click.ClickException(f"{output}: write to .csv, .parquet or .json")


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
@_folder_option
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
            results.append({"file": str(path), "outcome": outcome, **_entry(e)})
            if not as_json:
                click.echo(
                    f"{path.name}: {outcome}: {source_id}, {e.source.title}, {e.rows:,} figures, {_years(e)}"
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
@_folder_option
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
        _refused(problems, as_json)
    if as_json:
        print_json({"removed": source_id})
    else:
        click.echo(f"removed: {source_id}")
    return OK


@evidence.command()
@_folder_option
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
