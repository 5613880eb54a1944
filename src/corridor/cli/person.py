"""Commands about one person: check, explain, letter."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from corridor.cli.common import (
    answer_for,
    draft_option,
    encoding_option,
    json_option,
    language_option,
    paragraph,
    pasted,
    person_option,
    persons_option,
    print_json,
    table,
)
from corridor.i18n import LANGUAGES, _, current

_FILE = click.argument("file", type=click.Path(path_type=Path))


@click.command()
@_FILE
@persons_option
@encoding_option
@person_option
@draft_option
@language_option
@json_option
def check(
    file: Path,
    persons: Path | None,
    encoding: str | None,
    person_id: str | None,
    draft: Path | None,
    as_json: bool,
) -> None:
    """What each country owes one person, without and with agreements.

    FILE is a case file (YAML, JSON) or a table (CSV, XLSX, Parquet); see `corridor template`.
    """
    from corridor.portability.display import comparison_rows, heading, sure, why
    from corridor.portability.export import answer_dict
    from corridor.portability.results import ESTIMATE
    from corridor.portability.wording import dates_in_words, one_sentence

    answer = answer_for(file, persons, encoding, person_id, draft, as_json)
    if as_json:
        print_json(answer_dict(answer))
        return
    paragraph(heading(answer))
    click.echo(_(ESTIMATE) + "\n")
    header, rows = comparison_rows(answer)
    if rows:
        table(header, rows)
    last = list(answer.results)[-1]
    for e in answer.results[last]:
        first, *rest = why(answer, e)
        click.echo("")
        paragraph(first)
        for line in rest:
            paragraph(line, first="  - ", rest="    ")
    for e in answer.silent:
        click.echo("")
        paragraph(dates_in_words(one_sentence(e)))
    if not answer.countries:
        click.echo(
            _("No periods in a scheme that is modelled are recorded (corridor schemes lists what is).")
        )
        return
    click.echo("\n" + _("How sure"))
    for e in answer.results[last]:
        paragraph(sure(e), first="  ", rest="    ")
    again: list[object] = ["explain", file, "--country", answer.countries[0]]
    for option, value in (
        ("--persons", persons),
        ("--encoding", encoding),
        ("--person", person_id),
        ("--draft", draft),
        ("--language", None if current() == "en" else current()),
    ):
        again += [] if value is None else [option, value]
    click.echo("\n" + _("Every step: {command}").format(command=pasted(*again)))


@click.command()
@_FILE
@click.option("--country", required=True, help="Country (ISO3) or scheme to explain, such as CAN or CAN-OAS.")
@click.option(
    "--with",
    "scenario",
    default="in force",
    show_default=True,
    help='Set of agreements: "none", "in force" or "draft".',
)
@click.option("--html", "html_file", type=click.Path(path_type=Path), help="Write the explanation as a page.")
@persons_option
@encoding_option
@person_option
@draft_option
@language_option
@json_option
def explain(
    file: Path,
    country: str,
    scenario: str,
    html_file: Path | None,
    persons: Path | None,
    encoding: str | None,
    person_id: str | None,
    draft: Path | None,
    as_json: bool,
) -> None:
    """Every step of a result: value, unit, article, and the source of each parameter."""
    from corridor.dossier.explanation import explanation_text
    from corridor.dossier.pages import explanation_page

    answer = answer_for(file, persons, encoding, person_id, draft, as_json)
    if scenario not in answer.results:
        raise click.BadParameter(
            _("expected one of {names}").format(names=", ".join(answer.results)), param_hint="--with"
        )
    try:
        traces = answer.explain(country.upper(), scenario)
    except KeyError:
        known = ", ".join(dict.fromkeys(x for e in answer.results[scenario] for x in (e.country, e.scheme)))
        raise click.BadParameter(
            _("no periods in {country}; this career has {known}").format(country=country, known=known),
            param_hint="--country",
        ) from None
    if html_file is not None:
        html_file.write_text(explanation_page(answer, traces), encoding="utf-8")
        click.echo(_("written: {file}").format(file=html_file), err=True)
    if as_json:
        exported: Any = [t.to_dict() for t in traces]
        print_json(exported[0] if len(exported) == 1 else exported)
    elif html_file is None:
        for line in explanation_text(answer, traces):
            paragraph(line.text, first=line.first, rest=line.rest)


@click.command()
@_FILE
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    help="The letter to write: .html or .pdf.",
)
@persons_option
@encoding_option
@person_option
@draft_option
@language_option
@click.option(
    "--office-language",
    type=click.Choice(list(LANGUAGES)),
    help="The same letter follows in the language of the office that receives it.",
)
@json_option
def letter(
    file: Path,
    output: Path,
    persons: Path | None,
    encoding: str | None,
    person_id: str | None,
    draft: Path | None,
    office_language: str | None,
    as_json: bool,
) -> None:
    """A letter to the person in plain words.

    What, from whom, from when, what to bring, what is uncertain, which law.
    """
    answer = answer_for(file, persons, encoding, person_id, draft, as_json)
    if output.suffix.lower() == ".pdf":
        from corridor.dossier.letter_pdf import letter_pdf

        output.write_bytes(letter_pdf(answer, current(), office_language))
    else:
        from corridor.dossier.letter import letter_html

        output.write_text(letter_html(answer, office_language), encoding="utf-8")
    if as_json:
        print_json({"written": str(output)})
    else:
        click.echo(_("written: {file}").format(file=output), err=True)
