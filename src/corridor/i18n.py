"""Words in the reader's language: every text a person sees goes through :func:`_`.

English is the source language.  Catalogues, when there are any, lie in
``locale/<language>/LC_MESSAGES/corridor.mo`` beside this file.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

_LOCALE = Path(__file__).parent / "locale"
_current: ContextVar[gettext.NullTranslations | None] = ContextVar("translations", default=None)


def _(text: str) -> str:
    """A text in the current language.

    Placeholders such as ``{amount}`` are filled by the caller with ``format``.
    """
    found = _current.get()
    return text if found is None else found.gettext(text)


@contextmanager
def language(code: str) -> Iterator[None]:
    """Texts in a language (``"fr"``) for the length of a ``with`` block.

    English where a catalogue lacks a text.
    """
    token = _current.set(gettext.translation("corridor", _LOCALE, [code], fallback=True))
    try:
        yield
    finally:
        _current.reset(token)
