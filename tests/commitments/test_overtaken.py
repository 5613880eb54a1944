"""An instrument that a later treaty has overtaken is not shown as simply in force."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from corridor.commitments.assess import assess
from corridor.commitments.assess_data import force_on_day
from corridor.commitments.catalogue import load_catalogue
from corridor.commitments.instruments import CODED, find_coded, load_coded
from corridor.commitments.reading import CommitmentProblems


@pytest.mark.parametrize("name", ["switzerland-spain-1961", "switzerland-italy-1964"])
def test_the_recruitment_agreements_yield_to_free_movement(name: str) -> None:
    instrument = find_coded(name)
    assert instrument.force_words(date(1960, 1, 1)) == "not in force"
    assert instrument.force_words(date(2002, 5, 31)) == "in force"
    said = force_on_day(assess(instrument, on=date(2026, 1, 1)))
    assert "listed as in force" in said and "1 June 2002" in said and "free movement" in said


def test_an_overtaken_instrument_says_by_what_and_by_which_article(tmp_path: Path) -> None:
    text = (CODED / "switzerland-spain-1961.yaml").read_text(encoding="utf-8")
    file = tmp_path / "coded.yaml"
    file.write_text(
        text.replace("since: 2002-06-01", "since: 1950-01-01").replace('  article: "Art. 22"\n', ""),
        encoding="utf-8",
    )
    with pytest.raises(CommitmentProblems) as found:
        load_coded(file, load_catalogue())
    assert "overtaken.article" in str(found.value)
    assert "not after it came into force, 1961-11-10" in str(found.value)
