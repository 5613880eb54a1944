"""The caseworker's way without JavaScript: typed, pasted, uploaded, corrected, worked out."""

from __future__ import annotations

import io
import json
import re
import shlex
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from pypdf import PdfReader

from corridor.i18n import LANGUAGES
from corridor.portability.sample import CASES, case_names
from corridor.workbench.check import forms
from corridor.workbench.check.case import MAX_COMPUTED
from corridor.workbench.check.forms import pack, unpack
from tests.workbench.check.visitor import Visitor

GRID = "/check/grid"
LINE = "PHL\t\temployment\t{start}\t{end}\t3000\tmonth\tPHP"
PERSON = {
    "person__birth_date": "1960-05-12",
    "person__residence": "CAN",
    "person__nationality": "PHL",
    "person__claim_date": "2025-06-01",
}


def cell(visitor: Visitor, row: int, column: str) -> Any:
    found = visitor.tree.xpath(f"//*[@id='row-{row}-{column}']")
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize("code", list(LANGUAGES))
def test_from_grid_to_result_in_every_language(tmp_path: Path, code: str) -> None:
    visitor = Visitor(tmp_path, code)
    visitor.open(f"{GRID}?example=maria")
    assert visitor.tree.get("lang") == code
    assert visitor.tree.get("dir") == ("rtl" if code == "ar" else "ltr")
    visitor.send(GRID, "check")
    assert visitor.status == 200
    digits = re.sub(r"[^0-9]+", "", visitor.main())
    for amount in ("24582", "16536", "154000"):
        assert amount in digits
    assert len(visitor.tree.xpath("//section[@class='answer']")) == 3
    assert "CAN-PHL" in visitor.text


@pytest.mark.parametrize("name", case_names())
def test_the_page_says_what_the_engine_says(visitor: Visitor, name: str) -> None:
    from corridor.portability.display import comparison_rows
    from corridor.portability.entitlement import entitlement
    from corridor.portability.sample import case

    visitor.open(f"{GRID}?example={name}").send(GRID, "check")
    _header, rows = comparison_rows(entitlement(case(name)))
    table = visitor.tree.xpath("//table[.//td[@data-label]]")[0]
    shown = [[" ".join(td.text_content().split()) for td in tr.xpath("td")] for tr in table.xpath("tbody/tr")]
    assert shown == rows
    assert "estimate, not a decision" in visitor.main()
    assert "POST /api/check" in visitor.main()


def test_all_problems_at_once_linked_to_their_cells(visitor: Visitor) -> None:
    visitor.open(f"{GRID}?example=maria")
    visitor.send(
        GRID,
        "check",
        person__birth_date="",
        row__0__end="31.02.1990",
        row__1__country="Kanada",
        row__2__earnings="a lot",
    )
    assert visitor.status == 422
    links = visitor.tree.xpath("//*[@id='problems']//a/@href")
    assert links == ["#person-birth_date", "#row-1-end", "#row-2-country", "#row-3-earnings"]
    for link in links:
        field = visitor.tree.xpath(f"//*[@id='{link[1:]}']")[0]
        assert field.get("aria-invalid") == "true"
        assert visitor.tree.xpath(f"//*[@id='{field.get('aria-describedby')}']")
    assert cell(visitor, 1, "end").get("value") == "31.02.1990"
    visitor.send(
        GRID,
        "check",
        person__birth_date="1960-05-12",
        row__0__end="1990-12-31",
        row__1__country="Canada",
        row__2__earnings="41000",
    )
    assert visitor.status == 200
    assert "CAD 165.36" in visitor.main()


def test_dates_of_a_spreadsheet_are_rewritten_once_it_is_said_which_number_is_the_day(
    visitor: Visitor,
) -> None:
    visitor.open(f"{GRID}?example=maria")
    written = {
        "person__birth_date": "12/05/1960",
        "row__0__start": "31.12.1983",
        "row__0__end": "1990/12/31",
        "row__1__start": "1984-01-01..13/6/2016",
        "row__2__start": "31/02/2016",
    }
    visitor.send(GRID, "check", **written)
    assert visitor.status == 422
    buttons = visitor.tree.xpath("//*[@id='problems']//button/@value")
    assert buttons == ["days:day", "days:month"]
    visitor.send(GRID, "days:month")
    assert visitor.tree.xpath("//*[@id='person-birth_date']")[0].get("value") == "1960-12-05"
    assert [cell(visitor, 1, c).get("value") for c in ("start", "end")] == ["1983-12-31", "1990-12-31"]
    assert cell(visitor, 2, "start").get("value") == "1984-01-01..2016-06-13"
    assert cell(visitor, 3, "start").get("value") == "31/02/2016", "no day at all stays as it was typed"
    assert "days:" not in str(visitor.tree.xpath("//*[@id='problems']//button/@value"))


