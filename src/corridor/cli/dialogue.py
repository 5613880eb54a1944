"""Dialogue on the command line: consensus, opinion groups, panels by lot, budgets by equal shares, representation."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corridor.cli.common import json_option, print_json, progress_to_stderr, table
from corridor.i18n import _, number_in_words

if TYPE_CHECKING:
    from corridor.dialogue.polis import Conversation

by_option = click.option(
    "--by", "by", help="Column of --people that holds the groups, such as sex or corridor."
)
people_option = click.option(
    "--people",
    type=click.Path(path_type=Path),
    help="A table with a column 'participant' and a column for each grouping.",
)
minimum_option = click.option(
    "--minimum", default=10, show_default=True, help="Groups with fewer people are not shown."
)
invited_option = click.option("--invited", type=int, help="How many people were asked to take part.")
path = click.Path(path_type=Path)


@click.group()
def dialogue() -> None:
    """What people said in a consultation, and how far they stand for those concerned."""


@dialogue.command()
@click.argument("file", type=path)
@people_option
@by_option
@minimum_option
@invited_option
@json_option
def consensus(
    file: Path, people: Path | None, by: str | None, minimum: int, invited: int | None, as_json: bool
) -> None:
    """Consensus across groups, and which group agrees least.

    FILE is a folder in the layout of a Polis export, or its votes.csv.
    """
    from corridor.dialogue.consensus import consensus as across
    from corridor.dialogue.polis import read_polis

    talk = read_polis(file, invited=invited)
    labels = _labels(talk, people, by)
    result = _checked(across, talk.votes.only(talk.shown), labels, minimum=minimum)
    if as_json:
        # Without the counts of each group: a count of a few people is not printed.
        data = asdict(result)
        for statement in data["statements"]:
            del statement["groups"]
        print_json(data)
        return
    click.echo(result.counts.sentence())
    if result.left_out:
        click.echo(
            _("Groups too small to be shown (fewer than {minimum} people): {groups}.").format(
                minimum=minimum, groups=", ".join(result.left_out)
            )
        )
    rows = [
        (
            str(s.statement),
            number_in_words(s.agree, 3),
            number_in_words(s.disagree, 3),
            ", ".join(s.lowest),
            "-" if s.lowest_agreement is None else f"{number_in_words(100 * s.lowest_agreement, 0)} %",
            talk.statements[str(s.statement)].text if str(s.statement) in talk.statements else "",
        )
        for s in result.ranked()
    ]
    header = (_("statement"), _("for"), _("against"), _("agrees least"), _("its agreement"), _("text"))
    table(header, rows)


@dialogue.command()
@click.argument("file", type=path)
@click.option(
    "--fewest", default=50, show_default=True, help="Below so many people no groups are looked for."
)
@minimum_option
@invited_option
@json_option
def groups(file: Path, fewest: int, minimum: int, invited: int | None, as_json: bool) -> None:
    """Opinion groups in the votes, with their stability."""
    from corridor.dialogue.groups import opinion_groups
    from corridor.dialogue.polis import read_polis
    from corridor.dialogue.representative import representative

    talk = read_polis(file, invited=invited)
    votes = talk.votes.only(talk.shown)
    found = opinion_groups(votes, fewest=fewest)
    apart = representative(votes, found.labels, minimum=minimum) if found.chosen and found.stable else {}
    if as_json:
        print_json(
            {
                "sentence": found.sentence(),
                "counts": asdict(found.counts),
                "stable": found.stable,
                "candidates": [asdict(c) for c in found.candidates],
                "chosen": asdict(found.chosen) if found.chosen else None,
                "representative": {g: [asdict(r) for r in rows] for g, rows in apart.items()},
            }
        )
        return
    click.echo(found.counts.sentence())
    click.echo(found.sentence())
    if found.candidates:
        rows = [
            (str(c.groups), number_in_words(c.silhouette, 2), number_in_words(c.stability, 2))
            for c in found.candidates
        ]
        table((_("groups"), _("silhouette"), _("stability")), rows)
    for name, statements in apart.items():
        click.echo(_("Group {group}: what sets it apart").format(group=name))
        for r in statements:
            text = talk.statements[str(r.statement)].text if str(r.statement) in talk.statements else ""
            side = _("agree") if r.side == "agree" else _("disagree")
            click.echo(f"  {r.statement} ({side}, {number_in_words(100 * r.share, 0)} %) {text}")


@dialogue.command()
@click.argument("quotas", type=path)
@click.argument("pool", type=path)
@click.option("--size", type=int, required=True, help="Seats of the panel.")
@click.option("--id", "id_column", help="Column that names people; else they are numbered by their row.")
@click.option("--household", multiple=True, help="Column of the address; repeat it.")
@click.option("--association", help="Column of the association.")
@click.option("--per-household", default=1, show_default=True, help="Most seats of one household.")
@click.option("--per-association", type=int, help="Most seats of one association.")
@click.option(
    "--seconds", default=30.0, show_default=True, help="When to stop proving that chances are fairest."
)
@click.option(
    "--panels", "number", default=1000, show_default=True, help="Equally likely panels in the list."
)
@click.option("--seed", help="A public text that draws one of them, known only after the list is published.")
@click.option("-o", "--out", type=path, help="Write the list of panels as CSV.")
@json_option
def panel(
    quotas: Path,
    pool: Path,
    size: int,
    id_column: str | None,
    household: Sequence[str],
    association: str | None,
    per_household: int,
    per_association: int | None,
    seconds: float,
    number: int,
    seed: str | None,
    out: Path | None,
    as_json: bool,
) -> int:
    """A panel by lot with the fairest chances.

    QUOTAS is a table with the columns attribute, value, min, max; POOL a table of the volunteers with a column for each
    attribute.
    """
    from corridor.dialogue.panels import PanelRules, Pool, fair_chances, make_lottery, smallest_relaxation
    from corridor.dialogue.panels.reading import read_people, read_quotas
    from corridor.dialogue.panels.search import NoPanel

    asked = read_quotas(quotas)
    attributes = tuple(dict.fromkeys(q.attribute for q in asked))
    people = read_people(
        pool, attributes, id_column=id_column, household=tuple(household), association=association
    )
    rules = _checked(PanelRules, size, asked, per_household, per_association)
    volunteers = _checked(Pool, people, rules)
    show = progress_to_stderr(_("panels tried"))
    try:
        chances = fair_chances(
            volunteers, seconds=seconds, progress=lambda r, n: show(n, n) if r % 50 == 0 else None
        )
    except NoPanel:
        relaxation = smallest_relaxation(volunteers)
        if as_json:
            print_json({"panel": None, "relaxation": relaxation.sentences()})
        else:
            for sentence in relaxation.sentences():
                click.echo(sentence)
        return 1
    lottery = _checked(make_lottery, chances, size=number)
    kinds = [
        {**volunteers.describe(k), "people": len(members), "chance": float(chances.by_kind[k])}
        for k, members in enumerate(volunteers.kinds)
    ]
    drawn = lottery.draw(seed) if seed else None
    if out is not None:
        with out.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows((i, *p) for i, p in enumerate(lottery.panels))
    if as_json:
        print_json(
            {
                "minimum": chances.minimum,
                "minimum_bound": chances.minimum_bound,
                "complete": chances.complete,
                "gini": chances.gini,
                "sentence": chances.sentence(),
                "kinds": kinds,
                "panels": len(lottery.panels),
                "largest_change": lottery.largest_change,
                "fingerprint": lottery.fingerprint,
                "drawn": {"number": drawn[0], "people": drawn[1]} if drawn else None,
            }
        )
        return 0
    click.echo(chances.sentence())
    if chances.warning():
        click.echo(chances.warning())
    rows = [
        (
            *(str(k[a]) for a in attributes),
            str(k["people"]),
            f"{number_in_words(100 * float(k['chance']), 2)} %",
        )
        for k in sorted(kinds, key=lambda k: float(k["chance"]))
    ]
    table((*attributes, _("people"), _("chance")), rows)
    click.echo(
        _("List of {number} equally likely panels; fingerprint (SHA-256) {fingerprint}").format(
            number=number_in_words(number), fingerprint=lottery.fingerprint
        )
    )
    if drawn:
        click.echo(_("Drawn: panel {number}: {people}").format(number=drawn[0], people=", ".join(drawn[1])))
    return 0


@dialogue.command()
@click.argument("file", type=path)
@click.option("--utility", type=click.Choice(["cost", "cardinality", "points"]), required=True)
@click.option("--completion", type=click.Choice(["none", "add1", "add1-exhaustive"]), required=True)
@click.option("--greedy-rest", is_flag=True, help="Spend what is left on the projects with the most points.")
@click.option(
    "--step", default="1", show_default=True, help="By how much the average share is raised at a time."
)
@json_option
def shares(file: Path, utility: Any, completion: Any, greedy_rest: bool, step: str, as_json: bool) -> None:
    """Projects that a budget pays, by the method of equal shares.

    FILE is a vote in the .pb format of Pabulib.  Utility and completion rule change the winners, so both are asked for.
    """
    from corridor.dialogue.pabulib import election_of, read_pabulib
    from corridor.dialogue.shares import equal_shares

    election = election_of(read_pabulib(file), str(file))
    amount = _checked(Fraction, step)
    outcome = _checked(
        equal_shares, election, utility=utility, completion=completion, greedy_rest=greedy_rest, step=amount
    )
    if as_json:
        print_json(
            {
                "projects": [
                    {
                        "id": p.project.id,
                        "name": p.project.name,
                        "cost": str(p.project.cost),
                        "supporters": p.supporters,
                    }
                    for p in outcome.bought
                ],
                "spent": str(outcome.spent),
                "budget": str(outcome.budget),
                "currency": election.currency,
                "increments": outcome.increments,
                "ties": outcome.ties,
                "rule": outcome.rule(),
            }
        )
        return
    for sentence in outcome.rule():
        click.echo(sentence)
    rows = [
        (p.project.id, number_in_words(p.project.cost), number_in_words(p.supporters), p.project.name)
        for p in outcome.bought
    ]
    table((_("project"), _("cost"), _("supporters"), _("name")), rows)
    click.echo(
        _("{spent} of {budget} {currency} spent on {count} projects; {ballots} ballots counted.").format(
            spent=number_in_words(outcome.spent),
            budget=number_in_words(outcome.budget),
            currency=election.currency or "",
            count=len(outcome.bought),
            ballots=number_in_words(len(election.ballots)),
        )
    )
    for first, others in outcome.ties:
        click.echo(_("Tie: {first} before {others}.").format(first=first, others=", ".join(others)))


@dialogue.command()
@click.argument("people", type=path)
@click.option("--by", required=True, help="Column of the strata, such as sex.")
@click.option(
    "--corridor", "pair", nargs=2, metavar="ORIGIN DESTINATION", help="Compare sex with the stock at hand."
)
@click.option("--reference", type=path, help="A table with the columns stratum and people.")
@minimum_option
@json_option
def represent(
    people: Path, by: str, pair: tuple[str, str] | None, reference: Path | None, minimum: int, as_json: bool
) -> None:
    """Who took part against who is concerned.

    PEOPLE is a table with one row a person who took part.
    """
    from corridor.dialogue.representation import corridor_reference, representation

    labels = [row.get(by) or None for row in _records(people, (by,))]
    if (pair is None) == (reference is None):
        raise click.ClickException(_("name a population with either --corridor or --reference"))
    if pair is not None:
        try:
            figures, source = corridor_reference(*(p.upper() for p in pair))
        except LookupError as error:
            raise click.ClickException(str(error)) from None
    else:
        assert reference is not None
        rows = _records(reference, ("stratum", "people"))
        figures, source = {r["stratum"]: _checked(float, r["people"]) for r in rows}, str(reference)
    result = _checked(representation, by, labels, figures, source)
    small = {s.name for s in result.strata if s.people < minimum}
    if as_json:
        strata = [
            {"stratum": s.name, "reference": s.reference, "reference_share": s.reference_share}
            | (
                {"suppressed": True}
                if small
                else {"people": s.people, "share": s.share, "gap": s.gap, "parity": s.parity}
            )
            for s in result.strata
        ]
        print_json({"attribute": by, "source": source, "minimum": minimum, "strata": strata})
        return
    if small:
        click.echo(
            _(
                "At least one stratum has fewer than {minimum} people. Its figure could be worked out from the others,"
                " so none is shown."
            ).format(minimum=minimum)
        )
    else:
        rows_shown = [
            (s.name, number_in_words(s.people), _share(s.share), _share(s.reference_share), _share(s.gap))
            for s in result.strata
        ]
        header = (_("stratum"), _("took part"), _("share"), _("share of those concerned"), _("gap"))
        table(header, rows_shown)
    click.echo(_("Population compared with: {source}").format(source=source))


def _share(value: float | None) -> str:
    return "-" if value is None else f"{number_in_words(100 * value, 1)} %"


def _checked(call: Any, *arguments: Any, **named: Any) -> Any:
    """The result of a call; what it finds wrong with its input ends the command."""
    try:
        return call(*arguments, **named)
    except ValueError as error:
        raise click.ClickException(str(error)) from None


def _labels(talk: Conversation, people: Path | None, by: str | None) -> list[str | None]:
    """Declared groups of a table, or the groups published with the conversation."""
    if people is None:
        if not any(talk.groups.values()):
            raise click.ClickException(_("name the groups with --people and --by"))
        return talk.votes.labels(talk.groups)
    if by is None:
        raise click.ClickException(_("name the column of the groups with --by"))
    rows = _records(people, ("participant", by))
    return talk.votes.labels({row["participant"]: row[by] or None for row in rows})


def _records(file: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        missing = [c for c in columns if c not in (reader.fieldnames or ())]
        if missing:
            raise click.ClickException(
                _("{file}: expected the columns {columns}").format(file=file, columns=", ".join(missing))
            )
        return [{k: (v or "").strip() for k, v in row.items() if k is not None} for row in reader]
