"""Ways to write a plan so that the warnings stay silent: each is tried, and each is seen."""

from __future__ import annotations

from fractions import Fraction

import pytest

from corridor.plan import Thresholds, load_plan, plan_view
from corridor.plan.antigoals import finance_portfolio
from corridor.plan.labels import found, promises, says_something
from tests.plan.material import BAD, GOOD, codes, good, measure, money_first, plan_of


def test_the_good_example_draws_nothing() -> None:
    view = plan_view(load_plan(GOOD))
    assert view["clean"], [w["text"] for w in view["warnings"]]


def test_the_bad_example_draws_every_kind() -> None:
    got = codes(load_plan(BAD))
    assert {
        "rests-on-finance", "from-migrants", "taken", "not-voluntary", "circularity", "security-without-people", "label",
        "rights-entry", "no-rate", "empty-seats", "one-in-many-seats", "no-consultation", "women", "minorities", "nothing-asked",
        "orphans", "tags", "by-sex", "fields", "promise", "no-review",
    } <= set(got)  # fmt: skip


def test_money_of_migrants_by_budget_although_few_measures() -> None:
    data = money_first(1, 50_000_000)
    assert finance_portfolio(plan_of(data), Thresholds()).plain_count.most < Fraction(1, 2)
    assert codes(data)["rests-on-finance"] == "warning"


def test_many_measures_without_money_do_not_dilute() -> None:
    data = money_first(3, 5_000_000)
    data["measures"] += [
        measure(f"Z{i}", owner=f"Body {i}", outputs=[f"OUT{1 + i % 4}"], budget={"amount": 0, "currency": "EUR", "year": 2026})
        for i in range(40)
    ]  # fmt: skip
    plan = plan_of(data)
    assert finance_portfolio(plan, Thresholds()).plain_count.most < Fraction(1, 5)
    assert codes(plan)["rests-on-finance"] == "warning"


def test_one_right_cut_into_many_does_not_dilute_the_count() -> None:
    data = good()
    del data["envelope"]
    data["measures"] = [
        *(measure(f"F{i}", kind="remittances", owner=f"Bank {i}", budget=None, not_costed="Not yet known to anyone") for i in range(3)),
        *(measure(f"Z{i}", budget=None, not_costed="Not yet known to anyone") for i in range(30)),
    ]  # fmt: skip
    assert codes(data)["rests-on-finance"] == "warning"


def test_an_unknown_budget_is_not_nothing() -> None:
    data = money_first(1, 900_000)
    assert "rests-on-finance" not in codes(data)
    del data["measures"][-1]["budget"]
    data["measures"][-1]["not_costed"] = "The bank has not said yet"
    assert codes(data)["rests-on-finance"] == "may"
    share = finance_portfolio(plan_of(data), Thresholds()).budget
    assert share.least < share.most == 1


def test_a_stated_total_bounds_what_is_unknown() -> None:
    data = good()
    data["envelope"] = 100
    data["measures"] = [
        measure("F1", kind="remittances", budget={"amount": 31, "currency": "EUR", "year": 2026}),
        measure("Z1", budget={"amount": 36, "currency": "EUR", "year": 2026}),
        measure("F2", kind="deployment", budget=None), measure("Z2", budget=None),
    ]  # fmt: skip
    share = finance_portfolio(plan_of(data), Thresholds()).budget
    assert (share.least, share.most) == (Fraction(31, 100), Fraction(64, 100))
    assert share.words == "between 31% and 64%"


def test_a_currency_without_a_rate_cannot_be_told() -> None:
    data = money_first(1, 900_000)
    data["measures"][-1]["budget"]["currency"] = "USD"
    assert codes(data)["no-rate"] == "may"
    assert codes(data)["rests-on-finance"] == "may"
    data["rates"].append({"currency": "USD", "value": "0.9", "year": 2025, "source": "A bank"})
    assert not {"no-rate", "rests-on-finance"} & set(codes(data))


@pytest.mark.parametrize(
    "change",
    [
        {"status": "dropped", "status_why": "There was no money for it"},
        {"status": "postponed", "status_why": "There was no money for it"},
        {"start": "2031-01-01", "end": "2031-12-31"},
    ],
)
def test_large_measures_that_do_not_come_do_not_dilute(change) -> None:
    data = money_first(1, 8_000_000)
    assert codes(data)["rests-on-finance"] == "warning"
    data["measures"].append(
        measure("Z1", **{"budget": {"amount": 90_000_000, "currency": "EUR", "year": 2026}, **change})
    )
    assert codes(data)["rests-on-finance"] in ("may", "warning")


