"""What several chapters say in the same words."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from corridor.countries import country_name
from corridor.dossier.assumptions import FILE as ASSUMPTIONS_FILE
from corridor.dossier.assumptions import assumptions
from corridor.dossier.document import Source
from corridor.dossier.material import CODED_FILE, SET_TITLES
from corridor.i18n import _

if TYPE_CHECKING:
    from corridor.agreements import Instrument
    from corridor.commitments.assess import Assessment
    from corridor.dossier.material import Material
    from corridor.evidence.model import Source as EvidenceSource
    from corridor.schemes import Scheme

#: Ids of sources that several chapters cite.
ASSUMED, PEOPLE = "assumptions", "population"


def set_title(name: str) -> str:
    """The title of a set of instruments."""
    return _(SET_TITLES[name]) if name in SET_TITLES else name


def python_date(day: date) -> str:
    """A day as an expression of Python: ``date(2025, 12, 31)``."""
    return f"date({day.year}, {day.month}, {day.day})"


def scheme_words(scheme_id: str) -> str:
    """A scheme in words, with its country: ``Old Age Security pension (Canada)``."""
    from corridor.schemes import find_scheme

    scheme = find_scheme(scheme_id)
    return _("{scheme} ({country})").format(scheme=_(scheme.name), country=country_name(scheme.country))


def assumed() -> Source:
    """The source of what invented careers assume."""
    import hashlib

    return Source(
        ASSUMED,
        "Corridor",
        _("Assumptions about invented careers: wages, growth, ages, currency rates"),
        str(assumptions().reference_year),
        kind="assumption",
        note=assumptions().note,
        sha256=hashlib.sha256(ASSUMPTIONS_FILE.read_bytes()).hexdigest(),
    )


def law_source(scheme: Scheme) -> Source:
    """The law of a scheme as a source; its label says how far the amounts are validated."""
    return Source(
        f"law:{scheme.id}",
        scheme.id,
        f"{scheme.name}: {scheme.law_title}",
        kind="law",
        address=scheme.law_address,
        note=f"{scheme.validation}: {scheme.validation_note}",
    )


def agreement_source(instrument: Instrument) -> Source:
    """The text of an agreement as a source."""
    return Source(
        f"agreement:{instrument.id}",
        instrument.text.publisher or instrument.id,
        instrument.title
        if instrument.title == instrument.text.title
        else f"{instrument.title}: {instrument.text.title}",
        kind="agreement",
        address=instrument.text.address,
        note=f"{instrument.validation}: {instrument.validation_note}",
    )


def evidence_source(source: EvidenceSource) -> Source:
    """A source of the evidence room."""
    return Source(
        source.source_id,
        source.publisher,
        source.title,
        source.edition,
        kind="own" if source.source_id.startswith("corridor") else "evidence",
        licence=source.licence,
        address=source.address,
        note=source.notes,
        sha256=source.sha256,
    )


def coded_source(a: Assessment) -> Source:
    """A coded text as a source."""
    i = a.instrument
    return Source(
        f"coded:{i.id}",
        i.text.publisher or i.id,
        i.title if i.text.title in i.title else f"{i.title}: {i.text.title}",
        kind="agreement",
        address=i.text.address,
        note=_("Coded clause by clause by {coder}.").format(coder=a.coder),
    )


def coded_file(material: Material, a: Assessment) -> str:
    """Where the coded text stands in the folder of the dossier; empty if it ships with Corridor under its id."""
    own = material.order.coded is not None and a is material.assessments[0]
    return CODED_FILE if own else ""