def test_where_dates_can_be_read_in_one_way_only_nothing_is_asked(visitor: Visitor) -> None:
    visitor.open(f"{GRID}?example=maria").send(GRID, "check", row__0__start="31/12/1983")
    assert visitor.tree.xpath("//*[@id='problems']//button/@value") == ["days:day"]
    visitor.send(GRID, "days:day").send(GRID, "check")
    assert visitor.status == 200


def test_problems_stand_in_the_order_of_the_columns(visitor: Visitor) -> None:
    visitor.open(f"{GRID}?example=maria")
    visitor.send(
        GRID, "check", row__0__country="Kanada", row__0__start="x", row__0__end="x", row__0__currency="x"
    )
    links = visitor.tree.xpath("//*[@id='problems']//a/@href")
    assert list(dict.fromkeys(links)) == [
        "#row-1-country", "#row-1-start", "#row-1-end", "#row-1-currency"
    ]  # fmt: skip


def test_names_of_countries_and_kinds_in_the_readers_language(tmp_path: Path) -> None:
    visitor = Visitor(tmp_path, "fr")
    visitor.open(f"{GRID}?example=maria").send(
        GRID, "check", person__residence="Canada", row__0__country="philippines"
    )
    assert visitor.status == 200, visitor.problems()


def test_rows_are_added_and_removed(visitor: Visitor) -> None:
    visitor.open(f"{GRID}?example=maria").send(GRID, "drop:1")
    assert [cell(visitor, n, "scheme").get("value") for n in (1, 2)] == ["PHL-SSS", "CAN-CPP"]
    before = len(visitor.tree.xpath("//table[@id='cells']/tbody/tr"))
    visitor.send(GRID, "rows", **{f"row__{before - 1}__country": "CAN"})
    assert cell(visitor, 3, "country").get("value") == "CAN"


def test_unknown_and_ranges_are_allowed(visitor: Visitor) -> None:
    visitor.open(f"{GRID}?example=maria").send(
        GRID, "check", row__0__earnings="unknown", row__0__start="1984-01-01..1984-06-30"
    )
    assert visitor.status == 200
    assert "between" in visitor.main() or "cannot" in visitor.main()


@pytest.mark.parametrize(
    "header",
    [
        "",
        "country\tscheme\tkind\tstart\tend\tearnings\tearnings_per\tcurrency\n",
        "Country\tScheme\tKind\tFirst day\tLast day\tEarnings\tPer\tCurrency\n",
    ],
)
def test_pasted_rows_become_cells(visitor: Visitor, header: str) -> None:
    text = header + LINE.format(start="1984-01-01", end="1990-12-31") + "\n"
    visitor.open(GRID).send(GRID, "paste", paste=text, **PERSON)
    assert visitor.status == 200, visitor.problems()
    assert cell(visitor, 1, "country").get("value") == "PHL"
    assert cell(visitor, 1, "end").get("value") == "1990-12-31"
    visitor.send(GRID, "check")
    assert visitor.status == 200
    assert "Philippines" in visitor.main()


def test_a_header_in_the_readers_language(tmp_path: Path) -> None:
    visitor = Visitor(tmp_path, "en")
    text = "Country;Kind;First day;Last day;Earnings;Per;Currency\nPhilippines;employment;1984-01-01;1990-12-31;3000;month;PHP"
    visitor.open(GRID).send(GRID, "paste", paste=text, **PERSON)
    assert cell(visitor, 1, "country").get("value") == "Philippines"
    visitor.send(GRID, "check")
    assert visitor.status == 200


def test_ten_thousand_rows_of_one_person_page_by_page(visitor: Visitor) -> None:
    days = [(date(1984, 1, 1) + timedelta(days=n)).isoformat() for n in range(10_000)]
    lines = [LINE.format(start=day, end=day) for day in days]
    lines[5_000] = LINE.format(start=days[5_000], end="31.02.1990")
    visitor.open(GRID).send(GRID, "paste", paste="\n".join(lines), **PERSON)
    assert visitor.status == 200
    assert "Row 5,001" in visitor.main() or "Row 5001" in visitor.main()
    page = visitor.tree.xpath("//*[@id='problems']//button[starts-with(@value, 'page:')]/@value")
    visitor.send(GRID, "page:5000")
    assert cell(visitor, 5001, "end").get("value") == "31.02.1990"
    visitor.send(GRID, "check", row__5000__end=days[5_000])
    assert visitor.status == 422
    assert f"more than {MAX_COMPUTED}" in visitor.main()
    assert len(visitor.text) < 3_000_000
    assert page