def test_money_that_is_only_sought_does_not_dilute_what_is_secured() -> None:
    data = money_first(2, 3_000_000)
    for m in data["measures"]:
        if "budget" in m:
            m["budget"]["funding"] = "secured" if m["id"].startswith("F") else "sought"
    data["measures"].append(
        measure("Z1", budget={"amount": 90_000_000, "currency": "EUR", "year": 2026, "funding": "sought"})
    )
    assert codes(data)["rests-on-finance"] == "warning"


@pytest.mark.parametrize(
    ("title", "kind", "suspicion"),
    [
        ("Help with remittances", "services", "remittances"),
        ("Help with re-mittances", "services", "remittances"),
        ("Help with R E M I T T A N C E S", "rights", "remittances"),
        ("Help with rеmittаnces", "rights", "remittances"),  # two letters are Cyrillic
        ("Help with remit\u200btances", "rights", "remittances"),
        ("Envois de fonds plus rapides", "integration", "remittances"),
        ("Más remesas", "development", "remittances"),
        ("زيادة تحويلات المهاجرين", "services", "remittances"),
        ("Diaspora bonds for roads", "development", "diaspora-finance"),
        ("Épargne des migrants", "development", "diaspora-finance"),
        ("Fonds de la diaspora pour l’investissement", "services", "diaspora-finance"),
        ("Channel the savings of workers abroad into growth", "services", "diaspora-finance"),
        ("Hometown associations pay 1 for 3", "development", "diaspora-finance"),
        ("A facility for family transfers", "services", "remittances"),
        ("Overseas employment of nurses", "development", "deployment"),
        ("Placement of 50,000 workers abroad", "services", "deployment"),
        ("توظيف العمال في الخارج", "services", "deployment"),
        ("Border-control drones", "data", "security"),
        ("Contrôle des frontières", "data", "security"),
    ],
)
def test_words_against_the_label(title, kind, suspicion) -> None:
    assert found(title, suspicion)
    data = good()
    data["measures"].append(measure("Z1", title=title, kind=kind))
    assert codes(data)["label"] == "check"


def test_mislabelled_money_widens_the_share() -> None:
    data = money_first(3, 5_000_000)
    for m in data["measures"][-3:]:
        m["kind"] = "services"
        m["title"] = "Transfers: remittances made easy"
    assert codes(data)["rests-on-finance"] == "may"
    data = money_first(3, 5_000_000)
    for m in data["measures"][-3:]:
        m["kind"] = "other"
    assert codes(data)["rests-on-finance"] == "may"


@pytest.mark.parametrize(
    "title",
    [
        "A mandatory levy on remittances",
        "Impuesto sobre las remesas",
        "Prélèvement sur les envois de fonds des migrants",
    ],
)
def test_a_tax_on_remittances_is_not_for_migrants(title) -> None:
    data = good()
    data["measures"].append(measure("Z1", title=title, kind="remittances", serves="for", opt_in=True))
    assert codes(data)["taken"] == "warning"


def test_opt_in_needs_somebody_else_who_designed_it() -> None:
    data = good()
    data["measures"].append(
        measure("Z1", title="Fund of savings clubs", kind="diaspora-finance", serves="from", owner="A bank",
                opt_in=True, designed_with=["tbd"])
    )  # fmt: skip
    assert codes(data)["not-voluntary"] == "warning"
    data["measures"][-1]["designed_with"] = ["a bank"]
    assert codes(data)["designed-alone"] == "check"
    data["measures"][-1]["designed_with"] = ["An association"]
    assert not {"designed-alone", "not-voluntary"} & set(codes(data))


def test_return_by_denying_rights() -> None:
    data = good()
    data["measures"].append(measure("Z1", conditions=["withheld-savings"]))
    assert codes(data)["circularity"] == "warning"
    data["measures"][-1] = measure("Z1", title="Wages are withheld until workers go home")
    assert codes(data)["conditions-of-return"] == "check"
    data["measures"][-1] = measure("Z1", conditions=["bond"], equivalent_right="tbd")
    assert codes(data)["circularity"] == "warning"
    data["measures"][-1]["equivalent_right"] = "The deposit is paid back with interest in either country"
    assert codes(data) == {"conditions-of-return": "check"}


@pytest.mark.parametrize(
    "entry",
    [None, {"state": "Fewer crossings at night"}, {"state": "Fewer crossings", "human": "n/a"},
     {"state": "Safer people on both sides", "human": "Safer people on both sides"}],
)  # fmt: skip
def test_security_needs_its_human_side(entry) -> None:
    data = good()
    data["measures"].append(measure("Z1", title="Watch posts", kind="security", security=entry))
    assert codes(data)["security-without-people"] == "warning"


