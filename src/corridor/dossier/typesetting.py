"""PDF from templates in the folder ``typst/``: accessible (PDF/UA-1), the same bytes from the same data.

A template reads what it shows from data, never from text pasted into its source, so that nothing a
person wrote can become a command of the typesetter.  Fonts are those of the installed font packages,
not those of the machine.
"""

from __future__ import annotations

import json
import struct
import threading
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corridor.i18n import LANGUAGES, _, direction, language

if TYPE_CHECKING:
    from typst import Compiler

TEMPLATES = Path(__file__).parent / "typst"

#: Stands where no font has the sign that was asked for.
REPLACEMENT = "\ufffd"

#: Signs that choose between shapes, and the byte order mark, which the standard forbids in text.
_SHAPELESS = frozenset(map(chr, [*range(0xFE00, 0xFE10), 0xFEFF]))

#: More signs than this are not named one by one.
_NAMED = 12


class TypesettingError(RuntimeError):
    """A document that could not be made: the template, and what the typesetter said."""


def pdf(template: str, data: Mapping[str, Any], language_code: str) -> bytes:
    """A document as PDF/UA-1.

    Args:
        template: a file of ``dossier/typst/``, such as ``"letter.typ"``.  It starts with
            ``#import "base.typ": *`` and ``#let data = read-data()``, and puts its content into
            ``#document(title: data.title)[...]``; ``base.typ`` says what else it offers.
        data: what the template shows: mappings, sequences, texts, numbers, ``None``.  Texts are shown
            as they stand; a chart is the text of an SVG with an alternative text, given to ``chart``.
        language_code: ``"en"``, ``"fr"``, ``"es"``, ``"ar"``: hyphenation, direction, tags of the document.

    Returns:
        The bytes of the file.  They depend on the arguments and the version of the typesetter only:
        no date, no name of the machine.

    Signs that no font has (Chinese, say) are shown as U+FFFD, and the document ends with a sentence
    that names them.  Signs without a shape (controls) are left out.

    Raises:
        ValueError: a language without a catalogue, or data that is not JSON.
        TypesettingError: the template cannot be compiled with this data.

    Not checked: the reading order that a template chooses; see the standard's own checkers.
    """
    import typst

    if language_code not in LANGUAGES:
        raise ValueError(f"language {language_code!r}: expected one of {', '.join(LANGUAGES)}")
    if not (TEMPLATES / template).is_file():
        raise TypesettingError(f"{template}: there is no such template in {TEMPLATES.name}/")
    missing: set[str] = set()
    shown = _printable(data, missing)
    with language(language_code):
        inputs = {
            "data": json.dumps(shown, ensure_ascii=False, allow_nan=False, sort_keys=True),
            "language": language_code,
            "direction": direction(language_code),
            "missing": _missing_text(missing),
            "page": _("Page {number} of {total}"),
        }
    try:
        made = _compiler().compile(
            TEMPLATES / template,
            format="pdf",
            sys_inputs=inputs,
            pdf_standards=["ua-1"],
            timestamp=0,
        )
    except typst.TypstError as error:
        raise TypesettingError(f"{template}: {error.diagnostic or error.message}") from error
    assert isinstance(made, bytes)
    return made


def _missing_text(missing: Iterable[str]) -> str:
    signs = sorted(missing)
    if not signs:
        return ""
    named = ", ".join(f"U+{ord(sign):04X}" for sign in signs[:_NAMED])
    if len(signs) > _NAMED:
        named += ", …"
    return _(
        "Some signs could not be printed, because the fonts used here do not have them. {sign} stands in"
        " their place: {codes}."
    ).format(sign=REPLACEMENT, codes=named)


def _printable(value: Any, missing: set[str]) -> Any:
    """The data with every sign that no font has replaced; those signs are added to ``missing``."""
    if isinstance(value, str):
        return value if value.isascii() and value.isprintable() else _printable_text(value, missing)
    if isinstance(value, Mapping):
        return {str(key): _printable(part, missing) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_printable(part, missing) for part in value]
    if value is None or isinstance(value, (bool, int, float)):
        return value
    raise ValueError(
        f"{type(value).__name__} in the data of a document: expected texts, numbers, lists, mappings"
    )


def _printable_text(text: str, missing: set[str]) -> str:
    out = []
    for sign in unicodedata.normalize("NFC", text):
        kind = unicodedata.category(sign)
        if sign in "\n\t ":
            out.append(sign)
        elif kind == "Cc" or sign in _SHAPELESS:
            continue
        elif ord(sign) in _covered() and kind not in ("Co", "Cn"):
            out.append(sign)
        elif kind != "Cf":
            missing.add(sign)
            out.append(REPLACEMENT)
    return "".join(out)


_local = threading.local()


def _compiler() -> Compiler:
    """A typesetter of this thread: one may not be used by two at once."""
    import typst

    found: Compiler | None = getattr(_local, "compiler", None)
    if found is None:
        found = typst.Compiler(root=TEMPLATES, font_paths=_fonts())
        _local.compiler = found
    return found


@cache
def _fonts() -> Any:
    import typst

    folders = sorted({file.parent for file in font_files()})
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders))


@cache
def font_files() -> tuple[Path, ...]:
    """The font files used in documents: Noto Sans and Amiri (OFL-1.1), as installed.

    Amiri draws an Arabic letter with its dots as one shape, so that text copied from the PDF keeps its letters.
    """
    import fontpkg_amiri
    import fontpkg_noto_sans

    return tuple(
        file
        for package in (fontpkg_noto_sans, fontpkg_amiri)
        for file in sorted((Path(package.__file__).parent / "files").glob("*.ttf"))
    )


@cache
def _covered() -> frozenset[int]:
    """The code points that the fonts have a shape for (upright faces)."""
    return frozenset().union(
        *(_code_points(file.read_bytes()) for file in font_files() if "Italic" not in file.name)
    )


def _code_points(font: bytes) -> set[int]:
    """The code points of a TrueType file: the character map (``cmap``), formats 4 and 12 of OpenType."""
    (tables,) = struct.unpack_from(">H", font, 4)
    records = (struct.unpack_from(">4sLLL", font, 12 + 16 * i) for i in range(tables))
    base = next(offset for tag, _sum, offset, _length in records if tag == b"cmap")
    (count,) = struct.unpack_from(">H", font, base + 2)
    found: set[int] = set()
    for i in range(count):
        platform, _encoding, offset = struct.unpack_from(">HHL", font, base + 4 + 8 * i)
        (form,) = struct.unpack_from(">H", font, base + offset)
        if platform not in (0, 3):
            continue
        if form == 12:
            (groups,) = struct.unpack_from(">L", font, base + offset + 12)
            for g in range(groups):
                first, last, _glyph = struct.unpack_from(">LLL", font, base + offset + 16 + 12 * g)
                found.update(range(first, last + 1))
        elif form == 4:
            (twice,) = struct.unpack_from(">H", font, base + offset + 6)
            ends = struct.unpack_from(f">{twice // 2}H", font, base + offset + 14)
            starts = struct.unpack_from(f">{twice // 2}H", font, base + offset + 16 + twice)
            for first, last in zip(starts, ends, strict=True):
                found.update(range(first, min(last, 0xFFFE) + 1))
    return found
