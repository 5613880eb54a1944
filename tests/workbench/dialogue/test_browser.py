"""Taking part in a real browser: without JavaScript, in Arabic, 390 pixels wide, and looked at with axe."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from corridor.dialogue import sealing
from corridor.dialogue.codes import keyed
from corridor.records.database import open_database
from corridor.workbench.server import running
from corridor.workbench.settings import Settings
from tests.dialogue.held import NAME, begin, crowd

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}


def test_without_javascript_in_arabic_on_a_phone(
    browser: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    monkeypatch.delenv("CORRIDOR_DATABASE", raising=False)
    database, keys = open_database(tmp_path), keyed(tmp_path)
    _batch, codes, ids = begin(database, keys, 40)
    crowd(database, keys, codes[:30], ids)
    with running(Settings(port=0, data=tmp_path)) as address:
        at = f"{address}take-part/{NAME}"
        plain = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 760})
        page = plain.new_page()
        elsewhere: list[str] = []
        page.on("request", lambda r: None if r.url.startswith(address) else elsewhere.append(r.url))
        page.goto(f"{at}?lang=ar")
        page.fill("#code", codes[35])
        page.click("main form button >> nth=0")
        page.click("main a.button")
        for choice in ("agree", "disagree", "pass"):
            page.click(f"button[value={choice}]")
        page.check("input[value=desk]")
        page.click("main form button")
        page.select_option("#o-bus", "1")
        page.click("main form button")
        page.click("main form button")
        page.select_option("#sex", "female")
        page.check("input[name=agree]")
        page.click("main form button")
        assert page.url == f"{at}/thanks"
        assert page.get_attribute("html", "dir") == "rtl"
        assert not elsewhere
        held = plain.cookies()
        sealing.close(database, NAME)
        seeing = browser.new_context(viewport={"width": 390, "height": 760})
        seeing.add_cookies(held)
        page = seeing.new_page()
        for path in ("", "/statements", "/about-you", "/thanks", "/results", "/ballot", "/erase"):
            page.goto(f"{at}{path}?lang=ar" + ("&at=0" if path == "/statements" else ""))
            found = Axe().run(page, options=RULES)
            assert found.violations_count == 0, (path, found.generate_report())
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
