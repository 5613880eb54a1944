"""A scheme of a seventh, invented country, made in a folder outside as the page for contributors says."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from corridor.law.parameters import LawDataError
from corridor.schemes.examples import verify
from corridor.schemes.scheme import Scheme

PARAMETERS = """\
scheme: XDD-QTR
name: Quarterly pension of Dorland (invented)
country: XDD
branch: old-age
currency: XTS
unit: quarter
period_kinds: [employment]
law: {title: Dorland Pension Act (invented)}
claims: {from: 2010-01-01, to: 2026-12-31}
validation: invented
sources:
  act: {title: Dorland Pension Act (invented), grade: invented}
parameters:
  minimum_quarters:
    title: Waiting period
    unit: quarters
    selector: claim
    article: Act s. 2
    known_until: 2026-12-31
    values: [{from: 1970-01-01, value: "40", source: act}]
  amount_a_quarter:
    title: Amount for each quarter
    unit: XTS/month
    selector: claim
    article: Act s. 3
    known_until: 2026-12-31
    values:
      - {from: 2010-01-01, to: 2014-12-31, value: "5.50", source: act}
      - {from: 2020-01-01, value: "7.25", source: act}
"""

RULES = '''\
"""Rules of Dorland."""

from corridor.law.numeric import Array, ceil, total
from corridor.law.rules import condition, rule
from corridor.schemes.scheme import Outputs

OUTPUTS = Outputs(own_periods="insured_quarters"{more})


@rule("Act s. 1", unit="quarters")
def quarters_of_year(year_months: Array) -> Array:
    """Insured quarters of each calendar year: each started three months are one."""
    return ceil(year_months / 3)


@rule("Act s. 1", unit="quarters")
def insured_quarters(quarters_of_year: Array) -> Array:
    """Insured quarters."""
    return total(quarters_of_year)


@condition("Act s. 2")
def waiting_period_met(insured_quarters: Array, credited_for_right: Array, minimum_quarters: Array) -> Array:
    """The waiting period is met."""
    return insured_quarters + credited_for_right >= minimum_quarters


@rule("Act s. 3", unit="XTS/month")
def pension(insured_quarters: Array, credited_for_amount: Array, amount_a_quarter: Array) -> Array:
    """Monthly pension."""
    return (insured_quarters + credited_for_amount) * amount_a_quarter


@rule("Act s. 4", unit="date")
def starts(claim: Array) -> Array:
    """First day payable: the claim."""
    return claim
'''

EXAMPLES = """\
examples:
  - {id: XDD-001, source: made up, grade: own, target: pension, given: {insured_quarters: 40, claim: 2024-01-01}, expect: "290"}
  - {id: XDD-002, source: made up, grade: own, target: insured_quarters, given: {year_months: [12, 4, 1]}, expect: "7"}
"""


def _scheme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: str, name: str) -> Scheme:
    folder = tmp_path / name
    folder.mkdir()
    (folder / "parameters.yaml").write_text(PARAMETERS, encoding="utf-8")
    (folder / "examples.yaml").write_text(EXAMPLES, encoding="utf-8")
    (folder / f"{name}_rules.py").write_text(RULES.format(more=more), encoding="utf-8")
    monkeypatch.syspath_prepend(str(folder))
    return Scheme(folder, f"{name}_rules")


def test_a_new_scheme_runs_from_its_folder(tmp_path, monkeypatch) -> None:
    scheme = _scheme(tmp_path, monkeypatch, ', units_by_year="quarters_of_year"', "dorland")
    assert all(v.agrees for v in verify(scheme))
    assert scheme.compute("insured_quarters", year_months=[12, 5]) == Fraction(6)


def test_quarters_need_the_rule_that_counts_them_by_year(tmp_path, monkeypatch) -> None:
    # without it an agreement would take each month for a quarter
    scheme = _scheme(tmp_path, monkeypatch, "", "dorland_months")
    with pytest.raises(LawDataError, match="units_by_year"):
        scheme.compute("insured_quarters", year_months=[12])


def test_a_given_value_of_the_wrong_kind_is_named(tmp_path, monkeypatch) -> None:
    scheme = _scheme(tmp_path, monkeypatch, ', units_by_year="quarters_of_year"', "dorland_given")
    for wrong in ("forty", date(2020, 1, 1), "1/0"):
        with pytest.raises(LawDataError, match=r"insured_quarters: expected a number \(quarters\)"):
            scheme.compute("pension", insured_quarters=wrong, claim=date(2024, 1, 1))


def test_a_gap_between_the_values_of_a_figure_is_told(tmp_path, monkeypatch) -> None:
    from corridor.portability.wording import cause_text

    scheme = _scheme(tmp_path, monkeypatch, ', units_by_year="quarters_of_year"', "dorland_gap")
    text = cause_text(scheme, "parameter:amount_a_quarter")
    assert "from 1 January 2010 to 31 December 2014 and from 1 January 2020 to 31 December 2026" in text
