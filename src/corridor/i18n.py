"""Words in the reader's language: every text a person sees goes through :func:`_` or :func:`ngettext`.

English is the source language.  The other catalogues are ``locale/<language>/messages.po`` (what the
program says) and ``locale/<language>/law.po`` (titles from the data files: rules, parameters,
requirements), read with Babel when a language is first used.  Names of countries, dates and numbers
follow the Unicode CLDR, which Babel carries.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

#: Languages with a complete catalogue, each under its own name.
LANGUAGES = {"en": "English", "fr": "français", "es": "español", "ar": "العربية"}
_LOCALE = Path(__file__).parent / "locale"
_DOMAINS = ("messages", "law")
#: Numbers and dates that are kept as they were last written.
_KEPT = 8_192
_code: ContextVar[str] = ContextVar("language", default="en")


def N_(text: str) -> str:  # noqa: N802 (the customary name of the marker)
    """Mark a text for the catalogues where it is written; it is translated where it is shown."""
    return text


def _(text: str) -> str:
    """A text in the current language, or as it stands where the catalogue lacks it.

    Placeholders such as ``{amount}`` are filled by the caller with ``format``, never before.
    """
    code = _code.get()
    return text if code == "en" or not text else _translations(code).gettext(text)


def ngettext(one: str, many: str, number: int) -> str:
    """A text in the plural form that a number takes in the current language."""
    code = _code.get()
    if code == "en":
        return one if number == 1 else many
    return _translations(code).ngettext(one, many, number)


def current() -> str:
    """The code of the current language, such as ``"fr"``."""
    return _code.get()


def direction(code: str | None = None) -> str:
    """``"rtl"`` or ``"ltr"``: the way a language is written."""
    return "rtl" if (code or _code.get()).split("-")[0] == "ar" else "ltr"


@contextmanager
def language(code: str) -> Iterator[None]:
    """Texts in a language (``"fr"``) for the length of a ``with`` block.

    Raises:
        ValueError: there is no catalogue for the language.
    """
    if code not in LANGUAGES:
        raise ValueError(f"language {code!r}: expected one of {', '.join(LANGUAGES)}")
    token = _code.set(code)
    try:
        yield
    finally:
        _code.reset(token)


@cache
def _translations(code: str) -> gettext.NullTranslations:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    first: gettext.NullTranslations | None = None
    for domain in _DOMAINS:
        file = _LOCALE / code / f"{domain}.po"
        if not file.exists():
            continue
        compiled = BytesIO()
        with file.open("rb") as stream:
            write_mo(compiled, read_po(stream, locale=code))
        compiled.seek(0)
        found = gettext.GNUTranslations(compiled)
        if first is None:
            first = found
        else:
            first.add_fallback(found)
    return first or gettext.NullTranslations()


def country_in_words(code: str, fallback: str) -> str:
    """The name of a country by its ISO2 code in the current language (Unicode CLDR), else the fallback."""
    return _territories(_code.get()).get(code, fallback)


@cache
def _territories(code: str) -> dict[str, str]:
    from babel import Locale

    return dict(Locale.parse(code).territories)


def date_in_words(day: date, form: str = "d MMMM y") -> str:
    """A date as people write it: ``1 June 2025``, ``1er juin 2025``, ``1 يونيو 2025``."""
    return _date(day, form, _code.get())


@lru_cache(maxsize=_KEPT)
def _date(day: date, form: str, code: str) -> str:
    from babel.dates import format_date

    if form == "d MMMM y":
        if code == "es":
            form = "d 'de' MMMM 'de' y"
        elif code == "fr" and day.day == 1:
            form = "d'er' MMMM y"
    return format_date(day, form, locale=code)


def number_in_words(
    value: int | float | Decimal | Fraction, places: int | None = None, *, grouped: bool = True
) -> str:
    """A number with the separators of the current language; ``places`` fixes the decimals shown.

    Digits are 0-9 in every language.
    """
    if isinstance(value, Fraction):
        value = Decimal(value.numerator) / Decimal(value.denominator)
    return _number(value, places, grouped, _code.get())


@lru_cache(maxsize=_KEPT, typed=True)
def _number(value: int | float | Decimal, places: int | None, grouped: bool, code: str) -> str:
    decimals = ".######" if places is None else "." + "0" * places if places else ""
    pattern, locale = _pattern(("#,##0" if grouped else "0") + decimals, code)
    return str(pattern.apply(value, locale))


@cache
def _pattern(form: str, code: str) -> tuple[Any, Any]:
    """How numbers are written, worked out once: reading a pattern costs more than writing a number."""
    from babel import Locale
    from babel.numbers import parse_pattern

    return parse_pattern(form), Locale.parse(code)


def plural_number(value: int | float | Decimal | Fraction) -> int:
    """The whole number whose plural form a number takes, for :func:`ngettext`: ``2.5`` is as many as ``100``."""
    if value == int(value):
        return abs(int(value))
    return 1 if _code.get() == "fr" and -2 < value < 2 else 100


def isolate(text: str) -> str:
    """A code, an amount or an article within a text that is written from right to left.

    Without the marks (U+2068, U+2069) its numbers and brackets would change places with the words around.
    In other languages the text as it stands.
    """
    return f"\u2068{text}\u2069" if text and direction() == "rtl" and text[0] != "\u2068" else text


def listed(texts: Iterable[str], style: str = "standard") -> str:
    """Words as a list in a sentence: ``a, b, and c``; ``style="or"``: ``a, b, or c``."""
    from babel import Locale
    from babel.lists import format_list

    # Babel has only a part of the patterns of some styles ("unit" in Spanish)
    whole = "start" in Locale.parse(_code.get()).list_patterns.get(style, {})
    chosen: Any = style if whole else "standard"
    return format_list([isolate(t) for t in texts], style=chosen, locale=_code.get())


def in_a_row(texts: Iterable[str]) -> str:
    """Statements one after the other: ``a; b; c``."""
    row = ""
    for text in texts:
        row = _("{before}; {next}").format(before=row, next=text) if row else text
    return row
