"""What dialogue, partnerships and plan add to a dossier, what added clauses change, and where the coverage leads."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shlex
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from corridor.agreements import load_instrument
from corridor.cli.dossier import draft_file
from corridor.cli.main import BAD_INPUT, run_cli
from corridor.commitments.assess import assess
from corridor.commitments.bridge import draft_from
from corridor.commitments.coverage import coverage
from corridor.commitments.instruments import load_coded
from corridor.dialogue import consultations, sealing, statements
from corridor.dialogue.codes import keyed
from corridor.dossier.building import build, compose, contents
from corridor.dossier.consultation import ConsultationProblems, read_consultation
from corridor.dossier.document import Chapter, Document, Result, Table, walk
from corridor.dossier.drafts import completed
from corridor.dossier.material import Order, OrderError, gather
from corridor.evidence.store import Store
from corridor.plan import load_plan
from corridor.plan.reader import shipped
from corridor.portability.entitlement import DRAFT, NONE, entitlement, scenarios
from corridor.portability.results import Status
from corridor.records.database import open_database
from tests.dialogue import held

FEW = 200
DAY = date(2025, 12, 31)


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The export of a sealed consultation of ninety people, as the command writes it."""
    place = tmp_path_factory.mktemp("consultation")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CORRIDOR_DATA", str(place / "data"))
        patch.delenv("CORRIDOR_DATABASE", raising=False)
        database = open_database(place / "data")
        keys = keyed(place / "data")
        _batch, codes, ids = held.begin(database, keys, 100)
        held.crowd(database, keys, codes[:90], ids)
        consultations_closed(database, ids)
        database.close()
        assert run_cli(["consult", "export", held.NAME, "-o", str(place / "spring.json")]) == 0
    return place / "spring.json"


def consultations_closed(database: Any, ids: list[str]) -> None:
    assert consultations.one(database, held.NAME).state == "open"
    statements.add_collective(
        database, held.NAME, "Association A", "Doors open.", "en", 40, 22, "a meeting in May"
    )
    sealing.close(database, held.NAME)
    statements.reply(database, held.NAME, ids[0], "accepted", "It will be in the plan.", "A ministry", DAY)
    sealing.seal(database, held.NAME)


@pytest.fixture(scope="module")
def order(exported: Path, tmp_path_factory: pytest.TempPathFactory) -> Order:
    """Everything handed in: a plan that is not called invented, a consultation, a record of a partnership."""
    place = tmp_path_factory.mktemp("inputs")
    source = shipped("invented-rights-and-work")
    assert source is not None
    plan = yaml.safe_load(source.read_text(encoding="utf-8")) | {"invented": False, "id": "a-plan"}
    (place / "plan.yaml").write_text(yaml.safe_dump(plan, allow_unicode=True), encoding="utf-8")
    record = {
        "id": "two-towns",
        "title": {"en": "Two towns advise on pensions that follow people home"},
        "kind": "practice",
        "founding": ["B9.1b", "B5.13d"],
        "countries": ["MAR", "ESP"],
        "corridors": [{"origin": "MAR", "destination": "ESP"}],
        "provenance": {"source": {"en": "Record of a test"}},
        "partners": [
            {"name": "A town", "type": "local government"},
            {"name": "B", "type": "migrant association"},
        ],
    }
    (place / "records.yaml").write_text(yaml.safe_dump({"practices": [record]}), encoding="utf-8")
    return Order(
        "MAR", "ESP", plan=place / "plan.yaml", consultation=exported, partnerships=(place / "records.yaml",),
        number=FEW,
    )  # fmt: skip


@pytest.fixture(scope="module")
def document(order: Order) -> Document:
    return compose(gather(order), "en")[0]


def of(document: Document, chapter: str) -> Chapter:
    return next(c for c in document.chapters if c.id == chapter)


def results(chapter: Chapter) -> dict[str, Result]:
    return {b.id: b for b in walk(chapter.blocks) if isinstance(b, Result)}


def test_every_link_of_the_coverage_leads_to_a_place_in_the_dossier(order: Order) -> None:
    text = contents(order)[1]["index.html"].decode()
    part = text[text.index('<h2 id="coverage">') : text.index('<h2 id="sources">')]
    links = re.findall(r'href="([^"]*)"', part.partition("</section>")[0])
    assert {"#plan", "#practices", "#asked", "#corridor"} <= set(links)
    lost = [link for link in set(links) if not link.startswith("#") or f'id="{link[1:]}"' not in text]
    assert not lost


