"""The redline list: what is missing, by topic, with the articles each missing clause could rest on.

What nobody looked at is not on the list: only a person who has read the text can say that a clause is missing.
"""

from __future__ import annotations

from dataclasses import dataclass

from corridor.commitments.answers import STATUS_TITLES
from corridor.commitments.assess import GROUND_TITLES, GROUNDS, Assessment, Finding
from corridor.i18n import _

_ORDER = tuple(GROUNDS)


@dataclass(frozen=True, slots=True)
class Redline:
    """A clause to add or to change on one topic.

    ``asked`` are the findings that lack it, what weighs most first; ``ground`` is the weightiest of them.
    """

    topic: str
    title: str
    ground: str
    asked: tuple[Finding, ...]

    @property
    def change(self) -> bool:
        """Whether a clause that stands there has to change, and not only be added."""
        return any(f.status == "not" and not f.outcome.absent for f in self.asked)

    @property
    def articles(self) -> tuple[str, ...]:
        """The articles a clause could rest on, each with its mark if its text was not read."""
        return tuple(dict.fromkeys(f.cited for f in self.asked))

    @property
    def present(self) -> tuple[str, ...]:
        """Articles of the instrument that already speak of the topic."""
        return tuple(dict.fromkeys(f.clause.article for f in self.asked if f.clause.article))

    @property
    def sentences(self) -> tuple[str, ...]:
        """The founding sentences that ask for it."""
        return tuple(dict.fromkeys(s.id for f in self.asked for s in f.ground.sentences))

    def as_dict(self) -> dict[str, object]:
        """The entry as plain data."""
        return {
            "topic": self.topic,
            "title": _(self.title),
            "do": "change" if self.change else "add",
            "do_words": _("Change a clause") if self.change else _("Add a clause"),
            "ground": self.ground,
            "ground_words": _(GROUND_TITLES[self.ground]),
            "asked": [
                {
                    "requirement": f.requirement.id,
                    "rests_on": f.cited,
                    "text": _(f.requirement.text),
                    "status": f.status,
                    "status_words": _(STATUS_TITLES[f.status]),
                    "missing": list(f.missing),
                    "ground": f.ground.word,
                }
                for f in self.asked
            ],
            "instrument_articles": list(self.present),
            "founding": list(self.sentences),
        }


def redline(assessment: Assessment) -> tuple[Redline, ...]:
    """What is missing, topic by topic: what binds the parties first."""
    entries = []
    for topic, title in assessment.catalogue.topics.items():
        lacking = [f for f in assessment.findings.values() if f.requirement.topic == topic and f.lacking]
        if lacking:
            lacking.sort(key=lambda f: _ORDER.index(f.ground.word))
            entries.append(Redline(topic, title, lacking[0].ground.word, tuple(lacking)))
    return tuple(sorted(entries, key=lambda e: (_ORDER.index(e.ground), not e.change)))
