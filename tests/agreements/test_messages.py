"""What the reader of agreements says about a wrong file goes through the catalogues."""

from __future__ import annotations

from pathlib import Path

import pytest

from corridor.agreements import fields, reader
from corridor.law.parameters import LawDataError


def test_every_problem_is_said_through_the_catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (fields, reader):
        monkeypatch.setattr(module, "_", lambda text: f"##{text}")
    file = tmp_path / "wrong.yaml"
    file.write_text(
        "{instrument: X, title: T, kind: trilateral, parties: [XAA, xb], validation: draft, drafted: yes,\n"
        " text: 3, versions: [{name: a, from: 2001-01-01, to: 2000-01-01, schemes: [XCC-FUND], credits: 4,\n"
        " minimum_own: {XCC: {article: '1'}}, benefits: {XBB-OLD: {method: guess, article: '1'}}}]}",
        encoding="utf-8",
    )
    with pytest.raises(LawDataError) as found:
        reader.read_instrument(file)
    lines = str(found.value).splitlines()
    assert len(lines) > 8
    assert [line for line in lines if ": ##" not in line] == []
