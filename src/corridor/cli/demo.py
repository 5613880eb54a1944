"""The main job on built-in data: two dossiers and the workbench, or three invented people on the terminal."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corridor.cli.common import json_option, paragraph, pasted, print_json, table
from corridor.cli.dossier import built_or_said, draft_file
from corridor.i18n import LANGUAGES, _

if TYPE_CHECKING:
    import polars as pl

    from corridor.dossier.building import Built

#: The dossiers of the demo: a corridor with an agreement, and one with none and a draft.
DOSSIERS = (("PHL", "CAN", None), ("IND", "ARE", "ind-are"))


@click.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for what the demo writes.",
)
@click.option(
    "--people", is_flag=True, help="Three invented people, their letters, and ten thousand careers."
)
@click.option("--no-serve", is_flag=True, help="Do not open the workbench; only say where things are.")
@click.option("--language", type=click.Choice(list(LANGUAGES)), default="en", show_default=True)
@json_option
def demo(output: Path | None, people: bool, no_serve: bool, language: str, as_json: bool) -> None:
    """The main job on built-in data: the dossiers of two corridors, and the workbench on them.

    Philippines-Canada has an agreement. India-United Arab Emirates has none: there a draft, invented for
    demonstration, is compared with what is.  In a terminal the workbench opens at the end; stop it with Ctrl-C.
    """
    folder = output if output is not None else Path(tempfile.gettempdir()) / "corridor-demo"
    folder.mkdir(parents=True, exist_ok=True)
    if people:
        _people(folder, as_json)
        return
    made = [_dossier(folder, a, b, draft, language) for a, b, draft in DOSSIERS]
    if as_json:
        print_json(
            {
                "dossiers": [
                    {"folder": str(b.folder), "title": b.title, "content_hash": b.content_hash} for b in made
                ]
            }
        )
        return
    for b in made:
        click.echo(f"{b.title}: {b.folder / 'index.html'}")
    click.echo(
        "\n"
        + _("Three invented people, with their letters: {command}").format(command=pasted("demo", "--people"))
    )
    if no_serve or not sys.stdout.isatty():
        click.echo(
            _("The workbench in the browser: {command}").format(command=pasted("serve", "--folder", folder))
        )
        return
    from corridor.workbench.server import serve
    from corridor.workbench.settings import Settings

    serve(Settings(folders=(folder.resolve(),), port=_free_port()), say=click.echo)


def _free_port() -> int:
    """The usual port, or 0 (any) where something listens on it already."""
    import socket

    from corridor.workbench.settings import PORT

    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", PORT))
        except OSError:
            return 0
    return PORT


def _dossier(folder: Path, origin: str, destination: str, draft: str | None, language: str) -> Built:
    from corridor.dossier.material import Order

    order = Order(origin, destination, draft=draft_file(draft) if draft else None)
    return built_or_said(order, folder / f"{origin}-{destination}", language)


def _people(folder: Path, as_json: bool) -> None:
    """Three invented people, an explanation, a letter, and ten thousand careers."""
    from corridor.dossier.letter import letter_html
    from corridor.dossier.pages import explanation_page
    from corridor.portability.batch import run as run_many
    from corridor.portability.display import comparison_rows, heading
    from corridor.portability.entitlement import entitlement
    from corridor.portability.export import answer_dict
    from corridor.portability.results import ESTIMATE, Status
    from corridor.portability.sample import case as built_in_case
    from corridor.portability.sample import case_names, sample_careers
    from corridor.portability.wording import one_sentence

    answers = {}
    for name in case_names():
        answer = entitlement(built_in_case(name))
        answers[name] = answer
        (folder / f"{name}-letter.html").write_text(letter_html(answer), encoding="utf-8")
        traces = [t for country in answer.countries for t in answer.explain(country)]
        (folder / f"{name}-explained.html").write_text(explanation_page(answer, traces), encoding="utf-8")
        if not as_json:
            paragraph(heading(answer))
            table(*comparison_rows(answer))
            for e in list(answer.results.values())[-1]:
                if e.amount is None and e.status in (Status.ENTITLED, Status.CANNOT_TELL):
                    paragraph(one_sentence(e), first="  ", rest="  ")
            click.echo("")
    careers = sample_careers(10_000, seed=2026)
    began = time.perf_counter()
    results = run_many(careers)
    seconds = time.perf_counter() - began
    results.write_parquet(folder / "ten-thousand-careers.parquet")
    if as_json:
        print_json({"cases": {n: answer_dict(a) for n, a in answers.items()}, "written": str(folder)})
        return
    click.echo(f"{ESTIMATE} The people are invented.\n")
    paragraph(
        f"Ten thousand invented careers Philippines-Canada in {seconds:.1f} s: who is entitled, without and with"
        " the agreement"
    )
    table(*_share_rows(results))
    click.echo(
        f"\nWritten to {folder}: letters and explanations (open the .html files in a browser), and the table"
    )
    click.echo("Go on with your own copy of Maria:")
    click.echo(f"  {pasted('case', 'maria')} > case.yaml")
    click.echo(f"  {pasted('check', 'case.yaml')}")
    click.echo(f"  {pasted('explain', 'case.yaml', '--country', 'CAN')}")


def _share_rows(results: pl.DataFrame) -> tuple[list[str], list[list[str]]]:
    import polars as pl

    from corridor.portability.wording import per

    shares = (
        results.group_by("scheme", "instruments", maintain_order=True)
        .agg(
            entitled=(pl.col("status") == "entitled").mean(),
            reached=((pl.col("status") == "entitled") & pl.col("payable_where_person_lives")).mean(),
            median=pl.col("amount").median(),
            currency=pl.col("currency").first(),
            frequency=pl.col("frequency").first(),
        )
        .sort("scheme", maintain_order=True)
    )
    header = ["Scheme", "Agreements", "Entitled", "Entitled and paid where they live", "Median amount"]
    rows = [
        [
            r["scheme"],
            r["instruments"],
            f"{r['entitled']:.1%}",
            f"{r['reached']:.1%}",
            "-" if r["median"] is None else per(r["median"], r["currency"], r["frequency"]),
        ]
        for r in shares.iter_rows(named=True)
    ]
    return header, rows
