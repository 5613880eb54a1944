"""Starting the workbench from the command line, and many visitors at once."""

from __future__ import annotations

import json
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.request import urlopen

import pytest
from click.testing import CliRunner

from corridor.cli.main import cli, run_cli
from corridor.workbench import addresses
from corridor.workbench.server import running
from corridor.workbench.settings import Settings


def test_a_port_that_is_taken_is_said_with_another_to_try(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code = run_cli(["serve", "--port", str(port), "--no-browser"])
    assert code == 2 and f"--port {port + 1}" in capsys.readouterr().err


def test_other_computers_need_to_be_allowed_on_purpose() -> None:
    result = CliRunner().invoke(cli, ["serve", "--host", "0.0.0.0", "--no-browser"])
    assert result.exit_code == 2 and "--allow-remote" in result.output


def test_the_check_gets_every_page_and_says_what_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CORRIDOR_DATA", str(tmp_path))
    monkeypatch.setattr(addresses, "every_page", lambda: ["/schemes", "/about/limits"])
    result = CliRunner().invoke(cli, ["serve", "--check", "--port", "0"])
    assert result.exit_code == 0, result.output
    assert "pages: 2 of 2" in result.output
    monkeypatch.setattr(addresses, "every_page", lambda: ["/nothing"])
    result = CliRunner().invoke(cli, ["serve", "--check", "--port", "0", "--json"])
    assert json.loads(result.stdout)["problems"] == [
        "/nothing: 404 for text/html",
        "/nothing: 404 for application/json",
    ]


def test_two_hundred_visitors_at_once_are_all_answered(tmp_path: Path) -> None:
    paths = ("/", "/schemes/CAN-OAS", "/corridors/MAR-ESP", "/search?q=canada", "/data")
    with running(Settings(port=0, data=tmp_path)) as address, ThreadPoolExecutor(200) as pool:

        def get(i: int) -> int:
            with urlopen(address.rstrip("/") + paths[i % len(paths)], timeout=60) as answer:
                answer.read()
                return int(answer.status)

        assert list(pool.map(get, range(200))) == [200] * 200
