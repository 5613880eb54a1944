"""An assessment as a policy analyst reads it: verdicts first, then what binds, then what is missing."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

from corridor.commitments.answers import (
    MET,
    NOT,
    NOT_APPLICABLE,
    NOT_ASSESSED,
    PARTLY,
    SILENT,
    STATED,
    STATUSES,
)
from corridor.commitments.assess import GROUNDS, Assessment, Finding
from corridor.commitments.coders import Agreement, answer_words
from corridor.commitments.redline import Redline, redline
from corridor.commitments.section5 import Test, articles, two_tests

_MARKS = {MET: "+", PARTLY: "~", NOT: "-", SILENT: "o", STATED: "#", NOT_APPLICABLE: "n/a", NOT_ASSESSED: "?"}
_HEADS = {
    "binding": "Binding on all parties on that day",
    "binding on one": "Binding on one party only",
    "not known": "Treaties of which it was not read whether they bind the parties",
    "recommended": "Recommended (codes, guidelines, recommendations, compacts)",
    "founding": "Asked by the founding documents only (no treaty binds these parties)",
}


def lines_of(assessment: Assessment, width: int = 100, *, every: bool = False) -> list[str]:
    """The text; ``every`` lists also what does not apply and what was not assessed."""
    i = assessment.instrument
    out = [*_wrap(i.title + (" (invented)" if i.invented and "invented" not in i.title else ""), width)]
    out += _wrap(_head(assessment), width)
    for w in i.warnings:
        out += _wrap(str(w), width, "", "  ")
    out += ["", "THE TWO TESTS OF BELLAGIO SECTION 5"]
    for test in two_tests(assessment):
        out += ["", *_test(test, width)]
    counts = ", ".join(f"{n} {s}" for s, n in assessment.counts.items() if n)
    out += ["", *_wrap(f"FINDINGS  {counts}", width, "", "  "), ""]
    out += _grid(assessment)
    for ground in GROUNDS:
        out += _ground(assessment, ground, width, every)
    out += _redline(redline(assessment), width)
    out += _open(assessment, width)
    return out


def _head(a: Assessment) -> str:
    i = a.instrument
    force = {
        True: "in force",
        False: "not in force",
        None: "whether it is in force is not known",
    }[i.in_force_on(a.day)]
    read = {"yes": "read in full", "partly": "read in part", "no": "not read"}.get(i.text.read, "")
    coded = f"coded by {a.coder}" + (f" on {i.coded}" if i.coded else "")
    parts = [i.type_words, " and ".join(i.parties), f"on {a.day}: {force}", coded]
    return "; ".join([*parts, *([f"text {read}"] if read else [])])


def _test(test: Test, width: int) -> list[str]:
    lines = [f"{test.name}: {test.verdict.upper()}"]
    for c in test.conditions:
        gap = f" ({c.waiting} of {c.asked} questions not assessed)" if c.waiting else ""
        lines += _wrap(f"{c.sentence.id:<7}{c.verdict:<13} {c.sentence.text}{gap}", width, "  ", " " * 23)
        for topic, verdict, found in c.topics:
            where = ", ".join(articles(found)) or "no article"
            lines += _wrap(f"{verdict}: {topic} ({where})", width, " " * 23, " " * 25)
    return lines


def _grid(a: Assessment) -> list[str]:
    shown = [s for s in STATUSES if a.counts[s]]
    width = max(len(g) for g in GROUNDS)
    lines = ["  " + " " * width + "".join(f"{_short(s):>9}" for s in shown)]
    for ground, counts in a.counts_by_ground.items():
        if any(counts.values()):
            lines.append(f"  {ground:<{width}}" + "".join(f"{counts[s] or '.':>9}" for s in shown))
    return lines


def _short(status: str) -> str:
    return {NOT_APPLICABLE: "n/a", NOT_ASSESSED: "not ass."}.get(status, status)


def _ground(a: Assessment, ground: str, width: int, every: bool) -> list[str]:
    found = a.on_ground(ground)
    shown = [f for f in found if every or f.status not in (NOT_APPLICABLE, NOT_ASSESSED)]
    rest = len(found) - len(shown)
    if not found:
        return []
    lines = ["", _HEADS[ground].upper()]
    for standard in dict.fromkeys(f.requirement.standard for f in shown):
        group = [f for f in shown if f.requirement.standard == standard]
        if ground != "recommended":
            whys = dict.fromkeys(f.ground.why for f in group)
            lines += _wrap(
                f"{a.catalogue.standards[standard].short}: {' / '.join(whys)}", width, "  ", "    "
            )
        for f in group:
            if every or f.status != SILENT:
                lines += finding_lines(f, width) if every or f.status != MET else met_lines(f, width)
        silent = [f for f in group if f.status == SILENT and not every]
        if silent:
            said = ", ".join(f"{f.requirement.id} {_topic(a, f)}" for f in silent)
            lines += _wrap(f"{_MARKS[SILENT]:<4}silent on {said}", width, "  ", " " * 8)
    if rest:
        lines += _wrap(
            f"({rest} more do not apply or were not assessed; --all lists everything)", width, "  ", "  "
        )
    return lines


def met_lines(f: Finding, width: int) -> list[str]:
    """A finding that is met, in short."""
    law = f" [{f.law}]" if f.law else ""
    limits = f"; {f.scope.why}" if f.scope.why else ""
    text = (
        f"{_MARKS[MET]:<4}met{law}: {f.where}: {f.requirement.text} ({f.requirement.id}, {f.cited}{limits})"
    )
    return _wrap(text, width, "  ", " " * 8)


def _topic(a: Assessment, f: Finding) -> str:
    return a.catalogue.topics[f.requirement.topic]


def finding_lines(f: Finding, width: int) -> list[str]:
    """One finding in one or a few lines."""
    law = f" [{f.law.upper() if f.law in ('breaks', 'leaves it out') else f.law}]" if f.law else ""
    head = f"{_MARKS[f.status]:<4}{f.status}{law}: {f.requirement.text}"
    lines = _wrap(head, width, "  ", " " * 8)
    asked = ", ".join(s.id for s in f.ground.sentences)
    where = f"{f.clause.article}: " if f.clause.article else ""
    lines += _wrap(
        f"{where}{f.why.rstrip('.')}. {f.requirement.id}, {f.cited}; asked by {asked}",
        width,
        " " * 8,
        " " * 8,
    )
    return lines


def _redline(entries: Sequence[Redline], width: int) -> list[str]:
    lines = ["", f"REDLINE LIST: {len(entries)} matters on which a clause is missing or has to change"]
    for n, e in enumerate(entries, 1):
        do = "change" if e.change else "add"
        at = f" (now: {', '.join(e.present)})" if e.present else ""
        lines += _wrap(f"{n:>3}. {do}: {e.title}{at} [{e.ground}]", width, "", "     ")
        for f in e.asked:
            missing = f" ({', '.join(f.missing)})" if f.missing and f.status != SILENT else ""
            lines += _wrap(f"{f.requirement.text}{missing}", width, "     - ", "       ")
        lines += _wrap(
            f"could rest on {'; '.join(e.articles)}; asked by {', '.join(e.sentences)}",
            width,
            "     ",
            "     ",
        )
    return lines


def _open(a: Assessment, width: int) -> list[str]:
    lines: list[str] = []
    for tag, waiting in a.asks.items():
        lines += _wrap(
            f"The coding must say whether the workers are {tag}: this decides about {', '.join(waiting)}",
            width,
            "- ",
            "  ",
        )
    for r in a.instrument.references:
        lines += _wrap(
            f"{r.article} points to another instrument, not assessed here: {r.title}", width, "- ", "  "
        )
    if a.counts[NOT_ASSESSED]:
        lines += _wrap(
            f"{a.counts[NOT_ASSESSED]} requirements were not assessed: that is not silence of the text",
            width,
            "- ",
            "  ",
        )
    unread = [f for f in a.unread if f.status not in (NOT_APPLICABLE, NOT_ASSESSED)]
    if unread:
        lines += _wrap(
            f"{len(unread)} findings use a requirement whose own text was not read in full (marked where it is cited)",
            width,
            "- ",
            "  ",
        )
    return ["", "WHAT IS OPEN", *lines] if lines else lines


def agreement_lines(found: Agreement, width: int = 100) -> list[str]:
    """The comparison of two coders."""
    if not found.both:
        return [f"{found.first} and {found.second} answered nothing in common"]
    assert found.percent is not None
    kappa = "cannot be worked out" if found.kappa is None else f"{float(found.kappa):.2f}"
    alpha = "cannot be worked out" if found.alpha is None else f"{float(found.alpha):.2f}"
    lines = _wrap(
        f"{found.first} and {found.second} answered {found.both} requirements both and come to the same finding on {found.same} "
        f"({float(found.percent):.0f} percent; Cohen's kappa {kappa}, Krippendorff's alpha {alpha})",
        width,
    )
    for d in found.disagreements:
        same = " (same finding)" if d.same_finding else ""
        lines += _wrap(
            f"{d.requirement}: {found.first} {d.first_finding} [{answer_words(d.first)}] {d.first.article}; "
            f"{found.second} {d.second_finding} [{answer_words(d.second)}] {d.second.article}{same}",
            width,
            "  ",
            "    ",
        )
    for who, only in ((found.first, found.only_first), (found.second, found.only_second)):
        if only:
            lines += _wrap(f"answered by {who} alone: {len(only)}", width, "  ", "    ")
    return lines


def _wrap(text: str, width: int, first: str = "", rest: str = "") -> list[str]:
    return textwrap.wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [first]


def as_dict(assessment: Assessment, agreements: Iterable[Agreement] = ()) -> dict[str, object]:
    """The assessment as plain data."""
    i = assessment.instrument
    return {
        "instrument": {
            "id": i.id,
            "title": i.title,
            "type": i.type,
            "parties": list(i.parties),
            "signed": i.signed,
            "in_force": i.in_force,
            "ended": i.ended,
            "in_force_on_day": i.in_force_on(assessment.day),
            "invented": i.invented,
            "text_read": i.text.read,
            "workers": [
                {"name": g.name, "are": sorted(g.tags), "are_not": sorted(g.not_tags)} for g in i.workers
            ],
            "references": [{"article": r.article, "to": r.to, "title": r.title} for r in i.references],
            "warnings": [str(w) for w in i.warnings],
        },
        "on": assessment.day,
        "coder": assessment.coder,
        "section_5": [t.as_dict() for t in two_tests(assessment)],
        "counts": assessment.counts,
        "counts_by_ground": assessment.counts_by_ground,
        "grounds": GROUNDS,
        "statuses": STATUSES,
        "findings": [f.as_dict() for f in assessment.findings.values()],
        "redline": [e.as_dict() for e in redline(assessment)],
        "to_settle": {k: list(v) for k, v in assessment.asks.items()},
        "coders": [a.as_dict() for a in agreements],
        "not_scored": [r.id for r in assessment.unscored],
    }