def test_no_link_of_the_page_leads_nowhere(order: Order) -> None:
    for asked in (order, Order("IND", "ARE", draft=draft_file("ind-are"), number=FEW)):
        text = contents(asked)[1]["index.html"].decode()
        lost = {a for a in re.findall(r'href="#([^"]+)"', text) if f'id="{a}"' not in text}
        assert not lost


def test_what_was_handed_in_counts_and_what_is_invented_does_not(order: Order, tmp_path: Path) -> None:
    def states(asked: Order) -> dict[str, str]:
        data = next(d for d in compose(gather(asked), "en")[0].data if d.id == "coverage")
        return {str(r["sentence"]): str(r["state"]) for r in data.rows}

    with_all, without = states(order), states(Order("MAR", "ESP", number=FEW))
    for sentence in ("B10.2a", "B6.4", "N.I.1c"):
        assert without[sentence] not in ("answered", "partly"), sentence
        assert with_all[sentence] == "answered", sentence
    assert with_all["B4.2"] == "partly"
    assert without["N.P.2"] == "answered", "the examples of the paper are in the registry"
    export = json.loads(order.consultation.read_text(encoding="utf-8"))  # type: ignore[union-attr]
    export["definition"]["invented"] = True
    (tmp_path / "invented.json").write_text(json.dumps(export), encoding="utf-8")
    invented = replace(
        order, plan=shipped("invented-rights-and-work"), consultation=tmp_path / "invented.json", partnerships=()
    )  # fmt: skip
    assert states(invented) == without, "an invented plan and an invented consultation answer for nobody"


def test_what_people_asked_for_stands_beside_who_took_part(document: Document) -> None:
    chapter = of(document, "asked")
    found = results(chapter)
    assert "200 invited, 90 took part, 90 counted" in chapter.lead
    assert "1 of 9" in found["replies"].answer
    table = next(b for b in found["representation"].comparison if isinstance(b, Table))
    assert {r[0] for r in table.rows} == {"woman", "man"}
    assert all(r[3] == "50%" for r in table.rows), "the share of those concerned stands beside"
    texts = {r[0] for b in found["consensus"].comparison if isinstance(b, Table) for r in b.rows}
    assert texts == set(held.TEXTS)
    assert "40 members" in next(i for b in found["collective"].comparison for i in b.items)  # type: ignore[union-attr]


def test_priorities_and_gaps_lead_to_practices_with_why(document: Document) -> None:
    chapter = of(document, "partnerships")
    alike = results(chapter)["practices-alike"]
    tables = [b for b in alike.comparison if isinstance(b, Table)]
    assert any("two-towns" in str(r[0]) for t in tables for r in t.rows), (
        "the pension priority finds the advice"
    )
    assert all(r[1] for t in tables for r in t.rows)
    records = results(chapter)["practices"].comparison
    assert isinstance(records[0], Table) and [r[0] for r in records[0].rows] == ["two-towns"]


def test_a_list_of_countries_is_never_taken_for_the_corridor(order: Order) -> None:
    document, _ = compose(gather(replace(order, partnerships=(), consultation=None)), "en")
    answer = results(of(document, "partnerships"))["practices"].answer
    assert answer.startswith(("No record states", "No record names"))


