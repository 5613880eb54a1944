"""Profiles as data: what is said, with which sources, and what is missing."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from corridor.evidence import figures as faces
from corridor.evidence.importers.base import Imported
from corridor.evidence.model import ESTIMATE, KINDS, Source, as_observations
from corridor.evidence.profile import Profile, UnknownPlace, profile
from corridor.evidence.profiles.figures import Figure, computed
from corridor.evidence.profiles.places import place
from corridor.evidence.store import Store

DAY = date(2025, 6, 30)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return Store(tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="module")
def pair(store: Store) -> Profile:
    return profile("mar", "ESP", store=store, on=DAY)


def added(folder: Path, rows: pl.DataFrame, source: str = "own-2020", **constants: object) -> Store:
    """A store with the starter pack and one more source."""
    made = Store(folder)
    observations = as_observations(rows, source_id=source, **{"kind": ESTIMATE, **constants})
    about = Source(source, "Office", "Figures", "2020", series="undesa-ims", licence="CC0", sha256=source)
    made.keep(Imported((about,), observations, ()))
    return made


def test_every_figure_has_source_kind_and_licence(pair: Profile) -> None:
    assert len(pair.figures()) > 200
    for f in pair.figures():
        assert f.sources and f.kind in KINDS and f.unit
        for s in f.sources:
            source = pair.sources[s]
            assert source.publisher and source.title and source.edition and source.licence
    frame = pair.to_frame()
    for name in ("publisher", "title", "edition", "licence", "kind", "unit"):
        assert frame[name].null_count() == 0 and not (frame[name] == "").any(), name


def test_stock_by_sex_adds_up(pair: Profile) -> None:
    table = next(t for t in pair.panel("people").tables if t.id == "stock")
    year, women, men, both, share = table.rows[-1]
    assert year == "2020"
    assert isinstance(women, Figure) and isinstance(men, Figure) and isinstance(both, Figure)
    assert women.value == 355_176 and women.value + men.value == both.value
    assert isinstance(share, Figure) and share.value == pytest.approx(100 * 355_176 / 785_884)
    assert (
        "785,884 people from Morocco lived in Spain. They were 355,176 women (45%)" in pair.findings[0].text
    )


def test_weights_are_of_the_edition_of_the_stock(pair: Profile) -> None:
    for t in pair.panel("people").tables:
        if t.id.startswith("weight"):
            assert {pair.sources[s].edition for f in t.figures() for s in f.sources} == {"2020"}


def test_flow_lies_in_the_span_of_the_methods(pair: Profile) -> None:
    found = [f for f in pair.panel("moves").figures() if f.sex == "both"]
    assert len(found) == 12
    for f in found:
        assert f.kind == "model" and f.low is not None and f.high is not None
        assert f.low <= f.value <= f.high and "6 methods" in f.bounds


def test_regime_ranges_hold_the_central_share(pair: Profile) -> None:
    table = pair.panel("regimes").tables[0]
    shares = [r[1] for r in table.rows]
    assert sum(s.value for s in shares) == pytest.approx(100)
    assert all(s.low - 1e-9 <= s.value <= s.high + 1e-9 for s in shares)
    for row in table.rows:
        assert row[2].value + row[3].value == pytest.approx(row[4].value)


def test_agreements_on_the_day(store: Store) -> None:
    before = profile("MAR", "ESP", store=store, on=date(1980, 1, 1)).panel("agreements")
    after = profile("MAR", "ESP", store=store, on=DAY).panel("agreements")
    assert "knows no social security agreement in force" in before.lead
    assert "are bound by Convention of 1979-11-08" in after.lead
    assert after.charts[0].kind == "spans" and after.charts[0].alt


def test_every_chart_has_its_table_and_words(store: Store, pair: Profile) -> None:
    for made in (pair, profile("MAR", store=store, on=DAY)):
        for panel in made.panels:
            ids = [t.id for t in panel.tables]
            for chart in panel.charts:
                assert chart.table in ids and len(chart.alt) > 20


def test_south_south_is_said(store: Store) -> None:
    made = profile("ZWE", "ZAF", store=store, on=DAY)
    assert any("South-South corridor" in s.text for s in made.findings)
    gulf = profile("ARE", "IND", store=store, on=DAY)
    assert not any("South-South" in s.text for s in gulf.findings) and not gulf.is_empty


def test_country_has_three_roles(store: Store) -> None:
    made = profile("MAR", store=store, on=DAY)
    assert {"as-origin", "as-transit", "as-destination", "necessity"} <= {p.id for p in made.panels}
    assert "Nobody counts" in made.panel("as-transit").lead
    assert any("low- and middle-income" in s.text for s in made.findings)


@pytest.mark.parametrize(
    "codes", [("TCD", "FJI"), ("XKX", "TUV"), ("SUN", "ANT"), ("XKX",), ("CHI",), ("GUF", "ALA")]
)
def test_nothing_known_is_never_zero(store: Store, codes: tuple[str, ...]) -> None:
    made = profile(*codes, store=store, on=DAY)
    assert made.missing and any("corridor evidence add" in g.how for g in made.missing)
    assert not [f for p in made.panels for f in p.figures() if f.value == 0]
    json.dumps(made.as_dict(), allow_nan=False)
    assert made.to_frame().height == sum(len(p.figures()) for p in made.panels)


def test_nothing_of_the_starter_pack(tmp_path: Path) -> None:
    made = profile("MAR", "ESP", store=Store(tmp_path, starter=False), on=DAY)
    assert made.is_empty and made.panel("people").tables == ()


def test_necessity_stands_beside_its_own_past(pair: Profile) -> None:
    table = pair.panel("necessity").tables[0]
    assert {f.country for f in table.figures()} == {"MAR"}
    women = next(r for r in table.rows if "Women in the labour force" in str(r[1]))
    assert women[4] == "harder" and women[2].value < women[3].value
    text = json.dumps(pair.as_dict()).lower()
    assert "rank " not in text.replace("no ranking", "")


def test_no_word_of_a_ranking(pair: Profile) -> None:
    for s in pair.findings:
        assert not {"best", "worst", "rank"} & set(s.text.lower().split())


def test_baseline_where_no_flow_is_published(tmp_path: Path) -> None:
    rows = pl.DataFrame(
        {
            "indicator": ["stock"] * 4,
            "origin": ["TCD", "TCD", "FJI", "FJI"],
            "destination": ["FJI", "FJI", "TCD", "TCD"],
            "year": [2015, 2020, 2015, 2020],
            "value": [100.0, 130.0, 50.0, 40.0],
        }
    )
    made = profile("TCD", "FJI", store=added(tmp_path, rows), on=DAY)
    found = [f for f in made.panel("moves").figures() if f.origin == "TCD"]
    assert [f.value for f in found] == [40.0]
    assert found[0].kind == "model" and found[0].low is None and "corridor" in found[0].sources
    assert "no interval" in made.panel("moves").charts[0].subject


def test_a_stock_of_zero_is_zero_and_classifies_nobody(tmp_path: Path) -> None:
    rows = pl.DataFrame(
        {"indicator": ["stock"], "origin": ["TCD"], "destination": ["FJI"], "year": [2020], "value": [0.0]}
    )
    made = profile("TCD", "FJI", store=added(tmp_path, rows), on=DAY)
    assert "0 people from Chad lived in Fiji" in made.panel("people").lead
    assert made.panel("regimes").lead.startswith("Cannot tell")


def test_unknown_value_stays_unknown(tmp_path: Path) -> None:
    rows = pl.DataFrame(
        {
            "indicator": ["population", "population"],
            "country": ["TCD", "TCD"],
            "year": [2019, 2020],
            "value": [1000.0, None],
        }
    )
    made = profile("TCD", store=added(tmp_path, rows), on=DAY)
    row = next(r for r in made.panel("development").tables[0].rows if str(r[0]).startswith("Population"))
    assert row[1].value == 1000.0 and row[1].year == 2019 and row[2] is None


@pytest.mark.parametrize(
    ("given", "meant"),
    [("MA", "MAR"), ("Morocco", "MAR"), ("504", "MAR"), ("MRA", "MAR"), ("Turkiye", "TUR"), ("ZZX", "Z")],
)
def test_unknown_codes_have_a_suggestion(given: str, meant: str) -> None:
    with pytest.raises(UnknownPlace, match=f"Did you mean .*{meant}"):
        place(given)


@pytest.mark.parametrize("given", ["WLD", "XXX", "", "A" * 500, "=1+1", "\x00"])
def test_what_is_no_country_is_refused(given: str) -> None:
    with pytest.raises(UnknownPlace):
        place(given)


def test_one_country_twice() -> None:
    with pytest.raises(UnknownPlace, match="two countries"):
        profile("MAR", "mar")
    with pytest.raises(UnknownPlace):
        faces.corridor("MAR", "MAR")


def test_computed_has_the_weakest_kind() -> None:
    a = Figure(1.0, "a", "x", "observed", ("s",))
    b = Figure(2.0, "b", "x", "model", ("t",))
    assert computed(3.0, "c", "x", [a, b], "a + b").kind == "model"
    assert computed(3.0, "c", "x", [b, a], "a + b").sources == ("t", "s")


def test_library_faces(store: Store) -> None:
    c = faces.corridor("mar", "esp", store=store)
    for frame in (c.stocks, c.flows(), c.remittances, c.protection, c.development):
        assert frame.height and {"publisher", "edition", "licence", "kind"} <= set(frame.columns)
        assert frame["publisher"].null_count() == 0
    assert c.regimes()["publisher"].null_count() == 0
    assert c.regimes(2018)["year"].unique().to_list() == [2018]
    assert c.agreements["read_in"].str.len_chars().min() > 0
    assert c.reverse.origin == "ESP" and c.reverse.stocks.height
    m = faces.country("MAR", store=store)
    assert m.emigrants.height and m.immigrants.height and m.stocks.height and m.agreements.height
    assert set(m.regimes()["sex"].unique()) == {"female", "male"}
    nobody = faces.corridor("TCD", "FJI", store=store)
    assert nobody.stocks.is_empty() and nobody.regimes().is_empty() and nobody.agreements.is_empty()


def test_own_flows_say_what_they_need(store: Store) -> None:
    from corridor.evidence.flows import FlowProblems

    with pytest.raises(FlowProblems, match="whole stock matrix") as error:
        faces.corridor("MAR", "ESP", store=store).flows("da_pb_closed")
    assert "population" in str(error.value) and "births" in str(error.value)
    with pytest.raises(FlowProblems, match="expected one of"):
        faces.corridor("MAR", "ESP", store=store).flows("none")


def test_own_flows_from_a_whole_matrix(tmp_path: Path) -> None:
    codes = ["TCD", "FJI", "TUV"]
    stock = [
        {"indicator": "stock", "origin": o, "destination": d, "year": y, "value": 100.0 + 20 * (y == 2020)}
        for o in codes for d in codes for y in (2015, 2020) if o != d
    ]  # fmt: skip
    people = [
        {"indicator": i, "country": c, "year": y, "value": v}
        for c in codes
        for y in range(2015, 2021)
        for i, v in (("population", 10_000.0), ("births", 100.0), ("deaths", 100.0))
    ]
    made = added(tmp_path, pl.DataFrame([*stock, *people], infer_schema_length=None), source="whole-2020")
    c = faces.corridor("TCD", "FJI", store=made)
    frame = c.flows("da_min_closed", draws=20)
    assert frame.height == 1 and frame["low"][0] <= frame["value"][0] <= frame["high"][0]
    shown = c.profile(on=DAY, flows=frame)
    assert shown.panel("moves").tables[0].title.startswith("Estimated moves, with the interval")


def test_profile_is_fast_when_warm(store: Store) -> None:
    profile("IND", "ARE", store=store, on=DAY)
    start = time.perf_counter()
    profile("IND", "ARE", store=store, on=DAY)
    assert time.perf_counter() - start < 3.0  # about 0.1 s on an idle core; machines in use are slower


def test_sections_hold_everything_about_their_subject(pair: Profile) -> None:
    assert {s for p in pair.panels for s in p.sentences} == set(pair.findings)
    assert {g for p in pair.panels for g in p.missing} == set(pair.missing)
    assert set(pair.in_short) < set(pair.findings) and len(pair.in_short) <= 13
    for panel in pair.panels:
        for chart in panel.charts:
            assert chart.sources and chart.subject and chart.unit
            assert len(chart.rows) == sum(len(s.points) for s in chart.series)
            assert all(len(r) == len(chart.columns) for r in chart.rows)


def test_a_modelled_zero_is_not_said_as_an_amount(tmp_path: Path) -> None:
    rows = pl.DataFrame(
        {"indicator": ["remittance_bilateral"], "origin": ["TCD"], "destination": ["FJI"], "year": [2017], "value": [0.0]}
    )  # fmt: skip
    made = profile("TCD", "FJI", store=added(tmp_path, rows, source="m-2017", kind="model"), on=DAY)
    said = " ".join(s.text for s in made.panel("money").sentences)
    assert "US$0" not in said and "does not mean that nothing is sent" in said


def test_old_counts_of_refugees_are_no_finding(tmp_path: Path) -> None:
    rows = pl.DataFrame(
        {"indicator": ["refugees"], "origin": ["TCD"], "destination": ["FJI"], "year": [2001], "value": [9.0]}
    )
    made = profile("TCD", "FJI", store=added(tmp_path, rows), on=DAY)
    assert [f.value for f in made.panel("people").figures()] == [9.0]
    assert not made.panel("people").sentences


def test_refugees_stand_beside_the_regimes(store: Store, pair: Profile) -> None:
    assert (
        "Refugees, who stand under refugee law, are not taken out of these numbers: 544"
        in pair.panel("regimes").lead
    )
    gulf = profile("IND", "ARE", store=store, on=DAY).panel("regimes")
    assert any("Refugees, if there are any" in n for n in gulf.notes) or "Refugees, who" in gulf.lead


def test_weights_from_a_whole_matrix_without_totals(tmp_path: Path) -> None:
    rows = pl.DataFrame(
        {
            "indicator": ["stock"] * 6,
            "origin": ["TCD", "TCD", "TCD", "TCD", "FJI", "FJI"],
            "destination": ["FJI", "FJI", "TUV", "TUV", "TUV", "TUV"],
            "sex": ["female", "male"] * 3,
            "year": [2020] * 6,
            "value": [20.0, 10.0, 40.0, 30.0, 1.0, 2.0],
        }
    )
    made = profile("TCD", "FJI", store=added(tmp_path, rows, source="whole-2020"), on=DAY)
    table = next(t for t in made.panel("people").tables if t.id.startswith("weight"))
    assert [r[1].value for r in table.rows] == [100.0, 30.0]
    assert [r[2].value for r in table.rows] == [30.0, 100.0]


def test_kosovo_is_said_to_be_counted_with_serbia(store: Store) -> None:
    made = profile("XKX", "CHE", store=store, on=DAY)
    assert any("Serbia" in g.why for g in made.missing)


def test_own_flows_where_the_stock_has_women_and_men_only(tmp_path: Path) -> None:
    codes = ["TCD", "FJI", "TUV"]
    stock = [
        {"indicator": "stock", "origin": o, "destination": d, "sex": s, "year": y, "value": 100.0 + 20 * (y == 2020)}
        for o in [*codes, "VAT"] for d in codes for s in ("female", "male") for y in (2015, 2020) if o != d
    ]  # fmt: skip
    people = [
        {"indicator": i, "country": c, "sex": s, "year": y, "value": v}
        for c in codes
        for y in range(2015, 2021)
        for i, s, v in (
            ("population", "female", 5_000.0), ("population", "male", 5_000.0), ("births", "both", 100.0),
            ("deaths", "both", 100.0),
        )
    ]  # fmt: skip
    made = added(tmp_path, pl.DataFrame([*stock, *people], infer_schema_length=None), source="whole-2020")
    frame = faces.corridor("TCD", "FJI", store=made).flows("da_min_closed")
    assert frame.height == 1 and frame["value"][0] is not None
