"""The forms a field of a record can have: how each is read from plain data, checked, and written back.

Plain data are what YAML and JSON hold.  Every form keeps *not stated* apart from *none*: an absent list is ``None``, an empty
one says that there is none.  Reading goes on after a problem and collects all of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from corridor.careers.problems import Problem
from corridor.commitments.reading import CommitmentProblems, Fields, nearest
from corridor.i18n import _

#: The longest text of a field, in UTF-16 units: what fits into one cell of a spreadsheet.
MAX_TEXT = 32_000
#: The most entries of one list.
MAX_ROWS = 2_000
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,6})?")
_WHEN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


class RegistryProblems(CommitmentProblems):
    """All problems of one file of the registry, raised together; ``problems`` holds them one by one."""


class Report(Fields):
    """Collects what is wrong with one file; ``finish`` raises it all at once."""

    def finish(self) -> tuple[Problem, ...]:
        """The warnings; raises :class:`RegistryProblems` if there is an error."""
        try:
            return super().finish()
        except CommitmentProblems as found:
            raise RegistryProblems(found.problems, found.left_out) from None


class Form(Protocol):
    """One form of a field."""

    @property
    def default(self) -> Any:
        """What stands in a record where the field is not stated."""

    def read(self, report: Report, where: str, raw: Any) -> Any:
        """The value in the record; whatever is wrong goes to the report."""

    def plain(self, value: Any) -> Any:
        """The value as plain data."""


def tidy(text: str) -> str:
    r"""A text with one kind of line end, composed characters, and no white space around it.

    >>> tidy(" a\r\nb ")
    'a\nb'
    """
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def text_problem(text: str) -> str:
    """What is wrong with a text, or nothing."""
    if len(text) > MAX_TEXT // 2 and len(text.encode("utf-16-le", "surrogatepass")) // 2 > MAX_TEXT:
        return _("expected at most {count} characters").format(count=MAX_TEXT)
    bad = next((c for c in text if c not in "\n\t" and _not_for_files(c)), None)
    if bad is not None:
        return _("has a control character (U+{code}) that no file format can carry").format(
            code=f"{ord(bad):04X}"
        )
    return ""


def without_controls(text: str) -> str:
    """A text without the characters that no file format can carry."""
    return "".join(c for c in text if c in "\n\t\r" or not _not_for_files(c))


def _not_for_files(c: str) -> bool:
    code = ord(c)
    return (
        code < 0x20 or 0x7F <= code <= 0x9F or 0xD800 <= code <= 0xDFFF or code & 0xFFFE == 0xFFFE
    ) or code == 0xFEFF


def _text(report: Report, where: str, raw: Any) -> str:
    if isinstance(raw, (bool, list, Mapping)):
        report.add(where, _("expected a text; put it in quotes"), raw)
        return ""
    text = tidy("" if raw is None else str(raw))
    if problem := text_problem(text):
        report.add(where, problem)
        return ""
    return text


@dataclass(frozen=True)
class Line:
    """A text without language, such as a name or an address; empty means not stated."""

    pattern: str = ""
    expected: str = ""
    default: str = ""

    def read(self, report: Report, where: str, raw: Any) -> str:
        """The text, if it has the shape that is expected."""
        text = _text(report, where, raw)
        if text and self.pattern and not re.fullmatch(self.pattern, text):
            report.add(where, _("expected {what}").format(what=_(self.expected)), text)
            return ""
        return text

    def plain(self, value: str) -> str:
        """The text."""
        return value


@dataclass(frozen=True)
class Words:
    """A text by language (``{en: ..., ar: ...}``); ``und`` is a language that is not known.  Empty means not stated."""

    @property
    def default(self) -> dict[str, str]:
        """No text."""
        return {}

    def read(self, report: Report, where: str, raw: Any) -> dict[str, str]:
        """The texts by language."""
        if raw is None:
            return {}
        if not isinstance(raw, Mapping):
            report.add(where, _("expected texts by language, such as en: ..., ar: ..."), raw)
            return {}
        found = {}
        for language, text in raw.items():
            # YAML reads the code of Norwegian as "no"
            code = "no" if language is False else str(language)
            if not _LANGUAGE.fullmatch(code):
                said = _("expected the code of a language such as en, ar or zh-Hans")
                if " " in code and text is None:
                    said = _("a text with a comma or colon stands in quotes")
                report.add(f"{where}.{code[:20]}", said)
            elif read := _text(report, f"{where}.{code}", text):
                found[code] = read
            elif text is None or text == "":
                report.add(f"{where}.{code}", _("the text is missing"))
        return found

    def plain(self, value: Mapping[str, str]) -> dict[str, str]:
        """The texts by language."""
        return dict(value)


@dataclass(frozen=True)
class Passages:
    """Several texts, each by language; ``None`` not stated, empty: stated that there is none."""

    default: None = None

    def read(self, report: Report, where: str, raw: Any) -> tuple[dict[str, str], ...] | None:
        """The texts."""
        entries = list_of(report, where, raw)
        if entries is None:
            return None
        read = (Words().read(report, f"{where}[{n}]", entry) for n, entry in enumerate(entries, 1))
        return tuple(text for text in read if text)

    def plain(self, value: tuple[Mapping[str, str], ...] | None) -> list[dict[str, str]] | None:
        """The texts as a list."""
        return None if value is None else [dict(v) for v in value]


@dataclass(frozen=True)
class Code:
    """One word of a closed list; empty means not stated."""

    allowed: Iterable[str]
    default: str = ""

    def read(self, report: Report, where: str, raw: Any) -> str:
        """The word."""
        text = _text(report, where, raw)
        if text and text not in self.allowed:
            words = list(self.allowed)
            report.add(where, _("not known") + (nearest(text, words)), text)
            return ""
        return text

    def plain(self, value: str) -> str:
        """The word."""
        return value


@dataclass(frozen=True)
class Codes:
    """Several words, each once: of a closed list, or such as ``known`` accepts.

    ``optional``: ``None`` is not stated and an empty list says that there are none; else an empty list is not stated.
    """

    known: Callable[[str], bool]
    expected: str
    optional: bool = False

    @property
    def default(self) -> tuple[str, ...] | None:
        """Not stated."""
        return None if self.optional else ()

    def read(self, report: Report, where: str, raw: Any) -> tuple[str, ...] | None:
        """The words."""
        entries = list_of(report, where, raw)
        if entries is None:
            return self.default
        found = []
        for entry in entries:
            text = _text(report, where, entry)
            if not self.known(text) or ";" in text:
                report.add(where, _("expected {what}").format(what=_(self.expected)), text)
            elif text in found:
                report.add(where, _("{value} stands twice").format(value=text))
            else:
                found.append(text)
        return tuple(found)

    def plain(self, value: tuple[str, ...] | None) -> list[str] | None:
        """The words as a list."""
        return None if value is None else list(value)


@dataclass(frozen=True)
class When:
    """A day, a month or a year, as far as it is known: ``2010``, ``2010-05``, ``2010-05-12``."""

    default: str = ""

    def read(self, report: Report, where: str, raw: Any) -> str:
        """The date as text."""
        if isinstance(raw, datetime):
            raw = raw.date() if raw.time() == datetime.min.time() else raw
        text = raw.isoformat() if isinstance(raw, date) else _text(report, where, raw)
        if not text:
            return ""
        found = _WHEN.fullmatch(text)
        try:
            if not found or int(found[1]) < 1800:
                raise ValueError
            date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
        except ValueError:
            report.add(where, _("expected a date such as 2010, 2010-05 or 2010-05-12"), text)
            return ""
        return text

    def plain(self, value: str) -> str:
        """The date as text."""
        return value


@dataclass(frozen=True)
class Number:
    """An exact number; ``None`` means not stated, never 0.  ``lowest`` and ``highest`` bound it, ``whole`` wants no fraction."""

    lowest: int | None = None
    highest: int | None = None
    whole: bool = False
    default: None = None

    def read(self, report: Report, where: str, raw: Any) -> Decimal | None:
        """The number."""
        if raw is None or raw == "":
            return None
        text = str(raw).strip() if not isinstance(raw, bool) else ""
        if isinstance(raw, float) and "e" in text:
            text = format(Decimal(text), "f")
        if not _NUMBER.fullmatch(text):
            report.add(where, _("expected a number such as 1200 or 2.5"), raw)
            return None
        number = Decimal(text)
        if self.whole and number != int(number):
            report.add(where, _("expected a whole number"), raw)
        elif self.lowest is not None and number < self.lowest:
            report.add(where, _("expected at least {number}").format(number=self.lowest), raw)
        elif self.highest is not None and number > self.highest:
            report.add(where, _("expected at most {number}").format(number=self.highest), raw)
        else:
            return number
        return None

    def plain(self, value: Decimal | None) -> int | str | None:
        """A whole number as such, another as text, so that no digit is lost."""
        if value is None:
            return None
        return int(value) if value == int(value) else format(value.normalize(), "f")


@dataclass(frozen=True)
class Truth:
    """Yes, no, or (``None``) not stated."""

    default: None = None

    def read(self, report: Report, where: str, raw: Any) -> bool | None:
        """True, false or nothing."""
        if raw is None or raw == "" or isinstance(raw, bool):
            return None if raw == "" else raw
        word = str(raw).strip().lower()
        if word not in ("yes", "no", "true", "false"):
            report.add(where, _("expected yes or no, or nothing where it is not known"), raw)
            return None
        return word in ("yes", "true")

    def plain(self, value: bool | None) -> bool | None:
        """True, false or nothing."""
        return value


def list_of(report: Report, where: str, raw: Any) -> list[Any] | None:
    """The entries of a list, or ``None`` where nothing stands."""
    if raw is None:
        return None
    if not isinstance(raw, (list, tuple)):
        report.add(where, _("expected a list"), raw)
        return None
    if len(raw) > MAX_ROWS:
        report.add(where, _("expected at most {count} entries").format(count=MAX_ROWS), str(len(raw)))
        return None
    return list(raw)
