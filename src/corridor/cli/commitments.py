"""Commitments on the command line: questionnaire, assess, draft, coverage."""

from __future__ import annotations

import itertools
import os
import shutil
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corridor.cli.common import json_option, language_option, paragraph, pasted, print_json
from corridor.i18n import _, in_a_row, ngettext, number_in_words

if TYPE_CHECKING:
    from fractions import Fraction

    from corridor.commitments.assess import Assessment
    from corridor.commitments.instruments import CodedInstrument, WorkerGroup
    from corridor.commitments.score import Ranking

#: Exit code of a result that holds a finding.
FINDING = 1


@click.command()
@click.option("--standard", "standards", multiple=True, help="Only this standard, such as C97 (repeatable).")
@click.option("--topic", "topics", multiple=True, help="Only this topic, such as export (repeatable).")
@click.option(
    "--workers",
    "workers",
    multiple=True,
    metavar="TAGS",
    help="A group of workers as tags, such as regular,seasonal (repeatable); !tag says that a tag does not hold. "
    "Questions of standards that reach none of them are left out.",
)
@click.option(
    "--read", "to_read", is_flag=True, help="Print the questions to be read, not a file to be filled in."
)
@click.option("--out", type=click.Path(path_type=Path), help="Write to this file instead of printing.")
@language_option
@json_option
def questionnaire(
    standards: tuple[str, ...],
    topics: tuple[str, ...],
    workers: tuple[str, ...],
    to_read: bool,
    out: Path | None,
    as_json: bool,
) -> None:
    """The questions about an agreement or a programme, as a file to be filled in.

    A question left blank counts as not assessed. The filled file is read by corridor assess.
    """
    from corridor.commitments.questionnaire import as_text, as_yaml, questions

    groups = [_group(text, i) for i, text in enumerate(workers, 1)]
    try:
        asked, left_out = questions(standards=standards, topics=topics, workers=groups)
    except KeyError as error:
        raise click.ClickException(str(error.args[0])) from None
    if as_json:
        print_json({"questions": [q.as_dict() for q in asked], "left_out": [r.id for r in left_out]})
        return
    text = as_text(asked) if to_read else as_yaml(asked, left_out, groups)
    if out is None:
        click.echo(text, nl=False)
        return
    if out.exists():
        raise click.ClickException(
            _("{file} exists; choose another name, so that no answers are lost").format(file=out)
        )
    out.write_text(text, encoding="utf-8")
    written = ngettext(
        "{file}: {count} question, {left_out} left out",
        "{file}: {count} questions, {left_out} left out",
        len(asked),
    ).format(file=out, count=len(asked), left_out=len(left_out))
    click.echo(written, err=True)


def _group(text: str, number: int) -> WorkerGroup:
    """A group of workers from tags on the command line."""
    from corridor.commitments.instruments import WorkerGroup
    from corridor.commitments.reading import nearest
    from corridor.commitments.vocabulary import WORKER_TAGS

    words = [w.strip() for w in text.split(",") if w.strip()]
    for word in words:
        if word.lstrip("!") not in WORKER_TAGS:
            raise click.ClickException(
                f"no tag of workers is called {word.lstrip('!')}{nearest(word, WORKER_TAGS)}"
            )
    tags = frozenset(w for w in words if not w.startswith("!"))
    return WorkerGroup(f"group {number}", tags, frozenset(w[1:] for w in words if w.startswith("!")))


