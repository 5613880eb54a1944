"""What cannot be told has no value: no first day, no amount and no figure that was never looked up."""

from __future__ import annotations

from pathlib import Path

import pytest

import corridor
from corridor import Career, InsurancePeriod, run
from corridor.cli.main import OK, run_cli
from corridor.portability.results import Status
from tests.portability.helpers import together

CASE = """
invented: true
claim_date: 2016-05-10
person: {id: early, birth_date: 1940-02-07, sex: female, nationality: [CAN], residence: IND}
periods:
  - {country: CAN, scheme: CAN-CPP, kind: employment, start: 1970-01-01, end: 1971-12-31, earnings: 800,
     earnings_per: year, currency: CAD}
  - {country: IND, scheme: IND-EPS, kind: employment, start: 1973-12-01, end: 1974-11-26, earnings: unknown}
"""


@pytest.mark.parametrize(
    ("country", "scheme", "currency"), [("ARE", "ARE-EOSB", "AED"), ("SAU", "SAU-EOSB", "SAR")]
)
def test_a_right_that_cannot_be_told_has_no_first_day(country: str, scheme: str, currency: str) -> None:
    """How the employment ended is not recorded, and the law of that year is not known."""
    spell = InsurancePeriod(
        country, "1956-08-01", "1957-08-31", earnings=900, earnings_per="month", currency=currency
    )
    someone = Career.build(
        birth_date="1940-02-07",
        claim_date="2016-05-10",
        residence=country,
        nationality="IND",
        vocabulary=corridor.vocabulary(),
        periods=[spell],
    )
    result = corridor.entitlement(someone).of("none", scheme)
    assert (result.status, result.starts) == (Status.CANNOT_TELL, None)
    table = run(together([someone]), {"none": []})
    assert table.select("status", "starts").rows() == [("cannot tell", None)]


def test_conditions_show_only_values_that_are_known(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "early.yaml"
    file.write_text(CASE, encoding="utf-8")
    assert run_cli(["check", str(file)]) == OK
    line = next(x for x in capsys.readouterr().out.splitlines() if "Not met: Member of the Pension" in x)
    assert line.endswith("service months 0; joined on 1 December 1973")  # neither ceilings nor pay


def test_months_that_a_condition_compares_are_written_as_months(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "young.yaml"
    file.write_text(CASE.replace("1940-02-07", "1960-02-07"), encoding="utf-8")
    assert run_cli(["check", str(file)]) == OK
    assert "requested month June 2016; month of earliest age March 2020" in capsys.readouterr().out


def test_what_two_periods_leave_open_alike_is_said_once() -> None:
    from corridor.portability.wording import deciding_text, open_text

    for said in (open_text(["the start", "the start", "the end"]), deciding_text(["the start", "the start"])):
        assert said.count("the start") == 1
