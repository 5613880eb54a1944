"""The commands about many persons and about the law that is modelled."""

from __future__ import annotations

import json

import polars as pl
import pytest

from corridor.cli.main import BAD_INPUT, FINDING, OK, run_cli


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = run_cli([str(a) for a in arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


@pytest.fixture
def people(tmp_path):
    """Three invented persons in Arland and Borland, one file."""
    rows = [
        "person_id,birth_date,residence,claim_date,nationality,country,scheme,kind,start,end,earnings,currency"
    ]
    for name, years in (("a", 7), ("b", 12), ("c", 1)):
        rows.append(
            f"{name},1955-03-01,XBB,2024-02-01,XAA,XAA,XAA-PEN,employment,1980-01-01,{1979 + years}-12-31,{years * 9000},XTS"
        )
        rows.append(f"{name},1955-03-01,XBB,2024-02-01,XAA,XBB,XBB-OLD,employment,1995-01-01,2003-12-31,,")
    file = tmp_path / "people.csv"
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return file


def test_run_writes_one_row_a_person_scheme_and_set(capsys, people, tmp_path) -> None:
    output = tmp_path / "results.parquet"
    code, out, err = run(capsys, "run", people, "-o", output)
    assert code == OK
    assert "3 persons" in out
    assert "3 of 3" in err
    table = pl.read_parquet(output)
    assert table.height == 3 * 2 * 2
    assert table["person_id"].to_list() == [p for p in "abc" for _ in range(4)]
    one = table.filter((pl.col("person_id") == "a") & (pl.col("scheme") == "XAA-PEN"))
    assert one["status"].to_list() == ["not entitled", "entitled"]
    assert one["amount"].to_list()[0] is None


def test_run_says_the_same_as_check(capsys, people, tmp_path) -> None:
    output = tmp_path / "results.csv"
    run(capsys, "run", people, "-o", output)
    table = pl.read_csv(output)
    for name in "abc":
        _, out, _ = run(capsys, "check", people, "--person", name, "--json")
        for scenario, results in json.loads(out)["results"].items():
            for e in results:
                row = table.filter(
                    (pl.col("person_id") == name)
                    & (pl.col("scheme") == e["scheme"])
                    & (pl.col("instruments") == scenario)
                ).row(0, named=True)
                assert row["status"] == e["status"]
                if e["amount"] is None:
                    assert row["amount"] is None
                else:
                    assert row["amount"] == pytest.approx(float(e["amount"]["decimal"]), abs=1e-5)


def test_run_refuses_an_output_it_cannot_write(capsys, people, tmp_path) -> None:
    code, _, err = run(capsys, "run", people, "-o", tmp_path / "results.txt")
    assert code == BAD_INPUT
    assert ".parquet or .csv" in err
    code, _, err = run(capsys, "run", people, "-o", tmp_path / "no" / "results.csv")
    assert code == BAD_INPUT
    assert "no folder" in err


def test_run_refuses_a_folder_as_output(capsys, people, tmp_path) -> None:
    (tmp_path / "folder.parquet").mkdir()
    code, _, err = run(capsys, "run", people, "-o", tmp_path / "folder.parquet")
    assert code == BAD_INPUT
    assert "is a folder" in err
    assert not list(tmp_path.glob(".*"))


def test_a_full_disk_ends_the_run_with_a_message(capsys, people, tmp_path, monkeypatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise pl.exceptions.ComputeError("underlying IO error: No space left on device (os error 28)")

    monkeypatch.setattr(pl.DataFrame, "write_parquet", full)
    code, _, err = run(capsys, "run", people, "-o", tmp_path / "results.parquet")
    assert code == BAD_INPUT
    assert "could not be written" in err
    assert "No space left" in err


def test_a_note_of_a_run_that_cannot_be_read_is_no_obstacle(capsys, people, tmp_path) -> None:
    parts = tmp_path / "results.parquet.parts"
    parts.mkdir()
    (parts / "run.json").write_text("{", encoding="utf-8")
    assert run(capsys, "run", people, "-o", tmp_path / "results.parquet")[0] == OK
    assert not parts.exists()


def test_messages_keep_huge_headers_short(capsys, tmp_path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(f"person_id,birth_date,{'A' * 70_000},cl\x1baim\na,1960-01-01,x,y\n", encoding="utf-8")
    code, _, err = run(capsys, "careers", file)
    assert code == BAD_INPUT
    assert max(map(len, err.splitlines())) < 250
    assert "\x1b" not in err


def test_careers_tells_findings_from_errors(capsys, people, tmp_path) -> None:
    assert run(capsys, "careers", people)[0] == OK
    doubled = tmp_path / "doubled.csv"
    lines = people.read_text(encoding="utf-8").splitlines()
    overlap = lines[1].replace("1980-01-01", "1981-01-01")
    doubled.write_text("\n".join([*lines, overlap]) + "\n", encoding="utf-8")
    code, _, err = run(capsys, "careers", doubled)
    assert code == FINDING
    assert "warning" in err
    broken = tmp_path / "broken.csv"
    broken.write_text("\n".join([*lines, lines[1].replace("63000", "-1")]) + "\n", encoding="utf-8")
    assert run(capsys, "careers", broken)[0] == BAD_INPUT


def test_schemes_and_agreements_say_how_far_they_are_validated(capsys) -> None:
    code, out, _ = run(capsys, "schemes")
    assert code == OK
    assert "CAN-OAS" in out
    assert "XAA-PEN" not in out
    code, out, _ = run(capsys, "schemes", "PHL-SSS", "--json")
    scheme = json.loads(out)
    assert scheme["validation"] and scheme["not_modelled"] and scheme["rules"]
    code, out, _ = run(capsys, "agreements", "CAN", "PHL", "--json")
    assert code == OK
    assert "CAN-PHL" in out
    code, _, err = run(capsys, "schemes", "CAN-OSA")
    assert code == BAD_INPUT
    assert "CAN-OAS" in err


def test_agreements_are_dated(capsys) -> None:
    code, out, _ = run(capsys, "agreements", "CAN", "IND", "--on", "2015-07-31")
    assert code == OK
    assert "in force from 2015-08-01" not in out
    code, out, _ = run(capsys, "agreements", "CAN", "IND", "--on", "2015-08-01")
    assert "in force from 2015-08-01" in out


def test_compute_runs_one_rule_exactly(capsys) -> None:
    arguments = (
        "compute",
        "XAA-PEN",
        "pension",
        "average_monthly_earnings=1000.05",
        "insured_months=100",
        "claim=2016-01-01",
    )
    code, out, _ = run(capsys, *arguments)
    # 1000.05 x 3/200 x 100/12 = 125.00625, down to 0.10
    assert (code, out.strip()) == (OK, "125")
    code, _, err = run(capsys, "compute", "XAA-PEN", "pensoin", "insured_months=100")
    assert code == BAD_INPUT
    assert "pensoin" in err
    code, _, err = run(capsys, "compute", "XAA-PEN", "pension", "insured_months")
    assert code == BAD_INPUT
    assert "NAME=VALUE" in err


def test_verify_runs_the_published_examples(capsys) -> None:
    code, out, _ = run(capsys, "verify", "CAN-CPP", "--json")
    results = json.loads(out)
    assert code == OK
    assert len(results) > 10
    assert all(r["agrees"] and r["source"] for r in results)


def test_case_and_template(capsys, tmp_path) -> None:
    code, out, _ = run(capsys, "case", "maria")
    assert code == OK
    copied = tmp_path / "case.yaml"
    copied.write_text(out, encoding="utf-8")
    assert run(capsys, "check", copied)[0] == OK
    for name in ("form.xlsx", "form.csv"):
        assert run(capsys, "template", tmp_path / name)[0] == OK
        assert (tmp_path / name).stat().st_size > 0
    assert run(capsys, "template", tmp_path / "form.doc")[0] == BAD_INPUT


def test_the_demo_shows_three_invented_people(capsys, tmp_path) -> None:
    code, out, _ = run(capsys, "demo", "--people", "-o", tmp_path)
    assert code == OK
    assert "Ten thousand invented careers" in out
    for name in ("maria-letter.html", "maria-explained.html", "ten-thousand-careers.parquet"):
        assert (tmp_path / name).stat().st_size > 1000


@pytest.mark.parametrize(
    "command",
    ["check", "explain", "letter", "careers", "run", "schemes", "agreements", "compute", "verify", "demo"],
)
def test_every_command_has_json_and_help(capsys, command) -> None:
    code, out, _ = run(capsys, command, "--help")
    assert code == OK
    assert "--json" in out
