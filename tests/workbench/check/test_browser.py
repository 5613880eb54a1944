"""Check an entitlement in a real browser: with and without JavaScript, in Arabic, on a narrow screen, and for axe."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from corridor.workbench.server import running
from corridor.workbench.settings import Settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHECK = "button.button[value=check]"
GO_ON = "main button.button"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running workbench."""
    with running(Settings(port=0, data=tmp_path_factory.mktemp("data"))) as found:
        yield found.rstrip("/")


@contextmanager
def visit(
    browser: Browser, address: str, *, width: int = 1280, language: str = "en", script: bool = True
) -> Iterator[Page]:
    """A page whose every request is watched: none may leave this computer."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        locale=language,
        java_script_enabled=script,
        base_url=address,
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    outside: list[str] = []
    page.on("request", lambda r: None if r.url.startswith(address) else outside.append(r.url))
    refused: list[str] = []
    page.on("console", lambda m: refused.append(m.text) if "Content Security Policy" in m.text else None)
    yield page
    context.close()
    assert outside == []
    assert refused == []


def serious(page: Page) -> list[str]:
    """What axe finds serious or worse."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    return [
        f"{v['id']}: {v['nodes'][0]['html'][:120]}"
        for v in found.response["violations"]
        if v["impact"] in ("serious", "critical")
    ]


def fits(page: Page) -> bool:
    """Whether nothing is wider than the screen."""
    width: Any = page.viewport_size
    return int(page.evaluate("document.documentElement.scrollWidth")) <= width["width"]


def test_the_caseworkers_way(browser: Browser, address: str, tmp_path: Path) -> None:
    with visit(browser, address) as page:
        page.goto("/check")
        assert serious(page) == []
        page.click("text=For caseworkers")
        assert serious(page) == []
        page.fill("#person-title", "Maria (invented)")
        page.fill("#person-birth_date", "1960-05-12")
        page.fill("#person-nationality", "PHL")
        page.fill("#person-residence", "CAN")
        page.fill("#person-claim_date", "2025-06-01")
        rows = "PHL\tPHL-SSS\temployment\t1984-01-01\t31.02.1990\t3000\tmonth\tPHP\nCAN\tCAN-OAS\tresidence\t2016-06-01\t2025-05-31\nCAN\tCAN-CPP\temployment\t2016-06-01\t2025-05-31\t41000\tyear\tCAD"
        paste(page, "#row-1-country", rows)
        assert page.input_value("#row-3-currency") == "CAD"
        assert page.input_value("#row-2-kind") == "residence"
        page.click(CHECK)
        page.wait_for_selector("#problems")
        assert serious(page) == []
        page.click("#problems a")
        assert page.evaluate("document.activeElement.id") == "row-1-end"
        page.fill("#row-1-end", "1990-12-31")
        page.keyboard.press("Enter")
        page.wait_for_selector("#comparison")
        assert "CAD 165.36" in page.inner_text("main")
        assert serious(page) == []
        page.click(".answer > details > summary >> nth=1")
        assert "Act s. 3" in page.inner_text(".answer >> nth=1")
        page.select_option("#office", "fr")
        with page.expect_download() as letter:
            page.click("text=Letter as PDF")
        assert Path(letter.value.path()).read_bytes().startswith(b"%PDF")
        page.click("form[action='/cases'] button")
        page.wait_for_selector("[role=status]")
        assert serious(page) == []
        page.click("text=Erase for good")
        page.wait_for_selector("text=No case is saved")


