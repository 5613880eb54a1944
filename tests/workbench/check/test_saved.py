"""Saved cases: on purpose only, exported whole, and gone when they are erased."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.workbench.check.test_grid import GRID, HOSTILE, result
from tests.workbench.check.visitor import Visitor


def test_save_open_export_erase(visitor: Visitor, tmp_path: Path) -> None:
    result(visitor).send("/cases", title="Zebra-Quince (invented)")
    assert visitor.status == 200
    assert "The case is saved." in visitor.main()
    link = visitor.tree.xpath("//main//tbody//a/@href")[0]
    visitor.open(link)
    assert visitor.form(GRID).fields["person.title"] == "Zebra-Quince (invented)"
    exported = yaml.safe_load(visitor.open(f"{link}/case.yaml").answer.text)
    assert exported["periods"][0]["country"] == "PHL"
    assert visitor.open(f"{link}.json").answer.json()["title"] == "Zebra-Quince (invented)"
    assert any(b"Zebra-Quince" in f.read_bytes() for f in tmp_path.iterdir())
    visitor.open("/cases").send(f"{link}/erase")
    assert "Erased" in visitor.main()
    assert not any(b"Zebra-Quince" in f.read_bytes() for f in tmp_path.iterdir())
    assert visitor.open(link).status == 404


def test_a_write_needs_the_token_of_a_page(visitor: Visitor) -> None:
    result(visitor)
    case = visitor.form("/cases").fields["case"]
    assert visitor.client.post("/cases", data={"case": case, "title": "x"}).status_code == 403
    assert "No case is saved" in visitor.open("/cases").main()


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_names(visitor: Visitor, hostile: str) -> None:
    result(visitor).send("/cases", title=hostile)
    assert visitor.status == 200
    assert "<script>alert" not in visitor.text
    visitor.open(visitor.tree.xpath("//main//tbody//a/@href")[0])
    assert visitor.status == 200


@pytest.mark.parametrize(
    "address", ["/cases/none", "/cases/../../etc", "/cases/none/case.yaml", "/check/template.exe"]
)
def test_what_is_not_there(visitor: Visitor, address: str) -> None:
    assert visitor.open(address).status == 404