def test_every_command_and_line_of_the_rooms_gives_a_result(
    order: Order, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = build(order, tmp_path / "dossier").folder
    document, _ = compose(gather(order), "en")
    monkeypatch.chdir(place)
    wanted = {"asked", "partnerships", "plan", "coverage"}
    codes = [
        b.code for c in document.chapters if c.id in wanted for b in walk(c.blocks) if isinstance(b, Result)
    ]
    ran = 0
    for code in filter(None, codes):
        with contextlib.redirect_stdout(io.StringIO()) as said:
            if code.command:
                assert run_cli(shlex.split(code.command)[1:]) in (0, 1), code.command
            if code.python:
                exec(compile(code.python, "shown", "exec"), {})
        assert said.getvalue().strip()
        ran += 1
    assert ran >= 5


def test_the_same_inputs_give_the_same_bytes_and_only_known_parts_are_passed_on(
    order: Order, tmp_path: Path
) -> None:
    assert order.consultation is not None
    export = json.loads(order.consultation.read_text(encoding="utf-8"))
    export["phone numbers"] = "+212 600 000000"
    (tmp_path / "more.json").write_text(json.dumps(export), encoding="utf-8")
    asked = replace(order, consultation=tmp_path / "more.json")
    one, two = contents(asked)[1], contents(asked)[1]
    assert one == two
    assert b"600 000000" not in b"".join(one[n] for n in one if n.startswith(("inputs", "tables", "index")))
    assert {"inputs/plan.yaml", "inputs/consultation.json", "inputs/partnerships.yaml"} <= set(one)


def broken(exported: Path, tmp_path: Path, **changes: Any) -> Path:
    file = tmp_path / "changed.json"
    data = json.loads(exported.read_text(encoding="utf-8"))
    for path, value in changes.items():
        *way, last = path.split("__")
        at = data
        for key in way:
            at = at[int(key) if key.isdigit() else key]
        at[last] = value
    file.write_text(json.dumps(data), encoding="utf-8")
    return file


def test_a_consultation_that_may_not_be_shown_is_refused_with_everything_that_is_wrong(
    exported: Path, tmp_path: Path
) -> None:
    for changes, word in (
        ({"published__strata__0__rows__0__people": 3}, "below the minimum"),
        ({"published__statements__1__counts__agree": 2}, "below the minimum"),
        ({"published__counts__took_part": 4}, "below the minimum"),
        ({"state": "open"}, "closed or sealed"),
        ({"published": []}, "corridor consult export"),
        ({"replies": None}, "answered and needed"),
        ({"priorities": [1]}, "list of entries"),
        ({"priorities__0__reply": {"text": "t", "owner": "o", "day": "soon"}}, "a day such as"),
    ):
        with pytest.raises(ConsultationProblems, match=word):
            read_consultation(broken(exported, tmp_path, **changes))
    with pytest.raises(ConsultationProblems) as two:
        read_consultation(broken(exported, tmp_path, state="open", replies=None))
    assert len(two.value.problems) == 2
    (tmp_path / "no.json").write_bytes(b"\xff\xfe{")
    with pytest.raises(ConsultationProblems):
        read_consultation(tmp_path / "no.json")


def test_inputs_for_other_countries_are_refused(
    exported: Path, order: Order, tmp_path: Path, capsys: Any
) -> None:
    out = ["-o", str(tmp_path / "d")]
    assert run_cli(["dossier", "PHL", "CAN", "--consultation", str(exported), *out]) == BAD_INPUT
    assert "MAR-ESP" in capsys.readouterr().err
    assert run_cli(["dossier", "PHL", "CAN", "--plan", str(order.plan), *out]) == BAD_INPUT
    assert "a plan for MAR, ESP" in capsys.readouterr().err
    bad = tmp_path / "records.yaml"
    bad.write_text("practices: [{id: 3}]")
    assert run_cli(["dossier", "PHL", "CAN", "--partnerships", str(bad), *out]) == BAD_INPUT
    assert not (tmp_path / "d").exists()


def test_nothing_handed_in_is_said_and_how_to_begin(tmp_path: Path) -> None:
    document, _ = compose(gather(Order("PHL", "CAN", number=FEW)), "en")
    asked, plan = of(document, "asked"), of(document, "plan")
    assert any("corridor consult new" in n for r in results(asked).values() for n in r.next)
    assert results(plan)["no-plan"].code is not None
    assert not any(c.id == "clauses" for c in document.chapters)


def test_the_shipped_draft_is_assessed_by_its_own_coded_version_and_called_invented() -> None:
    made = gather(Order("IND", "ARE", draft=draft_file("ind-are"), number=FEW))
    assert made.before is not None
    first, then = made.before.assessment, made.assessments[0]
    assert then.instrument.agreement == made.draft.id if made.draft else False
    for a in (first, then):
        assert a.instrument.invented and "invented for demonstration" in a.instrument.title
        assert a.findings["ICRMW-07"].status == "met", "equal pay"
        assert a.findings["UNSRA72173-01"].status == "not", "settlement"
        assert a.findings["R86ANNEX-06"].status == "silent", "citizenship"
    for requirement in ("ICRMW-20", "C118-05", "COEETS93-04", "GCM-09"):
        assert first.findings[requirement].answer == "silent"
        assert then.findings[requirement].answer == "met"


def test_verdict_entitlement_and_cost_change_together_and_only_where_a_clause_was_added() -> None:
    made = gather(Order("IND", "ARE", draft=draft_file("ind-are"), number=FEW))
    document, findings = compose(made, "en")
    found = results(of(document, "clauses"))
    verdicts = {str(r[0]).split(":")[0]: r[1:] for r in found["clauses-verdicts"].comparison[0].rows}  # type: ignore[union-attr]
    assert verdicts["B5.11a"] == ("silent", "open")
    assert verdicts["B5.11b"] == ("closed", "closed")
    assert verdicts["periods in both states added up"] == ("silent", "yes")
    changes = found["clauses-people"].comparison[0]
    assert isinstance(changes, Table)
    assert all("Pension Scheme" in str(r[0]) for r in changes.rows), (
        "neither the gratuity nor the fund changes"
    )
    reached, paid = (b for b in found["clauses-many"].comparison if isinstance(b, Table))
    gained = [r for r in reached.rows if r[1] != r[2]]
    assert len(gained) == 1 and "Pension Scheme" in str(gained[0][0])
    assert [r[0] for r in paid.rows if r[1] != r[2]] == [gained[0][0]]
    assert "clauses" in {f.chapter for f in findings}


def test_the_text_that_runs_and_the_one_made_from_its_clauses_give_the_same() -> None:
    written = draft_file("ind-are")
    coded = load_coded(completed(Order("IND", "ARE", draft=written)).coded)  # type: ignore[arg-type]
    made = draft_from(coded, ("IND", "ARE")).instrument
    for w in gather(Order("IND", "ARE", draft=written, number=FEW)).worked:
        other = entitlement(w.typical.careers, scenarios(made))
        for e in w.answer.results[DRAFT]:
            again = other.of(DRAFT, e.scheme)
            assert e.status == again.status, (w.typical.id, e.scheme)
            # where the own law is enough, no clause says which of two amounts is paid: that is a choice
            if w.answer.of(NONE, e.scheme).status != Status.ENTITLED:
                assert e.amount == again.amount, (w.typical.id, e.scheme)
    assert load_instrument(written).id == coded.agreement


def test_an_own_coded_text_is_not_replaced_and_a_version_before_needs_one(tmp_path: Path) -> None:
    given = Order("IND", "ARE", draft=draft_file("ind-are"), coded=tmp_path / "mine.yaml")
    assert completed(given) == given
    copy = tmp_path / "copy.yaml"
    copy.write_bytes(draft_file("ind-are").read_bytes())
    assert completed(Order("IND", "ARE", draft=copy)).coded is None, "a copy may have been changed"
    coded = completed(Order("IND", "ARE", draft=draft_file("ind-are"))).coded
    with pytest.raises(OrderError, match="version before"):
        gather(Order("IND", "ARE", before=coded, number=FEW))


def test_coverage_looks_into_the_store_that_is_named(tmp_path: Path) -> None:
    with_figures = {r.sentence.id: r.state for r in coverage(countries=["MAR", "ESP"]).rows}
    empty = Store(tmp_path, starter=False)
    without = {r.sentence.id: r.state for r in coverage(countries=["MAR", "ESP"], store=empty).rows}
    assert with_figures["B10.2b"] in ("answered", "partly")
    assert without["B10.2b"] not in ("answered", "partly")


def test_the_coded_drafts_are_sound() -> None:
    asked = completed(Order("IND", "ARE", draft=draft_file("ind-are")))
    assert asked.coded is not None and asked.before is not None
    one, two = load_coded(asked.before), load_coded(asked.coded)
    assert {c.requirement for c in one.clauses} == {c.requirement for c in two.clauses}
    changed = {
        a.requirement
        for a, b in zip(one.clauses, two.clauses, strict=True)
        if a.state != b.state or a.parts != b.parts
    }
    articles = {two.clause(r).article for r in changed}
    assert articles <= {"Art. 5", "Art. 6", "Art. 7", "Arts. 5-7", "Art. 8", "Arts. 3(4), 8", "Arts. 1, 8"}
    assert not one.warnings and not two.warnings
    assert assess(one, DAY).counts["met"] < assess(two, DAY).counts["met"]
    assert load_plan("invented-rights-and-work").invented
