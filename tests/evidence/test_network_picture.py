"""The picture of the network: well-formed, of the year, complete, and usable without a connection."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from corridor.cli.main import BAD_INPUT, OK, run_cli
from corridor.evidence.network import network
from corridor.evidence.network.layout import bound_pairs, places, spans
from corridor.evidence.network.picture import network_html, network_svg

SVG = "{http://www.w3.org/2000/svg}"


def chords(svg: str) -> set[tuple[str, str]]:
    root = ElementTree.fromstring(svg)
    return {
        (p.get("data-a", ""), p.get("data-b", "")) for p in root.iter(f"{SVG}path") if p.get("class") == "c"
    }


def test_every_country_of_the_table_has_one_place_by_region() -> None:
    where = places(network().countries)
    assert set(where) == set(network().countries)
    assert len({round(p.angle, 6) for p in where.values()}) == len(where)
    runs = [p.region for p in where.values()]
    assert len(set(runs)) == sum(a != b for a, b in zip(["", *runs], runs, strict=False))


def test_the_picture_shows_the_agreements_of_its_year() -> None:
    then, now = chords(network_svg(1990)), chords(network_svg(2020))
    assert ("CAN", "IND") in now and ("CAN", "IND") not in then
    assert ("AUS", "GBR") not in now and ("AUS", "GBR") in chords(network_svg(1995))
    assert ("CHE", "ITA") in then and ("CHE", "ITA") not in now, (
        "overtaken by the regulations: a ring, no chord"
    )
    assert ("CAN", "JAM") not in now and ("CAN", "JAM") in chords(network_svg(2020, confidence="low"))


def test_the_picture_says_year_counts_and_completeness() -> None:
    text = " ".join(t for t in ElementTree.fromstring(network_svg(2013)).itertext())
    many, two, fees = bound_pairs(network())[2013]
    assert "2013" in text and f"{many + two:,} pairs" in text and f"{fees:,} more" in text
    assert "627" in text and "may exist" in text


def test_spans_of_a_pair_do_not_overlap() -> None:
    by_pair: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for s in spans(network()):
        by_pair.setdefault((s.a, s.b), []).append((s.first, s.last))
    for runs in by_pair.values():
        runs.sort()
        assert all(a[1] < b[0] for a, b in pairwise(runs))


def test_the_page_is_whole_and_needs_no_connection() -> None:
    page = network_html(2010, country="PHL")
    assert "%%" not in page
    outside = re.findall(r"(?:src|href)=|url\(|@import|fetch\(", page)
    assert not outside
    assert set(re.findall(r"https?://[\w.]+", page)) == {"http://www.w3.org"}
    data = json.loads(re.search(r"const DATA = (.*), START = ", page).group(1).replace("<\\/", "</"))  # type: ignore[union-attr]
    assert data["names"]["PHL"] == "Philippines"
    assert any(row[0] == "AUT" and row[1] == "PHL" for row in data["two"])
    assert data["pairs"]["2010"] == list(bound_pairs(network())[2010])


def test_wrong_years_and_countries_are_told_together() -> None:
    with pytest.raises(ValueError, match=r"1950 to 2025.*ZWE"):
        network_svg(1900, country="ZWE")


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = run_cli([str(a) for a in arguments])
    out, err = capsys.readouterr()
    return code, out, err


def test_command_writes_pictures_and_counts(capsys: pytest.CaptureFixture[str], tmp_path) -> None:  # type: ignore[no-untyped-def]
    for name in ("network.svg", "network.html"):
        code, _, err = run(capsys, "network", "-o", tmp_path / name, "--year", 2020)
        assert code == OK and name in err
        assert "2020" in (tmp_path / name).read_text(encoding="utf-8")
    code, out, _ = run(capsys, "network", "--year", 2013, "--json")
    assert code == OK
    assert json.loads(out)["completeness"]["issa_bilateral"] == 627
    assert run(capsys, "network", "-o", tmp_path / "network.pdf")[0] == BAD_INPUT
    assert run(capsys, "network", "-o", tmp_path / "n.svg", "--year", 1900)[0] == BAD_INPUT


def test_agreements_of_a_pair_on_a_day(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "agreements", "MAR", "DEU", "--on", "2012-01-01")
    assert code == OK
    for said in (
        "is modelled. That does not say that none exists",
        "since 1986-08-01",
        "nationals of the parties",
        "modelled: no",
        "confidence: high",
        "ISSA counts 627 bilateral and 19 multilateral",
        "Morocco: MAR-CNSS",
    ):
        assert said in out
    code, out, _ = run(capsys, "agreements", "MEX", "USA", "--on", "2020-01-01")
    assert "Nothing that counts as evidence" in out and "signed, not in force" in out
    code, out, _ = run(capsys, "agreements", "ZWE", "ZAF")
    assert code == OK and "knows no agreement between them. One may exist." in out
    code, out, _ = run(capsys, "agreements", "PHL", "--on", "2024-01-01")
    assert "AUT Austria" in out and "CAN-PHL" in out


def test_what_is_modelled_stays_as_it_was(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "agreements")
    assert code == OK and "CAN-MAR:" in out and "world table" not in out
    code, out, _ = run(capsys, "agreements", "XAA", "XBB", "--on", "2015-01-01")
    assert code == OK and "XAA-XBB" in out and "world table" not in out
    code, out, _ = run(capsys, "agreements", "--invented", "--json")
    assert {"XAA-XBB", "CAN-MAR"} <= {i["instrument"] for i in json.loads(out)}


def test_agreements_as_json_are_one_list(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "agreements", "CAN", "MAR", "--on", "2020-01-01", "--json")
    entries = {i["instrument"]: i for i in json.loads(out)}
    assert code == OK
    assert entries["CAN-MAR"]["versions"] and entries["CAN-MAR"]["world"][0]["from"] == "2010-03-01"
    assert entries["can-mar-qc"]["versions"] == [] and entries["can-mar-qc"]["validation"] is None
    assert not entries["can-mar-qc"]["world"][0]["counts_as_evidence"]
    code, out, _ = run(
        capsys, "agreements", "JAM", "CAN", "--on", "2020-01-01", "--json", "--confidence", "low"
    )
    assert json.loads(out)[0]["world"][0]["counts_as_evidence"]


def test_the_picture_speaks_the_readers_language(monkeypatch: pytest.MonkeyPatch) -> None:
    from corridor.evidence.network import drawing, layout, picture
    from corridor.i18n import language

    for module in (layout, picture):
        monkeypatch.setattr(module, "_", lambda text: text.upper() if "{" not in text else f"## {text}")
    with language("fr"):
        said = list(ElementTree.fromstring(network_svg(2013, country="MAR")).itertext())
    assert "## Social security agreements in force on 1 July 2013" in said
    assert "EXPORT ONLY" in said and "NORDIC CONVENTION" in said and "WESTERN AFRICA" in " ".join(said)
    assert any(text.startswith("Maroc") for text in said)
    assert drawing.lines("a b", 0, 0, 9, 9, "red")[0].endswith(">a b</text>")
    with language("ar"):
        assert "\u2067a b\u2069" in drawing.lines("a b", 0, 0, 9, 9, "red")[0]
