"""Consultations on the command line: made, opened, codes issued, paper entered; the rest in ``consult_results``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from corridor.cli.common import json_option, print_json, table
from corridor.cli.consult_common import checked, kept, told
from corridor.cli.consult_results import close, erase, export, reply, results, seal
from corridor.i18n import LANGUAGES, _

path = click.Path(path_type=Path)


@click.group()
def consult() -> None:
    """Consultations that are kept here: who may take part, what was said, what came of it."""


for command in (close, seal, results, reply, export, erase):
    consult.add_command(command)


@consult.command()
@click.argument("file", type=path)
@json_option
@checked
def new(file: Path, as_json: bool) -> None:
    """Make a consultation from FILE (YAML or JSON) as a draft."""
    import yaml

    from corridor.dialogue.consultations import add
    from corridor.dialogue.definition import read_definition

    try:
        document = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{file}: {error}") from None
    read_definition(document, str(file))
    with kept() as (database, _keys):
        made = add(database, document)
    said = _("{name} is a draft. Add statements, issue codes, then: corridor consult open {name}")
    told({"consultation": made.id, "state": made.state}, said.format(name=made.id), as_json)


@consult.command()
@click.argument("name")
@click.argument("text")
@click.option("--in", "code", default="en", show_default=True, help="Language of the statement, such as ar.")
@json_option
@checked
def statement(name: str, text: str, code: str, as_json: bool) -> None:
    """Add a statement, in the words and language in which it is meant."""
    from corridor.dialogue.statements import propose_by_staff

    with kept() as (database, _keys):
        made = propose_by_staff(database, name, text, code)
    told({"consultation": name, "statement": made}, _("statement {name}").format(name=made), as_json)


@consult.command()
@click.argument("name")
@click.argument("statement_id")
@click.option("--accept", "state", flag_value="accepted", help="Show it.")
@click.option("--reject", "state", flag_value="rejected", help="Do not show it; needs --reason.")
@click.option("--reason", default="", help="Why; everybody can read it.")
@json_option
@checked
def moderate(name: str, statement_id: str, state: str | None, reason: str, as_json: bool) -> None:
    """Accept or reject a statement that somebody proposed."""
    from corridor.dialogue.statements import moderate as decide

    with kept() as (database, _keys):
        decide(database, name, statement_id, state or "", reason)
    told({"statement": statement_id, "state": state}, f"{statement_id}: {state}", as_json)


@consult.command()
@click.argument("name")
@click.argument("statement_id")
@click.argument("text")
@click.option("--into", "code", required=True, help="Language of the translation.")
@click.option("--translator", required=True, help="Who translated it.")
@click.option("--reviewed", is_flag=True, help="Somebody else read it over; only then it is shown.")
@json_option
@checked
def translate(
    name: str, statement_id: str, text: str, code: str, translator: str, reviewed: bool, as_json: bool
) -> None:
    """Put a translation beside a statement; the original stays as it is."""
    from corridor.dialogue.statements import translate as put

    with kept() as (database, _keys):
        put(database, name, statement_id, code, text, translator, reviewed=reviewed)
    data = {"statement": statement_id, "language": code, "reviewed": reviewed}
    told(data, f"{statement_id}: {code}", as_json)


@consult.command(name="list")
@json_option
@checked
def list_(as_json: bool) -> None:
    """Every consultation with its statements and batches."""
    from corridor.dialogue.consultations import batches, listed
    from corridor.dialogue.definition import said
    from corridor.dialogue.statements import statements

    found: list[dict[str, Any]] = []
    with kept() as (database, _keys):
        for held in listed(database):
            with database.reading() as session:
                own = statements(session, held.id)
                found.append(
                    {
                        "id": held.id,
                        "title": said(held.definition.titles),
                        "state": held.state,
                        "opens": held.definition.opens.isoformat(),
                        "closes": held.definition.closes.isoformat(),
                        "statements": [
                            {
                                "id": s.id,
                                "number": s.number,
                                "state": s.state,
                                "language": s.language,
                                "text": s.text,
                            }
                            for s in own
                        ],
                        "batches": [
                            {
                                "id": b.id,
                                "association": b.association,
                                "issued": b.issued,
                                "withdrawn": b.withdrawn,
                            }
                            for b in batches(session, held.id)
                        ],
                    }
                )
    if as_json:
        print_json(found)
        return
    table(
        (_("consultation"), _("title"), _("state"), _("from"), _("to")),
        [(f["id"], f["title"], f["state"], f["opens"], f["closes"]) for f in found],
    )


@consult.command(name="open")
@click.argument("name")
@json_option
@checked
def open_(name: str, as_json: bool) -> None:
    """Open a consultation; from then on its definition is fixed."""
    from corridor.dialogue.consultations import open_it

    with kept() as (database, _keys):
        held = open_it(database, name)
    said = _("{name} is open from {first} to {last}.").format(
        name=name, first=held.definition.opens, last=held.definition.closes
    )
    told({"consultation": name, "state": held.state}, said, as_json)


@consult.command()
@click.argument("name")
@click.option("--association", required=True, help="Who hands the codes out.")
@click.option("--codes", "number", type=int, required=True, help="How many.")
@click.option("-o", "--out", type=path, help="Write printable sheets (PDF) in place of listing the codes.")
@click.option("--sheet-language", type=click.Choice(list(LANGUAGES)), default="en", show_default=True)
@json_option
@checked
def issue(
    name: str, association: str, number: int, out: Path | None, sheet_language: str, as_json: bool
) -> None:
    """Issue one-time codes. They are shown this once; only their hashes are kept."""
    from corridor.dialogue.consultations import issue as make
    from corridor.dialogue.consultations import one

    with kept() as (database, keys):
        batch, codes = make(database, keys, name, association, number)
        held = one(database, name)
    if out is not None:
        from corridor.dossier.dialogue_sheets import code_sheets

        out.write_bytes(code_sheets(held.definition, association, batch, codes, sheet_language))
        said = _("batch {batch}: {number} codes in {file}").format(batch=batch, number=number, file=out)
        told({"batch": batch, "issued": number, "file": str(out)}, said, as_json)
        return
    data = {"batch": batch, "association": association, "issued": number, "codes": codes}
    told(data, "\n".join([_("batch {batch}").format(batch=batch), *codes]), as_json)


@consult.command()
@click.argument("name")
@click.argument("batch")
@json_option
@checked
def withdraw(name: str, batch: str, as_json: bool) -> None:
    """Stop the unused codes of a batch."""
    from corridor.dialogue.consultations import withdraw as stop

    with kept() as (database, _keys):
        stop(database, name, batch)
    said = _("the unused codes of batch {batch} are void").format(batch=batch)
    told({"batch": batch, "withdrawn": True}, said, as_json)


@consult.command()
@click.argument("name")
@click.argument("batch")
@click.argument("file", type=path)
@json_option
@checked
def enter(name: str, batch: str, file: Path, as_json: bool) -> int:
    """Enter paper: FILE (JSON) holds slips (codes) and sheets.

    A sheet counts when two entries of it agree: enter the file of one person, then the file of another.
    """
    from corridor.dialogue.consultations import Refused
    from corridor.dialogue.paper import enter_sheet, hand_in

    try:
        given = json.loads(file.read_text(encoding="utf-8"))
        slips, sheets = list(given.get("slips", [])), list(given.get("sheets", []))
        numbers = [int(s["sheet"]) for s in sheets]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        form = '{"slips": ["CODE"], "sheets": [{"sheet": 1, "statements": {"1": "agree"}}]}'
        raise click.ClickException(
            _("{file}: expected {form} ({error})").format(file=file, form=form, error=error)
        ) from None
    result: dict[str, Any] = {"slips": None, "first": 0, "counted": 0, "problems": []}
    with kept() as (database, keys):
        if slips:
            done = hand_in(database, keys, name, batch, slips)
            result["slips"] = {"accepted": done.accepted, "used": done.used, "wrong": list(done.wrong)}
            result["problems"] += [_("slip {code}: no code of this batch").format(code=c) for c in done.wrong]
        for number, sheet in zip(numbers, sheets, strict=True):
            try:
                result[enter_sheet(database, name, batch, number, sheet)] += 1
            except Refused as error:
                result["problems"].append(_("sheet {number}: {problem}").format(number=number, problem=error))
    said = _("{counted} sheets counted, {first} wait for their second entry").format(
        counted=result["counted"], first=result["first"]
    )
    told(result, "\n".join([said, *result["problems"]]), as_json)
    return 1 if result["problems"] else 0


@consult.command(name="staff-token")
@json_option
@checked
def staff_token(as_json: bool) -> None:
    """A token to set the passphrase of the staff pages once (also to set a new one)."""
    from corridor.dialogue.staff import new_token

    with kept() as (database, _keys):
        token = new_token(database)
    said = _("Type this on the sign-in page of the workbench, with a passphrase of your own: {token}")
    told({"token": token}, said.format(token=token), as_json)
