"""PDFs: accessible, the same bytes twice, right to left, and deaf to markup in what a person wrote."""

from __future__ import annotations

import copy
import io
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from pypdf import PdfReader

from corridor.dossier.typesetting import REPLACEMENT, TypesettingError, font_files, pdf

WORDS = ["why_not", "choice", "uncertain", "where", "bring", "not_covered", "record", "record_note", "next"]
ITEM = {
    "heading": "Canada: Old Age Security",
    "owed": True,
    "answer": "CAD 123.45 a month",
    "sentence": "We think that you are owed CAD 123.45 a month.",
    "reasons": ["Ten years of residence (Act, s. 3)"],
    "agreement": "This comes from an agreement.",
    "without": "",
    "instead": None,
    "open": "the day of arrival",
    "where": "The office",
    "bring": ["a passport"],
    "law": "Law: Act.",
    "sure": "How sure: validated.",
}
LETTER: dict[str, Any] = {
    "title": "Your rights",
    "today_label": "Claim date: 1 June 2025",
    "about": "Maria (invented)",
    "estimate": "This is an estimate, not a decision.",
    "intro": "You have worked in more than one country.",
    "items": [ITEM],
    "silent": ["Nothing is known of one country."],
    "words": {word: f"{word}:" for word in WORDS},
    "record": {"header": list("ABCDEF"), "rows": [list("123456")] * 3},
    "next_steps": ["Check the list."],
}
ARABIC = "حقوقك في المعاش"


def data(*languages: str, **changes: Any) -> dict[str, Any]:
    versions = []
    for code in languages:
        letter = copy.deepcopy(LETTER)
        letter.update(changes)
        if code == "ar":
            letter["title"] = ARABIC
        versions.append({"language": code, "letter": letter})
    return {"title": versions[0]["letter"]["title"], "footer": "Made with Corridor", "versions": versions}


def read(content: bytes) -> tuple[PdfReader, str]:
    reader = PdfReader(io.BytesIO(content))
    return reader, "\n".join(page.extract_text() for page in reader.pages)


def test_accessible_and_readable_by_machine() -> None:
    reader, text = read(pdf("letter.typ", data("fr"), "fr"))
    root = reader.trailer["/Root"].get_object()
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == "fr"
    assert "/StructTreeRoot" in root
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_object().get_data()
    assert reader.metadata is not None
    assert reader.metadata.title == "Your rights"
    for shown in ("CAD 123.45 a month", "a passport", "Made with Corridor", "This is an estimate"):
        assert shown in text


def test_the_same_data_gives_the_same_bytes_also_at_once() -> None:
    once = pdf("letter.typ", data("en"), "en")
    with ThreadPoolExecutor(4) as pool:
        again = list(pool.map(lambda _: pdf("letter.typ", data("en"), "en"), range(8)))
    assert set(again) == {once}
    assert pdf("letter.typ", data("en", about="Someone else"), "en") != once
    assert b"/CreationDate" not in once


def test_arabic_runs_from_the_right() -> None:
    reader, _text = read(pdf("letter.typ", data("ar"), "ar"))
    assert reader.trailer["/Root"]["/Lang"] == "ar"
    assert reader.metadata is not None
    assert reader.metadata.title == ARABIC
    left, _text = read(pdf("letter.typ", data("en"), "en"))
    assert any("Amiri" in font for font in fonts_of(reader))
    assert not any("Amiri" in font for font in fonts_of(left))


def test_arabic_words_come_out_of_the_pdf_as_they_went_in() -> None:
    about = "هذا تقدير وليس قرارا حقوقك في المعاش يستحق لك نصيب شهري بيني وبينك شيء ضئيل"
    _reader, text = read(pdf("letter.typ", data("ar", about=about), "ar"))
    words = text.split()
    assert [word for word in (*ARABIC.split(), *about.split()) if word not in words] == []


def fonts_of(reader: PdfReader) -> set[str]:
    found = set()
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            found.add(str(font.get_object()["/BaseFont"]))
    return found


def test_two_languages_stand_beside_each_other_each_tagged() -> None:
    content = pdf("letter.typ", data("ar", "en"), "ar")
    reader, text = read(content)
    assert reader.trailer["/Root"]["/Lang"] == "ar"
    assert text.count("CAD 123.45 a month") >= 2
    assert "Your rights" in text


@pytest.mark.parametrize(
    "hostile",
    [
        '#panic("x")',
        '#include "/etc/passwd"',
        "*bold* _it_ $x$ @ref <label> `raw` = title",
        "\\u{1F600} \\ #{ } [ ] ( )",
        "#set page(width: 1pt)",
        "{{ 7*7 }} {% raw %}",
    ],
)
def test_what_a_person_wrote_is_shown_as_it_stands(hostile: str) -> None:
    _reader, text = read(pdf("letter.typ", data("en", about=hostile), "en"))
    assert hostile.replace(" ", "") in text.replace(" ", "").replace("\n", "")


def test_signs_without_a_shape_are_replaced_and_named() -> None:
    _reader, text = read(pdf("letter.typ", data("en", about="Name 漢字 ok \x00\x07\ud83d"), "en"))
    assert f"Name {REPLACEMENT}{REPLACEMENT} ok" in text
    assert "U+6F22" in text
    assert "U+5B57" in text
    assert "could not be printed" in text
    _reader, clean = read(pdf("letter.typ", data("en"), "en"))
    assert "could not be printed" not in clean


def test_long_and_empty_texts() -> None:
    reader, _text = read(pdf("letter.typ", data("en", about="x" * 20_000, silent=[], next_steps=[]), "en"))
    assert len(reader.pages) > 1


def test_refusals_name_what_was_expected() -> None:
    with pytest.raises(ValueError, match="language 'xx': expected one of en"):
        pdf("letter.typ", data("en"), "xx")
    with pytest.raises(ValueError, match="object in the data"):
        pdf("letter.typ", {"title": object()}, "en")
    with pytest.raises(TypesettingError, match=r"letter\.typ.*versions"):
        pdf("letter.typ", {"title": "x"}, "en")
    with pytest.raises(TypesettingError, match=r"nothing\.typ"):
        pdf("nothing.typ", {}, "en")


def test_fonts_come_from_packages() -> None:
    assert {file.suffix for file in font_files()} == {".ttf"}
    assert any("Amiri" in file.name for file in font_files())
