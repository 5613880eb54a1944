"""Mainstreaming plans on the command line."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corridor.cli.common import json_option, language_option, paragraph, print_json, table
from corridor.i18n import _, ngettext

if TYPE_CHECKING:
    from corridor.commitments.instruments import CodedInstrument
    from corridor.plan import Plan, Thresholds

FINDING = 1
_OUT = click.Path(path_type=Path, dir_okay=False)
threshold_option = click.option(
    "--threshold", "given", multiple=True, metavar="NAME=VALUE",
    help="Another value of a number that people chose, such as finance_share=0.4.",
)  # fmt: skip
on_option = click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day of the review.")
before_option = click.option("--before", help="A coded instrument (id or YAML) as it was.")
after_option = click.option("--after", help="The same instrument as it is now.")


@click.group()
def plan() -> None:
    """Plans: what is to be done, by whom, with what money, and whether it happened.

    FILE is a plan (YAML), or the name of an invented example: invented-rights-and-work,
    invented-remittances-first.
    """


@plan.command()
@click.argument("name", required=False, default="invented-rights-and-work")
@click.option("-o", "--output", type=_OUT, help="The file to write; else standard output.")
@json_option
def new(name: str, output: Path | None, as_json: bool) -> None:
    """Start a plan from an invented example, to be rewritten."""
    from corridor.plan.reader import example_names, shipped

    file = shipped(name)
    if file is None:
        raise click.BadParameter(
            _("expected one of {names}").format(names=", ".join(example_names())), param_hint="NAME"
        )
    text = file.read_text(encoding="utf-8")
    if output is not None and output.exists():
        raise click.ClickException(_("{file}: is there already").format(file=output))
    if output is not None:
        _write(output, text.encode())
    if as_json:
        print_json({"example": name, "file": None if output is None else str(output), "text": text})
    elif output is None:
        click.echo(text, nl=False)
    else:
        click.echo(str(output))


@plan.command()
@click.argument("file")
@threshold_option
@language_option
@json_option
def check(file: str, given: tuple[str, ...], as_json: bool) -> int:
    """Every warning, SMART check and missing link; exit code 1 where something is found."""
    from corridor.plan import plan_view

    made, thresholds = _read(file, as_json), _thresholds(given)
    view = plan_view(made, thresholds=thresholds)
    if as_json:
        print_json({k: view[k] for k in ("id", "title", "warnings", "smart", "chain", "thresholds", "clean")})
        return 0 if view["clean"] else FINDING
    paragraph(_("{title}: {about}").format(title=made.title, about=view["about"]))
    for w in view["warnings"]:
        paragraph(_("{level}: {text}").format(level=w["level_words"], text=w["text"]), rest="  ")
        for s in w["sentences"]:
            paragraph(_("{id}: {text}.").format(id=s["id"], text=s["text"]), first="  ", rest="  ")
        for x in w["thresholds"].values():
            paragraph(
                _("{title}: {value}").format(title=x["title"], value=x["value"]), first="  ", rest="    "
            )
    for c in view["smart"]:
        if c["state"] == "no":
            said = _("{indicator}, {letter}: {why}")
            click.echo(said.format(indicator=c["indicator"], letter=_letter(c["letter"]), why=c["why"]))
    for g in view["chain"]:
        click.echo(g["text"])
    if view["clean"]:
        click.echo(_("No warning. Every target passes the checks or cannot be told."))
    return 0 if view["clean"] else FINDING


def _letter(letter: str) -> str:
    from corridor.plan.framework import LETTERS

    return _(LETTERS[letter])


@plan.command()
@click.argument("file")
@threshold_option
@language_option
@json_option
def show(file: str, given: tuple[str, ...], as_json: bool) -> int:
    """The whole plan: team, measures, results framework, warnings."""
    from corridor.plan import plan_view

    view = plan_view(_read(file, as_json), thresholds=_thresholds(given))
    if as_json:
        print_json(view)
    else:
        _print(view, [s["id"] for s in view["sections"]])
    return 0 if view["clean"] else FINDING


@plan.command()
@click.argument("file")
@click.option("-o", "--output", type=_OUT, help="The filled plan; else only what would be filled is shown.")
@click.option(
    "--store", type=click.Path(path_type=Path), help="The folder of the evidence store, if not the usual one."
)
@language_option
@json_option
def fill(file: str, output: Path | None, store: Path | None, as_json: bool) -> int:
    """Baselines and values of indicators from the evidence store, with their sources.

    What people wrote is never replaced; notes of theirs (# lines) are not kept in the new file.
    """
    from corridor.evidence import open_store
    from corridor.plan import fill as filled_in
    from corridor.plan import to_data, to_yaml

    made, report = filled_in(_read(file, as_json), open_store(store))
    if output is not None:
        _write(output, to_yaml(made).encode())
    if as_json:
        print_json(
            {
                "file": None if output is None else str(output),
                "filled": [
                    {
                        "indicator": f.indicator, "why": f.why,
                        "values": [
                            {"year": v.year, "value": float(v.value), "sex": v.sex, "kind": v.kind, "source": v.source}
                            for v in f.values
                        ],
                    }
                    for f in report
                ],
                "plan": to_data(made),
            }
        )  # fmt: skip
    else:
        rows = [
            (f.indicator, str(v.year), v.sex, str(float(v.value)), _(v.kind), v.source)
            for f in report
            for v in f.values
        ]
        table((_("indicator"), _("year"), _("sex"), _("value"), _("kind"), _("source")), rows)
        for f in report:
            if f.why:
                click.echo(_("{indicator}: {why}").format(indicator=f.indicator, why=f.why))
        if not report:
            click.echo(_("No indicator of the plan names a series of the evidence store."))
    return FINDING if any(f.why for f in report) else 0


@plan.command()
@click.argument("file")
@on_option
@before_option
@after_option
@threshold_option
@language_option
@json_option
def review(
    file: str,
    on: datetime | None,
    before: str | None,
    after: str | None,
    given: tuple[str, ...],
    as_json: bool,
) -> int:
    """What moved, which promises were kept, what was answered, which clauses changed."""
    from corridor.plan import plan_view

    if on is None:
        raise click.UsageError(_("name the day of the review: --on 2027-01-31"))
    view = plan_view(
        _read(file, as_json), on=on.date(), versions=_versions(before, after), thresholds=_thresholds(given)
    )
    if as_json:
        print_json(view["review"])
    else:
        _print(view, ["review"])
    return FINDING if view["review"]["findings"] else 0


@plan.command()
@click.argument("file")
@click.argument("export", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("-o", "--output", type=_OUT, required=True, help="The new plan (YAML).")
@json_option
def carry(file: str, export: Path, output: Path, as_json: bool) -> None:
    """What people asked for, carried into FILE from EXPORT, which corridor consult export writes.

    Priorities keep their origin; notes (# lines) are not kept in the new file.
    """
    import json

    from corridor.plan.carrying import carry as carried
    from corridor.plan.writer import to_yaml

    try:
        made, new_ids = carried(_read(file, as_json), json.loads(export.read_text(encoding="utf-8")))
    except ValueError as problem:
        raise click.ClickException(f"{export}: {problem}") from None
    _write(output, to_yaml(made).encode())
    if as_json:
        print_json({"file": str(output), "priorities": [p.id for p in made.priorities], "new": list(new_ids)})
    else:
        said = ngettext(
            "{file}: {number} priority is new.", "{file}: {number} priorities are new.", len(new_ids)
        )
        click.echo(said.format(file=output, number=len(new_ids)))


@plan.command()
@click.argument("old")
@click.argument("new")
@language_option
@json_option
def diff(old: str, new: str, as_json: bool) -> int:
    """What was added, removed and changed between two versions; exit code 1 where they differ."""
    from dataclasses import asdict

    from corridor.plan import compare
    from corridor.plan.comparing import PARTS, WHATS

    changes = compare(_read(old, as_json), _read(new, as_json))
    if as_json:
        print_json([asdict(c) for c in changes])
        return FINDING if changes else 0
    rows = [
        (_(PARTS.get(c.part, c.part)), c.id, _(WHATS[c.what]), c.field, c.before, c.after) for c in changes
    ]
    if not rows:
        click.echo(_("The two versions are the same."))
        return 0
    table((_("part"), _("id"), _("what"), _("field"), _("before"), _("after")), rows)
    gone = [c.id for c in changes if c.silent]
    if gone:
        text = ngettext(
            "{count} measure is gone that was never marked as dropped: {measures}.",
            "{count} measures are gone that were never marked as dropped: {measures}.",
            len(gone),
        )
        click.echo(text.format(count=len(gone), measures=", ".join(gone)))
    return FINDING


@plan.command()
@click.argument("file")
@click.option("-o", "--output", type=_OUT, required=True, help="A file that ends in .xlsx, .pdf or .yaml.")
@on_option
@before_option
@after_option
@threshold_option
@language_option
@json_option
def export(
    file: str,
    output: Path,
    on: datetime | None,
    before: str | None,
    after: str | None,
    given: tuple[str, ...],
    as_json: bool,
) -> int:
    """The plan as a workbook (.xlsx), a document (.pdf) or a plan file (.yaml).

    The workbook has the sheets Plan, Measures, Results framework, Warnings, Review and Sources.
    """
    from corridor.plan import plan_view, to_yaml

    kind = output.suffix.lower()
    if kind not in (".xlsx", ".pdf", ".yaml", ".yml"):
        raise click.BadParameter(_("expected a name that ends in .xlsx, .pdf or .yaml"), param_hint="-o")
    made = _read(file, as_json)
    view = plan_view(
        made, on=on.date() if on else None, versions=_versions(before, after), thresholds=_thresholds(given)
    )
    if kind == ".xlsx":
        from corridor.plan.workbook import workbook

        content = workbook(view)
    elif kind == ".pdf":
        from corridor.dossier.plan_pdf import plan_pdf

        content = plan_pdf(view)
    else:
        content = to_yaml(made).encode()
    _write(output, content)
    if as_json:
        print_json({"file": str(output), "bytes": len(content), "clean": view["clean"]})
    else:
        click.echo(str(output))
    return 0 if view["clean"] else FINDING


def _read(file: str, as_json: bool) -> Plan:
    """A plan; its problems end the command (as JSON on standard output if asked for)."""
    from corridor.plan.reader import CommitmentProblems, example_names, load_plan, shipped

    if not Path(file).exists() and shipped(file) is None:
        said = _("there is no file {file}, and no example of that name (examples: {names})")
        raise click.ClickException(said.format(file=file, names=", ".join(example_names())))
    try:
        return load_plan(file)
    except CommitmentProblems as problems:
        if as_json:
            click.echo(problems.to_json())
        raise click.ClickException(str(problems)) from None


def _thresholds(given: tuple[str, ...]) -> Thresholds:
    from corridor.plan import Thresholds

    split = [g.partition("=") for g in given]
    try:
        return Thresholds().with_values({name.strip(): value.strip() for name, _sign, value in split})
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--threshold") from None


def _versions(before: str | None, after: str | None) -> tuple[CodedInstrument, CodedInstrument] | None:
    from corridor.commitments import CommitmentProblems, find_coded, load_coded

    if before is None and after is None:
        return None
    if before is None or after is None:
        raise click.UsageError(_("name both versions of the instrument: --before and --after"))
    try:
        old, new = (load_coded(v) if Path(v).exists() else find_coded(v) for v in (before, after))
    except (CommitmentProblems, KeyError) as error:
        said = error.args[0] if isinstance(error, KeyError) else str(error)
        raise click.ClickException(str(said)) from None
    return old, new


def _write(file: Path, content: bytes) -> None:
    """Write beside the file and put it in its place in one step."""
    part = file.with_name(file.name + ".part")
    try:
        part.write_bytes(content)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


def _print(view: dict[str, Any], wanted: list[str]) -> None:
    click.echo(view["title"])
    paragraph(view["about"])
    if view["note"]:
        paragraph(view["note"])
    for section in view["sections"]:
        if section["id"] not in wanted:
            continue
        click.echo("")
        click.echo(section["title"])
        paragraph(section["lead"])
        for block in section["blocks"]:
            if block["is"] == "text":
                paragraph(block["text"])
            elif block["is"] == "items":
                click.echo(block["title"])
                for words in block["items"]:
                    paragraph(words, first="- ", rest="  ")
            elif block["rows"]:
                rows = [[_("not known") if c is None else str(c) for c in row] for row in block["rows"]]
                table(block["columns"], rows, title=block["title"])
                if block["note"]:
                    paragraph(block["note"])