@pytest.mark.parametrize(
    "title",
    [
        "Compulsory rest days for workers",
        "Legal help against bad employers",
        "Tax advice for returning families",
    ],
)
def test_words_that_only_sound_alike(title) -> None:
    data = good()
    data["measures"].append(measure("Z1", title=title))
    assert codes(data) == {}


def test_words_of_security_under_another_label() -> None:
    data = good()
    data["measures"].append(measure("Z1", title="Data for border control", kind="data"))
    assert codes(data)["security-without-people"] == "check"


@pytest.mark.parametrize("right", ["", "n/a", "tbd", "rights", "rights rights rights", "- - -", "À définir"])
def test_a_rights_entry_has_to_say_something(right) -> None:
    assert not says_something(right, 3)
    data = good()
    data["measures"][0]["rights"]["right"] = right
    assert codes(data)["rights-entry"] == "warning"


def test_one_text_for_all_rights_entries() -> None:
    data = good()
    for m in data["measures"]:
        m["rights"]["right"] = "All human rights are respected"
    assert codes(data)["rights-copied"] == "check"


@pytest.mark.parametrize(
    "text",
    ["The government will pay the clinics", "Wages will be paid", "Invented post of Morocco shall lower the price",
     "Les droits seront garantis", "Los derechos serán respetados", "Migrants will go back"],
)  # fmt: skip
def test_a_promise_in_an_assumption(text) -> None:
    data = good()
    data["results"][1]["assumptions"] = [text]
    assert codes(data)["promise"] == "warning"


def test_an_assumption_about_the_world_is_none() -> None:
    assert not promises("Rainfall stays within the usual range", ["Invented post of Morocco"])


def test_seats_and_people() -> None:
    data = good()
    data["team"][4]["organisation"] = "To be determined"
    assert codes(data)["empty-seats"] == "warning"
    data["team"][4]["organisation"] = data["team"][0]["organisation"]
    assert codes(data)["one-in-many-seats"] == "check"
    data = good()
    data["consultations"][0]["women"] = 20
    assert codes(data)["women"] == "warning"
    del data["consultations"][0]["women"]
    assert codes(data)["women"] == "warning"
    data = good()
    data["consultations"][0]["start"] = "2026-02-01"  # when the plan was already made
    assert {"no-consultation", "women", "minorities"} <= set(codes(data))
    data = good()
    data["consultations"][0].update(took_part=0, women=0)
    assert {"no-consultation", "women", "minorities"} <= set(codes(data))


def test_replies_without_reasons_do_not_count() -> None:
    data = good()
    data["priorities"][0]["reply"] = "ok"
    assert codes(data)["replies"] == "warning"
    assert "replies" not in codes(data, Thresholds(reply_rate=Fraction(1, 2)))


def test_one_reply_for_everything_is_no_reason() -> None:
    data = good()
    for priority in data["priorities"]:
        priority["reply"] = "Noted with many thanks."
    assert codes(data)["replies"] == "warning"
    data["priorities"] = data["priorities"][:2]
    for m in data["measures"]:
        m["priorities"] = [p for p in m.get("priorities", []) if p in ("P1", "P2")]
    assert "replies" not in codes(data)


def test_indicators_by_sex() -> None:
    data = good()
    data["results"][-1]["indicators"][0]["not_by_sex"] = "n/a"
    assert codes(data)["by-sex"] == "warning"
    for r in data["results"]:
        for i in r["indicators"]:
            i["disaggregation"] = ["age"]
            i["not_by_sex"] = "It is not about people at all"
    assert codes(data)["by-sex-excused"] == "check"


def test_reviews() -> None:
    data = good()
    data["review"]["every_months"] = 60
    assert codes(data)["rare-review"] == "warning"
    data["review"].update(every_months=12, published="tbd")
    assert codes(data)["review-unpublished"] == "warning"
    del data["review"]
    assert codes(data)["no-review"] == "warning"


def test_a_plan_cannot_set_its_own_thresholds_and_changed_ones_are_shown() -> None:
    from corridor.commitments.reading import CommitmentProblems

    with pytest.raises(CommitmentProblems, match="unknown field"):
        plan_of({**good(), "thresholds": {"finance_share": 1}})
    changed = Thresholds().with_values({"finance_share": "0.9"})
    assert changed.in_words("finance_share") == "90%, changed from 50%"
    with pytest.raises(ValueError, match="colour"):
        Thresholds().with_values({"colour": "1", "from_share": "-1"})


def test_every_warning_has_its_sentence() -> None:
    for w in plan_view(load_plan(BAD))["warnings"]:
        assert w["sentences"] and all(s["text"] for s in w["sentences"])
