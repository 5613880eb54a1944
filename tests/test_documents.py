"""What the documents say is true: the README's code runs, its table is the registry, nothing names a host of packages."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from corridor.schemes import all_schemes

ROOT = Path(__file__).parent.parent


def test_the_python_of_the_readme_runs_as_printed() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    code = re.findall(r"```python\n(.*?)```", text, re.S)
    assert code
    space: dict[str, object] = {}
    exec("\n".join(code), space)
    assert str(space["answer"].of("in force", "PHL-SSS").fraction) == "7/10"


def test_the_table_of_the_readme_is_the_registry() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([A-Z]{3}-[A-Z]+) \|.*\| (\d{4})-(\d{4}) \| ([a-z-]+) \|$", text, re.M)
    listed = {(name, int(first), int(last), label) for name, first, last, label in rows}
    known = {(s.id, s.claims_from.year, s.claims_to.year, s.validation) for s in all_schemes()}
    assert listed == known


def test_the_consultation_file_of_the_documents_is_read() -> None:
    import yaml

    from corridor.dialogue.definition import read_definition

    text = (ROOT / "docs" / "dialogue.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(.*?)```", text, re.S)
    made = read_definition(yaml.safe_load(example))
    assert made.corridors == (("MAR", "ESP"),)
    assert made.invented


def test_importing_is_light() -> None:
    code = "import sys, corridor; print(sorted({'numpy', 'polars', 'yaml', 'openpyxl', 'jinja2'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_command_line_starts_in_its_own_process() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "corridor", "schemes"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert "CAN-OAS" in done.stdout


@pytest.mark.parametrize("script", ["corridor", "tests/run.sh"])
def test_the_shell_scripts_are_posix(script) -> None:
    subprocess.run(["sh", "-n", str(ROOT / script)], check=True)
