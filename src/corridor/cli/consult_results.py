"""Commands of consultations after the last vote: close, seal, results, replies, export, erasure."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import click

from corridor.cli.common import json_option, print_json, table
from corridor.cli.consult_common import checked, kept, told
from corridor.i18n import _, number_in_words

path = click.Path(path_type=Path)


@click.command()
@click.argument("name")
@json_option
@checked
def close(name: str, as_json: bool) -> None:
    """Close a consultation and publish its results, once and for all."""
    from corridor.dialogue.sealing import close as finish

    with kept() as (database, _keys):
        published = finish(database, name)
    _show(name, published, as_json)


@click.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask: it cannot be undone.")
@json_option
@checked
def seal(name: str, yes: bool, as_json: bool) -> None:
    """Delete all rows about single people. What was published stays."""
    from corridor.dialogue.sealing import seal as finish

    if not yes:
        click.confirm(_("All votes of single people will be deleted for good. Go on?"), abort=True, err=True)
    with kept() as (database, _keys):
        finish(database, name)
    told({"consultation": name, "state": "sealed"}, _("{name} is sealed.").format(name=name), as_json)


@click.command()
@click.argument("name")
@json_option
@checked
def results(name: str, as_json: bool) -> int:
    """What was published; before closing only about how many took part."""
    from corridor.dialogue.consultations import one, took_part_about
    from corridor.dialogue.sealing import results as published

    with kept() as (database, _keys):
        held = one(database, name)
        found = published(database, name)
        about = took_part_about(database, name)
    if found is None:
        said = _(
            "Results are shown when the consultation is closed. At least {number} people took part so far."
        )
        data = {"consultation": name, "state": held.state, "at_least": about}
        told(data, said.format(number=number_in_words(about)), as_json)
        return 1
    _show(name, found, as_json)
    return 0


def _show(name: str, found: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    counts = found["counts"]
    click.echo(
        _("{invited} invited, {took_part} took part, {counted} counted.").format(
            invited=_number(counts["invited"]),
            took_part=_number(counts["took_part"]),
            counted=_number(counts["counted"]),
        )
    )
    click.echo(
        _(
            "A dash stands for what is not known or may not be shown (fewer than {minimum} people, or next to them)."
        ).format(minimum=found["minimum"])
    )
    table(
        (_("statement"), _("agree"), _("disagree"), _("pass"), _("text")),
        [
            (str(s["number"]), *(_number(s["counts"][k]) for k in ("agree", "disagree", "pass")), s["text"])
            for s in found["statements"]
        ],
        title=name,
    )
    for q in found["questions"]:
        rows = [
            (
                _number(o["place"]),
                o["option"],
                ", ".join(f"{k}: {_number(v)}" for k, v in o["counts"].items()),
            )
            for o in q["options"]
        ]
        table((_("place"), _("option"), _("counts")), rows, title=q["id"])
    table(
        (_("batch"), _("association"), _("issued"), _("used"), _("refused"), _("without it")),
        [
            (
                b["batch"],
                b["association"],
                _number(b["issued"]),
                _number(b["used"]),
                _number(b["refused"]),
                _without(b),
            )
            for b in found["batches"]
        ],
    )


def _without(batch: dict[str, Any]) -> str:
    if batch["changes"] is None:
        return _("too few to say")
    said = _("the result changes") if batch["changes"] else _("the result stays")
    return said if not batch["alike"] else _("{said}; many of its answers are identical").format(said=said)


def _number(value: int | None) -> str:
    return "-" if value is None else number_in_words(value)


@click.command()
@click.argument("name")
@click.argument("subject")
@click.option("--decision", type=click.Choice(["accepted", "partly", "refused"]), required=True)
@click.option("--text", required=True, help="The reasons, and what will be done.")
@click.option("--owner", required=True, help="Who answers for it.")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), required=True, help="By when.")
@json_option
@checked
def reply(name: str, subject: str, decision: str, text: str, owner: str, day: Any, as_json: bool) -> None:
    """Reply to a statement (its id) or an option (QUESTION:OPTION)."""
    from corridor.dialogue.consultations import one
    from corridor.dialogue.statements import loop
    from corridor.dialogue.statements import reply as put

    when: date = day.date()
    with kept() as (database, _keys):
        put(database, name, subject, decision, text, owner, when)
        held = one(database, name)
        with database.reading() as session:
            done = loop(session, held)
    said = _("{answered} of {needed} statements and options have a reply.").format(
        answered=done.answered, needed=done.needed
    )
    told({"subject": subject, "answered": done.answered, "needed": done.needed}, said, as_json)


@click.command()
@click.argument("name")
@click.option("-o", "--out", type=path, help="Write it to a file.")
@click.option(
    "--phase",
    type=click.Choice(["formulation", "implementation"]),
    default="formulation",
    show_default=True,
    help="Whether the plan is being drawn up or is running.",
)
@json_option
@checked
def export(name: str, out: Path | None, phase: str, as_json: bool) -> None:
    """What was published, with replies, collective responses, and priorities under the ids that a plan names.

    It is JSON with and without --json.
    """
    from corridor.dialogue.consultations import one
    from corridor.dialogue.origins import for_plan, priorities
    from corridor.dialogue.sealing import results as published
    from corridor.dialogue.statements import collective, loop

    with kept() as (database, _keys):
        held = one(database, name)
        found = published(database, name)
        if found is None:
            raise click.ClickException(_("close the consultation first: nothing is published yet"))
        with database.reading() as session:
            answers = loop(session, held)
            data = {
                "definition": held.definition.document,
                "state": held.state,
                "published": found,
                "priorities": priorities(held, found, answers),
                "plan": for_plan(held, found, answers, phase),
                "replies": {"answered": answers.answered, "needed": answers.needed},
                "collective": collective(session, name),
            }
    if out is None:
        print_json(data)
        return
    out.write_text(json.dumps(data, ensure_ascii=False, indent=2, default=str), encoding="utf-8")
    told({"file": str(out)}, str(out), as_json)


@click.command()
@click.argument("name")
@click.option("--key", help="Erase what this participant's key opens.")
@click.option("--everything", is_flag=True, help="Erase the whole consultation, results included.")
@json_option
@checked
def erase(name: str, key: str | None, everything: bool, as_json: bool) -> None:
    """Erase a participant's data by her key, or a whole consultation."""
    from corridor.dialogue.consultations import erase as erase_all
    from corridor.dialogue.taking_part import erase as erase_one

    if (key is None) is not everything:
        raise click.UsageError(_("name either --key or --everything"))
    with kept() as (database, keys):
        if key is None:
            erase_all(database, name)
            said = _("{name} is erased.").format(name=name)
        else:
            said = erase_one(database, keys, name, key)
    told({"consultation": name, "erased": said}, said, as_json)
