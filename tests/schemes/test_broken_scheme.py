"""A scheme folder that cannot be used is named and left out; the others go on."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import pytest

from corridor.schemes import registry
from corridor.schemes.registry import read_schemes
from tests.schemes.test_new_scheme import PARAMETERS, RULES


def _folder(home: Path, country: str, parameters: str, rules: str) -> None:
    folder = home / country / "quarters"
    folder.mkdir(parents=True)
    (folder / "parameters.yaml").write_text(parameters, encoding="utf-8")
    (folder / "rules.py").write_text(rules, encoding="utf-8")


@pytest.mark.parametrize(
    ("parameters", "rules", "words"),
    [
        (PARAMETERS.replace("currency: XTS\n", ""), RULES.format(more=""), "missing currency"),
        (PARAMETERS.replace('value: "40"', "value: many"), RULES.format(more=""), "minimum_quarters"),
        (PARAMETERS, "OUTPUTS = 1 +", "SyntaxError"),
        (PARAMETERS, "raise RuntimeError('not today')", "RuntimeError: not today"),
        (PARAMETERS, RULES.format(more=', units_by_year="quarters_of_year"'), "the id XDD-QTR is taken"),
    ],
)
def test_a_broken_folder_is_left_out_and_named(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    parameters: str,
    rules: str,
    words: str,
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    package = f"broken_{abs(hash(words)) % 10**6}"
    home = tmp_path / package
    _folder(home, "xda", PARAMETERS, RULES.format(more=', units_by_year="quarters_of_year"'))
    _folder(home, "xdb", parameters, rules)
    with caplog.at_level(logging.WARNING):
        found = read_schemes(home, package)
    for name in [m for m in sys.modules if m.startswith(package)]:
        monkeypatch.delitem(sys.modules, name)
    assert list(found.schemes) == ["XDD-QTR"]
    assert list(found.broken) == ["xdb/quarters"]
    assert words in found.broken["xdb/quarters"]
    assert "xdb/quarters" in caplog.text and words in caplog.text


def test_who_asks_for_a_scheme_hears_of_those_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_found", lambda: registry.Found({}, {"xdb/quarters": "missing currency"}))
    with pytest.raises(KeyError, match="left out because they cannot be used: xdb/quarters"):
        registry.find_scheme("XDD-QTR")
    assert registry.all_schemes(invented=True) == []


def test_no_scheme_that_comes_with_the_software_is_broken() -> None:
    assert registry.broken_schemes() == {}


def test_the_list_of_schemes_names_those_left_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    from fastapi.testclient import TestClient

    from corridor.cli.main import OK, run_cli
    from corridor.workbench.app import create_app
    from corridor.workbench.settings import Settings

    whole = registry._found().schemes
    monkeypatch.setattr(registry, "_found", lambda: registry.Found(whole, {"xdb/quarters": "no currency"}))
    said = "schemes/xdb/quarters cannot be used and is left out: no currency"
    assert run_cli(["schemes"]) == OK
    assert said in capsys.readouterr().out
    assert run_cli(["schemes", "--json"]) == OK
    assert '"folder": "xdb/quarters"' in capsys.readouterr().out
    client = TestClient(create_app(Settings(data=tmp_path)), base_url="http://127.0.0.1:8477")
    assert said in client.get("/schemes").text