@click.command()
@click.argument("instruments", metavar="INSTRUMENT_OR_FILE...", nargs=-1, required=True)
@click.option(
    "--on", "on", type=click.DateTime(["%Y-%m-%d"]), help="Day of the treaty status; today if not given."
)
@click.option("--coder", help="Whose clauses are assessed; the first coder if not given.")
@click.option("--all", "every", is_flag=True, help="List also what does not apply and what was not assessed.")
@click.option(
    "--weights",
    metavar="THEME=NUMBER,...",
    help="A score by these weights of themes, and how the order changes when they vary. Without it there is no score.",
)
@language_option
@json_option
def assess(
    instruments: tuple[str, ...],
    on: datetime | None,
    coder: str | None,
    every: bool,
    weights: str | None,
    as_json: bool,
) -> None:
    """What an agreement or a programme promises to people, clause by clause, and what it leaves out.

    INSTRUMENT_OR_FILE is a coded instrument that ships with Corridor, or a filled questionnaire. Several can be given
    to be compared by a score (--weights). Ends with exit code 1 where the text
    falls short of law that binds all its parties on the day.
    """
    from corridor.commitments.assess import assess as assessed
    from corridor.commitments.assess_data import as_dict
    from corridor.commitments.assess_text import agreement_lines, lines_of
    from corridor.commitments.coders import agreement

    given = [_instrument(text, as_json=as_json) for text in instruments]
    day = None if on is None else on.date()
    try:
        found = [assessed(i, day, coder=coder) for i in given]
    except KeyError as error:
        raise click.ClickException(str(error.args[0])) from None
    ranking = None if weights is None else _ranking(found, weights)
    compared = [[agreement(i, *two) for two in itertools.combinations(i.coders, 2)] for i in given]
    if as_json:
        data = [as_dict(a, c) for a, c in zip(found, compared, strict=True)]
        scored = {} if ranking is None else {"score": ranking.as_dict()}
        print_json({"assessments": data, **scored} if len(data) > 1 else {**data[0], **scored})
    else:
        width = _width()
        for n, (a, c) in enumerate(zip(found, compared, strict=True)):
            click.echo(("\n" + "=" * width + "\n" if n else "") + "\n".join(lines_of(a, width, every=every)))
            for pair in c:
                click.echo("\n" + "\n".join([_("TWO CODERS"), *agreement_lines(pair, width)]))
        if ranking is not None:
            _print_ranking(ranking)
    if any(a.breaches for a in found):
        click.get_current_context().exit(FINDING)


def _instrument(text: str, *, as_json: bool = False) -> CodedInstrument:
    """A coded instrument from the name of a shipped one or from a file."""
    from corridor.commitments.instruments import find_coded, load_coded
    from corridor.commitments.reading import CommitmentProblems

    path = Path(text)
    try:
        if path.suffix in (".yaml", ".yml") or path.exists():
            return load_coded(path)
        return find_coded(text)
    except CommitmentProblems as problems:
        if as_json:
            click.echo(problems.to_json())
        raise
    except KeyError as error:
        raise click.ClickException(f"{error.args[0]}; a file of your own ends in .yaml") from None


def _ranking(found: Sequence[Assessment], weights: str) -> Ranking:
    from corridor.commitments.score import rank
    from corridor.law.parameters import read_number

    given: dict[str, Fraction] = {}
    for part in weights.split(","):
        theme, _, number = part.partition("=")
        try:
            given[theme.strip()] = read_number(number.strip())
        except ValueError:
            raise click.ClickException(
                f"--weights: expected THEME=NUMBER, such as work=2, not {part!r}"
            ) from None
    try:
        return rank(found, given)
    except ValueError as error:
        raise click.ClickException(f"--weights: {error}") from None


def _print_ranking(ranking: Ranking) -> None:
    from corridor.commitments.answers import commas

    def scored(name: str, number: Fraction) -> str:
        return _("{theme} {number}").format(theme=name, number=number_in_words(number, 2))

    weights = commas(scored(k, v) for k, v in ranking.weights.items())
    click.echo("")
    paragraph(
        _(
            "SCORE on request, by your weights ({weights}); met counts 1, partly 1/2, not and silent 0. The findings say more."
        ).format(weights=weights)
    )
    for s in ranking.scores:
        total = _("cannot be worked out") if s.total is None else number_in_words(s.total, 2)
        parts = commas(
            _("{score} of {count}").format(score=scored(k, v), count=s.counted[k]) for k, v in s.parts.items()
        )
        line = _("{total}  {instrument}: {parts}").format(total=total, instrument=s.instrument, parts=parts)
        if s.empty:
            line = in_a_row((line, _("nothing assessed on {themes}").format(themes=commas(s.empty))))
        paragraph(line, first="  ", rest="        ")
    if len(ranking.scores) < 2:
        return
    click.echo(
        ngettext(
            "{changes} of {count} variation of one weight gives another order",
            "{changes} of {count} variations of one weight give another order",
            ranking.tried,
        ).format(changes=len(ranking.changes), count=ranking.tried)
    )
    for theme, factor, order in ranking.changes:
        change = _("{theme} x {factor}: {order}").format(
            theme=theme, factor=number_in_words(factor), order=" > ".join(order)
        )
        paragraph(change, first="  ", rest="    ")
    for first, second in ranking.certain:
        certain = _("{first} stands before {second} (or level) under any weights of these themes")
        paragraph(certain.format(first=first, second=second), first="  ", rest="    ")


