"""The page for contributors: its agreement can be read, and it names every field and word a clause may use."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from corridor.agreements import load_instrument, reader
from corridor.agreements.instrument import AWARDS, MEASURES, METHODS, PERSONAL_SCOPES, ROUNDINGS, THEORETICAL

PAGE = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text(encoding="utf-8")


def _agreement() -> str:
    return next(b for b in re.findall(r"```yaml\n(.*?)```", PAGE, flags=re.S) if b.startswith("instrument:"))


def test_the_agreement_of_the_page_can_be_read(tmp_path) -> None:
    file = tmp_path / "xaa-xbb.yaml"
    file.write_text(_agreement(), encoding="utf-8")
    found = load_instrument(file)
    assert found.versions[0].benefits["XAA-PEN"].method == "pro-rata"
    assert len(found.versions[0].credits) == 2


@pytest.mark.parametrize(
    "fields", ["_TOP", "_VERSION", "_CREDIT", "_BENEFIT", "_EXPORT", "_MINIMUM", "_THIRD", "_SOURCE"]
)
def test_every_field_of_an_agreement_is_documented(fields) -> None:
    section = PAGE[PAGE.index("## Add an agreement") :]
    lost = [f for f in getattr(reader, fields) if not re.search(rf"\b{f}\b", section)]
    assert not lost


@pytest.mark.parametrize("words", [AWARDS, MEASURES, METHODS, PERSONAL_SCOPES, ROUNDINGS, THEORETICAL])
def test_every_word_of_a_clause_is_documented(words) -> None:
    section = PAGE[PAGE.index("## Add an agreement") :]
    assert not [w for w in words if f"`{w}`" not in section]
