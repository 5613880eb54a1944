"""An assessment as a policy analyst reads it: verdicts first, then what binds, then what is missing."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from corridor.commitments.answers import (
    MET,
    NOT,
    NOT_APPLICABLE,
    NOT_ASSESSED,
    PARTLY,
    SILENT,
    STATED,
    STATUS_TITLES,
    STATUSES,
    commas,
)
from corridor.commitments.assess import GROUND_TITLES, GROUNDS, Assessment, Finding
from corridor.commitments.assess_data import force_on_day, party_name, read_words
from corridor.commitments.coders import Agreement, answer_words
from corridor.commitments.instruments import Clause
from corridor.commitments.redline import Redline, redline
from corridor.commitments.section5 import VERDICT_TITLES, Test, articles, two_tests
from corridor.i18n import N_, _, date_in_words, in_a_row, listed, ngettext, number_in_words

_MARKS = {MET: "+", PARTLY: "~", NOT: "-", SILENT: "o", STATED: "#", NOT_APPLICABLE: "n/a", NOT_ASSESSED: "?"}
#: The same words short enough for a column.
_SHORT = {NOT_APPLICABLE: N_("n/a"), NOT_ASSESSED: N_("not ass."), PARTLY: N_("partly"), NOT: N_("not")}
_COLUMN = {
    "binding": N_("binding"),
    "binding on one": N_("binding on one"),
    "not known": N_("not known"),
    "recommended": N_("recommended"),
    "founding": N_("founding documents"),
}
_LAW = {
    "meets": N_("meets"),
    "meets in part": N_("meets in part"),
    "breaks": N_("BREAKS"),
    "leaves it out": N_("LEAVES IT OUT"),
    "silent": N_("silent"),
}


def lines_of(assessment: Assessment, width: int = 100, *, every: bool = False) -> list[str]:
    """The text; ``every`` lists also what does not apply and what was not assessed."""
    i = assessment.instrument
    named = i.title.casefold().startswith("invented") or "(invented)" in i.title.casefold()
    title = _(i.title)
    if i.invented and not named:
        title = _("{title} (invented)").format(title=title)
    out = [*_wrap(title, width), *_wrap(_head(assessment), width)]
    for w in i.warnings:
        out += _wrap(str(w), width, "", "  ")
    out += ["", _("THE TWO TESTS OF BELLAGIO SECTION 5")]
    for test in two_tests(assessment):
        out += ["", *_test(test, width)]
    counted = [
        _("{number} {status}").format(number=n, status=_(STATUS_TITLES[s]))
        for s, n in assessment.counts.items()
        if n
    ]
    out += ["", *_wrap(_("FINDINGS: {counts}").format(counts=commas(counted)), width, "", "  "), ""]
    out += _grid(assessment)
    for ground in GROUNDS:
        out += _ground(assessment, ground, width, every)
    out += _redline(redline(assessment), width)
    out += _open(assessment, width)
    return out


def _head(a: Assessment) -> str:
    i = a.instrument
    day = _("on {date}: {force}").format(date=date_in_words(a.day), force=force_on_day(a))
    if i.coded:
        coded = _("coded by {coder} on {date}").format(coder=a.coder, date=date_in_words(i.coded))
    else:
        coded = _("coded by {coder}").format(coder=a.coder)
    parts = [_(i.type_words), listed(party_name(p) for p in i.parties), day, coded, read_words(a)]
    return in_a_row(p for p in parts if p)


def _test(test: Test, width: int) -> list[str]:
    lines = [
        _("{test}: {verdict}").format(test=_(test.name), verdict=_(VERDICT_TITLES[test.verdict]).upper())
    ]
    for c in test.conditions:
        text = _(c.sentence.text)
        if c.waiting:
            text = ngettext(
                "{text} ({count} of {all} question not assessed)",
                "{text} ({count} of {all} questions not assessed)",
                c.asked,
            ).format(text=text, count=c.waiting, all=c.asked)
        lines += _wrap(f"{c.sentence.id:<7}{_(VERDICT_TITLES[c.verdict]):<13} {text}", width, "  ", " " * 23)
        for topic, verdict, found in c.topics:
            words = {
                "verdict": _(VERDICT_TITLES[verdict]),
                "topic": _(topic),
                "articles": commas(articles(found)) or _("no article"),
            }
            line = _("{verdict}: {topic} ({articles})").format(**words)
            lines += _wrap(line, width, " " * 23, " " * 25)
    return lines


def _grid(a: Assessment) -> list[str]:
    shown = [s for s in STATUSES if a.counts[s]]
    names = {g: _(_COLUMN[g]) for g in GROUNDS}
    heads = [_(_SHORT.get(s, STATUS_TITLES[s])) for s in shown]
    width, column = max(len(n) for n in names.values()), max(8, *(len(h) for h in heads)) + 1
    lines = ["  " + " " * width + "".join(f"{h:>{column}}" for h in heads)]
    for ground, counts in a.counts_by_ground.items():
        if any(counts.values()):
            row = "".join(f"{counts[s] or '.':>{column}}" for s in shown)
            lines.append(f"  {names[ground]:<{width}}{row}")
    return lines


def _ground(a: Assessment, ground: str, width: int, every: bool) -> list[str]:
    found = a.on_ground(ground)
    shown = [f for f in found if every or f.law or f.status not in (NOT_APPLICABLE, NOT_ASSESSED)]
    rest = len(found) - len(shown)
    if not found:
        return []
    lines = ["", _(GROUND_TITLES[ground]).upper()]
    for standard in dict.fromkeys(f.requirement.standard for f in shown):
        group = [f for f in shown if f.requirement.standard == standard]
        if ground != "recommended":
            whys = " / ".join(dict.fromkeys(f.ground.why for f in group))
            short = a.catalogue.standards[standard].short
            lines += _wrap(_("{standard}: {reason}").format(standard=short, reason=whys), width, "  ", "    ")
        for f in group:
            if every or f.status != SILENT:
                lines += finding_lines(f, width) if every or f.status != MET else met_lines(f, width)
        silent = [f for f in group if f.status == SILENT and not every]
        if silent:
            said = commas(
                _("{requirement} {topic}").format(requirement=f.requirement.id, topic=_topic(a, f))
                for f in silent
            )
            words = _("silent on {matters}").format(matters=said)
            lines += _wrap(f"{_MARKS[SILENT]:<4}{words}", width, "  ", " " * 8)
    if rest:
        more = ngettext(
            "({count} more does not apply or was not assessed; --all lists everything)",
            "({count} more do not apply or were not assessed; --all lists everything)",
            rest,
        ).format(count=rest)
        lines += _wrap(more, width, "  ", "  ")
    return lines


def met_lines(f: Finding, width: int) -> list[str]:
    """A finding that is met, in short."""
    r = f.requirement
    cited = _("{requirement}, {citation}").format(requirement=r.id, citation=f.cited)
    if f.scope.why:
        cited = in_a_row((cited, f.scope.why))
    words = {"status": _status(f), "article": f.where, "text": _(r.text), "citation": cited}
    text = _("{status}: {article}: {text} ({citation})").format(**words)
    return _wrap(f"{_MARKS[MET]:<4}{text}", width, "  ", " " * 8)


def _status(f: Finding) -> str:
    """The status, with what the text does to law that binds."""
    status = _(STATUS_TITLES[f.status])
    return _("{status} [{law}]").format(status=status, law=_(_LAW[f.law])) if f.law else status


def _topic(a: Assessment, f: Finding) -> str:
    return _(a.catalogue.topics[f.requirement.topic])


def finding_lines(f: Finding, width: int) -> list[str]:
    """One finding in one or a few lines."""
    head = _("{status}: {text}").format(status=_status(f), text=_(f.requirement.text))
    lines = _wrap(f"{_MARKS[f.status]:<4}{head}", width, "  ", " " * 8)
    words = {
        "article": f.clause.article,
        "reason": f.why.rstrip("."),
        "requirement": f.requirement.id,
        "citation": f.cited,
        "sentences": commas(s.id for s in f.ground.sentences),
    }
    if f.clause.article:
        text = _("{article}: {reason}. {requirement}, {citation}; asked by {sentences}")
    else:
        text = _("{reason}. {requirement}, {citation}; asked by {sentences}")
    return lines + _wrap(text.format(**words), width, " " * 8, " " * 8)


def _redline(entries: Sequence[Redline], width: int) -> list[str]:
    head = ngettext(
        "REDLINE LIST: {count} matter on which a clause is missing or has to change",
        "REDLINE LIST: {count} matters on which a clause is missing or has to change",
        len(entries),
    )
    lines = ["", head.format(count=len(entries))]
    for n, e in enumerate(entries, 1):
        words = {"matter": _(e.title), "articles": commas(e.present), "ground": _(_COLUMN[e.ground])}
        if e.change:
            text = _("change: {matter} (now: {articles}) [{ground}]")
        elif e.present:
            text = _("add: {matter} (now: {articles}) [{ground}]")
        else:
            text = _("add: {matter} [{ground}]")
        lines += _wrap(f"{n:>3}. {text.format(**words)}", width, "", "     ")
        for f in e.asked:
            asked = _(f.requirement.text)
            if f.missing and f.status != SILENT:
                asked = _("{text} ({items})").format(text=asked, items=commas(f.missing))
            lines += _wrap(asked, width, "     - ", "       ")
        rests = _("could rest on {articles}; asked by {sentences}").format(
            articles=in_a_row(e.articles), sentences=commas(e.sentences)
        )
        lines += _wrap(rests, width, "     ", "     ")
    return lines


def _open(a: Assessment, width: int) -> list[str]:
    said: list[str] = []
    for tag, waiting in a.asks.items():
        text = _("The coding must say whether the workers are {tag}: this decides about {requirements}")
        said.append(text.format(tag=tag, requirements=commas(waiting)))
    for r in a.instrument.references:
        text = _("{article} points to another instrument, not assessed here: {title}")
        said.append(text.format(article=r.article, title=_(r.title)))
    if n := a.counts[NOT_ASSESSED]:
        text = ngettext(
            "{count} requirement was not assessed: that is not silence of the text",
            "{count} requirements were not assessed: that is not silence of the text",
            n,
        )
        said.append(text.format(count=n))
    if n := sum(f.status not in (NOT_APPLICABLE, NOT_ASSESSED) for f in a.unread):
        text = ngettext(
            "{count} finding uses a requirement whose own text was not read in full (marked where it is cited)",
            "{count} findings use a requirement whose own text was not read in full (marked where it is cited)",
            n,
        )
        said.append(text.format(count=n))
    lines = [line for text in said for line in _wrap(text, width, "- ", "  ")]
    return ["", _("WHAT IS OPEN"), *lines] if lines else lines


def agreement_lines(found: Agreement, width: int = 100) -> list[str]:
    """The comparison of two coders."""
    names = {"first": found.first, "second": found.second}
    if not found.both:
        return [_("{first} and {second} answered nothing in common").format(**names)]
    assert found.percent is not None
    unknown = _("cannot be worked out")
    text = ngettext(
        "{first} and {second} both answered {both} requirement and come to the same finding on {same} "
        "({percent} percent; Cohen's kappa {kappa}, Krippendorff's alpha {alpha})",
        "{first} and {second} both answered {both} requirements and come to the same finding on {same} "
        "({percent} percent; Cohen's kappa {kappa}, Krippendorff's alpha {alpha})",
        found.both,
    ).format(
        **names,
        both=found.both,
        same=found.same,
        percent=number_in_words(found.percent, 0),
        kappa=unknown if found.kappa is None else number_in_words(found.kappa, 2),
        alpha=unknown if found.alpha is None else number_in_words(found.alpha, 2),
    )
    lines = _wrap(text, width)
    for d in found.disagreements:
        sides = {**names, "requirement": d.requirement, "one": _side(d.first_finding, d.first)}
        sides["two"] = _side(d.second_finding, d.second)
        if d.same_finding:
            said = _("{requirement} (same finding): {first}: {one}; {second}: {two}")
        else:
            said = _("{requirement}: {first}: {one}; {second}: {two}")
        lines += _wrap(said.format(**sides), width, "  ", "    ")
        if d.settled is not None:
            kept = {
                "first": _("settled, the first stands: {reason}"),
                "second": _("settled, the second stands: {reason}"),
                "both": _("both readings stand: {reason}"),
            }[d.settled.kept]
            lines += _wrap(kept.format(reason=d.settled.why), width, "    ", "    ")
    for who, only in ((found.first, found.only_first), (found.second, found.only_second)):
        if only:
            alone = _("answered by {coder} alone: {count}").format(coder=who, count=len(only))
            lines += _wrap(alone, width, "  ", "    ")
    return lines


def _side(finding: str, clause: Clause) -> str:
    """What one of two coders found, answered and cited."""
    words = {"finding": _(STATUS_TITLES[finding]), "answer": answer_words(clause), "article": clause.article}
    if clause.article:
        return _("{finding} [{answer}] {article}").format(**words)
    return _("{finding} [{answer}]").format(**words)


def _wrap(text: str, width: int, first: str = "", rest: str = "") -> list[str]:
    return textwrap.wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [first]