def test_ten_thousand_rows_of_many_persons(visitor: Visitor) -> None:
    head = "person_id\tbirth_date\tresidence\tclaim_date\tcountry\tkind\tstart\tend\tearnings\tearnings_per\tcurrency"
    row = "p{n}\t1960-05-12\tCAN\t2025-06-01\tPHL\temployment\t1984-01-01\t1990-12-31\t3000\tmonth\tPHP"
    visitor.open(GRID).send(GRID, "paste", paste="\n".join([head, *(row.format(n=n) for n in range(10_000))]))
    assert visitor.status == 200
    assert "10,000 persons" in visitor.heading()
    visitor.send("/check/person", person="p7777")
    assert visitor.status == 200
    assert cell(visitor, 1, "country").get("value") == "PHL"
    visitor.send(GRID, "check")
    assert visitor.status == 200


def test_more_rows_than_are_read_are_refused_in_words(visitor: Visitor) -> None:
    visitor.open(GRID).send(GRID, "paste", paste="PHL\n" * 20_001)
    assert visitor.status == 422
    assert "at most" in visitor.problems()[0]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_form_that_is_offered_can_be_uploaded(visitor: Visitor, kind: str) -> None:
    visitor.open(f"/check/template.{kind}")
    content = visitor.answer.content
    visitor.open(GRID).send("/check/upload", files={"file": (f"careers.{kind}", content)})
    assert visitor.status == 200, visitor.main()
    assert visitor.problems() == []
    assert visitor.form(GRID).fields["person_id"] == "example"
    visitor.send(GRID, "check")
    assert visitor.status == 200


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.xlsx", b"PK\x03\x04nonsense", ""),
        ("x.csv", b"", "Choose a file"),
        ("x.csv", b"\x00\x01\x02" * 100, ""),
        ("x.yaml", b"a: &a [*a, *a]", "anchors"),
        ("x.yaml", b"person: [1, 2", ""),
        ("../../etc/passwd", b"a,b\n1,2", "no header"),
        ("x.pdf", b"%PDF-1.7 ...", "a PDF"),
        ("x.parquet", b"PAR1junk", ""),
    ],
)
def test_files_that_are_no_careers_are_refused_in_words(
    visitor: Visitor, name: str, content: bytes, said: str
) -> None:
    visitor.open(GRID).send("/check/upload", files={"file": (name, content)})
    assert visitor.status in (200, 422)
    assert visitor.problems()
    assert said in visitor.main()
    assert "Traceback" not in visitor.text