def paste(page: Page, cell: str, text: str) -> None:
    """Paste as a spreadsheet does."""
    page.focus(cell)
    page.evaluate(
        """([cell, text]) => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          document.querySelector(cell).dispatchEvent(
            new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        [cell, text],
    )


def test_many_rows_pasted_into_a_cell_go_to_the_readers(browser: Browser, address: str) -> None:
    with visit(browser, address) as page:
        page.goto("/check/grid")
        paste(page, "#row-1-country", "PHL\t\temployment\t1984-01-01\t1984-02-01\t3000\tmonth\tPHP\n" * 200)
        page.wait_for_selector(".pages")
        assert "200" in page.inner_text(".pages")


def test_a_first_line_of_column_names_in_ones_language_is_taken_as_names(
    browser: Browser, address: str
) -> None:
    with visit(browser, address, language="fr") as page:
        page.goto("/check/grid?lang=fr")
        names = page.locator("#cells thead th[class^=c-]").all_inner_texts()[:8]
        row = ["Philippines", "", "employment", "1984-01-01", "1990-12-31", "3000", "mois", "PHP"]
        paste(page, "#row-1-country", "\t".join(names) + "\n" + "\t".join(row))
        page.wait_for_selector("#problems")
        assert page.input_value("#row-1-country") == "Philippines"
        assert page.input_value("#row-1-start") == "1984-01-01"
        # a row is added below rows that say what is wrong, and cells are pasted past them
        page.fill("#row-1-end", "x")
        page.click(CHECK)
        page.wait_for_selector("tr.said")
        paste(page, "#row-1-country", "\n".join("PHL" for _ in range(12)))
        assert page.input_value("#row-12-country") == "PHL"


def test_rows_are_added_in_the_page(browser: Browser, address: str) -> None:
    with visit(browser, address) as page:
        page.goto("/check/grid")
        before = page.locator("#cells tbody tr").count()
        page.click("#more-rows")
        assert page.locator("#cells tbody tr").count() == before + 5
        assert page.evaluate("document.activeElement.id") == f"row-{before + 1}-country"
        assert page.get_attribute(f"#row-{before + 1}-end", "aria-label") == f"Last day, row {before + 1}"
        assert page.evaluate(
            "new Set([...document.querySelectorAll('[id]')].map(e => e.id)).size"
        ) == page.evaluate("document.querySelectorAll('[id]').length")


def walk(page: Page, look: Callable[[], None]) -> None:
    """Maria's answers, looked at page by page."""
    page.goto("/check/steps")
    look()
    page.click(GO_ON)
    page.fill("#birth-day", "12")
    page.fill("#birth-month", "5")
    page.fill("#birth", "1960")
    answers: list[tuple[str, ...]] = [
        ("select", "#nationality", "PHL"),
        ("select", "#residence", "CAN"),
        ("none",),
        ("select", "#place", "CAN"),
        ("check", "input[value=residence]"),
        ("fill", "#start", "2016", "check", "input[name=ongoing]"),
        ("none",),
    ]
    for answer in answers:
        look()
        page.click(GO_ON)
        if answer[0] == "select":
            page.select_option(answer[1], answer[2])
        elif answer[0] == "check":
            page.check(answer[1])
        elif answer[0] == "fill":
            page.fill(answer[1], answer[2])
            page.check(answer[4])
    look()
    page.click(GO_ON)
    look()


@pytest.mark.parametrize(
    ("language", "script", "width"),
    [("en", True, 1280), ("en", False, 390), ("ar", True, 390)],
)
def test_question_by_question(
    browser: Browser, address: str, language: str, script: bool, width: int
) -> None:
    with visit(browser, address, width=width, language=language, script=script) as page:

        def look() -> None:
            if script:
                assert fits(page), page.inner_text("h1")
                assert serious(page) == []
            assert page.get_attribute("html", "dir") == ("rtl" if language == "ar" else "ltr")
            assert "?" not in page.url

        walk(page, look)
        page.click(GO_ON)
        page.wait_for_selector("#comparison")
        look()
        assert "CAN-OAS" in page.content()


def test_back_of_the_browser_and_leaving(browser: Browser, address: str) -> None:
    with visit(browser, address) as page:
        page.goto("/check/steps")
        page.click(GO_ON)
        page.fill("#birth-day", "12")
        page.fill("#birth-month", "5")
        page.fill("#birth", "1960")
        page.click(GO_ON)
        page.wait_for_selector("#nationality")
        page.go_back()
        page.wait_for_selector("#birth")
        page.click("text=Leave this page quickly")
        assert page.title() == "Notes"
        assert page.inner_text("body") == ""


def test_the_language_changes_in_the_middle(browser: Browser, address: str) -> None:
    with visit(browser, address, script=False) as page:
        page.goto("/check/grid?example=maria")
        page.fill("#row-1-note", "my note")
        page.click("button[lang=ar]")
        assert page.get_attribute("html", "dir") == "rtl"
        assert page.input_value("#row-1-note") == "my note"
        page.click("button[lang=en]")
        page.click(CHECK)
        page.wait_for_selector("#comparison")
        page.click("button[lang=fr]")
        page.wait_for_selector("html[lang=fr] #comparison")


def test_the_grid_and_the_result_on_a_narrow_screen(browser: Browser, address: str) -> None:
    for language in ("en", "ar"):
        with visit(browser, address, width=390, language=language) as page:
            page.goto("/check/grid?example=asha")
            assert fits(page)
            assert serious(page) == []
            page.click(CHECK)
            page.wait_for_selector("#comparison")
            assert fits(page)
            assert serious(page) == []
