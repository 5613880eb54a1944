"""Sets of rules: order, circles, names nothing supplies, and what cannot be known."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from corridor.law import calendar
from corridor.law.numeric import Array
from corridor.law.parameters import LawDataError, Parameter, read_law_file
from corridor.law.rules import Rule, RuleSet, condition, rule

PARAMETERS = """
sources:
  act: {title: Act, grade: invented}
parameters:
  rate:
    title: Rate
    unit: part
    selector: claim
    article: Act s. 1
    known_until: 2020-12-31
    values:
      - {from: 2000-01-01, value: "1/3", source: act}
  bonus:
    title: Bonus
    unit: XTS
    selector: claim
    needed_where: old
    article: Act s. 2
    known_until: 2010-12-31
    values:
      - {from: 2000-01-01, value: "7", source: act}
"""
INPUTS = {"claim": "date", "paid": "XTS", "old": "yes/no", "year": "year"}


@rule("Act s. 1", unit="XTS")
def base(paid: Array, rate: Array) -> Array:
    """Base."""
    return paid * rate


@rule("Act s. 2", unit="XTS")
def pension(base: Array, bonus: Array, old: Array) -> Array:
    """Pension."""
    return base + bonus * old


@condition("Act s. 3")
def enough(paid: Array) -> Array:
    """Enough is paid."""
    return paid >= 10


@pytest.fixture
def parameters(tmp_path: Path) -> dict[str, Parameter]:
    file = tmp_path / "parameters.yaml"
    file.write_text(PARAMETERS, encoding="utf-8")
    return dict(read_law_file(str(file)).parameters)


def made(parameters: dict[str, Parameter], *rules: Rule) -> RuleSet:
    """A set of these rules, or of the good ones."""
    return RuleSet(rules or (pension, base, enough), parameters, INPUTS, "XZZ-PEN")


def of(unit: str, *reads: str, name: str) -> Rule:
    """A rule that reads these names."""
    return Rule(name, name, "Act", unit, reads, lambda *values: sum(values), doc=name)


DAY_2005, DAY_2015, DAY_2025 = (int(calendar.day_of(y)) for y in (2005, 2015, 2025))


def test_rules_run_in_the_order_they_need(parameters: dict[str, Parameter]) -> None:
    rules = made(parameters)
    order = rules.plan(["pension"])
    assert order.index("base") < order.index("pension")
    run = rules.evaluate(
        ["pension", "enough"],
        {
            "claim": np.array([DAY_2005]),
            "paid": np.array([Fraction(10)], dtype=object),
            "old": np.array([True]),
        },
        lanes=1,
        exact_path=True,
    )
    assert run.values["pension"][0] == Fraction(10, 3) + 7
    assert bool(run.values["enough"][0])


def test_circles_are_found_when_the_set_is_made(parameters: dict[str, Parameter]) -> None:
    """Also one that no result stands on, and one through the selector of a parameter."""
    with pytest.raises(LawDataError, match="circle: a -> b -> a"):
        made(parameters, of("XTS", "b", name="a"), of("XTS", "a", name="b"))
    with pytest.raises(LawDataError, match="circle"):
        made(parameters, of("XTS", "a", name="a"))
    claim = {k: v for k, v in INPUTS.items() if k != "claim"}
    with pytest.raises(LawDataError, match="circle"):
        RuleSet([of("date", "rate", name="claim")], {"rate": parameters["rate"]}, claim, "XZZ")


def test_names_that_nothing_supplies_are_all_named(parameters: dict[str, Parameter]) -> None:
    with pytest.raises(LawDataError) as caught:
        RuleSet(
            [of("XTS", "wage", name="a"), of("XTS", "hours", name="b")],
            parameters,
            {"paid": "XTS"},
            "XZZ-PEN",
        )
    lines = str(caught.value).splitlines()
    assert [w for w in ("wage", "hours", "claim", "old") if any(w in line for line in lines)] == [
        "wage", "hours", "claim", "old",
    ]  # fmt: skip
    with pytest.raises(LawDataError, match="no rule, parameter or input is called pensoin"):
        made(parameters).plan(["pensoin"])


def test_one_name_is_one_thing(parameters: dict[str, Parameter]) -> None:
    for name in ("rate", "paid"):
        with pytest.raises(LawDataError, match=f"{name} is a rule and also"):
            made(parameters, of("XTS", "old", name=name))
    with pytest.raises(LawDataError, match="a is a rule and also a rule"):
        made(parameters, of("XTS", "old", name="a"), of("XTS", "paid", name="a"))
    with pytest.raises(LawDataError, match="rate is a parameter and also an input"):
        RuleSet([], parameters, INPUTS | {"rate": "part"}, "XZZ-PEN")


def test_a_parameter_of_the_years_of_a_block_says_which_years_matter(tmp_path: Path) -> None:
    """The years of a block are those of all its careers: without saying so a stranger's early year would spoil a result."""
    text = PARAMETERS.replace(
        "selector: claim\n    article: Act s. 1", "selector: year\n    article: Act s. 1"
    )
    (tmp_path / "p.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(LawDataError, match="rate needs needed_where"):
        made(dict(read_law_file(str(tmp_path / "p.yaml")).parameters))


def test_a_rule_says_what_it_is() -> None:
    with pytest.raises(LawDataError, match="docstring"):
        rule("Act", unit="XTS")(lambda paid: paid)


def test_past_the_horizon_is_unknown_lane_by_lane(parameters: dict[str, Parameter]) -> None:
    """The bonus is known until 2010 but matters only to the old; the rate until 2020."""
    rules = made(parameters)
    days = np.array([DAY_2005, DAY_2015, DAY_2015, DAY_2025])
    run = rules.evaluate(
        ["pension", "enough"],
        {"claim": days, "paid": np.array([3.0, 3.0, 3.0, 30.0]), "old": np.array([True, False, True, False])},
        lanes=4,
    )
    unknown = [run.causes_of(int(b)) for b in run.unknown_of("pension", 4)]
    assert unknown == [[], [], ["parameter:bonus"], ["parameter:rate"]]
    assert run.values["pension"][:2].tolist() == [8.0, 1.0]
    # what does not stand on it is known all the same
    assert not run.unknown_of("enough", 4).any()
    assert run.values["enough"].tolist() == [False, False, False, True]


def test_an_input_that_is_not_stated_makes_unknown_what_stands_on_it(
    parameters: dict[str, Parameter],
) -> None:
    run = made(parameters).evaluate(
        ["pension", "enough"],
        {"claim": np.array([DAY_2005] * 2), "paid": np.array([30.0, 30.0]), "old": np.array([True, True])},
        lanes=2,
        missing={"old": np.array([False, True])},
    )
    assert [run.causes_of(int(b)) for b in run.unknown_of("pension", 2)] == [[], ["fact:old"]]
    assert not run.unknown_of("enough", 2).any()


def test_a_later_run_takes_over_what_does_not_change(parameters: dict[str, Parameter]) -> None:
    rules = made(parameters)
    given = {"claim": np.array([DAY_2015]), "paid": np.array([30.0]), "old": np.array([True])}
    first = rules.evaluate(["pension", "enough"], given, lanes=1, keep=True)
    second = rules.evaluate(["pension", "enough"], {"old": np.array([False])}, lanes=1, keep=True, base=first)
    assert first.unknown_of("pension", 1)[0] and not second.unknown_of("pension", 1)[0]
    assert second.values["pension"].tolist() == [10.0]
    assert second.values["enough"] is first.values["enough"]


def test_the_exact_path_does_not_leave_fractions(parameters: dict[str, Parameter]) -> None:
    half = Rule(
        "half", "half", "Act", "XTS", ("paid",), lambda paid: np.asarray(paid, dtype=float) * 0.5, doc="half"
    )
    with pytest.raises(LawDataError, match="half left the exact path"):
        made(parameters, half).evaluate(
            ["half"], {"paid": np.array([Fraction(1)], dtype=object)}, lanes=1, exact_path=True
        )


def test_what_a_target_needs_must_be_given(parameters: dict[str, Parameter]) -> None:
    with pytest.raises(LawDataError, match="the input paid is needed"):
        made(parameters).evaluate(["enough"], {}, lanes=1)


def test_more_causes_than_places_are_still_unknown(parameters: dict[str, Parameter]) -> None:
    """The bit set has 63 places; the last one stands for all further causes."""
    rules = made(parameters)
    run = rules.evaluate(["enough"], {"paid": np.array([1.0, 2.0])}, lanes=2)
    for i in range(80):
        bits = rules.flag(run, f"fact:{i}", np.array([True, False]), 2)
        assert bits[0] and not bits[1]
    assert len(run.causes) == 63
