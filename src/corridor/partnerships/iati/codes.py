"""Names, codes and small conversions that writing and reading of IATI share."""

from __future__ import annotations

import calendar
import hashlib
import json
import re
import unicodedata
from functools import cache
from typing import Any

NAMESPACE = "urn:x-corridor:iati:1"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
#: Mark of an element that IATI demands and the record does not state.
STATED = f"{{{NAMESPACE}}}stated"

TAG_GOALS, TAG_TARGETS, TAG_OWN = "2", "3", "99"
URI_GCM = "urn:x-corridor:gcm-objectives"
URI_SDG = "urn:x-corridor:sdg-indicators"
URI_FOUNDING = "urn:x-corridor:founding-sentences"
URI_CORRIDOR = "urn:x-corridor:corridors"

MIGRATION_SECTOR = "15190"
"""Facilitation of orderly, safe, regular and responsible migration and mobility."""

DATE_TYPES = {"planned_start": "1", "start": "2", "planned_end": "3", "end": "4"}
TRANSACTION_TYPES = {"committed": "2", "disbursed": "3"}
WEB_PAGE = "A12"
"""Category of a document: activity web page. IATI demands a category; the record has none."""


def tag(name: str) -> str:
    """The name of an element of our namespace."""
    return f"{{{NAMESPACE}}}{name}"


def first_day(when: str) -> str:
    """The first day of a year, month or day.

    >>> first_day("2010"), last_day("2010"), last_day("2012-02")
    ('2010-01-01', '2010-12-31', '2012-02-29')
    """
    return when + "-01-01"[: 10 - len(when)] if len(when) == 4 else when + "-01" * (len(when) == 7)


def last_day(when: str) -> str:
    """The last day of a year, month or day."""
    if len(when) == 4:
        return f"{when}-12-31"
    if len(when) == 7:
        return f"{when}-{calendar.monthrange(int(when[:4]), int(when[5:]))[1]:02d}"
    return when


def mark(value: Any) -> str:
    """A short mark of plain data, equal for equal data."""
    text = json.dumps(value, ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def slug(text: str) -> str:
    """A text as an id of a record.

    >>> slug("XM-DAC-41122 / Niño 7")
    'xm-dac-41122-nino-7'
    """
    flat = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9._]+", "-", flat).strip("-._")[:80].rstrip("-._")


@cache
def iso2(iso3: str) -> str:
    """The two-letter code of a country, or an empty text."""
    import pycountry

    if iso3 == "XKX":
        return "XK"
    found = pycountry.countries.get(alpha_3=iso3)
    return str(found.alpha_2) if found else ""


@cache
def iso3(iso2: str) -> str:
    """The three-letter code of a country, or an empty text."""
    import pycountry

    if iso2 == "XK":
        return "XKX"
    found = pycountry.countries.get(alpha_2=iso2)
    return str(found.alpha_3) if found else ""
