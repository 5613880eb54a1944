"""The agreement table: checked rows, who is bound to whom on a day, and what does not count as evidence."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from corridor.agreements import all_instruments
from corridor.evidence.network import (
    KNOWN_UNTIL,
    Network,
    completeness,
    counts,
    network,
    pair_frame,
    read_table,
)
from corridor.evidence.network.table import FOLDER
from corridor.evidence.network.words import METHODS, STANDINGS
from corridor.evidence.problems import EvidenceProblems


def standing(a: str, b: str, on: str, instrument: str, confidence: str = "medium") -> str:
    found = network().between(a, b, date.fromisoformat(on), confidence=confidence).findings
    return next(f.standing for f in found if f.bond.instrument == instrument)


def binding(a: str, b: str, on: str, confidence: str = "medium") -> set[str]:
    relation = network().between(a, b, date.fromisoformat(on), confidence=confidence)
    return {f.bond.instrument for f in relation.findings if f.standing == "binding"}


def test_every_row_has_confidence_source_and_a_basis_of_its_date() -> None:
    table = read_table()
    assert len(table.bonds) > 2000
    for bond in table.bonds:
        assert bond.confidence in ("high", "medium", "low")
        assert bond.sources
        assert (bond.starts is None) == (bond.date_basis == "unknown")
        if bond.confidence == "low":
            assert bond.date_basis in ("not read", "unknown"), bond
        if bond.kind == "bilateral" and bond.date_basis == "read":
            assert bond.confidence == "high", bond
        grades = {table.sources[key.partition(":")[0]].grade for key in bond.sources}
        if bond.confidence == "high":
            assert grades & {"official", "reproduction", "secondary", "press"}, bond


def test_no_pair_has_two_agreements_of_one_kind_without_saying_which_yields() -> None:
    for day in (date(1975, 1, 1), date(2000, 1, 1), date(2013, 7, 1), KNOWN_UNTIL):
        seen = Counter(
            (f.bond.a, f.bond.b, f.bond.method)
            for f in network().standing(day, confidence="low")
            if f.standing == "binding" and f.bond.kind == "bilateral" and not f.bond.territory
        )
        assert not [pair for pair, n in seen.items() if n > 1]


def test_germany_and_morocco_in_2012() -> None:
    relation = network().between("MAR", "DEU", date(2012, 1, 1))
    assert (relation.a, relation.b) == ("DEU", "MAR")
    first = relation.findings[0]
    assert first.bond.instrument == "deu-mar"
    assert first.bond.method == "coordination"
    assert first.bond.persons == "nationals"
    assert first.bond.starts == date(1986, 8, 1)
    assert first.counts and first.bond.confidence == "high"
    assert {f.bond.method for f in relation.binding} == {"coordination", "equal-treatment"}
    assert first.as_dict()["from"] == "1986-08-01"


def test_dates_of_force_are_first_and_last_days() -> None:
    assert "deu-ind-2009" in binding("DEU", "IND", "2017-04-30")
    assert binding("DEU", "IND", "2017-05-01") == {"deu-ind-2017"}
    assert standing("DEU", "IND", "2017-05-01", "deu-ind-2009") == "ended"
    assert binding("AUS", "GBR", "2001-02-28") == {"aus-gbr"}
    assert binding("AUS", "GBR", "2001-03-01") == set()
    assert standing("CAN", "IND", "2015-07-31", "can-ind") == "later"
    assert binding("CAN", "IND", "2015-08-01") == {"can-ind"}


def test_a_gap_between_two_agreements_is_a_gap() -> None:
    assert binding("CHE", "XKX", "2010-03-31", "low") == {"che-xkx-1964"}
    assert binding("CHE", "XKX", "2010-04-01", "low") == set()
    assert binding("CHE", "XKX", "2019-09-01") == {"che-xkx-2019"}


def test_unconfirmed_and_undated_rows_are_leads_and_never_evidence() -> None:
    on = "2020-01-01"
    assert standing("JAM", "CAN", on, "can-jam") == "lead"
    assert binding("JAM", "CAN", on) == set()
    assert binding("JAM", "CAN", on, "low") == {"can-jam"}
    assert standing("LUX", "MAR", on, "lux-mar") == "undated"
    assert "lux-mar" not in binding("LUX", "MAR", on, "low")
    assert standing("MEX", "USA", on, "mex-usa") == "signed"
    relation = network().between("JAM", "CAN", date(2020, 1, 1))
    assert not relation.binding and len(relation.leads) == 1
    for f in network().standing(date(2020, 1, 1)):
        if f.counts:
            assert f.bond.confidence != "low" and f.bond.starts is not None
    assert "low" not in pair_frame(date(2020, 1, 1))["confidence"].unique()
    assert "low" in pair_frame(date(2020, 1, 1), confidence="low")["confidence"].unique()


def test_accessions_bind_a_pair_from_the_later_of_two_days() -> None:
    def starts(a: str, b: str, instrument: str) -> date | None:
        return next(x.starts for x in network().timeline(a, b) if x.instrument == instrument)

    assert starts("ESP", "PER", "cmiss") == date(2016, 10, 20)
    assert starts("BRA", "ESP", "cmiss") == date(2011, 5, 19)
    assert starts("CHL", "COL", "cmiss") == date(2023, 8, 1)
    assert starts("BRB", "JAM", "caricom") == date(1997, 5, 28)
    assert starts("ATG", "JAM", "caricom") == date(1998, 8, 3)
    assert starts("ARE", "SAU", "gcc") == date(2007, 1, 1)
    assert starts("HRV", "DEU", "eu-883") == date(2013, 7, 1)
    assert starts("POL", "DEU", "eu-1408") == date(2004, 5, 1)
    assert starts("AUT", "ITA", "eu-1408") == date(1995, 1, 1)


def test_a_withdrawal_ends_the_pair() -> None:
    assert "cis-1992" in binding("RUS", "KAZ", "2022-12-31")
    assert "cis-1992" not in binding("RUS", "KAZ", "2023-01-01")
    assert "eaeu" in binding("RUS", "KAZ", "2023-01-01")
    assert "eu-883" in binding("GBR", "ESP", "2020-12-31")
    assert binding("GBR", "ESP", "2021-01-01") == {"eu-uk-tca"}


def test_members_of_a_hub_are_not_bound_to_each_other() -> None:
    assert "eec-tur" in binding("DEU", "TUR", "2000-01-01")
    assert not any(x.instrument == "eec-tur" for x in network().timeline("DEU", "FRA"))
    assert "eea-1408" in binding("NOR", "ESP", "2011-01-01")
    assert "eea-883" in binding("NOR", "ESP", "2013-01-01")
    assert not any(x.instrument.startswith("eea") for x in network().timeline("DEU", "ESP"))
    assert binding("DNK", "FRA", "2012-01-01") == {"eu-883"}, (
        "Denmark has no rules for third-country nationals"
    )
    assert "eu-1231" in binding("DEU", "FRA", "2012-01-01")


def test_agreements_overtaken_by_the_regulations_are_a_residue() -> None:
    assert binding("CHE", "ITA", "2002-05-31") == {"che-ita-1964"}
    assert standing("CHE", "ITA", "2002-06-01", "che-ita-1964") == "residual"
    relation = network().between("CHE", "ITA", date(2005, 1, 1))
    assert relation.findings[0].bond.instrument == "ch-eu-1408"
    assert next(f.by for f in relation.findings if f.bond.instrument == "che-ita-1964") == "ch-eu-1408"


def test_what_is_bound_in_part_of_a_state_says_so() -> None:
    found = network().between("CAN", "POL", date(2020, 1, 1)).findings
    assert {f.bond.territory for f in found} == {"", "Québec"}


def test_contributions_only_is_told_from_coordination() -> None:
    assert network().between("JPN", "KOR", date(2020, 1, 1)).findings[0].bond.method == "contributions-only"
    early = network().between("GBR", "USA", date(1986, 1, 1)).binding
    assert [f.bond.method for f in early] == ["contributions-only"]
    late = network().between("GBR", "USA", date(1988, 1, 1)).binding
    assert [f.bond.method for f in late] == ["coordination"]


def test_declarations_never_bind() -> None:
    relation = network().between("PHL", "THA", date(2024, 1, 1), confidence="low")
    assert [f.standing for f in relation.findings] == ["signed"]
    assert not relation.binding


def test_coded_instruments_are_joined_and_their_dates_fit() -> None:
    for i in all_instruments():
        if i.kind != "bilateral":
            continue
        first = min(v.starts for v in i.versions)
        relation = network().between(*i.parties, first)
        modelled = {f.modelled for f in relation.binding if f.bond.method == "coordination"}
        assert modelled == {i.id}, f"{i.id}: the table has no row in force on {first}"
    relation = network().between("CAN", "MAR", date(2020, 1, 1))
    assert relation.binding[0].modelled == "CAN-MAR"
    assert relation.binding[0].validation == "rules-read"
    assert network().between("DEU", "MAR", date(2012, 1, 1)).binding[0].modelled is None


def test_findings_come_in_force_first() -> None:
    order = list(STANDINGS)
    for relation in network().of("ESP", date(2015, 1, 1)):
        ranks = [order.index(f.standing) for f in relation.findings]
        assert ranks == sorted(ranks)


def test_a_country_is_asked_about_with_every_partner() -> None:
    partners = {r.b if r.a == "MAR" else r.a for r in network().of("MAR", date(2012, 1, 1)) if r.binding}
    assert {"DEU", "ESP", "FRA", "BEL", "NLD", "CAN", "TUN"} <= partners
    assert network().of("ZWE", date(2012, 1, 1)) == ()


def test_wrong_questions_are_told() -> None:
    with pytest.raises(ValueError, match="two countries"):
        network().between("MAR", "MAR", date(2012, 1, 1))
    with pytest.raises(ValueError, match="high, medium, low"):
        network().between("MAR", "DEU", date(2012, 1, 1), confidence="sure")


def test_completeness_stands_beside_the_count_of_issa() -> None:
    known = completeness()
    assert (known.issa_bilateral, known.issa_multilateral) == (627, 19)
    two, many = known.counted()
    assert 300 < two < 627
    assert known.counted("high")[0] < two < known.counted("low")[0]
    assert 15 <= many <= 25
    sentence = known.sentence()
    assert "627" in sentence and "19" in sentence and str(two) in sentence
    earlier = completeness(date(1990, 1, 1))
    assert earlier.counted()[0] < two


def test_counts_by_year_grow_and_name_their_method() -> None:
    frame = counts([1970, 2000, 2020])
    assert set(frame["method"]) <= set(METHODS)
    totals = dict(frame.select("year", "pairs").group_by("year").sum().iter_rows())
    assert totals[1970] < totals[2000] < totals[2020]


def test_horizon_is_told() -> None:
    assert network().between("MAR", "DEU", KNOWN_UNTIL + timedelta(1)).beyond_horizon
    assert not network().between("MAR", "DEU", KNOWN_UNTIL).beyond_horizon


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for file in FOLDER.glob("*.csv"):
        shutil.copy(file, tmp_path)
    return tmp_path


def change(folder: Path, file: str, key: tuple[str, str], **values: str) -> None:
    with (folder / file).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        if row[key[0]] == key[1]:
            row.update(values)
    with (folder / file).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def test_all_problems_of_a_table_are_told_at_once(copy: Path) -> None:
    change(copy, "bilateral.csv", ("id", "deu-mar"), method="coordinated", source="nobody")
    change(copy, "bilateral.csv", ("id", "can-ind"), **{"from": "2015-08-32"})
    change(copy, "bilateral.csv", ("id", "aus-gbr"), until="1990-01-01")
    change(copy, "bilateral.csv", ("id", "esp-mar"), **{"from": ""})
    change(copy, "memberships.csv", ("country", "MAR"), country="MRC")
    with pytest.raises(EvidenceProblems) as caught:
        read_table(copy)
    told = str(caught.value)
    assert len(caught.value.problems) >= 6
    for said in (
        "coordinated",
        "nobody",
        "2015-08-32",
        "not before 1992-04-01",
        "unknown exactly where",
        "MRC",
    ):
        assert said in told
    assert all(p.file.endswith(".csv") and p.row for p in caught.value.problems)


def test_two_agreements_of_one_pair_must_not_overlap_in_silence(copy: Path) -> None:
    change(copy, "bilateral.csv", ("id", "fra-mar-1967"), until="")
    with pytest.raises(EvidenceProblems, match="fra-mar-2011"):
        read_table(copy)


def test_a_missing_column_is_named(copy: Path) -> None:
    text = (copy / "bilateral.csv").read_text(encoding="utf-8")
    (copy / "bilateral.csv").write_text(text.replace("confidence,", "sureness,", 1), encoding="utf-8")
    with pytest.raises(EvidenceProblems, match="confidence"):
        read_table(copy)


def test_another_table_can_be_asked(copy: Path) -> None:
    change(copy, "bilateral.csv", ("id", "deu-mar"), until="1999-12-31")
    other = Network(read_table(copy))
    assert not [
        f for f in other.between("DEU", "MAR", date(2012, 1, 1)).binding if f.bond.kind == "bilateral"
    ]
