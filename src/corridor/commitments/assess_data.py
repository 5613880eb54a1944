"""An assessment as plain data, for pages, dossiers and JSON: one call gives everything a page shows.

    >>> from datetime import date
    >>> data = assessment_data("switzerland-italy-1964", date(2020, 1, 1))
    >>> [test["verdict"] for test in data["section_5"]], sorted(data["sections"][0])
    (['in part', 'in part'], ['counts', 'ground', 'meaning', 'standards', 'title'])

What it holds:

    instrument    id, title, kind, parties with names, dates, workers, how far the text was read, references, warnings
    section_5     the two tests, each with its conditions, their topics and the requirements behind them
    statuses      every word a finding can be, with its title and meaning;  counts, counts_by_ground: how many of each
    sections      ground by ground and standard by standard: why it is asked, and the ids of the findings
    findings      one a requirement: what is asked, what the clause says and where, status, why, ground, founding sentences, links
    redline       what is missing or has to change, by topic, what binds the parties first
    coders        how far two coders agree, and how their disagreements were settled
    to_settle     tags of workers that the coding must settle;  not_scored: questions of scope and date
    caution       what an assessment is not

Words of closed lists (``status``, ``ground``, ``law``, ``verdict``) are the same in every language; what is to be shown stands
beside them (``status_words``, ``title``, ``why``) in the language that is current when the call is made.  Notes of coders and
titles of texts stay as they were written.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from corridor.commitments.answers import STATUS_TITLES, STATUSES
from corridor.commitments.assess import GROUND_TITLES, GROUNDS, LAW_TITLES, Assessment, Finding, assess
from corridor.commitments.catalogue import Catalogue
from corridor.commitments.coders import Agreement, agreement
from corridor.commitments.instruments import CodedInstrument, find_coded, load_coded
from corridor.commitments.redline import redline
from corridor.commitments.section5 import two_tests
from corridor.commitments.treaties import Participation
from corridor.countries import country_name
from corridor.i18n import _
from corridor.law.parameters import Source


def assessment_data(
    instrument: CodedInstrument | str | Path,
    on: date | None = None,
    *,
    coder: str | None = None,
    catalogue: Catalogue | None = None,
    treaties: Mapping[tuple[str, str], Participation] | None = None,
) -> dict[str, Any]:
    """Assess an instrument on a day (today if none is given) and give all of it as plain data.

    Args:
        instrument: a coded instrument, the id of one that ships with Corridor, or the path of a file (``.yaml``).
        on: the day on which treaty status is looked up.
        coder: whose clauses are assessed; the first coder if none is named.
        catalogue: the catalogue; the shipped one if none is given.
        treaties: treaty status; the shipped one if none is given.

    Raises:
        CommitmentProblems: everything that is wrong with the file, at once.
        KeyError: no instrument or no coder of that name.
        OSError: the file cannot be opened.
    """
    if not isinstance(instrument, CodedInstrument):
        named = not isinstance(instrument, Path) and not instrument.endswith((".yaml", ".yml"))
        instrument = find_coded(str(instrument)) if named else load_coded(instrument)
    found = assess(instrument, on, coder=coder, catalogue=catalogue, treaties=treaties)
    pairs = itertools.combinations(instrument.coders, 2)
    return as_dict(found, [agreement(instrument, *two, catalogue) for two in pairs])


def as_dict(assessment: Assessment, agreements: Iterable[Agreement] = ()) -> dict[str, Any]:
    """An assessment that was made already, as plain data; see the head of this module."""
    return {
        "instrument": _instrument(assessment),
        "on": assessment.day,
        "coder": assessment.coder,
        "caution": _(
            "The text is compared with what is asked of it. Practice and national law are not looked at, "
            "and a finding is a reading of the text, not legal advice."
        ),
        "section_5": [t.as_dict() for t in two_tests(assessment)],
        "counts": assessment.counts,
        "counts_by_ground": assessment.counts_by_ground,
        "grounds": {g: _(meaning) for g, meaning in GROUNDS.items()},
        "statuses": {s: {"title": _(STATUS_TITLES[s]), "meaning": _(m)} for s, m in STATUSES.items()},
        "sections": _sections(assessment),
        "findings": [_finding(f, assessment) for f in assessment.findings.values()],
        "redline": [e.as_dict() for e in redline(assessment)],
        "to_settle": {k: list(v) for k, v in assessment.asks.items()},
        "coders": [a.as_dict() for a in agreements],
        "not_scored": [r.id for r in assessment.unscored],
    }


def force_on_day(assessment: Assessment) -> str:
    """Whether the instrument is in force on the day, in words."""
    return assessment.instrument.force_words(assessment.day)


def read_words(assessment: Assessment) -> str:
    """How far the text was read, in words; empty where the coding does not say."""
    words = {"yes": _("text read in full"), "partly": _("text read in part"), "no": _("text not read")}
    return words.get(assessment.instrument.text.read, "")


def _instrument(a: Assessment) -> dict[str, Any]:
    i = a.instrument
    return {
        "id": i.id,
        "title": i.title,
        "type": i.type,
        "type_words": _(i.type_words),
        "parties": list(i.parties),
        "party_names": [party_name(p) for p in i.parties],
        "signed": i.signed,
        "in_force": i.in_force,
        "ended": i.ended,
        "overtaken": None
        if i.overtaken is None
        else {
            "since": i.overtaken.since,
            "by": i.overtaken.by,
            "article": i.overtaken.article,
            "text": _source(i.overtaken.text),
        },
        "in_force_on_day": i.in_force_on(a.day),
        "in_force_words": force_on_day(a),
        "invented": i.invented,
        "text": _source(i.text),
        "text_read": i.text.read,
        "text_read_words": read_words(a),
        "note": i.note,
        "workers": [
            {
                "name": g.name,
                "are": sorted(g.tags),
                "are_not": sorted(g.not_tags),
                "article": g.article,
                "note": g.note,
            }
            for g in i.workers
        ],
        "references": [
            {"article": r.article, "to": r.to, "title": r.title, "note": r.note} for r in i.references
        ],
        "warnings": [str(w) for w in i.warnings],
    }


def party_name(code: str) -> str:
    """The name of a party: a country, or the European Union."""
    return _("European Union") if code == "EU" else country_name(code)


def _sections(a: Assessment) -> list[dict[str, Any]]:
    """Findings ground by ground, and within a ground standard by standard."""
    sections = []
    for ground in GROUNDS:
        found = a.on_ground(ground)
        if not found:
            continue
        standards = []
        for name in dict.fromkeys(f.requirement.standard for f in found):
            group = [f for f in found if f.requirement.standard == name]
            standard = a.catalogue.standards[name]
            standards.append(
                {
                    "standard": name,
                    "short": standard.short,
                    "title": standard.title,
                    "address": standard.address,
                    "why": list(dict.fromkeys(f.ground.why for f in group)),
                    "findings": [f.requirement.id for f in group],
                }
            )
        sections.append(
            {
                "ground": ground,
                "title": _(GROUND_TITLES[ground]),
                "meaning": _(GROUNDS[ground]),
                "counts": a.counts_by_ground[ground],
                "standards": standards,
            }
        )
    return sections


def _finding(f: Finding, a: Assessment) -> dict[str, Any]:
    """A finding with the words to show beside its codes, and where each end of it can be read."""
    r, standard = f.requirement, a.catalogue.standards[f.requirement.standard]
    items = f.outcome.items
    return f.as_dict() | {
        "question": _(r.question),
        "topic_title": _(a.catalogue.topics[r.topic]),
        "status_words": _(STATUS_TITLES[f.status]),
        "answer_words": _(STATUS_TITLES[f.answer]),
        "item_words": {
            _(r.answer.items.get(k, k)): _(STATUS_TITLES[s]) for k, s in items.items() if s in STATUS_TITLES
        },
        "missing": list(f.missing),
        "ground": f.ground.word,
        "ground_words": _(GROUND_TITLES[f.ground.word]),
        "law_words": _(LAW_TITLES[f.law]) if f.law else "",
        "mark": r.mark,
        "note": _(r.note) if r.note else "",
        "links": {
            "clause": f.clause.pointer if _is_address(f.clause.pointer) else "",
            "text": a.instrument.text.address,
            "standard": standard.address,
            "sources": [_source(s) for s in r.sources],
            "founding": [s.id for s in f.ground.sentences],
        },
    }


def _is_address(text: str) -> bool:
    return text.startswith(("http://", "https://"))


def _source(source: Source) -> dict[str, str]:
    return {
        "title": source.title,
        "publisher": source.publisher,
        "address": source.address,
        "read": source.read,
    }
