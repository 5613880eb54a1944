"""Invented people and drafts of agreements between Arland (XAA), Borland (XBB) and Corland (XCC).

The law of the three, for checking by hand:

* Arland: age 65 for those born from 1960, else 60; 120 months; average monthly earnings x accrual (1/100, from
  claims in 2015 on 3/200) x months / 12, rounded down to 0.10; earnings of a year count up to 12,000 before 2000;
  paid abroad from 180 own months; refund of 5 % of earnings to who lives abroad with less than 120 months.
* Borland: age 66; 520 weeks (whole weeks of the days); 1,000 (claims from 2010) x weeks / 2080; paid abroad only by treaty.
* Corland: age 66; 180 months; 1,000 (claims from 2010) x months / 480; paid anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from corridor import Answer, Career, InsurancePeriod, entitlement, find_instrument, vocabulary
from corridor.agreements import Instrument
from corridor.agreements.reader import instrument_from, new_reader
from corridor.careers import Careers
from corridor.portability.results import Entitlement

SCHEMES = {"XAA": "XAA-PEN", "XBB": "XBB-OLD", "XCC": "XCC-FUND"}
Spell = tuple[str, str, str]


def period(country: str, start: str, end: str, earnings: Any = 1000) -> InsurancePeriod:
    """A period of employment; in Arland at 1,000 a month unless said otherwise."""
    paid = country == "XAA"
    return InsurancePeriod(
        country,
        start,
        end,
        earnings=earnings if paid else None,
        earnings_per="month" if paid else "period",
        currency="XTS" if paid else None,
        scheme=SCHEMES[country],
    )


def person(*spells: Spell | InsurancePeriod, **about: Any) -> Career:
    """An invented person: born 1950, claims on 1 January 2020, lives in Arland and is a national of it."""
    given = {
        "birth_date": "1950-01-01",
        "claim_date": "2020-01-01",
        "residence": "XAA",
        "nationality": "XAA",
        "invented": True,
    } | about
    periods = [s if isinstance(s, InsurancePeriod) else period(*s) for s in spells]
    return Career.build(periods=periods, vocabulary=vocabulary(), **given)


def together(people: Sequence[Career]) -> Careers:
    """Several persons (of different ids) as one set of careers."""
    import polars as pl

    each = [p.to_careers(vocabulary()) for p in people]
    return Careers(
        pl.concat([c.persons for c in each], how="diagonal"),
        pl.concat([c.periods for c in each], how="diagonal"),
    )


#: Months for months between the countries; 3 months are 13 weeks for Borland.
CREDITS = {
    "XAA-PEN": {"per": "1", "gives": "1", "measure": "month"},
    "XBB-OLD": {"per": "3", "gives": "13", "measure": "month"},
    "XCC-FUND": {"per": "1", "gives": "1", "measure": "month"},
}


def draft(parties: str = "XAA XBB", **clauses: Any) -> Instrument:
    """A draft in which every scheme credits months of every other, pro rata, separate first, unless ``clauses`` say otherwise.

    ``method``, ``award`` and further fields of a benefit hold for all schemes; ``benefits`` sets one scheme's;
    ``versions``, ``id``, ``draft`` and ``replaces`` are of the instrument; all else is of the version.
    """
    countries = parties.split()
    schemes = [SCHEMES[c] for c in countries]
    rule = {"method": "pro-rata", "award": "separate-first", "article": "Art. 9"}
    for name in ("method", "award", "theoretical", "minimum", "maximum_duration", "third_states_in_amount"):
        if name in clauses:
            rule[name] = clauses.pop(name)
    top = {
        "instrument": clauses.pop("id", "DRAFT"),
        "title": "Draft (invented)",
        "kind": "bilateral" if len(countries) == 2 else "multilateral",
        "parties": countries,
        "draft": clauses.pop("draft", True),
        "validation": "invented",
        "replaces": clauses.pop("replaces", []),
        "text": {"title": "Draft (invented)", "grade": "invented"},
    }
    benefits = {s: dict(rule) for s in schemes}
    for scheme, changed in clauses.pop("benefits", {}).items():
        benefits[scheme] |= changed
    credits = [
        {"to": to, "from": source, "article": "Art. 6", **CREDITS[to]}
        for to in schemes
        for source in schemes
        if to != source
    ]
    base = {
        "version": "draft",
        "schemes": schemes,
        "personal_scope": {"covers": "insured", "article": "Art. 2"},
        "credits": credits,
        "benefits": benefits,
        "export": {"article": "Art. 4"},
    }
    versions = clauses.pop("versions", [{}])
    raw = {**top, "versions": [{**base, **clauses, **version} for version in versions]}
    return instrument_from(raw, new_reader("draft"), "")


def under(instruments: Instrument | Sequence[Instrument | str], career: Career, scheme: str) -> Entitlement:
    """The result of one scheme when exactly these instruments are in force."""
    return answer(instruments, career).of("with", scheme)


def answer(instruments: Instrument | Sequence[Instrument | str], career: Career) -> Answer:
    """The results without any instrument ("none") and with these ("with")."""
    listed = [instruments] if isinstance(instruments, Instrument) else instruments
    found = [find_instrument(i) if isinstance(i, str) else i for i in listed]
    return entitlement(career, {"none": [], "with": found})


def credited(result: Entitlement) -> Mapping[str, Any]:
    """Units credited from each scheme."""
    out: dict[str, Any] = {}
    for credit in result.credits:
        out[credit.source] = out.get(credit.source, 0) + credit.credited
    return out
