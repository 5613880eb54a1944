"""Templates: what is written is read back."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from corridor.careers import Vocabulary, read_careers, write_template
from tests.careers.material import VOCABULARY, problems_of


@pytest.mark.parametrize("name", ["form.xlsx", "form.csv"])
def test_a_form_with_its_example_is_read(tmp_path: Path, name: str) -> None:
    careers = read_careers(write_template(tmp_path / name, VOCABULARY), VOCABULARY)
    assert len(careers) == 1
    assert careers.periods.height == 1
    assert careers.persons["invented"].to_list() == [True]
    assert careers.warnings == ()
    for scheme, info in VOCABULARY.schemes.items():
        path = write_template(tmp_path / f"{scheme}-{name}", Vocabulary({scheme: info}))
        assert read_careers(path, VOCABULARY).periods["scheme"].to_list() == [scheme]


@pytest.mark.parametrize("name", ["form.xlsx", "form.csv"])
def test_a_blank_form_says_that_it_is_blank(tmp_path: Path, name: str) -> None:
    path = write_template(tmp_path / name, VOCABULARY, with_example=False)
    found = problems_of(lambda: read_careers(path, VOCABULARY))
    assert all("header and no rows" in p.expected for p in found)


def test_drop_downs_offer_the_words_of_the_vocabulary(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_template(tmp_path / "form.xlsx", VOCABULARY))
    assert book.sheetnames == ["persons", "periods", "help", "lists"]
    header = [cell.value for cell in book["persons"][1]]
    assert "SAU-EOSB.end_reason" in header
    lists = {col[0].value: [c.value for c in col[1:] if c.value] for col in book["lists"].columns}
    assert lists["scheme"] == sorted(VOCABULARY.schemes)
    assert lists["SAU-EOSB.end_reason"] == ["resignation", "dismissal"]
    assert set(lists["kind"]) == set(VOCABULARY.all_kinds())
    assert {rule.formula1 for rule in book["periods"].data_validations.dataValidation}


def test_what_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"\.xlsx or \.csv"):
        write_template(tmp_path / "form.ods", VOCABULARY)
    write_template(tmp_path / "form.csv", VOCABULARY)
    with pytest.raises(FileExistsError):
        write_template(tmp_path / "form.csv", VOCABULARY)
