"""The commands about one person, as a caseworker types them."""

from __future__ import annotations

import json
import shlex

import pytest

from corridor.cli.main import BAD_INPUT, OK, run_cli
from corridor.portability.sample import CASES, case_names

MARIA = CASES / "maria.yaml"


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = run_cli([str(a) for a in arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


@pytest.mark.parametrize("name", case_names())
def test_check_answers_every_built_in_case(capsys, name) -> None:
    code, out, _ = run(capsys, "check", CASES / f"{name}.yaml")
    assert code == OK
    assert "(invented)" in out
    assert "estimate, not a decision" in out
    assert "How sure" in out


def test_check_shows_what_the_agreement_changes(capsys) -> None:
    code, out, _ = run(capsys, "check", MARIA, "--json")
    data = json.loads(out)
    assert code == OK
    none = {e["scheme"]: e for e in data["results"]["none"]}
    force = {e["scheme"]: e for e in data["results"]["in force"]}
    # seven years of 84 contributions: no Philippine pension alone, the share 84/120 by the agreement
    assert none["PHL-SSS"]["status"] == "not entitled"
    assert none["PHL-SSS"]["amount"] is None, "unknown or nothing is never shown as 0"
    assert force["PHL-SSS"]["status"] == "entitled"
    assert force["PHL-SSS"]["fraction"]["exact"] == "7/10"
    # nine years of residence: nine fortieths
    assert force["CAN-OAS"]["own_periods"] is not None
    assert none["CAN-OAS"]["status"] == "not entitled"
    by_scheme = {d["scheme"]: d for d in data["differences"][0]["by_scheme"]}
    gained = by_scheme["PHL-SSS"]
    assert gained["right"] == gained["total"] == force["PHL-SSS"]["amount"]
    assert by_scheme["CAN-CPP"]["total"]["exact"] == "0"


def test_explain_names_article_and_source_of_every_step(capsys) -> None:
    code, out, _ = run(capsys, "explain", MARIA, "--country", "CAN-OAS", "--json")
    trace = json.loads(out)
    assert code == OK
    assert trace["format"] == "corridor.trace/1"
    assert all(step["article"] for step in trace["steps"])
    used = [p for step in trace["steps"] for p in step["parameters"]]
    assert used
    assert all(p["source"]["title"] and p["effective_from"] for p in used)
    assert any("VIII(2)(a)" in step["article"] for step in trace["coordination"])
    amounts = [s["value"] for s in trace["steps"] if s["name"] == "pension"]
    assert amounts == [trace["result"]["amount"]]


def test_explain_reads_as_text_and_as_a_page(capsys, tmp_path) -> None:
    page = tmp_path / "page.html"
    code, out, _ = run(capsys, "explain", MARIA, "--country", "PHL")
    assert code == OK
    assert "Pro rata fraction" in out
    code, out, _ = run(capsys, "explain", MARIA, "--country", "PHL", "--html", page)
    assert code == OK
    assert out == ""
    assert "<!doctype html>" in page.read_text(encoding="utf-8")


def test_explain_without_an_agreement_has_no_steps_of_one(capsys) -> None:
    _, out, _ = run(capsys, "explain", MARIA, "--country", "PHL", "--with", "none", "--json")
    assert json.loads(out)["coordination"] == []


def test_explain_says_what_can_be_explained(capsys) -> None:
    code, _, err = run(capsys, "explain", MARIA, "--country", "FRA")
    assert code == BAD_INPUT
    assert "no periods in FRA" in err
    assert "PHL-SSS" in err
    code, _, err = run(capsys, "explain", MARIA, "--country", "CAN", "--with", "draft")
    assert code == BAD_INPUT
    assert "in force" in err


def test_a_missing_file_is_one_clear_line(capsys, tmp_path) -> None:
    code, out, err = run(capsys, "check", tmp_path / "nothing.yaml")
    assert code == BAD_INPUT
    assert out == ""
    assert "nothing.yaml" in err
    assert "Traceback" not in err


def test_all_problems_of_a_case_come_at_once(capsys, tmp_path) -> None:
    bad = MARIA.read_text(encoding="utf-8")
    bad = (
        bad.replace("1990-12-31", "1990-02-31")
        .replace("currency: CAD", "currency: USD")
        .replace("nationality: [PHL]", "nationality: [Philippines]")
    )
    file = tmp_path / "bad.yaml"
    file.write_text(bad, encoding="utf-8")
    code, _, err = run(capsys, "check", file)
    assert code == BAD_INPUT
    for word in ("1990-02-31", "USD", "PHL"):
        assert word in err
    code, out, _ = run(capsys, "check", file, "--json")
    assert code == BAD_INPUT
    assert len(json.loads(out)["problems"] if isinstance(json.loads(out), dict) else json.loads(out)) >= 3


def test_several_persons_need_a_name(capsys, tmp_path) -> None:
    file = tmp_path / "two.csv"
    file.write_text(
        "person_id,birth_date,residence,claim_date,country,scheme,kind,start,end,earnings,currency\n"
        "a,1955-01-01,XAA,2024-01-01,XAA,XAA-PEN,employment,1980-01-01,1999-12-31,100000,XTS\n"
        "b,1955-01-01,XAA,2024-01-01,XAA,XAA-PEN,employment,1990-01-01,1994-12-31,100000,XTS\n",
        encoding="utf-8",
    )
    code, _, err = run(capsys, "check", file)
    assert code == BAD_INPUT
    assert "--person" in err
    code, out, _ = run(capsys, "check", file, "--person", "b")
    assert code == OK
    assert "not entitled" in out


def test_a_country_without_rules_is_not_modelled_and_never_zero(capsys, tmp_path) -> None:
    file = tmp_path / "case.yaml"
    file.write_text(
        MARIA.read_text(encoding="utf-8")
        + "  - {country: KEN, kind: employment, start: 1992-01-01, end: 1999-12-31, earnings: 5, currency: KES}\n",
        encoding="utf-8",
    )
    code, out, _ = run(capsys, "check", file)
    assert code == OK
    assert "Kenya" in out
    assert "not modelled" in out


def test_a_scheme_with_no_recorded_periods_is_asked_for(capsys, tmp_path) -> None:
    lines = MARIA.read_text(encoding="utf-8").splitlines(keepends=True)
    file = tmp_path / "case.yaml"
    file.write_text("".join(line for line in lines if "CAN-OAS" not in line), encoding="utf-8")
    code, out, _ = run(capsys, "check", file)
    assert code == OK
    assert "no periods of residence in Canada are recorded" in out


def test_unknown_earnings_give_bounds_or_the_deciding_record(capsys, tmp_path) -> None:
    file = tmp_path / "case.yaml"
    file.write_text(
        MARIA.read_text(encoding="utf-8").replace("earnings: 41000", "earnings: 20000..60000"),
        encoding="utf-8",
    )
    _, out, _ = run(capsys, "check", file, "--json")
    found = {e["scheme"]: e for e in json.loads(out)["results"]["in force"]}["CAN-CPP"]
    assert found["status"] == "entitled"
    assert found["amount"] is None
    assert float(found["amount_low"]["decimal"]) < float(found["amount_high"]["decimal"])


def test_the_letter_is_whole_and_escaped(capsys, tmp_path) -> None:
    file = tmp_path / "case.yaml"
    file.write_text(
        MARIA.read_text(encoding="utf-8").replace(
            "title: Maria (invented), domestic worker, then care aide", "title: <b>Maria</b> (invented)"
        ),
        encoding="utf-8",
    )
    letter = tmp_path / "letter.html"
    code, _, _ = run(capsys, "letter", file, "-o", letter)
    text = letter.read_text(encoding="utf-8")
    assert code == OK
    assert "<b>Maria</b>" not in text
    assert "&lt;b&gt;Maria" in text
    for words in (
        "estimate, not a decision",
        "What to bring",
        "Where to claim",
        "You have a choice",
        "The periods we counted",
    ):
        assert words in text
    assert "http://" not in text.replace("http://www.w3.org", "")


def test_the_letter_as_pdf_in_the_language_asked_for(capsys, tmp_path) -> None:
    from pypdf import PdfReader

    letter = tmp_path / "letter.PDF"
    code, _, _ = run(capsys, "letter", MARIA, "-o", letter, "--language", "es", "--office-language", "en")
    reader = PdfReader(letter)
    assert code == OK
    assert reader.trailer["/Root"]["/Lang"] == "es"
    assert "estimate, not a decision" in "".join(page.extract_text() for page in reader.pages)


def test_a_person_lives_in_a_country_with_its_article(capsys, tmp_path) -> None:
    file = tmp_path / "case.yaml"
    text = MARIA.read_text(encoding="utf-8").replace("residence: CAN", "residence: PHL")
    file.write_text(text, encoding="utf-8")
    code, out, _ = run(capsys, "check", file)
    assert code == OK
    assert "lives in the Philippines," in " ".join(out.split())


def test_the_printed_hint_names_the_same_options_and_works(capsys, tmp_path) -> None:
    file = tmp_path / "two people.csv"
    head = "person_id,birth_date,claim_date,residence,nationality,country,kind,start,end\n"
    rows = [f"{p},1955-01-01,2025-01-01,CAN,CAN,CAN,residence,1980-01-01,2020-12-31\n" for p in "ab"]
    file.write_text(head + "".join(rows), encoding="utf-8")
    _, out, _ = run(capsys, "check", file, "--person", "b")
    hint = shlex.split(out.strip().splitlines()[-1].removeprefix("Every step: "))
    assert hint[1:] == ["explain", str(file), "--country", "CAN", "--person", "b"]
    assert run(capsys, *hint[1:])[0] == OK


def test_a_person_without_periods_is_told_so(capsys, tmp_path) -> None:
    file = tmp_path / "case.yaml"
    file.write_text(
        "claim_date: 2024-02-29\nperson: {id: a, birth_date: 1960-01-01, residence: CAN}\nperiods: []\n",
        encoding="utf-8",
    )
    code, out, _ = run(capsys, "check", file)
    assert code == OK
    assert "No periods in a scheme that is modelled" in out
    assert "How sure" not in out


def test_country_codes_in_small_letters(capsys) -> None:
    assert run(capsys, "explain", MARIA, "--country", "can")[0] == OK


def test_a_draft_with_schemes_that_are_not_modelled_is_warned_about(capsys, tmp_path) -> None:
    draft = tmp_path / "draft.yaml"
    draft.write_text(
        "instrument: CAN-PHL-2\ntitle: Draft\nkind: bilateral\nparties: [CAN, PHL]\ndraft: true\nvalidation: draft\n"
        "text: {title: Draft}\nversions:\n  - version: draft\n    schemes: [CAN-OLD, PHL-SSS]\n"
        "    personal_scope: {covers: insured}\n    benefits: {PHL-SSS: {method: export-only, article: Art. 1}}\n",
        encoding="utf-8",
    )
    code, _, err = run(capsys, "check", MARIA, "--draft", draft)
    assert code == OK
    assert "not modelled" in err
    assert "CAN-OLD" in err
    assert "PHL-SSS" not in err


@pytest.mark.parametrize("given", ["full_pension=x", "full_pension=2020-01-01", "full_pension=1/0"])
def test_compute_refuses_values_of_the_wrong_kind(capsys, given) -> None:
    code, _, err = run(capsys, "compute", "CAN-OAS", "partial_pension", given, "residence_years=3")
    assert code == BAD_INPUT
    assert "Traceback" not in err
    assert "full_pension" in err


def test_problems_are_told_in_the_language_asked_for(capsys, tmp_path) -> None:
    file = tmp_path / "case.yaml"
    file.write_text("claim_date: 2016-05-40\nperson: {id: x}\nperiods: []\n", encoding="utf-8")
    assert run_cli(["check", str(file), "--language", "fr"]) == BAD_INPUT
    head, first, *_rest = capsys.readouterr().err.splitlines()
    assert head.startswith("3 erreurs et 1 avertissement")
    assert first.split()[0] == "ligne"


def test_a_case_as_json_is_a_case_file(tmp_path, capsys) -> None:
    assert run_cli(["case", "maria", "--json"]) == OK
    file = tmp_path / "maria.json"
    file.write_text(capsys.readouterr().out, encoding="utf-8")
    assert run_cli(["check", str(file), "--json"]) == OK
    assert run_cli(["template", str(tmp_path / "form.xlsx"), "--json"]) == OK
