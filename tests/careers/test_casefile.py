"""Case files: lines and paths of problems, and what a YAML or JSON text may not do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from corridor.careers.casefile import example
from tests.careers.material import problems_of, read_text

CASE = """\
title: Maria (invented)
invented: true
person:
  id: maria
  birth_date: 1960-05-12
  sex: female
  nationality: [PHL, CAN]
  residence: CAN
claim_date: 2025-06-01
facts:
  SAU-EOSB: {end_reason: resignation, days_absent: 12}
periods:
  - country: PHL
    kind: employment
    start: 1984-01-01
    end: 1990-12-31
    earnings: 1000..1500
    currency: PHP
  - {country: SAU, kind: employment, start: 1991-01-01, end: 1995-12-31, earnings: unknown, note: lost}
"""


@pytest.mark.parametrize("name", ["case.yaml", "case.yml", "case.txt", "case"])
def test_a_case(tmp_path: Path, name: str) -> None:
    careers = read_text(tmp_path, name, CASE)
    career = careers.person("maria")
    assert career.person.title == "Maria (invented)"
    assert career.person.invented is True
    assert career.person.nationality == ("PHL", "CAN")
    assert career.person.facts == {"SAU-EOSB.end_reason": "resignation", "SAU-EOSB.days_absent": 12}
    assert [p.scheme for p in career.periods] == ["PHL-SSS", "SAU-EOSB"]
    assert career.periods[1].earnings == "unknown"


def test_json_and_lists_of_cases_say_the_same(tmp_path: Path) -> None:
    plain = yaml.load(CASE, Loader=yaml.BaseLoader)
    first = read_text(tmp_path, "a.yaml", CASE)
    for name, content in (
        ("a.json", json.dumps(plain, indent="\t")),
        ("a.txt", json.dumps({"cases": [plain]})),
        ("b.yaml", yaml.safe_dump({"cases": [plain]})),
    ):
        careers = read_text(tmp_path, name, content)
        assert careers.periods.equals(first.periods), name
        assert careers.persons.equals(first.persons), name
    assert len(read_text(tmp_path, "e.json", json.dumps(example()))) == 1


@pytest.mark.parametrize(
    ("old", "new", "line", "path", "said"),
    [
        ("residence: CAN", "residence: NO", 8, "person.residence", "NOR (here it is read as text"),
        ("sex: female", "sex: no", 6, "person.sex", "female or male"),
        ("1984-01-01", "1984-02-31", 15, "periods[0].start", "February 1984 has 29 days"),
        ("1984-01-01", "~", 15, "periods[0].start", "nothing stands here"),
        ("    start: 1984-01-01\n", "", 13, "periods[0].start", "nothing stands here"),
        ("1000..1500", "1.000,50", 17, "periods[0].earnings", "expected a decimal point"),
        ("1000..1500", "[1000, 1500]", 17, "periods[0].earnings", "one value"),
        ("    earnings: 1000..1500\n", "", 13, "periods[0].earnings", "PHL-SSS needs earnings"),
        ("kind: employment\n", "kind: employement\n", 14, "periods[0].kind", "did you mean employment?"),
        ("currency: PHP", "curency: PHP", 18, "periods[0].curency", "did you mean currency?"),
        ("  birth_date: 1960-05-12\n", "", 4, "person.birth_date", "nothing stands here"),
        ("claim_date: 2025-06-01\n", "", 1, "claim_date", "nothing stands here"),
        (
            "end_reason: resignation",
            "end_reason: fired",
            11,
            "facts.SAU-EOSB.end_reason",
            "resignation or dismissal",
        ),
        ("end_reason: resignation", "reason: x", 11, "facts.SAU-EOSB.reason", "asks for no such fact"),
        (
            "facts:\n  SAU-EOSB: {end_reason: resignation, days_absent: 12}",
            "facts: 3",
            10,
            "facts",
            "expected fields",
        ),
        ("nationality: [PHL, CAN]", "nationality: [[PHL], CAN]", 7, "person.nationality", "list of words"),
        ("invented: true", "invented: true\ninvented: true", 3, "invented", "stands twice (first in line 2)"),
        ("invented: true", "Invented: true\ninvented: true", 3, "invented", "stands twice"),
        ("title: Maria (invented)", "title: &a Maria", 1, None, "anchors and aliases"),
        ("title: Maria (invented)", "title: !!python/name:os.system x", 1, None, "tags"),
        ("title: Maria (invented)", "title: [[[[[[[[[[x]]]]]]]]]]", 1, None, "nested deeper"),
        ("title: Maria (invented)", "title: 'Maria", None, None, "no valid YAML"),
        ("title: Maria (invented)", "\ttitle: Maria", 1, None, "no valid YAML"),
        ("title: Maria (invented)", "? [a]\n: b", 1, None, "name of a field"),
        (CASE[CASE.index("periods:") :], "", 1, "periods", "no periods"),
        (CASE[CASE.index("periods:") :], "periods: none", 12, "periods", "list of periods"),
        (CASE[CASE.index("periods:") :], "periods: [1]", 12, "periods[0]", "expected fields"),
        ("claim_date: 2025-06-01", "---\nclaim_date: 2025-06-01", 9, None, "second document"),
    ],
)
def test_line_and_path(
    tmp_path: Path, old: str, new: str, line: int | None, path: str | None, said: str
) -> None:
    assert old in CASE
    found = problems_of(lambda: read_text(tmp_path, "case.yaml", CASE.replace(old, new, 1)))
    hits = [p for p in found if said in p.expected and p.severity == "error"]
    assert hits, [str(p) for p in found]
    if line is not None:
        assert (hits[0].row, hits[0].column) == (line, path)
        assert f"line {line}" in str(hits[0])


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.json", '{"person": {"id": 1,}}', "no valid JSON"),
        ("a.json", "[" * 100_000, "nested deeper"),
        ("a.json", '{"a":' * 100_000, "nested deeper"),
        ("a.yaml", "a: " + "{b: " * 5000, "nested deeper"),
        ("a.yaml", "- " * 5000 + "x", "nested deeper"),
        ("a.yaml", "just words", "expected a case"),
        ("a.yaml", "# nothing\n", "empty"),
        ("a.yaml", "cases: []", "empty"),
        ("a.yaml", "cases: {a: b}", "list of cases"),
        ("a.yaml", "cases: [3]", "expected fields"),
        ("a.yaml", "cases: [{}]\nperson: {}", "beside cases"),
        ("a.yaml", "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]", "anchors and aliases"),
        ("a.yaml", "x: " + "y" * 11_000_000, "use tables"),
        ("a.json", '{"person": {"id": "\\ud800"}}', "nothing stands here"),
        ("a.json", '{"person": NaN}', "expected fields"),
    ],
)
def test_what_is_refused(tmp_path: Path, name: str, text: str, said: str) -> None:
    found = problems_of(lambda: read_text(tmp_path, name, text))
    assert any(said in p.expected for p in found), [str(p) for p in found]


def test_a_person_without_periods_is_a_warning(tmp_path: Path) -> None:
    careers = read_text(tmp_path, "a.yaml", CASE[: CASE.index("periods:")] + "periods: []\n")
    assert len(careers) == 1
    assert careers.periods.height == 0
    assert [p.expected for p in careers.warnings] == ["this person has no period"]
