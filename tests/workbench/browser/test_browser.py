"""What a person meets in a browser: accessibility, keyboard, phone, Arabic, without JavaScript, nothing from elsewhere."""

from __future__ import annotations

from typing import Any

import pytest

STANDARDS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
PAGES = [
    "/", "/corridors", "/corridors/MAR-ESP", "/countries", "/countries/MAR", "/schemes", "/schemes/CAN-OAS",
    "/agreements?country=CAN&country=PHL", "/agreements/CAN-PHL", "/network?country=MAR", "/requirements",
    "/requirements/C97-07", "/founding", "/founding/B5.11a", "/coverage", "/instruments",
    "/instruments/switzerland-spain-1961", "/clauses", "/data", "/data/stock", "/search?q=canada", "/about/limits",
    "/api", "/jobs", "/jobs/new", "/dossiers", "/dossiers/new", "/nothing",
    "/partnerships", "/partnerships/px06-trade-unions", "/partnerships/match?requirement=ICRMW-20&pair=PHL-CAN",
    "/partnerships/check", "/plans", "/plans/invented-remittances-first", "/plans/invented-rights-and-work",
]  # fmt: skip


@pytest.fixture
def page(browser: Any) -> Any:
    """A fresh page that notes what it asks for and what the console says."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en")
    made = context.new_page()
    made.asked, made.said = [], []
    made.on("request", lambda r: made.asked.append(r.url))
    made.on("console", lambda m: made.said.append(m.text))
    made.on("pageerror", lambda e: made.said.append(str(e)))
    yield made
    context.close()


@pytest.mark.parametrize("group", range(4))
def test_every_page_is_accessible_fits_a_phone_and_asks_nothing_of_others(
    page: Any, workbench: str, group: int
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    axe = Axe()
    wrong = []
    for path in PAGES[group::4]:
        page.said.clear()
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(workbench + path)
        found = axe.run(page, options={"runOnly": STANDARDS}).response["violations"]
        wrong += [f"{path}: {v['id']} ({v['impact']}): {v['nodes'][0]['html'][:120]}" for v in found]
        page.set_viewport_size({"width": 390, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wrong.append(f"{path}: wider than a phone")
        wrong += [f"{path}: {text}" for text in page.said if path != "/nothing"]
    assert not wrong, "\n".join(wrong)
    assert all(url.startswith((workbench, "data:")) for url in page.asked)


def test_arabic_is_the_same_page_mirrored_and_accessible(page: Any, workbench: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page.goto(workbench + "/schemes/CAN-OAS")
    left = page.locator("header .name").bounding_box()
    page.goto(workbench + "/schemes/CAN-OAS?lang=ar")
    right = page.locator("header .name").bounding_box()
    assert abs(left["x"] - (1280 - right["x"] - right["width"])) <= 20, "as far from the other edge"
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).direction") == "rtl"
    assert not Axe().run(page, options={"runOnly": STANDARDS}).response["violations"]
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_the_keyboard_reaches_the_content_and_every_door(page: Any, workbench: str) -> None:
    page.goto(workbench + "/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["y"] >= 0, "seen when it is reached"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "/corridors"
    page.goto(workbench + "/")
    reached = []
    for _ in range(10):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("document.activeElement.getAttribute('href') || document.activeElement.name || ''")
        )
    assert reached[:6] == ["#main", "/", "/corridors", "/check", "/instruments", "q"]
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none", "the focus is seen"


def test_targets_are_large_enough(page: Any, workbench: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(workbench + "/corridors")
    small = page.evaluate(
        """[...document.querySelectorAll("button, select, input, header a, footer nav a, .contents a")]
        .filter(e => !e.classList.contains("skip") && e.getBoundingClientRect().height < 43.5).map(e => e.outerHTML.slice(0, 80))"""
    )
    assert not small


def test_a_chart_can_be_explored_without_any_other_machine(page: Any, workbench: str) -> None:
    page.goto(workbench + "/corridors/MAR-ESP")
    assert not [url for url in page.asked if "vega" in url], "loaded only when it is asked for"
    figure = page.locator("figure[data-chart]").first
    assert figure.locator("svg").first.is_visible()
    figure.get_by_role("button").click()
    page.wait_for_selector("figure[data-ready=yes] canvas", timeout=30_000)
    assert all(url.startswith((workbench, "data:", "blob:")) for url in page.asked)
    assert not page.said, page.said


def test_every_chart_that_offers_to_be_explored_can_be(page: Any, workbench: str) -> None:
    for path in ("/corridors/MAR-ESP", "/countries/MAR"):
        page.goto(workbench + path)
        names = page.eval_on_selector_all("figure[data-chart]", "all => all.map(f => f.dataset.chart)")
        assert names
        for name in names:
            answer = page.request.get(f"{workbench}{path}/charts/{name}")
            assert answer.status == 200 and answer.json()["data"]["values"], name


def test_the_pages_work_without_javascript(browser: Any, workbench: str) -> None:
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 390, "height": 800}, locale="en"
    )
    page = context.new_page()
    page.goto(workbench + "/corridors")
    page.select_option("#origin", "MAR")
    page.select_option("#destination", "ESP")
    page.get_by_role("button", name="Show the corridor").click()
    assert page.url == workbench + "/corridors/MAR-ESP"
    assert page.locator("figure svg.narrow").first.is_visible()
    assert page.locator("button", has_text="Explore").count() == 0
    page.goto(workbench + "/")
    page.fill("#site-search", "old age security")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="CAN-OAS: Old Age Security pension").click()
    assert page.url.endswith("/schemes/CAN-OAS")
    page.get_by_role("link", name="français").click()
    assert page.get_attribute("html", "lang") == "fr"
    context.close()


def test_a_problem_of_a_form_is_announced_and_leads_to_its_field(page: Any, workbench: str) -> None:
    page.goto(workbench + "/instruments")
    page.get_by_role("button", name="Assess", exact=True).click()
    assert page.evaluate("document.activeElement.id") == "problems"
    assert page.get_attribute("#problems", "role") == "alert"