HOSTILE = [
    "<script>alert(1)</script>",
    "{{ 7*7 }}{% include 'x' %}",
    "=cmd|' /C calc'!A0",
    "'; DROP TABLE saved_case; --",
    "\x00\x1b[31m\U0001f600\u202e",
    "9" * 400,
    "a" * 5000,
    "../../../etc/passwd",
    "#panic()",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_input_in_every_field_is_shown_as_text(visitor: Visitor, hostile: str) -> None:
    visitor.open(f"{GRID}?example=asha")
    fields = [n for n in visitor.form(GRID).fields if n.startswith(("person.", "row.0.", "fact."))]
    assert len(fields) > 18
    visitor.send(GRID, "check", **{name.replace(".", "__"): hostile for name in fields})
    assert visitor.status == 422
    assert "<script>alert" not in visitor.text
    assert "Traceback" not in visitor.text
    for field in fields if hostile in HOSTILE[:1] else ():
        visitor.open(f"{GRID}?example=asha").send(GRID, "check", **{field.replace(".", "__"): hostile})
        assert visitor.status in (200, 422), field
        assert "<script>alert" not in visitor.text


@pytest.mark.parametrize("field", ["before", "after", "case", "person_id", "do"])
@pytest.mark.parametrize(
    "hostile", ["{", "[" * 5000, "\x00", "9" * 9000, pack([[1]]), pack([{"country": {"a": 1}}])]
)
def test_hostile_hidden_fields(visitor: Visitor, field: str, hostile: str) -> None:
    visitor.open(f"{GRID}?example=maria").send(GRID, **{field: hostile})
    assert visitor.status in (200, 422)
    assert "Traceback" not in visitor.text


def result(visitor: Visitor, name: str = "maria") -> Visitor:
    return visitor.open(f"{GRID}?example={name}").send(GRID, "check")


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_letters_in_every_language_and_in_two(visitor: Visitor, language: str) -> None:
    office = "fr" if language == "en" else "en"
    result(visitor).send("/check/letter.pdf", language=language, office=office)
    assert visitor.answer.headers["content-type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(visitor.answer.content))
    assert reader.trailer["/Root"]["/Lang"] == language
    assert "165" in "".join(page.extract_text() for page in reader.pages)
    result(visitor).send("/check/letter.pdf", to="/check/letter", language=language)
    assert visitor.tree.get("lang") == language
    assert "script" not in visitor.answer.headers["content-security-policy"]


def test_the_case_comes_out_as_it_went_in(visitor: Visitor) -> None:
    result(visitor).send("/check/case.yaml")
    found = yaml.safe_load(visitor.answer.text)
    original = yaml.safe_load((CASES / "maria.yaml").read_text(encoding="utf-8"))
    assert found["periods"][0]["earnings"] == original["periods"][0]["earnings"]
    assert found["person"] == {**original["person"], "birth_date": "1960-05-12"}
    content = visitor.answer.content
    visitor.open(GRID).send("/check/upload", files={"file": ("case.yaml", content)})
    assert visitor.problems() == []
    result(visitor).send("/check/case.yaml", to="/check/answer")
    assert json.loads(visitor.answer.text)["format"] == "corridor.answer/1"
    result(visitor).send("/check/edit")
    assert cell(visitor, 1, "country").get("value") == "PHL"


DRAFTS = Path(__file__).parents[3] / "src" / "corridor" / "agreements" / "drafts"


def test_a_draft_agreement_stands_beside_those_in_force(visitor: Visitor) -> None:
    drafts = sorted(DRAFTS.glob("ind-are.yaml"))
    if not drafts:
        pytest.skip("the built-in draft between India and the Emirates is not there")
    result(visitor, "asha")
    form_to_result = [f for f in visitor.tree.forms if f.get("enctype")]
    assert form_to_result
    visitor.send("/check/result", files={"file": ("draft.yaml", drafts[0].read_bytes())})
    assert visitor.status == 200, visitor.problems()
    assert "With the draft" in visitor.main()
    visitor.send("/check/letter.pdf", language="en", office="")
    assert visitor.answer.content.startswith(b"%PDF")


def test_a_draft_that_was_tried_in_vain_is_named(visitor: Visitor) -> None:
    drafts = sorted(DRAFTS.glob("ind-are.yaml"))
    if not drafts:
        pytest.skip("the built-in draft between India and the Emirates is not there")
    visitor.open(f"{GRID}?example=asha")
    visitor.send(GRID, "check", row__0__end="2004-03-31", row__1__start="2022-06-01")
    visitor.send("/check/result", files={"file": ("draft.yaml", drafts[0].read_bytes())})
    assert visitor.status == 200
    assert "We also tried this agreement" in visitor.main()


def test_what_the_page_says_about_reproducing_it_runs(
    visitor: Visitor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from corridor.cli.main import run_cli

    result(visitor)
    case_file, shell, python = (code.text_content() for code in visitor.tree.xpath("//pre/code"))
    monkeypatch.chdir(tmp_path)
    Path("case.yaml").write_text(case_file, encoding="utf-8")
    exec(compile(python, "page", "exec"), {})
    assert "CAD 165.36" in capsys.readouterr().out
    for line in shell.splitlines():
        program, *arguments = shlex.split(line)
        assert program == "corridor"
        assert run_cli(arguments) == 0
        assert "165.36" in capsys.readouterr().out


def test_a_wrong_draft_is_refused_with_every_problem(visitor: Visitor) -> None:
    result(visitor).send("/check/result", files={"file": ("draft.yaml", b"id: X\nparties: [1]")})
    assert visitor.status == 422
    assert visitor.problems()
    result(visitor).send("/check/result", files={"file": ("draft.yaml", b"\xff\xfe\x00")})
    assert visitor.status == 422


def test_the_language_changes_without_losing_what_was_typed(visitor: Visitor) -> None:
    visitor.open(f"{GRID}?example=maria").send(GRID, "language", to=f"{GRID}?lang=ar", row__0__note="my note")
    assert visitor.tree.get("dir") == "rtl"
    assert cell(visitor, 1, "note").get("value") == "my note"
    result(visitor).send("/check/result", "language", to="/check/result?lang=es")
    assert visitor.status == 200
    assert visitor.tree.get("lang") == "es"


def test_nothing_is_stored_unless_it_is_saved(visitor: Visitor, tmp_path: Path) -> None:
    result(visitor)
    assert list(tmp_path.rglob("*")) == []


def test_a_packed_field_cannot_unfold_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    assert unpack(pack([{"a": "é"}])) == [{"a": "é"}]
    monkeypatch.setattr(forms, "MAX_UNPACKED", 100_000)
    assert len(pack("x" * 1_000_000)) < 5_000
    with pytest.raises(ValueError, match="larger"):
        unpack(pack("x" * 1_000_000))