def _width() -> int:
    """Columns to write for: those of the terminal, between 60 and 120; 120 where the output goes to a file."""
    if not sys.stdout.isatty() and "COLUMNS" not in os.environ:
        return 120
    return max(60, min(shutil.get_terminal_size().columns, 120))


@click.command()
@click.argument("instrument", metavar="INSTRUMENT_OR_FILE")
@click.option("--on", "pair", metavar="AAA-BBB", required=True, help="The two countries, such as MAR-ESP.")
@click.option("--coder", help="Whose clauses; the first coder if not given.")
@click.option(
    "--covers",
    type=click.Choice(["insured", "nationals"]),
    default="insured",
    show_default=True,
    help="Whom the draft covers: everyone insured, or nationals of the two countries.",
)
@click.option("--out", "-o", type=click.Path(path_type=Path), help="Write to this file instead of printing.")
@language_option
@json_option
def draft(
    instrument: str, pair: str, coder: str | None, covers: str, out: Path | None, as_json: bool
) -> None:
    """A draft social security agreement that runs, made from the clauses of a coded instrument.

    The draft compares none / in force / draft for a person: corridor check CASE --draft FILE. Ends with exit code 1 where a
    part of it cannot run because no scheme of a country is modelled.
    """
    from corridor.commitments.bridge import draft_from
    from corridor.commitments.reading import CommitmentProblems

    coded = _instrument(instrument, as_json=as_json)
    if coder is not None and coder not in coded.coders:
        raise click.ClickException(f"{coder} did not code {coded.id}; coders: {', '.join(coded.coders)}")
    try:
        made = draft_from(coded, pair.upper().split("-"), coder=coder, covers=covers)
    except CommitmentProblems as problems:
        if as_json:
            click.echo(problems.to_json())
        raise
    except ValueError as error:
        raise click.ClickException(str(error)) from None
    if out is not None and out.exists():
        raise click.ClickException(
            _("{file} exists; choose another name, so that no draft is lost").format(file=out)
        )
    if as_json:
        print_json(made.as_dict())
    elif out is None:
        click.echo(made.as_yaml(), nl=False)
    if out is not None:
        out.write_text(made.as_yaml(), encoding="utf-8")
    if not as_json:
        for p in made.principles.values():
            words = {"principle": p.title, "answer": p.answer_words, "article": p.article}
            line = _("{principle}: {answer} ({article})") if p.article else _("{principle}: {answer}")
            click.echo(line.format(**words), err=True)
        for line in made.chosen:
            click.echo(_("chosen: {choice}").format(choice=line), err=True)
        for line in made.left_out:
            click.echo(_("left out: {reason}").format(reason=line), err=True)
        if out is not None:
            command = pasted("check", "CASE", "--draft", out)
            click.echo(_("Run it: {command}").format(command=command), err=True)
    if made.without_scheme:
        click.get_current_context().exit(FINDING)


@click.command()
@click.argument("instruments", metavar="[INSTRUMENT_OR_FILE]...", nargs=-1)
@click.option(
    "--on",
    "pair",
    metavar="AAA-BBB",
    help="Ask for figures and agreements of these countries, such as MAR-CAN.",
)
@click.option(
    "--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="Day of the treaty status; today if not given."
)
@click.option(
    "--only",
    type=click.Choice(["answered", "partly", "needs your evidence", "not assessed"]),
    help="List only the sentences in this state.",
)
@language_option
@json_option
def coverage(
    instruments: tuple[str, ...], pair: str | None, day: datetime | None, only: str | None, as_json: bool
) -> None:
    """Which sentences of the two founding documents are answered, and by what.

    Findings count for the instruments that are named. A sentence is answered only if what answers it is found.
    """
    from corridor.commitments.assess import assess as assessed
    from corridor.commitments.coverage import coverage as covered
    from corridor.commitments.coverage import lines_of

    countries = [] if pair is None else pair.upper().split("-")
    if not all(len(c) == 3 and c.isalpha() for c in countries):
        raise click.ClickException("--on: expected ISO3 codes such as MAR-CAN")
    given = [_instrument(text, as_json=as_json) for text in instruments]
    found = covered([assessed(i, None if day is None else day.date()) for i in given], countries)
    if as_json:
        rows = [r.as_dict() for r in found.rows if only in (None, r.state)]
        print_json({"about": list(found.about), "counts": found.counts, "sentences": rows})
        return
    for line in lines_of(found, only=only):
        body = line.lstrip()
        indent = " " * (len(line) - len(body))
        paragraph(body, first=indent, rest=indent + "  ")
