"""A source in full, or the figures of an indicator, on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from corridor.cli.common import json_option, print_json, table
from corridor.cli.evidence_common import entry_data, folder_option, no_starter_option, refused, store_of

if TYPE_CHECKING:
    import polars as pl

    from corridor.evidence.store import Store

OK, FINDING = 0, 1
ROWS = 40


@click.command()
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
@folder_option
@no_starter_option
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
        store = store_of(folder, no_starter)
        held = store.indicators()
        ids = [s.source_id for s in store.sources]
    except EvidenceProblems as problems:
        refused(problems, as_json)
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
        print_json(entry_data(e))
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
