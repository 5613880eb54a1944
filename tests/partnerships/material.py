"""What the tests of the registry share: invented records of any shape, and the official schemas where they are."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from corridor.partnerships.entries import One, Rows, forms_of, needed_of, read_object
from corridor.partnerships.forms import (
    MAX_TEXT,
    Code,
    Codes,
    Line,
    Number,
    Passages,
    Report,
    Truth,
    When,
    Words,
    tidy,
)
from corridor.partnerships.iati.schema import schema_file
from corridor.partnerships.model import Practice

SHARED = Path(os.environ.get("CORRIDOR_SHARED", Path(__file__).parents[3] / "shared"))


def shared(name: str) -> Path:
    """A file of the shared folder; the test is skipped, saying what is missing, if it is not there."""
    path = SHARED / "data" / "dialogue" / name
    if not path.exists():
        pytest.skip(f"not here: {path} (set CORRIDOR_SHARED to the folder that holds data/dialogue/{name})")
    return path


def official_schema() -> Path:
    """The IATI 2.03 schema: of the package that carries it, else of the shared folder."""
    return schema_file() or shared("iati/iati-activities-schema.xsd")


HARD = [
    '=HYPERLINK("http://example.org")',
    "'=1",
    "-5",
    "@SUM(A1)",
    "+31 20",
    '<b>bold</b> & "quoted" ]]> &amp;',
    "مساعدة قانونية للعمال المهاجرين، بلا أوراق",
    "two\nlines\tand a tab",
    "  none  ",
    "none",
    "see sheet",
    "x" * MAX_TEXT,
    "🙂" * (MAX_TEXT // 2),
    "a; b, c: d",
    "'",
    "2010",
    "No papers are asked.",
    "\u2028line\u200f\u202bmarks",
    "null",
    "- {a: b}",
]
texts = st.one_of(
    st.integers(0, len(HARD) - 1).map(lambda n: HARD[n]),
    st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn"), exclude_characters="\ufeff"), max_size=40),
).map(tidy)
said = texts.filter(bool)
languages = st.sampled_from(["en", "ar", "fr", "und", "no", "zh-Hans"])
by_language = st.dictionaries(languages, said, max_size=3)
dates = st.sampled_from(["", "1999", "2010-02", "2010-02-28", "2024-12-31"])
numbers = st.one_of(
    st.none(),
    st.just(Decimal(0)),
    st.decimals(0, 10**12, places=3, allow_nan=False),
    st.integers(0, 10**12).map(Decimal),
)
SAMPLES = {
    "id": ["a", "mar-esp.1", "x" * 80],
    "example": ["", "PX01"],
    "ref": ["", "XM-DAC-41122"],
    "reporter_ref": ["", "XM-DAC-41122"],
    "currency": ["", "EUR", "MAD"],
    "address": ["", "https://example.org/a?b=c&d='e'"],
    "email": ["", "office@example.org"],
    "telephone": ["", "+31 20 123"],
    "format": ["", "application/pdf"],
    "iati_identifier": ["", "XM-DAC-41122-7", "NL-KVK-1"],
    "countries": ["MAR", "ESP", "PHL", "XKX", "XAA"],
    "languages": ["en", "ar"],
    "interpretation": ["ary", "fr"],
    "founding": ["N.P.1", "B7.2b"],
    "gcm": ["1", "23"],
    "sdg": ["10", "10.7", "10.7.1"],
    "sectors": ["15190", "16010"],
    "instruments": ["morocco-spain-1979"],
}


def of_form(name: str, form: Any) -> st.SearchStrategy[Any]:
    """Plain data of one field; ``None`` is left out."""
    if isinstance(form, Words):
        return by_language.map(lambda v: v or None)
    if isinstance(form, Passages):
        return st.none() | st.lists(by_language.filter(bool), max_size=2)
    if isinstance(form, Code):
        return st.sampled_from(["", *form.allowed])
    if isinstance(form, Codes):
        known = SAMPLES.get(name) or [
            w for w in ("rights", "work", "funding", "implementing", "migrants consulted") if form.known(w)
        ]
        return st.lists(st.sampled_from(known), unique=True, max_size=3)
    if isinstance(form, When):
        return dates
    if isinstance(form, Number):
        if form.highest is not None:
            return st.none() | st.integers(0, form.highest)
        return numbers.map(lambda n: None if n is None else str(int(n) if form.whole else n))
    if isinstance(form, Truth):
        return st.sampled_from([None, True, False])
    if isinstance(form, Rows):
        return st.none() | st.lists(of_class(form.of), max_size=3)
    if isinstance(form, One):
        return st.none() | of_class(form.of)
    if isinstance(form, Line) and not form.pattern:
        return texts
    return st.sampled_from(SAMPLES.get(name) or ["", "MAR", "ESP"])


def of_class(cls: type) -> st.SearchStrategy[dict[str, Any]]:
    """Plain data of a class that it reads without a problem."""
    fields = {name: of_form(name, form) for name, form in forms_of(cls).items()}
    for name in needed_of(cls):
        fields[name] = fields[name].filter(lambda v: v not in (None, "", {}, []))

    def valid(plain: dict[str, Any]) -> bool:
        report = Report("strategy")
        read_object(cls, report, "", plain)
        return not report.problems

    made = st.fixed_dictionaries(fields).map(lambda d: {k: v for k, v in d.items() if v is not None})
    return made.filter(valid)


def _record(plain: dict[str, Any]) -> Practice:
    return read_object(Practice, Report("strategy"), "", plain)


practices = of_class(Practice).map(_record)
