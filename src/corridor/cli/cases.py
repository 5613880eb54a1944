"""Commands to begin with: demo, case, template."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corridor.cli.common import json_option, paragraph, pasted, print_json, table

if TYPE_CHECKING:
    import polars as pl


@click.command()
@click.argument("name", required=False)
def case(name: str | None) -> None:
    """Print a built-in case of an invented person, to copy and change; without NAME, list them."""
    from corridor.portability.sample import CASES, case_names

    if name is None:
        for known in case_names():
            click.echo(known)
        return
    if name not in case_names():
        raise click.BadParameter(f"expected one of {', '.join(case_names())}", param_hint="NAME")
    click.echo((CASES / f"{name}.yaml").read_text(encoding="utf-8"), nl=False)


@click.command()
@click.argument("output", type=click.Path(path_type=Path))
def template(output: Path) -> None:
    """Write a form for careers to OUTPUT (.xlsx with drop-down lists, or .csv)."""
    from corridor.careers import write_template
    from corridor.portability.words import vocabulary

    if output.suffix.lower() not in (".xlsx", ".csv"):
        raise click.BadParameter("expected a name that ends in .xlsx or .csv", param_hint="OUTPUT")
    write_template(output, vocabulary())
    click.echo(f"written: {output}; fill it in, then: {pasted('careers', output)}", err=True)


@click.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for what the demo writes.",
)
@json_option
def demo(output: Path | None, as_json: bool) -> None:
    """The main job on built-in data.

    Three invented people, an explanation, a letter, and ten thousand careers.
    """
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

    folder = output if output is not None else Path(tempfile.gettempdir()) / "corridor-demo"
    folder.mkdir(parents=True, exist_ok=True)
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
