"""Every text of a profile goes through the catalogues, as whole messages; numbers, names and dates follow the language."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

import corridor.countries
import corridor.i18n
from corridor.dossier.profile_page import profile_html
from corridor.dossier.profile_text import print_profile
from corridor.evidence.profile import Profile, profile
from corridor.evidence.profiles.figures import Figure
from corridor.evidence.store import Store
from corridor.i18n import language

DAY = date(2025, 6, 30)
CODES = [("MAR", "ESP"), ("MAR",), ("TCD", "FJI"), ("ARE", "IND"), ("XKX", "CHE"), ("ZWE", "ZAF")]
PLAIN = re.compile(r"(1er|\d+) \S+ \d{4}|[IVX]+")
"""Dates as the Unicode CLDR has them, and numbers of regimes."""
OPEN, CLOSE = "\u27e6", "\u27e7"


class Marked:
    """A catalogue that puts every message between brackets."""

    def gettext(self, text: str) -> str:
        return f"{OPEN}{text}{CLOSE}"

    def ngettext(self, one: str, many: str, number: int) -> str:
        return f"{OPEN}{one if number == 1 else many}{CLOSE}"


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(corridor.i18n, "_translations", lambda _code: Marked())
    with language("fr"):
        yield


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return Store(tmp_path_factory.mktemp("store"))


def bare(text: str) -> str:
    """What stands outside of all messages; names and numbers that a message took in are inside."""
    kept, depth = [], 0
    for c in text:
        depth += (c == OPEN) - (c == CLOSE)
        if depth == 0 and c not in (OPEN, CLOSE):
            kept.append(c)
    assert depth == 0, text
    return "".join(kept)


def texts_of(made: Profile) -> Iterator[str]:
    yield made.title if made.destination else ""
    for s in made.findings:
        yield s.text
    for g in made.missing:
        yield from (g.what, g.why, g.how.replace("corridor evidence add FILE", ""), g.together)
    for p in made.panels:
        yield from (p.title, p.lead, *p.notes)
        for t in p.tables:
            yield from (t.title, t.note, *t.columns)
            # The last column says in which publications an agreement was read; their names stay as they are.
            yield from (c for row in t.rows for c in row[:6] if isinstance(c, str))
        for c in p.charts:
            yield from (c.title, c.subject, c.alt, c.goal_label, *c.categories, *(s.name for s in c.series))
    for f in made.figures():
        yield from (f.label, f.bounds, f.computed)


@pytest.mark.usefixtures("marked")
@pytest.mark.parametrize("codes", CODES)
def test_nothing_is_said_outside_of_the_catalogues(store: Store, codes: tuple[str, ...]) -> None:
    names = {corridor.countries.country_name(c) for c in codes}
    left = {bare(t) for t in texts_of(profile(*codes, store=store, on=DAY))}
    said = {t for t in left if re.search(r"[^\W\d_]", t) and not PLAIN.fullmatch(t)} - names
    assert not said


class Visible(HTMLParser):
    """The words of a page that are not the publishers' own."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("style", "bdi"):
            self.inside.append(tag)
        self.found += [v for k, v in attrs if k == "aria-label" and v]

    def handle_endtag(self, tag: str) -> None:
        if self.inside and tag == self.inside[-1]:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if not self.inside:
            self.found.append(data)


@pytest.mark.usefixtures("marked")
@pytest.mark.parametrize("codes", [("MAR", "ESP"), ("MAR",)])
def test_page_and_terminal(store: Store, codes: tuple[str, ...]) -> None:
    made = profile(*codes, store=store, on=DAY)
    seen = Visible()
    seen.feed(profile_html(made))
    own = {"corridor evidence add FILE", *(s.citation for s in made.sources.values())}
    # A name that is too long for its bar is cut off in the drawing.
    words = {bare(t).strip() for t in seen.found if not t.endswith("\u2026")}
    allowed = {corridor.countries.country_name(c) for c in codes}
    cells = {str(r[7]) for p in made.panels for t in p.tables for r in t.rows if len(r) > 7}
    rest = (
        {w for w in words if re.search(r"[^\W\d_]{2}", w) and not PLAIN.fullmatch(w)} - allowed - own - cells
    )
    assert not rest
    out = io.StringIO()
    print_profile(made, Console(file=out, width=110, highlight=False))
    assert out.getvalue().count(OPEN) > 50


@pytest.mark.parametrize("code", ["fr", "es", "ar"])
def test_names_numbers_and_dates_follow_the_language(store: Store, code: str) -> None:
    with language(code):
        made = profile("MAR", "ESP", store=store, on=DAY)
    text = made.findings[0].text
    spain = {"fr": "Espagne", "es": "España", "ar": "إسبانيا"}[code]
    number = {"fr": "785\u202f884", "es": "785.884", "ar": "785,884"}[code]
    assert spain in text and number in text
    assert made.language == code
    page = profile_html(made)
    assert f'<html lang="{code}" dir="{"rtl" if code == "ar" else "ltr"}">' in page


def test_the_language_changes_no_figure(store: Store) -> None:
    def plain(f: Figure) -> Any:
        return f.value, f.low, f.high, f.sources, f.kind, f.year, f.indicator, f.sex

    english = profile("PHL", "CAN", store=store, on=DAY)
    with language("ar"):
        arabic = profile("PHL", "CAN", store=store, on=DAY)
    assert [plain(f) for f in english.figures()] == [plain(f) for f in arabic.figures()]
    assert [t.id for p in english.panels for t in p.tables] == [t.id for p in arabic.panels for t in p.tables]


@pytest.mark.parametrize("code", ["en", "fr", "es", "ar"])
def test_files_are_written_in_every_language(store: Store, code: str, tmp_path: Path) -> None:
    import openpyxl

    from corridor.dossier.profile_files import write_profile

    with language(code):
        made = profile("MAR", store=store, on=DAY)
    write_profile(made, tmp_path / "p.xlsx")
    book = openpyxl.load_workbook(tmp_path / "p.xlsx")
    assert len(book.sheetnames) == len(made.panels) + 4
    assert all(s.sheet_view.rightToLeft is (code == "ar") or code != "ar" for s in book)
